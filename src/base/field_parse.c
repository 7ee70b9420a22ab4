/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <math.h>

#include "base/ctx.h"
#include "base/field.h"
#include "base/number.h"
#include "base/time.h"
#include "base/utf8.h"

enum { TEXT_MAX = 200, ENTRIES_MAX = 100, DEGREES_MAX = 360, KEY_SHOWN = 64 };

/* Beyond this, degrees as a double no longer give every millionth back. */
static const double stored_degrees_max = 1e9;

/* Values come from outside (cleaned, limits checked) or from what shape_json wrote (taken as
 * they stand). */
enum origin { FROM_OUTSIDE, FROM_STORE };

struct reader {
    struct ctx *cx;
    const struct shape *shape;
    enum origin origin;
    void *row;
};

static void *member(const struct reader *r, const struct field *f)
{
    return (char *)r->row + f->off;
}

static const char *label(const struct ctx *cx, const struct field *f)
{
    const char *text = cx->lang == LANG_EN ? f->en : f->zh;
    return text == NULL ? f->name : text;
}

static enum err wrong_type(struct reader *r, const struct field *f)
{
    return fail_at(r->cx, ERR_INPUT, f->name, "%s：值的类型或格式不对",
                   "%s: the value has the wrong type or form", label(r->cx, f));
}

static enum err missing(struct reader *r, const struct field *f)
{
    return fail_at(r->cx, ERR_INPUT, f->name, "%s：必须填写", "%s: required", label(r->cx, f));
}

static enum err line_ok(struct reader *r, const struct field *f, struct str s, int64_t min,
                        int64_t max)
{
    int64_t n = utf8_count(s);
    if (n > max)
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：最多 %lld 个字，现有 %lld 个",
                       "%s: at most %lld characters, these are %lld", label(r->cx, f),
                       (long long)max, (long long)n);
    if (n > 0 && n < min)
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：至少 %lld 个字，现有 %lld 个",
                       "%s: at least %lld characters, these are %lld", label(r->cx, f),
                       (long long)min, (long long)n);
    if (f->as != AS_TEXT && f->as != AS_SECRET && str_has(s, "\n"))
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：不能换行", "%s: one line only",
                       label(r->cx, f));
    return OK;
}

/* An arena copy of s as the field keeps it. */
static enum err keep_text(struct reader *r, const struct field *f, struct str s, int64_t min,
                          int64_t max, struct str *out)
{
    if (!utf8_valid(s))
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：不是有效的 UTF-8 文本",
                       "%s: not valid UTF-8 text", label(r->cx, f));
    bool as_is = r->origin == FROM_STORE || f->as == AS_SECRET;
    struct str kept = as_is ? str_dup(r->cx->arena, s) : utf8_clean(r->cx->arena, s);
    if (r->origin == FROM_OUTSIDE)
        TRY(line_ok(r, f, kept, min, max));
    *out = kept;
    return OK;
}

static enum err set_str(struct reader *r, const struct field *f, struct str s)
{
    struct str kept = {0};
    TRY(keep_text(r, f, s, f->min, f->max == 0 ? TEXT_MAX : f->max, &kept));
    if (f->as == AS_NUMBER && r->origin == FROM_OUTSIDE && kept.n > 0 && !number_valid(kept))
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：编号有误，请逐位核对",
                       "%s: not a valid number; please check each digit", label(r->cx, f));
    *(struct str *)member(r, f) = kept;
    return OK;
}

static enum err set_i64(struct reader *r, const struct field *f, int64_t v)
{
    int64_t min = f->min;
    int64_t max = f->max;
    bool limited = min != 0 || max != 0;
    if (!limited && f->as == AS_REAL6) {
        min = -DEGREES_MAX * 1000000LL;
        max = DEGREES_MAX * 1000000LL;
        limited = true;
    }
    if (min > 0 && max == 0)
        max = INT64_MAX;
    if (limited && r->origin == FROM_OUTSIDE && (v < min || v > max))
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：超出允许的范围",
                       "%s: outside the range allowed", label(r->cx, f));
    *(int64_t *)member(r, f) = v;
    return OK;
}

