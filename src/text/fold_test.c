/* SPDX-License-Identifier: Apache-2.0 */
#include "text/fold.h"

#include <utf8proc.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/testing.h"
#include "base/utf8.h"

static struct str folded_text(struct arena *a, const char *s, struct folded *out)
{
    struct buf b;
    buf_init(&b, a, 1 << 16);
    text_fold(a, str_c(s), out);
    for (size_t i = 0; i < out->n; i++) {
        utf8proc_uint8_t c[4];
        buf_put(&b, c, (size_t)utf8proc_encode_char((utf8proc_int32_t)out->cp[i], c));
    }
    return buf_done(&b);
}

static void dress_does_not_matter(void **state)
{
    static const struct {
        const char *text, *folded;
    } rows[] = {
        {"路灯 不亮！", "路灯不亮"},
        {"路燈不亮", "路灯不亮"},
        {"臺灣後面裡麵", "台湾后面里面"},
        {"ＡＢＣ１２３", "abc123"},
        {"１２３４５ 熱線", "12345热线"},
        {"①②㎡Ⅷ½", "12m2viii12"},
        {"Café", "cafe"},
        {"ﬁre ẞ", "fire"
                  "ss"},
        {"⼈⺠", "人⺠"}, /* the Kangxi radical; CJK radicals have no compatibility form */
        {"㈠楼", "一楼"},
        {"ﾊﾝｶｸ", "ハンカク"},
        {"路\xE2\x80\x8B灯😀", "路灯"},
        {"，。、", ""},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_open(1 << 20);
        struct folded f;
        assert_string_equal(folded_text(a, rows[i].text, &f).p, rows[i].folded);
        arena_close(a);
    }
}

/* Each character of the folded text says where it stood. */
static void places_are_those_of_the_text(void **state)
{
    static const uint32_t at[] = {0, 2, 3, 3, 4};
    struct arena *a = arena_open(1 << 20);
    struct folded f;
    (void)state;
    folded_text(a, "燈，A㎡B", &f);
    assert_int_equal(f.n, 5);
    for (size_t i = 0; i < f.n; i++)
        assert_int_equal(f.at[i], at[i]);
    assert_true(f.cut[1]);
    assert_false(f.cut[2]);
    arena_close(a);
}

/* Nothing that one character may become is written past the memory taken (run under ASan). */
static void every_character_fits(void **state)
{
    struct arena *a = arena_open(1 << 20);
    (void)state;
    for (utf8proc_int32_t c = 1; c < 0x110000; c++) {
        utf8proc_uint8_t text[4];
        if (c >= 0xd800 && c < 0xe000)
            continue;
        struct str s = {(const char *)text, (size_t)utf8proc_encode_char(c, text)};
        struct folded f;
        text_fold(a, s, &f);
        assert_true(f.n <= 2 * s.n);
        arena_reset(a);
    }
    arena_close(a);
}

/* Folding what is folded changes nothing: text and query meet. */
static void folding_twice_is_folding_once(void **state)
{
    struct arena *a = arena_open(1 << 20);
    (void)state;
    for (utf8proc_int32_t c = 0x3400; c < 0xa000; c++) {
        utf8proc_uint8_t text[5] = {0};
        struct folded once, twice;
        utf8proc_encode_char(c, text);
        struct str s = folded_text(a, (const char *)text, &once);
        struct str again = folded_text(a, s.p, &twice);
        assert_string_equal(again.p, s.p);
        assert_true(utf8_valid(s));
        arena_reset(a);
    }
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dress_does_not_matter),
        cmocka_unit_test(places_are_those_of_the_text),
        cmocka_unit_test(every_character_fits),
        cmocka_unit_test(folding_twice_is_folding_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
