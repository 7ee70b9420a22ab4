/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/train.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/blob.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "text/classify.h"

enum {
    PAGE = 500,
    HELD_FIFTH = 5,
    FOLDS = 3,
    KEPT_FILES = 3,
    ARENA_MOST = 2000000000,
    WHOLE = 10000
};
static const uint64_t seed = 1;

/* ---- the decisions ---- */

struct decided {
    int64_t id;
    struct str label, title, words;
};
static const struct field decided_fields[] = {
    FIELD(struct decided, id),
    FIELD(struct decided, label),
    FIELD(struct decided, title),
    FIELD(struct decided, words),
};
static const struct shape decided_shape = SHAPE("decided", struct decided, decided_fields);

static const enum sql decided_of[MODEL_TARGET__MAX] = {
    [MODEL_CLASS] = SQL_MODEL_DECIDED_CLASS,
    [MODEL_LEVEL] = SQL_MODEL_DECIDED_LEVEL,
    [MODEL_LEAD] = SQL_MODEL_DECIDED_LEAD,
};

struct training {
    struct ctx *cx;
    enum model_target target;
    struct model_rule rule;
    struct arena *arena;
    struct decided *d; /* the oldest first */
    size_t n, cut;     /* what is before the cut is learnt from */
    struct str *labels;
    size_t labels_n;
    struct classify_doc *docs, *names;
    size_t names_n;
};

static enum err page_read(struct training *t, int64_t before, struct decided **rows, size_t *n)
{
    struct ctx *cx = t->cx;
    void *all = NULL;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, decided_of[t->target], ARGS(I64(cx->jid), I64(before), I64(PAGE)),
                        &decided_shape, &all, n);
    db_release(cx->db);
    cx->db = NULL;
    *rows = all;
    return e;
}

