/* SPDX-License-Identifier: Apache-2.0
 * The ledgers of matters, tasks and events.
 */
#include "core/app.h"
#include "core/duty.h"
#include "loop/labels.h"
#include "loop/ledger_out_impl.h"

static struct cell c_serial(struct line *l)
{
    return ledger_int(l->serial);
}

/* ---- matters ---- */

static struct cell m_num(struct line *l)
{
    return ledger_text(l->matter.num);
}
static struct cell m_title(struct line *l)
{
    return ledger_text(l->unmasked ? l->matter.title : label_matter(l->cx, &l->matter));
}
static struct cell m_state(struct line *l)
{
    return ledger_label_of(l, &matter_state_names, l->matter.state);
}
static struct cell m_level(struct line *l)
{
    return ledger_label_of(l, &level_names, l->matter.lvl);
}
static struct cell m_class(struct line *l)
{
    return ledger_text(label_class(l->cx, l->matter.class));
}
static struct cell m_difficulty(struct line *l)
{
    const struct choices *c = &l->m->difficulties;
    struct str code = l->matter.difficulty;
    return ledger_text(label_choice(l->cx, choice_find(c, code), code));
}
static struct cell m_track(struct line *l)
{
    return ledger_text(label_track(l->cx, l->matter.track));
}
static struct cell m_place(struct line *l)
{
    if (l->place_said.n && l->matter.place_id == l->cx->app->root_place)
        return ledger_text(l->place_said);
    return ledger_text(label_place(l->cx, l->matter.place_id));
}
static struct cell m_owner(struct line *l)
{
    return ledger_unit_cell(l, l->matter.owner_unit);
}
static struct cell m_lead(struct line *l)
{
    return ledger_unit_cell(l, l->matter.lead_unit);
}
static struct cell m_helpers(struct line *l)
{
    return ledger_text(l->helpers);
}
static struct cell m_answers(struct line *l)
{
    return ledger_unit_cell(l, l->matter.answer_unit);
}
static struct cell m_demands(struct line *l)
{
    return ledger_int(l->matter.demands);
}
static struct cell m_opened(struct line *l)
{
    return ledger_time(l->matter.opened_at);
}
static struct cell m_dispatched(struct line *l)
{
    return ledger_time(l->matter.dispatched_at);
}
static struct cell m_due(struct line *l)
{
    return ledger_day_end(l->matter.due_at);
}
static struct cell m_reported(struct line *l)
{
    return ledger_time(l->has_lead ? l->task.reported_at : 0);
}
static struct cell m_answered(struct line *l)
{
    return ledger_time(l->matter.answered_at);
}
static struct cell m_result(struct line *l)
{
    return ledger_label_of(l, &result_names, l->matter.result);
}
static struct cell m_closed_at(struct line *l)
{
    return ledger_time(l->matter.closed_at);
}
static struct cell m_ground(struct line *l)
{
    return ledger_label_of(l, &close_ground_names, l->matter.close_ground);
}
static struct cell flag(const struct line *l, bool on)
{
    return ledger_label_of(l, &yesno_names, on ? YN_YES : YN_UNKNOWN);
}
static struct cell m_listed(struct line *l)
{
    return flag(l, l->matter.listed);
}
static struct cell m_staged(struct line *l)
{
    return flag(l, l->matter.staged);
}
static struct cell m_urgent(struct line *l)
{
    return flag(l, l->matter.urgent);
}
static struct cell m_supervised(struct line *l)
{
    return flag(l, l->matter.supervised);
}
static struct cell m_rounds(struct line *l)
{
    return ledger_int(l->matter.round);
}
static struct cell m_returns(struct line *l)
{
    return ledger_int(l->matter.returns);
}
static struct cell m_cause(struct line *l)
{
    return ledger_text(l->matter.cause);
}
static struct cell m_dispatch_no(struct line *l)
{
    return ledger_text(l->matter.dispatch_no);
}
static struct cell m_meeting_no(struct line *l)
{
    return ledger_text(l->matter.meeting_no);
}

