/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/whistle.h"

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "loop/dispatch.h"
#include "loop/handle.h"

enum {
    UNITS_MAX = 8,
    ARRIVE_DAYS_MAX = 30,
    HANDLES = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
    TOLD = HANDLES | BIT(ROLE_DISPATCHER), /* of those who whistle */
    WHISTLES = HANDLES | BIT(ROLE_COLLECTOR) | BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER),
    TASK_ANY = BIT(TASK_SENT) | BIT(TASK_SIGNED) | BIT(TASK_WORKING) | BIT(TASK_RETURN_ASKED) |
               BIT(TASK_REPORTED) | BIT(TASK_AGREED) | BIT(TASK_WITHDRAWN),
    MATTER_WORKED = BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) | BIT(MATTER_ANSWERED) |
                    BIT(MATTER_CALLING_BACK) | BIT(MATTER_CLOSED) | BIT(MATTER_ARCHIVED) |
                    BIT(MATTER_ENDED),
};

/* ---- matter: whistle ---- */

struct whistle_body {
    struct strs units;
    int64_t arrive_by;
    struct str words;
};
static const struct field whistle_fields[] = {
    FIELD(struct whistle_body, units, .required = true, .min = 1, .max = UNITS_MAX,
          .zh = "请哪些单位报到", .en = "Units summoned", .options = "units"),
    FIELD(struct whistle_body, arrive_by, .as = AS_TIME, .zh = "几时前到场（不填按机制时限）",
          .en = "On site by (empty: the mechanism's limit)"),
    FIELD(struct whistle_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "现场情况和需要做什么", .en = "What it is like there, and what is needed"),
};
static const struct shape whistle_shape = SHAPE("whistle", struct whistle_body, whistle_fields);

static bool takes_part(const struct matter *m, struct task *const *tasks, size_t n,
                       int64_t unit)
{
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->unit_id == unit && tasks[i]->state != TASK_WITHDRAWN)
            return true;
    return unit == m->desk_unit || unit == m->lead_unit;
}

/* The community for which the actor whistles: one of theirs that takes part; 0 = none. */
static enum err whistler(struct ctx *cx, struct act *a, int64_t *out)
{
    const struct actor *actor = cx->actor;
    struct task **tasks = NULL;
    size_t n = 0;
    *out = 0;
    TRY(work_tasks(a->w, a->matter->id, &tasks, &n));
    for (size_t i = 0; i < actor->n && !*out; i++) {
        const struct unit *u = org_unit(cx->app->org, actor->grants[i].unit_id);
        if (u && u->lvl == LEVEL_COMMUNITY && (BIT(actor->grants[i].role) & WHISTLES) &&
            takes_part(a->matter, tasks, n, u->id))
            *out = u->id;
    }
    return OK;
}

static enum err whistle_guard(struct ctx *cx, struct act *a)
{
    int64_t unit = 0;
    if (!a->mechanism->whistle)
        return fail(cx, ERR_CONFLICT, "本机制没有吹哨报到",
                    "the mechanism does not have the whistle");
    TRY(whistler(cx, a, &unit));
    return unit ? OK
                : fail(cx, ERR_DENIED, "只有参与办理的社区可以吹哨",
                       "a community that takes part whistles");
}

/* By the hour that was named (a given date: no reckoning moves it), else by the mechanism's
 * limit. */
static enum err arrive_clock(struct ctx *cx, struct act *a, int64_t task, int64_t by)
{
    const struct matter *m = a->matter;
    struct span_length len = mechanism_limit(a->mechanism, CLOCK_ARRIVE, m->kind, m->class,
                                             (enum level)m->lvl, m->difficulty);
    if (by)
        len = (struct span_length){.set = true, .unit = SPAN_HOURS};
    return work_clock_start(a->w, SUBJECT_TASK, task, CLOCK_ARRIVE, cx->now, len,
                            by ? "stage" : "mechanism", by);
}

