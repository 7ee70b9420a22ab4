/* SPDX-License-Identifier: Apache-2.0
 * Attachments, the sealed files below them and the pictures made of them.
 */
#include "core/attach.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <vips/vips.h>

#include "base/hash.h"
#include "base/rand.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/blob.h"
#include "core/image.h"
#include "core/secret.h"
#include "db/testing.h"

struct fixture {
    struct app app;
    struct ctx cx;
    struct id_source ids;
    char dir[64], key[80];
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->app.jid = 150703;
    f->app.ids = &f->ids;
    id_source_init(&f->ids, 0, 0);
    app_ctx(&f->app, arena_open(512 << 20), LANG_EN, &f->cx);
    snprintf(f->dir, sizeof(f->dir), "/tmp/huiyin-blob-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->app.data_dir = f->dir;
    snprintf(f->key, sizeof(f->key), "%s/key", f->dir);
    assert_int_equal(secret_create(&f->cx, f->key), OK);
    assert_int_equal(secret_open(&f->cx, f->key, &f->app.secret), OK);
    assert_int_equal(store_open_test(&f->cx, &f->app.store), OK);
    *state = f;
    return 0;
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->app.store);
    secret_close(f->app.secret);
    nftw(f->dir, drop, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

/* ---- files ---- */

static struct str noise(struct fixture *f, size_t n)
{
    char *p = arena_alloc(f->cx.arena, n + 1);
    rand_bytes(p, n);
    return (struct str){p, n};
}

static struct str fd_text(struct fixture *f, int fd, int64_t bytes)
{
    char *p = arena_alloc(f->cx.arena, (size_t)bytes + 1);
    assert_int_equal(read(fd, p, (size_t)bytes + 1), bytes);
    close(fd);
    return (struct str){p, (size_t)bytes};
}

static const char *path_of(struct fixture *f, struct str sha)
{
    return str_fmt(f->cx.arena, "%s/blobs/%.2s/%s", f->dir, sha.p, sha.p + 2).p;
}

static void test_blob_round(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 300000};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct str content = noise(f, sizes[i]), sha, again;
        int fd = -1;
        int64_t bytes = -1;
        assert_int_equal(blob_put(&f->cx, content, &sha), OK);
        assert_true(str_eq(sha, hash_hex(f->cx.arena, hash_sha256(content))));
        assert_int_equal(blob_put(&f->cx, content, &again), OK);
        assert_int_equal(blob_fd(&f->cx, sha, &fd, &bytes), OK);
        assert_int_equal(bytes, sizes[i]);
        assert_true(str_eq(fd_text(f, fd, bytes), content));
    }
}

static void scribble(const char *path, off_t at, int cut)
{
    int fd = open(path, O_RDWR);
    char c;
    if (cut) {
        assert_int_equal(ftruncate(fd, at), 0);
    } else {
        assert_int_equal(pread(fd, &c, 1, at), 1);
        c ^= 1;
        assert_int_equal(pwrite(fd, &c, 1, at), 1);
    }
    close(fd);
}

/* Changed at any part, cut at a chunk's end, lengthened or swapped: never taken for whole. */
static void test_blob_tampered(void **state)
{
    struct fixture *f = *state;
    static const struct {
        off_t at;
        int cut;
    } t[] = {{0, 0},  {5, 0}, {20, 0}, {36, 0}, {65536 + 100, 0}, {36 + 65536 + 17, 1},
             {36, 1}, {10, 1}};
    for (size_t i = 0; i < COUNT(t); i++) {
        struct str sha;
        int fd = -1;
        int64_t bytes;
        assert_int_equal(blob_put(&f->cx, noise(f, 150000), &sha), OK);
        scribble(path_of(f, sha), t[i].at, t[i].cut);
        fault_clear(&f->cx);
        assert_int_equal(blob_fd(&f->cx, sha, &fd, &bytes), ERR_IO);
        assert_int_equal(fd, -1);
    }
    struct str a, b;
    int fd;
    int64_t bytes;
    assert_int_equal(blob_put(&f->cx, noise(f, 100), &a), OK);
    assert_int_equal(blob_put(&f->cx, noise(f, 100), &b), OK);
    assert_int_equal(rename(path_of(f, a), path_of(f, b)), 0);
    fault_clear(&f->cx);
    assert_int_equal(blob_fd(&f->cx, b, &fd, &bytes), ERR_IO);
    fault_clear(&f->cx);
    assert_int_equal(blob_fd(&f->cx, a, &fd, &bytes), ERR_NOT_FOUND);
    fault_clear(&f->cx);
    assert_int_equal(blob_fd(&f->cx, STR("../../../etc/passwd"), &fd, &bytes), ERR_IO);
}

