/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/trouble.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/hotspot.h"
#include "loop/trouble_impl.h"

ENUM_NAMES(trouble_state, TROUBLE_STATE_LIST);

enum { NAME_MAX = 60, WORDS = 4000, DAYS_LEAST = 7, DAYS_MOST = 730, DAYS_USUAL = 90 };

static const struct field trouble_fields[] = {
    FIELD(struct trouble, jid),
    FIELD(struct trouble, id, .as = AS_ID),
    FIELD(struct trouble, num),
    FIELD(struct trouble, version),
    FIELD(struct trouble, name),
    FIELD(struct trouble, hotspot_id, .as = AS_ID),
    FIELD(struct trouble, class),
    FIELD(struct trouble, place_id, .as = AS_ID),
    FIELD(struct trouble, unit_id, .as = AS_ID),
    FIELD(struct trouble, officer_id, .as = AS_ID),
    FIELD(struct trouble, cause),
    FIELD(struct trouble, why, .max = WORDS),
    FIELD(struct trouble, days),
    FIELD(struct trouble, state, .names = &trouble_state_names),
    FIELD(struct trouble, round),
    FIELD(struct trouble, opened_by, .as = AS_ID),
    FIELD(struct trouble, opened_at, .as = AS_TIME),
    FIELD(struct trouble, from_at, .as = AS_TIME),
    FIELD(struct trouble, finished_by, .as = AS_ID),
    FIELD(struct trouble, finished_at, .as = AS_TIME),
};
const struct shape trouble_shape = SHAPE("trouble", struct trouble, trouble_fields);

#define SAID_FIELDS                                                                            \
    FIELD(struct trouble_new, name, .required = true, .min = 2, .max = NAME_MAX,               \
          .zh = "问题名称", .en = "Name"),                                                     \
        FIELD(struct trouble_new, class, .max = 60, .zh = "类别", .en = "Class",               \
              .options = "classes"),                                                           \
        FIELD(struct trouble_new, place, .as = AS_ID, .zh = "范围（不填为全域）",              \
              .en = "Area (empty: the whole register)", .options = "places"),                  \
        FIELD(struct trouble_new, unit, .required = true, .as = AS_ID, .zh = "责任单位",       \
              .en = "Unit that owns it", .options = "units"),                                  \
        FIELD(struct trouble_new, officer, .required = true, .as = AS_ID, .zh = "责任人",      \
              .en = "Officer who answers for it"),                                             \
        FIELD(struct trouble_new, cause, .max = 60, .zh = "根源类型", .en = "Kind of cause",   \
              .options = "root_causes"),                                                       \
        FIELD(struct trouble_new, why, .max = 2000, .as = AS_TEXT, .zh = "根源分析",           \
              .en = "The cause in words"),                                                     \
        FIELD(struct trouble_new, days, .min = 0, .max = DAYS_MOST,                            \
              .zh = "前后对比天数（7至730，不填为90）",                                        \
              .en = "Days compared before and after (7 to 730; empty: 90)")

static const struct field new_fields[] = {
    FIELD(struct trouble_new, hotspot, .as = AS_ID, .zh = "热点", .en = "Hot spot"),
    SAID_FIELDS,
};
static const struct field change_fields[] = {
    SAID_FIELDS,
    FIELD(struct trouble_new, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "修改原因", .en = "Reason"),
};
static const struct field reason_fields[] = {
    FIELD(struct trouble_reason_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "说明", .en = "Reason"),
};
const struct shape trouble_new_shape = SHAPE("trouble_new", struct trouble_new, new_fields);
const struct shape trouble_change_shape =
    SHAPE("trouble_change", struct trouble_new, change_fields);
const struct shape trouble_reason_shape =
    SHAPE("trouble_reason", struct trouble_reason_body, reason_fields);

/* ---- who ---- */

bool trouble_may_keep(struct ctx *cx)
{
    return (actor_roles_at(cx, cx->actor, cx->app->root_unit) & TROUBLE_KEEPERS) != 0;
}

