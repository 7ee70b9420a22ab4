/* SPDX-License-Identifier: Apache-2.0 */
#include "text/function_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/field.h"
#include "text/function_tables.h"

/* As in tools/function_words.c. */
enum { BITS = 21, LONGEST = 3, HAN_BYTES = 3, HAN_FIRST = 0xe0 };

static int by_key(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

#define HAS(list, key) (bsearch(&(key), list, COUNT(list), sizeof(list)[0], by_key) != NULL)

/* Bytes of the character that begins there. */
static size_t bytes_of(unsigned char first)
{
    if (first < 0x80)
        return 1;
    return first < HAN_FIRST ? 2 : first < 0xf0 ? HAN_BYTES : HAN_BYTES + 1;
}

/* The word of n characters from there on as one number; false: not so many of three bytes. */
static bool word_at(struct str s, size_t at, size_t n, uint64_t *key)
{
    *key = 0;
    if (at + n * HAN_BYTES > s.n)
        return false;
    for (size_t i = at; i < at + n * HAN_BYTES; i += HAN_BYTES) {
        const unsigned char *c = (const unsigned char *)s.p + i;
        if (bytes_of(c[0]) != HAN_BYTES)
            return false;
        *key = *key << BITS |
               ((uint64_t)(c[0] & 0x0f) << 12 | (uint64_t)(c[1] & 0x3f) << 6 | (c[2] & 0x3f));
    }
    return true;
}

/* Characters of what begins there; *cut whether it names nothing. */
static size_t length_at(struct str s, size_t at, bool *cut)
{
    uint64_t key = 0;
    *cut = true;
    for (size_t n = LONGEST; n > 1; n--)
        if (word_at(s, at, n, &key) && HAS(list_word, key))
            return n;
    *cut = false;
    if (word_at(s, at, 2, &key) && HAS(list_not, key))
        return 2;
    *cut = word_at(s, at, 1, &key) && HAS(list_one, key);
    return 1;
}

struct str function_words_cut(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a, text.n + 1);
    for (size_t i = 0; i < text.n;) {
        bool cut = false;
        for (size_t n = length_at(text, i, &cut); n > 0 && i < text.n; n--) {
            const size_t bytes = bytes_of((unsigned char)text.p[i]);
            if (cut)
                buf_ch(&b, ',');
            else
                buf_str(&b, (struct str){text.p + i, bytes});
            i += bytes;
        }
    }
    return buf_done(&b);
}
