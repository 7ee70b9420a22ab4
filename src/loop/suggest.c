/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/suggest.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "text/classify.h"

ENUM_NAMES(suggestion_outcome, SUGGESTION_OUTCOME_LIST);

/* FAINT: the second and third are not told below it. */
enum { WHOLE = 10000, HUNDREDTH = 100, FAINT = 500 };

/* ---- asked ---- */

static struct str slice(struct str s, uint32_t from, uint32_t to)
{
    size_t begin = utf8_head(s, from).n;
    return str_sub(s, begin, utf8_head(s, to).n - begin);
}

/* The same word twice is said once. */
static void word_add(struct ctx *cx, struct suggestion *out, struct str word)
{
    for (size_t i = 0; i < out->words_n; i++)
        if (str_eq(out->words[i], word))
            return;
    if (out->words_n < SUGGESTION_WORDS)
        out->words[out->words_n++] = str_dup(cx->arena, word);
}

bool suggest(struct ctx *cx, enum model_target t, struct str title, struct str words,
             struct suggestion *out)
{
    struct model_held held;
    struct classify_answer answer;
    const struct str *texts = NULL;
    *out = (struct suggestion){.target = t};
    if (!model_hold(cx, t, &held))
        return false;
    classify_labels(held.model, &texts);
    classify_suggest(held.model, cx->arena, title, words, &answer);
    out->version = held.version;
    for (; out->n < answer.n && out->n < SUGGESTION_TOP; out->n++) {
        out->top[out->n].code = str_dup(cx->arena, texts[answer.top[out->n].label]);
        out->top[out->n].confidence = (int64_t)(answer.top[out->n].confidence * WHOLE + 0.5);
    }
    out->sure = out->n && out->top[0].confidence >= held.least_confidence;
    for (size_t i = 0; i < answer.spans_n; i++)
        word_add(cx, out,
                 slice(answer.spans[i].in_body ? words : title, answer.spans[i].from,
                       answer.spans[i].to));
    return true;
}

/* ---- said ---- */

static struct str label_of(struct ctx *cx, const struct mechanism *m, enum model_target t,
                           struct str code)
{
    int64_t unit = 0;
    if (t == MODEL_CLASS)
        return label_choice(cx, m ? choice_find(&m->classes, code) : NULL, code);
    if (t == MODEL_LEAD)
        return str_i64(code, &unit) ? label_unit(cx, unit) : code;
    int lvl = enum_value(&level_names, code);
    return lvl < 0 ? code : str_c(enum_label(&level_names, lvl, (int)cx->lang));
}

