/* SPDX-License-Identifier: Apache-2.0 */
#include "channel/smtp.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/time.h"
#include "channel/fake_server.h"
#include "channel/outgoing.h"
#include "core/app.h"
#include "core/config.h"

struct fixture {
    struct app app;
    struct ctx cx;
    struct fake_server server;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    app_ctx(&f->app, arena_open(16 << 20), LANG_EN, &f->cx);
    f->cx.wall = day_from_civil(2026, 11, 22) * MS_PER_DAY + MS_PER_HOUR;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static const struct outbox_message message = {
    .id = 123456789,
    .to = {"zhang@example.cn", 16},
    .subject = {"您的诉求 15070320261122000012 已答复，请查看办理结果", 67},
    .text = {"路灯已修好。\n.\nQUIT\n电话：12345", 40},
};

static enum err send_by(struct fixture *f, const char *const *answers,
                        const struct outbox_message *m, const char *more)
{
    const struct config *c = NULL;
    f->server.answers = answers;
    fake_server_start(&f->server);
    struct str text = str_fmt(f->cx.arena,
                              "mail_host = 127.0.0.1\nmail_port = %d\nmail_tls = none\n"
                              "mail_from = huiyin@example.gov.cn\n%s",
                              f->server.port, more);
    assert_int_equal(config_parse(&f->cx, f->cx.arena, "f", text, &c), OK);
    f->app.config = c;
    fault_clear(&f->cx);
    enum err e = smtp_send(&f->cx, m);
    fake_server_stop(&f->server);
    return e;
}

static void test_sent(void **state)
{
    struct fixture *f = *state;
    static const char *const answers[] = {"220 hi\r\n",  "250 hi\r\n", "250 ok\r\n",
                                          "250 ok\r\n",  "354 go\r\n", "250 ok\r\n",
                                          "221 bye\r\n", NULL};
    assert_int_equal(send_by(f, answers, &message, ""), OK);
    const char *heard = f->server.heard;
    assert_non_null(strstr(heard, "MAIL FROM:<huiyin@example.gov.cn>"));
    assert_non_null(strstr(heard, "RCPT TO:<zhang@example.cn>"));
    assert_non_null(strstr(heard, "Date: Sun, 22 Nov 2026 09:00:00 +0800\r\n"));
    assert_non_null(strstr(heard, "Message-ID: <123456789@example.gov.cn>"));
    assert_non_null(strstr(heard, "Subject: =?UTF-8?B?5oKo55qE6K+J5rGC"));
    assert_non_null(
        strstr(heard, "\r\n\r\n6Lev54Gv5bey5L+u5aW944CCCi4KUVVJVArnlLXor53vvJoxMjM0NQ==\r\n"));
    for (const char *line = heard; (line = strstr(line, "\r\n")); line += 2) {
        const char *end = strstr(line + 2, "\r\n");
        assert_true(!end || end - line - 2 <= 78);
    }
}

static void test_outcomes(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *answers[8];
        enum err want;
    } t[] = {
        {{"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "550 nobody\r\n", NULL}, ERR_INPUT},
        {{"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "450 later\r\n", NULL}, ERR_IO},
        {{"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "451 no\r\n",
          NULL},
         ERR_IO},
        {{"421 busy\r\n", NULL}, ERR_IO},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(send_by(f, t[i].answers, &message, ""), t[i].want);
}

/* A file goes behind the text, whole. */
static void test_file(void **state)
{
    struct fixture *f = *state;
    static const char *const answers[] = {"220 hi\r\n",  "250 hi\r\n", "250 ok\r\n",
                                          "250 ok\r\n",  "354 go\r\n", "250 ok\r\n",
                                          "221 bye\r\n", NULL};
    struct outbox_message m = message;
    m.file_name = STR("daily-2026-11-21.png");
    m.file = STR("\x89PNG\r\n\x1a\n0123456789");
    assert_int_equal(send_by(f, answers, &m, ""), OK);
    const char *heard = f->server.heard;
    assert_non_null(strstr(heard, "Content-Type: multipart/mixed; boundary=\"=_huiyin\"\r\n"));
    assert_non_null(
        strstr(heard, "Content-Type: image/png; name=\"daily-2026-11-21.png\"\r\n"));
    assert_non_null(strstr(heard, "\r\n\r\niVBORw0KGgowMTIzNDU2Nzg5\r\n--=_huiyin--\r\n"));
}

/* Encryption that was asked for is not silently done without. */
static void test_starttls_demanded(void **state)
{
    struct fixture *f = *state;
    static const char *const answers[] = {"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", NULL};
    const struct config *c = NULL;
    f->server.answers = answers;
    fake_server_start(&f->server);
    struct str text =
        str_fmt(f->cx.arena, "mail_host = 127.0.0.1\nmail_port = %d\nmail_from = a@b.cn\n",
                f->server.port);
    assert_int_equal(config_parse(&f->cx, f->cx.arena, "f", text, &c), OK);
    f->app.config = c;
    assert_int_equal(smtp_send(&f->cx, &message), ERR_IO);
    fake_server_stop(&f->server);
    assert_null(strstr(f->server.heard, "MAIL FROM"));
}

static void test_injection(void **state)
{
    struct fixture *f = *state;
    static const char *const to[] = {
        "a@b>\r\nRCPT TO:<c@d", "a b@c", "ab", "@c", "a@", "", "a@b\n"};
    for (size_t i = 0; i < COUNT(to); i++) {
        struct outbox_message m = message;
        m.to = str_c(to[i]);
        fault_clear(&f->cx);
        assert_int_equal(smtp_send(&f->cx, &m), ERR_INPUT);
    }
    struct outbox_message m = message;
    const struct config *c = config_defaults(f->cx.arena);
    f->app.config = c;
    m.subject = STR("x\r\nBcc: all@example.cn");
    assert_false(str_has(smtp_compose(&f->cx, &m), "Bcc"));
}

static int group_start(void **state)
{
    (void)state;
    struct ctx cx = {.arena = arena_open(1 << 20)};
    int failed = outgoing_start(&cx) != OK;
    arena_close(cx.arena);
    return failed;
}

static int group_stop(void **state)
{
    (void)state;
    outgoing_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(test_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outcomes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_starttls_demanded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_injection, setup, teardown),
    };
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
