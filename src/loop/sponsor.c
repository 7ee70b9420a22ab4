/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/sponsor.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "loop/barred.h"
#include "loop/instruct.h"
#include "loop/links.h"

enum {
    UNITS_MAX = 16,
    OFFICE = BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR),
    NOTES = OFFICE | BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER),
    RUNS = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH) | BIT(MATTER_HANDLING) |
           BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) | BIT(MATTER_ANSWERED) |
           BIT(MATTER_CALLING_BACK) | BIT(MATTER_MOVED_UP),
};

struct sponsor_body {
    struct str words;
    struct strs units;
    int64_t leader, on_at;
    struct strs attachments;
};
static const struct field sponsor_fields[] = {
    FIELD(struct sponsor_body, words, .required = true, .min = 2, .max = 5000, .as = AS_TEXT,
          .zh = "化解方案", .en = "Plan"),
    FIELD(struct sponsor_body, units, .max = UNITS_MAX, .zh = "包案单位",
          .en = "Units that help", .options = "units"),
    FIELD(struct sponsor_body, leader, .as = AS_ID, .zh = "包案领导（代为登记时选）",
          .en = "Which leader (when you enter it for one)", .options = "leaders"),
    FIELD(struct sponsor_body, attachments, .max = 9, .zh = "扫描件或附件",
          .en = "Scan or attachments"),
};
static const struct shape sponsor_shape = SHAPE("sponsor", struct sponsor_body, sponsor_fields);
static const struct field progress_fields[] = {
    FIELD(struct sponsor_body, words, .required = true, .min = 2, .max = 5000, .as = AS_TEXT,
          .zh = "包案进展", .en = "Progress"),
    FIELD(struct sponsor_body, on_at, .as = AS_TIME, .zh = "发生日期（不填为今天）",
          .en = "On which day (empty: today)"),
    FIELD(struct sponsor_body, attachments, .max = 9, .zh = "附件", .en = "Attachments"),
};
static const struct shape progress_shape =
    SHAPE("sponsor_progress", struct sponsor_body, progress_fields);

static enum err units_text(struct ctx *cx, const struct matter *m, struct strs units,
                           struct str *out)
{
    *out = STR("");
    for (size_t i = 0; i < units.n; i++) {
        int64_t unit = 0;
        if (!str_i64(units.p[i], &unit) || !org_unit(cx->app->org, unit))
            return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
        if (barred_unit(cx, m, unit))
            return fail_at(cx, ERR_INPUT, "units", "被投诉单位不能参加包案",
                           "the unit complained about takes no part");
        *out = str_fmt(cx->arena, "%.*s%s%" PRId64, STR_ARG(*out), i ? "," : "", unit);
    }
    return OK;
}

/* The next progress is due so long after this one; on a matter of a mechanism that says
 * nothing, none is due. */
static enum err progress_clock(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    struct span_length len = mechanism_limit(a->mechanism, CLOCK_SPONSOR, m->kind, m->class,
                                             (enum level)m->lvl, m->difficulty);
    TRY(work_clock_stop(a->w, SUBJECT_MATTER, m->id, CLOCK_SPONSOR));
    return work_clock_start(a->w, SUBJECT_MATTER, m->id, CLOCK_SPONSOR, cx->now, len,
                            "mechanism", 0);
}

static enum err said(struct ctx *cx, struct act *a, const struct sponsor_body *b)
{
    a->matter->sponsor_seq = draft_seq(a->event);
    a->matter->sponsor_said_at = cx->now;
    draft_text(a->event, "words", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    return progress_clock(cx, a);
}

static enum err sponsored_guard(struct ctx *cx, struct act *a)
{
    return a->matter->sponsor_id
               ? OK
               : fail(cx, ERR_CONFLICT, "这件事没有领导包案", "no leader sponsors this");
}

/* Taken over, or handed to another leader, with a new plan. */
static enum err sponsor_effect(struct ctx *cx, struct act *a)
{
    const struct sponsor_body *b = a->body;
    struct matter *m = a->matter;
    int64_t before = m->sponsor_id;
    TRY(leader_of_act(cx, a, b->leader, b->attachments, &m->sponsor_id));
    TRY(units_text(cx, m, b->units, &m->sponsor_units));
    if (m->sponsor_id != before)
        m->sponsor_at = cx->now;
    work_part_of(a->w, SUBJECT_MATTER, m->id, m->sponsor_id, "sponsor");
    return said(cx, a, b);
}

/* The sponsor, the office, the lead and the units that help. */
static enum err progress_guard(struct ctx *cx, struct act *a)
{
    const struct matter *m = a->matter;
    struct strs units = str_split(cx->arena, m->sponsor_units, ',');
    TRY(sponsored_guard(cx, a));
    bool may = cx->actor->officer_id == m->sponsor_id ||
               (actor_roles_at(cx, cx->actor, m->desk_unit) & BIT(ROLE_SUPERVISOR)) != 0 ||
               (m->lead_unit && (actor_roles_at(cx, cx->actor, m->lead_unit) & NOTES) != 0);
    for (size_t i = 0; m->sponsor_units.n && i < units.n && !may; i++) {
        int64_t unit = 0;
        may = str_i64(units.p[i], &unit) && (actor_roles_at(cx, cx->actor, unit) & NOTES) != 0;
    }
    return may ? OK
               : fail(cx, ERR_DENIED, "只有包案领导、主办单位、包案单位和督查员记录进展",
                      "the sponsor, the lead, the units that help and the office note it");
}

static enum err progress_effect(struct ctx *cx, struct act *a)
{
    const struct sponsor_body *b = a->body;
    if (b->on_at > cx->now)
        return fail_at(cx, ERR_INPUT, "on_at", "发生日期不能晚于今天", "in the future");
    if (b->on_at)
        draft_i64(a->event, "on", day_ymd(time_day(b->on_at)));
    return said(cx, a, b);
}

static enum err end_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    (void)cx;
    draft_str(a->event, "leader", str_fmt(cx->arena, "%" PRId64, m->sponsor_id));
    m->sponsor_id = m->sponsor_at = m->sponsor_seq = m->sponsor_said_at = 0;
    m->sponsor_units = STR("");
    draft_text(a->event, "reason", b->reason);
    return work_clock_stop(a->w, SUBJECT_MATTER, m->id, CLOCK_SPONSOR);
}

const struct step sponsor_steps[] = {
    {.name = "sponsor",
     .subject = SUBJECT_MATTER,
     .from = RUNS,
     .to = -1,
     .roles = OFFICE,
     .where = AT_DESK,
     .body = &sponsor_shape,
     .effect = sponsor_effect,
     .zh = "领导包案",
     .en = "Sponsor",
     .to_text = "same, sponsored"},
    {.name = "sponsor-progress",
     .subject = SUBJECT_MATTER,
     .from = RUNS,
     .to = -1,
     .roles = NOTES,
     .where = AT_PART,
     .body = &progress_shape,
     .guard = progress_guard,
     .effect = progress_effect,
     .zh = "记录包案进展",
     .en = "Note progress of the sponsorship",
     .to_text = "same"},
    {.name = "sponsor-end",
     .subject = SUBJECT_MATTER,
     .from = RUNS,
     .to = -1,
     .roles = OFFICE,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = sponsored_guard,
     .effect = end_effect,
     .zh = "结束包案",
     .en = "End the sponsorship",
     .to_text = "same"},
};
const size_t sponsor_steps_n = COUNT(sponsor_steps);
