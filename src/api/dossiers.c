/* SPDX-License-Identifier: Apache-2.0
 * Reading: the work list, dossiers, and the citizen's own demand.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "api/steps.h"
#include "loop/dossier.h"
#include "loop/leaders.h"
#include "loop/worklist.h"

struct find_args {
    struct str num;
};
static const struct field find_fields[] = {
    FIELD(struct find_args, num, .required = true, .as = AS_NUMBER, .zh = "编号",
          .en = "Number"),
};
const struct shape find_query = SHAPE("find_query", struct find_args, find_fields);

enum err work_get(struct call *c)
{
    return worklist_json(&c->cx, c->query, call_json(c, 200));
}

enum err leaders_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return leaders_json(&c->cx, c->query, call_json(c, 200));
}

static enum err dossier(struct call *c, enum subject subject)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(dossier_json(&c->cx, subject, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err demand_get(struct call *c)
{
    return dossier(c, SUBJECT_DEMAND);
}

enum err matter_get(struct call *c)
{
    return dossier(c, SUBJECT_MATTER);
}

enum err task_get(struct call *c)
{
    return dossier(c, SUBJECT_TASK);
}

enum err public_demand_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(dossier_citizen_json(&c->cx, c->param[0], call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err find_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct find_args *q = c->query;
    enum subject kind;
    int64_t id = 0;
    TRY(dossier_find(cx, work_begin(cx), q->num, &kind, &id));
    struct json *j = call_json(c, 200);
    json_kcstr(j, "subject", enum_text(&subject_names, (int)kind));
    json_kstr(j, "num", q->num);
    json_kstr(j, "href",
              str_fmt(cx->arena, "/api/v1/%s/%.*s", step_folder(kind), STR_ARG(q->num)));
    return OK;
}

enum err clocks_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return dossier_clocks_json(&c->cx, c->param[0], call_json(c, 200));
}
