/* SPDX-License-Identifier: Apache-2.0
 * What must hold for one subject beside its events: clocks, lists, intervals, totals, and that
 * nothing open is left without owner, clock and next action.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/clock.h"
#include "core/duty.h"
#include "core/org.h"
#include "core/tally.h"
#include "loop/check_impl.h"
#include "loop/links.h"

/* ---- clocks ---- */

struct clocks {
    struct clock *p;
    size_t n;
    int64_t next_due; /* of those that run */
    bool runs, screens;
};

static enum err mechanism_of(struct check *k, const struct subject_view *s,
                             const struct mechanism **out)
{
    struct str name = raw_get(s->shape, s->row, "mechanism");
    int64_t version = raw_i64(s->shape, s->row, "mechanism_version");
    if (s->kind == SUBJECT_TASK) {
        struct matter m = {0};
        bool found = false;
        TRY(db_one(k->cx, SQL_MATTER_GET,
                   ARGS(I64(k->cx->jid), I64(raw_i64(s->shape, s->row, "matter_id"))),
                   &matter_shape, &m, &found));
        name = m.mechanism;
        version = m.mechanism_version;
    }
    *out = mechanism_get(k->cx->app->mechanisms, name, version);
    if (*out)
        return OK;
    return check_found(k, "reference", s, name, STR(""), "所用机制没有装入",
                       "its mechanism is not loaded");
}

/* A stopped clock keeps what was known of the calendar when it stopped. */
static enum err clock_check(struct check *k, const struct subject_view *s,
                            const struct mechanism *m, const struct clock *stored)
{
    struct clock c = *stored;
    if (clock_due_is_kept(stored) || stored->stopped_at)
        return OK;
    clock_reckon(k->cx->app->calendar, m->roll_calendar_days, &c);
    if (c.due_at == stored->due_at && c.provisional == stored->provisional)
        return OK;
    char is[TIME_TEXT], want[TIME_TEXT];
    return check_found(k, "clock", s, str_c(time_human(is, stored->due_at)),
                       str_c(time_human(want, c.due_at)), "“%s”时限的到期时间算得不对",
                       "the %s clock is reckoned wrong",
                       enum_label(&clock_kind_names, stored->kind, (int)k->cx->lang));
}

static enum err clocks_check(struct check *k, const struct subject_view *s, struct clocks *out)
{
    const struct mechanism *m = NULL;
    struct slice raw = s->parts[PART_CLOCKS];
    out->p = NEWS(k->cx->arena, struct clock, raw.n + 1);
    TRY(mechanism_of(k, s, &m));
    for (size_t i = 0; i < raw.n; i++) {
        struct clock c = {0};
        const char *bad = raw_read(&clock_shape, &raw.p[i], &c);
        if (bad) {
            TRY(check_found(k, "clock", s, raw_get(&clock_shape, &raw.p[i], bad), STR(""),
                            "时限的 %s 值不合规定", "a clock's %s does not fit", bad));
            continue;
        }
        out->p[out->n++] = c;
        if (m)
            TRY(clock_check(k, s, m, &c));
        if (c.stopped_at)
            continue;
        out->runs = true;
        out->screens |= c.kind == CLOCK_SCREEN;
        if (!c.paused_at && (!out->next_due || c.due_at < out->next_due))
            out->next_due = c.due_at;
    }
    if (raw_i64(s->shape, s->row, "due_at") != out->next_due) {
        struct str is = raw_get(s->shape, s->row, "due_at");
        struct str want = str_fmt(k->cx->arena, "%" PRId64, out->next_due);
        return check_found(k, "clock", s, is, want, "下一时限与在走的时限不符",
                           "its next limit is not that of its running clocks");
    }
    return OK;
}

/* ---- lists and intervals ---- */