static enum err decisions_read(struct training *t)
{
    struct decided *newest = NEWS(t->arena, struct decided, TRAIN_MOST), *rows = NULL;
    int64_t before = INT64_MAX;
    size_t n = PAGE;
    while (n == PAGE && t->n + PAGE <= TRAIN_MOST) {
        TRY(page_read(t, before, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            before = rows[i].id;
            newest[t->n++] = rows[i];
        }
    }
    t->d = NEWS(t->arena, struct decided, t->n + 1);
    for (size_t i = 0; i < t->n; i++)
        t->d[i] = newest[t->n - 1 - i];
    t->cut = t->n - t->n / HELD_FIFTH;
    return OK;
}

/* CLASSIFY_LABELS_MAX: it is none that was learnt. */
static uint32_t label_of(const struct training *t, struct str text)
{
    for (size_t i = 0; i < t->labels_n; i++)
        if (str_eq(t->labels[i], text))
            return (uint32_t)i;
    return CLASSIFY_LABELS_MAX;
}

/* Those that were decided often enough before the cut. */
static void labels_take(struct training *t)
{
    struct str *all = NEWS(t->arena, struct str, t->n + 1);
    size_t *count = NEWS(t->arena, size_t, t->n + 1), n = 0;
    for (size_t i = 0; i < t->cut; i++) {
        size_t k = 0;
        while (k < n && !str_eq(all[k], t->d[i].label))
            k++;
        if (k == n)
            all[n++] = t->d[i].label;
        count[k]++;
    }
    t->labels = NEWS(t->arena, struct str, n + 1);
    for (size_t k = 0; k < n && t->labels_n < CLASSIFY_LABELS_MAX; k++)
        if (count[k] >= TRAIN_LABEL_LEAST)
            t->labels[t->labels_n++] = all[k];
}

/* What the labels are called says something too: classes and what stands under them, units. */
static void names_take(struct training *t)
{
    const struct app *app = t->cx->app;
    const struct mechanism *m =
        mechanism_get(app->mechanisms, str_c(app->register_mechanism), 0);
    size_t most = t->labels_n + (m ? m->classes.n : 0);
    t->names = NEWS(t->arena, struct classify_doc, most + 1);
    for (size_t i = 0; t->target == MODEL_CLASS && m && i < m->classes.n; i++) {
        const struct choice *c = &m->classes.p[i];
        uint32_t label = label_of(t, c->code);
        if (label == CLASSIFY_LABELS_MAX)
            label = label_of(t, c->parent);
        if (label != CLASSIFY_LABELS_MAX)
            t->names[t->names_n++] = (struct classify_doc){c->zh, STR(""), label};
    }
    for (uint32_t i = 0; t->target == MODEL_LEAD && i < t->labels_n; i++) {
        int64_t id = 0;
        const struct unit *u = str_i64(t->labels[i], &id) ? org_unit(app->org, id) : NULL;
        if (u)
            t->names[t->names_n++] = (struct classify_doc){u->name, STR(""), i};
    }
}

static void docs_take(struct training *t)
{
    t->docs = NEWS(t->arena, struct classify_doc, t->n + 1);
    for (size_t i = 0; i < t->n; i++)
        t->docs[i] =
            (struct classify_doc){t->d[i].title, t->d[i].words, label_of(t, t->d[i].label)};
}

/* ---- what it is worth ---- */

struct worth {
    int64_t n, right, top, sure, sure_right;
    double macro_f1;
};

static int64_t share(int64_t part, int64_t of)
{
    return of ? (part * WHOLE + of / 2) / of : 0;
}

static double macro(const struct training *t, const int64_t *hit, const int64_t *said,
                    const int64_t *is)
{
    double sum = 0;
    int64_t occur = 0;
    for (size_t c = 0; c < t->labels_n; c++) {
        occur += is[c] > 0;
        if (is[c])
            sum += 2.0 * (double)hit[c] / (double)(said[c] + is[c]);
    }
    return occur ? sum / (double)occur : 0;
}

/* On what was held back: both are asked as a person would ask them. */
static struct worth worth_of(const struct training *t, const struct classify_model *m)
{
    const struct str *texts = NULL;
    struct worth w = {0};
    int64_t *hit = NEWS(t->arena, int64_t, CLASSIFY_LABELS_MAX + 1);
    int64_t *said = NEWS(t->arena, int64_t, CLASSIFY_LABELS_MAX + 1);
    int64_t *is = NEWS(t->arena, int64_t, CLASSIFY_LABELS_MAX + 1);
    classify_labels(m, &texts);
    for (size_t i = t->cut; i < t->n; i++) {
        struct arena *a = arena_open((size_t)64 << 20);
        struct classify_answer answer;
        classify_suggest(m, a, t->d[i].title, t->d[i].words, &answer);
        w.n++;
        is[t->docs[i].label]++;
        for (size_t k = 0; k < answer.n; k++)
            w.top += str_eq(texts[answer.top[k].label], t->d[i].label);
        bool right = answer.n && str_eq(texts[answer.top[0].label], t->d[i].label);
        bool sure =
            answer.n && answer.top[0].confidence * WHOLE >= (double)t->rule.least_confidence;
        w.right += right;
        w.sure += sure;
        w.sure_right += sure && right;
        hit[t->docs[i].label] += right;
        if (answer.n)
            said[label_of(t, texts[answer.top[0].label])]++;
        arena_close(a);
    }
    w.macro_f1 = macro(t, hit, said, is);
    return w;
}

/* How often always naming the most frequent label would be right. */
static int64_t guess_right(const struct training *t)
{
    int64_t *count = NEWS(t->arena, int64_t, CLASSIFY_LABELS_MAX + 1), right = 0;
    uint32_t most = 0;
    for (size_t i = 0; i < t->cut; i++) {
        uint32_t c = t->docs[i].label;
        count[c]++;
        if (c < t->labels_n && count[c] > count[most])
            most = c;
    }
    for (size_t i = t->cut; i < t->n; i++)
        right += t->docs[i].label == most;
    return right;
}

static bool is_weak(const struct training *t, const struct worth *w)
{
    return !w->sure || share(w->sure_right, w->sure) < t->rule.least_correct ||
           w->right <= guess_right(t);
}

/* ---- learning ---- */

static struct str learn(struct training *t, struct str *how_text)
{
    struct classify_how how = classify_hows[0];
    double scale = 1;
    struct classify_set *set =
        classify_set_make(t->arena, t->docs, t->n, t->names, t->names_n, t->labels_n);
    bool *in = NEWS(t->arena, bool, t->n + 1), *some = NEWS(t->arena, bool, t->n + 1);
    for (size_t i = 0; i < t->cut; i++) {
        in[i] = t->docs[i].label != CLASSIFY_LABELS_MAX;
        some[i] = in[i] && i + TRAIN_CHOOSE_MOST >= t->cut;
    }
    classify_choose(set, some, FOLDS, seed, &how, &scale);
    *how_text = str_fmt(t->arena, "grams=%d c=%.2g balance=%.2g scale=%.2g", how.grams, how.c,
                        how.balance, scale);
    return classify_train(t->arena, set, in, &how, scale, t->labels);
}

static enum err before_measure(struct training *t, struct train_done *out, struct worth *w)
{
    struct ctx *cx = t->cx;
    struct classify_model *m = NULL;
    bool found = false;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = model_row_in_use(cx, t->target, &out->before, &found);
    db_release(cx->db);
    cx->db = NULL;
    if (e != OK || !found)
        return e;
    if (model_map(cx, t->arena, out->before.blob, &m) != OK) {
        log_event(LOG_ERROR, "model_unusable", "why", cx->error.message, NULL);
        fault_clear(cx);
        return OK; /* worth nothing */
    }
    *w = worth_of(t, m);
    return OK;
}

static void judge(const struct training *t, const struct worth *now, const struct worth *before,
                  struct train_done *out)
{
    struct model_row *r = &out->row;
    out->before_weak = out->before.version && is_weak(t, before);
    r->before_version = out->before.version;
    r->before_correct = share(before->right, now->n);
    r->state = MODEL_IN_USE;
    if (is_weak(t, now))
        r->state = MODEL_WEAK;
    else if (out->before.version && !out->before_weak && now->right <= before->right)
        r->state = MODEL_WORSE;
}

/* ---- kept ---- */

static enum err files_drop(struct ctx *cx, const struct train_done *d, struct strs *gone)
{
    struct model_row *old = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_MODEL_OLD,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&model_target_names, d->row.target))),
                    I64(d->row.version - KEPT_FILES)),
               &model_row_shape, (void **)&old, &n));
    gone->p = NEWS(cx->arena, struct str, n + 1);
    gone->n = 0;
    for (size_t i = 0; i < n; i++) {
        TRY(db_exec(cx, SQL_MODEL_FORGET,
                    ARGS(I64(cx->jid),
                         TXT(str_c(enum_text(&model_target_names, old[i].target))),
                         I64(old[i].version)),
                    NULL));
        gone->p[gone->n++] = old[i].blob;
    }
    return OK;
}

