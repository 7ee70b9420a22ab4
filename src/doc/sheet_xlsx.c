// SPDX-License-Identifier: Apache-2.0
#include "doc/sheet.h"

#include <math.h>

#include "base/ctx.h"
#include "base/time.h"
#include "doc/numfmt.h"
#include "doc/pack.h"
#include "doc/sheet_impl.h"
#include "doc/spool.h"
#include "doc/xlsx_book.h"
#include "doc/xlsx_text.h"
#include "doc/xml.h"

enum { UTF8_MAX = 4, EXACT_DIGITS = 15, NUMBER_BYTES = 64 };

struct xlsx {
    struct sheet *sheet;
    struct xlsx_book book;
    struct part *part;
    struct xml *xml;

    char *text; /* of the current cell, text_max bytes */
    size_t text_n, text_max;

    bool in_data, in_row, in_cell;
    bool collect; /* text of <v>, or of <t> in an inline string */
    bool has_value, has_formula;
    bool in_inline;
    int phonetic;
    size_t column, next_column; /* 0-based */
    int64_t style;
    char type[12]; /* attribute t; "" = number */
};

static enum err bad_cell(struct xml *x, const struct xlsx *r, const char *zh, const char *en)
{
    struct ctx *cx = xml_ctx(x);
    return fail(cx, ERR_INPUT, "文件“%s”单元格 %s：%s", "file \"%s\", cell %s: %s",
                r->sheet->opt.name, cell_ref(cx->arena, r->sheet->number, r->column).p,
                cx->lang == LANG_EN ? en : zh);
}

/* "BC12" → column 54, row 12. */
static bool parse_ref(const char *ref, size_t *column, int64_t *row)
{
    enum { COLUMN_END = 16384 };
    size_t col = 0;
    while (*ref >= 'A' && *ref <= 'Z' && col < COLUMN_END)
        col = col * 26 + (size_t)(*ref++ - 'A' + 1);
    if (col == 0 || col > COLUMN_END || !str_i64(str_c(ref), row))
        return false;
    *column = col - 1;
    return true;
}

static void row_start(struct xml *x, struct xlsx *r, const char **attrs)
{
    struct sheet *s = r->sheet;
    struct ctx *cx = xml_ctx(x);
    const char *at = xml_attr(attrs, "r");
    int64_t number = s->number + 1;

    if (r->in_row || (at && (!str_i64(str_c(at), &number) || number <= s->number))) {
        xml_fail(x, fail(cx, ERR_INPUT, "文件“%s”第 %lld 行之后的行号有误",
                         "file \"%s\": the row number after row %lld is wrong", s->opt.name,
                         (long long)s->number));
        return;
    }
    enum err e = sheet_row_number(cx, s, number);
    if (e != OK) {
        xml_fail(x, e);
        return;
    }
    sheet_row_begin(s);
    s->number = number;
    r->in_row = true;
    r->next_column = 0;
}

static void cell_start(struct xml *x, struct xlsx *r, const char **attrs)
{
    const char *ref = xml_attr(attrs, "r");
    const char *style = xml_attr(attrs, "s");
    const char *type = xml_attr(attrs, "t");
    int64_t row = r->sheet->number;

    r->column = r->next_column;
    if (r->in_cell || (ref && (!parse_ref(ref, &r->column, &row) || row != r->sheet->number))) {
        xml_fail(x, bad_cell(x, r, "单元格位置有误", "its reference is wrong"));
        return;
    }
    r->next_column = r->column + 1;
    r->in_cell = true;
    r->has_value = r->has_formula = r->in_inline = false;
    r->text_n = 0;
    r->style = 0;
    if (style && !str_i64(str_c(style), &r->style))
        xml_fail(x, bad_cell(x, r, "样式编号有误", "its style number is wrong"));
    snprintf(r->type, sizeof r->type, "%s", type && strcmp(type, "n") != 0 ? type : "");
}

/* "B3:B4": over several rows. */
static void merge_start(struct xml *x, struct xlsx *r, const char **attrs)
{
    struct sheet *s = r->sheet;
    struct str ref = str_c(xml_attr(attrs, "ref"));
    size_t column;
    int64_t from, to;
    const char *colon = ref.n ? strchr(ref.p, ':') : NULL;
    if (!colon ||
        !parse_ref(str_cdup(s->rows, str_sub(ref, 0, (size_t)(colon - ref.p))), &column,
                   &from) ||
        !parse_ref(colon + 1, &column, &to) || to <= from || from <= s->merged_row)
        return;
    s->merged = str_dup(xml_ctx(x)->arena, ref);
    s->merged_row = from;
}

static void on_start(struct xml *x, void *user, const char *name, const char **attrs)
{
    struct xlsx *r = user;
    if (!r->in_data) {
        r->in_data = strcmp(name, "sheetData") == 0;
        if (strcmp(name, "mergeCell") == 0)
            merge_start(x, r, attrs);
    } else if (strcmp(name, "row") == 0) {
        row_start(x, r, attrs);
    } else if (r->in_row && strcmp(name, "c") == 0) {
        cell_start(x, r, attrs);
    } else if (!r->in_cell) {
        return;
    } else if (strcmp(name, "v") == 0) {
        r->collect = r->has_value = true;
    } else if (strcmp(name, "f") == 0) {
        r->has_formula = true;
    } else if (strcmp(name, "is") == 0) {
        r->in_inline = r->has_value = true;
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        r->collect = r->in_inline && r->phonetic == 0;
    }
}

