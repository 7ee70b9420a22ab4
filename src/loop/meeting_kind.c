/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/calendar.h"
#include "core/idem.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/meeting.h"

ENUM_NAMES(meeting_act, MEETING_ACT_LIST);

enum { LISTED = 100, IDS_TEXT = 4000, DAY_MINUTES = 1440, WEEK = 7 };

static const struct field kind_fields[] = {
    FIELD(struct meeting_kind, jid),
    FIELD(struct meeting_kind, code),
    FIELD(struct meeting_kind, version),
    FIELD(struct meeting_kind, name),
    FIELD(struct meeting_kind, cycle, .names = &meeting_cycle_names),
    FIELD(struct meeting_kind, weekday),
    FIELD(struct meeting_kind, minute),
    FIELD(struct meeting_kind, draws),
    FIELD(struct meeting_kind, most),
    FIELD(struct meeting_kind, leads, .max = IDS_TEXT),
    FIELD(struct meeting_kind, units, .max = IDS_TEXT),
    FIELD(struct meeting_kind, venue),
    FIELD(struct meeting_kind, remind_hours),
    FIELD(struct meeting_kind, officer_id, .as = AS_ID),
    FIELD(struct meeting_kind, made_at, .as = AS_TIME),
};
const struct shape meeting_kind_shape = SHAPE("meeting_kind", struct meeting_kind, kind_fields);

static const struct field body_fields[] = {
    FIELD(struct meeting_kind_body, code, .required = true, .min = 2, .max = 30, .zh = "代码",
          .en = "Code"),
    FIELD(struct meeting_kind_body, name, .required = true, .min = 2, .max = 60, .zh = "名称",
          .en = "Name"),
    FIELD(struct meeting_kind_body, cycle, .names = &meeting_cycle_names, .zh = "多久一次",
          .en = "How often"),
    FIELD(struct meeting_kind_body, weekday, .min = 1, .max = WEEK, .zh = "星期几（1为周一）",
          .en = "Day of the week (1 is Monday)"),
    FIELD(struct meeting_kind_body, at, .required = true, .max = 5, .zh = "几点（09:00）",
          .en = "Time of day (09:00)"),
    FIELD(struct meeting_kind_body, draws, .max = MEETING_DRAW__MAX,
          .zh = "议题从哪些事项中产生（unit、trade、area、key、overdue）",
          .en = "What is drawn (unit, trade, area, key, overdue)"),
    FIELD(struct meeting_kind_body, most, .min = 0, .max = 100, .zh = "最多抽取几件",
          .en = "How many at most"),
    FIELD(struct meeting_kind_body, leads, .max = 10, .zh = "轮流牵头的单位（按顺序）",
          .en = "Who leads, in turn", .options = "units"),
    FIELD(struct meeting_kind_body, units, .max = 100, .zh = "每次通知的单位",
          .en = "Who is called each time", .options = "units"),
    FIELD(struct meeting_kind_body, venue, .zh = "地点", .en = "Where"),
    FIELD(struct meeting_kind_body, remind_hours, .min = 0, .max = 240,
          .zh = "提前几小时提醒（0不提醒）", .en = "Reminder, hours before (0: none)"),
};
const struct shape meeting_kind_body_shape =
    SHAPE("meeting_kind_body", struct meeting_kind_body, body_fields);

/* ---- read: the office's own, and what the mechanism has beside them ---- */

static struct meeting_kind of_rule(struct ctx *cx, const struct meeting_rule *r)
{
    struct str draws = STR("");
    for (int i = 0; i < MEETING_DRAW__MAX; i++)
        if ((uint32_t)r->draws & BIT(i))
            draws = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(draws), draws.n ? "," : "",
                            enum_text(&meeting_draw_names, i));
    return (struct meeting_kind){
        .jid = cx->jid,
        .code = r->code,
        .name = cx->lang == LANG_EN ? r->en : r->zh,
        .cycle = r->cycle,
        .weekday = r->weekday,
        .minute = r->minute,
        .draws = draws,
        .most = r->most,
        .leads = STR(""),
        .units = STR(""),
        .venue = STR(""),
        .remind_hours = r->remind_hours,
    };
}

static const struct mechanism *mechanism_of(const struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

enum err meeting_kind_get(struct ctx *cx, struct str code, struct meeting_kind *out)
{
    const struct mechanism *m = mechanism_of(cx);
    bool found = false;
    TRY(db_one(cx, SQL_MEETING_KIND_GET, ARGS(I64(cx->jid), TXT(code)), &meeting_kind_shape,
               out, &found));
    for (size_t i = 0; m && i < m->meetings_n && !found; i++) {
        found = str_eq(m->meetings[i].code, code);
        if (found)
            *out = of_rule(cx, &m->meetings[i]);
    }
    return found ? OK
                 : fail_at(cx, ERR_NOT_FOUND, "kind", "没有这种会议：%.*s",
                           "there is no such kind of meeting: %.*s", STR_ARG(code));
}

static bool among(const struct meeting_kind *own, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(own[i].code, code))
            return true;
    return false;
}

enum err meeting_kinds(struct ctx *cx, struct meeting_kind **out, size_t *n)
{
    const struct mechanism *m = mechanism_of(cx);
    struct meeting_kind *own = NULL;
    size_t own_n = 0;
    TRY(db_all(cx, SQL_MEETING_KINDS, ARGS(I64(cx->jid), I64(LISTED)), &meeting_kind_shape,
               (void **)&own, &own_n));
    *n = 0;
    *out = NEWS(cx->arena, struct meeting_kind, own_n + (m ? m->meetings_n : 0) + 1);
    for (size_t i = 0; m && i < m->meetings_n; i++)
        if (!among(own, own_n, m->meetings[i].code))
            (*out)[(*n)++] = of_rule(cx, &m->meetings[i]);
    for (size_t i = 0; i < own_n; i++)
        (*out)[(*n)++] = own[i];
    return OK;
}

