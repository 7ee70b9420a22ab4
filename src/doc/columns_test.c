// SPDX-License-Identifier: Apache-2.0
#include "doc/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "doc/sheet.h"

enum { PHONE, WORDS, AT, PLACE, TARGETS };
#define TWICE                                                                                  \
    "{\"header_row\":1,\"columns\":[{\"title\":\"a\",\"target\":\"phone\"},"                   \
    "{\"title\":\"b\",\"target\":\"phone\"}]}"
static const char *const phone[] = {"联系电话", "电话", "手机号码", "来电号码", NULL};
static const char *const words[] = {"诉求内容", "留言详情", "内容", NULL};
static const char *const at[] = {"受理时间", "时间", "Received At", NULL};
static const char *const place[] = {"区划", NULL};
static const struct target list[TARGETS] = {[PHONE] = {"phone", phone, false},
                                            [WORDS] = {"words", words, true},
                                            [AT] = {"received_at", at, true},
                                            [PLACE] = {"place", place, false}};
static const struct targets targets = {list, TARGETS};

static int setup(void **state)
{
    static struct ctx cx;
    cx = (struct ctx){.arena = arena_open(16 << 20)};
    *state = &cx;
    return 0;
}

static int teardown(void **state)
{
    arena_close(((struct ctx *)*state)->arena);
    return 0;
}

static struct row header_of(struct ctx *cx, const char *titles)
{
    struct strs parts = str_split(cx->arena, str_c(titles), '|');
    struct cell *cells = NEWS(cx->arena, struct cell, parts.n);
    for (size_t i = 0; i < parts.n; i++)
        cells[i] =
            (struct cell){.kind = parts.p[i].n ? CELL_TEXT : CELL_EMPTY, .text = parts.p[i]};
    return (struct row){.number = 1, .cells = cells, .n = parts.n};
}

static const char *show(struct ctx *cx, const struct mapping *m)
{
    struct buf b;
    buf_init(&b, cx->arena, 4096);
    for (size_t i = 0; i < m->n; i++)
        buf_fmt(&b, "%s%d:%d", i ? " " : "", m->columns[i].target, m->columns[i].score);
    return buf_done(&b).p;
}

static void test_propose(void **state)
{
    static const struct {
        const char *titles, *want;
    } cases[] = {
        {"联系电话|诉求内容|受理时间", "0:100 1:100 2:100"},
        {"序号|电话|留言详情|时间", "-1:0 0:95 1:95 2:95"},
        {" 联系 电话： |＊诉求内容*", "0:100 1:100"},
        {"ＰＨＯＮＥ|received at|RECEIVED_AT", "0:100 2:100 -1:0"},
        {"电话（必填）|内容【不超过500字】", "0:85 1:85"},
        {"来电人联系电话|其他", "0:51 -1:0"},
        {"电话|联系电话", "-1:0 0:100"},
        {"电话|电话", "0:95 -1:0"},
        {"|（）|***", "-1:0 -1:0 -1:0"},
    };
    struct ctx *cx = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct row header = header_of(cx, cases[i].titles);
        struct mapping m = columns_propose(cx, targets, &header);
        assert_string_equal(show(cx, &m), cases[i].want);
    }
}

static struct sheet *open_text(struct ctx *cx, const char *text)
{
    char path[] = "/tmp/huiyin-columns-XXXXXX";
    struct sheet *s;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    assert_int_equal(sheet_open(cx, path, &s), OK);
    unlink(path);
    return s;
}

static void test_find(void **state)
{
    static const struct {
        const char *text;
        int64_t header;
        const char *first; /* first cell under the header */
    } cases[] = {
        {"电话,内容\n1,a\n", 1, "1"},
        {"某县台账,,\n制表：办公室,,\n\n序号,联系电话,诉求内容\n7,1,a\n", 4, "7"},
        {"标题,,\n甲,乙,丙\n1,2,3\n", 2, "1"},
        {"电话,内容\n", 1, NULL},
        {"t\n2\n3\n4\n5\n6\n7\n8\n9\n10\n电话,内容\n", 1, "2"},
    };
    struct ctx *cx = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sheet *s = open_text(cx, cases[i].text);
        struct mapping m;
        struct row r;
        bool more;
        assert_int_equal(columns_find(cx, s, targets, &m), OK);
        assert_int_equal(m.header_row, cases[i].header);
        assert_int_equal(sheet_row(cx, s, &r, &more), OK);
        assert_int_equal(more, cases[i].first != NULL);
        if (more)
            assert_string_equal(r.cells[0].text.p, cases[i].first);
        sheet_close(s);
    }
    struct sheet *s = open_text(cx, "\n\n,,\n");
    struct mapping m;
    assert_int_equal(columns_find(cx, s, targets, &m), ERR_INPUT);
    sheet_close(s);
}

static void test_use(void **state)
{
    struct ctx *cx = *state;
    struct row header = header_of(cx, "内容|x|电话"), values = header_of(cx, "路灯坏了|1");
    struct mapping m = columns_propose(cx, targets, &header);
    assert_int_equal(columns_of(&m, PHONE), 2);
    assert_int_equal(columns_of(&m, PLACE), -1);
    assert_int_equal(columns_missing(&m, targets), AT);
    assert_true(str_eq_c(columns_cell(&m, &values, WORDS)->text, "路灯坏了"));
    assert_int_equal(columns_cell(&m, &values, PHONE)->kind, CELL_EMPTY);
    assert_int_equal(columns_cell(&m, &values, PLACE)->kind, CELL_EMPTY);
}

static void test_json(void **state)
{
    struct ctx *cx = *state;
    struct row header = header_of(cx, "内容|x|电话"), moved = header_of(cx, "x|内容|电话"),
               spaced = header_of(cx, "内 容：|y|电话|z");
    struct mapping m = columns_propose(cx, targets, &header), back;
    struct buf b;
    struct json w;
    json_t *in;
    buf_init(&b, cx->arena, 4096);
    json_init(&w, &b);
    columns_json(&w, &m, targets);
    assert_int_equal(json_read(cx, buf_done(&b), &in), OK);
    assert_int_equal(columns_load(cx, in, targets, &back), OK);
    assert_int_equal(back.header_row, 1);
    assert_string_equal(show(cx, &back), show(cx, &m));
    assert_true(columns_fit(&back, &header) && columns_fit(&back, &spaced));
    assert_false(columns_fit(&back, &moved));

    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"header_row\":-1,\"columns\":[]}",
        "{\"header_row\":1,\"columns\":{}}",
        "{\"header_row\":1,\"columns\":[1]}",
        "{\"header_row\":1,\"columns\":[{\"title\":\"a\",\"target\":\"nobody\"}]}",
        "{\"header_row\":1,\"columns\":[{\"title\":\"a\",\"target\":\"phone\",\"score\":101}]}",
        "{\"header_row\":1,\"columns\":[{\"title\":\"\",\"target\":\"at\"}]}",
        TWICE,
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(json_read(cx, str_c(bad[i]), &in), OK);
        assert_int_equal(columns_load(cx, in, targets, &back), ERR_INPUT);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {TEST(test_propose), TEST(test_find), TEST(test_use),
                                       TEST(test_json)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
