/* SPDX-License-Identifier: Apache-2.0
 * A topic's dossier: what its page, paper and workbook tell.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/meeting.h"
#include "loop/topic_impl.h"
#include "loop/trouble.h"

enum {
    LISTED = 500,
    PROMISES = 100,
    VERIFIED = 200,
    HISTORY = 100000,
    EARLIER = 20,
    YEARS = 30,
    MEETINGS = 20
};

/* ---- facts ---- */

static const struct field place_fields[] = {FIELD(struct topic_place, place_id),
                                            FIELD(struct topic_place, demands),
                                            FIELD(struct topic_place, heads)};
static const struct shape of_place_shape =
    SHAPE("topic_place", struct topic_place, place_fields);
static const struct field unit_fields[] = {FIELD(struct topic_unit, unit_id),
                                           FIELD(struct topic_unit, demands)};
static const struct shape of_unit_shape = SHAPE("topic_unit", struct topic_unit, unit_fields);
static const struct field promise_fields[] = {
    FIELD(struct topic_promise, num),       FIELD(struct topic_promise, place_id),
    FIELD(struct topic_promise, matter_id), FIELD(struct topic_promise, unit_id),
    FIELD(struct topic_promise, seq),       FIELD(struct topic_promise, due_at),
    FIELD(struct topic_promise, done_at),   FIELD(struct topic_promise, checked_at),
    FIELD(struct topic_promise, outcome)};
static const struct shape promise_shape =
    SHAPE("topic_promise", struct topic_promise, promise_fields);
struct earlier {
    int64_t place_id, opened_at, closed_at, repeated;
};
static const struct field earlier_fields[] = {
    FIELD(struct earlier, place_id), FIELD(struct earlier, opened_at),
    FIELD(struct earlier, closed_at), FIELD(struct earlier, repeated)};
static const struct shape earlier_shape = SHAPE("earlier", struct earlier, earlier_fields);

static bool in_area(const struct ctx *cx, const struct topic *t, int64_t place)
{
    return !t->area_id ||
           org_place_below(cx->app->org, place, cx->app->root_place) == t->area_id;
}

static int64_t year_of(int64_t at)
{
    int year = 0, month = 0, mday = 0;
    day_to_civil(time_day(at), &year, &month, &mday);
    return year;
}

static struct topic_year *year_row(struct topic_facts *f, int64_t year)
{
    size_t i = 0;
    while (i < f->years_n && f->years[i].year > year)
        i++;
    if (i < f->years_n && f->years[i].year == year)
        return &f->years[i];
    if (f->years_n == YEARS)
        return NULL;
    for (size_t k = f->years_n; k > i; k--)
        f->years[k] = f->years[k - 1];
    f->years[i] = (struct topic_year){.year = year};
    f->years_n++;
    return &f->years[i];
}

static enum err history_read(struct ctx *cx, struct topic_facts *f)
{
    struct earlier *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TOPIC_HISTORY,
               ARGS(I64(cx->jid), TXT(f->t.class), I64(f->t.chosen_at), I64(HISTORY)),
               &earlier_shape, (void **)&rows, &n));
    f->years = NEWS(cx->arena, struct topic_year, YEARS);
    for (size_t i = 0; i < n; i++) {
        struct topic_year *y = in_area(cx, &f->t, rows[i].place_id)
                                   ? year_row(f, year_of(rows[i].opened_at))
                                   : NULL;
        if (!y)
            continue;
        y->opened++;
        y->closed += rows[i].closed_at != 0;
        y->repeated += rows[i].repeated;
    }
    return OK;
}

