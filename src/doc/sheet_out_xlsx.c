// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/time.h"
#include "base/utf8.h"
#include "doc/numfmt.h"
#include "doc/sheet_out_impl.h"
#include "doc/xlsx_text.h"

enum {
    CELL_UNITS = 32767, /* UTF-16 units, Excel's limit */
    GUIDE_TITLE = 22,   /* widths of the second sheet */
    GUIDE_HOW = 70,
    GUIDE_CHOICE = 2, /* column in which its choices begin */
    GUIDE_CHOICES = 20,
    GUIDE_WIDTH = 18,
    LOCKED_GREY = 0xF0F0F0,
    HEADER_GREY = 0xE4E4E4,
    PAPER_A3 = 8,
    PAPER_A4 = 9,
    A4_WIDTH = 150, /* characters that a landscape page holds and still can be read */
    A3_WIDTH = 240,
    NAMED_BY = 2,         /* first columns that say which row it is, on every page across */
    LINE_HEIGHT = 15,     /* points */
    LINES_MAX = 27,       /* a row is at most 409 points high */
    WIDE_LEAD = 0xE1,     /* from this first byte on a character is two wide, mostly */
    HEADER_CHARS = 60,    /* page header: 255 bytes with everything doubled */
    FIRST_SERIAL = 61,    /* 1900-03-01: earlier days are counted wrongly by spreadsheets */
    SERIAL_END = 2958466, /* 10000-01-01 */
    WIDTH_TEXT = 16,
    WIDTH_NUMBER = 12,
    WIDTH_DATE = 12,
    WIDTH_DATETIME = 20,
};

struct xlsx_out {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_worksheet *guide;
    lxw_format *bold, *date, *datetime, *number, *plain, *banner;
    int64_t cells;  /* written, for the comparison */
    uint64_t print; /* of all texts, in order */
};

/* FNV-1a: against torn files, not against people. */
static uint64_t print_add(uint64_t h, struct str s)
{
    for (size_t i = 0; i <= s.n; i++)
        h = (h ^ (i < s.n ? (unsigned char)s.p[i] : 0x100U)) * UINT64_C(0x100000001b3);
    return h;
}

static double column_width(const struct column *c)
{
    static const double by_type[] = {[COLUMN_TEXT] = WIDTH_TEXT,
                                     [COLUMN_NUMBER] = WIDTH_NUMBER,
                                     [COLUMN_DATETIME] = WIDTH_DATETIME,
                                     [COLUMN_DATE] = WIDTH_DATE};
    return c->width > 0 ? c->width : by_type[c->type];
}

static void page_header(struct ctx *cx, lxw_worksheet *sheet, const char *watermark)
{
    struct str head = utf8_head(str_c(watermark), HEADER_CHARS);
    struct buf b;
    buf_init(&b, cx->arena, head.n * 2 + 2);
    buf_c(&b, "&C");
    for (size_t i = 0; i < head.n; i++) {
        buf_ch(&b, head.p[i]);
        if (head.p[i] == '&')
            buf_ch(&b, '&');
    }
    /* The banner row shows the mark in any case; a header that does not fit is left out. */
    (void)worksheet_set_header(sheet, buf_done(&b).p);
}

static enum err library(struct ctx *cx, const struct sheet_out *o, lxw_error code)
{
    if (code == LXW_NO_ERROR)
        return OK;
    if (code == LXW_ERROR_CREATING_TMPFILE || code == LXW_ERROR_CREATING_XLSX_FILE ||
        (code >= LXW_ERROR_ZIP_FILE_OPERATION && code <= LXW_ERROR_ZIP_CLOSE))
        return sheet_out_io(cx, o);
    return fail(cx, ERR_INPUT, "写文件“%s”失败（%s）", "file \"%s\" could not be written (%s)",
                o->path, lxw_strerror(code));
}

/* Of a form the columns to fill are open, everything else is locked and grey. */
static enum err columns_set(struct ctx *cx, struct sheet_out *o)
{
    struct xlsx_out *x = o->state;
    lxw_format *open = NULL;
    if (o->spec.fills) {
        open = workbook_add_format(x->book);
        format_set_unlocked(open);
        format_set_text_wrap(open);
        format_set_align(open, LXW_ALIGN_VERTICAL_TOP);
        format_set_bg_color(x->plain, LOCKED_GREY);
    }
    for (size_t i = 0; i < o->spec.n; i++)
        TRY(library(cx, o,
                    worksheet_set_column(
                        x->sheet, (lxw_col_t)i, (lxw_col_t)i, column_width(&o->spec.cols[i]),
                        o->spec.fills && o->spec.fills[i].open ? open : NULL)));
    return OK;
}

