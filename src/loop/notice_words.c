/* SPDX-License-Identifier: Apache-2.0
 * A notice in words: its facts in sentences, its cause, and the page to print.
 */
#include <inttypes.h>
#include <jansson.h>

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/notice_impl.h"

enum { TEXT_MAX = 8000, PAGE_MAX = 1 << 20 };

static const char *pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

/* Texts are read by people: from the facts as they were stored. */
static const char *fact_label(struct ctx *cx, json_t *facts, const char *key,
                              const struct enum_names *names)
{
    const char *text = json_string_value(json_object_get(facts, key));
    int value = text ? enum_value(names, str_c(text)) : -1;
    return value < 0 ? "" : enum_label(names, value, (int)cx->lang);
}

static const struct enum_names *states_of(int kind)
{
    return flow_states((enum subject)kind);
}

static void limit_text(struct ctx *cx, struct buf *b, json_t *facts)
{
    int64_t due = 0;
    const char *at = json_string_value(json_object_get(facts, "due_at"));
    int64_t late = json_integer_value(json_object_get(facts, "late_workdays"));
    const char *clock = fact_label(cx, facts, "clock", &clock_kind_names);
    bool date_only = false;
    if (!at || !time_parse(str_c(at), &due, &date_only))
        return;
    buf_fmt(b, "%s%s %.*s", clock, pick(cx, "时限", " limit"), STR_ARG(label_when(cx, due)));
    if (late > 0)
        buf_fmt(b, "%s%" PRId64 "%s", pick(cx, "，已过", ", "), late,
                pick(cx, "个工作日", " working days ago"));
    buf_c(b, pick(cx, "；", "; "));
}

static void counts_text(struct ctx *cx, struct buf *b, json_t *facts)
{
    static const struct {
        const char *key, *zh, *en;
    } counted[] = {{"count", "达到", "reached "},
                   {"returns", "退单", "returned "},
                   {"urged", "催办", "urged "}};
    for (size_t i = 0; i < COUNT(counted); i++) {
        int64_t n = json_integer_value(json_object_get(facts, counted[i].key));
        if (n > 0)
            buf_fmt(b, "%s%" PRId64 "%s", pick(cx, counted[i].zh, counted[i].en), n,
                    pick(cx, "次；", " times; "));
    }
}

struct str notice_text(struct ctx *cx, const struct notice *n)
{
    struct buf b;
    json_error_t why;
    json_t *facts = json_loadb(n->facts.p, n->facts.n, 0, &why);
    buf_init(&b, cx->arena, TEXT_MAX);
    if (n->subject_num.n)
        buf_fmt(&b, "%s %.*s：", enum_label(&subject_names, n->subject_kind, (int)cx->lang),
                STR_ARG(n->subject_num));
    limit_text(cx, &b, facts);
    counts_text(cx, &b, facts);
    const struct enum_names *states = n->subject_num.n ? states_of(n->subject_kind) : NULL;
    if (states)
        buf_fmt(&b, "%s%s%s", pick(cx, "当时状态：", "state then: "),
                fact_label(cx, facts, "state", states), pick(cx, "。", ". "));
    buf_str(&b, n->words);
    json_decref(facts);
    return buf_done(&b);
}

enum err notice_title(struct ctx *cx, const struct notice *n, struct str *out)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct matter *m = NULL;
    *out = STR("");
    if (n->subject_kind == SUBJECT_UNIT)
        return OK;
    if (n->subject_kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, n->subject_id, &d));
        *out = label_demand(cx, d);
        return OK;
    }
    TRY(work_matter(w, n->matter_id, &m));
    *out = label_matter(cx, m);
    return OK;
}

const struct notice_cause *notice_cause_named(const struct notice_rule *r,
                                              const struct notice *n)
{
    for (size_t i = 0; r && i < r->causes_n; i++)
        if (str_eq(r->causes[i].code, n->cause))
            return &r->causes[i];
    return NULL;
}

struct str notice_cause_text(const struct ctx *cx, const struct notice_cause *c,
                             const struct notice *n)
{
    return !c ? n->cause : cx->lang == LANG_EN ? c->en : c->zh;
}

/* Under the mechanism of what it is about: that may have a row of its own. */
static enum err mechanism_of(struct ctx *cx, const struct notice *n, struct str *out)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct matter *m = NULL;
    *out = STR("");
    if (n->subject_kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, n->subject_id, &d));
        *out = d->mechanism;
    } else if (n->matter_id) {
        TRY(work_matter(w, n->matter_id, &m));
        *out = m->mechanism;
    }
    return OK;
}

enum err notice_cause_of(struct ctx *cx, const struct notice *n,
                         const struct notice_cause **out)
{
    const struct notice_rule *r = NULL;
    struct str mechanism = {0};
    *out = NULL;
    TRY(notice_rule_get(cx, n->rule_version, &r));
    TRY(mechanism_of(cx, n, &mechanism));
    if (r)
        *out = notice_cause(r, n->cause, mechanism);
    return OK;
}

