// SPDX-License-Identifier: Apache-2.0
#include "doc/pack.h"

#include <sys/stat.h>

#include <zip.h>

#include "base/ctx.h"
#include "base/str.h"
#include "doc/sheet.h"

struct pack {
    zip_t *zip;
    const char *name;
};

struct part {
    struct pack *pack;
    zip_file_t *file;
    const char *name;
    int64_t left; /* bytes that may still come, by the declared size */
};

static enum err open_failed(struct ctx *cx, const char *name, int code)
{
    if (code == ZIP_ER_NOENT)
        return fail(cx, ERR_NOT_FOUND, "没有文件“%s”", "there is no file \"%s\"", name);
    if (code == ZIP_ER_READ || code == ZIP_ER_OPEN || code == ZIP_ER_SEEK)
        return fail(cx, ERR_IO, "文件“%s”读取失败", "file \"%s\" could not be read", name);
    return fail(
        cx, ERR_INPUT, "文件“%s”的压缩结构损坏或不完整（可能没有传完），请重新导出或上传",
        "the ZIP structure of file \"%s\" is damaged or incomplete (cut off on the way?); "
        "export or upload it again",
        name);
}

static enum err entry_check(struct ctx *cx, const struct pack *p, const struct sheet_limits *l,
                            const zip_stat_t *st)
{
    const char *part = st->name ? st->name : "?";
    zip_uint64_t size = st->size;

    if (size > (zip_uint64_t)l->part_bytes)
        return fail(cx, ERR_TOO_LARGE, "文件“%s”中的“%s”解压后超过 %lld 字节的上限",
                    "file \"%s\": part \"%s\" is over the limit of %lld bytes uncompressed",
                    p->name, part, (long long)l->part_bytes);
    if (size > (zip_uint64_t)l->ratio_from && size / (zip_uint64_t)l->ratio > st->comp_size)
        return fail(cx, ERR_TOO_LARGE,
                    "文件“%s”中的“%s”压缩比异常（超过 %lld 倍），疑似压缩炸弹，已拒绝",
                    "file \"%s\": part \"%s\" is compressed more than %lld times, "
                    "which looks like a ZIP bomb; refused",
                    p->name, part, (long long)l->ratio);
    return OK;
}

static enum err entries_check(struct ctx *cx, const struct pack *p,
                              const struct sheet_limits *l)
{
    zip_int64_t n = zip_get_num_entries(p->zip, 0);
    zip_uint64_t total = 0;

    if (n > l->parts)
        return fail(cx, ERR_TOO_LARGE, "文件“%s”内的部件超过 %lld 个",
                    "file \"%s\" has more than %lld parts", p->name, (long long)l->parts);
    for (zip_int64_t i = 0; i < n; i++) {
        zip_stat_t st;
        if (zip_stat_index(p->zip, (zip_uint64_t)i, 0, &st) != 0 ||
            !(st.valid & ZIP_STAT_SIZE) || !(st.valid & ZIP_STAT_COMP_SIZE))
            return open_failed(cx, p->name, ZIP_ER_INCONS);
        TRY(entry_check(cx, p, l, &st));
        total += st.size; /* each is at most part_bytes: no overflow */
        if (total > (zip_uint64_t)l->total_bytes)
            return fail(cx, ERR_TOO_LARGE, "文件“%s”解压后总大小超过 %lld 字节的上限",
                        "file \"%s\" is over the limit of %lld bytes uncompressed", p->name,
                        (long long)l->total_bytes);
    }
    return OK;
}

static enum err too_long(struct ctx *cx, const char *name, const struct sheet_limits *limits)
{
    return fail(cx, ERR_TOO_LARGE, "文件“%s”超过 %lld 字节的上限",
                "file \"%s\" is over the limit of %lld bytes", name,
                (long long)limits->file_bytes);
}

/* zip is closed in any case but success. */
static enum err take(struct ctx *cx, zip_t *zip, const char *name,
                     const struct sheet_limits *limits, struct pack **out)
{
    struct pack *p = NEW(cx->arena, struct pack);
    p->zip = zip;
    p->name = str_cdup(cx->arena, str_c(name));
    enum err e = entries_check(cx, p, limits);
    if (e != OK) {
        pack_close(p);
        return e;
    }
    *out = p;
    return OK;
}

