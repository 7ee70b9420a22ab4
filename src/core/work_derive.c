/* SPDX-License-Identifier: Apache-2.0 */
#include "core/work_derive.h"

#include "core/actor.h"
#include "core/app.h"
#include "core/work_impl.h"

enum err derive_put(struct ctx *cx, enum subject kind, int64_t id, bool words)
{
    return db_exec(cx, SQL_DERIVE_PUT,
                   ARGS(I64(cx->jid), I64(app_id(cx)),
                        TXT(str_c(enum_text(&subject_names, (int)kind))), I64(id), I64(words)),
                   NULL);
}

/* What a demand or matter is found by, beside its texts; a link by its answer. */
static const struct field demand_fields[] = {
    FIELD(struct demand, class),
    FIELD(struct demand, kind),
    FIELD(struct demand, title),
    FIELD(struct demand, place_id),
    FIELD(struct demand, lon),
    FIELD(struct demand, lat),
    FIELD(struct demand, person_id),
    FIELD(struct demand, head_count),
    FIELD(struct demand, way),
    FIELD(struct demand, upstream_no),
    FIELD(struct demand, petition_no),
    FIELD(struct demand, privacy),
    FIELD(struct demand, complained_unit),
    FIELD(struct demand, lvl),
};
static const struct field matter_fields[] = {
    FIELD(struct matter, class),       FIELD(struct matter, kind),
    FIELD(struct matter, title),       FIELD(struct matter, place_id),
    FIELD(struct matter, upstream_no), FIELD(struct matter, confidential),
    FIELD(struct matter, lvl),         FIELD(struct matter, complained_unit),
};
static const struct field link_fields[] = {
    FIELD(struct link, demand_id),
    FIELD(struct link, answer_seq),
};
/* And who has it in hand. */
static const struct field demand_held_fields[] = {FIELD(struct demand, unit_id)};
static const struct field matter_held_fields[] = {FIELD(struct matter, lead_unit)};
static const struct shape demand_held = SHAPE("demand_held", struct demand, demand_held_fields);
static const struct shape matter_held = SHAPE("matter_held", struct matter, matter_held_fields);
static const struct shape demand_said = SHAPE("demand_said", struct demand, demand_fields);
static const struct shape matter_said = SHAPE("matter_said", struct matter, matter_fields);
static const struct shape link_said = SHAPE("link_said", struct link, link_fields);

/* Texts of events that are searched (loop/search_text.h). */
static bool text_counts(const char *name)
{
    return strcmp(name, "words") == 0 || strcmp(name, "answer") == 0;
}

static bool texts_changed(const struct item *it)
{
    for (const struct draft *d = it->drafts; d; d = d->next)
        for (const struct note *n = d->notes; n; n = n->next)
            if (n->kind == NOTE_TEXT && text_counts(n->key))
                return true;
    return false;
}

static bool links_changed(const struct work *w, const struct item *it)
{
    for (const struct kid *k = w->kids; k; k = k->next) {
        if (k->kind != KID_LINK || k->owner != it)
            continue;
        const struct link *was = k->stored, *now = k->now;
        if (!was || !shape_same(&link_said, was, now) ||
            (was->state == LINK_VOID) != (now->state == LINK_VOID))
            return true;
    }
    return false;
}

static bool words_changed(const struct work *w, const struct item *it)
{
    if (!it->drafts || it->kind == SUBJECT_TASK)
        return false;
    if (!it->stored || texts_changed(it))
        return true;
    if (it->kind == SUBJECT_DEMAND)
        return !shape_same(&demand_said, it->stored, it->now);
    return !shape_same(&matter_said, it->stored, it->now) || links_changed(w, it);
}

static bool holder_changed(const struct item *it)
{
    if (!it->drafts || !it->stored || it->kind == SUBJECT_TASK)
        return false;
    return !shape_same(it->kind == SUBJECT_DEMAND ? &demand_held : &matter_held, it->stored,
                       it->now);
}

/* Somebody else takes part from now on: the actor saw it before. */
static bool part_given(const struct work *w, const struct item *it)
{
    for (const struct part_note *p = w->parts; p; p = p->next)
        if (p->kind == it->kind && p->id == it->id && p->officer_id &&
            p->officer_id != w->cx->actor->officer_id)
            return true;
    return false;
}

/* A task is seen by whoever sees its matter; what it adds is its own units. */
static enum subject stands_for(const struct item *it, int64_t *id)
{
    *id = it->kind == SUBJECT_TASK ? ((const struct task *)it->now)->matter_id : it->id;
    return it->kind == SUBJECT_TASK ? SUBJECT_MATTER : it->kind;
}

enum err derive_write(struct work *w)
{
    for (struct item *it = w->items; it; it = it->next) {
        bool words = words_changed(w, it);
        int64_t id = 0;
        enum subject kind = stands_for(it, &id);
        if (!words && !it->readers_changed && !holder_changed(it) && !part_given(w, it))
            continue;
        it->readers_changed = false;
        TRY(derive_put(w->cx, kind, id, words));
    }
    return OK;
}
