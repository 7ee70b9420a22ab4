/* SPDX-License-Identifier: Apache-2.0
 * Marks in the text of a part. Each is first put into a run of its own, as an element MARK that
 * no document has; so a value that looks like a mark is never read as one.
 */
#include <string.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/field.h"
#include "doc/docx_impl.h"

enum {
    TEXT_BYTES = 1 << 20,
    NAME_BYTES = 60,
    DEPTH_MAX = 8,
    RUNS_MAX = 2000,
    MARKS_MAX = 2000
};
static const char MARK[] = "huiyin", RANGE[] = "huiyinRange";

static const xmlChar *x(const char *s)
{
    return (const xmlChar *)s;
}

static struct str content(struct arena *a, xmlNode *n)
{
    xmlChar *text = xmlNodeGetContent(n);
    struct str s = str_dup(a, str_c((const char *)text));
    xmlFree(text);
    return s;
}

static xmlNode *mark_next(xmlNode *n, const xmlNode *top)
{
    while ((n = docx_next(n, top)) != NULL && !docx_is(n, MARK))
        ;
    return n;
}

/* ---- found ---- */

/* A stretch of a paragraph's text: as it stands, or a mark. */
struct piece {
    struct str text;
    bool mark;
    size_t in; /* which of the paragraph's texts it goes into */
};
struct para {
    xmlNode **texts; /* w:t in runs, in their order */
    size_t *from;    /* where each begins in all */
    size_t n;
    struct buf all;
    struct piece *pieces;
    size_t pieces_n;
};

static size_t texts_of(struct ctx *cx, xmlNode *p, struct para *out)
{
    size_t n = 0;
    for (xmlNode *c = docx_next(p, p); c; c = docx_next(c, p)) {
        if (!docx_is(c, "t") || !docx_is(c->parent, "r"))
            continue;
        /* Not those of a paragraph in a text box in it. */
        xmlNode *up = c->parent;
        while (up && !docx_is(up, "p"))
            up = up->parent;
        if (up != p)
            continue;
        if (out) {
            out->texts[n] = c;
            out->from[n] = out->all.n;
            buf_str(&out->all, content(cx->arena, c));
        }
        n++;
    }
    return n;
}

static void piece_add(struct para *p, size_t from, size_t to, bool mark)
{
    /* Plain text stays in the run it came from; a mark goes where it begins. */
    for (size_t i = 0; i < p->n && from < to; i++) {
        size_t end = i + 1 < p->n ? p->from[i + 1] : p->all.n;
        if (from >= end)
            continue;
        size_t stop = mark || to < end ? to : end;
        p->pieces[p->pieces_n++] = (struct piece){
            .text = {.p = p->all.p + from, .n = stop - from}, .mark = mark, .in = i};
        from = stop;
    }
}

static enum err open_brace(struct ctx *cx, xmlNode *p)
{
    struct str text = docx_paragraph_text(cx, p);
    return fail(cx, ERR_INPUT, "段落“%.*s”里的 {{ 没有对应的 }}",
                "the {{ in the paragraph \"%.*s\" has no }}", STR_ARG(text));
}

static enum err cut(struct ctx *cx, xmlNode *node, struct para *p)
{
    const char *all = p->all.p;
    size_t done = 0, marks = 0;
    for (const char *c = all; (c = strstr(c, "{{")) != NULL; c += 2)
        marks++;
    p->pieces = NEWS(cx->arena, struct piece, p->n + 2 * marks + 1);
    for (const char *c = all; (c = strstr(c, "{{")) != NULL;) {
        const char *end = strstr(c, "}}");
        if (!end || end - c > NAME_BYTES)
            return open_brace(cx, node);
        piece_add(p, done, (size_t)(c - all), false);
        piece_add(p, (size_t)(c - all), (size_t)(end + 2 - all), true);
        done = (size_t)(end + 2 - all);
        c = end + 2;
    }
    piece_add(p, done, p->all.n, false);
    return OK;
}

/* A copy that is to stand under `under`, whose namespaces it uses. Memory alone can be missing.
 */
static xmlNode *copy_of(xmlNode *n, xmlNode *under, bool deep)
{
    xmlNode *copy = NULL;
    if (xmlDOMWrapCloneNode(NULL, n->doc, n, &copy, n->doc, under, deep, 0) != 0 || !copy)
        abort();
    return copy;
}