enum err pack_open(struct ctx *cx, const char *path, const char *name,
                   const struct sheet_limits *limits, struct pack **out)
{
    struct stat st;
    if (stat(path, &st) == 0 && st.st_size > limits->file_bytes)
        return too_long(cx, name, limits);

    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    return zip ? take(cx, zip, name, limits, out) : open_failed(cx, name, code);
}

enum err pack_open_bytes(struct ctx *cx, struct str bytes, const char *name,
                         const struct sheet_limits *limits, struct pack **out)
{
    zip_error_t why;
    zip_t *zip = NULL;
    if ((int64_t)bytes.n > limits->file_bytes)
        return too_long(cx, name, limits);
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why);
    if (source && !(zip = zip_open_from_source(source, ZIP_RDONLY, &why)))
        zip_source_free(source);
    int code = zip_error_code_zip(&why);
    zip_error_fini(&why);
    return zip ? take(cx, zip, name, limits, out) : open_failed(cx, name, code);
}

size_t pack_count(const struct pack *p)
{
    return (size_t)zip_get_num_entries(p->zip, 0);
}

const char *pack_part(const struct pack *p, size_t i)
{
    const char *name = zip_get_name(p->zip, i, 0);
    return name ? name : "";
}

void pack_close(struct pack *p)
{
    if (p && p->zip) {
        zip_discard(p->zip);
        p->zip = NULL;
    }
}

bool pack_has(const struct pack *p, const char *part)
{
    return zip_name_locate(p->zip, part, ZIP_FL_NOCASE) >= 0;
}

const char *pack_name(const struct pack *p)
{
    return p->name;
}

static enum err part_damaged(struct ctx *cx, const struct pack *p, const char *part)
{
    return fail(cx, ERR_INPUT, "文件“%s”中的“%s”已损坏，无法解压",
                "file \"%s\": part \"%s\" is damaged and cannot be uncompressed", p->name,
                part);
}

enum err part_open(struct ctx *cx, struct pack *p, const char *part, struct part **out)
{
    zip_int64_t at = zip_name_locate(p->zip, part, ZIP_FL_NOCASE);
    if (at < 0)
        return fail(cx, ERR_NOT_FOUND, "文件“%s”中缺少“%s”",
                    "file \"%s\" lacks its part \"%s\"", p->name, part);

    zip_stat_t st;
    if (zip_stat_index(p->zip, (zip_uint64_t)at, 0, &st) != 0)
        return part_damaged(cx, p, part);
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
        return fail(cx, ERR_INPUT, "文件“%s”加了密码，请取消密码后再上传",
                    "file \"%s\" is protected by a password; remove it and try again", p->name);
    zip_file_t *file = zip_fopen_index(p->zip, (zip_uint64_t)at, 0);
    if (!file)
        return part_damaged(cx, p, part);

    struct part *t = NEW(cx->arena, struct part);
    t->pack = p;
    t->file = file;
    t->name = str_cdup(cx->arena, str_c(part));
    t->left = (int64_t)st.size;
    *out = t;
    return OK;
}

enum err part_read(struct ctx *cx, struct part *t, void *to, size_t max, size_t *got)
{
    zip_int64_t n = zip_fread(t->file, to, max);
    if (n < 0 || n > t->left || (n == 0 && t->left > 0))
        return part_damaged(cx, t->pack, t->name);
    t->left -= n;
    *got = (size_t)n;
    return OK;
}

enum err part_all(struct ctx *cx, struct pack *p, const char *part, struct str *out)
{
    struct part *t;
    size_t n = 0, got = 1;
    TRY(part_open(cx, p, part, &t));
    size_t bytes = (size_t)t->left;
    char *to = arena_room(cx->arena, bytes + 1);
    enum err e = OK;
    while (e == OK && got && n < bytes) {
        e = part_read(cx, t, to + n, bytes - n, &got);
        n += e == OK ? got : 0;
    }
    part_close(t);
    to[n] = '\0';
    *out = (struct str){.p = to, .n = n};
    return e;
}

void part_close(struct part *t)
{
    if (t && t->file) {
        zip_fclose(t->file);
        t->file = NULL;
    }
}

const char *part_name(const struct part *t)
{
    return t->name;
}

const char *part_pack_name(const struct part *t)
{
    return t->pack->name;
}
