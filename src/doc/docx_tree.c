/* SPDX-License-Identifier: Apache-2.0
 * A part as a tree of libxml2: nothing is fetched, no entity is expanded, no DTD is accepted.
 */
#include <libxml/parser.h>
#include <libxml/xmlsave.h>

#include "base/ctx.h"
#include "base/field.h"
#include "doc/docx_impl.h"

enum { SHOWN_BYTES = 120 };

static const char *const namespaces[] = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
};

bool docx_is(const xmlNode *n, const char *name)
{
    if (!n || n->type != XML_ELEMENT_NODE || !n->ns || !n->ns->href ||
        !xmlStrEqual(n->name, (const xmlChar *)name))
        return false;
    for (size_t i = 0; i < COUNT(namespaces); i++)
        if (xmlStrEqual(n->ns->href, (const xmlChar *)namespaces[i]))
            return true;
    return false;
}

xmlNode *docx_next(xmlNode *n, const xmlNode *top)
{
    if (n->type == XML_ELEMENT_NODE && n->children)
        return n->children;
    while (n && n != top && !n->next)
        n = n->parent;
    return n && n != top ? n->next : NULL;
}

struct str docx_paragraph_text(struct ctx *cx, xmlNode *n)
{
    while (n && !docx_is(n, "p"))
        n = n->parent;
    xmlChar *text = n ? xmlNodeGetContent(n) : NULL;
    struct str s = str_dup(cx->arena, str_trim(str_c((const char *)text)));
    xmlFree(text);
    if (s.n <= SHOWN_BYTES)
        return s;
    s.n = SHOWN_BYTES;
    while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
        s.n--; /* not in the middle of a character */
    return str_fmt(cx->arena, "%.*s…", STR_ARG(s));
}

static void doc_free(void *doc)
{
    xmlFreeDoc(doc);
}

enum err docx_parse(struct ctx *cx, const char *name, struct str xml, xmlDoc **out)
{
    const int how =
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;
    xmlDoc *doc = xmlReadMemory(xml.p, (int)xml.n, NULL, NULL, how);
    if (!doc)
        return fail(cx, ERR_INPUT, "模板里的“%s”不是完好的 XML",
                    "the template's \"%s\" is no well-formed XML", name);
    arena_on_close(cx->arena, doc_free, doc);
    if (doc->intSubset || doc->extSubset)
        return fail(cx, ERR_INPUT, "模板里的“%s”带有 DTD，不接受",
                    "the template's \"%s\" has a DTD, which is refused", name);
    *out = doc;
    return OK;
}

enum err docx_print(struct ctx *cx, xmlDoc *doc, struct str *out)
{
    xmlChar *text = NULL;
    int n = 0;
    xmlDocDumpMemoryEnc(doc, &text, &n, "UTF-8");
    if (!text || n <= 0 || n > DOCX_OUT_BYTES) {
        xmlFree(text);
        return fail(cx, ERR_TOO_LARGE, "公文内容过长", "the document is too long");
    }
    *out = str_dup(cx->arena, (struct str){.p = (const char *)text, .n = (size_t)n});
    xmlFree(text);
    return OK;
}

bool docx_is_above(const xmlNode *up, const xmlNode *n)
{
    while (n && n != up)
        n = n->parent;
    return n != NULL;
}

void docx_mend(xmlNode *root)
{
    for (xmlNode *n = root, *next; n; n = next) {
        next = docx_next(n, root);
        bool has = false;
        const char *of = docx_is(n, "tbl")                                            ? "tr"
                         : docx_is(n, "tc") || docx_is(n, "hdr") || docx_is(n, "ftr") ? "p"
                                                                                      : NULL;
        for (xmlNode *c = n->children; of && c; c = c->next)
            has = has || docx_is(c, of);
        if (!of || has)
            continue;
        if (strcmp(of, "p") == 0) {
            xmlAddChild(n, xmlNewDocNode(n->doc, n->ns, (const xmlChar *)"p", NULL));
            continue;
        }
        while (next && docx_is_above(n, next))
            next = docx_next(next, root);
        xmlUnlinkNode(n);
        xmlFreeNode(n);
    }
}
