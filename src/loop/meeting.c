/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/meeting.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/audit.h"
#include "core/calendar.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/outbox.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/campaign.h"
#include "loop/labels.h"
#include "loop/topic.h"

enum { LONG_TEXT = 10000, WORDS = 2000, IDS_TEXT = 40000, DECIDED_UNITS = 8 };

static const struct field meeting_fields[] = {
    FIELD(struct meeting, jid),
    FIELD(struct meeting, id, .as = AS_ID),
    FIELD(struct meeting, num),
    FIELD(struct meeting, version),
    FIELD(struct meeting, kind),
    FIELD(struct meeting, serial),
    FIELD(struct meeting, title),
    FIELD(struct meeting, campaign),
    FIELD(struct meeting, starts_at, .as = AS_TIME),
    FIELD(struct meeting, venue),
    FIELD(struct meeting, chair),
    FIELD(struct meeting, lead_unit, .as = AS_ID),
    FIELD(struct meeting, units, .max = IDS_TEXT),
    FIELD(struct meeting, state),
    FIELD(struct meeting, present, .max = LONG_TEXT),
    FIELD(struct meeting, minutes, .max = LONG_TEXT),
    FIELD(struct meeting, called_by, .as = AS_ID),
    FIELD(struct meeting, called_at, .as = AS_TIME),
    FIELD(struct meeting, ended_by, .as = AS_ID),
    FIELD(struct meeting, ended_at, .as = AS_TIME),
    FIELD(struct meeting, reason, .max = WORDS),
    FIELD(struct meeting, remind_at, .as = AS_TIME),
    FIELD(struct meeting, told_at, .as = AS_TIME),
    FIELD(struct meeting, topic),
};
const struct shape meeting_shape = SHAPE("meeting", struct meeting, meeting_fields);

static const struct field item_fields[] = {
    FIELD(struct meeting_item, jid),
    FIELD(struct meeting_item, meeting_id, .as = AS_ID),
    FIELD(struct meeting_item, serial),
    FIELD(struct meeting_item, matter),
    FIELD(struct meeting_item, title),
    FIELD(struct meeting_item, state),
    FIELD(struct meeting_item, why),
    FIELD(struct meeting_item, reason, .max = LONG_TEXT),
    FIELD(struct meeting_item, from_meeting),
    FIELD(struct meeting_item, from_serial),
    FIELD(struct meeting_item, changed_by, .as = AS_ID),
    FIELD(struct meeting_item, changed_at, .as = AS_TIME),
    FIELD(struct meeting_item, decision, .max = WORDS),
    FIELD(struct meeting_item, act, .names = &meeting_act_names),
    FIELD(struct meeting_item, units, .max = IDS_TEXT),
    FIELD(struct meeting_item, due_at, .as = AS_TIME),
    FIELD(struct meeting_item, from_seq),
    FIELD(struct meeting_item, to_seq),
    FIELD(struct meeting_item, decided_by, .as = AS_ID),
    FIELD(struct meeting_item, decided_at, .as = AS_TIME),
};
const struct shape meeting_item_shape = SHAPE("meeting_item", struct meeting_item, item_fields);

