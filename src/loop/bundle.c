/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/bundle.h"

#include "core/app.h"
#include "core/duty.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/dispatch.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "loop/links.h"

enum { LISTED = 500, PLAN_MAX = 4000 };

static const struct field bundle_fields[] = {
    FIELD(struct bundle, jid),
    FIELD(struct bundle, id, .as = AS_ID),
    FIELD(struct bundle, num),
    FIELD(struct bundle, version),
    FIELD(struct bundle, title),
    FIELD(struct bundle, plan, .max = PLAN_MAX),
    FIELD(struct bundle, unit_id, .as = AS_ID),
    FIELD(struct bundle, desk_unit, .as = AS_ID),
    FIELD(struct bundle, officer_id, .as = AS_ID),
    FIELD(struct bundle, opened_at, .as = AS_TIME),
    FIELD(struct bundle, due_at, .as = AS_TIME),
    FIELD(struct bundle, closed_at, .as = AS_TIME),
    FIELD(struct bundle, result, .max = PLAN_MAX),
};
static const struct shape bundle_shape = SHAPE("bundle", struct bundle, bundle_fields);

static const struct field plan_fields[] = {
    FIELD(struct bundle_plan, title, .required = true, .min = 2, .max = 100, .zh = "专题名称",
          .en = "Title"),
    FIELD(struct bundle_plan, plan, .required = true, .min = 2, .max = PLAN_MAX, .as = AS_TEXT,
          .zh = "整治方案", .en = "Plan"),
    FIELD(struct bundle_plan, due_at, .as = AS_TIME, .zh = "计划完成日", .en = "Planned end"),
};
static const struct field note_fields[] = {
    FIELD(struct bundle_text, text, .required = true, .min = 2, .max = PLAN_MAX, .as = AS_TEXT,
          .zh = "专题进展", .en = "Progress"),
};
static const struct field close_fields[] = {
    FIELD(struct bundle_text, text, .required = true, .min = 2, .max = PLAN_MAX, .as = AS_TEXT,
          .zh = "整治结果", .en = "Result"),
};
const struct shape bundle_plan_shape = SHAPE("bundle_plan", struct bundle_plan, plan_fields);
const struct shape bundle_note_shape = SHAPE("bundle_note", struct bundle_text, note_fields);
const struct shape bundle_close_shape = SHAPE("bundle_close", struct bundle_text, close_fields);

/* ---- who ---- */

static bool holds(struct ctx *cx, int64_t unit, uint32_t roles)
{
    return unit && (actor_roles_at(cx, cx->actor, unit) & roles) != 0;
}

static bool may_act(struct ctx *cx, const struct bundle *b)
{
    return holds(cx, b->unit_id, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER)) ||
           holds(cx, b->desk_unit, BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER));
}

/* Who works in or above the coordinating unit or the desk that made it. */
static bool may_see(struct ctx *cx, const struct bundle *b)
{
    const struct actor *a = cx->actor;
    for (size_t i = 0; i < a->n; i++)
        if (grant_sees(&a->grants[i]) &&
            (org_unit_under(cx->app->org, b->unit_id, a->grants[i].unit_id) ||
             org_unit_under(cx->app->org, b->desk_unit, a->grants[i].unit_id)))
            return true;
    return false;
}

static enum err bundle_find(struct ctx *cx, struct str num, struct bundle *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_BUNDLE_BY_NUM, ARGS(I64(cx->jid), TXT(num)), &bundle_shape, out,
               &found));
    if (found && may_see(cx, out))
        return OK;
    return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的专题", "there is no bundle %.*s",
                STR_ARG(num));
}

enum err bundles_open(struct ctx *cx, struct bundle **out, size_t *n)
{
    struct bundle *rows = NULL;
    size_t all = 0;
    TRY(db_all(cx, SQL_BUNDLE_LIST, ARGS(I64(cx->jid), I64(LISTED)), &bundle_shape,
               (void **)&rows, &all));
    *n = 0;
    *out = rows;
    for (size_t i = 0; i < all; i++)
        if (!rows[i].closed_at && may_see(cx, &rows[i]))
            rows[(*n)++] = rows[i];
    return OK;
}

/* ---- matter: bundle, unbundle ---- */

