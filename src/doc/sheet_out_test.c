// SPDX-License-Identifier: Apache-2.0
#include "doc/sheet_out.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

#include "base/ctx.h"
#include "base/time.h"
#include "doc/sheet.h"

enum { ARENA_BYTES = 64 << 20, PATH_BYTES = 64, COLUMNS = 5 };
static const int64_t moment = INT64_C(1578283778123); /* 2020-01-06 12:09:38.123 Beijing */

struct fix {
    struct ctx cx;
    char dir[PATH_BYTES], path[PATH_BYTES + 16];
};

static const struct column cols[COLUMNS] = {
    {.title = "标题", .type = COLUMN_TEXT, .width = 30},
    {.title = "=公式", .type = COLUMN_TEXT},
    {.title = "数", .type = COLUMN_NUMBER},
    {.title = "时间", .type = COLUMN_DATETIME},
    {.title = "日期", .type = COLUMN_DATE},
};

static int setup(void **state)
{
    static struct fix f;
    f = (struct fix){.cx = {.arena = arena_open(ARENA_BYTES), .wall = moment}};
    snprintf(f.dir, sizeof f.dir, "/tmp/huiyin-out-XXXXXX");
    assert_non_null(mkdtemp(f.dir));
    snprintf(f.path, sizeof f.path, "%s/t", f.dir);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fix *f = *state;
    arena_close(f->cx.arena);
    unlink(f->path);
    assert_int_equal(rmdir(f->dir), 0); /* no temporary file was left */
    return 0;
}

static struct cell text(const char *s)
{
    return (struct cell){.kind = CELL_TEXT, .text = str_c(s)};
}

