/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/senders.h"

#include "channel/sms_gateway.h"
#include "channel/smtp.h"

void senders_for(const struct config *c, const struct outbox_sender **out, size_t *n)
{
    static struct outbox_sender senders[2];
    *n = 0;
    if (c->mail_host.n > 0)
        senders[(*n)++] = (struct outbox_sender){.channel = "mail", .send = smtp_send};
    if (c->sms_url.n > 0)
        senders[(*n)++] = (struct outbox_sender){.channel = "sms", .send = sms_gateway_send};
    *out = senders;
}
