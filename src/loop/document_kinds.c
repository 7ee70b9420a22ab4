/* SPDX-License-Identifier: Apache-2.0
 * The kinds of documents and the fields that a template of each may name.
 */
#include "core/words.h"
#include "loop/document_impl.h"
#include "loop/topic.h"

#define READERS                                                                                \
    BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER) | BIT(ROLE_ANALYST) | BIT(ROLE_PUBLISHER)

#define F(NAME, TYPE, FROM, ZH, EN, SAMPLE)                                                    \
    {                                                                                          \
        .name = (NAME), .type = (TYPE), .from = (FROM), .zh = (ZH), .en = (EN),                \
        .sample = (SAMPLE)                                                                     \
    }
#define ROWS(NAME, FROM, ROW, ZH, EN)                                                          \
    {                                                                                          \
        .name = (NAME), .type = DOCX_LIST, .from = (FROM), .rows = (ROW), .zh = (ZH),          \
        .en = (EN)                                                                             \
    }
#define END                                                                                    \
    {                                                                                          \
        0                                                                                      \
    }

/* Of every document; filled in when it is made. */
#define COMMON                                                                                 \
    F("letterhead", DOCX_TEXT, NULL, "发文机关标志", "letterhead",                             \
      "示例区民呼我为办公室文件"),                                                             \
        F("number", DOCX_TEXT, NULL, "发文字号", "number", "示民呼〔2026〕1号"),               \
        F("issuer", DOCX_TEXT, NULL, "署名机关", "issuer", "示例区民呼我为办公室"),            \
        F("signatory", DOCX_TEXT, NULL, "签发人", "signatory", "张三"),                        \
        F("date", DOCX_TEXT, NULL, "成文日期", "date", "2026年11月22日"),                      \
        F("copies", DOCX_TEXT, NULL, "抄送", "copies to", "区委办公室，区政府办公室"),         \
        F("text", DOCX_LINES, NULL, "拟稿人写的话，按段", "the maker's words",                 \
          "请认真研究，抓好落实。"),                                                           \
        F("reply_by", DOCX_TEXT, NULL, "回复期限", "to be answered by", "2026年11月30日"),     \
        F("watermark", DOCX_TEXT, NULL, "演练、演示库的标记",                                  \
          "mark of a practice or demo register", ""),                                          \
        F("trace", DOCX_TEXT, NULL, "制作人、时间、流水号", "who made it, when, and its id",   \
          "示例 2026-11-22 09:08 制作 · 1001")

static const struct docx_field demand_rows[] = {
    F("num", DOCX_TEXT, "demand", "诉求编号", "number", "511902202611200000018"),
    F("title", DOCX_TEXT, "title", "标题", "title", "路灯不亮"),
    F("words", DOCX_TEXT, "words", "群众原话", "the citizen's words",
      "巷子里的路灯坏了半个月，老人晚上出门看不见。"),
    F("said_at", DOCX_TIME, "said_at", "反映时间", "said", "2026年11月20日 09:30"),
    F("head_count", DOCX_TEXT, "head_count", "人数", "people", "3"),
    F("state", DOCX_TEXT, "state_text", "状态", "state", "已答复"),
    F("answer", DOCX_TEXT, "answer", "答复", "answer", "路灯已修复，请您放心出行。"),
    F("answered_at", DOCX_DAY, "answered_at", "答复日期", "answered", "2026年11月24日"),
    F("solved", DOCX_TEXT, "verdict.solved_text", "是否解决", "solved", "是"),
    F("grade", DOCX_TEXT, "verdict.grade_text", "满意度", "verdict", "满意"),
    END};

static const struct docx_field report_rows[] = {
    F("words", DOCX_TEXT, "words", "反馈内容", "report", "11月23日已更换灯具2盏。"),
    F("by", DOCX_TEXT, "actor", "反馈人", "by", "李四"),
    F("at", DOCX_TIME, "recorded_at", "反馈时间", "at", "2026年11月23日 16:00"), END};

