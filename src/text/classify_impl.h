/* SPDX-License-Identifier: Apache-2.0
 * Within classify*.c: features and the image of a model.
 */
#pragma once

#include "text/classify.h"

enum {
    CLASSIFY_BITS = 18,
    CLASSIFY_BUCKETS = 1 << CLASSIFY_BITS,
    CLASSIFY_GRAMS_MAX = 4,
    CLASSIFY_BREAK = 0, /* between words */
    CLASSIFY_RUN = '#', /* letters and digits */
};

/* What is read of a text: title, a break, body. */
struct letters {
    uint32_t *cp;
    uint32_t *from, *to; /* code points of its part */
    size_t n, body;      /* from where on it is the body */
};
void classify_letters(struct arena *a, struct str title, struct str body, struct letters *out);

/* The bucket of the gram of `len` letters at i. */
uint32_t classify_bucket(const uint32_t *cp, size_t len);
/* Whether a gram of len letters stands at i: none is longer once one did not. */
bool classify_gram_at(const struct letters *l, size_t i, size_t len);

/* Buckets that ascend, how often each, up to grams letters. */
struct bag {
    uint32_t *at;
    float *count;
    size_t n;
};
void classify_bag(struct arena *a, const struct letters *l, int grams, struct bag *out);

/* The image: this head, then the bucket of each row (they ascend), idf of each row, bias of
 * each label, weights row by row, all 4 bytes wide; then the labels' texts, each ended by LF.
 */
struct image_head {
    char magic[8];
    uint32_t version, order;
    uint32_t bits, grams, labels, rows, texts;
    float scale;
    uint64_t bytes;         /* of the whole */
    unsigned char hash[32]; /* SHA-256 of head (hash zero) and all that follows */
};
#define CLASSIFY_MAGIC "HYMODEL"
enum {
    CLASSIFY_VERSION = 1,
    CLASSIFY_ORDER = 0x01020304,
    CLASSIFY_ROWS_MAX = CLASSIFY_BUCKETS
};

struct classify_model {
    const struct image_head *head;
    const uint32_t *bucket;
    const float *idf, *bias, *w;
    struct str *texts;
};

/* A bag under a model: rows that it knows and their values, length 1. Returns how many. */
size_t classify_weigh(const struct classify_model *m, const struct bag *b, uint32_t *row,
                      float *value);
void classify_score(const struct classify_model *m, const uint32_t *row, const float *value,
                    size_t n, double *out);
/* Shares of a softmax over scale × margins, in place. */
void classify_softmax(double *margins, size_t n, double scale);
struct str classify_hash_image(struct str image); /* writes the hash into its head */
