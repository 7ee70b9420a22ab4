// SPDX-License-Identifier: Apache-2.0
#include "doc/sheet.h"

#include <errno.h>
#include <math.h>
#include <strings.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/time.h"
#include "base/utf8.h"
#include "doc/sheet_impl.h"

enum { MAGIC_BYTES = 512, BLOCKS_SPARE = 1 << 20 };

const struct sheet_limits sheet_limits = SHEET_LIMITS;

struct magic {
    const char *bytes;
    size_t n;
    const char *zh, *en; /* what it is and what to do; NULL = a ZIP package */
};
#define MAGIC(b, zh, en)                                                                       \
    {                                                                                          \
        (b), sizeof(b) - 1, (zh), (en)                                                         \
    }
static const struct magic magics[] = {
    MAGIC("PK\3\4", NULL, NULL),
    MAGIC("PK\5\6", NULL, NULL), /* an empty package: refused by the XLSX reader */
    MAGIC("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
          "是旧版 .xls 文件或加密的工作簿，请在 WPS 或 Excel 中取消密码并另存为 .xlsx 后再上传",
          "is an old .xls file or an encrypted workbook; save it as .xlsx without a password"),
    MAGIC("%PDF", "是 PDF 文件，不是表格", "is a PDF, not a table"),
    MAGIC("\x89PNG", "是图片，不是表格", "is a picture, not a table"),
    MAGIC("\xFF\xD8\xFF", "是图片，不是表格", "is a picture, not a table"),
    MAGIC("Rar!", "是 RAR 压缩包，请解压后上传其中的表格",
          "is a RAR archive; upload the table in it"),
    MAGIC("7z\xBC\xAF\x27\x1C", "是 7z 压缩包，请解压后上传其中的表格",
          "is a 7z archive; upload the table in it"),
    MAGIC("\x1F\x8B", "是 gzip 压缩包，请解压后上传其中的表格",
          "is a gzip archive; upload the table in it"),
};
/* Systems that "export to Excel" often write these under the name .xls. */
static const char *const markup[] = {"<?xml", "<!doctype", "<html", "<table", "<meta", "<head"};

static bool is_markup(struct str head)
{
    if (str_starts(head, "\xEF\xBB\xBF"))
        head = str_sub(head, 3, head.n);
    head = str_trim(head);
    for (size_t i = 0; i < sizeof markup / sizeof markup[0]; i++)
        if (head.n >= strlen(markup[i]) &&
            strncasecmp(head.p, markup[i], strlen(markup[i])) == 0)
            return true;
    return false;
}

/* *zip: whether the content is a ZIP package. Refuses what is no table at all. */
static enum err look(struct ctx *cx, const char *path, const char *name, bool *zip)
{
    char bytes[MAGIC_BYTES];
    FILE *f = fopen(path, "rbe");
    if (!f)
        return errno == ENOENT
                   ? fail(cx, ERR_NOT_FOUND, "没有文件“%s”", "there is no file \"%s\"", name)
                   : fail(cx, ERR_IO, "无法打开文件“%s”", "file \"%s\" cannot be opened", name);
    struct str head = {.p = bytes, .n = fread(bytes, 1, sizeof bytes, f)};
    bool bad = ferror(f) != 0;
    fclose(f);
    if (bad)
        return fail(cx, ERR_IO, "文件“%s”读取失败", "file \"%s\" could not be read", name);
    if (head.n == 0)
        return fail(cx, ERR_INPUT, "文件“%s”是空的", "file \"%s\" is empty", name);

    *zip = false;
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        const struct magic *m = &magics[i];
        if (head.n < m->n || memcmp(head.p, m->bytes, m->n) != 0)
            continue;
        *zip = m->zh == NULL;
        return *zip ? OK
                    : fail(cx, ERR_INPUT, "文件“%s”%s", "file \"%s\" %s", name,
                           cx->lang == LANG_EN ? m->en : m->zh);
    }
    if (is_markup(head))
        return fail(
            cx, ERR_INPUT,
            "文件“%s”其实是网页或 XML 表格，请用 WPS 或 Excel 打开后另存为 .xlsx 再上传",
            "file \"%s\" is really a web page or XML table; open it in WPS or Excel and "
            "save it as .xlsx",
            name);
    return OK;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void on_arena_close(void *sheet)
{
    sheet_close(sheet);
}

