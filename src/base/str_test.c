/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/arena.h"
#include "base/str.h"

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"007", true, 7},
        {"-12", true, -12},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.0", false, 0},
        {"0x10", false, 0},
        {"１", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t v = 4711;
        assert_int_equal(str_i64(str_c(rows[i].text), &v), rows[i].good);
        assert_int_equal(v, rows[i].good ? rows[i].value : 4711);
    }
    int64_t v;
    assert_false(str_i64((struct str){0}, &v));
    const int64_t both_ways[] = {0, 7, -7, 10, 1000000, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof both_ways / sizeof both_ways[0]; i++) {
        char text[I64_TEXT];
        size_t n = i64_text(text, both_ways[i]);
        assert_int_equal(n, strlen(text));
        assert_true(str_i64(str_c(text), &v));
        assert_int_equal(v, both_ways[i]);
    }
}

static void trimming(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {"　 \t\r\n", ""},
        {"\xef\xbb\xbf　回音 \xc2\xa0", "回音"},
        {" a b ", "a b"},
        {"\x80 x \x80", "\x80 x \x80"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_true(str_eq_c(str_trim(str_c(rows[i].in)), rows[i].out));
    assert_non_null(str_trim((struct str){0}).p);
}

static void comparing(void **state)
{
    (void)state;
    assert_true(str_eq((struct str){0}, STR("")));
    assert_false(str_eq(STR("a"), STR("b")));
    assert_false(str_eq(STR("a"), STR("ab")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("b"), STR("ab")) > 0);
    assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
    assert_int_equal(str_cmp((struct str){0}, STR("")), 0);
    assert_true(str_starts(STR("abc"), "ab") && !str_starts(STR("a"), "ab"));
    assert_true(str_ends(STR("abc"), "bc") && !str_ends(STR("c"), "bc"));
    assert_true(str_has(STR("abc"), "b") && !str_has(STR("abc"), "d"));
    assert_true(str_has((struct str){0}, "") && !str_has((struct str){0}, "a"));
    assert_true(str_eq_c((struct str){0}, NULL));
}

static void parts(void **state)
{
    struct arena *a = *state;
    assert_true(str_eq_c(str_sub(STR("abc"), 1, 1), "b"));
    assert_true(str_eq_c(str_sub(STR("abc"), 2, SIZE_MAX), "c"));
    assert_true(str_eq_c(str_sub(STR("abc"), 9, 1), ""));
    static const struct {
        const char *in;
        size_t n;
        const char *parts[3];
    } rows[] = {
        {"", 1, {""}},
        {"a", 1, {"a"}},
        {"a,b", 2, {"a", "b"}},
        {",", 2, {"", ""}},
        {"a,,c", 3, {"a", "", "c"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct strs got = str_split(a, str_c(rows[i].in), ',');
        assert_int_equal(got.n, rows[i].n);
        for (size_t k = 0; k < got.n; k++)
            assert_string_equal(got.p[k].p, rows[i].parts[k]);
    }
    struct strs none = str_split(a, (struct str){0}, ',');
    assert_int_equal(none.n, 1);
    assert_int_equal(none.p[0].n, 0);
}

static void copies(void **state)
{
    struct arena *a = *state;
    char source[] = "abcd";
    struct str s = str_dup(a, (struct str){source, 2});
    source[0] = 'x';
    assert_string_equal(s.p, "ab");
    assert_string_equal(str_cdup(a, (struct str){0}), "");
    assert_string_equal(str_fmt(a, "%s-%d", "件", 7).p, "件-7");
    assert_int_equal(str_fmt(a, "%s", "").n, 0);
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
        cmocka_unit_test(numbers), cmocka_unit_test(trimming), cmocka_unit_test(comparing),
        cmocka_unit_test(parts),   cmocka_unit_test(copies),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
