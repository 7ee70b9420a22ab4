/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/board_exclude.h"

#include <inttypes.h>

#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/board.h"
#include "loop/labels.h"

enum { LISTED = 500, EVIDENCE_MAX = 2000, EARLIER = 12, OUT_MAX = 4 << 20 };

static const struct field exclusion_fields[] = {
    FIELD(struct board_exclusion, jid),
    FIELD(struct board_exclusion, id, .as = AS_ID),
    FIELD(struct board_exclusion, version),
    FIELD(struct board_exclusion, matter),
    FIELD(struct board_exclusion, unit_id, .as = AS_ID),
    FIELD(struct board_exclusion, ground),
    FIELD(struct board_exclusion, evidence, .max = EVIDENCE_MAX),
    FIELD(struct board_exclusion, state),
    FIELD(struct board_exclusion, asked_by, .as = AS_ID),
    FIELD(struct board_exclusion, asked_at, .as = AS_TIME),
    FIELD(struct board_exclusion, decided_by, .as = AS_ID),
    FIELD(struct board_exclusion, decided_at, .as = AS_TIME),
    FIELD(struct board_exclusion, reason, .max = EVIDENCE_MAX),
};
const struct shape board_exclusion_shape =
    SHAPE("board_exclusion", struct board_exclusion, exclusion_fields);

static const struct field ask_fields[] = {
    FIELD(struct exclusion_ask_body, matter, .required = true, .max = 30, .as = AS_NUMBER,
          .zh = "事项编号", .en = "Matter"),
    FIELD(struct exclusion_ask_body, unit, .required = true, .as = AS_ID, .zh = "申请单位",
          .en = "Unit", .options = "units"),
    FIELD(struct exclusion_ask_body, ground, .required = true, .max = 40, .zh = "剔除理由代码",
          .en = "Ground", .options = "grounds_board"),
    FIELD(struct exclusion_ask_body, evidence, .required = true, .min = 5, .max = EVIDENCE_MAX,
          .as = AS_TEXT, .zh = "依据和证据", .en = "Evidence"),
};
static const struct field decide_fields[] = {
    FIELD(struct exclusion_decide_body, grant, .zh = "同意剔除", .en = "Grant"),
    FIELD(struct exclusion_decide_body, reason, .required = true, .min = 2, .max = EVIDENCE_MAX,
          .as = AS_TEXT, .zh = "审核意见", .en = "Reason"),
};
const struct shape exclusion_ask_shape =
    SHAPE("exclusion_ask", struct exclusion_ask_body, ask_fields);
const struct shape exclusion_decide_shape =
    SHAPE("exclusion_decide", struct exclusion_decide_body, decide_fields);

