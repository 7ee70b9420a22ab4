/* SPDX-License-Identifier: Apache-2.0
 * Inspections and findings as they are read.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/campaign.h"
#include "loop/dossier.h"
#include "loop/inspection_impl.h"
#include "loop/labels.h"

enum { LISTED = 500, UNITS_MOST = 50, FINDINGS_LISTED = 100 };

static const struct field query_fields[] = {
    FIELD(struct inspection_query, first_day, .as = AS_TIME, .zh = "起", .en = "From"),
    FIELD(struct inspection_query, last_day, .as = AS_TIME, .zh = "止", .en = "To"),
};
const struct shape inspection_query_shape =
    SHAPE("inspection_query", struct inspection_query, query_fields);

/* ---- who ---- */

static bool in_team(struct ctx *cx, const struct inspection *i)
{
    struct strs ids = str_split(cx->arena, i->team, ',');
    int64_t id = 0;
    for (size_t k = 0; i->team.n && k < ids.n; k++)
        if (str_i64(ids.p[k], &id) && actor_is(cx->actor, id))
            return true;
    return i->leader_id && actor_is(cx->actor, i->leader_id);
}

bool inspection_supervises(struct ctx *cx, const struct inspection *i)
{
    int64_t unit = cx->app->root_unit;
    if (i->kind != INSPECTION_COVERT && i->unit_id)
        unit = i->unit_id;
    else if (i->kind != INSPECTION_COVERT && i->place_id)
        unit = org_unit_of_place(cx->app->org, i->place_id, cx->app->root_unit);
    return (actor_roles_at(cx, cx->actor, unit) & INSPECTION_PLANNERS) != 0;
}

bool inspection_may_work(struct ctx *cx, const struct inspection *i)
{
    return in_team(cx, i) || actor_is(cx->actor, i->planned_by) || inspection_supervises(cx, i);
}

bool inspection_may_see(struct ctx *cx, const struct inspection *i)
{
    uint32_t readers = BIT(ROLE_ANALYST);
    bool shown = i->kind != INSPECTION_COVERT || i->state != INSPECTION_PLANNED;
    return inspection_may_work(cx, i) ||
           (shown && (actor_roles_at(cx, cx->actor, cx->app->root_unit) & readers));
}

enum err inspection_by_id(struct ctx *cx, int64_t id, struct inspection *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_INSPECTION_GET, ARGS(I64(cx->jid), I64(id)), &inspection_shape, out,
               &found));
    return found ? OK : fail(cx, ERR_BUG, "验靶不见了", "the inspection is gone");
}

enum err inspection_find(struct ctx *cx, struct str num, struct inspection *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_INSPECTION_BY_NUM, ARGS(I64(cx->jid), TXT(num)), &inspection_shape, out,
               &found));
    return found && inspection_may_see(cx, out)
               ? OK
               : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的验靶",
                      "there is no inspection %.*s", STR_ARG(num));
}

bool finding_may_see(struct ctx *cx, const struct finding *f, const struct inspection *of)
{
    bool unit = f->state != FINDING_NOTED &&
                (actor_roles_at(cx, cx->actor, f->unit_id) & FINDING_ANSWERERS);
    return unit || inspection_may_see(cx, of);
}

enum err finding_find(struct ctx *cx, struct str num, struct finding *f, struct inspection *of)
{
    bool found = false;
    TRY(db_one(cx, SQL_FINDING_BY_NUM, ARGS(I64(cx->jid), TXT(num)), &finding_shape, f,
               &found));
    if (found)
        TRY(inspection_by_id(cx, f->inspection_id, of));
    return found && finding_may_see(cx, f, of)
               ? OK
               : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的问题", "there is no finding %.*s",
                      STR_ARG(num));
}

enum err finding_photo_seen(struct ctx *cx, int64_t finding_id, int64_t *unit, bool *seen)
{
    struct finding f = {0};
    struct inspection of = {0};
    TRY(db_one(cx, SQL_FINDING_GET, ARGS(I64(cx->jid), I64(finding_id)), &finding_shape, &f,
               seen));
    if (!*seen)
        return OK;
    TRY(inspection_by_id(cx, f.inspection_id, &of));
    *seen = finding_may_see(cx, &f, &of);
    *unit = f.unit_id;
    return OK;
}

/* ---- rows ---- */

static enum err named(struct ctx *cx, struct json *j, const char *key, int64_t officer)
{
    struct str name = {0};
    TRY(label_officer(cx, officer, &name));
    json_kstr(j, key, name);
    return OK;
}

