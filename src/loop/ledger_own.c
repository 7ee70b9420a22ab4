/* SPDX-License-Identifier: Apache-2.0
 * Rows of ledgers that were exported here: their words are ours, every state is exact.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "loop/ledger_row_impl.h"
#include "loop/ledger_words.h"

static bool word(struct reading *g, enum ledger_target t, const struct enum_names *names,
                 int *out)
{
    struct str said = reading_line(g, t);
    *out = 0;
    if (!said.n)
        return true;
    *out = ledger_enum(names, said);
    return *out >= 0 || reading_bad(g, (int)t, "看不懂“%.*s”", "\"%.*s\" is not understood",
                                    STR_ARG(reading_quote(said)));
}

static bool flag(struct reading *g, enum ledger_target t, bool *out)
{
    int said = YN_UNKNOWN;
    if (!word(g, t, &yesno_names, &said))
        return false;
    *out = said == YN_YES;
    return true;
}

static bool count(struct reading *g, enum ledger_target t, int64_t *out)
{
    const struct cell *c = reading_cell(g, t);
    *out = 0;
    if (!reading_said(c))
        return true;
    if (!cell_i64(c, out) || *out < 0)
        return reading_bad(g, (int)t, "“%.*s”不是数", "\"%.*s\" is no number",
                           STR_ARG(reading_quote(c->text)));
    reading_saw(g, t, str_fmt(g->cx->arena, "%" PRId64, *out));
    return true;
}

/* A unit nobody knows is left to the rules where the import was told so. */
static bool unit(struct reading *g, enum ledger_target t, int64_t *out)
{
    struct str said = reading_line(g, t);
    *out = ledger_unit(g->cx->app->org, said);
    if (*out || !said.n || g->r->unknown_units_to_root)
        return true;
    return reading_bad(g, (int)t, "没有名为“%.*s”的单位", "there is no unit \"%.*s\"",
                       STR_ARG(reading_quote(said)));
}

static bool limit(struct reading *g, enum ledger_target t, int64_t *out)
{
    bool date_only = false;
    if (!reading_time(g, t, out, &date_only))
        return false;
    if (date_only)
        *out = time_day_end(time_day(*out));
    return true;
}

/* A remark that somebody wrote there is no ground. */
static void ground(struct reading *g)
{
    int said = ledger_enum(&close_ground_names, reading_line(g, LEDGER_GROUND));
    g->out->own.ground = said < 0 ? CLOSE_NONE : said;
}

static bool matter_part(struct reading *g)
{
    struct ledger_own *o = &g->out->own;
    o->matter_no = reading_line(g, LEDGER_MATTER_NO);
    o->cause = reading_text(g, LEDGER_CAUSE);
    ground(g);
    if (!word(g, LEDGER_MATTER_STATE, &matter_state_names, &o->matter_state))
        return false;
    if ((o->matter_no.n > 0) != (o->matter_state > MATTER_NONE))
        return reading_bad(g, LEDGER_MATTER_STATE, "事项编号和事项状态要么都有，要么都没有",
                           "number and state of the matter: both or none");
    return true;
}

bool ledger_own_demand(struct reading *g)
{
    struct ledger_row *r = g->out;
    struct ledger_own *o = &r->own;
    o->stages = reading_text(g, LEDGER_STAGES);
    if (!word(g, LEDGER_STATE, &demand_state_names, &r->state) ||
        !word(g, LEDGER_PRIVACY, &privacy_names, &o->privacy) ||
        !unit(g, LEDGER_COMPLAINED, &o->complained_unit) ||
        !unit(g, LEDGER_SCREEN_UNIT, &o->screen_unit) || !matter_part(g))
        return false;
    return r->state > DEMAND_NONE ||
           reading_bad(g, LEDGER_STATE, "没有写状态", "the state is missing");
}