/* The one that the register runs by: an exclusion is asked and named by today's list. */
static const struct mechanism *mechanism_now(const struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

static enum err audited(struct ctx *cx, const struct board_exclusion *x, const char *action)
{
    return audit_put(cx, SUBJECT_UNIT, x->unit_id, action,
                     str_fmt(cx->arena, "{\"matter\":\"%.*s\",\"ground\":\"%.*s\"}",
                             STR_ARG(x->matter), STR_ARG(x->ground)));
}

static enum err answered(struct ctx *cx, const struct board_exclusion *x, const char *state,
                         struct flow_result *out)
{
    *out = (struct flow_result){
        .num = str_fmt(cx->arena, "%" PRId64, x->id), .version = x->version, .state = state};
    return idem_put(cx, 200, flow_result_json(cx, out));
}

/* ---- ask ---- */

struct ask_job {
    const struct exclusion_ask_body *b;
    int64_t id;
    struct flow_result *out;
};

static enum err ask_write(struct ctx *cx, void *arg)
{
    const struct ask_job *job = arg;
    const struct exclusion_ask_body *b = job->b;
    const struct mechanism *m = mechanism_now(cx);
    const struct choice *ground = NULL;
    int64_t part = 0, asked = 0;
    if (!(actor_roles_at(cx, cx->actor, b->unit) & EXCLUSION_ASKERS))
        return fail(cx, ERR_DENIED, "只能为本单位申请剔除", "for one's own unit only");
    if (!m)
        return fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
    TRY(ground_take(cx, m, AT_BOARD, b->ground, "ground", &ground));
    TRY(ground_needs(cx, ground, NEED_EVIDENCE, b->evidence.n > 0, "evidence"));
    TRY(db_i64(cx, SQL_BOARD_UNIT_IN_MATTER, ARGS(I64(cx->jid), TXT(b->matter), I64(b->unit)),
               0, &part));
    if (!part)
        return fail_at(cx, ERR_NOT_FOUND, "matter", "该单位没有承办这个事项",
                       "the unit has no part in such a matter");
    TRY(db_i64(cx, SQL_BOARD_EXCLUSION_OPEN, ARGS(I64(cx->jid), TXT(b->matter), I64(b->unit)),
               0, &asked));
    if (asked)
        return fail_at(cx, ERR_CONFLICT, "matter", "已申请过，或已剔除",
                       "it was asked for before");
    const struct board_exclusion x = {
        .jid = cx->jid,
        .id = job->id,
        .version = 1,
        .matter = b->matter,
        .unit_id = b->unit,
        .ground = b->ground,
        .evidence = b->evidence,
        .state = STR("asked"),
        .asked_by = cx->actor->officer_id,
        .asked_at = cx->now,
    };
    TRY(db_put(cx, SQL_BOARD_EXCLUSION_INSERT, &board_exclusion_shape, &x, NULL, 0, NULL));
    TRY(audited(cx, &x, "exclusion-asked"));
    return answered(cx, &x, "asked", job->out);
}

enum err exclusion_ask(struct ctx *cx, const struct exclusion_ask_body *b,
                       struct flow_result *out)
{
    struct ask_job job = {b, app_id(cx), out};
    return db_write(cx, cx->app->store, ask_write, &job);
}

/* ---- decide ---- */

struct decide_job {
    int64_t id, if_match;
    const struct exclusion_decide_body *b;
    struct flow_result *out;
};

static enum err may_decide(struct ctx *cx, const struct board_exclusion *x)
{
    if (!(actor_roles_at(cx, cx->actor, x->unit_id) & EXCLUSION_DECIDERS))
        return fail(cx, ERR_DENIED, "由管辖该单位的督查、审核或领导决定",
                    "for supervisors and reviewers over that unit");
    if (actor_is(cx->actor, x->asked_by) ||
        org_unit_under(cx->app->org, cx->actor->unit_id, x->unit_id))
        return fail(cx, ERR_DENIED, "申请人和申请单位的人不能自己决定",
                    "not for who asked, nor for that unit's own people");
    return OK;
}

static enum err decide_write(struct ctx *cx, void *arg)
{
    const struct decide_job *job = arg;
    struct board_exclusion x = {0};
    bool found = false;
    int64_t changed = 0;
    TRY(db_one(cx, SQL_BOARD_EXCLUSION_GET, ARGS(I64(cx->jid), I64(job->id)),
               &board_exclusion_shape, &x, &found));
    if (!found)
        return fail(cx, ERR_NOT_FOUND, "没有这个剔除申请", "there is no such exclusion");
    TRY(may_decide(cx, &x));
    if (!str_eq_c(x.state, "asked"))
        return fail(cx, ERR_CONFLICT, "已经决定过", "it was decided before");
    const char *state = job->b->grant ? "granted" : "refused";
    TRY(db_exec(cx, SQL_BOARD_EXCLUSION_DECIDE,
                ARGS(I64(cx->jid), I64(job->id), I64(job->if_match), TXT(str_c(state)),
                     I64(cx->actor->officer_id), I64(cx->now), TXT(job->b->reason)),
                &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    x.version++;
    TRY(audited(cx, &x, job->b->grant ? "exclusion-granted" : "exclusion-refused"));
    return answered(cx, &x, state, job->out);
}

enum err exclusion_decide(struct ctx *cx, int64_t id, int64_t if_match,
                          const struct exclusion_decide_body *b, struct flow_result *out)
{
    struct decide_job job = {id, if_match, b, out};
    return db_write(cx, cx->app->store, decide_write, &job);
}

enum err board_exclusions_granted(struct ctx *cx, struct board_exclusion **out, size_t *n)
{
    return db_all(cx, SQL_BOARD_EXCLUSIONS_GRANTED, ARGS(I64(cx->jid)), &board_exclusion_shape,
                  (void **)out, n);
}

/* ---- what a board lists ---- */

struct earlier {
    struct board board;
    const struct board_rule *rule;
    json_t *told; /* what it lists itself */
};

static const struct board_unit *row_of(const struct board_units *u, int64_t unit)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->p[i].unit_id == unit)
            return &u->p[i];
    return NULL;
}

/* Frozen with the board: the ground as it was called then. */
static void exclusion_members(const struct ctx *cx, struct json *w,
                              const struct board_exclusion *x, const struct board_unit *u)
{
    const struct mechanism *m = mechanism_now(cx);
    const struct exit_ground *g = m ? ground_find(m, x->ground) : NULL;
    json_kstr(w, "matter", x->matter);
    json_kid(w, "unit_id", x->unit_id);
    json_kstr(w, "unit", u->name);
    json_kstr(w, "ground", x->ground);
    json_kstr(w, "ground_text", g ? g->zh : x->ground);
    json_ktime(w, "decided_at", x->decided_at);
}

struct late {
    struct json *w;
    const struct earlier *e;
    const struct board_exclusion *x;
};

static enum err late_json(struct ctx *cx, void *arg)
{
    const struct late *l = arg;
    struct board_unit u = {0};
    struct board_unit_result before = {0}, after = {0};
    struct board_fact *f = NULL;
    size_t n = 0;
    int64_t hits = 0;
    bool found = false;
    TRY(board_unit_of(cx, l->e->board.num, l->x->unit_id, &u, &found));
    if (!found)
        return OK;
    TRY(board_facts_read(cx, u.facts, &f, &n));
    board_unit_compute(l->e->rule, f, n, &before);
    for (size_t i = 0; i < n; i++)
        if (str_eq(f[i].num, l->x->matter) && !f[i].excluded) {
            f[i].excluded = true;
            hits++;
        }
    if (!hits)
        return OK;
    board_unit_compute(l->e->rule, f, n, &after);
    json_obj(l->w);
    exclusion_members(cx, l->w, l->x, &u);
    json_ki64(l->w, "facts", hits);
    json_kstr(l->w, "board", l->e->board.num);
    json_ki64(l->w, "score_published", before.score);
    json_ki64(l->w, "score_without", after.score);
    json_obj_end(l->w);
    return OK;
}

struct here {
    struct json *w;
    const struct board_unit *u;
    const struct board_exclusion *x;
};

static enum err here_json(struct ctx *cx, void *arg)
{
    const struct here *h = arg;
    struct board_fact *f = NULL;
    size_t n = 0;
    int64_t hits = 0;
    TRY(board_facts_read(cx, h->u->facts, &f, &n));
    for (size_t i = 0; i < n; i++)
        hits += f[i].excluded && str_eq(f[i].num, h->x->matter);
    if (!hits)
        return OK;
    json_obj(h->w);
    exclusion_members(cx, h->w, h->x, h->u);
    json_ki64(h->w, "facts", hits);
    json_obj_end(h->w);
    return OK;
}

static enum err earlier_open(struct ctx *cx, const struct board_rule *r, struct earlier **out,
                             size_t *n)
{
    struct board *rows = NULL;
    TRY(db_all(cx, SQL_BOARD_BEFORE,
               ARGS(I64(cx->jid), TXT(r->name), I64(cx->now + 1), I64(EARLIER)), &board_shape,
               (void **)&rows, n));
    *out = NEWS(cx->arena, struct earlier, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        struct earlier *e = &(*out)[i];
        e->board = rows[i];
        TRY(board_rule_get(cx, rows[i].rule, rows[i].rule_version, &e->rule));
        TRY(json_read(cx, rows[i].exclusions, &e->told));
    }
    return OK;
}

static bool says(json_t *row, const char *key, struct str value)
{
    json_t *v = json_object_get(row, key);
    return v && str_eq(str_c(json_string_value(v)), value);
}

/* What a board could not know yet is told once, by one that was published after. */
static bool is_told(struct ctx *cx, const struct earlier *all, size_t n, size_t of,
                    const struct board_exclusion *x)
{
    struct str unit = str_fmt(cx->arena, "%" PRId64, x->unit_id);
    if (x->decided_at < all[of].board.drafted_at)
        return true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < json_array_size(all[i].told); k++) {
            json_t *row = json_array_get(all[i].told, k);
            if (says(row, "board", all[of].board.num) && says(row, "matter", x->matter) &&
                says(row, "unit_id", unit))
                return true;
        }
    return false;
}

