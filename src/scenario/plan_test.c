/* SPDX-License-Identifier: Apache-2.0
 * The published figures, and that a smaller run keeps every sum.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/testing.h"
#include "scenario/scenario.h"

static struct str file(struct arena *a, const char *name)
{
    const char *source = getenv("HUIYIN_SOURCE");
    char *text = arena_room(a, 1 << 20);
    FILE *f = fopen(str_fmt(a, "%s/%s", source ? source : ".", name).p, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, 1 << 20, f);
    assert_int_equal(fclose(f), 0);
    return (struct str){text, n};
}

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
    assert_int_equal(scenario_parse(&cx, file(cx.arena, "data/scenarios/bazhou.json"), &s), OK);
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
        struct str text = file(cx.arena, "data/scenarios/bazhou.json");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bazhou_is_as_published),
        cmocka_unit_test(a_smaller_run_keeps_the_sums),
        cmocka_unit_test(sums_that_differ_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