/* ---- put ---- */

static enum err joined(struct ctx *cx, const char *field, struct strs list, bool units,
                       struct str *out)
{
    *out = STR("");
    for (size_t i = 0; i < list.n; i++) {
        int64_t id = 0;
        if (units ? !str_i64(list.p[i], &id) || !org_unit(cx->app->org, id)
                  : enum_value(&meeting_draw_names, list.p[i]) < 0)
            return fail_at(cx, ERR_INPUT, field, "不认识：%.*s", "unknown: %.*s",
                           STR_ARG(list.p[i]));
        *out =
            str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(*out), i ? "," : "", STR_ARG(list.p[i]));
    }
    return OK;
}

static enum err minute_read(struct ctx *cx, struct str at, int64_t *out)
{
    struct strs parts = str_split(cx->arena, at, ':');
    int64_t h = -1, m = -1;
    if (parts.n != 2 || !str_i64(parts.p[0], &h) || !str_i64(parts.p[1], &m) || h < 0 ||
        h > 23 || m < 0 || m > 59)
        return fail_at(cx, ERR_INPUT, "at", "时间应如 09:00", "a time such as 09:00");
    *out = h * 60 + m;
    return OK;
}

struct put_job {
    struct meeting_kind k;
    struct flow_result *out;
};

static enum err put_write(struct ctx *cx, void *arg)
{
    struct put_job *job = arg;
    struct meeting_kind now = {0};
    TRY(db_put(cx, SQL_MEETING_KIND_PUT, &meeting_kind_shape, &job->k, NULL, 0, NULL));
    TRY(meeting_kind_get(cx, job->k.code, &now));
    TRY(audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "meeting-kind",
                  str_fmt(cx->arena, "{\"kind\":\"%.*s\",\"version\":%" PRId64 "}",
                          STR_ARG(now.code), now.version)));
    *job->out = (struct flow_result){.num = now.code, .version = now.version, .state = "kept"};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

static bool plain(struct str code)
{
    for (size_t i = 0; i < code.n; i++)
        if (!((code.p[i] >= 'a' && code.p[i] <= 'z') ||
              (code.p[i] >= '0' && code.p[i] <= '9') || code.p[i] == '-' || code.p[i] == '_'))
            return false;
    return true;
}

enum err meeting_kind_put(struct ctx *cx, const struct meeting_kind_body *b,
                          struct flow_result *out)
{
    struct put_job job = {.out = out};
    struct meeting_kind *k = &job.k;
    *k = (struct meeting_kind){
        .jid = cx->jid,
        .code = b->code,
        .version = 1,
        .name = b->name,
        .cycle = b->cycle,
        .weekday = b->weekday ? b->weekday : 1,
        .most = b->most,
        .venue = b->venue,
        .remind_hours = b->remind_hours,
        .officer_id = cx->actor->officer_id,
        .made_at = cx->now,
    };
    TRY(meeting_kept(cx, 0)); /* a kind is the whole register's */
    if (!plain(b->code))
        return fail_at(cx, ERR_INPUT, "code", "代码只用小写字母、数字、-、_",
                       "a code has small letters, digits, - and _ alone");
    TRY(minute_read(cx, b->at, &k->minute));
    TRY(joined(cx, "draws", b->draws, false, &k->draws));
    TRY(joined(cx, "leads", b->leads, true, &k->leads));
    TRY(joined(cx, "units", b->units, true, &k->units));
    return db_write(cx, cx->app->store, put_write, &job);
}

/* ---- when, and who leads ---- */

static int64_t moment(const struct meeting_kind *k, int64_t day)
{
    return time_day_start(day) + k->minute * MS_PER_MINUTE;
}

static int64_t week_day(const struct calendar *c, const struct meeting_kind *k, int64_t day)
{
    int64_t monday = day - day_weekday(day);
    for (int64_t d = monday + k->weekday - 1; d < monday + WEEK; d++)
        if (calendar_is_workday(c, d))
            return d;
    return monday + k->weekday - 1; /* a week of rest */
}

static int64_t month_day(const struct calendar *c, int64_t day)
{
    int y = 0, m = 0, d = 0;
    day_to_civil(day, &y, &m, &d);
    int64_t first = day_from_civil(y, m, 1);
    int64_t last = (m == 12 ? day_from_civil(y + 1, 1, 1) : day_from_civil(y, m + 1, 1)) - 1;
    for (int64_t at = last; at >= first; at--)
        if (calendar_is_workday(c, at))
            return at;
    return last;
}

int64_t meeting_next(const struct calendar *c, const struct meeting_kind *k, int64_t after)
{
    enum { STEPS = 70 }; /* a month and what follows it */
    int64_t today = time_day(after);
    for (int64_t d = today; k->cycle != MEETING_ANY && d < today + STEPS; d++) {
        int64_t day = k->cycle == MEETING_WEEK ? week_day(c, k, d) : month_day(c, d);
        if (moment(k, day) > after)
            return moment(k, day);
    }
    return 0;
}

int64_t meeting_turn(struct ctx *cx, const struct meeting_kind *k, int64_t last)
{
    struct strs ids = str_split(cx->arena, k->leads, ',');
    int64_t id = 0, first = 0;
    bool next = false;
    for (size_t i = 0; k->leads.n && i < ids.n; i++) {
        if (!str_i64(ids.p[i], &id))
            continue;
        if (next)
            return id;
        first = first ? first : id;
        next = id == last;
    }
    return first;
}
