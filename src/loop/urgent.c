/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/urgent.h"

#include "base/log.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/alarm.h"
#include "loop/links.h"

enum { PAGE = 50, FORGET_DAYS = 14 };

/* ---- recognising ---- */

struct raising {
    struct alarm_new alarm;
    struct alarm running;
    struct urgent_hit hits[URGENT_HITS], weak[URGENT_HITS];
    size_t hits_n, weak_n;
    int64_t area_id;
};

static enum err weak_put(struct ctx *cx, const struct raising *r)
{
    for (size_t i = 0; i < r->weak_n; i++)
        TRY(db_exec(cx, SQL_URGENT_SEEN_PUT,
                    ARGS(I64(cx->jid), TXT(r->weak[i].rule->code), I64(r->area_id),
                         I64(cx->now), I64(r->alarm.demand->id)),
                    NULL));
    return OK;
}

static enum err raise_write(struct ctx *cx, void *arg)
{
    const struct raising *r = arg;
    TRY(weak_put(cx, r));
    return r->alarm.n > 0 || r->alarm.kind ? alarm_raise(cx, &r->alarm) : OK;
}

/* The place of the demand, or the one above it, that is of the rule's kind. */
static int64_t area_of(const struct ctx *cx, int64_t place_id, int kind)
{
    enum { DEEP = 16 };
    const struct place *p = org_place(cx->app->org, place_id);
    for (int i = 0; p && i < DEEP; i++) {
        if (p->kind == kind)
            return p->id;
        p = p->parent_id ? org_place(cx->app->org, p->parent_id) : NULL;
    }
    return place_id;
}

/* This one makes the number full, and there is no alarm yet of the same cause. */
static enum err group_is_full(struct ctx *cx, const struct urgent_rule *r, int64_t area,
                              bool *full)
{
    int64_t since = cx->now - r->within_minutes * MS_PER_MINUTE, n = 0, raised = 0;
    *full = false;
    TRY(db_i64(cx, SQL_URGENT_SEEN_COUNT,
               ARGS(I64(cx->jid), TXT(r->code), I64(area), I64(since)), 0, &n));
    if (n + 1 < r->min_count)
        return OK;
    TRY(db_i64(cx, SQL_ALARM_OF_AREA, ARGS(I64(cx->jid), TXT(r->code), I64(area), I64(since)),
               0, &raised));
    *full = raised == 0;
    return OK;
}

/* A group rule's hit is an alarm when its number is full; until then it is only counted. */
static enum err sort_hits(struct ctx *cx, const struct demand *d, const struct urgent_hit *all,
                          size_t n, struct raising *r)
{
    const struct urgent_rule *last = NULL;
    bool full = false;
    for (size_t i = 0; i < n; i++) {
        const struct urgent_rule *rule = all[i].rule;
        if (rule->min_count > 1 && rule != last) {
            r->area_id = area_of(cx, d->place_id, rule->area);
            r->weak[r->weak_n++] = all[i];
            TRY(group_is_full(cx, rule, r->area_id, &full));
            if (full && r->hits_n == 0)
                r->alarm.area_id = r->area_id;
        }
        if (rule->min_count == 1 || full)
            r->hits[r->hits_n++] = all[i];
        last = rule;
    }
    return OK;
}

static struct strs codes_of(struct ctx *cx, const struct raising *r)
{
    struct strs codes = {.p = NEWS(cx->arena, struct str, r->hits_n + 1)};
    for (size_t i = 0; i < r->hits_n; i++)
        if (i == 0 || r->hits[i].rule != r->hits[i - 1].rule)
            codes.p[codes.n++] = r->hits[i].rule->code;
    return codes;
}

/* An alarm that already runs takes the new hits in. */
static enum err join_running(struct ctx *cx, const struct demand *d, struct raising *r)
{
    bool running = false;
    if (!d->urgent || d->version < 2)
        return OK;
    TRY(alarm_running(cx, d->id, &r->running, &running));
    r->alarm.running = running ? &r->running : NULL;
    return OK;
}

static enum err matters_follow(struct ctx *cx, struct work *w, const struct demand *d);

static enum err prepare(struct ctx *cx, struct work *w, struct demand *d, struct draft *event,
                        struct raising *r, int kind)
{
    bool had = d->urgent;
    r->alarm.demand = d;
    r->alarm.set = cx->app->urgent;
    r->alarm.hits = r->hits;
    r->alarm.n = r->hits_n;
    r->alarm.seq = draft_seq(event);
    TRY(join_running(cx, d, r));
    if (r->hits_n == 0 && !r->alarm.running)
        r->alarm.kind = kind;
    if (r->hits_n > 0 || kind) {
        d->urgent = true;
        draft_ids(event, "urgent_rules", codes_of(cx, r));
        int first = r->hits_n ? r->hits[0].rule->kind : kind;
        draft_str(event, "urgent_kind", str_c(enum_text(&urgent_kind_names, first)));
    }
    if (r->alarm.set && (r->alarm.n > 0 || r->alarm.kind)) {
        TRY(alarm_plan(cx, &r->alarm));
        draft_ids(event, "told", alarm_told_words(cx, &r->alarm.telling));
        work_late(w, raise_write, r);
    } else if (r->weak_n > 0)
        work_late(w, raise_write, r);
    return d->urgent && !had && d->matters ? matters_follow(cx, w, d) : OK;
}