static const char *const texts[] = {
    "平常",       "=1+1",      "'=1+1",    "''=1",         "'",
    "'a",         "+86",       "-5",       "@x",           "\tx",
    "\rx",        "a\r\nb\nc", "a\rb",     "say \"hi\"",   "a,b;c\td",
    " 前后空格 ", "_x0041_",   "\x01\x1f", "\xEF\xBF\xBF", "👍🏽𠮷",
    "※ 机密",     "<&>\"'",    "00123",    "1E5",          "]]>",
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static struct sheet_out *begin(struct fix *f, enum sheet_out_kind kind, const char *watermark)
{
    const struct sheet_spec spec = {
        .kind = kind, .cols = cols, .n = COLUMNS, .watermark = watermark};
    struct sheet_out *o;
    assert_int_equal(sheet_out_open(&f->cx, f->path, &spec, &o), OK);
    return o;
}

static void write_all(struct fix *f, enum sheet_out_kind kind, const char *watermark)
{
    struct sheet_out *o = begin(f, kind, watermark);
    for (size_t i = 0; i < TEXTS; i++) {
        const struct cell cells[COLUMNS] = {
            text(texts[i]),
            text(texts[TEXTS - 1 - i]),
            {.kind = CELL_NUMBER, .number = (double)i - 2.5},
            {.kind = CELL_DATE, .at = moment + (int64_t)i},
            {.kind = CELL_DATE, .at = moment},
        };
        assert_int_equal(sheet_out_row(&f->cx, o, cells), OK);
    }
    assert_int_equal(sheet_out_close(&f->cx, o), OK);
}

static void check_row(const struct row *r, size_t i, bool typed)
{
    int64_t at = 0, day = 0;
    bool at_only = true, day_only = false;
    assert_int_equal(r->n, COLUMNS);
    assert_string_equal(r->cells[0].text.p, texts[i]);
    assert_string_equal(r->cells[1].text.p, texts[TEXTS - 1 - i]);
    assert_true(strtod(r->cells[2].text.p, NULL) == (double)i - 2.5);
    assert_true(cell_time(&r->cells[3], &at, &at_only) &&
                cell_time(&r->cells[4], &day, &day_only));
    assert_true(at == moment + (int64_t)i && !at_only);
    assert_true(day == time_day_start(time_day(moment)) && day_only);
    assert_int_equal(r->cells[2].kind, typed ? CELL_NUMBER : CELL_TEXT);
    assert_int_equal(r->cells[3].kind, typed ? CELL_DATE : CELL_TEXT);
    assert_int_equal(r->cells[0].kind, CELL_TEXT);
}

static void round_trip(struct fix *f, enum sheet_out_kind kind, const char *watermark)
{
    const struct sheet_options opt = {.unescape_formula = true};
    struct sheet *s;
    struct row r;
    bool more;
    write_all(f, kind, watermark);
    assert_int_equal(sheet_open_with(&f->cx, f->path, &opt, &s), OK);
    assert_int_equal(sheet_is_xlsx(s), kind == SHEET_OUT_XLSX);
    assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
    assert_true(more && r.number == (watermark ? 2 : 1) && str_eq_c(r.cells[1].text, "=公式"));
    assert_string_equal(sheet_banner(s).n ? sheet_banner(s).p : "",
                        watermark ? str_fmt(f->cx.arena, "※ %s", watermark).p : "");
    for (size_t i = 0; i < TEXTS; i++) {
        assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
        assert_true(more);
        check_row(&r, i, kind == SHEET_OUT_XLSX);
    }
    assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
    assert_false(more);
    sheet_close(s);
}

static void test_round_trip(void **state)
{
    round_trip(*state, SHEET_OUT_XLSX, NULL);
    round_trip(*state, SHEET_OUT_XLSX, "演练登记册 A&B，数据不是真的");
    round_trip(*state, SHEET_OUT_CSV, NULL);
    round_trip(*state, SHEET_OUT_CSV, "演练登记册，数据不是真的");
}

static const char *part(struct fix *f, const char *name)
{
    int code;
    zip_stat_t st;
    zip_t *z = zip_open(f->path, ZIP_RDONLY, &code);
    assert_non_null(z);
    assert_int_equal(zip_stat(z, name, 0, &st), 0);
    char *p = arena_alloc(f->cx.arena, st.size + 1);
    zip_file_t *file = zip_fopen(z, name, 0);
    assert_non_null(file);
    assert_int_equal(zip_fread(file, p, st.size), st.size);
    zip_fclose(file);
    zip_discard(z);
    return p;
}

static void test_xlsx_looks(void **state)
{
    struct fix *f = *state;
    write_all(f, SHEET_OUT_XLSX, "甲&乙");
    const char *sheet = part(f, "xl/worksheets/sheet1.xml");
    assert_non_null(strstr(sheet, "<pane ySplit=\"2\""));
    assert_non_null(strstr(sheet, "<autoFilter ref=\"A2:E27\"/>"));
    assert_non_null(strstr(sheet, "<oddHeader>&amp;C甲&amp;&amp;乙</oddHeader>"));
    assert_non_null(strstr(sheet, "state=\"frozen\""));
    assert_null(strstr(sheet, "<f>")); /* formulas are inert */
    assert_non_null(strstr(part(f, "xl/styles.xml"), "yyyy-mm-dd hh:mm:ss"));
}

static void test_csv_bytes(void **state)
{
    struct fix *f = *state;
    static const char want[] =
        "\xEF\xBB\xBF※ x,,,,\r\n标题,'=公式,数,时间,日期\r\n'=1,\"a,b\",-5,2020-01-06 "
        "12:09:38.123,2020-01-06\r\n";
    char got[256] = "";
    struct sheet_out *o = begin(f, SHEET_OUT_CSV, "x");
    const struct cell cells[COLUMNS] = {text("=1"),
                                        text("a,b"),
                                        {.kind = CELL_NUMBER, .number = -5},
                                        {.kind = CELL_DATE, .at = moment},
                                        {.kind = CELL_DATE, .at = moment}};
    assert_int_equal(sheet_out_row(&f->cx, o, cells), OK);
    assert_int_equal(sheet_out_close(&f->cx, o), OK);
    FILE *in = fopen(f->path, "rb");
    assert_non_null(in);
    assert_int_equal(fread(got, 1, sizeof got, in), sizeof want - 1);
    fclose(in);
    assert_memory_equal(got, want, sizeof want - 1);
}

static void test_long_text(void **state)
{
    enum { UNITS = 32767 };
    struct fix *f = *state;
    char *s = arena_alloc(f->cx.arena, UNITS + 8);
    memset(s, 'a', UNITS);
    struct cell cells[COLUMNS] = {text(s)};
    struct sheet_out *o = begin(f, SHEET_OUT_XLSX, NULL);
    assert_int_equal(sheet_out_row(&f->cx, o, cells), OK);
    assert_int_equal(sheet_out_close(&f->cx, o), OK);

    memcpy(s + UNITS - 1, "👍", 5); /* two units */
    cells[0] = text(s);
    o = begin(f, SHEET_OUT_XLSX, NULL);
    assert_int_equal(sheet_out_row(&f->cx, o, cells), ERR_TOO_LARGE);
    assert_non_null(strstr(f->cx.error.message, "单元格 A2（标题）"));
    assert_int_equal(sheet_out_row(&f->cx, o, cells), ERR_TOO_LARGE);
    assert_int_equal(sheet_out_close(&f->cx, o), ERR_TOO_LARGE);

    fault_clear(&f->cx);
    o = begin(f, SHEET_OUT_CSV, NULL);
    assert_int_equal(sheet_out_row(&f->cx, o, cells), OK);
    assert_int_equal(sheet_out_close(&f->cx, o), OK);
}

static void test_bad_cells(void **state)
{
    struct fix *f = *state;
    for (int kind = 0; kind < 2; kind++) {
        struct cell bad[COLUMNS] = {text("\xFF")}, nan[COLUMNS] = {{0}};
        nan[2] = (struct cell){.kind = CELL_NUMBER, .number = strtod("nan", NULL)};
        struct sheet_out *o = begin(f, (enum sheet_out_kind)kind, NULL);
        assert_int_equal(sheet_out_row(&f->cx, o, bad), ERR_INPUT);
        sheet_out_drop(o);
        sheet_out_drop(o);
        o = begin(f, (enum sheet_out_kind)kind, NULL);
        assert_int_equal(sheet_out_row(&f->cx, o, nan), ERR_INPUT);
        sheet_out_drop(o);
        begin(f, (enum sheet_out_kind)kind, NULL); /* left to the arena */
    }
    assert_int_equal(access(f->path, F_OK), -1);
}

/* A limit on file size stands for the full disk; the old file stays. */
static void test_full_disk(void **state)
{
    struct fix *f = *state;
    struct rlimit was, tight;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, SIG_IGN);
    for (int kind = 0; kind < 2; kind++) {
        for (rlim_t size = 0; size < 200000; size += 40000) {
            write_all(f, SHEET_OUT_CSV, "old");
            tight = was;
            tight.rlim_cur = size;
            const struct sheet_spec spec = {
                .kind = (enum sheet_out_kind)kind, .cols = cols, .n = COLUMNS};
            struct sheet_out *o;
            fault_clear(&f->cx);
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
            enum err e = sheet_out_open(&f->cx, f->path, &spec, &o);
            if (e == OK) {
                for (int i = 0; i < 20000 && e == OK; i++) {
                    struct cell cells[COLUMNS] = {
                        text(str_fmt(f->cx.arena, "行 %d 第 %d 件", i, i * 7919 % 20011).p)};
                    e = sheet_out_row(&f->cx, o, cells);
                }
                enum err closed = sheet_out_close(&f->cx, o);
                e = e == OK ? closed : e;
            }
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
            assert_int_equal(e, ERR_IO);
            struct sheet *s;
            struct row r;
            bool more;
            fault_clear(&f->cx);
            assert_int_equal(sheet_open(&f->cx, f->path, &s), OK);
            assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
            assert_string_equal(sheet_banner(s).p, "※ old");
            sheet_close(s);
        }
    }
}

