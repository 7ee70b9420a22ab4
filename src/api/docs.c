/* SPDX-License-Identifier: Apache-2.0
 * The interface as a page: the same rows, for a person.
 */
#include "api/openapi.h"

#include "base/buf.h"

enum { PAGE_MAX = 4 * 1024 * 1024 };

static const char *field_type(const struct field *f)
{
    static const char *const kinds[] = {[FIELD_STR] = "text",
                                        [FIELD_I64] = "number",
                                        [FIELD_BOOL] = "true / false",
                                        [FIELD_ENUM] = "one of",
                                        [FIELD_STRS] = "list of texts"};
    static const char *const forms[] = {[AS_SELF] = NULL,
                                        [AS_TIME] = "time (RFC 3339)",
                                        [AS_ID] = "id (decimal string)",
                                        [AS_TEXT] = "text of lines",
                                        [AS_NUMBER] = "public number",
                                        [AS_SECRET] = "secret",
                                        [AS_REAL6] = "degrees"};
    return forms[f->as] ? forms[f->as] : kinds[f->kind];
}

static void field_row(struct buf *b, const struct field *f)
{
    buf_c(b, "<tr><td><code>");
    buf_html_text(b, str_c(f->name));
    buf_c(b, "</code></td><td>");
    buf_c(b, field_type(f));
    for (int i = 0; f->names && i < f->names->n; i++)
        if (f->names->text[i] && f->names->text[i][0])
            buf_fmt(b, " <code>%s</code>", f->names->text[i]);
    buf_c(b, "</td><td>");
    buf_c(b, f->required ? "必填 required" : "");
    buf_c(b, "</td><td>");
    buf_html_text(b, str_c(f->zh));
    buf_c(b, " ");
    buf_html_text(b, str_c(f->en));
    buf_c(b, "</td></tr>\n");
}

static void fields_table(struct buf *b, const char *title, const struct shape *s)
{
    if (!s || !s->n)
        return;
    buf_fmt(b,
            "<table><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">type</th>"
            "<th scope=\"col\"></th><th scope=\"col\"></th></tr></thead><tbody>\n",
            title);
    for (size_t i = 0; i < s->n; i++)
        field_row(b, &s->fields[i]);
    buf_c(b, "</tbody></table>\n");
}

static void needs_line(struct buf *b, const struct route *r)
{
    static const char *const who[] = {
        [WHO_NOBODY] = "",
        [WHO_PUBLIC] = "任何人 anybody",
        [WHO_CITIZEN] = "凭查询码 <code>X-Query-Code</code>",
        [WHO_ANY] = "任何人；登录后为工作人员 anybody, or an officer with a session",
        [WHO_OFFICER] = "登录的工作人员 an officer with a session"};
    buf_fmt(b, "<p>%s", who[r->who]);
    for (int i = 0; i < ROLE__MAX; i++)
        if (r->roles & BIT(i))
            buf_fmt(b, " <code>%s</code>", enum_text(&role_names, i));
    if (r->flags & ROUTE_VERSION)
        buf_c(b, "; <code>If-Match</code>");
    if (r->flags & (ROUTE_KEY | ROUTE_ONCE))
        buf_c(b, r->flags & ROUTE_KEY ? "; <code>Idempotency-Key</code> 必须 required"
                                      : "; <code>Idempotency-Key</code>");
    if (r->who == WHO_OFFICER && r->method != HTTP_GET)
        buf_c(b, "; <code>X-CSRF-Token</code>");
    buf_c(b, "</p>\n");
}

static void route_section(struct buf *b, const struct route *r)
{
    buf_fmt(b, "<h3><span class=\"m\">%s</span> %s</h3>\n<p>", http_method_text(r->method),
            r->path);
    buf_html_text(b, str_c(r->zh));
    buf_c(b, " / ");
    buf_html_text(b, str_c(r->en));
    buf_c(b, "</p>\n");
    needs_line(b, r);
    fields_table(b, "query", r->query);
    fields_table(b, r->public_body ? "body (officer)" : "body", r->body);
    fields_table(b, "body (public)", r->public_body);
}

struct str docs_make(struct arena *a, const struct routes *routes)
{
    struct buf b;
    buf_init(&b, a, PAGE_MAX);
    buf_c(&b, "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\">"
              "<meta name=\"viewport\" content=\"width=device-width\">"
              "<title>回音接口 Huiyin API</title>"
              "<link rel=\"stylesheet\" href=\"docs.css\"></head><body><main>"
              "<h1>回音接口 Huiyin API</h1>"
              "<p><a href=\"openapi.json\">OpenAPI 3.1</a></p>\n");
    for (size_t i = 0; i < routes->n; i++)
        route_section(&b, &routes->p[i]);
    buf_c(&b, "</main></body></html>\n");
    return buf_done(&b);
}
