/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/instruct.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/barred.h"
#include "loop/labels.h"
#include "loop/links.h"

enum {
    UNITS_MAX = 8, /* that owe an answer at once: as many places as a step may be done at */
    OFFICE = BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR),
    ANSWERS = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER),
};

/* ---- whose ---- */

static enum err no_leader(struct ctx *cx)
{
    return fail_at(cx, ERR_INPUT, "leader", "请选择作出批示或包案的领导，须在这里任挂联领导",
                   "name the leader: an officer who holds that role here");
}

static int64_t desk_unit_of(const struct act *a)
{
    return a->matter ? a->matter->desk_unit : a->demand->unit_id;
}

static int64_t complained_of(const struct act *a)
{
    return a->matter ? a->matter->complained_unit : a->demand->complained_unit;
}

static enum err leads_here(struct ctx *cx, struct act *a, int64_t officer, bool *yes)
{
    struct actor who;
    enum err e = actor_load(cx, officer, &who);
    *yes = false;
    if (e == ERR_LOGIN || e == ERR_NOT_FOUND) {
        fault_clear(cx);
        return OK;
    }
    TRY(e);
    *yes = (actor_roles_at(cx, &who, desk_unit_of(a)) & BIT(ROLE_LEADER)) != 0;
    for (size_t i = 0; i < who.n && complained_of(a); i++)
        *yes &= !org_unit_under(cx->app->org, who.grants[i].unit_id, complained_of(a));
    return OK;
}

enum err leader_of_act(struct ctx *cx, struct act *a, int64_t named, struct strs attachments,
                       int64_t *out)
{
    int64_t leader = named ? named : cx->actor->officer_id;
    bool leads = false;
    TRY(leads_here(cx, a, leader, &leads));
    if (!leads)
        return no_leader(cx);
    if (leader != cx->actor->officer_id) {
        if (!attachments.n)
            return fail_at(cx, ERR_INPUT, "attachments", "代为登记须附领导手迹的扫描件",
                           "entered for a leader: the scan is needed");
        draft_i64(a->event, "written_down_by", cx->actor->officer_id);
    }
    draft_str(a->event, "leader", str_fmt(cx->arena, "%" PRId64, leader));
    *out = leader;
    return OK;
}

/* ---- rows ---- */

bool instruction_is_owed(const struct stage *s)
{
    return s->kind == STAGE_INSTRUCTION && !s->outcome.n && !s->done_at;
}

static bool is_open(const struct stage *s)
{
    return s->kind == STAGE_INSTRUCTION && !s->outcome.n;
}

static bool id_listed(struct arena *a, struct str list, int64_t id)
{
    struct strs ids = str_split(a, list, ',');
    int64_t one = 0;
    for (size_t i = 0; list.n && i < ids.n; i++)
        if (str_i64(ids.p[i], &one) && one == id)
            return true;
    return false;
}

static void id_add(struct arena *a, struct str *list, int64_t id)
{
    if (!id_listed(a, *list, id))
        *list = str_fmt(a, "%.*s%s%" PRId64, STR_ARG(*list), list->n ? "," : "", id);
}

