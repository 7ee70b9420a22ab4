/* SPDX-License-Identifier: Apache-2.0 */
#include "core/work.h"

#include <assert.h>

#include "base/number.h"
#include "core/app.h"
#include "core/work_impl.h"

const struct kid_form kid_forms[KID__MAX] = {
    [KID_LINK] = {"links", &link_shape, offsetof(struct link, demand_id), SQL_LINK_BY_MATTER,
                  SQL_LINK_INSERT, SQL_LINK_UPDATE},
    [KID_STAGE] = {"stages", &stage_shape, offsetof(struct stage, id), SQL_STAGE_BY_MATTER,
                   SQL_STAGE_INSERT, SQL_STAGE_UPDATE},
    [KID_CLOCK] = {"clocks", &clock_shape, offsetof(struct clock, id), SQL_CLOCK_BY_SUBJECT,
                   SQL_CLOCK_INSERT, SQL_CLOCK_UPDATE},
    [KID_QUANTITY] = {"quantities", &quantity_shape, offsetof(struct quantity, id),
                      SQL_QUANTITY_BY_MATTER, SQL_QUANTITY_INSERT, SQL_QUANTITY_UPDATE},
    [KID_AGREEMENT] = {"agreements", &agreement_shape, offsetof(struct agreement, id),
                       SQL_AGREEMENT_BY_MATTER, SQL_AGREEMENT_INSERT, SQL_AGREEMENT_UPDATE},
    [KID_AID] = {"aids", &aid_shape, offsetof(struct aid, id), SQL_AID_BY_TASK, SQL_AID_INSERT,
                 SQL_AID_UPDATE},
    [KID_APPRAISAL] = {"appraisals", &appraisal_shape, offsetof(struct appraisal, id),
                       SQL_APPRAISAL_BY_TASK, SQL_APPRAISAL_INSERT, SQL_APPRAISAL_UPDATE},
};

static const struct shape *const item_shapes[] = {
    [SUBJECT_DEMAND] = &demand_shape,
    [SUBJECT_MATTER] = &matter_shape,
    [SUBJECT_TASK] = &task_shape,
};

struct work *work_begin(struct ctx *cx)
{
    struct work *w = NEW(cx->arena, struct work);
    w->cx = cx;
    w->items_end = &w->items;
    w->kids_end = &w->kids;
    w->tells_end = &w->tells;
    w->binds_end = &w->binds;
    w->lates_end = &w->lates;
    return w;
}

struct ctx *work_ctx(struct work *w)
{
    return w->cx;
}

struct item *item_find(struct work *w, enum subject kind, int64_t id)
{
    for (struct item *it = w->items; it; it = it->next)
        if (it->kind == kind && it->id == id)
            return it;
    return NULL;
}

int *item_state(struct item *it)
{
    if (it->kind == SUBJECT_DEMAND)
        return &((struct demand *)it->now)->state;
    if (it->kind == SUBJECT_MATTER)
        return &((struct matter *)it->now)->state;
    return &((struct task *)it->now)->state;
}

int64_t *item_version(void *row, enum subject kind)
{
    if (kind == SUBJECT_DEMAND)
        return &((struct demand *)row)->version;
    if (kind == SUBJECT_MATTER)
        return &((struct matter *)row)->version;
    return &((struct task *)row)->version;
}

static struct item *item_add(struct work *w, enum subject kind, int64_t id, const void *row,
                             bool fresh)
{
    struct arena *a = w->cx->arena;
    const struct shape *shape = item_shapes[kind];
    struct item *it = NEW(a, struct item);
    *it = (struct item){.kind = kind, .id = id, .shape = shape};
    it->now = arena_copy(a, row, shape->size);
    it->mark = fresh ? arena_alloc(a, shape->size) : arena_copy(a, row, shape->size);
    it->stored = fresh ? NULL : arena_copy(a, row, shape->size);
    it->drafts_end = &it->drafts;
    if (fresh) {
        it->tasks_loaded = true;
        for (int k = 0; k < KID__MAX; k++)
            it->kids_loaded[k] = true;
    }
    *w->items_end = it;
    w->items_end = &it->next;
    return it;
}

