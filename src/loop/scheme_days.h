/* SPDX-License-Identifier: Apache-2.0
 * A class scheme through time: on each day its version and its table in force, and what people
 * said of single demands. A demand goes by the day on which it was recorded, so that what
 * changes later leaves the past as it was.
 */
#pragma once

#include "loop/scheme.h"

enum { SCHEME_DEPTH = 8 }; /* levels at most */

struct scheme_node {
    struct str code, name;
    size_t parent; /* of the stretch; SIZE_MAX = none */
    size_t row;    /* of scheme_days.rows */
};
struct scheme_mapped {
    struct str class;
    size_t node; /* SIZE_MAX = counted nowhere */
};
struct scheme_stretch {
    int64_t from_at, to_at; /* ms, [from, to) */
    int64_t version, table; /* 0 = none yet */
    struct scheme_node *nodes;
    size_t n;
    struct scheme_mapped *map;
    size_t map_n;
};
struct scheme_choice {
    int64_t demand_id;
    struct str scheme;
    int64_t seq;
    struct str code; /* "" = as the table says */
    int64_t officer_id, set_at;
};
extern const struct shape scheme_choice_shape;

struct scheme_row {
    struct str code, name; /* as it is called last */
    int depth;             /* 0 = uppermost */
};
struct scheme_days {
    struct str scheme, name;
    struct scheme_stretch *p; /* by time, without a gap */
    size_t n;
    struct scheme_row *rows; /* every code it ever had, in its order */
    size_t rows_n;
    const struct scheme_choice *choices; /* by demand, the last of each at the end */
    size_t choices_n;
};

/* scheme "": the classes of the register's own mechanism, each in itself. until: choices made
 * before, ms. cx->db set. ERR_NOT_FOUND. */
MUST_CHECK enum err scheme_days_open(struct ctx *cx, struct str scheme, int64_t until,
                                     struct scheme_days **out);

struct scheme_asked {
    int64_t demand_id; /* 0 = by the table alone */
    struct str class;
    int64_t recorded_at;
};
struct scheme_at {
    const struct scheme_node *nodes[SCHEME_DEPTH]; /* the class itself, then those above it */
    size_t n;                                      /* 0 = in none */
    bool chosen;                                   /* by a person */
    const struct scheme_stretch *stretch;
};
struct scheme_at scheme_days_at(const struct scheme_days *d, const struct scheme_asked *q);
/* Whether it is in that class or in one under it; SCHEME_NONE: in none at all. */
#define SCHEME_NONE "-"
bool scheme_at_is(const struct scheme_at *at, struct str code);
/* "居住 / 饮水", "" when in none. */
struct str scheme_at_text(struct ctx *cx, const struct scheme_at *at);

/* ---- counted ---- */

struct scheme_sum {
    int64_t demands;
    int64_t chosen; /* of these: placed by a person */
    int64_t ended;  /* of these: no longer open */
};
struct scheme_sums {
    struct scheme_days *days;
    struct scheme_sum *rows; /* of days->rows: in the class or below it */
    struct scheme_sum none, all;
};
void scheme_sums_open(struct ctx *cx, struct scheme_days *d, struct scheme_sums *out);
/* n demands that stand there, none or all of them ended. */
void scheme_sums_add(struct scheme_sums *s, const struct scheme_at *at, int64_t n, bool ended);
/* Which rows belong to a time [from, to): in force on one of its days, or with demands in them.
 * As many as days->rows_n. */
bool scheme_sums_shown(const struct scheme_sums *s, size_t row, int64_t from, int64_t to);
