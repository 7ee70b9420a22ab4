/* SPDX-License-Identifier: Apache-2.0
 * Root problems as they are shown: one, the list, and what stands behind the figures.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/hotspot.h"
#include "loop/labels.h"
#include "loop/quantities.h"
#include "loop/trouble_impl.h"

enum { BACK = HOTSPOT_MIN, OF_MOST = 20 };

static const struct field demands_fields[] = {
    FIELD(struct trouble_demands_query, way, .required = true, .names = &trouble_way_names,
          .zh = "口径", .en = "Which way"),
    FIELD(struct trouble_demands_query, side, .required = true, .names = &trouble_side_names,
          .zh = "时段", .en = "Which window"),
    FIELD(struct trouble_demands_query, round, .min = 0, .zh = "轮次", .en = "Round"),
};
const struct shape trouble_demands_shape =
    SHAPE("trouble_demands", struct trouble_demands_query, demands_fields);

struct str trouble_cause_text(struct ctx *cx, struct str cause)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    return label_choice(cx, m && cause.n ? choice_find(&m->root_causes, cause) : NULL, cause);
}

/* ---- figures of the windows ---- */

static bool concluded(const struct trouble *t)
{
    return t->state == TROUBLE_SOLVED || t->state == TROUBLE_FELL || t->state == TROUBLE_SAME;
}

enum err trouble_counted(struct ctx *cx, const struct trouble *t, int64_t round, int way,
                         int side, bool kept, struct trouble_said **out, size_t *n)
{
    static const struct field fields[] = {
        FIELD(struct trouble_said, demand_id), FIELD(struct trouble_said, place_id),
        FIELD(struct trouble_said, barred),
        FIELD(struct trouble_said, origin, .names = &origin_names)};
    static const struct shape shape = SHAPE("trouble_said", struct trouble_said, fields);
    if (kept)
        TRY(db_all(cx, SQL_TROUBLE_COUNTED,
                   ARGS(I64(cx->jid), I64(t->id), I64(round),
                        TXT(str_c(enum_text(&trouble_way_names, way))),
                        TXT(str_c(enum_text(&trouble_side_names, side))), I64(TROUBLE_COUNTED)),
                   &shape, (void **)out, n));
    else
        TRY(trouble_said(cx, t, (enum trouble_way)way,
                         trouble_window(cx, t, (enum trouble_side)side), out, n));
    *n = trouble_seen(cx, *out, *n);
    return OK;
}

static size_t found_by_staff(const struct trouble_said *rows, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        k += rows[i].origin == ORIGIN_FINDING;
    return k;
}

