/* SPDX-License-Identifier: Apache-2.0
 * What the documents are read from: the functions behind the pages.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/brief.h"
#include "loop/document_impl.h"
#include "loop/dossier.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/notice.h"

enum { LIST_MAX = 500, UNITS_BAD = 5 };

/* What was said in confidence is told by its dossier alone, and a document leaves the house. */
static enum err in_confidence(struct ctx *cx, struct work *w, const struct matter *m)
{
    struct link **links = NULL;
    size_t n = 0;
    bool secret = m->confidential;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; i < n && !secret; i++) {
        struct demand *d = NULL;
        TRY(work_demand(w, links[i]->demand_id, &d));
        secret = d->privacy == PRIVACY_CONFIDENTIAL;
    }
    return secret ? fail(cx, ERR_CONFLICT, "有要求保密的诉求，不能制成公文",
                         "a demand in it was made in confidence: no document tells of it")
                  : OK;
}

enum err document_of_matter(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct work *w = work_begin(cx);
    struct matter *m = NULL;
    int64_t version = 0;
    TRY(dossier_json(cx, SUBJECT_MATTER, ask->about, j, &version));
    TRY(work_matter_num(w, ask->about, &m));
    return in_confidence(cx, w, m);
}

/* Of a notice: its matter, and what the notice says. */
static enum err document_of_notice(struct ctx *cx, const struct notice *n, struct json *j)
{
    struct document_ask ask = {.kind = STR("notice")};
    const struct notice_cause *c = NULL;
    struct matter *m = NULL;
    if (!n->matter_id)
        return fail(cx, ERR_CONFLICT, "不是督办事项的，请用打印",
                    "it is about no matter: print it instead");
    TRY(work_matter(work_begin(cx), n->matter_id, &m));
    ask.about = m->num;
    TRY(document_of_matter(cx, &ask, j));
    json_kstr(j, "notice_num", n->num);
    json_kstr(j, "notice_text", notice_text(cx, n));
    json_kstr(j, "notice_unit", label_unit(cx, n->unit_id));
    TRY(notice_cause_of(cx, n, &c));
    json_kstr(j, "notice_cause", c ? c->zh : n->cause);
    json_kcstr(j, "notice_card", c ? enum_label(&notice_colour_names, c->colour, LANG_ZH) : "");
    json_kstr(j, "notice_threshold", notice_threshold(cx, c));
    json_ktime(j, "notice_due", n->due_at);
    json_kcstr(j, "notice_effect",
               n->effect ? enum_label(&notice_effect_names, n->effect, LANG_ZH) : "");
    return OK;
}

enum err document_of_supervised(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct matter *m = NULL;
    struct notice n = {0};
    enum err found = notice_find(cx, ask->about, &n);
    if (found == OK)
        return document_of_notice(cx, &n, j);
    if (found != ERR_NOT_FOUND)
        return found;
    fault_clear(cx);
    TRY(document_of_matter(cx, ask, j)); /* refuses what the actor may not see */
    TRY(work_matter_num(work_begin(cx), ask->about, &m));
    if (!m->supervised)
        return fail(cx, ERR_CONFLICT, "事项不在重点督办中，先“列入重点督办”",
                    "the matter is not under key supervision: put it there first");
    return OK;
}

