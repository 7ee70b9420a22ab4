/* SPDX-License-Identifier: Apache-2.0
 * What the dispatch directory in force proposes for a matter, and what an act made of it
 * (rules.md B1-3, HY-16). A unit that is closed, barred or has given the matter back is passed
 * over for the next entry that fits, and the reason is said. Of a matter that the sending unit
 * handles (JN-19) the directory says nothing.
 */
#pragma once

#include "core/directory.h"
#include "core/flow.h"

struct form_of;

enum { PROPOSAL_FITS = 16 };

struct proposal {
    const struct directory_version *version; /* in force; NULL: there is no directory yet */
    const struct directory_entry *first;     /* the best fit: it says whose duty this is */
    const struct directory_entry *entry;     /* the best whose unit can take it, or that says
                                                "settled by talks" */
    int64_t lead;                            /* 0: none is proposed */
    int64_t helpers[DIRECTORY_HELPERS_MAX];  /* those that can; of talks: who is to be asked */
    size_t helpers_n;
    struct str passed_over; /* which entries were passed over and why; may be empty */
    bool limit_fits;        /* the entry's limit lies within the mechanism's */
};

/* Reads the matter's tasks where a directory is in force, nothing otherwise. */
MUST_CHECK enum err proposal_make(struct ctx *cx, struct work *w, const struct matter *m,
                                  const struct mechanism *mech, struct proposal *out);
/* "依据派单目录 2026-11-01 版第 37 条：…" */
struct str proposal_text(struct ctx *cx, const struct proposal *p);

/* What the dispatcher says beside the lead. */
struct proposal_said {
    struct str reason, negotiated;
    bool confirmed; /* a department's duty to a street, knowingly */
};
/* Within the event of a dispatch or of a change of lead: refuses a department's duty led by a
 * community, asks for the confirmation and reasons that are due, and records what became of the
 * proposal. ERR_CONFLICT, ERR_INPUT at "lead", "confirm_grass_roots", "reason", "negotiated".
 */
MUST_CHECK enum err proposal_settle(struct ctx *cx, struct act *a, int64_t lead,
                                    const struct proposal_said *said);
/* A lead's return was decided. */
MUST_CHECK enum err proposal_returned(struct ctx *cx, struct act *a, bool granted);

/* The unit that took the matter's first demand in, when it handles itself (a department, a
 * company): where the directory is silent it leads or passes on (首接负责, HY-16). 0: none. */
MUST_CHECK enum err proposal_first_receiver(struct ctx *cx, struct work *w,
                                            const struct matter *m, int64_t *out);

/* ---- in the forms (proposal_form.c) ---- */

struct proposal_form {
    struct proposal p;
    int64_t first_receiver;
    const struct matter *matter;
    const struct mechanism *mechanism;
    bool asked; /* the form of a step that the directory speaks to */
};
MUST_CHECK enum err proposal_form(struct ctx *cx, const struct form_of *of,
                                  const struct step *const *steps, size_t n,
                                  struct proposal_form *out);
/* Whether the field belongs to a form only when the directory asks for it, and it does not. */
bool proposal_hides(const struct proposal_form *f, const struct step *s,
                    const struct field *field);
/* Writes "value" when the directory has one for the field: true. */
bool proposal_value(struct ctx *cx, struct json *j, const struct proposal_form *f,
                    const struct step *s, const struct field *field);
/* Writes "options" when what is suggested differs by them: true. */
bool proposal_options(struct ctx *cx, struct json *j, const struct proposal_form *f,
                      const struct step *s, const struct field *field);
/* "notes": what the directory says, before the act. */
void proposal_notes(struct ctx *cx, struct json *j, const struct proposal_form *f,
                    const struct step *s);
