/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/topic.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/topic_impl.h"

ENUM_NAMES(member, MEMBER_LIST);

enum { WORDS = 10000, REASON = 2000, IDS_TEXT = 4000, UNITS_MOST = 30, SAID_MOST = 20000 };

static const struct field topic_fields[] = {
    FIELD(struct topic, jid),
    FIELD(struct topic, id, .as = AS_ID),
    FIELD(struct topic, num),
    FIELD(struct topic, version),
    FIELD(struct topic, month),
    FIELD(struct topic, name),
    FIELD(struct topic, kind),
    FIELD(struct topic, class),
    FIELD(struct topic, area_id, .as = AS_ID),
    FIELD(struct topic, place),
    FIELD(struct topic, concentration),
    FIELD(struct topic, pressing),
    FIELD(struct topic, reason, .max = REASON),
    FIELD(struct topic, chosen_by, .as = AS_ID),
    FIELD(struct topic, chosen_at, .as = AS_TIME),
    FIELD(struct topic, from_at, .as = AS_TIME),
    FIELD(struct topic, to_at, .as = AS_TIME),
    FIELD(struct topic, lead_unit, .as = AS_ID),
    FIELD(struct topic, units, .max = IDS_TEXT),
    FIELD(struct topic, state),
    FIELD(struct topic, summary, .max = WORDS),
    FIELD(struct topic, ended_by, .as = AS_ID),
    FIELD(struct topic, ended_at, .as = AS_TIME),
};
const struct shape topic_shape = SHAPE("topic", struct topic, topic_fields);

static const struct field new_fields[] = {
    FIELD(struct topic_new_body, month, .required = true, .max = 7, .zh = "月份",
          .en = "Month"),
    FIELD(struct topic_new_body, kind, .required = true, .max = 20, .zh = "类别或类别＋街道",
          .en = "class or class_area"),
    FIELD(struct topic_new_body, class, .required = true, .max = 60, .zh = "类别",
          .en = "Class"),
    FIELD(struct topic_new_body, area, .as = AS_ID, .zh = "街道乡镇", .en = "Street"),
    FIELD(struct topic_new_body, name, .required = true, .min = 2, .max = 60, .zh = "主题名称",
          .en = "Name of the topic"),
    FIELD(struct topic_new_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "选题理由", .en = "Why it was chosen"),
    FIELD(struct topic_new_body, from_at, .as = AS_TIME,
          .zh = "汇集哪天以来的诉求（不填按机制的追溯期）",
          .en = "What was said since (empty: the mechanism's window)"),
    FIELD(struct topic_new_body, lead, .as = AS_ID, .zh = "承办单位", .en = "Unit in charge",
          .options = "units"),
    FIELD(struct topic_new_body, units, .max = UNITS_MOST, .zh = "配合单位",
          .en = "Units that work with it", .options = "units"),
};
static const struct field change_fields[] = {
    FIELD(struct topic_change_body, name, .required = true, .min = 2, .max = 60,
          .zh = "主题名称", .en = "Name of the topic"),
    FIELD(struct topic_change_body, lead, .as = AS_ID, .zh = "承办单位", .en = "Unit in charge",
          .options = "units"),
    FIELD(struct topic_change_body, units, .max = UNITS_MOST, .zh = "配合单位",
          .en = "Units that work with it", .options = "units"),
    FIELD(struct topic_change_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "原因", .en = "Reason"),
};
static const struct field end_fields[] = {
    FIELD(struct topic_end_body, summary, .required = true, .min = 2, .max = WORDS,
          .as = AS_TEXT, .zh = "经验做法总结", .en = "What was learned"),
};
static const struct field drop_fields[] = {
    FIELD(struct topic_drop_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "取消原因", .en = "Reason"),
};
const struct shape topic_new_shape = SHAPE("topic_new", struct topic_new_body, new_fields);
const struct shape topic_change_shape =
    SHAPE("topic_change", struct topic_change_body, change_fields);
const struct shape topic_end_shape = SHAPE("topic_end", struct topic_end_body, end_fields);
const struct shape topic_drop_shape = SHAPE("topic_drop", struct topic_drop_body, drop_fields);

enum err topic_find(struct ctx *cx, struct str num, struct topic *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_TOPIC_GET, ARGS(I64(cx->jid), TXT(num)), &topic_shape, out, &found));
    return found ? OK
                 : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的主题", "there is no topic %.*s",
                        STR_ARG(num));
}

enum err topic_now(struct ctx *cx, struct topic *out, bool *found)
{
    return db_one(cx, SQL_TOPIC_NOW, ARGS(I64(cx->jid)), &topic_shape, out, found);
}

static enum err keeper(struct ctx *cx)
{
    return bank_may_keep(cx)
               ? OK
               : fail(cx, ERR_DENIED, "由本级的分析员、派单员、督查员或领导办理",
                      "for the register's own analysts, dispatchers, supervisors, leaders");
}

