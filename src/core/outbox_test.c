/* SPDX-License-Identifier: Apache-2.0 */
#include "core/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* the macro; ours is base/err.h */

#include "base/time.h"
#include "core/absence.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/person.h"
#include "core/roster.h"
#include "core/secret.h"
#include "db/testing.h"

struct fixture {
    struct app app;
    struct ctx cx;
    struct id_source ids;
    struct arena *keep;
    char key[64];
    int64_t person, officer[3];
};

/* What the fake network saw, and what it answers. */
static struct {
    enum err answer;
    int calls;
    struct str to, subject, text;
    int64_t id;
} net;

static enum err fake_send(struct ctx *cx, const struct outbox_message *m)
{
    net.calls++;
    net.to = m->to;
    net.subject = m->subject;
    net.text = m->text;
    net.id = m->id;
    assert_null(cx->db); /* no connection is held while the network is waited for */
    return net.answer == OK ? OK : fail(cx, net.answer, "网关无应答", "gateway is silent");
}
static const struct outbox_sender senders[] = {{"mail", fake_send}, {"sms", fake_send}};

struct fill_job {
    struct person_new person;
    int64_t *person_id;
    struct fixture *f;
};

static enum err fill(struct ctx *cx, void *arg)
{
    struct fill_job *j = arg;
    const struct unit units[] = {{.id = 1, .name = STR("区")},
                                 {.id = 2, .parent_id = 1, .name = STR("街道")}};
    for (size_t i = 0; i < COUNT(units); i++)
        TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, &units[i], NULL, 0, NULL));
    return person_put(cx, &j->person, j->person_id);
}

