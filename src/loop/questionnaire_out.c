/* SPDX-License-Identifier: Apache-2.0
 * Questionnaires as answers: list, results, workbook.
 */
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/questionnaire.h"
#include "loop/questionnaire_rows.h"

enum { LIST_MOST = 200, WORDS_MOST = 200, PAGE = 500, THOUSAND = 1000 };

/* ---- results ---- */

struct counted {
    int64_t question, choice, num, said;
};
static const struct field counted_fields[] = {
    FIELD(struct counted, question),
    FIELD(struct counted, choice),
    FIELD(struct counted, num),
    FIELD(struct counted, said),
};
static const struct shape counted_shape =
    SHAPE("questionnaire_counted", struct counted, counted_fields);

struct outcome {
    const struct question *q;
    const struct counted *rows; /* of this question, by choice and number */
    size_t n;
    int64_t said;
};
struct results {
    struct questionnaire q;
    struct spot of;
    struct question *questions;
    size_t n;
    struct outcome *p; /* one a question */
};

static void result_of(struct outcome *r, const struct counted *all, size_t n,
                      const struct counted *raised, size_t raised_n)
{
    for (size_t i = 0; i < n; i++) {
        if (all[i].question != r->q->question)
            continue;
        if (!r->n++)
            r->rows = &all[i];
        if (r->q->type != QUESTION_MULTIPLE || !all[i].choice)
            r->said += all[i].said;
    }
    for (size_t i = 0; i < raised_n; i++)
        if (raised[i].question == r->q->question)
            r->said += raised[i].said;
}

static enum err results_read(struct ctx *cx, struct str code, struct results *out)
{
    struct counted *rows = NULL, *raised = NULL;
    size_t n = 0, raised_n = 0;
    TRY(questionnaire_find(cx, code, &out->q, &out->of));
    if (!spot_may_see(cx, &out->of))
        return fail(cx, ERR_NOT_FOUND, "没有这份问卷", "there is no such questionnaire");
    TRY(questionnaire_questions(cx, out->q.id, &out->questions, &out->n));
    TRY(db_all(cx, SQL_QUESTIONNAIRE_COUNTS, ARGS(I64(cx->jid), I64(out->q.id)), &counted_shape,
               (void **)&rows, &n));
    TRY(db_all(cx, SQL_QUESTIONNAIRE_RAISED, ARGS(I64(cx->jid), I64(out->q.id)), &counted_shape,
               (void **)&raised, &raised_n));
    out->p = NEWS(cx->arena, struct outcome, out->n + 1);
    for (size_t i = 0; i < out->n; i++) {
        out->p[i].q = &out->questions[i];
        result_of(&out->p[i], rows, n, raised, raised_n);
    }
    return OK;
}

static int64_t chose(const struct outcome *r, int64_t choice)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->rows[i].choice == choice)
            return r->rows[i].said;
    return 0;
}

static double percent(int64_t part, int64_t whole)
{
    int64_t permille = whole ? part * THOUSAND / whole : 0;
    return (double)permille / 10;
}

static double mean(const struct outcome *r)
{
    double sum = 0;
    for (size_t i = 0; i < r->n; i++)
        sum += (double)r->rows[i].num * (double)r->rows[i].said;
    return r->said ? sum / (double)r->said / THOUSAND : 0;
}

/* The k-th of them in order, from 0. */
static double ranked(const struct outcome *r, int64_t k)
{
    for (size_t i = 0; i < r->n; i++) {
        if (k < r->rows[i].said)
            return (double)r->rows[i].num / THOUSAND;
        k -= r->rows[i].said;
    }
    return 0;
}

static double median(const struct outcome *r)
{
    return (ranked(r, (r->said - 1) / 2) + ranked(r, r->said / 2)) / 2;
}

/* ---- JSON ---- */

static void question_members(struct ctx *cx, struct json *j, const struct question *q)
{
    json_ki64(j, "number", q->question);
    json_kstr(j, "title", q->title);
    json_kcstr(j, "type", enum_text(&question_type_names, q->type));
    json_kcstr(j, "type_text", enum_label(&question_type_names, q->type, (int)cx->lang));
    json_kbool(j, "required", q->required);
    json_kbool(j, "demand", q->demand);
}

static bool is_choice(const struct question *q)
{
    return q->type == QUESTION_SINGLE || q->type == QUESTION_MULTIPLE;
}

static bool takes(struct ctx *cx, const struct questionnaire *q, const struct spot *of)
{
    return !of->ended_at && cx->now >= q->from_at && cx->now < q->to_at;
}

