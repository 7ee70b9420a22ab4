/* SPDX-License-Identifier: Apache-2.0
 * Rows of a table file that cannot be taken, as a table.
 */
#pragma once

#include "cmd/cmd.h"
#include "loop/directory_file.h"

/* n of all that were found. Says nothing when there are none. */
void faults_say(struct cmd *c, const struct directory_fault *f, size_t n, size_t all);