static enum err grants(struct ctx *cx, void *arg)
{
    struct fixture *f = arg;
    const struct role_row rows[] = {
        {f->officer[0], 1, ROLE_SCREENER, 0, 0},   {f->officer[1], 1, ROLE_SCREENER, 0, 0},
        {f->officer[1], 1, ROLE_DISPATCHER, 0, 0}, {f->officer[2], 2, ROLE_HANDLER, 0, 0},
        {f->officer[2], 1, ROLE_ARBITER, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        TRY(role_grant(cx, &rows[i]));
    return OK;
}

static void fill_all(struct fixture *f)
{
    const struct person_plain p = {.name = STR("张三"), .phone = STR("13800138000")};
    const struct officer_new o[] = {
        {.login = STR("a1"), .name = STR("甲"), .unit_id = 1, .mail = STR("a@x.cn")},
        {.login = STR("b2"), .name = STR("乙"), .unit_id = 1, .phone = STR("13900139000")},
        {.login = STR("c3"), .name = STR("丙"), .unit_id = 2},
    };
    struct fill_job j = {.person_id = &f->person};
    const struct org *org;
    assert_int_equal(person_seal(&f->cx, &p, &j.person), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, fill, &j), OK);
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(org_load(&f->cx, f->keep, &org), OK);
    db_release(f->cx.db);
    f->cx.db = NULL;
    f->app.org = org;
    for (size_t i = 0; i < COUNT(o); i++)
        assert_int_equal(officer_create(&f->cx, &o[i], false, &f->officer[i]), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, grants, f), OK);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->app.jid = 150703;
    f->app.ids = &f->ids;
    id_source_init(&f->ids, 0, 0);
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    f->keep = arena_open(1 << 20);
    snprintf(f->key, sizeof(f->key), "/tmp/huiyin-outbox-%ld", (long)getpid());
    unlink(f->key);
    assert_int_equal(secret_create(&f->cx, f->key), OK);
    assert_int_equal(secret_open(&f->cx, f->key, &f->app.secret), OK);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    fill_all(f);
    memset(&net, 0, sizeof(net));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    secret_close(f->app.secret);
    unlink(f->key);
    arena_close(f->keep);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static enum err put_write(struct ctx *cx, void *arg)
{
    return outbox_put(cx, arg);
}

static void put(struct fixture *f, const char *channel, const char *template_name,
                const char *text)
{
    struct outbox_note n = {.person_id = f->person,
                            .channel = str_c(channel),
                            .subject_kind = SUBJECT_DEMAND,
                            .subject_id = 7,
                            .template_name = str_c(template_name),
                            .num = STR("15070320261122000012"),
                            .text = str_c(text)};
    assert_int_equal(db_write(&f->cx, f->app.store, put_write, &n), OK);
}

static int run(struct fixture *f)
{
    int sent = -1;
    assert_int_equal(outbox_run(&f->cx, senders, COUNT(senders), 100, &sent), OK);
    return sent;
}

static struct outbox_counts counts(struct fixture *f)
{
    struct outbox_counts c;
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(outbox_count(&f->cx, &c), OK);
    db_release(f->cx.db);
    f->cx.db = NULL;
    return c;
}

static void test_sent_once(void **state)
{
    struct fixture *f = *state;
    put(f, "sms", "answered", "路灯已修好");
    assert_int_equal(run(f), 1);
    assert_true(str_eq_c(net.to, "13800138000"));
    assert_true(str_has(net.text, "15070320261122000012"));
    assert_true(str_has(net.text, "路灯已修好"));
    assert_true(net.id > 0);
    assert_int_equal(run(f), 0);
    assert_int_equal(counts(f).waiting, 0);
}

static void test_backoff_and_death(void **state)
{
    struct fixture *f = *state;
    static const int waits[] = {1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60};
    put(f, "sms", "accepted", "");
    net.answer = ERR_IO;
    for (size_t i = 0; i < COUNT(waits); i++) {
        assert_int_equal(run(f), 0);
        assert_int_equal(net.calls, i + 1);
        f->cx.wall += (int64_t)waits[i] * MS_PER_MINUTE - 1;
        assert_int_equal(run(f), 0);
        assert_int_equal(net.calls, i + 1);
        f->cx.wall += 1;
    }
    assert_int_equal(counts(f).waiting, 1);
    assert_int_equal(run(f), 0);
    assert_int_equal(net.calls, OUTBOX_TRIES_MAX);
    assert_int_equal(counts(f).dead, 1);
    f->cx.wall += MS_PER_DAY;
    assert_int_equal(run(f), 0);
    assert_int_equal(net.calls, OUTBOX_TRIES_MAX);
}

/* A gateway that hangs takes its time once a run, not once for each message behind it. */
static void test_channel_down(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++)
        put(f, "sms", "accepted", "");
    net.answer = ERR_IO;
    assert_int_equal(run(f), 0);
    assert_int_equal(net.calls, 1);
    net.answer = OK;
    assert_int_equal(run(f), 2);
    assert_int_equal(counts(f).waiting, 1);
}

static enum err retry_write(struct ctx *cx, void *arg)
{
    int64_t changed = 0;
    return outbox_retry(cx, *(int64_t *)arg, &changed);
}

static void test_dead_at_once_and_retry(void **state)
{
    struct fixture *f = *state;
    put(f, "sms", "accepted", "");
    net.answer = ERR_INPUT;
    assert_int_equal(run(f), 0);
    assert_int_equal(counts(f).dead, 1);
    int64_t id = net.id, none = 1;
    net.answer = OK;
    assert_int_equal(db_write(&f->cx, f->app.store, retry_write, &none), ERR_NOT_FOUND);
    fault_clear(&f->cx);
    assert_int_equal(db_write(&f->cx, f->app.store, retry_write, &id), OK);
    assert_int_equal(run(f), 1);
    /* No mail address: nobody to send to. */
    put(f, "mail", "accepted", "");
    net.calls = 0;
    assert_int_equal(run(f), 0);
    assert_int_equal(net.calls, 0);
    assert_int_equal(counts(f).dead, 1);
}

