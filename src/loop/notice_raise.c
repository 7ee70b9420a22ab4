/* SPDX-License-Identifier: Apache-2.0
 * Notices that are raised: by the scheduler, cause by cause, and by a supervisor's hand.
 */
#include <inttypes.h>

#include "base/log.h"
#include "base/time.h"
#include "core/app.h"
#include "core/calendar.h"
#include "core/clock.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/dossier.h"
#include "loop/notice.h"
#include "loop/signal.h"
#include "loop/trouble.h"

enum { PAGE = 50, LONG_TEXT = 2000 };

static const struct field new_fields[] = {
    FIELD(struct notice_new, about, .max = 30, .zh = "诉求、事项或任务编号（督办单位可不填）",
          .en = "Number of a demand, matter or task (empty: the unit)"),
    FIELD(struct notice_new, unit, .as = AS_ID, .zh = "被督办单位（不填为现在办理的单位）",
          .en = "Unit warned (empty: whoever has it)", .options = "units"),
    FIELD(struct notice_new, cause, .max = 40, .zh = "事由", .en = "Cause"),
    FIELD(struct notice_new, words, .required = true, .min = 5, .max = LONG_TEXT, .as = AS_TEXT,
          .zh = "督办要求", .en = "What is asked"),
    FIELD(struct notice_new, answer_workdays, .min = 0, .max = 60,
          .zh = "几个工作日内回复（不填按规则）",
          .en = "Answered within working days (empty: as the rule says)"),
    FIELD(struct notice_new, after, .max = 30, .zh = "所批示的苗头（督办单号）",
          .en = "Number of the signal that is marked"),
};
const struct shape notice_new_shape = SHAPE("notice_new", struct notice_new, new_fields);

int64_t notice_cutoff(const struct ctx *cx, int64_t workdays)
{
    const struct calendar *c = cx->app->calendar;
    int64_t day = time_day(cx->now);
    bool provisional = false; /* a threshold, no promise: the weekly rhythm will do */
    if (workdays == 0)
        return cx->now;
    if (workdays < 0)
        return time_day_end(calendar_add_workdays(c, day, -workdays, &provisional));
    for (int64_t passed = 0; passed < workdays; day--)
        passed += calendar_is_workday(c, day);
    return time_day_end(day);
}

/* ---- what is found ---- */

struct found {
    int64_t clock_id, at, subject_id, unit_id;
    int subject_kind;
};
static const struct field found_fields[] = {
    FIELD(struct found, clock_id),
    FIELD(struct found, at),
    FIELD(struct found, subject_kind, .names = &subject_names),
    FIELD(struct found, subject_id),
    FIELD(struct found, unit_id),
};
static const struct shape found_shape = SHAPE("notice_found", struct found, found_fields);

/* One walk: a cause, and of a limit one kind of clock. */
struct walk {
    const struct notice_rule *rule;
    const struct notice_cause *cause; /* NULL: what follows unanswered notices */
    int clock;                        /* enum clock_kind; -1 */
    int64_t from, to;
    int limit, *raised, *failed;
};

struct put_job {
    const struct walk *walk;
    const struct found *f;
    struct notice_plan plan;
};

/* The stage of the same limit that comes next: from there on the lower one is past. */
static int64_t next_stage(const struct notice_rule *r, const struct notice_cause *c, int clock)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < r->causes_n; i++) {
        const struct notice_cause *x = &r->causes[i];
        if (x->watch == WATCH_LIMIT && (x->clocks & BIT(clock)) && x->workdays > c->workdays &&
            x->workdays < next && notice_cause(r, x->code, c->mechanism) == x)
            next = x->workdays;
    }
    return next;
}

