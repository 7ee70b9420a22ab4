/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/scheme_days.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "loop/scheme_impl.h"

static const struct field choice_fields[] = {
    FIELD(struct scheme_choice, demand_id),  FIELD(struct scheme_choice, scheme),
    FIELD(struct scheme_choice, seq),        FIELD(struct scheme_choice, code),
    FIELD(struct scheme_choice, officer_id), FIELD(struct scheme_choice, set_at),
};
const struct shape scheme_choice_shape =
    SHAPE("scheme_choice", struct scheme_choice, choice_fields);

/* ---- opened ---- */

static size_t node_find(const struct scheme_stretch *s, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s->nodes[i].code, code))
            return i;
    return SIZE_MAX;
}

static void entries_take(struct ctx *cx, struct scheme_stretch *s, const struct scheme_entry *e,
                         size_t n)
{
    s->nodes = NEWS(cx->arena, struct scheme_node, n + 1);
    s->n = n;
    for (size_t i = 0; i < n; i++)
        s->nodes[i] = (struct scheme_node){
            .code = e[i].code,
            .name = e[i].name,
            .parent = e[i].parent.n ? node_find(s, i, e[i].parent) : SIZE_MAX};
}

static void map_take(struct ctx *cx, struct scheme_stretch *s, const struct scheme_map_entry *m,
                     size_t n)
{
    s->map = NEWS(cx->arena, struct scheme_mapped, n + 1);
    s->map_n = n;
    for (size_t i = 0; i < n; i++)
        s->map[i] = (struct scheme_mapped){m[i].class, node_find(s, s->n, m[i].code)};
}

static enum err stretch_read(struct ctx *cx, struct str scheme, struct scheme_stretch *s)
{
    struct scheme_entry *e = NULL;
    struct scheme_map_entry *m = NULL;
    size_t e_n = 0, m_n = 0;
    TRY(db_all(cx, SQL_SCHEME_ENTRIES, ARGS(I64(cx->jid), TXT(scheme), I64(s->version)),
               &scheme_entry_shape, (void **)&e, &e_n));
    TRY(db_all(cx, SQL_SCHEME_MAP_ENTRIES, ARGS(I64(cx->jid), TXT(scheme), I64(s->table)),
               &scheme_map_shape, (void **)&m, &m_n));
    entries_take(cx, s, e, e_n);
    map_take(cx, s, m, m_n);
    return OK;
}

/* The first day after `at` on which one of the versions begins, at most `to`. */
static int64_t next_change(const struct scheme_version *v, size_t n, int64_t at, int64_t to)
{
    for (size_t i = 0; i < n; i++) {
        int64_t begins = time_day_start(v[i].from_day);
        if (begins > at && begins < to)
            to = begins;
    }
    return to;
}

static enum err stretches_read(struct ctx *cx, struct scheme_days *d)
{
    struct scheme_version *v = NULL, *maps = NULL;
    size_t v_n = 0, maps_n = 0;
    TRY(scheme_versions(cx, SQL_SCHEME_VERSIONS, d->scheme, &v, &v_n));
    TRY(scheme_versions(cx, SQL_SCHEME_MAP_VERSIONS, d->scheme, &maps, &maps_n));
    if (!v_n)
        return fail(cx, ERR_NOT_FOUND, "没有分类体系“%.*s”", "there is no scheme \"%.*s\"",
                    STR_ARG(d->scheme));
    d->name = v[v_n - 1].name;
    d->p = NEWS(cx->arena, struct scheme_stretch, v_n + maps_n + 1);
    for (int64_t from = INT64_MIN; from < INT64_MAX;) {
        int64_t to = next_change(maps, maps_n, from, next_change(v, v_n, from, INT64_MAX));
        struct scheme_stretch *s = &d->p[d->n++];
        *s = (struct scheme_stretch){.from_at = from,
                                     .to_at = to,
                                     .version = scheme_version_on(v, v_n, from),
                                     .table = scheme_version_on(maps, maps_n, from)};
        TRY(stretch_read(cx, d->scheme, s));
        from = to;
    }
    return OK;
}

/* The mechanism's classes, each in itself. */
static void own_read(struct ctx *cx, struct scheme_days *d)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    size_t n = m ? m->classes.n : 0;
    struct scheme_entry *e = NEWS(cx->arena, struct scheme_entry, n + 1);
    struct scheme_map_entry *map = NEWS(cx->arena, struct scheme_map_entry, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct choice *c = &m->classes.p[i];
        e[i] = (struct scheme_entry){(int64_t)i + 1, c->code, c->parent,
                                     cx->lang == LANG_EN && c->en.n ? c->en : c->zh};
        map[i] = (struct scheme_map_entry){c->code, c->code};
    }
    d->name = cx->lang == LANG_EN ? STR("the register's own classes") : STR("本机制的类别");
    d->p = NEW(cx->arena, struct scheme_stretch);
    d->n = 1;
    *d->p = (struct scheme_stretch){.from_at = INT64_MIN, .to_at = INT64_MAX};
    entries_take(cx, d->p, e, n);
    map_take(cx, d->p, map, n);
}

