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
#define LEDGER_FOREIGN_LIST(X)                                                                 \
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
    X(LEDGER_HEAD_COUNT, "head_count")                                                         \
    X(LEDGER_LIKES, "likes")
/* Of ledgers that were exported here: no title of a foreign one is taken for these. */
#define LEDGER_OWN_LIST(X)                                                                     \
    X(LEDGER_MATTER_NO, "matter_no")                                                           \
    X(LEDGER_MATTER_STATE, "matter_state")                                                     \
    X(LEDGER_PRIVACY, "privacy")                                                               \
    X(LEDGER_COMPLAINED, "complained_unit")                                                    \
    X(LEDGER_SCREEN_UNIT, "screen_unit")                                                       \
    X(LEDGER_SCREEN_LEVEL, "screen_level")                                                     \
    X(LEDGER_STAGES, "stages")                                                                 \
    X(LEDGER_CAUSE, "cause")                                                                   \
    X(LEDGER_GROUND, "close_ground")                                                           \
    X(LEDGER_OWNER, "owner_unit")                                                              \
    X(LEDGER_ANSWER_UNIT, "answer_unit")                                                       \
    X(LEDGER_DESK, "desk_unit")                                                                \
    X(LEDGER_FIRST_NO, "first_no")                                                             \
    X(LEDGER_OPENED_AT, "opened_at")                                                           \
    X(LEDGER_MATTER_DUE, "matter_due")                                                         \
    X(LEDGER_DISPATCH_NO, "dispatch_no")                                                       \
    X(LEDGER_MEETING_NO, "meeting_no")                                                         \
    X(LEDGER_MOVED_TO, "moved_to")                                                             \
    X(LEDGER_MOVED_NO, "moved_no")                                                             \
    X(LEDGER_LISTED, "listed")                                                                 \
    X(LEDGER_STAGED, "staged")                                                                 \
    X(LEDGER_URGENT, "urgent")                                                                 \
    X(LEDGER_SUPERVISED, "supervised")                                                         \
    X(LEDGER_ROUND, "round")                                                                   \
    X(LEDGER_RETURNS, "returns")                                                               \
    X(LEDGER_TASK_NO, "task_no")                                                               \
    X(LEDGER_TASK_ROLE, "task_role")                                                           \
    X(LEDGER_TASK_STATE, "task_state")                                                         \
    X(LEDGER_SIGNED_AT, "signed_at")                                                           \
    X(LEDGER_AGREED_AT, "agreed_at")                                                           \
    X(LEDGER_EXTENSIONS, "extensions")
/* Of the tables of an upstream (loop/upstream.h), which says itself how it calls them. */
#define LEDGER_UPSTREAM_LIST(X)                                                                \
    X(LEDGER_ORIGINAL_NO, "original_no")                                                       \
    X(LEDGER_REDO, "redo")                                                                     \
    X(LEDGER_RETURN_UNTIL, "return_until")                                                     \
    X(LEDGER_DISTRICT, "place_district")                                                       \
    X(LEDGER_TOWN, "place_town")                                                               \
    X(LEDGER_POINT, "place_point")                                                             \
    X(LEDGER_CALLED_AT, "called_at")                                                           \
    X(LEDGER_OWN_NUMBER, "own_number")                                                         \
    X(LEDGER_REPLY, "reply")                                                                   \
    X(LEDGER_REPLY_KIND, "reply_kind")                                                         \
    X(LEDGER_REPLY_AT, "reply_at")                                                             \
    X(LEDGER_REPLY_REASON, "reply_reason")
#define LEDGER_TARGET_ID(id, name) id,
enum ledger_target {
    LEDGER_FOREIGN_LIST(LEDGER_TARGET_ID) LEDGER_OWN_LIST(LEDGER_TARGET_ID)
        LEDGER_UPSTREAM_LIST(LEDGER_TARGET_ID) LEDGER__MAX
};

extern const struct targets ledger_targets;
/* Synonyms of a target, the usual title first: what an export calls the column. */
const char *ledger_title(enum ledger_target t);

enum { LEDGER_UNITS_MAX = 32, LEDGER_HASH_HEX = 64, LEDGER_NONE = -1 };

/* What the rows of a file are. All but the foreign ones were exported here: their words are
 * ours and are taken exactly. */
enum ledger_kind { LEDGER_FOREIGN, LEDGER_OF_DEMANDS, LEDGER_OF_MATTERS, LEDGER_OF_TASKS };
enum ledger_kind ledger_kind_of(const struct mapping *m);

/* What only a ledger of ours says. */
struct ledger_own {
    struct str matter_no, first_no;
    char matter_hash[LEDGER_HASH_HEX + 1]; /* the matter's number; "" = none */
    char first_hash[LEDGER_HASH_HEX + 1];  /* the number of its first demand */
    int matter_state, ground, privacy, task_role, task_state;
    int64_t screen_unit, complained_unit, owner_unit, answer_unit, desk_unit;
    int64_t opened_at, due_at, signed_at, agreed_at; /* due_at: the matter's next limit */
    int64_t round, returns, extensions;
    bool listed, staged, urgent, supervised;
    struct str dispatch_no, meeting_no, moved_to, moved_no, cause, stages;
};

/* What only an upstream's row says. */
struct upstream;
struct ledger_order {
    const struct upstream *from;
    struct str original_no; /* a redo order may bear a number of its own and name the first */
    char original_hash[LEDGER_HASH_HEX + 1]; /* as number_hash; "" = none */
    struct str class_said, kind_said, point; /* as said, where the mechanism has no such code */
    struct str cells; /* JSON: every cell but the person's under its title, for the way back */
    int64_t return_until_at, called_at;
    bool redo;
};

/* What a row says. Strings live in the arena given to ledger_row_read. */
struct ledger_row {
    int64_t line; /* row number in the file */
    enum ledger_kind ledger;
    struct ledger_own own;
    struct ledger_order order;
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
    int64_t head_count, likes;
    char content_hash[LEDGER_HASH_HEX + 1]; /* over all cells that mean something */
    char number_hash[LEDGER_HASH_HEX + 1];  /* over kind, ledger name and number; "" = none */
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
    const struct upstream *upstream; /* NULL: a ledger. Else a table of this upstream, … */
    int sheet;                       /* … its orders or its verdicts: enum upstream_sheet */
    struct str ledger;          /* names the series that own numbers belong to; may be empty */
    bool unknown_units_to_root; /* a unit nobody knows: the root unit takes the row */
};

/* Reads one row. False: *fault says why. Needs cx->app (org, mechanism, calendar) and cx->now.
 */
bool ledger_row_read(struct ctx *cx, const struct ledger_reader *r, const struct row *row,
                     struct ledger_row *out, struct ledger_fault *fault);
/* Names in one cell, however they are separated. */
struct strs ledger_names(struct arena *a, struct str said);
/* The column that numbers the rows of such a ledger. */
enum ledger_target ledger_number_target(enum ledger_kind kind);
