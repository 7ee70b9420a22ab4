/* SPDX-License-Identifier: Apache-2.0
 * How many demands of a root problem there were before it was taken in hand and after, and what
 * a person concludes from that.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/trouble_impl.h"

ENUM_NAMES(trouble_verdict, TROUBLE_VERDICT_LIST);
ENUM_NAMES(trouble_way, TROUBLE_WAY_LIST);
ENUM_NAMES(trouble_side, TROUBLE_SIDE_LIST);

enum { REASON = 2000 };

static const struct field verdict_fields[] = {
    FIELD(struct trouble_verdict, jid),
    FIELD(struct trouble_verdict, trouble_id, .as = AS_ID),
    FIELD(struct trouble_verdict, round),
    FIELD(struct trouble_verdict, from_at, .as = AS_TIME),
    FIELD(struct trouble_verdict, finished_at, .as = AS_TIME),
    FIELD(struct trouble_verdict, days),
    FIELD(struct trouble_verdict, hotspot_before),
    FIELD(struct trouble_verdict, hotspot_after),
    FIELD(struct trouble_verdict, class_before),
    FIELD(struct trouble_verdict, class_after),
    FIELD(struct trouble_verdict, verdict, .names = &trouble_verdict_names),
    FIELD(struct trouble_verdict, reason, .max = REASON),
    FIELD(struct trouble_verdict, officer_id, .as = AS_ID),
    FIELD(struct trouble_verdict, concluded_at, .as = AS_TIME),
};
const struct shape trouble_verdict_shape =
    SHAPE("trouble_verdict", struct trouble_verdict, verdict_fields);
static const struct field said_fields[] = {
    FIELD(struct trouble_said, demand_id),
    FIELD(struct trouble_said, place_id),
    FIELD(struct trouble_said, barred),
    FIELD(struct trouble_said, origin, .names = &origin_names),
};
static const struct shape said_shape = SHAPE("trouble_said", struct trouble_said, said_fields);
static const struct field conclude_fields[] = {
    FIELD(struct trouble_conclude_body, verdict, .required = true,
          .names = &trouble_verdict_names, .zh = "结论", .en = "Conclusion"),
    FIELD(struct trouble_conclude_body, reason, .required = true, .min = 2, .max = REASON,
          .as = AS_TEXT, .zh = "依据", .en = "What it rests on"),
};
const struct shape trouble_conclude_shape =
    SHAPE("trouble_conclude", struct trouble_conclude_body, conclude_fields);

bool trouble_counts_by(const struct trouble *t, enum trouble_way way)
{
    return way == TROUBLE_BY_HOTSPOT ? t->hotspot_id != 0 : t->class.n > 0;
}

struct trouble_window trouble_window(const struct ctx *cx, const struct trouble *t,
                                     enum trouble_side side)
{
    const int64_t length = t->days * MS_PER_DAY;
    if (side == TROUBLE_BEFORE)
        return (struct trouble_window){t->from_at - length, t->from_at};
    if (!t->finished_at) /* nothing is after yet */
        return (struct trouble_window){0, 0};
    if (side == TROUBLE_AFTER)
        return (struct trouble_window){t->finished_at, t->finished_at + length};
    return (struct trouble_window){t->finished_at + length, cx->now + 1};
}

enum err trouble_said(struct ctx *cx, const struct trouble *t, enum trouble_way way,
                      struct trouble_window at, struct trouble_said **out, size_t *n)
{
    struct trouble_said *rows = NULL;
    size_t all = 0, kept = 0;
    const struct val most = I64(TROUBLE_COUNTED + 1);
    *out = NULL;
    *n = 0;
    if (!trouble_counts_by(t, way) || at.from >= at.to)
        return OK;
    if (way == TROUBLE_BY_HOTSPOT)
        TRY(db_all(cx, SQL_TROUBLE_SAID_HOTSPOT,
                   ARGS(I64(cx->jid), I64(t->hotspot_id), I64(at.from), I64(at.to), most),
                   &said_shape, (void **)&rows, &all));
    else
        TRY(db_all(cx, SQL_TROUBLE_SAID_CLASS,
                   ARGS(I64(cx->jid), TXT(t->class), I64(at.from), I64(at.to), most),
                   &said_shape, (void **)&rows, &all));
    if (all > TROUBLE_COUNTED)
        return fail_at(cx, ERR_TOO_LARGE, "days", "诉求超过%d件，请缩短对比天数",
                       "more than %d demands: compare fewer days", TROUBLE_COUNTED);
    for (size_t i = 0; i < all; i++)
        if (way == TROUBLE_BY_HOTSPOT || t->place_id == cx->app->root_place ||
            org_place_under(cx->app->org, rows[i].place_id, t->place_id))
            rows[kept++] = rows[i];
    *out = rows;
    *n = kept;
    return OK;
}

size_t trouble_seen(struct ctx *cx, struct trouble_said *rows, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!actor_is_under(cx, rows[i].barred))
            rows[kept++] = rows[i];
    return kept;
}

/* ---- concluded ---- */

