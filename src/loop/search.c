/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/search_impl.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/utf8.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/person.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/lookup.h"

enum {
    CHUNK_FIRST = 32, /* mostly all are hits, and a page is full */
    CHUNK_MOST = 512,
    ROWS = 20,
    LOOK_BYTES = 256 << 20,
    PERSON_DEMANDS = 200,
    BEST_BYTES = 12,
    BY_PERSON =
        BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER),
};

/* ---- candidates ---- */

struct tail_row {
    int subject_kind; /* enum subject */
    int64_t subject_id;
};
static const struct field tail_fields[] = {
    FIELD(struct tail_row, subject_kind, .names = &subject_names),
    FIELD(struct tail_row, subject_id),
};
static const struct shape tail_shape = SHAPE("search_tail", struct tail_row, tail_fields);

struct id_row {
    int64_t id, demand_id;
};
static const struct field id_fields[] = {FIELD(struct id_row, id),
                                         FIELD(struct id_row, demand_id)};
static const struct shape id_shape = SHAPE("id", struct id_row, id_fields);

struct ids {
    struct arena *arena;
    int64_t *p;
    size_t n, cap;
};

static void ids_add(struct ids *l, int64_t id)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 256;
        int64_t *more = NEWS(l->arena, int64_t, cap);
        if (l->n)
            memcpy(more, l->p, l->n * sizeof *more);
        l->p = more;
        l->cap = cap;
    }
    l->p[l->n++] = id;
}

static int descending(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

/* Each once, those below `before`, the newest first. */
static void ids_sort(struct ids *l, int64_t before)
{
    size_t n = 0;
    if (l->n)
        qsort(l->p, l->n, sizeof *l->p, descending);
    for (size_t i = 0; i < l->n; i++)
        if (l->p[i] < before && (!n || l->p[i] != l->p[n - 1]))
            l->p[n++] = l->p[i];
    l->n = n;
}

/* What waits in the queue is in no index: each is a candidate. */
static enum err tail_read(struct ctx *cx, struct ids *l, bool *longer)
{
    struct tail_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SEARCH_TAIL, ARGS(I64(cx->jid), I64(SEARCH_TAIL + 1)), &tail_shape,
               (void **)&rows, &n));
    *longer = n > SEARCH_TAIL;
    for (size_t i = 0; i < n && i < SEARCH_TAIL; i++) {
        struct id_row *demands = NULL;
        size_t k = 0;
        if (rows[i].subject_kind == SUBJECT_DEMAND) {
            ids_add(l, rows[i].subject_id);
            continue;
        }
        TRY(db_all(cx, SQL_DERIVE_DEMANDS_OF, ARGS(I64(cx->jid), I64(rows[i].subject_id)),
                   &id_shape, (void **)&demands, &k));
        for (size_t d = 0; d < k; d++)
            ids_add(l, demands[d].demand_id);
    }
    return OK;
}

static enum err person_read(struct ctx *cx, struct str person, struct ids *l)
{
    int64_t *persons = NULL;
    size_t n = 0;
    bool phone = lookup_kind(cx->arena, person) == LOOKUP_PHONE;
    if (!phone && utf8_count(person) < 2)
        return fail_at(cx, ERR_INPUT, "person", "请输入完整的姓名或电话",
                       "a whole name or a telephone is needed");
    TRY(person_find(cx, phone ? "phone" : "name", person, &persons, &n));
    for (size_t i = 0; i < n; i++) {
        struct id_row *rows = NULL;
        size_t k = 0;
        TRY(db_all(cx, SQL_DEMAND_OF_PERSON,
                   ARGS(I64(cx->jid), I64(persons[i]), I64(PERSON_DEMANDS)), &id_shape,
                   (void **)&rows, &k));
        for (size_t d = 0; d < k; d++)
            ids_add(l, rows[d].id);
    }
    return OK;
}

/* The queue is read before the index: what leaves it in between is in the index by then. */
enum err search_stream_open(struct ctx *cx, const struct search *s, int64_t before,
                            struct search_stream *out)
{
    struct ids l = {.arena = cx->arena};
    bool longer = false;
    *out = (struct search_stream){.s = s, .before = before, .more = true, .indexed = 1000};
    if (s->q->person.n) {
        TRY(person_read(cx, str_trim(s->q->person), &l));
        out->no_index = true;
    } else {
        struct search_state state = {0};
        TRY(tail_read(cx, &l, &longer));
        TRY(search_index_state(cx, &state));
        if (state.filled)
            TRY(search_index_progress(cx, &state, &out->indexed));
        out->indexing = longer || state.filled;
    }
    ids_sort(&l, before);
    out->tail = l.p;
    out->tail_n = l.n;
    return OK;
}

