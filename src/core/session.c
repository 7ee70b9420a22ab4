/* SPDX-License-Identifier: Apache-2.0 */
#include "core/session.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/password.h"
#include "core/secret.h"
#include "db/db.h"

enum {
    TOKEN_BYTES = 32,
    AGENT_MAX = 200,
    KNOWN_DAYS = 30,
    KNOWN = -1, /* in throttle.n: no count, the row says that this pair once logged in */
};

/* ---- slowing down ---- */

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

struct brake {
    int64_t free; /* attempts before it bites */
    int64_t most_ms;
};
static const struct brake brake_pair = {5, INT64_C(900) * MS_PER_SECOND};
static const struct brake brake_login = {20, INT64_C(60) * MS_PER_SECOND};
enum { FORGET_MS = 3600 * 1000 };

struct attempt {
    struct str pair, login, known; /* keys */
    int64_t wall;
};

static struct attempt attempt_of(struct ctx *cx, struct str login, struct str address)
{
    struct arena *a = cx->arena;
    struct str both = str_fmt(a, "%.*s|%.*s", STR_ARG(address), STR_ARG(login));
    return (struct attempt){
        .pair = secret_hash(cx, "throttle.pair", both),
        .login = secret_hash(cx, "throttle.login", str_fmt(a, "|%.*s", STR_ARG(login))),
        .known = secret_hash(cx, "throttle.known", both),
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

static enum err throttle_read(struct ctx *cx, struct str key, struct throttle_row *out)
{
    bool found = false;
    *out = (struct throttle_row){0};
    return db_one(cx, SQL_THROTTLE_GET, ARGS(TXT(key)), &throttle_shape, out, &found);
}

static enum err throttle_count(struct ctx *cx, struct str key, const struct throttle_row *row,
                               int64_t wall)
{
    int64_t n = wall - row->window_at > FORGET_MS ? 1 : row->n + 1;
    return db_exec(cx, SQL_THROTTLE_PUT, ARGS(TXT(key), I64(wall), I64(n)), NULL);
}

/* Counted before the password is looked at, so that many attempts at once do not all pass. */
static enum err attempt_write(struct ctx *cx, void *arg)
{
    const struct attempt *t = arg;
    struct throttle_row pair, login, known;
    TRY(throttle_read(cx, t->pair, &pair));
    TRY(throttle_read(cx, t->login, &login));
    TRY(throttle_read(cx, t->known, &known));
    bool familiar = t->wall - known.window_at < (int64_t)KNOWN_DAYS * MS_PER_DAY;
    int64_t wait = brake_wait(&brake_pair, &pair, t->wall);
    int64_t anywhere = familiar ? 0 : brake_wait(&brake_login, &login, t->wall);
    if (anywhere > wait)
        wait = anywhere;
    if (wait > 0) {
        int64_t seconds = (wait + MS_PER_SECOND - 1) / MS_PER_SECOND;
        cx->error.retry_after_s = seconds;
        return fail(cx, ERR_LIMIT, "尝试次数过多，请 %lld 秒后再试",
                    "too many attempts: try again in %lld s", (long long)seconds);
    }
    TRY(throttle_count(cx, t->pair, &pair, t->wall));
    return familiar ? OK : throttle_count(cx, t->login, &login, t->wall);
}

/* ---- opening ---- */

struct account {
    int64_t id;
    struct str password_hash;
    int64_t must_change, disabled_at;
};
static const struct field account_fields[] = {
    FIELD(struct account, id),
    FIELD(struct account, password_hash),
    FIELD(struct account, must_change),
    FIELD(struct account, disabled_at),
};
static const struct shape account_shape = SHAPE("account", struct account, account_fields);

struct open_job {
    struct attempt attempt;
    struct account account;
    struct str rehashed; /* empty: the stored hash stays */
    struct session session;
    struct str address, agent;
};

static enum err open_write(struct ctx *cx, void *arg)
{
    const struct open_job *j = arg;
    const struct session *s = &j->session;
    struct account now;
    struct throttle_row login;
    bool found = false;
    TRY(db_one(cx, SQL_OFFICER_PASSWORD_OF, ARGS(I64(j->account.id)), &account_shape, &now,
               &found));
    /* Disabled, or another password, while this one was being checked. */
    if (!found || now.disabled_at != 0 || !str_eq(now.password_hash, j->account.password_hash))
        return fail(cx, ERR_LOGIN, "登录名或密码不正确", "wrong log-in name or password");
    TRY(throttle_read(cx, j->attempt.login, &login));
    TRY(db_exec(cx, SQL_LOGIN_INSERT,
                ARGS(TXT(s->token_hash), I64(s->officer_id), TXT(s->csrf), I64(cx->wall),
                     I64(cx->wall), I64(s->expires_at), TXT(j->address), TXT(j->agent)),
                NULL));
    TRY(db_exec(cx, SQL_THROTTLE_PUT, ARGS(TXT(j->attempt.pair), I64(cx->wall), I64(0)), NULL));
    TRY(db_exec(cx, SQL_THROTTLE_PUT, ARGS(TXT(j->attempt.known), I64(cx->wall), I64(KNOWN)),
                NULL));
    if (login.n > 0) /* this attempt was no guess; the others stay counted */
        TRY(db_exec(cx, SQL_THROTTLE_PUT,
                    ARGS(TXT(j->attempt.login), I64(login.window_at), I64(login.n - 1)), NULL));
    if (j->rehashed.n == 0)
        return OK;
    return db_exec(cx, SQL_OFFICER_REHASH,
                   ARGS(I64(j->account.id), TXT(j->account.password_hash), TXT(j->rehashed)),
                   NULL);
}

/* On the request's connection, or on one held no longer than the read: hashing comes next. */
static enum err account_read(struct ctx *cx, struct str login, struct account *out, bool *found)
{
    *out = (struct account){0};
    if (cx->db)
        return db_one(cx, SQL_OFFICER_PASSWORD, ARGS(TXT(login)), &account_shape, out, found);
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_one(cx, SQL_OFFICER_PASSWORD, ARGS(TXT(login)), &account_shape, out, found);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

static void session_make(struct ctx *cx, const struct account *a, struct session *s)
{
    *s = (struct session){
        .token = rand_hex(cx->arena, TOKEN_BYTES),
        .csrf = rand_hex(cx->arena, TOKEN_BYTES),
        .officer_id = a->id,
        .must_change = a->must_change != 0,
        .expires_at = cx->wall + SESSION_ABSOLUTE_MS,
    };
    s->token_hash = hash_hex(cx->arena, hash_sha256(s->token));
}

enum err session_open(struct ctx *cx, struct str login, struct str password, struct str address,
                      struct str agent, struct session *out)
{
    struct str folded = utf8_fold(cx->arena, str_trim(utf8_head(login, PASSWORD_MOST)));
    struct open_job j = {.attempt = attempt_of(cx, folded, address),
                         .address = address,
                         .agent = utf8_head(agent, AGENT_MAX)};
    bool found = false, right = false, stale = false;
    TRY(db_write(cx, cx->app->store, attempt_write, &j.attempt));
    TRY(account_read(cx, folded, &j.account, &found));
    bool usable = found && j.account.disabled_at == 0;
    TRY(password_verify(cx, usable ? j.account.password_hash : STR(""), password, &right,
                        &stale));
    if (!right)
        return fail(cx, ERR_LOGIN, "登录名或密码不正确", "wrong log-in name or password");
    /* An old password may break today's rules; then it keeps its old hash until changed. */
    if (stale && password_hash(cx, folded, password, &j.rehashed) != OK)
        fault_clear(cx);
    session_make(cx, &j.account, &j.session);
    TRY(db_write(cx, cx->app->store, open_write, &j));
    *out = j.session;
    return OK;
}

/* ---- finding and closing ---- */

struct login_row {
    struct str token_hash, csrf;
    int64_t officer_id, seen_at, expires_at, must_change;
};
static const struct field login_fields[] = {
    FIELD(struct login_row, token_hash), FIELD(struct login_row, csrf),
    FIELD(struct login_row, officer_id), FIELD(struct login_row, seen_at),
    FIELD(struct login_row, expires_at), FIELD(struct login_row, must_change),
};
static const struct shape login_shape = SHAPE("login_row", struct login_row, login_fields);

static enum err touch_write(struct ctx *cx, void *arg)
{
    const struct login_row *row = arg;
    return db_exec(cx, SQL_LOGIN_TOUCH, ARGS(TXT(row->token_hash), I64(cx->wall)), NULL);
}

/* A session that cannot be marked as used is used all the same; it ends a little early. */
static void touch(struct ctx *cx, struct login_row *row)
{
    if (cx->wall - row->seen_at < SESSION_TOUCH_MS)
        return;
    if (db_write(cx, cx->app->store, touch_write, row) != OK) {
        log_event(LOG_WARN, "session_touch", "problem", cx->error.message, NULL);
        fault_clear(cx);
    }
}

enum err session_find(struct ctx *cx, struct str token, struct session *out,
                      struct actor *actor)
{
    struct login_row row;
    bool found = false;
    struct str hash = hash_hex(cx->arena, hash_sha256(token));
    TRY(db_one(cx, SQL_LOGIN_GET, ARGS(TXT(hash)), &login_shape, &row, &found));
    if (!found || cx->wall >= row.expires_at || cx->wall - row.seen_at >= SESSION_IDLE_MS)
        return fail(cx, ERR_LOGIN, "登录已失效，请重新登录",
                    "the session has ended: log in again");
    TRY(actor_load(cx, row.officer_id, actor));
    touch(cx, &row);
    *out = (struct session){
        .token_hash = row.token_hash,
        .csrf = row.csrf,
        .officer_id = row.officer_id,
        .must_change = row.must_change != 0,
        .expires_at = row.expires_at,
    };
    return OK;
}

static enum err close_write(struct ctx *cx, void *arg)
{
    const struct str *hash = arg;
    return db_exec(cx, SQL_LOGIN_END, ARGS(TXT(*hash)), NULL);
}

enum err session_close(struct ctx *cx, struct str token)
{
    struct str hash = hash_hex(cx->arena, hash_sha256(token));
    return db_write(cx, cx->app->store, close_write, &hash);
}

static enum err sweep_write(struct ctx *cx, void *arg)
{
    (void)arg;
    TRY(db_exec(cx, SQL_LOGIN_SWEEP, ARGS(I64(cx->wall), I64(cx->wall - SESSION_IDLE_MS)),
                NULL));
    return db_exec(cx, SQL_THROTTLE_SWEEP,
                   ARGS(I64(cx->wall - (int64_t)KNOWN_DAYS * MS_PER_DAY),
                        I64(cx->wall - 2 * (int64_t)FORGET_MS)),
                   NULL);
}

enum err session_sweep(struct ctx *cx)
{
    return db_write(cx, cx->app->store, sweep_write, NULL);
}
