// SPDX-License-Identifier: Apache-2.0
#include "doc/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/time.h"

enum { ARENA_BYTES = 64 << 20, PATH_BYTES = 64 };

struct fix {
    struct ctx cx;
    char path[PATH_BYTES];
};

static int setup(void **state)
{
    static struct fix f;
    f = (struct fix){.cx = {.arena = arena_open(ARENA_BYTES)}};
    snprintf(f.path, sizeof f.path, "/tmp/huiyin-csv-XXXXXX");
    int fd = mkstemp(f.path);
    assert_true(fd >= 0);
    close(fd);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fix *f = *state;
    unlink(f->path);
    arena_close(f->cx.arena);
    return 0;
}

static void put(const struct fix *f, const void *p, size_t n)
{
    FILE *out = fopen(f->path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(p, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

/* All rows as "number@line:cell|cell\n"; the error's message when reading fails. */
static const char *dump(struct fix *f, const struct sheet_options *opt)
{
    struct buf b;
    struct sheet *s;
    buf_init(&b, f->cx.arena, 1 << 20);
    buf_c(&b, "");
    fault_clear(&f->cx);
    if (sheet_open_with(&f->cx, f->path, opt, &s) != OK)
        return f->cx.error.message;
    for (;;) {
        struct row r;
        bool more;
        if (sheet_row(&f->cx, s, &r, &more) != OK) {
            sheet_close(s);
            return f->cx.error.message;
        }
        if (!more)
            break;
        buf_fmt(&b, "%lld@%lld:", (long long)r.number, (long long)r.line);
        for (size_t i = 0; i < r.n; i++) {
            buf_c(&b, i ? "|" : "");
            buf_str(&b, r.cells[i].text);
        }
        buf_ch(&b, '\n');
    }
    sheet_close(s);
    return b.n ? buf_done(&b).p : "";
}

#define GOOD(in, out)                                                                          \
    {                                                                                          \
        in, sizeof(in) - 1, out                                                                \
    }
static void test_reads(void **state)
{
    static const struct {
        const char *in;
        size_t n;
        const char *out;
    } cases[] = {
        GOOD("a,b\n1,2\n", "1@1:a|b\n2@2:1|2\n"),
        GOOD("a,b\r\n1,2", "1@1:a|b\n2@2:1|2\n"),
        GOOD("a,b\r1,2\r", "1@1:a|b\n2@2:1|2\n"),
        GOOD("a;b\n\"1,5\";2\n", "1@1:a|b\n2@2:1,5|2\n"),
        GOOD("a\tb\n1,5\t2,3\n", "1@1:a|b\n2@2:1,5|2,3\n"),
        GOOD("sep=;\r\na;b,c\n", "1@2:a|b,c\n"),
        GOOD("\"a\"\"q\",\"x\ny\"\nb,c\n", "1@1:a\"q|x\ny\n2@3:b|c\n"),
        GOOD("a,5\" pipe\n", "1@1:a|5\" pipe\n"),
        GOOD("a,b\n\n,,\nc,,d,\n", "1@1:a|b\n4@4:c||d\n"),
        GOOD("\xEF\xBB\xBF姓名,电话\n张三,013800\n", "1@1:姓名|电话\n2@2:张三|013800\n"),
        GOOD("\xD0\xD5\xC3\xFB,\xB5\xE7\xBB\xB0\n\xD5\xC5\xC8\xFD,1\n",
             "1@1:姓名|电话\n2@2:张三|1\n"),
        GOOD("\xFF\xFE\xD3\x59\x0D\x54,\0b\0\n\0", "1@1:姓名|b\n"),
        GOOD("\xFE\xFF\x59\xD3\x54\x0D\0,\0b", "1@1:姓名|b\n"),
        GOOD("'=1,'a,=2\n", "1@1:'=1|'a|=2\n"),
        GOOD("※ 机密,,\na,b,c\n", "2@2:a|b|c\n"),
        GOOD("※姓名,电话\n", "1@1:※姓名|电话\n"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put(*state, cases[i].in, cases[i].n);
        assert_string_equal(dump(*state, NULL), cases[i].out);
    }
}

static void test_options(void **state)
{
    const struct sheet_options opt = {.unescape_formula = true, .exact = true};
    static const char in[] = "※ x,,\n'=1,''+2,'a,'\n";
    put(*state, in, sizeof in - 1);
    assert_string_equal(dump(*state, &opt), "1@1:※ x\n2@2:=1|'+2|'a|'\n");
}

static void test_refuses(void **state)
{
    struct fix *f = *state;
    static const struct {
        const char *in;
        size_t n;
        const char *out; /* must stand in the message */
    } cases[] = {
        GOOD("", "是空的"),
        GOOD("a,b\nc,\"d\ne\n", "第 2 行的引号没有闭合"),
        GOOD("a,b\n\"c\"d,e\n", "第 2 行：引号之后"),
        GOOD("a,b\n\xFF\xFF,c\n", "第 2 行（第 5 字节）既不是 UTF-8 也不是 GB18030"),
        GOOD("姓名,电话\n张三李四王五赵六,\xFF\n", "第 2 行（第 40 字节）不是有效的 UTF-8"),
        GOOD("\xEF\xBB\xBF"
             "a\n\xD0\xD5\n",
             "第 2 行（第 6 字节）不是有效的 UTF-8"),
        GOOD("a,b\nc\0d,e\n", "第 2 行"),
        GOOD("\xFF\xFE"
             "a\0b",
             "编码有误"),
        GOOD("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest", "另存为 .xlsx"),
        GOOD("%PDF-1.7", "PDF"),
        GOOD("\xEF\xBB\xBF \n<HTML><table>", "网页"),
        GOOD("PK\3\4 nothing more", "损坏或不完整"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put(f, cases[i].in, cases[i].n);
        const char *message = dump(f, NULL);
        if (!message || !strstr(message, cases[i].out))
            fail_msg("case %zu: %s", i, message ? message : "(no message)");
        assert_int_equal(f->cx.error.code, ERR_INPUT);
        assert_non_null(strstr(message, "huiyin-csv-"));
    }
}

static void test_limits(void **state)
{
    struct fix *f = *state;
    struct sheet_limits small = sheet_limits;
    small.rows = 3;
    small.columns = 2;
    small.cell_chars = 4;
    small.row_bytes = 20;
    small.file_bytes = 60;
    const struct sheet_options opt = {.limits = &small};
    static const struct {
        const char *in;
        size_t n;
        const char *out; /* NULL = within the limits */
    } cases[] = {
        GOOD("a,b\na,b\na,b\n", NULL),
        GOOD("a,b\na,b\na,b\na,b\n", "3 行"),
        GOOD("a,b,\n", NULL),
        GOOD("a,b,c\n", "第 1 行超过 2 列"),
        GOOD("一二三四,b\n", NULL),
        GOOD("一二三四五,b\n", "A1 超过 4 字"),
        GOOD("一二三四,一二三四\n", "第 1 行超过 20 字节"),
        GOOD("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "60 字节"),
        GOOD("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "第 1 行开始的单元格"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put(f, cases[i].in, cases[i].n);
        const char *message = dump(f, &opt);
        if (cases[i].out) {
            if (!strstr(message, cases[i].out))
                fail_msg("case %zu: %s", i, message);
            assert_int_equal(f->cx.error.code, ERR_TOO_LARGE);
        } else {
            assert_null(f->cx.error.message);
        }
    }
}

/* Cells and characters that lie across the edges of the read buffers, in each encoding. */
static void test_long(void **state)
{
    struct fix *f = *state;
    static const struct {
        const char *unit;
        size_t n;
        const char *encoding;
    } cases[] = {{"姓名,电话\r\n", 15, "UTF-8"},
                 {"\xD0\xD5\xC3\xFB,\xB5\xE7\xBB\xB0\r\n", 11, "GB18030"}};
    enum { ROWS = 20001 };
    for (size_t k = 0; k < 2; k++) {
        FILE *out = fopen(f->path, "wb");
        assert_non_null(out);
        for (int i = 0; i < ROWS; i++)
            assert_int_equal(fwrite(cases[k].unit, 1, cases[k].n, out), cases[k].n);
        assert_int_equal(fclose(out), 0);
        struct sheet *s;
        assert_int_equal(sheet_open(&f->cx, f->path, &s), OK);
        assert_string_equal(sheet_encoding(s), cases[k].encoding);
        for (int pass = 0; pass < 2; pass++) {
            struct row r;
            bool more;
            for (int i = 1; i <= ROWS; i++) {
                assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
                assert_true(more && r.number == i && r.line == i && r.n == 2);
                assert_true(str_eq_c(r.cells[0].text, "姓名") &&
                            str_eq_c(r.cells[1].text, "电话"));
            }
            assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
            assert_false(more);
            assert_int_equal(sheet_rewind(&f->cx, s), OK);
        }
        sheet_close(s);
    }
}

static void test_cell_values(void **state)
{
    (void)state;
    int64_t at, n;
    bool only;
    const struct cell text = {.kind = CELL_TEXT, .text = STR(" 2020/1/6 12:09:38 ")};
    const struct cell day = {.kind = CELL_TEXT, .text = STR("2020年1月6日")};
    const struct cell number = {
        .kind = CELL_NUMBER, .number = 20200106, .text = STR("20200106")};
    const struct cell half = {.kind = CELL_NUMBER, .number = 1.5, .text = STR("1.5")};
    assert_true(cell_time(&text, &at, &only) && !only && at == INT64_C(1578283778000));
    assert_true(cell_time(&day, &at, &only) && only && at == INT64_C(1578240000000));
    assert_true(cell_time(&number, &at, &only) && only && at == INT64_C(1578240000000));
    assert_true(cell_i64(&number, &n) && n == 20200106);
    assert_false(cell_i64(&half, &n));
    assert_false(cell_time(&half, &at, &only));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads, setup, teardown),
        cmocka_unit_test_setup_teardown(test_options, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long, setup, teardown),
        cmocka_unit_test(test_cell_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
