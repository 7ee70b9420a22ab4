/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/arena.h"
#include "base/hash.h"

static void known_answers(void **state)
{
    struct arena *a = *state;
    /* FIPS 180-4 examples; RFC 4231 has no 32-byte key, so the HMAC value is from another
     * implementation. */
    assert_string_equal(hash_hex(a, hash_sha256((struct str){0})).p,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const char *abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_string_equal(hash_hex(a, hash_sha256(STR("abc"))).p, abc);
    assert_string_equal(hash_hex(a, hash_sha256_2(STR("a"), STR("bc"))).p, abc);
    assert_string_equal(hash_hex(a, hash_sha256_2((struct str){0}, STR("abc"))).p, abc);
    unsigned char key[32];
    memset(key, 'k', sizeof key);
    assert_string_equal(hash_hex(a, hash_keyed(key, STR("abc"))).p,
                        "af61b693912efc56e2e46f949719ea10a9e80d68f8dcfb84e26cac5330da3c74");
}

static void hex_goes_both_ways(void **state)
{
    struct arena *a = *state;
    struct hash h = hash_sha256(STR("x"));
    struct hash back;
    memset(&back, 0, sizeof back);
    struct str hex = hash_hex(a, h);
    assert_int_equal(hex.n, HASH_HEX - 1);
    assert_true(hash_from_hex(hex, &back));
    assert_true(same_bytes(&h, &back, sizeof h));
    struct hash before = back;
    char *bad = str_cdup(a, hex);
    static const char wrong[] = {'g', 'A', ' ', '\0', '/', ':', '`'};
    for (size_t i = 0; i < sizeof wrong; i++) {
        bad[63] = wrong[i];
        assert_false(hash_from_hex((struct str){bad, 64}, &back));
    }
    assert_false(hash_from_hex(str_sub(hex, 0, 63), &back));
    assert_false(hash_from_hex((struct str){0}, &back));
    assert_true(same_bytes(&before, &back, sizeof back));
    assert_string_equal(hex_of(a, "\x00\xff\x10", 3).p, "00ff10");
    assert_string_equal(hex_of(a, "", 0).p, "");
}

static void bytes_are_compared(void **state)
{
    (void)state;
    assert_true(same_bytes("abc", "abc", 3));
    assert_false(same_bytes("abc", "abd", 3));
    assert_true(same_bytes(NULL, NULL, 0));
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
        cmocka_unit_test(known_answers),
        cmocka_unit_test(hex_goes_both_ways),
        cmocka_unit_test(bytes_are_compared),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
