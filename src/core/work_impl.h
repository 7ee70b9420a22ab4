/* SPDX-License-Identifier: Apache-2.0
 * Inside of a unit of work; included by work*.c and duty.c only.
 */
#pragma once

#include "core/work.h"
#include "db/db.h"

/* In the order of an event's data. */
enum kid_kind {
    KID_LINK,
    KID_STAGE,
    KID_CLOCK,
    KID_QUANTITY,
    KID_AGREEMENT,
    KID_AID,
    KID_APPRAISAL,
    KID__MAX
};

/* A row that hangs on a subject; its changes stand in that subject's events. */
struct kid {
    enum kid_kind kind;
    struct item *owner;
    void *now, *mark, *stored; /* stored is NULL for a new row */
    struct kid *next;
};

struct note {
    const char *key;
    enum { NOTE_STR, NOTE_I64, NOTE_IDS, NOTE_TEXT } kind;
    struct str s; /* NOTE_TEXT: the body */
    int64_t i;
    struct strs ids;
    struct str salt; /* NOTE_TEXT */
    struct note *next;
};

struct draft {
    struct work *w;
    struct item *item;
    struct event row;
    struct note *notes, **notes_end;
    bool done; /* data written, hash computed */
    struct draft *next;
};

/* A demand, matter or task. */
struct item {
    enum subject kind;
    int64_t id;
    const struct shape *shape;
    void *now, *mark, *stored; /* stored is NULL for a new row */
    struct str last_hash;
    struct draft *drafts, **drafts_end, *open;
    bool kids_loaded[KID__MAX];
    bool tasks_loaded;
    bool readers_changed; /* other units have it on their lists than before */
    struct item *next;
};

struct part_note {
    enum subject kind;
    int64_t id;
    int64_t officer_id;
    const char *did;
    struct part_note *next;
};

struct tell {
    const struct demand *demand; /* a citizen, or else */
    int64_t officer_id;          /* an officer, or else a unit */
    int64_t unit_id;
    uint32_t roles;
    enum subject kind;
    int64_t id;
    const char *template_name;
    struct str text;
    struct tell *next;
};

struct bind {
    struct str id;
    struct draft *draft;
    struct bind *next;
};

struct use_note {
    const struct directory_use *use;
    struct use_note *next;
};

struct late {
    enum err (*fn)(struct ctx *cx, void *arg);
    void *arg;
    struct late *next;
};

/* By how much a named count changes. */
struct count {
    const char *name;
    struct str k1, k2;
    int64_t by;
    struct count *next;
};

struct work {
    struct ctx *cx;
    uint32_t roles;      /* of the step being applied: which role the event names */
    int64_t for_officer; /* who is away and stood in for; 0 = nobody */
    bool as_system;      /* events are the program's own acts */
    enum err latch;      /* first failure of a function that cannot return one */
    struct item *items, **items_end;
    struct kid *kids, **kids_end;
    struct part_note *parts;
    struct count *counts;
    struct use_note *uses;
    struct tell *tells, **tells_end;
    struct bind *binds, **binds_end;
    struct late *lates, **lates_end;
};

/* A kind of hanging rows: how it is read and written, its place in event data ("links") and
 * the field that names a row there. */
struct kid_form {
    const char *key;
    const struct shape *shape;
    size_t id_off;
    enum sql read, insert, update;
};
extern const struct kid_form kid_forms[KID__MAX];

struct item *item_find(struct work *w, enum subject kind, int64_t id);
int *item_state(struct item *it);
int64_t *item_version(void *row, enum subject kind);
MUST_CHECK enum err kids_load(struct work *w, enum kid_kind kind, struct item *owner);
struct kid *kid_add(struct work *w, enum kid_kind kind, struct item *owner, const void *row,
                    bool fresh);

/* Ends the open event of an item: its data and hash. */
MUST_CHECK enum err draft_close(struct draft *d);
/* Clocks that start, pause, resume and stop with a state (domain.md, Clocks). */
MUST_CHECK enum err clock_rules_run(struct work *w, struct item *it, int from, int to,
                                    int64_t occurred_at);
/* work_task_due, or what it was when the work found the clocks. */
MUST_CHECK enum err task_due(struct work *w, const struct task *t, bool before, int64_t *out);
void item_set_due(struct work *w, struct item *it);

/* Lists, intervals and counts of a changed subject. */
MUST_CHECK enum err duty_write(struct work *w, struct item *it);
MUST_CHECK enum err span_write(struct work *w, struct item *it);
void rollup_count(struct work *w, struct item *it);
/* Counts are summed up first: most of what an act takes off one it puts on again. k1 and k2
 * live as long as the work. */
void count_add(struct work *w, const char *name, struct str k1, struct str k2, int64_t by);
MUST_CHECK enum err counts_write(struct work *w);
/* Into the queue of what is computed from what was said (core/work_derive.h). */
MUST_CHECK enum err derive_write(struct work *w);
MUST_CHECK enum err uses_write(struct work *w);
MUST_CHECK enum err binds_write(struct work *w);
MUST_CHECK enum err tells_write(struct work *w);
