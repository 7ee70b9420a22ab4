/* SPDX-License-Identifier: Apache-2.0
 * The ledgers of demands: all, and one for each level (BZ-19, BZ-20).
 */
#include <string.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/labels.h"
#include "loop/ledger_out_impl.h"
#include "loop/ledger_row.h"

static struct str choice(const struct line *l, const struct choices *c, struct str code)
{
    return label_choice(l->cx, choice_find(c, code), code);
}

static struct cell c_serial(struct line *l)
{
    return ledger_int(l->serial);
}
static struct cell c_num(struct line *l)
{
    return ledger_text(l->d.num);
}
static struct cell c_upstream(struct line *l)
{
    return ledger_text(l->d.upstream_no);
}
static struct cell c_title(struct line *l)
{
    return ledger_text(l->unmasked ? l->d.title : label_demand(l->cx, &l->d));
}
static struct cell c_channel(struct line *l)
{
    return ledger_text(choice(l, &l->m->channels, l->d.channel));
}
static struct cell c_way(struct line *l)
{
    return ledger_text(choice(l, &l->m->ways, l->d.way));
}
static struct cell c_said(struct line *l)
{
    return ledger_time(l->d.said_at);
}
static struct cell c_name(struct line *l)
{
    return ledger_text(l->person.name);
}
static struct cell c_phone(struct line *l)
{
    return ledger_text(l->person.phone);
}
static struct cell c_address(struct line *l)
{
    return ledger_text(l->person.address);
}
static struct cell c_head_count(struct line *l)
{
    return ledger_int(l->d.head_count);
}
static struct cell c_likes(struct line *l)
{
    return ledger_int(l->d.likes);
}
static struct cell c_place(struct line *l)
{
    if (l->place_said.n)
        return ledger_text(l->place_said);
    return ledger_text(label_place(l->cx, l->d.place_id));
}
static struct cell c_class(struct line *l)
{
    return ledger_text(choice(l, &l->m->classes, l->d.class));
}
static struct cell c_kind(struct line *l)
{
    return ledger_text(choice(l, &l->m->kinds, l->d.kind));
}
static struct cell c_words(struct line *l)
{
    return ledger_words(l);
}
static struct cell c_valid(struct line *l)
{
    return ledger_label_of(l, &yesno_names, l->d.valid);
}
/* The level whose desk screened: the unit's own, which the matter's level may differ from. */
static struct cell c_screen_level(struct line *l)
{
    const struct unit *u = org_unit(l->cx->app->org, l->d.unit_id);
    return ledger_label_of(l, &level_names, u ? u->lvl : LEVEL_NONE);
}
static struct cell c_difficulty(struct line *l)
{
    return ledger_text(choice(l, &l->m->difficulties, l->matter.difficulty));
}
/* Who is responsible: the matter's level once there is one (BZ-20), the demand's own before. */
static int level_of(const struct line *l)
{
    return l->has_matter && l->matter.lvl != LEVEL_NONE ? l->matter.lvl : l->d.lvl;
}

