/* SPDX-License-Identifier: Apache-2.0 */
#include "core/session.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/password.h"
#include "core/throttle.h"
#include "db/db.h"

enum { TOKEN_BYTES = 32, AGENT_MAX = 200 };

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
    struct throttle attempt;
    struct account account;
    struct str rehashed; /* empty: the stored hash stays */
    struct session session;
    struct str address, agent;
};

static enum err open_write(struct ctx *cx, void *arg)
{
    struct open_job *j = arg;
    const struct session *s = &j->session;
    struct account now;
    bool found = false;
    TRY(db_one(cx, SQL_OFFICER_PASSWORD_OF, ARGS(I64(j->account.id)), &account_shape, &now,
               &found));
    /* Disabled, or another password, while this one was being checked. */
    if (!found || now.disabled_at != 0 || !str_eq(now.password_hash, j->account.password_hash))
        return fail(cx, ERR_LOGIN, "登录名或密码不正确", "wrong log-in name or password");
    TRY(db_exec(cx, SQL_LOGIN_INSERT,
                ARGS(TXT(s->token_hash), I64(s->officer_id), TXT(s->csrf), I64(cx->wall),
                     I64(cx->wall), I64(s->expires_at), TXT(j->address), TXT(j->agent)),
                NULL));
    TRY(throttle_pass(cx, &j->attempt));
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
    struct open_job j = {.attempt = throttle_of(cx, &throttle_login, folded, address),
                         .address = address,
                         .agent = utf8_head(agent, AGENT_MAX)};
    bool found = false, right = false, stale = false;
    TRY(db_write(cx, cx->app->store, throttle_count, &j.attempt));
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
    struct str token_hash, csrf, login, name;
    int64_t officer_id, seen_at, expires_at, must_change, unit_id, disabled_at;
};
static const struct field login_fields[] = {
    FIELD(struct login_row, token_hash), FIELD(struct login_row, csrf),
    FIELD(struct login_row, officer_id), FIELD(struct login_row, seen_at),
    FIELD(struct login_row, expires_at), FIELD(struct login_row, must_change),
    FIELD(struct login_row, login),      FIELD(struct login_row, name),
    FIELD(struct login_row, unit_id),    FIELD(struct login_row, disabled_at),
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
    struct actor_row who = {.id = row.officer_id,
                            .login = row.login,
                            .name = row.name,
                            .unit_id = row.unit_id,
                            .disabled_at = row.disabled_at};
    TRY(actor_from(cx, &who, actor));
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
    return throttle_sweep(cx);
}

enum err session_sweep(struct ctx *cx)
{
    return db_write(cx, cx->app->store, sweep_write, NULL);
}