enum err sheet_open_with(struct ctx *cx, const char *path, const struct sheet_options *opt,
                         struct sheet **out)
{
    struct sheet *s = NEW(cx->arena, struct sheet);
    if (opt)
        s->opt = *opt;
    s->opt.name = str_cdup(cx->arena, str_c(s->opt.name ? s->opt.name : base_name(path)));
    if (!s->opt.limits)
        s->opt.limits = &sheet_limits;

    bool zip = false;
    TRY(look(cx, path, s->opt.name, &zip));
    /* Texts are copied once; the spare room is for what blocks of an arena leave unused. */
    s->rows = arena_open((size_t)s->opt.limits->row_bytes * 2 + BLOCKS_SPARE);
    s->cells = NEWS(cx->arena, struct cell, (size_t)s->opt.limits->columns);
    enum err e = zip ? sheet_xlsx_open(cx, s, path) : sheet_csv_open(cx, s, path);
    if (e != OK) {
        arena_close(s->rows);
        return e;
    }
    arena_on_close(cx->arena, on_arena_close, s);
    *out = s;
    return OK;
}

enum err sheet_open(struct ctx *cx, const char *path, struct sheet **out)
{
    return sheet_open_with(cx, path, NULL, out);
}

/* Our exports put "※ text" alone in the first row; a header such as ※姓名 has neighbours. */
static bool is_banner(const struct row *r)
{
    return r->n == 1 && r->cells[0].kind == CELL_TEXT && str_starts(r->cells[0].text, "※");
}

static bool is_blank(struct str s)
{
    static const char *const blanks[] = {" ", "\t", "\r", "\n", "\u00a0", "\u3000"};
    for (bool more = true; s.n > 0 && more;) {
        more = false;
        for (size_t i = 0; i < sizeof blanks / sizeof blanks[0] && !more; i++) {
            more = str_starts(s, blanks[i]);
            if (more)
                s = str_sub(s, strlen(blanks[i]), s.n);
        }
    }
    return s.n == 0;
}

/* A row of blanks, as deleted cells leave behind. */
static bool says_nothing(const struct row *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->cells[i].kind != CELL_EMPTY &&
            (r->cells[i].kind != CELL_TEXT || !is_blank(r->cells[i].text)))
            return false;
    return true;
}

static enum err next_row(struct ctx *cx, struct sheet *s, struct row *r, bool *more)
{
    do
        TRY(s->kind->row(cx, s, r, more));
    while (*more && !s->opt.exact && says_nothing(r));
    return OK;
}

enum err sheet_row(struct ctx *cx, struct sheet *s, struct row *out, bool *more)
{
    struct row r;
    TRY(next_row(cx, s, &r, more));
    if (*more && !s->begun) {
        s->begun = true;
        if (is_banner(&r)) {
            s->banner = str_dup(cx->arena, r.cells[0].text);
            if (!s->opt.exact)
                TRY(next_row(cx, s, &r, more));
        }
    }
    if (*more)
        *out = r;
    return OK;
}

enum err sheet_rewind(struct ctx *cx, struct sheet *s)
{
    s->begun = false;
    s->number = 0;
    return s->kind->rewind(cx, s);
}

void sheet_close(struct sheet *s)
{
    if (!s || !s->rows)
        return;
    s->kind->close(s);
    arena_close(s->rows);
    s->rows = NULL;
}

bool sheet_is_xlsx(const struct sheet *s)
{
    return strcmp(s->encoding, "XLSX") == 0;
}

const char *sheet_encoding(const struct sheet *s)
{
    return s->encoding;
}

const char *sheet_name(const struct sheet *s)
{
    return s->opt.name;
}

struct strs sheet_worksheets(const struct sheet *s)
{
    return s->worksheets;
}

struct str sheet_banner(const struct sheet *s)
{
    return s->banner;
}

struct str sheet_merged(const struct sheet *s, int64_t *row)
{
    *row = s->merged_row;
    return s->merged;
}

struct str sheet_read_of(struct ctx *cx, const struct sheet *s)
{
    struct buf b;
    if (s->worksheets.n < 2 || s->opt.worksheet)
        return STR("");
    buf_init(&b, cx->arena, (size_t)64 * 1024);
    for (size_t i = 1; i < s->worksheets.n; i++) {
        buf_c(&b, i > 1 ? "、" : "");
        buf_str(&b, s->worksheets.p[i]);
    }
    return str_fmt(cx->arena,
                   cx->lang == LANG_EN
                       ? "; the first worksheet, \"%.*s\", was read, not: %.*s"
                       : "；读的是第一张工作表“%.*s”，另有：%.*s，请把要导入的移到最前",
                   STR_ARG(s->worksheets.p[0]), STR_ARG(buf_done(&b)));
}