enum err document_of_demand(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct demand *d = NULL;
    struct link **links = NULL;
    size_t n = 0;
    bool answered = false;
    int64_t version = 0;
    TRY(dossier_json(cx, SUBJECT_DEMAND, ask->about, j, &version));
    struct work *w = work_begin(cx);
    TRY(work_demand_num(w, ask->about, &d));
    TRY(work_links_of_demand(w, d->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        answered = answered || links[i]->answer_seq != 0;
    return answered ? OK : fail(cx, ERR_CONFLICT, "还没有答复群众", "it was not answered yet");
}

/* ---- a dispatch list ---- */

struct num_row {
    struct str num;
};
static const struct field num_fields[] = {FIELD(struct num_row, num)};
static const struct shape num_shape = SHAPE("num", struct num_row, num_fields);

static enum err helpers_of(struct ctx *cx, struct work *w, const struct matter *m,
                           struct str *out)
{
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(work_tasks(w, m->id, &tasks, &n));
    *out = STR("");
    for (size_t i = 0; i < n; i++)
        if (tasks[i]->role == TASK_HELPER && tasks[i]->state != TASK_WITHDRAWN) {
            struct str unit = label_unit(cx, tasks[i]->unit_id);
            *out = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(*out), out->n ? "、" : "",
                           STR_ARG(unit));
        }
    return OK;
}

static enum err list_row(struct ctx *cx, struct work *w, const struct matter *m, struct json *j)
{
    struct link **links = NULL;
    size_t n = 0;
    struct str words = STR(""), helpers;
    struct demand *d = NULL;
    bool seen = false;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    if (n) {
        TRY(work_visible(w, SUBJECT_DEMAND, links[0]->demand_id, &seen));
        TRY(work_demand(w, links[0]->demand_id, &d));
    }
    if (seen && d->privacy == PRIVACY_CONFIDENTIAL)
        words = label_in_confidence(cx);
    else if (seen)
        TRY(demand_words(cx, d->id, &words));
    TRY(helpers_of(cx, w, m, &helpers));
    json_obj(j);
    json_kstr(j, "num", m->num);
    json_kstr(j, "title", label_matter(cx, m));
    json_kstr(j, "words", words);
    json_kstr(j, "place", label_place(cx, m->place_id));
    json_kstr(j, "class", label_class(cx, m->class));
    json_kstr(j, "lead", label_unit(cx, m->lead_unit));
    json_kstr(j, "helpers", helpers);
    json_ktime(j, "due_at", m->due_at);
    json_obj_end(j);
    return OK;
}

enum err document_of_list(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct num_row *rows = NULL;
    struct work *w = work_begin(cx);
    struct str meeting = STR("");
    int64_t shown = 0;
    size_t n = 0;
    TRY(db_all(cx, SQL_DOCUMENT_MATTERS_OF_LIST, ARGS(I64(cx->jid), TXT(ask->about)),
               &num_shape, (void **)&rows, &n));
    if (n > LIST_MAX)
        return fail(cx, ERR_TOO_LARGE, "一份交办清单最多 %d 件",
                    "a list holds at most %d matters", LIST_MAX);
    json_key(j, "matters");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        bool seen = false;
        TRY(work_matter_num(w, rows[i].num, &m));
        TRY(work_visible(w, SUBJECT_MATTER, m->id, &seen));
        if (!seen)
            continue;
        TRY(list_row(cx, w, m, j));
        meeting = m->meeting_no.n ? m->meeting_no : meeting;
        shown++;
    }
    json_arr_end(j);
    json_kstr(j, "list", ask->about);
    json_kstr(j, "meeting", meeting);
    json_ki64(j, "count", shown);
    return shown ? OK
                 : fail(cx, ERR_NOT_FOUND, "没有交办清单号为 %.*s 的事项",
                        "no matter was dispatched under the list %.*s", STR_ARG(ask->about));
}

/* ---- a bulletin ---- */

struct unit_row {
    int64_t unit_id, matters, answered, late, graded, unsatisfied;
};
static const struct field unit_fields[] = {
    FIELD(struct unit_row, unit_id),  FIELD(struct unit_row, matters),
    FIELD(struct unit_row, answered), FIELD(struct unit_row, late),
    FIELD(struct unit_row, graded),   FIELD(struct unit_row, unsatisfied),
};
static const struct shape unit_shape = SHAPE("unit", struct unit_row, unit_fields);

struct class_row {
    struct str class;
    int64_t demands;
};
static const struct field class_fields[] = {
    FIELD(struct class_row, class),
    FIELD(struct class_row, demands),
};
static const struct shape class_shape = SHAPE("class", struct class_row, class_fields);

/* "94.4%", rounded half up; "—" of nothing. */
static struct str percent(struct ctx *cx, int64_t part, int64_t of)
{
    if (of <= 0)
        return STR("—");
    int64_t tenths = (part * 2000 + of) / (2 * of);
    return str_fmt(cx->arena, "%" PRId64 ".%" PRId64 "%%", tenths / 10, tenths % 10);
}

static void unit_json(struct ctx *cx, struct json *j, const struct unit_row *u)
{
    json_obj(j);
    json_kstr(j, "unit", label_unit(cx, u->unit_id));
    json_ki64(j, "matters", u->matters);
    json_ki64(j, "answered", u->answered);
    json_ki64(j, "late", u->late);
    json_kstr(j, "on_time", percent(cx, u->matters - u->late, u->matters));
    json_ki64(j, "unsatisfied", u->unsatisfied);
    json_kstr(j, "unsatisfied_rate", percent(cx, u->unsatisfied, u->graded));
    json_obj_end(j);
}

/* The higher share of unsatisfied first; ties by their number. */
static int worse(const void *a, const void *b)
{
    const struct unit_row *x = a, *y = b;
    int64_t left = x->unsatisfied * (y->graded ? y->graded : 1);
    int64_t right = y->unsatisfied * (x->graded ? x->graded : 1);
    if (left != right)
        return left > right ? -1 : 1;
    return (x->unsatisfied < y->unsatisfied) - (x->unsatisfied > y->unsatisfied);
}

