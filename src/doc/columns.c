// SPDX-License-Identifier: Apache-2.0
#include "doc/columns.h"

#include <utf8proc.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include "doc/sheet.h"

enum { TITLE_CHARS = 200, WITHIN_LEAST = 40, WITHIN_CHARS = 2, JSON_COLUMNS_MAX = 1000 };

static bool is_letter(utf8proc_int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);
    return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO;
}

static bool opens(utf8proc_int32_t c)
{
    return c == '(' || c == '[' || c == 0x3010; /* 【; the fold has made （［ into ( [ */
}

static bool closes(utf8proc_int32_t c)
{
    return c == ')' || c == ']' || c == 0x3011;
}

/* Letters, marks and digits of a folded title. without_notes: nothing between brackets. */
static struct str bare(struct arena *a, struct str title, bool without_notes)
{
    struct str s = utf8_fold(a, utf8_head(title, TITLE_CHARS));
    struct buf b;
    int depth = 0;
    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                              (utf8proc_ssize_t)(s.n - i), &c);
        if (n <= 0)
            break;
        depth += without_notes && opens(c);
        if (depth == 0 && is_letter(c))
            buf_put(&b, s.p + i, (size_t)n);
        depth -= depth > 0 && closes(c);
        i += (size_t)n;
    }
    return b.n ? buf_done(&b) : STR("");
}

static int score_within(struct str title, struct str synonym)
{
    if (utf8_count(synonym) < WITHIN_CHARS || !str_has(title, synonym.p))
        return 0;
    return WITHIN_LEAST + (int)((int64_t)(COLUMNS_WITHIN - WITHIN_LEAST) * (int64_t)synonym.n /
                                (int64_t)title.n);
}

static int better(int a, int b)
{
    return a > b ? a : b;
}

/* How well one wording of a target fits. own: its name or first synonym. */
static int score_wording(struct str title, struct str no_notes, struct str wording, bool own)
{
    if (wording.n == 0)
        return 0;
    if (str_eq(title, wording))
        return own ? COLUMNS_NAME : COLUMNS_EXACT;
    if (str_eq(no_notes, wording))
        return COLUMNS_NOTE;
    return score_within(title, wording);
}

/* The wordings of a target made bare once; the first is its name. */
struct wordings {
    struct str *p;
    size_t n;
};

static struct wordings *wordings_of(struct arena *a, struct targets targets)
{
    struct wordings *all = NEWS(a, struct wordings, targets.n);
    for (size_t t = 0; t < targets.n; t++) {
        const char *const *synonyms = targets.p[t].synonyms;
        size_t n = 0;
        while (synonyms && synonyms[n])
            n++;
        all[t] = (struct wordings){.p = NEWS(a, struct str, n + 1), .n = n + 1};
        all[t].p[0] = bare(a, str_c(targets.p[t].name), false);
        for (size_t i = 0; i < n; i++)
            all[t].p[i + 1] = bare(a, str_c(synonyms[i]), false);
    }
    return all;
}

static int score(const struct wordings *w, struct str title, struct str no_notes)
{
    if (title.n == 0)
        return 0;
    int best = str_eq(title, w->p[0]) ? COLUMNS_NAME : 0;
    for (size_t i = 1; i < w->n; i++)
        best = better(best, score_wording(title, no_notes, w->p[i], i == 1));
    return best;
}

/* Best pair first, until none is left: no column and no target twice. */
static void assign(struct mapping *m, const int *scores, size_t targets, bool *taken)
{
    for (;;) {
        int best = 0, target = -1;
        struct mapping_column *column = NULL;
        for (size_t c = 0; c < m->n; c++) {
            for (size_t t = 0; t < targets && m->columns[c].target < 0; t++) {
                if (taken[t] || scores[c * targets + t] <= best)
                    continue;
                best = scores[c * targets + t];
                target = (int)t;
                column = &m->columns[c];
            }
        }
        if (!column)
            return;
        column->target = target;
        column->score = best;
        taken[target] = true;
    }
}

/* Folding can make a text many times longer: everything in between lies in an arena of its own.
 */
