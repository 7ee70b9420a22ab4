/* SPDX-License-Identifier: Apache-2.0
 * The problem bank as its pages read it.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/bank.h"
#include "loop/labels.h"
#include "loop/trouble.h"

enum { MONTHS_SHOWN = 60 };

static const struct mechanism *in_use(const struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

/* ---- why: flag by flag, line by line ---- */

static struct str line_text(struct ctx *cx, const struct mechanism *m,
                            const struct bank_rule *r, const struct bank_item *i)
{
    const char *what = enum_label(&bank_fact_names, r->fact, (int)cx->lang);
    bool en = cx->lang == LANG_EN;
    if (r->fact == BANK_DIFFICULTY)
        return str_fmt(
            cx->arena, en ? "%s: %.*s; asked: %.*s" : "%s：%.*s；条件：%.*s", what,
            STR_ARG(
                label_choice(cx, choice_find(&m->difficulties, i->difficulty), i->difficulty)),
            STR_ARG(label_choice(cx, choice_find(&m->difficulties, r->code), r->code)));
    return str_fmt(cx->arena,
                   en ? "%s: %" PRId64 "; asked: at least %" PRId64
                      : "%s：%" PRId64 "；条件：不少于 %" PRId64,
                   what, bank_fact_of(i, (enum bank_fact)r->fact), r->at_least);
}

static bool row_holds(const struct mechanism *m, const struct bank_rule *r,
                      const struct bank_item *i)
{
    struct mechanism one = *m;
    struct bank_rule row = *r;
    one.bank_rules = &row;
    one.bank_rules_n = 1;
    return bank_flags_of(&one, i) != 0;
}

static void flags_json(struct ctx *cx, struct json *j, const struct mechanism *m,
                       const struct bank_item *i)
{
    uint32_t flags = bank_flags_of(m, i);
    json_key(j, "flags");
    json_arr(j);
    for (int f = 0; f < BANK_FLAG__MAX; f++) {
        json_obj(j);
        json_kcstr(j, "flag", enum_text(&bank_flag_names, f));
        json_kcstr(j, "text", enum_label(&bank_flag_names, f, (int)cx->lang));
        json_kcstr(j, "rule", f < BANK_NO_OWNER ? "A" : "B");
        json_kbool(j, "holds", (flags & BIT(f)) != 0);
        json_key(j, "lines");
        json_arr(j);
        for (size_t k = 0; k < m->bank_rules_n; k++) {
            const struct bank_rule *r = &m->bank_rules[k];
            if (r->flag != f)
                continue;
            json_obj(j);
            json_kstr(j, "text", line_text(cx, m, r, i));
            json_kbool(j, "holds", row_holds(m, r, i));
            json_obj_end(j);
        }
        json_arr_end(j);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_kbool(j, "rule_a", bank_rule_a(m, flags));
    json_kbool(j, "rule_b", bank_rule_b(m, flags));
}

static void item_members(struct ctx *cx, struct json *j, const struct bank_item *i)
{
    json_kstr(j, "num", i->num);
    json_kstr(j, "class", i->class);
    json_kstr(j, "class_text", label_class(cx, i->class));
    json_kstr(j, "place", label_place(cx, i->place_id));
    json_ki64(j, "demands", i->demands);
    json_ki64(j, "people", i->people);
    json_ktime(j, "entered_at", i->entered_at);
}

/* ---- now ---- */

static void months_json(struct json *j, const struct bank_month *rows, size_t n)
{
    json_key(j, "months");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "month", rows[i].month);
        json_ktime(j, "taken_at", rows[i].taken_at);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static const struct field month_fields[] = {FIELD(struct bank_month, month),
                                            FIELD(struct bank_month, taken_at, .as = AS_TIME)};
static const struct shape month_shape = SHAPE("bank_month", struct bank_month, month_fields);

static enum err case_json(struct ctx *cx, struct json *j, const struct bank_case *c)
{
    json_obj(j);
    item_members(cx, j, &c->item);
    json_kstr(j, "title",
              label_title(cx, c->confidential, c->title, c->item.class, c->item.place_id));
    json_kbool(j, "banked", c->review_at != 0);
    json_ktime(j, "review_at", c->review_at);
    flags_json(cx, j, c->mechanism, &c->item);
    json_obj_end(j);
    return OK;
}

/* What is shown: what is in the bank, and what is suggested for it, of what the reader sees. */
static enum err cases_json(struct ctx *cx, struct json *j, struct bank_case *all, size_t n,
                           struct bank_item *in, size_t *in_n)
{
    struct work *w = work_begin(cx);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        uint32_t flags = bank_flags_of(all[i].mechanism, &all[i].item);
        bool seen = false, banked = all[i].review_at != 0;
        if (!banked && (!all[i].mechanism->bank || (!bank_rule_a(all[i].mechanism, flags) &&
                                                    !bank_rule_b(all[i].mechanism, flags))))
            continue;
        TRY(work_visible(w, SUBJECT_MATTER, all[i].item.matter_id, &seen));
        if (!seen)
            continue;
        if (banked)
            in[(*in_n)++] = all[i].item;
        TRY(case_json(cx, j, &all[i]));
    }
    json_arr_end(j);
    return OK;
}

