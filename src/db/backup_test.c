/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/example/fixture.h"

struct busy {
    struct fixture *f;
    atomic_bool stop;
    atomic_llong written;
};

static void *keep_writing(void *arg)
{
    struct busy *b = arg;
    struct ctx cx = thread_ctx();

    while (!atomic_load(&b->stop)) {
        struct item it = {.jid = 1, .id = atomic_load(&b->written) + 1, .title = STR("在写")};

        if (db_write(&cx, b->f->store, item_write, &it) != OK)
            abort();
        atomic_fetch_add(&b->written, 1);
        arena_reset(cx.arena);
    }
    arena_close(cx.arena);
    return NULL;
}

static void a_copy_is_whole_while_writing_goes_on(void **state)
{
    struct fixture *f = *state, copy = {.cx = thread_ctx()};
    struct busy b = {.f = f};
    struct store_options o = {.database = "backup_test.db", .readers = 1, .queue_max = 1};
    pthread_t t;
    struct stat st;

    unlink(o.database);
    assert_int_equal(pthread_create(&t, NULL, keep_writing, &b), 0);
    while (atomic_load(&b.written) < 50)
        usleep(1000);
    long long before = atomic_load(&b.written);
    assert_int_equal(store_backup(&f->cx, f->store, o.database), OK);
    while (atomic_load(&b.written) < before + 50)
        usleep(1000);
    atomic_store(&b.stop, true);
    pthread_join(t, NULL);

    assert_int_equal(stat(o.database, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat("backup_test.db.part", &st), -1);
    assert_int_equal(store_open(&copy.cx, &o, &copy.store), OK);
    assert_int_equal(store_schema_check(&copy.cx, copy.store), OK);
    int64_t n = item_count(&copy, 1);
    assert_in_range(n, before, atomic_load(&b.written) - 1);
    store_close(copy.store);
    arena_close(copy.cx.arena);

    assert_int_equal(store_backup(&f->cx, f->store, o.database), ERR_CONFLICT);
    fault_clear(&f->cx);
    unlink(o.database);
    assert_int_equal(store_backup(&f->cx, f->store, "no_such_folder/x.db"), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_copy_is_whole_while_writing_goes_on, fixture_up,
                                        fixture_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
