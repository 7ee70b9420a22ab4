/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/sheet_draft.h"

#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/tasks_form.h"

enum { SHOWN = 100, NAME_CHARS = 200, ANSWER_MAX = 1 << 20, BODY_CHARS = 40000 };

static const struct field draft_fields[] = {
    FIELD(struct sheet_draft, jid),          FIELD(struct sheet_draft, id),
    FIELD(struct sheet_draft, task_id),      FIELD(struct sheet_draft, unit_id),
    FIELD(struct sheet_draft, action),       FIELD(struct sheet_draft, body),
    FIELD(struct sheet_draft, body_hash),    FIELD(struct sheet_draft, base_version),
    FIELD(struct sheet_draft, seen_version), FIELD(struct sheet_draft, file),
    FIELD(struct sheet_draft, line),         FIELD(struct sheet_draft, officer_id),
    FIELD(struct sheet_draft, created_at),   FIELD(struct sheet_draft, state),
    FIELD(struct sheet_draft, ended_by),     FIELD(struct sheet_draft, ended_at),
};
const struct shape sheet_draft_shape = SHAPE("sheet_draft", struct sheet_draft, draft_fields);

static const struct field query_fields[] = {
    FIELD(struct sheet_drafts_query, unit, .as = AS_ID, .zh = "单位", .en = "Unit"),
    FIELD(struct sheet_drafts_query, num, .as = AS_NUMBER, .zh = "任务编号", .en = "Task"),
};
const struct shape sheet_drafts_query_shape =
    SHAPE("sheet_drafts_query", struct sheet_drafts_query, query_fields);

static const struct field body_fields[] = {
    FIELD(struct sheet_draft_body, fields, .max = BODY_CHARS, .as = AS_TEXT,
          .zh = "改过的内容（这一步的表单，JSON）",
          .en = "Other words (the step's form, JSON)"),
};
const struct shape sheet_draft_body_shape =
    SHAPE("sheet_draft_body", struct sheet_draft_body, body_fields);

/* ---- in ---- */

struct put_job {
    int64_t unit_id;
    struct str file;
    const struct form_result *r;
    struct str *answer;
    int64_t *made, *known;
};

static struct str answer_json(struct ctx *cx, const struct put_job *job)
{
    const struct form_result *r = job->r;
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, ANSWER_MAX);
    json_init(&w, &b);
    json_obj(&w);
    json_kid(&w, "unit", job->unit_id);
    json_kstr(&w, "file", job->file);
    json_ki64(&w, "rows", r->rows);
    json_ki64(&w, "empty", r->empty);
    json_ki64(&w, "made", *job->made);
    json_ki64(&w, "known", *job->known);
    json_key(&w, "faults");
    json_arr(&w);
    for (size_t i = 0; i < r->faults_n; i++) {
        json_obj(&w);
        json_ki64(&w, "row", r->faults[i].line);
        json_kcstr(&w, "column", r->faults[i].column);
        json_kstr(&w, "num", r->faults[i].num);
        json_kstr(&w, "reason", r->faults[i].reason);
        json_obj_end(&w);
    }
    json_arr_end(&w);
    json_obj_end(&w);
    return buf_done(&b);
}

static enum err put_write(struct ctx *cx, void *arg)
{
    struct put_job *job = arg;
    const struct form_result *r = job->r;
    *job->made = *job->known = 0;
    for (size_t i = 0; i < r->drafts_n; i++) {
        int64_t changed = 0;
        TRY(db_put(cx, SQL_SHEET_DRAFT_INSERT, &sheet_draft_shape, &r->drafts[i], NULL, 0,
                   &changed));
        *(changed ? job->made : job->known) += 1;
    }
    if (*job->made)
        TRY(audit_put(cx, SUBJECT_UNIT, job->unit_id, "drafts-brought",
                      str_fmt(cx->arena,
                              "{\"note\":{\"form\":\"tasks\",\"rows\":%lld,\"made\":%lld}}",
                              (long long)r->rows, (long long)*job->made)));
    *job->answer = answer_json(cx, job);
    return idem_put(cx, 200, *job->answer);
}

enum err sheet_drafts_put(struct ctx *cx, int64_t unit_id, struct str file,
                          const struct form_result *r, struct str *answer, int64_t *made,
                          int64_t *known)
{
    struct put_job job = {unit_id, file, r, answer, made, known};
    return db_write(cx, cx->app->store, put_write, &job);
}

/* ---- side by side ---- */

/* What an event says in the words of the step's form: field, text beside the event. */
static const struct {
    const char *action, *field, *text;
} said[] = {
    {"note", "words", "words"},         {"report", "words", "report"},
    {"report", "cause", "cause"},       {"report", "missing", "missing"},
    {"ask-return", "reason", "reason"}, {"ask-extension", "reason", "reason"},
};