static struct cell m_desk(struct line *l)
{
    return ledger_unit_cell(l, l->matter.desk_unit);
}
static struct cell m_moved_to(struct line *l)
{
    return ledger_text(l->matter.upstream);
}
static struct cell m_moved_no(struct line *l)
{
    return ledger_text(l->matter.upstream_no);
}
static struct cell m_first(struct line *l)
{
    return ledger_text(l->d.num);
}
static struct cell m_said(struct line *l)
{
    return ledger_time(l->d.said_at);
}
static struct cell m_words(struct line *l)
{
    return ledger_words(l);
}

static const struct ledger_column matter_columns[] = {
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial, NULL, 0, 0},
    {{"事项编号", 22, COLUMN_TEXT}, LEDGER_MATTER_NO, m_num, NULL, 0, 0},
    {{"标题", 40, COLUMN_TEXT}, LEDGER_TITLE, m_title, NULL, 0, 0},
    {{"状态", 12, COLUMN_TEXT}, LEDGER_MATTER_STATE, m_state, NULL, 0, 0},
    {{"责任层级", 9, COLUMN_TEXT}, LEDGER_LEVEL, m_level, NULL, 0, 0},
    {{"类别", 14, COLUMN_TEXT}, LEDGER_CLASS, m_class, NULL, 0, 0},
    {{"难易", 10, COLUMN_TEXT}, LEDGER_DIFFICULTY, m_difficulty, NULL, 0, 0},
    {{"办理轨道", 12, COLUMN_TEXT}, LEDGER_NONE, m_track, NULL, 0, 0},
    {{"区划", 20, COLUMN_TEXT}, LEDGER_PLACE, m_place, NULL, 0, 0},
    {{"当前责任单位", 20, COLUMN_TEXT}, LEDGER_OWNER, m_owner, NULL, 0, 0},
    {{"牵头单位", 20, COLUMN_TEXT}, LEDGER_UNIT, m_lead, NULL, 0, 0},
    {{"配合单位", 20, COLUMN_TEXT}, LEDGER_HELPERS, m_helpers, NULL, 0, 0},
    {{"答复单位", 20, COLUMN_TEXT}, LEDGER_ANSWER_UNIT, m_answers, NULL, 0, 0},
    {{"诉求件数", 9, COLUMN_NUMBER}, LEDGER_NONE, m_demands, NULL, 0, 0},
    {{"立项时间", 18, COLUMN_DATETIME}, LEDGER_OPENED_AT, m_opened, NULL, 0, 0},
    {{"派单时间", 18, COLUMN_DATETIME}, LEDGER_DISPATCHED_AT, m_dispatched, NULL, 0, 0},
    {{"交办清单号", 14, COLUMN_TEXT}, LEDGER_DISPATCH_NO, m_dispatch_no, NULL, 0, 0},
    {{"座谈会编号", 14, COLUMN_TEXT}, LEDGER_MEETING_NO, m_meeting_no, NULL, 0, 0},
    {{"下一时限", 18, COLUMN_DATETIME}, LEDGER_MATTER_DUE, m_due, NULL, 0, 0},
    {{"书面反馈时间", 18, COLUMN_DATETIME}, LEDGER_REPORTED_AT, m_reported, NULL, 0, 0},
    {{"答复时间", 18, COLUMN_DATETIME}, LEDGER_ANSWERED_AT, m_answered, NULL, 0, 0},
    {{"办理结果", 12, COLUMN_TEXT}, LEDGER_OUTCOME, m_result, NULL, 0, 0},
    {{"销号时间", 18, COLUMN_DATETIME}, LEDGER_CLOSED_AT, m_closed_at, NULL, 0, 0},
    {{"销号依据", 14, COLUMN_TEXT}, LEDGER_GROUND, m_ground, NULL, 0, 0},
    {{"挂项督办", 9, COLUMN_TEXT}, LEDGER_LISTED, m_listed, NULL, 0, 0},
    {{"分阶段", 9, COLUMN_TEXT}, LEDGER_STAGED, m_staged, NULL, 0, 0},
    {{"要情", 9, COLUMN_TEXT}, LEDGER_URGENT, m_urgent, NULL, 0, 0},
    {{"督办", 9, COLUMN_TEXT}, LEDGER_SUPERVISED, m_supervised, NULL, 0, 0},
    {{"办理轮次", 9, COLUMN_NUMBER}, LEDGER_ROUND, m_rounds, NULL, 0, 0},
    {{"退单次数", 9, COLUMN_NUMBER}, LEDGER_RETURNS, m_returns, NULL, 0, 0},
    {{"问题根源", 30, COLUMN_TEXT}, LEDGER_CAUSE, m_cause, NULL, 0, 0},
    {{"派单单位", 20, COLUMN_TEXT}, LEDGER_DESK, m_desk, NULL, 0, 0},
    {{"移交单位", 20, COLUMN_TEXT}, LEDGER_MOVED_TO, m_moved_to, NULL, 0, 0},
    {{"移交编号", 14, COLUMN_TEXT}, LEDGER_MOVED_NO, m_moved_no, NULL, 0, 0},
    {{"首件编号", 22, COLUMN_TEXT}, LEDGER_FIRST_NO, m_first, NULL, 0, 0},
    {{"反映时间", 18, COLUMN_DATETIME}, LEDGER_SAID_AT, m_said, NULL, 0, 0},
    {{"诉求内容", 60, COLUMN_TEXT}, LEDGER_WORDS, m_words, NULL, 0, 0},
};

