/* SPDX-License-Identifier: Apache-2.0 */
#include "base/field.h"

enum { TEXT_MAX = 200, ENTRIES_MAX = 100 };

/* A field that may be left out may be null as well. */
static void schema_type(struct json *w, const struct field *f, const char *type)
{
    json_key(w, "type");
    if (f->required) {
        json_cstr(w, type);
        return;
    }
    json_arr(w);
    json_cstr(w, type);
    json_cstr(w, "null");
    json_arr_end(w);
}

static void schema_str(struct json *w, const struct field *f)
{
    schema_type(w, f, "string");
    /* An empty optional text counts as left out, so that min binds only a required one. */
    if (f->required)
        json_ki64(w, "minLength", f->min > 1 ? f->min : 1);
    json_ki64(w, "maxLength", f->max == 0 ? TEXT_MAX : f->max);
    if (f->as == AS_SECRET) {
        json_kcstr(w, "format", "password");
        json_kbool(w, "writeOnly", true);
    }
    if (f->as == AS_TEXT)
        json_kbool(w, "x-multiline", true);
    if (f->as == AS_NUMBER)
        json_kcstr(w, "pattern",
                   f->required ? "^[0-9]{20,24}(-[1-9][0-9]{0,2})?$"
                               : "^([0-9]{20,24}(-[1-9][0-9]{0,2})?)?$");
}

static void schema_limits(struct json *w, const struct field *f)
{
    if (f->min == 0 && f->max == 0)
        return;
    json_ki64(w, "minimum", f->min);
    if (f->max != 0 || f->min < 0)
        json_ki64(w, "maximum", f->max);
}

static void schema_degrees(struct json *w, const struct field *f)
{
    bool limited = f->min != 0 || f->max != 0;
    schema_type(w, f, "number");
    json_key(w, "minimum");
    json_f64(w, limited ? (double)f->min / 1e6 : -360);
    json_key(w, "maximum");
    json_f64(w, limited ? (double)f->max / 1e6 : 360);
}

static void schema_i64(struct json *w, const struct field *f)
{
    if (f->as == AS_REAL6) {
        schema_degrees(w, f);
    } else if (f->as == AS_TIME) {
        schema_type(w, f, "string");
        json_kcstr(w, "format", "date-time");
    } else if (f->as == AS_ID) {
        schema_type(w, f, "string");
        json_kcstr(w, "pattern", f->required ? "^[0-9]{1,19}$" : "^[0-9]{0,19}$");
    } else {
        schema_type(w, f, "integer");
        json_kcstr(w, "format", "int64");
        schema_limits(w, f);
    }
}

static void schema_enum(struct json *w, const struct field *f)
{
    if (f->names == NULL) {
        schema_type(w, f, "integer");
        json_kcstr(w, "format", "int32");
        return;
    }
    schema_type(w, f, "string");
    json_key(w, "enum");
    json_arr(w);
    for (int i = 0; i < f->names->n; i++) {
        if (f->names->text[i] != NULL)
            json_cstr(w, f->names->text[i]);
    }
    if (!f->required)
        json_nil(w);
    json_arr_end(w);
    json_kcstr(w, "x-enum", f->names->name);
}

static void schema_strs(struct json *w, const struct field *f)
{
    schema_type(w, f, "array");
    json_key(w, "items");
    json_obj(w);
    json_kcstr(w, "type", "string");
    json_ki64(w, "minLength", 1);
    json_ki64(w, "maxLength", TEXT_MAX);
    json_obj_end(w);
    if (f->required || f->min > 0)
        json_ki64(w, "minItems", f->min > 1 ? f->min : 1);
    json_ki64(w, "maxItems", f->max == 0 ? ENTRIES_MAX : f->max);
}

static void schema_field(struct json *w, const struct field *f)
{
    json_key(w, f->name);
    json_obj(w);
    switch (f->kind) {
    case FIELD_STR:
        schema_str(w, f);
        break;
    case FIELD_I64:
        schema_i64(w, f);
        break;
    case FIELD_BOOL:
        schema_type(w, f, "boolean");
        break;
    case FIELD_ENUM:
        schema_enum(w, f);
        break;
    case FIELD_STRS:
        schema_strs(w, f);
        break;
    }
    if (f->zh != NULL)
        json_kcstr(w, "title", f->zh);
    if (f->en != NULL)
        json_kcstr(w, "description", f->en);
    if (f->options != NULL)
        json_kcstr(w, "x-options", f->options);
    json_obj_end(w);
}

void shape_schema(struct json *w, const struct shape *s)
{
    json_obj(w);
    json_kcstr(w, "type", "object");
    json_kbool(w, "additionalProperties", false);
    json_key(w, "required");
    json_arr(w);
    for (size_t i = 0; i < s->n; i++) {
        if (s->fields[i].required)
            json_cstr(w, s->fields[i].name);
    }
    json_arr_end(w);
    json_key(w, "properties");
    json_obj(w);
    for (size_t i = 0; i < s->n; i++)
        schema_field(w, &s->fields[i]);
    json_obj_end(w);
    json_obj_end(w);
}
