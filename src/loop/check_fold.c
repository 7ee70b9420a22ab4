/* SPDX-License-Identifier: Apache-2.0
 * Events: the chain, the side texts, and what the events make of the rows.
 */
#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "core/event.h"
#include "core/flow.h"
#include "core/tally.h"
#include "loop/check_impl.h"

enum { KIDS_MAX = 7 };

/* Rows that hang on a subject, as its events leave them. */
struct kid {
    struct str id; /* as the events write it */
    void *row;
    bool stored;
    struct kid *next;
};

static const struct kid_kind {
    const char *key; /* in the events' data */
    enum part part;
    const char *id; /* column of the identifier */
    const char *zh, *en;
} kid_kinds[KIDS_MAX] = {
    {"links", PART_LINKS, "demand_id", "诉求关联", "link"},
    {"stages", PART_STAGES, "id", "阶段或承诺", "stage"},
    {"clocks", PART_CLOCKS, "id", "时限", "clock"},
    {"quantities", PART_QUANTITIES, "id", "工程量", "quantity"},
    {"agreements", PART_AGREEMENTS, "id", "调处协议", "agreement"},
    {"aids", PART_AIDS, "id", "帮办人", "helper"},
    {"appraisals", PART_APPRAISALS, "id", "吹哨评价", "appraisal"},
};

struct fold {
    struct check *k;
    const struct subject_view *s;
    void *row;
    struct kid *kids[KIDS_MAX];
};

/* ---- the chain ---- */

static enum err event_parse(struct check *k, const struct subject_view *s,
                            const struct raw *raw, struct event *e)
{
    const char *bad = raw_read(&event_shape, raw, e);
    if (!bad)
        return OK;
    return check_found(k, "chain", s, raw_get(&event_shape, raw, bad), STR(""),
                       "第 %.*s 号事件的 %s 值不合规定",
                       "event %.*s: the value of %s does not fit",
                       STR_ARG(raw_get(&event_shape, raw, "seq")), bad);
}

enum err check_event(struct check *k, const struct subject_view *s, const struct raw *raw,
                     int64_t *last_seq, struct str *last_hash, struct event *out)
{
    struct event e = {0};
    TRY(event_parse(k, s, raw, &e));
    k->out->events++;
    if (e.seq != *last_seq + 1)
        TRY(check_found(k, "chain", s, STR(""), STR(""),
                        "第 %" PRId64 " 号事件之后缺少事件，下一个是第 %" PRId64 " 号",
                        "events are missing after %" PRId64 ", the next is %" PRId64, *last_seq,
                        e.seq));
    if (!str_eq(e.prev_hash, *last_hash))
        TRY(check_found(k, "chain", s, e.prev_hash, *last_hash,
                        "第 %" PRId64 " 号事件没有接上前一个事件的哈希",
                        "event %" PRId64 " does not carry the hash of the one before", e.seq));
    struct str hash = event_hash(k->cx->arena, &e);
    if (!str_eq(e.hash, hash))
        TRY(check_found(k, "chain", s, e.hash, hash, "第 %" PRId64 " 号事件与它的哈希不符",
                        "event %" PRId64 " does not match its hash", e.seq));
    *last_seq = e.seq;
    *last_hash = e.hash;
    *out = e;
    return OK;
}

static const struct raw *text_find(struct slice texts, int64_t seq, const char *name)
{
    const struct shape *shape = part_shapes[PART_TEXTS];
    for (size_t i = 0; i < texts.n; i++)
        if (raw_i64(shape, &texts.p[i], "seq") == seq &&
            str_eq_c(raw_get(shape, &texts.p[i], "name"), name))
            return &texts.p[i];
    return NULL;
}

