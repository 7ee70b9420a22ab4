/* SPDX-License-Identifier: Apache-2.0
 * Rules against a text: all words of all rules are looked for in one pass, then each rule
 * judges what was found of its own.
 */
#include "base/arena.h"
#include "core/urgent.h"
#include "text/phrases.h"

enum {
    FOUND_FIRST = 128,
    REACH = 64 /* the longest word, and a negation before it */,
    EVERY_RULE = -1
};

enum use { USE_ANY, USE_NEAR, USE_NOT, USE_UNLESS };

/* What a word is for. */
struct owner {
    int rule; /* its place, EVERY_RULE */
    enum use use;
    int near_, slot; /* USE_NEAR */
};

struct urgent_index {
    const struct phrases *phrases;
    const struct owner *owners;
};

struct filling {
    struct str *words;
    struct owner *owners;
    size_t n;
};

static void fill(struct filling *f, struct strs words, struct owner o)
{
    for (size_t i = 0; i < words.n; i++) {
        if (f->words) {
            f->words[f->n] = words.p[i];
            f->owners[f->n] = o;
        }
        f->n++;
    }
}

static void fill_rule(struct filling *f, const struct urgent_rule *r)
{
    int rule = (int)r->place;
    fill(f, r->any, (struct owner){rule, USE_ANY, 0, 0});
    fill(f, r->not_, (struct owner){rule, USE_NOT, 0, 0});
    fill(f, r->unless, (struct owner){rule, USE_UNLESS, 0, 0});
    for (size_t k = 0; k < r->near_n; k++)
        for (size_t s = 0; s < r->near_[k].all_n; s++)
            fill(f, r->near_[k].all[s].any, (struct owner){rule, USE_NEAR, (int)k, (int)s});
}

static void fill_set(struct filling *f, const struct urgent_set *s)
{
    f->n = 0;
    fill(f, s->not_, (struct owner){EVERY_RULE, USE_NOT, 0, 0});
    for (size_t i = 0; i < s->rules_n; i++)
        fill_rule(f, &s->rules[i]);
}

const struct urgent_index *urgent_index(struct arena *keep, const struct urgent_set *s)
{
    struct urgent_index *x = NEW(keep, struct urgent_index);
    struct filling f = {0};
    fill_set(&f, s);
    f.words = NEWS(keep, struct str, f.n);
    f.owners = NEWS(keep, struct owner, f.n);
    fill_set(&f, s);
    *x = (struct urgent_index){.phrases = phrases_make(keep, f.words, f.n), .owners = f.owners};
    return x;
}

struct matching {
    const struct folded *text;
    const struct owner *owners;
    const struct phrase_found *found;
    size_t n;
};

/* No clause ends between them: a negation reaches no further. */
static bool same_clause(const struct matching *m, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i <= to; i++)
        if (m->text->cut[i])
            return false;
    return true;
}

static bool voids(const struct matching *m, const struct urgent_rule *r, size_t by, size_t hit)
{
    const struct phrase_found *b = &m->found[by], *h = &m->found[hit];
    const struct owner *o = &m->owners[b->word];
    if (o->use == USE_NOT && (o->rule == EVERY_RULE || o->rule == (int)r->place))
        return b->from < h->to && h->from < b->to;
    if (o->use == USE_UNLESS && o->rule == (int)r->place)
        return b->to <= h->from && h->from - b->to <= r->unless_within &&
               same_clause(m, b->to, h->from);
    return false;
}

/* Words stand by where they begin, so that only the neighbours are looked at. */
static bool counts(const struct matching *m, const struct urgent_rule *r, size_t hit)
{
    const struct phrase_found *h = &m->found[hit];
    for (size_t i = hit; i-- > 0 && m->found[i].from + REACH > h->from;)
        if (voids(m, r, i, hit))
            return false;
    for (size_t i = hit + 1; i < m->n && m->found[i].from < h->to; i++)
        if (voids(m, r, i, hit))
            return false;
    return true;
}

static bool is_slot(const struct matching *m, const struct urgent_rule *r, size_t i, int near_,
                    int slot)
{
    const struct owner *o = &m->owners[m->found[i].word];
    return o->use == USE_NEAR && o->rule == (int)r->place && o->near_ == near_ &&
           o->slot == slot && counts(m, r, i);
}

/* One word of each other slot within reach of the found word `i`, which stands first. */
static bool near_all(const struct matching *m, const struct urgent_rule *r, int near_, int own,
                     size_t i, uint32_t *end)
{
    const struct urgent_near *n = &r->near_[near_];
    *end = m->found[i].to;
    for (int slot = 0; slot < (int)n->all_n; slot++) {
        size_t k = i;
        if (slot == own)
            continue;
        uint32_t last = m->found[i].from + (uint32_t)n->within;
        while (k < m->n && m->found[k].from < last &&
               !(m->found[k].to <= last && is_slot(m, r, k, near_, slot)))
            k++;
        if (k == m->n || m->found[k].from >= last)
            return false;
        if (m->found[k].to > *end)
            *end = m->found[k].to;
    }
    return true;
}

/* Whether the rule hits with the found word `i` as the first of it. */
static bool begins(const struct matching *m, const struct urgent_rule *r, size_t i,
                   uint32_t *end)
{
    const struct owner *o = &m->owners[m->found[i].word];
    if (o->rule != (int)r->place || !(o->use == USE_ANY || o->use == USE_NEAR) ||
        !counts(m, r, i))
        return false;
    *end = m->found[i].to;
    return o->use == USE_ANY || near_all(m, r, o->near_, o->slot, i, end);
}

static size_t rule_hits(const struct matching *m, const struct urgent_rule *r,
                        struct urgent_hit *out, size_t max)
{
    size_t n = 0;
    uint32_t behind = 0;
    const struct folded *t = m->text;
    for (size_t i = 0; i < m->n && n < max && n < URGENT_PLACES; i++) {
        uint32_t end = 0;
        if (m->found[i].from < behind || !begins(m, r, i, &end))
            continue;
        out[n++] = (struct urgent_hit){
            .rule = r, .from = t->at[m->found[i].from], .to = t->at[end - 1] + 1};
        behind = end;
    }
    return n;
}

/* Mostly few words stand there; a text made of them is looked through again with more room. */
static void find_all(struct matching *m, const struct urgent_set *s, struct arena *a,
                     const struct folded *t)
{
    for (size_t most = FOUND_FIRST;; most *= 4) {
        struct phrase_found *found = NEWS(a, struct phrase_found, most);
        m->n = phrases_find(s->index->phrases, t, found, most);
        m->found = found;
        if (m->n < most)
            return;
    }
}

size_t urgent_match(const struct urgent_set *s, struct arena *a, struct str text,
                    struct urgent_hit *out, size_t max)
{
    struct folded t;
    size_t n = 0;
    if (!s || !text.n)
        return 0;
    text_fold(a, text, &t);
    struct matching m = {.text = &t, .owners = s->index->owners};
    find_all(&m, s, a, &t);
    for (size_t i = 0; m.n && i < s->rules_n; i++)
        n += rule_hits(&m, &s->rules[i], out + n, max - n);
    return n;
}
