/* SPDX-License-Identifier: Apache-2.0
 * Officers, passwords, roles and log-in.
 */
#include "core/session.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/time.h"
#include "core/app.h"
#include "core/gate.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/password.h"
#include "core/secret.h"
#include "db/testing.h"

#define GOOD STR("correct horse")
#define HERE STR("10.0.0.1")
#define ELSEWHERE STR("203.0.113.9")

struct fixture {
    struct app app;
    struct ctx cx;
    struct id_source ids;
    struct arena *keep;
    const struct org *org;
    char key[64];
    int64_t officer;
};

static enum err fill(struct ctx *cx, void *arg)
{
    (void)arg;
    const struct unit u = {.id = 1, .name = STR("区政府"), .lvl = LEVEL_DISTRICT};
    return db_put(cx, SQL_UNIT_INSERT, &unit_shape, &u, NULL, 0, NULL);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->app.jid = 150703;
    f->app.ids = &f->ids;
    f->app.passwords = gate_open(PASSWORD_RUNNING_MAX, PASSWORD_WAITING_MAX);
    id_source_init(&f->ids, 0, 0);
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    f->keep = arena_open(1 << 20);
    snprintf(f->key, sizeof(f->key), "/tmp/huiyin-key-%ld", (long)getpid());
    unlink(f->key);
    assert_int_equal(secret_create(&f->cx, f->key), OK);
    assert_int_equal(secret_open(&f->cx, f->key, &f->app.secret), OK);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, fill, NULL), OK);
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(org_load(&f->cx, f->keep, &f->org), OK);
    f->app.org = f->org;
    const struct officer_new n = {.login = STR("Zhang.San"),
                                  .name = STR("张三"),
                                  .unit_id = 1,
                                  .phone = STR("138 0013 8000"),
                                  .password = GOOD};
    assert_int_equal(officer_create(&f->cx, &n, true, &f->officer), OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    db_release(f->cx.db);
    store_close(f->app.store);
    secret_close(f->app.secret);
    gate_close(f->app.passwords);
    unlink(f->key);
    arena_close(f->keep);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static enum err try_login(struct fixture *f, const char *login, struct str password,
                          struct str address, struct session *s)
{
    fault_clear(&f->cx);
    return session_open(&f->cx, str_c(login), password, address, STR("test"), s);
}

static void test_create(void **state)
{
    struct fixture *f = *state;
    struct officer o;
    struct str phone;
    assert_int_equal(officer_get_login(&f->cx, STR("ZHANG.SAN "), &o), OK);
    assert_int_equal(o.id, f->officer);
    assert_int_equal(o.must_change, 1);
    assert_int_equal(secret_unseal(&f->cx, "officer.phone", o.id, o.phone_enc, &phone), OK);
    assert_true(str_eq_c(phone, "13800138000"));
    const struct {
        struct officer_new n;
        enum err want;
        const char *field;
    } t[] = {
        {{.login = STR("zhang.san"), .name = STR("x"), .unit_id = 1}, ERR_CONFLICT, "login"},
        {{.login = STR("a b"), .name = STR("x"), .unit_id = 1}, ERR_INPUT, "login"},
        {{.login = STR("a"), .name = STR("x"), .unit_id = 1}, ERR_INPUT, "login"},
        {{.login = STR("li"), .name = STR(" "), .unit_id = 1}, ERR_INPUT, "name"},
        {{.login = STR("li"), .name = STR("x"), .unit_id = 9}, ERR_INPUT, "unit_id"},
        {{.login = STR("li"), .name = STR("x"), .unit_id = 1, .mail = STR("x")},
         ERR_INPUT,
         "mail"},
        {{.login = STR("li"), .name = STR("x"), .unit_id = 1, .password = STR("short")},
         ERR_INPUT,
         "password"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        int64_t id = 0;
        fault_clear(&f->cx);
        assert_int_equal(officer_create(&f->cx, &t[i].n, false, &id), t[i].want);
        assert_string_equal(f->cx.error.field, t[i].field);
        assert_int_equal(id, 0);
    }
}

static void test_password_rules(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *login, *password;
        enum err want;
    } t[] = {
        {"li", "123456789", ERR_INPUT},
        {"li", "1234567890", OK},
        {"li", "一二三四五六七八九", ERR_INPUT},
        {"li", "一二三四五六七八九十", OK},
        {"longlogin-name", "LongLogin-Name", ERR_INPUT},
        {"li", "aaaaaaaaaaaaaaa", ERR_INPUT},
        {"li", "回回回回回回回回回回", ERR_INPUT},
        {"li", "", ERR_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        fault_clear(&f->cx);
        assert_int_equal(password_check(&f->cx, str_c(t[i].login), str_c(t[i].password)),
                         t[i].want);
    }
}

static void test_session(void **state)
{
    struct fixture *f = *state;
    struct session s, found;
    struct actor a;
    assert_int_equal(try_login(f, "zhang.SAN", GOOD, HERE, &s), OK);
    assert_int_equal(s.token.n, 64);
    assert_true(s.must_change);
    assert_int_equal(session_find(&f->cx, s.token, &found, &a), OK);
    assert_int_equal(a.officer_id, f->officer);
    assert_true(str_eq(found.csrf, s.csrf));
    assert_int_equal(session_find(&f->cx, s.token_hash, &found, &a), ERR_LOGIN);
    assert_int_equal(session_close(&f->cx, s.token), OK);
    fault_clear(&f->cx);
    assert_int_equal(session_find(&f->cx, s.token, &found, &a), ERR_LOGIN);
    assert_int_equal(session_close(&f->cx, s.token), OK);
}

static void test_expiry(void **state)
{
    struct fixture *f = *state;
    struct session s, found;
    struct actor a;
    int64_t start = f->cx.wall;
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), OK);
    /* Used every seven hours it lives on, but never past 24 hours. */
    for (int hour = 7; hour < 24; hour += 7) {
        f->cx.wall = start + (int64_t)hour * MS_PER_HOUR;
        assert_int_equal(session_find(&f->cx, s.token, &found, &a), OK);
    }
    f->cx.wall = start + SESSION_ABSOLUTE_MS - 1;
    assert_int_equal(session_find(&f->cx, s.token, &found, &a), OK);
    f->cx.wall = start + SESSION_ABSOLUTE_MS;
    assert_int_equal(session_find(&f->cx, s.token, &found, &a), ERR_LOGIN);
    /* Left alone for eight hours it ends. */
    f->cx.wall = start;
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), OK);
    f->cx.wall = start + SESSION_IDLE_MS;
    assert_int_equal(session_find(&f->cx, s.token, &found, &a), ERR_LOGIN);
    f->cx.wall = start + 25 * (int64_t)MS_PER_HOUR;
    assert_int_equal(session_sweep(&f->cx), OK);
    f->cx.wall = start;
    assert_int_equal(session_find(&f->cx, s.token, &found, &a), ERR_LOGIN);
}

