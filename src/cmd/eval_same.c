/* SPDX-License-Identifier: Apache-2.0
 * Same again? Measured on messages-2019-hot.xlsx: two messages of one group made by hand are
 * about the same matter, and so are two whose words are nearly the same. Each message of a
 * group is asked about; what is shown of it, at the threshold of the register and at others, is
 * right when it is in the same group or nearly the same; doubtful ones count neither way. Right
 * or wrong, a message in no group is told wrong: the groups do not hold everything.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/eval_hot.h"
#include "text/cluster.h"
#include "text/likeness.h"
#include "text/sameness.h"
#include "text/signature.h"

enum { TEN = 10, STEP = 10, LEVELS = 10 };
static const double nearly = 0.6; /* of their pairs of neighbours: the same words */

struct one {
    struct grams grams;
    struct sketch sketch;
    struct cluster_item item;
};
struct told {
    int64_t score;
    bool right;
};
struct cut {
    int64_t shown, right, pairs_right;
};
struct sums {
    struct cut at[LEVELS]; /* from LEVELS * STEP per cent on */
    int64_t asked, pairs, ten_shown, ten_right, answered;
};
struct sample {
    struct hot h;
    struct one *one;
    struct weights weights;
    struct sums sums;
};

static void sample_make(struct sample *s)
{
    struct arena *a = s->h.a;
    struct cluster_item *items = NEWS(a, struct cluster_item, s->h.n + 1);
    s->one = NEWS(a, struct one, s->h.n + 1);
    for (size_t i = 0; i < s->h.n; i++) {
        const struct message *m = &s->h.m[i];
        struct signature g;
        struct folded f;
        text_fold(a, m->body, &f);
        s->one[i].grams = grams_of(a, &f);
        sketch_of(&s->one[i].grams, &s->one[i].sketch);
        signature_make(a, m->title, m->body, &g);
        items[i] = (struct cluster_item){.id = m->number, .at = m->at};
        cluster_item_of(a, &g, &items[i]);
    }
    weights_count(a, items, s->h.n, &s->weights);
    for (size_t i = 0; i < s->h.n; i++) {
        cluster_norm(&s->weights, &items[i]);
        s->one[i].item = items[i];
    }
}

static int64_t apart(const struct sample *s, size_t i, size_t k)
{
    int64_t x = s->h.m[i].at, y = s->h.m[k].at;
    return x > y ? x - y : y - x;
}

/* As a register compares two demands without a place or class (loop/same_look.c). */
static struct sameness compared(const struct sample *s, size_t i, size_t k)
{
    const struct one *x = &s->one[i], *y = &s->one[k];
    struct sameness f = {.apart = apart(s, i, k)};
    f.share = grams_likeness(&x->grams, &y->grams);
    if (f.apart <= cluster_rule.days * INT64_C(86400000))
        f.names = cluster_names(&s->weights, &x->item, &y->item);
    if (f.names > 0)
        f.trouble = cluster_trouble(&s->weights, &x->item, &y->item);
    return f;
}

/* ---- one group ---- */

static bool holds(const int64_t *p, size_t n, int64_t number)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == number)
            return true;
    return false;
}

