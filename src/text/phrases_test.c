/* SPDX-License-Identifier: Apache-2.0 */
#include "text/phrases.h"

#include "base/arena.h"
#include "base/testing.h"

static size_t places(const char *word, const char *text, uint32_t *at)
{
    struct arena *a = arena_open(1 << 20);
    struct str words[] = {str_c(word)};
    struct phrase_found found[16];
    struct folded t;
    text_fold(a, str_c(text), &t);
    size_t n = phrases_find(phrases_make(a, words, 1), &t, found, 16);
    if (n && at)
        *at = t.at[found[0].from];
    arena_close(a);
    return n;
}

static void a_word_is_found_whatever_stands_between_its_characters(void **state)
{
    static const struct {
        const char *word, *text;
        size_t n;
    } rows[] = {
        {"跳楼", "我要跳楼", 1},
        {"跳楼", "跳 楼", 1},
        {"跳楼", "跳　楼", 1},
        {"跳楼", "跳*楼 跳.楼 跳-楼 跳·楼 跳/楼", 5},
        {"跳楼", "跳\xE2\x80\x8B楼", 1}, /* a zero-width space */
        {"跳楼", "跳😀楼", 1},
        {"跳楼", "跳", 0},
        {"跳楼", "", 0},
        {"zisha", "ＺｉＳｈＡ", 1},
        {"48小时", "４８ 小时", 1},
        /* The end of a clause parts a short word, unless all is in pieces. */
        {"跳楼", "心跳，楼上漏水", 0},
        {"跳楼", "心跳。楼上漏水", 0},
        {"跳楼", "心跳\n楼上漏水", 0},
        {"跳楼", "我，要，跳，楼", 1},
        {"跳楼", "跳，楼", 1},
        {"不想活了", "我不想，活了", 1},
        {"aa", "aaaa", 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (places(rows[i].word, rows[i].text, NULL) != rows[i].n)
            fail_msg("%s in \"%s\"", rows[i].word, rows[i].text);
}

static void a_place_is_told_in_the_text_as_it_was_written(void **state)
{
    uint32_t at = 0;
    (void)state;
    assert_int_equal(places("跳楼", "他 说：跳 楼", &at), 1);
    assert_int_equal(at, 4);
}

static void words_come_in_the_order_of_the_text(void **state)
{
    struct arena *a = arena_open(1 << 20);
    struct str words[] = {STR("停水"), STR("停水费"), STR("水费"), STR("")};
    struct phrase_found found[8];
    struct folded t;
    (void)state;
    text_fold(a, STR("代扣停水费，又停水"), &t);
    const struct phrases *p = phrases_make(a, words, 4);
    assert_int_equal(phrases_find(p, &t, found, 8), 4);
    assert_int_equal(found[0].word, 0);
    assert_int_equal(found[1].word, 1);
    assert_int_equal(found[2].word, 2);
    assert_int_equal(found[3].word, 0);
    assert_int_equal(found[3].to, 8);
    assert_int_equal(phrases_find(p, &t, found, 2), 2);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_found_whatever_stands_between_its_characters),
        cmocka_unit_test(a_place_is_told_in_the_text_as_it_was_written),
        cmocka_unit_test(words_come_in_the_order_of_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
