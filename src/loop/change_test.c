/* SPDX-License-Identifier: Apache-2.0
 * The percentage of HY-32: figures worked out by hand.
 */
#include "base/testing.h"

#include "base/arena.h"
#include "base/field.h"
#include "loop/change.h"

static const struct {
    int64_t before, now;
    const char *text;
} cases[] = {
    {0, 0, "0.00%"},
    {0, 1, "无基数"},
    {0, CHANGE_MOST, "无基数"},
    {1, 0, "-100.00%"},
    {7, 7, "0.00%"},
    {1, 2, "+100.00%"},
    {3, 4, "+33.33%"},
    {3, 2, "-33.33%"},
    {3, 5, "+66.67%"},
    {3, 1, "-66.67%"},
    {8, 9, "+12.50%"},
    /* Half a hundredth: away from nought, both ways. */
    {800, 801, "+0.13%"},
    {800, 799, "-0.13%"},
    {20000, 20001, "+0.01%"},
    {20000, 19999, "-0.01%"},
    /* Just below half a hundredth: nought, without a sign. */
    {20001, 20002, "0.00%"},
    {20001, 20000, "0.00%"},
    {40000, 40001, "0.00%"},
    /* As published: down by 59.36, 27.84 and 19.37 per cent. */
    {10000, 4064, "-59.36%"},
    {1250, 902, "-27.84%"},
    {10000, 8063, "-19.37%"},
    {1, CHANGE_MOST, "+89999999999999900.00%"},
    {CHANGE_MOST, 0, "-100.00%"},
    {CHANGE_MOST, CHANGE_MOST - 1, "0.00%"},
    {CHANGE_MOST / 2, CHANGE_MOST, "+100.00%"},
};

static void test_by_hand(void **state)
{
    struct ctx cx = {.arena = arena_open(1 << 20)};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(change_text(&cx, change_of(cases[i].before, cases[i].now)).p,
                            cases[i].text);
    cx.lang = LANG_EN;
    assert_string_equal(change_text(&cx, change_of(0, 3)).p, "no base");
    assert_string_equal(change_text(&cx, change_of(4, 3)).p, "-25.00%");
    arena_close(cx.arena);
}

/* The hundredths h are right when h - 1/2 <= 10000 (now - before) / before < h + 1/2, upside
 * down for a fall. */
static void test_nearest(void **state)
{
    (void)state;
    for (int64_t before = 1; before < 400; before++)
        for (int64_t now = 0; now < 900; now++) {
            int64_t h = change_of(before, now).hundredths, by = 20000 * (now - before);
            assert_true(h >= -10000);
            assert_true((h > 0) <= (now > before) && (h < 0) <= (now < before));
            if (now >= before)
                assert_true((2 * h - 1) * before <= by && by < (2 * h + 1) * before);
            else
                assert_true((2 * h - 1) * before < by && by <= (2 * h + 1) * before);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
