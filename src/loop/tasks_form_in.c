/* SPDX-License-Identifier: Apache-2.0
 * A filled table of tasks: which rows say something, and what of it becomes which draft.
 */
#include <inttypes.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "core/app.h"
#include "db/db.h"
#include "doc/columns.h"
#include "doc/sheet.h"
#include "loop/sheet_draft.h"
#include "loop/tasks_form.h"

enum { BODY_MAX = 262144, FAULTS_A_ROW = 8, DRAFTS_A_ROW = 4, COLUMNS_KNOWN = 64 };

/* One row being read. */
struct form_row {
    const struct form_job *job;
    const struct unit *unit;
    struct form_result *out;
    int64_t line;
    struct str cells[FORM__MAX];
    const struct task *task;
    const struct mechanism *mechanism;
    int64_t version;
};

static void fault(struct form_row *r, enum form_column column, struct str reason)
{
    r->out->faults[r->out->faults_n++] = (struct form_fault){
        .line = r->line,
        .column = column == FORM__MAX ? "" : form_titles[column],
        .num = r->cells[FORM_NUM],
        .reason = reason,
    };
}

static struct str say(const struct ctx *cx, const char *zh, const char *en)
{
    return str_c(cx->lang == LANG_EN ? en : zh);
}

/* ---- the drafts of a row ---- */

static void draft_add(struct ctx *cx, struct form_row *r, const char *action, struct str body)
{
    r->out->drafts[r->out->drafts_n++] = (struct sheet_draft){
        .jid = cx->jid,
        .id = app_id(cx),
        .task_id = r->task->id,
        .unit_id = r->unit->id,
        .action = str_c(action),
        .body = body,
        .body_hash = hash_hex(cx->arena, hash_sha256(body)),
        .base_version = r->version,
        .seen_version = r->version,
        .file = r->job->name,
        .line = r->line,
        .officer_id = cx->actor->officer_id,
        .created_at = cx->now,
        .state = STR("open"),
    };
}

static void body_begin(struct ctx *cx, struct buf *b, struct json *w)
{
    buf_init(b, cx->arena, BODY_MAX);
    json_init(w, b);
    json_obj(w);
}

static struct str body_end(struct buf *b, struct json *w)
{
    json_obj_end(w);
    return buf_done(b);
}

/* Which of a NULL-terminated list of labels; -1 none. */
static int label_of(const char *const *labels, struct str text)
{
    for (int i = 0; labels[i]; i++)
        if (str_eq_c(text, labels[i]))
            return i;
    return -1;
}

static int result_of(struct str text)
{
    for (int i = RESULT_NONE + 1; i < RESULT__MAX; i++)
        if (str_eq_c(text, enum_label(&result_names, i, LANG_ZH)) ||
            str_eq_c(text, enum_text(&result_names, i)))
            return i;
    return RESULT_NONE;
}

static void progress_read(struct ctx *cx, struct form_row *r)
{
    const struct str *c = r->cells;
    struct buf b, text;
    struct json w;
    if (!c[FORM_PROGRESS].n && !c[FORM_CONTACT].n && !c[FORM_HANDLER].n)
        return;
    buf_init(&text, cx->arena, BODY_MAX);
    buf_str(&text, c[FORM_PROGRESS]);
    for (int i = FORM_CONTACT; i <= FORM_HANDLER; i++)
        if (c[i].n)
            buf_fmt(&text, "%s%s：%.*s", text.n ? "\n" : "", form_titles[i], STR_ARG(c[i]));
    body_begin(cx, &b, &w);
    json_kstr(&w, "words", buf_done(&text));
    draft_add(cx, r, "note", body_end(&b, &w));
}

