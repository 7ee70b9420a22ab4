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
        ".poster{text-align:center;height:238mm;overflow:hidden;box-sizing:border-box;"
        "break-after:page;border:3mm solid #b3261e;padding:5mm 8mm;font-family:sans-serif}"
        ".poster:last-child{break-after:auto}.posters{max-width:180mm}"
        ".poster p{margin:2mm 0}.poster .site{font-size:18pt}"
        ".poster h1{font-size:38pt;letter-spacing:.08em;margin:3mm 0}"
        ".poster .where{font-size:24pt;font-weight:700}.poster .name{font-size:18pt}"
        ".poster .qr{width:96mm;height:96mm;margin:0 auto;display:block}"
        ".poster ol{display:inline-block;text-align:left;font-size:17pt;line-height:1.5;"
        "margin:0}.poster .call{font-size:18pt}.poster .small{font-size:10pt}"
        ".sign{margin-top:2.5rem}@page{size:A4;margin:18mm}"
        "@page ledger{size:A3 landscape;margin:10mm 8mm 13mm;"
        "@bottom-center{content:\"第 \" counter(page) \" 页，共 \" counter(pages) \" 页\";"
        "font:9pt serif}}"
        ".ledger{page:ledger;max-width:none;font:7.5pt/1.35 sans-serif;margin:0}"
        ".ledger h1{font-size:14pt;letter-spacing:.1em;margin:0}"
        ".ledger p{text-align:center;margin:.2rem 0 .5rem}"
        ".ledger table{table-layout:fixed;margin:0}.ledger thead{display:table-header-group}"
        ".ledger tr{break-inside:avoid}.ledger th,.ledger td{width:auto;padding:.8mm 1mm;"
        "overflow-wrap:anywhere;border-width:.5pt}.ledger th{text-align:center}";
    call_text(c, 200, "text/css; charset=utf-8", (struct str){.p = css, .n = sizeof css - 1});
    c->reply->cache = "public, max-age=3600";
    return OK;
}
