/* SPDX-License-Identifier: Apache-2.0
 * Visits: rows and households, the same row twice, where and when one is taken, corrections.
 */
#include "loop/visit.h"

#include "core/actor.h"
#include "loop/campaign.h"
#include "loop/testing.h"

static void open_campaign(struct office *o)
{
    const struct campaign_new in = {.code = STR("dqd"),
                                    .name = STR("大起底"),
                                    .from = noon("2026-11-05"),
                                    .to = noon("2026-11-30")};
    struct campaign_done done;
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    db_release(o->cx.db);
    o->cx.db = NULL;
    assert_int_equal(campaign_make(&o->cx, &in, &done), OK);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
}

static struct visit_done put(struct office *o, const struct visit_new *v)
{
    struct visit_done done = {0};
    struct str answer = {0};
    db_release(o->cx.db);
    o->cx.db = NULL;
    o->cx.error = (struct fault){0};
    assert_int_equal(visits_put(&o->cx, v, 1, &done, &answer), OK);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    return done;
}

static struct visit_new at(const char *address, int outcome)
{
    return (struct visit_new){
        .campaign = STR("dqd"), .place_id = 13, .address = str_c(address), .outcome = outcome};
}

struct homes {
    int64_t place_id, visited, met;
};
static const struct field homes_fields[] = {
    FIELD(struct homes, place_id),
    FIELD(struct homes, visited),
    FIELD(struct homes, met),
};
static const struct shape homes_shape = SHAPE("homes", struct homes, homes_fields);

static struct homes homes(struct office *o)
{
    struct campaign c;
    struct homes *rows = NULL;
    size_t n = 0;
    assert_int_equal(campaign_find(&o->cx, STR("dqd"), &c), OK);
    assert_int_equal(db_all(&o->cx, SQL_VISIT_HOMES, ARGS(I64(o->cx.jid), I64(c.id)),
                            &homes_shape, (void **)&rows, &n),
                     OK);
    assert_int_equal(n, 1);
    return rows[0];
}

static void a_household_counts_once(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    (void)state;
    open_campaign(o);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct visit_new v[] = {at("北门巷 3 号", VISIT_ABSENT), at("北门巷3号", VISIT_MET),
                            at("北门巷4号", VISIT_REFUSED), at("", VISIT_MET)};
    for (size_t i = 0; i < COUNT(v); i++)
        assert_null(put(o, &v[i]).why);
    struct homes h = homes(o);
    assert_int_equal(h.visited, 3); /* the same door however it is written; without an address
                                       one of its own */
    assert_int_equal(h.met, 2);
    office_close(o);
}

static void the_same_row_twice_is_known(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    struct visit_new v = at("北门巷3号", VISIT_MET);
    (void)state;
    open_campaign(o);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    v.ref = STR("paper-1");
    struct visit_done first = put(o, &v), again = put(o, &v);
    assert_false(first.known);
    assert_true(again.known);
    assert_int_equal(first.id, again.id);
    assert_int_equal(homes(o).met, 1);
    office_close(o);
}

static void it_is_taken_where_and_when_the_campaign_is(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    (void)state;
    open_campaign(o);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct visit_new v = at("北门巷3号", VISIT_MET);
    v.visited_at = noon("2026-11-04");
    assert_string_equal(put(o, &v).field, "visited_at");
    v.visited_at = noon("2026-11-11"); /* tomorrow */
    assert_string_equal(put(o, &v).field, "visited_at");
    v.visited_at = 0;
    v.outcome = VISIT_NONE;
    assert_string_equal(put(o, &v).field, "outcome");
    v.outcome = VISIT_MET;
    v.place_id = 99;
    assert_string_equal(put(o, &v).field, "place_id");
    v.place_id = 13;
    as(o, ROLE_COLLECTOR, ROADS, 0);
    assert_string_equal(put(o, &v).field, "place_id"); /* not their community */
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_null(put(o, &v).why);
    office_close(o);
}

static void a_correction_moves_the_household(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-10"));
    const struct visit_change change = {
        .address = STR("北门巷30号"), .outcome = VISIT_MET, .reason = STR("写错了门牌")};
    struct str answer = {0};
    struct visit row;
    int64_t version = 0;
    (void)state;
    open_campaign(o);
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    struct visit_new v = at("北门巷3号", VISIT_ABSENT);
    int64_t id = put(o, &v).id;
    db_release(o->cx.db);
    o->cx.db = NULL;
    assert_int_equal(visit_correct(&o->cx, id, 7, &change, &answer, &version), ERR_STALE);
    o->cx.error = (struct fault){0};
    assert_int_equal(visit_correct(&o->cx, id, 1, &change, &answer, &version), OK);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    assert_int_equal(version, 2);
    assert_int_equal(visit_get(&o->cx, id, &row), OK);
    assert_int_equal(row.outcome, VISIT_MET);
    assert_int_equal(homes(o).visited, 1);
    assert_int_equal(homes(o).met, 1);
    as(o, ROLE_HANDLER, WATER, 0);
    assert_false(visit_may_see(&o->cx, &row));
    as(o, ROLE_SCREENER, STREET, 0);
    assert_true(visit_may_see(&o->cx, &row));
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_household_counts_once),
        cmocka_unit_test(the_same_row_twice_is_known),
        cmocka_unit_test(it_is_taken_where_and_when_the_campaign_is),
        cmocka_unit_test(a_correction_moves_the_household),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
