/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/roster_in.h"

#include <string.h>

#include "base/time.h"
#include "core/app.h"
#include "core/app_open.h"
#include "core/officer.h"
#include "core/org.h"
#include "db/db.h"
#include "doc/columns.h"
#include "doc/sheet.h"

enum { R_UNIT, R_OFFICER, R_FROM, R_TO, R_PHONE, R__MAX, ROWS_MAX = 5000 };

#define NAMES(...)                                                                             \
    (const char *const[])                                                                      \
    {                                                                                          \
        __VA_ARGS__, NULL                                                                      \
    }

static const struct target target_rows[R__MAX] = {
    [R_UNIT] = {"unit", NAMES("单位代码", "值班单位", "单位", "unit"), true},
    [R_OFFICER] = {"officer", NAMES("登录名", "值班人登录名", "值班人", "officer"), true},
    [R_FROM] = {"from", NAMES("开始时间", "开始", "起", "值班日期", "from"), true},
    [R_TO] = {"to", NAMES("结束时间", "结束", "止", "to"), true},
    [R_PHONE] = {"phone", NAMES("值班电话", "电话", "phone"), false},
};
static const struct targets targets = {target_rows, R__MAX};

struct reader {
    struct ctx *cx;
    struct roster_plan *out;
    struct roster_row *there;
    size_t there_n;
};

static void wrong(struct reader *r, int64_t line, int column, struct str said)
{
    if (r->out->faults_n < ROWS_MAX)
        r->out->faults[r->out->faults_n++] = (struct staff_fault){
            .line = line, .column = target_rows[column].synonyms[0], .said = said};
}

#define WRONG(r, line, column, zh, en, ...)                                                    \
    wrong(r, line, column,                                                                     \
          (r)->cx->lang == LANG_EN ? str_fmt((r)->cx->arena, en, __VA_ARGS__)                  \
                                   : str_fmt((r)->cx->arena, zh, __VA_ARGS__))

static bool when(struct reader *r, const struct mapping *m, const struct row *row, int column,
                 int64_t *at)
{
    const struct cell *c = columns_cell(m, row, column);
    bool date_only = false;
    if (!cell_time(c, at, &date_only)) {
        WRONG(r, row->number, column, "“%.*s”不是时间（2026-11-22 18:00）",
              "\"%.*s\" is no time (2026-11-22 18:00)", STR_ARG(c->text));
        return false;
    }
    if (date_only && column == R_TO) /* "until the 23rd" is the whole 23rd */
        *at += MS_PER_DAY;
    return true;
}

static bool known(const struct reader *r, const struct roster_row *t)
{
    for (size_t i = 0; i < r->there_n + r->out->n; i++) {
        const struct roster_row *o =
            i < r->there_n ? &r->there[i] : &r->out->rows[i - r->there_n];
        if (o->unit_id == t->unit_id && o->officer_id == t->officer_id &&
            o->from_at == t->from_at && o->to_at == t->to_at)
            return true;
    }
    return false;
}

static enum err row_take(struct reader *r, const struct mapping *m, const struct row *row)
{
    struct ctx *cx = r->cx;
    struct str code = str_trim(columns_cell(m, row, R_UNIT)->text);
    struct str login = str_trim(columns_cell(m, row, R_OFFICER)->text);
    const struct unit *u = org_unit_code(cx->app->org, code);
    struct officer o = {0};
    struct roster_row t = {
        .phone = str_dup(cx->arena, str_trim(columns_cell(m, row, R_PHONE)->text))};
    size_t faults = r->out->faults_n;
    if (!u)
        WRONG(r, row->number, R_UNIT, "没有代码为“%.*s”的单位",
              "there is no unit with the code \"%.*s\"", STR_ARG(code));
    enum err e = officer_get_login(cx, login, &o);
    if (e == ERR_NOT_FOUND) {
        fault_clear(cx);
        WRONG(r, row->number, R_OFFICER, "没有登录名“%.*s”", "there is no log-in \"%.*s\"",
              STR_ARG(login));
    } else {
        TRY(e);
    }
    bool times = when(r, m, row, R_FROM, &t.from_at) && when(r, m, row, R_TO, &t.to_at);
    if (times && t.to_at <= t.from_at)
        WRONG(r, row->number, R_TO, "结束不晚于开始%s", "it ends before it begins%s", "");
    if (r->out->faults_n > faults || !u)
        return OK;
    t.unit_id = u->id;
    t.officer_id = o.id;
    if (known(r, &t))
        r->out->known++;
    else
        r->out->rows[r->out->n++] = t;
    return OK;
}

static enum err rows_take(struct reader *r, struct sheet *s)
{
    struct mapping m = {0};
    TRY(columns_find(r->cx, s, targets, &m));
    int missing = columns_missing(&m, targets);
    if (missing >= 0)
        return fail(r->cx, ERR_INPUT, "值班表里没有“%s”这一列",
                    "the roster has no column \"%s\"", target_rows[missing].synonyms[0]);
    for (;;) {
        struct row row;
        bool more = false;
        TRY(sheet_row(r->cx, s, &row, &more));
        if (!more)
            return OK;
        if (r->out->n == ROWS_MAX)
            return fail(r->cx, ERR_TOO_LARGE, "值班表超过 %d 行",
                        "the roster has more than %d rows", ROWS_MAX);
        TRY(row_take(r, &m, &row));
    }
}

enum err roster_read(struct ctx *cx, const char *path, const char *name,
                     struct roster_plan *out)
{
    struct sheet_options opt = {.name = name, .unescape_formula = true};
    struct reader r = {.cx = cx, .out = out};
    struct sheet *s = NULL;
    *out = (struct roster_plan){.rows = NEWS(cx->arena, struct roster_row, ROWS_MAX + 1),
                                .faults = NEWS(cx->arena, struct staff_fault, ROWS_MAX + 1)};
    TRY(roster_list(cx, 0, 0, &r.there, &r.there_n));
    TRY(sheet_open_with(cx, path, &opt, &s));
    enum err e = rows_take(&r, s);
    sheet_close(s);
    return e;
}

static enum err roster_write(struct ctx *cx, void *arg)
{
    const struct roster_plan *p = arg;
    for (size_t i = 0; i < p->n; i++)
        TRY(roster_put(cx, &p->rows[i]));
    return OK;
}

enum err roster_apply(struct ctx *cx, struct roster_plan *plan)
{
    if (plan->faults_n) {
        const struct staff_fault *f = &plan->faults[0];
        return fail(
            cx, ERR_INPUT, "有 %zu 处不对，什么都没有写入；第一处：第 %lld 行 %s：%.*s",
            "%zu things are wrong and nothing was written; the first: row %lld %s: %.*s",
            plan->faults_n, (long long)f->line, f->column, STR_ARG(f->said));
    }
    for (size_t i = 0; i < plan->n; i++)
        plan->rows[i].id = app_id(cx);
    TRY(db_write(cx, cx->app->store, roster_write, plan));
    return app_reload(cx);
}
