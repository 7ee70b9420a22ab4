/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/petition.h"

#include "core/duty.h"
#include "core/person.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/upstream.h"

enum { FOUND_MAX = 200 };

/* ---- linked by number ---- */

/* The petition system that it came from, or NULL. */
static enum err item_of(struct ctx *cx, const struct demand *d, const struct upstream **out)
{
    struct upstream *all = NULL;
    size_t n = 0;
    *out = NULL;
    if (!d->upstream.n || !d->upstream_no.n)
        return OK;
    TRY(upstream_all(cx, &all, &n));
    for (size_t i = 0; i < n && !*out; i++)
        if (all[i].kind == UPSTREAM_PETITION &&
            (str_eq(all[i].code, d->upstream) || str_eq(all[i].zh, d->upstream)))
            *out = &all[i];
    return OK;
}

static enum err is_item(struct ctx *cx, const struct demand *d, bool *out)
{
    const struct upstream *u = NULL;
    TRY(item_of(cx, d, &u));
    *out = u != NULL;
    return OK;
}

static enum err of_number(struct ctx *cx, struct str number, int64_t *id)
{
    return db_i64(cx, SQL_DEMAND_OF_PETITION, ARGS(I64(cx->jid), TXT(number)), 0, id);
}

/* Its order of that number, where it came in by a table; or what was linked with it. */
static enum err other_side(struct ctx *cx, const struct demand *d, int64_t *id)
{
    struct upstream *all = NULL;
    size_t n = 0;
    bool item = false;
    if (!d->petition_no.n) {
        TRY(is_item(cx, d, &item));
        return item ? of_number(cx, d->upstream_no, id) : OK;
    }
    TRY(upstream_all(cx, &all, &n));
    for (size_t i = 0; i < n && !*id; i++)
        if (all[i].kind == UPSTREAM_PETITION)
            TRY(db_i64(cx, SQL_DEMAND_OF_UPSTREAM,
                       ARGS(I64(cx->jid), TXT(all[i].code), TXT(d->petition_no)), 0, id));
    return OK;
}

/* ---- what may be the same ---- */

struct found {
    struct {
        int64_t id;
        uint32_t reasons;
    } p[FOUND_MAX];
    size_t n;
};

struct id_row {
    int64_t id;
};
static const struct field id_fields[] = {FIELD(struct id_row, id)};
static const struct shape id_shape = SHAPE("petition_id", struct id_row, id_fields);

static void found_put(struct found *f, int64_t id, enum petition_reason why)
{
    size_t i = 0;
    while (i < f->n && f->p[i].id != id)
        i++;
    if (i == FOUND_MAX)
        return;
    if (i == f->n)
        f->p[f->n++].id = id;
    f->p[i].reasons |= BIT(why);
}

static enum err found_add(struct ctx *cx, struct found *f, enum sql by, struct val key,
                          enum petition_reason why)
{
    struct id_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, by, ARGS(I64(cx->jid), key, I64(FOUND_MAX)), &id_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        found_put(f, rows[i].id, why);
    return OK;
}

static enum err of_person(struct ctx *cx, struct found *f, const char *kind, struct str value,
                          enum petition_reason why)
{
    int64_t *persons = NULL;
    size_t n = 0;
    if (!value.n)
        return OK;
    TRY(person_find(cx, kind, value, &persons, &n));
    for (size_t i = 0; i < n; i++)
        TRY(found_add(cx, f, SQL_DEMAND_OF_PERSON, I64(persons[i]), why));
    return OK;
}

static enum err find(struct ctx *cx, const struct petition_item *item, struct found *f)
{
    const struct str numbers[] = {item->number, item->original_no};
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (numbers[i].n)
            TRY(found_add(cx, f, SQL_DEMAND_BY_UPSTREAM, TXT(numbers[i]),
                          PETITION_SAME_NUMBER));
    TRY(of_person(cx, f, "idno", item->idno, PETITION_SAME_IDNO));
    return of_person(cx, f, "phone", item->phone, PETITION_SAME_PHONE);
}

enum err petition_hints(struct ctx *cx, struct work *w, const struct petition_item *item,
                        struct petition_hints *out)
{
    struct found *f = NEW(cx->arena, struct found);
    *out =
        (struct petition_hints){.p = NEWS(cx->arena, struct petition_hint, PETITION_HINTS_MAX)};
    TRY(find(cx, item, f));
    for (size_t i = 0; i < f->n && out->n < PETITION_HINTS_MAX; i++) {
        struct demand *d = NULL;
        bool seen = false;
        if (f->p[i].id == item->demand_id)
            continue;
        TRY(work_demand(w, f->p[i].id, &d));
        if (!subject_is_open(SUBJECT_DEMAND, d->state) || d->petition_no.n)
            continue;
        TRY(work_visible(w, SUBJECT_DEMAND, d->id, &seen));
        bool named = f->p[i].reasons & BIT(PETITION_SAME_NUMBER);
        out->confidential += seen && !named && d->privacy == PRIVACY_CONFIDENTIAL;
        if (seen && (named || d->privacy != PRIVACY_CONFIDENTIAL))
            out->p[out->n++] =
                (struct petition_hint){d->num, label_demand(cx, d), d->state, f->p[i].reasons};
    }
    return OK;
}

