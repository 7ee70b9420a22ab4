// SPDX-License-Identifier: Apache-2.0
#include "doc/xml.h"

#include <expat.h>

#include "base/ctx.h"
#include "doc/pack.h"

enum { READ_BYTES = 64 << 10 };
static const char NS_SEP = '|'; /* cannot stand in a local name */

struct xml {
    XML_Parser parser;
    struct ctx *cx; /* of the running call */
    struct part *part;
    const struct xml_handlers *h;
    void *user;
    int64_t fed;
    int depth;
    enum err err;
    bool last; /* the part's last bytes were fed */
};

static const char *local(const char *name)
{
    const char *sep = strrchr(name, NS_SEP);
    return sep ? sep + 1 : name;
}

static enum err malformed(struct ctx *cx, const struct xml *x, const char *what)
{
    return fail(cx, ERR_INPUT, "文件“%s”中的“%s”第 %lu 行第 %lu 列格式有误（%s）",
                "file \"%s\": part \"%s\" is malformed at line %lu, column %lu (%s)",
                part_pack_name(x->part), part_name(x->part),
                (unsigned long)XML_GetCurrentLineNumber(x->parser),
                (unsigned long)XML_GetCurrentColumnNumber(x->parser) + 1, what);
}

static void on_start(void *user, const char *name, const char **attrs)
{
    struct xml *x = user;
    if (x->err != OK)
        return;
    if (++x->depth > XML_DEPTH_LIMIT) {
        xml_fail(x, malformed(x->cx, x, "nested too deeply"));
        return;
    }
    if (x->h->start)
        x->h->start(x, x->user, local(name), attrs);
}

static void on_end(void *user, const char *name)
{
    struct xml *x = user;
    if (x->err != OK)
        return;
    x->depth--;
    if (x->h->end)
        x->h->end(x, x->user, local(name));
}

static void on_text(void *user, const char *p, int n)
{
    struct xml *x = user;
    if (x->err == OK && x->h->text)
        x->h->text(x, x->user, p, (size_t)n);
}

static void on_doctype(void *user, const char *name, const char *system_id,
                       const char *public_id, int internal)
{
    struct xml *x = user;
    (void)name, (void)system_id, (void)public_id, (void)internal;
    xml_fail(x, malformed(x->cx, x, "DTD"));
}

enum err xml_open(struct ctx *cx, struct part *part, const struct xml_handlers *h, void *user,
                  struct xml **out)
{
    XML_Parser parser = XML_ParserCreateNS(NULL, NS_SEP);
    if (!parser)
        abort(); /* out of memory, like every allocation here */
    struct xml *x = NEW(cx->arena, struct xml);
    *x = (struct xml){.parser = parser, .cx = cx, .part = part, .h = h, .user = user};
    XML_SetUserData(parser, x);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    *out = x;
    return OK;
}

/* Feeds the next bytes of the part. */
static enum err feed(struct ctx *cx, struct xml *x, enum XML_Status *st)
{
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    /* expat holds a whole unfinished tag in memory: bound it. */
    if (at >= 0 && x->fed - (int64_t)at > XML_TAG_BYTES + READ_BYTES)
        return malformed(cx, x, "tag too long");

    void *to = XML_GetBuffer(x->parser, READ_BYTES);
    if (!to)
        abort();
    size_t got = 0;
    TRY(part_read(cx, x->part, to, READ_BYTES, &got));
    x->fed += (int64_t)got;
    x->last = got == 0;
    *st = XML_ParseBuffer(x->parser, (int)got, x->last);
    return OK;
}

enum err xml_next(struct ctx *cx, struct xml *x, bool *more)
{
    x->cx = cx;
    if (x->err != OK)
        return x->err;
    for (;;) {
        XML_ParsingStatus now;
        XML_GetParsingStatus(x->parser, &now);
        if (now.parsing == XML_FINISHED) {
            *more = false;
            return OK;
        }

        enum XML_Status st = XML_STATUS_OK;
        enum err fed = OK;
        if (now.parsing == XML_SUSPENDED)
            st = XML_ResumeParser(x->parser);
        else
            fed = feed(cx, x, &st);
        if (x->err == OK)
            x->err = fed; /* a handler's own failure goes first */
        if (x->err != OK)
            return x->err;
        if (st == XML_STATUS_ERROR)
            return x->err = malformed(cx, x, XML_ErrorString(XML_GetErrorCode(x->parser)));
        if (st == XML_STATUS_SUSPENDED) {
            *more = true;
            return OK;
        }
    }
}

void xml_close(struct xml *x)
{
    if (x && x->parser) {
        XML_ParserFree(x->parser);
        x->parser = NULL;
    }
}

enum err xml_read(struct ctx *cx, struct part *part, const struct xml_handlers *h, void *user)
{
    struct xml *x;
    TRY(xml_open(cx, part, h, user, &x));
    bool more = true;
    enum err e = OK;
    while (e == OK && more)
        e = xml_next(cx, x, &more);
    xml_close(x);
    return e;
}

struct ctx *xml_ctx(const struct xml *x)
{
    return x->cx;
}

void xml_pause(struct xml *x)
{
    XML_StopParser(x->parser, XML_TRUE);
}

void xml_fail(struct xml *x, enum err e)
{
    if (x->err != OK)
        return;
    x->err = e;
    XML_StopParser(x->parser, XML_FALSE);
}

bool xml_failed(const struct xml *x)
{
    return x->err != OK;
}

const char *xml_attr(const char **attrs, const char *name)
{
    for (size_t i = 0; attrs[i]; i += 2)
        if (strcmp(attrs[i], name) == 0)
            return attrs[i + 1];
    return NULL;
}

const char *xml_attr_ns(const char **attrs, const char *name)
{
    for (size_t i = 0; attrs[i]; i += 2)
        if (local(attrs[i]) != attrs[i] && strcmp(local(attrs[i]), name) == 0)
            return attrs[i + 1];
    return NULL;
}

const char *xml_file(const struct xml *x)
{
    return part_pack_name(x->part);
}
