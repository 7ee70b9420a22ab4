/* SPDX-License-Identifier: Apache-2.0
 * Screen first, then resolve (BZ-13 … BZ-18).
 * The rows of the flow table stand at the end of the source file.
 */
#pragma once

#include "core/flow.h"

/* Of answer-at-once. */
struct answer_body {
    struct str words, class, kind, title, meeting_no;
    int result;
    struct strs attachments;
};

extern const struct step screen_steps[];
extern const size_t screen_steps_n;
