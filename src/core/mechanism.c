/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mechanism.h"

const struct choice *choice_find(const struct choices *c, struct str code)
{
    for (size_t i = 0; i < c->n; i++) {
        if (str_eq(c->p[i].code, code))
            return &c->p[i];
    }
    return NULL;
}

enum err choice_check(struct ctx *cx, const struct choices *c, struct str code,
                      const char *field)
{
    if (!code.n || choice_find(c, code))
        return OK;
    return fail_at(cx, ERR_INPUT, field, "没有“%.*s”这个选项",
                   "\"%.*s\" is not one of the choices", STR_ARG(code));
}

bool class_under(const struct mechanism *m, struct str class, struct str top)
{
    while (!str_eq(class, top)) {
        const struct choice *c = choice_find(&m->classes, class);
        if (!c || c->parent.n == 0)
            return false;
        class = c->parent;
    }
    return true;
}

struct str class_top(const struct mechanism *m, struct str class)
{
    for (;;) {
        const struct choice *c = choice_find(&m->classes, class);
        if (!c || c->parent.n == 0)
            return class;
        class = c->parent;
    }
}

static bool named(const struct strs *codes, struct str code)
{
    for (size_t i = 0; i < codes->n; i++)
        if (str_eq(codes->p[i], code))
            return true;
    return false;
}

bool mechanism_is_suggestion(const struct mechanism *m, struct str kind, struct str channel)
{
    return named(&m->suggestion_kinds, kind) || named(&m->suggestion_channels, channel);
}

const struct limit *mechanism_limit_row(const struct mechanism *m, enum clock_kind kind,
                                        struct str demand_kind, struct str class,
                                        enum level lvl, struct str difficulty)
{
    for (size_t i = 0; i < m->limits_n; i++) {
        const struct limit *l = &m->limits[i];
        if (l->clock == (int)kind && (l->kind.n == 0 || str_eq(l->kind, demand_kind)) &&
            (l->class.n == 0 || class_under(m, class, l->class)) &&
            (l->lvl == LEVEL_NONE || l->lvl == (int)lvl) &&
            (l->difficulty.n == 0 || str_eq(l->difficulty, difficulty)))
            return l;
    }
    return NULL;
}

struct span_length mechanism_limit(const struct mechanism *m, enum clock_kind kind,
                                   struct str demand_kind, struct str class, enum level lvl,
                                   struct str difficulty)
{
    const struct limit *l = mechanism_limit_row(m, kind, demand_kind, class, lvl, difficulty);
    return l ? l->length : (struct span_length){0};
}

const struct track_rule *mechanism_track(const struct mechanism *m, struct str class,
                                         enum level lvl, struct str difficulty)
{
    for (size_t i = 0; i < m->track_rules_n; i++) {
        const struct track_rule *r = &m->track_rules[i];
        if ((r->lvl == LEVEL_NONE || r->lvl == (int)lvl) &&
            (r->class.n == 0 || class_under(m, class, r->class)) &&
            (r->difficulty.n == 0 || str_eq(r->difficulty, difficulty)))
            return r;
    }
    return NULL;
}

const struct level_rule *mechanism_level_rule(const struct mechanism *m, struct str class,
                                              struct str demand_kind, struct str difficulty)
{
    for (size_t i = 0; i < m->level_rules_n; i++) {
        const struct level_rule *r = &m->level_rules[i];
        if ((r->class.n == 0 || class_under(m, class, r->class)) &&
            (r->kind.n == 0 || str_eq(r->kind, demand_kind)) &&
            (r->difficulty.n == 0 || str_eq(r->difficulty, difficulty)))
            return r;
    }
    return NULL;
}

bool mechanism_runs_level(const struct mechanism *m, enum level lvl)
{
    for (size_t i = 0; i < m->levels_n; i++) {
        if (m->levels[i] == (int)lvl)
            return true;
    }
    return false;
}

enum level mechanism_level_above(const struct mechanism *m, enum level lvl)
{
    for (size_t i = 0; i + 1 < m->levels_n; i++) {
        if (m->levels[i] == (int)lvl)
            return (enum level)m->levels[i + 1];
    }
    return LEVEL_NONE;
}
