/* SPDX-License-Identifier: Apache-2.0
 * Who stands behind a call, and whether the row lets them in.
 */
#pragma once

#include "api/call.h"

#define SESSION_COOKIE "hy_s"

/* Sets c->officer, session, actor and cx.actor by the row's `who`. ERR_LOGIN without a session
 * where one is needed, ERR_DENIED without the role, with a wrong X-CSRF-Token on a change, or
 * while the password must be changed. cx.db set. */
MUST_CHECK enum err auth_check(struct call *c);

/* Lets in whom the code opens that demand to: cx.actor is that citizen. The same answer,
 * ERR_NOT_FOUND, for a wrong number and a wrong code: neither can be tried out alone; too many
 * wrong ones wait (ERR_LIMIT). ERR_LOGIN without a code. cx.db set. */
MUST_CHECK enum err auth_citizen(struct call *c, struct str num, struct str code);

/* What an Idempotency-Key belongs to: actor and route. */
struct str auth_scope(const struct call *c);

void auth_cookie_set(struct call *c, struct str token);
void auth_cookie_clear(struct call *c);
struct str auth_token(const struct call *c); /* the cookie's, or empty */
