/* SPDX-License-Identifier: Apache-2.0
 * What the citizens of a bench register say: made up from templates over places, things and
 * complaints, the same for the same dice. Nobody said any of it.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"

/* Pseudo-random numbers (SplitMix64): repeatable, no secret. */
struct dice {
    uint64_t at;
};
uint64_t dice_next(struct dice *d);
int64_t dice_below(struct dice *d, int64_t n); /* 0 … n-1; n >= 1 */
double dice_unit(struct dice *d);              /* 0 <= x < 1 */
/* 0 … n-1, the k-th about 1/(k+1) as often as the first; n at most 64. */
int64_t dice_zipf(struct dice *d, int64_t n);

/* What one is about: its class in the mechanism and the unit that leads. */
struct topic {
    const char *class, *unit; /* unit: a code of the demo district */
    const char *title;
    const char *things[4], *troubles[4];
};
extern const struct topic topics[];
extern const int64_t topics_n;

const struct topic *topic_throw(struct dice *d); /* the common ones more often */
/* A housing estate or market hall: one of ESTATES names, the k-th about 1/k as often as the
 * first, as proper names are met in a city. Four or five characters. */
enum { ESTATES = 20000 };
struct str estate_name(struct arena *a, struct dice *d);
/* 40 to 400 characters, the short ones more often; where: place and estate. */
void words_put(struct buf *out, struct dice *d, const struct topic *t, struct str place);
struct str words_name(struct arena *a, struct dice *d);
struct str words_phone(struct arena *a, struct dice *d);
