/* SPDX-License-Identifier: Apache-2.0
 * What every reply carries, and the refusals that are born below the handlers. The caller sees
 * http.h only; this is between reply.c and server.c.
 */
#pragma once

#include <microhttpd.h>

#include "http/http.h"

enum { REPLY_ERROR_MAX = 512 };

/* A reply as the library wants it, with the security headers; takes over reply->fd. */
struct MHD_Response *reply_build(const struct http_reply *r, const char *request_id,
                                 const char *image_sources);
void reply_header(struct MHD_Response *m, const char *name, const char *value);

/* An RFC 9457 problem in both languages, for what is refused before a handler runs. */
struct str reply_error(char out[REPLY_ERROR_MAX], int status, const char *code, const char *zh,
                       const char *en);
