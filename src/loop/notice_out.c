/* SPDX-License-Identifier: Apache-2.0
 * Notices as they are read: lists, one with its facts, a page to print, a table.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/org.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "loop/notice_impl.h"
#include "loop/signal.h"

enum { LISTED = 100, UNITS_MOST = 50, EXPORTED = 10000 };
enum { OVERSEERS = NOTICE_ISSUERS | BIT(ROLE_ANALYST) | BIT(ROLE_ARBITER) };

static const struct field query_fields[] = {
    FIELD(struct notice_query, state, .max = 20, .zh = "状态（不填为全部）", .en = "State"),
    FIELD(struct notice_query, cause, .max = 40, .zh = "事由", .en = "Cause"),
    FIELD(struct notice_query, unit, .as = AS_ID, .zh = "被督办单位", .en = "Unit warned"),
    FIELD(struct notice_query, first_day, .as = AS_TIME, .zh = "起", .en = "From"),
    FIELD(struct notice_query, last_day, .as = AS_TIME, .zh = "止", .en = "To"),
    FIELD(struct notice_query, before_at, .zh = "上一页最后一行的时刻",
          .en = "Moment of the row before"),
    FIELD(struct notice_query, before, .as = AS_ID, .zh = "上一页最后一行",
          .en = "The row before"),
    FIELD(struct notice_query, mine, .zh = "由我所在单位回复的", .en = "Of my units"),
    FIELD(struct notice_query, signals, .names = &notice_signals_names, .zh = "只看苗头",
          .en = "Weak signals alone"),
};
ENUM_NAMES(notice_signals, NOTICE_SIGNALS_LIST);
const struct shape notice_query_shape =
    SHAPE("notice_query", struct notice_query, query_fields);

static const char *pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

/* ---- who reads ---- */

static bool reads_all(const struct ctx *cx)
{
    return (actor_roles(cx->actor) & OVERSEERS) != 0;
}

static bool own_people(const struct ctx *cx, int64_t unit)
{
    return unit != cx->app->root_unit && org_unit_under(cx->app->org, cx->actor->unit_id, unit);
}

static const char *may_of(struct ctx *cx, const struct notice *n, bool withdraw)
{
    uint32_t roles = actor_roles_at(cx, cx->actor, n->unit_id);
    bool open = n->state == NOTICE_OPEN;
    if (withdraw)
        return (roles & NOTICE_ISSUERS) && !own_people(cx, n->unit_id) &&
                       (open || n->state == NOTICE_TOLD)
                   ? "withdraw"
                   : "";
    return open && (roles & NOTICE_ANSWERERS) && !actor_is(cx->actor, n->issued_by) ? "answer"
                                                                                    : "";
}

static enum err named(struct ctx *cx, struct json *j, const char *key, int64_t officer)
{
    struct str name = {0};
    TRY(label_officer(cx, officer, &name));
    json_kstr(j, key, name);
    return OK;
}

static enum err row_json(struct ctx *cx, struct json *j, const struct notice_rule *r,
                         const struct notice *n)
{
    const struct notice_cause *c = notice_cause_named(r, n);
    struct str title = {0};
    TRY(notice_title(cx, n, &title));
    json_kstr(j, "num", n->num);
    json_ki64(j, "version", n->version);
    json_kid(j, "id", n->id);
    json_kstr(j, "cause", n->cause);
    json_kstr(j, "cause_text", notice_cause_text(cx, c, n));
    json_kcstr(j, "colour", c ? enum_text(&notice_colour_names, c->colour) : "");
    json_kcstr(j, "colour_text",
               c ? enum_label(&notice_colour_names, c->colour, (int)cx->lang) : "");
    json_kcstr(j, "subject_kind", enum_text(&subject_names, n->subject_kind));
    json_kstr(j, "about", n->subject_num);
    json_kstr(j, "title", title);
    json_kid(j, "unit_id", n->unit_id);
    json_kstr(j, "unit", label_unit(cx, n->unit_id));
    json_kcstr(j, "state", enum_text(&notice_state_names, n->state));
    json_kcstr(j, "state_text", enum_label(&notice_state_names, n->state, (int)cx->lang));
    json_ktime(j, "issued_at", n->issued_at);
    json_ktime(j, "due_at", n->due_at);
    json_ktime(j, "answered_at", n->answered_at);
    json_kbool(j, "overdue",
               n->due_at && ((n->state == NOTICE_OPEN && n->due_at < cx->now) ||
                             (n->state == NOTICE_ANSWERED && n->answered_at > n->due_at)));
    json_kcstr(j, "effect", enum_text(&notice_effect_names, n->effect));
    json_kstr(j, "text", notice_text(cx, n));
    json_kcstr(j, "may_answer", may_of(cx, n, false));
    json_kcstr(j, "may_withdraw", may_of(cx, n, true));
    return OK;
}

