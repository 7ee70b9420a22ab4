/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/interview.h"

#include <inttypes.h>

#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/board_step.h"
#include "loop/campaign.h"
#include "loop/labels.h"

enum { LISTED = 500, LONG_TEXT = 4000, UNITS_MOST = 100 };

static const struct field interview_fields[] = {
    FIELD(struct interview, jid),
    FIELD(struct interview, num),
    FIELD(struct interview, title),
    FIELD(struct interview, campaign),
    FIELD(struct interview, held_at, .as = AS_TIME),
    FIELD(struct interview, venue),
    FIELD(struct interview, host),
    FIELD(struct interview, recorder),
    FIELD(struct interview, reason, .max = LONG_TEXT),
    FIELD(struct interview, said, .max = LONG_TEXT),
    FIELD(struct interview, made_by, .as = AS_ID),
    FIELD(struct interview, made_at, .as = AS_TIME),
};
static const struct shape interview_shape =
    SHAPE("interview", struct interview, interview_fields);

static const struct field unit_fields[] = {
    FIELD(struct interview_unit, jid),
    FIELD(struct interview_unit, id, .as = AS_ID),
    FIELD(struct interview_unit, version),
    FIELD(struct interview_unit, interview),
    FIELD(struct interview_unit, unit_id, .as = AS_ID),
    FIELD(struct interview_unit, step, .as = AS_ID),
    FIELD(struct interview_unit, persons),
    FIELD(struct interview_unit, answer, .max = LONG_TEXT),
    FIELD(struct interview_unit, promise, .max = LONG_TEXT),
    FIELD(struct interview_unit, due_at, .as = AS_TIME),
    FIELD(struct interview_unit, state),
    FIELD(struct interview_unit, report, .max = LONG_TEXT),
    FIELD(struct interview_unit, reported_by, .as = AS_ID),
    FIELD(struct interview_unit, reported_at, .as = AS_TIME),
    FIELD(struct interview_unit, checked_by, .as = AS_ID),
    FIELD(struct interview_unit, checked_at, .as = AS_TIME),
    FIELD(struct interview_unit, verdict, .max = LONG_TEXT),
    FIELD(struct interview_unit, told_at, .as = AS_TIME),
};
static const struct shape unit_row_shape =
    SHAPE("interview_unit", struct interview_unit, unit_fields);

#define PERSONS(S) FIELD(S, persons, .zh = "被约谈人", .en = "Who was talked to")
#define ANSWER(S)                                                                              \
    FIELD(S, answer, .max = LONG_TEXT, .as = AS_TEXT, .zh = "表态", .en = "What they said")
#define PROMISE(S)                                                                             \
    FIELD(S, promise, .required = true, .min = 2, .max = LONG_TEXT, .as = AS_TEXT,             \
          .zh = "整改要求和承诺", .en = "What was promised")
#define DUE(S)                                                                                 \
    FIELD(S, due_at, .required = true, .as = AS_TIME, .zh = "整改期限", .en = "By when")
