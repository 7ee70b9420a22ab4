/* SPDX-License-Identifier: Apache-2.0
 * What only a server can do: break the connection, let two programs collide.
 */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "db/driver.h"
#include "db/example/callers.h"
#include "db/postgres_conn.h"

enum { WRITERS = 4, ROUNDS = 50 };

/* Ends the connections of this test's database; true when there was one. */
static bool cut(struct fixture *f, const char *and)
{
    PGconn *pg = PQconnectdb(getenv("HUIYIN_TEST_PG"));
    const char *text = str_fmt(f->cx.arena,
                               "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                               "WHERE datname = '%s' %s",
                               f->store->scratch, and)
                           .p;
    PGresult *r = PQexec(pg, text);
    bool some = PQntuples(r) > 0;

    PQclear(r);
    PQfinish(pg);
    return some;
}

static void an_idle_connection_may_die(void **state)
{
    struct fixture *f = *state;
    struct item it = {.jid = 1, .id = 1};

    assert_int_equal(item_count(f, 1), 0); /* a reader is connected as well */
    assert_true(cut(f, ""));
    assert_int_equal(item_count(f, 1), 0);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
    assert_int_equal(item_count(f, 1), 1);
}

struct broken {
    struct fixture *f;
    int runs;
};

/* Loses its connection in the middle, the first time. */
static enum err broken_job(struct ctx *cx, void *arg)
{
    struct broken *b = arg;
    struct item it = {.jid = 1, .id = 7};
    int64_t n;

    TRY(item_write(cx, &it));
    TRY(db_i64(cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n));
    if (++b->runs == 1)
        assert_true(cut(b->f, "AND state = 'idle in transaction'"));
    TRY(db_i64(cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n));
    assert_int_equal(n, 1);
    return OK;
}

static void a_job_whose_connection_broke_is_run_again(void **state)
{
    struct fixture *f = *state;
    struct broken b = {.f = f};

    assert_int_equal(db_write(&f->cx, f->store, broken_job, &b), OK);
    assert_int_equal(b.runs, 2);
    assert_int_equal(item_count(f, 1), 1);
}

/* Loses its connection with everything sent and nothing answered. */
static enum err cut_at_commit(struct ctx *cx, void *arg)
{
    struct broken *b = arg;
    int64_t n;

    TRY(db_i64(cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n));
    b->runs++;
    assert_true(cut(b->f, "AND state = 'idle in transaction'"));
    struct item it = {.jid = 1, .id = 8};
    return item_write(cx, &it);
}

static void a_commit_without_an_answer_is_told(void **state)
{
    struct fixture *f = *state;
    struct broken b = {.f = f};
    struct item it = {.jid = 1, .id = 8};

    assert_int_equal(db_write(&f->cx, f->store, cut_at_commit, &b), ERR_BUSY);
    assert_int_equal(b.runs, 1);
    assert_int_equal(f->cx.error.retry_after_s, 1);
    assert_non_null(strstr(f->cx.error.message, "不知是否已保存"));
    fault_clear(&f->cx);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
}

/* Reads, then writes what depends on it: only isolation keeps the sum right. */
static enum err add_one(struct ctx *cx, void *arg)
{
    int64_t n;

    (void)arg;
    TRY(db_i64(cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n));
    return db_exec(cx, SQL_ITEM_INSERT,
                   ARGS(I64(1), I64(n + 1), TXT(STR("lamp")), TXT(STR("")), I64(0),
                        TXT(STR("[]")), I64(n)),
                   NULL);
}

struct program {
    pthread_t thread;
    struct store *store;
    enum err last;
    int done;
};

static void *many_times(void *arg)
{
    struct program *p = arg;
    struct ctx cx = thread_ctx();

    while (p->done < ROUNDS && (p->last == OK || p->last == ERR_CONFLICT)) {
        fault_clear(&cx);
        p->last = db_write(&cx, p->store, add_one, NULL);
        p->done += p->last == OK;
    }
    arena_close(cx.arena);
    return NULL;
}

static void programs_that_collide_agree(void **state)
{
    struct fixture *f = *state;
    struct program p[WRITERS] = {0};
    struct store_options o = {.database = f->store->database, .readers = 1, .queue_max = 10};

    for (int i = 0; i < WRITERS; i++) {
        o.unprepared = i == 1;
        assert_int_equal(store_open(&f->cx, &o, &p[i].store), OK);
    }
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&p[i].thread, NULL, many_times, &p[i]), 0);
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(p[i].thread, NULL);
        assert_int_equal(p[i].last, OK);
        store_close(p[i].store);
    }
    assert_int_equal(item_count(f, 1), WRITERS * ROUNDS);
}

