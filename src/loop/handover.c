/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/handover.h"

#include <inttypes.h>
#include <string.h>

#include "core/absence.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/template.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/campaign.h"
#include "loop/trouble.h"

enum { LEFT_SHOWN = 30, LEFT_BYTES = 16384 };

/* ---- what stands in a name ---- */

struct listed {
    int subject_kind;
    int64_t subject_id;
    struct str num;
};
static const struct field listed_fields[] = {
    FIELD(struct listed, subject_kind, .names = &subject_names),
    FIELD(struct listed, subject_id),
    FIELD(struct listed, num),
};
static const struct shape listed_shape = SHAPE("listed", struct listed, listed_fields);

struct held {
    int64_t id;
    struct str num;
};
static const struct field held_fields[] = {FIELD(struct held, id), FIELD(struct held, num)};
static const struct shape held_shape = SHAPE("held", struct held, held_fields);

const struct handover_column handover_columns[] = {
    {"absence", "officer_id", HANDOVER_FOLLOWS, 0}, /* leave ends with the account */
    {"absence", "stand_in_id", HANDOVER_FOLLOWS, 0},
    {"aid", "officer_id", HANDOVER_GOES, HANDOVER_AID},
    {"accountability", "officer_id", HANDOVER_STAYS, 0},
    {"alarm", "acked_by", HANDOVER_GOES, HANDOVER_ALARM},
    {"alarm", "closed_by", HANDOVER_STAYS, 0},
    {"alarm_receiver", "for_id", HANDOVER_STAYS, 0},
    {"alarm_receiver", "officer_id", HANDOVER_FOLLOWS, 0}, /* the others were told as well */
    {"appraisal", "officer_id", HANDOVER_STAYS, 0},
    {"attachment", "officer_id", HANDOVER_STAYS, 0},
    {"bank_item", "chosen_by", HANDOVER_STAYS, 0},
    {"bank_month", "officer_id", HANDOVER_STAYS, 0},
    {"batch", "officer_id", HANDOVER_STAYS, 0},
    {"bank_stay", "entered_by", HANDOVER_STAYS, 0},
    {"board", "checked_by", HANDOVER_STAYS, 0},
    {"board", "drafted_by", HANDOVER_STAYS, 0},
    {"board", "ended_by", HANDOVER_STAYS, 0},
    {"board_exclusion", "asked_by", HANDOVER_STAYS, 0},
    {"board_exclusion", "decided_by", HANDOVER_STAYS, 0},
    {"board_step", "accepted_by", HANDOVER_STAYS, 0},
    {"board_step", "answered_by", HANDOVER_STAYS, 0},
    {"board_step", "recorded_by", HANDOVER_STAYS, 0},
    {"bulletin", "checked_by", HANDOVER_STAYS, 0},
    {"bulletin", "drafted_by", HANDOVER_STAYS, 0},
    {"bulletin", "edited_by", HANDOVER_STAYS, 0},
    {"bulletin", "ended_by", HANDOVER_STAYS, 0},
    {"bundle", "officer_id", HANDOVER_STAYS, 0},   /* who made it; unit and desk act */
    {"campaign", "officer_id", HANDOVER_STAYS, 0}, /* its chain follows */
    {"demand", "instructed_by", HANDOVER_GOES, HANDOVER_INSTRUCTED},
    {"demand", "receiver_officer", HANDOVER_GOES, HANDOVER_DEMAND},
    {"directory_version", "officer_id", HANDOVER_STAYS, 0},
    {"document", "officer_id", HANDOVER_STAYS, 0},
    {"document_template", "officer_id", HANDOVER_STAYS, 0},
    {"duty", "officer_id", HANDOVER_FOLLOWS, 0},
    {"event", "actor_id", HANDOVER_STAYS, 0},
    {"interview", "made_by", HANDOVER_STAYS, 0},
    {"interview_unit", "checked_by", HANDOVER_STAYS, 0},
    {"interview_unit", "reported_by", HANDOVER_STAYS, 0},
    {"ledger_view", "officer_id", HANDOVER_STAYS, 0},
    {"finding", "checked_by", HANDOVER_STAYS, 0},
    {"finding", "found_by", HANDOVER_STAYS, 0},
    {"finding", "reported_by", HANDOVER_STAYS, 0},
    {"inspection", "ended_by", HANDOVER_STAYS, 0},
    {"inspection", "issued_by", HANDOVER_STAYS, 0},
    {"inspection", "leader_id", HANDOVER_STAYS, 0}, /* who led it; supervisors go on */
    {"inspection", "planned_by", HANDOVER_STAYS, 0},
    {"inspection_sample", "looked_by", HANDOVER_STAYS, 0},
    {"login", "officer_id", HANDOVER_FOLLOWS, 0}, /* ends with the account */
    {"matter", "go_between", HANDOVER_GOES, HANDOVER_BETWEEN},
    {"matter", "sponsor_id", HANDOVER_GOES, HANDOVER_SPONSOR},
    {"model", "officer_id", HANDOVER_STAYS, 0},
    {"model_rule", "officer_id", HANDOVER_STAYS, 0},
    {"notice", "answered_by", HANDOVER_STAYS, 0}, /* the unit owes the answer */
    {"notice", "ended_by", HANDOVER_STAYS, 0},
    {"notice", "issued_by", HANDOVER_STAYS, 0},
    {"notice_ack", "officer_id", HANDOVER_STAYS, 0},
    {"meeting", "called_by", HANDOVER_STAYS, 0},
    {"message_text", "officer_id", HANDOVER_STAYS, 0},
    {"meeting", "ended_by", HANDOVER_STAYS, 0},
    {"meeting_item", "changed_by", HANDOVER_STAYS, 0},
    {"meeting_item", "decided_by", HANDOVER_STAYS, 0},
    {"meeting_kind", "officer_id", HANDOVER_STAYS, 0},
    {"officer", "stand_in_id", HANDOVER_FOLLOWS, 0},
    {"officer_role", "officer_id", HANDOVER_FOLLOWS, 0}, /* by the templates of the new post */
    {"outbox", "officer_id", HANDOVER_STAYS, 0},         /* told then; the item goes over */
    {"part", "officer_id", HANDOVER_STAYS, 0},
    {"publication", "drafted_by", HANDOVER_STAYS, 0},
    {"publication", "edited_by", HANDOVER_STAYS, 0},
    {"publication", "published_by", HANDOVER_STAYS, 0},
    {"publication", "withdrawn_by", HANDOVER_STAYS, 0},
    {"questionnaire_sheet", "officer_id", HANDOVER_STAYS, 0},
    {"report_receiver", "added_by", HANDOVER_STAYS, 0},
    {"report_receiver", "removed_by", HANDOVER_STAYS, 0},
    {"roster", "officer_id", HANDOVER_FOLLOWS, 0},
    {"sheet_draft", "ended_by", HANDOVER_STAYS, 0},
    {"sheet_draft", "officer_id", HANDOVER_STAYS, 0}, /* who uploaded it; the unit files it */
    {"same_decision", "officer_id", HANDOVER_STAYS, 0},
    {"saved_view", "officer_id", HANDOVER_STAYS, 0}, /* a bookmark of who made it */
    {"scheme_choice", "officer_id", HANDOVER_STAYS, 0},
    {"spot", "officer_id", HANDOVER_STAYS, 0},
    {"stage", "leader_id", HANDOVER_GOES, HANDOVER_INSTRUCTION},
    {"task", "officer_id", HANDOVER_GOES, HANDOVER_TASK},
    {"topic", "chosen_by", HANDOVER_STAYS, 0},
    {"topic", "ended_by", HANDOVER_STAYS, 0},
    {"topic_member", "officer_id", HANDOVER_STAYS, 0},
    {"trouble", "finished_by", HANDOVER_STAYS, 0},
    {"trouble", "officer_id", HANDOVER_FOLLOWS, 0}, /* troubles_hand_over */
    {"trouble", "opened_by", HANDOVER_STAYS, 0},
    {"trouble_ask", "answered_by", HANDOVER_STAYS, 0}, /* the unit owes the answer */
    {"trouble_ask", "asked_by", HANDOVER_STAYS, 0},
    {"trouble_measure", "officer_id", HANDOVER_FOLLOWS, 0},
    {"trouble_step", "officer_id", HANDOVER_STAYS, 0},
    {"trouble_verdict", "officer_id", HANDOVER_STAYS, 0},
    {"visit", "officer_id", HANDOVER_STAYS, 0},
};
const size_t handover_columns_n = COUNT(handover_columns);