/* ---- pictures ---- */

/* A picture wider than high, to be turned by its orientation, with a place in its metadata. */
static struct str picture(struct fixture *f, int w, int h, const char *suffix)
{
    VipsImage *im = NULL, *meta = NULL;
    void *p = NULL;
    size_t n = 0;
    assert_int_equal(vips_black(&im, w, h, "bands", 3, NULL), 0);
    assert_int_equal(vips_copy(im, &meta, "interpretation", VIPS_INTERPRETATION_sRGB, NULL), 0);
    vips_image_set_int(meta, VIPS_META_ORIENTATION, 6);
    vips_image_set_string(meta, "exif-ifd3-GPSLatitude", "49/1 36/1 0/1");
    vips_image_set_string(meta, "exif-ifd0-Make", "Secretphone");
    if (vips_image_write_to_buffer(meta, suffix, &p, &n, NULL) != 0)
        n = 0;
    struct str out = {n ? arena_copy(f->cx.arena, p, n) : "", n};
    g_free(p);
    g_object_unref(im);
    g_object_unref(meta);
    return out;
}

static void size_of(struct str jpeg, int *w, int *h)
{
    VipsImage *im = vips_image_new_from_buffer(jpeg.p, jpeg.n, "", NULL);
    assert_non_null(im);
    *w = vips_image_get_width(im);
    *h = vips_image_get_height(im);
    assert_int_equal(vips_image_get_typeof(im, VIPS_META_EXIF_NAME), 0);
    g_object_unref(im);
}

static void test_derive(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int w, h;
        const char *suffix;
        int out_w, out_h;
    } t[] = {
        {4000, 3000, ".jpg", 1536, 2048}, /* turned, made small */
        {400, 300, ".jpg", 300, 400},     /* never made larger */
        {400, 300, ".png", 400, 300},     /* has no orientation */
        {400, 300, ".webp", 300, 400},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct str in = picture(f, t[i].w, t[i].h, t[i].suffix), out;
        int w, h;
        assert_true(in.n > 0);
        assert_int_equal(image_derive(&f->cx, in, &out), OK);
        size_of(out, &w, &h);
        assert_int_equal(w, t[i].out_w);
        assert_int_equal(h, t[i].out_h);
        assert_null(memmem(out.p, out.n, "Secretphone", 11));
    }
}

enum { HEIC_MOST = 65536 };

/* A phone's own format, from a file, since not every system can write it. */
static void test_derive_heic(void **state)
{
    struct fixture *f = *state;
    struct str out, in;
    const char *path =
        str_fmt(f->cx.arena, "%s/tests/data/small.heic", getenv("HUIYIN_SOURCE")).p;
    int w, h, fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    char *bytes = arena_alloc(f->cx.arena, HEIC_MOST);
    ssize_t n = read(fd, bytes, HEIC_MOST);
    close(fd);
    assert_true(n > 0);
    in = (struct str){bytes, (size_t)n};
    assert_int_equal(image_derive(&f->cx, in, &out), OK);
    size_of(out, &w, &h);
    assert_int_equal(w, 96);
    assert_int_equal(h, 64);
}