static void on_text(struct xml *x, void *user, const char *p, size_t n)
{
    struct xlsx *r = user;
    if (!r->collect)
        return;
    if (n > r->text_max - r->text_n) {
        struct ctx *cx = xml_ctx(x);
        xml_fail(x, fail(cx, ERR_TOO_LARGE, "文件“%s”单元格 %s 超过 %lld 字的上限",
                         "file \"%s\", cell %s: over the limit of %lld characters",
                         r->sheet->opt.name, cell_ref(cx->arena, r->sheet->number, r->column).p,
                         (long long)r->sheet->opt.limits->cell_chars));
        return;
    }
    memcpy(r->text + r->text_n, p, n);
    r->text_n += n;
}

/* Text that lives outside the row arena (borrowed) or in the collecting buffer (copied). */
static enum err set_text(struct xml *x, struct xlsx *r, struct str raw, bool borrowed)
{
    struct sheet *s = r->sheet;
    /* Escapes shrink: what they take before is held as well. */
    TRY(sheet_row_charge(xml_ctx(x), s, raw.n));
    struct str text = xlsx_unescape(s->rows, raw);
    if (text.n == 0)
        return OK;
    TRY(sheet_cell_fits(xml_ctx(x), s, r->column, text));
    struct cell *c;
    TRY(sheet_cell(xml_ctx(x), s, r->column, &c));
    if (text.p == raw.p && !borrowed)
        text = str_dup(s->rows, text);
    *c = (struct cell){.kind = CELL_TEXT, .text = text};
    return OK;
}

static enum err set_shared(struct xml *x, struct xlsx *r, struct str value)
{
    int64_t i;
    size_t n = r->book.strings ? spool_count(r->book.strings) : 0;
    if (!str_i64(str_trim(value), &i) || i < 0 || (size_t)i >= n)
        return bad_cell(x, r, "引用了不存在的共享文字",
                        "it names a shared text that does not exist");
    struct str text = spool_get(r->book.strings, (size_t)i);
    /* Bound the work on escapes; what is longer cannot fit anyhow. */
    if (text.n > r->text_max)
        return sheet_cell_fits(xml_ctx(x), r->sheet, r->column, text);
    return set_text(x, r, text, true);
}

static enum err set_date(struct xml *x, struct xlsx *r, int64_t at, bool date_only)
{
    struct sheet *s = r->sheet;
    struct cell *c;
    char human[TIME_TEXT];
    TRY(sheet_cell(xml_ctx(x), s, r->column, &c));
    int64_t ms = at - time_day_start(time_day(at));
    int second = (int)(ms / MS_PER_SECOND);
    day_text(human, time_day(at));
    struct str text = date_only ? str_fmt(s->rows, "%s", human)
                                : str_fmt(s->rows, "%s %02d:%02d:%02d", human, second / 3600,
                                          second / 60 % 60, second % 60);
    *c = (struct cell){.kind = CELL_DATE, .text = text, .at = at, .date_only = date_only};
    return OK;
}

static struct str number_text(struct arena *a, double v)
{
    static const double plain = 1e15;
    if (v == floor(v) && fabs(v) < plain)
        return str_fmt(a, "%.0f", v == 0 ? 0.0 : v);
    struct str s = str_fmt(a, "%.*g", EXACT_DIGITS, v);
    return strtod(s.p, NULL) == v ? s : str_fmt(a, "%.17g", v);
}

static enum err set_number(struct xml *x, struct xlsx *r, struct str value)
{
    struct sheet *s = r->sheet;
    char *end;
    if (str_trim(value).n > NUMBER_BYTES)
        return bad_cell(x, r, "数值有误", "its number is malformed");
    struct str trimmed = str_dup(s->rows, str_trim(value));
    double v = strtod(trimmed.p, &end);
    if (trimmed.n == 0 || *end != '\0' || !isfinite(v) || strpbrk(trimmed.p, "xXnN"))
        return bad_cell(x, r, "数值有误", "its number is malformed");

    enum numfmt format = NUMFMT_NUMBER;
    if (r->style >= 0 && (size_t)r->style < r->book.n_styles)
        format = (enum numfmt)r->book.styles[r->style];
    int64_t at;
    if (format != NUMFMT_NUMBER && numfmt_serial(v, r->book.base_1904, &at)) {
        bool whole = at == time_day_start(time_day(at));
        return set_date(x, r, at, format == NUMFMT_DATE && whole);
    }
    struct cell *c;
    TRY(sheet_cell(xml_ctx(x), s, r->column, &c));
    *c = (struct cell){.kind = CELL_NUMBER, .number = v, .text = number_text(s->rows, v)};
    return OK;
}

