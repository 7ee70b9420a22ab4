/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/flow_dot.h"

#include <string.h>

/* ---- what a mechanism switches off ---- */

static bool climbs(const struct mechanism *m)
{
    return m->screen_climbs;
}
static bool at_once(const struct mechanism *m)
{
    return m->answer_at_once;
}
static bool at_once_sample(const struct mechanism *m)
{
    return m->answer_at_once && m->at_once_sample_percent > 0;
}
static bool appeals(const struct mechanism *m)
{
    return m->appeal_days > 0;
}
static bool several_levels(const struct mechanism *m)
{
    return m->levels_n > 1;
}
static bool lists(const struct mechanism *m)
{
    return m->listing;
}
static bool stages(const struct mechanism *m)
{
    return m->staging;
}
static bool whistles(const struct mechanism *m)
{
    return m->whistle;
}
static bool defers(const struct mechanism *m)
{
    return m->listing || m->staging;
}
static bool extends(const struct mechanism *m)
{
    return m->extensions_max > 0;
}
static bool exits(const struct mechanism *m)
{
    return m->close_exit_unreachable || m->close_exit_explained;
}
static bool names_citizens(const struct mechanism *m)
{
    return m->close_rule == CLOSE_NAMED_SATISFIED;
}
static bool rates(const struct mechanism *m)
{
    return m->rate_days > 0;
}
static bool reopens(const struct mechanism *m)
{
    return m->reopen_days > 0;
}
static bool calls_back(const struct mechanism *m)
{
    return m->callback_percent > 0 || m->at_once_sample_percent > 0;
}
static bool looks_back(const struct mechanism *m)
{
    return m->lookback_percent > 0;
}

static const struct {
    const char *step;
    bool (*uses)(const struct mechanism *m);
} switches[] = {
    {"pass-up", climbs},
    {"answer-at-once", at_once},
    {"appeal", appeals},
    {"level-up", several_levels},
    {"hand-down", several_levels},
    {"ask-listing", lists},
    {"lift-listing", lists},
    {"ask-stages", stages},
    {"stage-report", stages},
    {"stage-check", stages},
    {"stage-progress", stages},
    {"whistle", whistles},
    {"arrive", whistles},
    {"appraise-unit", whistles},
    {"appraise-whistle", whistles},
    {"grant-asked", defers},
    {"refuse-asked", defers},
    {"ask-extension", extends},
    {"grant-extension", extends},
    {"refuse-extension", extends},
    {"name-citizens", names_citizens},
    {"review-answer", at_once_sample},
    {"ask-exit", exits},
    {"grant-exit", exits},
    {"refuse-exit", exits},
    {"rate", rates},
    {"ask-reopen", reopens},
    {"refuse-reopen", reopens},
    {"attempt", calls_back},
    {"look-back", looks_back},
    {"lookback-verdict", looks_back},
};

bool flow_uses(const struct mechanism *m, const struct step *s)
{
    for (size_t i = 0; i < COUNT(switches); i++)
        if (strcmp(s->name, switches[i].step) == 0)
            return switches[i].uses(m);
    return true;
}

/* ---- edges ---- */

struct dot {
    const struct mechanism *m;
    enum lang lang;
    struct buf *out;
    enum subject subject;
    const struct step *steps;
    size_t n;
};

static void put_escaped(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_ch(out, '\\');
        buf_ch(out, *text);
    }
}

/* A state's text stands in to_text as a word of its own. */
static bool names_state(const char *to_text, const char *state)
{
    size_t n = strlen(state);
    for (const char *at = to_text; n > 0 && (at = strstr(at, state)) != NULL; at += n) {
        bool begins = at == to_text || strchr(" ,;:/(", at[-1]);
        bool ends = at[n] == '\0' || strchr(" ,;:/)", at[n]);
        if (begins && ends)
            return true;
    }
    return false;
}

static bool leads_to(const struct dot *d, const struct step *s, int state)
{
    if (s->to >= 0)
        return s->to == state;
    return s->to_text && names_state(s->to_text, flow_state_text(d->subject, state));
}

/* Moves nothing: add words, correct, ask for something. */
static bool stays(const struct dot *d, const struct step *s)
{
    const struct enum_names *names = flow_states(d->subject);
    for (int to = 0; to < names->n; to++)
        if (leads_to(d, s, to))
            return false;
    return true;
}

static void put_step(const struct dot *d, const struct step *s)
{
    bool first = true;
    put_escaped(d->out, d->lang == LANG_EN ? s->en : s->zh);
    if (s->where == AT_SYSTEM) {
        buf_c(d->out, d->lang == LANG_EN ? " (system)" : "（系统）");
        return;
    }
    buf_c(d->out, d->lang == LANG_EN ? " (" : "（");
    for (int role = 0; role < ROLE__MAX; role++) {
        if (!(s->roles & BIT(role)))
            continue;
        buf_c(d->out, first ? "" : d->lang == LANG_EN ? ", " : "、");
        buf_c(d->out, enum_label(&role_names, role, (int)d->lang));
        first = false;
    }
    buf_c(d->out, d->lang == LANG_EN ? ")" : "）");
}

