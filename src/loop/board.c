/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/board.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "db/db.h"
#include "loop/board_exclude.h"
#include "loop/board_step.h"
#include "loop/brief.h"
#include "loop/labels.h"

enum { BODY_MAX = 16 << 20, DAYS_MAX = 400, UNIT_BYTES = 256 << 20 };

static const struct field board_fields[] = {
    FIELD(struct board, jid),
    FIELD(struct board, num),
    FIELD(struct board, version),
    FIELD(struct board, rule),
    FIELD(struct board, rule_version),
    FIELD(struct board, title),
    FIELD(struct board, campaign),
    FIELD(struct board, from_at, .as = AS_TIME),
    FIELD(struct board, to_at, .as = AS_TIME),
    FIELD(struct board, state),
    FIELD(struct board, drafted_by, .as = AS_ID),
    FIELD(struct board, drafted_at, .as = AS_TIME),
    FIELD(struct board, checked_by, .as = AS_ID),
    FIELD(struct board, checked_at, .as = AS_TIME),
    FIELD(struct board, ended_by, .as = AS_ID),
    FIELD(struct board, ended_at, .as = AS_TIME),
    FIELD(struct board, reason),
    FIELD(struct board, figures, .max = BODY_MAX),
    FIELD(struct board, signals, .max = BODY_MAX),
    FIELD(struct board, exclusions, .max = BODY_MAX),
    FIELD(struct board, hash),
};
const struct shape board_shape = SHAPE("board", struct board, board_fields);

static const struct field unit_fields[] = {
    FIELD(struct board_unit, jid),     FIELD(struct board_unit, num),
    FIELD(struct board_unit, unit_id), FIELD(struct board_unit, name),
    FIELD(struct board_unit, team),    FIELD(struct board_unit, facts, .max = BODY_MAX),
};
const struct shape board_unit_shape = SHAPE("board_unit", struct board_unit, unit_fields);

static const struct field draft_fields[] = {
    FIELD(struct board_draft_body, rule, .required = true, .max = 40, .zh = "榜单规则",
          .en = "Rule"),
    FIELD(struct board_draft_body, title, .max = 100, .zh = "标题（不填按规则和时段）",
          .en = "Title (empty: by rule and time)"),
    FIELD(struct board_draft_body, campaign, .max = 60, .zh = "所属活动", .en = "Campaign"),
    FIELD(struct board_draft_body, first_day, .as = AS_TIME,
          .zh = "第一天（不填为上一完整时段）", .en = "First day (empty: the last whole time)"),
    FIELD(struct board_draft_body, last_day, .as = AS_TIME, .zh = "最后一天", .en = "Last day"),
};
static const struct field drop_fields[] = {
    FIELD(struct board_drop_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "作废原因", .en = "Reason"),
};
const struct shape board_draft_shape =
    SHAPE("board_draft", struct board_draft_body, draft_fields);
const struct shape board_drop_shape = SHAPE("board_drop", struct board_drop_body, drop_fields);

uint32_t board_roles(struct ctx *cx)
{
    return actor_roles_at(cx, cx->actor, cx->app->root_unit);
}

enum err board_find(struct ctx *cx, struct str num, struct board *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_BOARD_GET, ARGS(I64(cx->jid), TXT(num)), &board_shape, out, &found));
    return found ? OK
                 : fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的榜单", "there is no board %.*s",
                        STR_ARG(num));
}

enum err board_unit_of(struct ctx *cx, struct str num, int64_t unit, struct board_unit *out,
                       bool *found)
{
    return db_one(cx, SQL_BOARD_UNIT_GET, ARGS(I64(cx->jid), TXT(num), I64(unit)),
                  &board_unit_shape, out, found);
}

enum err board_units_of(struct ctx *cx, struct str num, struct board_units *out)
{
    return db_all(cx, SQL_BOARD_UNITS, ARGS(I64(cx->jid), TXT(num)), &board_unit_shape,
                  (void **)&out->p, &out->n);
}

/* ---- computing ---- */