static const struct field new_fields[] = {
    FIELD(struct meeting_body, kind, .required = true, .max = 30, .zh = "哪种会议",
          .en = "Kind"),
    FIELD(struct meeting_body, title, .max = 100, .zh = "名称（不填自动）", .en = "Title"),
    FIELD(struct meeting_body, starts_at, .as = AS_TIME, .zh = "时间（不填为下一次）",
          .en = "When (empty: when it comes round)"),
    FIELD(struct meeting_body, venue, .zh = "地点", .en = "Where"),
    FIELD(struct meeting_body, chair, .max = 60, .zh = "主持人", .en = "Chair"),
    FIELD(struct meeting_body, lead, .as = AS_ID, .zh = "牵头单位（不填按轮流）",
          .en = "Lead (empty: whose turn it is)", .options = "units"),
    FIELD(struct meeting_body, units, .max = 100, .zh = "另外通知的单位", .en = "Further units",
          .options = "units"),
    FIELD(struct meeting_body, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct meeting_body, topic, .max = 30, .zh = "主题编号（专题会议）",
          .en = "Topic (its number)"),
};
static const struct field change_fields[] = {
    FIELD(struct meeting_change_body, starts_at, .required = true, .as = AS_TIME, .zh = "时间",
          .en = "When"),
    FIELD(struct meeting_change_body, venue, .zh = "地点", .en = "Where"),
    FIELD(struct meeting_change_body, chair, .max = 60, .zh = "主持人", .en = "Chair"),
    FIELD(struct meeting_change_body, lead, .as = AS_ID, .zh = "牵头单位", .en = "Lead",
          .options = "units"),
    FIELD(struct meeting_change_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "原因", .en = "Reason"),
};
static const struct field hold_fields[] = {
    FIELD(struct meeting_hold_body, present, .required = true, .min = 2, .max = LONG_TEXT,
          .as = AS_TEXT, .zh = "到会人员", .en = "Who was present"),
    FIELD(struct meeting_hold_body, chair, .max = 60, .zh = "主持人", .en = "Chair"),
    FIELD(struct meeting_hold_body, minutes, .max = LONG_TEXT, .as = AS_TEXT, .zh = "纪要",
          .en = "Minutes"),
    FIELD(struct meeting_hold_body, attachments, .max = 9, .zh = "纪要附件",
          .en = "Minutes as files"),
};
static const struct field reason_fields[] = {
    FIELD(struct meeting_reason_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "原因", .en = "Reason"),
};
static const struct field item_new_fields[] = {
    FIELD(struct meeting_item_body, matter, .max = 30, .zh = "事项编号（不是事项的可不填）",
          .en = "Matter (none: a subject of its own)"),
    FIELD(struct meeting_item_body, title, .max = 100, .zh = "议题（有事项编号可不填）",
          .en = "Subject (empty with a matter)"),
    FIELD(struct meeting_item_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "上会理由", .en = "Why"),
};
static const struct field decide_fields[] = {
    FIELD(struct meeting_decide_body, words, .required = true, .min = 2, .max = WORDS,
          .as = AS_TEXT, .zh = "议定内容", .en = "What was decided"),
    FIELD(struct meeting_decide_body, act, .required = true, .names = &meeting_act_names,
          .zh = "如何落实", .en = "How"),
    FIELD(struct meeting_decide_body, units, .max = DECIDED_UNITS,
          .zh = "责任单位（派单时第一个为主办）", .en = "Owners (dispatch: the lead first)",
          .options = "units"),
    FIELD(struct meeting_decide_body, due_at, .as = AS_TIME, .zh = "期限（不填按机制）",
          .en = "By when (empty: the mechanism's limit)"),
    FIELD(struct meeting_decide_body, leader, .as = AS_ID, .zh = "作批示的领导（代为登记时选）",
          .en = "Whose instruction (when written down for a leader)", .options = "leaders"),
    FIELD(struct meeting_decide_body, attachments, .max = 9, .zh = "纪要或批示扫描件",
          .en = "Scan"),
};
static const struct field query_fields[] = {
    FIELD(struct meeting_query, year, .min = 2000, .max = 9999, .zh = "年份", .en = "Year"),
    FIELD(struct meeting_query, kind, .max = 30, .zh = "哪种会议", .en = "Kind"),
};
const struct shape meeting_new_shape = SHAPE("meeting_new", struct meeting_body, new_fields);
const struct shape meeting_change_shape =
    SHAPE("meeting_change", struct meeting_change_body, change_fields);
const struct shape meeting_hold_shape =
    SHAPE("meeting_hold", struct meeting_hold_body, hold_fields);
const struct shape meeting_reason_shape =
    SHAPE("meeting_reason", struct meeting_reason_body, reason_fields);
const struct shape meeting_item_new_shape =
    SHAPE("meeting_item_new", struct meeting_item_body, item_new_fields);
