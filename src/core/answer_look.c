/* SPDX-License-Identifier: Apache-2.0
 * Rules against an answer: all words of all rules are looked for in one pass, sentence by
 * sentence, then each rule judges what was found of its own.
 */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "core/answer_rules.h"
#include "text/likeness.h"
#include "text/personal.h"
#include "text/phrases.h"

enum {
    FOUND_MAX = 4000,
    PERSONAL_MAX = 32,
    MARK_SAID = 0xf0000, /* private use */
    MARK_ANSWER = 0x100000,
    MARKS = 0xfff0,
    SAID_LEAST = 8, /* pairs for each one asked for: of less nothing can be told */
};
enum use { USE_ANY, USE_NOT, USE_UNLESS, USE_ALLOW, USE__MAX };

/* What a word is for. */
struct owner {
    size_t rule;
    enum use use;
};

struct answer_index {
    const struct phrases *phrases;
    const struct owner *owners;
};

const struct answer_index *answer_index(struct arena *keep, const struct answer_rules *r)
{
    struct answer_index *x = NEW(keep, struct answer_index);
    size_t n = 0;
    for (size_t i = 0; i < r->rules_n; i++)
        n +=
            r->rules[i].any.n + r->rules[i].not_.n + r->rules[i].unless.n + r->rules[i].allow.n;
    struct str *words = NEWS(keep, struct str, n + 1);
    struct owner *owners = NEWS(keep, struct owner, n + 1);
    n = 0;
    for (size_t i = 0; i < r->rules_n; i++) {
        const struct strs lists[USE__MAX] = {r->rules[i].any, r->rules[i].not_,
                                             r->rules[i].unless, r->rules[i].allow};
        for (size_t u = 0; u < USE__MAX; u++)
            for (size_t k = 0; k < lists[u].n; k++) {
                words[n] = lists[u].p[k];
                owners[n++] = (struct owner){i, (enum use)u};
            }
    }
    *x = (struct answer_index){.phrases = phrases_make(keep, words, n), .owners = owners};
    return x;
}

/* ---- one text ---- */

struct reading {
    struct folded f;
    const struct phrase_found *found;
    size_t n;
    uint32_t *sentence; /* of a code point of the text, in which sentence it stands */
    size_t points, sentences;
};

static bool ends_sentence(struct str s, size_t i)
{
    static const char *const ends[] = {"。", "！", "？", "；", "!", "?", ";", "\n"};
    for (size_t k = 0; k < COUNT(ends); k++) {
        size_t n = strlen(ends[k]);
        if (s.n - i >= n && memcmp(s.p + i, ends[k], n) == 0)
            return true;
    }
    return false;
}

static void sentences_of(struct arena *a, struct str s, struct reading *out)
{
    out->sentence = NEWS(a, uint32_t, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        if (((unsigned char)s.p[i] & 0xc0) == 0x80)
            continue;
        out->sentence[out->points++] = (uint32_t)out->sentences;
        out->sentences += ends_sentence(s, i);
    }
    out->sentences++;
}

static struct reading read_text(const struct answer_index *x, struct arena *a, struct str s)
{
    struct reading r = {0};
    struct phrase_found *found = NEWS(a, struct phrase_found, FOUND_MAX);
    text_fold(a, s, &r.f);
    sentences_of(a, s, &r);
    r.n = phrases_find(x->phrases, &r.f, found, FOUND_MAX);
    r.found = found;
    return r;
}

static uint32_t first_of(const struct reading *r, const struct phrase_found *p)
{
    return r->f.at[p->from];
}

static uint32_t behind(const struct reading *r, const struct phrase_found *p)
{
    return r->f.at[p->to - 1] + 1;
}

static size_t sentence_of(const struct reading *r, const struct phrase_found *p)
{
    return r->sentence[first_of(r, p)];
}

/* ---- judging ---- */