static enum err chunk_read(struct ctx *cx, struct search_stream *st)
{
    if (st->i < st->n || !st->more || st->no_index)
        return OK;
    st->chunk = !st->chunk ? CHUNK_FIRST : st->chunk < CHUNK_MOST ? st->chunk * 2 : CHUNK_MOST;
    TRY(search_index_find(cx, &st->s->all, st->s->any, st->before, st->chunk, &st->ids,
                          &st->n));
    st->i = 0;
    st->more = st->n == (size_t)st->chunk;
    if (st->n)
        st->before = st->ids[st->n - 1];
    return OK;
}

enum err search_stream_next(struct ctx *cx, struct search_stream *st, int64_t *id)
{
    TRY(chunk_read(cx, st));
    int64_t a = st->tail_i < st->tail_n ? st->tail[st->tail_i] : 0;
    int64_t b = st->i < st->n ? st->ids[st->i] : 0;
    *id = a > b ? a : b;
    st->tail_i += a && *id == a;
    st->i += b && *id == b;
    return OK;
}

/* ---- a page ---- */

struct page {
    const struct search *s;
    struct search_stream stream;
    struct arena *look; /* memory of one look */
    int64_t last;       /* the last one looked at */
    size_t looked, hits, confidential, limit;
    bool ended;       /* there is nothing behind */
    struct strs nums; /* of a search by person: what was shown */
};

/* A confidential one is found by its person, but not shown. */
static bool is_kept(struct page *p, const struct search_match *m)
{
    bool kept = p->s->q->person.n && m->d->privacy == PRIVACY_CONFIDENTIAL;
    p->confidential += kept;
    return kept;
}

/* The next hit: m in the memory of its look. */
static enum err hit_next(struct ctx *cx, struct page *p, struct ctx *own,
                         struct search_match *m, bool *hit)
{
    *hit = false;
    while (!*hit && p->looked < SEARCH_LOOKED) {
        int64_t id = 0;
        TRY(search_stream_next(cx, &p->stream, &id));
        p->ended = !id;
        if (!id)
            return OK;
        arena_reset(p->look);
        p->looked++;
        enum err e = search_look(own, p->s, id, m, hit);
        if (e != OK) {
            cx->error = own->error;
            cx->error.field = NULL;
            cx->error.message =
                str_dup(cx->arena, str_c(own->error.message ? own->error.message : "")).p;
            return e;
        }
        *hit = *hit && !is_kept(p, m);
        p->last = id;
    }
    return OK;
}

static enum err newest_json(struct ctx *cx, struct page *p, struct ctx *own, struct json *j)
{
    struct search_match m;
    bool hit = true;
    p->nums.p = NEWS(cx->arena, struct str, p->limit);
    json_key(j, "rows");
    json_arr(j);
    while (hit && p->hits < p->limit) {
        TRY(hit_next(cx, p, own, &m, &hit));
        if (!hit)
            break;
        p->nums.p[p->hits++] = str_dup(cx->arena, m.d->num);
        TRY(search_hit_json(own, &m, j));
    }
    p->nums.n = p->hits;
    json_arr_end(j);
    json_key(j, "next");
    if (p->ended)
        json_nil(j);
    else
        json_str(j, str_of_i64(cx->arena, p->last));
    json_kbool(j, "looked", !p->ended && p->hits < p->limit);
    return OK;
}

static enum err count_json(struct ctx *cx, struct page *p, struct ctx *own, struct json *j)
{
    struct search_match m;
    bool hit = true;
    while (hit && p->hits < SEARCH_COUNTED) {
        TRY(hit_next(cx, p, own, &m, &hit));
        p->hits += hit;
    }
    json_ki64(j, "count", (int64_t)p->hits);
    json_kbool(j, "more", !p->ended);
    return OK;
}

/* ---- the best ---- */

struct ranked {
    int64_t id, score;
};

static int better(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->id < y->id) - (x->id > y->id);
}

