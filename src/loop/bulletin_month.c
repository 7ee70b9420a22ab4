/* SPDX-License-Identifier: Apache-2.0
 * Issues of the monthly analysis.
 */
#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/bulletin_impl.h"
#include "loop/labels.h"
#include "loop/month_report.h"

bool bulletin_is_month(const struct bulletin *b)
{
    return str_starts(b->about, "month ");
}

/* The newest issue of the same month, place, unit and channel, whether as the register stood
 * when the month ended or later. *number "" when there is none. */
static enum err newest(struct ctx *cx, struct str about, struct str *number)
{
    const bool now = str_ends(about, " now");
    struct str base = now ? str_sub(about, 0, about.n - 4) : about;
    struct str day = str_fmt(cx->arena, "%.*s-01", STR_ARG(str_sub(about, 6, 7)));
    struct bulletin b = {0};
    int64_t first = 0;
    bool found = false;
    if (!day_parse(day, &first))
        return fail(cx, ERR_INPUT, "月份应如 2026-10", "a month such as 2026-10");
    TRY(db_one(cx, SQL_BULLETIN_ISSUED_OF,
               ARGS(I64(cx->jid), I64(time_day_start(first)), TXT(base),
                    TXT(str_fmt(cx->arena, "%.*s now", STR_ARG(base)))),
               &bulletin_shape, &b, &found));
    *number = found ? b.num : STR("");
    return OK;
}

enum err bulletin_month_facts(struct ctx *cx, struct str about, struct bulletin *b,
                              json_t **facts)
{
    struct document_ask ask = {.kind = STR("month")};
    struct month_query q;
    struct str earlier = STR("");
    TRY(month_asked(cx, about, &q));
    b->about = ask.about = month_about(cx, &q);
    TRY(document_said(cx, &ask, facts));
    TRY(newest(cx, b->about, &earlier));
    json_object_set_new(*facts, "earlier", json_stringn(earlier.p ? earlier.p : "", earlier.n));
    return OK;
}

static struct str earlier_of(json_t *facts)
{
    const char *s = json_string_value(json_object_get(facts, "earlier"));
    return s ? str_c(s) : STR("");
}

enum err bulletin_month_next(struct ctx *cx, const struct bulletin *b)
{
    json_t *facts = NULL;
    struct str there = STR("");
    TRY(json_read(cx, b->facts, &facts));
    TRY(newest(cx, b->about, &there));
    if (!str_eq(there, earlier_of(facts)))
        return fail(cx, ERR_CONFLICT, "起草后已签发同一范围的%.*s，请作废本稿、重新起草",
                    "%.*s of the same was issued meanwhile: drop this draft and make another",
                    STR_ARG(there));
    return OK;
}

static struct str corrects(struct ctx *cx, json_t *facts)
{
    struct str earlier = earlier_of(facts);
    return earlier.n ? str_fmt(cx->arena, "本期更正%.*s，以本期为准。", STR_ARG(earlier))
                     : STR("");
}

enum err bulletin_month_paper(struct ctx *cx, const struct bulletin *b, json_t *facts,
                              struct document *out)
{
    struct str first = corrects(cx, facts);
    const struct document_ask ask = {
        .kind = STR("month"),
        .about = b->about,
        .text = !first.n ? b->words
                         : str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(first), STR_ARG(b->words)),
    };
    return document_from(cx, &ask, facts, out);
}

/* Who issued it and when, what it corrects, and its maker's words. */
static enum err lines_of(struct ctx *cx, const struct bulletin *b, json_t *facts,
                         struct strs *out)
{
    struct strs words = str_split(cx->arena, b->words, '\n');
    struct str name = STR(""), first = corrects(cx, facts);
    char at[TIME_TEXT];
    *out = (struct strs){NEWS(cx->arena, struct str, words.n + 2), 0};
    TRY(label_officer(cx, b->ended_by, &name));
    out->p[out->n++] =
        b->num.n ? str_fmt(cx->arena, "%.*s %.*s，%.*s %s签发。", STR_ARG(b->num),
                           STR_ARG(b->title), STR_ARG(name), time_human(at, b->ended_at))
                 : str_fmt(cx->arena, "%.*s：草稿，未签发。", STR_ARG(b->title));
    if (first.n)
        out->p[out->n++] = first;
    for (size_t i = 0; i < words.n; i++)
        out->p[out->n++] = words.p[i];
    return OK;
}

enum err bulletin_xlsx(struct ctx *cx, int64_t id, const char *path, struct str *name)
{
    struct bulletin b = {0};
    struct strs lines = {0};
    json_t *facts = NULL;
    TRY(bulletin_find(cx, id, &b));
    TRY(bulletin_readable(cx, &b));
    if (!bulletin_is_month(&b))
        return fail(cx, ERR_CONFLICT, "只有月度分析有表格",
                    "only a monthly analysis has a workbook");
    if (!bulletin_whole(cx, &b))
        return fail(cx, ERR_CONFLICT, "数据与起草时不符，不能导出",
                    "its figures are not those that were drafted");
    TRY(json_read(cx, b.facts, &facts));
    TRY(lines_of(cx, &b, facts, &lines));
    *name = str_fmt(cx->arena, "%.*s %.*s.xlsx", STR_ARG(b.title), STR_ARG(b.num));
    return month_said_xlsx(cx, facts, &lines, path);
}
