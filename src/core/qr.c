/* SPDX-License-Identifier: Apache-2.0 */
#include "core/qr.h"

#include <qrencode.h>

#include "core/picture.h"

enum err qr_make(struct ctx *cx, struct str text, struct qr *out)
{
    if (!text.n || text.n > QR_TEXT_MAX)
        return fail(cx, ERR_TOO_LARGE, "二维码放不下这么长的网址",
                    "the text does not fit into a code");
    QRcode *code = QRcode_encodeString8bit(str_cdup(cx->arena, text), 0, QR_ECLEVEL_Q);
    if (!code)
        return fail(cx, ERR_IO, "二维码没有生成", "the code was not made");
    size_t n = (size_t)code->width * (size_t)code->width;
    unsigned char *dark = arena_alloc(cx->arena, n);
    for (size_t i = 0; i < n; i++)
        dark[i] = code->data[i] & 1;
    *out = (struct qr){.side = code->width, .dark = dark};
    QRcode_free(code);
    return OK;
}

/* The dark run that begins at or after x in a row; 0: none is left. */
static int run_from(const struct qr *q, int y, int *x)
{
    const unsigned char *row = q->dark + (size_t)y * (size_t)q->side;
    int n = 0;
    while (*x < q->side && !row[*x])
        (*x)++;
    while (*x + n < q->side && row[*x + n])
        n++;
    return n;
}

void qr_svg(struct buf *b, const struct qr *q, struct str name)
{
    int all = q->side + 2 * QR_QUIET;
    buf_fmt(b,
            "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 %d %d\" "
            "shape-rendering=\"crispEdges\"><title>",
            all, all);
    buf_html_text(b, name);
    buf_fmt(b, "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"", all, all);
    for (int y = 0; y < q->side; y++) {
        int x = 0, n = 0;
        while ((n = run_from(q, y, &x)) > 0) {
            buf_fmt(b, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, n, n);
            x += n;
        }
    }
    buf_c(b, "\"/></svg>");
}

enum err qr_png(struct ctx *cx, const struct qr *q, int scale, const struct str *lines,
                size_t n, struct str *out)
{
    enum { RUNS_A_ROW = 96, LINE_MODULES = 4, TEXT_MODULES = 2 };
    int all = (q->side + 2 * QR_QUIET) * scale;
    size_t at = 0;
    struct picture_part *p =
        NEWS(cx->arena, struct picture_part, (size_t)q->side * RUNS_A_ROW + n);
    for (int y = 0; y < q->side; y++) {
        int x = 0, run = 0;
        while ((run = run_from(q, y, &x)) > 0) {
            p[at++] = (struct picture_part){.x = (x + QR_QUIET) * scale,
                                            .y = (y + QR_QUIET) * scale,
                                            .width = run * scale,
                                            .height = scale};
            x += run;
        }
    }
    for (size_t i = 0; i < n; i++)
        p[at++] = (struct picture_part){.x = all / 2,
                                        .y = all + ((int)i * LINE_MODULES - 2) * scale,
                                        .size = TEXT_MODULES * scale,
                                        .bold = i == 0,
                                        .align = PICTURE_CENTRE,
                                        .text = lines[i]};
    return picture_png(cx, all, all + (int)n * LINE_MODULES * scale, p, at, out);
}
