/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/saved_view.h"

#include "core/actor.h"
#include "core/app.h"
#include "core/idem.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/worklist.h"

enum { QUERY_BYTES = 4096 };

static const struct field body_fields[] = {
    FIELD(struct saved_view_body, name, .required = true, .min = 1, .max = 40, .zh = "名称",
          .en = "Name"),
    FIELD(struct saved_view_body, shared, .zh = "与本单位共享", .en = "Shared with my unit"),
    FIELD(struct saved_view_body, query, .max = 1000, .zh = "清单、筛选、排序和列",
          .en = "List, filters, order, columns"),
};
const struct shape saved_view_shape = SHAPE("saved_view", struct saved_view_body, body_fields);

static const struct field query_fields[] = {
    FIELD(struct saved_view_query, list, .max = 20, .zh = "清单", .en = "List"),
    FIELD(struct saved_view_query, sort, .max = 20, .zh = "排序", .en = "Sort"),
    FIELD(struct saved_view_query, dir, .max = 4, .zh = "方向", .en = "Direction"),
    FIELD(struct saved_view_query, subject, .max = 20, .zh = "对象", .en = "Subject"),
    FIELD(struct saved_view_query, state, .max = 40, .zh = "状态", .en = "State"),
    FIELD(struct saved_view_query, track, .max = 40, .zh = "办理轨道", .en = "Track"),
    FIELD(struct saved_view_query, unit, .as = AS_ID, .zh = "单位", .en = "Unit"),
    FIELD(struct saved_view_query, cols, .max = 60, .zh = "列", .en = "Columns"),
};
const struct shape saved_view_query_shape =
    SHAPE("saved_view_query", struct saved_view_query, query_fields);

struct view {
    int64_t id, version;
    struct str name, query, owner;
    bool shared;
    int64_t unit_id, officer_id;
};
static const struct field view_fields[] = {
    FIELD(struct view, id),      FIELD(struct view, version),    FIELD(struct view, name),
    FIELD(struct view, query),   FIELD(struct view, owner),      FIELD(struct view, shared),
    FIELD(struct view, unit_id), FIELD(struct view, officer_id),
};
static const struct shape view_shape = SHAPE("saved_view_row", struct view, view_fields);

/* ---- checked ---- */

/* Those of web/desk/columns.ts. */
static const char *const columns[] = {"state", "place", "class", "lvl", "due", "born"};

static bool is_column(struct str name)
{
    for (size_t i = 0; i < COUNT(columns); i++)
        if (str_eq_c(name, columns[i]))
            return true;
    return false;
}

static enum err columns_check(struct ctx *cx, struct str cols)
{
    if (!cols.n || str_eq_c(cols, "none"))
        return OK;
    struct strs names = str_split(cx->arena, cols, '.');
    for (size_t i = 0; i < names.n; i++)
        if (!is_column(names.p[i]))
            return fail_at(cx, ERR_INPUT, "cols", "没有这一列", "there is no such column");
    return OK;
}

static enum err state_check(struct ctx *cx, const struct saved_view_query *q)
{
    if (!q->subject.n && !q->state.n)
        return OK;
    int kind = enum_value(&subject_names, q->subject);
    if (kind != SUBJECT_DEMAND && kind != SUBJECT_MATTER && kind != SUBJECT_TASK)
        return fail_at(cx, ERR_INPUT, "subject", "没有这种对象", "there is no such subject");
    if (enum_value(flow_states((enum subject)kind), q->state) < 0)
        return fail_at(cx, ERR_INPUT, "state", "没有这个状态", "there is no such state");
    return OK;
}

static enum err query_check(struct ctx *cx, const struct saved_view_query *q)
{
    const struct worklist_query w = {.list = q->list, .sort = q->sort};
    TRY(worklist_known(cx, &w));
    TRY(state_check(cx, q));
    TRY(columns_check(cx, q->cols));
    return !q->dir.n || str_eq_c(q->dir, "asc") || str_eq_c(q->dir, "desc")
               ? OK
               : fail_at(cx, ERR_INPUT, "dir", "没有这个方向", "there is no such direction");
}

static struct str query_json(struct ctx *cx, const struct saved_view_query *q)
{
    static const struct saved_view_query none;
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, QUERY_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    shape_json_diff(&w, &saved_view_query_shape, &none, q);
    json_obj_end(&w);
    return buf_done(&b);
}

/* ---- written ---- */

struct job {
    int64_t id, if_match;
    const struct saved_view_body *body; /* NULL: it is removed */
    struct str name, query;
    struct flow_result *out;
};

static enum err taken(struct ctx *cx)
{
    return fail_at(cx, ERR_CONFLICT, "name", "您已有一个同名的清单，请换个名字",
                   "you have one of that name already: choose another");
}

/* The answer, kept for the same request sent again. */
static enum err answered(struct ctx *cx, const struct job *j, int status, int64_t version)
{
    *j->out = (struct flow_result){.num = str_of_i64(cx->arena, j->id),
                                   .version = version,
                                   .state = j->body ? "kept" : "removed",
                                   .created = STR(""),
                                   .code = STR("")};
    return idem_put(cx, status, flow_result_json(cx, j->out));
}

