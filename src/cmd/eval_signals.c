/* SPDX-License-Identifier: Apache-2.0
 * What data/supervision.json's weak signals would have raised on the dated messages, looked at
 * on the evening of every day. The file names no unit: all of it is one group, so that the
 * figures are those of a whole city. A signal grows while its window lasts, as in a register
 * (loop/signal.c), nobody having answered.
 */
#include <stdlib.h>

#include "base/time.h"
#include "cmd/eval_hot.h"
#include "cmd/share.h"
#include "loop/notice_rule.h"
#include "text/burst.h"
#include "text/cluster.h"
#include "text/signature.h"

enum { RULE_BYTES = 1 << 18, RAISED_MAX = 4096, SHOWN = 40, WORDS = 2, NAMED_OF = 12 };

struct raised {
    uint64_t mark;
    int64_t day, last_day; /* raised, grown last */
    int64_t at_raising;    /* how many it was then */
    double usual;
    bool *in; /* by message */
    size_t size;
};
struct walk {
    struct eval *e;
    struct arena *a;
    const struct notice_cause *cause;
    struct hot m;
    struct signature *signs; /* by message */
    struct burst_item *items;
    struct weights weights;
    int64_t first, last; /* days */
    struct raised *raised;
    size_t raised_n;
};

static int64_t person_of(struct str s)
{
    return s.n ? (int64_t)(cluster_name_hash(s) >> 1 | 1) : 0;
}

static void item_of(struct walk *k, size_t i)
{
    static const int64_t all[] = {1};
    const struct signature *g = &k->signs[i];
    struct burst_item *it = &k->items[i];
    uint64_t *marks = NEWS(k->a, uint64_t, g->pairs_n + 1);
    *it = (struct burst_item){.id = k->m.m[i].number,
                              .at = k->m.m[i].at,
                              .person = person_of(k->m.m[i].person),
                              .groups = all,
                              .groups_n = 1,
                              .marks = marks};
    for (size_t p = 0; k->cause->watch == WATCH_WORD && p < g->pairs_n; p++)
        if (!it->marks_n || marks[it->marks_n - 1] != g->pairs[p] >> 1)
            marks[it->marks_n++] = g->pairs[p] >> 1;
    if (k->cause->watch == WATCH_VOLUME)
        marks[it->marks_n++] = 0;
    if (k->cause->watch == WATCH_PERSON && it->person)
        marks[it->marks_n++] = (uint64_t)it->person;
}

static void signs_make(struct walk *k)
{
    struct cluster_item *counted = NEWS(k->a, struct cluster_item, k->m.n + 1);
    k->signs = NEWS(k->a, struct signature, k->m.n + 1);
    k->items = NEWS(k->a, struct burst_item, k->m.n + 1);
    k->first = INT64_MAX;
    for (size_t i = 0; i < k->m.n; i++) {
        int64_t day = time_day(k->m.m[i].at);
        signature_make(k->a, burst_text(k->a, k->m.m[i].title),
                       burst_text(k->a, k->m.m[i].body), &k->signs[i]);
        counted[i] = (struct cluster_item){.id = k->m.m[i].number,
                                           .at = k->m.m[i].at,
                                           .pairs = k->signs[i].pairs,
                                           .pairs_n = k->signs[i].pairs_n};
        k->first = day < k->first ? day : k->first;
        k->last = day > k->last ? day : k->last;
    }
    weights_count(k->a, counted, k->m.n, &k->weights);
}

static struct raised *known(struct walk *k, const struct burst *b, int64_t day)
{
    for (size_t i = k->raised_n; i > 0; i--) {
        struct raised *r = &k->raised[i - 1];
        size_t shared = 0;
        if (day - r->last_day >= k->cause->within_days)
            continue;
        for (size_t m = 0; m < b->n; m++)
            shared += r->in[b->members[m]];
        if (r->mark == b->mark || shared * 2 >= (r->size < b->n ? r->size : b->n))
            return r;
    }
    return NULL;
}

static void take(struct walk *k, const struct burst *b, int64_t day)
{
    struct raised *r = known(k, b, day);
    if (!r) {
        if (k->raised_n == RAISED_MAX)
            return;
        r = &k->raised[k->raised_n++];
        *r = (struct raised){.mark = b->mark,
                             .day = day,
                             .at_raising = (int64_t)b->n,
                             .usual = b->usual,
                             .in = NEWS(k->a, bool, k->m.n + 1)};
    }
    for (size_t m = 0; m < b->n; m++) {
        if (!r->in[b->members[m]]) {
            r->size++;
            r->last_day = day;
        }
        r->in[b->members[m]] = true;
    }
}

static double rarity(const void *weights, uint64_t mark)
{
    return cluster_pair_weight(weights, (uint32_t)mark);
}

