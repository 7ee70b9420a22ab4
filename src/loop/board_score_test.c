/* SPDX-License-Identifier: Apache-2.0
 * The arithmetic of boards against vectors reckoned by hand, and the shipped rule.
 */
#include "loop/board_score.h"

#include <string.h>

#include "base/source_testing.h"
#include "loop/board.h"
#include "loop/board_rule.h"

static struct arena *arena;
static struct ctx cx;

static int setup(void **state)
{
    (void)state;
    arena = arena_open((size_t)64 << 20);
    cx = (struct ctx){.arena = arena, .lang = LANG_EN};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static struct board_team teams[] = {{.code = STR_INIT("all")}};
static struct board_tier tiers[] = {{.code = STR_INIT("large"), .least = 10},
                                    {.code = STR_INIT("small"), .least = 0}};
static struct board_indicator indicators[] = {
    {MEASURE_ON_TIME, 30}, {MEASURE_RETURNED, 20}, {MEASURE_SATISFIED, 50}};
static struct board_class_factor factors[] = {{STR_INIT("water"), 200}};

static struct board_rule rule(void)
{
    return (struct board_rule){
        .volume = MEASURE_ON_TIME,
        .minimum = 3,
        .teams = teams,
        .teams_n = COUNT(teams),
        .tiers = tiers,
        .tiers_n = COUNT(tiers),
        .indicators = indicators,
        .indicators_n = COUNT(indicators),
        .difficulty = factors,
        .difficulty_n = COUNT(factors),
        .red = {9000, 1},
        .black = {6000, 1},
    };
}

static struct board_fact fact(enum measure m, const char *class, int64_t value, bool excluded)
{
    return (struct board_fact){
        .measure = (int)m, .class = str_c(class), .value = value, .excluded = excluded};
}

/* A whole year's facts of a county are computed within a request: the arena that is full ends
 * the process. */
static void many_facts_fit_into_a_request(void **state)
{
    enum { UNITS = 60, LINES = 10000 };
    struct board_rule r = rule();
    struct board_unit rows[UNITS];
    struct board_units units = {.p = rows, .n = UNITS};
    struct board_unit_result *out = NULL;
    struct str figures = {0};
    struct buf lines;
    (void)state;
    buf_init(&lines, arena, 8 << 20);
    for (int i = 0; i < LINES; i++)
        buf_fmt(&lines, "on_time\t5119022026112%08d\twater\t%d\t0\n", i, i % 4 ? 1000 : 0);
    for (int i = 0; i < UNITS; i++)
        rows[i] = (struct board_unit){.unit_id = i + 1,
                                      .name = STR("unit"),
                                      .team = STR("all"),
                                      .facts = buf_done(&lines)};
    assert_int_equal(board_compute(&cx, &r, &units, &out, &figures), OK);
    for (int i = 0; i < UNITS; i++) {
        assert_int_equal(out[i].after[MEASURE_ON_TIME].n, LINES);
        assert_int_equal(out[i].after[MEASURE_ON_TIME].sum, 7500000);
    }
    rows[7].facts = STR("on_time\tx\twater\tmany\t0\n");
    assert_int_equal(board_compute(&cx, &r, &units, &out, &figures), ERR_IO);
    assert_string_equal(cx.error.message, "frozen facts cannot be read");
}

/* 3 of 4 = 75 %; Wilson with z = 1.959964: (0.75 + 3.841459/8 ± 1.959964·√(0.75·0.25/4 +
 * 3.841459/64)) / (1 + 3.841459/4) = (1.230182 ± 0.640886) / 1.960365 = 0.300605, 0.954446. */
static void shares_and_their_interval(void **state)
{
    struct board_rule r = rule();
    const struct board_fact f[] = {
        fact(MEASURE_ON_TIME, "", 1000, false), fact(MEASURE_ON_TIME, "", 1000, false),
        fact(MEASURE_ON_TIME, "", 0, false),    fact(MEASURE_ON_TIME, "", 1000, false),
        fact(MEASURE_SIGNED, "", 0, false),
    };
    (void)state;
    struct board_figure g = board_figure(&r, MEASURE_ON_TIME, f, COUNT(f), false);
    assert_int_equal(g.n, 4);
    assert_int_equal(g.sum, 3000);
    assert_int_equal(g.rate, 7500);
    assert_int_equal(g.low, 3006);
    assert_int_equal(g.high, 9544);
    /* one of one is no certainty: 1 / (1 + 3.841459) = 0.206549 */
    g = board_figure(&r, MEASURE_ON_TIME, f, 1, false);
    assert_int_equal(g.rate, 10000);
    assert_int_equal(g.low, 2065);
    assert_int_equal(g.high, 10000);
}

static void no_data_is_not_nought(void **state)
{
    struct board_rule r = rule();
    struct board_unit_result u = {.team = STR("all")};
    (void)state;
    board_unit_compute(&r, NULL, 0, &u);
    assert_int_equal(u.after[MEASURE_ON_TIME].rate, -1);
    assert_int_equal(u.after[MEASURE_ON_TIME].low, -1);
    assert_int_equal(u.score, -1);
    board_rank(&r, &u, 1);
    assert_int_equal(u.rank, 0);
    assert_false(u.black);
}

/* Fairly satisfied 0.9: (1 + 0.9 + 0) / 3 = 0.6333. What was excluded counts before, not after:
 * after (1 + 0.9) / 2 = 0.95. */
static void before_and_after_exclusion(void **state)
{
    struct board_rule r = rule();
    const struct board_fact f[] = {fact(MEASURE_SATISFIED, "", 1000, false),
                                   fact(MEASURE_SATISFIED, "", 900, false),
                                   fact(MEASURE_SATISFIED, "", 0, true)};
    (void)state;
    assert_int_equal(board_figure(&r, MEASURE_SATISFIED, f, 3, true).rate, 6333);
    assert_int_equal(board_figure(&r, MEASURE_SATISFIED, f, 3, false).rate, 9500);
    assert_int_equal(board_figure(&r, MEASURE_SATISFIED, f, 3, false).n, 2);
}

/* Factor 2: one hard one done, one plain one not: 2 / (2 + 1) = 0.6667; a hard one not done
 * costs as much as a plain one: 1 / (1 + 1) = 0.5. */
static void what_is_hard_earns_more_and_costs_no_more(void **state)
{
    struct board_rule r = rule();
    const struct board_fact done[] = {fact(MEASURE_ON_TIME, "water", 1000, false),
                                      fact(MEASURE_ON_TIME, "", 0, false)};
    const struct board_fact not_done[] = {fact(MEASURE_ON_TIME, "water", 0, false),
                                          fact(MEASURE_ON_TIME, "", 1000, false)};
    (void)state;
    assert_int_equal(board_figure(&r, MEASURE_ON_TIME, done, 2, false).rate, 6667);
    assert_int_equal(board_figure(&r, MEASURE_ON_TIME, not_done, 2, false).rate, 5000);
}

/* On time 1/2 (weight 30), returned 1 of 4 = good 75 % (20), nothing of satisfaction (50):
 * (30·5000 + 20·7500) / 50 = 6000. */
static void a_score_is_of_what_is_known(void **state)
{
    struct board_rule r = rule();
    const struct board_fact f[] = {
        fact(MEASURE_ON_TIME, "", 1000, false),  fact(MEASURE_ON_TIME, "", 0, false),
        fact(MEASURE_RETURNED, "", 1000, false), fact(MEASURE_RETURNED, "", 0, false),
        fact(MEASURE_RETURNED, "", 0, false),    fact(MEASURE_RETURNED, "", 0, false),
    };
    struct board_unit_result u = {0};
    (void)state;
    board_unit_compute(&r, f, COUNT(f), &u);
    assert_int_equal(u.score, 6000);
    assert_int_equal(u.volume, 2);
    assert_true(str_eq_c(u.tier, "small"));
}

static struct board_unit_result unit(int64_t score, int64_t volume, const char *tier)
{
    return (struct board_unit_result){
        .score = score, .volume = volume, .team = STR("all"), .tier = str_c(tier)};
}

static void ranks_stay_within_tiers_and_ties_are_fair(void **state)
{
    struct board_rule r = rule();
    struct board_unit_result u[] = {
        unit(9500, 20, "large"), unit(9500, 30, "large"), unit(5000, 20, "large"),
        unit(4000, 20, "large"), unit(9900, 2, "small"), /* too few */
        unit(5500, 5, "small"),  unit(5500, 6, "small"),
    };
    (void)state;
    board_rank(&r, u, COUNT(u));
    assert_int_equal(u[0].rank, 1);
    assert_int_equal(u[1].rank, 1);
    assert_int_equal(u[2].rank, 3);
    assert_true(u[0].red && u[1].red); /* the place is shared */
    assert_false(u[2].black);          /* the list is one long */
    assert_true(u[3].black);
    assert_int_equal(u[4].rank, 0);
    assert_false(u[4].red);
    assert_int_equal(u[5].rank, 1);                     /* first of its tier, and not red */
    assert_false(u[5].red || u[5].black || u[6].black); /* two tie for one black place */
    u[3].score = 6000;                                  /* last, and not below the mark */
    board_rank(&r, u, COUNT(u));
    assert_false(u[3].black);
}

static const struct board_rule *shipped(void)
{
    const struct board_rule *r = NULL;
    if (board_rule_parse(&cx, arena, "effect.json",
                         source_text(arena, "data/boards/effect.json"), &r) != OK)
        fail_msg("%s", cx.error.message);
    return r;
}

static void the_shipped_rule_is_read(void **state)
{
    (void)state;
    const struct board_rule *r = shipped();
    assert_int_equal(r->teams_n, 3);
    assert_int_equal(r->fairly, 900);
    assert_int_equal(r->black.score, 6000);
    assert_int_equal(r->ladder.answer_workdays, 5);
    assert_int_equal(r->signals.refile_days, 30);
}

/* Each changes one thing of the shipped rule. */
static void what_a_rule_may_not_say(void **state)
{
    static const struct {
        const char *from, *to, *why;
    } rows[] = {
        {"\"black\": {\"score\": 6000", "\"black\": {\"score\": 9500", "above red"},
        {"\"least\": 20", "\"least\": 200", "largest comes first"},
        {"\"least\": 0", "\"least\": 1", "begins at 0"},
        {"\"measure\": \"signed\"", "\"measure\": \"closed\"", "twice"},
        {"\"minimum\": 5", "\"minimum\": 0", "minimum"},
        {"\"fairly\"", "\"fair\"", "fair"},
    };
    struct str text = source_text(arena, "data/boards/effect.json");
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct board_rule *r = NULL;
        struct str whole = str_dup(arena, text);
        const char *at = strstr(whole.p, rows[i].from);
        assert_non_null(at);
        struct str changed = str_fmt(arena, "%.*s%s%s", (int)(at - whole.p), whole.p,
                                     rows[i].to, at + strlen(rows[i].from));
        fault_clear(&cx);
        assert_int_equal(board_rule_parse(&cx, arena, "x", changed, &r), ERR_INPUT);
        if (!strstr(cx.error.message, rows[i].why))
            fail_msg("%s: %s", rows[i].to, cx.error.message);
    }
    fault_clear(&cx);
    const char forced[] =
        "\"red\": {\"score\": 9000, \"most\": 3},\n  \"black\": {\"score\": 6000";
    struct str whole = str_dup(arena, text);
    const char *at = strstr(whole.p, forced);
    const struct board_rule *r = NULL;
    assert_non_null(at);
    struct str changed = str_fmt(
        arena, "%.*s\"red\": {\"score\": 10000, \"most\": 3}, \"black\": {\"score\": 10000%s",
        (int)(at - whole.p), whole.p, at + strlen(forced));
    assert_int_equal(board_rule_parse(&cx, arena, "x", changed, &r), ERR_INPUT);
    assert_non_null(strstr(cx.error.message, "forced"));
}

static void the_schema_is_the_programs_table(void **state)
{
    (void)state;
    assert_schema_file(arena, board_rule_schema, "data/boards/schema.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(many_facts_fit_into_a_request, setup, teardown),
        cmocka_unit_test_setup_teardown(shares_and_their_interval, setup, teardown),
        cmocka_unit_test_setup_teardown(no_data_is_not_nought, setup, teardown),
        cmocka_unit_test_setup_teardown(before_and_after_exclusion, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_hard_earns_more_and_costs_no_more, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_score_is_of_what_is_known, setup, teardown),
        cmocka_unit_test_setup_teardown(ranks_stay_within_tiers_and_ties_are_fair, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_shipped_rule_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_rule_may_not_say, setup, teardown),
        cmocka_unit_test_setup_teardown(the_schema_is_the_programs_table, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
