/* SPDX-License-Identifier: Apache-2.0
 * Which demands speak of the same trouble at the same place or of the same body.
 *
 * Two demands are linked when they share a name, lie at most so many days apart, and their
 * likeness reaches the threshold: the cosine of their troubles, weighed by how rare each pair
 * is, times how telling the best name they share is. The groups are the connected parts. A
 * link depends on the two demands and on the weights, on nothing else: a demand that is added
 * only adds links, one that goes takes only its own, and the order they come in is all one.
 *
 * Weights are counted once and then stand still until they are counted anew (weights_grown).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct signature;

struct cluster_rule {
    double threshold;
    double title;      /* a pair of the title counts so much more */
    double within;     /* a name outside the title counts so much */
    double wide;       /* and a street's or a community's */
    double full;       /* from this rarity on (of 1) a name is as telling as can be */
    double common;     /* taken off the logarithm of a pair's rarity */
    int64_t days;      /* between two that are linked */
    int64_t name_max;  /* demands that bear a name, beyond which it tells nothing */
    double name_share; /* or this share of all, whichever is more; a wide one: no */
    int64_t prior;     /* demands of everyday life counted besides, in which no pair occurs */
};
extern const struct cluster_rule cluster_rule;

struct cluster_name {
    uint64_t hash; /* of its text */
    bool lead, wide;
};
struct cluster_item {
    int64_t id;                       /* each once */
    int64_t at;                       /* ms */
    const struct cluster_name *names; /* by hash, each once */
    size_t names_n;
    const uint32_t *pairs; /* as in struct signature */
    size_t pairs_n;
    double norm; /* set by cluster_norm */
};
uint64_t cluster_name_hash(struct str text);
/* id and at are the caller's; its pairs are those of s. */
void cluster_item_of(struct arena *a, const struct signature *s, struct cluster_item *out);

/* How many demands bear each name and pair, by the logarithm, in hashed slots, and by which
 * rule it is judged. */
struct weights {
    const struct cluster_rule *rule;
    int64_t n;      /* demands counted */
    uint32_t slots; /* a power of two */
    uint8_t *pairs, *names;
    double rare[UINT8_MAX + 1]; /* what a pair of that level weighs */
};
void weights_count(struct arena *a, const struct cluster_item *items, size_t n,
                   struct weights *out);
void weights_none(struct weights *out); /* before anything was counted */
/* By another rule than cluster_rule, for measuring: weights are made with that one. */
void weights_rule(struct weights *w, const struct cluster_rule *rule);
struct str weights_write(struct arena *a, const struct weights *w);
bool weights_read(struct arena *a, struct str text, struct weights *out)
    __attribute__((warn_unused_result));
/* Whether there are so many more demands by now that the weights are counted anew. */
bool weights_grown(const struct weights *w, int64_t demands);

double cluster_pair_weight(const struct weights *w, uint32_t hash); /* of a pair's hash */
/* Whether a name tells anything: demands that share no such name are never linked. */
bool cluster_name_tells(const struct weights *w, const struct cluster_name *name);
void cluster_norm(const struct weights *w, struct cluster_item *item);
/* 0 to 1: how telling the best name is that both bear; the cosine of their troubles. Both
 * normed. */
double cluster_names(const struct weights *w, const struct cluster_item *a,
                     const struct cluster_item *b);
double cluster_trouble(const struct weights *w, const struct cluster_item *a,
                       const struct cluster_item *b);
/* 0 to 1; 0 when they share no name that tells, or lie too far apart. Both normed. */
double cluster_likeness(const struct weights *w, const struct cluster_item *a,
                        const struct cluster_item *b);
bool cluster_linked(const struct weights *w, const struct cluster_item *a,
                    const struct cluster_item *b);

/* Norms the items; part[i] = the smallest id of the group that item i is in. */
void cluster_parts(struct arena *a, const struct weights *w, struct cluster_item *items,
                   size_t n, int64_t *part);
