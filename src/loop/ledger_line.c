/* SPDX-License-Identifier: Apache-2.0
 * What a line of the ledgers of demands is made from, now or as of a moment.
 */
#include "core/actor.h"
#include "core/app.h"
#include "loop/labels.h"
#include "loop/ledger_as_of.h"
#include "loop/ledger_out_impl.h"
#include "loop/links.h"

enum { NAMES_MAX = 4096 };

struct named {
    struct str name;
};
static const struct field named_fields[] = {
    FIELD(struct named, name),
};
static const struct shape named_shape = SHAPE("ledger_named", struct named, named_fields);

static void demand_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    (void)seq;
    if (str_eq_c(name, "words") && !l->words.n)
        l->words = body;
    else if (str_eq_c(name, "answer"))
        l->answer = body;
    else if (str_eq_c(name, "report"))
        l->report = body;
    else if (str_eq_c(name, "progress"))
        l->progress = body;
    else if (str_eq_c(name, "place_said"))
        l->place_said = body;
    else if (str_eq_c(name, "address"))
        l->address = body;
}

static void matter_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    bool stage = str_starts(name, "stage_");
    if (str_eq_c(name, "answer") && seq == l->link.answer_seq)
        l->answer = body;
    else if (str_eq_c(name, "report"))
        l->report = body;
    else if (str_eq_c(name, "progress"))
        l->progress = body;
    else if (str_eq_c(name, "stages_said"))
        l->stages = body;
    else if (stage)
        l->stages = str_fmt(l->cx->arena, "%.*s%s%.*s", STR_ARG(l->stages),
                            l->stages.n ? "；" : "", STR_ARG(body));
}

static void task_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    (void)seq;
    if (str_eq_c(name, "report"))
        l->report = body;
}

/* The link of a demand and its matter as they were at l->at; a matter changes with its links.
 */
static enum err link_then(struct ctx *cx, struct line *l, struct link *link,
                          struct matter *matter)
{
    int64_t id = link->matter_id;
    bool found = false, same = false;
    TRY(db_one(cx, SQL_MATTER_GET, ARGS(I64(cx->jid), I64(id)), &matter_shape, matter, &found));
    if (found)
        TRY(as_of_unchanged(cx, SUBJECT_MATTER, id, matter->version, l->at, &same));
    return same ? OK : as_of_matter(cx, id, l->at, l->d.id, matter, link);
}

/* The live link that is furthest from its end speaks for the demand, as its state does. */
static enum err speaker_of(struct ctx *cx, struct line *l)
{
    struct link *links = NULL;
    size_t n = 0;
    bool found = false;
    TRY(db_all(cx, SQL_LINK_BY_DEMAND, ARGS(I64(cx->jid), I64(l->d.id)), &link_shape,
               (void **)&links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter then = {0};
        if (l->at)
            TRY(link_then(cx, l, &links[i], &then));
        if (links[i].state == LINK_NONE || !link_is_live(&links[i]) ||
            (found && links[i].state >= l->link.state))
            continue;
        l->link = links[i];
        l->matter = then;
        found = true;
    }
    l->has_matter = found && l->at;
    if (!found || l->at)
        return OK;
    return db_one(cx, SQL_MATTER_GET, ARGS(I64(cx->jid), I64(l->link.matter_id)), &matter_shape,
                  &l->matter, &l->has_matter);
}

/* Who is answerable by name (B7-6 责任领导、责任人): the sponsor, else who heads the lead unit;
 * who has the lead's task in hand. */
static enum err people_of(struct ctx *cx, struct line *l)
{
    struct named *heads = NULL;
    size_t n = 0;
    struct buf b;
    if (l->has_lead)
        TRY(label_officer(cx, l->task.officer_id, &l->handler));
    if (l->matter.sponsor_id)
        return label_officer(cx, l->matter.sponsor_id, &l->leader);
    if (!l->matter.lead_unit)
        return OK;
    TRY(db_all(cx, SQL_LEDGER_HEADS,
               ARGS(I64(l->matter.lead_unit), I64(l->at ? l->at : cx->now)), &named_shape,
               (void **)&heads, &n));
    buf_init(&b, cx->arena, NAMES_MAX);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_ARG(heads[i].name));
    l->leader = b.n ? buf_done(&b) : STR("");
    return OK;
}

