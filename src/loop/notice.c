/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/notice.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/audit.h"
#include "core/calendar.h"
#include "core/clock.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/links.h"

ENUM_NAMES(notice_state, NOTICE_STATE_LIST);

enum { LONG_TEXT = 4000, FACTS_MAX = 4000 };

static const struct field notice_fields[] = {
    FIELD(struct notice, jid),
    FIELD(struct notice, id, .as = AS_ID),
    FIELD(struct notice, num),
    FIELD(struct notice, version),
    FIELD(struct notice, cause),
    FIELD(struct notice, why),
    FIELD(struct notice, rule_version),
    FIELD(struct notice, subject_kind, .names = &subject_names),
    FIELD(struct notice, subject_id, .as = AS_ID),
    FIELD(struct notice, subject_num),
    FIELD(struct notice, matter_id, .as = AS_ID),
    FIELD(struct notice, unit_id, .as = AS_ID),
    FIELD(struct notice, receivers, .max = LONG_TEXT),
    FIELD(struct notice, facts, .max = FACTS_MAX),
    FIELD(struct notice, words, .max = LONG_TEXT),
    FIELD(struct notice, effect, .names = &notice_effect_names),
    FIELD(struct notice, after_id, .as = AS_ID),
    FIELD(struct notice, clock_id, .as = AS_ID),
    FIELD(struct notice, due_at, .as = AS_TIME),
    FIELD(struct notice, state, .names = &notice_state_names),
    FIELD(struct notice, issued_at, .as = AS_TIME),
    FIELD(struct notice, issued_by, .as = AS_ID),
    FIELD(struct notice, answer, .max = LONG_TEXT),
    FIELD(struct notice, answered_at, .as = AS_TIME),
    FIELD(struct notice, answered_by, .as = AS_ID),
    FIELD(struct notice, ended_at, .as = AS_TIME),
    FIELD(struct notice, ended_by, .as = AS_ID),
    FIELD(struct notice, reason, .max = LONG_TEXT),
    FIELD(struct notice, answered_seq),
};
const struct shape notice_shape = SHAPE("notice", struct notice, notice_fields);

static const struct field answer_fields[] = {
    FIELD(struct notice_answer, answer, .required = true, .min = 5, .max = 2000, .as = AS_TEXT,
          .zh = "回复", .en = "Answer"),
    FIELD(struct notice_answer, attachments, .max = 9, .zh = "附件", .en = "Attachments"),
};
static const struct field withdraw_fields[] = {
    FIELD(struct notice_withdraw, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "撤销原因", .en = "Reason"),
};
const struct shape notice_answer_shape =
    SHAPE("notice_answer", struct notice_answer, answer_fields);
const struct shape notice_withdraw_shape =
    SHAPE("notice_withdraw", struct notice_withdraw, withdraw_fields);

/* ---- what it is about ---- */

struct about {
    struct demand *d;
    struct matter *m;
    struct task *t;
    struct str num, mechanism;
    int64_t unit;
};

/* Whoever the limit waits for: reporting, stages and promises are the lead's; all else is with
 * the unit that has it now. */
static int64_t unit_of(const struct about *a, int clock)
{
    const uint32_t leads =
        BIT(CLOCK_FEEDBACK) | BIT(CLOCK_STAGE) | BIT(CLOCK_PROMISE) | BIT(CLOCK_SPONSOR);
    if (a->t)
        return clock == CLOCK_RETURN ? a->t->desk_unit : a->t->unit_id;
    if (!a->m)
        return a->d->unit_id;
    bool lead = clock < 0 || (leads & BIT(clock));
    return lead && a->m->lead_unit ? a->m->lead_unit : a->m->owner_unit;
}

static enum err about_load(struct work *w, enum subject kind, int64_t id, int clock,
                           struct about *out)
{
    *out = (struct about){.num = STR("")};
    if (kind == SUBJECT_UNIT)
        return OK;
    if (kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, id, &out->d));
        out->num = out->d->num;
        out->mechanism = out->d->mechanism;
    } else {
        if (kind == SUBJECT_TASK)
            TRY(work_task(w, id, &out->t));
        TRY(work_matter(w, out->t ? out->t->matter_id : id, &out->m));
        out->num = out->t ? out->t->num : out->m->num;
        out->mechanism = out->m->mechanism;
    }
    out->unit = unit_of(out, clock);
    return OK;
}

