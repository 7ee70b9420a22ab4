/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/bulletin_impl.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/brief.h"
#include "loop/campaign.h"
#include "loop/labels.h"

enum { LISTED = 1000, WORDS = 4000, FACTS = 4 << 20, UNITS_TEXT = 40000, UNITS_MOST = 1000 };

static const struct field bulletin_fields[] = {
    FIELD(struct bulletin, jid),
    FIELD(struct bulletin, id, .as = AS_ID),
    FIELD(struct bulletin, version),
    FIELD(struct bulletin, about),
    FIELD(struct bulletin, campaign),
    FIELD(struct bulletin, title),
    FIELD(struct bulletin, state),
    FIELD(struct bulletin, facts, .max = FACTS),
    FIELD(struct bulletin, hash),
    FIELD(struct bulletin, words, .max = WORDS),
    FIELD(struct bulletin, drafted_by, .as = AS_ID),
    FIELD(struct bulletin, drafted_at, .as = AS_TIME),
    FIELD(struct bulletin, edited_by, .as = AS_ID),
    FIELD(struct bulletin, edited_at, .as = AS_TIME),
    FIELD(struct bulletin, checked_by, .as = AS_ID),
    FIELD(struct bulletin, checked_at, .as = AS_TIME),
    FIELD(struct bulletin, ended_by, .as = AS_ID),
    FIELD(struct bulletin, ended_at, .as = AS_TIME),
    FIELD(struct bulletin, reason, .max = 1000),
    FIELD(struct bulletin, units, .max = UNITS_TEXT),
    FIELD(struct bulletin, paper, .as = AS_ID),
    FIELD(struct bulletin, num),
};
const struct shape bulletin_shape = SHAPE("bulletin", struct bulletin, bulletin_fields);

static const struct field draft_fields[] = {
    FIELD(struct bulletin_draft_body, kind, .required = true, .max = 10,
          .zh = "时段：weekly、monthly、daily；month 为月度分析",
          .en = "Time: weekly, monthly, daily; month: the monthly analysis"),
    FIELD(struct bulletin_draft_body, about, .max = 120,
          .zh = "月度分析的月份和范围：month 2026-10，后面可加 unit=、place=、channel=、now",
          .en = "Month of the analysis: month 2026-10, then unit=, place=, channel=, now"),
    FIELD(struct bulletin_draft_body, day, .as = AS_TIME,
          .zh = "时段内的任意一天（不填为上一完整时段）",
          .en = "Any day in it (empty: the last whole one)"),
    FIELD(struct bulletin_draft_body, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct bulletin_draft_body, title, .zh = "标题（不填自动拟定）",
          .en = "Title (empty: made from the time)"),
    FIELD(struct bulletin_draft_body, words, .max = WORDS, .as = AS_TEXT, .zh = "工作要求",
          .en = "What is asked"),
};
static const struct field edit_fields[] = {
    FIELD(struct bulletin_edit_body, title, .required = true, .min = 2, .zh = "标题",
          .en = "Title"),
    FIELD(struct bulletin_edit_body, words, .max = WORDS, .as = AS_TEXT, .zh = "工作要求",
          .en = "What is asked"),
};
static const struct field issue_fields[] = {
    FIELD(struct bulletin_issue_body, units, .max = UNITS_MOST,
          .zh = "发给哪些单位（不填为全部街道和部门）",
          .en = "To which units (empty: every one below the root)", .options = "units"),
};
static const struct field drop_fields[] = {
    FIELD(struct bulletin_drop_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "作废原因", .en = "Reason"),
};
static const struct field query_fields[] = {
    FIELD(struct bulletin_query, year, .min = 2000, .max = 9999, .zh = "年份", .en = "Year"),
    FIELD(struct bulletin_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct bulletin_query, month, .max = 7, .zh = "哪个月的月度分析，如2026-10",
          .en = "Issues of this month's analysis: 2026-10"),
};
const struct shape bulletin_draft_shape =
    SHAPE("bulletin_draft", struct bulletin_draft_body, draft_fields);
const struct shape bulletin_edit_shape =
    SHAPE("bulletin_edit", struct bulletin_edit_body, edit_fields);
const struct shape bulletin_issue_shape =
    SHAPE("bulletin_issue", struct bulletin_issue_body, issue_fields);
const struct shape bulletin_drop_shape =
    SHAPE("bulletin_drop", struct bulletin_drop_body, drop_fields);
const struct shape bulletin_query_shape =
    SHAPE("bulletin_query", struct bulletin_query, query_fields);

