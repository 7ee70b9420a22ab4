/* SPDX-License-Identifier: Apache-2.0
 * Learning: features weighed, a linear SVM, and the choice among a few ways by parts that were
 * not learnt from.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "text/classify.h"
#include "text/classify_impl.h"
#include "text/svm.h"

const struct classify_how classify_hows[] = {
    {2, 0.5, 1}, {2, 1, 0.5}, {2, 1, 1}, {2, 2, 1}, {3, 1, 1}, {3, 2, 1},
};
const size_t classify_hows_n = sizeof classify_hows / sizeof classify_hows[0];

/* Weights that a model may have (4 bytes each): beyond it the rarest features are left out. */
enum { WEIGHTS_MAX = 8 << 20 };

struct classify_set {
    const struct classify_doc *docs, *names;
    size_t n, names_n, labels;
    struct bag *bags[CLASSIFY_GRAMS_MAX + 1]; /* by grams: docs, then names */
};

struct classify_set *classify_set_make(struct arena *keep, const struct classify_doc *docs,
                                       size_t n, const struct classify_doc *names,
                                       size_t names_n, size_t labels)
{
    struct classify_set *s = NEW(keep, struct classify_set);
    *s = (struct classify_set){
        .docs = docs, .names = names, .n = n, .names_n = names_n, .labels = labels};
    for (size_t h = 0; h < classify_hows_n; h++) {
        int grams = classify_hows[h].grams;
        if (s->bags[grams])
            continue;
        s->bags[grams] = NEWS(keep, struct bag, n + names_n);
        for (size_t i = 0; i < n + names_n; i++) {
            const struct classify_doc *d = i < n ? &docs[i] : &names[i - n];
            struct letters l;
            classify_letters(keep, d->title, d->body, &l);
            classify_bag(keep, &l, grams, &s->bags[grams][i]);
        }
    }
    return s;
}

static uint32_t label_at(const struct classify_set *s, size_t i)
{
    return i < s->n ? s->docs[i].label : s->names[i - s->n].label;
}

/* ---- learning ---- */

struct learnt {
    struct image_head head;
    struct classify_model model;
};

/* Rows for what stands in enough documents, so that the weights have room: their buckets. */
static uint32_t rows_choose(const uint32_t *df, size_t labels, uint32_t *bucket)
{
    for (uint32_t least = 1;; least++) {
        uint32_t rows = 0;
        for (uint32_t b = 0; b < CLASSIFY_BUCKETS; b++)
            if (df[b] >= least)
                bucket[rows++] = b;
        if (rows * labels <= WEIGHTS_MAX)
            return rows;
    }
}

static void rows_weigh(struct arena *a, const struct classify_set *s, const bool *in,
                       const struct bag *bags, struct learnt *k, size_t *learnt_n)
{
    uint32_t *df = NEWS(a, uint32_t, CLASSIFY_BUCKETS);
    uint32_t *bucket = NEWS(a, uint32_t, CLASSIFY_BUCKETS);
    size_t n = 0;
    for (size_t i = 0; i < s->n + s->names_n; i++) {
        if (i < s->n && !in[i])
            continue;
        n++;
        for (size_t f = 0; f < bags[i].n; f++)
            df[bags[i].at[f]]++;
    }
    k->head.rows = rows_choose(df, s->labels, bucket);
    float *idf = NEWS(a, float, k->head.rows + 1);
    for (size_t r = 0; r < k->head.rows; r++)
        idf[r] = (float)(log((1.0 + (double)n) / (1.0 + df[bucket[r]])) + 1);
    k->model.bucket = bucket;
    k->model.idf = idf;
    *learnt_n = n;
}

