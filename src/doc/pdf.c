/* SPDX-License-Identifier: Apache-2.0
 * The server's side, and what both know.
 */
#include "doc/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/ctx.h"
#include "base/field.h"
#include "doc/pdf_impl.h"

const char *const pdf_state_names[] = {
    [PDF_NONE] = "none",   [PDF_AWAY] = "away",     [PDF_WAITING] = "waiting",
    [PDF_READY] = "ready", [PDF_FAILED] = "failed",
};

const char *pdf_path(struct ctx *cx, const char *dir, const char *folder, struct str name,
                     const char *end)
{
    return str_fmt(cx->arena, "%s/%s/%.*s%s", dir, folder, STR_ARG(name), end).p;
}

bool pdf_name_good(struct str name)
{
    if (name.n == 0 || name.n > 32)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] < '0' || name.p[i] > '9')
            return false;
    return true;
}

enum err pdf_io(struct ctx *cx, const char *path)
{
    return fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(errno));
}

static bool is_there(struct ctx *cx, const char *dir, const char *folder, struct str name,
                     const char *end)
{
    return access(pdf_path(cx, dir, folder, name, end), F_OK) == 0;
}

bool pdf_worker_runs(struct ctx *cx, const char *dir)
{
    struct stat st;
    const char *path = str_fmt(cx->arena, "%s/alive", dir).p;
    return stat(path, &st) == 0 && time(NULL) - st.st_mtime <= PDF_ALIVE_S;
}

enum pdf_state pdf_state(struct ctx *cx, const char *dir, struct str name)
{
    if (!pdf_name_good(name))
        return PDF_NONE;
    if (is_there(cx, dir, "out", name, ".pdf"))
        return PDF_READY;
    if (is_there(cx, dir, "out", name, ".failed"))
        return PDF_FAILED;
    if (!pdf_worker_runs(cx, dir))
        return PDF_AWAY;
    return is_there(cx, dir, "in", name, ".docx") || is_there(cx, dir, "work", name, ".docx")
               ? PDF_WAITING
               : PDF_NONE;
}

/* Written under another name first, so that the worker never sees half of it. Others may read
 * it: the folder lets in none but the two. */
static enum err put(struct ctx *cx, const char *path, struct str content)
{
    char *part = str_cdup(cx->arena, str_fmt(cx->arena, "%s.XXXXXX", path));
    int fd = mkostemp(part, O_CLOEXEC); /* one's own: two may hand over the same at once */
    if (fd < 0)
        return pdf_io(cx, part);
    bool good = fchmod(fd, 0640) == 0;
    for (size_t n = 0; good && n < content.n;) {
        ssize_t got = write(fd, content.p + n, content.n - n);
        good = got > 0;
        n += good ? (size_t)got : 0;
    }
    good = close(fd) == 0 && good;
    if (good && rename(part, path) == 0)
        return OK;
    enum err e = pdf_io(cx, part);
    unlink(part);
    return e;
}

enum err pdf_hand_over(struct ctx *cx, const char *dir, struct str name, struct str docx)
{
    enum pdf_state is = pdf_state(cx, dir, name);
    if (is == PDF_WAITING || is == PDF_READY)
        return OK;
    if (!pdf_worker_runs(cx, dir))
        return fail(
            cx, ERR_CONFLICT,
            "PDF 转换没有运行（没有装 LibreOffice，或 huiyin-pdf 服务没有启动）；DOCX 照常可用",
            "nothing makes PDFs here (LibreOffice is not installed, or huiyin-pdf does not "
            "run); the DOCX is there");
    if (unlink(pdf_path(cx, dir, "out", name, ".failed")) != 0 && errno != ENOENT)
        return pdf_io(cx, dir);
    return put(cx, pdf_path(cx, dir, "in", name, ".docx"), docx);
}

enum err pdf_take(struct ctx *cx, const char *dir, struct str name, int *fd, int64_t *bytes)
{
    struct stat st;
    int at = pdf_name_good(name) ? open(pdf_path(cx, dir, "out", name, ".pdf"),
                                        O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
                                 : -1;
    if (at < 0 || fstat(at, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (at >= 0)
            close(at);
        return fail(cx, ERR_NOT_FOUND, "PDF 还没有做好", "the PDF is not ready");
    }
    *fd = at;
    *bytes = st.st_size;
    return OK;
}
