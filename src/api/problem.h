/* SPDX-License-Identifier: Apache-2.0
 * Problems as RFC 9457, from the fault of a context.
 */
#pragma once

#include "base/ctx.h"
#include "http/http.h"

/* e: what the handler returned; the sentence and field come from cx->error. Internal failures
 * (ERR_IO, ERR_BUG) show no detail but the request's number; the log has it. `more`: further
 * members, already JSON ("\"version\":3"), or empty. */
void problem_reply(struct ctx *cx, enum err e, struct str more, struct http_reply *out);
/* For what is no enum err: 405, 415. */
void problem_status(struct ctx *cx, int status, const char *code, const char *zh,
                    const char *en, struct http_reply *out);
const char *problem_title(enum err e, enum lang lang);