static void figure_json(struct json *w, int m, const struct board_unit_result *u)
{
    json_obj(w);
    json_kcstr(w, "measure", enum_text(&measure_names, m));
    json_ki64(w, "n", u->after[m].n);
    json_ki64(w, "sum", u->after[m].sum);
    json_ki64(w, "rate", u->after[m].rate);
    json_ki64(w, "low", u->after[m].low);
    json_ki64(w, "high", u->after[m].high);
    json_ki64(w, "n_before", u->before[m].n);
    json_ki64(w, "rate_before", u->before[m].rate);
    json_obj_end(w);
}

static void result_json(struct json *w, const struct board_rule *r,
                        const struct board_unit_result *u)
{
    json_obj(w);
    json_kid(w, "unit_id", u->unit_id);
    json_kstr(w, "unit", u->name);
    json_kstr(w, "team", u->team);
    json_kstr(w, "tier", u->tier);
    json_ki64(w, "volume", u->volume);
    json_ki64(w, "score", u->score);
    json_ki64(w, "score_before", u->score_before);
    json_ki64(w, "rank", u->rank);
    json_kcstr(w, "list", u->red ? "red" : u->black ? "black" : "");
    json_key(w, "figures");
    json_arr(w);
    for (size_t i = 0; i < r->indicators_n; i++)
        figure_json(w, r->indicators[i].measure, u);
    json_arr_end(w);
    json_obj_end(w);
}

enum err board_apart(struct ctx *cx, enum err (*fn)(struct ctx *, void *), void *arg)
{
    struct arena *own = arena_open(UNIT_BYTES);
    struct ctx apart = *cx;
    apart.arena = own;
    enum err e = fn(&apart, arg);
    if (e != OK)
        e = fail(cx, e, "%s", "%s", apart.error.message ? apart.error.message : "");
    arena_close(own);
    return e;
}

struct computing {
    const struct board_rule *r;
    const struct board_unit *unit;
    struct board_unit_result *out;
};

static enum err unit_compute(struct ctx *cx, void *arg)
{
    const struct computing *c = arg;
    struct board_fact *f = NULL;
    size_t n = 0;
    TRY(board_facts_read(cx, c->unit->facts, &f, &n));
    board_unit_compute(c->r, f, n, c->out);
    return OK;
}

enum err board_compute(struct ctx *cx, const struct board_rule *r,
                       const struct board_units *units, struct board_unit_result **out,
                       struct str *figures)
{
    struct board_unit_result *all = NEWS(cx->arena, struct board_unit_result, units->n + 1);
    struct buf b;
    struct json w;
    for (size_t i = 0; i < units->n; i++) {
        struct computing c = {r, &units->p[i], &all[i]};
        all[i].unit_id = units->p[i].unit_id;
        all[i].name = units->p[i].name;
        all[i].team = units->p[i].team;
        TRY(board_apart(cx, unit_compute, &c));
    }
    board_rank(r, all, units->n);
    buf_init(&b, cx->arena, BODY_MAX);
    json_init(&w, &b);
    json_arr(&w);
    for (size_t i = 0; i < units->n; i++)
        result_json(&w, r, &all[i]);
    json_arr_end(&w);
    *out = all;
    *figures = buf_done(&b);
    return buf_ok(&b) ? OK : fail(cx, ERR_TOO_LARGE, "榜单太大", "the board is too large");
}

/* Over everything that a board says. */
static struct str board_hash(struct ctx *cx, const struct board *b, const struct board_rule *r,
                             const struct board_units *units)
{
    struct hash h =
        hash_sha256(str_fmt(cx->arena, "%.*s|%.*s|%.*s|%" PRId64 "|%" PRId64, STR_ARG(b->num),
                            STR_ARG(r->hash), STR_ARG(b->campaign), b->from_at, b->to_at));
    struct str so_far = hash_hex(cx->arena, h);
    for (size_t i = 0; i < units->n; i++) {
        const struct board_unit *u = &units->p[i];
        struct str row = str_fmt(cx->arena, "%.*s|%" PRId64 "|%.*s|%.*s|%.*s", STR_ARG(so_far),
                                 u->unit_id, STR_ARG(u->name), STR_ARG(u->team),
                                 STR_ARG(hash_hex(cx->arena, hash_sha256(u->facts))));
        so_far = hash_hex(cx->arena, hash_sha256(row));
    }
    const struct str parts[] = {b->figures, b->signals, b->exclusions};
    for (size_t i = 0; i < COUNT(parts); i++)
        so_far = hash_hex(cx->arena, hash_sha256_2(so_far, parts[i]));
    return so_far;
}