static enum err list_check(struct check *k, const struct subject_view *s, bool *acts)
{
    struct ctx *cx = k->cx;
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct matter *m = NULL;
    struct task *t = NULL;
    bool differs = false;
    *acts = false;
    for (size_t i = 0; i < s->parts[PART_DUTIES].n; i++)
        *acts |= str_eq_c(raw_get(&duty_shape, &s->parts[PART_DUTIES].p[i], "part"),
                          enum_text(&duty_part_names, DUTY_ACT));
    enum err e = s->kind == SUBJECT_DEMAND   ? work_demand(w, s->id, &d)
                 : s->kind == SUBJECT_MATTER ? work_matter(w, s->id, &m)
                                             : work_task(w, s->id, &t);
    if (e == OK)
        e = duty_differs(w, s->kind, s->id, &differs);
    if (e == ERR_IO || e == ERR_NOT_FOUND || e == ERR_BUG) {
        struct str why = str_c(cx->error.message ? cx->error.message : "");
        fault_clear(cx);
        return check_found(k, "list", s, STR(""), STR(""), "工作清单无法核对：%s",
                           "its lists cannot be compared: %s", why.p);
    }
    TRY(e);
    if (!differs)
        return OK;
    return check_found(k, "list", s, STR(""), STR(""), "工作清单与它的状态和单位不符",
                       "its lists do not fit its state and units");
}

static enum err intervals_check(struct check *k, const struct subject_view *s)
{
    const struct shape *shape = part_shapes[PART_SPANS];
    struct slice spans = s->parts[PART_SPANS];
    for (size_t f = 0; f < span_fields_n; f++) {
        const struct span_field *field = &span_fields[f];
        const struct raw *last = NULL;
        bool gap = false;
        if (field->subject != s->kind)
            continue;
        for (size_t i = 0; i < spans.n; i++) {
            const struct raw *r = &spans.p[i];
            if (!str_eq_c(raw_get(shape, r, "dim"), field->field))
                continue;
            gap |= last && !str_eq(raw_get(shape, last, "to_at"), raw_get(shape, r, "from_at"));
            last = r;
        }
        struct str want = raw_get(s->shape, s->row, field->field);
        struct str is = last ? raw_get(shape, last, "value") : STR("");
        if (!last || gap || raw_i64(shape, last, "to_at") != 0 || !str_eq(is, want))
            TRY(check_found(k, "interval", s, is, want, "%s 的变更区间与现值不符",
                            "the intervals of %s do not lead to what it is", field->field));
    }
    return OK;
}

/* ---- totals ---- */

static enum err matter_totals(struct check *k, const struct subject_view *s)
{
    struct slice links = s->parts[PART_LINKS];
    int64_t live = 0, open = 0;
    for (size_t i = 0; i < links.n; i++) {
        struct link l = {0};
        if (raw_read(&link_shape, &links.p[i], &l) || !link_is_live(&l))
            continue;
        live++;
        open += l.state == LINK_IN_MATTER || l.state == LINK_UNSATISFIED;
    }
    int64_t said = raw_i64(s->shape, s->row, "demands");
    int64_t said_open = raw_i64(s->shape, s->row, "links_open");
    if (said == live && said_open == open)
        return OK;
    struct arena *a = k->cx->arena;
    return check_found(k, "total", s, str_fmt(a, "%" PRId64 "/%" PRId64, said, said_open),
                       str_fmt(a, "%" PRId64 "/%" PRId64, live, open),
                       "事项的诉求件数（全部/未了）与关联不符",
                       "its number of demands (all/open) is not that of its links");
}

static enum err demand_totals(struct check *k, const struct subject_view *s)
{
    struct link *links = NULL;
    size_t n = 0;
    int64_t live = 0, said = raw_i64(s->shape, s->row, "matters");
    enum err e = db_all(k->cx, SQL_LINK_BY_DEMAND, ARGS(I64(k->cx->jid), I64(s->id)),
                        &link_shape, (void **)&links, &n);
    if (e == ERR_IO) { /* the damaged link is named with its matter */
        fault_clear(k->cx);
        return OK;
    }
    TRY(e);
    for (size_t i = 0; i < n; i++)
        live += link_is_live(&links[i]);
    if (said == live || (!live && n))
        return OK;
    struct arena *a = k->cx->arena;
    return check_found(k, "total", s, str_fmt(a, "%" PRId64, said),
                       str_fmt(a, "%" PRId64, live), "诉求的事项件数与关联不符",
                       "its number of matters is not that of its links");
}

/* ---- what must never be ---- */

static enum err unit_known(struct check *k, const struct subject_view *s, const char *field)
{
    int64_t unit = raw_i64(s->shape, s->row, field);
    if (unit && org_unit(k->cx->app->org, unit))
        return OK;
    return check_found(k, "rule", s, raw_get(s->shape, s->row, field), STR(""), "没有责任单位",
                       "nobody owns it");
}

