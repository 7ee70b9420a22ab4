/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "core/app.h"
#include "core/blob.h"
#include "db/db.h"
#include "text/classify.h"

ENUM_NAMES(model_target, MODEL_TARGET_LIST);
ENUM_NAMES(model_state, MODEL_STATE_LIST);

static const struct field model_fields[] = {
    FIELD(struct model_row, target, .names = &model_target_names),
    FIELD(struct model_row, version),
    FIELD(struct model_row, state, .names = &model_state_names),
    FIELD(struct model_row, blob),
    FIELD(struct model_row, bytes),
    FIELD(struct model_row, decisions),
    FIELD(struct model_row, held_back),
    FIELD(struct model_row, cut_id, .as = AS_ID),
    FIELD(struct model_row, labels),
    FIELD(struct model_row, macro_f1),
    FIELD(struct model_row, correct),
    FIELD(struct model_row, top3),
    FIELD(struct model_row, sure),
    FIELD(struct model_row, sure_correct),
    FIELD(struct model_row, guess),
    FIELD(struct model_row, before_version),
    FIELD(struct model_row, before_correct),
    FIELD(struct model_row, how),
    FIELD(struct model_row, officer_id, .as = AS_ID),
    FIELD(struct model_row, made_at, .as = AS_TIME),
};
const struct shape model_row_shape = SHAPE("model", struct model_row, model_fields);

static const struct field rule_fields[] = {
    FIELD(struct model_rule, target, .names = &model_target_names),
    FIELD(struct model_rule, enabled),
    FIELD(struct model_rule, least_decisions),
    FIELD(struct model_rule, least_correct),
    FIELD(struct model_rule, least_confidence),
    FIELD(struct model_rule, officer_id, .as = AS_ID),
    FIELD(struct model_rule, changed_at, .as = AS_TIME),
};
const struct shape model_rule_shape = SHAPE("model_rule", struct model_rule, rule_fields);

enum { DECISIONS = 200, CORRECT = 6000, CONFIDENCE = 5000 };

enum err model_rule_get(struct ctx *cx, enum model_target t, struct model_rule *out)
{
    bool found = false;
    struct str name = str_c(enum_text(&model_target_names, (int)t));
    *out = (struct model_rule){.target = (int)t,
                               .enabled = true,
                               .least_decisions = DECISIONS,
                               .least_correct = CORRECT,
                               .least_confidence = CONFIDENCE};
    return db_one(cx, SQL_MODEL_RULE, ARGS(I64(cx->jid), TXT(name)), &model_rule_shape, out,
                  &found);
}

enum err model_row_in_use(struct ctx *cx, enum model_target t, struct model_row *out,
                          bool *found)
{
    struct str name = str_c(enum_text(&model_target_names, (int)t));
    return db_one(cx, SQL_MODEL_IN_USE, ARGS(I64(cx->jid), TXT(name)), &model_row_shape, out,
                  found);
}

/* ---- mapping ---- */

struct mapping {
    void *at;
    size_t bytes;
};

static void unmap(void *arg)
{
    const struct mapping *m = arg;
    munmap(m->at, m->bytes);
}

enum err model_map(struct ctx *cx, struct arena *keep, struct str blob,
                   struct classify_model **out)
{
    int fd = -1;
    int64_t bytes = 0;
    TRY(blob_fd(cx, blob, &fd, &bytes));
    if (bytes <= 0) {
        close(fd);
        return fail(cx, ERR_INPUT, "模型文件是空的", "the model file is empty");
    }
    void *at = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (at == MAP_FAILED)
        return fail(cx, ERR_IO, "模型文件无法映射", "the model file cannot be mapped");
    struct mapping *m = NEW(keep, struct mapping);
    *m = (struct mapping){.at = at, .bytes = (size_t)bytes};
    arena_on_close(keep, unmap, m);
    return classify_open(cx, keep, (struct str){at, (size_t)bytes}, out);
}

/* ---- the ones in use ---- */