static size_t row_of(struct scheme_days *d, struct str code)
{
    for (size_t i = 0; i < d->rows_n; i++)
        if (str_eq(d->rows[i].code, code))
            return i;
    d->rows[d->rows_n].code = code;
    return d->rows_n++;
}

static void rows_make(struct ctx *cx, struct scheme_days *d)
{
    size_t all = 0;
    for (size_t i = 0; i < d->n; i++)
        all += d->p[i].n;
    d->rows = NEWS(cx->arena, struct scheme_row, all + 1);
    for (size_t i = 0; i < d->n; i++) {
        const struct scheme_stretch *s = &d->p[i];
        for (size_t k = 0; k < s->n; k++) {
            struct scheme_node *node = &s->nodes[k];
            int above =
                node->parent == SIZE_MAX ? -1 : d->rows[s->nodes[node->parent].row].depth;
            node->row = row_of(d, node->code);
            d->rows[node->row].name = node->name;
            d->rows[node->row].depth = above + 1;
        }
    }
}

enum err scheme_days_open(struct ctx *cx, struct str scheme, int64_t until,
                          struct scheme_days **out)
{
    struct scheme_choice *choices = NULL;
    struct scheme_days *d = NEW(cx->arena, struct scheme_days);
    *d = (struct scheme_days){.scheme = scheme};
    if (scheme.n) {
        TRY(stretches_read(cx, d));
        TRY(db_all(cx, SQL_SCHEME_CHOICES, ARGS(I64(cx->jid), TXT(scheme), I64(until)),
                   &scheme_choice_shape, (void **)&choices, &d->choices_n));
        d->choices = choices;
    } else {
        own_read(cx, d);
    }
    rows_make(cx, d);
    *out = d;
    return OK;
}

/* ---- asked ---- */

/* The last said of the demand; NULL where the table speaks. */
static const struct scheme_choice *chosen(const struct scheme_days *d, int64_t demand_id)
{
    size_t low = 0, high = d->choices_n;
    while (low < high) { /* the first of a greater one */
        size_t mid = low + (high - low) / 2;
        if (d->choices[mid].demand_id <= demand_id)
            low = mid + 1;
        else
            high = mid;
    }
    const struct scheme_choice *c = low ? &d->choices[low - 1] : NULL;
    return c && c->demand_id == demand_id && c->code.n ? c : NULL;
}

struct scheme_at scheme_days_at(const struct scheme_days *d, const struct scheme_asked *q)
{
    size_t i = 0, node = SIZE_MAX;
    while (i + 1 < d->n && q->recorded_at >= d->p[i].to_at)
        i++;
    const struct scheme_stretch *s = &d->p[i];
    const struct scheme_choice *said = q->demand_id ? chosen(d, q->demand_id) : NULL;
    struct scheme_at at = {.chosen = said != NULL, .stretch = s};
    for (size_t m = 0; !said && m < s->map_n; m++)
        if (str_eq(s->map[m].class, q->class))
            node = s->map[m].node;
    if (said)
        node = node_find(s, s->n, said->code);
    for (; node != SIZE_MAX && at.n < SCHEME_DEPTH; node = s->nodes[node].parent)
        at.nodes[at.n++] = &s->nodes[node];
    return at;
}

bool scheme_at_is(const struct scheme_at *at, struct str code)
{
    for (size_t i = 0; i < at->n; i++)
        if (str_eq(at->nodes[i]->code, code))
            return true;
    return !at->n && str_eq_c(code, SCHEME_NONE);
}

struct str scheme_at_text(struct ctx *cx, const struct scheme_at *at)
{
    struct str text = STR("");
    for (size_t i = at->n; i-- > 0;)
        text = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(text), text.n ? " / " : "",
                       STR_ARG(at->nodes[i]->name));
    return text;
}

/* ---- counted ---- */

void scheme_sums_open(struct ctx *cx, struct scheme_days *d, struct scheme_sums *out)
{
    *out = (struct scheme_sums){.days = d,
                                .rows = NEWS(cx->arena, struct scheme_sum, d->rows_n + 1)};
}

static void sum_add(struct scheme_sum *s, int64_t n, bool chosen, bool ended)
{
    s->demands += n;
    s->chosen += chosen ? n : 0;
    s->ended += ended ? n : 0;
}

void scheme_sums_add(struct scheme_sums *s, const struct scheme_at *at, int64_t n, bool ended)
{
    for (size_t i = 0; i < at->n; i++)
        sum_add(&s->rows[at->nodes[i]->row], n, at->chosen, ended);
    if (!at->n)
        sum_add(&s->none, n, at->chosen, ended);
    sum_add(&s->all, n, at->chosen, ended);
}

bool scheme_sums_shown(const struct scheme_sums *s, size_t row, int64_t from, int64_t to)
{
    const struct scheme_days *d = s->days;
    if (s->rows[row].demands)
        return true;
    for (size_t i = 0; i < d->n; i++) {
        bool in_time = d->p[i].from_at < to && d->p[i].to_at > from;
        for (size_t k = 0; in_time && k < d->p[i].n; k++)
            if (d->p[i].nodes[k].row == row)
                return true;
    }
    return false;
}
