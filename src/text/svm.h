/* SPDX-License-Identifier: Apache-2.0
 * A linear classifier (liblinear): one weight vector for each class against the rest, L2
 * regularised, squared hinge loss. The same documents in the same order give the same weights.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct arena;

/* A document: at ascends, each below the number of features. */
struct svm_doc {
    const uint32_t *at;
    const float *value;
    size_t n;
    uint32_t label; /* below the number of classes */
};

struct svm_options {
    double c;                    /* > 0; what a mistake costs */
    const double *class_weights; /* times c, one for each class; NULL: all 1 */
};

struct svm {
    size_t features, classes;
    float *w;    /* features × classes: what a feature speaks for each class */
    float *bias; /* classes; a class of which there was no document has -FLT_MAX */
};

/* docs: two or more, of at least two classes. The outcome lives in keep. */
void svm_train(struct arena *keep, const struct svm_doc *docs, size_t n, size_t features,
               size_t classes, const struct svm_options *opt, struct svm *out);
/* The margin of each class. */
void svm_score(const struct svm *s, const struct svm_doc *d, double *out);
