/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/directory_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"
#include "loop/ledger_out.h"
#include "loop/ledger_row.h"
#include "loop/ledger_words.h"

enum { TEXT_POINTS = 1000, LENGTH_MAX = 1000, REASON_POINTS = 200 };

#define TITLES(...) ((const char *const[]){__VA_ARGS__, NULL})
/* The first title of each is the one that an export writes. */
static const struct target targets[] = {
    [DIRECTORY_SERIAL] = {"serial", TITLES("序号", "编号", "条目", "目录编号"), false},
    [DIRECTORY_CLASS_CODE] = {"class_code", TITLES("类别代码", "分类代码"), false},
    [DIRECTORY_CLASS] = {"class",
                         TITLES("类别", "诉求类别", "事项类别", "问题分类", "分类", "诉求领域",
                                "诉求事项"),
                         false},
    [DIRECTORY_PLACE_CODE] = {"place_code", TITLES("区划代码"), false},
    [DIRECTORY_PLACE] = {"place", TITLES("适用区域", "区划", "地点", "范围", "属地"), false},
    [DIRECTORY_LEAD] = {"lead",
                        TITLES("主办单位", "牵头单位", "承办单位", "责任单位", "责任部门"),
                        true},
    [DIRECTORY_HELPERS] = {"helpers", TITLES("协办单位", "配合单位"), false},
    [DIRECTORY_LEVEL] = {"lvl", TITLES("责任层级", "层级"), false},
    [DIRECTORY_LIMIT] = {"limit", TITLES("办结时限", "办理时限", "时限"), false},
    [DIRECTORY_CHARGE] = {"charge", TITLES("职责类别", "职责性质", "职责"), false},
    [DIRECTORY_BASIS] = {"basis", TITLES("法律依据", "依据", "政策依据", "职责依据"), false},
    [DIRECTORY_NOTE] = {"note", TITLES("备注", "说明"), false},
};
const struct targets directory_targets = {targets, COUNT(targets)};

#define TITLE_ZH(id, name, zh, en) [id] = zh,
#define TITLE_EN(id, name, zh, en) [id] = en,
static const char *const titles_zh[] = {DIRECTORY_COLUMN_LIST(TITLE_ZH)};
static const char *const titles_en[] = {DIRECTORY_COLUMN_LIST(TITLE_EN)};

const char *directory_title(const struct ctx *cx, enum directory_column c)
{
    return cx->lang == LANG_EN ? titles_en[c] : titles_zh[c];
}

/* ---- out ---- */

static struct str helpers_text(struct ctx *cx, const struct directory_entry *e, enum lang lang)
{
    struct strs all = str_split(cx->arena, e->helpers, ',');
    struct buf b;
    buf_init(&b, cx->arena, (size_t)64 * 1024);
    for (size_t i = 0; i < all.n; i++) {
        int64_t unit = 0;
        int how = enum_value(&directory_lead_names, all.p[i]);
        if (!all.p[i].n)
            continue;
        buf_c(&b, b.n ? "、" : "");
        if (how >= 0)
            buf_c(&b, enum_label(&directory_lead_names, how, (int)lang));
        else if (str_i64(all.p[i], &unit))
            buf_str(&b, ledger_unit_name(cx->arena, cx->app->org, unit));
    }
    return b.n ? buf_done(&b) : STR("");
}

static struct str limit_text(struct ctx *cx, const struct directory_entry *e, enum lang lang)
{
    if (!e->length)
        return STR("");
    return str_fmt(cx->arena, lang == LANG_EN ? "%" PRId64 " %s" : "%" PRId64 "%s", e->length,
                   enum_label(&span_unit_names, e->span, (int)lang));
}

static struct str place_text(struct ctx *cx, const struct directory_entry *e, enum lang lang)
{
    if (e->place_id)
        return label_place(cx, e->place_id);
    return e->place_kind == DIRECTORY_ANY_KIND
               ? STR("")
               : str_c(enum_label(&place_kind_names, e->place_kind, (int)lang));
}