/* Landscape, A4 or A3, as many pages side by side as stay readable; the header on each. */
static void page_set(const struct sheet_out *o)
{
    static const double side = 0.4, top = 0.7; /* inches */
    const struct xlsx_out *x = o->state;
    double width = 0;
    for (size_t i = 0; i < o->spec.n; i++)
        width += column_width(&o->spec.cols[i]);
    worksheet_set_landscape(x->sheet);
    worksheet_set_paper(x->sheet, width > A4_WIDTH ? PAPER_A3 : PAPER_A4);
    worksheet_set_margins(x->sheet, side, side, top, top);
    worksheet_fit_to_pages(x->sheet, (uint16_t)(1 + (int)width / A3_WIDTH), 0);
    worksheet_gridlines(x->sheet, LXW_SHOW_ALL_GRIDLINES);
    if (!o->spec.watermark)
        worksheet_set_header(x->sheet, "&C&A");
    worksheet_set_footer(x->sheet, "&C&P / &N");
}

/* A worksheet of o->spec, the columns as wide as asked for. */
static enum err worksheet_begin(struct ctx *cx, struct sheet_out *o)
{
    struct xlsx_out *x = o->state;
    x->sheet =
        workbook_add_worksheet(x->book, o->spec.worksheet ? o->spec.worksheet : "Sheet1");
    if (!x->sheet)
        return fail(cx, ERR_INPUT, "工作表名“%s”不能用，或无法建立临时文件",
                    "worksheet name \"%s\" cannot be used, or no temporary file can be made",
                    o->spec.worksheet ? o->spec.worksheet : "Sheet1");
    TRY(columns_set(cx, o));
    page_set(o);
    if (o->spec.watermark)
        page_header(cx, x->sheet, o->spec.watermark);
    return OK;
}

static enum err xlsx_open(struct ctx *cx, struct sheet_out *o)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_doc_properties made = {.created = (time_t)(cx->wall / MS_PER_SECOND)};
    struct xlsx_out *x = NEW(cx->arena, struct xlsx_out);

    o->state = x;
    x->book = workbook_new_opt(o->temp, &options);
    if (!x->book)
        return sheet_out_io(cx, o);
    workbook_set_properties(x->book, &made);
    x->bold = workbook_add_format(x->book);
    x->date = workbook_add_format(x->book);
    x->datetime = workbook_add_format(x->book);
    x->number = workbook_add_format(x->book);
    x->plain = workbook_add_format(x->book);
    x->banner = workbook_add_format(x->book);
    lxw_format *const top[] = {x->date, x->datetime, x->number, x->plain};
    for (size_t i = 0; i < sizeof top / sizeof top[0]; i++)
        format_set_align(top[i], LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(x->plain);
    format_set_bold(x->banner);
    format_set_bold(x->bold);
    format_set_text_wrap(x->bold);
    format_set_align(x->bold, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(x->bold, HEADER_GREY);
    format_set_num_format(x->date, "yyyy-mm-dd");
    format_set_num_format(x->datetime, "yyyy-mm-dd hh:mm:ss");
    return worksheet_begin(cx, o);
}

static int64_t utf16_units(struct str s)
{
    int64_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        n += (c & 0xC0) != 0x80;
        n += c >= 0xF0;
    }
    return n;
}

static enum err put_text(struct ctx *cx, struct sheet_out *o, size_t column, struct str s,
                         lxw_format *format)
{
    struct xlsx_out *x = o->state;
    if (s.n == 0)
        return OK;
    struct str written = xlsx_escape(o->scratch, s);
    /* The library counts the escapes, too. */
    if (utf16_units(s) > CELL_UNITS || utf8_count(written) > CELL_UNITS)
        return fail(
            cx, ERR_TOO_LARGE, "单元格 %s（%s）超过 .xlsx 单元格 %d 字的上限，请改用 CSV 导出",
            "cell %s (%s) is over the %d characters an .xlsx cell can hold; export as CSV",
            cell_ref(cx->arena, o->number, column).p, o->spec.cols[column].title, CELL_UNITS);
    x->cells++;
    x->print = print_add(x->print, s);
    return library(cx, o,
                   worksheet_write_string(x->sheet, (lxw_row_t)(o->number - 1),
                                          (lxw_col_t)column, str_cdup(o->scratch, written),
                                          format));
}