/* Of matters that the reader sees, with what was promised. */
static enum err promises_read(struct ctx *cx, struct topic_facts *f)
{
    struct topic_promise *rows = NULL;
    struct work *w = work_begin(cx);
    size_t n = 0;
    TRY(db_all(cx, SQL_TOPIC_PROMISES, ARGS(I64(cx->jid), TXT(f->t.class), I64(PROMISES)),
               &promise_shape, (void **)&rows, &n));
    f->promises = rows;
    for (size_t i = 0; i < n; i++) {
        struct texts texts;
        bool seen = false;
        if (!in_area(cx, &f->t, rows[i].place_id))
            continue;
        TRY(work_visible(w, SUBJECT_MATTER, rows[i].matter_id, &seen));
        if (!seen)
            continue;
        TRY(texts_read(cx, SUBJECT_MATTER, rows[i].matter_id, &texts));
        rows[i].words = text_of(&texts, rows[i].seq, "words");
        f->promises[f->promises_n++] = rows[i];
    }
    return OK;
}

enum err topic_facts(struct ctx *cx, struct str num, struct topic_facts *out)
{
    *out = (struct topic_facts){0};
    TRY(topic_find(cx, num, &out->t));
    TRY(topic_totals(cx, out->t.id, &out->total));
    TRY(db_all(cx, SQL_TOPIC_PLACES, ARGS(I64(cx->jid), I64(out->t.id)), &of_place_shape,
               (void **)&out->places, &out->places_n));
    TRY(db_all(cx, SQL_TOPIC_UNITS, ARGS(I64(cx->jid), I64(out->t.id)), &of_unit_shape,
               (void **)&out->units, &out->units_n));
    TRY(history_read(cx, out));
    return promises_read(cx, out);
}

const char *topic_promise_text(const struct ctx *cx, const struct topic_promise *p)
{
    bool en = cx->lang == LANG_EN;
    if (str_eq_c(p->outcome, "broken"))
        return en ? "broken" : "未兑现";
    if (p->checked_at && str_eq_c(p->outcome, "kept"))
        return en ? "kept" : "已兑现";
    if (p->done_at)
        return en ? "reported as done" : "已报完成";
    if (p->due_at <= cx->now)
        return en ? "overdue" : "逾期未兑现";
    return en ? "not due yet" : "未到期";
}

/* ---- JSON ---- */

static void totals_json(struct ctx *cx, struct json *j, const struct topic_total *t)
{
    int64_t all =
        t->demands[MEMBER_OPEN] + t->demands[MEMBER_KEPT] + t->demands[MEMBER_DROPPED];
    int64_t heads = t->heads[MEMBER_OPEN] + t->heads[MEMBER_KEPT] + t->heads[MEMBER_DROPPED];
    json_key(j, "totals");
    json_obj(j);
    json_ki64(j, "all", all);
    json_ki64(j, "heads", heads);
    for (int i = 0; i < MEMBER__MAX; i++)
        json_ki64(j, enum_text(&member_names, i), t->demands[i]);
    json_kstr(j, "representative_percent",
              all ? str_fmt(cx->arena, "%" PRId64 ".%" PRId64 "%%",
                            (t->demands[MEMBER_REPRESENTATIVE] * 2000 + all) / (2 * all) / 10,
                            (t->demands[MEMBER_REPRESENTATIVE] * 2000 + all) / (2 * all) % 10)
                  : STR(""));
    json_obj_end(j);
}

static struct str score_text(struct ctx *cx, int64_t hundredths)
{
    return str_fmt(cx->arena, "%" PRId64 ".%02d", hundredths / 100, (int)(hundredths % 100));
}

