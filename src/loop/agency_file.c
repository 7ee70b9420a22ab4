/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/agency_file.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/mechanism.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/ledger_out.h"
#include "loop/ledger_row.h"
#include "loop/redirect.h"

enum agency_column { NAME, EXITS, PURPOSE, PHONE, ADDRESS, HOURS, COLUMN__MAX };

#define TITLES(...) ((const char *const[]){__VA_ARGS__, NULL})
/* The first title of each is the one that an export writes. */
static const struct target target_rows[] = {
    [NAME] = {"name", TITLES("名称", "机构名称", "单位名称", "受理机关"), true},
    [EXITS] = {"exits", TITLES("去向", "途径", "法定途径"), false},
    [PURPOSE] = {"purpose", TITLES("受理事项", "受理范围", "职责"), false},
    [PHONE] = {"phone", TITLES("电话", "联系电话", "咨询电话"), false},
    [ADDRESS] = {"address", TITLES("地址", "办公地址"), false},
    [HOURS] = {"hours", TITLES("受理时间", "办公时间", "工作时间"), false},
};
static const struct targets targets = {target_rows, COUNT(target_rows)};
static const struct {
    const char *en;
    size_t off;
    double width;
    int max; /* characters */
} columns[] = {
    [NAME] = {"Name", offsetof(struct agency, name), 32, 60},
    [EXITS] = {"Exits", offsetof(struct agency, exits), 28, 0},
    [PURPOSE] = {"For what", offsetof(struct agency, purpose), 36, 100},
    [PHONE] = {"Telephone", offsetof(struct agency, phone), 18, 60},
    [ADDRESS] = {"Address", offsetof(struct agency, address), 32, 100},
    [HOURS] = {"Hours", offsetof(struct agency, hours), 28, 100},
};

static const char *title(const struct ctx *cx, enum agency_column c)
{
    return cx->lang == LANG_EN ? columns[c].en : target_rows[c].synonyms[0];
}

static const struct str *cell_of(const struct agency *a, enum agency_column c)
{
    return (const struct str *)((const char *)a + columns[c].off);
}

static const struct mechanism *mechanism_of(const struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

/* ---- out ---- */

struct str agency_exits(struct ctx *cx, struct str exits)
{
    const struct mechanism *m = mechanism_of(cx);
    struct strs all = str_split(cx->arena, exits, ',');
    struct buf b;
    buf_init(&b, cx->arena, (size_t)64 * 1024);
    for (size_t i = 0; i < all.n; i++) {
        const struct choice *c = m ? choice_find(&m->grounds_at[AT_REDIRECT], all.p[i]) : NULL;
        buf_c(&b, b.n ? "、" : "");
        buf_str(&b, c ? c->zh : all.p[i]);
    }
    return b.n ? buf_done(&b) : STR("");
}

enum err agency_file_write(struct ctx *cx, const char *path, const struct agency *a, size_t n)
{
    struct column cols[COLUMN__MAX];
    struct cell cells[COLUMN__MAX];
    struct sheet_out *out = NULL;
    struct sheet_spec spec = {.cols = cols, .n = COUNT(cols), .worksheet = "机构名录"};
    TRY(ledger_file_kind(cx, path, &spec.kind));
    for (size_t c = 0; c < COUNT(cols); c++)
        cols[c] =
            (struct column){.title = target_rows[c].synonyms[0], .width = columns[c].width};
    TRY(sheet_out_open(cx, path, &spec, &out));
    for (size_t i = 0; i < n; i++) {
        for (int c = 0; c < COLUMN__MAX; c++) {
            struct str s = c == EXITS ? agency_exits(cx, a[i].exits)
                                      : *cell_of(&a[i], (enum agency_column)c);
            cells[c] = (struct cell){.kind = s.n ? CELL_TEXT : CELL_EMPTY, .text = s};
        }
        TRY(sheet_out_row(cx, out, cells));
    }
    return sheet_out_close(cx, out);
}

struct str agency_contact(struct ctx *cx, const struct agency *a)
{
    static const struct {
        enum agency_column c;
        const char *zh, *en;
    } parts[] = {{PHONE, "电话：", "telephone "},
                 {ADDRESS, "地址：", "address "},
                 {HOURS, "受理时间：", "hours "}};
    struct buf b;
    bool english = cx->lang == LANG_EN;
    buf_init(&b, cx->arena, 4096);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct str s = *cell_of(a, parts[i].c);
        if (!s.n)
            continue;
        buf_c(&b, !b.n ? "" : english ? "; " : "；");
        buf_c(&b, english ? parts[i].en : parts[i].zh);
        buf_str(&b, s);
    }
    return b.n ? buf_done(&b) : STR("");
}

