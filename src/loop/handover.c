/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/handover.h"

#include <inttypes.h>
#include <string.h>

#include "core/absence.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/template.h"
#include "core/work.h"
#include "db/db.h"

enum { LEFT_SHOWN = 30, LEFT_BYTES = 16384 };

/* ---- what stands in a name ---- */

struct listed {
    int subject_kind;
    int64_t subject_id;
    struct str num;
};
static const struct field listed_fields[] = {
    FIELD(struct listed, subject_kind, .names = &subject_names),
    FIELD(struct listed, subject_id),
    FIELD(struct listed, num),
};
static const struct shape listed_shape = SHAPE("listed", struct listed, listed_fields);

struct held {
    int64_t id;
    struct str num;
};
static const struct field held_fields[] = {FIELD(struct held, id), FIELD(struct held, num)};
static const struct shape held_shape = SHAPE("held", struct held, held_fields);

const char *handover_part_name(enum handover_part part, enum lang lang)
{
    static const char *const zh[] = {"承办任务", "首接诉求", "包案事项", "联络事项"};
    static const char *const en[] = {"task handled", "demand received", "matter sponsored",
                                     "matter gone between"};
    return lang == LANG_EN ? en[part] : zh[part];
}

enum err handover_queue(struct ctx *cx, int64_t officer, struct handover_queue *out)
{
    struct listed *listed = NULL;
    struct held *held[2] = {NULL};
    size_t n[3] = {0};
    static const enum sql matters[] = {SQL_HANDOVER_SPONSORED, SQL_HANDOVER_BETWEEN};
    TRY(db_all(cx, SQL_HANDOVER_LISTED,
               ARGS(I64(cx->jid), I64(cx->app->root_unit), I64(officer)), &listed_shape,
               (void **)&listed, &n[0]));
    for (size_t i = 0; i < 2; i++)
        TRY(db_all(cx, matters[i], ARGS(I64(cx->jid), I64(officer)), &held_shape,
                   (void **)&held[i], &n[i + 1]));
    *out = (struct handover_queue){
        .p = NEWS(cx->arena, struct handover_item, n[0] + n[1] + n[2] + 1)};
    for (size_t i = 0; i < n[0]; i++)
        out->p[out->n++] = (struct handover_item){
            listed[i].subject_kind == SUBJECT_TASK ? HANDOVER_TASK : HANDOVER_DEMAND,
            (enum subject)listed[i].subject_kind, listed[i].subject_id, listed[i].num};
    for (size_t m = 0; m < 2; m++)
        for (size_t i = 0; i < n[m + 1]; i++)
            out->p[out->n++] =
                (struct handover_item){m ? HANDOVER_BETWEEN : HANDOVER_SPONSOR, SUBJECT_MATTER,
                                       held[m][i].id, held[m][i].num};
    return db_i64(cx, SQL_ROSTER_AHEAD, ARGS(I64(officer), I64(cx->now)), 0, &out->turns);
}

/* ---- whether the successor may ---- */

struct taking {
    struct ctx *cx;
    struct ctx as; /* the successor's eyes */
    struct actor to;
    struct work *w;
};

/* NULL: they may. */
static enum err roles_miss(struct taking *t, int64_t unit, uint32_t wanted, const char **why)
{
    bool en = t->cx->lang == LANG_EN;
    if (!(actor_roles_at(t->cx, &t->to, unit) & wanted))
        *why =
            en ? "the successor has no role for it in that unit" : "接手人在该单位没有相应岗位";
    return OK;
}

/* Who judged a matter does not handle it. */
static enum err judged(struct taking *t, int64_t matter, const char **why)
{
    static const char *const acts[] = {"review", "callback", "lookback"};
    struct work *w = work_begin(t->cx);
    for (size_t i = 0; i < COUNT(acts) && !*why; i++) {
        bool yes = false;
        TRY(work_did(w, SUBJECT_MATTER, matter, t->to.officer_id, acts[i], &yes));
        if (yes)
            *why = t->cx->lang == LANG_EN ? "the successor has judged the matter already"
                                          : "接手人已审核、回访或回头看过这件事，不能再承办";
    }
    return OK;
}

static enum err visible(struct taking *t, const struct handover_item *it, const char **why)
{
    bool seen = false;
    if (*why)
        return OK;
    t->as = *t->cx;
    t->as.actor = &t->to;
    TRY(work_visible(work_begin(&t->as), it->kind, it->id, &seen));
    if (!seen)
        *why = t->cx->lang == LANG_EN ? "the successor may not see it" : "接手人不能看这件事";
    return OK;
}

