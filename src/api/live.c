/* SPDX-License-Identifier: Apache-2.0 */
#include "api/live.h"

#include <stdlib.h>

#include "api/call.h"
#include "api/handlers.h"
#include "base/beat.h"
#include "base/hash.h"
#include "base/log.h"
#include "loop/worklist.h"

enum { ARENA_BYTES = 16 * 1024 * 1024, AGAIN_MS = 1000 };

static uint64_t mark_of(struct str said)
{
    struct hash h = hash_sha256(said);
    uint64_t mark;
    memcpy(&mark, h.b, sizeof mark);
    return mark;
}

struct live_query {
    int64_t unit;
};
static const struct field live_fields[] = {
    FIELD(struct live_query, unit, .as = AS_ID, .zh = "单位", .en = "Unit"),
};
const struct shape live_query_shape = SHAPE("live_query", struct live_query, live_fields);

enum err live_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct live_query *q = c->query;
    struct str heard = http_header(c->req, "Last-Event-ID"), now = {0};
    int64_t unit = 0;
    TRY(worklist_unit(cx, q->unit, &unit));
    if (!unit) { /* an administrator has no list: the browser is not to come again */
        c->reply->status = 204;
        return OK;
    }
    TRY(worklist_mark(cx, unit, &now));
    bool same = str_eq(heard, now);
    if (same && c->req->wait_ms > 0) {
        c->reply->wait_for = unit;
        c->reply->wait_mark = mark_of(now);
        return OK;
    }
    call_text(c, 200, TYPE_EVENTS,
              str_fmt(cx->arena, "retry: %d\nid: %.*s\n%s\n", AGAIN_MS, STR_ARG(now),
                      same ? "" : "event: work\ndata: changed\n"));
    return OK;
}

/* ---- who looks ---- */

struct live {
    struct app *app;
    struct http_server *http;
    struct arena *arena; /* of one look */
    struct beat *beat;
};

static enum err look_at(struct ctx *cx, struct live *l, const int64_t *units, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str mark;
        TRY(worklist_mark(cx, units[i], &mark));
        http_wake(l->http, units[i], mark_of(mark));
    }
    return OK;
}

static int64_t live_beat(void *arg)
{
    struct live *l = arg;
    struct ctx cx;
    arena_reset(l->arena);
    app_ctx(l->app, l->arena, LANG_ZH, &cx);
    int64_t *units = arena_array(l->arena, LIVE_UNITS_MAX, sizeof *units);
    size_t n = http_waiting(l->http, units, LIVE_UNITS_MAX);
    if (!n)
        return LIVE_EVERY_MS;
    enum err e = db_acquire(&cx, l->app->store, &cx.db);
    if (e == OK) {
        e = look_at(&cx, l, units, n);
        db_release(cx.db);
    }
    /* The desks ask by themselves every minute: late is not lost. */
    if (e != OK)
        log_event(LOG_WARN, "live_failed", "code", err_code(e), "why",
                  cx.error.message ? cx.error.message : "", NULL);
    return LIVE_EVERY_MS;
}

enum err live_start(struct ctx *cx, struct http_server *http, struct live **out)
{
    struct live *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    l->app = cx->app;
    l->http = http;
    l->arena = arena_open(ARENA_BYTES);
    l->beat = beat_start(live_beat, l, LIVE_EVERY_MS);
    *out = l;
    return l->beat ? OK
                   : fail(cx, ERR_IO, "无法启动服务线程", "cannot start the server's threads");
}

void live_stop(struct live *l)
{
    if (!l)
        return;
    beat_stop(l->beat);
    arena_close(l->arena);
    free(l);
}
