/* SPDX-License-Identifier: Apache-2.0
 * What a demand is found by: its title and words, what was said in addition, the answers to it,
 * the titles of its matters, its place and its numbers. The same for the index and for the
 * look at a hit, so that the two cannot differ.
 *
 * Of a demand told in confidence only place and numbers are searched; of a confidential matter
 * only its number.
 */
#pragma once

#include "core/work.h"
#include "text/grams.h"

enum search_part {
    SEARCH_TITLE,
    SEARCH_WORDS,
    SEARCH_ANSWER,
    SEARCH_MATTER,
    SEARCH_PLACE,
    SEARCH_NUMBER,
    SEARCH_PART__MAX
};
extern const struct enum_names search_part_names;

struct search_piece {
    enum search_part part;
    struct str text;
};
struct search_doc {
    struct search_piece *p;
    size_t n;
};

/* cx->db set. seen: leave out what belongs to a matter that the actor does not see; the demand
 * itself is the caller's to check (work_visible). */
MUST_CHECK enum err search_doc_read(struct ctx *cx, struct work *w, const struct demand *d,
                                    bool seen, struct search_doc *out);

/* What a demand is looked up by: tokens of the texts, and words beginning with a letter and '_'
 * for what it is filed under and who sees it. */
MUST_CHECK enum err search_tokens(struct ctx *cx, struct work *w, const struct demand *d,
                                  struct strs *out);
/* "u_12": a unit through which it is seen; "o_": an officer who took part; "h_": a
 * unit that has it in hand (the desk, a lead); "c_" its class; "p_" its place; "w_" way; "l_"
 * level; "m_" month in which it was said. Units, classes and places get other parents: what is
 * above them is asked when somebody searches. */
struct str search_mark(struct arena *a, char kind, struct str value);
struct str search_month(struct arena *a, int64_t at);