static enum err item_load(struct work *w, enum subject kind, int64_t id, struct item **out)
{
    static const enum sql statements[] = {
        [SUBJECT_DEMAND] = SQL_DEMAND_GET,
        [SUBJECT_MATTER] = SQL_MATTER_GET,
        [SUBJECT_TASK] = SQL_TASK_GET,
    };
    struct ctx *cx = w->cx;
    struct item *it = item_find(w, kind, id);
    if (!it) {
        void *row = arena_alloc(cx->arena, item_shapes[kind]->size);
        bool found = false;
        TRY(db_one(cx, statements[kind], ARGS(I64(cx->jid), I64(id)), item_shapes[kind], row,
                   &found));
        if (!found)
            return fail(cx, ERR_NOT_FOUND, "没有这条记录", "there is no such record");
        it = item_add(w, kind, id, row, false);
    }
    *out = it;
    return OK;
}

enum err work_demand(struct work *w, int64_t id, struct demand **out)
{
    struct item *it = NULL;
    TRY(item_load(w, SUBJECT_DEMAND, id, &it));
    *out = it->now;
    return OK;
}

enum err work_matter(struct work *w, int64_t id, struct matter **out)
{
    struct item *it = NULL;
    TRY(item_load(w, SUBJECT_MATTER, id, &it));
    *out = it->now;
    return OK;
}

enum err work_task(struct work *w, int64_t id, struct task **out)
{
    struct item *it = NULL;
    TRY(item_load(w, SUBJECT_TASK, id, &it));
    *out = it->now;
    return OK;
}

static enum err item_by_num(struct work *w, enum subject kind, enum sql sql, struct str num,
                            struct item **out)
{
    struct ctx *cx = w->cx;
    if (!number_valid(num))
        return fail_at(cx, ERR_INPUT, "num", "编号 %.*s 有误,请核对每一位数字",
                       "number %.*s is mistyped", STR_ARG(num));
    void *row = arena_alloc(cx->arena, item_shapes[kind]->size);
    bool found = false;
    TRY(db_one(cx, sql, ARGS(I64(cx->jid), TXT(num)), item_shapes[kind], row, &found));
    if (!found)
        return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的%s", "not found: %.*s (%s)",
                    STR_ARG(num), enum_label(&subject_names, (int)kind, (int)cx->lang));
    int64_t id = 0;
    if (kind == SUBJECT_DEMAND)
        id = ((struct demand *)row)->id;
    else if (kind == SUBJECT_MATTER)
        id = ((struct matter *)row)->id;
    else
        id = ((struct task *)row)->id;
    *out = item_find(w, kind, id);
    if (!*out)
        *out = item_add(w, kind, id, row, false);
    return OK;
}

enum err work_num(struct work *w, enum subject kind, struct str num, int64_t *id,
                  int64_t *version)
{
    static const enum sql by_num[] = {
        [SUBJECT_DEMAND] = SQL_DEMAND_BY_NUM,
        [SUBJECT_MATTER] = SQL_MATTER_BY_NUM,
        [SUBJECT_TASK] = SQL_TASK_BY_NUM,
    };
    struct item *it = NULL;
    TRY(item_by_num(w, kind, by_num[kind], num, &it));
    *id = it->id;
    *version = *item_version(it->now, kind);
    return OK;
}

enum err work_demand_num(struct work *w, struct str num, struct demand **out)
{
    struct item *it = NULL;
    TRY(item_by_num(w, SUBJECT_DEMAND, SQL_DEMAND_BY_NUM, num, &it));
    *out = it->now;
    return OK;
}

enum err work_matter_num(struct work *w, struct str num, struct matter **out)
{
    struct item *it = NULL;
    TRY(item_by_num(w, SUBJECT_MATTER, SQL_MATTER_BY_NUM, num, &it));
    *out = it->now;
    return OK;
}

enum err work_task_num(struct work *w, struct str num, struct task **out)
{
    struct item *it = NULL;
    TRY(item_by_num(w, SUBJECT_TASK, SQL_TASK_BY_NUM, num, &it));
    *out = it->now;
    return OK;
}

/* ---- what hangs on a subject ---- */

struct kid *kid_add(struct work *w, enum kid_kind kind, struct item *owner, const void *row,
                    bool fresh)
{
    struct arena *a = w->cx->arena;
    size_t size = kid_forms[kind].shape->size;
    struct kid *k = NEW(a, struct kid);
    *k = (struct kid){.kind = kind, .owner = owner};
    k->now = arena_copy(a, row, size);
    k->mark = fresh ? arena_alloc(a, size) : arena_copy(a, row, size);
    k->stored = fresh ? NULL : arena_copy(a, row, size);
    *w->kids_end = k;
    w->kids_end = &k->next;
    return k;
}

