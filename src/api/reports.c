/* SPDX-License-Identifier: Apache-2.0
 * The sheets of a day, a week or a month.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "base/time.h"
#include "core/app.h"
#include "core/config.h"
#include "core/words.h"
#include "loop/brief.h"
#include "loop/report_receiver.h"

struct report_args {
    struct str date, campaign;
};
static const struct field report_fields[] = {
    FIELD(struct report_args, date, .max = 20, .zh = "时段里的任一天；不填为最近一个完整时段",
          .en = "Any day of it; the last whole one otherwise"),
    FIELD(struct report_args, campaign, .max = 60, .zh = "只算一个专项行动（代号）",
          .en = "Of one campaign alone (its code)"),
};
const struct shape report_query = SHAPE("report_query", struct report_args, report_fields);

static enum err sheet(struct call *c, struct brief *out)
{
    const struct report_args *q = c->query;
    int64_t day = -1;
    int kind = 0;
    while (kind < BRIEF_KIND__MAX && !str_eq_c(c->param[0], brief_kind_names[kind]))
        kind++;
    if (kind == BRIEF_KIND__MAX)
        return fail(&c->cx, ERR_NOT_FOUND, "只有日报、周报、月报", "daily, weekly or monthly");
    if (q->date.n && !day_parse(q->date, &day))
        return fail_at(&c->cx, ERR_INPUT, "date", "日期应如 2026-11-21",
                       "a day such as 2026-11-21");
    TRY(db_snapshot(&c->cx));
    return brief_make_of(&c->cx, (enum brief_kind)kind, day, q->campaign, out);
}

enum err report_get(struct call *c)
{
    struct brief b;
    TRY(sheet(c, &b));
    TRY(brief_seen(&c->cx, &b));
    brief_json(&c->cx, &b, call_json(c, 200));
    return OK;
}

/* Drawn without a reader in hand. */
enum err report_picture_get(struct call *c)
{
    struct brief b;
    struct str png = {0};
    TRY(sheet(c, &b));
    call_read_end(c);
    TRY(brief_png(&c->cx, &b, &png));
    call_text(c, 200, "image/png", png);
    return OK;
}

/* ---- who gets them by mail ---- */

struct receiver_body {
    struct str mail;
};
static const struct field receiver_fields[] = {
    FIELD(struct receiver_body, mail, .required = true, .min = 3, .max = 200, .zh = "邮箱",
          .en = "Mail address"),
};
const struct shape receiver_shape = SHAPE("receiver", struct receiver_body, receiver_fields);

/* "leader, xinfang7" as officers read it: roles by their names, log-in names as they are. */
enum { RECEIVERS_TEXT_MAX = 4096 };
static struct str names_of(struct ctx *cx, struct str list)
{
    struct buf out;
    struct strs words = str_split(cx->arena, list, ',');
    buf_init(&out, cx->arena, RECEIVERS_TEXT_MAX);
    for (size_t i = 0; list.n && i < words.n; i++) {
        struct str word = str_trim(words.p[i]);
        int role = enum_value(&role_names, word);
        if (i)
            buf_c(&out, cx->lang == LANG_EN ? ", " : "、");
        if (role >= 0)
            buf_c(&out, enum_label(&role_names, role, (int)cx->lang));
        else
            buf_str(&out, word);
    }
    return buf_done(&out);
}

enum err receivers_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct config *g = cx->app->config;
    struct report_receiver *all = NULL;
    size_t n = 0;
    TRY(report_receivers(cx, &all, &n));
    struct json *j = call_json(c, 200);
    json_kbool(j, "mail_ready", g->mail_host.n > 0);
    json_kstr(j, "send", g->report_send);
    json_kstr(j, "to", g->report_to);
    json_kstr(j, "to_text", names_of(cx, g->report_to));
    json_ki64(j, "hour", g->report_hour);
    json_kbool(j, "workdays", str_eq_c(g->report_workdays, "yes"));
    json_key(j, "receivers");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kid(j, "id", all[i].id);
        json_kstr(j, "mail", all[i].mail);
        json_kstr(j, "added_by", all[i].added_by);
        json_ktime(j, "added_at", all[i].added_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err receivers_post(struct call *c)
{
    const struct receiver_body *b = c->body;
    int64_t id = 0;
    TRY(report_receiver_add(&c->cx, b->mail, &id));
    json_kid(call_json(c, 201), "id", id);
    return OK;
}

enum err receiver_remove_post(struct call *c)
{
    int64_t id = 0;
    if (!str_i64(c->param[0], &id) || id <= 0)
        return fail(&c->cx, ERR_NOT_FOUND, "名单上没有这个邮箱",
                    "there is no such address on the list");
    TRY(report_receiver_remove(&c->cx, id));
    c->reply->status = 204;
    return OK;
}
