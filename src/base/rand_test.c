/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/arena.h"
#include "base/rand.h"

static void codes_use_the_whole_alphabet_and_no_look_alikes(void **state)
{
    struct arena *a = *state;
    bool seen[256] = {false};
    struct str s = rand_code(a, 20000);
    assert_int_equal(s.n, 20000);
    assert_int_equal(s.p[s.n], '\0');
    for (size_t i = 0; i < s.n; i++)
        seen[(unsigned char)s.p[i]] = true;
    int kinds = 0;
    for (int c = 0; c < 256; c++)
        kinds += seen[c];
    assert_int_equal(kinds, 32);
    for (const char *c = "0O1Il"; *c != '\0'; c++)
        assert_false(seen[(unsigned char)*c]);
}

static void never_the_same_twice(void **state)
{
    struct arena *a = *state;
    struct str x = rand_hex(a, 16);
    struct str y = rand_hex(a, 16);
    assert_int_equal(x.n, 32);
    assert_false(str_eq(x, y));
    assert_int_equal(strspn(x.p, "0123456789abcdef"), 32);
    unsigned char p[32] = {0}, q[32] = {0};
    rand_bytes(p, sizeof p);
    rand_bytes(q, sizeof q);
    assert_memory_not_equal(p, q, sizeof p);
    assert_int_equal(rand_code(a, 0).n, 0);
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
        cmocka_unit_test(codes_use_the_whole_alphabet_and_no_look_alikes),
        cmocka_unit_test(never_the_same_twice),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