/* Tasks and demands are found through the list of the root unit. */
static const struct part_source {
    const char *zh, *en;
    enum subject kind;
    bool listed;
    enum sql sql; /* jid, officer */
} parts[HANDOVER__PARTS] = {
    [HANDOVER_TASK] = {"承办任务", "task handled", SUBJECT_TASK, true, 0},
    [HANDOVER_DEMAND] = {"首接诉求", "demand received", SUBJECT_DEMAND, true, 0},
    [HANDOVER_SPONSOR] = {"包案事项", "matter sponsored", SUBJECT_MATTER, false,
                          SQL_HANDOVER_SPONSORED},
    [HANDOVER_BETWEEN] = {"联络事项", "matter gone between", SUBJECT_MATTER, false,
                          SQL_HANDOVER_BETWEEN},
    [HANDOVER_INSTRUCTION] = {"批示待回复", "instruction to be answered", SUBJECT_MATTER, false,
                              SQL_HANDOVER_INSTRUCTIONS},
    [HANDOVER_INSTRUCTED] = {"批示的诉求", "demand instructed", SUBJECT_DEMAND, false,
                             SQL_HANDOVER_INSTRUCTED},
    [HANDOVER_ALARM] = {"已确认的要情", "alarm acknowledged", SUBJECT_DEMAND, false,
                        SQL_HANDOVER_ALARMS},
    [HANDOVER_AID] = {"帮办", "citizen helped along", SUBJECT_TASK, false, SQL_HANDOVER_AIDS},
};