/* Unknown names, wrong passwords and disabled accounts give the same answer. */
static void test_refusals_alike(void **state)
{
    struct fixture *f = *state;
    struct session s;
    assert_int_equal(try_login(f, "zhang.san", STR("wrong password"), HERE, &s), ERR_LOGIN);
    const char *wrong = f->cx.error.message;
    assert_int_equal(try_login(f, "nobody", GOOD, HERE, &s), ERR_LOGIN);
    assert_string_equal(f->cx.error.message, wrong);
    assert_int_equal(try_login(f, "zhang.san", STR(""), HERE, &s), ERR_LOGIN);
    bool right = true, stale = false;
    assert_int_equal(password_verify(&f->cx, STR(""), STR(""), &right, &stale), OK);
    assert_false(right);
}

static enum err disable(struct ctx *cx, void *arg)
{
    return officer_set_disabled(cx, *(int64_t *)arg, true);
}

static void test_disable_ends_sessions(void **state)
{
    struct fixture *f = *state;
    struct session s, found;
    struct actor a;
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, disable, &f->officer), OK);
    assert_int_equal(session_find(&f->cx, s.token, &found, &a), ERR_LOGIN);
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), ERR_LOGIN);
}

static int guesses(struct fixture *f, const char *login, struct str address, int n)
{
    struct session s;
    int let = 0;
    for (int i = 0; i < n; i++) {
        enum err e = try_login(f, login, STR("a wrong guess"), address, &s);
        let += e == ERR_LOGIN;
        if (e == ERR_LIMIT)
            assert_true(f->cx.error.retry_after_s > 0);
    }
    return let;
}

