/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/share.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

/* The folder that the program stands in. */
static bool own_folder(char out[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
    if (n <= 0)
        return false;
    out[n] = '\0';
    char *slash = strrchr(out, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

static bool is_there(struct ctx *cx, const char *root, const char *name, const char **out)
{
    char real[PATH_MAX];
    const char *path = str_fmt(cx->arena, "%s/%s", root, name).p;
    if (!realpath(path, real))
        return false;
    *out = str_cdup(cx->arena, str_c(real));
    return true;
}

enum err share_path(struct ctx *cx, const char *name, const char **out)
{
    char own[PATH_MAX] = "";
    const char *roots[4];
    size_t n = 0;
    const char *said = getenv("HUIYIN_SHARE");
    if (said && said[0])
        roots[n++] = said;
    if (own_folder(own)) {
        const char *tree = str_fmt(cx->arena, "%s/../meson.build", own).p;
        if (access(tree, F_OK) == 0)
            roots[n++] = str_fmt(cx->arena, "%s/..", own).p;
        roots[n++] = str_fmt(cx->arena, "%s/../share/huiyin", own).p;
    }
    roots[n++] = "/usr/share/huiyin";
    struct buf looked;
    buf_init(&looked, cx->arena, (size_t)8 * PATH_MAX);
    for (size_t i = 0; i < n; i++) {
        if (is_there(cx, roots[i], name, out))
            return OK;
        buf_fmt(&looked, "%s%s", i ? ", " : "", roots[i]);
    }
    return fail(
        cx, ERR_NOT_FOUND, "找不到程序自带的文件 %s（找过 %s）；可用环境变量 HUIYIN_SHARE 指明",
        "the program's own file %s is missing (looked in %s): say where by HUIYIN_SHARE", name,
        buf_done(&looked).p);
}

static enum err file_fail(struct ctx *cx, const char *path)
{
    const char *why = strerror(errno);
    enum err e = errno == ENOENT ? ERR_NOT_FOUND : errno == EEXIST ? ERR_CONFLICT : ERR_IO;
    return fail(cx, e, "%s：%s", "%s: %s", path, why);
}

enum err file_read(struct ctx *cx, const char *path, size_t max, struct str *out)
{
    char block[16384];
    struct buf b;
    ssize_t n = 0;
    buf_init(&b, cx->arena, max);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return file_fail(cx, path);
    while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            buf_put(&b, block, (size_t)n);
    enum err e = n < 0 ? file_fail(cx, path) : OK;
    close(fd);
    TRY(e);
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "文件 %s 超过 %zu 字节", "%s is larger than %zu bytes",
                    path, max);
    *out = buf_done(&b);
    return OK;
}

enum err file_write_new(struct ctx *cx, const char *path, struct str text, unsigned mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (fd < 0)
        return file_fail(cx, path);
    enum err e = OK;
    for (size_t done = 0; e == OK && done < text.n;) {
        ssize_t n = write(fd, text.p + done, text.n - done);
        if (n > 0)
            done += (size_t)n;
        else if (n < 0 && errno != EINTR)
            e = file_fail(cx, path);
    }
    if (e == OK && fsync(fd) != 0)
        e = file_fail(cx, path);
    if (close(fd) != 0 && e == OK)
        e = file_fail(cx, path);
    if (e != OK)
        unlink(path);
    return e;
}