struct put_body {
    struct str bundle, title, plan, reason;
    int64_t unit, due_at;
};
static const struct field put_fields[] = {
    FIELD(struct put_body, bundle, .max = 30, .as = AS_NUMBER,
          .zh = "放入已有专题（新建专题不选）", .en = "Into a bundle (none: a new one)",
          .options = "bundles"),
    FIELD(struct put_body, title, .max = 100, .zh = "新专题名称", .en = "New bundle's title"),
    FIELD(struct put_body, unit, .as = AS_ID, .zh = "统筹单位", .en = "Coordinating unit",
          .options = "units"),
    FIELD(struct put_body, plan, .max = PLAN_MAX, .as = AS_TEXT, .zh = "整治方案",
          .en = "Plan"),
    FIELD(struct put_body, due_at, .as = AS_TIME, .zh = "计划完成日", .en = "Planned end"),
    FIELD(struct put_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "打包理由", .en = "Reason"),
};
static const struct shape put_shape = SHAPE("bundle", struct put_body, put_fields);

static enum err put_guard(struct ctx *cx, struct act *a)
{
    return a->matter->bundle_id == 0 ? OK
                                     : fail(cx, ERR_CONFLICT, "已在一个专题里，请先移出",
                                            "it is in a bundle already: take it out first");
}

static enum err bundle_make(struct ctx *cx, struct act *a, struct bundle *out)
{
    const struct put_body *b = a->body;
    if (!b->title.n)
        return fail_at(cx, ERR_INPUT, "title", "请写专题名称，或填已有专题的编号",
                       "a new bundle needs a title");
    if (!b->plan.n)
        return fail_at(cx, ERR_INPUT, "plan", "请写整治方案", "a new bundle needs a plan");
    TRY(unit_may_handle(cx, a->matter, b->unit, "unit"));
    *out = (struct bundle){
        .jid = cx->jid,
        .id = app_id(cx),
        .num = a->new_num,
        .version = 1,
        .title = b->title,
        .plan = b->plan,
        .unit_id = b->unit,
        .desk_unit = a->matter->desk_unit,
        .officer_id = cx->actor->officer_id,
        .opened_at = cx->now,
        .due_at = b->due_at,
    };
    return OK;
}

static enum err put_effect(struct ctx *cx, struct act *a)
{
    const struct put_body *b = a->body;
    struct matter *m = a->matter;
    struct bundle row;
    bool fresh = !b->bundle.n;
    TRY(fresh ? bundle_make(cx, a, &row) : bundle_find(cx, b->bundle, &row));
    if (row.closed_at)
        return fail_at(cx, ERR_CONFLICT, "bundle", "这个专题已经结束", "that bundle has ended");
    TRY(unit_may_handle(cx, m, row.unit_id, fresh ? "unit" : "bundle"));
    m->bundle_id = row.id;
    m->bundle_unit = row.unit_id;
    draft_str(a->event, "bundle", row.num);
    draft_text(a->event, "reason", b->reason);
    if (fresh)
        draft_text(a->event, "plan", b->plan);
    work_tell_unit(a->w, row.unit_id, BIT(ROLE_HANDLER) | BIT(ROLE_DISPATCHER), SUBJECT_MATTER,
                   m->id, "bundled");
    return fresh ? db_put(cx, SQL_BUNDLE_INSERT, &bundle_shape, &row, NULL, 0, NULL) : OK;
}

static enum err out_guard(struct ctx *cx, struct act *a)
{
    return a->matter->bundle_id
               ? OK
               : fail(cx, ERR_CONFLICT, "不在任何专题里", "it is in no bundle");
}

static enum err out_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct bundle row;
    bool found = false;
    TRY(db_one(cx, SQL_BUNDLE_GET, ARGS(I64(cx->jid), I64(a->matter->bundle_id)), &bundle_shape,
               &row, &found));
    if (found)
        draft_str(a->event, "bundle", row.num);
    draft_text(a->event, "reason", b->reason);
    a->matter->bundle_id = a->matter->bundle_unit = 0;
    return OK;
}

enum {
    OPEN_STATES = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH) | BIT(MATTER_HANDLING) |
                  BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) | BIT(MATTER_ANSWERED) |
                  BIT(MATTER_CALLING_BACK) | BIT(MATTER_MOVED_UP),
};