/* A draft with its task as it is now. */
struct beside {
    const struct sheet_draft *d;
    const struct step *step;
    const struct task *t;
    const struct matter *m;
    const struct mechanism *mechanism;
    json_t *body;
    struct line *lines; /* of the task; NULL: nothing has changed */
    size_t lines_n;
    struct texts texts;
    const struct line *same; /* the newest act of the same kind since; NULL: none */
};

static const char *yes_no(const struct ctx *cx, const struct field *f, bool yes)
{
    if (strcmp(f->name, "interim") == 0)
        return cx->lang == LANG_EN ? (yes ? "interim" : "final") : form_finals[yes];
    return cx->lang == LANG_EN ? (yes ? "yes" : "no") : (yes ? "是" : "否");
}

static struct str field_text(struct ctx *cx, const struct beside *b, const struct field *f,
                             const json_t *v)
{
    if (json_is_integer(v))
        return str_fmt(cx->arena, "%lld", (long long)json_integer_value(v));
    if (f->kind == FIELD_BOOL)
        return str_c(yes_no(cx, f, json_is_true(v)));
    if (!json_is_string(v))
        return STR("");
    struct str s = str_c(json_string_value(v));
    if (f->kind == FIELD_ENUM)
        return str_c(enum_label(f->names, enum_value(f->names, s), (int)cx->lang));
    if (f->options && strcmp(f->options, "grounds_return") == 0)
        return label_choice(cx, choice_find(&b->mechanism->grounds_at[AT_RETURN], s), s);
    return s;
}

/* What the task holds in that place, when somebody took the same step meanwhile. */
static struct str field_now(struct ctx *cx, const struct beside *b, const struct field *f)
{
    if (!b->same)
        return STR("");
    if (f->kind == FIELD_ENUM && f->names == &result_names)
        return str_c(enum_label(&result_names, b->t->result, (int)cx->lang));
    if (f->kind == FIELD_BOOL && strcmp(f->name, "interim") == 0)
        return str_c(yes_no(cx, f, !b->t->final));
    if (strcmp(f->name, "workdays") == 0 && b->t->extension_days)
        return str_fmt(cx->arena, "%lld", (long long)b->t->extension_days);
    for (size_t i = 0; i < COUNT(said); i++)
        if (strcmp(said[i].field, f->name) == 0 && str_eq_c(b->d->action, said[i].action))
            return text_of(&b->texts, b->same->seq, said[i].text);
    return STR("");
}

static void value_json(struct json *j, const json_t *v)
{
    json_key(j, "value");
    if (json_is_integer(v))
        json_i64(j, json_integer_value(v));
    else if (json_is_boolean(v))
        json_bool(j, json_is_true(v));
    else if (json_is_string(v))
        json_str(j, str_c(json_string_value(v)));
    else
        json_nil(j);
}

/* The same as the form has it, to be chosen. */
static void now_value_json(struct json *j, const struct beside *b, const struct field *f,
                           struct str now)
{
    if (!now.n)
        json_kcstr(j, "now_value", NULL);
    else if (f->kind == FIELD_ENUM)
        json_kcstr(j, "now_value", enum_text(&result_names, b->t->result));
    else if (f->kind == FIELD_BOOL)
        json_kbool(j, "now_value", !b->t->final);
    else if (f->kind == FIELD_I64)
        json_ki64(j, "now_value", b->t->extension_days);
    else
        json_kstr(j, "now_value", now);
}