static void matter_facts(struct json *j, const struct about *a)
{
    json_kcstr(j, "state",
               a->t ? enum_text(&task_state_names, a->t->state)
                    : enum_text(&matter_state_names, a->m->state));
    json_kcstr(j, "lvl", enum_text(&level_names, a->m->lvl));
    json_kid(j, "lead_unit", a->m->lead_unit);
    json_kid(j, "owner_unit", a->m->owner_unit);
    json_ki64(j, "demands", a->m->demands);
    json_ki64(j, "returns", a->m->returns);
    json_ki64(j, "urged", a->m->urged);
    json_ktime(j, "dispatched_at", a->m->dispatched_at);
}

static struct str facts_of(struct ctx *cx, const struct notice_plan *p, const struct about *a)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, FACTS_MAX);
    json_init(&j, &b);
    json_obj(&j);
    if (p->clock >= 0)
        json_kcstr(&j, "clock", enum_text(&clock_kind_names, p->clock));
    if (p->due_at) {
        json_ktime(&j, "due_at", p->due_at);
        json_ki64(&j, "late_workdays",
                  calendar_workdays_between(cx->app->calendar, time_day(p->due_at - 1),
                                            time_day(cx->now)));
    }
    if (p->count)
        json_ki64(&j, "count", p->count);
    if (a->m) {
        matter_facts(&j, a);
    } else if (a->d) {
        json_kcstr(&j, "state", enum_text(&demand_state_names, a->d->state));
        json_ki64(&j, "urged", a->d->urged);
    }
    json_obj_end(&j);
    return buf_done(&b);
}

/* ---- issued ---- */

static int64_t receiver_unit(const struct ctx *cx, int at, int64_t unit)
{
    const struct unit *u = org_unit(cx->app->org, unit);
    if (at == NOTICE_AT_REGISTER)
        return cx->app->root_unit;
    return at == NOTICE_AT_ABOVE && u && u->parent_id ? u->parent_id : unit;
}

static struct str receivers_of(struct ctx *cx, const struct notice_cause *c, int64_t unit)
{
    struct buf b;
    buf_init(&b, cx->arena, LONG_TEXT);
    for (size_t i = 0; i < c->receivers_n; i++)
        for (int r = 0; r < ROLE__MAX; r++)
            if (c->receivers[i].roles & BIT(r))
                buf_fmt(&b, "%s%" PRId64 " %s", b.n ? "\n" : "",
                        receiver_unit(cx, c->receivers[i].at, unit), enum_text(&role_names, r));
    return buf_done(&b);
}

static enum err receivers_told(struct ctx *cx, const struct notice_plan *p,
                               const struct notice *n)
{
    const char *template_name = n->state == NOTICE_OPEN ? "notice" : "notice_told";
    for (size_t i = 0; i < p->cause->receivers_n; i++) {
        const struct notice_receiver *r = &p->cause->receivers[i];
        TRY(outbox_put_unit(cx, receiver_unit(cx, r->at, n->unit_id), r->roles, n->subject_kind,
                            n->subject_id, str_c(template_name), n->num));
    }
    return OK;
}

static enum err clock_put(struct ctx *cx, const struct notice_plan *p, struct notice *n)
{
    int64_t serial = 0, length = p->answer_workdays;
    struct clock k;
    if (!length)
        return OK;
    TRY(db_i64(cx, SQL_NOTICE_SERIAL, ARGS(I64(cx->jid), I64(n->unit_id)), 0, &serial));
    k = (struct clock){
        .jid = cx->jid,
        .id = p->clock_id,
        .subject_kind = SUBJECT_UNIT,
        .subject_id = n->unit_id,
        .kind = CLOCK_NOTICE,
        .serial = serial + 1,
        .started_at = cx->now,
        .length = length,
        .span = SPAN_WORKDAYS,
        .stop_action = STR(""),
        .source = STR("set"),
    };
    clock_reckon(cx->app->calendar, false, &k);
    n->clock_id = k.id;
    n->due_at = k.due_at;
    n->state = NOTICE_OPEN;
    return db_put(cx, SQL_CLOCK_INSERT, &clock_shape, &k, NULL, 0, NULL);
}

/* Planned only: written with the work. */
static enum err supervise(struct ctx *cx, struct work *w, const struct notice_plan *p,
                          const struct about *a, bool *does)
{
    const struct reason_body body = {.reason = str_fmt(cx->arena, "督办单 %.*s：%.*s",
                                                       STR_ARG(p->num), STR_ARG(p->cause->zh))};
    const struct step *step = flow_find(SUBJECT_MATTER, STR("supervise"));
    struct act act;
    *does = p->cause->effect == NOTICE_EFFECT_SUPERVISE && a->m && !a->m->supervised && step &&
            (step->from & BIT(a->m->state));
    if (!*does)
        return OK;
    work_as_system(w, true);
    TRY(flow_step(cx, w, SUBJECT_MATTER, "supervise", a->m->id, &body, &act));
    work_as_system(w, false);
    return OK;
}