enum err bank_json(struct ctx *cx, struct json *j)
{
    const struct mechanism *m = in_use(cx);
    struct bank_case *all = NULL;
    struct bank_month *months = NULL;
    struct bank_group *g = NULL;
    size_t n = 0, months_n = 0, in_n = 0, groups = 0;
    int year = 0, month = 0, mday = 0;
    day_to_civil(time_day(cx->now), &year, &month, &mday);
    TRY(bank_cases(cx, 0, &all, &n));
    TRY(db_all(cx, SQL_BANK_MONTHS, ARGS(I64(cx->jid), I64(MONTHS_SHOWN)), &month_shape,
               (void **)&months, &months_n));
    struct bank_item *in = NEWS(cx->arena, struct bank_item, n + 1);
    json_kbool(j, "on", m && m->bank);
    json_kbool(j, "may_keep", bank_may_keep(cx));
    json_kstr(j, "month", str_fmt(cx->arena, "%04d-%02d", year, month));
    json_ki64(j, "a_needs", m ? m->bank_a_needs : 0);
    json_ki64(j, "b_needs", m ? m->bank_b_needs : 0);
    json_kbool(j, "capped", n == BANK_MOST);
    TRY(cases_json(cx, j, all, n, in, &in_n));
    if (m)
        bank_rank(cx, m, in, in_n, &g, &groups);
    if (m)
        bank_groups_json(cx, j, m, g, groups);
    months_json(j, months, months_n);
    return troubles_of_json(cx, j, STR(""), 0);
}

enum err bank_of_matter_json(struct ctx *cx, struct json *j, const struct matter *m)
{
    struct bank_case *c = NULL;
    size_t n = 0;
    json_key(j, "bank");
    if (m->state == MATTER_TO_DISPATCH)
        TRY(bank_cases(cx, m->id, &c, &n));
    if (!n || !c->mechanism->bank) {
        json_nil(j);
        return OK;
    }
    return case_json(cx, j, c);
}

/* ---- a frozen month ---- */

static enum err month_item_json(struct ctx *cx, struct work *w, struct json *j,
                                const struct bank_item *i, const struct mechanism *m)
{
    struct matter *now = NULL;
    struct str by = STR("");
    bool seen = false;
    TRY(work_visible(w, SUBJECT_MATTER, i->matter_id, &seen));
    if (!seen)
        return OK;
    TRY(work_matter(w, i->matter_id, &now));
    TRY(label_officer(cx, i->chosen_by, &by));
    json_obj(j);
    item_members(cx, j, i);
    json_kstr(j, "title", label_matter(cx, now));
    json_kstr(j, "state", i->state);
    json_kcstr(j, "matter_state", enum_label(&matter_state_names, now->state, (int)cx->lang));
    json_ktime(j, "left_at", i->left_at);
    json_kstr(j, "left_how", i->left_how);
    json_kstr(j, "left_text",
              i->left_how.n ? label_action(cx, SUBJECT_MATTER, i->left_how) : STR(""));
    json_kbool(j, "representative", i->representative != 0);
    json_kstr(j, "reason", i->reason);
    json_kstr(j, "chosen_by", by);
    if (str_eq_c(i->state, "in"))
        flags_json(cx, j, m, i);
    json_obj_end(j);
    return OK;
}

static void counts_json(struct json *j, const struct bank_month *m,
                        const struct bank_item *items, size_t n)
{
    int64_t in = 0, entered = 0, left = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_in = str_eq_c(items[i].state, "in");
        in += is_in;
        left += !is_in;
        entered += is_in && items[i].entered_at >= m->from_at;
    }
    json_ki64(j, "in", in);
    json_ki64(j, "entered", entered);
    json_ki64(j, "left", left);
}

enum err bank_month_json(struct ctx *cx, struct str month, struct json *j)
{
    struct bank_month m = {0};
    struct bank_item *items = NULL;
    struct bank_group *g = NULL;
    struct work *w = work_begin(cx);
    struct str by = STR("");
    size_t n = 0, groups = 0;
    TRY(bank_month_find(cx, month, &m));
    TRY(bank_month_items(cx, month, &items, &n));
    TRY(bank_month_groups(cx, &m, &g, &groups));
    TRY(label_officer(cx, m.officer_id, &by));
    const struct mechanism *mech =
        mechanism_get(cx->app->mechanisms, m.mechanism, m.mechanism_version);
    json_kstr(j, "month", m.month);
    json_ktime(j, "from_at", m.from_at);
    json_ktime(j, "taken_at", m.taken_at);
    json_kstr(j, "taken_by", by);
    json_ki64(j, "mechanism_version", m.mechanism_version);
    json_kstr(j, "hash", m.hash);
    json_kbool(j, "may_keep", bank_may_keep(cx));
    counts_json(j, &m, items, n);
    bank_groups_json(cx, j, mech, g, groups);
    json_key(j, "items");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(month_item_json(cx, w, j, &items[i], mech));
    json_arr_end(j);
    return OK;
}
