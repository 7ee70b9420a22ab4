// SPDX-License-Identifier: Apache-2.0
#include "doc/xlsx_book.h"

#include "base/buf.h"
#include "base/ctx.h"
#include "doc/pack.h"
#include "doc/sheet.h"
#include "doc/spool.h"
#include "doc/xml.h"

enum { RELS_MAX = 1024, NAME_BYTES = 1024, STYLES_MAX = 65536, FORMATS_MAX = 65536 };

struct rel {
    struct str id, type, target;
};

struct rels {
    struct rel *p;
    size_t n;
};

struct entry { /* a <sheet> of the workbook */
    struct str name, rel;
    bool visible;
};

struct workbook {
    struct entry *p;
    size_t n;
    bool base_1904;
};

static enum err odd(struct ctx *cx, const char *name, const char *what)
{
    return fail(cx, ERR_INPUT, "文件“%s”的工作簿结构不正常（%s）",
                "the workbook structure of file \"%s\" is not in order (%s)", name, what);
}

/* Copies an attribute; a missing one is empty, an overlong one a failure. */
static struct str keep(struct xml *x, const char *value)
{
    struct str s = str_c(value);
    if (s.n > NAME_BYTES) {
        xml_fail(x, odd(xml_ctx(x), xml_file(x), "name too long"));
        return STR("");
    }
    return str_dup(xml_ctx(x)->arena, s);
}

static void rels_start(struct xml *x, void *user, const char *name, const char **attrs)
{
    struct rels *r = user;
    if (strcmp(name, "Relationship") != 0)
        return;
    const char *mode = xml_attr(attrs, "TargetMode");
    if (mode && strcmp(mode, "External") == 0)
        return;
    if (r->n == RELS_MAX) {
        xml_fail(x, odd(xml_ctx(x), xml_file(x), "too many relationships"));
        return;
    }
    r->p[r->n++] = (struct rel){.id = keep(x, xml_attr(attrs, "Id")),
                                .type = keep(x, xml_attr(attrs, "Type")),
                                .target = keep(x, xml_attr(attrs, "Target"))};
}

static enum err read_part(struct ctx *cx, struct pack *pack, const char *part,
                          const struct xml_handlers *h, void *user)
{
    struct part *t;
    if (!pack_has(pack, part)) /* named by another part: the file is at fault */
        return odd(cx, pack_name(pack), part);
    TRY(part_open(cx, pack, part, &t));
    enum err e = xml_read(cx, t, h, user);
    part_close(t);
    return e;
}

static enum err read_rels(struct ctx *cx, struct pack *pack, const char *part, struct rels *out)
{
    static const struct xml_handlers h = {.start = rels_start};
    *out = (struct rels){.p = NEWS(cx->arena, struct rel, RELS_MAX)};
    return read_part(cx, pack, part, &h, out);
}

/* A target as a part name, against the folder of the part that names it. */
static const char *resolve(struct arena *a, const char *from, struct str target)
{
    struct str path = target;
    if (!str_starts(target, "/")) {
        const char *slash = strrchr(from, '/');
        path =
            str_fmt(a, "%.*s%.*s", slash ? (int)(slash + 1 - from) : 0, from, STR_ARG(target));
    }
    struct strs steps = str_split(a, path, '/');
    struct str *kept = NEWS(a, struct str, steps.n);
    size_t n = 0;
    for (size_t i = 0; i < steps.n; i++) {
        if (str_eq_c(steps.p[i], "..") && n > 0)
            n--;
        else if (steps.p[i].n && !str_eq_c(steps.p[i], ".") && !str_eq_c(steps.p[i], ".."))
            kept[n++] = steps.p[i];
    }
    struct buf b;
    buf_init(&b, a, path.n + 1);
    for (size_t i = 0; i < n; i++) {
        buf_c(&b, i ? "/" : "");
        buf_str(&b, kept[i]);
    }
    return n ? buf_done(&b).p : "";
}

static const struct rel *rel_of_type(const struct rels *r, const char *type)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_ends(r->p[i].type, type))
            return &r->p[i];
    return NULL;
}

static const struct rel *rel_of_id(const struct rels *r, struct str id)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->p[i].id, id))
            return &r->p[i];
    return NULL;
}

static bool is_true(const char *v)
{
    return v && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0 || strcmp(v, "on") == 0);
}

