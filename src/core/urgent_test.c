/* SPDX-License-Identifier: Apache-2.0
 * The shipped urgent words on sentences made up for them, and what a file may not say.
 */
#include "core/urgent.h"

#include <string.h>

#include "base/source_testing.h"

static struct arena *arena;
static struct ctx cx;

static const struct urgent_set *shipped(void)
{
    const struct urgent_set *set = NULL;
    if (urgent_parse(&cx, arena, "data/urgent.json", source_text(arena, "data/urgent.json"),
                     &set) != OK)
        fail_msg("%s", cx.error.message);
    return set;
}

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

/* The rules that a text hits, by code: "self_harm fire". */
static const char *hit_by(const struct urgent_set *set, const char *text)
{
    struct urgent_hit hits[URGENT_HITS];
    struct buf b;
    size_t n = urgent_match(set, arena, str_c(text), hits, URGENT_HITS);
    buf_init(&b, arena, 4096);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || hits[i].rule != hits[i - 1].rule)
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", STR_ARG(hits[i].rule->code));
    return buf_done(&b).p;
}

static void the_shipped_words_hit_what_they_should(void **state)
{
    static const struct {
        const char *text, *rules;
    } rows[] = {
        {"再不解决我就要跳楼了", "self_harm"},
        {"再不解决我就要 跳*楼 了", "self_harm"},
        {"再不解决我就从楼上跳下去", "self_harm"},
        {"孩子从台阶上跳下去崴了脚", ""},
        {"我不想，活了，谁也别劝我", "self_harm"},
        {"我女儿站在楼顶要往下跳，说要自杀", "self_harm"},
        {"商场搞跳楼价大甩卖，喇叭太吵", ""},
        {"游乐园的跳楼机噪音很大", ""},
        {"希望学校加强心理辅导，防止自杀", ""},
        {"谁再来收钱我跟他同归于尽", "threat_violence"},
        {"他扬言要放火烧了我家的店", "threat_violence"},
        {"楼下的火锅店油烟太大", ""},
        {"请社区组织灭火器检查", ""},
        {"三号楼着火了，楼道里全是烟", "fire"},
        {"３号楼着　火了", "fire"},
        {"万一着火了怎么办，请把消防通道清出来", ""},
        {"小区门口消防通道被私家车堵死", "fire_hazard"},
        {"家里闻到煤气味，不敢开灯", "gas_leak"},
        {"明天我们准备进京上访", "group_action"},
        {"一百多名业主正在售楼部门口拉横幅", "group_action"},
        {"请加强宣传，防止聚集上访", ""},
        {"晚高峰拥堵路段能不能加个红绿灯", ""},
        {"工地拖欠工资，二十多人要堵路讨薪", "wages_gathering"},
        {"我们小区停水三天了没人管", "water_cut_group water_cut_long"},
        {"今天下午停水，什么时候来", "water_cut_group"},
        {"停水费怎么交", ""},
        {"电动车乱停电动车充电桩少", ""},
        {"家里有八十岁老人，暖气不热", "heating_cut_group heating_cut_frail"},
        {"孩子放学后走失了，求助", "violence"},
        {"食堂吃完饭多名学生呕吐腹泻", "food_poisoning"},
        {"路灯坏了一个月", ""},
        {"", ""},
    };
    const struct urgent_set *set = shipped();
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *got = hit_by(set, rows[i].text);
        if (strcmp(got, rows[i].rules) == 0)
            continue;
        print_message("%s: \"%s\", not \"%s\"\n", rows[i].text, got, rows[i].rules);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void places_are_told_in_the_text(void **state)
{
    struct urgent_hit hits[URGENT_HITS];
    size_t n =
        urgent_match(shipped(), arena, STR("您好：再不管，我要跳 楼！"), hits, COUNT(hits));
    (void)state;
    assert_int_equal(n, 1);
    assert_int_equal(hits[0].from, 7); /* 我要跳 楼 */
    assert_int_equal(hits[0].to, 12);
}

/* However often a word stands there: no more work than the text is long, and the rest is seen.
 */
static void a_text_full_of_words_is_read_to_its_end(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, arena, 1 << 20);
    for (int i = 0; i < 1500; i++)
        buf_c(&b, "防止自杀，");
    buf_c(&b, "我要自杀");
    assert_string_equal(hit_by(shipped(), buf_done(&b).p), "self_harm");
}