static const struct docx_field task_rows[] = {
    F("num", DOCX_TEXT, "num", "任务编号", "number", "511902202611200000026-1"),
    F("unit", DOCX_TEXT, "unit", "承办单位", "unit", "示例区住建局"),
    F("role", DOCX_TEXT, "role_text", "主办或协办", "part", "主办"),
    F("officer", DOCX_TEXT, "officer", "承办人", "handler", "李四"),
    F("state", DOCX_TEXT, "state_text", "状态", "state", "单位已同意"),
    F("sent_at", DOCX_TIME, "sent_at", "派发时间", "sent", "2026年11月20日 15:00"),
    F("signed_at", DOCX_TIME, "signed_at", "签收时间", "signed for", "2026年11月20日 16:10"),
    F("due_at", DOCX_DAY, "due_at", "办理时限", "due", "2026年11月27日"),
    F("reported_at", DOCX_TIME, "reported_at", "反馈时间", "reported", "2026年11月23日 16:00"),
    F("result", DOCX_TEXT, "result_text", "办理结果", "result", "已解决"),
    ROWS("reports", "reports", report_rows, "书面反馈", "reports"),
    END};

static const struct docx_field event_rows[] = {
    F("at", DOCX_TIME, "occurred_at", "时间", "at", "2026年11月20日 15:00"),
    F("action", DOCX_TEXT, "action_text", "环节", "step", "派单"),
    F("unit", DOCX_TEXT, "unit", "单位", "unit", "示例区信访局"),
    F("by", DOCX_TEXT, "actor", "经办人", "by", "王五"),
    F("state", DOCX_TEXT, "to_text", "之后的状态", "state after", "办理中"),
    F("notes", DOCX_TEXT, "texts", "说明", "words", "请尽快修复。"),
    END};

static const struct docx_field stage_rows[] = {
    F("kind", DOCX_TEXT, "kind_text", "种类", "kind", "阶段"),
    F("words", DOCX_TEXT, "words", "内容", "words", "完成线路改造"),
    F("unit", DOCX_TEXT, "unit", "单位", "unit", "示例区住建局"),
    F("due_at", DOCX_DAY, "due_at", "期限", "due", "2026年12月10日"),
    F("done_at", DOCX_DAY, "done_at", "完成", "done", ""),
    F("outcome", DOCX_TEXT, "outcome", "结果", "outcome", ""),
    END};

#define MATTER                                                                                 \
    F("num", DOCX_TEXT, "num", "事项编号", "matter", "511902202611200000026"),                 \
        F("title", DOCX_TEXT, "title", "事项标题", "title", "解放街路灯不亮"),                 \
        F("state", DOCX_TEXT, "state_text", "状态", "state", "办理中"),                        \
        F("level", DOCX_TEXT, "labels.lvl", "责任层级", "level", "区级"),                      \
        F("place", DOCX_TEXT, "labels.place", "地点", "place", "东城街道 · 示例社区"),         \
        F("class", DOCX_TEXT, "labels.class", "类别", "class", "市政设施"),                    \
        F("lead", DOCX_TEXT, "labels.lead_unit", "主办单位", "lead", "示例区住建局"),          \
        F("owner", DOCX_TEXT, "labels.owner_unit", "现在由谁办", "with", "示例区住建局"),      \
        F("list", DOCX_TEXT, "row.dispatch_no", "交办清单号", "list", "交办〔2026〕12号"),     \
        F("opened_at", DOCX_DAY, "row.opened_at", "立项日期", "opened", "2026年11月20日"),     \
        F("dispatched_at", DOCX_DAY, "row.dispatched_at", "交办日期", "dispatched",            \
          "2026年11月20日"),                                                                   \
        F("due_at", DOCX_DAY, "row.due_at", "办理时限", "due", "2026年11月27日"),              \
        F("closed_at", DOCX_DAY, "row.closed_at", "销号日期", "closed", ""),                   \
        F("result", DOCX_TEXT, "labels.result", "办理结果", "result", "已解决"),               \
        F("mechanism", DOCX_TEXT, "labels.mechanism", "机制", "mechanism", "民呼我为"),        \
        ROWS("demands", "links", demand_rows, "诉求", "demands"),                              \
        ROWS("tasks", "tasks", task_rows, "承办任务", "tasks"),                                \
        ROWS("stages", "stages", stage_rows, "阶段、承诺、批示",                               \
             "stages, promises, instructions"),                                                \
        ROWS("events", "timeline", event_rows, "办理经过", "what happened")

