/* SPDX-License-Identifier: Apache-2.0 */
#include "core/password.h"

#include <sodium.h>

#include "base/rand.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/gate.h"

enum {
    PASSES = 2,
    MEMORY = 19 * 1024 * 1024,
};

static bool one_character(struct str s)
{
    struct str first = utf8_head(s, 1);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != first.p[i % first.n])
            return false;
    }
    return true;
}

enum err password_check(struct ctx *cx, struct str login, struct str password)
{
    int64_t n = utf8_valid(password) ? utf8_count(password) : 0;
    if (n < PASSWORD_LEAST)
        return fail_at(cx, ERR_INPUT, "password", "密码至少 %d 个字符",
                       "the password needs at least %d characters", PASSWORD_LEAST);
    if (n > PASSWORD_MOST)
        return fail_at(cx, ERR_INPUT, "password", "密码最多 %d 个字符",
                       "the password may have at most %d characters", PASSWORD_MOST);
    if (str_eq(utf8_fold(cx->arena, login), utf8_fold(cx->arena, password)))
        return fail_at(cx, ERR_INPUT, "password", "密码不能与登录名相同",
                       "the password must not be the log-in name");
    if (one_character(password))
        return fail_at(cx, ERR_INPUT, "password", "密码不能由同一个字符组成",
                       "the password must not be one character repeated");
    return OK;
}

enum err password_hash(struct ctx *cx, struct str login, struct str password, struct str *out)
{
    char *text = arena_alloc(cx->arena, crypto_pwhash_STRBYTES);
    TRY(password_check(cx, login, password));
    TRY(gate_enter(cx, cx->app->passwords));
    int failed = crypto_pwhash_str(text, password.p, password.n, PASSES, MEMORY);
    gate_leave(cx->app->passwords);
    if (failed)
        return fail(cx, ERR_BUSY, "内存不足，请稍后再试", "out of memory; try again later");
    *out = str_c(text);
    return OK;
}

enum err password_code(struct ctx *cx, struct str *password, struct str *hash)
{
    char *text = arena_alloc(cx->arena, crypto_pwhash_STRBYTES);
    *password = rand_code(cx->arena, PASSWORD_CODE);
    if (crypto_pwhash_str(text, password->p, password->n, crypto_pwhash_OPSLIMIT_MIN,
                          crypto_pwhash_MEMLIMIT_MIN))
        return fail(cx, ERR_BUSY, "内存不足，请稍后再试", "out of memory; try again later");
    *hash = str_c(text);
    return OK;
}

enum err password_verify(struct ctx *cx, struct str hash, struct str password, bool *right,
                         bool *stale)
{
    /* Of 32 random bytes that were thrown away; the same parameters, hence the same time. */
    static const char nobody[crypto_pwhash_STRBYTES] =
        "$argon2id$v=19$m=19456,t=2,p=1$cPiQGRJ+TNZ2gJieIRGISA"
        "$LexW6jnnQwEwHUd+IsrENGpiVUqvFIHVJOZ87eeXzPs";
    char text[crypto_pwhash_STRBYTES] = "";
    bool known = hash.n > 0 && hash.n < sizeof(text);
    const char *given = password.p ? password.p : "";
    struct str against = known ? hash : str_c(nobody);
    memcpy(text, against.p, against.n);
    bool quick = crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY) != 0;
    TRY(gate_enter(cx, cx->app->passwords));
    bool same = crypto_pwhash_str_verify(text, given, password.n) == 0;
    if (quick && crypto_pwhash_str_verify(nobody, given, password.n) == 0)
        same = false; /* for its time alone: nobody's password is known */
    gate_leave(cx->app->passwords);
    *right = known && same;
    *stale = *right && quick;
    return OK;
}