static enum err may_take(struct taking *t, const struct handover_item *it, const char **why)
{
    struct work *w = work_begin(t->cx);
    struct task *task = NULL;
    struct demand *d = NULL;
    *why = NULL;
    switch (it->part) {
    case HANDOVER_TASK:
        TRY(work_task(w, it->id, &task));
        TRY(roles_miss(t, task->unit_id, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), why));
        TRY(judged(t, task->matter_id, why));
        return visible(t, it, why);
    case HANDOVER_DEMAND:
        TRY(work_demand(w, it->id, &d));
        TRY(roles_miss(t, d->receiver_unit,
                       BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_EXCHANGE), why));
        return visible(t, it, why);
    case HANDOVER_SPONSOR:
        if (!(actor_roles(&t->to) & BIT(ROLE_LEADER)))
            *why = t->cx->lang == LANG_EN ? "the successor is no leader" : "接手人不是挂联领导";
        return OK;
    case HANDOVER_BETWEEN:
        if (!(actor_roles(&t->to) & BIT(ROLE_CALLBACK)))
            *why = t->cx->lang == LANG_EN ? "the successor is not of the call-back desk"
                                          : "接手人不是回访员";
        return OK;
    }
    return OK;
}

static enum err all_may(struct taking *t, const struct handover_queue *q)
{
    struct ctx *cx = t->cx;
    struct buf b;
    size_t left = 0;
    buf_init(&b, cx->arena, LEFT_BYTES);
    for (size_t i = 0; i < q->n; i++) {
        const char *why = NULL;
        TRY(may_take(t, &q->p[i], &why));
        if (why && left++ < LEFT_SHOWN)
            buf_fmt(&b, "%s%.*s（%s）", b.n ? "、" : "", STR_ARG(q->p[i].num), why);
    }
    if (left == 0)
        return OK;
    return fail_at(cx, ERR_CONFLICT, "to", "有 %zu 件交不给这个人：%s%s。什么都没有改动",
                   "%zu cannot be handed to them: %s%s. Nothing was changed", left,
                   buf_done(&b).p, left > LEFT_SHOWN ? " …" : "");
}

/* ---- handing over ---- */

static enum err take(struct work *w, const struct handover_item *it, int64_t to)
{
    struct task *task = NULL;
    struct demand *d = NULL;
    struct matter *m = NULL;
    int64_t *name = NULL;
    const char *did = NULL;
    if (it->part == HANDOVER_TASK) {
        TRY(work_task(w, it->id, &task));
        name = &task->officer_id;
    } else if (it->part == HANDOVER_DEMAND) {
        TRY(work_demand(w, it->id, &d));
        name = &d->receiver_officer;
    } else {
        TRY(work_matter(w, it->id, &m));
        name = it->part == HANDOVER_SPONSOR ? &m->sponsor_id : &m->go_between;
        did = it->part == HANDOVER_SPONSOR ? "sponsor" : "go_between";
    }
    struct draft *e = work_event(w, it->kind, it->id, "hand-over", -1, 0);
    draft_str(e, "part", str_c(handover_part_name(it->part, LANG_ZH)));
    draft_str(e, "from_officer", str_fmt(work_ctx(w)->arena, "%" PRId64, *name));
    draft_str(e, "to_officer", str_fmt(work_ctx(w)->arena, "%" PRId64, to));
    *name = to;
    /* As `sign` does for the handler it names: who judges must be another one. */
    if (task)
        work_part_of(w, SUBJECT_MATTER, task->matter_id, to, "handle");
    if (did)
        work_part_of(w, SUBJECT_MATTER, it->id, to, did);
    return OK;
}

struct job {
    const struct handover *h;
    const struct template_set *templates;
    struct handover_done *out;
};

static enum err queue_move(struct ctx *cx, const struct handover *h, struct handover_done *out)
{
    struct handover_queue q;
    struct taking t = {.cx = cx};
    TRY(handover_queue(cx, h->from, &q));
    if (q.n + (size_t)q.turns > 0 && !h->to)
        return fail_at(cx, ERR_CONFLICT, "to",
                       "手上还有 %zu 件未了结、%" PRId64 " 个值班，请指明交给谁",
                       "%zu open items and %" PRId64 " turns on the roster are left: say who "
                       "takes over",
                       q.n, q.turns);
    if (h->to) {
        TRY(actor_load(cx, h->to, &t.to));
        TRY(all_may(&t, &q));
    }
    t.w = work_begin(cx);
    work_roles(t.w, BIT(ROLE_ADMIN_SYSTEM));
    for (size_t i = 0; i < q.n; i++)
        TRY(take(t.w, &q.p[i], h->to));
    TRY(work_commit(t.w));
    if (h->to)
        TRY(db_exec(cx, SQL_ROSTER_HAND_OVER, ARGS(I64(h->from), I64(h->to), I64(cx->now)),
                    NULL));
    out->items = q.n;
    out->turns = q.turns;
    return OK;
}

/* Those for whom they stand in, and whose usual stand-in they are, get the successor. */
static enum err standing_in_move(struct ctx *cx, const struct handover *h)
{
    TRY(db_exec(cx, SQL_ABSENCE_HAND_OVER, ARGS(I64(h->from), I64(h->to), I64(cx->now)), NULL));
    return db_exec(cx, SQL_STAND_IN_HAND_OVER, ARGS(I64(h->from), I64(h->to)), NULL);
}

