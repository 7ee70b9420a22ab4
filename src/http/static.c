/* SPDX-License-Identifier: Apache-2.0 */
#include "http/static.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

enum { DEPTH_MAX = 8, FILES_MAX = 20000, ETAG_HEX = 32 };

struct file {
    struct str path; /* relative to the folder */
    const char *full;
    const char *type;
    struct str etag;
    int64_t bytes;
    const struct file *gz, *br;
};

struct site {
    struct file *files; /* by path */
    size_t n;
};

static const struct {
    const char *ending, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".geojson", "application/geo+json"},
    {".webmanifest", "application/manifest+json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain; charset=utf-8"},
    {".pdf", "application/pdf"},
};

static const char *type_of(struct str path)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_ends(path, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

/* What a scan collects; grows in the arena. */
struct scan {
    struct ctx *cx;
    struct arena *keep;
    struct file *files;
    size_t n, cap;
};

static enum err unreadable(struct ctx *cx, const char *path)
{
    return fail(cx, ERR_IO, "读不了 %s：%s", "cannot read %s: %s", path, strerror(errno));
}

static enum err read_whole(struct ctx *cx, const char *path, int64_t bytes, struct str *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return unreadable(cx, path);
    struct arena *a = cx->arena;
    char *p = arena_alloc(a, (size_t)bytes + 1);
    size_t n = 0;
    ssize_t got = 1;
    while (n < (size_t)bytes && (got = read(fd, p + n, (size_t)bytes - n)) > 0)
        n += (size_t)got;
    close(fd);
    if (got < 0 || n != (size_t)bytes)
        return unreadable(cx, path);
    *out = (struct str){.p = p, .n = n};
    return OK;
}

static enum err add_file(struct scan *s, const char *full, const char *relative, int64_t bytes)
{
    if (s->n == FILES_MAX)
        return fail(s->cx, ERR_LIMIT, "文件太多：%s", "too many files: %s", full);
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        struct file *more = NEWS(s->keep, struct file, cap);
        if (s->n)
            memcpy(more, s->files, s->n * sizeof *more);
        s->files = more;
        s->cap = cap;
    }
    /* The content is needed for its hash only: an arena of its own, closed at once. */
    struct ctx local = *s->cx;
    struct str body = {0};
    local.arena = arena_open((size_t)bytes + 65536);
    enum err e = read_whole(&local, full, bytes, &body);
    struct str hex = {0};
    if (e == OK)
        hex = hash_hex(local.arena, hash_sha256(body));
    if (e == OK)
        s->files[s->n++] = (struct file){
            .path = str_dup(s->keep, str_c(relative)),
            .full = str_cdup(s->keep, str_c(full)),
            .type = type_of(str_c(relative)),
            .etag = str_fmt(s->keep, "\"%.*s\"", ETAG_HEX, hex.p),
            .bytes = bytes,
        };
    arena_close(local.arena);
    return e == OK ? OK : unreadable(s->cx, full);
}

static enum err scan_folder(struct scan *s, const char *full, const char *relative, int depth);

static enum err scan_entry(struct scan *s, const char *full, const char *relative, int depth)
{
    struct stat st;
    if (lstat(full, &st) != 0)
        return unreadable(s->cx, full);
    if (S_ISDIR(st.st_mode))
        return depth < DEPTH_MAX
                   ? scan_folder(s, full, relative, depth + 1)
                   : fail(s->cx, ERR_LIMIT, "文件夹太深：%s", "too deep: %s", full);
    /* Links are left out: they may lead out of the folder. */
    return S_ISREG(st.st_mode) ? add_file(s, full, relative, st.st_size) : OK;
}

