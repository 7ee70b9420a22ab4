/* SPDX-License-Identifier: Apache-2.0
 * Inside of inspection*.c.
 */
#pragma once

#include "loop/inspection.h"

/* The frozen lines. ERR_IO when they cannot be read. */
MUST_CHECK enum err inspection_population(struct ctx *cx, struct str text, struct drawn **out,
                                          size_t *n);

/* Supervisors and leaders over what is inspected: of a covert one, or of one without unit and
 * place, those of the whole register (loop/inspection_out.c). */
bool inspection_supervises(struct ctx *cx, const struct inspection *i);
/* One that has not ended, for its team and supervisors. ERR_NOT_FOUND, ERR_DENIED, ERR_CONFLICT
 * (loop/inspection_look.c). */
MUST_CHECK enum err inspection_workable(struct ctx *cx, struct str num, struct inspection *i);
MUST_CHECK enum err inspection_stale(struct ctx *cx);
/* What an act answers, kept with its key (loop/inspection.c). */
MUST_CHECK enum err inspection_answered(struct ctx *cx, int status, struct str num,
                                        int64_t version, const char *state,
                                        struct flow_result *out);
/* Asked of its unit from now, which is told; not stored (loop/inspection_finding.c). */
MUST_CHECK enum err finding_ask(struct ctx *cx, struct finding *f);
MUST_CHECK enum err finding_event(struct ctx *cx, const struct finding *f, const char *action,
                                  struct str words, struct strs photos);
