/* SPDX-License-Identifier: Apache-2.0 */
#include "channel/outgoing.h"

#include <curl/curl.h>

#include "channel/sms_gateway.h"
#include "channel/smtp.h"

enum err outgoing_start(struct ctx *cx)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fail(cx, ERR_IO, "网络库无法启动", "the network library does not start");
    return OK;
}

void outgoing_stop(void)
{
    curl_global_cleanup();
}

size_t outgoing_senders(const struct config *c, struct outbox_sender out[OUTGOING_MAX])
{
    size_t n = 0;
    if (c->mail_host.n > 0)
        out[n++] = (struct outbox_sender){"mail", smtp_send};
    if (c->sms_url.n > 0)
        out[n++] = (struct outbox_sender){"sms", sms_gateway_send};
    return n;
}
