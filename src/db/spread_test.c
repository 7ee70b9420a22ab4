/* SPDX-License-Identifier: Apache-2.0
 * How the real tables are spread, against tests/distributed.golden.
 */
#include "db/spread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "db/testing.h"

static enum err line(void *arg, const struct sql_table *table, const char *text)
{
    (void)table;
    buf_fmt(arg, "%s;\n", text);
    return OK;
}

static struct buf lines(struct arena *a)
{
    struct buf b;

    buf_init(&b, a, 1 << 20);
    return b;
}

static void the_layout_is_the_golden_one(void **state)
{
    struct arena *a = arena_open(4 << 20);
    struct buf b = lines(a);
    const char *source = getenv("HUIYIN_SOURCE");
    static char golden[1 << 16];

    (void)state;
    assert_non_null(source);
    FILE *f = fopen(str_fmt(a, "%s/tests/distributed.golden", source).p, "r");
    assert_non_null(f);
    golden[fread(golden, 1, sizeof golden - 1, f)] = '\0';
    fclose(f);
    buf_fmt(&b, "BEGIN;\n");
    assert_int_equal(spread_citus_begin(line, &b), OK);
    assert_int_equal(spread_citus(line, &b), OK);
    buf_fmt(&b, "COMMIT;\n");
    assert_string_equal(buf_done(&b).p, golden);
    arena_close(a);
}

/* Counts the statements that lay out each table. */
static enum err counted(void *arg, const struct sql_table *table, const char *text)
{
    int *n = arg;

    assert_non_null(table);
    n[table - sql_tables] += strncmp(text, "SELECT create_", 14) == 0;
    return OK;
}

static void every_table_is_laid_out_once(void **state)
{
    int n[200] = {0};

    (void)state;
    assert_in_range(sql_tables_n, 1, 200);
    assert_int_equal(spread_citus(counted, n), OK);
    for (int i = 0; i < sql_tables_n; i++)
        assert_int_equal(n[i], 1);
}

static const char *step(struct arena *a, const char *text, enum spread how)
{
    struct buf b = lines(a);

    assert_int_equal(spread_step(text, how, line, &b), OK);
    return buf_done(&b).p;
}

static void sharded_tables_are_partitioned_for_the_tests(void **state)
{
    struct arena *a = arena_open(4 << 20);

    (void)state;
    assert_string_equal(step(a, "CREATE TABLE demand (jid BIGINT)", SPREAD_NONE),
                        "CREATE TABLE demand (jid BIGINT);\n");
    assert_string_equal(
        step(a, "CREATE TABLE demand (jid BIGINT)", SPREAD_HASH),
        "CREATE TABLE demand (jid BIGINT) PARTITION BY HASH (jid);\n"
        "CREATE TABLE demand_p0 PARTITION OF demand FOR VALUES WITH (MODULUS 2, REMAINDER 0);\n"
        "CREATE TABLE demand_p1 PARTITION OF demand FOR VALUES WITH (MODULUS 2, REMAINDER "
        "1);\n");
    assert_non_null(strstr(step(a, "CREATE TABLE login (token_hash TEXT)", SPREAD_HASH),
                           "PARTITION BY HASH (token_hash)"));
    assert_string_equal(step(a, "CREATE TABLE unit (id BIGINT)", SPREAD_HASH),
                        "CREATE TABLE unit (id BIGINT);\n");
    assert_string_equal(step(a, "CREATE INDEX demand_x ON demand (jid)", SPREAD_HASH),
                        "CREATE INDEX demand_x ON demand (jid);\n");
    arena_close(a);
}

/* The sentence is the same on SQLite and on a PostgreSQL without the extension; on a cluster
 * (HUIYIN_TEST_CITUS) everything lies where it belongs already. */
static void without_citus_it_says_so(void **state)
{
    struct ctx cx = {.arena = arena_open(64 << 20), .wall = 1, .lang = LANG_EN};
    struct store *s;
    int n = -1;

    (void)state;
    assert_int_equal(store_open_test(&cx, &s), OK);
    enum err e = store_distribute(&cx, s, &n);
    if (getenv("HUIYIN_TEST_ENGINE") && getenv("HUIYIN_TEST_CITUS")) {
        assert_int_equal(e, OK);
        assert_int_equal(n, 0);
    } else {
        assert_int_equal(e, ERR_CONFLICT);
        assert_non_null(strstr(cx.error.message, "CREATE EXTENSION citus"));
        assert_int_equal(n, -1);
    }
    store_close(s);
    arena_close(cx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_layout_is_the_golden_one),
        cmocka_unit_test(every_table_is_laid_out_once),
        cmocka_unit_test(sharded_tables_are_partitioned_for_the_tests),
        cmocka_unit_test(without_citus_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
