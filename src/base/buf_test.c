/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/arena.h"
#include "base/buf.h"

static void grows_to_its_maximum_and_stays_full(void **state)
{
    struct buf b;
    buf_init(&b, *state, 1000);
    assert_int_equal(buf_done(&b).n, 0);
    for (int i = 0; i < 1000; i++)
        buf_ch(&b, (char)('a' + i % 26));
    assert_true(buf_ok(&b));
    buf_ch(&b, 'x');
    assert_false(buf_ok(&b));
    struct str s = buf_done(&b);
    assert_int_equal(s.n, 1000);
    assert_int_equal(strlen(s.p), 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(s.p[i], 'a' + i % 26);
    buf_put(&b, "", 0);
    assert_false(buf_ok(&b));
}

static void what_does_not_fit_is_not_put_in_part(void **state)
{
    struct buf b;
    buf_init(&b, *state, 5);
    buf_c(&b, "abc");
    buf_fmt(&b, "%d", 12345);
    buf_c(&b, "d");
    assert_false(buf_ok(&b));
    assert_string_equal(buf_done(&b).p, "abc");
}

static void formats(void **state)
{
    struct buf b;
    buf_init(&b, *state, 1000);
    buf_fmt(&b, "%s", "");
    buf_fmt(&b, "%d/%s", 7, "件");
    buf_str(&b, (struct str){0});
    buf_c(&b, NULL);
    buf_fmt(&b, "%0300d", 1);
    struct str s = buf_done(&b);
    assert_int_equal(s.n, strlen("7/件") + 300);
    assert_true(str_ends(s, "01"));
}

static void escapes(void **state)
{
    static const struct {
        const char *in, *html, *csv;
    } rows[] = {
        {"", "", ""},
        {"回音", "回音", "回音"},
        {"<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;",
         "\"<a href=\"\"x\"\">&'\""},
        {"a,b", "a,b", "\"a,b\""},
        {"a\nb", "a\nb", "\"a\nb\""},
        {"=1+1", "=1+1", "'=1+1"},
        {"+86", "+86", "'+86"},
        {"-1", "-1", "'-1"},
        {"@SUM(A1)", "@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "\tx", "'\tx"},
        {"\rx", "\rx", "\"'\rx\""},
        {"=\"x\"", "=&quot;x&quot;", "\"'=\"\"x\"\"\""},
        {"1-1", "1-1", "1-1"},
        {" x", " x", "\" x\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, *state, 1000);
        buf_html_text(&b, str_c(rows[i].in));
        assert_string_equal(buf_done(&b).p, rows[i].html);
        buf_init(&b, *state, 1000);
        buf_csv_cell(&b, str_c(rows[i].in));
        assert_string_equal(buf_done(&b).p, rows[i].csv);
    }
}

static int open_arena(void **state)
{
    *state = arena_open(1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_to_its_maximum_and_stays_full),
        cmocka_unit_test(what_does_not_fit_is_not_put_in_part),
        cmocka_unit_test(formats),
        cmocka_unit_test(escapes),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
