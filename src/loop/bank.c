/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/bank.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/dispatch.h"
#include "loop/links.h"

enum { TEXT_MAX = 2000, REVIEW_DAYS_MAX = 366 };

static const struct field item_fields[] = {
    FIELD(struct bank_item, jid),
    FIELD(struct bank_item, month),
    FIELD(struct bank_item, matter_id),
    FIELD(struct bank_item, num),
    FIELD(struct bank_item, class),
    FIELD(struct bank_item, place_id),
    FIELD(struct bank_item, area_id),
    FIELD(struct bank_item, demands),
    FIELD(struct bank_item, people),
    FIELD(struct bank_item, urged),
    FIELD(struct bank_item, urgent),
    FIELD(struct bank_item, repeated),
    FIELD(struct bank_item, earlier),
    FIELD(struct bank_item, said_days),
    FIELD(struct bank_item, overdue),
    FIELD(struct bank_item, unplaced_days),
    FIELD(struct bank_item, returns),
    FIELD(struct bank_item, handbacks),
    FIELD(struct bank_item, difficulty),
    FIELD(struct bank_item, flags),
    FIELD(struct bank_item, entered_at),
    FIELD(struct bank_item, state),
    FIELD(struct bank_item, left_at),
    FIELD(struct bank_item, left_how),
    FIELD(struct bank_item, representative),
    FIELD(struct bank_item, reason, .max = TEXT_MAX),
    FIELD(struct bank_item, chosen_by),
};
const struct shape bank_item_shape = SHAPE("bank_item", struct bank_item, item_fields);

/* ---- the rules ---- */

int64_t bank_fact_of(const struct bank_item *i, enum bank_fact fact)
{
    static const size_t at[] = {
        [BANK_DEMANDS] = offsetof(struct bank_item, demands),
        [BANK_PEOPLE] = offsetof(struct bank_item, people),
        [BANK_URGED] = offsetof(struct bank_item, urged),
        [BANK_URGENT] = offsetof(struct bank_item, urgent),
        [BANK_REPEATED] = offsetof(struct bank_item, repeated),
        [BANK_EARLIER] = offsetof(struct bank_item, earlier),
        [BANK_SAID_DAYS] = offsetof(struct bank_item, said_days),
        [BANK_OVERDUE] = offsetof(struct bank_item, overdue),
        [BANK_UNPLACED_DAYS] = offsetof(struct bank_item, unplaced_days),
        [BANK_RETURNS] = offsetof(struct bank_item, returns),
        [BANK_HANDBACKS] = offsetof(struct bank_item, handbacks),
    };
    if (fact == BANK_MATTERS)
        return 1;
    if ((size_t)fact >= COUNT(at))
        return 0;
    return *(const int64_t *)(const void *)((const char *)i + at[fact]);
}

static bool row_holds(const struct bank_rule *r, const struct bank_item *i)
{
    return r->fact == BANK_DIFFICULTY ? str_eq(r->code, i->difficulty)
                                      : bank_fact_of(i, (enum bank_fact)r->fact) >= r->at_least;
}

uint32_t bank_flags_of(const struct mechanism *m, const struct bank_item *i)
{
    uint32_t flags = 0;
    for (size_t k = 0; k < m->bank_rules_n; k++)
        if (row_holds(&m->bank_rules[k], i))
            flags |= BIT(m->bank_rules[k].flag);
    return flags;
}

static int64_t held(uint32_t flags, uint32_t of)
{
    int64_t n = 0;
    for (int i = 0; i < BANK_FLAG__MAX; i++)
        n += (flags & of & BIT(i)) != 0;
    return n;
}

bool bank_rule_a(const struct mechanism *m, uint32_t flags)
{
    return m->bank_rules_n && held(flags, BIT(BANK_INTENSITY) | BIT(BANK_RECURRENCE) |
                                              BIT(BANK_URGENCY)) >= m->bank_a_needs;
}

bool bank_rule_b(const struct mechanism *m, uint32_t flags)
{
    return m->bank_rules_n &&
           held(flags, BIT(BANK_NO_OWNER) | BIT(BANK_WAITING)) >= m->bank_b_needs;
}

/* ---- what they look at ---- */