const char *handover_part_name(enum handover_part part, enum lang lang)
{
    return lang == LANG_EN ? parts[part].en : parts[part].zh;
}

static enum handover_part listed_part(int kind)
{
    return kind == SUBJECT_TASK ? HANDOVER_TASK : HANDOVER_DEMAND;
}

enum err handover_queue(struct ctx *cx, int64_t officer, struct handover_queue *out)
{
    struct listed *listed = NULL;
    struct held *held[HANDOVER__PARTS] = {NULL};
    size_t listed_n = 0, n[HANDOVER__PARTS] = {0}, all = 0;
    TRY(db_all(cx, SQL_HANDOVER_LISTED,
               ARGS(I64(cx->jid), I64(cx->app->root_unit), I64(officer)), &listed_shape,
               (void **)&listed, &listed_n));
    for (size_t p = 0; p < HANDOVER__PARTS; p++) {
        if (!parts[p].listed)
            TRY(db_all(cx, parts[p].sql, ARGS(I64(cx->jid), I64(officer)), &held_shape,
                       (void **)&held[p], &n[p]));
        all += n[p];
    }
    *out =
        (struct handover_queue){.p = NEWS(cx->arena, struct handover_item, all + listed_n + 1)};
    for (size_t i = 0; i < listed_n; i++)
        out->p[out->n++] = (struct handover_item){listed_part(listed[i].subject_kind),
                                                  (enum subject)listed[i].subject_kind,
                                                  listed[i].subject_id, listed[i].num};
    for (size_t p = 0; p < HANDOVER__PARTS; p++)
        for (size_t i = 0; i < n[p]; i++)
            out->p[out->n++] = (struct handover_item){(enum handover_part)p, parts[p].kind,
                                                      held[p][i].id, held[p][i].num};
    TRY(campaigns_naming(cx, officer, &out->campaigns));
    TRY(troubles_naming(cx, officer, &out->troubles));
    return db_i64(cx, SQL_ROSTER_AHEAD, ARGS(I64(officer), I64(cx->now)), 0, &out->turns);
}

/* ---- whether the successor may ---- */

struct taking {
    struct ctx *cx;
    struct ctx as; /* the successor's eyes */
    struct actor to;
};

/* NULL: they may. */
static enum err roles_miss(struct taking *t, int64_t unit, uint32_t wanted, const char **why)
{
    bool en = t->cx->lang == LANG_EN;
    if (!(actor_roles_at(t->cx, &t->to, unit) & wanted))
        *why =
            en ? "the successor has no role for it in that unit" : "接手人在该单位没有相应岗位";
    return OK;
}