/* A run like r, with the same looks and nothing in it. */
static xmlNode *run_like(xmlNode *r)
{
    xmlNode *like = copy_of(r, r->parent, false);
    for (xmlNode *c = r->children; c; c = c->next)
        if (docx_is(c, "rPr"))
            xmlAddChild(like, copy_of(c, r, true));
    return like;
}

static void text_put(xmlNode *run, const char *name, struct str text)
{
    xmlNode *t = xmlNewDocNode(run->doc, run->ns, x(name), NULL);
    xmlAddChild(t, xmlNewDocTextLen(run->doc, x(text.p), (int)text.n));
    if (strcmp(name, "t") == 0)
        xmlNodeSetSpacePreserve(t, 1);
    xmlAddChild(run, t);
}

/* The run's children in runs of their own, its text in pieces. */
static void run_cut(struct ctx *cx, xmlNode *r, const struct para *p)
{
    for (xmlNode *c = r->children, *next; c; c = next) {
        next = c->next;
        size_t i = 0;
        if (docx_is(c, "rPr") || c->type != XML_ELEMENT_NODE)
            continue;
        while (i < p->n && p->texts[i] != c)
            i++;
        for (size_t k = 0; i < p->n && k < p->pieces_n; k++) {
            const struct piece *one = &p->pieces[k];
            if (one->in != i)
                continue;
            xmlNode *run = run_like(r);
            struct str name =
                one->mark ? str_trim(str_sub(one->text, 2, one->text.n - 4)) : one->text;
            text_put(run, one->mark ? MARK : "t", str_dup(cx->arena, name));
            xmlAddPrevSibling(r, run);
        }
        if (i < p->n)
            continue;
        xmlNode *run = run_like(r);
        xmlUnlinkNode(c);
        xmlAddChild(run, c);
        xmlAddPrevSibling(r, run);
    }
    xmlUnlinkNode(r);
    xmlFreeNode(r);
}

static enum err too_long(struct ctx *cx)
{
    return fail(cx, ERR_TOO_LARGE, "模板里有一段过长",
                "a paragraph of the template is too long");
}

static enum err para_find(struct ctx *cx, xmlNode *node)
{
    struct para p = {.n = texts_of(cx, node, NULL)};
    p.texts = NEWS(cx->arena, xmlNode *, p.n + 1);
    p.from = NEWS(cx->arena, size_t, p.n + 1);
    buf_init(&p.all, cx->arena, TEXT_BYTES);
    (void)texts_of(cx, node, &p);
    if (!buf_ok(&p.all))
        return too_long(cx);
    if (!p.all.n || !strstr(p.all.p, "{{"))
        return OK;
    if (p.n > RUNS_MAX)
        return too_long(cx);
    TRY(cut(cx, node, &p));
    /* Texts of one run follow each other; a run goes when the last of its texts is reached. */
    for (size_t i = 0; i < p.n; i++)
        if (i + 1 == p.n || p.texts[i + 1]->parent != p.texts[i]->parent)
            run_cut(cx, p.texts[i]->parent, &p);
    return OK;
}

enum err docx_marks_find(struct ctx *cx, xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root; n; n = docx_next(n, root))
        if (docx_is(n, "p"))
            TRY(para_find(cx, n));
    int marks = 0;
    for (xmlNode *n = root; n && marks <= MARKS_MAX; n = mark_next(n, root))
        marks++;
    if (marks > MARKS_MAX)
        return fail(cx, ERR_TOO_LARGE, "模板里的标记超过 %d 个",
                    "the template has more than %d marks", MARKS_MAX);
    return OK;
}

/* ---- read ---- */

/* A mark's kind: '#', '?', '^', '/' or 0, and the name behind it. */
static char kind_of(struct ctx *cx, xmlNode *mark, struct str *name)
{
    struct str s = content(cx->arena, mark);
    const char *known = s.n && s.p[0] ? strchr("#?^/", s.p[0]) : NULL;
    char kind = (char)(known ? *known : '\0');
    *name = kind ? str_trim(str_sub(s, 1, s.n - 1)) : s;
    return kind;
}

