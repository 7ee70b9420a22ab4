/* SPDX-License-Identifier: Apache-2.0
 * The interface over HTTP: what cmd/ starts and prints.
 */
#pragma once

#include <stdio.h>

#include "core/app.h"
#include "core/config.h"
#include "http/http.h"

struct api;

struct practice; /* loop/practice.h */

struct api_options {
    const char *web_dir; /* built pages (web/dist); NULL or absent: no pages, API only */
    const struct config *config;     /* core/config.h; required */
    const struct practice *practice; /* the first hour; NULL: no practice register */
    /* Puts a practice register back to its start; *made = how much material there is again. */
    enum err (*practice_reset)(struct ctx *cx, int64_t *made);
};

/* The flow table must be registered (flow_register) before. Lives in `keep`. ERR_BUG when two
 * routes say the same. */
MUST_CHECK enum err api_open(struct ctx *cx, struct arena *keep, const struct api_options *o,
                             const struct api **out);
/* For struct http_options: arg is the const struct api. */
void api_handle(struct http_request *req, struct http_reply *reply, void *api);
size_t api_limit(enum http_method m, struct str path, void *api);

/* `huiyin routes`: the table, sorted. */
void routes_print(const struct api *api, FILE *out, bool as_json);
