/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/alarm.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "db/db.h"

enum { SPANS_MAX = 400 };

static const struct field alarm_fields[] = {
    FIELD(struct alarm, jid),
    FIELD(struct alarm, id),
    FIELD(struct alarm, demand_id),
    FIELD(struct alarm, kind, .names = &urgent_kind_names),
    FIELD(struct alarm, rule),
    FIELD(struct alarm, ladder),
    FIELD(struct alarm, set_version),
    FIELD(struct alarm, by_hand),
    FIELD(struct alarm, state, .names = &alarm_state_names),
    FIELD(struct alarm, area_id),
    FIELD(struct alarm, seq),
    FIELD(struct alarm, rung),
    FIELD(struct alarm, raised_at),
    FIELD(struct alarm, answer_by),
    FIELD(struct alarm, next_at),
    FIELD(struct alarm, acked_at),
    FIELD(struct alarm, acked_by),
    FIELD(struct alarm, closed_at),
    FIELD(struct alarm, closed_by),
    FIELD(struct alarm, closed_seq),
};
const struct shape alarm_shape = SHAPE("alarm", struct alarm, alarm_fields);

static const struct field receiver_fields[] = {
    FIELD(struct alarm_receiver, jid),
    FIELD(struct alarm_receiver, alarm_id),
    FIELD(struct alarm_receiver, officer_id),
    FIELD(struct alarm_receiver, rung),
    FIELD(struct alarm_receiver, told_at),
    FIELD(struct alarm_receiver, acked_at),
    FIELD(struct alarm_receiver, running),
    FIELD(struct alarm_receiver, why, .names = &alarm_why_names),
    FIELD(struct alarm_receiver, for_id),
};
const struct shape alarm_receiver_shape =
    SHAPE("alarm_receiver", struct alarm_receiver, receiver_fields);

static const struct field line_fields[] = {
    FIELD(struct alarm_line, id),
    FIELD(struct alarm_line, demand_id),
    FIELD(struct alarm_line, num),
    FIELD(struct alarm_line, title),
    FIELD(struct alarm_line, confidential),
    FIELD(struct alarm_line, class),
    FIELD(struct alarm_line, kind, .names = &urgent_kind_names),
    FIELD(struct alarm_line, state, .names = &alarm_state_names),
    FIELD(struct alarm_line, rule),
    FIELD(struct alarm_line, unit_id),
    FIELD(struct alarm_line, place_id),
    FIELD(struct alarm_line, complained_unit),
    FIELD(struct alarm_line, version),
    FIELD(struct alarm_line, raised_at),
    FIELD(struct alarm_line, answer_by),
    FIELD(struct alarm_line, acked_at),
    FIELD(struct alarm_line, closed_at),
    FIELD(struct alarm_line, mine),
    FIELD(struct alarm_line, my_acked_at),
};
const struct shape alarm_line_shape = SHAPE("alarm_line", struct alarm_line, line_fields);

enum err alarm_running(struct ctx *cx, int64_t demand_id, struct alarm *out, bool *found)
{
    return db_one(cx, SQL_ALARM_RUNNING, ARGS(I64(cx->jid), I64(demand_id)), &alarm_shape, out,
                  found);
}

enum err alarm_receivers(struct ctx *cx, int64_t alarm_id, struct alarm_receiver **out,
                         size_t *n)
{
    return db_all(cx, SQL_ALARM_RECEIVERS, ARGS(I64(cx->jid), I64(alarm_id)),
                  &alarm_receiver_shape, (void **)out, n);
}

enum err alarm_due(struct ctx *cx, const struct alarm *after, size_t n, struct alarm **out,
                   size_t *count)
{
    return db_all(
        cx, SQL_ALARM_DUE,
        ARGS(I64(cx->jid), I64(cx->now), I64(after->next_at), I64(after->id), I64((int64_t)n)),
        &alarm_shape, (void **)out, count);
}

static const struct urgent_ladder *ladder_of(const struct ctx *cx, struct str code)
{
    const struct urgent_set *set = cx->app->urgent;
    const struct urgent_ladder *l = urgent_ladder(set, code);
    return l || !set ? l : urgent_ladder(set, set->hand); /* the words were changed since */
}

static int64_t next_of(const struct urgent_ladder *l, const struct alarm *a, int64_t rung)
{
    if (rung + 1 >= (int64_t)l->rungs_n)
        return 0;
    return a->raised_at + l->rungs[rung + 1].after_minutes * MS_PER_MINUTE;
}