/* ---- pages ---- */

struct rows {
    struct notice *p;
    size_t n;
    bool more;
};

static enum err page_of(struct ctx *cx, const struct notice_query *q, int64_t unit,
                        size_t limit, struct rows *out)
{
    int64_t to = q->last_day ? time_day_end(time_day(q->last_day)) : INT64_MAX;
    const struct val v[] = {I64(cx->jid),
                            I64(q->first_day),
                            I64(to),
                            I64(q->before ? q->before_at : INT64_MAX),
                            I64(q->before ? q->before : INT64_MAX),
                            TXT(q->state.n ? q->state : STR("")),
                            TXT(q->cause.n ? q->cause : STR("")),
                            I64((int64_t)limit),
                            TXT(str_c(enum_text(&notice_signals_names, q->signals))),
                            I64(unit)};
    TRY(db_all(cx, unit ? SQL_NOTICE_PAGE_UNIT : SQL_NOTICE_PAGE, v, COUNT(v) - !unit,
               &notice_shape, (void **)&out->p, &out->n));
    out->more = out->n == limit;
    return OK;
}

static int newest_first(const void *a, const void *b)
{
    const struct notice *x = a, *y = b;
    if (x->issued_at != y->issued_at)
        return x->issued_at < y->issued_at ? 1 : -1;
    return (x->id < y->id) - (x->id > y->id);
}

static size_t own_units(struct ctx *cx, bool mine, int64_t *units)
{
    uint32_t roles = mine ? NOTICE_ANSWERERS : NOTICE_READERS;
    size_t n = 0;
    for (size_t i = 0; i < cx->actor->n && n < UNITS_MOST; i++) {
        const struct grant *g = &cx->actor->grants[i];
        size_t k = 0;
        while (k < n && units[k] != g->unit_id)
            k++;
        if (k == n && (roles & BIT(g->role)))
            units[n++] = g->unit_id;
    }
    return n;
}

/* Of the units where the actor works: a page of each, the newest of all of them. */
static enum err own_page(struct ctx *cx, const struct notice_query *q, size_t limit,
                         struct rows *out)
{
    int64_t units[UNITS_MOST];
    size_t n = own_units(cx, q->mine, units);
    *out = (struct rows){.p = NEWS(cx->arena, struct notice, n * limit + 1)};
    for (size_t i = 0; i < n; i++) {
        struct rows one = {0};
        if (q->unit && q->unit != units[i])
            continue;
        TRY(page_of(cx, q, units[i], limit, &one));
        for (size_t k = 0; k < one.n; k++)
            out->p[out->n++] = one.p[k];
    }
    qsort(out->p, out->n, sizeof *out->p, newest_first);
    out->more = out->n > limit || (n > 0 && out->n == limit);
    if (out->n > limit)
        out->n = limit;
    return OK;
}

static enum err page_seen(struct ctx *cx, const struct notice_query *q, size_t limit,
                          struct rows *out)
{
    size_t kept = 0;
    if (reads_all(cx) && !q->mine)
        TRY(page_of(cx, q, q->unit, limit, out));
    else
        TRY(own_page(cx, q, limit, out));
    for (size_t i = 0; i < out->n; i++) {
        bool seen = false;
        TRY(notice_may_see(cx, &out->p[i], &seen));
        if (seen || i + 1 == out->n)
            out->p[kept++] = out->p[i];
        if (!seen && i + 1 == out->n)
            kept--;
    }
    out->n = kept;
    return OK;
}

/* ---- too many ---- */

struct tally {
    int64_t unit_id, n, late, answered, signals;
    struct str cause;
};
static const struct field tally_fields[] = {
    FIELD(struct tally, unit_id), FIELD(struct tally, n),        FIELD(struct tally, late),
    FIELD(struct tally, cause),   FIELD(struct tally, answered), FIELD(struct tally, signals),
};
static const struct shape tally_shape = SHAPE("notice_tally", struct tally, tally_fields);