static enum err units_text(struct ctx *cx, int64_t lead, struct strs units, struct str *out)
{
    if (lead && !org_unit(cx->app->org, lead))
        return fail_at(cx, ERR_INPUT, "lead", "没有这个单位", "there is no such unit");
    *out = STR("");
    for (size_t i = 0; i < units.n; i++) {
        int64_t id = 0;
        if (!str_i64(units.p[i], &id) || !org_unit(cx->app->org, id))
            return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
        if (id != lead)
            *out = str_fmt(cx->arena, "%.*s%s%" PRId64, STR_ARG(*out), out->n ? "," : "", id);
    }
    return OK;
}

enum err topic_noted(struct ctx *cx, const struct topic *t, const char *action,
                     struct str reason, struct str more)
{
    const struct audit_text text[] = {{"reason", reason}};
    const struct audit a = {
        .kind = SUBJECT_TOPIC,
        .id = t->id,
        .action = action,
        .data = str_fmt(cx->arena, "{\"topic\":\"%.*s\",\"state\":\"%.*s\"%.*s}",
                        STR_ARG(t->num), STR_ARG(t->state), STR_ARG(more)),
        .text = text,
        .texts = COUNT(text),
    };
    return audit_write(cx, &a);
}

enum err topic_answered(struct ctx *cx, const struct topic *t, struct flow_result *out)
{
    *out = (struct flow_result){
        .num = t->num, .version = t->version, .state = str_cdup(cx->arena, t->state)};
    return idem_put(cx, 200, flow_result_json(cx, out));
}

/* ---- chosen ---- */

struct said {
    int64_t demand_id, place_id, heads;
};
static const struct field said_fields[] = {
    FIELD(struct said, demand_id), FIELD(struct said, place_id), FIELD(struct said, heads)};
static const struct shape said_shape = SHAPE("said", struct said, said_fields);

struct choose_job {
    struct topic t;
    struct said *said;
    size_t n;
    struct flow_result *out;
};

static enum err choose_write(struct ctx *cx, void *arg)
{
    const struct choose_job *job = arg;
    const struct topic *t = &job->t;
    struct topic other = {0};
    bool found = false;
    TRY(db_one(cx, SQL_TOPIC_OF_MONTH, ARGS(I64(cx->jid), TXT(t->month)), &topic_shape, &other,
               &found));
    if (found)
        return fail(cx, ERR_CONFLICT, "%.*s 的主题已定为“%.*s”",
                    "the topic of %.*s is \"%.*s\" already", STR_ARG(t->month),
                    STR_ARG(other.name));
    TRY(db_put(cx, SQL_TOPIC_INSERT, &topic_shape, t, NULL, 0, NULL));
    for (size_t i = 0; i < job->n; i++)
        TRY(db_exec(cx, SQL_TOPIC_MEMBER_INSERT,
                    ARGS(I64(cx->jid), I64(t->id), I64(job->said[i].demand_id),
                         I64(job->said[i].place_id), I64(job->said[i].heads)),
                    NULL));
    TRY(topic_noted(cx, t, "topic-chosen", t->reason,
                    str_fmt(cx->arena,
                            ",\"month\":\"%.*s\",\"place\":%" PRId64 ",\"demands\":%zu",
                            STR_ARG(t->month), t->place, job->n)));
    return topic_answered(cx, t, job->out);
}

