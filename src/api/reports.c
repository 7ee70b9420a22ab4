/* SPDX-License-Identifier: Apache-2.0
 * The sheets of a day, a week or a month.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "base/time.h"
#include "loop/brief.h"

struct report_args {
    struct str date;
};
static const struct field report_fields[] = {
    FIELD(struct report_args, date, .max = 20, .zh = "时段里的任一天；不填为最近一个完整时段",
          .en = "Any day of it; the last whole one otherwise"),
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
    return brief_make(&c->cx, (enum brief_kind)kind, day, out);
}

enum err report_get(struct call *c)
{
    struct brief b;
    TRY(sheet(c, &b));
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