struct waiting {
    int64_t matter_id;
    struct str num, class;
    int64_t place_id;
    struct str difficulty;
    int64_t demands, urged, urgent, repeated, returns, handbacks, opened_at, due_at, review_at;
    struct str mechanism;
    int64_t mechanism_version;
    bool confidential;
    struct str title;
};
static const struct field waiting_fields[] = {
    FIELD(struct waiting, matter_id),    FIELD(struct waiting, num),
    FIELD(struct waiting, class),        FIELD(struct waiting, place_id),
    FIELD(struct waiting, difficulty),   FIELD(struct waiting, demands),
    FIELD(struct waiting, urged),        FIELD(struct waiting, urgent),
    FIELD(struct waiting, repeated),     FIELD(struct waiting, returns),
    FIELD(struct waiting, handbacks),    FIELD(struct waiting, opened_at),
    FIELD(struct waiting, due_at),       FIELD(struct waiting, review_at),
    FIELD(struct waiting, mechanism),    FIELD(struct waiting, mechanism_version),
    FIELD(struct waiting, confidential), FIELD(struct waiting, title),
};
static const struct shape waiting_shape = SHAPE("waiting", struct waiting, waiting_fields);

struct said {
    int64_t matter_id, people, said_at;
};
static const struct field said_fields[] = {
    FIELD(struct said, matter_id), FIELD(struct said, people), FIELD(struct said, said_at)};
static const struct shape said_shape = SHAPE("said", struct said, said_fields);

static int64_t days_since(const struct ctx *cx, int64_t at)
{
    return at && at < cx->now ? time_day(cx->now) - time_day(at) : 0;
}

static struct str flags_text(struct ctx *cx, uint32_t flags)
{
    struct str s = STR("");
    for (int i = 0; i < BANK_FLAG__MAX; i++)
        if (flags & BIT(i))
            s = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(s), s.n ? "," : "",
                        enum_text(&bank_flag_names, i));
    return s;
}

static enum err case_fill(struct ctx *cx, const struct waiting *w, const struct said *s,
                          struct bank_case *out)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, w->mechanism, w->mechanism_version);
    int64_t earlier = 0;
    if (!m)
        return fail(cx, ERR_BUG, "找不到事项所用的机制版本", "mechanism version not loaded");
    TRY(db_i64(cx, SQL_BANK_EARLIER,
               ARGS(I64(cx->jid), TXT(w->class), I64(w->place_id),
                    I64(w->opened_at - m->bank_window_days * MS_PER_DAY), I64(w->opened_at)),
               0, &earlier));
    *out = (struct bank_case){.title = w->title,
                              .confidential = w->confidential,
                              .review_at = w->review_at,
                              .mechanism = m};
    out->item = (struct bank_item){
        .jid = cx->jid,
        .matter_id = w->matter_id,
        .num = w->num,
        .class = w->class,
        .place_id = w->place_id,
        .area_id = org_place_below(cx->app->org, w->place_id, cx->app->root_place),
        .demands = w->demands,
        .people = s ? s->people : 0,
        .urged = w->urged,
        .urgent = w->urgent,
        .repeated = w->repeated,
        .earlier = earlier,
        .said_days = days_since(cx, s ? s->said_at : w->opened_at),
        .overdue = w->due_at && w->due_at < cx->now,
        .unplaced_days = days_since(cx, w->opened_at),
        .returns = w->returns,
        .handbacks = w->handbacks,
        .difficulty = w->difficulty,
        .state = STR("in"),
    };
    out->item.flags = flags_text(cx, bank_flags_of(m, &out->item));
    return OK;
}

enum err bank_cases(struct ctx *cx, int64_t matter_id, struct bank_case **out, size_t *n)
{
    struct waiting *rows = NULL;
    struct said *said = NULL;
    size_t said_n = 0, k = 0;
    int64_t from = matter_id, to = matter_id ? matter_id : INT64_MAX;
    TRY(db_all(cx, SQL_BANK_MATTERS, ARGS(I64(cx->jid), I64(from), I64(to), I64(BANK_MOST)),
               &waiting_shape, (void **)&rows, n));
    TRY(db_all(cx, SQL_BANK_SAID, ARGS(I64(cx->jid), I64(from), I64(to)), &said_shape,
               (void **)&said, &said_n));
    *out = NEWS(cx->arena, struct bank_case, *n + 1);
    for (size_t i = 0; i < *n; i++) { /* both by matter */
        while (k < said_n && said[k].matter_id < rows[i].matter_id)
            k++;
        bool is = k < said_n && said[k].matter_id == rows[i].matter_id;
        TRY(case_fill(cx, &rows[i], is ? &said[k] : NULL, &(*out)[i]));
    }
    return OK;
}

/* ---- matter: bank, bank-keep, unbank ---- */

