/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/driver.h"

/* The name has to be on disk as well. */
static bool sync_folder(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dir = !slash          ? "."
                      : slash == path ? "/"
                                      : str_fmt(a, "%.*s", (int)(slash - path), path).p;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool synced = fsync(fd) == 0;
    return close(fd) == 0 && synced;
}

/* Written under another name and linked when whole, so that no half backup is ever found. */
enum err store_backup(struct ctx *cx, struct store *s, const char *to_path)
{
    const char *part = str_fmt(cx->arena, "%s.part", to_path).p;
    struct stat st;

    if (lstat(to_path, &st) == 0)
        return fail(cx, ERR_CONFLICT, "文件 %s 已存在", "%s is there already", to_path);
    int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(cx, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "无法新建 %s：%s",
                    "cannot make %s: %s", part, strerror(errno));
    close(fd);
    enum err e = s->driver->copy(cx, s, part);
    if (e == OK && link(part, to_path) != 0)
        e = fail(cx, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "无法新建 %s：%s",
                 "cannot make %s: %s", to_path, strerror(errno));
    unlink(part);
    if (e == OK && !sync_folder(cx->arena, to_path))
        e = fail(cx, ERR_IO, "备份 %s 未能落盘：%s", "the backup %s may not be on disk: %s",
                 to_path, strerror(errno));
    return e;
}
