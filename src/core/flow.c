/* SPDX-License-Identifier: Apache-2.0 */
#include "core/flow.h"

#include <assert.h>
#include <inttypes.h>

#include "base/rand.h"
#include "core/app.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/secret.h"
#include "core/work_impl.h"

static const struct step *table;
static size_t table_n;

void flow_register(const struct step *steps, size_t n)
{
    table = steps;
    table_n = n;
}

const struct step *flow_steps(size_t *n)
{
    *n = table_n;
    return table;
}

const struct step *flow_find(enum subject subject, struct str name)
{
    for (size_t i = 0; i < table_n; i++)
        if (table[i].subject == subject && str_eq_c(name, table[i].name))
            return &table[i];
    return NULL;
}

const struct enum_names *flow_states(enum subject subject)
{
    if (subject == SUBJECT_DEMAND)
        return &demand_state_names;
    return subject == SUBJECT_MATTER ? &matter_state_names : &task_state_names;
}

const char *flow_state_text(enum subject subject, int state)
{
    return enum_text(flow_states(subject), state);
}

/* ---- who may ---- */

struct places_to_act {
    int64_t unit[16];
    size_t n;
};

static void place_add(struct places_to_act *p, int64_t unit)
{
    if (unit && p->n < COUNT(p->unit))
        p->unit[p->n++] = unit;
}

/* Of the units listed (ids by comma) those that are not done. */
static void places_waiting(struct ctx *cx, struct str listed, struct str ready,
                           struct places_to_act *p)
{
    struct strs asked = str_split(cx->arena, listed, ',');
    struct strs agreed = str_split(cx->arena, ready, ',');
    for (size_t i = 0; i < asked.n; i++) {
        int64_t unit = 0;
        bool done = false;
        for (size_t k = 0; k < agreed.n; k++)
            done |= str_eq(asked.p[i], agreed.p[k]);
        if (!done && str_i64(asked.p[i], &unit))
            place_add(p, unit);
    }
}

static int64_t desk_of(const struct act *a)
{
    if (a->matter)
        return a->matter->desk_unit;
    return a->demand ? a->demand->unit_id : 0;
}

static int64_t owner_of(const struct act *a)
{
    if (a->task)
        return a->task->unit_id;
    return a->matter ? a->matter->owner_unit : a->demand->unit_id;
}

/* The desk of a kind that serves the subject: from its own desk upward, past the barred unit.
 */
static int64_t serving(struct ctx *cx, const struct act *a, enum desk desk)
{
    int64_t barred = a->matter ? a->matter->complained_unit : a->demand->complained_unit;
    return org_desk(cx->app->org, desk_of(a), desk, barred);
}

static void where_may(struct ctx *cx, const struct act *a, struct places_to_act *p)
{
    switch (a->step->where) {
    case AT_OWNER:
        place_add(p, owner_of(a));
        break;
    case AT_DESK:
        place_add(p, a->task ? a->task->desk_unit : desk_of(a));
        break;
    case AT_LEAD:
        place_add(p, a->matter ? a->matter->lead_unit : 0);
        break;
    case AT_REVIEW:
        if (a->matter)
            places_waiting(cx, a->matter->review_units, a->matter->review_agreed, p);
        break;
    case AT_ANSWER:
        place_add(p, a->matter ? a->matter->answer_unit : 0);
        break;
    case AT_CALLBACK:
        place_add(p, serving(cx, a, DESK_CALLBACK));
        break;
    case AT_CLOSE:
        place_add(p, serving(cx, a, DESK_CLOSE));
        break;
    case AT_LOOKBACK:
        place_add(p, serving(cx, a, DESK_LOOKBACK));
        break;
    case AT_ARBITER:
        place_add(p, serving(cx, a, DESK_ARBITER));
        break;
    case AT_INSTRUCTED:
        if (a->matter) {
            places_waiting(cx, a->matter->instructed_units, a->matter->instructed_done, p);
            /* Who answered already is told that it is done, not that it is none of theirs. */
            places_waiting(cx, a->matter->instructed_units, STR(""), p);
        }
        break;
    case AT_PART:
    case AT_SYSTEM:
        break;
    }
}