bool trouble_answers_for(struct ctx *cx, int64_t unit)
{
    return (actor_roles_at(cx, cx->actor, unit) & TROUBLE_ANSWERERS) != 0;
}

bool trouble_sees_all(struct ctx *cx, const struct trouble *t)
{
    return trouble_may_keep(cx) || trouble_answers_for(cx, t->unit_id) ||
           actor_is(cx->actor, t->officer_id);
}

enum err trouble_may_see(struct ctx *cx, const struct trouble *t, bool *out)
{
    struct trouble_measure *m = NULL;
    struct trouble_ask *a = NULL;
    size_t m_n = 0, a_n = 0;
    *out = trouble_sees_all(cx, t);
    if (*out)
        return OK;
    TRY(trouble_measures(cx, t->id, &m, &m_n));
    for (size_t i = 0; i < m_n; i++)
        *out = *out || trouble_answers_for(cx, m[i].unit_id) ||
               (m[i].officer_id && actor_is(cx->actor, m[i].officer_id));
    TRY(trouble_asks(cx, t->id, &a, &a_n));
    for (size_t i = 0; i < a_n; i++)
        *out = *out || trouble_answers_for(cx, a[i].unit_id);
    return OK;
}

enum err trouble_find(struct ctx *cx, struct str num, struct trouble *out)
{
    bool found = false, seen = false;
    TRY(db_one(cx, SQL_TROUBLE_GET, ARGS(I64(cx->jid), TXT(num)), &trouble_shape, out, &found));
    if (found)
        TRY(trouble_may_see(cx, out, &seen));
    return seen ? OK
                : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的根源问题",
                       "there is no root problem %.*s", STR_ARG(num));
}

/* ---- what is said of it ---- */

static enum err owner_check(struct ctx *cx, const struct trouble *t)
{
    struct officer o = {0};
    if (!org_unit(cx->app->org, t->unit_id))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位", "there is no such unit");
    TRY(officer_get(cx, t->officer_id, &o));
    if (o.disabled_at || !org_unit_under(cx->app->org, o.unit_id, t->unit_id))
        return fail_at(cx, ERR_INPUT, "officer", "责任人须是责任单位在岗的人",
                       "the officer must be at work in the unit");
    return OK;
}

static enum err cause_check(struct ctx *cx, struct str cause)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!cause.n || (m && choice_find(&m->root_causes, cause)))
        return OK;
    return fail_at(cx, ERR_INPUT, "cause", "没有这种根源类型", "there is no such cause");
}

/* Without a hot spot that still stands it needs a class: something must be counted. */
static enum err about_check(struct ctx *cx, const struct trouble *t)
{
    if (!t->hotspot_id && !t->class.n)
        return fail_at(cx, ERR_INPUT, "class", "没有热点的，请选类别",
                       "without a hot spot it needs a class");
    if (!org_place(cx->app->org, t->place_id))
        return fail_at(cx, ERR_INPUT, "place", "没有这个地点", "there is no such place");
    return OK;
}

static enum err said_take(struct ctx *cx, const struct trouble_new *b, struct trouble *t)
{
    if (b->days && b->days < DAYS_LEAST)
        return fail_at(cx, ERR_INPUT, "days", "至少%d天", "at least %d days", DAYS_LEAST);
    t->name = b->name;
    t->class = b->class;
    t->place_id = b->place ? b->place : cx->app->root_place;
    t->unit_id = b->unit;
    t->officer_id = b->officer;
    t->cause = b->cause;
    t->why = b->why;
    t->days = b->days ? b->days : DAYS_USUAL;
    TRY(about_check(cx, t));
    TRY(cause_check(cx, t->cause));
    return owner_check(cx, t);
}

/* ---- written ---- */

