/* SPDX-License-Identifier: Apache-2.0
 * The agreement of a mediation as a record (调处, BZ-59): its parties, sealed like every
 * person, its terms, the day it was signed with the scan, and whether it was kept. Its
 * fulfilment is a promise of the matter with its own date and clock.
 */
#pragma once

#include "core/flow.h"

/* Whether the stage stands for the fulfilment of an agreement; NULL: it does not. */
MUST_CHECK enum err agreement_of_stage(struct work *w, const struct stage *s,
                                       struct agreement **out);
/* Array of agreements, parties masked, into the open object. cx->db set. */
struct texts;
MUST_CHECK enum err agreements_json(struct ctx *cx, struct work *w, struct json *j,
                                    const struct matter *m, const struct texts *texts);
/* A page to print; the parties masked. ERR_NOT_FOUND for whom the matter is hidden. */
MUST_CHECK enum err agreement_html(struct ctx *cx, struct str matter_num, int64_t serial,
                                   struct str *out);

extern const struct step mediate_steps[];
extern const size_t mediate_steps_n;
