/* SPDX-License-Identifier: Apache-2.0
 * The ledgers of demands: all, and one for each level (BZ-19, BZ-20).
 */
#include <string.h>

#include "core/app.h"
#include "core/org.h"
#include "loop/labels.h"
#include "loop/ledger_out_impl.h"
#include "loop/ledger_row.h"
#include "loop/links.h"

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
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial},
    {{"编号", 22, COLUMN_TEXT}, LEDGER_NUMBER, c_num},
    {{"原编号", 14, COLUMN_TEXT}, LEDGER_UPSTREAM_NO, c_upstream},
    {{"标题", 30, COLUMN_TEXT}, LEDGER_TITLE, c_title},
    {{"来源渠道", 12, COLUMN_TEXT}, LEDGER_CHANNEL, c_channel},
    {{"采集方式", 12, COLUMN_TEXT}, LEDGER_WAY, c_way},
    {{"反映时间", 18, COLUMN_DATETIME}, LEDGER_SAID_AT, c_said},
    {{"诉求人", 12, COLUMN_TEXT}, LEDGER_NAME, c_name},
    {{"联系电话", 14, COLUMN_TEXT}, LEDGER_PHONE, c_phone},
    {{"详细地址", 20, COLUMN_TEXT}, LEDGER_ADDRESS, c_address},
    {{"反映人数", 9, COLUMN_NUMBER}, LEDGER_HEAD_COUNT, c_head_count},
    {{"区划", 20, COLUMN_TEXT}, LEDGER_PLACE, c_place},
    {{"诉求类别", 14, COLUMN_TEXT}, LEDGER_CLASS, c_class},
    {{"诉求类型", 12, COLUMN_TEXT}, LEDGER_KIND, c_kind},
    {{"诉求内容", 60, COLUMN_TEXT}, LEDGER_WORDS, c_words},
    {{"是否有效", 9, COLUMN_TEXT}, LEDGER_VALID, c_valid},
    {{"甄别层级", 9, COLUMN_TEXT}, LEDGER_SCREEN_LEVEL, c_screen_level},
    {{"难易", 10, COLUMN_TEXT}, LEDGER_DIFFICULTY, c_difficulty},
    {{"责任层级", 9, COLUMN_TEXT}, LEDGER_LEVEL, c_level},
    {{"状态", 14, COLUMN_TEXT}, LEDGER_STATE, c_state},
    {{"牵头单位", 20, COLUMN_TEXT}, LEDGER_UNIT, c_unit},
    {{"配合单位", 20, COLUMN_TEXT}, LEDGER_HELPERS, c_helpers},
    {{"派单时间", 18, COLUMN_DATETIME}, LEDGER_DISPATCHED_AT, c_dispatched},
    {{"化解措施", 40, COLUMN_TEXT}, LEDGER_REPORT, c_report},
    {{"办理时限", 18, COLUMN_DATETIME}, LEDGER_DUE, c_limit},
    {{"办理进展", 30, COLUMN_TEXT}, LEDGER_PROGRESS, c_progress},
    {{"办理结果", 12, COLUMN_TEXT}, LEDGER_OUTCOME, c_result},
    {{"书面反馈时间", 18, COLUMN_DATETIME}, LEDGER_REPORTED_AT, c_reported},
    {{"答复意见", 60, COLUMN_TEXT}, LEDGER_ANSWER, c_answer},
    {{"答复时间", 18, COLUMN_DATETIME}, LEDGER_ANSWERED_AT, c_answered},
    {{"审核结果", 9, COLUMN_TEXT}, LEDGER_NONE, c_review},
    {{"是否联系", 9, COLUMN_TEXT}, LEDGER_REACHED, c_reached},
    {{"是否解决", 9, COLUMN_TEXT}, LEDGER_SOLVED, c_solved},
    {{"回访结果", 10, COLUMN_TEXT}, LEDGER_NONE, c_callback},
    {{"满意度", 10, COLUMN_TEXT}, LEDGER_GRADE, c_grade},
    {{"是否销号", 9, COLUMN_TEXT}, LEDGER_NONE, c_closed},
    {{"销号时间", 18, COLUMN_DATETIME}, LEDGER_CLOSED_AT, c_closed_at},
    {{"未化解原因", 30, COLUMN_TEXT}, LEDGER_CAUSE, c_cause},
    {{"阶段性措施", 30, COLUMN_TEXT}, LEDGER_STAGES, c_stages},
    {{"备注", 16, COLUMN_TEXT}, LEDGER_GROUND, c_remark},
    {{"实名方式", 9, COLUMN_TEXT}, LEDGER_PRIVACY, c_privacy},
    {{"被反映单位", 20, COLUMN_TEXT}, LEDGER_COMPLAINED, c_complained},
    {{"甄别单位", 20, COLUMN_TEXT}, LEDGER_SCREEN_UNIT, c_screen_unit},
    {{"事项编号", 22, COLUMN_TEXT}, LEDGER_MATTER_NO, c_matter_num},
    {{"事项状态", 12, COLUMN_TEXT}, LEDGER_MATTER_STATE, c_matter_state},
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
    {{"序号", 6, COLUMN_NUMBER}, LEDGER_NONE, c_serial},
    {{"事项编号", 22, COLUMN_TEXT}, LEDGER_NONE, c_matter_num},
    {{"诉求编号", 22, COLUMN_TEXT}, LEDGER_NONE, c_num},
    {{"移交单位", 20, COLUMN_TEXT}, LEDGER_NONE, c_moved_to},
    {{"上级编号", 22, COLUMN_TEXT}, LEDGER_NONE, c_moved_no},
    {{"标题", 30, COLUMN_TEXT}, LEDGER_NONE, c_title},
    {{"诉求内容", 60, COLUMN_TEXT}, LEDGER_NONE, c_words},
    {{"诉求类别", 14, COLUMN_TEXT}, LEDGER_NONE, c_class},
    {{"区划", 20, COLUMN_TEXT}, LEDGER_NONE, c_place},
    {{"反映时间", 18, COLUMN_DATETIME}, LEDGER_NONE, c_said},
    {{"诉求人", 12, COLUMN_TEXT}, LEDGER_NONE, c_name},
    {{"联系电话", 14, COLUMN_TEXT}, LEDGER_NONE, c_phone},
    {{"详细地址", 20, COLUMN_TEXT}, LEDGER_NONE, c_address},
    {{"上级回复时限", 18, COLUMN_DATETIME}, LEDGER_NONE, c_matter_due},
};

