/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/ctx.h"
#include "base/field.h"
#include "base/number.h"

#define MOOD_LIST(X)                                                                           \
    X(MOOD_CALM, "calm", "平静", "Calm") X(MOOD_ANGRY, "angry", "生气", "Angry")
enum mood { MOOD_LIST(ENUM_ID) };
ENUM_NAMES(mood, MOOD_LIST);

struct entry {
    struct str line, words, number, secret;
    int64_t count, floor, place_id, said_at, east;
    bool urgent;
    enum mood mood;
    struct strs tags;
};

static const struct field entry_fields[] = {
    FIELD(struct entry, line, .min = 2, .max = 5, .zh = "姓名", .en = "Name"),
    FIELD(struct entry, words, .as = AS_TEXT),
    FIELD(struct entry, number, .as = AS_NUMBER),
    FIELD(struct entry, secret, .as = AS_SECRET),
    FIELD(struct entry, count, .min = 1),
    FIELD(struct entry, floor, .min = -3, .max = 0),
    FIELD(struct entry, place_id, .as = AS_ID),
    FIELD(struct entry, said_at, .as = AS_TIME),
    FIELD(struct entry, east, .as = AS_REAL6),
    FIELD(struct entry, urgent),
    FIELD(struct entry, mood, .names = &mood_names),
    FIELD(struct entry, tags, .min = 2, .max = 3),
};
static const struct shape entry_shape = SHAPE("entry", struct entry, entry_fields);

/* Every kind once, required. */
static struct field required_fields[COUNT(entry_fields)];
static const struct shape required_shape = {"required", required_fields, COUNT(entry_fields),
                                            sizeof(struct entry)};

static int open_cx(void **state)
{
    static struct ctx cx;
    cx = (struct ctx){.arena = arena_open(1 << 22), .lang = LANG_EN};
    memcpy(required_fields, entry_fields, sizeof required_fields);
    for (size_t i = 0; i < COUNT(required_fields); i++)
        required_fields[i].required = true;
    *state = &cx;
    return 0;
}

static int close_cx(void **state)
{
    struct ctx *cx = *state;
    arena_close(cx->arena);
    return 0;
}

static enum err parse(struct ctx *cx, const struct shape *s, const char *text,
                      struct entry *out)
{
    json_t *in;
    fault_clear(cx);
    assert_int_equal(json_read(cx, str_c(text), &in), OK);
    return shape_parse(cx, s, in, out);
}

static void every_kind_is_read(void **state)
{
    struct ctx *cx = *state;
    struct entry e;
    assert_int_equal(
        parse(cx, &entry_shape,
              "{\"line\":\" 张　　三 \",\"words\":\"一\\r\\n\\r\\n\\r\\n二\",\"secret\":\" a  "
              "b \","
              "\"count\":9223372036854775807,\"floor\":-3,\"place_id\":\"9007199254740993\","
              "\"said_at\":\"2026年11月22日\",\"east\":113.123456,\"urgent\":true,"
              "\"mood\":\"angry\",\"tags\":[\" a\",\"b\"]}",
              &e),
        OK);
    assert_string_equal(e.line.p, "张 三");
    assert_string_equal(e.words.p, "一\n\n二");
    assert_string_equal(e.secret.p, " a  b ");
    assert_true(e.count == INT64_MAX && e.floor == -3 && e.place_id == 9007199254740993);
    assert_int_equal(e.said_at, 1795276800000);
    assert_int_equal(e.east, 113123456);
    assert_true(e.urgent && e.mood == MOOD_ANGRY && e.tags.n == 2);
    assert_string_equal(e.tags.p[0].p, "a");
}

static void what_is_left_out_is_zero(void **state)
{
    struct ctx *cx = *state;
    static const char *const rows[] = {
        "{}",
        ("{\"line\":null,\"words\":null,\"number\":null,\"secret\":null,\"count\":null,"
         "\"floor\":null,\"place_id\":null,\"said_at\":null,\"east\":null,\"urgent\":null,"
         "\"mood\":null,\"tags\":null}"),
        ("{\"line\":\" \",\"words\":\"\\n\",\"number\":\"\",\"secret\":\"\",\"place_id\":\"\","
         "\"said_at\":\"\",\"mood\":\"\"}"),
        "{\"place_id\":\"0\"}",
    };
    struct entry zero = {0};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry e;
        memset(&e, 0x55, sizeof e);
        assert_int_equal(parse(cx, &entry_shape, rows[i], &e), OK);
        assert_true(shape_same(&entry_shape, &e, &zero));
    }
}

