/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/upstream_open.h"

#include "core/actor.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/petition.h"
#include "loop/upstream.h"

enum { SHOWN = 20 };

struct open_order {
    struct str num, upstream_no, title, class;
    bool confidential;
    int state;
    int64_t id, due_at, return_until_at, complained_unit, place_id;
};
static const struct field order_fields[] = {
    FIELD(struct open_order, id, .as = AS_ID),
    FIELD(struct open_order, num),
    FIELD(struct open_order, upstream_no),
    FIELD(struct open_order, title),
    FIELD(struct open_order, confidential),
    FIELD(struct open_order, class),
    FIELD(struct open_order, place_id, .as = AS_ID),
    FIELD(struct open_order, state, .names = &demand_state_names),
    FIELD(struct open_order, due_at, .as = AS_TIME),
    FIELD(struct open_order, return_until_at, .as = AS_TIME),
    FIELD(struct open_order, complained_unit, .as = AS_ID),
};
static const struct shape order_shape = SHAPE("open_order", struct open_order, order_fields);

struct tally {
    int64_t open, overdue;
};
static const struct field tally_fields[] = {
    FIELD(struct tally, open),
    FIELD(struct tally, overdue),
};
static const struct shape tally_shape = SHAPE("upstream_tally", struct tally, tally_fields);

/* Whether somebody has yet to say if it is one that is here. */
static enum err hints_json(struct ctx *cx, struct json *w, int64_t demand_id)
{
    struct work *work = work_begin(cx);
    struct demand *d = NULL;
    struct petition_hints hints;
    TRY(work_demand(work, demand_id, &d));
    TRY(petition_hints_of(cx, work, d, &hints));
    json_key(w, "petition_hints");
    petition_hints_json(cx, w, &hints);
    return OK;
}

static enum err orders_json(struct ctx *cx, struct json *w, const struct upstream *u,
                            const struct open_order *o, size_t n)
{
    json_key(w, "orders");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        if (o[i].complained_unit && actor_is_under(cx, o[i].complained_unit))
            continue;
        json_obj(w);
        json_kstr(w, "num", o[i].num);
        json_kstr(w, "upstream_no", o[i].upstream_no);
        json_kstr(w, "title",
                  label_title(cx, o[i].confidential, o[i].title, o[i].class, o[i].place_id));
        json_kcstr(w, "state", enum_text(&demand_state_names, o[i].state));
        json_kcstr(w, "state_text", enum_label(&demand_state_names, o[i].state, (int)cx->lang));
        json_ktime(w, "due_at", o[i].due_at);
        json_ktime(w, "return_until_at", o[i].return_until_at);
        json_kbool(w, "overdue", o[i].due_at && o[i].due_at < cx->now);
        if (u->kind == UPSTREAM_PETITION)
            TRY(hints_json(cx, w, o[i].id));
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

static void tables_json(struct json *w, const struct upstream *u)
{
    json_key(w, "tables");
    json_obj(w);
    for (int s = 0; s < UPSTREAM_SHEETS; s++) {
        const struct upstream_table *t = &u->tables[s];
        json_key(w, upstream_sheet_name(s));
        json_arr(w);
        for (size_t i = 0; i < t->n; i++) {
            json_obj(w);
            json_kstr(w, "title", t->columns[i].title);
            json_kcstr(w, "field",
                       t->columns[i].target < 0 ? NULL
                                                : ledger_targets.p[t->columns[i].target].name);
            json_obj_end(w);
        }
        json_arr_end(w);
    }
    json_obj_end(w);
}

static enum err one_json(struct ctx *cx, struct json *w, const struct upstream *u)
{
    struct open_order *orders = NULL;
    struct tally tally = {0};
    size_t n = 0;
    bool found = false;
    TRY(db_one(cx, SQL_UPSTREAM_TALLY, ARGS(I64(cx->jid), TXT(u->code), I64(cx->now)),
               &tally_shape, &tally, &found));
    TRY(db_all(cx, SQL_UPSTREAM_OPEN, ARGS(I64(cx->jid), TXT(u->code), I64(SHOWN)),
               &order_shape, (void **)&orders, &n));
    json_obj(w);
    json_kstr(w, "code", u->code);
    json_kcstr(w, "kind", enum_text(&upstream_kind_names, u->kind));
    json_kcstr(w, "kind_text", enum_label(&upstream_kind_names, u->kind, (int)cx->lang));
    json_kstr(w, "label", cx->lang == LANG_EN && u->en.n ? u->en : u->zh);
    json_ki64(w, "open", tally.open);
    json_ki64(w, "overdue", tally.overdue);
    TRY(orders_json(cx, w, u, orders, n));
    tables_json(w, u);
    json_obj_end(w);
    return OK;
}

enum err upstream_open_json(struct ctx *cx, struct json *w)
{
    struct upstream *all = NULL;
    size_t n = 0;
    TRY(upstream_all(cx, &all, &n));
    json_key(w, "upstreams");
    json_arr(w);
    for (size_t i = 0; i < n; i++)
        TRY(one_json(cx, w, &all[i]));
    json_arr_end(w);
    return OK;
}
