/* SPDX-License-Identifier: Apache-2.0 */
#include "api/problem.h"

#include "base/json.h"
#include "base/log.h"

enum { PROBLEM_MAX = 16 * 1024 };

static const struct {
    const char *zh, *en;
} titles[ERR__MAX] = {
    [OK] = {"正常", "ok"},
    [ERR_INPUT] = {"填写有误", "invalid input"},
    [ERR_LOGIN] = {"请登录", "log in first"},
    [ERR_DENIED] = {"无权操作", "not permitted"},
    [ERR_NOT_FOUND] = {"没有找到", "not found"},
    [ERR_CONFLICT] = {"当前状态不能这样办", "not possible in this state"},
    [ERR_STALE] = {"已被他人改动", "changed by somebody else"},
    [ERR_TOO_LARGE] = {"内容太大", "too large"},
    [ERR_REUSED] = {"重复使用了请求标识", "idempotency key reused"},
    [ERR_UNVERSIONED] = {"缺少版本号", "version missing"},
    [ERR_LIMIT] = {"超过限制", "limit reached"},
    [ERR_IO] = {"系统故障", "internal failure"},
    [ERR_BUG] = {"系统故障", "internal failure"},
    [ERR_BUSY] = {"系统繁忙", "busy"},
};

const char *problem_title(enum err e, enum lang lang)
{
    return lang == LANG_EN ? titles[e].en : titles[e].zh;
}

struct problem {
    int status;
    const char *code, *title, *detail, *field;
    struct str more;
};

static void write_problem(struct ctx *cx, const struct problem *p, struct http_reply *out)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, PROBLEM_MAX);
    json_init(&w, &b);
    json_obj(&w);
    json_kcstr(&w, "type", "about:blank");
    json_kcstr(&w, "title", p->title);
    json_ki64(&w, "status", p->status);
    if (p->detail)
        json_kcstr(&w, "detail", p->detail);
    json_kcstr(&w, "code", p->code);
    if (p->field)
        json_kcstr(&w, "field", p->field);
    if (cx->request_id)
        json_kcstr(&w, "request_id", cx->request_id);
    json_obj_end(&w);
    if (p->more.n && buf_ok(&b)) {
        b.n--; /* the closing brace comes behind the further members */
        buf_ch(&b, ',');
        buf_str(&b, p->more);
        buf_ch(&b, '}');
    }
    out->status = p->status;
    out->type = "application/problem+json";
    out->body = buf_ok(&b) ? buf_done(&b) : STR("{\"type\":\"about:blank\"}");
    out->policy = HTTP_POLICY_DATA;
}

void problem_reply(struct ctx *cx, enum err e, struct str more, struct http_reply *out)
{
    bool inside = e == ERR_IO || e == ERR_BUG;
    if (inside)
        log_event(LOG_ERROR, "request_failed", "id", cx->request_id ? cx->request_id : "-",
                  "code", err_code(e), "message", cx->error.message ? cx->error.message : "-",
                  NULL);
    const char *generic = cx->lang == LANG_EN ? "Something went wrong inside; it was recorded."
                                              : "系统内部出错，已记录，请稍后再试。";
    struct problem p = {
        .status = err_status(e),
        .code = err_code(e),
        .title = problem_title(e, cx->lang),
        .detail = inside ? generic : cx->error.message,
        .field = inside ? NULL : cx->error.field,
        .more = more,
    };
    write_problem(cx, &p, out);
    int64_t wait = cx->error.retry_after_s;
    if ((e == ERR_BUSY || e == ERR_LIMIT) && wait > 0)
        http_reply_header(out, "Retry-After", str_fmt(cx->arena, "%lld", (long long)wait));
}

void problem_status(struct ctx *cx, int status, const char *code, const char *zh,
                    const char *en, struct http_reply *out)
{
    struct problem p = {.status = status, .code = code, .title = code};
    p.detail = cx->lang == LANG_EN ? en : zh;
    write_problem(cx, &p, out);
}