struct mapping columns_propose(struct ctx *cx, struct targets targets, const struct row *header)
{
    struct mapping m = {.header_row = header->number,
                        .columns = NEWS(cx->arena, struct mapping_column, header->n),
                        .n = header->n};
    struct arena *a = arena_open(SIZE_MAX / 4);
    struct wordings *wordings = wordings_of(a, targets);
    int *scores = NEWS(a, int, header->n *targets.n);
    for (size_t c = 0; c < header->n; c++) {
        struct str text = utf8_head(header->cells[c].text, TITLE_CHARS);
        struct str title = bare(a, text, false), no_notes = bare(a, text, true);
        m.columns[c] = (struct mapping_column){.title = str_dup(cx->arena, text), .target = -1};
        for (size_t t = 0; t < targets.n; t++)
            scores[c * targets.n + t] = score(&wordings[t], title, no_notes);
    }
    assign(&m, scores, targets.n, NEWS(a, bool, targets.n));
    arena_close(a);
    return m;
}

/* Total score, and how many texts the row has, to choose when nothing fits. */
static void weigh(const struct mapping *m, const struct row *r, int64_t *fit, int64_t *texts)
{
    *fit = *texts = 0;
    for (size_t i = 0; i < m->n; i++) {
        *fit += m->columns[i].score;
        *texts += r->cells[i].kind == CELL_TEXT;
    }
}

/* Which of two columns of the same title is meant nobody can say. */
static enum err each_once(struct ctx *cx, const struct sheet *s, const struct mapping *m)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t k = 0; k < m->n; k++)
            if (k != i && m->columns[i].target >= 0 &&
                str_eq(str_trim(m->columns[k].title), str_trim(m->columns[i].title)))
                return fail(cx, ERR_INPUT,
                            "文件“%s”第 %lld 行有两列都叫“%.*s”（%s、%s）：请删去一列或改名",
                            "file \"%s\", row %lld: two columns are called \"%.*s\" (%s, "
                            "%s): remove one, or rename it",
                            sheet_name(s), (long long)m->header_row,
                            STR_ARG(str_trim(m->columns[i].title)),
                            cell_ref(cx->arena, m->header_row, i).p,
                            cell_ref(cx->arena, m->header_row, k).p);
    return OK;
}

enum err columns_unmerged(struct ctx *cx, struct sheet *s, const struct mapping *m)
{
    struct row r;
    int64_t at = 0;
    bool more = sheet_is_xlsx(s);
    while (more)
        TRY(sheet_row(cx, s, &r, &more));
    struct str merged = sheet_merged(s, &at);
    if (merged.n && at > m->header_row)
        return fail(cx, ERR_INPUT,
                    "文件“%s”单元格 %.*s 上下合并，只有第一行有内容：请取消合并，逐行填写",
                    "file \"%s\": cells %.*s are merged over several rows, and only the first "
                    "has content; unmerge them and fill every row",
                    sheet_name(s), STR_ARG(merged));
    return columns_start(cx, s, m);
}

enum err columns_find(struct ctx *cx, struct sheet *s, struct targets targets,
                      struct mapping *out)
{
    struct mapping best = {0};
    int64_t best_fit = -1, best_texts = -1;

    TRY(sheet_rewind(cx, s));
    for (int i = 0; i < COLUMNS_HEADER_ROWS; i++) {
        struct row r;
        bool more;
        TRY(sheet_row(cx, s, &r, &more));
        if (!more)
            break;
        struct mapping m = columns_propose(cx, targets, &r);
        int64_t fit, texts;
        weigh(&m, &r, &fit, &texts);
        if (fit > best_fit || (fit == 0 && best_fit == 0 && texts > best_texts)) {
            best = m;
            best_fit = fit;
            best_texts = texts;
        }
    }
    if (best_fit < 0)
        return fail(cx, ERR_INPUT, "文件“%s”中没有内容", "file \"%s\" has no rows",
                    sheet_name(s));
    TRY(each_once(cx, s, &best));
    TRY(columns_unmerged(cx, s, &best));
    *out = best;
    return OK;
}

enum err columns_start(struct ctx *cx, struct sheet *s, const struct mapping *m)
{
    struct row r = {.number = 0};
    bool more = true;
    TRY(sheet_rewind(cx, s));
    while (more && r.number < m->header_row)
        TRY(sheet_row(cx, s, &r, &more));
    return OK;
}

