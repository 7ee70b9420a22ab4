/* SPDX-License-Identifier: Apache-2.0
 * Learning by night: a thread that looks every minute whether the night's training is due and
 * nobody has taken it.
 */
#include <stdlib.h>

#include "base/beat.h"
#include "base/log.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/train.h"

enum { ARENA_BYTES = 1 << 30 };

struct night {
    int64_t day;
    bool mine, ended;
};

/* Of several processes the first; another when the first has not ended it for hours. */
static enum err night_take(struct ctx *cx, void *arg)
{
    struct night *n = arg;
    int64_t changed = 0;
    if (n->ended)
        return db_exec(cx, SQL_MODEL_NIGHT_END, ARGS(I64(cx->jid), I64(n->day), I64(cx->now)),
                       NULL);
    TRY(db_exec(cx, SQL_MODEL_NIGHT_TAKE,
                ARGS(I64(cx->jid), I64(n->day), I64(cx->app->node), I64(cx->now),
                     I64(cx->now - TRAIN_STUCK_MS)),
                &changed));
    n->mine = changed == 1;
    return OK;
}

enum err train_night(struct ctx *cx, bool *trained)
{
    struct night n = {.day = time_day(cx->now)};
    *trained = false;
    if (cx->now < time_day_start(n.day) + (int64_t)TRAIN_HOUR * MS_PER_HOUR)
        return OK;
    TRY(db_write(cx, cx->app->store, night_take, &n));
    if (!n.mine)
        return OK;
    for (int t = 0; t < MODEL_TARGET__MAX; t++) {
        struct train_done done;
        TRY(train_run(cx, (enum model_target)t, &done));
    }
    n.ended = true;
    TRY(db_write(cx, cx->app->store, night_take, &n));
    *trained = true;
    return OK;
}

struct trainer {
    struct app *app;
    struct beat *beat;
    int64_t looked; /* day that was seen to be done or taken */
};

static void look(struct trainer *t)
{
    struct arena *a = arena_open(ARENA_BYTES);
    struct ctx cx;
    bool trained = false;
    app_ctx(t->app, a, LANG_ZH, &cx);
    cx.actor = &actor_system;
    int64_t day = time_day(cx.now);
    bool due = cx.now >= time_day_start(day) + (int64_t)TRAIN_HOUR * MS_PER_HOUR;
    if (due && t->looked != day) {
        enum err e = train_night(&cx, &trained);
        if (e == OK)
            t->looked = day;
        else
            log_event(LOG_ERROR, "train_failed", "code", err_code(e), "why",
                      cx.error.message ? cx.error.message : "", NULL);
    }
    arena_close(a);
}

static int64_t trainer_beat(void *arg)
{
    look(arg);
    return TRAIN_NIGHT_EVERY_MS;
}

enum err trainer_start(struct ctx *cx, struct trainer **out)
{
    struct trainer *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    t->app = cx->app;
    t->beat = beat_start(trainer_beat, t, TRAIN_NIGHT_EVERY_MS);
    *out = t;
    return t->beat ? OK
                   : fail(cx, ERR_IO, "无法启动训练线程", "cannot start the training thread");
}

void trainer_stop(struct trainer *t)
{
    if (!t)
        return;
    beat_stop(t->beat);
    free(t);
}