static const struct docx_field dossier_fields[] = {COMMON, MATTER, END};
static const struct docx_field notice_fields[] = {
    COMMON,
    MATTER,
    F("notice", DOCX_TEXT, "notice_num", "督办单编号", "notice", "511902202611240000031"),
    F("warned", DOCX_TEXT, "notice_unit", "被督办单位", "unit warned", "示例区住建局"),
    F("facts", DOCX_LINES, "notice_text", "督办事实", "facts",
      "书面反馈时限 2026-11-27 24:00，已过1个工作日；当时状态：办理中。"),
    F("cause", DOCX_TEXT, "notice_cause", "督办事由", "cause", "超期黄牌"),
    F("card", DOCX_TEXT, "notice_card", "等次", "card", "黄牌"),
    F("threshold", DOCX_TEXT, "notice_threshold", "触发条件", "threshold", "超过时限1个工作日"),
    F("answer_by", DOCX_DAY, "notice_due", "回复期限（按规则）", "to be answered by (rule)",
      "2026年11月30日"),
    F("effect", DOCX_TEXT, "notice_effect", "后果", "effect", "列入重点督办"),
    END};

static const struct docx_field list_rows[] = {
    F("num", DOCX_TEXT, "num", "事项编号", "matter", "511902202611200000026"),
    F("title", DOCX_TEXT, "title", "事项标题", "title", "解放街路灯不亮"),
    F("words", DOCX_TEXT, "words", "群众诉求", "the citizen's words",
      "巷子里的路灯坏了半个月。"),
    F("place", DOCX_TEXT, "place", "地点", "place", "东城街道 · 示例社区"),
    F("class", DOCX_TEXT, "class", "类别", "class", "市政设施"),
    F("lead", DOCX_TEXT, "lead", "牵头单位", "lead", "示例区住建局"),
    F("helpers", DOCX_TEXT, "helpers", "配合单位", "helpers", "示例区供电公司"),
    F("due_at", DOCX_DAY, "due_at", "办理时限", "due", "2026年11月27日"),
    END};
static const struct docx_field transfer_fields[] = {
    COMMON,
    F("list", DOCX_TEXT, "list", "交办清单号", "list", "交办〔2026〕12号"),
    F("meeting", DOCX_TEXT, "meeting", "会议编号", "meeting", "第3次座谈会"),
    F("count", DOCX_TEXT, "count", "事项件数", "how many", "1"),
    ROWS("matters", "matters", list_rows, "事项", "matters"),
    END};

static const struct docx_field answer_rows[] = {
    F("title", DOCX_TEXT, "title", "事项标题", "matter", "解放街路灯不亮"),
    F("unit", DOCX_TEXT, "owner", "单位", "unit", "示例区住建局"),
    F("answer", DOCX_LINES, "answer", "答复，按段", "answer, by line",
      "路灯已于11月23日修复，请您放心出行。"),
    F("answered_at", DOCX_DAY, "answered_at", "答复日期", "answered", "2026年11月24日"), END};
static const struct docx_field answer_fields[] = {
    COMMON,
    F("num", DOCX_TEXT, "num", "诉求编号", "demand", "511902202611200000018"),
    F("title", DOCX_TEXT, "title", "诉求标题", "title", "路灯不亮"),
    F("words", DOCX_TEXT, "words", "群众原话", "the citizen's words",
      "巷子里的路灯坏了半个月。"),
    F("said_at", DOCX_DAY, "row.said_at", "反映日期", "said", "2026年11月20日"),
    F("channel", DOCX_TEXT, "labels.channel", "渠道", "channel", "热线"),
    F("addressee", DOCX_TEXT, "person.name", "诉求人（脱敏）", "the citizen, masked", "张**"),
    ROWS("answers", "links", answer_rows, "各事项的答复", "answers"),
    END};

static const struct docx_field unit_rows[] = {
    F("unit", DOCX_TEXT, "unit", "单位", "unit", "示例区住建局"),
    F("matters", DOCX_TEXT, "matters", "交办件数", "matters", "18"),
    F("answered", DOCX_TEXT, "answered", "已答复", "answered", "15"),
    F("late", DOCX_TEXT, "late", "超期", "late", "1"),
    F("on_time", DOCX_TEXT, "on_time", "按时率", "on time", "94.4%"),
    F("unsatisfied", DOCX_TEXT, "unsatisfied", "不满意", "unsatisfied", "2"),
    F("unsatisfied_rate", DOCX_TEXT, "unsatisfied_rate", "不满意率",
      "unsatisfied of those graded", "16.7%"),
    END};
