/* SPDX-License-Identifier: Apache-2.0
 * Suggested classes on messages that an office has sorted (messages-labelled.csv): macro-F1 and
 * how often the right class is among the first three, over repeated cross-validation. The folds
 * depend on the seed alone. The baseline is what a textbook does: subject and body joined,
 * character 1–3-grams, sublinear TF-IDF, a linear SVM with C = 1.
 */
#include <math.h>
#include <string.h>

#include "cmd/eval.h"
#include "text/classify.h"
#include "text/svm.h"

enum {
    CLASSES_MAX = 64,
    GRAM_MAX = 3,
    FOLDS_MAX = 20,
    INNER_FOLDS = 3,
    HOWS_MAX = 32,
    NAMES_MAX = 2000
};
enum way { PLAIN, NAMED, WAY__MAX };

struct eval_classes_options {
    int64_t seed, folds, repeats;
};

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

static enum err message_take(void *arg, const struct row *row, const size_t *at)
{
    struct sample *s = arg;
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
    return eval_read(s->e, "messages-labelled.csv", titles, COLUMN__MAX, message_take, s);
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
        h = (h ^ cp[i]) * UINT64_C(0xbf58476d1ce4e5b9);
        h = (h ^ h >> 31) * UINT64_C(0x94d049bb133111eb);
        h ^= h >> 29;
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

static struct classify_worth baseline_fold(const struct baseline *b, const struct sample *s,
                                           uint32_t fold)
{
    struct arena *a = arena_open((size_t)4 << 30);
    struct classify_tally *t = classify_tally_open(a, s->classes);
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
        classify_tally_add(t, scores, s->m[i].label);
    }
    struct classify_worth worth = classify_tally_done(t);
    arena_close(a);
    return worth;
}

/* ---- ours ---- */

struct mean {
    double f1, top, right, n;
};

static void mean_add(struct mean *m, struct classify_worth w)
{
    m->f1 += w.macro_f1;
    m->top += w.top;
    m->right += w.right;
    m->n++;
}

/* What the classes are called and what falls under them (categories.csv): what every office has
 * before its first decision. */
static enum err names_read(struct sample *s, struct classify_doc **out, size_t *n)
{
    struct ctx *cx = &s->e->c->cx;
    const char *path = NULL;
    struct sheet *sheet = NULL;
    struct row row;
    bool more = true;
    struct classify_doc *docs = NEWS(cx->arena, struct classify_doc, NAMES_MAX);
    *n = 0;
    TRY(eval_file(s->e, "categories.csv", &path));
    TRY(sheet_open(cx, path, &sheet));
    while (more) {
        TRY(sheet_row(cx, sheet, &row, &more));
        if (!more || row.n < 3)
            continue;
        for (uint32_t c = 0; c < s->classes && *n < NAMES_MAX; c++)
            if (str_eq(s->labels[c], str_trim(row.cells[0].text)))
                docs[(*n)++] = (struct classify_doc){str_dup(cx->arena, row.cells[1].text),
                                                     str_dup(cx->arena, row.cells[2].text), c};
    }
    sheet_close(sheet);
    *out = docs;
    return OK;
}

/* One way of ours over all folds. */
struct ours {
    struct classify_set *set;
    struct mean mean;
    int64_t chosen[HOWS_MAX];
    size_t asked, sure, sure_right; /* sure: of a confidence of one half or more */
    double cpu_s;
};

static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void ask(struct ours *o, const struct classify_model *model, const struct message *m)
{
    struct classify_answer answer;
    struct arena *a = arena_open((size_t)64 << 20);
    double begin = cpu_now();
    classify_suggest(model, a, m->subject, m->body, &answer);
    o->cpu_s += cpu_now() - begin;
    o->asked++;
    if (answer.n && answer.top[0].confidence >= 0.5) {
        o->sure++;
        o->sure_right += answer.top[0].label == m->label;
    }
    arena_close(a);
}

static bool how_same(const struct classify_how *x, const struct classify_how *y)
{
    return x->grams == y->grams && x->c == y->c && x->balance == y->balance;
}

static enum err ours_fold(struct ctx *cx, struct ours *o, const struct sample *s, uint32_t fold,
                          int64_t seed)
{
    struct arena *a = arena_open((size_t)4 << 30);
    struct classify_tally *t = classify_tally_open(a, s->classes);
    struct classify_model *m = NULL;
    struct classify_how how;
    bool *in = NEWS(a, bool, s->n);
    double *scores = NEWS(a, double, s->classes), scale = 1;
    for (size_t i = 0; i < s->n; i++)
        in[i] = s->m[i].fold != fold;
    classify_choose(o->set, in, INNER_FOLDS, (uint64_t)seed + 7919, &how, &scale);
    for (size_t h = 0; h < classify_hows_n && h < HOWS_MAX; h++)
        o->chosen[h] += how_same(&classify_hows[h], &how);
    struct str image = classify_train(a, o->set, in, &how, scale, s->labels);
    enum err e = classify_open(cx, a, image, &m);
    for (size_t i = 0; e == OK && i < s->n; i++) {
        if (in[i])
            continue;
        classify_margins(o->set, i, m, scores);
        classify_tally_add(t, scores, s->m[i].label);
        ask(o, m, &s->m[i]);
    }
    mean_add(&o->mean, classify_tally_done(t));
    arena_close(a);
    return e;
}

/* ---- said ---- */

static const struct eval_figure worth_figures[] = {
    {"macro_f1", "宏平均 F1", "macro-F1", 4},
    {"top3", "前三命中率", "top-3", 4},
    {"accuracy", "准确率", "accuracy", 4},
};

