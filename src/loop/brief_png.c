/* SPDX-License-Identifier: Apache-2.0
 * The sheet as a picture for a chat group: 750 wide, as telephones show it.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/picture.h"
#include "loop/brief.h"

enum {
    WIDTH = 750,
    EDGE = 30,
    LINE = 44,
    BAND = 116,
    CARDS = 150,
    PARTS = 2048,
    RED = 0xb4231f,
    BLUE = 0x1a3f70,
    INK = 0x1d2129,
    QUIET = 0x5a6270,
    PALE = 0xf3f5f8,
    WHITE = 0xffffff
};

struct drawing {
    struct ctx *cx;
    struct picture_part *parts;
    size_t n;
    int y;
};

static struct picture_part *part(struct drawing *d)
{
    return d->n < PARTS ? &d->parts[d->n++] : &d->parts[PARTS - 1];
}

static void box(struct drawing *d, int x, int y, int w, int h, uint32_t colour)
{
    *part(d) = (struct picture_part){.x = x, .y = y, .width = w, .height = h, .colour = colour};
}

static void text(struct drawing *d, int x, int y, int size, uint32_t colour,
                 enum picture_align align, bool bold, struct str s)
{
    *part(d) = (struct picture_part){.x = x,
                                     .y = y,
                                     .size = size,
                                     .colour = colour,
                                     .align = align,
                                     .bold = bold,
                                     .text = s};
}

static struct str number(struct drawing *d, int64_t n)
{
    return str_fmt(d->cx->arena, "%" PRId64, n);
}

static void head(struct drawing *d, const struct brief *b)
{
    char when[TIME_TEXT];
    bool en = d->cx->lang == LANG_EN;
    box(d, 0, 0, WIDTH, BAND, BLUE);
    text(d, EDGE, 16, 30, WHITE, PICTURE_LEFT, true, brief_title(d->cx, b));
    text(d, EDGE, 66, 20, 0xd9e4f5, PICTURE_LEFT, false,
         str_fmt(d->cx->arena, "%s %s", en ? "as of" : "截至",
                 b->as_of == time_day_end(b->last_day)
                     ? str_fmt(d->cx->arena, "%s 24:00", day_text(when, b->last_day)).p
                     : time_human(when, b->as_of)));
    d->y = BAND + 20;
}

/* The four figures that are read first, each in demands and in matters. */
static void cards(struct drawing *d, const struct brief *b)
{
    static const struct {
        const char *zh, *en;
        int demands, matters;
        uint32_t colour;
    } four[] = {
        {"受理", "in", BRIEF_DEMANDS_IN, BRIEF_MATTERS_IN, BLUE},
        {"办结", "ended", BRIEF_DEMANDS_DONE, BRIEF_MATTERS_DONE, 0x2b7a4b},
        {"超期", "overdue", BRIEF_DEMANDS_OVERDUE, BRIEF_MATTERS_OVERDUE, RED},
        {"待签收", "unsigned", BRIEF_UNSIGNED, -1, 0x9a5b00},
    };
    bool en = d->cx->lang == LANG_EN;
    const int w = (WIDTH - 2 * EDGE - 3 * 12) / 4;
    for (int i = 0; i < (int)COUNT(four); i++) {
        int x = EDGE + i * (w + 12), mid = x + w / 2;
        struct str big = number(d, b->total.n[four[i].demands]);
        struct str below = str_c(en ? "tasks" : "件任务");
        if (four[i].matters >= 0)
            below = str_fmt(d->cx->arena, en ? "%" PRId64 " matters" : "事项 %" PRId64,
                            b->total.n[four[i].matters]);
        box(d, x, d->y, w, CARDS, PALE);
        box(d, x, d->y, w, 5, four[i].colour);
        text(d, mid, d->y + 14, 20, QUIET, PICTURE_CENTRE, false,
             str_c(en ? four[i].en : four[i].zh));
        text(d, mid, d->y + 46, 40, four[i].colour, PICTURE_CENTRE, true, big);
        text(d, mid, d->y + 110, 18, QUIET, PICTURE_CENTRE, false, below);
    }
    d->y += CARDS + 22;
}