/* ---- draft ---- */

static enum err period(struct ctx *cx, const struct board_draft_body *in,
                       const struct board_rule *r, struct board *b)
{
    int64_t first = 0, last = 0;
    if ((in->first_day == 0) != (in->last_day == 0))
        return fail_at(cx, ERR_INPUT, "last_day", "第一天和最后一天要么都填，要么都不填",
                       "give both days or none");
    if (in->first_day) {
        first = time_day(in->first_day);
        last = time_day(in->last_day);
    } else {
        brief_period(cx, r->period == BOARD_WEEKLY ? BRIEF_WEEKLY : BRIEF_MONTHLY, -1, &first,
                     &last);
    }
    if (last < first || last - first >= DAYS_MAX)
        return fail_at(cx, ERR_INPUT, "last_day", "最后一天应在第一天之后，最长400天",
                       "the last day comes after the first, at most 400 days");
    if (time_day_start(first) > cx->now)
        return fail_at(cx, ERR_INPUT, "first_day", "这个时段还没有开始",
                       "that time is yet to come");
    b->from_at = time_day_start(first);
    b->to_at = time_day_end(last) < cx->now ? time_day_end(last) : cx->now;
    char a[TIME_TEXT], z[TIME_TEXT];
    b->title = in->title.n ? in->title
                           : str_fmt(cx->arena, "%.*s（%s 至 %s）", STR_ARG(r->zh),
                                     day_text(a, first), day_text(z, last));
    return OK;
}

struct draft_job {
    struct board board;
    struct board_units units;
    struct flow_result *out;
};

/* What its events say: the same at each step, so that the record of its drafting is found. */
static struct str board_event_data(struct ctx *cx, const struct board *b)
{
    return str_fmt(cx->arena, "{\"board\":\"%.*s\",\"hash\":\"%.*s\"}", STR_ARG(b->num),
                   STR_ARG(b->hash));
}

static enum err board_event(struct ctx *cx, const struct board *b, const char *action)
{
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, action, board_event_data(cx, b));
}

static enum err answered(struct ctx *cx, const struct board *b, struct flow_result *out)
{
    *out = (struct flow_result){
        .num = b->num, .version = b->version, .state = str_cdup(cx->arena, b->state)};
    return idem_put(cx, 200, flow_result_json(cx, out));
}

static enum err draft_write(struct ctx *cx, void *arg)
{
    const struct draft_job *job = arg;
    TRY(db_put(cx, SQL_BOARD_INSERT, &board_shape, &job->board, NULL, 0, NULL));
    for (size_t i = 0; i < job->units.n; i++)
        TRY(db_put(cx, SQL_BOARD_UNIT_INSERT, &board_unit_shape, &job->units.p[i], NULL, 0,
                   NULL));
    TRY(board_event(cx, &job->board, "board-drafted"));
    return answered(cx, &job->board, job->out);
}

static enum err draft_read(struct ctx *cx, const struct board_draft_body *in,
                           struct draft_job *job)
{
    const struct board_rule *r = NULL;
    struct board_unit_result *results = NULL;
    struct board *b = &job->board;
    TRY(db_snapshot(cx));
    TRY(board_rule_get(cx, in->rule, 0, &r));
    b->rule = r->name;
    b->rule_version = r->version;
    TRY(period(cx, in, r, b));
    TRY(board_collect(cx, r, b->from_at, b->to_at, &job->units));
    for (size_t i = 0; i < job->units.n; i++)
        job->units.p[i].num = b->num;
    TRY(board_compute(cx, r, &job->units, &results, &b->figures));
    TRY(board_signals(cx, r, b->from_at, b->to_at, &b->signals));
    TRY(board_exclusions_of(cx, r, &job->units, &b->exclusions));
    b->hash = board_hash(cx, b, r, &job->units);
    return OK;
}

