/* SPDX-License-Identifier: Apache-2.0 */
#include "base/id.h"

#include <assert.h>

static const int64_t epoch_s = 1577836800; /* 2020-01-01T00:00:00Z */
static const int64_t second_max = ((int64_t)1 << ID_SECOND_BITS) - 1;
static const int64_t sequence_max = ((int64_t)1 << ID_SEQUENCE_BITS) - 1;

/* Node bits taken out, so that the sequence carries into the second by itself. */
static int64_t identifier(const struct id_source *src, int64_t at)
{
    int64_t second = at >> ID_SEQUENCE_BITS;
    return (((second << ID_NODE_BITS) | src->node) << ID_SEQUENCE_BITS) | (at & sequence_max);
}

void id_source_init(struct id_source *src, int node, int64_t high_water)
{
    assert(node >= 0 && node < ID_NODES && high_water >= 0);
    int64_t second = high_water >> (ID_NODE_BITS + ID_SEQUENCE_BITS);
    int64_t marked_node = high_water >> ID_SEQUENCE_BITS & (ID_NODES - 1);
    int64_t sequence = high_water & sequence_max;
    /* Under a higher node number nothing more in that second would be above the mark. */
    if (marked_node > node)
        sequence = sequence_max;
    src->node = node;
    src->mark = high_water;
    src->start = second << ID_SEQUENCE_BITS | sequence;
    atomic_init(&src->at, src->start);
}

int64_t id_next(struct id_source *src, int64_t wall_ms)
{
    int64_t second = wall_ms / 1000 - epoch_s;
    int64_t from_clock = second <= 0 ? 0 : second << ID_SEQUENCE_BITS;
    int64_t last = atomic_load(&src->at);
    int64_t next;
    do {
        next = last + 1 > from_clock ? last + 1 : from_clock;
        if (next >> ID_SEQUENCE_BITS > second_max) {
            fputs("id: the clock is past the last identifier\n", stderr);
            abort();
        }
    } while (!atomic_compare_exchange_weak(&src->at, &last, next));
    return identifier(src, next);
}

int64_t id_high_water(struct id_source *src)
{
    int64_t at = atomic_load(&src->at);
    return at == src->start ? src->mark : identifier(src, at);
}

int64_t id_at(int64_t id)
{
    return ((id >> (ID_NODE_BITS + ID_SEQUENCE_BITS)) + epoch_s) * 1000;
}