int columns_of(const struct mapping *m, int target)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->columns[i].target == target)
            return (int)i;
    return -1;
}

int columns_missing(const struct mapping *m, struct targets targets)
{
    for (size_t t = 0; t < targets.n; t++)
        if (targets.p[t].required && columns_of(m, (int)t) < 0)
            return (int)t;
    return -1;
}

const struct cell *columns_cell(const struct mapping *m, const struct row *r, int target)
{
    static const struct cell empty = {.kind = CELL_EMPTY, .text = {.p = "", .n = 0}};
    int column = columns_of(m, target);
    return column >= 0 && (size_t)column < r->n ? &r->cells[column] : &empty;
}

void columns_json(struct json *w, const struct mapping *m, struct targets targets)
{
    json_obj(w);
    json_ki64(w, "header_row", m->header_row);
    json_key(w, "columns");
    json_arr(w);
    for (size_t i = 0; i < m->n; i++) {
        const struct mapping_column *c = &m->columns[i];
        json_obj(w);
        json_kstr(w, "title", c->title);
        json_kcstr(w, "target", c->target < 0 ? NULL : targets.p[c->target].name);
        json_ki64(w, "score", c->score);
        json_obj_end(w);
    }
    json_arr_end(w);
    json_obj_end(w);
}

static enum err malformed(struct ctx *cx)
{
    return fail(cx, ERR_INPUT, "列对应关系的格式有误", "the column mapping is malformed");
}

static enum err target_of(struct ctx *cx, struct targets targets, const char *name, int *out)
{
    for (size_t t = 0; t < targets.n; t++) {
        if (strcmp(targets.p[t].name, name) == 0) {
            *out = (int)t;
            return OK;
        }
    }
    return fail(cx, ERR_INPUT, "列对应关系中的“%s”不认识",
                "the column mapping names unknown \"%s\"", name);
}

static enum err load_column(struct ctx *cx, json_t *in, struct targets targets,
                            const struct mapping *m, struct mapping_column *out)
{
    json_t *title = json_object_get(in, "title");
    json_t *target = json_object_get(in, "target");
    json_t *points = json_object_get(in, "score");
    if (!json_is_string(title) || !(json_is_string(target) || json_is_null(target)) ||
        (points && !json_is_integer(points)))
        return malformed(cx);

    struct mapping_column c = {.target = -1, .score = 0};
    struct str words = {.p = json_string_value(title), .n = json_string_length(title)};
    c.title = str_dup(cx->arena, utf8_head(words, TITLE_CHARS));
    if (json_is_string(target)) {
        int64_t value = points ? json_integer_value(points) : COLUMNS_NAME;
        TRY(target_of(cx, targets, json_string_value(target), &c.target));
        if (value < 0 || value > COLUMNS_NAME)
            return malformed(cx);
        if (columns_of(m, c.target) >= 0)
            return fail(cx, ERR_INPUT, "“%s”对应了两列", "\"%s\" is mapped to two columns",
                        targets.p[c.target].name);
        c.score = (int)value;
    }
    *out = c;
    return OK;
}

enum err columns_load(struct ctx *cx, json_t *in, struct targets targets, struct mapping *out)
{
    json_t *row = json_object_get(in, "header_row");
    json_t *list = json_object_get(in, "columns");
    size_t n = json_array_size(list);
    if (!json_is_integer(row) || json_integer_value(row) < 0 || !json_is_array(list) ||
        n > JSON_COLUMNS_MAX)
        return malformed(cx);

    struct mapping m = {.header_row = json_integer_value(row),
                        .columns = NEWS(cx->arena, struct mapping_column, n)};
    for (; m.n < n; m.n++)
        TRY(load_column(cx, json_array_get(list, m.n), targets, &m, &m.columns[m.n]));
    *out = m;
    return OK;
}

bool columns_fit(const struct mapping *m, const struct row *header)
{
    struct arena *a = arena_open(SIZE_MAX / 4);
    bool fit = true;
    for (size_t i = 0; i < m->n && fit; i++) {
        if (m->columns[i].target >= 0)
            fit = i < header->n && str_eq(bare(a, m->columns[i].title, false),
                                          bare(a, header->cells[i].text, false));
    }
    arena_close(a);
    return fit;
}
