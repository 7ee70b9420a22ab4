/* SPDX-License-Identifier: Apache-2.0 */
#include "core/idem.h"

#include "base/hash.h"
#include "core/app.h"
#include "core/secret.h"
#include "db/db.h"

struct idem_row {
    struct str key_hash;
    struct str body_hash;
    int64_t status;
    struct str answer_enc;
    int64_t created_at;
};

static const struct field idem_fields[] = {
    FIELD(struct idem_row, key_hash),   FIELD(struct idem_row, body_hash),
    FIELD(struct idem_row, status),     FIELD(struct idem_row, answer_enc),
    FIELD(struct idem_row, created_at),
};
static const struct shape idem_shape = SHAPE("idem", struct idem_row, idem_fields);

static enum err key_check(struct ctx *cx, struct str key)
{
    bool plain = key.n >= IDEM_KEY_LEAST && key.n <= IDEM_KEY_MOST;
    for (size_t i = 0; i < key.n && plain; i++) {
        char c = key.p[i];
        plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                c == '-' || c == '_';
    }
    if (plain)
        return OK;
    return fail_at(
        cx, ERR_INPUT, "Idempotency-Key", "Idempotency-Key 应为 %d 到 %d 个字母、数字、- 或 _",
        "Idempotency-Key is %d to %d letters, digits, - or _", IDEM_KEY_LEAST, IDEM_KEY_MOST);
}

enum err idem_find(struct ctx *cx, struct str key, struct str scope, struct str body,
                   struct idem_answer *out)
{
    struct idem_row row = {0};
    bool found = false;
    TRY(key_check(cx, key));
    struct idem *idem = NEW(cx->arena, struct idem);
    struct str scoped = str_fmt(cx->arena, "%.*s\n", STR_ARG(scope));
    idem->key = key;
    idem->key_hash = hash_hex(cx->arena, hash_sha256_2(scoped, key));
    /* With the key in it, so that a stored hash tells nothing about a short or guessable body.
     */
    idem->body_hash =
        hash_hex(cx->arena, hash_sha256_2(str_fmt(cx->arena, "%.*s\n", STR_ARG(key)), body));
    TRY(db_one(cx, SQL_IDEM_GET, ARGS(TXT(idem->key_hash), I64(cx->wall - IDEM_KEEP_MS)),
               &idem_shape, &row, &found));
    if (found && !str_eq(row.body_hash, idem->body_hash))
        return fail_at(cx, ERR_REUSED, "Idempotency-Key",
                       "这个 Idempotency-Key 已用于另一个请求",
                       "this Idempotency-Key was used for another request");
    *out = (struct idem_answer){.found = found, .status = (int)row.status};
    if (found)
        return secret_unseal_with(cx, key, row.answer_enc, &out->body);
    cx->idem = idem;
    return OK;
}

enum err idem_put(struct ctx *cx, int status, struct str answer)
{
    struct idem *idem = cx->idem;
    if (!idem)
        return OK;
    struct idem_row row = {
        .key_hash = idem->key_hash,
        .body_hash = idem->body_hash,
        .status = status,
        .answer_enc = secret_seal_with(cx, idem->key, answer),
        .created_at = cx->wall,
    };
    int64_t changed = 0;
    TRY(db_put(cx, SQL_IDEM_PUT, &idem_shape, &row, ARGS(I64(cx->wall - IDEM_KEEP_MS)),
               &changed));
    if (changed == 1)
        return OK;
    idem->raced = true;
    return fail(cx, ERR_BUSY, "同一个请求刚刚已经办理",
                "the same request was just carried out");
}

static enum err sweep(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_IDEM_SWEEP, ARGS(I64(cx->wall - IDEM_KEEP_MS)), NULL);
}

enum err idem_sweep(struct ctx *cx)
{
    return db_write(cx, cx->app->store, sweep, NULL);
}