/* Who judged a matter does not handle it. */
static enum err judged(struct taking *t, int64_t matter, const char **why)
{
    static const char *const acts[] = {"review", "callback", "lookback"};
    struct work *w = work_begin(t->cx);
    for (size_t i = 0; i < COUNT(acts) && !*why; i++) {
        bool yes = false;
        TRY(work_did(w, SUBJECT_MATTER, matter, t->to.officer_id, acts[i], &yes));
        if (yes)
            *why = t->cx->lang == LANG_EN ? "the successor has judged the matter already"
                                          : "接手人已审核、回访或回头看过这件事，不能再承办";
    }
    return OK;
}

static enum err visible(struct taking *t, const struct handover_item *it, const char **why)
{
    bool seen = false;
    if (*why)
        return OK;
    t->as = *t->cx;
    t->as.actor = &t->to;
    TRY(work_visible(work_begin(&t->as), it->kind, it->id, &seen));
    if (!seen)
        *why = t->cx->lang == LANG_EN ? "the successor may not see it" : "接手人不能看这件事";
    return OK;
}

/* They see such a thing because it is theirs; not from the unit complained about. */
static enum err not_complained(struct taking *t, const struct handover_item *it,
                               const char **why)
{
    struct work *w = work_begin(t->cx);
    struct demand *d = NULL;
    struct matter *m = NULL;
    int64_t barred = 0;
    if (it->kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, it->id, &d));
        barred = d->complained_unit;
    } else {
        TRY(work_matter(w, it->id, &m));
        barred = m->complained_unit;
    }
    if (!*why && barred && org_unit_under(t->cx->app->org, t->to.unit_id, barred))
        *why = t->cx->lang == LANG_EN ? "the successor's unit is complained about"
                                      : "接手人在被投诉单位";
    return OK;
}

static void must_hold(const struct taking *t, enum role role, const char *zh, const char *en,
                      const char **why)
{
    if (!(actor_roles(&t->to) & BIT(role)))
        *why = t->cx->lang == LANG_EN ? en : zh;
}

/* As naming a helper asks (loop/aids.c). */
static enum err aid_may(struct taking *t, const struct handover_item *it, const char **why)
{
    struct task *task = NULL;
    TRY(work_task(work_begin(t->cx), it->id, &task));
    if (!actor_roles_at(t->cx, &t->to, task->unit_id))
        *why = t->cx->lang == LANG_EN ? "the successor is not of that unit"
                                      : "接手人不是该单位的人";
    return visible(t, it, why);
}

static enum err may_take(struct taking *t, const struct handover_item *it, const char **why)
{
    struct work *w = work_begin(t->cx);
    struct task *task = NULL;
    struct demand *d = NULL;
    *why = NULL;
    switch (it->part) {
    case HANDOVER_TASK:
        TRY(work_task(w, it->id, &task));
        TRY(roles_miss(t, task->unit_id, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), why));
        TRY(judged(t, task->matter_id, why));
        return visible(t, it, why);
    case HANDOVER_DEMAND:
        TRY(work_demand(w, it->id, &d));
        TRY(roles_miss(t, d->receiver_unit,
                       BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_EXCHANGE), why));
        return visible(t, it, why);
    case HANDOVER_SPONSOR:
    case HANDOVER_INSTRUCTION:
    case HANDOVER_INSTRUCTED:
        must_hold(t, ROLE_LEADER, "接手人不是挂联领导", "the successor is no leader", why);
        return not_complained(t, it, why);
    case HANDOVER_BETWEEN:
        must_hold(t, ROLE_CALLBACK, "接手人不是回访员",
                  "the successor is not of the call-back desk", why);
        return not_complained(t, it, why);
    case HANDOVER_ALARM:
        return not_complained(t, it, why);
    case HANDOVER_AID:
        return aid_may(t, it, why);
    case HANDOVER__PARTS:
        break;
    }
    return OK;
}

