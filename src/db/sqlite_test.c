/* SPDX-License-Identifier: Apache-2.0
 * The file: what happens when the disk is full, and what stands after a crash.
 */
#include "db/db.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/example/callers.h"

enum { CRASH_THREADS = 4, CRASH_ROUNDS = 3, CRASH_ACKS = 400 };

static void a_full_queue_says_busy(void **state)
{
    struct fixture *f = *state;
    struct store_options o = {.readers = 1, .queue_max = 2, .create = true};
    struct caller c[2] = {0};
    struct item it = {.jid = 1, .id = 9};
    struct store *whole = f->store;
    struct gate g;
    int applied;

    o.database = "busy_test.db";
    unlink(o.database);
    assert_int_equal(store_open(&f->cx, &o, &f->store), OK);
    assert_int_equal(store_migrate(&f->cx, f->store, &applied), OK);
    gate_shut(&g, f);
    for (int i = 0; i < 2; i++) {
        c[i] = (struct caller){.f = f, .how = REFUSES};
        assert_int_equal(pthread_create(&c[i].thread, NULL, caller_run, &c[i]), 0);
    }
    while (store_waiting(f->store) < 2)
        usleep(100);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), ERR_BUSY);
    assert_int_equal(f->cx.error.retry_after_s, 1);
    fault_clear(&f->cx);
    gate_open(&g);
    for (int i = 0; i < 2; i++) {
        pthread_join(c[i].thread, NULL);
        assert_int_equal(c[i].result, ERR_CONFLICT);
    }
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
    store_close(f->store);
    f->store = whole;
    unlink(o.database);
}

static enum err pages(struct ctx *cx, void *arg)
{
    return db_exec(cx, *(enum sql *)arg, NULL, 0, NULL);
}

static enum err write_much(struct ctx *cx, void *arg)
{
    struct item it = {.jid = 1};
    char *big = arena_alloc(cx->arena, 100000);

    memset(big, 'x', 99999);
    it.title = (struct str){big, 99999};
    for (int i = 0; i < 20; i++) {
        it.id = *(int64_t *)arg + i;
        TRY(item_write(cx, &it));
    }
    return OK;
}

static void a_full_disk_is_survived(void **state)
{
    struct fixture *f = *state;
    enum sql few = SQL_PAGES_FEW, many = SQL_PAGES_MANY;
    int64_t id = 1000;
    struct item it = {.jid = 1, .id = 1};

    assert_int_equal(db_write(&f->cx, f->store, pages, &few), OK);
    assert_int_equal(db_write(&f->cx, f->store, write_much, &id), ERR_IO);
    assert_non_null(strstr(f->cx.error.message, "磁盘空间不足"));
    fault_clear(&f->cx);
    assert_int_equal(item_count(f, 1), 0);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
    assert_int_equal(db_write(&f->cx, f->store, pages, &many), OK);
    assert_int_equal(db_write(&f->cx, f->store, write_much, &id), OK);
    assert_int_equal(item_count(f, 1), 21);
}

/* The file system refuses to let any file grow. */
static void a_write_error_is_survived(void **state)
{
    struct fixture *f = *state;
    struct rlimit before, none;
    int64_t id = 1;
    struct caller c[3] = {0};

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    none = before;
    none.rlim_cur = 4096;
    setrlimit(RLIMIT_FSIZE, &none);
    enum err e = db_write(&f->cx, f->store, write_much, &id);
    callers_together(f, c, 3);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(e, ERR_IO);
    for (int i = 0; i < 3; i++)
        assert_int_equal(c[i].result, ERR_IO);
    assert_non_null(strstr(c[0].message, "未能保存"));
    assert_int_equal(item_count(f, 1), 0);
    fault_clear(&f->cx);
    assert_int_equal(db_write(&f->cx, f->store, write_much, &id), OK);
    assert_int_equal(item_count(f, 1), 20);
}

/* ---- crash ---- */

struct crash {
    struct fixture f;
    int ack; /* pipe: one int64_t a written and acknowledged row */
    int64_t first;
};

static void *write_for_ever(void *arg)
{
    struct crash *c = arg;
    struct ctx cx = thread_ctx();
    struct item it = {.jid = 1, .title = STR("确认过的")};

    for (int64_t i = 0;; i++) {
        it.id = c->first + i * CRASH_THREADS;
        if (db_write(&cx, c->f.store, item_write, &it) != OK ||
            write(c->ack, &it.id, sizeof it.id) != sizeof it.id)
            _exit(1);
        arena_reset(cx.arena);
    }
    return NULL;
}

static _Noreturn void crash_child(const struct store_options *o, int ack, int64_t from)
{
    struct ctx cx = thread_ctx();
    struct store *s;
    pthread_t t;

    if (store_open(&cx, o, &s) != OK)
        _exit(2);
    for (int i = 0; i < CRASH_THREADS; i++) {
        struct crash *c = calloc(1, sizeof *c);

        *c = (struct crash){.f.store = s, .ack = ack, .first = from + i};
        pthread_create(&t, NULL, write_for_ever, c);
    }
    for (;;)
        pause();
}