static struct str place_code(const struct ctx *cx, const struct directory_entry *e)
{
    const struct place *p = org_place(cx->app->org, e->place_id);
    return p ? p->code : STR("");
}

struct str directory_cell(struct ctx *cx, const struct directory_entry *e,
                          enum directory_column c, enum lang lang)
{
    switch (c) {
    case DIRECTORY_SERIAL:
        return str_fmt(cx->arena, "%" PRId64, e->serial);
    case DIRECTORY_CLASS_CODE:
        return e->class;
    case DIRECTORY_CLASS:
        return e->class.n ? label_class(cx, e->class) : STR("");
    case DIRECTORY_PLACE_CODE:
        return place_code(cx, e);
    case DIRECTORY_PLACE:
        return place_text(cx, e, lang);
    case DIRECTORY_LEAD:
        return e->lead == LEAD_UNIT
                   ? ledger_unit_name(cx->arena, cx->app->org, e->lead_unit)
                   : str_c(enum_label(&directory_lead_names, e->lead, (int)lang));
    case DIRECTORY_HELPERS:
        return helpers_text(cx, e, lang);
    case DIRECTORY_LEVEL:
        return str_c(enum_label(&level_names, e->lvl, (int)lang));
    case DIRECTORY_LIMIT:
        return limit_text(cx, e, lang);
    case DIRECTORY_CHARGE:
        return str_c(enum_label(&charge_names, e->charge, (int)lang));
    case DIRECTORY_BASIS:
        return e->basis;
    case DIRECTORY_NOTE:
        return e->note;
    case DIRECTORY_COLUMN__MAX:
        break;
    }
    return STR("");
}

enum err directory_file_write(struct ctx *cx, const char *path, const struct directory_entry *e,
                              size_t n)
{
    static const double widths[] = {8, 14, 18, 16, 24, 28, 32, 10, 14, 16, 48, 32};
    struct column cols[DIRECTORY_COLUMN__MAX];
    struct cell cells[DIRECTORY_COLUMN__MAX];
    struct sheet_out *out = NULL;
    struct sheet_spec spec = {.cols = cols, .n = COUNT(cols), .worksheet = "派单目录"};
    TRY(ledger_file_kind(cx, path, &spec.kind));
    for (size_t c = 0; c < COUNT(cols); c++)
        cols[c] = (struct column){.title = titles_zh[c], .width = widths[c]};
    cols[DIRECTORY_SERIAL].type = COLUMN_NUMBER;
    TRY(sheet_out_open(cx, path, &spec, &out));
    for (size_t i = 0; i < n; i++) {
        for (int c = 0; c < DIRECTORY_COLUMN__MAX; c++) {
            struct str s = directory_cell(cx, &e[i], (enum directory_column)c, LANG_ZH);
            cells[c] = (struct cell){.kind = s.n ? CELL_TEXT : CELL_EMPTY, .text = s};
        }
        cells[DIRECTORY_SERIAL] =
            (struct cell){.kind = CELL_NUMBER, .number = (double)e[i].serial};
        TRY(sheet_out_row(cx, out, cells));
    }
    return sheet_out_close(cx, out);
}

/* ---- in ---- */

struct reader {
    struct ctx *cx;
    struct directory_read *out;
    const struct row *row;
    const struct mechanism *mechanism;
    int64_t from_at;                      /* units must be in use then */
    bool bad;                             /* the row at hand has a fault */
    int64_t lines[DIRECTORY_ENTRIES_MAX]; /* of the entries */
};