/* From where on it is said, in words. */
static struct str days_text(struct ctx *cx, const struct notice_cause *c)
{
    bool en = cx->lang == LANG_EN;
    long long days = c->workdays < 0 ? -c->workdays : c->workdays;
    if (!days)
        return str_c(en ? "on the day it is due" : "到期当日");
    if (c->watch == WATCH_UNCLAIMED)
        return str_fmt(cx->arena,
                       en ? "%lld working days after signing" : "签收后满%lld个工作日", days);
    if (c->workdays < 0)
        return str_fmt(cx->arena, en ? "%lld working days before" : "到期前%lld个工作日", days);
    return str_fmt(cx->arena, en ? "%lld working days late" : "超过时限%lld个工作日", days);
}

struct str notice_threshold(struct ctx *cx, const struct notice_cause *c)
{
    bool en = cx->lang == LANG_EN;
    if (!c || c->watch == WATCH_NOTHING)
        return STR("");
    if (c->watch == WATCH_LIMIT || c->watch == WATCH_UNCLAIMED || c->watch == WATCH_ASKED)
        return days_text(cx, c);
    if (c->percent)
        return str_fmt(cx->arena,
                       en ? "%lld within %lld days, %lld%% more than usual"
                          : "达到%lld件（%lld天内），比平时多%lld%%以上",
                       (long long)c->times, (long long)c->within_days, (long long)c->percent);
    if (c->within_days)
        return str_fmt(cx->arena, en ? "%lld times within %lld days" : "达到%lld次（%lld天内）",
                       (long long)c->times, (long long)c->within_days);
    return str_fmt(cx->arena, en ? "%lld times" : "达到%lld次", (long long)c->times);
}

enum err notice_paper_seen(struct ctx *cx, int64_t unit, int64_t seq, bool *seen)
{
    struct notice n = {0};
    bool found = false;
    *seen = false;
    TRY(db_one(cx, SQL_NOTICE_ANSWERED_IN, ARGS(I64(cx->jid), I64(unit), I64(seq)),
               &notice_shape, &n, &found));
    return found ? notice_may_see(cx, &n, seen) : OK;
}

/* ---- print ---- */

static void line(struct buf *b, const char *label, struct str text)
{
    if (!text.n)
        return;
    buf_fmt(b, "<tr><th scope=\"row\">%s</th><td>", label);
    buf_html_text(b, text);
    buf_c(b, "</td></tr>");
}

enum err notice_html(struct ctx *cx, struct str num, struct str *out)
{
    const struct notice_cause *c = NULL;
    struct notice n = {0};
    struct buf b;
    struct str title = {0}, by = {0};
    TRY(notice_find(cx, num, &n));
    TRY(notice_cause_of(cx, &n, &c));
    TRY(notice_title(cx, &n, &title));
    TRY(label_officer(cx, n.issued_by, &by));
    buf_init(&b, cx->arena, PAGE_MAX);
    buf_fmt(&b,
            "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><title>%s %.*s</title>"
            "<link rel=\"stylesheet\" href=\"/print.css\"><h1>%s</h1><table>",
            pick(cx, "zh-CN", "en"), pick(cx, "督办单", "Notice"), STR_ARG(n.num),
            pick(cx, "督办单", "Supervision notice"));
    line(&b, pick(cx, "编号", "Number"), n.num);
    line(&b, pick(cx, "事由", "Cause"), notice_cause_text(cx, c, &n));
    line(&b, pick(cx, "等次", "Card"),
         str_c(c ? enum_label(&notice_colour_names, c->colour, (int)cx->lang) : ""));
    line(&b, pick(cx, "被督办单位", "Unit warned"), label_unit(cx, n.unit_id));
    line(&b, pick(cx, "所督办的", "About"), title);
    line(&b, pick(cx, "事实", "Facts"), notice_text(cx, &n));
    line(&b, pick(cx, "触发条件", "Threshold"), notice_threshold(cx, c));
    line(&b, pick(cx, "发出", "Issued"), label_when(cx, n.issued_at));
    line(&b, pick(cx, "签发", "By"),
         n.issued_by ? by : str_c(pick(cx, "系统按规则", "the system, by the rule")));
    line(&b, pick(cx, "回复期限", "To be answered by"), label_when(cx, n.due_at));
    line(&b, pick(cx, "后果", "Effect"),
         str_c(n.effect ? enum_label(&notice_effect_names, n.effect, (int)cx->lang) : ""));
    line(&b, pick(cx, "回复", "Answer"), n.answer);
    line(&b, pick(cx, "回复时间", "Answered"), label_when(cx, n.answered_at));
    line(&b, pick(cx, "撤销原因", "Withdrawn"), n.reason);
    buf_c(&b, "</table></html>\n");
    *out = buf_done(&b);
    return OK;
}
