/* SPDX-License-Identifier: Apache-2.0
 * The rows of the three tracks as dossiers and the citizen's page show them.
 */
#pragma once

#include "core/flow.h"

/* "works" into the open object: quantities in order, and totals by measure; nothing where no
 * quantities were granted. */
MUST_CHECK enum err works_json(struct ctx *cx, struct work *w, struct json *j,
                               const struct matter *m);
/* Members of a task's object: its arrival, who helps, what both sides of a whistle say. */
MUST_CHECK enum err task_track_json(struct ctx *cx, struct work *w, struct json *j,
                                    const struct task *t);
/* Which track the mechanism suggests and why, for a form: "难事攻坚：类别“市政建设”"; false:
 * none. */
bool track_suggested(struct ctx *cx, const struct mechanism *mech, const struct matter *m,
                     struct str *code, struct str *why);
