/* SPDX-License-Identifier: Apache-2.0 */
#include "core/audit.h"

#include <assert.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/rand.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/event.h"
#include "db/db.h"

enum { DATA_MAX = 1 << 20, SALT_BYTES = 16 };

static enum err texts_put(struct ctx *cx, const struct audit *a, int64_t seq, struct json *j)
{
    struct str kind = str_c(enum_text(&subject_names, (int)a->kind));
    json_key(j, "texts");
    json_obj(j);
    for (size_t i = 0; i < a->texts; i++) {
        const struct audit_text *t = &a->text[i];
        struct str salt = rand_hex(cx->arena, SALT_BYTES);
        if (!t->body.n)
            continue;
        json_kstr(j, t->name, hash_hex(cx->arena, hash_sha256_2(salt, t->body)));
        TRY(db_exec(cx, SQL_EVENT_TEXT_INSERT,
                    ARGS(I64(cx->jid), TXT(kind), I64(a->id), I64(seq), TXT(str_c(t->name)),
                         TXT(salt), TXT(t->body)),
                    NULL));
    }
    json_obj_end(j);
    return OK;
}

static enum err note_put(struct ctx *cx, const struct audit *a, int64_t seq, struct json *j)
{
    json_key(j, "note");
    json_obj(j);
    if (a->heads)
        json_ki64(j, "heads", a->heads);
    json_key(j, "attachments");
    json_arr(j);
    for (size_t i = 0; i < a->attachments.n; i++) {
        TRY(attach_bind(cx, a->attachments.p[i], a->kind, a->id, seq));
        json_str(j, attach_ref_id(a->attachments.p[i]));
    }
    json_arr_end(j);
    json_obj_end(j);
    return OK;
}

/* The given object, with the hashes of the texts and the files' numbers in it. */
static enum err data_of(struct ctx *cx, const struct audit *a, int64_t seq, struct str *out)
{
    struct str data = a->data.n ? a->data : STR("{}");
    struct buf b;
    struct json j;
    *out = data;
    if (!a->texts && !a->heads && !a->attachments.n)
        return OK;
    buf_init(&b, cx->arena, DATA_MAX);
    json_init(&j, &b);
    json_obj(&j);
    if (a->texts)
        TRY(texts_put(cx, a, seq, &j));
    if (a->heads || a->attachments.n)
        TRY(note_put(cx, a, seq, &j));
    struct str inside = str_sub(data, 1, data.n - 2);
    if (inside.n) {
        buf_c(&b, ",");
        buf_str(&b, inside);
    }
    json_obj_end(&j);
    *out = buf_done(&b);
    return OK;
}

enum err audit_write(struct ctx *cx, const struct audit *a)
{
    struct event last = {0};
    bool found = false;
    assert(a->kind != SUBJECT_DEMAND && a->kind != SUBJECT_MATTER && a->kind != SUBJECT_TASK);
    TRY(db_one(
        cx, SQL_EVENT_LAST,
        ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)a->kind))), I64(a->id)),
        &event_shape, &last, &found));
    struct event e = {
        .jid = cx->jid,
        .subject_kind = (int)a->kind,
        .subject_id = a->id,
        .seq = last.seq + 1,
        .actor_id = cx->actor->officer_id,
        .role = cx->actor->kind,
        .unit_id = cx->actor->unit_id,
        .action = str_c(a->action),
        .occurred_at = a->occurred_at ? a->occurred_at : cx->now,
        .recorded_at = cx->now,
        .prev_hash = last.hash,
    };
    if (a->seq)
        *a->seq = e.seq;
    TRY(data_of(cx, a, e.seq, &e.data));
    /* No step asks for a role here; the first one held is named, as in the flow's events. */
    if (e.role == ROLE__MAX)
        e.role = cx->actor->n ? cx->actor->grants[0].role : ROLE_OPERATOR;
    e.hash = event_hash(cx->arena, &e);
    return db_put(cx, SQL_EVENT_INSERT, &event_shape, &e, NULL, 0, NULL);
}

enum err audit_put(struct ctx *cx, enum subject kind, int64_t id, const char *action,
                   struct str data)
{
    const struct audit a = {.kind = kind, .id = id, .action = action, .data = data};
    return audit_write(cx, &a);
}

struct self {
    const char *action;
    struct str data;
};

static enum err self_write(struct ctx *cx, void *arg)
{
    const struct self *s = arg;
    return audit_put(cx, SUBJECT_OFFICER, cx->actor->officer_id, s->action, s->data);
}

enum err audit_self(struct ctx *cx, const char *action, struct str data)
{
    struct self s = {action, data};
    return db_write(cx, cx->app->store, self_write, &s);
}
