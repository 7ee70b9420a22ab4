/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "doc/sheet.h"
#include "loop/staff_impl.h"

const char *const staff_sheets[STAFF__PARTS] = {"区划", "单位", "人员"};

#define NAMES(...)                                                                             \
    (const char *const[])                                                                      \
    {                                                                                          \
        __VA_ARGS__, NULL                                                                      \
    }

static const struct target place_targets[SP__MAX] = {
    [SP_CODE] = {"code", NAMES("区划代码", "代码", "code"), true},
    [SP_NAME] = {"name", NAMES("区划名称", "名称", "name"), true},
    [SP_KIND] = {"kind", NAMES("类型", "类别", "kind"), true},
    [SP_ABOVE] = {"above", NAMES("上级区划代码", "上级区划", "上级", "above"), false},
};
static const struct target unit_targets[SU__MAX] = {
    [SU_CODE] = {"code", NAMES("单位代码", "代码", "code"), true},
    [SU_NAME] = {"name", NAMES("单位名称", "名称", "name"), true},
    [SU_KIND] = {"kind", NAMES("类别", "单位类别", "类型", "kind"), false},
    [SU_ABOVE] = {"above", NAMES("上级单位代码", "上级单位", "上级", "above"), false},
    [SU_PLACE] = {"place", NAMES("所辖区划代码", "所辖区划", "区划代码", "区划", "place"),
                  false},
    [SU_LEVEL] = {"level", NAMES("层级", "级别", "level"), false},
    [SU_DESKS] = {"desks", NAMES("岗位", "设岗", "desks"), false},
    [SU_OFFICE] = {"office", NAMES("审核办公室", "office"), false},
};
static const struct target officer_targets[SO__MAX] = {
    [SO_NAME] = {"name", NAMES("姓名", "name"), true},
    [SO_LOGIN] = {"login", NAMES("登录名", "账号", "用户名", "login"), false},
    [SO_UNIT] = {"unit", NAMES("单位代码", "所在单位", "单位", "unit"), true},
    [SO_TEMPLATES] = {"templates", NAMES("岗位模板", "岗位", "roles"), false},
    [SO_ROLES] = {"more", NAMES("其他角色", "角色", "more roles"), false},
    [SO_TITLE] = {"title", NAMES("职务", "职位", "title"), false},
    [SO_PHONE] = {"phone", NAMES("办公电话", "电话", "手机", "联系电话", "phone"), false},
    [SO_MAIL] = {"mail", NAMES("邮箱", "电子邮箱", "mail"), false},
    [SO_STAND_IN] = {"stand_in", NAMES("AB角登录名", "AB角", "B角", "stand-in"), false},
};
const struct targets staff_targets[STAFF__PARTS] = {
    {place_targets, SP__MAX},
    {unit_targets, SU__MAX},
    {officer_targets, SO__MAX},
};

const char *staff_title(enum staff_part part, int column)
{
    return staff_targets[part].p[column].synonyms[0];
}

/* ---- one sheet ---- */

static enum err rows_read(struct ctx *cx, struct sheet *s, const struct mapping *m,
                          enum staff_part part, struct staff_sheet *out)
{
    size_t cap = 0;
    for (;;) {
        struct row row;
        bool more = false;
        TRY(sheet_row(cx, s, &row, &more));
        if (!more)
            return OK;
        if (out->n == STAFF_ROWS_MAX)
            return fail(cx, ERR_TOO_LARGE, "“%s”超过 %d 行", "\"%s\" has more than %d rows",
                        staff_sheets[part], STAFF_ROWS_MAX);
        if (out->n == cap) {
            struct staff_row *rows = NEWS(cx->arena, struct staff_row, cap ? cap * 2 : 64);
            if (out->n)
                memcpy(rows, out->rows, out->n * sizeof *rows);
            out->rows = rows;
            cap = cap ? cap * 2 : 64;
        }
        struct staff_row *r = &out->rows[out->n];
        *r = (struct staff_row){.line = row.number, .id = -row.number};
        bool any = false;
        for (size_t c = 0; c < staff_targets[part].n; c++) {
            struct str text = columns_cell(m, &row, (int)c)->text;
            r->cell[c] = str_trim(utf8_clean(cx->arena, text));
            any |= r->cell[c].n > 0;
        }
        out->n += any;
    }
}

static enum err sheet_take(struct ctx *cx, struct sheet *s, enum staff_part part,
                           struct staff_sheet *out)
{
    struct mapping m = {0};
    TRY(columns_find(cx, s, staff_targets[part], &m));
    int missing = columns_missing(&m, staff_targets[part]);
    if (missing >= 0)
        return fail(cx, ERR_INPUT, "“%s”里没有“%s”这一列", "\"%s\" has no column \"%s\"",
                    staff_sheets[part], staff_title(part, missing));
    out->present = true;
    for (size_t c = 0; c < staff_targets[part].n; c++)
        out->has[c] = columns_of(&m, (int)c) >= 0;
    return rows_read(cx, s, &m, part, out);
}

