/* SPDX-License-Identifier: Apache-2.0
 * What the office does besides the demands: calls of a scenario, each at its hour.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/impl.h"

static struct kept *kept_find(struct play *p, struct str name)
{
    for (size_t i = 0; i < p->kept_n; i++)
        if (str_eq_c(name, p->kept[i].name))
            return &p->kept[i];
    return NULL;
}

static enum err kept_put(struct play *p, const char *name, struct str value)
{
    struct kept *k = kept_find(p, str_c(name));
    if (!k && p->kept_n < KEPT_MOST)
        k = &p->kept[p->kept_n++];
    if (!k || value.n == 0 || value.n >= NUM_BYTES)
        return fail(p->cx, ERR_INPUT, "没有可记下的 %s", "nothing to keep as %s", name);
    k->name = name;
    memcpy(k->value, value.p, value.n);
    k->value[value.n] = '\0';
    return OK;
}

/* "$unit_CODE": its identifier; "$day", "$day-7", "$day+3"; else what was kept under the name.
 */
static enum err meaning(struct play *p, struct str name, struct str *out)
{
    char text[TIME_TEXT];
    const struct kept *k = kept_find(p, name);
    int64_t days = 0;
    if (k) {
        *out = str_c(k->value);
        return OK;
    }
    if (str_starts(name, "unit_")) {
        const struct unit *u = org_unit_code(p->cx->app->org, str_sub(name, 5, name.n - 5));
        if (u) {
            *out = str_fmt(p->arena, "%" PRId64, u->id);
            return OK;
        }
    }
    struct str shift = str_sub(name, 3, name.n > 3 ? name.n - 3 : 0);
    if (str_starts(shift, "+"))
        shift = str_sub(shift, 1, shift.n - 1);
    if (!str_starts(name, "day") || (shift.n && !str_i64(shift, &days)))
        return fail(p->cx, ERR_INPUT, "$%.*s 还没有记下", "$%.*s was never kept",
                    STR_ARG(name));
    *out = str_fmt(p->arena, "%s", day_text(text, p->day + days));
    return OK;
}

static bool named(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* "$name" wherever it stands; the day's shift belongs to it. */
static enum err filled(struct play *p, struct str in, struct str *out)
{
    struct buf b;
    buf_init(&b, p->arena, BODY_MOST);
    for (size_t i = 0; i < in.n;) {
        if (in.p[i] != '$') {
            buf_put(&b, in.p + i++, 1);
            continue;
        }
        size_t from = ++i;
        struct str value = {0};
        while (i < in.n && named(in.p[i]))
            i++;
        if (str_eq_c(str_sub(in, from, i - from), "day") && i < in.n &&
            (in.p[i] == '-' || in.p[i] == '+'))
            for (i++; i < in.n && in.p[i] >= '0' && in.p[i] <= '9';)
                i++;
        TRY(meaning(p, str_sub(in, from, i - from), &value));
        buf_put(&b, value.p, value.n);
    }
    *out = buf_done(&b);
    return OK;
}

static enum err value_put(struct play *p, struct json *w, json_t *v)
{
    const char *key = NULL;
    json_t *one = NULL;
    size_t i = 0;
    struct str s = {0};
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        json_obj(w);
        json_object_foreach(v, key, one)
        {
            json_key(w, key);
            TRY(value_put(p, w, one));
        }
        json_obj_end(w);
        return OK;
    case JSON_ARRAY:
        json_arr(w);
        json_array_foreach(v, i, one) TRY(value_put(p, w, one));
        json_arr_end(w);
        return OK;
    case JSON_STRING:
        TRY(filled(p, str_c(json_string_value(v)), &s));
        json_str(w, s);
        return OK;
    case JSON_INTEGER:
        json_i64(w, json_integer_value(v));
        return OK;
    case JSON_TRUE:
    case JSON_FALSE:
        json_bool(w, json_is_true(v));
        return OK;
    case JSON_REAL:
    case JSON_NULL:
        break;
    }
    return fail(p->cx, ERR_INPUT, "次序表里只用文字、整数、真假、对象和数组",
                "a call has texts, integers, booleans, objects and arrays only");
}

