/* SPDX-License-Identifier: Apache-2.0
 * A demand on its way through the interface: sent twice, read with its code, screened; what two
 * officers at once see.
 */
#include "api/testing.h"

#define KEY "0123456789abcdefghijkl"
#define WORDS "{\"words\":\"小区门口的路灯坏了三个月\",\"place_id\":\"13\",\"channel\":\"\"}"

static int setup(void **state)
{
    *state = door_open();
    return 0;
}

static int teardown(void **state)
{
    door_close(*state);
    return 0;
}

static int submit(struct door *d, const char *key, const char *body)
{
    d->officer = false;
    door_header(d, "Idempotency-Key", key);
    return door_post(d, "/api/v1/demands", body);
}

static struct str path_of(struct door *d, const char *format, struct str num)
{
    struct strs parts = str_split(d->office->cx.arena, str_c(format), '*');
    return str_fmt(d->office->cx.arena, "%.*s%.*s%.*s", STR_ARG(parts.p[0]), STR_ARG(num),
                   STR_ARG(parts.p[1]));
}

static void test_submit(void **state)
{
    struct door *d = *state;
    assert_int_equal(door_post(d, "/api/v1/demands", WORDS), 400);
    assert_true(str_eq_c(door_member(d, "field"), "Idempotency-Key"));
    assert_int_equal(submit(d, "short", WORDS), 400);
    if (submit(d, KEY, WORDS) != 201)
        fail_msg("%.*s", STR_ARG(d->reply.body));
    struct str num = door_member(d, "num"), code = door_member(d, "code");
    assert_int_equal(num.n, 20);
    assert_true(code.n >= 8);
    assert_true(str_eq_c(door_reply_header(d, "ETag"), "\"1\""));
    struct str first = str_dup(d->office->cx.arena, d->reply.body);
    /* Again: the same answer, not another demand. */
    assert_int_equal(submit(d, KEY, WORDS), 201);
    assert_true(str_eq(d->reply.body, first));
    assert_true(str_eq_c(door_reply_header(d, "Idempotency-Replayed"), "true"));
    assert_int_equal(submit(d, KEY, "{\"words\":\"另一件事\"}"), 422);
    assert_int_equal(submit(d, KEY "2", WORDS), 201);
    assert_false(str_eq(door_member(d, "num"), num));
}

/* An operator enters what a caller said; without the token the same browser is the public. */
static void test_operator(void **state)
{
    static const char body[] =
        "{\"words\":\"路灯坏了\",\"place_id\":\"13\",\"origin\":\"finding\","
        "\"read_back\":\"agreed\"}";
    struct door *d = *state;
    door_officer(d, "ma", ROLE_OPERATOR, DISTRICT);
    door_header(d, "Idempotency-Key", KEY);
    if (door_post(d, "/api/v1/demands", body) != 201)
        fail_msg("%.*s", STR_ARG(d->reply.body));
    assert_true(str_starts(door_reply_header(d, "Location"), "/api/v1/demands/"));
    d->officer = false;
    door_header(d, "Cookie", d->cookie.p);
    door_header(d, "Idempotency-Key", KEY "2");
    assert_int_equal(door_post(d, "/api/v1/demands", body), 400);
    door_header(d, "X-CSRF-Token", d->csrf.p);
    door_header(d, "Idempotency-Key", KEY "3");
    assert_int_equal(door_post(d, "/api/v1/demands", body), 401);
    door_officer(d, "wang", ROLE_SCREENER, COMMUNITY);
    door_header(d, "Idempotency-Key", KEY);
    assert_int_equal(door_post(d, "/api/v1/demands", body), 403);
}

/* What only an officer may say is refused from the public, and so is what nobody may say. */
static void test_public_fields(void **state)
{
    static const char *const bad[] = {
        "{\"words\":\"路灯坏了\",\"origin\":\"finding\"}",
        "{\"words\":\"路灯坏了\",\"state\":\"accepted\"}",
        "{\"words\":\"\"}",
        "{\"words\":\"路灯坏了\",\"privacy\":\"secret\"}",
        "{\"words\":\"路灯坏了\",\"place_id\":13}",
        "{\"words\":\"路灯坏了\",\"place_id\":\"999\"}",
        "{\"words\":\"路灯坏了\",\"attachments\":[\"1\"]}",
    };
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (submit(d, KEY, bad[i]) != 400)
            fail_msg("row %zu: %d %.*s", i, d->reply.status, STR_ARG(d->reply.body));
}

