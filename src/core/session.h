/* SPDX-License-Identifier: Apache-2.0
 * Log-in sessions of officers, and what slows down guessing. All by the wall clock.
 *
 * The token is 256 random bits; only its SHA-256 is stored. A session ends 8 hours after it was
 * last used (kept to 5 minutes) and 24 hours after log-in.
 *
 * Every attempt is counted before the password is looked at (core/throttle.h): per log-in name
 * and address up to 900 s, never per address alone; an unknown name is treated and timed like a
 * known one.
 *
 * Events of log-in are the caller's (subject officer).
 */
#pragma once

#include "base/ctx.h"
#include "core/actor.h"

enum {
    SESSION_IDLE_MS = 8 * 3600 * 1000,
    SESSION_ABSOLUTE_MS = 24 * 3600 * 1000,
    SESSION_TOUCH_MS = 5 * 60 * 1000,
};

struct session {
    struct str token;      /* hex, 64; only session_open fills it */
    struct str token_hash; /* hex, 64 */
    struct str csrf;       /* hex, 64 */
    int64_t officer_id;
    bool must_change; /* only the password may be changed */
    int64_t expires_at;
};

/* ERR_LOGIN: unknown, disabled, without a password or wrong, not told apart. ERR_LIMIT
 * (retry_after_s) while slowed down; ERR_BUSY. Opens its own reads and writes; cx->db may be
 * NULL. */
MUST_CHECK enum err session_open(struct ctx *cx, struct str login, struct str password,
                                 struct str address, struct str agent, struct session *out);
/* cx->db set. ERR_LOGIN when unknown, expired, or the officer was disabled. */
MUST_CHECK enum err session_find(struct ctx *cx, struct str token, struct session *out,
                                 struct actor *actor);
/* Logs out; an unknown token is no error. */
MUST_CHECK enum err session_close(struct ctx *cx, struct str token);
/* For the scheduler, hourly: deletes what has expired. */
MUST_CHECK enum err session_sweep(struct ctx *cx);
