/* SPDX-License-Identifier: Apache-2.0 */
#include "db/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "db/driver.h"

enum { STRS_MAX_BYTES = 1 << 20 };

void row_map_release(struct row_map *m)
{
    free(m->fields);
    *m = (struct row_map){0};
}

static const struct field *field_named(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->n; i++)
        if (strcmp(shape->fields[i].name, name) == 0)
            return &shape->fields[i];
    return NULL;
}

static const struct row_map *map_for(const struct cursor *c, const struct shape *shape)
{
    struct row_map *m = &c->db->maps[c->id];

    if (m->shape == shape && m->columns == c->columns)
        return m;
    row_map_release(m);
    m->fields = calloc((size_t)c->columns + 1, sizeof(struct field *));
    if (!m->fields)
        abort();
    for (int i = 0; i < c->columns; i++)
        m->fields[i] = field_named(shape, c->db->store->driver->column(c, i));
    m->shape = shape;
    m->columns = c->columns;
    return m;
}

static enum err misfit(struct ctx *cx, const struct cursor *c, const struct field *f)
{
    return fail(cx, ERR_IO, "数据库里 %s 的 %s 值不合规定", "stored value does not fit: %s.%s",
                sql_texts[c->id].name, f->name);
}

static enum err read_i64(struct ctx *cx, const struct cursor *c, const struct field *f,
                         const struct val *v, int64_t *out)
{
    if (v->kind == VAL_I64)
        *out = v->i;
    else if (v->kind == VAL_STR && !str_i64(v->s, out))
        return misfit(cx, c, f);
    return OK;
}

static enum err read_enum(struct ctx *cx, const struct cursor *c, const struct field *f,
                          const struct val *v, int *out)
{
    int64_t number = 0;

    if (f->names && v->kind == VAL_STR) {
        int value = enum_value(f->names, v->s);

        if (value < 0)
            return misfit(cx, c, f);
        *out = value;
        return OK;
    }
    TRY(read_i64(cx, c, f, v, &number));
    if (number < INT32_MIN || number > INT32_MAX)
        return misfit(cx, c, f);
    *out = (int)number;
    return OK;
}

static enum err read_strs(struct ctx *cx, struct arena *a, const struct cursor *c,
                          const struct field *f, const struct val *v, struct strs *out)
{
    json_t *list;

    if (v->kind != VAL_STR || v->s.n == 0)
        return OK;
    TRY(json_read(cx, v->s, &list));
    if (!json_is_array(list))
        return misfit(cx, c, f);
    size_t n = json_array_size(list);
    struct str *p = NEWS(a, struct str, n);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);

        if (!json_is_string(one))
            return misfit(cx, c, f);
        p[i] = str_dup(a, (struct str){json_string_value(one), json_string_length(one)});
    }
    *out = (struct strs){p, n};
    return OK;
}

static enum err read_field(struct ctx *cx, struct arena *a, const struct cursor *c,
                           const struct field *f, const struct val *v, void *at)
{
    int64_t number = 0;

    switch (f->kind) {
    case FIELD_STR:
        if (v->kind == VAL_I64)
            *(struct str *)at = str_fmt(a, "%lld", (long long)v->i);
        else
            *(struct str *)at = v->kind == VAL_STR ? str_dup(a, v->s) : str_c("");
        return OK;
    case FIELD_I64:
        return read_i64(cx, c, f, v, at);
    case FIELD_BOOL:
        TRY(read_i64(cx, c, f, v, &number));
        *(bool *)at = number != 0;
        return OK;
    case FIELD_ENUM:
        return read_enum(cx, c, f, v, at);
    case FIELD_STRS:
        return read_strs(cx, a, c, f, v, at);
    }
    return misfit(cx, c, f);
}

enum err row_read(struct ctx *cx, struct arena *a, const struct cursor *c,
                  const struct shape *shape, void *out)
{
    const struct row_map *m = map_for(c, shape);

    memset(out, 0, shape->size);
    for (size_t i = 0; i < shape->n; i++)
        if (shape->fields[i].kind == FIELD_STR)
            *(struct str *)((char *)out + shape->fields[i].off) = str_c("");
    for (int i = 0; i < m->columns; i++) {
        const struct field *f = m->fields[i];

        if (!f)
            continue;
        struct val v = c->db->store->driver->value(c, i);
        TRY(read_field(cx, a, c, f, &v, (char *)out + f->off));
    }
    return OK;
}

static struct val strs_value(struct ctx *cx, const struct strs *list)
{
    struct buf b;
    struct json w;

    buf_init(&b, cx->arena, STRS_MAX_BYTES);
    json_init(&w, &b);
    json_arr(&w);
    for (size_t i = 0; i < list->n; i++)
        json_str(&w, list->p[i]);
    json_arr_end(&w);
    return TXT(buf_done(&b));
}

void row_values(struct ctx *cx, const struct shape *shape, const void *row, struct val *out)
{
    for (size_t i = 0; i < shape->n; i++) {
        const struct field *f = &shape->fields[i];
        const void *at = (const char *)row + f->off;

        switch (f->kind) {
        case FIELD_STR:
            out[i] = TXT(*(const struct str *)at);
            break;
        case FIELD_I64:
            out[i] = I64(*(const int64_t *)at);
            break;
        case FIELD_BOOL:
            out[i] = I64(*(const bool *)at);
            break;
        case FIELD_ENUM:
            out[i] = f->names ? TXT(str_c(enum_text(f->names, *(const int *)at)))
                              : I64(*(const int *)at);
            break;
        case FIELD_STRS:
            out[i] = strs_value(cx, at);
            break;
        }
    }
}
