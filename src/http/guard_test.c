/* SPDX-License-Identifier: Apache-2.0 */
#include "http/guard.h"

#include <setjmp.h>
#include <stdarg.h>

#include "base/field.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

#define H(n, v)                                                                                \
    {                                                                                          \
        STR_INIT(n), STR_INIT(v)                                                               \
    }
#define HOST H("Host", "a.cn:80")

static const struct {
    enum http_method method;
    const char *version;
    struct http_header h[4];
    const char *why; /* NULL: accepted */
} rows[] = {
    {HTTP_GET, "HTTP/1.1", {HOST}, NULL},
    {HTTP_GET, "HTTP/1.0", {HOST}, NULL},
    {HTTP_GET, "HTTP/1.1", {H("host", "[::1]:80")}, NULL},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Content-Length", "12")}, NULL},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Transfer-Encoding", "chunked")}, NULL},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Expect", "100-continue")}, NULL},
    {HTTP_GET, "HTTP/1.1", {HOST, H("Content-Length", "0")}, NULL},
    {HTTP_GET, "HTTP/2.0", {HOST}, "unknown version"},
    {HTTP_GET, "HTTP/1.1", {H("Accept", "x")}, "no Host"},
    {HTTP_GET, "HTTP/1.1", {HOST, HOST}, "two Hosts"},
    {HTTP_GET, "HTTP/1.1", {H("Host", "")}, "bad Host"},
    {HTTP_GET, "HTTP/1.1", {H("Host", "a/b")}, "bad Host"},
    {HTTP_GET, "HTTP/1.1", {H("Host", "a@b")}, "bad Host"},
    {HTTP_POST,
     "HTTP/1.1",
     {HOST, H("Content-Length", "3"), H("content-length", "3")},
     "two Content-Lengths"},
    {HTTP_POST,
     "HTTP/1.1",
     {HOST, H("Content-Length", "3"), H("Transfer-Encoding", "chunked")},
     "Content-Length and Transfer-Encoding"},
    {HTTP_POST,
     "HTTP/1.1",
     {HOST, H("Transfer-Encoding", "chunked"), H("Transfer-Encoding", "chunked")},
     "two Transfer-Encodings"},
    {HTTP_POST,
     "HTTP/1.1",
     {HOST, H("Transfer-Encoding", "gzip")},
     "unknown Transfer-Encoding"},
    {HTTP_POST,
     "HTTP/1.1",
     {HOST, H("Transfer-Encoding", "x, chunked")},
     "unknown Transfer-Encoding"},
    {HTTP_POST, "HTTP/1.0", {HOST, H("Transfer-Encoding", "chunked")}, "chunks in HTTP/1.0"},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Content-Length", "-1")}, "bad Content-Length"},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Content-Length", "+1")}, "bad Content-Length"},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Content-Length", "1, 1")}, "bad Content-Length"},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Content-Length", "")}, "bad Content-Length"},
    {HTTP_POST,
     "HTTP/1.1",
     {HOST, H("Content-Length", "99999999999999999999")},
     "bad Content-Length"},
    {HTTP_GET, "HTTP/1.1", {HOST, H("Content-Length", "5")}, "body where none belongs"},
    {HTTP_GET,
     "HTTP/1.1",
     {HOST, H("Transfer-Encoding", "chunked")},
     "body where none belongs"},
    {HTTP_GET, "HTTP/1.1", {HOST, H("X ", "y")}, "bad header name"},
    {HTTP_GET, "HTTP/1.1", {HOST, H("Content-Length ", "5")}, "bad header name"},
    {HTTP_GET, "HTTP/1.1", {HOST, H("X\t", "y")}, "bad header name"},
    {HTTP_GET, "HTTP/1.1", {HOST, H("X", "a\rb")}, "control character in a header"},
    {HTTP_GET, "HTTP/1.1", {HOST, H("X", "a\0b")}, "control character in a header"},
    {HTTP_POST, "HTTP/1.1", {HOST, H("Expect", "magic")}, "unknown Expect"},
};

static void test_guard(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t n = 0;
        while (n < 4 && rows[i].h[n].name.p)
            n++;
        const char *why = guard_reason(rows[i].method, str_c(rows[i].version), rows[i].h, n);
        if ((why == NULL) != (rows[i].why == NULL) || (why && strcmp(why, rows[i].why) != 0))
            fail_msg("row %zu: %s, not %s", i, why ? why : "accepted",
                     rows[i].why ? rows[i].why : "accepted");
    }
}

static const char *const proxies[] = {"127.0.0.1", "10.0.0.9"};

static const struct {
    const char *peer, *forwarded, *client;
} clients[] = {
    {"192.0.2.1", "", "192.0.2.1"},
    {"192.0.2.1", "198.51.100.7", "192.0.2.1"}, /* no proxy: what it says is not believed */
    {"127.0.0.1", "", "127.0.0.1"},
    {"127.0.0.1", "198.51.100.7", "198.51.100.7"},
    {"::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"},
    {"127.0.0.1", "1.1.1.1, 198.51.100.7", "198.51.100.7"},
    {"127.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.9", "198.51.100.7"},
    {"127.0.0.1", "198.51.100.7, unknown", "127.0.0.1"},
    {"127.0.0.1", "2001:DB8:0::1", "2001:db8::1"},
    {"127.0.0.1", "10.0.0.9, 127.0.0.1", "10.0.0.9"},
    {"127.0.0.1", ",,", "127.0.0.1"},
};

static void test_address(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(clients); i++) {
        char out[HTTP_ADDRESS];
        assert_true(guard_address(clients[i].peer, str_c(clients[i].forwarded), proxies,
                                  COUNT(proxies), out));
        assert_string_equal(out, clients[i].client);
    }
    char out[HTTP_ADDRESS];
    assert_false(guard_address("?", STR("1.1.1.1"), proxies, COUNT(proxies), out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guard),
        cmocka_unit_test(test_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