/* ---- the rows ---- */

static void demand_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    (void)seq;
    if (str_eq_c(name, "words") && !l->words.n)
        l->words = body;
    else if (str_eq_c(name, "answer"))
        l->answer = body;
    else if (str_eq_c(name, "report"))
        l->report = body;
    else if (str_eq_c(name, "progress"))
        l->progress = body;
    else if (str_eq_c(name, "place_said"))
        l->place_said = body;
    else if (str_eq_c(name, "address"))
        l->address = body;
}

static void matter_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    bool stage = str_starts(name, "stage_");
    if (str_eq_c(name, "answer") && seq == l->link.answer_seq)
        l->answer = body;
    else if (str_eq_c(name, "report"))
        l->report = body;
    else if (str_eq_c(name, "progress"))
        l->progress = body;
    else if (str_eq_c(name, "stages_said"))
        l->stages = body;
    else if (stage)
        l->stages = str_fmt(l->cx->arena, "%.*s%s%.*s", STR_ARG(l->stages),
                            l->stages.n ? "；" : "", STR_ARG(body));
}

static void task_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    (void)seq;
    if (str_eq_c(name, "report"))
        l->report = body;
}

/* The live link that is furthest from its end speaks for the demand, as its state does. */
static enum err matter_of(struct ctx *cx, struct line *l)
{
    struct link *links = NULL;
    size_t n = 0;
    bool found = false;
    TRY(db_all(cx, SQL_LINK_BY_DEMAND, ARGS(I64(cx->jid), I64(l->d.id)), &link_shape,
               (void **)&links, &n));
    for (size_t i = 0; i < n; i++)
        if (link_is_live(&links[i]) && (!found || links[i].state < l->link.state)) {
            l->link = links[i];
            found = true;
        }
    if (!found)
        return OK;
    TRY(db_one(cx, SQL_MATTER_GET, ARGS(I64(cx->jid), I64(l->link.matter_id)), &matter_shape,
               &l->matter, &l->has_matter));
    if (!l->has_matter)
        return OK;
    TRY(ledger_tasks(cx, l));
    TRY(ledger_texts(cx, SUBJECT_MATTER, l->matter.id, l, matter_text));
    return l->has_lead ? ledger_texts(cx, SUBJECT_TASK, l->task.id, l, task_text) : OK;
}