static void members(struct ctx *cx, struct json *j, const struct questionnaire *q,
                    const struct spot *of)
{
    json_kstr(j, "code", q->code);
    json_kid(j, "id", q->id);
    json_ki64(j, "version", of->version);
    json_ki64(j, "edition", q->edition);
    json_kstr(j, "name", of->name);
    json_kstr(j, "campaign", of->campaign);
    json_kid(j, "place_id", of->place_id);
    json_kstr(j, "place", label_place(cx, of->place_id));
    json_ktime(j, "from_at", q->from_at);
    json_ktime(j, "to_at", q->to_at);
    json_ktime(j, "ended_at", of->ended_at);
    json_kbool(j, "live", takes(cx, q, of));
    json_ki64(j, "sheets", q->sheets);
    json_ki64(j, "demands", of->demands);
    json_kbool(j, "may_keep", spot_may_keep(cx, of));
}

enum err questionnaires_json(struct ctx *cx, struct json *j)
{
    struct spot *rows = NULL;
    size_t n = 0;
    uint32_t roles = BIT(ROLE_COLLECTOR) | BIT(ROLE_OPERATOR) | BIT(ROLE_DISPATCHER);
    TRY(db_all(cx, SQL_SPOT_OF_KIND,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&spot_kind_names, SPOT_QUESTIONNAIRE))),
                    I64(INT64_MAX), I64(LIST_MOST)),
               &spot_shape, (void **)&rows, &n));
    json_kbool(j, "may_make", (actor_roles(cx->actor) & roles) != 0);
    json_key(j, "questionnaires");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct questionnaire q = {0};
        bool found = false;
        if (!spot_may_see(cx, &rows[i]))
            continue;
        TRY(db_one(cx, SQL_QUESTIONNAIRE_GET, ARGS(I64(cx->jid), I64(rows[i].id)),
                   &questionnaire_shape, &q, &found));
        if (!found)
            return fail(cx, ERR_BUG, "问卷不见了", "the questionnaire is gone");
        json_obj(j);
        members(cx, j, &q, &rows[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

struct said_words {
    int64_t sheet_id;
    struct str words;
};
static const struct field words_fields[] = {
    FIELD(struct said_words, sheet_id),
    FIELD(struct said_words, words, .max = ANSWER_CHARS),
};
static const struct shape words_shape =
    SHAPE("questionnaire_words", struct said_words, words_fields);

static enum err words_json(struct ctx *cx, struct json *j, const struct results *all,
                           const struct question *q)
{
    struct said_words *rows = NULL;
    size_t n = 0;
    TRY(db_all(
        cx, SQL_QUESTIONNAIRE_WORDS,
        ARGS(I64(cx->jid), I64(all->q.id), I64(q->question), I64(INT64_MAX), I64(WORDS_MOST)),
        &words_shape, (void **)&rows, &n));
    json_key(j, "words");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        json_str(j, rows[i].words);
    json_arr_end(j);
    return OK;
}

static void choices_json(struct ctx *cx, struct json *j, const struct outcome *r)
{
    struct strs all = str_split(cx->arena, r->q->choices, '\n');
    json_key(j, "choices");
    json_arr(j);
    for (size_t i = 0; i < all.n; i++) {
        int64_t said = chose(r, (int64_t)i + 1);
        json_obj(j);
        json_kstr(j, "text", all.p[i]);
        json_ki64(j, "said", said);
        json_key(j, "percent");
        json_f64(j, percent(said, r->said));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err result_json(struct ctx *cx, struct json *j, const struct results *all,
                            const struct outcome *r)
{
    question_members(cx, j, r->q);
    json_ki64(j, "said", r->said);
    if (is_choice(r->q))
        choices_json(cx, j, r);
    if (r->q->type == QUESTION_NUMBER && r->said) {
        json_key(j, "mean");
        json_f64(j, mean(r));
        json_key(j, "median");
        json_f64(j, median(r));
    }
    if (r->q->type == QUESTION_DATE && r->said) {
        char first[TIME_TEXT], last[TIME_TEXT];
        json_kcstr(j, "first", day_text(first, r->rows[0].num));
        json_kcstr(j, "last", day_text(last, r->rows[r->n - 1].num));
    }
    bool words = r->q->type == QUESTION_TEXT && !r->q->demand && spot_may_keep(cx, &all->of);
    return words ? words_json(cx, j, all, r->q) : OK;
}

enum err questionnaire_json(struct ctx *cx, struct str code, struct json *j)
{
    struct results all = {0};
    TRY(results_read(cx, code, &all));
    members(cx, j, &all.q, &all.of);
    json_key(j, "questions");
    json_arr(j);
    for (size_t i = 0; i < all.n; i++) {
        json_obj(j);
        TRY(result_json(cx, j, &all, &all.p[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err questionnaire_public_json(struct ctx *cx, struct str code, struct json *j)
{
    struct questionnaire q;
    struct spot of;
    struct question *rows = NULL;
    size_t n = 0;
    TRY(questionnaire_find(cx, code, &q, &of));
    TRY(questionnaire_questions(cx, q.id, &rows, &n));
    json_kstr(j, "name", of.name);
    json_kstr(j, "place", label_place(cx, of.place_id));
    json_kbool(j, "live", takes(cx, &q, &of));
    json_ktime(j, "to_at", q.to_at);
    json_key(j, "questions");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct strs all = is_choice(&rows[i]) ? str_split(cx->arena, rows[i].choices, '\n')
                                              : (struct strs){0};
        json_obj(j);
        question_members(cx, j, &rows[i]);
        json_key(j, "choices");
        json_arr(j);
        for (size_t c = 0; c < all.n; c++)
            json_str(j, all.p[c]);
        json_arr_end(j);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* ---- workbook ---- */

static struct cell number_cell(double v)
{
    return (struct cell){.kind = CELL_NUMBER, .number = v};
}

enum { RESULT_COLUMNS = 8 };
static const struct column result_columns[RESULT_COLUMNS] = {
    {"题号", 8, COLUMN_NUMBER},    {"题目", 48, COLUMN_TEXT},
    {"题型", 10, COLUMN_TEXT},     {"选项", 32, COLUMN_TEXT},
    {"人数", 10, COLUMN_NUMBER},   {"占比（%）", 12, COLUMN_NUMBER},
    {"平均数", 12, COLUMN_NUMBER}, {"中位数", 12, COLUMN_NUMBER},
};

static enum err result_write(struct ctx *cx, struct sheet_out *o, const struct outcome *r)
{
    struct strs all =
        is_choice(r->q) ? str_split(cx->arena, r->q->choices, '\n') : (struct strs){0};
    struct cell cells[RESULT_COLUMNS] = {
        number_cell((double)r->q->question), cell_of_text(r->q->title),
        cell_of_text(str_c(enum_label(&question_type_names, r->q->type, LANG_ZH))),
        cell_of_text(str_c(is_choice(r->q) ? "（答了这一题）" : "")),
        number_cell((double)r->said)};
    if (r->q->type == QUESTION_NUMBER && r->said) {
        cells[6] = number_cell(mean(r));
        cells[7] = number_cell(median(r));
    }
    TRY(sheet_out_row(cx, o, cells));
    for (size_t i = 0; i < all.n; i++) {
        int64_t said = chose(r, (int64_t)i + 1);
        cells[3] = cell_of_text(all.p[i]);
        cells[4] = number_cell((double)said);
        cells[5] = number_cell(percent(said, r->said));
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

enum { SHEET_COLUMNS = 4 }; /* before the questions */

struct raised_row {
    int64_t sheet_id, question;
    struct str num;
};
static const struct field raised_fields[] = {
    FIELD(struct raised_row, sheet_id),
    FIELD(struct raised_row, question),
    FIELD(struct raised_row, num),
};
static const struct shape raised_shape =
    SHAPE("questionnaire_raised", struct raised_row, raised_fields);

struct page {
    const struct results *all;
    struct answer *answers;
    size_t answers_n;
    struct raised_row *raised;
    size_t raised_n;
};

/* A free answer may hold a name: only that there is one. */
static struct str answer_shown(struct ctx *cx, const struct question *q, const struct answer *a,
                               struct str before)
{
    char day[TIME_TEXT];
    struct str choice = question_choice(cx->arena, q, a->choice);
    switch ((enum question_type)q->type) {
    case QUESTION_MULTIPLE:
        return !before.n || !choice.n
                   ? choice
                   : str_fmt(cx->arena, "%.*s；%.*s", STR_ARG(before), STR_ARG(choice));
    case QUESTION_SINGLE:
        return choice;
    case QUESTION_NUMBER:
        return answer_number(cx->arena, a->num);
    case QUESTION_DATE:
        return str_dup(cx->arena, str_c(day_text(day, a->num)));
    case QUESTION_TEXT:
    case QUESTION_NONE:
    case QUESTION_TYPE__MAX:
        break;
    }
    return STR("已填写");
}

static void answer_cells(struct ctx *cx, const struct page *p, int64_t sheet,
                         struct cell *cells)
{
    for (size_t i = 0; i < p->answers_n; i++) {
        const struct answer *a = &p->answers[i];
        if (a->sheet_id != sheet || a->question > (int64_t)p->all->n)
            continue;
        const struct question *q = &p->all->questions[a->question - 1];
        struct cell *c = &cells[SHEET_COLUMNS + a->question - 1];
        *c = cell_of_text(answer_shown(cx, q, a, c->text));
    }
    for (size_t i = 0; i < p->raised_n; i++) {
        const struct raised_row *r = &p->raised[i];
        if (r->sheet_id == sheet && r->question <= (int64_t)p->all->n)
            cells[SHEET_COLUMNS + r->question - 1] = cell_of_text(r->num);
    }
}

static enum err page_write(struct ctx *cx, struct sheet_out *o, struct page *p,
                           const struct filled *rows, size_t n, int64_t serial)
{
    const struct val range[] = {I64(cx->jid), I64(p->all->q.id), I64(rows[0].id - 1),
                                I64(rows[n - 1].id)};
    TRY(db_all(cx, SQL_QUESTIONNAIRE_ANSWERS, range, COUNT(range), &answer_shape,
               (void **)&p->answers, &p->answers_n));
    TRY(db_all(cx, SQL_QUESTIONNAIRE_RAISED_OF, range, COUNT(range), &raised_shape,
               (void **)&p->raised, &p->raised_n));
    for (size_t i = 0; i < n; i++) {
        struct cell *cells = NEWS(cx->arena, struct cell, SHEET_COLUMNS + p->all->n);
        cells[0] = number_cell((double)(serial + (int64_t)i + 1));
        cells[1] = cell_of_text(rows[i].paper);
        cells[2] = cell_of_text(label_place(cx, rows[i].place_id));
        cells[3] = (struct cell){.kind = CELL_DATE, .at = rows[i].filled_at, .date_only = true};
        answer_cells(cx, p, rows[i].id, cells);
        TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static enum err sheets_write(struct ctx *cx, struct sheet_out *o, const struct results *all)
{
    int64_t after = 0, serial = 0;
    size_t n = PAGE;
    while (n == PAGE) {
        struct filled *rows = NULL;
        struct page p = {.all = all};
        TRY(db_all(cx, SQL_QUESTIONNAIRE_SHEETS,
                   ARGS(I64(cx->jid), I64(all->q.id), I64(after), I64(PAGE)), &filled_shape,
                   (void **)&rows, &n));
        if (!n)
            return OK;
        TRY(page_write(cx, o, &p, rows, n, serial));
        after = rows[n - 1].id;
        serial += (int64_t)n;
    }
    return OK;
}

static struct column *sheet_columns(struct ctx *cx, const struct results *all)
{
    struct column *c = NEWS(cx->arena, struct column, SHEET_COLUMNS + all->n);
    c[0] = (struct column){"序号", 8, COLUMN_NUMBER};
    c[1] = (struct column){"纸质问卷编号", 16, COLUMN_TEXT};
    c[2] = (struct column){"所在地", 24, COLUMN_TEXT};
    c[3] = (struct column){"填写日期", 12, COLUMN_DATE};
    for (size_t i = 0; i < all->n; i++)
        c[SHEET_COLUMNS + i] = (struct column){
            str_fmt(cx->arena, "%zu. %.*s%s", i + 1, STR_ARG(all->questions[i].title),
                    all->questions[i].demand ? "（诉求编号）" : "")
                .p,
            24, COLUMN_TEXT};
    return c;
}

enum err questionnaire_xlsx(struct ctx *cx, struct str code, const char *path, struct str *name)
{
    struct results all = {0};
    struct sheet_out *o = NULL;
    TRY(results_read(cx, code, &all));
    const struct sheet_spec results = {.kind = SHEET_OUT_XLSX,
                                       .cols = result_columns,
                                       .n = RESULT_COLUMNS,
                                       .watermark = label_unofficial(cx),
                                       .worksheet = "汇总"};
    const struct sheet_spec sheets = {.kind = SHEET_OUT_XLSX,
                                      .cols = sheet_columns(cx, &all),
                                      .n = SHEET_COLUMNS + all.n,
                                      .watermark = label_unofficial(cx),
                                      .worksheet = "逐份"};
    TRY(sheet_out_open(cx, path, &results, &o));
    for (size_t i = 0; i < all.n; i++)
        TRY(result_write(cx, o, &all.p[i]));
    TRY(sheet_out_next(cx, o, &sheets));
    TRY(sheets_write(cx, o, &all));
    *name = str_fmt(cx->arena, "%.*s-第%lld版.xlsx", STR_ARG(all.of.name),
                    (long long)all.q.edition);
    return sheet_out_close(cx, o);
}