/* ---- the officer ---- */

static enum err roles_drop(struct ctx *cx, int64_t officer)
{
    struct role_row *held = NULL;
    size_t n = 0;
    TRY(role_list(cx, officer, &held, &n));
    for (size_t i = 0; i < n; i++)
        if (!(BIT(held[i].role) & ROLES_ADMIN))
            TRY(role_revoke(cx, officer, held[i].unit_id, (enum role)held[i].role));
    return OK;
}

static enum err roles_by_templates(struct ctx *cx, const struct job *j, const struct officer *o)
{
    const struct unit *u = org_unit(cx->app->org, o->unit_id);
    struct strs names = str_split(cx->arena, o->templates, ',');
    for (size_t i = 0; i < names.n && o->templates.n; i++) {
        const struct role_template *t = template_find(j->templates, names.p[i]);
        if (!t)
            return fail_at(cx, ERR_INPUT, "templates", "没有岗位模板“%.*s”",
                           "there is no role template \"%.*s\"", STR_ARG(names.p[i]));
        for (size_t g = 0; g < t->n; g++) {
            struct role_row r = {.officer_id = o->id,
                                 .unit_id = template_unit(cx, &t->grants[g], u),
                                 .role = t->grants[g].role};
            TRY(role_grant(cx, &r));
        }
    }
    return OK;
}

static enum err transfer(struct ctx *cx, const struct job *j, struct officer *o)
{
    const struct handover *h = j->h;
    int64_t was = o->unit_id;
    TRY(roles_drop(cx, o->id));
    o->unit_id = h->unit;
    if (h->templates.n)
        o->templates = h->templates;
    TRY(officer_update(cx, o));
    TRY(roles_by_templates(cx, j, o));
    return audit_put(cx, SUBJECT_OFFICER, o->id, "transferred",
                     str_fmt(cx->arena,
                             "{\"from\":\"%" PRId64 "\",\"to\":\"%" PRId64
                             "\",\"successor\":\"%" PRId64 "\"}",
                             was, h->unit, h->to));
}

static enum err leave(struct ctx *cx, const struct handover *h, const struct officer *o)
{
    enum err e = absence_end(cx, o->id);
    if (e == ERR_NOT_FOUND) {
        fault_clear(cx);
        e = OK;
    }
    TRY(e);
    TRY(officer_set_disabled(cx, o->id, true));
    return audit_put(cx, SUBJECT_OFFICER, o->id, "account-disabled",
                     str_fmt(cx->arena, "{\"successor\":\"%" PRId64 "\"}", h->to));
}

static enum err target_check(struct ctx *cx, const struct handover *h, const struct officer *o)
{
    const struct unit *u = org_unit(cx->app->org, h->unit);
    if (h->to == h->from)
        return fail_at(cx, ERR_INPUT, "to", "不能交给自己", "not to themselves");
    if (h->version >= 0 && h->version != o->version)
        return fail(cx, ERR_STALE, "该人员信息已被他人修改，请刷新后再试",
                    "this officer was changed by somebody else; read it again");
    if (h->what == HANDOVER_TRANSFER && (!u || (u->valid_to && u->valid_to <= cx->now)))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位，或已停用",
                       "there is no such unit, or it is closed");
    if (h->what != HANDOVER_LEAVE && o->disabled_at && h->what == HANDOVER_TRANSFER)
        return fail(cx, ERR_CONFLICT, "账号已停用", "the account is disabled");
    return OK;
}

static enum err handover_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    const struct handover *h = j->h;
    struct officer o;
    TRY(officer_get(cx, h->from, &o));
    TRY(target_check(cx, h, &o));
    TRY(queue_move(cx, h, j->out));
    if (h->what == HANDOVER_LEAVE || h->to)
        TRY(standing_in_move(cx, h));
    /* The hand-over of stand-ins may have touched the row itself. */
    TRY(officer_get(cx, h->from, &o));
    if (h->what == HANDOVER_TRANSFER)
        TRY(transfer(cx, j, &o));
    else if (h->what == HANDOVER_LEAVE)
        TRY(leave(cx, h, &o));
    else
        TRY(audit_put(cx, SUBJECT_OFFICER, o.id, "handed-over",
                      str_fmt(cx->arena, "{\"successor\":\"%" PRId64 "\"}", h->to)));
    TRY(officer_get(cx, h->from, &o));
    j->out->version = o.version;
    return OK;
}

enum err handover_run(struct ctx *cx, const struct handover *h, struct handover_done *out)
{
    struct template_set set = {0};
    struct job j = {.h = h, .templates = &set, .out = out};
    *out = (struct handover_done){0};
    if (h->what == HANDOVER_TRANSFER)
        TRY(template_load(cx, &set));
    TRY(db_write(cx, cx->app->store, handover_write, &j));
    return app_reload(cx);
}