static enum err all_may(struct taking *t, const struct handover_queue *q)
{
    struct ctx *cx = t->cx;
    struct buf b;
    size_t left = 0;
    buf_init(&b, cx->arena, LEFT_BYTES);
    for (size_t i = 0; i < q->n; i++) {
        const char *why = NULL;
        TRY(may_take(t, &q->p[i], &why));
        if (why && left++ < LEFT_SHOWN)
            buf_fmt(&b, "%s%.*s（%s）", b.n ? "、" : "", STR_ARG(q->p[i].num), why);
    }
    if (left == 0)
        return OK;
    return fail_at(cx, ERR_CONFLICT, "to", "有 %zu 件交不给这个人：%s%s。什么都没有改动",
                   "%zu cannot be handed to them: %s%s. Nothing was changed", left,
                   buf_done(&b).p, left > LEFT_SHOWN ? " …" : "");
}

/* ---- handing over ---- */

struct passing {
    struct work *w;
    int64_t from, to;
};

static enum err instructions_take(struct passing *p, int64_t matter)
{
    struct stage **rows = NULL;
    size_t n = 0;
    TRY(work_stages(p->w, matter, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i]->kind == STAGE_INSTRUCTION && rows[i]->leader_id == p->from &&
            !rows[i]->outcome.n)
            rows[i]->leader_id = p->to;
    return OK;
}

static enum err aids_take(struct passing *p, int64_t task)
{
    struct aid **rows = NULL;
    size_t n = 0;
    TRY(work_aids(p->w, task, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i]->officer_id == p->from && !rows[i]->done_at)
            rows[i]->officer_id = p->to;
    return OK;
}

/* The officer's name in a loaded subject; NULL: it stands beside the subject. */
static enum err name_of(struct passing *p, const struct handover_item *it, int64_t **name)
{
    struct task *task = NULL;
    struct demand *d = NULL;
    struct matter *m = NULL;
    *name = NULL;
    if (it->kind == SUBJECT_TASK)
        TRY(work_task(p->w, it->id, &task));
    else if (it->kind == SUBJECT_DEMAND)
        TRY(work_demand(p->w, it->id, &d));
    else
        TRY(work_matter(p->w, it->id, &m));
    if (it->part == HANDOVER_TASK)
        *name = &task->officer_id;
    else if (it->part == HANDOVER_DEMAND)
        *name = &d->receiver_officer;
    else if (it->part == HANDOVER_INSTRUCTED)
        *name = &d->instructed_by;
    else if (it->part == HANDOVER_SPONSOR)
        *name = &m->sponsor_id;
    else if (it->part == HANDOVER_BETWEEN)
        *name = &m->go_between;
    /* As `sign` does for the handler it names: who judges must be another one. */
    if (it->part == HANDOVER_TASK && task)
        work_part_of(p->w, SUBJECT_MATTER, task->matter_id, p->to, "handle");
    return OK;
}

static enum err take(struct passing *p, const struct handover_item *it)
{
    /* Through what the successor sees it from now on. */
    static const char *const did[HANDOVER__PARTS] = {
        [HANDOVER_SPONSOR] = "sponsor",      [HANDOVER_BETWEEN] = "go_between",
        [HANDOVER_INSTRUCTION] = "instruct", [HANDOVER_INSTRUCTED] = "instruct",
        [HANDOVER_ALARM] = "alarmed",
    };
    struct ctx *cx = work_ctx(p->w);
    const char *through = it->part < HANDOVER__PARTS ? did[it->part] : NULL;
    int64_t *name = NULL;
    TRY(name_of(p, it, &name));
    struct draft *e = work_event(p->w, it->kind, it->id, "hand-over", -1, 0);
    draft_str(e, "part", str_c(handover_part_name(it->part, LANG_ZH)));
    draft_str(e, "from_officer", str_fmt(cx->arena, "%" PRId64, p->from));
    draft_str(e, "to_officer", str_fmt(cx->arena, "%" PRId64, p->to));
    if (name)
        *name = p->to;
    if (it->part == HANDOVER_INSTRUCTION)
        TRY(instructions_take(p, it->id));
    if (it->part == HANDOVER_AID)
        TRY(aids_take(p, it->id));
    if (through)
        work_part_of(p->w, it->kind, it->id, p->to, through);
    return OK;
}

