/* SPDX-License-Identifier: Apache-2.0 */
#include "core/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/rand.h"
#include "base/time.h"
#include "core/app.h"
#include "core/secret.h"

enum {
    CHUNK = 64 * 1024,
    SEALED = CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES,
    KEY_ID = SECRET_KEY_ID - 1,
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    SHA_HEX = 2 * HASH_BYTES,
};
static const char magic[4] = {'H', 'Y', 'B', '1'};
#define PURPOSE "blob"

struct head {
    char magic[sizeof(magic)];
    char key_id[KEY_ID];
    unsigned char header[HEADER];
};

static enum err io_fail(struct ctx *cx, const char *what)
{
    const char *why = strerror(errno);
    return fail(cx, ERR_IO, "附件文件%s：%s", "attachment file %s: %s", what, why);
}

static enum err broken(struct ctx *cx)
{
    return fail(cx, ERR_IO, "附件文件已损坏或被改动",
                "an attachment file is damaged or was changed");
}

static const char *blob_dir(struct ctx *cx, struct str sha)
{
    return str_fmt(cx->arena, "%s/blobs/%.2s", cx->app->data_dir, sha.p).p;
}

static const char *blob_path(struct ctx *cx, struct str sha)
{
    return str_fmt(cx->arena, "%s/%.*s", blob_dir(cx, sha), STR_ARG(str_sub(sha, 2, sha.n))).p;
}

/* Names come from our own database; still nothing but 64 hex digits becomes a path. */
static bool sha_right(struct str sha)
{
    struct hash h;
    return sha.n == SHA_HEX && hash_from_hex(sha, &h);
}