static void report_read(struct ctx *cx, struct form_row *r)
{
    const struct str *c = r->cells;
    struct buf b;
    struct json w;
    int result = c[FORM_RESULT].n ? result_of(c[FORM_RESULT]) : RESULT_NONE;
    int final = c[FORM_FINAL].n ? label_of(form_finals, c[FORM_FINAL]) : 0;
    if (c[FORM_RESULT].n && result == RESULT_NONE)
        fault(r, FORM_RESULT,
              say(cx, "没有这种办理结果，请从下拉中选", "there is no such result"));
    if (final < 0)
        fault(r, FORM_FINAL, say(cx, "请填“最终”或“阶段”", "final (最终) or interim (阶段)"));
    if (!c[FORM_REPORT].n && !c[FORM_RESULT].n && !c[FORM_CAUSE].n && !c[FORM_FINAL].n)
        return;
    body_begin(cx, &b, &w);
    if (c[FORM_REPORT].n)
        json_kstr(&w, "words", c[FORM_REPORT]);
    if (result != RESULT_NONE)
        json_kcstr(&w, "result", enum_text(&result_names, result));
    if (c[FORM_CAUSE].n)
        json_kstr(&w, "cause", c[FORM_CAUSE]);
    if (final == 1)
        json_kbool(&w, "interim", true);
    draft_add(cx, r, "report", body_end(&b, &w));
}

static struct str ground_of(const struct mechanism *m, struct str text)
{
    for (size_t i = 0; m && i < m->grounds_at[AT_RETURN].n; i++) {
        const struct choice *c = &m->grounds_at[AT_RETURN].p[i];
        if (str_eq(c->zh, text) || str_eq(c->en, text) || str_eq(c->code, text))
            return c->code;
    }
    return STR("");
}

static void return_read(struct ctx *cx, struct form_row *r, struct json *w)
{
    struct str ground = ground_of(r->mechanism, r->cells[FORM_GROUND]);
    if (ground.n)
        json_kstr(w, "ground", ground);
    else if (r->cells[FORM_GROUND].n)
        fault(r, FORM_GROUND,
              say(cx, "没有这个退单依据，请从下拉中选", "that is not one of the grounds"));
}

static void extension_read(struct ctx *cx, struct form_row *r, struct json *w)
{
    int64_t days = 0;
    if (str_i64(r->cells[FORM_DAYS], &days) && days > 0)
        json_ki64(w, "workdays", days);
    else if (r->cells[FORM_DAYS].n)
        fault(r, FORM_DAYS, say(cx, "请填整数天数", "a whole number of days"));
}

static void ask_read(struct ctx *cx, struct form_row *r)
{
    const struct str *c = r->cells;
    struct buf b;
    struct json w;
    int ask = c[FORM_ASK].n ? label_of(form_asks, c[FORM_ASK]) : -1;
    if (c[FORM_ASK].n && ask < 0)
        fault(r, FORM_ASK, say(cx, "请填“延期”或“退单”", "extension (延期) or return (退单)"));
    else if (ask < 0 && (c[FORM_GROUND].n || c[FORM_DAYS].n || c[FORM_REASON].n))
        fault(r, FORM_ASK,
              say(cx, "没有写明申请延期还是退单", "it does not say what is asked for"));
    if (ask < 0)
        return;
    body_begin(cx, &b, &w);
    if (ask == FORM_ASK_RETURN)
        return_read(cx, r, &w);
    else
        extension_read(cx, r, &w);
    if (c[FORM_REASON].n)
        json_kstr(&w, "reason", c[FORM_REASON]);
    draft_add(cx, r, ask == FORM_ASK_RETURN ? "ask-return" : "ask-extension", body_end(&b, &w));
}

/* ---- which task it is ---- */

static bool refusal(enum err e)
{
    return e == ERR_NOT_FOUND || e == ERR_INPUT;
}

/* *fits false: said why. */
static enum err row_task(struct ctx *cx, struct form_row *r, bool *fits)
{
    struct work *w = work_begin(cx);
    struct task *t = NULL;
    struct matter *m = NULL;
    bool seen = false;
    *fits = false;
    enum err e = work_task_num(w, r->cells[FORM_NUM], &t);
    if (e != OK && !refusal(e))
        return e;
    if (e == OK)
        TRY(work_visible(w, SUBJECT_TASK, t->id, &seen));
    else
        fault_clear(cx);
    if (!seen) {
        fault(r, FORM_NUM, say(cx, "没有这个编号的承办任务", "there is no such task"));
        return OK;
    }
    if (t->unit_id != r->unit->id) {
        const struct unit *its = org_unit(cx->app->org, t->unit_id);
        fault(r, FORM_NUM,
              str_fmt(cx->arena,
                      cx->lang == LANG_EN ? "it is a task of %.*s" : "这是%.*s的任务",
                      STR_ARG(its ? its->name : STR("?"))));
        return OK;
    }
    if (t->state == TASK_AGREED || t->state == TASK_WITHDRAWN) {
        fault(r, FORM__MAX, say(cx, "这个任务已经结束", "this task is over"));
        return OK;
    }
    TRY(work_matter(w, t->matter_id, &m));
    r->task = t;
    r->mechanism = work_mechanism(w, m->mechanism, m->mechanism_version);
    *fits = true;
    return OK;
}

