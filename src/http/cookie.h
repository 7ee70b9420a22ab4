/* SPDX-License-Identifier: Apache-2.0
 * Cookies (RFC 6265), only what is needed and strict.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* The value of that name in a Cookie header; borrows from it. Empty when absent, when the
 * name stands there twice (somebody planted one), or when the header is malformed. */
struct str cookie_find(struct str header, const char *name);

/* A Set-Cookie value: HttpOnly, SameSite=Strict, Path=/. age_s 0 deletes it, < 0 lasts for the
 * browser's session. value: cookie octets only. */
struct str cookie_make(struct arena *a, const char *name, struct str value, int64_t age_s,
                       bool secure);
