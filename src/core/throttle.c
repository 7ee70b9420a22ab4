/* SPDX-License-Identifier: Apache-2.0 */
#include "core/throttle.h"

#include "base/time.h"
#include "core/secret.h"
#include "db/db.h"

enum {
    KNOWN_DAYS = 30,
    KNOWN = -1, /* in throttle.n: no count, the row says that this pair once got in */
    FORGET_MS = 3600 * 1000,
};

#define SECONDS(n) (INT64_C(n) * MS_PER_SECOND)

const struct throttle_rule throttle_login = {
    .pair = {"throttle.pair", 5, SECONDS(900)},
    .anywhere = {"throttle.login", 20, SECONDS(60)},
    .known = "throttle.known",
};
/* A code is ten drawn letters, not a chosen word: a minute a guess is slow enough. */
const struct throttle_rule throttle_code = {
    .pair = {"throttle.code.pair", 5, SECONDS(60)},
    .anywhere = {"throttle.code.num", 20, SECONDS(60)},
    .address = {"throttle.code.address", 30, SECONDS(60)},
    .known = "throttle.code.known",
};

/* A desk asks who rings for each call: an hour's calls are free, then one in fifteen seconds.
 */
const struct throttle_rule throttle_search = {
    .pair = {"throttle.search.pair", 60, SECONDS(15)},
    .anywhere = {"throttle.search", 60, SECONDS(15)},
    .known = "throttle.search.known",
};

/* Each form that is filled in asks once: 600 forms from one address (an office, a carrier's
 * customers) without an hour's rest, then one in three seconds. */
const struct throttle_rule throttle_near = {
    .pair = {"throttle.near", 600, SECONDS(3)},
};

/* Looking for what was published, by words, field or place. */
const struct throttle_rule throttle_shown = {
    .pair = {"throttle.shown", 600, SECONDS(3)},
};

struct throttle_row {
    int64_t window_at; /* the last attempt */
    int64_t n;
};
static const struct field throttle_fields[] = {
    FIELD(struct throttle_row, window_at),
    FIELD(struct throttle_row, n),
};
static const struct shape throttle_shape =
    SHAPE("throttle_row", struct throttle_row, throttle_fields);

/* "": not counted. */
static struct str key_of(struct ctx *cx, const char *name, struct str value)
{
    return name ? secret_hash(cx, name, value) : STR("");
}

struct throttle throttle_of(struct ctx *cx, const struct throttle_rule *rule,
                            struct str subject, struct str address)
{
    struct arena *a = cx->arena;
    struct str both = str_fmt(a, "%.*s|%.*s", STR_ARG(address), STR_ARG(subject));
    return (struct throttle){
        .rule = rule,
        .pair = key_of(cx, rule->pair.name, both),
        .anywhere = key_of(cx, rule->anywhere.name, str_fmt(a, "|%.*s", STR_ARG(subject))),
        .address = key_of(cx, rule->address.name, address),
        .known = key_of(cx, rule->known, both),
        .wall = cx->wall,
    };
}

static int64_t brake_wait(const struct brake *b, const struct throttle_row *row, int64_t wall)
{
    if (row->n < b->free || wall - row->window_at > FORGET_MS)
        return 0;
    int64_t doublings = row->n - b->free + 1;
    int64_t delay = doublings > 20 ? b->most_ms : ((int64_t)MS_PER_SECOND << doublings);
    if (delay > b->most_ms)
        delay = b->most_ms;
    int64_t left = row->window_at + delay - wall;
    return left > 0 ? left : 0;
}

static enum err row_read(struct ctx *cx, struct str key, struct throttle_row *out)
{
    bool found = false;
    *out = (struct throttle_row){0};
    if (!key.n)
        return OK;
    return db_one(cx, SQL_THROTTLE_GET, ARGS(TXT(key)), &throttle_shape, out, &found);
}

static enum err row_put(struct ctx *cx, struct str key, int64_t wall, int64_t n)
{
    return db_exec(cx, SQL_THROTTLE_PUT, ARGS(TXT(key), I64(wall), I64(n)), NULL);
}

static enum err row_count(struct ctx *cx, struct str key, const struct throttle_row *row,
                          int64_t wall)
{
    if (!key.n)
        return OK;
    return row_put(cx, key, wall, wall - row->window_at > FORGET_MS ? 1 : row->n + 1);
}

struct counts {
    struct throttle_row pair, anywhere, known;
    bool familiar;
};

static enum err counts_read(struct ctx *cx, const struct throttle *t, struct counts *c)
{
    TRY(row_read(cx, t->pair, &c->pair));
    TRY(row_read(cx, t->anywhere, &c->anywhere));
    TRY(row_read(cx, t->known, &c->known));
    c->familiar = t->known.n && t->wall - c->known.window_at < (int64_t)KNOWN_DAYS * MS_PER_DAY;
    int64_t wait = brake_wait(&t->rule->pair, &c->pair, t->wall);
    int64_t anywhere = c->familiar ? 0 : brake_wait(&t->rule->anywhere, &c->anywhere, t->wall);
    if (anywhere > wait)
        wait = anywhere;
    return wait > 0 ? throttle_refuse(cx, wait) : OK;
}

enum err throttle_refuse(struct ctx *cx, int64_t wait_ms)
{
    int64_t seconds = (wait_ms + MS_PER_SECOND - 1) / MS_PER_SECOND;
    cx->error.retry_after_s = seconds;
    return fail(cx, ERR_LIMIT, "尝试次数过多，请 %lld 秒后再试",
                "too many attempts: try again in %lld s", (long long)seconds);
}

enum err throttle_check(struct ctx *cx, struct throttle *t)
{
    struct counts c;
    TRY(counts_read(cx, t, &c));
    t->noted = c.pair.n == 0 && t->wall - c.known.window_at < MS_PER_DAY;
    return OK;
}

static enum err address_count(struct ctx *cx, struct throttle *t)
{
    struct throttle_row row;
    if (!t->address.n)
        return OK;
    TRY(row_read(cx, t->address, &row));
    t->wait_ms = brake_wait(&t->rule->address, &row, t->wall);
    return t->wait_ms ? OK : row_count(cx, t->address, &row, t->wall);
}

enum err throttle_count(struct ctx *cx, void *arg)
{
    struct throttle *t = arg;
    struct counts c;
    TRY(counts_read(cx, t, &c));
    t->counted = true;
    TRY(row_count(cx, t->pair, &c.pair, t->wall));
    if (!c.familiar)
        TRY(row_count(cx, t->anywhere, &c.anywhere, t->wall));
    return address_count(cx, t);
}

enum err throttle_pass(struct ctx *cx, void *arg)
{
    const struct throttle *t = arg;
    struct throttle_row anywhere;
    TRY(row_read(cx, t->anywhere, &anywhere));
    TRY(row_put(cx, t->pair, t->wall, 0));
    TRY(row_put(cx, t->known, t->wall, KNOWN));
    if (!t->counted || anywhere.n == 0)
        return OK;
    /* This attempt was no guess; the others stay counted. */
    return row_put(cx, t->anywhere, anywhere.window_at, anywhere.n - 1);
}

enum err throttle_sweep(struct ctx *cx)
{
    return db_exec(cx, SQL_THROTTLE_SWEEP,
                   ARGS(I64(cx->wall - (int64_t)KNOWN_DAYS * MS_PER_DAY),
                        I64(cx->wall - 2 * (int64_t)FORGET_MS)),
                   NULL);
}
