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
/* Under the register's mechanism; empty for none. */
struct str label_track(struct ctx *cx, struct str code);
struct str label_action(struct ctx *cx, enum subject subject, struct str action);
/* What a list, a message, a paper or an export calls a demand or matter. A title tells what was
 * said and stands where the words may be read, in the dossier; of somebody who asked for
 * confidence class and place are said instead (rules.md B1-5: the order itself is kept in
 * confidence). confidential: struct demand's privacy or struct matter's flag. */
struct str label_title(struct ctx *cx, bool confidential, struct str title, struct str class,
                       int64_t place_id);
struct str label_demand(struct ctx *cx, const struct demand *d);
struct str label_matter(struct ctx *cx, const struct matter *m);
/* Stands for the words of somebody who asked for confidence, where they may not be read. */
struct str label_in_confidence(const struct ctx *cx);
/* "2026-11-22 09:08"; a limit that ends with its day says 24:00 of that day; empty for 0. */
struct str label_when(struct ctx *cx, int64_t at);
/* What stands on each page of a workbook of a practice or demo register: of figures, and of
 * demands. NULL for a real one. */
const char *label_unofficial(const struct ctx *cx);
const char *label_not_real(const struct ctx *cx);
