/* SPDX-License-Identifier: Apache-2.0
 * For a browser without JavaScript: the form as a page of its own, its receipt, and how a
 * demand stands. What comes in goes the same way as from the other pages (loop/intake.h).
 */
#include "api/auth.h"
#include "api/call.h"
#include "api/handlers.h"
#include "base/rand.h"
#include "core/app.h"
#include "core/config.h"
#include "core/idem.h"
#include "core/org.h"
#include "http/query.h"
#include "loop/dossier.h"
#include "loop/intake.h"
#include "loop/slip.h"

enum { PAGE_MAX = 2 * 1024 * 1024, KEY_BYTES = 16 };

struct plain_args {
    struct str lang;
};
static const struct field query_fields[] = {
    FIELD(struct plain_args, lang, .max = 2, .zh = "语言（zh、en）", .en = "Language (zh, en)"),
};
const struct shape plain_query = SHAPE("plain_query", struct plain_args, query_fields);

struct said {
    struct pair *pairs;
    size_t n;
};

/* Fields of the form, in the order in which they are asked. */
static const struct input {
    const char *name, *zh, *en, *hint_zh, *hint_en;
    const char *type, *autocomplete;
} inputs[] = {
    {"address", "详细地址（可不填）", "Address (optional)", "如：3号楼2单元门口",
     "such as: in front of building 3", "text", "off"},
    {"name", "姓名（匿名不填）", "Name (not if anonymous)", NULL, NULL, "text", "name"},
    {"phone", "联系电话（匿名不填）", "Telephone (not if anonymous)", NULL, NULL, "tel", "tel"},
};

static bool en(const struct call *c)
{
    return c->cx.lang == LANG_EN;
}

static const char *pick(const struct call *c, const char *zh, const char *english)
{
    return en(c) ? english : zh;
}

static struct str value_of(const struct said *s, const char *name)
{
    const struct str *v = s ? pair_find(s->pairs, s->n, name) : NULL;
    return v ? *v : STR("");
}

static void lang_set(struct call *c, struct str asked)
{
    if (str_eq_c(asked, "en"))
        c->cx.lang = LANG_EN;
    else if (str_eq_c(asked, "zh"))
        c->cx.lang = LANG_ZH;
}

/* ---- pages ---- */

static void page_begin(struct call *c, struct buf *b, const char *title)
{
    const struct config *g = c->api->o.config;
    buf_init(b, c->cx.arena, PAGE_MAX);
    buf_fmt(
        b,
        "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta "
        "name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>%s</title>"
        "<link rel=\"stylesheet\" href=\"/plain.css\"></head><body>\n<header><p>",
        en(c) ? "en" : "zh-CN", title);
    buf_html_text(b, g->site_name.n ? g->site_name : str_c(c->cx.app->register_name));
    buf_c(b, "</p></header>\n<main>\n");
    slip_watermark(&c->cx, b);
    buf_fmt(b, "<h1>%s</h1>\n", title);
}

static void link_to(struct call *c, struct buf *b, const char *path, const char *text)
{
    buf_fmt(b, "<a href=\"%s?lang=%s\">%s</a> ", path, en(c) ? "en" : "zh", text);
}

static void hotline(struct call *c, struct buf *b)
{
    struct str number = c->api->o.config->hotline;
    if (!number.n)
        return;
    buf_fmt(b, "<p>%s <a href=\"tel:", pick(c, "也可以打电话反映：", "Or call:"));
    buf_html_text(b, number);
    buf_c(b, "\">");
    buf_html_text(b, number);
    buf_c(b, "</a></p>\n");
}

static enum err page_end(struct call *c, struct buf *b, int status)
{
    buf_c(b, "</main>\n<footer>\n");
    hotline(c, b);
    buf_c(b, "<p>");
    link_to(c, b, "/plain", pick(c, "反映一件事", "Hand in a demand"));
    link_to(c, b, "/plain/follow", pick(c, "查办到哪一步", "How it stands"));
    buf_fmt(b, "<a href=\"?lang=%s\" lang=\"%s\">%s</a></p>\n</footer></body></html>\n",
            en(c) ? "zh" : "en", en(c) ? "zh-CN" : "en", en(c) ? "中文" : "English");
    if (!buf_ok(b))
        return fail(&c->cx, ERR_LIMIT, "页面太大", "the page is too large");
    call_text(c, status, "text/html; charset=utf-8", buf_done(b));
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}

