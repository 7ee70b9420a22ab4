/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/arena.h"
#include "base/number.h"

static void check_digits(void **state)
{
    (void)state;
    assert_int_equal(number_check_digit(STR("0794")), '5'); /* the standard's own example */
    assert_int_equal(number_check_digit(STR("")), '\0');
    assert_int_equal(number_check_digit(STR("07a4")), '\0');
}

static void forms(void **state)
{
    struct arena *a = *state;
    static const struct {
        const char *body; /* the check digit is added */
        const char *suffix;
        bool good;
    } rows[] = {
        {"6207022026112200001", "", true},       {"6207022026112200001", "-1", true},
        {"6207022026112200001", "-999", true},   {"62070220261122123456789", "", true},
        {"620702202611221234567890", "", false}, {"620702202611220001", "", false},
        {"6207022026113200001", "", false},      {"6207022026022900001", "", false},
        {"6207022026112200001", "-", false},     {"6207022026112200001", "-0", false},
        {"6207022026112200001", "-01", false},   {"6207022026112200001", "-1000", false},
        {"6207022026112200001", "-1-1", false},  {"6207022026112200001", "--1", false},
        {"6207022026112200001", " ", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char check = number_check_digit(str_c(rows[i].body));
        struct str s = str_fmt(a, "%s%c%s", rows[i].body, check, rows[i].suffix);
        if (number_valid(s) != rows[i].good)
            fail_msg("%s", s.p);
    }
    assert_false(number_valid((struct str){0}));
    assert_false(number_valid(STR("-1")));
}

static void every_wrong_digit_is_caught(void **state)
{
    struct arena *a = *state;
    const char *body = "6207022026112240711";
    char *text = str_cdup(a, str_fmt(a, "%s%c", body, number_check_digit(str_c(body))));
    size_t n = strlen(text);
    assert_true(number_valid(str_c(text)));
    for (size_t i = 0; i < n; i++) {
        char right = text[i];
        for (char c = '0'; c <= '9'; c++) {
            text[i] = c;
            assert_int_equal(number_valid(str_c(text)), c == right);
        }
        text[i] = right;
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
        cmocka_unit_test(check_digits),
        cmocka_unit_test(forms),
        cmocka_unit_test(every_wrong_digit_is_caught),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
