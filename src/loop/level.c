/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/level.h"

#include "core/app.h"
#include "core/org.h"
#include "loop/barred.h"
#include "loop/dispatch.h"
#include "loop/level_suggest.h"
#include "loop/links.h"
#include "loop/suggest.h"
#include "loop/supervise.h"

enum ground_effect level_way(const struct mechanism *m, struct str difficulty)
{
    const struct choice *c = difficulty.n ? choice_find(&m->difficulties, difficulty) : NULL;
    int v = c && c->effect.n ? enum_value(&ground_effect_names, c->effect) : -1;
    return v < 0 ? GROUND_EFFECT__MAX : (enum ground_effect)v;
}

/* ---- matter: level ---- */

struct level_body {
    int lvl;
    struct str difficulty, track, reason;
};
static const struct field level_fields[] = {
    FIELD(struct level_body, lvl, .required = true, .names = &level_names, .zh = "责任层级",
          .en = "Level"),
    FIELD(struct level_body, difficulty, .max = 40, .zh = "难易", .en = "Difficulty",
          .options = "difficulties"),
    FIELD(struct level_body, track, .max = 40, .zh = "办理轨道", .en = "Track",
          .options = "tracks"),
    FIELD(struct level_body, reason, .max = 1000, .as = AS_TEXT, .zh = "分级意见",
          .en = "Finding"),
};
static const struct shape level_shape = SHAPE("level", struct level_body, level_fields);

/* From the second hand-back on the arbiter decides (domain.md, Matter). */
static enum err level_guard(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    if (m->handbacks < 2 || cx->actor->kind != ROLE__MAX)
        return OK;
    if (actor_roles_at(cx, cx->actor, m->owner_unit) & BIT(ROLE_ARBITER))
        return OK;
    return fail(cx, ERR_DENIED, "已两次交回,由裁定人定级",
                "handed back twice: the arbiter decides");
}

/* What the rules would have said stands beside what the person decided. */
static void track_note(struct act *a)
{
    const struct matter *m = a->matter;
    const struct track_rule *r =
        mechanism_track(a->mechanism, m->class, (enum level)m->lvl, m->difficulty);
    if (r)
        draft_str(a->event, "track_suggested", r->track);
}

static enum err level_effect(struct ctx *cx, struct act *a)
{
    const struct level_body *b = a->body;
    struct matter *m = a->matter;
    if (b->lvl == LEVEL_NONE)
        return fail_at(cx, ERR_INPUT, "lvl", "请选择责任层级", "choose the level");
    if (b->lvl != LEVEL_BACKSTOP && !mechanism_runs_level(a->mechanism, (enum level)b->lvl))
        return fail_at(cx, ERR_INPUT, "lvl", "这一层级不由本登记机构办理,请用“移交上级”",
                       "this register does not run that level: move it up");
    if (b->difficulty.n && !choice_find(&a->mechanism->difficulties, b->difficulty))
        return fail_at(cx, ERR_INPUT, "difficulty", "没有这一项", "there is no such code");
    if (b->track.n && !choice_find(&a->mechanism->tracks, b->track))
        return fail_at(cx, ERR_INPUT, "track", "没有这个轨道", "there is no such track");
    TRY(level_settle(cx, a, b->lvl, b->difficulty, b->reason));
    TRY(suggest_settle(cx, a, MODEL_LEVEL, str_c(enum_text(&level_names, b->lvl))));
    m->lvl = b->lvl;
    m->difficulty = b->difficulty;
    m->track = b->track;
    track_note(a);
    if (level_way(a->mechanism, m->difficulty) == EFFECT_SUPERVISE)
        supervise_begin(a->w, m);
    int64_t at = org_desk_at(cx->app->org, m->owner_unit, DESK_DISPATCH, (enum level)b->lvl,
                             m->complained_unit);
    m->desk_unit = at ? at : dispatch_desk(cx, m->owner_unit, m->complained_unit);
    m->owner_unit = m->desk_unit;
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(a->w, m->owner_unit, BIT(ROLE_DISPATCHER), SUBJECT_MATTER, m->id,
                   "to_dispatch");
    return OK;
}

static int64_t level_unit_above(struct ctx *cx, const struct matter *m)
{
    return org_desk_above(cx->app->org, m->owner_unit, DESK_SCREEN, m->complained_unit);
}

static enum err level_up_guard(struct ctx *cx, struct act *a)
{
    TRY(level_guard(cx, a));
    if (!level_unit_above(cx, a->matter))
        return fail(cx, ERR_CONFLICT, "已是最高一级", "this is the highest level");
    return OK;
}

static enum err level_up_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    m->owner_unit = level_unit_above(cx, m);
    m->desk_unit = dispatch_desk(cx, m->owner_unit, m->complained_unit);
    m->lvl = org_unit(cx->app->org, m->owner_unit)->lvl;
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(a->w, m->owner_unit, BIT(ROLE_SCREENER), SUBJECT_MATTER, m->id, "to_level");
    return OK;
}

struct down_body {
    int64_t unit;
    struct str reason;
};
static const struct field down_fields[] = {
    FIELD(struct down_body, unit, .required = true, .as = AS_ID, .zh = "交回单位",
          .en = "Unit below", .options = "units"),
    FIELD(struct down_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "交回理由", .en = "Reason"),
};
static const struct shape down_shape = SHAPE("hand_down", struct down_body, down_fields);

