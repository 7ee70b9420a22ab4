// SPDX-License-Identifier: Apache-2.0
#include "doc/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/time.h"
#include "doc/numfmt.h"
#include "doc/xlsx_text.h"

enum { ARENA_BYTES = 256 << 20, PATH_BYTES = 64 };

struct fix {
    struct ctx cx;
    char path[PATH_BYTES];
};

static int setup(void **state)
{
    static struct fix f;
    f = (struct fix){.cx = {.arena = arena_open(ARENA_BYTES)}};
    snprintf(f.path, sizeof f.path, "/tmp/huiyin-xlsx-XXXXXX");
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

struct file {
    const char *name, *text;
};

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define MAIN_NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS(body)                                                                             \
    XML "<Relationships "                                                                      \
        "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" body         \
        "</Relationships>"
#define REL(id, type, target)                                                                  \
    "<Relationship Id=\"" id "\" Type=\"" REL_NS "/" type "\" Target=\"" target "\"/>"
#define ROOT                                                                                   \
    {                                                                                          \
        "_rels/.rels", RELS(REL("rId1", "officeDocument", "xl/workbook.xml"))                  \
    }
#define BOOK_RELS                                                                              \
    {                                                                                          \
        "xl/_rels/workbook.xml.rels",                                                          \
            RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml")                             \
                     REL("rId2", "styles", "styles.xml")                                       \
                         REL("rId3", "sharedStrings", "/xl/sharedStrings.xml")                 \
                             REL("rId4", "worksheet", "../xl/./worksheets/sheet2.xml"))        \
    }
#define BOOK(pr)                                                                                \
    {                                                                                           \
        "xl/workbook.xml",                                                                      \
            XML "<workbook " MAIN_NS " xmlns:r=\"" REL_NS "\">" pr                              \
                "<sheets><sheet name=\"隐藏\" sheetId=\"2\" state=\"hidden\" r:id=\"rId4\"/>" \
                "<sheet name=\"台账\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"      \
    }
/* Styles: 0 general, 1 date (14), 2 date and time (22), 3 custom date, 4 number with a quoted
 * d. */
#define STYLES                                                                                 \
    {                                                                                          \
        "xl/styles.xml", XML                                                                   \
            "<styleSheet " MAIN_NS                                                             \
            "><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m\"/>"         \
            "<numFmt numFmtId=\"177\" formatCode=\"0.0&quot;d&quot;\"/></numFmts>"             \
            "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"  \
            "<xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"176\"/><xf "             \
            "numFmtId=\"177\"/></cellXfs>"                                                     \
            "</styleSheet>"                                                                    \
    }
#define STRINGS                                                                                   \
    {                                                                                             \
        "xl/sharedStrings.xml", XML                                                               \
            "<sst " MAIN_NS                                                                       \
            "><si><t>姓名</t></si><si><r><t>张</t></r><r><rPr/><t xml:space=\"preserve\"> 三" \
            "</t></r><rPh sb=\"0\" "                                                              \
            "eb=\"1\"><t>zhang</t></rPh></si><si><t>a_x000D_&#10;b_x005F_x0041_</t></si>"         \
            "<si/></sst>"                                                                         \
    }
#define SHEET(rows)                                                                            \
    {                                                                                          \
        "xl/worksheets/sheet1.xml",                                                            \
            XML "<worksheet " MAIN_NS "><sheetData>" rows "</sheetData></worksheet>"           \
    }
#define SHEET2(rows)                                                                           \
    {                                                                                          \
        "xl/worksheets/sheet2.xml",                                                            \
            XML "<worksheet " MAIN_NS "><sheetData>" rows "</sheetData></worksheet>"           \
    }
#define WORKBOOK(pr, rows)                                                                     \
    (const struct file[])                                                                      \
    {                                                                                          \
        ROOT, BOOK_RELS, BOOK(pr), STYLES, STRINGS, SHEET(rows),                               \
            SHEET2("<row><c><v>7</v></c></row>"),                                              \
        {                                                                                      \
            0                                                                                  \
        }                                                                                      \
    }

static void pack(const struct fix *f, const struct file *files)
{
    int code;
    zip_t *z = zip_open(f->path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(z);
    for (; files->name; files++) {
        zip_source_t *s = zip_source_buffer(z, files->text, strlen(files->text), 0);
        assert_true(zip_file_add(z, files->name, s, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(z), 0);
}

/* The workbook with these rows. */
static void pack_rows(struct fix *f, bool base_1904, const char *rows)
{
    struct file files[] = {ROOT, BOOK_RELS, BOOK(""), STYLES, STRINGS, SHEET(""), {0}};
    if (base_1904)
        files[2] = (struct file)BOOK("<workbookPr date1904=\"1\"/>");
    files[5].text =
        str_fmt(f->cx.arena, XML "<worksheet " MAIN_NS "><sheetData>%s</sheetData></worksheet>",
                rows)
            .p;
    pack(f, files);
}

/* "row:" and each cell as kind letter and text. */
static const char *dump(struct fix *f, const struct sheet_options *opt)
{
    struct buf b;
    struct sheet *s;
    buf_init(&b, f->cx.arena, 1 << 20);
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
        buf_fmt(&b, "%lld:", (long long)r.number);
        for (size_t i = 0; i < r.n; i++) {
            const struct cell *c = &r.cells[i];
            buf_fmt(&b, "%s%c", i ? "|" : "", "-tndb"[c->kind]);
            buf_str(&b, c->text);
            buf_c(&b, c->kind == CELL_DATE && c->date_only ? "*" : "");
        }
        buf_ch(&b, ';');
    }
    sheet_close(s);
    return b.n ? buf_done(&b).p : "";
}

static void test_reads(void **state)
{
    static const struct {
        bool base_1904;
        const char *rows, *out;
    } cases[] = {
        {false,
         "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>",
         "1:t姓名|-|t张 三;"},
        {false, "<row><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c><c><v>1</v></c></row>",
         "1:ta\r\nb_x0041_|-|n1;"},
        {false,
         "<row r=\"3\"><c><v>1.50</v></c></row><row/><row r=\"9\"><c "
         "s=\"1\"/></row><row><c><v>-2E3</v></c></row>",
         "3:n1.5;10:n-2000;"},
        {false,
         "<row><c><v>13912345678</v></c><c><v>1.3912345678E10</v></c><c><v>0.1</v></c></row>",
         "1:n13912345678|n13912345678|n0.1;"},
        {false,
         "<row><c "
         "t=\"inlineStr\"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>x</t></rPh></is></c></"
         "row>",
         "1:t甲乙;"},
        {false,
         "<row><c t=\"str\"><f>A2&amp;B2</f><v>=1+1</v></c><c t=\"b\"><v>1</v></c><c "
         "t=\"b\"><v>0</v></c>"
         "<c t=\"e\"><v>#N/A</v></c><c><f>1+1</f><v>2</v></c><c "
         "t=\"str\"><f>\"\"</f><v></v></c></row>",
         "1:t=1+1|bTRUE|bFALSE|t#N/A|n2;"},
        {false,
         "<row><c s=\"1\"><v>43836</v></c><c s=\"2\"><v>43836.5066898148</v></c><c "
         "s=\"2\"><v>43836</v></c>"
         "<c s=\"3\"><v>43836</v></c><c s=\"4\"><v>43836</v></c><c><v>43836</v></c></row>",
         "1:d2020-01-06*|d2020-01-06 12:09:38|d2020-01-06 "
         "00:00:00|d2020-01-06*|n43836|n43836;"},
        {false,
         "<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>59</v></c><c s=\"1\"><v>60</v></c><c "
         "s=\"1\"><v>61</v></c>"
         "<c s=\"2\"><v>0.5</v></c><c s=\"1\"><v>3000000</v></c><c "
         "s=\"1\"><v>43836.25</v></c></row>",
         "1:d1900-01-01*|d1900-02-28*|n60|d1900-03-01*|n0.5|n3000000|d2020-01-06 06:00:00;"},
        {true, "<row><c s=\"1\"><v>42374</v></c><c s=\"2\"><v>42374.5</v></c></row>",
         "1:d2020-01-06*|d2020-01-06 12:00:00;"},
        {false,
         "<row><c t=\"d\"><v>2020-01-06</v></c><c t=\"d\"><v>2020-01-06T12:00:00</v></c></row>",
         "1:d2020-01-06*|d2020-01-06 12:00:00;"},
        {false, "<row><c r=\"B1\"><v>2</v></c><c r=\"A1\"><v>1</v></c></row>", "1:n1|n2;"},
        {false, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pack_rows(*state, cases[i].base_1904, cases[i].rows);
        assert_string_equal(dump(*state, NULL), cases[i].out);
    }
}

static void test_worksheets(void **state)
{
    struct fix *f = *state;
    const struct sheet_options hidden = {.worksheet = "隐藏"}, none = {.worksheet = "没有"};
    pack(f, WORKBOOK("", "<row><c><v>1</v></c></row>"));
    assert_string_equal(dump(f, NULL), "1:n1;");
    assert_string_equal(dump(f, &hidden), "1:n7;");
    assert_non_null(strstr(dump(f, &none), "没有工作表“没有”"));
    assert_int_equal(f->cx.error.code, ERR_NOT_FOUND);
}

static void test_rewind(void **state)
{
    struct fix *f = *state;
    struct sheet *s;
    struct row r;
    bool more;
    pack(f, WORKBOOK("", "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"));
    assert_int_equal(sheet_open(&f->cx, f->path, &s), OK);
    for (int i = 0; i < 3; i++) { /* from the middle, from the end, from the middle */
        assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
        assert_true(more && r.number == 1 && str_eq_c(r.cells[0].text, "1"));
        for (int k = 0; k < 2 && i == 1; k++)
            assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
        assert_int_equal(sheet_rewind(&f->cx, s), OK);
    }
    sheet_close(s);
    sheet_close(s);
}

static void refuses(struct fix *f, enum err code, const char *part)
{
    const char *message = dump(f, NULL);
    if (!message || !strstr(message, part))
        fail_msg("expected \"%s\", got: %s", part, message ? message : "(no message)");
    assert_int_equal(f->cx.error.code, code);
    assert_non_null(strstr(message, "huiyin-xlsx-"));
}

static void test_refuses_rows(void **state)
{
    static const struct {
        const char *rows, *out;
        enum err code;
    } cases[] = {
        {"<row><c t=\"s\"><v>4</v></c></row>", "A1：引用了不存在", ERR_INPUT},
        {"<row><c t=\"s\"><v>-1</v></c></row>", "A1：引用了不存在", ERR_INPUT},
        {"<row><c/><c><v>1,5</v></c></row>", "B1：数值有误", ERR_INPUT},
        {"<row><c><v>0x10</v></c></row>", "数值有误", ERR_INPUT},
        {"<row><c><v>1e999</v></c></row>", "数值有误", ERR_INPUT},
        {"<row><c t=\"b\"><v>2</v></c></row>", "逻辑值有误", ERR_INPUT},
        {"<row><c t=\"d\"><v>2020-13-01</v></c></row>", "日期有误", ERR_INPUT},
        {"<row><c t=\"zz\"><v>2</v></c></row>", "类型不认识", ERR_INPUT},
        {"<row><c><f>1+1</f></c></row>", "A1：公式没有保存计算结果", ERR_INPUT},
        {"<row r=\"2\"/><row r=\"2\"/>", "第 2 行之后的行号有误", ERR_INPUT},
        {"<row r=\"x\"/>", "行号有误", ERR_INPUT},
        {"<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>", "位置有误", ERR_INPUT},
        {"<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>", "出现两次", ERR_INPUT},
        {"<row><row/></row>", "行号有误", ERR_INPUT},
        {"<row><c></row>", "格式有误", ERR_INPUT},
        {"<row r=\"1048577\"/>", "1048576 行", ERR_TOO_LARGE},
        {"<row><c r=\"ALM1\"><v>1</v></c></row>", "1000 列", ERR_TOO_LARGE},
    };
    struct fix *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pack_rows(f, false, cases[i].rows);
        refuses(f, cases[i].code, cases[i].out);
    }
}

/* Packages that are no workbook, or one with a piece missing or hostile. */
static void test_refuses_files(void **state)
{
    struct fix *f = *state;
    const struct file word[] = {ROOT, {"word/document.xml", "<x/>"}, {0}};
    const struct file any[] = {{"a.txt", "a"}, {0}};
    const struct file no_sheet[] = {ROOT, BOOK_RELS, BOOK(""), STYLES, STRINGS, {0}};
    const struct file no_strings[] = {ROOT, BOOK_RELS, BOOK(""), STYLES, SHEET(""), {0}};
    struct file dtd[] = {ROOT, BOOK_RELS, BOOK(""), STYLES, STRINGS, SHEET(""), {0}};
    struct file cut[] = {ROOT, BOOK_RELS, BOOK(""), STYLES, STRINGS, SHEET(""), {0}};
    dtd[5].text = "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet><sheetData/></worksheet>";
    cut[5].text = "<worksheet><sheetData><row><c><v>1</v></c></row>";

    pack(f, word);
    refuses(f, ERR_INPUT, "Word 文档");
    pack(f, any);
    refuses(f, ERR_INPUT, "不是 .xlsx 工作簿");
    pack(f, no_sheet);
    refuses(f, ERR_INPUT, "缺少工作表");
    pack(f, no_strings);
    refuses(f, ERR_INPUT, "xl/sharedStrings.xml");
    pack(f, dtd);
    refuses(f, ERR_INPUT, "DTD");
    pack(f, cut);
    refuses(f, ERR_INPUT, "xl/worksheets/sheet1.xml");
}

/* Every cut and many single flipped bytes: an error or the same rows, never a crash. */
static void test_damage(void **state)
{
    struct fix *f = *state;
    static char whole[1 << 16];
    pack(f, WORKBOOK("", "<row><c t=\"s\"><v>0</v></c><c s=\"2\"><v>43836.5</v></c></row>"));
    const char *good = dump(f, NULL);
    FILE *in = fopen(f->path, "rb");
    assert_non_null(in);
    size_t n = fread(whole, 1, sizeof whole, in);
    fclose(in);
    int refused = 0;
    for (size_t i = 4; i < n; i += 7) {
        for (int flip = 0; flip < 2; flip++) {
            FILE *out = fopen(f->path, "wb");
            assert_non_null(out);
            whole[i] = (char)(whole[i] ^ (flip ? 0x24 : 0));
            size_t size = flip ? n : i;
            assert_int_equal(fwrite(whole, 1, size, out), size);
            assert_int_equal(fclose(out), 0);
            whole[i] = (char)(whole[i] ^ (flip ? 0x24 : 0));
            const char *now = dump(f, NULL);
            bool failed = f->cx.error.message != NULL;
            refused += failed;
            if (!failed && !flip) /* no cut file reads */
                fail_msg("cut at %zu of %zu: %s", i, n, now);
            if (!failed && strcmp(now, good) != 0)
                fail_msg("flipped at %zu of %zu: %s", i, n, now);
        }
    }
    assert_true(refused > (int)(n / 7));
}

static void test_bombs(void **state)
{
    enum { BOMB_BYTES = 48 << 20 };
    struct fix *f = *state;
    char *blanks = arena_alloc(f->cx.arena, BOMB_BYTES + 1);
    memset(blanks, ' ', BOMB_BYTES);
    memcpy(blanks, "<worksheet><sheetData>", 22);
    memcpy(blanks + BOMB_BYTES - 24, "</sheetData></worksheet>", 24);
    struct file files[] = {ROOT, BOOK_RELS, BOOK(""), STYLES, STRINGS, SHEET(""), {0}};
    files[5].text = blanks;
    pack(f, files);
    refuses(f, ERR_TOO_LARGE, "压缩炸弹");

    struct sheet_limits l = sheet_limits;
    const struct sheet_options opt = {.limits = &l};
    l.ratio = INT64_MAX;
    assert_string_equal(dump(f, &opt), "");
    l.part_bytes = BOMB_BYTES - 1;
    assert_non_null(strstr(dump(f, &opt), "解压后超过"));
    l = sheet_limits;
    l.ratio = INT64_MAX;
    l.total_bytes = BOMB_BYTES;
    assert_non_null(strstr(dump(f, &opt), "总大小"));
    l = sheet_limits;
    l.ratio = INT64_MAX;
    l.parts = 5;
    assert_non_null(strstr(dump(f, &opt), "部件超过"));

    /* One tag as long as the part. */
    memset(blanks + 22, 'a', BOMB_BYTES - 22);
    memcpy(blanks + 22, "<c r=\"", 6);
    l = sheet_limits;
    l.ratio = INT64_MAX;
    pack(f, files);
    assert_non_null(strstr(dump(f, &opt), "tag too long"));
}

static void test_limits(void **state)
{
    struct fix *f = *state;
    struct sheet_limits l = sheet_limits;
    const struct sheet_options opt = {.limits = &l};
    pack(f,
         WORKBOOK(
             "",
             "<row><c t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is><t>12345</t></is></c></row>"));
    l.cell_chars = 4;
    assert_non_null(strstr(dump(f, &opt), "B1 超过 4 字"));
    l.cell_chars = 2;
    assert_non_null(strstr(dump(f, &opt), "A1 超过 2 字"));
    l = sheet_limits;
    l.row_bytes = 8;
    assert_non_null(strstr(dump(f, &opt), "第 1 行超过 8 字节"));
    l = sheet_limits;
    l.strings = 3;
    assert_non_null(strstr(dump(f, &opt), "3 条"));
    l = sheet_limits;
    l.strings_bytes = 8;
    assert_non_null(strstr(dump(f, &opt), "8 字节"));
    assert_int_equal(f->cx.error.code, ERR_TOO_LARGE);
}

static void test_formats(void **state)
{
    static const struct {
        const char *code;
        enum numfmt is;
    } cases[] = {
        {"General", NUMFMT_NUMBER},
        {"0.00", NUMFMT_NUMBER},
        {"#,##0\\ \\d", NUMFMT_NUMBER},
        {"0\"days\"", NUMFMT_NUMBER},
        {"[h]:mm", NUMFMT_NUMBER},
        {"[Red]0", NUMFMT_NUMBER},
        {"0_d", NUMFMT_NUMBER},
        {"yyyy-mm-dd", NUMFMT_DATE},
        {"yyyy\"年\"m\"月\"", NUMFMT_DATE},
        {"yyyy/m/d\\ h:mm", NUMFMT_TIME},
        {"[$-804]yyyy年m月d日;@", NUMFMT_DATE},
        {"0;yyyy", NUMFMT_NUMBER},
        {"mm:ss.0", NUMFMT_TIME},
        {"\"unclosed d", NUMFMT_NUMBER},
        {"", NUMFMT_NUMBER},
        {"\\", NUMFMT_NUMBER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(numfmt_code(cases[i].code), cases[i].is);
    for (int64_t id = 0; id < 200; id++) {
        bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) ||
                    (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
        assert_int_equal(numfmt_builtin(id) != NUMFMT_NUMBER, date);
    }
    for (int64_t at = -2198000000000; at < 5000000000000; at += 86399999999 / 7) {
        int64_t back = 0;
        assert_true(numfmt_serial(numfmt_to_serial(at), false, &back) && back == at);
    }
}

static void test_escapes(void **state)
{
    static const char *const texts[] = {
        "",        "a",         "_x0041_",        "_x005F_x0041_",
        "_x00_",   "__x0041__", "\r\n\t\x01\x1f", "\xEF\xBF\xBE\xEF\xBF\xBF",
        "_xD800_", "_x0000_"};
    struct fix *f = *state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct str s = str_c(texts[i]);
        assert_true(str_eq(xlsx_unescape(f->cx.arena, xlsx_escape(f->cx.arena, s)), s));
    }
    assert_true(str_eq_c(xlsx_escape(f->cx.arena, STR("\x01_x0041_")), "_x0001__x005F_x0041_"));
    assert_true(str_eq_c(xlsx_unescape(f->cx.arena, STR("_x4e00_")), "一"));
}

/* The public message files: sizes known from their publisher. */
static void test_real(void **state)
{
    static const struct {
        const char *name;
        int64_t rows;
    } cases[] = {{"messages-replied.xlsx", 2817}, {"messages-2019-hot.xlsx", 4327}};
    struct fix *f = *state;
    const char *data = getenv("HUIYIN_DATA");
    if (!data || !*data) {
        print_message("HUIYIN_DATA is not set: the real files are not read\n");
        skip();
    }
    for (size_t i = 0; i < 2; i++) {
        struct sheet *s;
        struct row r;
        bool more = true;
        int64_t rows = 0, dates = 0;
        enum err e =
            sheet_open(&f->cx, str_fmt(f->cx.arena, "%s/%s", data, cases[i].name).p, &s);
        if (e == ERR_NOT_FOUND) {
            print_message("%s is absent\n", cases[i].name);
            skip();
        }
        assert_int_equal(e, OK);
        for (; more; rows += more) {
            assert_int_equal(sheet_row(&f->cx, s, &r, &more), OK);
            if (!more)
                break;
            assert_int_equal(r.n, 7);
            assert_int_equal(r.number, rows + 1);
            int64_t at;
            bool only;
            dates += rows > 0 && cell_time(&r.cells[3], &at, &only);
        }
        assert_int_equal(rows, cases[i].rows);
        assert_int_equal(dates, cases[i].rows - 1);
        sheet_close(s);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_reads),        TEST(test_worksheets),    TEST(test_rewind),
        TEST(test_refuses_rows), TEST(test_refuses_files), TEST(test_damage),
        TEST(test_bombs),        TEST(test_limits),        TEST(test_formats),
        TEST(test_escapes),      TEST(test_real),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
