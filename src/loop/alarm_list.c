/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/alarm_list.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/absence.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"
#include "core/roster.h"
#include "db/db.h"
#include "loop/alarm.h"
#include "loop/labels.h"
#include "loop/worklist.h"

enum { ROWS = 20, DOSSIER_NUMS = 50 };

static const struct field query_fields[] = {
    FIELD(struct alarm_query, list, .max = 20, .zh = "清单", .en = "List"),
    FIELD(struct alarm_query, after, .max = 60, .zh = "接上页", .en = "After"),
    FIELD(struct alarm_query, unit, .as = AS_ID, .zh = "单位", .en = "Unit"),
    FIELD(struct alarm_query, limit, .min = 0, .max = 100, .zh = "每页", .en = "Rows"),
};
const struct shape alarm_query_shape = SHAPE("alarm_query", struct alarm_query, query_fields);

static struct str label(const struct ctx *cx, struct str zh, struct str en)
{
    return cx->lang == LANG_EN ? en : zh;
}

/* The rule's name and what to do; a rule of older words has only its code. */
static void rule_json(struct ctx *cx, struct json *j, struct str code)
{
    const struct urgent_rule *r = urgent_rule(cx->app->urgent, code);
    json_kstr(j, "rule", code);
    json_kstr(j, "rule_text", r ? label(cx, r->zh, r->en) : code);
    json_kstr(j, "advice", r ? label(cx, r->advice_zh, r->advice_en) : STR(""));
}

static void kind_json(struct ctx *cx, struct json *j, int kind, int state)
{
    json_kcstr(j, "kind", enum_text(&urgent_kind_names, kind));
    json_kcstr(j, "kind_text", enum_label(&urgent_kind_names, kind, (int)cx->lang));
    json_kcstr(j, "state", enum_text(&alarm_state_names, state));
    json_kcstr(j, "state_text", enum_label(&alarm_state_names, state, (int)cx->lang));
}

static void line_json(struct ctx *cx, struct json *j, const struct alarm_line *l)
{
    json_obj(j);
    json_kid(j, "id", l->id);
    json_kstr(j, "num", l->num);
    json_kstr(j, "title", label_title(cx, l->confidential, l->title, l->class, l->place_id));
    kind_json(cx, j, l->kind, l->state);
    rule_json(cx, j, l->rule);
    json_kstr(j, "unit", label_unit(cx, l->unit_id));
    json_kstr(j, "place_text", label_place(cx, l->place_id));
    json_ki64(j, "version", l->version);
    json_ktime(j, "raised_at", l->raised_at);
    json_ktime(j, "answer_by", l->answer_by);
    /* By the register's clock, which a browser does not know. */
    json_ki64(j, "left_s", (l->answer_by - cx->now) / MS_PER_SECOND);
    json_ktime(j, "acked_at", l->acked_at);
    json_ktime(j, "closed_at", l->closed_at);
    json_kbool(j, "mine", l->mine > 0);
    json_kbool(j, "to_acknowledge", l->mine > 0 && !l->my_acked_at && !l->closed_at);
    json_obj_end(j);
}

static void lines_json(struct ctx *cx, struct json *j, const struct alarm_line *rows, size_t n)
{
    json_key(j, "alarms");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (!actor_is_under(cx, rows[i].complained_unit))
            line_json(cx, j, &rows[i]);
    json_arr_end(j);
}

/* ---- the list ---- */

static enum err place_in(struct ctx *cx, struct str after, int64_t *raised, int64_t *id)
{
    *raised = INT64_MAX;
    *id = INT64_MAX;
    if (!after.n)
        return OK;
    struct strs parts = str_split(cx->arena, after, '|');
    if (parts.n == 2 && str_i64(parts.p[0], raised) && str_i64(parts.p[1], id))
        return OK;
    return fail_at(cx, ERR_INPUT, "after", "翻页标记无效", "the cursor is not valid");
}

enum err alarm_list_json(struct ctx *cx, const struct alarm_query *q, struct json *j)
{
    int64_t limit = q->limit ? q->limit : ROWS, unit = 0, raised = 0, id = 0;
    struct alarm_line *rows = NULL;
    size_t n = 0;
    bool all = str_eq_c(q->list, "all");
    if (q->list.n && !all && !str_eq_c(q->list, "running"))
        return fail_at(cx, ERR_INPUT, "list", "没有这个清单", "there is no such list");
    TRY(worklist_unit(cx, q->unit, &unit));
    TRY(place_in(cx, q->after, &raised, &id));
    TRY(db_all(cx, all ? SQL_ALARM_PAGE_ALL : SQL_ALARM_PAGE_RUNNING,
               ARGS(I64(cx->jid), I64(cx->actor->officer_id), I64(unit), I64(raised), I64(id),
                    I64(limit)),
               &alarm_line_shape, (void **)&rows, &n));
    lines_json(cx, j, rows, n);
    json_kid(j, "unit", unit);
    json_key(j, "next");
    if ((int64_t)n == limit)
        json_str(j, str_fmt(cx->arena, "%" PRId64 "|%" PRId64, rows[n - 1].raised_at,
                            rows[n - 1].id));
    else
        json_nil(j);
    return OK;
}