static enum err summon(struct ctx *cx, struct act *a, int64_t community, int64_t unit,
                       const struct whistle_body *b)
{
    const struct org *org = cx->app->org;
    const struct matter *m = a->matter;
    struct task **tasks = NULL, *t = NULL;
    size_t n = 0;
    TRY(unit_may_handle(cx, m, unit, "units"));
    TRY(work_tasks(a->w, m->id, &tasks, &n));
    const struct str name = org_unit(org, unit)->name;
    if (org_unit(org, unit)->lvl == LEVEL_COMMUNITY)
        return fail_at(cx, ERR_INPUT, "units", "吹哨请上级部门，不请社区：“%.*s”",
                       "a whistle summons departments, no community: \"%.*s\"", STR_ARG(name));
    if (takes_part(&(struct matter){0}, tasks, n, unit))
        return fail_at(cx, ERR_CONFLICT, "units", "“%.*s”已在办理这件事",
                       "\"%.*s\" handles this already", STR_ARG(name));
    TRY(task_send(cx, a, unit, TASK_WHISTLE, &t));
    int64_t above = org_desk_above(org, community, DESK_DISPATCH, m->complained_unit);
    t->whistle_unit = community;
    t->desk_unit = above ? above : m->desk_unit;
    return arrive_clock(cx, a, t->id, b->arrive_by);
}

static enum err whistle_effect(struct ctx *cx, struct act *a)
{
    const struct whistle_body *b = a->body;
    int64_t community = 0;
    TRY(whistler(cx, a, &community));
    if (b->arrive_by && (b->arrive_by <= cx->now ||
                         b->arrive_by > cx->now + (int64_t)ARRIVE_DAYS_MAX * MS_PER_DAY))
        return fail_at(cx, ERR_INPUT, "arrive_by", "到场时间应在现在之后、30日之内",
                       "on site within thirty days from now");
    draft_i64(a->event, "community", community);
    draft_ids(a->event, "units", b->units);
    draft_text(a->event, "words", b->words);
    for (size_t i = 0; i < b->units.n; i++) {
        int64_t unit = 0;
        if (!str_i64(b->units.p[i], &unit))
            return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
        TRY(summon(cx, a, community, unit, b));
    }
    return OK;
}

/* ---- task: arrive ---- */

struct arrive_body {
    int64_t officer, at, lon, lat;
    struct str words, crs;
    struct strs attachments;
};
static const struct field arrive_fields[] = {
    FIELD(struct arrive_body, officer, .as = AS_ID, .zh = "到场人（默认本人）",
          .en = "Who came (default: me)", .options = "officers"),
    FIELD(struct arrive_body, at, .as = AS_TIME, .zh = "到场时间（不填即现在）",
          .en = "On site since (empty: now)"),
    FIELD(struct arrive_body, words, .max = 2000, .as = AS_TEXT, .zh = "到场情况",
          .en = "What was found"),
    FIELD(struct arrive_body, lon, .as = AS_REAL6, .min = -180000000, .max = 180000000,
          .zh = "经度", .en = "Longitude"),
    FIELD(struct arrive_body, lat, .as = AS_REAL6, .min = -90000000, .max = 90000000,
          .zh = "纬度", .en = "Latitude"),
    FIELD(struct arrive_body, crs, .max = 20, .zh = "坐标系", .en = "Reference system",
          .options = "crs"),
    FIELD(struct arrive_body, attachments, .max = 9, .zh = "现场照片", .en = "Photos"),
};
static const struct shape arrive_shape = SHAPE("arrive", struct arrive_body, arrive_fields);

static enum err arrive_guard(struct ctx *cx, struct act *a)
{
    return a->task->role == TASK_WHISTLE
               ? OK
               : fail(cx, ERR_CONFLICT, "这不是吹哨任务", "this task is no whistle");
}

