/* SPDX-License-Identifier: Apache-2.0
 * Every statement of the program is understood by SQLite on a fresh schema.
 */
#include "db/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "db/driver.h"

/* Starts each one without running it; *arg is how many failed. */
static enum err start_each(struct ctx *cx, void *arg)
{
    int *failed = arg;

    *failed = 0;
    for (int i = 0; i < SQL__MAX; i++) {
        if (strncmp(sql_texts[i].name, "gram_create_", 12) == 0) /* of the index's own store */
            TRY(db_exec(cx, (enum sql)i, NULL, 0, NULL));
    }
    for (int i = 0; i < SQL__MAX; i++) {
        struct val v[99] = {0};
        struct cursor c = {.db = cx->db, .id = (enum sql)i};

        if (sqlite_driver.start(cx, &c, v, sql_texts[i].params) == OK) {
            sqlite_driver.end(&c);
            continue;
        }
        print_error("%s: %s\n", sql_texts[i].name, cx->error.message);
        fault_clear(cx);
        cx->db->failed = (struct fault){0};
        ++*failed;
    }
    return OK;
}

static void every_statement_is_understood(void **state)
{
    struct ctx cx = {.arena = arena_open(64 << 20), .wall = 1};
    struct store *s;
    int failed = -1;

    (void)state;
    if (store_open_test(&cx, &s) != OK)
        fail_msg("%s", cx.error.message);
    assert_int_equal(db_write(&cx, s, start_each, &failed), OK);
    assert_int_equal(failed, 0);
    store_close(s);
    arena_close(cx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_statement_is_understood)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