static enum err set_bool(struct xml *x, struct xlsx *r, struct str value)
{
    bool yes = str_eq_c(str_trim(value), "1");
    if (!yes && !str_eq_c(str_trim(value), "0"))
        return bad_cell(x, r, "逻辑值有误", "its logical value is malformed");
    struct cell *c;
    TRY(sheet_cell(xml_ctx(x), r->sheet, r->column, &c));
    *c = (struct cell){.kind = CELL_BOOL, .yes = yes, .text = yes ? STR("TRUE") : STR("FALSE")};
    return OK;
}

static enum err set_iso(struct xml *x, struct xlsx *r, struct str value)
{
    int64_t at;
    bool date_only;
    if (!time_parse(str_trim(value), &at, &date_only))
        return bad_cell(x, r, "日期有误", "its date is malformed");
    return set_date(x, r, at, date_only);
}

static enum err set_cell(struct xml *x, struct xlsx *r)
{
    struct str value = {.p = r->text, .n = r->text_n};
    bool is_text = strcmp(r->type, "str") == 0 || strcmp(r->type, "inlineStr") == 0 ||
                   strcmp(r->type, "e") == 0;

    /* Reading it as empty would lose what the user sees on the screen. */
    if (r->has_formula && !r->has_value)
        return bad_cell(
            x, r, "公式没有保存计算结果，请用 WPS 或 Excel 打开后保存一次再上传",
            "a formula without its result; open the file in WPS or Excel and save it once");
    if (!r->has_value || (value.n == 0 && strcmp(r->type, "s") != 0))
        return OK;
    if (r->column < (size_t)r->sheet->opt.limits->columns &&
        r->sheet->cells[r->column].kind != CELL_EMPTY)
        return bad_cell(x, r, "同一单元格出现两次", "it stands there twice");
    if (is_text)
        return set_text(x, r, value, false);
    if (strcmp(r->type, "s") == 0)
        return set_shared(x, r, value);
    if (strcmp(r->type, "b") == 0)
        return set_bool(x, r, value);
    if (strcmp(r->type, "d") == 0)
        return set_iso(x, r, value);
    if (r->type[0] == '\0')
        return set_number(x, r, value);
    return bad_cell(x, r, "单元格类型不认识", "its type is unknown");
}

static void on_end(struct xml *x, void *user, const char *name)
{
    struct xlsx *r = user;
    if (!r->in_data)
        return;
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        r->collect = false;
    } else if (strcmp(name, "is") == 0) {
        r->in_inline = false;
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic -= r->phonetic > 0;
    } else if (r->in_cell && strcmp(name, "c") == 0) {
        r->in_cell = false;
        enum err e = set_cell(x, r);
        if (e != OK)
            xml_fail(x, e);
    } else if (strcmp(name, "row") == 0) {
        r->in_row = false;
        if (r->sheet->n > 0 && !xml_failed(x))
            xml_pause(x);
    } else if (strcmp(name, "sheetData") == 0) {
        r->in_data = false;
    }
}

static const struct xml_handlers handlers = {.start = on_start, .end = on_end, .text = on_text};

static enum err xlsx_row(struct ctx *cx, struct sheet *s, struct row *out, bool *more)
{
    struct xlsx *r = s->state;
    TRY(xml_next(cx, r->xml, more));
    if (*more)
        *out =
            (struct row){.number = s->number, .line = s->number, .cells = s->cells, .n = s->n};
    return OK;
}

static void rows_close(struct xlsx *r)
{
    xml_close(r->xml);
    part_close(r->part);
    r->xml = NULL;
    r->part = NULL;
}

static enum err xlsx_rewind(struct ctx *cx, struct sheet *s)
{
    struct xlsx *r = s->state;
    rows_close(r);
    r->in_data = r->in_row = r->in_cell = r->collect = r->in_inline = false;
    r->phonetic = 0;
    TRY(part_open(cx, r->book.pack, r->book.worksheet, &r->part));
    return xml_open(cx, r->part, &handlers, r, &r->xml);
}

static void xlsx_close(struct sheet *s)
{
    struct xlsx *r = s->state;
    rows_close(r);
    xlsx_book_close(&r->book);
}

enum err sheet_xlsx_open(struct ctx *cx, struct sheet *s, const char *path)
{
    static const struct sheet_kind kind = {xlsx_row, xlsx_rewind, xlsx_close};
    struct xlsx *r = NEW(cx->arena, struct xlsx);

    TRY(xlsx_book_open(cx, path, s->opt.name, s->opt.worksheet, s->opt.limits, &r->book));
    r->sheet = s;
    r->text_max = (size_t)s->opt.limits->cell_chars * UTF8_MAX;
    r->text = arena_alloc(cx->arena, r->text_max + 1);
    s->kind = &kind;
    s->state = r;
    s->encoding = "XLSX";
    s->worksheets = r->book.names;
    enum err e = pack_has(r->book.pack, r->book.worksheet)
                     ? xlsx_rewind(cx, s)
                     : fail(cx, ERR_INPUT, "文件“%s”缺少工作表的内容",
                            "file \"%s\" lacks the content of its worksheet", s->opt.name);
    if (e != OK)
        xlsx_close(s);
    return e;
}
