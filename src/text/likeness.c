/* SPDX-License-Identifier: Apache-2.0 */
#include "text/likeness.h"

#include <string.h>

#include "base/arena.h"

enum { KEY_LANES = 3 };

static uint64_t mixed(uint64_t z) /* splitmix64 */
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Each lane has a multiplier of its own; the least of all hashes is what is kept. */
static void lanes_of(const struct grams *g, uint64_t least[SKETCH_LANES])
{
    uint64_t odd[SKETCH_LANES];
    for (size_t k = 0; k < SKETCH_LANES; k++) {
        least[k] = UINT64_MAX;
        odd[k] = mixed(k) | 1;
    }
    for (size_t i = 0; i < g->n; i++) {
        uint64_t h = mixed(g->p[i]);
        for (size_t k = 0; k < SKETCH_LANES; k++) {
            uint64_t x = (h ^ h >> 29 ^ k) * odd[k];
            least[k] = x < least[k] ? x : least[k];
        }
    }
}

void sketch_of(const struct grams *g, struct sketch *out)
{
    uint64_t least[SKETCH_LANES];
    lanes_of(g, least);
    *out = (struct sketch){.grams = (uint32_t)g->n};
    for (size_t k = 0; k < SKETCH_LANES; k++)
        out->lane[k] = (uint8_t)mixed(least[k]);
    for (size_t k = 0; k < SKETCH_KEYS; k++) {
        uint64_t key = k;
        for (size_t i = 0; i < KEY_LANES; i++)
            key = mixed(key ^ least[k * KEY_LANES + i]);
        out->key[k] = key >> 1;
    }
}

double sketch_likeness(const struct sketch *a, const struct sketch *b)
{
    int same = 0;
    if (!a->grams || !b->grams)
        return 0;
    for (size_t k = 0; k < SKETCH_LANES; k++)
        same += a->lane[k] == b->lane[k];
    /* One in 256 agrees by chance. */
    double share = ((double)same / SKETCH_LANES - 1.0 / 256) / (1 - 1.0 / 256);
    return share > 0 ? share : 0;
}

size_t grams_common(const struct grams *a, const struct grams *b)
{
    size_t i = 0, k = 0, both = 0;
    while (i < a->n && k < b->n) {
        uint64_t x = a->p[i], y = b->p[k];
        both += x == y;
        i += x <= y;
        k += y <= x;
    }
    return both;
}

double grams_likeness(const struct grams *a, const struct grams *b)
{
    size_t both = grams_common(a, b);
    return both ? (double)both / (double)(a->n + b->n - both) : 0;
}

struct str sketch_text(struct arena *a, const struct sketch *s)
{
    static const char hex[] = "0123456789abcdef";
    char *p = NEWS(a, char, SKETCH_TEXT + 1);
    for (size_t k = 0; k < SKETCH_LANES; k++) {
        p[2 * k] = hex[s->lane[k] >> 4];
        p[2 * k + 1] = hex[s->lane[k] & 15];
    }
    return (struct str){p, SKETCH_TEXT};
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool sketch_read(struct str text, uint32_t grams, struct sketch *out)
{
    *out = (struct sketch){.grams = grams};
    if (text.n != SKETCH_TEXT)
        return false;
    for (size_t k = 0; k < SKETCH_LANES; k++) {
        int high = hex_digit(text.p[2 * k]), low = hex_digit(text.p[2 * k + 1]);
        if (high < 0 || low < 0)
            return false;
        out->lane[k] = (uint8_t)(high << 4 | low);
    }
    return true;
}
