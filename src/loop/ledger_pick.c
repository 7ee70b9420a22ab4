/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_pick.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/duty.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "core/tally.h"
#include "db/db.h"
#include "loop/ledger_as_of.h"
#include "loop/links.h"

enum { SCAN_MAX = 100000, FOLD_ARENA = 64 << 20, WAYS_MAX = 256 };

static const struct field query_fields[] = {
    FIELD(struct ledger_query, ledger, .names = &ledger_book_names, .zh = "台账",
          .en = "Ledger"),
    FIELD(struct ledger_query, from, .max = 10, .zh = "反映时间从", .en = "Said from"),
    FIELD(struct ledger_query, to, .max = 10, .zh = "反映时间到", .en = "Said until"),
    FIELD(struct ledger_query, place, .as = AS_ID, .zh = "区划", .en = "Place"),
    FIELD(struct ledger_query, unit, .as = AS_ID, .zh = "承办单位", .en = "Unit"),
    FIELD(struct ledger_query, class, .max = 40, .zh = "诉求类别", .en = "Class"),
    FIELD(struct ledger_query, kind, .max = 40, .zh = "诉求类型", .en = "Kind"),
    FIELD(struct ledger_query, way, .max = 40, .zh = "采集方式", .en = "Way"),
    FIELD(struct ledger_query, channel, .max = 40, .zh = "渠道", .en = "Channel"),
    FIELD(struct ledger_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct ledger_query, tag, .max = 40, .zh = "标签", .en = "Tag"),
    FIELD(struct ledger_query, lvl, .names = &level_names, .zh = "责任层级", .en = "Level"),
    FIELD(struct ledger_query, state, .names = &demand_state_names, .zh = "状态",
          .en = "State"),
    FIELD(struct ledger_query, as_of, .max = 10, .zh = "截至哪天24时",
          .en = "As of the end of"),
    FIELD(struct ledger_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
    FIELD(struct ledger_query, page, .min = 0, .max = 100000, .zh = "页", .en = "Page"),
    FIELD(struct ledger_query, rows, .min = 0, .max = 200, .zh = "每页", .en = "Rows"),
};
const struct shape ledger_query_shape =
    SHAPE("ledger_query", struct ledger_query, query_fields);

/* A demand beside one of the matters that it was ever in. */
struct seen {
    int64_t id, version, place_id, unit_id, complained_unit, matter_id, matter_version,
        lead_unit;
    int state, valid, origin, lvl, link_state, matter_lvl;
    struct str class, kind, way, channel, campaign, tags;
};
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
};
static const struct shape seen_shape = SHAPE("ledger_seen_row", struct seen, seen_fields);

/* A matter, and by which of the ways a demand in it came. */
struct levelled {
    int64_t id;
    int lvl;
    size_t way;
};
static const struct field levelled_fields[] = {
    FIELD(struct levelled, id),
    FIELD(struct levelled, lvl, .names = &level_names),
};
static const struct shape levelled_shape =
    SHAPE("ledger_levelled", struct levelled, levelled_fields);

struct picking {
    struct ctx *cx;
    const struct ledger_query *q;
    const struct mechanism *m;
    struct ledger_picked *out;
    struct arena *scratch; /* one demand's events */
    struct levelled *matters;
    size_t matters_n;
    int64_t from_at, to_at;
    struct ledger_group *groups;
    size_t groups_n;
    struct ledger_way *ways; /* NULL: not asked for */
    size_t ways_n;
};

/* ---- through which unit ---- */

static enum err unit_of(struct ctx *cx, int64_t wanted, int64_t *unit)
{
    const struct actor *a = cx->actor;
    int64_t found = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct grant *g = &a->grants[i];
        if (!(BIT(g->role) & LEDGER_READERS) || (wanted && g->unit_id != wanted))
            continue;
        if (!found || g->unit_id == a->unit_id)
            found = g->unit_id;
    }
    if (!found)
        return fail_at(cx, ERR_DENIED, "through", "您在该单位没有查看台账的岗位",
                       "you hold no role there that reads ledgers");
    *unit = found;
    return OK;
}

/* ---- as it was ---- */

/* Whether nothing was recorded of the subject since. */
static enum err unchanged(struct ctx *cx, enum subject kind, int64_t id, int64_t version,
                          int64_t at, bool *out)
{
    int64_t last = 0;
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    TRY(db_i64(cx, SQL_LEDGER_LAST_TOLD, ARGS(I64(cx->jid), TXT(name), I64(id), I64(version)),
               at, &last));
    *out = last < at;
    return OK;
}

