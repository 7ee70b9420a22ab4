/* SPDX-License-Identifier: Apache-2.0
 * Campaigns: what is said of one, the morning table against acts that are known, who reads
 * which rows, the chain when somebody goes.
 */
#include "loop/campaign_table.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/officer.h"
#include "doc/sheet.h"
#include "loop/handover.h"
#include "loop/testing.h"
#include "loop/visit.h"

enum { SECRETARY = 901, NEXT = 902, GRID = 903 };

static struct strs one(struct office *o, const char *line)
{
    struct str *s = NEW(o->keep, struct str);
    *s = str_c(line);
    return (struct strs){.p = s, .n = 1};
}

static struct campaign_new plain(struct office *o)
{
    return (struct campaign_new){.code = STR("dqd"),
                                 .name = STR("大起底"),
                                 .from = noon("2026-11-01"),
                                 .to = noon("2026-11-30"),
                                 .way = STR("谈"),
                                 .homes = one(o, "13=4"),
                                 .measures = one(o, "一揽子打捞|六种方式一起用"),
                                 .targets = one(o, "found=95")};
}

/* Writers open their own connection. */
static enum err made(struct office *o, const struct campaign_new *in)
{
    struct campaign_done done;
    db_release(o->cx.db);
    o->cx.db = NULL;
    o->cx.error = (struct fault){0};
    enum err e = campaign_make(&o->cx, in, &done);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    return e;
}

static int64_t visited(struct office *o, struct visit_new v)
{
    struct visit_done done = {0};
    struct str answer = {0};
    v.campaign = STR("dqd");
    if (!v.place_id)
        v.place_id = 13;
    db_release(o->cx.db);
    o->cx.db = NULL;
    assert_int_equal(visits_put(&o->cx, &v, 1, &done, &answer), OK);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    if (done.why)
        fail_msg("%s", done.why);
    return done.id;
}

static struct campaign_table table(struct office *o)
{
    struct campaign_table t;
    assert_int_equal(campaign_table(&o->cx, STR("dqd"), &t), OK);
    return t;
}

static const struct campaign_row *any_row(const struct campaign_table *t, int kind)
{
    for (size_t i = 0; i < t->rows_n; i++)
        if (t->rows[i].kind == kind)
            return &t->rows[i];
    return NULL;
}

static const struct campaign_row *row(const struct campaign_table *t, int kind)
{
    const struct campaign_row *one = any_row(t, kind);
    if (!one) {
        fail_msg("no row of kind %d", kind);
        abort();
    }
    return one;
}

static enum err staff(struct ctx *cx, void *arg)
{
    static const struct {
        int64_t id;
        const char *templates;
    } people[] = {{SECRETARY, "community_secretary"}, {NEXT, "leader"}, {GRID, "handler,grid"}};
    (void)arg;
    for (size_t i = 0; i < COUNT(people); i++) {
        const struct officer who = {.id = people[i].id,
                                    .login = str_fmt(cx->arena, "p%zu", i),
                                    .name = STR("示例"),
                                    .unit_id = COMMUNITY,
                                    .templates = str_c(people[i].templates),
                                    .version = 1};
        TRY(officer_insert(cx, &who, STR("")));
    }
    return OK;
}

static void as_officer(struct office *o, int64_t id, enum role role, int64_t unit)
{
    as(o, role, unit, 0);
    struct actor *a = arena_copy(o->cx.arena, o->cx.actor, sizeof *a);
    a->officer_id = id;
    o->cx.actor = a;
}

/* ---- what is said of one ---- */

