/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <assert.h>
#include <math.h>

#include <utf8proc.h>

#include "base/ctx.h"
#include "base/time.h"

void json_init(struct json *w, struct buf *out)
{
    *w = (struct json){.out = out};
}

static void before_value(struct json *w)
{
    if (w->keyed) {
        w->keyed = false;
        return;
    }
    if (w->comma[w->depth])
        buf_ch(w->out, ',');
    w->comma[w->depth] = 1;
}

static void begin(struct json *w, char c)
{
    before_value(w);
    buf_ch(w->out, c);
    w->depth++;
    assert(w->depth < JSON_DEPTH_MAX);
    w->comma[w->depth] = 0;
}

static void end(struct json *w, char c)
{
    assert(w->depth > 0 && !w->keyed);
    buf_ch(w->out, c);
    w->depth--;
}

void json_obj(struct json *w)
{
    begin(w, '{');
}

void json_obj_end(struct json *w)
{
    end(w, '}');
}

void json_arr(struct json *w)
{
    begin(w, '[');
}

void json_arr_end(struct json *w)
{
    end(w, ']');
}

static void escaped_ascii(struct buf *b, unsigned char c)
{
    switch (c) {
    case '"':
        buf_c(b, "\\\"");
        return;
    case '\\':
        buf_c(b, "\\\\");
        return;
    case '\n':
        buf_c(b, "\\n");
        return;
    case '\r':
        buf_c(b, "\\r");
        return;
    case '\t':
        buf_c(b, "\\t");
        return;
    default:
        buf_fmt(b, "\\u%04x", c);
    }
}

/* Three good bytes of UTF-8, whatever follows: most of what is Chinese, seen without a call. */
static bool is_usual_three(struct str s, size_t i)
{
    const unsigned char *p = (const unsigned char *)s.p + i;
    return s.n - i >= 3 && p[0] > 0xe0 && p[0] < 0xf0 && p[0] != 0xed &&
           (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80;
}

/* Bytes from i on that can be copied as they stand. */
static size_t plain_run(struct str s, size_t i)
{
    size_t from = i;
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == '"' || c == '\\')
            break;
        if (c < 0x80) {
            i++;
            continue;
        }
        if (is_usual_three(s, i)) {
            i += 3;
            continue;
        }
        utf8proc_int32_t cp;
        size_t rest = s.n - i;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                              (utf8proc_ssize_t)(rest < 4 ? rest : 4), &cp);
        if (n <= 0)
            break;
        i += (size_t)n;
    }
    return i - from;
}

static void quoted(struct buf *b, struct str s)
{
    buf_ch(b, '"');
    for (size_t i = 0; i < s.n;) {
        size_t run = plain_run(s, i);
        buf_put(b, s.p + i, run);
        i += run;
        if (i == s.n)
            break;
        unsigned char c = (unsigned char)s.p[i++];
        if (c < 0x80)
            escaped_ascii(b, c);
        else
            buf_c(b, "\xef\xbf\xbd");
    }
    buf_ch(b, '"');
}

void json_key(struct json *w, const char *key)
{
    assert(w->depth > 0 && !w->keyed);
    before_value(w);
    quoted(w->out, str_c(key));
    buf_ch(w->out, ':');
    w->keyed = true;
}

void json_str(struct json *w, struct str s)
{
    before_value(w);
    quoted(w->out, s);
}

void json_cstr(struct json *w, const char *s)
{
    if (s == NULL)
        json_nil(w);
    else
        json_str(w, str_c(s));
}

void json_i64(struct json *w, int64_t v)
{
    before_value(w);
    buf_i64(w->out, v);
}

void json_id(struct json *w, int64_t v)
{
    before_value(w);
    buf_ch(w->out, '"');
    buf_i64(w->out, v);
    buf_ch(w->out, '"');
}

void json_bool(struct json *w, bool v)
{
    json_raw(w, v ? STR("true") : STR("false"));
}

void json_f64(struct json *w, double v)
{
    if (!isfinite(v)) {
        json_nil(w);
        return;
    }
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    /* A library may have set a locale with a decimal comma. */
    char *comma = strchr(text, ',');
    if (comma != NULL)
        *comma = '.';
    json_raw(w, str_c(text));
}

void json_nil(struct json *w)
{
    json_raw(w, STR("null"));
}

