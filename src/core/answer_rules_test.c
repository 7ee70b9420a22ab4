/* SPDX-License-Identifier: Apache-2.0 */
#include "core/answer_rules.h"

#include "base/source_testing.h"

static struct arena *arena;
static struct ctx cx;
static const struct answer_rules *rules;

static int open_rules(void **state)
{
    (void)state;
    arena = arena_open((size_t)64 << 20);
    cx = (struct ctx){.arena = arena};
    if (answer_rules_parse(&cx, arena, "data/answers.json",
                           source_text(arena, "data/answers.json"), &rules) != OK) {
        print_error("%s\n", cx.error.message);
        return -1;
    }
    return 0;
}

static int close_rules(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static void the_schema_is_what_the_program_reads(void **state)
{
    (void)state;
    assert_schema_file(arena, answer_rules_schema, "data/answers.schema.json");
}

#define LAMP "市民广场北侧第三盏路灯不亮，晚上老人散步看不清路，请派人修好。"

static const struct answer_earlier lamp_then = {
    .num = STR_INIT("5119022611200017"),
    .answer = STR_INIT(
        "您好！您反映的问题已收悉。经交通局工作人员到现场核查，情况属实，已要求施工单位于"
        "11月25日前完成整改，并安排专人巡查。感谢您的支持。"),
    .said = STR_INIT("三组通村公路塌方，校车进不来，请尽快抢修。"),
};

/* The codes of what is found, each once. */
static struct str codes(const struct answer_case *c)
{
    struct answer_finding f[ANSWER_FINDINGS];
    struct str out = STR("");
    size_t n = answer_look(rules, arena, c, f, ANSWER_FINDINGS);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || f[i].rule != f[i - 1].rule)
            out = str_fmt(arena, "%.*s%.*s ", STR_ARG(out), STR_ARG(f[i].rule->code));
    return out;
}

static void what_is_found(void **state)
{
    static const struct {
        const char *said, *answer, *codes;
    } rows[] = {
        {LAMP, "市民广场北侧的路灯，城管局已于11月21日派人更换灯泡，当晚已亮。", ""},
        {LAMP, "市民广场北侧的路灯，城管局已于11月21日更换灯泡。有问题请打13800138000。",
         "mobile "},
        {LAMP, "市民广场的路灯，住3栋2单元501的王某已由城管局于11月21日批评教育。", "door "},
        {LAMP, "市民广场路灯，城管局11月21日已更换。来访请到市民中心3栋2单元501。", ""},
        {LAMP, "市民广场北侧路灯的事，身份证11010519491231002X的住户已由城管局11月21日更换。",
         "idno "},
        {LAMP, "您好！您反映的市民广场路灯问题已收悉，已转相关部门处理，请耐心等待。",
         "no_measure forwarded "},
        {LAMP, "感谢您的来信，祝您生活愉快。", "off_topic no_measure "},
        {LAMP, "市民广场北侧路灯因资金有限暂时无法，请予理解。", "no_measure excuse "},
        {LAMP, "市民广场北侧路灯城管局将更换。", "no_when "},
        {LAMP, "市民广场北侧路灯将于11月30日前更换。", "no_who "},
        {"请问市民广场的路灯几点开？", "根据规定，市民广场的路灯十八点开。", ""},
        {LAMP,
         "您好！您反映的市民广场路灯问题已收悉。经交通局工作人员到现场核查，情况属实，已要求施"
         "工单位于"
         "11月25日前完成整改，并安排专人巡查。感谢您的支持。",
         "copied "},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct answer_case c = {.said = str_c(rows[i].said),
                                .answer = str_c(rows[i].answer),
                                .earlier = &lamp_then,
                                .earlier_n = 1};
        struct str got = codes(&c);
        if (strcmp(got.p, rows[i].codes) != 0)
            fail_msg("row %zu: %s, not %s", i, got.p, rows[i].codes);
    }
}

static void a_like_demand_may_be_answered_alike(void **state)
{
    struct answer_case c = {.said = lamp_then.said,
                            .answer = lamp_then.answer,
                            .earlier = &lamp_then,
                            .earlier_n = 1};
    (void)state;
    assert_null(strstr(codes(&c).p, "copied"));
    c.said = STR(LAMP);
    assert_non_null(strstr(codes(&c).p, "copied"));
    c.late = true;
    assert_non_null(strstr(codes(&c).p, "late"));
}

static void words_are_told_with_their_places(void **state)
{
    struct answer_finding f[ANSWER_FINDINGS];
    struct answer_case c = {
        .said = STR(LAMP),
        .answer = STR("市民广场的路灯城管局11月21日已更换，电话１３８００１３８０００。"),
    };
    (void)state;
    assert_int_equal(answer_look(rules, arena, &c, f, ANSWER_FINDINGS), 1);
    assert_int_equal(f[0].from, 22);
    assert_int_equal(f[0].to, 33);
    assert_int_equal(f[0].rule->grave, ANSWER_SERIOUS);
}

static void plain_words(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, arena, 10000);
    buf_c(&b, "市民广场北侧的路灯，城管局已于11月21日更换");
    for (int i = 0; i < 60; i++)
        buf_c(&b, "，又说一句");
    struct answer_case c = {.said = STR(LAMP), .answer = buf_done(&b)};
    assert_string_equal(codes(&c).p, "long_sentence ");
    c.answer =
        STR("市民广场北侧的路灯，城管局已于11月21日更换。我们高度重视，第一时间行动，压实责任，"
            "多措并举，形成长效机制。");
    assert_string_equal(codes(&c).p, "formula ");
}

static void a_wrong_file_is_refused(void **state)
{
    static const char *const files[] = {
        "{}",
        "{\"name\":\"a\",\"zh\":\"a\",\"en\":\"a\",\"rules\":[{\"code\":\"a\",\"kind\":"
        "\"none\"}]}",
        "{\"name\":\"a\",\"zh\":\"a\",\"en\":\"a\",\"rules\":[{\"code\":\"a\",\"kind\":"
        "\"formula\","
        "\"grave\":\"hint\",\"zh\":\"a\",\"en\":\"a\",\"advice_zh\":\"a\",\"advice_en\":\"a\"}]"
        "}",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        const struct answer_rules *r = NULL;
        assert_int_equal(answer_rules_parse(&cx, arena, "f", str_c(files[i]), &r), ERR_INPUT);
        fault_clear(&cx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_schema_is_what_the_program_reads),
        cmocka_unit_test(what_is_found),
        cmocka_unit_test(a_like_demand_may_be_answered_alike),
        cmocka_unit_test(words_are_told_with_their_places),
        cmocka_unit_test(plain_words),
        cmocka_unit_test(a_wrong_file_is_refused),
    };
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
