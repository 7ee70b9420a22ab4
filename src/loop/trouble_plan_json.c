/* SPDX-License-Identifier: Apache-2.0
 * The plan of a root problem as it is shown: its measures, sums by measure, unit and month.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/quantities.h"
#include "loop/trouble_impl.h"

void trouble_coded(struct ctx *cx, struct json *j, const char *key,
                   const struct enum_names *names, int value)
{
    json_kcstr(j, key, enum_text(names, value));
    json_kcstr(j, str_cdup(cx->arena, str_fmt(cx->arena, "%s_text", key)),
               enum_label(names, value, (int)cx->lang));
}

enum err trouble_who(struct ctx *cx, struct json *j, const char *key, int64_t officer)
{
    struct str name = STR("");
    TRY(label_officer(cx, officer, &name));
    json_kstr(j, key, name);
    return OK;
}

void trouble_amount_json(struct ctx *cx, struct json *j, const char *key, int64_t thousandths)
{
    bool less = thousandths < 0;
    struct str s = amount_text(cx->arena, less ? -thousandths : thousandths);
    json_kstr(j, key, less ? str_fmt(cx->arena, "-%.*s", STR_ARG(s)) : s);
}

struct plan_sum {
    struct str measure;
    int64_t planned, done;
};

static size_t sums(struct ctx *cx, const struct trouble_amount *a, size_t n,
                   struct plan_sum **out)
{
    struct plan_sum *s = NEWS(cx->arena, struct plan_sum, n + 1);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        size_t x = 0;
        while (x < k && !str_eq(s[x].measure, a[i].measure))
            x++;
        if (x == k)
            s[k++] = (struct plan_sum){.measure = a[i].measure};
        s[x].planned += a[i].planned;
        s[x].done += a[i].done;
    }
    *out = s;
    return k;
}

static void sum_json(struct ctx *cx, struct json *j, struct str measure, int64_t planned,
                     int64_t done)
{
    json_kstr(j, "measure", measure);
    trouble_amount_json(cx, j, "planned", planned);
    trouble_amount_json(cx, j, "done", done);
    json_ki64(j, "permille", amount_permille(planned, done));
}

enum err trouble_sums_json(struct ctx *cx, struct json *j, const struct trouble_amount *a,
                           size_t n)
{
    struct plan_sum *s = NULL;
    size_t k = sums(cx, a, n, &s);
    json_key(j, "sums");
    json_arr(j);
    for (size_t i = 0; i < k; i++) {
        json_obj(j);
        sum_json(cx, j, s[i].measure, s[i].planned, s[i].done);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err measure_json(struct ctx *cx, struct json *j, const struct trouble *t,
                             const struct trouble_measure *m, const struct trouble_amount *a,
                             size_t n, const struct trouble_step *s, size_t s_n)
{
    bool late = m->state == TROUBLE_WORK_OPEN && m->due_at <= cx->now;
    json_obj(j);
    json_ki64(j, "serial", m->serial);
    json_kstr(j, "words", m->words);
    json_kstr(j, "unit_text", label_unit(cx, m->unit_id));
    TRY(trouble_who(cx, j, "officer_text", m->officer_id));
    json_kstr(j, "site", m->site);
    json_ktime(j, "due_at", m->due_at);
    json_kbool(j, "late", late);
    trouble_coded(cx, j, "state", &trouble_work_names, m->state);
    json_ktime(j, "ended_at", m->ended_at);
    trouble_coded(cx, j, "yields", &trouble_yield_names, m->yields);
    json_kstr(j, "result", m->result);
    json_kstr(j, "paper", m->paper);
    json_kstr(j, "paper_num", m->paper_num);
    json_kbool(j, "counts", m->planned > 0);
    json_kbool(j, "may_report",
               m->state == TROUBLE_WORK_OPEN && t->state == TROUBLE_OPEN &&
                   (trouble_sees_all(cx, t) || trouble_answers_for(cx, m->unit_id) ||
                    (m->officer_id && actor_is(cx->actor, m->officer_id))));
    json_key(j, "amounts");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (a[i].serial != m->serial)
            continue;
        json_obj(j);
        sum_json(cx, j, a[i].measure, a[i].planned, a[i].done);
        json_kstr(j, "matter", a[i].matter);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "steps");
    json_arr(j);
    for (size_t i = 0; i < s_n; i++) {
        if (s[i].serial != m->serial)
            continue;
        json_obj(j);
        trouble_amount_json(cx, j, "amount", s[i].amount);
        json_ktime(j, "on", s[i].on_at);
        json_kstr(j, "note", s[i].note);
        TRY(trouble_who(cx, j, "officer_text", s[i].officer_id));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_obj_end(j);
    return OK;
}

static int64_t month_of(int64_t at)
{
    int year = 0, month = 0, day = 0;
    day_to_civil(time_day(at), &year, &month, &day);
    return (int64_t)year * 100 + month;
}

/* "units": planned and done of each unit and measure. */
static void units_json(struct ctx *cx, struct json *j, const struct trouble_amount *a, size_t n)
{
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        int64_t planned = 0, done = 0;
        bool first = true;
        for (size_t k = 0; k < n; k++) {
            if (a[k].unit_id != a[i].unit_id || !str_eq(a[k].measure, a[i].measure))
                continue;
            first = first && k >= i;
            planned += a[k].planned;
            done += a[k].done;
        }
        if (!first)
            continue;
        json_obj(j);
        json_kstr(j, "unit_text", label_unit(cx, a[i].unit_id));
        sum_json(cx, j, a[i].measure, planned, done);
        json_obj_end(j);
    }
    json_arr_end(j);
}

