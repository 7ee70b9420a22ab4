/* SPDX-License-Identifier: Apache-2.0 */
#include "core/picture.h"

#include <fontconfig/fontconfig.h>
#include <vips/vips.h>

#include "core/app.h"
#include "core/gate.h"

bool picture_has_chinese(void)
{
    FcPattern *pattern = FcNameParse((const FcChar8 *)":lang=zh-cn");
    FcObjectSet *objects = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
    FcFontSet *fonts = pattern && objects ? FcFontList(NULL, pattern, objects) : NULL;
    bool any = fonts && fonts->nfont > 0;
    if (fonts)
        FcFontSetDestroy(fonts);
    if (objects)
        FcObjectSetDestroy(objects);
    if (pattern)
        FcPatternDestroy(pattern);
    return any;
}

static enum err not_drawn(struct ctx *cx)
{
    const char *why = str_cdup(cx->arena, str_c(vips_error_buffer()));
    vips_error_clear();
    return fail(cx, ERR_IO, "图片没有画成：%s", "the picture was not drawn: %s", why);
}

static void ink_of(uint32_t colour, double ink[3])
{
    ink[0] = (double)(colour >> 16 & 0xff);
    ink[1] = (double)(colour >> 8 & 0xff);
    ink[2] = (double)(colour & 0xff);
}

/* Pango reads markup: what is text stays text. */
static const char *markup(struct ctx *cx, const struct picture_part *p)
{
    enum { MARKUP_MAX = 64 * 1024 };
    struct buf b;
    buf_init(&b, cx->arena, MARKUP_MAX);
    buf_html_text(&b, p->text);
    return str_cdup(cx->arena, buf_done(&b));
}

static enum err text_draw(struct ctx *cx, VipsImage *canvas, const struct picture_part *p)
{
    VipsImage *mask = NULL;
    double ink[3];
    int dx = 0, dy = 0;
    const char *font =
        str_fmt(cx->arena, "Noto Sans CJK SC, Noto Sans SC, WenQuanYi Zen Hei, Sans%s %d",
                p->bold ? " Bold" : "", p->size)
            .p;
    if (!str_trim(p->text).n)
        return OK;
    /* 72 points an inch: a point is a pixel. */
    if (vips_text(&mask, markup(cx, p), "font", font, "dpi", 72, NULL) != 0)
        return not_drawn(cx);
    int width = vips_image_get_width(mask);
    /* The mask is cut to its ink: it is set back to where its line stands. */
    if (vips_image_get_typeof(mask, "yoffset"))
        (void)vips_image_get_int(mask, "yoffset", &dy);
    dx = p->align == PICTURE_LEFT ? 0 : p->align == PICTURE_RIGHT ? width : width / 2;
    dy = (p->size * 3 / 2 - vips_image_get_height(mask)) / 2;
    ink_of(p->colour, ink);
    int failed = vips_draw_mask(canvas, ink, 3, mask, p->x - dx, p->y + dy, NULL);
    g_object_unref(mask);
    return failed ? not_drawn(cx) : OK;
}

static enum err parts_draw(struct ctx *cx, VipsImage *canvas, const struct picture_part *parts,
                           size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double ink[3];
        const struct picture_part *p = &parts[i];
        if (!p->height) {
            TRY(text_draw(cx, canvas, p));
            continue;
        }
        ink_of(p->colour, ink);
        if (vips_draw_rect(canvas, ink, 3, p->x, p->y, p->width, p->height, "fill", TRUE, NULL))
            return not_drawn(cx);
    }
    return OK;
}

static enum err draw(struct ctx *cx, int width, int height, const struct picture_part *parts,
                     size_t n, struct str *out)
{
    VipsImage *black = NULL, *canvas = NULL, *rgb = NULL;
    double white[3] = {255, 255, 255};
    void *png = NULL;
    size_t size = 0;
    enum err e = OK;
    if (vips_black(&black, width, height, "bands", 3, NULL) != 0)
        return not_drawn(cx);
    if (vips_copy(black, &rgb, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0 ||
        !(canvas = vips_image_copy_memory(rgb)) ||
        vips_draw_rect(canvas, white, 3, 0, 0, width, height, "fill", TRUE, NULL) != 0)
        e = not_drawn(cx);
    if (e == OK)
        e = parts_draw(cx, canvas, parts, n);
    if (e == OK && vips_pngsave_buffer(canvas, &png, &size, "compression", 9, NULL) != 0)
        e = not_drawn(cx);
    if (e == OK)
        *out = (struct str){arena_copy(cx->arena, png, size), size};
    g_free(png);
    if (canvas)
        g_object_unref(canvas);
    if (rgb)
        g_object_unref(rgb);
    g_object_unref(black);
    return e;
}

enum err picture_png(struct ctx *cx, int width, int height, const struct picture_part *parts,
                     size_t n, struct str *out)
{
    if (width < 1 || height < 1 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX)
        return fail(cx, ERR_TOO_LARGE, "图片太大", "the picture is too large");
    if (!picture_has_chinese())
        return fail(
            cx, ERR_CONFLICT,
            "服务器上没有中文字体，画不出图片：请安装 fonts-noto-cjk 或 fonts-wqy-zenhei",
            "no Chinese font on the server: install fonts-noto-cjk or fonts-wqy-zenhei");
    TRY(gate_enter(cx, cx->app->images));
    enum err e = draw(cx, width, height, parts, n, out);
    vips_thread_shutdown();
    gate_leave(cx->app->images);
    return e;
}
