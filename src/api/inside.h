/* SPDX-License-Identifier: Apache-2.0
 * Requests to the interface from inside the process: all that a request over a socket goes
 * through (route, session, token, version, idempotency key, JSON, transaction), but no socket.
 * For what plays people on a practice or demo register: huiyin bench, huiyin scenario.
 */
#pragma once

#include "api/api.h"

enum { INSIDE_HEX = 65 };

/* An officer's session and the token of its changes. Plain memory: may be shared between
 * processes. */
struct inside_pass {
    char token[INSIDE_HEX], csrf[INSIDE_HEX];
};

struct ask {
    bool post;
    struct str path, query, body;
    const char *token, *csrf; /* NULL: nobody has logged in */
    int64_t if_match;         /* 0 = none */
    bool keyed;               /* with an Idempotency-Key, a new one */
};

/* A session without a log-in: nobody's password is known here. cx->db NULL. ERR_NOT_FOUND
 * without such an officer; ERR_DENIED on a live register. */
MUST_CHECK enum err inside_enter(struct ctx *cx, const char *login, struct inside_pass *out);
/* The answer lives in the arena. */
void inside_send(const struct api *api, struct arena *a, const struct ask *q,
                 struct http_reply *reply);
