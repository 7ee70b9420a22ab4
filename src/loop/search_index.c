/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/search_index.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "core/app.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/search_text.h"

/* Another number: another way of making tokens, so every index is made anew. */
enum { VERSION = 2, FILL = 500, QUERY_MAX = 1 << 16, TOKENS_MAX = 64 << 20 };
enum {
    TIDY_FROM = 2, /* hours of Beijing time */
    TIDY_TO = 5,
    TIDY_PAGES = 1000,  /* written in one piece */
    TIDY_PIECES = 5000, /* a night */
    TIDY_SEGMENTS = 2,  /* left: what came meanwhile is one more */
};

struct search_index {
    pthread_rwlock_t lock; /* readers of the store; writing: another one in its place */
    struct store *store;   /* NULL: it could not be opened anew */
    char *path;
    ino_t inode;
    atomic_bool suspect; /* a statement failed: look whether it is sound */
    /* Of the deriver's thread alone: */
    bool untidy;    /* it was filled: tidied at once */
    int64_t tidied; /* the day when it was last */
    int pieces;     /* of that tidying, done */
};

/* ---- state ---- */

struct state_row {
    int64_t version, filled, top;
};
static const struct field state_fields[] = {
    FIELD(struct state_row, version),
    FIELD(struct state_row, filled),
    FIELD(struct state_row, top),
};
static const struct shape state_shape = SHAPE("gram_state", struct state_row, state_fields);

static enum err state_set(struct ctx *cx, int64_t filled, int64_t top)
{
    return db_exec(cx, SQL_GRAM_STATE_PUT,
                   ARGS(I64(cx->jid), I64(VERSION), I64(filled), I64(top)), NULL);
}

static enum err state_read(struct ctx *cx, struct state_row *out, bool *found)
{
    return db_one(cx, SQL_GRAM_STATE, ARGS(I64(cx->jid)), &state_shape, out, found);
}

static enum err clear(struct ctx *cx, void *arg)
{
    const int64_t *top = arg;
    TRY(db_exec(cx, SQL_GRAM_CLEAR, ARGS(I64(cx->jid)), NULL));
    TRY(db_exec(cx, SQL_GRAM_PAGES, ARGS(I64(cx->jid)), NULL));
    return state_set(cx, *top, *top);
}

/* A new one, or one of another version, is empty and has everything before it. */
static enum err begin(struct ctx *cx, void *arg)
{
    struct state_row s = {0};
    bool found = false;
    TRY(state_read(cx, &s, &found));
    return found && s.version == VERSION ? OK : clear(cx, arg);
}

/* ---- the store ---- */

static ino_t inode_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? st.st_ino : 0;
}

static void file_remove(struct ctx *cx, const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT(ends); i++) {
        const char *p = str_fmt(cx->arena, "%s%s", path, ends[i]).p;
        if (unlink(p) != 0 && errno != ENOENT)
            log_event(LOG_ERROR, "search_index_remove", "path", p, NULL);
    }
}

static enum err try_open(struct ctx *cx, struct search_index *x)
{
    static const enum sql made_by[] = {SQL_GRAM_CREATE_1, SQL_GRAM_CREATE_2, SQL_GRAM_CREATE_3};
    struct store *s = NULL;
    int64_t top = app_id(cx);
    TRY(store_open_beside(cx, cx->app->store, x->path, made_by, COUNT(made_by), &s));
    enum err e = db_write(cx, s, begin, &top);
    if (e != OK) {
        store_close(s);
        return e;
    }
    x->store = s;
    x->inode = inode_of(x->path);
    return OK;
}

/* A file that cannot be read is worth nothing: a new one. */
static enum err open_or_make(struct ctx *cx, struct search_index *x)
{
    enum err e = try_open(cx, x);
    if (e != ERR_IO || !store_is_file(cx->app->store))
        return e;
    log_event(LOG_ERROR, "search_index_damaged", "path", x->path, "why",
              cx->error.message ? cx->error.message : "", NULL);
    fault_clear(cx);
    file_remove(cx, x->path);
    return try_open(cx, x);
}