/* The group of the frozen ranking that was chosen. */
static enum err group_find(struct ctx *cx, const struct bank_month *m,
                           const struct topic_new_body *b, struct topic *t)
{
    struct bank_group *g = NULL;
    size_t n = 0;
    TRY(bank_month_groups(cx, m, &g, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(b->kind, g[i].kind) && str_eq(b->class, g[i].class) &&
            b->area == g[i].area_id) {
            t->place = g[i].place;
            t->concentration = g[i].score[BANK_CONCENTRATION];
            t->pressing = g[i].score[BANK_PRESSING];
            return OK;
        }
    return fail_at(cx, ERR_INPUT, "class", "当月排序里没有这一类",
                   "it is not in the ranking of that month");
}

static enum err choose_read(struct ctx *cx, const struct topic_new_body *b,
                            struct choose_job *job)
{
    struct bank_month m = {0};
    struct topic *t = &job->t;
    size_t n = 0;
    TRY(db_snapshot(cx));
    TRY(bank_month_find(cx, b->month, &m));
    TRY(group_find(cx, &m, b, t));
    const struct mechanism *mech =
        mechanism_get(cx->app->mechanisms, m.mechanism, m.mechanism_version);
    if (!mech)
        return fail(cx, ERR_BUG, "找不到当月所用的机制版本", "mechanism version not loaded");
    t->from_at = b->from_at ? b->from_at : cx->now - mech->bank_window_days * MS_PER_DAY;
    if (t->from_at >= cx->now)
        return fail_at(cx, ERR_INPUT, "from_at", "不能晚于今天", "not in the future");
    TRY(db_all(
        cx, SQL_TOPIC_SAID,
        ARGS(I64(cx->jid), I64(t->from_at), I64(t->to_at), TXT(t->class), I64(SAID_MOST + 1)),
        &said_shape, (void **)&job->said, &n));
    if (n > SAID_MOST)
        return fail_at(cx, ERR_TOO_LARGE, "from_at", "诉求超过%d件，请缩短时段",
                       "more than %d demands: take a shorter time", SAID_MOST);
    for (size_t i = 0; i < n; i++)
        if (!t->area_id || org_place_below(cx->app->org, job->said[i].place_id,
                                           cx->app->root_place) == t->area_id)
            job->said[job->n++] = job->said[i];
    return OK;
}

enum err topic_choose(struct ctx *cx, const struct topic_new_body *b, struct flow_result *out)
{
    struct choose_job job = {.out = out};
    struct str num = {0};
    struct db *db = NULL;
    TRY(keeper(cx));
    TRY(app_numbers(cx, 1, &num));
    job.t = (struct topic){
        .jid = cx->jid,
        .id = app_id(cx),
        .num = num,
        .version = 1,
        .month = b->month,
        .name = b->name,
        .kind = b->kind,
        .class = b->class,
        .area_id = b->area,
        .reason = b->reason,
        .chosen_by = cx->actor->officer_id,
        .chosen_at = cx->now,
        .to_at = cx->now + 1,
        .lead_unit = b->lead,
        .state = STR("chosen"),
    };
    TRY(units_text(cx, b->lead, b->units, &job.t.units));
    TRY(db_acquire(cx, cx->app->store, &db));
    cx->db = db;
    enum err e = choose_read(cx, b, &job);
    cx->db = NULL;
    db_release(db);
    TRY(e);
    return db_write(cx, cx->app->store, choose_write, &job);
}

/* ---- changed, ended, dropped, members decided ---- */

static enum err fresh(struct ctx *cx, const struct topic *t, int64_t if_match)
{
    if (!str_eq_c(t->state, "chosen"))
        return fail(cx, ERR_CONFLICT, "这个主题已经结束或取消", "it was ended or dropped");
    return t->version == if_match
               ? OK
               : fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
}

static enum err act_write(struct ctx *cx, void *arg)
{
    const struct topic_job *job = arg;
    struct topic t = {0};
    struct str more = STR("");
    int64_t changed = 0;
    TRY(topic_find(cx, job->num, &t));
    TRY(fresh(cx, &t, job->if_match));
    TRY(job->act(cx, &t, job->body, &more));
    t.version++;
    TRY(db_put(cx, SQL_TOPIC_UPDATE, &topic_shape, &t, ARGS(I64(job->if_match)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    TRY(topic_noted(cx, &t, job->action, job->reason, more));
    return topic_answered(cx, &t, job->out);
}

enum err topic_act(struct ctx *cx, struct topic_job *job)
{
    TRY(keeper(cx));
    return db_write(cx, cx->app->store, act_write, job);
}

static enum err change(struct ctx *cx, struct topic *t, const void *body, struct str *more)
{
    const struct topic_change_body *b = body;
    (void)more;
    t->name = b->name;
    t->lead_unit = b->lead;
    return units_text(cx, b->lead, b->units, &t->units);
}

static void over(struct ctx *cx, struct topic *t, const char *state)
{
    t->state = str_c(state);
    t->ended_by = cx->actor->officer_id;
    t->ended_at = cx->now;
}

static enum err end(struct ctx *cx, struct topic *t, const void *body, struct str *more)
{
    const struct topic_end_body *b = body;
    (void)more;
    t->summary = b->summary;
    over(cx, t, "ended");
    return OK;
}

static enum err drop(struct ctx *cx, struct topic *t, const void *body, struct str *more)
{
    (void)body, (void)more;
    over(cx, t, "dropped");
    return OK;
}

enum err topic_change(struct ctx *cx, struct str num, int64_t if_match,
                      const struct topic_change_body *b, struct flow_result *out)
{
    struct topic_job job = {num, if_match, b, change, "topic-changed", b->reason, out};
    return topic_act(cx, &job);
}

enum err topic_end(struct ctx *cx, struct str num, int64_t if_match,
                   const struct topic_end_body *b, struct flow_result *out)
{
    struct topic_job job = {num, if_match, b, end, "topic-ended", b->summary, out};
    return topic_act(cx, &job);
}

enum err topic_drop(struct ctx *cx, struct str num, int64_t if_match,
                    const struct topic_drop_body *b, struct flow_result *out)
{
    struct topic_job job = {num, if_match, b, drop, "topic-dropped", b->reason, out};
    return topic_act(cx, &job);
}
