/* SPDX-License-Identifier: Apache-2.0
 * Text messages by an HTTP gateway (settings sms_*): POST sms_url with the JSON object
 * {"to": digits, "text": text, "id": text}. A gateway drops an id it has seen. Redirects are
 * not followed: the text and the token go to the address that was configured and no other.
 */
#pragma once

#include "core/outbox.h"

/* An outbox_send_fn. OK: 2xx, or 409 (seen already). ERR_INPUT: 400 or 422, this message can
 * never go. ERR_IO: everything else, try again. At most 20 s. */
MUST_CHECK enum err sms_gateway_send(struct ctx *cx, const struct outbox_message *m);