static enum err page_read(struct ctx *cx, const struct walk *k, const struct found *after,
                          struct found **rows, size_t *n)
{
    const struct notice_cause *c = k->cause;
    const struct val jid = I64(cx->jid), at = I64(after->at), id = I64(after->clock_id),
                     most = I64(PAGE);
    if (!c)
        return db_all(cx, SQL_NOTICE_UNANSWERED, ARGS(jid, I64(cx->now), at, id, most),
                      &found_shape, (void **)rows, n);
    const struct val code = TXT(c->code), times = I64(c->times);
    switch ((enum notice_watch)c->watch) {
    case WATCH_LIMIT:
        return db_all(cx, SQL_NOTICE_LIMITS,
                      ARGS(jid, TXT(str_c(enum_text(&clock_kind_names, k->clock))),
                           I64(k->from), I64(k->to), code, at, id, most),
                      &found_shape, (void **)rows, n);
    case WATCH_UNCLAIMED:
        return db_all(cx, SQL_NOTICE_UNCLAIMED, ARGS(jid, I64(k->to), code, at, id, most),
                      &found_shape, (void **)rows, n);
    case WATCH_RETURNED:
        return db_all(cx, SQL_NOTICE_RETURNED, ARGS(jid, times, code, id, most), &found_shape,
                      (void **)rows, n);
    case WATCH_URGED:
        return db_all(cx, SQL_NOTICE_URGED, ARGS(jid, times, code, id, most), &found_shape,
                      (void **)rows, n);
    case WATCH_REPEATED:
        return db_all(
            cx, SQL_NOTICE_REPEATED,
            ARGS(jid, times, code, id, most, I64(cx->now - c->within_days * MS_PER_DAY)),
            &found_shape, (void **)rows, n);
    case WATCH_SUPERIOR:
        return db_all(cx, SQL_NOTICE_SUPERIOR, ARGS(jid, times, code, id, most), &found_shape,
                      (void **)rows, n);
    case WATCH_ASKED:
        return db_all(
            cx, SQL_NOTICE_ASKED,
            ARGS(jid, I64(notice_cutoff(cx, c->workdays)), code, id, I64(after->unit_id), most),
            &found_shape, (void **)rows, n);
    case WATCH_WORD: /* loop/signal.c raises them */
    case WATCH_PERSON:
    case WATCH_VOLUME:
    case WATCH_NOTHING:
    case NOTICE_WATCH__MAX:
        break;
    }
    *n = 0;
    return OK;
}

/* What for: the same words as the statements use. */
static struct str why_of(struct ctx *cx, const struct walk *k, const struct found *f)
{
    if (!k->cause)
        return str_fmt(cx->arena, "after:%" PRId64 ":", f->clock_id);
    if (k->cause->watch == WATCH_ASKED) /* one question, many units */
        return str_fmt(cx->arena, "%.*s:%" PRId64 ":%" PRId64 ":%" PRId64,
                       STR_ARG(k->cause->code), f->clock_id, f->at, f->unit_id);
    uint32_t dated = BIT(WATCH_LIMIT) | BIT(WATCH_UNCLAIMED) | BIT(WATCH_SUPERIOR);
    return dated & BIT(k->cause->watch)
               ? str_fmt(cx->arena, "%.*s:%" PRId64 ":%" PRId64, STR_ARG(k->cause->code),
                         f->clock_id, f->at)
               : str_fmt(cx->arena, "%.*s:%" PRId64 ":", STR_ARG(k->cause->code), f->clock_id);
}

/* ---- one ---- */

static enum err mechanism_of(struct ctx *cx, const struct found *f, struct str *out)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct matter *m = NULL;
    struct task *t = NULL;
    *out = STR("");
    if (f->subject_kind == SUBJECT_UNIT)
        return OK;
    if (f->subject_kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, f->subject_id, &d));
        *out = d->mechanism;
        return OK;
    }
    if (f->subject_kind == SUBJECT_TASK)
        TRY(work_task(w, f->subject_id, &t));
    TRY(work_matter(w, t ? t->matter_id : f->subject_id, &m));
    *out = m->mechanism;
    return OK;
}

/* Of an unanswered notice what its own rule says comes next; NULL: nothing. */
static enum err next_cause(struct ctx *cx, struct put_job *j, struct str mechanism)
{
    const struct notice_rule *own = NULL;
    const struct notice_cause *was = NULL;
    struct notice n = {0};
    bool found = false;
    TRY(db_one(cx, SQL_NOTICE_GET, ARGS(I64(cx->jid), I64(j->f->clock_id)), &notice_shape, &n,
               &found));
    if (!found || n.state != NOTICE_OPEN || n.due_at > cx->now)
        return OK;
    TRY(notice_rule_get(cx, n.rule_version, &own));
    was = notice_cause(own, n.cause, mechanism);
    if (!was || !was->next.n)
        return OK;
    j->plan.rule = own;
    j->plan.cause = notice_cause(own, was->next, mechanism);
    j->plan.after_id = n.id;
    return OK;
}