/* Closes or opens this test's database for new connections. */
static void door(struct fixture *f, bool open)
{
    PGconn *pg = PQconnectdb(getenv("HUIYIN_TEST_PG"));
    const char *text = str_fmt(f->cx.arena, "ALTER DATABASE %s ALLOW_CONNECTIONS %s",
                               f->store->scratch, open ? "true" : "false")
                           .p;
    PGresult *r = PQexec(pg, text);

    assert_int_equal(PQresultStatus(r), PGRES_COMMAND_OK);
    PQclear(r);
    PQfinish(pg);
}

/* Has waited long enough for a fail-over when its connection breaks. */
static enum err tired_job(struct ctx *cx, void *arg)
{
    struct fixture *f = arg;
    int64_t n;

    ((struct conn *)cx->db)->down_since = pg_ms() - 3600000;
    TRY(db_i64(cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n));
    door(f, false);
    assert_true(cut(f, ""));
    return db_i64(cx, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n);
}

static void assert_busy(struct fixture *f, enum err e)
{
    assert_int_equal(e, ERR_BUSY);
    assert_int_equal(f->cx.error.retry_after_s, 1);
    fault_clear(&f->cx);
}

static void a_server_out_of_reach_is_busy_until_it_is_back(void **state)
{
    struct fixture *f = *state;
    struct item it = {.jid = 1, .id = 1};
    struct ctx reader = f->cx;
    int64_t n;

    assert_int_equal(db_acquire(&reader, f->store, &reader.db), OK);
    assert_busy(f, db_write(&f->cx, f->store, tired_job, f));    /* the connection broke */
    assert_busy(f, db_write(&f->cx, f->store, item_write, &it)); /* there is no new one */
    assert_int_equal(db_i64(&reader, SQL_ITEM_COUNT, ARGS(I64(1)), 0, &n), ERR_BUSY);
    assert_int_equal(reader.error.retry_after_s, 1);
    db_release(reader.db);
    assert_busy(f, db_acquire(&f->cx, f->store, &f->cx.db));
    door(f, true);
    assert_int_equal(db_write(&f->cx, f->store, item_write, &it), OK);
    assert_int_equal(item_count(f, 1), 1);
}

static void a_server_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    struct store_options o = {
        .database = "postgresql:///x?host=/nonexistent", .readers = 1, .queue_max = 1};
    struct store *s = NULL;

    assert_int_equal(store_open(&f->cx, &o, &s), ERR_IO);
    assert_non_null(strstr(f->cx.error.message, "无法连接数据库"));
    assert_null(s);
}

static void an_unfit_database_is_refused(void **state)
{
    struct fixture *f = *state;
    PGconn *pg = PQconnectdb(getenv("HUIYIN_TEST_PG"));
    struct store_options o = {.readers = 1, .queue_max = 1};
    struct store *s = NULL;
    char *name = str_cdup(f->cx.arena, str_fmt(f->cx.arena, "%s_latin", f->store->scratch));

    PQclear(PQexec(pg, str_fmt(f->cx.arena,
                               "CREATE DATABASE %s TEMPLATE template0 ENCODING 'LATIN1' "
                               "LOCALE 'C'",
                               name)
                           .p));
    o.database =
        str_fmt(f->cx.arena, "%.*s%s",
                (int)(strstr(f->store->database, f->store->scratch) - f->store->database),
                f->store->database, name)
            .p;
    o.database = str_fmt(f->cx.arena, "%s%s", o.database, strchr(f->store->database, '?')).p;
    assert_int_equal(store_open(&f->cx, &o, &s), ERR_IO);
    assert_non_null(strstr(f->cx.error.message, "LATIN1"));
    PQclear(PQexec(pg, str_fmt(f->cx.arena, "DROP DATABASE %s", name).p));
    PQfinish(pg);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, fixture_up, fixture_down)
    const struct CMUnitTest tests[] = {
        T(an_idle_connection_may_die),
        T(a_job_whose_connection_broke_is_run_again),
        T(a_commit_without_an_answer_is_told),
        T(programs_that_collide_agree),
        T(a_server_that_is_not_there),
        T(an_unfit_database_is_refused),
        T(a_server_out_of_reach_is_busy_until_it_is_back),
    };

    setenv("HUIYIN_TEST_ENGINE", "postgres", 1);
    if (!getenv("HUIYIN_TEST_PG")) {
        printf("HUIYIN_TEST_PG is not set: run by tests/with_postgres.sh\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
