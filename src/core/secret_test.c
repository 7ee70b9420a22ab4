/* SPDX-License-Identifier: Apache-2.0 */
#include "core/secret.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/field.h"
#include "core/app.h"

struct fixture {
    char dir[64], path[80];
    struct app app;
    struct ctx cx;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    snprintf(f->dir, sizeof(f->dir), "/tmp/huiyin-secret-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->path, sizeof(f->path), "%s/key", f->dir);
    f->cx = (struct ctx){.arena = arena_open(16 << 20), .app = &f->app};
    assert_int_equal(secret_create(&f->cx, f->path), OK);
    assert_int_equal(secret_open(&f->cx, f->path, &f->app.secret), OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    secret_close(f->app.secret);
    unlink(f->path);
    rmdir(f->dir);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static void test_seal(void **state)
{
    struct fixture *f = *state;
    struct str a = secret_seal(&f->cx, "person.name", 7, STR("张三")), plain;
    struct str b = secret_seal(&f->cx, "person.name", 7, STR("张三"));
    assert_false(str_eq(a, b));
    assert_false(str_has(a, "张三"));
    assert_int_equal(secret_unseal(&f->cx, "person.name", 7, a, &plain), OK);
    assert_true(str_eq_c(plain, "张三"));
    assert_int_equal(secret_unseal(&f->cx, "person.name", 7, STR(""), &plain), OK);
    assert_int_equal(plain.n, 0);
    assert_int_equal(secret_seal(&f->cx, "person.name", 7, STR("")).n, 0);
}

/* Moved, cut, changed or foreign text does not open. */
static void test_bound(void **state)
{
    struct fixture *f = *state;
    struct str a = secret_seal(&f->cx, "person.name", 7, STR("张三")), plain = STR("x");
    assert_int_equal(secret_unseal(&f->cx, "person.name", 8, a, &plain), ERR_IO);
    assert_int_equal(secret_unseal(&f->cx, "person.phone", 7, a, &plain), ERR_IO);
    for (size_t i = 0; i < a.n; i++) {
        assert_int_equal(secret_unseal(&f->cx, "person.name", 7, str_sub(a, 0, i), &plain),
                         i == 0 ? OK : ERR_IO);
        char *changed = str_cdup(f->cx.arena, a);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        struct str in = {changed, a.n};
        assert_int_equal(secret_unseal(&f->cx, "person.name", 7, in, &plain), ERR_IO);
    }
}

static void test_with(void **state)
{
    struct fixture *f = *state;
    struct str a = secret_seal_with(&f->cx, STR("k1"), STR("{}")), plain;
    assert_int_equal(secret_unseal_with(&f->cx, STR("k1"), a, &plain), OK);
    assert_true(str_eq_c(plain, "{}"));
    assert_int_equal(secret_unseal_with(&f->cx, STR("k2"), a, &plain), ERR_IO);
}

static void test_fold_and_hash(void **state)
{
    struct fixture *f = *state;
    static const char *const same[][3] = {
        {"phone", "138 0013 8000", "13800138000"},
        {"phone", "+86 138-0013-8000", "13800138000"},
        {"phone", "008613800138000", "13800138000"},
        {"phone", "8613800138000", "13800138000"},
        {"phone", "１３８００１３８０００", "13800138000"},
        {"phone", "0470-6521234", "04706521234"},
        {"phone", "86521234", "86521234"},
        {"phone", "（０４７０）６５２ １２３４", "04706521234"},
        {"phone", "+86 470 652 1234", "04706521234"},
        {"phone", "+86 (0470) 6521234", "04706521234"},
        {"phone", "0086-10-1234 5678", "01012345678"},
        {"phone", "+86 400-800-1234", "4008001234"},
        {"phone", "+86 12345", "12345"},
        {"phone", "0138 0013 8000", "13800138000"},
        {"phone", "010-38001380", "01038001380"},
        {"idno", "11010519491231002X", "11010519491231002x"},
        {"idno", " 110105 19491231002Ｘ", "11010519491231002x"},
        {"name", "Zhang　San", "zhangsan"},
        {"name", " 张 三\t", "张三"},
        {"name", "ＺＨＡＮＧ三", "zhang三"},
    };
    for (size_t i = 0; i < COUNT(same); i++) {
        struct str folded = secret_fold(f->cx.arena, same[i][0], str_c(same[i][1]));
        assert_string_equal(str_cdup(f->cx.arena, folded), same[i][2]);
        assert_true(str_eq(secret_hash(&f->cx, same[i][0], str_c(same[i][1])),
                           secret_hash(&f->cx, same[i][0], str_c(same[i][2]))));
    }
    struct str h = secret_hash(&f->cx, "phone", STR("13800138000"));
    assert_int_equal(h.n, 64);
    assert_false(str_eq(h, secret_hash(&f->cx, "idno", STR("13800138000"))));
    assert_int_equal(secret_hash(&f->cx, "phone", STR("无")).n, 0);
}

static void append(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

/* A key is replaced by appending one: old text still opens, new text has the new key's id. */
static void test_key_replaced(void **state)
{
    struct fixture *f = *state;
    struct str old = secret_seal(&f->cx, "p", 1, STR("a")), plain;
    char line[80] = "seal ";
    memset(line + 5, 'a', 64);
    line[69] = '\n';
    append(f->path, line);
    secret_close(f->app.secret);
    f->app.secret = NULL;
    assert_int_equal(secret_open(&f->cx, f->path, &f->app.secret), OK);
    struct str new = secret_seal(&f->cx, "p", 1, STR("a"));
    assert_int_not_equal(memcmp(old.p, new.p, 10), 0);
    assert_int_equal(secret_unseal(&f->cx, "p", 1, old, &plain), OK);
    assert_int_equal(secret_unseal(&f->cx, "p", 1, new, &plain), OK);
}

static void test_derive(void **state)
{
    struct fixture *f = *state;
    unsigned char a[SECRET_KEY], b[SECRET_KEY];
    char id[SECRET_KEY_ID] = "", unknown[SECRET_KEY_ID] = "00000000";
    assert_int_equal(secret_derive(&f->cx, "blob", id, a), OK);
    assert_int_equal(strlen(id), 8);
    assert_int_equal(secret_derive(&f->cx, "blob", id, b), OK);
    assert_memory_equal(a, b, SECRET_KEY);
    assert_int_equal(secret_derive(&f->cx, "other", id, b), OK);
    assert_memory_not_equal(a, b, SECRET_KEY);
    assert_int_equal(secret_derive(&f->cx, "blob", unknown, b), ERR_IO);
}

static void test_file(void **state)
{
    struct fixture *f = *state;
    const struct secret *s = NULL;
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(secret_create(&f->cx, f->path), ERR_CONFLICT);
    chmod(f->path, 0640);
    assert_int_equal(secret_open(&f->cx, f->path, &s), ERR_IO);
    chmod(f->path, 0600);
    append(f->path, "seal 00\n");
    assert_int_equal(secret_open(&f->cx, f->path, &s), ERR_IO);
    assert_int_equal(secret_open(&f->cx, "/nonexistent", &s), ERR_IO);
    assert_null(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_seal, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bound, setup, teardown),
        cmocka_unit_test_setup_teardown(test_with, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fold_and_hash, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(test_derive, setup, teardown),
        cmocka_unit_test_setup_teardown(test_file, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