/* The matter's own lists follow its rows: who was instructed, and of these who owes nothing. */
static enum err units_follow(struct ctx *cx, struct work *w, struct matter *m)
{
    struct stage **rows = NULL;
    size_t n = 0, owing = 0;
    struct str owe = STR(""), all = STR(""), done = STR("");
    TRY(work_stages(w, m->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (instruction_is_owed(rows[i]) && !id_listed(cx->arena, owe, rows[i]->unit_id)) {
            id_add(cx->arena, &owe, rows[i]->unit_id);
            owing++;
        }
    if (owing > UNITS_MAX)
        return fail_at(cx, ERR_LIMIT, "units", "同时待回复批示的单位最多 %d 个",
                       "at most %d units may owe an answer at once", UNITS_MAX);
    for (size_t i = 0; i < n; i++) {
        if (rows[i]->kind != STAGE_INSTRUCTION)
            continue;
        id_add(cx->arena, &all, rows[i]->unit_id);
        if (!id_listed(cx->arena, owe, rows[i]->unit_id))
            id_add(cx->arena, &done, rows[i]->unit_id);
    }
    m->instructed_units = all;
    m->instructed_done = done;
    return OK;
}

static enum err clock_run(struct ctx *cx, struct act *a, int64_t due)
{
    struct span_length len = {.set = true, .unit = SPAN_DAYS};
    enum subject kind = a->matter ? SUBJECT_MATTER : SUBJECT_DEMAND;
    return work_clock_start(a->w, kind, a->matter ? a->matter->id : a->demand->id,
                            CLOCK_INSTRUCTION, cx->now, len, "stage", due);
}

static enum err clock_end(struct ctx *cx, struct act *a, const struct stage *s)
{
    struct clock **clocks = NULL;
    size_t n = 0;
    TRY(work_clocks(a->w, SUBJECT_MATTER, s->matter_id, &clocks, &n));
    for (size_t i = 0; i < n; i++)
        if (clocks[i]->kind == CLOCK_INSTRUCTION && !clocks[i]->stopped_at &&
            clocks[i]->due_at == s->due_at) {
            clocks[i]->stopped_at = cx->now;
            clocks[i]->stop_action = str_c(a->step->name);
            return OK;
        }
    return OK;
}

/* The day that was set, or the mechanism's length from now. */
static enum err due_of(struct ctx *cx, struct act *a, int64_t set, int64_t *out)
{
    const struct mechanism *m = a->mechanism;
    bool provisional = false;
    *out = set ? time_day_end(time_day(set)) : 0;
    if (!set) {
        const struct matter *x = a->matter;
        const struct demand *d = a->demand;
        struct span_length len = mechanism_limit(
            m, CLOCK_INSTRUCTION, x ? x->kind : d->kind, x ? x->class : d->class,
            (enum level)(x ? x->lvl : d->lvl), x ? x->difficulty : STR(""));
        if (!len.set)
            return fail_at(cx, ERR_INPUT, "due_at", "请给出回复期限", "say by when");
        *out = clock_due(cx->app->calendar, cx->now, len.length, (enum span_unit)len.unit,
                         m->roll_calendar_days, &provisional);
    }
    if (*out <= cx->now)
        return fail_at(cx, ERR_INPUT, "due_at", "回复期限已过", "that date is past");
    return OK;
}

static enum err row_add(struct ctx *cx, struct act *a, int64_t leader, int64_t unit,
                        int64_t due)
{
    struct stage **old = NULL;
    size_t n = 0;
    TRY(work_stages(a->w, a->matter->id, &old, &n));
    struct stage row = {
        .id = app_id(cx),
        .matter_id = a->matter->id,
        .serial = (int64_t)n + 1,
        .kind = STAGE_INSTRUCTION,
        .unit_id = unit,
        .seq = draft_seq(a->event),
        .due_at = due,
        .leader_id = leader,
        .given_at = cx->now,
    };
    work_new_stage(a->w, &row);
    work_tell_unit(a->w, unit, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), SUBJECT_MATTER,
                   a->matter->id, "instruction");
    return clock_run(cx, a, due);
}

/* ---- writing it ---- */

#define WORDS                                                                                  \
    FIELD(struct instruct_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT, \
          .zh = "批示内容", .en = "The leader's words")
#define UNTIL                                                                                  \
    FIELD(struct instruct_body, due_at, .as = AS_TIME, .zh = "回复期限（不填按机制）",         \
          .en = "Answer by (empty: the mechanism's limit)")
#define LEADER                                                                                 \
    FIELD(struct instruct_body, leader, .as = AS_ID, .zh = "作批示的领导（代为登记时选）",     \
          .en = "Whose words (when you write them down for a leader)", .options = "leaders")
#define SCAN                                                                                   \
    FIELD(struct instruct_body, attachments, .max = 9, .zh = "批示扫描件", .en = "Scan")
static const struct field instruct_fields[] = {
    WORDS,
    FIELD(struct instruct_body, units, .required = true, .min = 1, .max = UNITS_MAX,
          .zh = "批示给谁", .en = "To which units", .options = "units"),
    UNTIL,
    LEADER,
    SCAN,
};
static const struct shape instruct_shape =
    SHAPE("instruct", struct instruct_body, instruct_fields);
static const struct field demand_fields[] = {WORDS, UNTIL, LEADER, SCAN};
static const struct shape demand_instruct_shape =
    SHAPE("instruct_demand", struct instruct_body, demand_fields);

static enum err unit_check(struct ctx *cx, const struct matter *m, struct str text,
                           int64_t *unit)
{
    const struct unit *u = str_i64(text, unit) ? org_unit(cx->app->org, *unit) : NULL;
    if (!u || (u->valid_to && u->valid_to <= cx->now))
        return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
    if (barred_unit(cx, m, *unit))
        return fail_at(cx, ERR_INPUT, "units", "%.*s 是被投诉单位，不能批示给它",
                       "%.*s is complained about", STR_ARG(u->name));
    return OK;
}

static enum err instruct_effect(struct ctx *cx, struct act *a)
{
    const struct instruct_body *b = a->body;
    int64_t leader = 0, due = 0;
    struct str seen = STR("");
    TRY(leader_of_act(cx, a, b->leader, b->attachments, &leader));
    TRY(due_of(cx, a, b->due_at, &due));
    for (size_t i = 0; i < b->units.n; i++) {
        int64_t unit = 0;
        TRY(unit_check(cx, a->matter, b->units.p[i], &unit));
        if (id_listed(cx->arena, seen, unit))
            continue;
        id_add(cx->arena, &seen, unit);
        TRY(row_add(cx, a, leader, unit, due));
    }
    work_part_of(a->w, SUBJECT_MATTER, a->matter->id, leader, "instruct");
    draft_text(a->event, "words", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    return units_follow(cx, a->w, a->matter);
}

static enum err demand_guard(struct ctx *cx, struct act *a)
{
    if (!a->demand->instructed_seq)
        return OK;
    return fail(cx, ERR_CONFLICT, "这件诉求已有批示，立为事项后随事项办理",
                "there is an instruction already: it goes with the demand into its matter");
}

static enum err demand_effect(struct ctx *cx, struct act *a)
{
    const struct instruct_body *b = a->body;
    struct demand *d = a->demand;
    TRY(leader_of_act(cx, a, b->leader, b->attachments, &d->instructed_by));
    TRY(due_of(cx, a, b->due_at, &d->instructed_due_at));
    d->instructed_seq = draft_seq(a->event);
    work_part_of(a->w, SUBJECT_DEMAND, d->id, d->instructed_by, "instruct");
    work_tell_unit(a->w, d->unit_id, BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER), SUBJECT_DEMAND,
                   d->id, "instruction");
    draft_text(a->event, "words", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    return clock_run(cx, a, d->instructed_due_at);
}

struct text_row {
    struct str body;
};
static const struct field text_fields[] = {FIELD(struct text_row, body)};
static const struct shape text_shape = SHAPE("text", struct text_row, text_fields);

enum err instruct_carry(struct ctx *cx, struct work *w, struct demand *d, struct matter *m)
{
    struct text_row words = {0};
    struct act follows;
    bool found = false;
    if (!d->instructed_seq)
        return OK;
    TRY(db_one(cx, SQL_EVENT_TEXT_GET,
               ARGS(I64(cx->jid), TXT(STR("demand")), I64(d->id), I64(d->instructed_seq),
                    TXT(STR("words"))),
               &text_shape, &words, &found));
    struct instruct_body body = {
        .words = words.body, .leader = d->instructed_by, .due_at = d->instructed_due_at};
    d->instructed_seq = 0;
    return flow_step(cx, w, SUBJECT_MATTER, "instruction-follows", m->id, &body, &follows);
}

/* Due when it was due on the demand, though that be past: it is shown overdue at once. */
static enum err follows_effect(struct ctx *cx, struct act *a)
{
    const struct instruct_body *b = a->body;
    TRY(row_add(cx, a, b->leader, a->matter->desk_unit, b->due_at));
    work_part_of(a->w, SUBJECT_MATTER, a->matter->id, b->leader, "instruct");
    draft_text(a->event, "words", b->words);
    return units_follow(cx, a->w, a->matter);
}

/* ---- received and answered ---- */

struct answer_body {
    int64_t serial, due_at;
    struct str words;
    struct strs attachments;
};
#define SERIAL                                                                                 \
    FIELD(struct answer_body, serial, .required = true, .min = 1, .max = 1000, .zh = "批示",   \
          .en = "Instruction", .options = "instructions")

/* Which rows a step can be about. */
typedef bool fits_fn(struct ctx *cx, const struct stage *s);

static bool mine_to_answer(struct ctx *cx, const struct stage *s)
{
    return instruction_is_owed(s) && actor_roles_at(cx, cx->actor, s->unit_id) & ANSWERS;
}

static bool mine_to_receive(struct ctx *cx, const struct stage *s)
{
    return mine_to_answer(cx, s) && !s->received_at;
}

/* The leader's own, or one that a unit owes which the office oversees. */
static bool mine_to_judge(struct ctx *cx, const struct stage *s)
{
    return s->leader_id == cx->actor->officer_id ||
           (actor_roles_at(cx, cx->actor, s->unit_id) & BIT(ROLE_SUPERVISOR)) != 0;
}

static bool answered(struct ctx *cx, const struct stage *s)
{
    return is_open(s) && s->done_at && mine_to_judge(cx, s);
}

static bool withdrawable(struct ctx *cx, const struct stage *s)
{
    return is_open(s) && mine_to_judge(cx, s);
}

static enum err any_fits(struct ctx *cx, struct act *a, fits_fn *fits)
{
    struct stage **rows = NULL;
    size_t n = 0;
    if (!a->matter->instructed_units.n)
        return fail(cx, ERR_CONFLICT, "没有待办的批示", "no instruction waits for this");
    TRY(work_stages(a->w, a->matter->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (fits(cx, rows[i]))
            return OK;
    return fail(cx, ERR_CONFLICT, "没有待办的批示", "no instruction waits for this");
}

static enum err receive_guard(struct ctx *cx, struct act *a)
{
    return any_fits(cx, a, mine_to_receive);
}

static enum err answer_guard(struct ctx *cx, struct act *a)
{
    return any_fits(cx, a, mine_to_answer);
}

static enum err judge_guard(struct ctx *cx, struct act *a)
{
    return any_fits(cx, a, answered);
}

static enum err withdraw_guard(struct ctx *cx, struct act *a)
{
    return any_fits(cx, a, withdrawable);
}

static enum err row_find(struct ctx *cx, struct act *a, int64_t serial, fits_fn *fits,
                         struct stage **out)
{
    struct stage **rows = NULL;
    size_t n = 0;
    TRY(work_stages(a->w, a->matter->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i]->serial == serial && fits(cx, rows[i])) {
            *out = rows[i];
            draft_i64(a->event, "instruction", serial);
            return OK;
        }
    return fail_at(cx, ERR_INPUT, "serial", "第%" PRId64 "号不是可以这样办理的批示",
                   "instruction %" PRId64 " cannot be treated so", serial);
}

/* That the unit has it, or has answered; who has answered in the leader's own name knows. */
static void leader_hears(struct ctx *cx, struct act *a, const struct stage *s,
                         const char *template_name)
{
    if (s->leader_id != cx->actor->officer_id)
        work_tell_officer(a->w, s->leader_id, SUBJECT_MATTER, s->matter_id, template_name,
                          label_unit(cx, s->unit_id));
}

static enum err receive_effect(struct ctx *cx, struct act *a)
{
    struct stage **rows = NULL;
    size_t n = 0;
    TRY(work_stages(a->w, a->matter->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (mine_to_receive(cx, rows[i])) {
            rows[i]->received_at = cx->now;
            leader_hears(cx, a, rows[i], "instruction_received");
        }
    return OK;
}

static const struct field answer_fields[] = {
    SERIAL,
    FIELD(struct answer_body, words, .required = true, .min = 2, .max = 5000, .as = AS_TEXT,
          .zh = "书面回复", .en = "Answer in writing"),
    FIELD(struct answer_body, attachments, .max = 9, .zh = "附件", .en = "Attachments"),
};
static const struct shape answer_shape =
    SHAPE("instruction_answer", struct answer_body, answer_fields);

static enum err answer_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    struct stage *s = NULL;
    TRY(row_find(cx, a, b->serial, mine_to_answer, &s));
    TRY(clock_end(cx, a, s));
    s->done_at = cx->now;
    s->done_seq = draft_seq(a->event);
    if (!s->received_at)
        s->received_at = cx->now;
    leader_hears(cx, a, s, "instruction_answered");
    draft_text(a->event, "words", b->words);
    TRY(work_attach(a->w, a->event, b->attachments));
    return units_follow(cx, a->w, a->matter);
}

/* ---- accepted, asked again, withdrawn ---- */

static const struct field accept_fields[] = {
    SERIAL,
    FIELD(struct answer_body, words, .max = 2000, .as = AS_TEXT, .zh = "意见", .en = "Note"),
};
static const struct shape accept_shape =
    SHAPE("instruction_accept", struct answer_body, accept_fields);
static const struct field again_fields[] = {
    SERIAL,
    FIELD(struct answer_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "还要说明什么", .en = "What is asked again"),
    FIELD(struct answer_body, due_at, .as = AS_TIME, .zh = "回复期限（不填按机制）",
          .en = "Answer by (empty: the mechanism's limit)"),
};
static const struct shape again_shape =
    SHAPE("instruction_again", struct answer_body, again_fields);
static const struct field withdraw_fields[] = {
    SERIAL,
    FIELD(struct answer_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "撤回理由", .en = "Reason"),
};
static const struct shape withdraw_shape =
    SHAPE("instruction_withdraw", struct answer_body, withdraw_fields);

static enum err accept_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    struct stage *s = NULL;
    TRY(row_find(cx, a, b->serial, answered, &s));
    s->outcome = STR("accepted");
    s->checked_at = cx->now;
    draft_text(a->event, "words", b->words);
    return OK;
}

static enum err again_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    struct stage *s = NULL;
    TRY(row_find(cx, a, b->serial, answered, &s));
    TRY(due_of(cx, a, b->due_at, &s->due_at));
    s->done_at = 0;
    s->asked_again++;
    draft_text(a->event, "words", b->words);
    work_tell_unit(a->w, s->unit_id, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), SUBJECT_MATTER,
                   a->matter->id, "instruction");
    TRY(clock_run(cx, a, s->due_at));
    return units_follow(cx, a->w, a->matter);
}

static enum err withdraw_effect(struct ctx *cx, struct act *a)
{
    const struct answer_body *b = a->body;
    struct stage *s = NULL;
    TRY(row_find(cx, a, b->serial, withdrawable, &s));
    if (!s->done_at)
        TRY(clock_end(cx, a, s));
    s->outcome = STR("withdrawn");
    draft_text(a->event, "words", b->words);
    return units_follow(cx, a->w, a->matter);
}

/* ---- the table ---- */

enum {
    DEMAND_BEFORE = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN),
    MATTER_RUNS = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH) | BIT(MATTER_HANDLING) |
                  BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) | BIT(MATTER_ANSWERED) |
                  BIT(MATTER_CALLING_BACK) | BIT(MATTER_MOVED_UP),
    MATTER_EVER = MATTER_RUNS | BIT(MATTER_CLOSED) | BIT(MATTER_ARCHIVED) | BIT(MATTER_ENDED),
};
#define BESIDE(NAME, FROM, ROLES, WHERE, ZH, EN, ...)                                          \
    {                                                                                          \
        .name = (NAME), .subject = SUBJECT_MATTER, .from = (FROM), .to = -1, .roles = (ROLES), \
        .where = (WHERE), .zh = (ZH), .en = (EN), .to_text = "same", __VA_ARGS__               \
    }

