/* SPDX-License-Identifier: Apache-2.0
 * The worker's side: LibreOffice is started once for a batch, in a group of its own, under
 * limits.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/ctx.h"
#include "base/field.h"
#include "base/time.h"
#include "doc/pdf_impl.h"

enum {
    STEP_MS = 100,
    FILE_MB = 256,
    TAIL_BYTES = 1024,
    IN_KEEP_S = 86400,
    ARGS_MAX = PDF_BATCH + 16
};

struct batch {
    struct str names[PDF_BATCH];
    size_t n;
};

/* Nothing is run, nothing is looked for, no window and no first question. */
static const char settings[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" "
                               "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
                               "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
#define SET(PATH, NAME, VALUE)                                                                 \
    "<item oor:path=\"" PATH "\"><prop oor:name=\"" NAME "\" oor:op=\"fuse\"><value>" VALUE    \
    "</value></prop></item>\n"
    SET("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true")
        SET("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3")
            SET("/org.openoffice.Office.Common/Security/Scripting",
                "BlockUntrustedRefererLinks", "true")
                SET("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent",
                    "true") SET("/org.openoffice.Office.Common/Misc", "FirstRun", "false")
                    SET("/org.openoffice.Office.Writer/Content/Update", "Link", "0")
                        SET("/org.openoffice.Office.Writer/Content/Update", "Field",
                            "true") "</oor:items>\n";

static enum err folder(struct ctx *cx, const char *path, unsigned mode)
{
    if (mkdir(path, mode) == 0 || errno == EEXIST)
        return OK;
    return pdf_io(cx, path);
}

static enum err home_write(struct ctx *cx, const char *dir)
{
    static const char *const steps[] = {"home", "home/user"};
    for (size_t i = 0; i < COUNT(steps); i++)
        TRY(folder(cx, str_fmt(cx->arena, "%s/%s", dir, steps[i]).p, 0700));
    const char *path = str_fmt(cx->arena, "%s/home/user/registrymodifications.xcu", dir).p;
    FILE *f = fopen(path, "we");
    bool good = f && fputs(settings, f) >= 0;
    if (f && fclose(f) != 0)
        good = false;
    return good ? OK : pdf_io(cx, path);
}

static enum err alive(struct ctx *cx, const char *dir)
{
    const char *path = str_fmt(cx->arena, "%s/alive", dir).p;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    bool good = fd >= 0 && futimens(fd, NULL) == 0;
    if (fd >= 0 && close(fd) != 0)
        good = false;
    return good ? OK : pdf_io(cx, path);
}

/* *fd -1: somebody else holds it. Without wait nobody is waited for. */
static enum err lock_take(struct ctx *cx, const char *dir, const char *name, bool wait, int *fd)
{
    const char *path = str_fmt(cx->arena, "%s/%s", dir, name).p;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0)
        return pdf_io(cx, path);
    int got = 0;
    do
        got = flock(*fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
    while (got != 0 && errno == EINTR);
    if (got == 0)
        return OK;
    bool held = errno == EWOULDBLOCK;
    enum err e = held ? OK : pdf_io(cx, path);
    close(*fd);
    *fd = -1;
    return e;
}

/* Another worker that makes a batch just now has written it, and LibreOffice reads it. */
static enum err home_make(struct ctx *cx, const char *dir)
{
    int lock = -1;
    TRY(lock_take(cx, dir, "lock", false, &lock));
    if (lock < 0)
        return OK;
    enum err e = home_write(cx, dir);
    close(lock);
    return e;
}

enum err pdf_worker_begin(struct ctx *cx, const struct pdf_worker *w)
{
    static const char *const folders[] = {"in", "out", "work"};
    if (access(w->soffice, X_OK) != 0)
        return fail(
            cx, ERR_NOT_FOUND, "没有 LibreOffice：%s（Debian 装 libreoffice-writer-nogui）",
            "there is no LibreOffice: %s (Debian: libreoffice-writer-nogui)", w->soffice);
    TRY(folder(cx, w->dir, 0700));
    for (size_t i = 0; i < COUNT(folders); i++)
        TRY(folder(cx, str_fmt(cx->arena, "%s/%s", w->dir, folders[i]).p, 02770));
    TRY(home_make(cx, w->dir));
    return alive(cx, w->dir);
}

/* ---- a batch ---- */

/* Names of the whole documents in a folder, at most a batch. */
static enum err waiting(struct ctx *cx, const char *dir, const char *in, struct batch *out)
{
    const char *path = str_fmt(cx->arena, "%s/%s", dir, in).p;
    DIR *d = opendir(path);
    if (!d)
        return pdf_io(cx, path);
    out->n = 0;
    for (struct dirent *e; out->n < PDF_BATCH && (e = readdir(d)) != NULL;) {
        struct str name = str_c(e->d_name);
        if (!str_ends(name, ".docx"))
            continue;
        name.n -= sizeof ".docx" - 1;
        if (pdf_name_good(name))
            out->names[out->n++] = str_dup(cx->arena, name);
    }
    closedir(d);
    return OK;
}

static void limit(int what, rlim_t most)
{
    const struct rlimit l = {most, most};
    (void)setrlimit(what, &l); /* one that is tighter already stays */
}

/* LibreOffice of a worker that was killed writes into work still: while the lock is held its
 * group lives, so that the number is nobody else's. */
static enum err office_take(struct ctx *cx, const char *dir, int *fd)
{
    char text[24] = {0};
    int64_t group = 0;
    TRY(lock_take(cx, dir, "office", false, fd));
    if (*fd >= 0)
        return OK;
    int at = open(str_fmt(cx->arena, "%s/office", dir).p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = at < 0 ? -1 : read(at, text, sizeof text - 1);
    if (at >= 0)
        close(at);
    if (n > 0 && str_i64((struct str){text, (size_t)n}, &group) && group > 1)
        (void)kill((pid_t)-group, SIGKILL);
    return lock_take(cx, dir, "office", true, fd);
}

/* The number of the group that holds the lock from now on. */
static bool office_name(int fd, pid_t pid)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)pid);
    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n;
}

