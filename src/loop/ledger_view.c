/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_view.h"

#include <inttypes.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/labels.h"

enum { QUERY_BYTES = 4096, LISTED_MAX = 1000 };

static const struct field body_fields[] = {
    FIELD(struct ledger_view_body, name, .required = true, .min = 1, .max = 60, .zh = "名称",
          .en = "Name"),
    FIELD(struct ledger_view_body, shared, .zh = "可以凭链接查看", .en = "Others may open it"),
    FIELD(struct ledger_view_body, query, .max = 1000, .zh = "筛选条件", .en = "Filters"),
};
const struct shape ledger_view_shape =
    SHAPE("ledger_view", struct ledger_view_body, body_fields);

struct view {
    int64_t id, version;
    struct str name, query, owner;
    bool shared;
    int64_t unit_id, officer_id, made_at, removed_at;
};
static const struct field view_fields[] = {
    FIELD(struct view, id),         FIELD(struct view, version),    FIELD(struct view, name),
    FIELD(struct view, query),      FIELD(struct view, owner),      FIELD(struct view, shared),
    FIELD(struct view, unit_id),    FIELD(struct view, officer_id), FIELD(struct view, made_at),
    FIELD(struct view, removed_at),
};
static const struct shape view_shape = SHAPE("ledger_view_row", struct view, view_fields);

/* As which unit one looks, and where one is in it, are not part of it. */
static struct str query_json(struct ctx *cx, const struct ledger_query *q)
{
    static const struct ledger_query none;
    struct ledger_query own = *q;
    struct buf b;
    struct json w;
    own.through = own.page = own.rows = 0;
    buf_init(&b, cx->arena, QUERY_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    shape_json_diff(&w, &ledger_query_shape, &none, &own);
    json_obj_end(&w);
    return buf_done(&b);
}

struct job {
    int64_t id, if_match;
    const struct ledger_view_body *body; /* NULL: it is removed */
    struct str query;
    int64_t version; /* after it */
    struct flow_result *out;
};

/* The name is free text and stands beside. */
static enum err noted(struct ctx *cx, const struct job *j, const char *action)
{
    struct audit_text name = {"name", j->body ? j->body->name : STR("")};
    struct audit a = {
        .kind = SUBJECT_OFFICER,
        .id = cx->actor->officer_id,
        .action = action,
        .data = str_fmt(cx->arena, "{\"view\":\"%" PRId64 "\",\"shared\":%s}", j->id,
                        j->body && j->body->shared ? "true" : "false"),
        .text = &name,
        .texts = 1,
    };
    return audit_write(cx, &a);
}

/* The answer, kept for the same request sent again. */
static enum err answered(struct ctx *cx, struct job *j, int status)
{
    *j->out = (struct flow_result){.num = str_of_i64(cx->arena, j->id),
                                   .version = j->version,
                                   .state = j->body ? "kept" : "removed",
                                   .created = STR(""),
                                   .code = STR("")};
    return idem_put(cx, status, flow_result_json(cx, j->out));
}

static enum err save_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    const struct ledger_view_body *b = j->body;
    int64_t n = 0, who = cx->actor->officer_id;
    TRY(db_i64(cx, SQL_LEDGER_VIEWS_OF, ARGS(I64(cx->jid), I64(who)), 0, &n));
    if (n >= LEDGER_VIEWS_MAX)
        return fail(cx, ERR_LIMIT, "最多保存%d个台账，请先删掉用不着的",
                    "at most %d are kept: remove one first", LEDGER_VIEWS_MAX);
    TRY(db_exec(cx, SQL_LEDGER_VIEW_INSERT,
                ARGS(I64(cx->jid), I64(j->id), TXT(str_trim(b->name)), TXT(j->query),
                     I64(b->shared), I64(cx->actor->unit_id), I64(who), I64(cx->wall)),
                NULL));
    j->version = 1;
    TRY(noted(cx, j, "ledger-view-saved"));
    return answered(cx, j, 201);
}

static enum err named(struct ctx *cx, const struct ledger_view_body *b)
{
    if (str_trim(b->name).n)
        return OK;
    return fail_at(cx, ERR_INPUT, "name", "请起个名字", "a name is needed");
}

enum err ledger_view_save(struct ctx *cx, const struct ledger_view_body *b,
                          const struct ledger_query *q, struct flow_result *out)
{
    struct job j = {.id = app_id(cx), .body = b, .query = query_json(cx, q), .out = out};
    TRY(named(cx, b));
    return db_write(cx, cx->app->store, save_write, &j);
}