static void test_throttle_pair(void **state)
{
    struct fixture *f = *state;
    struct session s;
    assert_int_equal(guesses(f, "zhang.san", HERE, 8), 5);
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), ERR_LIMIT);
    /* An unknown name is treated alike; a colleague behind the same address is not held up. */
    assert_int_equal(guesses(f, "nobody", HERE, 8), 5);
    assert_int_equal(guesses(f, "colleague", HERE, 1), 1);
    /* The delay grows: 2 s, then 4 s. */
    f->cx.wall += INT64_C(2) * MS_PER_SECOND;
    assert_int_equal(guesses(f, "zhang.san", HERE, 2), 1);
    f->cx.wall += INT64_C(2) * MS_PER_SECOND;
    assert_int_equal(guesses(f, "zhang.san", HERE, 1), 0);
    f->cx.wall += INT64_C(2) * MS_PER_SECOND;
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), OK);
    assert_int_equal(guesses(f, "zhang.san", HERE, 5), 5);
}

static void test_throttle_login(void **state)
{
    struct fixture *f = *state;
    struct session s;
    int let = 0;
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), OK);
    for (int i = 0; i < 30; i++)
        let += guesses(f, "zhang.san", str_fmt(f->cx.arena, "203.0.113.%d", i), 1);
    assert_int_equal(let, 20);
    assert_int_equal(try_login(f, "zhang.san", GOOD, ELSEWHERE, &s), ERR_LIMIT);
    /* Where this name is known it still gets in. */
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &s), OK);
    f->cx.wall += INT64_C(60) * MS_PER_SECOND;
    assert_int_equal(try_login(f, "zhang.san", GOOD, ELSEWHERE, &s), OK);
}

struct role_job {
    struct role_row row;
    bool revoke;
};

static enum err role_write(struct ctx *cx, void *arg)
{
    struct role_job *j = arg;
    if (j->revoke)
        return role_revoke(cx, j->row.officer_id, j->row.unit_id, (enum role)j->row.role);
    return role_grant(cx, &j->row);
}

static enum err role_try(struct fixture *f, int role, int64_t from, int64_t to, bool revoke)
{
    struct role_job j = {{f->officer, 1, role, from, to}, revoke};
    fault_clear(&f->cx);
    return db_write(&f->cx, f->app.store, role_write, &j);
}

static void test_roles(void **state)
{
    struct fixture *f = *state;
    struct actor a;
    int64_t now = f->cx.now;
    assert_int_equal(role_try(f, ROLE_HANDLER, 0, 0, false), OK);
    assert_int_equal(role_try(f, ROLE_REVIEWER, now + 1, 0, false), OK);
    assert_int_equal(role_try(f, ROLE_LEADER, 0, now, false), OK);
    assert_int_equal(role_try(f, ROLE_ADMIN_SYSTEM, 0, 0, false), OK);
    assert_int_equal(role_try(f, ROLE_ADMIN_AUDIT, 0, 0, false), ERR_CONFLICT);
    assert_int_equal(role_try(f, ROLE_SYSTEM, 0, 0, false), ERR_INPUT);
    assert_int_equal(role_try(f, ROLE__MAX, 0, 0, false), ERR_INPUT);
    assert_int_equal(actor_load(&f->cx, f->officer, &a), OK);
    assert_int_equal(actor_roles(&a), BIT(ROLE_HANDLER) | BIT(ROLE_ADMIN_SYSTEM));
    assert_int_equal(role_try(f, ROLE_HANDLER, 0, 0, true), OK);
    assert_int_equal(role_try(f, ROLE_HANDLER, 0, 0, true), ERR_NOT_FOUND);
    assert_int_equal(actor_load(&f->cx, f->officer, &a), OK);
    assert_int_equal(actor_roles(&a), BIT(ROLE_ADMIN_SYSTEM));
    assert_int_equal(actor_load(&f->cx, 12345, &a), ERR_LOGIN);
}

