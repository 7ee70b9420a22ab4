/* SPDX-License-Identifier: Apache-2.0 */
#include "core/org.h"

#include <limits.h>

#include "db/db.h"

static const struct field unit_fields[] = {
    FIELD(struct unit, id, .as = AS_ID, .zh = "编号", .en = "id"),
    FIELD(struct unit, parent_id, .as = AS_ID, .zh = "上级单位", .en = "parent unit",
          .options = "units"),
    FIELD(struct unit, place_id, .as = AS_ID, .zh = "区划", .en = "place", .options = "places"),
    FIELD(struct unit, code, .max = 40, .zh = "代码", .en = "code"),
    FIELD(struct unit, name, .required = true, .max = 100, .zh = "名称", .en = "name"),
    FIELD(struct unit, lvl, .names = &level_names, .zh = "层级", .en = "level"),
    FIELD(struct unit, desks, .min = 0, .max = BIT(DESK__MAX) - 1, .zh = "岗位", .en = "desks"),
    FIELD(struct unit, office, .max = 40, .zh = "审核办公室", .en = "reviewing office"),
    FIELD(struct unit, kind, .max = 40, .zh = "类型", .en = "kind"),
    FIELD(struct unit, valid_from, .as = AS_TIME, .zh = "启用时间", .en = "valid from"),
    FIELD(struct unit, valid_to, .as = AS_TIME, .zh = "停用时间", .en = "valid to"),
};
const struct shape unit_shape = SHAPE("unit", struct unit, unit_fields);

static const struct field place_fields[] = {
    FIELD(struct place, id, .as = AS_ID, .zh = "编号", .en = "id"),
    FIELD(struct place, parent_id, .as = AS_ID, .zh = "上级区划", .en = "parent place",
          .options = "places"),
    FIELD(struct place, code, .max = 40, .zh = "区划代码", .en = "division code"),
    FIELD(struct place, name, .required = true, .max = 100, .zh = "名称", .en = "name"),
    FIELD(struct place, kind, .names = &place_kind_names, .zh = "类型", .en = "kind"),
    FIELD(struct place, outline, .as = AS_TEXT, .max = 2000000, .zh = "边界", .en = "outline"),
    FIELD(struct place, crs, .max = 20, .zh = "坐标系", .en = "coordinate system"),
    FIELD(struct place, valid_from, .as = AS_TIME, .zh = "启用时间", .en = "valid from"),
    FIELD(struct place, valid_to, .as = AS_TIME, .zh = "停用时间", .en = "valid to"),
};
const struct shape place_shape = SHAPE("place", struct place, place_fields);

/* What units and places have in common: rows by id, each with the row above it. */
struct tree {
    size_t n;
    int64_t *id;      /* ascending */
    int64_t *above;   /* row of the parent; -1 at a root */
    struct str *code; /* by row */
    size_t *by_code;  /* rows in order of code */
};

struct org {
    struct unit *units;
    struct place *places;
    struct tree unit_tree, place_tree;
    bool *active;           /* by unit row: valid when the snapshot was taken */
    int64_t *unit_of_place; /* by place row: unit row, -1 when none has this very place */
};

