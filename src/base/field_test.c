/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/ctx.h"
#include "base/field.h"

#define MOOD_LIST(X)                                                                           \
    X(MOOD_CALM, "calm", "平静", "Calm") X(MOOD_ANGRY, "angry", "生气", "Angry")
enum mood { MOOD_LIST(ENUM_ID) };
ENUM_NAMES(mood, MOOD_LIST);

struct sample {
    struct str words;
    struct str secret;
    int64_t count, place_id, said_at, east;
    bool urgent;
    enum mood mood;
    int level;
    struct strs tags;
};

static const struct field sample_fields[] = {
    FIELD(struct sample, words, .as = AS_TEXT, .required = true, .max = 50, .zh = "内容",
          .en = "Words"),
    FIELD(struct sample, secret, .as = AS_SECRET),
    FIELD(struct sample, count, .min = 1, .max = 9),
    FIELD(struct sample, place_id, .as = AS_ID, .options = "places"),
    FIELD(struct sample, said_at, .as = AS_TIME),
    FIELD(struct sample, east, .as = AS_REAL6),
    FIELD(struct sample, urgent),
    FIELD(struct sample, mood, .names = &mood_names),
    FIELD(struct sample, level),
    FIELD(struct sample, tags, .max = 3),
};
static const struct shape sample_shape = SHAPE("sample", struct sample, sample_fields);

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

static struct str tag_rows[] = {{"a", 1}, {"b\n ", 3}, {"", 0}};

/* Rows a and b differ in every field that is written. */
static struct sample row_a(void)
{
    return (struct sample){.words = STR("路灯坏了"),
                           .secret = STR("geheim"),
                           .count = 3,
                           .place_id = 9007199254740993,
                           .said_at = 1795309687123,
                           .east = 113123456,
                           .urgent = true,
                           .mood = MOOD_ANGRY,
                           .level = -7,
                           .tags = {tag_rows, 3}};
}

static struct sample row_b(void)
{
    return (struct sample){.words = STR(" \n"),
                           .secret = STR("geheim"),
                           .count = INT64_MIN,
                           .said_at = -1,
                           .east = -1,
                           .place_id = -5,
                           .mood = MOOD_CALM,
                           .level = 2147483647,
                           .tags = {tag_rows, 2}};
}

static struct str object_of(struct ctx *cx, const struct sample *a, const struct sample *b,
                            int *n)
{
    struct buf buf;
    struct json w;
    buf_init(&buf, cx->arena, 10000);
    json_init(&w, &buf);
    json_obj(&w);
    if (a == NULL)
        shape_json(&w, &sample_shape, b);
    else
        *n = shape_json_diff(&w, &sample_shape, a, b);
    json_obj_end(&w);
    return buf_done(&buf);
}

static void writes_every_kind(void **state)
{
    struct ctx *cx = *state;
    struct sample a = row_a();
    assert_string_equal(object_of(cx, NULL, &a, NULL).p,
                        "{\"words\":\"路灯坏了\",\"count\":3,\"place_id\":\"9007199254740993\","
                        "\"said_at\":\"2026-11-22T09:08:07.123+08:00\",\"east\":113.123456,"
                        "\"urgent\":true,\"mood\":\"angry\",\"level\":-7,"
                        "\"tags\":[\"a\",\"b\\n \",\"\"]}");
    struct sample zero = {.mood = 99};
    assert_string_equal(object_of(cx, NULL, &zero, NULL).p,
                        "{\"words\":\"\",\"count\":0,\"place_id\":null,\"said_at\":null,"
                        "\"east\":0.0,\"urgent\":false,\"mood\":null,\"level\":0,\"tags\":[]}");
}

static void a_difference_carries_one_row_into_the_other(void **state)
{
    struct ctx *cx = *state;
    struct sample zero = {0};
    const struct sample rows[] = {row_a(), row_b(), zero};
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t k = 0; k < COUNT(rows); k++) {
            struct sample row = rows[i];
            struct sample goal = rows[k];
            goal.secret = row.secret; /* never written, so never carried */
            int n = -1;
            json_t *diff;
            assert_int_equal(json_read(cx, object_of(cx, &row, &goal, &n), &diff), OK);
            assert_int_equal(n, json_object_size(diff));
            assert_int_equal(n == 0, i == k);
            assert_int_equal(shape_patch(cx, &sample_shape, diff, &row), OK);
            assert_true(shape_same(&sample_shape, &row, &goal));
        }
    }
}

static void one_field_makes_one_difference(void **state)
{
    struct ctx *cx = *state;
    struct sample a = row_a();
    struct sample b = row_a();
    struct str other[] = {{"a", 1}, {"c", 1}, {"", 0}};
    int n;
    assert_true(shape_same(&sample_shape, &a, &b));
    assert_string_equal(object_of(cx, &a, &b, &n).p, "{}");
    b.tags.p = other;
    assert_false(shape_same(&sample_shape, &a, &b));
    assert_string_equal(object_of(cx, &a, &b, &n).p, "{\"tags\":[\"a\",\"c\",\"\"]}");
    assert_int_equal(n, 1);
    b = a;
    b.secret = STR("other");
    assert_false(shape_same(&sample_shape, &a, &b));
    assert_string_equal(object_of(cx, &a, &b, &n).p, "{}");
    assert_int_equal(n, 0);
}

