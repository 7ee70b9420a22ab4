/* SPDX-License-Identifier: Apache-2.0
 * What the paper of a monthly analysis is read from.
 */
#include <inttypes.h>

#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "loop/document_impl.h"
#include "loop/labels.h"
#include "loop/month_report.h"

static enum err wrong(struct ctx *cx)
{
    return fail_at(cx, ERR_INPUT, "about",
                   "时段应如 month 2026-10，后面可加 now、unit=、place=、channel=",
                   "a time such as month 2026-10, then now, unit=, place=, channel=");
}

enum err month_asked(struct ctx *cx, struct str about, struct month_query *q)
{
    struct strs parts = str_split(cx->arena, about, ' ');
    *q = (struct month_query){0};
    if (parts.n < 2 || !str_eq_c(parts.p[0], "month"))
        return wrong(cx);
    q->month = parts.p[1];
    for (size_t i = 2; i < parts.n; i++) {
        struct str s = parts.p[i];
        bool known = true;
        if (str_eq_c(s, "now"))
            q->stand = MONTH_NOW;
        else if (str_starts(s, "unit="))
            known = str_i64(str_sub(s, 5, s.n - 5), &q->unit);
        else if (str_starts(s, "place="))
            known = str_i64(str_sub(s, 6, s.n - 6), &q->place);
        else if (str_starts(s, "channel="))
            q->channel = str_sub(s, 8, s.n - 8);
        else
            known = false;
        if (!known)
            return wrong(cx);
    }
    return OK;
}

struct str month_about(struct ctx *cx, const struct month_query *q)
{
    struct str s = str_fmt(cx->arena, "month %.*s", STR_ARG(q->month));
    if (q->unit)
        s = str_fmt(cx->arena, "%.*s unit=%" PRId64, STR_ARG(s), q->unit);
    if (q->place)
        s = str_fmt(cx->arena, "%.*s place=%" PRId64, STR_ARG(s), q->place);
    if (q->channel.n)
        s = str_fmt(cx->arena, "%.*s channel=%.*s", STR_ARG(s), STR_ARG(q->channel));
    return q->stand == MONTH_NOW ? str_fmt(cx->arena, "%.*s now", STR_ARG(s)) : s;
}

static struct str scope(struct ctx *cx, const struct month_query *q)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct str s = STR("");
    if (q->place)
        s = label_place(cx, q->place);
    if (q->channel.n)
        s = str_fmt(
            cx->arena, "%.*s%s渠道：%.*s", STR_ARG(s), s.n ? "，" : "",
            STR_ARG(label_choice(cx, choice_find(&m->channels, q->channel), q->channel)));
    return s;
}

static struct str lines(struct ctx *cx, const struct strs *rows)
{
    struct str s = STR("");
    for (size_t i = 0; i < rows->n; i++)
        s = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(s), i ? "\n" : "", STR_ARG(rows->p[i]));
    return s;
}

enum err document_of_month(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct month_query q;
    struct month_report r;
    TRY(month_asked(cx, ask->about, &q));
    TRY(month_report_read(cx, &q, &r));
    TRY(month_report_json(cx, &r, j));
    struct strs rules = month_rules(cx, &r);
    json_kstr(j, "rules_text", lines(cx, &rules));
    json_kstr(j, "addressee", q.unit ? label_unit(cx, q.unit) : STR(""));
    json_kstr(j, "scope", scope(cx, &q));
    return OK;
}
