/* SPDX-License-Identifier: Apache-2.0
 * The agenda changed by people, and what was decided on it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/meeting.h"

typedef enum err item_fn(struct ctx *cx, struct meeting *m, struct meeting_item *i,
                         const void *body, bool *answered);
struct item_job {
    struct str num;
    int64_t serial, if_match; /* serial 0: a new one */
    const void *body;
    item_fn *act;
    const char *action;
    struct str why, reason; /* of an added matter, as it is seen now */
    struct flow_result *out;
};

static enum err item_find(struct ctx *cx, const struct meeting *m, int64_t serial,
                          struct meeting_item *out, int64_t *last)
{
    struct meeting_item *rows = NULL;
    size_t n = 0;
    TRY(meeting_items(cx, m->id, &rows, &n));
    *last = n ? rows[n - 1].serial : 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].serial == serial) {
            *out = rows[i];
            return OK;
        }
    return serial ? fail(cx, ERR_NOT_FOUND, "没有这个议题", "there is no such item") : OK;
}

static enum err version_up(struct ctx *cx, struct meeting *m, int64_t if_match)
{
    int64_t changed = 0;
    m->version = if_match + 1;
    TRY(db_put(cx, SQL_MEETING_UPDATE, &meeting_shape, m, ARGS(I64(if_match)), &changed));
    return changed ? OK : fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
}

static enum err item_write(struct ctx *cx, void *arg)
{
    struct item_job *job = arg;
    struct meeting m = {0};
    struct meeting_item item = {0};
    int64_t last = 0;
    bool answered = false;
    TRY(meeting_find(cx, job->num, &m));
    TRY(meeting_kept(cx, m.lead_unit));
    if (m.version != job->if_match)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    if (str_eq_c(m.state, "dropped"))
        return fail(cx, ERR_CONFLICT, "会议已取消", "the meeting was dropped");
    TRY(item_find(cx, &m, job->serial, &item, &last));
    if (!job->serial)
        item = (struct meeting_item){.jid = cx->jid,
                                     .meeting_id = m.id,
                                     .serial = last + 1,
                                     .state = STR("added"),
                                     .why = job->why};
    TRY(job->act(cx, &m, &item, job, &answered));
    TRY(db_put(cx, job->serial ? SQL_MEETING_ITEM_UPDATE : SQL_MEETING_ITEM_INSERT,
               &meeting_item_shape, &item, NULL, 0, NULL));
    TRY(version_up(cx, &m, job->if_match));
    TRY(audit_put(cx, SUBJECT_MEETING, m.id, job->action,
                  str_fmt(cx->arena,
                          "{\"meeting\":\"%.*s\",\"item\":%" PRId64 ",\"matter\":\"%.*s\"}",
                          STR_ARG(m.num), item.serial, STR_ARG(item.matter))));
    if (answered)
        return OK;
    *job->out = (struct flow_result){
        .num = m.num, .version = m.version, .state = str_cdup(cx->arena, m.state)};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

/* ---- added, dropped ---- */

static enum err add(struct ctx *cx, struct meeting *m, struct meeting_item *i, const void *arg,
                    bool *answered)
{
    const struct item_job *job = arg;
    const struct meeting_item_body *b = job->body;
    struct meeting_item *rows = NULL;
    size_t n = 0;
    (void)answered;
    TRY(meeting_items(cx, m->id, &rows, &n));
    for (size_t k = 0; k < n; k++)
        if (b->matter.n && str_eq(rows[k].matter, b->matter) &&
            !str_eq_c(rows[k].state, "dropped"))
            return fail_at(cx, ERR_CONFLICT, "matter", "这件已在议程上",
                           "it stands on the agenda already");
    i->matter = b->matter;
    i->title = b->title;
    i->reason = job->reason.n ? str_fmt(cx->arena, "%.*s（%.*s）", STR_ARG(b->reason),
                                        STR_ARG(job->reason))
                              : b->reason;
    i->changed_by = cx->actor->officer_id;
    i->changed_at = cx->now;
    return OK;
}

static enum err add_read(struct ctx *cx, const struct meeting_item_body *b,
                         struct item_job *job)
{
    struct work *w = work_begin(cx);
    struct matter *m = NULL;
    const enum lang lang = cx->lang;
    bool seen = false;
    TRY(db_snapshot(cx));
    TRY(work_matter_num(w, b->matter, &m));
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &seen));
    if (!seen)
        return fail_at(cx, ERR_NOT_FOUND, "matter", "没有这件事项", "there is no such matter");
    cx->lang = LANG_ZH;
    enum err e = meeting_why(cx, b->matter, &job->why, &job->reason);
    cx->lang = lang;
    return e;
}

enum err meeting_add(struct ctx *cx, struct str num, int64_t if_match,
                     const struct meeting_item_body *b, struct flow_result *out)
{
    struct item_job job = {.num = num,
                           .if_match = if_match,
                           .body = b,
                           .act = add,
                           .action = "meeting-item-added",
                           .out = out};
    if (!b->matter.n && !b->title.n)
        return fail_at(cx, ERR_INPUT, "title", "请填事项编号或议题", "a matter or a subject");
    if (b->matter.n) {
        struct db *db = NULL;
        TRY(db_acquire(cx, cx->app->store, &db));
        cx->db = db;
        enum err e = add_read(cx, b, &job);
        cx->db = NULL;
        db_release(db);
        TRY(e);
    }
    return db_write(cx, cx->app->store, item_write, &job);
}

