/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/brief.h"

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/campaign.h"
#include "loop/labels.h"

const char *const brief_kind_names[] = {"daily", "weekly", "monthly"};
const char *const brief_figure_names[] = {"demands_in",   "matters_in",      "demands_done",
                                          "matters_done", "demands_overdue", "matters_overdue",
                                          "unsigned"};

static const enum sql statements[] = {
    [BRIEF_DEMANDS_IN] = SQL_BRIEF_DEMANDS_IN,
    [BRIEF_MATTERS_IN] = SQL_BRIEF_MATTERS_IN,
    [BRIEF_DEMANDS_DONE] = SQL_BRIEF_DEMANDS_DONE,
    [BRIEF_MATTERS_DONE] = SQL_BRIEF_MATTERS_DONE,
    [BRIEF_DEMANDS_OVERDUE] = SQL_BRIEF_DEMANDS_OVERDUE,
    [BRIEF_MATTERS_OVERDUE] = SQL_BRIEF_MATTERS_OVERDUE,
    [BRIEF_UNSIGNED] = SQL_BRIEF_UNSIGNED,
};

struct fact {
    int64_t id, due, batch_id, place;
    struct str num, class;
};
static const struct field fact_fields[] = {
    FIELD(struct fact, id),  FIELD(struct fact, due),   FIELD(struct fact, batch_id),
    FIELD(struct fact, num), FIELD(struct fact, class), FIELD(struct fact, place),
};
static const struct shape fact_shape = SHAPE("fact", struct fact, fact_fields);

/* ---- the period ---- */

static int64_t month_first(int64_t day)
{
    int y = 0, m = 0, d = 0;
    day_to_civil(day, &y, &m, &d);
    return day_from_civil(y, m, 1);
}

static int64_t month_last(int64_t day)
{
    int y = 0, m = 0, d = 0;
    day_to_civil(day, &y, &m, &d);
    return (m == 12 ? day_from_civil(y + 1, 1, 1) : day_from_civil(y, m + 1, 1)) - 1;
}

void brief_period(const struct ctx *cx, enum brief_kind kind, int64_t day, int64_t *first,
                  int64_t *last)
{
    int64_t today = time_day(cx->now);
    if (kind == BRIEF_DAILY) {
        *first = *last = day < 0 ? today - 1 : day;
        return;
    }
    if (kind == BRIEF_WEEKLY) {
        int64_t in = day < 0 ? today - 7 : day;
        *first = in - day_weekday(in);
        *last = *first + 6;
        return;
    }
    int64_t in = day < 0 ? month_first(today) - 1 : day;
    *first = month_first(in);
    *last = month_last(in);
}

/* ---- counting ---- */

struct counting {
    struct ctx *cx;
    struct brief *b;
    enum brief_figure figure;
    struct brief_row *rows; /* one a street, the first for what lies in none */
    size_t n, cap;
};

/* The street over a place: 0 for what lies above or beside all streets. */
static int64_t street_of(const struct org *org, int64_t place)
{
    for (int depth = 0; place && depth < 16; depth++) {
        const struct place *p = org_place(org, place);
        if (!p)
            return 0;
        if (p->kind == PLACE_TOWN)
            return p->id;
        place = p->parent_id;
    }
    return 0;
}

static struct brief_row *row_of(struct counting *c, int64_t street)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].place == street)
            return &c->rows[i];
    const struct place *p = org_place(c->cx->app->org, street);
    c->rows[c->n] = (struct brief_row){.place = street, .name = p ? p->name : STR("")};
    return &c->rows[c->n++];
}

static struct brief_item item_of(struct counting *c, const struct fact *f)
{
    const struct org *org = c->cx->app->org;
    const struct place *street = org_place(org, street_of(org, f->place));
    struct arena *a = c->cx->arena;
    return (struct brief_item){.id = f->id,
                               .num = str_dup(a, f->num),
                               .class = label_class(c->cx, str_dup(a, f->class)),
                               .street = street ? street->name : STR(""),
                               .days = f->due ? (c->b->as_of - f->due) / MS_PER_DAY + 1 : 0};
}