void suggestion_json(struct ctx *cx, struct json *j, const struct mechanism *m,
                     const struct suggestion *s)
{
    json_obj(j);
    json_kcstr(j, "target", enum_text(&model_target_names, (int)s->target));
    json_kcstr(j, "source", "model");
    json_ki64(j, "version", s->version);
    json_kbool(j, "sure", s->sure);
    if (s->sure) {
        json_kstr(j, "value", s->top[0].code);
        json_kstr(j, "label", label_of(cx, m, s->target, s->top[0].code));
        json_ki64(j, "confidence", s->top[0].confidence / HUNDREDTH);
    }
    json_key(j, "words");
    json_arr(j);
    for (size_t i = 0; s->sure && i < s->words_n; i++)
        json_str(j, s->words[i]);
    json_arr_end(j);
    json_key(j, "others");
    json_arr(j);
    for (size_t i = 1; s->sure && i < s->n && s->top[i].confidence >= FAINT; i++) {
        json_obj(j);
        json_kstr(j, "value", s->top[i].code);
        json_kstr(j, "label", label_of(cx, m, s->target, s->top[i].code));
        json_ki64(j, "confidence", s->top[i].confidence / HUNDREDTH);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_obj_end(j);
}

/* ---- the words ---- */

struct text_row {
    struct str body;
};
static const struct field text_fields[] = {
    FIELD(struct text_row, body),
};
static const struct shape text_shape = SHAPE("text", struct text_row, text_fields);

static enum err first_demand(struct work *w, int64_t matter_id, int64_t *out)
{
    struct link **links = NULL;
    size_t n = 0;
    *out = 0;
    TRY(work_links_of_matter(w, matter_id, &links, &n));
    for (size_t i = 0; i < n; i++)
        if (links[i]->state != LINK_WITHDRAWN && links[i]->state != LINK_VOID &&
            (!*out || links[i]->demand_id < *out))
            *out = links[i]->demand_id;
    return OK;
}

enum err suggest_words(struct ctx *cx, struct work *w, enum subject kind, int64_t id,
                       struct str *title, struct str *words)
{
    struct demand *d = NULL;
    struct text_row row = {0};
    bool found = false;
    *title = *words = STR("");
    if (kind == SUBJECT_MATTER)
        TRY(first_demand(w, id, &id));
    if (!id)
        return OK;
    TRY(work_demand(w, id, &d));
    TRY(db_one(cx, SQL_EVENT_TEXT_GET,
               ARGS(I64(cx->jid), TXT(STR("demand")), I64(id), I64(1), TXT(STR("words"))),
               &text_shape, &row, &found));
    *title = d->title;
    if (found)
        *words = row.body;
    return OK;
}

/* ---- kept ---- */

struct use {
    int64_t id;
    int target;
    int64_t version;
    int subject_kind;
    int64_t subject_id;
    struct str suggested;
    int64_t confidence;
    struct str chosen;
    int outcome;
    int64_t at;
};
static const struct field use_fields[] = {
    FIELD(struct use, id),
    FIELD(struct use, target, .names = &model_target_names),
    FIELD(struct use, version),
    FIELD(struct use, subject_kind, .names = &subject_names),
    FIELD(struct use, subject_id),
    FIELD(struct use, suggested),
    FIELD(struct use, confidence),
    FIELD(struct use, chosen),
    FIELD(struct use, outcome, .names = &suggestion_outcome_names),
    FIELD(struct use, at),
};
static const struct shape use_shape = SHAPE("suggestion_use", struct use, use_fields);

static enum err use_write(struct ctx *cx, void *arg)
{
    const struct val jid = I64(cx->jid);
    return db_put(cx, SQL_SUGGESTION_USE_INSERT, &use_shape, arg, &jid, 1, NULL);
}

static int outcome_of(const struct suggestion *s, struct str chosen)
{
    if (!s->sure)
        return SUGGESTION_UNSURE;
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->top[i].code, chosen))
            return i == 0 ? SUGGESTION_FOLLOWED : SUGGESTION_AMONG;
    return SUGGESTION_OTHER;
}

static void settle(struct ctx *cx, struct work *w, struct draft *event, enum subject kind,
                   int64_t id, const struct suggestion *s, struct str chosen)
{
    const char *target = enum_text(&model_target_names, (int)s->target);
    struct use u = {.id = app_id(cx),
                    .target = (int)s->target,
                    .version = s->version,
                    .subject_kind = (int)kind,
                    .subject_id = id,
                    .suggested = s->sure ? s->top[0].code : STR(""),
                    .confidence = s->n ? s->top[0].confidence : 0,
                    .chosen = chosen,
                    .outcome = outcome_of(s, chosen),
                    .at = cx->now};
    draft_str(event, str_fmt(cx->arena, "%s_machine", target).p,
              s->sure ? s->top[0].code : STR("unsure"));
    draft_str(event, str_fmt(cx->arena, "%s_machine_outcome", target).p,
              str_c(enum_text(&suggestion_outcome_names, u.outcome)));
    draft_i64(event, str_fmt(cx->arena, "%s_machine_percent", target).p,
              u.confidence / HUNDREDTH);
    draft_i64(event, str_fmt(cx->arena, "%s_machine_version", target).p, s->version);
    work_late(w, use_write, arena_copy(cx->arena, &u, sizeof u));
}

enum err suggest_settle(struct ctx *cx, struct act *a, enum model_target t, struct str chosen)
{
    struct suggestion s;
    struct str title, words;
    enum subject kind = a->step->subject;
    int64_t id = kind == SUBJECT_DEMAND ? a->demand->id : a->matter->id;
    if (!chosen.n || cx->actor->kind != ROLE__MAX || !cx->app->models)
        return OK;
    TRY(suggest_words(cx, a->w, kind, id, &title, &words));
    if (suggest(cx, t, title, words, &s))
        settle(cx, a->w, a->event, kind, id, &s, chosen);
    return OK;
}

