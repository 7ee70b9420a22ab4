/* SPDX-License-Identifier: Apache-2.0 */
#include "text/signature.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/fold.h"
#include "text/phrases.h"
#include "text/signature_terms.h"

enum { STEM_MAX = 6, NAME_MIN = 3, NAME_MAX = 4, FOUND_MAX = 8192, PAIR_TEXT = 4 };

/* ---- the words, made ready once ---- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena *terms_arena;   /* what follows lies in it, for good */
static const struct phrases *terms; /* ends, then stops, then common words */
static struct folded cuts;

static void terms_make(void)
{
    terms_arena = arena_open((size_t)4 << 20);
    size_t n = 0;
    struct str *all =
        NEWS(terms_arena, struct str, name_ends_n + name_stops_n + common_words_n);
    for (size_t i = 0; i < name_ends_n; i++)
        all[n++] = str_c(name_ends[i].word);
    for (size_t i = 0; i < name_stops_n; i++)
        all[n++] = str_c(name_stops[i]);
    for (size_t i = 0; i < common_words_n; i++)
        all[n++] = str_c(common_words[i]);
    terms = phrases_make(terms_arena, all, n);
    text_fold(terms_arena, str_c(name_cuts), &cuts);
}

static bool is_cut(uint32_t c)
{
    for (size_t i = 0; i < cuts.n; i++)
        if (cuts.cp[i] == c)
            return true;
    return false;
}

/* ---- one text ---- */

struct reading {
    struct arena *arena;
    struct folded t;
    size_t lead;  /* what stands before it leads */
    bool *wall;   /* no name reaches back over this place */
    bool *hidden; /* the pair that begins here is of a name, or everybody's */
    struct signature *out;
};

static struct str text_of(struct arena *a, const uint32_t *cp, size_t n)
{
    struct buf b;
    buf_init(&b, a, n * 4 + 1);
    for (size_t i = 0; i < n; i++) {
        uint32_t c = cp[i];
        if (c < 0x80)
            buf_ch(&b, (char)c);
        else if (c < 0x800) {
            buf_ch(&b, (char)(0xc0 | c >> 6));
            buf_ch(&b, (char)(0x80 | (c & 0x3f)));
        } else if (c < 0x10000) {
            buf_ch(&b, (char)(0xe0 | c >> 12));
            buf_ch(&b, (char)(0x80 | (c >> 6 & 0x3f)));
            buf_ch(&b, (char)(0x80 | (c & 0x3f)));
        } else {
            buf_ch(&b, (char)(0xf0 | c >> 18));
            buf_ch(&b, (char)(0x80 | (c >> 12 & 0x3f)));
            buf_ch(&b, (char)(0x80 | (c >> 6 & 0x3f)));
            buf_ch(&b, (char)(0x80 | (c & 0x3f)));
        }
    }
    return buf_done(&b);
}

static void name_add(struct reading *r, size_t from, size_t n, enum name_kind kind, bool lead)
{
    struct signature *s = r->out;
    struct str text = text_of(r->arena, r->t.cp + from, n);
    for (size_t i = 0; i < s->names_n; i++)
        if (str_eq(s->names[i].text, text)) {
            s->names[i].lead |= lead;
            return;
        }
    if (s->names_n < SIGNATURE_NAMES)
        s->names[s->names_n++] =
            (struct signature_name){.text = text, .kind = kind, .lead = lead};
}

static void name_read(struct reading *r, const struct phrase_found *f)
{
    const struct name_end *end = &name_ends[f->word];
    size_t lo = f->from, to = end->own ? f->from : f->to;
    while (lo > 0 && f->from - lo < STEM_MAX && !r->t.cut[lo] && !r->wall[lo] &&
           !is_cut(r->t.cp[lo - 1]))
        lo--;
    if (to - lo < NAME_MIN || f->from - lo < (end->own ? 2 : 1))
        return;
    for (size_t i = lo ? lo - 1 : 0; i < f->to; i++)
        r->hidden[i] = true;
    for (size_t n = NAME_MIN; n <= NAME_MAX && n <= to - lo; n++)
        name_add(r, to - n, n, end->kind, f->from < r->lead);
}

