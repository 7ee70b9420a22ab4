/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_seen.h"

#include <stdlib.h>

enum { FIRST_SIZE = 1024, KEY_DIGITS = 32 };

/* Half of the hash: 128 bits do not meet by chance. */
struct slot {
    uint64_t a, b;
    int64_t line; /* 0 = empty */
};

struct ledger_seen {
    struct slot *slots;
    size_t size, n; /* size is a power of two */
};

static struct slot *slots_new(size_t n)
{
    struct slot *p = calloc(n, sizeof(*p));
    if (!p)
        abort();
    return p;
}

struct ledger_seen *ledger_seen_open(void)
{
    struct ledger_seen *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    s->size = FIRST_SIZE;
    s->slots = slots_new(s->size);
    return s;
}

void ledger_seen_close(struct ledger_seen *s)
{
    if (!s)
        return;
    free(s->slots);
    free(s);
}

static struct slot *slot_of(struct slot *slots, size_t size, uint64_t a, uint64_t b)
{
    size_t i = a & (size - 1);
    while (slots[i].line && (slots[i].a != a || slots[i].b != b))
        i = (i + 1) & (size - 1);
    return &slots[i];
}

static void grow(struct ledger_seen *s)
{
    struct slot *bigger = slots_new(s->size * 2);
    for (size_t i = 0; i < s->size; i++)
        if (s->slots[i].line)
            *slot_of(bigger, s->size * 2, s->slots[i].a, s->slots[i].b) = s->slots[i];
    free(s->slots);
    s->slots = bigger;
    s->size *= 2;
}

static void key_parts(const char *key, uint64_t part[2])
{
    part[0] = part[1] = 0;
    for (int i = 0; i < KEY_DIGITS; i++) {
        int digit = key[i] <= '9' ? key[i] - '0' : key[i] - 'a' + 10;
        part[i / 16] = part[i / 16] << 4 | (uint64_t)digit;
    }
}

int64_t ledger_seen_find(const struct ledger_seen *s, const char *key)
{
    uint64_t part[2];
    key_parts(key, part);
    return slot_of(s->slots, s->size, part[0], part[1])->line;
}

int64_t ledger_seen_line(struct ledger_seen *s, const char *key, int64_t line)
{
    uint64_t part[2];
    key_parts(key, part);
    if (s->n * 2 >= s->size)
        grow(s);
    struct slot *slot = slot_of(s->slots, s->size, part[0], part[1]);
    if (slot->line)
        return slot->line;
    *slot = (struct slot){part[0], part[1], line};
    s->n++;
    return 0;
}
