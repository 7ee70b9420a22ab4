/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/search_check.h"

#include "core/app.h"
#include "db/db.h"
#include "loop/search_index.h"
#include "loop/search_text.h"

enum { PAGE = 200, PAGE_BYTES = 512 << 20 };

struct id_row {
    int64_t id;
};
static const struct field id_fields[] = {FIELD(struct id_row, id)};
static const struct shape id_shape = SHAPE("id", struct id_row, id_fields);

/* The demand among the newest that have all these tokens, as of itself: the first below the
 * next id. */
static enum err is_found(struct ctx *cx, const struct strs *tokens, int64_t id, bool *found)
{
    const struct strs none[SEARCH_GROUPS] = {0};
    int64_t *ids = NULL;
    size_t n = 0;
    *found = true;
    for (size_t at = 0; at < tokens->n && *found; at += PAGE) {
        struct strs some = {tokens->p + at, tokens->n - at < PAGE ? tokens->n - at : PAGE};
        TRY(search_index_find(cx, &some, none, id + 1, 1, &ids, &n));
        *found = n == 1 && ids[0] == id;
    }
    return OK;
}

static enum err waits(struct ctx *cx, const struct demand *d, bool *out)
{
    int64_t n = 0;
    TRY(db_i64(cx, SQL_SEARCH_WAITING, ARGS(I64(cx->jid), I64(d->id)), 0, &n));
    *out = n > 0;
    return OK;
}

static enum err one(struct ctx *cx, int64_t id, struct arena *keep, struct search_checked *out)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct strs tokens;
    bool found = false, waiting = false;
    TRY(work_demand(w, id, &d));
    TRY(search_tokens(cx, w, d, &tokens));
    TRY(is_found(cx, &tokens, id, &found));
    if (!found)
        TRY(waits(cx, d, &waiting));
    out->demands += !waiting;
    out->waiting += waiting;
    if (found || waiting)
        return OK;
    out->missing++;
    if (out->named < SEARCH_NAMED)
        out->nums[out->named++] = str_dup(keep, d->num);
    return OK;
}

static enum err page(struct ctx *cx, struct arena *keep, int64_t *before, size_t *n,
                     struct search_checked *out)
{
    struct search_state s = {0};
    struct id_row *rows = NULL;
    TRY(search_index_state(cx, &s));
    TRY(db_all(cx, SQL_SEARCH_DEMANDS_BELOW, ARGS(I64(cx->jid), I64(*before), I64(PAGE)),
               &id_shape, (void **)&rows, n));
    for (size_t i = 0; i < *n; i++) {
        *before = rows[i].id;
        if (rows[i].id < s.filled)
            out->waiting++;
        else
            TRY(one(cx, rows[i].id, keep, out));
    }
    return OK;
}

enum err search_check(struct ctx *cx, int64_t most, struct search_checked *out)
{
    struct ctx own = *cx;
    int64_t before = INT64_MAX;
    size_t n = PAGE;
    enum err e = OK;
    own.arena = arena_open(PAGE_BYTES);
    while (e == OK && n == PAGE && out->demands + out->waiting < most) {
        arena_reset(own.arena);
        e = page(&own, cx->arena, &before, &n, out);
    }
    if (e != OK)
        e = fault_from(cx, &own, e);
    arena_close(own.arena);
    return e;
}
