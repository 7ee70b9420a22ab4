/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/signal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/demand_row.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/hotspot.h"
#include "loop/notice.h"
#include "text/burst.h"
#include "text/signature.h"

enum { AT_ONCE = 64, SAMPLE = 12, WORDS = 2, PATH_MAX_UNITS = 16, LOOK_BYTES = 1 << 30 };

static const struct field source_fields[] = {
    FIELD(struct signal_source, jid),      FIELD(struct signal_source, demand_id),
    FIELD(struct signal_source, said_at),  FIELD(struct signal_source, unit_id),
    FIELD(struct signal_source, place_id), FIELD(struct signal_source, person_id),
    FIELD(struct signal_source, barred),   FIELD(struct signal_source, pairs),
};
const struct shape signal_source_shape =
    SHAPE("signal_source", struct signal_source, source_fields);

static const struct field signal_fields[] = {
    FIELD(struct signal, jid),      FIELD(struct signal, notice_id),
    FIELD(struct signal, cause),    FIELD(struct signal, group_id),
    FIELD(struct signal, mark),     FIELD(struct signal, words),
    FIELD(struct signal, size),     FIELD(struct signal, people),
    FIELD(struct signal, usual),    FIELD(struct signal, first_at),
    FIELD(struct signal, last_at),  FIELD(struct signal, raised_at),
    FIELD(struct signal, grown_at),
};
const struct shape signal_shape = SHAPE("signal", struct signal, signal_fields);

struct number {
    int64_t id;
};
static const struct field number_fields[] = {FIELD(struct number, id)};
static const struct shape number_shape = SHAPE("signal_number", struct number, number_fields);

/* ---- what is kept of a demand ---- */

static enum err source_of(struct ctx *cx, int64_t demand_id, struct signal_source *out,
                          bool *has)
{
    struct demand d = {0};
    struct signature s;
    struct str words = {0};
    TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(demand_id)), &demand_shape, &d, has));
    if (!*has)
        return OK;
    TRY(demand_words(cx, demand_id, &words));
    signature_make(cx->arena, burst_text(cx->arena, d.title),
                   words.n ? burst_text(cx->arena, words) : STR(""), &s);
    *out = (struct signal_source){
        .jid = cx->jid,
        .demand_id = demand_id,
        .said_at = d.said_at,
        .unit_id = d.place_id ? org_unit_of_place(cx->app->org, d.place_id, cx->app->root_unit)
                              : d.unit_id,
        .place_id = d.place_id,
        .person_id = d.person_id,
        .barred = d.complained_unit,
        .pairs = signature_write(cx->arena, &s),
    };
    return OK;
}

struct derive_job {
    const struct derive_one *d;
    size_t n;
};

static enum err some_derive(struct ctx *cx, void *arg)
{
    const struct derive_job *j = arg;
    for (size_t i = 0; i < j->n; i++) {
        struct signal_source s = {0};
        bool has = false;
        TRY(source_of(cx, j->d[i].demand_id, &s, &has));
        if (has)
            TRY(db_put(cx, SQL_SIGNAL_SOURCE_PUT, &signal_source_shape, &s, NULL, 0, NULL));
    }
    return OK;
}

enum err signal_derive(struct ctx *cx, const struct derive_one *d, size_t n)
{
    for (size_t i = 0; i < n; i += AT_ONCE) {
        struct derive_job j = {.d = d + i, .n = n - i < AT_ONCE ? n - i : AT_ONCE};
        TRY(db_write(cx, cx->app->store, some_derive, &j));
    }
    return OK;
}

/* ---- what is looked at ---- */

struct look {
    const struct notice_rule *rule;
    const struct notice_cause *cause;
    struct signal_source *rows;
    struct burst_item *items;
    size_t n;
    int64_t since; /* from when on all is known */
    struct weights weights;
};

/* Whether the demand is about the unit or about one above it. */
static bool barred_to(const struct ctx *cx, const struct signal_source *s, int64_t unit)
{
    return s->barred && org_unit_under(cx->app->org, unit, s->barred);
}