/* A page of rows after an identifier; the statement takes jid, the identifier and the limit. */
static enum err page(struct export *e, enum sql sql, const struct shape *shape, int64_t after,
                     void **rows, size_t *n)
{
    struct ctx cx = *e->cx;
    cx.arena = e->page;
    arena_reset(e->page);
    enum err err =
        db_all(&cx, sql, ARGS(I64(cx.jid), I64(after), I64(EXPORT_PAGE)), shape, rows, n);
    e->cx->error = cx.error;
    return err;
}

static void line_clear(struct line *l)
{
    *l = (struct line){.cx = l->cx, .m = l->m, .unmasked = l->unmasked};
}

static void place_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    (void)seq;
    if (str_eq_c(name, "place_said"))
        l->place_said = body;
}

static void words_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    (void)seq;
    if (str_eq_c(name, "words") && !l->words.n)
        l->words = body;
}

/* The demand that was there first, whatever became of it. */
static enum err first_demand(struct ctx *cx, struct line *l)
{
    struct link *links = NULL;
    size_t n = 0;
    bool found = false;
    TRY(db_all(cx, SQL_LINK_BY_MATTER, ARGS(I64(cx->jid), I64(l->matter.id)), &link_shape,
               (void **)&links, &n));
    if (!n)
        return OK;
    TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(links[0].demand_id)), &demand_shape,
               &l->d, &found));
    return found ? ledger_texts(cx,
                                (struct ledger_subject){SUBJECT_DEMAND, l->d.id, l->d.version},
                                l, words_text)
                 : OK;
}