/* Texts that the event names exist and match; texts that no event names do not exist. */
enum err check_texts(struct check *k, const struct subject_view *s, int64_t seq, json_t *data,
                     struct slice texts)
{
    const struct shape *shape = part_shapes[PART_TEXTS];
    json_t *named = json_object_get(data, "texts"), *hash = NULL;
    const char *name = NULL;
    json_object_foreach(named, name, hash)
    {
        const struct raw *t = text_find(texts, seq, name);
        struct str want = str_c(json_string_value(hash));
        if (!t) {
            TRY(check_found(k, "text", s, STR(""), want,
                            "第 %" PRId64 " 号事件的文字 %s 不见了",
                            "event %" PRId64 ": the text %s is gone", seq, name));
            continue;
        }
        struct str is = hash_hex(
            k->cx->arena, hash_sha256_2(raw_get(shape, t, "salt"), raw_get(shape, t, "body")));
        if (!str_eq(is, want))
            TRY(check_found(k, "text", s, is, want, "第 %" PRId64 " 号事件的文字 %s 被改动",
                            "event %" PRId64 ": the text %s was changed", seq, name));
    }
    for (size_t i = 0; i < texts.n; i++) {
        struct str n = raw_get(shape, &texts.p[i], "name");
        if (raw_i64(shape, &texts.p[i], "seq") == seq &&
            !json_object_getn(named, n.p ? n.p : "", n.n))
            TRY(check_found(
                k, "text", s, n, STR(""), "第 %" PRId64 " 号事件没有文字 %.*s，却存有一条",
                "event %" PRId64 " has no text %.*s, yet there is one", seq, STR_ARG(n)));
    }
    return OK;
}

/* ---- folding ---- */

static struct str id_text(struct arena *a, json_t *id)
{
    if (json_is_string(id))
        return str_c(json_string_value(id));
    return str_fmt(a, "%" PRId64, (int64_t)json_integer_value(id));
}

static struct kid *kid_of(struct fold *f, int kind, struct str id)
{
    struct kid **end = &f->kids[kind];
    while (*end) {
        if (str_eq((*end)->id, id))
            return *end;
        end = &(*end)->next;
    }
    *end = NEW(f->k->cx->arena, struct kid);
    (*end)->id = id;
    (*end)->row = arena_alloc(f->k->cx->arena, part_shapes[kid_kinds[kind].part]->size);
    return *end;
}

static enum err kids_apply(struct fold *f, json_t *data, int kind)
{
    struct ctx *cx = f->k->cx;
    json_t *list = json_object_get(data, kid_kinds[kind].key);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        struct kid *kid = kid_of(f, kind, id_text(cx->arena, json_object_get(one, "id")));
        TRY(shape_patch(cx, part_shapes[kid_kinds[kind].part], json_object_get(one, "set"),
                        kid->row));
    }
    return OK;
}

static enum err event_apply(struct fold *f, const struct event *e, json_t **data)
{
    struct ctx *cx = f->k->cx;
    TRY(json_read(cx, e->data, data));
    TRY(shape_patch(cx, f->s->shape, json_object_get(*data, "set"), f->row));
    for (int kind = 0; kind < KIDS_MAX; kind++)
        TRY(kids_apply(f, *data, kind));
    return OK;
}

static enum err state_compare(struct fold *f, const struct event *e, struct str before)
{
    struct str after = row_field_text(f->k->cx->arena, f->s->shape, f->row, "state");
    if (!str_eq(e->from_state, before))
        TRY(check_found(f->k, "chain", f->s, e->from_state, before,
                        "第 %" PRId64 " 号事件的原状态与前面的事件不符",
                        "event %" PRId64 ": its from-state is not what came before", e->seq));
    if (!str_eq(e->to_state, after))
        TRY(check_found(f->k, "chain", f->s, e->to_state, after,
                        "第 %" PRId64 " 号事件的新状态与它记录的改动不符",
                        "event %" PRId64 ": its to-state is not what it set", e->seq));
    return OK;
}

static enum err events_fold(struct fold *f)
{
    struct check *k = f->k;
    struct slice events = f->s->parts[PART_EVENTS];
    int64_t seq = 0;
    struct str hash = STR("");
    for (size_t i = 0; i < events.n; i++) {
        struct event e = {0};
        json_t *data = NULL;
        TRY(check_event(k, f->s, &events.p[i], &seq, &hash, &e));
        struct str before = row_field_text(k->cx->arena, f->s->shape, f->row, "state");
        enum err err = event_apply(f, &e, &data);
        if (err != OK) {
            TRY(check_found(k, "chain", f->s, STR(""), STR(""),
                            "第 %" PRId64 " 号事件读不懂：%s",
                            "event %" PRId64 " cannot be read: %s", e.seq,
                            k->cx->error.message ? k->cx->error.message : ""));
            fault_clear(k->cx);
            continue;
        }
        TRY(state_compare(f, &e, before));
        TRY(check_texts(k, f->s, e.seq, data, f->s->parts[PART_TEXTS]));
        TRY(check_attached(k, f->s, e.seq, data));
    }
    return OK;
}

