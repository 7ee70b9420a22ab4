/* SPDX-License-Identifier: Apache-2.0
 * Rows of an upstream: an order, and its verdict on one.
 */
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "loop/ledger_row_impl.h"
#include "loop/ledger_words.h"
#include "loop/upstream.h"

enum { CELLS_MAX = 64 * 1024, PATH_MAX_NAMES = 3 };

/* "城市管理->市容环卫->垃圾清运": the narrowest class that the mechanism has. */
static struct str class_of(struct arena *a, const struct choices *classes, struct str said)
{
    while (said.n) {
        struct str last = said, rest = STR("");
        for (size_t i = said.n; i > 0; i--) {
            bool arrow = i >= 2 && said.p[i - 2] == '-' && said.p[i - 1] == '>';
            if (!arrow && said.p[i - 1] != '/')
                continue;
            last = str_sub(said, i, said.n);
            rest = str_sub(said, 0, i - (arrow ? 2 : 1));
            break;
        }
        struct str code = ledger_choice(a, classes, str_trim(last));
        if (choice_find(classes, code))
            return code;
        said = rest;
    }
    return STR("");
}

/* The narrowest of the named places that is one of ours. */
static void place(struct reading *g)
{
    static const enum ledger_target steps[] = {LEDGER_DISTRICT, LEDGER_TOWN, LEDGER_PLACE};
    struct ledger_row *o = g->out;
    struct arena *a = g->cx->arena;
    struct str path = {0}, town = {0};
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct str name = reading_line(g, steps[i]);
        if (!name.n)
            continue;
        int64_t id = ledger_place(a, g->cx->app->org, name);
        if (!id && town.n)
            id = ledger_place(a, g->cx->app->org,
                              str_fmt(a, "%.*s/%.*s", STR_ARG(town), STR_ARG(name)));
        if (id)
            o->place_id = id;
        path = str_fmt(a, "%.*s%s%.*s", STR_ARG(path), path.n ? "/" : "", STR_ARG(name));
        town = name;
    }
    struct str point = reading_line(g, LEDGER_POINT);
    if (point.n)
        path = str_fmt(a, "%.*s%s%.*s", STR_ARG(path), path.n ? "/" : "", STR_ARG(point));
    o->order.point = point;
    if (!o->place_id || point.n)
        o->place_said = path;
}

static bool is_personal(int target)
{
    return target == LEDGER_NAME || target == LEDGER_PHONE || target == LEDGER_IDNO ||
           target == LEDGER_ADDRESS;
}

/* Every cell under its title: what we do not understand goes back as it came. Who it is stands
 * sealed with the demand, and nowhere else. */
static bool cells(struct reading *g)
{
    struct buf b;
    struct json w;
    buf_init(&b, g->cx->arena, CELLS_MAX);
    json_init(&w, &b);
    json_obj(&w);
    for (size_t i = 0; i < g->r->map->n && i < g->row->n; i++) {
        struct str title = g->r->map->columns[i].title;
        const struct cell *c = &g->row->cells[i];
        if (title.n && c->kind != CELL_EMPTY && !is_personal(g->r->map->columns[i].target))
            json_kstr(&w, str_cdup(g->cx->arena, str_trim(title)),
                      utf8_clean(g->cx->arena, c->text));
    }
    json_obj_end(&w);
    if (!buf_ok(&b))
        return reading_bad(g, LEDGER_NONE, "这一行过长", "the row is too long");
    g->out->order.cells = buf_done(&b);
    return true;
}

static bool redo(struct reading *g)
{
    struct ledger_row *o = g->out;
    struct str said = reading_line(g, LEDGER_REDO);
    int yes = YN_UNKNOWN;
    o->order.original_no = reading_code(g, LEDGER_ORIGINAL_NO);
    if (!ledger_yesno(said, &yes))
        return reading_bad(g, LEDGER_REDO, "看不懂“%.*s”", "\"%.*s\" is not understood",
                           STR_ARG(reading_quote(said)));
    o->order.redo = yes == YN_YES || o->order.original_no.n > 0;
    return true;
}

/* Until when it takes the order back: as it says, else its window from the dispatch on. */
static bool return_until(struct reading *g)
{
    struct ledger_row *o = g->out;
    const struct upstream *u = g->r->upstream;
    bool date_only = false, provisional = false;
    if (!reading_time(g, LEDGER_RETURN_UNTIL, &o->order.return_until_at, &date_only))
        return false;
    if (date_only)
        o->order.return_until_at = time_day_end(time_day(o->order.return_until_at));
    if (!o->order.return_until_at && u->return_length)
        o->order.return_until_at =
            clock_due(g->cx->app->calendar, o->dispatched_at ? o->dispatched_at : g->cx->now,
                      u->return_length, (enum span_unit)u->return_span,
                      g->m->roll_calendar_days, &provisional);
    return true;
}

bool ledger_order(struct reading *g)
{
    struct ledger_row *o = g->out;
    struct arena *a = g->cx->arena;
    if (!o->number.n)
        return reading_bad(g, LEDGER_NUMBER, "工单编号为空", "the order has no number");
    if (utf8_count(o->words) < 2)
        return reading_bad(g, LEDGER_WORDS, "诉求内容为空", "nothing is said");
    struct str class = reading_line(g, LEDGER_CLASS), kind = reading_line(g, LEDGER_KIND);
    o->class = class_of(a, &g->m->classes, class);
    o->order.class_said = o->class.n ? STR("") : class;
    o->kind = ledger_choice(a, &g->m->kinds, kind);
    if (!choice_find(&g->m->kinds, o->kind)) {
        o->order.kind_said = kind;
        o->kind = STR("");
    }
    place(g);
    return redo(g) && return_until(g) && cells(g);
}

bool ledger_verdict(struct reading *g)
{
    struct ledger_row *o = g->out;
    if (!o->number.n)
        return reading_bad(g, LEDGER_NUMBER, "工单编号为空", "the order has no number");
    if (!reading_past(g, LEDGER_CALLED_AT, &o->order.called_at))
        return false;
    o->words = reading_text(g, LEDGER_PROGRESS);
    if (o->reached == YN_UNKNOWN && (o->solved != YN_UNKNOWN || o->grade != GRADE_NONE))
        o->reached = YN_YES;
    if (o->reached != YN_YES)
        return true;
    if (o->solved == YN_UNKNOWN)
        return reading_bad(g, LEDGER_SOLVED, "已联系上，却没有“是否解决”",
                           "reached, but not whether it is solved");
    if (o->grade == GRADE_NONE)
        return reading_bad(g, LEDGER_GRADE, "已联系上，却没有“是否满意”",
                           "reached, but not whether they are satisfied");
    return true;
}