/* "counts": one row a way, one figure a window. kept: as they stood at the conclusion. */
static enum err counts_json(struct ctx *cx, struct json *j, const struct trouble *t,
                            int64_t round, bool kept)
{
    json_key(j, "counts");
    json_arr(j);
    for (int way = 0; way < TROUBLE_WAY__MAX; way++) {
        if (!trouble_counts_by(t, (enum trouble_way)way))
            continue;
        json_obj(j);
        trouble_coded(cx, j, "way", &trouble_way_names, way);
        for (int side = 0; side < TROUBLE_SIDE__MAX; side++) {
            struct trouble_said *rows = NULL;
            size_t n = 0;
            if (side == TROUBLE_SINCE && (kept || !concluded(t)))
                continue;
            TRY(trouble_counted(cx, t, round, way, side, kept, &rows, &n));
            const char *key = enum_text(&trouble_side_names, side);
            json_ki64(j, key, (int64_t)n);
            json_ki64(j, str_cdup(cx->arena, str_fmt(cx->arena, "%s_findings", key)),
                      (int64_t)found_by_staff(rows, n));
        }
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err came_back(struct ctx *cx, const struct trouble *t, bool *out)
{
    *out = false;
    for (int way = 0; way < TROUBLE_WAY__MAX && concluded(t); way++) {
        struct trouble_said *rows = NULL;
        size_t n = 0;
        TRY(trouble_counted(cx, t, t->round, way, TROUBLE_SINCE, false, &rows, &n));
        *out = *out || n >= BACK;
    }
    return OK;
}

static void windows_json(struct ctx *cx, struct json *j, const struct trouble *t)
{
    const struct trouble_window before = trouble_window(cx, t, TROUBLE_BEFORE);
    const struct trouble_window after = trouble_window(cx, t, TROUBLE_AFTER);
    json_ktime(j, "before_from", before.from);
    json_ktime(j, "before_to", before.to);
    json_ktime(j, "after_from", after.from);
    json_ktime(j, "after_to", after.to);
    json_kbool(j, "due", t->state == TROUBLE_WATCHING && after.to <= cx->now);
}

/* ---- the row ---- */

static enum err head_json(struct ctx *cx, struct json *j, const struct trouble *t)
{
    json_kstr(j, "num", t->num);
    json_ki64(j, "version", t->version);
    json_kstr(j, "name", t->name);
    trouble_coded(cx, j, "state", &trouble_state_names, t->state);
    json_ki64(j, "round", t->round);
    json_kstr(j, "class", t->class);
    json_kstr(j, "class_text", t->class.n ? label_class(cx, t->class) : STR(""));
    json_kid(j, "place_id", t->place_id);
    json_kstr(j, "place_text",
              t->place_id == cx->app->root_place ? STR("") : label_place(cx, t->place_id));
    json_kid(j, "unit_id", t->unit_id);
    json_kstr(j, "unit_text", label_unit(cx, t->unit_id));
    json_kid(j, "officer_id", t->officer_id);
    TRY(trouble_who(cx, j, "officer_text", t->officer_id));
    json_kstr(j, "cause", t->cause);
    json_kstr(j, "cause_text", trouble_cause_text(cx, t->cause));
    json_ki64(j, "days", t->days);
    json_ktime(j, "opened_at", t->opened_at);
    json_ktime(j, "finished_at", t->finished_at);
    windows_json(cx, j, t);
    return OK;
}

static void asked_json(struct ctx *cx, struct json *j, const struct trouble *t,
                       const struct trouble_ask *a, size_t n)
{
    int64_t of[TROUBLE_ANSWER__MAX] = {0}, late = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        if (a[i].round != t->round)
            continue;
        all++;
        of[a[i].answer]++;
        late += a[i].answer == TROUBLE_UNANSWERED && a[i].due_at <= cx->now;
    }
    json_key(j, "asked");
    json_obj(j);
    json_ki64(j, "units", all);
    json_ki64(j, "unanswered", of[TROUBLE_UNANSWERED]);
    json_ki64(j, "late", late);
    json_ki64(j, "none", of[TROUBLE_NONE]);
    json_ki64(j, "have", of[TROUBLE_HAVE]);
    json_ki64(j, "mended", of[TROUBLE_MENDED]);
    json_obj_end(j);
}

/* waiting: only where units of the viewer must act. */
static enum err row_json(struct ctx *cx, struct json *j, const struct trouble *t, bool waiting)
{
    struct trouble_measure *m = NULL;
    struct trouble_ask *a = NULL;
    struct trouble_amount *amounts = NULL;
    size_t m_n = 0, a_n = 0, amounts_n = 0;
    bool back = false;
    TRY(trouble_measures(cx, t->id, &m, &m_n));
    TRY(trouble_asks(cx, t->id, &a, &a_n));
    const struct trouble_wait w = trouble_waits(cx, t, m, m_n, a, a_n);
    if (waiting && w.kind == TROUBLE_WAITS_NOT)
        return OK;
    TRY(trouble_amounts(cx, t, m, m_n, &amounts, &amounts_n));
    TRY(came_back(cx, t, &back));
    json_obj(j);
    TRY(head_json(cx, j, t));
    TRY(trouble_sums_json(cx, j, amounts, amounts_n));
    asked_json(cx, j, t, a, a_n);
    json_kbool(j, "to_answer", w.asked);
    trouble_coded(cx, j, "waits", &trouble_wait_kind_names, (int)w.kind);
    json_ktime(j, "waits_by", w.by);
    json_kbool(j, "waits_late", w.by && w.by <= cx->now && w.kind != TROUBLE_WAITS_CONCLUDE);
    json_kbool(j, "back", back);
    json_obj_end(j);
    return OK;
}

enum err troubles_json(struct ctx *cx, const struct trouble_list_query *q, struct json *j)
{
    struct trouble *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TROUBLE_LIST, ARGS(I64(cx->jid), I64(INT64_MAX), I64(TROUBLE_LISTED)),
               &trouble_shape, (void **)&rows, &n));
    json_key(j, "troubles");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        TRY(trouble_may_see(cx, &rows[i], &seen));
        if (seen)
            TRY(row_json(cx, j, &rows[i], q->waiting));
    }
    json_arr_end(j);
    json_kbool(j, "may_keep", trouble_may_keep(cx));
    return OK;
}