static void finding_json(struct json *j, const char *kind, struct str of, int64_t unit,
                         int64_t n, int64_t limit)
{
    json_obj(j);
    json_kcstr(j, "kind", kind);
    json_kstr(j, "text", of);
    if (unit)
        json_kid(j, "unit_id", unit);
    json_ki64(j, "n", n);
    json_ki64(j, "limit", limit);
    json_obj_end(j);
}

/* Weak signals are what citizens say, not what a unit left undone: they count against none, as
 * on a board. Of their cause they count: a rule that cries wolf is a finding. */
static int64_t sum_of_unit(const struct tally *t, size_t n, size_t i)
{
    int64_t sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += t[k].unit_id == t[i].unit_id ? t[k].n - t[k].signals : 0;
    for (size_t k = 0; k < i; k++)
        if (t[k].unit_id == t[i].unit_id)
            return 0; /* told already */
    return sum;
}

static int64_t sum_of_cause(const struct tally *t, size_t n, struct str cause)
{
    int64_t sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += str_eq(t[k].cause, cause) ? t[k].n : 0;
    return sum;
}

static bool told_before(const struct notice_rule *r, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(r->causes[k].code, r->causes[i].code))
            return true;
    return false;
}

/* Those of units that are the actor's to oversee. */
static size_t overseen(struct ctx *cx, struct tally *t, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (actor_roles_at(cx, cx->actor, t[i].unit_id) & OVERSEERS)
            t[kept++] = t[i];
    return kept;
}

static enum err findings_json(struct ctx *cx, struct json *j, const struct notice_rule *r)
{
    struct tally *t = NULL;
    size_t n = 0;
    int64_t all = 0, late = 0, answered = 0;
    TRY(db_all(cx, SQL_NOTICE_TALLY,
               ARGS(I64(cx->jid), I64(cx->now - r->too_many.days * MS_PER_DAY), I64(INT64_MAX),
                    I64(cx->now)),
               &tally_shape, (void **)&t, &n));
    n = overseen(cx, t, n);
    json_key(j, "findings");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        int64_t sum = sum_of_unit(t, n, i);
        all += t[i].n;
        late += t[i].late;
        answered += t[i].answered;
        if (sum >= r->too_many.unit)
            finding_json(j, "unit", label_unit(cx, t[i].unit_id), t[i].unit_id, sum,
                         r->too_many.unit);
    }
    for (size_t i = 0; i < r->causes_n; i++) {
        int64_t sum = told_before(r, i) ? 0 : sum_of_cause(t, n, r->causes[i].code);
        if (sum >= r->too_many.cause)
            finding_json(j, "cause", cx->lang == LANG_EN ? r->causes[i].en : r->causes[i].zh, 0,
                         sum, r->too_many.cause);
    }
    json_arr_end(j);
    json_key(j, "figures");
    json_obj(j);
    json_ki64(j, "days", r->too_many.days);
    json_ki64(j, "issued", all);
    json_ki64(j, "late", late);
    json_ki64(j, "answered", answered);
    json_obj_end(j);
    return OK;
}

static void receivers_rule_json(struct ctx *cx, struct json *j, const struct notice_cause *c)
{
    json_key(j, "receivers");
    json_arr(j);
    for (size_t i = 0; i < c->receivers_n; i++)
        for (int r = 0; r < ROLE__MAX; r++)
            if (c->receivers[i].roles & BIT(r))
                json_str(
                    j, str_fmt(cx->arena, "%s · %s",
                               enum_label(&notice_at_names, c->receivers[i].at, (int)cx->lang),
                               enum_label(&role_names, r, (int)cx->lang)));
    json_arr_end(j);
}