static void what_is_said_of_one_is_checked(void **state)
{
    static const struct {
        const char *measure, *target, *field;
    } wrong[] = {
        {"一盘棋谋划", "found=95", "measures"},      {"|六种方式", "found=95", "measures"},
        {"一盘棋谋划|", "found=95", "measures"},     {"一盘棋谋划|统筹", "most=95", "targets"},
        {"一盘棋谋划|统筹", "found=101", "targets"}, {"一盘棋谋划|统筹", "found", "targets"},
        {"一盘棋谋划|统筹", "right=0", "targets"},
    };
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    struct campaign c;
    (void)state;
    as(o, ROLE_LEADER, DISTRICT, 0);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct campaign_new in = plain(o);
        in.measures = one(o, wrong[i].measure);
        in.targets = one(o, wrong[i].target);
        assert_int_equal(made(o, &in), ERR_INPUT);
        assert_string_equal(o->cx.error.field, wrong[i].field);
    }
    struct campaign_new in = plain(o);
    as(o, ROLE_LEADER, STREET, 0);
    assert_int_equal(made(o, &in), ERR_DENIED);
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(made(o, &in), OK);
    assert_int_equal(campaign_find(&o->cx, STR("dqd"), &c), OK);
    assert_true(str_eq_c(c.measures, "一揽子打捞|六种方式一起用"));
    assert_int_equal(campaign_target(&o->cx, &c, CAMPAIGN_FOUND), 95);
    assert_int_equal(campaign_target(&o->cx, &c, CAMPAIGN_FULL), 0);
    office_close(o);
}

/* ---- the table ---- */

/* Rows add up to the total, splits to what they split. */
static void adds_up(const struct campaign_table *t)
{
    static const enum campaign_figure visits[] = {FIGURE_MET, FIGURE_REFUSED, FIGURE_ABSENT},
                                      screen[] = {FIGURE_VALID, FIGURE_INVALID,
                                                  FIGURE_UNSCREENED, FIGURE_OUT},
                                      level[] = {FIGURE_COMMUNITY, FIGURE_STREET,
                                                 FIGURE_DISTRICT,  FIGURE_CITY,
                                                 FIGURE_BACKSTOP,  FIGURE_NO_LEVEL};
    int64_t sum = 0;
    for (int f = 0; f < FIGURE_OFFICERS; f++) {
        sum = 0;
        for (size_t i = 0; i < t->rows_n; i++)
            sum += t->rows[i].kind == CAMPAIGN_ROW_SUM ? 0 : t->rows[i].n[f];
        assert_int_equal(sum, t->total.n[f]);
    }
    for (size_t i = 0; i <= t->rows_n; i++) {
        const struct campaign_row *r = i < t->rows_n ? &t->rows[i] : &t->total;
        int64_t n = r->n[FIGURE_DEMANDS];
        sum = 0;
        for (size_t k = 0; k < COUNT(visits); k++)
            sum += r->n[visits[k]];
        assert_int_equal(sum, r->n[FIGURE_VISITS]);
        sum = 0;
        for (size_t k = 0; k < COUNT(screen); k++)
            sum += r->n[screen[k]];
        assert_int_equal(sum, n);
        sum = 0;
        for (size_t k = 0; k < COUNT(level); k++)
            sum += r->n[level[k]];
        assert_int_equal(sum, r->n[FIGURE_VALID]);
        sum = 0;
        for (int k = 0; k < CAMPAIGN_WAYS; k++)
            sum += r->ways[k];
        assert_int_equal(sum, n);
    }
    if (t->whole) {
        assert_int_equal(t->demands, t->total.n[FIGURE_DEMANDS]);
        assert_int_equal(t->visits, t->total.n[FIGURE_VISITS]);
    }
}

/* Two doors met (one of them twice absent before), one refused; a demand at the door, one
 * online that is invalid, one for the whole district that nobody has screened. */