/* ---- raising ---- */

/* "12-14,30-33": code points, from 0, the end not included. */
static struct str spans_of(struct ctx *cx, const struct alarm_new *n, size_t first)
{
    struct buf b;
    buf_init(&b, cx->arena, SPANS_MAX);
    for (size_t i = first; i < n->n && n->hits[i].rule == n->hits[first].rule; i++)
        buf_fmt(&b, "%s%u-%u", i == first ? "" : ",", n->hits[i].from, n->hits[i].to);
    return buf_done(&b);
}

static enum err hits_put(struct ctx *cx, const struct alarm_new *n, int64_t id)
{
    for (size_t i = 0; i < n->n; i++) {
        const struct urgent_rule *rule = n->hits[i].rule;
        if (!rule || (i > 0 && rule == n->hits[i - 1].rule))
            continue;
        TRY(db_exec(cx, SQL_ALARM_HIT_PUT,
                    ARGS(I64(cx->jid), I64(id), TXT(rule->code), I64(n->seq),
                         TXT(spans_of(cx, n, i)), I64(cx->now)),
                    NULL));
    }
    return OK;
}

/* Each rule's own first receivers are told at once; the most serious rule's ladder goes on. */
static enum err first_rungs(struct ctx *cx, struct alarm_new *n)
{
    struct alarm *a = &n->row;
    struct alarm_telling *t = &n->telling;
    for (size_t i = 0; i < n->n; i++) {
        const struct urgent_rule *rule = n->hits[i].rule;
        if (!rule)
            continue;
        const struct urgent_ladder *other = ladder_of(cx, rule->ladder);
        if (!str_eq(other->code, a->ladder))
            TRY(alarm_tell_rung(cx, t, &other->rungs[0], 0));
    }
    if (n->running)
        return OK;
    const struct urgent_ladder *l = ladder_of(cx, a->ladder);
    t->meant = 0;
    TRY(alarm_tell_from(cx, t, l, 0, &a->rung));
    a->next_at = next_of(l, a, a->rung);
    return OK;
}

enum err alarm_plan(struct ctx *cx, struct alarm_new *n)
{
    const struct urgent_rule *worst = n->n > 0 ? n->hits[0].rule : NULL;
    const struct urgent_set *set = n->set;
    const struct urgent_ladder *l = ladder_of(cx, worst ? worst->ladder : set->hand);
    n->telling = (struct alarm_telling){.d = n->demand};
    n->row = (struct alarm){
        .jid = cx->jid,
        .id = app_id(cx),
        .demand_id = n->demand->id,
        .kind = worst ? worst->kind : n->kind,
        .rule = worst ? worst->code : STR(""),
        .ladder = l->code,
        .set_version = set->version,
        .by_hand = !worst,
        .state = ALARM_OPEN,
        .area_id = n->area_id,
        .seq = n->seq,
        .raised_at = cx->now,
        .answer_by = cx->now + l->acknowledge_minutes * MS_PER_MINUTE,
    };
    if (n->running) {
        n->row = *n->running;
        TRY(alarm_receivers(cx, n->row.id, &n->telling.known, &n->telling.known_n));
    }
    return first_rungs(cx, n);
}

enum err alarm_raise(struct ctx *cx, const struct alarm_new *n)
{
    TRY(hits_put(cx, n, n->row.id));
    TRY(alarm_told_put(cx, &n->telling, &n->row));
    return n->running ? OK : db_put(cx, SQL_ALARM_INSERT, &alarm_shape, &n->row, NULL, 0, NULL);
}

/* ---- running and ending ---- */

static enum err too_late(struct ctx *cx, int64_t changed)
{
    return changed == 1 ? OK
                        : fail(cx, ERR_CONFLICT, "这条要情刚被别人处理",
                               "somebody else has just dealt with this alarm");
}

enum err alarm_climb_plan(struct ctx *cx, const struct demand *d, const struct alarm *a,
                          struct alarm_climbing *out)
{
    const struct urgent_ladder *l = ladder_of(cx, a->ladder);
    *out = (struct alarm_climbing){.alarm = *a, .telling = {.d = d}, .rung = a->rung};
    TRY(alarm_receivers(cx, a->id, &out->telling.known, &out->telling.known_n));
    if (l && a->rung + 1 < (int64_t)l->rungs_n)
        TRY(alarm_tell_from(cx, &out->telling, l, a->rung + 1, &out->rung));
    out->next_at = l ? next_of(l, a, out->rung) : 0;
    return OK;
}

