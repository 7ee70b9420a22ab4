/* SPDX-License-Identifier: Apache-2.0
 * The ways in which messages leave, as far as the configuration names a server for them.
 */
#pragma once

#include "core/config.h"
#include "core/outbox.h"

/* Static storage; *n is 0 when nothing is configured: messages wait. */
void senders_for(const struct config *c, const struct outbox_sender **out, size_t *n);