static enum err set_int(struct reader *r, const struct field *f, int64_t v)
{
    if (v < INT_MIN || v > INT_MAX)
        return wrong_type(r, f);
    *(int *)member(r, f) = (int)v;
    return OK;
}

/* "-98.123456": at most six decimals count, more are rounded off towards zero. */
static bool degrees_from_text(struct str s, int64_t *out)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    if (minus)
        s = str_sub(s, 1, s.n);
    const char *dot = s.n == 0 ? NULL : memchr(s.p, '.', s.n);
    size_t whole_n = dot == NULL ? s.n : (size_t)(dot - s.p);
    int64_t whole;
    if (!str_i64(str_sub(s, 0, whole_n), &whole) || whole < 0 || whole > 1000000000)
        return false;
    struct str rest = dot == NULL ? STR("0") : str_sub(s, whole_n + 1, s.n);
    if (rest.n == 0)
        return false;
    int64_t part = 0;
    for (size_t i = 0; i < rest.n || i < 6; i++) {
        char c = '0';
        if (i < rest.n)
            c = rest.p[i];
        if (c < '0' || c > '9')
            return false;
        if (i < 6)
            part = part * 10 + (c - '0');
    }
    int64_t v = whole * 1000000 + part;
    *out = minus ? -v : v;
    return true;
}

static enum err i64_from_text(struct reader *r, const struct field *f, struct str s)
{
    int64_t v = 0;
    bool date_only;
    if (r->origin == FROM_OUTSIDE)
        s = str_trim(s);
    if (s.n == 0)
        return OK;
    bool good;
    switch (f->as) {
    case AS_TIME:
        good = time_parse(s, &v, &date_only);
        break;
    case AS_REAL6:
        good = degrees_from_text(s, &v);
        break;
    case AS_ID:
        good = str_i64(s, &v) && (v >= 0 || r->origin == FROM_STORE);
        break;
    case AS_SELF:
    case AS_TEXT:
    case AS_NUMBER:
    case AS_SECRET:
    default:
        good = str_i64(s, &v);
        break;
    }
    return good ? set_i64(r, f, v) : wrong_type(r, f);
}

static enum err enum_from_text(struct reader *r, const struct field *f, struct str s)
{
    int64_t v;
    if (s.n == 0)
        return OK;
    if (f->names == NULL)
        return str_i64(s, &v) ? set_int(r, f, v) : wrong_type(r, f);
    int value = enum_value(f->names, s);
    if (value < 0)
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：没有这个选项", "%s: no such choice",
                       label(r->cx, f));
    return set_int(r, f, value);
}

static enum err bool_from_text(struct reader *r, const struct field *f, struct str s)
{
    static const char *const yes[] = {"1", "true", "on", "yes"};
    static const char *const no[] = {"", "0", "false", "off", "no"};
    for (size_t i = 0; i < COUNT(yes); i++) {
        if (str_eq_c(s, yes[i])) {
            *(bool *)member(r, f) = true;
            return OK;
        }
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        if (str_eq_c(s, no[i])) {
            *(bool *)member(r, f) = false;
            return OK;
        }
    }
    return wrong_type(r, f);
}

static enum err from_text(struct reader *r, const struct field *f, struct str s)
{
    switch (f->kind) {
    case FIELD_STR:
        return set_str(r, f, s);
    case FIELD_I64:
        return i64_from_text(r, f, s);
    case FIELD_BOOL:
        return bool_from_text(r, f, s);
    case FIELD_ENUM:
        return enum_from_text(r, f, s);
    case FIELD_STRS:
        return wrong_type(r, f);
    }
    return wrong_type(r, f);
}

static struct str json_text(const json_t *v)
{
    return (struct str){.p = json_string_value(v), .n = json_string_length(v)};
}

static enum err i64_from_json(struct reader *r, const struct field *f, json_t *v)
{
    if ((f->as == AS_TIME || f->as == AS_ID) && json_is_string(v))
        return i64_from_text(r, f, json_text(v));
    if (f->as == AS_REAL6 && json_is_number(v)) {
        double degrees = json_number_value(v);
        if (fabs(degrees) > stored_degrees_max)
            return wrong_type(r, f);
        return set_i64(r, f, llround(degrees * 1e6));
    }
    if (f->as == AS_SELF && json_is_integer(v))
        return set_i64(r, f, json_integer_value(v));
    return wrong_type(r, f);
}