enum err alarm_climb(struct ctx *cx, const struct alarm_climbing *c)
{
    int64_t changed = 0;
    TRY(alarm_told_put(cx, &c->telling, &c->alarm));
    TRY(db_exec(
        cx, SQL_ALARM_SET_RUNG,
        ARGS(I64(cx->jid), I64(c->alarm.id), I64(c->alarm.rung), I64(c->rung), I64(c->next_at)),
        &changed));
    return too_late(cx, changed);
}

enum err alarm_acknowledge(struct ctx *cx, const struct alarm *a)
{
    int64_t officer = cx->actor->officer_id, changed = 0;
    TRY(db_exec(cx, SQL_ALARM_RECEIVER_ACK,
                ARGS(I64(cx->jid), I64(a->id), I64(officer), I64(cx->now)), &changed));
    TRY(too_late(cx, changed));
    return db_exec(cx, SQL_ALARM_SET_ACKED,
                   ARGS(I64(cx->jid), I64(a->id), I64(cx->now), I64(officer)), NULL);
}

enum err alarm_close(struct ctx *cx, const struct alarm *a, enum alarm_state outcome,
                     struct strs wrong, int64_t seq)
{
    int64_t changed = 0;
    struct str how = str_c(enum_text(&alarm_state_names, (int)outcome));
    TRY(db_exec(cx, SQL_ALARM_SET_CLOSED,
                ARGS(I64(cx->jid), I64(a->id), TXT(how), I64(cx->now),
                     I64(cx->actor->officer_id), I64(seq)),
                &changed));
    TRY(too_late(cx, changed));
    for (size_t i = 0; i < wrong.n; i++)
        TRY(db_exec(cx, SQL_ALARM_HIT_WRONG, ARGS(I64(cx->jid), I64(a->id), TXT(wrong.p[i])),
                    NULL));
    TRY(db_exec(cx, SQL_ALARM_HIT_CLOSE, ARGS(I64(cx->jid), I64(a->id), TXT(how)), NULL));
    return db_exec(cx, SQL_ALARM_RECEIVER_END, ARGS(I64(cx->jid), I64(a->id)), NULL);
}

/* ---- counting ---- */

void alarm_figures_json(struct json *w, const struct alarm_figures *f)
{
    int64_t judged = f->right + f->wrong;
    json_ki64(w, "right", f->right);
    json_ki64(w, "wrong", f->wrong);
    json_ki64(w, "open", f->open);
    json_key(w, "precision_percent");
    if (judged)
        json_i64(w, (100 * f->right + judged / 2) / judged);
    else
        json_nil(w);
}

struct figure_row {
    struct str rule, outcome;
    int64_t n;
};
static const struct field figure_fields[] = {
    FIELD(struct figure_row, rule),
    FIELD(struct figure_row, outcome),
    FIELD(struct figure_row, n),
};
static const struct shape figure_shape = SHAPE("figure_row", struct figure_row, figure_fields);

enum err alarm_figures(struct ctx *cx, const struct urgent_set *set, int64_t since,
                       struct alarm_figures **out, int64_t *unfound)
{
    struct alarm_figures *f = NEWS(cx->arena, struct alarm_figures, set->rules_n + 1);
    struct figure_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_ALARM_FIGURES, ARGS(I64(cx->jid), I64(since)), &figure_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        const struct urgent_rule *r = urgent_rule(set, rows[i].rule);
        struct alarm_figures *of = &f[r ? r->place : set->rules_n]; /* a rule of old words */
        if (str_eq_c(rows[i].outcome, "handled"))
            of->right += rows[i].n;
        else if (str_eq_c(rows[i].outcome, "false"))
            of->wrong += rows[i].n;
        else
            of->open += rows[i].n;
    }
    *out = f;
    return db_i64(cx, SQL_ALARM_UNFOUND, ARGS(I64(cx->jid), I64(since)), 0, unfound);
}

enum err alarm_of_period(struct ctx *cx, int64_t from, int64_t to, struct alarm_line **out,
                         size_t *n)
{
    return db_all(cx, SQL_ALARM_OF_PERIOD, ARGS(I64(cx->jid), I64(from), I64(to)),
                  &alarm_line_shape, (void **)out, n);
}
