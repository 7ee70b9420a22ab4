/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/campaign_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/visit.h"

ENUM_NAMES(campaign_figure, CAMPAIGN_FIGURE_LIST);
ENUM_NAMES(campaign_row, CAMPAIGN_ROW_LIST);

enum {
    WEEKS_MAX = 520,
    DAYS_A_WEEK = 7,
    BITS = 64,
    DEPTH = 16,
    OPEN = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
           BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
};
static const char GRID_TEMPLATE[] = "grid"; /* data/role_templates.json */

struct person_row {
    int64_t id;
    struct str templates;
};
static const struct field person_fields[] = {
    FIELD(struct person_row, id),
    FIELD(struct person_row, templates),
};
static const struct shape person_row_shape =
    SHAPE("campaign_person", struct person_row, person_fields);

struct counting {
    struct ctx *cx;
    struct campaign_table *t;
    struct campaign_row *base; /* communities, streets' own, nowhere: in the order of places */
    size_t base_n;
    const struct person_row *people;
    size_t people_n;
    int64_t first; /* Monday of the first week */
};

/* ---- rows ---- */

static const struct place *place_above(const struct org *org, int64_t id, int kind)
{
    for (int depth = 0; id && depth < DEPTH; depth++) {
        const struct place *p = org_place(org, id);
        if (!p || p->kind == kind)
            return p;
        id = p->parent_id;
    }
    return NULL;
}

static bool reads_place(struct ctx *cx, int64_t place)
{
    int64_t unit = org_unit_of_place(cx->app->org, place, cx->app->root_unit);
    return (actor_roles_at(cx, cx->actor, unit) & CAMPAIGN_READERS) != 0;
}

static bool in_area(struct ctx *cx, const struct campaign *c, const struct place *p)
{
    struct strs all = str_split(cx->arena, c->places, ',');
    int64_t id = 0;
    bool any = false;
    for (size_t i = 0; i < all.n; i++) {
        if (!str_i64(all.p[i], &id))
            continue;
        any = true;
        if (org_place_under(cx->app->org, p->id, id))
            return true;
    }
    return !any && org_place_under(cx->app->org, p->id, cx->app->root_place);
}

static struct campaign_row *row_add(struct counting *c, int kind, const struct place *p)
{
    const struct place *street = p ? place_above(c->cx->app->org, p->id, PLACE_TOWN) : NULL;
    struct campaign_row *r = &c->base[c->base_n++];
    *r = (struct campaign_row){
        .kind = kind,
        .place = p ? p->id : 0,
        .street = street ? street->id : 0,
        .name = p ? p->name : str_c(enum_label(&campaign_row_names, kind, (int)c->cx->lang)),
        .street_name = street ? street->name : STR(""),
        .people = NEWS(c->cx->arena, uint64_t, c->people_n / BITS + 1)};
    return r;
}

/* Communities of its area in use, and the streets over them. What lies elsewhere gets a row
 * when there is something to count. */
static void rows_open(struct counting *c)
{
    struct ctx *cx = c->cx;
    const struct place *all = NULL;
    size_t n = org_places(cx->app->org, &all);
    c->base = NEWS(cx->arena, struct campaign_row, n + 2);
    for (size_t i = 0; i < n; i++)
        if (all[i].kind == PLACE_COMMUNITY && (!all[i].valid_to || all[i].valid_to > cx->now) &&
            in_area(cx, &c->t->c, &all[i]) && reads_place(cx, all[i].id))
            (void)row_add(c, CAMPAIGN_ROW_COMMUNITY, &all[i]);
}

/* NULL: not for this reader. */
static struct campaign_row *row_of(struct counting *c, int64_t place)
{
    const struct org *org = c->cx->app->org;
    const struct place *p = place_above(org, place, PLACE_COMMUNITY);
    int kind = CAMPAIGN_ROW_COMMUNITY;
    if (!p) {
        p = place_above(org, place, PLACE_TOWN);
        kind = p ? CAMPAIGN_ROW_STREET : CAMPAIGN_ROW_NONE;
    }
    for (size_t i = 0; i < c->base_n; i++)
        if (c->base[i].kind == kind && c->base[i].place == (p ? p->id : 0))
            return &c->base[i];
    if (p ? !reads_place(c->cx, p->id) : !c->t->whole)
        return NULL;
    return row_add(c, kind, p);
}