enum err board_exclusions_of(struct ctx *cx, const struct board_rule *r,
                             const struct board_units *units, struct str *out)
{
    struct board_exclusion *x = NULL;
    struct earlier *earlier = NULL;
    size_t n = 0, earlier_n = 0;
    struct buf b;
    struct json w;
    TRY(board_exclusions_granted(cx, &x, &n));
    TRY(earlier_open(cx, r, &earlier, &earlier_n));
    buf_init(&b, cx->arena, OUT_MAX);
    json_init(&w, &b);
    json_arr(&w);
    for (size_t i = 0; i < n; i++) {
        struct here here = {&w, row_of(units, x[i].unit_id), &x[i]};
        if (here.u)
            TRY(board_apart(cx, here_json, &here));
        for (size_t k = 0; k < earlier_n; k++) {
            struct late late = {&w, &earlier[k], &x[i]};
            if (!is_told(cx, earlier, earlier_n, k, &x[i]))
                TRY(board_apart(cx, late_json, &late));
        }
    }
    json_arr_end(&w);
    *out = buf_done(&b);
    return buf_ok(&b) ? OK : fail(cx, ERR_TOO_LARGE, "剔除太多", "too many exclusions");
}

/* ---- read ---- */

static bool may_see(struct ctx *cx, const struct board_exclusion *x)
{
    uint32_t all =
        EXCLUSION_DECIDERS | EXCLUSION_ASKERS | BIT(ROLE_ANALYST) | BIT(ROLE_PUBLISHER);
    return (actor_roles_at(cx, cx->actor, x->unit_id) & all) != 0;
}

