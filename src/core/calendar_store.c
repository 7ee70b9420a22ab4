/* SPDX-License-Identifier: Apache-2.0
 * The calendar's tables: read at start, replaced from the list that a year's notice becomes.
 */
#include "core/calendar.h"

#include <assert.h>

#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "db/db.h"

enum { CALENDAR_LINES_MAX = 20000, CALENDAR_NAME_MAX = 50 };

static const struct field calendar_day_fields[] = {
    FIELD(struct calendar_day, day),
    FIELD(struct calendar_day, rest),
    FIELD(struct calendar_day, name, .max = CALENDAR_NAME_MAX),
};
static const struct shape calendar_day_shape =
    SHAPE("calendar_day", struct calendar_day, calendar_day_fields);

struct calendar_year {
    int64_t year;
};
static const struct field calendar_year_fields[] = {FIELD(struct calendar_year, year)};
static const struct shape calendar_year_shape =
    SHAPE("calendar_year", struct calendar_year, calendar_year_fields);

enum err calendar_load(struct ctx *cx, struct arena *keep, const struct calendar **out)
{
    void *days = NULL, *years = NULL;
    size_t n = 0, years_n = 0;
    TRY(db_all(cx, SQL_CALENDAR_DAYS, NULL, 0, &calendar_day_shape, &days, &n));
    TRY(db_all(cx, SQL_CALENDAR_YEARS, NULL, 0, &calendar_year_shape, &years, &years_n));
    int64_t *numbers = NEWS(cx->arena, int64_t, years_n);
    for (size_t i = 0; i < years_n; i++)
        numbers[i] = ((const struct calendar_year *)years)[i].year;
    *out = calendar_make(keep, days, n, numbers, years_n);
    return OK;
}

static enum err line_error(struct ctx *cx, size_t line, const char *zh, const char *en)
{
    return fail(cx, ERR_INPUT, "日历第%zu行：%s", "calendar line %zu: %s", line,
                cx->lang == LANG_EN ? en : zh);
}

static enum err parse_line(struct ctx *cx, size_t line, struct str text,
                           struct calendar_day *out)
{
    struct strs cell = str_split(cx->arena, text, ',');
    struct calendar_day d = {0};
    if (cell.n != 3)
        return line_error(cx, line, "应为“日期,名称,work或rest”三列",
                          "three columns expected: date,name,work or rest");
    if (!day_parse(str_trim(cell.p[0]), &d.day))
        return line_error(cx, line, "日期不存在", "not a real date");
    d.name = str_trim(cell.p[1]);
    if (!utf8_valid(d.name) || d.name.n == 0 || utf8_count(d.name) > CALENDAR_NAME_MAX ||
        str_has(d.name, "\""))
        return line_error(cx, line, "节日名称应为1至50字，不带英文引号",
                          "the name must have 1 to 50 characters and no quotation mark");
    struct str kind = str_trim(cell.p[2]);
    d.rest = str_eq_c(kind, "rest");
    if (!d.rest && !str_eq_c(kind, "work"))
        return line_error(cx, line, "第三列只能是work或rest",
                          "the third column must be work or rest");
    *out = d;
    return OK;
}

static int by_day(const void *a, const void *b)
{
    int64_t x = ((const struct calendar_day *)a)->day,
            y = ((const struct calendar_day *)b)->day;
    return (x > y) - (x < y);
}

static enum err parse_text(struct ctx *cx, struct str text, struct calendar_day **days,
                           size_t *n)
{
    struct strs lines = str_split(cx->arena, text, '\n');
    if (!str_eq_c(str_trim(lines.p[0]), "date,name,day"))
        return line_error(cx, 1, "表头应为date,name,day", "the header must be date,name,day");
    if (lines.n > CALENDAR_LINES_MAX)
        return fail(cx, ERR_TOO_LARGE, "日历超过%d行", "the calendar has more than %d lines",
                    CALENDAR_LINES_MAX);
    struct calendar_day *d = NEWS(cx->arena, struct calendar_day, lines.n);
    size_t count = 0;
    for (size_t i = 1; i < lines.n; i++) {
        if (str_trim(lines.p[i]).n > 0)
            TRY(parse_line(cx, i + 1, lines.p[i], &d[count++]));
    }
    if (count == 0)
        return line_error(cx, 2, "没有任何日期", "there is no date");
    qsort(d, count, sizeof *d, by_day);
    for (size_t i = 1; i < count; i++) {
        char day[TIME_TEXT];
        if (d[i - 1].day == d[i].day)
            return fail(cx, ERR_INPUT, "日历中%s出现两次", "%s stands twice in the calendar",
                        day_text(day, d[i].day));
    }
    *days = d;
    *n = count;
    return OK;
}

static bool is_new_year(int64_t day, int *year)
{
    int month, mday;
    day_to_civil(day, year, &month, &mday);
    return month == 1 && mday == 1;
}

static enum err put_day(struct ctx *cx, const struct calendar_day *d)
{
    return db_put(cx, SQL_CALENDAR_DAY_PUT, &calendar_day_shape, d, NULL, 0, NULL);
}

/* A table stands for its year by the row of 1 January; it goes with it. */
static enum err put_year(struct ctx *cx, const struct calendar_day *d, bool gone)
{
    int year;
    if (!is_new_year(d->day, &year))
        return OK;
    if (gone || !d->rest)
        return db_exec(cx, SQL_CALENDAR_YEAR_DELETE, ARGS(I64(year)), NULL);
    return db_exec(cx, SQL_CALENDAR_YEAR_PUT, ARGS(I64(year), I64(cx->wall)), NULL);
}