enum err trouble_note(struct ctx *cx, const struct trouble *t, const char *action,
                      struct str reason, struct str more)
{
    const struct audit_text text[] = {{"reason", reason}};
    const struct audit a = {
        .kind = SUBJECT_TROUBLE,
        .id = t->id,
        .action = action,
        .data = str_fmt(cx->arena,
                        "{\"trouble\":\"%.*s\",\"state\":\"%s\",\"round\":%" PRId64 "%.*s}",
                        STR_ARG(t->num), enum_text(&trouble_state_names, t->state), t->round,
                        STR_ARG(more)),
        .text = text,
        .texts = COUNT(text),
    };
    return audit_write(cx, &a);
}

static enum err answered(struct ctx *cx, const struct trouble *t, struct flow_result *out)
{
    *out = (struct flow_result){.num = str_dup(cx->arena, t->num),
                                .version = t->version,
                                .state = enum_text(&trouble_state_names, t->state)};
    return idem_put(cx, 200, flow_result_json(cx, out));
}

static struct str owner_more(struct ctx *cx, const struct trouble *t)
{
    return str_fmt(cx->arena, ",\"unit\":\"%" PRId64 "\",\"officer\":\"%" PRId64 "\"",
                   t->unit_id, t->officer_id);
}

static enum err told(struct ctx *cx, const struct trouble *t)
{
    return outbox_put_unit(cx, t->unit_id, BIT(ROLE_HEAD) | BIT(ROLE_HANDLER), SUBJECT_TROUBLE,
                           t->id, STR("trouble_owner"), t->num);
}

struct make_job {
    struct trouble t;
    const struct trouble_new *b;
    struct flow_result *out;
};

static enum err make_write(struct ctx *cx, void *arg)
{
    struct make_job *job = arg;
    struct trouble t = job->t;
    TRY(said_take(cx, job->b, &t));
    if (t.hotspot_id) {
        TRY(hotspot_may(cx));
        TRY(hotspot_hold(cx, t.hotspot_id,
                         str_fmt(cx->arena, "立为根源问题 %.*s", STR_ARG(t.num))));
    }
    TRY(db_put(cx, SQL_TROUBLE_INSERT, &trouble_shape, &t, NULL, 0, NULL));
    TRY(trouble_note(cx, &t, "trouble-opened", t.why, owner_more(cx, &t)));
    TRY(told(cx, &t));
    return answered(cx, &t, job->out);
}

static enum err keeper(struct ctx *cx)
{
    return trouble_may_keep(cx)
               ? OK
               : fail(cx, ERR_DENIED, "由本级的分析员、派单员、督查员或领导办理",
                      "for the register's own analysts, dispatchers, supervisors, leaders");
}

enum err trouble_make(struct ctx *cx, const struct trouble_new *b, struct flow_result *out)
{
    struct make_job job = {.b = b, .out = out};
    struct str num = {0};
    TRY(keeper(cx));
    TRY(app_numbers(cx, 1, &num));
    job.t = (struct trouble){
        .jid = cx->jid,
        .id = app_id(cx),
        .num = num,
        .version = 1,
        .hotspot_id = b->hotspot,
        .state = TROUBLE_OPEN,
        .round = 1,
        .opened_by = cx->actor->officer_id,
        .opened_at = cx->now,
        .from_at = cx->now,
    };
    return db_write(cx, cx->app->store, make_write, &job);
}

/* ---- acts ---- */

static enum err change(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    int64_t unit = t->unit_id;
    TRY(said_take(cx, body, t));
    *more = owner_more(cx, t);
    return unit == t->unit_id ? OK : told(cx, t);
}

static enum err finish(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    struct trouble_measure *rows = NULL;
    size_t n = 0, done = 0;
    (void)body, (void)more;
    if (!t->cause.n && !t->why.n)
        return fail(cx, ERR_CONFLICT, "还没有写明根源", "its cause is not known yet");
    TRY(trouble_measures(cx, t->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].state == TROUBLE_WORK_OPEN)
            return fail(cx, ERR_CONFLICT, "第%" PRId64 "项措施还没有完成",
                        "measure %" PRId64 " is not done yet", rows[i].serial);
        done += rows[i].state == TROUBLE_WORK_DONE;
    }
    if (!done)
        return fail(cx, ERR_CONFLICT, "还没有完成的措施", "no measure was done yet");
    t->state = TROUBLE_WATCHING;
    t->finished_at = cx->now;
    t->finished_by = cx->actor->officer_id;
    return OK;
}