static struct cell c_level(struct line *l)
{
    return ledger_label_of(l, &level_names, level_of(l));
}
static struct cell c_state(struct line *l)
{
    return ledger_label_of(l, &demand_state_names, l->d.state);
}
static struct cell c_unit(struct line *l)
{
    int64_t unit = l->has_matter && l->matter.lead_unit ? l->matter.lead_unit : l->d.unit_id;
    return ledger_unit_cell(l, unit);
}
static struct cell c_helpers(struct line *l)
{
    return ledger_text(l->helpers);
}
static struct cell c_leader(struct line *l)
{
    return ledger_text(l->leader);
}
static struct cell c_handler(struct line *l)
{
    return ledger_text(l->handler);
}
static struct cell c_dispatched(struct line *l)
{
    return ledger_time(l->matter.dispatched_at);
}
static struct cell c_report(struct line *l)
{
    return ledger_text(l->report);
}
static struct cell c_limit(struct line *l)
{
    return ledger_day_end(l->limit_at);
}
static struct cell c_progress(struct line *l)
{
    return ledger_text(l->progress);
}
static struct cell c_result(struct line *l)
{
    return ledger_label_of(l, &result_names, l->link.result);
}
static struct cell c_reported(struct line *l)
{
    return ledger_time(l->has_lead ? l->task.reported_at : 0);
}
static struct cell c_answer(struct line *l)
{
    return ledger_text(l->answer);
}
static struct cell c_answered(struct line *l)
{
    return ledger_time(l->d.answered_at);
}
static struct cell c_review(struct line *l)
{
    const uint32_t passed = BIT(MATTER_APPROVED) | BIT(MATTER_ANSWERED) |
                            BIT(MATTER_CALLING_BACK) | BIT(MATTER_CLOSED) |
                            BIT(MATTER_ARCHIVED);
    bool taken = l->matter.close_ground == CLOSE_TAKEN_OVER;
    bool yes = l->has_matter && !taken && (passed & BIT(l->matter.state));
    return ledger_text(yes ? STR("同意") : STR(""));
}
static struct cell c_reached(struct line *l)
{
    return ledger_label_of(l, &yesno_names, l->d.reached);
}
static struct cell c_solved(struct line *l)
{
    return ledger_label_of(l, &yesno_names, l->d.solved);
}
static struct cell c_callback(struct line *l)
{
    const uint32_t called = BIT(LINK_ACCEPTED) | BIT(LINK_UNSATISFIED) | BIT(LINK_UNREACHABLE) |
                            BIT(LINK_NO_VERDICT);
    bool yes = l->has_matter && (called & BIT(l->link.state));
    return ledger_label_of(l, &link_state_names, yes ? l->link.state : LINK_NONE);
}
static struct cell c_grade(struct line *l)
{
    return ledger_label_of(l, &grade_names, l->d.grade);
}
static bool is_closed(const struct line *l)
{
    return l->has_matter &&
           (l->matter.state == MATTER_CLOSED || l->matter.state == MATTER_ARCHIVED);
}
static struct cell c_closed(struct line *l)
{
    if (!l->has_matter)
        return ledger_text(STR(""));
    return ledger_label_of(l, &yesno_names, is_closed(l) ? YN_YES : YN_NO);
}
static struct cell c_closed_at(struct line *l)
{
    return ledger_time(is_closed(l) ? l->matter.closed_at : 0);
}
static struct cell c_cause(struct line *l)
{
    return ledger_text(l->matter.cause);
}
static struct cell c_stages(struct line *l)
{
    return ledger_text(l->stages);
}
static struct cell c_remark(struct line *l)
{
    return ledger_label_of(l, &close_ground_names,
                           l->has_matter ? l->matter.close_ground : CLOSE_NONE);
}

static struct cell c_privacy(struct line *l)
{
    return ledger_text(str_c(enum_label(&privacy_names, l->d.privacy, (int)l->cx->lang)));
}
static struct cell c_complained(struct line *l)
{
    return ledger_unit_cell(l, l->d.complained_unit);
}
static struct cell c_screen_unit(struct line *l)
{
    return ledger_unit_cell(l, l->d.unit_id);
}
static struct cell c_matter_num(struct line *l)
{
    return ledger_text(l->has_matter ? l->matter.num : STR(""));
}
static struct cell c_matter_state(struct line *l)
{
    return ledger_label_of(l, &matter_state_names, l->matter.state);
}

/* rules.md B7-6, and what it leaves out: the answer, and what a take-over needs to make the
 * same of the row again. */
