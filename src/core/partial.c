/* SPDX-License-Identifier: Apache-2.0 */
#include "core/partial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rand.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/gate.h"
#include "core/secret.h"

enum {
    ADDRESS_HEX = 16,
    RANDOM_BYTES = 16,
    KEY_ID = SECRET_KEY_ID - 1,
    NONCE = crypto_stream_xchacha20_NONCEBYTES,
    BLOCK = 64, /* of the stream cipher */
    NAME = 504,
    DONE_MAX = 1024,
};
static const char magic[4] = {'H', 'Y', 'U', '1'};
#define PURPOSE "upload"

/* In the clear; the rest of the file is a stream that is sealed wherever it is written: first
 * what is known of the upload, then its bytes. */
struct head {
    char magic[sizeof magic];
    char key_id[KEY_ID];
    unsigned char nonce[NONCE];
};
struct about {
    int64_t officer_id;
    char name[NAME];
};
_Static_assert(sizeof(struct about) % BLOCK == 0, "bytes begin with a block");
enum { ABOUT = sizeof(struct about), FRONT = sizeof(struct head) + ABOUT };

struct open_file {
    int fd;
    struct stat st;
    unsigned char nonce[NONCE], key[SECRET_KEY];
    struct about about;
};

static enum err io_fail(struct ctx *cx, const char *what)
{
    const char *why = strerror(errno);
    return fail(cx, ERR_IO, "未传完的文件%s：%s", "file of an upload under way: %s: %s", what,
                why);
}

static enum err unknown(struct ctx *cx)
{
    return fail(cx, ERR_NOT_FOUND, "没有这个上传，或已过期",
                "there is no such upload, or it expired");
}

static const char *folder(struct ctx *cx)
{
    return str_fmt(cx->arena, "%s/uploads", cx->app->data_dir).p;
}

static const char *path_of(struct ctx *cx, struct str id, const char *end)
{
    return str_fmt(cx->arena, "%s/%.*s%s", folder(cx), STR_ARG(id), end).p;
}

/* ---- names ---- */

static bool hex_only(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
            return false;
    return true;
}

/* Nothing that we did not make ourselves becomes a path. */
static bool id_read(struct str id, int64_t *length)
{
    const size_t most = ADDRESS_HEX + 1 + 15 + 1 + 2 * RANDOM_BYTES;
    const size_t ends = 2 * RANDOM_BYTES + 1;
    if (id.n > most || id.n < ADDRESS_HEX + 2 + ends || id.p[ADDRESS_HEX] != '-' ||
        id.p[id.n - ends] != '-')
        return false;
    struct str n = str_sub(id, ADDRESS_HEX + 1, id.n - ends - ADDRESS_HEX - 1);
    for (size_t i = 0; i < n.n; i++)
        if (n.p[i] < '0' || n.p[i] > '9')
            return false;
    return hex_only(str_sub(id, 0, ADDRESS_HEX)) &&
           hex_only(str_sub(id, id.n - ends + 1, ends)) && str_i64(n, length) && *length > 0;
}

static struct str address_mark(struct ctx *cx, struct str address)
{
    return str_sub(secret_hash(cx, "upload.address", address.n ? address : STR("-")), 0,
                   ADDRESS_HEX);
}

/* ---- bytes ---- */

/* Seals and opens alike; at: from the beginning of the stream. */
static void stream(const struct open_file *f, int64_t at, const char *in, char *out, size_t n)
{
    unsigned char block[BLOCK] = {0};
    size_t skip = (size_t)(at % BLOCK), first = 0;
    uint64_t counter = (uint64_t)at / BLOCK;
    if (skip) {
        first = n < BLOCK - skip ? n : BLOCK - skip;
        memcpy(block + skip, in, first);
        crypto_stream_xchacha20_xor_ic(block, block, BLOCK, f->nonce, counter++, f->key);
        memcpy(out, block + skip, first);
        sodium_memzero(block, sizeof block);
    }
    crypto_stream_xchacha20_xor_ic((unsigned char *)out + first,
                                   (const unsigned char *)in + first, n - first, f->nonce,
                                   counter, f->key);
}

static enum err put_at(struct ctx *cx, int fd, const void *p, size_t n, int64_t at)
{
    for (size_t done = 0; done < n;) {
        ssize_t w = pwrite(fd, (const char *)p + done, n - done, at + (int64_t)done);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return io_fail(cx, "write");
        done += (size_t)w;
    }
    return OK;
}

static enum err get_at(struct ctx *cx, int fd, void *p, size_t n, int64_t at)
{
    for (size_t done = 0; done < n;) {
        ssize_t r = pread(fd, (char *)p + done, n - done, at + (int64_t)done);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            return io_fail(cx, "read");
        done += (size_t)r;
    }
    return OK;
}

