/* SPDX-License-Identifier: Apache-2.0
 * How often the dispatch directory was followed, overridden and warned, and which of its
 * entries are asked back: candidates for another lead.
 */
#pragma once

#include "core/directory.h"

struct directory_count {
    int64_t version;
    int outcome; /* enum directory_outcome */
    int64_t n, warned;
};
enum { DIRECTORY_COUNTED = 12 };
/* Of the newest versions, by version and outcome, the newest first. cx->db set. */
MUST_CHECK enum err directory_counts(struct ctx *cx, struct directory_count **out, size_t *n);

/* Returns of a lead decided under a version: the same class, place and unit. */
struct directory_returned {
    int64_t serial; /* 0: no entry fitted */
    struct str class;
    int64_t place_id, lead_unit;
    int64_t granted, refused;
    int64_t to_unit, to_n; /* where most of the granted ones went afterwards; 0 = nowhere yet */
    bool suggested;        /* granted at least so often */
};
/* From how many on something is suggested, where nobody says otherwise. */
enum { DIRECTORY_RETURNS_LEAST = 3, DIRECTORY_MISSING_LEAST = 3 };
/* The most granted first. least: from so many granted returns on another lead is suggested. */
MUST_CHECK enum err directory_returned(struct ctx *cx, int64_t version, int64_t least,
                                       struct directory_returned **out, size_t *n);

/* What was dispatched to one unit again and again although no entry fits: a candidate for a new
 * one. Same class, place and unit; what that unit gave back does not count. */
struct directory_missing {
    struct str class;
    int64_t place_id, lead_unit;
    int64_t n; /* matters */
};
/* Dispatched while the version was in force, at least so often; the most first. Left out is
 * what the newest version knows by now. */
MUST_CHECK enum err directory_missing(struct ctx *cx, int64_t version, int64_t least,
                                      struct directory_missing **out, size_t *n);
