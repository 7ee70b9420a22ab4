/* SPDX-License-Identifier: Apache-2.0 */
#include "core/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/field.h"

static int setup(void **state)
{
    struct ctx *cx = calloc(1, sizeof(*cx));
    cx->arena = arena_open(16 << 20);
    cx->lang = LANG_EN;
    *state = cx;
    return 0;
}

static int teardown(void **state)
{
    struct ctx *cx = *state;
    arena_close(cx->arena);
    free(cx);
    return 0;
}

static void test_defaults(void **state)
{
    struct ctx *cx = *state;
    const struct config *c = NULL;
    assert_int_equal(config_read(cx, cx->arena, NULL, &c), OK);
    assert_true(str_eq_c(c->listen, "127.0.0.1"));
    assert_int_equal(c->port, 8077);
    assert_int_equal(c->upload_image_mb, 20);
    assert_false(config_secure_cookie(c));
}

static void test_values(void **state)
{
    struct ctx *cx = *state;
    const struct config *c = NULL;
    struct str text = STR("# comment = 1\r\n\n port=80\r\nhotline =  0470-123 # 4\n"
                          "public_url = https://h.example\ntrusted_proxy = 10.0.0.1, ::1\n");
    assert_int_equal(config_parse(cx, cx->arena, "f", text, &c), OK);
    assert_int_equal(c->port, 80);
    assert_true(str_eq_c(c->hotline, "0470-123 # 4"));
    assert_true(config_secure_cookie(c));
}

static void test_refused(void **state)
{
    struct ctx *cx = *state;
    static const struct {
        const char *text, *says;
    } t[] = {
        {"port = 80\nprot = 1", "f:2: there is no setting \"prot\""},
        {"\n\nport = 0", "f:3: the value of port"},
        {"port = 65536", "f:1:"},
        {"port = 80x", "f:1:"},
        {"port = 1\nport = 2", "f:2: port is set twice"},
        {"port", "f:1: expected"},
        {"listen = localhost", "f:1:"},
        {"language = fr", "zh|en"},
        {"language = z", "zh|en"},
        {"public_url = h.example", "f:1:"},
        {"public_url = https://h.example/", "f:1:"},
        {"tile_url = https://t.example/{z}/{x}", "f:1:"},
        {"trusted_proxy = 10.0.0.1,,10.0.0.2", "f:1:"},
        {"sms_header = X Token", "f:1:"},
        {"mail_host = m.example", "mail_from"},
        {"hotline = \xff", "UTF-8"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct config *c = NULL;
        fault_clear(cx);
        assert_int_equal(config_parse(cx, cx->arena, "f", str_c(t[i].text), &c), ERR_INPUT);
        assert_non_null(strstr(cx->error.message, t[i].says));
        assert_null(c);
    }
}

/* Each thing wrong has its sentence; what suits is set all the same. */
static void test_survey(void **state)
{
    struct ctx *cx = *state;
    char path[] = "/tmp/huiyin-conf-XXXXXX";
    const char text[] = "port = many\nhotline = 12321\nwhat\nmail_host = m.example\n";
    const char *const says[] = {":1:", "port", ":3:", "mail_from"};
    const struct config *c = NULL;
    struct buf wrong;
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
    close(fd);
    cx->lang = LANG_EN;
    buf_init(&wrong, cx->arena, 1 << 16);
    assert_int_equal(config_survey(cx, cx->arena, path, &wrong, &c), OK);
    for (size_t i = 0; i < COUNT(says); i++)
        assert_non_null(strstr(buf_done(&wrong).p, says[i]));
    assert_null(cx->error.message);
    assert_int_equal(c->port, 8077);
    assert_true(str_eq_c(c->hotline, "12321"));
    unlink(path);
    buf_init(&wrong, cx->arena, 1 << 16);
    assert_int_equal(config_survey(cx, cx->arena, path, &wrong, &c), OK);
    assert_non_null(strstr(buf_done(&wrong).p, path));
    buf_init(&wrong, cx->arena, 1 << 16);
    assert_int_equal(config_survey(cx, cx->arena, NULL, &wrong, &c), OK);
    assert_int_equal(wrong.n, 0);
}

/* The sample, uncommented, is a right file and says the defaults. */
static void test_sample(void **state)
{
    struct ctx *cx = *state;
    for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
        struct buf b, now, before;
        const struct config *c = NULL;
        buf_init(&b, cx->arena, 1 << 20);
        config_print_sample(&b, (enum lang)lang);
        char *text = str_cdup(cx->arena, buf_done(&b));
        for (char *p = strstr(text, "\n#"); p; p = strstr(p + 1, "\n#")) {
            if (p[2] != ' ')
                p[1] = ' ';
        }
        assert_int_equal(config_parse(cx, cx->arena, "f", str_c(text), &c), OK);
        buf_init(&now, cx->arena, 1 << 20);
        buf_init(&before, cx->arena, 1 << 20);
        config_print(&now, c);
        config_print(&before, config_defaults(cx->arena));
        assert_true(str_eq(buf_done(&now), buf_done(&before)));
        assert_null(strstr(text, "\n#port"));
    }
}

static void test_secrets(void **state)
{
    struct ctx *cx = *state;
    const struct config *c = NULL;
    char path[] = "/tmp/huiyin-conf-XXXXXX";
    int fd = mkstemp(path);
    const char text[] = "sms_token = abc\n";
    assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
    assert_int_equal(config_read(cx, cx->arena, path, &c), OK);
    struct buf b;
    buf_init(&b, cx->arena, 1 << 20);
    config_print(&b, c);
    assert_true(str_has(buf_done(&b), "sms_token = ***"));
    assert_false(str_has(buf_done(&b), "abc"));
    fchmod(fd, 0644);
    assert_int_equal(config_read(cx, cx->arena, path, &c), ERR_INPUT);
    close(fd);
    unlink(path);
    fault_clear(cx);
    assert_int_equal(config_read(cx, cx->arena, path, &c), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
        cmocka_unit_test_setup_teardown(test_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_survey, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sample, setup, teardown),
        cmocka_unit_test_setup_teardown(test_secrets, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