enum err bulletin_find(struct ctx *cx, int64_t id, struct bulletin *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_BULLETIN_GET, ARGS(I64(cx->jid), I64(id)), &bulletin_shape, out,
               &found));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "没有这份通报", "there is no such bulletin");
}

static struct str hash_of(struct ctx *cx, const struct bulletin *b)
{
    return hash_hex(cx->arena, hash_sha256_2(b->about, b->facts));
}

bool bulletin_whole(struct ctx *cx, const struct bulletin *b)
{
    return str_eq(hash_of(cx, b), b->hash);
}

static enum err noted(struct ctx *cx, const struct bulletin *b, const char *action)
{
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, action,
                     str_fmt(cx->arena, "{\"bulletin\":\"%" PRId64 "\",\"hash\":\"%.*s\"}",
                             b->id, STR_ARG(b->hash)));
}

static enum err answered(struct ctx *cx, const struct bulletin *b, struct flow_result *out)
{
    *out = (struct flow_result){.num = str_fmt(cx->arena, "%" PRId64, b->id),
                                .version = b->version,
                                .state = str_cdup(cx->arena, b->state),
                                .created = b->num};
    return idem_put(cx, 200, flow_result_json(cx, out));
}

/* A bulletin is the whole register's: a role given for a street alone is none here. */
static uint32_t roles_here(struct ctx *cx)
{
    return actor_roles_at(cx, cx->actor, cx->app->root_unit);
}

/* ---- draft ---- */

struct draft_job {
    struct bulletin b;
    struct flow_result *out;
};

static enum err draft_write(struct ctx *cx, void *arg)
{
    const struct draft_job *job = arg;
    TRY(db_put(cx, SQL_BULLETIN_INSERT, &bulletin_shape, &job->b, NULL, 0, NULL));
    TRY(noted(cx, &job->b, "bulletin-drafted"));
    return answered(cx, &job->b, job->out);
}

static enum err about_of(struct ctx *cx, const struct bulletin_draft_body *in, struct str *out)
{
    char day[TIME_TEXT];
    int64_t first = 0, last = 0;
    for (int k = 0; k < BRIEF_KIND__MAX; k++) {
        if (!str_eq_c(in->kind, brief_kind_names[k]))
            continue;
        brief_period(cx, (enum brief_kind)k, in->day ? time_day(in->day) : -1, &first, &last);
        *out = str_fmt(cx->arena, "%s %s", brief_kind_names[k], day_text(day, first));
        return OK;
    }
    return fail_at(cx, ERR_INPUT, "kind", "时段是 weekly、monthly、daily 或 month",
                   "the time is weekly, monthly, daily or month");
}

static enum err draft_read(struct ctx *cx, const struct bulletin_draft_body *in,
                           struct bulletin *b)
{
    struct document_ask ask = {.kind = STR("bulletin")};
    struct campaign c = {0};
    json_t *fields = NULL;
    TRY(db_snapshot(cx));
    if (in->campaign.n)
        TRY(campaign_find(cx, in->campaign, &c));
    if (str_eq_c(in->kind, "month")) {
        TRY(bulletin_month_facts(cx, in->about, b, &fields));
    } else {
        TRY(about_of(cx, in, &b->about));
        ask.about = b->about;
        TRY(document_facts(cx, &ask, &fields));
    }
    const char *title = json_string_value(json_object_get(fields, "title"));
    b->title = in->title.n ? in->title : str_dup(cx->arena, str_c(title));
    char *text = json_dumps(fields, JSON_COMPACT);
    b->facts = str_dup(cx->arena, str_c(text));
    free(text);
    if (b->facts.n > FACTS)
        return fail(cx, ERR_TOO_LARGE, "通报太长", "the bulletin is too long");
    b->hash = hash_of(cx, b);
    return OK;
}

enum err bulletin_draft(struct ctx *cx, const struct bulletin_draft_body *in,
                        struct flow_result *out)
{
    struct draft_job job = {.out = out};
    struct db *db = NULL;
    if (str_eq_c(in->kind, "month") && !(roles_here(cx) & BULLETIN_DRAFTERS))
        return fail(cx, ERR_DENIED, "您的岗位不能办这一步", "not for your role");
    job.b = (struct bulletin){
        .jid = cx->jid,
        .id = app_id(cx),
        .version = 1,
        .campaign = in->campaign,
        .words = in->words,
        .state = STR("draft"),
        .drafted_by = cx->actor->officer_id,
        .drafted_at = cx->now,
    };
    TRY(db_acquire(cx, cx->app->store, &db));
    cx->db = db;
    enum err e = draft_read(cx, in, &job.b);
    cx->db = NULL;
    db_release(db);
    TRY(e);
    return db_write(cx, cx->app->store, draft_write, &job);
}