/* ---- weeks ---- */

static struct campaign_week *week_of(struct counting *c, int64_t at)
{
    int64_t day = time_day(at);
    int64_t i = (day - c->first) / DAYS_A_WEEK;
    if (!at || day < c->first || i >= WEEKS_MAX)
        return NULL;
    for (; (int64_t)c->t->weeks_n <= i; c->t->weeks_n++)
        c->t->weeks[c->t->weeks_n].day = c->first + (int64_t)c->t->weeks_n * DAYS_A_WEEK;
    return &c->t->weeks[i];
}

static void weeks_open(struct counting *c)
{
    const struct campaign *g = &c->t->c;
    int64_t day = time_day(g->from_at ? g->from_at : g->made_at);
    c->first = day - day_weekday(day);
    c->t->weeks = NEWS(c->cx->arena, struct campaign_week, WEEKS_MAX);
    if (c->cx->now >= g->from_at)
        (void)week_of(c, g->to_at && g->to_at <= c->cx->now ? g->to_at - 1 : c->cx->now);
}

/* ---- demands ---- */

struct said {
    int64_t place_id, due_at, recorded_at, ended_at, judged_at;
    struct str way;
    int state, valid, lvl, matter_lvl, grade;
};
static const struct field said_fields[] = {
    FIELD(struct said, place_id),
    FIELD(struct said, way),
    FIELD(struct said, state, .names = &demand_state_names),
    FIELD(struct said, valid, .names = &yesno_names),
    FIELD(struct said, lvl, .names = &level_names),
    FIELD(struct said, grade, .names = &grade_names),
    FIELD(struct said, due_at),
    FIELD(struct said, recorded_at),
    FIELD(struct said, ended_at),
    FIELD(struct said, matter_lvl, .names = &level_names),
    FIELD(struct said, judged_at),
};
static const struct shape said_shape = SHAPE("campaign_said", struct said, said_fields);

static enum campaign_figure level_figure(int lvl)
{
    static const enum campaign_figure of[LEVEL__MAX] = {
        [LEVEL_NONE] = FIGURE_NO_LEVEL, [LEVEL_COMMUNITY] = FIGURE_COMMUNITY,
        [LEVEL_STREET] = FIGURE_STREET, [LEVEL_DISTRICT] = FIGURE_DISTRICT,
        [LEVEL_CITY] = FIGURE_CITY,     [LEVEL_BACKSTOP] = FIGURE_BACKSTOP,
    };
    return of[lvl];
}

static enum campaign_figure screen_figure(const struct said *d)
{
    if (d->valid == YN_YES)
        return FIGURE_VALID;
    if (d->valid == YN_NO)
        return FIGURE_INVALID;
    return BIT(d->state) & OPEN ? FIGURE_UNSCREENED : FIGURE_OUT;
}

static size_t way_of(const struct campaign_table *t, struct str way)
{
    for (size_t i = 0; i < t->ways_n; i++)
        if (str_eq(t->ways[i]->code, way))
            return i;
    return CAMPAIGN_WAYS - 1;
}

static bool is_satisfied(int grade)
{
    return grade == GRADE_VERY_GOOD || grade == GRADE_GOOD;
}

static void weeks_said(struct counting *c, const struct said *d)
{
    struct campaign_week *in = week_of(c, d->recorded_at), *out = week_of(c, d->ended_at);
    struct campaign_week *judged = d->grade != GRADE_NONE ? week_of(c, d->judged_at) : NULL;
    if (in)
        in->demands++;
    if (out && !(BIT(d->state) & OPEN))
        out->ended++;
    if (judged) {
        judged->rated++;
        judged->satisfied += is_satisfied(d->grade);
    }
}

