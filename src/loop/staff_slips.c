/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/password.h"
#include "db/db.h"
#include "loop/staff.h"

enum { PAGE_MAX = 32 << 20, SLIPS_MAX = 5000 };

static const char style[] =
    "body{font:15px/1.7 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#000;margin:0}"
    "main{display:grid;grid-template-columns:1fr 1fr}"
    "section{border:1px dashed #555;padding:5mm 6mm;break-inside:avoid}"
    "h2{font-size:16px;margin:0 0 2mm}dl{display:grid;grid-template-columns:6em 1fr;margin:0}"
    "dd{margin:0}dd.key{font:600 17px monospace;letter-spacing:1px}"
    "p{margin:2mm 0 0;font-size:13px}@page{size:A4;margin:10mm}"
    "header{padding:4mm 6mm}@media print{header{display:none}}";

static void pair(struct buf *b, const char *head, struct str text, bool key)
{
    buf_fmt(b, "<dt>%s</dt><dd%s>", head, key ? " class=\"key\"" : "");
    buf_html_text(b, text);
    buf_c(b, "</dd>");
}

static void one(struct ctx *cx, struct buf *b, const struct staff_slip *s, struct str address)
{
    bool en = cx->lang == LANG_EN;
    buf_c(b, "<section><h2>");
    buf_html_text(b, s->name);
    buf_c(b, "</h2><dl>");
    pair(b, en ? "Unit" : "单位", s->unit, false);
    pair(b, en ? "Log-in" : "登录名", s->login, true);
    pair(b, en ? "Password" : "初始密码", s->password, true);
    if (address.n)
        pair(b, en ? "Address" : "登录地址", address, false);
    buf_c(b,
          en ? "</dl><p>To be changed at the first log-in. Keep it to yourself; destroy this "
               "slip afterwards.</p></section>\n"
             : "</dl><p>首次登录须修改密码。请勿转告他人，用后销毁本条。</p></section>\n");
}

enum err staff_slips_html(struct ctx *cx, const struct staff_slip *s, size_t n,
                          struct str address, struct str *out)
{
    struct buf b;
    bool en = cx->lang == LANG_EN;
    const char *title = en ? "First passwords" : "初始密码条";
    buf_init(&b, cx->arena, PAGE_MAX);
    buf_fmt(
        &b,
        "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta "
        "name=\"robots\" content=\"noindex\"><title>%s</title><style>%s</style></head><body>"
        "<header>%s</header><main>\n",
        en ? "en" : "zh-CN", title, style,
        en ? "Print, cut apart, hand out, then delete this file: it is the only copy."
           : "请打印、裁开、逐人发放，然后删除本文件：密码只在这里出现一次。");
    for (size_t i = 0; i < n; i++)
        one(cx, &b, &s[i], address);
    buf_c(&b, "</main></body></html>\n");
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "密码条过多", "too many slips");
    *out = buf_done(&b);
    return OK;
}

/* ---- new passwords ---- */

struct slips_job {
    const int64_t *ids;
    size_t n;
    const struct staff_slip *s;
};

static enum err slips_write(struct ctx *cx, void *arg)
{
    const struct slips_job *j = arg;
    for (size_t i = 0; i < j->n; i++) {
        TRY(officer_set_password(cx, j->ids[i], j->s[i].hash, true, STR("")));
        TRY(audit_put(cx, SUBJECT_OFFICER, j->ids[i], "password-set", STR("")));
    }
    return OK;
}

static enum err slip_fill(struct ctx *cx, int64_t id, struct staff_slip *s)
{
    struct officer o;
    TRY(officer_get(cx, id, &o));
    if (o.disabled_at)
        return fail(cx, ERR_CONFLICT, "%.*s 已停用，不能发密码",
                    "%.*s is disabled and gets no password", STR_ARG(o.name));
    const struct unit *u = org_unit(cx->app->org, o.unit_id);
    s->name = o.name;
    s->login = o.login;
    s->unit = u ? u->name : STR("");
    return OK;
}

static enum err slips_fill(struct ctx *cx, const int64_t *ids, size_t n, struct staff_slip *out)
{
    for (size_t i = 0; i < n; i++)
        TRY(slip_fill(cx, ids[i], &out[i]));
    return OK;
}

enum err staff_slips_draw(struct ctx *cx, const int64_t *ids, size_t n, struct staff_slip *out)
{
    struct db *mine = NULL;
    if (n > SLIPS_MAX)
        return fail(cx, ERR_TOO_LARGE, "一次最多 %d 人", "at most %d at once", SLIPS_MAX);
    if (!cx->db) {
        TRY(db_acquire(cx, cx->app->store, &mine));
        cx->db = mine;
    }
    enum err e = slips_fill(cx, ids, n, out);
    if (mine) {
        db_release(mine);
        cx->db = NULL;
    }
    TRY(e);
    for (size_t i = 0; i < n; i++)
        TRY(password_code(cx, &out[i].password, &out[i].hash));
    return OK;
}

enum err staff_slips_store(struct ctx *cx, const int64_t *ids, size_t n,
                           const struct staff_slip *s)
{
    struct slips_job j = {.ids = ids, .n = n, .s = s};
    return db_write(cx, cx->app->store, slips_write, &j);
}

/* A unit of the same file is not in the register yet. */
static struct str unit_name(struct ctx *cx, const struct staff_plan *plan, int64_t id)
{
    const struct unit *u = org_unit(cx->app->org, id);
    for (size_t i = 0; i < plan->units_n; i++)
        if (plan->units[i].now.id == id)
            u = &plan->units[i].now;
    return u ? u->name : STR("");
}

size_t staff_slips_of(struct ctx *cx, const struct staff_plan *plan, struct staff_slip *s)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->officers_n; i++) {
        const struct staff_officer *o = &plan->officers[i];
        if (o->password.n)
            s[n++] = (struct staff_slip){.name = o->now.name,
                                         .unit = unit_name(cx, plan, o->now.unit_id),
                                         .login = o->now.login,
                                         .password = o->password,
                                         .hash = o->hash};
    }
    return n;
}
