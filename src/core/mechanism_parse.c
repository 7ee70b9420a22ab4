/* SPDX-License-Identifier: Apache-2.0
 * Walks a file along the node table. Strict: unknown keys, wrong types and values out of range
 * are refused with the place where they stand.
 */
#include <assert.h>
#include <stdarg.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "core/mechanism_node.h"

enum { CODE_MAX = 40, WHY_MAX = 2000 };

ENUM_NAMES(meeting_cycle, MEETING_CYCLE_LIST);
ENUM_NAMES(meeting_draw, MEETING_DRAW_LIST);
ENUM_NAMES(close_rule, CLOSE_RULE_LIST);
ENUM_NAMES(bank_flag, BANK_FLAG_LIST);
ENUM_NAMES(bank_fact, BANK_FACT_LIST);
ENUM_NAMES(bank_axis, BANK_AXIS_LIST);

enum err mechanism_refuse(const struct mechanism_source *s, const char *path, const char *zh,
                          const char *en, ...)
{
    char reason[512];
    va_list args;
    va_start(args, en);
    (void)vsnprintf(reason, sizeof reason, s->cx->lang == LANG_EN ? en : zh, args);
    va_end(args);
    return fail_at(s->cx, ERR_INPUT, path, "%s：%s：%s", "%s: %s: %s", s->file,
                   path[0] ? path : "/", reason);
}

typedef enum err read_fn(const struct mechanism_source *s, const struct node *n,
                         const char *path, json_t *v, char *base);
static read_fn *const readers[NODE__MAX];

static enum err wrong_type(const struct mechanism_source *s, const char *path, const char *zh,
                           const char *en)
{
    return mechanism_refuse(s, path, "应为%s", "%s expected", s->cx->lang == LANG_EN ? en : zh);
}

static const char *below(const struct mechanism_source *s, const char *path, const char *key)
{
    return str_fmt(s->cx->arena, "%s/%s", path, key).p;
}

static const char *item(const struct mechanism_source *s, const char *path, size_t i)
{
    return str_fmt(s->cx->arena, "%s/%zu", path, i).p;
}

static struct str text_of(json_t *v)
{
    return (struct str){.p = json_string_value(v), .n = json_string_length(v)};
}

static bool is_code(struct str s)
{
    if (s.n == 0 || utf8_count(s) > CODE_MAX || str_trim(s).n != s.n)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (c < 0x80 && !plain)
            return false;
    }
    return true;
}

static enum err check_code(const struct mechanism_source *s, const char *path, json_t *v,
                           struct str *out)
{
    if (!json_is_string(v) || !is_code(text_of(v)))
        return wrong_type(s, path, "代码（小写字母、数字、下划线或汉字，1至40字）",
                          "a code (1 to 40 lower-case letters, digits, _ or Chinese)");
    *out = str_dup(s->keep, text_of(v));
    return OK;
}

static enum err read_code(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    return check_code(s, path, v, (struct str *)(void *)(base + n->off));
}

static enum err read_text(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    if (!json_is_string(v))
        return wrong_type(s, path, "文字", "text");
    int64_t count = utf8_count(text_of(v));
    if (count < n->min || count > n->max)
        return mechanism_refuse(s, path, "应为%lld至%lld字", "%lld to %lld characters expected",
                                (long long)n->min, (long long)n->max);
    *(struct str *)(void *)(base + n->off) = str_dup(s->keep, text_of(v));
    return OK;
}

static enum err name_value(const struct mechanism_source *s, const struct node *n,
                           const char *path, json_t *v, int *out)
{
    int value = json_is_string(v) ? enum_value(n->names, text_of(v)) : -1;
    if (value >= 0 && (n->mask == 0 || n->mask & BIT(value))) {
        *out = value;
        return OK;
    }
    struct buf known;
    buf_init(&known, s->cx->arena, 400);
    for (int i = 0; i < n->names->n; i++) {
        const char *text = n->names->text[i];
        if (text && text[0] && (n->mask == 0 || n->mask & BIT(i)))
            buf_fmt(&known, " %s", text);
    }
    return mechanism_refuse(s, path, "应为其中之一：%s", "expected one of:%s",
                            buf_done(&known).p);
}

static enum err read_word(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    int value = 0;
    TRY(name_value(s, n, path, v, &value));
    *(struct str *)(void *)(base + n->off) = str_c(n->names->text[value]);
    return OK;
}

static enum err read_enum(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    return name_value(s, n, path, v, (int *)(void *)(base + n->off));
}

