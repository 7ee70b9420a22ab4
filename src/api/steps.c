/* SPDX-License-Identifier: Apache-2.0
 * Every row of the flow table is a route; this one handler serves them all.
 */
#include "api/steps.h"

#include "api/call.h"
#include "api/handlers.h"
#include "loop/labels.h"

enum { MORE_MAX = 64 * 1024, CHANGES_MAX = 50 };

static const struct {
    enum subject subject;
    const char *folder;
} folders[] = {
    {SUBJECT_DEMAND, "demands"},
    {SUBJECT_MATTER, "matters"},
    {SUBJECT_TASK, "tasks"},
};

const char *step_folder(enum subject subject)
{
    for (size_t i = 0; i < COUNT(folders); i++)
        if (folders[i].subject == subject)
            return folders[i].folder;
    return NULL;
}

struct str step_href(struct arena *a, const struct step *s, struct str num, bool citizen)
{
    return str_fmt(a, "/api/v1/%s%s/%.*s/%s", citizen ? "public/" : "", step_folder(s->subject),
                   STR_ARG(num), s->name);
}

struct current {
    int64_t id, version;
};

static enum err current_of(struct ctx *cx, enum subject kind, struct str num,
                           struct current *out)
{
    return work_num(work_begin(cx), kind, num, &out->id, &out->version);
}

/* What happened since the version that the client knew. Versions count events. Only what and
 * when: whoever may not see the dossier never comes this far. */
static enum err changes(struct call *c, const struct current *now, struct buf *out)
{
    struct ctx *cx = &c->cx;
    struct event *events = NULL;
    size_t n = 0;
    struct json w;
    const char *kind = enum_text(&subject_names, (int)c->route->step->subject);
    TRY(db_all(
        cx, SQL_EVENT_SINCE,
        ARGS(I64(cx->jid), TXT(str_c(kind)), I64(now->id), I64(c->if_match), I64(CHANGES_MAX)),
        &event_shape, (void **)&events, &n));
    buf_init(out, cx->arena, MORE_MAX);
    buf_fmt(out, "\"version\":%lld,\"changed\":", (long long)now->version);
    json_init(&w, out);
    json_arr(&w);
    for (size_t i = 0; i < n; i++) {
        json_obj(&w);
        json_ki64(&w, "version", events[i].seq);
        json_kstr(&w, "action", events[i].action);
        json_kstr(&w, "action_text",
                  label_action(cx, c->route->step->subject, events[i].action));
        json_ktime(&w, "at", events[i].recorded_at);
        json_obj_end(&w);
    }
    json_arr_end(&w);
    return OK;
}

/* Adds to a refused change what the client must know to try again. */
static void explain_stale(struct call *c)
{
    struct fault before = c->cx.error;
    struct current now = {0};
    struct buf b;
    if (call_read(c) == OK &&
        current_of(&c->cx, c->route->step->subject, c->param[0], &now) == OK &&
        changes(c, &now, &b) == OK && buf_ok(&b))
        c->more = buf_done(&b);
    c->cx.error = before;
}

enum err step_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct flow_result r = {0};
    enum err e = flow_act(cx, c->route->step, c->param[0], c->if_match, c->body, &r);
    if (e == ERR_STALE)
        explain_stale(c);
    if (e != OK)
        return e;
    call_text(c, 200, "application/json", flow_result_json(cx, &r));
    call_etag(c, r.version);
    return OK;
}

static struct route step_route(struct arena *keep, const struct step *s, bool citizen)
{
    return (struct route){
        .method = HTTP_POST,
        .path = step_href(keep, s, STR("{num}"), citizen).p,
        .fn = step_post,
        .who = citizen ? WHO_CITIZEN : WHO_OFFICER,
        .roles = citizen ? 0 : s->roles & ~BIT(ROLE_CITIZEN),
        .flags = ROUTE_VERSION | ROUTE_ONCE,
        .body = s->body,
        .step = s,
        .zh = s->zh,
        .en = s->en,
    };
}

size_t step_routes(struct arena *keep, struct route *out, size_t max)
{
    const uint32_t nobody = BIT(ROLE_CITIZEN) | BIT(ROLE_SYSTEM) | BIT(ROLE_IMPORT);
    size_t n = 0, count = 0;
    const struct step *steps = flow_steps(&n);
    for (size_t i = 0; i < n; i++) {
        const struct step *s = &steps[i];
        /* What makes a subject has a route of its own; what the system does has none. */
        if (!s->from || s->where == AT_SYSTEM)
            continue;
        if ((s->roles & ~nobody) && count < max)
            out[count++] = step_route(keep, s, false);
        if (s->subject == SUBJECT_DEMAND && (s->roles & BIT(ROLE_CITIZEN)) && count < max)
            out[count++] = step_route(keep, s, true);
    }
    return count;
}