static bool clock_says_so(const struct ctx *cx, const struct put_job *j, const struct clock *k)
{
    return k && !k->stopped_at && !k->paused_at && k->due_at == j->f->at &&
           k->due_at <= notice_cutoff(cx, j->walk->cause->workdays);
}

/* Whether it still holds inside the transaction. */
static enum err still_so(struct ctx *cx, struct put_job *j, bool *yes)
{
    struct clock k = {0};
    bool found = false;
    *yes = j->plan.cause != NULL;
    if (!*yes || !j->walk->cause || j->plan.clock < 0)
        return OK;
    TRY(db_one(cx, SQL_CLOCK_GET, ARGS(I64(cx->jid), I64(j->f->clock_id)), &clock_shape, &k,
               &found));
    *yes = clock_says_so(cx, j, found ? &k : NULL);
    return OK;
}

/* Which root problem the unit was asked about; *yes: its answer is still owed. */
static enum err asked_words(struct ctx *cx, struct put_job *j, bool *yes)
{
    struct trouble t = {0};
    TRY(trouble_ask_owed(cx, j->f->clock_id, j->f->unit_id, j->f->at, &t, yes));
    if (*yes)
        j->plan.words = str_fmt(
            cx->arena,
            cx->lang == LANG_EN ? "Root problem %.*s, %.*s: asked whether it stands here too, "
                                  "the unit has not answered in time."
                                : "根源问题 %.*s“%.*s”要求举一反三排查，没有按期回复。",
            STR_ARG(t.num), STR_ARG(t.name));
    return OK;
}

static enum err put_write(struct ctx *cx, void *arg)
{
    struct put_job *j = arg;
    const struct walk *k = j->walk;
    struct str mechanism = {0};
    bool yes = false;
    j->plan.done = false;
    j->plan.rule = k->rule;
    j->plan.cause = NULL;
    TRY(mechanism_of(cx, j->f, &mechanism));
    if (!k->cause)
        TRY(next_cause(cx, j, mechanism));
    else if (notice_cause(k->rule, k->cause->code, mechanism) == k->cause)
        j->plan.cause = k->cause;
    TRY(still_so(cx, j, &yes));
    if (yes && k->cause && k->cause->watch == WATCH_ASKED)
        TRY(asked_words(cx, j, &yes));
    if (!yes)
        return OK;
    j->plan.answer_workdays = j->plan.cause->answer_workdays;
    return notice_put(cx, &j->plan);
}

static bool is_systems_fault(enum err e)
{
    return e == ERR_IO || e == ERR_BUSY;
}

static enum err put_one(struct ctx *cx, const struct walk *k, const struct found *f)
{
    char number[24];
    struct put_job j = {.walk = k, .f = f};
    bool counted = k->cause && !(BIT(k->cause->watch) &
                                 (BIT(WATCH_LIMIT) | BIT(WATCH_UNCLAIMED) | BIT(WATCH_ASKED)));
    j.plan = (struct notice_plan){
        .why = why_of(cx, k, f),
        .words = STR(""),
        .id = app_id(cx),
        .clock_id = app_id(cx),
        .kind = (enum subject)f->subject_kind,
        .subject_id = f->subject_id,
        .unit_id = f->unit_id,
        .clock = k->cause ? k->clock : -1,
        .due_at = counted ? 0 : f->at,
        .count = counted ? f->at : 0,
    };
    TRY(app_numbers(cx, 1, &j.plan.num));
    enum err e = db_write(cx, cx->app->store, put_write, &j);
    if (is_systems_fault(e))
        return e;
    if (e == OK) {
        *k->raised += j.plan.done;
        return OK;
    }
    if (e != ERR_CONFLICT) { /* a conflict: somebody was faster */
        log_event(LOG_WARN, "notice_refused", "cause",
                  k->cause ? k->cause->code.p : "unanswered", "id",
                  log_num(number, f->subject_id), "code", err_code(e), "why", cx->error.message,
                  NULL);
        ++*k->failed;
    }
    fault_clear(cx);
    return OK;
}

