/* SPDX-License-Identifier: Apache-2.0
 * The domain's words: every enumeration that stands in the database, the API and the
 * mechanisms. Each is an X-macro X(id, text, zh, en); the text is what is stored. Source:
 * docs/words.md.
 */
#pragma once

#include "base/field.h"

/* What an event is about. */
#define SUBJECT_LIST(X)                                                                        \
    X(SUBJECT_DEMAND, "demand", "诉求", "demand")                                              \
    X(SUBJECT_MATTER, "matter", "事项", "matter")                                              \
    X(SUBJECT_TASK, "task", "承办任务", "task")                                                \
    X(SUBJECT_UNIT, "unit", "单位", "unit")                                                    \
    X(SUBJECT_BOX, "box", "信箱", "box")                                                       \
    X(SUBJECT_OFFICER, "officer", "工作人员", "officer")                                       \
    X(SUBJECT_CAMPAIGN, "campaign", "专项行动", "campaign")                                    \
    X(SUBJECT_VISIT, "visit", "走访", "visit")                                                 \
    X(SUBJECT_MEETING, "meeting", "会议", "meeting")                                           \
    X(SUBJECT_SPOT, "spot", "采集点", "spot")                                                  \
    X(SUBJECT_INSPECTION, "inspection", "验靶", "inspection")                                  \
    X(SUBJECT_TOPIC, "topic", "每月一题", "month's topic")                                     \
    X(SUBJECT_HOTSPOT, "hotspot", "热点", "hot spot")                                          \
    X(SUBJECT_TROUBLE, "trouble", "根源问题", "root problem")
enum subject { SUBJECT_LIST(ENUM_ID) SUBJECT__MAX };
extern const struct enum_names subject_names;

#define DEMAND_LIST(X)                                                                         \
    X(DEMAND_NONE, "", "", "")                                                                 \
    X(DEMAND_RECEIVED, "received", "待甄别", "received")                                       \
    X(DEMAND_VALID, "valid", "有效待立项", "valid")                                            \
    X(DEMAND_TO_EXPLAIN, "to_explain", "待解释", "to explain")                                 \
    X(DEMAND_EXPLAINED, "explained", "已解释", "explained")                                    \
    X(DEMAND_REDIRECTED, "redirected", "已告知其他渠道", "redirected")                         \
    X(DEMAND_IN_MATTER, "in_matter", "办理中", "in matter")                                    \
    X(DEMAND_ANSWERED, "answered", "已答复", "answered")                                       \
    X(DEMAND_ACCEPTED, "accepted", "群众认可", "accepted")                                     \
    X(DEMAND_UNSATISFIED, "unsatisfied", "群众不满意", "unsatisfied")                          \
    X(DEMAND_UNREACHABLE, "unreachable", "联系不上", "unreachable")                            \
    X(DEMAND_NO_VERDICT, "no_verdict", "无评价", "no verdict")                                 \
    X(DEMAND_SETTLED, "settled", "已了结", "settled")                                          \
    X(DEMAND_WITHDRAWN, "withdrawn", "已撤诉", "withdrawn")
enum demand_state { DEMAND_LIST(ENUM_ID) DEMAND__MAX };
extern const struct enum_names demand_state_names;

/* Answer and verdict stand on the link demand–matter. VOID: split off, verdict void. */
#define LINK_LIST(X)                                                                           \
    X(LINK_NONE, "", "", "")                                                                   \
    X(LINK_IN_MATTER, "in_matter", "办理中", "in matter")                                      \
    X(LINK_UNSATISFIED, "unsatisfied", "不满意", "unsatisfied")                                \
    X(LINK_ANSWERED, "answered", "已答复", "answered")                                         \
    X(LINK_UNREACHABLE, "unreachable", "联系不上", "unreachable")                              \
    X(LINK_NO_VERDICT, "no_verdict", "无评价", "no verdict")                                   \
    X(LINK_SETTLED, "settled", "已了结", "settled")                                            \
    X(LINK_ACCEPTED, "accepted", "认可", "accepted")                                           \
    X(LINK_WITHDRAWN, "withdrawn", "已撤诉", "withdrawn")                                      \
    X(LINK_VOID, "void", "已拆出", "void")
