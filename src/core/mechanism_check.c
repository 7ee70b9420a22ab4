/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mechanism_node.h"

/* Clocks of states that every mechanism has: no state that waits for somebody is without one
 * (domain.md). Stage and promise bring their own dates. */
static const enum clock_kind needed[] = {
    CLOCK_REPLY,    CLOCK_SCREEN,   CLOCK_EXPLAIN, CLOCK_CALLBACK, CLOCK_REDO,
    CLOCK_PLACE,    CLOCK_FEEDBACK, CLOCK_REVIEW,  CLOCK_ANSWER,   CLOCK_CLOSE,
    CLOCK_UPSTREAM, CLOCK_LOOKBACK, CLOCK_SIGN,    CLOCK_RETURN,   CLOCK_HELPER,
};

static enum err check_choices(const struct mechanism_source *s, const char *path,
                              const struct choices *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const char *at = str_fmt(s->cx->arena, "%s/%zu", path, i).p;
        bool parent = c->p[i].parent.n == 0;
        for (size_t k = 0; k < i; k++) {
            if (str_eq(c->p[k].code, c->p[i].code))
                return mechanism_refuse(s, at, "代码“%.*s”重复", "the code %.*s stands twice",
                                        STR_ARG(c->p[i].code));
            parent = parent || str_eq(c->p[k].code, c->p[i].parent);
        }
        if (!parent) /* before it, so that no class can be above itself */
            return mechanism_refuse(s, at, "上级代码“%.*s”不在其前",
                                    "the parent %.*s does not stand before it",
                                    STR_ARG(c->p[i].parent));
    }
    return OK;
}

static enum err check_lists(const struct mechanism_source *s, const struct mechanism *m)
{
    const struct {
        const char *path;
        const struct choices *c;
    } lists[] = {
        {"/channels/list", &m->channels},
        {"/ways/list", &m->ways},
        {"/kinds/list", &m->kinds},
        {"/classes/list", &m->classes},
        {"/topics/list", &m->topics},
        {"/tags/list", &m->tags},
        {"/root_causes/list", &m->root_causes},
        {"/difficulties/list", &m->difficulties},
        {"/tracks/list", &m->tracks},
    };
    for (size_t i = 0; i < COUNT(lists); i++)
        TRY(check_choices(s, lists[i].path, lists[i].c));
    return OK;
}

static bool same_selector(const struct limit *a, const struct limit *b)
{
    return a->clock == b->clock && a->lvl == b->lvl && str_eq(a->kind, b->kind) &&
           str_eq(a->class, b->class) && str_eq(a->difficulty, b->difficulty);
}

static int specificity(const struct limit *l)
{
    return (l->kind.n > 0) + (l->class.n > 0) + (l->lvl != LEVEL_NONE) + (l->difficulty.n > 0);
}

static enum err check_limit(const struct mechanism_source *s, const struct mechanism *m,
                            size_t i)
{
    struct limit *l = &m->limits[i];
    const char *at = str_fmt(s->cx->arena, "/limits/rows/%zu", i).p;
    if (l->kind.n > 0 && !choice_find(&m->kinds, l->kind))
        return mechanism_refuse(s, at, "没有类型“%.*s”", "there is no kind %.*s",
                                STR_ARG(l->kind));
    if (l->class.n > 0 && !choice_find(&m->classes, l->class))
        return mechanism_refuse(s, at, "没有类别“%.*s”", "there is no class %.*s",
                                STR_ARG(l->class));
    if (l->difficulty.n > 0 && !choice_find(&m->difficulties, l->difficulty))
        return mechanism_refuse(s, at, "没有难易“%.*s”", "there is no difficulty %.*s",
                                STR_ARG(l->difficulty));
    if (l->least > l->length.length)
        return mechanism_refuse(s, at, "下限长于期限", "the least is longer than the limit");
    for (size_t k = 0; k < i; k++) {
        if (same_selector(&m->limits[k], l))
            return mechanism_refuse(s, at, "与第%zu行条件相同",
                                    "the same conditions as row %zu", k);
    }
    l->length.set = true;
    return OK;
}

