// SPDX-License-Identifier: Apache-2.0
#include "doc/docx.h"

#include <libxml/parser.h>
#include <zip.h>

#include "base/ctx.h"
#include "base/field.h"
#include "doc/docx_impl.h"
#include "doc/pack.h"
#include "doc/sheet.h"

enum { UNKNOWN_BYTES = 4096 };

static const struct sheet_limits limits = {
    .file_bytes = DOCX_BYTES,
    .parts = DOCX_PARTS,
    .part_bytes = DOCX_PART_BYTES,
    .total_bytes = DOCX_TOTAL_BYTES,
    .ratio = 200,
    .ratio_from = 256 << 10,
};

static const char NAME[] = "docx";

/* ---- what may stand in a template ---- */

static enum err refused(struct ctx *cx, const char *part, const char *zh, const char *en)
{
    return fail(cx, ERR_INPUT, "模板里的“%s”不能用：%s", "the template's \"%s\" is refused: %s",
                part, cx->lang == LANG_EN ? en : zh);
}

static bool part_leaves(const char *name)
{
    return !name[0] || name[0] == '/' || strchr(name, '\\') || strchr(name, ':') ||
           strcmp(name, "..") == 0 || strncmp(name, "../", 3) == 0 || strstr(name, "/../") ||
           str_ends(str_c(name), "/..");
}

static enum err part_may(struct ctx *cx, const char *name)
{
    static const struct {
        const char *text, *zh, *en;
    } bad[] = {
        {"vbaProject", "含有宏", "it holds macros"},
        {"vbaData", "含有宏", "it holds macros"},
        {"activeX", "含有控件", "it holds controls"},
        {"embeddings/", "含有嵌入的对象", "it embeds an object"},
        {"afchunk", "含有嵌入的文档", "it embeds a document"},
    };
    if (part_leaves(name))
        return refused(cx, name, "部件名越出了文档", "its name leaves the package");
    for (size_t i = 0; i < COUNT(bad); i++)
        if (strcasestr(name, bad[i].text))
            return refused(cx, name, bad[i].zh, bad[i].en);
    return OK;
}

static bool attr_is(xmlNode *n, const char *name, const char *value)
{
    xmlChar *is = xmlGetNoNsProp(n, (const xmlChar *)name);
    bool same = is && strcasecmp((const char *)is, value) == 0;
    xmlFree(is);
    return same;
}

/* Relationships reach outside only as links that a reader clicks on. */
static enum err relations_may(struct ctx *cx, const char *name, xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        xmlChar *type = xmlGetNoNsProp(n, (const xmlChar *)"Type");
        bool link = type && str_ends(str_c((const char *)type), "/hyperlink");
        xmlFree(type);
        if (attr_is(n, "TargetMode", "External") && !link)
            return refused(cx, name, "引用了文档以外的文件", "it refers to an outside file");
    }
    return OK;
}

/* Fields of the editor's own: those that count and look up inside the document. */
static enum err instruction_may(struct ctx *cx, const char *name, xmlNode *n)
{
    static const char *const fine[] = {"PAGE",    "NUMPAGES", "SECTIONPAGES", "SECTION",
                                       "PAGEREF", "REF",      "STYLEREF",     "TOC",
                                       "SEQ",     "HYPERLINK"};
    xmlChar *text = xmlNodeGetContent(n);
    struct str word = str_trim(str_c((const char *)text));
    size_t n_word = 0;
    while (n_word < word.n && word.p[n_word] != ' ')
        n_word++;
    word.n = n_word;
    bool good = word.n == 0 || word.p[0] == '\\'; /* a further piece holds switches */
    for (size_t i = 0; i < COUNT(fine); i++)
        good = good || (word.n == strlen(fine[i]) && strncasecmp(word.p, fine[i], word.n) == 0);
    xmlFree(text);
    return good ? OK
                : refused(cx, name, "域代码只能是页码、目录一类",
                          "field codes may be page numbers and the like");
}