static enum err entries_ok(struct reader *r, const struct field *f, size_t n)
{
    int64_t max = f->max == 0 ? ENTRIES_MAX : f->max;
    if (r->origin == FROM_OUTSIDE && ((int64_t)n > max || (int64_t)n < f->min))
        return fail_at(r->cx, ERR_INPUT, f->name, "%s：应有 %lld 至 %lld 项",
                       "%s: %lld to %lld entries", label(r->cx, f), (long long)f->min,
                       (long long)max);
    return OK;
}

static enum err strs_from_json(struct reader *r, const struct field *f, json_t *v)
{
    if (!json_is_array(v))
        return wrong_type(r, f);
    size_t n = json_array_size(v);
    TRY(entries_ok(r, f, n));
    struct strs out = {.p = NEWS(r->cx->arena, struct str, n), .n = n};
    for (size_t i = 0; i < n; i++) {
        json_t *entry = json_array_get(v, i);
        if (!json_is_string(entry))
            return wrong_type(r, f);
        TRY(keep_text(r, f, json_text(entry), 0, TEXT_MAX, &out.p[i]));
        if (out.p[i].n == 0 && r->origin == FROM_OUTSIDE)
            return wrong_type(r, f);
    }
    *(struct strs *)member(r, f) = out;
    return OK;
}

static enum err from_json(struct reader *r, const struct field *f, json_t *v)
{
    switch (f->kind) {
    case FIELD_STR:
        return json_is_string(v) ? set_str(r, f, json_text(v)) : wrong_type(r, f);
    case FIELD_I64:
        return i64_from_json(r, f, v);
    case FIELD_BOOL:
        if (!json_is_boolean(v))
            return wrong_type(r, f);
        *(bool *)member(r, f) = json_is_true(v);
        return OK;
    case FIELD_ENUM:
        if (f->names == NULL)
            return json_is_integer(v) ? set_int(r, f, json_integer_value(v)) : wrong_type(r, f);
        return json_is_string(v) ? enum_from_text(r, f, json_text(v)) : wrong_type(r, f);
    case FIELD_STRS:
        return strs_from_json(r, f, v);
    }
    return wrong_type(r, f);
}

/* Whether a required field, once read, says nothing after all. */
static bool says_nothing(const struct reader *r, const struct field *f)
{
    const void *p = member(r, f);
    if (f->kind == FIELD_STR)
        return ((const struct str *)p)->n == 0;
    if (f->kind == FIELD_STRS)
        return ((const struct strs *)p)->n == 0;
    if (f->kind == FIELD_I64 && (f->as == AS_ID || f->as == AS_TIME))
        return *(const int64_t *)p == 0;
    return false;
}

static const struct field *field_find(const struct shape *s, struct str key)
{
    for (size_t i = 0; i < s->n; i++) {
        if (str_eq_c(key, s->fields[i].name))
            return &s->fields[i];
    }
    return NULL;
}

static enum err unknown(struct ctx *cx, struct str key)
{
    struct str shown = utf8_valid(key) ? utf8_head(key, KEY_SHOWN) : STR("?");
    const char *name = str_cdup(cx->arena, shown);
    return fail_at(cx, ERR_INPUT, name, "没有这个字段：%s", "unknown field: %s", name);
}

static enum err keys_known(struct ctx *cx, const struct shape *s, json_t *in)
{
    if (!json_is_object(in))
        return fail(cx, ERR_INPUT, "应为 JSON 对象", "a JSON object is expected");
    const char *key;
    json_t *value;
    json_object_foreach(in, key, value)
    {
        if (field_find(s, str_c(key)) == NULL)
            return unknown(cx, str_c(key));
    }
    return OK;
}

static bool json_is_blank(const json_t *v)
{
    return v == NULL || json_is_null(v) || (json_is_string(v) && str_trim(json_text(v)).n == 0);
}