static void nothing_is_loaded_and_nothing_hits(void **state)
{
    struct urgent_hit hits[1];
    (void)state;
    assert_int_equal(urgent_match(NULL, arena, STR("我要自杀"), hits, 1), 0);
}

#define HEAD "{\"name\":\"x\",\"zh\":\"x\",\"en\":\"x\",\"hand\":\"l\","
#define RUNG "{\"after_minutes\":0,\"to\":[{\"role\":\"screener\"}]}"
#define LADDER "\"ladders\":[{\"code\":\"l\",\"acknowledge_minutes\":5,\"rungs\":[" RUNG "]}],"
#define TEXTS                                                                                  \
    "\"zh\":\"x\",\"en\":\"x\",\"advice_zh\":\"x\",\"advice_en\":\"x\",\"kind\":\"fire\","

static void a_file_that_cannot_work_is_refused(void **state)
{
    static const struct {
        const char *text, *field;
    } rows[] = {
        {"[]", ""},
        {HEAD LADDER "\"rules\":[{\"code\":\"a\"," TEXTS "\"ladder\":\"l\"}]}", "/rules/0"},
        {HEAD LADDER "\"rules\":[{\"code\":\"a\"," TEXTS "\"ladder\":\"m\",\"any\":[\"火\"]}]}",
         "/rules/0"},
        {HEAD LADDER "\"rules\":[{\"code\":\"a\"," TEXTS
                     "\"ladder\":\"l\",\"any\":[\"火\"],\"all\":1}]}",
         "/rules/0/all"},
        {HEAD "\"ladders\":[{\"code\":\"l\",\"acknowledge_minutes\":5,\"rungs\":[" RUNG "," RUNG
              "]}],\"rules\":[{\"code\":\"a\"," TEXTS "\"ladder\":\"l\",\"any\":[\"火\"]}]}",
         "/ladders/0/rungs/1"},
        {HEAD "\"ladders\":[{\"code\":\"l\",\"acknowledge_minutes\":5,\"rungs\":[{"
              "\"after_minutes\":0}]}],\"rules\":[{\"code\":\"a\"," TEXTS
              "\"ladder\":\"l\",\"any\":[\"火\"]}]}",
         "/ladders/0/rungs/0"},
        {HEAD "\"ladders\":[{\"code\":\"l\",\"acknowledge_minutes\":5,\"rungs\":[{"
              "\"after_minutes\":0,\"to\":[{\"role\":\"citizen\"}]}]}],\"rules\":[{\"code\":"
              "\"a\"," TEXTS "\"ladder\":\"l\",\"any\":[\"火\"]}]}",
         "/ladders/0/rungs/0/to/0/role"},
    };
    const struct urgent_set *set = NULL;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(urgent_parse(&cx, arena, "f.json", str_c(rows[i].text), &set),
                         ERR_INPUT);
        if (rows[i].field[0])
            assert_string_equal(cx.error.field, rows[i].field);
        fault_clear(&cx);
    }
    assert_null(set);
    assert_int_equal(urgent_parse(&cx, arena, "f.json",
                                  STR(HEAD LADDER "\"rules\":[{\"code\":\"a\"," TEXTS
                                                  "\"ladder\":\"l\",\"any\":[\"火\"]}]}"),
                                  &set),
                     OK);
    assert_string_equal(hit_by(set, "起火"), "a");
}

static void the_schema_is_the_programs_table(void **state)
{
    (void)state;
    assert_schema_file(arena, urgent_schema, "data/urgent.schema.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_shipped_words_hit_what_they_should, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(places_are_told_in_the_text, setup, teardown),
        cmocka_unit_test_setup_teardown(a_text_full_of_words_is_read_to_its_end, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_is_loaded_and_nothing_hits, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_work_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(the_schema_is_the_programs_table, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