static enum err write_all(struct ctx *cx, int fd, const void *p, size_t n)
{
    const char *from = p;
    while (n > 0) {
        ssize_t done = write(fd, from, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return io_fail(cx, "write");
        from += done;
        n -= (size_t)done;
    }
    return OK;
}

/* Reads n bytes or up to the end; *got says how many. */
static enum err read_full(struct ctx *cx, int fd, void *p, size_t n, size_t *got)
{
    size_t done = 0;
    while (done < n) {
        ssize_t r = read(fd, (char *)p + done, n - done);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return io_fail(cx, "read");
        if (r == 0)
            break;
        done += (size_t)r;
    }
    *got = done;
    return OK;
}

/* ---- putting ---- */

static enum err seal_to(struct ctx *cx, int fd, struct str content, struct str sha)
{
    crypto_secretstream_xchacha20poly1305_state st;
    struct head head;
    unsigned char key[SECRET_KEY];
    char key_id[SECRET_KEY_ID] = "";
    unsigned char *sealed = arena_alloc(cx->arena, SEALED);
    TRY(secret_derive(cx, PURPOSE, key_id, key));
    memcpy(head.magic, magic, sizeof(magic));
    memcpy(head.key_id, key_id, KEY_ID);
    crypto_secretstream_xchacha20poly1305_init_push(&st, head.header, key);
    sodium_memzero(key, sizeof(key));
    TRY(write_all(cx, fd, &head, sizeof(head)));
    size_t from = 0;
    do {
        size_t n = content.n - from < CHUNK ? content.n - from : CHUNK;
        bool last = from + n == content.n;
        unsigned long long sealed_n = 0;
        crypto_secretstream_xchacha20poly1305_push(
            &st, sealed, &sealed_n, (const unsigned char *)content.p + from, n,
            (const unsigned char *)sha.p, sha.n,
            last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
        TRY(write_all(cx, fd, sealed, (size_t)sealed_n));
        from += n;
    } while (from < content.n);
    return fsync(fd) == 0 ? OK : io_fail(cx, "fsync");
}

static enum err dir_sync(struct ctx *cx, const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return io_fail(cx, "directory");
    int failed = fsync(fd);
    close(fd);
    return failed ? io_fail(cx, "directory") : OK;
}

static enum err dir_make(struct ctx *cx, struct str sha)
{
    const char *top = str_fmt(cx->arena, "%s/blobs", cx->app->data_dir).p;
    const char *dir = blob_dir(cx, sha);
    bool made_top = mkdir(top, 0700) == 0;
    if (!made_top && errno != EEXIST)
        return io_fail(cx, "mkdir");
    if (made_top)
        TRY(dir_sync(cx, cx->app->data_dir));
    if (mkdir(dir, 0700) == 0)
        return dir_sync(cx, top);
    return errno == EEXIST ? OK : io_fail(cx, "mkdir");
}

static enum err put_new(struct ctx *cx, struct str content, struct str sha)
{
    const char *temp =
        str_fmt(cx->arena, "%s/blobs/tmp-%s", cx->app->data_dir, rand_hex(cx->arena, 16).p).p;
    TRY(dir_make(cx, sha));
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return io_fail(cx, "create");
    enum err e = seal_to(cx, fd, content, sha);
    if (close(fd) != 0 && e == OK)
        e = io_fail(cx, "close");
    if (e == OK && rename(temp, blob_path(cx, sha)) != 0)
        e = io_fail(cx, "rename");
    if (e != OK) {
        unlink(temp);
        return e;
    }
    return dir_sync(cx, blob_dir(cx, sha));
}

enum err blob_put(struct ctx *cx, struct str content, struct str *sha256)
{
    struct str sha = hash_hex(cx->arena, hash_sha256(content));
    /* Its time says that somebody counts on it: blob_remove leaves it alone. */
    if (utimensat(AT_FDCWD, blob_path(cx, sha), NULL, 0) != 0) {
        if (errno != ENOENT)
            return io_fail(cx, "touch");
        TRY(put_new(cx, content, sha));
    }
    *sha256 = sha;
    return OK;
}

bool blob_exists(struct ctx *cx, struct str sha256)
{
    return sha_right(sha256) && access(blob_path(cx, sha256), F_OK) == 0;
}

enum err blob_remove(struct ctx *cx, struct str sha256)
{
    struct stat st;
    if (!sha_right(sha256))
        return broken(cx);
    const char *path = blob_path(cx, sha256);
    if (stat(path, &st) != 0)
        return errno == ENOENT ? OK : io_fail(cx, "stat");
    if ((int64_t)st.st_mtime * MS_PER_SECOND + MS_PER_DAY > time_wall())
        return OK;
    return unlink(path) == 0 || errno == ENOENT ? OK : io_fail(cx, "unlink");
}

/* ---- reading ---- */

static enum err chunks(struct ctx *cx, int fd, struct str sha, blob_chunk_fn *fn, void *arg)
{
    crypto_secretstream_xchacha20poly1305_state st;
    struct head head;
    unsigned char key[SECRET_KEY];
    char key_id[SECRET_KEY_ID] = "";
    unsigned char *sealed = arena_alloc(cx->arena, SEALED + 1);
    unsigned char *plain = arena_alloc(cx->arena, CHUNK);
    size_t got = 0;
    unsigned char tag = 0;
    TRY(read_full(cx, fd, &head, sizeof(head), &got));
    if (got != sizeof(head) || memcmp(head.magic, magic, sizeof(magic)) != 0)
        return broken(cx);
    memcpy(key_id, head.key_id, KEY_ID);
    TRY(secret_derive(cx, PURPOSE, key_id, key));
    int bad = crypto_secretstream_xchacha20poly1305_init_pull(&st, head.header, key);
    sodium_memzero(key, sizeof(key));
    while (!bad && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
        unsigned long long n = 0;
        TRY(read_full(cx, fd, sealed, SEALED, &got));
        if (crypto_secretstream_xchacha20poly1305_pull(
                &st, plain, &n, &tag, sealed, got, (const unsigned char *)sha.p, sha.n) != 0)
            return broken(cx);
        TRY(fn(cx, plain, (size_t)n, arg));
    }
    TRY(read_full(cx, fd, sealed, 1, &got));
    return bad || got ? broken(cx) : OK;
}

enum err blob_each(struct ctx *cx, struct str sha256, blob_chunk_fn *fn, void *arg)
{
    if (!sha_right(sha256))
        return broken(cx);
    int fd = open(blob_path(cx, sha256), O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return fail(cx, ERR_NOT_FOUND, "附件文件不存在", "the attachment's file is missing");
    if (fd < 0)
        return io_fail(cx, "open");
    enum err e = chunks(cx, fd, sha256, fn, arg);
    close(fd);
    return e;
}

static enum err to_fd(struct ctx *cx, const void *p, size_t n, void *arg)
{
    return write_all(cx, *(const int *)arg, p, n);
}

enum err blob_fd(struct ctx *cx, struct str sha256, int *fd, int64_t *bytes)
{
    int mem = memfd_create("huiyin-blob", MFD_CLOEXEC);
    if (mem < 0)
        return io_fail(cx, "memfd");
    enum err e = blob_each(cx, sha256, to_fd, &mem);
    off_t n = e == OK ? lseek(mem, 0, SEEK_CUR) : 0;
    if (e == OK && (n < 0 || lseek(mem, 0, SEEK_SET) != 0))
        e = io_fail(cx, "seek");
    if (e != OK) {
        close(mem);
        return e;
    }
    *fd = mem;
    *bytes = (int64_t)n;
    return OK;
}

/* ---- checking ---- */

struct sum {
    crypto_hash_sha256_state st;
    int64_t bytes;
};

static enum err to_sum(struct ctx *cx, const void *p, size_t n, void *arg)
{
    struct sum *s = arg;
    (void)cx;
    crypto_hash_sha256_update(&s->st, p, n);
    s->bytes += (int64_t)n;
    return OK;
}

enum err blob_verify(struct ctx *cx, struct str sha256, int64_t *bytes)
{
    struct sum s = {0};
    struct hash is;
    crypto_hash_sha256_init(&s.st);
    TRY(blob_each(cx, sha256, to_sum, &s));
    crypto_hash_sha256_final(&s.st, is.b);
    if (!str_eq(hash_hex(cx->arena, is), sha256))
        return broken(cx);
    *bytes = s.bytes;
    return OK;
}

/* One folder; a folder in it is walked in turn when it is `deeper`'s business. */
static enum err folder_walk(struct ctx *cx, const char *name, bool deeper, blob_file_fn *fn,
                            void *arg);

static enum err entry_walk(struct ctx *cx, const char *folder, const char *name, bool deeper,
                           blob_file_fn *fn, void *arg)
{
    struct stat st;
    const char *path = str_fmt(cx->arena, "%s/%s", folder, name).p;
    struct str sha =
        deeper ? STR("") : str_fmt(cx->arena, "%s%s", strrchr(folder, '/') + 1, name);
    if (lstat(str_fmt(cx->arena, "%s/%s", cx->app->data_dir, path).p, &st) != 0)
        return errno == ENOENT ? OK : io_fail(cx, "stat"); /* gone since it was listed */
    if (deeper && S_ISDIR(st.st_mode))
        return folder_walk(cx, path, false, fn, arg);
    return fn(cx, path, sha_right(sha) ? sha : STR(""), (int64_t)st.st_mtime * MS_PER_SECOND,
              arg);
}

static enum err folder_walk(struct ctx *cx, const char *name, bool deeper, blob_file_fn *fn,
                            void *arg)
{
    DIR *d = opendir(str_fmt(cx->arena, "%s/%s", cx->app->data_dir, name).p);
    enum err e = OK;
    if (!d)
        return errno == ENOENT ? OK : io_fail(cx, "directory");
    for (const struct dirent *one = NULL; e == OK && (one = readdir(d)) != NULL;)
        if (strcmp(one->d_name, ".") != 0 && strcmp(one->d_name, "..") != 0)
            e = entry_walk(cx, name, one->d_name, deeper, fn, arg);
    closedir(d);
    return e;
}

enum err blob_walk(struct ctx *cx, blob_file_fn *fn, void *arg)
{
    return folder_walk(cx, "blobs", true, fn, arg);
}