static void workbook_start(struct xml *x, void *user, const char *name, const char **attrs)
{
    struct workbook *w = user;
    if (strcmp(name, "workbookPr") == 0) {
        w->base_1904 = is_true(xml_attr(attrs, "date1904"));
        return;
    }
    if (strcmp(name, "sheet") != 0)
        return;
    if (w->n == RELS_MAX) {
        xml_fail(x, odd(xml_ctx(x), xml_file(x), "too many worksheets"));
        return;
    }
    const char *state = xml_attr(attrs, "state");
    w->p[w->n++] = (struct entry){.name = keep(x, xml_attr(attrs, "name")),
                                  .rel = keep(x, xml_attr_ns(attrs, "id")),
                                  .visible = !state || strcmp(state, "visible") == 0};
}

struct styles {
    unsigned char *formats; /* enum numfmt of custom format ids */
    unsigned char *styles;
    size_t n;
    bool in_cells; /* inside cellXfs */
};

static int64_t number_attr(const char **attrs, const char *name)
{
    const char *v = xml_attr(attrs, name);
    int64_t n;
    return v && str_i64(str_c(v), &n) && n >= 0 ? n : 0;
}

static void styles_start(struct xml *x, void *user, const char *name, const char **attrs)
{
    struct styles *s = user;
    int64_t id = number_attr(attrs, "numFmtId");
    if (strcmp(name, "cellXfs") == 0) {
        s->in_cells = true;
    } else if (strcmp(name, "numFmt") == 0) {
        const char *code = xml_attr(attrs, "formatCode");
        /* One more than the format, so that 0 says "not defined here". */
        if (code && id < FORMATS_MAX)
            s->formats[id] = (unsigned char)(numfmt_code(code) + 1);
    } else if (s->in_cells && strcmp(name, "xf") == 0) {
        if (s->n == STYLES_MAX) {
            xml_fail(x, odd(xml_ctx(x), xml_file(x), "too many styles"));
            return;
        }
        unsigned char custom = id < FORMATS_MAX ? s->formats[id] : 0;
        s->styles[s->n++] = (unsigned char)(custom ? custom - 1 : (int)numfmt_builtin(id));
    }
}

static void styles_end(struct xml *x, void *user, const char *name)
{
    (void)x;
    if (strcmp(name, "cellXfs") == 0)
        ((struct styles *)user)->in_cells = false;
}

static enum err read_styles(struct ctx *cx, struct xlsx_book *b, const char *part)
{
    static const struct xml_handlers h = {.start = styles_start, .end = styles_end};
    struct styles s = {.formats = arena_alloc(cx->arena, FORMATS_MAX),
                       .styles = arena_alloc(cx->arena, STYLES_MAX)};
    TRY(read_part(cx, b->pack, part, &h, &s));
    b->styles = s.styles;
    b->n_styles = s.n;
    return OK;
}

struct strings {
    struct spool *spool;
    int phonetic; /* depth of <rPh> */
    bool in_item, in_text;
};

static void strings_start(struct xml *x, void *user, const char *name, const char **attrs)
{
    struct strings *s = user;
    (void)x, (void)attrs;
    if (strcmp(name, "si") == 0)
        s->in_item = true;
    else if (strcmp(name, "rPh") == 0)
        s->phonetic++;
    else if (strcmp(name, "t") == 0)
        s->in_text = s->in_item && s->phonetic == 0;
}

static void strings_end(struct xml *x, void *user, const char *name)
{
    struct strings *s = user;
    if (strcmp(name, "t") == 0) {
        s->in_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        s->phonetic--;
    } else if (strcmp(name, "si") == 0) {
        s->in_item = false;
        enum err e = spool_next(xml_ctx(x), s->spool);
        if (e != OK)
            xml_fail(x, e);
    }
}

static void strings_text(struct xml *x, void *user, const char *p, size_t n)
{
    struct strings *s = user;
    if (!s->in_text)
        return;
    enum err e = spool_put(xml_ctx(x), s->spool, p, n);
    if (e != OK)
        xml_fail(x, e);
}

static enum err read_strings(struct ctx *cx, struct xlsx_book *b, const char *part,
                             const struct sheet_limits *l)
{
    static const struct xml_handlers h = {
        .start = strings_start, .end = strings_end, .text = strings_text};
    struct strings s = {0};
    TRY(spool_open(cx, l->strings, l->strings_bytes, &s.spool));
    b->strings = s.spool;
    TRY(read_part(cx, b->pack, part, &h, &s));
    return spool_seal(cx, s.spool);
}

