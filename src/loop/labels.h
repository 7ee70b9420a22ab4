/* SPDX-License-Identifier: Apache-2.0
 * Codes and identifiers as people read them, in cx->lang.
 */
#pragma once

#include "core/flow.h"

struct str label_place(struct ctx *cx,
                       int64_t place_id); /* "宕梁街道 · 示例社区" without the root */
struct str label_unit(struct ctx *cx, int64_t unit_id);
/* Empty for nobody. On the read connection. */
MUST_CHECK enum err label_officer(struct ctx *cx, int64_t id, struct str *out);
struct str label_choice(struct ctx *cx, const struct choice *c,
                        struct str code);                /* code when NULL */
struct str label_class(struct ctx *cx, struct str code); /* under the register's mechanism */
struct str label_action(struct ctx *cx, enum subject subject, struct str action);
/* "2026-11-22 09:08"; a limit that ends with its day says 24:00 of that day; empty for 0. */
struct str label_when(struct ctx *cx, int64_t at);