void suggest_settle_words(struct ctx *cx, struct work *w, struct draft *event,
                          enum model_target t, const struct demand *d, struct str words,
                          struct str chosen)
{
    struct suggestion s;
    if (chosen.n && cx->actor->kind == ROLE__MAX && suggest(cx, t, d->title, words, &s))
        settle(cx, w, event, SUBJECT_DEMAND, d->id, &s, chosen);
}

/* ---- in the forms ---- */

/* Which field of which step. */
static const struct {
    const char *step, *field;
    enum subject subject;
    enum model_target target;
} asked[] = {
    {"screen-valid", "class", SUBJECT_DEMAND, MODEL_CLASS},
    {"answer-at-once", "class", SUBJECT_DEMAND, MODEL_CLASS},
    {"level", "lvl", SUBJECT_MATTER, MODEL_LEVEL},
    {"dispatch", "lead", SUBJECT_MATTER, MODEL_LEAD},
    {"change-lead", "lead", SUBJECT_MATTER, MODEL_LEAD},
};

enum err suggest_field(struct ctx *cx, struct json *j, const struct form_of *of,
                       const struct step *s, const struct field *f)
{
    struct suggestion g;
    struct str title, words;
    for (size_t i = 0; s && i < COUNT(asked); i++) {
        if (of->subject != asked[i].subject || strcmp(s->name, asked[i].step) != 0 ||
            strcmp(f->name, asked[i].field) != 0 || !cx->app->models)
            continue;
        TRY(suggest_words(cx, of->w, of->subject, of->id, &title, &words));
        if (!suggest(cx, asked[i].target, title, words, &g))
            return OK;
        json_key(j, "suggestions");
        json_arr(j);
        suggestion_json(cx, j, of->m, &g);
        json_arr_end(j);
        return OK;
    }
    return OK;
}

/* ---- counted ---- */

static const struct field count_fields[] = {
    FIELD(struct suggestion_count, target, .names = &model_target_names),
    FIELD(struct suggestion_count, version),
    FIELD(struct suggestion_count, outcome, .names = &suggestion_outcome_names),
    FIELD(struct suggestion_count, n),
};
static const struct shape count_shape =
    SHAPE("suggestion_count", struct suggestion_count, count_fields);

static const struct field other_fields[] = {
    FIELD(struct suggestion_other, target, .names = &model_target_names),
    FIELD(struct suggestion_other, suggested),
    FIELD(struct suggestion_other, chosen),
    FIELD(struct suggestion_other, n),
};
static const struct shape other_shape =
    SHAPE("suggestion_other", struct suggestion_other, other_fields);

enum err suggest_report(struct ctx *cx, int64_t from, int64_t to, struct suggestion_report *out)
{
    *out = (struct suggestion_report){0};
    TRY(db_all(cx, SQL_SUGGESTION_USE_COUNTS, ARGS(I64(cx->jid), I64(from), I64(to)),
               &count_shape, (void **)&out->counts, &out->counts_n));
    return db_all(cx, SQL_SUGGESTION_USE_OTHERS, ARGS(I64(cx->jid), I64(from), I64(to)),
                  &other_shape, (void **)&out->others, &out->others_n);
}

void suggest_report_json(struct ctx *cx, struct json *j, const struct suggestion_report *r)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    json_key(j, "followed");
    json_arr(j);
    for (size_t i = 0; i < r->counts_n; i++) {
        json_obj(j);
        shape_json(j, &count_shape, &r->counts[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "others");
    json_arr(j);
    for (size_t i = 0; i < r->others_n; i++) {
        const struct suggestion_other *o = &r->others[i];
        json_obj(j);
        shape_json(j, &other_shape, o);
        json_kstr(j, "suggested_label",
                  label_of(cx, m, (enum model_target)o->target, o->suggested));
        json_kstr(j, "chosen_label", label_of(cx, m, (enum model_target)o->target, o->chosen));
        json_obj_end(j);
    }
    json_arr_end(j);
}
