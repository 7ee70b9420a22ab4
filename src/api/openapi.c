/* SPDX-License-Identifier: Apache-2.0 */
#include "api/openapi.h"

#include "base/json.h"

enum { DOCUMENT_MAX = 8 * 1024 * 1024 };

static void write_ref(struct json *w, const char *kind, const char *name)
{
    char ref[160];
    json_obj(w);
    snprintf(ref, sizeof ref, "#/components/%s/%s", kind, name);
    json_kcstr(w, "$ref", ref);
    json_obj_end(w);
}

static void write_param(struct json *w, const char *name, const char *in, bool required,
                        const char *text)
{
    json_obj(w);
    json_kcstr(w, "name", name);
    json_kcstr(w, "in", in);
    json_kbool(w, "required", required);
    json_kcstr(w, "description", text);
    json_key(w, "schema");
    json_obj(w);
    json_kcstr(w, "type", "string");
    json_obj_end(w);
    json_obj_end(w);
}

static void write_path_params(struct json *w, const char *path)
{
    char name[64];
    for (const char *p = strchr(path, '{'); p; p = strchr(p + 1, '{')) {
        size_t n = strcspn(p + 1, "}");
        snprintf(name, sizeof name, "%.*s", (int)n, p + 1);
        write_param(w, name, "path", true, name);
    }
}

static void write_params(struct json *w, const struct route *r)
{
    json_key(w, "parameters");
    json_arr(w);
    write_path_params(w, r->path);
    for (size_t i = 0; r->query && i < r->query->n; i++)
        write_param(w, r->query->fields[i].name, "query", r->query->fields[i].required,
                    r->query->fields[i].en ? r->query->fields[i].en : r->query->fields[i].name);
    if (r->flags & ROUTE_VERSION)
        write_param(w, "If-Match", "header", true, "version in quotes, as in ETag");
    if (r->flags & (ROUTE_KEY | ROUTE_ONCE))
        write_param(w, "Idempotency-Key", "header", (r->flags & ROUTE_KEY) != 0,
                    "22 to 128 characters of base64url, chosen anew for each request");
    if (r->who == WHO_CITIZEN)
        write_param(w, "X-Query-Code", "header", true, "the code given with the number");
    if (r->who == WHO_OFFICER && r->method != HTTP_GET)
        write_param(w, "X-CSRF-Token", "header", true, "csrf of the session");
    json_arr_end(w);
}

/* {"rows":[…]} of a shape. */
static void write_rows(struct json *w, const char *name)
{
    json_obj(w);
    json_kcstr(w, "type", "object");
    json_key(w, "required");
    json_arr(w);
    json_cstr(w, "rows");
    json_arr_end(w);
    json_key(w, "properties");
    json_obj(w);
    json_key(w, "rows");
    json_obj(w);
    json_kcstr(w, "type", "array");
    json_ki64(w, "maxItems", ROUTE_ROWS);
    json_key(w, "items");
    write_ref(w, "schemas", name);
    json_obj_end(w);
    json_obj_end(w);
    json_obj_end(w);
}

static void write_content(struct json *w, const char *type, const struct route *r)
{
    json_key(w, "content");
    json_obj(w);
    json_key(w, type);
    json_obj(w);
    json_key(w, "schema");
    if (r->body && r->public_body) {
        json_obj(w);
        json_key(w, "oneOf");
        json_arr(w);
        write_ref(w, "schemas", r->public_body->name);
        write_ref(w, "schemas", r->body->name);
        json_arr_end(w);
        json_obj_end(w);
    } else if (r->body && (r->flags & ROUTE_MANY)) {
        write_rows(w, r->body->name);
    } else if (r->body) {
        write_ref(w, "schemas", r->body->name);
    } else {
        json_obj(w);
        json_obj_end(w);
    }
    json_obj_end(w);
    json_obj_end(w);
}

static void write_body(struct json *w, const struct route *r)
{
    if (!r->body && !(r->flags & ROUTE_RAW))
        return;
    json_key(w, "requestBody");
    json_obj(w);
    json_kbool(w, "required", true);
    write_content(w,
                  r->method == HTTP_PATCH ? "application/offset+octet-stream"
                  : r->flags & ROUTE_RAW  ? "multipart/form-data"
                                          : "application/json",
                  r);
    json_obj_end(w);
}