enum err board_draft(struct ctx *cx, const struct board_draft_body *in, struct flow_result *out)
{
    struct draft_job job = {.out = out};
    struct str num = {0};
    struct db *db = NULL;
    if (!(board_roles(cx) & BOARD_DRAFTERS))
        return fail(cx, ERR_DENIED, "榜单由全区（县）的岗位起草",
                    "for a role over the whole register");
    TRY(app_numbers(cx, 1, &num));
    job.board = (struct board){
        .jid = cx->jid,
        .num = num,
        .version = 1,
        .state = STR("draft"),
        .campaign = in->campaign,
        .drafted_by = cx->actor->officer_id,
        .drafted_at = cx->now,
    };
    TRY(db_acquire(cx, cx->app->store, &db));
    cx->db = db;
    enum err e = draft_read(cx, in, &job);
    cx->db = NULL;
    db_release(db);
    TRY(e);
    return db_write(cx, cx->app->store, draft_write, &job);
}

/* ---- check, publish, drop ---- */

static const struct {
    const char *to, *action;
    uint32_t roles;
} acts[] = {
    [BOARD_CHECK] = {"checked", "board-checked", BOARD_CHECKERS},
    [BOARD_PUBLISH] = {"published", "board-published", BOARD_PUBLISHERS},
    [BOARD_DROP] = {"dropped", "board-dropped", BOARD_READERS},
};

struct act_job {
    struct str num;
    int64_t if_match;
    enum board_act act;
    struct str reason;
    int64_t *ids; /* for the steps of a publication */
    size_t ids_n;
    struct flow_result *out;
};

static enum err may(struct ctx *cx, const struct board *b, enum board_act act)
{
    if (!(board_roles(cx) & acts[act].roles))
        return fail(cx, ERR_DENIED, "您的角色不能办这一步", "not for your role");
    if (act != BOARD_DROP && actor_is(cx->actor, b->drafted_by))
        return fail(cx, ERR_DENIED, "起草人不能核对或发布自己起草的榜单",
                    "who drafted it neither checks nor publishes it");
    const char *from = act == BOARD_CHECK ? "draft" : "checked";
    bool fits = act == BOARD_DROP ? str_eq_c(b->state, "draft") || str_eq_c(b->state, "checked")
                                  : str_eq_c(b->state, from);
    if (fits)
        return OK;
    return str_eq_c(b->state, "published")
               ? fail(cx, ERR_CONFLICT, "已发布，不再改动", "it is published and frozen")
               : fail(cx, ERR_CONFLICT, "应先核对后发布", "checked first, published then");
}

static enum err publish_steps(struct ctx *cx, const struct board *b, const struct act_job *job)
{
    const struct board_rule *r = NULL;
    struct board_units units;
    struct board_unit_result *results = NULL;
    struct str figures = {0};
    TRY(board_rule_get(cx, b->rule, b->rule_version, &r));
    TRY(board_units_of(cx, b->num, &units));
    TRY(board_compute(cx, r, &units, &results, &figures));
    if (units.n > job->ids_n || !str_eq(figures, b->figures))
        return fail(cx, ERR_CONFLICT, "榜单与其冻结数据不符，不能发布",
                    "the board does not agree with its frozen facts");
    return board_steps_make(cx, b, r, results, units.n, job->ids);
}

/* Of one time a rule has one published board: its black list counts once on the ladder. */
static enum err publish_guard(struct ctx *cx, const struct board *b)
{
    struct board other = {0};
    bool found = false;
    TRY(db_one(
        cx, SQL_BOARD_OVERLAPPING,
        ARGS(I64(cx->jid), TXT(b->rule), TXT(b->campaign), I64(b->from_at), I64(b->to_at)),
        &board_shape, &other, &found));
    return !found
               ? OK
               : fail(cx, ERR_CONFLICT,
                      "同一规则、同一时段已发布榜单 %.*s，不能重复发布（会重复计入黑榜次数）",
                      "the board %.*s of this rule was published for the same time",
                      STR_ARG(other.num));
}