enum link_state { LINK_LIST(ENUM_ID) LINK__MAX };
extern const struct enum_names link_state_names;

#define MATTER_LIST(X)                                                                         \
    X(MATTER_NONE, "", "", "")                                                                 \
    X(MATTER_TO_LEVEL, "to_level", "待分级", "to level")                                       \
    X(MATTER_TO_DISPATCH, "to_dispatch", "待派单", "to dispatch")                              \
    X(MATTER_HANDLING, "handling", "办理中", "handling")                                       \
    X(MATTER_IN_REVIEW, "in_review", "审核中", "in review")                                    \
    X(MATTER_APPROVED, "approved", "待答复", "approved")                                       \
    X(MATTER_ANSWERED, "answered", "已答复", "answered")                                       \
    X(MATTER_CALLING_BACK, "calling_back", "回访中", "calling back")                           \
    X(MATTER_CLOSED, "closed", "已销号", "closed")                                             \
    X(MATTER_ARCHIVED, "archived", "已归档", "archived")                                       \
    X(MATTER_MOVED_UP, "moved_up", "已移交上级", "moved up")                                   \
    X(MATTER_ENDED, "ended", "已终结", "ended")
enum matter_state { MATTER_LIST(ENUM_ID) MATTER__MAX };
extern const struct enum_names matter_state_names;

#define TASK_LIST(X)                                                                           \
    X(TASK_NONE, "", "", "")                                                                   \
    X(TASK_SENT, "sent", "待签收", "sent")                                                     \
    X(TASK_SIGNED, "signed", "已签收", "signed for")                                           \
    X(TASK_WORKING, "working", "办理中", "working")                                            \
    X(TASK_RETURN_ASKED, "return_asked", "申请退单", "return asked")                           \
    X(TASK_REPORTED, "reported", "已反馈待负责人同意", "reported")                             \
    X(TASK_AGREED, "agreed", "已同意", "agreed")                                               \
    X(TASK_WITHDRAWN, "withdrawn", "已撤回", "withdrawn")
enum task_state { TASK_LIST(ENUM_ID) TASK__MAX };
extern const struct enum_names task_state_names;

#define TASK_ROLE_LIST(X)                                                                      \
    X(TASK_LEAD, "lead", "主办", "lead")                                                       \
    X(TASK_HELPER, "helper", "协办", "helper")                                                 \
    X(TASK_WHISTLE, "whistle", "吹哨报到", "whistled")                                         \
    X(TASK_VERIFY, "verify", "核查", "verify")
enum task_role { TASK_ROLE_LIST(ENUM_ID) TASK_ROLE__MAX };
extern const struct enum_names task_role_names;

/* Who may act (domain.md). A role is given for a unit and holds in its subtree. */
#define ROLE_LIST(X)                                                                           \
    X(ROLE_CITIZEN, "citizen", "群众", "citizen")                                              \
    X(ROLE_OPERATOR, "operator", "接诉员", "operator")                                         \
    X(ROLE_COLLECTOR, "collector", "采集员", "collector")                                      \
    X(ROLE_SCREENER, "screener", "甄别员", "screener")                                         \
    X(ROLE_DISPATCHER, "dispatcher", "派单员", "dispatcher")                                   \
    X(ROLE_HANDLER, "handler", "承办人", "handler")                                            \
    X(ROLE_HEAD, "head", "单位负责人", "head of unit")                                         \
    X(ROLE_REVIEWER, "reviewer", "审核员", "reviewer")                                         \
    X(ROLE_CALLBACK, "callback", "回访员", "call-back desk")                                   \
    X(ROLE_CLOSER, "closer", "销号员", "closing desk")                                         \
    X(ROLE_LOOKBACK, "lookback", "回头看组长", "look-back lead")                               \
    X(ROLE_SUPERVISOR, "supervisor", "督查员", "supervisor")                                   \
    X(ROLE_ARBITER, "arbiter", "裁定人", "arbiter")                                            \
    X(ROLE_EXCHANGE, "exchange", "转办对接员", "exchange desk")                                \
    X(ROLE_LEADER, "leader", "挂联领导", "sponsor, leader")                                    \
    X(ROLE_ANALYST, "analyst", "分析员", "analyst")                                            \
    X(ROLE_PUBLISHER, "publisher", "发布员", "publisher")                                      \
    X(ROLE_ADMIN_SYSTEM, "admin_system", "系统管理员", "system administrator")                 \
    X(ROLE_ADMIN_SECURITY, "admin_security", "安全管理员", "security administrator")           \
    X(ROLE_ADMIN_AUDIT, "admin_audit", "审计管理员", "audit administrator")                    \
    X(ROLE_SYSTEM, "system", "系统", "system")                                                 \
    X(ROLE_IMPORT, "import", "导入", "import")
