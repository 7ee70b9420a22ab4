/* SPDX-License-Identifier: Apache-2.0
 * What has changed is told without being asked for: GET /live.
 *
 * A desk holds one such request open for its browser. It is put off (http/http.h) while the
 * lists of the unit stand as the desk last heard, and answered as one event of
 * text/event-stream; the browser comes again by itself and says what it heard (Last-Event-ID).
 * Once a second the lists that somebody waits for are looked at in the database, so that what
 * another process has changed is told, too.
 */
#pragma once

#include "core/app.h"
#include "http/http.h"

#define TYPE_EVENTS "text/event-stream"

struct live;

enum { LIVE_EVERY_MS = 1000, LIVE_UNITS_MAX = 4096 };

/* ERR_IO: no thread. */
MUST_CHECK enum err live_start(struct ctx *cx, struct http_server *http, struct live **out);
/* Before the server is closed. NULL is allowed. */
void live_stop(struct live *l);
