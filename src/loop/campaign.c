/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/campaign.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/mechanism.h"
#include "core/officer.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/labels.h"

enum { LISTED = 500, LINES = 400, LIST_MAX = 20000, NAME_MAX = 100, CODE_MAX = 60 };
enum { MEASURES = 20, WHOLE_PERCENT = 100 };

ENUM_NAMES(campaign_measure, CAMPAIGN_MEASURE_LIST);

static const struct field campaign_fields[] = {
    FIELD(struct campaign, jid),
    FIELD(struct campaign, id, .as = AS_ID),
    FIELD(struct campaign, code),
    FIELD(struct campaign, name),
    FIELD(struct campaign, version),
    FIELD(struct campaign, mechanism),
    FIELD(struct campaign, study_at, .as = AS_TIME),
    FIELD(struct campaign, from_at, .as = AS_TIME),
    FIELD(struct campaign, to_at, .as = AS_TIME),
    FIELD(struct campaign, places, .max = LIST_MAX),
    FIELD(struct campaign, chain, .max = LIST_MAX),
    FIELD(struct campaign, homes, .max = LIST_MAX),
    FIELD(struct campaign, tags, .max = LIST_MAX),
    FIELD(struct campaign, way),
    FIELD(struct campaign, officer_id, .as = AS_ID),
    FIELD(struct campaign, made_at, .as = AS_TIME),
    FIELD(struct campaign, ended_at, .as = AS_TIME),
    FIELD(struct campaign, measures, .max = LIST_MAX),
    FIELD(struct campaign, targets, .max = LIST_MAX),
};
const struct shape campaign_shape = SHAPE("campaign", struct campaign, campaign_fields);

#define SAID_FIELDS                                                                            \
    FIELD(struct campaign_new, name, .required = true, .min = 2, .max = NAME_MAX,              \
          .zh = "名称", .en = "Name"),                                                         \
        FIELD(struct campaign_new, study, .as = AS_TIME, .zh = "调研开始",                     \
              .en = "Studied from"),                                                           \
        FIELD(struct campaign_new, from, .required = true, .as = AS_TIME, .zh = "采集开始",    \
              .en = "First day"),                                                              \
        FIELD(struct campaign_new, to, .required = true, .as = AS_TIME, .zh = "采集结束",      \
              .en = "Last day"),                                                               \
        FIELD(struct campaign_new, places, .max = LINES, .zh = "活动范围", .en = "Area"),      \
        FIELD(struct campaign_new, chain, .max = LINES, .zh = "责任链",                        \
              .en = "Chain of responsibility"),                                                \
        FIELD(struct campaign_new, homes, .max = LINES, .zh = "各社区户数",                    \
              .en = "Households of each community"),                                           \
        FIELD(struct campaign_new, tags, .max = 40, .zh = "标签", .en = "Tags",                \
              .options = "tags"),                                                              \
        FIELD(struct campaign_new, way, .max = 40, .zh = "入户走访所属采集方式",               \
              .en = "Way in of visits", .options = "ways"),                                    \
        FIELD(struct campaign_new, measures, .max = MEASURES, .zh = "工作举措",                \
              .en = "Measures by name"),                                                       \
        FIELD(struct campaign_new, targets, .max = CAMPAIGN_MEASURE__MAX, .zh = "指标目标",    \
              .en = "Targets"),                                                                \
        FIELD(struct campaign_new, plan, .max = 20, .zh = "工作方案", .en = "Plan documents")

static const struct field new_fields[] = {
    FIELD(struct campaign_new, code, .required = true, .min = 1, .max = CODE_MAX, .zh = "代号",
          .en = "Code"),
    SAID_FIELDS,
};
const struct shape campaign_new_shape = SHAPE("campaign_new", struct campaign_new, new_fields);
static const struct field change_fields[] = {SAID_FIELDS};
const struct shape campaign_change_shape =
    SHAPE("campaign_change", struct campaign_new, change_fields);

