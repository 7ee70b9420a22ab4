/* SPDX-License-Identifier: Apache-2.0 */
#include "channel/sms_gateway.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "channel/fake_server.h"
#include "channel/outgoing.h"
#include "core/app.h"
#include "core/config.h"

struct fixture {
    struct app app;
    struct ctx cx;
    struct fake_server server, other;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    app_ctx(&f->app, arena_open(16 << 20), LANG_EN, &f->cx);
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

static enum err send_by(struct fixture *f, const char *answer)
{
    const struct config *c = NULL;
    const char *const answers[] = {answer, NULL};
    const struct outbox_message m = {
        .id = 42, .to = STR("13800138000"), .text = STR("已\"答复\"\n好")};
    f->server.answers = answers;
    f->server.http = true;
    fake_server_start(&f->server);
    struct str text = str_fmt(f->cx.arena,
                              "sms_url = http://127.0.0.1:%d/send\nsms_header = X-Token\n"
                              "sms_token = s3cret\n",
                              f->server.port);
    assert_int_equal(config_parse(&f->cx, f->cx.arena, "f", text, &c), OK);
    f->app.config = c;
    fault_clear(&f->cx);
    enum err e = sms_gateway_send(&f->cx, &m);
    fake_server_stop(&f->server);
    return e;
}

static void test_request(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(send_by(f, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), OK);
    const char *heard = f->server.heard;
    assert_int_equal(strncmp(heard, "POST /send HTTP/1.1\r\n", 21), 0);
    assert_non_null(strstr(heard, "\r\nX-Token: s3cret\r\n"));
    assert_non_null(strstr(heard, "\r\nContent-Type: application/json\r\n"));
    assert_string_equal(
        strstr(heard, "\r\n\r\n") + 4,
        "{\"to\":\"13800138000\",\"text\":\"已\\\"答复\\\"\\n好\",\"id\":\"42\"}");
}

#define ANSWER(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n\r\n"

static void test_outcomes(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *answer;
        enum err want;
    } t[] = {
        {ANSWER("202 Accepted"), OK},
        {ANSWER("409 Conflict"), OK},
        {ANSWER("400 Bad Request"), ERR_INPUT},
        {ANSWER("422 No"), ERR_INPUT},
        {ANSWER("401 Who"), ERR_IO},
        {ANSWER("429 Slow"), ERR_IO},
        {ANSWER("503 Busy"), ERR_IO},
        {NULL, ERR_IO},
        {"nonsense\r\n\r\n", ERR_IO},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(send_by(f, t[i].answer), t[i].want);
    assert_null(strstr(f->cx.error.message, "13800138000"));
}

/* Neither text nor token goes anywhere but where it was told to. */
static void test_no_redirect(void **state)
{
    struct fixture *f = *state;
    static const char *const ok[] = {ANSWER("200 OK"), NULL};
    f->other.answers = ok;
    f->other.http = true;
    fake_server_start(&f->other);
    struct str answer = str_fmt(f->cx.arena,
                                "HTTP/1.1 307 Away\r\nLocation: http://127.0.0.1:%d/\r\n"
                                "Content-Length: 0\r\n\r\n",
                                f->other.port);
    assert_int_equal(send_by(f, answer.p), ERR_IO);
    fake_server_stop(&f->other);
    assert_int_equal(f->other.n, 0);
}

static void test_senders(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text;
        size_t n;
        const char *first;
    } t[] = {
        {"", 0, NULL},
        {"mail_host = h\nmail_from = a@b", 1, "mail"},
        {"sms_url = http://h/s", 1, "sms"},
        {"sms_url = http://h/s\nmail_host = h\nmail_from = a@b", 2, "mail"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct config *c = NULL;
        struct outbox_sender out[OUTGOING_MAX];
        assert_int_equal(config_parse(&f->cx, f->cx.arena, "f", str_c(t[i].text), &c), OK);
        assert_int_equal(outgoing_senders(c, out), t[i].n);
        if (t[i].n > 0)
            assert_string_equal(out[0].channel, t[i].first);
    }
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
        cmocka_unit_test_setup_teardown(test_request, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outcomes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_redirect, setup, teardown),
        cmocka_unit_test_setup_teardown(test_senders, setup, teardown),
    };
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
