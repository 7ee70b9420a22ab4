/* SPDX-License-Identifier: Apache-2.0
 * A demand comes in: from the public form, entered by an operator or collector, or with a
 * leader's instruction.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "loop/instruct_new.h"
#include "loop/intake.h"

enum err demand_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct flow_result r = {0};
    TRY(intake_receive(cx, c->body, &r));
    call_text(c, 201, "application/json", flow_result_json(cx, &r));
    call_etag(c, r.version);
    const char *folder = c->officer ? "demands" : "public/demands";
    call_header(c, "Location", str_fmt(cx->arena, "/api/v1/%s/%.*s", folder, STR_ARG(r.num)));
    return OK;
}

enum err instruction_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct flow_result r = {0};
    TRY(instruction_give(cx, c->body, &r));
    call_text(c, 201, "application/json", flow_result_json(cx, &r));
    call_etag(c, r.version);
    call_header(c, "Location", str_fmt(cx->arena, "/api/v1/demands/%.*s", STR_ARG(r.num)));
    return OK;
}
