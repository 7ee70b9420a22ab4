/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/leaders.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/demand_row.h"
#include "core/matter_row.h"
#include "db/db.h"
#include "loop/instruct_new.h"
#include "loop/labels.h"

enum { ROWS_MAX = 500, OFFICE = BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR) };

static const struct field query_fields[] = {
    FIELD(struct leaders_query, all, .zh = "全部领导的未了事项", .en = "Of every leader"),
};
const struct shape leaders_query_shape =
    SHAPE("leaders_query", struct leaders_query, query_fields);

/* One row of any of the three lists; what a list does not have stays 0. */
struct led {
    int64_t id, serial, leader_id, unit_id, given_at, due_at, received_at, done_at, checked_at;
    int64_t asked_again, complained_unit, sponsor_at, sponsor_said_at, place_id;
    bool confidential;
    struct str outcome, num, title, class, state, leader, words, answer, sponsor_units;
};
static const struct field instruction_fields[] = {
    FIELD(struct led, id),          FIELD(struct led, serial),
    FIELD(struct led, leader_id),   FIELD(struct led, unit_id),
    FIELD(struct led, given_at),    FIELD(struct led, due_at),
    FIELD(struct led, received_at), FIELD(struct led, done_at),
    FIELD(struct led, checked_at),  FIELD(struct led, outcome),
    FIELD(struct led, asked_again), FIELD(struct led, num),
    FIELD(struct led, title),       FIELD(struct led, confidential),
    FIELD(struct led, class),       FIELD(struct led, place_id),
    FIELD(struct led, state),       FIELD(struct led, complained_unit),
    FIELD(struct led, leader),      FIELD(struct led, words),
    FIELD(struct led, answer),
};
static const struct field demand_fields[] = {
    FIELD(struct led, num),          FIELD(struct led, title),
    FIELD(struct led, confidential), FIELD(struct led, class),
    FIELD(struct led, place_id),     FIELD(struct led, state),
    FIELD(struct led, leader_id),    FIELD(struct led, due_at),
    FIELD(struct led, unit_id),      FIELD(struct led, complained_unit),
    FIELD(struct led, leader),       FIELD(struct led, words),
};
static const struct field sponsored_fields[] = {
    FIELD(struct led, num),
    FIELD(struct led, title),
    FIELD(struct led, confidential),
    FIELD(struct led, class),
    FIELD(struct led, place_id),
    FIELD(struct led, state),
    FIELD(struct led, complained_unit),
    FIELD(struct led, leader_id),
    FIELD(struct led, sponsor_units),
    FIELD(struct led, unit_id),
    FIELD(struct led, sponsor_at),
    FIELD(struct led, sponsor_said_at),
    FIELD(struct led, leader),
    FIELD(struct led, words),
    FIELD(struct led, due_at),
};
static const struct shape shapes[] = {
    SHAPE("instruction", struct led, instruction_fields),
    SHAPE("demand", struct led, demand_fields),
    SHAPE("sponsored", struct led, sponsored_fields),
};
enum list { INSTRUCTIONS, DEMANDS, SPONSORED };
static const enum sql statements[][2] = {
    [INSTRUCTIONS] = {SQL_LEADER_INSTRUCTIONS, SQL_LEADER_INSTRUCTIONS_OF_UNIT},
    [DEMANDS] = {SQL_LEADER_DEMANDS, SQL_LEADER_DEMANDS_OF_UNIT},
    [SPONSORED] = {SQL_LEADER_SPONSORED, SQL_LEADER_SPONSORED_OF_UNIT},
};

struct leds {
    struct led *p;
    size_t n;
    bool more;
};

static bool known(const struct leds *l, const struct led *row)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->p[i].serial == row->serial && str_eq(l->p[i].num, row->num))
            return true;
    return false;
}

static enum err read_by(struct ctx *cx, enum list list, bool all, int64_t id, struct leds *out)
{
    struct led *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, statements[list][all], ARGS(I64(cx->jid), I64(id), I64(ROWS_MAX + 1)),
               &shapes[list], (void **)&rows, &n));
    out->more |= n > ROWS_MAX;
    for (size_t i = 0; i < n && out->n < ROWS_MAX; i++)
        if (!actor_is_under(cx, rows[i].complained_unit) && !known(out, &rows[i]))
            out->p[out->n++] = rows[i];
    return OK;
}

/* The office reads through each unit for which it holds its role. */
static enum err read_list(struct ctx *cx, enum list list, bool all, struct leds *out)
{
    const struct actor *a = cx->actor;
    *out = (struct leds){.p = NEWS(cx->arena, struct led, ROWS_MAX)};
    if (!all)
        return read_by(cx, list, false, a->officer_id, out);
    for (size_t i = 0; i < a->n; i++)
        if (BIT(a->grants[i].role) & OFFICE)
            TRY(read_by(cx, list, true, a->grants[i].unit_id, out));
    return OK;
}

enum turn { TURN_UNIT, TURN_LEADER, TURN_NOBODY };
static const char *const turn_names[] = {"unit", "leader", "nobody"};

static enum turn turn_of(const struct led *r)
{
    if (r->outcome.n)
        return TURN_NOBODY;
    return r->done_at ? TURN_LEADER : TURN_UNIT;
}