struct bank_body {
    struct str reason;
    int64_t review_at;
};
static const struct field bank_fields[] = {
    FIELD(struct bank_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "入库（留库）理由", .en = "Reason"),
    FIELD(struct bank_body, review_at, .as = AS_TIME, .zh = "下次评审日（不填按机制）",
          .en = "To be looked at again on (empty: by the mechanism)"),
};
static const struct shape bank_shape = SHAPE("bank", struct bank_body, bank_fields);

static enum err bank_guard(struct ctx *cx, struct act *a)
{
    if (!a->mechanism->bank)
        return fail(cx, ERR_CONFLICT, "本机制没有问题库", "the mechanism has no problem bank");
    return a->matter->bank_review_at
               ? fail(cx, ERR_CONFLICT, "已在问题库", "it is in the bank already")
               : OK;
}

static enum err banked_guard(struct ctx *cx, struct act *a)
{
    return a->matter->bank_review_at
               ? OK
               : fail(cx, ERR_CONFLICT, "不在问题库", "it is not in the bank");
}

static enum err review_clock(struct ctx *cx, struct act *a, int64_t on)
{
    struct matter *m = a->matter;
    struct clock *k = NULL;
    struct span_length len = mechanism_limit(a->mechanism, CLOCK_BANK, m->kind, m->class,
                                             (enum level)m->lvl, m->difficulty);
    int64_t days = on ? time_day(on) - time_day(cx->now) : 0;
    if (on && (days < 1 || days > REVIEW_DAYS_MAX))
        return fail_at(cx, ERR_INPUT, "review_at", "评审日应在明天起一年内",
                       "from tomorrow, within a year");
    if (on)
        len = (struct span_length){.length = days, .unit = SPAN_DAYS, .set = true};
    TRY(work_clock_stop(a->w, SUBJECT_MATTER, m->id, CLOCK_BANK));
    TRY(work_clock_start(a->w, SUBJECT_MATTER, m->id, CLOCK_BANK, cx->now, len,
                         on ? "set" : "mechanism", 0));
    TRY(work_clock(a->w, SUBJECT_MATTER, m->id, CLOCK_BANK, &k));
    if (!k)
        return fail(cx, ERR_BUG, "机制没有问题库时限", "the mechanism has no limit for it");
    m->bank_review_at = k->due_at;
    return OK;
}

struct stay {
    int64_t jid, matter_id, seq, entered_at, entered_by;
    struct str rules;
};
static const struct field stay_fields[] = {
    FIELD(struct stay, jid),        FIELD(struct stay, matter_id),  FIELD(struct stay, seq),
    FIELD(struct stay, entered_at), FIELD(struct stay, entered_by), FIELD(struct stay, rules),
};
static const struct shape stay_shape = SHAPE("bank_stay", struct stay, stay_fields);

static enum err stay_put(struct ctx *cx, void *arg)
{
    return db_put(cx, SQL_BANK_STAY_INSERT, &stay_shape, arg, NULL, 0, NULL);
}

static enum err bank_effect(struct ctx *cx, struct act *a)
{
    const struct bank_body *b = a->body;
    struct bank_case *c = NULL;
    size_t n = 0;
    TRY(bank_cases(cx, a->matter->id, &c, &n));
    if (n != 1)
        return fail(cx, ERR_BUG, "事项不在待派单", "the matter does not wait for dispatch");
    TRY(work_clock_stop(a->w, SUBJECT_MATTER, a->matter->id, CLOCK_PLACE));
    TRY(review_clock(cx, a, b->review_at));
    struct stay *s = NEW(cx->arena, struct stay);
    *s = (struct stay){.jid = cx->jid,
                       .matter_id = a->matter->id,
                       .seq = draft_seq(a->event),
                       .entered_at = cx->now,
                       .entered_by = cx->actor->officer_id,
                       .rules = c->item.flags};
    work_late(a->w, stay_put, s);
    draft_str(a->event, "flags", c->item.flags);
    draft_text(a->event, "reason", b->reason);
    return OK;
}

static enum err keep_effect(struct ctx *cx, struct act *a)
{
    const struct bank_body *b = a->body;
    TRY(review_clock(cx, a, b->review_at));
    draft_text(a->event, "reason", b->reason);
    return OK;
}

static enum err stay_end(struct ctx *cx, void *arg)
{
    const int64_t *matter = arg;
    return db_exec(cx, SQL_BANK_STAY_UNBANK,
                   ARGS(I64(cx->jid), I64(*matter), I64(cx->now), TXT(STR("unbank"))), NULL);
}

