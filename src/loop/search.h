/* SPDX-License-Identifier: Apache-2.0
 * Search over what was said, answered and where: every word must be there, whichever way it is
 * written (text/fold.h); words in quotation marks are one. Of what the officer sees (as the
 * lists have it: work_visible) and nothing else, not by hit, count or excerpt.
 *
 * Candidates come from the index, the newest first, and from the queue in front of it; each is
 * looked at in its own texts. At most SEARCH_LOOKED candidates a request: then "looked" says so
 * and "next" goes on from there.
 *
 * By a person's name or telephone it finds what that person handed in, by keyed hash; that is
 * an event of the officer's (domain.md, Records), slowed down, for desks that take calls and
 * screen. Confidential demands are only counted then, and found by no word ever.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"

struct search_query {
    struct str q;      /* words; may be empty with a person or a filter */
    struct str person; /* a whole name, or a telephone */
    struct str sort;   /* newest (default; by when it was registered), best */
    struct str after;  /* "next" of the page before */
    int state;         /* enum demand_state; the filters are named as the ledgers' */
    int lvl;           /* enum level */
    struct str class, way;
    int64_t place, unit; /* and what lies below */
    struct str from, to; /* said on these days or between */
    bool count;          /* no rows, but how many there are */
    int64_t limit;       /* 1..50; 0 = 20 */
};
extern const struct shape search_query_shape;

enum {
    SEARCH_LOOKED = 2000, /* candidates looked at; of these the best, when sorted so */
    SEARCH_TAIL = 2000,   /* rows of the queue that are looked through */
    SEARCH_COUNTED = 1000,
};

/* What is asked for, word by word, as it was typed: at most SEARCH_WORDS_MAX. ERR_INPUT at "q":
 * a word of one character, too many. */
enum { SEARCH_WORDS_MAX = 10 };
MUST_CHECK enum err search_words(struct ctx *cx, struct str q, struct strs *out);

/* Writes into the open object: "rows", "next" (null: no more), "looked" (stopped before the
 * end), or "count" and "more"; "exact" when q is a number that names something seen; "indexing"
 * (not all is in the index) with "indexed" per mille; "confidential". Without cx->db it reads
 * on a connection of its own, and has given it back before it writes the event of a search by
 * person. ERR_INPUT: nothing to search by, a word of one character, a bad day or cursor;
 * ERR_DENIED: by person for other desks; ERR_LIMIT: slowed down; ERR_BUSY: no index at hand. */
MUST_CHECK enum err search_json(struct ctx *cx, const struct search_query *q, struct json *j);