static size_t units_of(const struct ctx *cx, const struct signal_source *s, int64_t *out)
{
    int64_t path[PATH_MAX_UNITS];
    size_t n = org_unit_path(cx->app->org, s->unit_id, path, PATH_MAX_UNITS), kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!barred_to(cx, s, path[i]))
            out[kept++] = path[i];
    return kept;
}

/* The place and those around it below the root, whose unit may know of it. */
static size_t places_of(const struct ctx *cx, const struct signal_source *s, int64_t *out)
{
    size_t n = 0;
    const struct place *p = org_place(cx->app->org, s->place_id);
    for (; p && p->parent_id && n < PATH_MAX_UNITS; p = org_place(cx->app->org, p->parent_id))
        if (!barred_to(cx, s, org_unit_of_place(cx->app->org, p->id, cx->app->root_unit)))
            out[n++] = p->id;
    return n;
}

static enum err marks_of(struct ctx *cx, int watch, const struct signal_source *s,
                         struct burst_item *it)
{
    struct signature g = {0};
    if (watch == WATCH_WORD && !signature_read(cx->arena, s->pairs, &g))
        return fail(cx, ERR_BUG, "特征损坏", "the signature is damaged");
    uint64_t *marks = NEWS(cx->arena, uint64_t, g.pairs_n + 1);
    for (size_t i = 0; i < g.pairs_n; i++)
        if (!it->marks_n || marks[it->marks_n - 1] != g.pairs[i] >> 1)
            marks[it->marks_n++] = g.pairs[i] >> 1;
    if (watch == WATCH_VOLUME)
        marks[it->marks_n++] = 0;
    if (watch == WATCH_PERSON && s->person_id)
        marks[it->marks_n++] = (uint64_t)s->person_id;
    it->marks = marks;
    return OK;
}

static enum err item_of(struct ctx *cx, int watch, const struct signal_source *s,
                        struct burst_item *out)
{
    int64_t *groups = NEWS(cx->arena, int64_t, (size_t)PATH_MAX_UNITS * 2);
    *out = (struct burst_item){
        .id = s->demand_id, .at = s->said_at, .person = s->person_id, .groups = groups};
    if (watch == WATCH_PERSON) {
        groups[0] = 0;
        out->groups_n = !barred_to(cx, s, cx->app->root_unit);
    } else {
        out->groups_n = units_of(cx, s, groups);
        if (watch == WATCH_VOLUME)
            out->groups_n += places_of(cx, s, groups + out->groups_n);
    }
    return marks_of(cx, watch, s, out);
}

/* Inside the look's own arena. */
static enum err look_read(struct ctx *cx, struct look *l)
{
    const struct notice_cause *c = l->cause;
    int64_t back = (1 + c->windows) * c->within_days * MS_PER_DAY;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, SQL_SIGNAL_SOURCE_SINCE,
                        ARGS(I64(cx->jid), I64(cx->now - back), I64(cx->now), I64(SIGNAL_MOST)),
                        &signal_source_shape, (void **)&l->rows, &l->n);
    if (e == OK)
        e = db_i64(cx, SQL_SIGNAL_SOURCE_FIRST, ARGS(I64(cx->jid)), cx->now, &l->since);
    if (e == OK)
        e = hotspot_weights(cx, &l->weights);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    if (l->n == SIGNAL_MOST)
        l->since = l->rows[l->n - 1].said_at;
    l->items = NEWS(cx->arena, struct burst_item, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        TRY(item_of(cx, c->watch, &l->rows[i], &l->items[i]));
    return OK;
}

/* ---- whom it concerns ---- */

static int64_t common_unit(const struct ctx *cx, int64_t a, int64_t b)
{
    int64_t path[PATH_MAX_UNITS];
    size_t n = org_unit_path(cx->app->org, a, path, PATH_MAX_UNITS);
    for (size_t i = 0; i < n; i++)
        if (org_unit_under(cx->app->org, b, path[i]))
            return path[i];
    return cx->app->root_unit;
}