static enum err limit_of(struct ctx *cx, struct line *l)
{
    struct clock *clocks = NULL;
    size_t n = 0;
    struct str kind = str_c(enum_text(&subject_names, SUBJECT_DEMAND));
    TRY(db_all(cx, SQL_CLOCK_BY_SUBJECT, ARGS(I64(cx->jid), TXT(kind), I64(l->d.id)),
               &clock_shape, (void **)&clocks, &n));
    for (size_t i = 0; i < n; i++)
        if (clocks[i].kind == CLOCK_REPLY)
            l->limit_at = clocks[i].due_at;
    return OK;
}

enum err demand_line(struct line *l, const struct demand *d)
{
    struct ctx *cx = l->cx;
    *l = (struct line){.cx = l->cx, .m = l->m, .unmasked = l->unmasked, .d = *d};
    TRY(person_open(cx, d->person_id, &l->person));
    TRY(ledger_texts(cx, SUBJECT_DEMAND, d->id, l, demand_text));
    if (!d->person_id)
        l->person.address = l->address;
    if (!l->unmasked)
        l->person = person_mask(cx->arena, &l->person);
    TRY(matter_of(cx, l));
    return limit_of(cx, l);
}

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

static enum err demand_rows(struct export *e, struct line *l, int lvl)
{
    struct ctx cx = *e->cx;
    int64_t after = 0;
    size_t n = EXPORT_PAGE;
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
            after = rows[i].id;
            TRY(demand_line(l, &rows[i]));
            bool moved = e->ledger->columns != moved_columns || is_moved(e, l);
            if (moved && (lvl == LEVEL_NONE || level_of(l) == lvl))
                TRY(export_line(e, l));
        }
    }
    return OK;
}

#define DEMAND_LEDGER(nm, chinese, english, level)                                             \
    {                                                                                          \
        .name = (nm), .zh = (chinese), .en = (english), .columns = columns,                    \
        .n = COUNT(columns), .rows = demand_rows, .lvl = (level)                               \
    }
const struct ledger demand_ledgers[] = {
    DEMAND_LEDGER("demands", "诉求台账", "demands", LEVEL_NONE),
    DEMAND_LEDGER("community", "社区级台账", "demands of the communities", LEVEL_COMMUNITY),
    DEMAND_LEDGER("street", "街道级台账", "demands of the streets", LEVEL_STREET),
    DEMAND_LEDGER("district", "区级台账", "demands of the district", LEVEL_DISTRICT),
    DEMAND_LEDGER("city", "移交市级台账", "demands moved up to the city", LEVEL_CITY),
    DEMAND_LEDGER("backstop", "兜底台账", "demands of last resort", LEVEL_BACKSTOP),
    {.name = "moved_up",
     .zh = "移交上级事项",
     .en = "matters moved up",
     .columns = moved_columns,
     .n = COUNT(moved_columns),
     .rows = demand_rows},
};
const size_t demand_ledgers_n = COUNT(demand_ledgers);