struct keeping {
    struct train_done *done;
    struct strs gone;
};

static enum err before_end(struct ctx *cx, const struct train_done *d)
{
    int state = d->row.state == MODEL_IN_USE ? MODEL_REPLACED : MODEL_WEAK;
    if (!d->before.version || (d->row.state != MODEL_IN_USE && !d->before_weak))
        return OK;
    return db_exec(cx, SQL_MODEL_SET_STATE,
                   ARGS(I64(cx->jid), TXT(str_c(enum_text(&model_target_names, d->row.target))),
                        I64(d->before.version),
                        TXT(str_c(enum_text(&model_state_names, state)))),
                   NULL);
}

static enum err keep_write(struct ctx *cx, void *arg)
{
    struct keeping *k = arg;
    struct train_done *d = k->done;
    const struct val jid = I64(cx->jid);
    struct str target = str_c(enum_text(&model_target_names, d->row.target));
    int64_t newest = 0;
    TRY(db_i64(cx, SQL_MODEL_NEWEST, ARGS(jid, TXT(target)), 0, &newest));
    d->row.version = newest + 1;
    TRY(files_drop(cx, d, &k->gone));
    TRY(before_end(cx, d));
    TRY(db_put(cx, SQL_MODEL_INSERT, &model_row_shape, &d->row, &jid, 1, NULL));
    return audit_put(
        cx, SUBJECT_UNIT, cx->app->root_unit, "model-trained",
        str_fmt(cx->arena, "{\"target\":\"%.*s\",\"version\":%" PRId64 ",\"state\":\"%s\"}",
                STR_ARG(target), d->row.version, enum_text(&model_state_names, d->row.state)));
}