void json_time(struct json *w, int64_t at)
{
    char text[TIME_TEXT];
    json_cstr(w, at == 0 ? NULL : time_rfc3339(text, at));
}

void json_raw(struct json *w, struct str s)
{
    before_value(w);
    buf_str(w->out, s);
}

void json_kstr(struct json *w, const char *key, struct str s)
{
    json_key(w, key);
    json_str(w, s);
}

void json_kcstr(struct json *w, const char *key, const char *s)
{
    json_key(w, key);
    json_cstr(w, s);
}

void json_ki64(struct json *w, const char *key, int64_t v)
{
    json_key(w, key);
    json_i64(w, v);
}

void json_kid(struct json *w, const char *key, int64_t v)
{
    json_key(w, key);
    json_id(w, v);
}

void json_kbool(struct json *w, const char *key, bool v)
{
    json_key(w, key);
    json_bool(w, v);
}

void json_ktime(struct json *w, const char *key, int64_t at)
{
    json_key(w, key);
    json_time(w, at);
}

/* jansson allows 2048 levels; counted here, outside strings, before it sees the text. Returns
 * the offset of the bracket that goes too deep, or s.n. */
static size_t too_deep_at(struct str s)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (in_string)
            continue;
        else if ((c == '{' || c == '[') && ++depth > JSON_DEPTH_MAX)
            return i;
        else if (c == '}' || c == ']')
            depth--;
    }
    return s.n;
}

static void json_release(void *value)
{
    json_decref(value);
}

/* jansson's own sentence quotes the input, which may hold a password. */
static const char *reason(enum json_error_code code, bool english)
{
    switch ((int)code) {
    case json_error_duplicate_key:
        return english ? "the same key twice" : "重复的键";
    case json_error_invalid_utf8:
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return english ? "not valid UTF-8 text" : "不是有效的 UTF-8 文本";
    case json_error_end_of_input_expected:
        return english ? "text after the end" : "结尾之后还有内容";
    case json_error_premature_end_of_input:
        return english ? "ends too early" : "内容不完整";
    case json_error_numeric_overflow:
        return english ? "number too large" : "数字过大";
    default:
        return english ? "not JSON" : "格式不对";
    }
}

enum err json_read(struct ctx *cx, struct str text, json_t **out)
{
    size_t deep = too_deep_at(text);
    if (deep < text.n)
        return fail(cx, ERR_INPUT, "JSON 嵌套过深：第 %zu 字节",
                    "JSON nested too deeply at byte %zu", deep);
    /* jansson takes a NUL byte for the end and would ignore what follows. */
    if (text.n > 0 && memchr(text.p, '\0', text.n) != NULL)
        return fail(cx, ERR_INPUT, "JSON 有误：含有空字节", "JSON error: a NUL byte");
    json_error_t error;
    json_t *value = json_loadb(text.p == NULL ? "" : text.p, text.n,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (value == NULL)
        return fail(cx, ERR_INPUT, "JSON 有误：第 %d 行第 %d 列，%s",
                    "JSON error at line %d, column %d: %s", error.line, error.column,
                    reason(json_error_code(&error), cx->lang == LANG_EN));
    arena_on_close(cx->arena, json_release, value);
    *out = value;
    return OK;
}

/* Behind the string that begins at i. */
static size_t string_end(struct str s, size_t i)
{
    for (i++; i < s.n && s.p[i] != '"'; i++)
        i += s.p[i] == '\\';
    return i + 1;
}

/* Behind the value that begins at i; past the end of a text that ends in its middle. */
static size_t value_end(struct str s, size_t i)
{
    int depth = 0;
    while (i < s.n) {
        char c = s.p[i];
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            return i;
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        i = c == '"' ? string_end(s, i) : i + 1;
    }
    return s.n + 1;
}

bool json_member(struct str object, const char *name, struct str *out)
{
    for (size_t i = 1; i < object.n && object.p[i] == '"';) {
        size_t from = string_end(object, i) + 1, to = value_end(object, from);
        if (to >= object.n)
            return false;
        if (str_eq_c(str_sub(object, i + 1, from - i - 3), name)) {
            *out = str_sub(object, from, to - from);
            return true;
        }
        i = to + 1;
    }
    return false;
}