const struct shape meeting_decide_shape =
    SHAPE("meeting_decide", struct meeting_decide_body, decide_fields);
const struct shape meeting_query_shape =
    SHAPE("meeting_query", struct meeting_query, query_fields);

enum err meeting_find(struct ctx *cx, struct str num, struct meeting *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_MEETING_GET, ARGS(I64(cx->jid), TXT(num)), &meeting_shape, out, &found));
    return found ? OK
                 : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的会议", "there is no meeting %.*s",
                        STR_ARG(num));
}

enum err meeting_by_id(struct ctx *cx, int64_t id, struct meeting *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_MEETING_BY_ID, ARGS(I64(cx->jid), I64(id)), &meeting_shape, out,
               &found));
    return found ? OK : fail(cx, ERR_BUG, "会议不见了", "the meeting is gone");
}

bool meeting_keeps(struct ctx *cx, int64_t lead_unit)
{
    int64_t over = lead_unit ? lead_unit : cx->app->root_unit;
    return (actor_roles_at(cx, cx->actor, over) & MEETING_KEEPERS) != 0;
}

enum err meeting_kept(struct ctx *cx, int64_t lead_unit)
{
    return meeting_keeps(cx, lead_unit)
               ? OK
               : fail(cx, ERR_DENIED, "由管牵头单位的督查员、领导或派单员办理",
                      "for supervisors, leaders and dispatchers over the unit that leads");
}

bool meeting_minutes_seen(struct ctx *cx, const struct meeting *m)
{
    struct strs ids = str_split(cx->arena, m->units, ',');
    int64_t id = m->lead_unit ? m->lead_unit : cx->app->root_unit;
    bool seen = (actor_roles_at(cx, cx->actor, id) & MEETING_READERS) != 0;
    for (size_t i = 0; m->units.n && i < ids.n && !seen; i++)
        seen = str_i64(ids.p[i], &id) && (actor_roles_at(cx, cx->actor, id) & MEETING_READERS);
    return seen;
}

enum err meeting_items(struct ctx *cx, int64_t id, struct meeting_item **out, size_t *n)
{
    return db_all(cx, SQL_MEETING_ITEMS, ARGS(I64(cx->jid), I64(id)), &meeting_item_shape,
                  (void **)out, n);
}

/* ---- told ---- */

/* "周一碰头会（第3次） 2026-11-23 09:00 区委会议室" */
static struct str in_short(struct ctx *cx, const struct meeting *m)
{
    return str_fmt(cx->arena, "%.*s %.*s %.*s", STR_ARG(m->title),
                   STR_ARG(label_when(cx, m->starts_at)), STR_ARG(m->venue));
}

static enum err tell(struct ctx *cx, const struct meeting *m, const char *template)
{
    struct strs ids = str_split(cx->arena, m->units, ',');
    struct str what = str_trim(in_short(cx, m));
    for (size_t i = 0; m->units.n && i < ids.n; i++) {
        int64_t id = 0;
        if (str_i64(ids.p[i], &id))
            TRY(outbox_put_unit(cx, id, BIT(ROLE_HEAD), SUBJECT_UNIT, id, str_c(template),
                                what));
    }
    return OK;
}

static void unit_add(struct ctx *cx, struct str *list, int64_t unit)
{
    struct strs ids = str_split(cx->arena, *list, ',');
    int64_t id = 0;
    for (size_t i = 0; list->n && i < ids.n; i++)
        if (str_i64(ids.p[i], &id) && id == unit)
            return;
    if (unit)
        *list = str_fmt(cx->arena, "%.*s%s%" PRId64, STR_ARG(*list), list->n ? "," : "", unit);
}

static enum err noted(struct ctx *cx, const struct meeting *m, const char *action,
                      int64_t serial, struct str reason, struct strs attachments)
{
    const struct audit_text text[] = {{"reason", reason}};
    const struct audit a = {
        .kind = SUBJECT_MEETING,
        .id = m->id,
        .action = action,
        .data =
            str_fmt(cx->arena, "{\"meeting\":\"%.*s\",\"state\":\"%.*s\",\"item\":%" PRId64 "}",
                    STR_ARG(m->num), STR_ARG(m->state), serial),
        .text = text,
        .texts = COUNT(text),
        .attachments = attachments,
    };
    return audit_write(cx, &a);
}

