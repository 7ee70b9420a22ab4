// SPDX-License-Identifier: Apache-2.0
#include "doc/csv_text.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ctx.h"

enum { READ_BYTES = 64 << 10, UTF8_MAX = 4, LOOK_AHEAD = 8 };
static const iconv_t NO_ICONV = (iconv_t)-1;

struct csv_text {
    int fd;
    const char *name, *encoding;
    size_t bom;     /* bytes to leave out */
    iconv_t iconv;  /* NO_ICONV: UTF-8, passed on as it is */
    char *in;       /* READ_BYTES */
    size_t from, n; /* in[from..n) is still to be converted */
    int64_t offset; /* in the file, of in[from] */
    int64_t line;   /* of what was given out last */
    bool eof;
};

static enum err bad_bytes(struct ctx *cx, const struct csv_text *t, int64_t line, int64_t byte,
                          const char *zh, const char *en)
{
    return fail(cx, ERR_INPUT, "文件“%s”第 %lld 行（第 %lld 字节）%s",
                "file \"%s\", line %lld (byte %lld): %s", t->name, (long long)line,
                (long long)byte + 1, cx->lang == LANG_EN ? en : zh);
}

/* Fills the rest of in. */
static enum err fill(struct ctx *cx, struct csv_text *t)
{
    memmove(t->in, t->in + t->from, t->n - t->from);
    t->n -= t->from;
    t->from = 0;
    while (t->n < READ_BYTES && !t->eof) {
        ssize_t got = read(t->fd, t->in + t->n, READ_BYTES - t->n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(cx, ERR_IO, "文件“%s”读取失败", "file \"%s\" could not be read",
                        t->name);
        t->eof = got == 0;
        t->n += (size_t)got;
    }
    return OK;
}

/* How the bytes look as UTF-8. */
struct look {
    int64_t line, offset;         /* where we are */
    int64_t bad_line, bad_offset; /* of the first byte that is not UTF-8; line 0 = none */
    int64_t bad, wide;            /* bad places; characters of three or four bytes */
};

/* Length of the well-formed character at p, 0 when there is none (Unicode table 3-7). */
static size_t utf8_len(const unsigned char *p, size_t left)
{
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n == 0 || p[0] > 0xF4 || left < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return n;
}

static void look_at(struct look *l, struct csv_text *t)
{
    const unsigned char *p = (const unsigned char *)t->in;
    /* A character may be cut by the end of the block, but not by the end of the file. */
    while (t->from < t->n && (t->eof || t->n - t->from >= UTF8_MAX)) {
        size_t n = utf8_len(p + t->from, t->n - t->from);
        if (n == 0 && l->bad_line == 0) {
            l->bad_line = l->line;
            l->bad_offset = l->offset;
        }
        l->bad += n == 0;
        l->wide += n >= 3;
        l->line += p[t->from] == '\n';
        t->from += n ? n : 1;
        l->offset += (int64_t)(n ? n : 1);
    }
}

static enum err look_through(struct ctx *cx, struct csv_text *t, struct look *l)
{
    *l = (struct look){.line = 1, .offset = (int64_t)t->bom};
    do {
        TRY(fill(cx, t));
        look_at(l, t);
    } while (!t->eof || t->from < t->n);
    return OK;
}

static enum err use(struct ctx *cx, struct csv_text *t, const char *encoding, size_t bom)
{
    t->encoding = encoding;
    t->bom = bom;
    if (strcmp(encoding, "UTF-8") != 0) {
        t->iconv = iconv_open("UTF-8", encoding);
        if (t->iconv == NO_ICONV)
            return fail(cx, ERR_IO, "本机缺少 %s 转换表", "this machine lacks the %s converter",
                        encoding);
    }
    return csv_text_rewind(cx, t);
}

static enum err bom_look(struct ctx *cx, struct csv_text *t)
{
    TRY(csv_text_rewind(cx, t));
    TRY(fill(cx, t));
    struct str head = {.p = t->in, .n = t->n};
    if (str_starts(head, "\xEF\xBB\xBF"))
        return use(cx, t, "UTF-8", 3);
    if (str_starts(head, "\xFF\xFE"))
        return use(cx, t, "UTF-16LE", 2);
    if (str_starts(head, "\xFE\xFF"))
        return use(cx, t, "UTF-16BE", 2);
    return csv_text_rewind(cx, t);
}

/* UTF-8 when all of it is; a file that clearly was meant to be UTF-8 but is damaged is refused,
 * because GB18030 would read most of it as other characters without complaint. */
static enum err encoding_find(struct ctx *cx, struct csv_text *t)
{
    enum { DAMAGED_SHARE = 10 };
    struct look l;

