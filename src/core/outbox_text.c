/* SPDX-License-Identifier: Apache-2.0
 * What messages say. {num} is the number people use, {text} what an officer said; citizens are
 * told in Chinese, the register's language.
 */
#include "core/outbox_text.h"
#include "base/buf.h"
#include "core/app.h"
#include "core/config.h"
#include "db/db.h"

enum { TEXT_MAX = 64 * 1024 };

const struct message_text message_texts[] = {
    {"to_screen", "诉求 {num} 待甄别", "诉求 {num} 待甄别，请登录回音系统办理。",
     MESSAGE_OFFICER},
    {"to_open", "诉求 {num} 待立项",
     "诉求 {num} 已甄别有效，待立项或并单，请登录回音系统办理。", MESSAGE_OFFICER},
    {"to_level", "事项 {num} 待分级", "事项 {num} 待分级，请登录回音系统办理。",
     MESSAGE_OFFICER},
    {"to_dispatch", "事项 {num} 待派单", "事项 {num} 待派单，请登录回音系统办理。",
     MESSAGE_OFFICER},
    {"bundled", "事项 {num} 放入专题",
     "事项 {num} 放入由本单位统筹的专题，请登录回音系统查看。", MESSAGE_OFFICER},
    {"supervised", "事项 {num} 重点督办", "事项 {num} 列入重点督办，请登录回音系统查看。",
     MESSAGE_OFFICER},
    {"notice", "督办单 {num} 请回复", "督办单 {num} 已发给您单位，请在期限内登录回音系统回复。",
     MESSAGE_OFFICER},
    {"trouble_owner", "根源问题 {num} 由您单位负责",
     "根源问题 {num} 由您单位负责整治，请登录回音系统查看根源、措施和期限。", MESSAGE_OFFICER},
    {"trouble_asked", "根源问题 {num} 请排查同类",
     "请您单位按要求排查有没有与根源问题 {num} 同类的问题，并在期限内登录回音系统回复。",
     MESSAGE_OFFICER},
    {"finding", "验靶问题 {num} 请整改",
     "验靶发现的问题 {num} 请您单位在期限内整改并上传照片，详情请登录回音系统查看。",
     MESSAGE_OFFICER},
    {"notice_told", "督办提醒 {num}", "督办提醒 {num}，请登录回音系统查看并尽快办理。",
     MESSAGE_OFFICER},
    {"to_sign", "承办任务 {num} 待签收", "承办任务 {num} 已派出，请在时限内签收。",
     MESSAGE_OFFICER},
    {"whistled", "吹哨：任务 {num} 请到现场报到",
     "社区吹哨，任务 {num} 请在约定时间到现场报到，详情请登录回音系统查看。", MESSAGE_OFFICER},
    {"to_appraise", "吹哨任务 {num} 待评价",
     "吹哨任务 {num} 已办完，请由承办人以外的人员登录回音系统评价。", MESSAGE_OFFICER},
    {"instruction", "{num} 有领导批示",
     "{num} 有领导批示待您单位签收回复，请登录回音系统办理。", MESSAGE_OFFICER},
    {"instruction_received", "{num} 的批示已签收", "您对 {num} 的批示，{text}已签收。",
     MESSAGE_OFFICER},
    {"instruction_answered", "{num} 的批示已回复",
     "您对 {num} 的批示，{text}已书面回复，请登录回音系统查看并决定是否认可。",
     MESSAGE_OFFICER},
    {"instruction_overdue", "{num} 的批示超期未回复",
     "您对 {num} 的批示，{text}到期未回复，请登录回音系统查看。", MESSAGE_OFFICER},
    {"alarm", "要情：诉求 {num}", "要情：诉求 {num}，{text}", MESSAGE_OFFICER},
    {"appeal", "诉求 {num} 当事人提出异议", "诉求 {num} 的当事人对甄别结果有异议，请复核。",
     MESSAGE_OFFICER},
    {"brief", "{num}", "{text}", MESSAGE_MADE},
    {"bulletin", "通报 {num} 已印发", "通报 {num} 已印发，请登录回音系统查看并抓好落实。",
     MESSAGE_OFFICER},
    {"meeting_called", "会议通知：{num}",
     "会议通知：{num}。议题和材料请登录回音系统查看，请准时参加。", MESSAGE_OFFICER},
    {"meeting_reminder", "会议提醒：{num}", "会议提醒：{num}。请准时参加。", MESSAGE_OFFICER},
    {"meeting_changed", "会议变更：{num}", "会议有变更：{num}。请登录回音系统查看。",
     MESSAGE_OFFICER},
    {"meeting_dropped", "会议取消：{num}", "会议取消：{num}。", MESSAGE_OFFICER},
    {"interviewed", "约谈整改要求 {num}",
     "约谈记录 {num} 中有本单位的整改要求和期限，请登录回音系统查看，到期前报告整改情况。",
     MESSAGE_OFFICER},
    {"promise_overdue", "约谈整改到期未报：{num}",
     "约谈“{num}”的整改期限已到，本单位还没有报告，请登录回音系统办理。", MESSAGE_OFFICER},
    {"examination_overdue", "责令检视到期未答复：榜单 {num}",
     "榜单 {num} 责令检视的期限已到，本单位还没有提交检视报告，请登录回音系统办理。",
     MESSAGE_OFFICER},
    {"urged", "{num} 群众来电催办", "{num} 的群众又来催办，请尽快办理并告知进展。",
     MESSAGE_OFFICER},
    {"received", "您的诉求 {num} 已登记",
     "您的诉求已登记，编号 {num}，查询码 "
     "{text}。凭编号和查询码可查询进展、补充、评价，请勿告诉他人。",
     MESSAGE_CITIZEN},
    {"accepted", "您的诉求已受理", "您的诉求 {num} 已受理，办理进展可凭编号和查询码查询。",
     MESSAGE_CITIZEN},
    {"redirected", "您的诉求 {num}", "关于您的诉求 {num}：{text}", MESSAGE_CITIZEN},
    {"explained", "您的诉求 {num} 的说明", "关于您的诉求 {num}：{text}", MESSAGE_CITIZEN},
    {"answered", "您的诉求 {num} 已答复", "您的诉求 {num} 已答复：{text}", MESSAGE_CITIZEN},
    {"progress", "您的诉求 {num} 的进展", "您的诉求 {num} 有新进展：{text}", MESSAGE_CITIZEN},
    {"split", "您的诉求 {num} 的更正", "关于您的诉求 {num} 的更正：{text}", MESSAGE_CITIZEN},
};
const size_t message_texts_n = COUNT(message_texts);

