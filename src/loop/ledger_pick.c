/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_pick_impl.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/duty.h"
#include "core/org.h"
#include "core/tally.h"
#include "db/db.h"
#include "loop/ledger_as_of.h"
#include "loop/links.h"

enum { SCAN_MAX = 100000, FOLD_ARENA = 64 << 20 };

static const struct field seen_fields[] = {
    FIELD(struct seen, id),
    FIELD(struct seen, version),
    FIELD(struct seen, place_id),
    FIELD(struct seen, unit_id),
    FIELD(struct seen, complained_unit),
    FIELD(struct seen, matter_id),
    FIELD(struct seen, matter_version),
    FIELD(struct seen, lead_unit),
    FIELD(struct seen, state, .names = &demand_state_names),
    FIELD(struct seen, valid, .names = &yesno_names),
    FIELD(struct seen, origin, .names = &origin_names),
    FIELD(struct seen, lvl, .names = &level_names),
    FIELD(struct seen, link_state, .names = &link_state_names),
    FIELD(struct seen, matter_lvl, .names = &level_names),
    FIELD(struct seen, class),
    FIELD(struct seen, kind),
    FIELD(struct seen, way),
    FIELD(struct seen, channel),
    FIELD(struct seen, campaign),
    FIELD(struct seen, tags),
    FIELD(struct seen, ground),
    FIELD(struct seen, said_at),
    FIELD(struct seen, repeated),
    FIELD(struct seen, citizens),
    FIELD(struct seen, difficulty),
    FIELD(struct seen, recorded_at),
    FIELD(struct seen, mechanism),
};
static const struct shape seen_shape = SHAPE("ledger_seen_row", struct seen, seen_fields);

static const struct field levelled_fields[] = {
    FIELD(struct levelled, id),
    FIELD(struct levelled, lvl, .names = &level_names),
};
static const struct shape levelled_shape =
    SHAPE("ledger_levelled", struct levelled, levelled_fields);

/* ---- as it was ---- */

static enum err demand_then(struct ctx *cx, struct seen *s, int64_t at, bool *there)
{
    struct demand d;
    int64_t due = 0;
    TRY(as_of_unchanged(cx, SUBJECT_DEMAND, s->id, s->version, at, there));
    if (*there)
        return OK;
    TRY(as_of_demand(cx, s->id, at, &d, &due));
    *there = d.id != 0;
    s->place_id = d.place_id;
    s->unit_id = d.unit_id;
    s->state = d.state;
    s->valid = d.valid;
    s->origin = d.origin;
    s->lvl = d.lvl;
    s->class = d.class;
    s->kind = d.kind;
    s->way = d.way;
    s->channel = d.channel;
    s->campaign = d.campaign;
    s->tags = d.tags;
    s->ground = d.ground;
    s->said_at = d.said_at;
    s->repeated = d.repeated;
    return OK;
}

static enum err matter_then(struct ctx *cx, struct seen *s, int64_t at)
{
    struct matter m;
    struct link link;
    bool same = false;
    if (!s->matter_id)
        return OK;
    TRY(as_of_unchanged(cx, SUBJECT_MATTER, s->matter_id, s->matter_version, at, &same));
    if (same)
        return OK;
    TRY(as_of_matter(cx, s->matter_id, at, s->id, &m, &link));
    s->link_state = link.state;
    s->matter_lvl = m.lvl;
    s->lead_unit = m.lead_unit;
    s->difficulty = m.difficulty;
    return OK;
}

static enum err rows_then(struct picking *k, struct seen *rows, size_t n, bool *there)
{
    struct ctx own = *k->cx;
    own.arena = k->scratch;
    enum err e = demand_then(&own, &rows[0], k->out->at, there);
    for (size_t i = 0; e == OK && *there && i < n; i++)
        e = matter_then(&own, &rows[i], k->out->at);
    return e == OK ? OK : fault_from(k->cx, &own, e);
}

/* ---- what is chosen ---- */

static bool is_live(const struct seen *s)
{
    return s->link_state != LINK_NONE && link_is_live(&(struct link){.state = s->link_state});
}

/* The matter that speaks for the demand: of the live links the one furthest from its end. */
static const struct seen *speaker(const struct seen *rows, size_t n)
{
    const struct seen *s = NULL;
    for (size_t i = 0; i < n; i++)
        if (is_live(&rows[i]) && (!s || rows[i].link_state < s->link_state))
            s = &rows[i];
    return s;
}

/* A unit complained about and all below it see nothing of it. */
static bool kept_from(const struct picking *k, const struct seen *d)
{
    return d->complained_unit &&
           (actor_is_under(k->cx, d->complained_unit) ||
            org_unit_under(k->cx->app->org, k->out->unit, d->complained_unit));
}

