/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include "base/ctx.h"
#include "base/field.h"
#include "base/time.h"
#include "base/utf8.h"

/* Seeds for everything here that reads bytes from outside. Each is tried whole, cut off at
 * every byte, with every byte replaced by each of a few nasty ones, and joined to itself. What
 * comes back has to keep its promises whatever went in. */
static const struct str seeds[] = {
    STR_INIT(
        "{\"words\":\"路灯坏了\\n\\\"\\u56de\\ud83d\\ude00\",\"place_id\":\"12\",\"count\":-"
        "1}"),
    STR_INIT(
        "{\"said_at\":\"2026-11-22T09:08:07.123+08:00\",\"east\":113.1e1,\"urgent\":true}"),
    STR_INIT(
        "{\"tags\":[\"a\",\"　b\"],\"mood\":\"angry\",\"number\":\"62070220261122000015-1\"}"),
    STR_INIT("{\"words\":\"\\ud83d\",\"words\":\"\\udc00\"}"),
    STR_INIT("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]"),
    STR_INIT("[1e308,-1E+308,1e-400,9223372036854775807,-9223372036854775808,0.1]"),
    STR_INIT("2026年11月22日 9:08"),
    STR_INIT("2026-11-22T23:59:59.999999999-12:00"),
    STR_INIT("20261122 24:00:00Z"),
    STR_INIT("a \t\xc2\xa0\r\n\r\n\r\n\xe3\x80\x80\x7f\xc2\x85 "
             "e\xcc\x81\xef\xb7\xba\xf0\x9f\x91\xa8\xe2\x80\x8d"),
    STR_INIT("\xed\xa0\x80\xf4\x90\x80\x80\xc0\xaf\xfe\xff\xe5\x9b\0tail"),
};

#define MOOD_LIST(X)                                                                           \
    X(MOOD_CALM, "calm", "平静", "Calm") X(MOOD_ANGRY, "angry", "生气", "Angry")
enum mood { MOOD_LIST(ENUM_ID) };
ENUM_NAMES(mood, MOOD_LIST);

struct entry {
    struct str words, number;
    int64_t count, place_id, said_at, east;
    bool urgent;
    enum mood mood;
    struct strs tags;
};

static const struct field entry_fields[] = {
    FIELD(struct entry, words, .as = AS_TEXT, .max = 20),
    FIELD(struct entry, number, .as = AS_NUMBER),
    FIELD(struct entry, count),
    FIELD(struct entry, place_id, .as = AS_ID),
    FIELD(struct entry, said_at, .as = AS_TIME),
    FIELD(struct entry, east, .as = AS_REAL6),
    FIELD(struct entry, urgent),
    FIELD(struct entry, mood, .names = &mood_names),
    FIELD(struct entry, tags),
};
static const struct shape entry_shape = SHAPE("entry", struct entry, entry_fields);

static json_t *written_and_read(struct ctx *cx, const struct entry *e)
{
    struct buf b;
    struct json w;
    json_t *back;
    buf_init(&b, cx->arena, 10000);
    json_init(&w, &b);
    json_obj(&w);
    shape_json(&w, &entry_shape, e);
    json_obj_end(&w);
    assert_true(buf_ok(&b));
    assert_int_equal(json_read(cx, buf_done(&b), &back), OK);
    return back;
}

static void check_fault(struct ctx *cx, enum err e)
{
    assert_int_equal(e, ERR_INPUT);
    assert_int_equal(cx->error.code, ERR_INPUT);
    assert_true(utf8_valid(str_c(cx->error.message)));
    fault_clear(cx);
}

static void check_shape(struct ctx *cx, json_t *in)
{
    struct entry e;
    memset(&e, 0x55, sizeof e);
    struct entry before = e;
    enum err got = shape_parse(cx, &entry_shape, in, &e);
    if (got != OK) {
        assert_memory_equal(&e, &before, sizeof e);
        check_fault(cx, got);
        return;
    }
    struct entry copy = {0};
    assert_true(utf8_count(e.words) <= 20);
    assert_int_equal(shape_patch(cx, &entry_shape, written_and_read(cx, &e), &copy), OK);
    assert_true(shape_same(&entry_shape, &e, &copy));
}