static int64_t tree_row(const struct tree *t, int64_t id)
{
    size_t lo = 0, hi = t->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (t->id[mid] < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < t->n && t->id[lo] == id ? (int64_t)lo : -1;
}

static int64_t tree_code(const struct tree *t, struct str code)
{
    size_t lo = 0, hi = code.n > 0 ? t->n : 0;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (str_cmp(t->code[t->by_code[mid]], code) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    /* A code given twice (an abolished place and its heir): the newest row. */
    bool found = lo > 0 && str_eq(t->code[t->by_code[lo - 1]], code);
    return found && code.n > 0 ? (int64_t)t->by_code[lo - 1] : -1;
}

static bool tree_under(const struct tree *t, int64_t id, int64_t above)
{
    int64_t target = tree_row(t, above);
    if (target < 0)
        return false;
    for (int64_t row = tree_row(t, id); row >= 0; row = t->above[row]) {
        if (row == target)
            return true;
    }
    return false;
}

static int by_code_cmp(const void *a, const void *b, void *arg)
{
    const struct tree *t = arg;
    size_t ra = *(const size_t *)a, rb = *(const size_t *)b;
    int c = str_cmp(t->code[ra], t->code[rb]);
    if (c != 0)
        return c;
    return ra < rb ? -1 : ra > rb;
}

/* A walk upwards from every row must end; otherwise lookups would not. */
static enum err tree_check(struct ctx *cx, const struct tree *t)
{
    for (size_t i = 0; i < t->n; i++) {
        size_t steps = 0;
        for (int64_t row = (int64_t)i; row >= 0; row = t->above[row]) {
            if (steps++ > t->n)
                return fail(cx, ERR_CONFLICT, "编号 %lld（代码“%.*s”）在上下级关系中构成循环",
                            "id %lld (code \"%.*s\") stands above itself", (long long)t->id[i],
                            STR_ARG(t->code[i]));
        }
    }
    return OK;
}

/* ids, parents and codes are filled; a parent that is not there makes a root. */
static enum err tree_finish(struct ctx *cx, struct arena *keep, struct tree *t,
                            const int64_t *parent)
{
    t->above = NEWS(keep, int64_t, t->n + 1);
    t->by_code = NEWS(keep, size_t, t->n + 1);
    for (size_t i = 0; i < t->n; i++) {
        t->above[i] = parent[i] == 0 ? -1 : tree_row(t, parent[i]);
        t->by_code[i] = i;
    }
    qsort_r(t->by_code, t->n, sizeof(size_t), by_code_cmp, t);
    return tree_check(cx, t);
}

static enum err units_keep(struct ctx *cx, struct arena *keep, struct org *o,
                           const struct unit *rows, size_t n)
{
    struct tree *t = &o->unit_tree;
    int64_t *parent = NEWS(cx->arena, int64_t, n + 1);
    *t = (struct tree){
        .n = n, .id = NEWS(keep, int64_t, n + 1), .code = NEWS(keep, struct str, n + 1)};
    o->units = NEWS(keep, struct unit, n + 1);
    o->active = NEWS(keep, bool, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct unit *u = &o->units[i];
        *u = rows[i];
        u->code = str_dup(keep, rows[i].code);
        u->name = str_dup(keep, rows[i].name);
        u->office = str_dup(keep, rows[i].office);
        u->kind = str_dup(keep, rows[i].kind);
        t->id[i] = u->id;
        t->code[i] = u->code;
        parent[i] = u->parent_id;
        o->active[i] = u->valid_from <= cx->now && (u->valid_to == 0 || cx->now < u->valid_to);
    }
    return tree_finish(cx, keep, t, parent);
}

static enum err places_keep(struct ctx *cx, struct arena *keep, struct org *o,
                            const struct place *rows, size_t n)
{
    struct tree *t = &o->place_tree;
    int64_t *parent = NEWS(cx->arena, int64_t, n + 1);
    *t = (struct tree){
        .n = n, .id = NEWS(keep, int64_t, n + 1), .code = NEWS(keep, struct str, n + 1)};
    o->places = NEWS(keep, struct place, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct place *p = &o->places[i];
        *p = rows[i];
        p->code = str_dup(keep, rows[i].code);
        p->name = str_dup(keep, rows[i].name);
        p->outline = str_dup(keep, rows[i].outline);
        p->crs = str_dup(keep, rows[i].crs);
        t->id[i] = p->id;
        t->code[i] = p->code;
        parent[i] = p->parent_id;
    }
    return tree_finish(cx, keep, t, parent);
}

/* Between two units of one place: the lower level, then one that screens, then the higher in
 * the tree, then the older. */
static bool unit_nearer(const struct org *o, size_t a, size_t b)
{
    const struct unit *ua = &o->units[a], *ub = &o->units[b];
    int la = ua->lvl == LEVEL_NONE ? INT_MAX : ua->lvl;
    int lb = ub->lvl == LEVEL_NONE ? INT_MAX : ub->lvl;
    if (la != lb)
        return la < lb;
    bool sa = ua->desks & BIT(DESK_SCREEN), sb = ub->desks & BIT(DESK_SCREEN);
    if (sa != sb)
        return sa;
    if (org_unit_under(o, ub->id, ua->id) != org_unit_under(o, ua->id, ub->id))
        return org_unit_under(o, ub->id, ua->id);
    return ua->id < ub->id;
}

static void places_to_units(struct arena *keep, struct org *o)
{
    o->unit_of_place = NEWS(keep, int64_t, o->place_tree.n + 1);
    for (size_t i = 0; i < o->place_tree.n; i++)
        o->unit_of_place[i] = -1;
    for (size_t u = 0; u < o->unit_tree.n; u++) {
        int64_t row = o->active[u] ? tree_row(&o->place_tree, o->units[u].place_id) : -1;
        if (row < 0)
            continue;
        int64_t *best = &o->unit_of_place[row];
        if (*best < 0 || unit_nearer(o, u, (size_t)*best))
            *best = (int64_t)u;
    }
}

enum err org_load(struct ctx *cx, struct arena *keep, const struct org **out)
{
    void *units = NULL, *places = NULL;
    size_t units_n = 0, places_n = 0;
    TRY(db_all(cx, SQL_UNIT_ALL, NULL, 0, &unit_shape, &units, &units_n));
    TRY(db_all(cx, SQL_PLACE_ALL, NULL, 0, &place_shape, &places, &places_n));
    struct org *o = NEW(keep, struct org);
    TRY(units_keep(cx, keep, o, units, units_n));
    TRY(places_keep(cx, keep, o, places, places_n));
    places_to_units(keep, o);
    *out = o;
    return OK;
}

const struct unit *org_unit(const struct org *o, int64_t id)
{
    int64_t row = tree_row(&o->unit_tree, id);
    return row < 0 ? NULL : &o->units[row];
}

const struct unit *org_unit_code(const struct org *o, struct str code)
{
    int64_t row = tree_code(&o->unit_tree, code);
    return row < 0 ? NULL : &o->units[row];
}

const struct place *org_place(const struct org *o, int64_t id)
{
    int64_t row = tree_row(&o->place_tree, id);
    return row < 0 ? NULL : &o->places[row];
}

const struct place *org_place_code(const struct org *o, struct str code)
{
    int64_t row = tree_code(&o->place_tree, code);
    return row < 0 ? NULL : &o->places[row];
}

size_t org_units(const struct org *o, const struct unit **first)
{
    *first = o->units;
    return o->unit_tree.n;
}

size_t org_places(const struct org *o, const struct place **first)
{
    *first = o->places;
    return o->place_tree.n;
}

bool org_unit_under(const struct org *o, int64_t unit, int64_t above)
{
    return tree_under(&o->unit_tree, unit, above);
}

bool org_place_under(const struct org *o, int64_t place, int64_t above)
{
    return tree_under(&o->place_tree, place, above);
}

int64_t org_place_below(const struct org *o, int64_t place, int64_t root)
{
    int64_t row = tree_row(&o->place_tree, place);
    for (; row >= 0 && o->place_tree.above[row] >= 0; row = o->place_tree.above[row])
        if (o->place_tree.id[o->place_tree.above[row]] == root)
            return o->place_tree.id[row];
    return 0;
}

const struct place *org_community(const struct org *o, int64_t place)
{
    const struct place *p = org_place(o, place);
    for (const struct place *q = p; q; q = org_place(o, q->parent_id))
        if (q->kind == PLACE_COMMUNITY)
            return q;
    return p;
}

size_t org_unit_path(const struct org *o, int64_t unit, int64_t *out, size_t max)
{
    size_t n = 0;
    int64_t row = tree_row(&o->unit_tree, unit);
    for (; row >= 0 && n < max; row = o->unit_tree.above[row])
        out[n++] = o->unit_tree.id[row];
    return n;
}

struct desk_wanted {
    enum desk desk;
    int lvl; /* enum level, or above */
    int64_t barred;
};

static bool runs_desk(const struct org *o, int64_t row, const struct desk_wanted *w)
{
    const struct unit *u = &o->units[row];
    return o->active[row] && (u->desks & BIT(w->desk)) && u->lvl >= w->lvl &&
           (w->barred == 0 || !org_unit_under(o, u->id, w->barred));
}

int64_t org_desk_at(const struct org *o, int64_t from, enum desk desk, enum level lvl,
                    int64_t barred)
{
    struct desk_wanted w = {desk, (int)lvl, barred};
    int64_t root = -1;
    for (int64_t row = tree_row(&o->unit_tree, from); row >= 0; row = o->unit_tree.above[row]) {
        if (runs_desk(o, row, &w))
            return o->units[row].id;
        root = row;
    }
    /* A centre right below the root and of its level runs what the root does not. */
    if (root >= 0 && o->units[root].lvl > w.lvl)
        w.lvl = o->units[root].lvl;
    for (int64_t row = 0; root >= 0 && row < (int64_t)o->unit_tree.n; row++)
        if (o->unit_tree.above[row] == root && runs_desk(o, row, &w))
            return o->units[row].id;
    return 0;
}

int64_t org_desk(const struct org *o, int64_t from, enum desk desk, int64_t barred)
{
    return org_desk_at(o, from, desk, LEVEL_NONE, barred);
}

int64_t org_desk_above(const struct org *o, int64_t unit, enum desk desk, int64_t barred)
{
    const struct unit *u = org_unit(o, unit);
    if (!u)
        return 0;
    return org_desk_at(o, u->parent_id, desk, (enum level)(u->lvl + 1), barred);
}

int64_t org_office(const struct org *o, struct str office)
{
    for (size_t i = 0; office.n > 0 && i < o->unit_tree.n; i++) {
        if (o->active[i] && str_eq(o->units[i].office, office))
            return o->units[i].id;
    }
    return 0;
}

int64_t org_unit_of_place(const struct org *o, int64_t place, int64_t root_unit)
{
    int64_t row = tree_row(&o->place_tree, place);
    for (; row >= 0; row = o->place_tree.above[row]) {
        if (o->unit_of_place[row] >= 0)
            return o->units[o->unit_of_place[row]].id;
    }
    return root_unit;
}

int64_t org_unit_of_place_at(const struct org *o, int64_t place, enum level lvl)
{
    int64_t row = tree_row(&o->place_tree, place);
    for (; row >= 0; row = o->place_tree.above[row]) {
        int64_t best = -1;
        for (size_t u = 0; u < o->unit_tree.n; u++) {
            if (!o->active[u] || o->units[u].place_id != o->place_tree.id[row] ||
                o->units[u].lvl != (int)lvl)
                continue;
            if (best < 0 || unit_nearer(o, u, (size_t)best))
                best = (int64_t)u;
        }
        if (best >= 0)
            return o->units[best].id;
    }
    return 0;
}

bool org_unit_in_use(const struct org *o, int64_t unit)
{
    int64_t row = tree_row(&o->unit_tree, unit);
    return row >= 0 && o->active[row];
}
