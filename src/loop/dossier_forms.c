/* SPDX-License-Identifier: Apache-2.0
 * The actions of a dossier as forms: the fields of each step's body, their choices, and what is
 * known already.
 */
#include <inttypes.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/proposal.h"
#include "loop/redirect.h"
#include "loop/suggest.h"
#include "loop/track_json.h"

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
    {SUBJECT_MATTER, "track", "track"},
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
        return ((const struct strs *)at)->n > 0;
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
        {"tracks", &m->tracks},
        {"grounds_invalid", &m->grounds_at[AT_INVALID]},
        {"grounds_redirect", &m->grounds_at[AT_REDIRECT]},
        {"grounds_return", &m->grounds_at[AT_RETURN]},
        {"grounds_end", &m->grounds_at[AT_END]},
        {"grounds_board", &m->grounds_at[AT_BOARD]},
    };
    json_kcstr(j, "source", source);
    for (size_t i = 0; i < COUNT(lists); i++)
        if (strcmp(lists[i].source, source) == 0) {
            options_of(cx, j, lists[i].list);
            return OK;
        }
    if (strcmp(source, "agencies") == 0)
        return redirect_options(cx, j, of);
    if (strcmp(source, "quantities") == 0)
        return works_value(cx, j, of);
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

/* What the rules say, with their reason; the person at the desk decides. */
static bool suggested_track(struct ctx *cx, struct json *j, const struct form_of *of,
                            const struct field *f)
{
    struct str code, why;
    const struct matter *m = of->row;
    if (of->subject != SUBJECT_MATTER || strcmp(f->name, "track") != 0 || !m ||
        !track_suggested(cx, of->m, m, &code, &why))
        return false;
    json_kstr(j, "help", why);
    if (m->track.n)
        return false;
    json_kstr(j, "value", code);
    return true;
}

/* A mechanism without tracks asks for none. */
static bool is_asked(const struct form_of *of, const struct field *f)
{
    return !f->options || strcmp(f->options, "tracks") != 0 || of->m->tracks.n > 0;
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
    if (!suggested_track(cx, j, of, f) &&
        (!proposed->asked || !proposal_value(cx, j, proposed, s, f)))
        known_value(cx, j, of, f);
    if (f->kind == FIELD_ENUM)
        enum_options(cx, j, f->names);
    else if (f->options && (!proposed->asked || !proposal_options(cx, j, proposed, s, f)))
        TRY(source_options(cx, j, of, f));
    TRY(suggest_field(cx, j, of, s, f));
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
        if (is_asked(of, &body->fields[k]) &&
            (!proposed->asked || !proposal_hides(proposed, s, &body->fields[k])))
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