/* Where the first demand of a matter stands, by the matter alone. */
static int demand_state_of(const struct ledger_own *o)
{
    static const int by_matter[MATTER__MAX] = {
        [MATTER_TO_LEVEL] = DEMAND_IN_MATTER, [MATTER_TO_DISPATCH] = DEMAND_IN_MATTER,
        [MATTER_HANDLING] = DEMAND_IN_MATTER, [MATTER_IN_REVIEW] = DEMAND_IN_MATTER,
        [MATTER_APPROVED] = DEMAND_IN_MATTER, [MATTER_MOVED_UP] = DEMAND_IN_MATTER,
        [MATTER_ANSWERED] = DEMAND_ANSWERED,  [MATTER_CALLING_BACK] = DEMAND_ANSWERED,
        [MATTER_ENDED] = DEMAND_WITHDRAWN,
    };
    static const int by_ground[CLOSE__MAX] = {
        [CLOSE_NONE] = DEMAND_NO_VERDICT,   [CLOSE_ACCEPTED] = DEMAND_ACCEPTED,
        [CLOSE_INSPECTED] = DEMAND_SETTLED, [CLOSE_UNREACHABLE] = DEMAND_UNREACHABLE,
        [CLOSE_EXPLAINED] = DEMAND_SETTLED, [CLOSE_TAKEN_OVER] = DEMAND_NO_VERDICT,
    };
    int state = by_matter[o->matter_state];
    return state ? state : by_ground[o->ground];
}

static bool matter_flags(struct reading *g)
{
    struct ledger_own *o = &g->out->own;
    return flag(g, LEDGER_LISTED, &o->listed) && flag(g, LEDGER_STAGED, &o->staged) &&
           flag(g, LEDGER_URGENT, &o->urgent) && flag(g, LEDGER_SUPERVISED, &o->supervised) &&
           count(g, LEDGER_ROUND, &o->round) && count(g, LEDGER_RETURNS, &o->returns);
}

bool ledger_own_matter(struct reading *g)
{
    struct ledger_own *o = &g->out->own;
    o->first_no = reading_line(g, LEDGER_FIRST_NO);
    o->dispatch_no = reading_line(g, LEDGER_DISPATCH_NO);
    o->meeting_no = reading_line(g, LEDGER_MEETING_NO);
    o->moved_to = reading_line(g, LEDGER_MOVED_TO);
    o->moved_no = reading_line(g, LEDGER_MOVED_NO);
    if (!matter_part(g) || !matter_flags(g) ||
        !reading_past(g, LEDGER_OPENED_AT, &o->opened_at) ||
        !limit(g, LEDGER_MATTER_DUE, &o->due_at) || !unit(g, LEDGER_OWNER, &o->owner_unit) ||
        !unit(g, LEDGER_ANSWER_UNIT, &o->answer_unit) || !unit(g, LEDGER_DESK, &o->desk_unit))
        return false;
    if (!o->matter_no.n)
        return reading_bad(g, LEDGER_MATTER_NO, "没有写事项编号",
                           "the matter's number is missing");
    g->out->state = demand_state_of(o);
    return true;
}

bool ledger_own_task(struct reading *g)
{
    struct ledger_row *r = g->out;
    struct ledger_own *o = &r->own;
    r->number = reading_line(g, LEDGER_TASK_NO);
    o->matter_no = reading_line(g, LEDGER_MATTER_NO);
    if (!word(g, LEDGER_TASK_ROLE, &task_role_names, &o->task_role) ||
        !word(g, LEDGER_TASK_STATE, &task_state_names, &o->task_state) ||
        !word(g, LEDGER_OUTCOME, &result_names, &r->result) ||
        !unit(g, LEDGER_UNIT, &r->unit_id) || !unit(g, LEDGER_DESK, &o->desk_unit) ||
        !reading_past(g, LEDGER_DISPATCHED_AT, &r->dispatched_at) ||
        !reading_past(g, LEDGER_SIGNED_AT, &o->signed_at) ||
        !reading_past(g, LEDGER_REPORTED_AT, &r->reported_at) ||
        !reading_past(g, LEDGER_AGREED_AT, &o->agreed_at) ||
        !limit(g, LEDGER_DUE, &r->due_at) || !count(g, LEDGER_EXTENSIONS, &o->extensions))
        return false;
    if (!r->number.n || !o->matter_no.n || !o->task_state)
        return reading_bad(g, LEDGER_NONE, "任务编号、事项编号、状态都要写",
                           "number, matter and state are all needed");
    return true;
}
