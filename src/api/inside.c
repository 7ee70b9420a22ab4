/* SPDX-License-Identifier: Apache-2.0 */
#include "api/inside.h"

#include <string.h>

#include "base/hash.h"
#include "base/rand.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/session.h"
#include "db/db.h"

enum { TOKEN_BYTES = 32, KEY_BYTES = 16, HEADERS = 6 };

struct entry {
    int64_t officer_id;
    struct str token, csrf;
};

static enum err entry_write(struct ctx *cx, void *arg)
{
    const struct entry *e = arg;
    struct str hash = hash_hex(cx->arena, hash_sha256(e->token));
    return db_exec(cx, SQL_LOGIN_INSERT,
                   ARGS(TXT(hash), I64(e->officer_id), TXT(e->csrf), I64(cx->wall),
                        I64(cx->wall), I64(cx->wall + SESSION_ABSOLUTE_MS),
                        TXT(STR("127.0.0.1")), TXT(STR("inside"))),
                   NULL);
}

enum err inside_enter(struct ctx *cx, const char *login, struct inside_pass *out)
{
    struct officer who = {0};
    struct entry entry = {.token = rand_hex(cx->arena, TOKEN_BYTES),
                          .csrf = rand_hex(cx->arena, TOKEN_BYTES)};
    if (cx->app->register_kind == REGISTER_LIVE)
        return fail(cx, ERR_DENIED, "只能在演练或示例库上代人操作",
                    "people are played on a practice or demo register only");
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = officer_get_login(cx, str_c(login), &who);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    entry.officer_id = who.id;
    memcpy(out->token, entry.token.p, INSIDE_HEX);
    memcpy(out->csrf, entry.csrf.p, INSIDE_HEX);
    return db_write(cx, cx->app->store, entry_write, &entry);
}

static void header_add(struct http_header *h, size_t *n, const char *name, struct str value)
{
    h[(*n)++] = (struct http_header){str_c(name), value};
}

void inside_send(const struct api *api, struct arena *a, const struct ask *q,
                 struct http_reply *reply)
{
    struct http_header h[HEADERS];
    size_t n = 0;
    if (q->token) {
        header_add(h, &n, "Cookie", str_fmt(a, "hy_s=%s", q->token));
        header_add(h, &n, "X-CSRF-Token", str_c(q->csrf));
    }
    if (q->post)
        header_add(h, &n, "Content-Type", STR("application/json"));
    if (q->keyed)
        header_add(h, &n, "Idempotency-Key", rand_hex(a, KEY_BYTES));
    if (q->if_match)
        header_add(h, &n, "If-Match", str_fmt(a, "\"%lld\"", (long long)q->if_match));
    struct http_request req = {.arena = a,
                               .method = q->post ? HTTP_POST : HTTP_GET,
                               .path = q->path,
                               .query = q->query,
                               .body = q->body,
                               .headers = h,
                               .headers_n = n,
                               .address = "127.0.0.1",
                               .id = "inside"};
    union {
        const struct api *from;
        void *to;
    } arg = {.from = api};
    *reply = (struct http_reply){.fd = -1};
    api_handle(&req, reply, arg.to);
}
