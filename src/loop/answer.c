/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/answer.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "core/answer_rules.h"
#include "core/app.h"
#include "core/duty.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/links.h"
#include "text/likeness.h"

enum { SAID_MAX = 10, NEAR_MAX = 10, SAID_BYTES = 1 << 20, NOTE_BYTES = 4000, HASH_SHOWN = 12 };

/* ---- whom the answer is for ---- */

struct asked {
    const struct matter *m; /* or */
    const struct demand *d;
    int64_t unit; /* that answers */
};

static enum err said_add(struct ctx *cx, struct buf *b, const struct demand *d)
{
    struct str words = {0};
    TRY(demand_words(cx, d->id, &words));
    buf_fmt(b, "%.*s\n%.*s\n", STR_ARG(d->title), STR_ARG(words));
    return OK;
}

static enum err is_late(struct ctx *cx, struct work *w, const struct demand *d, bool *late)
{
    struct clock *k = NULL;
    TRY(work_clock(w, SUBJECT_DEMAND, d->id, CLOCK_REPLY, &k));
    *late |= k && k->due_at <= cx->now;
    return OK;
}

/* Titles and words of those who wait; whether one of them waits too long. */
static enum err said_of(struct ctx *cx, struct work *w, const struct asked *of,
                        struct str *said, bool *late)
{
    struct buf b;
    struct link **links = NULL;
    size_t n = 0, taken = 0;
    buf_init(&b, cx->arena, SAID_BYTES);
    if (of->d) {
        TRY(said_add(cx, &b, of->d));
        TRY(is_late(cx, w, of->d, late));
    } else {
        TRY(work_links_of_matter(w, of->m->id, &links, &n));
    }
    for (size_t i = 0; i < n && taken < SAID_MAX; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(w, links[i]->demand_id, &d));
        TRY(said_add(cx, &b, d));
        if (links[i]->state == LINK_IN_MATTER)
            TRY(is_late(cx, w, d, late));
        taken++;
    }
    *said = buf_done(&b);
    return OK;
}

/* ---- what the unit answered before ---- */

struct sketch_row {
    int64_t matter_id, seq, grams;
    struct str sketch;
};
static const struct field sketch_fields[] = {
    FIELD(struct sketch_row, matter_id),
    FIELD(struct sketch_row, seq),
    FIELD(struct sketch_row, grams),
    FIELD(struct sketch_row, sketch),
};
static const struct shape sketch_shape =
    SHAPE("answer_sketch", struct sketch_row, sketch_fields);

static struct sketch sketch_in(struct arena *a, struct str words)
{
    struct folded f;
    struct sketch s;
    text_fold(a, words, &f);
    struct grams g = grams_of(a, &f);
    sketch_of(&g, &s);
    return s;
}

static enum err earlier_read(struct ctx *cx, struct work *w, const struct sketch_row *row,
                             struct answer_earlier *out)
{
    struct matter *m = NULL;
    struct side_text t = {0};
    bool found = false, seen = false, late = false;
    TRY(work_matter(w, row->matter_id, &m));
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &seen));
    TRY(db_one(
        cx, SQL_EVENT_TEXT_GET,
        ARGS(I64(cx->jid), TXT(STR("matter")), I64(m->id), I64(row->seq), TXT(STR("answer"))),
        &side_shape, &t, &found));
    out->num = seen ? m->num : STR("");
    out->answer = t.body;
    return said_of(cx, w, &(struct asked){.m = m}, &out->said, &late);
}

