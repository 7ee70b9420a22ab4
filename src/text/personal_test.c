/* SPDX-License-Identifier: Apache-2.0 */
#include "text/personal.h"

#include "base/arena.h"
#include "base/testing.h"

static const char *const names[PERSONAL__MAX] = {"mobile", "landline", "idno",
                                                 "card",   "door",     "plate"};

/* "mobile 3-14 " … */
static struct str found_in(struct arena *a, const char *text)
{
    struct personal_found f[8];
    struct str out = STR("");
    size_t n = personal_find(a, str_c(text), f, 8);
    for (size_t i = 0; i < n; i++)
        out = str_fmt(a, "%.*s%s %u-%u ", STR_ARG(out), names[f[i].kind], f[i].from, f[i].to);
    return out;
}

static void numbers(void **state)
{
    static const struct {
        const char *text, *found;
    } rows[] = {
        {"请拨打13800138000。", "mobile 3-14 "},
        {"请拨打１３８ 0013-8000。", "mobile 3-16 "},
        {"电话+8613800138000", "mobile 3-16 "},
        {"编号2019120113800138000", ""},
        {"单号UU13800138000", ""},
        {"2019-04-18 13800138000", "mobile 11-22 "},
        {"科室电话0731-84321234", "landline 4-17 "},
        {"电话0000-00000000", ""},
        {"热线12345，投资13800万元", ""},
        {"身份证11010519491231002X号", "idno 3-21 "},
        {"身份证110105194912310021号", ""},
        {"老证110105491231002", "idno 2-17 "},
        {"卡号6222 0202 0001 0000 000", ""},
        {"卡号4111 1111 1111 1111", "card 2-21 "},
        {"2019.12.31至2020.1.15", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_open((size_t)1 << 20);
        assert_string_equal(found_in(a, rows[i].text).p, rows[i].found);
        arena_close(a);
    }
}

static void doors(void **state)
{
    static const struct {
        const char *text, *found;
    } rows[] = {
        {"住在3栋2单元501，漏水", "door 2-10 "},
        {"5栋306号房", "door 0-6 "},
        {"A座1203室", "door 0-7 "},
        {"村里3组12号", "door 2-7 "},
        {"1203室", "door 0-5 "},
        {"中山路12号", ""},
        {"3号楼2层", ""},
        {"3栋至5栋共306户", ""},
        {"3单元电梯", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_open((size_t)1 << 20);
        assert_string_equal(found_in(a, rows[i].text).p, rows[i].found);
        arena_close(a);
    }
}

static void plates(void **state)
{
    static const struct {
        const char *text, *found;
    } rows[] = {
        {"冀R12345占道", "plate 0-7 "},
        {"车牌冀R·D12345的货车", "plate 2-11 "},
        {"京A 1B345，", "plate 0-8 "},
        {"新GB 5749标准", ""},
        {"云A座1203室", "door 1-8 "},
        {"苏B1234", ""},
        {"青A12345678", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_open((size_t)1 << 20);
        assert_string_equal(found_in(a, rows[i].text).p, rows[i].found);
        arena_close(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers), cmocka_unit_test(doors),
                                       cmocka_unit_test(plates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
