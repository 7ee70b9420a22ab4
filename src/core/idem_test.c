/* SPDX-License-Identifier: Apache-2.0 */
#include "core/idem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/field.h"
#include "core/app.h"
#include "core/secret.h"
#include "db/testing.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

#define KEY STR("0123456789abcdefghijkl")
#define SCOPE STR("officer 17 POST /api/v1/demands")

struct fixture {
    struct app app;
    struct ctx cx;
    char keys[64];
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->app.jid = 150703;
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    snprintf(f->keys, sizeof f->keys, "/tmp/huiyin-idem-%d.key", (int)getpid());
    assert_int_equal(secret_create(&f->cx, f->keys), OK);
    assert_int_equal(secret_open(&f->cx, f->keys, &f->app.secret), OK);
    unlink(f->keys);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    secret_close(f->app.secret);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static enum err find(struct fixture *f, struct str scope, struct str body,
                     struct idem_answer *out)
{
    fault_clear(&f->cx);
    f->cx.idem = NULL;
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    enum err e = idem_find(&f->cx, KEY, scope, body, out);
    db_release(f->cx.db);
    f->cx.db = NULL;
    return e;
}

static enum err put(struct ctx *cx, void *arg)
{
    return idem_put(cx, 201, str_c(arg));
}

static void test_twice(void **state)
{
    struct fixture *f = *state;
    struct idem_answer a;
    char answer[] = "{\"code\":\"S3CRET\"}";
    assert_int_equal(find(f, SCOPE, STR("body"), &a), OK);
    assert_false(a.found);
    assert_non_null(f->cx.idem);
    assert_int_equal(db_write(&f->cx, f->app.store, put, answer), OK);
    assert_int_equal(find(f, SCOPE, STR("body"), &a), OK);
    assert_true(a.found);
    assert_null(f->cx.idem);
    assert_int_equal(a.status, 201);
    assert_string_equal(a.body.p, answer);
    assert_int_equal(find(f, SCOPE, STR("other"), &a), ERR_REUSED);
    assert_int_equal(find(f, STR("officer 18 POST /api/v1/demands"), STR("other"), &a), OK);
    assert_false(a.found);
}

/* Two at once: the second is refused with its act, and then finds the first one's answer. */
static void test_race(void **state)
{
    struct fixture *f = *state;
    struct idem_answer a;
    char answer[] = "{}";
    assert_int_equal(find(f, SCOPE, STR("body"), &a), OK);
    struct idem *first = f->cx.idem;
    assert_int_equal(find(f, SCOPE, STR("body"), &a), OK);
    struct idem *second = f->cx.idem;
    f->cx.idem = first;
    assert_int_equal(db_write(&f->cx, f->app.store, put, answer), OK);
    f->cx.idem = second;
    assert_int_equal(db_write(&f->cx, f->app.store, put, answer), ERR_BUSY);
    assert_true(second->raced);
    assert_int_equal(find(f, SCOPE, STR("body"), &a), OK);
    assert_true(a.found);
}

static void test_age(void **state)
{
    struct fixture *f = *state;
    struct idem_answer a;
    char answer[] = "{}";
    assert_int_equal(find(f, SCOPE, STR("body"), &a), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, put, answer), OK);
    f->cx.wall += IDEM_KEEP_MS;
    assert_int_equal(find(f, SCOPE, STR("body"), &a), OK);
    assert_true(a.found);
    f->cx.wall += 1;
    assert_int_equal(find(f, SCOPE, STR("other"), &a), OK);
    assert_false(a.found);
    assert_int_equal(db_write(&f->cx, f->app.store, put, answer), OK);
    assert_int_equal(find(f, SCOPE, STR("other"), &a), OK);
    assert_true(a.found);
    f->cx.wall += IDEM_KEEP_MS + 1;
    assert_int_equal(idem_sweep(&f->cx), OK);
    f->cx.wall -= 10;
    assert_int_equal(find(f, SCOPE, STR("other"), &a), OK);
    assert_false(a.found);
}

static void test_keys(void **state)
{
    struct fixture *f = *state;
    struct idem_answer a;
    const char *bad[] = {"", "short", "0123456789abcdefghij ", "0123456789abcdefghijk/",
                         "0123456789abcdefghijk\xc3\xa9"};
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    for (size_t i = 0; i < COUNT(bad); i++) {
        fault_clear(&f->cx);
        assert_int_equal(idem_find(&f->cx, str_c(bad[i]), SCOPE, STR(""), &a), ERR_INPUT);
        assert_null(f->cx.idem);
    }
    db_release(f->cx.db);
    fault_clear(&f->cx);
    assert_int_equal(idem_put(&f->cx, 200, STR("{}")), OK); /* no key, nothing to store */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(test_race, setup, teardown),
        cmocka_unit_test_setup_teardown(test_age, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keys, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
