/* SPDX-License-Identifier: Apache-2.0
 * What is open of each upstream, worst limits first, and what its columns mean.
 */
#pragma once

#include "base/ctx.h"
#include "base/json.h"

/* Writes "upstreams" into the open object: code, kind, label, "open", "overdue", "unsent"
 * open orders by limit (not those that wait for a call-back alone; of a petition system with
 * what they may be, loop/petition.h) and the columns of its tables. cx->db set. What is
 * complained about in the actor's units is left out. */
MUST_CHECK enum err upstream_open_json(struct ctx *cx, struct json *w);