__attribute__((format(printf, 3, 5), format(printf, 4, 5))) static void
wrong(struct reader *r, enum directory_column c, const char *zh, const char *en, ...)
{
    struct directory_read *o = r->out;
    bool english = r->cx->lang == LANG_EN;
    va_list ap, again;
    r->bad = true;
    if (o->faults_all++ >= DIRECTORY_FAULTS_MAX)
        return;
    va_start(ap, en);
    va_copy(again, ap);
    int n = english ? vsnprintf(NULL, 0, en, ap) : vsnprintf(NULL, 0, zh, ap);
    va_end(ap);
    size_t room = n > 0 ? (size_t)n + 1 : 1;
    char *text = arena_alloc(r->cx->arena, room);
    (void)(english ? vsnprintf(text, room, en, again) : vsnprintf(text, room, zh, again));
    va_end(again);
    o->faults[o->faults_n++] = (struct directory_fault){
        .row = r->row->number,
        .column = str_c(directory_title(r->cx, c)),
        .reason = utf8_head(str_c(text), REASON_POINTS),
    };
}

static struct str said(const struct reader *r, enum directory_column c)
{
    return str_dup(r->cx->arena, str_trim(columns_cell(&r->out->map, r->row, (int)c)->text));
}

static bool is_everything(struct str s)
{
    static const char *const words[] = {"全部", "全区", "所有", "不限", "全域"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq_c(s, words[i]))
            return true;
    return s.n == 0;
}

static void read_class(struct reader *r, struct directory_entry *e)
{
    const struct choices *all = &r->mechanism->classes;
    struct str code = said(r, DIRECTORY_CLASS_CODE), name = said(r, DIRECTORY_CLASS);
    const struct choice *found = choice_find(all, code);
    bool several = false;
    if (code.n && !found) {
        wrong(r, DIRECTORY_CLASS_CODE, "没有类别“%.*s”", "there is no class \"%.*s\"",
              STR_ARG(code));
        return;
    }
    for (size_t i = 0; !code.n && i < all->n; i++) {
        const struct choice *c = &all->p[i];
        if (!str_eq(c->code, name) && !str_eq(c->zh, name) && !str_eq(c->en, name))
            continue;
        several |= found != NULL;
        found = c;
    }
    if (several)
        wrong(r, DIRECTORY_CLASS, "有几个类别都叫“%.*s”，请填类别代码",
              "several classes are called \"%.*s\": give the code", STR_ARG(name));
    else if (found)
        e->class = found->code;
    else if (!is_everything(name))
        wrong(r, DIRECTORY_CLASS, "没有类别“%.*s”", "there is no class \"%.*s\"",
              STR_ARG(name));
}

static void read_place(struct reader *r, struct directory_entry *e)
{
    const struct org *org = r->cx->app->org;
    struct str code = said(r, DIRECTORY_PLACE_CODE), name = said(r, DIRECTORY_PLACE);
    const struct place *p = org_place_code(org, code);
    e->place_kind = DIRECTORY_ANY_KIND;
    if (code.n && !p) {
        wrong(r, DIRECTORY_PLACE_CODE, "没有区划“%.*s”", "there is no place \"%.*s\"",
              STR_ARG(code));
        return;
    }
    if (p) {
        e->place_id = p->id;
        return;
    }
    if (is_everything(name))
        return;
    e->place_kind = ledger_enum(&place_kind_names, name);
    if (e->place_kind != DIRECTORY_ANY_KIND)
        return;
    e->place_id = ledger_place(r->cx->arena, org, name);
    if (!e->place_id)
        wrong(r, DIRECTORY_PLACE, "没有区划“%.*s”，或不止一个",
              "there is no place \"%.*s\", or several", STR_ARG(name));
}

