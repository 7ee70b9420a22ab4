/* SPDX-License-Identifier: Apache-2.0
 * The published figures, and that a smaller run keeps every sum.
 */
#include <string.h>

#include "base/source_testing.h"
#include "scenario/scenario.h"

static struct ctx ctx_new(void)
{
    return (struct ctx){.arena = arena_open(64 << 20), .lang = LANG_EN};
}

static int64_t of_way(const struct scenario *s, const char *figure)
{
    for (size_t i = 0; i < s->ways_n; i++)
        if (strcmp(s->ways[i].figure, figure) == 0)
            return s->ways[i].n;
    return -1;
}

static int64_t of_route(const struct scenario *s, const char *figure)
{
    for (size_t i = 0; i < s->routes_n; i++)
        if (strcmp(s->routes[i].figure, figure) == 0)
            return s->routes[i].n;
    return -1;
}

/* BZ-09, BZ-10, BZ-15, BZ-16, BZ-20. */
static void bazhou_is_as_published(void **state)
{
    (void)state;
    struct ctx cx = ctx_new();
    struct scenario s;
    assert_int_equal(
        scenario_parse(&cx, source_text(cx.arena, "data/scenarios/bazhou.json"), &s), OK);
    assert_int_equal(s.demands, 16564);
    assert_int_equal(of_way(&s, "online"), 3246);
    assert_int_equal(of_way(&s, "doorstep"), 13318);
    assert_int_equal(of_route(&s, "invalid"), 3686);
    assert_int_equal(of_route(&s, "community"), 10279);
    assert_int_equal(of_route(&s, "street"), 821);
    assert_int_equal(of_route(&s, "district"), 1357);
    assert_int_equal(of_route(&s, "city"), 421);
    arena_close(cx.arena);
}

static void a_smaller_run_keeps_the_sums(void **state)
{
    (void)state;
    static const int64_t by[] = {1, 2, 3, 7, 20, 100, 999};
    for (size_t i = 0; i < COUNT(by); i++) {
        struct ctx cx = ctx_new();
        struct scenario s, whole;
        struct str text = source_text(cx.arena, "data/scenarios/bazhou.json");
        assert_int_equal(scenario_parse(&cx, text, &s), OK);
        assert_int_equal(scenario_parse(&cx, text, &whole), OK);
        scenario_scale(&s, by[i]);
        int64_t ways = 0, routes = 0;
        for (size_t k = 0; k < s.ways_n; k++) {
            ways += s.ways[k].n;
            assert_in_range(s.ways[k].n - whole.ways[k].n / by[i], 0, 1);
        }
        for (size_t k = 0; k < s.routes_n; k++) {
            routes += s.routes[k].n;
            assert_in_range(s.routes[k].n - whole.routes[k].n / by[i], 0, 1);
        }
        assert_int_equal(ways, s.demands);
        assert_int_equal(routes, s.demands);
        assert_int_equal(s.demands, (16564 + by[i] / 2) / by[i]);
        arena_close(cx.arena);
    }
}

static void sums_that_differ_are_refused(void **state)
{
    (void)state;
    struct ctx cx = ctx_new();
    struct scenario s;
    assert_int_equal(
        scenario_parse(&cx,
                       STR("{\"ways\":[{\"figure\":\"a\",\"n\":3}],"
                           "\"routes\":[{\"figure\":\"b\",\"n\":2,\"steps\":[]}]}"),
                       &s),
        ERR_INPUT);
    assert_int_equal(
        scenario_parse(
            &cx,
            STR("{\"ways\":[{\"figure\":\"a\",\"n\":2}],\"joined\":2,"
                "\"routes\":[{\"figure\":\"b\",\"n\":2,\"hosts\":true,\"steps\":[]}]}"),
            &s),
        ERR_INPUT);
    assert_int_equal(scenario_parse(&cx,
                                    STR("{\"ways\":[],\"routes\":[{\"n\":0,\"steps\":[["
                                        "\"nobody\",\"x\",\"y\",{},0]]}]}"),
                                    &s),
                     ERR_INPUT);
    arena_close(cx.arena);
}

/* BZ-35, BZ-40. */
static void what_the_office_does_is_not_divided(void **state)
{
    (void)state;
    struct ctx cx = ctx_new();
    struct scenario s;
    assert_int_equal(
        scenario_parse(&cx, source_text(cx.arena, "data/scenarios/bazhou.json"), &s), OK);
    scenario_scale(&s, 20);
    int64_t issued = 0, interviews = 0, inspections = 0, findings = 0;
    for (size_t i = 0; i < s.calls_n; i++) {
        const struct call_play *c = &s.calls[i];
        issued += strcmp(c->path, "/api/v1/bulletins/$bulletin/issue") == 0 ? c->times : 0;
        interviews += strcmp(c->path, "/api/v1/interviews") == 0 ? c->times : 0;
        inspections += strcmp(c->path, "/api/v1/inspections") == 0 ? c->times : 0;
        findings +=
            strcmp(c->path, "/api/v1/inspections/$inspection/findings") == 0 ? c->times : 0;
    }
    assert_int_equal(inspections, 6);
    assert_int_equal(findings, 110);
    assert_int_equal(issued, 6);
    assert_int_equal(interviews, 3);
    arena_close(cx.arena);
}

#define CALLS(list) "{\"days\":9,\"ways\":[],\"routes\":[],\"calls\":[" list "]}"

static void calls_out_of_order_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err e;
    } rows[] = {
        {CALLS("{\"day\":1,\"hour\":9,\"who\":\"a\",\"path\":\"/x\"}"), OK},
        {CALLS("{\"day\":1,\"hour\":9,\"who\":\"a\",\"path\":\"/x\"},"
               "{\"day\":1,\"hour\":8,\"who\":\"a\",\"path\":\"/x\"}"),
         ERR_INPUT},
        {CALLS("{\"day\":9,\"hour\":9,\"who\":\"a\",\"path\":\"/x\"}"), ERR_INPUT},
        {CALLS("{\"day\":1,\"hour\":24,\"who\":\"a\",\"path\":\"/x\"}"), ERR_INPUT},
        {CALLS("{\"day\":1,\"hour\":9,\"path\":\"/x\"}"), ERR_INPUT},
        {CALLS("{\"day\":1,\"hour\":9,\"who\":\"a\",\"path\":\"x\"}"), ERR_INPUT},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ctx cx = ctx_new();
        struct scenario s;
        assert_int_equal(scenario_parse(&cx, str_c(rows[i].text), &s), rows[i].e);
        arena_close(cx.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bazhou_is_as_published),
        cmocka_unit_test(a_smaller_run_keeps_the_sums),
        cmocka_unit_test(sums_that_differ_are_refused),
        cmocka_unit_test(what_the_office_does_is_not_divided),
        cmocka_unit_test(calls_out_of_order_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