static enum err walk_all(struct ctx *cx, const struct walk *k)
{
    struct found after = {0}, *rows = NULL;
    size_t n = PAGE;
    int before = *k->raised;
    while (n == PAGE && *k->raised - before < k->limit) {
        TRY(db_acquire(cx, cx->app->store, &cx->db));
        enum err e = page_read(cx, k, &after, &rows, &n);
        db_release(cx->db);
        cx->db = NULL;
        TRY(e);
        for (size_t i = 0; i < n && *k->raised - before < k->limit; i++) {
            TRY(put_one(cx, k, &rows[i]));
            after = rows[i];
        }
    }
    return OK;
}

static enum err cause_walk(struct ctx *cx, struct walk *k)
{
    const struct notice_cause *c = k->cause;
    k->clock = -1;
    k->to = notice_cutoff(cx, c->workdays);
    if (c->watch != WATCH_LIMIT)
        return walk_all(cx, k);
    for (int clock = 0; clock < CLOCK__MAX; clock++) {
        if (!(c->clocks & BIT(clock)))
            continue;
        int64_t next = next_stage(k->rule, c, clock);
        k->clock = clock;
        k->from = next == INT64_MAX ? 0 : notice_cutoff(cx, next);
        TRY(walk_all(cx, k));
    }
    return OK;
}

enum err notices_raise(struct ctx *cx, int limit, int *raised, int *failed)
{
    struct walk k = {.limit = limit, .raised = raised, .failed = failed, .clock = -1};
    *raised = 0;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = notice_rule_get(cx, 0, &k.rule);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    if (!k.rule)
        return OK;
    TRY(walk_all(cx, &k)); /* unanswered ones first: they are the older debt */
    for (size_t i = 0; i < k.rule->causes_n; i++) {
        k.cause = &k.rule->causes[i];
        TRY(cause_walk(cx, &k));
    }
    return OK;
}

/* ---- by hand ---- */

struct issue_job {
    const struct notice_new *in;
    struct notice_plan plan;
    struct flow_result *out;
};

/* A mark on a signal: to its unit unless another is named. */
static enum err issue_after(struct ctx *cx, struct issue_job *j, int64_t *unit)
{
    struct notice n = {0};
    bool is_signal = false;
    if (!j->in->after.n)
        return OK;
    TRY(notice_find(cx, j->in->after, &n));
    TRY(signal_is(cx, n.id, &is_signal));
    if (!is_signal || j->in->about.n)
        return fail_at(cx, ERR_INPUT, "after", "只能批示苗头，且不另写编号",
                       "only a signal is marked, and about nothing else");
    j->plan.after_id = n.id;
    *unit = *unit ? *unit : n.unit_id;
    return OK;
}

/* By a leader, where the rule has a cause of that name. */
static struct str code_of(const struct ctx *cx, const struct issue_job *j)
{
    const struct str marked = STR("marked"), by_hand = STR("by_hand");
    if (j->in->cause.n)
        return j->in->cause;
    return j->plan.after_id && (actor_roles(cx->actor) & BIT(ROLE_LEADER)) &&
                   notice_cause(j->plan.rule, marked, STR(""))
               ? marked
               : by_hand;
}

/* What it is about, and whom it warns; the actor sees both. */
static enum err issue_about(struct ctx *cx, struct issue_job *j, struct str *mechanism)
{
    int64_t unit = j->in->unit;
    TRY(issue_after(cx, j, &unit));
    struct found f = {.subject_kind = SUBJECT_UNIT, .subject_id = unit};
    struct notice_plan *p = &j->plan;
    if (j->in->about.n) {
        enum subject kind = SUBJECT_MATTER;
        TRY(dossier_find(cx, work_begin(cx), j->in->about, &kind, &f.subject_id));
        f.subject_kind = (int)kind;
    } else if (!org_unit(cx->app->org, unit)) {
        return fail_at(cx, ERR_INPUT, "unit", "请填编号或选择单位", "a number or a unit");
    }
    p->kind = (enum subject)f.subject_kind;
    p->subject_id = f.subject_id;
    p->unit_id = unit;
    return mechanism_of(cx, &f, mechanism);
}