/* A process that died while sending: the claim ends and the message goes again, same id. */
static enum err die(struct ctx *cx, const struct outbox_message *m)
{
    net.id = m->id;
    cx->wall += INT64_C(10) * MS_PER_MINUTE; /* time passes, another process runs */
    int sent = 0;
    assert_int_equal(outbox_run(cx, senders, COUNT(senders), 10, &sent), OK);
    assert_int_equal(sent, 1);
    return fail(cx, ERR_IO, "中断", "interrupted");
}

static void test_claim_ends(void **state)
{
    struct fixture *f = *state;
    put(f, "sms", "accepted", "");
    const struct outbox_sender dying[] = {{"sms", die}};
    int sent = 0;
    assert_int_equal(outbox_run(&f->cx, dying, 1, 1, &sent), OK);
    assert_int_equal(net.calls, 1);
    struct outbox_counts c = counts(f);
    assert_int_equal(c.waiting + c.dead, 0); /* the late failure does not undo the sending */
}

struct tried {
    int64_t id, tries;
    struct str state;
};
static const struct field tried_fields[] = {
    FIELD(struct tried, id),
    FIELD(struct tried, tries),
    FIELD(struct tried, state),
};
static const struct shape tried_shape = SHAPE("tried", struct tried, tried_fields);

static void only_message(struct fixture *f, struct tried *out)
{
    bool found = false;
    assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    assert_int_equal(db_one(&f->cx, SQL_CHECK_OUTBOX, ARGS(I64(f->app.jid), I64(0), I64(1)),
                            &tried_shape, out, &found),
                     OK);
    assert_true(found);
    db_release(f->cx.db);
    f->cx.db = NULL;
}

static enum err claim_last(struct ctx *cx, void *arg)
{
    return db_exec(cx, SQL_OUTBOX_CLAIM,
                   ARGS(I64(cx->jid), I64(*(int64_t *)arg), I64(OUTBOX_TRIES_MAX),
                        I64(cx->wall + INT64_C(10) * MS_PER_MINUTE), I64(cx->wall)),
                   NULL);
}

/* A process that died in the last try: it is made once more and counted once. */
static void test_last_claim_ends(void **state)
{
    struct fixture *f = *state;
    struct tried t = {0};
    put(f, "sms", "accepted", "");
    only_message(f, &t);
    assert_int_equal(db_write(&f->cx, f->app.store, claim_last, &t.id), OK);
    net.answer = ERR_IO;
    assert_int_equal(run(f), 0);
    assert_int_equal(net.calls, 0);
    f->cx.wall += INT64_C(10) * MS_PER_MINUTE;
    assert_int_equal(run(f), 0);
    assert_int_equal(net.calls, 1);
    only_message(f, &t);
    assert_true(str_eq_c(t.state, "dead"));
    assert_int_equal(t.tries, OUTBOX_TRIES_MAX);
}

static void test_other_channel_waits(void **state)
{
    struct fixture *f = *state;
    put(f, "wechat", "accepted", "");
    put(f, "sms", "no_such_template", "");
    assert_int_equal(run(f), 1);
    assert_true(str_has(net.subject, "15070320261122000012"));
    assert_int_equal(counts(f).waiting, 1);
    assert_int_equal(counts(f).oldest_at, f->cx.wall);
}

static void test_demo_held(void **state)
{
    struct fixture *f = *state;
    f->app.register_kind = REGISTER_DEMO;
    put(f, "sms", "accepted", "");
    assert_int_equal(run(f), 0);
    assert_int_equal(counts(f).held, 1);
}

static void test_sms_cut(void **state)
{
    struct fixture *f = *state;
    char *longtext = arena_alloc(f->cx.arena, 3001);
    const struct str one = STR("回");
    for (size_t i = 0; i < 1000; i++)
        memcpy(longtext + one.n * i, one.p, one.n);
    put(f, "sms", "answered", longtext);
    assert_int_equal(run(f), 1);
    assert_int_equal(net.text.n < 1000, true);
    assert_true(str_ends(net.text, "…"));
}

