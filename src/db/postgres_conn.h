/* SPDX-License-Identifier: Apache-2.0
 * One connection to PostgreSQL: always in pipeline mode, so that statements whose result nobody
 * waits for travel with the next one. Private to the PostgreSQL driver.
 */
#pragma once

#include <libpq-fe.h>

#include "db/driver.h"

enum { SENT_MAX = 64, VALUES_MAX = 99 };

enum trouble {
    TROUBLE_NONE,
    TROUBLE_CLASH, /* 40001, 40P01: the transaction collided with another one */
    TROUBLE_LOST   /* no connection, or the server is no longer the primary */
};

struct conn {
    struct db db;
    PGconn *pg; /* NULL: not connected yet, or no longer */
    const char *url;
    bool primary; /* has to be able to write */
    bool prepare;
    enum trouble trouble; /* since the connection or the transaction began */
    int64_t changes;      /* statements sent that write */
    int64_t cursors;      /* server-side cursors opened: for their names */
    enum { PREPARED_NO, PREPARED_SENT, PREPARED_YES } * prepared; /* SQL__MAX */
    struct sent {
        const char *name;
        int prepares; /* the statement that it prepares, or -1 */
    } sent[SENT_MAX]; /* results not read yet */
    int nsent;
    int64_t
        down_since; /* of the writer: monotonic ms of the first failed attempt; 0: connected */
};

int64_t pg_ms(void); /* the monotonic clock, ms */
/* ERR_BUSY, to be tried again in a second. */
MUST_CHECK enum err pg_busy(struct ctx *cx, const char *zh, const char *en);

struct conn *conn_new(struct store *s, const char *url, bool writer);
void conn_free(struct conn *c);
/* Connects (anew). ERR_IO when the server cannot be reached or is unfit. */
MUST_CHECK enum err conn_connect(struct ctx *cx, struct conn *c);
/* The same, unless the connection still stands, for a store that was open once: a server out of
 * reach is no longer ERR_IO but ERR_BUSY, the reason is logged. */
MUST_CHECK enum err conn_reconnect(struct ctx *cx, struct conn *c);
void conn_drop(struct conn *c);
/* As far as can be known without asking: the server has not said farewell. */
bool conn_alive(struct conn *c);

/* Puts a statement on the wire. Its failure shows at a later conn_drain; what fails at once is
 * that there is no connection. */
MUST_CHECK enum err conn_send(struct ctx *cx, struct conn *c, enum sql id, const struct val *v,
                              int n);
MUST_CHECK enum err conn_send_text(struct ctx *cx, struct conn *c, const char *name,
                                   const char *text, const struct val *v, int n);
/* Reads the results of all that was sent; *last (may be NULL) gets the last one's, for PQclear.
 * The first failure is described; the writer remembers it, as struct db's failed says. */
MUST_CHECK enum err conn_drain(struct ctx *cx, struct conn *c, PGresult **last);
/* conn_send_text and conn_drain. */
MUST_CHECK enum err conn_run(struct ctx *cx, struct conn *c, const char *text);
/* Drops what was sent with its outcome: the transaction is to be rolled back. */
void conn_forget(struct conn *c);

/* The text that the statement has on PostgreSQL. */
const char *pg_text(enum sql id);
bool pg_reads(const char *text);

/* postgres_tx.c: as in struct driver. */
enum tx_result pg_tx(struct ctx *cx, struct db *w, enum tx_step step);
bool pg_tx_lost(const struct db *w);
int64_t pg_changes(const struct db *w);
MUST_CHECK enum err pg_settle(struct ctx *cx, struct db *w);
bool pg_again(struct db *w, int tries);
