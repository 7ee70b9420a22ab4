/* SPDX-License-Identifier: Apache-2.0 */
#include "core/data_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "core/app.h"

enum err data_file_read(struct ctx *cx, const char *name, size_t max, const char **path,
                        struct str *out)
{
    struct buf b;
    char block[8192];
    ssize_t n = 0;
    const char *p = str_fmt(cx->arena, "%s/%s", cx->app->data_dir, name).p;
    if (access(p, F_OK) != 0)
        p = str_fmt(cx->arena, "%s/%s", cx->app->share_dir, name).p;
    int fd = open(p, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s：%s", "%s: %s", p,
                    strerror(errno));
    buf_init(&b, cx->arena, max);
    while ((n = read(fd, block, sizeof block)) > 0)
        buf_put(&b, block, (size_t)n);
    close(fd);
    if (n < 0 || !buf_ok(&b))
        return fail(cx, n < 0 ? ERR_IO : ERR_TOO_LARGE, "%s 读不出来或过大",
                    "%s cannot be read or is too large", p);
    *path = p;
    *out = buf_done(&b);
    return OK;
}
