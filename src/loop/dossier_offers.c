/* SPDX-License-Identifier: Apache-2.0
 * Choices of a form that only its subject can offer: its demands, stages, agreements …
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/bundle.h"
#include "loop/campaign.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/links.h"
#include "loop/petition.h"
#include "loop/quantities.h"

struct offer {
    struct str value, label;
};
struct offers {
    struct offer *p;
    size_t n;
};

static struct offer *offer_add(struct ctx *cx, struct offers *o, size_t room)
{
    if (!o->p)
        o->p = NEWS(cx->arena, struct offer, room + 1);
    return &o->p[o->n++];
}

/* The matters of a demand whose answer can be judged. */
static enum err matter_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_demand(of->w, of->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (!link_has_answer(links[i]))
            continue;
        TRY(work_matter(of->w, links[i]->matter_id, &m));
        *offer_add(cx, out, n) =
            (struct offer){m->num, str_fmt(cx->arena, "%.*s %.*s", STR_ARG(m->num),
                                           STR_ARG(label_matter(cx, m)))};
    }
    return OK;
}

static enum err demand_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(of->w, of->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(of->w, links[i]->demand_id, &d));
        *offer_add(cx, out, n) = (struct offer){
            d->num,
            str_fmt(cx->arena, "%.*s %.*s · %s", STR_ARG(d->num), STR_ARG(label_demand(cx, d)),
                    enum_label(&link_state_names, links[i]->state, (int)cx->lang))};
    }
    return OK;
}

static enum err stage_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct stage **stages = NULL;
    size_t n = 0;
    TRY(work_stages(of->w, of->id, &stages, &n));
    for (size_t i = 0; i < n; i++) {
        char day[TIME_TEXT];
        const struct stage *s = stages[i];
        if (s->outcome.n || s->kind == STAGE_INSTRUCTION)
            continue;
        *offer_add(cx, out, n) =
            (struct offer){str_fmt(cx->arena, "%" PRId64, s->serial),
                           str_fmt(cx->arena, "%" PRId64 " · %s · %s", s->serial,
                                   enum_label(&stage_kind_names, s->kind, (int)cx->lang),
                                   day_text(day, time_day(s->due_at - 1)))};
    }
    return OK;
}

static enum err instruction_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct stage **rows = NULL;
    size_t n = 0;
    TRY(work_stages(of->w, of->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        char day[TIME_TEXT];
        const struct stage *s = rows[i];
        if (s->kind != STAGE_INSTRUCTION || s->outcome.n)
            continue;
        *offer_add(cx, out, n) =
            (struct offer){str_fmt(cx->arena, "%" PRId64, s->serial),
                           str_fmt(cx->arena, "%" PRId64 " · %.*s · %s", s->serial,
                                   STR_ARG(label_unit(cx, s->unit_id)),
                                   day_text(day, time_day(s->due_at - 1)))};
    }
    return OK;
}

struct leader_row {
    int64_t id, unit_id;
    struct str name;
};
static const struct field leader_fields[] = {
    FIELD(struct leader_row, id),
    FIELD(struct leader_row, unit_id),
    FIELD(struct leader_row, name),
};
static const struct shape leader_shape = SHAPE("leader", struct leader_row, leader_fields);

/* Who holds the leader's role over the subject's desk. */
static enum err leader_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct leader_row *rows = NULL;
    size_t n = 0;
    bool matter = of->subject == SUBJECT_MATTER;
    int64_t desk = matter ? ((const struct matter *)of->row)->desk_unit
                          : ((const struct demand *)of->row)->unit_id;
    TRY(db_all(cx, SQL_OFFICER_LEADERS, ARGS(I64(cx->now)), &leader_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        bool again =
            i > 0 && rows[i].id == rows[i - 1].id && out->n > 0 &&
            str_eq(out->p[out->n - 1].value, str_fmt(cx->arena, "%" PRId64, rows[i].id));
        if (again || !org_unit_under(cx->app->org, desk, rows[i].unit_id))
            continue;
        *offer_add(cx, out, n) =
            (struct offer){str_fmt(cx->arena, "%" PRId64, rows[i].id),
                           str_fmt(cx->arena, "%.*s（%.*s）", STR_ARG(rows[i].name),
                                   STR_ARG(label_unit(cx, rows[i].unit_id)))};
    }
    return OK;
}

static enum err bundle_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct bundle *rows = NULL;
    size_t n = 0;
    (void)of;
    TRY(bundles_open(cx, &rows, &n));
    for (size_t i = 0; i < n; i++)
        *offer_add(cx, out, n) = (struct offer){
            rows[i].num, str_fmt(cx->arena, "%.*s · %.*s", STR_ARG(rows[i].title),
                                 STR_ARG(label_unit(cx, rows[i].unit_id)))};
    return OK;
}