static const struct docx_field class_rows[] = {
    F("class", DOCX_TEXT, "class", "类别", "class", "市政设施"),
    F("demands", DOCX_TEXT, "demands", "诉求件数", "demands", "36"),
    F("share", DOCX_TEXT, "share", "占比", "share", "29.0%"), END};
static const struct docx_field place_rows[] = {
    F("place", DOCX_TEXT, "street", "街道、乡镇", "place", "东城街道"),
    F("demands_in", DOCX_TEXT, "demands_in", "受理诉求", "demands in", "42"),
    F("demands_done", DOCX_TEXT, "demands_done", "办结诉求", "demands done", "40"),
    F("overdue", DOCX_TEXT, "demands_overdue", "超期诉求", "overdue", "1"),
    F("unsigned", DOCX_TEXT, "unsigned", "待签收", "unsigned", "0"),
    END};
static const struct docx_field compare_rows[] = {
    F("figure", DOCX_TEXT, "figure", "指标", "figure", "受理诉求"),
    F("before", DOCX_TEXT, "before", "上期", "the time before", "110"),
    F("now", DOCX_TEXT, "now", "本期", "this time", "124"),
    F("change", DOCX_TEXT, "change", "增减", "change", "+14"), END};
static const struct docx_field bulletin_fields[] = {
    COMMON,
    F("title", DOCX_TEXT, "heading", "标题", "title",
      "关于2026年11月16日至11月22日群众诉求办理情况的通报"),
    F("first_day", DOCX_DAY, "first_day", "起", "from", "2026年11月16日"),
    F("last_day", DOCX_DAY, "last_day", "止", "to", "2026年11月22日"),
    F("demands_in", DOCX_TEXT, "total.demands_in", "受理诉求", "demands in", "124"),
    F("matters_in", DOCX_TEXT, "total.matters_in", "新立事项", "matters in", "110"),
    F("demands_done", DOCX_TEXT, "total.demands_done", "办结诉求", "demands done", "118"),
    F("matters_done", DOCX_TEXT, "total.matters_done", "销号事项", "matters closed", "101"),
    F("demands_overdue", DOCX_TEXT, "total.demands_overdue", "超期诉求", "overdue", "2"),
    F("unsigned", DOCX_TEXT, "total.unsigned", "待签收", "unsigned", "1"),
    F("growth", DOCX_TEXT, "growth", "与上期相比", "against the time before", "上升12.7%"),
    F("on_time", DOCX_TEXT, "on_time", "按时率", "on time", "97.2%"),
    F("unsatisfied_rate", DOCX_TEXT, "unsatisfied_rate", "不满意率", "unsatisfied", "3.4%"),
    ROWS("compare", "compare", compare_rows, "与上期逐项相比", "both times side by side"),
    ROWS("units", "units", unit_rows, "各承办单位", "units"),
    ROWS("unsatisfied", "unsatisfied", unit_rows, "不满意率较高的单位",
         "units with the most unsatisfied"),
    ROWS("classes", "classes", class_rows, "热点类别", "what was spoken of most"),
    ROWS("places", "streets", place_rows, "各街道、乡镇", "places"),
    END};

static const struct docx_field interview_fields[] = {
    COMMON,
    F("title", DOCX_TEXT, "title", "事由", "about", "关于诉求办理超期问题的约谈"),
    F("held_at", DOCX_TIME, "held_at", "约谈时间", "held", "2026年11月20日 15:00"),
    F("where", DOCX_TEXT, "where", "约谈地点", "where", "区信访局会议室"),
    F("host", DOCX_TEXT, "host", "约谈人", "host", "张三"),
    F("unit", DOCX_TEXT, "unit", "被约谈单位", "unit", "示例区住建局"),
    F("persons", DOCX_TEXT, "persons", "被约谈人", "persons", "李四"),
    F("recorder", DOCX_TEXT, "recorder", "记录人", "recorder", "王五"),
    F("reason", DOCX_LINES, "reason", "约谈原因，按段", "reason", "本月超期3件，不满意2件。"),
    F("said", DOCX_LINES, "said", "约谈内容，按段", "what was said", "指出问题，听取说明。"),
    F("answer", DOCX_LINES, "answer", "被约谈人表态，按段", "their answer",
      "认领问题，限期整改。"),
    F("demands", DOCX_LINES, "demands", "整改要求，按段", "what is asked",
      "11月30日前书面报告整改情况。"),
    END};