static enum err best_json(struct ctx *cx, struct page *p, struct ctx *own, size_t from,
                          struct json *j)
{
    struct ranked *all = NEWS(cx->arena, struct ranked, SEARCH_LOOKED);
    struct search_match m;
    bool hit = true;
    size_t n = 0;
    while (hit) {
        TRY(hit_next(cx, p, own, &m, &hit));
        if (hit)
            all[n++] = (struct ranked){m.d->id, m.score};
    }
    if (n)
        qsort(all, n, sizeof *all, better);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = from; i < n && i < from + p->limit; i++) {
        arena_reset(p->look);
        TRY(search_look(own, p->s, all[i].id, &m, &hit));
        if (hit)
            TRY(search_hit_json(own, &m, j));
    }
    json_arr_end(j);
    json_key(j, "next");
    if (from + p->limit >= n)
        json_nil(j);
    else
        json_str(j, str_of_i64(cx->arena, (int64_t)(from + p->limit)));
    json_kbool(j, "looked", !p->ended);
    return OK;
}

/* ---- the answer ---- */

static enum err exact_json(struct ctx *cx, const struct search *s, struct json *j)
{
    struct work *w = work_begin(cx);
    struct str num = str_trim(s->q->q);
    enum subject kind = SUBJECT_DEMAND;
    int64_t id = 0;
    bool seen = false;
    if (!number_valid(num))
        return OK;
    enum err e = dossier_find(cx, w, num, &kind, &id);
    if (e == OK)
        e = work_visible(w, kind, id, &seen);
    if (e == ERR_NOT_FOUND || (e == OK && !seen)) {
        fault_clear(cx);
        return OK;
    }
    if (e != OK)
        return e;
    json_key(j, "exact");
    json_obj(j);
    json_kcstr(j, "subject", enum_text(&subject_names, (int)kind));
    json_kcstr(j, "subject_text", enum_label(&subject_names, (int)kind, (int)cx->lang));
    json_kstr(j, "num", num);
    json_obj_end(j);
    return OK;
}

static enum err after_read(struct ctx *cx, const struct search_query *q, bool best,
                           int64_t *out)
{
    *out = best ? 0 : INT64_MAX;
    if (q->after.n && (!str_i64(q->after, out) || *out < 0))
        return fail_at(cx, ERR_INPUT, "after", "翻页标记无效", "the cursor is not valid");
    return OK;
}

static enum err answer(struct ctx *cx, struct page *p, struct ctx *own, struct json *j)
{
    const struct search_query *q = p->s->q;
    bool best = str_eq_c(q->sort, "best");
    int64_t after = 0;
    if (q->sort.n && !best && !str_eq_c(q->sort, "newest"))
        return fail_at(cx, ERR_INPUT, "sort", "没有这种排序", "there is no such sort");
    TRY(after_read(cx, q, best, &after));
    TRY(search_stream_open(cx, p->s, best ? INT64_MAX : after, &p->stream));
    TRY(exact_json(cx, p->s, j));
    TRY(q->count ? count_json(cx, p, own, j)
        : best   ? best_json(cx, p, own, (size_t)after, j)
                 : newest_json(cx, p, own, j));
    json_kbool(j, "indexing", p->stream.indexing);
    json_ki64(j, "indexed", p->stream.indexed);
    json_ki64(j, "confidential", (int64_t)p->confidential);
    return OK;
}

static enum err search_read(struct ctx *cx, struct page *p, struct json *j)
{
    struct ctx own = *cx;
    p->look = arena_open(LOOK_BYTES);
    own.arena = p->look;
    enum err e = answer(cx, p, &own, j);
    arena_close(p->look);
    return e;
}

enum err search_json(struct ctx *cx, const struct search_query *q, struct json *j)
{
    struct search s;
    struct page p = {.s = &s, .limit = q->limit ? (size_t)q->limit : ROWS};
    struct db *mine = NULL;
    if (q->person.n && !(actor_roles(cx->actor) & BY_PERSON))
        return fail_at(cx, ERR_DENIED, "person", "只有接诉、采集、甄别和派单岗位可以按人检索",
                       "only desks that take calls, screen or dispatch search by person");
    TRY(search_prepare(cx, q, &s));
    if (!cx->db) {
        TRY(db_acquire(cx, cx->app->store, &mine));
        cx->db = mine;
    }
    enum err e = search_read(cx, &p, j);
    if (mine) {
        db_release(mine);
        cx->db = NULL;
    }
    if (e != OK || !q->person.n)
        return e;
    bool phone = lookup_kind(cx->arena, str_trim(q->person)) == LOOKUP_PHONE;
    return lookup_note(cx, phone ? LOOKUP_PHONE : LOOKUP_NAME,
                       (int64_t)(p.hits + p.confidential), &p.nums);
}
