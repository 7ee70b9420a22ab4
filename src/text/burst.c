/* SPDX-License-Identifier: Apache-2.0 */
#include "text/burst.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "text/burst_alike.h"
#include "text/function_words.h"

/* Added to the usual, so that what was never said before is not infinitely unlikely. */
static const double never = 0.5;

struct str burst_text(struct arena *a, struct str text)
{
    char *p = text.n ? arena_copy(a, text.p, text.n) : NULL;
    for (size_t i = 0; i < text.n; i++)
        if ((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'a' && p[i] <= 'z') ||
            (p[i] >= 'A' && p[i] <= 'Z'))
            p[i] = ',';
    return function_words_cut(a, (struct str){p, text.n});
}

struct cell {
    int64_t group;
    uint64_t mark;
    size_t item;
};
struct cells {
    struct cell *p;
    size_t n;
};
/* All that is said in a group, in the window and before. */
struct volume {
    int64_t group, now, earlier;
};
struct volumes {
    struct volume *p;
    size_t n;
};
/* Cells that stand together: one mark of one group. */
struct heap {
    const struct cell *first;
    size_t n;
    int64_t earlier;
};

static int by_group_mark(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    if (x->group != y->group)
        return (x->group > y->group) - (x->group < y->group);
    return (x->mark > y->mark) - (x->mark < y->mark);
}

static int by_cell(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    int c = by_group_mark(a, b);
    return c ? c : (x->item > y->item) - (x->item < y->item);
}

static int to_heap(const void *key, const void *heap)
{
    return by_group_mark(key, ((const struct heap *)heap)->first);
}

static bool in_window(const struct burst_rule *r, const struct burst_item *it, int64_t now,
                      int64_t back)
{
    int64_t end = now - back * r->days * MS_PER_DAY;
    return it->at <= end && it->at > end - r->days * MS_PER_DAY;
}

static struct cells cells_of(struct arena *a, const struct burst_rule *r,
                             const struct burst_item *items, size_t n, int64_t now)
{
    struct cells c = {0};
    size_t room = 0;
    for (size_t i = 0; i < n; i++)
        if (in_window(r, &items[i], now, 0))
            room += items[i].groups_n * items[i].marks_n;
    c.p = NEWS(a, struct cell, room + 1);
    for (size_t i = 0; i < n; i++)
        for (size_t g = 0; in_window(r, &items[i], now, 0) && g < items[i].groups_n; g++)
            for (size_t m = 0; m < items[i].marks_n; m++)
                c.p[c.n++] = (struct cell){items[i].groups[g], items[i].marks[m], i};
    if (c.n)
        qsort(c.p, c.n, sizeof *c.p, by_cell);
    return c;
}

/* Those of enough demands; by group and mark. */
static struct heap *heaps_of(struct arena *a, const struct burst_rule *r,
                             const struct cells *cells, size_t *n)
{
    struct heap *out = NEWS(a, struct heap, cells->n / (size_t)r->times + 1);
    *n = 0;
    for (size_t i = 0, k = 0; i < cells->n; i = k) {
        while (k < cells->n && !by_group_mark(&cells->p[i], &cells->p[k]))
            k++;
        if ((int64_t)(k - i) >= r->times)
            out[(*n)++] = (struct heap){.first = &cells->p[i], .n = k - i};
    }
    return out;
}

/* How many earlier windows lie wholly within what is known; 0: too few to be called usual. */
static int64_t windows_of(const struct burst_rule *r, int64_t since, int64_t now)
{
    int64_t known = (now - since) / (r->days * MS_PER_DAY) - 1;
    return known * 2 < r->windows ? 0 : known < r->windows ? known : r->windows;
}

static int by_group(const void *a, const void *b)
{
    const struct volume *x = a, *y = b;
    return (x->group > y->group) - (x->group < y->group);
}

static struct volumes volumes_of(struct arena *a, const struct heap *heaps, size_t n)
{
    struct volumes v = {.p = NEWS(a, struct volume, n + 1)};
    for (size_t i = 0; i < n; i++) /* heaps are by group */
        if (!v.n || v.p[v.n - 1].group != heaps[i].first->group)
            v.p[v.n++].group = heaps[i].first->group;
    return v;
}

struct counting {
    const struct burst_rule *r;
    int64_t now, windows;
    struct heap *heaps;
    size_t heaps_n;
    struct volumes volumes;
};

static void item_count(const struct counting *c, const struct burst_item *it, bool earlier)
{
    for (size_t g = 0; g < it->groups_n; g++) {
        const struct volume of = {.group = it->groups[g]};
        struct volume *v = bsearch(&of, c->volumes.p, c->volumes.n, sizeof of, by_group);
        if (!v)
            continue;
        v->now += !earlier;
        v->earlier += earlier;
        for (size_t m = 0; earlier && m < it->marks_n; m++) {
            const struct cell key = {it->groups[g], it->marks[m], 0};
            struct heap *h = bsearch(&key, c->heaps, c->heaps_n, sizeof *h, to_heap);
            if (h)
                h->earlier++;
        }
    }
}

