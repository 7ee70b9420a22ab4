/* SPDX-License-Identifier: Apache-2.0
 * The dozen outcomes of everything that can fail, and how one is described.
 *
 * A fallible function returns enum err and describes the failure once, where it is born, by
 * fail() or fail_at(); callers pass the code up unchanged. The edge (HTTP reply, command line)
 * reads cx->error, answers and logs once. Tests include base/testing.h, not cmocka.h, which has
 * a macro of the name fail.
 */
#pragma once

#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))

/* X(name, HTTP status, problem code) */
#define ERR_LIST(X)                                                                            \
    X(OK, 200, "ok")                                                                           \
    X(ERR_INPUT, 400, "input")                                                                 \
    X(ERR_LOGIN, 401, "login")                                                                 \
    X(ERR_DENIED, 403, "denied")                                                               \
    X(ERR_NOT_FOUND, 404, "not_found")                                                         \
    X(ERR_CONFLICT, 409, "conflict")                                                           \
    X(ERR_STALE, 412, "stale")                                                                 \
    X(ERR_TOO_LARGE, 413, "too_large")                                                         \
    X(ERR_REUSED, 422, "reused")                                                               \
    X(ERR_UNVERSIONED, 428, "unversioned")                                                     \
    X(ERR_LIMIT, 429, "limit")                                                                 \
    X(ERR_IO, 500, "io")                                                                       \
    X(ERR_BUG, 500, "bug")                                                                     \
    X(ERR_BUSY, 503, "busy")

enum err {
#define ERR_ENUM(name, status, code) name,
    ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
        ERR__MAX
};

struct ctx;

/* The last failure of a request or command. message and field live in the arena. */
struct fault {
    enum err code;
    const char *message;   /* one sentence in cx->lang, NULL when none was given */
    const char *field;     /* the input field at fault, NULL when not one field */
    int64_t retry_after_s; /* for ERR_BUSY and ERR_LIMIT: seconds to wait, 0 = unsaid */
};

/* Describe a failure in both languages (same arguments in the same order) and return code.
 * Only the sentence in cx->lang is built. The first description of a failure wins until
 * fault_clear(). */
enum err fail(struct ctx *cx, enum err code, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
enum err fail_at(struct ctx *cx, enum err code, const char *field, const char *zh,
                 const char *en, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
/* What a compiler cannot see across files: both return the code they are given. */
static inline enum err fail_returns(enum err said, enum err code)
{
    (void)said;
    return code;
}
#define fail(cx, code, ...) fail_returns((fail)((cx), (code), __VA_ARGS__), (code))
#define fail_at(cx, code, ...) fail_returns((fail_at)((cx), (code), __VA_ARGS__), (code))
void fault_clear(struct ctx *cx);
/* The failure of work that had an arena of its own, which is about to be closed: its sentence
 * is copied, a field is not named. Returns code. */
enum err fault_from(struct ctx *cx, const struct ctx *own, enum err code);

int err_status(enum err code);       /* HTTP status, 200..503 */
const char *err_code(enum err code); /* problem code, e.g. "not_found" */
int err_exit(enum err code);         /* process exit code: 0 OK, 2 input/usage, 3 login/denied,
                                        4 not found, 5 conflict/stale, 6 limit/busy, 1 the rest */

/* Early return: a failure is passed up as it is. */
#define TRY(expr)                                                                              \
    do {                                                                                       \
        enum err try_err_ = (expr);                                                            \
        if (try_err_ != OK)                                                                    \
            return try_err_;                                                                   \
    } while (0)