/* A task or demand in the name of somebody for whom the actor stands in is theirs. */
static int64_t named_lender(const struct actor *actor, const struct act *a)
{
    int64_t named = a->task ? a->task->officer_id : a->demand ? a->demand->receiver_officer : 0;
    return named != actor->officer_id && actor_is(actor, named) ? named : 0;
}

static void held_at(struct ctx *cx, struct act *a, int64_t unit, bool *ok)
{
    int64_t lender = actor_for(cx, cx->actor, unit, a->step->roles);
    if (lender < 0)
        return;
    *ok = true;
    a->for_officer = lender ? lender : named_lender(cx->actor, a);
}

static enum err role_check(struct ctx *cx, struct act *a, bool *ok)
{
    const struct actor *actor = cx->actor;
    const struct step *s = a->step;
    *ok = false;
    a->for_officer = 0;
    if (actor->kind == ROLE_SYSTEM || actor->kind == ROLE_IMPORT) {
        *ok = true;
        return OK;
    }
    if (actor->kind == ROLE_CITIZEN) {
        *ok = (s->roles & BIT(ROLE_CITIZEN)) && a->demand && a->demand->id == actor->demand_id;
        return OK;
    }
    if (s->where == AT_PART) {
        held_at(cx, a, 0, ok);
        return OK;
    }
    struct places_to_act p = {0};
    where_may(cx, a, &p);
    for (size_t i = 0; i < p.n && !*ok; i++)
        held_at(cx, a, p.unit[i], ok);
    return OK;
}

/* Four-eyes: what an officer did on a task counts on its matter, and on the demands of it. */
static enum err four_eyes_of(struct ctx *cx, struct act *a, int64_t officer, const char **did)
{
    struct strs acts = str_split(cx->arena, str_c(a->step->never_did), ' ');
    struct link **links = NULL;
    size_t links_n = 0;
    if (a->demand)
        TRY(work_links_of_demand(a->w, a->demand->id, &links, &links_n));
    for (size_t i = 0; i < acts.n; i++) {
        const char *name = str_cdup(cx->arena, acts.p[i]);
        bool yes = false;
        if (a->matter)
            TRY(work_did(a->w, SUBJECT_MATTER, a->matter->id, officer, name, &yes));
        if (!yes && a->demand)
            TRY(work_did(a->w, SUBJECT_DEMAND, a->demand->id, officer, name, &yes));
        for (size_t k = 0; k < links_n && !yes; k++)
            TRY(work_did(a->w, SUBJECT_MATTER, links[k]->matter_id, officer, name, &yes));
        if (yes) {
            *did = name;
            return OK;
        }
    }
    return OK;
}

/* Nor may they for whom the actor acts: lending gets nobody round it. */
static enum err four_eyes(struct ctx *cx, struct act *a, const char **did)
{
    *did = NULL;
    if (!a->step->never_did || !cx->actor->officer_id)
        return OK;
    TRY(four_eyes_of(cx, a, cx->actor->officer_id, did));
    if (*did || !a->for_officer)
        return OK;
    return four_eyes_of(cx, a, a->for_officer, did);
}

static int64_t subject_id(const struct act *a)
{
    if (a->step->subject == SUBJECT_DEMAND)
        return a->demand->id;
    return a->step->subject == SUBJECT_MATTER ? a->matter->id : a->task->id;
}

static int subject_state(const struct act *a)
{
    if (a->step->subject == SUBJECT_DEMAND)
        return a->demand->state;
    return a->step->subject == SUBJECT_MATTER ? a->matter->state : a->task->state;
}

static int64_t subject_version(const struct act *a)
{
    if (a->step->subject == SUBJECT_DEMAND)
        return a->demand->version;
    return a->step->subject == SUBJECT_MATTER ? a->matter->version : a->task->version;
}

static struct str subject_num(const struct act *a)
{
    if (a->step->subject == SUBJECT_DEMAND)
        return a->demand->num;
    return a->step->subject == SUBJECT_MATTER ? a->matter->num : a->task->num;
}

