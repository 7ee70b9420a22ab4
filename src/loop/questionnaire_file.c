/* SPDX-License-Identifier: Apache-2.0
 * A list of questions as a table.
 */
#include "base/utf8.h"
#include "doc/columns.h"
#include "doc/sheet.h"
#include "loop/questionnaire.h"

enum column_of { NUMBER, TITLE, TYPE, CHOICES, REQUIRED, DEMAND, COLUMN_OF__MAX };
enum { TITLE_CHARS = 300, CHOICE_CHARS = 100, CHOICES_BYTES = 1 << 20 };

#define TITLES(...) ((const char *const[]){__VA_ARGS__, NULL})
static const struct target target_rows[] = {
    [NUMBER] = {"number", TITLES("题号", "序号", "编号"), false},
    [TITLE] = {"title", TITLES("题目", "问题", "题干"), true},
    [TYPE] = {"type", TITLES("题型", "类型", "题目类型"), true},
    [CHOICES] = {"choices", TITLES("选项", "备选项", "答案选项"), false},
    [REQUIRED] = {"required", TITLES("必答", "是否必答", "必填"), false},
    [DEMAND] = {"demand", TITLES("形成诉求", "是否形成诉求", "转为诉求"), false},
};
static const struct targets targets = {target_rows, COUNT(target_rows)};
static const char *const english[] = {
    [NUMBER] = "Number",   [TITLE] = "Question",    [TYPE] = "Type",
    [CHOICES] = "Choices", [REQUIRED] = "Required", [DEMAND] = "Raises a demand",
};

struct reader {
    struct ctx *cx;
    struct questions_read *out;
    const struct mapping *map;
    struct row row;
    int64_t asked; /* rows so far, with this one */
    bool bad;
};

static void wrong(struct reader *r, enum column_of c, const char *zh, const char *en)
{
    struct questions_read *o = r->out;
    bool in_english = r->cx->lang == LANG_EN;
    r->bad = true;
    if (o->faults_all++ < DIRECTORY_FAULTS_MAX)
        o->faults[o->faults_n++] = (struct directory_fault){
            .row = r->row.number,
            .column = str_c(in_english ? english[c] : target_rows[c].synonyms[0]),
            .reason = str_c(in_english ? en : zh)};
}

static struct str cell_at(const struct reader *r, enum column_of c)
{
    return str_trim(columns_cell(r->map, &r->row, (int)c)->text);
}

static int read_type(struct reader *r)
{
    static const struct {
        const char *said;
        int type;
    } names[] = {
        {"单选", QUESTION_SINGLE},     {"单选题", QUESTION_SINGLE}, {"多选", QUESTION_MULTIPLE},
        {"多选题", QUESTION_MULTIPLE}, {"数字", QUESTION_NUMBER},   {"数字题", QUESTION_NUMBER},
        {"文字", QUESTION_TEXT},       {"填空", QUESTION_TEXT},     {"填空题", QUESTION_TEXT},
        {"问答", QUESTION_TEXT},       {"问答题", QUESTION_TEXT},   {"日期", QUESTION_DATE},
        {"日期题", QUESTION_DATE},
    };
    struct str s = cell_at(r, TYPE);
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq_c(s, names[i].said))
            return names[i].type;
    int type = s.n ? enum_value(&question_type_names, s) : -1;
    if (type <= QUESTION_NONE)
        wrong(r, TYPE, "题型只能是单选、多选、数字、文字、日期",
              "the type is single, multiple, number, text or date");
    return type > QUESTION_NONE ? type : QUESTION_NONE;
}