static const char *stands(struct ctx *cx, const struct led *r)
{
    static const struct {
        const char *zh, *en;
    } said[] = {
        {"单位还没有签收", "not received by the unit yet"},
        {"单位已签收，等书面回复", "received, an answer is awaited"},
        {"单位已回复，等领导认可", "answered, the leader decides"},
        {"回复已认可", "the answer was accepted"},
        {"批示已撤回", "withdrawn"},
        {"要求再次回复，等单位", "asked again, an answer is awaited"},
    };
    size_t i = r->received_at ? 1 : 0;
    if (r->asked_again)
        i = 5;
    if (r->done_at)
        i = 2;
    if (r->outcome.n)
        i = str_eq_c(r->outcome, "accepted") ? 3 : 4;
    return cx->lang == LANG_EN ? said[i].en : said[i].zh;
}

/* What comes first: overdue, then the leader's turn, then by the limit; what is done last. */
struct placed {
    const struct led *row;
    int rank;
};

static int placed_order(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;
    if (a->rank != b->rank)
        return a->rank - b->rank;
    if (a->rank == 3) /* done: the newest first */
        return (a->row->given_at < b->row->given_at) - (a->row->given_at > b->row->given_at);
    return (a->row->due_at > b->row->due_at) - (a->row->due_at < b->row->due_at);
}

static bool is_overdue(const struct ctx *cx, const struct led *r)
{
    return !r->outcome.n && !r->done_at && r->due_at && r->due_at < cx->now;
}

static void head_members(struct ctx *cx, struct json *j, const struct led *r,
                         const struct enum_names *states)
{
    json_kstr(j, "num", r->num);
    json_kstr(j, "title", label_title(cx, r->confidential, r->title, r->class, r->place_id));
    json_kstr(j, "state", r->state);
    json_kcstr(j, "state_text",
               enum_label(states, enum_value(states, r->state), (int)cx->lang));
    json_kstr(j, "leader", r->leader);
    json_kstr(j, "unit", label_unit(cx, r->unit_id));
    json_kstr(j, "words", r->words);
    json_ktime(j, "due_at", r->due_at);
}

static void instruction_row(struct ctx *cx, struct json *j, const struct led *r)
{
    json_obj(j);
    head_members(cx, j, r, &matter_state_names);
    json_ki64(j, "serial", r->serial);
    json_ktime(j, "given_at", r->given_at);
    json_ktime(j, "received_at", r->received_at);
    json_ktime(j, "answered_at", r->done_at);
    json_ktime(j, "accepted_at", r->checked_at);
    json_kstr(j, "answer", r->answer);
    json_ki64(j, "asked_again", r->asked_again);
    json_kcstr(j, "turn", turn_names[turn_of(r)]);
    json_kcstr(j, "stands", stands(cx, r));
    json_kbool(j, "overdue", is_overdue(cx, r));
    json_obj_end(j);
}

static void instructions_write(struct ctx *cx, struct json *j, const struct leds *l)
{
    struct placed *rows = NEWS(cx->arena, struct placed, l->n + 1);
    int64_t overdue = 0, turns[COUNT(turn_names)] = {0};
    for (size_t i = 0; i < l->n; i++) {
        const struct led *r = &l->p[i];
        enum turn turn = turn_of(r);
        overdue += is_overdue(cx, r);
        turns[turn]++;
        rows[i] = (struct placed){r, is_overdue(cx, r)     ? 0
                                     : turn == TURN_LEADER ? 1
                                     : turn == TURN_UNIT   ? 2
                                                           : 3};
    }
    qsort(rows, l->n, sizeof *rows, placed_order);
    json_key(j, "counts");
    json_obj(j);
    json_ki64(j, "overdue", overdue);
    json_ki64(j, "leader", turns[TURN_LEADER]);
    json_ki64(j, "unit", turns[TURN_UNIT]);
    json_obj_end(j);
    json_key(j, "instructions");
    json_arr(j);
    for (size_t i = 0; i < l->n; i++)
        instruction_row(cx, j, rows[i].row);
    json_arr_end(j);
}

static void units_names(struct ctx *cx, struct json *j, struct str list)
{
    struct strs ids = str_split(cx->arena, list, ',');
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; list.n && i < ids.n; i++) {
        int64_t id = 0;
        if (str_i64(ids.p[i], &id))
            json_str(j, label_unit(cx, id));
    }
    json_arr_end(j);
}

static void sponsored_write(struct ctx *cx, struct json *j, const struct leds *l)
{
    json_key(j, "sponsored");
    json_arr(j);
    for (size_t i = 0; i < l->n; i++) {
        const struct led *r = &l->p[i];
        json_obj(j);
        head_members(cx, j, r, &matter_state_names);
        units_names(cx, j, r->sponsor_units);
        json_ktime(j, "since", r->sponsor_at);
        json_ktime(j, "said_at", r->sponsor_said_at);
        json_kbool(j, "overdue", r->due_at && r->due_at < cx->now);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void demands_write(struct ctx *cx, struct json *j, const struct leds *l)
{
    const uint32_t waits = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN);
    json_key(j, "demands");
    json_arr(j);
    for (size_t i = 0; i < l->n; i++) {
        const struct led *r = &l->p[i];
        int state = enum_value(&demand_state_names, r->state);
        json_obj(j);
        head_members(cx, j, r, &demand_state_names);
        json_kbool(j, "overdue", state >= 0 && (waits & BIT(state)) && r->due_at < cx->now);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err leaders_json(struct ctx *cx, const struct leaders_query *q, struct json *j)
{
    struct leds lists[COUNT(shapes)];
    bool more = false;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        TRY(read_list(cx, (enum list)i, q->all, &lists[i]));
        more |= lists[i].more;
    }
    json_ktime(j, "as_of", cx->now);
    json_kbool(j, "more", more);
    instructions_write(cx, j, &lists[INSTRUCTIONS]);
    sponsored_write(cx, j, &lists[SPONSORED]);
    demands_write(cx, j, &lists[DEMANDS]);
    return instruction_new_json(cx, j);
}