static struct str a_month(struct office *o)
{
    struct campaign_new in = plain(o);
    struct demand_new said = plain_demand;
    assert_int_equal(db_write(&o->cx, o->app.store, staff, NULL), OK);
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(made(o, &in), OK);
    as_officer(o, GRID, ROLE_COLLECTOR, COMMUNITY);
    visited(o, (struct visit_new){.address = STR("北门巷1号"), .outcome = VISIT_ABSENT});
    visited(o, (struct visit_new){.address = STR("北门巷2号"), .outcome = VISIT_REFUSED});
    o->cx.now = noon("2026-11-11");
    int64_t door = visited(o, (struct visit_new){.address = STR("北门巷1号"),
                                                 .outcome = VISIT_MET,
                                                 .team = one(o, "901"),
                                                 .volunteers = 3});
    visited(o, (struct visit_new){.address = STR("北门巷3号"), .outcome = VISIT_MET});
    said.visit = door;
    said.channel = STR("visit");
    said.place_id = 0;
    said.read_back = READ_BACK_AGREED;
    struct str first = kept(o, receive(o, &said));
    said = plain_demand;
    said.campaign = STR("dqd");
    said.way = STR("采");
    said.read_back = READ_BACK_AGREED;
    struct str bad = kept(o, receive(o, &said));
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, bad, "pass-up", "{\"reason\":\"拟不受理\",\"proposal\":\"civil\"}");
    as(o, ROLE_SCREENER, STREET, 0);
    must(o, SUBJECT_DEMAND, bad, "screen-invalid",
         "{\"ground\":\"civil\",\"reason\":\"属邻里纠纷，建议调解\"}");
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    said = (struct demand_new){.words = STR("全区的路灯都暗"),
                               .privacy = PRIVACY_ANONYMOUS,
                               .campaign = STR("dqd"),
                               .read_back = READ_BACK_AGREED};
    receive(o, &said);
    return first;
}

static void the_morning_table_adds_up(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    (void)state;
    a_month(o);
    as(o, ROLE_LEADER, DISTRICT, 0);
    struct campaign_table t = table(o);
    assert_true(t.whole);
    adds_up(&t);
    const struct campaign_row *c = row(&t, CAMPAIGN_ROW_COMMUNITY);
    assert_non_null(c);
    assert_int_equal(c->place, 13);
    assert_int_equal(c->n[FIGURE_VISITS], 4);
    assert_int_equal(c->n[FIGURE_MET], 2);
    assert_int_equal(c->n[FIGURE_ABSENT], 1);
    assert_int_equal(c->n[FIGURE_HOMES], 4);
    assert_int_equal(c->n[FIGURE_HOMES_VISITED], 3); /* one door twice */
    assert_int_equal(c->n[FIGURE_HOMES_MET], 2);
    assert_int_equal(c->n[FIGURE_DEMANDS], 2);
    assert_int_equal(c->n[FIGURE_INVALID], 1);
    assert_int_equal(c->n[FIGURE_UNSCREENED], 1);
    assert_int_equal(c->n[FIGURE_GRID], 1); /* four visits, one head */
    assert_int_equal(c->n[FIGURE_OFFICERS], 1);
    assert_int_equal(c->n[FIGURE_TURNS], 5);
    assert_int_equal(c->n[FIGURE_VOLUNTEERS], 3);
    assert_int_equal(campaign_measured(&t, c, CAMPAIGN_FOUND), 500);
    assert_int_equal(campaign_measured(&t, c, CAMPAIGN_RIGHT), 0);
    assert_int_equal(campaign_measured(&t, c, CAMPAIGN_FULL), 333); /* two ways of six */
    const struct campaign_row *none = row(&t, CAMPAIGN_ROW_NONE);
    assert_non_null(none);
    assert_int_equal(none->n[FIGURE_DEMANDS], 1);
    assert_int_equal(campaign_measured(&t, none, CAMPAIGN_FOUND), -1);
    assert_int_equal(row(&t, CAMPAIGN_ROW_SUM)->n[FIGURE_DEMANDS], 2);
    assert_int_equal(t.total.n[FIGURE_DEMANDS], 3);
    office_close(o);
}

static void a_verdict_counts_in_its_week(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    struct demand d;
    (void)state;
    struct str first = a_month(o), m = open_matter(o, first);
    m = kept(o, m);
    dispatch(o, m, "{\"lead\":\"4\"}");
    handled(o, m, 1);
    o->cx.now = noon("2026-11-18");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修\"}");
    demand_of(o, first, &d);
    as_citizen(o, d.id);
    must(o, SUBJECT_DEMAND, first, "rate", "{\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    as(o, ROLE_LEADER, DISTRICT, 0);
    struct campaign_table t = table(o);
    adds_up(&t);
    assert_int_equal(t.total.n[FIGURE_DISTRICT], 1);
    assert_int_equal(t.total.n[FIGURE_ENDED], 1);
    assert_int_equal(t.total.n[FIGURE_RATED], 1);
    assert_int_equal(t.total.n[FIGURE_SATISFIED], 1);
    /* 1 November is a Sunday: weeks of 26 October, 2, 9 and 16 November. */
    assert_int_equal(t.weeks_n, 4);
    assert_int_equal(t.weeks[2].visits, 4);
    assert_int_equal(t.weeks[2].demands, 3);
    assert_int_equal(t.weeks[2].rated, 0);
    assert_int_equal(t.weeks[3].rated, 1);
    assert_int_equal(t.weeks[3].satisfied, 1);
    assert_int_equal(t.weeks[3].ended, 1);
    office_close(o);
}