static const struct field new_fields[] = {
    FIELD(struct interview_body, title, .required = true, .min = 2, .zh = "事由",
          .en = "About"),
    FIELD(struct interview_body, units, .required = true, .min = 1, .max = UNITS_MOST,
          .zh = "被约谈单位", .en = "Units", .options = "units"),
    PERSONS(struct interview_body),
    FIELD(struct interview_body, held_at, .required = true, .as = AS_TIME, .zh = "约谈时间",
          .en = "Held at"),
    FIELD(struct interview_body, venue, .zh = "地点", .en = "Where"),
    FIELD(struct interview_body, host, .required = true, .zh = "约谈人", .en = "By whom"),
    FIELD(struct interview_body, recorder, .zh = "记录人", .en = "Recorder"),
    FIELD(struct interview_body, reason, .required = true, .min = 2, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "约谈原因", .en = "Why"),
    FIELD(struct interview_body, said, .max = LONG_TEXT, .as = AS_TEXT, .zh = "约谈内容",
          .en = "What was said"),
    ANSWER(struct interview_body),
    PROMISE(struct interview_body),
    DUE(struct interview_body),
    FIELD(struct interview_body, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
};
static const struct field promise_fields[] = {
    PERSONS(struct promise_body),
    ANSWER(struct promise_body),
    PROMISE(struct promise_body),
    DUE(struct promise_body),
};
static const struct field report_fields[] = {
    FIELD(struct promise_report_body, report, .required = true, .min = 10, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "整改情况", .en = "What was done"),
};
static const struct field check_fields[] = {
    FIELD(struct promise_check_body, kept, .zh = "已经兑现", .en = "Kept"),
    FIELD(struct promise_check_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "意见", .en = "Reason"),
};
static const struct field query_fields[] = {
    FIELD(struct interview_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
};
const struct shape interview_new_shape =
    SHAPE("interview_new", struct interview_body, new_fields);
const struct shape promise_shape =
    SHAPE("interview_promise", struct promise_body, promise_fields);
const struct shape promise_report_shape =
    SHAPE("promise_report", struct promise_report_body, report_fields);
const struct shape promise_check_shape =
    SHAPE("promise_check", struct promise_check_body, check_fields);
const struct shape interview_query_shape =
    SHAPE("interview_query", struct interview_query, query_fields);

/* ---- recorded ---- */

static enum err insert(struct ctx *cx, const struct interview *v,
                       const struct interview_unit *units, size_t n)
{
    TRY(db_put(cx, SQL_INTERVIEW_INSERT, &interview_shape, v, NULL, 0, NULL));
    for (size_t i = 0; i < n; i++) {
        TRY(db_put(cx, SQL_INTERVIEW_UNIT_INSERT, &unit_row_shape, &units[i], NULL, 0, NULL));
        TRY(outbox_put_unit(cx, units[i].unit_id, BIT(ROLE_HEAD), SUBJECT_UNIT,
                            units[i].unit_id, STR("interviewed"), v->num));
        TRY(audit_put(cx, SUBJECT_UNIT, units[i].unit_id, "interviewed",
                      str_fmt(cx->arena, "{\"interview\":\"%.*s\"}", STR_ARG(v->num))));
    }
    return OK;
}

enum err interview_of_step(struct ctx *cx, const struct board_step *s, struct str num,
                           int64_t id, int64_t due_at)
{
    const struct interview v = {
        .jid = cx->jid,
        .num = num,
        .title = utf8_head(s->about, 100),
        .held_at = s->held_at,
        .host = s->who,
        .reason = s->about,
        .made_by = cx->actor->officer_id,
        .made_at = cx->now,
    };
    const struct interview_unit u = {
        .jid = cx->jid,
        .id = id,
        .version = 1,
        .interview = num,
        .unit_id = s->unit_id,
        .step = s->id,
        .persons = s->signed_,
        .promise = s->measures,
        .due_at = due_at,
        .state = STR("open"),
    };
    return insert(cx, &v, &u, 1);
}

struct record_job {
    const struct interview_body *b;
    struct interview v;
    struct interview_unit *units;
    size_t n;
    struct flow_result *out;
};

static enum err record_write(struct ctx *cx, void *arg)
{
    const struct record_job *job = arg;
    const struct interview_body *b = job->b;
    struct campaign c = {0};
    if (b->campaign.n)
        TRY(campaign_find(cx, b->campaign, &c));
    for (size_t i = 0; i < job->n; i++) {
        const struct step_record_body step = {
            .held_at = b->held_at,
            .who = b->host,
            .about = b->reason,
            .measures = b->promise,
            .signed_ = b->persons,
        };
        TRY(board_step_interviewed(cx, job->units[i].unit_id, &step, &job->units[i].step));
    }
    TRY(insert(cx, &job->v, job->units, job->n));
    *job->out = (struct flow_result){.num = job->v.num, .version = 1, .state = "recorded"};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

static enum err limit_check(struct ctx *cx, int64_t held_at, int64_t due_at)
{
    return due_at > held_at ? OK
                            : fail_at(cx, ERR_INPUT, "due_at", "整改期限应在约谈之后",
                                      "the limit comes after the sitting");
}

/* The role holds for the unit that is called in. */
static enum err keeper(struct ctx *cx, int64_t unit)
{
    return actor_roles_at(cx, cx->actor, unit) & INTERVIEW_KEEPERS
               ? OK
               : fail(cx, ERR_DENIED, "不在您的督查范围",
                      "that unit is not yours to supervise");
}

static enum err units_read(struct ctx *cx, const struct interview_body *b,
                           struct record_job *job)
{
    job->units = NEWS(cx->arena, struct interview_unit, b->units.n + 1);
    for (size_t i = 0; i < b->units.n; i++) {
        int64_t unit = 0;
        bool again = false;
        if (!str_i64(b->units.p[i], &unit) || !org_unit(cx->app->org, unit))
            return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
        for (size_t k = 0; k < job->n; k++)
            again |= job->units[k].unit_id == unit;
        if (again)
            continue;
        TRY(keeper(cx, unit));
        job->units[job->n++] = (struct interview_unit){
            .jid = cx->jid,
            .id = app_id(cx),
            .version = 1,
            .interview = job->v.num,
            .unit_id = unit,
            .persons = b->persons,
            .answer = b->answer,
            .promise = b->promise,
            .due_at = time_day_end(time_day(b->due_at)),
            .state = STR("open"),
        };
    }
    return OK;
}

enum err interview_record(struct ctx *cx, const struct interview_body *b,
                          struct flow_result *out)
{
    struct record_job job = {.b = b, .out = out};
    struct str num = {0};
    if (b->held_at > cx->now)
        return fail_at(cx, ERR_INPUT, "held_at", "时间还没有到", "that time is yet to come");
    TRY(limit_check(cx, b->held_at, time_day_end(time_day(b->due_at))));
    TRY(app_numbers(cx, 1, &num));
    job.v = (struct interview){
        .jid = cx->jid,
        .num = num,
        .title = b->title,
        .campaign = b->campaign,
        .held_at = b->held_at,
        .venue = b->venue,
        .host = b->host,
        .recorder = b->recorder,
        .reason = b->reason,
        .said = b->said,
        .made_by = cx->actor->officer_id,
        .made_at = cx->now,
    };
    TRY(units_read(cx, b, &job));
    return db_write(cx, cx->app->store, record_write, &job);
}

/* ---- what was promised ---- */

typedef enum err promise_act(struct ctx *cx, struct interview_unit *u, const void *body);
struct promise_job {
    int64_t id, if_match;
    const void *body;
    promise_act *act;
    struct flow_result *out;
};

static enum err in_state(struct ctx *cx, const struct interview_unit *u, const char *state)
{
    return str_eq_c(u->state, state)
               ? OK
               : fail(cx, ERR_CONFLICT, "这一步现在不能办", "that cannot be done now");
}

static enum err change(struct ctx *cx, struct interview_unit *u, const void *body)
{
    const struct promise_body *b = body;
    struct interview v = {0};
    TRY(keeper(cx, u->unit_id));
    TRY(in_state(cx, u, "open"));
    TRY(interview_find(cx, u->interview, &v));
    int64_t due = time_day_end(time_day(b->due_at));
    TRY(limit_check(cx, v.held_at, due));
    u->persons = b->persons;
    u->answer = b->answer;
    u->promise = b->promise;
    u->told_at = due > cx->now ? 0 : u->told_at;
    u->due_at = due;
    return OK;
}

static enum err report(struct ctx *cx, struct interview_unit *u, const void *body)
{
    const struct promise_report_body *b = body;
    if (!(actor_roles_at(cx, cx->actor, u->unit_id) & BIT(ROLE_HEAD)))
        return fail(cx, ERR_DENIED, "由该单位负责人报告", "for the unit's head");
    TRY(in_state(cx, u, "open"));
    u->report = b->report;
    u->reported_by = cx->actor->officer_id;
    u->reported_at = cx->now;
    u->state = STR("reported");
    return OK;
}

static bool own(const struct ctx *cx, const struct interview_unit *u)
{
    return actor_is(cx->actor, u->reported_by) ||
           org_unit_under(cx->app->org, cx->actor->unit_id, u->unit_id);
}

static enum err check(struct ctx *cx, struct interview_unit *u, const void *body)
{
    const struct promise_check_body *b = body;
    TRY(keeper(cx, u->unit_id));
    TRY(in_state(cx, u, "reported"));
    if (own(cx, u))
        return fail(cx, ERR_DENIED, "报告人和该单位的人不能自己核对",
                    "not for who reported, nor for that unit's own people");
    u->state = b->kept ? STR("kept") : STR("open");
    u->verdict = b->reason;
    u->checked_by = cx->actor->officer_id;
    u->checked_at = cx->now;
    return OK;
}

static enum err promise_write(struct ctx *cx, void *arg)
{
    const struct promise_job *job = arg;
    struct interview_unit u = {0};
    bool found = false;
    int64_t changed = 0;
    TRY(db_one(cx, SQL_INTERVIEW_UNIT_GET, ARGS(I64(cx->jid), I64(job->id)), &unit_row_shape,
               &u, &found));
    if (!found)
        return fail(cx, ERR_NOT_FOUND, "没有这条记录", "there is no such record");
    TRY(job->act(cx, &u, job->body));
    u.version = job->if_match + 1;
    TRY(db_put(cx, SQL_INTERVIEW_UNIT_UPDATE, &unit_row_shape, &u, ARGS(I64(job->if_match)),
               &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    TRY(audit_put(cx, SUBJECT_UNIT, u.unit_id, "interview-promise",
                  str_fmt(cx->arena, "{\"interview\":\"%.*s\",\"state\":\"%.*s\"}",
                          STR_ARG(u.interview), STR_ARG(u.state))));
    *job->out = (struct flow_result){.num = str_fmt(cx->arena, "%" PRId64, u.id),
                                     .version = u.version,
                                     .state = str_cdup(cx->arena, u.state)};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

static enum err promise_do(struct ctx *cx, int64_t id, int64_t if_match, const void *body,
                           promise_act *act, struct flow_result *out)
{
    struct promise_job job = {id, if_match, body, act, out};
    return db_write(cx, cx->app->store, promise_write, &job);
}

enum err promise_change(struct ctx *cx, int64_t id, int64_t if_match,
                        const struct promise_body *b, struct flow_result *out)
{
    return promise_do(cx, id, if_match, b, change, out);
}

enum err promise_report(struct ctx *cx, int64_t id, int64_t if_match,
                        const struct promise_report_body *b, struct flow_result *out)
{
    return promise_do(cx, id, if_match, b, report, out);
}

enum err promise_check(struct ctx *cx, int64_t id, int64_t if_match,
                       const struct promise_check_body *b, struct flow_result *out)
{
    return promise_do(cx, id, if_match, b, check, out);
}

/* ---- read ---- */

enum err interview_find(struct ctx *cx, struct str num, struct interview *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_INTERVIEW_GET, ARGS(I64(cx->jid), TXT(num)), &interview_shape, out,
               &found));
    return found ? OK
                 : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的约谈",
                        "there is no interview %.*s", STR_ARG(num));
}

enum err interview_units(struct ctx *cx, struct str num, struct interview_unit **out, size_t *n)
{
    return db_all(cx, SQL_INTERVIEW_UNITS, ARGS(I64(cx->jid), TXT(num)), &unit_row_shape,
                  (void **)out, n);
}

struct counts {
    int64_t held, units, open, overdue, reported, kept;
};

static bool sees(struct ctx *cx, const struct interview_unit *u)
{
    return (actor_roles_at(cx, cx->actor, u->unit_id) &
            (INTERVIEW_KEEPERS | BIT(ROLE_ADMIN_SECURITY) | BIT(ROLE_HEAD))) != 0;
}

static void may_json(struct ctx *cx, struct json *j, const struct interview_unit *u)
{
    bool keeps = (actor_roles_at(cx, cx->actor, u->unit_id) & INTERVIEW_KEEPERS) != 0;
    bool head = (actor_roles_at(cx, cx->actor, u->unit_id) & BIT(ROLE_HEAD)) != 0;
    bool open = str_eq_c(u->state, "open");
    json_kbool(j, "may_change", keeps && open);
    json_kbool(j, "may_report", head && open);
    json_kbool(j, "may_check", keeps && str_eq_c(u->state, "reported") && !own(cx, u));
}

static void unit_json(struct ctx *cx, struct json *j, const struct interview_unit *u,
                      struct counts *c)
{
    bool open = str_eq_c(u->state, "open");
    bool overdue = open && u->due_at <= cx->now;
    c->units++;
    c->open += open;
    c->overdue += overdue;
    c->reported += str_eq_c(u->state, "reported");
    c->kept += str_eq_c(u->state, "kept");
    json_obj(j);
    shape_json(j, &unit_row_shape, u);
    json_kstr(j, "unit", label_unit(cx, u->unit_id));
    json_kbool(j, "overdue", overdue);
    may_json(cx, j, u);
    json_obj_end(j);
}

static enum err one_json(struct ctx *cx, struct json *j, const struct interview *v,
                         struct counts *c)
{
    struct interview_unit *u = NULL;
    size_t n = 0, seen = 0;
    TRY(interview_units(cx, v->num, &u, &n));
    for (size_t i = 0; i < n; i++)
        seen += sees(cx, &u[i]);
    if (!seen)
        return OK;
    c->held++;
    json_obj(j);
    shape_json(j, &interview_shape, v);
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (sees(cx, &u[i]))
            unit_json(cx, j, &u[i], c);
    json_arr_end(j);
    json_obj_end(j);
    return OK;
}

enum err interviews_json(struct ctx *cx, const struct interview_query *q, struct json *j)
{
    struct interview *all = NULL;
    struct counts c = {0};
    size_t n = 0;
    TRY(db_all(cx, SQL_INTERVIEW_LIST, ARGS(I64(cx->jid), I64(LISTED)), &interview_shape,
               (void **)&all, &n));
    json_key(j, "interviews");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (!q->campaign.n || str_eq(q->campaign, all[i].campaign))
            TRY(one_json(cx, j, &all[i], &c));
    json_arr_end(j);
    json_key(j, "counts");
    json_obj(j);
    json_ki64(j, "held", c.held);
    json_ki64(j, "units", c.units);
    json_ki64(j, "open", c.open);
    json_ki64(j, "overdue", c.overdue);
    json_ki64(j, "reported", c.reported);
    json_ki64(j, "kept", c.kept);
    json_obj_end(j);
    json_kbool(j, "may_record", (actor_roles(cx->actor) & INTERVIEW_KEEPERS) != 0);
    return OK;
}

/* ---- reminded ---- */

struct overdue {
    int64_t id, unit_id;
    struct str title;
};
static const struct field overdue_fields[] = {
    FIELD(struct overdue, id),
    FIELD(struct overdue, unit_id),
    FIELD(struct overdue, title),
};
static const struct shape overdue_shape = SHAPE("overdue", struct overdue, overdue_fields);

static const struct {
    enum sql due, told;
    const char *template;
} reminders[] = {
    {SQL_PROMISES_DUE, SQL_PROMISE_TOLD, "promise_overdue"},
    {SQL_EXAMINATIONS_DUE, SQL_EXAMINATION_TOLD, "examination_overdue"},
};

struct remind_job {
    enum sql told_sql;
    const char *template;
    const struct overdue *o;
    int64_t told;
};

static enum err remind_write(struct ctx *cx, void *arg)
{
    struct remind_job *j = arg;
    TRY(db_exec(cx, j->told_sql, ARGS(I64(cx->jid), I64(j->o->id), I64(cx->now)), &j->told));
    return j->told ? outbox_put_unit(cx, j->o->unit_id, BIT(ROLE_HEAD), SUBJECT_UNIT,
                                     j->o->unit_id, str_c(j->template), j->o->title)
                   : OK;
}

enum err promises_remind(struct ctx *cx, int limit, int *told)
{
    *told = 0;
    for (size_t k = 0; k < COUNT(reminders); k++) {
        struct overdue *rows = NULL;
        size_t n = 0;
        TRY(db_acquire(cx, cx->app->store, &cx->db));
        enum err e = db_all(cx, reminders[k].due, ARGS(I64(cx->jid), I64(cx->now), I64(limit)),
                            &overdue_shape, (void **)&rows, &n);
        db_release(cx->db);
        cx->db = NULL;
        TRY(e);
        for (size_t i = 0; i < n; i++) {
            struct remind_job j = {reminders[k].told, reminders[k].template, &rows[i], 0};
            TRY(db_write(cx, cx->app->store, remind_write, &j));
            *told += j.told > 0;
        }
    }
    return OK;
}
