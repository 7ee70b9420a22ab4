/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_pick_impl.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/duty.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/hotspot.h"
#include "loop/ledger_as_of.h"
#include "loop/notice.h"
#include "loop/signal.h"

/* A part is never shown as the whole: past this it is refused. */
enum { HOTSPOT_COUNTED = 100000 };

static const struct field query_fields[] = {
    FIELD(struct ledger_query, ledger, .names = &ledger_book_names, .zh = "台账",
          .en = "Ledger"),
    FIELD(struct ledger_query, from, .max = 10, .zh = "反映时间从", .en = "Said from"),
    FIELD(struct ledger_query, to, .max = 10, .zh = "反映时间到", .en = "Said until"),
    FIELD(struct ledger_query, place, .as = AS_ID, .zh = "区划", .en = "Place"),
    FIELD(struct ledger_query, unit, .as = AS_ID, .zh = "承办单位", .en = "Unit"),
    FIELD(struct ledger_query, class, .max = 40, .zh = "诉求类别", .en = "Class"),
    FIELD(struct ledger_query, scheme, .max = 40, .zh = "分类体系", .en = "Class scheme"),
    FIELD(struct ledger_query, scheme_class, .max = 40, .zh = "在分类体系中的类别",
          .en = "Class in the scheme"),
    FIELD(struct ledger_query, mechanism, .max = 40, .zh = "机制", .en = "Mechanism"),
    FIELD(struct ledger_query, kind, .max = 40, .zh = "诉求类型", .en = "Kind"),
    FIELD(struct ledger_query, way, .max = 40, .zh = "采集方式", .en = "Way"),
    FIELD(struct ledger_query, ground, .max = 40, .zh = "出口（依据）", .en = "Exit (ground)"),
    FIELD(struct ledger_query, channel, .max = 40, .zh = "渠道", .en = "Channel"),
    FIELD(struct ledger_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct ledger_query, tag, .max = 40, .zh = "标签", .en = "Tag"),
    FIELD(struct ledger_query, repeated, .names = &yesno_names, .zh = "重复诉求",
          .en = "Said again"),
    FIELD(struct ledger_query, solved_first, .names = &yesno_names, .zh = "未诉先办",
          .en = "Solved before complaint"),
    FIELD(struct ledger_query, suggestion, .names = &yesno_names, .zh = "意见建议",
          .en = "Suggestion"),
    FIELD(struct ledger_query, open_days, .min = 0, .max = LEDGER_OPEN_DAYS,
          .zh = "满几天仍未结束", .en = "Still open after days"),
    FIELD(struct ledger_query, difficulty, .max = 40, .zh = "难易程度", .en = "Difficulty"),
    FIELD(struct ledger_query, hotspot, .as = AS_ID, .zh = "热点", .en = "Hot spot"),
    FIELD(struct ledger_query, signal, .max = 40, .zh = "苗头（督办单编号）",
          .en = "Weak signal (number of its notice)"),
    FIELD(struct ledger_query, reply, .names = &fate_reply_names, .zh = "答复是否按时",
          .en = "Reply in time"),
    FIELD(struct ledger_query, judged, .names = &fate_judged_names, .zh = "群众评价",
          .en = "Rated"),
    FIELD(struct ledger_query, lvl, .names = &level_names, .zh = "责任层级", .en = "Level"),
    FIELD(struct ledger_query, state, .names = &demand_state_names, .zh = "状态",
          .en = "State"),
    FIELD(struct ledger_query, as_of, .max = 10, .zh = "截至哪天24时",
          .en = "As of the end of"),
    FIELD(struct ledger_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
    FIELD(struct ledger_query, page, .min = 0, .max = 100000, .zh = "页", .en = "Page"),
    FIELD(struct ledger_query, rows, .min = 0, .max = 200, .zh = "每页", .en = "Rows"),
};
const struct shape ledger_query_shape =
    SHAPE("ledger_query", struct ledger_query, query_fields);

/* ---- through which unit ---- */

static enum err unit_of(struct ctx *cx, int64_t wanted, int64_t *unit)
{
    const struct actor *a = cx->actor;
    int64_t found = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct grant *g = &a->grants[i];
        if (!(BIT(g->role) & LEDGER_READERS) || (wanted && g->unit_id != wanted))
            continue;
        if (!found || g->unit_id == a->unit_id)
            found = g->unit_id;
    }
    if (!found)
        return fail_at(cx, ERR_DENIED, "through", "您在该单位没有查看台账的岗位",
                       "you hold no role there that reads ledgers");
    *unit = found;
    return OK;
}

