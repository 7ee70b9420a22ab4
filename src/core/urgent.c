/* SPDX-License-Identifier: Apache-2.0
 * The shape of a file of urgent words, and what the shape cannot say.
 */
#include "core/urgent.h"

#include "core/mechanism_node.h"

#define MUST .required = true
#define KIDS(list) .kids = (list), .kids_n = COUNT(list)
#define IN(S, m) .off = offsetof(struct S, m)
#define WORDS(S, m) IN(S, m), .max = 500
#define LIST(S, m, count, T, list)                                                             \
    .kind = NODE_LIST, IN(S, m), .off_n = offsetof(struct S, count), .size = sizeof(struct T), \
    KIDS(list)
#define TEXT(S, m, most) .kind = NODE_TEXT, IN(S, m), .min = 1, .max = (most)

/* Roles that officers hold on demands. */
enum {
    RECEIVERS = BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_SCREENER) |
                BIT(ROLE_DISPATCHER) | BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_REVIEWER) |
                BIT(ROLE_CALLBACK) | BIT(ROLE_CLOSER) | BIT(ROLE_SUPERVISOR) |
                BIT(ROLE_ARBITER) | BIT(ROLE_EXCHANGE) | BIT(ROLE_LEADER)
};

static const struct node to_nodes[] = {
    {"role", NODE_ENUM, MUST, IN(urgent_to, role), .names = &role_names, .mask = RECEIVERS},
    {"level", NODE_ENUM, IN(urgent_to, lvl), .names = &level_names,
     .note = "Who holds the role at this level or the nearest above; without it, from the desk "
             "that has the demand upward."},
};
static const struct node rung_nodes[] = {
    {"after_minutes", NODE_I64, MUST, IN(urgent_rung, after_minutes), .min = 0, .max = 10080},
    {"to", LIST(urgent_rung, to, to_n, urgent_to, to_nodes)},
    {"officers", NODE_CODES, WORDS(urgent_rung, officers), .note = "Log-in names."},
};
static const struct node ladder_nodes[] = {
    {"code", NODE_CODE, MUST, IN(urgent_ladder, code)},
    {"acknowledge_minutes", NODE_I64, MUST, IN(urgent_ladder, acknowledge_minutes), .min = 1,
     .max = 1440},
    {"rungs", MUST, .min = 1, LIST(urgent_ladder, rungs, rungs_n, urgent_rung, rung_nodes)},
};
static const struct node any_nodes[] = {
    {"any", NODE_CODES, MUST, WORDS(urgent_any, any), .min = 1}};
static const struct node near_nodes[] = {
    {"all", MUST, .min = 2, LIST(urgent_near, all, all_n, urgent_any, any_nodes)},
    {"within", NODE_I64, MUST, IN(urgent_near, within), .min = 2, .max = 60},
};
static const struct node rule_nodes[] = {
    {"code", NODE_CODE, MUST, IN(urgent_rule, code)},
    {"kind", NODE_ENUM, MUST, IN(urgent_rule, kind), .names = &urgent_kind_names},
    {"zh", TEXT(urgent_rule, zh, 40), MUST},
    {"en", TEXT(urgent_rule, en, 80), MUST},
    {"advice_zh", TEXT(urgent_rule, advice_zh, 200), MUST},
    {"advice_en", TEXT(urgent_rule, advice_en, 400), MUST},
    {"ladder", NODE_CODE, MUST, IN(urgent_rule, ladder)},
    {"any", NODE_CODES, WORDS(urgent_rule, any), .note = "One of these is enough."},
    {"near", LIST(urgent_rule, near_, near_n, urgent_near, near_nodes),
     .note = "One word of each list, all within so many characters."},
    {"not", NODE_CODES, WORDS(urgent_rule, not_),
     .note = "False friends: a word that one of them covers does not count."},
    {"unless", NODE_CODES, WORDS(urgent_rule, unless),
     .note = "Negations: a word closely behind one of them does not count."},
    {"unless_within", NODE_I64, IN(urgent_rule, unless_within), .min = 0, .max = 20,
     .preset = 3},
    {"min_count", NODE_I64, IN(urgent_rule, min_count), .min = 1, .max = 1000, .preset = 1,
     .note = "Above 1: so many demands of one area within within_minutes make one alarm."},
    {"within_minutes", NODE_I64, IN(urgent_rule, within_minutes), .min = 1, .max = 10080,
     .preset = 120},
    {"area", NODE_ENUM, IN(urgent_rule, area), .names = &place_kind_names},
};
static const struct node set_nodes[] = {
    {"name", NODE_CODE, MUST, IN(urgent_set, name)},
    {"zh", TEXT(urgent_set, zh, 60), MUST},
    {"en", TEXT(urgent_set, en, 120), MUST},
    {"fresh_hours", NODE_I64, IN(urgent_set, fresh_hours), .min = 1, .max = 8760, .preset = 24,
     .note = "What was said longer ago raises no alarm when a ledger is taken over."},
    {"hand", NODE_CODE, MUST, IN(urgent_set, hand),
     .note = "The ladder of what an officer marks by hand."},
    {"not", NODE_CODES, WORDS(urgent_set, not_)},
    {"ladders", MUST, .min = 1,
     LIST(urgent_set, ladders, ladders_n, urgent_ladder, ladder_nodes)},
    {"rules", MUST, .min = 1, LIST(urgent_set, rules, rules_n, urgent_rule, rule_nodes)},
};
static const struct node set_root = {"", NODE_OBJECT, MUST, KIDS(set_nodes)};

