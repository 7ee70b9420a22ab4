/* SPDX-License-Identifier: Apache-2.0
 * One row of a foreign ledger (台账): which columns mean what (rules.md B7-1 … B7-6), and what
 * the cells say. Nothing is written here; loop/take_over.h takes a row over.
 */
#pragma once

#include "base/ctx.h"
#include "core/person.h"
#include "doc/columns.h"
#include "doc/sheet.h"

/* X(id, stable name) in the order of the table in ledger_row.c. */
#define LEDGER_TARGET_LIST(X)                                                                  \
    X(LEDGER_NUMBER, "number")                                                                 \
    X(LEDGER_UPSTREAM_NO, "upstream_no")                                                       \
    X(LEDGER_NAME, "name")                                                                     \
    X(LEDGER_PHONE, "phone")                                                                   \
    X(LEDGER_IDNO, "idno")                                                                     \
    X(LEDGER_ADDRESS, "address")                                                               \
    X(LEDGER_TITLE, "title")                                                                   \
    X(LEDGER_SAID_AT, "said_at")                                                               \
    X(LEDGER_WORDS, "words")                                                                   \
    X(LEDGER_ANSWER, "answer")                                                                 \
    X(LEDGER_ANSWERED_AT, "answered_at")                                                       \
    X(LEDGER_OUTCOME, "outcome")                                                               \
    X(LEDGER_REPORT, "report")                                                                 \
    X(LEDGER_PROGRESS, "progress")                                                             \
    X(LEDGER_REPORTED_AT, "reported_at")                                                       \
    X(LEDGER_CLASS, "class")                                                                   \
    X(LEDGER_KIND, "kind")                                                                     \
    X(LEDGER_CHANNEL, "channel")                                                               \
    X(LEDGER_WAY, "way")                                                                       \
    X(LEDGER_UNIT, "unit")                                                                     \
    X(LEDGER_HELPERS, "helpers")                                                               \
    X(LEDGER_STATE, "state")                                                                   \
    X(LEDGER_VALID, "valid")                                                                   \
    X(LEDGER_LEVEL, "level")                                                                   \
    X(LEDGER_DIFFICULTY, "difficulty")                                                         \
    X(LEDGER_DISPATCHED_AT, "dispatched_at")                                                   \
    X(LEDGER_DUE, "due")                                                                       \
    X(LEDGER_PLACE, "place")                                                                   \
    X(LEDGER_REACHED, "reached")                                                               \
    X(LEDGER_SOLVED, "solved")                                                                 \
    X(LEDGER_GRADE, "grade")                                                                   \
    X(LEDGER_CLOSED_AT, "closed_at")                                                           \
    X(LEDGER_HEAD_COUNT, "head_count")
#define LEDGER_TARGET_ID(id, name) id,
enum ledger_target { LEDGER_TARGET_LIST(LEDGER_TARGET_ID) LEDGER__MAX };

extern const struct targets ledger_targets;
/* Synonyms of a target, the usual title first: what an export calls the column. */
const char *ledger_title(enum ledger_target t);

enum { LEDGER_UNITS_MAX = 8, LEDGER_HASH_HEX = 64 };

/* What a row says. Strings live in the arena given to ledger_row_read. */
struct ledger_row {
    int64_t line; /* row number in the file */
    struct str number, upstream_no;
    struct person_plain person;
    bool person_masked; /* the file held a masked number: nobody can be reached by it */
    struct str title, words, answer, report, progress;
    /* ms, 0 = not said. A limit that is a date alone ends at 24:00 of that day. */
    int64_t said_at, answered_at, reported_at, dispatched_at, closed_at, due_at;
    struct str class, kind, channel, way, difficulty; /* codes of the mechanism, else as said */
    struct str place_said, unit_said;                 /* names that no place or unit bears */
    int64_t place_id, unit_id;                        /* 0 = not said or not known */
    int64_t helpers[LEDGER_UNITS_MAX];
    size_t helpers_n;
    int lvl;                    /* enum level */
    int state;                  /* enum demand_state it is taken over in */
    int valid, reached, solved; /* enum yesno */
    int grade;                  /* enum grade */
    int result;                 /* enum result */
    int64_t head_count;
    char content_hash[LEDGER_HASH_HEX + 1]; /* over all cells that mean something */
    char number_hash[LEDGER_HASH_HEX + 1];  /* over ledger name and own number; "" = none */
};

/* Why a row is not taken over. */
struct ledger_fault {
    int64_t line;
    struct str column; /* title in the file; empty when no one column is at fault */
    struct str reason; /* one sentence in cx->lang */
    struct str number; /* the row's own number, for finding it again */
};

struct ledger_reader {
    const struct mapping *map;
    struct str ledger;          /* names the series that own numbers belong to; may be empty */
    bool unknown_units_to_root; /* a unit nobody knows: the root unit takes the row */
};

/* Reads one row. False: *fault says why. Needs cx->app (org, mechanism, calendar) and cx->now.
 */
bool ledger_row_read(struct ctx *cx, const struct ledger_reader *r, const struct row *row,
                     struct ledger_row *out, struct ledger_fault *fault);
