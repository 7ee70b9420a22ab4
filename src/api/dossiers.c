/* SPDX-License-Identifier: Apache-2.0
 * Reading: the work list, dossiers, and the citizen's own demand.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "api/steps.h"
#include "base/number.h"
#include "loop/dossier.h"
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

static enum err id_of(struct work *w, enum subject kind, struct str num, int64_t *id)
{
    struct demand *d = NULL;
    struct matter *m = NULL;
    struct task *t = NULL;
    if (kind == SUBJECT_DEMAND) {
        TRY(work_demand_num(w, num, &d));
        *id = d->id;
    } else if (kind == SUBJECT_MATTER) {
        TRY(work_matter_num(w, num, &m));
        *id = m->id;
    } else {
        TRY(work_task_num(w, num, &t));
        *id = t->id;
    }
    return OK;
}

/* What a number names. Demands and matters are numbered alike: both are looked for. */
enum err find_get(struct call *c)
{
    static const enum subject kinds[] = {SUBJECT_DEMAND, SUBJECT_MATTER, SUBJECT_TASK};
    struct ctx *cx = &c->cx;
    const struct find_args *q = c->query;
    struct work *w = work_begin(cx);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        int64_t id = 0;
        bool seen = false;
        enum err e = id_of(w, kinds[i], q->num, &id);
        if (e == OK)
            e = work_visible(w, kinds[i], id, &seen);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        fault_clear(cx);
        if (!seen)
            continue;
        struct json *j = call_json(c, 200);
        json_kcstr(j, "subject", enum_text(&subject_names, (int)kinds[i]));
        json_kstr(j, "num", q->num);
        json_kstr(
            j, "href",
            str_fmt(cx->arena, "/api/v1/%s/%.*s", step_folder(kinds[i]), STR_ARG(q->num)));
        return OK;
    }
    return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的记录", "there is no record %.*s",
                STR_ARG(q->num));
}