static enum err issued_event(struct ctx *cx, const struct notice *n)
{
    const struct audit_text text[] = {{"words", n->words}};
    const struct audit a = {
        .kind = SUBJECT_UNIT,
        .id = n->unit_id,
        .action = "notice-issued",
        .data =
            str_fmt(cx->arena,
                    "{\"notice\":\"%.*s\",\"cause\":\"%.*s\",\"about\":\"%.*s\","
                    "\"after\":\"%" PRId64 "\"}",
                    STR_ARG(n->num), STR_ARG(n->cause), STR_ARG(n->subject_num), n->after_id),
        .text = text,
        .texts = n->words.n ? 1 : 0};
    return audit_write(cx, &a);
}

static enum err plan_check(struct ctx *cx, const struct notice_plan *p, bool *known)
{
    int64_t n = 0;
    TRY(db_i64(cx, SQL_NOTICE_KNOWN, ARGS(I64(cx->jid), TXT(p->why)), 0, &n));
    *known = n > 0;
    return OK;
}

enum err notice_put(struct ctx *cx, struct notice_plan *p)
{
    struct work *w = work_begin(cx);
    struct about a;
    bool known = false, does = false;
    int64_t changed = 0;
    p->done = false;
    TRY(plan_check(cx, p, &known));
    if (known)
        return OK;
    TRY(about_load(w, p->kind, p->subject_id, p->clock, &a));
    struct notice n = {
        .jid = cx->jid,
        .id = p->id,
        .num = p->num,
        .version = 1,
        .cause = p->cause->code,
        .why = p->why,
        .rule_version = p->rule->version,
        .subject_kind = (int)p->kind,
        .subject_id = p->subject_id,
        .subject_num = a.num,
        .matter_id = a.m ? a.m->id : 0,
        .unit_id = p->unit_id ? p->unit_id : a.unit,
        .facts = facts_of(cx, p, &a),
        .words = p->words,
        .after_id = p->after_id,
        .state = NOTICE_TOLD,
        .issued_at = cx->now,
        .issued_by = cx->actor->officer_id,
    };
    if (!org_unit(cx->app->org, n.unit_id))
        return fail_at(cx, ERR_INPUT, "unit", "没有可督办的单位", "there is no unit to warn");
    if (p->needs && !(actor_roles_at(cx, cx->actor, n.unit_id) & p->needs))
        return fail(cx, ERR_DENIED, "不在您的督查范围", "that unit is not yours to supervise");
    TRY(supervise(cx, w, p, &a, &does));
    n.effect = does ? NOTICE_EFFECT_SUPERVISE : NOTICE_EFFECT_NONE;
    n.receivers = receivers_of(cx, p->cause, n.unit_id);
    TRY(clock_put(cx, p, &n));
    TRY(db_put(cx, SQL_NOTICE_INSERT, &notice_shape, &n, NULL, 0, &changed));
    if (!changed) /* another server was faster: nothing of this stays */
        return fail(cx, ERR_CONFLICT, "督办单刚由另一台服务器发出",
                    "another server has just issued it");
    TRY(issued_event(cx, &n));
    TRY(receivers_told(cx, p, &n));
    p->done = true;
    p->version = n.version;
    return does ? work_commit(w) : OK;
}

/* ---- answered, withdrawn ---- */

enum err notice_find(struct ctx *cx, struct str num, struct notice *out)
{
    bool found = false, seen = false;
    TRY(db_one(cx, SQL_NOTICE_BY_NUM, ARGS(I64(cx->jid), TXT(num)), &notice_shape, out,
               &found));
    if (found)
        TRY(notice_may_see(cx, out, &seen));
    return seen ? OK
                : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的督办单", "there is no notice %.*s",
                       STR_ARG(num));
}

enum err notice_may_see(struct ctx *cx, const struct notice *n, bool *out)
{
    *out = (actor_roles_at(cx, cx->actor, n->unit_id) & NOTICE_READERS) != 0;
    if (!*out || n->subject_kind == SUBJECT_UNIT)
        return OK;
    return work_visible(work_begin(cx), (enum subject)n->subject_kind, n->subject_id, out);
}

struct end_job {
    struct str num;
    int64_t if_match;
    struct str words;
    struct strs attachments;
    bool withdraw;
    struct flow_result *out;
};

