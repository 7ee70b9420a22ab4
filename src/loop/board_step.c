/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/board_step.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/calendar.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/secret.h"
#include "db/db.h"
#include "loop/board.h"
#include "loop/interview.h"
#include "loop/labels.h"

ENUM_NAMES(board_step, BOARD_STEP_LIST);
ENUM_NAMES(account_label, LABEL_LIST);

enum { LISTED = 1000, LONG_TEXT = 4000, RECKON_PAGE = 50 };

static const struct field step_fields[] = {
    FIELD(struct board_step, jid),
    FIELD(struct board_step, id, .as = AS_ID),
    FIELD(struct board_step, version),
    FIELD(struct board_step, board),
    FIELD(struct board_step, unit_id, .as = AS_ID),
    FIELD(struct board_step, scope),
    FIELD(struct board_step, serial),
    FIELD(struct board_step, kind, .names = &board_step_names),
    FIELD(struct board_step, state),
    FIELD(struct board_step, made_at, .as = AS_TIME),
    FIELD(struct board_step, held_at, .as = AS_TIME),
    FIELD(struct board_step, who),
    FIELD(struct board_step, about, .max = LONG_TEXT),
    FIELD(struct board_step, measures, .max = LONG_TEXT),
    {.name = "signed", .off = offsetof(struct board_step, signed_), .kind = FIELD_STR},
    FIELD(struct board_step, recorded_by, .as = AS_ID),
    FIELD(struct board_step, due_at, .as = AS_TIME),
    FIELD(struct board_step, answer, .max = LONG_TEXT),
    FIELD(struct board_step, answered_by, .as = AS_ID),
    FIELD(struct board_step, answered_at, .as = AS_TIME),
    FIELD(struct board_step, accepted_by, .as = AS_ID),
    FIELD(struct board_step, accepted_at, .as = AS_TIME),
};
const struct shape board_step_shape = SHAPE("board_step", struct board_step, step_fields);

static const struct field record_fields[] = {
    FIELD(struct step_record_body, held_at, .required = true, .as = AS_TIME, .zh = "日期",
          .en = "Held on"),
    FIELD(struct step_record_body, who, .required = true, .min = 2, .zh = "约谈人、被约谈人",
          .en = "Who with whom"),
    FIELD(struct step_record_body, about, .required = true, .min = 2, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "事由", .en = "About what"),
    FIELD(struct step_record_body, measures, .required = true, .min = 2, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "整改措施", .en = "Measures"),
    {.name = "signed",
     .off = offsetof(struct step_record_body, signed_),
     .kind = FIELD_STR,
     .required = true,
     .min = 2,
     .zh = "签字人",
     .en = "Signed by"},
};
static const struct field answer_fields[] = {
    FIELD(struct step_answer_body, answer, .required = true, .min = 10, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "检视报告", .en = "Self-examination"),
};
static const struct field accept_fields[] = {
    FIELD(struct step_accept_body, accept, .zh = "验收通过", .en = "Accept"),
    FIELD(struct step_accept_body, reason, .required = true, .min = 2, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "意见", .en = "Reason"),
};
static const struct field account_fields[] = {
    FIELD(struct account_body, unit, .required = true, .as = AS_ID, .zh = "单位", .en = "Unit",
          .options = "units"),
    FIELD(struct account_body, person, .max = 60, .zh = "被问责人（追究单位责任可不填）",
          .en = "Person (empty: the unit)"),
    FIELD(struct account_body, post, .max = 100, .zh = "职务", .en = "Post"),
    FIELD(struct account_body, label, .names = &account_label_names, .zh = "情形",
          .en = "Label"),
    FIELD(struct account_body, ground, .required = true, .min = 2, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "事实和依据", .en = "Ground"),
    FIELD(struct account_body, outcome, .required = true, .min = 2, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "处理结果", .en = "Outcome"),
    FIELD(struct account_body, board, .max = 30, .zh = "依据的榜单编号", .en = "Board"),
    FIELD(struct account_body, decided_at, .required = true, .as = AS_TIME, .zh = "决定日期",
          .en = "Decided on"),
};
const struct shape step_record_shape =
    SHAPE("step_record", struct step_record_body, record_fields);
const struct shape step_answer_shape =
    SHAPE("step_answer", struct step_answer_body, answer_fields);
