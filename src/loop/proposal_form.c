/* SPDX-License-Identifier: Apache-2.0
 * The directory's proposal in the forms of levelling and dispatch.
 */
#include <inttypes.h>
#include <string.h>

#include "core/app.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "loop/level_suggest.h"
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
    *out = (struct proposal_form){.matter = of->row, .mechanism = of->m};
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

static struct level_suggestion suggestion_of(struct ctx *cx, const struct proposal_form *f,
                                             struct str difficulty)
{
    struct level_suggestion g;
    level_suggest(cx, f->mechanism, f->matter, difficulty, &f->p, &g);
    return g;
}

/* The level begins with what is suggested as far as the difficulty is known. */
static bool level_value(struct ctx *cx, struct json *j, const struct proposal_form *f,
                        const struct field *field)
{
    struct level_suggestion g = suggestion_of(cx, f, f->matter->difficulty);
    if (strcmp(field->name, "lvl") != 0 || g.lvl == LEVEL_NONE)
        return false;
    json_kcstr(j, "value", enum_text(&level_names, g.lvl));
    return true;
}

/* What is suggested depends on the difficulty that is being chosen: each says its own. */
bool proposal_options(struct ctx *cx, struct json *j, const struct proposal_form *f,
                      const struct step *s, const struct field *field)
{
    const struct choices *c = f->mechanism ? &f->mechanism->difficulties : NULL;
    if (!c || !is(s, "level") || strcmp(field->name, "difficulty") != 0)
        return false;
    json_kcstr(j, "source", field->options);
    json_key(j, "options");
    json_arr(j);
    for (size_t i = 0; i < c->n; i++) {
        struct level_suggestion g = suggestion_of(cx, f, c->p[i].code);
        json_obj(j);
        json_kstr(j, "value", c->p[i].code);
        json_kstr(j, "label", label_choice(cx, &c->p[i], c->p[i].code));
        if (g.lvl != LEVEL_NONE) {
            json_kstr(j, "hint", g.text);
            json_key(j, "sets");
            json_obj(j);
            json_kcstr(j, "lvl", enum_text(&level_names, g.lvl));
            json_obj_end(j);
        }
        json_obj_end(j);
    }
    json_arr_end(j);
    return true;
}

bool proposal_value(struct ctx *cx, struct json *j, const struct proposal_form *f,
                    const struct step *s, const struct field *field)
{
    const struct proposal *p = &f->p;
    if (is(s, "level"))
        return level_value(cx, j, f, field);
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

static void note_level(struct ctx *cx, struct json *j, const struct proposal_form *f)
{
    bool en = cx->lang == LANG_EN;
    struct level_suggestion g = suggestion_of(cx, f, f->matter->difficulty);
    bool open = f->mechanism->level_rules_n && !f->matter->difficulty.n;
    if (g.lvl != LEVEL_NONE)
        note(j, "info",
             str_fmt(cx->arena, "%s%.*s",
                     !open ? ""
                     : en  ? "As long as no difficulty is chosen: "
                           : "未选难易时：",
                     STR_ARG(g.text)));
    else if (f->mechanism->level_rules_n)
        note(j, "info",
             en ? STR("Choose the difficulty: the level rules then say what they suggest.")
                : STR("选定难易后，按分级规则给出责任层级的建议。"));
    if (g.lvl != LEVEL_NONE || f->mechanism->level_rules_n)
        note(j, "info",
             en ? STR("A person decides. Another level than the suggested one needs a reason.")
                : STR("由人决定。与建议不同的，须写明理由。"));
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
    bool level = is(s, "level");
    if (!speaks_to(s) || (!p->first && !f->first_receiver && !level))
        return;
    json_key(j, "notes");
    json_arr(j);
    if (p->first)
        note(j, "info", proposal_text(cx, p));
    if (level)
        note_level(cx, j, f);
    if (p->first)
        note_charge(cx, j, p);
    if (is(s, "dispatch"))
        note_limit(cx, j, p);
    if (is(s, "dispatch") && f->first_receiver)
        note_receiver(cx, j, f->first_receiver);
    json_arr_end(j);
}