static enum err unbank_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    struct matter *m = a->matter;
    struct span_length len = mechanism_limit(a->mechanism, CLOCK_PLACE, m->kind, m->class,
                                             (enum level)m->lvl, m->difficulty);
    m->bank_review_at = 0;
    work_late(a->w, stay_end, &m->id);
    TRY(work_clock_stop(a->w, SUBJECT_MATTER, m->id, CLOCK_BANK));
    TRY(work_clock_start(a->w, SUBJECT_MATTER, m->id, CLOCK_PLACE, cx->now, len, "mechanism",
                         0));
    draft_text(a->event, "reason", b->reason);
    work_tell_unit(a->w, m->owner_unit, BIT(ROLE_DISPATCHER), SUBJECT_MATTER, m->id,
                   "to_dispatch");
    return OK;
}

/* ---- matter: send-verify (ZY-20, ZY-21): starts no feedback clock ---- */

struct send_verify_body {
    int64_t unit, due_at;
    struct str words;
};
static const struct field send_verify_fields[] = {
    FIELD(struct send_verify_body, unit, .required = true, .as = AS_ID, .zh = "核查单位",
          .en = "Unit that verifies", .options = "units"),
    FIELD(struct send_verify_body, words, .required = true, .min = 2, .max = 2000,
          .as = AS_TEXT, .zh = "核查要求", .en = "What is to be verified"),
    FIELD(struct send_verify_body, due_at, .as = AS_TIME, .zh = "核查报告期限",
          .en = "Report by"),
};
static const struct shape send_verify_shape =
    SHAPE("send_verify", struct send_verify_body, send_verify_fields);

static enum err send_verify_effect(struct ctx *cx, struct act *a)
{
    const struct send_verify_body *b = a->body;
    struct task **tasks = NULL, *t = NULL;
    size_t n = 0;
    int64_t days = b->due_at ? time_day(b->due_at) - time_day(cx->now) : 0;
    TRY(unit_may_handle(cx, a->matter, b->unit, "unit"));
    if (b->due_at && (days < 0 || days > REVIEW_DAYS_MAX))
        return fail_at(cx, ERR_INPUT, "due_at", "期限应在今天起一年内",
                       "from today, within a year");
    TRY(work_tasks(a->w, a->matter->id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->role == TASK_VERIFY && tasks[i]->unit_id == b->unit &&
            tasks[i]->state != TASK_WITHDRAWN && tasks[i]->state != TASK_AGREED)
            return fail_at(cx, ERR_CONFLICT, "unit", "这个单位已在核查",
                           "that unit verifies it already");
    TRY(task_send(cx, a, b->unit, TASK_VERIFY, &t));
    draft_i64(a->event, "unit", b->unit);
    draft_text(a->event, "words", b->words);
    if (!b->due_at)
        return OK;
    return work_clock_start(
        a->w, SUBJECT_TASK, t->id, CLOCK_HELPER, cx->now,
        (struct span_length){.length = days, .unit = SPAN_DAYS, .set = true}, "set", 0);
}

enum { ANALYSES = BIT(ROLE_DISPATCHER) | BIT(ROLE_ANALYST) };

const struct step bank_steps[] = {
    {.name = "bank",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH),
     .to = -1,
     .roles = ANALYSES,
     .where = AT_DESK,
     .body = &bank_shape,
     .guard = bank_guard,
     .effect = bank_effect,
     .zh = "放入问题库",
     .en = "Put into the problem bank",
     .to_text = "same, in the bank"},
    {.name = "bank-keep",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH),
     .to = -1,
     .roles = ANALYSES,
     .where = AT_DESK,
     .body = &bank_shape,
     .guard = banked_guard,
     .effect = keep_effect,
     .zh = "月度评审：留库",
     .en = "Reviewed: stays in the bank",
     .to_text = "same"},
    {.name = "unbank",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH),
     .to = -1,
     .roles = ANALYSES,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = banked_guard,
     .effect = unbank_effect,
     .zh = "出库",
     .en = "Take out of the bank",
     .to_text = "same"},
    {.name = "send-verify",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH),
     .to = -1,
     .roles = ANALYSES,
     .where = AT_DESK,
     .body = &send_verify_shape,
     .effect = send_verify_effect,
     .zh = "派核查",
     .en = "Send to be verified",
     .to_text = "same, verify task sent"},
};
const size_t bank_steps_n = COUNT(bank_steps);
