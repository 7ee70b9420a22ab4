/* SPDX-License-Identifier: Apache-2.0
 * What is kept of a demand's words to tell which demands speak of the same trouble at the same
 * place or of the same body: the names in it (estates, streets, schools, companies, groups of
 * people), and its trouble, the pairs of neighbouring characters outside names and outside what
 * everybody writes to an office. It depends on the words alone, not on other demands.
 *
 * A name is what stands before and with a word that ends names (丽发新城, 展星投资有限公司),
 * read backwards until a clause, another word that ends names or a word of no name begins; its
 * last four and its last three characters are kept, so that 深业睿城 and A7县星沙深业睿城小区
 * share one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

enum {
    SIGNATURE_NAMES = 48,
    SIGNATURE_PAIRS = 200,
    SIGNATURE_BITS = 24,    /* of a pair's hash */
    SIGNATURE_LEAD_CP = 40, /* what leads a demand without a title, code points */
};

/* Whom or what a name names. */
enum name_kind {
    NAME_PLACE, /* an estate, a village, a building */
    NAME_WIDE,  /* a street, a line, a community: many speak of it for many reasons */
    NAME_BODY,  /* a company, a school, a group of people */
};

struct signature_name {
    struct str text; /* folded, three or four characters */
    enum name_kind kind;
    bool lead; /* stands in the title */
};
struct signature {
    struct signature_name *names; /* by text */
    size_t names_n;
    uint32_t *pairs; /* ascending: hash << 1 | stands in the title */
    size_t pairs_n;
};

/* Both valid UTF-8; title may be empty: then the first characters of words lead. */
void signature_make(struct arena *a, struct str title, struct str words, struct signature *out);
uint32_t signature_pair(uint32_t first, uint32_t second); /* the hash of two code points */

/* The pairs as text, four characters each, and back. False: no such text. */
struct str signature_write(struct arena *a, const struct signature *s);
bool signature_read(struct arena *a, struct str text, struct signature *out)
    __attribute__((warn_unused_result));

/* What the trouble of some demands is called: the words that most of them use and others do
 * not, at most max of them, blanks between. weigh(arg, pair) says how rare a pair is. */
struct str signature_words(struct arena *a, const struct str *texts, size_t n, size_t max,
                           double (*weigh)(const void *arg, uint32_t pair), const void *arg);
