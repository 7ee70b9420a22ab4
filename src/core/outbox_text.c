/* SPDX-License-Identifier: Apache-2.0
 * What messages say. {num} is the number people use, {text} what an officer said; citizens are
 * told in Chinese, the register's language.
 */
#include "base/buf.h"
#include "core/app.h"
#include "core/config.h"
#include "core/outbox.h"

enum { TEXT_MAX = 64 * 1024 };

static const struct template
{
    const char *name;
    const char *subject, *text;
}
templates[] = {
    /* to officers */
    {"to_screen", "诉求 {num} 待甄别", "诉求 {num} 待甄别，请登录回音系统办理。"},
    {"to_open", "诉求 {num} 待立项",
     "诉求 {num} 已甄别有效，待立项或并单，请登录回音系统办理。"},
    {"to_level", "事项 {num} 待分级", "事项 {num} 待分级，请登录回音系统办理。"},
    {"to_dispatch", "事项 {num} 待派单", "事项 {num} 待派单，请登录回音系统办理。"},
    {"bundled", "事项 {num} 放入专题",
     "事项 {num} 放入由本单位统筹的专题，请登录回音系统查看。"},
    {"supervised", "事项 {num} 重点督办", "事项 {num} 列入重点督办，请登录回音系统查看。"},
    {"notice", "督办单 {num} 请回复",
     "督办单 {num} 已发给您单位，请在期限内登录回音系统回复。"},
    {"trouble_owner", "根源问题 {num} 由您单位负责",
     "根源问题 {num} 由您单位负责整治，请登录回音系统查看根源、措施和期限。"},
    {"trouble_asked", "根源问题 {num} 请排查同类",
     "请您单位按要求排查有没有与根源问题 {num} 同类的问题，并在期限内登录回音系统回复。"},
    {"finding", "验靶问题 {num} 请整改",
     "验靶发现的问题 {num} 请您单位在期限内整改并上传照片，详情请登录回音系统查看。"},
    {"notice_told", "督办提醒 {num}", "督办提醒 {num}，请登录回音系统查看并尽快办理。"},
    {"to_sign", "承办任务 {num} 待签收", "承办任务 {num} 已派出，请在时限内签收。"},
    {"whistled", "吹哨：任务 {num} 请到现场报到",
     "社区吹哨，任务 {num} 请在约定时间到现场报到，详情请登录回音系统查看。"},
    {"to_appraise", "吹哨任务 {num} 待评价",
     "吹哨任务 {num} 已办完，请由承办人以外的人员登录回音系统评价。"},
    {"instruction", "{num} 有领导批示",
     "{num} 有领导批示待您单位签收回复，请登录回音系统办理。"},
    {"instruction_received", "{num} 的批示已签收", "您对 {num} 的批示，{text}已签收。"},
    {"instruction_answered", "{num} 的批示已回复",
     "您对 {num} 的批示，{text}已书面回复，请登录回音系统查看并决定是否认可。"},
    {"instruction_overdue", "{num} 的批示超期未回复",
     "您对 {num} 的批示，{text}到期未回复，请登录回音系统查看。"},
    {"alarm", "要情：诉求 {num}", "要情：诉求 {num}，{text}"},
    {"appeal", "诉求 {num} 当事人提出异议", "诉求 {num} 的当事人对甄别结果有异议，请复核。"},
    {"brief", "{num}", "{text}"},
    {"bulletin", "通报 {num} 已印发", "通报 {num} 已印发，请登录回音系统查看并抓好落实。"},
    {"meeting_called", "会议通知：{num}",
     "会议通知：{num}。议题和材料请登录回音系统查看，请准时参加。"},
    {"meeting_reminder", "会议提醒：{num}", "会议提醒：{num}。请准时参加。"},
    {"meeting_changed", "会议变更：{num}", "会议有变更：{num}。请登录回音系统查看。"},
    {"meeting_dropped", "会议取消：{num}", "会议取消：{num}。"},
    {"interviewed", "约谈整改要求 {num}",
     "约谈记录 {num} 中有本单位的整改要求和期限，请登录回音系统查看，到期前报告整改情况。"},
    {"promise_overdue", "约谈整改到期未报：{num}",
     "约谈“{num}”的整改期限已到，本单位还没有报告，请登录回音系统办理。"},
    {"examination_overdue", "责令检视到期未答复：榜单 {num}",
     "榜单 {num} 责令检视的期限已到，本单位还没有提交检视报告，请登录回音系统办理。"},
    {"urged", "{num} 群众来电催办", "{num} 的群众又来催办，请尽快办理并告知进展。"},
    /* to citizens */
    {"received", "您的诉求 {num} 已登记",
     "您的诉求已登记，编号 {num}，查询码 "
     "{text}。凭编号和查询码可查询进展、补充、评价，请勿告诉他人。"},
    {"accepted", "您的诉求已受理", "您的诉求 {num} 已受理，办理进展可凭编号和查询码查询。"},
    {"redirected", "您的诉求 {num}", "关于您的诉求 {num}：{text}"},
    {"explained", "您的诉求 {num} 的说明", "关于您的诉求 {num}：{text}"},
    {"answered", "您的诉求 {num} 已答复", "您的诉求 {num} 已答复：{text}"},
    {"progress", "您的诉求 {num} 的进展", "您的诉求 {num} 有新进展：{text}"},
    {"split", "您的诉求 {num} 的更正", "关于您的诉求 {num} 的更正：{text}"},
};
static const struct template general = {"", "{num} 有新进展",
                                        "{num} 有新进展，请登录或凭编号查询。{text}"};

static struct str filled(struct ctx *cx, const char *pattern, const struct outbox_note *n)
{
    struct buf b;
    buf_init(&b, cx->arena, TEXT_MAX);
    for (const char *p = pattern; *p;) {
        if (strncmp(p, "{num}", 5) == 0) {
            buf_str(&b, n->num);
            p += 5;
        } else if (strncmp(p, "{text}", 6) == 0) {
            buf_str(&b, n->text);
            p += 6;
        } else {
            buf_ch(&b, *p++);
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

void outbox_text(struct ctx *cx, const struct outbox_note *n, struct str *subject,
                 struct str *text)
{
    const struct template *t = &general;
    for (size_t i = 0; i < COUNT(templates); i++) {
        if (str_eq_c(n->template_name, templates[i].name))
            t = &templates[i];
    }
    *subject = filled(cx, t->subject, n);
    struct str body = filled(cx, t->text, n), below = foot(cx, n);
    *text = str_fmt(cx->arena, "%.*s%.*s", STR_ARG(body), STR_ARG(below));
}