static const struct field study_fields[] = {
    FIELD(struct campaign_study, held_at, .required = true, .as = AS_TIME, .zh = "日期",
          .en = "Day"),
    FIELD(struct campaign_study, who, .required = true, .min = 2, .max = 200, .zh = "参加者",
          .en = "Who took part"),
    FIELD(struct campaign_study, heads, .min = 1, .max = 1000000, .zh = "人数", .en = "Heads"),
    FIELD(struct campaign_study, note, .required = true, .min = 2, .max = 4000, .as = AS_TEXT,
          .zh = "学习动员内容", .en = "What was studied"),
    FIELD(struct campaign_study, attachments, .max = 20, .zh = "附件", .en = "Attachments"),
};
const struct shape campaign_study_shape =
    SHAPE("campaign_study", struct campaign_study, study_fields);
static const struct field end_fields[] = {
    FIELD(struct campaign_end, result, .required = true, .min = 2, .max = 4000, .as = AS_TEXT,
          .zh = "活动总结", .en = "Result"),
};
const struct shape campaign_end_shape = SHAPE("campaign_end", struct campaign_end, end_fields);

/* ---- found ---- */

bool campaign_may_keep(struct ctx *cx)
{
    return (actor_roles_at(cx, cx->actor, cx->app->root_unit) &
            (BIT(ROLE_DISPATCHER) | BIT(ROLE_LEADER))) != 0;
}

static enum err keeps(struct ctx *cx)
{
    return campaign_may_keep(cx)
               ? OK
               : fail(cx, ERR_DENIED, "专项行动由全区派单岗或领导维护",
                      "campaigns are kept by the register's own dispatch desk or its leaders");
}

enum err campaign_find(struct ctx *cx, struct str code, struct campaign *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_CAMPAIGN_BY_CODE, ARGS(I64(cx->jid), TXT(code)), &campaign_shape, out,
               &found));
    return found ? OK
                 : fail_at(cx, ERR_NOT_FOUND, "campaign", "没有代号为“%.*s”的专项行动",
                           "there is no campaign \"%.*s\"", STR_ARG(code));
}

enum err campaign_by_id(struct ctx *cx, int64_t id, struct campaign *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_CAMPAIGN_GET, ARGS(I64(cx->jid), I64(id)), &campaign_shape, out,
               &found));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "没有这个专项行动", "no such campaign");
}

enum err campaign_all(struct ctx *cx, struct campaign **out, size_t *n)
{
    return db_all(cx, SQL_CAMPAIGN_LIST, ARGS(I64(cx->jid), I64(LISTED)), &campaign_shape,
                  (void **)out, n);
}

static bool in_area(struct ctx *cx, const struct campaign *c, int64_t place)
{
    struct strs all = str_split(cx->arena, c->places, ',');
    int64_t id = 0;
    bool any = false;
    for (size_t i = 0; i < all.n; i++) {
        if (!str_i64(all.p[i], &id))
            continue;
        any = true;
        if (org_place_under(cx->app->org, place, id))
            return true;
    }
    return !any;
}