static enum err act_load(struct act *a, enum subject subject, int64_t id, struct str num)
{
    struct work *w = a->w;
    if (subject == SUBJECT_DEMAND) {
        TRY(id ? work_demand(w, id, &a->demand) : work_demand_num(w, num, &a->demand));
    } else if (subject == SUBJECT_MATTER) {
        TRY(id ? work_matter(w, id, &a->matter) : work_matter_num(w, num, &a->matter));
    } else {
        TRY(id ? work_task(w, id, &a->task) : work_task_num(w, num, &a->task));
        TRY(work_matter(w, a->task->matter_id, &a->matter));
    }
    a->mechanism = a->matter
                       ? work_mechanism(w, a->matter->mechanism, a->matter->mechanism_version)
                       : work_mechanism(w, a->demand->mechanism, a->demand->mechanism_version);
    if (!a->mechanism)
        return fail(work_ctx(w), ERR_BUG, "找不到所用的机制版本",
                    "the mechanism version is not loaded");
    return OK;
}

static enum err refuse_state(struct ctx *cx, const struct act *a)
{
    const struct enum_names *names = flow_states(a->step->subject);
    const char *state = enum_label(names, subject_state(a), (int)cx->lang);
    return fail(cx, ERR_CONFLICT, "%.*s 现在是“%s”，不能“%s”",
                "%.*s is \"%s\" now: \"%s\" is not possible", STR_ARG(subject_num(a)), state,
                cx->lang == LANG_EN ? a->step->en : a->step->zh);
}

/* A stranger learns nothing, not even that there is such a record. */
static enum err sees(struct ctx *cx, struct act *a)
{
    bool ok = false;
    if (cx->actor->kind != ROLE__MAX)
        return OK;
    TRY(work_visible(a->w, a->step->subject, subject_id(a), &ok));
    if (ok)
        return OK;
    return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的记录", "there is no record %.*s",
                STR_ARG(subject_num(a)));
}

/* Of what is seen: role, then four-eyes. */
static enum err may(struct ctx *cx, struct act *a)
{
    bool ok = false;
    const char *did = NULL;
    TRY(role_check(cx, a, &ok));
    if (!ok)
        return fail(cx, ERR_DENIED, "您的岗位不能在这里“%s”",
                    "your role may not do this here: %s",
                    cx->lang == LANG_EN ? a->step->en : a->step->zh);
    TRY(four_eyes(cx, a, &did));
    if (did)
        return fail(cx, ERR_DENIED, "您已经以其他身份参与过这件事,需由另一人办理这一步",
                    "you took part in this already: another person has to do this step");
    return OK;
}

enum err flow_apply(struct ctx *cx, struct work *w, const struct step *step, struct act *a)
{
    a->step = step;
    a->w = w;
    if (step->from && !(step->from & BIT(subject_state(a))))
        return refuse_state(cx, a);
    w->roles = step->roles;
    if (step->guard)
        TRY(step->guard(cx, a));
    a->event =
        work_event(w, step->subject, subject_id(a), step->name, step->to, a->occurred_at);
    if (step->effect)
        TRY(step->effect(cx, a));
    if (step->did) {
        if (a->matter)
            work_part(w, SUBJECT_MATTER, a->matter->id, step->did);
        if (a->demand)
            work_part(w, SUBJECT_DEMAND, a->demand->id, step->did);
    }
    return OK;
}

enum err flow_step(struct ctx *cx, struct work *w, enum subject subject, const char *name,
                   int64_t id, const void *body, struct act *out)
{
    const struct step *step = flow_find(subject, str_c(name));
    assert(step && "the step is in the table");
    *out = (struct act){.step = step, .w = w, .body = body};
    TRY(act_load(out, subject, id, STR("")));
    return flow_apply(cx, w, step, out);
}

/* ---- one act as one transaction ---- */

struct str flow_result_json(struct ctx *cx, const struct flow_result *r)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, 4096);
    json_init(&j, &b);
    json_obj(&j);
    json_kstr(&j, "num", r->num);
    json_ki64(&j, "version", r->version);
    json_kcstr(&j, "state", r->state);
    if (r->created.n)
        json_kstr(&j, "created", r->created);
    if (r->code.n)
        json_kstr(&j, "code", r->code);
    json_obj_end(&j);
    return buf_done(&b);
}

struct act_job {
    struct flow_request request;
    struct flow_result *out;
};