/* ---- in ---- */

struct reader {
    struct ctx *cx;
    struct agency_read *out;
    const struct mapping *map;
    const struct row *row;
    const struct mechanism *m;
    bool bad; /* the row at hand has a fault */
};

static void wrong(struct reader *r, enum agency_column c, struct str reason)
{
    struct agency_read *o = r->out;
    r->bad = true;
    if (o->faults_all++ < DIRECTORY_FAULTS_MAX)
        o->faults[o->faults_n++] = (struct directory_fault){
            .row = r->row->number, .column = str_c(title(r->cx, c)), .reason = reason};
}

/* Codes or names, by 、 or the like. */
static struct str read_exits(struct reader *r, struct str said)
{
    struct strs all = ledger_names(r->cx->arena, said);
    const struct choices *known = &r->m->grounds_at[AT_REDIRECT];
    struct buf b;
    buf_init(&b, r->cx->arena, (size_t)64 * 1024);
    for (size_t i = 0; i < all.n; i++) {
        const struct choice *found = choice_find(known, all.p[i]);
        for (size_t k = 0; k < known->n && !found; k++)
            if (str_eq(known->p[k].zh, all.p[i]) || str_eq(known->p[k].en, all.p[i]))
                found = &known->p[k];
        if (!found) {
            wrong(r, EXITS,
                  str_fmt(r->cx->arena,
                          r->cx->lang == LANG_EN ? "there is no exit \"%.*s\""
                                                 : "机制里没有去向“%.*s”",
                          STR_ARG(utf8_head(all.p[i], 60))));
            continue;
        }
        buf_c(&b, b.n ? "," : "");
        buf_str(&b, found->code);
    }
    return b.n ? buf_done(&b) : STR("");
}

static struct str sentence(struct ctx *cx, const char *zh, const char *en)
{
    return str_c(cx->lang == LANG_EN ? en : zh);
}

/* The column of the first fault, COLUMN__MAX when there is none. */
static enum agency_column fault_of(struct ctx *cx, const struct agency *before, size_t n,
                                   const struct agency *a, struct str *why)
{
    for (int c = 0; c < COLUMN__MAX; c++)
        if (columns[c].max &&
            (int)utf8_count(*cell_of(a, (enum agency_column)c)) > columns[c].max) {
            *why = str_fmt(cx->arena,
                           cx->lang == LANG_EN ? "longer than %d characters" : "超过%d字",
                           columns[c].max);
            return (enum agency_column)c;
        }
    if (!a->name.n)
        *why = sentence(cx, "没有写名称", "the name is missing");
    else if (str_eq_c(a->name, REDIRECT_OTHER))
        *why = sentence(cx, "这个名称另有用处", "this name is taken");
    else if (agency_find(before, n, a->name))
        *why = sentence(cx, "与前面一行的名称相同", "the name stands above already");
    if (why->n)
        return NAME;
    if (a->phone.n || a->address.n)
        return COLUMN__MAX;
    *why = sentence(cx, "电话和地址至少写一项", "a telephone or an address is needed");
    return PHONE;
}

const char *agency_fault(struct ctx *cx, const struct agency *before, size_t n,
                         const struct agency *a, struct str *why)
{
    *why = (struct str){0};
    enum agency_column c = fault_of(cx, before, n, a, why);
    return c == COLUMN__MAX ? NULL : target_rows[c].name;
}