/* Rows that stand beside the subjects. */
static enum err rows_move(struct ctx *cx, const struct handover *h)
{
    TRY(db_exec(cx, SQL_ALARM_RECEIVER_HAND_OVER,
                ARGS(I64(cx->jid), I64(h->from), I64(h->to), I64(cx->now)), NULL));
    TRY(db_exec(cx, SQL_ALARM_HAND_OVER, ARGS(I64(cx->jid), I64(h->from), I64(h->to)), NULL));
    TRY(campaigns_hand_over(cx, h->from, h->to));
    TRY(troubles_hand_over(cx, h->from, h->to));
    return db_exec(cx, SQL_ROSTER_HAND_OVER, ARGS(I64(h->from), I64(h->to), I64(cx->now)),
                   NULL);
}

struct job {
    const struct handover *h;
    const struct template_set *templates;
    struct handover_done *out;
};

static enum err queue_move(struct ctx *cx, const struct handover *h, struct handover_done *out)
{
    struct handover_queue q;
    struct taking t = {.cx = cx};
    TRY(handover_queue(cx, h->from, &q));
    if (q.n + (size_t)q.turns + (size_t)q.campaigns + (size_t)q.troubles > 0 && !h->to)
        return fail_at(cx, ERR_CONFLICT, "to",
                       "手上还有 %zu 件未了结、%" PRId64 " 个值班、%" PRId64
                       " 个专项行动和 %" PRId64 " 个根源问题的责任，请指明交给谁",
                       "%zu open items, %" PRId64 " turns on the roster and %" PRId64
                       " campaigns and %" PRId64 " root problems are left: say who takes over",
                       q.n, q.turns, q.campaigns, q.troubles);
    if (h->to) {
        TRY(actor_load(cx, h->to, &t.to));
        TRY(all_may(&t, &q));
    }
    struct passing p = {.w = work_begin(cx), .from = h->from, .to = h->to};
    work_roles(p.w, BIT(ROLE_ADMIN_SYSTEM));
    for (size_t i = 0; i < q.n; i++)
        TRY(take(&p, &q.p[i]));
    TRY(work_commit(p.w));
    if (h->to)
        TRY(rows_move(cx, h));
    out->items = q.n;
    out->turns = q.turns;
    return OK;
}

/* Those for whom they stand in, and whose usual stand-in they are, get the successor. */
static enum err standing_in_move(struct ctx *cx, const struct handover *h)
{
    TRY(db_exec(cx, SQL_ABSENCE_HAND_OVER, ARGS(I64(h->from), I64(h->to), I64(cx->now)), NULL));
    return db_exec(cx, SQL_STAND_IN_HAND_OVER, ARGS(I64(h->from), I64(h->to)), NULL);
}

/* ---- the officer ---- */

static enum err roles_drop(struct ctx *cx, const struct officer *o)
{
    struct role_row *held = NULL;
    size_t n = 0;
    TRY(role_list(cx, o->id, &held, &n));
    for (size_t i = 0; i < n; i++) {
        if (BIT(held[i].role) & ROLES_ADMIN)
            continue;
        if (!o->templates.n)
            return fail_at(cx, ERR_INPUT, "templates", "请指明新岗位的岗位模板",
                           "say which role templates the new post has");
        TRY(role_revoke(cx, o->id, held[i].unit_id, (enum role)held[i].role));
    }
    return OK;
}

static enum err roles_by_templates(struct ctx *cx, const struct job *j, const struct officer *o)
{
    const struct unit *u = org_unit(cx->app->org, o->unit_id);
    struct strs names = str_split(cx->arena, o->templates, ',');
    for (size_t i = 0; i < names.n && o->templates.n; i++) {
        const struct role_template *t = template_find(j->templates, names.p[i]);
        if (!t)
            return fail_at(cx, ERR_INPUT, "templates",
                           "没有岗位模板“%.*s”，请指明新岗位的岗位模板",
                           "there is no role template \"%.*s\": say which the new post has",
                           STR_ARG(names.p[i]));
        for (size_t g = 0; g < t->n; g++) {
            struct role_row r = {.officer_id = o->id,
                                 .unit_id = template_unit(cx, &t->grants[g], u),
                                 .role = t->grants[g].role};
            TRY(role_grant(cx, &r));
        }
    }
    return OK;
}

