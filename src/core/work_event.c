/* SPDX-License-Identifier: Apache-2.0
 * Events of a unit of work: what changed, side texts with salted hashes, the hash chain.
 */
#include <assert.h>
#include <inttypes.h>

#include "base/hash.h"
#include "base/rand.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/event.h"
#include "core/flow.h"
#include "core/work_impl.h"

static struct note *note_add(struct draft *d, const char *key)
{
    struct note *n = NEW(d->w->cx->arena, struct note);
    n->key = key;
    *d->notes_end = n;
    d->notes_end = &n->next;
    return n;
}

void draft_text(struct draft *d, const char *name, struct str body)
{
    if (!body.n)
        return;
    struct note *n = note_add(d, name);
    n->kind = NOTE_TEXT;
    n->s = body;
    n->salt = rand_hex(d->w->cx->arena, 16);
}

void draft_str(struct draft *d, const char *key, struct str v)
{
    if (!v.n)
        return;
    struct note *n = note_add(d, key);
    n->kind = NOTE_STR;
    n->s = v;
}

void draft_i64(struct draft *d, const char *key, int64_t v)
{
    struct note *n = note_add(d, key);
    n->kind = NOTE_I64;
    n->i = v;
}

void draft_ids(struct draft *d, const char *key, struct strs v)
{
    if (!v.n)
        return;
    struct note *n = note_add(d, key);
    n->kind = NOTE_IDS;
    n->ids = v;
}

int64_t draft_seq(const struct draft *d)
{
    return d->row.seq;
}

/* The officer's role named in an event: the first of the wanted that is held, for the record.
 */
static int event_role(const struct actor *a, uint32_t wanted)
{
    if (a->kind != ROLE__MAX)
        return a->kind;
    uint32_t held = actor_roles(a) & wanted;
    for (int r = 0; r < ROLE__MAX; r++)
        if (held & BIT(r))
            return r;
    return a->n ? a->grants[0].role : ROLE_OPERATOR;
}

/* The chain goes on from the stored event; earlier events of this work are ended first. */
static enum err chain_ready(struct work *w, struct item *it)
{
    struct ctx *cx = w->cx;
    if (it->open)
        return draft_close(it->open);
    if (!it->stored || it->last_hash.n)
        return OK;
    struct event last;
    bool found = false;
    struct str kind = str_c(enum_text(&subject_names, (int)it->kind));
    TRY(db_one(
        cx, SQL_EVENT_GET,
        ARGS(I64(cx->jid), TXT(kind), I64(it->id), I64(*item_version(it->stored, it->kind))),
        &event_shape, &last, &found));
    if (!found)
        return fail(cx, ERR_BUG, "记录的事件链不完整,请运行 huiyin check",
                    "the chain of events is broken, run huiyin check");
    it->last_hash = last.hash;
    return OK;
}

/* The state is set here and nowhere else; whatever takes a matter from the desk takes it out of
 * the problem bank. */
static void state_set(struct item *it, int to)
{
    int *state = item_state(it);
    if (it->kind == SUBJECT_MATTER && *state == MATTER_TO_DISPATCH && to != *state)
        ((struct matter *)it->now)->bank_review_at = 0;
    *state = to;
}

struct draft *work_event(struct work *w, enum subject kind, int64_t id, const char *action,
                         int to, int64_t occurred_at)
{
    struct ctx *cx = w->cx;
    struct item *it = item_find(w, kind, id);
    assert(it && "events are written about loaded subjects");
    enum err err = chain_ready(w, it);
    if (w->latch == OK)
        w->latch = err;
    int from = *item_state(it);
    struct draft *d = NEW(cx->arena, struct draft);
    d->w = w;
    d->item = it;
    d->notes_end = &d->notes;
    int64_t *version = item_version(it->now, kind);
    *version += 1;
    d->row = (struct event){
        .jid = cx->jid,
        .subject_kind = (int)kind,
        .subject_id = id,
        .seq = *version,
        .actor_id = w->as_system ? 0 : cx->actor->officer_id,
        .role = w->as_system ? ROLE_SYSTEM : event_role(cx->actor, w->roles),
        .unit_id = w->as_system ? 0 : cx->actor->unit_id,
        .action = str_c(action),
        .from_state = str_c(flow_state_text(kind, from)),
        .to_state = str_c(flow_state_text(kind, to < 0 ? from : to)),
        .occurred_at = occurred_at ? occurred_at : cx->now,
        .recorded_at = cx->now,
    };
    if (to >= 0)
        state_set(it, to);
    *it->drafts_end = d;
    it->drafts_end = &d->next;
    it->open = d;
    if (w->for_officer && !w->as_system)
        draft_str(d, "for", str_fmt(cx->arena, "%" PRId64, w->for_officer));
    err = clock_rules_run(w, it, from, *item_state(it), d->row.occurred_at);
    if (w->latch == OK)
        w->latch = err;
    return d;
}