const struct step instruct_steps[] = {
    {.name = "instruct",
     .subject = SUBJECT_DEMAND,
     .from = DEMAND_BEFORE,
     .to = -1,
     .roles = OFFICE,
     .where = AT_DESK,
     .body = &demand_instruct_shape,
     .guard = demand_guard,
     .effect = demand_effect,
     .zh = "批示",
     .en = "Instruct",
     .to_text = "same"},
    BESIDE("instruct", MATTER_RUNS | BIT(MATTER_CLOSED), OFFICE, AT_DESK, "批示", "Instruct",
           .body = &instruct_shape, .effect = instruct_effect),
    BESIDE("instruction-follows", MATTER_RUNS, BIT(ROLE_SYSTEM), AT_SYSTEM, "批示随诉求转入",
           "The instruction comes with the demand", .effect = follows_effect),
    BESIDE("instruction-receive", MATTER_EVER, ANSWERS, AT_INSTRUCTED, "签收批示",
           "Receive the instruction", .guard = receive_guard, .effect = receive_effect),
    BESIDE("instruction-answer", MATTER_EVER, ANSWERS, AT_INSTRUCTED, "回复批示",
           "Answer the instruction", .body = &answer_shape, .guard = answer_guard,
           .effect = answer_effect, .did = "answer_instruction"),
    BESIDE("instruction-accept", MATTER_EVER, OFFICE, AT_DESK, "认可批示回复",
           "Accept the answer", .body = &accept_shape, .guard = judge_guard,
           .effect = accept_effect, .never_did = "answer_instruction"),
    BESIDE("instruction-again", MATTER_EVER, OFFICE, AT_DESK, "要求再回复批示",
           "Ask for another answer", .body = &again_shape, .guard = judge_guard,
           .effect = again_effect, .never_did = "answer_instruction"),
    BESIDE("instruction-withdraw", MATTER_EVER, OFFICE, AT_DESK, "撤回批示",
           "Withdraw the instruction", .body = &withdraw_shape, .guard = withdraw_guard,
           .effect = withdraw_effect, .never_did = "answer_instruction"),
};
const size_t instruct_steps_n = COUNT(instruct_steps);