/* A stop counts when it is recorded (domain.md, Clocks); the hour on site stands beside it. */
static enum err arrive_effect(struct ctx *cx, struct act *a)
{
    const struct arrive_body *b = a->body;
    struct task *t = a->task;
    if (b->at > cx->now || (b->at && b->at < t->sent_at))
        return fail_at(cx, ERR_INPUT, "at", "到场时间应在吹哨之后、现在之前",
                       "between the whistle and now");
    if ((b->lon || b->lat) && !b->crs.n)
        return fail_at(cx, ERR_INPUT, "crs", "请写明坐标系", "name the reference system");
    TRY(task_taken(cx, a, b->officer));
    t->arrived_at = b->at ? b->at : cx->now;
    if (b->lon || b->lat) {
        draft_i64(a->event, "lon", b->lon);
        draft_i64(a->event, "lat", b->lat);
        draft_str(a->event, "crs", b->crs);
    }
    draft_text(a->event, "words", b->words);
    work_tell_unit(a->w, t->whistle_unit, TOLD, SUBJECT_TASK, t->id, "arrived");
    return work_attach(a->w, a->event, b->attachments);
}

enum err whistle_arrival(struct work *w, const struct task *t, int64_t *due_at, bool *late)
{
    struct clock **clocks = NULL;
    size_t n = 0;
    *due_at = 0;
    *late = false;
    if (t->role != TASK_WHISTLE)
        return OK;
    TRY(work_clocks(w, SUBJECT_TASK, t->id, &clocks, &n));
    for (size_t i = 0; i < n; i++) {
        const struct clock *k = clocks[i];
        if (k->kind != CLOCK_ARRIVE)
            continue;
        *due_at = k->due_at;
        *late = !k->paused_at && t->state != TASK_WITHDRAWN &&
                (k->stopped_at ? k->stopped_at : work_ctx(w)->now) > k->due_at;
    }
    return OK;
}

/* ---- task: both sides appraised (双考核) ---- */

void whistle_done(struct work *w, const struct task *t)
{
    work_tell_unit(w, t->whistle_unit, TOLD, SUBJECT_TASK, t->id, "to_appraise");
    work_tell_unit(w, t->unit_id, HANDLES, SUBJECT_TASK, t->id, "to_appraise");
}

struct appraise_body {
    int came, did, grade;
    struct str reason;
};
#define GRADE_AND_REASON                                                                       \
    FIELD(struct appraise_body, grade, .required = true, .names = &grade_names, .zh = "评价",  \
          .en = "Grade"),                                                                      \
        FIELD(struct appraise_body, reason, .required = true, .min = 2, .max = 1000,           \
              .as = AS_TEXT, .zh = "理由", .en = "Reason")
static const struct field of_unit_fields[] = {
    FIELD(struct appraise_body, came, .required = true, .names = &yesno_names,
          .zh = "是否按时到场", .en = "Came in time"),
    FIELD(struct appraise_body, did, .required = true, .names = &yesno_names,
          .zh = "是否尽到职责", .en = "Did its part"),
    GRADE_AND_REASON,
};
static const struct shape of_unit_shape =
    SHAPE("appraise_unit", struct appraise_body, of_unit_fields);
static const struct field call_fields[] = {
    FIELD(struct appraise_body, did, .required = true, .names = &yesno_names,
          .zh = "这次吹哨是否应当叫本单位", .en = "Was the unit called for"),
    GRADE_AND_REASON,
};
static const struct shape call_shape =
    SHAPE("appraise_whistle", struct appraise_body, call_fields);

static enum appraisal_about about_of(const struct act *a)
{
    return str_eq_c(str_c(a->step->name), "appraise-unit") ? APPRAISAL_UNIT : APPRAISAL_WHISTLE;
}

/* A role of one's own in the unit or under it; whoever stands above speaks for neither side. */
static bool belongs(const struct ctx *cx, int64_t unit, uint32_t roles)
{
    const struct actor *actor = cx->actor;
    for (size_t i = 0; i < actor->n; i++)
        if ((BIT(actor->grants[i].role) & roles) &&
            org_unit_under(cx->app->org, actor->grants[i].unit_id, unit))
            return true;
    return false;
}