static enum err scan_folder(struct scan *s, const char *full, const char *relative, int depth)
{
    DIR *d = opendir(full);
    if (!d)
        return unreadable(s->cx, full);
    enum err e = OK;
    struct dirent *entry;
    while (e == OK && (entry = readdir(d))) {
        if (entry->d_name[0] == '.')
            continue;
        struct str f = str_fmt(s->cx->arena, "%s/%s", full, entry->d_name);
        struct str r =
            str_fmt(s->cx->arena, "%s%s%s", relative, *relative ? "/" : "", entry->d_name);
        e = scan_entry(s, f.p, r.p, depth);
    }
    closedir(d);
    return e;
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static const struct file *find_file(const struct site *s, struct str path)
{
    struct file key = {.path = path};
    return bsearch(&key, s->files, s->n, sizeof *s->files, by_path);
}

enum err site_open(struct ctx *cx, struct arena *keep, const char *folder,
                   const struct site **out)
{
    struct scan scan = {.cx = cx, .keep = keep};
    TRY(scan_folder(&scan, folder, "", 0));
    struct site *s = NEW(keep, struct site);
    s->files = scan.files ? scan.files : NEWS(keep, struct file, 1);
    s->n = scan.n;
    qsort(s->files, s->n, sizeof *s->files, by_path);
    for (size_t i = 0; i < s->n; i++) {
        struct str p = s->files[i].path;
        s->files[i].gz = find_file(s, str_fmt(keep, "%.*s.gz", STR_ARG(p)));
        s->files[i].br = find_file(s, str_fmt(keep, "%.*s.br", STR_ARG(p)));
    }
    *out = s;
    return OK;
}

size_t site_files(const struct site *s)
{
    return s->n;
}

/* Whether an Accept-Encoding list names the coding without q=0. */
static bool accepts(struct arena *a, struct str header, const char *coding)
{
    struct strs list = str_split(a, header, ',');
    for (size_t i = 0; i < list.n; i++) {
        struct strs parts = str_split(a, str_trim(list.p[i]), ';');
        if (!str_eq_c(str_trim(parts.p[0]), coding))
            continue;
        struct str q = parts.n > 1 ? str_trim(parts.p[1]) : STR("q=1");
        return !str_eq_c(q, "q=0") && !str_starts(q, "q=0.0");
    }
    return false;
}

static bool etag_known(struct arena *a, struct str if_none_match, struct str etag)
{
    struct strs list = str_split(a, if_none_match, ',');
    for (size_t i = 0; i < list.n; i++) {
        struct str one = str_trim(list.p[i]);
        if (str_starts(one, "W/"))
            one = str_sub(one, 2, one.n);
        if (str_eq(one, etag) || str_eq_c(one, "*"))
            return true;
    }
    return false;
}

bool site_serve(const struct site *s, const struct http_request *req, struct str path,
                enum site_cache cache, struct http_reply *out)
{
    const struct file *f = find_file(s, path), *body = f;
    if (!f)
        return false;
    struct str accepted = http_header(req, "Accept-Encoding");
    if (f->br && accepts(req->arena, accepted, "br"))
        body = f->br;
    else if (f->gz && accepts(req->arena, accepted, "gzip"))
        body = f->gz;
    out->label = "file";
    out->policy = HTTP_POLICY_PAGE;
    out->cache = cache == SITE_FOREVER ? "public, max-age=31536000, immutable" : "no-cache";
    if (f->gz || f->br)
        http_reply_header(out, "Vary", STR("Accept-Encoding"));
    http_reply_header(out, "ETag", body->etag);
    if (etag_known(req->arena, http_header(req, "If-None-Match"), body->etag)) {
        out->status = 304;
        return true;
    }
    int fd = open(body->full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;
    if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_size != body->bytes)) {
        close(fd);
        fd = -1;
    }
    if (fd < 0) {
        *out = (struct http_reply){.status = 404, .fd = -1, .label = "file"};
        return true;
    }
    out->status = 200;
    out->type = f->type;
    out->fd = fd;
    out->fd_bytes = body->bytes;
    if (body != f)
        http_reply_header(out, "Content-Encoding", body == f->br ? STR("br") : STR("gzip"));
    return true;
}