enum err search_index_open(struct ctx *cx)
{
    struct search_index *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    x->path = strdup(str_fmt(cx->arena, "%s/search.db", cx->app->data_dir).p);
    if (!x->path)
        abort();
    pthread_rwlock_init(&x->lock, NULL);
    enum err e = open_or_make(cx, x);
    if (e != OK) {
        cx->app->search = x;
        search_index_close(cx->app);
        return e;
    }
    cx->app->search = x;
    return OK;
}

void search_index_close(struct app *app)
{
    struct search_index *x = app->search;
    if (!x)
        return;
    app->search = NULL;
    store_close(x->store);
    pthread_rwlock_destroy(&x->lock);
    free(x->path);
    free(x);
}

/* ---- using it ---- */

typedef enum err use_fn(struct ctx *cx, void *arg);

static enum err absent(struct ctx *cx)
{
    enum err e = fail(cx, ERR_BUSY, "检索索引暂时不可用，请稍后再试",
                      "the search index is not at hand, try again");
    cx->error.retry_after_s = 5;
    return e;
}

/* Runs fn on the index's own store, for reading or inside a write. */
static enum err use(struct ctx *cx, bool write, use_fn *fn, void *arg)
{
    struct search_index *x = cx->app->search;
    struct db *before = cx->db;
    if (!x)
        return absent(cx);
    pthread_rwlock_rdlock(&x->lock);
    enum err e = x->store ? OK : absent(cx);
    cx->db = NULL;
    if (e == OK && write) {
        e = db_write(cx, x->store, fn, arg);
    } else if (e == OK) {
        e = db_acquire(cx, x->store, &cx->db);
        if (e == OK)
            e = fn(cx, arg);
        db_release(cx->db);
    }
    cx->db = before;
    if (e == ERR_IO || e == ERR_BUG)
        x->suspect = true;
    pthread_rwlock_unlock(&x->lock);
    return e;
}

static enum err state_use(struct ctx *cx, void *arg)
{
    struct search_state *out = arg;
    struct state_row s = {0};
    bool found = false;
    TRY(state_read(cx, &s, &found));
    *out = (struct search_state){.filled = found ? s.filled : INT64_MAX, .top = s.top};
    return OK;
}

enum err search_index_state(struct ctx *cx, struct search_state *out)
{
    return use(cx, false, state_use, out);
}

struct find {
    struct val v[4 + SEARCH_GROUPS];
    size_t n;
    int64_t **ids;
    size_t *found;
};

struct id_row {
    int64_t id;
};
static const struct field id_fields[] = {FIELD(struct id_row, id)};
static const struct shape id_shape = SHAPE("id", struct id_row, id_fields);

static enum err find_use(struct ctx *cx, void *arg)
{
    const struct find *f = arg;
    struct id_row *rows = NULL;
    enum sql sql = f->n == 4   ? SQL_GRAM_FIND
                   : f->n == 5 ? SQL_GRAM_FIND_ANY
                               : SQL_GRAM_FIND_GROUPS;
    TRY(db_all(cx, sql, f->v, f->n, &id_shape, (void **)&rows, f->found));
    *f->ids = (int64_t *)rows; /* a row is its id */
    return OK;
}

/* Tokens as each engine takes them. They have letters, digits, ideographs and '_' alone. */
static struct str tokens_text(struct ctx *cx, const struct strs *t, bool all)
{
    bool file = store_is_file(cx->app->store);
    struct buf b;
    buf_init(&b, cx->arena, QUERY_MAX);
    buf_c(&b, file ? "" : "{");
    for (size_t i = 0; i < t->n; i++)
        buf_fmt(&b, "%s\"%.*s\"",
                i == 0 ? ""
                : file ? (all ? " AND " : " OR ")
                       : ",",
                STR_ARG(t->p[i]));
    buf_c(&b, file ? "" : "}");
    return buf_done(&b);
}

enum err search_index_find(struct ctx *cx, const struct strs *all, const struct strs *any,
                           int64_t before, int64_t limit, int64_t **ids, size_t *n)
{
    struct find f = {
        .v = {I64(cx->jid), TXT(tokens_text(cx, all, true)), I64(before), I64(limit)},
        .n = 4,
        .ids = ids,
        .found = n,
    };
    for (size_t i = 0; i < SEARCH_GROUPS; i++)
        if (any[i].n)
            f.v[f.n++] = TXT(tokens_text(cx, &any[i], false));
    if (!all->n && f.n > 4 && store_is_file(cx->app->store))
        f.v[1] = f.v[4]; /* FTS5 knows no empty list that all have */
    while (f.n > 5 && f.n < COUNT(f.v)) {
        f.v[f.n] = f.v[4]; /* said once more it asks for nothing else */
        f.n++;
    }
    return use(cx, false, find_use, &f);
}