/* ---- edit, check, issue, drop ---- */

enum bulletin_act { EDIT, CHECK, ISSUE, DROP };

static const struct {
    const char *to, *action;
    uint32_t roles;
    bool another; /* than wrote it */
} acts[] = {
    [EDIT] = {"draft", "bulletin-edited", BULLETIN_DRAFTERS, false},
    [CHECK] = {"checked", "bulletin-checked", BULLETIN_CHECKERS, true},
    [ISSUE] = {"issued", "bulletin-issued", BULLETIN_ISSUERS, true},
    [DROP] = {"dropped", "bulletin-dropped", BULLETIN_KEEPERS, false},
};

static bool in_state(const struct bulletin *b, enum bulletin_act act)
{
    bool draft = str_eq_c(b->state, "draft"), checked = str_eq_c(b->state, "checked");
    return act == CHECK ? draft : act == ISSUE ? checked : draft || checked;
}

static bool wrote(const struct ctx *cx, const struct bulletin *b)
{
    return actor_is(cx->actor, b->drafted_by) || actor_is(cx->actor, b->edited_by);
}

static bool may(struct ctx *cx, const struct bulletin *b, enum bulletin_act act)
{
    return (roles_here(cx) & acts[act].roles) && in_state(b, act) &&
           !(acts[act].another && wrote(cx, b));
}

static enum err refuse(struct ctx *cx, const struct bulletin *b, enum bulletin_act act)
{
    if (!(roles_here(cx) & acts[act].roles))
        return fail(cx, ERR_DENIED, "您的岗位不能办这一步", "not for your role");
    if (acts[act].another && wrote(cx, b))
        return fail(cx, ERR_DENIED, "起草、修改的人不能核对或签发自己写的通报",
                    "who wrote it neither checks nor issues it");
    return str_eq_c(b->state, "issued")
               ? fail(cx, ERR_CONFLICT, "已签发，不再改动", "it is issued and frozen")
               : fail(cx, ERR_CONFLICT, "应先起草、再核对、后签发",
                      "drafted first, then checked, then issued");
}

struct act_job {
    int64_t id, if_match;
    enum bulletin_act act;
    struct str title, words, reason;
    const int64_t *units; /* to be told */
    size_t units_n;
    struct str units_text;
    struct document *document;
    struct flow_result *out;
};

static enum err issue_within(struct ctx *cx, struct bulletin *b, const struct act_job *job)
{
    if (bulletin_is_month(b))
        TRY(bulletin_month_next(cx, b));
    TRY(document_put_within(cx, job->document));
    b->paper = job->document->id;
    b->num = job->document->num;
    b->units = job->units_text;
    for (size_t i = 0; i < job->units_n; i++)
        TRY(outbox_put_unit(cx, job->units[i], BIT(ROLE_HEAD), SUBJECT_UNIT, job->units[i],
                            STR("bulletin"), b->num));
    return OK;
}

static enum err applied(struct ctx *cx, struct bulletin *b, const struct act_job *job)
{
    const int64_t me = cx->actor->officer_id;
    switch (job->act) {
    case EDIT:
        b->title = job->title;
        b->words = job->words;
        b->edited_by = me;
        b->edited_at = cx->now;
        b->checked_by = b->checked_at = 0;
        return OK;
    case CHECK:
        b->checked_by = me;
        b->checked_at = cx->now;
        return OK;
    case ISSUE:
    case DROP:
        b->ended_by = me;
        b->ended_at = cx->now;
        b->reason = job->reason;
        break;
    }
    return job->act == ISSUE ? issue_within(cx, b, job) : OK;
}