static void check_json(struct ctx *cx, struct str s)
{
    json_t *v = NULL;
    enum err got = json_read(cx, s, &v);
    if (got != OK) {
        assert_null(v);
        check_fault(cx, got);
        return;
    }
    assert_true(utf8_valid(s));
    check_shape(cx, v);
}

static void check_pairs(struct ctx *cx, struct str s)
{
    for (size_t i = 0; i < COUNT(entry_fields); i++) {
        struct entry e;
        const struct pair in[] = {{str_c(entry_fields[i].name), s}};
        enum err got = shape_parse_pairs(cx, &entry_shape, in, 1, &e);
        if (got != OK)
            check_fault(cx, got);
        else
            (void)written_and_read(cx, &e);
    }
}

static void check_text(struct ctx *cx, struct str s)
{
    struct str clean = utf8_clean(cx->arena, s);
    assert_true(utf8_valid(clean));
    assert_true(clean.n <= s.n);
    assert_true(str_eq(utf8_clean(cx->arena, clean), clean));
    struct str folded = utf8_fold(cx->arena, s);
    assert_int_equal(utf8_valid(folded), utf8_valid(s));
    int64_t count = utf8_count(s);
    assert_true(utf8_head(s, count / 2).n <= s.n);
    if (utf8_valid(s))
        assert_true(utf8_valid(utf8_head(s, count / 2)));
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, 10000);
    json_init(&w, &b);
    json_str(&w, s);
    assert_true(utf8_valid(buf_done(&b)));
}

static void check_time(struct str s)
{
    int64_t at = 0, again = 0;
    bool date_only;
    char text[TIME_TEXT];
    if (!time_parse(s, &at, &date_only))
        return;
    assert_true(time_parse(str_c(time_rfc3339(text, at)), &again, &date_only));
    assert_true(at == again && !date_only);
}

static void check(struct ctx *cx, struct str s)
{
    check_json(cx, s);
    check_pairs(cx, s);
    check_text(cx, s);
    check_time(s);
    arena_reset(cx->arena);
}

/* On the heap at its exact size, so that ASan sees a byte read too far. */
static void check_exact(struct ctx *cx, const char *p, size_t n)
{
    char *exact = malloc(n);
    assert_true(exact != NULL || n == 0);
    if (n > 0)
        memcpy(exact, p, n);
    check(cx, (struct str){exact, n});
    free(exact);
}

static void seeds_whole_cut_and_doubled(void **state)
{
    struct ctx *cx = *state;
    for (size_t i = 0; i < COUNT(seeds); i++) {
        for (size_t n = 0; n <= seeds[i].n; n++)
            check_exact(cx, seeds[i].p, n);
        char twice[600];
        assert_true(seeds[i].n * 2 <= sizeof twice);
        memcpy(twice, seeds[i].p, seeds[i].n);
        memcpy(twice + seeds[i].n, seeds[i].p, seeds[i].n);
        check_exact(cx, twice, seeds[i].n * 2);
    }
}

static void seeds_with_every_byte_replaced(void **state)
{
    struct ctx *cx = *state;
    static const unsigned char nasty[] = {0,   '"',  '\\', '{',  '[', '9',
                                          '-', '\n', 0x80, 0xed, 0xff};
    for (size_t i = 0; i < COUNT(seeds); i++) {
        char copy[300];
        assert_true(seeds[i].n <= sizeof copy);
        memcpy(copy, seeds[i].p, seeds[i].n);
        for (size_t k = 0; k < seeds[i].n; k++) {
            for (size_t c = 0; c < sizeof nasty; c++) {
                copy[k] = (char)nasty[c];
                check_exact(cx, copy, seeds[i].n);
            }
            copy[k] = seeds[i].p[k];
        }
    }
}

static int open_cx(void **state)
{
    static struct ctx cx;
    cx = (struct ctx){.arena = arena_open(1 << 20), .lang = LANG_ZH};
    *state = &cx;
    return 0;
}

static int close_cx(void **state)
{
    struct ctx *cx = *state;
    arena_close(cx->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeds_whole_cut_and_doubled),
        cmocka_unit_test(seeds_with_every_byte_replaced),
    };
    return cmocka_run_group_tests(tests, open_cx, close_cx);
}
