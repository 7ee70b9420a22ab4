/* SPDX-License-Identifier: Apache-2.0 */
#include "channel/sms_gateway.h"

#include <curl/curl.h>

#include "base/json.h"
#include "core/app.h"
#include "core/config.h"

enum { CONNECT_MS = 5000, TOTAL_MS = 20000, BODY_MAX = 64 * 1024, ANSWER_MAX = 64 * 1024 };

static struct str body_of(struct ctx *cx, const struct outbox_message *m)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, BODY_MAX);
    json_init(&w, &b);
    json_obj(&w);
    json_kstr(&w, "to", m->to);
    json_kstr(&w, "text", m->text);
    json_kid(&w, "id", m->id);
    json_obj_end(&w);
    return buf_done(&b);
}

/* The answer's words are of no use, its status says it all; a gateway that talks without end
 * is cut off. */
static size_t swallow(char *p, size_t size, size_t n, void *arg)
{
    size_t *seen = arg;
    (void)p;
    *seen += size * n;
    return *seen > ANSWER_MAX ? 0 : size * n;
}

static struct curl_slist *headers_of(struct ctx *cx)
{
    const struct config *c = cx->app->config;
    struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
    list = curl_slist_append(list, "Expect:");
    if (c->sms_token.n > 0)
        list = curl_slist_append(
            list,
            str_fmt(cx->arena, "%.*s: %.*s", STR_ARG(c->sms_header), STR_ARG(c->sms_token)).p);
    return list;
}

static enum err outcome(struct ctx *cx, CURL *curl, CURLcode code)
{
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK) {
        const char *why = curl_easy_strerror(code);
        return fail(cx, ERR_IO, "短信网关连接失败：%s", "the SMS gateway failed: %s", why);
    }
    if ((status >= 200 && status < 300) || status == 409)
        return OK;
    enum err e = status == 400 || status == 422 ? ERR_INPUT : ERR_IO;
    return fail(cx, e, "短信网关返回 %ld", "the SMS gateway answered %ld", status);
}

enum err sms_gateway_send(struct ctx *cx, const struct outbox_message *m)
{
    const struct config *c = cx->app->config;
    struct str body = body_of(cx, m);
    struct curl_slist *headers = headers_of(cx);
    size_t seen = 0;
    CURL *curl = curl_easy_init();
    if (!curl || !headers)
        abort();
    curl_easy_setopt(curl, CURLOPT_URL, str_cdup(cx->arena, c->sms_url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)TOTAL_MS);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.p);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &seen);
    enum err e = outcome(cx, curl, curl_easy_perform(curl));
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return e;
}