static enum err matter_rules(struct check *k, const struct subject_view *s,
                             const struct clocks *clocks, bool acts)
{
    int state = enum_value(&matter_state_names, raw_get(s->shape, s->row, "state"));
    int64_t elsewhere = 0;
    TRY(matter_totals(k, s));
    if (state < 0 || !subject_is_open(SUBJECT_MATTER, state))
        return OK;
    TRY(unit_known(k, s, "owner_unit"));
    if (!clocks->runs)
        TRY(db_i64(k->cx, SQL_CHECK_WAITS_ELSEWHERE, ARGS(I64(k->cx->jid), I64(s->id)), 0,
                   &elsewhere));
    if (!clocks->runs && !elsewhere)
        TRY(check_found(k, "rule", s, STR(""), STR(""), "未了结，却没有在走的时限",
                        "open, but no clock runs"));
    if (!acts)
        TRY(check_found(k, "rule", s, STR(""), STR(""), "未了结，却没有单位的下一步动作",
                        "open, but it is nobody's next action"));
    return OK;
}

/* What left did so by an exit that its mechanism has for that (rules.md B1-3); what was taken
 * over from an old ledger need not say by which. */
static enum err exit_check(struct check *k, const struct subject_view *s)
{
    struct str ground = raw_get(s->shape, s->row, "ground");
    int state = enum_value(&demand_state_names, raw_get(s->shape, s->row, "state"));
    bool invalid = enum_value(&yesno_names, raw_get(s->shape, s->row, "valid")) == YN_NO;
    bool left = state == DEMAND_REDIRECTED || invalid;
    enum ground_at at = state == DEMAND_REDIRECTED ? AT_REDIRECT : AT_INVALID;
    const struct mechanism *m =
        mechanism_get(k->cx->app->mechanisms, raw_get(s->shape, s->row, "mechanism"),
                      raw_i64(s->shape, s->row, "mechanism_version"));
    if (!m || (!ground.n && (!left || raw_i64(s->shape, s->row, "batch_id"))) ||
        (left ? choice_find(&m->grounds_at[at], ground) != NULL
              : ground_find(m, ground) != NULL))
        return OK;
    return check_found(k, "rule", s, ground, STR(""), "“%s”的依据不在出口代码表里",
                       "its ground is not in the list of exits for: %s",
                       enum_label(&ground_at_names, (int)at, (int)k->cx->lang));
}

/* It came by a way that its mechanism has, or none is said: else the ways of a campaign would
 * count it as said by none. What was taken over from an old ledger says its own. */
static enum err way_check(struct check *k, const struct subject_view *s)
{
    struct str way = raw_get(s->shape, s->row, "way");
    const struct mechanism *m =
        mechanism_get(k->cx->app->mechanisms, raw_get(s->shape, s->row, "mechanism"),
                      raw_i64(s->shape, s->row, "mechanism_version"));
    if (!m || !way.n || raw_i64(s->shape, s->row, "batch_id") || choice_find(&m->ways, way))
        return OK;
    return check_found(k, "rule", s, way, STR(""), "采集方式不在机制里，按方式统计时归不了类",
                       "its way in is none of its mechanism's: no count by way has it");
}

static enum err demand_rules(struct check *k, const struct subject_view *s,
                             const struct clocks *clocks, bool acts)
{
    const uint32_t own = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                         BIT(DEMAND_UNSATISFIED);
    int state = enum_value(&demand_state_names, raw_get(s->shape, s->row, "state"));
    TRY(demand_totals(k, s));
    TRY(exit_check(k, s));
    TRY(way_check(k, s));
    if (state < 0 || !(own & BIT(state)))
        return OK;
    TRY(unit_known(k, s, "unit_id"));
    if (state == DEMAND_RECEIVED && !clocks->screens)
        TRY(check_found(k, "rule", s, STR(""), STR(""), "待甄别，却没有在走的甄别时限",
                        "received, but no screening clock runs"));
    if (!acts)
        TRY(check_found(k, "rule", s, STR(""), STR(""), "未了结，却没有单位的下一步动作",
                        "open, but it is nobody's next action"));
    return OK;
}

enum err check_subject_rules(struct check *k, const struct subject_view *s)
{
    struct clocks clocks = {0};
    bool acts = false;
    TRY(clocks_check(k, s, &clocks));
    TRY(list_check(k, s, &acts));
    TRY(intervals_check(k, s));
    if (s->kind == SUBJECT_MATTER)
        return matter_rules(k, s, &clocks, acts);
    return s->kind == SUBJECT_DEMAND ? demand_rules(k, s, &clocks, acts) : OK;
}