static void days_walk(struct walk *k)
{
    const struct notice_cause *c = k->cause;
    const struct burst_rule rule = {.times = c->times,
                                    .days = c->within_days,
                                    .windows = c->windows,
                                    .percent = c->percent,
                                    .people = c->watch == WATCH_WORD,
                                    .shares = c->watch == WATCH_WORD,
                                    .weigh = c->watch == WATCH_WORD ? rarity : NULL,
                                    .weigh_arg = &k->weights};
    struct burst *found = NEWS(k->a, struct burst, BURST_MOST);
    for (size_t i = 0; i < k->m.n; i++)
        item_of(k, i);
    k->raised = NEWS(k->a, struct raised, RAISED_MAX);
    k->raised_n = 0;
    for (int64_t day = k->first; day <= k->last; day++) {
        struct arena *a = arena_open((size_t)1 << 30);
        size_t n = burst_find(a, &rule, k->items, k->m.n, time_day_start(k->first),
                              time_day_end(day) - 1, found);
        for (size_t i = 0; i < n; i++)
            take(k, &found[i], day);
        arena_close(a);
    }
}

struct weighing {
    const struct weights *w;
    uint32_t lead;
};

static double weigh(const void *arg, uint32_t pair)
{
    const struct weighing *g = arg;
    const double above_all = 1000;
    return pair == g->lead ? above_all : cluster_pair_weight(g->w, pair);
}

static struct str words_of(struct walk *k, const struct raised *r)
{
    const struct weighing g = {&k->weights, (uint32_t)r->mark};
    struct str texts[NAMED_OF];
    size_t n = 0;
    if (k->cause->watch != WATCH_WORD)
        return STR("");
    for (size_t i = 0; i < k->m.n && n < NAMED_OF; i++)
        if (r->in[i])
            texts[n++] = burst_text(k->a, str_fmt(k->a, "%.*s\n%.*s", STR_ARG(k->m.m[i].title),
                                                  STR_ARG(k->m.m[i].body)));
    return signature_words(k->a, texts, n, WORDS, weigh, &g);
}

/* Half of its demands or more stand in the group. */
static bool is_of(const struct walk *k, const struct raised *r, const struct made *g)
{
    size_t in = 0;
    for (size_t i = 0; i < k->m.n; i++)
        for (size_t s = 0; r->in[i] && s < g->sure_n; s++)
            in += g->sure[s] == k->m.m[i].number;
    return in * 2 >= r->size;
}

/* What is not lost: groups made by hand of which a word was raised. */
static void groups_say(struct walk *k)
{
    size_t raised = 0, groups = 0;
    for (size_t g = 0; g < k->m.made_n; g++) {
        size_t of = 0;
        for (size_t i = 0; i < k->raised_n; i++)
            of += is_of(k, &k->raised[i], &k->m.made[g]);
        raised += of;
        groups += of > 0;
    }
    eval_fact_i64(k->e, "of_made_groups", "其中半数以上诉求同属一个人工分组的",
                  "of them with half their demands in one group made by hand", (int64_t)raised);
    eval_fact_i64(k->e, "made_groups", "涉及的人工分组", "groups made by hand among these",
                  (int64_t)groups);
}

static int by_size(const void *a, const void *b)
{
    const struct raised *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return (x->day > y->day) - (x->day < y->day);
}

static const struct eval_figure figures[] = {
    {"size", "件数", "demands", 0},         {"raised_at", "报出时件数", "when raised", 0},
    {"usual", "平时", "usual", 1},          {"day", "报出日", "raised on", 0},
    {"until", "末次增长", "grew until", 0},
};

static void say(struct walk *k)
{
    const char *code = k->cause->code.p;
    eval_fact_i64(k->e, code, k->cause->zh.p, k->cause->en.p, (int64_t)k->raised_n);
    if (k->cause->watch == WATCH_WORD)
        groups_say(k);
    if (k->raised_n)
        qsort(k->raised, k->raised_n, sizeof *k->raised, by_size);
    eval_table(k->e, code, k->cause->zh.p, k->cause->en.p, figures, COUNT(figures));
    for (size_t i = 0; i < k->raised_n && i < SHOWN; i++) {
        const struct raised *r = &k->raised[i];
        const char *no = str_fmt(k->a, "%zu", i + 1).p;
        const char *words = str_fmt(k->a, "%zu %.*s", i + 1, STR_ARG(words_of(k, r))).p;
        eval_row(k->e, no, words, words,
                 (const double[]){(double)r->size, (double)r->at_raising, r->usual,
                                  day_ymd(r->day), day_ymd(r->last_day)});
    }
    eval_table_end(k->e);
}

enum err eval_signals(struct eval *e)
{
    struct ctx *cx = &e->c->cx;
    struct walk k = {.e = e, .a = arena_open((size_t)4 << 30)};
    const struct notice_rule *rule = NULL;
    const char *file = NULL;
    struct str text = {0};
    arena_on_close(cx->arena, (void (*)(void *))arena_close, k.a);
    TRY(share_path(cx, "data/supervision.json", &file));
    TRY(file_read(cx, file, RULE_BYTES, &text));
    TRY(notice_rule_parse(cx, k.a, file, text, &rule));
    TRY(hot_read(e, k.a, &k.m));
    signs_make(&k);
    eval_fact_i64(e, "messages", "留言", "messages", (int64_t)k.m.n);
    eval_fact_i64(e, "days", "天数", "days", k.last - k.first + 1);
    for (size_t i = 0; i < rule->causes_n; i++) {
        k.cause = &rule->causes[i];
        if (!(BIT(k.cause->watch) & NOTICE_SIGNALS))
            continue;
        days_walk(&k);
        say(&k);
    }
    return OK;
}
