/* SPDX-License-Identifier: Apache-2.0
 * The exits of rules.md B1-3 as one list, and the lists by use that are made of it.
 */
#include "core/mechanism_node.h"

ENUM_NAMES(ground_effect, GROUND_EFFECT_LIST);
ENUM_NAMES(ground_at, GROUND_AT_LIST);
ENUM_NAMES(ground_need, GROUND_NEED_LIST);

/* What may follow where. */
static const uint32_t effects_at[GROUND_AT__MAX] = {
    [AT_INVALID] = BIT(EFFECT_EXPLAIN) | BIT(EFFECT_TELL_RESULT),
    [AT_REDIRECT] = BIT(EFFECT_EMERGENCY) | BIT(EFFECT_ROUTE) | BIT(EFFECT_PETITION) |
                    BIT(EFFECT_POLICE) | BIT(EFFECT_REGISTER) | BIT(EFFECT_SENDER),
    [AT_RETURN] = BIT(EFFECT_DISPATCH_AGAIN) | BIT(EFFECT_LEVEL_AGAIN) | BIT(EFFECT_ASK_FACTS),
    [AT_END] = BIT(EFFECT_NOTHING_LEFT) | BIT(EFFECT_MISTAKE),
    [AT_BOARD] = BIT(EFFECT_EXCLUDE),
};
/* What a step there has a place for. */
static const uint32_t needs_at[GROUND_AT__MAX] = {
    [AT_INVALID] = BIT(NEED_EXPLANATION) | BIT(NEED_EVIDENCE),
    [AT_REDIRECT] = BIT(NEED_EXPLANATION) | BIT(NEED_AGENCY) | BIT(NEED_EVIDENCE),
    [AT_BOARD] = BIT(NEED_EVIDENCE),
};
/* What the steps there ask for anyway: the list has to say so. */
static const uint32_t always_at[GROUND_AT__MAX] = {
    [AT_INVALID] = BIT(NEED_EXPLANATION),
    [AT_REDIRECT] = BIT(NEED_EXPLANATION),
    [AT_BOARD] = BIT(NEED_EVIDENCE),
};

/* ---- read ---- */

static enum err use_check(const struct mechanism_source *s, const char *at,
                          const struct exit_ground *g, size_t k)
{
    const struct ground_use *u = &g->uses[k];
    uint32_t needs = (uint32_t)u->needs;
    for (size_t i = 0; i < k; i++)
        if (g->uses[i].at == u->at)
            return mechanism_refuse(s, at, "同一用处写了两次", "the same use stands twice");
    if (!(effects_at[u->at] & BIT(enum_value(&ground_effect_names, u->effect))))
        return mechanism_refuse(s, at, "“%.*s”不是“%s”的效果",
                                "the effect %.*s does not follow at %s", STR_ARG(u->effect),
                                enum_label(&ground_at_names, u->at, (int)s->cx->lang));
    if ((needs & ~needs_at[u->at]) || (always_at[u->at] & ~needs))
        return mechanism_refuse(s, at, "“%s”所需要的与该步骤不符",
                                "needs do not fit the step at %s",
                                enum_label(&ground_at_names, u->at, (int)s->cx->lang));
    return OK;
}

static enum err ground_check(const struct mechanism_source *s, const struct mechanism *m,
                             size_t i)
{
    const struct exit_ground *g = &m->grounds[i];
    for (size_t k = 0; k < i; k++)
        if (str_eq(m->grounds[k].code, g->code))
            return mechanism_refuse(s, str_fmt(s->cx->arena, "/grounds/list/%zu", i).p,
                                    "代码“%.*s”重复", "the code %.*s stands twice",
                                    STR_ARG(g->code));
    for (size_t k = 0; k < g->uses_n; k++)
        TRY(use_check(s, str_fmt(s->cx->arena, "/grounds/list/%zu/uses/%zu", i, k).p, g, k));
    return OK;
}

static struct choices made_for(const struct mechanism_source *s, const struct mechanism *m,
                               int at)
{
    struct choice *p = NEWS(s->keep, struct choice, m->grounds_n);
    size_t n = 0;
    for (size_t i = 0; i < m->grounds_n; i++) {
        const struct exit_ground *g = &m->grounds[i];
        for (size_t k = 0; k < g->uses_n; k++)
            if (g->uses[k].at == at)
                p[n++] = (struct choice){.code = g->code,
                                         .zh = g->zh,
                                         .en = g->en,
                                         .effect = g->uses[k].effect,
                                         .source = g->source,
                                         .needs = g->uses[k].needs};
    }
    return (struct choices){p, n};
}