enum { KEEP_BYTES = 16 << 20 };

/* Let go of when nobody holds it: the slot counts as one. */
struct held {
    struct arena *keep;
    struct classify_model *model;
    struct models *of;
    int64_t version;
    int holders;
};

struct models {
    pthread_mutex_t mutex;
    struct held *in_use[MODEL_TARGET__MAX];
    int64_t confidence[MODEL_TARGET__MAX];
    int64_t broken[MODEL_TARGET__MAX]; /* a version that could not be mapped */
};

struct models *models_open(void)
{
    struct models *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    pthread_mutex_init(&m->mutex, NULL);
    return m;
}

static void held_free(struct held *h)
{
    arena_close(h->keep);
    free(h);
}

/* Under the mutex: true when it was the last. */
static bool let_go(struct held *h)
{
    return h && --h->holders == 0;
}

void models_close(struct models *m)
{
    if (!m)
        return;
    for (int t = 0; t < MODEL_TARGET__MAX; t++)
        if (let_go(m->in_use[t]))
            held_free(m->in_use[t]);
    pthread_mutex_destroy(&m->mutex);
    free(m);
}

static void take(struct models *m, int t, struct held *h)
{
    pthread_mutex_lock(&m->mutex);
    struct held *old = m->in_use[t];
    bool last = let_go(old);
    m->in_use[t] = h;
    pthread_mutex_unlock(&m->mutex);
    if (last)
        held_free(old);
}

static struct held *held_make(struct ctx *cx, struct models *m, const struct model_row *r)
{
    struct held *h = calloc(1, sizeof *h);
    if (!h)
        abort();
    *h = (struct held){
        .keep = arena_open(KEEP_BYTES), .of = m, .version = r->version, .holders = 1};
    if (model_map(cx, h->keep, r->blob, &h->model) == OK)
        return h;
    if (m->broken[r->target] != r->version)
        log_event(LOG_ERROR, "model_unusable", "target",
                  enum_text(&model_target_names, r->target), "why", cx->error.message, NULL);
    m->broken[r->target] = r->version;
    fault_clear(cx);
    held_free(h);
    return NULL;
}

static enum err refresh(struct ctx *cx, struct models *m, enum model_target t)
{
    struct model_rule rule;
    struct model_row row = {0};
    bool found = false;
    TRY(model_rule_get(cx, t, &rule));
    if (rule.enabled)
        TRY(model_row_in_use(cx, t, &row, &found));
    pthread_mutex_lock(&m->mutex);
    const struct held *now = m->in_use[t];
    int64_t version = now ? now->version : 0;
    m->confidence[t] = rule.least_confidence;
    pthread_mutex_unlock(&m->mutex);
    if (version && !found)
        take(m, (int)t, NULL);
    if (found && version != row.version)
        take(m, (int)t, held_make(cx, m, &row));
    return OK;
}

/* Only the scheduler's thread and commands come here. */
enum err models_refresh(struct ctx *cx)
{
    for (int t = 0; t < MODEL_TARGET__MAX; t++)
        TRY(refresh(cx, cx->app->models, (enum model_target)t));
    return OK;
}

static void release(void *arg)
{
    struct held *h = arg;
    struct models *m = h->of;
    pthread_mutex_lock(&m->mutex);
    bool last = let_go(h);
    pthread_mutex_unlock(&m->mutex);
    if (last)
        held_free(h);
}

bool model_hold(struct ctx *cx, enum model_target t, struct model_held *out)
{
    struct models *m = cx->app->models;
    if (!m)
        return false;
    pthread_mutex_lock(&m->mutex);
    struct held *h = m->in_use[t];
    if (h) {
        h->holders++;
        *out = (struct model_held){
            .model = h->model, .version = h->version, .least_confidence = m->confidence[t]};
    }
    pthread_mutex_unlock(&m->mutex);
    if (h)
        arena_on_close(cx->arena, release, h);
    return h != NULL;
}
