/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cmd/cmd.h"

/* Runs `huiyin check` on the register that the configuration names, when its key is there to
 * open it; adds "checked" and "check" to the open JSON object. */
MUST_CHECK enum err check_after(struct cmd *c);