/* One arrow for all steps between two states; a dashed one for those switched off. */
static void put_edge(const struct dot *d, int from, int to, bool used)
{
    const char *subject = enum_text(&subject_names, (int)d->subject);
    bool any = false;
    for (size_t i = 0; i < d->n; i++) {
        const struct step *s = &d->steps[i];
        bool starts = from == 0 ? s->from == 0 : (s->from & BIT(from)) != 0;
        if (s->subject != d->subject || !starts || !leads_to(d, s, to) ||
            flow_uses(d->m, s) != used)
            continue;
        if (!any)
            buf_fmt(d->out, "    %s_%d -> %s_%d [%slabel=\"", subject, from, subject, to,
                    used ? "" : "style=dashed, color=gray, fontcolor=gray, ");
        put_step(d, s);
        buf_c(d->out, "\\l");
        any = true;
    }
    if (any)
        buf_c(d->out, "\"];\n");
}

/* What follows for one subject from an act on another, or at the end of a clock. */
static const struct {
    enum subject subject;
    int from, to; /* from 0: it begins */
    const char *zh, *en;
} follows[] = {
    {SUBJECT_DEMAND, DEMAND_IN_MATTER, DEMAND_ANSWERED, "事项已答复", "matter answered"},
    {SUBJECT_DEMAND, DEMAND_UNSATISFIED, DEMAND_IN_MATTER, "事项重新交办",
     "matter dispatched again"},
    {SUBJECT_DEMAND, DEMAND_ANSWERED, DEMAND_NO_VERDICT, "评价期满", "time to rate is over"},
    {SUBJECT_MATTER, 0, MATTER_TO_LEVEL, "立事项", "matter opened"},
    {SUBJECT_MATTER, MATTER_HANDLING, MATTER_IN_REVIEW, "主办反馈经负责人同意",
     "lead's report agreed"},
    {SUBJECT_MATTER, MATTER_ANSWERED, MATTER_CALLING_BACK, "转回访", "call-back begins"},
    {SUBJECT_TASK, 0, TASK_SENT, "派单", "dispatched"},
    {SUBJECT_TASK, TASK_SENT, TASK_SIGNED, "签收期满", "time to sign is over"},
    {SUBJECT_TASK, TASK_AGREED, TASK_WORKING, "审核退回或重新交办",
     "sent back or dispatched again"},
};

static void put_follows(const struct dot *d)
{
    const char *subject = enum_text(&subject_names, (int)d->subject);
    for (size_t i = 0; i < COUNT(follows); i++)
        if (follows[i].subject == d->subject)
            buf_fmt(d->out, "    %s_%d -> %s_%d [style=bold, label=\"%s%s\"];\n", subject,
                    follows[i].from, subject, follows[i].to,
                    d->lang == LANG_EN ? follows[i].en : follows[i].zh,
                    d->lang == LANG_EN ? " (system)" : "（系统）");
}

static void put_note(const struct dot *d, int from)
{
    const char *subject = enum_text(&subject_names, (int)d->subject);
    bool any = false;
    for (size_t i = 0; i < d->n; i++) {
        const struct step *s = &d->steps[i];
        if (s->subject != d->subject || !(s->from & BIT(from)) || !stays(d, s) ||
            !flow_uses(d->m, s))
            continue;
        if (!any)
            buf_fmt(d->out,
                    "    %s_%d -> %s_%d_also [style=dotted, arrowhead=none];\n    %s_%d_also "
                    "[shape=note, fontsize=9, label=\"",
                    subject, from, subject, from, subject, from);
        put_step(d, s);
        buf_c(d->out, "\\l");
        any = true;
    }
    if (any)
        buf_c(d->out, "\"];\n");
}

static void put_cluster(struct dot *d)
{
    const char *subject = enum_text(&subject_names, (int)d->subject);
    const struct enum_names *names = flow_states(d->subject);
    buf_fmt(d->out, "  subgraph cluster_%s {\n    label=\"%s\"; style=rounded;\n", subject,
            enum_label(&subject_names, (int)d->subject, (int)d->lang));
    buf_fmt(d->out, "    %s_0 [shape=point, width=0.15];\n", subject);
    for (int i = 1; i < names->n; i++)
        buf_fmt(d->out, "    %s_%d [label=\"%s\"];\n", subject, i,
                enum_label(names, i, (int)d->lang));
    for (int from = 0; from < names->n; from++) {
        for (int to = 1; to < names->n; to++) {
            put_edge(d, from, to, true);
            put_edge(d, from, to, false);
        }
        if (from > 0)
            put_note(d, from);
    }
    put_follows(d);
    buf_c(d->out, "  }\n");
}

void flow_dot(const struct mechanism *m, enum lang lang, struct buf *out)
{
    static const enum subject subjects[] = {SUBJECT_DEMAND, SUBJECT_MATTER, SUBJECT_TASK};
    struct dot d = {.m = m, .lang = lang, .out = out};
    d.steps = flow_steps(&d.n);
    buf_fmt(out, "digraph \"%.*s\" {\n  rankdir=TB; fontname=\"Noto Sans CJK SC\";\n",
            STR_ARG(m->name));
    buf_c(out, "  node [shape=box, style=rounded, fontname=\"Noto Sans CJK SC\"];\n"
               "  edge [fontname=\"Noto Sans CJK SC\", fontsize=9];\n  label=\"");
    buf_html_text(out, lang == LANG_EN ? m->en : m->zh);
    buf_c(out, "\"; labelloc=t;\n");
    for (size_t i = 0; i < COUNT(subjects); i++) {
        d.subject = subjects[i];
        put_cluster(&d);
    }
    buf_c(out, "}\n");
}
