/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/counter.h"

#include "core/app.h"
#include "core/duty.h"
#include "core/org.h"
#include "loop/links.h"
#include "loop/screen.h"

struct urge_body {
    struct str words;
};
static const struct field urge_fields[] = {
    FIELD(struct urge_body, words, .max = 5000, .as = AS_TEXT, .zh = "诉求人说了什么",
          .en = "What they said"),
};
static const struct shape urge_shape = SHAPE("urge", struct urge_body, urge_fields);

/* Whoever handles one of its matters hears of it. */
static enum err matters_urged(struct act *a, size_t *told)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_demand(a->w, a->demand->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        if (!subject_is_open(SUBJECT_MATTER, m->state))
            continue;
        struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "urged", -1, 0);
        draft_str(e, "demand", a->demand->num);
        m->urged++;
        work_tell_unit(a->w, m->owner_unit,
                       BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER),
                       SUBJECT_MATTER, m->id, "urged");
        (*told)++;
    }
    return OK;
}

static enum err urge_effect(struct ctx *cx, struct act *a)
{
    const struct urge_body *b = a->body;
    struct demand *d = a->demand;
    size_t told = 0;
    (void)cx;
    d->urged++;
    draft_i64(a->event, "times", d->urged);
    draft_text(a->event, "words", b->words);
    TRY(matters_urged(a, &told));
    if (!told)
        work_tell_unit(a->w, d->unit_id, BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER),
                       SUBJECT_DEMAND, d->id, "urged");
    return OK;
}

struct three_way_body {
    int64_t unit, taken_at;
    struct str took_by, words;
    int outcome, result;
};
static const struct field three_way_fields[] = {
    FIELD(struct three_way_body, unit, .required = true, .as = AS_ID, .zh = "接入单位",
          .en = "Unit called in", .options = "units"),
    FIELD(struct three_way_body, took_by, .required = true, .max = 50, .zh = "接听人",
          .en = "Who took the call"),
    FIELD(struct three_way_body, taken_at, .as = AS_TIME, .zh = "接通时间（不填即现在）",
          .en = "Taken at (empty: now)"),
    FIELD(struct three_way_body, outcome, .required = true, .names = &three_way_names,
          .zh = "通话结果", .en = "Outcome"),
    FIELD(struct three_way_body, words, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,
          .zh = "对方说了什么（当场答复的写答复内容）", .en = "What they said (or answered)"),
    FIELD(struct three_way_body, result, .names = &result_names,
          .zh = "办理结果（当场答复的必填）", .en = "Result (when answered)"),
};
static const struct shape three_way_shape =
    SHAPE("three_way", struct three_way_body, three_way_fields);

static enum err three_way_check(struct ctx *cx, const struct act *a)
{
    const struct three_way_body *b = a->body;
    const struct org *org = cx->app->org;
    const struct unit *u = org_unit(org, b->unit);
    if (!u || (u->valid_to && u->valid_to <= cx->now))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位", "there is no such unit");
    if (a->demand->complained_unit && org_unit_under(org, b->unit, a->demand->complained_unit))
        return fail_at(cx, ERR_CONFLICT, "unit", "不能把来电接给被投诉的单位",
                       "a call is not handed to the unit complained about");
    if (b->taken_at > cx->now + 60000)
        return fail_at(cx, ERR_INPUT, "taken_at", "接通时间不能晚于现在",
                       "taken in the future");
    if (b->outcome == THREE_WAY_NONE)
        return fail_at(cx, ERR_INPUT, "outcome", "请选择通话结果", "choose the outcome");
    if (b->outcome == THREE_WAY_ANSWERED && b->result == RESULT_NONE)
        return fail_at(cx, ERR_INPUT, "result", "当场答复的，请选择办理结果",
                       "an answer at once needs its result");
    return OK;
}

/* What the department answered is an answer at once by the officer asked first (JN-16); where
 * it comes from stands in its event. */
static enum err three_way_effect(struct ctx *cx, struct act *a)
{
    const struct three_way_body *b = a->body;
    struct act answer;
    TRY(three_way_check(cx, a));
    struct str unit = org_unit(cx->app->org, b->unit)->name;
    draft_str(a->event, "outcome", str_c(enum_text(&three_way_names, b->outcome)));
    draft_str(a->event, "unit", unit);
    draft_i64(a->event, "unit_id", b->unit);
    draft_i64(a->event, "taken_at", b->taken_at ? b->taken_at : cx->now);
    draft_text(a->event, "took_by", b->took_by);
    if (b->outcome == THREE_WAY_REGISTER) {
        draft_text(a->event, "words", b->words);
        return OK;
    }
    const struct answer_body said = {.words = b->words, .result = b->result};
    TRY(flow_step(cx, a->w, SUBJECT_DEMAND, "answer-at-once", a->demand->id, &said, &answer));
    draft_str(answer.event, "source", STR("three_way"));
    draft_str(answer.event, "unit", unit);
    return OK;
}

enum {
    STILL_OPEN = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                 BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
    FRONT = BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR),
};

const struct step counter_steps[] = {
    {.name = "urge",
     .subject = SUBJECT_DEMAND,
     .from = STILL_OPEN,
     .to = -1,
     .roles = FRONT,
     .where = AT_PART,
     .body = &urge_shape,
     .effect = urge_effect,
     .zh = "催办",
     .en = "Urge"},
    {.name = "three-way",
     .subject = SUBJECT_DEMAND,
     .from = STILL_OPEN,
     .to = -1,
     .roles = FRONT,
     .where = AT_PART,
     .body = &three_way_shape,
     .effect = three_way_effect,
     .zh = "三方通话",
     .en = "Three-way call",
     .to_text = "same / answered"},
};
const size_t counter_steps_n = COUNT(counter_steps);