static enum err read_i64(const struct mechanism_source *s, const struct node *n,
                         const char *path, json_t *v, char *base)
{
    int64_t value = json_is_integer(v) ? json_integer_value(v) : n->min - 1;
    if (value < n->min || value > n->max)
        return mechanism_refuse(s, path, "应为%lld至%lld的整数",
                                "whole number from %lld to %lld expected", (long long)n->min,
                                (long long)n->max);
    *(int64_t *)(void *)(base + n->off) = value;
    return OK;
}

static enum err read_bool(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    if (!json_is_boolean(v))
        return wrong_type(s, path, "true或false", "true or false");
    *(bool *)(base + n->off) = json_is_true(v);
    return OK;
}

static enum err array_of(const struct mechanism_source *s, const char *path, json_t *v,
                         size_t min, size_t max)
{
    if (!json_is_array(v))
        return wrong_type(s, path, "列表", "a list");
    size_t n = json_array_size(v);
    if (n < min || n > max)
        return mechanism_refuse(s, path, "应有%zu至%zu项", "%zu to %zu entries expected", min,
                                max);
    return OK;
}

static enum err read_bits(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    uint32_t bits = 0;
    TRY(array_of(s, path, v, 1, (size_t)n->names->n));
    for (size_t i = 0; i < json_array_size(v); i++) {
        int value = 0;
        TRY(name_value(s, n, item(s, path, i), json_array_get(v, i), &value));
        bits |= BIT(value);
    }
    *(int *)(void *)(base + n->off) = (int)bits;
    return OK;
}

static enum err read_levels(const struct mechanism_source *s, const struct node *n,
                            const char *path, json_t *v, char *base)
{
    int *levels = (int *)(void *)(base + n->off);
    uint32_t seen = BIT(LEVEL_NONE);
    TRY(array_of(s, path, v, 1, LEVEL__MAX - 1));
    for (size_t i = 0; i < json_array_size(v); i++) {
        TRY(name_value(s, n, item(s, path, i), json_array_get(v, i), &levels[i]));
        if (seen & BIT(levels[i]))
            return mechanism_refuse(s, item(s, path, i), "层级为空或重复",
                                    "the level is empty or stands twice");
        seen |= BIT(levels[i]);
    }
    *(size_t *)(void *)(base + n->off_n) = json_array_size(v);
    return OK;
}

static enum err read_codes(const struct mechanism_source *s, const struct node *n,
                           const char *path, json_t *v, char *base)
{
    TRY(array_of(s, path, v, (size_t)n->min, (size_t)n->max));
    struct strs out = {.n = json_array_size(v)};
    out.p = NEWS(s->keep, struct str, out.n);
    for (size_t i = 0; i < out.n; i++) {
        TRY(check_code(s, item(s, path, i), json_array_get(v, i), &out.p[i]));
        for (size_t k = 0; k < i; k++) {
            if (str_eq(out.p[k], out.p[i]))
                return mechanism_refuse(s, item(s, path, i), "重复", "stands twice");
        }
    }
    *(struct strs *)(void *)(base + n->off) = out;
    return OK;
}

static const struct node *kid(const struct node *n, const char *key)
{
    for (size_t i = 0; i < n->kids_n; i++) {
        if (strcmp(n->kids[i].key, key) == 0)
            return &n->kids[i];
    }
    return NULL;
}

/* Remarks that any object may carry: where a rule comes from, and what is our own choice. */
static enum err check_remark(const struct mechanism_source *s, const struct node *n,
                             const char *path, const char *key, json_t *v)
{
    if (strcmp(key, "why") == 0) {
        if (!json_is_string(v) || utf8_count(text_of(v)) > WHY_MAX)
            return wrong_type(s, path, "2000字以内的说明",
                              "a remark of at most 2000 characters");
        return OK;
    }
    if (strcmp(key, "default") == 0)
        return json_is_boolean(v) ? OK : wrong_type(s, path, "true或false", "true or false");
    if (strcmp(key, "defaults") != 0)
        return mechanism_refuse(s, path, "未知的键", "unknown key");
    TRY(array_of(s, path, v, 1, n->kids_n));
    for (size_t i = 0; i < json_array_size(v); i++) {
        const char *name = json_string_value(json_array_get(v, i));
        if (!name || !kid(n, name))
            return mechanism_refuse(s, item(s, path, i), "此处没有这个键",
                                    "there is no such key here");
    }
    return OK;
}