    TRY(bom_look(cx, t));
    if (t->iconv != NO_ICONV)
        return OK;
    TRY(look_through(cx, t, &l));
    if (l.bad == 0)
        return use(cx, t, "UTF-8", t->bom);
    if (t->bom || l.wide > l.bad * DAMAGED_SHARE)
        return bad_bytes(cx, t, l.bad_line, l.bad_offset, "不是有效的 UTF-8，文件可能已损坏",
                         "not valid UTF-8; the file may be damaged");
    return use(cx, t, "GB18030", 0);
}

/* Converts the whole file once and throws the text away: does all of it decode, is it text? */
static enum err check_all(struct ctx *cx, struct csv_text *t)
{
    char *to = arena_alloc(cx->arena, READ_BYTES);
    size_t got = 1;
    while (got > 0)
        TRY(csv_text_read(cx, t, to, READ_BYTES, &got));
    return csv_text_rewind(cx, t);
}

enum err csv_text_open(struct ctx *cx, const char *path, const char *name, int64_t max_bytes,
                       struct csv_text **out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            close(fd);
        return fail(cx, ERR_IO, "无法打开文件“%s”", "file \"%s\" cannot be opened", name);
    }
    struct csv_text *t = NEW(cx->arena, struct csv_text);
    *t = (struct csv_text){.fd = fd,
                           .name = name,
                           .encoding = "UTF-8",
                           .iconv = NO_ICONV,
                           .in = arena_alloc(cx->arena, READ_BYTES)};
    enum err e = OK;
    if (st.st_size > max_bytes)
        e = fail(cx, ERR_TOO_LARGE, "文件“%s”超过 %lld 字节的上限",
                 "file \"%s\" is over the limit of %lld bytes", name, (long long)max_bytes);
    if (e == OK)
        e = encoding_find(cx, t);
    if (e == OK)
        e = check_all(cx, t);
    if (e != OK) {
        csv_text_close(t);
        return e;
    }
    *out = t;
    return OK;
}

enum err csv_text_rewind(struct ctx *cx, struct csv_text *t)
{
    if (lseek(t->fd, (off_t)t->bom, SEEK_SET) < 0)
        return fail(cx, ERR_IO, "文件“%s”读取失败", "file \"%s\" could not be read", t->name);
    if (t->iconv != NO_ICONV)
        iconv(t->iconv, NULL, NULL, NULL, NULL);
    t->from = t->n = 0;
    t->offset = (int64_t)t->bom;
    t->line = 1;
    t->eof = false;
    return OK;
}

/* One piece of in through iconv. Stops at the first byte that does not decode. */
static enum err convert(struct ctx *cx, struct csv_text *t, char *to, size_t max, size_t *got)
{
    char *in = t->in + t->from, *out = to;
    size_t left = t->n - t->from, room = max;
    size_t r = iconv(t->iconv, &in, &left, &out, &room);
    int why = r == (size_t)-1 ? errno : 0;

    *got = max - room;
    t->offset += (in - t->in) - (int64_t)t->from;
    t->from = (size_t)(in - t->in);
    bool cut = why == EINVAL && t->eof; /* the file ends inside a character */
    if ((why != EILSEQ && !cut) || *got > 0)
        return OK; /* a bad byte is reported by the next call, with the right line */
    return bad_bytes(cx, t, t->line, t->offset,
                     strcmp(t->encoding, "GB18030") == 0
                         ? "既不是 UTF-8 也不是 GB18030 编码，文件可能已损坏"
                         : "编码有误，文件可能已损坏",
                     strcmp(t->encoding, "GB18030") == 0
                         ? "neither UTF-8 nor GB18030; the file may be damaged"
                         : "does not decode; the file may be damaged");
}

/* Counts lines; a NUL says that this is no text. */
static enum err pass(struct ctx *cx, struct csv_text *t, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\0')
            return bad_bytes(cx, t, t->line, t->offset, "附近含有二进制内容，不是文本表格",
                             "binary content nearby; this is not a text table");
        t->line += p[i] == '\n';
    }
    return OK;
}

enum err csv_text_read(struct ctx *cx, struct csv_text *t, char *to, size_t max, size_t *got)
{
    for (;;) {
        if (t->n - t->from < LOOK_AHEAD && !t->eof)
            TRY(fill(cx, t));
        if (t->from == t->n) {
            *got = 0;
            return OK;
        }
        if (t->iconv == NO_ICONV) {
            *got = t->n - t->from < max ? t->n - t->from : max;
            memcpy(to, t->in + t->from, *got);
            t->from += *got;
            t->offset += (int64_t)*got;
        } else {
            TRY(convert(cx, t, to, max, got));
        }
        if (*got > 0)
            return pass(cx, t, to, *got);
    }
}

const char *csv_text_encoding(const struct csv_text *t)
{
    return t->encoding;
}

void csv_text_close(struct csv_text *t)
{
    if (!t || t->fd < 0)
        return;
    close(t->fd);
    t->fd = -1;
    if (t->iconv != NO_ICONV)
        iconv_close(t->iconv);
    t->iconv = NO_ICONV;
}

bool csv_like_escaped(struct str s)
{
    size_t i = 0;
    while (i < s.n && s.p[i] == '\'')
        i++;
    return i > 0 && i < s.n && s.p[i] != '\0' && strchr("=+-@\t\r", s.p[i]) != NULL;
}