static enum err matter_rows(struct export *e, struct line *l, int book)
{
    struct matter *rows = NULL;
    size_t n = EXPORT_PAGE;
    int64_t after = 0;
    (void)book;
    while (n == EXPORT_PAGE) {
        TRY(page(e, SQL_MATTER_PAGE, &matter_shape, after, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            line_clear(l);
            l->matter = rows[i];
            TRY(ledger_tasks(l->cx, l));
            TRY(ledger_texts(
                l->cx, (struct ledger_subject){SUBJECT_MATTER, l->matter.id, l->matter.version},
                l, place_text));
            TRY(first_demand(l->cx, l));
            TRY(export_line(e, l));
            after = rows[i].id;
        }
    }
    return OK;
}

/* ---- tasks ---- */

static struct cell t_num(struct line *l)
{
    return ledger_text(l->task.num);
}
static struct cell t_role(struct line *l)
{
    return ledger_text(str_c(enum_label(&task_role_names, l->task.role, (int)l->cx->lang)));
}
static struct cell t_unit(struct line *l)
{
    return ledger_unit_cell(l, l->task.unit_id);
}
static struct cell t_desk(struct line *l)
{
    return ledger_unit_cell(l, l->task.desk_unit);
}
static struct cell t_state(struct line *l)
{
    return ledger_label_of(l, &task_state_names, l->task.state);
}
static struct cell t_sent(struct line *l)
{
    return ledger_time(l->task.sent_at);
}
static struct cell t_signed(struct line *l)
{
    return ledger_time(l->task.signed_at);
}
static struct cell t_reported(struct line *l)
{
    return ledger_time(l->task.reported_at);
}
static struct cell t_agreed(struct line *l)
{
    return ledger_time(l->task.agreed_at);
}
static struct cell t_result(struct line *l)
{
    return ledger_label_of(l, &result_names, l->task.result);
}
static struct cell t_due(struct line *l)
{
    return ledger_day_end(l->limit_at);
}
static struct cell t_extensions(struct line *l)
{
    return ledger_int(l->task.extensions);
}

static struct cell t_matter(struct line *l)
{
    return ledger_text(l->matter.num);
}

static const struct ledger_column task_columns[] = {
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial, NULL, 0, 0},
    {{"任务编号", 24, COLUMN_TEXT}, LEDGER_TASK_NO, t_num, NULL, 0, 0},
    {{"角色", 9, COLUMN_TEXT}, LEDGER_TASK_ROLE, t_role, NULL, 0, 0},
    {{"承办单位", 20, COLUMN_TEXT}, LEDGER_UNIT, t_unit, NULL, 0, 0},
    {{"派发单位", 20, COLUMN_TEXT}, LEDGER_DESK, t_desk, NULL, 0, 0},
    {{"状态", 16, COLUMN_TEXT}, LEDGER_TASK_STATE, t_state, NULL, 0, 0},
    {{"派发时间", 18, COLUMN_DATETIME}, LEDGER_DISPATCHED_AT, t_sent, NULL, 0, 0},
    {{"签收时间", 18, COLUMN_DATETIME}, LEDGER_SIGNED_AT, t_signed, NULL, 0, 0},
    {{"书面反馈时间", 18, COLUMN_DATETIME}, LEDGER_REPORTED_AT, t_reported, NULL, 0, 0},
    {{"单位同意时间", 18, COLUMN_DATETIME}, LEDGER_AGREED_AT, t_agreed, NULL, 0, 0},
    {{"办理结果", 12, COLUMN_TEXT}, LEDGER_OUTCOME, t_result, NULL, 0, 0},
    {{"时限", 18, COLUMN_DATETIME}, LEDGER_DUE, t_due, NULL, 0, 0},
    {{"延期次数", 9, COLUMN_NUMBER}, LEDGER_EXTENSIONS, t_extensions, NULL, 0, 0},
    {{"事项编号", 22, COLUMN_TEXT}, LEDGER_MATTER_NO, t_matter, NULL, 0, 0},
};

