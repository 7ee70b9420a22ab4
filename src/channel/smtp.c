/* SPDX-License-Identifier: Apache-2.0 */
#include "channel/smtp.h"

#include <curl/curl.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/config.h"

enum {
    CONNECT_MS = 10000,
    TOTAL_MS = 30000,
    MESSAGE_MAX = 4 * 1024 * 1024,
    WORD_BYTES = 42, /* of an encoded word: with "Subject: " and its frame a line of 77 */
    LINE_BYTES = 57, /* 76 characters of base64 */
};

static struct str base64(struct ctx *cx, struct str s)
{
    size_t n = sodium_base64_encoded_len(s.n, sodium_base64_VARIANT_ORIGINAL);
    char *out = arena_alloc(cx->arena, n);
    sodium_bin2base64(out, n, (const unsigned char *)s.p, s.n, sodium_base64_VARIANT_ORIGINAL);
    return (struct str){out, n - 1};
}

/* How many bytes of s, at most `most`, end with a whole character. */
static size_t whole(struct str s, size_t most)
{
    size_t n = s.n < most ? s.n : most;
    while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return n;
}

/* RFC 2047: no byte of the text stands in the header as it is, so none can end it. */
static void header_text(struct ctx *cx, struct buf *b, const char *name, struct str text)
{
    buf_fmt(b, "%s:", name);
    while (text.n > 0) {
        size_t n = whole(text, WORD_BYTES);
        struct str word = base64(cx, str_sub(text, 0, n));
        buf_fmt(b, " =?UTF-8?B?%s?=", word.p);
        text = str_sub(text, n, text.n);
        buf_c(b, text.n > 0 ? "\r\n" : "");
    }
    buf_c(b, "\r\n");
}

/* RFC 5322 date in Beijing time, by the wall clock. */
static void header_date(struct buf *b, int64_t wall)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t day = time_day(wall), s = (wall - time_day_start(day)) / MS_PER_SECOND;
    int y, m, d;
    day_to_civil(day, &y, &m, &d);
    buf_fmt(b, "Date: %s, %d %s %d %02d:%02d:%02d +0800\r\n", days[day_weekday(day)], d,
            months[m - 1], y, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

static void body_lines(struct ctx *cx, struct buf *b, struct str rest)
{
    while (rest.n > 0) {
        size_t n = rest.n < LINE_BYTES ? rest.n : LINE_BYTES;
        buf_str(b, base64(cx, str_sub(rest, 0, n)));
        buf_c(b, "\r\n");
        rest = str_sub(rest, n, rest.n);
    }
}

/* Everything between two edges is base64, in which the edge cannot stand. The name is the
 * program's own: letters, digits, dots and dashes. */
static const char EDGE[] = "=_huiyin", INNER[] = "=_page";

static void text_part(struct ctx *cx, struct buf *b, const char *type, struct str text)
{
    buf_fmt(b,
            "Content-Type: text/%s; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            type);
    body_lines(cx, b, text);
}

/* The same twice: a reader shows the last that it can. */
static void page_parts(struct ctx *cx, struct buf *b, const struct outbox_message *m)
{
    buf_fmt(b, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n", INNER,
            INNER);
    text_part(cx, b, "plain", m->text);
    buf_fmt(b, "--%s\r\n", INNER);
    text_part(cx, b, "html", m->page);
    buf_fmt(b, "--%s--\r\n", INNER);
}

static void file_part(struct ctx *cx, struct buf *b, const struct outbox_message *m)
{
    buf_fmt(b,
            "--%s\r\nContent-Type: %s; name=\"%.*s\"\r\nContent-Disposition: attachment; "
            "filename=\"%.*s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            EDGE, str_ends(m->file_name, ".png") ? "image/png" : "application/octet-stream",
            STR_ARG(m->file_name), STR_ARG(m->file_name));
    body_lines(cx, b, m->file);
    buf_fmt(b, "--%s--\r\n", EDGE);
}

struct str smtp_compose(struct ctx *cx, const struct outbox_message *m)
{
    const struct config *c = cx->app->config;
    struct buf b;
    buf_init(&b, cx->arena, MESSAGE_MAX);
    const char *at = memchr(c->mail_from.p, '@', c->mail_from.n);
    struct str domain =
        at ? str_sub(c->mail_from, (size_t)(at - c->mail_from.p) + 1, c->mail_from.n)
           : STR("localhost");
    header_date(&b, cx->wall);
    buf_fmt(&b, "From: <%.*s>\r\nTo: <%.*s>\r\n", STR_ARG(c->mail_from), STR_ARG(m->to));
    header_text(cx, &b, "Subject", m->subject);
    buf_fmt(&b, "Message-ID: <%lld@%.*s>\r\n", (long long)m->id, STR_ARG(domain));
    buf_c(&b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    if (m->file.n)
        buf_fmt(&b, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", EDGE,
                EDGE);
    if (m->page.n)
        page_parts(cx, &b, m);
    else
        text_part(cx, &b, "plain", m->text);
    if (m->file.n)
        file_part(cx, &b, m);
    return buf_done(&b);
}

static size_t give(char *out, size_t size, size_t n, void *arg)
{
    struct str *rest = arg;
    size_t take = size * n < rest->n ? size * n : rest->n;
    memcpy(out, rest->p, take);
    *rest = str_sub(*rest, take, rest->n);
    return take;
}

static void set_up(struct ctx *cx, CURL *curl, struct str *body)
{
    const struct config *c = cx->app->config;
    bool tls = str_eq_c(c->mail_tls, "tls"), starttls = str_eq_c(c->mail_tls, "starttls");
    struct str url = str_fmt(cx->arena, "%s://%.*s:%lld", tls ? "smtps" : "smtp",
                             STR_ARG(c->mail_host), (long long)c->mail_port);
    curl_easy_setopt(curl, CURLOPT_URL, url.p);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(tls || starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)TOTAL_MS);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, body);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
                     str_fmt(cx->arena, "<%.*s>", STR_ARG(c->mail_from)).p);
    if (c->mail_user.n > 0) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_cdup(cx->arena, c->mail_user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_cdup(cx->arena, c->mail_password));
    }
}

static enum err outcome(struct ctx *cx, CURL *curl, CURLcode code)
{
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK)
        return OK;
    if (status == 550 || status == 551 || status == 553)
        return fail(cx, ERR_INPUT, "收件人被邮件服务器拒绝（%ld）",
                    "the mail server refused the recipient (%ld)", status);
    const char *why = curl_easy_strerror(code);
    return fail(cx, ERR_IO, "邮件发送失败：%s（%ld）", "mail was not sent: %s (%ld)", why,
                status);
}

enum err smtp_send(struct ctx *cx, const struct outbox_message *m)
{
    if (!outbox_address_right(m->to))
        return fail(cx, ERR_INPUT, "邮箱地址不对", "this is no mail address");
    struct str body = smtp_compose(cx, m);
    struct curl_slist *to =
        curl_slist_append(NULL, str_fmt(cx->arena, "<%.*s>", STR_ARG(m->to)).p);
    CURL *curl = curl_easy_init();
    if (!curl || !to)
        abort();
    set_up(cx, curl, &body);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    enum err e = outcome(cx, curl, curl_easy_perform(curl));
    curl_easy_cleanup(curl);
    curl_slist_free_all(to);
    return e;
}