static enum err save_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    const struct actor *a = cx->actor;
    int64_t n = 0, changed = 0;
    TRY(db_i64(cx, SQL_SAVED_VIEWS_COUNT, ARGS(I64(cx->jid), I64(a->officer_id)), 0, &n));
    if (n >= SAVED_VIEWS_MAX)
        return fail(cx, ERR_LIMIT, "最多保存%d个清单，请先删掉用不着的",
                    "at most %d are kept: remove one first", SAVED_VIEWS_MAX);
    TRY(db_exec(cx, SQL_SAVED_VIEW_INSERT,
                ARGS(I64(cx->jid), I64(j->id), I64(a->officer_id), TXT(j->name), TXT(j->query),
                     I64(j->body->shared), I64(a->unit_id), I64(cx->wall)),
                &changed));
    return changed ? answered(cx, j, 201, 1) : taken(cx);
}

enum err saved_view_save(struct ctx *cx, const struct saved_view_body *b,
                         const struct saved_view_query *q, struct flow_result *out)
{
    struct job j = {.id = app_id(cx),
                    .body = b,
                    .name = str_trim(b->name),
                    .query = query_json(cx, q),
                    .out = out};
    TRY(query_check(cx, q));
    return db_write(cx, cx->app->store, save_write, &j);
}

static enum err own_get(struct ctx *cx, const struct job *j, struct view *v)
{
    const struct actor *a = cx->actor;
    bool found = false;
    TRY(db_one(cx, SQL_SAVED_VIEW_GET, ARGS(I64(cx->jid), I64(j->id)), &view_shape, v, &found));
    bool mine = found && v->officer_id == a->officer_id;
    if (!found || (!mine && !(v->shared && v->unit_id == a->unit_id)))
        return fail(cx, ERR_NOT_FOUND, "没有这个保存的清单，或者它已删除、没有共享",
                    "there is no such list, or it was removed or is not shared");
    if (!mine)
        return fail(cx, ERR_DENIED, "只有保存的人能改", "only who saved it changes it");
    if (v->version != j->if_match)
        return fail(cx, ERR_STALE, "内容已经变了，请刷新", "it has changed meanwhile");
    return OK;
}

static enum err change_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    const struct actor *a = cx->actor;
    struct view v = {0};
    int64_t same = 0, changed = 0;
    TRY(own_get(cx, j, &v));
    TRY(db_i64(cx, SQL_SAVED_VIEW_NAMED, ARGS(I64(cx->jid), I64(a->officer_id), TXT(j->name)),
               0, &same));
    if (same && same != j->id)
        return taken(cx);
    TRY(db_exec(cx, SQL_SAVED_VIEW_CHANGE,
                ARGS(I64(cx->jid), I64(j->id), I64(v.version), TXT(j->name), TXT(j->query),
                     I64(j->body->shared), I64(a->unit_id)),
                &changed));
    return changed ? answered(cx, j, 200, v.version + 1)
                   : fail(cx, ERR_STALE, "内容已经变了，请刷新", "it has changed meanwhile");
}

enum err saved_view_change(struct ctx *cx, int64_t id, int64_t if_match,
                           const struct saved_view_body *b, const struct saved_view_query *q,
                           struct flow_result *out)
{
    struct job j = {.id = id,
                    .if_match = if_match,
                    .body = b,
                    .name = str_trim(b->name),
                    .query = query_json(cx, q),
                    .out = out};
    TRY(query_check(cx, q));
    return db_write(cx, cx->app->store, change_write, &j);
}

static enum err remove_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    struct view v = {0};
    int64_t changed = 0;
    TRY(own_get(cx, j, &v));
    TRY(db_exec(cx, SQL_SAVED_VIEW_REMOVE, ARGS(I64(cx->jid), I64(j->id), I64(v.version)),
                &changed));
    return changed ? answered(cx, j, 200, v.version + 1)
                   : fail(cx, ERR_STALE, "内容已经变了，请刷新", "it has changed meanwhile");
}

enum err saved_view_remove(struct ctx *cx, int64_t id, int64_t if_match,
                           struct flow_result *out)
{
    struct job j = {.id = id, .if_match = if_match, .out = out};
    return db_write(cx, cx->app->store, remove_write, &j);
}

/* ---- read ---- */

static enum err views_put(struct ctx *cx, enum sql sql, const struct val *args, size_t n_args,
                          struct json *j)
{
    struct view *all = NULL;
    size_t n = 0;
    TRY(db_all(cx, sql, args, n_args, &view_shape, (void **)&all, &n));
    for (size_t i = 0; i < n; i++) {
        const struct view *v = &all[i];
        json_obj(j);
        json_kid(j, "id", v->id);
        json_ki64(j, "version", v->version);
        json_kstr(j, "name", v->name);
        json_key(j, "query");
        json_raw(j, v->query);
        json_kbool(j, "shared", v->shared);
        json_kbool(j, "mine", v->officer_id == cx->actor->officer_id);
        json_kstr(j, "owner", v->owner);
        json_kstr(j, "unit", label_unit(cx, v->unit_id));
        json_obj_end(j);
    }
    return OK;
}

enum err saved_views_json(struct ctx *cx, struct json *j)
{
    const struct actor *a = cx->actor;
    json_key(j, "views");
    json_arr(j);
    TRY(views_put(cx, SQL_SAVED_VIEWS_OWN, ARGS(I64(cx->jid), I64(a->officer_id)), j));
    TRY(views_put(
        cx, SQL_SAVED_VIEWS_SHARED,
        ARGS(I64(cx->jid), I64(a->unit_id), I64(a->officer_id), I64(SAVED_VIEWS_SHARED)), j));
    json_arr_end(j);
    return OK;
}