static enum err transfer(struct ctx *cx, const struct job *j, struct officer *o)
{
    const struct handover *h = j->h;
    int64_t was = o->unit_id;
    if (h->templates.n)
        o->templates = h->templates;
    TRY(roles_drop(cx, o));
    o->unit_id = h->unit;
    TRY(officer_update(cx, o));
    TRY(roles_by_templates(cx, j, o));
    return audit_put(cx, SUBJECT_OFFICER, o->id, "transferred",
                     str_fmt(cx->arena,
                             "{\"from\":\"%" PRId64 "\",\"to\":\"%" PRId64
                             "\",\"successor\":\"%" PRId64 "\"}",
                             was, h->unit, h->to));
}

static enum err leave(struct ctx *cx, const struct handover *h, const struct officer *o)
{
    enum err e = absence_end(cx, o->id);
    if (e == ERR_NOT_FOUND) {
        fault_clear(cx);
        e = OK;
    }
    TRY(e);
    TRY(officer_set_disabled(cx, o->id, true));
    return audit_put(cx, SUBJECT_OFFICER, o->id, "account-disabled",
                     str_fmt(cx->arena, "{\"successor\":\"%" PRId64 "\"}", h->to));
}

/* What somebody away took over would lie, and what is lent is not lent on. */
static enum err successor_check(struct ctx *cx, int64_t to)
{
    struct officer o;
    TRY(officer_get(cx, to, &o));
    if (o.disabled_at)
        return fail_at(cx, ERR_CONFLICT, "to", "接手人的账号已停用",
                       "the successor's account is disabled");
    if (absence_is_away(cx, to))
        return fail_at(cx, ERR_CONFLICT, "to", "接手人不在岗，请交给在岗的人",
                       "the successor is away: name somebody who is there");
    return OK;
}

static enum err target_check(struct ctx *cx, const struct handover *h, const struct officer *o)
{
    const struct unit *u = org_unit(cx->app->org, h->unit);
    if (h->to == h->from)
        return fail_at(cx, ERR_INPUT, "to", "不能交给自己", "not to themselves");
    if (h->version >= 0 && h->version != o->version)
        return fail(cx, ERR_STALE, "该人员信息已被他人修改，请刷新后再试",
                    "this officer was changed by somebody else; read it again");
    if (h->what == HANDOVER_TRANSFER && (!u || (u->valid_to && u->valid_to <= cx->now)))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位，或已停用",
                       "there is no such unit, or it is closed");
    if (o->disabled_at && h->what == HANDOVER_TRANSFER)
        return fail(cx, ERR_CONFLICT, "账号已停用", "the account is disabled");
    return h->to ? successor_check(cx, h->to) : OK;
}

static enum err handover_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    const struct handover *h = j->h;
    struct officer o;
    TRY(officer_get(cx, h->from, &o));
    TRY(target_check(cx, h, &o));
    TRY(queue_move(cx, h, j->out));
    if (h->what == HANDOVER_LEAVE || h->to)
        TRY(standing_in_move(cx, h));
    /* The hand-over of stand-ins may have touched the row itself. */
    TRY(officer_get(cx, h->from, &o));
    if (h->what == HANDOVER_TRANSFER)
        TRY(transfer(cx, j, &o));
    else if (h->what == HANDOVER_LEAVE)
        TRY(leave(cx, h, &o));
    else
        TRY(audit_put(cx, SUBJECT_OFFICER, o.id, "handed-over",
                      str_fmt(cx->arena, "{\"successor\":\"%" PRId64 "\"}", h->to)));
    TRY(officer_get(cx, h->from, &o));
    j->out->version = o.version;
    return OK;
}

enum err handover_run(struct ctx *cx, const struct handover *h, struct handover_done *out)
{
    struct template_set set = {0};
    struct job j = {.h = h, .templates = &set, .out = out};
    *out = (struct handover_done){0};
    if (h->what == HANDOVER_TRANSFER)
        TRY(template_load(cx, &set));
    TRY(db_write(cx, cx->app->store, handover_write, &j));
    return app_reload(cx);
}