static enum err keep(struct ctx *cx, struct train_done *out)
{
    struct keeping k = {.done = out};
    out->row.officer_id = cx->actor->officer_id;
    out->row.made_at = cx->now;
    TRY(db_write(cx, cx->app->store, keep_write, &k));
    for (size_t i = 0; i < k.gone.n; i++)
        TRY(blob_remove(cx, k.gone.p[i]));
    log_event(LOG_INFO, "model_trained", "target",
              enum_text(&model_target_names, out->row.target), "version",
              str_of_i64(cx->arena, out->row.version).p, "state",
              enum_text(&model_state_names, out->row.state), "officer",
              str_of_i64(cx->arena, out->row.officer_id).p, NULL);
    return OK;
}

static enum err learn_and_measure(struct training *t, struct train_done *out)
{
    struct classify_model *m = NULL;
    struct worth now, before = {0};
    struct model_row *r = &out->row;
    struct str how = STR("");
    struct str image = learn(t, &how);
    TRY(classify_open(t->cx, t->arena, image, &m));
    now = worth_of(t, m);
    TRY(before_measure(t, out, &before));
    judge(t, &now, &before, out);
    TRY(blob_put(t->cx, image, &r->blob));
    r->blob = str_dup(t->cx->arena, r->blob);
    r->how = str_dup(t->cx->arena, how);
    r->bytes = (int64_t)image.n;
    r->held_back = now.n;
    r->cut_id = t->cut < t->n ? t->d[t->cut].id : 0;
    r->labels = (int64_t)t->labels_n;
    r->macro_f1 = (int64_t)(now.macro_f1 * WHOLE + 0.5);
    r->correct = share(now.right, now.n);
    r->top3 = share(now.top, now.n);
    r->sure = share(now.sure, now.n);
    r->sure_correct = share(now.sure_right, now.sure);
    r->guess = share(guess_right(t), now.n);
    return OK;
}

static enum err run(struct training *t, struct train_done *out)
{
    TRY(decisions_read(t));
    labels_take(t);
    docs_take(t);
    names_take(t);
    out->decisions = out->row.decisions = (int64_t)t->n;
    out->row.target = (int)t->target;
    out->too_few = (int64_t)t->n < t->rule.least_decisions || t->labels_n < 2;
    return out->too_few ? OK : learn_and_measure(t, out);
}

enum err train_run(struct ctx *cx, enum model_target target, struct train_done *out)
{
    struct training t = {.cx = cx, .target = target, .arena = arena_open((size_t)8 << 30)};
    *out = (struct train_done){0};
    enum err e = db_acquire(cx, cx->app->store, &cx->db);
    if (e == OK)
        e = model_rule_get(cx, target, &t.rule);
    db_release(cx->db);
    cx->db = NULL;
    if (e == OK)
        e = run(&t, out);
    arena_close(t.arena);
    return e == OK && !out->too_few ? keep(cx, out) : e;
}