/* One a line, or with ; or | between. */
static struct str read_choices(struct reader *r, int type)
{
    struct str s = cell_at(r, CHOICES);
    struct buf b, one;
    size_t n = 0;
    bool chosen = type == QUESTION_SINGLE || type == QUESTION_MULTIPLE;
    buf_init(&b, r->cx->arena, CHOICES_BYTES);
    buf_init(&one, r->cx->arena, CHOICES_BYTES);
    for (size_t i = 0; i < s.n; i++) {
        bool wide = s.n - i >= 3 && memcmp(s.p + i, "；", 3) == 0;
        if (wide || s.p[i] == ';' || s.p[i] == '|' || s.p[i] == '\r')
            buf_c(&one, "\n");
        else
            buf_str(&one, str_sub(s, i, 1));
        i += wide ? 2 : 0;
    }
    struct strs all = str_split(r->cx->arena, one.n ? buf_done(&one) : STR(""), '\n');
    for (size_t i = 0; i < all.n; i++) {
        struct str c = str_trim(all.p[i]);
        if (!c.n)
            continue;
        if (utf8_count(c) > CHOICE_CHARS)
            wrong(r, CHOICES, "有选项超过100字", "a choice is longer than 100 characters");
        buf_c(&b, n++ ? "\n" : "");
        buf_str(&b, c);
    }
    if (chosen && (n < 2 || n > CHOICES_MOST))
        wrong(r, CHOICES, "选择题要有2至20个选项，用分号隔开",
              "a choice has 2 to 20 choices, with ; between");
    if (!chosen && n && type != QUESTION_NONE)
        wrong(r, CHOICES, "只有选择题有选项", "only a choice has choices");
    return b.n ? buf_done(&b) : STR("");
}

static bool read_mark(struct reader *r, enum column_of c)
{
    static const char *const yes[] = {"是", "√", "1", "Y", "y", "yes", "true", "TRUE", "必答"};
    static const char *const no[] = {"", "否", "0", "N", "n", "no", "false", "FALSE"};
    struct str s = cell_at(r, c);
    for (size_t i = 0; i < COUNT(yes); i++)
        if (str_eq_c(s, yes[i]))
            return true;
    for (size_t i = 0; i < COUNT(no); i++)
        if (str_eq_c(s, no[i]))
            return false;
    wrong(r, c, "请填是或否", "say yes or no");
    return false;
}

static enum err read_row(struct reader *r)
{
    struct questions_read *o = r->out;
    struct question q = {.question = ++r->asked};
    struct str number = cell_at(r, NUMBER);
    int64_t said = q.question;
    r->bad = false;
    if (number.n && (!str_i64(number, &said) || said != q.question))
        wrong(r, NUMBER, "题号要从1起依次编", "numbers go from 1 upwards, none left out");
    q.title = str_dup(r->cx->arena, cell_at(r, TITLE));
    if (!q.title.n || utf8_count(q.title) > TITLE_CHARS)
        wrong(r, TITLE, "题目要有1至300字", "a question has 1 to 300 characters");
    q.type = read_type(r);
    q.choices = read_choices(r, q.type);
    q.required = read_mark(r, REQUIRED);
    q.demand = read_mark(r, DEMAND);
    if (q.demand && q.type != QUESTION_TEXT && q.type != QUESTION_NONE)
        wrong(r, DEMAND, "只有文字题的回答能形成诉求", "only a text can raise a demand");
    if (r->asked > QUESTIONS_MOST)
        return fail(r->cx, ERR_TOO_LARGE, "一份问卷最多%d题", "%d questions at most",
                    QUESTIONS_MOST);
    if (!r->bad)
        o->rows[o->n++] = q;
    return OK;
}

static enum err rows_read(struct reader *r, struct sheet *s)
{
    bool more = true;
    for (;;) {
        TRY(sheet_row(r->cx, s, &r->row, &more));
        if (!more)
            return OK;
        TRY(read_row(r));
    }
}

enum err questions_file_read(struct ctx *cx, const char *path, const char *name,
                             struct questions_read *out)
{
    const struct sheet_options opt = {.name = name, .unescape_formula = true};
    struct sheet *s = NULL;
    struct mapping map;
    struct reader r = {.cx = cx, .out = out, .map = &map};
    *out = (struct questions_read){
        .rows = NEWS(cx->arena, struct question, QUESTIONS_MOST),
        .faults = NEWS(cx->arena, struct directory_fault, DIRECTORY_FAULTS_MAX)};
    TRY(sheet_open_with(cx, path, &opt, &s));
    TRY(columns_find(cx, s, targets, &map));
    int missing = columns_missing(&map, targets);
    if (missing >= 0)
        return fail(cx, ERR_INPUT, "文件“%s”里没有“%s”一列", "file \"%s\" has no column \"%s\"",
                    sheet_name(s),
                    cx->lang == LANG_EN ? english[missing] : target_rows[missing].synonyms[0]);
    TRY(rows_read(&r, s));
    if (!r.asked)
        return fail(cx, ERR_INPUT, "文件“%s”里一题也没有", "file \"%s\" has no question",
                    sheet_name(s));
    sheet_close(s);
    return OK;
}
