/* SPDX-License-Identifier: Apache-2.0
 * Making a register, for the commands that begin with one.
 */
#pragma once

#include "cmd/cmd.h"
#include "cmd/plan.h"

/* Writes what is planned into c->data_dir (made when absent), whose register stays open as
 * c->app, held alone. ERR_CONFLICT when the database holds one already. */
MUST_CHECK enum err init_register(struct cmd *c, struct plan *p);