enum err search_index_reset(struct ctx *cx)
{
    int64_t top = app_id(cx);
    return use(cx, true, clear, &top);
}

static enum err check_use(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_GRAM_CHECK, NULL, 0, NULL);
}

enum err search_index_check(struct ctx *cx)
{
    return use(cx, true, check_use, NULL);
}

/* ---- filling ---- */

struct put {
    int64_t *ids;
    struct str *tokens;
    size_t n;
    bool fill;
    int64_t filled; /* of a fill: from here on all is in it */
};

static struct str row_text(struct ctx *cx, const struct strs *t)
{
    bool file = store_is_file(cx->app->store);
    struct buf b;
    buf_init(&b, cx->arena, TOKENS_MAX);
    buf_c(&b, file ? "" : "{");
    for (size_t i = 0; i < t->n; i++) {
        if (i)
            buf_ch(&b, file ? ' ' : ',');
        buf_str(&b, t->p[i]);
    }
    buf_c(&b, file ? "" : "}");
    return buf_done(&b);
}

static enum err put_write(struct ctx *cx, void *arg)
{
    const struct put *p = arg;
    struct state_row s = {0};
    bool found = false;
    TRY(state_read(cx, &s, &found));
    for (size_t i = p->n; i-- > 0;) /* FTS5 wants its row numbers ascending: the newest first */
        TRY(db_exec(cx, SQL_GRAM_PUT, ARGS(I64(cx->jid), I64(p->ids[i]), TXT(p->tokens[i])),
                    NULL));
    if (!p->fill || p->filled >= s.filled) /* begun anew meanwhile: then higher */
        return OK;
    return state_set(cx, p->filled, s.top);
}

/* The tokens of one demand; of one that is not there none. */
static enum err tokens_read(struct ctx *cx, int64_t id, struct put *p)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct strs tokens;
    enum err e = work_demand(w, id, &d);
    if (e == ERR_NOT_FOUND) {
        fault_clear(cx);
        return OK;
    }
    if (e != OK)
        return e;
    TRY(search_tokens(cx, w, d, &tokens));
    p->ids[p->n] = id;
    p->tokens[p->n++] = row_text(cx, &tokens);
    return OK;
}

/* ids ascending. */
static enum err put(struct ctx *cx, const int64_t *ids, size_t n, struct put *p)
{
    p->ids = NEWS(cx->arena, int64_t, n + 1);
    p->tokens = NEWS(cx->arena, struct str, n + 1);
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = OK;
    for (size_t i = 0; i < n && e == OK; i++)
        e = tokens_read(cx, ids[i], p);
    db_release(cx->db);
    cx->db = NULL;
    if (e != OK)
        return e;
    return use(cx, true, put_write, p);
}

/* What the filling has not come to yet it will find as it is then. */
enum err search_index_put(struct ctx *cx, const struct derive_one *d, size_t n)
{
    struct search_state s = {0};
    struct put p = {0};
    int64_t *ids = NEWS(cx->arena, int64_t, n + 1);
    size_t kept = 0;
    TRY(search_index_state(cx, &s));
    for (size_t i = 0; i < n; i++)
        if (d[i].demand_id >= s.filled)
            ids[kept++] = d[i].demand_id;
    return kept ? put(cx, ids, kept, &p) : OK;
}