static enum err reopen(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    (void)body, (void)more;
    t->state = TROUBLE_OPEN;
    t->round++;
    t->from_at = cx->now;
    t->finished_at = t->finished_by = 0;
    return told(cx, t);
}

enum who { BY_KEEPER, BY_OWNER, BY_ANY }; /* BY_ANY: the act itself looks */

static const struct act_row {
    const char *action;
    trouble_fn *run;
    uint32_t from; /* BIT(enum trouble_state) … */
    enum who who;
} acts[TROUBLE_ACT__MAX] = {
    [TROUBLE_CHANGE] = {"trouble-changed", change, BIT(TROUBLE_OPEN), BY_KEEPER},
    [TROUBLE_PLAN] = {"trouble-planned", trouble_plan, BIT(TROUBLE_OPEN), BY_OWNER},
    [TROUBLE_PROGRESS] = {"trouble-progress", trouble_progress, BIT(TROUBLE_OPEN), BY_ANY},
    [TROUBLE_END] = {"trouble-measure-ended", trouble_work_end, BIT(TROUBLE_OPEN), BY_ANY},
    [TROUBLE_ASK] = {"trouble-asked", trouble_ask_units,
                     BIT(TROUBLE_OPEN) | BIT(TROUBLE_WATCHING), BY_KEEPER},
    [TROUBLE_ANSWER] = {"trouble-answered", trouble_answer,
                        BIT(TROUBLE_OPEN) | BIT(TROUBLE_WATCHING) | BIT(TROUBLE_SOLVED) |
                            BIT(TROUBLE_FELL) | BIT(TROUBLE_SAME),
                        BY_ANY},
    [TROUBLE_FINISH] = {"trouble-finished", finish, BIT(TROUBLE_OPEN), BY_OWNER},
    [TROUBLE_CONCLUDE] = {"trouble-concluded", trouble_conclude, BIT(TROUBLE_WATCHING),
                          BY_KEEPER},
    [TROUBLE_REOPEN] = {"trouble-reopened", reopen,
                        BIT(TROUBLE_WATCHING) | BIT(TROUBLE_SOLVED) | BIT(TROUBLE_FELL) |
                            BIT(TROUBLE_SAME),
                        BY_KEEPER},
};

struct do_job {
    struct str num;
    int64_t if_match;
    enum trouble_act act;
    const void *body;
    struct flow_result *out;
};

/* The words of an act that stand in its event. */
static struct str reason_of(enum trouble_act act, const void *body)
{
    switch (act) {
    case TROUBLE_CHANGE:
        return ((const struct trouble_new *)body)->reason;
    case TROUBLE_PLAN:
        return ((const struct trouble_plan_body *)body)->words;
    case TROUBLE_PROGRESS:
        return ((const struct trouble_progress_body *)body)->note;
    case TROUBLE_END:
        return ((const struct trouble_end_body *)body)->note;
    case TROUBLE_ASK:
        return ((const struct trouble_ask_body *)body)->words;
    case TROUBLE_ANSWER:
        return ((const struct trouble_answer_body *)body)->words;
    case TROUBLE_CONCLUDE:
        return ((const struct trouble_conclude_body *)body)->reason;
    case TROUBLE_FINISH:
    case TROUBLE_REOPEN:
    case TROUBLE_ACT__MAX:
        break;
    }
    return ((const struct trouble_reason_body *)body)->reason;
}

