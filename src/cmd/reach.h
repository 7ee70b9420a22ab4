/* SPDX-License-Identifier: Apache-2.0
 * Whether another machine takes a connection. Nothing is said to it.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"

/* *why: static text, when it does not. */
bool reach_host(const char *host, int port, int timeout_ms, const char **why);
bool reach_url(struct ctx *cx, const char *url, int timeout_ms, const char **why);