static enum err answered(struct ctx *cx, const struct meeting *m, struct flow_result *out)
{
    *out = (struct flow_result){
        .num = m->num, .version = m->version, .state = str_cdup(cx->arena, m->state)};
    return idem_put(cx, 200, flow_result_json(cx, out));
}

/* ---- called ---- */

struct call_job {
    struct meeting m;
    struct meeting_item *items;
    size_t n;
    struct flow_result *out;
};

static enum err call_write(struct ctx *cx, void *arg)
{
    struct call_job *job = arg;
    struct meeting *m = &job->m;
    int64_t serial = 0;
    TRY(db_i64(cx, SQL_MEETING_SERIAL, ARGS(I64(cx->jid), TXT(m->kind)), 0, &serial));
    if (serial + 1 != m->serial)
        return fail(cx, ERR_STALE, "同时有人召集了这种会议，请重新打开",
                    "another one was called meanwhile");
    TRY(db_put(cx, SQL_MEETING_INSERT, &meeting_shape, m, NULL, 0, NULL));
    for (size_t i = 0; i < job->n; i++)
        TRY(db_put(cx, SQL_MEETING_ITEM_INSERT, &meeting_item_shape, &job->items[i], NULL, 0,
                   NULL));
    TRY(tell(cx, m, "meeting_called"));
    TRY(noted(cx, m, "meeting-called", 0, STR(""), (struct strs){0}));
    return answered(cx, m, job->out);
}

static enum err lead_of(struct ctx *cx, const struct meeting_kind *k, int64_t named,
                        int64_t *out)
{
    struct meeting last = {0};
    bool found = false;
    *out = named;
    if (named)
        return org_unit(cx->app->org, named)
                   ? OK
                   : fail_at(cx, ERR_INPUT, "lead", "没有这个单位", "there is no such unit");
    TRY(db_one(cx, SQL_MEETING_LAST, ARGS(I64(cx->jid), TXT(k->code)), &meeting_shape, &last,
               &found));
    *out = meeting_turn(cx, k, last.lead_unit);
    return OK;
}

/* Whom it concerns: those of its kind, its lead, who was named, and who leads what is drawn. */
static enum err called_units(struct ctx *cx, const struct meeting_kind *k,
                             const struct meeting_body *b, struct call_job *job)
{
    struct work *w = work_begin(cx);
    struct str *list = &job->m.units;
    *list = k->units;
    unit_add(cx, list, job->m.lead_unit);
    for (size_t i = 0; i < b->units.n; i++) {
        int64_t id = 0;
        if (!str_i64(b->units.p[i], &id) || !org_unit(cx->app->org, id))
            return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
        unit_add(cx, list, id);
    }
    for (size_t i = 0; i < job->n; i++) {
        struct matter *m = NULL;
        if (!job->items[i].matter.n)
            continue;
        TRY(work_matter_num(w, job->items[i].matter, &m));
        unit_add(cx, list, m->lead_unit);
    }
    return OK;
}

/* The topic that was named, or where the kind draws it the month's own. */
static enum err topic_of(struct ctx *cx, const struct meeting_kind *k,
                         const struct meeting_body *b, struct meeting *m)
{
    struct topic t = {0};
    struct strs draws = str_split(cx->arena, k->draws, ',');
    bool found = false;
    if (b->topic.n) {
        TRY(topic_find(cx, b->topic, &t));
        found = true;
    }
    for (size_t i = 0; !found && k->draws.n && i < draws.n; i++)
        if (enum_value(&meeting_draw_names, draws.p[i]) == DRAW_TOPIC)
            TRY(topic_now(cx, &t, &found));
    if (found && !str_eq_c(t.state, "chosen"))
        return fail_at(cx, ERR_CONFLICT, "topic", "这个主题已经结束或取消",
                       "that topic was ended or dropped");
    m->topic = found ? t.num : STR("");
    return OK;
}