/* The longest over, of matters: they have an owner. */
static void worst_keep(struct counting *c, const struct fact *f)
{
    struct brief *b = c->b;
    struct brief_item item = item_of(c, f);
    size_t at = b->worst_n;
    while (at > 0 && b->worst[at - 1].days < item.days)
        at--;
    if (at == BRIEF_WORST)
        return;
    if (b->worst_n < BRIEF_WORST)
        b->worst_n++;
    for (size_t i = b->worst_n - 1; i > at; i--)
        b->worst[i] = b->worst[i - 1];
    b->worst[at] = item;
}

static enum err fact_add(struct ctx *cx, const void *row, void *arg)
{
    struct counting *c = arg;
    const struct fact *f = row;
    if (c->figure == BRIEF_DEMANDS_IN && f->batch_id) {
        c->b->taken_over++;
        return OK;
    }
    row_of(c, street_of(cx->app->org, f->place))->n[c->figure]++;
    c->b->total.n[c->figure]++;
    if (c->figure == BRIEF_MATTERS_OVERDUE)
        worst_keep(c, f);
    return OK;
}

static enum err urgent_add(struct ctx *cx, const void *row, void *arg)
{
    struct counting *c = arg;
    (void)cx;
    if (c->b->urgent_n < BRIEF_URGENT)
        c->b->urgent[c->b->urgent_n++] = item_of(c, row);
    c->b->urgent_all++;
    return OK;
}

/* Streets by their number in the tree, what lies in none last; streets with nothing are left
 * out. */
static void rows_order(struct counting *c)
{
    struct brief *b = c->b;
    for (size_t i = 1; i < c->n; i++)
        for (size_t k = i; k > 1 && c->rows[k].place < c->rows[k - 1].place; k--) {
            struct brief_row x = c->rows[k];
            c->rows[k] = c->rows[k - 1];
            c->rows[k - 1] = x;
        }
    struct brief_row none = c->rows[0];
    b->rows = c->rows + 1;
    b->rows_n = c->n - 1;
    for (size_t i = 0; i < COUNT(none.n); i++)
        if (none.n[i]) {
            none.name = c->cx->lang == LANG_EN ? STR("in no street") : STR("未落到街道");
            c->rows[c->n] = none;
            b->rows_n = c->n;
            return;
        }
}

enum err brief_make(struct ctx *cx, enum brief_kind kind, int64_t day, struct brief *out)
{
    return brief_make_of(cx, kind, day, STR(""), out);
}

enum err brief_make_of(struct ctx *cx, enum brief_kind kind, int64_t day, struct str campaign,
                       struct brief *out)
{
    struct campaign of = {0};
    const struct place *places = NULL;
    size_t cap = org_places(cx->app->org, &places) + 3;
    struct brief *b = NEW(cx->arena, struct brief);
    b->kind = kind;
    if (campaign.n)
        TRY(campaign_find(cx, campaign, &of));
    b->campaign = of.name;
    brief_period(cx, kind, day, &b->first_day, &b->last_day);
    b->as_of = time_day_end(b->last_day);
    if (time_day_start(b->first_day) > cx->now)
        return fail_at(cx, ERR_INPUT, "date", "这个时段还没有开始", "that time is yet to come");
    if (b->as_of > cx->now)
        b->as_of = cx->now;
    struct counting c = {.cx = cx, .b = b, .rows = NEWS(cx->arena, struct brief_row, cap)};
    const struct val when[] = {I64(cx->jid), I64(time_day_start(b->first_day)), I64(b->as_of),
                               TXT(campaign)};
    (void)row_of(&c, 0);
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++) {
        c.figure = (enum brief_figure)i;
        TRY(db_each(cx, statements[i], when, COUNT(when), &fact_shape, fact_add, &c));
    }
    TRY(db_each(cx, SQL_BRIEF_URGENT, when, COUNT(when), &fact_shape, urgent_add, &c));
    rows_order(&c);
    *out = *b;
    return OK;
}