static enum err body_may(struct ctx *cx, const char *name, xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root; n; n = docx_next(n, root)) {
        if (docx_is(n, "instrText"))
            TRY(instruction_may(cx, name, n));
        if (docx_is(n, "fldSimple")) {
            xmlNode *text = NULL;
            for (xmlAttr *a = n->properties; a && !text; a = a->next)
                if (xmlStrEqual(a->name, (const xmlChar *)"instr"))
                    text = (xmlNode *)a;
            if (text)
                TRY(instruction_may(cx, name, text));
        }
        if (docx_is(n, "object") || docx_is(n, "altChunk") || docx_is(n, "control"))
            return refused(cx, name, "含有嵌入的对象", "it embeds an object");
    }
    return OK;
}

/* ---- the package ---- */

static bool is_text_part(const char *name)
{
    struct str s = str_c(name);
    return str_eq_c(s, "word/document.xml") ||
           (str_ends(s, ".xml") && strchr(name + 5, '/') == NULL &&
            (str_starts(s, "word/header") || str_starts(s, "word/footer")));
}

struct piece {
    const char *name;
    struct str bytes;
    xmlDoc *doc; /* of a text part */
};
struct docx {
    struct piece *p;
    size_t n;
};

static enum err piece_read(struct ctx *cx, struct pack *pack, size_t i, struct piece *out)
{
    const char *name = str_cdup(cx->arena, str_c(pack_part(pack, i)));
    *out = (struct piece){.name = name};
    if (str_ends(str_c(name), "/"))
        return OK; /* a folder's entry: not taken along */
    TRY(part_may(cx, name));
    TRY(part_all(cx, pack, name, &out->bytes));
    if (str_ends(str_c(name), ".rels")) {
        xmlDoc *doc = NULL;
        TRY(docx_parse(cx, name, out->bytes, &doc));
        return relations_may(cx, name, doc);
    }
    if (str_eq_c(str_c(name), "[Content_Types].xml") &&
        (str_has(out->bytes, "macroEnabled") || str_has(out->bytes, "vbaProject")))
        return refused(cx, name, "含有宏", "it holds macros");
    if (str_ends(str_c(name), ".xml")) { /* every part that LibreOffice would parse */
        xmlDoc *doc = NULL;
        TRY(docx_parse(cx, name, out->bytes, &doc));
        TRY(body_may(cx, name, doc));
        out->doc = is_text_part(name) ? doc : NULL;
    }
    return OK;
}

static enum err pieces_read(struct ctx *cx, struct pack *pack, struct docx *out)
{
    bool body = false;
    out->n = pack_count(pack);
    out->p = NEWS(cx->arena, struct piece, out->n + 1);
    for (size_t i = 0; i < out->n; i++) {
        TRY(piece_read(cx, pack, i, &out->p[i]));
        for (size_t k = 0; k < i; k++)
            if (strcasecmp(out->p[k].name, out->p[i].name) == 0)
                return refused(cx, out->p[i].name, "同一部件出现两次",
                               "the part stands there twice");
        body = body || strcmp(out->p[i].name, "word/document.xml") == 0;
    }
    return body ? OK
                : fail(cx, ERR_INPUT,
                       "这不是 Word 文档（.docx）；旧的 .doc、.wps 请另存为 .docx",
                       "this is no Word document (.docx); save a .doc or .wps as .docx first");
}

/* Reads all of it, and puts the marks together. */
static enum err docx_open(struct ctx *cx, struct str tmpl, struct docx *out)
{
    struct pack *pack = NULL;
    TRY(pack_open_bytes(cx, tmpl, NAME, &limits, &pack));
    enum err e = pieces_read(cx, pack, out);
    pack_close(pack);
    for (size_t i = 0; e == OK && i < out->n; i++)
        if (out->p[i].doc)
            e = docx_marks_find(cx, out->p[i].doc);
    return e;
}

