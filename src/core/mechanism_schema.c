/* SPDX-License-Identifier: Apache-2.0
 * The node table as JSON Schema, for those who write mechanism files by hand.
 */
#include "core/mechanism_node.h"

static void put_node(struct json *w, const struct node *n);

static void put_names(struct json *w, const struct node *n)
{
    json_kcstr(w, "type", "string");
    json_key(w, "enum");
    json_arr(w);
    for (int i = 0; i < n->names->n; i++) {
        const char *text = n->names->text[i];
        if (text && text[0] && (n->mask == 0 || n->mask & BIT(i)))
            json_cstr(w, text);
    }
    json_arr_end(w);
}

static void put_remarks(struct json *w, const struct node *n)
{
    json_key(w, "why");
    json_obj(w);
    json_kcstr(w, "type", "string");
    json_kcstr(w, "description", "Where the rule comes from: requirement numbers.");
    json_obj_end(w);
    json_key(w, "default");
    json_obj(w);
    json_kcstr(w, "type", "boolean");
    json_kcstr(w, "description", "The source is silent: a default that may be changed.");
    json_obj_end(w);
    json_key(w, "defaults");
    json_obj(w);
    json_kcstr(w, "type", "array");
    json_kcstr(w, "description", "The keys here whose values are defaults.");
    json_key(w, "items");
    json_obj(w);
    json_key(w, "enum");
    json_arr(w);
    for (size_t i = 0; i < n->kids_n; i++)
        json_cstr(w, n->kids[i].key);
    json_arr_end(w);
    json_obj_end(w);
    json_obj_end(w);
}

static void put_object(struct json *w, const struct node *n)
{
    json_kcstr(w, "type", "object");
    json_kbool(w, "additionalProperties", false);
    json_key(w, "required");
    json_arr(w);
    for (size_t i = 0; i < n->kids_n; i++) {
        if (n->kids[i].required)
            json_cstr(w, n->kids[i].key);
    }
    json_arr_end(w);
    json_key(w, "properties");
    json_obj(w);
    put_remarks(w, n);
    for (size_t i = 0; i < n->kids_n; i++) {
        json_key(w, n->kids[i].key);
        json_obj(w);
        put_node(w, &n->kids[i]);
        json_obj_end(w);
    }
    json_obj_end(w);
}

static void put_code(struct json *w)
{
    json_kcstr(w, "type", "string");
    json_kcstr(w, "pattern", "^[a-z0-9_\\u0080-\\uffff]{1,40}$");
}

static void put_array(struct json *w, const struct node *n)
{
    json_kcstr(w, "type", "array");
    json_ki64(w, "minItems", n->kind == NODE_BITS || n->kind == NODE_LEVELS ? 1 : n->min);
    json_key(w, "items");
    json_obj(w);
    if (n->kind == NODE_LIST)
        put_object(w, n);
    else if (n->kind == NODE_CODES)
        put_code(w);
    else
        put_names(w, n);
    json_obj_end(w);
}

static void put_node(struct json *w, const struct node *n)
{
    if (n->note)
        json_kcstr(w, "description", n->note);
    switch (n->kind) {
    case NODE_TEXT:
        json_kcstr(w, "type", "string");
        json_ki64(w, "minLength", n->min);
        json_ki64(w, "maxLength", n->max);
        break;
    case NODE_CODE:
        put_code(w);
        break;
    case NODE_WORD:
    case NODE_ENUM:
        put_names(w, n);
        break;
    case NODE_I64:
        json_kcstr(w, "type", "integer");
        json_ki64(w, "minimum", n->min);
        json_ki64(w, "maximum", n->max);
        if (n->preset)
            json_ki64(w, "default", n->preset);
        break;
    case NODE_BOOL:
        json_kcstr(w, "type", "boolean");
        break;
    case NODE_BITS:
    case NODE_LEVELS:
    case NODE_CODES:
    case NODE_LIST:
        put_array(w, n);
        break;
    case NODE_SPAN:
    case NODE_OBJECT:
    case NODE__MAX:
        put_object(w, n);
        break;
    }
}

void node_schema(struct json *w, const struct node *root, const char *title,
                 const char *description)
{
    json_obj(w);
    json_kcstr(w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_kcstr(w, "title", title);
    json_kcstr(w, "description", description);
    put_object(w, root);
    json_obj_end(w);
}

void mechanism_schema(struct json *w)
{
    node_schema(w, &mechanism_root, "Mechanism",
                "The rules a place runs by, after \"include\" was merged in. This file is made "
                "from the program's own table and checked against it by a test.");
}