static enum err head_json(struct ctx *cx, struct json *j, const struct topic *t)
{
    struct str by = STR(""), ended_by = STR("");
    struct strs ids = str_split(cx->arena, t->units, ',');
    TRY(label_officer(cx, t->chosen_by, &by));
    TRY(label_officer(cx, t->ended_by, &ended_by));
    shape_json(j, &topic_shape, t);
    json_kstr(j, "class_text", label_class(cx, t->class));
    json_kstr(j, "area", t->area_id ? label_place(cx, t->area_id) : STR(""));
    json_kstr(j, "chosen_name", by);
    json_kstr(j, "ended_name", ended_by);
    json_kstr(j, "lead", label_unit(cx, t->lead_unit));
    json_kstr(j, "concentration_text", score_text(cx, t->concentration));
    json_kstr(j, "pressing_text", score_text(cx, t->pressing));
    json_key(j, "helpers");
    json_arr(j);
    for (size_t i = 0; t->units.n && i < ids.n; i++) {
        int64_t id = 0;
        if (!str_i64(ids.p[i], &id))
            continue;
        json_obj(j);
        json_kid(j, "id", id);
        json_kstr(j, "unit", label_unit(cx, id));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static void facts_json(struct ctx *cx, struct json *j, const struct topic_facts *f)
{
    json_key(j, "places");
    json_arr(j);
    for (size_t i = 0; i < f->places_n; i++) {
        json_obj(j);
        json_kstr(j, "name", label_place(cx, f->places[i].place_id));
        json_ki64(j, "demands", f->places[i].demands);
        json_ki64(j, "heads", f->places[i].heads);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "units_now");
    json_arr(j);
    for (size_t i = 0; i < f->units_n; i++) {
        json_obj(j);
        json_kstr(j, "name", label_unit(cx, f->units[i].unit_id));
        json_ki64(j, "demands", f->units[i].demands);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "history");
    json_arr(j);
    for (size_t i = 0; i < f->years_n; i++) {
        json_obj(j);
        json_ki64(j, "year", f->years[i].year);
        json_ki64(j, "opened", f->years[i].opened);
        json_ki64(j, "closed", f->years[i].closed);
        json_ki64(j, "repeated", f->years[i].repeated);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "promises");
    json_arr(j);
    for (size_t i = 0; i < f->promises_n; i++) {
        const struct topic_promise *p = &f->promises[i];
        json_obj(j);
        json_kstr(j, "matter", p->num);
        json_kstr(j, "unit", label_unit(cx, p->unit_id));
        json_kstr(j, "place", label_place(cx, p->place_id));
        json_kstr(j, "words", p->words);
        json_ktime(j, "due_at", p->due_at);
        json_ktime(j, "done_at", p->done_at);
        json_kcstr(j, "stands", topic_promise_text(cx, p));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err earlier_json(struct ctx *cx, struct json *j, const struct topic *t)
{
    struct topic *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TOPIC_OF_CLASS,
               ARGS(I64(cx->jid), TXT(t->class), I64(t->id), I64(EARLIER)), &topic_shape,
               (void **)&rows, &n));
    json_key(j, "earlier");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "num", rows[i].num);
        json_kstr(j, "month", rows[i].month);
        json_kstr(j, "name", rows[i].name);
        json_kstr(j, "state", rows[i].state);
        json_kstr(j, "summary", rows[i].summary);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

struct verification {
    struct str num;
    int64_t unit_id;
    int state;
    int64_t sent_at, agreed_at, due_at;
    struct str matter;
    int64_t matter_id;
};
static const struct field verification_fields[] = {
    FIELD(struct verification, num),
    FIELD(struct verification, unit_id),
    FIELD(struct verification, state, .names = &task_state_names),
    FIELD(struct verification, sent_at),
    FIELD(struct verification, agreed_at),
    FIELD(struct verification, due_at),
    FIELD(struct verification, matter),
    FIELD(struct verification, matter_id),
};
static const struct shape verification_shape =
    SHAPE("verification", struct verification, verification_fields);

static enum err verifications_json(struct ctx *cx, struct json *j, const struct topic *t)
{
    struct verification *rows = NULL;
    struct work *w = work_begin(cx);
    size_t n = 0;
    TRY(db_all(cx, SQL_BANK_VERIFICATIONS,
               ARGS(I64(cx->jid), TXT(t->month), TXT(t->class), I64(VERIFIED)),
               &verification_shape, (void **)&rows, &n));
    json_key(j, "verifications");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        TRY(work_visible(w, SUBJECT_MATTER, rows[i].matter_id, &seen));
        if (!seen)
            continue;
        json_obj(j);
        json_kstr(j, "num", rows[i].num);
        json_kstr(j, "matter", rows[i].matter);
        json_kstr(j, "unit", label_unit(cx, rows[i].unit_id));
        json_kcstr(j, "state", enum_text(&task_state_names, rows[i].state));
        json_kcstr(j, "state_text",
                   enum_label(&task_state_names, rows[i].state, (int)cx->lang));
        json_ktime(j, "due_at", rows[i].due_at);
        json_ktime(j, "agreed_at", rows[i].agreed_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err decisions_json(struct ctx *cx, struct json *j, int64_t meeting)
{
    struct meeting_item *rows = NULL;
    size_t n = 0;
    TRY(meeting_items(cx, meeting, &rows, &n));
    json_key(j, "decisions");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct meeting_standing s = {0};
        if (rows[i].act == ACT_NONE)
            continue;
        TRY(meeting_stands(cx, &rows[i], &s));
        json_obj(j);
        json_kstr(j, "matter", rows[i].matter);
        json_kstr(j, "decision", rows[i].decision);
        json_kcstr(j, "act", enum_label(&meeting_act_names, rows[i].act, (int)cx->lang));
        json_kcstr(j, "state", s.state);
        json_kstr(j, "stands", s.text);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err meetings_of(struct ctx *cx, struct json *j, const struct topic *t)
{
    struct meeting *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TOPIC_MEETINGS, ARGS(I64(cx->jid), TXT(t->num)), &meeting_shape,
               (void **)&rows, &n));
    json_key(j, "meetings");
    json_arr(j);
    for (size_t i = 0; i < n && i < MEETINGS; i++) {
        json_obj(j);
        json_kstr(j, "num", rows[i].num);
        json_kstr(j, "title", rows[i].title);
        json_kstr(j, "state", rows[i].state);
        json_ktime(j, "starts_at", rows[i].starts_at);
        TRY(decisions_json(cx, j, rows[i].id));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err topics_json(struct ctx *cx, struct json *j)
{
    struct topic *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TOPIC_LIST, ARGS(I64(cx->jid), I64(LISTED)), &topic_shape,
               (void **)&rows, &n));
    json_key(j, "topics");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct topic_total total;
        TRY(topic_totals(cx, rows[i].id, &total));
        json_obj(j);
        TRY(head_json(cx, j, &rows[i]));
        totals_json(cx, j, &total);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_kbool(j, "may_keep", bank_may_keep(cx));
    return OK;
}

enum err topic_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    struct topic_facts f;
    struct bank_month m = {0};
    struct bank_group *g = NULL;
    size_t n = 0;
    TRY(topic_facts(cx, num, &f));
    *version = f.t.version;
    TRY(bank_month_find(cx, f.t.month, &m));
    TRY(bank_month_groups(cx, &m, &g, &n));
    const struct mechanism *mech =
        mechanism_get(cx->app->mechanisms, m.mechanism, m.mechanism_version);
    TRY(head_json(cx, j, &f.t));
    json_kbool(j, "may_keep", bank_may_keep(cx) && str_eq_c(f.t.state, "chosen"));
    json_ktime(j, "ranked_at", m.taken_at);
    totals_json(cx, j, &f.total);
    bank_groups_json(cx, j, mech, g, n);
    facts_json(cx, j, &f);
    TRY(earlier_json(cx, j, &f.t));
    TRY(verifications_json(cx, j, &f.t));
    TRY(troubles_of_json(cx, j, f.t.class, 0));
    return meetings_of(cx, j, &f.t);
}

static const struct field matter_fields[] = {
    FIELD(struct topic_matter, id), FIELD(struct topic_matter, num),
    FIELD(struct topic_matter, chosen), FIELD(struct topic_matter, demands)};
static const struct shape topic_matter_shape =
    SHAPE("topic_matter", struct topic_matter, matter_fields);

enum err topic_matters(struct ctx *cx, int64_t topic, int64_t most, struct topic_matter **out,
                       size_t *n)
{
    return db_all(cx, SQL_TOPIC_MATTERS, ARGS(I64(cx->jid), I64(topic), I64(most)),
                  &topic_matter_shape, (void **)out, n);
}