static enum err said_add(struct ctx *cx, const void *row, void *arg)
{
    struct counting *c = arg;
    const struct said *d = row;
    struct campaign_row *r = row_of(c, d->place_id);
    bool open = (BIT(d->state) & OPEN) != 0;
    if (!r)
        return OK;
    r->n[FIGURE_DEMANDS]++;
    r->ways[way_of(c->t, d->way)]++;
    r->n[screen_figure(d)]++;
    if (screen_figure(d) == FIGURE_VALID) /* what was screened out is in no level's ledger */
        r->n[level_figure(d->matter_lvl != LEVEL_NONE ? d->matter_lvl : d->lvl)]++;
    r->n[FIGURE_ENDED] += !open;
    r->n[FIGURE_OVERDUE] += open && d->due_at && d->due_at <= cx->now;
    r->n[FIGURE_RATED] += d->grade != GRADE_NONE;
    r->n[FIGURE_SATISFIED] += is_satisfied(d->grade);
    weeks_said(c, d);
    return OK;
}

/* ---- visits ---- */

struct tally {
    struct str k2; /* "PLACE|DAY|OUTCOME" */
    int64_t n;
};
static const struct field tally_fields[] = {FIELD(struct tally, k2), FIELD(struct tally, n)};
static const struct shape tally_shape = SHAPE("campaign_tally", struct tally, tally_fields);

static enum err visits_add(struct ctx *cx, const void *row, void *arg)
{
    static const enum campaign_figure of[VISIT_OUTCOME__MAX] = {
        [VISIT_MET] = FIGURE_MET,
        [VISIT_REFUSED] = FIGURE_REFUSED,
        [VISIT_ABSENT] = FIGURE_ABSENT,
    };
    struct counting *c = arg;
    const struct tally *v = row;
    struct strs key = str_split(cx->arena, v->k2, '|');
    int64_t place = 0, day = 0;
    if (key.n != 3 || !str_i64(key.p[0], &place) || !str_i64(key.p[1], &day))
        return fail(cx, ERR_IO, "走访计数读不出来", "a count of visits cannot be read");
    int outcome = enum_value(&visit_outcome_names, key.p[2]);
    struct campaign_row *r = row_of(c, place);
    if (!r || outcome <= VISIT_NONE)
        return OK;
    r->n[FIGURE_VISITS] += v->n;
    r->n[of[outcome]] += v->n;
    struct campaign_week *w = week_of(c, time_day_start(day));
    if (w)
        w->visits += v->n;
    return OK;
}

struct homes {
    int64_t place_id, visited, met;
};
static const struct field homes_fields[] = {
    FIELD(struct homes, place_id),
    FIELD(struct homes, visited),
    FIELD(struct homes, met),
};
static const struct shape homes_shape = SHAPE("campaign_homes", struct homes, homes_fields);

static enum err homes_add(struct ctx *cx, const void *row, void *arg)
{
    const struct homes *h = row;
    struct campaign_row *r = row_of(arg, h->place_id);
    (void)cx;
    if (!r)
        return OK;
    r->n[FIGURE_HOMES_VISITED] += h->visited;
    r->n[FIGURE_HOMES_MET] += h->met;
    return OK;
}

static void homes_said(struct counting *c)
{
    struct strs all = str_split(c->cx->arena, c->t->c.homes, ',');
    for (size_t i = 0; i < all.n; i++) {
        struct strs p = str_split(c->cx->arena, all.p[i], '=');
        int64_t place = 0, n = 0;
        struct campaign_row *r = p.n == 2 && str_i64(p.p[0], &place) && str_i64(p.p[1], &n)
                                     ? row_of(c, place)
                                     : NULL;
        if (r)
            r->n[FIGURE_HOMES] += n;
    }
}

/* ---- who went ---- */

struct team {
    int64_t place_id, officer_id, officers, volunteers;
    struct str team;
};
static const struct field team_fields[] = {
    FIELD(struct team, place_id), FIELD(struct team, officer_id), FIELD(struct team, team),
    FIELD(struct team, officers), FIELD(struct team, volunteers),
};
static const struct shape team_shape = SHAPE("campaign_team", struct team, team_fields);

static void person_mark(const struct counting *c, struct campaign_row *r, int64_t id)
{
    size_t low = 0, high = c->people_n;
    while (low < high) {
        size_t at = low + (high - low) / 2;
        if (c->people[at].id < id)
            low = at + 1;
        else
            high = at;
    }
    if (low < c->people_n && c->people[low].id == id)
        r->people[low / BITS] |= (uint64_t)1 << (low % BITS);
}

