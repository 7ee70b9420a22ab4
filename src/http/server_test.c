/* SPDX-License-Identifier: Apache-2.0
 * The server driven by raw bytes over loopback.
 */
#include "http/http.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/field.h"
#include "base/log.h"
#include "base/time.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

enum { BODY_MAX = 40000, REPLY_MAX = 200000 };

static struct ctx cx;
static struct http_server *server;
static atomic_int handled;
static atomic_int slow_ms;
static atomic_int mark; /* of what "/wait" waits for: put off while it is 0 */

/* "METHOD PATH QUERY ADDRESS BODYLENGTH\n" and the body. */
static void echo(struct http_request *req, struct http_reply *reply, void *arg)
{
    (void)arg;
    if (str_eq_c(req->path, "/slow"))
        usleep((useconds_t)atomic_load(&slow_ms) * 1000);
    atomic_fetch_add(&handled, 1);
    if (str_eq_c(req->path, "/wait") && req->wait_ms > 0 && !atomic_load(&mark)) {
        reply->wait_for = str_eq_c(req->query, "8") ? 8 : 7;
        return;
    }
    reply->status = 200;
    reply->type = "text/plain";
    reply->body =
        str_fmt(req->arena, "%s %.*s [%.*s] %s %d %zu\n%.*s", http_method_text(req->method),
                STR_ARG(req->path), STR_ARG(req->query), req->address, req->secure, req->body.n,
                STR_ARG(req->body));
}

static size_t limit(enum http_method m, struct str path, void *arg)
{
    (void)m;
    (void)arg;
    return str_starts(path, "/none") ? 0 : BODY_MAX;
}

static const char *const proxies[] = {"127.0.0.1"};

static void start(void (*change)(struct http_options *))
{
    struct http_options o;
    http_defaults(&o);
    o.port = 0;
    o.workers = 4;
    o.handler = echo;
    o.limit = limit;
    o.proxies = proxies;
    o.proxies_n = 1;
    if (change)
        change(&o);
    atomic_store(&handled, 0);
    atomic_store(&mark, 0);
    assert_int_equal(http_open(&cx, &o, &server), OK);
}

static int up(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR);
    cx = (struct ctx){.arena = arena_open(8 << 20)};
    return 0;
}

static int down(void **state)
{
    (void)state;
    http_close(server, 1000);
    server = NULL;
    arena_close(cx.arena);
    return 0;
}

static int dial(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)http_port(server)),
                            .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static void say(int fd, struct str s)
{
    if (send(fd, s.p, s.n, MSG_NOSIGNAL) < 0)
        return; /* cut: the reading side tells */
}

/* Everything until the peer closes or nothing comes for `ms`. *closed tells which. */
static struct str hear(int fd, int ms, bool *closed)
{
    static char p[REPLY_MAX];
    size_t n = 0;
    struct pollfd f = {.fd = fd, .events = POLLIN};
    *closed = false;
    while (n < REPLY_MAX - 1 && poll(&f, 1, ms) == 1) {
        ssize_t got = recv(fd, p + n, REPLY_MAX - 1 - n, 0);
        if (got <= 0) {
            *closed = true;
            break;
        }
        n += (size_t)got;
    }
    return str_dup(cx.arena, (struct str){.p = p, .n = n});
}

static struct str talk(struct str request, bool *closed)
{
    int fd = dial();
    say(fd, request);
    struct str r = hear(fd, 700, closed);
    close(fd);
    return r;
}

static void test_plain(void **state)
{
    bool closed;
    (void)state;
    start(NULL);
    struct str r = talk(STR("GET /a%E4%B8%AD?b=%20c HTTP/1.1\r\nHost: x\r\n\r\n"), &closed);
    assert_true(str_starts(r, "HTTP/1.1 200 "));
    assert_true(str_ends(r, "GET /a中 [b=%20c] 127.0.0.1 0 0\n"));
    assert_true(str_has(r, "X-Content-Type-Options: nosniff\r\n"));
    assert_true(str_has(r, "frame-ancestors 'none'"));
    assert_true(str_has(r, "Referrer-Policy: no-referrer\r\n"));
    assert_true(str_has(r, "Cache-Control: no-store\r\n"));
    assert_true(str_has(r, "X-Request-Id: "));
    assert_false(closed);
}