static void mean_row(struct eval *e, const char *name, const char *zh, const char *en,
                     const struct mean *m)
{
    eval_row(e, name, zh, en, (const double[]){m->f1 / m->n, m->top / m->n, m->right / m->n});
}

static void chosen_say(struct eval *e, const struct ours *o)
{
    static const struct eval_figure figures[] = {
        {"grams", "最长几字", "grams", 0},
        {"c", "C", "C", 1},
        {"balance", "类别均衡", "balance", 1},
        {"times", "选中次数", "times chosen", 0},
    };
    eval_table(e, "chosen", "在内层分组上选出的做法", "chosen on inner folds", figures,
               COUNT(figures));
    for (size_t h = 0; h < classify_hows_n && h < HOWS_MAX; h++) {
        const struct classify_how *k = &classify_hows[h];
        const char *name = str_fmt(e->c->cx.arena, "%zu", h + 1).p;
        eval_row(e, name, name, name,
                 (const double[]){k->grams, k->c, k->balance, (double)o->chosen[h]});
    }
    eval_table_end(e);
}

static void sure_say(struct eval *e, const struct ours *o)
{
    static const struct eval_figure figures[] = {
        {"asked", "问了", "asked", 0},
        {"sure", "有把握", "sure", 0},
        {"sure_right", "其中对", "of them right", 0},
        {"precision", "准确率", "precision", 4},
    };
    eval_table(e, "confidence", "把握五成以上才建议", "suggested from one half on", figures,
               COUNT(figures));
    eval_row(e, "half", "五成", "0.5",
             (const double[]){(double)o->asked, (double)o->sure, (double)o->sure_right,
                              (double)o->sure_right / (double)o->sure});
    eval_table_end(e);
}

static void said(struct eval *e, const struct mean *base, const struct ours *plain,
                 const struct ours *named)
{
    eval_table(e, "classes", "方法", "method", worth_figures, COUNT(worth_figures));
    mean_row(e, "baseline", "基线（字 1–3 元，TF-IDF，SVM）", "baseline", base);
    mean_row(e, "texts", "本程序，只学留言", "ours, from messages alone", &plain->mean);
    mean_row(e, "ours", "本程序，兼学类别名目", "ours, with the classes' names", &named->mean);
    eval_table_end(e);
    chosen_say(e, named);
    sure_say(e, named);
    eval_fact(e, "suggest_us", "一次建议的处理器时间（微秒）", "CPU of a suggestion (us)",
              str_fmt(e->c->cx.arena, "%.0f", 1e6 * named->cpu_s / (double)named->asked));
}

static enum err folds_run(struct sample *s, const struct baseline *b, struct ours *ours,
                          const struct eval_classes_options *o, struct mean *base)
{
    struct ctx *cx = &s->e->c->cx;
    uint32_t *labels = NEWS(cx->arena, uint32_t, s->n);
    uint32_t *fold = NEWS(cx->arena, uint32_t, s->n);
    for (size_t i = 0; i < s->n; i++)
        labels[i] = s->m[i].label;
    for (int64_t r = 0; r < o->repeats; r++) {
        classify_deal(labels, s->n, s->classes, (int)o->folds,
                      (uint64_t)(o->seed * 1000003 + r), fold);
        for (size_t i = 0; i < s->n; i++)
            s->m[i].fold = fold[i];
        for (uint32_t f = 0; f < o->folds; f++) {
            mean_add(base, baseline_fold(b, s, f));
            for (int way = 0; way < WAY__MAX; way++)
                TRY(ours_fold(cx, &ours[way], s, f, o->seed));
        }
    }
    return OK;
}

enum err eval_classes(struct eval *e)
{
    struct sample s = {.e = e};
    struct eval_classes_options o;
    struct classify_doc *names = NULL;
    size_t names_n = 0;
    struct mean base = {0};
    struct ours ours[WAY__MAX] = {0};
    TRY(eval_number(e, "--seed", 1, INT32_MAX, 1, &o.seed));
    TRY(eval_number(e, "--folds", 2, FOLDS_MAX, 5, &o.folds));
    TRY(eval_number(e, "--repeats", 1, 100, 5, &o.repeats));
    TRY(sample_read(&s));
    TRY(names_read(&s, &names, &names_n));
    struct baseline b = {.arena = arena_open((size_t)4 << 30)};
    struct classify_doc *docs = NEWS(b.arena, struct classify_doc, s.n);
    for (size_t i = 0; i < s.n; i++)
        docs[i] = (struct classify_doc){s.m[i].subject, s.m[i].body, s.m[i].label};
    baseline_read(&b, &s);
    ours[PLAIN].set = classify_set_make(b.arena, docs, s.n, NULL, 0, s.classes);
    ours[NAMED].set = classify_set_make(b.arena, docs, s.n, names, names_n, s.classes);
    eval_fact_i64(e, "messages", "留言", "messages", (int64_t)s.n);
    eval_fact_i64(e, "classes", "类别", "classes", (int64_t)s.classes);
    eval_fact_i64(e, "names", "类别名目", "names under the classes", (int64_t)names_n);
    eval_fact_i64(e, "seed", "种子", "seed", o.seed);
    eval_fact_i64(e, "folds", "组数", "folds", o.folds);
    eval_fact_i64(e, "repeats", "重复", "repeats", o.repeats);
    enum err out = folds_run(&s, &b, ours, &o, &base);
    arena_close(b.arena);
    if (out == OK)
        said(e, &base, &ours[PLAIN], &ours[NAMED]);
    return out;
}
