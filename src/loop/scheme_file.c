/* SPDX-License-Identifier: Apache-2.0
 * Schemes and tables between them from table files, and back.
 */
#include <string.h>

#include "core/app.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/ledger_out.h"
#include "loop/scheme_impl.h"

enum { LEVELS = 3, NAME_MOST = 300, CODE_MOST = 40 };
static const char *const levels[LEVELS] = {"一级分类", "二级分类", "三级分类"};

struct reading {
    struct ctx *cx;
    struct scheme_file *f;
};

static struct str cell(struct ctx *cx, const struct row *r, size_t at)
{
    return at < r->n ? str_dup(cx->arena, str_trim(r->cells[at].text)) : STR("");
}

static void fault(struct reading *k, const struct row *r, const char *column, const char *zh,
                  const char *en)
{
    struct scheme_file *f = k->f;
    if (f->faults_n < SCHEME_FAULTS_MAX)
        f->faults[f->faults_n++] = (struct scheme_fault){
            (int64_t)r->number, str_c(column), str_c(k->cx->lang == LANG_EN ? en : zh)};
    f->faults_all++;
}

enum err scheme_file_whole(struct ctx *cx, const struct scheme_file *f)
{
    if (!f->faults_all)
        return OK;
    return fail(cx, ERR_INPUT, "第 %lld 行：%.*s", "row %lld: %.*s",
                (long long)f->faults[0].row, STR_ARG(f->faults[0].reason));
}

/* ---- a scheme ---- */

static void add(struct reading *k, const struct row *r, const struct scheme_entry *e)
{
    struct scheme_file *f = k->f;
    bool above = !e->parent.n;
    const char *wrong = !e->code.n || e->code.n > CODE_MOST   ? "code"
                        : !e->name.n || e->name.n > NAME_MOST ? "name"
                                                              : NULL;
    if (wrong) {
        fault(k, r, wrong, "缺代码或名称，或过长", "code or name is missing or too long");
        return;
    }
    for (size_t i = 0; i < f->n; i++) {
        above |= str_eq(f->entries[i].code, e->parent);
        if (str_eq(f->entries[i].code, e->code)) {
            fault(k, r, "code", "代码与前面重复", "the code stands above already");
            return;
        }
    }
    if (!above) {
        fault(k, r, "parent", "上级代码没有在前面出现", "its parent does not stand above");
    } else if (f->n == SCHEME_ENTRIES_MAX) {
        fault(k, r, "code", "条目太多", "there are too many entries");
    } else {
        f->entries[f->n] = *e;
        f->entries[f->n].serial = (int64_t)f->n + 1;
        f->n++;
    }
}

/* The code of that name under that parent; made, with the next number there, when new. */
static struct str under(struct reading *k, const struct row *r, struct str parent,
                        struct str name)
{
    const struct scheme_file *f = k->f;
    int beside = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (!str_eq(f->entries[i].parent, parent))
            continue;
        beside++;
        if (str_eq(f->entries[i].name, name))
            return f->entries[i].code;
    }
    struct str code = str_fmt(k->cx->arena, "%.*s%02d", STR_ARG(parent), beside + 1);
    add(k, r, &(struct scheme_entry){.code = code, .parent = parent, .name = name});
    return code;
}

static void levels_row(struct reading *k, const struct row *r)
{
    struct str parent = STR("");
    for (size_t l = 0; l < LEVELS; l++) {
        struct str name = cell(k->cx, r, l);
        if (!name.n) {
            if (!l)
                fault(k, r, levels[0], "缺一级分类", "the first level is missing");
            return;
        }
        parent = under(k, r, parent, name);
    }
}

enum err scheme_read(struct ctx *cx, const char *path, struct scheme_file *out)
{
    struct reading k = {.cx = cx, .f = out};
    struct sheet *s = NULL;
    struct row row;
    bool more = false;
    *out = (struct scheme_file){.entries =
                                    NEWS(cx->arena, struct scheme_entry, SCHEME_ENTRIES_MAX)};
    TRY(sheet_open(cx, path, &s));
    TRY(sheet_row(cx, s, &row, &more));
    bool by_levels = more && str_eq_c(cell(cx, &row, 0), levels[0]);
    if (!more || (!by_levels && !str_eq_c(cell(cx, &row, 0), "code")))
        return fail_at(cx, ERR_INPUT, "file",
                       "表头应为 code,name,parent 或 一级分类,二级分类,三级分类",
                       "the head is code,name,parent or 一级分类,二级分类,三级分类");
    while (more) {
        TRY(sheet_row(cx, s, &row, &more));
        if (more && by_levels)
            levels_row(&k, &row);
        else if (more)
            add(&k, &row,
                &(struct scheme_entry){.code = cell(cx, &row, 0),
                                       .name = cell(cx, &row, 1),
                                       .parent = cell(cx, &row, 2)});
    }
    sheet_close(s);
    return out->n || out->faults_all
               ? OK
               : fail_at(cx, ERR_INPUT, "file", "表里没有条目", "there are no entries");
}

/* ---- a table ---- */