static enum err matter_of_json(struct ctx *cx, struct json *j, int64_t id)
{
    struct work *w = work_begin(cx);
    struct matter *m = NULL;
    if (!id) {
        json_kcstr(j, "matter", "");
        return OK;
    }
    TRY(work_matter(w, id, &m));
    json_kstr(j, "matter", m->num);
    json_kstr(j, "title", label_matter(cx, m));
    json_kstr(j, "class_text", label_class(cx, m->class));
    json_kstr(j, "place", label_place(cx, m->place_id));
    json_kcstr(j, "matter_state", enum_label(&matter_state_names, m->state, (int)cx->lang));
    return OK;
}

static void head_json(struct ctx *cx, struct json *j, const struct inspection *i)
{
    json_kstr(j, "num", i->num);
    json_ki64(j, "version", i->version);
    json_kcstr(j, "kind", enum_text(&inspection_kind_names, i->kind));
    json_kcstr(j, "kind_text", enum_label(&inspection_kind_names, i->kind, (int)cx->lang));
    json_kstr(j, "title", i->title);
    json_kstr(j, "campaign", i->campaign);
    json_kstr(j, "press", i->press);
    json_ktime(j, "held_at", i->held_at);
    json_kcstr(j, "state", enum_text(&inspection_state_names, i->state));
    json_kcstr(j, "state_text", enum_label(&inspection_state_names, i->state, (int)cx->lang));
    json_ktime(j, "issued_at", i->issued_at);
    json_ktime(j, "ended_at", i->ended_at);
    json_ki64(j, "population", i->people);
    json_ki64(j, "wanted", i->wanted);
}

static bool finding_overdue(const struct ctx *cx, const struct finding *f)
{
    return (f->state == FINDING_ASKED || f->state == FINDING_REPORTED) && f->due_at < cx->now;
}

static const char *may_finding(struct ctx *cx, const struct finding *f,
                               const struct inspection *of)
{
    bool own = f->unit_id != cx->app->root_unit &&
               org_unit_under(cx->app->org, cx->actor->unit_id, f->unit_id);
    if (f->state == FINDING_ASKED)
        return actor_roles_at(cx, cx->actor, f->unit_id) & FINDING_ANSWERERS ? "report" : "";
    return f->state == FINDING_REPORTED && inspection_may_work(cx, of) && !own &&
                   !actor_is(cx->actor, f->reported_by)
               ? "check"
               : "";
}

