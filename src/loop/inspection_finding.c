/* SPDX-License-Identifier: Apache-2.0
 * What an inspection found: noted, asked of a unit, mended, checked, dropped.
 */
#include <inttypes.h>

#include "core/app.h"
#include "core/audit.h"
#include "core/org.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/again.h"
#include "loop/inspection_impl.h"

enum { WORKDAYS = 5, SOON_MS = 60000 };

enum err finding_ask(struct ctx *cx, struct finding *f)
{
    bool provisional = false;
    f->state = FINDING_ASKED;
    f->asked_at = cx->now;
    f->due_at = finding_limit(cx, f, &provisional);
    return outbox_put_unit(cx, f->unit_id, BIT(ROLE_HEAD) | BIT(ROLE_HANDLER),
                           SUBJECT_INSPECTION, f->id, STR("finding"), f->num);
}

struct finding_job {
    struct str num; /* of the inspection, or of the finding */
    int64_t if_match;
    const void *in;
    struct finding row;
    struct flow_result *out;
};

static enum err finding_about(struct ctx *cx, const struct finding_new *in, struct finding *f)
{
    struct work *w = work_begin(cx);
    struct matter *m = NULL;
    if (in->matter.n) {
        TRY(work_matter_num(w, in->matter, &m));
        f->matter_id = m->id;
        f->place_id = in->place_id ? in->place_id : m->place_id;
    } else if (!org_place(cx->app->org, in->place_id)) {
        return fail_at(cx, ERR_INPUT, "place_id", "请填事项编号或选地点",
                       "a matter or a place");
    }
    f->unit_id = in->unit ? in->unit
                 : m      ? m->lead_unit
                          : org_unit_of_place(cx->app->org, in->place_id, cx->app->root_unit);
    if (!org_unit(cx->app->org, f->unit_id))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位", "there is no such unit");
    if (f->found_at > cx->now + SOON_MS)
        return fail_at(cx, ERR_INPUT, "found_at", "发现时间不能晚于现在",
                       "found in the future");
    return OK;
}

enum err finding_event(struct ctx *cx, const struct finding *f, const char *action,
                       struct str words, struct strs photos)
{
    const struct audit_text text[] = {{"words", words}};
    const struct audit a = {
        .kind = SUBJECT_INSPECTION,
        .id = f->id,
        .action = action,
        .data = str_fmt(cx->arena, "{\"finding\":\"%.*s\",\"state\":\"%s\"}", STR_ARG(f->num),
                        enum_text(&finding_state_names, f->state)),
        .text = text,
        .texts = words.n ? 1 : 0,
        .attachments = photos};
    return audit_write(cx, &a);
}

static enum err finding_write(struct ctx *cx, void *arg)
{
    struct finding_job *j = arg;
    const struct finding_new *in = j->in;
    struct inspection i = {0};
    struct finding f = j->row;
    int64_t serial = 0;
    TRY(inspection_workable(cx, j->num, &i));
    TRY(finding_about(cx, in, &f));
    TRY(db_i64(cx, SQL_FINDING_SERIAL, ARGS(I64(cx->jid), I64(i.id)), 0, &serial));
    f.inspection_id = i.id;
    f.serial = serial + 1;
    if (i.kind != INSPECTION_COVERT || i.state == INSPECTION_ISSUED)
        TRY(finding_ask(cx, &f));
    TRY(finding_event(cx, &f, "finding-noted", f.words, in->attachments));
    TRY(db_put(cx, SQL_FINDING_INSERT, &finding_shape, &f, NULL, 0, NULL));
    return inspection_answered(cx, 201, f.num, f.version,
                               enum_text(&finding_state_names, f.state), j->out);
}

enum err finding_put(struct ctx *cx, struct str inspection, const struct finding_new *in,
                     struct flow_result *out)
{
    struct finding_job j = {.num = inspection, .in = in, .out = out};
    struct str num = {0};
    TRY(app_numbers(cx, 1, &num));
    j.row = (struct finding){
        .jid = cx->jid,
        .id = app_id(cx),
        .num = num,
        .version = 1,
        .place_id = in->place_id,
        .words = in->words,
        .state = FINDING_NOTED,
        .found_at = in->found_at ? in->found_at : cx->now,
        .found_by = cx->actor->officer_id,
        .workdays = in->workdays ? in->workdays : WORKDAYS,
        .report = STR(""),
        .verdict = STR(""),
    };
    return db_write(cx, cx->app->store, finding_write, &j);
}

/* ---- mended, checked, dropped ---- */

static enum err finding_open(struct ctx *cx, const struct finding_job *j, uint32_t states,
                             struct finding *f, struct inspection *of)
{
    TRY(finding_find(cx, j->num, f, of));
    if (j->if_match != f->version)
        return inspection_stale(cx);
    return states & BIT(f->state)
               ? OK
               : fail(cx, ERR_CONFLICT, "这个问题现在不能这样办", "that cannot be done now");
}

