// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/time.h"
#include "doc/csv_text.h"
#include "doc/sheet_out_impl.h"

static enum err csv_open(struct ctx *cx, struct sheet_out *o)
{
    FILE *f = fopen(o->temp, "wbe");
    if (!f)
        return sheet_out_io(cx, o);
    o->state = f;
    return fputs("\xEF\xBB\xBF", f) == EOF ? sheet_out_io(cx, o) : OK;
}

static void put_date(struct buf *b, const struct cell *c)
{
    char day[TIME_TEXT];
    int64_t ms = c->at - time_day_start(time_day(c->at));
    buf_c(b, day_text(day, time_day(c->at)));
    if (c->date_only)
        return;
    buf_fmt(b, " %02d:%02d:%02d", (int)(ms / MS_PER_HOUR), (int)(ms / MS_PER_MINUTE % 60),
            (int)(ms / MS_PER_SECOND % 60));
    if (ms % MS_PER_SECOND)
        buf_fmt(b, ".%03d", (int)(ms % MS_PER_SECOND));
}

static void put_number(struct buf *b, double v)
{
    enum { EXACT_DIGITS = 15, NUMBER_TEXT = 40 };
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%.*g", EXACT_DIGITS, v);
    if (strtod(text, NULL) != v)
        snprintf(text, sizeof text, "%.17g", v);
    buf_c(b, text);
}

/* The base layer escapes a formula sign at the beginning. A text that begins like an escaped
 * one gets one more apostrophe, or reading could not tell the two apart. */
static void put_text(struct buf *b, struct str s, struct arena *a)
{
    buf_csv_cell(b, csv_like_escaped(s) ? str_fmt(a, "'%.*s", STR_ARG(s)) : s);
}

static void put_cell(struct buf *b, const struct cell *c, struct arena *a)
{
    switch (c->kind) {
    case CELL_EMPTY:
        break;
    case CELL_TEXT:
        put_text(b, c->text, a);
        break;
    case CELL_NUMBER:
        put_number(b, c->number);
        break;
    case CELL_DATE:
        put_date(b, c);
        break;
    case CELL_BOOL:
        buf_c(b, c->yes ? "TRUE" : "FALSE");
        break;
    }
}

static enum err csv_row(struct ctx *cx, struct sheet_out *o, const struct cell *cells,
                        bool header)
{
    enum { SMALL_CELL = 64, ESCAPED = 2 };
    FILE *f = o->state;
    (void)header;
    for (size_t i = 0; i < o->spec.n; i++) {
        struct buf b;
        arena_reset(o->scratch);
        size_t text = cells[i].kind == CELL_TEXT ? cells[i].text.n : 0;
        buf_init(&b, o->scratch, text * ESCAPED + SMALL_CELL);
        put_cell(&b, &cells[i], o->scratch);
        if ((i > 0 && fputc(',', f) == EOF) || (b.n > 0 && fwrite(b.p, 1, b.n, f) != b.n))
            return sheet_out_io(cx, o);
    }
    return fputs("\r\n", f) == EOF ? sheet_out_io(cx, o) : OK;
}

static enum err csv_finish(struct ctx *cx, struct sheet_out *o)
{
    FILE *f = o->state;
    o->state = NULL;
    bool bad = ferror(f) != 0;
    return fclose(f) != 0 || bad ? sheet_out_io(cx, o) : OK;
}

static void csv_drop(struct sheet_out *o)
{
    if (o->state)
        fclose(o->state);
    o->state = NULL;
}

const struct sheet_out_ops sheet_out_csv = {csv_open, NULL, csv_row, csv_finish, csv_drop};