static enum err call_read_all(struct ctx *cx, const struct meeting_body *b,
                              struct call_job *job)
{
    struct meeting_kind k = {0};
    struct meeting *m = &job->m;
    struct campaign c = {0};
    const enum lang lang = cx->lang;
    TRY(db_snapshot(cx));
    TRY(meeting_kind_get(cx, b->kind, &k));
    if (b->campaign.n)
        TRY(campaign_find(cx, b->campaign, &c));
    TRY(topic_of(cx, &k, b, m));
    m->starts_at = b->starts_at ? b->starts_at : meeting_next(cx->app->calendar, &k, cx->now);
    if (!m->starts_at)
        return fail_at(cx, ERR_INPUT, "starts_at", "这种会议没有固定时间，请填写",
                       "this kind has no fixed day: say when");
    TRY(db_i64(cx, SQL_MEETING_SERIAL, ARGS(I64(cx->jid), TXT(k.code)), 0, &m->serial));
    m->serial++;
    m->title = b->title.n
                   ? b->title
                   : str_fmt(cx->arena, "%.*s（第%" PRId64 "次）", STR_ARG(k.name), m->serial);
    m->venue = b->venue.n ? b->venue : k.venue;
    TRY(lead_of(cx, &k, b->lead, &m->lead_unit));
    TRY(meeting_kept(cx, m->lead_unit));
    m->remind_at = k.remind_hours ? m->starts_at - k.remind_hours * MS_PER_HOUR : 0;
    m->told_at = m->remind_at <= cx->now ? cx->now : 0; /* the invitation is enough */
    cx->lang = LANG_ZH;
    enum err e = meeting_draw(cx, &k, m, &job->items, &job->n);
    cx->lang = lang;
    TRY(e);
    return called_units(cx, &k, b, job);
}

enum err meeting_call(struct ctx *cx, const struct meeting_body *b, struct flow_result *out)
{
    struct call_job job = {.out = out};
    struct str num = {0};
    struct db *db = NULL;
    TRY(app_numbers(cx, 1, &num));
    job.m = (struct meeting){
        .jid = cx->jid,
        .id = app_id(cx),
        .num = num,
        .version = 1,
        .kind = b->kind,
        .campaign = b->campaign,
        .chair = b->chair,
        .state = STR("planned"),
        .called_by = cx->actor->officer_id,
        .called_at = cx->now,
    };
    TRY(db_acquire(cx, cx->app->store, &db));
    cx->db = db;
    enum err e = call_read_all(cx, b, &job);
    cx->db = NULL;
    db_release(db);
    TRY(e);
    return db_write(cx, cx->app->store, call_write, &job);
}

/* ---- changed, held, dropped ---- */

typedef enum err meeting_act_fn(struct ctx *cx, struct meeting *m, const void *body);
struct act_job {
    struct str num;
    int64_t if_match;
    const void *body;
    meeting_act_fn *act;
    const char *action;
    struct str reason;
    struct strs attachments;
    struct flow_result *out;
};

static enum err planned(struct ctx *cx, const struct meeting *m)
{
    return str_eq_c(m->state, "planned")
               ? OK
               : fail(cx, ERR_CONFLICT, "会议已开过或已取消", "it was held or dropped");
}

static enum err fresh(struct ctx *cx, const struct meeting *m, int64_t if_match)
{
    TRY(meeting_kept(cx, m->lead_unit));
    return m->version == if_match
               ? OK
               : fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
}

static enum err put(struct ctx *cx, struct meeting *m, int64_t if_match)
{
    int64_t changed = 0;
    m->version = if_match + 1;
    TRY(db_put(cx, SQL_MEETING_UPDATE, &meeting_shape, m, ARGS(I64(if_match)), &changed));
    return changed ? OK : fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
}

