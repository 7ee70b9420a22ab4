/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/scheme_choice.h"

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/scheme_impl.h"

struct classify_body {
    struct str scheme, code, reason;
};
static const struct field classify_fields[] = {
    FIELD(struct classify_body, scheme, .required = true, .max = 40, .zh = "分类体系",
          .en = "Class scheme"),
    FIELD(struct classify_body, code, .max = 40, .zh = "类别（空：按对照表）",
          .en = "Class (empty: as its table says)"),
    FIELD(struct classify_body, reason, .required = true, .max = 500, .zh = "理由",
          .en = "Reason"),
};
static const struct shape classify_shape =
    SHAPE("classify", struct classify_body, classify_fields);

static const struct field standing_fields[] = {
    FIELD(struct scheme_standing_query, classes, .max = 40, .zh = "列出哪个体系的类别",
          .en = "The scheme whose classes are listed"),
};
const struct shape scheme_standing_shape =
    SHAPE("scheme_standing", struct scheme_standing_query, standing_fields);

static enum err choices_of(struct ctx *cx, int64_t demand_id, struct scheme_choice **out,
                           size_t *n)
{
    return db_all(cx, SQL_SCHEME_CHOICES_OF, ARGS(I64(cx->jid), I64(demand_id)),
                  &scheme_choice_shape, (void **)out, n);
}

/* The last one; NULL where the table speaks. */
static const struct scheme_choice *choice_in(const struct scheme_choice *all, size_t n,
                                             struct str scheme)
{
    const struct scheme_choice *last = NULL;
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].scheme, scheme))
            last = &all[i];
    return last && last->code.n ? last : NULL;
}

/* ---- the step ---- */

static enum err row_write(struct ctx *cx, void *arg)
{
    const struct val jid = I64(cx->jid);
    return db_put(cx, SQL_SCHEME_CHOICE_INSERT, &scheme_choice_shape, arg, &jid, 1, NULL);
}

/* It is chosen out of what was in force when the demand was recorded, by which it counts. */
static enum err code_check(struct ctx *cx, const struct demand *d,
                           const struct classify_body *b)
{
    struct scheme_entry *codes = NULL;
    size_t n = 0;
    TRY(scheme_codes(cx, b->scheme, time_day(d->recorded_at), &codes, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(codes[i].code, b->code))
            return OK;
    return fail_at(cx, ERR_INPUT, "code", "登记那天的分类体系没有这个类别",
                   "the scheme of the day it was recorded has no such class");
}

static enum err classify_effect(struct ctx *cx, struct act *a)
{
    const struct classify_body *b = a->body;
    struct scheme_choice *all = NULL;
    size_t n = 0;
    TRY(choices_of(cx, a->demand->id, &all, &n));
    const struct scheme_choice *now = choice_in(all, n, b->scheme);
    if (b->code.n)
        TRY(code_check(cx, a->demand, b));
    if (now ? str_eq(now->code, b->code) : !b->code.n)
        return fail_at(cx, ERR_CONFLICT, "code", "已经是这样", "it is so already");
    const struct scheme_choice row = {.scheme = b->scheme,
                                      .demand_id = a->demand->id,
                                      .seq = draft_seq(a->event),
                                      .code = b->code,
                                      .officer_id = cx->actor->officer_id,
                                      .set_at = cx->now};
    draft_str(a->event, "scheme", b->scheme);
    draft_str(a->event, "code", b->code);
    draft_text(a->event, "reason", b->reason);
    work_late(a->w, row_write, arena_copy(cx->arena, &row, sizeof row));
    return OK;
}

/* ---- told ---- */

/* From the uppermost down. */
static void at_json(struct ctx *cx, struct json *j, const char *key, const struct scheme_at *at)
{
    json_key(j, key);
    json_obj(j);
    json_kstr(j, "code", at->n ? at->nodes[0]->code : STR(""));
    json_kstr(j, "text", scheme_at_text(cx, at));
    json_obj_end(j);
}

/* What may be chosen: of the version of its day, each with those above it. */
static void classes_json(struct ctx *cx, struct json *j, const struct scheme_stretch *s)
{
    json_key(j, "classes");
    json_arr(j);
    for (size_t i = 0; i < s->n; i++) {
        struct scheme_at at = {0};
        for (size_t k = i; k != SIZE_MAX && at.n < SCHEME_DEPTH; k = s->nodes[k].parent)
            at.nodes[at.n++] = &s->nodes[k];
        json_obj(j);
        json_kstr(j, "value", s->nodes[i].code);
        json_kstr(j, "label", scheme_at_text(cx, &at));
        json_obj_end(j);
    }
    json_arr_end(j);
}

struct standing {
    struct ctx *cx;
    struct json *j;
    const struct demand *d;
    const struct scheme_choice *all;
    size_t n;
    struct str classes;
};

static enum err scheme_json(const struct standing *k, struct str scheme)
{
    struct ctx *cx = k->cx;
    struct json *j = k->j;
    struct scheme_days *days = NULL;
    struct str by = {0};
    TRY(scheme_days_open(cx, scheme, 0, &days));
    const struct scheme_choice *set = choice_in(k->all, k->n, scheme);
    const struct scheme_asked q = {k->d->id, k->d->class, k->d->recorded_at};
    const struct scheme_at table = scheme_days_at(days, &q);
    days->choices = set;
    days->choices_n = set != NULL;
    const struct scheme_at at = scheme_days_at(days, &q);
    json_obj(j);
    json_kstr(j, "scheme", scheme);
    json_kstr(j, "name", days->name);
    json_ki64(j, "version", at.stretch->version);
    json_ki64(j, "table", at.stretch->table);
    at_json(cx, j, "at", &at);
    at_json(cx, j, "by_table", &table);
    json_kbool(j, "chosen", at.chosen);
    if (set) {
        TRY(label_officer(cx, set->officer_id, &by));
        json_kstr(j, "by", by);
        json_ktime(j, "set_at", set->set_at);
    }
    if (str_eq(scheme, k->classes))
        classes_json(cx, j, at.stretch);
    json_obj_end(j);
    return OK;
}

enum err scheme_standing_json(struct ctx *cx, struct str num,
                              const struct scheme_standing_query *q, struct json *j)
{
    struct work *w = work_begin(cx);
    enum subject kind = SUBJECT_DEMAND;
    struct demand *d = NULL;
    struct scheme_choice *all = NULL;
    struct scheme_version *v = NULL;
    size_t n = 0, v_n = 0;
    int64_t id = 0;
    TRY(dossier_find(cx, w, num, &kind, &id));
    if (kind != SUBJECT_DEMAND)
        return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的诉求", "there is no demand %.*s",
                    STR_ARG(num));
    TRY(work_demand(w, id, &d));
    TRY(choices_of(cx, id, &all, &n));
    TRY(scheme_list(cx, &v, &v_n));
    const struct standing k = {cx, j, d, all, n, q->classes};
    json_key(j, "schemes");
    json_arr(j);
    for (size_t i = 0; i < v_n; i++)
        if (!i || !str_eq(v[i].scheme, v[i - 1].scheme))
            TRY(scheme_json(&k, v[i].scheme));
    json_arr_end(j);
    return OK;
}

const struct step scheme_steps[] = {
    {.name = "classify",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
             BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
     .to = -1,
     .roles =
         BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER),
     .where = AT_PART,
     .body = &classify_shape,
     .effect = classify_effect,
     .zh = "归入其他分类",
     .en = "Class in a scheme"},
};
const size_t scheme_steps_n = COUNT(scheme_steps);