struct look {
    const struct answer_rules *rules;
    struct arena *a;
    const struct answer_case *c;
    struct reading said, answer;
    struct grams said_grams, answer_grams;
    bool *measure; /* by sentence */
    size_t measures;
    bool asked; /* a question, or a reason is given why it cannot be: no measure is due */
    struct personal_found personal[PERSONAL_MAX]; /* in the answer */
    size_t personal_n;
    struct answer_finding *out;
    size_t n, max;
};

static void find(struct look *l, size_t rule, uint32_t from, uint32_t to)
{
    size_t before = 0;
    for (size_t i = 0; i < l->n; i++)
        before += l->out[i].rule == &l->rules->rules[rule];
    if (l->n < l->max && before < ANSWER_PLACES)
        l->out[l->n++] =
            (struct answer_finding){.rule = &l->rules->rules[rule], .from = from, .to = to};
}

static bool is_of(const struct look *l, const struct phrase_found *p, size_t rule, enum use use)
{
    const struct owner *o = &l->rules->index->owners[p->word];
    return o->rule == rule && o->use == use;
}

/* In the first sentences: of what was said that is its title. */
static bool has(const struct look *l, const struct reading *r, size_t rule, enum use use,
                size_t sentences)
{
    for (size_t i = 0; i < r->n; i++)
        if (is_of(l, &r->found[i], rule, use) && sentence_of(r, &r->found[i]) < sentences)
            return true;
    return false;
}

static bool in_sentence(const struct look *l, size_t rule, enum use use, size_t sentence)
{
    for (size_t i = 0; i < l->answer.n; i++)
        if (is_of(l, &l->answer.found[i], rule, use) &&
            sentence_of(&l->answer, &l->answer.found[i]) == sentence)
            return true;
    return false;
}

/* Which sentences name a measure: asked before any rule judges. */
static void measures_find(struct look *l)
{
    l->measure = NEWS(l->a, bool, l->answer.sentences);
    for (size_t k = 0; k < l->rules->rules_n; k++)
        for (size_t i = 0; l->rules->rules[k].kind == ANSWER_MEASURE && i < l->answer.n; i++) {
            const struct phrase_found *p = &l->answer.found[i];
            size_t at = sentence_of(&l->answer, p);
            if (!is_of(l, p, k, USE_ANY) || l->measure[at] || in_sentence(l, k, USE_NOT, at))
                continue;
            l->measure[at] = true;
            l->measures++;
        }
}

/* The place of the rule of a kind; behind the last one when there is none. */
static size_t rule_of(const struct answer_rules *r, enum answer_kind kind)
{
    size_t i = 0;
    while (i < r->rules_n && r->rules[i].kind != (int)kind)
        i++;
    return i;
}

static void asked_find(struct look *l)
{
    for (size_t k = 0; k < l->rules->rules_n; k++)
        if (l->rules->rules[k].kind == ANSWER_MEASURE)
            l->asked = has(l, &l->said, k, USE_UNLESS, 1) ||
                       ((l->c->result == RESULT_NONE || l->c->result == RESULT_EXPLAINED) &&
                        has(l, &l->answer, k, USE_ALLOW, l->answer.sentences));
}

static void look_personal(struct look *l, size_t rule)
{
    static const int kind_of[PERSONAL__MAX] = {
        [PERSONAL_MOBILE] = ANSWER_MOBILE, [PERSONAL_LANDLINE] = ANSWER_LANDLINE,
        [PERSONAL_IDNO] = ANSWER_IDNO,     [PERSONAL_CARD] = ANSWER_CARD,
        [PERSONAL_DOOR] = ANSWER_DOOR,     [PERSONAL_PLATE] = ANSWER_PLATE,
    };
    const struct personal_found *f = l->personal;
    const struct answer_rule *r = &l->rules->rules[rule];
    for (size_t i = 0; i < l->personal_n; i++) {
        bool office = false;
        if (kind_of[f[i].kind] != r->kind)
            continue;
        for (size_t k = 0; k < l->answer.n; k++) {
            const struct phrase_found *p = &l->answer.found[k];
            if (is_of(l, p, rule, USE_UNLESS) &&
                first_of(&l->answer, p) < f[i].to + r->within &&
                behind(&l->answer, p) + r->within > f[i].from)
                office = true;
        }
        if (!office)
            find(l, rule, f[i].from, f[i].to);
    }
}