static enum err earlier_of(struct ctx *cx, struct work *w, const struct asked *of,
                           struct answer_case *c)
{
    const struct answer_rule *rule = answer_rule(cx->app->answers, ANSWER_COPIED);
    struct sketch_row *rows = NULL;
    struct answer_earlier *near = NEWS(cx->arena, struct answer_earlier, NEAR_MAX);
    struct sketch mine = sketch_in(cx->arena, c->answer), theirs;
    size_t n = 0;
    if (!rule || !of->unit)
        return OK;
    TRY(db_all(cx, SQL_ANSWER_SKETCH_NEWEST,
               ARGS(I64(cx->jid), I64(of->unit), I64(rule->number)), &sketch_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n && c->earlier_n < NEAR_MAX; i++) {
        if ((of->m && rows[i].matter_id == of->m->id) ||
            !sketch_read(rows[i].sketch, (uint32_t)rows[i].grams, &theirs) ||
            sketch_likeness(&mine, &theirs) * 100 < (double)(rule->share - ANSWER_SLACK))
            continue;
        TRY(earlier_read(cx, w, &rows[i], &near[c->earlier_n]));
        c->earlier_n++;
    }
    c->earlier = near;
    return OK;
}

/* ---- the check ---- */

struct findings {
    struct answer_finding p[ANSWER_FINDINGS];
    size_t n;
};

static enum err check(struct ctx *cx, struct work *w, const struct asked *of,
                      const struct answer_draft *draft, struct findings *out)
{
    struct answer_case c = {.answer = draft->words, .result = draft->result};
    out->n = 0;
    if (!cx->app->answers || !draft->words.n)
        return OK;
    TRY(said_of(cx, w, of, &c.said, &c.late));
    TRY(earlier_of(cx, w, of, &c));
    out->n = answer_look(cx->app->answers, cx->arena, &c, out->p, COUNT(out->p));
    return OK;
}

static void findings_json(struct ctx *cx, struct json *j, struct str words,
                          const struct findings *f)
{
    bool en = cx->lang == LANG_EN;
    json_key(j, "findings");
    json_arr(j);
    for (size_t i = 0; i < f->n; i++) {
        const struct answer_finding *x = &f->p[i];
        struct str head = utf8_head(words, x->from), upto = utf8_head(words, x->to);
        bool whole = x->rule->kind == ANSWER_COPIED;
        json_obj(j);
        json_kstr(j, "rule", x->rule->code);
        json_kcstr(j, "grave", enum_text(&answer_grave_names, x->rule->grave));
        json_kcstr(j, "grave_text",
                   enum_label(&answer_grave_names, x->rule->grave, (int)cx->lang));
        json_kstr(j, "text", en ? x->rule->en : x->rule->zh);
        json_kstr(j, "why", en ? x->rule->advice_en : x->rule->advice_zh);
        json_ki64(j, "from", x->from);
        json_ki64(j, "to", x->to);
        json_kstr(j, "words", whole ? STR("") : str_sub(words, head.n, upto.n - head.n));
        json_kstr(j, "like", x->num);
        json_ki64(j, "share", x->share);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static struct asked of_matter(const struct matter *m)
{
    return (struct asked){.m = m, .unit = m->answer_unit ? m->answer_unit : m->lead_unit};
}

enum err answer_check_json(struct ctx *cx, struct str num, const struct answer_draft *draft,
                           struct json *j)
{
    struct work *w = work_begin(cx);
    struct findings *f = NEW(cx->arena, struct findings);
    struct asked of = {0};
    struct task *t = NULL;
    struct matter *m = NULL;
    struct demand *d = NULL;
    enum subject kind;
    int64_t id = 0;
    TRY(dossier_find(cx, w, num, &kind, &id));
    if (kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, id, &d));
        of = (struct asked){.d = d, .unit = d->receiver_unit};
    } else {
        if (kind == SUBJECT_TASK)
            TRY(work_task(w, id, &t));
        TRY(work_matter(w, t ? t->matter_id : id, &m));
        of = of_matter(m);
    }
    TRY(check(cx, w, &of, draft, f));
    findings_json(cx, j, draft->words, f);
    return OK;
}

enum err answer_report_json(struct ctx *cx, struct work *w, const struct task *t,
                            struct str words, struct json *j)
{
    struct findings *f = NEW(cx->arena, struct findings);
    struct matter *m = NULL;
    struct answer_draft draft = {words, t->result};
    if (t->role == TASK_LEAD) {
        TRY(work_matter(w, t->matter_id, &m));
        struct asked of = of_matter(m);
        if (t->state == TASK_REPORTED || m->state == MATTER_IN_REVIEW ||
            m->state == MATTER_APPROVED)
            TRY(check(cx, w, &of, &draft, f));
    }
    findings_json(cx, j, words, f);
    return OK;
}

/* ---- what is kept ---- */

static enum err note(struct ctx *cx, struct work *w, struct draft *event,
                     const struct asked *of, const struct answer_draft *draft)
{
    struct findings *f = NEW(cx->arena, struct findings);
    struct buf b;
    if (!cx->app->answers || !draft->words.n)
        return OK;
    TRY(check(cx, w, of, draft, f));
    buf_init(&b, cx->arena, NOTE_BYTES);
    for (size_t i = 0; i < f->n; i++)
        buf_fmt(&b, "%s%.*s:%u-%u", i ? " " : "", STR_ARG(f->p[i].rule->code), f->p[i].from,
                f->p[i].to);
    draft_str(event, "answer_check", f->n ? buf_done(&b) : STR("-"));
    draft_str(event, "answer_rules", str_sub(cx->app->answers->hash, 0, HASH_SHOWN));
    return OK;
}

enum err answer_note(struct ctx *cx, struct work *w, struct draft *event,
                     const struct matter *m, const struct answer_draft *draft)
{
    struct asked of = of_matter(m);
    return note(cx, w, event, &of, draft);
}

enum err answer_note_demand(struct ctx *cx, struct work *w, struct draft *event,
                            const struct demand *d, const struct answer_draft *draft)
{
    struct asked of = {.d = d, .unit = d->receiver_unit};
    return note(cx, w, event, &of, draft);
}

enum err answer_note_report(struct ctx *cx, struct work *w, struct draft *event,
                            const struct matter *m)
{
    struct side_text t = {0};
    struct task *lead = NULL;
    bool found = false;
    TRY(matter_lead_task(w, m, &lead));
    if (!lead)
        return OK;
    TRY(db_one(cx, SQL_EVENT_TEXT_LAST,
               ARGS(I64(cx->jid), TXT(STR("task")), I64(lead->id), TXT(STR("report"))),
               &side_shape, &t, &found));
    return answer_note(cx, w, event, m, &(struct answer_draft){t.body, lead->result});
}

/* ---- derived ---- */

struct derived {
    struct given {
        int64_t matter_id, seq, unit_id, answered_at;
        struct str words;
    } * p;
    size_t n, cap;
};

static enum err given_add(struct ctx *cx, struct work *w, const struct link *l,
                          struct derived *out)
{
    struct matter *m = NULL;
    struct str words = {0};
    TRY(answer_text(cx, l, &words));
    if (!words.n)
        return OK;
    TRY(work_matter(w, l->matter_id, &m));
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : DERIVE_BATCH;
        struct given *more = NEWS(cx->arena, struct given, cap);
        for (size_t i = 0; i < out->n; i++)
            more[i] = out->p[i];
        out->p = more;
        out->cap = cap;
    }
    out->p[out->n++] = (struct given){l->matter_id, l->answer_seq, of_matter(m).unit,
                                      l->answered_at ? l->answered_at : m->answered_at, words};
    return OK;
}

