/* SPDX-License-Identifier: Apache-2.0
 * Posters on paper: one sheet A4 each, and the bare code as a picture.
 */
#include "base/time.h"
#include "core/app.h"
#include "core/config.h"
#include "core/qr.h"
#include "loop/labels.h"
#include "loop/slip.h"
#include "loop/spot.h"

enum { PAGES_MAX = 16 << 20, PRINTED = 500, SCALE = 12 };

static const struct field query_fields[] = {
    FIELD(struct spot_print_query, ids, .required = true, .max = 10000, .zh = "海报，逗号分隔",
          .en = "Posters, by comma"),
};
const struct shape spot_print_query_shape =
    SHAPE("spot_print_query", struct spot_print_query, query_fields);

static const char *pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

static struct str site(const struct ctx *cx)
{
    const struct config *g = cx->app->config;
    return g && g->site_name.n ? g->site_name : str_c(cx->app->register_name);
}

static enum err poster_get(struct ctx *cx, int64_t id, struct spot *out)
{
    TRY(spot_get(cx, id, out));
    if (!spot_may_see(cx, out) || (out->kind != SPOT_POSTER && out->kind != SPOT_CALL))
        return fail_at(cx, ERR_NOT_FOUND, "spot", "没有这张海报", "there is no such poster");
    return out->ended_at ? fail_at(cx, ERR_CONFLICT, "spot", "这张海报已经停用",
                                   "this poster was withdrawn")
                         : OK;
}

static enum err qr_of(struct ctx *cx, const struct spot *s, struct str base, struct qr *out)
{
    if (!base.n)
        return fail(cx, ERR_CONFLICT, "还不知道对外网址，印不了二维码：请管理员设置 public_url",
                    "the public address is not set: have public_url set");
    return qr_make(
        cx, str_fmt(cx->arena, "%.*s/q/%.*s", STR_ARG(base), STR_ARG(spot_code(cx, s))), out);
}

static struct str where(struct ctx *cx, const struct spot *s)
{
    struct str place = label_place(cx, s->place_id);
    char until[TIME_TEXT];
    if (!place.n)
        place = str_c(cx->app->register_name);
    if (s->kind != SPOT_CALL)
        return place;
    return str_fmt(cx->arena, "%.*s · %s%s%s", STR_ARG(place), pick(cx, "", "until "),
                   time_human(until, s->until_at), pick(cx, " 截止", ""));
}

static void line(struct buf *b, const char *open, struct str text, const char *close)
{
    buf_c(b, open);
    buf_html_text(b, text);
    buf_c(b, close);
}

static void steps(struct ctx *cx, struct buf *b)
{
    buf_c(b, pick(cx,
                  "<ol><li>打开微信或手机相机，<strong>扫一扫</strong></li>"
                  "<li><strong>写几句话</strong>，可以拍照，也可以匿名</li>"
                  "<li>记下<strong>编号和查询码</strong>，随时查进展</li></ol>",
                  "<ol><li><strong>Scan</strong> with your telephone</li>"
                  "<li><strong>Write</strong> what is wrong; a photo helps; no name is "
                  "needed</li><li><strong>Keep</strong> the number and the code to follow "
                  "it</li></ol>"));
}

static enum err sheet(struct ctx *cx, struct buf *b, const struct spot *s, struct str base)
{
    const struct config *g = cx->app->config;
    struct qr q;
    TRY(qr_of(cx, s, base, &q));
    buf_c(b, "<section class=\"poster\">");
    line(b, "<p class=\"site\">", site(cx), "</p>");
    bool call = s->kind == SPOT_CALL;
    line(b, "<h1>",
         call ? s->name
              : str_c(pick(cx, "身边有事，扫码说", "Something wrong here? Scan and tell us")),
         "</h1>");
    line(b, "<p class=\"where\">", where(cx, s), "</p>");
    line(b, "<p class=\"name\">", call ? s->note : s->name, "</p>");
    qr_svg(b, &q, str_c(pick(cx, "二维码", "QR code")));
    steps(cx, b);
    if (g && g->hotline.n) {
        buf_fmt(b, "<p class=\"call\">%s", pick(cx, "不方便扫码，请拨 ", "Or ring "));
        line(b, "<strong>", g->hotline, "</strong></p>");
    }
    buf_fmt(b, "<p class=\"small\">%s %lld</p></section>\n", pick(cx, "海报编号", "Poster"),
            (long long)s->id);
    return OK;
}

enum err spots_html(struct ctx *cx, const struct spot_print_query *q, struct str base,
                    struct str *out)
{
    struct strs ids = str_split(cx->arena, q->ids, ',');
    struct buf b;
    if (ids.n > PRINTED)
        return fail_at(cx, ERR_TOO_LARGE, "ids", "一次最多印 %d 张", "%d at most", PRINTED);
    buf_init(&b, cx->arena, PAGES_MAX);
    buf_fmt(&b, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>%s",
            pick(cx, "zh-CN", "en"), pick(cx, "二维码海报", "Posters"));
    buf_c(&b, "</title><link rel=\"stylesheet\" href=\"/print.css\"></head>"
              "<body class=\"posters\">\n");
    slip_watermark(cx, &b);
    for (size_t i = 0; i < ids.n; i++) {
        struct spot s;
        int64_t id = 0;
        if (!str_i64(ids.p[i], &id))
            return fail_at(cx, ERR_INPUT, "ids", "编号写错了", "not a number");
        TRY(poster_get(cx, id, &s));
        TRY(sheet(cx, &b, &s, base));
    }
    buf_c(&b, "</body></html>\n");
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "一次印得太多", "too much in one go");
    *out = buf_done(&b);
    return OK;
}

enum err spot_png(struct ctx *cx, int64_t id, struct str base, struct str *out)
{
    struct spot s;
    struct qr q;
    TRY(poster_get(cx, id, &s));
    TRY(qr_of(cx, &s, base, &q));
    struct str lines[] = {where(cx, &s), s.name};
    return qr_png(cx, &q, SCALE, lines, s.name.n ? 2 : 1, out);
}
