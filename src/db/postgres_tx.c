/* SPDX-License-Identifier: Apache-2.0
 * The writing connection's transactions: SERIALIZABLE, and worth another try after a collision
 * or a fail-over.
 */
#include "db/postgres_conn.h"

#include <time.h>

#include "base/rand.h"

enum {
    TRIES_MAX = 12,           /* collisions of one batch */
    RECONNECT_MS_MAX = 25000, /* a fail-over takes about 20 s */
    RECONNECT_MS = 250        /* between two attempts */
};

static const char *const tx_texts[] = {
    [TX_BEGIN] = "BEGIN ISOLATION LEVEL SERIALIZABLE",
    [TX_COMMIT] = "COMMIT",
    [TX_ROLLBACK] = "ROLLBACK",
    [TX_SAVEPOINT] = "SAVEPOINT job",
    [TX_RELEASE] = "RELEASE SAVEPOINT job",
    [TX_ROLLBACK_TO] = "ROLLBACK TO SAVEPOINT job",
};

static enum err tx_step(struct ctx *cx, struct conn *c, enum tx_step step)
{
    const char *text = tx_texts[step];

    if (step == TX_BEGIN) {
        TRY(conn_reconnect(cx, c));
        c->trouble = TROUBLE_NONE;
    }
    if (step == TX_ROLLBACK || step == TX_ROLLBACK_TO)
        conn_forget(
            c); /* what failed is known, and the pipeline takes nothing before its end */
    TRY(conn_send_text(cx, c, text, text, NULL, 0));
    return step == TX_COMMIT || step == TX_ROLLBACK ? conn_drain(cx, c, NULL) : OK;
}

enum tx_result pg_tx(struct ctx *cx, struct db *w, enum tx_step step)
{
    struct conn *c = (struct conn *)w;
    int64_t changes = c->changes;
    enum err e = tx_step(cx, c, step);

    c->changes = changes;
    if (e == OK)
        return TX_DONE;
    bool unknown = step == TX_COMMIT && c->trouble == TROUBLE_LOST;
    if (unknown) {
        w->failed.code = OK;
        fault_clear(cx);
        e = pg_busy(
            cx, "数据库连接在提交时中断，不知是否已保存，请重发同一请求",
            "the connection broke during the commit; it may have been saved: send the same "
            "request again");
    }
    if (w->failed.code == OK) {
        w->failed = cx->error;
        w->failed.code = e;
    }
    return unknown ? TX_UNKNOWN : TX_FAILED;
}

bool pg_tx_lost(const struct db *w)
{
    return ((const struct conn *)w)->trouble != TROUBLE_NONE;
}

int64_t pg_changes(const struct db *w)
{
    return ((const struct conn *)w)->changes;
}

/* Constraints that wait for the commit speak now; the next job's may wait again. */
enum err pg_settle(struct ctx *cx, struct db *w)
{
    struct conn *c = (struct conn *)w;
    int64_t changes = c->changes;

    TRY(conn_run(cx, c, "SET CONSTRAINTS ALL IMMEDIATE"));
    TRY(conn_run(cx, c, "SET CONSTRAINTS ALL DEFERRED"));
    c->changes = changes;
    return OK;
}

static void sleep_ms(int64_t ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* Random, so that two processes do not collide in step. */
static bool after_clash(struct ctx *cx, struct conn *c, int tries)
{
    uint32_t wait;

    conn_forget(c);
    if (conn_run(cx, c, tx_texts[TX_ROLLBACK]) != OK)
        return false;
    rand_bytes(&wait, sizeof wait);
    if (tries <= TRIES_MAX)
        sleep_ms(wait % (2U << tries));
    return tries <= TRIES_MAX;
}

/* The first batch waits for the fail-over; when that takes too long, the later ones ask once.
 */
static bool after_loss(struct ctx *cx, struct conn *c)
{
    if (c->down_since == 0)
        c->down_since = pg_ms();
    for (;;) {
        if (conn_connect(cx, c) == OK) {
            c->down_since = 0;
            return true;
        }
        fault_clear(cx);
        if (pg_ms() - c->down_since > RECONNECT_MS_MAX)
            return false;
        sleep_ms(RECONNECT_MS);
    }
}

bool pg_again(struct db *w, int tries)
{
    struct conn *c = (struct conn *)w;
    struct ctx cx = {.arena = arena_open(1 << 20)};
    bool good = c->trouble == TROUBLE_CLASH ? after_clash(&cx, c, tries)
                                            : tries <= TRIES_MAX && after_loss(&cx, c);

    arena_close(cx.arena);
    return good;
}