static enum err put_date(struct ctx *cx, struct sheet_out *o, size_t column,
                         const struct cell *c)
{
    struct xlsx_out *x = o->state;
    double serial = numfmt_to_serial(c->at);
    if (serial < FIRST_SERIAL || serial >= SERIAL_END) {
        char text[TIME_TEXT];
        return put_text(
            cx, o, column,
            str_c(c->date_only ? day_text(text, time_day(c->at)) : time_rfc3339(text, c->at)),
            x->plain);
    }
    x->cells++;
    return library(cx, o,
                   worksheet_write_number(x->sheet, (lxw_row_t)(o->number - 1),
                                          (lxw_col_t)column, serial,
                                          c->date_only ? x->date : x->datetime));
}

static enum err put_cell(struct ctx *cx, struct sheet_out *o, size_t column,
                         const struct cell *c, bool header)
{
    struct xlsx_out *x = o->state;
    lxw_row_t row = (lxw_row_t)(o->number - 1);
    switch (c->kind) {
    case CELL_EMPTY:
        break;
    case CELL_TEXT:
        return put_text(cx, o, column, c->text,
                        header                                ? x->bold
                        : o->spec.watermark && o->number == 1 ? x->banner
                                                              : x->plain);
    case CELL_DATE:
        return put_date(cx, o, column, c);
    case CELL_NUMBER:
        x->cells++;
        return library(
            cx, o,
            worksheet_write_number(x->sheet, row, (lxw_col_t)column, c->number, x->number));
    case CELL_BOOL:
        x->cells++;
        return library(cx, o,
                       worksheet_write_boolean(x->sheet, row, (lxw_col_t)column, c->yes, NULL));
    }
    return OK;
}

/* Lines that a wrapped text takes in a column so many characters wide. */
static int lines_of(struct str s, double width)
{
    int lines = 1;
    double at = 0;
    for (size_t i = 0; i < s.n && lines <= LINES_MAX; i++) {
        unsigned char c = (unsigned char)s.p[i];
        double wide = c >= WIDE_LEAD ? 2 : 1;
        if ((c & 0xC0) == 0x80)
            continue;
        bool full = at + wide > width - 1;
        if (c == '\n' || full) {
            lines++;
            at = 0;
        }
        at += c == '\n' ? 0 : wide;
    }
    return lines;
}

/* Not every spreadsheet program fits a row to its wrapped text when it opens a file. */
static enum err height_set(struct ctx *cx, struct sheet_out *o, const struct cell *cells)
{
    struct xlsx_out *x = o->state;
    int lines = 1;
    if (o->spec.watermark && o->number == 1)
        return OK;
    for (size_t i = 0; i < o->spec.n; i++) {
        int n = cells[i].kind == CELL_TEXT
                    ? lines_of(cells[i].text, column_width(&o->spec.cols[i]))
                    : 1;
        lines = n > lines ? n : lines;
    }
    if (lines == 1)
        return OK;
    return library(cx, o,
                   worksheet_set_row(x->sheet, (lxw_row_t)(o->number - 1),
                                     LINE_HEIGHT * (lines < LINES_MAX ? lines : LINES_MAX),
                                     NULL));
}

static enum err xlsx_row(struct ctx *cx, struct sheet_out *o, const struct cell *cells,
                         bool header)
{
    int64_t bytes = 0;
    if (o->number > sheet_limits.rows)
        return fail(cx, ERR_TOO_LARGE, "超过 .xlsx 的 %lld 行上限，请改用 CSV 导出",
                    "over the %lld rows an .xlsx file can hold; export as CSV",
                    (long long)sheet_limits.rows);
    arena_reset(o->scratch);
    TRY(height_set(cx, o, cells));
    for (size_t i = 0; i < o->spec.n; i++) {
        bytes += cells[i].kind == CELL_TEXT ? (int64_t)cells[i].text.n : 0;
        if (bytes > sheet_limits.row_bytes)
            return fail(cx, ERR_TOO_LARGE, "第 %lld 行超过 %lld 字节的上限，请改用 CSV 导出",
                        "row %lld is over the limit of %lld bytes; export as CSV",
                        (long long)o->number, (long long)sheet_limits.row_bytes);
        TRY(put_cell(cx, o, i, &cells[i], header));
    }
    return OK;
}

