/* SPDX-License-Identifier: Apache-2.0
 * Where in the class schemes a demand stands, and a person putting it elsewhere than its table
 * does: dated, with a reason, an event of the demand; taken back by another such change. The
 * row of the flow table stands at the end of the source file.
 */
#pragma once

#include "base/json.h"
#include "core/flow.h"

extern const struct step scheme_steps[];
extern const size_t scheme_steps_n;

struct scheme_standing_query {
    struct str classes; /* of this scheme the classes that may be chosen are written too */
};
extern const struct shape scheme_standing_shape;
/* "schemes" of a demand into the open object; of every scheme that is loaded. ERR_NOT_FOUND
 * when there is no such demand, or none that the actor sees. */
MUST_CHECK enum err scheme_standing_json(struct ctx *cx, struct str num,
                                         const struct scheme_standing_query *q, struct json *j);