void sheet_row_begin(struct sheet *s)
{
    memset(s->cells, 0, s->n * sizeof s->cells[0]);
    arena_reset(s->rows);
    s->n = 0;
    s->row_bytes = 0;
}

enum err sheet_row_number(struct ctx *cx, const struct sheet *s, int64_t number)
{
    if (number > s->opt.limits->rows)
        return fail(cx, ERR_TOO_LARGE, "文件“%s”超过 %lld 行的上限",
                    "file \"%s\" is over the limit of %lld rows", s->opt.name,
                    (long long)s->opt.limits->rows);
    return OK;
}

enum err sheet_cell(struct ctx *cx, struct sheet *s, size_t column, struct cell **out)
{
    if (column >= (size_t)s->opt.limits->columns)
        return fail(cx, ERR_TOO_LARGE, "文件“%s”第 %lld 行超过 %lld 列的上限",
                    "file \"%s\", row %lld: over the limit of %lld columns", s->opt.name,
                    (long long)s->number, (long long)s->opt.limits->columns);
    if (column >= s->n)
        s->n = column + 1;
    *out = &s->cells[column];
    return OK;
}

enum err sheet_cell_fits(struct ctx *cx, struct sheet *s, size_t column, struct str text)
{
    const struct sheet_limits *l = s->opt.limits;
    if (text.n > (size_t)l->cell_chars && utf8_count(text) > l->cell_chars)
        return fail(cx, ERR_TOO_LARGE, "文件“%s”单元格 %s 超过 %lld 字的上限",
                    "file \"%s\", cell %s: over the limit of %lld characters", s->opt.name,
                    cell_ref(cx->arena, s->number, column).p, (long long)l->cell_chars);
    return sheet_row_charge(cx, s, text.n);
}

enum err sheet_row_charge(struct ctx *cx, struct sheet *s, size_t bytes)
{
    const struct sheet_limits *l = s->opt.limits;
    s->row_bytes += (int64_t)bytes;
    if (s->row_bytes > l->row_bytes)
        return fail(cx, ERR_TOO_LARGE, "文件“%s”第 %lld 行超过 %lld 字节的上限",
                    "file \"%s\", row %lld: over the limit of %lld bytes", s->opt.name,
                    (long long)s->number, (long long)l->row_bytes);
    return OK;
}

enum { TYPED = 64 }; /* bytes; a date or a number is no longer */

bool cell_time(const struct cell *c, int64_t *at, bool *date_only)
{
    char typed[TYPED];
    switch (c->kind) {
    case CELL_DATE:
        *at = c->at;
        *date_only = c->date_only;
        return true;
    case CELL_TEXT:
    case CELL_NUMBER: /* 20261122 typed as a number */
        return time_parse(str_trim(utf8_narrow(typed, sizeof typed, c->text)), at, date_only);
    case CELL_EMPTY:
    case CELL_BOOL:
        break;
    }
    return false;
}

bool cell_i64(const struct cell *c, int64_t *out)
{
    static const double exact = 9007199254740992.0; /* 2^53 */
    char typed[TYPED];
    if (c->kind == CELL_TEXT)
        return str_i64(str_trim(utf8_narrow(typed, sizeof typed, c->text)), out);
    if (c->kind != CELL_NUMBER || c->number != floor(c->number) || fabs(c->number) > exact)
        return false;
    *out = (int64_t)c->number;
    return true;
}

struct cell cell_of_number(int64_t v)
{
    return (struct cell){.kind = CELL_NUMBER, .number = (double)v};
}

struct cell cell_of_text(struct str s)
{
    return (struct cell){.kind = s.n ? CELL_TEXT : CELL_EMPTY, .text = s};
}

struct str cell_ref(struct arena *a, int64_t row, size_t column)
{
    char letters[16];
    size_t at = sizeof letters;
    letters[--at] = '\0';
    for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
        letters[--at] = (char)('A' + (n - 1) % 26);
    return str_fmt(a, "%s%lld", letters + at, (long long)row);
}
