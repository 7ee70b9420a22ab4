/* SPDX-License-Identifier: Apache-2.0
 * What one process knows: configuration, store, keys and the snapshots of small shared tables.
 * Made once by cmd/ (core/app_open.h), read everywhere, written only by app_reload().
 */
#pragma once

#include "base/ctx.h"
#include "base/id.h"
#include "core/words.h"

struct store;
struct org;
struct mechanism_set;
struct calendar;
struct away;
struct directory;
struct urgent_set;
struct answer_rules;
struct secret;
struct step;

struct search_index;
struct app_own; /* core/app_open.c */
struct serials;
struct gate;
struct models;
struct config;

struct app {
    struct store *store;
    struct id_source *ids;
    const struct secret *secret; /* core/secret.h: keys from outside the database */
    /* Snapshots, replaced whole by app_reload() while requests run; each read gives one that
     * stays valid until app_close(). */
    const struct org *_Atomic org;                  /* core/org.h: units and places */
    const struct mechanism_set *_Atomic mechanisms; /* core/mechanism.h */
    const struct calendar *_Atomic calendar;        /* core/calendar.h */
    const struct directory *_Atomic directory;      /* core/directory.h */
    const struct urgent_set *_Atomic urgent;        /* core/urgent.h; NULL: never loaded */
    const struct away
        *_Atomic away;     /* core/absence.h: who is away, who is on duty; NULL: nobody */
    const char *data_dir;  /* absolute, no trailing slash */
    const char *share_dir; /* the program's own data/ (core/app_open.h), or NULL */
    const struct answer_rules *answers; /* core/answer_rules.h (core/app_open.h), or NULL */
    int64_t jid;
    enum register_kind register_kind;
    const char *register_name;
    const char *_Atomic register_mechanism; /* the mechanism new demands run under */
    int64_t root_unit, root_place;
    _Atomic int64_t clock_offset_ms; /* injected clock of a demo or practice register */
    int node;                        /* leased node number, 0..31 */
    struct serials *serials; /* day serials drawn ahead; NULL draws just what is asked for */
    struct gate *passwords, *images, *uploads; /* core/gate.h; NULL: everybody at once */
    struct models *models;                     /* core/model.h; NULL in a test's app */
    const struct config *config;               /* core/config.h; NULL in a test: defaults */
    struct search_index *search; /* loop/search_index.h; NULL: none is kept here */
    struct app_own *own;         /* what app_close() releases; NULL in a test's app */
};

/* A context for one request or command: arena and lang set, now = wall + offset. */
void app_ctx(struct app *app, struct arena *arena, enum lang lang, struct ctx *cx);

int64_t app_id(struct ctx *cx); /* a new identifier */
/* Draws n (at most 10,000) public numbers of today (cx->now) for this register, in a
 * transaction of its own, so before db_write. Gaps allowed. out: array of n, strings in the
 * arena. ERR_LIMIT when a day's 999,999,999 are used up. */
MUST_CHECK enum err app_numbers(struct ctx *cx, size_t n, struct str *out);

struct serials *serials_open(void);
void serials_close(struct serials *s); /* NULL is allowed */
