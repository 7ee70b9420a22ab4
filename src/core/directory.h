/* SPDX-License-Identifier: Apache-2.0
 * The dispatch directory (派单目录, rules.md B1-3): which unit leads what, where, with whom, at
 * which level and within which limit, by which law. Kept in versions, each in force from a day
 * until a later one is; an act goes by the version of its own day. Versions are never changed:
 * whoever looks at an old dispatch finds the entry that it went by.
 *
 * An entry is found by class × place: of the classes the matter's own before those above it
 * (the longest wins), of the places the nearest; a named place before a kind of place.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/mechanism.h"
#include "core/org.h"

enum { DIRECTORY_ENTRIES_MAX = 10000, DIRECTORY_HELPERS_MAX = 20 };

struct directory_version {
    int64_t version;  /* 1, 2, … in the order they were made */
    int64_t from_day; /* days, Beijing */
    int64_t entries;
    struct str note;
    int64_t officer_id; /* who put it in force; 0 = the command line */
    int64_t made_at;
};

struct directory_entry {
    int64_t version, serial; /* serial: the number people quote, 第 N 条 */
    struct str class;        /* code; "" = every class */
    int64_t place_id;        /* with everything in it; 0 = everywhere, or by place_kind */
    int place_kind;          /* enum place_kind, DIRECTORY_ANY_KIND = none */
    int lead;                /* enum directory_lead */
    int64_t lead_unit;       /* LEAD_UNIT */
    struct str helpers;      /* units, or "street", "community", by comma; LEAD_NEGOTIATE: the
                                units to be asked */
    int lvl;                 /* enum level; LEVEL_NONE: not said */
    int64_t length;          /* limit for closing, 0 = the mechanism's */
    int span;                /* enum span_unit */
    int charge;              /* enum charge */
    struct str basis, note;
};
enum { DIRECTORY_ANY_KIND = -1 };

extern const struct shape directory_version_shape;

struct directory; /* an immutable snapshot: all versions, entries of those in force or coming */

/* From the store, as of cx->now. */
MUST_CHECK enum err directory_load(struct ctx *cx, struct arena *keep,
                                   const struct directory **out);
/* For tests and for what is not stored yet: versions and entries in any order. */
const struct directory *directory_make(struct arena *keep, const struct directory_version *v,
                                       size_t versions_n, const struct directory_entry *e,
                                       size_t entries_n);

size_t directory_versions(const struct directory *d, const struct directory_version **first);
const struct directory_version *directory_version_of(const struct directory *d,
                                                     int64_t version); /* NULL when unknown */
/* The version in force on a day, NULL when there was none yet. Of two from the same day the
 * newer. */
const struct directory_version *directory_on(const struct directory *d, int64_t day);

struct directory_question {
    int64_t day;
    const struct mechanism *mechanism; /* whose classes */
    struct str class;
    int64_t place_id;
};
/* Every entry that fits, the best first; n at most max. 0 when none does. */
size_t directory_match(const struct directory *d, const struct org *org,
                       const struct directory_question *q, const struct directory_entry **out,
                       size_t max);

/* Entries of any version, by serial. cx->db set. */
MUST_CHECK enum err directory_entries(struct ctx *cx, int64_t version,
                                      struct directory_entry **out, size_t *n);
/* Inside db_write: a new version. ERR_STALE when expected is not the newest version (0: none),
 * which is what the maker compared with. ERR_INPUT when from_day is before today. */
MUST_CHECK enum err directory_put(struct ctx *cx, int64_t expected, struct directory_version *v,
                                  const struct directory_entry *entries, size_t n);
/* Without asking for the day: the register's first version. */
MUST_CHECK enum err directory_write(struct ctx *cx, const struct directory_version *v,
                                    const struct directory_entry *entries, size_t n);

/* What became of the directory in an act (table directory_use). */
struct directory_use {
    int64_t id;
    int64_t version, serial; /* serial 0: no entry */
    int64_t matter_id;
    int outcome; /* enum directory_outcome */
    struct str class;
    int64_t place_id, lead_unit, proposed_unit;
    bool warned; /* a department's duty went to a street all the same */
    int64_t at;
};
extern const struct shape directory_use_shape;