enum err campaign_takes(struct ctx *cx, const struct campaign *c, int64_t at,
                        const char *at_field, int64_t place_id)
{
    char from[TIME_TEXT], to[TIME_TEXT];
    if (c->ended_at)
        return fail_at(cx, ERR_CONFLICT, "campaign", "专项行动“%.*s”已经结束",
                       "the campaign \"%.*s\" has ended", STR_ARG(c->name));
    if ((c->from_at && at < c->from_at) || (c->to_at && at >= c->to_at))
        return fail_at(cx, ERR_INPUT, at_field, "不在专项行动的采集时间内（%s 至 %s）",
                       "not within the campaign's time (%s to %s)",
                       day_text(from, time_day(c->from_at)),
                       day_text(to, time_day(c->to_at - 1)));
    if (place_id && !in_area(cx, c, place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "不在专项行动的范围内",
                       "outside the campaign's area");
    return OK;
}

/* ---- what is said of it ---- */

static struct str joined(struct ctx *cx, struct strs all, const char *between)
{
    struct buf b;
    buf_init(&b, cx->arena, (size_t)LIST_MAX * 4);
    for (size_t i = 0; i < all.n; i++) {
        buf_c(&b, i ? between : "");
        buf_str(&b, all.p[i]);
    }
    return b.n ? buf_done(&b) : STR("");
}

static const struct mechanism *running(struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

enum err tags_join(struct ctx *cx, struct strs tags, struct str *out)
{
    const struct mechanism *m = running(cx);
    for (size_t i = 0; i < tags.n; i++)
        if (!m || !choice_find(&m->tags, tags.p[i]))
            return fail_at(cx, ERR_INPUT, "tags", "没有标签“%.*s”", "there is no tag \"%.*s\"",
                           STR_ARG(tags.p[i]));
    *out = joined(cx, tags, ",");
    return OK;
}

static enum err places_check(struct ctx *cx, struct strs places)
{
    int64_t id = 0;
    for (size_t i = 0; i < places.n; i++)
        if (!str_i64(places.p[i], &id) || !org_place(cx->app->org, id))
            return fail_at(cx, ERR_INPUT, "places", "没有这个地点：%.*s",
                           "there is no such place: %.*s", STR_ARG(places.p[i]));
    return OK;
}

/* "label|unit|officer" */
struct post {
    struct str label;
    int64_t unit, officer;
};
static bool post_of(struct ctx *cx, struct str line, struct post *out)
{
    struct strs p = str_split(cx->arena, line, '|');
    *out = (struct post){0};
    if (p.n != 3 || !str_trim(p.p[0]).n)
        return false;
    out->label = str_trim(p.p[0]);
    return (!p.p[1].n || str_i64(p.p[1], &out->unit)) &&
           (!p.p[2].n || str_i64(p.p[2], &out->officer)) && (out->unit || out->officer);
}

static enum err chain_check(struct ctx *cx, struct strs chain)
{
    for (size_t i = 0; i < chain.n; i++) {
        struct post p;
        struct officer o;
        if (!post_of(cx, chain.p[i], &p) || (p.unit && !org_unit(cx->app->org, p.unit)))
            return fail_at(cx, ERR_INPUT, "chain",
                           "责任链第 %zu 行写法不对：称谓|单位|人员，单位和人员至少一个",
                           "line %zu of the chain is not label|unit|officer", i + 1);
        if (p.officer)
            TRY(officer_get(cx, p.officer, &o));
    }
    return OK;
}

static enum err homes_check(struct ctx *cx, struct strs homes)
{
    for (size_t i = 0; i < homes.n; i++) {
        struct strs p = str_split(cx->arena, homes.p[i], '=');
        int64_t place = 0, n = 0;
        if (p.n != 2 || !str_i64(p.p[0], &place) || !str_i64(p.p[1], &n) || n < 0 ||
            !org_place(cx->app->org, place))
            return fail_at(cx, ERR_INPUT, "homes", "户数第 %zu 行写法不对：区划=户数",
                           "line %zu of the households is not place=number", i + 1);
    }
    return OK;
}

/* "name|what is done" */
static enum err measures_check(struct ctx *cx, struct strs measures)
{
    for (size_t i = 0; i < measures.n; i++) {
        struct strs p = str_split(cx->arena, measures.p[i], '|');
        if (p.n != 2 || !str_trim(p.p[0]).n || !str_trim(p.p[1]).n)
            return fail_at(cx, ERR_INPUT, "measures", "工作举措第 %zu 行写法不对：名称|内容",
                           "line %zu of the measures is not name|what is done", i + 1);
    }
    return OK;
}

/* "found=95" */
static bool target_of(struct ctx *cx, struct str line, int *measure, int64_t *percent)
{
    struct strs p = str_split(cx->arena, line, '=');
    if (p.n != 2)
        return false;
    *measure = enum_value(&campaign_measure_names, p.p[0]);
    return *measure >= 0 && str_i64(p.p[1], percent) && *percent >= 1 &&
           *percent <= WHOLE_PERCENT;
}

static enum err targets_check(struct ctx *cx, struct strs targets)
{
    int measure = 0;
    int64_t percent = 0;
    for (size_t i = 0; i < targets.n; i++)
        if (!target_of(cx, targets.p[i], &measure, &percent))
            return fail_at(
                cx, ERR_INPUT, "targets", "目标第 %zu 行写法不对：found、right 或 full=1至100",
                "line %zu of the targets is not found, right or full=1 to 100", i + 1);
    return OK;
}

int64_t campaign_target(struct ctx *cx, const struct campaign *c, enum campaign_measure m)
{
    struct strs all = str_split(cx->arena, c->targets, ',');
    int measure = 0;
    int64_t percent = 0;
    for (size_t i = 0; i < all.n; i++)
        if (target_of(cx, all.p[i], &measure, &percent) && measure == (int)m)
            return percent;
    return 0;
}

static enum err take_said(struct ctx *cx, const struct campaign_new *in, struct campaign *c)
{
    const struct mechanism *m = running(cx);
    if (in->to < in->from)
        return fail_at(cx, ERR_INPUT, "to", "结束日不能早于开始日", "it ends before it begins");
    if (in->study && in->study > in->from)
        return fail_at(cx, ERR_INPUT, "study", "调研在采集之前", "it is studied before");
    if (in->way.n && (!m || !choice_find(&m->ways, in->way)))
        return fail_at(cx, ERR_INPUT, "way", "没有“%.*s”这个采集方式", "no such way in: %.*s",
                       STR_ARG(in->way));
    TRY(places_check(cx, in->places));
    TRY(chain_check(cx, in->chain));
    TRY(homes_check(cx, in->homes));
    TRY(measures_check(cx, in->measures));
    TRY(targets_check(cx, in->targets));
    TRY(tags_join(cx, in->tags, &c->tags));
    c->name = in->name;
    c->way = in->way;
    c->study_at = in->study;
    c->from_at = time_day_start(time_day(in->from));
    c->to_at = time_day_end(time_day(in->to));
    c->places = joined(cx, in->places, ",");
    c->chain = joined(cx, in->chain, "\n");
    c->homes = joined(cx, in->homes, ",");
    c->measures = joined(cx, in->measures, "\n");
    c->targets = joined(cx, in->targets, ",");
    return OK;
}

/* ---- changed ---- */

enum what { MADE, CHANGED, ENDED, STUDIED };
static const char *const actions[] = {[MADE] = "campaign-made",
                                      [CHANGED] = "campaign-changed",
                                      [ENDED] = "campaign-ended",
                                      [STUDIED] = "campaign-studied"};

struct job {
    enum what what;
    struct str code;
    int64_t if_match, id;
    const struct campaign_new *said;
    const struct campaign_end *end;
    const struct campaign_study *study;
    struct campaign_done *out;
};

static enum err event_put(struct ctx *cx, const struct job *job, const struct campaign *was,
                          const struct campaign *is)
{
    struct buf b;
    struct json j;
    const struct campaign_study *s = job->study;
    const struct audit_text text[] = {
        {"who", s ? s->who : STR("")},
        {"note", s ? s->note : STR("")},
        {"result", job->end ? job->end->result : STR("")},
    };
    buf_init(&b, cx->arena, (size_t)LIST_MAX * 16);
    json_init(&j, &b);
    json_obj(&j);
    if (!s) {
        json_key(&j, "set");
        json_obj(&j);
        shape_json_diff(&j, &campaign_shape, was, is);
        json_obj_end(&j);
    }
    json_obj_end(&j);
    const struct audit a = {
        .kind = SUBJECT_CAMPAIGN,
        .id = is->id,
        .action = actions[job->what],
        .data = buf_done(&b),
        .occurred_at = s ? s->held_at : 0,
        .text = text,
        .texts = s || job->end ? COUNT(text) : 0,
        .heads = s ? s->heads : 0,
        .attachments = s           ? s->attachments
                       : job->said ? job->said->plan
                                   : (struct strs){0},
    };
    return audit_write(cx, &a);
}

static enum err files_check(struct ctx *cx, const struct job *job)
{
    struct strs files = job->said    ? job->said->plan
                        : job->study ? job->study->attachments
                                     : (struct strs){0};
    for (size_t i = 0; i < files.n; i++)
        TRY(attach_check(cx, files.p[i]));
    return OK;
}

static enum err versions_agree(struct ctx *cx, const struct job *job, const struct campaign *c)
{
    if (job->what == STUDIED)
        return OK;
    if (job->if_match < 0)
        return fail(cx, ERR_UNVERSIONED, "缺少 If-Match", "If-Match is missing");
    if (job->if_match != c->version)
        return fail(cx, ERR_STALE, "您打开之后有人改过这个专项行动",
                    "it was changed meanwhile");
    return OK;
}

static enum err answer_put(struct ctx *cx, const struct job *job, const struct campaign *c)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, (size_t)LIST_MAX * 16);
    json_init(&j, &b);
    json_obj(&j);
    TRY(campaign_members(cx, &j, c));
    json_obj_end(&j);
    *job->out = (struct campaign_done){.answer = buf_done(&b), .version = c->version};
    return idem_put(cx, job->what == MADE ? 201 : 200, job->out->answer);
}