static enum err drop(struct ctx *cx, struct meeting *m, struct meeting_item *i, const void *arg,
                     bool *answered)
{
    const struct item_job *job = arg;
    (void)m, (void)answered;
    if (i->act != ACT_NONE)
        return fail(cx, ERR_CONFLICT, "这个议题已有议定", "it was decided already");
    if (str_eq_c(i->state, "dropped"))
        return fail(cx, ERR_CONFLICT, "已移出议程", "it was taken off already");
    i->state = STR("dropped");
    i->reason =
        str_fmt(cx->arena, "%.*s；移出：%.*s", STR_ARG(i->reason), STR_ARG(job->reason));
    i->changed_by = cx->actor->officer_id;
    i->changed_at = cx->now;
    return OK;
}

enum err meeting_item_drop(struct ctx *cx, struct str num, int64_t serial, int64_t if_match,
                           struct str reason, struct flow_result *out)
{
    struct item_job job = {.num = num,
                           .serial = serial,
                           .if_match = if_match,
                           .act = drop,
                           .action = "meeting-item-dropped",
                           .reason = reason,
                           .out = out};
    return db_write(cx, cx->app->store, item_write, &job);
}

/* ---- decided ---- */

static json_t *strings(struct strs list, size_t from)
{
    json_t *all = json_array();
    for (size_t i = from; i < list.n; i++)
        json_array_append_new(all, json_stringn(list.p[i].p, list.p[i].n));
    return all;
}

static void day_set(struct ctx *cx, json_t *o, const char *key, int64_t at)
{
    char day[TIME_TEXT];
    (void)cx;
    if (at)
        json_object_set_new(o, key, json_string(day_text(day, time_day(at))));
}

/* The step's form, as a page would fill it. */
static json_t *form(struct ctx *cx, const struct meeting *m,
                    const struct meeting_decide_body *b)
{
    json_t *o = json_object();
    json_object_set_new(o, "words", json_stringn(b->words.p, b->words.n));
    if (b->act == ACT_DISPATCH) {
        json_object_set_new(o, "lead", json_stringn(b->units.p[0].p, b->units.p[0].n));
        json_object_set_new(o, "helpers", strings(b->units, 1));
        json_object_set_new(o, "meeting_no", json_stringn(m->num.p, m->num.n));
        day_set(cx, o, "issued_at", cx->now);
        return o;
    }
    json_object_set_new(o, "units", strings(b->units, 0));
    json_object_set_new(o, "attachments", strings(b->attachments, 0));
    day_set(cx, o, "due_at", b->due_at);
    if (b->leader)
        json_object_set_new(o, "leader",
                            json_string(str_fmt(cx->arena, "%" PRId64, b->leader).p));
    return o;
}

static enum err act_within(struct ctx *cx, const struct meeting *m, struct meeting_item *i,
                           const struct meeting_decide_body *b, struct flow_result *out)
{
    const struct step *step =
        flow_find(SUBJECT_MATTER, str_c(enum_text(&meeting_act_names, b->act)));
    struct flow_request r = {.step = step, .num = i->matter};
    int64_t id = 0;
    if (!step)
        return fail(cx, ERR_BUG, "没有这一步", "there is no such step");
    void *body = arena_alloc(cx->arena, step->body->size);
    json_t *fields = form(cx, m, b);
    enum err e = shape_parse(cx, step->body, fields, body);
    json_decref(fields);
    TRY(e);
    r.body = body;
    TRY(work_num(work_begin(cx), SUBJECT_MATTER, i->matter, &id, &r.if_match));
    i->from_seq = r.if_match;
    TRY(flow_act_within(cx, &r, out));
    i->to_seq = out->version;
    return OK;
}

static struct str ids_joined(struct ctx *cx, struct strs units)
{
    struct str s = STR("");
    for (size_t i = 0; i < units.n; i++)
        s = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(s), i ? "," : "", STR_ARG(units.p[i]));
    return s;
}

static enum err decide(struct ctx *cx, struct meeting *m, struct meeting_item *i,
                       const void *arg, bool *answered)
{
    const struct item_job *job = arg;
    const struct meeting_decide_body *b = job->body;
    if (i->act != ACT_NONE)
        return fail(cx, ERR_CONFLICT, "这个议题已有议定", "it was decided already");
    if (str_eq_c(i->state, "dropped"))
        return fail(cx, ERR_CONFLICT, "已移出议程", "it was taken off the agenda");
    if (b->act == ACT_NONE)
        return fail_at(cx, ERR_INPUT, "act", "请选择如何落实", "say how");
    if (b->act != ACT_CONCLUDE && !i->matter.n)
        return fail_at(cx, ERR_INPUT, "act", "没有事项编号的议题只能议定结论",
                       "without a matter there is a conclusion alone");
    if (b->act != ACT_CONCLUDE && !b->units.n)
        return fail_at(cx, ERR_INPUT, "units", "请选择责任单位", "name who owes it");
    if (b->act == ACT_DISPATCH && b->due_at)
        return fail_at(cx, ERR_INPUT, "due_at", "派单的时限按机制确定",
                       "a dispatch has the mechanism's limit");
    if (b->act != ACT_CONCLUDE) {
        TRY(act_within(cx, m, i, b, job->out));
        *answered = true;
    }
    i->act = b->act;
    i->decision = b->words;
    i->units = ids_joined(cx, b->units);
    i->due_at = b->due_at ? time_day_end(time_day(b->due_at)) : 0;
    i->decided_by = cx->actor->officer_id;
    i->decided_at = cx->now;
    return OK;
}

enum err meeting_decide(struct ctx *cx, struct str num, int64_t serial, int64_t if_match,
                        const struct meeting_decide_body *b, struct flow_result *out)
{
    struct item_job job = {.num = num,
                           .serial = serial,
                           .if_match = if_match,
                           .body = b,
                           .act = decide,
                           .action = "meeting-decided",
                           .out = out};
    return db_write(cx, cx->app->store, item_write, &job);
}