const struct shape step_accept_shape =
    SHAPE("step_accept", struct step_accept_body, accept_fields);
const struct shape account_shape = SHAPE("account", struct account_body, account_fields);

/* ---- made by a board ---- */

static struct str scope_of(struct ctx *cx, const struct board *b, const struct board_rule *r)
{
    int y = 0, m = 0, d = 0;
    if (r->ladder.scope == BOARD_BY_CAMPAIGN && b->campaign.n)
        return b->campaign;
    day_to_civil(time_day(b->to_at - 1), &y, &m, &d);
    return str_fmt(cx->arena, "%d", y);
}

enum err board_steps_make(struct ctx *cx, const struct board *b, const struct board_rule *r,
                          const struct board_unit_result *units, size_t n, const int64_t *ids)
{
    struct str scope = scope_of(cx, b, r);
    for (size_t i = 0; i < n; i++) {
        int64_t before = 0;
        if (!units[i].black)
            continue;
        TRY(db_i64(cx, SQL_BOARD_STEP_SERIAL,
                   ARGS(I64(cx->jid), TXT(scope), I64(units[i].unit_id)), 0, &before));
        const struct board_step s = {
            .jid = cx->jid,
            .id = ids[i],
            .version = 1,
            .board = b->num,
            .unit_id = units[i].unit_id,
            .scope = scope,
            .serial = before + 1,
            .kind = before < STEP_EXAMINE ? (int)before : STEP_EXAMINE,
            .state = STR("open"),
            .made_at = cx->now,
        };
        TRY(db_put(cx, SQL_BOARD_STEP_INSERT, &board_step_shape, &s, NULL, 0, NULL));
    }
    return OK;
}

/* ---- acts ---- */

struct step_job {
    int64_t id, if_match;
    const void *body;
    enum err (*act)(struct ctx *cx, struct board_step *s, const void *body);
    struct flow_result *out;
};

static enum err keeper(struct ctx *cx, const struct board_step *s)
{
    return actor_roles_at(cx, cx->actor, s->unit_id) & STEP_KEEPERS
               ? OK
               : fail(cx, ERR_DENIED, "由督查或领导登记", "for supervisors and leaders");
}

static enum err in_state(struct ctx *cx, const struct board_step *s, const char *state)
{
    return str_eq_c(s->state, state)
               ? OK
               : fail(cx, ERR_CONFLICT, "这一步现在不能办", "that cannot be done now");
}

struct record_body {
    const struct step_record_body *said;
    struct str num; /* of the sitting, should it be one, and its unit's row */
    int64_t row;
};

/* By when what was asked is answered, as the board's rule says; *provisional: by weekends
 * alone, because the holidays of a year it reaches into are not known. */
static enum err answer_limit(struct ctx *cx, const struct board_step *s, int64_t *out,
                             bool *provisional)
{
    const struct board_rule *r = NULL;
    struct board of = {0};
    *provisional = false;
    TRY(board_find(cx, s->board, &of));
    TRY(board_rule_get(cx, of.rule, of.rule_version, &r));
    *out = time_day_end(calendar_add_workdays(cx->app->calendar, time_day(s->held_at),
                                              r->ladder.answer_workdays, provisional));
    return OK;
}

static void recorded(struct ctx *cx, struct board_step *s, const struct step_record_body *b)
{
    s->held_at = b->held_at;
    s->who = b->who;
    s->about = b->about;
    s->measures = b->measures;
    s->signed_ = b->signed_;
    s->recorded_by = cx->actor->officer_id;
    s->state = STR("recorded");
}

static enum err record(struct ctx *cx, struct board_step *s, const void *body)
{
    const struct record_body *b = body;
    bool provisional = false;
    int64_t due = 0;
    TRY(keeper(cx, s));
    TRY(in_state(cx, s, "open"));
    if (b->said->held_at > cx->now)
        return fail_at(cx, ERR_INPUT, "held_at", "日期还没有到", "that day is yet to come");
    recorded(cx, s, b->said);
    if (s->kind == STEP_REMIND)
        return OK;
    TRY(answer_limit(cx, s, &due, &provisional));
    if (s->kind == STEP_INTERVIEW)
        return interview_of_step(cx, s, b->num, b->row, due);
    s->due_at = due;
    return OK;
}