static void photos_json(struct json *j, const char *key, const struct attachment *a, size_t n,
                        int64_t seq)
{
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; seq && i < n; i++) {
        if (a[i].seq != seq)
            continue;
        json_obj(j);
        attachment_json(j, &a[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err finding_row(struct ctx *cx, struct json *j, const struct finding *f,
                            const struct inspection *of)
{
    struct attachment *a = NULL;
    bool provisional = false;
    size_t n = 0;
    TRY(attach_list(cx, SUBJECT_INSPECTION, f->id, &a, &n));
    if (f->due_at)
        (void)finding_limit(cx, f, &provisional);
    json_kstr(j, "num", f->num);
    json_ki64(j, "version", f->version);
    json_kstr(j, "inspection", of->num);
    json_kcstr(j, "kind_text", enum_label(&inspection_kind_names, of->kind, (int)cx->lang));
    json_ki64(j, "serial", f->serial);
    TRY(matter_of_json(cx, j, f->matter_id));
    json_kstr(j, "found_place", label_place(cx, f->place_id));
    json_kid(j, "unit_id", f->unit_id);
    json_kstr(j, "unit", label_unit(cx, f->unit_id));
    json_kstr(j, "words", f->words);
    json_kcstr(j, "state", enum_text(&finding_state_names, f->state));
    json_kcstr(j, "state_text", enum_label(&finding_state_names, f->state, (int)cx->lang));
    json_ktime(j, "found_at", f->found_at);
    json_ktime(j, "asked_at", f->asked_at);
    json_ktime(j, "due_at", f->due_at);
    json_kbool(j, "provisional", f->due_at && provisional);
    json_kbool(j, "overdue", finding_overdue(cx, f));
    json_kstr(j, "report", f->report);
    json_ktime(j, "reported_at", f->reported_at);
    json_kstr(j, "verdict", f->verdict);
    json_ktime(j, "checked_at", f->checked_at);
    json_ki64(j, "failed", f->failed);
    json_kbool(j, "reopened", f->reopened);
    json_kcstr(j, "may", may_finding(cx, f, of));
    photos_json(j, "photos", a, n, 1);
    photos_json(j, "report_photos", a, n, f->reported_seq);
    photos_json(j, "check_photos", a, n, f->checked_seq);
    return OK;
}

/* ---- the list ---- */

struct tally {
    int64_t inspection_id, findings, rectified, dropped, overdue;
};
static const struct field tally_fields[] = {
    FIELD(struct tally, inspection_id), FIELD(struct tally, findings),
    FIELD(struct tally, rectified),     FIELD(struct tally, dropped),
    FIELD(struct tally, overdue),
};
static const struct shape tally_shape = SHAPE("finding_tally", struct tally, tally_fields);

static void tally_json(struct json *j, const struct tally *t)
{
    json_ki64(j, "findings", t->findings);
    json_ki64(j, "rectified", t->rectified);
    json_ki64(j, "dropped", t->dropped);
    json_ki64(j, "open", t->findings - t->rectified - t->dropped);
    json_ki64(j, "overdue", t->overdue);
}

static struct tally tally_of(const struct tally *t, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (t[i].inspection_id == id)
            return t[i];
    return (struct tally){.inspection_id = id};
}

enum err inspections_json(struct ctx *cx, const struct inspection_query *q, struct json *j)
{
    int64_t to = q->last_day ? time_day_end(time_day(q->last_day)) : INT64_MAX;
    struct inspection *rows = NULL;
    struct tally *t = NULL, sum = {0};
    size_t n = 0, t_n = 0;
    int64_t seen = 0;
    TRY(db_all(cx, SQL_INSPECTION_PAGE,
               ARGS(I64(cx->jid), I64(q->first_day), I64(to), I64(LISTED)), &inspection_shape,
               (void **)&rows, &n));
    TRY(db_all(cx, SQL_FINDING_TALLY,
               ARGS(I64(cx->jid), I64(q->first_day), I64(to), I64(cx->now)), &tally_shape,
               (void **)&t, &t_n));
    json_key(j, "inspections");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (!inspection_may_see(cx, &rows[i]))
            continue;
        struct tally one = tally_of(t, t_n, rows[i].id);
        sum.findings += one.findings;
        sum.rectified += one.rectified;
        sum.dropped += one.dropped;
        sum.overdue += one.overdue;
        seen++;
        json_obj(j);
        head_json(cx, j, &rows[i]);
        tally_json(j, &one);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "figures");
    json_obj(j);
    json_ki64(j, "inspections", seen);
    tally_json(j, &sum);
    json_obj_end(j);
    /* of what he is over; the plan itself says of what */
    json_kbool(j, "may_plan", (actor_roles(cx->actor) & INSPECTION_PLANNERS) != 0);
    return OK;
}

/* ---- one ---- */

static enum err samples_json(struct ctx *cx, struct json *j, const struct inspection *i)
{
    struct inspection_sample *s = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_INSPECTION_SAMPLES, ARGS(I64(cx->jid), I64(i->id)),
               &inspection_sample_shape, (void **)&s, &n));
    json_key(j, "sample");
    json_arr(j);
    for (size_t k = 0; k < n; k++) {
        json_obj(j);
        json_ki64(j, "serial", s[k].serial);
        TRY(matter_of_json(cx, j, s[k].matter_id));
        json_kid(j, "unit_id", s[k].unit_id);
        json_kstr(j, "unit", label_unit(cx, s[k].unit_id));
        json_kcstr(j, "outcome", enum_text(&look_names, s[k].outcome));
        json_kcstr(j, "outcome_text", enum_label(&look_names, s[k].outcome, (int)cx->lang));
        json_kstr(j, "note", s[k].note);
        json_ktime(j, "looked_at", s[k].looked_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err team_json(struct ctx *cx, struct json *j, const struct inspection *i)
{
    struct strs ids = str_split(cx->arena, i->team, ',');
    json_key(j, "team");
    json_arr(j);
    for (size_t k = 0; i->team.n && k < ids.n; k++) {
        struct str name = {0};
        int64_t id = 0;
        if (!str_i64(ids.p[k], &id))
            continue;
        TRY(label_officer(cx, id, &name));
        json_str(j, name);
    }
    json_arr_end(j);
    return OK;
}

static enum err found_json(struct ctx *cx, struct json *j, const struct inspection *i)
{
    struct finding *f = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_FINDINGS_OF_INSPECTION, ARGS(I64(cx->jid), I64(i->id)), &finding_shape,
               (void **)&f, &n));
    struct tally t = {.findings = (int64_t)n};
    json_key(j, "findings_are");
    json_arr(j);
    for (size_t k = 0; k < n; k++) {
        t.rectified += f[k].state == FINDING_RECTIFIED;
        t.dropped += f[k].state == FINDING_DROPPED;
        t.overdue += finding_overdue(cx, &f[k]);
        json_obj(j);
        TRY(finding_row(cx, j, &f[k], i));
        json_obj_end(j);
    }
    json_arr_end(j);
    tally_json(j, &t);
    return OK;
}

enum err inspection_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    struct inspection i = {0};
    struct campaign c = {0};
    TRY(inspection_find(cx, num, &i));
    *version = i.version;
    head_json(cx, j, &i);
    if (i.campaign.n)
        TRY(campaign_find(cx, i.campaign, &c));
    json_kstr(j, "campaign_name", c.name);
    json_kstr(j, "seed", i.seed);
    json_ktime(j, "from_at", i.from_at);
    json_ktime(j, "to_at", i.to_at);
    json_kstr(j, "of_place", label_place(cx, i.place_id));
    json_kstr(j, "of_unit", i.unit_id ? label_unit(cx, i.unit_id) : STR(""));
    json_kstr(j, "summary", i.summary);
    TRY(named(cx, j, "leader", i.leader_id));
    TRY(named(cx, j, "planned_name", i.planned_by));
    TRY(team_json(cx, j, &i));
    bool planner = inspection_supervises(cx, &i);
    bool works = inspection_may_work(cx, &i) && i.state != INSPECTION_ENDED;
    json_kbool(j, "may_work", works);
    json_kbool(j, "may_issue", works && planner && i.state == INSPECTION_PLANNED);
    json_kbool(j, "may_end",
               works && planner &&
                   (i.kind != INSPECTION_COVERT || i.state == INSPECTION_ISSUED));
    TRY(samples_json(cx, j, &i));
    return found_json(cx, j, &i);
}