static enum err may_end(struct ctx *cx, const struct notice *n, bool withdraw)
{
    if (withdraw && (!(actor_roles_at(cx, cx->actor, n->unit_id) & NOTICE_ISSUERS) ||
                     (n->unit_id != cx->app->root_unit &&
                      org_unit_under(cx->app->org, cx->actor->unit_id, n->unit_id))))
        return fail(cx, ERR_DENIED, "由被督办单位以外的督查员或领导撤销",
                    "for a supervisor who is not of the unit warned");
    if (!withdraw && (!(actor_roles_at(cx, cx->actor, n->unit_id) & NOTICE_ANSWERERS) ||
                      actor_is(cx->actor, n->issued_by)))
        return fail(cx, ERR_DENIED, "由被督办单位回复，签发人不能代答",
                    "for the unit warned, never for who issued it");
    if (n->state == NOTICE_OPEN || (withdraw && n->state == NOTICE_TOLD))
        return OK;
    return fail(cx, ERR_CONFLICT, "这张督办单现在不能办", "that cannot be done now");
}

static enum err clock_stop(struct ctx *cx, const struct notice *n, const char *action)
{
    struct clock k = {0};
    bool found = false;
    if (!n->clock_id)
        return OK;
    TRY(db_one(cx, SQL_CLOCK_GET, ARGS(I64(cx->jid), I64(n->clock_id)), &clock_shape, &k,
               &found));
    if (!found)
        return fail(cx, ERR_BUG, "督办单的时限不见了", "the notice has lost its clock");
    k.stopped_at = cx->now;
    k.stop_action = str_c(action);
    return db_put(cx, SQL_CLOCK_UPDATE, &clock_shape, &k, NULL, 0, NULL);
}

enum err notice_update(struct ctx *cx, const struct notice *n, int64_t if_match,
                       const char *stopped_by)
{
    int64_t changed = 0;
    TRY(db_put(cx, SQL_NOTICE_UPDATE, &notice_shape, n, ARGS(I64(if_match)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    return stopped_by ? clock_stop(cx, n, stopped_by) : OK;
}

/* *seq: the event's number in the unit's chain. */
static enum err end_event(struct ctx *cx, const struct notice *n, const struct end_job *job,
                          int64_t *seq)
{
    const struct audit_text text[] = {{job->withdraw ? "reason" : "answer", job->words}};
    const struct audit a = {.kind = SUBJECT_UNIT,
                            .id = n->unit_id,
                            .action = job->withdraw ? "notice-withdrawn" : "notice-answered",
                            .data =
                                str_fmt(cx->arena, "{\"notice\":\"%.*s\"}", STR_ARG(n->num)),
                            .text = text,
                            .texts = COUNT(text),
                            .attachments = job->attachments,
                            .seq = seq};
    return audit_write(cx, &a);
}

static void ended(struct ctx *cx, const struct end_job *job, struct notice *n)
{
    n->version = job->if_match + 1;
    if (job->withdraw) {
        n->state = NOTICE_WITHDRAWN;
        n->reason = job->words;
        n->ended_at = cx->now;
        n->ended_by = cx->actor->officer_id;
        return;
    }
    n->state = NOTICE_ANSWERED;
    n->answer = job->words;
    n->answered_at = cx->now;
    n->answered_by = cx->actor->officer_id;
}

static enum err end_write(struct ctx *cx, void *arg)
{
    const struct end_job *job = arg;
    struct notice n = {0};
    int64_t seq = 0;
    TRY(notice_find(cx, job->num, &n));
    TRY(may_end(cx, &n, job->withdraw));
    if (job->if_match != n.version)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    for (size_t i = 0; i < job->attachments.n; i++)
        TRY(attach_check(cx, job->attachments.p[i]));
    ended(cx, job, &n);
    TRY(end_event(cx, &n, job, &seq));
    n.answered_seq = job->withdraw ? 0 : seq;
    TRY(notice_update(cx, &n, job->if_match, job->withdraw ? "withdraw" : "answer"));
    *job->out = (struct flow_result){.num = str_dup(cx->arena, n.num),
                                     .version = n.version,
                                     .state = enum_text(&notice_state_names, n.state)};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

enum err notice_answer_put(struct ctx *cx, struct str num, int64_t if_match,
                           const struct notice_answer *in, struct flow_result *out)
{
    struct end_job job = {num, if_match, in->answer, in->attachments, false, out};
    return db_write(cx, cx->app->store, end_write, &job);
}

enum err notice_withdraw_put(struct ctx *cx, struct str num, int64_t if_match,
                             const struct notice_withdraw *in, struct flow_result *out)
{
    struct end_job job = {num, if_match, in->reason, {0}, true, out};
    return db_write(cx, cx->app->store, end_write, &job);
}