static enum err issue_write(struct ctx *cx, void *arg)
{
    struct issue_job *j = arg;
    struct notice_plan *p = &j->plan;
    struct str mechanism = {0};
    TRY(notice_rule_get(cx, 0, &p->rule));
    if (!p->rule)
        return fail(cx, ERR_CONFLICT, "还没有督办规则，先用 huiyin supervision load 装入",
                    "no rule of supervision was loaded: huiyin supervision load");
    TRY(issue_about(cx, j, &mechanism));
    p->cause = notice_cause(p->rule, code_of(cx, j), mechanism);
    if (!p->cause)
        return fail_at(cx, ERR_INPUT, "cause", "规则里没有这个事由",
                       "the rule has no such cause");
    p->answer_workdays =
        j->in->answer_workdays ? j->in->answer_workdays : p->cause->answer_workdays;
    TRY(notice_put(cx, p));
    *j->out = (struct flow_result){
        .num = p->num,
        .version = p->version,
        .state =
            enum_text(&notice_state_names, p->answer_workdays ? NOTICE_OPEN : NOTICE_TOLD)};
    return idem_put(cx, 201, flow_result_json(cx, j->out));
}

enum err notice_issue(struct ctx *cx, const struct notice_new *in, struct flow_result *out)
{
    struct issue_job j = {.in = in, .out = out};
    int64_t id = app_id(cx);
    if (!(actor_roles(cx->actor) & NOTICE_ISSUERS))
        return fail(cx, ERR_DENIED, "由督查员或领导签发", "for supervisors and leaders");
    j.plan = (struct notice_plan){
        .why = str_fmt(cx->arena, "hand:%" PRId64 ":", id),
        .words = in->words,
        .id = id,
        .clock_id = app_id(cx),
        .clock = -1,
        .needs = NOTICE_ISSUERS,
    };
    TRY(app_numbers(cx, 1, &j.plan.num));
    return db_write(cx, cx->app->store, issue_write, &j);
}

/* ---- another calendar ---- */

struct move_job {
    const struct notice *n;
    bool moved;
};

static enum err move_write(struct ctx *cx, void *arg)
{
    struct move_job *j = arg;
    struct clock k = {0};
    bool found = false;
    TRY(db_one(cx, SQL_CLOCK_GET, ARGS(I64(cx->jid), I64(j->n->clock_id)), &clock_shape, &k,
               &found));
    j->moved = false;
    if (!found || k.stopped_at)
        return OK;
    int64_t was = k.due_at;
    bool guess = k.provisional;
    clock_reckon(cx->app->calendar, false, &k);
    j->moved = k.due_at != was;
    if (!j->moved && k.provisional == guess)
        return OK;
    TRY(db_put(cx, SQL_CLOCK_UPDATE, &clock_shape, &k, NULL, 0, NULL));
    return db_exec(cx, SQL_NOTICE_DUE_MOVED, ARGS(I64(cx->jid), I64(j->n->id), I64(k.due_at)),
                   NULL);
}

enum err notices_reckon(struct ctx *cx, size_t *moved)
{
    struct notice *rows = NULL;
    size_t n = PAGE;
    int64_t due_at = 0, id = 0;
    *moved = 0;
    while (n == PAGE) {
        TRY(db_acquire(cx, cx->app->store, &cx->db));
        enum err e =
            db_all(cx, SQL_NOTICE_RUNNING, ARGS(I64(cx->jid), I64(due_at), I64(id), I64(PAGE)),
                   &notice_shape, (void **)&rows, &n);
        db_release(cx->db);
        cx->db = NULL;
        TRY(e);
        for (size_t i = 0; i < n; i++) {
            struct move_job j = {.n = &rows[i]};
            due_at = rows[i].due_at;
            id = rows[i].id;
            TRY(db_write(cx, cx->app->store, move_write, &j));
            *moved += j.moved;
        }
    }
    return OK;
}