enum err urgent_look(struct ctx *cx, struct work *w, struct demand *d, struct draft *event,
                     struct str text, bool by_hand)
{
    struct urgent_hit all[URGENT_HITS];
    size_t n = urgent_match(cx->app->urgent, cx->arena, text, all, COUNT(all));
    if (n == 0 && !by_hand)
        return OK;
    struct raising *r = NEW(cx->arena, struct raising);
    TRY(sort_hits(cx, d, all, n, r));
    return prepare(cx, w, d, event, r, by_hand ? URGENT_OTHER : URGENT_NONE);
}

enum err urgent_look_taken(struct ctx *cx, struct work *w, struct demand *d,
                           struct draft *event, struct str text)
{
    const struct urgent_set *set = cx->app->urgent;
    if (!set || d->ended_at || cx->now - d->said_at > set->fresh_hours * 60 * MS_PER_MINUTE)
        return OK;
    return urgent_look(cx, w, d, event, text, false);
}

/* ---- the flag of the matters ---- */

static enum err any_urgent(struct work *w, const struct matter *m, bool *yes)
{
    struct link **links = NULL;
    size_t n = 0;
    *yes = false;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; i < n && !*yes; i++) {
        struct demand *d = NULL;
        if (links[i]->state == LINK_VOID || links[i]->state == LINK_WITHDRAWN)
            continue;
        TRY(work_demand(w, links[i]->demand_id, &d));
        *yes = d->urgent;
    }
    return OK;
}

