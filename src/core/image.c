/* SPDX-License-Identifier: Apache-2.0 */
#include "core/image.h"

#include <assert.h>
#include <vips/vips.h>

#include "core/app.h"
#include "core/gate.h"

/* Warnings about a stranger's file are no news and no line of our log. */
static void ignore(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data)
{
    (void)domain, (void)level, (void)text, (void)data;
}

static bool started;

enum err image_start(struct ctx *cx, const char *argv0)
{
    if (VIPS_INIT(argv0) != 0)
        return fail(cx, ERR_IO, "图片库无法启动：%s", "the image library does not start: %s",
                    vips_error_buffer());
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING, ignore, NULL);
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    started = true;
    return OK;
}

void image_stop(void)
{
    vips_shutdown();
}

/* libvips' own words go to a buffer of the process; they are dropped, since they may hold what
 * the file says. */
static enum err damaged(struct ctx *cx)
{
    vips_error_clear();
    return fail_at(cx, ERR_INPUT, "file", "图片已损坏或无法识别",
                   "the picture is damaged or cannot be read");
}

/* The header alone, before anything is unpacked. */
static enum err size_check(struct ctx *cx, struct str content)
{
    VipsImage *head = vips_image_new_from_buffer(content.p, content.n, "", NULL);
    if (!head)
        return damaged(cx);
    int64_t pixels = (int64_t)vips_image_get_width(head) * vips_image_get_height(head);
    g_object_unref(head);
    if (pixels > IMAGE_PIXELS_MAX)
        return fail_at(cx, ERR_TOO_LARGE, "file", "图片像素过多，最多 %d 万像素",
                       "the picture has too many pixels: at most %d0 thousand",
                       IMAGE_PIXELS_MAX / 10000);
    return OK;
}

static enum err derive(struct ctx *cx, struct str content, struct str *out)
{
    TRY(size_check(cx, content));
    VipsImage *small = NULL;
    void *bytes = NULL; /* libvips asks for non-const and leaves it alone */
    memcpy(&bytes, &content.p, sizeof(bytes));
    if (vips_thumbnail_buffer(bytes, content.n, &small, IMAGE_SIDE_MAX, "height",
                              IMAGE_SIDE_MAX, "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
                              "option_string", "fail_on=truncated", NULL) != 0)
        return damaged(cx);
    void *jpeg = NULL;
    size_t n = 0;
    VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
    int failed = vips_jpegsave_buffer(small, &jpeg, &n, "Q", IMAGE_QUALITY, "strip", TRUE,
                                      "optimize_coding", TRUE, "background", white, NULL);
    vips_area_unref(VIPS_AREA(white));
    g_object_unref(small);
    if (failed)
        return damaged(cx);
    *out = (struct str){arena_copy(cx->arena, jpeg, n), n};
    g_free(jpeg);
    return OK;
}

enum err image_derive(struct ctx *cx, struct str content, struct str *out)
{
    assert(started); /* or loaders of rare formats would read a stranger's file */
    TRY(gate_enter(cx, cx->app->images));
    enum err e = derive(cx, content, out);
    vips_thread_shutdown(); /* workers are not libvips' threads: what it kept for this one */
    gate_leave(cx->app->images);
    return e;
}
