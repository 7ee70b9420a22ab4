/* SPDX-License-Identifier: Apache-2.0
 * Passwords: rules, and Argon2id (19 MiB, 2 passes) at most two at once in the process, so that
 * a flood of log-ins takes neither memory nor all processors (app->passwords, core/gate.h).
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum {
    PASSWORD_LEAST = 10, /* code points */
    PASSWORD_MOST = 200,
    PASSWORD_RUNNING_MAX = 2,
    PASSWORD_WAITING_MAX = 32,
};

/* ERR_INPUT at field "password": too short, too long, the log-in name, or one character
 * repeated. */
MUST_CHECK enum err password_check(struct ctx *cx, struct str login, struct str password);
/* Checks, then hashes. ERR_BUSY when too many wait. */
MUST_CHECK enum err password_hash(struct ctx *cx, struct str login, struct str password,
                                  struct str *out);
/* A first password drawn by the program (rand_code, 60 bits): nobody guesses it however fast
 * they try, so its hash is quick to make, and a thousand accounts take a second. The owner's
 * log-in makes a slow hash of it, the first change ends it. */
enum { PASSWORD_CODE = 12 };
MUST_CHECK enum err password_code(struct ctx *cx, struct str *password, struct str *hash);
/* *right says whether it is the password. An empty hash (no such account, or no password set)
 * costs the same time and is never right. *stale: right, but made with older parameters. */
MUST_CHECK enum err password_verify(struct ctx *cx, struct str hash, struct str password,
                                    bool *right, bool *stale);