static void test_no_folder(void **state)
{
    struct fix *f = *state;
    struct sheet_out *o;
    const struct sheet_spec spec = {.kind = SHEET_OUT_CSV, .cols = cols, .n = COLUMNS};
    assert_int_equal(sheet_out_open(&f->cx, "/nowhere/at/all.csv", &spec, &o), ERR_IO);
}

/* Bytes of a part of the file, NUL-terminated. */
static const char *part_of(struct fix *f, const char *name)
{
    int err = 0;
    zip_stat_t st;
    zip_t *z = zip_open(f->path, ZIP_RDONLY, &err);
    assert_non_null(z);
    assert_int_equal(zip_stat(z, name, 0, &st), 0);
    char *text = arena_alloc(f->cx.arena, (size_t)st.size + 1);
    zip_file_t *part = zip_fopen(z, name, 0);
    assert_int_equal(zip_fread(part, text, st.size), (zip_int64_t)st.size);
    text[st.size] = '\0';
    zip_fclose(part);
    zip_close(z);
    return text;
}

static void test_form_locks_what_is_not_to_be_filled(void **state)
{
    struct fix *f = *state;
    struct sheet_out *o = NULL;
    static const char *const choices[] = {"最终", "阶段", NULL};
    static const struct fill fills[COLUMNS] = {
        [1] = {.how = "锁定 & 说明"},
        [4] = {.open = true, .choices = choices, .how = "从下拉中选"},
    };
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = cols,
                                    .n = COLUMNS,
                                    .fills = fills,
                                    .guide = "填写说明"};
    const struct cell row[COLUMNS] = {text("一"), text("二")};
    assert_int_equal(sheet_out_open(&f->cx, f->path, &spec, &o), OK);
    assert_int_equal(sheet_out_row(&f->cx, o, row), OK);
    assert_int_equal(sheet_out_row(&f->cx, o, row), OK);
    assert_int_equal(sheet_out_close(&f->cx, o), OK);
    const char *first = part_of(f, "xl/worksheets/sheet1.xml");
    assert_non_null(strstr(first, "<sheetProtection "));
    assert_non_null(strstr(first, "sqref=\"E2:E3\""));
    assert_non_null(strstr(first, "!$C$3:$D$3"));
    const char *guide = part_of(f, "xl/worksheets/sheet2.xml");
    assert_non_null(strstr(guide, "锁定 &amp; 说明"));
    assert_non_null(strstr(guide, "阶段"));
    assert_null(strstr(guide, "标题")); /* of which nothing is to be said */
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip), TEST(test_xlsx_looks),
        TEST(test_csv_bytes),  TEST(test_long_text),
        TEST(test_bad_cells),  TEST(test_full_disk),
        TEST(test_no_folder),  TEST(test_form_locks_what_is_not_to_be_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
