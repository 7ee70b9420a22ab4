/* SPDX-License-Identifier: Apache-2.0
 * The actions of a dossier as forms: the fields of each step's body, their choices, and what is
 * known already.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/bundle.h"
#include "loop/campaign.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "loop/links.h"
#include "loop/petition.h"
#include "loop/proposal.h"
#include "loop/redirect.h"

static void options_of(struct ctx *cx, struct json *j, const struct choices *c)
{
    json_key(j, "options");
    json_arr(j);
    for (size_t i = 0; i < c->n; i++) {
        json_obj(j);
        json_kstr(j, "value", c->p[i].code);
        json_kstr(j, "label", label_choice(cx, &c->p[i], c->p[i].code));
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* Short lists that no mechanism sets. */
static const struct {
    const char *source, *value, *zh, *en;
} fixed[] = {
    {"explain_how", "phone", "电话", "by telephone"},
    {"explain_how", "visit", "上门", "at the door"},
    {"explain_how", "counter", "当面", "at the counter"},
    {"explain_how", "letter", "书面", "in writing"},
    {"explain_how", "lodged", "留存备查(无联系方式)", "lodged for query (no contact)"},
    {"attempt_outcomes", "no_answer", "无人接听", "no answer"},
    {"attempt_outcomes", "busy", "占线或关机", "busy or off"},
    {"attempt_outcomes", "wrong_number", "号码有误", "wrong number"},
    {"attempt_outcomes", "later", "约定再联系", "call again later"},
    {"attempt_outcomes", "refused", "拒绝回访", "refused"},
    {"notify", "sms", "短信", "text message"},
    {"notify", "mail", "邮件", "mail"},
    {"crs", "CGCS2000", "CGCS2000", "CGCS2000"},
    {"crs", "GCJ-02", "GCJ-02", "GCJ-02"},
};

static bool fixed_options(struct ctx *cx, struct json *j, const char *source)
{
    bool any = false;
    for (size_t i = 0; i < COUNT(fixed); i++) {
        if (strcmp(fixed[i].source, source) != 0)
            continue;
        if (!any) {
            json_key(j, "options");
            json_arr(j);
        }
        any = true;
        json_obj(j);
        json_kcstr(j, "value", fixed[i].value);
        json_kcstr(j, "label", cx->lang == LANG_EN ? fixed[i].en : fixed[i].zh);
        json_obj_end(j);
    }
    if (any)
        json_arr_end(j);
    return any;
}

/* Citizens have no list of units to look into: theirs comes with the form. */
static void unit_options(struct ctx *cx, struct json *j)
{
    const struct unit *units = NULL;
    size_t n = org_units(cx->app->org, &units);
    json_key(j, "options");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (units[i].valid_to && units[i].valid_to <= cx->now)
            continue;
        json_obj(j);
        json_kid(j, "value", units[i].id);
        json_kstr(j, "label", units[i].name);
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* ---- choices that only this subject can offer ---- */

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

static const struct {
    enum subject subject;
    bool open; /* none of them is a choice too: nothing is chosen beforehand */
    const char *source;
    enum err (*offers)(struct ctx *cx, const struct form_of *of, struct offers *out);
} own_sources[] = {
    {SUBJECT_DEMAND, false, "matters", matter_offers},
    {SUBJECT_DEMAND, true, "petition_hints", petition_offers},
    {SUBJECT_MATTER, false, "demands", demand_offers},
    {SUBJECT_MATTER, false, "stages", stage_offers},
    {SUBJECT_MATTER, false, "instructions", instruction_offers},
    {SUBJECT_MATTER, true, "bundles", bundle_offers},
    {SUBJECT_MATTER, true, "leaders", leader_offers},
    {SUBJECT_DEMAND, true, "leaders", leader_offers},
    {SUBJECT_DEMAND, true, "campaigns", campaign_offers},
};

/* Written with its only choice as the value, unless none is a choice too (a leader is named
 * only by who writes for one). *own false: the source is another's. */
static enum err own_options(struct ctx *cx, struct json *j, const struct form_of *of,
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

/* ---- what is known already ---- */

/* A field of that name begins with this column of the form's subject; of several rows the first
 * that says something. What the officer is asked to judge (solved, satisfied …) is not here. */
static const struct {
    enum subject subject;
    const char *field, *column;
} known[] = {
    {SUBJECT_DEMAND, "class", "class"},
    {SUBJECT_DEMAND, "kind", "kind"},
    {SUBJECT_DEMAND, "title", "title"},
    {SUBJECT_DEMAND, "place_id", "place_id"},
    {SUBJECT_DEMAND, "urgent", "urgent"},
    {SUBJECT_DEMAND, "repeated", "repeated"},
    {SUBJECT_DEMAND, "campaign", "campaign"},
    {SUBJECT_MATTER, "lvl", "lvl"},
    {SUBJECT_MATTER, "difficulty", "difficulty"},
    {SUBJECT_MATTER, "dispatch_no", "dispatch_no"},
    {SUBJECT_MATTER, "meeting_no", "meeting_no"},
    {SUBJECT_MATTER, "upstream", "upstream"},
    {SUBJECT_MATTER, "upstream_no", "upstream_no"},
    {SUBJECT_MATTER, "cause", "cause"},
    {SUBJECT_MATTER, "cause_class", "cause_class"},
    {SUBJECT_MATTER, "cause_class", "class"},
    {SUBJECT_MATTER, "result", "result"},
};

static bool says_something(const struct field *f, const void *row)
{
    const void *at = (const char *)row + f->off;
    switch (f->kind) {
    case FIELD_STR:
        return ((const struct str *)at)->n > 0;
    case FIELD_I64:
        return *(const int64_t *)at != 0;
    case FIELD_BOOL:
        return *(const bool *)at;
    case FIELD_ENUM:
        return enum_text(f->names, *(const int *)at)[0] != 0;
    case FIELD_STRS:
        break;
    }
    return false;
}

static const struct field *column_of(const struct shape *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->fields[i].name, name) == 0)
            return &s->fields[i];
    return NULL;
}