/* What is wrong, and where: the first thing on the page. */
static void fault_line(struct call *c, struct buf *b)
{
    const struct fault *f = &c->cx.error;
    if (!f->message)
        return;
    buf_c(b, "<p class=\"fault\" role=\"alert\">");
    if (f->field)
        buf_fmt(b, "<a href=\"#%s\">", f->field);
    buf_html_text(b, str_c(f->message));
    buf_c(b, f->field ? "</a></p>\n" : "</p>\n");
}

static void label(struct call *c, struct buf *b, const char *name, const char *text)
{
    const struct fault *f = &c->cx.error;
    buf_fmt(b, "<label for=\"%s\">%s</label>\n", name, text);
    if (f->field && f->message && strcmp(f->field, name) == 0) {
        buf_fmt(b, "<p class=\"fault\" id=\"%s-fault\">", name);
        buf_html_text(b, str_c(f->message));
        buf_c(b, "</p>\n");
    }
}

static void text_input(struct call *c, struct buf *b, const struct input *in, struct str value)
{
    label(c, b, in->name, pick(c, in->zh, in->en));
    if (in->hint_zh)
        buf_fmt(b, "<p class=\"hint\" id=\"%s-hint\">%s</p>\n", in->name,
                pick(c, in->hint_zh, in->hint_en));
    buf_fmt(b,
            "<input id=\"%s\" name=\"%s\" type=\"%s\" autocomplete=\"%s\" maxlength=\"300\" ",
            in->name, in->name, in->type, in->autocomplete);
    buf_c(b, "value=\"");
    buf_html_text(b, value);
    buf_c(b, "\">\n");
}

