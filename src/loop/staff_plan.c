/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "core/app.h"
#include "loop/staff_plan_impl.h"

enum { SAID_MAX = 64 << 10, CODE_CHARS = 40, NAME_CHARS = 100 };

/* ---- indexes ---- */

struct keyed {
    struct str key;
    size_t row;
};

static int keyed_cmp(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    if (c != 0)
        return c;
    return x->row < y->row ? -1 : x->row > y->row;
}

struct staff_index staff_index(struct arena *a, const struct str *keys, size_t n)
{
    struct keyed *k = NEWS(a, struct keyed, n + 1);
    struct staff_index x = {NEWS(a, struct str, n + 1), NEWS(a, size_t, n + 1), n};
    for (size_t i = 0; i < n; i++)
        k[i] = (struct keyed){keys[i], i};
    qsort(k, n, sizeof *k, keyed_cmp);
    for (size_t i = 0; i < n; i++) {
        x.key[i] = k[i].key;
        x.row[i] = k[i].row;
    }
    return x;
}

size_t staff_index_find(const struct staff_index *x, struct str key)
{
    size_t lo = 0, hi = x->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (str_cmp(x->key[mid], key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < x->n && str_eq(x->key[lo], key) ? lo : x->n;
}

static struct staff_index codes_of(struct arena *a, const struct staff_sheet *s)
{
    struct str *keys = NEWS(a, struct str, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        keys[i] = s->rows[i].cell[0];
    return staff_index(a, keys, s->n);
}

static struct str unit_name_key(struct arena *a, const struct staff_row *r)
{
    return str_fmt(a, "%.*s\n%.*s", STR_ARG(r->cell[SU_NAME]), STR_ARG(r->cell[SU_ABOVE]));
}

static struct staff_index unit_names_of(struct arena *a, const struct staff_sheet *s)
{
    struct str *keys = NEWS(a, struct str, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        keys[i] = unit_name_key(a, &s->rows[i]);
    return staff_index(a, keys, s->n);
}

/* ---- what is found ---- */

void planner_fault(struct planner *p, enum staff_part part, int64_t line, int column,
                   bool warning, struct str said)
{
    struct staff_plan *o = p->out;
    if (o->faults_n == p->faults_cap) {
        struct staff_fault *f =
            NEWS(p->cx->arena, struct staff_fault, p->faults_cap ? p->faults_cap * 2 : 32);
        if (o->faults_n)
            memcpy(f, o->faults, o->faults_n * sizeof *f);
        o->faults = f;
        p->faults_cap = p->faults_cap ? p->faults_cap * 2 : 32;
    }
    o->faults[o->faults_n++] = (struct staff_fault){
        part, line, column < 0 ? "" : staff_title(part, column), said, warning};
    o->wrong += !warning;
}

void planner_diff(struct planner *p, enum staff_part part, enum staff_what what,
                  struct str code, struct str name, struct str said)
{
    struct staff_plan *o = p->out;
    if (o->diffs_n == p->diffs_cap) {
        struct staff_diff *d =
            NEWS(p->cx->arena, struct staff_diff, p->diffs_cap ? p->diffs_cap * 2 : 64);
        if (o->diffs_n)
            memcpy(d, o->diffs, o->diffs_n * sizeof *d);
        o->diffs = d;
        p->diffs_cap = p->diffs_cap ? p->diffs_cap * 2 : 64;
    }
    o->diffs[o->diffs_n++] = (struct staff_diff){part, what, code, name, said};
    o->counts[part][what]++;
}

bool planner_change(struct planner *p, struct buf *b, const char *title, struct str was,
                    struct str now)
{
    bool en = p->cx->lang == LANG_EN;
    if (str_eq(was, now))
        return false;
    buf_fmt(b, "%s%s%s%.*s → %.*s", b->n ? (en ? "; " : "；") : "", title, en ? ": " : "：",
            STR_ARG(was.n ? was : STR("—")), STR_ARG(now.n ? now : STR("—")));
    return true;
}

static bool valid_now(const struct planner *p, int64_t valid_to)
{
    return valid_to == 0 || p->cx->now < valid_to;
}

/* Code and name stand there, the code once. */
static bool named(struct planner *p, enum staff_part part, const struct staff_index *x,
                  const struct staff_row *r)
{
    size_t wrong = p->out->wrong, at = staff_index_find(x, r->cell[0]);
    if (!r->cell[0].n || utf8_count(r->cell[0]) > CODE_CHARS)
        FAULT(p, part, r->line, 0, false, "代码须为 1 至 %d 个字符",
              "a code has 1 to %d characters", CODE_CHARS);
    else if (at + 1 < x->n && str_eq(x->key[at + 1], r->cell[0]) &&
             p->f->part[part].rows[x->row[at]].line != r->line)
        FAULT(p, part, r->line, 0, false, "代码“%.*s”与第 %lld 行重复",
              "the code \"%.*s\" stands in row %lld already", STR_ARG(r->cell[0]),
              (long long)p->f->part[part].rows[x->row[at]].line);
    if (!r->cell[1].n || utf8_count(r->cell[1]) > NAME_CHARS)
        FAULT(p, part, r->line, 1, false, "名称须为 1 至 %d 个字",
              "a name has 1 to %d characters", NAME_CHARS);
    return p->out->wrong == wrong;
}

/* ---- places ---- */

static int64_t place_id(const struct planner *p, struct str code)
{
    const struct staff_sheet *s = &p->f->part[STAFF_PLACES];
    const struct place *there = org_place_code(p->org, code);
    if (there)
        return there->id;
    size_t at = staff_index_find(&p->place_rows, code);
    return at < p->place_rows.n ? s->rows[p->place_rows.row[at]].id : 0;
}

static struct str place_code(const struct planner *p, int64_t id)
{
    const struct place *there = org_place(p->org, id);
    return there ? there->code : STR("");
}

static void place_row(struct planner *p, const struct staff_sheet *s, size_t i)
{
    const struct staff_row *r = &s->rows[i];
    struct staff_place *o = &p->out->places[i];
    struct buf b;
    if (!named(p, STAFF_PLACES, &p->place_rows, r))
        return;
    const struct place *was = org_place_code(p->org, r->cell[SP_CODE]);
    int kind = staff_word(&place_kind_names, r->cell[SP_KIND]);
    if (kind < 0)
        FAULT(p, STAFF_PLACES, r->line, SP_KIND, false, "没有类型“%.*s”",
              "there is no kind \"%.*s\"", STR_ARG(r->cell[SP_KIND]));
    o->fresh = !was;
    o->now = was ? *was
                 : (struct place){.id = r->id,
                                  .parent_id = p->cx->app->root_place,
                                  .code = r->cell[SP_CODE],
                                  .crs = STR("CGCS2000")};
    o->now.name = r->cell[SP_NAME];
    o->now.kind = kind;
    if (r->cell[SP_ABOVE].n) {
        o->now.parent_id = place_id(p, r->cell[SP_ABOVE]);
        if (!o->now.parent_id || o->now.parent_id == o->now.id)
            FAULT(p, STAFF_PLACES, r->line, SP_ABOVE, false, "没有代码为“%.*s”的上级区划",
                  "there is no place above with the code \"%.*s\"", STR_ARG(r->cell[SP_ABOVE]));
    }
    buf_init(&b, p->cx->arena, SAID_MAX);
    if (was) {
        o->changed =
            planner_change(p, &b, staff_title(STAFF_PLACES, SP_NAME), was->name, o->now.name);
        if (kind >= 0)
            o->changed |= planner_change(p, &b, staff_title(STAFF_PLACES, SP_KIND),
                                         str_c(place_kind_names.zh[was->kind]),
                                         str_c(place_kind_names.zh[kind]));
        if (was->parent_id != o->now.parent_id)
            o->changed |= planner_change(p, &b, staff_title(STAFF_PLACES, SP_ABOVE),
                                         place_code(p, was->parent_id), r->cell[SP_ABOVE]);
    }
    if (o->fresh || o->changed)
        planner_diff(p, STAFF_PLACES, o->fresh ? STAFF_ADDED : STAFF_CHANGED, o->now.code,
                     o->now.name, buf_done(&b));
}

/* ---- units ---- */

int64_t planner_unit(const struct planner *p, struct str code)
{
    const struct staff_sheet *s = &p->f->part[STAFF_UNITS];
    const struct unit *there = org_unit_code(p->org, code);
    if (there)
        return there->id;
    size_t at = staff_index_find(&p->unit_rows, code);
    return at < p->unit_rows.n ? s->rows[p->unit_rows.row[at]].id : 0;
}

const struct unit *planner_unit_row(const struct planner *p, int64_t id)
{
    for (size_t i = 0; i < p->out->units_n; i++)
        if (p->out->units[i].now.id == id)
            return &p->out->units[i].now;
    return org_unit(p->org, id);
}

static int level_of_kind(struct str kind)
{
    return str_eq_c(kind, "community") ? LEVEL_COMMUNITY
           : str_eq_c(kind, "street")  ? LEVEL_STREET
                                       : LEVEL_DISTRICT;
}

static struct str desks_text(struct planner *p, int64_t desks)
{
    struct buf b;
    buf_init(&b, p->cx->arena, SAID_MAX);
    for (int d = 0; d < DESK__MAX; d++)
        if (desks & (int64_t)BIT(d))
            buf_fmt(&b, "%s%s", b.n ? "、" : "", desk_names.zh[d]);
    return buf_done(&b);
}

static void unit_desks(struct planner *p, const struct staff_row *r, struct unit *u)
{
    struct strs words = staff_list(p->cx->arena, r->cell[SU_DESKS]);
    u->desks = 0;
    for (size_t i = 0; i < words.n; i++) {
        int d = staff_word(&desk_names, words.p[i]);
        if (d < 0)
            FAULT(p, STAFF_UNITS, r->line, SU_DESKS, false, "没有岗位“%.*s”，可用：%.*s",
                  "there is no desk \"%.*s\"; there are: %.*s", STR_ARG(words.p[i]),
                  STR_ARG(desks_text(p, BIT(DESK__MAX) - 1)));
        else
            u->desks |= (int64_t)BIT(d);
    }
}

static void unit_above(struct planner *p, const struct staff_row *r, const struct unit *was,
                       struct unit *u)
{
    struct str code = r->cell[SU_ABOVE];
    if (was && was->id == p->cx->app->root_unit) {
        if (code.n)
            FAULT(p, STAFF_UNITS, r->line, SU_ABOVE, false, "根单位“%.*s”没有上级",
                  "the root unit \"%.*s\" has none above", STR_ARG(was->name));
        return;
    }
    if (!code.n && was && !p->f->part[STAFF_UNITS].has[SU_ABOVE])
        return;
    u->parent_id = code.n ? planner_unit(p, code) : p->cx->app->root_unit;
    const struct unit *above = org_unit(p->org, u->parent_id);
    if (!u->parent_id || u->parent_id == u->id)
        FAULT(p, STAFF_UNITS, r->line, SU_ABOVE, false, "没有代码为“%.*s”的上级单位",
              "there is no unit above with the code \"%.*s\"", STR_ARG(code));
    else if (above && !valid_now(p, above->valid_to))
        FAULT(p, STAFF_UNITS, r->line, SU_ABOVE, false, "上级单位“%.*s”已停用",
              "the unit above, \"%.*s\", is closed", STR_ARG(above->name));
}

static void unit_place(struct planner *p, const struct staff_row *r, struct unit *u)
{
    struct str code = r->cell[SU_PLACE];
    u->place_id = code.n ? place_id(p, code) : 0;
    if (code.n && !u->place_id)
        FAULT(p, STAFF_UNITS, r->line, SU_PLACE, false,
              "没有代码为“%.*s”的区划：请写进“区划”表，或先 huiyin place add",
              "there is no place with the code \"%.*s\": put it into the sheet 区划, or "
              "huiyin place add",
              STR_ARG(code));
}

static void unit_words(struct planner *p, const struct staff_row *r, const struct unit *was,
                       struct unit *u)
{
    const bool *has = p->f->part[STAFF_UNITS].has;
    u->name = r->cell[SU_NAME];
    if (r->cell[SU_KIND].n) {
        u->kind = staff_kind(r->cell[SU_KIND]);
        if (!u->kind.n)
            FAULT(p, STAFF_UNITS, r->line, SU_KIND, false,
                  "没有类别“%.*s”，可用：部门、街道、社区、企业、专班、本级",
                  "there is no kind \"%.*s\": department, street, community, company, team, "
                  "district",
                  STR_ARG(r->cell[SU_KIND]));
        if (!was)
            u->lvl = level_of_kind(u->kind);
    }
    if (r->cell[SU_LEVEL].n) {
        u->lvl = staff_word(&level_names, r->cell[SU_LEVEL]);
        if (u->lvl < 0)
            FAULT(p, STAFF_UNITS, r->line, SU_LEVEL, false, "没有层级“%.*s”",
                  "there is no level \"%.*s\"", STR_ARG(r->cell[SU_LEVEL]));
    }
    if (has[SU_DESKS])
        unit_desks(p, r, u);
    if (has[SU_OFFICE])
        u->office = r->cell[SU_OFFICE];
    if (has[SU_PLACE])
        unit_place(p, r, u);
}

static struct str unit_code(const struct planner *p, int64_t id)
{
    const struct unit *u = planner_unit_row(p, id);
    return u ? u->code : STR("");
}

static bool unit_changes(struct planner *p, struct buf *b, const struct staff_row *r,
                         const struct unit *was, const struct unit *u)
{
    const enum staff_part part = STAFF_UNITS;
    bool c = planner_change(p, b, staff_title(part, SU_NAME), was->name, u->name);
    c |= planner_change(p, b, staff_title(part, SU_KIND), staff_kind_label(was->kind),
                        staff_kind_label(u->kind));
    if (was->parent_id != u->parent_id)
        c |= planner_change(p, b, staff_title(part, SU_ABOVE), unit_code(p, was->parent_id),
                            unit_code(p, u->parent_id));
    if (was->place_id != u->place_id)
        c |= planner_change(p, b, staff_title(part, SU_PLACE), place_code(p, was->place_id),
                            r->cell[SU_PLACE]);
    if (u->lvl >= 0)
        c |= planner_change(p, b, staff_title(part, SU_LEVEL), str_c(level_names.zh[was->lvl]),
                            str_c(level_names.zh[u->lvl]));
    c |= planner_change(p, b, staff_title(part, SU_DESKS), desks_text(p, was->desks),
                        desks_text(p, u->desks));
    return planner_change(p, b, staff_title(part, SU_OFFICE), was->office, u->office) || c;
}

/* A new unit under another code, but with the name and under the unit that an earlier row says.
 */
static void unit_twice(struct planner *p, const struct staff_sheet *s,
                       const struct staff_row *r)
{
    struct str key = unit_name_key(p->cx->arena, r);
    size_t at = staff_index_find(&p->unit_names, key);
    const struct staff_row *first = &s->rows[p->unit_names.row[at]];
    if (r->cell[SU_NAME].n && first->line != r->line)
        FAULT(p, STAFF_UNITS, r->line, SU_NAME, false,
              "单位“%.*s”与第 %lld 行重复：同一上级下不能同名",
              "the unit \"%.*s\" stands in row %lld already: names under one unit differ",
              STR_ARG(r->cell[SU_NAME]), (long long)first->line);
}

static void unit_row(struct planner *p, const struct staff_sheet *s, size_t i)
{
    const struct staff_row *r = &s->rows[i];
    struct staff_unit *o = &p->out->units[i];
    struct buf b;
    if (!named(p, STAFF_UNITS, &p->unit_rows, r))
        return;
    const struct unit *was = org_unit_code(p->org, r->cell[SU_CODE]);
    o->fresh = !was;
    if (o->fresh)
        unit_twice(p, s, r);
    o->now = was ? *was
                 : (struct unit){.id = r->id,
                                 .parent_id = p->cx->app->root_unit,
                                 .code = r->cell[SU_CODE],
                                 .lvl = LEVEL_DISTRICT,
                                 .kind = STR("department")};
    if (was && !valid_now(p, was->valid_to))
        FAULT(p, STAFF_UNITS, r->line, SU_CODE, false,
              "单位“%.*s”已停用，请先 huiyin unit reopen",
              "the unit \"%.*s\" is closed: huiyin unit reopen first", STR_ARG(was->name));
    unit_words(p, r, was, &o->now);
    unit_above(p, r, was, &o->now);
    buf_init(&b, p->cx->arena, SAID_MAX);
    if (was)
        o->changed = unit_changes(p, &b, r, was, &o->now);
    o->relist = was && (was->parent_id != o->now.parent_id || was->desks != o->now.desks ||
                        was->lvl != o->now.lvl);
    if (o->fresh || o->changed)
        planner_diff(p, STAFF_UNITS, o->fresh ? STAFF_ADDED : STAFF_CHANGED, o->now.code,
                     o->now.name, buf_done(&b));
}

/* ---- trees without a ring ---- */

static int64_t unit_up(const struct planner *p, int64_t id)
{
    const struct unit *u = planner_unit_row(p, id);
    return u ? u->parent_id : 0;
}

static int64_t place_up(const struct planner *p, int64_t id)
{
    for (size_t i = 0; i < p->out->places_n; i++)
        if (p->out->places[i].now.id == id)
            return p->out->places[i].now.parent_id;
    const struct place *there = org_place(p->org, id);
    return there ? there->parent_id : 0;
}

static void ring_check(struct planner *p, enum staff_part part, int64_t id, int64_t line,
                       int column)
{
    enum { DEEP = 64 };
    int steps = 0;
    for (int64_t at = id; at && steps <= DEEP; steps++)
        at = part == STAFF_UNITS ? unit_up(p, at) : place_up(p, at);
    if (steps > DEEP)
        FAULT(p, part, line, column, false, "上下级关系构成循环，或超过 %d 层",
              "it stands under itself, or more than %d deep", DEEP);
}

/* ---- what the file does not name ---- */

static void missing_units(struct planner *p)
{
    const struct unit *all = NULL;
    size_t n = org_units(p->org, &all);
    for (size_t i = 0; i < n; i++)
        if (valid_now(p, all[i].valid_to) &&
            staff_index_find(&p->unit_rows, all[i].code) == p->unit_rows.n)
            planner_diff(p, STAFF_UNITS, STAFF_MISSING, all[i].code, all[i].name, STR(""));
}

static struct str plan_print(struct planner *p)
{
    struct buf b;
    buf_init(&b, p->cx->arena, 64 << 20);
    for (size_t i = 0; i < p->out->diffs_n; i++) {
        const struct staff_diff *d = &p->out->diffs[i];
        if (d->what == STAFF_MISSING)
            continue;
        buf_fmt(&b, "%d %d ", (int)d->part, (int)d->what);
        buf_str(&b, d->code);
        buf_ch(&b, '\n');
        buf_str(&b, d->name);
        buf_ch(&b, '\n');
        buf_str(&b, d->said);
        buf_ch(&b, '\n');
    }
    return hash_hex(p->cx->arena, hash_sha256(buf_done(&b)));
}

enum err staff_plan(struct ctx *cx, const struct staff_file *f, struct staff_plan *out)
{
    struct planner p = {.cx = cx, .f = f, .out = out};
    const struct staff_sheet *places = &f->part[STAFF_PLACES], *units = &f->part[STAFF_UNITS];
    *out = (struct staff_plan){.places_n = places->n, .units_n = units->n};
    TRY(org_load(cx, cx->arena, &p.org));
    p.place_rows = codes_of(cx->arena, places);
    p.unit_rows = codes_of(cx->arena, units);
    p.unit_names = unit_names_of(cx->arena, units);
    out->places = NEWS(cx->arena, struct staff_place, places->n + 1);
    out->units = NEWS(cx->arena, struct staff_unit, units->n + 1);
    for (size_t i = 0; i < places->n; i++)
        place_row(&p, places, i);
    for (size_t i = 0; i < units->n; i++)
        unit_row(&p, units, i);
    for (size_t i = 0; i < places->n; i++)
        ring_check(&p, STAFF_PLACES, out->places[i].now.id, places->rows[i].line, SP_ABOVE);
    for (size_t i = 0; i < units->n; i++)
        ring_check(&p, STAFF_UNITS, out->units[i].now.id, units->rows[i].line, SU_ABOVE);
    if (units->present)
        missing_units(&p);
    TRY(staff_plan_officers(&p));
    out->print = plan_print(&p);
    return OK;
}