static void learn(struct arena *a, const struct classify_set *s, const bool *in,
                  const struct classify_how *how, struct learnt *k)
{
    const struct bag *bags = s->bags[how->grams];
    size_t n = 0, total = 0;
    *k =
        (struct learnt){.head = {.grams = (uint32_t)how->grams, .labels = (uint32_t)s->labels}};
    k->model.head = &k->head;
    rows_weigh(a, s, in, bags, k, &total);
    struct svm_doc *docs = NEWS(a, struct svm_doc, total);
    double *weights = NEWS(a, double, s->labels);
    for (size_t i = 0; i < s->n + s->names_n; i++) {
        if (i < s->n && !in[i])
            continue;
        uint32_t *row = NEWS(a, uint32_t, bags[i].n + 1);
        float *value = NEWS(a, float, bags[i].n + 1);
        size_t kept = classify_weigh(&k->model, &bags[i], row, value);
        docs[n++] = (struct svm_doc){row, value, kept, label_at(s, i)};
        weights[label_at(s, i)]++;
    }
    for (size_t c = 0; c < s->labels; c++)
        if (weights[c] > 0)
            weights[c] = pow((double)n / (double)s->labels / weights[c], how->balance);
    struct svm svm;
    svm_train(a, docs, n, k->head.rows, s->labels,
              &(struct svm_options){.c = how->c, .class_weights = weights}, &svm);
    k->model.w = svm.w;
    k->model.bias = svm.bias;
}