enum role { ROLE_LIST(ENUM_ID) ROLE__MAX };
extern const struct enum_names role_names;
#define BIT(x) (UINT32_C(1) << (x))

/* BZ-14, BZ-18, BZ-20: who is responsible; BACKSTOP = 区委区政府兜底 (BZ-21). */
#define LEVEL_LIST(X)                                                                          \
    X(LEVEL_NONE, "", "", "")                                                                  \
    X(LEVEL_COMMUNITY, "community", "社区", "community")                                       \
    X(LEVEL_STREET, "street", "街道", "street")                                                \
    X(LEVEL_DISTRICT, "district", "区级", "district")                                          \
    X(LEVEL_CITY, "city", "移交市级", "moved to city")                                         \
    X(LEVEL_BACKSTOP, "backstop", "兜底", "backstop")
enum level { LEVEL_LIST(ENUM_ID) LEVEL__MAX };
extern const struct enum_names level_names;

/* Which desks a unit runs (unit.desks is a bit mask in this order). */
#define DESK_LIST(X)                                                                           \
    X(DESK_SCREEN, "screen", "甄别", "screening")                                              \
    X(DESK_DISPATCH, "dispatch", "派单", "dispatch")                                           \
    X(DESK_REVIEW, "review", "审核", "review")                                                 \
    X(DESK_CALLBACK, "callback", "回访", "call-back")                                          \
    X(DESK_CLOSE, "close", "销号", "closing")                                                  \
    X(DESK_LOOKBACK, "lookback", "回头看", "look-back")                                        \
    X(DESK_EXCHANGE, "exchange", "转办对接", "exchange")                                       \
    X(DESK_ARBITER, "arbiter", "裁定", "arbiter")
enum desk { DESK_LIST(ENUM_ID) DESK__MAX };
extern const struct enum_names desk_names;

#define PLACE_KIND_LIST(X)                                                                     \
    X(PLACE_PROVINCE, "province", "省", "province")                                            \
    X(PLACE_CITY, "city", "市", "city")                                                        \
    X(PLACE_COUNTY, "county", "县区", "county")                                                \
    X(PLACE_TOWN, "town", "街道乡镇", "town or street")                                        \
    X(PLACE_COMMUNITY, "community", "社区村", "community or village")                          \
    X(PLACE_GRID, "grid", "网格", "grid")                                                      \
    X(PLACE_POINT, "point", "点位", "point")
enum place_kind { PLACE_KIND_LIST(ENUM_ID) PLACE_KIND__MAX };
extern const struct enum_names place_kind_names;

/* B5-6: the citizen's choice. */
#define PRIVACY_LIST(X)                                                                        \
    X(PRIVACY_NAMED, "named", "实名", "named")                                                 \
    X(PRIVACY_CONFIDENTIAL, "confidential", "实名保密", "confidential")                        \
    X(PRIVACY_ANONYMOUS, "anonymous", "匿名", "anonymous")
enum privacy { PRIVACY_LIST(ENUM_ID) PRIVACY__MAX };
extern const struct enum_names privacy_names;

#define ORIGIN_LIST(X)                                                                         \
    X(ORIGIN_CITIZEN, "citizen", "群众诉求", "citizen")                                        \
    X(ORIGIN_FINDING, "finding", "主动发现", "finding")
enum origin { ORIGIN_LIST(ENUM_ID) ORIGIN__MAX };
extern const struct enum_names origin_names;