/* 0: a fault, or one of the words (in *how). */
static int64_t read_unit(struct reader *r, enum directory_column c, struct str name, int *how)
{
    const struct org *org = r->cx->app->org;
    *how = ledger_enum(&directory_lead_names, name);
    if (*how == LEAD_UNIT)
        *how = -1;
    if (str_eq_c(name, "协商"))
        *how = LEAD_NEGOTIATE;
    if (*how >= 0)
        return 0;
    int64_t id = ledger_unit(org, name);
    const struct unit *u = org_unit(org, id);
    if (!u)
        wrong(r, c, "没有单位“%.*s”，或不止一个", "there is no unit \"%.*s\", or several",
              STR_ARG(name));
    else if ((u->valid_to && u->valid_to <= r->from_at) || u->valid_from > r->from_at)
        wrong(r, c, "单位“%.*s”在生效当天没有启用或已停用",
              "the unit \"%.*s\" is not in use on that day", STR_ARG(name));
    return id;
}

static void read_lead(struct reader *r, struct directory_entry *e)
{
    struct str name = said(r, DIRECTORY_LEAD);
    int how = -1;
    if (!name.n) {
        wrong(r, DIRECTORY_LEAD, "没有写主办单位", "the lead is missing");
        return;
    }
    e->lead_unit = read_unit(r, DIRECTORY_LEAD, name, &how);
    e->lead = how >= 0 ? how : LEAD_UNIT;
}

static void read_helpers(struct reader *r, struct directory_entry *e)
{
    struct strs names = ledger_names(r->cx->arena, said(r, DIRECTORY_HELPERS));
    struct buf b;
    buf_init(&b, r->cx->arena, 4096);
    if (names.n > DIRECTORY_HELPERS_MAX) {
        wrong(r, DIRECTORY_HELPERS, "协办单位最多%d个", "at most %d helpers",
              DIRECTORY_HELPERS_MAX);
        return;
    }
    for (size_t i = 0; i < names.n; i++) {
        int how = -1;
        int64_t id = read_unit(r, DIRECTORY_HELPERS, names.p[i], &how);
        bool again = how >= 0 ? how == e->lead : id && id == e->lead_unit;
        for (size_t k = 0; k < i; k++)
            again |= str_eq(names.p[k], names.p[i]);
        if (how == LEAD_NEGOTIATE)
            wrong(r, DIRECTORY_HELPERS, "“协商确定”只能写在主办单位",
                  "\"settled by talks\" belongs to the lead");
        else if (again)
            wrong(r, DIRECTORY_HELPERS, "“%.*s”写了两次，或就是主办单位",
                  "\"%.*s\" stands twice, or is the lead", STR_ARG(names.p[i]));
        buf_c(&b, b.n ? "," : "");
        if (how >= 0)
            buf_c(&b, enum_text(&directory_lead_names, how));
        else
            buf_fmt(&b, "%" PRId64, id);
    }
    e->helpers = b.n ? buf_done(&b) : STR("");
}

static struct str read_text(struct reader *r, enum directory_column c)
{
    struct str s = said(r, c);
    if (utf8_count(s) > TEXT_POINTS)
        wrong(r, c, "超过%d字", "longer than %d characters", TEXT_POINTS);
    return s;
}

static void read_words(struct reader *r, struct directory_entry *e)
{
    struct str limit = said(r, DIRECTORY_LIMIT), charge = said(r, DIRECTORY_CHARGE);
    struct span_length length = {0};
    int kind = charge.n ? ledger_enum(&charge_names, charge) : CHARGE_NONE;
    if (!ledger_level(said(r, DIRECTORY_LEVEL), &e->lvl))
        wrong(r, DIRECTORY_LEVEL, "没有层级“%.*s”", "there is no level \"%.*s\"",
              STR_ARG(said(r, DIRECTORY_LEVEL)));
    if (limit.n &&
        (!ledger_length(limit, &length) || length.length < 1 || length.length > LENGTH_MAX))
        wrong(r, DIRECTORY_LIMIT, "“%.*s”不是时限，如：15个工作日、30日、48小时",
              "\"%.*s\" is no limit, e.g. 15个工作日, 30日, 48小时", STR_ARG(limit));
    if (kind < 0)
        wrong(r, DIRECTORY_CHARGE, "职责类别只能是：部门职责、基层履职事项、部门与基层共担",
              "a duty is: 部门职责, 基层履职事项 or 部门与基层共担");
    e->length = limit.n ? length.length : 0;
    e->span = length.unit;
    e->charge = kind < 0 ? CHARGE_NONE : kind;
    e->basis = read_text(r, DIRECTORY_BASIS);
    e->note = read_text(r, DIRECTORY_NOTE);
}