/* The lowest that has all of them below it and is not complained about in one. */
static int64_t unit_of_person(const struct ctx *cx, const struct look *l, const struct burst *b)
{
    int64_t unit = l->rows[b->members[0]].unit_id;
    for (size_t i = 1; i < b->n; i++)
        unit = common_unit(cx, unit, l->rows[b->members[i]].unit_id);
    for (size_t i = 0; i < b->n; i++)
        while (barred_to(cx, &l->rows[b->members[i]], unit)) {
            const struct unit *u = org_unit(cx->app->org, unit);
            if (!u || !u->parent_id)
                break;
            unit = u->parent_id;
        }
    return unit;
}

static int64_t unit_of(const struct ctx *cx, const struct look *l, const struct burst *b)
{
    if (!b->group)
        return unit_of_person(cx, l, b);
    return org_unit(cx->app->org, b->group)
               ? b->group
               : org_unit_of_place(cx->app->org, b->group, cx->app->root_unit);
}

/* ---- what the word is called ---- */

struct weighing {
    const struct weights *w;
    uint32_t lead;
};

/* The pair that was counted comes first. */
static double weigh(const void *arg, uint32_t pair)
{
    const struct weighing *g = arg;
    const double above_all = 1000;
    return pair == g->lead ? above_all : cluster_pair_weight(g->w, pair);
}

/* Words of somebody who asked for confidence are in no name. */
static enum err words_of(struct ctx *cx, const struct look *l, const struct burst *b,
                         struct str *out)
{
    struct str texts[SAMPLE];
    size_t kept = 0;
    *out = STR("");
    if (l->cause->watch != WATCH_WORD)
        return OK;
    for (size_t i = 0; i < b->n && kept < SAMPLE; i++) {
        struct demand d = {0};
        struct str words = {0};
        bool found = false;
        TRY(db_one(cx, SQL_DEMAND_GET,
                   ARGS(I64(cx->jid), I64(l->rows[b->members[i]].demand_id)), &demand_shape, &d,
                   &found));
        if (!found || d.privacy == PRIVACY_CONFIDENTIAL)
            continue;
        TRY(demand_words(cx, d.id, &words));
        texts[kept++] = burst_text(
            cx->arena, str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(d.title), STR_ARG(words)));
    }
    const struct weighing g = {&l->weights, (uint32_t)b->mark};
    if (kept > 1) /* of one alone the word would be his */
        *out = signature_words(cx->arena, texts, kept, WORDS, weigh, &g);
    return OK;
}

/* ---- raised once, grown after ---- */

struct put_job {
    const struct look *l;
    const struct burst *b;
    int64_t id, clock_id;
    struct str num;
    bool raised;
};

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const struct number *)a)->id, y = ((const struct number *)b)->id;
    return (x > y) - (x < y);
}

static enum err demands_of(struct ctx *cx, int64_t notice_id, struct number **out, size_t *n)
{
    TRY(db_all(cx, SQL_SIGNAL_DEMANDS, ARGS(I64(cx->jid), I64(notice_id)), &number_shape,
               (void **)out, n));
    if (*n)
        qsort(*out, *n, sizeof **out, by_number);
    return OK;
}

/* Of the same mark and group; of words also what shares half its demands: another pair of the
 * same word may be the strongest by now. */
static enum err is_same(struct ctx *cx, const struct put_job *j, const struct signal *s,
                        bool *same)
{
    struct number *known = NULL;
    size_t n = 0, shared = 0;
    *same = s->group_id == j->b->group && s->mark == (int64_t)j->b->mark;
    if (*same || j->l->cause->watch == WATCH_PERSON)
        return OK;
    TRY(demands_of(cx, s->notice_id, &known, &n));
    for (size_t i = 0; n && i < j->b->n; i++) {
        const struct number key = {j->l->rows[j->b->members[i]].demand_id};
        shared += bsearch(&key, known, n, sizeof *known, by_number) != NULL;
    }
    *same = shared * 2 >= (n < j->b->n ? n : j->b->n);
    return OK;
}

