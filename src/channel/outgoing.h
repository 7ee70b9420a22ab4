/* SPDX-License-Identifier: Apache-2.0
 * Ways out of the program: what SMTP and the SMS gateway share, and which of them the
 * configuration has switched on.
 */
#pragma once

#include "core/config.h"
#include "core/outbox.h"

/* Once in a process, before any thread. */
MUST_CHECK enum err outgoing_start(struct ctx *cx);
void outgoing_stop(void);

enum { OUTGOING_MAX = 2 };
/* Senders for outbox_run: mail when mail_host is set, sms when sms_url is. */
size_t outgoing_senders(const struct config *c, struct outbox_sender out[OUTGOING_MAX]);