static enum err task_rows(struct export *e, struct line *l, int book)
{
    struct task *rows = NULL;
    size_t n = EXPORT_PAGE;
    int64_t after = 0;
    (void)book;
    while (n == EXPORT_PAGE) {
        TRY(page(e, SQL_TASK_PAGE, &task_shape, after, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            line_clear(l);
            l->task = rows[i];
            TRY(work_task_due(work_begin(l->cx), &l->task, &l->limit_at));
            TRY(db_one(l->cx, SQL_MATTER_GET, ARGS(I64(l->cx->jid), I64(rows[i].matter_id)),
                       &matter_shape, &l->matter, &l->has_matter));
            TRY(export_line(e, l));
            after = rows[i].id;
        }
    }
    return OK;
}

/* ---- who answers for what by name (BZ-22) ---- */

static bool is_open(const struct line *l)
{
    return subject_is_open(SUBJECT_MATTER, l->matter.state);
}
static struct cell a_leader(struct line *l)
{
    return ledger_text(l->leader);
}
static struct cell a_person(struct line *l)
{
    bool missing = !l->handler.n && is_open(l);
    bool en = l->cx->lang == LANG_EN;
    return ledger_text(missing ? str_c(en ? "nobody named" : "未明确责任人") : l->handler);
}
static struct cell a_due(struct line *l)
{
    return ledger_day_end(is_open(l) ? l->matter.due_at : 0);
}

/* What is to be done next: while the lead has it in hand by the state of its task, else by the
 * matter's. */
struct next {
    const char *zh, *en;
};
static const struct next task_next[TASK__MAX] = {
    [TASK_SENT] = {"签收，明确承办人", "sign, name who handles it"},
    [TASK_SIGNED] = {"联系群众，开始办理", "call the citizen, begin"},
    [TASK_WORKING] = {"办结并书面反馈", "finish and report"},
    [TASK_RETURN_ASKED] = {"派单单位决定是否退单", "the desk decides on the return"},
    [TASK_REPORTED] = {"负责人审核同意", "the head agrees"},
};
static const struct next matter_next[MATTER__MAX] = {
    [MATTER_TO_LEVEL] = {"分级", "set the level"},
    [MATTER_TO_DISPATCH] = {"派单", "dispatch"},
    [MATTER_HANDLING] = {"办结并书面反馈", "finish and report"},
    [MATTER_IN_REVIEW] = {"审核", "review"},
    [MATTER_APPROVED] = {"答复群众", "answer the citizens"},
    [MATTER_ANSWERED] = {"回访", "call back"},
    [MATTER_CALLING_BACK] = {"完成回访", "finish the call back"},
};
static struct cell a_next(struct line *l)
{
    bool lead = l->matter.state == MATTER_HANDLING && l->has_lead;
    const struct next *n = &matter_next[l->matter.state];
    if (lead && task_next[l->task.state].zh)
        n = &task_next[l->task.state];
    const char *text = l->cx->lang == LANG_EN ? n->en : n->zh;
    return ledger_text(text ? str_c(text) : STR(""));
}

static const struct ledger_column assigned_columns[] = {
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial, "No.", 0, 10},
    {{"事项编号", 22, COLUMN_TEXT}, LEDGER_NONE, m_num, "Matter", COLUMN_SHOWN, 40},
    {{"标题", 40, COLUMN_TEXT}, LEDGER_NONE, m_title, "Title", COLUMN_SHOWN, 80},
    {{"责任层级", 9, COLUMN_TEXT}, LEDGER_NONE, m_level, "Level", COLUMN_SHOWN, 18},
    {{"区划", 20, COLUMN_TEXT}, LEDGER_NONE, m_place, "Place", 0, 36},
    {{"当前责任单位", 20, COLUMN_TEXT}, LEDGER_NONE, m_owner, "Unit that acts", 0, 32},
    {{"牵头单位", 20, COLUMN_TEXT}, LEDGER_NONE, m_lead, "Lead", COLUMN_SHOWN, 32},
    {{"责任领导", 14, COLUMN_TEXT}, LEDGER_NONE, a_leader, "Leader", 0, 24},
    {{"责任人", 14, COLUMN_TEXT}, LEDGER_NONE, a_person, "Answers for it", COLUMN_SHOWN, 24},
    {{"状态", 12, COLUMN_TEXT}, LEDGER_NONE, m_state, "State", 0, 18},
    {{"下一步", 20, COLUMN_TEXT}, LEDGER_NONE, a_next, "Next step", COLUMN_SHOWN, 36},
    {{"下一时限", 18, COLUMN_DATETIME}, LEDGER_NONE, a_due, "Due", COLUMN_SHOWN, 30},
};

static enum err assigned_chosen(struct export *e, struct line *l)
{
    for (size_t i = 0; i < e->job->ids_n; i++) {
        bool found = false;
        TRY(matter_line_of(l, e->job->ids[i], &found));
        if (found)
            TRY(export_line(e, l));
    }
    return OK;
}