void urgent_schema(struct json *w)
{
    node_schema(
        w, &set_root, "Urgent words",
        "Which words are an alarm, who is told, and who next. This file is made from the "
        "program's own table and checked against it by a test.");
}

static enum err ladder_check(const struct mechanism_source *s, const struct urgent_set *set,
                             size_t i)
{
    const struct urgent_ladder *l = &set->ladders[i];
    for (size_t k = 0; k < l->rungs_n; k++) {
        const struct urgent_rung *r = &l->rungs[k];
        const char *at = str_fmt(s->cx->arena, "/ladders/%zu/rungs/%zu", i, k).p;
        bool later =
            k == 0 ? r->after_minutes == 0 : r->after_minutes > l->rungs[k - 1].after_minutes;
        if (!later)
            return mechanism_refuse(s, at, "第一级应为0分钟，以后各级应更晚",
                                    "the first rung is at 0 minutes, each other one later");
        if (r->to_n + r->officers.n == 0)
            return mechanism_refuse(s, at, "没有接收人", "nobody is told");
    }
    if (urgent_ladder(set, l->code) != l)
        return mechanism_refuse(s, str_fmt(s->cx->arena, "/ladders/%zu/code", i).p, "重复",
                                "stands twice");
    return OK;
}

static enum err rule_check(const struct mechanism_source *s, const struct urgent_set *set,
                           size_t i)
{
    struct urgent_rule *r = &set->rules[i];
    const char *at = str_fmt(s->cx->arena, "/rules/%zu", i).p;
    if (urgent_rule(set, r->code) != r)
        return mechanism_refuse(s, at, "代码“%.*s”重复", "the code %.*s stands twice",
                                STR_ARG(r->code));
    if (r->kind == URGENT_NONE)
        return mechanism_refuse(s, at, "没有类型", "no kind");
    if (!urgent_ladder(set, r->ladder))
        return mechanism_refuse(s, at, "没有通知阶梯“%.*s”", "there is no ladder %.*s",
                                STR_ARG(r->ladder));
    if (r->any.n + r->near_n == 0)
        return mechanism_refuse(s, at, "没有词", "no words");
    if (r->area == PLACE_PROVINCE) /* none was given */
        r->area = PLACE_TOWN;
    r->place = i;
    return OK;
}

static enum err set_check(const struct mechanism_source *s, const struct urgent_set *set)
{
    for (size_t i = 0; i < set->ladders_n; i++)
        TRY(ladder_check(s, set, i));
    for (size_t i = 0; i < set->rules_n; i++)
        TRY(rule_check(s, set, i));
    if (!urgent_ladder(set, set->hand))
        return mechanism_refuse(s, "/hand", "没有这个通知阶梯", "there is no such ladder");
    return OK;
}

enum err urgent_parse(struct ctx *cx, struct arena *keep, const char *file, struct str text,
                      const struct urgent_set **out)
{
    const struct mechanism_source s = {cx, keep, file};
    struct urgent_set *set = NEW(keep, struct urgent_set);
    TRY(node_read(&s, &set_root, text, set, &set->hash));
    TRY(set_check(&s, set));
    set->index = urgent_index(keep, set);
    *out = set;
    return OK;
}

const struct urgent_rule *urgent_rule(const struct urgent_set *s, struct str code)
{
    for (size_t i = 0; s && i < s->rules_n; i++)
        if (str_eq(s->rules[i].code, code))
            return &s->rules[i];
    return NULL;
}

const struct urgent_ladder *urgent_ladder(const struct urgent_set *s, struct str code)
{
    for (size_t i = 0; s && i < s->ladders_n; i++)
        if (str_eq(s->ladders[i].code, code))
            return &s->ladders[i];
    return NULL;
}