static enum err unpaired(struct ctx *cx, xmlNode *mark)
{
    struct str s = content(cx->arena, mark), where = docx_paragraph_text(cx, mark);
    return fail(cx, ERR_INPUT, "段落“%.*s”里的 {{%.*s}} 没有配对",
                "the mark in the paragraph \"%.*s\", {{%.*s}}, has no partner", STR_ARG(where),
                STR_ARG(s));
}

/* The mark that ends what `open` begins. */
static enum err partner(struct ctx *cx, xmlNode *open, const xmlNode *top, xmlNode **out)
{
    struct str name, other;
    int depth = 1;
    (void)kind_of(cx, open, &name);
    for (xmlNode *n = mark_next(open, top); n; n = mark_next(n, top)) {
        char kind = kind_of(cx, n, &other);
        depth += kind == '/' ? -1 : kind ? 1 : 0;
        if (depth == 0 && !str_eq(name, other))
            return unpaired(cx, n);
        if (depth == 0) {
            *out = n;
            return OK;
        }
    }
    return unpaired(cx, open);
}

static const struct docx_field line_fields[] = {
    {.name = "text", .zh = "一行文字", .en = "a line"},
    {0},
};

static const struct docx_field *field_in(const struct docx_field *f, struct str name)
{
    for (; f && f->name; f++)
        if (str_eq_c(name, f->name))
            return f;
    return NULL;
}

struct opened {
    const struct docx_field *rows; /* NULL: a condition */
};

static const struct docx_field *field_known(const struct docx_field *fields,
                                            const struct opened *at, size_t depth,
                                            struct str name)
{
    static const struct docx_field serial = {.name = "serial"};
    const struct docx_field *f = NULL;
    for (size_t i = depth; i > 0 && !f; i--) {
        f = field_in(at[i - 1].rows, name);
        if (!f && at[i - 1].rows && str_eq_c(name, serial.name))
            f = &serial;
    }
    return f ? f : field_in(fields, name);
}

/* A list is opened, never written out; only a list is opened as one. */
static bool fits(char kind, const struct docx_field *f)
{
    bool many = f && (f->type == DOCX_LIST || f->type == DOCX_LINES);
    return f && (kind == '#' ? many : kind != '\0' || !many);
}

enum err docx_marks_check(struct ctx *cx, xmlDoc *doc, const struct docx_field *fields,
                          struct buf *unknown)
{
    struct opened at[DEPTH_MAX];
    size_t depth = 0;
    struct str name;
    xmlNode *root = xmlDocGetRootElement(doc), *other = NULL;
    for (xmlNode *n = root ? mark_next(root, root) : NULL; n; n = mark_next(n, root)) {
        char kind = kind_of(cx, n, &name);
        if (kind == '/' && depth == 0)
            return unpaired(cx, n);
        if (kind == '/') {
            depth--;
            continue;
        }
        const struct docx_field *f = field_known(fields, at, depth, name);
        if (!fits(kind, f)) {
            struct str where = docx_paragraph_text(cx, n);
            buf_fmt(unknown,
                    cx->lang == LANG_EN ? "%s{{%.*s}} (in \"%.*s\")" : "%s{{%.*s}}（在“%.*s”）",
                    unknown->n ? "; " : "", STR_ARG(name), STR_ARG(where));
        }
        if (!kind)
            continue;
        TRY(partner(cx, n, root, &other));
        if (depth == DEPTH_MAX)
            return unpaired(cx, n);
        bool lines = f && f->type == DOCX_LINES;
        at[depth++].rows = kind != '#' || !f ? NULL : lines ? line_fields : f->rows;
    }
    return OK;
}

/* ---- filled ---- */

struct fill {
    struct ctx *cx;
    int64_t *nodes;
    int depth;
};

static json_t *value_of(const struct docx_scope *s, struct str name)
{
    for (; s; s = s->around) {
        json_t *v = json_object_getn(s->row, name.p, name.n);
        if (v)
            return v;
    }
    return NULL;
}

static bool says_something(const json_t *v)
{
    return json_is_string(v) ? json_string_length(v) > 0
           : json_is_array(v)
               ? json_array_size(v) > 0
               : json_is_true(v) || (json_is_integer(v) && json_integer_value(v));
}