/* What else it may be, said so that the user knows what to do. */
static enum err not_a_workbook(struct ctx *cx, const struct pack *p)
{
    static const struct {
        const char *part, *zh, *en;
    } others[] = {
        {"word/document.xml", "是 Word 文档，不是表格", "is a Word document, not a table"},
        {"ppt/presentation.xml", "是演示文稿，不是表格", "is a presentation, not a table"},
        {"xl/workbook.bin", "是 .xlsb 工作簿，请另存为 .xlsx",
         "is an .xlsb workbook; save it as .xlsx"},
        {"content.xml", "是 OpenDocument 文件，请另存为 .xlsx",
         "is an OpenDocument file; save it as .xlsx"},
    };
    bool en = cx->lang == LANG_EN;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (pack_has(p, others[i].part))
            return fail(cx, ERR_INPUT, "文件“%s”%s", "file \"%s\" %s", pack_name(p),
                        en ? others[i].en : others[i].zh);
    return fail(cx, ERR_INPUT, "文件“%s”是压缩包，但不是 .xlsx 工作簿",
                "file \"%s\" is a ZIP archive but not an .xlsx workbook", pack_name(p));
}

static enum err choose(struct ctx *cx, struct xlsx_book *b, const struct workbook *w,
                       const struct rels *rels, const char *from, const char *wanted)
{
    b->names.p = NEWS(cx->arena, struct str, w->n + 1);
    for (size_t i = 0; i < w->n; i++) {
        const struct rel *r = rel_of_id(rels, w->p[i].rel);
        if (!r || !str_ends(r->type, "/worksheet"))
            continue; /* a chart sheet */
        if (w->p[i].visible)
            b->names.p[b->names.n++] = w->p[i].name;
        bool is_it = wanted ? str_eq_c(w->p[i].name, wanted) : w->p[i].visible;
        if (is_it && !b->worksheet)
            b->worksheet = resolve(cx->arena, from, r->target);
    }
    if (b->worksheet)
        return OK;
    if (wanted)
        return fail(cx, ERR_NOT_FOUND, "文件“%s”中没有工作表“%s”",
                    "file \"%s\" has no worksheet \"%s\"", pack_name(b->pack), wanted);
    return odd(cx, pack_name(b->pack), "no visible worksheet");
}

static enum err read_book(struct ctx *cx, struct xlsx_book *b, const char *wanted,
                          const struct sheet_limits *l)
{
    static const struct xml_handlers h = {.start = workbook_start};
    if (!pack_has(b->pack, "_rels/.rels"))
        return not_a_workbook(cx, b->pack);
    struct rels rels;
    TRY(read_rels(cx, b->pack, "_rels/.rels", &rels));
    const struct rel *main_rel = rel_of_type(&rels, "/officeDocument");
    const char *book = main_rel ? resolve(cx->arena, "", main_rel->target) : "";
    bool other = strstr(book, "workbook.bin") || pack_has(b->pack, "word/document.xml");
    if (other || !pack_has(b->pack, book))
        return not_a_workbook(cx, b->pack);

    struct workbook w = {.p = NEWS(cx->arena, struct entry, RELS_MAX)};
    TRY(read_part(cx, b->pack, book, &h, &w));
    b->base_1904 = w.base_1904;
    const char *slash = strrchr(book, '/');
    int dir = slash ? (int)(slash + 1 - book) : 0;
    TRY(read_rels(cx, b->pack, str_fmt(cx->arena, "%.*s_rels/%s.rels", dir, book, book + dir).p,
                  &rels));
    TRY(choose(cx, b, &w, &rels, book, wanted));

    const struct rel *styles = rel_of_type(&rels, "/styles");
    if (styles)
        TRY(read_styles(cx, b, resolve(cx->arena, book, styles->target)));
    const struct rel *strings = rel_of_type(&rels, "/sharedStrings");
    if (strings)
        TRY(read_strings(cx, b, resolve(cx->arena, book, strings->target), l));
    return OK;
}

enum err xlsx_book_open(struct ctx *cx, const char *path, const char *name,
                        const char *worksheet, const struct sheet_limits *limits,
                        struct xlsx_book *out)
{
    struct xlsx_book b = {0};
    TRY(pack_open(cx, path, name, limits, &b.pack));
    enum err e = read_book(cx, &b, worksheet, limits);
    if (e != OK) {
        xlsx_book_close(&b);
        return e;
    }
    *out = b;
    return OK;
}

void xlsx_book_close(struct xlsx_book *b)
{
    spool_close(b->strings);
    b->strings = NULL;
    pack_close(b->pack);
    b->pack = NULL;
}