/* The pairs of a text without those of the words that stand in every letter. mark: what takes
 * their place, in no other text. */
static struct grams own_grams(struct look *l, const struct reading *r, size_t rule,
                              uint32_t mark)
{
    struct folded f = {.at = r->f.at, .cut = r->f.cut, .n = r->f.n};
    uint32_t *cp = NEWS(l->a, uint32_t, r->f.n + 1);
    for (size_t i = 0; i < r->f.n; i++)
        cp[i] = r->f.cp[i];
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = r->found[i].from; k < r->found[i].to; k++)
            if (is_of(l, &r->found[i], rule, USE_NOT))
                cp[k] = mark + (uint32_t)k % MARKS;
    f.cp = cp;
    return grams_of(l->a, &f);
}

static void look_speaks(struct look *l, size_t rule)
{
    size_t number = (size_t)l->rules->rules[rule].number;
    struct grams said = own_grams(l, &l->said, rule, MARK_SAID);
    struct grams answer = own_grams(l, &l->answer, rule, MARK_ANSWER);
    if (said.n >= number * SAID_LEAST && grams_common(&said, &answer) < number)
        find(l, rule, 0, 0);
}

static void look_measure(struct look *l, size_t rule)
{
    if (!l->measures && !l->asked)
        find(l, rule, 0, 0);
}

static void look_excuse(struct look *l, size_t rule)
{
    const struct answer_rule *r = &l->rules->rules[rule];
    if (l->measures || (int64_t)l->answer.f.n > r->number)
        return;
    for (size_t i = 0; i < l->answer.n; i++) {
        const struct phrase_found *p = &l->answer.found[i];
        if (is_of(l, p, rule, USE_ANY))
            find(l, rule, first_of(&l->answer, p), behind(&l->answer, p));
    }
}

static void look_who(struct look *l, size_t rule)
{
    if (l->measures && !l->asked && !has(l, &l->answer, rule, USE_ANY, l->answer.sentences))
        find(l, rule, 0, 0);
}

