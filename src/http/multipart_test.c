/* SPDX-License-Identifier: Apache-2.0 */
#include "http/multipart.h"

#include <setjmp.h>
#include <stdarg.h>

#include "base/field.h"

/* Last: cmocka has a macro fail(). */
#include <cmocka.h>

#define TYPE "multipart/form-data; boundary=B"
#define FILE_HEADER "Content-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n"

static struct ctx cx;

static int up(void **state)
{
    (void)state;
    cx = (struct ctx){.arena = arena_open(1 << 20)};
    return 0;
}

static int down(void **state)
{
    (void)state;
    arena_close(cx.arena);
    return 0;
}

static void test_two_parts(void **state)
{
    (void)state;
    struct part *p;
    size_t n;
    struct str body = STR("--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n你好\r\n"
                          "--B\r\n" FILE_HEADER "Content-Type: image/jpeg\r\n\r\n"
                          "\xff\xd8\0--B \r\n-\r\n--B--\r\n");
    assert_int_equal(multipart_parse(&cx, STR(TYPE), body, &p, &n), OK);
    assert_int_equal(n, 2);
    assert_true(str_eq_c(p[0].name, "note"));
    assert_true(str_eq_c(p[0].body, "你好"));
    assert_int_equal(p[0].filename.n, 0);
    assert_true(str_eq_c(p[1].filename, "a.jpg"));
    assert_true(str_eq_c(p[1].type, "image/jpeg"));
    assert_true(str_eq(p[1].body, STR("\xff\xd8\0--B \r\n-")));
}

static void test_empty(void **state)
{
    (void)state;
    struct part *p;
    size_t n;
    assert_int_equal(multipart_parse(&cx, STR(TYPE), STR("--B--\r\n"), &p, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(multipart_parse(&cx, STR("Multipart/Form-Data;Boundary=\"B\""),
                                     STR("--B\r\n" FILE_HEADER "\r\n\r\n--B--"), &p, &n),
                     OK);
    assert_int_equal(n, 1);
    assert_int_equal(p[0].body.n, 0);
}

static const struct {
    struct str type, body;
} bad[] = {
    {STR_INIT("multipart/form-data"), STR_INIT("--B--\r\n")},
    {STR_INIT("multipart/form-data; boundary="), STR_INIT("----\r\n")},
    {STR_INIT("multipart/form-data; boundary=B; boundary=C"), STR_INIT("--B--\r\n")},
    {STR_INIT("multipart/form-data; boundary=\"B"), STR_INIT("--B--\r\n")},
    {STR_INIT("multipart/form-data; boundary=B\x01"), STR_INIT("--B\x01--\r\n")},
    {STR_INIT("multipart/mixed; boundary=B"), STR_INIT("--B--\r\n")},
    {STR_INIT("text/plain"), STR_INIT("")},
    {STR_INIT(TYPE), STR_INIT("")},
    {STR_INIT(TYPE), STR_INIT("--B")},
    {STR_INIT(TYPE), STR_INIT("--B\r\n")},
    {STR_INIT(TYPE), STR_INIT("--C--\r\n")},
    {STR_INIT(TYPE), STR_INIT("preamble\r\n--B--\r\n")},
    {STR_INIT(TYPE), STR_INIT("--B--\r\nafterwards")},
    {STR_INIT(TYPE), STR_INIT("--B\r\n" FILE_HEADER "\r\nnever ends")},
    {STR_INIT(TYPE), STR_INIT("--B\r\n" FILE_HEADER "never ends")},
    {STR_INIT(TYPE), STR_INIT("--B\r\n\r\nno header\r\n--B--")},
    {STR_INIT(TYPE), STR_INIT("--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--")},
    {STR_INIT(TYPE),
     STR_INIT("--B\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--B--")},
    {STR_INIT(TYPE),
     STR_INIT("--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--B--")},
    {STR_INIT(TYPE), STR_INIT("--B\r\n" FILE_HEADER FILE_HEADER "\r\nx\r\n--B--")},
    {STR_INIT(TYPE),
     STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nx\r\n--B--")},
    {STR_INIT(TYPE),
     STR_INIT("--B\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nx\r\n--B--")},
    {STR_INIT(TYPE), STR_INIT("--Bx\r\n" FILE_HEADER "\r\nx\r\n--B--")},
};

static void test_hostile(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct part *p = NULL;
        size_t n;
        fault_clear(&cx);
        if (multipart_parse(&cx, bad[i].type, bad[i].body, &p, &n) != ERR_INPUT)
            fail_msg("accepted row %zu: %s", i, bad[i].body.p);
        assert_null(p);
    }
}

static void test_too_many(void **state)
{
    (void)state;
    struct str body = {0};
    struct part *p;
    size_t n;
    for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
        body = str_fmt(cx.arena, "%.*s--B\r\n%s\r\nx\r\n", STR_ARG(body), FILE_HEADER);
    struct str fits = str_fmt(cx.arena, "%.*s--B--", STR_ARG(body));
    assert_int_equal(multipart_parse(&cx, STR(TYPE), fits, &p, &n), OK);
    struct str over =
        str_fmt(cx.arena, "%.*s--B\r\n%s\r\nx\r\n--B--", STR_ARG(body), FILE_HEADER);
    assert_int_equal(multipart_parse(&cx, STR(TYPE), over, &p, &n), ERR_INPUT);
}

static const struct {
    const char *in, *out;
} names[] = {
    {"a.jpg", "a.jpg"},
    {"C:\\fakepath\\照片.jpg", "照片.jpg"},
    {"../../etc/passwd", "passwd"},
    {"..", "file"},
    {".", "file"},
    {"", "file"},
    {"a/", "file"},
    {"a\r\nX: y", "aX: y"},
    {"a\"b", "ab"},
    {"\xff.jpg", "file"},
};

static void test_filename(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        assert_string_equal(filename_clean(cx.arena, str_c(names[i].in)).p, names[i].out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_parts, up, down),
        cmocka_unit_test_setup_teardown(test_empty, up, down),
        cmocka_unit_test_setup_teardown(test_hostile, up, down),
        cmocka_unit_test_setup_teardown(test_too_many, up, down),
        cmocka_unit_test_setup_teardown(test_filename, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