static enum err team_add(struct ctx *cx, const void *row, void *arg)
{
    struct counting *c = arg;
    const struct team *v = row;
    struct campaign_row *r = row_of(c, v->place_id);
    struct strs others = str_split(cx->arena, v->team, ',');
    int64_t id = 0;
    if (!r)
        return OK;
    person_mark(c, r, v->officer_id);
    for (size_t i = 0; i < others.n; i++)
        if (str_i64(others.p[i], &id))
            person_mark(c, r, id);
    r->n[FIGURE_TURNS] += v->officers;
    r->n[FIGURE_VOLUNTEERS] += v->volunteers;
    return OK;
}

static bool is_grid(struct ctx *cx, struct str templates)
{
    struct strs all = str_split(cx->arena, templates, ',');
    for (size_t i = 0; i < all.n; i++)
        if (str_eq_c(all.p[i], GRID_TEMPLATE))
            return true;
    return false;
}

static void people_count(const struct counting *c, struct campaign_row *r)
{
    r->n[FIGURE_OFFICERS] = r->n[FIGURE_GRID] = 0;
    for (size_t i = 0; i < c->people_n; i++)
        if (r->people[i / BITS] >> (i % BITS) & 1)
            r->n[is_grid(c->cx, c->people[i].templates) ? FIGURE_GRID : FIGURE_OFFICERS]++;
}

/* ---- sums ---- */

static void row_sum(const struct counting *c, struct campaign_row *to,
                    const struct campaign_row *r)
{
    for (int i = 0; i < CAMPAIGN_FIGURE__MAX; i++)
        to->n[i] += r->n[i];
    for (int i = 0; i < CAMPAIGN_WAYS; i++)
        to->ways[i] += r->ways[i];
    for (size_t i = 0; i <= c->people_n / BITS; i++)
        to->people[i] |= r->people[i];
}

/* Streets by their id, in each the communities by theirs, its own row, its sum; nowhere last.
 */
static int by_street(const void *a, const void *b)
{
    const struct campaign_row *x = a, *y = b;
    int64_t xs = x->street ? x->street : INT64_MAX, ys = y->street ? y->street : INT64_MAX;
    if (xs != ys)
        return xs < ys ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind - y->kind;
    return (x->place > y->place) - (x->place < y->place);
}

static void sums_put(struct counting *c)
{
    struct campaign_table *t = c->t;
    size_t words = c->people_n / BITS + 1;
    t->rows = NEWS(c->cx->arena, struct campaign_row, c->base_n * 2 + 1);
    t->total = (struct campaign_row){
        .kind = CAMPAIGN_ROW_TOTAL,
        .name = str_c(enum_label(&campaign_row_names, CAMPAIGN_ROW_TOTAL, (int)c->cx->lang)),
        .people = NEWS(c->cx->arena, uint64_t, words)};
    if (c->base_n)
        qsort(c->base, c->base_n, sizeof *c->base, by_street);
    for (size_t i = 0; i < c->base_n; i++) {
        const struct campaign_row *r = &c->base[i];
        struct campaign_row *sum = NULL;
        t->rows[t->rows_n++] = *r;
        people_count(c, &t->rows[t->rows_n - 1]);
        row_sum(c, &t->total, r);
        if (!r->street || (i + 1 < c->base_n && c->base[i + 1].street == r->street))
            continue;
        sum = &t->rows[t->rows_n++];
        *sum = (struct campaign_row){.kind = CAMPAIGN_ROW_SUM,
                                     .place = r->street,
                                     .street = r->street,
                                     .name = r->street_name,
                                     .street_name = r->street_name,
                                     .people = NEWS(c->cx->arena, uint64_t, words)};
        for (size_t k = 0; k <= i; k++)
            if (c->base[k].street == r->street)
                row_sum(c, sum, &c->base[k]);
        people_count(c, sum);
    }
    people_count(c, &t->total);
}