const struct step bundle_steps[] = {
    {.name = "bundle",
     .subject = SUBJECT_MATTER,
     .from = OPEN_STATES,
     .to = -1,
     .roles = BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER),
     .where = AT_DESK,
     .numbers = 1,
     .body = &put_shape,
     .guard = put_guard,
     .effect = put_effect,
     .zh = "打包",
     .en = "Bundle",
     .to_text = "same"},
    {.name = "unbundle",
     .subject = SUBJECT_MATTER,
     .from = OPEN_STATES,
     .to = -1,
     .roles = BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER),
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = out_guard,
     .effect = out_effect,
     .zh = "移出专题",
     .en = "Take out of the bundle",
     .to_text = "same"},
};
const size_t bundle_steps_n = COUNT(bundle_steps);

/* ---- the whole bundle ---- */

static enum err matters_of(struct ctx *cx, const struct bundle *b, struct matter **out,
                           size_t *n)
{
    return db_all(cx, SQL_MATTER_BY_BUNDLE, ARGS(I64(cx->jid), I64(b->id)), &matter_shape,
                  (void **)out, n);
}

struct bundle_job {
    struct str num;
    int64_t if_match;
    enum bundle_act act;
    const void *body;
    struct flow_result *out;
};

static const struct {
    const char *action, *text; /* of the matters' events */
    const char *route, *zh, *en;
    const struct shape *body;
} bundle_acts[] = {
    [BUNDLE_NOTE] = {"bundle-note", "progress", "note", "登记进展", "Progress",
                     &bundle_note_shape},
    [BUNDLE_PLAN] = {"bundle-plan", "plan", "plan", "调整方案", "Change the plan",
                     &bundle_plan_shape},
    [BUNDLE_CLOSE] = {"bundle-close", "result", "close", "结束专题", "End the bundle",
                      &bundle_close_shape},
};

static enum err acted(struct ctx *cx, const struct bundle_job *job, const struct bundle *b)
{
    if (!may_act(cx, b))
        return fail(cx, ERR_DENIED, "只有统筹单位或建立专题的派单岗可以办",
                    "for the coordinating unit and the desk that made it");
    if (job->if_match < 0)
        return fail(cx, ERR_UNVERSIONED, "缺少 If-Match", "If-Match is missing");
    if (job->if_match != b->version)
        return fail(cx, ERR_STALE, "您打开之后有人改过这个专题", "it was changed meanwhile");
    if (b->closed_at)
        return fail(cx, ERR_CONFLICT, "这个专题已经结束", "this bundle has ended");
    return OK;
}

static enum err all_ended(struct ctx *cx, const struct matter *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (subject_is_open(SUBJECT_MATTER, rows[i].state))
            return fail(cx, ERR_CONFLICT, "事项 %.*s 还没有销号，先办结或移出",
                        "matter %.*s is open: close it or take it out", STR_ARG(rows[i].num));
    return OK;
}

static struct str change(struct ctx *cx, struct bundle *b, const struct bundle_job *job)
{
    if (job->act == BUNDLE_PLAN) {
        const struct bundle_plan *p = job->body;
        b->title = p->title;
        b->plan = p->plan;
        b->due_at = p->due_at;
        return p->plan;
    }
    const struct bundle_text *t = job->body;
    if (job->act == BUNDLE_CLOSE) {
        b->closed_at = cx->now;
        b->result = t->text;
    }
    return t->text;
}

