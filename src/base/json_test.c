/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include <math.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/json.h"

static int open_cx(void **state)
{
    static struct ctx cx;
    cx = (struct ctx){.arena = arena_open(1 << 22), .lang = LANG_EN};
    *state = &cx;
    return 0;
}

static int close_cx(void **state)
{
    struct ctx *cx = *state;
    arena_close(cx->arena);
    return 0;
}

static void writes_nested_values(void **state)
{
    struct ctx *cx = *state;
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, 1000);
    json_init(&w, &b);
    json_obj(&w);
    json_kstr(&w, "words", STR("路灯\n\"坏\"了\\\x01"));
    json_kcstr(&w, "none", NULL);
    json_ki64(&w, "low", INT64_MIN);
    json_kid(&w, "id", 9007199254740993);
    json_kbool(&w, "yes", true);
    json_ktime(&w, "at", 1);
    json_ktime(&w, "never", 0);
    json_key(&w, "list");
    json_arr(&w);
    json_i64(&w, 1);
    json_obj(&w);
    json_obj_end(&w);
    json_arr(&w);
    json_arr_end(&w);
    json_raw(&w, STR("{\"a\":1}"));
    json_arr_end(&w);
    json_key(&w, "last");
    json_nil(&w);
    json_obj_end(&w);
    assert_string_equal(buf_done(&b).p,
                        "{\"words\":\"路灯\\n\\\"坏\\\"了\\\\\\u0001\",\"none\":null,"
                        "\"low\":-9223372036854775808,\"id\":\"9007199254740993\",\"yes\":true,"
                        "\"at\":\"1970-01-01T08:00:00.001+08:00\",\"never\":null,"
                        "\"list\":[1,{},[],{\"a\":1}],\"last\":null}");
    assert_int_equal(w.depth, 0);
}

static const char *written(struct ctx *cx, double v)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, 1000);
    json_init(&w, &b);
    json_f64(&w, v);
    return buf_done(&b).p;
}

static void writes_reals_shortest(void **state)
{
    struct ctx *cx = *state;
    assert_string_equal(written(cx, 0.1), "0.1");
    assert_string_equal(written(cx, 0), "0");
    assert_string_equal(written(cx, -2.5), "-2.5");
    assert_string_equal(written(cx, 1.0 / 3), "0.3333333333333333");
    assert_string_equal(written(cx, 0.1 + 0.2), "0.30000000000000004");
    assert_string_equal(written(cx, 1e300), "1e+300");
    assert_string_equal(written(cx, (double)NAN), "null");
    assert_string_equal(written(cx, -(double)INFINITY), "null");
}

static void bad_utf8_becomes_the_replacement(void **state)
{
    struct ctx *cx = *state;
    static const struct {
        struct str in;
        const char *out;
    } rows[] = {
        {{"a\xff"
          "b",
          3},
         "\"a\xef\xbf\xbd"
         "b\""},
        {{"\xe5\x9b", 2}, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {{"\xc0\xaf", 2}, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {{"\xed\xa0\x80", 3}, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
        {{"a\0b", 3}, "\"a\\u0000b\""},
        {{NULL, 0}, "\"\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        struct json w;
        buf_init(&b, cx->arena, 1000);
        json_init(&w, &b);
        json_str(&w, rows[i].in);
        assert_string_equal(buf_done(&b).p, rows[i].out);
    }
}

static void reads_strictly(void **state)
{
    struct ctx *cx = *state;
    static const struct {
        const char *text;
        const char *fault; /* part of the sentence; NULL: good */
    } rows[] = {
        {"{\"a\":[1,2.5,\"x\",null,true]}", NULL},
        {" [] ", NULL},
        {"7", NULL},
        {"", "ends too early"},
        {"{\"a\":1,\"a\":2}", "the same key twice"},
        {"{} {}", "text after the end"},
        {"{\"a\":\"\xff\"}", "not valid UTF-8"},
        {"{\"a\":\"\\u0000\"}", "not valid UTF-8"},
        {"[99999999999999999999]", "number too large"},
        {"[1e999]", "number too large"},
        {"[1,]", "not JSON"},
        {"{'a':1}", "not JSON"},
        {"[01]", "not JSON"},
        {"[NaN]", "not JSON"},
        {"{\"a\":1", "ends too early"},
        {"\xef\xbb\xbf{}", "JSON"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *v = NULL;
        enum err e = json_read(cx, str_c(rows[i].text), &v);
        assert_int_equal(e, rows[i].fault == NULL ? OK : ERR_INPUT);
        assert_int_equal(v != NULL, e == OK);
        if (rows[i].fault != NULL && strstr(cx->error.message, rows[i].fault) == NULL)
            fail_msg("%s: %s", rows[i].text, cx->error.message);
        fault_clear(cx);
    }
}

static void refuses_depth_and_keeps_secrets(void **state)
{
    struct ctx *cx = *state;
    char deep[80];
    json_t *v;
    assert_int_equal(json_read(cx, (struct str){"{}\0{", 4}, &v), ERR_INPUT);
    fault_clear(cx);
    memset(deep, '[', 32);
    memset(deep + 32, ']', 32);
    assert_int_equal(json_read(cx, (struct str){deep, 64}, &v), OK);
    memset(deep, '[', 33);
    memset(deep + 33, ']', 33);
    assert_int_equal(json_read(cx, (struct str){deep, 66}, &v), ERR_INPUT);
    assert_non_null(strstr(cx->error.message, "deep"));
    fault_clear(cx);
    /* brackets in a string are no depth */
    memset(deep + 1, '[', 70);
    deep[0] = deep[71] = '"';
    assert_int_equal(json_read(cx, (struct str){deep, 72}, &v), OK);
    cx->lang = LANG_ZH;
    assert_int_equal(json_read(cx, STR("{\"password\":\"geheim\" x"), &v), ERR_INPUT);
    assert_null(strstr(cx->error.message, "geheim"));
    assert_non_null(strstr(cx->error.message, "第 1 行"));
    cx->lang = LANG_EN;
    fault_clear(cx);
}

static void finds_a_member(void **state)
{
    (void)state;
    struct str
        s = STR(
            "{\"set\":{\"note\":\"a \\\"}, b\",\"n\":[1,{\"x\":2}]},\"note\":{\"k\":[\"]\"]},"
            "\"z\":-3}"),
        got = STR("");
    assert_true(json_member(s, "note", &got));
    assert_true(str_eq_c(got, "{\"k\":[\"]\"]}"));
    assert_true(json_member(s, "z", &got));
    assert_true(str_eq_c(got, "-3"));
    assert_false(json_member(s, "k", &got));
    assert_false(json_member(s, "not", &got));
    assert_false(json_member(STR("{}"), "z", &got));
    /* what is cut off gives nothing, wherever it is cut */
    for (size_t n = 0; n < s.n; n++)
        assert_false(json_member(str_sub(s, 0, n), "z", &got));
    assert_true(str_eq_c(got, "-3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_nested_values),
        cmocka_unit_test(writes_reals_shortest),
        cmocka_unit_test(bad_utf8_becomes_the_replacement),
        cmocka_unit_test(reads_strictly),
        cmocka_unit_test(refuses_depth_and_keeps_secrets),
        cmocka_unit_test(finds_a_member),
    };
    return cmocka_run_group_tests(tests, open_cx, close_cx);
}