enum err kids_load(struct work *w, enum kid_kind kind, struct item *owner)
{
    if (owner->kids_loaded[kind])
        return OK;
    struct ctx *cx = w->cx;
    void *rows = NULL;
    size_t n = 0;
    const struct shape *shape = kid_forms[kind].shape;
    if (kind == KID_CLOCK) {
        struct str name = str_c(enum_text(&subject_names, (int)owner->kind));
        TRY(db_all(cx, SQL_CLOCK_BY_SUBJECT, ARGS(I64(cx->jid), TXT(name), I64(owner->id)),
                   shape, &rows, &n));
    } else {
        TRY(db_all(cx, kid_forms[kind].read, ARGS(I64(cx->jid), I64(owner->id)), shape, &rows,
                   &n));
    }
    for (size_t i = 0; i < n; i++)
        kid_add(w, kind, owner, (char *)rows + i * shape->size, false);
    owner->kids_loaded[kind] = true;
    return OK;
}

/* Pointers to the rows of one kind that pass the owner (or, for links, the demand). */
static void **kids_collect(struct work *w, enum kid_kind kind, const struct item *owner,
                           int64_t demand_id, size_t *n)
{
    size_t count = 0;
    for (struct kid *k = w->kids; k; k = k->next)
        count += k->kind == kind;
    void **out = NEWS(w->cx->arena, void *, count + 1);
    *n = 0;
    for (struct kid *k = w->kids; k; k = k->next) {
        if (k->kind != kind || (owner && k->owner != owner))
            continue;
        if (demand_id && ((struct link *)k->now)->demand_id != demand_id)
            continue;
        out[(*n)++] = k->now;
    }
    return out;
}

enum err work_links_of_matter(struct work *w, int64_t matter_id, struct link ***out, size_t *n)
{
    struct item *it = NULL;
    TRY(item_load(w, SUBJECT_MATTER, matter_id, &it));
    TRY(kids_load(w, KID_LINK, it));
    *out = (struct link **)kids_collect(w, KID_LINK, it, 0, n);
    return OK;
}

enum err work_links_of_demand(struct work *w, int64_t demand_id, struct link ***out, size_t *n)
{
    struct ctx *cx = w->cx;
    struct item *demand = NULL;
    TRY(item_load(w, SUBJECT_DEMAND, demand_id, &demand));
    if (demand->stored) {
        struct link *rows = NULL;
        size_t count = 0;
        TRY(db_all(cx, SQL_LINK_BY_DEMAND, ARGS(I64(cx->jid), I64(demand_id)), &link_shape,
                   (void **)&rows, &count));
        for (size_t i = 0; i < count; i++) {
            struct item *matter = NULL;
            TRY(item_load(w, SUBJECT_MATTER, rows[i].matter_id, &matter));
            TRY(kids_load(w, KID_LINK, matter));
        }
    }
    *out = (struct link **)kids_collect(w, KID_LINK, NULL, demand_id, n);
    return OK;
}

enum err work_stages(struct work *w, int64_t matter_id, struct stage ***out, size_t *n)
{
    struct item *it = NULL;
    TRY(item_load(w, SUBJECT_MATTER, matter_id, &it));
    TRY(kids_load(w, KID_STAGE, it));
    *out = (struct stage **)kids_collect(w, KID_STAGE, it, 0, n);
    return OK;
}

/* Of a kind that hangs on matters, or on tasks. */
static enum err kids_of(struct work *w, enum subject owner, int64_t id, enum kid_kind kind,
                        void ***out, size_t *n)
{
    struct item *it = NULL;
    TRY(item_load(w, owner, id, &it));
    TRY(kids_load(w, kind, it));
    *out = kids_collect(w, kind, it, 0, n);
    return OK;
}

enum err work_quantities(struct work *w, int64_t matter_id, struct quantity ***out, size_t *n)
{
    return kids_of(w, SUBJECT_MATTER, matter_id, KID_QUANTITY, (void ***)out, n);
}

enum err work_agreements(struct work *w, int64_t matter_id, struct agreement ***out, size_t *n)
{
    return kids_of(w, SUBJECT_MATTER, matter_id, KID_AGREEMENT, (void ***)out, n);
}

enum err work_aids(struct work *w, int64_t task_id, struct aid ***out, size_t *n)
{
    return kids_of(w, SUBJECT_TASK, task_id, KID_AID, (void ***)out, n);
}

enum err work_appraisals(struct work *w, int64_t task_id, struct appraisal ***out, size_t *n)
{
    return kids_of(w, SUBJECT_TASK, task_id, KID_APPRAISAL, (void ***)out, n);
}