static void child(const struct pdf_worker *w, int office, char *const *args, char *const *env)
{
    limit(RLIMIT_AS, (rlim_t)PDF_MEMORY_MB << 20);
    limit(RLIMIT_CPU, PDF_SECONDS);
    limit(RLIMIT_FSIZE, (rlim_t)FILE_MB << 20);
    limit(RLIMIT_CORE, 0);
    int null = open("/dev/null", O_RDWR);
    /* It goes on to LibreOffice and all that it starts. */
    if (setpgid(0, 0) != 0 || !office_name(office, getpid()) ||
        fcntl(office, F_SETFD, 0) != 0 || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
        dup2(null, 2) < 0)
        _exit(127);
    execve(w->soffice, args, env);
    _exit(127);
}

static enum err wait_for(struct ctx *cx, const struct pdf_worker *w, pid_t pid)
{
    const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
    for (int64_t end = time_mono() + (int64_t)PDF_SECONDS * MS_PER_SECOND; time_mono() < end;) {
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return OK; /* which files there are says what became of it */
        nanosleep(&step, NULL);
        TRY(alive(cx, w->dir));
    }
    return OK;
}

static enum err office_run(struct ctx *cx, const struct pdf_worker *w, char *const *args,
                           char *const *env)
{
    int office = -1;
    TRY(office_take(cx, w->dir, &office));
    pid_t pid = fork();
    if (pid == 0)
        child(w, office, args, env);
    close(office); /* the child's copy holds it */
    if (pid < 0)
        return pdf_io(cx, w->soffice);
    enum err e = wait_for(cx, w, pid);
    /* soffice is a script that starts others: none of its group outlives the batch. */
    if (kill(-pid, SIGKILL) == 0)
        (void)waitpid(pid, NULL, 0);
    return e;
}

static enum err convert(struct ctx *cx, const struct pdf_worker *w, const struct batch *b)
{
    struct arena *a = cx->arena;
    char *args[ARGS_MAX] = {0};
    size_t n = 0;
    const char *const first[] = {w->soffice,
                                 str_fmt(a, "-env:UserInstallation=file://%s/home", w->dir).p,
                                 "--headless",
                                 "--norestore",
                                 "--nodefault",
                                 "--nolockcheck",
                                 "--nofirststartwizard",
                                 "--convert-to",
                                 "pdf:writer_pdf_Export",
                                 "--outdir",
                                 str_fmt(a, "%s/work", w->dir).p};
    for (size_t i = 0; i < COUNT(first); i++)
        args[n++] = str_cdup(a, str_c(first[i]));
    for (size_t i = 0; i < b->n; i++)
        args[n++] = str_cdup(a, str_c(pdf_path(cx, w->dir, "work", b->names[i], ".docx")));
    char *env[] = {
        str_cdup(a, str_fmt(a, "HOME=%s/home", w->dir)),
        str_cdup(a, STR("PATH=/usr/bin:/bin")),
        str_cdup(a, STR("LANG=C.UTF-8")),
        str_cdup(a, STR("SAL_USE_VCLPLUGIN=svp")),
        w->fonts ? str_cdup(a, str_fmt(a, "FONTCONFIG_FILE=%s", w->fonts)) : NULL,
        NULL,
    };
    return office_run(cx, w, args, env);
}