struct unit_job {
    int64_t unit;
    uint32_t roles;
};

static enum err unit_write(struct ctx *cx, void *arg)
{
    const struct unit_job *j = arg;
    return outbox_put_unit(cx, j->unit, j->roles, SUBJECT_DEMAND, 7, STR("to_screen"),
                           STR("1"));
}

static void test_unit(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct unit_job job;
        int want;
    } t[] = {
        {{1, BIT(ROLE_SCREENER)}, 2},                        /* one by mail, one by SMS */
        {{1, BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER)}, 2}, /* two roles, one message */
        {{2, BIT(ROLE_SCREENER)}, 2},                        /* nobody here: those above */
        {{2, BIT(ROLE_HANDLER)}, 0},                         /* somebody, without address */
        {{2, BIT(ROLE_LEADER)}, 0},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct unit_job j = t[i].job;
        assert_int_equal(db_write(&f->cx, f->app.store, unit_write, &j), OK);
        assert_int_equal(run(f), t[i].want);
    }
}

/* Who is on duty gets the unit's messages beside those who hold the role, once; away, whoever
 * stands in does; outside the turn nobody more does. */
static void test_on_duty(void **state)
{
    struct fixture *f = *state;
    const int64_t now = f->cx.now, a = f->officer[0], b = f->officer[1], c = f->officer[2];
    const struct {
        int64_t on_duty, from, to, away, stand_in;
        struct unit_job job;
        int want;
    } t[] = {
        {b, -1, 1, 0, 0, {2, BIT(ROLE_LEADER)}, 1},     /* nobody holds it: who is on duty */
        {b, 0, 1, 0, 0, {2, BIT(ROLE_LEADER)}, 1},      /* from the first moment */
        {b, -1, 0, 0, 0, {2, BIT(ROLE_LEADER)}, 0},     /* not at the last */
        {b, 1, 2, 0, 0, {2, BIT(ROLE_LEADER)}, 0},      /* nor before */
        {b, -1, 1, 0, 0, {1, BIT(ROLE_LEADER)}, 0},     /* another unit's turn */
        {b, -1, 1, 0, 0, {2, BIT(ROLE_SCREENER)}, 2},   /* holds the role too: once */
        {c, -1, 1, 0, 0, {2, BIT(ROLE_LEADER)}, 0},     /* has no address */
        {c, -1, 1, c, a, {2, BIT(ROLE_LEADER)}, 1},     /* away: the stand-in */
        {c, -1, 1, c, 0, {2, BIT(ROLE_LEADER)}, 0},     /* nobody stands in */
        {b, -1, 1, b, a, {2, BIT(ROLE_SCREENER)}, 1},   /* one person for three reasons */
        {a, -1, 1, b, a, {1, BIT(ROLE_DISPATCHER)}, 1}, /* a holder away: their stand-in */
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct absence leave = {
            .officer_id = t[i].away, .stand_in_id = t[i].stand_in, .from_at = now - 1};
        const struct roster_row turn = {.unit_id = 2,
                                        .officer_id = t[i].on_duty,
                                        .from_at = now + t[i].from,
                                        .to_at = now + t[i].to};
        const struct away away = {
            .p = &leave, .n = t[i].away ? 1 : 0, .turns = &turn, .turns_n = 1};
        struct unit_job j = t[i].job;
        f->app.away = &away;
        assert_int_equal(db_write(&f->cx, f->app.store, unit_write, &j), OK);
        f->app.away = NULL;
        int sent = run(f);
        if (sent != t[i].want)
            print_error("row %zu: %d sent\n", i, sent);
        assert_int_equal(sent, t[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sent_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_backoff_and_death, setup, teardown),
        cmocka_unit_test_setup_teardown(test_channel_down, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dead_at_once_and_retry, setup, teardown),
        cmocka_unit_test_setup_teardown(test_claim_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(test_last_claim_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(test_other_channel_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_demo_held, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sms_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_on_duty, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
