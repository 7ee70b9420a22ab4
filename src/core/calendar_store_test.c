/* SPDX-License-Identifier: Apache-2.0 */
#include "core/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "core/calendar_sample.h"
#include "db/testing.h"

struct world {
    struct ctx cx;
    struct store *store;
};

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->cx = (struct ctx){.arena = arena_open(64 << 20), .now = 1, .wall = 1};
    assert_int_equal(store_open_test(&w->cx, &w->store), OK);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    store_close(w->store);
    arena_close(w->cx.arena);
    free(w);
    return 0;
}

struct job {
    struct str text;
    int64_t changed;
};

static enum err job_store(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    return calendar_store(cx, j->text, &j->changed);
}

static int64_t put(struct world *w, struct str text)
{
    struct job j = {.text = text, .changed = -1};
    assert_int_equal(db_write(&w->cx, w->store, job_store, &j), OK);
    return j.changed;
}

static const struct calendar *loaded(struct world *w)
{
    const struct calendar *c = NULL;
    assert_int_equal(db_acquire(&w->cx, w->store, &w->cx.db), OK);
    assert_int_equal(calendar_load(&w->cx, w->cx.arena, &c), OK);
    db_release(w->cx.db);
    w->cx.db = NULL;
    return c;
}

static struct str data_file(struct world *w)
{
    struct buf b;
    char block[4096];
    size_t n;
    buf_init(&b, w->cx.arena, 1 << 20);
    FILE *f = fopen(
        str_fmt(w->cx.arena, "%s/data/calendar/holidays-cn.csv", getenv("HUIYIN_SOURCE")).p,
        "rb");
    assert_non_null(f);
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_put(&b, block, n);
    (void)fclose(f);
    assert_true(buf_ok(&b));
    return buf_done(&b);
}

/* The shipped list agrees with the notices, day by day, and knows 2007 to 2026. */
static void test_shipped_list(void **state)
{
    struct world *w = *state;
    struct str text = data_file(w);
    assert_true(put(w, text) > 600);
    assert_int_equal(put(w, text), 0);
    const struct calendar *c = loaded(w), *sample = calendar_sample(w->cx.arena);
    int64_t first = day_from_civil(2022, 12, 31), last = day_from_civil(2026, 12, 31);
    for (int64_t day = first; day <= last; day++)
        assert_int_equal(calendar_is_workday(c, day), calendar_is_workday(sample, day));
    for (int year = 2006; year <= 2028; year++)
        assert_int_equal(calendar_knows(c, day_from_civil(year, 6, 1)),
                         year >= 2007 && year <= 2026);
    bool provisional = false;
    calendar_add_workdays(c, day_from_civil(2022, 12, 30), 5, &provisional);
    assert_false(provisional);
}

static void test_replace(void **state)
{
    struct world *w = *state;
    assert_int_equal(put(w, STR("\xEF\xBB\xBF"
                                "date,name,day\r\n2026-12-31,元旦,rest\r\n"
                                "2027-01-01,元旦,rest\r\n2027-02-06,春节,rest\r\n"
                                "2027-02-14,春节,work\r\n\r\n")),
                     4);
    const struct calendar *c = loaded(w);
    assert_true(calendar_knows(c, day_from_civil(2027, 2, 1)));
    assert_false(calendar_knows(c, day_from_civil(2026, 12, 31)));
    assert_true(calendar_is_workday(c, day_from_civil(2027, 2, 14)));
    /* Corrected: the span is replaced, a day outside stays. */
    assert_int_equal(put(w, STR("date,name,day\n2027-01-01,元旦,rest\n2027-02-14,春节,work\n"
                                "2027-02-15,春节,rest\n")),
                     2);
    c = loaded(w);
    assert_true(str_eq_c(calendar_name(c, day_from_civil(2026, 12, 31)), "元旦"));
    assert_true(str_eq_c(calendar_name(c, day_from_civil(2027, 2, 6)), ""));
    assert_false(calendar_is_workday(c, day_from_civil(2027, 2, 15)));
    /* Without its 1 January the year has no table. */
    assert_int_equal(put(w, STR("date,name,day\n2026-12-31,元旦,rest\n2027-02-15,春节,rest\n")),
                     2);
    assert_false(calendar_knows(loaded(w), day_from_civil(2027, 2, 15)));
}

static void test_refused(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"day,name\n", "第1行"},
        {"date,name,day\n", "没有任何日期"},
        {"date,name,day\n2027-01-01,元旦\n", "第2行"},
        {"date,name,day\n2027-01-01,元旦,rest\n2027-02-30,春节,rest\n", "第3行"},
        {"date,name,day\n2027-01-01,元旦,off\n", "第三列"},
        {"date,name,day\n2027-01-01,,rest\n", "名称"},
        {"date,name,day\n2027-01-01,\xff,rest\n", "名称"},
        {"date,name,day\n2027-01-01,元旦,rest\n2027-01-01,元旦,work\n", "2027-01-01"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct job j = {.text = str_c(rows[i].text)};
        assert_int_equal(db_write(&w->cx, w->store, job_store, &j), ERR_INPUT);
        assert_non_null(strstr(w->cx.error.message, rows[i].says));
        fault_clear(&w->cx);
    }
    assert_true(calendar_is_workday(loaded(w), day_from_civil(2027, 1, 1))); /* nothing kept */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shipped_list, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replace, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
