/* SPDX-License-Identifier: Apache-2.0 */
#include "text/grams.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/testing.h"
#include "text/phrases.h"

static struct str written(struct arena *a, struct grams g)
{
    struct buf b;
    buf_init(&b, a, 1 << 16);
    for (size_t i = 0; i < g.n; i++) {
        char token[GRAM_BYTES];
        assert_true(gram_write(g.p[i], token) < GRAM_BYTES);
        buf_fmt(&b, "%s%s", i ? " " : "", token);
    }
    buf_c(&b, "");
    return buf_done(&b);
}

static void tokens_are_neighbours(void **state)
{
    static const struct {
        const char *text, *of, *wanted;
    } rows[] = {
        {"路灯不亮", "不亮 灯不 路灯", "不亮 灯不 路灯"},
        {"路燈，路灯", "灯路 路灯", "灯路 路灯"},
        {"灯", "", ""},
        {"", "", ""},
        {"AB", "ab", "ab"},
        {"A幢1203", "12 120 20 203 03 a幢 幢1", "120 203 a幢 幢1"},
        {"5G基站", "5g g基 基站", "5g g基 基站"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_open(1 << 20);
        struct folded f;
        text_fold(a, str_c(rows[i].text), &f);
        struct grams of = grams_of(a, &f), wanted = grams_wanted(a, &f);
        /* Sorted by code points. */
        for (size_t k = 1; k < of.n; k++)
            assert_true(of.p[k] > of.p[k - 1]);
        struct strs expected = str_split(a, str_c(rows[i].of), ' ');
        assert_int_equal(of.n, rows[i].of[0] ? expected.n : 0);
        struct str have = written(a, of), want = written(a, wanted);
        for (size_t k = 0; rows[i].of[0] && k < expected.n; k++)
            assert_true(str_has(have, str_cdup(a, expected.p[k])));
        expected = str_split(a, str_c(rows[i].wanted), ' ');
        assert_int_equal(wanted.n, rows[i].wanted[0] ? expected.n : 0);
        for (size_t k = 0; rows[i].wanted[0] && k < expected.n; k++)
            assert_true(str_has(want, str_cdup(a, expected.p[k])));
        arena_close(a);
    }
}

static bool has_all(struct grams of, struct grams wanted)
{
    size_t k = 0;
    for (size_t i = 0; i < wanted.n; i++) {
        while (k < of.n && of.p[k] < wanted.p[i])
            k++;
        if (k == of.n || of.p[k] != wanted.p[i])
            return false;
    }
    return true;
}

/* Whatever a word is found in holds all its tokens: texts and words made at random. */
static void no_text_is_missed(void **state)
{
    static const char *const letters[] = {"路", "灯", "不", "亮", "a", "b",
                                          "1",  "2",  "，", " ",  "燈"};
    unsigned seed = 20261122;
    size_t found = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct arena *a = arena_open(1 << 20);
        struct buf text, word;
        struct folded t, w;
        struct phrase_found at;
        buf_init(&text, a, 1000);
        buf_init(&word, a, 1000);
        for (int i = 0; i < 14; i++)
            buf_c(&text, letters[rand_r(&seed) % 11]);
        for (int i = 0; i < 2 + round % 4; i++)
            buf_c(&word, letters[rand_r(&seed) % 11]);
        struct str one = buf_done(&word);
        text_fold(a, buf_done(&text), &t);
        text_fold(a, one, &w);
        if (w.n >= 2 && phrases_find(phrases_make(a, &one, 1), &t, &at, 1)) {
            found++;
            assert_true(has_all(grams_of(a, &t), grams_wanted(a, &w)));
        }
        arena_close(a);
    }
    assert_true(found > 1000);
}

static void texts_are_joined(void **state)
{
    struct arena *a = arena_open(1 << 20);
    struct folded f;
    struct grams g[2];
    (void)state;
    text_fold(a, STR("路灯不亮"), &f);
    g[0] = grams_of(a, &f);
    text_fold(a, STR("不亮的路"), &f);
    g[1] = grams_of(a, &f);
    assert_int_equal(grams_join(a, g, 2).n, 5);
    assert_int_equal(grams_join(a, g, 0).n, 0);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_neighbours),
        cmocka_unit_test(no_text_is_missed),
        cmocka_unit_test(texts_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
