/* SPDX-License-Identifier: Apache-2.0 */
#include "text/sameness.h"

#include "base/testing.h"

static const int64_t day = INT64_C(86400000);

static void nearly_the_same_words_are_enough(void **state)
{
    (void)state;
    assert_int_equal(sameness_percent(&sameness_usual, &(struct sameness){.share = 0.8}), 80);
    assert_int_equal(
        sameness_percent(&sameness_usual, &(struct sameness){.share = 1, .class = true}), 100);
    assert_int_equal(sameness_percent(&sameness_usual, &(struct sameness){0}), 0);
}

static void the_same_trouble_needs_a_thing(void **state)
{
    (void)state;
    const struct sameness nowhere = {.trouble = 0.9};
    const struct sameness named = {.trouble = 0.3, .names = 1};
    const struct sameness placed = {.trouble = 0.3, .place = true};
    assert_int_equal(sameness_percent(&sameness_usual, &nowhere), 0);
    assert_true(sameness_percent(&sameness_usual, &named) >= sameness_usual.shown);
    assert_true(sameness_percent(&sameness_usual, &placed) >= sameness_usual.shown);
    assert_true(sameness_of(&sameness_usual, &placed) < sameness_of(&sameness_usual, &named));
}

static void class_speaks_for_it_and_time_against(void **state)
{
    (void)state;
    struct sameness s = {.share = 0.5};
    double plain = sameness_of(&sameness_usual, &s);
    s.class = true;
    assert_true(sameness_of(&sameness_usual, &s) > plain);
    s = (struct sameness){.share = 0.5, .apart = sameness_usual.near_days * day};
    assert_float_equal(sameness_of(&sameness_usual, &s), plain, 1e-6);
    s.apart += sameness_usual.half_days * day;
    assert_float_equal(sameness_of(&sameness_usual, &s), plain / 2, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearly_the_same_words_are_enough),
        cmocka_unit_test(the_same_trouble_needs_a_thing),
        cmocka_unit_test(class_speaks_for_it_and_time_against),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
