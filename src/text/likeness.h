/* SPDX-License-Identifier: Apache-2.0
 * How alike two texts are: of all pairs of neighbours that either has, the share that both have
 * (Jaccard). A sketch of fixed size (minhash) stands for a text where the text itself need not
 * be read again; it estimates the share to about ±0.06. Texts that are alike have keys in
 * common, by which they are looked up.
 */
#pragma once

#include "text/grams.h"

enum {
    SKETCH_LANES = 64,
    SKETCH_TEXT = SKETCH_LANES * 2,
    SKETCH_KEYS =
        16, /* of three lanes each: at a share of 0.5 nine in ten have one in common */
};

struct sketch {
    uint8_t lane[SKETCH_LANES];
    uint64_t key[SKETCH_KEYS]; /* 63 bits */
    uint32_t grams;            /* 0: of no text, like nothing */
};

void sketch_of(const struct grams *g, struct sketch *out);
/* 0 to 1. */
double sketch_likeness(const struct sketch *a, const struct sketch *b);
/* The share itself. */
double grams_likeness(const struct grams *a, const struct grams *b);
/* How many pairs both have. */
size_t grams_common(const struct grams *a, const struct grams *b);

/* Lanes as hex, SKETCH_TEXT bytes; the keys are not kept. Reading refuses another length. */
struct str sketch_text(struct arena *a, const struct sketch *s);
bool sketch_read(struct str text, uint32_t grams, struct sketch *out);
