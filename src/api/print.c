/* SPDX-License-Identifier: Apache-2.0
 * What leaves the screen: the printable slip of a task, and a text that reminds.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "loop/slip.h"

enum err slip_get(struct call *c)
{
    struct str page = {0};
    TRY(slip_html(&c->cx, c->param[0], &page));
    call_text(c, 200, "text/html; charset=utf-8", page);
    c->reply->policy = HTTP_POLICY_PAGE;
    return OK;
}

enum err remind_get(struct call *c)
{
    struct str text = {0};
    TRY(slip_reminder(&c->cx, c->param[0], &text));
    json_kstr(call_json(c, 200), "text", text);
    return OK;
}

enum err print_css_get(struct call *c)
{
    static const char css[] =
        "body{font:14px/1.6 serif;color:#000;background:#fff;max-width:48rem;margin:1rem auto;"
        "padding:0 1rem}h1{text-align:center;font-size:1.5rem;letter-spacing:.5em}"
        "table{border-collapse:collapse;width:100%;margin:.5rem 0}"
        "th,td{border:1px solid #000;padding:.4rem .6rem;text-align:left;vertical-align:top}"
        "th{width:8rem;font-weight:600}td{white-space:pre-wrap}"
        ".watermark{text-align:center;border:2px solid #000;font-weight:700}"
        ".across{position:fixed;top:40%;left:0;right:0;margin:0;text-align:center;"
        "font-size:3.5rem;color:rgba(160,30,30,.16);transform:rotate(-24deg);"
        "pointer-events:none}"
        ".sign{margin-top:2.5rem}@page{size:A4;margin:18mm}";
    call_text(c, 200, "text/css; charset=utf-8", (struct str){.p = css, .n = sizeof css - 1});
    c->reply->cache = "public, max-age=3600";
    return OK;
}