struct seen {
    int64_t cells;
    uint64_t print;
};

static enum err sheet_see(struct ctx *cx, struct sheet *s, struct seen *seen)
{
    for (;;) {
        struct row r;
        bool more;
        TRY(sheet_row(cx, s, &r, &more));
        if (!more)
            return OK;
        for (size_t i = 0; i < r.n; i++) {
            seen->cells += r.cells[i].kind != CELL_EMPTY;
            if (r.cells[i].kind == CELL_TEXT)
                seen->print = print_add(seen->print, r.cells[i].text);
        }
    }
}

/* Reads the file, worksheet by worksheet, and compares it with what was written. */
static enum err compare(struct ctx *cx, struct sheet_out *o, const struct sheet_options *opt,
                        struct strs names)
{
    struct xlsx_out *x = o->state;
    struct seen seen = {0};
    for (size_t i = 0; i < names.n; i++) {
        struct sheet_options one = *opt;
        struct sheet *s = NULL;
        one.worksheet = str_cdup(cx->arena, names.p[i]);
        TRY(sheet_open_with(cx, o->temp, &one, &s));
        enum err e = sheet_see(cx, s, &seen);
        sheet_close(s);
        TRY(e);
    }
    if (seen.cells != x->cells || seen.print != x->print)
        return fail(cx, ERR_IO, "写文件“%s”失败：内容不完整，请检查磁盘空间",
                    "file \"%s\" could not be written whole; is the disk full?", o->path);
    return OK;
}

static enum err verify(struct ctx *cx, struct sheet_out *o)
{
    /* Our own file: its size and how well it packs are no reason for suspicion. */
    struct sheet_limits limits = sheet_limits;
    limits.file_bytes = limits.part_bytes = limits.total_bytes = limits.ratio_from = INT64_MAX;
    /* Escapes and numbers are counted as they stand in the file. */
    limits.row_bytes *= 8;
    struct sheet_options opt = {.exact = true, .limits = &limits};
    struct sheet *s;
    enum err e = sheet_open_with(cx, o->temp, &opt, &s);
    if (e == OK) {
        struct strs names = sheet_worksheets(s);
        for (size_t i = 0; i < names.n; i++)
            names.p[i] = str_dup(cx->arena, names.p[i]);
        sheet_close(s);
        e = compare(cx, o, &opt, names);
    }
    if (e == OK || e == ERR_IO)
        return e;
    fault_clear(cx); /* "malformed" would blame a file that the user never made */
    return fail(cx, ERR_IO, "写文件“%s”失败：内容不完整，请检查磁盘空间",
                "file \"%s\" could not be written whole; is the disk full?", o->path);
}

static enum err guide_text(struct ctx *cx, struct sheet_out *o, lxw_row_t row, lxw_col_t column,
                           const char *text)
{
    struct xlsx_out *x = o->state;
    x->cells++;
    x->print = print_add(x->print, str_c(text));
    return library(cx, o,
                   worksheet_write_string(x->guide, row, column,
                                          xlsx_escape(cx->arena, str_c(text)).p,
                                          row ? x->plain : x->bold));
}

/* The choices of column i stand in its row of the second sheet: a list inside the cell's rule
 * would end at 255 characters. */
static enum err choices_set(struct ctx *cx, struct sheet_out *o, size_t i, lxw_row_t row,
                            lxw_row_t last_row)
{
    struct xlsx_out *x = o->state;
    const struct fill *c = &o->spec.fills[i];
    char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];
    size_t n = 0;
    for (; c->choices[n]; n++)
        TRY(guide_text(cx, o, row, (lxw_col_t)(GUIDE_CHOICE + n), c->choices[n]));
    if (!n || last_row < (lxw_row_t)o->header)
        return OK;
    lxw_rowcol_to_cell_abs(first, row, GUIDE_CHOICE, true, true);
    lxw_rowcol_to_cell_abs(last, row, (lxw_col_t)(GUIDE_CHOICE + n - 1), true, true);
    lxw_data_validation rule = {
        .validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
        .value_formula =
            str_cdup(cx->arena, str_fmt(cx->arena, "='%s'!%s:%s", o->spec.guide, first, last)),
    };
    return library(cx, o,
                   worksheet_data_validation_range(x->sheet, (lxw_row_t)o->header, (lxw_col_t)i,
                                                   last_row, (lxw_col_t)i, &rule));
}

