/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/manifest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/field.h"
#include "base/hash.h"
#include "base/json.h"

enum { BLOCK = 64 * 1024, FILES_MAX = 10 * 1000 * 1000, DEPTH_MAX = 8 };

static enum err file_fail(struct ctx *cx, const char *path)
{
    const char *why = strerror(errno);
    return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s：%s", "%s: %s", path, why);
}

static const char *under(struct ctx *cx, const char *root, struct str path)
{
    return str_fmt(cx->arena, "%s/%.*s", root, STR_ARG(path)).p;
}

static enum err file_hash(struct ctx *cx, const char *path, int64_t *bytes, struct str *sha256)
{
    struct stat st;
    void *p = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st) != 0) {
        enum err e = file_fail(cx, path);
        if (fd >= 0)
            close(fd);
        return e;
    }
    size_t n = (size_t)st.st_size;
    if (n > 0)
        p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return file_fail(cx, path);
    *sha256 = hash_hex(cx->arena, hash_sha256((struct str){p ? p : "", n}));
    *bytes = st.st_size;
    if (p)
        munmap(p, n);
    return OK;
}

static void push(struct ctx *cx, struct manifest *m, const struct held *f)
{
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 64;
        struct held *more = NEWS(cx->arena, struct held, cap);
        if (m->n > 0)
            memcpy(more, m->files, m->n * sizeof *more);
        m->files = more;
        m->cap = cap;
    }
    m->files[m->n++] = *f;
}

enum err manifest_add(struct ctx *cx, struct manifest *m, const char *root, struct str path)
{
    struct held f = {.path = path};
    TRY(file_hash(cx, under(cx, root, path), &f.bytes, &f.sha256));
    push(cx, m, &f);
    return OK;
}

struct str manifest_text(struct ctx *cx, const struct manifest *m)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, (size_t)512 * 1024 * 1024);
    json_init(&w, &b);
    json_obj(&w);
    json_kcstr(&w, "format", "huiyin-backup-1");
    json_kstr(&w, "version", m->version);
    json_ki64(&w, "jid", m->jid);
    json_kstr(&w, "name", m->name);
    json_ktime(&w, "made_at", m->made_at);
    json_key(&w, "files");
    json_arr(&w);
    for (size_t i = 0; i < m->n; i++) {
        json_obj(&w);
        json_kstr(&w, "path", m->files[i].path);
        json_ki64(&w, "bytes", m->files[i].bytes);
        json_kstr(&w, "sha256", m->files[i].sha256);
        json_obj_end(&w);
    }
    json_arr_end(&w);
    json_obj_end(&w);
    buf_c(&b, "\n");
    return buf_done(&b);
}

static const struct field held_fields[] = {
    FIELD(struct held, path, .required = true, .max = 300),
    FIELD(struct held, bytes),
    FIELD(struct held, sha256, .required = true, .min = 64, .max = 64),
};
static const struct shape held_shape = SHAPE("held", struct held, held_fields);

/* Relative, without "." and "..", so that nothing is written outside the folder. */
static bool is_inside(struct ctx *cx, struct str path)
{
    struct strs parts = str_split(cx->arena, path, '/');
    for (size_t i = 0; i < parts.n; i++)
        if (parts.p[i].n == 0 || parts.p[i].p[0] == '.')
            return false;
    return parts.n <= DEPTH_MAX;
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const struct held *)a)->path, ((const struct held *)b)->path);
}

static enum err no_manifest(struct ctx *cx, const char *zh, const char *en)
{
    return fail(cx, ERR_INPUT, "备份清单不可用：%s", "the backup's manifest is unusable: %s",
                cx->lang == LANG_EN ? en : zh);
}

enum err manifest_parse(struct ctx *cx, struct str text, struct manifest *out)
{
    json_t *root = NULL, *one = NULL;
    size_t i = 0;
    struct manifest m = {0};
    TRY(json_read(cx, text, &root));
    const char *format = json_string_value(json_object_get(root, "format"));
    if (!format || strcmp(format, "huiyin-backup-1") != 0)
        return no_manifest(cx, "格式不认识", "unknown format");
    m.version = str_c(json_string_value(json_object_get(root, "version")));
    m.jid = json_integer_value(json_object_get(root, "jid"));
    m.name = str_c(json_string_value(json_object_get(root, "name")));
    json_array_foreach(json_object_get(root, "files"), i, one)
    {
        struct held f;
        TRY(shape_parse(cx, &held_shape, one, &f));
        if (!is_inside(cx, f.path))
            return no_manifest(cx, "路径越出目录", "a path leads out of the folder");
        push(cx, &m, &f);
    }
    if (m.n == 0)
        return no_manifest(cx, "没有文件", "no files");
    qsort(m.files, m.n, sizeof *m.files, by_path);
    for (i = 1; i < m.n; i++)
        if (str_eq(m.files[i - 1].path, m.files[i].path))
            return no_manifest(cx, "文件重复", "a file stands twice");
    *out = m;
    return OK;
}