/* Kills a writing child; returns how many rows it had acknowledged, all of them in acked. */
static size_t crash_once(const struct store_options *o, int64_t from, int64_t *acked,
                         size_t max)
{
    size_t n = 0;
    int fd[2];

    assert_int_equal(pipe(fd), 0);
    pid_t child = fork();
    if (child == 0)
        crash_child(o, fd[1], from);
    close(fd[1]);
    while (n < max && read(fd[0], &acked[n], sizeof *acked) == sizeof *acked)
        if (++n == CRASH_ACKS)
            kill(child, SIGKILL);
    close(fd[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    return n;
}

static void nothing_acknowledged_is_lost(void **state)
{
    static int64_t acked[CRASH_ACKS * 100];
    struct store_options o = {
        .database = "crash_test.db", .readers = 1, .queue_max = 100, .create = true};
    struct fixture f = {.cx = thread_ctx()};
    int applied;

    (void)state;
    unlink("crash_test.db");
    unlink("crash_test.db-wal");
    unlink("crash_test.db-shm");
    assert_int_equal(store_open(&f.cx, &o, &f.store), OK);
    assert_int_equal(store_migrate(&f.cx, f.store, &applied), OK);
    store_close(f.store);
    for (int round = 0; round < CRASH_ROUNDS; round++) {
        size_t n = crash_once(&o, round * 1000000, acked, COUNT(acked));

        assert_in_range(n, CRASH_ACKS, COUNT(acked) - 1);
        assert_int_equal(store_open(&f.cx, &o, &f.store), OK);
        assert_int_equal(db_acquire(&f.cx, f.store, &f.cx.db), OK);
        for (size_t i = 0; i < n; i++) {
            struct item it;
            bool found;

            assert_int_equal(db_one(&f.cx, SQL_ITEM_GET, ARGS(I64(1), I64(acked[i])),
                                    &item_shape, &it, &found),
                             OK);
            assert_true(found);
        }
        db_release(f.cx.db);
        f.cx.db = NULL;
        store_close(f.store);
    }
    arena_close(f.cx.arena);
    unlink("crash_test.db");
}

/* ---- opening ---- */

static void files_that_cannot_be_opened(void **state)
{
    struct fixture *f = *state;
    struct store_options o = {.database = "no_such_file.db", .readers = 1, .queue_max = 1};
    struct store *s = NULL;
    struct stat st;

    assert_int_equal(store_open(&f->cx, &o, &s), ERR_IO);
    assert_non_null(strstr(f->cx.error.message, "no_such_file.db"));
    assert_int_equal(stat(o.database, &st), -1);
    fault_clear(&f->cx);
    o.database = "sqlite_test_folder/none.db";
    o.create = true;
    assert_int_equal(store_open(&f->cx, &o, &s), ERR_IO);
    fault_clear(&f->cx);
    o.database = ":memory:";
    assert_int_equal(store_open(&f->cx, &o, &s), ERR_IO);
    fault_clear(&f->cx);
    o.database = "not_a_db_test.db";
    FILE *file = fopen(o.database, "w");
    for (int i = 0; i < 1000; i++)
        fputs("这不是数据库", file);
    fclose(file);
    assert_int_equal(store_open(&f->cx, &o, &s), ERR_IO);
    assert_null(s);
    unlink(o.database);
}

static void a_read_only_store_refuses_writes(void **state)
{
    struct fixture *f = *state;
    struct store_options o = {
        .database = "ro_test.db", .readers = 1, .queue_max = 1, .create = true};
    struct item it = {.jid = 1, .id = 1};
    struct store *whole = f->store;
    struct stat st;
    int applied;

    unlink(o.database);
    assert_int_equal(store_open(&f->cx, &o, &f->store), OK);
    assert_int_equal(stat(o.database, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(store_migrate(&f->cx, f->store, &applied), OK);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
    store_close(f->store);
    o.read_only = true;
    assert_int_equal(store_open(&f->cx, &o, &f->store), OK);
    assert_int_equal(item_count(f, 1), 1);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), ERR_IO);
    store_close(f->store);
    f->store = whole;
    unlink(o.database);
    /* A read-only connection cannot remove these. */
    unlink("ro_test.db-wal");
    unlink("ro_test.db-shm");
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, fixture_up, fixture_down)
    const struct CMUnitTest tests[] = {
        T(a_full_queue_says_busy),      T(a_full_disk_is_survived),
        T(a_write_error_is_survived),   cmocka_unit_test(nothing_acknowledged_is_lost),
        T(files_that_cannot_be_opened), T(a_read_only_store_refuses_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
