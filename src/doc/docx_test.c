// SPDX-License-Identifier: Apache-2.0
#include "doc/docx.h"

#include "base/testing.h"

#include <string.h>
#include <zip.h>

#include "base/ctx.h"
#include "base/field.h"
#include "doc/pack.h"
#include "doc/sheet.h"

enum { ARENA_BYTES = 512 << 20 };

static int setup(void **state)
{
    static struct ctx cx;
    cx = (struct ctx){.arena = arena_open(ARENA_BYTES), .lang = LANG_EN};
    *state = &cx;
    return 0;
}

static int teardown(void **state)
{
    struct ctx *cx = *state;
    arena_close(cx->arena);
    return 0;
}

struct file {
    const char *name;
    struct str text;
};

static struct str zipped(struct ctx *cx, const struct file *files, size_t n)
{
    zip_error_t why;
    zip_stat_t st;
    zip_error_init(&why);
    zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *z = zip_open_from_source(s, ZIP_CREATE | ZIP_TRUNCATE, &why);
    assert_non_null(z);
    zip_source_keep(s);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *one = zip_source_buffer(z, files[i].text.p, files[i].text.n, 0);
        assert_true(zip_file_add(z, files[i].name, one, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(z), 0);
    assert_int_equal(zip_source_stat(s, &st), 0);
    assert_int_equal(zip_source_open(s), 0);
    char *to = arena_room(cx->arena, (size_t)st.size + 1);
    assert_int_equal(zip_source_read(s, to, st.size), (zip_int64_t)st.size);
    zip_source_close(s);
    zip_source_free(s);
    zip_error_fini(&why);
    return (struct str){.p = to, .n = (size_t)st.size};
}

#define W_NS "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define DOC(body)                                                                              \
    "<w:document xmlns:w=\"" W_NS "\"><w:body>" body "<w:sectPr/></w:body></w:document>"
#define R(text) "<w:r><w:rPr><w:b/></w:rPr><w:t>" text "</w:t></w:r>"
#define P(text) "<w:p>" R(text) "</w:p>"
#define TC(text) "<w:tc>" P(text) "</w:tc>"

static struct str docx(struct ctx *cx, struct str body)
{
    const struct file files[] = {
        {"[Content_Types].xml", STR("<Types/>")},
        {"word/document.xml", body},
    };
    return zipped(cx, files, COUNT(files));
}

static json_t *fields(struct ctx *cx)
{
    json_t *out = NULL;
    const char *text = "{\"a\":\"<甲 & 乙>\",\"empty\":\"\",\"two\":\"一\\n二\","
                       "\"mark\":\"{{a}} {{#rows}}\",\"bad\":\"x\\u0001\\ufffey\","
                       "\"rows\":[{\"n\":\"一\",\"in\":[{\"m\":\"1\"},{\"m\":\"2\"}]},"
                       "{\"n\":\"二\",\"a\":\"里\",\"in\":[]}],\"none\":[]}";
    assert_int_equal(json_read(cx, str_c(text), &out), OK);
    return out;
}

/* The document's XML, filled. */
static struct str filled(struct ctx *cx, struct str body)
{
    static const struct sheet_limits limits = {.file_bytes = 1 << 24,
                                               .parts = 99,
                                               .part_bytes = 1 << 24,
                                               .total_bytes = 1 << 26,
                                               .ratio = 1000,
                                               .ratio_from = 1 << 24};
    struct str out = {0}, xml = {0};
    struct pack *pack = NULL;
    enum err e = docx_fill(cx, docx(cx, body), fields(cx), &out);
    if (e != OK)
        fail_msg("%s", cx->error.message);
    assert_int_equal(pack_open_bytes(cx, out, "out", &limits, &pack), OK);
    assert_int_equal(part_all(cx, pack, "word/document.xml", &xml), OK);
    pack_close(pack);
    return xml;
}

static void has(struct str xml, const char *what)
{
    if (!str_has(xml, what))
        fail_msg("lacks %s: %s", what, xml.p);
}

static void has_not(struct str xml, const char *what)
{
    if (str_has(xml, what))
        fail_msg("has %s: %s", what, xml.p);
}

static int times(struct str xml, const char *what)
{
    int n = 0;
    for (const char *p = xml.p; (p = strstr(p, what)) != NULL; p++)
        n++;
    return n;
}

static void values(void **state)
{
    struct str xml = filled(*state, STR(DOC(P("前{{a}}后 {{ empty }}|{{two}}|{{bad}}"))));
    has(xml, "&lt;甲 &amp; 乙&gt;");
    has(xml, "<w:br/>");
    has(xml, ">xy<");
    has(xml, ">前<");
    has(xml, ">后 <");
    has_not(xml, "{{");
    has_not(xml, "huiyin");
    assert_true(times(xml, "<w:b/>") >= 5); /* the looks stay with each piece */
}

/* What a value holds is text, however it looks. */
static void value_is_no_mark(void **state)
{
    has(filled(*state, STR(DOC(P("{{mark}}")))), "{{a}} {{#rows}}");
}

/* As WPS and Word cut them: over runs, beside spelling marks, tabs, breaks. */
static void cut_over_runs(void **state)
{
    struct str xml = filled(
        *state,
        STR(DOC("<w:p>" R("见{") "<w:proofErr w:type=\"spellStart\"/>" R("{a")
                    R("}") "<w:r><w:t>}，</w:t><w:tab/><w:t>{{tw</w:t><w:t>o}}</w:t></w:r>" R(
                        "完") "</w:p>")));
    has(xml, "&lt;甲 &amp; 乙&gt;");
    has(xml, ">见<");
    has(xml, ">，<");
    has(xml, "<w:tab/>");
    has(xml, ">完<");
    has_not(xml, "{");
}

static void rows_of_a_table(void **state)
{
    struct str xml = filled(
        *state, STR(DOC("<w:tbl><w:tr>" TC("头") "</w:tr><w:tr>" TC("{{#rows}}{{n}}")
                            TC("{{a}}{{/rows}}") "</w:tr></w:tbl>"
                                                 "<w:tbl><w:tr>" TC("{{#none}}{{n}}")
                                                     TC("{{/none}}") "</w:tr></w:tbl>")));
    assert_int_equal(times(xml, "<w:tr>"), 3);
    assert_int_equal(times(xml, "<w:tbl>"), 1); /* one without rows is none */
    has(xml, ">一<");
    has(xml, ">里<");                /* the row's own first … */
    has(xml, "&lt;甲 &amp; 乙&gt;"); /* … then what is around */
}

static void blocks_nest(void **state)
{
    struct str xml = filled(
        *state, STR(DOC(P("{{#rows}}") P("行{{n}}") P("{{#in}}") P("内{{m}}{{n}}") P("{{/in}}")
                            P("{{^in}}") P("空") P("{{/in}}") P("{{/rows}}") P("尾"))));
    assert_int_equal(times(xml, "<w:p>"), 2 + 2 + 1 + 1);
    assert_int_equal(times(xml, ">内<"), 2);
    assert_int_equal(times(xml, ">空<"), 1);
    has_not(xml, "{{");
    has_not(xml, "Range");
}

static void conditions_in_a_line(void **state)
{
    struct str xml =
        filled(*state, STR(DOC(P("{{?a}}有{{/a}}{{^a}}无{{/a}}{{?empty}}坏{{/empty}}"
                                 "{{#rows}}{{n}}、{{/rows}}{{^none}}没有行{{/none}}"))));
    has(xml, ">有<");
    has_not(xml, ">无<");
    has_not(xml, "坏");
    has(xml, ">没有行<");
    assert_int_equal(times(xml, ">、<"), 2);
}

/* A cell keeps a paragraph, whatever went out of it. */
static void cells_stay_whole(void **state)
{
    struct str xml = filled(*state, STR(DOC("<w:tbl><w:tr><w:tc>" P("{{?empty}}") P("x")
                                                P("{{/empty}}") "</w:tc></w:tr></w:tbl>")));
    has(xml, "<w:tc><w:p/></w:tc>");
}

static void same_bytes_again(void **state)
{
    struct ctx *cx = *state;
    struct str a = {0}, b = {0}, tmpl = docx(cx, STR(DOC(P("{{a}}"))));
    assert_int_equal(docx_fill(cx, tmpl, fields(cx), &a), OK);
    assert_int_equal(docx_fill(cx, tmpl, fields(cx), &b), OK);
    assert_true(str_eq(a, b));
}

static const struct docx_field inner[] = {{.name = "m"}, {0}};
static const struct docx_field outer[] = {
    {.name = "n"}, {.name = "in", .type = DOCX_LIST, .rows = inner}, {0}};
static const struct docx_field known[] = {{.name = "a"},
                                          {.name = "lines", .type = DOCX_LINES},
                                          {.name = "rows", .type = DOCX_LIST, .rows = outer},
                                          {0}};

static void refuse_check(struct ctx *cx, struct str body, const char *why)
{
    assert_int_equal(docx_check(cx, docx(cx, body), known), ERR_INPUT);
    if (!strstr(cx->error.message, why))
        fail_msg("lacks \"%s\": %s", why, cx->error.message);
    fault_clear(cx);
}

static void fields_are_known(void **state)
{
    struct ctx *cx = *state;
    assert_int_equal(
        docx_check(cx,
                   docx(cx, STR(DOC(P("{{a}}{{?rows}}x{{/rows}}") P("{{#rows}}")
                                        P("{{serial}}{{n}}{{a}}{{#in}}{{m}}{{n}}{{/in}}")
                                            P("{{/rows}}") P("{{#lines}}{{text}}{{/lines}}")))),
                   known),
        OK);
    refuse_check(cx, STR(DOC(P("甲方：{{nobody}}。"))), "{{nobody}} (in \"甲方：nobody。\")");
    refuse_check(cx, STR(DOC(P("{{n}}"))), "{{n}}");         /* of a row, outside it */
    refuse_check(cx, STR(DOC(P("{{rows}}"))), "{{rows}}");   /* a list as a text */
    refuse_check(cx, STR(DOC(P("{{#a}}x{{/a}}"))), "{{a}}"); /* a text as a list */
    refuse_check(cx, STR(DOC(P("{{?a}}x"))), "no partner");
    refuse_check(cx, STR(DOC(P("x{{/a}}"))), "no partner");
    refuse_check(cx, STR(DOC(P("{{?a}}{{^rows}}x{{/a}}{{/rows}}"))), "no partner");
    refuse_check(cx, STR(DOC(P("{{a"))), "no }}");
}

static void pairs_that_cross(void **state)
{
    struct ctx *cx = *state;
    struct str out = {0};
    struct str body = STR(DOC(P("文字{{?a}}") P("x") P("{{/a}}")));
    assert_int_equal(docx_fill(cx, docx(cx, body), fields(cx), &out), ERR_INPUT);
    assert_non_null(strstr(cx->error.message, "a pair stands in one paragraph"));
}

/* ---- what comes from outside ---- */

static void refuse(struct ctx *cx, struct str bytes, enum err code, const char *why)
{
    struct str out = {0};
    assert_int_equal(docx_fill(cx, bytes, fields(cx), &out), code);
    if (!strstr(cx->error.message, why))
        fail_msg("lacks \"%s\": %s", why, cx->error.message);
    fault_clear(cx);
}

static void refuse_part(struct ctx *cx, const char *name, const char *text, const char *why)
{
    const struct file files[] = {
        {"[Content_Types].xml", STR("<Types/>")},
        {"word/document.xml", STR(DOC(P("x")))},
        {name, str_c(text)},
    };
    refuse(cx, zipped(cx, files, COUNT(files)), ERR_INPUT, why);
}

static void hostile_packages(void **state)
{
    struct ctx *cx = *state;
    refuse(cx, STR("no zip at all"), ERR_INPUT, "damaged");
    refuse(cx, zipped(cx, &(struct file){"a.txt", STR("x")}, 1), ERR_INPUT, "no Word document");
    refuse_part(cx, "../../etc/cron.d/x", "x", "leaves the package");
    refuse_part(cx, "/etc/x", "x", "leaves the package");
    refuse_part(cx, "word\\..\\x", "x", "leaves the package");
    refuse_part(cx, "word/vbaProject.bin", "x", "macros");
    refuse_part(cx, "word/embeddings/oleObject1.bin", "x", "embeds");
    refuse_part(cx, "word/activeX/activeX1.xml", "<x/>", "controls");
    refuse_part(cx, "WORD/Document.xml", DOC(""), "twice");
    refuse_part(
        cx, "word/_rels/document.xml.rels",
        "<Relationships><Relationship Id=\"r\" Type=\"x/image\" Target=\"http://10.0.0.1/\" "
        "TargetMode=\"External\"/></Relationships>",
        "outside file");
    refuse_part(cx, "word/_rels/settings.xml.rels",
                "<Relationships><Relationship Id=\"r\" Type=\"x/attachedTemplate\" "
                "Target=\"file:///etc/passwd\" TargetMode=\"external\"/></Relationships>",
                "outside file");
    refuse_part(cx, "word/settings.xml", "<a><b></a>", "well-formed");
}

static void hostile_xml(void **state)
{
    struct ctx *cx = *state;
    refuse(
        cx,
        docx(cx, STR("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" DOC(P("&x;")))),
        ERR_INPUT, "");
    refuse(cx,
           docx(cx,
                STR("<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" DOC(
                    P("&b;")))),
           ERR_INPUT, "DTD");
    refuse(cx,
           docx(cx, STR(DOC("<w:p><w:r><w:instrText> INCLUDETEXT \"/etc/passwd\" </w:instrText>"
                            "</w:r></w:p>"))),
           ERR_INPUT, "field codes");
    refuse(cx, docx(cx, STR(DOC("<w:p><w:fldSimple w:instr=\"DDEAUTO c:\\\\x\"/></w:p>"))),
           ERR_INPUT, "field codes");
    refuse(cx, docx(cx, STR(DOC("<w:p><w:r><w:object/></w:r></w:p>"))), ERR_INPUT, "embeds");
    (void)filled(
        cx,
        STR(DOC("<w:p><w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r></w:p>")));
}

static struct str repeated(struct ctx *cx, const char *head, const char *what, size_t n,
                           const char *tail)
{
    size_t h = strlen(head), w = strlen(what), t = strlen(tail);
    char *to = arena_room(cx->arena, h + n * w + t + 1);
    memcpy(to, head, h);
    for (size_t i = 0; i < n; i++)
        memcpy(to + h + i * w, what, w);
    memcpy(to + h + n * w, tail, t + 1);
    return (struct str){.p = to, .n = h + n * w + t};
}

#define OPEN_DOC "<w:document xmlns:w=\"" W_NS "\"><w:body>"
#define SHUT_DOC "</w:body></w:document>"

static void bombs(void **state)
{
    struct ctx *cx = *state;
    refuse(cx, docx(cx, repeated(cx, OPEN_DOC, "          ", 390000, SHUT_DOC)), ERR_TOO_LARGE,
           "ZIP bomb");
    refuse(cx, docx(cx, repeated(cx, OPEN_DOC, "0123456789abcdef", 300000, SHUT_DOC)),
           ERR_TOO_LARGE, "limit");
    refuse(cx, docx(cx, repeated(cx, "", "<w:p xmlns:w=\"" W_NS "\">", 2000, "")), ERR_INPUT,
           "well-formed");
    refuse(cx, docx(cx, repeated(cx, OPEN_DOC "<w:p>", R("{{a}}"), 2500, "</w:p>" SHUT_DOC)),
           ERR_TOO_LARGE, "too long");
    refuse(cx, docx(cx, repeated(cx, OPEN_DOC, P("{{a}}"), 2500, SHUT_DOC)), ERR_TOO_LARGE,
           "marks");
}

/* Lists in lists in lists grow by powers; the document may not. */
static void growth_is_bounded(void **state)
{
    struct ctx *cx = *state;
    json_t *rows = json_array(), *all = json_object();
    struct str out = {0};
    for (int i = 0; i < 400; i++)
        json_array_append_new(rows, json_object());
    json_object_set_new(all, "r", rows);
    struct str body = STR(
        DOC(P("{{#r}}") P("{{#r}}") P("{{#r}}") P("x") P("{{/r}}") P("{{/r}}") P("{{/r}}")));
    assert_int_equal(docx_fill(cx, docx(cx, body), all, &out), ERR_TOO_LARGE);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        T(values),
        T(value_is_no_mark),
        T(cut_over_runs),
        T(rows_of_a_table),
        T(blocks_nest),
        T(conditions_in_a_line),
        T(cells_stay_whole),
        T(same_bytes_again),
        T(fields_are_known),
        T(pairs_that_cross),
        T(hostile_packages),
        T(hostile_xml),
        T(bombs),
        T(growth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
