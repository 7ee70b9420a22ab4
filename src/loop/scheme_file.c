/* SPDX-License-Identifier: Apache-2.0
 * Schemes and tables between them from table files.
 */
#include <string.h>

#include "core/app.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "loop/scheme.h"

enum { LEVELS = 3, NAME_MOST = 300 };
static const char *const levels[LEVELS] = {"一级分类", "二级分类", "三级分类"};

struct reading {
    struct ctx *cx;
    struct scheme_entry *e;
    size_t n;
};

static struct str cell(struct ctx *cx, const struct row *r, size_t at)
{
    return at < r->n ? str_dup(cx->arena, str_trim(r->cells[at].text)) : STR("");
}

static enum err at_fault(struct ctx *cx, const struct row *r, const char *zh, const char *en)
{
    return fail(cx, ERR_INPUT, "第 %lld 行：%s", "row %lld: %s", (long long)r->number,
                cx->lang == LANG_EN ? en : zh);
}

static enum err add(struct reading *k, const struct row *r, struct str code, struct str parent,
                    struct str name)
{
    bool above = !parent.n;
    if (!code.n || !name.n || name.n > NAME_MOST)
        return at_fault(k->cx, r, "缺代码或名称", "code or name is missing");
    for (size_t i = 0; i < k->n; i++) {
        above |= str_eq(k->e[i].code, parent);
        if (str_eq(k->e[i].code, code))
            return at_fault(k->cx, r, "代码与前面重复", "the code stands above already");
    }
    if (!above)
        return at_fault(k->cx, r, "上级代码没有在前面出现", "its parent does not stand above");
    if (k->n == SCHEME_ENTRIES_MAX)
        return at_fault(k->cx, r, "条目太多", "there are too many entries");
    k->e[k->n] = (struct scheme_entry){(int64_t)k->n + 1, code, parent, name};
    k->n++;
    return OK;
}

/* The entry of that name under that parent; made, with the next number there, when new. */
static enum err under(struct reading *k, const struct row *r, struct str parent,
                      struct str name, struct str *code)
{
    int beside = 0;
    for (size_t i = 0; i < k->n; i++) {
        if (!str_eq(k->e[i].parent, parent))
            continue;
        beside++;
        if (str_eq(k->e[i].name, name)) {
            *code = k->e[i].code;
            return OK;
        }
    }
    *code = str_fmt(k->cx->arena, "%.*s%02d", STR_ARG(parent), beside + 1);
    return add(k, r, *code, parent, name);
}

static enum err levels_row(struct reading *k, const struct row *r)
{
    struct str parent = STR("");
    for (size_t l = 0; l < LEVELS; l++) {
        struct str name = cell(k->cx, r, l), code;
        if (!name.n)
            return l ? OK : at_fault(k->cx, r, "缺一级分类", "the first level is missing");
        TRY(under(k, r, parent, name, &code));
        parent = code;
    }
    return OK;
}

enum err scheme_read(struct ctx *cx, const char *path, struct scheme_entry **out, size_t *n)
{
    struct reading k = {.cx = cx,
                        .e = NEWS(cx->arena, struct scheme_entry, SCHEME_ENTRIES_MAX)};
    struct sheet *s = NULL;
    struct row row;
    bool more = false;
    TRY(sheet_open(cx, path, &s));
    TRY(sheet_row(cx, s, &row, &more));
    bool by_levels = more && str_eq_c(cell(cx, &row, 0), levels[0]);
    if (!more || (!by_levels && !str_eq_c(cell(cx, &row, 0), "code")))
        return fail(cx, ERR_INPUT, "表头应为 code,name,parent 或 一级分类,二级分类,三级分类",
                    "the head is code,name,parent or 一级分类,二级分类,三级分类");
    while (more) {
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            break;
        TRY(by_levels ? levels_row(&k, &row)
                      : add(&k, &row, cell(cx, &row, 0), cell(cx, &row, 2), cell(cx, &row, 1)));
    }
    sheet_close(s);
    *out = k.e;
    *n = k.n;
    return k.n ? OK : fail(cx, ERR_INPUT, "表里没有条目", "there are no entries");
}

/* By code, else by name. */
static struct str class_of(const struct mechanism *m, struct str said)
{
    for (size_t i = 0; m && i < m->classes.n; i++)
        if (str_eq(m->classes.p[i].code, said) || str_eq(m->classes.p[i].zh, said))
            return m->classes.p[i].code;
    return STR("");
}

enum err scheme_map_read(struct ctx *cx, const char *path, struct str scheme, int64_t day,
                         struct scheme_map_entry **out, size_t *n)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct scheme_map_entry *e = NEWS(cx->arena, struct scheme_map_entry, SCHEME_ENTRIES_MAX);
    struct scheme_count *known = NULL;
    size_t known_n = 0, k = 0;
    struct sheet *s = NULL;
    struct row row;
    bool more = false;
    TRY(scheme_codes(cx, scheme, day, &known, &known_n));
    TRY(sheet_open(cx, path, &s));
    TRY(sheet_row(cx, s, &row, &more));
    if (!more || !str_eq_c(cell(cx, &row, 0), "class"))
        return fail(cx, ERR_INPUT, "表头应为 class,code", "the head is class,code");
    while (more) {
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            break;
        struct scheme_map_entry one = {class_of(m, cell(cx, &row, 0)), cell(cx, &row, 1)};
        bool is_code = !one.code.n;
        for (size_t i = 0; i < known_n; i++)
            is_code |= str_eq(known[i].code, one.code);
        for (size_t i = 0; i < k; i++)
            if (str_eq(e[i].class, one.class))
                return at_fault(cx, &row, "这个类别前面已有", "the class stands above already");
        if (!one.class.n || !is_code || k == SCHEME_ENTRIES_MAX)
            return at_fault(cx, &row, one.class.n ? "分类体系里没有这个代码" : "没有这个类别",
                            one.class.n ? "the scheme has no such code"
                                        : "there is no such class");
        e[k++] = one;
    }
    sheet_close(s);
    *out = e;
    *n = k;
    return k ? OK : fail(cx, ERR_INPUT, "表里没有条目", "there are no entries");
}