static enum err need_default(const struct mechanism_source *s, const struct mechanism *m,
                             enum clock_kind kind)
{
    const struct limit plain = {.clock = (int)kind};
    for (size_t i = 0; i < m->limits_n; i++) {
        if (same_selector(&m->limits[i], &plain))
            return OK;
    }
    return mechanism_refuse(s, "/limits/rows", "“%s”缺少不带条件的期限",
                            "no limit without conditions for %s",
                            enum_label(&clock_kind_names, (int)kind, (int)s->cx->lang));
}

/* The most specific first, otherwise as written. */
static void sort_limits(struct mechanism *m)
{
    for (size_t i = 1; i < m->limits_n; i++) {
        struct limit l = m->limits[i];
        size_t k = i;
        for (; k > 0 && specificity(&m->limits[k - 1]) < specificity(&l); k--)
            m->limits[k] = m->limits[k - 1];
        m->limits[k] = l;
    }
}

static enum err check_limits(const struct mechanism_source *s, struct mechanism *m)
{
    for (size_t i = 0; i < m->limits_n; i++)
        TRY(check_limit(s, m, i));
    for (size_t i = 0; i < COUNT(needed); i++)
        TRY(need_default(s, m, needed[i]));
    if (m->whistle)
        TRY(need_default(s, m, CLOCK_ARRIVE));
    if (m->bank)
        TRY(need_default(s, m, CLOCK_BANK));
    sort_limits(m);
    return OK;
}

static enum err check_bank(const struct mechanism_source *s, const struct mechanism *m)
{
    int64_t sum[BANK_AXIS__MAX] = {0};
    if (m->bank && !m->bank_rules_n)
        return mechanism_refuse(s, "/handling/bank", "有问题库就要有 bank 规则",
                                "a bank needs its rules, \"bank\"");
    for (size_t i = 0; i < m->bank_rules_n; i++) {
        const struct bank_rule *r = &m->bank_rules[i];
        const char *at = str_fmt(s->cx->arena, "/bank/rules/%zu", i).p;
        if (r->fact >= BANK_MATTERS)
            return mechanism_refuse(s, at, "这一项只用于排序", "that is a fact of groups");
        if ((r->fact == BANK_DIFFICULTY) != (r->code.n > 0) ||
            (r->fact == BANK_DIFFICULTY) == (r->at_least > 0))
            return mechanism_refuse(s, at, "难易认定写 code，其他写 at_least",
                                    "difficulty has \"code\", the others \"at_least\"");
        if (r->code.n && !choice_find(&m->difficulties, r->code))
            return mechanism_refuse(s, at, "没有难易“%.*s”", "there is no difficulty %.*s",
                                    STR_ARG(r->code));
    }
    for (size_t i = 0; i < m->bank_weights_n; i++)
        sum[m->bank_weights[i].axis] += m->bank_weights[i].weight;
    for (int i = 0; m->bank_weights_n && i < BANK_AXIS__MAX; i++)
        if (sum[i] != 100)
            return mechanism_refuse(s, "/bank/weights", "“%s”的权重合计应为100",
                                    "the weights of %s do not make 100",
                                    enum_label(&bank_axis_names, i, (int)s->cx->lang));
    return OK;
}

static enum err check_tracks(const struct mechanism_source *s, const struct mechanism *m)
{
    for (size_t i = 0; i < m->track_rules_n; i++) {
        const struct track_rule *r = &m->track_rules[i];
        const char *at = str_fmt(s->cx->arena, "/tracks/rows/%zu", i).p;
        if (!choice_find(&m->tracks, r->track))
            return mechanism_refuse(s, at, "没有轨道“%.*s”", "there is no track %.*s",
                                    STR_ARG(r->track));
        if (r->class.n && !choice_find(&m->classes, r->class))
            return mechanism_refuse(s, at, "没有类别“%.*s”", "there is no class %.*s",
                                    STR_ARG(r->class));
        if (r->difficulty.n && !choice_find(&m->difficulties, r->difficulty))
            return mechanism_refuse(s, at, "没有难易“%.*s”", "there is no difficulty %.*s",
                                    STR_ARG(r->difficulty));
    }
    return OK;
}

/* All that fits the later row fits the earlier one. */
static bool covers(const struct mechanism *m, const struct level_rule *earlier,
                   const struct level_rule *later)
{
    return (!earlier->class.n ||
            (later->class.n && class_under(m, later->class, earlier->class))) &&
           (!earlier->kind.n || str_eq(earlier->kind, later->kind)) &&
           (!earlier->difficulty.n || str_eq(earlier->difficulty, later->difficulty));
}