static enum err read_row(struct reader *r)
{
    struct agency_read *o = r->out;
    struct agency a = {.serial = (int64_t)o->n + 1};
    r->bad = false;
    for (int c = 0; c < COLUMN__MAX; c++) {
        struct str s = str_trim(columns_cell(r->map, r->row, c)->text);
        *(struct str *)((char *)&a + columns[c].off) = str_dup(r->cx->arena, s);
    }
    a.exits = read_exits(r, a.exits);
    struct str why = {0};
    enum agency_column at = fault_of(r->cx, o->rows, o->n, &a, &why);
    if (at != COLUMN__MAX)
        wrong(r, at, why);
    if (r->bad)
        return OK;
    if (o->n == AGENCIES_MAX)
        return fail(r->cx, ERR_TOO_LARGE, "机构名录最多%d行", "the list has at most %d rows",
                    AGENCIES_MAX);
    o->rows[o->n++] = a;
    return OK;
}

enum err agency_file_read(struct ctx *cx, const char *path, const char *name,
                          struct agency_read *out)
{
    const struct sheet_options opt = {.name = name, .unescape_formula = true};
    struct sheet *s = NULL;
    struct mapping map;
    struct row row;
    bool more = true;
    *out = (struct agency_read){
        .rows = NEWS(cx->arena, struct agency, AGENCIES_MAX),
        .faults = NEWS(cx->arena, struct directory_fault, DIRECTORY_FAULTS_MAX)};
    struct reader r = {cx, out, &map, &row, mechanism_of(cx), false};
    if (!r.m)
        return fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
    TRY(sheet_open_with(cx, path, &opt, &s));
    TRY(columns_find(cx, s, targets, &map));
    if (columns_missing(&map, targets) >= 0)
        return fail(cx, ERR_INPUT, "文件“%s”里没有“%s”一列", "file \"%s\" has no column \"%s\"",
                    sheet_name(s),
                    title(cx, (enum agency_column)columns_missing(&map, targets)));
    for (;;) {
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            break;
        TRY(read_row(&r));
    }
    if (!out->n && !out->faults_n)
        return fail(cx, ERR_INPUT, "文件“%s”里一行也没有", "file \"%s\" has no row",
                    sheet_name(s));
    sheet_close(s);
    return OK;
}

/* ---- compared, put in place ---- */

static bool same(const struct agency *a, const struct agency *b)
{
    for (int c = 0; c < COLUMN__MAX; c++)
        if (!str_eq(*cell_of(a, (enum agency_column)c), *cell_of(b, (enum agency_column)c)))
            return false;
    return true;
}

void agencies_diff(struct ctx *cx, const struct agency *a, size_t a_n, const struct agency *b,
                   size_t b_n, struct agency_change **out, size_t *n)
{
    struct agency_change *all = NEWS(cx->arena, struct agency_change, a_n + b_n + 1);
    *n = 0;
    for (size_t i = 0; i < b_n; i++) {
        const struct agency *before = agency_find(a, a_n, b[i].name);
        if (!before || !same(before, &b[i]))
            all[(*n)++] = (struct agency_change){before, &b[i]};
    }
    for (size_t i = 0; i < a_n; i++)
        if (!agency_find(b, b_n, a[i].name))
            all[(*n)++] = (struct agency_change){.before = &a[i]};
    *out = all;
}

struct job {
    const struct agency *rows;
    size_t n;
};

static enum err enforce_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    int64_t version = 0;
    TRY(agencies_version(cx, &version));
    TRY(agencies_write(cx, version, j->rows, j->n));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "agencies-loaded",
                     str_fmt(cx->arena, "{\"agencies\":%zu}", j->n));
}

enum err agencies_enforce(struct ctx *cx, const struct agency *a, size_t n)
{
    struct job j = {a, n};
    return db_write(cx, cx->app->store, enforce_write, &j);
}