static void refusals_name_the_field_and_leave_the_rest_alone(void **state)
{
    struct ctx *cx = *state;
    static const struct {
        const char *text, *field;
    } rows[] = {
        {"[]", NULL},
        {"7", NULL},
        {"{\"nope\":1}", "nope"},
        {"{\"line\":\"一\"}", "line"},
        {"{\"line\":\"一二三四五六\"}", "line"},
        {"{\"line\":\"一\\n二\"}", "line"},
        {"{\"line\":12}", "line"},
        {"{\"line\":{}}", "line"},
        {"{\"number\":\"62070220261122000010\"}", "number"},
        {"{\"count\":0}", "count"},
        {"{\"count\":1.0}", "count"},
        {"{\"count\":\"1\"}", "count"},
        {"{\"count\":true}", "count"},
        {"{\"floor\":1}", "floor"},
        {"{\"floor\":-4}", "floor"},
        {"{\"place_id\":1}", "place_id"},
        {"{\"place_id\":\"-1\"}", "place_id"},
        {"{\"place_id\":\"1x\"}", "place_id"},
        {"{\"place_id\":\"9223372036854775808\"}", "place_id"},
        {"{\"said_at\":1795276800000}", "said_at"},
        {"{\"said_at\":\"2026-02-29\"}", "said_at"},
        {"{\"east\":360.000001}", "east"},
        {"{\"east\":-1e300}", "east"},
        {"{\"east\":\"113\"}", "east"},
        {"{\"urgent\":1}", "urgent"},
        {"{\"urgent\":\"\"}", "urgent"},
        {"{\"mood\":\"sad\"}", "mood"},
        {"{\"mood\":1}", "mood"},
        {"{\"tags\":[\"a\"]}", "tags"},
        {"{\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "tags"},
        {"{\"tags\":[\"a\",\" \"]}", "tags"},
        {"{\"tags\":[\"a\",1]}", "tags"},
        {"{\"tags\":\"a\"}", "tags"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry e, before;
        memset(&e, 0x55, sizeof e);
        memcpy(&before, &e, sizeof e);
        if (parse(cx, &entry_shape, rows[i].text, &e) != ERR_INPUT)
            fail_msg("%s", rows[i].text);
        assert_memory_equal(&e, &before, sizeof e);
        assert_non_null(cx->error.message);
        if (rows[i].field == NULL)
            assert_null(cx->error.field);
        else
            assert_string_equal(cx->error.field, rows[i].field);
    }
}

static void labels_follow_the_language(void **state)
{
    struct ctx *cx = *state;
    struct entry e;
    assert_int_equal(parse(cx, &entry_shape, "{\"line\":\"一\"}", &e), ERR_INPUT);
    assert_string_equal(cx->error.message, "Name: at least 2 characters, these are 1");
    cx->lang = LANG_ZH;
    assert_int_equal(parse(cx, &entry_shape, "{\"line\":\"一\"}", &e), ERR_INPUT);
    assert_string_equal(cx->error.message, "姓名：至少 2 个字，现有 1 个");
    cx->lang = LANG_EN;
}

/* A whole good body, then each field in turn left out, null and blank. */
static void required_means_each_one(void **state)
{
    struct ctx *cx = *state;
    const char *body = "6207022026112200001";
    json_t *good;
    struct str text = str_fmt(cx->arena,
                              "{\"line\":\"张三\",\"words\":\"w\",\"number\":\"%s%c\","
                              "\"secret\":\" \",\"count\":1,\"floor\":0,\"place_id\":\"1\","
                              "\"said_at\":\"2026-11-22\",\"east\":0,\"urgent\":false,"
                              "\"mood\":\"calm\",\"tags\":[\"a\",\"b\"]}",
                              body, number_check_digit(str_c(body)));
    struct entry e;
    assert_int_equal(json_read(cx, text, &good), OK);
    assert_int_equal(shape_parse(cx, &required_shape, good, &e), OK);
    for (size_t i = 0; i < COUNT(entry_fields); i++) {
        const char *name = entry_fields[i].name;
        json_t *value = json_incref(json_object_get(good, name));
        json_object_del(good, name);
        assert_int_equal(shape_parse(cx, &required_shape, good, &e), ERR_INPUT);
        assert_string_equal(cx->error.field, name);
        fault_clear(cx);
        json_object_set_new(good, name, json_null());
        assert_int_equal(shape_parse(cx, &required_shape, good, &e), ERR_INPUT);
        assert_string_equal(cx->error.field, name);
        fault_clear(cx);
        json_object_set_new(good, name, json_string(""));
        assert_int_equal(shape_parse(cx, &required_shape, good, &e), ERR_INPUT);
        assert_string_equal(cx->error.field, name);
        fault_clear(cx);
        json_object_set_new(good, name, value);
    }
    json_object_set_new(good, "place_id", json_string("0"));
    assert_int_equal(shape_parse(cx, &required_shape, good, &e), ERR_INPUT);
    fault_clear(cx);
    json_object_set_new(good, "place_id", json_string("1"));
    /* removed characters leave nothing */
    json_object_set_new(good, "words", json_string("\x01\x02"));
    assert_int_equal(shape_parse(cx, &required_shape, good, &e), ERR_INPUT);
    fault_clear(cx);
}

#define PAIR(k, v)                                                                             \
    {                                                                                          \
        STR_INIT(k), STR_INIT(v)                                                               \
    }

static void pairs_are_read_the_same(void **state)
{
    struct ctx *cx = *state;
    static const struct {
        const char *json; /* the same said in JSON; NULL: refused */
        size_t n;
        struct pair in[3];
    } rows[] = {
        {"{}", 0, {PAIR("", "")}},
        {"{\"line\":\"张三\",\"count\":7}", 2, {PAIR("line", " 张三 "), PAIR("count", " 7")}},
        {"{\"urgent\":true,\"mood\":\"angry\"}",
         2,
         {PAIR("urgent", "on"), PAIR("mood", "angry")}},
        {"{\"urgent\":false}", 2, {PAIR("urgent", "off"), PAIR("count", "")}},
        {"{\"tags\":[\"a\",\"b\"]}",
         3,
         {PAIR("tags", "a"), PAIR("tags", " "), PAIR("tags", "b")}},
        {"{\"east\":-98.5,\"place_id\":\"12\"}",
         2,
         {PAIR("east", "-98.5"), PAIR("place_id", "12")}},
        {"{\"east\":0.123456}", 1, {PAIR("east", "0.1234569")}},
        {"{\"said_at\":\"2026-11-22T09:08:00+08:00\"}",
         1,
         {PAIR("said_at", "2026-11-22T09:08")}},
        {"{\"secret\":\" x \"}", 1, {PAIR("secret", " x ")}},
        {NULL, 1, {PAIR("nope", "1")}},
        {NULL, 1, {PAIR("\xff", "1")}},
        {NULL, 1, {PAIR("line", "\xff\xff")}},
        {NULL, 2, {PAIR("line", "张三"), PAIR("line", "李四")}},
        {NULL, 1, {PAIR("tags", "a")}},
        {NULL, 1, {PAIR("count", "1.5")}},
        {NULL, 1, {PAIR("count", "0")}},
        {NULL, 1, {PAIR("urgent", "maybe")}},
        {NULL, 1, {PAIR("east", "1.")}},
        {NULL, 1, {PAIR("east", ".5")}},
        {NULL, 1, {PAIR("east", "--1")}},
        {NULL, 1, {PAIR("east", "1e2")}},
        {NULL, 1, {PAIR("east", "99999999999999999999")}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry e, want;
        fault_clear(cx);
        enum err got = shape_parse_pairs(cx, &entry_shape, rows[i].in, rows[i].n, &e);
        if (got != (rows[i].json == NULL ? ERR_INPUT : OK))
            fail_msg("row %zu: %s", i, cx->error.message == NULL ? "taken" : cx->error.message);
        if (rows[i].json == NULL)
            continue;
        assert_int_equal(parse(cx, &entry_shape, rows[i].json, &want), OK);
        if (!shape_same(&entry_shape, &e, &want))
            fail_msg("row %zu", i);
    }
}

static void pairs_miss_what_is_required(void **state)
{
    struct ctx *cx = *state;
    static const struct pair in[] = {PAIR("line", "张三"), PAIR("words", " ")};
    struct entry e;
    fault_clear(cx);
    assert_int_equal(shape_parse_pairs(cx, &required_shape, in, 2, &e), ERR_INPUT);
    assert_string_equal(cx->error.field, "words");
    assert_string_equal(cx->error.message, "words: required");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(what_is_left_out_is_zero),
        cmocka_unit_test(refusals_name_the_field_and_leave_the_rest_alone),
        cmocka_unit_test(labels_follow_the_language),
        cmocka_unit_test(required_means_each_one),
        cmocka_unit_test(pairs_are_read_the_same),
        cmocka_unit_test(pairs_miss_what_is_required),
    };
    return cmocka_run_group_tests(tests, open_cx, close_cx);
}