static enum err was_said(struct ctx *cx, int64_t demand_id, const char *action, bool *out)
{
    int64_t seq = 0;
    TRY(db_i64(cx, SQL_EVENT_SEQ_OF_ACTION,
               ARGS(I64(cx->jid), TXT(STR("demand")), I64(demand_id), TXT(str_c(action))), 0,
               &seq));
    *out |= seq > 0;
    return OK;
}

struct side {
    struct str body;
};
static const struct field side_fields[] = {FIELD(struct side, body)};
static const struct shape side_shape = SHAPE("petition_side", struct side, side_fields);

/* The other number that its row named, as it came. */
static enum err original_no(struct ctx *cx, const struct upstream *u, const struct demand *d,
                            struct str *out)
{
    const struct upstream_table *t = &u->tables[UPSTREAM_ORDERS];
    struct side side = {0};
    json_t *row = NULL;
    bool found = false;
    TRY(db_one(
        cx, SQL_EVENT_TEXT_GET,
        ARGS(I64(cx->jid), TXT(STR("demand")), I64(d->id), I64(1), TXT(STR("upstream_row"))),
        &side_shape, &side, &found));
    if (!found)
        return OK;
    TRY(json_read(cx, side.body, &row));
    for (size_t i = 0; i < t->n && !out->n; i++)
        if (t->columns[i].target == LEDGER_ORIGINAL_NO)
            *out = str_trim(str_c(json_string_value(
                json_object_get(row, str_cdup(cx->arena, t->columns[i].title)))));
    return OK;
}

enum err petition_hints_of(struct ctx *cx, struct work *w, const struct demand *d,
                           struct petition_hints *out)
{
    struct person_plain p = {0};
    int64_t other = 0;
    const struct upstream *from = NULL;
    bool said = false;
    *out = (struct petition_hints){0};
    if (!subject_is_open(SUBJECT_DEMAND, d->state))
        return OK;
    TRY(item_of(cx, d, &from));
    if (!from)
        return OK;
    TRY(of_number(cx, d->upstream_no, &other));
    TRY(was_said(cx, d->id, "petition-link", &said));
    TRY(was_said(cx, d->id, "petition-new", &said));
    if (other || said)
        return OK;
    if (d->person_id)
        TRY(person_open(cx, d->person_id, &p));
    struct petition_item of = {
        .demand_id = d->id, .number = d->upstream_no, .phone = p.phone, .idno = p.idno};
    TRY(original_no(cx, from, d, &of.original_no));
    return petition_hints(cx, w, &of, out);
}

/* ---- as it is told ---- */

#define REASON_ROW(id, text, zh, en) [id] = {text, zh, en},
static const struct {
    const char *text, *zh, *en;
} reasons_told[] = {PETITION_REASON_LIST(REASON_ROW)};

struct str petition_reasons(struct ctx *cx, uint32_t reasons)
{
    struct buf b;
    bool en = cx->lang == LANG_EN;
    buf_init(&b, cx->arena, 512);
    for (size_t i = 0; i < COUNT(reasons_told); i++)
        if (reasons & BIT(i))
            buf_fmt(&b, "%s%s", b.n ? (en ? ", " : "、") : "",
                    en ? reasons_told[i].en : reasons_told[i].zh);
    return buf_done(&b);
}

void petition_hints_json(struct ctx *cx, struct json *j, const struct petition_hints *hints)
{
    json_obj(j);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < hints->n; i++) {
        const struct petition_hint *h = &hints->p[i];
        json_obj(j);
        json_kstr(j, "num", h->num);
        json_kstr(j, "title", h->title);
        json_kcstr(j, "state", enum_text(&demand_state_names, h->state));
        json_kcstr(j, "state_text", enum_label(&demand_state_names, h->state, (int)cx->lang));
        json_key(j, "reasons");
        json_arr(j);
        for (size_t k = 0; k < COUNT(reasons_told); k++)
            if (h->reasons & BIT(k))
                json_cstr(j, reasons_told[k].text);
        json_arr_end(j);
        json_kstr(j, "reason_text", petition_reasons(cx, h->reasons));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_ki64(j, "confidential", hints->confidential);
    json_obj_end(j);
}

enum err petition_json(struct ctx *cx, struct work *w, struct json *j, const struct demand *d)
{
    int64_t id = 0;
    bool seen = false;
    struct demand *other = NULL;
    struct petition_hints hints;
    if (d->petition_no.n || d->upstream_no.n)
        TRY(other_side(cx, d, &id));
    if (id)
        TRY(work_visible(w, SUBJECT_DEMAND, id, &seen));
    if (seen)
        TRY(work_demand(w, id, &other));
    json_key(j, "petition");
    if (other)
        json_str(j, other->num);
    else
        json_nil(j);
    TRY(petition_hints_of(cx, w, d, &hints));
    json_key(j, "petition_hints");
    petition_hints_json(cx, j, &hints);
    return OK;
}

