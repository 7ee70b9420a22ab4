/* SPDX-License-Identifier: Apache-2.0 */
#include "text/likeness.h"

#include "base/arena.h"
#include "base/testing.h"

static struct grams grams_in(struct arena *a, const char *text)
{
    struct folded f;
    text_fold(a, str_c(text), &f);
    return grams_of(a, &f);
}

static struct sketch sketch_in(struct arena *a, const char *text)
{
    struct grams g = grams_in(a, text);
    struct sketch s;
    sketch_of(&g, &s);
    return s;
}

static int shared_keys(const struct sketch *a, const struct sketch *b)
{
    int n = 0;
    for (size_t i = 0; i < SKETCH_KEYS; i++)
        n += a->key[i] == b->key[i];
    return n;
}

static const char lamp[] =
    "市民广场北侧第三盏路灯从上周一起一直不亮，晚上散步的老人很多，已经有人摔倒，请派人维修";
static const char lamp_again[] = "请派人维修：市民广场北侧第三盏路灯，从上周一起一直不亮！晚上"
                                 "散步的老人很多，已经有人摔倒了";
static const char smoke[] =
    "楼下烧烤店每天晚上营业到两点，油烟直接排到居民家里，窗户都不敢开，投诉多次没有人管";

static void the_same_words_in_another_order_are_alike(void **state)
{
    struct arena *a = arena_open((size_t)1 << 22);
    struct sketch x = sketch_in(a, lamp), y = sketch_in(a, lamp_again), z = sketch_in(a, smoke);
    struct grams gx = grams_in(a, lamp), gy = grams_in(a, lamp_again);
    (void)state;
    assert_true(sketch_likeness(&x, &x) > 0.999);
    assert_true(grams_likeness(&gx, &gx) > 0.999);
    assert_true(grams_likeness(&gx, &gy) > 0.75);
    assert_true(sketch_likeness(&x, &y) > 0.6);
    assert_true(sketch_likeness(&x, &z) < 0.2);
    assert_true(shared_keys(&x, &y) > 0);
    assert_int_equal(shared_keys(&x, &z), 0);
    arena_close(a);
}

static void the_estimate_is_near_the_share(void **state)
{
    struct arena *a = arena_open((size_t)1 << 24);
    double off = 0;
    (void)state;
    for (uint64_t shift = 0; shift < 400; shift += 20) {
        uint64_t *p = NEWS(a, uint64_t, 400), *q = NEWS(a, uint64_t, 400);
        for (uint64_t i = 0; i < 400; i++) {
            p[i] = 1000 + i;
            q[i] = 1000 + i + shift;
        }
        struct grams g = {p, 400}, h = {q, 400};
        struct sketch s, t;
        sketch_of(&g, &s);
        sketch_of(&h, &t);
        double d = sketch_likeness(&s, &t) - grams_likeness(&g, &h);
        off += d < 0 ? -d : d;
    }
    assert_true(off / 20 < 0.07);
    arena_close(a);
}

static void a_sketch_is_kept_as_text(void **state)
{
    struct arena *a = arena_open((size_t)1 << 22);
    struct sketch x = sketch_in(a, lamp), y, none = sketch_in(a, "");
    (void)state;
    assert_true(sketch_read(sketch_text(a, &x), x.grams, &y));
    assert_memory_equal(x.lane, y.lane, sizeof x.lane);
    assert_false(sketch_read(STR("00"), 1, &y));
    assert_false(sketch_read(str_fmt(a, "%0*d", SKETCH_TEXT - 1, 0), 1, &y));
    assert_true(sketch_likeness(&none, &none) < 0.001);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_words_in_another_order_are_alike),
        cmocka_unit_test(the_estimate_is_near_the_share),
        cmocka_unit_test(a_sketch_is_kept_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