static enum err guide_put(struct ctx *cx, struct sheet_out *o, lxw_row_t last_row)
{
    struct xlsx_out *x = o->state;
    lxw_row_t row = 0;
    x->guide = workbook_add_worksheet(x->book, o->spec.guide);
    if (!x->guide)
        return fail(cx, ERR_INPUT, "工作表名“%s”不能用", "worksheet name \"%s\" cannot be used",
                    o->spec.guide);
    TRY(library(cx, o, worksheet_set_column(x->guide, 0, 0, GUIDE_TITLE, NULL)));
    TRY(library(cx, o, worksheet_set_column(x->guide, 1, 1, GUIDE_HOW, NULL)));
    TRY(library(cx, o,
                worksheet_set_column(x->guide, GUIDE_CHOICE, GUIDE_CHOICE + GUIDE_CHOICES - 1,
                                     GUIDE_WIDTH, NULL)));
    TRY(guide_text(cx, o, row, 0, "列"));
    TRY(guide_text(cx, o, row, 1, "怎么填"));
    TRY(guide_text(cx, o, row, GUIDE_CHOICE, "可选内容"));
    for (size_t i = 0; i < o->spec.n; i++) {
        const struct fill *c = &o->spec.fills[i];
        if (!c->how)
            continue;
        row++;
        TRY(guide_text(cx, o, row, 0, o->spec.cols[i].title));
        TRY(guide_text(cx, o, row, 1, c->how));
        if (c->choices)
            TRY(choices_set(cx, o, i, row, last_row));
    }
    worksheet_set_landscape(x->guide);
    worksheet_set_paper(x->guide, PAPER_A4);
    worksheet_fit_to_pages(x->guide, 1, 0);
    worksheet_protect(x->guide, NULL, NULL);
    return OK;
}

/* The header stays in sight and filters; a form is locked and explained. */
static enum err worksheet_end(struct ctx *cx, struct sheet_out *o)
{
    struct xlsx_out *x = o->state;
    lxw_row_t header = (lxw_row_t)o->header;
    lxw_protection may = {
        .format_columns = LXW_TRUE, .format_rows = LXW_TRUE, .autofilter = LXW_TRUE};
    if (o->spec.fills) {
        TRY(guide_put(cx, o, (lxw_row_t)(o->number - 1)));
        worksheet_protect(x->sheet, NULL, &may);
    }
    worksheet_freeze_panes(x->sheet, header, 0);
    TRY(library(cx, o, worksheet_repeat_rows(x->sheet, header - 1, header - 1)));
    if (o->spec.n > NAMED_BY)
        TRY(library(cx, o, worksheet_repeat_columns(x->sheet, 0, NAMED_BY - 1)));
    return library(cx, o,
                   worksheet_autofilter(x->sheet, header - 1, 0, (lxw_row_t)(o->number - 1),
                                        (lxw_col_t)(o->spec.n - 1)));
}

static enum err xlsx_next(struct ctx *cx, struct sheet_out *o, const struct sheet_spec *spec)
{
    TRY(worksheet_end(cx, o));
    o->spec = *spec;
    return worksheet_begin(cx, o);
}

static enum err xlsx_finish(struct ctx *cx, struct sheet_out *o)
{
    struct xlsx_out *x = o->state;
    TRY(worksheet_end(cx, o));
    errno = 0;
    lxw_error code = workbook_close(x->book); /* frees the book whatever happens */
    x->book = NULL;
    TRY(library(cx, o, code));
    return verify(cx, o);
}

static void xlsx_drop(struct sheet_out *o)
{
    struct xlsx_out *x = o->state;
    if (x && x->book)
        lxw_workbook_free(x->book);
    if (x)
        x->book = NULL;
}

const struct sheet_out_ops sheet_out_xlsx = {xlsx_open, xlsx_next, xlsx_row, xlsx_finish,
                                             xlsx_drop};