struct str classify_train(struct arena *keep, const struct classify_set *s, const bool *in,
                          const struct classify_how *how, double scale, const struct str *texts)
{
    struct arena *a = arena_open((size_t)16 << 30);
    struct learnt k;
    size_t names = 0;
    learn(a, s, in, how, &k);
    for (size_t c = 0; c < s->labels; c++)
        names += texts[c].n + 1;
    size_t words = 2 * (size_t)k.head.rows + s->labels + k.head.rows * s->labels;
    size_t bytes = sizeof k.head + 4 * words + names;
    k.head = (struct image_head){.magic = CLASSIFY_MAGIC,
                                 .version = CLASSIFY_VERSION,
                                 .order = CLASSIFY_ORDER,
                                 .bits = CLASSIFY_BITS,
                                 .grams = (uint32_t)how->grams,
                                 .labels = (uint32_t)s->labels,
                                 .rows = k.head.rows,
                                 .texts = (uint32_t)names,
                                 .scale = (float)scale,
                                 .bytes = bytes};
    struct {
        const void *p;
        size_t n;
    } parts[] = {{&k.head, sizeof k.head},
                 {k.model.bucket, 4 * (size_t)k.head.rows},
                 {k.model.idf, 4 * (size_t)k.head.rows},
                 {k.model.bias, 4 * s->labels},
                 {k.model.w, 4 * (size_t)k.head.rows * s->labels}};
    char *image = arena_alloc(keep, bytes), *at = image;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        memcpy(at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    for (size_t c = 0; c < s->labels; c++) {
        if (texts[c].n)
            memcpy(at, texts[c].p, texts[c].n);
        at += texts[c].n;
        *at++ = '\n';
    }
    arena_close(a);
    return classify_hash_image((struct str){image, bytes});
}

static void margins(struct arena *a, const struct bag *b, const struct classify_model *m,
                    double *out)
{
    uint32_t *row = NEWS(a, uint32_t, b->n + 1);
    float *value = NEWS(a, float, b->n + 1);
    size_t n = classify_weigh(m, b, row, value);
    classify_score(m, row, value, n, out);
}

void classify_margins(const struct classify_set *s, size_t i, const struct classify_model *m,
                      double *out)
{
    struct arena *a = arena_open((size_t)64 << 20);
    margins(a, &s->bags[m->head->grams][i], m, out);
    arena_close(a);
}

/* ---- parts ---- */

static uint64_t next_random(uint64_t *state) /* splitmix64 */
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void classify_deal(const uint32_t *labels, size_t n, size_t labels_n, int folds, uint64_t seed,
                   uint32_t *fold)
{
    struct arena *a = arena_open((size_t)1 << 30);
    size_t *order = NEWS(a, size_t, n + 1);
    uint32_t dealt = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = next_random(&seed) % (i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (uint32_t c = 0; c < labels_n; c++)
        for (size_t i = 0; i < n; i++)
            if (labels[order[i]] == c)
                fold[order[i]] = dealt++ % (uint32_t)folds;
    arena_close(a);
}

/* ---- what it is worth ---- */

struct classify_tally {
    size_t labels, n, right, top;
    size_t *hit, *said, *is;
};

struct classify_tally *classify_tally_open(struct arena *a, size_t labels)
{
    struct classify_tally *t = NEW(a, struct classify_tally);
    *t = (struct classify_tally){.labels = labels,
                                 .hit = NEWS(a, size_t, labels),
                                 .said = NEWS(a, size_t, labels),
                                 .is = NEWS(a, size_t, labels)};
    return t;
}

void classify_tally_add(struct classify_tally *t, const double *scores, uint32_t label)
{
    size_t before = 0, best = 0;
    for (size_t c = 0; c < t->labels; c++) {
        before += scores[c] > scores[label];
        if (scores[c] > scores[best])
            best = c;
    }
    t->n++;
    t->right += best == label;
    t->top += before < CLASSIFY_TOP;
    t->is[label]++;
    t->said[best]++;
    t->hit[label] += best == label;
}

struct classify_worth classify_tally_done(const struct classify_tally *t)
{
    struct classify_worth w = {.n = t->n};
    size_t occur = 0;
    for (size_t c = 0; c < t->labels; c++) {
        occur += t->is[c] > 0;
        if (t->is[c])
            w.macro_f1 += 2.0 * (double)t->hit[c] / (double)(t->said[c] + t->is[c]);
    }
    if (occur)
        w.macro_f1 /= (double)occur;
    if (t->n) {
        w.right = (double)t->right / (double)t->n;
        w.top = (double)t->top / (double)t->n;
    }
    return w;
}

/* ---- choosing ---- */

struct choosing {
    const struct classify_set *s;
    const bool *in;
    uint32_t *fold;
    int folds;
    struct arena *arena;
};

/* The mean over the parts; all: the margins of every document by what it was left out of. */
static double how_worth(const struct choosing *k, const struct classify_how *how, double *all)
{
    const struct classify_set *s = k->s;
    double sum = 0;
    for (int f = 0; f < k->folds; f++) {
        struct arena *a = arena_open((size_t)16 << 30);
        bool *in = NEWS(a, bool, s->n);
        struct classify_tally *t = classify_tally_open(a, s->labels);
        struct learnt learnt;
        for (size_t i = 0; i < s->n; i++)
            in[i] = k->in[i] && k->fold[i] != (uint32_t)f;
        learn(a, s, in, how, &learnt);
        for (size_t i = 0; i < s->n; i++) {
            if (!k->in[i] || in[i])
                continue;
            double *m = all + i * s->labels;
            margins(a, &s->bags[how->grams][i], &learnt.model, m);
            classify_tally_add(t, m, s->docs[i].label);
        }
        sum += classify_tally_done(t).macro_f1;
        arena_close(a);
    }
    return sum / k->folds;
}

static double log_loss(const struct choosing *k, const double *all, double scale)
{
    size_t labels = k->s->labels;
    double *m = NEWS(k->arena, double, labels), loss = 0;
    for (size_t i = 0; i < k->s->n; i++) {
        if (!k->in[i])
            continue;
        memcpy(m, all + i * labels, labels * sizeof *m);
        classify_softmax(m, labels, scale);
        double share = m[k->s->docs[i].label];
        loss -= log(share > 1e-9 ? share : 1e-9);
    }
    return loss;
}

static double scale_best(const struct choosing *k, const double *all)
{
    double best = 1, least = log_loss(k, all, 1);
    for (int quarters = 5; quarters <= 48; quarters++) {
        double scale = quarters / 4.0;
        double loss = log_loss(k, all, scale);
        if (loss < least) {
            least = loss;
            best = scale;
        }
    }
    return best;
}

void classify_choose(const struct classify_set *s, const bool *in, int folds, uint64_t seed,
                     struct classify_how *how, double *scale)
{
    struct choosing k = {
        .s = s, .in = in, .folds = folds, .arena = arena_open((size_t)8 << 30)};
    uint32_t *labels = NEWS(k.arena, uint32_t, s->n + 1);
    double *all = NEWS(k.arena, double, (s->n + 1) * s->labels), best = -1;
    k.fold = NEWS(k.arena, uint32_t, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        labels[i] = s->docs[i].label;
    classify_deal(labels, s->n, s->labels, folds, seed, k.fold);
    for (size_t h = 0; h < classify_hows_n; h++) {
        double worth = how_worth(&k, &classify_hows[h], all);
        if (worth > best) {
            best = worth;
            *how = classify_hows[h];
            *scale = scale_best(&k, all);
        }
    }
    arena_close(k.arena);
}
