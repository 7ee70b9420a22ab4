/* SPDX-License-Identifier: Apache-2.0
 * What goes with a unit of work beside its events: parts, messages, attachments, visibility.
 */
#include <inttypes.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/directory.h"
#include "core/duty.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/outbox.h"
#include "core/work_impl.h"

void work_part_of(struct work *w, enum subject kind, int64_t id, int64_t officer_id,
                  const char *did)
{
    struct part_note *p = NEW(w->cx->arena, struct part_note);
    *p = (struct part_note){
        .kind = kind, .id = id, .officer_id = officer_id, .did = did, .next = w->parts};
    w->parts = p;
}

void work_part(struct work *w, enum subject kind, int64_t id, const char *did)
{
    work_part_of(w, kind, id, w->cx->actor->officer_id, did);
    if (w->for_officer)
        work_part_of(w, kind, id, w->for_officer, did);
}

enum err work_did(struct work *w, enum subject kind, int64_t id, int64_t officer_id,
                  const char *did, bool *out)
{
    struct ctx *cx = w->cx;
    int64_t n = 0;
    *out = false;
    if (!officer_id)
        return OK;
    TRY(db_i64(cx, SQL_PART_HAS,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)kind))), I64(id),
                    I64(officer_id), TXT(str_c(did))),
               0, &n));
    *out = n > 0;
    return OK;
}

void work_directory_use(struct work *w, const struct directory_use *use)
{
    struct use_note *n = NEW(w->cx->arena, struct use_note);
    *n = (struct use_note){.use = arena_copy(w->cx->arena, use, sizeof *use), .next = w->uses};
    w->uses = n;
}

enum err uses_write(struct work *w)
{
    const struct val jid = I64(w->cx->jid);
    for (const struct use_note *n = w->uses; n; n = n->next)
        TRY(db_put(w->cx, SQL_DIRECTORY_USE_INSERT, &directory_use_shape, n->use, &jid, 1,
                   NULL));
    w->uses = NULL;
    return OK;
}

void work_late(struct work *w, enum err (*fn)(struct ctx *cx, void *arg), void *arg)
{
    struct late *l = NEW(w->cx->arena, struct late);
    l->fn = fn;
    l->arg = arg;
    *w->lates_end = l;
    w->lates_end = &l->next;
}

static struct tell *tell_add(struct work *w)
{
    struct tell *t = NEW(w->cx->arena, struct tell);
    *w->tells_end = t;
    w->tells_end = &t->next;
    return t;
}

void work_tell_citizen(struct work *w, const struct demand *d, const char *template_name,
                       struct str text)
{
    if (!d->notify.n || !d->person_id)
        return;
    struct tell *t = tell_add(w);
    t->demand = d;
    t->kind = SUBJECT_DEMAND;
    t->id = d->id;
    t->template_name = template_name;
    t->text = text;
}

void work_tell_unit(struct work *w, int64_t unit_id, uint32_t roles, enum subject kind,
                    int64_t id, const char *template_name)
{
    struct tell *t = tell_add(w);
    t->unit_id = unit_id;
    t->roles = roles;
    t->kind = kind;
    t->id = id;
    t->template_name = template_name;
}

void work_tell_officer(struct work *w, int64_t officer_id, enum subject kind, int64_t id,
                       const char *template_name, struct str text)
{
    struct tell *t = tell_add(w);
    t->officer_id = officer_id;
    t->kind = kind;
    t->id = id;
    t->template_name = template_name;
    t->text = text;
}

enum err work_attach(struct work *w, struct draft *d, struct strs attachment_ids)
{
    struct strs ids = {.p = NEWS(w->cx->arena, struct str, attachment_ids.n + 1)};
    for (size_t i = 0; i < attachment_ids.n; i++) {
        TRY(attach_check(w->cx, attachment_ids.p[i]));
        struct bind *b = NEW(w->cx->arena, struct bind);
        b->id = attachment_ids.p[i];
        b->draft = d;
        *w->binds_end = b;
        w->binds_end = &b->next;
        ids.p[ids.n++] = attach_ref_id(attachment_ids.p[i]);
    }
    draft_ids(d, "attachments", ids);
    return OK;
}

/* The number people use of a subject, for a message. */
static struct str num_of(struct work *w, enum subject kind, int64_t id)
{
    struct item *it = item_find(w, kind, id);
    if (!it)
        return STR("");
    if (kind == SUBJECT_DEMAND)
        return ((struct demand *)it->now)->num;
    return kind == SUBJECT_MATTER ? ((struct matter *)it->now)->num
                                  : ((struct task *)it->now)->num;
}

