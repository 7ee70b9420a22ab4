/* SPDX-License-Identifier: Apache-2.0
 * Inside of questionnaire*.c: the row of a sheet.
 */
#pragma once

#include "base/field.h"

struct filled {
    int64_t jid, questionnaire_id, id;
    struct str paper, device; /* device: keyed hash */
    int64_t place_id, officer_id, filled_at, entered_at, demands;
};
extern const struct shape filled_shape;
