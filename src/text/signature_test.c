/* SPDX-License-Identifier: Apache-2.0 */
#include "text/signature.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/testing.h"

static struct str names_of(struct arena *a, const char *title, const char *words)
{
    struct signature s;
    struct buf b;
    buf_init(&b, a, 4096);
    signature_make(a, str_c(title), str_c(words), &s);
    for (size_t i = 0; i < s.names_n; i++)
        if (s.names[i].text.n == 12 || (s.names[i].text.n == 9 && s.names_n == 1))
            buf_fmt(&b, "%s%.*s%s%s", b.n ? " " : "", STR_ARG(s.names[i].text),
                    s.names[i].kind == NAME_WIDE ? "~" : "", s.names[i].lead ? "!" : "");
    return buf_done(&b);
}

static void names_are_read_back_from_their_end(void **state)
{
    static const struct {
        const char *title, *words, *names;
    } rows[] = {
        {"", "我是A2区丽发新城小区的一名业主", "丽发新城!"},
        {"投诉小区附近建搅拌站", "暮云街道丽发新城边上在建", "丽发新城 暮云街道~"},
        {"反映星沙圣力华苑车位", "圣力华苑小区的车位", "圣力华苑!"},
        {"", "润华燃气有限公司，我们公司", "润华燃气!"},
        {"", "我们小区，附近小区，在小区里", ""},
        {"", "魅力之城。楼下", "魅力之城!"},
        {"", "住在茶场村", "茶场村!"},
        {"", "", ""},
    };
    (void)state;
    struct arena *a = arena_open((size_t)64 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(names_of(a, rows[i].title, rows[i].words).p, rows[i].names);
    arena_close(a);
}

static bool has_pair(const struct signature *s, uint32_t first, uint32_t second, bool lead)
{
    for (size_t i = 0; i < s->pairs_n; i++)
        if (s->pairs[i] == (signature_pair(first, second) << 1 | lead))
            return true;
    return false;
}

static void trouble_is_what_is_left(void **state)
{
    (void)state;
    struct arena *a = arena_open((size_t)64 << 20);
    struct signature s;
    signature_make(a, STR("丽发新城油烟"), STR("我们希望领导解决，噪音。大"), &s);
    assert_true(has_pair(&s, 0x6cb9, 0x70df, true));   /* 油烟 */
    assert_true(has_pair(&s, 0x566a, 0x97f3, false));  /* 噪音 */
    assert_false(has_pair(&s, 0x65b0, 0x57ce, true));  /* 新城 */
    assert_false(has_pair(&s, 0x9886, 0x5bfc, false)); /* 领导 */
    assert_false(has_pair(&s, 0x97f3, 0x5927, false)); /* over the end of a clause */
    arena_close(a);
}

static void a_long_text_is_cut(void **state)
{
    (void)state;
    struct arena *a = arena_open((size_t)64 << 20);
    struct buf b;
    struct signature s;
    buf_init(&b, a, 1 << 20);
    for (int i = 0; i < 3000; i++)
        buf_fmt(&b, "%c%c%c城，", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26);
    signature_make(a, STR(""), buf_done(&b), &s);
    assert_int_equal(s.names_n, SIGNATURE_NAMES);
    assert_true(s.pairs_n <= SIGNATURE_PAIRS);
    arena_close(a);
}

static void it_is_written_and_read(void **state)
{
    (void)state;
    struct arena *a = arena_open((size_t)64 << 20);
    struct signature s, t = {0};
    signature_make(a, STR("魅力之城油烟扰民"), STR("楼下烧烤店通宵营业，烟气熏人"), &s);
    assert_true(s.pairs_n > 5);
    assert_true(signature_read(a, signature_write(a, &s), &t));
    assert_int_equal(t.pairs_n, s.pairs_n);
    assert_memory_equal(t.pairs, s.pairs, s.pairs_n * sizeof *s.pairs);
    assert_false(signature_read(a, STR("ab"), &t));
    assert_false(signature_read(a, STR("a!cd"), &t));
    assert_false(signature_read(a, STR(".abcd.abcd"), &t));
    assert_true(signature_read(a, STR(""), &t));
    arena_close(a);
}

static double all_alike(const void *arg, uint32_t pair)
{
    (void)arg;
    (void)pair;
    return 1;
}

static void it_is_called_by_what_most_say(void **state)
{
    static const struct str texts[] = {STR_INIT("丽发新城旁的搅拌站太吵"),
                                       STR_INIT("搅拌站灰尘"), STR_INIT("拆掉搅拌站吧")};
    (void)state;
    struct arena *a = arena_open((size_t)64 << 20);
    assert_string_equal(signature_words(a, texts, 3, 3, all_alike, NULL).p, "搅拌站");
    assert_string_equal(signature_words(a, texts, 0, 3, all_alike, NULL).p, "");
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_back_from_their_end),
        cmocka_unit_test(trouble_is_what_is_left),
        cmocka_unit_test(a_long_text_is_cut),
        cmocka_unit_test(it_is_written_and_read),
        cmocka_unit_test(it_is_called_by_what_most_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