static enum err make_run(struct ctx *cx, void *arg)
{
    struct job *job = arg;
    const struct campaign none = {0};
    struct campaign c = {.jid = cx->jid,
                         .id = job->id,
                         .code = job->code,
                         .version = 1,
                         .mechanism = str_c(cx->app->register_mechanism),
                         .officer_id = cx->actor->officer_id,
                         .made_at = cx->now};
    bool found = false;
    struct campaign other = {0};
    TRY(keeps(cx));
    TRY(db_one(cx, SQL_CAMPAIGN_BY_CODE, ARGS(I64(cx->jid), TXT(job->code)), &campaign_shape,
               &other, &found));
    if (found)
        return fail_at(cx, ERR_CONFLICT, "code", "已有代号为“%.*s”的专项行动",
                       "the code \"%.*s\" is taken", STR_ARG(job->code));
    TRY(take_said(cx, job->said, &c));
    TRY(files_check(cx, job));
    TRY(db_put(cx, SQL_CAMPAIGN_INSERT, &campaign_shape, &c, NULL, 0, NULL));
    TRY(event_put(cx, job, &none, &c));
    return answer_put(cx, job, &c);
}

static enum err change_run(struct ctx *cx, void *arg)
{
    struct job *job = arg;
    struct campaign was, c;
    int64_t changed = 0;
    TRY(keeps(cx));
    TRY(campaign_find(cx, job->code, &was));
    TRY(versions_agree(cx, job, &was));
    if (was.ended_at && job->what != STUDIED)
        return fail(cx, ERR_CONFLICT, "这个专项行动已经结束", "this campaign has ended");
    c = was;
    c.version++;
    if (job->said)
        TRY(take_said(cx, job->said, &c));
    if (job->what == ENDED)
        c.ended_at = cx->now;
    if (job->study && job->study->held_at > cx->now)
        return fail_at(cx, ERR_INPUT, "held_at", "日期不能晚于现在", "that is in the future");
    TRY(files_check(cx, job));
    TRY(db_put(cx, SQL_CAMPAIGN_UPDATE, &campaign_shape, &c, ARGS(I64(was.version)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过这个专项行动",
                    "it was changed meanwhile");
    TRY(event_put(cx, job, &was, &c));
    return answer_put(cx, job, &c);
}

enum err campaign_make(struct ctx *cx, const struct campaign_new *in, struct campaign_done *out)
{
    struct job job = {.what = MADE, .code = in->code, .id = app_id(cx), .said = in, .out = out};
    return db_write(cx, cx->app->store, make_run, &job);
}

enum err campaign_change(struct ctx *cx, struct str code, int64_t if_match,
                         const struct campaign_new *in, struct campaign_done *out)
{
    struct job job = {
        .what = CHANGED, .code = code, .if_match = if_match, .said = in, .out = out};
    return db_write(cx, cx->app->store, change_run, &job);
}

enum err campaign_finish(struct ctx *cx, struct str code, int64_t if_match,
                         const struct campaign_end *in, struct campaign_done *out)
{
    struct job job = {.what = ENDED, .code = code, .if_match = if_match, .end = in, .out = out};
    return db_write(cx, cx->app->store, change_run, &job);
}

enum err campaign_studied(struct ctx *cx, struct str code, const struct campaign_study *in,
                          struct campaign_done *out)
{
    struct job job = {.what = STUDIED, .code = code, .study = in, .out = out};
    return db_write(cx, cx->app->store, change_run, &job);
}