static enum err answer(struct ctx *cx, struct board_step *s, const void *body)
{
    const struct step_answer_body *b = body;
    if (!(actor_roles_at(cx, cx->actor, s->unit_id) & BIT(ROLE_HEAD)))
        return fail(cx, ERR_DENIED, "由该单位负责人提交", "for the unit's head");
    if (s->kind != STEP_EXAMINE)
        return fail(cx, ERR_CONFLICT, "只有责令检视需要答复",
                    "only a self-examination is answered");
    TRY(in_state(cx, s, "recorded"));
    s->answer = b->answer;
    s->answered_by = cx->actor->officer_id;
    s->answered_at = cx->now;
    s->state = STR("answered");
    return OK;
}

static enum err accept(struct ctx *cx, struct board_step *s, const void *body)
{
    const struct step_accept_body *b = body;
    TRY(keeper(cx, s));
    TRY(in_state(cx, s, "answered"));
    if (actor_is(cx->actor, s->answered_by) ||
        org_unit_under(cx->app->org, cx->actor->unit_id, s->unit_id))
        return fail(cx, ERR_DENIED, "答复人和该单位的人不能自己验收",
                    "not for who answered, nor for that unit's own people");
    s->state = b->accept ? STR("accepted") : STR("recorded");
    s->accepted_by = b->accept ? cx->actor->officer_id : 0;
    s->accepted_at = b->accept ? cx->now : 0;
    s->measures = str_fmt(cx->arena, "%.*s\n%s：%.*s", STR_ARG(s->measures),
                          b->accept ? "验收" : "退回", STR_ARG(b->reason));
    return OK;
}

enum err board_step_find(struct ctx *cx, int64_t id, struct board_step *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_BOARD_STEP_GET, ARGS(I64(cx->jid), I64(id)), &board_step_shape, out,
               &found));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "没有这条记录", "there is no such record");
}