static enum err act_write(struct ctx *cx, void *arg)
{
    const struct act_job *job = arg;
    struct meeting m = {0};
    TRY(meeting_find(cx, job->num, &m));
    TRY(fresh(cx, &m, job->if_match));
    for (size_t i = 0; i < job->attachments.n; i++)
        TRY(attach_check(cx, job->attachments.p[i]));
    TRY(job->act(cx, &m, job->body));
    TRY(put(cx, &m, job->if_match));
    TRY(noted(cx, &m, job->action, 0, job->reason, job->attachments));
    return answered(cx, &m, job->out);
}

static enum err change(struct ctx *cx, struct meeting *m, const void *body)
{
    const struct meeting_change_body *b = body;
    TRY(planned(cx, m));
    if (b->lead && !org_unit(cx->app->org, b->lead))
        return fail_at(cx, ERR_INPUT, "lead", "没有这个单位", "there is no such unit");
    if (b->lead)
        TRY(meeting_kept(cx, b->lead));
    int64_t before = m->remind_at ? m->starts_at - m->remind_at : 0;
    m->starts_at = b->starts_at;
    m->remind_at = before ? b->starts_at - before : 0;
    m->told_at = m->remind_at > cx->now ? 0 : cx->now;
    m->venue = b->venue;
    m->chair = b->chair;
    m->lead_unit = b->lead ? b->lead : m->lead_unit;
    unit_add(cx, &m->units, m->lead_unit);
    return tell(cx, m, "meeting_changed");
}

static enum err hold(struct ctx *cx, struct meeting *m, const void *body)
{
    const struct meeting_hold_body *b = body;
    TRY(planned(cx, m));
    m->present = b->present;
    m->minutes = b->minutes;
    m->chair = b->chair.n ? b->chair : m->chair;
    m->state = STR("held");
    m->ended_by = cx->actor->officer_id;
    m->ended_at = cx->now;
    return OK;
}

static enum err drop(struct ctx *cx, struct meeting *m, const void *body)
{
    const struct str *reason = body;
    TRY(planned(cx, m));
    m->state = STR("dropped");
    m->reason = *reason;
    m->ended_by = cx->actor->officer_id;
    m->ended_at = cx->now;
    return tell(cx, m, "meeting_dropped");
}

enum err meeting_change(struct ctx *cx, struct str num, int64_t if_match,
                        const struct meeting_change_body *b, struct flow_result *out)
{
    struct act_job job = {.num = num,
                          .if_match = if_match,
                          .body = b,
                          .act = change,
                          .action = "meeting-changed",
                          .reason = b->reason,
                          .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

enum err meeting_hold(struct ctx *cx, struct str num, int64_t if_match,
                      const struct meeting_hold_body *b, struct flow_result *out)
{
    struct act_job job = {.num = num,
                          .if_match = if_match,
                          .body = b,
                          .act = hold,
                          .action = "meeting-held",
                          .attachments = b->attachments,
                          .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

enum err meeting_drop(struct ctx *cx, struct str num, int64_t if_match, struct str reason,
                      struct flow_result *out)
{
    struct act_job job = {.num = num,
                          .if_match = if_match,
                          .body = &reason,
                          .act = drop,
                          .action = "meeting-dropped",
                          .reason = reason,
                          .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

/* ---- reminded ---- */

static enum err remind_write(struct ctx *cx, void *arg)
{
    const struct meeting *m = arg;
    int64_t first = 0;
    TRY(db_exec(cx, SQL_MEETING_TOLD, ARGS(I64(cx->jid), I64(m->id), I64(cx->now)), &first));
    return first ? tell(cx, m, "meeting_reminder") : OK;
}

enum err meetings_remind(struct ctx *cx, int limit, int *told)
{
    struct meeting *rows = NULL;
    size_t n = 0;
    *told = 0;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e =
        db_all(cx, SQL_MEETINGS_TO_REMIND, ARGS(I64(cx->jid), I64(cx->now), I64(limit)),
               &meeting_shape, (void **)&rows, &n);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    for (size_t i = 0; i < n; i++) {
        TRY(db_write(cx, cx->app->store, remind_write, &rows[i]));
        ++*told;
    }
    return OK;
}
