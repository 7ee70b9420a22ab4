/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "db/example/fixture.h"
#include "db/schema.h"

static void put(struct fixture *f, int64_t jid, int64_t id, const char *title, int64_t due_at)
{
    struct item it = {.jid = jid, .id = id, .title = str_c(title), .due_at = due_at};

    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
}

static int with_reader(void **state)
{
    fixture_up(state);
    struct fixture *f = *state;
    return db_acquire(&f->cx, f->store, &f->cx.db) == OK ? 0 : -1;
}

static int reader_down(void **state)
{
    struct fixture *f = *state;

    db_release(f->cx.db);
    return fixture_down(state);
}

static void row_comes_back_as_it_went(void **state)
{
    struct fixture *f = *state;
    struct str tags[] = {STR("夜间"), STR("a \"b\""), STR("")};
    struct item in = {.jid = 1,
                      .id = 7,
                      .kind = ITEM_ROAD,
                      .title = STR("路灯坏了"),
                      .open = true,
                      .tags = {tags, 3},
                      .due_at = -5};
    struct item out;
    bool found;

    assert_int_equal(db_write(&f->cx, f->store, item_write, &in), OK);
    assert_int_equal(
        db_one(&f->cx, SQL_ITEM_GET, ARGS(I64(1), I64(7)), &item_shape, &out, &found), OK);
    assert_true(found);
    assert_true(shape_same(&item_shape, &in, &out));
    memset(&out, 0x55, sizeof out);
    assert_int_equal(
        db_one(&f->cx, SQL_ITEM_GET, ARGS(I64(1), I64(8)), &item_shape, &out, &found), OK);
    assert_false(found);
    assert_int_equal(out.id, 0x5555555555555555);
}

static void parameters_are_bound_by_name(void **state)
{
    struct fixture *f = *state;
    struct item out;
    bool found;

    assert_int_equal(db_one(&f->cx, SQL_SWAPPED, ARGS(TXT(STR("one")), TXT(STR("two"))),
                            &item_shape, &out, &found),
                     OK);
    assert_true(str_eq_c(out.title, "two-one-two"));
}

static void parameters_are_counted(void **state)
{
    struct fixture *f = *state;
    int64_t n;

    assert_int_equal(sql_texts[SQL_ITEM_INSERT].params, 7);
    assert_int_equal(sql_texts[SQL_SWAPPED].params, 2);
    assert_int_equal(sql_texts[SQL_ITEM_NULL].params, 0);
    assert_int_equal(db_i64(&f->cx, SQL_ITEM_COUNT, NULL, 0, -1, &n), ERR_BUG);
    assert_non_null(strstr(f->cx.error.message, "item_count"));
    fault_clear(&f->cx);
    assert_int_equal(db_i64(&f->cx, SQL_ITEM_COUNT, ARGS(I64(1), I64(2)), -1, &n), ERR_BUG);
}

static void null_is_nothing(void **state)
{
    struct fixture *f = *state;
    struct item out;
    bool found;
    int64_t n;

    assert_int_equal(db_one(&f->cx, SQL_ITEM_NULL, NULL, 0, &item_shape, &out, &found), OK);
    assert_int_equal(out.id, 0);
    assert_int_equal(out.title.n, 0);
    assert_non_null(out.title.p);
    assert_true(out.open);
    assert_int_equal(db_i64(&f->cx, SQL_ITEM_NULL, NULL, 0, 42, &n), OK);
    assert_int_equal(n, 42);
}

static void unknown_enum_text_is_refused(void **state)
{
    struct fixture *f = *state;
    struct item out;
    bool found;

    assert_int_equal(db_one(&f->cx, SQL_BAD_KIND, NULL, 0, &item_shape, &out, &found), ERR_IO);
    assert_non_null(strstr(f->cx.error.message, "kind"));
}

/* Every row asks again with the statement that is running. */
static enum err count_again(struct ctx *cx, const void *row, void *arg)
{
    int64_t *seen = arg, n;

    TRY(db_i64(cx, SQL_NUMBERS, ARGS(I64(3)), 0, &n));
    assert_int_equal(n, 1);
    assert_int_equal(((const struct item *)row)->id, ++*seen);
    return OK;
}

static enum err stop_at_two(struct ctx *cx, const void *row, void *arg)
{
    (void)arg;
    if (((const struct item *)row)->id == 2)
        return (fail)(cx, ERR_DENIED, "停", "stop");
    return OK;
}

static void rows_one_by_one(void **state)
{
    struct fixture *f = *state;
    int64_t seen = 0;

    assert_int_equal(
        db_each(&f->cx, SQL_NUMBERS, ARGS(I64(500)), &item_shape, count_again, &seen), OK);
    assert_int_equal(seen, 500);
    assert_int_equal(
        db_each(&f->cx, SQL_NUMBERS, ARGS(I64(500)), &item_shape, stop_at_two, NULL),
        ERR_DENIED);
}

static void all_rows_up_to_a_limit(void **state)
{
    struct fixture *f = *state;
    struct item *rows = NULL;
    size_t n = 0;

    assert_int_equal(
        db_all(&f->cx, SQL_NUMBERS, ARGS(I64(100)), &item_shape, (void **)&rows, &n), OK);
    assert_int_equal(n, 100);
    assert_int_equal(rows[0].id, 1);
    assert_int_equal(rows[99].id, 100);
    assert_int_equal(
        db_all(&f->cx, SQL_NUMBERS, ARGS(I64(100001)), &item_shape, (void **)&rows, &n),
        ERR_LIMIT);
    assert_int_equal(n, 100);
}