enum err troubles_of_json(struct ctx *cx, struct json *j, struct str class, int64_t hotspot)
{
    struct trouble *rows = NULL;
    size_t n = 0;
    if (hotspot)
        TRY(db_all(cx, SQL_TROUBLE_OF_HOTSPOT, ARGS(I64(cx->jid), I64(hotspot), I64(OF_MOST)),
                   &trouble_shape, (void **)&rows, &n));
    else if (!class.n)
        TRY(db_all(cx, SQL_TROUBLE_LIST,
                   ARGS(I64(cx->jid), I64(INT64_MAX), I64(TROUBLE_LISTED)), &trouble_shape,
                   (void **)&rows, &n));
    else
        TRY(db_all(cx, SQL_TROUBLE_OF_CLASS, ARGS(I64(cx->jid), TXT(class), I64(OF_MOST)),
                   &trouble_shape, (void **)&rows, &n));
    json_key(j, "troubles");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        TRY(trouble_may_see(cx, &rows[i], &seen));
        if (!seen)
            continue;
        json_obj(j);
        TRY(head_json(cx, j, &rows[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* ---- one ---- */

/* Whoever was only asked sees their own rows. */
static enum err asks_json(struct ctx *cx, struct json *j, const struct trouble *t)
{
    struct trouble_ask *a = NULL;
    size_t n = 0;
    TRY(trouble_asks(cx, t->id, &a, &n));
    asked_json(cx, j, t, a, n);
    json_key(j, "asks");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const bool own = trouble_answers_for(cx, a[i].unit_id);
        if (!own && !trouble_sees_all(cx, t))
            continue;
        json_obj(j);
        json_kid(j, "unit_id", a[i].unit_id);
        json_kstr(j, "unit_text", label_unit(cx, a[i].unit_id));
        json_ki64(j, "round", a[i].round);
        json_ki64(j, "alike", a[i].alike);
        json_kstr(j, "words", a[i].words);
        json_ktime(j, "asked_at", a[i].asked_at);
        json_ktime(j, "due_at", a[i].due_at);
        json_kbool(j, "late",
                   a[i].answer == TROUBLE_UNANSWERED ? a[i].due_at <= cx->now
                                                     : a[i].answered_at > a[i].due_at);
        trouble_coded(cx, j, "answer", &trouble_answer_names, a[i].answer);
        json_kstr(j, "said", a[i].said);
        TRY(trouble_who(cx, j, "answered_by", a[i].answered_by));
        json_ktime(j, "answered_at", a[i].answered_at);
        json_ktime(j, "mended_at", a[i].mended_at);
        json_kbool(j, "may_answer",
                   own && a[i].round == t->round && a[i].answer != TROUBLE_MENDED &&
                       !actor_is(cx->actor, a[i].asked_by));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err verdicts_json(struct ctx *cx, struct json *j, const struct trouble *t)
{
    struct trouble_verdict *v = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TROUBLE_VERDICTS, ARGS(I64(cx->jid), I64(t->id)), &trouble_verdict_shape,
               (void **)&v, &n));
    json_key(j, "verdicts");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_ki64(j, "round", v[i].round);
        trouble_coded(cx, j, "verdict", &trouble_verdict_names, v[i].verdict);
        json_kstr(j, "reason", v[i].reason);
        TRY(trouble_who(cx, j, "officer_text", v[i].officer_id));
        json_ktime(j, "concluded_at", v[i].concluded_at);
        json_ki64(j, "days", v[i].days);
        json_ktime(j, "before_to", v[i].from_at);
        json_ktime(j, "after_from", v[i].finished_at);
        TRY(counts_json(cx, j, t, v[i].round, true));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static void may_json(struct ctx *cx, struct json *j, const struct trouble *t)
{
    const bool keep = trouble_may_keep(cx), own = trouble_sees_all(cx, t);
    const bool open = t->state == TROUBLE_OPEN, watch = t->state == TROUBLE_WATCHING;
    json_key(j, "may");
    json_obj(j);
    json_kbool(j, "change", keep && open);
    json_kbool(j, "plan", own && open);
    json_kbool(j, "ask", keep && (open || watch));
    json_kbool(j, "finish", own && open);
    json_kbool(j, "conclude", trouble_may_conclude(cx, t));
    json_kbool(j, "reopen", keep && !open);
    json_obj_end(j);
}

enum err trouble_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    struct trouble t = {0};
    struct hotspot h;
    bool found = false, back = false;
    TRY(trouble_find(cx, num, &t));
    *version = t.version;
    TRY(head_json(cx, j, &t));
    json_kstr(j, "why", t.why);
    if (t.hotspot_id && trouble_may_keep(cx))
        TRY(hotspot_find(cx, t.hotspot_id, &h, &found));
    json_kid(j, "hotspot_id", found ? t.hotspot_id : 0);
    json_kstr(j, "hotspot_words", found ? h.words : STR(""));
    TRY(trouble_who(cx, j, "opened_by", t.opened_by));
    TRY(counts_json(cx, j, &t, t.round, false));
    TRY(came_back(cx, &t, &back));
    json_kbool(j, "back", back);
    TRY(trouble_plan_json(cx, j, &t));
    TRY(asks_json(cx, j, &t));
    TRY(verdicts_json(cx, j, &t));
    may_json(cx, j, &t);
    return OK;
}

/* ---- the demands behind a figure ---- */

static enum err demand_json(struct ctx *cx, struct work *w, struct json *j, int64_t id,
                            int64_t *hidden)
{
    struct demand *d = NULL;
    bool seen = false;
    TRY(work_visible(w, SUBJECT_DEMAND, id, &seen));
    if (!seen) {
        (*hidden)++;
        return OK;
    }
    TRY(work_demand(w, id, &d));
    json_obj(j);
    json_kstr(j, "num", d->num);
    json_kstr(j, "title", label_demand(cx, d));
    trouble_coded(cx, j, "state", &demand_state_names, d->state);
    json_kstr(j, "class_text", label_class(cx, d->class));
    json_kstr(j, "place_text", label_place(cx, d->place_id));
    json_ktime(j, "said_at", d->said_at);
    json_kbool(j, "finding", d->origin == ORIGIN_FINDING);
    json_obj_end(j);
    return OK;
}

enum err trouble_demands_json(struct ctx *cx, struct str num,
                              const struct trouble_demands_query *q, struct json *j)
{
    enum { SHOWN = 500 };
    struct trouble t = {0};
    struct trouble_said *rows = NULL;
    struct work *w = work_begin(cx);
    size_t n = 0;
    int64_t hidden = 0;
    TRY(trouble_find(cx, num, &t));
    const int64_t round = q->round ? q->round : t.round;
    const bool kept =
        q->side != TROUBLE_SINCE && (round < t.round || (q->round && concluded(&t)));
    TRY(trouble_counted(cx, &t, round, q->way, q->side, kept, &rows, &n));
    json_ki64(j, "all", (int64_t)n);
    json_key(j, "demands");
    json_arr(j);
    for (size_t i = n > SHOWN ? n - SHOWN : 0; i < n; i++)
        TRY(demand_json(cx, w, j, rows[i].demand_id, &hidden));
    json_arr_end(j);
    json_ki64(j, "hidden", hidden);
    json_ki64(j, "shown", n > SHOWN ? SHOWN : (int64_t)n);
    return OK;
}