static void test_derive_refused(void **state)
{
    struct fixture *f = *state;
    struct str good = picture(f, 800, 600, ".jpg"), out = {0};
    assert_int_equal(image_derive(&f->cx, str_sub(good, 0, good.n / 2), &out), ERR_INPUT);
    fault_clear(&f->cx);
    assert_int_equal(image_derive(&f->cx, STR("\xff\xd8\xff nonsense"), &out), ERR_INPUT);
    fault_clear(&f->cx);
    assert_int_equal(image_derive(&f->cx, picture(f, 9000, 9000, ".png"), &out), ERR_TOO_LARGE);
    assert_null(out.p);
}

/* ---- attachments ---- */

struct bind_job {
    struct str ref;
    int64_t subject;
};

static enum err bind_write(struct ctx *cx, void *arg)
{
    const struct bind_job *j = arg;
    return attach_bind(cx, j->ref, SUBJECT_DEMAND, j->subject, 3);
}

static enum err bind_to(struct fixture *f, struct str ref, int64_t subject)
{
    struct bind_job j = {ref, subject};
    fault_clear(&f->cx);
    return db_write(&f->cx, f->app.store, bind_write, &j);
}

static void open_db(struct fixture *f, bool on)
{
    if (on)
        assert_int_equal(db_acquire(&f->cx, f->app.store, &f->cx.db), OK);
    else
        db_release(f->cx.db);
    if (!on)
        f->cx.db = NULL;
}

static void test_citizen_upload(void **state)
{
    struct fixture *f = *state;
    struct attachment a, *rows;
    struct str ref, type, content = picture(f, 400, 300, ".jpg");
    size_t n = 0;
    int fd;
    int64_t bytes;
    assert_int_equal(attach_store(&f->cx, STR("灯.jpg"), content, &a, &ref), OK);
    assert_true(a.derived_sha256.n > 0);
    struct str id = attach_ref_id(ref);
    assert_true(id.n < ref.n);
    /* The number alone, or with another token, is nothing. */
    assert_int_equal(bind_to(f, id, 7), ERR_INPUT);
    assert_int_equal(bind_to(f, str_fmt(f->cx.arena, "%.*s.%032d", STR_ARG(id), 0), 7),
                     ERR_INPUT);
    assert_int_equal(bind_to(f, STR("x"), 7), ERR_INPUT);
    open_db(f, true);
    fault_clear(&f->cx);
    assert_int_equal(attach_check(&f->cx, ref), OK);
    open_db(f, false);
    assert_int_equal(bind_to(f, ref, 7), OK);
    assert_int_equal(bind_to(f, ref, 8), ERR_INPUT);
    open_db(f, true);
    assert_int_equal(attach_list(&f->cx, SUBJECT_DEMAND, 7, &rows, &n), OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].seq, 3);
    assert_int_equal(rows[0].token_hash.n, 0);
    assert_int_equal(attach_fd(&f->cx, &rows[0], true, &fd, &bytes, &type), OK);
    assert_true(str_eq(fd_text(f, fd, bytes), content));
    assert_int_equal(attach_fd(&f->cx, &rows[0], false, &fd, &bytes, &type), OK);
    struct str shown = fd_text(f, fd, bytes);
    assert_null(memmem(shown.p, shown.n, "Secretphone", 11));
    assert_true(str_eq_c(type, "image/jpeg"));
    open_db(f, false);
}

static void test_officer_upload(void **state)
{
    struct fixture *f = *state;
    struct actor mine = {.officer_id = 5, .kind = ROLE__MAX},
                 other = {.officer_id = 6, .kind = ROLE__MAX};
    struct attachment a;
    struct str ref, type;
    int fd;
    int64_t bytes;
    f->cx.actor = &mine;
    assert_int_equal(attach_store(&f->cx, STR("a.pdf"), STR("%PDF-1.7 x"), &a, &ref), OK);
    assert_true(str_eq(ref, attach_ref_id(ref)));
    assert_int_equal(a.derived_sha256.n, 0);
    f->cx.actor = &other;
    assert_int_equal(bind_to(f, ref, 7), ERR_INPUT);
    f->cx.actor = NULL;
    assert_int_equal(bind_to(f, ref, 7), ERR_INPUT);
    f->cx.actor = &mine;
    assert_int_equal(bind_to(f, ref, 7), OK);
    assert_int_equal(attach_fd(&f->cx, &a, false, &fd, &bytes, &type), OK);
    assert_true(str_eq_c(type, "application/pdf"));
    close(fd);
}

