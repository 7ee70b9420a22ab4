/* SPDX-License-Identifier: Apache-2.0
 * The one explicit first argument: what a request or command works with.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum lang { LANG_ZH, LANG_EN };

struct db; /* db/db.h: the connection this context reads from, or writes to inside db_write */
struct actor; /* core/actor.h: who acts; NULL before log-in */
struct app;   /* core/app.h: process-wide configuration and snapshots, read-only here */
struct idem;  /* core/idem.h: names a request that may be sent again */

struct ctx {
    struct arena *arena;
    struct db *db;
    struct app *app;
    const struct actor *actor;
    int64_t jid;  /* the register's jurisdiction */
    int64_t now;  /* ms; rules dates, numbers and clocks; injected in a demo register */
    int64_t wall; /* ms; the wall clock: sessions, throttling, idempotency, identifiers */
    enum lang lang;
    struct fault error;
    struct idem *idem;      /* NULL: the request carries no key */
    const char *request_id; /* for the log; NULL on the command line */
};
