/* SPDX-License-Identifier: Apache-2.0
 * The dossier of a demand, matter or task (一事一册, ZY-34): everything an officer may see of
 * it and every action that is open to him now.
 */
#pragma once

#include "core/attach.h"
#include "core/flow.h"

/* Writes the members into the open object. ERR_NOT_FOUND also for what the actor may not see.
 * cx->db set; *version for the ETag. */
MUST_CHECK enum err dossier_json(struct ctx *cx, enum subject subject, struct str num,
                                 struct json *j, int64_t *version);
/* The citizen's view of one demand (cx->actor is that citizen): steps in plain words, who has
 * it and until when, the answer, files sent and files meant for them, what may be done now. */
MUST_CHECK enum err dossier_citizen_json(struct ctx *cx, struct str num, struct json *j,
                                         int64_t *version);
/* *right: the code opens that number, and *out is that citizen. */
MUST_CHECK enum err dossier_citizen_actor(struct ctx *cx, struct str num, struct str code,
                                          struct actor *out, bool *right);
/* A file that the citizen's view lists: ERR_NOT_FOUND for any other. */
MUST_CHECK enum err dossier_citizen_file(struct ctx *cx, struct str num, int64_t id,
                                         struct attachment *out);

/* Shared parts. */
void attachment_json(struct json *j, const struct attachment *a); /* into the open object */
void actions_json(struct ctx *cx, struct json *j, enum subject subject, struct str num,
                  const struct step *const *steps, size_t n, const struct mechanism *m);
MUST_CHECK enum err clocks_json(struct ctx *cx, struct work *w, struct json *j,
                                enum subject kind, int64_t id, const struct mechanism *m);
