/* SPDX-License-Identifier: Apache-2.0
 * What libmicrohttpd 0.9.75 lets through and this server refuses: requests that two programs in
 * a row would read differently (docs/adr, "Guard around libmicrohttpd"). Pure functions.
 */
#pragma once

#include "http/http.h"

/* NULL when the request may be read, else a short English reason for the log. Refused: other
 * versions than HTTP/1.0 and 1.1; not exactly one well-formed Host; Content-Length twice, not a
 * number, or together with Transfer-Encoding; Transfer-Encoding twice or other than chunked; a
 * body on GET or HEAD; a header name that is not a token (blank before the colon), a control
 * character in a value; an Expect other than 100-continue. */
const char *guard_reason(enum http_method m, struct str version, const struct http_header *h,
                         size_t n);
/* Content-Length of a guarded header: -1 when the body is chunked, 0 when there is none. */
int64_t guard_length(const struct http_header *h, size_t n);

/* The client's address in canonical text ("::ffff:10.0.0.1" becomes "10.0.0.1"). peer: what the
 * socket says. Only when peer is one of the proxies is X-Forwarded-For read, from the right, up
 * to the first address that is no proxy. False when peer is no address. */
bool guard_address(const char *peer, struct str forwarded_for, const char *const *proxies,
                   size_t proxies_n, char out[HTTP_ADDRESS]);
bool guard_is_proxy(const char *address, const char *const *proxies, size_t proxies_n);
