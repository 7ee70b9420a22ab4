/* SPDX-License-Identifier: Apache-2.0
 * The bank's groups on two axes (ZY-18), with the whole reckoning.
 */
#include <stdlib.h>

#include "core/app.h"
#include "loop/bank.h"
#include "loop/labels.h"

enum { HUNDREDTHS = 100 };

static bool is_longest(int fact)
{
    return fact == BANK_SAID_DAYS || fact == BANK_UNPLACED_DAYS;
}

static struct bank_group *group_of(struct bank_group *all, size_t *n, const char *kind,
                                   struct str class, int64_t area)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(all[i].kind, kind) == 0 && str_eq(all[i].class, class) &&
            all[i].area_id == area)
            return &all[i];
    all[*n] = (struct bank_group){.kind = kind, .class = class, .area_id = area};
    return &all[(*n)++];
}

/* Whether an item before this one, of the same group, is at the same place. */
static bool place_seen(const struct bank_item *items, size_t i, bool by_area)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq_c(items[k].state, "in") && items[k].place_id == items[i].place_id &&
            str_eq(items[k].class, items[i].class) &&
            (!by_area || items[k].area_id == items[i].area_id))
            return true;
    return false;
}

static void add(struct bank_group *g, const struct bank_item *items, size_t i, bool by_area)
{
    for (int f = 0; f < BANK_FACT__MAX; f++) {
        int64_t v = bank_fact_of(&items[i], (enum bank_fact)f);
        if (is_longest(f))
            g->facts[f] = v > g->facts[f] ? v : g->facts[f];
        else
            g->facts[f] += v;
    }
    g->facts[BANK_PLACES] += !place_seen(items, i, by_area);
}

static int64_t greatest(const struct bank_group *g, size_t n, const char *kind, int fact)
{
    int64_t most = 0;
    for (size_t i = 0; i < n; i++)
        if (strcmp(g[i].kind, kind) == 0 && g[i].facts[fact] > most)
            most = g[i].facts[fact];
    return most;
}

/* Hundredths of a point, half up. */
static int64_t points(const struct bank_weight *w, int64_t value, int64_t most)
{
    return most ? (2 * w->weight * value * HUNDREDTHS + most) / (2 * most) : 0;
}

static int64_t sum_of(const struct bank_group *g)
{
    return g->score[BANK_CONCENTRATION] + g->score[BANK_PRESSING];
}

static int higher(const void *a, const void *b)
{
    const struct bank_group *x = a, *y = b;
    int kind = strcmp(x->kind, y->kind);
    if (kind)
        return kind;
    if (sum_of(x) != sum_of(y))
        return (sum_of(x) < sum_of(y)) - (sum_of(x) > sum_of(y));
    int class = str_cmp(x->class, y->class);
    return class ? class : (x->area_id > y->area_id) - (x->area_id < y->area_id);
}

void bank_rank(struct ctx *cx, const struct mechanism *m, const struct bank_item *items,
               size_t n, struct bank_group **out, size_t *groups_n)
{
    struct bank_group *g = NEWS(cx->arena, struct bank_group, 2 * n + 1);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq_c(items[i].state, "in"))
            continue;
        add(group_of(g, &k, "class", items[i].class, 0), items, i, false);
        add(group_of(g, &k, "class_area", items[i].class, items[i].area_id), items, i, true);
    }
    for (size_t i = 0; i < k; i++)
        for (size_t w = 0; w < m->bank_weights_n; w++) {
            const struct bank_weight *r = &m->bank_weights[w];
            g[i].score[r->axis] +=
                points(r, g[i].facts[r->fact], greatest(g, k, g[i].kind, r->fact));
        }
    if (k)
        qsort(g, k, sizeof *g, higher);
    for (size_t i = 0, first = 0; i < k; i++) {
        if (i && strcmp(g[i].kind, g[i - 1].kind) != 0)
            first = i;
        bool tie = i > first && sum_of(&g[i]) == sum_of(&g[i - 1]);
        g[i].place = tie ? g[i - 1].place : (int64_t)(i - first + 1);
    }
    *out = g;
    *groups_n = k;
}

static void axis_json(struct ctx *cx, struct json *j, const struct mechanism *m,
                      const struct bank_group *g, size_t n, const struct bank_group *of,
                      int axis)
{
    json_key(j, enum_text(&bank_axis_names, axis));
    json_obj(j);
    json_ki64(j, "score", of->score[axis]);
    json_key(j, "parts");
    json_arr(j);
    for (size_t w = 0; w < m->bank_weights_n; w++) {
        const struct bank_weight *r = &m->bank_weights[w];
        if (r->axis != axis)
            continue;
        int64_t most = greatest(g, n, of->kind, r->fact);
        json_obj(j);
        json_kcstr(j, "fact", enum_text(&bank_fact_names, r->fact));
        json_kcstr(j, "text", enum_label(&bank_fact_names, r->fact, (int)cx->lang));
        json_ki64(j, "value", of->facts[r->fact]);
        json_ki64(j, "most", most);
        json_ki64(j, "weight", r->weight);
        json_ki64(j, "points", points(r, of->facts[r->fact], most));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_obj_end(j);
}

void bank_groups_json(struct ctx *cx, struct json *j, const struct mechanism *m,
                      const struct bank_group *g, size_t n)
{
    json_key(j, "groups");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kcstr(j, "kind", g[i].kind);
        json_kstr(j, "class", g[i].class);
        json_kid(j, "area_id", g[i].area_id);
        json_kstr(j, "class_text", label_class(cx, g[i].class));
        json_kstr(j, "area", g[i].area_id ? label_place(cx, g[i].area_id) : STR(""));
        json_ki64(j, "place", g[i].place);
        json_ki64(j, "matters", g[i].facts[BANK_MATTERS]);
        json_ki64(j, "demands", g[i].facts[BANK_DEMANDS]);
        for (int axis = 0; axis < BANK_AXIS__MAX; axis++)
            axis_json(cx, j, m, g, n, &g[i], axis);
        json_obj_end(j);
    }
    json_arr_end(j);
}
