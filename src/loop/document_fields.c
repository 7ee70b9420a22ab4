/* SPDX-License-Identifier: Apache-2.0
 * From what a page reads to the fields of a document, as the table of its kind says.
 */
#include "base/time.h"
#include "loop/document_impl.h"

static void json_forget(void *v)
{
    json_decref(v);
}

struct str document_day(struct ctx *cx, int64_t day)
{
    int y = 0, m = 0, d = 0;
    day_to_civil(day, &y, &m, &d);
    return str_fmt(cx->arena, "%d年%d月%d日", y, m, d);
}

struct str document_time(struct ctx *cx, struct str rfc3339, bool with_hour)
{
    int64_t at = 0;
    bool date_only = false;
    char human[TIME_TEXT];
    if (!time_parse(rfc3339, &at, &date_only))
        return STR("");
    /* A limit that ends with its day is of that day, as on every page (labels.h). */
    bool day_end = !date_only && at == time_day_start(time_day(at));
    struct str day = document_day(cx, time_day(day_end && !with_hour ? at - 1 : at));
    if (!with_hour)
        return day;
    return str_fmt(cx->arena, "%.*s %s", STR_ARG(day), time_human(human, at) + 11);
}

static json_t *member(json_t *o, struct str path)
{
    while (o && path.n) {
        const char *dot = memchr(path.p, '.', path.n);
        size_t n = dot ? (size_t)(dot - path.p) : path.n;
        o = json_object_getn(o, path.p, n);
        path = str_sub(path, n + (dot ? 1 : 0), path.n);
    }
    return o;
}

/* Texts beside an event, by their names: one after the other. */
static struct str joined(struct ctx *cx, json_t *o)
{
    struct str s = STR("");
    const char *key;
    json_t *v;
    json_object_foreach(o, key, v)
    {
        if (json_is_string(v) && json_string_length(v))
            s = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(s), s.n ? "；" : "",
                        json_string_value(v));
    }
    return s;
}

static json_t *text_json(struct str s)
{
    return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *lines_json(struct ctx *cx, struct str s)
{
    json_t *all = json_array();
    struct strs lines = str_split(cx->arena, str_trim(s), '\n');
    for (size_t i = 0; s.n && i < lines.n; i++) {
        struct str one = str_trim(lines.p[i]);
        if (one.n)
            json_array_append_new(all, json_pack("{s:o}", "text", text_json(one)));
    }
    return all;
}

static struct str text_of_json(struct ctx *cx, json_t *v)
{
    if (json_is_integer(v))
        return str_of_i64(cx->arena, json_integer_value(v));
    if (json_is_object(v))
        return joined(cx, v);
    if (json_is_boolean(v))
        return json_is_true(v) ? STR("是") : STR("否");
    return json_is_string(v)
               ? (struct str){.p = json_string_value(v), .n = json_string_length(v)}
               : STR("");
}

static json_t *object_of(struct ctx *cx, const struct docx_field *fields, json_t *source);

static json_t *list_of(struct ctx *cx, const struct docx_field *rows, json_t *source)
{
    json_t *all = json_array();
    for (size_t i = 0; i < json_array_size(source); i++) {
        json_t *row = object_of(cx, rows, json_array_get(source, i));
        json_object_set_new(row, "serial", json_integer((json_int_t)i + 1));
        json_array_append_new(all, row);
    }
    return all;
}

static json_t *value_of(struct ctx *cx, const struct docx_field *f, json_t *v)
{
    switch (f->type) {
    case DOCX_LIST:
        return list_of(cx, f->rows, v);
    case DOCX_LINES:
        return lines_json(cx, text_of_json(cx, v));
    case DOCX_TIME:
    case DOCX_DAY:
        return text_json(document_time(cx, text_of_json(cx, v), f->type == DOCX_TIME));
    case DOCX_TEXT:
        break;
    }
    return text_json(text_of_json(cx, v));
}

static json_t *object_of(struct ctx *cx, const struct docx_field *fields, json_t *source)
{
    json_t *o = json_object();
    for (const struct docx_field *f = fields; f->name; f++)
        if (f->from)
            json_object_set_new(o, f->name, value_of(cx, f, member(source, str_c(f->from))));
    return o;
}

json_t *document_fields(struct ctx *cx, const struct docx_field *fields, json_t *source)
{
    json_t *o = object_of(cx, fields, source);
    arena_on_close(cx->arena, json_forget, o);
    return o;
}

static json_t *sample_of(struct ctx *cx, const struct docx_field *fields)
{
    json_t *o = json_object();
    for (const struct docx_field *f = fields; f->name; f++) {
        json_t *v = NULL;
        if (f->type == DOCX_LIST) {
            v = json_array();
            for (json_int_t i = 1; i <= 2; i++) {
                json_t *row = sample_of(cx, f->rows);
                json_object_set_new(row, "serial", json_integer(i));
                json_array_append_new(v, row);
            }
        } else if (f->type == DOCX_LINES) {
            v = lines_json(cx, str_c(f->sample));
        } else {
            v = text_json(str_c(f->sample));
        }
        json_object_set_new(o, f->name, v);
    }
    return o;
}

json_t *document_samples(struct ctx *cx, const struct docx_field *fields)
{
    json_t *o = sample_of(cx, fields);
    arena_on_close(cx->arena, json_forget, o);
    return o;
}

void document_set(json_t *fields, const char *name, struct str text)
{
    json_object_set_new(fields, name, text_json(text));
}