static enum err side_keep(struct ctx *cx, const struct trouble *t, enum trouble_way way,
                          enum trouble_side side, int64_t *count)
{
    struct trouble_said *rows = NULL;
    size_t n = 0;
    TRY(trouble_said(cx, t, way, trouble_window(cx, t, side), &rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(db_exec(cx, SQL_TROUBLE_COUNT_INSERT,
                    ARGS(I64(cx->jid), I64(t->id), I64(t->round),
                         TXT(str_c(enum_text(&trouble_way_names, (int)way))),
                         TXT(str_c(enum_text(&trouble_side_names, (int)side))),
                         I64(rows[i].demand_id)),
                    NULL));
    *count = (int64_t)n;
    return OK;
}

/* A conclusion that the figures speak against needs other eyes: none is refused for that, the
 * figures stand beside it. But whoever declared the measures finished does not judge them. */
enum err trouble_conclude(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    static const int states[TROUBLE_VERDICT__MAX] = {[VERDICT_SOLVED] = TROUBLE_SOLVED,
                                                     [VERDICT_FELL] = TROUBLE_FELL,
                                                     [VERDICT_SAME] = TROUBLE_SAME};
    const struct trouble_conclude_body *b = body;
    const struct trouble_window after = trouble_window(cx, t, TROUBLE_AFTER);
    char day[TIME_TEXT];
    if (actor_is(cx->actor, t->finished_by))
        return fail(cx, ERR_DENIED, "申报完成的人不能作结论",
                    "not by whoever declared the measures finished");
    if (after.to > cx->now)
        return fail(cx, ERR_CONFLICT, "对比期要到 %s 才满", "the window after runs until %s",
                    day_text(day, time_day(after.to)));
    struct trouble_verdict v = {.jid = cx->jid,
                                .trouble_id = t->id,
                                .round = t->round,
                                .from_at = t->from_at,
                                .finished_at = t->finished_at,
                                .days = t->days,
                                .verdict = b->verdict,
                                .reason = b->reason,
                                .officer_id = cx->actor->officer_id,
                                .concluded_at = cx->now};
    TRY(side_keep(cx, t, TROUBLE_BY_HOTSPOT, TROUBLE_BEFORE, &v.hotspot_before));
    TRY(side_keep(cx, t, TROUBLE_BY_HOTSPOT, TROUBLE_AFTER, &v.hotspot_after));
    TRY(side_keep(cx, t, TROUBLE_BY_CLASS, TROUBLE_BEFORE, &v.class_before));
    TRY(side_keep(cx, t, TROUBLE_BY_CLASS, TROUBLE_AFTER, &v.class_after));
    t->state = states[b->verdict];
    *more = str_fmt(
        cx->arena, ",\"hotspot\":[%" PRId64 ",%" PRId64 "],\"class\":[%" PRId64 ",%" PRId64 "]",
        v.hotspot_before, v.hotspot_after, v.class_before, v.class_after);
    return db_put(cx, SQL_TROUBLE_VERDICT_INSERT, &trouble_verdict_shape, &v, NULL, 0, NULL);
}

/* ---- where else ---- */

static int more_first(const void *a, const void *b)
{
    const struct trouble_unit *x = a, *y = b;
    if (x->demands != y->demands)
        return x->demands < y->demands ? 1 : -1;
    return (x->unit_id > y->unit_id) - (x->unit_id < y->unit_id);
}

static bool in_rows(const struct trouble_said *rows, size_t n, int64_t demand)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].demand_id == demand)
            return true;
    return false;
}

static void unit_add(struct trouble_unit *all, size_t *n, int64_t unit)
{
    size_t i = 0;
    while (i < *n && all[i].unit_id != unit)
        i++;
    if (i == *n)
        all[(*n)++] = (struct trouble_unit){.unit_id = unit};
    all[i].demands++;
}

enum err trouble_units(struct ctx *cx, const struct trouble *t, int64_t days,
                       struct trouble_unit **out, size_t *n)
{
    struct trouble_said *rows = NULL, *own = NULL;
    size_t rows_n = 0, own_n = 0;
    const struct unit *units = NULL;
    const struct trouble_window at = {cx->now - days * MS_PER_DAY, cx->now + 1};
    struct trouble whole = *t;
    whole.place_id = cx->app->root_place;
    TRY(trouble_said(cx, &whole, TROUBLE_BY_CLASS, at, &rows, &rows_n));
    TRY(trouble_said(cx, t, TROUBLE_BY_HOTSPOT, at, &own, &own_n));
    rows_n = trouble_seen(cx, rows, rows_n);
    *out = NEWS(cx->arena, struct trouble_unit, org_units(cx->app->org, &units) + 1);
    *n = 0;
    const bool area = t->place_id != cx->app->root_place;
    for (size_t i = 0; i < rows_n; i++)
        if (!in_rows(own, own_n, rows[i].demand_id) &&
            (!area || !org_place_under(cx->app->org, rows[i].place_id, t->place_id)))
            unit_add(*out, n,
                     org_unit_of_place(cx->app->org, rows[i].place_id, cx->app->root_unit));
    qsort(*out, *n, sizeof **out, more_first);
    return OK;
}