static enum err finding_store(struct ctx *cx, struct finding *f, const struct finding_job *j)
{
    int64_t changed = 0;
    TRY(db_put(cx, SQL_FINDING_UPDATE, &finding_shape, f, ARGS(I64(f->version - 1)), &changed));
    return changed ? inspection_answered(cx, 200, f->num, f->version,
                                         enum_text(&finding_state_names, f->state), j->out)
                   : inspection_stale(cx);
}

static enum err report_write(struct ctx *cx, void *arg)
{
    const struct finding_job *j = arg;
    const struct finding_report *in = j->in;
    struct inspection of = {0};
    struct finding f = {0};
    TRY(finding_open(cx, j, BIT(FINDING_ASKED), &f, &of));
    if (!(actor_roles_at(cx, cx->actor, f.unit_id) & FINDING_ANSWERERS))
        return fail(cx, ERR_DENIED, "由整改单位填报", "for the unit that is to mend it");
    f.version++;
    f.state = FINDING_REPORTED;
    f.report = in->report;
    f.reported_seq = f.version;
    f.reported_at = cx->now;
    f.reported_by = cx->actor->officer_id;
    TRY(finding_event(cx, &f, "finding-reported", in->report, in->attachments));
    return finding_store(cx, &f, j);
}

enum err finding_report_put(struct ctx *cx, struct str num, int64_t if_match,
                            const struct finding_report *in, struct flow_result *out)
{
    struct finding_job j = {.num = num, .if_match = if_match, .in = in, .out = out};
    return db_write(cx, cx->app->store, report_write, &j);
}

static enum err may_check(struct ctx *cx, const struct finding *f, const struct inspection *of)
{
    bool own = f->unit_id != cx->app->root_unit &&
               org_unit_under(cx->app->org, cx->actor->unit_id, f->unit_id);
    if (!inspection_may_work(cx, of) || own || actor_is(cx->actor, f->reported_by))
        return fail(cx, ERR_DENIED, "由督查组验收，填报人和整改单位的人不能自己验收",
                    "for the team, never for who reported it or that unit's own people");
    return OK;
}

/* What was closed and is not mended goes on: by the flow's own act, as the system. */
static enum err matter_again(struct ctx *cx, struct work *w, struct finding *f,
                             struct str words, bool *does)
{
    struct matter *m = NULL;
    *does = false;
    if (!f->matter_id)
        return OK;
    TRY(work_matter(w, f->matter_id, &m));
    *does = m->state == MATTER_CLOSED || m->state == MATTER_ARCHIVED;
    if (!*does)
        return OK;
    f->reopened = true;
    return again_reopen(cx, w, m->id, words);
}

static enum err check_write(struct ctx *cx, void *arg)
{
    const struct finding_job *j = arg;
    const struct finding_check *in = j->in;
    struct work *w = work_begin(cx);
    struct inspection of = {0};
    struct finding f = {0};
    bool again = false;
    TRY(finding_open(cx, j, BIT(FINDING_REPORTED), &f, &of));
    TRY(may_check(cx, &f, &of));
    f.version++;
    f.verdict = in->words;
    f.checked_seq = f.version;
    f.checked_at = cx->now;
    f.checked_by = cx->actor->officer_id;
    if (in->mended) {
        f.state = FINDING_RECTIFIED;
    } else {
        TRY(matter_again(cx, w, &f, in->words, &again));
        f.failed++;
        f.workdays = in->workdays ? in->workdays : f.workdays;
        TRY(finding_ask(cx, &f));
    }
    TRY(finding_event(cx, &f, in->mended ? "finding-mended" : "finding-failed", in->words,
                      in->attachments));
    TRY(finding_store(cx, &f, j));
    return again ? work_commit(w) : OK;
}

enum err finding_check_put(struct ctx *cx, struct str num, int64_t if_match,
                           const struct finding_check *in, struct flow_result *out)
{
    struct finding_job j = {.num = num, .if_match = if_match, .in = in, .out = out};
    return db_write(cx, cx->app->store, check_write, &j);
}

static enum err drop_write(struct ctx *cx, void *arg)
{
    const struct finding_job *j = arg;
    const struct inspection_words *in = j->in;
    const struct strs none = {0};
    struct inspection of = {0};
    struct finding f = {0};
    TRY(finding_open(cx, j, BIT(FINDING_NOTED) | BIT(FINDING_ASKED) | BIT(FINDING_REPORTED), &f,
                     &of));
    TRY(may_check(cx, &f, &of));
    f.version++;
    f.state = FINDING_DROPPED;
    f.verdict = in->words;
    f.checked_seq = f.version;
    f.checked_at = cx->now;
    f.checked_by = cx->actor->officer_id;
    TRY(finding_event(cx, &f, "finding-dropped", in->words, none));
    return finding_store(cx, &f, j);
}

enum err finding_drop(struct ctx *cx, struct str num, int64_t if_match,
                      const struct inspection_words *in, struct flow_result *out)
{
    struct finding_job j = {.num = num, .if_match = if_match, .in = in, .out = out};
    return db_write(cx, cx->app->store, drop_write, &j);
}