static const struct mechanism *own(const struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

/* By code, else by name where only one is called so. */
static struct str class_of(const struct mechanism *m, struct str said)
{
    struct str found = STR("");
    int called = 0;
    for (size_t i = 0; m && i < m->classes.n; i++) {
        if (str_eq(m->classes.p[i].code, said))
            return said;
        if (str_eq(m->classes.p[i].zh, said) && !called++)
            found = m->classes.p[i].code;
    }
    return called == 1 ? found : STR("");
}

static bool is_code(const struct scheme_entry *e, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(e[i].code, code))
            return true;
    return !code.n;
}

static void map_add(struct reading *k, const struct row *r, const struct scheme_entry *known,
                    size_t known_n)
{
    struct scheme_file *f = k->f;
    const struct scheme_map_entry one = {class_of(own(k->cx), cell(k->cx, r, 0)),
                                         cell(k->cx, r, 1)};
    for (size_t i = 0; i < f->n; i++)
        if (one.class.n && str_eq(f->map[i].class, one.class)) {
            fault(k, r, "class", "这个类别前面已有", "the class stands above already");
            return;
        }
    if (!one.class.n)
        fault(k, r, "class", "没有这个类别，或名称不止一个",
              "there is no such class, or several");
    else if (!is_code(known, known_n, one.code))
        fault(k, r, "code", "分类体系里没有这个代码", "the scheme has no such code");
    else if (f->n == SCHEME_ENTRIES_MAX)
        fault(k, r, "code", "条目太多", "there are too many entries");
    else
        f->map[f->n++] = one;
}

enum err scheme_map_read(struct ctx *cx, const char *path, struct str scheme, int64_t day,
                         struct scheme_file *out)
{
    struct reading k = {.cx = cx, .f = out};
    struct scheme_entry *known = NULL;
    size_t known_n = 0;
    struct sheet *s = NULL;
    struct row row;
    bool more = false;
    *out = (struct scheme_file){
        .map = NEWS(cx->arena, struct scheme_map_entry, SCHEME_ENTRIES_MAX)};
    TRY(scheme_codes(cx, scheme, day, &known, &known_n));
    TRY(sheet_open(cx, path, &s));
    TRY(sheet_row(cx, s, &row, &more));
    if (!more || !str_eq_c(cell(cx, &row, 0), "class"))
        return fail_at(cx, ERR_INPUT, "file", "表头应为 class,code", "the head is class,code");
    while (more) {
        TRY(sheet_row(cx, s, &row, &more));
        if (more)
            map_add(&k, &row, known, known_n);
    }
    sheet_close(s);
    return out->n || out->faults_all
               ? OK
               : fail_at(cx, ERR_INPUT, "file", "表里没有条目", "there are no entries");
}

/* ---- out ---- */

static enum err out_open(struct ctx *cx, const char *path, const struct column *cols, size_t n,
                         struct sheet_out **out)
{
    struct sheet_spec spec = {.cols = cols, .n = n, .worksheet = "分类"};
    TRY(ledger_file_kind(cx, path, &spec.kind));
    return sheet_out_open(cx, path, &spec, out);
}

static enum err no_version(struct ctx *cx, struct str scheme)
{
    return fail(cx, ERR_NOT_FOUND, "分类体系“%.*s”没有这一版",
                "the scheme \"%.*s\" has no such version", STR_ARG(scheme));
}

enum err scheme_write(struct ctx *cx, struct str scheme, int64_t version, const char *path)
{
    static const struct column cols[] = {
        {"code", 16, COLUMN_TEXT}, {"name", 40, COLUMN_TEXT}, {"parent", 16, COLUMN_TEXT}};
    struct scheme_entry *e = NULL;
    struct sheet_out *o = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SCHEME_ENTRIES, ARGS(I64(cx->jid), TXT(scheme), I64(version)),
               &scheme_entry_shape, (void **)&e, &n));
    if (!n)
        return no_version(cx, scheme);
    TRY(out_open(cx, path, cols, COUNT(cols), &o));
    for (size_t i = 0; i < n; i++) {
        const struct cell cells[] = {cell_of_text(e[i].code), cell_of_text(e[i].name),
                                     cell_of_text(e[i].parent)};
        TRY(sheet_out_row(cx, o, cells));
    }
    return sheet_out_close(cx, o);
}

enum err scheme_map_write(struct ctx *cx, struct str scheme, int64_t version, const char *path)
{
    static const struct column cols[] = {
        {"class", 20, COLUMN_TEXT}, {"code", 16, COLUMN_TEXT}, {"name", 40, COLUMN_TEXT}};
    const struct mechanism *m = own(cx);
    struct scheme_map_entry *e = NULL;
    struct sheet_out *o = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SCHEME_MAP_ENTRIES, ARGS(I64(cx->jid), TXT(scheme), I64(version)),
               &scheme_map_shape, (void **)&e, &n));
    if (!n)
        return no_version(cx, scheme);
    TRY(out_open(cx, path, cols, COUNT(cols), &o));
    for (size_t i = 0; i < n; i++) {
        const struct choice *c = m ? choice_find(&m->classes, e[i].class) : NULL;
        const struct cell cells[] = {cell_of_text(e[i].class), cell_of_text(e[i].code),
                                     cell_of_text(c ? c->zh : STR(""))};
        TRY(sheet_out_row(cx, o, cells));
    }
    return sheet_out_close(cx, o);
}