enum err grounds_settle(const struct mechanism_source *s, struct mechanism *m)
{
    for (size_t i = 0; i < m->grounds_n; i++)
        TRY(ground_check(s, m, i));
    for (int at = 0; at < GROUND_AT__MAX; at++) {
        m->grounds_at[at] = made_for(s, m, at);
        if (!m->grounds_at[at].n)
            return mechanism_refuse(s, "/grounds/list", "没有一项用于“%s”", "none is for %s",
                                    enum_label(&ground_at_names, at, (int)s->cx->lang));
    }
    return OK;
}

/* ---- what was stored before the exits were one list ---- */

static json_t *needs_json(uint32_t needs)
{
    json_t *list = json_array();
    for (int i = 0; i < GROUND_NEED__MAX; i++)
        if (needs & BIT(i))
            (void)json_array_append_new(list, json_string(ground_need_names.text[i]));
    return list;
}

static json_t *use_json(int at, const char *effect)
{
    json_t *use = json_object();
    (void)json_object_set_new(use, "at", json_string(ground_at_names.text[at]));
    (void)json_object_set_new(use, "effect", json_string(effect));
    if (always_at[at])
        (void)json_object_set_new(use, "needs", needs_json(always_at[at]));
    return use;
}

/* A legal route, and what a unit's task was not its duty for, leave a board as well. */
static bool leaves_board(const char *effect)
{
    return strcmp(effect, "route") == 0 || strcmp(effect, "petition") == 0 ||
           strcmp(effect, "dispatch_again") == 0;
}

static void list_renew(json_t *list, json_t *old, int at)
{
    for (size_t i = 0; i < json_array_size(old); i++) {
        json_t *g = json_array_get(old, i), *uses = json_array();
        const char *effect = json_string_value(json_object_get(g, "effect"));
        if (effect)
            (void)json_array_append_new(uses, use_json(at, effect));
        if (effect && leaves_board(effect))
            (void)json_array_append_new(uses, use_json(AT_BOARD, "exclude"));
        (void)json_object_set_new(g, "uses", uses);
        (void)json_object_del(g, "effect");
        (void)json_object_del(g, "defaults");
        (void)json_array_append(list, g);
    }
}

enum err grounds_renew(const struct mechanism_source *s, json_t *root)
{
    json_t *grounds = json_object_get(root, "grounds"), *list = NULL;
    if (!json_is_array(json_object_get(grounds, "invalid")))
        return OK;
    list = json_array();
    for (int at = 0; at < AT_BOARD; at++)
        list_renew(list, json_object_get(grounds, ground_at_names.text[at]), at);
    if (json_object_clear(grounds) != 0 || json_object_set_new(grounds, "list", list) != 0)
        return fail(s->cx, ERR_BUG, "依据表改写失败", "the grounds could not be renewed");
    return OK;
}

/* ---- used ---- */

const struct exit_ground *ground_find(const struct mechanism *m, struct str code)
{
    for (size_t i = 0; i < m->grounds_n; i++)
        if (str_eq(m->grounds[i].code, code))
            return &m->grounds[i];
    return NULL;
}

struct str ground_label(const struct ctx *cx, const struct mechanism *m, struct str code)
{
    const struct exit_ground *g = m ? ground_find(m, code) : NULL;
    return !g ? code : cx->lang == LANG_EN ? g->en : g->zh;
}

enum err ground_take(struct ctx *cx, const struct mechanism *m, enum ground_at at,
                     struct str code, const char *field, const struct choice **out)
{
    const struct choice *c = choice_find(&m->grounds_at[at], code);
    const struct exit_ground *g = ground_find(m, code);
    if (out)
        *out = c;
    if (c)
        return OK;
    if (!g)
        return fail_at(cx, ERR_INPUT, field, "没有“%.*s”这个依据",
                       "\"%.*s\" is not one of the grounds", STR_ARG(code));
    return fail_at(cx, ERR_INPUT, field, "“%.*s”不能用于%s", "\"%.*s\" is not for this use: %s",
                   STR_ARG(cx->lang == LANG_EN ? g->en : g->zh),
                   enum_label(&ground_at_names, (int)at, (int)cx->lang));
}

enum err ground_needs(struct ctx *cx, const struct choice *ground, enum ground_need need,
                      bool there, const char *field)
{
    if (there || !(ground->needs & (int)BIT(need)))
        return OK;
    return fail_at(cx, ERR_INPUT, field, "“%.*s”须%s", "\"%.*s\" asks for: %s",
                   STR_ARG(cx->lang == LANG_EN ? ground->en : ground->zh),
                   enum_label(&ground_need_names, (int)need, (int)cx->lang));
}