static void pair_add(struct reading *r, uint32_t hash, bool lead)
{
    struct signature *s = r->out;
    for (size_t i = 0; i < s->pairs_n; i++)
        if (s->pairs[i] >> 1 == hash)
            return;
    if (s->pairs_n < SIGNATURE_PAIRS)
        s->pairs[s->pairs_n++] = hash << 1 | lead;
}

static int by_pair(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_name(const void *a, const void *b)
{
    const struct signature_name *x = a, *y = b;
    return str_cmp(x->text, y->text);
}

uint32_t signature_pair(uint32_t first, uint32_t second)
{
    uint64_t h = (uint64_t)first << 32 | second;
    h *= UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (uint32_t)(h >> (64 - SIGNATURE_BITS));
}

static void reading_open(struct arena *a, struct str title, struct str words, struct reading *r)
{
    struct str text =
        title.n ? str_fmt(a, "%.*s\n%.*s", STR_ARG(title), STR_ARG(words)) : words;
    struct folded head = {0};
    pthread_once(&once, terms_make);
    r->arena = a;
    text_fold(a, text, &r->t);
    if (title.n)
        text_fold(a, title, &head);
    r->lead = title.n ? head.n : SIGNATURE_LEAD_CP;
    r->wall = NEWS(a, bool, r->t.n + 1);
    r->hidden = NEWS(a, bool, r->t.n + 1);
}

/* Stops and common words first: names are read back to them. */
static void names_read(struct reading *r)
{
    struct phrase_found *found = NEWS(r->arena, struct phrase_found, FOUND_MAX);
    size_t n = phrases_find(terms, &r->t, found, FOUND_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct phrase_found *f = &found[i];
        if (f->word >= name_ends_n + name_stops_n)
            for (size_t k = f->from; k + 1 < f->to; k++)
                r->hidden[k] = true;
        else if (f->word >= name_ends_n)
            r->wall[f->to] = true;
    }
    for (size_t i = 0; i < n; i++)
        if (found[i].word < name_ends_n)
            name_read(r, &found[i]);
}

void signature_make(struct arena *a, struct str title, struct str words, struct signature *out)
{
    struct reading r = {.out = out};
    *out = (struct signature){.names = NEWS(a, struct signature_name, SIGNATURE_NAMES),
                              .pairs = NEWS(a, uint32_t, SIGNATURE_PAIRS)};
    reading_open(a, title, words, &r);
    names_read(&r);
    for (size_t i = 0; i + 1 < r.t.n && out->pairs_n < SIGNATURE_PAIRS; i++)
        if (!r.hidden[i] && !r.t.cut[i + 1])
            pair_add(&r, signature_pair(r.t.cp[i], r.t.cp[i + 1]), i < r.lead);
    qsort(out->pairs, out->pairs_n, sizeof *out->pairs, by_pair);
    qsort(out->names, out->names_n, sizeof *out->names, by_name);
}

/* ---- as text ---- */

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/* Pairs of the title in capitals of their own would cost a character each: they stand first,
 * and a dot ends them. */
struct str signature_write(struct arena *a, const struct signature *s)
{
    struct buf b;
    buf_init(&b, a, s->pairs_n * PAIR_TEXT + 2);
    for (int lead = 1; lead >= 0; lead--) {
        for (size_t i = 0; i < s->pairs_n; i++)
            for (int k = PAIR_TEXT - 1; k >= 0 && (s->pairs[i] & 1) == (uint32_t)lead; k--)
                buf_ch(&b, digits[s->pairs[i] >> (1 + 6 * k) & 63]);
        if (lead)
            buf_ch(&b, '.');
    }
    return buf_done(&b);
}

bool signature_read(struct arena *a, struct str text, struct signature *out)
{
    size_t n = 0;
    uint32_t lead = 1;
    uint32_t *pairs = NEWS(a, uint32_t, text.n / PAIR_TEXT + 1);
    for (size_t i = 0; i < text.n;) {
        uint32_t hash = 0;
        if (text.p[i] == '.' && lead) {
            lead = 0;
            i++;
            continue;
        }
        if (i + PAIR_TEXT > text.n)
            return false;
        for (int k = 0; k < PAIR_TEXT; k++, i++) {
            const char *d = text.p[i] ? strchr(digits, text.p[i]) : NULL;
            if (!d)
                return false;
            hash = hash << 6 | (uint32_t)(d - digits);
        }
        pairs[n++] = hash << 1 | lead;
    }
    qsort(pairs, n, sizeof *pairs, by_pair);
    out->pairs = pairs;
    out->pairs_n = n;
    return true;
}

/* ---- what it is called ---- */

struct term {
    uint32_t first, second, hash;
    size_t texts, seen; /* in how many; the last of them, counted from one */
    double weight;
};
struct terms {
    struct term *p;
    size_t n, cap;
};

static void term_count(struct arena *a, struct terms *t, uint32_t first, uint32_t second,
                       size_t text)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->p[i].first == first && t->p[i].second == second) {
            t->p[i].texts += t->p[i].seen != text;
            t->p[i].seen = text;
            return;
        }
    if (t->n == t->cap) {
        struct term *more = NEWS(a, struct term, t->cap * 2 + 256);
        if (t->n)
            memcpy(more, t->p, t->n * sizeof *more);
        t->p = more;
        t->cap = t->cap * 2 + 256;
    }
    t->p[t->n++] = (struct term){.first = first,
                                 .second = second,
                                 .hash = signature_pair(first, second),
                                 .texts = 1,
                                 .seen = text};
}

