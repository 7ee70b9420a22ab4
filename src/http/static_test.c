/* SPDX-License-Identifier: Apache-2.0 */
#include "http/static.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/field.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

static struct ctx cx;
static char folder[64];

static void put(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static int up(void **state)
{
    char path[256];
    (void)state;
    cx = (struct ctx){.arena = arena_open(1 << 20)};
    snprintf(folder, sizeof folder, "/tmp/huiyin-static-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/assets", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put("index.html", "<p>one</p>");
    put("assets/app.js", "let a = 1");
    put("assets/app.js.gz", "gzipped");
    put("assets/app.js.br", "brotli");
    put(".secret", "x");
    snprintf(path, sizeof path, "%s/passwd", folder);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    return 0;
}

static int down(void **state)
{
    static const char *const names[] = {"index.html",       "assets/app.js", "assets/app.js.gz",
                                        "assets/app.js.br", ".secret",       "passwd"};
    char path[256];
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/assets", folder);
    rmdir(path);
    rmdir(folder);
    arena_close(cx.arena);
    return 0;
}

/* The served text, or NULL. */
static const char *get(const struct site *s, struct str path, const char *name,
                       const char *value, struct http_reply *r)
{
    struct http_header h = {str_c(name), str_c(value)};
    struct http_request req = {.arena = cx.arena, .headers = &h, .headers_n = 1};
    *r = (struct http_reply){.fd = -1};
    if (!site_serve(s, &req, path, SITE_FRESH, r))
        return NULL;
    if (r->fd < 0)
        return "";
    char *text = arena_alloc(cx.arena, (size_t)r->fd_bytes + 1);
    assert_int_equal(read(r->fd, text, (size_t)r->fd_bytes), r->fd_bytes);
    close(r->fd);
    return text;
}

static struct str reply_value(const struct http_reply *r, const char *name)
{
    for (size_t i = 0; i < r->headers_n; i++)
        if (str_eq_c(r->headers[i].name, name))
            return r->headers[i].value;
    return (struct str){0};
}

static void test_serve(void **state)
{
    const struct site *s;
    struct http_reply r;
    (void)state;
    assert_int_equal(site_open(&cx, cx.arena, folder, &s), OK);
    assert_string_equal(get(s, STR("index.html"), "A", "b", &r), "<p>one</p>");
    assert_string_equal(r.type, "text/html; charset=utf-8");
    assert_int_equal(r.status, 200);
    struct str etag = reply_value(&r, "ETag");
    assert_int_equal(etag.n, 34);
    assert_string_equal(get(s, STR("index.html"), "If-None-Match", etag.p, &r), "");
    assert_int_equal(r.status, 304);
    assert_string_equal(get(s, STR("index.html"), "If-None-Match", "\"x\"", &r), "<p>one</p>");
}

static void test_compressed(void **state)
{
    static const struct {
        const char *accept, *text, *coding;
    } rows[] = {
        {"", "let a = 1", ""},        {"gzip", "gzipped", "gzip"},
        {"gzip, br", "brotli", "br"}, {"br;q=0, gzip;q=0.5", "gzipped", "gzip"},
        {"deflate", "let a = 1", ""},
    };
    const struct site *s;
    (void)state;
    assert_int_equal(site_open(&cx, cx.arena, folder, &s), OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_reply r;
        const char *t = get(s, STR("assets/app.js"), "Accept-Encoding", rows[i].accept, &r);
        assert_string_equal(t, rows[i].text);
        assert_true(str_eq_c(reply_value(&r, "Content-Encoding"), rows[i].coding));
        assert_true(str_eq_c(reply_value(&r, "Vary"), "Accept-Encoding"));
        assert_string_equal(r.type, "text/javascript; charset=utf-8");
    }
}

static void test_out_of_bounds(void **state)
{
    static const struct str bad[] = {STR_INIT(""),
                                     STR_INIT("assets"),
                                     STR_INIT("/index.html"),
                                     STR_INIT(".secret"),
                                     STR_INIT("../../etc/passwd"),
                                     STR_INIT("passwd"),
                                     STR_INIT("index.html\0")};
    const struct site *s;
    (void)state;
    assert_int_equal(site_open(&cx, cx.arena, folder, &s), OK);
    assert_int_equal(site_files(s), 4);
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct http_reply r;
        assert_null(get(s, bad[i], "A", "b", &r));
    }
    assert_int_equal(site_open(&cx, cx.arena, "/nowhere/at/all", &s), ERR_IO);
}

/* A file replaced by another since the scan is not sent under the old ETag and length. */
static void test_changed(void **state)
{
    const struct site *s;
    struct http_reply r;
    (void)state;
    assert_int_equal(site_open(&cx, cx.arena, folder, &s), OK);
    put("index.html", "<p>another, longer</p>");
    assert_string_equal(get(s, STR("index.html"), "A", "b", &r), "");
    assert_int_equal(r.status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_serve, up, down),
        cmocka_unit_test_setup_teardown(test_compressed, up, down),
        cmocka_unit_test_setup_teardown(test_out_of_bounds, up, down),
        cmocka_unit_test_setup_teardown(test_changed, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