/* As XML can hold it: no control characters, nor U+FFFE and U+FFFF. */
static struct str value_text(struct ctx *cx, const json_t *v)
{
    if (json_is_integer(v))
        return str_of_i64(cx->arena, json_integer_value(v));
    if (!json_is_string(v))
        return STR("");
    struct str s = {.p = json_string_value(v), .n = json_string_length(v)};
    char *to = arena_room(cx->arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (s.n - i >= 3 && (memcmp(s.p + i, "\xef\xbf\xbe", 3) == 0 ||
                             memcmp(s.p + i, "\xef\xbf\xbf", 3) == 0)) {
            i += 2;
            continue;
        }
        if (c == '\t')
            c = ' ';
        if ((unsigned char)c >= ' ' || c == '\n')
            to[n++] = c;
    }
    to[n] = '\0';
    return (struct str){.p = to, .n = n};
}

static void drop(xmlNode *n)
{
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}

static void value_put(struct fill *f, xmlNode *mark, const struct docx_scope *s)
{
    xmlNode *run = mark->parent;
    struct str text = value_text(f->cx, value_of(s, content(f->cx->arena, mark)));
    struct strs lines = str_split(f->cx->arena, str_trim(text), '\n');
    drop(mark);
    for (size_t i = 0; text.n && i < lines.n; i++) {
        if (i)
            xmlAddChild(run, xmlNewDocNode(run->doc, run->ns, x("br"), NULL));
        text_put(run, "t", lines.p[i]);
    }
    if (!text.n)
        drop(run);
}

/* What a pair encloses: siblings from first to last, both of them, and the nodes that carry the
 * marks and go. */
struct range {
    xmlNode *first, *last; /* NULL: nothing is between */
    xmlNode *gone[2];
};

static enum err crosses(struct ctx *cx, xmlNode *mark)
{
    struct str s = content(cx->arena, mark), where = docx_paragraph_text(cx, mark);
    return fail(
        cx, ERR_INPUT,
        "段落“%.*s”里的 {{%.*s}}：成对的标记要在同一段、同一表格的行里，或各自独占一段",
        "the paragraph \"%.*s\", {{%.*s}}: a pair stands in one paragraph, in rows of one "
        "table, or each alone in its paragraph",
        STR_ARG(where), STR_ARG(s));
}

static xmlNode *child_towards(xmlNode *up, xmlNode *n)
{
    while (n->parent != up)
        n = n->parent;
    return n;
}

/* A paragraph that holds the mark and nothing else to see. */
static bool alone(struct ctx *cx, xmlNode *p, const xmlNode *mark)
{
    if (!docx_is(p, "p"))
        return false;
    for (xmlNode *n = docx_next(p, p); n; n = docx_next(n, p)) {
        if (n != mark && (docx_is(n, MARK) || docx_is(n, "drawing") || docx_is(n, "pict") ||
                          docx_is(n, "sectPr")))
            return false;
        if (docx_is(n, "t") && str_trim(content(cx->arena, n)).n)
            return false;
    }
    return true;
}

static void between(xmlNode *open, xmlNode *close, struct range *r)
{
    r->gone[0] = open;
    r->gone[1] = close;
    if (open->next != close) {
        r->first = open->next;
        r->last = close->prev;
    }
}

static enum err range_of(struct ctx *cx, xmlNode *open, xmlNode *close, struct range *r)
{
    xmlNode *a = open->parent, *b = close->parent, *up = a->parent;
    *r = (struct range){.gone = {a, b}};
    while (up && !docx_is_above(up, b))
        up = up->parent;
    if (!up || a == b)
        return crosses(cx, open);
    xmlNode *from = child_towards(up, a), *to = child_towards(up, b);
    if (docx_is(from, "tc") && docx_is(to, "tc")) {
        r->first = r->last = up;
        return OK;
    }
    if (docx_is(from, "tr") && docx_is(to, "tr")) {
        r->first = from;
        r->last = to;
        return OK;
    }
    if ((from == a && to == b) || (alone(cx, from, open) && alone(cx, to, close))) {
        between(from, to, r);
        return OK;
    }
    return crosses(cx, open);
}

