// SPDX-License-Identifier: Apache-2.0
#include "doc/sheet.h"

#include "base/ctx.h"
#include "doc/csv_text.h"
#include "doc/sheet_impl.h"

enum { BUFFER_BYTES = 64 << 10, SAMPLE_RECORDS = 50, UTF8_MAX = 4, ROOM = 16, END = -1 };
static const char separators[] = {',', '\t', ';'}; /* earlier wins a tie */
enum { SEPARATORS = sizeof separators };

struct csv {
    struct csv_text *text;
    char *buf; /* decoded */
    size_t at, n;
    bool eof;
    enum err err; /* sticky: of filling the buffer */
    char separator;
    int64_t line; /* of buf[at] */
    char *cell;
    size_t cell_n, cell_max;
};

static void fill(struct ctx *cx, struct csv *c)
{
    memmove(c->buf, c->buf + c->at, c->n - c->at);
    c->n -= c->at;
    c->at = 0;
    while (c->err == OK && !c->eof && BUFFER_BYTES - c->n > ROOM) {
        size_t got = 0;
        c->err = csv_text_read(cx, c->text, c->buf + c->n, BUFFER_BYTES - c->n, &got);
        c->eof = got == 0;
        c->n += got;
    }
}

/* The byte ahead bytes on (0 or 1), END at the end or after a failure. */
static int peek(struct ctx *cx, struct csv *c, size_t ahead)
{
    if (c->n - c->at <= ahead && !c->eof && c->err == OK)
        fill(cx, c);
    return c->err == OK && c->n - c->at > ahead ? (unsigned char)c->buf[c->at + ahead] : END;
}

static int take(struct ctx *cx, struct csv *c)
{
    int b = peek(cx, c, 0);
    if (b == END)
        return END;
    c->line += b == '\n' || (b == '\r' && peek(cx, c, 1) != '\n');
    c->at++;
    return b;
}

static enum err put(struct ctx *cx, struct sheet *s, struct csv *c, int b, int64_t line)
{
    if (c->cell_n == c->cell_max)
        return fail(cx, ERR_TOO_LARGE,
                    "文件“%s”第 %lld 行开始的单元格超过 %lld 字的上限（是否少了一个引号？）",
                    "file \"%s\": the cell that begins in line %lld is over the limit of %lld "
                    "characters (a missing quote?)",
                    s->opt.name, (long long)line, (long long)s->opt.limits->cell_chars);
    c->cell[c->cell_n++] = (char)b;
    return OK;
}

static bool ends_cell(const struct csv *c, int b)
{
    return b == END || b == '\r' || b == '\n' || b == (unsigned char)c->separator;
}

static enum err quoted_cell(struct ctx *cx, struct sheet *s, struct csv *c)
{
    int64_t line = c->line;
    take(cx, c);
    for (;;) {
        int b = take(cx, c);
        if (b == END)
            return c->err != OK ? c->err
                                : fail(cx, ERR_INPUT, "文件“%s”第 %lld 行的引号没有闭合",
                                       "file \"%s\", line %lld: a quote is not closed",
                                       s->opt.name, (long long)line);
        if (b == '"' && peek(cx, c, 0) != '"')
            break;
        if (b == '"')
            take(cx, c);
        TRY(put(cx, s, c, b, line));
    }
    if (!ends_cell(c, peek(cx, c, 0)))
        return fail(cx, ERR_INPUT, "文件“%s”第 %lld 行：引号之后应是分隔符或换行",
                    "file \"%s\", line %lld: a separator or line end must follow the quote",
                    s->opt.name, (long long)c->line);
    return OK;
}

static enum err plain_cell(struct ctx *cx, struct sheet *s, struct csv *c)
{
    while (!ends_cell(c, peek(cx, c, 0)))
        TRY(put(cx, s, c, take(cx, c), c->line));
    return OK;
}

static enum err store(struct ctx *cx, struct sheet *s, const struct csv *c, size_t column)
{
    struct str text = {.p = c->cell, .n = c->cell_n};
    if (s->opt.unescape_formula && csv_like_escaped(text))
        text = str_sub(text, 1, text.n);
    if (text.n == 0)
        return OK;
    struct cell *cell;
    TRY(sheet_cell_fits(cx, s, column, text));
    TRY(sheet_cell(cx, s, column, &cell));
    *cell = (struct cell){.kind = CELL_TEXT, .text = str_dup(s->rows, text)};
    return OK;
}