static enum err not_a_handler(struct ctx *cx, struct act *a)
{
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(work_tasks(a->w, a->matter->id, &tasks, &n));
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->officer_id && actor_is(cx->actor, tasks[i]->officer_id))
            return fail(cx, ERR_DENIED, "承办人不评价，请由本单位其他人员评价",
                        "a named handler appraises nobody: another person does");
    return OK;
}

static enum err appraise_guard(struct ctx *cx, struct act *a)
{
    const struct task *t = a->task;
    struct appraisal **rows = NULL;
    size_t n = 0;
    int64_t by = about_of(a) == APPRAISAL_UNIT ? t->whistle_unit : t->unit_id;
    TRY(arrive_guard(cx, a));
    if (!(BIT(t->state) & (BIT(TASK_AGREED) | BIT(TASK_WITHDRAWN))) &&
        !(MATTER_WORKED & BIT(a->matter->state)))
        return fail(cx, ERR_CONFLICT, "办完以后再评价", "it is appraised after the work");
    if (!belongs(cx, by, a->step->roles))
        return fail(cx, ERR_DENIED, "由吹哨社区或报到单位自己的人评价",
                    "each side's own people appraise");
    TRY(work_appraisals(a->w, t->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i]->about == (int)about_of(a))
            return fail(cx, ERR_CONFLICT, "已经评价过", "it is appraised already");
    return not_a_handler(cx, a);
}

static enum err appraise_effect(struct ctx *cx, struct act *a)
{
    const struct appraise_body *b = a->body;
    const struct task *t = a->task;
    bool of_unit = about_of(a) == APPRAISAL_UNIT;
    if (b->grade == GRADE_NONE)
        return fail_at(cx, ERR_INPUT, "grade", "请选择评价", "choose the grade");
    if (b->did == YN_UNKNOWN || (of_unit && b->came == YN_UNKNOWN))
        return fail_at(cx, ERR_INPUT, of_unit && b->came == YN_UNKNOWN ? "came" : "did",
                       "请选择是、否或部分", "choose yes, no or partly");
    struct appraisal row = {
        .id = app_id(cx),
        .task_id = t->id,
        .about = (int)about_of(a),
        .unit_id = of_unit ? t->unit_id : t->whistle_unit,
        .by_unit = of_unit ? t->whistle_unit : t->unit_id,
        .officer_id = cx->actor->officer_id,
        .came = b->came,
        .did = b->did,
        .grade = b->grade,
        .seq = draft_seq(a->event),
        .given_at = cx->now,
    };
    work_new_appraisal(a->w, &row);
    draft_text(a->event, "reason", b->reason);
    return OK;
}

const struct step whistle_steps[] = {
    {.name = "whistle",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = WHISTLES,
     .where = AT_PART,
     .body = &whistle_shape,
     .guard = whistle_guard,
     .effect = whistle_effect,
     .zh = "吹哨",
     .en = "Whistle",
     .to_text = "handling, helper tasks sent"},
    {.name = "arrive",
     .subject = SUBJECT_TASK,
     .from = BIT(TASK_SENT),
     .to = TASK_SIGNED,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &arrive_shape,
     .guard = arrive_guard,
     .effect = arrive_effect,
     .did = "handle",
     .zh = "报到",
     .en = "Arrive"},
    {.name = "appraise-unit",
     .subject = SUBJECT_TASK,
     .from = TASK_ANY,
     .to = -1,
     .roles = WHISTLES,
     .where = AT_PART,
     .body = &of_unit_shape,
     .guard = appraise_guard,
     .effect = appraise_effect,
     .did = "appraise",
     .zh = "评价报到单位",
     .en = "Appraise the unit",
     .to_text = "same"},
    {.name = "appraise-whistle",
     .subject = SUBJECT_TASK,
     .from = TASK_ANY,
     .to = -1,
     .roles = HANDLES,
     .where = AT_PART,
     .body = &call_shape,
     .guard = appraise_guard,
     .effect = appraise_effect,
     .did = "appraise",
     .zh = "评价吹哨",
     .en = "Appraise the whistle",
     .to_text = "same"},
};
const size_t whistle_steps_n = COUNT(whistle_steps);
