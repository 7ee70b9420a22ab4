/* SPDX-License-Identifier: Apache-2.0 */
#include "core/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/app.h"
#include "core/secret.h"
#include "db/testing.h"

struct fixture {
    struct app app;
    struct ctx cx;
    struct id_source ids;
    char key[64];
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->app.jid = 150703;
    f->app.ids = &f->ids;
    id_source_init(&f->ids, 0, 0);
    app_ctx(&f->app, arena_open(64 << 20), LANG_EN, &f->cx);
    snprintf(f->key, sizeof(f->key), "/tmp/huiyin-person-%ld", (long)getpid());
    unlink(f->key);
    assert_int_equal(secret_create(&f->cx, f->key), OK);
    assert_int_equal(secret_open(&f->cx, f->key, &f->app.secret), OK);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
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
    unlink(f->key);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

struct put_job {
    struct person_new new;
    int64_t id;
};

static enum err put_write(struct ctx *cx, void *arg)
{
    struct put_job *j = arg;
    return person_put(cx, &j->new, &j->id);
}

static int64_t put(struct fixture *f, struct person_plain p)
{
    struct put_job j;
    assert_int_equal(person_seal(&f->cx, &p, &j.new), OK);
    assert_int_equal(db_write(&f->cx, f->app.store, put_write, &j), OK);
    return j.id;
}

static void test_same_person(void **state)
{
    struct fixture *f = *state;
    struct str zhang = STR("张三"), phone = STR("13800138000"),
               idno = STR("11010519491231002X");
    int64_t a =
        put(f, (struct person_plain){
                   .name = zhang, .phone = phone, .idno = idno, .address = STR("和平街 1 号")});
    assert_true(a > 0);
    /* Said less, or spelt otherwise: the same. */
    assert_int_equal(
        put(f, (struct person_plain){.name = zhang, .phone = STR("+86 138-0013-8000")}), a);
    assert_int_equal(
        put(f, (struct person_plain){.name = zhang, .idno = STR("11010519491231002x")}), a);
    /* Another name under the phone, a new address, no name: none of it touches the row. */
    int64_t daughter = put(f, (struct person_plain){.name = STR("张小梅"), .phone = phone});
    int64_t moved = put(
        f, (struct person_plain){.name = zhang, .phone = phone, .address = STR("胜利路 2 号")});
    int64_t nameless = put(f, (struct person_plain){.phone = phone});
    assert_true(daughter != a && moved != a && nameless != a && moved != daughter);
    assert_int_equal(put(f, (struct person_plain){.phone = phone}), nameless);
    struct person_plain p;
    assert_int_equal(person_open(&f->cx, a, &p), OK);
    assert_true(str_eq(p.name, zhang));
    assert_true(str_eq(p.phone, phone));
    assert_true(str_eq(p.idno, idno));
    assert_true(str_eq_c(p.address, "和平街 1 号"));
    /* Only a name: nobody is found by it, so it is a row of its own. */
    assert_true(put(f, (struct person_plain){.name = zhang}) !=
                put(f, (struct person_plain){.name = zhang}));
    assert_int_equal(put(f, (struct person_plain){.name = STR(" ")}), 0);
    int64_t *ids = NULL;
    size_t n = 0;
    assert_int_equal(person_find(&f->cx, "phone", STR("138 0013 8000"), &ids, &n), OK);
    assert_int_equal(n, 4);
    assert_int_equal(ids[3], a);
    assert_int_equal(person_find(&f->cx, "phone", STR(""), &ids, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(person_find(&f->cx, "mail", zhang, &ids, &n), ERR_BUG);
}

static void test_checks(void **state)
{
    struct fixture *f = *state;
    const struct {
        struct person_plain p;
        const char *field; /* NULL: right */
    } t[] = {
        {{.phone = STR("1234")}, "phone"},
        {{.phone = STR("无")}, "phone"},
        {{.phone = STR("0470-6521234")}, NULL},
        {{.idno = STR("110105194912310021")}, "idno"},
        {{.idno = STR("11010519491231002Ｘ")}, NULL},
        {{.idno = STR("110105491231002")}, NULL},
        {{.idno = STR("1101054912310023")}, "idno"},
        {{.idno = STR("1101054912310o2")}, "idno"},
        {{.mail = STR("a@b")}, NULL},
        {{.mail = STR("@b")}, "mail"},
        {{.mail = STR("a@")}, "mail"},
        {{.mail = STR("x")}, "mail"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct person_new out;
        fault_clear(&f->cx);
        enum err e = person_seal(&f->cx, &t[i].p, &out);
        assert_int_equal(e, t[i].field ? ERR_INPUT : OK);
        if (t[i].field)
            assert_string_equal(f->cx.error.field, t[i].field);
    }
}

static void test_mask(void **state)
{
    struct fixture *f = *state;
    struct person_plain p = {STR("欧阳修远"), STR("13812345678"),
                             STR("和平街道幸福里3号楼2单元"), STR("11010519491231002X"),
                             STR("zhang@example.cn")};
    struct person_plain m = person_mask(f->cx.arena, &p), none = {0};
    assert_true(str_eq_c(m.name, "欧**"));
    assert_true(str_eq_c(m.phone, "138****5678"));
    assert_true(str_eq_c(m.address, "和平街道幸福****"));
    assert_true(str_eq_c(m.idno, "1****************X"));
    assert_true(str_eq_c(m.mail, "z***@example.cn"));
    assert_true(str_eq_c(person_mask_phone(f->cx.arena, STR("6521234")), "****234"));
    assert_true(str_eq_c(person_mask_phone(f->cx.arena, STR("12345")), "****345"));
    p.address = STR("幸福里");
    m = person_mask(f->cx.arena, &p);
    assert_true(str_eq_c(m.address, "****"));
    m = person_mask(f->cx.arena, &none);
    assert_int_equal(m.name.n + m.phone.n + m.address.n + m.idno.n + m.mail.n, 0);
}

static enum err erase_write(struct ctx *cx, void *arg)
{
    return person_erase(cx, *(int64_t *)arg);
}

static void test_erase(void **state)
{
    struct fixture *f = *state;
    int64_t id =
        put(f, (struct person_plain){.name = STR("李四"), .phone = STR("13900139000")});
    assert_int_equal(db_write(&f->cx, f->app.store, erase_write, &id), OK);
    struct person_plain p;
    int64_t *ids, none = 1;
    size_t n = 1;
    assert_int_equal(person_open(&f->cx, id, &p), OK);
    assert_int_equal(p.name.n + p.phone.n, 0);
    assert_int_equal(person_find(&f->cx, "phone", STR("13900139000"), &ids, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(db_write(&f->cx, f->app.store, erase_write, &none), ERR_NOT_FOUND);
    fault_clear(&f->cx);
    assert_int_equal(person_open(&f->cx, none, &p), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_person, setup, teardown),
        cmocka_unit_test_setup_teardown(test_checks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mask, setup, teardown),
        cmocka_unit_test_setup_teardown(test_erase, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