/* From the top down to it: a page that asks level by level shows where it is. */
static void place_path(struct ctx *cx, struct json *j, int64_t place)
{
    enum { DEPTH = 8 };
    int64_t path[DEPTH];
    size_t n = 0;
    for (int64_t id = place; id && id != cx->app->root_place && n < DEPTH;) {
        const struct place *p = org_place(cx->app->org, id);
        path[n++] = id;
        id = p ? p->parent_id : 0;
    }
    json_key(j, "path");
    json_arr(j);
    while (n > 0)
        json_str(j, str_fmt(cx->arena, "%" PRId64, path[--n]));
    json_arr_end(j);
}

/* Those it has are ticked. */
static void tags_value(struct ctx *cx, struct json *j, struct str tags)
{
    struct strs all = str_split(cx->arena, tags, ',');
    json_key(j, "value");
    json_arr(j);
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i].n)
            json_str(j, all.p[i]);
    json_arr_end(j);
}

static void known_value(struct ctx *cx, struct json *j, const struct form_of *of,
                        const struct field *f)
{
    if (of->subject == SUBJECT__MAX && of->row && column_of(of->shape, f->name)) {
        struct field value = *column_of(of->shape, f->name);
        value.name = "value";
        if (says_something(&value, of->row))
            shape_json(j, &(struct shape){.fields = &value, .n = 1, .size = of->shape->size},
                       of->row);
        return;
    }
    if (of->subject == SUBJECT_DEMAND && of->row && strcmp(f->name, "tags") == 0)
        tags_value(cx, j, ((const struct demand *)of->row)->tags);
    for (size_t i = 0; i < COUNT(known) && of->row; i++) {
        const struct field *column;
        if (known[i].subject != of->subject || strcmp(known[i].field, f->name) != 0)
            continue;
        column = column_of(of->shape, known[i].column);
        if (!column || !says_something(column, of->row))
            continue;
        struct field value = *column;
        value.name = "value";
        shape_json(j, &(struct shape){.fields = &value, .n = 1, .size = of->shape->size},
                   of->row);
        if (f->options && strcmp(f->options, "places") == 0)
            place_path(cx, j, *(const int64_t *)((const char *)of->row + column->off));
        return;
    }
}

/* ---- forms ---- */