struct month_row {
    int64_t month;
    struct str measure;
    int64_t planned, done;
};

static void month_add(struct month_row *all, size_t *n, int64_t at, struct str measure,
                      int64_t planned, int64_t done)
{
    const int64_t month = month_of(at);
    size_t i = 0;
    while (i < *n && (all[i].month != month || !str_eq(all[i].measure, measure)))
        i++;
    if (i == *n)
        all[(*n)++] = (struct month_row){.month = month, .measure = measure};
    all[i].planned += planned;
    all[i].done += done;
}

static int by_month(const void *a, const void *b)
{
    const struct month_row *x = a, *y = b;
    if (x->month != y->month)
        return x->month < y->month ? -1 : 1;
    return str_cmp(x->measure, y->measure);
}

/* "months": what was to be done by its end, and what was done in it; a matter's amounts count
 * in the month of their last figure. */
static void months_json(struct ctx *cx, struct json *j, const struct trouble_measure *m,
                        const struct trouble_amount *a, size_t n, const struct trouble_step *s,
                        size_t s_n)
{
    struct month_row *rows = NEWS(cx->arena, struct month_row, 2 * n + s_n + 1);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        month_add(rows, &k, a[i].due_at - 1, a[i].measure, a[i].planned, 0);
        if (a[i].done_at)
            month_add(rows, &k, a[i].done_at, a[i].measure, 0, a[i].done);
    }
    for (size_t i = 0; i < s_n; i++)
        if (m[s[i].serial - 1].state != TROUBLE_WORK_DROPPED)
            month_add(rows, &k, s[i].on_at, m[s[i].serial - 1].measure, 0, s[i].amount);
    if (k)
        qsort(rows, k, sizeof *rows, by_month);
    json_key(j, "months");
    json_arr(j);
    for (size_t i = 0; i < k; i++) {
        json_obj(j);
        json_kstr(j, "month",
                  str_fmt(cx->arena, "%04" PRId64 "-%02" PRId64, rows[i].month / 100,
                          rows[i].month % 100));
        json_kstr(j, "measure", rows[i].measure);
        trouble_amount_json(cx, j, "planned", rows[i].planned);
        trouble_amount_json(cx, j, "done", rows[i].done);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err trouble_plan_json(struct ctx *cx, struct json *j, const struct trouble *t)
{
    struct trouble_measure *m = NULL;
    struct trouble_amount *a = NULL;
    struct trouble_step *s = NULL;
    size_t m_n = 0, a_n = 0, s_n = 0;
    TRY(trouble_measures(cx, t->id, &m, &m_n));
    TRY(trouble_amounts(cx, t, m, m_n, &a, &a_n));
    TRY(db_all(cx, SQL_TROUBLE_STEPS, ARGS(I64(cx->jid), I64(t->id)), &trouble_step_shape,
               (void **)&s, &s_n));
    TRY(trouble_sums_json(cx, j, a, a_n));
    units_json(cx, j, a, a_n);
    months_json(cx, j, m, a, a_n, s, s_n);
    json_key(j, "measures");
    json_arr(j);
    for (size_t i = 0; i < m_n; i++)
        TRY(measure_json(cx, j, t, &m[i], a, a_n, s, s_n));
    json_arr_end(j);
    return OK;
}