/* ---- of a unit ---- */

enum err findings_json(struct ctx *cx, struct json *j)
{
    int64_t units[UNITS_MOST];
    size_t units_n = 0;
    for (size_t i = 0; i < cx->actor->n && units_n < UNITS_MOST; i++) {
        const struct grant *g = &cx->actor->grants[i];
        size_t k = 0;
        while (k < units_n && units[k] != g->unit_id)
            k++;
        if (k == units_n && (FINDING_ANSWERERS & BIT(g->role)))
            units[units_n++] = g->unit_id;
    }
    json_key(j, "findings");
    json_arr(j);
    for (size_t u = 0; u < units_n; u++) {
        struct finding *f = NULL;
        size_t n = 0;
        TRY(db_all(cx, SQL_FINDINGS_OF_UNIT,
                   ARGS(I64(cx->jid), I64(units[u]), I64(FINDINGS_LISTED)), &finding_shape,
                   (void **)&f, &n));
        for (size_t k = 0; k < n; k++) {
            struct inspection of = {0};
            TRY(inspection_by_id(cx, f[k].inspection_id, &of));
            if (f[k].state == FINDING_NOTED)
                continue;
            json_obj(j);
            TRY(finding_row(cx, j, &f[k], &of));
            json_obj_end(j);
        }
    }
    json_arr_end(j);
    return OK;
}

enum err finding_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    struct finding f = {0};
    struct inspection of = {0};
    TRY(finding_find(cx, num, &f, &of));
    *version = f.version;
    return finding_row(cx, j, &f, &of);
}

/* ---- again ---- */

enum err inspection_same(struct ctx *cx, const struct inspection *i, bool *same, size_t *n)
{
    struct inspection_sample *s = NULL;
    struct drawn *lines = NULL;
    size_t lines_n = 0, stored = 0;
    TRY(inspection_population(cx, i->population, &lines, &lines_n));
    TRY(db_all(cx, SQL_INSPECTION_SAMPLES, ARGS(I64(cx->jid), I64(i->id)),
               &inspection_sample_shape, (void **)&s, &stored));
    const struct drawn *again =
        inspection_draw(cx->arena, lines, lines_n, i->seed, (size_t)i->wanted, n);
    *same = *n == stored && (int64_t)lines_n == i->people;
    for (size_t k = 0; *same && k < stored; k++)
        *same = again[k].matter_id == s[k].matter_id && again[k].unit_id == s[k].unit_id &&
                s[k].serial == (int64_t)k + 1;
    return OK;
}

enum err inspection_recompute(struct ctx *cx, struct str num, struct json *j)
{
    struct inspection i = {0};
    bool same = false;
    size_t n = 0;
    TRY(inspection_find(cx, num, &i));
    TRY(inspection_same(cx, &i, &same, &n));
    json_kstr(j, "num", i.num);
    json_kstr(j, "seed", i.seed);
    json_ki64(j, "population", i.people);
    json_ki64(j, "sample", (int64_t)n);
    json_kbool(j, "same", same);
    return OK;
}
