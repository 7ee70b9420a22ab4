/* SPDX-License-Identifier: Apache-2.0 */
#include "text/svm.h"

#include <float.h>
#include <stdlib.h>

#include <linear.h>

#include "base/arena.h"

/* When to stop: ten times as exact as liblinear asks for by itself. */
static const double EPS = 0.01;

static void quiet(const char *text)
{
    (void)text;
}

/* Its documents: a list of nodes each, the bias as the last feature, ended by -1. */
static struct feature_node **nodes_of(struct arena *a, const struct svm_doc *docs, size_t n,
                                      size_t features)
{
    struct feature_node **rows = NEWS(a, struct feature_node *, n);
    for (size_t i = 0; i < n; i++) {
        struct feature_node *x = NEWS(a, struct feature_node, docs[i].n + 2);
        size_t k = 0;
        for (; k < docs[i].n; k++)
            x[k] = (struct feature_node){.index = (int)docs[i].at[k] + 1,
                                         .value = (double)docs[i].value[k]};
        x[k++] = (struct feature_node){.index = (int)features + 1, .value = 1};
        x[k] = (struct feature_node){.index = -1};
        rows[i] = x;
    }
    return rows;
}

/* liblinear keeps features × classes, of two classes one column: the first against the second.
 */
static void weights_take(const struct model *m, struct svm *out)
{
    size_t k = (size_t)m->nr_class, columns = k == 2 ? 1 : k;
    for (size_t c = 0; c < out->classes; c++)
        out->bias[c] = -FLT_MAX;
    for (size_t i = 0; i < k; i++) {
        size_t c = (size_t)m->label[i], column = k == 2 ? 0 : i;
        double sign = k == 2 && i == 1 ? -1 : 1;
        for (size_t f = 0; f < out->features; f++)
            out->w[f * out->classes + c] = (float)(sign * m->w[f * columns + column]);
        out->bias[c] = (float)(sign * m->w[out->features * columns + column]);
    }
}

void svm_train(struct arena *keep, const struct svm_doc *docs, size_t n, size_t features,
               size_t classes, const struct svm_options *opt, struct svm *out)
{
    struct arena *a = arena_open((size_t)8 << 30);
    double *y = NEWS(a, double, n), *weight = NEWS(a, double, classes);
    int *labels = NEWS(a, int, classes);
    for (size_t i = 0; i < n; i++)
        y[i] = docs[i].label;
    for (size_t c = 0; c < classes; c++) {
        labels[c] = (int)c;
        weight[c] = opt->class_weights ? opt->class_weights[c] : 1;
    }
    struct problem p = {.l = (int)n,
                        .n = (int)features + 1,
                        .y = y,
                        .x = nodes_of(a, docs, n, features),
                        .bias = 1};
    struct parameter how = {.solver_type = L2R_L2LOSS_SVC_DUAL,
                            .eps = EPS,
                            .C = opt->c,
                            .nr_weight = (int)classes,
                            .weight_label = labels,
                            .weight = weight};
    *out = (struct svm){.features = features,
                        .classes = classes,
                        .w = NEWS(keep, float, features *classes),
                        .bias = NEWS(keep, float, classes)};
    set_print_string_function(quiet);
    srand(1); /* it shuffles by rand() */
    struct model *m = train(&p, &how);
    weights_take(m, out);
    free_and_destroy_model(&m);
    arena_close(a);
}

void svm_score(const struct svm *s, const struct svm_doc *d, double *out)
{
    for (size_t c = 0; c < s->classes; c++)
        out[c] = (double)s->bias[c];
    for (size_t i = 0; i < d->n; i++) {
        const float *w = s->w + (size_t)d->at[i] * s->classes;
        for (size_t c = 0; c < s->classes; c++)
            out[c] += (double)(d->value[i] * w[c]);
    }
}