static bool is_unit_of_time(uint32_t c)
{
    static const uint32_t units[] = {0x5e74, 0x6708, 0x65e5, 0x53f7, 0x5929, 0x5468, 0x65f6};
    for (size_t k = 0; k < COUNT(units); k++)
        if (c == units[k])
            return true;
    return false;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Digits and what makes them a time. The date under a letter is no time of a measure. */
static bool has_date(const struct folded *f)
{
    size_t n = f->n;
    while (n && (is_digit(f->cp[n - 1]) || is_unit_of_time(f->cp[n - 1])))
        n--;
    for (size_t i = 1; i < n; i++)
        if (is_unit_of_time(f->cp[i]) && is_digit(f->cp[i - 1]))
            return true;
    return false;
}

static void look_when(struct look *l, size_t rule)
{
    if (l->measures && !l->asked && !has_date(&l->answer.f) &&
        !has(l, &l->answer, rule, USE_ANY, l->answer.sentences))
        find(l, rule, 0, 0);
}

static struct grams grams_in(struct arena *a, struct str s)
{
    struct folded f;
    text_fold(a, s, &f);
    return grams_of(a, &f);
}

/* Percent of the shorter one's own pairs that both have. */
static int64_t share_of(const struct grams *a, const struct grams *b)
{
    size_t least = a->n < b->n ? a->n : b->n;
    return least ? (int64_t)(grams_common(a, b) * 100 / least) : 0;
}

/* The most alike of those answered to something else; NULL when none. */
static const struct answer_earlier *copy_of(struct look *l, size_t rule, int64_t *share)
{
    const struct answer_rule *r = &l->rules->rules[rule];
    const struct answer_earlier *best = NULL;
    size_t speaks = rule_of(l->rules, ANSWER_SPEAKS);
    struct grams own = own_grams(l, &l->said, speaks, MARK_SAID);
    *share = r->share - 1;
    for (size_t i = 0; i < l->c->earlier_n; i++) {
        const struct answer_earlier *e = &l->c->earlier[i];
        struct grams answer = grams_in(l->a, e->answer);
        int64_t alike = (int64_t)(grams_likeness(&answer, &l->answer_grams) * 100);
        if (alike <= *share)
            continue;
        struct reading said = read_text(l->rules->index, l->a, e->said);
        struct grams theirs = own_grams(l, &said, speaks, MARK_ANSWER);
        if (share_of(&own, &theirs) > r->unlike)
            continue;
        best = e;
        *share = alike;
    }
    return best;
}

static void look_copied(struct look *l, size_t rule)
{
    int64_t share = 0;
    size_t before = l->n;
    const struct answer_earlier *e = copy_of(l, rule, &share);
    if (e)
        find(l, rule, 0, (uint32_t)l->answer.points);
    if (l->n > before) {
        l->out[before].num = e->num;
        l->out[before].share = share;
    }
}

static void look_sentence(struct look *l, size_t rule)
{
    const struct answer_rule *r = &l->rules->rules[rule];
    size_t from = 0;
    for (size_t i = 1; i <= l->answer.points; i++) {
        if (i < l->answer.points && l->answer.sentence[i] == l->answer.sentence[from])
            continue;
        if ((int64_t)(i - from) > r->number)
            find(l, rule, (uint32_t)from, (uint32_t)i);
        from = i;
    }
}

static void look_formula(struct look *l, size_t rule)
{
    int64_t n = 0;
    for (size_t i = 0; i < l->answer.n; i++)
        n += is_of(l, &l->answer.found[i], rule, USE_ANY);
    for (size_t i = 0; i < l->answer.n && n >= l->rules->rules[rule].number; i++) {
        const struct phrase_found *p = &l->answer.found[i];
        if (is_of(l, p, rule, USE_ANY))
            find(l, rule, first_of(&l->answer, p), behind(&l->answer, p));
    }
}

static void look_late(struct look *l, size_t rule)
{
    if (l->c->late)
        find(l, rule, 0, 0);
}

static void (*const kinds[ANSWER_KIND__MAX])(struct look *l, size_t rule) = {
    [ANSWER_MOBILE] = look_personal,   [ANSWER_LANDLINE] = look_personal,
    [ANSWER_IDNO] = look_personal,     [ANSWER_CARD] = look_personal,
    [ANSWER_DOOR] = look_personal,     [ANSWER_PLATE] = look_personal,
    [ANSWER_SPEAKS] = look_speaks,     [ANSWER_MEASURE] = look_measure,
    [ANSWER_EXCUSE] = look_excuse,     [ANSWER_WHO] = look_who,
    [ANSWER_WHEN] = look_when,         [ANSWER_COPIED] = look_copied,
    [ANSWER_SENTENCE] = look_sentence, [ANSWER_FORMULA] = look_formula,
    [ANSWER_LATE] = look_late,
};

size_t answer_look(const struct answer_rules *r, struct arena *a, const struct answer_case *c,
                   struct answer_finding *out, size_t max)
{
    struct look l = {
        .rules = r,
        .a = a,
        .c = c,
        .said = read_text(r->index, a, c->said),
        .answer = read_text(r->index, a, c->answer),
        .out = out,
        .max = max,
    };
    l.said_grams = grams_of(a, &l.said.f);
    l.answer_grams = grams_of(a, &l.answer.f);
    l.personal_n = personal_find(a, c->answer, l.personal, PERSONAL_MAX);
    measures_find(&l);
    asked_find(&l);
    for (size_t i = 0; i < r->rules_n; i++)
        kinds[r->rules[i].kind](&l, i);
    return l.n;
}