static enum err may_do(struct ctx *cx, const struct trouble *t, const struct act_row *a)
{
    if (a->who == BY_KEEPER)
        TRY(keeper(cx));
    if (a->who == BY_OWNER && !trouble_sees_all(cx, t))
        return fail(cx, ERR_DENIED, "由责任单位或本级分析、督查人员办理",
                    "for the unit that owns it or the register's own keepers");
    if (!(a->from & BIT(t->state)))
        return fail(cx, ERR_CONFLICT, "现在是“%s”，不能这样办", "not while it is %s",
                    enum_label(&trouble_state_names, t->state, (int)cx->lang));
    return OK;
}

static enum err do_write(struct ctx *cx, void *arg)
{
    const struct do_job *job = arg;
    const struct act_row *a = &acts[job->act];
    struct trouble t = {0};
    struct str more = STR("");
    int64_t changed = 0;
    TRY(trouble_find(cx, job->num, &t));
    TRY(may_do(cx, &t, a));
    if (job->if_match != t.version)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    TRY(a->run(cx, &t, job->body, &more));
    t.version++;
    TRY(db_put(cx, SQL_TROUBLE_UPDATE, &trouble_shape, &t, ARGS(I64(job->if_match)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    TRY(trouble_note(cx, &t, a->action, reason_of(job->act, job->body), more));
    return answered(cx, &t, job->out);
}

enum err trouble_do(struct ctx *cx, struct str num, int64_t if_match, enum trouble_act act,
                    const void *body, struct flow_result *out)
{
    struct do_job job = {num, if_match, act, body, out};
    return db_write(cx, cx->app->store, do_write, &job);
}

/* ---- somebody goes ---- */

static enum err of_officer(struct ctx *cx, int64_t officer, struct trouble **out, size_t *n)
{
    return db_all(cx, SQL_TROUBLE_OF_OFFICER, ARGS(I64(cx->jid), I64(officer)), &trouble_shape,
                  (void **)out, n);
}

enum err troubles_naming(struct ctx *cx, int64_t officer, int64_t *n)
{
    struct trouble *rows = NULL;
    size_t rows_n = 0;
    TRY(of_officer(cx, officer, &rows, &rows_n));
    *n = (int64_t)rows_n;
    return OK;
}

static enum err moved_put(struct ctx *cx, struct trouble *t, const char *action,
                          struct str more)
{
    const int64_t was = t->version++;
    int64_t changed = 0;
    TRY(db_put(cx, SQL_TROUBLE_UPDATE, &trouble_shape, t, ARGS(I64(was)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "根源问题刚被改过，请再试一次",
                    "a root problem was changed meanwhile: try again");
    return trouble_note(cx, t, action, STR(""), more);
}

enum err troubles_hand_over(struct ctx *cx, int64_t from, int64_t to)
{
    struct trouble *rows = NULL;
    size_t n = 0;
    TRY(of_officer(cx, from, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct trouble *t = &rows[i];
        t->officer_id = t->officer_id == from ? to : t->officer_id;
        TRY(db_exec(cx, SQL_TROUBLE_MEASURES_HAND_OVER,
                    ARGS(I64(cx->jid), I64(t->id), I64(from), I64(to)), NULL));
        TRY(moved_put(cx, t, "trouble-handed-over",
                      str_fmt(cx->arena,
                              ",\"from_officer\":\"%" PRId64 "\",\"to_officer\":\"%" PRId64
                              "\"",
                              from, to)));
    }
    return OK;
}

/* ---- hot spots merge ---- */

enum err troubles_hotspot_merged(struct ctx *cx, int64_t from, int64_t to)
{
    struct trouble *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_TROUBLE_OF_HOTSPOT, ARGS(I64(cx->jid), I64(from), I64(INT32_MAX)),
               &trouble_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        rows[i].hotspot_id = to;
        TRY(moved_put(
            cx, &rows[i], "trouble-hotspot-merged",
            str_fmt(cx->arena, ",\"hotspot\":[\"%" PRId64 "\",\"%" PRId64 "\"]", from, to)));
    }
    return OK;
}