static enum err source_options(struct ctx *cx, struct json *j, const struct form_of *of,
                               const struct field *f)
{
    const struct mechanism *m = of->m;
    const char *source = f->options;
    bool own = false;
    const struct {
        const char *source;
        const struct choices *list;
    } lists[] = {
        {"classes", &m->classes},
        {"kinds", &m->kinds},
        {"channels", &m->channels},
        {"ways", &m->ways},
        {"difficulties", &m->difficulties},
        {"grounds_invalid", &m->grounds_invalid},
        {"grounds_redirect", &m->grounds_redirect},
        {"grounds_return", &m->grounds_return},
        {"grounds_end", &m->grounds_end},
    };
    json_kcstr(j, "source", source);
    for (size_t i = 0; i < COUNT(lists); i++)
        if (strcmp(lists[i].source, source) == 0) {
            options_of(cx, j, lists[i].list);
            return OK;
        }
    if (strcmp(source, "agencies") == 0)
        return redirect_options(cx, j, of);
    TRY(own_options(cx, j, of, f, &own));
    if (own)
        return OK;
    if (cx->actor->kind == ROLE_CITIZEN && strcmp(source, "units") == 0)
        unit_options(cx, j);
    else
        (void)fixed_options(cx, j, source);
    return OK;
}

static void enum_options(struct ctx *cx, struct json *j, const struct enum_names *names)
{
    json_key(j, "options");
    json_arr(j);
    for (int v = 0; v < names->n; v++) {
        if (!names->text[v] || !names->text[v][0])
            continue;
        json_obj(j);
        json_kcstr(j, "value", names->text[v]);
        json_kcstr(j, "label", enum_label(names, v, (int)cx->lang));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static const char *type_of(const struct field *f)
{
    switch (f->kind) {
    case FIELD_BOOL:
        return "bool";
    case FIELD_ENUM:
        return "enum";
    case FIELD_STRS:
        return strcmp(f->name, "attachments") == 0 ? "files" : "list";
    case FIELD_I64:
        if (f->as == AS_TIME)
            return "time";
        return f->as == AS_ID ? "id" : f->as == AS_REAL6 ? "real" : "number";
    case FIELD_STR:
        break;
    }
    return f->as == AS_TEXT ? "text" : f->as == AS_SECRET ? "secret" : "string";
}

static enum err field_form(struct ctx *cx, struct json *j, const struct form_of *of,
                           const struct proposal_form *proposed, const struct step *s,
                           const struct field *f)
{
    json_obj(j);
    json_kcstr(j, "name", f->name);
    json_kcstr(j, "type", type_of(f));
    json_kcstr(j, "label", cx->lang == LANG_EN ? f->en : f->zh);
    json_kbool(j, "required", f->required);
    if (f->min)
        json_ki64(j, "min", f->min);
    if (f->max)
        json_ki64(j, "max", f->max);
    if (!proposed->asked || !proposal_value(cx, j, proposed, s, f))
        known_value(cx, j, of, f);
    if (f->kind == FIELD_ENUM)
        enum_options(cx, j, f->names);
    else if (f->options)
        TRY(source_options(cx, j, of, f));
    json_obj_end(j);
    return OK;
}

static enum err fields_json(struct ctx *cx, struct json *j, const struct form_of *of,
                            const struct proposal_form *proposed, const struct step *s,
                            const struct shape *body)
{
    json_key(j, "fields");
    json_arr(j);
    for (size_t k = 0; body && k < body->n; k++)
        if (!proposed->asked || !proposal_hides(proposed, s, &body->fields[k]))
            TRY(field_form(cx, j, of, proposed, s, &body->fields[k]));
    json_arr_end(j);
    return OK;
}

enum err form_json(struct ctx *cx, struct json *j, const struct form_of *of,
                   const struct shape *body)
{
    return fields_json(cx, j, of, &(struct proposal_form){0}, NULL, body);
}

enum err actions_json(struct ctx *cx, struct json *j, const struct form_of *of,
                      const struct step *const *steps, size_t n)
{
    bool citizen = cx->actor->kind == ROLE_CITIZEN;
    struct proposal_form proposed;
    TRY(proposal_form(cx, of, steps, n, &proposed));
    json_key(j, "actions");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const struct step *s = steps[i];
        json_obj(j);
        json_kcstr(j, "name", s->name);
        json_kcstr(j, "label", cx->lang == LANG_EN ? s->en : s->zh);
        json_kcstr(j, "method", "POST");
        json_kstr(j, "href",
                  str_fmt(cx->arena, "/api/v1/%s%ss/%.*s/%s", citizen ? "public/" : "",
                          enum_text(&subject_names, (int)of->subject), STR_ARG(of->num),
                          s->name));
        if (s->to >= 0)
            json_kcstr(j, "to", enum_label(flow_states(of->subject), s->to, (int)cx->lang));
        if (proposed.asked)
            proposal_notes(cx, j, &proposed, s);
        TRY(fields_json(cx, j, of, &proposed, s, s->body));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}
