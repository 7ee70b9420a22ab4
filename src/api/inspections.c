/* SPDX-License-Identifier: Apache-2.0
 * Field inspections and what they find.
 */
#include "loop/inspection.h"

#include "api/call.h"
#include "api/handlers.h"

static enum err acted(struct call *c, int status, const struct flow_result *r)
{
    call_text(c, status, "application/json", flow_result_json(&c->cx, r));
    call_etag(c, r->version);
    return OK;
}

enum err inspections_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return inspections_json(&c->cx, c->query, call_json(c, 200));
}

enum err inspections_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(inspection_plan(&c->cx, c->body, &r));
    return acted(c, 201, &r);
}

enum err inspection_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(inspection_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err inspection_recompute_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return inspection_recompute(&c->cx, c->param[0], call_json(c, 200));
}

enum err inspection_look_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(inspection_look(&c->cx, c->param[0], c->body, &r));
    return acted(c, 200, &r);
}

enum err inspection_issue_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(inspection_issue(&c->cx, c->param[0], c->if_match, &r));
    return acted(c, 200, &r);
}

enum err inspection_end_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(inspection_end(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err findings_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(finding_put(&c->cx, c->param[0], c->body, &r));
    return acted(c, 201, &r);
}

enum err findings_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return findings_json(&c->cx, call_json(c, 200));
}

enum err finding_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(finding_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err finding_report_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(finding_report_put(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err finding_check_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(finding_check_put(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, 200, &r);
}

enum err finding_drop_post(struct call *c)
{
    struct flow_result r = {0};
    TRY(finding_drop(&c->cx, c->param[0], c->if_match, c->body, &r));
    return acted(c, 200, &r);
}