static enum err units_json(struct ctx *cx, struct json *j, int64_t from, int64_t to)
{
    struct unit_row *rows = NULL, all = {0};
    size_t n = 0;
    TRY(db_all(cx, SQL_BULLETIN_UNITS, ARGS(I64(cx->jid), I64(from), I64(to), I64(cx->now)),
               &unit_shape, (void **)&rows, &n));
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        unit_json(cx, j, &rows[i]);
        all.matters += rows[i].matters;
        all.late += rows[i].late;
        all.graded += rows[i].graded;
        all.unsatisfied += rows[i].unsatisfied;
    }
    json_arr_end(j);
    json_kstr(j, "on_time", percent(cx, all.matters - all.late, all.matters));
    json_kstr(j, "unsatisfied_rate", percent(cx, all.unsatisfied, all.graded));
    if (n)
        qsort(rows, n, sizeof *rows, worse);
    json_key(j, "unsatisfied");
    json_arr(j);
    for (size_t i = 0; i < n && i < UNITS_BAD && rows[i].unsatisfied; i++)
        unit_json(cx, j, &rows[i]);
    json_arr_end(j);
    return OK;
}

static enum err classes_json(struct ctx *cx, struct json *j, int64_t from, int64_t to,
                             int64_t demands)
{
    struct class_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_BULLETIN_CLASSES, ARGS(I64(cx->jid), I64(from), I64(to)), &class_shape,
               (void **)&rows, &n));
    json_key(j, "classes");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "class", label_class(cx, rows[i].class));
        json_ki64(j, "demands", rows[i].demands);
        json_kstr(j, "share", percent(cx, rows[i].demands, demands));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static struct str growth(struct ctx *cx, int64_t before, int64_t now)
{
    if (before <= 0)
        return STR("上期无数据");
    if (now == before)
        return STR("与上期持平");
    return str_fmt(cx->arena, "%s%.*s", now > before ? "上升" : "下降",
                   STR_ARG(percent(cx, now > before ? now - before : before - now, before)));
}

/* Both weeks side by side (周评比, BZ-37). */
static void compare_json(struct ctx *cx, struct json *j, const struct brief *now,
                         const struct brief *before)
{
    json_key(j, "compare");
    json_arr(j);
    for (int i = 0; i < BRIEF_FIGURE__MAX; i++) {
        int64_t a = before->total.n[i], z = now->total.n[i];
        json_obj(j);
        json_kcstr(j, "figure", brief_figure_text(cx, (enum brief_figure)i));
        json_ki64(j, "before", a);
        json_ki64(j, "now", z);
        json_kstr(j, "change",
                  z == a ? STR("持平")
                         : str_fmt(cx->arena, "%s%" PRId64, z > a ? "+" : "−",
                                   z > a ? z - a : a - z));
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* "weekly 2026-11-16": a kind of sheet and any day of it. */
static enum err period_read(struct ctx *cx, struct str about, enum brief_kind *kind,
                            int64_t *day)
{
    struct strs parts = str_split(cx->arena, about, ' ');
    for (int k = 0; parts.n == 2 && k < BRIEF_KIND__MAX; k++)
        if (str_eq_c(parts.p[0], brief_kind_names[k]) && day_parse(parts.p[1], day)) {
            *kind = (enum brief_kind)k;
            return OK;
        }
    return fail_at(cx, ERR_INPUT, "about",
                   "时段应如 weekly 2026-11-16（daily、weekly、monthly）",
                   "a time such as weekly 2026-11-16 (daily, weekly, monthly)");
}

enum err document_of_period(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct brief *b = NEW(cx->arena, struct brief), *before = NEW(cx->arena, struct brief);
    enum brief_kind kind = BRIEF_WEEKLY;
    int64_t day = 0;
    TRY(period_read(cx, ask->about, &kind, &day));
    TRY(brief_make(cx, kind, day, b));
    TRY(brief_make(cx, kind, b->first_day - 1, before));
    int64_t from = time_day_start(b->first_day);
    struct str first = document_day(cx, b->first_day), last = document_day(cx, b->last_day);
    brief_json(cx, b, j);
    json_kstr(j, "heading",
              kind == BRIEF_DAILY
                  ? str_fmt(cx->arena, "关于%.*s群众诉求办理情况的通报", STR_ARG(first))
                  : str_fmt(cx->arena, "关于%.*s至%.*s群众诉求办理情况的通报", STR_ARG(first),
                            STR_ARG(last)));
    json_kstr(j, "growth",
              growth(cx, before->total.n[BRIEF_DEMANDS_IN], b->total.n[BRIEF_DEMANDS_IN]));
    compare_json(cx, j, b, before);
    TRY(units_json(cx, j, from, b->as_of));
    return classes_json(cx, j, from, b->as_of, b->total.n[BRIEF_DEMANDS_IN]);
}