static void fields_json(struct ctx *cx, struct json *j, const struct beside *b)
{
    const struct shape *s = b->step->body;
    json_key(j, "fields");
    json_arr(j);
    for (size_t i = 0; s && i < s->n; i++) {
        const struct field *f = &s->fields[i];
        const json_t *v = json_object_get(b->body, f->name);
        struct str now = field_now(cx, b, f);
        if (!v && !now.n)
            continue;
        json_obj(j);
        json_kcstr(j, "name", f->name);
        json_kcstr(j, "label", cx->lang == LANG_EN ? f->en : f->zh);
        value_json(j, v);
        json_kstr(j, "text", v ? field_text(cx, b, f, v) : STR(""));
        json_kstr(j, "now", now);
        now_value_json(j, b, f, now);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void since_json(struct ctx *cx, struct json *j, const struct beside *b)
{
    json_key(j, "since");
    json_arr(j);
    for (size_t i = 0; i < b->lines_n; i++) {
        if (b->lines[i].seq <= b->d->seen_version)
            continue;
        json_obj(j);
        json_kstr(j, "action", b->lines[i].action);
        json_kstr(j, "action_text", label_action(cx, SUBJECT_TASK, b->lines[i].action));
        json_kstr(j, "actor", b->lines[i].actor_name);
        json_ktime(j, "at", b->lines[i].recorded_at);
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* ---- the list ---- */

struct drafts {
    struct sheet_draft *p;
    size_t n;
};

static bool has_twin(const struct drafts *all, const struct sheet_draft *d)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].id != d->id && all->p[i].task_id == d->task_id &&
            str_eq(all->p[i].action, d->action))
            return true;
    return false;
}

static enum err beside_read(struct ctx *cx, struct work *w, struct beside *b, bool *seen)
{
    struct task *t = NULL;
    struct matter *m = NULL;
    b->step = flow_find(SUBJECT_TASK, b->d->action);
    TRY(work_visible(w, SUBJECT_TASK, b->d->task_id, seen));
    *seen = *seen && b->step;
    if (!*seen)
        return OK;
    TRY(work_task(w, b->d->task_id, &t));
    TRY(work_matter(w, t->matter_id, &m));
    b->t = t;
    b->m = m;
    b->mechanism = work_mechanism(w, m->mechanism, m->mechanism_version);
    TRY(json_read(cx, b->d->body, &b->body));
    if (t->version == b->d->seen_version)
        return OK;
    TRY(lines_read(cx, SUBJECT_TASK, t->id, &b->lines, &b->lines_n));
    TRY(texts_read(cx, SUBJECT_TASK, t->id, &b->texts));
    for (size_t i = 0; i < b->lines_n; i++)
        if (b->lines[i].seq > b->d->seen_version && str_eq(b->lines[i].action, b->d->action))
            b->same = &b->lines[i];
    return OK;
}

static enum err may_file(struct ctx *cx, struct work *w, const struct beside *b, bool *yes)
{
    const struct step **steps = NULL;
    size_t n = 0;
    TRY(flow_allowed(cx, w, SUBJECT_TASK, b->t->id, &steps, &n));
    *yes = false;
    for (size_t i = 0; i < n; i++)
        *yes |= steps[i] == b->step;
    return OK;
}

static struct str officer_of(struct ctx *cx, int64_t id)
{
    struct actor a;
    struct fault before = cx->error;
    enum err e = actor_load(cx, id, &a);
    cx->error = before;
    return e == OK ? a.name : STR("");
}

static enum err draft_json(struct ctx *cx, struct json *j, const struct drafts *all,
                           const struct sheet_draft *d)
{
    struct work *w = work_begin(cx);
    struct beside b = {.d = d};
    bool seen = false, whole = false, may = false;
    TRY(beside_read(cx, w, &b, &seen));
    if (!seen)
        return OK;
    TRY(work_visible(w, SUBJECT_MATTER, b.m->id, &whole));
    TRY(may_file(cx, w, &b, &may));
    const char *conflict = b.same                            ? "done"
                           : has_twin(all, d)                ? "twice"
                           : b.t->version != d->seen_version ? "changed"
                                                             : "";
    json_obj(j);
    json_kid(j, "id", d->id);
    json_kstr(j, "task", b.t->num);
    json_kstr(j, "title", whole ? label_matter(cx, b.m) : STR(""));
    json_kcstr(j, "state_text", enum_label(&task_state_names, b.t->state, (int)cx->lang));
    json_ki64(j, "version", b.t->version);
    json_kstr(j, "action", d->action);
    json_kcstr(j, "action_text", cx->lang == LANG_EN ? b.step->en : b.step->zh);
    json_kstr(j, "file", d->file);
    json_ki64(j, "row", d->line);
    json_kstr(j, "brought_by", officer_of(cx, d->officer_id));
    json_ktime(j, "brought_at", d->created_at);
    json_kbool(j, "may_file", may);
    json_kcstr(j, "conflict", conflict);
    fields_json(cx, j, &b);
    since_json(cx, j, &b);
    json_obj_end(j);
    return OK;
}

static enum err drafts_of_task(struct ctx *cx, struct str num, struct drafts *out)
{
    struct work *w = work_begin(cx);
    int64_t id = 0, version = 0;
    struct task *t = NULL;
    bool seen = false;
    TRY(work_num(w, SUBJECT_TASK, num, &id, &version));
    TRY(work_visible(w, SUBJECT_TASK, id, &seen));
    if (!seen)
        return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的记录", "there is no record %.*s",
                    STR_ARG(num));
    TRY(work_task(w, id, &t));
    TRY(tasks_form_may(cx, t->unit_id));
    return db_all(cx, SQL_SHEET_DRAFT_OF_TASK, ARGS(I64(cx->jid), I64(id)), &sheet_draft_shape,
                  (void **)&out->p, &out->n);
}