static void prepared_note(struct act *a, const struct flow_request *r)
{
    if (!r->prepared_by)
        return;
    draft_i64(a->event, "prepared_by", r->prepared_by);
    draft_i64(a->event, "prepared_id", r->prepared_id);
    if (a->step->did && a->matter)
        work_part_of(a->w, SUBJECT_MATTER, a->matter->id, r->prepared_by, a->step->did);
    if (a->step->did && a->demand)
        work_part_of(a->w, SUBJECT_DEMAND, a->demand->id, r->prepared_by, a->step->did);
}

static enum err stale(struct ctx *cx, const struct act *a)
{
    return fail(cx, ERR_STALE, "%.*s 已被别人改动(现为第 %" PRId64 " 版),请刷新后再试",
                "%.*s was changed by somebody else (now version %" PRId64 "), please reload",
                STR_ARG(subject_num(a)), subject_version(a));
}

enum err flow_act_within(struct ctx *cx, const struct flow_request *r, struct flow_result *out)
{
    struct work *w = work_begin(cx);
    struct act a = {.step = r->step, .w = w, .body = r->body, .new_num = r->new_num};
    TRY(act_load(&a, r->step->subject, 0, r->num));
    TRY(sees(cx, &a));
    TRY(may(cx, &a));
    if (r->if_match < 0)
        return fail(cx, ERR_UNVERSIONED, "请求缺少 If-Match 版本号",
                    "the request needs If-Match");
    if (r->if_match != subject_version(&a))
        return stale(cx, &a);
    work_for(w, a.for_officer);
    TRY(flow_apply(cx, w, r->step, &a));
    prepared_note(&a, r);
    TRY(work_commit(w));
    *out = (struct flow_result){
        .num = subject_num(&a),
        .version = subject_version(&a),
        .state = flow_state_text(r->step->subject, subject_state(&a)),
        .created = a.created,
    };
    return idem_put(cx, 200, flow_result_json(cx, out));
}

static enum err act_run(struct ctx *cx, void *arg)
{
    struct act_job *job = arg;
    return flow_act_within(cx, &job->request, job->out);
}

enum err flow_act(struct ctx *cx, const struct step *step, struct str num, int64_t if_match,
                  const void *body, struct flow_result *out)
{
    struct act_job job = {
        .request = {.step = step, .num = num, .if_match = if_match, .body = body}, .out = out};
    if (step->where == AT_SYSTEM && cx->actor->kind != ROLE_SYSTEM)
        return fail(cx, ERR_DENIED, "这一步由系统完成", "this step is the system's");
    if (step->numbers > 0)
        TRY(app_numbers(cx, 1, &job.request.new_num));
    return db_write(cx, cx->app->store, act_run, &job);
}

/* ---- what may be done now ---- */

static enum err allowed_one(struct ctx *cx, struct act *a, bool *yes)
{
    struct fault before = cx->error;
    enum err err = may(cx, a);
    if (err == OK && a->step->guard)
        err = a->step->guard(cx, a);
    *yes = err == OK;
    cx->error = before;
    bool refusal = err == ERR_DENIED || err == ERR_CONFLICT || err == ERR_NOT_FOUND ||
                   err == ERR_INPUT || err == ERR_LIMIT;
    return err == OK || refusal ? OK : err;
}

enum err flow_allowed(struct ctx *cx, struct work *w, enum subject subject, int64_t id,
                      const struct step ***out, size_t *n)
{
    const struct step **list = NEWS(cx->arena, const struct step *, table_n + 1);
    size_t count = 0;
    struct act a = {.w = w};
    bool seen = cx->actor->kind != ROLE__MAX;
    TRY(act_load(&a, subject, id, STR("")));
    if (!seen)
        TRY(work_visible(w, subject, id, &seen));
    for (size_t i = 0; i < table_n && seen; i++) {
        bool yes = false;
        a.step = &table[i];
        a.body = NULL;
        if (table[i].subject != subject || !table[i].from || table[i].where == AT_SYSTEM)
            continue;
        if (!(table[i].from & BIT(subject_state(&a))))
            continue;
        TRY(allowed_one(cx, &a, &yes));
        if (yes)
            list[count++] = &table[i];
    }
    *out = list;
    *n = count;
    return OK;
}