static enum err find(struct ctx *cx, int64_t id, struct view *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_LEDGER_VIEW_GET, ARGS(I64(cx->jid), I64(id)), &view_shape, out, &found));
    bool mine = found && out->officer_id == cx->actor->officer_id;
    if (!found || out->removed_at || (!mine && !out->shared))
        return fail(cx, ERR_NOT_FOUND, "没有这个保存的台账，或者它已删除、没有共享",
                    "there is no such ledger, or it was removed or is not shared");
    return OK;
}

static enum err change_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    struct view v = {0};
    int64_t changed = 0;
    TRY(find(cx, j->id, &v));
    if (v.officer_id != cx->actor->officer_id)
        return fail(cx, ERR_DENIED, "只有保存的人能改", "only who saved it changes it");
    if (v.version != j->if_match)
        return fail(cx, ERR_STALE, "内容已经变了，请刷新", "it has changed meanwhile");
    if (j->body)
        TRY(db_exec(cx, SQL_LEDGER_VIEW_CHANGE,
                    ARGS(I64(cx->jid), I64(j->id), I64(v.version), TXT(str_trim(j->body->name)),
                         TXT(j->query), I64(j->body->shared)),
                    &changed));
    else
        TRY(db_exec(cx, SQL_LEDGER_VIEW_REMOVE,
                    ARGS(I64(cx->jid), I64(j->id), I64(v.version), I64(cx->wall)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "内容已经变了，请刷新", "it has changed meanwhile");
    j->version = v.version + 1;
    TRY(noted(cx, j, j->body ? "ledger-view-changed" : "ledger-view-removed"));
    return answered(cx, j, 200);
}

enum err ledger_view_change(struct ctx *cx, int64_t id, int64_t if_match,
                            const struct ledger_view_body *b, const struct ledger_query *q,
                            struct flow_result *out)
{
    struct job j = {.id = id, .if_match = if_match, .body = q ? b : NULL, .out = out};
    if (q) {
        TRY(named(cx, b));
        j.query = query_json(cx, q);
    }
    return db_write(cx, cx->app->store, change_write, &j);
}

/* ---- read ---- */

static void view_json(struct ctx *cx, const struct view *v, struct json *j)
{
    json_kid(j, "id", v->id);
    json_ki64(j, "version", v->version);
    json_kstr(j, "name", v->name);
    json_key(j, "query");
    json_raw(j, v->query);
    json_kbool(j, "shared", v->shared);
    json_kbool(j, "mine", v->officer_id == cx->actor->officer_id);
    json_kstr(j, "owner", v->owner);
    json_kstr(j, "unit", label_unit(cx, v->unit_id));
    json_ktime(j, "made_at", v->made_at);
}

/* Where a unit works: the whole register unless a place is said. */
static int64_t place_of(const struct ctx *cx, int64_t unit)
{
    const struct unit *u = org_unit(cx->app->org, unit);
    return u && u->place_id ? u->place_id : cx->app->root_place;
}

/* In a place where the actor reads ledgers, or in one that holds it. */
static bool near(const struct ctx *cx, int64_t unit)
{
    const struct org *org = cx->app->org;
    const struct actor *a = cx->actor;
    int64_t theirs = place_of(cx, unit);
    for (size_t i = 0; i < a->n; i++) {
        int64_t own = place_of(cx, a->grants[i].unit_id);
        if ((BIT(a->grants[i].role) & LEDGER_READERS) &&
            (org_place_under(org, theirs, own) || org_place_under(org, own, theirs)))
            return true;
    }
    return false;
}

enum err ledger_views_json(struct ctx *cx, struct json *j)
{
    struct view *all = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_LEDGER_VIEWS,
               ARGS(I64(cx->jid), I64(cx->actor->officer_id), I64(LISTED_MAX)), &view_shape,
               (void **)&all, &n));
    json_key(j, "views");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (all[i].officer_id != cx->actor->officer_id && !near(cx, all[i].unit_id))
            continue;
        json_obj(j);
        view_json(cx, &all[i], j);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err ledger_view_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version)
{
    struct view v = {0};
    TRY(find(cx, id, &v));
    view_json(cx, &v, j);
    *version = v.version;
    return OK;
}