enum err work_clocks(struct work *w, enum subject kind, int64_t id, struct clock ***out,
                     size_t *n)
{
    struct item *it = NULL;
    TRY(item_load(w, kind, id, &it));
    TRY(kids_load(w, KID_CLOCK, it));
    *out = (struct clock **)kids_collect(w, KID_CLOCK, it, 0, n);
    return OK;
}

enum err work_tasks(struct work *w, int64_t matter_id, struct task ***out, size_t *n)
{
    struct ctx *cx = w->cx;
    struct item *matter = NULL;
    TRY(item_load(w, SUBJECT_MATTER, matter_id, &matter));
    if (!matter->tasks_loaded) {
        struct task *rows = NULL;
        size_t count = 0;
        TRY(db_all(cx, SQL_TASK_BY_MATTER, ARGS(I64(cx->jid), I64(matter_id)), &task_shape,
                   (void **)&rows, &count));
        for (size_t i = 0; i < count; i++)
            if (!item_find(w, SUBJECT_TASK, rows[i].id))
                item_add(w, SUBJECT_TASK, rows[i].id, &rows[i], false);
        matter->tasks_loaded = true;
    }
    size_t count = 0;
    for (struct item *it = w->items; it; it = it->next)
        count += it->kind == SUBJECT_TASK;
    *out = NEWS(cx->arena, struct task *, count + 1);
    *n = 0;
    for (struct item *it = w->items; it; it = it->next)
        if (it->kind == SUBJECT_TASK && ((struct task *)it->now)->matter_id == matter_id)
            (*out)[(*n)++] = it->now;
    return OK;
}

/* ---- new rows ---- */

struct demand *work_new_demand(struct work *w, const struct demand *d)
{
    struct demand *row = item_add(w, SUBJECT_DEMAND, d->id, d, true)->now;
    row->jid = w->cx->jid;
    row->version = 0;
    return row;
}

struct matter *work_new_matter(struct work *w, const struct matter *m)
{
    struct matter *row = item_add(w, SUBJECT_MATTER, m->id, m, true)->now;
    row->jid = w->cx->jid;
    row->version = 0;
    return row;
}

struct task *work_new_task(struct work *w, const struct task *t)
{
    struct task *row = item_add(w, SUBJECT_TASK, t->id, t, true)->now;
    row->jid = w->cx->jid;
    row->version = 0;
    return row;
}

struct link *work_new_link(struct work *w, const struct link *l)
{
    struct item *matter = item_find(w, SUBJECT_MATTER, l->matter_id);
    assert(matter && "the matter is loaded before a demand is linked to it");
    struct link *row = kid_add(w, KID_LINK, matter, l, true)->now;
    row->jid = w->cx->jid;
    return row;
}

struct stage *work_new_stage(struct work *w, const struct stage *s)
{
    struct item *matter = item_find(w, SUBJECT_MATTER, s->matter_id);
    assert(matter && "the matter is loaded before a stage is added");
    struct stage *row = kid_add(w, KID_STAGE, matter, s, true)->now;
    row->jid = w->cx->jid;
    return row;
}

static void *kid_new(struct work *w, enum subject owner, int64_t id, enum kid_kind kind,
                     const void *row)
{
    struct item *it = item_find(w, owner, id);
    assert(it && "the subject is loaded before a row is hung on it");
    return kid_add(w, kind, it, row, true)->now;
}

struct quantity *work_new_quantity(struct work *w, const struct quantity *q)
{
    struct quantity *row = kid_new(w, SUBJECT_MATTER, q->matter_id, KID_QUANTITY, q);
    row->jid = w->cx->jid;
    return row;
}

struct agreement *work_new_agreement(struct work *w, const struct agreement *g)
{
    struct agreement *row = kid_new(w, SUBJECT_MATTER, g->matter_id, KID_AGREEMENT, g);
    row->jid = w->cx->jid;
    return row;
}

struct aid *work_new_aid(struct work *w, const struct aid *h)
{
    struct aid *row = kid_new(w, SUBJECT_TASK, h->task_id, KID_AID, h);
    row->jid = w->cx->jid;
    return row;
}

struct appraisal *work_new_appraisal(struct work *w, const struct appraisal *p)
{
    struct appraisal *row = kid_new(w, SUBJECT_TASK, p->task_id, KID_APPRAISAL, p);
    row->jid = w->cx->jid;
    return row;
}

const struct mechanism *work_mechanism(struct work *w, struct str name, int64_t version)
{
    return mechanism_get(w->cx->app->mechanisms, name, version);
}