static const struct docx_field examination_fields[] = {
    COMMON,
    F("title", DOCX_TEXT, "title", "标题", "title", "责令检视记录"),
    F("unit", DOCX_TEXT, "unit", "被责令单位", "unit", "示例区住建局"),
    F("board", DOCX_TEXT, "board_title", "依据的榜单", "board", "2026年11月群众诉求办理红黑榜"),
    F("count", DOCX_TEXT, "serial", "本年度（行动）第几次列入黑榜", "how many times black",
      "3"),
    F("held_at", DOCX_DAY, "held_at", "责令日期", "ordered", "2026年11月20日"),
    F("who", DOCX_TEXT, "who", "责令人、被责令人", "who whom", "张三责令李四"),
    F("signed", DOCX_TEXT, "signed", "签字人", "signed", "李四"),
    F("reason", DOCX_LINES, "about", "事由，按段", "reason", "三次列入黑榜。"),
    F("measures", DOCX_LINES, "measures", "要求和验收意见，按段", "what is asked, verdicts",
      "逐件检视超期事项，十个工作日内报告。"),
    F("due_at", DOCX_DAY, "due_at", "报告期限", "to be answered by", "2026年12月4日"),
    F("answer", DOCX_LINES, "answer", "检视报告，按段", "self-examination",
      "已逐件整改并向群众说明。"),
    F("answered_at", DOCX_DAY, "answered_at", "报告日期", "answered", "2026年12月2日"),
    F("accepted_at", DOCX_DAY, "accepted_at", "验收日期", "accepted", "2026年12月3日"),
    END};

static const struct docx_field board_rows[] = {
    F("rank", DOCX_TEXT, "rank", "名次", "rank", "1"),
    F("unit", DOCX_TEXT, "unit", "单位", "unit", "示例区住建局"),
    F("score", DOCX_TEXT, "score", "得分", "score", "98.5"),
    F("volume", DOCX_TEXT, "volume", "工单量", "volume", "42"),
    F("on_time", DOCX_TEXT, "on_time", "按时办结率", "on time", "100%"),
    F("satisfied", DOCX_TEXT, "satisfied", "满意率", "satisfied", "98%"),
    F("reason", DOCX_TEXT, "reason", "上榜原因", "why", "办理及时"),
    END};
static const struct docx_field board_fields[] = {
    COMMON,
    F("title", DOCX_TEXT, "title", "标题", "title", "2026年11月群众诉求办理红黑榜"),
    F("period", DOCX_TEXT, "period", "时段", "period", "2026年11月"),
    F("basis", DOCX_LINES, "basis", "评比办法，按段", "how it was reckoned",
      "按时办结率、满意率、重办率由系统按月统计。"),
    ROWS("red", "red", board_rows, "红榜", "red"),
    ROWS("black", "black", board_rows, "黑榜", "black"),
    END};

static const struct docx_field topic_group_rows[] = {
    F("place", DOCX_TEXT, "place", "名次", "place", "1"),
    F("class", DOCX_TEXT, "class_text", "类别", "class", "公共设施"),
    F("demands", DOCX_TEXT, "demands", "诉求件数", "demands", "881"),
    F("concentration", DOCX_TEXT, "concentration_text", "反映集中程度", "concentration",
      "100.00"),
    F("pressing", DOCX_TEXT, "pressing_text", "解决紧迫程度", "urgency", "72.50"),
    END};
static const struct docx_field topic_place_rows[] = {
    F("name", DOCX_TEXT, "name", "地点", "place", "东城街道"),
    F("demands", DOCX_TEXT, "demands", "诉求件数", "demands", "120"),
    F("heads", DOCX_TEXT, "heads", "人数", "people", "180"), END};
static const struct docx_field topic_unit_rows[] = {
    F("name", DOCX_TEXT, "name", "单位", "unit", "示例区住建局"),
    F("demands", DOCX_TEXT, "demands", "诉求件数", "demands", "64"), END};
static const struct docx_field topic_year_rows[] = {
    F("year", DOCX_TEXT, "year", "年份", "year", "2025"),
    F("opened", DOCX_TEXT, "opened", "立项", "opened", "41"),
    F("closed", DOCX_TEXT, "closed", "已销号", "closed", "39"),
    F("repeated", DOCX_TEXT, "repeated", "重复", "said again", "12"), END};