static enum err matters_follow(struct ctx *cx, struct work *w, const struct demand *d)
{
    struct link **links = NULL;
    size_t n = 0;
    (void)cx;
    TRY(work_links_of_demand(w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        bool urgent = false;
        if (links[i]->state == LINK_VOID)
            continue;
        TRY(work_matter(w, links[i]->matter_id, &m));
        TRY(any_urgent(w, m, &urgent));
        if (m->urgent == urgent)
            continue;
        struct draft *e = work_event(w, SUBJECT_MATTER, m->id,
                                     urgent ? "urgent-set" : "urgent-cleared", -1, 0);
        draft_str(e, "demand", d->num);
        m->urgent = urgent;
    }
    return OK;
}

/* ---- acts ---- */

struct set_body {
    int kind; /* enum urgent_kind */
    struct str reason;
};
static const struct field set_fields[] = {
    FIELD(struct set_body, kind, .required = true, .names = &urgent_kind_names,
          .zh = "要情类型", .en = "Kind", .options = "urgent_kind"),
    FIELD(struct set_body, reason, .required = true, .min = 2, .max = 500, .as = AS_TEXT,
          .zh = "理由", .en = "Reason"),
};
static const struct shape set_shape = SHAPE("urgent_set_body", struct set_body, set_fields);

struct handled_body {
    struct str words;
    struct strs wrong;
};
static const struct field handled_fields[] = {
    FIELD(struct handled_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "处置情况", .en = "What was done"),
    FIELD(struct handled_body, wrong, .max = 20, .zh = "其中误报的规则代码",
          .en = "Codes of rules that were wrong"),
};
static const struct shape handled_shape =
    SHAPE("urgent_handled", struct handled_body, handled_fields);

struct clear_body {
    struct str reason;
};
static const struct field clear_fields[] = {
    FIELD(struct clear_body, reason, .required = true, .min = 2, .max = 500, .as = AS_TEXT,
          .zh = "误报或解除的理由", .en = "Why it is a false alarm, or over"),
};
static const struct shape clear_shape = SHAPE("urgent_clear", struct clear_body, clear_fields);

static enum err set_guard(struct ctx *cx, struct act *a)
{
    return a->demand->urgent ? fail(cx, ERR_CONFLICT, "这件诉求已列为要情",
                                    "this demand is marked urgent already")
                             : OK;
}

static enum err set_effect(struct ctx *cx, struct act *a)
{
    const struct set_body *b = a->body;
    struct raising *r = NEW(cx->arena, struct raising);
    if (b->kind <= URGENT_NONE)
        return fail_at(cx, ERR_INPUT, "kind", "请选择要情类型", "choose a kind");
    draft_text(a->event, "reason", b->reason);
    return prepare(cx, a->w, a->demand, a->event, r, b->kind);
}

static enum err running_of(struct ctx *cx, const struct act *a, struct alarm **out)
{
    struct alarm *row = NEW(cx->arena, struct alarm);
    bool found = false;
    *out = NULL;
    if (!a->demand->urgent)
        return OK;
    TRY(alarm_running(cx, a->demand->id, row, &found));
    *out = found ? row : NULL;
    return OK;
}

static enum err running_must(struct ctx *cx, const struct act *a, struct alarm *out)
{
    struct alarm *row = NULL;
    TRY(running_of(cx, a, &row));
    if (!row)
        return fail(cx, ERR_CONFLICT, "这件诉求没有未了结的要情",
                    "no alarm of this demand is running");
    *out = *row;
    return OK;
}

static enum err running_guard(struct ctx *cx, struct act *a)
{
    struct alarm row;
    return running_must(cx, a, &row);
}

static enum err ack_guard(struct ctx *cx, struct act *a)
{
    struct alarm_receiver *r = NULL;
    struct alarm row = {0};
    size_t n = 0;
    TRY(running_must(cx, a, &row));
    TRY(alarm_receivers(cx, row.id, &r, &n));
    for (size_t i = 0; i < n; i++)
        if (r[i].officer_id == cx->actor->officer_id)
            return r[i].acked_at == 0 ? OK
                                      : fail(cx, ERR_CONFLICT, "您已确认过这条要情",
                                             "you have acknowledged it already");
    return fail(cx, ERR_DENIED, "这条要情没有通知您，不需要您确认",
                "you were not told of this alarm: it is not yours to acknowledge");
}

struct ending {
    struct alarm *alarm;
    enum alarm_state outcome;
    struct strs wrong;
    int64_t seq;
};

static enum err ack_write(struct ctx *cx, void *arg)
{
    return alarm_acknowledge(cx, arg);
}

static enum err ack_effect(struct ctx *cx, struct act *a)
{
    struct alarm *row = NEW(cx->arena, struct alarm);
    TRY(running_must(cx, a, row));
    draft_i64(a->event, "minutes", (cx->now - row->raised_at) / MS_PER_MINUTE);
    work_late(a->w, ack_write, row);
    return OK;
}

static enum err end_write(struct ctx *cx, void *arg)
{
    const struct ending *e = arg;
    return alarm_close(cx, e->alarm, e->outcome, e->wrong, e->seq);
}

static enum err end_alarm(struct ctx *cx, struct act *a, enum alarm_state outcome,
                          struct strs wrong)
{
    struct ending *e = NEW(cx->arena, struct ending);
    *e = (struct ending){.outcome = outcome, .wrong = wrong, .seq = draft_seq(a->event)};
    TRY(running_of(cx, a, &e->alarm));
    if (e->alarm)
        work_late(a->w, end_write, e);
    return OK;
}

static enum err handled_effect(struct ctx *cx, struct act *a)
{
    const struct handled_body *b = a->body;
    for (size_t i = 0; i < b->wrong.n; i++)
        if (!urgent_rule(cx->app->urgent, b->wrong.p[i]))
            return fail_at(cx, ERR_INPUT, "wrong", "没有规则“%.*s”", "there is no rule %.*s",
                           STR_ARG(b->wrong.p[i]));
    draft_text(a->event, "words", b->words);
    draft_ids(a->event, "wrong", b->wrong);
    return end_alarm(cx, a, ALARM_HANDLED, b->wrong);
}

static enum err clear_guard(struct ctx *cx, struct act *a)
{
    return a->demand->urgent ? OK
                             : fail(cx, ERR_CONFLICT, "这件诉求没有列为要情",
                                    "this demand is not marked urgent");
}

static enum err clear_effect(struct ctx *cx, struct act *a)
{
    const struct clear_body *b = a->body;
    TRY(end_alarm(cx, a, ALARM_FALSE, (struct strs){0}));
    draft_text(a->event, "reason", b->reason);
    a->demand->urgent = false;
    return a->demand->matters ? matters_follow(cx, a->w, a->demand) : OK;
}

static enum err climb_write(struct ctx *cx, void *arg)
{
    return alarm_climb(cx, arg);
}

static enum err climb_effect(struct ctx *cx, struct act *a)
{
    struct alarm *row = NULL;
    TRY(running_of(cx, a, &row));
    draft_i64(a->event, "rung", row ? row->rung + 1 : 0);
    if (!row)
        return OK;
    struct alarm_climbing *c = NEW(cx->arena, struct alarm_climbing);
    TRY(alarm_climb_plan(cx, a->demand, row, c));
    draft_ids(a->event, "told", alarm_told_words(cx, &c->telling));
    work_late(a->w, climb_write, c);
    return OK;
}

enum {
    ANY_STATE = (BIT(DEMAND__MAX) - 1) & ~BIT(DEMAND_NONE),
    FRONT = BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_HANDLER) | BIT(ROLE_CALLBACK),
    DESKS = BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER) | BIT(ROLE_HEAD) | BIT(ROLE_SUPERVISOR) |
            BIT(ROLE_LEADER),
    TOLD = FRONT | DESKS | BIT(ROLE_REVIEWER) | BIT(ROLE_CLOSER) | BIT(ROLE_ARBITER) |
           BIT(ROLE_EXCHANGE),
};