/* BZ-08 */
#define DIRECTION_LIST(X)                                                                      \
    X(DIRECTION_NONE, "", "", "")                                                              \
    X(DIRECTION_COME, "come", "群众来访", "citizen came")                                      \
    X(DIRECTION_RECEIVE, "receive", "干部接访", "officer received")                            \
    X(DIRECTION_GO, "go", "主动下访", "officer went")
enum direction { DIRECTION_LIST(ENUM_ID) DIRECTION__MAX };
extern const struct enum_names direction_names;

/* Three values, kept apart, with their source (domain.md: verdict). */
#define YESNO_LIST(X)                                                                          \
    X(YN_UNKNOWN, "", "未知", "unknown")                                                       \
    X(YN_YES, "yes", "是", "yes")                                                              \
    X(YN_NO, "no", "否", "no")                                                                 \
    X(YN_PARTLY, "partly", "部分", "partly")
enum yesno { YESNO_LIST(ENUM_ID) YESNO__MAX };
extern const struct enum_names yesno_names;

/* B1-12: five grades. */
#define GRADE_LIST(X)                                                                          \
    X(GRADE_NONE, "", "未评价", "not rated")                                                   \
    X(GRADE_VERY_GOOD, "very_satisfied", "非常满意", "very satisfied")                         \
    X(GRADE_GOOD, "satisfied", "满意", "satisfied")                                            \
    X(GRADE_FAIR, "fairly", "基本满意", "fairly satisfied")                                    \
    X(GRADE_BAD, "unsatisfied", "不满意", "unsatisfied")                                       \
    X(GRADE_VERY_BAD, "very_unsatisfied", "非常不满意", "very unsatisfied")
enum grade { GRADE_LIST(ENUM_ID) GRADE__MAX };
extern const struct enum_names grade_names;

#define SOURCE_LIST(X)                                                                         \
    X(SOURCE_NONE, "", "", "")                                                                 \
    X(SOURCE_CITIZEN, "citizen", "群众自评", "citizen's own rating")                           \
    X(SOURCE_CALL, "call", "电话回访", "call-back")                                            \
    X(SOURCE_SIGNATURE, "signature", "群众签字", "citizen's signature")                        \
    X(SOURCE_UPSTREAM, "upstream", "上级回访", "upstream call-back")                           \
    X(SOURCE_INSPECTION, "inspection", "现场核验", "inspection")                               \
    X(SOURCE_LOOKBACK, "lookback", "回头看", "look-back")                                      \
    X(SOURCE_LEDGER, "ledger", "台账承接", "taken over")
enum source { SOURCE_LIST(ENUM_ID) SOURCE__MAX };
extern const struct enum_names source_names;
extern const struct enum_names desk_source_names; /* those that an officer can record */

/* B3-5, B7: how the answer ends: solved, explained, planned, in stages (peers 1c: never one
 * number). */
#define RESULT_LIST(X)                                                                         \
    X(RESULT_NONE, "", "", "")                                                                 \
    X(RESULT_SOLVED, "solved", "已解决", "solved")                                             \
    X(RESULT_PARTLY, "partly", "部分解决", "partly solved")                                    \
    X(RESULT_PLANNED, "planned", "已列入计划", "planned")                                      \
    X(RESULT_STAGED, "staged", "分阶段解决", "in stages")                                      \
    X(RESULT_EXPLAINED, "explained", "解释说明", "explained: cannot be met")                   \
    X(RESULT_MEDIATED, "mediated", "调处", "mediated")
enum result { RESULT_LIST(ENUM_ID) RESULT__MAX };
extern const struct enum_names result_names;

/* How a matter left the books; the two lawful exits are counted apart. */
#define CLOSE_LIST(X)                                                                          \
    X(CLOSE_NONE, "", "", "")                                                                  \
    X(CLOSE_ACCEPTED, "accepted", "群众认可销号", "accepted by the citizens")                  \
    X(CLOSE_INSPECTED, "inspected", "核验销号", "closed on inspection")                        \
    X(CLOSE_UNREACHABLE, "unreachable", "多次联系不上", "cannot be reached")                   \
    X(CLOSE_EXPLAINED, "explained", "解释说明", "explained: cannot be met")                    \
    X(CLOSE_TAKEN_OVER, "taken_over", "台账承接", "taken over")