static void table_row(struct drawing *d, struct str name, const int64_t *n, bool strong)
{
    /* demands / matters of what came in, was ended, is overdue; tasks not signed for */
    const int ends[] = {330, 460, 590, WIDTH - EDGE};
    const struct str cells[] = {
        str_fmt(d->cx->arena, "%" PRId64 " / %" PRId64, n[0], n[1]),
        str_fmt(d->cx->arena, "%" PRId64 " / %" PRId64, n[2], n[3]),
        str_fmt(d->cx->arena, "%" PRId64 " / %" PRId64, n[4], n[5]),
        number(d, n[6]),
    };
    text(d, EDGE, d->y + 6, 21, INK, PICTURE_LEFT, strong, name);
    for (int i = 0; i < 4; i++)
        text(d, ends[i], d->y + 6, 21, i == 2 && n[4] + n[5] > 0 ? RED : INK, PICTURE_RIGHT,
             strong, cells[i]);
    d->y += LINE;
}

static void table(struct drawing *d, const struct brief *b)
{
    static const char *const zh[] = {"受理", "办结", "超期", "待签收"};
    static const char *const en[] = {"in", "ended", "overdue", "unsigned"};
    const int ends[] = {330, 460, 590, WIDTH - EDGE};
    bool english = d->cx->lang == LANG_EN;
    box(d, EDGE - 10, d->y, WIDTH - 2 * EDGE + 20, LINE, 0xe3e9f2);
    text(d, EDGE, d->y + 8, 19, QUIET, PICTURE_LEFT, false,
         str_c(english ? "demands / matters" : "诉求 / 事项"));
    for (int i = 0; i < 4; i++)
        text(d, ends[i], d->y + 8, 19, QUIET, PICTURE_RIGHT, false,
             str_c(english ? en[i] : zh[i]));
    d->y += LINE;
    for (size_t i = 0; i < b->rows_n; i++) {
        if (i % 2)
            box(d, EDGE - 10, d->y, WIDTH - 2 * EDGE + 20, LINE, PALE);
        table_row(d, b->rows[i].name, b->rows[i].n, false);
    }
    box(d, EDGE - 10, d->y, WIDTH - 2 * EDGE + 20, 2, BLUE);
    table_row(d, str_c(english ? "total" : "合计"), b->total.n, true);
    d->y += 12;
}

static void items(struct drawing *d, const char *title, const struct brief_item *p, size_t n)
{
    bool en = d->cx->lang == LANG_EN;
    if (!n)
        return;
    box(d, EDGE - 10, d->y + 8, 6, 28, RED);
    text(d, EDGE + 6, d->y + 4, 23, INK, PICTURE_LEFT, true, str_c(title));
    d->y += LINE;
    for (size_t i = 0; i < n; i++) {
        text(d, EDGE, d->y + 4, 19, INK, PICTURE_LEFT, false,
             str_fmt(d->cx->arena, "%.*s  %.*s %.*s", STR_ARG(p[i].num), STR_ARG(p[i].street),
                     STR_ARG(p[i].class)));
        if (p[i].days)
            text(d, WIDTH - EDGE, d->y + 4, 19, RED, PICTURE_RIGHT, false,
                 str_fmt(d->cx->arena, en ? "%" PRId64 " days over" : "超 %" PRId64 " 天",
                         p[i].days));
        d->y += LINE - 8;
    }
    d->y += 12;
}

enum err brief_png(struct ctx *cx, const struct brief *b, struct str *out)
{
    struct drawing d = {.cx = cx, .parts = NEWS(cx->arena, struct picture_part, PARTS)};
    bool en = cx->lang == LANG_EN;
    head(&d, b);
    cards(&d, b);
    table(&d, b);
    items(&d, en ? "Urgent" : "要情", b->urgent, b->urgent_n);
    items(&d, en ? "Longest overdue" : "超期最久的事项", b->worst, b->worst_n);
    if (d.n >= PARTS)
        return fail(cx, ERR_TOO_LARGE, "街道太多，画不成一张图片", "too many streets");
    return picture_png(cx, WIDTH, d.y + 24, d.parts, d.n, out);
}