/* ---- the file ---- */

static enum err named_sheet(struct ctx *cx, const char *path, const char *name,
                            enum staff_part part, struct staff_file *out)
{
    struct sheet_options opt = {
        .name = name, .worksheet = staff_sheets[part], .unescape_formula = true};
    struct sheet *s = NULL;
    TRY(sheet_open_with(cx, path, &opt, &s));
    enum err e = sheet_take(cx, s, part, &out->part[part]);
    sheet_close(s);
    return e;
}

/* A single table: the part whose required columns are all there. */
static enum err only_sheet(struct ctx *cx, const char *path, const char *name,
                           struct staff_file *out)
{
    static const enum staff_part order[] = {STAFF_OFFICERS, STAFF_UNITS, STAFF_PLACES};
    struct sheet_options opt = {.name = name, .unescape_formula = true};
    for (size_t i = 0; i < COUNT(order); i++) {
        struct sheet *s = NULL;
        struct mapping m = {0};
        TRY(sheet_open_with(cx, path, &opt, &s));
        enum err e = columns_find(cx, s, staff_targets[order[i]], &m);
        sheet_close(s);
        TRY(e);
        if (columns_missing(&m, staff_targets[order[i]]) >= 0)
            continue;
        TRY(sheet_open_with(cx, path, &opt, &s));
        e = sheet_take(cx, s, order[i], &out->part[order[i]]);
        sheet_close(s);
        return e;
    }
    return fail(
        cx, ERR_INPUT,
        "看不出这是区划、单位还是人员表：人员表须有“姓名”“单位代码”，单位表须有“单位代码”"
        "“单位名称”，区划表须有“区划代码”“名称”“类型”",
        "this is no table of places (code, name, kind), units (code, name) or officers "
        "(name, unit)");
}

enum err staff_read(struct ctx *cx, const char *path, const char *name, struct staff_file *out)
{
    struct sheet_options opt = {.name = name};
    struct sheet *s = NULL;
    bool any = false;
    *out = (struct staff_file){0};
    TRY(sheet_open_with(cx, path, &opt, &s));
    struct strs sheets = sheet_worksheets(s);
    bool there[STAFF__PARTS] = {false};
    for (size_t i = 0; i < sheets.n; i++)
        for (int p = 0; p < STAFF__PARTS; p++)
            there[p] |= str_eq_c(sheets.p[i], staff_sheets[p]);
    sheet_close(s);
    for (int p = 0; p < STAFF__PARTS; p++) {
        any |= there[p];
        if (there[p])
            TRY(named_sheet(cx, path, name, (enum staff_part)p, out));
    }
    return any ? OK : only_sheet(cx, path, name, out);
}

/* ---- words ---- */

static const struct {
    const char *text, *zh;
} kinds[] = {
    {"department", "部门"}, {"street", "街道"}, {"community", "社区"},
    {"company", "企业"},    {"team", "专班"},   {"district", "本级"},
};

struct str staff_kind(struct str text)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq_c(text, kinds[i].text) || str_eq_c(text, kinds[i].zh))
            return str_c(kinds[i].text);
    return STR("");
}

struct str staff_kind_label(struct str kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq_c(kind, kinds[i].text))
            return str_c(kinds[i].zh);
    return kind;
}

int staff_word(const struct enum_names *names, struct str text)
{
    for (int i = 0; i < names->n; i++)
        if (names->text[i] && names->text[i][0] &&
            (str_eq_c(text, names->text[i]) || str_eq_c(text, names->zh[i]) ||
             str_eq_c(text, names->en[i])))
            return i;
    return -1;
}

struct strs staff_list(struct arena *a, struct str text)
{
    static const char *const marks[] = {"、", "，", ",", "；", ";", "\n"};
    struct strs out = {.p = NEWS(a, struct str, text.n + 1)};
    size_t from = 0;
    for (size_t i = 0; i <= text.n;) {
        size_t len = 0;
        for (size_t k = 0; k < COUNT(marks) && !len && i < text.n; k++)
            if (str_starts(str_sub(text, i, text.n - i), marks[k]))
                len = strlen(marks[k]);
        if (len || i == text.n) {
            struct str one = str_trim(str_sub(text, from, i - from));
            if (one.n)
                out.p[out.n++] = one;
            from = i + len;
        }
        i += len ? len : 1;
    }
    return out;
}

const char *staff_part_name(enum staff_part part, enum lang lang)
{
    static const char *const en[] = {"place", "unit", "officer"};
    return lang == LANG_EN ? en[part] : staff_sheets[part];
}

const char *staff_what_name(enum staff_what what, enum lang lang)
{
    static const char *const zh[] = {"新增", "变更", "文件里没有"};
    static const char *const en[] = {"new", "changed", "not in the file"};
    return lang == LANG_EN ? en[what] : zh[what];
}
