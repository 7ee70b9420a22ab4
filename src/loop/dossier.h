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

/* The limits of what a number names, each with its reckoning line by line. ERR_NOT_FOUND also
 * for what the actor may not see. cx->db set. */
MUST_CHECK enum err dossier_clocks_json(struct ctx *cx, struct str num, struct json *j);
/* What a number names, and the actor may see; else ERR_NOT_FOUND. */
MUST_CHECK enum err dossier_find(struct ctx *cx, struct work *w, struct str num,
                                 enum subject *kind, int64_t *id);

/* Shared parts. */
void attachment_json(struct json *j, const struct attachment *a); /* into the open object */

/* Whose forms they are: the row gives what is known already, NULL = nothing is filled in. */
struct form_of {
    struct work *w;
    enum subject subject;
    int64_t id;
    struct str num;
    const struct mechanism *m;
    const struct shape *shape;
    const void *row;
};
/* "fields" of a form. SUBJECT__MAX: of something else than a demand, matter or task; the form
 * begins with the row's columns of the same names. */
MUST_CHECK enum err form_json(struct ctx *cx, struct json *j, const struct form_of *of,
                              const struct shape *body);
MUST_CHECK enum err actions_json(struct ctx *cx, struct json *j, const struct form_of *of,
                                 const struct step *const *steps, size_t n);
/* A row of a list of matters; nothing where the actor may not see it. */
MUST_CHECK enum err matter_line_json(struct ctx *cx, struct work *w, struct json *j,
                                     const struct matter *m);
MUST_CHECK enum err clocks_json(struct ctx *cx, struct work *w, struct json *j,
                                enum subject kind, int64_t id);
MUST_CHECK enum err attachments_json(struct ctx *cx, struct json *j, enum subject kind,
                                     int64_t id, int64_t seq);