static void demand_take(struct picking *k, const struct seen *rows, size_t n)
{
    struct ledger_picked *out = k->out;
    if (!rows || n == 0)
        return;
    const struct seen *by = speaker(rows, n);
    int lvl = by && by->matter_lvl ? by->matter_lvl : rows[0].lvl;
    if (kept_from(k, &rows[0]) || !ledger_fits(k, &rows[0], by, lvl))
        return;
    enum ledger_book book = ledger_book_of(rows[0].state, rows[0].valid, lvl);
    int wanted = k->q->ledger;
    out->books[book].demands++;
    out->findings += rows[0].origin == ORIGIN_FINDING;
    bool ended = !subject_is_open(SUBJECT_DEMAND, rows[0].state);
    out->ended += ended;
    for (size_t i = 0; rows[0].place_id && i < k->groups_n; i++)
        if (org_place_under(k->cx->app->org, rows[0].place_id, k->groups[i].place)) {
            k->groups[i].demands++;
            k->groups[i].ended += ended;
        }
    if (k->sums) {
        const struct scheme_at at = ledger_scheme_at(k, &rows[0]);
        scheme_sums_add(k->sums, &at, 1, ended);
    }
    size_t way = k->flows ? ledger_flow_take(k, &rows[0], by, book, ended) : 0;
    for (size_t i = 0; i < n; i++)
        if (is_live(&rows[i]))
            k->matters[k->matters_n++] =
                (struct levelled){rows[i].matter_id, rows[i].matter_lvl, way};
    if (wanted != BOOK_NONE && wanted != BOOK_ALL && wanted != (int)book)
        return;
    out->ids[out->n++] = rows[0].id;
    if (k->each)
        k->each(k->each_arg,
                &(struct ledger_one){
                    .id = rows[0].id,
                    .place_id = rows[0].place_id,
                    .unit_id = ledger_in_hand(&rows[0], by),
                    .said_at = rows[0].said_at,
                    .class = rows[0].class,
                    .repeated = rows[0].repeated,
                    .ended = ended,
                    .suggestion = mechanism_is_suggestion(k->m, rows[0].kind, rows[0].channel),
                });
}

static enum err rows_take(struct picking *k, struct seen *rows, size_t n)
{
    for (size_t i = 0, end = 0; i < n; i = end) {
        bool there = true;
        for (end = i + 1; end < n && rows[end].id == rows[i].id;)
            end++;
        if (k->out->at)
            TRY(rows_then(k, &rows[i], end - i, &there));
        if (there)
            demand_take(k, &rows[i], end - i);
        arena_reset(k->scratch);
    }
    return OK;
}