enum { FILE_MOST = 50000000, IMAGE_MOST = 20000000 };

static void put(char *to, struct str s)
{
    memcpy(to, s.p, s.n);
}

static void test_refused(void **state)
{
    struct fixture *f = *state;
    struct attachment a;
    struct str ref;
    char *big = arena_alloc(f->cx.arena, FILE_MOST + 1);
    put(big, STR("%PDF-"));
    assert_int_equal(attach_store(&f->cx, STR("x"), (struct str){big, FILE_MOST + 1}, &a, &ref),
                     ERR_TOO_LARGE);
    fault_clear(&f->cx);
    put(big, STR("\xff\xd8\xff\xe0"));
    assert_int_equal(
        attach_store(&f->cx, STR("x"), (struct str){big, IMAGE_MOST + 1}, &a, &ref),
        ERR_TOO_LARGE);
    fault_clear(&f->cx);
    assert_int_equal(attach_store(&f->cx, STR("x.jpg"), STR("MZ exe"), &a, &ref), ERR_INPUT);
    fault_clear(&f->cx);
    assert_int_equal(attach_store(&f->cx, STR("x.jpg"), STR("\xff\xd8\xff bad"), &a, &ref),
                     ERR_INPUT);
}

/* Unbound uploads go after a day, with their files, unless the same content is still used. */
static void test_sweep(void **state)
{
    struct fixture *f = *state;
    struct attachment lost, kept, twin;
    struct str ref, ref_kept;
    int removed = -1;
    struct timespec old[2] = {{.tv_sec = time_wall() / 1000 - INT64_C(3) * 86400},
                              {.tv_sec = time_wall() / 1000 - INT64_C(3) * 86400}};
    assert_int_equal(attach_store(&f->cx, STR("a"), STR("%PDF-1.1"), &lost, &ref), OK);
    assert_int_equal(attach_store(&f->cx, STR("b"), STR("%PDF-1.2"), &kept, &ref_kept), OK);
    assert_int_equal(attach_store(&f->cx, STR("c"), STR("%PDF-1.2"), &twin, &ref), OK);
    assert_int_equal(bind_to(f, ref_kept, 9), OK);
    assert_int_equal(attach_sweep(&f->cx, &removed), OK);
    assert_int_equal(removed, 0);
    utimensat(AT_FDCWD, path_of(f, lost.sha256), old, 0);
    utimensat(AT_FDCWD, path_of(f, kept.sha256), old, 0);
    f->cx.wall += INT64_C(2) * MS_PER_DAY;
    assert_int_equal(attach_sweep(&f->cx, &removed), OK);
    assert_int_equal(removed, 2);
    assert_false(blob_exists(&f->cx, lost.sha256));
    assert_true(blob_exists(&f->cx, kept.sha256));
    /* Put again just now: left alone. */
    struct str sha;
    assert_int_equal(blob_put(&f->cx, STR("%PDF-1.1"), &sha), OK);
    assert_int_equal(blob_remove(&f->cx, sha), OK);
    assert_true(blob_exists(&f->cx, sha));
}

static int group_start(void **state)
{
    (void)state;
    struct ctx cx = {.arena = arena_open(1 << 20)};
    int failed = image_start(&cx, "attach_test") != OK;
    arena_close(cx.arena);
    return failed;
}

static int group_stop(void **state)
{
    (void)state;
    image_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_blob_round, setup, teardown),
        cmocka_unit_test_setup_teardown(test_blob_tampered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_derive, setup, teardown),
        cmocka_unit_test_setup_teardown(test_derive_heic, setup, teardown),
        cmocka_unit_test_setup_teardown(test_derive_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_citizen_upload, setup, teardown),
        cmocka_unit_test_setup_teardown(test_officer_upload, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sweep, setup, teardown),
    };
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