/* To its last line: LibreOffice that was ended, or found the disk full, leaves half of one. */
static bool is_whole(const char *path)
{
    char tail[TAIL_BYTES + 1] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    off_t from = size > TAIL_BYTES ? size - TAIL_BYTES : 0;
    ssize_t n = fd < 0 ? -1 : pread(fd, tail, TAIL_BYTES, from);
    if (fd >= 0)
        close(fd);
    return n > 0 && memmem(tail, (size_t)n, "%%EOF", strlen("%%EOF")) != NULL;
}

/* Into out when it was made; else it stays in work. */
static bool carried_out(struct ctx *cx, const struct pdf_worker *w, struct str name)
{
    const char *made = pdf_path(cx, w->dir, "work", name, ".pdf");
    if (!is_whole(made)) {
        unlink(made);
        return false;
    }
    if (chmod(made, 0640) != 0 || rename(made, pdf_path(cx, w->dir, "out", name, ".pdf")) != 0)
        return false;
    unlink(pdf_path(cx, w->dir, "work", name, ".docx"));
    return true;
}

static enum err failed(struct ctx *cx, const struct pdf_worker *w, struct str name)
{
    const char *path = pdf_path(cx, w->dir, "out", name, ".failed");
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0 || close(fd) != 0)
        return pdf_io(cx, path);
    unlink(pdf_path(cx, w->dir, "work", name, ".docx"));
    return OK;
}

/* Those of a batch that were not made are tried alone: one bad document harms no other. */
static enum err batch_run(struct ctx *cx, const struct pdf_worker *w, const struct batch *b)
{
    TRY(convert(cx, w, b));
    for (size_t i = 0; i < b->n; i++) {
        const struct batch one = {.names = {b->names[i]}, .n = 1};
        if (carried_out(cx, w, b->names[i]))
            continue;
        if (b->n > 1) {
            TRY(convert(cx, w, &one));
            if (carried_out(cx, w, b->names[i]))
                continue;
        }
        TRY(failed(cx, w, b->names[i]));
    }
    return OK;
}

static void sweep(struct ctx *cx, const char *dir, const char *in, time_t keep)
{
    const char *path = str_fmt(cx->arena, "%s/%s", dir, in).p;
    DIR *d = opendir(path);
    struct stat st;
    for (struct dirent *e; d && (e = readdir(d)) != NULL;)
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode) && st.st_mtime < time(NULL) - keep)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}

/* Left by one that was ended; what it had made and carried out already is only tidied up. */
static enum err left_over(struct ctx *cx, const struct pdf_worker *w, struct batch *out)
{
    struct batch b = {0};
    TRY(waiting(cx, w->dir, "work", &b));
    out->n = 0;
    for (size_t i = 0; i < b.n; i++)
        if (access(pdf_path(cx, w->dir, "out", b.names[i], ".pdf"), F_OK) == 0)
            unlink(pdf_path(cx, w->dir, "work", b.names[i], ".docx"));
        else
            out->names[out->n++] = b.names[i];
    return OK;
}

/* Under the lock: nobody else takes from in or works in work. */
static enum err round_alone(struct ctx *cx, const struct pdf_worker *w, int *done)
{
    struct batch b = {0};
    sweep(cx, w->dir, "out", PDF_KEEP_S);
    sweep(cx, w->dir, "in", IN_KEEP_S);
    TRY(left_over(cx, w, &b));
    if (b.n == 0) {
        TRY(waiting(cx, w->dir, "in", &b));
        for (size_t i = 0; i < b.n; i++)
            if (rename(pdf_path(cx, w->dir, "in", b.names[i], ".docx"),
                       pdf_path(cx, w->dir, "work", b.names[i], ".docx")) != 0)
                return pdf_io(cx, w->dir);
    }
    if (b.n)
        TRY(batch_run(cx, w, &b));
    *done = (int)b.n;
    return OK;
}

enum err pdf_worker_round(struct ctx *cx, const struct pdf_worker *w, int *done)
{
    int lock = -1;
    *done = 0;
    TRY(alive(cx, w->dir));
    TRY(lock_take(cx, w->dir, "lock", false, &lock));
    if (lock < 0)
        return OK;
    enum err e = round_alone(cx, w, done);
    close(lock);
    return e;
}