static enum err assigned_rows(struct export *e, struct line *l, int book)
{
    struct matter *rows = NULL;
    size_t n = EXPORT_PAGE;
    int64_t after = 0;
    (void)book;
    if (e->job->picked.n)
        return assigned_chosen(e, l);
    while (n == EXPORT_PAGE) {
        TRY(page(e, SQL_MATTER_PAGE, &matter_shape, after, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            bool found = false;
            after = rows[i].id;
            TRY(matter_line_of(l, after, &found));
            if (found)
                TRY(export_line(e, l));
        }
    }
    return OK;
}

/* ---- events ---- */

static struct cell e_kind(struct line *l)
{
    return ledger_text(
        str_c(enum_label(&subject_names, l->event.subject_kind, (int)l->cx->lang)));
}
static struct cell e_id(struct line *l)
{
    return ledger_text(str_fmt(l->cx->arena, "%lld", (long long)l->event.subject_id));
}
static struct cell e_seq(struct line *l)
{
    return ledger_int(l->event.seq);
}
static struct cell e_action(struct line *l)
{
    enum subject kind = (enum subject)l->event.subject_kind;
    return ledger_text(label_action(l->cx, kind, l->event.action));
}
static struct cell e_from(struct line *l)
{
    return ledger_text(l->event.from_state);
}
static struct cell e_to(struct line *l)
{
    return ledger_text(l->event.to_state);
}
static struct cell e_occurred(struct line *l)
{
    return ledger_time(l->event.occurred_at);
}
static struct cell e_recorded(struct line *l)
{
    return ledger_time(l->event.recorded_at);
}
static struct cell e_actor(struct line *l)
{
    return ledger_text(l->event.actor_id
                           ? str_fmt(l->cx->arena, "%lld", (long long)l->event.actor_id)
                           : STR(""));
}
static struct cell e_role(struct line *l)
{
    return ledger_text(str_c(enum_label(&role_names, l->event.role, (int)l->cx->lang)));
}
static struct cell e_unit(struct line *l)
{
    return ledger_unit_cell(l, l->event.unit_id);
}
static struct cell e_hash(struct line *l)
{
    return ledger_text(l->event.hash);
}

static const struct ledger_column event_columns[] = {
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial, NULL, false, 0},
    {{"对象", 10, COLUMN_TEXT}, LEDGER_NONE, e_kind, NULL, false, 0},
    {{"对象标识", 18, COLUMN_TEXT}, LEDGER_NONE, e_id, NULL, false, 0},
    {{"次序", 6, COLUMN_NUMBER}, LEDGER_NONE, e_seq, NULL, false, 0},
    {{"动作", 18, COLUMN_TEXT}, LEDGER_NONE, e_action, NULL, false, 0},
    {{"原状态", 14, COLUMN_TEXT}, LEDGER_NONE, e_from, NULL, false, 0},
    {{"新状态", 14, COLUMN_TEXT}, LEDGER_NONE, e_to, NULL, false, 0},
    {{"发生时间", 18, COLUMN_DATETIME}, LEDGER_NONE, e_occurred, NULL, false, 0},
    {{"记录时间", 18, COLUMN_DATETIME}, LEDGER_NONE, e_recorded, NULL, false, 0},
    {{"人员标识", 18, COLUMN_TEXT}, LEDGER_NONE, e_actor, NULL, false, 0},
    {{"岗位", 12, COLUMN_TEXT}, LEDGER_NONE, e_role, NULL, false, 0},
    {{"单位", 20, COLUMN_TEXT}, LEDGER_NONE, e_unit, NULL, false, 0},
    {{"哈希", 66, COLUMN_TEXT}, LEDGER_NONE, e_hash, NULL, false, 0},
};

static enum err event_rows(struct export *e, struct line *l, int book)
{
    struct ctx cx = *e->cx;
    struct str kind = STR("");
    int64_t id = 0, seq = 0;
    size_t n = EXPORT_PAGE;
    (void)book;
    cx.arena = e->page;
    while (n == EXPORT_PAGE) {
        struct event *rows = NULL;
        arena_reset(e->page);
        enum err err = db_all(&cx, SQL_EVENT_PAGE,
                              ARGS(I64(cx.jid), TXT(kind), I64(id), I64(seq), I64(EXPORT_PAGE)),
                              &event_shape, (void **)&rows, &n);
        e->cx->error = cx.error;
        TRY(err);
        for (size_t i = 0; i < n; i++) {
            line_clear(l);
            l->event = rows[i];
            kind = str_c(enum_text(&subject_names, rows[i].subject_kind));
            id = rows[i].subject_id;
            seq = rows[i].seq;
            TRY(export_line(e, l));
        }
    }
    return OK;
}

const struct ledger matter_ledgers[] = {
    {"matters", "事项台账", "matters", matter_columns, COUNT(matter_columns), matter_rows, 0},
    {"tasks", "承办任务台账", "tasks", task_columns, COUNT(task_columns), task_rows, 0},
    {"events", "办理过程", "events", event_columns, COUNT(event_columns), event_rows, 0},
    {"task-list", "任务清单", "task list", assigned_columns, COUNT(assigned_columns),
     assigned_rows, BOOK_ALL},
};
const struct ledger *const task_ledger = &matter_ledgers[3];
const size_t matter_ledgers_n = COUNT(matter_ledgers);