/* ---- what a person says ---- */

struct link_body {
    struct str number, reason;
};
static const struct field link_fields[] = {
    FIELD(struct link_body, number, .required = true, .max = 40, .zh = "与哪一件相同",
          .en = "The same as", .options = "petition_hints"),
    FIELD(struct link_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "理由", .en = "Why"),
};
static const struct shape item_link_shape =
    SHAPE("petition_link", struct link_body, link_fields);

static const struct field new_fields[] = {
    FIELD(struct link_body, reason, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "理由", .en = "Why"),
};
static const struct shape item_new_shape = SHAPE("petition_new", struct link_body, new_fields);

static enum err new_guard(struct ctx *cx, struct act *a)
{
    struct petition_hints hints;
    bool item = false;
    TRY(is_item(cx, a->demand, &item));
    if (!item)
        return fail(cx, ERR_CONFLICT, "这条诉求不是信访系统转来的",
                    "the demand did not come from a petition system");
    TRY(petition_hints_of(cx, a->w, a->demand, &hints));
    return hints.n || hints.confidential
               ? OK
               : fail(cx, ERR_CONFLICT, "没有待判断的相同诉求，或者已经判断过",
                      "no demand waits to be told apart from it, or it was said already");
}

/* Offered with what it may be; asked for by number, any open demand that the actor sees. */
static enum err link_guard(struct ctx *cx, struct act *a)
{
    const struct link_body *b = a->body;
    struct demand *other = NULL;
    int64_t linked = 0;
    bool item = false, seen = false;
    if (!b)
        return new_guard(cx, a);
    TRY(is_item(cx, a->demand, &item));
    if (!item)
        return new_guard(cx, a);
    TRY(of_number(cx, a->demand->upstream_no, &linked));
    if (linked)
        return fail(cx, ERR_CONFLICT, "这件信访件已经与本库的一件诉求关联",
                    "the petition item is linked with a demand already");
    TRY(work_demand_num(a->w, b->number, &other));
    TRY(work_visible(a->w, SUBJECT_DEMAND, other->id, &seen));
    if (!seen)
        return fail_at(cx, ERR_NOT_FOUND, "number", "没有编号为 %.*s 的诉求",
                       "there is no demand %.*s", STR_ARG(b->number));
    if (other->id == a->demand->id)
        return fail_at(cx, ERR_INPUT, "number", "不能与自己关联",
                       "a demand is not linked with itself");
    if (other->petition_no.n)
        return fail_at(cx, ERR_CONFLICT, "number", "诉求 %.*s 已登记信访件编号 %.*s",
                       "demand %.*s bears the petition number %.*s already",
                       STR_ARG(other->num), STR_ARG(other->petition_no));
    return OK;
}

static enum err link_effect(struct ctx *cx, struct act *a)
{
    const struct link_body *b = a->body;
    struct demand *other = NULL;
    (void)cx;
    draft_str(a->event, "demand", b->number);
    draft_text(a->event, "reason", b->reason);
    TRY(work_demand_num(a->w, b->number, &other));
    struct draft *e = work_event(a->w, SUBJECT_DEMAND, other->id, "petition-linked", -1, 0);
    draft_str(e, "demand", a->demand->num);
    other->petition_no = a->demand->upstream_no;
    return OK;
}

/* Which demands it was told apart from is part of what was decided. */
static enum err new_effect(struct ctx *cx, struct act *a)
{
    const struct link_body *b = a->body;
    struct petition_hints hints;
    TRY(petition_hints_of(cx, a->w, a->demand, &hints));
    struct strs nums = {NEWS(cx->arena, struct str, hints.n + 1), 0};
    for (size_t i = 0; i < hints.n; i++)
        nums.p[nums.n++] = hints.p[i].num;
    draft_ids(a->event, "demands", nums);
    draft_text(a->event, "reason", b->reason);
    return OK;
}

enum {
    OPEN_ITEM = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
    WHO = BIT(ROLE_EXCHANGE) | BIT(ROLE_SCREENER),
};

const struct step petition_steps[] = {
    {.name = "petition-link",
     .subject = SUBJECT_DEMAND,
     .from = OPEN_ITEM,
     .to = -1,
     .roles = WHO,
     .where = AT_PART,
     .body = &item_link_shape,
     .guard = link_guard,
     .effect = link_effect,
     .zh = "与已有诉求关联",
     .en = "It is one that is here"},
    {.name = "petition-new",
     .subject = SUBJECT_DEMAND,
     .from = OPEN_ITEM,
     .to = -1,
     .roles = WHO,
     .where = AT_PART,
     .body = &item_new_shape,
     .guard = new_guard,
     .effect = new_effect,
     .zh = "判为另一件事",
     .en = "It is another thing"},
};
const size_t petition_steps_n = COUNT(petition_steps);
