/* SPDX-License-Identifier: Apache-2.0
 * Suggested classes on messages that an office has sorted (messages-labelled.csv): macro-F1 and
 * how often the right class is among the first three, over repeated cross-validation. The folds
 * depend on the seed alone. The baseline is what a textbook does: subject and body joined,
 * character 1–3-grams, sublinear TF-IDF, a linear SVM with C = 1.
 */
#include <math.h>
#include <string.h>

#include "cmd/eval.h"
#include "doc/sheet.h"
#include "text/svm.h"

enum { CLASSES_MAX = 64, TOP = 3, GRAM_MAX = 3, FOLDS_MAX = 20 };

struct message {
    struct str subject, body;
    uint32_t label;
    uint32_t fold;
};

struct sample {
    struct eval *e;
    struct message *m;
    size_t n, cap;
    struct str labels[CLASSES_MAX];
    size_t classes;
};

/* ---- the messages ---- */

enum column { SUBJECT, BODY, LABEL, COLUMN__MAX };
static const char *const titles[COLUMN__MAX] = {"留言主题", "留言详情", "一级分类"};

static enum err label_of(struct sample *s, struct str text, uint32_t *out)
{
    for (size_t i = 0; i < s->classes; i++)
        if (str_eq(s->labels[i], text)) {
            *out = (uint32_t)i;
            return OK;
        }
    if (s->classes == CLASSES_MAX || !text.n)
        return fail(&s->e->c->cx, ERR_INPUT, "类别过多或为空", "too many classes, or none");
    s->labels[s->classes] = str_dup(s->e->c->cx.arena, text);
    *out = (uint32_t)s->classes++;
    return OK;
}

static enum err message_take(struct sample *s, const struct row *row, const size_t *at)
{
    struct arena *a = s->e->c->cx.arena;
    struct str cells[COLUMN__MAX];
    for (int i = 0; i < COLUMN__MAX; i++)
        cells[i] = at[i] < row->n ? str_trim(row->cells[at[i]].text) : STR("");
    if (s->n == s->cap) {
        struct message *more = NEWS(a, struct message, s->cap * 2 + 1024);
        if (s->n)
            memcpy(more, s->m, s->n * sizeof *more);
        s->m = more;
        s->cap = s->cap * 2 + 1024;
    }
    struct message *m = &s->m[s->n++];
    m->subject = str_dup(a, cells[SUBJECT]);
    m->body = str_dup(a, cells[BODY]);
    return label_of(s, cells[LABEL], &m->label);
}

static enum err sample_read(struct sample *s)
{
    struct ctx *cx = &s->e->c->cx;
    const char *path = NULL;
    struct sheet *sheet = NULL;
    struct row row;
    bool more = false;
    size_t at[COLUMN__MAX];
    TRY(eval_file(s->e, "messages-labelled.csv", &path));
    TRY(sheet_open(cx, path, &sheet));
    TRY(sheet_row(cx, sheet, &row, &more));
    for (int k = 0; k < COLUMN__MAX; k++) {
        at[k] = 0;
        while (more && at[k] < row.n && !str_eq_c(str_trim(row.cells[at[k]].text), titles[k]))
            at[k]++;
        if (!more || at[k] == row.n)
            return fail(cx, ERR_INPUT, "%s 没有“%s”一列", "%s has no column %s", path,
                        titles[k]);
    }
    while (more) {
        TRY(sheet_row(cx, sheet, &row, &more));
        if (more)
            TRY(message_take(s, &row, at));
    }
    sheet_close(sheet);
    return OK;
}

/* ---- folds ---- */