/* Walks the rows in the store and the new ones side by side, both ascending. */
static enum err replace_days(struct ctx *cx, const struct calendar_day *old, size_t old_n,
                             const struct calendar_day *new, size_t new_n, int64_t *changed)
{
    size_t i = 0, k = 0;
    int64_t count = 0;
    while (i < old_n || k < new_n) {
        if (k == new_n || (i < old_n && old[i].day < new[k].day)) {
            TRY(db_exec(cx, SQL_CALENDAR_DAY_DELETE, ARGS(I64(old[i].day)), NULL));
            TRY(put_year(cx, &old[i++], true));
            count++;
            continue;
        }
        bool known = i < old_n && old[i].day == new[k].day;
        if (!known || !shape_same(&calendar_day_shape, &old[i], &new[k])) {
            TRY(put_day(cx, &new[k]));
            count++;
        }
        TRY(put_year(cx, &new[k++], false));
        i += known;
    }
    *changed = count;
    return OK;
}

enum err calendar_store(struct ctx *cx, struct str csv_text, int64_t *changed)
{
    struct calendar_day *new = NULL;
    void *old = NULL;
    size_t new_n = 0, old_n = 0;
    TRY(parse_text(cx, csv_text, &new, &new_n));
    assert(new &&new_n > 0);
    TRY(db_all(cx, SQL_CALENDAR_DAYS_BETWEEN, ARGS(I64(new[0].day), I64(new[new_n - 1].day)),
               &calendar_day_shape, &old, &old_n));
    return replace_days(cx, old, old_n, new, new_n, changed);
}

static bool within(int64_t day, const struct calendar_day *d, size_t n)
{
    return day >= d[0].day && day <= d[n - 1].day;
}

/* The years that have a table, as put_year leaves them. */
static enum err years_after(struct ctx *cx, const struct calendar_day *d, size_t n,
                            int64_t **numbers, size_t *count)
{
    void *years = NULL;
    size_t years_n = 0, kept = 0;
    int year = 0;
    TRY(db_all(cx, SQL_CALENDAR_YEARS, NULL, 0, &calendar_year_shape, &years, &years_n));
    int64_t *out = NEWS(cx->arena, int64_t, years_n + n);
    for (size_t i = 0; i < years_n; i++) {
        int64_t one = ((const struct calendar_year *)years)[i].year;
        if (!within(day_from_civil((int)one, 1, 1), d, n))
            out[kept++] = one;
    }
    for (size_t i = 0; i < n; i++)
        if (d[i].rest && is_new_year(d[i].day, &year))
            out[kept++] = year;
    *numbers = out;
    *count = kept;
    return OK;
}

enum err calendar_look(struct ctx *cx, struct str csv_text, int64_t *changed,
                       const struct calendar **out)
{
    struct calendar_day *new = NULL;
    void *rows = NULL;
    int64_t *years = NULL;
    size_t new_n = 0, old_n = 0, years_n = 0, kept = 0, same = 0, inside = 0;
    TRY(parse_text(cx, csv_text, &new, &new_n));
    assert(new &&new_n > 0);
    TRY(db_all(cx, SQL_CALENDAR_DAYS, NULL, 0, &calendar_day_shape, &rows, &old_n));
    const struct calendar_day *old = rows;
    struct calendar_day *all = NEWS(cx->arena, struct calendar_day, old_n + new_n);
    for (size_t i = 0, k = 0; i < old_n; i++) {
        if (!within(old[i].day, new, new_n)) {
            all[kept++] = old[i];
            continue;
        }
        inside++;
        while (k < new_n && new[k].day < old[i].day)
            k++;
        if (k < new_n && new[k].day == old[i].day) {
            inside--;
            same += shape_same(&calendar_day_shape, &old[i], &new[k]);
        }
    }
    for (size_t i = 0; i < new_n; i++)
        all[kept++] = new[i];
    TRY(years_after(cx, new, new_n, &years, &years_n));
    *changed = (int64_t)(inside + new_n - same);
    *out = calendar_make(cx->arena, all, kept, years, years_n);
    return OK;
}

enum err calendar_json(struct ctx *cx, struct json *w)
{
    void *days = NULL;
    size_t n = 0;
    int year = 0, month = 0, mday = 0;
    char text[TIME_TEXT];
    day_to_civil(time_day(cx->now), &year, &month, &mday);
    TRY(db_all(cx, SQL_CALENDAR_DAYS_BETWEEN,
               ARGS(I64(day_from_civil(year, 1, 1)), I64(day_from_civil(year + 2, 1, 1) - 1)),
               &calendar_day_shape, &days, &n));
    json_key(w, "years");
    json_arr(w);
    for (int y = year; y <= year + 1; y++) {
        json_obj(w);
        json_ki64(w, "year", y);
        json_kbool(w, "known", calendar_knows(cx->app->calendar, day_from_civil(y, 6, 1)));
        json_obj_end(w);
    }
    json_arr_end(w);
    json_key(w, "days");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        const struct calendar_day *d = (const struct calendar_day *)days + i;
        json_obj(w);
        json_kcstr(w, "day", day_text(text, d->day));
        json_kstr(w, "name", d->name);
        json_kbool(w, "rest", d->rest);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}
