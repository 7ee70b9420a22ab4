/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_units.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "core/app.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/ledger_row.h"
#include "loop/ledger_words.h"

enum { UNITS_MAX = 2000, NAME_POINTS = 100 };

/* Columns of units. lvl: the column that says the level of the unit named there; only one of
 * them says it for certain. */
static const struct {
    enum ledger_target unit;
    int lvl;
    bool certain;
} columns[] = {
    {LEDGER_SCREEN_UNIT, LEDGER_SCREEN_LEVEL, true},
    {LEDGER_UNIT, LEDGER_LEVEL, false},
    {LEDGER_HELPERS, LEDGER_NONE, false},
    {LEDGER_OWNER, LEDGER_NONE, false},
    {LEDGER_ANSWER_UNIT, LEDGER_NONE, false},
    {LEDGER_DESK, LEDGER_NONE, false},
    {LEDGER_COMPLAINED, LEDGER_NONE, false},
};

static bool is_known(const struct org *o, struct str name)
{
    const struct unit *units = NULL;
    size_t n = org_units(o, &units);
    if (ledger_unit(o, name))
        return true;
    for (size_t i = 0; i < n; i++)
        if (str_eq(units[i].name, name) || str_eq(units[i].code, name))
            return true;
    return false;
}

static bool is_a_unit_level(int lvl)
{
    return lvl == LEVEL_COMMUNITY || lvl == LEVEL_STREET || lvl == LEVEL_DISTRICT;
}

static enum err name_take(struct ctx *cx, struct ledger_units *out, struct str name, int lvl,
                          bool certain)
{
    struct ledger_unit *u = NULL;
    for (size_t i = 0; i < out->n && !u; i++)
        if (str_eq(out->p[i].name, name))
            u = &out->p[i];
    if (!u && is_known(cx->app->org, name))
        return OK;
    if (!u && (out->n == UNITS_MAX || utf8_count(name) > NAME_POINTS))
        return fail(cx, ERR_TOO_LARGE,
                    "单位列里有“%.*s”等 %zu 个不认识的名称，不像是单位，请核对列映射",
                    "the unit columns hold \"%.*s\" and %zu unknown names in all: hardly "
                    "units, look at the mapping",
                    STR_ARG(utf8_head(name, NAME_POINTS)), out->n + 1);
    if (!u) {
        u = &out->p[out->n++];
        *u = (struct ledger_unit){.name = str_dup(cx->arena, name), .lvl = LEVEL_NONE};
    }
    if (is_a_unit_level(lvl) && !u->certain && (certain || !u->lvl)) {
        u->lvl = lvl;
        u->certain = certain;
    }
    return OK;
}

static enum err row_take(struct ctx *cx, struct arena *a, const struct mapping *m,
                         const struct row *row, struct ledger_units *out)
{
    for (size_t i = 0; i < COUNT(columns); i++) {
        struct str said = str_trim(columns_cell(m, row, (int)columns[i].unit)->text);
        struct strs names = {&said, said.n > 0};
        int lvl = LEVEL_NONE;
        if (columns[i].unit == LEDGER_HELPERS)
            names = ledger_names(a, said);
        if (columns[i].lvl >= 0 &&
            !ledger_level(str_trim(columns_cell(m, row, columns[i].lvl)->text), &lvl))
            lvl = LEVEL_NONE;
        for (size_t k = 0; k < names.n; k++)
            TRY(name_take(cx, out, names.p[k], lvl, columns[i].certain));
    }
    return OK;
}

/* T001, T002 …: the next that no unit bears. */
static struct str code_next(struct ctx *cx, int64_t *last)
{
    for (;;) {
        struct str code = str_fmt(cx->arena, "T%03" PRId64, ++*last);
        if (!org_unit_code(cx->app->org, code))
            return code;
    }
}

enum err ledger_units_find(struct ctx *cx, struct sheet *s, const struct mapping *m,
                           struct ledger_units *out)
{
    int64_t last = 0;
    struct arena *a = arena_open(SIZE_MAX / 4);
    enum err e = OK;
    bool more = true;
    *out = (struct ledger_units){.p = NEWS(cx->arena, struct ledger_unit, UNITS_MAX)};
    while (e == OK && more) {
        struct row row;
        e = sheet_row(cx, s, &row, &more);
        if (e == OK && more)
            e = row_take(cx, a, m, &row, out);
        arena_reset(a);
    }
    arena_close(a);
    for (size_t i = 0; i < out->n; i++) {
        out->p[i].code = code_next(cx, &last);
        if (!out->p[i].lvl)
            out->p[i].lvl = LEVEL_DISTRICT;
    }
    return e;
}

static struct str kind_of(int lvl)
{
    return lvl == LEVEL_COMMUNITY ? STR("community")
           : lvl == LEVEL_STREET  ? STR("street")
                                  : STR("department");
}

static enum err units_write(struct ctx *cx, void *arg)
{
    const struct ledger_units *units = arg;
    for (size_t i = 0; i < units->n; i++) {
        const struct ledger_unit *u = &units->p[i];
        struct unit row = {
            .id = app_id(cx),
            .parent_id = cx->app->root_unit,
            .code = u->code,
            .name = u->name,
            .lvl = u->lvl,
            .kind = kind_of(u->lvl),
            .valid_from = 0,
        };
        TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, &row, NULL, 0, NULL));
        TRY(audit_put(cx, SUBJECT_UNIT, row.id, "unit-made", STR("")));
    }
    return OK;
}

enum err ledger_units_make(struct ctx *cx, const struct ledger_units *units)
{
    struct ledger_units copy = *units;
    TRY(db_write(cx, cx->app->store, units_write, &copy));
    return app_reload(cx);
}
