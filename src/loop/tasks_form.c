/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/tasks_form.h"

#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/secret.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/barred.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/worklist.h"

enum {
    WORDS_CHARS = 4000, /* of the citizen's words */
    DONE_CHARS = 200,   /* of one line of what was done */
    DONE_LINES = 5,
    CHECK_CHARS = 12,
    MASK_FROM = 7, /* a run of so many digits may be a telephone or an identity number */
    MASK_HEAD = 3,
    MASK_TAIL = 2,
    RESULTS_MAX = 16,
    ROW_ARENA = 8 << 20,
    FORM_CARRIERS = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER),
};

#define FORM_TITLE_(id, title, width, how) [id] = (title),
const char *const form_titles[FORM__MAX] = {FORM_LIST(FORM_TITLE_)};
const char *const form_finals[] = {"最终", "阶段", NULL};
const char *const form_asks[] = {"延期", "退单", NULL};

enum err tasks_form_may(struct ctx *cx, int64_t unit_id)
{
    if (!org_unit(cx->app->org, unit_id))
        return fail_at(cx, ERR_NOT_FOUND, "unit", "没有这个单位", "there is no such unit");
    if (cx->actor->kind != ROLE__MAX ||
        (actor_roles_at(cx, cx->actor, unit_id) & FORM_CARRIERS))
        return OK;
    return fail_at(cx, ERR_DENIED, "unit", "只有本单位承办岗或其上级派单员可以收发任务表",
                   "only the unit's handlers, or who dispatches to it, carry its table");
}

struct str tasks_form_check(struct ctx *cx, const struct unit *unit, const struct str *locked)
{
    struct buf b;
    buf_init(&b, cx->arena, (size_t)1 << 20);
    buf_str(&b, unit->code);
    for (int i = 0; i < FORM_CHECK; i++) {
        buf_c(&b, "|");
        buf_str(&b, utf8_clean(cx->arena, locked[i]));
    }
    return str_sub(secret_hash(cx, "tasks_form", buf_done(&b)), 0, CHECK_CHARS);
}

/* ---- what stands in a row ---- */

/* Digits that may be a telephone or an identity number do not leave with the file. */
static struct str digits_masked(struct arena *a, struct str s)
{
    char *p = str_cdup(a, s);
    for (size_t i = 0; i < s.n;) {
        size_t n = 0;
        while (i + n < s.n && s.p[i + n] >= '0' && s.p[i + n] <= '9')
            n++;
        for (size_t k = MASK_HEAD; n >= MASK_FROM && k < n - MASK_TAIL; k++)
            p[i + k] = '*';
        i += n ? n : 1;
    }
    return (struct str){.p = p, .n = s.n};
}

static struct str words_cell(struct ctx *cx, struct str words)
{
    return digits_masked(cx->arena, utf8_head(words, WORDS_CHARS));
}

static const struct field instruction_fields[] = {FIELD(struct side_text, body)};
static const struct shape instruction_shape =
    SHAPE("instruction", struct side_text, instruction_fields);

/* Title and words as the unit may see them: of a matter in which it is complained about only
 * what the dispatch released. */
static enum err seen_cells(struct ctx *cx, const struct matter *m, const struct task *t,
                           struct str *locked)
{
    struct said said = {0};
    struct side_text text = {0};
    bool shown = false, found = false;
    TRY(said_read(cx, SUBJECT_TASK, t->id, t->unit_id, &said, &shown));
    if (!shown || barred_unit(cx, m, t->unit_id)) {
        TRY(db_one(cx, SQL_EVENT_TEXT_NEWEST, ARGS(I64(cx->jid), I64(m->id)),
                   &instruction_shape, &text, &found));
        locked[FORM_WORDS] = words_cell(cx, text.body);
        return OK;
    }
    locked[FORM_TITLE] = digits_masked(cx->arena, label_matter(cx, m));
    locked[FORM_WORDS] = said.privacy == PRIVACY_CONFIDENTIAL ? label_in_confidence(cx)
                                                              : words_cell(cx, said.words);
    return OK;
}

/* The last acts on the task, each with the first text that stands beside it. */
static enum err done_cell(struct ctx *cx, const struct task *t, struct str *out)
{
    static const char *const told[] = {"words", "report", "truth", "reason"};
    struct texts texts = {0};
    struct line *rows = NULL;
    struct buf b;
    char day[TIME_TEXT];
    size_t n = 0;
    buf_init(&b, cx->arena, 65536);
    TRY(lines_read(cx, SUBJECT_TASK, t->id, &rows, &n));
    TRY(texts_read(cx, SUBJECT_TASK, t->id, &texts));
    for (size_t i = n > DONE_LINES ? n - DONE_LINES : 0; i < n; i++) {
        struct str text = {0};
        for (size_t k = 0; k < COUNT(told) && !text.n; k++)
            text = text_of(&texts, rows[i].seq, told[k]);
        buf_fmt(&b, "%s%s %.*s", b.n ? "\n" : "", day_text(day, time_day(rows[i].recorded_at)),
                STR_ARG(label_action(cx, SUBJECT_TASK, rows[i].action)));
        if (text.n)
            buf_fmt(&b, "：%.*s",
                    STR_ARG(digits_masked(cx->arena, utf8_head(text, DONE_CHARS))));
    }
    *out = b.n ? buf_done(&b) : STR("");
    return OK;
}