static enum err matter_rest(struct ctx *cx, struct line *l)
{
    if (!l->has_matter)
        return OK;
    TRY(ledger_tasks(cx, l));
    TRY(people_of(cx, l));
    TRY(ledger_texts(cx,
                     (struct ledger_subject){SUBJECT_MATTER, l->matter.id, l->matter.version},
                     l, matter_text));
    if (!l->has_lead)
        return OK;
    return ledger_texts(cx, (struct ledger_subject){SUBJECT_TASK, l->task.id, l->task.version},
                        l, task_text);
}

static enum err limit_of(struct ctx *cx, struct line *l)
{
    struct clock *clocks = NULL;
    size_t n = 0;
    struct str kind = str_c(enum_text(&subject_names, SUBJECT_DEMAND));
    TRY(db_all(cx, SQL_CLOCK_BY_SUBJECT, ARGS(I64(cx->jid), TXT(kind), I64(l->d.id)),
               &clock_shape, (void **)&clocks, &n));
    for (size_t i = 0; i < n; i++)
        if (clocks[i].kind == CLOCK_REPLY)
            l->limit_at = clocks[i].due_at;
    return OK;
}

enum err demand_line_stood(struct line *l, const struct demand *now, bool *found)
{
    *l = (struct line){.cx = l->cx, .m = l->m, .unmasked = l->unmasked, .at = l->at};
    bool same = !l->at;
    if (l->at && now->version)
        TRY(as_of_unchanged(l->cx, SUBJECT_DEMAND, now->id, now->version, l->at, &same));
    if (same)
        l->d = *now;
    else
        TRY(as_of_demand(l->cx, now->id, l->at, &l->d, &l->limit_at));
    l->limit_known = !same;
    *found = l->d.id != 0;
    return *found ? speaker_of(l->cx, l) : OK;
}

enum err demand_line_rest(struct line *l)
{
    struct ctx *cx = l->cx;
    const struct demand *d = &l->d;
    TRY(person_open(cx, d->person_id, &l->person));
    TRY(ledger_texts(cx, (struct ledger_subject){SUBJECT_DEMAND, d->id, d->version}, l,
                     demand_text));
    if (!d->person_id)
        l->person.address = l->address;
    if (!l->unmasked)
        l->person = person_mask(cx->arena, &l->person);
    TRY(matter_rest(cx, l));
    if (l->limit_known)
        return OK;
    /* A clock may have been reckoned anew without an act: only its events say what it was. */
    return l->at ? as_of_demand(cx, d->id, l->at, &l->d, &l->limit_at) : limit_of(cx, l);
}

enum err demand_line(struct line *l, const struct demand *d)
{
    bool found = false;
    l->at = 0;
    TRY(demand_line_stood(l, d, &found));
    return demand_line_rest(l);
}

enum err demand_line_of(struct line *l, int64_t id, bool *found)
{
    struct demand d = {0};
    TRY(db_one(l->cx, SQL_DEMAND_GET, ARGS(I64(l->cx->jid), I64(id)), &demand_shape, &d,
               found));
    if (*found)
        TRY(demand_line_stood(l, &d, found));
    return *found ? demand_line_rest(l) : OK;
}

enum err matter_line_of(struct line *l, int64_t id, bool *found)
{
    struct ctx *cx = l->cx;
    struct link none;
    *l = (struct line){.cx = cx, .m = l->m, .unmasked = l->unmasked, .at = l->at};
    if (l->at) {
        TRY(as_of_matter(cx, id, l->at, 0, &l->matter, &none));
        *found = l->matter.id != 0;
    } else {
        TRY(db_one(cx, SQL_MATTER_GET, ARGS(I64(cx->jid), I64(id)), &matter_shape, &l->matter,
                   found));
    }
    if (!*found)
        return OK;
    /* A unit complained about reads no words of it. */
    if (l->matter.complained_unit && cx->actor && actor_is_under(cx, l->matter.complained_unit))
        l->matter.confidential = true;
    l->has_matter = true;
    TRY(ledger_tasks(cx, l));
    return people_of(cx, l);
}