enum close_ground { CLOSE_LIST(ENUM_ID) CLOSE__MAX };
extern const struct enum_names close_ground_names;
extern const struct enum_names exit_ground_names; /* the two lawful exits of these */

#define CLOCK_LIST(X)                                                                          \
    X(CLOCK_REPLY, "reply", "答复群众", "reply")                                               \
    X(CLOCK_SCREEN, "screen", "甄别", "screening")                                             \
    X(CLOCK_EXPLAIN, "explain", "解释说明", "explanation")                                     \
    X(CLOCK_CALLBACK, "callback", "回访", "call-back")                                         \
    X(CLOCK_REDO, "redo", "重新交办", "redo")                                                  \
    X(CLOCK_PLACE, "place", "定责", "placing")                                                 \
    X(CLOCK_BANK, "bank", "问题库", "problem bank")                                            \
    X(CLOCK_FEEDBACK, "feedback", "书面反馈", "written feedback")                              \
    X(CLOCK_REVIEW, "review", "审核", "review")                                                \
    X(CLOCK_ANSWER, "answer", "答复", "answer")                                                \
    X(CLOCK_CLOSE, "close", "办结销号", "closing")                                             \
    X(CLOCK_STAGE, "stage", "阶段", "stage")                                                   \
    X(CLOCK_PROMISE, "promise", "承诺", "promise")                                             \
    X(CLOCK_UPSTREAM, "upstream", "上级回复", "upstream")                                      \
    X(CLOCK_LOOKBACK, "lookback", "回头看", "look-back")                                       \
    X(CLOCK_SIGN, "sign", "签收", "sign for")                                                  \
    X(CLOCK_ARRIVE, "arrive", "报到", "arrival")                                               \
    X(CLOCK_RETURN, "return", "退单审核", "return decision")                                   \
    X(CLOCK_HELPER, "helper", "协办反馈", "helper's report")                                   \
    X(CLOCK_NOTICE, "notice", "督办回复", "notice")                                            \
    X(CLOCK_BOX, "box", "开箱", "letter box")                                                  \
    X(CLOCK_INSTRUCTION, "instruction", "批示回复", "answer to an instruction")                \
    X(CLOCK_SPONSOR, "sponsor", "包案进展", "progress of a sponsorship")
enum clock_kind { CLOCK_LIST(ENUM_ID) CLOCK__MAX };
extern const struct enum_names clock_kind_names;

#define SPAN_LIST(X)                                                                           \
    X(SPAN_HOURS, "hours", "小时", "hours")                                                    \
    X(SPAN_WORKDAYS, "workdays", "个工作日", "working days")                                   \
    X(SPAN_DAYS, "days", "日", "calendar days")
enum span_unit { SPAN_LIST(ENUM_ID) SPAN__MAX };
extern const struct enum_names span_unit_names;

/* Who hands orders down as tables and takes replies back (JN-14, JN-20). */
#define UPSTREAM_KIND_LIST(X)                                                                  \
    X(UPSTREAM_HOTLINE, "hotline", "政务热线", "hotline")                                      \
    X(UPSTREAM_PETITION, "petition", "信访系统", "petition system")                            \
    X(UPSTREAM_OTHER, "other", "其他平台", "other platform")
enum upstream_kind { UPSTREAM_KIND_LIST(ENUM_ID) UPSTREAM_KIND__MAX };
extern const struct enum_names upstream_kind_names;

/* The dispatch directory (派单目录, rules.md B1-3): who leads by an entry. */
#define DIRECTORY_LEAD_LIST(X)                                                                 \
    X(LEAD_UNIT, "unit", "指定单位", "a named unit")                                           \
    X(LEAD_STREET, "street", "属地街道", "the street of the place")                            \
    X(LEAD_COMMUNITY, "community", "属地社区", "the community of the place")                   \
    X(LEAD_NEGOTIATE, "negotiate", "协商确定", "settled by talks")
enum directory_lead { DIRECTORY_LEAD_LIST(ENUM_ID) DIRECTORY_LEAD__MAX };
extern const struct enum_names directory_lead_names;

