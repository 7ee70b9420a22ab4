/* SPDX-License-Identifier: Apache-2.0
 * Bundles (JN-22) and key supervision (JN-21): what the way of handling asks for, who sees it,
 * and that states, clocks and counts stay the matters' own.
 */
#include "loop/bundle.h"

#include "loop/supervise.h"
#include "loop/testing.h"

static struct str matter_now(struct office *o)
{
    return open_matter(o, receive(o, &plain_demand));
}

static struct str bundle_of(struct office *o, struct str m)
{
    struct json j;
    struct buf b;
    json_t *root = NULL;
    struct matter row;
    matter_of(o, m, &row);
    buf_init(&b, o->cx.arena, 65536);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(bundle_of_matter_json(&o->cx, &j, &row), OK);
    json_obj_end(&j);
    assert_int_equal(json_read(&o->cx, buf_done(&b), &root), OK);
    return kept(
        o, str_c(json_string_value(json_object_get(json_object_get(root, "bundle"), "num"))));
}

/* A member of {"…":[…]} or of the bundle itself, as text. */
static const char *said(struct office *o, struct str bundle, const char *key)
{
    struct json j;
    struct buf b;
    json_t *root = NULL;
    int64_t version = 0;
    buf_init(&b, o->cx.arena, 65536);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(bundle_json(&o->cx, bundle, &j, &version), OK);
    json_obj_end(&j);
    assert_int_equal(json_read(&o->cx, buf_done(&b), &root), OK);
    const json_t *v = json_object_get(root, key);
    if (json_is_array(v))
        return str_fmt(o->cx.arena, "%zu", json_array_size(v)).p;
    return json_is_integer(v) ? str_fmt(o->cx.arena, "%lld", json_integer_value(v)).p
                              : str_cdup(o->cx.arena, str_c(json_string_value(v)));
}

static enum err bundle_act(struct office *o, struct str num, int64_t version,
                           enum bundle_act act, const void *body)
{
    struct flow_result r = {0};
    return bundle_do(&o->cx, num, version, act, body, &r);
}

static const char fresh[] =
    "{\"title\":\"背街小巷路灯整治\",\"unit\":\"4\",\"reason\":\"多部门\","
    "\"plan\":\"十二月底前分三批更换\"}";

static const char *into(struct office *o, struct str num)
{
    return str_fmt(o->cx.arena, "{\"bundle\":\"%.*s\",\"reason\":\"同一专题\"}", STR_ARG(num))
        .p;
}

static void several_matters_under_one_plan(void **state)
{
    struct office *o = office_open("jining", noon("2026-11-20"));
    (void)state;
    struct str a = matter_now(o), b = matter_now(o);
    struct matter before, after;
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    matter_of(o, a, &before);
    assert_int_equal(act_on(o, SUBJECT_MATTER, a, "bundle", "{\"reason\":\"多部门\"}"),
                     ERR_INPUT);
    must(o, SUBJECT_MATTER, a, "bundle", fresh);
    struct str num = bundle_of(o, a);
    must(o, SUBJECT_MATTER, b, "bundle", into(o, num));
    assert_int_equal(act_on(o, SUBJECT_MATTER, b, "bundle", into(o, num)), ERR_CONFLICT);
    assert_string_equal(said(o, num, "matters"), "2");
    assert_string_equal(said(o, num, "open"), "2");
    assert_string_equal(said(o, num, "demands"), "2");
    matter_of(o, a, &after);
    assert_int_equal(after.state, before.state);
    assert_int_equal(after.due_at, before.due_at);
    assert_int_equal(after.owner_unit, before.owner_unit);

    /* The coordinating unit sees and acts; another department does neither. */
    as(o, ROLE_HANDLER, ROADS, 0);
    assert_string_equal(said(o, num, "rows"), "2");
    struct bundle_text note = {.text = STR("第一批已开工")};
    assert_int_equal(bundle_act(o, num, 9, BUNDLE_NOTE, &note), ERR_STALE);
    assert_int_equal(bundle_act(o, num, -1, BUNDLE_NOTE, &note), ERR_UNVERSIONED);
    assert_int_equal(bundle_act(o, num, 1, BUNDLE_NOTE, &note), OK);
    as(o, ROLE_HANDLER, WATER, 0);
    assert_int_equal(bundle_act(o, num, 2, BUNDLE_NOTE, &note), ERR_NOT_FOUND);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0); /* sees, has no say */
    assert_int_equal(bundle_act(o, num, 2, BUNDLE_NOTE, &note), ERR_DENIED);

    as(o, ROLE_HEAD, ROADS, 0);
    struct bundle_plan plan = {.title = STR("路灯整治"), .plan = STR("分两批")};
    assert_int_equal(bundle_act(o, num, 2, BUNDLE_PLAN, &plan), OK);
    assert_string_equal(said(o, num, "title"), "路灯整治");
    struct bundle_text end = {.text = STR("全部更换")};
    assert_int_equal(bundle_act(o, num, 3, BUNDLE_CLOSE, &end), ERR_CONFLICT); /* open ones */
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, a, "unbundle", "{\"reason\":\"另行办理\"}");
    must(o, SUBJECT_MATTER, b, "unbundle", "{\"reason\":\"另行办理\"}");
    assert_int_equal(act_on(o, SUBJECT_MATTER, b, "unbundle", "{\"reason\":\"再移\"}"),
                     ERR_CONFLICT);
    assert_int_equal(bundle_act(o, num, 3, BUNDLE_CLOSE, &end), OK);
    assert_int_equal(act_on(o, SUBJECT_MATTER, a, "bundle", into(o, num)), ERR_CONFLICT);
    as(o, ROLE_HANDLER, ROADS, 0); /* no longer its matters */
    assert_string_equal(said(o, num, "rows"), "0");
    office_close(o);
}