static void write_answers(struct json *w, const struct route *r)
{
    json_key(w, "responses");
    json_obj(w);
    json_key(w, "2XX");
    json_obj(w);
    json_kcstr(w, "description", "done");
    json_key(w, "content");
    json_obj(w);
    json_key(w, r->answer ? r->answer : "application/json");
    json_obj(w);
    json_obj_end(w);
    json_obj_end(w);
    json_obj_end(w);
    json_key(w, "default");
    write_ref(w, "responses", "problem");
    json_obj_end(w);
}

static void write_operation(struct json *w, const struct route *r)
{
    static const char *const verbs[HTTP__MAX] = {
        [HTTP_GET] = "get",        [HTTP_POST] = "post",   [HTTP_PUT] = "put",
        [HTTP_HEAD] = "head",      [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete",
        [HTTP_OPTIONS] = "options"};
    json_key(w, verbs[r->method]);
    json_obj(w);
    json_kcstr(w, "summary", r->en);
    json_kcstr(w, "description", r->zh);
    if (r->roles) {
        json_key(w, "x-roles");
        json_arr(w);
        for (int i = 0; i < ROLE__MAX; i++)
            if (r->roles & BIT(i))
                json_cstr(w, enum_text(&role_names, i));
        json_arr_end(w);
    }
    json_key(w, "security");
    json_arr(w);
    if (r->who == WHO_OFFICER) {
        json_obj(w);
        json_key(w, "session");
        json_arr(w);
        json_arr_end(w);
        json_obj_end(w);
    }
    json_arr_end(w);
    write_params(w, r);
    write_body(w, r);
    write_answers(w, r);
    json_obj_end(w);
}

static void write_paths(struct json *w, const struct routes *all)
{
    json_key(w, "paths");
    json_obj(w);
    for (size_t i = 0; i < all->n; i++) {
        bool first = i == 0 || strcmp(all->p[i - 1].path, all->p[i].path) != 0;
        bool last = i + 1 == all->n || strcmp(all->p[i + 1].path, all->p[i].path) != 0;
        if (first) {
            json_key(w, all->p[i].path);
            json_obj(w);
        }
        write_operation(w, &all->p[i]);
        if (last)
            json_obj_end(w);
    }
    json_obj_end(w);
}

/* Each shape once, whichever row comes first. */
static bool shape_seen(const struct routes *all, size_t before, const struct shape *s)
{
    for (size_t i = 0; i < before; i++) {
        const struct route *r = &all->p[i];
        if ((r->body && strcmp(r->body->name, s->name) == 0) ||
            (r->public_body && strcmp(r->public_body->name, s->name) == 0))
            return true;
    }
    return false;
}

static void write_schemas(struct json *w, const struct routes *all)
{
    json_key(w, "schemas");
    json_obj(w);
    for (size_t i = 0; i < all->n; i++) {
        const struct shape *two[] = {all->p[i].body, all->p[i].public_body};
        for (size_t k = 0; k < 2; k++) {
            if (!two[k] || shape_seen(all, i, two[k]))
                continue;
            json_key(w, two[k]->name);
            shape_schema(w, two[k]);
        }
    }
    json_obj_end(w);
}

static void write_components(struct json *w, const struct routes *all)
{
    json_key(w, "components");
    json_obj(w);
    write_schemas(w, all);
    json_key(w, "responses");
    json_raw(
        w, STR("{\"problem\":{\"description\":\"RFC 9457\",\"content\":{"
               "\"application/problem+json\":{\"schema\":{\"type\":\"object\",\"required\":["
               "\"type\",\"title\",\"status\",\"code\"],\"properties\":{\"type\":{\"type\":"
               "\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
               "\"detail\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"field\":{"
               "\"type\":\"string\"},\"request_id\":{\"type\":\"string\"}}}}}}}"));
    json_key(w, "securitySchemes");
    json_raw(w, STR("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"hy_s\"}}"));
    json_obj_end(w);
}

struct str openapi_make(struct arena *a, const struct routes *routes)
{
    struct buf b;
    struct json w;
    buf_init(&b, a, DOCUMENT_MAX);
    json_init(&w, &b);
    json_obj(&w);
    json_kcstr(&w, "openapi", "3.1.0");
    json_key(&w, "info");
    json_obj(&w);
    json_kcstr(&w, "title", "回音 Huiyin");
    json_kcstr(&w, "version", HUIYIN_VERSION);
    json_obj_end(&w);
    write_paths(&w, routes);
    write_components(&w, routes);
    json_obj_end(&w);
    return buf_done(&b);
}