enum err binds_write(struct work *w)
{
    for (const struct bind *b = w->binds; b; b = b->next)
        TRY(attach_bind(w->cx, b->id, (enum subject)b->draft->row.subject_kind,
                        b->draft->row.subject_id, b->draft->row.seq));
    return OK;
}

static enum err tell_write(struct work *w, const struct tell *t)
{
    struct ctx *cx = w->cx;
    struct outbox_note note = {
        .subject_kind = (int)t->kind,
        .subject_id = t->id,
        .template_name = str_c(t->template_name),
        .num = num_of(w, t->kind, t->id),
        .text = t->text,
    };
    if (t->officer_id)
        return outbox_put_officer(cx, t->officer_id, &note);
    if (!t->demand)
        return outbox_put_unit(cx, t->unit_id, t->roles, (int)t->kind, t->id,
                               note.template_name, note.num);
    note.person_id = t->demand->person_id;
    note.channel = t->demand->notify;
    return outbox_put(cx, &note);
}

enum err tells_write(struct work *w)
{
    for (const struct tell *t = w->tells; t; t = t->next)
        TRY(tell_write(w, t));
    return OK;
}

/* Seen through one of my units (a list row), or because I took part myself; never by the unit
 * complained about. */
static enum err seen_directly(struct work *w, enum subject kind, int64_t id, bool *out)
{
    struct ctx *cx = w->cx;
    const struct actor *a = cx->actor;
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    struct duty *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_DUTY_BY_SUBJECT, ARGS(I64(cx->jid), TXT(name), I64(id)), &duty_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n && !*out; i++)
        for (size_t g = 0; g < a->n && !*out; g++)
            *out = grant_sees(&a->grants[g]) && a->grants[g].unit_id == rows[i].unit_id;
    if (*out || !a->officer_id)
        return OK;
    int64_t parts = 0;
    TRY(db_i64(cx, SQL_PART_ANY, ARGS(I64(cx->jid), TXT(name), I64(id), I64(a->officer_id)), 0,
               &parts));
    for (size_t i = 0; i < a->lenders_n && !parts; i++)
        TRY(db_i64(cx, SQL_PART_ANY, ARGS(I64(cx->jid), TXT(name), I64(id), I64(a->lenders[i])),
                   0, &parts));
    *out = parts > 0;
    return OK;
}

static enum err matter_visible(struct work *w, int64_t id, bool *out)
{
    struct matter *m = NULL;
    *out = false;
    TRY(work_matter(w, id, &m));
    if (actor_is_under(w->cx, m->complained_unit))
        return OK;
    return seen_directly(w, SUBJECT_MATTER, id, out);
}

static enum err task_visible(struct work *w, int64_t id, bool *out)
{
    struct task *t = NULL;
    struct matter *m = NULL;
    TRY(work_task(w, id, &t));
    TRY(work_matter(w, t->matter_id, &m));
    bool allowed = m->go_between && m->complained_unit &&
                   org_unit_under(w->cx->app->org, t->unit_id, m->complained_unit);
    if (allowed || !actor_is_under(w->cx, m->complained_unit))
        TRY(seen_directly(w, SUBJECT_TASK, id, out));
    return *out ? OK : matter_visible(w, m->id, out);
}

/* Whoever sees one of its matters sees the demand. */
static enum err demand_visible(struct work *w, int64_t id, bool *out)
{
    struct demand *d = NULL;
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_demand(w, id, &d));
    if (actor_is_under(w->cx, d->complained_unit))
        return OK;
    TRY(seen_directly(w, SUBJECT_DEMAND, id, out));
    if (*out || !d->matters)
        return OK;
    TRY(work_links_of_demand(w, id, &links, &n));
    for (size_t i = 0; i < n && !*out; i++)
        if (links[i]->state != LINK_VOID)
            TRY(matter_visible(w, links[i]->matter_id, out));
    return OK;
}

enum err work_visible(struct work *w, enum subject kind, int64_t id, bool *out)
{
    *out = false;
    if (kind == SUBJECT_DEMAND)
        return demand_visible(w, id, out);
    return kind == SUBJECT_TASK ? task_visible(w, id, out) : matter_visible(w, id, out);
}
