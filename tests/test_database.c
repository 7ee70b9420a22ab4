/* SPDX-License-Identifier: Apache-2.0
 * test_database: makes a database as the unit tests have one (src/db/testing.h), writes its
 * address and leaves it there. For tests/database.mjs.
 */
#include <stdio.h>

#include "base/arena.h"
#include "db/testing.h"

int main(void)
{
    struct ctx cx = {.arena = arena_open(64 << 20), .wall = 1, .lang = LANG_EN};
    struct store *s = NULL;
    enum err e = store_open_test(&cx, &s);

    if (e == OK) {
        printf("%s\n", store_keep_test(s));
        store_close(s);
    } else {
        fprintf(stderr, "test_database: %s\n", cx.error.message);
    }
    arena_close(cx.arena);
    return e != OK;
}