static int by_weight(const void *a, const void *b)
{
    const struct term *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

/* Two pairs that overlap are one word of three characters: 搅拌 and 拌站. */
static void word_put(struct arena *a, struct buf *b, const struct terms *t, size_t i,
                     bool *used)
{
    uint32_t cp[NAME_MAX] = {t->p[i].first, t->p[i].second};
    size_t n = 2;
    for (size_t k = 0; k < t->n && n < NAME_MAX; k++) {
        const struct term *x = &t->p[k];
        if (used[k] || k == i || x->texts * 5 < t->p[i].texts * 4)
            continue;
        if (x->first == cp[n - 1]) {
            cp[n++] = x->second;
            used[k] = true;
        } else if (x->second == cp[0]) {
            memmove(cp + 1, cp, n * sizeof *cp);
            cp[0] = x->first;
            n++;
            used[k] = true;
        }
    }
    used[i] = true;
    if (b->n)
        buf_ch(b, ' ');
    buf_str(b, text_of(a, cp, n));
}

struct str signature_words(struct arena *a, const struct str *texts, size_t n, size_t max,
                           double (*weigh)(const void *arg, uint32_t pair), const void *arg)
{
    struct terms t = {0};
    struct buf b;
    size_t kept = 0, words = 0;
    buf_init(&b, a, 1024);
    for (size_t i = 0; i < n; i++) {
        struct signature ignored = {.names = NEWS(a, struct signature_name, SIGNATURE_NAMES)};
        struct reading r = {.out = &ignored};
        reading_open(a, STR(""), texts[i], &r);
        names_read(&r);
        for (size_t k = 0; k + 1 < r.t.n && k < (size_t)SIGNATURE_PAIRS * 2; k++)
            if (!r.hidden[k] && !r.t.cut[k + 1])
                term_count(a, &t, r.t.cp[k], r.t.cp[k + 1], i + 1);
    }
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i].texts * 2 > n || n == 1) {
            t.p[kept] = t.p[i];
            t.p[kept].weight = (double)t.p[kept].texts * weigh(arg, t.p[kept].hash);
            kept++;
        }
    t.n = kept;
    if (kept)
        qsort(t.p, kept, sizeof *t.p, by_weight);
    bool *used = NEWS(a, bool, kept + 1);
    for (size_t i = 0; i < kept && words < max; i++)
        if (!used[i]) {
            word_put(a, &b, &t, i, used);
            words++;
        }
    return buf_done(&b);
}