static enum err register_read(struct ctx *cx, struct campaign_table *t)
{
    TRY(db_i64(cx, SQL_CAMPAIGN_DEMAND_COUNT, ARGS(I64(cx->jid), TXT(t->c.code)), 0,
               &t->demands));
    return db_i64(cx, SQL_CAMPAIGN_VISIT_COUNT, ARGS(I64(cx->jid), I64(t->c.id)), 0,
                  &t->visits);
}

static enum err ways_open(struct ctx *cx, struct campaign_table *t)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!m)
        return fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
    for (; t->ways_n < m->ways.n && t->ways_n + 1 < CAMPAIGN_WAYS; t->ways_n++)
        t->ways[t->ways_n] = &m->ways.p[t->ways_n];
    return OK;
}

enum err campaign_table(struct ctx *cx, struct str code, struct campaign_table *out)
{
    struct counting c = {.cx = cx, .t = NEW(cx->arena, struct campaign_table)};
    struct campaign_table *t = c.t;
    struct person_row *people = NULL;
    const struct val jid = I64(cx->jid);
    t->as_of = cx->now;
    t->whole = (actor_roles_at(cx, cx->actor, cx->app->root_unit) & CAMPAIGN_READERS) != 0;
    TRY(campaign_find(cx, code, &t->c));
    TRY(ways_open(cx, t));
    TRY(db_all(cx, SQL_CAMPAIGN_PEOPLE, NULL, 0, &person_row_shape, (void **)&people,
               &c.people_n));
    c.people = people;
    rows_open(&c);
    weeks_open(&c);
    homes_said(&c);
    TRY(db_each(cx, SQL_CAMPAIGN_DEMANDS, (struct val[]){jid, TXT(t->c.code)}, 2, &said_shape,
                said_add, &c));
    TRY(db_each(cx, SQL_ROLLUP_OF,
                (struct val[]){jid, TXT(STR("visit")), TXT(str_of_i64(cx->arena, t->c.id))}, 3,
                &tally_shape, visits_add, &c));
    TRY(db_each(cx, SQL_VISIT_HOMES, (struct val[]){jid, I64(t->c.id)}, 2, &homes_shape,
                homes_add, &c));
    TRY(db_each(cx, SQL_CAMPAIGN_TEAMS, (struct val[]){jid, I64(t->c.id)}, 2, &team_shape,
                team_add, &c));
    sums_put(&c);
    if (t->whole)
        TRY(register_read(cx, t));
    *out = *t;
    return OK;
}

/* ---- measures ---- */

int64_t campaign_measured(const struct campaign_table *t, const struct campaign_row *r,
                          enum campaign_measure m)
{
    enum { THOUSAND = 1000 };
    int64_t part = 0, of = 0;
    switch (m) {
    case CAMPAIGN_FOUND:
        part = r->n[FIGURE_HOMES_MET];
        of = r->n[FIGURE_HOMES];
        break;
    case CAMPAIGN_RIGHT:
        part = r->n[FIGURE_VALID];
        of = part + r->n[FIGURE_INVALID];
        break;
    case CAMPAIGN_FULL:
        of = (int64_t)t->ways_n;
        for (size_t i = 0; i < t->ways_n; i++)
            part += r->ways[i] > 0;
        break;
    case CAMPAIGN_MEASURE__MAX:
        break;
    }
    return of ? part * THOUSAND / of : -1;
}

const char *campaign_measure_means(const struct ctx *cx, enum campaign_measure m)
{
    static const struct {
        const char *zh, *en;
    } means[CAMPAIGN_MEASURE__MAX] = {
        [CAMPAIGN_FOUND] = {"见到的户 ÷ 总户数：每户见到一次即算，去几次都只算一户",
                            "households met ÷ households: each once, however often visited"},
        [CAMPAIGN_RIGHT] = {"有效诉求 ÷（有效＋无效）：只算已甄别的",
                            "valid demands ÷ (valid + invalid): of those that were screened"},
        [CAMPAIGN_FULL] = {"收到诉求的采集方式 ÷ 机制规定的采集方式",
                           "ways in that brought a demand ÷ ways in of the mechanism"},
    };
    return cx->lang == LANG_EN ? means[m].en : means[m].zh;
}