static enum err check_level_rule(const struct mechanism_source *s, const struct mechanism *m,
                                 size_t i)
{
    const struct level_rule *r = &m->level_rules[i];
    const char *at = str_fmt(s->cx->arena, "/screening/level_rules/%zu", i).p;
    if (r->class.n && !choice_find(&m->classes, r->class))
        return mechanism_refuse(s, at, "没有类别“%.*s”", "there is no class %.*s",
                                STR_ARG(r->class));
    if (r->kind.n && !choice_find(&m->kinds, r->kind))
        return mechanism_refuse(s, at, "没有类型“%.*s”", "there is no kind %.*s",
                                STR_ARG(r->kind));
    if (r->difficulty.n && !choice_find(&m->difficulties, r->difficulty))
        return mechanism_refuse(s, at, "没有难易“%.*s”", "there is no difficulty %.*s",
                                STR_ARG(r->difficulty));
    if (r->lvl != LEVEL_CITY && r->lvl != LEVEL_BACKSTOP &&
        !mechanism_runs_level(m, (enum level)r->lvl))
        return mechanism_refuse(s, at, "层级“%s”不在 screening/levels 中",
                                "the level %s is not among screening/levels",
                                enum_label(&level_names, r->lvl, (int)s->cx->lang));
    for (size_t k = 0; k < i; k++)
        if (covers(m, &m->level_rules[k], r))
            return mechanism_refuse(s, at, "永远用不到：第%zu行在前，条件更宽",
                                    "never reached: row %zu fits before it", k);
    return OK;
}

static enum err check_closing(const struct mechanism_source *s, const struct mechanism *m)
{
    if (m->close_rule == CLOSE_SHARE_SATISFIED && m->close_share_percent == 0)
        return mechanism_refuse(s, "/closing/share_percent", "按比例销号时比例不能为0",
                                "closing by a share needs a share above 0");
    if (m->accept_grades & (int)BIT(GRADE_NONE))
        return mechanism_refuse(s, "/closing/accept_grades", "“未评价”不能算认可",
                                "not rated cannot count as accepted");
    return OK;
}

static enum err check_meetings(const struct mechanism_source *s, const struct mechanism *m)
{
    for (size_t i = 0; i < m->meetings_n; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(m->meetings[k].code, m->meetings[i].code))
                return mechanism_refuse(s, str_fmt(s->cx->arena, "/meetings/list/%zu", i).p,
                                        "代码“%.*s”重复", "the code %.*s stands twice",
                                        STR_ARG(m->meetings[i].code));
    return OK;
}

static enum err check_monthly(const struct mechanism_source *s, const struct mechanism *m)
{
    const struct {
        const char *path;
        const struct strs *codes;
        const struct choices *list;
    } lists[] = {
        {"/monthly/suggestion_kinds", &m->suggestion_kinds, &m->kinds},
        {"/monthly/suggestion_channels", &m->suggestion_channels, &m->channels},
    };
    for (size_t i = 0; i < COUNT(lists); i++)
        for (size_t k = 0; k < lists[i].codes->n; k++)
            if (!choice_find(lists[i].list, lists[i].codes->p[k]))
                return mechanism_refuse(s, lists[i].path, "没有代码“%.*s”",
                                        "there is no code %.*s", STR_ARG(lists[i].codes->p[k]));
    return OK;
}

enum err mechanism_check(const struct mechanism_source *s, struct mechanism *m)
{
    TRY(check_lists(s, m));
    TRY(grounds_settle(s, m));
    TRY(check_limits(s, m));
    TRY(check_bank(s, m));
    TRY(check_tracks(s, m));
    TRY(check_meetings(s, m));
    TRY(check_monthly(s, m));
    if (!m->same_shown) {
        m->same_shown = SAME_SHOWN_USUAL;
        m->same_near_days = SAME_NEAR_USUAL;
        m->same_half_days = SAME_HALF_USUAL;
    }
    if (!m->recurrence_times) {
        m->recurrence_times = RECURRENCE_TIMES_USUAL;
        m->recurrence_days = RECURRENCE_DAYS_USUAL;
    }
    if (!m->unsolved_days)
        m->unsolved_days = UNSOLVED_DAYS_USUAL;
    for (size_t i = 0; i < m->level_rules_n; i++)
        TRY(check_level_rule(s, m, i));
    return check_closing(s, m);
}