/* With its event. s->version: the one it gets. */
static enum err step_put(struct ctx *cx, const struct board_step *s, int64_t if_match)
{
    int64_t changed = 0;
    TRY(db_put(cx, SQL_BOARD_STEP_UPDATE, &board_step_shape, s, ARGS(I64(if_match)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    return audit_put(cx, SUBJECT_UNIT, s->unit_id, "board-step",
                     str_fmt(cx->arena,
                             "{\"board\":\"%.*s\",\"kind\":\"%s\",\"serial\":%" PRId64
                             ",\"state\":\"%.*s\"}",
                             STR_ARG(s->board), enum_text(&board_step_names, s->kind),
                             s->serial, STR_ARG(s->state)));
}

enum err board_step_interviewed(struct ctx *cx, int64_t unit, const struct step_record_body *b,
                                int64_t *id)
{
    struct board_step s = {0};
    bool found = false;
    TRY(db_one(
        cx, SQL_BOARD_STEP_WAITING,
        ARGS(I64(cx->jid), I64(unit), TXT(str_c(enum_text(&board_step_names, STEP_INTERVIEW)))),
        &board_step_shape, &s, &found));
    *id = found ? s.id : 0;
    if (!found)
        return OK;
    recorded(cx, &s, b);
    s.version++;
    return step_put(cx, &s, s.version - 1);
}

static enum err step_write(struct ctx *cx, void *arg)
{
    const struct step_job *job = arg;
    struct board_step s = {0};
    TRY(board_step_find(cx, job->id, &s));
    TRY(job->act(cx, &s, job->body));
    s.version = job->if_match + 1;
    TRY(step_put(cx, &s, job->if_match));
    *job->out = (struct flow_result){.num = str_fmt(cx->arena, "%" PRId64, s.id),
                                     .version = s.version,
                                     .state = str_cdup(cx->arena, s.state)};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

enum err board_step_record(struct ctx *cx, int64_t id, int64_t if_match,
                           const struct step_record_body *b, struct flow_result *out)
{
    struct record_body body = {.said = b, .row = app_id(cx)};
    struct step_job job = {id, if_match, &body, record, out};
    TRY(app_numbers(cx, 1, &body.num));
    return db_write(cx, cx->app->store, step_write, &job);
}

enum err board_step_answer(struct ctx *cx, int64_t id, int64_t if_match,
                           const struct step_answer_body *b, struct flow_result *out)
{
    struct step_job job = {id, if_match, b, answer, out};
    return db_write(cx, cx->app->store, step_write, &job);
}

enum err board_step_accept(struct ctx *cx, int64_t id, int64_t if_match,
                           const struct step_accept_body *b, struct flow_result *out)
{
    struct step_job job = {id, if_match, b, accept, out};
    return db_write(cx, cx->app->store, step_write, &job);
}

/* ---- another calendar ---- */

static enum err move_write(struct ctx *cx, void *arg)
{
    const struct board_step *s = arg;
    return db_exec(cx, SQL_BOARD_STEP_DUE_MOVED,
                   ARGS(I64(cx->jid), I64(s->id), I64(s->due_at), I64(s->held_at)), NULL);
}

static enum err page_reckoned(struct ctx *cx, int64_t *after, struct board_step **rows,
                              int64_t *due, size_t *n)
{
    bool provisional = false;
    TRY(db_all(cx, SQL_BOARD_STEP_RUNNING, ARGS(I64(cx->jid), I64(*after), I64(RECKON_PAGE)),
               &board_step_shape, (void **)rows, n));
    for (size_t i = 0; i < *n; i++)
        TRY(answer_limit(cx, &(*rows)[i], &due[i], &provisional));
    if (*n)
        *after = (*rows)[*n - 1].id;
    return OK;
}

enum err board_steps_reckon(struct ctx *cx, size_t *moved)
{
    struct board_step *rows = NULL;
    int64_t due[RECKON_PAGE], after = 0;
    size_t n = RECKON_PAGE;
    *moved = 0;
    while (n == RECKON_PAGE) {
        TRY(db_acquire(cx, cx->app->store, &cx->db));
        enum err e = page_reckoned(cx, &after, &rows, due, &n);
        db_release(cx->db);
        cx->db = NULL;
        TRY(e);
        for (size_t i = 0; i < n; i++) {
            if (due[i] == rows[i].due_at)
                continue;
            rows[i].due_at = due[i];
            TRY(db_write(cx, cx->app->store, move_write, &rows[i]));
            ++*moved;
        }
    }
    return OK;
}

/* ---- read ---- */

enum err board_steps(struct ctx *cx, struct board_step **out, size_t *n)
{
    return db_all(cx, SQL_BOARD_STEPS, ARGS(I64(cx->jid), I64(LISTED)), &board_step_shape,
                  (void **)out, n);
}

enum err board_steps_of(struct ctx *cx, struct str board, struct board_step **out, size_t *n)
{
    return db_all(cx, SQL_BOARD_STEPS_OF, ARGS(I64(cx->jid), TXT(board)), &board_step_shape,
                  (void **)out, n);
}

static void may_json(struct ctx *cx, struct json *j, const struct board_step *s)
{
    uint32_t roles = actor_roles_at(cx, cx->actor, s->unit_id);
    bool keeps = (roles & STEP_KEEPERS) != 0, head = (roles & BIT(ROLE_HEAD)) != 0;
    bool own = org_unit_under(cx->app->org, cx->actor->unit_id, s->unit_id);
    const char *may = keeps && str_eq_c(s->state, "open") ? "record"
                      : head && s->kind == STEP_EXAMINE && str_eq_c(s->state, "recorded")
                          ? "answer"
                      : keeps && !own && str_eq_c(s->state, "answered") ? "accept"
                                                                        : "";
    json_kcstr(j, "may", may);
}

enum err board_steps_json(struct ctx *cx, struct json *j)
{
    struct board_step *s = NULL;
    size_t n = 0;
    int64_t counts[BOARD_STEP__MAX] = {0};
    TRY(board_steps(cx, &s, &n));
    json_key(j, "steps");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (!(actor_roles_at(cx, cx->actor, s[i].unit_id) & STEP_READERS))
            continue;
        bool provisional = false;
        int64_t due = 0;
        counts[s[i].kind]++;
        json_obj(j);
        shape_json(j, &board_step_shape, &s[i]);
        json_kstr(j, "unit", label_unit(cx, s[i].unit_id));
        json_kcstr(j, "kind_text", enum_label(&board_step_names, s[i].kind, (int)cx->lang));
        if (s[i].due_at)
            TRY(answer_limit(cx, &s[i], &due, &provisional));
        json_kbool(j, "provisional", s[i].due_at && provisional);
        json_kbool(j, "overdue",
                   s[i].due_at && str_eq_c(s[i].state, "recorded") && s[i].due_at < cx->now);
        may_json(cx, j, &s[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "counts");
    json_obj(j);
    for (int k = 0; k < BOARD_STEP__MAX; k++)
        json_ki64(j, enum_text(&board_step_names, k), counts[k]);
    json_obj_end(j);
    return OK;
}

/* ---- accountability ---- */

struct account {
    int64_t jid, id, unit_id;
    struct str person_enc, post;
    int label;
    struct str ground, outcome, board;
    int64_t decided_at, officer_id, made_at;
};
static const struct field row_fields[] = {
    FIELD(struct account, jid),
    FIELD(struct account, id, .as = AS_ID),
    FIELD(struct account, unit_id, .as = AS_ID),
    FIELD(struct account, person_enc, .max = LONG_TEXT),
    FIELD(struct account, post),
    FIELD(struct account, label, .names = &account_label_names),
    FIELD(struct account, ground, .max = LONG_TEXT),
    FIELD(struct account, outcome, .max = LONG_TEXT),
    FIELD(struct account, board),
    FIELD(struct account, decided_at, .as = AS_TIME),
    FIELD(struct account, officer_id, .as = AS_ID),
    FIELD(struct account, made_at, .as = AS_TIME),
};
static const struct shape account_row_shape =
    SHAPE("accountability", struct account, row_fields);
static const char SEALED_AT[] = "accountability.person";

struct account_job {
    struct account row;
    struct flow_result *out;
};

static enum err account_write(struct ctx *cx, void *arg)
{
    const struct account_job *job = arg;
    TRY(db_put(cx, SQL_ACCOUNTABILITY_INSERT, &account_row_shape, &job->row, NULL, 0, NULL));
    TRY(audit_put(cx, SUBJECT_UNIT, job->row.unit_id, "accountability",
                  str_fmt(cx->arena, "{\"id\":\"%" PRId64 "\",\"label\":\"%s\"}", job->row.id,
                          enum_text(&account_label_names, job->row.label))));
    *job->out = (struct flow_result){
        .num = str_fmt(cx->arena, "%" PRId64, job->row.id), .version = 1, .state = "recorded"};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

enum err account_put(struct ctx *cx, const struct account_body *b, struct flow_result *out)
{
    if (!org_unit(cx->app->org, b->unit))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位", "there is no such unit");
    if ((b->person.n > 0) != (b->label != LABEL_NONE))
        return fail_at(cx, ERR_INPUT, "label", "追究个人责任须选情形，追究单位责任不选",
                       "a person's record has one of the four labels, a unit's none");
    struct account_job job = {.out = out};
    int64_t id = app_id(cx);
    job.row = (struct account){
        .jid = cx->jid,
        .id = id,
        .unit_id = b->unit,
        .person_enc = secret_seal(cx, SEALED_AT, id, b->person),
        .post = b->post,
        .label = b->label,
        .ground = b->ground,
        .outcome = b->outcome,
        .board = b->board,
        .decided_at = b->decided_at,
        .officer_id = cx->actor->officer_id,
        .made_at = cx->now,
    };
    return db_write(cx, cx->app->store, account_write, &job);
}

enum err accounts_json(struct ctx *cx, struct json *j)
{
    struct account *rows = NULL;
    size_t n = 0;
    int64_t persons = 0;
    TRY(db_all(cx, SQL_ACCOUNTABILITY_LIST, ARGS(I64(cx->jid), I64(LISTED)), &account_row_shape,
               (void **)&rows, &n));
    json_key(j, "records");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct account *a = &rows[i];
        struct str person = {0};
        TRY(secret_unseal(cx, SEALED_AT, a->id, a->person_enc, &person));
        persons += a->label != LABEL_NONE;
        json_obj(j);
        json_kid(j, "id", a->id);
        json_kstr(j, "unit", label_unit(cx, a->unit_id));
        json_kstr(j, "person", person);
        json_kstr(j, "post", a->post);
        json_kcstr(j, "label", enum_text(&account_label_names, a->label));
        json_kcstr(j, "label_text", enum_label(&account_label_names, a->label, (int)cx->lang));
        json_kstr(j, "ground", a->ground);
        json_kstr(j, "outcome", a->outcome);
        json_kstr(j, "board", a->board);
        json_ktime(j, "decided_at", a->decided_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_ki64(j, "persons", persons);
    json_ki64(j, "units", (int64_t)n - persons);
    return OK;
}
