/* SPDX-License-Identifier: Apache-2.0 */
#include "api/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rand.h"
#include "core/app.h"

enum { NAME_BYTES = 8 };

const char *temp_path(struct ctx *cx, const char *end)
{
    return str_cdup(cx->arena, str_fmt(cx->arena, "%s/form-%.*s%s", cx->app->data_dir,
                                       STR_ARG(rand_hex(cx->arena, NAME_BYTES)), end));
}

enum err temp_put(struct ctx *cx, const char *path, struct str content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    for (size_t n = 0; ok && n < content.n;) {
        ssize_t got = write(fd, content.p + n, content.n - n);
        ok = got > 0;
        n += ok ? (size_t)got : 0;
    }
    int why = errno;
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    return ok ? OK : fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(why));
}

/* The name goes at once: what was opened is all that is needed. */
enum err temp_send(struct call *c, const char *path, const char *type, struct str name)
{
    struct ctx *cx = &c->cx;
    struct stat st = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool known = fd >= 0 && fstat(fd, &st) == 0;
    int why = errno;
    unlink(path);
    if (!known) {
        if (fd >= 0)
            close(fd);
        return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(why));
    }
    c->reply->status = 200;
    c->reply->type = type;
    c->reply->fd = fd;
    c->reply->fd_bytes = st.st_size;
    call_header(c, "Content-Disposition", call_disposition(cx->arena, "attachment", name));
    return OK;
}