static const struct docx_field topic_promise_rows[] = {
    F("matter", DOCX_TEXT, "matter", "事项编号", "matter", "511902202611200000026"),
    F("unit", DOCX_TEXT, "unit", "单位", "unit", "示例区住建局"),
    F("words", DOCX_TEXT, "words", "承诺", "promise", "年底前增设车位200个"),
    F("due_at", DOCX_DAY, "due_at", "期限", "due", "2026年12月31日"),
    F("stands", DOCX_TEXT, "stands", "兑现情况", "stands", "未到期"),
    END};
static const struct docx_field topic_said_rows[] = {
    F("num", DOCX_TEXT, "num", "诉求编号", "number", "511902202611200000018"),
    F("place", DOCX_TEXT, "place", "地点", "place", "东城街道"),
    F("words", DOCX_TEXT, "words", "群众原话", "the citizen's words", "小区周边没有车位。"),
    F("reason", DOCX_TEXT, "reason", "列为有代表性的理由", "why it was chosen", "同类反映多"),
    END};
static const struct docx_field topic_fields[] = {
    COMMON,
    F("name", DOCX_TEXT, "name", "主题", "topic", "停车难"),
    F("month", DOCX_TEXT, "month", "月份", "month", "2026-11"),
    F("class", DOCX_TEXT, "class_text", "类别", "class", "公共设施"),
    F("area", DOCX_TEXT, "area", "街道乡镇", "street", ""),
    F("reason", DOCX_LINES, "reason", "选题理由，按段", "why it was chosen", "反映集中。"),
    F("chosen_by", DOCX_TEXT, "chosen_name", "选定人", "chosen by", "张三"),
    F("chosen_at", DOCX_DAY, "chosen_at", "选定日期", "chosen on", "2026年11月22日"),
    F("rank", DOCX_TEXT, "place", "当月名次", "place in the ranking", "1"),
    F("concentration", DOCX_TEXT, "concentration_text", "反映集中程度", "concentration",
      "100.00"),
    F("pressing", DOCX_TEXT, "pressing_text", "解决紧迫程度", "urgency", "72.50"),
    F("lead", DOCX_TEXT, "lead", "承办单位", "unit in charge", "示例区住建局"),
    F("all", DOCX_TEXT, "totals.all", "诉求件数", "demands", "881"),
    F("heads", DOCX_TEXT, "totals.heads", "人数", "people", "1024"),
    F("kept", DOCX_TEXT, "totals.kept", "保留", "kept", "355"),
    F("representative", DOCX_TEXT, "totals.representative", "有代表性", "representative",
      "355"),
    F("dropped", DOCX_TEXT, "totals.dropped", "不列入", "dropped", "526"),
    F("share", DOCX_TEXT, "totals.representative_percent", "有代表性占比", "share", "40.3%"),
    F("summary", DOCX_LINES, "summary", "经验做法，按段", "what was learned", ""),
    ROWS("ranking", "classes", topic_group_rows, "当月排序（按类别）", "the month's ranking"),
    ROWS("places", "places", topic_place_rows, "地点", "places"),
    ROWS("units", "units_now", topic_unit_rows, "现承办单位", "units that handle it"),
    ROWS("history", "history", topic_year_rows, "历年事项", "earlier years"),
    ROWS("promises", "promises", topic_promise_rows, "此前承诺", "earlier promises"),
    ROWS("representatives", "representatives", topic_said_rows, "有代表性的诉求",
         "representative demands"),
    END};