/* Whose duty an entry's matters are; a department's is not passed to the grass roots. */
#define CHARGE_LIST(X)                                                                         \
    X(CHARGE_NONE, "", "", "")                                                                 \
    X(CHARGE_DEPARTMENT, "department", "部门职责", "a department's duty")                      \
    X(CHARGE_GRASS_ROOTS, "grass_roots", "基层履职事项", "on the grass roots' own list")       \
    X(CHARGE_SHARED, "shared", "部门与基层共担", "shared")
enum charge { CHARGE_LIST(ENUM_ID) CHARGE__MAX };
extern const struct enum_names charge_names;

/* What became of the directory's proposal in an act. */
#define DIRECTORY_OUTCOME_LIST(X)                                                              \
    X(OUTCOME_NO_ENTRY, "no_entry", "目录未列", "no entry")                                    \
    X(OUTCOME_UNUSABLE, "unusable", "目录单位不能承办", "its unit cannot take it")             \
    X(OUTCOME_FOLLOWED, "followed", "按目录派单", "followed")                                  \
    X(OUTCOME_OVERRIDDEN, "overridden", "未按目录派单", "overridden")                          \
    X(OUTCOME_NEGOTIATED, "negotiated", "协商后派单", "after talks")                           \
    X(OUTCOME_GRANTED, "granted", "准予退单", "return granted")                                \
    X(OUTCOME_REFUSED, "refused", "驳回退单", "return refused")
enum directory_outcome { DIRECTORY_OUTCOME_LIST(ENUM_ID) DIRECTORY_OUTCOME__MAX };
extern const struct enum_names directory_outcome_names;

/* What suggested a matter's level when it was levelled. */
#define LEVEL_SOURCE_LIST(X)                                                                   \
    X(LEVEL_SOURCE_NONE, "none", "无建议", "nothing")                                          \
    X(LEVEL_SOURCE_RULE, "rule", "分级规则", "level rule")                                     \
    X(LEVEL_SOURCE_DIRECTORY, "directory", "派单目录", "dispatch directory")
enum level_source { LEVEL_SOURCE_LIST(ENUM_ID) LEVEL_SOURCE__MAX };
extern const struct enum_names level_source_names;

/* What an urgent demand (要情) is about; the order is that of the lists. */
#define URGENT_KIND_LIST(X)                                                                    \
    X(URGENT_NONE, "", "", "")                                                                 \
    X(URGENT_THREAT, "threat", "扬言极端行为", "threat")                                       \
    X(URGENT_SELF_HARM, "self_harm", "轻生自伤", "self-harm")                                  \
    X(URGENT_GROUP, "group", "群体聚集", "group action")                                       \
    X(URGENT_WAGES, "wages", "欠薪聚集", "unpaid wages")                                       \
    X(URGENT_FIRE, "fire", "火情消防", "fire")                                                 \
    X(URGENT_GAS, "gas", "燃气险情", "gas")                                                    \
    X(URGENT_COLLAPSE, "collapse", "坍塌险情", "collapse")                                     \
    X(URGENT_TRAFFIC, "traffic", "交通事故", "traffic accident")                               \
    X(URGENT_VIOLENCE, "violence", "人身伤害", "violence")                                     \
    X(URGENT_EPIDEMIC, "epidemic", "疫情", "epidemic")                                         \
    X(URGENT_FOOD, "food", "食物中毒", "food poisoning")                                       \
    X(URGENT_POLLUTION, "pollution", "危化品泄漏污染", "dangerous leak")                       \
    X(URGENT_HEATING, "heating", "停暖", "heating cut")                                        \
    X(URGENT_WATER, "water", "停水", "water cut")                                              \
    X(URGENT_POWER, "power", "停电", "power cut")                                              \
    X(URGENT_DISASTER, "disaster", "灾害天气", "disaster")                                     \
    X(URGENT_OTHER, "other", "其他要情", "other")
enum urgent_kind { URGENT_KIND_LIST(ENUM_ID) URGENT_KIND__MAX };
extern const struct enum_names urgent_kind_names;

