/* SPDX-License-Identifier: Apache-2.0
 * Guessing at query codes; guessing at passwords stands in session_test.c.
 */
#include "core/throttle.h"

#include <unistd.h>

#include "base/testing.h"
#include "base/time.h"
#include "core/app.h"
#include "core/secret.h"
#include "db/testing.h"

#define HERE STR("198.51.100.7")
#define ELSEWHERE STR("203.0.113.9")
#define MINE STR("51190220261122000013")

struct fixture {
    struct app app;
    struct ctx cx;
    char key[64];
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->app.jid = 150703;
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    snprintf(f->key, sizeof f->key, "/tmp/huiyin-throttle-%d.key", (int)getpid());
    assert_int_equal(secret_create(&f->cx, f->key), OK);
    assert_int_equal(secret_open(&f->cx, f->key, &f->app.secret), OK);
    unlink(f->key);
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    db_release(f->cx.db);
    store_close(f->app.store);
    secret_close(f->app.secret);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

/* As the door does it: OK, ERR_NOT_FOUND for "wrong", ERR_LIMIT for "wait". */
static enum err attempt(struct fixture *f, struct str num, struct str address, bool right)
{
    struct ctx *cx = &f->cx;
    fault_clear(cx);
    struct throttle t = throttle_of(cx, &throttle_code, num, address);
    TRY(throttle_check(cx, &t));
    if (right)
        return t.noted ? OK : db_write(cx, f->app.store, throttle_pass, &t);
    TRY(db_write(cx, f->app.store, throttle_count, &t));
    return t.wait_ms ? throttle_refuse(cx, t.wait_ms) : ERR_NOT_FOUND;
}

static int answered(struct fixture *f, struct str num, struct str address, int n)
{
    int got = 0;
    for (int i = 0; i < n; i++)
        got += attempt(f, num, address, false) == ERR_NOT_FOUND;
    return got;
}

static void test_pair(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(answered(f, MINE, HERE, 9), 5);
    assert_int_equal(attempt(f, MINE, HERE, true), ERR_LIMIT);
    assert_int_equal(f->cx.error.retry_after_s, 2);
    assert_int_equal(attempt(f, MINE, ELSEWHERE, true), OK);
    f->cx.wall += INT64_C(2) * MS_PER_SECOND;
    assert_int_equal(attempt(f, MINE, HERE, true), OK);
    assert_int_equal(answered(f, MINE, HERE, 9), 5);
}

/* However long somebody went on before: never more than a minute. */
static void test_never_long(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(answered(f, MINE, HERE, 5), 5);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(attempt(f, MINE, HERE, false), ERR_LIMIT);
        assert_in_range(f->cx.error.retry_after_s, 2, 60);
        f->cx.wall += f->cx.error.retry_after_s * MS_PER_SECOND;
        assert_int_equal(attempt(f, MINE, HERE, false), ERR_NOT_FOUND);
    }
    assert_int_equal(attempt(f, MINE, HERE, true), ERR_LIMIT);
    f->cx.wall += INT64_C(60) * MS_PER_SECOND;
    assert_int_equal(attempt(f, MINE, HERE, true), OK);
}

static void test_anywhere(void **state)
{
    struct fixture *f = *state;
    int got = 0;
    assert_int_equal(attempt(f, MINE, ELSEWHERE, true), OK);
    for (int i = 0; i < 30; i++)
        got += answered(f, MINE, str_fmt(f->cx.arena, "192.0.2.%d", i), 1);
    assert_int_equal(got, 20);
    assert_int_equal(attempt(f, MINE, HERE, true), ERR_LIMIT);
    assert_int_equal(attempt(f, MINE, ELSEWHERE, true), OK);
}

static void test_address(void **state)
{
    struct fixture *f = *state;
    int got = 0;
    for (int i = 0; i < 50; i++)
        got += answered(f, str_fmt(f->cx.arena, "%020d", i), HERE, 1);
    assert_int_equal(got, 30);
    assert_int_equal(attempt(f, MINE, HERE, true), OK);
    assert_int_equal(attempt(f, MINE, HERE, false), ERR_LIMIT);
    assert_int_equal(attempt(f, MINE, ELSEWHERE, false), ERR_NOT_FOUND);
    /* What is braked there counts at its number all the same: no way around the pair. */
    for (int i = 0; i < 4; i++)
        assert_int_equal(attempt(f, MINE, HERE, false), ERR_LIMIT);
    assert_int_equal(attempt(f, MINE, HERE, true), ERR_LIMIT);
    f->cx.wall += INT64_C(3600) * MS_PER_SECOND + 1;
    assert_int_equal(answered(f, MINE, HERE, 9), 5);
}

/* The log-in's rule counts nothing by address: an office behind one is never stopped. */
static void test_office(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 200; i++) {
        struct throttle t =
            throttle_of(&f->cx, &throttle_login, str_fmt(f->cx.arena, "officer%d", i), HERE);
        assert_int_equal(db_write(&f->cx, f->app.store, throttle_count, &t), OK);
        assert_int_equal(t.wait_ms, 0);
    }
}

static enum err asked(struct fixture *f, struct str address)
{
    fault_clear(&f->cx);
    struct throttle t = throttle_of(&f->cx, &throttle_near, STR(""), address);
    return db_write(&f->cx, f->app.store, throttle_count, &t);
}

/* What anybody may ask: hundreds of forms behind one address, then slowly, never not at all. */
static void test_near(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 600; i++)
        assert_int_equal(asked(f, HERE), OK);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(asked(f, HERE), ERR_LIMIT);
        assert_in_range(f->cx.error.retry_after_s, 2, 3);
        f->cx.wall += f->cx.error.retry_after_s * MS_PER_SECOND;
        assert_int_equal(asked(f, HERE), OK);
    }
    assert_int_equal(asked(f, ELSEWHERE), OK);
    f->cx.wall += INT64_C(3600) * MS_PER_SECOND + 1;
    for (int i = 0; i < 600; i++)
        assert_int_equal(asked(f, HERE), OK);
    assert_int_equal(asked(f, HERE), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pair, setup, teardown),
        cmocka_unit_test_setup_teardown(test_never_long, setup, teardown),
        cmocka_unit_test_setup_teardown(test_anywhere, setup, teardown),
        cmocka_unit_test_setup_teardown(test_address, setup, teardown),
        cmocka_unit_test_setup_teardown(test_office, setup, teardown),
        cmocka_unit_test_setup_teardown(test_near, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
