/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/task_list.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/app.h"
#include "core/duty.h"
#include "loop/labels.h"
#include "loop/ledger_out_impl.h"
#include "loop/ledger_page.h"

ENUM_NAMES(assigned, ASSIGNED_LIST);

enum { SCAN_MAX = 200000, THEN_ARENA = 64 << 20 };

static const struct field query_fields[] = {
    FIELD(struct task_list_query, ledger, .names = &ledger_book_names, .zh = "台账",
          .en = "Ledger"),
    FIELD(struct task_list_query, who, .names = &assigned_names, .zh = "责任人情况",
          .en = "Who answers"),
    FIELD(struct task_list_query, person, .as = AS_ID, .zh = "责任人", .en = "Person"),
    FIELD(struct task_list_query, from, .max = 10, .zh = "反映时间从", .en = "Said from"),
    FIELD(struct task_list_query, to, .max = 10, .zh = "反映时间到", .en = "Said until"),
    FIELD(struct task_list_query, class, .max = 40, .zh = "诉求类别", .en = "Class"),
    FIELD(struct task_list_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct task_list_query, place, .as = AS_ID, .zh = "区划", .en = "Place"),
    FIELD(struct task_list_query, unit, .as = AS_ID, .zh = "承办单位", .en = "Unit"),
    FIELD(struct task_list_query, as_of, .max = 10, .zh = "截至哪天24时",
          .en = "As of the end of"),
    FIELD(struct task_list_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
    FIELD(struct task_list_query, page, .min = 0, .max = 100000, .zh = "页", .en = "Page"),
    FIELD(struct task_list_query, rows, .min = 0, .max = 200, .zh = "每页", .en = "Rows"),
};
const struct shape task_list_query_shape =
    SHAPE("task_list_query", struct task_list_query, query_fields);

/* A matter and who has the lead's task in hand. */
struct item {
    int64_t id;
    int state; /* enum matter_state */
    int64_t due_at, officer_id;
    struct str officer;
    int book; /* enum ledger_book */
};
static const struct field item_fields[] = {
    FIELD(struct item, id),      FIELD(struct item, state, .names = &matter_state_names),
    FIELD(struct item, due_at),  FIELD(struct item, officer_id),
    FIELD(struct item, officer),
};
static const struct shape item_shape = SHAPE("task_list_item", struct item, item_fields);

struct totals {
    int64_t named, unnamed, ended, overdue;
};
struct answering {
    int64_t id, n;
    struct str name;
};
struct list {
    const struct task_list_query *q;
    struct ledger_picked picked;
    struct item *items; /* of the matters picked, in their order */
    int64_t at;         /* the moment that limits are held against */
    struct totals books[LEDGER_BOOK__MAX];
    struct answering *people;
    size_t people_n;
    int64_t *ids; /* the matters asked for */
    size_t n;
};

/* ---- read ---- */

static bool is_open(const struct item *i)
{
    return subject_is_open(SUBJECT_MATTER, i->state);
}

static bool is_overdue(const struct list *l, const struct item *i)
{
    return is_open(i) && i->due_at && i->due_at <= l->at;
}

static enum err item_of(struct line *line, struct ctx *keep, struct item *out, int64_t id)
{
    bool found = false;
    TRY(matter_line_of(line, id, &found));
    *out = (struct item){
        .id = id,
        .state = line->matter.state,
        .due_at = line->matter.due_at,
        .officer_id = line->has_lead ? line->task.officer_id : 0,
        .officer = str_dup(keep->arena, line->handler),
    };
    return OK;
}

/* Both by identifier; the last row of a matter is of now. A matter that the unit sees only by a
 * demand which is in another matter too is read by itself. */
static enum err items_now(struct ctx *cx, struct list *l)
{
    struct item *rows = NULL;
    size_t n = 0, k = 0;
    struct line line = ledger_line_at(cx, 0);
    TRY(db_all(cx, SQL_LEDGER_SCAN_TASKS,
               ARGS(I64(cx->jid), I64(l->picked.unit), I64(SCAN_MAX)), &item_shape,
               (void **)&rows, &n));
    if (n == SCAN_MAX)
        return fail_at(cx, ERR_LIMIT, "through", "事项太多，请以下级单位查看",
                       "too many matters: look as a unit below");
    for (size_t i = 0; i < l->picked.matters_n; i++) {
        int64_t id = l->picked.matters[i].id;
        while (k < n && rows[k].id < id)
            k++;
        while (k + 1 < n && rows[k + 1].id == id)
            k++;
        if (k < n && rows[k].id == id)
            l->items[i] = rows[k];
        else
            TRY(item_of(&line, cx, &l->items[i], id));
    }
    return OK;
}

static enum err items_then(struct ctx *cx, struct list *l)
{
    struct ctx own = *cx;
    enum err e = OK;
    own.arena = arena_open(THEN_ARENA);
    struct line line = ledger_line_at(&own, l->picked.at);
    for (size_t i = 0; e == OK && i < l->picked.matters_n; i++) {
        e = item_of(&line, cx, &l->items[i], l->picked.matters[i].id);
        arena_reset(own.arena);
    }
    if (e != OK)
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}

static void count(struct list *l, const struct item *i)
{
    struct totals *t = &l->books[i->book];
    t->ended += !is_open(i);
    t->named += is_open(i) && i->officer_id;
    t->unnamed += is_open(i) && !i->officer_id;
    t->overdue += is_overdue(l, i);
}

static bool of_ledger(const struct list *l, const struct item *i)
{
    return !l->q->ledger || l->q->ledger == BOOK_ALL || l->q->ledger == i->book;
}

static bool is_asked(const struct list *l, const struct item *i)
{
    const struct task_list_query *q = l->q;
    bool is[ASSIGNED__MAX] = {
        [ASSIGNED_ALL] = true,
        [ASSIGNED_NAMED] = is_open(i) && i->officer_id,
        [ASSIGNED_UNNAMED] = is_open(i) && !i->officer_id,
        [ASSIGNED_ENDED] = !is_open(i),
        [ASSIGNED_OVERDUE] = is_overdue(l, i),
    };
    return of_ledger(l, i) && is[q->who] && (!q->person || q->person == i->officer_id);
}

static int by_person(const void *a, const void *b)
{
    const struct answering *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static int by_many(const void *a, const void *b)
{
    const struct answering *x = a, *y = b;
    return x->n == y->n ? by_person(a, b) : (x->n < y->n) - (x->n > y->n);
}

/* Who answers for open matters of the ledger: whoever has most first. */
static void people(struct ctx *cx, struct list *l)
{
    size_t n = 0;
    l->people = NEWS(cx->arena, struct answering, l->picked.matters_n + 1);
    for (size_t i = 0; i < l->picked.matters_n; i++) {
        const struct item *one = &l->items[i];
        if (of_ledger(l, one) && is_open(one) && one->officer_id)
            l->people[n++] = (struct answering){one->officer_id, 1, one->officer};
    }
    if (n == 0)
        return;
    qsort(l->people, n, sizeof *l->people, by_person);
    l->people_n = 1;
    for (size_t i = 1; i < n; i++) {
        struct answering *last = &l->people[l->people_n - 1];
        if (last->id == l->people[i].id)
            last->n++;
        else
            l->people[l->people_n++] = l->people[i];
    }
    qsort(l->people, l->people_n, sizeof *l->people, by_many);
}

static enum err list_read(struct ctx *cx, const struct task_list_query *q, struct list *l)
{
    const struct ledger_query pick = {
        .from = q->from,
        .to = q->to,
        .class = q->class,
        .campaign = q->campaign,
        .place = q->place,
        .unit = q->unit,
        .as_of = q->as_of,
        .through = q->through,
    };
    *l = (struct list){.q = q};
    TRY(ledger_pick(cx, &pick, &l->picked));
    l->at = l->picked.at ? l->picked.at : cx->now;
    l->items = NEWS(cx->arena, struct item, l->picked.matters_n + 1);
    l->ids = NEWS(cx->arena, int64_t, l->picked.matters_n + 1);
    TRY(l->picked.at ? items_then(cx, l) : items_now(cx, l));
    for (size_t i = 0; i < l->picked.matters_n; i++) {
        struct item *one = &l->items[i];
        one->book = (int)ledger_book_of_level(l->picked.matters[i].lvl);
        count(l, one);
        if (is_asked(l, one))
            l->ids[l->n++] = one->id;
    }
    people(cx, l);
    return OK;
}

/* ---- on the screen ---- */

static void sums_json(struct json *j, const struct totals *t)
{
    json_ki64(j, "named", t->named);
    json_ki64(j, "unnamed", t->unnamed);
    json_ki64(j, "ended", t->ended);
    json_ki64(j, "overdue", t->overdue);
    json_ki64(j, "matters", t->named + t->unnamed + t->ended);
}

static void totals_json(struct ctx *cx, const struct list *l, struct json *j)
{
    struct totals all = {0};
    json_key(j, "totals");
    json_obj(j);
    json_key(j, "ledgers");
    json_arr(j);
    for (int b = BOOK_COMMUNITY; b <= BOOK_UNLEVELLED; b++) {
        const struct totals *t = &l->books[b];
        all.named += t->named;
        all.unnamed += t->unnamed;
        all.ended += t->ended;
        all.overdue += t->overdue;
        json_obj(j);
        json_kcstr(j, "ledger", enum_text(&ledger_book_names, b));
        json_kcstr(j, "text", enum_label(&ledger_book_names, b, (int)cx->lang));
        sums_json(j, t);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "all");
    json_obj(j);
    sums_json(j, &all);
    json_obj_end(j);
    json_obj_end(j);
}

static void people_json(const struct list *l, struct json *j)
{
    json_key(j, "people");
    json_arr(j);
    for (size_t i = 0; i < l->people_n; i++) {
        json_obj(j);
        json_kid(j, "value", l->people[i].id);
        json_kstr(j, "label", l->people[i].name);
        json_ki64(j, "n", l->people[i].n);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err rows_json(struct ctx *cx, const struct list *l, const struct ledger_cut *cut,
                          struct json *j)
{
    struct line line = ledger_line_at(cx, l->picked.at);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = cut->first; i < cut->first + cut->n; i++) {
        bool found = false;
        TRY(matter_line_of(&line, l->ids[i], &found));
        if (!found)
            continue;
        bool open = subject_is_open(SUBJECT_MATTER, line.matter.state);
        line.serial = (int64_t)i + 1;
        json_obj(j);
        json_kstr(j, "num", line.matter.num);
        json_kbool(j, "unnamed", open && !line.handler.n);
        json_kbool(j, "overdue", open && line.matter.due_at && line.matter.due_at <= l->at);
        ledger_cells_json(task_ledger, &line, j);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err task_list_json(struct ctx *cx, const struct task_list_query *q, struct json *j)
{
    struct list l;
    TRY(list_read(cx, q, &l));
    struct ledger_cut cut = ledger_cut_of(l.n, q->page, q->rows);
    json_kid(j, "unit", l.picked.unit);
    json_kstr(j, "unit_text", label_unit(cx, l.picked.unit));
    ledger_units_json(cx, j);
    json_ktime(j, "as_of", l.picked.at);
    json_kstr(j, "title", task_list_title(cx, q));
    ledger_titles_json(cx, task_ledger, j);
    ledger_cut_json(&cut, l.n, j);
    totals_json(cx, &l, j);
    people_json(&l, j);
    return rows_json(cx, &l, &cut, j);
}

struct str task_list_title(struct ctx *cx, const struct task_list_query *q)
{
    const struct ledger_query of = {.ledger = q->ledger, .as_of = q->as_of};
    const char *name = cx->lang == LANG_EN ? task_ledger->en : task_ledger->zh;
    return str_fmt(
        cx->arena, "%s %.*s", name,
        STR_ARG(q->ledger ? ledger_page_title(cx, &of) : ledger_page_day(cx, q->as_of)));
}

/* ---- taken out ---- */

static struct str chosen(struct ctx *cx, const struct list *l)
{
    struct task_list_query own = *l->q;
    own.through = l->picked.unit;
    return ledger_chosen(cx, &task_list_query_shape, &own);
}

enum err task_list_file(struct ctx *cx, const struct task_list_query *q, const char *path,
                        int64_t *rows)
{
    struct list l;
    TRY(db_snapshot(cx));
    TRY(list_read(cx, q, &l));
    const struct ledger_export job = {
        .path = path,
        .ledger = str_c(task_ledger->name),
        .at = l.picked.at,
        .ids = l.ids,
        .ids_n = l.n,
        .picked = chosen(cx, &l),
    };
    return ledger_export(cx, &job, rows);
}

static struct str paper_said(struct ctx *cx, const struct list *l)
{
    struct totals all = {0};
    for (int b = BOOK_COMMUNITY; b <= BOOK_UNLEVELLED; b++) {
        if (!of_ledger(l, &(struct item){.book = b}))
            continue;
        all.named += l->books[b].named;
        all.unnamed += l->books[b].unnamed;
        all.ended += l->books[b].ended;
    }
    return str_fmt(cx->arena,
                   cx->lang == LANG_EN ? "%.*s · somebody named %" PRId64 ", nobody %" PRId64
                                         ", ended %" PRId64 " · rows %zu"
                                       : "%.*s · 已明确责任人 %" PRId64 " 件，未明确 %" PRId64
                                         " 件，已了结 %" PRId64 " 件 · 本表 %zu 行",
                   STR_ARG(label_unit(cx, l->picked.unit)), all.named, all.unnamed, all.ended,
                   l->n);
}

enum err task_list_print(struct ctx *cx, const struct task_list_query *q, struct str *out)
{
    struct list l;
    struct buf b;
    TRY(list_read(cx, q, &l));
    TRY(ledger_paper_fits(cx, l.n));
    struct line line = ledger_line_at(cx, l.picked.at);
    buf_init(&b, cx->arena, LEDGER_PAPER_BYTES);
    ledger_paper_head(cx, task_ledger, task_list_title(cx, q), paper_said(cx, &l), &b);
    for (size_t i = 0; i < l.n; i++) {
        bool found = false;
        TRY(matter_line_of(&line, l.ids[i], &found));
        line.serial = (int64_t)i + 1;
        if (found)
            ledger_paper_row(task_ledger, &line, &b);
    }
    TRY(ledger_paper_end(cx, &b));
    TRY(ledger_paper_record(cx, task_ledger->name, chosen(cx, &l), l.n));
    *out = buf_done(&b);
    return OK;
}