static const struct message_text general = {
    "", "{num} 有新进展", "{num} 有新进展，请登录或凭编号查询。{text}", MESSAGE_OFFICER};

static struct str filled(struct ctx *cx, struct str pattern, const struct outbox_note *n)
{
    struct buf b;
    buf_init(&b, cx->arena, TEXT_MAX);
    for (size_t i = 0; i < pattern.n;) {
        struct str rest = str_sub(pattern, i, pattern.n - i);
        if (str_starts(rest, "{num}")) {
            buf_str(&b, n->num);
            i += 5;
        } else if (str_starts(rest, "{text}")) {
            buf_str(&b, n->text);
            i += 6;
        } else {
            buf_ch(&b, pattern.p[i++]);
        }
    }
    return buf_done(&b);
}

/* Where the citizen can look or ring. */
static struct str foot(struct ctx *cx, const struct outbox_note *n)
{
    const struct config *c = cx->app->config;
    struct buf b;
    buf_init(&b, cx->arena, TEXT_MAX);
    if (c && n->person_id && c->public_url.n > 0)
        buf_fmt(&b, "\n查询：%.*s", STR_ARG(c->public_url));
    if (c && n->person_id && c->hotline.n > 0)
        buf_fmt(&b, "\n电话：%.*s", STR_ARG(c->hotline));
    return buf_done(&b);
}

const struct message_text *message_text_find(struct str name)
{
    for (size_t i = 0; i < message_texts_n; i++)
        if (str_eq_c(name, message_texts[i].name))
            return &message_texts[i];
    return NULL;
}

enum err outbox_text(struct ctx *cx, const struct outbox_note *n, struct str *subject,
                     struct str *text)
{
    const struct message_text *t = message_text_find(n->template_name);
    struct message_own own = {0};
    if (t)
        TRY(message_own_newest(cx, n->template_name, &own));
    else
        t = &general;
    bool ours = own.text.n > 0;
    *subject = filled(cx, ours ? own.subject : str_c(t->subject), n);
    struct str body = filled(cx, ours ? own.text : str_c(t->text), n), below = foot(cx, n);
    *text = str_fmt(cx->arena, "%.*s%.*s", STR_ARG(body), STR_ARG(below));
    return OK;
}

/* ---- own words ---- */

static const struct field own_fields[] = {
    FIELD(struct message_own, jid),        FIELD(struct message_own, name),
    FIELD(struct message_own, version),    FIELD(struct message_own, subject),
    FIELD(struct message_own, text),       FIELD(struct message_own, reason),
    FIELD(struct message_own, officer_id), FIELD(struct message_own, set_at),
};
const struct shape message_own_shape = SHAPE("message_text", struct message_own, own_fields);

enum err message_own_newest(struct ctx *cx, struct str name, struct message_own *out)
{
    bool found = false;
    *out = (struct message_own){0};
    return db_one(cx, SQL_MESSAGE_TEXT_NEWEST, ARGS(I64(cx->jid), TXT(name)),
                  &message_own_shape, out, &found);
}

/* Braces hold nothing but what is filled in. */
static bool braces_right(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        struct str rest = str_sub(s, i, s.n - i);
        if (str_starts(rest, "{num}"))
            i += 5;
        else if (str_starts(rest, "{text}"))
            i += 6;
        else if (s.p[i] == '{' || s.p[i] == '}')
            return false;
        else
            i++;
    }
    return true;
}

/* What the shipped words tell must be told: a number to ask by, a query code, an answer. */
static enum err keeps(struct ctx *cx, const struct message_text *t, struct str text,
                      const char *mark)
{
    if (!str_has(str_c(t->text), mark) || str_has(text, mark))
        return OK;
    return fail_at(cx, ERR_INPUT, "text", "正文里要有 %s", "the text needs %s", mark);
}

enum err message_text_check(struct ctx *cx, const struct message_text *t, struct str subject,
                            struct str text)
{
    if (t->kind == MESSAGE_MADE)
        return fail(cx, ERR_CONFLICT, "这种消息的内容由程序生成，不能改写",
                    "what this message says is made by the program");
    if (!subject.n && !text.n)
        return OK;
    if (!subject.n || !text.n)
        return fail_at(cx, ERR_INPUT, subject.n ? "text" : "subject", "标题和正文都要填写",
                       "both subject and text are needed");
    if (!braces_right(subject))
        return fail_at(cx, ERR_INPUT, "subject", "花括号里只能是 {num} 或 {text}",
                       "braces hold {num} or {text} only");
    if (!braces_right(text))
        return fail_at(cx, ERR_INPUT, "text", "花括号里只能是 {num} 或 {text}",
                       "braces hold {num} or {text} only");
    TRY(keeps(cx, t, text, "{num}"));
    return keeps(cx, t, text, "{text}");
}