static enum err level_down_effect(struct ctx *cx, struct act *a)
{
    const struct down_body *b = a->body;
    struct matter *m = a->matter;
    const struct org *org = cx->app->org;
    const struct unit *u = org_unit(org, b->unit);
    if (!u || b->unit == m->owner_unit || !org_unit_under(org, b->unit, m->owner_unit))
        return fail_at(cx, ERR_INPUT, "unit", "只能交回下级单位",
                       "only a unit below can take it back");
    if (!(u->desks & BIT(DESK_SCREEN)))
        return fail_at(cx, ERR_INPUT, "unit", "该单位没有甄别岗",
                       "that unit has no screening desk");
    if (m->complained_unit && org_unit_under(org, b->unit, m->complained_unit))
        return fail_at(cx, ERR_INPUT, "unit", "该单位须回避", "that unit is barred");
    bool final = m->handbacks >= 2; /* the guard has let only the arbiter through */
    if (final)
        TRY(level_settle(cx, a, u->lvl, m->difficulty, b->reason));
    m->handbacks++;
    int64_t arbiter = org_desk(org, m->owner_unit, DESK_ARBITER, m->complained_unit);
    m->owner_unit = m->handbacks >= 2 && !final && arbiter ? arbiter : b->unit;
    m->desk_unit = dispatch_desk(cx, m->owner_unit, m->complained_unit);
    m->lvl = org_unit(org, m->owner_unit)->lvl;
    draft_text(a->event, "reason", b->reason);
    if (final) {
        work_event_state(a->w, a->event, MATTER_TO_DISPATCH);
        m->owner_unit = m->desk_unit;
    }
    work_tell_unit(a->w, m->owner_unit, BIT(ROLE_SCREENER) | BIT(ROLE_ARBITER), SUBJECT_MATTER,
                   m->id, final ? "to_dispatch" : "to_level");
    return OK;
}

struct move_body {
    struct str upstream, upstream_no, reason;
};
static const struct field move_fields[] = {
    FIELD(struct move_body, upstream, .required = true, .max = 100, .zh = "移交上级单位",
          .en = "Moved to"),
    FIELD(struct move_body, upstream_no, .max = 60, .zh = "上级编号", .en = "Upstream number"),
    FIELD(struct move_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "移交理由", .en = "Reason"),
};
static const struct shape move_shape = SHAPE("move_up", struct move_body, move_fields);

static enum err move_guard(struct ctx *cx, struct act *a)
{
    TRY(level_guard(cx, a));
    if (level_unit_above(cx, a->matter))
        return fail(cx, ERR_CONFLICT, "只有最高一级可以移交上级",
                    "only the highest level may move it up");
    return OK;
}

static enum err move_effect(struct ctx *cx, struct act *a)
{
    const struct move_body *b = a->body;
    struct matter *m = a->matter;
    TRY(level_settle(cx, a, LEVEL_CITY, m->difficulty, b->reason));
    m->lvl = LEVEL_CITY;
    m->upstream = b->upstream;
    m->upstream_no = b->upstream_no;
    m->owner_unit = matter_owner(cx, m);
    draft_text(a->event, "reason", b->reason);
    return OK;
}

static enum err level_again_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    TRY(tasks_withdraw(a->w, m, "level-again"));
    int64_t above =
        level_unit_above(cx, &(struct matter){.owner_unit = m->desk_unit,
                                              .complained_unit = m->complained_unit});
    bool up = str_eq_c(str_c(a->step->name), "report-upward") && above;
    m->desk_unit = up ? above : m->desk_unit;
    m->owner_unit = m->desk_unit;
    m->lvl = org_unit(cx->app->org, m->owner_unit)->lvl;
    m->lead_unit = m->answer_unit = 0;
    m->review_units = m->review_agreed = STR("");
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(a->w, m->owner_unit, BIT(ROLE_SCREENER), SUBJECT_MATTER, m->id, "to_level");
    return asked_lapse(a->w, m);
}

enum {
    SENT_OUT = BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED),
    LEVELS = BIT(ROLE_SCREENER) | BIT(ROLE_ARBITER),
};

const struct step level_steps[] = {
    {.name = "level",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_LEVEL),
     .to = MATTER_TO_DISPATCH,
     .roles = LEVELS,
     .where = AT_OWNER,
     .body = &level_shape,
     .guard = level_guard,
     .effect = level_effect,
     .zh = "分级",
     .en = "Level"},
    {.name = "level-up",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_LEVEL),
     .to = -1,
     .roles = LEVELS,
     .where = AT_OWNER,
     .body = &reason_shape,
     .guard = level_up_guard,
     .effect = level_up_effect,
     .zh = "上报分级",
     .en = "Pass level up",
     .to_text = "to_level (level above)"},
    {.name = "hand-down",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_LEVEL),
     .to = -1,
     .roles = LEVELS,
     .where = AT_OWNER,
     .body = &down_shape,
     .guard = level_guard,
     .effect = level_down_effect,
     .zh = "交回下级",
     .en = "Hand back down",
     .to_text = "to_level (unit below, or arbiter); by the arbiter: to_dispatch"},
    {.name = "move-up",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_LEVEL),
     .to = MATTER_MOVED_UP,
     .roles = LEVELS,
     .where = AT_OWNER,
     .body = &move_shape,
     .guard = move_guard,
     .effect = move_effect,
     .zh = "移交上级",
     .en = "Move up"},
    {.name = "level-again",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH) | SENT_OUT | BIT(MATTER_MOVED_UP),
     .to = MATTER_TO_LEVEL,
     .roles = BIT(ROLE_SCREENER),
     .where = AT_DESK,
     .body = &reason_shape,
     .effect = level_again_effect,
     .zh = "重新分级",
     .en = "Level again"},
    {.name = "report-upward",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = MATTER_TO_LEVEL,
     .roles = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
     .where = AT_LEAD,
     .body = &reason_shape,
     .effect = level_again_effect,
     .zh = "上报",
     .en = "Report upward"},
};
const size_t level_steps_n = COUNT(level_steps);