static enum err locked_cells(struct ctx *cx, const struct unit *unit, int64_t task_id,
                             struct str *locked)
{
    struct work *w = work_begin(cx);
    struct task *t = NULL;
    struct matter *m = NULL;
    int64_t due = 0;
    TRY(work_task(w, task_id, &t));
    TRY(work_matter(w, t->matter_id, &m));
    TRY(work_task_due(w, t, &due));
    locked[FORM_NUM] = t->num;
    TRY(seen_cells(cx, m, t, locked));
    locked[FORM_DUE] = label_when(cx, due);
    TRY(done_cell(cx, t, &locked[FORM_DONE]));
    locked[FORM_STATE] = str_c(enum_label(&task_state_names, t->state, (int)cx->lang));
    locked[FORM_VERSION] = str_fmt(cx->arena, "%lld", (long long)t->version);
    locked[FORM_CHECK] = tasks_form_check(cx, unit, locked);
    return OK;
}

/* ---- the file ---- */

#define FORM_COLUMN_(id, name, columns, how) [id] = {.title = (name), .width = (columns)},
#define FORM_FILL_(id, name, columns, explained)                                               \
    [id] = {.how = (explained), .open = (id) >= FORM_FIRST_OPEN},
static const struct column columns[FORM__MAX] = {FORM_LIST(FORM_COLUMN_)};
static const struct fill fills[FORM__MAX] = {FORM_LIST(FORM_FILL_)};

static const char *const *result_choices(struct ctx *cx)
{
    const char **out = NEWS(cx->arena, const char *, RESULTS_MAX);
    size_t n = 0;
    for (int i = RESULT_NONE + 1; i < RESULT__MAX && n + 1 < RESULTS_MAX; i++)
        out[n++] = enum_label(&result_names, i, LANG_ZH);
    return out;
}

/* Of the mechanism under which new demands run; another mechanism's are read as well. */
static const char *const *ground_choices(struct ctx *cx)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    size_t n = m ? m->grounds_at[AT_RETURN].n : 0;
    const char **out = NEWS(cx->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = m->grounds_at[AT_RETURN].p[i].zh.p;
    return out;
}

static enum err rows_write(struct ctx *cx, struct sheet_out *out, const struct unit *unit,
                           const struct task *rows, size_t n)
{
    struct ctx row_cx = *cx;
    enum err e = OK;
    row_cx.arena = arena_open(ROW_ARENA);
    row_cx.lang = LANG_ZH; /* as the titles: the check does not change with who takes it out */
    for (size_t i = 0; i < n && e == OK; i++) {
        struct str locked[FORM__MAX] = {0};
        struct cell cells[FORM__MAX] = {0};
        e = locked_cells(&row_cx, unit, rows[i].id, locked);
        for (int k = 0; k < FORM__MAX; k++)
            cells[k] =
                (struct cell){.kind = locked[k].n ? CELL_TEXT : CELL_EMPTY, .text = locked[k]};
        if (e == OK)
            e = sheet_out_row(&row_cx, out, cells);
        if (e == OK)
            arena_reset(row_cx.arena);
    }
    if (e != OK && row_cx.error.message)
        (void)fail(cx, e, "%s", "%s", row_cx.error.message);
    arena_close(row_cx.arena);
    return e;
}

static const char *banner(struct ctx *cx, const struct unit *unit)
{
    char at[TIME_TEXT];
    const char *mark = cx->app->register_kind == REGISTER_PRACTICE ? "演练数据 "
                       : cx->app->register_kind == REGISTER_DEMO   ? "演示数据 "
                                                                   : "";
    return str_cdup(cx->arena,
                    str_fmt(cx->arena, "%s%.*s 承办任务表 %s 导出，白色列由经办人填写", mark,
                            STR_ARG(unit->name), time_human(at, cx->now)));
}

enum err tasks_form_write(struct ctx *cx, int64_t unit_id, const char *path, int64_t *rows)
{
    struct sheet_out *out = NULL;
    struct task *tasks = NULL;
    size_t n = 0;
    TRY(tasks_form_may(cx, unit_id));
    const struct unit *unit = org_unit(cx->app->org, unit_id);
    struct fill *asked = NEWS(cx->arena, struct fill, FORM__MAX);
    memcpy(asked, fills, sizeof fills);
    asked[FORM_RESULT].choices = result_choices(cx);
    asked[FORM_FINAL].choices = form_finals;
    asked[FORM_ASK].choices = form_asks;
    asked[FORM_GROUND].choices = ground_choices(cx);
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = columns,
                                    .n = FORM__MAX,
                                    .watermark = banner(cx, unit),
                                    .worksheet = "承办任务",
                                    .fills = asked,
                                    .guide = "填写说明"};
    TRY(db_snapshot(cx));
    TRY(db_all(cx, SQL_TASKS_FORM_ROWS, ARGS(I64(cx->jid), I64(unit_id), I64(FORM_ROWS)),
               &task_shape, (void **)&tasks, &n));
    TRY(sheet_out_open(cx, path, &spec, &out));
    enum err e = rows_write(cx, out, unit, tasks, n);
    if (e != OK) {
        sheet_out_drop(out);
        return e;
    }
    *rows = (int64_t)n;
    return sheet_out_close(cx, out);
}

struct record {
    int64_t unit_id, rows;
};

static enum err record_write(struct ctx *cx, void *arg)
{
    const struct record *r = arg;
    return audit_put(cx, SUBJECT_UNIT, r->unit_id, "export",
                     str_fmt(cx->arena, "{\"note\":{\"form\":\"tasks\",\"rows\":%lld}}",
                             (long long)r->rows));
}

enum err tasks_form_record(struct ctx *cx, int64_t unit_id, int64_t rows)
{
    struct record r = {unit_id, rows};
    return db_write(cx, cx->app->store, record_write, &r);
}