/* The value of a member of the answer, by "name" or "name.0.name". */
static enum err answer_keep(struct play *p, const struct call_play *c,
                            const struct http_reply *reply)
{
    struct ctx cx = *p->cx;
    json_t *v = NULL;
    cx.arena = p->arena;
    TRY(json_read(&cx, reply->body, &v));
    struct strs path = str_split(p->arena, str_c(c->from), '.');
    for (size_t i = 0; v && i < path.n; i++) {
        int64_t at = 0;
        v = json_is_array(v) && str_i64(path.p[i], &at)
                ? json_array_get(v, (size_t)at)
                : json_object_get(v, str_fmt(p->arena, "%.*s", STR_ARG(path.p[i])).p);
    }
    if (json_is_integer(v))
        return kept_put(p, c->keep,
                        str_fmt(p->arena, "%lld", (long long)json_integer_value(v)));
    const char *text = json_string_value(v);
    return kept_put(p, c->keep, str_c(text ? text : ""));
}

static enum err look(struct play *p, const struct call_play *c, struct ask *q)
{
    struct http_reply reply;
    size_t end = q->path.n;
    while (end > 0 && q->path.p[end - 1] != '/')
        end--;
    struct ask before = {.path = str_sub(q->path, 0, end ? end - 1 : 0)};
    TRY(asked(p, c->who, &before, 200, &reply));
    q->if_match = version_of(&reply);
    return OK;
}

static enum err call_once(struct play *p, const struct call_play *c)
{
    struct ask q = {.post = true};
    struct http_reply reply;
    struct buf b;
    struct json w;
    TRY(filled(p, str_c(c->path), &q.path));
    q.post = c->body != NULL;
    if (c->look)
        TRY(look(p, c, &q));
    if (c->body) {
        buf_init(&b, p->arena, BODY_MOST);
        json_init(&w, &b);
        TRY(value_put(p, &w, c->body));
        q.body = buf_done(&b);
    }
    TRY(asked(p, c->who, &q, (int)c->status, &reply));
    p->run->acts++;
    return c->keep ? answer_keep(p, c, &reply) : OK;
}

static enum err nth_put(struct play *p, int64_t nth)
{
    const struct unit *home = p->communities[(size_t)(nth - 1) % p->communities_n];
    TRY(kept_put(p, "nth", str_fmt(p->arena, "%" PRId64, nth)));
    TRY(kept_put(p, "place", str_fmt(p->arena, "%" PRId64, home->place_id)));
    return kept_put(p, "community", str_fmt(p->arena, "%" PRId64, home->id));
}

/* The numbers are taken out first: each act has the arena for itself. */
static enum err call_each(struct play *p, const struct call_play *c)
{
    struct ask q = {0};
    struct http_reply reply;
    json_t *root = NULL, *one = NULL;
    size_t i = 0, n = 0;
    TRY(filled(p, str_c(c->each), &q.path));
    TRY(asked(p, c->who, &q, 200, &reply));
    struct ctx cx = *p->cx;
    cx.arena = p->arena;
    TRY(json_read(&cx, reply.body, &root));
    json_t *list = json_object_get(root, c->list);
    char(*nums)[NUM_BYTES] = calloc(json_array_size(list) + 1, sizeof *nums);
    json_array_foreach(list, i, one)
    {
        const char *num = json_string_value(json_object_get(one, "num"));
        const char *has = json_string_value(json_object_get(one, c->where));
        if (nums && num && (!c->where[0] || (has && strcmp(has, c->is) == 0)))
            (void)snprintf(nums[n++], NUM_BYTES, "%s", num);
    }
    arena_reset(p->arena);
    enum err e = nums && n ? OK
                           : fail(p->cx, ERR_CONFLICT, "%s 里没有要办的", "nothing to do in %s",
                                  c->each);
    for (i = 0; e == OK && i < n; i++) {
        e = kept_put(p, "item", str_c(nums[i]));
        if (e == OK)
            e = nth_put(p, (int64_t)i + 1);
        if (e == OK)
            e = call_once(p, c);
        arena_reset(p->arena);
    }
    free(nums);
    return e;
}

static int64_t call_at(const struct play *p, const struct call_play *c)
{
    return p->begins_at + c->day * (int64_t)MS_PER_DAY + c->hour * (int64_t)MS_PER_HOUR;
}

bool call_due(const struct play *p, int64_t until, int64_t *at)
{
    const struct scenario *s = p->run->scenario;
    if (p->called == s->calls_n)
        return false;
    *at = call_at(p, &s->calls[p->called]);
    return *at <= until;
}

enum err call_next(struct play *p)
{
    const struct call_play *c = &p->run->scenario->calls[p->called++];
    if (c->each)
        return call_each(p, c);
    for (int64_t nth = 1; nth <= c->times; nth++) {
        TRY(nth_put(p, nth));
        TRY(call_once(p, c));
        arena_reset(p->arena);
    }
    return OK;
}
