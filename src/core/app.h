/* SPDX-License-Identifier: Apache-2.0
 * What one process knows: configuration, store, keys and the snapshots of small shared tables.
 * Made once by cmd/, read everywhere, written only by app_reload().
 */
#pragma once

#include "base/ctx.h"
#include "base/id.h"
#include "core/words.h"

struct store;
struct org;
struct mechanism_set;
struct calendar;
struct secret;
struct step;

struct app {
    struct store *store;
    struct id_source *ids;
    const struct secret *secret;            /* core/secret.h: keys from outside the database */
    const struct org *org;                  /* core/org.h: units and places */
    const struct mechanism_set *mechanisms; /* core/mechanism.h */
    const struct calendar *calendar;        /* core/calendar.h */
    const char *data_dir;                   /* absolute, no trailing slash */
    int64_t jid;
    enum register_kind register_kind;
    const char *register_name;
    const char *register_mechanism; /* the mechanism new demands run under */
    int64_t root_unit, root_place;
    int64_t clock_offset_ms; /* injected clock of a demo or practice register */
    int node;                /* leased node number, 0..31 */
};

/* A context for one request or command: arena and lang set, now = wall + offset. */
void app_ctx(struct app *app, struct arena *arena, enum lang lang, struct ctx *cx);

int64_t app_id(struct ctx *cx); /* a new identifier */
/* Draws n public numbers of today (cx->now) for this register, in a transaction of its own, so
 * before db_write. Gaps allowed. out: array of n, strings in the arena. */
MUST_CHECK enum err app_numbers(struct ctx *cx, size_t n, struct str *out);