static uint64_t next_random(uint64_t *state) /* splitmix64 */
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Each class is spread evenly. */
static void folds_deal(struct sample *s, int64_t seed, int64_t repeat, int64_t folds)
{
    uint64_t state = (uint64_t)seed * 1000003 + (uint64_t)repeat;
    size_t *order = NEWS(s->e->c->cx.arena, size_t, s->n);
    uint32_t dealt = 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t k = next_random(&state) % (i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (uint32_t c = 0; c < s->classes; c++)
        for (size_t i = 0; i < s->n; i++)
            if (s->m[order[i]].label == c)
                s->m[order[i]].fold = dealt++ % (uint32_t)folds;
}

/* ---- measures ---- */

struct measure {
    int64_t right, top, n;
    int64_t hit[CLASSES_MAX], said[CLASSES_MAX], is[CLASSES_MAX];
};

static void measure_add(struct measure *m, const double *scores, size_t classes, uint32_t label)
{
    size_t before = 0, best = 0;
    for (size_t c = 0; c < classes; c++) {
        before += scores[c] > scores[label];
        if (scores[c] > scores[best])
            best = c;
    }
    m->n++;
    m->right += best == label;
    m->top += before < TOP;
    m->is[label]++;
    m->said[best]++;
    m->hit[label] += best == label;
}

static double macro_f1(const struct measure *m, size_t classes)
{
    double sum = 0;
    for (size_t c = 0; c < classes; c++) {
        int64_t both = m->said[c] + m->is[c];
        sum += both ? 2.0 * (double)m->hit[c] / (double)both : 0;
    }
    return sum / (double)classes;
}

/* ---- the baseline ---- */

/* Grams are told apart by 64 bits of hash: no two of a few hundred thousand meet. */
struct vocabulary {
    uint64_t *hash; /* 0: free */
    uint32_t *at, *documents, *seen;
    size_t cap, n;
};

static uint32_t *vocabulary_slot(const struct vocabulary *v, uint64_t hash)
{
    size_t i = hash & (v->cap - 1);
    while (v->hash[i] && v->hash[i] != hash)
        i = (i + 1) & (v->cap - 1);
    if (!v->hash[i])
        v->hash[i] = hash;
    return &v->at[i];
}

struct grams {
    uint32_t *at;
    float *count;
    size_t n;
};

struct baseline {
    struct arena *arena;
    struct vocabulary v;
    struct grams *docs;
};

/* Lower case, every run of white space one blank. */
static size_t letters_of(struct arena *a, struct str subject, struct str body, uint32_t **out)
{
    struct str text = str_fmt(a, "%.*s %.*s", STR_ARG(subject), STR_ARG(body));
    uint32_t *cp = NEWS(a, uint32_t, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n;) {
        unsigned char first = (unsigned char)text.p[i];
        size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        uint32_t c = 0;
        for (size_t k = 0; k < bytes; k++)
            c = c << 8 | (unsigned char)text.p[i + k];
        i += bytes;
        if (c >= 'A' && c <= 'Z')
            c += 32;
        bool blank = c == ' ' || (c >= 9 && c <= 13) || c == 0xe38080 || c == 0xc2a0;
        if (!blank)
            cp[n++] = c;
        else if (n && cp[n - 1] != ' ')
            cp[n++] = ' ';
    }
    *out = cp;
    return n;
}

static uint64_t gram_hash(const uint32_t *cp, size_t n)
{
    uint64_t h = n;
    for (size_t i = 0; i < n; i++) {
        uint64_t mixed = h ^ (uint64_t)cp[i] << 8;
        h = next_random(&mixed);
    }
    return h | 1;
}

static int at_order(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void grams_count(struct baseline *b, const struct message *m, struct grams *out)
{
    uint32_t *cp = NULL;
    size_t letters = letters_of(b->arena, m->subject, m->body, &cp), n = 0;
    uint32_t *all = NEWS(b->arena, uint32_t, letters * GRAM_MAX + 1);
    for (size_t i = 0; i < letters; i++)
        for (size_t len = 1; len <= GRAM_MAX && i + len <= letters; len++) {
            uint32_t *at = vocabulary_slot(&b->v, gram_hash(cp + i, len));
            if (!*at)
                *at = (uint32_t)++b->v.n;
            all[n++] = *at - 1;
        }
    qsort(all, n, sizeof *all, at_order);
    *out = (struct grams){.at = all, .count = NEWS(b->arena, float, n + 1)};
    for (size_t i = 0; i < n; i++) {
        if (!out->n || out->at[out->n - 1] != all[i])
            out->at[out->n++] = all[i];
        out->count[out->n - 1] += 1;
    }
}

static void baseline_read(struct baseline *b, const struct sample *s)
{
    size_t letters = 0;
    for (size_t i = 0; i < s->n; i++)
        letters += s->m[i].subject.n + s->m[i].body.n + 1;
    b->v.cap = 1024;
    while (b->v.cap < letters * GRAM_MAX)
        b->v.cap *= 2;
    b->v.hash = NEWS(b->arena, uint64_t, b->v.cap);
    b->v.at = NEWS(b->arena, uint32_t, b->v.cap);
    b->docs = NEWS(b->arena, struct grams, s->n);
    for (size_t i = 0; i < s->n; i++)
        grams_count(b, &s->m[i], &b->docs[i]);
}

/* tf = 1 + ln, idf = ln((1 + n) / (1 + df)) + 1, length 1. What no training document has is
 * left out. */
static struct svm_doc weighed(struct arena *a, const struct grams *g, const uint32_t *df,
                              size_t n, uint32_t label)
{
    uint32_t *at = NEWS(a, uint32_t, g->n + 1);
    float *value = NEWS(a, float, g->n + 1);
    size_t kept = 0;
    double square = 0;
    for (size_t i = 0; i < g->n; i++) {
        uint32_t f = g->at[i];
        if (!df[f])
            continue;
        double w =
            (1 + log((double)g->count[i])) * (log((1.0 + (double)n) / (1.0 + df[f])) + 1);
        at[kept] = f;
        value[kept++] = (float)w;
        square += w * w;
    }
    for (size_t i = 0; i < kept; i++)
        value[i] /= (float)sqrt(square);
    return (struct svm_doc){.at = at, .value = value, .n = kept, .label = label};
}

static void baseline_fold(const struct baseline *b, const struct sample *s, uint32_t fold,
                          struct measure *out)
{
    struct arena *a = arena_open((size_t)4 << 30);
    uint32_t *df = NEWS(a, uint32_t, b->v.n);
    struct svm_doc *docs = NEWS(a, struct svm_doc, s->n);
    double scores[CLASSES_MAX];
    struct svm svm;
    size_t n = 0, trained = 0;
    for (size_t i = 0; i < s->n; i++) {
        trained += s->m[i].fold != fold;
        for (size_t k = 0; s->m[i].fold != fold && k < b->docs[i].n; k++)
            df[b->docs[i].at[k]]++;
    }
    for (size_t i = 0; i < s->n; i++)
        if (s->m[i].fold != fold)
            docs[n++] = weighed(a, &b->docs[i], df, trained, s->m[i].label);
    svm_train(a, docs, n, b->v.n, s->classes, &(struct svm_options){.c = 1}, &svm);
    for (size_t i = 0; i < s->n; i++) {
        if (s->m[i].fold != fold)
            continue;
        struct svm_doc d = weighed(a, &b->docs[i], df, trained, s->m[i].label);
        svm_score(&svm, &d, scores);
        measure_add(out, scores, s->classes, s->m[i].label);
    }
    arena_close(a);
}

/* ---- all of it ---- */

struct mean {
    double f1, top, right, n;
};

static void mean_add(struct mean *m, const struct measure *x, size_t classes)
{
    m->f1 += macro_f1(x, classes);
    m->top += (double)x->top / (double)x->n;
    m->right += (double)x->right / (double)x->n;
    m->n++;
}

static const struct eval_figure figures[] = {
    {"macro_f1", "宏平均 F1", "macro-F1", 4},
    {"top3", "前三命中率", "top-3", 4},
    {"accuracy", "准确率", "accuracy", 4},
};

static void mean_row(struct eval *e, const char *name, const char *zh, const char *en,
                     const struct mean *m)
{
    eval_row(e, name, zh, en, (const double[]){m->f1 / m->n, m->top / m->n, m->right / m->n});
}

enum err eval_classes(struct eval *e)
{
    struct sample s = {.e = e};
    struct mean base = {0};
    int64_t seed = 0, folds = 0, repeats = 0;
    TRY(eval_number(e, "--seed", 1, INT32_MAX, 1, &seed));
    TRY(eval_number(e, "--folds", 2, FOLDS_MAX, 5, &folds));
    TRY(eval_number(e, "--repeats", 1, 100, 5, &repeats));
    TRY(sample_read(&s));
    struct baseline b = {.arena = arena_open((size_t)4 << 30)};
    baseline_read(&b, &s);
    for (int64_t r = 0; r < repeats; r++) {
        folds_deal(&s, seed, r, folds);
        for (uint32_t f = 0; f < folds; f++) {
            struct measure m = {0};
            baseline_fold(&b, &s, f, &m);
            mean_add(&base, &m, s.classes);
        }
    }
    arena_close(b.arena);
    eval_fact_i64(e, "messages", "留言", "messages", (int64_t)s.n);
    eval_fact_i64(e, "classes", "类别", "classes", (int64_t)s.classes);
    eval_fact_i64(e, "seed", "种子", "seed", seed);
    eval_fact_i64(e, "folds", "组数", "folds", folds);
    eval_fact_i64(e, "repeats", "重复", "repeats", repeats);
    eval_table(e, "classes", "方法", "method", figures, COUNT(figures));
    mean_row(e, "baseline", "基线（字 1–3 元，TF-IDF，SVM）", "baseline", &base);
    eval_table_end(e);
    return OK;
}