/* ---- the banner ---- */

static bool is_named(const struct ctx *cx, const struct urgent_rung *r)
{
    uint32_t held = actor_roles(cx->actor);
    for (size_t i = 0; i < r->to_n; i++)
        if (held & BIT(r->to[i].role))
            return true;
    for (size_t i = 0; i < r->officers.n; i++)
        if (str_eq(r->officers.p[i], cx->actor->login))
            return true;
    return false;
}

/* On duty now, or in for somebody whom a rung may name. */
static bool may_be_told(const struct ctx *cx)
{
    int64_t lender = 0;
    return roster_is_on_duty(cx, cx->actor->officer_id) ||
           absence_lenders(cx, cx->actor->officer_id, &lender, 1) > 0;
}

static int64_t ask_ms(const struct ctx *cx)
{
    const struct urgent_set *s = cx->app->urgent;
    if (s && may_be_told(cx))
        return ALARM_ASK_MS;
    for (size_t i = 0; s && i < s->ladders_n; i++)
        for (size_t k = 0; k < s->ladders[i].rungs_n; k++)
            if (is_named(cx, &s->ladders[i].rungs[k]))
                return ALARM_ASK_MS;
    return ALARM_ASK_SELDOM_MS;
}

enum err alarm_mine_json(struct ctx *cx, struct json *j)
{
    struct alarm_line *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_ALARM_MINE, ARGS(I64(cx->jid), I64(cx->actor->officer_id)),
               &alarm_line_shape, (void **)&rows, &n));
    lines_json(cx, j, rows, n);
    json_ki64(j, "ask_again_ms", ask_ms(cx));
    return OK;
}

/* ---- the dossier ---- */

static enum err officer_json(struct ctx *cx, struct json *j, const char *key, int64_t id)
{
    struct str name = {0};
    TRY(label_officer(cx, id, &name));
    json_kstr(j, key, name);
    return OK;
}

static enum err receivers_json(struct ctx *cx, struct json *j, int64_t alarm_id)
{
    struct alarm_receiver *r = NULL;
    size_t n = 0;
    TRY(alarm_receivers(cx, alarm_id, &r, &n));
    json_key(j, "receivers");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        TRY(officer_json(cx, j, "name", r[i].officer_id));
        json_ki64(j, "rung", r[i].rung + 1);
        json_kcstr(j, "why", enum_text(&alarm_why_names, r[i].why));
        json_kcstr(j, "why_text", enum_label(&alarm_why_names, r[i].why, (int)cx->lang));
        TRY(officer_json(cx, j, "for", r[i].for_id));
        json_ktime(j, "told_at", r[i].told_at);
        json_ktime(j, "acked_at", r[i].acked_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

struct hit_row {
    struct str rule, spans, outcome;
    int64_t seq;
};
static const struct field hit_fields[] = {
    FIELD(struct hit_row, rule),
    FIELD(struct hit_row, spans),
    FIELD(struct hit_row, outcome),
    FIELD(struct hit_row, seq),
};
static const struct shape hit_shape = SHAPE("alarm_hit", struct hit_row, hit_fields);

static enum err hits_json(struct ctx *cx, struct json *j, int64_t alarm_id)
{
    struct hit_row *h = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_ALARM_HITS, ARGS(I64(cx->jid), I64(alarm_id)), &hit_shape, (void **)&h,
               &n));
    json_key(j, "hits");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        rule_json(cx, j, h[i].rule);
        json_kstr(j, "spans", h[i].spans);
        json_ki64(j, "seq", h[i].seq);
        json_kstr(j, "outcome", h[i].outcome);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

struct num_row {
    struct str num;
};
static const struct field num_fields[] = {FIELD(struct num_row, num)};
static const struct shape num_shape = SHAPE("num_row", struct num_row, num_fields);

/* The demands that together are the alarm of a group rule. */
static enum err group_json(struct ctx *cx, struct json *j, const struct alarm *a)
{
    const struct urgent_rule *r = urgent_rule(cx->app->urgent, a->rule);
    struct num_row *rows = NULL;
    size_t n = 0;
    if (!a->area_id || !r)
        return OK;
    TRY(db_all(cx, SQL_URGENT_SEEN_NUMS,
               ARGS(I64(cx->jid), TXT(a->rule), I64(a->area_id),
                    I64(a->raised_at - r->within_minutes * MS_PER_MINUTE),
                    I64(a->raised_at + r->within_minutes * MS_PER_MINUTE)),
               &num_shape, (void **)&rows, &n));
    json_kstr(j, "area", label_place(cx, a->area_id));
    json_key(j, "group");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        json_str(j, rows[i].num);
    json_arr_end(j);
    return OK;
}

static enum err alarm_json(struct ctx *cx, struct json *j, const struct alarm *a)
{
    json_obj(j);
    kind_json(cx, j, a->kind, a->state);
    rule_json(cx, j, a->rule);
    json_kbool(j, "by_hand", a->by_hand);
    json_ktime(j, "raised_at", a->raised_at);
    json_ktime(j, "answer_by", a->answer_by);
    json_ktime(j, "acked_at", a->acked_at);
    TRY(officer_json(cx, j, "acked_by", a->acked_by));
    json_ktime(j, "closed_at", a->closed_at);
    TRY(officer_json(cx, j, "closed_by", a->closed_by));
    json_ktime(j, "next_at", a->next_at);
    TRY(hits_json(cx, j, a->id));
    TRY(group_json(cx, j, a));
    TRY(receivers_json(cx, j, a->id));
    json_obj_end(j);
    return OK;
}

enum err alarm_dossier_json(struct ctx *cx, const struct demand *d, struct json *j)
{
    struct alarm *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_ALARM_OF_DEMAND, ARGS(I64(cx->jid), I64(d->id)), &alarm_shape,
               (void **)&rows, &n));
    json_key(j, "alarms");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(alarm_json(cx, j, &rows[i]));
    json_arr_end(j);
    return OK;
}

