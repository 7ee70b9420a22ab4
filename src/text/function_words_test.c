/* SPDX-License-Identifier: Apache-2.0 */
#include "text/function_words.h"

#include "base/arena.h"
#include "base/field.h"
#include "base/testing.h"

static void words_of_closed_classes_are_cut(void **state)
{
    static const struct {
        const char *text, *cut;
    } texts[] = {
        {"我们的路灯坏了", ",,,路灯坏,"},
        {"由于停水", ",,停水"},
        {"地铁站", "地铁站"},  /* a word of another class keeps its character */
        {"在银行", ",银行"},   /* alone it is cut */
        {"大部分人", ",,,人"}, /* the longest word counts */
        {"下雨就积水", "下雨,积水"},
        {"部分", "部分"},             /* a noun, whatever it says */
        {"abc，é，𠀀", "abc，é，𠀀"}, /* what is not of three bytes stays as it is */
        {"", ""},
    };
    struct arena *a = arena_open((size_t)1 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_string_equal(function_words_cut(a, str_c(texts[i].text)).p, texts[i].cut);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_of_closed_classes_are_cut)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