static void test_own_demand(void **state)
{
    struct door *d = *state;
    assert_int_equal(submit(d, KEY, WORDS), 201);
    struct str num = door_member(d, "num"), code = door_member(d, "code");
    struct str path = path_of(d, "/api/v1/public/demands/*", num);
    assert_int_equal(door_get(d, path.p, ""), 401);
    door_header(d, "X-Query-Code", "WRONGCODE2");
    assert_int_equal(door_get(d, path.p, ""), 404);
    door_header(d, "X-Query-Code", code.p);
    if (door_get(d, path.p, "") != 200)
        fail_msg("%.*s", STR_ARG(d->reply.body));
    assert_true(str_eq_c(door_reply_header(d, "ETag"), "\"1\""));
    assert_true(str_has(d->reply.body, "路灯"));
    /* The code opens this demand and no other. */
    assert_int_equal(submit(d, KEY "2", WORDS), 201);
    struct str other = path_of(d, "/api/v1/public/demands/*", door_member(d, "num"));
    door_header(d, "X-Query-Code", code.p);
    assert_int_equal(door_get(d, other.p, ""), 404);
    door_header(d, "X-Query-Code", code.p);
    door_header(d, "If-Match", "\"1\"");
    struct str withdraw = path_of(d, "/api/v1/public/demands/*/withdraw", num);
    if (door_post(d, withdraw.p, "{\"reason\":\"已经修好了\"}") != 200)
        fail_msg("%.*s", STR_ARG(d->reply.body));
    assert_true(str_eq_c(door_member(d, "state"), "withdrawn"));
}

static void test_two_officers(void **state)
{
    struct door *d = *state;
    assert_int_equal(submit(d, KEY, WORDS), 201);
    struct str num = door_member(d, "num");
    door_officer(d, "wang", ROLE_SCREENER, COMMUNITY);
    assert_int_equal(door_get(d, "/api/v1/work", "limit=5"), 200);
    assert_true(str_has(d->reply.body, num.p));
    struct str path = path_of(d, "/api/v1/demands/*", num);
    assert_int_equal(door_get(d, path.p, ""), 200);
    assert_true(str_eq_c(door_reply_header(d, "ETag"), "\"1\""));
    assert_true(str_has(d->reply.body, "/screen-valid"));
    struct str valid = path_of(d, "/api/v1/demands/*/screen-valid", num);
    static const char body[] = "{\"title\":\"路灯不亮\"}";
    assert_int_equal(door_post(d, valid.p, body), 428);
    door_header(d, "If-Match", "1");
    assert_int_equal(door_post(d, valid.p, body), 400);
    door_header(d, "If-Match", "\"0\"");
    assert_int_equal(door_post(d, valid.p, body), 412);
    assert_int_equal(json_integer_value(json_object_get(d->json, "version")), 1);
    assert_int_equal(json_array_size(json_object_get(d->json, "changed")), 1);
    door_header(d, "If-Match", "\"1\"");
    door_header(d, "Idempotency-Key", KEY);
    if (door_post(d, valid.p, body) != 200)
        fail_msg("%.*s", STR_ARG(d->reply.body));
    assert_true(str_eq_c(door_reply_header(d, "ETag"), "\"2\""));
    /* The answer was lost and the click repeated: once done, told twice. */
    door_header(d, "If-Match", "\"1\"");
    door_header(d, "Idempotency-Key", KEY);
    assert_int_equal(door_post(d, valid.p, body), 200);
    door_header(d, "If-Match", "\"2\"");
    assert_int_equal(door_post(d, valid.p, body), 409);
    assert_int_equal(
        door_get(d, "/api/v1/find", str_fmt(d->office->cx.arena, "num=%s", num.p).p), 200);
}

static void test_contact(void **state)
{
    struct door *d = *state;
    assert_int_equal(submit(d, KEY,
                            "{\"words\":\"路灯坏了\",\"place_id\":\"13\",\"name\":\"张三丰\","
                            "\"phone\":\"13800138000\"}"),
                     201);
    struct str num = door_member(d, "num");
    door_officer(d, "wang", ROLE_SCREENER, COMMUNITY);
    assert_int_equal(door_get(d, path_of(d, "/api/v1/demands/*", num).p, ""), 200);
    assert_false(str_has(d->reply.body, "13800138000"));
    assert_false(str_has(d->reply.body, "张三丰"));
    struct str unmask = path_of(d, "/api/v1/demands/*/unmask", num);
    assert_int_equal(door_post(d, unmask.p, "{}"), 400);
    assert_int_equal(door_post(d, path_of(d, "/api/v1/demands/*/contact", num).p, ""), 400);
    assert_int_equal(door_post(d, unmask.p, "{\"reason\":\"核实地点\"}"), 200);
    assert_true(str_eq_c(door_member(d, "phone"), "13800138000"));
    assert_int_equal(door_get(d, path_of(d, "/api/v1/demands/*", num).p, ""), 200);
    assert_true(str_has(d->reply.body, "unmask"));
    door_officer(d, "zhao", ROLE_HANDLER, WATER);
    assert_int_equal(door_post(d, unmask.p, "{\"reason\":\"好奇\"}"), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_submit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_operator, setup, teardown),
        cmocka_unit_test_setup_teardown(test_public_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(test_own_demand, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_officers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_contact, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