static enum err below_read(struct ctx *cx, int64_t before, struct id_row **rows, size_t *n)
{
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e =
        db_all(cx, SQL_SEARCH_DEMANDS_BELOW, ARGS(I64(cx->jid), I64(before), I64(FILL)),
               &id_shape, (void **)rows, n);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

static enum err fill(struct ctx *cx)
{
    struct search_state s = {0};
    struct put p = {.fill = true};
    struct id_row *rows = NULL;
    size_t n = 0;
    TRY(search_index_state(cx, &s));
    if (!s.filled)
        return OK;
    TRY(below_read(cx, s.filled, &rows, &n));
    int64_t *ids = NEWS(cx->arena, int64_t, n + 1);
    for (size_t i = 0; i < n; i++)
        ids[i] = rows[n - 1 - i].id;
    p.filled = n == FILL ? ids[0] : 0;
    TRY(put(cx, ids, n, &p));
    cx->app->search->untidy = p.filled == 0;
    return OK;
}

/* ---- tidying ---- */

/* FTS5 leaves a segment for each transaction and merges a few at a time: a search looks into
 * each. At night they become one, a piece after the other, and the queue in between. */
struct tidy {
    bool first;
    int64_t left;
};

static enum err tidy_write(struct ctx *cx, void *arg)
{
    struct tidy *t = arg;
    if (t->first)
        TRY(db_exec(cx, SQL_GRAM_PAGES, ARGS(I64(cx->jid)), NULL));
    TRY(db_exec(cx, SQL_GRAM_MERGE,
                ARGS(I64(cx->jid), I64(t->first ? -TIDY_PAGES : TIDY_PAGES)), NULL));
    return db_i64(cx, SQL_GRAM_SEGMENTS, ARGS(I64(cx->jid)), 0, &t->left);
}

enum err search_index_tidy(struct ctx *cx, bool *done)
{
    struct search_index *x = cx->app->search;
    struct tidy t = {.first = x && x->pieces == 0};
    TRY(use(cx, true, tidy_write, &t));
    *done = t.left <= TIDY_SEGMENTS || ++x->pieces >= TIDY_PIECES;
    if (!*done)
        return OK;
    x->tidied = time_day(cx->wall);
    x->untidy = false;
    x->pieces = 0;
    return OK;
}

bool search_index_tidy_due(const struct ctx *cx)
{
    const struct search_index *x = cx->app->search;
    int64_t day = time_day(cx->wall);
    int64_t hour = (cx->wall - time_day_start(day)) / MS_PER_HOUR;
    return x && store_is_file(cx->app->store) &&
           (x->untidy || (x->tidied != day && hour >= TIDY_FROM && hour < TIDY_TO));
}

/* The file was removed, or a statement failed on it: closed and opened or made again. */
static bool is_lost(struct search_index *x, const struct store *of)
{
    return !x->store || x->suspect || (store_is_file(of) && inode_of(x->path) != x->inode);
}

static enum err renew(struct ctx *cx, struct search_index *x)
{
    bool damaged = x->store && x->suspect && search_index_check(cx) != OK;
    fault_clear(cx);
    pthread_rwlock_wrlock(&x->lock);
    store_close(x->store);
    x->store = NULL;
    if (damaged && store_is_file(cx->app->store))
        file_remove(cx, x->path);
    x->suspect = false;
    enum err e = open_or_make(cx, x);
    pthread_rwlock_unlock(&x->lock);
    log_event(e == OK ? LOG_WARN : LOG_ERROR, "search_index_renewed", "code", err_code(e),
              NULL);
    return e;
}

bool search_index_waits(struct ctx *cx)
{
    struct search_index *x = cx->app->search;
    struct search_state s = {0};
    if (!x || is_lost(x, cx->app->store))
        return x != NULL;
    /* Another process may have emptied it. A failure makes it suspect: looked at next time. */
    if (search_index_state(cx, &s) == OK)
        return s.filled != 0 || search_index_tidy_due(cx);
    fault_clear(cx);
    return is_lost(x, cx->app->store);
}

enum err search_index_more(struct ctx *cx)
{
    struct search_index *x = cx->app->search;
    if (is_lost(x, cx->app->store))
        return renew(cx, x);
    struct search_state s = {0};
    bool done = false;
    TRY(search_index_state(cx, &s));
    return s.filled ? fill(cx) : search_index_tidy(cx, &done);
}

enum err search_index_progress(struct ctx *cx, const struct search_state *s, int *permille)
{
    int64_t oldest = 0;
    *permille = 1000;
    if (!s->filled)
        return OK;
    TRY(db_i64(cx, SQL_SEARCH_OLDEST, ARGS(I64(cx->jid)), s->filled, &oldest));
    int64_t all = (s->top - oldest) / 1000 + 1;
    *permille = s->filled >= s->top ? 0 : (int)((s->top - s->filled) / all);
    return OK;
}