static void all_count(const struct counting *c, const struct burst_item *items, size_t n)
{
    int64_t length = c->r->days * MS_PER_DAY, end = c->now - length,
            from = end - c->windows * length;
    for (size_t i = 0; c->heaps_n && i < n; i++)
        if (items[i].at > from && items[i].at <= c->now)
            item_count(c, &items[i], items[i].at <= end);
}

/* *guess: never none, since what was not said among few may yet be usual. */
static double usual_of(const struct counting *c, const struct heap *h, double *guess)
{
    const struct volume of = {.group = h->first->group};
    const struct volume *v = bsearch(&of, c->volumes.p, c->volumes.n, sizeof of, by_group);
    double earlier = (double)h->earlier;
    *guess = never;
    if (!c->windows)
        return 0;
    if (!c->r->shares || !v) {
        *guess = earlier / (double)c->windows + never;
        return earlier / (double)c->windows;
    }
    *guess = (earlier + never) / (double)(v->earlier + 1) * (double)v->now;
    return v->earlier ? earlier / (double)v->earlier * (double)v->now : 0;
}

static int by_id(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t people_of(struct arena *a, const struct burst_item *items, const struct heap *h)
{
    int64_t *ids = NEWS(a, int64_t, h->n + 1), people = 0;
    size_t known = 0;
    for (size_t i = 0; i < h->n; i++) {
        int64_t person = items[h->first[i].item].person;
        if (person)
            ids[known++] = person;
        else
            people++;
    }
    if (known)
        qsort(ids, known, sizeof *ids, by_id);
    for (size_t i = 0; i < known; i++)
        people += !i || ids[i] != ids[i - 1];
    return people;
}

static bool stands_out(struct arena *a, const struct counting *c,
                       const struct burst_item *items, const struct heap *h, struct burst *out)
{
    const struct burst_rule *r = c->r;
    double guess = 0, usual = usual_of(c, h, &guess), count = (double)h->n;
    double least = (r->shares ? guess : usual) * (double)(100 + r->percent) / 100;
    *out = (struct burst){.group = h->first->group,
                          .mark = h->first->mark,
                          .n = h->n,
                          .usual = usual,
                          .score = count * log(count / guess) - (count - guess)};
    if (r->windows && count < least)
        return false;
    out->people = people_of(a, items, h);
    return (r->people ? out->people : (int64_t)h->n) >= r->times;
}

struct candidate {
    struct burst b;
    const struct heap *h;
};

/* Of equal ones the smaller group, which has as many: the nearest to what happens. */
static int by_score(const void *a, const void *b)
{
    const struct burst *x = &((const struct candidate *)a)->b,
                       *y = &((const struct candidate *)b)->b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->group != y->group)
        return (x->group < y->group) - (x->group > y->group);
    return (x->mark > y->mark) - (x->mark < y->mark);
}

/* Whether a stronger one tells of half of them; taken[i]: the bits of those that hold item i.
 */
static bool told(const struct candidate *c, const uint64_t *taken, const struct burst *out,
                 size_t n)
{
    size_t shared[BURST_MOST] = {0};
    for (size_t i = 0; i < c->h->n; i++)
        for (size_t k = 0; k < n; k++)
            shared[k] += taken[c->h->first[i].item] >> k & 1;
    for (size_t k = 0; k < n; k++)
        if (shared[k] * 2 >= (out[k].n < c->h->n ? out[k].n : c->h->n))
            return true;
    return false;
}

static size_t *members_of(struct arena *a, const struct heap *h)
{
    size_t *out = NEWS(a, size_t, h->n);
    for (size_t i = 0; i < h->n; i++)
        out[i] = h->first[i].item;
    return out;
}

size_t burst_find(struct arena *a, const struct burst_rule *r, const struct burst_item *items,
                  size_t n, int64_t since, int64_t now, struct burst *out)
{
    struct cells cells = cells_of(a, r, items, n, now);
    uint64_t *taken = NEWS(a, uint64_t, n + 1);
    size_t heaps_n = 0, found = 0, made = 0;
    struct alike *alike = NULL;
    const int64_t length = r->days * MS_PER_DAY;
    int64_t windows = windows_of(r, since, now);
    if (r->windows && !windows)
        return 0;
    struct heap *heaps = heaps_of(a, r, &cells, &heaps_n);
    struct candidate *c = NEWS(a, struct candidate, heaps_n + 1);
    const struct counting counting = {r,     now,     windows,
                                      heaps, heaps_n, volumes_of(a, heaps, heaps_n)};
    all_count(&counting, items, n);
    for (size_t i = 0; i < heaps_n; i++) {
        c[found].h = &heaps[i];
        found += stands_out(a, &counting, items, &heaps[i], &c[found].b);
    }
    if (found)
        qsort(c, found, sizeof *c, by_score);
    if (r->weigh)
        alike = alike_open(a, r, items, n, now - (1 + r->windows) * length, now - length);
    for (size_t i = 0; i < found && made < BURST_MOST; i++) {
        if (told(&c[i], taken, out, made))
            continue;
        c[i].b.members = members_of(a, c[i].h);
        if (alike && !alike_more_than_chance(alike, c[i].b.members, c[i].b.n))
            continue;
        for (size_t k = 0; k < c[i].h->n; k++)
            taken[c[i].b.members[k]] |= UINT64_C(1) << made;
        out[made++] = c[i].b;
    }
    return made;
}