static enum err petition_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct petition_hints hints;
    TRY(petition_hints_of(cx, of->w, of->row, &hints));
    for (size_t i = 0; i < hints.n; i++)
        *offer_add(cx, out, hints.n) = (struct offer){
            hints.p[i].num, str_fmt(cx->arena, "%.*s %.*s · %.*s", STR_ARG(hints.p[i].num),
                                    STR_ARG(hints.p[i].title),
                                    STR_ARG(petition_reasons(cx, hints.p[i].reasons)))};
    return OK;
}

/* Those that still take something in. */
static enum err campaign_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct campaign *rows = NULL;
    size_t n = 0;
    (void)of;
    TRY(campaign_all(cx, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (!rows[i].ended_at)
            *offer_add(cx, out, n) = (struct offer){rows[i].code, rows[i].name};
    return OK;
}

/* Rows of works as lines to be filled in: number and what is done, then what it is about. */
static enum err works_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct quantity **rows = NULL;
    size_t n = 0;
    TRY(quantities_granted(of->w, of->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const struct quantity *q = rows[i];
        struct str line = str_fmt(cx->arena, "%" PRId64 " %.*s /%.*s%.*s %.*s %.*s", q->serial,
                                  STR_ARG(amount_text(cx->arena, q->done)),
                                  STR_ARG(amount_text(cx->arena, q->planned)),
                                  STR_ARG(q->measure), STR_ARG(q->site), STR_ARG(q->what));
        *offer_add(cx, out, n) = (struct offer){line, line};
    }
    return OK;
}

static enum err agreement_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct agreement **rows = NULL;
    size_t n = 0;
    TRY(work_agreements(of->w, of->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        char day[TIME_TEXT];
        if (rows[i]->kept != YN_UNKNOWN)
            continue;
        *offer_add(cx, out, n) =
            (struct offer){str_fmt(cx->arena, "%" PRId64, rows[i]->serial),
                           str_fmt(cx->arena, "%" PRId64 " · %s", rows[i]->serial,
                                   day_text(day, time_day(rows[i]->signed_at)))};
    }
    return OK;
}

static enum err aid_offers(struct ctx *cx, const struct form_of *of, struct offers *out)
{
    struct aid **rows = NULL;
    size_t n = 0;
    TRY(work_aids(of->w, of->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct str name = {0};
        if (rows[i]->done_at)
            continue;
        TRY(label_officer(cx, rows[i]->officer_id, &name));
        *offer_add(cx, out, n) = (struct offer){
            str_fmt(cx->arena, "%" PRId64, rows[i]->serial),
            str_fmt(cx->arena, "%" PRId64 " · %s %.*s", rows[i]->serial,
                    enum_label(&aid_kind_names, rows[i]->kind, (int)cx->lang), STR_ARG(name))};
    }
    return OK;
}

static const struct {
    enum subject subject;
    bool open; /* none of them is a choice too: nothing is chosen beforehand */
    const char *source;
    enum err (*offers)(struct ctx *cx, const struct form_of *of, struct offers *out);
} own_sources[] = {
    {SUBJECT_DEMAND, false, "matters", matter_offers},
    {SUBJECT_MATTER, false, "demands", demand_offers},
    {SUBJECT_MATTER, false, "stages", stage_offers},
    {SUBJECT_MATTER, false, "instructions", instruction_offers},
    {SUBJECT_MATTER, false, "agreements", agreement_offers},
    {SUBJECT_TASK, false, "aids", aid_offers},
    {SUBJECT_MATTER, true, "bundles", bundle_offers},
    {SUBJECT_MATTER, true, "leaders", leader_offers},
    {SUBJECT_DEMAND, true, "leaders", leader_offers},
    {SUBJECT_DEMAND, true, "campaigns", campaign_offers},
    {SUBJECT_DEMAND, true, "petition_hints", petition_offers},
};

enum err own_options(struct ctx *cx, struct json *j, const struct form_of *of,
                     const struct field *f, bool *own)
{
    struct offers o = {0};
    bool open = false;
    *own = false;
    for (size_t i = 0; i < COUNT(own_sources); i++) {
        if (own_sources[i].subject != of->subject ||
            strcmp(own_sources[i].source, f->options) != 0)
            continue;
        TRY(own_sources[i].offers(cx, of, &o));
        open = own_sources[i].open;
        *own = true;
    }
    if (!*own)
        return OK;
    if (o.n == 1 && f->kind != FIELD_STRS && !open)
        json_kstr(j, "value", o.p[0].value);
    json_key(j, "options");
    json_arr(j);
    for (size_t i = 0; i < o.n; i++) {
        json_obj(j);
        json_kstr(j, "value", o.p[i].value);
        json_kstr(j, "label", o.p[i].label);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err works_value(struct ctx *cx, struct json *j, const struct form_of *of)
{
    struct offers o = {0};
    TRY(works_offers(cx, of, &o));
    json_key(j, "value");
    json_arr(j);
    for (size_t i = 0; i < o.n; i++)
        json_str(j, o.p[i].value);
    json_arr_end(j);
    return OK;
}