static const struct docx_field verification_fields[] = {
    COMMON,
    F("num", DOCX_TEXT, "num", "核查任务编号", "task", "511902202611200000026-1"),
    F("matter", DOCX_TEXT, "matter", "事项编号", "matter", "511902202611200000026"),
    F("title", DOCX_TEXT, "title", "事项标题", "title", "解放街路灯不亮"),
    F("place", DOCX_TEXT, "place", "地点", "place", "东城街道 · 示例社区"),
    F("class", DOCX_TEXT, "class_text", "类别", "class", "公共设施"),
    F("unit", DOCX_TEXT, "unit", "核查单位", "unit", "示例区住建局"),
    F("officer", DOCX_TEXT, "officer", "核查人", "by", "李四"),
    F("sent_at", DOCX_DAY, "sent_at", "派发日期", "sent", "2026年11月20日"),
    F("verified_at", DOCX_DAY, "verified_at", "核查日期", "verified", "2026年11月23日"),
    F("agreed_at", DOCX_DAY, "agreed_at", "单位负责人同意日期", "agreed", "2026年11月24日"),
    F("asked", DOCX_LINES, "asked", "核查要求，按段", "what was to be verified", "核实情况。"),
    F("truth", DOCX_LINES, "truth", "真实性，按段", "truth", "属实。"),
    F("accuracy", DOCX_LINES, "accuracy", "准确性，按段", "accuracy", "数量基本准确。"),
    F("legality", DOCX_LINES, "legality", "合法性，按段", "legality", "诉求合法。"),
    F("reasonableness", DOCX_LINES, "reasonableness", "合理性，按段", "reasonableness",
      "诉求合理。"),
    F("words", DOCX_LINES, "words", "核查情况，按段", "what was found", "现场查看。"),
    F("visited_at", DOCX_TEXT, "visited", "走访日期", "visited on", "2026年11月23日"),
    F("visit", DOCX_LINES, "visit", "走访调研情况，按段", "the visit", "走访住户6户。"),
    END};

static const struct docx_field month_rows[] = {
    F("name", DOCX_TEXT, "text", "类别、区划或单位", "class, place or unit", "市政建设"),
    F("demands", DOCX_TEXT, "demands", "本月诉求", "demands", "36"),
    F("year_before", DOCX_TEXT, "year_before", "上年同月", "a year before", "48"),
    F("on_year", DOCX_TEXT, "on_year.text", "同比", "on the year", "-25.00%"),
    F("before", DOCX_TEXT, "before", "上月", "the month before", "32"),
    F("on_month", DOCX_TEXT, "on_month.text", "环比", "on the month", "+12.50%"),
    F("repeated", DOCX_TEXT, "repeated", "反复反映", "said again", "4"),
    F("unsolved", DOCX_TEXT, "unsolved", "久拖不决", "long unsolved", "2"),
    F("suggestions", DOCX_TEXT, "suggestions", "意见建议", "suggestions", "5"),
    END};
static const struct docx_field month_hot_rows[] = {
    F("name", DOCX_TEXT, "name", "热点", "hot spot", "搅拌站扰民"),
    F("place", DOCX_TEXT, "place", "地点", "place", "银杏嘉园"),
    F("words", DOCX_TEXT, "words", "特征词", "words", "搅拌站 灰尘 轰鸣"),
    F("demands", DOCX_TEXT, "demands", "本月诉求", "demands", "12"),
    F("people", DOCX_TEXT, "people", "人数", "people", "9"),
    F("before", DOCX_TEXT, "before", "上月", "the month before", "8"),
    F("on_month", DOCX_TEXT, "on_month.text", "环比", "on the month", "+50.00%"),
    F("year_before", DOCX_TEXT, "year_before", "上年同月", "a year before", "0"),
    F("on_year", DOCX_TEXT, "on_year.text", "同比", "on the year", "无基数"),
    END};
static const struct docx_field month_worst_rows[] = {
    F("num", DOCX_TEXT, "num", "诉求编号", "number", "511902202605200000018"),
    F("title", DOCX_TEXT, "title", "标题", "title", "解放街路面破损"),
    F("class", DOCX_TEXT, "class_text", "类别", "class", "市政建设"),
    F("unit", DOCX_TEXT, "unit_text", "承办单位", "unit", "示例区住建局"),
    F("said_at", DOCX_DAY, "said_at", "反映日期", "said", "2026年5月20日"),
    F("days", DOCX_TEXT, "days", "已历天数", "days", "164"),
    END};
static const struct docx_field month_yield_rows[] = {
    F("unit", DOCX_TEXT, "unit_text", "承担单位", "unit", "示例区住建局"),
    F("yields", DOCX_TEXT, "yields_text", "治本产出", "what it yields", "完善政策"),
    F("n", DOCX_TEXT, "n", "项数", "number", "1"),
    F("of", DOCX_TEXT, "text", "根源问题、措施和文件", "root problems, measures, documents",
      "停车难：定办法（停车管理办法，区发〔2026〕8号）"),
    END};
