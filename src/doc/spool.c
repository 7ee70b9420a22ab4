// SPDX-License-Identifier: Apache-2.0
#include "doc/spool.h"

#include <sys/mman.h>

#include "base/ctx.h"

struct spool {
    FILE *text, *index; /* index: end offset of each string's bytes, NUL not counted */
    const char *text_map;
    const uint64_t *index_map;
    size_t count, max_count;
    uint64_t bytes, max_bytes;
};

static enum err no_room(struct ctx *cx)
{
    return fail(cx, ERR_IO, "写临时文件失败，请检查磁盘空间",
                "a temporary file could not be written; is the disk full?");
}

enum err spool_open(struct ctx *cx, int64_t max_strings, int64_t max_bytes, struct spool **out)
{
    struct spool *s = NEW(cx->arena, struct spool);
    s->text = tmpfile();
    s->index = tmpfile();
    s->max_count = (size_t)max_strings;
    s->max_bytes = (uint64_t)max_bytes;
    if (!s->text || !s->index) {
        spool_close(s);
        return no_room(cx);
    }
    *out = s;
    return OK;
}

enum err spool_put(struct ctx *cx, struct spool *s, const char *p, size_t n)
{
    if (n > s->max_bytes || s->bytes > s->max_bytes - n)
        return fail(cx, ERR_TOO_LARGE, "文件中的文字总量超过 %llu 字节的上限",
                    "the texts in the file are over the limit of %llu bytes",
                    (unsigned long long)s->max_bytes);
    if (n && fwrite(p, 1, n, s->text) != n)
        return no_room(cx);
    s->bytes += n;
    return OK;
}

enum err spool_next(struct ctx *cx, struct spool *s)
{
    if (s->count == s->max_count)
        return fail(cx, ERR_TOO_LARGE, "文件中的文字超过 %zu 条的上限",
                    "the file has more than %zu texts", s->max_count);
    uint64_t end = s->bytes + s->count; /* one NUL stands after each earlier string */
    if (fputc('\0', s->text) == EOF || fwrite(&end, sizeof end, 1, s->index) != 1)
        return no_room(cx);
    s->count++;
    return OK;
}

static const void *map(FILE *f, size_t n)
{
    void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fileno(f), 0);
    return p == MAP_FAILED ? NULL : p;
}

enum err spool_seal(struct ctx *cx, struct spool *s)
{
    if (fflush(s->text) != 0 || fflush(s->index) != 0)
        return no_room(cx);
    if (s->count == 0)
        return OK;
    s->text_map = map(s->text, s->bytes + s->count);
    s->index_map = map(s->index, s->count * sizeof(uint64_t));
    return s->text_map && s->index_map ? OK : no_room(cx);
}

size_t spool_count(const struct spool *s)
{
    return s->count;
}

struct str spool_get(const struct spool *s, size_t i)
{
    uint64_t from = i ? s->index_map[i - 1] + 1 : 0;
    return (struct str){.p = s->text_map + from, .n = s->index_map[i] - from};
}

static void unmap(const void *p, size_t n)
{
    if (p)
        munmap((void *)(uintptr_t)p, n);
}

void spool_close(struct spool *s)
{
    if (!s)
        return;
    unmap(s->text_map, s->bytes + s->count);
    unmap(s->index_map, s->count * sizeof(uint64_t));
    if (s->text)
        fclose(s->text);
    if (s->index)
        fclose(s->index);
    *s = (struct spool){0};
}
