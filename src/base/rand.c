/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rand.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/hash.h"

void rand_bytes(void *p, size_t n)
{
    /* May be called any number of times from any thread. */
    if (sodium_init() < 0) {
        fputs("rand: no source of randomness\n", stderr);
        abort();
    }
    randombytes_buf(p, n);
}

struct str rand_code(struct arena *a, size_t n)
{
    static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    _Static_assert(sizeof alphabet == 32 + 1, "five bits a character");
    char *out = arena_alloc(a, n + 1);
    rand_bytes(out, n);
    for (size_t i = 0; i < n; i++)
        out[i] = alphabet[(unsigned char)out[i] & 31];
    return (struct str){.p = out, .n = n};
}

struct str rand_hex(struct arena *a, size_t bytes)
{
    unsigned char *raw = arena_alloc(a, bytes);
    rand_bytes(raw, bytes);
    return hex_of(a, raw, bytes);
}
