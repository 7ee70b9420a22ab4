/* SPDX-License-Identifier: Apache-2.0
 * Ways in, levels and tracks of handling: what came by which way, how often the suggested
 * level was followed, figures of whistles, works and how far they are, the sheet of an
 * agreement.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "loop/level_report.h"
#include "loop/mediate.h"
#include "loop/track_report.h"
#include "loop/way_report.h"

enum err whistles_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return whistles_json(&c->cx, c->query, call_json(c, 200));
}

enum err works_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return works_report_json(&c->cx, c->query, call_json(c, 200));
}

enum err works_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    TRY(works_report_xlsx(cx, c->query, path));
    call_read_end(c);
    return temp_send(c, path, TYPE_XLSX, STR("分阶段工程量.xlsx"));
}

/* How many deviations a page lists; the file has more. */
enum { DEVIATIONS_LISTED = 200 };

enum err levels_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct level_report r;
    TRY(db_snapshot(cx));
    TRY(level_report_read(cx, c->query, false, &r));
    level_report_json(cx, &r, DEVIATIONS_LISTED, call_json(c, 200));
    return OK;
}

enum err levels_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct level_report r;
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    TRY(level_report_read(cx, c->query, false, &r));
    call_read_end(c);
    TRY(level_report_xlsx(cx, &r, path));
    return temp_send(c, path, TYPE_XLSX, STR("分级建议采纳情况.xlsx"));
}

enum err ways_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct way_report r;
    TRY(db_snapshot(cx));
    TRY(way_report_read(cx, c->query, &r));
    way_report_json(cx, &r, call_json(c, 200));
    return OK;
}

enum err ways_file_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct way_report r;
    const char *path = temp_path(cx, ".xlsx");
    TRY(db_snapshot(cx));
    TRY(way_report_read(cx, c->query, &r));
    call_read_end(c);
    TRY(way_report_xlsx(cx, &r, path));
    return temp_send(c, path, TYPE_XLSX, STR("采集方式统计.xlsx"));
}

enum err agreement_get(struct call *c)
{
    struct str page = {0};
    int64_t serial = 0;
    if (!str_i64(c->param[1], &serial))
        return fail(&c->cx, ERR_NOT_FOUND, "没有这份调处协议", "there is no such agreement");
    TRY(agreement_html(&c->cx, c->param[0], serial, &page));
    call_text(c, 200, "text/html; charset=utf-8", page);
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}