static enum err derived_read(struct ctx *cx, const struct derive_one *d, size_t n,
                             struct derived *out)
{
    struct work *w = work_begin(cx);
    for (size_t i = 0; i < n; i++) {
        struct link **links = NULL;
        size_t links_n = 0;
        if (!d[i].words)
            continue;
        TRY(work_links_of_demand(w, d[i].demand_id, &links, &links_n));
        for (size_t k = 0; k < links_n; k++)
            if (links[k]->answer_seq)
                TRY(given_add(cx, w, links[k], out));
    }
    return OK;
}

static enum err derived_write(struct ctx *cx, void *arg)
{
    const struct derived *all = arg;
    for (size_t i = 0; i < all->n; i++) {
        const struct given *g = &all->p[i];
        struct sketch s = sketch_in(cx->arena, g->words);
        TRY(db_exec(cx, SQL_ANSWER_SKETCH_PUT,
                    ARGS(I64(cx->jid), I64(g->matter_id), I64(g->seq), I64(g->unit_id),
                         I64(g->answered_at), TXT(sketch_text(cx->arena, &s)), I64(s.grams)),
                    NULL));
    }
    return OK;
}

enum err answer_derive(struct ctx *cx, const struct derive_one *d, size_t n)
{
    struct derived all = {0};
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = derived_read(cx, d, n, &all);
    db_release(cx->db);
    cx->db = NULL;
    if (e != OK || !all.n)
        return e;
    return db_write(cx, cx->app->store, derived_write, &all);
}
