/* SPDX-License-Identifier: Apache-2.0
 * The clock of a letter box: from when it was last emptied until it is emptied again
 * (domain.md, Clocks). Every box that hangs has one running where the mechanism or the box sets
 * a limit.
 */
#include "core/actor.h"
#include "core/app.h"
#include "core/clock.h"
#include "db/db.h"
#include "loop/spot.h"

enum { BOXES = 200 };

/* What should run; false: nothing. */
static bool wanted(struct ctx *cx, const struct spot *s, struct clock *k)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (s->kind != SPOT_BOX || s->ended_at || !m)
        return false;
    struct span_length length =
        s->every_days ? (struct span_length){s->every_days, SPAN_DAYS, true}
                      : mechanism_limit(m, CLOCK_BOX, STR(""), STR(""), LEVEL_NONE, STR(""));
    *k = (struct clock){
        .jid = cx->jid,
        .subject_kind = SUBJECT_BOX,
        .subject_id = s->id,
        .kind = CLOCK_BOX,
        .started_at = s->last_at,
        .length = length.length,
        .span = length.unit,
        .stop_action = STR(""),
        .source = s->every_days ? STR("set") : STR("mechanism"),
    };
    if (length.set)
        clock_reckon(cx->app->calendar, m->roll_calendar_days, k);
    return length.set;
}

int64_t spot_due(struct ctx *cx, const struct spot *s)
{
    struct clock k;
    return wanted(cx, s, &k) ? k.due_at : 0;
}

static enum err running(struct ctx *cx, int64_t id, struct clock *out, int64_t *serial)
{
    struct clock *rows = NULL;
    size_t n = 0;
    *out = (struct clock){0};
    *serial = 0;
    TRY(db_all(cx, SQL_CLOCK_BY_SUBJECT,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, SUBJECT_BOX))), I64(id)),
               &clock_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        *serial = rows[i].serial > *serial ? rows[i].serial : *serial;
        if (!rows[i].stopped_at)
            *out = rows[i];
    }
    return OK;
}

static bool same(const struct clock *a, const struct clock *b)
{
    return a->length == b->length && a->span == b->span && a->due_at == b->due_at &&
           a->provisional == b->provisional && str_eq(a->source, b->source);
}

static enum err row_update(struct ctx *cx, const struct clock *k)
{
    return db_put(cx, SQL_CLOCK_UPDATE, &clock_shape, k, NULL, 0, NULL);
}

enum err spot_clock_set(struct ctx *cx, const struct spot *s, const char *why, int64_t fresh_id,
                        bool *moved)
{
    struct clock is, be;
    int64_t serial = 0;
    *moved = false;
    if (s->kind != SPOT_BOX)
        return OK;
    bool runs = wanted(cx, s, &be);
    TRY(running(cx, s->id, &is, &serial));
    if (is.id && (!runs || is.started_at != be.started_at)) {
        *moved = true;
        is.stopped_at = cx->now;
        is.stop_action = str_c(why);
        TRY(row_update(cx, &is));
        is.id = 0;
    }
    if (!runs || (is.id && same(&is, &be)))
        return OK;
    *moved = true;
    be.id = is.id ? is.id : fresh_id;
    be.serial = is.id ? is.serial : serial + 1;
    return is.id ? row_update(cx, &be)
                 : db_put(cx, SQL_CLOCK_INSERT, &clock_shape, &be, NULL, 0, NULL);
}

/* ---- all of them ---- */

struct page {
    struct spot *rows;
    size_t n, moved;
    int64_t ids[BOXES];
};

static enum err page_write(struct ctx *cx, void *arg)
{
    struct page *p = arg;
    p->moved = 0;
    for (size_t i = 0; i < p->n; i++) {
        struct spot now;
        bool moved = false;
        TRY(spot_get(cx, p->rows[i].id, &now));
        TRY(spot_clock_set(cx, &now, "calendar-loaded", p->ids[i], &moved));
        p->moved += moved;
    }
    return OK;
}

static enum err page_read(struct ctx *cx, int64_t before, struct page *p)
{
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, SQL_SPOT_OF_KIND,
                        ARGS(I64(cx->jid), TXT(STR("box")), I64(before), I64(BOXES)),
                        &spot_shape, (void **)&p->rows, &p->n);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

enum err spots_reckon(struct ctx *cx, size_t *total)
{
    struct page *p = NEW(cx->arena, struct page);
    int64_t before = INT64_MAX;
    *total = 0;
    do {
        TRY(page_read(cx, before, p));
        for (size_t i = 0; i < p->n; i++)
            p->ids[i] = app_id(cx);
        if (p->n)
            TRY(db_write(cx, cx->app->store, page_write, p));
        before = p->n ? p->rows[p->n - 1].id : 0;
        *total += p->moved;
    } while (p->n == BOXES);
    return OK;
}

enum err spots_wind(struct ctx *cx, size_t *total)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    int64_t n = 0;
    *total = 0;
    bool limited =
        m && mechanism_limit(m, CLOCK_BOX, STR(""), STR(""), LEVEL_NONE, STR("")).set;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_i64(cx, SQL_SPOT_UNWOUND, ARGS(I64(cx->jid), I64(limited)), 0, &n);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    return n ? spots_reckon(cx, total) : OK;
}