static int by_id(const void *a, const void *b)
{
    const struct levelled *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static int by_id_and_way(const void *a, const void *b)
{
    const struct levelled *x = a, *y = b;
    int id = by_id(a, b);
    return id ? id : (x->way > y->way) - (x->way < y->way);
}

/* Each once; in each of the ways once. */
static void matters_count(struct picking *k)
{
    size_t n = 0;
    if (k->matters_n)
        qsort(k->matters, k->matters_n, sizeof *k->matters, by_id_and_way);
    for (size_t i = 0; i < k->matters_n; i++) {
        struct levelled m = k->matters[i];
        bool known = n && k->matters[n - 1].id == m.id;
        if (k->flows && !(known && k->matters[n - 1].way == m.way))
            k->flows->ways[m.way].matters++;
        if (known) {
            k->matters[n - 1].way = m.way;
            continue;
        }
        k->matters[n++] = m;
        k->out->books[ledger_book_of_level(m.lvl)].matters++;
    }
    k->matters_n = n;
}

static void matters_told(const struct picking *k)
{
    struct ledger_matter *out = NEWS(k->cx->arena, struct ledger_matter, k->matters_n + 1);
    for (size_t i = 0; i < k->matters_n; i++)
        out[i] = (struct ledger_matter){k->matters[i].id, k->matters[i].lvl};
    k->out->matters = out;
    k->out->matters_n = k->matters_n;
}

/* A part is never shown as the whole. */
static enum err whole_or_refused(struct ctx *cx, size_t n)
{
    if (n < SCAN_MAX)
        return OK;
    return fail_at(cx, ERR_LIMIT, "from", "超过10万条，请缩短时段",
                   "more than 100,000: choose a shorter time");
}

static enum err scan(struct picking *k)
{
    struct ctx own = *k->cx;
    struct seen *rows = NULL;
    size_t n = 0;
    int64_t told = k->out->at ? k->out->at : INT64_MAX;
    /* What ended later was open then. */
    int64_t ended = k->q->open_days ? told : 0;
    TRY(db_all(&own, SQL_LEDGER_SCAN,
               ARGS(I64(own.jid), I64(k->out->unit), I64(k->from_at), I64(k->to_at), I64(told),
                    I64(ended), I64(SCAN_MAX)),
               &seen_shape, (void **)&rows, &n));
    TRY(whole_or_refused(k->cx, n));
    k->out->ids = NEWS(k->cx->arena, int64_t, n + 1);
    k->matters = NEWS(k->cx->arena, struct levelled, n + 1);
    TRY(rows_take(k, rows, n));
    matters_count(k);
    return OK;
}

/* ---- the ledgers together are the register ---- */

/* Matters that no demand is in any more. */
static enum err without_demand(struct picking *k)
{
    struct ctx own = *k->cx;
    struct levelled *rows = NULL;
    size_t n = 0;
    TRY(db_all(k->cx, SQL_LEDGER_SCAN_MATTERS,
               ARGS(I64(k->cx->jid), I64(k->out->unit), I64(SCAN_MAX)), &levelled_shape,
               (void **)&rows, &n));
    TRY(whole_or_refused(k->cx, n));
    own.arena = k->scratch;
    for (size_t i = 0; i < n; i++) {
        struct matter m = {.id = rows[i].id};
        struct link link;
        if (bsearch(&rows[i], k->matters, k->matters_n, sizeof *rows, by_id))
            continue;
        if (k->out->at)
            TRY(as_of_matter(&own, rows[i].id, k->out->at, 0, &m, &link));
        k->out->without += m.id != 0;
        if (k->out->at)
            arena_reset(k->scratch);
    }
    return OK;
}

static enum err tally_all(struct ctx *cx, enum subject subject, int64_t *out)
{
    struct tally_sum *sums = NULL;
    size_t n = 0, i = 0;
    while (tallies[i].subject != subject)
        i++;
    TRY(tally_read(cx, &tallies[i], &sums, &n));
    *out = 0;
    for (i = 0; i < n; i++)
        *out += sums[i].n;
    return OK;
}

static enum err register_count(struct picking *k)
{
    struct ctx *cx = k->cx;
    struct ledger_picked *p = k->out;
    struct ledger_sum here = ledger_picked_all(p);
    p->whole = p->unit == cx->app->root_unit;
    if (!p->whole)
        return OK;
    if (p->at) {
        TRY(db_i64(cx, SQL_LEDGER_DEMANDS_AT, ARGS(I64(cx->jid), I64(p->at)), 0,
                   &p->register_has.demands));
        TRY(db_i64(cx, SQL_LEDGER_MATTERS_AT, ARGS(I64(cx->jid), I64(p->at)), 0,
                   &p->register_has.matters));
    } else {
        TRY(tally_all(cx, SUBJECT_DEMAND, &p->register_has.demands));
        TRY(tally_all(cx, SUBJECT_MATTER, &p->register_has.matters));
    }
    p->kept.demands = p->register_has.demands - here.demands;
    p->kept.matters = p->register_has.matters - here.matters - p->without;
    return OK;
}

struct ledger_sum ledger_picked_all(const struct ledger_picked *p)
{
    struct ledger_sum all = {0};
    for (int b = 0; b < LEDGER_BOOK__MAX; b++) {
        all.demands += p->books[b].demands;
        all.matters += p->books[b].matters;
    }
    return all;
}

enum err ledger_run(struct picking *k)
{
    struct ctx *cx = k->cx;
    struct ledger_picked *out = k->out;
    *out = (struct ledger_picked){0};
    k->m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    TRY(ledger_asked(k));
    k->scratch = arena_open(FOLD_ARENA);
    enum err e = scan(k);
    if (e == OK && !out->filtered)
        e = without_demand(k);
    if (e == OK && !out->filtered)
        e = register_count(k);
    arena_close(k->scratch);
    if (e == OK)
        matters_told(k);
    return e;
}

enum err ledger_pick(struct ctx *cx, const struct ledger_query *q, struct ledger_picked *out)
{
    return ledger_pick_by(cx, q, NULL, 0, out);
}

enum err ledger_pick_by(struct ctx *cx, const struct ledger_query *q,
                        struct ledger_group *groups, size_t n, struct ledger_picked *out)
{
    return ledger_run(
        &(struct picking){.cx = cx, .q = q, .out = out, .groups = groups, .groups_n = n});
}

enum err ledger_pick_each(struct ctx *cx, const struct ledger_query *q, ledger_each_fn *each,
                          void *arg, struct ledger_picked *out)
{
    return ledger_run(
        &(struct picking){.cx = cx, .q = q, .out = out, .each = each, .each_arg = arg});
}

enum err ledger_pick_scheme(struct ctx *cx, const struct ledger_query *q,
                            struct scheme_sums *sums, struct ledger_picked *out)
{
    return ledger_run(
        &(struct picking){.cx = cx, .q = q, .out = out, .days = sums->days, .sums = sums});
}