static enum err act_write(struct ctx *cx, void *arg)
{
    const struct act_job *job = arg;
    struct board b = {0};
    int64_t changed = 0;
    TRY(board_find(cx, job->num, &b));
    TRY(may(cx, &b, job->act));
    if (job->act == BOARD_PUBLISH)
        TRY(publish_guard(cx, &b));
    if (job->act == BOARD_CHECK) {
        b.checked_by = cx->actor->officer_id;
        b.checked_at = cx->now;
    } else {
        b.ended_by = cx->actor->officer_id;
        b.ended_at = cx->now;
    }
    TRY(db_exec(cx, SQL_BOARD_MOVE,
                ARGS(I64(cx->jid), TXT(b.num), I64(job->if_match),
                     TXT(str_c(acts[job->act].to)), I64(b.checked_by), I64(b.checked_at),
                     I64(b.ended_by), I64(b.ended_at), TXT(job->reason)),
                &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    if (job->act == BOARD_PUBLISH)
        TRY(publish_steps(cx, &b, job));
    b.version = job->if_match + 1;
    b.state = str_c(acts[job->act].to);
    TRY(board_event(cx, &b, acts[job->act].action));
    return answered(cx, &b, job->out);
}

enum err board_do(struct ctx *cx, struct str num, int64_t if_match, enum board_act act,
                  struct str reason, struct flow_result *out)
{
    enum { UNITS_MAX = 2000 };
    struct act_job job = {num, if_match, act, reason, NULL, 0, out};
    if (act == BOARD_PUBLISH) {
        job.ids_n = UNITS_MAX;
        job.ids = NEWS(cx->arena, int64_t, job.ids_n);
        for (size_t i = 0; i < job.ids_n; i++)
            job.ids[i] = app_id(cx);
    }
    return db_write(cx, cx->app->store, act_write, &job);
}

/* ---- again ---- */

struct drafted {
    struct str data;
};
static const struct field drafted_fields[] = {
    FIELD(struct drafted, data, .max = 1 << 20),
};
static const struct shape drafted_shape = SHAPE("event", struct drafted, drafted_fields);

struct recorded {
    struct str wanted;
    bool found;
};

static enum err event_look(struct ctx *cx, const void *row, void *arg)
{
    const struct drafted *e = row;
    struct recorded *r = arg;
    (void)cx;
    r->found |= str_eq(e->data, r->wanted);
    return OK;
}

static enum err drafted_so(struct ctx *cx, const struct board *b, bool *out)
{
    struct recorded r = {.wanted = board_event_data(cx, b)};
    TRY(db_each(cx, SQL_BOARD_EVENTS, ARGS(I64(cx->jid), I64(cx->app->root_unit)),
                &drafted_shape, event_look, &r));
    *out = r.found;
    return OK;
}

enum err board_recompute(struct ctx *cx, struct str num, struct board_again *out)
{
    const struct board_rule *r = NULL;
    struct board_unit_result *results = NULL;
    struct board_units units;
    struct board b = {0};
    *out = (struct board_again){0};
    TRY(board_find(cx, num, &b));
    TRY(board_rule_get(cx, b.rule, b.rule_version, &r));
    TRY(board_units_of(cx, num, &units));
    TRY(board_compute(cx, r, &units, &results, &out->figures));
    out->num = b.num;
    out->units = units.n;
    for (size_t i = 0; i < units.n; i++)
        for (size_t k = 0; k < units.p[i].facts.n; k++)
            out->facts += units.p[i].facts.p[k] == '\n';
    out->same = str_eq(out->figures, b.figures);
    out->whole = str_eq(board_hash(cx, &b, r, &units), b.hash);
    return drafted_so(cx, &b, &out->recorded);
}