enum err manifest_check(struct ctx *cx, const struct held *f, const char *root)
{
    int64_t bytes = 0;
    struct str sha256 = {0};
    TRY(file_hash(cx, under(cx, root, f->path), &bytes, &sha256));
    if (bytes == f->bytes && str_eq(sha256, f->sha256))
        return OK;
    return fail(cx, ERR_INPUT, "备份里的 %.*s 与清单不符（已损坏或被改动）",
                "%.*s of the backup is not what the manifest says (damaged or changed)",
                STR_ARG(f->path));
}

/* ---- files ---- */

enum err make_folders(struct ctx *cx, const char *root, struct str path)
{
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] != '/')
            continue;
        const char *dir = under(cx, root, str_sub(path, 0, i));
        if (mkdir(dir, 0700) != 0 && errno != EEXIST)
            return file_fail(cx, dir);
    }
    return OK;
}

static bool pour(int in, int out)
{
    char block[BLOCK];
    ssize_t n = 0;
    while ((n = read(in, block, BLOCK)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        for (ssize_t done = 0; done < n;) {
            ssize_t w = write(out, block + done, (size_t)(n - done));
            if (w < 0 && errno != EINTR)
                return false;
            done += w > 0 ? w : 0;
        }
    }
    return fsync(out) == 0;
}

enum err copy_file(struct ctx *cx, const char *from, const char *to, unsigned mode)
{
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return file_fail(cx, from);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (out < 0) {
        enum err e = file_fail(cx, to);
        close(in);
        return e;
    }
    enum err e = pour(in, out) ? OK : file_fail(cx, to);
    close(in);
    if (close(out) != 0 && e == OK)
        e = file_fail(cx, to);
    return e;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

void remove_tree(struct ctx *cx, const char *path)
{
    DIR *d = opendir(path);
    if (!d) {
        unlink(path);
        return;
    }
    for (const struct dirent *e = NULL; (e = readdir(d)) != NULL;)
        if (!is_dots(e->d_name))
            remove_tree(cx, str_fmt(cx->arena, "%s/%s", path, e->d_name).p);
    closedir(d);
    rmdir(path);
}

struct listing {
    const char *root;
    struct str *p;
    size_t n, cap;
};

static void listing_push(struct ctx *cx, struct listing *l, struct str path)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 64;
        struct str *more = NEWS(cx->arena, struct str, cap);
        if (l->n > 0)
            memcpy(more, l->p, l->n * sizeof *more);
        l->p = more;
        l->cap = cap;
    }
    l->p[l->n++] = path;
}

static enum err list_in(struct ctx *cx, struct listing *l, struct str path, int depth)
{
    const char *full = under(cx, l->root, path);
    DIR *d = opendir(full);
    enum err e = OK;
    if (!d && errno == ENOTDIR) {
        listing_push(cx, l, path);
        return OK;
    }
    if (!d)
        return errno == ENOENT ? OK : file_fail(cx, full);
    for (const struct dirent *one = NULL; e == OK && (one = readdir(d)) != NULL;) {
        if (is_dots(one->d_name) || strncmp(one->d_name, "tmp-", 4) == 0)
            continue;
        if (depth == DEPTH_MAX || l->n == FILES_MAX)
            e = fail(cx, ERR_LIMIT, "%s 里的文件太多或太深", "too many or too deep files in %s",
                     full);
        else
            e = list_in(cx, l, str_fmt(cx->arena, "%.*s/%s", STR_ARG(path), one->d_name),
                        depth + 1);
    }
    closedir(d);
    return e;
}

static int by_str(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

enum err list_files(struct ctx *cx, const char *root, const char *name, struct strs *out)
{
    struct listing l = {.root = root};
    TRY(list_in(cx, &l, str_c(name), 0));
    if (l.n > 1)
        qsort(l.p, l.n, sizeof *l.p, by_str);
    *out = (struct strs){.p = l.p, .n = l.n};
    return OK;
}