static const struct ledger_column columns[] = {
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial, "No.", COLUMN_SHOWN, 8},
    {{"编号", 22, COLUMN_TEXT}, LEDGER_NUMBER, c_num, "Number", COLUMN_SHOWN, 24},
    {{"原编号", 14, COLUMN_TEXT}, LEDGER_UPSTREAM_NO, c_upstream, "Former number", 0, 0},
    {{"标题", 30, COLUMN_TEXT}, LEDGER_TITLE, c_title, "Title", 0, 0},
    {{"来源渠道", 12, COLUMN_TEXT}, LEDGER_CHANNEL, c_channel, "Channel", 0, 11},
    {{"采集方式", 12, COLUMN_TEXT}, LEDGER_WAY, c_way, "Way", 0, 9},
    {{"反映时间", 18, COLUMN_DATETIME}, LEDGER_SAID_AT, c_said, "Said on", COLUMN_SHOWN, 20},
    {{"诉求人", 12, COLUMN_TEXT}, LEDGER_NAME, c_name, "Citizen", 0, 10},
    {{"联系电话", 14, COLUMN_TEXT}, LEDGER_PHONE, c_phone, "Telephone", 0, 15},
    {{"详细地址", 20, COLUMN_TEXT}, LEDGER_ADDRESS, c_address, "Address", 0, 0},
    {{"反映人数", 9, COLUMN_NUMBER}, LEDGER_HEAD_COUNT, c_head_count, "Heads", 0, 0},
    {{"点赞数", 8, COLUMN_NUMBER}, LEDGER_LIKES, c_likes, "Likes", COLUMN_LATE, 0},
    {{"区划", 20, COLUMN_TEXT}, LEDGER_PLACE, c_place, "Place", COLUMN_SHOWN, 18},
    {{"诉求类别", 14, COLUMN_TEXT}, LEDGER_CLASS, c_class, "Class", COLUMN_SHOWN, 11},
    {{"诉求类型", 12, COLUMN_TEXT}, LEDGER_KIND, c_kind, "Kind", 0, 0},
    {{"诉求内容", 60, COLUMN_TEXT}, LEDGER_WORDS, c_words, "Words", COLUMN_SHOWN, 42},
    {{"是否有效", 9, COLUMN_TEXT}, LEDGER_VALID, c_valid, "Valid", 0, 8},
    {{"甄别层级", 9, COLUMN_TEXT}, LEDGER_SCREEN_LEVEL, c_screen_level, "Screened at", 0, 8},
    {{"难易", 10, COLUMN_TEXT}, LEDGER_DIFFICULTY, c_difficulty, "Difficulty", 0, 9},
    {{"责任层级", 9, COLUMN_TEXT}, LEDGER_LEVEL, c_level, "Level", COLUMN_SHOWN, 8},
    {{"状态", 14, COLUMN_TEXT}, LEDGER_STATE, c_state, "State", COLUMN_SHOWN, 0},
    {{"牵头单位", 20, COLUMN_TEXT}, LEDGER_UNIT, c_unit, "Lead", COLUMN_SHOWN, 18},
    {{"配合单位", 20, COLUMN_TEXT}, LEDGER_HELPERS, c_helpers, "Helpers", 0, 16},
    {{"责任领导", 12, COLUMN_TEXT},
     LEDGER_NONE,
     c_leader,
     "Responsible leader",
     COLUMN_LATE | COLUMN_SHOWN,
     11},
    {{"责任人", 12, COLUMN_TEXT},
     LEDGER_NONE,
     c_handler,
     "Handler",
     COLUMN_LATE | COLUMN_SHOWN,
     11},
    {{"派单时间", 18, COLUMN_DATETIME},
     LEDGER_DISPATCHED_AT,
     c_dispatched,
     "Dispatched on",
     0,
     0},
    {{"化解措施", 40, COLUMN_TEXT}, LEDGER_REPORT, c_report, "Measures", 0, 38},
    {{"办理时限", 18, COLUMN_DATETIME}, LEDGER_DUE, c_limit, "Limit", COLUMN_SHOWN, 20},
    {{"办理进展", 30, COLUMN_TEXT}, LEDGER_PROGRESS, c_progress, "Progress", 0, 24},
    {{"办理结果", 12, COLUMN_TEXT}, LEDGER_OUTCOME, c_result, "Outcome", 0, 0},
    {{"书面反馈时间", 18, COLUMN_DATETIME},
     LEDGER_REPORTED_AT,
     c_reported,
     "Reported on",
     0,
     15},
    {{"答复意见", 60, COLUMN_TEXT}, LEDGER_ANSWER, c_answer, "Answer", 0, 0},
    {{"答复时间", 18, COLUMN_DATETIME}, LEDGER_ANSWERED_AT, c_answered, "Answered on", 0, 0},
    {{"审核结果", 9, COLUMN_TEXT}, LEDGER_NONE, c_review, "Review", 0, 9},
    {{"是否联系", 9, COLUMN_TEXT}, LEDGER_REACHED, c_reached, "Reached", 0, 0},
    {{"是否解决", 9, COLUMN_TEXT}, LEDGER_SOLVED, c_solved, "Solved", 0, 0},
    {{"回访结果", 10, COLUMN_TEXT}, LEDGER_NONE, c_callback, "Call-back", 0, 10},
    {{"满意度", 10, COLUMN_TEXT}, LEDGER_GRADE, c_grade, "Grade", 0, 10},
    {{"是否销号", 9, COLUMN_TEXT}, LEDGER_NONE, c_closed, "Closed", COLUMN_SHOWN, 8},
    {{"销号时间", 18, COLUMN_DATETIME}, LEDGER_CLOSED_AT, c_closed_at, "Closed on", 0, 20},
    {{"未化解原因", 30, COLUMN_TEXT}, LEDGER_CAUSE, c_cause, "Why not solved", 0, 20},
    {{"阶段性措施", 30, COLUMN_TEXT}, LEDGER_STAGES, c_stages, "Stages", 0, 20},
    {{"备注", 16, COLUMN_TEXT}, LEDGER_GROUND, c_remark, "Remark", 0, 10},
    {{"实名方式", 9, COLUMN_TEXT}, LEDGER_PRIVACY, c_privacy, "Privacy", 0, 0},
    {{"被反映单位", 20, COLUMN_TEXT},
     LEDGER_COMPLAINED,
     c_complained,
     "Complained about",
     0,
     0},
    {{"甄别单位", 20, COLUMN_TEXT}, LEDGER_SCREEN_UNIT, c_screen_unit, "Screening unit", 0, 0},
    {{"事项编号", 22, COLUMN_TEXT}, LEDGER_MATTER_NO, c_matter_num, "Matter", 0, 0},
    {{"事项状态", 12, COLUMN_TEXT},
     LEDGER_MATTER_STATE,
     c_matter_state,
     "State of the matter",
     0,
     0},
};