static bool row_whole(struct ctx *cx, struct form_row *r)
{
    struct str want = tasks_form_check(cx, r->unit, r->cells), have = r->cells[FORM_CHECK];
    if (have.n != want.n || !same_bytes(have.p, want.p, want.n)) {
        fault(r, FORM__MAX,
              say(cx, "锁定的列被改动，或各列错行了；请从新导出的表重填这一行",
                  "locked columns were changed, or rows were mixed up"));
        return false;
    }
    /* Of a whole row the version is a number that stood in this register. */
    return str_i64(r->cells[FORM_VERSION], &r->version) && r->version <= r->task->version;
}

static enum err row_read(struct ctx *cx, struct form_row *r)
{
    bool fits = false, filled = false;
    size_t faults = r->out->faults_n, drafts = r->out->drafts_n;
    for (int i = FORM_FIRST_OPEN; i < FORM__MAX; i++)
        filled |= r->cells[i].n > 0;
    if (!filled) {
        r->out->empty++;
        return OK;
    }
    r->out->rows++;
    TRY(row_task(cx, r, &fits));
    if (!fits || !row_whole(cx, r))
        return OK;
    progress_read(cx, r);
    report_read(cx, r);
    ask_read(cx, r);
    /* A row is taken whole or not at all: its clerk corrects it once. */
    if (r->out->faults_n > faults)
        r->out->drafts_n = drafts;
    return OK;
}

/* ---- the file ---- */

/* A column stands where its title stands; every title is there, as it was exported. */
static enum err header_find(struct ctx *cx, struct sheet *s, int at[FORM__MAX])
{
    struct row row;
    bool more = true;
    for (int k = 0; k < COLUMNS_HEADER_ROWS; k++) {
        int found = 0;
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            break;
        for (int i = 0; i < FORM__MAX; i++) {
            at[i] = -1;
            for (size_t c = 0; c < row.n && c < COLUMNS_KNOWN && at[i] < 0; c++)
                if (str_eq_c(str_trim(row.cells[c].text), form_titles[i]))
                    at[i] = (int)c;
            found += at[i] >= 0;
        }
        if (found == FORM__MAX)
            return OK;
    }
    return fail_at(cx, ERR_INPUT, "file",
                   "这不是本系统导出的承办任务表：没有找到全部列名，请用导出的表填写",
                   "this is no table of tasks as it was exported: columns are missing");
}

static enum err rows_read(struct ctx *cx, struct sheet *s, struct form_row *r)
{
    int at[FORM__MAX];
    TRY(header_find(cx, s, at));
    for (int64_t n = 0;; n++) {
        struct row row;
        bool more = true;
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            return OK;
        if (n == FORM_ROWS)
            return fail_at(cx, ERR_LIMIT, "file", "行数超过上限 %d", "more than %d rows",
                           FORM_ROWS);
        r->line = row.number;
        for (int i = 0; i < FORM__MAX; i++)
            r->cells[i] =
                (size_t)at[i] < row.n ? utf8_clean(cx->arena, row.cells[at[i]].text) : STR("");
        TRY(row_read(cx, r));
    }
}

enum err tasks_form_read(struct ctx *cx, const struct form_job *job, struct form_result *out)
{
    struct sheet *s = NULL;
    const struct sheet_options opt = {.name = str_cdup(cx->arena, job->name)};
    TRY(tasks_form_may(cx, job->unit_id));
    *out = (struct form_result){
        .drafts = NEWS(cx->arena, struct sheet_draft, (size_t)FORM_ROWS * DRAFTS_A_ROW),
        .faults = NEWS(cx->arena, struct form_fault, (size_t)FORM_ROWS * FAULTS_A_ROW),
    };
    struct form_row r = {.job = job, .unit = org_unit(cx->app->org, job->unit_id), .out = out};
    TRY(sheet_open_with(cx, job->path, &opt, &s));
    enum err e = rows_read(cx, s, &r);
    sheet_close(s);
    return e;
}
