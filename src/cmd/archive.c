/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/buf.h"

enum { BLOCK = 64 * 1024 };

struct archive {
    zip_t *zip;
    const char *path;
};

static enum err zip_fail(struct ctx *cx, const char *path, const char *why)
{
    return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, why);
}

static bool add(struct ctx *cx, zip_t *z, const char *root, const char *name)
{
    const char *path = str_fmt(cx->arena, "%s/%s", root, name).p;
    zip_source_t *s = zip_source_file(z, path, 0, -1);
    if (!s)
        return false;
    if (zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) >= 0)
        return true;
    zip_source_free(s);
    return false;
}

enum err archive_make(struct ctx *cx, const char *root, const struct manifest *m,
                      const char *to)
{
    int why = 0;
    zip_t *z = zip_open(to, ZIP_CREATE | ZIP_EXCL, &why);
    if (!z)
        return zip_fail(cx, to, why == ZIP_ER_EXISTS ? "exists" : "zip");
    bool ok = add(cx, z, root, "manifest.json");
    for (size_t i = 0; ok && i < m->n; i++)
        ok = add(cx, z, root, m->files[i].path.p);
    if (ok && zip_close(z) == 0)
        return chmod(to, 0600) == 0 ? OK : zip_fail(cx, to, strerror(errno));
    enum err e = zip_fail(cx, to, zip_strerror(z));
    zip_discard(z);
    return e;
}

enum err archive_open(struct ctx *cx, const char *path, struct archive **out)
{
    int why = 0;
    zip_t *z = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &why);
    if (!z)
        return fail(cx, ERR_INPUT, "%s 不是完好的备份文件（ZIP）",
                    "%s is no sound backup file (ZIP)", path);
    *out = NEW(cx->arena, struct archive);
    **out = (struct archive){.zip = z, .path = path};
    return OK;
}

void archive_close(struct archive *a)
{
    if (a)
        zip_discard(a->zip);
}

static enum err entry_open(struct ctx *cx, struct archive *a, const char *name,
                           zip_file_t **out)
{
    *out = zip_fopen(a->zip, name, 0);
    if (*out)
        return OK;
    return fail(cx, ERR_INPUT, "备份 %s 里缺 %s", "the backup %s lacks %s", a->path, name);
}

enum err archive_text(struct ctx *cx, struct archive *a, const char *name, size_t max,
                      struct str *out)
{
    char block[BLOCK];
    zip_file_t *f = NULL;
    zip_int64_t n = 0;
    struct buf b;
    TRY(entry_open(cx, a, name, &f));
    buf_init(&b, cx->arena, max);
    buf_c(&b, "");
    while (buf_ok(&b) && (n = zip_fread(f, block, BLOCK)) > 0)
        buf_put(&b, block, (size_t)n);
    zip_fclose(f);
    if (n < 0 || !buf_ok(&b))
        return zip_fail(cx, a->path, name);
    *out = buf_done(&b);
    return OK;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno != EINTR)
            return false;
        if (w > 0) {
            p += w;
            n -= (size_t)w;
        }
    }
    return true;
}

enum err archive_extract(struct ctx *cx, struct archive *a, const char *name, const char *to)
{
    char block[BLOCK];
    zip_file_t *f = NULL;
    zip_int64_t n = 0;
    TRY(entry_open(cx, a, name, &f));
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    while (ok && (n = zip_fread(f, block, BLOCK)) > 0)
        ok = write_all(fd, block, (size_t)n);
    ok = ok && n == 0 && fsync(fd) == 0;
    enum err e = ok ? OK : zip_fail(cx, to, n < 0 ? name : strerror(errno));
    if (fd >= 0)
        close(fd);
    zip_fclose(f);
    return e;
}