static void the_unit_complained_about_coordinates_nothing(void **state)
{
    struct office *o = office_open("jining", noon("2026-11-20"));
    (void)state;
    struct demand_new in = plain_demand;
    in.complained_unit = ROADS;
    struct str m = open_matter(o, receive(o, &in)), other = matter_now(o);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "bundle", fresh), ERR_CONFLICT);
    must(o, SUBJECT_MATTER, other, "bundle", fresh);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "bundle", into(o, bundle_of(o, other))),
                     ERR_CONFLICT);
    office_close(o);
}

static struct str levelled(struct office *o, const char *difficulty)
{
    struct str d = receive(o, &plain_demand);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "level",
                            "{\"lvl\":\"district\",\"difficulty\":\"no_such\"}"),
                     ERR_INPUT);
    must(o, SUBJECT_MATTER, m, "level",
         str_fmt(o->cx.arena, "{\"lvl\":\"district\",\"difficulty\":\"%s\"}", difficulty).p);
    return m;
}

static void what_is_bundled_is_dispatched_in_a_bundle(void **state)
{
    struct office *o = office_open("jining", noon("2026-11-20"));
    (void)state;
    struct str m = levelled(o, "bundle");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}"),
                     ERR_CONFLICT);
    must(o, SUBJECT_MATTER, m, "bundle", fresh);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\"}");
    office_close(o);
}

static size_t watched(struct office *o)
{
    struct json j;
    struct buf b;
    json_t *root = NULL;
    buf_init(&b, o->cx.arena, 65536);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(supervised_json(&o->cx, &j), OK);
    json_obj_end(&j);
    assert_int_equal(json_read(&o->cx, buf_done(&b), &root), OK);
    return json_array_size(json_object_get(root, "matters"));
}

static void key_matters_are_under_supervision(void **state)
{
    struct office *o = office_open("jining", noon("2026-11-20"));
    struct matter row;
    (void)state;
    struct str m = levelled(o, "key"), plain = levelled(o, "home_unit");
    matter_of(o, m, &row);
    assert_true(row.supervised);
    as(o, ROLE_SUPERVISOR, DISTRICT, 0);
    assert_int_equal(watched(o), 1);
    assert_int_equal(
        act_on(o, SUBJECT_MATTER, plain, "supervise-note", "{\"words\":\"请加快\"}"),
        ERR_CONFLICT);
    must(o, SUBJECT_MATTER, plain, "supervise", "{\"reason\":\"久拖不决\"}");
    must(o, SUBJECT_MATTER, plain, "supervise-note", "{\"words\":\"三日内报方案\"}");
    assert_int_equal(watched(o), 2);
    must(o, SUBJECT_MATTER, m, "unsupervise", "{\"reason\":\"已有方案\"}");
    assert_int_equal(watched(o), 1);
    as(o, ROLE_HANDLER, WATER, 0);
    assert_int_equal(watched(o), 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "supervise", "{\"reason\":\"无权\"}"),
                     ERR_NOT_FOUND);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_matters_under_one_plan),
        cmocka_unit_test(the_unit_complained_about_coordinates_nothing),
        cmocka_unit_test(what_is_bundled_is_dispatched_in_a_bundle),
        cmocka_unit_test(key_matters_are_under_supervision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
