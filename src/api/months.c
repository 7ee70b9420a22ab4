/* SPDX-License-Identifier: Apache-2.0
 * The monthly analysis.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "loop/month_report.h"

enum err months_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct month_report r;
    TRY(db_snapshot(cx));
    TRY(month_report_read(cx, c->query, &r));
    return month_report_json(cx, &r, call_json(c, 200));
}

enum err months_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct month_report r;
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    TRY(month_report_read(cx, c->query, &r));
    TRY(month_report_xlsx(cx, &r, path));
    call_read_end(c);
    return temp_send(c, path, TYPE_XLSX,
                     str_fmt(cx->arena, "%.*s.xlsx", STR_ARG(month_title(cx, &r))));
}