static int by_score(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

static void level_add(struct sums *t, const struct told *o)
{
    for (int64_t l = 0; l < LEVELS && o->score >= l * STEP; l++) {
        t->at[l].shown++;
        t->at[l].right += o->right;
    }
}

static void asked_add(struct sums *t, struct told *all, size_t n)
{
    bool answered = false;
    qsort(all, n, sizeof *all, by_score);
    for (size_t i = 0; i < n && i < TEN && all[i].score >= sameness_usual.shown; i++) {
        t->ten_shown++;
        t->ten_right += all[i].right;
        answered = answered || all[i].right;
    }
    t->asked++;
    t->answered += answered;
}

static void ask(struct sample *s, const struct made *g, size_t i)
{
    struct told *all = NEWS(s->h.a, struct told, s->h.n + 1);
    size_t n = 0;
    for (size_t k = 0; k < s->h.n; k++) {
        int64_t number = s->h.m[k].number;
        if (k == i || holds(g->doubtful, g->doubtful_n, number))
            continue;
        const struct sameness f = compared(s, i, k);
        struct told *o = &all[n++];
        *o = (struct told){sameness_percent(&sameness_usual, &f),
                           holds(g->sure, g->sure_n, number) || f.share >= nearly};
        s->sums.pairs += o->right;
        level_add(&s->sums, o);
    }
    asked_add(&s->sums, all, n);
}

static void ask_all(struct sample *s)
{
    for (size_t g = 0; g < s->h.made_n; g++)
        for (size_t i = 0; i < s->h.n; i++)
            if (holds(s->h.made[g].sure, s->h.made[g].sure_n, s->h.m[i].number))
                ask(s, &s->h.made[g], i);
}

/* ---- nearly the same words, by the keys alone ---- */

static bool have_key(const struct sketch *a, const struct sketch *b)
{
    for (size_t k = 0; k < SKETCH_KEYS; k++)
        if (a->key[k] == b->key[k])
            return true;
    return false;
}

static void keys_measure(const struct sample *s, int64_t *pairs, int64_t *found)
{
    *pairs = *found = 0;
    for (size_t i = 0; i < s->h.n; i++)
        for (size_t k = i + 1; k < s->h.n; k++) {
            const struct one *x = &s->one[i], *y = &s->one[k];
            double small = (double)(x->grams.n < y->grams.n ? x->grams.n : y->grams.n);
            double large = (double)(x->grams.n < y->grams.n ? y->grams.n : x->grams.n);
            if (small < nearly * large || grams_likeness(&x->grams, &y->grams) < nearly)
                continue;
            (*pairs)++;
            *found += have_key(&x->sketch, &y->sketch);
        }
}

/* ---- said ---- */

static double share(int64_t part, int64_t whole)
{
    return whole ? (double)part / (double)whole : NAN;
}

static const struct eval_figure level_figures[] = {
    {"precision", "准确率", "precision", 3},
    {"recall", "召回率", "recall", 3},
    {"shown", "每件提示", "shown each", 1},
};

static void levels_say(struct eval *e, const struct sums *t)
{
    eval_table(e, "thresholds", "提示线", "shown from", level_figures, COUNT(level_figures));
    for (int64_t l = 1; l < LEVELS; l++) {
        const struct cut *v = &t->at[l];
        const double f[] = {share(v->right, v->shown), share(v->right, t->pairs),
                            share(v->shown, t->asked)};
        const char *name = str_fmt(e->c->cx.arena, "%d%%", (int)l * STEP).p;
        eval_row(e, name, name, name, f);
    }
    eval_table_end(e);
}

static const struct eval_figure ten_figures[] = {
    {"precision", "准确率", "precision", 3},
    {"answered", "至少提示对一件", "one is right", 3},
    {"shown", "每件提示", "shown each", 1},
};

static void ten_say(struct eval *e, const struct sums *t)
{
    const double f[] = {share(t->ten_right, t->ten_shown), share(t->answered, t->asked),
                        share(t->ten_shown, t->asked)};
    eval_table(e, "ten", "前十件", "the first ten", ten_figures, COUNT(ten_figures));
    eval_row(e, "shown", "按现行提示线", "as the register shows them", f);
    eval_table_end(e);
}

enum err eval_same(struct eval *e)
{
    int64_t pairs = 0, found = 0;
    struct sample s = {0};
    struct arena *a = arena_open((size_t)4 << 30);
    arena_on_close(e->c->cx.arena, (void (*)(void *))arena_close, a);
    TRY(hot_read(e, a, &s.h));
    sample_make(&s);
    ask_all(&s);
    keys_measure(&s, &pairs, &found);
    eval_fact_i64(e, "messages", "留言", "messages", (int64_t)s.h.n);
    eval_fact_i64(e, "asked", "逐件查询的留言", "messages asked about", s.sums.asked);
    eval_fact_i64(e, "pairs", "应提示的对数", "pairs to be shown", s.sums.pairs);
    eval_fact_i64(e, "shown_from", "现行提示线（%）", "shown from (%)", sameness_usual.shown);
    eval_fact_i64(e, "alike", "全部留言中文字近同的对数", "pairs of nearly the same words",
                  pairs);
    eval_fact_i64(e, "alike_found", "其中按索引键找到的", "of these found by their keys",
                  found);
    levels_say(e, &s.sums);
    ten_say(e, &s.sums);
    return OK;
}