enum err docx_check(struct ctx *cx, struct str tmpl, const struct docx_field *fields)
{
    struct docx d = {0};
    struct buf unknown;
    buf_init(&unknown, cx->arena, UNKNOWN_BYTES);
    TRY(docx_open(cx, tmpl, &d));
    for (size_t i = 0; i < d.n; i++)
        if (d.p[i].doc)
            TRY(docx_marks_check(cx, d.p[i].doc, fields, &unknown));
    if (!unknown.n && buf_ok(&unknown))
        return OK;
    return fail(cx, ERR_INPUT, "模板里有认不得的字段：%s",
                "the template names unknown fields: %s", buf_done(&unknown).p);
}

/* ---- written ---- */

static enum err zip_failed(struct ctx *cx, zip_error_t *why)
{
    enum err e = fail(cx, ERR_IO, "文档打包失败：%s", "the document could not be packed: %s",
                      zip_error_strerror(why));
    zip_error_fini(why);
    return e;
}

static bool piece_put(zip_t *zip, const struct piece *p)
{
    zip_source_t *s = zip_source_buffer(zip, p->bytes.p ? p->bytes.p : "", p->bytes.n, 0);
    zip_int64_t at = s ? zip_file_add(zip, p->name, s, ZIP_FL_ENC_UTF_8) : -1;
    if (s && at < 0)
        zip_source_free(s);
    /* One date for all: the same template and fields give the same bytes. */
    return at >= 0 && zip_file_set_dostime(zip, (zip_uint64_t)at, 0, 0x21, 0) == 0;
}

static enum err source_read(struct ctx *cx, zip_source_t *s, struct str *out)
{
    zip_stat_t st;
    enum err e = OK;
    if (zip_source_stat(s, &st) != 0 || zip_source_open(s) != 0)
        return fail(cx, ERR_IO, "文档打包失败", "the document could not be packed");
    char *to = arena_room(cx->arena, (size_t)st.size + 1);
    if (zip_source_read(s, to, st.size) != (zip_int64_t)st.size)
        e = fail(cx, ERR_IO, "文档打包失败", "the document could not be packed");
    zip_source_close(s);
    to[st.size] = '\0';
    *out = (struct str){.p = to, .n = (size_t)st.size};
    return e;
}

static enum err docx_write(struct ctx *cx, const struct docx *d, struct str *out)
{
    zip_error_t why;
    bool good = true;
    zip_error_init(&why);
    zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *zip = s ? zip_open_from_source(s, ZIP_CREATE | ZIP_TRUNCATE, &why) : NULL;
    if (!zip) {
        zip_source_free(s);
        return zip_failed(cx, &why);
    }
    zip_source_keep(s);
    for (size_t i = 0; i < d->n && good; i++)
        if (!str_ends(str_c(d->p[i].name), "/"))
            good = piece_put(zip, &d->p[i]);
    if (!good || zip_close(zip) != 0) {
        zip_error_set(&why, zip_error_code_zip(zip_get_error(zip)), 0);
        zip_discard(zip);
        zip_source_free(s);
        return zip_failed(cx, &why);
    }
    zip_error_fini(&why);
    enum err e = source_read(cx, s, out);
    zip_source_free(s);
    return e;
}

enum err docx_fill(struct ctx *cx, struct str tmpl, json_t *fields, struct str *out)
{
    struct docx d = {0};
    int64_t nodes = DOCX_NODES_MAX;
    TRY(docx_open(cx, tmpl, &d));
    for (size_t i = 0; i < d.n; i++) {
        if (!d.p[i].doc)
            continue;
        TRY(docx_marks_fill(cx, d.p[i].doc, fields, &nodes));
        TRY(docx_print(cx, d.p[i].doc, &d.p[i].bytes));
    }
    return docx_write(cx, &d, out);
}