/* ---- what is chosen ---- */

static bool tag_is(struct str tags, struct str wanted)
{
    size_t at = 0;
    for (size_t i = 0; i <= tags.n; i++) {
        if (i < tags.n && tags.p[i] != ',')
            continue;
        if (str_eq(str_sub(tags, at, i - at), wanted))
            return true;
        at = i + 1;
    }
    return false;
}

static bool text_is(struct str value, struct str wanted)
{
    return !wanted.n || str_eq(value, wanted);
}

/* Of what is left empty where nothing is known. */
static bool said_is(struct str value, struct str wanted)
{
    return str_eq_c(wanted, LEDGER_UNSAID) ? !value.n : text_is(value, wanted);
}

static bool class_is(const struct mechanism *m, struct str class, struct str wanted)
{
    return str_eq_c(wanted, LEDGER_UNSAID) ? !class.n : class_under(m, class, wanted);
}

static bool yes_is(bool value, int wanted)
{
    return wanted == YN_UNKNOWN || wanted == (value ? YN_YES : YN_NO);
}

bool ledger_solved_first(const struct seen *d, const struct seen *by)
{
    return d->origin == ORIGIN_FINDING && d->state == DEMAND_ACCEPTED && by &&
           by->citizens == 0;
}

int64_t ledger_in_hand(const struct seen *d, const struct seen *by)
{
    return by && by->lead_unit ? by->lead_unit : d->unit_id;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool fate_fits(const struct picking *k, int64_t demand)
{
    const struct ledger_query *q = k->q;
    if (!q->reply && !q->judged)
        return true;
    const struct fate *f = fate_of(k->fates, k->fates_n, demand);
    return f && (!q->reply || q->reply == (int)f->reply) &&
           (!q->judged || q->judged == (int)f->judged);
}

static bool is_among(const struct among *a, int64_t id)
{
    return a->n && bsearch(&id, a->ids, a->n, sizeof *a->ids, by_number);
}

static bool marks_fit(const struct picking *k, const struct seen *d, const struct seen *by)
{
    const struct ledger_query *q = k->q;
    return yes_is(d->repeated, q->repeated) &&
           yes_is(ledger_solved_first(d, by), q->solved_first) &&
           yes_is(mechanism_is_suggestion(k->m, d->kind, d->channel), q->suggestion) &&
           (!q->open_days || subject_is_open(SUBJECT_DEMAND, d->state)) &&
           (!q->difficulty.n || (by && str_eq(by->difficulty, q->difficulty))) &&
           (!q->hotspot || is_among(&k->hotspot, d->id)) &&
           (!q->signal.n || is_among(&k->signal, d->id)) && fate_fits(k, d->id);
}

struct scheme_at ledger_scheme_at(const struct picking *k, const struct seen *d)
{
    return scheme_days_at(k->days, &(struct scheme_asked){.demand_id = d->id,
                                                          .class = d->class,
                                                          .recorded_at = d->recorded_at});
}

static bool scheme_is(const struct picking *k, const struct seen *d)
{
    if (!k->q->scheme_class.n)
        return true;
    const struct scheme_at at = ledger_scheme_at(k, d);
    return scheme_at_is(&at, k->q->scheme_class);
}

bool ledger_fits(const struct picking *k, const struct seen *d, const struct seen *by, int lvl)
{
    const struct ledger_query *q = k->q;
    const struct org *org = k->cx->app->org;
    int64_t unit = ledger_in_hand(d, by);
    return (!q->place || (d->place_id && org_place_under(org, d->place_id, q->place))) &&
           (!q->unit || org_unit_under(org, unit, q->unit)) &&
           (!q->class.n || class_is(k->m, d->class, q->class)) && text_is(d->kind, q->kind) &&
           said_is(d->way, q->way) && said_is(d->channel, q->channel) &&
           said_is(d->ground, q->ground) && text_is(d->campaign, q->campaign) &&
           text_is(d->mechanism, q->mechanism) && scheme_is(k, d) &&
           (!q->tag.n || tag_is(d->tags, q->tag)) && (!q->lvl || q->lvl == lvl) &&
           (!q->state || q->state == d->state) && marks_fit(k, d, by);
}

/* ---- asked ---- */

static enum err day(struct ctx *cx, const char *field, struct str text, int64_t none, bool end,
                    int64_t *at)
{
    int64_t n = 0;
    *at = none;
    if (!text.n)
        return OK;
    if (!day_parse(text, &n))
        return fail_at(cx, ERR_INPUT, field, "日期应如 2026-11-21", "a day such as 2026-11-21");
    *at = end ? time_day_end(n) : time_day_start(n);
    return OK;
}

/* Said so many whole days before the day that is looked at. */
static void open_days_asked(struct picking *k)
{
    int64_t last = k->out->at ? k->out->at - 1 : k->cx->now;
    int64_t to = time_day_end(time_day(last) - k->q->open_days);
    if (k->q->open_days && to < k->to_at)
        k->to_at = to;
}

struct member {
    int64_t id;
};
static const struct field member_fields[] = {FIELD(struct member, id)};
static const struct shape member_shape = SHAPE("ledger_member", struct member, member_fields);

static void among_set(struct ctx *cx, struct among *a, const struct member *rows, size_t n)
{
    a->ids = NEWS(cx->arena, int64_t, n + 1);
    a->n = n;
    for (size_t i = 0; i < n; i++)
        a->ids[i] = rows[i].id;
    if (n)
        qsort(a->ids, n, sizeof *a->ids, by_number);
}

/* A hot spot is what stands in it now, whatever moment is looked at. */
static enum err hotspot_asked(struct picking *k)
{
    struct ctx *cx = k->cx;
    struct member *rows = NULL;
    size_t n = 0;
    if (!k->q->hotspot)
        return OK;
    TRY(hotspot_may(cx));
    TRY(db_all(cx, SQL_SIGNATURE_MEMBERS,
               ARGS(I64(cx->jid), I64(k->q->hotspot), I64(HOTSPOT_COUNTED)), &member_shape,
               (void **)&rows, &n));
    if (n == HOTSPOT_COUNTED)
        return fail_at(cx, ERR_LIMIT, "hotspot", "热点超过10万条",
                       "more than 100,000 in the hot spot");
    among_set(cx, &k->hotspot, rows, n);
    return OK;
}

/* For who sees its notice, which those complained about in it do not. */
static enum err signal_asked(struct picking *k)
{
    struct ctx *cx = k->cx;
    struct member *rows = NULL;
    struct notice of = {0};
    size_t n = 0;
    bool yes = false;
    if (!k->q->signal.n)
        return OK;
    TRY(notice_find(cx, k->q->signal, &of));
    TRY(signal_is(cx, of.id, &yes));
    if (!yes)
        return fail_at(cx, ERR_INPUT, "signal", "不是苗头的督办单",
                       "not the notice of a signal");
    TRY(db_all(cx, SQL_SIGNAL_DEMANDS, ARGS(I64(cx->jid), I64(of.id)), &member_shape,
               (void **)&rows, &n));
    among_set(cx, &k->signal, rows, n);
    return OK;
}

enum err ledger_asked(struct picking *k)
{
    const struct ledger_query *q = k->q;
    TRY(unit_of(k->cx, q->through, &k->out->unit));
    TRY(as_of_day(k->cx, q->as_of, &k->out->at));
    TRY(day(k->cx, "from", q->from, 0, false, &k->from_at));
    TRY(day(k->cx, "to", q->to, INT64_MAX, true, &k->to_at));
    if (k->from_at >= k->to_at)
        return fail_at(k->cx, ERR_INPUT, "from", "起始日期晚于截止日期",
                       "it ends before it begins");
    open_days_asked(k);
    k->out->filtered = q->from.n || q->to.n || q->place || q->unit || q->class.n || q->kind.n ||
                       q->way.n || q->channel.n || q->ground.n || q->campaign.n || q->tag.n ||
                       q->lvl || q->state || q->repeated || q->solved_first || q->suggestion ||
                       q->open_days || q->difficulty.n || q->hotspot || q->signal.n ||
                       q->reply || q->judged || q->scheme_class.n || q->mechanism.n;
    if (!k->days && (q->scheme.n || q->scheme_class.n))
        TRY(scheme_days_open(k->cx, q->scheme, k->out->at ? k->out->at : INT64_MAX, &k->days));
    if (q->reply || q->judged)
        TRY(fates_read(k->cx, k->from_at, k->to_at, &k->fates, &k->fates_n));
    TRY(hotspot_asked(k));
    return signal_asked(k);
}