static enum err exclusion_json(struct ctx *cx, struct json *j, const struct board_exclusion *x)
{
    struct str asked = {0}, decided = {0};
    TRY(label_officer(cx, x->asked_by, &asked));
    TRY(label_officer(cx, x->decided_by, &decided));
    json_obj(j);
    shape_json(j, &board_exclusion_shape, x);
    json_kstr(j, "unit", label_unit(cx, x->unit_id));
    json_kstr(j, "ground_text", ground_label(cx, mechanism_now(cx), x->ground));
    json_kstr(j, "asked_name", asked);
    json_kstr(j, "decided_name", decided);
    bool mine = actor_is(cx->actor, x->asked_by) ||
                org_unit_under(cx->app->org, cx->actor->unit_id, x->unit_id);
    json_kbool(j, "may_decide",
               !mine && (actor_roles_at(cx, cx->actor, x->unit_id) & EXCLUSION_DECIDERS) &&
                   str_eq_c(x->state, "asked"));
    json_obj_end(j);
    return OK;
}

enum err exclusions_json(struct ctx *cx, struct json *j)
{
    const struct mechanism *m = mechanism_now(cx);
    struct board_exclusion *x = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_BOARD_EXCLUSIONS, ARGS(I64(cx->jid), I64(LISTED)),
               &board_exclusion_shape, (void **)&x, &n));
    json_key(j, "exclusions");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (may_see(cx, &x[i]))
            TRY(exclusion_json(cx, j, &x[i]));
    json_arr_end(j);
    json_key(j, "grounds");
    json_arr(j);
    for (size_t i = 0; m && i < m->grounds_at[AT_BOARD].n; i++) {
        const struct choice *g = &m->grounds_at[AT_BOARD].p[i];
        json_obj(j);
        json_kstr(j, "code", g->code);
        json_kstr(j, "text", label_choice(cx, g, g->code));
        json_kstr(j, "source", g->source);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_kbool(j, "may_ask", (actor_roles(cx->actor) & EXCLUSION_ASKERS) != 0);
    return OK;
}
