/* SPDX-License-Identifier: Apache-2.0
 * The directory's proposal in the forms of levelling and dispatch.
 */
#include <inttypes.h>
#include <string.h>

#include "core/app.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "loop/proposal.h"

/* The steps that the directory speaks to. */
static const char *const steps_asked[] = {"level", "dispatch", "change-lead"};

static bool is(const struct step *s, const char *name)
{
    return s->subject == SUBJECT_MATTER && strcmp(s->name, name) == 0;
}

static bool speaks_to(const struct step *s)
{
    for (size_t i = 0; i < COUNT(steps_asked); i++)
        if (is(s, steps_asked[i]))
            return true;
    return false;
}

enum err proposal_form(struct ctx *cx, const struct form_of *of,
                       const struct step *const *steps, size_t n, struct proposal_form *out)
{
    bool dispatch = false;
    *out = (struct proposal_form){.matter = of->row};
    if (of->subject != SUBJECT_MATTER || !of->row)
        return OK;
    for (size_t i = 0; i < n; i++) {
        out->asked |= speaks_to(steps[i]);
        dispatch |= is(steps[i], "dispatch");
    }
    if (!out->asked)
        return OK;
    TRY(proposal_make(cx, of->w, out->matter, of->m, &out->p));
    if (dispatch && !out->p.first && !out->matter->lead_unit)
        TRY(proposal_first_receiver(cx, of->w, out->matter, &out->first_receiver));
    return OK;
}

bool proposal_hides(const struct proposal_form *f, const struct step *s,
                    const struct field *field)
{
    const struct directory_entry *e = f->p.entry;
    bool department = f->p.first && f->p.first->charge == CHARGE_DEPARTMENT;
    bool talks = e && e->lead == LEAD_NEGOTIATE;
    if (!speaks_to(s))
        return false;
    if (strcmp(field->name, "confirm_grass_roots") == 0)
        return !department;
    if (strcmp(field->name, "negotiated") == 0)
        return !talks;
    return is(s, "dispatch") && strcmp(field->name, "reason") == 0 && !department &&
           (!e || talks);
}

/* A dispatch begins with the lead that it has, then with the directory's, then with the unit
 * that took the demand in; in a community with the community itself: what was levelled to it is
 * its own (rules.md B1-3). */
static bool lead_value(struct json *j, const struct proposal_form *f)
{
    const struct matter *m = f->matter;
    int64_t lead = m->lead_unit ? m->lead_unit : f->p.lead;
    if (!lead && !f->p.entry)
        lead = f->first_receiver;
    if (!lead && !f->p.entry && m->lvl == LEVEL_COMMUNITY)
        lead = m->owner_unit;
    if (lead)
        json_kid(j, "value", lead);
    return lead != 0;
}

static bool helpers_value(struct ctx *cx, struct json *j, const struct proposal *p)
{
    if (!p->helpers_n || p->entry->lead == LEAD_NEGOTIATE)
        return false;
    json_key(j, "value");
    json_arr(j);
    for (size_t i = 0; i < p->helpers_n; i++)
        json_str(j, str_fmt(cx->arena, "%" PRId64, p->helpers[i]));
    json_arr_end(j);
    return true;
}

bool proposal_value(struct ctx *cx, struct json *j, const struct proposal_form *f,
                    const struct step *s, const struct field *field)
{
    const struct proposal *p = &f->p;
    if (is(s, "level") && p->first && p->first->lvl && strcmp(field->name, "lvl") == 0) {
        json_kcstr(j, "value", enum_text(&level_names, p->first->lvl));
        return true;
    }
    if (!is(s, "dispatch"))
        return false;
    if (strcmp(field->name, "lead") == 0)
        return lead_value(j, f);
    if (strcmp(field->name, "helpers") == 0)
        return helpers_value(cx, j, p);
    if (!p->limit_fits)
        return false;
    if (strcmp(field->name, "close_length") == 0) {
        json_ki64(j, "value", p->entry->length);
        return true;
    }
    if (strcmp(field->name, "close_unit") == 0) {
        json_kcstr(j, "value", enum_text(&span_unit_names, p->entry->span));
        return true;
    }
    return false;
}

static void note(struct json *j, const char *kind, struct str text)
{
    json_obj(j);
    json_kcstr(j, "kind", kind);
    json_kstr(j, "text", text);
    json_obj_end(j);
}

static void note_level(struct ctx *cx, struct json *j, const struct proposal *p)
{
    const char *lvl = enum_label(&level_names, p->first->lvl, (int)cx->lang);
    if (p->first->lvl)
        note(j, "info",
             str_fmt(cx->arena,
                     cx->lang == LANG_EN ? "By the directory the level is: %s"
                                         : "派单目录建议层级：%s",
                     lvl));
}

static void note_charge(struct ctx *cx, struct json *j, const struct proposal *p)
{
    if (p->first->charge != CHARGE_DEPARTMENT)
        return;
    note(
        j, "warning",
        cx->lang == LANG_EN
            ? STR("A department's duty is not passed to the grass roots: a community may not "
                  "lead it, a street only with a confirmation and a reason.")
            : STR("应由职能部门办理的事项不得分派给基层：不得由社区主办；确需由街道主办的，须确"
                  "认并写明理由。"));
}

static void note_limit(struct ctx *cx, struct json *j, const struct proposal *p)
{
    const struct directory_entry *e = p->entry;
    if (!e || !e->length || p->limit_fits)
        return;
    note(j, "warning",
         str_fmt(cx->arena,
                 cx->lang == LANG_EN ? "The directory's limit of %" PRId64
                                       " %s lies outside the mechanism's: not filled in"
                                     : "派单目录的时限 %" PRId64
                                       "%s超出机制规定的范围，没有带入",
                 e->length, enum_label(&span_unit_names, e->span, (int)cx->lang)));
}

static void note_receiver(struct ctx *cx, struct json *j, int64_t unit)
{
    note(
        j, "info",
        str_fmt(cx->arena,
                cx->lang == LANG_EN
                    ? "First-receiving unit: %.*s took the demand in. The directory is silent, "
                      "so it leads, or passes it on by asking for a return."
                    : "首接负责：诉求由“%.*s”首先接收，派单目录未列此类事项，由其主办；不属其"
                      "职责的，由其申请退单转出。",
                STR_ARG(label_unit(cx, unit))));
}

void proposal_notes(struct ctx *cx, struct json *j, const struct proposal_form *f,
                    const struct step *s)
{
    const struct proposal *p = &f->p;
    if (!speaks_to(s) || (!p->first && !f->first_receiver))
        return;
    json_key(j, "notes");
    json_arr(j);
    if (p->first)
        note(j, "info", proposal_text(cx, p));
    if (p->first && is(s, "level"))
        note_level(cx, j, p);
    if (p->first)
        note_charge(cx, j, p);
    if (is(s, "dispatch"))
        note_limit(cx, j, p);
    if (is(s, "dispatch") && f->first_receiver)
        note_receiver(cx, j, f->first_receiver);
    json_arr_end(j);
}