static enum err demand_then(struct ctx *cx, struct seen *s, int64_t at, bool *there)
{
    struct demand d;
    int64_t due = 0;
    TRY(unchanged(cx, SUBJECT_DEMAND, s->id, s->version, at, there));
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
    return OK;
}

static enum err matter_then(struct ctx *cx, struct seen *s, int64_t at)
{
    struct matter m;
    struct link link;
    bool same = false;
    if (!s->matter_id)
        return OK;
    TRY(unchanged(cx, SUBJECT_MATTER, s->matter_id, s->matter_version, at, &same));
    if (same)
        return OK;
    TRY(as_of_matter(cx, s->matter_id, at, s->id, &m, &link));
    s->link_state = link.state;
    s->matter_lvl = m.lvl;
    s->lead_unit = m.lead_unit;
    return OK;
}

static enum err rows_then(struct picking *k, struct seen *rows, size_t n, bool *there)
{
    struct ctx own = *k->cx;
    own.arena = k->scratch;
    enum err e = demand_then(&own, &rows[0], k->out->at, there);
    for (size_t i = 0; e == OK && *there && i < n; i++)
        e = matter_then(&own, &rows[i], k->out->at);
    if (e != OK)
        return fail(k->cx, e, "%s", "%s", own.error.message ? own.error.message : "");
    return OK;
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

static bool class_is(const struct mechanism *m, struct str class, struct str wanted)
{
    for (int depth = 0; class.n && depth < 8; depth++) {
        if (str_eq(class, wanted))
            return true;
        const struct choice *c = choice_find(&m->classes, class);
        class = c ? c->parent : STR("");
    }
    return false;
}

static bool tag_is(struct str tags, struct str wanted)
{
    size_t at = 0;
    for (size_t i = 0; i <= tags.n; i++) {
        if (i < tags.n && tags.p[i] != ',')
            continue;
        if (str_eq(str_sub(tags, at, i - at), wanted))
            return true;
        at = i + 1;
    }
    return false;
}

static bool text_is(struct str value, struct str wanted)
{
    return !wanted.n || str_eq(value, wanted);
}

/* Of what is left empty where nothing is known. */
static bool said_is(struct str value, struct str wanted)
{
    return str_eq_c(wanted, LEDGER_UNSAID) ? !value.n : text_is(value, wanted);
}

static bool fits(const struct picking *k, const struct seen *d, const struct seen *by, int lvl)
{
    const struct ledger_query *q = k->q;
    const struct org *org = k->cx->app->org;
    int64_t unit = by && by->lead_unit ? by->lead_unit : d->unit_id;
    return (!q->place || (d->place_id && org_place_under(org, d->place_id, q->place))) &&
           (!q->unit || org_unit_under(org, unit, q->unit)) &&
           (!q->class.n || class_is(k->m, d->class, q->class)) && text_is(d->kind, q->kind) &&
           said_is(d->way, q->way) && said_is(d->channel, q->channel) &&
           text_is(d->campaign, q->campaign) && (!q->tag.n || tag_is(d->tags, q->tag)) &&
           (!q->lvl || q->lvl == lvl) && (!q->state || q->state == d->state);
}

/* A unit complained about and all below it see nothing of it. */
static bool kept_from(const struct picking *k, const struct seen *d)
{
    return d->complained_unit &&
           (actor_is_under(k->cx, d->complained_unit) ||
            org_unit_under(k->cx->app->org, k->out->unit, d->complained_unit));
}

/* Which of the ways it came by. More ways than any mechanism has: the last takes the rest. */
static size_t way_of(struct picking *k, const struct seen *d)
{
    struct str channel = d->way.n ? STR("") : d->channel;
    size_t i = 0;
    while (i < k->ways_n &&
           !(str_eq(k->ways[i].way, d->way) && str_eq(k->ways[i].channel, channel)))
        i++;
    if (i == WAYS_MAX)
        return WAYS_MAX - 1;
    if (i == k->ways_n)
        k->ways[k->ways_n++] = (struct ledger_way){.way = str_dup(k->cx->arena, d->way),
                                                   .channel = str_dup(k->cx->arena, channel)};
    return i;
}

static size_t way_take(struct picking *k, const struct seen *d, bool invalid, bool ended)
{
    if (!k->ways)
        return 0;
    size_t i = way_of(k, d);
    k->ways[i].demands++;
    k->ways[i].invalid += invalid;
    k->ways[i].findings += d->origin == ORIGIN_FINDING;
    k->ways[i].ended += ended;
    return i;
}

static void demand_take(struct picking *k, const struct seen *rows, size_t n)
{
    struct ledger_picked *out = k->out;
    if (!rows || n == 0)
        return;
    const struct seen *by = speaker(rows, n);
    int lvl = by && by->matter_lvl ? by->matter_lvl : rows[0].lvl;
    if (kept_from(k, &rows[0]) || !fits(k, &rows[0], by, lvl))
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
    size_t way = way_take(k, &rows[0], book == BOOK_INVALID, ended);
    for (size_t i = 0; i < n; i++)
        if (is_live(&rows[i]))
            k->matters[k->matters_n++] =
                (struct levelled){rows[i].matter_id, rows[i].matter_lvl, way};
    if (wanted == BOOK_NONE || wanted == BOOK_ALL || wanted == (int)book)
        out->ids[out->n++] = rows[0].id;
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
        if (k->ways && !(known && k->matters[n - 1].way == m.way))
            k->ways[m.way].matters++;
        if (known) {
            k->matters[n - 1].way = m.way;
            continue;
        }
        k->matters[n++] = m;
        k->out->books[ledger_book_of_level(m.lvl)].matters++;
    }
    k->matters_n = n;
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
    TRY(db_all(&own, SQL_LEDGER_SCAN,
               ARGS(I64(own.jid), I64(k->out->unit), I64(k->from_at), I64(k->to_at), I64(told),
                    I64(SCAN_MAX)),
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

/* ---- asked ---- */

static enum err day(struct ctx *cx, const char *field, struct str text, int64_t none, bool end,
                    int64_t *at)
{
    int64_t n = 0;
    *at = none;
    if (!text.n)
        return OK;
    if (!day_parse(text, &n))
        return fail_at(cx, ERR_INPUT, field, "日期应如 2026-11-21", "a day such as 2026-11-21");
    *at = end ? time_day_end(n) : time_day_start(n);
    return OK;
}

static enum err asked(struct picking *k)
{
    const struct ledger_query *q = k->q;
    TRY(unit_of(k->cx, q->through, &k->out->unit));
    TRY(as_of_day(k->cx, q->as_of, &k->out->at));
    TRY(day(k->cx, "from", q->from, 0, false, &k->from_at));
    TRY(day(k->cx, "to", q->to, INT64_MAX, true, &k->to_at));
    if (k->from_at >= k->to_at)
        return fail_at(k->cx, ERR_INPUT, "from", "起始日期晚于截止日期",
                       "it ends before it begins");
    k->out->filtered = q->from.n || q->to.n || q->place || q->unit || q->class.n || q->kind.n ||
                       q->way.n || q->channel.n || q->campaign.n || q->tag.n || q->lvl ||
                       q->state;
    return OK;
}

static enum err run(struct picking *k)
{
    struct ctx *cx = k->cx;
    struct ledger_picked *out = k->out;
    *out = (struct ledger_picked){0};
    k->m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    TRY(asked(k));
    k->scratch = arena_open(FOLD_ARENA);
    enum err e = scan(k);
    if (e == OK && !out->filtered)
        e = without_demand(k);
    if (e == OK && !out->filtered)
        e = register_count(k);
    arena_close(k->scratch);
    return e;
}

enum err ledger_pick(struct ctx *cx, const struct ledger_query *q, struct ledger_picked *out)
{
    return ledger_pick_by(cx, q, NULL, 0, out);
}

enum err ledger_pick_by(struct ctx *cx, const struct ledger_query *q,
                        struct ledger_group *groups, size_t n, struct ledger_picked *out)
{
    return run(
        &(struct picking){.cx = cx, .q = q, .out = out, .groups = groups, .groups_n = n});
}

enum err ledger_pick_ways(struct ctx *cx, const struct ledger_query *q,
                          struct ledger_way **ways, size_t *n, struct ledger_picked *out)
{
    struct picking k = {.cx = cx, .q = q, .out = out};
    k.ways = NEWS(cx->arena, struct ledger_way, WAYS_MAX);
    TRY(run(&k));
    *ways = k.ways;
    *n = k.ways_n;
    return OK;
}
