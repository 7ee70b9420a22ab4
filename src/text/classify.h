/* SPDX-License-Identifier: Apache-2.0
 * Which of several labels a text is likely to bear: learnt from texts that bear one, applied by
 * a model that is a flat file, and explained by the words of the text itself.
 *
 * A text is its title and its body. Of it are read ideographs and runs of letters and digits
 * (each run counts as one sign, so that house numbers and plates are not learnt); any other
 * sign parts words. Features are sequences of up to `grams` of them, hashed: no word stands in
 * a model, nor can one be read out of it. Weights are sublinear TF-IDF under a linear SVM, each
 * label against the rest.
 *
 * A confidence is the share of the label in a softmax over the margins, with a scale chosen on
 * texts that the weights were not learnt from.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum {
    CLASSIFY_LABELS_MAX = 400,
    CLASSIFY_TOP = 3,       /* suggestions in an answer */
    CLASSIFY_SPANS = 5,     /* words that spoke for one */
    CLASSIFY_LETTERS = 3000 /* of a text are read */
};

struct classify_doc {
    struct str title, body; /* valid UTF-8 */
    uint32_t label;
};

/* ---- learning ---- */

struct classify_how {
    int grams;      /* the longest sequence, 1 to 4 */
    double c;       /* what a mistake costs (svm.h) */
    double balance; /* 0: every text counts the same; 1: every label does */
};
/* What there is to choose from. */
extern const struct classify_how classify_hows[];
extern const size_t classify_hows_n;

/* Documents made ready: their features are read once and used by every training. names: what
 * the labels are called and what falls under them, learnt from but never measured; may be none.
 */
struct classify_set;
struct classify_set *classify_set_make(struct arena *keep, const struct classify_doc *docs,
                                       size_t n, const struct classify_doc *names,
                                       size_t names_n, size_t labels);

/* Learns from those documents for which in[i] is true (of two labels at least) and gives the
 * image of a model, which lives in keep. texts: what the labels are called in the image. scale:
 * as chosen. */
struct str classify_train(struct arena *keep, const struct classify_set *s, const bool *in,
                          const struct classify_how *how, double scale,
                          const struct str *texts);
/* Chooses by macro-F1 over `folds` parts of those documents, dealt by the seed; *scale goes
 * with it. */
void classify_choose(const struct classify_set *s, const bool *in, int folds, uint64_t seed,
                     struct classify_how *how, double *scale);

/* What a model is worth on documents that it has not seen. */
struct classify_worth {
    size_t n;
    double macro_f1, right, top; /* shares of n; macro over the labels that occur */
};
struct classify_model;
/* The margins of document i under a model of the same set. out: labels. */
void classify_margins(const struct classify_set *s, size_t i, const struct classify_model *m,
                      double *out);

/* Deals each label evenly into parts: fold[i] below folds; by the seed alone. */
void classify_deal(const uint32_t *labels, size_t n, size_t labels_n, int folds, uint64_t seed,
                   uint32_t *fold);
struct classify_tally;
struct classify_tally *classify_tally_open(struct arena *a, size_t labels);
void classify_tally_add(struct classify_tally *t, const double *margins, uint32_t label);
struct classify_worth classify_tally_done(const struct classify_tally *t);

/* ---- models ---- */

/* bytes: an image, which must outlive the model (it is read in place). Refuses what is not one,
 * what is cut or changed, what comes from another version or byte order: ERR_INPUT, with a
 * sentence that says which. */
MUST_CHECK enum err classify_open(struct ctx *cx, struct arena *keep, struct str bytes,
                                  struct classify_model **out);
size_t classify_labels(const struct classify_model *m, const struct str **texts);

struct classify_span {
    uint32_t from, to; /* code points of the title, or of the body */
    bool in_body;
    double weight; /* of what spoke for the label, 0 to 1 */
};
struct classify_answer {
    struct {
        uint32_t label;
        double confidence; /* 0 to 1 */
    } top[CLASSIFY_TOP];   /* the likeliest first */
    size_t n;
    struct classify_span spans[CLASSIFY_SPANS]; /* that spoke for the first, as they stand */
    size_t spans_n;
};
/* n = 0: nothing in the text was ever seen. */
void classify_suggest(const struct classify_model *m, struct arena *a, struct str title,
                      struct str body, struct classify_answer *out);