static enum err known_find(struct ctx *cx, const struct put_job *j, struct signal *out,
                           bool *found)
{
    const struct notice_cause *c = j->l->cause;
    struct signal *rows = NULL;
    size_t n = 0;
    *found = false;
    TRY(db_all(cx, SQL_SIGNAL_RECENT,
               ARGS(I64(cx->jid), TXT(c->code), I64(cx->now - c->within_days * MS_PER_DAY)),
               &signal_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n && !*found; i++) {
        TRY(is_same(cx, j, &rows[i], found));
        *out = rows[i];
    }
    return OK;
}

static enum err demands_put(struct ctx *cx, const struct put_job *j, struct signal *s,
                            int64_t *added)
{
    *added = 0;
    for (size_t i = 0; i < j->b->n; i++) {
        const struct signal_source *r = &j->l->rows[j->b->members[i]];
        int64_t changed = 0;
        TRY(db_exec(cx, SQL_SIGNAL_DEMAND_INSERT,
                    ARGS(I64(cx->jid), I64(s->notice_id), I64(r->demand_id)), &changed));
        *added += changed;
        s->first_at = r->said_at < s->first_at ? r->said_at : s->first_at;
        s->last_at = r->said_at > s->last_at ? r->said_at : s->last_at;
    }
    s->size += *added;
    return OK;
}

/* Distinct people behind all of its demands; one that nobody knows counts by himself. */
static enum err people_count(struct ctx *cx, struct signal *s)
{
    struct number *demands = NULL;
    size_t n = 0, known = 0;
    int64_t unknown = 0;
    TRY(demands_of(cx, s->notice_id, &demands, &n));
    for (size_t i = 0; i < n; i++) {
        struct signal_source r = {0};
        bool found = false;
        TRY(db_one(cx, SQL_SIGNAL_SOURCE_GET, ARGS(I64(cx->jid), I64(demands[i].id)),
                   &signal_source_shape, &r, &found));
        if (found && r.person_id)
            demands[known++].id = r.person_id;
        else
            unknown++;
    }
    if (known)
        qsort(demands, known, sizeof *demands, by_number);
    s->people = unknown;
    for (size_t i = 0; i < known; i++)
        s->people += !i || demands[i].id != demands[i - 1].id;
    return OK;
}

static enum err grow(struct ctx *cx, const struct put_job *j, struct signal *s)
{
    int64_t added = 0;
    TRY(demands_put(cx, j, s, &added));
    if (!added)
        return OK;
    TRY(people_count(cx, s));
    s->usual = (int64_t)(j->b->usual * 10 + 0.5);
    s->grown_at = cx->now;
    return db_put(cx, SQL_SIGNAL_UPDATE, &signal_shape, s, NULL, 0, NULL);
}

static enum err raise_one(struct ctx *cx, struct put_job *j)
{
    const struct notice_cause *c = j->l->cause;
    struct signal s = {
        .jid = cx->jid,
        .notice_id = j->id,
        .cause = c->code,
        .group_id = j->b->group,
        .mark = (int64_t)j->b->mark,
        .usual = (int64_t)(j->b->usual * 10 + 0.5),
        .first_at = INT64_MAX,
        .raised_at = cx->now,
        .grown_at = cx->now,
    };
    int64_t added = 0;
    TRY(words_of(cx, j->l, j->b, &s.words));
    TRY(demands_put(cx, j, &s, &added));
    TRY(people_count(cx, &s));
    TRY(db_put(cx, SQL_SIGNAL_INSERT, &signal_shape, &s, NULL, 0, NULL));
    struct notice_plan p = {
        .rule = j->l->rule,
        .cause = c,
        .num = j->num,
        .why = str_fmt(cx->arena, "signal:%" PRId64 ":", j->id),
        .words = signal_text(cx, c->watch, c->within_days, &s),
        .id = j->id,
        .clock_id = j->clock_id,
        .kind = SUBJECT_UNIT,
        .subject_id = unit_of(cx, j->l, j->b),
        .clock = -1,
        .answer_workdays = c->answer_workdays,
    };
    p.unit_id = p.subject_id;
    TRY(notice_put(cx, &p));
    j->raised = p.done;
    return OK;
}

static enum err put_write(struct ctx *cx, void *arg)
{
    struct put_job *j = arg;
    struct signal known = {0};
    bool found = false;
    j->raised = false;
    TRY(known_find(cx, j, &known, &found));
    return found ? grow(cx, j, &known) : raise_one(cx, j);
}

static enum err put_one(struct ctx *cx, const struct look *l, const struct burst *b,
                        int *raised, int *failed)
{
    struct put_job j = {.l = l, .b = b, .id = app_id(cx), .clock_id = app_id(cx)};
    TRY(app_numbers(cx, 1, &j.num));
    enum err e = db_write(cx, cx->app->store, put_write, &j);
    if (e == ERR_IO || e == ERR_BUSY)
        return e;
    *raised += e == OK && j.raised;
    if (e != OK) {
        log_event(LOG_WARN, "signal_refused", "cause", l->cause->code.p, "code", err_code(e),
                  "why", cx->error.message, NULL);
        fault_clear(cx);
        ++*failed;
    }
    return OK;
}

/* ---- the look ---- */

static double rarity(const void *weights, uint64_t mark)
{
    return cluster_pair_weight(weights, (uint32_t)mark);
}

static enum err cause_look(struct ctx *cx, const struct notice_rule *r,
                           const struct notice_cause *c, int *raised, int *failed)
{
    struct look l = {.rule = r, .cause = c};
    const struct burst_rule rule = {.times = c->times,
                                    .days = c->within_days,
                                    .windows = c->windows,
                                    .percent = c->percent,
                                    .people = c->watch == WATCH_WORD,
                                    .shares = c->watch == WATCH_WORD,
                                    .weigh = c->watch == WATCH_WORD ? rarity : NULL,
                                    .weigh_arg = &l.weights};
    struct burst *found = NEWS(cx->arena, struct burst, BURST_MOST);
    TRY(look_read(cx, &l));
    size_t n = burst_find(cx->arena, &rule, l.items, l.n, l.since, cx->now, found);
    for (size_t i = 0; i < n; i++)
        TRY(put_one(cx, &l, &found[i], raised, failed));
    return OK;
}

struct claim {
    bool mine;
};

static enum err claim_write(struct ctx *cx, void *arg)
{
    struct claim *c = arg;
    int64_t changed = 0;
    TRY(db_exec(cx, SQL_SIGNAL_LOOK_CLAIM,
                ARGS(I64(cx->jid), I64(cx->now), I64(cx->now - SIGNAL_EVERY_MS)), &changed));
    c->mine = changed > 0;
    return OK;
}

static enum err is_time(struct ctx *cx, const struct notice_rule **rule, bool *yes)
{
    int64_t looked = 0;
    *yes = false;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_i64(cx, SQL_SIGNAL_LOOKED, ARGS(I64(cx->jid)), 0, &looked);
    if (e == OK && (looked <= cx->now - SIGNAL_EVERY_MS || looked > cx->now)) {
        e = notice_rule_get(cx, 0, rule);
        *yes = *rule != NULL;
    }
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

enum err signals_raise(struct ctx *cx, int *raised, int *failed)
{
    const struct notice_rule *r = NULL;
    struct claim claim = {0};
    bool yes = false;
    TRY(is_time(cx, &r, &yes));
    if (yes)
        TRY(db_write(cx, cx->app->store, claim_write, &claim));
    for (size_t i = 0; claim.mine && i < r->causes_n; i++) {
        struct ctx own = *cx;
        if (!(BIT(r->causes[i].watch) & NOTICE_SIGNALS))
            continue;
        own.arena = arena_open(LOOK_BYTES);
        enum err e = cause_look(&own, r, &r->causes[i], raised, failed);
        cx->error = own.error;
        arena_close(own.arena);
        TRY(e);
    }
    return OK;
}
