/* SPDX-License-Identifier: Apache-2.0
 * Lists of choices as JSON: [{value, label, parent?, effect?}].
 */
#pragma once

#include "base/json.h"
#include "core/mechanism.h"

/* The one that new demands run under; NULL when none is loaded. */
const struct mechanism *choices_mechanism(struct ctx *cx);
void choices_write(struct json *w, const struct ctx *cx, const char *key,
                   const struct choices *l);
void choices_write_enum(struct json *w, const struct ctx *cx, const char *key,
                        const struct enum_names *names);
/* What a citizen's form needs, as members of the open object. */
void choices_write_public(struct json *w, const struct ctx *cx, const struct mechanism *m);