const struct ledger_column *demand_column(int target)
{
    for (size_t i = 0; i < COUNT(columns); i++)
        if (columns[i].target == target)
            return &columns[i];
    return NULL;
}

/* A matter that was moved up, as it is handed to the upstream: one line for each demand in it.
 */
static struct cell c_moved_to(struct line *l)
{
    return ledger_text(l->matter.upstream);
}
static struct cell c_moved_no(struct line *l)
{
    return ledger_text(l->matter.upstream_no);
}
static struct cell c_matter_due(struct line *l)
{
    return ledger_day_end(l->matter.due_at);
}
static const struct ledger_column moved_columns[] = {
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial, NULL, false, 0},
    {{"事项编号", 22, COLUMN_TEXT}, LEDGER_NONE, c_matter_num, NULL, false, 0},
    {{"诉求编号", 22, COLUMN_TEXT}, LEDGER_NONE, c_num, NULL, false, 0},
    {{"移交单位", 20, COLUMN_TEXT}, LEDGER_NONE, c_moved_to, NULL, false, 0},
    {{"上级编号", 22, COLUMN_TEXT}, LEDGER_NONE, c_moved_no, NULL, false, 0},
    {{"标题", 30, COLUMN_TEXT}, LEDGER_NONE, c_title, NULL, false, 0},
    {{"诉求内容", 60, COLUMN_TEXT}, LEDGER_NONE, c_words, NULL, false, 0},
    {{"诉求类别", 14, COLUMN_TEXT}, LEDGER_NONE, c_class, NULL, false, 0},
    {{"区划", 20, COLUMN_TEXT}, LEDGER_NONE, c_place, NULL, false, 0},
    {{"反映时间", 18, COLUMN_DATETIME}, LEDGER_NONE, c_said, NULL, false, 0},
    {{"诉求人", 12, COLUMN_TEXT}, LEDGER_NONE, c_name, NULL, false, 0},
    {{"联系电话", 14, COLUMN_TEXT}, LEDGER_NONE, c_phone, NULL, false, 0},
    {{"详细地址", 20, COLUMN_TEXT}, LEDGER_NONE, c_address, NULL, false, 0},
    {{"上级回复时限", 18, COLUMN_DATETIME}, LEDGER_NONE, c_matter_due, NULL, false, 0},
};

