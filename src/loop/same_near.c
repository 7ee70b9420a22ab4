/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/same.h"

enum { NEAR_SHOWN = 3 };

static const struct field near_fields[] = {
    FIELD(struct same_near, words, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,
          .zh = "要反映的事", .en = "What it is about"),
    FIELD(struct same_near, place_id, .as = AS_ID, .required = true, .zh = "地点",
          .en = "Place"),
    FIELD(struct same_near, class, .max = 60, .zh = "诉求领域", .en = "Field"),
};
const struct shape same_near_shape = SHAPE("same_near", struct same_near, near_fields);

/* The same community, or one of the same street. */
static bool is_near(const struct ctx *cx, int64_t a, int64_t b)
{
    const struct place *x = org_community(cx->app->org, a), *y = org_community(cx->app->org, b);
    return x && y && (x->id == y->id || (x->parent_id && x->parent_id == y->parent_id));
}

bool same_is_public(const struct ctx *cx, int64_t near, const struct demand *d)
{
    return (d->state == DEMAND_VALID || d->state == DEMAND_IN_MATTER) &&
           d->privacy != PRIVACY_CONFIDENTIAL && !d->complained_unit && d->class.n &&
           is_near(cx, near, d->place_id);
}

static const struct {
    int64_t days;
    const char *zh, *en;
} ages[] = {
    {7, "最近一周", "within a week"},
    {31, "最近一个月", "within a month"},
    {92, "最近三个月", "within three months"},
    {0, "三个月以前", "more than three months ago"},
};

static void age_json(struct ctx *cx, struct json *j, int64_t days)
{
    size_t i = 0;
    while (ages[i].days && days >= ages[i].days)
        i++;
    json_kcstr(j, "age_text", cx->lang == LANG_EN ? ages[i].en : ages[i].zh);
}

/* Who reads the rows cannot tell two of them apart: told once. */
static bool told_alike(const struct ctx *cx, const struct demand *a, const struct demand *b)
{
    return a->state == b->state && str_eq(a->class, b->class) &&
           org_community(cx->app->org, a->place_id) == org_community(cx->app->org, b->place_id);
}

static bool is_told(const struct ctx *cx, const struct same_found *f, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (told_alike(cx, f[k].d, f[i].d))
            return true;
    return false;
}

static void near_json(struct ctx *cx, struct json *j, const struct same_found *f)
{
    const struct demand *d = f->d;
    const struct place *community = org_community(cx->app->org, d->place_id);
    json_obj(j);
    json_kstr(j, "class", d->class);
    json_kstr(j, "class_text", label_class(cx, d->class));
    json_kstr(j, "place", community ? label_place(cx, community->id) : STR(""));
    json_kcstr(j, "state", enum_text(&demand_state_names, d->state));
    age_json(cx, j, f->days);
    json_obj_end(j);
}

static enum err rows_json(struct ctx *cx, const struct same_near *t, struct json *j)
{
    const struct same_asked asked = {.said_at = cx->now,
                                     .place_id = t->place_id,
                                     .title = STR(""),
                                     .words = t->words,
                                     .class = t->class,
                                     .phone = STR(""),
                                     .idno = STR(""),
                                     .public_only = true};
    struct same_found *found = NULL;
    size_t n = 0, told = 0;
    TRY(same_look(cx, work_begin(cx), &asked, &found, &n));
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < n && told < NEAR_SHOWN; i++) {
        if (is_told(cx, found, i))
            continue;
        near_json(cx, j, &found[i]);
        told++;
    }
    json_arr_end(j);
    return OK;
}

enum err same_near_json(struct ctx *cx, const struct same_near *t, struct json *j)
{
    if (!org_place(cx->app->org, t->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = rows_json(cx, t, j);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}
