/* SPDX-License-Identifier: Apache-2.0
 * Inside of check*.c. Rows are read as text, whatever stands there, so that a damaged value is
 * a finding and no failure.
 */
#pragma once

#include "base/buf.h"
#include "base/field.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/check.h"

enum { RAW_MAX = 96, CHECK_PAGE = 200 };

/* A stored row, field by field, in the order of its shape. */
struct raw {
    struct str v[RAW_MAX];
};

struct slice {
    struct raw *p;
    size_t n;
};

/* What is stored beside a subject. */
enum part {
    PART_EVENTS,
    PART_TEXTS,
    PART_CLOCKS,
    PART_LINKS,
    PART_STAGES,
    PART_QUANTITIES,
    PART_AGREEMENTS,
    PART_AIDS,
    PART_APPRAISALS,
    PART_DUTIES,
    PART_SPANS,
    PART__MAX
};
extern const struct shape *const part_shapes[PART__MAX];

struct subject_view {
    enum subject kind;
    int64_t id;
    const struct shape *shape;
    const struct raw *row; /* NULL: there is none */
    struct slice parts[PART__MAX];
    struct str num;
};

struct check_counts;

struct check {
    struct ctx *cx; /* its arena lasts for one subject */
    struct ctx *outer;
    check_fn *fn;
    void *arg;
    struct check_result *out;
    struct arena *page;
    struct check_counts *counts;
};

/* A sentence about a subject (NULL: none). */
MUST_CHECK enum err check_found(struct check *k, const char *code, const struct subject_view *s,
                                struct str stored, struct str expected, const char *zh,
                                const char *en, ...)
    __attribute__((format(printf, 6, 8), format(printf, 7, 8)));

/* Not as it should be, but no difference: an advice. */
MUST_CHECK enum err check_advised(struct check *k, const char *code, const char *zh,
                                  const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

/* Rows into the arena of the page; shape: see raw_shape(), or one of one's own. */
MUST_CHECK enum err check_page(struct check *k, enum sql sql, const struct val *v, size_t n,
                               const struct shape *shape, void **rows, size_t *rows_n);

/* The shape that reads every field of a row as text, into a struct raw. */
const struct shape *raw_shape(struct arena *a, const struct shape *shape);
struct str raw_get(const struct shape *shape, const struct raw *r, const char *name);
int64_t raw_i64(const struct shape *shape, const struct raw *r, const char *name); /* 0: none */
/* Fills *out from the texts; the name of the first that does not fit, or NULL. */
const char *raw_read(const struct shape *shape, const struct raw *r, void *out);

/* The chain of one subject's events: sequence, hashes, side texts. *last_hash and *last_seq go
 * on from call to call. */
MUST_CHECK enum err check_event(struct check *k, const struct subject_view *s,
                                const struct raw *raw, int64_t *last_seq, struct str *last_hash,
                                struct event *out);
MUST_CHECK enum err check_texts(struct check *k, const struct subject_view *s, int64_t seq,
                                json_t *data, struct slice texts);
/* The attachments that an event names are bound to it. */
MUST_CHECK enum err check_attached(struct check *k, const struct subject_view *s, int64_t seq,
                                   json_t *data);
/* Folds the events and compares with the rows. */
MUST_CHECK enum err check_fold(struct check *k, const struct subject_view *s);

/* Clocks, lists, intervals, rules of one subject whose row can be read. */
MUST_CHECK enum err check_subject_rules(struct check *k, const struct subject_view *s);

struct check_counts *check_counts_open(void);
void check_counts_close(struct check_counts *c);
/* The subject's row and list rows are counted. */
void check_counts_add(struct check *k, const struct subject_view *s);
MUST_CHECK enum err check_counts_compare(struct check *k);

/* Visits: counted anew, and each with its events. */
MUST_CHECK enum err check_visits(struct check *k);
/* Notices: each with its limit, and with the units' events. */
MUST_CHECK enum err check_notices(struct check *k);
MUST_CHECK enum err check_bank(struct check *k);
MUST_CHECK enum err check_spots(struct check *k);
MUST_CHECK enum err check_same(struct check *k);
/* Where people put demands in class schemes. */
MUST_CHECK enum err check_schemes(struct check *k);
/* Boards, recomputed; documents against their templates. */
MUST_CHECK enum err check_papers(struct check *k);
/* Questionnaires: sheets, and what they raised. */
MUST_CHECK enum err check_questionnaires(struct check *k);
/* Inspections: samples drawn again, findings with their history. */
MUST_CHECK enum err check_inspections(struct check *k);
/* Root problems: sums, counts and histories. */
MUST_CHECK enum err check_troubles(struct check *k);
void check_count_one(struct check *k, const char *name, struct str k1, struct str k2);

/* References that point at nothing, persons that do not open. */
MUST_CHECK enum err check_references(struct check *k);

/* Attachments: rows against events and files, files against rows. */
MUST_CHECK enum err check_files(struct check *k);
/* Open work without anybody who may do it: an advice, the store is as it should be. */
MUST_CHECK enum err check_people(struct check *k);
/* Messages that were sent, wait or were given up. */
MUST_CHECK enum err check_messages(struct check *k);