const struct step urgent_steps[] = {
    {.name = "urgent-set",
     .subject = SUBJECT_DEMAND,
     .from = ANY_STATE,
     .to = -1,
     .roles = FRONT | DESKS,
     .where = AT_PART,
     .body = &set_shape,
     .guard = set_guard,
     .effect = set_effect,
     .zh = "列为要情",
     .en = "Mark urgent"},
    {.name = "urgent-acknowledge",
     .subject = SUBJECT_DEMAND,
     .from = ANY_STATE,
     .to = -1,
     .roles = TOLD,
     .where = AT_PART,
     .guard = ack_guard,
     .effect = ack_effect,
     .zh = "确认收到要情",
     .en = "Acknowledge the alarm"},
    {.name = "urgent-handled",
     .subject = SUBJECT_DEMAND,
     .from = ANY_STATE,
     .to = -1,
     .roles = DESKS,
     .where = AT_PART,
     .body = &handled_shape,
     .guard = running_guard,
     .effect = handled_effect,
     .zh = "要情已处置",
     .en = "Alarm handled"},
    {.name = "urgent-clear",
     .subject = SUBJECT_DEMAND,
     .from = ANY_STATE,
     .to = -1,
     .roles = DESKS,
     .where = AT_PART,
     .body = &clear_shape,
     .guard = clear_guard,
     .effect = clear_effect,
     .zh = "误报，解除要情",
     .en = "False alarm"},
    {.name = "urgent-climb",
     .subject = SUBJECT_DEMAND,
     .from = ANY_STATE,
     .to = -1,
     .roles = BIT(ROLE_SYSTEM),
     .where = AT_SYSTEM,
     .effect = climb_effect,
     .zh = "要情无人确认，通知上一级",
     .en = "Nobody acknowledged: the next are told"},
};
const size_t urgent_steps_n = COUNT(urgent_steps);

/* ---- by itself ---- */

struct climb_job {
    struct alarm alarm;
    bool done;
};

static enum err climb_one(struct ctx *cx, void *arg)
{
    struct climb_job *j = arg;
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct alarm now = {0};
    struct act a;
    bool found = false;
    j->done = false;
    TRY(work_demand(w, j->alarm.demand_id, &d));
    TRY(alarm_running(cx, d->id, &now, &found));
    if (!found || now.id != j->alarm.id || !now.next_at || now.next_at > cx->now)
        return OK;
    work_as_system(w, true);
    TRY(flow_step(cx, w, SUBJECT_DEMAND, "urgent-climb", d->id, NULL, &a));
    TRY(work_commit(w));
    j->done = true;
    return OK;
}

static enum err climb_page(struct ctx *cx, const struct alarm *after, struct alarm **rows,
                           size_t *n)
{
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = alarm_due(cx, after, PAGE, rows, n);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

enum err urgent_climb(struct ctx *cx, int most, int *climbed, int *failed)
{
    struct alarm after = {0}, *rows = NULL;
    size_t n = PAGE;
    char number[24];
    while (n == PAGE && *climbed < most) {
        TRY(climb_page(cx, &after, &rows, &n));
        for (size_t i = 0; i < n && *climbed < most; i++) {
            struct climb_job j = {.alarm = rows[i]};
            enum err e = db_write(cx, cx->app->store, climb_one, &j);
            if (e == ERR_IO || e == ERR_BUSY)
                return e;
            if (e != OK) {
                log_event(LOG_WARN, "urgent_climb", "id", log_num(number, rows[i].id), "code",
                          err_code(e), "why", cx->error.message, NULL);
                fault_clear(cx);
                ++*failed;
            }
            *climbed += j.done;
            after = rows[i];
        }
    }
    return OK;
}

static enum err sweep_write(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, SQL_URGENT_SEEN_FORGET,
                   ARGS(I64(cx->jid), I64(cx->now - (int64_t)FORGET_DAYS * MS_PER_DAY)), NULL);
}

enum err urgent_sweep(struct ctx *cx)
{
    return db_write(cx, cx->app->store, sweep_write, NULL);
}
