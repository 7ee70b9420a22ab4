/* SPDX-License-Identifier: Apache-2.0
 * Inside of the search; included by search*.c only.
 */
#pragma once

#include "loop/search.h"
#include "loop/search_index.h"
#include "loop/search_text.h"
#include "text/phrases.h"

enum { SEARCH_FOUND_MAX = 200 };

/* Tokens of which a candidate has one each: who reads (or, for who reads all, the months), and
 * what lies below a place, a class, a unit today. Empty: not looked up by. */
enum search_group { SEARCH_READERS, SEARCH_PLACES, SEARCH_CLASSES, SEARCH_UNITS };

/* What is asked for, made ready. */
struct search {
    const struct search_query *q;
    struct strs words;
    const struct phrases *phrases;
    struct strs all, any[SEARCH_GROUPS]; /* tokens */
    int64_t from_at, to_at;              /* 0: open */
    const struct mechanism *mechanism;
};
MUST_CHECK enum err search_prepare(struct ctx *cx, const struct search_query *q,
                                   struct search *out);

/* A demand that was looked at; in the memory of its look. */
struct search_match {
    const struct demand *d;
    struct search_doc doc;
    struct folded *folded; /* of each piece */
    struct phrase_found *found[32];
    size_t found_n[32];
    int64_t score;
};
/* Whether it is seen, passes the filters and has all words. ERR_NOT_FOUND never. */
MUST_CHECK enum err search_look(struct ctx *cx, const struct search *s, int64_t id,
                                struct search_match *m, bool *hit);
MUST_CHECK enum err search_hit_json(struct ctx *cx, const struct search_match *m,
                                    struct json *j);

/* Where the candidates come from, descending. */
struct search_stream {
    const struct search *s;
    int64_t *tail, *ids;
    size_t tail_n, tail_i, n, i;
    int64_t before, chunk;
    bool more;     /* the index may have more */
    bool no_index; /* by person: tail is all there is */
    bool indexing; /* not all is covered */
    int indexed;   /* per mille */
};
MUST_CHECK enum err search_stream_open(struct ctx *cx, const struct search *s, int64_t before,
                                       struct search_stream *out);
/* 0 at the end. */
MUST_CHECK enum err search_stream_next(struct ctx *cx, struct search_stream *st, int64_t *id);