static void causes_json(struct ctx *cx, struct json *j, const struct notice_rule *r)
{
    json_key(j, "causes");
    json_arr(j);
    for (size_t i = 0; i < r->causes_n; i++) {
        const struct notice_cause *c = &r->causes[i];
        json_obj(j);
        json_kstr(j, "code", c->code);
        json_kstr(j, "mechanism", c->mechanism.n ? c->mechanism : STR(""));
        json_kstr(j, "text", cx->lang == LANG_EN ? c->en : c->zh);
        json_kcstr(j, "watch", enum_text(&notice_watch_names, c->watch));
        json_kcstr(j, "watch_text", enum_label(&notice_watch_names, c->watch, (int)cx->lang));
        json_key(j, "clocks");
        json_arr(j);
        for (int k = 0; k < CLOCK__MAX; k++)
            if (c->clocks & BIT(k))
                json_str(j, str_c(enum_label(&clock_kind_names, k, (int)cx->lang)));
        json_arr_end(j);
        json_ki64(j, "workdays", c->workdays);
        json_ki64(j, "times", c->times);
        json_ki64(j, "within_days", c->within_days);
        json_ki64(j, "percent", c->percent);
        json_ki64(j, "windows", c->windows);
        json_kcstr(j, "colour", enum_text(&notice_colour_names, c->colour));
        json_ki64(j, "answer_workdays", c->answer_workdays);
        json_kcstr(j, "effect_text",
                   enum_label(&notice_effect_names, c->effect, (int)cx->lang));
        json_kstr(j, "next", c->next.n ? c->next : STR(""));
        receivers_rule_json(cx, j, c);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err notices_json(struct ctx *cx, const struct notice_query *q, struct json *j)
{
    const struct notice_rule *r = NULL;
    struct rows rows = {0};
    TRY(notice_rule_get(cx, 0, &r));
    TRY(page_seen(cx, q, LISTED, &rows));
    json_key(j, "notices");
    json_arr(j);
    for (size_t i = 0; i < rows.n; i++) {
        json_obj(j);
        TRY(row_json(cx, j, r, &rows.p[i]));
        if (q->signals)
            TRY(signal_json(cx, j, &rows.p[i], false));
        json_obj_end(j);
    }
    json_arr_end(j);
    if (rows.more && rows.n) {
        json_key(j, "next");
        json_obj(j);
        json_ki64(j, "before_at", rows.p[rows.n - 1].issued_at);
        json_kid(j, "before", rows.p[rows.n - 1].id);
        json_obj_end(j);
    }
    json_kbool(j, "may_issue", (actor_roles(cx->actor) & NOTICE_ISSUERS) != 0);
    json_ki64(j, "rule_version", r ? r->version : 0);
    if (!r)
        return OK;
    causes_json(cx, j, r);
    return reads_all(cx) ? findings_json(cx, j, r) : OK;
}

enum err notices_of_json(struct ctx *cx, struct json *j, enum subject kind, int64_t id)
{
    const struct notice_rule *r = NULL;
    struct notice *p = NULL;
    size_t n = 0;
    if (kind == SUBJECT_MATTER)
        TRY(db_all(cx, SQL_NOTICE_OF_MATTER, ARGS(I64(cx->jid), I64(id)), &notice_shape,
                   (void **)&p, &n));
    else
        TRY(db_all(
            cx, SQL_NOTICE_OF_SUBJECT,
            ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)kind))), I64(id)),
            &notice_shape, (void **)&p, &n));
    json_key(j, "notices");
    json_arr(j);
    if (n)
        TRY(notice_rule_get(cx, 0, &r));
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        TRY(notice_may_see(cx, &p[i], &seen));
        if (!seen)
            continue;
        json_obj(j);
        TRY(row_json(cx, j, r, &p[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static void receivers_json(struct ctx *cx, struct json *j, const struct notice *n)
{
    struct strs lines = str_split(cx->arena, n->receivers, '\n');
    json_key(j, "receivers");
    json_arr(j);
    for (size_t i = 0; n->receivers.n && i < lines.n; i++) {
        struct strs part = str_split(cx->arena, lines.p[i], ' ');
        int64_t unit = 0;
        int role = part.n == 2 ? enum_value(&role_names, part.p[1]) : -1;
        if (role < 0 || !str_i64(part.p[0], &unit))
            continue;
        json_str(j, str_fmt(cx->arena, "%.*s · %s", STR_ARG(label_unit(cx, unit)),
                            enum_label(&role_names, role, (int)cx->lang)));
    }
    json_arr_end(j);
}

static enum err linked(struct ctx *cx, struct json *j, const char *key, int64_t id)
{
    struct notice n = {0};
    bool found = false;
    bool seen = false;
    if (id)
        TRY(db_one(cx, SQL_NOTICE_GET, ARGS(I64(cx->jid), I64(id)), &notice_shape, &n, &found));
    if (found)
        TRY(notice_may_see(cx, &n, &seen));
    json_kstr(j, key, seen ? n.num : STR(""));
    return OK;
}

enum err notice_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    const struct notice_rule *r = NULL;
    const struct notice_cause *c = NULL;
    struct notice n = {0};
    TRY(notice_find(cx, num, &n));
    TRY(notice_rule_get(cx, n.rule_version, &r));
    TRY(notice_cause_of(cx, &n, &c));
    *version = n.version;
    TRY(row_json(cx, j, r, &n));
    json_ki64(j, "rule_version", n.rule_version);
    json_key(j, "facts");
    json_raw(j, n.facts);
    json_kstr(j, "words", n.words);
    json_kstr(j, "answer", n.answer);
    json_kstr(j, "reason", n.reason);
    json_ktime(j, "ended_at", n.ended_at);
    json_kcstr(j, "effect_text", enum_label(&notice_effect_names, n.effect, (int)cx->lang));
    json_kstr(j, "threshold", notice_threshold(cx, c));
    receivers_json(cx, j, &n);
    TRY(signal_json(cx, j, &n, true));
    /* -1: of no event. */
    TRY(attachments_json(cx, j, SUBJECT_UNIT, n.unit_id, n.answered_seq ? n.answered_seq : -1));
    TRY(linked(cx, j, "after", n.after_id));
    TRY(named(cx, j, "issued_name", n.issued_by));
    TRY(named(cx, j, "answered_name", n.answered_by));
    return named(cx, j, "ended_name", n.ended_by);
}

/* ---- table ---- */

static struct cell text_cell(struct str s)
{
    return (struct cell){.kind = CELL_TEXT, .text = s};
}

static enum err notice_row(struct ctx *cx, struct sheet_out *o, const struct notice_rule *r,
                           const struct notice *n)
{
    const struct notice_cause *c = notice_cause_named(r, n);
    struct str title = {0};
    bool late = n->due_at && (n->answered_at ? n->answered_at > n->due_at
                                             : n->state == NOTICE_OPEN && n->due_at < cx->now);
    TRY(notice_title(cx, n, &title));
    const struct cell cells[] = {
        text_cell(n->num),
        text_cell(notice_cause_text(cx, c, n)),
        text_cell(str_c(c ? enum_label(&notice_colour_names, c->colour, (int)cx->lang) : "")),
        text_cell(label_unit(cx, n->unit_id)),
        text_cell(n->subject_num),
        text_cell(title),
        text_cell(notice_text(cx, n)),
        text_cell(label_when(cx, n->issued_at)),
        text_cell(label_when(cx, n->due_at)),
        text_cell(str_c(enum_label(&notice_state_names, n->state, (int)cx->lang))),
        text_cell(label_when(cx, n->answered_at)),
        text_cell(str_c(late ? pick(cx, "逾期", "late") : "")),
        text_cell(n->answer),
    };
    return sheet_out_row(cx, o, cells);
}

static enum err sheet_fill(struct ctx *cx, struct notice_query q, struct sheet_out *o,
                           int64_t *written)
{
    const struct notice_rule *r = NULL;
    struct rows rows = {.more = true};
    TRY(notice_rule_get(cx, 0, &r));
    for (*written = 0; rows.more && *written < EXPORTED;) {
        TRY(page_seen(cx, &q, LISTED, &rows));
        for (size_t i = 0; i < rows.n; i++)
            TRY(notice_row(cx, o, r, &rows.p[i]));
        *written += (int64_t)rows.n;
        if (!rows.n)
            break;
        q.before_at = rows.p[rows.n - 1].issued_at;
        q.before = rows.p[rows.n - 1].id;
    }
    return OK;
}

enum err notices_sheet(struct ctx *cx, const struct notice_query *q, const char *path,
                       int64_t *rows)
{
    static const char *const zh[] = {"督办单号", "事由",     "等次", "被督办单位", "编号",
                                     "标题",     "事实",     "发出", "回复期限",   "状态",
                                     "回复时间", "是否逾期", "回复"};
    static const char *const en[] = {"notice",   "cause", "card",   "unit",      "about",
                                     "title",    "facts", "issued", "answer by", "state",
                                     "answered", "late",  "answer"};
    struct column cols[COUNT(zh)];
    struct sheet_out *o = NULL;
    for (size_t i = 0; i < COUNT(zh); i++)
        cols[i] = (struct column){.title = pick(cx, zh[i], en[i]), .type = COLUMN_TEXT};
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = cols,
                                    .n = COUNT(cols),
                                    .worksheet = pick(cx, "督办单", "notices")};
    TRY(sheet_out_open(cx, path, &spec, &o));
    enum err e = sheet_fill(cx, *q, o, rows);
    if (e != OK) {
        sheet_out_drop(o);
        return e;
    }
    return sheet_out_close(cx, o);
}

enum err notices_exported(struct ctx *cx, int64_t rows)
{
    return audit_self(cx, "notices-exported",
                      str_fmt(cx->arena, "{\"rows\":%" PRId64 "}", rows));
}