static void test_proxy(void **state)
{
    bool closed;
    (void)state;
    start(NULL);
    struct str r =
        talk(STR("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6, 198.51.100.7\r\n"
                 "X-Forwarded-Proto: https\r\n\r\n"),
             &closed);
    assert_true(str_ends(r, "GET / [] 198.51.100.7 1 0\n"));
}

static void test_bodies(void **state)
{
    bool closed;
    (void)state;
    start(NULL);
    struct str r = talk(STR("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
                            "POST /q HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
                        &closed);
    assert_true(str_has(r, "POST /p [] 127.0.0.1 0 5\nhello"));
    assert_true(str_ends(r, "POST /q [] 127.0.0.1 0 5\nabcde"));
    char *big = arena_alloc(cx.arena, BODY_MAX + 1);
    memset(big, 'x', BODY_MAX);
    r = talk(str_fmt(cx.arena, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s",
                     BODY_MAX, big),
             &closed);
    assert_true(str_ends(r, big));
}

static void test_too_large(void **state)
{
    bool closed;
    (void)state;
    start(NULL);
    struct str r =
        talk(str_fmt(cx.arena, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n",
                     BODY_MAX + 1),
             &closed);
    assert_true(str_starts(r, "HTTP/1.1 413 "));
    assert_true(str_has(r, "application/problem+json"));
    assert_true(closed);
    r = talk(STR("POST /none HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "3\r\nabc\r\n0\r\n\r\n"),
             &closed);
    assert_true(str_starts(r, "HTTP/1.1 413 "));
    assert_int_equal(atomic_load(&handled), 0);
}

#define HOST_LINE "Host: x\r\n"
static const struct {
    struct str request;
    const char *status; /* of the first reply, NULL: closed without one */
} hostile[] = {
    {STR_INIT("POST / HTTP/1.1\r\n" HOST_LINE
              "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
              "0\r\n\r\nGET /smuggled HTTP/1.1\r\n" HOST_LINE "\r\n"),
     "400"},
    {STR_INIT("POST / HTTP/1.1\r\n" HOST_LINE
              "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
     "400"},
    {STR_INIT("POST / HTTP/1.1\r\n" HOST_LINE
              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
     "400"},
    {STR_INIT("GET / HTTP/1.1\r\n" HOST_LINE "Host: y\r\n\r\n"), "400"},
    {STR_INIT("GET / HTTP/1.1\r\n\r\n"), "400"},
    {STR_INIT("GET / HTTP/1.1\r\n" HOST_LINE "X : y\r\n\r\n"), "400"},
    {STR_INIT("POST / HTTP/1.1\r\n" HOST_LINE "Content-Length : 5\r\n\r\nhello"), "400"},
    {STR_INIT("GET / HTTP/3.7\r\n" HOST_LINE "\r\n"), "505"},
    {STR_INIT("BREW / HTTP/1.1\r\n" HOST_LINE "\r\n"), "501"},
    {STR_INIT("GET http://x/ HTTP/1.1\r\n" HOST_LINE "\r\n"), "400"},
    {STR_INIT("GET /../../etc/passwd HTTP/1.1\r\n" HOST_LINE "\r\n"), "400"},
    {STR_INIT("GET /%00 HTTP/1.1\r\n" HOST_LINE "\r\n"), "400"},
    {STR_INIT("GET / HTTP/1.1\r\n" HOST_LINE "Content-Length: 40\r\n\r\n"
              "GET /smuggled HTTP/1.1\r\n" HOST_LINE "\r\n"),
     "400"},
    {STR_INIT("\r\n\r\nnonsense\r\n\r\n"), ""},
};

static void test_hostile(void **state)
{
    (void)state;
    start(NULL);
    for (size_t i = 0; i < COUNT(hostile); i++) {
        bool closed;
        struct str r = talk(hostile[i].request, &closed);
        if (str_has(r, "smuggled") || str_has(r, " 200 "))
            fail_msg("row %zu got through: %s", i, r.p);
        if (!str_eq(str_sub(r, 9, strlen(hostile[i].status)), str_c(hostile[i].status)))
            fail_msg("row %zu: %s", i, r.p);
    }
    assert_int_equal(atomic_load(&handled), 0);
}

static void test_header_flood(void **state)
{
    bool closed;
    (void)state;
    start(NULL);
    struct str many = STR("GET / HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < HTTP_HEADERS_MAX; i++)
        many = str_fmt(cx.arena, "%.*sX%d: y\r\n", STR_ARG(many), i);
    struct str r = talk(str_fmt(cx.arena, "%.*s\r\n", STR_ARG(many)), &closed);
    assert_true(str_starts(r, "HTTP/1.1 431 "));
    char *big = arena_alloc(cx.arena, 40001);
    memset(big, 'x', 40000);
    r = talk(str_fmt(cx.arena, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", big), &closed);
    assert_false(str_has(r, " 200 "));
    assert_true(closed);
    assert_int_equal(atomic_load(&handled), 0);
}

static void hasty(struct http_options *o)
{
    o->header_ms = 600;
    o->idle_ms = 900;
    o->body_rate = 1 << 20;
}

/* A byte now and then moves no deadline: neither in the header nor in the body. */
static void test_trickle(void **state)
{
    static const struct str begins[] = {
        STR_INIT("GET / HTTP/1.1\r\nX: "),
        STR_INIT("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"), STR_INIT("G")};
    (void)state;
    start(hasty);
    for (size_t i = 0; i < COUNT(begins); i++) {
        bool closed = false;
        int fd = dial();
        int64_t from = time_mono();
        say(fd, begins[i]);
        while (!closed && time_mono() - from < 5000) {
            say(fd, STR("a"));
            hear(fd, 50, &closed);
        }
        close(fd);
        assert_true(closed);
        assert_in_range(time_mono() - from, 400, 2500);
    }
}

static void few(struct http_options *o)
{
    o->per_address_max = 3;
    o->proxies_n = 0;
}

static void test_per_address(void **state)
{
    bool closed;
    int fd[4];
    (void)state;
    start(few);
    for (int i = 0; i < 4; i++) {
        fd[i] = dial();
        say(fd[i], STR("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        struct str r = hear(fd[i], 300, &closed);
        assert_int_equal(i < 3, str_has(r, " 200 "));
        assert_int_equal(i == 3, closed);
    }
    for (int i = 0; i < 4; i++)
        close(fd[i]);
    usleep(200000);
    assert_true(str_has(talk(STR("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), &closed), " 200 "));
}

static void narrow(struct http_options *o)
{
    o->workers = 1;
    o->queue_max = 1;
}

static void test_busy(void **state)
{
    bool closed;
    int fd[4], served = 0, refused = 0;
    (void)state;
    atomic_store(&slow_ms, 400);
    start(narrow);
    for (int i = 0; i < 4; i++) {
        fd[i] = dial();
        say(fd[i], STR("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
        usleep(50000);
    }
    for (int i = 0; i < 4; i++) {
        struct str r = hear(fd[i], 1200, &closed);
        served += str_has(r, " 200 ");
        refused += str_has(r, " 503 ") && str_has(r, "Retry-After: 2");
        close(fd[i]);
    }
    assert_int_equal(served, 2);
    assert_int_equal(refused, 2);
}

static void *close_it(void *arg)
{
    (void)arg;
    http_close(server, 3000);
    return NULL;
}

/* Returns once so many requests were put off and each was looked at. */
static void wait_for_waiting(size_t things, int looks)
{
    int64_t what[4], until = time_mono() + 30000;
    while (
        (http_waiting(server, what, COUNT(what)) < things || atomic_load(&handled) < looks) &&
        time_mono() < until)
        usleep(1000);
    assert_int_equal(http_waiting(server, what, COUNT(what)), things);
    assert_int_equal(atomic_load(&handled), looks);
}

static void few_workers(struct http_options *o)
{
    o->workers = 1;
    o->waiting_max = 3;
}

/* No worker is held; whoever waits for something else, or saw it as it stands, waits on. */
static void test_put_off(void **state)
{
    int fd[3];
    bool closed;
    (void)state;
    start(few_workers);
    for (int i = 0; i < 3; i++) {
        fd[i] = dial();
        say(fd[i],
            str_fmt(cx.arena, "GET /wait?%d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    i == 2 ? 8 : 7));
    }
    wait_for_waiting(2, 3);
    struct str r = talk(STR("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"), &closed);
    assert_true(str_has(r, "GET /plain"));
    http_wake(server, 7, 0);
    wait_for_waiting(2, 4);
    /* One too many is answered at once. */
    r = talk(STR("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"), &closed);
    assert_true(str_ends(r, "GET /wait [] 127.0.0.1 0 0\n"));
    wait_for_waiting(2, 6);
    atomic_store(&mark, 1);
    http_wake(server, 7, 1);
    for (int i = 0; i < 2; i++) {
        r = hear(fd[i], 5000, &closed);
        assert_true(str_ends(r, "GET /wait [7] 127.0.0.1 0 0\n"));
        close(fd[i]);
    }
    wait_for_waiting(1, 8);
    /* The end puts nothing off any more. */
    http_close(server, 5000);
    server = NULL;
    r = hear(fd[2], 5000, &closed);
    assert_true(str_ends(r, "GET /wait [8] 127.0.0.1 0 0\n"));
    close(fd[2]);
}

/* What was accepted is finished, and the connection then closed; nothing new is taken. */
static void test_shutdown(void **state)
{
    bool closed;
    pthread_t t;
    (void)state;
    atomic_store(&slow_ms, 400);
    start(NULL);
    int working = dial(), sending = dial();
    say(working, STR("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
    say(sending, STR("POST /late HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na"));
    usleep(100000);
    assert_int_equal(pthread_create(&t, NULL, close_it, NULL), 0);
    usleep(100000);
    say(sending, STR("b"));
    struct str r = hear(sending, 1500, &closed);
    assert_true(str_has(r, " 200 ") && str_has(r, "Connection: close") && closed);
    r = hear(working, 1500, &closed);
    assert_true(str_has(r, " 200 ") && closed);
    pthread_join(t, NULL);
    server = NULL;
    close(working);
    close(sending);
}

static void test_no_address(void **state)
{
    struct http_options o;
    struct http_server *second = NULL;
    (void)state;
    start(NULL);
    http_defaults(&o);
    o.port = http_port(server);
    assert_int_equal(http_open(&cx, &o, &second), ERR_IO);
    o.address = "not an address";
    fault_clear(&cx);
    assert_int_equal(http_open(&cx, &o, &second), ERR_INPUT);
    assert_null(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plain, up, down),
        cmocka_unit_test_setup_teardown(test_proxy, up, down),
        cmocka_unit_test_setup_teardown(test_bodies, up, down),
        cmocka_unit_test_setup_teardown(test_too_large, up, down),
        cmocka_unit_test_setup_teardown(test_hostile, up, down),
        cmocka_unit_test_setup_teardown(test_header_flood, up, down),
        cmocka_unit_test_setup_teardown(test_trickle, up, down),
        cmocka_unit_test_setup_teardown(test_per_address, up, down),
        cmocka_unit_test_setup_teardown(test_busy, up, down),
        cmocka_unit_test_setup_teardown(test_put_off, up, down),
        cmocka_unit_test_setup_teardown(test_shutdown, up, down),
        cmocka_unit_test_setup_teardown(test_no_address, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
