/* SPDX-License-Identifier: Apache-2.0
 * The whole flow table: the rows of every step module, in the order of the loop.
 */
#pragma once

#include "core/flow.h"

/* Puts the table together and registers it with the flow. Called once at start, before threads.
 */
void steps_register(void);