static enum err bundle_run(struct ctx *cx, void *arg)
{
    const struct bundle_job *job = arg;
    struct work *w = work_begin(cx);
    struct bundle b;
    struct matter *rows = NULL;
    size_t n = 0;
    int64_t changed = 0;
    TRY(bundle_find(cx, job->num, &b));
    TRY(acted(cx, job, &b));
    TRY(matters_of(cx, &b, &rows, &n));
    if (job->act == BUNDLE_CLOSE)
        TRY(all_ended(cx, rows, n));
    struct str text = change(cx, &b, job);
    work_roles(w,
               BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        TRY(work_matter(w, rows[i].id, &m));
        struct draft *e =
            work_event(w, SUBJECT_MATTER, m->id, bundle_acts[job->act].action, -1, 0);
        draft_str(e, "bundle", b.num);
        draft_text(e, bundle_acts[job->act].text, text);
    }
    b.version++;
    TRY(db_put(cx, SQL_BUNDLE_UPDATE, &bundle_shape, &b, ARGS(I64(b.version - 1)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过这个专题", "it was changed meanwhile");
    TRY(work_commit(w));
    *job->out = (struct flow_result){
        .num = b.num, .version = b.version, .state = b.closed_at ? "closed" : "open"};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

enum err bundle_do(struct ctx *cx, struct str num, int64_t if_match, enum bundle_act act,
                   const void *body, struct flow_result *out)
{
    struct bundle_job job = {
        .num = num, .if_match = if_match, .act = act, .body = body, .out = out};
    return db_write(cx, cx->app->store, bundle_run, &job);
}

/* ---- read ---- */

/* Over all matters in it, whoever looks: sums name nobody. Overdue: open and past its due date.
 */
static void sums_json(struct ctx *cx, struct json *j, const struct matter *rows, size_t n)
{
    int64_t open = 0, overdue = 0, demands = 0, next = 0;
    for (size_t i = 0; i < n; i++) {
        const struct matter *m = &rows[i];
        demands += m->demands;
        if (!subject_is_open(SUBJECT_MATTER, m->state))
            continue;
        open++;
        overdue += m->due_at && m->due_at < cx->now;
        if (m->due_at && (!next || m->due_at < next))
            next = m->due_at;
    }
    json_ki64(j, "matters", (int64_t)n);
    json_ki64(j, "demands", demands);
    json_ki64(j, "open", open);
    json_ki64(j, "overdue", overdue);
    json_ktime(j, "next_due_at", next);
}

static void bundle_members(struct ctx *cx, struct json *j, const struct bundle *b)
{
    json_kstr(j, "num", b->num);
    json_kstr(j, "title", b->title);
    json_kid(j, "unit_id", b->unit_id);
    json_kstr(j, "unit", label_unit(cx, b->unit_id));
    json_kstr(j, "desk", label_unit(cx, b->desk_unit));
    json_ktime(j, "opened_at", b->opened_at);
    json_ktime(j, "due_at", b->due_at);
    json_ktime(j, "closed_at", b->closed_at);
}

enum err bundles_json(struct ctx *cx, struct json *j)
{
    struct bundle *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_BUNDLE_LIST, ARGS(I64(cx->jid), I64(LISTED)), &bundle_shape,
               (void **)&rows, &n));
    json_key(j, "bundles");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct matter *matters = NULL;
        size_t count = 0;
        if (!may_see(cx, &rows[i]))
            continue;
        TRY(matters_of(cx, &rows[i], &matters, &count));
        json_obj(j);
        bundle_members(cx, j, &rows[i]);
        sums_json(cx, j, matters, count);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err actions(struct ctx *cx, struct work *w, struct json *j, const struct bundle *b)
{
    bool may = !b->closed_at && may_act(cx, b);
    struct form_of of = {
        .w = w, .subject = SUBJECT__MAX, .num = b->num, .shape = &bundle_shape, .row = b};
    json_key(j, "actions");
    json_arr(j);
    for (size_t i = 0; may && i < COUNT(bundle_acts); i++) {
        json_obj(j);
        json_kcstr(j, "name", bundle_acts[i].action);
        json_kcstr(j, "label", cx->lang == LANG_EN ? bundle_acts[i].en : bundle_acts[i].zh);
        json_kcstr(j, "method", "POST");
        json_kstr(j, "href",
                  str_fmt(cx->arena, "/api/v1/bundles/%.*s/%s", STR_ARG(b->num),
                          bundle_acts[i].route));
        TRY(form_json(cx, j, &of, bundle_acts[i].body));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err bundle_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    struct work *w = work_begin(cx);
    struct bundle b;
    struct matter *rows = NULL;
    size_t n = 0;
    TRY(bundle_find(cx, num, &b));
    TRY(matters_of(cx, &b, &rows, &n));
    *version = b.version;
    bundle_members(cx, j, &b);
    json_ki64(j, "version", b.version);
    json_kstr(j, "plan", b.plan);
    json_kstr(j, "result", b.result);
    sums_json(cx, j, rows, n);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(matter_line_json(cx, w, j, &rows[i]));
    json_arr_end(j);
    return actions(cx, w, j, &b);
}

enum err bundle_of_matter_json(struct ctx *cx, struct json *j, const struct matter *m)
{
    struct bundle b;
    bool found = false;
    json_key(j, "bundle");
    if (m->bundle_id)
        TRY(db_one(cx, SQL_BUNDLE_GET, ARGS(I64(cx->jid), I64(m->bundle_id)), &bundle_shape, &b,
                   &found));
    if (!found) {
        json_nil(j);
        return OK;
    }
    json_obj(j);
    bundle_members(cx, j, &b);
    json_kbool(j, "may_see", may_see(cx, &b));
    json_obj_end(j);
    return OK;
}