/* ---- the rows ---- */

/* By the upstream's code or name; one that was moved up without saying where to goes with each.
 */
static bool is_moved(const struct export *e, const struct line *l)
{
    const struct str to = l->matter.upstream;
    const struct ledger_export *job = e->job;
    return l->has_matter && l->matter.state == MATTER_MOVED_UP &&
           (!job->upstream.n || !to.n || str_eq(to, job->upstream) ||
            str_eq(to, job->upstream_name));
}

static enum err line_put(struct export *e, struct line *l, int book)
{
    bool moved = e->ledger->columns != moved_columns || is_moved(e, l);
    bool in = book == BOOK_NONE || book == BOOK_ALL ||
              (int)ledger_book_of(l->d.state, l->d.valid, level_of(l)) == book;
    if (moved && in) {
        TRY(demand_line_rest(l));
        return export_line(e, l);
    }
    arena_reset(e->row);
    return OK;
}

static enum err chosen_rows(struct export *e, struct line *l)
{
    for (size_t i = 0; i < e->job->ids_n; i++) {
        bool found = false;
        TRY(demand_line_of(l, e->job->ids[i], &found));
        if (found)
            TRY(export_line(e, l));
    }
    return OK;
}

static enum err demand_rows(struct export *e, struct line *l, int book)
{
    struct ctx cx = *e->cx;
    int64_t after = 0;
    size_t n = EXPORT_PAGE;
    if (e->job->picked.n)
        return chosen_rows(e, l);
    cx.arena = e->page;
    while (n == EXPORT_PAGE) {
        struct demand *rows = NULL;
        arena_reset(e->page);
        enum err err =
            db_all(&cx, SQL_DEMAND_PAGE, ARGS(I64(cx.jid), I64(after), I64(EXPORT_PAGE)),
                   &demand_shape, (void **)&rows, &n);
        e->cx->error = cx.error;
        TRY(err);
        for (size_t i = 0; i < n; i++) {
            bool found = false;
            after = rows[i].id;
            TRY(demand_line_stood(l, &rows[i], &found));
            if (found)
                TRY(line_put(e, l, book));
            else
                arena_reset(e->row);
        }
    }
    return OK;
}

#define DEMAND_LEDGER(id, code, chinese, english)                                              \
    {.name = (code),                                                                           \
     .zh = (chinese),                                                                          \
     .en = (english),                                                                          \
     .columns = columns,                                                                       \
     .n = COUNT(columns),                                                                      \
     .rows = demand_rows,                                                                      \
     .book = (id)},
const struct ledger demand_ledgers[] = {
    LEDGER_BOOKS(DEMAND_LEDGER) /* */
    {.name = "moved_up",
     .zh = "移交上级事项",
     .en = "matters moved up",
     .columns = moved_columns,
     .n = COUNT(moved_columns),
     .rows = demand_rows},
};
const size_t demand_ledgers_n = COUNT(demand_ledgers);
const struct ledger *const demand_ledger = &demand_ledgers[0];