static enum err read_object(const struct mechanism_source *s, const struct node *n,
                            const char *path, json_t *v, char *base)
{
    const char *key;
    json_t *value;
    if (!json_is_object(v))
        return wrong_type(s, path, "对象", "an object");
    json_object_foreach(v, key, value)
    {
        const struct node *k = kid(n, key);
        if (!k)
            TRY(check_remark(s, n, below(s, path, key), key, value));
        else
            TRY(readers[k->kind](s, k, below(s, path, key), value, base));
    }
    for (size_t i = 0; i < n->kids_n; i++) {
        const struct node *k = &n->kids[i];
        if (json_object_get(v, k->key))
            continue;
        if (k->required)
            return mechanism_refuse(s, below(s, path, k->key), "缺少", "missing");
        if (k->preset)
            *(int64_t *)(void *)(base + k->off) = k->preset;
    }
    return OK;
}

static enum err read_span(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    struct span_length *span = (struct span_length *)(void *)(base + n->off);
    TRY(read_object(s, n, path, v, (char *)span));
    span->set = true;
    return OK;
}

static enum err read_list(const struct mechanism_source *s, const struct node *n,
                          const char *path, json_t *v, char *base)
{
    enum { LIST_MAX = 2000 };
    TRY(array_of(s, path, v, (size_t)n->min, LIST_MAX));
    size_t count = json_array_size(v);
    char *items = arena_array(s->keep, count, n->size);
    for (size_t i = 0; i < count; i++)
        TRY(read_object(s, n, item(s, path, i), json_array_get(v, i), items + i * n->size));
    *(void **)(void *)(base + n->off) = items;
    *(size_t *)(void *)(base + n->off_n) = count;
    return OK;
}

static read_fn *const readers[NODE__MAX] = {
    [NODE_TEXT] = read_text, [NODE_CODE] = read_code,     [NODE_WORD] = read_word,
    [NODE_I64] = read_i64,   [NODE_BOOL] = read_bool,     [NODE_ENUM] = read_enum,
    [NODE_BITS] = read_bits, [NODE_LEVELS] = read_levels, [NODE_CODES] = read_codes,
    [NODE_SPAN] = read_span, [NODE_OBJECT] = read_object, [NODE_LIST] = read_list,
};

enum err node_fill(const struct mechanism_source *s, const struct node *root, json_t *in,
                   void *out)
{
    return read_object(s, root, "", in, out);
}

static int put_chunk(const char *p, size_t n, void *arg)
{
    buf_put(arg, p, n);
    return 0;
}

enum err mechanism_canonical(struct ctx *cx, json_t *root, struct str *out)
{
    struct buf b;
    buf_init(&b, cx->arena, 4 << 20);
    if (json_dump_callback(root, put_chunk, &b, JSON_COMPACT | JSON_SORT_KEYS) != 0 ||
        !buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "机制文件过大", "the mechanism file is too large");
    *out = buf_done(&b);
    return OK;
}

static enum err file_json(const struct mechanism_source *s, struct str text, json_t **root)
{
    enum err e = json_read(s->cx, text, root);
    if (e != OK) {
        const char *why = s->cx->error.message;
        fault_clear(s->cx);
        return fail(s->cx, e, "%s：%s", "%s: %s", s->file, why);
    }
    return OK;
}

static enum err file_hash(const struct mechanism_source *s, json_t *root, struct str *hash)
{
    struct str canonical = {0};
    TRY(mechanism_canonical(s->cx, root, &canonical));
    *hash = hash_hex(s->keep, hash_sha256(canonical));
    return OK;
}

enum err node_read(const struct mechanism_source *s, const struct node *table, struct str text,
                   void *out, struct str *hash)
{
    json_t *root = NULL;
    TRY(file_json(s, text, &root));
    TRY(node_fill(s, table, root, out));
    return file_hash(s, root, hash);
}

enum err mechanism_parse(struct ctx *cx, struct arena *keep, const char *file, struct str text,
                         const struct mechanism **out)
{
    const struct mechanism_source s = {cx, keep, file};
    struct mechanism *m = NEW(keep, struct mechanism);
    json_t *root = NULL;
    TRY(file_json(&s, text, &root));
    if (json_is_object(root)) {             /* else the table says so */
        TRY(file_hash(&s, root, &m->hash)); /* of what is stored, not of what it is read as */
        TRY(grounds_renew(&s, root));
    }
    TRY(node_fill(&s, &mechanism_root, root, m));
    TRY(mechanism_check(&s, m));
    *out = m;
    return OK;
}
