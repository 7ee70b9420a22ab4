/* SPDX-License-Identifier: Apache-2.0
 * The shape of data/answers.json, and what the shape cannot say.
 */
#include "core/answer_rules.h"

#include "core/data_file.h"
#include "core/mechanism_node.h"

ENUM_NAMES(answer_kind, ANSWER_KIND_LIST);
ENUM_NAMES(answer_grave, ANSWER_GRAVE_LIST);

#define MUST .required = true
#define KIDS(list) .kids = (list), .kids_n = COUNT(list)
#define IN(S, m) .off = offsetof(struct S, m)
#define WORDS(m) NODE_CODES, IN(answer_rule, m), .max = 500
#define NUMBER(m, most) NODE_I64, IN(answer_rule, m), .min = 0, .max = (most)
#define TEXT(S, m, most) .kind = NODE_TEXT, IN(S, m), .min = 1, .max = (most)

enum { FILE_MAX = 256 << 10 };

static const struct node rule_nodes[] = {
    {"code", NODE_CODE, MUST, IN(answer_rule, code)},
    {"kind", NODE_ENUM, MUST, IN(answer_rule, kind), .names = &answer_kind_names,
     .note = "What the program does with it; each at most once, but excuse."},
    {"grave", NODE_ENUM, MUST, IN(answer_rule, grave), .names = &answer_grave_names},
    {"zh", TEXT(answer_rule, zh, 40), MUST},
    {"en", TEXT(answer_rule, en, 80), MUST},
    {"advice_zh", TEXT(answer_rule, advice_zh, 200), MUST},
    {"advice_en", TEXT(answer_rule, advice_en, 400), MUST},
    {"any", WORDS(any),
     .note = "Measures, excuses, set phrases; of who and when: what names somebody or a time."},
    {"not", WORDS(not_),
     .note = "Of measure: in a sentence with one of these nothing is a measure. Of speaks: "
             "what stands in every letter."},
    {"unless", WORDS(unless),
     .note = "Of measure: one of these in the title and it is a question. Of landline and "
             "door: a word "
             "close by that makes it an office's."},
    {"allow", WORDS(allow),
     .note = "Of measure: where the result is an explanation, one of these is the reason."},
    {"within", NUMBER(within, 60), .note = "How close, in characters that are read."},
    {"number", NUMBER(number, 100000),
     .note = "Of speaks: pairs of characters in common, fewer is a finding. Of excuse: in an "
             "answer of at most so many characters. Of sentence: characters, more is a "
             "finding. Of formula: from how many. Of copied: newest answers compared."},
    {"share", NUMBER(share, 100), .note = "Percent. Of copied: from how alike on."},
    {"unlike", NUMBER(unlike, 100),
     .note = "Of copied: where the demands are more alike than this, the answers may be too."},
};
static const struct node set_nodes[] = {
    {"name", NODE_CODE, MUST, IN(answer_rules, name)},
    {"zh", TEXT(answer_rules, zh, 60), MUST},
    {"en", TEXT(answer_rules, en, 120), MUST},
    {"rules", NODE_LIST, MUST, .min = 1, IN(answer_rules, rules),
     .off_n = offsetof(struct answer_rules, rules_n), .size = sizeof(struct answer_rule),
     KIDS(rule_nodes)},
};
static const struct node set_root = {"", NODE_OBJECT, MUST, KIDS(set_nodes)};

void answer_rules_schema(struct json *w)
{
    node_schema(w, &set_root, "What an answer is checked for",
                "Rules, words and thresholds by which an answer is checked before it is "
                "reviewed and sent. This file is made from the program's own table and checked "
                "against it by a test.");
}

static bool has_words(const struct answer_rule *r)
{
    return r->kind == ANSWER_MEASURE || r->kind == ANSWER_EXCUSE || r->kind == ANSWER_WHO ||
           r->kind == ANSWER_FORMULA;
}

static bool has_number(const struct answer_rule *r)
{
    return r->kind == ANSWER_SPEAKS || r->kind == ANSWER_EXCUSE || r->kind == ANSWER_SENTENCE ||
           r->kind == ANSWER_FORMULA || r->kind == ANSWER_COPIED;
}

static enum err rules_check(const struct mechanism_source *s, const struct answer_rules *set)
{
    for (size_t i = 0; i < set->rules_n; i++) {
        const struct answer_rule *r = &set->rules[i];
        const char *at = str_fmt(s->cx->arena, "/rules/%zu", i).p;
        for (size_t k = 0; k < i; k++)
            if (str_eq(set->rules[k].code, r->code) ||
                (set->rules[k].kind == r->kind && r->kind != ANSWER_EXCUSE))
                return mechanism_refuse(s, at, "同一规则出现两次", "a rule stands twice");
        if (has_words(r) && !r->any.n)
            return mechanism_refuse(s, at, "这种规则要写 any", "it needs \"any\"");
        if (has_number(r) && !r->number)
            return mechanism_refuse(s, at, "这种规则要写 number", "it needs \"number\"");
    }
    return OK;
}

enum err answer_rules_parse(struct ctx *cx, struct arena *keep, const char *file,
                            struct str text, const struct answer_rules **out)
{
    const struct mechanism_source s = {cx, keep, file};
    struct answer_rules *r = NEW(keep, struct answer_rules);
    TRY(node_read(&s, &set_root, text, r, &r->hash));
    TRY(rules_check(&s, r));
    r->index = answer_index(keep, r);
    *out = r;
    return OK;
}

enum err answer_rules_load(struct ctx *cx, struct arena *keep, const struct answer_rules **out)
{
    struct str text = {0};
    const char *path = NULL;
    TRY(data_file_read(cx, "answers.json", FILE_MAX, &path, &text));
    return answer_rules_parse(cx, keep, path, text, out);
}

const struct answer_rule *answer_rule(const struct answer_rules *r, enum answer_kind kind)
{
    for (size_t i = 0; i < r->rules_n; i++)
        if (r->rules[i].kind == (int)kind)
            return &r->rules[i];
    return NULL;
}
