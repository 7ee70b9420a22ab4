/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/arena.h"
#include "base/utf8.h"

static void validity(void **state)
{
    (void)state;
    static const struct {
        struct str s;
        bool good;
    } rows[] = {
        {{"", 0}, true},
        {{NULL, 0}, true},
        {{"a回\xf0\x9f\x98\x80", 8}, true},
        {{"a\0b", 3}, false},
        {{"\xc0\x80", 2}, false},
        {{"\xc1\xbf", 2}, false},
        {{"\xe0\x80\x80", 3}, false},
        {{"\xed\xa0\x80", 3}, false},
        {{"\xed\x9f\xbf", 3}, true},
        {{"\xf4\x8f\xbf\xbf", 4}, true},
        {{"\xf4\x90\x80\x80", 4}, false},
        {{"\xf8\x88\x80\x80\x80", 5}, false},
        {{"\x80", 1}, false},
        {{"\xe5\x9b", 2}, false},
        {{"\xf0\x9f\x98", 3}, false},
        {{"\xff", 1}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(utf8_valid(rows[i].s), rows[i].good);
}

static void counting(void **state)
{
    (void)state;
    struct str s = STR("a回音\xf0\x9f\x98\x80z");
    assert_int_equal(utf8_count(s), 5);
    assert_int_equal(utf8_count((struct str){0}), 0);
    assert_true(str_eq_c(utf8_head(s, 2), "a回"));
    assert_true(str_eq_c(utf8_head(s, 0), ""));
    assert_true(str_eq(utf8_head(s, 99), s));
    assert_int_equal(utf8_head((struct str){0}, 3).n, 0);
}

static void cleaning(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {" \r\n\t　", ""},
        {"路灯　　坏\xc2\xa0\t了", "路灯 坏 了"},
        {"  a  \r\n  b  ", "a\nb"},
        {"a\rb\r\nc\nd", "a\nb\nc\nd"},
        {"a\n\n\n\n\nb", "a\n\nb"},
        {"a\n \n\t\n b", "a\n\nb"},
        {"a\n\nb", "a\n\nb"},
        {"a\x01\x7f\x0b"
         "b\xc2\x85"
         "c",
         "abc"},
        {"a \x01 b", "a b"},
        {"a\xef\xbf\xbe\xef\xbf\xbf"
         "b\xef\xbf\xbd",
         "ab\xef\xbf\xbd"},
        {"\n\n第一\n", "第一"},
        {"e\xcc\x81\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
         "e\xcc\x81\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9"},
        {"a\xff"
         "b",
         "ab"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(utf8_clean(*state, str_c(rows[i].in)).p, rows[i].out);
}

static void folding(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {"ＡＢＣ１２３", "abc123"},
        {"Straße", "strasse"},
        {"e\xcc\x81", "\xc3\xa9"},
        {"㈱ ㎡", "(株) m2"},
        {"路灯ＬＥＤ", "路灯led"},
        {"\xff", "\xff"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str s = utf8_fold(*state, str_c(rows[i].in));
        assert_string_equal(s.p, rows[i].out);
        assert_int_equal(s.n, strlen(rows[i].out));
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
        cmocka_unit_test(validity),
        cmocka_unit_test(counting),
        cmocka_unit_test(cleaning),
        cmocka_unit_test(folding),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