static const struct docx_field month_fields[] = {
    COMMON,
    F("title", DOCX_TEXT, "title", "标题", "title", "2026年10月民意诉求分析"),
    F("addressee", DOCX_TEXT, "addressee", "反馈给哪个单位", "the unit it is fed back to", ""),
    F("scope", DOCX_TEXT, "scope", "范围（区划、渠道）", "place and channel", ""),
    F("stands", DOCX_TEXT, "stands", "统计时点", "as it stood", "截至2026-10-31 24时"),
    F("demands", DOCX_TEXT, "all.demands", "本月诉求", "demands", "124"),
    F("year_before", DOCX_TEXT, "all.year_before", "上年同月", "a year before", "148"),
    F("on_year", DOCX_TEXT, "all.on_year.text", "同比", "on the year", "-16.22%"),
    F("before", DOCX_TEXT, "all.before", "上月", "the month before", "110"),
    F("on_month", DOCX_TEXT, "all.on_month.text", "环比", "on the month", "+12.73%"),
    F("repeated", DOCX_TEXT, "all.repeated", "反复反映", "said again", "9"),
    F("unsolved", DOCX_TEXT, "all.unsolved", "久拖不决", "long unsolved", "6"),
    F("unsolved_days", DOCX_TEXT, "unsolved_days", "久拖不决的天数", "long unsolved: days",
      "90"),
    F("suggestions", DOCX_TEXT, "all.suggestions", "意见建议", "suggestions", "14"),
    F("rules", DOCX_LINES, "rules_text", "统计口径，按段", "how it is counted",
      "同比：与上年同月相比。"),
    ROWS("hot", "hot", month_hot_rows, "热点", "hot spots"),
    ROWS("classes", "classes", month_rows, "分类别", "by class"),
    ROWS("places", "places", month_rows, "分区划", "by place"),
    ROWS("units", "units", month_rows, "分承办单位", "by unit"),
    ROWS("worst", "worst", month_worst_rows, "久拖不决最久的", "the longest waits"),
    ROWS("yields", "yields", month_yield_rows, "治本产出", "what root problems yielded"),
    END};

#define KEEPERS (BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER))
#define ADDRESSED (READERS | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER) | BIT(ROLE_HANDLER))

const struct document_kind document_kinds[] = {
    {"bulletin", "通报", "bulletin", "通", DOCUMENT_PERIOD, READERS, ADDRESSED, true,
     document_of_period, bulletin_fields},
    {"dossier", "一事一册", "dossier of one matter", "册", DOCUMENT_MATTER, 0, 0, false,
     document_of_matter, dossier_fields},
    {"transfer", "交办清单", "transfer list", "交", DOCUMENT_LIST,
     READERS | BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER), 0, false, document_of_list,
     transfer_fields},
    {"notice", "督办单", "supervision notice", "督", DOCUMENT_MATTER, KEEPERS, 0, false,
     document_of_supervised, notice_fields},
    {"interview", "约谈记录", "interview record", "约", DOCUMENT_INTERVIEW, KEEPERS, KEEPERS,
     false, document_of_interview, interview_fields},
    {"examination", "责令检视记录", "record of an ordered self-examination", "检",
     DOCUMENT_STEP, KEEPERS, KEEPERS, false, document_of_step, examination_fields},
    {"answer", "答复", "written answer", "复", DOCUMENT_DEMAND, 0, 0, false, document_of_demand,
     answer_fields},
    {"board", "红黑榜", "board", "榜", DOCUMENT_BOARD, READERS, READERS, false,
     document_of_board, board_fields},
    {"topic", "每月一题卷宗", "dossier of a topic", "题", DOCUMENT_TOPIC, TOPIC_READERS,
     TOPIC_READERS, false, document_of_topic, topic_fields},
    {"verification", "核查报告", "verification report", "核", DOCUMENT_TASK, 0, 0, false,
     document_of_verification, verification_fields},
    {"month", "月度分析", "monthly analysis", "析", DOCUMENT_MONTH, READERS, READERS, false,
     document_of_month, month_fields},
    {0},
};

const struct document_kind *document_kind_find(struct str name)
{
    for (const struct document_kind *k = document_kinds; k->name; k++)
        if (str_eq_c(name, k->name))
            return k;
    return NULL;
}