/* What one column says against another. */
static void read_together(struct reader *r, const struct directory_entry *e)
{
    const struct unit *u = org_unit(r->cx->app->org, e->lead_unit);
    bool community = e->lead == LEAD_COMMUNITY || (u && u->lvl == LEVEL_COMMUNITY);
    if (e->charge == CHARGE_DEPARTMENT && community)
        wrong(r, DIRECTORY_LEAD, "部门职责事项不得由社区主办",
              "a department's duty is not led by a community");
    if (e->lead == LEAD_NEGOTIATE && !e->helpers.n)
        wrong(r, DIRECTORY_HELPERS, "协商确定的，请在协办单位列出参加协商的单位",
              "where talks settle it, the units to be asked stand among the helpers");
}

static bool same_pair(const struct directory_entry *a, const struct directory_entry *b)
{
    return str_eq(a->class, b->class) && a->place_id == b->place_id &&
           a->place_kind == b->place_kind;
}

static void read_serial(struct reader *r, struct directory_entry *e)
{
    const struct cell *c = columns_cell(&r->out->map, r->row, DIRECTORY_SERIAL);
    e->serial = (int64_t)r->out->n + 1;
    if (columns_of(&r->out->map, DIRECTORY_SERIAL) >= 0 &&
        (!cell_i64(c, &e->serial) || e->serial < 1)) {
        wrong(r, DIRECTORY_SERIAL, "应为正整数", "a whole number above 0");
        return;
    }
    for (size_t i = 0; i < r->out->n; i++) {
        const struct directory_entry *o = &r->out->entries[i];
        if (same_pair(o, e))
            wrong(r, DIRECTORY_CLASS, "与第%" PRId64 "行的类别和适用区域相同",
                  "the same class and place as row %" PRId64, r->lines[i]);
        if (o->serial == e->serial)
            wrong(r, DIRECTORY_SERIAL, "与第%" PRId64 "行的序号相同",
                  "the same number as row %" PRId64, r->lines[i]);
    }
}

static enum err read_row(struct reader *r)
{
    struct directory_read *o = r->out;
    struct directory_entry e = {0};
    o->rows++;
    r->bad = false;
    read_class(r, &e);
    read_place(r, &e);
    read_lead(r, &e);
    read_helpers(r, &e);
    read_words(r, &e);
    if (!r->bad) {
        read_together(r, &e);
        read_serial(r, &e);
    }
    if (r->bad)
        return OK;
    if (o->n == DIRECTORY_ENTRIES_MAX)
        return fail(r->cx, ERR_TOO_LARGE, "派单目录最多%d条",
                    "a directory has at most %d entries", DIRECTORY_ENTRIES_MAX);
    r->lines[o->n] = r->row->number;
    o->entries[o->n++] = e;
    return OK;
}

static enum err header(struct ctx *cx, struct sheet *s, struct mapping *map)
{
    TRY(columns_find(cx, s, directory_targets, map));
    int missing = columns_missing(map, directory_targets);
    if (missing < 0 && columns_of(map, DIRECTORY_CLASS) < 0 &&
        columns_of(map, DIRECTORY_CLASS_CODE) < 0)
        missing = DIRECTORY_CLASS;
    if (missing < 0)
        return OK;
    return fail(cx, ERR_INPUT, "文件“%s”里没有“%s”一列%.*s",
                "file \"%s\" has no column \"%s\"%.*s", sheet_name(s),
                directory_title(cx, (enum directory_column)missing),
                STR_ARG(sheet_read_of(cx, s)));
}

