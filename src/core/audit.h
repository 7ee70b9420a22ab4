/* SPDX-License-Identifier: Apache-2.0
 * Acts that change no demand, matter or task and still are events: log-in, log-out, a search by
 * person, an export. They form the chain of an officer, unit or box (domain.md, Records).
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"
#include "core/words.h"

/* Inside db_write; cx->actor acts. kind: SUBJECT_UNIT, SUBJECT_BOX or SUBJECT_OFFICER. data:
 * JSON object without free text or personal data, "" = {}. */
MUST_CHECK enum err audit_put(struct ctx *cx, enum subject kind, int64_t id, const char *action,
                              struct str data);
/* The same in a write of its own, on the actor's own chain. */
MUST_CHECK enum err audit_self(struct ctx *cx, const char *action, struct str data);
