/* SPDX-License-Identifier: Apache-2.0 */
#include "base/field.h"

#include "base/ctx.h"

static const void *member(const struct field *f, const void *row)
{
    return (const char *)row + f->off;
}

const char *enum_text(const struct enum_names *names, int value)
{
    if (value < 0 || value >= names->n || names->text[value] == NULL)
        return "";
    return names->text[value];
}

const char *enum_label(const struct enum_names *names, int value, int lang)
{
    const char *const *labels = lang == LANG_EN ? names->en : names->zh;
    if (value < 0 || value >= names->n || labels[value] == NULL)
        return "";
    return labels[value];
}

int enum_value(const struct enum_names *names, struct str text)
{
    for (int i = 0; i < names->n; i++) {
        const char *name = names->text[i];
        /* most differ in their first letter: no call for those */
        if (name != NULL && (text.n == 0 || name[0] == text.p[0]) && str_eq_c(text, name))
            return i;
    }
    return -1;
}

/* Millionths as a decimal, digit by digit: a double would not give every one back. */
static void json_millionths(struct json *w, int64_t v)
{
    uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v;
    char text[32];
    int n =
        snprintf(text, sizeof text, "%s%llu.%06llu", v < 0 ? "-" : "",
                 (unsigned long long)(size / 1000000), (unsigned long long)(size % 1000000));
    while (text[n - 1] == '0' && text[n - 2] != '.')
        n--;
    json_raw(w, (struct str){.p = text, .n = (size_t)n});
}

static void json_field_i64(struct json *w, const struct field *f, int64_t v)
{
    if (f->as == AS_TIME)
        json_time(w, v);
    else if (f->as == AS_REAL6)
        json_millionths(w, v);
    else if (f->as == AS_ID && v == 0)
        json_nil(w);
    else if (f->as == AS_ID)
        json_id(w, v);
    else
        json_i64(w, v);
}

static void json_field_enum(struct json *w, const struct field *f, int v)
{
    if (f->names == NULL) {
        json_i64(w, v);
        return;
    }
    const char *text = enum_text(f->names, v);
    json_cstr(w, text[0] == '\0' ? NULL : text);
}

static void json_field_strs(struct json *w, const struct strs *v)
{
    json_arr(w);
    for (size_t i = 0; i < v->n; i++)
        json_str(w, v->p[i]);
    json_arr_end(w);
}

static void json_field(struct json *w, const struct field *f, const void *row)
{
    const void *p = member(f, row);
    json_key(w, f->name);
    switch (f->kind) {
    case FIELD_STR:
        json_str(w, *(const struct str *)p);
        return;
    case FIELD_I64:
        json_field_i64(w, f, *(const int64_t *)p);
        return;
    case FIELD_BOOL:
        json_bool(w, *(const bool *)p);
        return;
    case FIELD_ENUM:
        json_field_enum(w, f, *(const int *)p);
        return;
    case FIELD_STRS:
        json_field_strs(w, p);
        return;
    }
}

void shape_json(struct json *w, const struct shape *s, const void *row)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->fields[i].as != AS_SECRET)
            json_field(w, &s->fields[i], row);
    }
}

static bool same_strs(const struct strs *a, const struct strs *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!str_eq(a->p[i], b->p[i]))
            return false;
    }
    return true;
}

static bool same_field(const struct field *f, const void *a, const void *b)
{
    const void *x = member(f, a);
    const void *y = member(f, b);
    switch (f->kind) {
    case FIELD_STR:
        return str_eq(*(const struct str *)x, *(const struct str *)y);
    case FIELD_I64:
        return *(const int64_t *)x == *(const int64_t *)y;
    case FIELD_BOOL:
        return *(const bool *)x == *(const bool *)y;
    case FIELD_ENUM:
        return *(const int *)x == *(const int *)y;
    case FIELD_STRS:
        return same_strs(x, y);
    }
    return false;
}

int shape_json_diff(struct json *w, const struct shape *s, const void *a, const void *b)
{
    int written = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct field *f = &s->fields[i];
        if (f->as == AS_SECRET || same_field(f, a, b))
            continue;
        json_field(w, f, b);
        written++;
    }
    return written;
}

bool shape_same(const struct shape *s, const void *a, const void *b)
{
    for (size_t i = 0; i < s->n; i++) {
        if (!same_field(&s->fields[i], a, b))
            return false;
    }
    return true;
}