static void millionths_come_back_exactly(void **state)
{
    struct ctx *cx = *state;
    uint64_t seed = 1;
    for (int i = 0; i < 3000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int64_t v = (int64_t)seed % 1000000000000000;
        struct sample zero = {0};
        struct sample row = {.east = v};
        int n;
        json_t *diff;
        assert_int_equal(json_read(cx, object_of(cx, &zero, &row, &n), &diff), OK);
        assert_int_equal(shape_patch(cx, &sample_shape, diff, &zero), OK);
        assert_true(zero.east == v);
    }
}

static void a_bad_patch_changes_nothing(void **state)
{
    struct ctx *cx = *state;
    static const char *const bad[] = {
        "[]",
        "{\"nope\":1}",
        "{\"words\":\"x\",\"count\":\"1\"}",
        "{\"words\":\"x\",\"mood\":\"sad\"}",
        "{\"words\":\"x\",\"tags\":[1]}",
        "{\"words\":\"x\",\"level\":2147483648}",
        "{\"words\":\"x\",\"east\":1e10}",
        "{\"words\":\"x\",\"said_at\":\"soon\"}",
        "{\"words\":\"x\",\"urgent\":1}",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct sample row = row_a();
        struct sample before = row_a();
        json_t *in;
        assert_int_equal(json_read(cx, str_c(bad[i]), &in), OK);
        assert_int_equal(shape_patch(cx, &sample_shape, in, &row), ERR_INPUT);
        assert_true(shape_same(&sample_shape, &row, &before));
        fault_clear(cx);
    }
}

static void names_of_enums(void **state)
{
    (void)state;
    assert_string_equal(enum_text(&mood_names, MOOD_ANGRY), "angry");
    assert_string_equal(enum_text(&mood_names, 2), "");
    assert_string_equal(enum_text(&mood_names, -1), "");
    assert_string_equal(enum_label(&mood_names, MOOD_CALM, LANG_ZH), "平静");
    assert_string_equal(enum_label(&mood_names, MOOD_CALM, LANG_EN), "Calm");
    assert_string_equal(enum_label(&mood_names, 7, LANG_EN), "");
    assert_int_equal(enum_value(&mood_names, STR("angry")), MOOD_ANGRY);
    assert_int_equal(enum_value(&mood_names, STR("Angry")), -1);
    assert_int_equal(enum_value(&mood_names, STR("")), -1);
}

static void the_schema_says_what_is_checked(void **state)
{
    struct ctx *cx = *state;
    struct buf buf;
    struct json w;
    buf_init(&buf, cx->arena, 10000);
    json_init(&w, &buf);
    shape_schema(&w, &sample_shape);
    json_t *schema;
    assert_int_equal(json_read(cx, buf_done(&buf), &schema), OK);
    json_t *props = json_object_get(schema, "properties");
    assert_int_equal(json_object_size(props), COUNT(sample_fields));
    assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
    json_t *required = json_object_get(schema, "required");
    assert_int_equal(json_array_size(required), 1);
    assert_string_equal(json_string_value(json_array_get(required, 0)), "words");
    static const char *const wanted[] = {
        "{\"words\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":50,\"x-multiline\":true,"
        "\"title\":\"内容\",\"description\":\"Words\"}}",
        "{\"secret\":{\"type\":[\"string\",\"null\"],\"maxLength\":200,\"format\":\"password\","
        "\"writeOnly\":true}}",
        "{\"count\":{\"type\":[\"integer\",\"null\"],\"format\":\"int64\",\"minimum\":1,"
        "\"maximum\":9}}",
        "{\"place_id\":{\"type\":[\"string\",\"null\"],\"pattern\":\"^[0-9]{0,19}$\","
        "\"x-options\":\"places\"}}",
        "{\"said_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}}",
        "{\"east\":{\"type\":[\"number\",\"null\"],\"minimum\":-360,\"maximum\":360}}",
        "{\"urgent\":{\"type\":[\"boolean\",\"null\"]}}",
        "{\"mood\":{\"type\":[\"string\",\"null\"],\"enum\":[\"calm\",\"angry\",null],"
        "\"x-enum\":\"mood\"}}",
        "{\"level\":{\"type\":[\"integer\",\"null\"],\"format\":\"int32\"}}",
        "{\"tags\":{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\",\"minLength\":"
        "1,"
        "\"maxLength\":200},\"maxItems\":3}}",
    };
    for (size_t i = 0; i < COUNT(wanted); i++) {
        json_t *want;
        assert_int_equal(json_read(cx, str_c(wanted[i]), &want), OK);
        const char *name = sample_fields[i].name;
        if (!json_equal(json_object_get(want, name), json_object_get(props, name)))
            fail_msg("%s: %s", name, buf_done(&buf).p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_every_kind),
        cmocka_unit_test(a_difference_carries_one_row_into_the_other),
        cmocka_unit_test(one_field_makes_one_difference),
        cmocka_unit_test(millionths_come_back_exactly),
        cmocka_unit_test(a_bad_patch_changes_nothing),
        cmocka_unit_test(names_of_enums),
        cmocka_unit_test(the_schema_says_what_is_checked),
    };
    return cmocka_run_group_tests(tests, open_cx, close_cx);
}
