/* SPDX-License-Identifier: Apache-2.0
 * Class schemes: what there is, what is counted in one, where a demand stands.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "loop/scheme_book.h"
#include "loop/scheme_choice.h"
#include "loop/scheme_report.h"

enum err schemes_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return schemes_json(&c->cx, call_json(c, 200));
}

enum err scheme_classes_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return scheme_classes_json(&c->cx, c->query, call_json(c, 200));
}

enum err demand_schemes_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return scheme_standing_json(&c->cx, c->param[0], c->query, call_json(c, 200));
}

enum err scheme_report_get(struct call *c)
{
    struct scheme_report r;
    TRY(db_snapshot(&c->cx));
    TRY(scheme_report_read(&c->cx, c->query, &r));
    scheme_report_json(&c->cx, &r, call_json(c, 200));
    return OK;
}

enum err scheme_report_file_get(struct call *c)
{
    struct scheme_report r;
    const char *path = temp_path(&c->cx, ".xlsx");
    TRY(db_snapshot(&c->cx));
    TRY(scheme_report_read(&c->cx, c->query, &r));
    enum err e = scheme_report_xlsx(&c->cx, &r, path);
    call_read_end(c);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX,
                     str_fmt(c->cx.arena, "分类统计-%.*s.xlsx", STR_ARG(r.sums.days->name)));
}

/* ---- kept by the administrator ---- */

enum { LOOK_BYTES = 512 * 1024 };

/* What the file says stands in *told and *f; the file is gone from the folder whatever comes of
 * it. */
static enum err file_look(struct call *c, struct scheme_file *f, struct str *told)
{
    struct ctx *cx = &c->cx;
    struct buf b;
    struct json w;
    if (c->req->body.n == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    buf_init(&b, cx->arena, LOOK_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    const char *path = temp_path(cx, "");
    TRY(temp_put(cx, path, c->req->body));
    enum err e = scheme_look_json(cx, c->query, path, f, &w);
    unlink(path);
    TRY(e);
    json_obj_end(&w);
    if (!buf_ok(&b))
        return fail_at(cx, ERR_TOO_LARGE, "file", "差别太多，无法列出",
                       "too many changes to tell");
    *told = buf_done(&b);
    return OK;
}

enum err scheme_file_post(struct call *c)
{
    const struct scheme_put_query *q = c->query;
    struct scheme_file *f = NEW(c->cx.arena, struct scheme_file);
    struct scheme_version v;
    struct str told = {0};
    TRY(call_read(c));
    enum err e = file_look(c, f, &told);
    call_read_end(c);
    TRY(e);
    if (q->dry_run) {
        call_text(c, 200, "application/json", told);
        return OK;
    }
    TRY(scheme_take(&c->cx, q, f, &v));
    call_text(c, 200, "application/json", scheme_put_answer(&c->cx, &v));
    return OK;
}

enum err scheme_file_get(struct call *c)
{
    const struct scheme_file_query *q = c->query;
    struct ctx *cx = &c->cx;
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    enum err e = q->table ? scheme_map_write(cx, q->scheme, q->version, path)
                          : scheme_write(cx, q->scheme, q->version, path);
    call_read_end(c);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX,
                     str_fmt(cx->arena, "%.*s-%s-%lld.xlsx", STR_ARG(q->scheme),
                             q->table ? "对照表" : "分类体系", (long long)q->version));
}