static enum err act_write(struct ctx *cx, void *arg)
{
    const struct act_job *job = arg;
    struct bulletin b = {0};
    int64_t changed = 0;
    TRY(bulletin_find(cx, job->id, &b));
    if (!may(cx, &b, job->act))
        return refuse(cx, &b, job->act);
    if (b.version != job->if_match)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    TRY(applied(cx, &b, job));
    b.state = str_c(acts[job->act].to);
    TRY(db_exec(cx, SQL_BULLETIN_MOVE,
                ARGS(I64(cx->jid), I64(b.id), I64(job->if_match), TXT(b.title), TXT(b.words),
                     TXT(b.state), I64(b.edited_by), I64(b.edited_at), I64(b.checked_by),
                     I64(b.checked_at), I64(b.ended_by), I64(b.ended_at), TXT(b.reason),
                     TXT(b.units), I64(b.paper), TXT(b.num)),
                &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    b.version++;
    TRY(noted(cx, &b, acts[job->act].action));
    return answered(cx, &b, job->out);
}

enum err bulletin_edit(struct ctx *cx, int64_t id, int64_t if_match,
                       const struct bulletin_edit_body *b, struct flow_result *out)
{
    struct act_job job = {.id = id,
                          .if_match = if_match,
                          .act = EDIT,
                          .title = b->title,
                          .words = b->words,
                          .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

enum err bulletin_check(struct ctx *cx, int64_t id, int64_t if_match, struct flow_result *out)
{
    struct act_job job = {.id = id, .if_match = if_match, .act = CHECK, .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

enum err bulletin_drop(struct ctx *cx, int64_t id, int64_t if_match, struct str reason,
                       struct flow_result *out)
{
    struct act_job job = {
        .id = id, .if_match = if_match, .act = DROP, .reason = reason, .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

/* Those that were named, or every valid one right below the root. */
static enum err receivers(struct ctx *cx, const struct strs *named, struct act_job *job)
{
    const struct unit *all = NULL;
    size_t n = org_units(cx->app->org, &all);
    int64_t *ids = NEWS(cx->arena, int64_t, n + named->n + 1);
    for (size_t i = 0; i < named->n; i++) {
        int64_t id = 0;
        if (!str_i64(named->p[i], &id) || !org_unit(cx->app->org, id))
            return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
        ids[job->units_n++] = id;
    }
    for (size_t i = 0; !named->n && i < n; i++)
        if (all[i].parent_id == cx->app->root_unit &&
            (!all[i].valid_to || all[i].valid_to > cx->now))
            ids[job->units_n++] = all[i].id;
    struct buf b;
    buf_init(&b, cx->arena, UNITS_TEXT);
    for (size_t i = 0; i < job->units_n; i++)
        buf_fmt(&b, "%s%" PRId64, i ? "," : "", ids[i]);
    job->units = ids;
    job->units_text = buf_done(&b);
    return buf_ok(&b) ? OK : fail(cx, ERR_TOO_LARGE, "单位太多", "too many units");
}

/* The paper, from what was frozen. A change meanwhile is seen by the version. */
static enum err paper_read(struct ctx *cx, int64_t id, const struct strs *units,
                           struct act_job *job)
{
    struct bulletin b = {0};
    json_t *fields = NULL;
    TRY(db_snapshot(cx));
    TRY(bulletin_find(cx, id, &b));
    if (!may(cx, &b, ISSUE))
        return refuse(cx, &b, ISSUE);
    if (!bulletin_whole(cx, &b))
        return fail(cx, ERR_CONFLICT, "通报的数据与起草时不符，不能签发",
                    "its figures are not those that were drafted");
    TRY(json_read(cx, b.facts, &fields));
    json_object_set_new(fields, "title", json_stringn(b.title.p, b.title.n));
    if (bulletin_is_month(&b))
        return units->n ? fail_at(cx, ERR_INPUT, "units", "月度分析不发单位",
                                  "a monthly analysis is sent to no unit")
                        : bulletin_month_paper(cx, &b, fields, job->document);
    TRY(receivers(cx, units, job));
    const struct document_ask ask = {
        .kind = STR("bulletin"), .about = b.about, .text = b.words};
    return document_given(cx, &ask, fields, job->document);
}

enum err bulletin_issue(struct ctx *cx, int64_t id, int64_t if_match,
                        const struct bulletin_issue_body *b, struct flow_result *out)
{
    struct document document = {0};
    struct act_job job = {
        .id = id, .if_match = if_match, .act = ISSUE, .document = &document, .out = out};
    struct db *db = NULL;
    TRY(db_acquire(cx, cx->app->store, &db));
    cx->db = db;
    enum err e = paper_read(cx, id, &b->units, &job);
    cx->db = NULL;
    db_release(db);
    TRY(e);
    return db_write(cx, cx->app->store, act_write, &job);
}

/* ---- read ---- */

static bool keeps(struct ctx *cx)
{
    return (roles_here(cx) & BULLETIN_KEEPERS) != 0;
}

enum err bulletin_readable(struct ctx *cx, const struct bulletin *b)
{
    bool issued = str_eq_c(b->state, "issued") && !bulletin_is_month(b);
    return issued || keeps(cx)
               ? OK
               : fail(cx, ERR_NOT_FOUND, "没有这份通报", "there is no such bulletin");
}

static enum err name_json(struct ctx *cx, struct json *j, const char *key, int64_t officer)
{
    struct str name = STR("");
    TRY(label_officer(cx, officer, &name));
    json_kstr(j, key, name);
    return OK;
}

static enum err head_json(struct ctx *cx, struct json *j, const struct bulletin *b)
{
    json_kid(j, "id", b->id);
    json_ki64(j, "version", b->version);
    json_kstr(j, "about", b->about);
    json_kstr(j, "campaign", b->campaign);
    json_kstr(j, "title", b->title);
    json_kstr(j, "state", b->state);
    json_kstr(j, "number", b->num);
    json_ktime(j, "drafted_at", b->drafted_at);
    json_ktime(j, "checked_at", b->checked_at);
    json_ktime(j, "ended_at", b->ended_at);
    json_kstr(j, "reason", b->reason);
    json_kid(j, "document_id", b->paper);
    TRY(name_json(cx, j, "drafted_name", b->drafted_by));
    TRY(name_json(cx, j, "checked_name", b->checked_by));
    return name_json(cx, j, "ended_name", b->ended_by);
}

enum err bulletins_json(struct ctx *cx, const struct bulletin_query *q, struct json *j)
{
    static const char *const states[] = {"draft", "checked", "issued", "dropped"};
    int64_t counts[COUNT(states)] = {0};
    const char *about = str_fmt(cx->arena, "month %.*s", STR_ARG(q->month)).p;
    struct bulletin *rows = NULL;
    size_t n = 0;
    int year = 0, month = 0, mday = 0;
    int64_t from, to = INT64_MAX;
    day_to_civil(time_day(cx->now), &year, &month, &mday);
    if (q->year)
        year = (int)q->year;
    from = time_day_start(day_from_civil(year, 1, 1));
    if (!q->month.n)
        to = time_day_start(day_from_civil(year + 1, 1, 1));
    else if (day_parse(str_fmt(cx->arena, "%.*s-01", STR_ARG(q->month)), &from))
        from = time_day_start(from);
    else
        return fail_at(cx, ERR_INPUT, "month", "月份应如 2026-10", "a month such as 2026-10");
    TRY(db_all(cx, SQL_BULLETIN_LIST, ARGS(I64(cx->jid), I64(from), I64(to), I64(LISTED)),
               &bulletin_shape, (void **)&rows, &n));
    json_key(j, "bulletins");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        bool issued = str_eq_c(rows[i].state, "issued");
        bool asked =
            q->month.n ? str_starts(rows[i].about, about) : !bulletin_is_month(&rows[i]);
        if (!asked || ((!issued || q->month.n) && !keeps(cx)) ||
            (q->campaign.n && !str_eq(q->campaign, rows[i].campaign)))
            continue;
        for (size_t s = 0; s < COUNT(states); s++)
            counts[s] += str_eq_c(rows[i].state, states[s]);
        json_obj(j);
        TRY(head_json(cx, j, &rows[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "counts");
    json_obj(j);
    for (size_t s = 0; s < COUNT(states); s++)
        json_ki64(j, states[s], counts[s]);
    json_obj_end(j);
    json_ki64(j, "year", year);
    json_kbool(j, "may_draft", (roles_here(cx) & BULLETIN_DRAFTERS) != 0);
    return OK;
}

static void units_json(struct ctx *cx, struct json *j, struct str list)
{
    struct strs ids = str_split(cx->arena, list, ',');
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; list.n && i < ids.n; i++) {
        int64_t id = 0;
        if (!str_i64(ids.p[i], &id))
            continue;
        json_obj(j);
        json_kid(j, "id", id);
        json_kstr(j, "unit", label_unit(cx, id));
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err bulletin_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version)
{
    struct bulletin b = {0};
    TRY(bulletin_find(cx, id, &b));
    TRY(bulletin_readable(cx, &b));
    *version = b.version;
    TRY(head_json(cx, j, &b));
    json_kstr(j, "words", b.words);
    json_kstr(j, "hash", b.hash);
    json_kbool(j, "whole", bulletin_whole(cx, &b));
    json_key(j, "facts");
    json_raw(j, b.facts);
    units_json(cx, j, b.units);
    json_kbool(j, "may_edit", may(cx, &b, EDIT));
    json_kbool(j, "may_check", may(cx, &b, CHECK));
    json_kbool(j, "may_issue", may(cx, &b, ISSUE));
    json_kbool(j, "may_drop", may(cx, &b, DROP));
    return OK;
}
