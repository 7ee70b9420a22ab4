/* SPDX-License-Identifier: Apache-2.0
 * Ledgers out, on the test office: what stands in the file, masked unless a reason is given,
 * and the event that every export leaves.
 */
#include "loop/ledger_out.h"

#include <stdio.h>

#include "base/time.h"
#include "loop/testing.h"

static struct office *office(struct str *num)
{
    struct office *o = office_open("bazhou", time_day_start(day_from_civil(2026, 11, 20)) +
                                                 (int64_t)10 * MS_PER_HOUR);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    *num = str_dup(o->cx.arena, hand_in(o, "路灯坏了，夜里走路看不见"));
    as_program(o);
    return o;
}

/* A read connection without a snapshot, as a command has it. */
static enum err export_to(struct office *o, const char *name, const char *ledger,
                          const char *reason, const char **path, int64_t *rows)
{
    *path = str_fmt(o->cx.arena, "%s/%s", o->dir, name).p;
    const struct ledger_export job = {.path = *path,
                                      .ledger = str_c(ledger),
                                      .unmasked = reason != NULL,
                                      .reason = str_c(reason ? reason : "")};
    fault_clear(&o->cx);
    db_release(o->cx.db);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    enum err e = ledger_export(&o->cx, &job, rows);
    db_release(o->cx.db);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    return e;
}

static const char *text_of(struct office *o, const char *path)
{
    enum { MOST = 1 << 20 };
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *p = arena_alloc(o->cx.arena, MOST);
    size_t n = fread(p, 1, MOST - 1, f);
    (void)fclose(f);
    p[n] = '\0';
    return p;
}

struct counted {
    int64_t seq;
    struct str action;
};
static const struct field counted_fields[] = {
    FIELD(struct counted, seq),
    FIELD(struct counted, action),
};
static const struct shape counted_shape = SHAPE("counted", struct counted, counted_fields);

/* Events of the root unit so far; the last of them is an export. */
static int64_t exports(struct office *o)
{
    struct counted last = {0};
    bool found = false;
    assert_int_equal(db_one(&o->cx, SQL_EVENT_LAST,
                            ARGS(I64(o->app.jid), TXT(STR("unit")), I64(DISTRICT)),
                            &counted_shape, &last, &found),
                     OK);
    assert_true(!found || str_eq_c(last.action, "export"));
    return last.seq;
}

static void masked_unless_a_reason_is_given(void **state)
{
    struct str num;
    struct office *o = office(&num);
    const char *path = NULL;
    int64_t rows = 0;
    (void)state;
    assert_int_equal(exports(o), 0);
    assert_int_equal(export_to(o, "a.csv", "demands", NULL, &path, &rows), OK);
    assert_int_equal(rows, 1);
    const char *text = text_of(o, path);
    assert_non_null(strstr(text, num.p));
    assert_non_null(strstr(text, "路灯坏了，夜里走路看不见"));
    assert_non_null(strstr(text, "138****8000"));
    assert_null(strstr(text, "13800138000"));
    assert_null(strstr(text, "示例甲"));
    assert_int_equal(exports(o), 1);
    /* Refused: no file, no event. */
    assert_int_equal(export_to(o, "b.csv", "demands", "", &path, &rows), ERR_INPUT);
    assert_null(fopen(path, "rb"));
    assert_int_equal(exports(o), 1);
    assert_int_equal(export_to(o, "c.csv", "demands", "移交档案", &path, &rows), OK);
    text = text_of(o, path);
    assert_non_null(strstr(text, "13800138000"));
    assert_non_null(strstr(text, "示例甲"));
    assert_int_equal(exports(o), 2);
    office_close(o);
}

static void every_ledger_can_be_written_both_ways(void **state)
{
    struct str num;
    struct office *o = office(&num);
    (void)state;
    for (size_t i = 0; ledger_name(i); i++) {
        const char *path = NULL, *name = ledger_name(i);
        int64_t csv = -1, xlsx = -2;
        assert_int_equal(export_to(o, "l.csv", name, NULL, &path, &csv), OK);
        assert_int_equal(export_to(o, "l.xlsx", name, NULL, &path, &xlsx), OK);
        /* The first export is an event by the time of the second. */
        assert_int_equal(xlsx, strcmp(name, "events") == 0 ? csv + 1 : csv);
        assert_memory_equal(text_of(o, path), "PK", 2);
        assert_true(ledger_label(i, LANG_ZH)[0] && ledger_label(i, LANG_EN)[0]);
        if (strcmp(name, "demands") == 0 || strcmp(name, "unscreened") == 0)
            assert_int_equal(csv, 1);
        if (strcmp(name, "matters") == 0 || strcmp(name, "community") == 0)
            assert_int_equal(csv, 0);
    }
    office_close(o);
}

static void refused(void **state)
{
    struct str num;
    struct office *o = office(&num);
    const char *path = NULL;
    int64_t rows = -1;
    (void)state;
    assert_int_equal(export_to(o, "a.csv", "nothing", NULL, &path, &rows), ERR_INPUT);
    assert_non_null(strstr(o->cx.error.message, "demands"));
    assert_int_equal(export_to(o, "a.pdf", "demands", NULL, &path, &rows), ERR_INPUT);
    assert_int_equal(rows, -1);
    assert_int_equal(exports(o), 0);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masked_unless_a_reason_is_given),
        cmocka_unit_test(every_ledger_can_be_written_both_ways),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