static int64_t nodes_in(xmlNode *top)
{
    int64_t n = 0;
    for (xmlNode *c = top; c; c = docx_next(c, top))
        n++;
    return n;
}

static enum err expand(struct fill *f, xmlNode *top, const struct docx_scope *s);

/* The enclosed once more, in front of itself, filled from s. */
static enum err copy_put(struct fill *f, const struct range *r, const struct docx_scope *s)
{
    xmlNode *box = xmlNewDocNode(r->first->doc, r->first->ns, x(RANGE), NULL);
    xmlAddPrevSibling(r->first, box);
    for (xmlNode *c = r->first; c; c = c == r->last ? NULL : c->next) {
        *f->nodes -= nodes_in(c);
        if (*f->nodes < 0)
            return fail(f->cx, ERR_TOO_LARGE, "公文内容过长", "the document is too long");
        xmlAddChild(box, copy_of(c, box, true));
    }
    TRY(expand(f, box, s));
    for (xmlNode *c = box->children, *next; c; c = next) {
        next = c->next;
        xmlUnlinkNode(c);
        xmlAddPrevSibling(box, c);
    }
    drop(box);
    return OK;
}

static enum err copies_put(struct fill *f, const struct range *r, char kind, json_t *v,
                           const struct docx_scope *s)
{
    if (kind != '#')
        return says_something(v) == (kind == '?') ? copy_put(f, r, s) : OK;
    for (size_t i = 0; i < json_array_size(v); i++) {
        const struct docx_scope row = {json_array_get(v, i), s};
        TRY(copy_put(f, r, &row));
    }
    return OK;
}

static enum err pair_fill(struct fill *f, xmlNode *top, xmlNode *open,
                          const struct docx_scope *s)
{
    struct range r;
    struct str name;
    xmlNode *close = NULL;
    char kind = kind_of(f->cx, open, &name);
    json_t *v = value_of(s, name);
    TRY(partner(f->cx, open, top, &close));
    TRY(range_of(f->cx, open, close, &r));
    bool inside =
        r.first && (docx_is_above(r.first, r.gone[0]) || docx_is_above(r.last, r.gone[1]));
    if (inside) { /* rows: the marks go before their row is copied */
        drop(r.gone[0]);
        drop(r.gone[1]);
    }
    if (r.first)
        TRY(copies_put(f, &r, kind, v, s));
    for (xmlNode *c = r.first, *next; c; c = next) {
        next = c == r.last ? NULL : c->next;
        drop(c);
    }
    if (!inside) {
        drop(r.gone[0]);
        drop(r.gone[1]);
    }
    return OK;
}

/* The first mark under top that opens something; NULL: none is left. *stray: one that closes
 * what nothing opened. */
static xmlNode *first_open(struct ctx *cx, xmlNode *top, xmlNode **stray)
{
    struct str name;
    for (xmlNode *n = mark_next(top, top); n; n = mark_next(n, top)) {
        char kind = kind_of(cx, n, &name);
        if (kind == '/')
            *stray = n;
        if (kind)
            return kind == '/' ? NULL : n;
    }
    return NULL;
}

static enum err expand(struct fill *f, xmlNode *top, const struct docx_scope *s)
{
    xmlNode *open, *stray = NULL;
    if (++f->depth > DEPTH_MAX + 1)
        return fail(f->cx, ERR_INPUT, "模板里的列表套得太深",
                    "the template's lists nest too deeply");
    while ((open = first_open(f->cx, top, &stray)) != NULL)
        TRY(pair_fill(f, top, open, s));
    if (stray)
        return unpaired(f->cx, stray);
    for (xmlNode *n = mark_next(top, top), *next; n; n = next) {
        next = mark_next(n, top);
        value_put(f, n, s);
    }
    f->depth--;
    return OK;
}

enum err docx_marks_fill(struct ctx *cx, xmlDoc *doc, json_t *fields, int64_t *nodes)
{
    struct fill f = {.cx = cx, .nodes = nodes};
    const struct docx_scope s = {.row = fields};
    xmlNode *root = xmlDocGetRootElement(doc);
    if (!root)
        return OK;
    TRY(expand(&f, root, &s));
    docx_mend(root);
    return OK;
}
