/* SPDX-License-Identifier: Apache-2.0 */
#include "text/burst_alike.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

struct alike {
    struct arena *a;
    const struct burst_rule *r;
    const struct burst_item *items;
    size_t *pool; /* indices of what was said before */
    size_t pool_n;
    int64_t *marks_upto;               /* of the pool: marks up to and with each */
    double *chance[ALIKE_MEMBERS + 1]; /* by size: draws, ascending */
};

struct entry {
    uint64_t mark;
    size_t member;
    double weight;
};
/* A mark with those who bear it. */
struct borne {
    const struct entry *first;
    size_t n;
};

struct alike *alike_open(struct arena *a, const struct burst_rule *r,
                         const struct burst_item *items, size_t n, int64_t from, int64_t to)
{
    struct alike *k = NEW(a, struct alike);
    int64_t upto = 0;
    *k = (struct alike){.a = a,
                        .r = r,
                        .items = items,
                        .pool = NEWS(a, size_t, n + 1),
                        .marks_upto = NEWS(a, int64_t, n + 1)};
    for (size_t i = 0; i < n; i++) {
        if (items[i].at <= from || items[i].at > to || !items[i].marks_n)
            continue;
        upto += (int64_t)items[i].marks_n;
        k->pool[k->pool_n] = i;
        k->marks_upto[k->pool_n++] = upto;
    }
    return k;
}

/* ---- how alike ---- */

static int by_mark(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->mark != y->mark)
        return (x->mark > y->mark) - (x->mark < y->mark);
    return (x->member > y->member) - (x->member < y->member);
}

/* The most borne first, of equally borne ones the rarer. */
static int by_bearers(const void *a, const void *b)
{
    const struct borne *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    if (x->first->weight != y->first->weight)
        return x->first->weight < y->first->weight ? 1 : -1;
    return (x->first->mark > y->first->mark) - (x->first->mark < y->first->mark);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct borne *borne_of(struct arena *a, const struct alike *k, const size_t *members,
                              size_t n, size_t *out_n)
{
    size_t room = 0, all = 0, kept = 0;
    for (size_t i = 0; i < n; i++)
        room += k->items[members[i]].marks_n;
    struct entry *e = NEWS(a, struct entry, room + 1);
    for (size_t i = 0; i < n; i++)
        for (size_t m = 0; m < k->items[members[i]].marks_n; m++) {
            const uint64_t mark = k->items[members[i]].marks[m];
            e[all++] = (struct entry){mark, i, k->r->weigh(k->r->weigh_arg, mark)};
        }
    if (all)
        qsort(e, all, sizeof *e, by_mark);
    struct borne *b = NEWS(a, struct borne, all + 1);
    for (size_t i = 0, to = 0; i < all; i = to) {
        while (to < all && e[to].mark == e[i].mark)
            to++;
        b[kept++] = (struct borne){&e[i], to - i};
    }
    *out_n = kept;
    return b;
}

static double alike_of(struct arena *a, const struct alike *k, const size_t *members, size_t n)
{
    size_t borne_n = 0;
    struct borne *b = borne_of(a, k, members, n, &borne_n);
    double norm[ALIKE_MEMBERS] = {0}, sum[ALIKE_MEMBERS] = {0};
    if (borne_n)
        qsort(b, borne_n, sizeof *b, by_bearers);
    for (size_t i = ALIKE_SHARED; i < borne_n; i++)
        for (size_t m = 0; m < b[i].n; m++)
            norm[b[i].first[m].member] += b[i].first->weight * b[i].first->weight;
    for (size_t i = 0; i < n; i++)
        norm[i] = norm[i] > 0 ? sqrt(norm[i]) : 1;
    for (size_t i = ALIKE_SHARED; i < borne_n; i++) {
        double all = 0, square = b[i].first->weight * b[i].first->weight;
        for (size_t m = 0; m < b[i].n; m++)
            all += 1 / norm[b[i].first[m].member];
        for (size_t m = 0; m < b[i].n; m++) {
            const size_t of = b[i].first[m].member;
            sum[of] += square / norm[of] * (all - 1 / norm[of]);
        }
    }
    qsort(sum, n, sizeof *sum, by_value);
    return sum[n / 2] / (double)(n - 1);
}

/* ---- chance ---- */

/* SplitMix64: the same draws each time. */
static uint64_t drawn(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static size_t longer_likelier(const struct alike *k, uint64_t *state)
{
    int64_t at = (int64_t)(drawn(state) % (uint64_t)k->marks_upto[k->pool_n - 1]);
    size_t lo = 0, hi = k->pool_n - 1;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (k->marks_upto[mid] > at)
            hi = mid;
        else
            lo = mid + 1;
    }
    return k->pool[lo];
}

static bool held(const size_t *set, size_t n, size_t item)
{
    for (size_t i = 0; i < n; i++)
        if (set[i] == item)
            return true;
    return false;
}

static const double *chance_of(struct alike *k, size_t n)
{
    uint64_t state = n;
    size_t set[ALIKE_MEMBERS];
    if (k->chance[n])
        return k->chance[n];
    k->chance[n] = NEWS(k->a, double, ALIKE_DRAWS);
    for (size_t d = 0; d < ALIKE_DRAWS; d++) {
        struct arena *own = arena_open((size_t)64 << 20);
        for (size_t i = 0; i < n;) {
            const size_t item = longer_likelier(k, &state);
            if (!held(set, i, item))
                set[i++] = item;
        }
        k->chance[n][d] = alike_of(own, k, set, n);
        arena_close(own);
    }
    qsort(k->chance[n], ALIKE_DRAWS, sizeof(double), by_value);
    return k->chance[n];
}

bool alike_more_than_chance(struct alike *k, const size_t *members, size_t n)
{
    size_t looked[ALIKE_MEMBERS], looked_n = n < ALIKE_MEMBERS ? n : ALIKE_MEMBERS;
    if (n < 2 || k->pool_n < looked_n * ALIKE_KNOWN)
        return true;
    for (size_t i = 0; i < looked_n; i++)
        looked[i] = members[i * n / looked_n];
    struct arena *own = arena_open((size_t)64 << 20);
    const double alike = alike_of(own, k, looked, looked_n);
    arena_close(own);
    return alike > chance_of(k, looked_n)[ALIKE_DRAWS - ALIKE_CHANCE];
}