static enum err rows_read(struct ctx *cx, struct sheet *s, int64_t from_day,
                          struct directory_read *out)
{
    struct reader *r = NEW(cx->arena, struct reader);
    struct row row;
    bool more = true;
    *r =
        (struct reader){.cx = cx, .out = out, .row = &row, .from_at = time_day_start(from_day)};
    r->mechanism = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!r->mechanism)
        return fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
    for (;;) {
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            break;
        TRY(read_row(r));
    }
    if (!out->n && !out->faults_n)
        return fail(cx, ERR_INPUT, "文件“%s”里一条也没有", "file \"%s\" has no entry",
                    sheet_name(s));
    return OK;
}

enum err directory_file_read(struct ctx *cx, const char *path, const char *name,
                             int64_t from_day, struct directory_read *out)
{
    const struct sheet_options opt = {.name = name, .unescape_formula = true};
    struct sheet *s = NULL;
    *out = (struct directory_read){
        .entries = NEWS(cx->arena, struct directory_entry, DIRECTORY_ENTRIES_MAX),
        .faults = NEWS(cx->arena, struct directory_fault, DIRECTORY_FAULTS_MAX),
    };
    TRY(sheet_open_with(cx, path, &opt, &s));
    TRY(header(cx, s, &out->map));
    TRY(rows_read(cx, s, from_day, out));
    sheet_close(s);
    return OK;
}

static bool write_all(int fd, struct str s)
{
    for (size_t at = 0; at < s.n;) {
        ssize_t n = write(fd, s.p + at, s.n - at);
        if (n <= 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

enum err directory_bytes_read(struct ctx *cx, struct str bytes, const char *name,
                              int64_t from_day, struct directory_read *out)
{
    int fd = memfd_create("directory", MFD_CLOEXEC);
    enum err e = OK;
    if (fd < 0 || !write_all(fd, bytes))
        e = fail(cx, ERR_IO, "临时存放文件失败：%s", "the file could not be kept: %s",
                 strerror(errno));
    if (e == OK)
        e = directory_file_read(cx, str_fmt(cx->arena, "/proc/self/fd/%d", fd).p, name,
                                from_day, out);
    if (fd >= 0)
        close(fd);
    return e;
}

/* ---- compared ---- */

static uint32_t columns_changed(struct ctx *cx, const struct directory_entry *a,
                                const struct directory_entry *b)
{
    uint32_t changed = 0;
    for (int c = DIRECTORY_LEAD; c < DIRECTORY_COLUMN__MAX; c++)
        if (!str_eq(directory_cell(cx, a, (enum directory_column)c, LANG_ZH),
                    directory_cell(cx, b, (enum directory_column)c, LANG_ZH)))
            changed |= BIT(c);
    return changed;
}

static const struct directory_entry *pair_in(const struct directory_entry *all, size_t n,
                                             const struct directory_entry *e)
{
    for (size_t i = 0; i < n; i++)
        if (same_pair(&all[i], e))
            return &all[i];
    return NULL;
}

void directory_diff(struct ctx *cx, const struct directory_entry *a, size_t a_n,
                    const struct directory_entry *b, size_t b_n, struct directory_change **out,
                    size_t *n)
{
    struct directory_change *all = NEWS(cx->arena, struct directory_change, a_n + b_n + 1);
    size_t count = 0;
    for (size_t i = 0; i < b_n; i++) {
        const struct directory_entry *before = pair_in(a, a_n, &b[i]);
        uint32_t columns = before ? columns_changed(cx, before, &b[i]) : 0;
        if (!before || columns)
            all[count++] =
                (struct directory_change){.before = before, .after = &b[i], .columns = columns};
    }
    for (size_t i = 0; i < a_n; i++)
        if (!pair_in(b, b_n, &a[i]))
            all[count++] = (struct directory_change){.before = &a[i]};
    *out = all;
    *n = count;
}
