/* SPDX-License-Identifier: Apache-2.0
 * Ledgers: a page with the totals, as a file, to print; the work list as a file.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "loop/ledger_page.h"
#include "loop/ledger_view.h"
#include "loop/public_figures.h"
#include "loop/recurrence.h"
#include "loop/situation.h"
#include "loop/task_list.h"
#include "loop/wall.h"
#include "loop/worklist.h"

enum err ledgers_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return ledger_page_json(&c->cx, c->query, call_json(c, 200));
}

typedef enum err file_fn(struct ctx *cx, const void *query, const char *path, int64_t *rows);

static enum err file_post(struct call *c, file_fn *fn, struct str title)
{
    struct ctx *cx = &c->cx;
    const char *path = temp_path(cx, ".xlsx");
    int64_t rows = 0;
    TRY(call_read(c));
    enum err e = fn(cx, c->body, path, &rows);
    call_read_end(c);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX, str_fmt(cx->arena, "%.*s.xlsx", STR_ARG(title)));
}

static enum err ledger_file(struct ctx *cx, const void *query, const char *path, int64_t *rows)
{
    return ledger_page_file(cx, query, path, rows);
}

enum err ledgers_file_post(struct call *c)
{
    return file_post(c, ledger_file, ledger_page_title(&c->cx, c->body));
}

enum err ledgers_print_get(struct call *c)
{
    struct str page = {0};
    TRY(db_snapshot(&c->cx));
    TRY(ledger_page_print(&c->cx, c->query, &page));
    call_text(c, 200, "text/html; charset=utf-8", page);
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}

static enum err work_file(struct ctx *cx, const void *query, const char *path, int64_t *rows)
{
    return worklist_file(cx, query, path, rows);
}

enum err work_file_post(struct call *c)
{
    return file_post(c, work_file, STR("工作清单"));
}

/* ---- who answers by name ---- */

enum err task_list_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return task_list_json(&c->cx, c->query, call_json(c, 200));
}

static enum err list_file(struct ctx *cx, const void *query, const char *path, int64_t *rows)
{
    return task_list_file(cx, query, path, rows);
}

enum err task_list_file_post(struct call *c)
{
    return file_post(c, list_file, task_list_title(&c->cx, c->body));
}

enum err task_list_print_get(struct call *c)
{
    struct str page = {0};
    TRY(db_snapshot(&c->cx));
    TRY(task_list_print(&c->cx, c->query, &page));
    call_text(c, 200, "text/html; charset=utf-8", page);
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}

enum err situation_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return situation_json(&c->cx, c->query, call_json(c, 200));
}

enum err recurrence_get(struct call *c)
{
    struct recurrence r;
    TRY(db_snapshot(&c->cx));
    TRY(recurrence_read(&c->cx, c->query, &r));
    recurrence_json(&c->cx, &r, call_json(c, 200));
    return OK;
}

enum err recurrence_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct recurrence r;
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    TRY(recurrence_read(cx, c->query, &r));
    call_read_end(c);
    TRY(recurrence_xlsx(cx, &r, path));
    return temp_send(c, path, TYPE_XLSX, STR("反复出现.xlsx"));
}

enum err wall_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return wall_json(&c->cx, call_json(c, 200));
}

/* The same for everybody: five minutes old at most, wherever it is kept. */
enum err public_figures_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    TRY(public_figures_json(&c->cx, call_json(c, 200)));
    c->reply->cache = "public, max-age=300";
    call_header(c, "Vary", STR("Accept-Language, Cookie"));
    return OK;
}

/* ---- kept under a name ---- */

static enum err id_param(struct call *c, int64_t *id)
{
    return str_i64(c->param[0], id) && *id > 0
               ? OK
               : fail(&c->cx, ERR_NOT_FOUND, "没有这个保存的台账", "there is no such ledger");
}

static enum err acted(struct call *c, int status, const struct flow_result *r)
{
    call_text(c, status, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

enum err ledger_views_get(struct call *c)
{
    return ledger_views_json(&c->cx, call_json(c, 200));
}

enum err ledger_view_get(struct call *c)
{
    int64_t id = 0, version = 0;
    TRY(id_param(c, &id));
    TRY(ledger_view_json(&c->cx, id, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err ledger_views_post(struct call *c)
{
    const struct ledger_view_body *b = c->body;
    struct ledger_query q;
    struct flow_result r = {0};
    TRY(call_pairs(c, b->query, &ledger_query_shape, &q));
    TRY(ledger_view_save(&c->cx, b, &q, &r));
    return acted(c, 201, &r);
}

enum err ledger_view_change_post(struct call *c)
{
    const struct ledger_view_body *b = c->body;
    struct ledger_query q;
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(call_pairs(c, b->query, &ledger_query_shape, &q));
    TRY(ledger_view_change(&c->cx, id, c->if_match, b, &q, &r));
    return acted(c, 200, &r);
}

enum err ledger_view_remove_post(struct call *c)
{
    struct flow_result r = {0};
    int64_t id = 0;
    TRY(id_param(c, &id));
    TRY(ledger_view_change(&c->cx, id, c->if_match, NULL, NULL, &r));
    return acted(c, 200, &r);
}