/* An alarm (要情预警) waits for its receivers, then for what was done. */
#define ALARM_LIST(X)                                                                          \
    X(ALARM_NONE, "", "", "")                                                                  \
    X(ALARM_OPEN, "open", "待确认", "not acknowledged")                                        \
    X(ALARM_ACKED, "acknowledged", "已确认", "acknowledged")                                   \
    X(ALARM_HANDLED, "handled", "已处置", "handled")                                           \
    X(ALARM_FALSE, "false", "误报", "false alarm")
enum alarm_state { ALARM_LIST(ENUM_ID) ALARM__MAX };
extern const struct enum_names alarm_state_names;

/* Why it is this officer who was told of an alarm. */
#define ALARM_WHY_LIST(X)                                                                      \
    X(ALARM_WHY_NONE, "", "", "")                                                              \
    X(ALARM_WHY_ROLE, "role", "在岗", "holds the role")                                        \
    X(ALARM_WHY_NAMED, "named", "点名", "named")                                               \
    X(ALARM_WHY_DUTY, "duty", "值班", "on duty")                                               \
    X(ALARM_WHY_STAND_IN, "stand_in", "代岗", "stands in")
enum alarm_why { ALARM_WHY_LIST(ENUM_ID) ALARM_WHY__MAX };
extern const struct enum_names alarm_why_names;

/* Where demands are gathered on paper or face to face (BZ-07); a mechanism's ways and channels
 * name the one that belongs to them ("by"). */
#define SPOT_KIND_LIST(X)                                                                      \
    X(SPOT_NONE, "", "", "")                                                                   \
    X(SPOT_POSTER, "poster", "二维码海报", "poster")                                           \
    X(SPOT_BOX, "box", "意见信箱", "letter box")                                               \
    X(SPOT_MEETING, "meeting", "群众会", "citizens' meeting")                                  \
    X(SPOT_STAY, "stay", "蹲点调研", "stay on the spot")                                       \
    X(SPOT_QUESTIONNAIRE, "questionnaire", "问卷", "questionnaire")                            \
    X(SPOT_CALL, "call", "公开征集", "call for demands")
enum spot_kind { SPOT_KIND_LIST(ENUM_ID) SPOT_KIND__MAX };
extern const struct enum_names spot_kind_names;

/* Whether what was taken down was read to who said it, before it was handed in. */
#define READ_BACK_LIST(X)                                                                      \
    X(READ_BACK_NONE, "", "", "")                                                              \
    X(READ_BACK_AGREED, "agreed", "已复述，诉求人确认", "read back, the caller agreed")        \
    X(READ_BACK_NOT, "not_read", "未复述", "not read back")
enum read_back { READ_BACK_LIST(ENUM_ID) READ_BACK__MAX };
extern const struct enum_names read_back_names;

/* A call handed live to a department (rules.md B1-5: 三方通话). */
#define THREE_WAY_LIST(X)                                                                      \
    X(THREE_WAY_NONE, "", "", "")                                                              \
    X(THREE_WAY_ANSWERED, "answered", "对方当场答复", "they answered at once")                 \
    X(THREE_WAY_REGISTER, "register", "未能当场答复，登记办理", "to be handled")
enum three_way { THREE_WAY_LIST(ENUM_ID) THREE_WAY__MAX };
extern const struct enum_names three_way_names;

/* What came of knocking at a door (走访). */
#define VISIT_OUTCOME_LIST(X)                                                                  \
    X(VISIT_NONE, "", "", "")                                                                  \
    X(VISIT_MET, "met", "见面", "met")                                                         \
    X(VISIT_REFUSED, "refused", "拒访", "refused")                                             \
    X(VISIT_ABSENT, "absent", "无人", "absent")
enum visit_outcome { VISIT_OUTCOME_LIST(ENUM_ID) VISIT_OUTCOME__MAX };
extern const struct enum_names visit_outcome_names;

/* Register kinds. Only demo and practice accept an injected clock; practice is watermarked. */
#define REGISTER_LIST(X)                                                                       \
    X(REGISTER_LIVE, "live", "正式库", "live")                                                 \
    X(REGISTER_DEMO, "demo", "演示库", "demo")                                                 \
    X(REGISTER_PRACTICE, "practice", "演练库", "practice")
enum register_kind { REGISTER_LIST(ENUM_ID) REGISTER__MAX };
extern const struct enum_names register_kind_names;