/* Texts of events that do not exist. */
static enum err texts_stray(struct fold *f)
{
    const struct shape *shape = part_shapes[PART_TEXTS];
    struct slice texts = f->s->parts[PART_TEXTS], events = f->s->parts[PART_EVENTS];
    for (size_t i = 0; i < texts.n; i++) {
        struct str seq = raw_get(shape, &texts.p[i], "seq");
        bool there = false;
        for (size_t e = 0; e < events.n && !there; e++)
            there = str_eq(raw_get(&event_shape, &events.p[e], "seq"), seq);
        if (!there)
            TRY(check_found(f->k, "text", f->s, STR(""), STR(""),
                            "有第 %.*s 号事件的文字，却没有这个事件",
                            "there is a text of event %.*s but no such event", STR_ARG(seq)));
    }
    return OK;
}

/* ---- comparing ---- */

static enum err row_compare(struct fold *f, const struct shape *shape, const void *folded,
                            const struct raw *stored, const char *zh, const char *en)
{
    for (size_t i = 0; i < shape->n; i++) {
        const char *name = shape->fields[i].name;
        struct str want = row_field_text(f->k->cx->arena, shape, folded, name);
        if (str_eq(want, stored->v[i]))
            continue;
        TRY(check_found(f->k, "row", f->s, stored->v[i], want, "%s的 %s 与事件记录不符",
                        "%s: %s is not what the events say",
                        f->k->cx->lang == LANG_EN ? en : zh, name));
    }
    return OK;
}

static enum err kids_compare(struct fold *f, int kind)
{
    const struct kid_kind *kk = &kid_kinds[kind];
    const struct shape *shape = part_shapes[kk->part];
    struct slice stored = f->s->parts[kk->part];
    for (size_t i = 0; i < stored.n; i++) {
        struct str id = raw_get(shape, &stored.p[i], kk->id);
        struct kid *kid = f->kids[kind];
        while (kid && !str_eq(kid->id, id))
            kid = kid->next;
        if (!kid) {
            TRY(check_found(f->k, "row", f->s, id, STR(""), "%s %.*s 没有事件记录",
                            "%s %.*s stands in no event",
                            f->k->cx->lang == LANG_EN ? kk->en : kk->zh, STR_ARG(id)));
            continue;
        }
        kid->stored = true;
        TRY(row_compare(f, shape, kid->row, &stored.p[i], kk->zh, kk->en));
    }
    for (const struct kid *kid = f->kids[kind]; kid; kid = kid->next)
        if (!kid->stored)
            TRY(check_found(f->k, "row", f->s, STR(""), kid->id, "%s %.*s 不见了",
                            "%s %.*s is gone", f->k->cx->lang == LANG_EN ? kk->en : kk->zh,
                            STR_ARG(kid->id)));
    return OK;
}

enum err check_fold(struct check *k, const struct subject_view *s)
{
    struct fold f = {.k = k, .s = s, .row = arena_alloc(k->cx->arena, s->shape->size)};
    const char *zh = enum_label(&subject_names, (int)s->kind, LANG_ZH);
    const char *en = enum_label(&subject_names, (int)s->kind, LANG_EN);
    TRY(events_fold(&f));
    TRY(texts_stray(&f));
    if (!s->row && s->parts[PART_EVENTS].n)
        TRY(check_found(k, "row", s, STR(""), STR(""), "有事件，却没有这条%s",
                        "events but no %s", k->cx->lang == LANG_EN ? en : zh));
    if (s->row && !s->parts[PART_EVENTS].n)
        TRY(check_found(k, "chain", s, STR(""), STR(""), "这条%s没有任何事件",
                        "this %s has no event", k->cx->lang == LANG_EN ? en : zh));
    else if (s->row)
        TRY(row_compare(&f, s->shape, f.row, s->row, zh, en));
    for (int kind = 0; kind < KIDS_MAX; kind++)
        TRY(kids_compare(&f, kind));
    return OK;
}