struct change_job {
    int64_t id;
    struct str hash, keep;
};

static enum err change_write(struct ctx *cx, void *arg)
{
    const struct change_job *j = arg;
    return officer_set_password(cx, j->id, j->hash, false, j->keep);
}

static void test_change_password(void **state)
{
    struct fixture *f = *state;
    struct session here, there, found;
    struct actor a;
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &here), OK);
    assert_int_equal(try_login(f, "zhang.san", GOOD, ELSEWHERE, &there), OK);
    assert_int_equal(officer_confirm(&f->cx, f->officer, STR("no")), ERR_DENIED);
    assert_int_equal(officer_confirm(&f->cx, f->officer, GOOD), OK);
    struct change_job j = {.id = f->officer, .keep = here.token_hash};
    assert_int_equal(password_hash(&f->cx, STR("zhang.san"), STR("new battery"), &j.hash), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, change_write, &j), OK);
    assert_int_equal(session_find(&f->cx, here.token, &found, &a), OK);
    assert_false(found.must_change);
    assert_int_equal(session_find(&f->cx, there.token, &found, &a), ERR_LOGIN);
    assert_int_equal(try_login(f, "zhang.san", GOOD, HERE, &found), ERR_LOGIN);
    assert_int_equal(try_login(f, "zhang.san", STR("new battery"), HERE, &found), OK);
}

static void *hash_once(void *arg)
{
    struct app *app = arg;
    struct ctx cx;
    struct arena *a = arena_open(1 << 20);
    bool right, stale;
    app_ctx(app, a, LANG_ZH, &cx);
    enum err e = password_verify(&cx, STR(""), GOOD, &right, &stale);
    arena_close(a);
    return e == OK ? NULL : app;
}

/* More at once than may run: all get their turn. */
static void test_queue(void **state)
{
    struct fixture *f = *state;
    pthread_t t[8];
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(pthread_create(&t[i], NULL, hash_once, &f->app), 0);
    for (size_t i = 0; i < COUNT(t); i++) {
        void *failed;
        pthread_join(t[i], &failed);
        assert_null(failed);
    }
}

/* One inside, one waiting, the third is asked to come again. */
static void *stand(void *arg)
{
    struct fixture *f = arg;
    struct ctx cx = {.arena = NULL, .lang = LANG_EN};
    assert_int_equal(gate_enter(&cx, f->app.passwords), OK);
    gate_leave(f->app.passwords);
    return NULL;
}

static void test_gate_full(void **state)
{
    struct fixture *f = *state;
    pthread_t t;
    gate_close(f->app.passwords);
    f->app.passwords = gate_open(1, 1);
    assert_int_equal(gate_enter(&f->cx, f->app.passwords), OK);
    assert_int_equal(pthread_create(&t, NULL, stand, f), 0);
    usleep(50 * 1000);
    assert_int_equal(gate_enter(&f->cx, f->app.passwords), ERR_BUSY);
    assert_true(f->cx.error.retry_after_s > 0);
    gate_leave(f->app.passwords);
    pthread_join(t, NULL);
    fault_clear(&f->cx);
    assert_int_equal(gate_enter(&f->cx, f->app.passwords), OK);
    gate_leave(f->app.passwords);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_create, setup, teardown),
        cmocka_unit_test_setup_teardown(test_password_rules, setup, teardown),
        cmocka_unit_test_setup_teardown(test_session, setup, teardown),
        cmocka_unit_test_setup_teardown(test_expiry, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refusals_alike, setup, teardown),
        cmocka_unit_test_setup_teardown(test_disable_ends_sessions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_throttle_pair, setup, teardown),
        cmocka_unit_test_setup_teardown(test_throttle_login, setup, teardown),
        cmocka_unit_test_setup_teardown(test_roles, setup, teardown),
        cmocka_unit_test_setup_teardown(test_change_password, setup, teardown),
        cmocka_unit_test_setup_teardown(test_queue, setup, teardown),
        cmocka_unit_test_setup_teardown(test_gate_full, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