static void a_street_reads_its_own_rows(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    (void)state;
    a_month(o);
    as(o, ROLE_LEADER, STREET, 0);
    struct campaign_table t = table(o);
    assert_false(t.whole);
    assert_int_equal(t.total.n[FIGURE_DEMANDS], 2);
    assert_null(any_row(&t, CAMPAIGN_ROW_NONE));
    as(o, ROLE_LEADER, ROADS, 0);
    t = table(o);
    assert_int_equal(t.rows_n, 0);
    assert_int_equal(t.total.n[FIGURE_DEMANDS], 0);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0); /* collects, does not read the table */
    t = table(o);
    assert_int_equal(t.rows_n, 0);
    office_close(o);
}

static void the_workbook_has_the_same_figures(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    const struct sheet_options opt = {.unescape_formula = true};
    struct sheet *s = NULL;
    struct row r, last = {0};
    bool more = true;
    size_t n = 0;
    (void)state;
    a_month(o);
    as(o, ROLE_LEADER, DISTRICT, 0);
    struct campaign_table t = table(o);
    const char *path = str_fmt(o->keep, "%s/table.xlsx", o->dir).p;
    assert_int_equal(campaign_table_xlsx(&o->cx, &t, path), OK);
    assert_int_equal(sheet_open_with(&o->cx, path, &opt, &s), OK);
    for (;;) {
        assert_int_equal(sheet_row(&o->cx, s, &r, &more), OK);
        if (!more)
            break;
        last = r;
        n++;
    }
    assert_int_equal(n, 1 + t.rows_n + 1); /* titles, rows, the total */
    assert_true(str_eq_c(last.cells[2].text, "合计"));
    for (size_t i = 0; i < CAMPAIGN_FIGURE__MAX; i++)
        assert_int_equal((int64_t)last.cells[3 + i].number, t.total.n[i]);
    sheet_close(s);
    office_close(o);
}

/* ---- somebody goes ---- */

static enum err goes(struct office *o, int64_t from, int64_t to)
{
    struct handover h = {.what = HANDOVER_LEAVE, .from = from, .to = to, .version = -1};
    struct handover_done done;
    db_release(o->cx.db);
    o->cx.db = NULL;
    o->cx.error = (struct fault){0};
    as_program(o);
    enum err e = handover_run(&o->cx, &h, &done);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    return e;
}

static void the_chain_is_handed_over(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    struct campaign_new in = plain(o);
    struct campaign c;
    (void)state;
    assert_int_equal(db_write(&o->cx, o->app.store, staff, NULL), OK);
    struct str lines[] = {STR("社区书记|3|901"), STR("牵头单位|4|"), STR("网格员||903")};
    in.chain = (struct strs){.p = lines, .n = COUNT(lines)};
    as(o, ROLE_LEADER, DISTRICT, 0);
    assert_int_equal(made(o, &in), OK);
    assert_int_equal(goes(o, SECRETARY, 0), ERR_CONFLICT);
    assert_int_equal(goes(o, SECRETARY, NEXT), OK);
    assert_int_equal(campaign_find(&o->cx, STR("dqd"), &c), OK);
    assert_true(str_eq_c(c.chain, "社区书记|3|902\n牵头单位|4|\n网格员||903"));
    assert_int_equal(c.version, 2);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_of_one_is_checked),
        cmocka_unit_test(the_morning_table_adds_up),
        cmocka_unit_test(a_verdict_counts_in_its_week),
        cmocka_unit_test(a_street_reads_its_own_rows),
        cmocka_unit_test(the_workbook_has_the_same_figures),
        cmocka_unit_test(the_chain_is_handed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
