/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/example/fixture.h"
#include "db/schema.h"

/* A store of no schema yet. */
static int bare_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct store_options o = {
        .database = "migrate_test.db", .readers = 2, .queue_max = 10, .create = true};

    assert_non_null(f);
    unlink(o.database);
    f->cx = thread_ctx();
    assert_int_equal(store_open(&f->cx, &o, &f->store), OK);
    *state = f;
    return 0;
}

static int bare_down(void **state)
{
    fixture_down(state);
    unlink("migrate_test.db");
    return 0;
}

static void reopen(struct fixture *f)
{
    struct store_options o = {.database = "migrate_test.db", .readers = 2, .queue_max = 10};

    store_close(f->store);
    fault_clear(&f->cx);
    assert_int_equal(store_open(&f->cx, &o, &f->store), OK);
}

static void migrate(struct fixture *f, enum err expected, int expected_n)
{
    int n = -1;

    assert_int_equal(store_migrate(&f->cx, f->store, &n), expected);
    assert_int_equal(n, expected_n);
}

static void fresh_and_again(void **state)
{
    struct fixture *f = *state;
    struct item it = {.jid = 1, .id = 1};

    assert_int_equal(sql_migrations_n, 2);
    migrate(f, OK, 2);
    migrate(f, OK, 0);
    assert_int_equal(store_schema_check(&f->cx, f->store), OK);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
    reopen(f);
    migrate(f, OK, 0);
    assert_int_equal(item_count(f, 1), 1);
}

static void an_old_schema_is_refused_until_migrated(void **state)
{
    struct fixture *f = *state;
    struct item it = {.jid = 1, .id = 1};
    struct db *db;

    assert_int_equal(store_schema_check(&f->cx, f->store), ERR_CONFLICT);
    assert_non_null(strstr(f->cx.error.message, "huiyin migrate"));
    fault_clear(&f->cx);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), ERR_IO);
    fault_clear(&f->cx);
    assert_int_equal(db_acquire(&f->cx, f->store, &db), ERR_IO);
    fault_clear(&f->cx);
    migrate(f, OK, 2);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
    assert_int_equal(db_acquire(&f->cx, f->store, &db), OK);
    db_release(db);
}

/* Makes the record of migration 2 something else. */
static enum err tamper(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_SCHEMA_TAMPER, ARGS(TXT(STR("00")), I64(2)), NULL);
}

static void an_edited_migration_is_refused(void **state)
{
    struct fixture *f = *state;

    migrate(f, OK, 2);
    assert_int_equal(db_write(&f->cx, f->store, tamper, NULL), OK);
    reopen(f);
    migrate(f, ERR_CONFLICT, -1);
    assert_non_null(strstr(f->cx.error.message, "0002_colour"));
    fault_clear(&f->cx);
    assert_int_equal(store_schema_check(&f->cx, f->store), ERR_CONFLICT);
    fault_clear(&f->cx);
    struct db *db;
    assert_int_equal(db_acquire(&f->cx, f->store, &db), ERR_IO);
}

static enum err record_future(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_SCHEMA_RECORD,
                   ARGS(I64(3), TXT(STR("0003_future")), TXT(STR("ff")), I64(1)), NULL);
}

static void a_newer_store_is_refused(void **state)
{
    struct fixture *f = *state;

    migrate(f, OK, 2);
    assert_int_equal(db_write(&f->cx, f->store, record_future, NULL), OK);
    reopen(f);
    migrate(f, ERR_CONFLICT, -1);
    assert_non_null(strstr(f->cx.error.message, "比本程序新"));
}

/* The second migration cannot run: the column is there. The first stays, nothing else. */
static enum err forget_second(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_SCHEMA_FORGET, ARGS(I64(2)), NULL);
}

static void a_failing_migration_leaves_the_store_as_it_was(void **state)
{
    struct fixture *f = *state;

    migrate(f, OK, 2);
    assert_int_equal(db_write(&f->cx, f->store, forget_second, NULL), OK);
    reopen(f);
    migrate(f, ERR_BUG, -1);
    assert_non_null(strstr(f->cx.error.message, "colour"));
    fault_clear(&f->cx);
    assert_int_equal(store_schema_check(&f->cx, f->store), ERR_CONFLICT);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, bare_up, bare_down)
    const struct CMUnitTest tests[] = {
        T(fresh_and_again),
        T(an_old_schema_is_refused_until_migrated),
        T(an_edited_migration_is_refused),
        T(a_newer_store_is_refused),
        T(a_failing_migration_leaves_the_store_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
