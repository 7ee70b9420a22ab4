/* SPDX-License-Identifier: Apache-2.0 */
#include "core/app.h"

#include <assert.h>
#include <pthread.h>

#include "base/number.h"
#include "base/time.h"
#include "db/db.h"

enum {
    NUMBERS_MAX = 10000,
    BLOCK_LEAST = 16, /* a quiet process leaves few gaps */
    BLOCK_MOST = 4096,
    BLOCK_GROWS_MS = 1000, /* a block used up within this time: the next is twice as long */
    SERIAL_MAX = 999999999,
};

void app_ctx(struct app *app, struct arena *arena, enum lang lang, struct ctx *cx)
{
    int64_t wall = time_wall();
    *cx = (struct ctx){
        .arena = arena,
        .app = app,
        .jid = app->jid,
        .now = wall + app->clock_offset_ms,
        .wall = wall,
        .lang = lang,
    };
}

int64_t app_id(struct ctx *cx)
{
    return id_next(cx->app->ids, time_wall());
}

/* The day serials one process has drawn and not yet used: next … end - 1. */
struct serials {
    pthread_mutex_t mutex;
    int64_t jid, day;
    int64_t next, end;
    int64_t block;
    int64_t drawn_at; /* monotonic, ms */
};

struct serials *serials_open(void)
{
    struct serials *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    pthread_mutex_init(&s->mutex, NULL);
    return s;
}

void serials_close(struct serials *s)
{
    if (!s)
        return;
    pthread_mutex_destroy(&s->mutex);
    free(s);
}

struct draw {
    int64_t day, n;
    int64_t first; /* out */
};

static enum err draw_write(struct ctx *cx, void *arg)
{
    struct draw *d = arg;
    int64_t next = 0;
    TRY(db_i64(cx, SQL_SERIAL_DRAW, ARGS(I64(cx->jid), I64(d->day), I64(d->n)), 0, &next));
    d->first = next - d->n;
    return OK;
}

static enum err draw(struct ctx *cx, int64_t day, int64_t n, int64_t *first)
{
    struct draw d = {.day = day, .n = n};
    TRY(db_write(cx, cx->app->store, draw_write, &d));
    if (d.first + n - 1 > SERIAL_MAX)
        return fail(cx, ERR_LIMIT, "当日编号已用完", "the numbers of this day are used up");
    *first = d.first;
    return OK;
}

/* Held while a block is drawn: whoever waits then uses that block instead of drawing another.
 * The writer never takes this mutex, since numbers are drawn before db_write. */
static enum err serials_take(struct ctx *cx, struct serials *s, int64_t day, int64_t n,
                             int64_t *first)
{
    if (s->jid != cx->jid || s->day != day)
        s->next = s->end = 0;
    if (s->end - s->next < n) {
        int64_t since = time_mono() - s->drawn_at;
        int64_t block = since < BLOCK_GROWS_MS ? s->block * 2 : BLOCK_LEAST;
        block = block < BLOCK_LEAST ? BLOCK_LEAST : block > BLOCK_MOST ? BLOCK_MOST : block;
        if (block < n)
            block = n;
        int64_t from = 0;
        TRY(draw(cx, day, block, &from));
        s->jid = cx->jid;
        s->day = day;
        s->next = from;
        s->end = from + block;
        s->block = block;
        s->drawn_at = time_mono();
    }
    *first = s->next;
    s->next += n;
    return OK;
}

static enum err serials_get(struct ctx *cx, int64_t day, int64_t n, int64_t *first)
{
    struct serials *s = cx->app->serials;
    if (!s)
        return draw(cx, day, n, first);
    pthread_mutex_lock(&s->mutex);
    enum err e = serials_take(cx, s, day, n, first);
    pthread_mutex_unlock(&s->mutex);
    return e;
}

enum err app_numbers(struct ctx *cx, size_t n, struct str *out)
{
    assert(n <= NUMBERS_MAX);
    if (n == 0)
        return OK;
    int64_t day = time_day(cx->now), first = 0;
    TRY(serials_get(cx, day, (int64_t)n, &first));
    for (size_t i = 0; i < n; i++) {
        struct str body = str_fmt(cx->arena, "%06lld%08d%05lld", (long long)cx->jid,
                                  day_ymd(day), (long long)first + (long long)i);
        out[i] = str_fmt(cx->arena, "%s%c", body.p, number_check_digit(body));
    }
    return OK;
}