/* Sealed at the end of the file. What was written in part counts as come, sealed as it is: the
 * client is asked where it stands before it goes on. */
static enum err append(struct ctx *cx, const struct open_file *f, int64_t offset,
                       struct str piece)
{
    char *sealed = arena_alloc(cx->arena, piece.n + 1);
    stream(f, ABOUT + offset, piece.p, sealed, piece.n);
    TRY(put_at(cx, f->fd, sealed, piece.n, FRONT + offset));
    return fsync(f->fd) == 0 ? OK : io_fail(cx, "fsync");
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

/* ---- how many there are ---- */

struct load {
    struct str mark; /* the address's */
    int64_t n, bytes, own_n, own_bytes;
};

static enum err load_read(struct ctx *cx, struct load *l)
{
    DIR *d = opendir(folder(cx));
    if (!d)
        return errno == ENOENT ? OK : io_fail(cx, "directory");
    for (const struct dirent *one = NULL; (one = readdir(d)) != NULL;) {
        struct str id = str_c(one->d_name);
        int64_t length = 0;
        if (!id_read(id, &length))
            continue;
        bool own = memcmp(id.p, l->mark.p, ADDRESS_HEX) == 0;
        l->n++;
        l->bytes += length;
        l->own_n += own;
        l->own_bytes += own ? length : 0;
    }
    closedir(d);
    return OK;
}

static enum err room_check(struct ctx *cx, struct str mark, int64_t length)
{
    struct load l = {.mark = mark};
    TRY(load_read(cx, &l));
    if (l.n < PARTIAL_MOST && l.bytes + length <= PARTIAL_MOST_BYTES &&
        l.own_n < PARTIAL_ADDRESS_MOST && l.own_bytes + length <= PARTIAL_ADDRESS_BYTES)
        return OK;
    cx->error.retry_after_s = 60;
    return fail(cx, ERR_LIMIT, "未传完的文件太多，请稍后再试",
                "too many uploads are under way: please try again later");
}

/* ---- beginning ---- */

static enum err folder_make(struct ctx *cx)
{
    if (mkdir(folder(cx), 0700) == 0)
        return dir_sync(cx, cx->app->data_dir);
    return errno == EEXIST ? OK : io_fail(cx, "mkdir");
}

static enum err front_write(struct ctx *cx, struct open_file *f, struct str name)
{
    struct head head;
    char sealed[ABOUT], key_id[SECRET_KEY_ID] = "";
    TRY(secret_derive(cx, PURPOSE, key_id, f->key));
    rand_bytes(f->nonce, NONCE);
    memcpy(head.magic, magic, sizeof magic);
    memcpy(head.key_id, key_id, KEY_ID);
    memcpy(head.nonce, f->nonce, NONCE);
    f->about.officer_id = cx->actor ? cx->actor->officer_id : 0;
    memcpy(f->about.name, name.p ? name.p : "", name.n < NAME ? name.n : NAME - 1);
    stream(f, 0, (const char *)&f->about, sealed, ABOUT);
    TRY(put_at(cx, f->fd, &head, sizeof head, 0));
    TRY(put_at(cx, f->fd, sealed, ABOUT, sizeof head));
    return fsync(f->fd) == 0 ? OK : io_fail(cx, "fsync");
}

enum err partial_create(struct ctx *cx, struct str address, int64_t length, struct str name,
                        struct partial *out)
{
    struct open_file f = {0};
    struct str mark = address_mark(cx, address);
    TRY(room_check(cx, mark, length));
    TRY(folder_make(cx));
    *out = (struct partial){.length = length, .expires_at = cx->wall + PARTIAL_KEEP_MS};
    out->id = str_fmt(cx->arena, "%.*s-%lld-%s", STR_ARG(mark), (long long)length,
                      rand_hex(cx->arena, RANDOM_BYTES).p);
    const char *path = path_of(cx, out->id, "");
    f.fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (f.fd < 0)
        return io_fail(cx, "create");
    enum err e = front_write(cx, &f, name);
    sodium_memzero(f.key, sizeof f.key);
    close(f.fd);
    if (e == OK)
        e = dir_sync(cx, folder(cx));
    if (e != OK)
        unlink(path);
    return e;
}

/* ---- finding ---- */

static int64_t changed_at(const struct stat *st)
{
    return (int64_t)st->st_mtime * MS_PER_SECOND;
}

static bool own(struct ctx *cx, int64_t officer_id)
{
    return officer_id == (cx->actor ? cx->actor->officer_id : 0);
}

static void file_close(struct open_file *f)
{
    sodium_memzero(f->key, sizeof f->key);
    close(f->fd);
}

static enum err front_read(struct ctx *cx, struct open_file *f)
{
    struct head head;
    char key_id[SECRET_KEY_ID] = "", sealed[ABOUT];
    if (fstat(f->fd, &f->st) != 0)
        return io_fail(cx, "stat");
    /* Begun as the machine went down, expired, or finished since it was opened. */
    if (f->st.st_size < FRONT || f->st.st_nlink == 0 ||
        changed_at(&f->st) + PARTIAL_KEEP_MS < cx->wall)
        return unknown(cx);
    TRY(get_at(cx, f->fd, &head, sizeof head, 0));
    TRY(get_at(cx, f->fd, sealed, ABOUT, sizeof head));
    if (memcmp(head.magic, magic, sizeof magic) != 0)
        return unknown(cx);
    memcpy(key_id, head.key_id, KEY_ID);
    memcpy(f->nonce, head.nonce, NONCE);
    TRY(secret_derive(cx, PURPOSE, key_id, f->key));
    stream(f, 0, sealed, (char *)&f->about, ABOUT);
    f->about.name[NAME - 1] = '\0';
    return own(cx, f->about.officer_id) ? OK : unknown(cx);
}

/* lock: nobody else writes to it. On failure nothing is open. */
static enum err file_open(struct ctx *cx, struct str id, bool lock, struct open_file *f)
{
    *f = (struct open_file){.fd = open(path_of(cx, id, ""), O_RDWR | O_CLOEXEC)};
    if (f->fd < 0)
        return errno == ENOENT ? unknown(cx) : io_fail(cx, "open");
    enum err e = OK;
    if (lock && flock(f->fd, LOCK_EX | LOCK_NB) != 0)
        e = errno == EWOULDBLOCK
                ? fail(cx, ERR_CONFLICT, "这个文件正在上传", "a piece of it is being written")
                : io_fail(cx, "lock");
    if (e == OK)
        e = front_read(cx, f);
    if (e != OK)
        file_close(f);
    return e;
}

static const char *done_place(struct ctx *cx, struct str id)
{
    return str_fmt(cx->arena, PURPOSE ".%.*s", STR_ARG(id)).p;
}

/* "OFFICER REF", sealed. *found false: it is not whole yet, or gone. */
static enum err done_read(struct ctx *cx, struct str id, struct partial *out, bool *found)
{
    char text[DONE_MAX];
    struct stat st;
    struct str plain;
    int64_t officer = 0;
    int fd = open(path_of(cx, id, ".done"), O_RDONLY | O_CLOEXEC);
    *found = false;
    if (fd < 0)
        return errno == ENOENT ? OK : io_fail(cx, "open");
    ssize_t n = read(fd, text, sizeof text);
    bool sound = n >= 0 && fstat(fd, &st) == 0;
    close(fd);
    if (!sound)
        return io_fail(cx, "read");
    TRY(secret_unseal(cx, done_place(cx, id), 0,
                      str_dup(cx->arena, (struct str){text, (size_t)n}), &plain));
    const char *blank = memchr(plain.p, ' ', plain.n);
    if (!blank || !str_i64(str_sub(plain, 0, (size_t)(blank - plain.p)), &officer) ||
        !own(cx, officer) || changed_at(&st) + PARTIAL_KEEP_MS < cx->wall)
        return OK;
    *found = true;
    out->ref = str_sub(plain, (size_t)(blank - plain.p) + 1, plain.n);
    out->offset = out->length;
    out->expires_at = changed_at(&st) + PARTIAL_KEEP_MS;
    return OK;
}

enum err partial_find(struct ctx *cx, struct str id, struct partial *out)
{
    struct open_file f;
    bool done = false;
    *out = (struct partial){.id = id};
    if (!id_read(id, &out->length))
        return unknown(cx);
    TRY(done_read(cx, id, out, &done));
    if (done)
        return OK;
    TRY(file_open(cx, id, false, &f));
    out->offset = f.st.st_size - FRONT;
    out->expires_at = changed_at(&f.st) + PARTIAL_KEEP_MS;
    file_close(&f);
    return OK;
}

/* ---- the last piece ---- */

static enum err done_write(struct ctx *cx, struct str id, int64_t officer, struct str ref)
{
    const char *temp = path_of(cx, id, ".tmp");
    struct str sealed =
        secret_seal(cx, done_place(cx, id), 0,
                    str_fmt(cx->arena, "%lld %.*s", (long long)officer, STR_ARG(ref)));
    int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return io_fail(cx, "create");
    enum err e = put_at(cx, fd, sealed.p, sealed.n, 0);
    if (e == OK && fsync(fd) != 0)
        e = io_fail(cx, "fsync");
    close(fd);
    if (e == OK && rename(temp, path_of(cx, id, ".done")) != 0)
        e = io_fail(cx, "rename");
    return e;
}

static enum err whole_store(struct ctx *cx, const struct open_file *f, int64_t offset,
                            struct str piece, struct partial *out)
{
    struct attachment a;
    size_t had = (size_t)offset, n = had + piece.n;
    char *p = arena_alloc(cx->arena, n + 1);
    TRY(get_at(cx, f->fd, p, had, FRONT));
    stream(f, ABOUT, p, p, had);
    memcpy(p + had, piece.p ? piece.p : "", piece.n);
    return attach_store(cx, str_dup(cx->arena, str_c(f->about.name)), (struct str){p, n}, &a,
                        &out->ref);
}

/* The last piece is not written here first: the upload is either not whole, or an attachment.
 * A machine that goes down in between gets the piece again. */
static enum err finish(struct ctx *cx, const struct open_file *f, int64_t offset,
                       struct str piece, struct partial *out)
{
    const char *path = path_of(cx, out->id, "");
    TRY(gate_enter(cx, cx->app->uploads));
    enum err e = whole_store(cx, f, offset, piece, out);
    gate_leave(cx->app->uploads);
    if (e == ERR_INPUT || e == ERR_TOO_LARGE) {
        unlink(path);
        return e;
    }
    TRY(e);
    TRY(done_write(cx, out->id, f->about.officer_id, out->ref));
    if (unlink(path) != 0)
        return io_fail(cx, "unlink");
    out->offset = out->length;
    return dir_sync(cx, folder(cx));
}

static enum err offset_wrong(struct ctx *cx, int64_t at)
{
    return fail_at(cx, ERR_CONFLICT, "Upload-Offset", "应从第 %lld 字节接着传",
                   "the upload stands at byte %lld", (long long)at);
}

static enum err piece_add(struct ctx *cx, const struct open_file *f, int64_t offset,
                          struct str piece, struct partial *out)
{
    out->offset = f->st.st_size - FRONT;
    out->expires_at = cx->wall + PARTIAL_KEEP_MS;
    if (offset != out->offset)
        return offset_wrong(cx, out->offset);
    if ((int64_t)piece.n > out->length - offset)
        return fail_at(cx, ERR_TOO_LARGE, "Upload-Length", "内容比申报的长",
                       "more bytes than Upload-Length");
    if ((int64_t)piece.n == out->length - offset)
        return finish(cx, f, offset, piece, out);
    TRY(append(cx, f, offset, piece));
    out->offset += (int64_t)piece.n;
    return OK;
}

enum err partial_append(struct ctx *cx, struct str id, int64_t offset, struct str piece,
                        struct partial *out)
{
    struct open_file f;
    bool done = false;
    *out = (struct partial){.id = id};
    if (!id_read(id, &out->length))
        return unknown(cx);
    TRY(done_read(cx, id, out, &done));
    if (done)
        return offset == out->length && !piece.n ? OK : offset_wrong(cx, out->length);
    TRY(file_open(cx, id, true, &f));
    enum err e = piece_add(cx, &f, offset, piece, out);
    file_close(&f);
    return e;
}

/* ---- ending ---- */

enum err partial_remove(struct ctx *cx, struct str id)
{
    struct partial p = {.id = id};
    struct open_file f;
    bool done = false;
    if (!id_read(id, &p.length))
        return unknown(cx);
    TRY(done_read(cx, id, &p, &done));
    if (done)
        return unlink(path_of(cx, id, ".done")) == 0 ? OK : io_fail(cx, "unlink");
    TRY(file_open(cx, id, true, &f));
    int failed = unlink(path_of(cx, id, ""));
    file_close(&f);
    return failed ? io_fail(cx, "unlink") : OK;
}

static enum err sweep_one(struct ctx *cx, const char *name)
{
    struct stat st;
    const char *path = path_of(cx, str_c(name), "");
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? OK : io_fail(cx, "stat");
    if (!S_ISREG(st.st_mode) || changed_at(&st) + PARTIAL_KEEP_MS >= cx->wall)
        return OK;
    return unlink(path) == 0 || errno == ENOENT ? OK : io_fail(cx, "unlink");
}

enum err partial_sweep(struct ctx *cx)
{
    DIR *d = opendir(folder(cx));
    enum err e = OK;
    if (!d)
        return errno == ENOENT ? OK : io_fail(cx, "directory");
    for (const struct dirent *one = NULL; e == OK && (one = readdir(d)) != NULL;)
        e = sweep_one(cx, one->d_name);
    closedir(d);
    return e;
}