void work_event_state(struct work *w, struct draft *d, int to)
{
    struct item *it = d->item;
    int from = *item_state(it);
    state_set(it, to);
    d->row.to_state = str_c(flow_state_text(it->kind, to));
    enum err err = clock_rules_run(w, it, from, to, d->row.occurred_at);
    if (w->latch == OK)
        w->latch = err;
}

void work_as_system(struct work *w, bool on)
{
    w->as_system = on;
}

void work_for(struct work *w, int64_t officer_id)
{
    w->for_officer = officer_id;
}

int64_t work_is_for(const struct work *w)
{
    return w->for_officer;
}

void work_roles(struct work *w, uint32_t roles)
{
    w->roles = roles;
}

int draft_from(const struct draft *d)
{
    return enum_value(flow_states(d->item->kind), d->row.from_state);
}

static void kids_json(struct json *j, struct work *w, const struct item *it, enum kid_kind kind)
{
    bool any = false;
    for (struct kid *k = w->kids; k; k = k->next) {
        const struct shape *shape = kid_forms[kind].shape;
        if (k->kind != kind || k->owner != it || shape_same(shape, k->mark, k->now))
            continue;
        if (!any) {
            json_key(j, kid_forms[kind].key);
            json_arr(j);
            any = true;
        }
        json_obj(j);
        int64_t id;
        memcpy(&id, (const char *)k->now + kid_forms[kind].id_off, sizeof(id));
        json_kid(j, "id", id);
        json_key(j, "set");
        json_obj(j);
        shape_json_diff(j, shape, k->mark, k->now);
        json_obj_end(j);
        json_obj_end(j);
        memcpy(k->mark, k->now, shape->size);
    }
    if (any)
        json_arr_end(j);
}

static void note_json(struct json *j, const struct note *n)
{
    if (n->kind == NOTE_STR) {
        json_kstr(j, n->key, n->s);
    } else if (n->kind == NOTE_I64) {
        json_ki64(j, n->key, n->i);
    } else {
        json_key(j, n->key);
        json_arr(j);
        for (size_t i = 0; i < n->ids.n; i++)
            json_str(j, n->ids.p[i]);
        json_arr_end(j);
    }
}

static void notes_json(struct json *j, const struct draft *d)
{
    bool texts = false, notes = false;
    for (const struct note *n = d->notes; n; n = n->next) {
        texts |= n->kind == NOTE_TEXT;
        notes |= n->kind != NOTE_TEXT;
    }
    if (texts) {
        json_key(j, "texts");
        json_obj(j);
        for (const struct note *n = d->notes; n; n = n->next)
            if (n->kind == NOTE_TEXT)
                json_kstr(j, n->key, hash_hex(d->w->cx->arena, hash_sha256_2(n->salt, n->s)));
        json_obj_end(j);
    }
    if (notes) {
        json_key(j, "note");
        json_obj(j);
        for (const struct note *n = d->notes; n; n = n->next)
            if (n->kind != NOTE_TEXT)
                note_json(j, n);
        json_obj_end(j);
    }
}

enum err draft_close(struct draft *d)
{
    enum { DATA_MAX = 4 << 20 };
    struct work *w = d->w;
    struct ctx *cx = w->cx;
    struct item *it = d->item;
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, DATA_MAX);
    json_init(&j, &b);
    json_obj(&j);
    json_key(&j, "set");
    json_obj(&j);
    shape_json_diff(&j, it->shape, it->mark, it->now);
    json_obj_end(&j);
    for (int k = 0; k < KID__MAX; k++)
        kids_json(&j, w, it, (enum kid_kind)k);
    notes_json(&j, d);
    json_obj_end(&j);
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "一次操作涉及的记录过多",
                    "one act touches too many records");
    d->row.data = buf_done(&b);
    memcpy(it->mark, it->now, it->shape->size);
    d->row.prev_hash = it->last_hash;
    d->row.hash = event_hash(cx->arena, &d->row);
    it->last_hash = d->row.hash;
    d->done = true;
    return OK;
}