static void hidden(struct buf *b, const char *name, struct str value)
{
    buf_fmt(b, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    buf_html_text(b, value);
    buf_c(b, "\">\n");
}

/* ---- the form ---- */

static bool in_use(const struct ctx *cx, const struct place *p)
{
    return !p->valid_to || p->valid_to > cx->now;
}

static void place_option(struct buf *b, const struct place *p, int64_t chosen)
{
    buf_fmt(b, "<option value=\"%lld\"%s>", (long long)p->id,
            p->id == chosen ? " selected" : "");
    buf_html_text(b, p->name);
    buf_c(b, "</option>\n");
}

/* Streets, with their communities in them. */
static void place_select(struct call *c, struct buf *b, struct str value)
{
    const struct place *all = NULL;
    size_t n = org_places(c->cx.app->org, &all);
    int64_t chosen = 0;
    if (!str_i64(value, &chosen))
        chosen = 0;
    label(c, b, "place_id", pick(c, "事情在哪里", "Where it is"));
    buf_fmt(b, "<select id=\"place_id\" name=\"place_id\"><option value=\"\">%s</option>\n",
            pick(c, "请选择", "Please choose"));
    for (size_t i = 0; i < n; i++) {
        if (all[i].kind != PLACE_TOWN || !in_use(&c->cx, &all[i]))
            continue;
        buf_c(b, "<optgroup label=\"");
        buf_html_text(b, all[i].name);
        buf_c(b, "\">\n");
        place_option(b, &all[i], chosen);
        for (size_t k = 0; k < n; k++)
            if (all[k].kind == PLACE_COMMUNITY && all[k].parent_id == all[i].id &&
                in_use(&c->cx, &all[k]))
                place_option(b, &all[k], chosen);
        buf_c(b, "</optgroup>\n");
    }
    buf_c(b, "</select>\n");
}

static void privacy_choice(struct call *c, struct buf *b, struct str value)
{
    static const char *const notes[PRIVACY__MAX][2] = {
        [PRIVACY_NAMED] = {"承办单位可以联系您", "the unit in charge may contact you"},
        [PRIVACY_CONFIDENTIAL] = {"只有受理人员知道您是谁",
                                  "only who receives it knows who you are"},
        [PRIVACY_ANONYMOUS] = {"不留姓名电话，凭查询码查结果",
                               "no name, no telephone; the query code shows the result"},
    };
    int chosen = enum_value(&privacy_names, value);
    buf_fmt(b, "<fieldset id=\"privacy\"><legend>%s</legend>\n",
            pick(c, "怎么留名", "Who may know"));
    for (int i = 0; i < PRIVACY__MAX; i++)
        buf_fmt(
            b,
            "<label class=\"choice\"><input type=\"radio\" name=\"privacy\" value=\"%s\"%s> "
            "%s（%s）</label>\n",
            enum_text(&privacy_names, i),
            i == chosen || (chosen < 0 && i == PRIVACY_ANONYMOUS) ? " checked" : "",
            enum_label(&privacy_names, i, (int)c->cx.lang), notes[i][en(c)]);
    buf_c(b, "</fieldset>\n");
}

static enum err form_page(struct call *c, const struct said *s, int status)
{
    struct buf b;
    page_begin(c, &b, pick(c, "您要反映什么事", "What is the matter?"));
    fault_line(c, &b);
    buf_c(&b, "<form method=\"post\" action=\"/plain\">\n");
    hidden(&b, "key", rand_hex(c->cx.arena, KEY_BYTES));
    hidden(&b, "lang", en(c) ? STR("en") : STR("zh"));
    label(c, &b, "words", pick(c, "用自己的话说", "In your own words"));
    buf_c(&b, "<textarea id=\"words\" name=\"words\" rows=\"8\" required minlength=\"2\" "
              "maxlength=\"10000\">\n");
    buf_html_text(&b, value_of(s, "words"));
    buf_c(&b, "</textarea>\n");
    place_select(c, &b, value_of(s, "place_id"));
    text_input(c, &b, &inputs[0], value_of(s, "address"));
    privacy_choice(c, &b, value_of(s, "privacy"));
    for (size_t i = 1; i < COUNT(inputs); i++)
        text_input(c, &b, &inputs[i], value_of(s, inputs[i].name));
    buf_fmt(&b, "<button type=\"submit\">%s</button>\n</form>\n", pick(c, "提交", "Send"));
    return page_end(c, &b, status);
}

static enum err receipt_page(struct call *c, struct str num, struct str code, int status)
{
    struct buf b;
    page_begin(c, &b, pick(c, "收到了，谢谢您", "Received, thank you"));
    buf_fmt(&b, "<p>%s</p>\n<dl>\n<dt>%s</dt><dd data-test=\"num\">",
            pick(c, "请记下编号和查询码，凭它们查办理情况。",
                 "Please note number and query code: they show how it stands."),
            pick(c, "编号", "Number"));
    buf_html_text(&b, num);
    buf_fmt(&b, "</dd>\n<dt>%s</dt><dd data-test=\"code\">", pick(c, "查询码", "Query code"));
    buf_html_text(&b, code);
    buf_c(&b, "</dd>\n</dl>\n");
    return page_end(c, &b, status);
}

/* ---- what is sent ---- */

/* A form on another site has no business here. A browser that says nothing of where the form
 * stood is an old one. */
static enum err origin_check(struct call *c)
{
    struct str site = http_header(c->req, "Sec-Fetch-Site");
    if (!site.n || str_eq_c(site, "same-origin") || str_eq_c(site, "none"))
        return OK;
    return fail(&c->cx, ERR_DENIED, "请从本站的页面提交", "send it from this site's own page");
}

static struct str lines(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r')
            p[n++] = s.p[i];
    p[n] = '\0';
    return (struct str){.p = p, .n = n};
}

/* What was left empty was not said. */
static enum err form_read(struct call *c, struct said *out)
{
    static const char type[] = "application/x-www-form-urlencoded";
    struct ctx *cx = &c->cx;
    struct pair *pairs = NULL;
    size_t n = 0;
    if (!str_starts(http_header(c->req, "Content-Type"), type))
        return fail_at(cx, ERR_INPUT, "Content-Type", "内容类型应为 %s",
                       "the Content-Type is %s", type);
    TRY(origin_check(c));
    TRY(query_parse(cx, c->req->body, &pairs, &n));
    out->pairs = pairs;
    for (size_t i = 0; i < n; i++) {
        struct str v = lines(cx->arena, pairs[i].value);
        if (str_trim(v).n)
            pairs[out->n++] = (struct pair){pairs[i].key, v};
    }
    lang_set(c, value_of(out, "lang"));
    return OK;
}

/* The form's own fields: neither its key nor the language of its page. */
static enum err demand_read(struct call *c, const struct said *s, struct demand_new *in)
{
    struct pair *p = NEWS(c->cx.arena, struct pair, s->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (!str_eq_c(s->pairs[i].key, "key") && !str_eq_c(s->pairs[i].key, "lang"))
            p[n++] = s->pairs[i];
    return shape_parse_pairs(&c->cx, &demand_new_citizen_shape, p, n, in);
}

static enum err known(struct call *c, const struct said *s, struct idem_answer *out)
{
    TRY(call_read(c));
    enum err e = idem_find(&c->cx, value_of(s, "key"), auth_scope(c), c->req->body, out);
    call_read_end(c);
    return e;
}

static enum err receipt_again(struct call *c, const struct idem_answer *a)
{
    json_t *was = NULL;
    TRY(json_read(&c->cx, a->body, &was));
    return receipt_page(c, str_c(json_string_value(json_object_get(was, "num"))),
                        str_c(json_string_value(json_object_get(was, "code"))), a->status);
}

static enum err receive(struct call *c, const struct said *s)
{
    struct demand_new in = {0};
    struct flow_result r = {0};
    struct idem_answer a = {0};
    TRY(demand_read(c, s, &in));
    TRY(known(c, s, &a));
    if (a.found)
        return receipt_again(c, &a);
    enum err e = intake_receive(&c->cx, &in, &r);
    if (e != OK && c->cx.idem && c->cx.idem->raced) {
        fault_clear(&c->cx);
        c->cx.idem = NULL;
        TRY(known(c, s, &a));
        if (a.found)
            return receipt_again(c, &a);
    }
    TRY(e);
    return receipt_page(c, r.num, r.code, 201);
}

/* What the citizen can mend is said on the page, with what was typed; the rest is a problem. */
static bool is_mendable(enum err e)
{
    return e == ERR_INPUT || e == ERR_REUSED || e == ERR_LIMIT || e == ERR_BUSY ||
           e == ERR_NOT_FOUND || e == ERR_TOO_LARGE;
}

enum err plain_get(struct call *c)
{
    const struct plain_args *q = c->query;
    lang_set(c, q->lang);
    return form_page(c, NULL, 200);
}

enum err plain_post(struct call *c)
{
    struct said s = {0};
    TRY(form_read(c, &s));
    enum err e = receive(c, &s);
    return e != OK && is_mendable(e) ? form_page(c, &s, err_status(e)) : e;
}

/* ---- how it stands ---- */

static enum err follow_form(struct call *c, const struct said *s, int status)
{
    static const struct input num = {"num", "编号", "Number", NULL, NULL, "text", "off"};
    static const struct input code = {"code", "查询码", "Query code", NULL,
                                      NULL,   "text",   "off"};
    struct buf b;
    page_begin(c, &b, pick(c, "查办到哪一步", "How it stands"));
    fault_line(c, &b);
    buf_c(&b, "<form method=\"post\" action=\"/plain/follow\">\n");
    hidden(&b, "lang", en(c) ? STR("en") : STR("zh"));
    text_input(c, &b, &num, value_of(s, "num"));
    text_input(c, &b, &code, value_of(s, "code"));
    buf_fmt(&b, "<button type=\"submit\">%s</button>\n</form>\n", pick(c, "查询", "Show"));
    return page_end(c, &b, status);
}

static struct str member(const json_t *in, const char *key)
{
    const char *text = json_string_value(json_object_get(in, key));
    return text ? str_c(text) : STR("");
}

/* "2026-11-22T09:08:07.123+08:00" as people read it. */
static void when(struct buf *b, struct str at)
{
    enum { DAY = 10, MINUTE = 16 };
    if (at.n < MINUTE)
        return;
    buf_html_text(b, str_sub(at, 0, DAY));
    buf_ch(b, ' ');
    buf_html_text(b, str_sub(at, DAY + 1, MINUTE - DAY - 1));
}

static void row(struct buf *b, const char *name, struct str value)
{
    if (!value.n)
        return;
    buf_fmt(b, "<dt>%s</dt><dd>", name);
    buf_html_text(b, value);
    buf_c(b, "</dd>\n");
}

static void step(struct buf *b, const json_t *s)
{
    buf_c(b, "<li>");
    when(b, member(s, "at"));
    buf_c(b, " <strong>");
    buf_html_text(b, member(s, "text"));
    buf_c(b, "</strong> ");
    buf_html_text(b, member(s, "who"));
    if (member(s, "words").n) {
        buf_c(b, "<p class=\"words\">");
        buf_html_text(b, member(s, "words"));
        buf_c(b, "</p>");
    }
    buf_c(b, "</li>\n");
}

static enum err stands_page(struct call *c, const json_t *d)
{
    struct buf b;
    size_t i = 0;
    const json_t *s, *now = json_object_get(d, "current");
    page_begin(c, &b, pick(c, "办到哪一步", "How it stands"));
    buf_c(&b, "<dl>\n");
    row(&b, pick(c, "编号", "Number"), member(d, "num"));
    row(&b, pick(c, "内容", "In your words"), member(d, "words"));
    row(&b, pick(c, "现在", "Now"), member(now, "text"));
    row(&b, pick(c, "谁在办", "With"), member(now, "who"));
    buf_c(&b, "</dl>\n<ol>\n");
    json_array_foreach(json_object_get(d, "steps"), i, s) step(&b, s);
    buf_c(&b, "</ol>\n");
    return page_end(c, &b, 200);
}

static enum err follow(struct call *c, const struct said *s)
{
    struct ctx *cx = &c->cx;
    struct buf b;
    struct json j;
    json_t *d = NULL;
    int64_t version = 0;
    TRY(call_read(c));
    TRY(auth_citizen(c, str_trim(value_of(s, "num")), str_trim(value_of(s, "code"))));
    TRY(db_snapshot(cx));
    buf_init(&b, cx->arena, PAGE_MAX);
    json_init(&j, &b);
    json_obj(&j);
    TRY(dossier_citizen_json(cx, str_trim(value_of(s, "num")), &j, &version));
    json_obj_end(&j);
    if (!buf_ok(&b))
        return fail(cx, ERR_LIMIT, "内容太长", "too long");
    TRY(json_read(cx, buf_done(&b), &d));
    return stands_page(c, d);
}

enum err plain_follow_get(struct call *c)
{
    const struct plain_args *q = c->query;
    lang_set(c, q->lang);
    return follow_form(c, NULL, 200);
}

enum err plain_follow_post(struct call *c)
{
    struct said s = {0};
    TRY(form_read(c, &s));
    enum err e = follow(c, &s);
    return e != OK && (is_mendable(e) || e == ERR_LOGIN) ? follow_form(c, &s, err_status(e))
                                                         : e;
}

enum err plain_css_get(struct call *c)
{
    static const char css[] =
        "body{margin:0;font:18px/1.6 sans-serif;color:#1a1a1a;background:#fff}"
        "header{background:#0f4c81;color:#fff}header p,main,footer{max-width:40rem;"
        "margin:0 auto;padding:.8rem 1rem}header p{font-weight:700}"
        "h1{font-size:1.5rem}label,legend{display:block;font-weight:700;margin:1rem 0 .3rem}"
        ".choice{font-weight:400;margin:.6rem 0}fieldset{border:0;padding:0;margin:0}"
        "input[type=text],input[type=tel],select,textarea{box-sizing:border-box;width:100%;"
        "font:inherit;padding:.6rem;border:2px solid #1a1a1a}"
        "input[type=radio]{width:1.4rem;height:1.4rem;vertical-align:middle}"
        "button{font:inherit;font-weight:700;padding:.8rem 2rem;margin:1.5rem 0;color:#fff;"
        "background:#0f4c81;border:0}a{color:#0b4f8a}.hint{margin:0 0 .3rem;color:#444}"
        ".fault{color:#a31515;font-weight:700}.fault a{color:inherit}"
        "dt{font-weight:700}dd{margin:0 0 .6rem;overflow-wrap:anywhere;white-space:pre-wrap}"
        "dd[data-test]{font-size:1.5rem}li{margin:0 0 .8rem}"
        ".words{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0}"
        "footer{border-top:1px solid #999}footer a{margin-right:1rem}"
        ".watermark{border:2px solid;padding:.3rem;font-weight:700;text-align:center}"
        ".across{display:none}";
    call_text(c, 200, "text/css; charset=utf-8", (struct str){.p = css, .n = sizeof css - 1});
    c->reply->cache = "public, max-age=3600";
    return OK;
}