static enum err change(struct ctx *cx, void *arg)
{
    int64_t *changed = arg, id = 0;

    TRY(db_exec(cx, SQL_ITEM_RETITLE, ARGS(I64(1), I64(1), TXT(STR("新"))), &changed[0]));
    TRY(db_exec(cx, SQL_ITEM_RETITLE, ARGS(I64(1), I64(9), TXT(STR("新"))), &changed[1]));
    TRY(db_i64(cx, SQL_ITEM_UPSERT, ARGS(I64(1), I64(9), TXT(STR("九"))), 0, &id));
    changed[2] = id;
    return db_exec(cx, SQL_ITEM_COUNT, ARGS(I64(1)), &changed[3]);
}

static void changed_rows_are_counted(void **state)
{
    struct fixture *f = *state;
    int64_t changed[4];

    put(f, 1, 1, "旧", 0);
    assert_int_equal(db_write(&f->cx, f->store, change, changed), OK);
    assert_int_equal(changed[0], 1);
    assert_int_equal(changed[1], 0);
    assert_int_equal(changed[2], 9);
    assert_int_equal(changed[3], 0);
    assert_int_equal(item_count(f, 1), 2);
}

static void a_reader_cannot_write(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(
        db_exec(&f->cx, SQL_ITEM_RETITLE, ARGS(I64(1), I64(1), TXT(STR("x"))), NULL), ERR_BUG);
    assert_non_null(strstr(f->cx.error.message, "item_retitle"));
}

static void a_snapshot_stands_still(void **state)
{
    struct fixture *f = *state;
    int64_t n;

    put(f, 1, 1, "", 0);
    assert_int_equal(db_snapshot(&f->cx), OK);
    put(f, 1, 2, "", 0);
    assert_int_equal(db_i64(&f->cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n), OK);
    assert_int_equal(n, 1);
    db_release(f->cx.db);
    assert_int_equal(db_acquire(&f->cx, f->store, &f->cx.db), OK);
    assert_int_equal(db_i64(&f->cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n), OK);
    assert_int_equal(n, 2);
}

/* Pages through all rows and checks that each follows the one before. */
static void page_through(struct fixture *f, int drive, bool desc, size_t expected)
{
    enum sql id = sql_list(SQL_LIST_ITEM, drive, SQL_ITEM_SORT_DUE, desc);
    int64_t due = desc ? INT64_MAX : INT64_MIN, last = due, seen_due = due;
    size_t total = 0;

    for (;;) {
        struct val v[6] = {I64(1)};
        struct item *rows;
        size_t n, k = 1;
        bool found;

        if (drive == SQL_ITEM_DRIVE_KIND)
            v[k++] = TXT(STR("lamp"));
        v[k++] = I64(due);
        v[k++] = I64(last);
        v[k++] = I64(3);
        assert_int_equal(db_all(&f->cx, id, v, k, &item_shape, (void **)&rows, &n), OK);
        for (size_t i = 0; i < n; i++) {
            struct item full;

            assert_int_equal(db_one(&f->cx, SQL_ITEM_GET, ARGS(I64(1), I64(rows[i].id)),
                                    &item_shape, &full, &found),
                             OK);
            assert_true(desc ? full.due_at <= seen_due : full.due_at >= seen_due);
            seen_due = full.due_at;
            last = full.id;
        }
        due = seen_due;
        total += n;
        if (n < 3)
            break;
    }
    assert_int_equal(total, expected);
}

static void lists_are_paged_by_key(void **state)
{
    struct fixture *f = *state;

    for (int i = 1; i <= 20; i++)
        put(f, 1, i, "", i % 4);
    put(f, 2, 21, "", 1);
    page_through(f, SQL_ITEM_DRIVE_KIND, false, 20);
    page_through(f, SQL_ITEM_DRIVE_KIND, true, 20);
    page_through(f, SQL_ITEM_DRIVE_ANY, true, 20);
    assert_int_equal(sql_list(SQL_LIST_ITEM, SQL_ITEM_DRIVE_ANY, SQL_ITEM_SORT_TITLE, true),
                     SQL_ITEM_ANY_TITLE_DESC);
    assert_int_equal(sql_list(SQL_LIST_ITEM, SQL_ITEM_DRIVE__MAX, 0, true), SQL__MAX);
    assert_int_equal(sql_list(SQL_LIST_ITEM, 0, -1, true), SQL__MAX);
    assert_int_equal(sql_lists[SQL_LIST_ITEM].drives[SQL_ITEM_DRIVE_KIND].params, 2);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, with_reader, reader_down)
    const struct CMUnitTest tests[] = {
        T(row_comes_back_as_it_went),    T(parameters_are_bound_by_name),
        T(parameters_are_counted),       T(null_is_nothing),
        T(unknown_enum_text_is_refused), T(rows_one_by_one),
        T(all_rows_up_to_a_limit),       T(changed_rows_are_counted),
        T(a_reader_cannot_write),        T(a_snapshot_stands_still),
        T(lists_are_paged_by_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