/* ---- the rules ---- */

static void words_json(struct json *j, const struct urgent_rule *r)
{
    json_key(j, "any");
    json_arr(j);
    for (size_t i = 0; i < r->any.n; i++)
        json_str(j, r->any.p[i]);
    json_arr_end(j);
    json_ki64(j, "near", (int64_t)r->near_n);
    json_key(j, "not");
    json_arr(j);
    for (size_t i = 0; i < r->not_.n; i++)
        json_str(j, r->not_.p[i]);
    json_arr_end(j);
    json_ki64(j, "min_count", r->min_count);
    json_ki64(j, "within_minutes", r->min_count > 1 ? r->within_minutes : 0);
}

enum err alarm_rules_json(struct ctx *cx, struct json *j)
{
    const struct urgent_set *s = cx->app->urgent;
    struct alarm_figures *f = NULL;
    int64_t unfound = 0;
    if (s)
        TRY(alarm_figures(cx, s, 0, &f, &unfound));
    json_ki64(j, "version", s ? s->version : 0);
    json_kstr(j, "name", s ? label(cx, s->zh, s->en) : STR(""));
    json_ki64(j, "by_hand_without_rule", unfound);
    json_key(j, "rules");
    json_arr(j);
    for (size_t i = 0; s && i < s->rules_n; i++) {
        const struct urgent_rule *r = &s->rules[i];
        const struct urgent_ladder *l = urgent_ladder(s, r->ladder);
        json_obj(j);
        rule_json(cx, j, r->code);
        json_kcstr(j, "kind", enum_text(&urgent_kind_names, r->kind));
        json_kcstr(j, "kind_text", enum_label(&urgent_kind_names, r->kind, (int)cx->lang));
        json_ki64(j, "acknowledge_minutes", l ? l->acknowledge_minutes : 0);
        words_json(j, r);
        alarm_figures_json(j, &f[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err alarm_try_json(struct ctx *cx, struct str text, struct json *j)
{
    struct urgent_hit hits[URGENT_HITS];
    size_t n = urgent_match(cx->app->urgent, cx->arena, text, hits, COUNT(hits));
    bool urgent = false;
    json_key(j, "hits");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const struct urgent_rule *r = hits[i].rule;
        json_obj(j);
        json_kcstr(j, "kind", enum_text(&urgent_kind_names, r->kind));
        json_kcstr(j, "kind_text", enum_label(&urgent_kind_names, r->kind, (int)cx->lang));
        rule_json(cx, j, r->code);
        json_ki64(j, "from", hits[i].from);
        json_ki64(j, "to", hits[i].to);
        json_ki64(j, "min_count", r->min_count);
        json_obj_end(j);
        urgent |= r->min_count == 1;
    }
    json_arr_end(j);
    json_kbool(j, "urgent", urgent);
    return OK;
}
