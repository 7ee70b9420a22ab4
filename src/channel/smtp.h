/* SPDX-License-Identifier: Apache-2.0
 * Mail out by SMTP (settings mail_*): plain text, UTF-8. The message id is made of the outbox
 * row's id, so that a repeat is known as one.
 */
#pragma once

#include "core/outbox.h"

/* An outbox_send_fn. ERR_INPUT: no such recipient (550, 551, 553) or no mail address; ERR_IO:
 * try again. At most 30 s. */
MUST_CHECK enum err smtp_send(struct ctx *cx, const struct outbox_message *m);

/* The message as it goes over the line, CRLF lines. */
struct str smtp_compose(struct ctx *cx, const struct outbox_message *m);