enum err shape_parse(struct ctx *cx, const struct shape *s, json_t *in, void *out)
{
    TRY(keys_known(cx, s, in));
    struct reader r = {cx, s, FROM_OUTSIDE, arena_alloc(cx->arena, s->size)};
    for (size_t i = 0; i < s->n; i++) {
        const struct field *f = &s->fields[i];
        json_t *v = json_object_get(in, f->name);
        bool blank = json_is_blank(v);
        /* Blanks are characters of a secret; only the kinds read from text know the empty one.
         */
        if (f->as == AS_SECRET && json_is_string(v))
            blank = json_string_length(v) == 0;
        if (!blank || (json_is_string(v) && f->kind == FIELD_BOOL))
            TRY(from_json(&r, f, v));
        if (f->required && (blank || says_nothing(&r, f)))
            return missing(&r, f);
    }
    memcpy(out, r.row, s->size);
    return OK;
}

enum err shape_patch(struct ctx *cx, const struct shape *s, json_t *in, void *row)
{
    TRY(keys_known(cx, s, in));
    struct reader r = {cx, s, FROM_STORE, arena_copy(cx->arena, row, s->size)};
    static const size_t sizes[] = {
        [FIELD_STR] = sizeof(struct str),   [FIELD_I64] = sizeof(int64_t),
        [FIELD_BOOL] = sizeof(bool),        [FIELD_ENUM] = sizeof(int),
        [FIELD_STRS] = sizeof(struct strs),
    };
    for (size_t i = 0; i < s->n; i++) {
        const struct field *f = &s->fields[i];
        json_t *v = json_object_get(in, f->name);
        if (v == NULL)
            continue;
        memset(member(&r, f), 0, sizes[f->kind]);
        if (!json_is_null(v))
            TRY(from_json(&r, f, v));
    }
    memcpy(row, r.row, s->size);
    return OK;
}

/* Forms repeat the key for every entry; empty entries are rows left blank. */
static enum err strs_from_pairs(struct reader *r, const struct field *f, const struct pair *in,
                                size_t n)
{
    struct strs out = {.p = NEWS(r->cx->arena, struct str, n)};
    for (size_t i = 0; i < n; i++) {
        if (!str_eq_c(in[i].key, f->name))
            continue;
        TRY(keep_text(r, f, in[i].value, 0, TEXT_MAX, &out.p[out.n]));
        if (out.p[out.n].n > 0)
            out.n++;
    }
    if (out.n > 0)
        TRY(entries_ok(r, f, out.n));
    *(struct strs *)member(r, f) = out;
    return OK;
}

static enum err scalar_from_pairs(struct reader *r, const struct field *f,
                                  const struct pair *in, size_t n, bool *blank)
{
    const struct pair *found = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq_c(in[i].key, f->name))
            continue;
        if (found != NULL)
            return fail_at(r->cx, ERR_INPUT, f->name, "%s：重复填写", "%s: given twice",
                           label(r->cx, f));
        found = &in[i];
    }
    if (found == NULL)
        return OK;
    struct str value = f->as == AS_SECRET ? found->value : str_trim(found->value);
    *blank = value.n == 0;
    return *blank ? OK : from_text(r, f, value);
}

enum err shape_parse_pairs(struct ctx *cx, const struct shape *s, const struct pair *in,
                           size_t n, void *out)
{
    for (size_t i = 0; i < n; i++) {
        if (field_find(s, in[i].key) == NULL)
            return unknown(cx, in[i].key);
    }
    struct reader r = {cx, s, FROM_OUTSIDE, arena_alloc(cx->arena, s->size)};
    for (size_t i = 0; i < s->n; i++) {
        const struct field *f = &s->fields[i];
        bool blank = true;
        if (f->kind == FIELD_STRS) {
            blank = false;
            TRY(strs_from_pairs(&r, f, in, n));
        } else {
            TRY(scalar_from_pairs(&r, f, in, n, &blank));
        }
        if (f->required && (blank || says_nothing(&r, f)))
            return missing(&r, f);
    }
    memcpy(out, r.row, s->size);
    return OK;
}