static enum err drafts_of_unit(struct ctx *cx, int64_t unit, struct drafts *out)
{
    TRY(tasks_form_may(cx, unit));
    return db_all(cx, SQL_SHEET_DRAFT_OF_UNIT, ARGS(I64(cx->jid), I64(unit), I64(SHOWN + 1)),
                  &sheet_draft_shape, (void **)&out->p, &out->n);
}

enum err sheet_drafts_json(struct ctx *cx, const struct sheet_drafts_query *q, struct json *j)
{
    struct drafts all = {0};
    TRY(q->num.n ? drafts_of_task(cx, q->num, &all)
                 : drafts_of_unit(cx, q->unit ? q->unit : cx->actor->unit_id, &all));
    json_key(j, "drafts");
    json_arr(j);
    for (size_t i = 0; i < all.n && i < SHOWN; i++)
        TRY(draft_json(cx, j, &all, &all.p[i]));
    json_arr_end(j);
    json_kbool(j, "more", all.n > SHOWN);
    return OK;
}

/* ---- filed, or let go ---- */

struct end_job {
    int64_t id, if_match;
    struct str fields;
    struct flow_result *out;
};

static enum err draft_open(struct ctx *cx, int64_t id, struct sheet_draft *d)
{
    bool found = false;
    TRY(db_one(cx, SQL_SHEET_DRAFT_GET, ARGS(I64(cx->jid), I64(id)), &sheet_draft_shape, d,
               &found));
    enum err e = found ? tasks_form_may(cx, d->unit_id) : ERR_NOT_FOUND;
    if (e != OK)
        return fail(cx, ERR_NOT_FOUND, "没有这份草稿", "there is no such draft");
    return str_eq_c(d->state, "open") ? OK
                                      : fail(cx, ERR_CONFLICT, "这份草稿已经提交或放弃",
                                             "this draft was filed or let go already");
}

static enum err draft_end(struct ctx *cx, int64_t id, const char *state)
{
    int64_t changed = 0;
    TRY(db_exec(cx, SQL_SHEET_DRAFT_END,
                ARGS(I64(cx->jid), I64(id), TXT(str_c(state)), I64(cx->actor->officer_id),
                     I64(cx->now)),
                &changed));
    return changed == 1 ? OK
                        : fail(cx, ERR_CONFLICT, "这份草稿已经提交或放弃",
                               "this draft was filed or let go already");
}

static enum err file_write(struct ctx *cx, void *arg)
{
    const struct end_job *job = arg;
    struct sheet_draft d = {0};
    struct task *t = NULL;
    json_t *in = NULL;
    TRY(draft_open(cx, job->id, &d));
    const struct step *step = flow_find(SUBJECT_TASK, d.action);
    if (!step || !step->body)
        return fail(cx, ERR_BUG, "没有步骤 %.*s", "there is no step %.*s", STR_ARG(d.action));
    TRY(json_read(cx, job->fields.n ? job->fields : d.body, &in));
    void *body = arena_alloc(cx->arena, step->body->size);
    TRY(shape_parse(cx, step->body, in, body));
    TRY(work_task(work_begin(cx), d.task_id, &t));
    const struct flow_request request = {.step = step,
                                         .num = t->num,
                                         .if_match = job->if_match,
                                         .body = body,
                                         .prepared_by = d.officer_id,
                                         .prepared_id = d.id};
    TRY(flow_act_within(cx, &request, job->out));
    TRY(draft_end(cx, d.id, "filed"));
    return db_exec(
        cx, SQL_SHEET_DRAFT_SEEN,
        ARGS(I64(cx->jid), I64(d.task_id), I64(job->if_match), I64(job->out->version)), NULL);
}

enum err sheet_draft_file(struct ctx *cx, int64_t id, int64_t if_match, struct str fields,
                          struct flow_result *out)
{
    struct end_job job = {.id = id, .if_match = if_match, .fields = fields, .out = out};
    return db_write(cx, cx->app->store, file_write, &job);
}

static enum err drop_write(struct ctx *cx, void *arg)
{
    const struct end_job *job = arg;
    struct sheet_draft d = {0};
    TRY(draft_open(cx, job->id, &d));
    TRY(draft_end(cx, d.id, "dropped"));
    return audit_put(cx, SUBJECT_UNIT, d.unit_id, "draft-dropped",
                     str_fmt(cx->arena, "{\"note\":{\"draft\":\"%lld\",\"task\":\"%lld\"}}",
                             (long long)d.id, (long long)d.task_id));
}

enum err sheet_draft_drop(struct ctx *cx, int64_t id)
{
    struct end_job job = {.id = id};
    return db_write(cx, cx->app->store, drop_write, &job);
}