/* Reads one record, the line end included. */
static enum err record(struct ctx *cx, struct sheet *s, struct csv *c)
{
    for (size_t column = 0;; column++) {
        c->cell_n = 0;
        if (peek(cx, c, 0) == '"')
            TRY(quoted_cell(cx, s, c));
        else
            TRY(plain_cell(cx, s, c));
        if (c->err != OK)
            return c->err;
        TRY(store(cx, s, c, column));

        int b = take(cx, c);
        if (b == '\r' && peek(cx, c, 0) == '\n')
            take(cx, c);
        if (b != (unsigned char)c->separator)
            return c->err;
    }
}

static enum err csv_row(struct ctx *cx, struct sheet *s, struct row *out, bool *more)
{
    struct csv *c = s->state;
    while (peek(cx, c, 0) != END) {
        int64_t line = c->line;
        sheet_row_begin(s);
        TRY(sheet_row_number(cx, s, ++s->number));
        TRY(record(cx, s, c));
        if (s->n == 0)
            continue;
        *out = (struct row){.number = s->number, .line = line, .cells = s->cells, .n = s->n};
        *more = true;
        return OK;
    }
    *more = false;
    return c->err;
}

/* How often each separator stands outside quotes in the first records. */
struct sample {
    size_t count[SAMPLE_RECORDS][SEPARATORS];
    size_t n;
};

static void sample_take(const struct csv *c, struct sample *out)
{
    size_t now[SEPARATORS] = {0};
    bool quoted = false, begin = true;

    for (size_t i = 0; i < c->n && out->n < SAMPLE_RECORDS; i++) {
        char b = c->buf[i];
        const char *sep = memchr(separators, b, SEPARATORS);
        if (quoted) {
            if (b == '"' && i + 1 < c->n && c->buf[i + 1] == '"')
                i++;
            else
                quoted = b != '"';
            continue;
        }
        quoted = begin && b == '"';
        begin = sep || b == '\n' || b == '\r';
        if (sep)
            now[sep - separators]++;
        bool last = c->eof && i + 1 == c->n;
        if (b == '\n' || b == '\r' || last) {
            memcpy(out->count[out->n++], now, sizeof now);
            memset(now, 0, sizeof now);
        }
    }
}

/* The separator by which most records have the same number of columns. */
static char separator_find(const struct csv *c)
{
    struct sample sample = {.n = 0};
    size_t best_same = 0, best_count = 0;
    char best = separators[0];

    sample_take(c, &sample);
    for (size_t k = 0; k < SEPARATORS; k++) {
        for (size_t i = 0; i < sample.n; i++) {
            size_t count = sample.count[i][k], same = 0;
            for (size_t j = 0; j < sample.n; j++)
                same += sample.count[j][k] == count;
            bool better = same > best_same || (same == best_same && count > best_count);
            if (count > 0 && better) {
                best_same = same;
                best_count = count;
                best = separators[k];
            }
        }
    }
    return best;
}

/* Excel's first line "sep=;" is no row. */
static bool sep_line(struct ctx *cx, struct csv *c)
{
    static const char mark[] = "sep=";
    size_t n = sizeof mark - 1;
    if (c->n < n + 2 || memcmp(c->buf, mark, n) != 0 ||
        !memchr(separators, c->buf[n], SEPARATORS) ||
        (c->buf[n + 1] != '\n' && c->buf[n + 1] != '\r'))
        return false;
    c->separator = c->buf[n];
    c->at = n + 1;
    if (take(cx, c) == '\r' && peek(cx, c, 0) == '\n')
        take(cx, c);
    return true;
}

static enum err csv_rewind(struct ctx *cx, struct sheet *s)
{
    struct csv *c = s->state;
    TRY(csv_text_rewind(cx, c->text));
    c->at = c->n = 0;
    c->eof = false;
    c->line = 1;
    c->err = OK;
    fill(cx, c);
    if (c->err == OK && !sep_line(cx, c))
        c->separator = separator_find(c);
    return c->err;
}

static void csv_close(struct sheet *s)
{
    struct csv *c = s->state;
    csv_text_close(c->text);
}

enum err sheet_csv_open(struct ctx *cx, struct sheet *s, const char *path)
{
    static const struct sheet_kind kind = {csv_row, csv_rewind, csv_close};
    const struct sheet_limits *l = s->opt.limits;
    struct csv *c = NEW(cx->arena, struct csv);

    c->buf = arena_alloc(cx->arena, BUFFER_BYTES);
    c->cell_max = (size_t)l->cell_chars * UTF8_MAX;
    c->cell = arena_alloc(cx->arena, c->cell_max + 1);
    TRY(csv_text_open(cx, path, s->opt.name, l->file_bytes, &c->text));
    s->kind = &kind;
    s->state = c;
    s->encoding = csv_text_encoding(c->text);
    enum err e = csv_rewind(cx, s);
    if (e != OK)
        csv_close(s);
    return e;
}
