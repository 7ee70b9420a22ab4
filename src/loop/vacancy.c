/* SPDX-License-Identifier: Apache-2.0
 * Queues that nobody would empty.
 */
#include <inttypes.h>
#include <string.h>

#include "core/absence.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/handover.h"
#include "loop/labels.h"

/* Who empties what waits in a unit: one of the roles of the next step (domain.md, flow tables).
 */
static const struct {
    const char *what;
    uint32_t roles;
} waits[] = {
    {"act.demand.received", BIT(ROLE_SCREENER)},
    {"act.demand.valid", BIT(ROLE_DISPATCHER)},
    {"act.demand.to_explain", BIT(ROLE_SCREENER) | BIT(ROLE_COLLECTOR)},
    {"act.demand.answered",
     BIT(ROLE_CALLBACK) | BIT(ROLE_REVIEWER) | BIT(ROLE_SUPERVISOR) | BIT(ROLE_COLLECTOR)},
    {"act.demand.withdrawn", BIT(ROLE_CALLBACK)},
    {"act.demand.unsatisfied", BIT(ROLE_CLOSER)},
    {"act.matter.to_level", BIT(ROLE_SCREENER) | BIT(ROLE_ARBITER)},
    {"act.matter.to_dispatch", BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER)},
    {"act.matter.handling", BIT(ROLE_HANDLER) | BIT(ROLE_HEAD)},
    {"act.matter.in_review", BIT(ROLE_REVIEWER)},
    {"act.matter.approved", BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_CALLBACK)},
    {"act.matter.answered", BIT(ROLE_CLOSER)},
    {"act.matter.calling_back", BIT(ROLE_CLOSER)},
    {"act.matter.moved_up", BIT(ROLE_EXCHANGE) | BIT(ROLE_SCREENER)},
    {"act.matter.closed", BIT(ROLE_LOOKBACK)},
    {"act.task.sent", BIT(ROLE_HANDLER) | BIT(ROLE_HEAD)},
    {"act.task.signed", BIT(ROLE_HANDLER) | BIT(ROLE_HEAD)},
    {"act.task.working", BIT(ROLE_HANDLER) | BIT(ROLE_HEAD)},
    {"act.task.reported", BIT(ROLE_HEAD)},
    {"act.task.return_asked", BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER)},
};

struct waiting {
    struct str k1, k2;
    int64_t n;
};
static const struct field waiting_fields[] = {
    FIELD(struct waiting, k1), FIELD(struct waiting, k2), FIELD(struct waiting, n)};
static const struct shape waiting_shape = SHAPE("waiting", struct waiting, waiting_fields);

struct named {
    int64_t officer_id, n;
};
static const struct field named_fields[] = {FIELD(struct named, officer_id),
                                            FIELD(struct named, n)};
static const struct shape named_shape = SHAPE("named", struct named, named_fields);

struct look {
    struct ctx *cx;
    struct officer *officers;
    size_t officers_n;
    struct role_row *roles;
    size_t roles_n;
    bool *there; /* by role row: its officer can act, or somebody for them */
    struct vacancy *p;
    size_t n;
};

static const struct officer *officer_of(const struct look *l, int64_t id)
{
    for (size_t i = 0; i < l->officers_n; i++)
        if (l->officers[i].id == id)
            return &l->officers[i];
    return NULL;
}

static bool is_there(const struct look *l, int64_t id)
{
    const struct officer *o = officer_of(l, id);
    return o && !o->disabled_at && !absence_is_away(l->cx, id);
}

/* What is lent is not lent on: a stand-in who is away is nobody's. */
static bool can_act(const struct look *l, int64_t id)
{
    const struct officer *o = officer_of(l, id);
    if (!o || o->disabled_at)
        return false;
    return is_there(l, id) || is_there(l, absence_stand_in(l->cx, id));
}

static bool somebody(const struct look *l, int64_t unit, uint32_t roles)
{
    const struct org *org = l->cx->app->org;
    for (size_t i = 0; i < l->roles_n; i++)
        if (l->there[i] && (BIT(l->roles[i].role) & roles) &&
            org_unit_under(org, unit, l->roles[i].unit_id))
            return true;
    return false;
}

static struct str roles_text(struct ctx *cx, uint32_t roles)
{
    struct buf b;
    buf_init(&b, cx->arena, 1024);
    for (int r = 0; r < ROLE__MAX; r++)
        if (roles & BIT(r))
            buf_fmt(&b, "%s%s", b.n ? (cx->lang == LANG_EN ? " or " : "或") : "",
                    enum_label(&role_names, r, (int)cx->lang));
    return buf_done(&b);
}

/* One line a unit and set of roles, however many states wait for it. */
static void role_missing(struct look *l, int64_t unit, uint32_t roles, int64_t n)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->p[i].kind == VACANCY_ROLE && l->p[i].unit_id == unit && l->p[i].roles == roles) {
            l->p[i].n += n;
            return;
        }
    l->p[l->n++] =
        (struct vacancy){.kind = VACANCY_ROLE, .unit_id = unit, .roles = roles, .n = n};
}

static enum err units_look(struct look *l)
{
    struct ctx *cx = l->cx;
    struct waiting *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_VACANT_COUNTS, ARGS(I64(cx->jid)), &waiting_shape, (void **)&rows, &n));
    l->p = NEWS(cx->arena, struct vacancy, n + l->officers_n + 1);
    for (size_t i = 0; i < n; i++) {
        int64_t unit = 0;
        if (rows[i].n <= 0 || !str_i64(rows[i].k1, &unit))
            continue;
        for (size_t k = 0; k < COUNT(waits); k++)
            if (str_eq_c(rows[i].k2, waits[k].what) && !somebody(l, unit, waits[k].roles))
                role_missing(l, unit, waits[k].roles, rows[i].n);
    }
    return OK;
}

static enum err officers_look(struct look *l)
{
    struct ctx *cx = l->cx;
    struct named *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_VACANT_NAMED, ARGS(I64(cx->jid), I64(cx->app->root_unit)), &named_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        const struct officer *o = officer_of(l, rows[i].officer_id);
        if (!o || can_act(l, o->id))
            continue;
        l->p[l->n++] = (struct vacancy){.kind = o->disabled_at ? VACANCY_GONE : VACANCY_AWAY,
                                        .officer_id = o->id,
                                        .n = rows[i].n};
    }
    return OK;
}

static struct str code_of(const struct look *l, int64_t unit)
{
    const struct unit *u = org_unit(l->cx->app->org, unit);
    return u ? u->code : STR("");
}

static struct str roles_words(struct ctx *cx, uint32_t roles, const char *between)
{
    struct buf b;
    buf_init(&b, cx->arena, 1024);
    for (int r = 0; r < ROLE__MAX; r++)
        if (roles & BIT(r))
            buf_fmt(&b, "%s%s", b.n ? between : "", enum_text(&role_names, r));
    return buf_done(&b);
}

/* The unit where one of the roles is held nevertheless; NULL: nowhere. */
static const struct unit *held_at(const struct look *l, uint32_t roles)
{
    for (size_t i = 0; i < l->roles_n; i++)
        if (l->there[i] && (BIT(l->roles[i].role) & roles))
            return org_unit(l->cx->app->org, l->roles[i].unit_id);
    return NULL;
}

#define SAY(l, zh, en, ...)                                                                    \
    ((l)->cx->lang == LANG_EN ? str_fmt((l)->cx->arena, en, __VA_ARGS__)                       \
                              : str_fmt((l)->cx->arena, zh, __VA_ARGS__))

static void role_sentence(struct look *l, struct vacancy *v)
{
    struct ctx *cx = l->cx;
    struct str unit = label_unit(cx, v->unit_id), code = code_of(l, v->unit_id);
    v->said = SAY(l, "%.*s：%" PRId64 " 件待办，没有%.*s",
                  "%.*s: %" PRId64 " open and nobody is %.*s", STR_ARG(unit), v->n,
                  STR_ARG(roles_text(cx, v->roles)));
    v->todo = str_fmt(cx->arena, "huiyin user role add … %.*s %.*s",
                      STR_ARG(roles_words(cx, v->roles, "|")), STR_ARG(code));
}

static struct str roles_listed(struct ctx *cx, uint32_t roles)
{
    struct buf b;
    buf_init(&b, cx->arena, 1024);
    for (int r = 0; r < ROLE__MAX; r++)
        if (roles & BIT(r))
            buf_fmt(&b, "%s%s", b.n ? (cx->lang == LANG_EN ? ", " : "、") : "",
                    enum_label(&role_names, r, (int)cx->lang));
    return buf_done(&b);
}

static void desk_sentence(struct look *l, struct vacancy *v)
{
    struct ctx *cx = l->cx;
    struct str unit = label_unit(cx, v->unit_id), code = code_of(l, v->unit_id);
    const struct unit *other = held_at(l, v->roles);
    v->said = SAY(l, "%.*s设了岗位，却没有%.*s", "%.*s runs desks and has no %.*s",
                  STR_ARG(unit), STR_ARG(roles_listed(cx, v->roles)));
    v->todo = str_fmt(cx->arena, "huiyin user role add … %.*s %.*s",
                      STR_ARG(roles_words(cx, v->roles, "|")), STR_ARG(code));
    if (!other)
        return;
    v->said =
        SAY(l, "%.*s；“%.*s”有人担任，但管不到这里", "%.*s; \"%.*s\" has, but not over it",
            STR_ARG(v->said), STR_ARG(other->name));
    v->todo =
        SAY(l, "%.*s；或把岗位移到下级中心：huiyin unit desk %.*s …，huiyin unit desk %.*s …",
            "%.*s; or move the desks: huiyin unit desk %.*s …, huiyin unit desk %.*s …",
            STR_ARG(v->todo), STR_ARG(other->code), STR_ARG(code));
}

static void name_sentence(struct look *l, struct vacancy *v)
{
    const struct officer *o = officer_of(l, v->officer_id);
    if (v->kind == VACANCY_GONE)
        v->said =
            SAY(l, "%.*s 已停用，名下还有 %" PRId64 " 件",
                "%.*s is disabled and has %" PRId64 " open items", STR_ARG(o->name), v->n);
    else
        v->said = SAY(l, "%.*s 不在岗，没有代岗人，名下还有 %" PRId64 " 件",
                      "%.*s is away, nobody stands in, and %" PRId64 " items are open",
                      STR_ARG(o->name), v->n);
    v->todo = str_fmt(l->cx->arena, "huiyin user hand-over %.*s --to …", STR_ARG(o->login));
}

static void sentences(struct look *l)
{
    static void (*const say[])(struct look *, struct vacancy *) = {
        [VACANCY_ROLE] = role_sentence,
        [VACANCY_GONE] = name_sentence,
        [VACANCY_AWAY] = name_sentence,
        [VACANCY_DESK] = desk_sentence,
    };
    for (size_t i = 0; i < l->n; i++)
        say[l->p[i].kind](l, &l->p[i]);
}

static enum err look_open(struct ctx *cx, struct look *l)
{
    *l = (struct look){.cx = cx};
    TRY(officer_list(cx, &l->officers, &l->officers_n));
    TRY(role_list_all(cx, &l->roles, &l->roles_n));
    l->there = NEWS(cx->arena, bool, l->roles_n + 1);
    for (size_t i = 0; i < l->roles_n; i++)
        l->there[i] = l->roles[i].valid_from <= cx->now &&
                      (l->roles[i].valid_to == 0 || cx->now < l->roles[i].valid_to) &&
                      can_act(l, l->roles[i].officer_id);
    return OK;
}

enum err vacancy_list(struct ctx *cx, struct vacancy **out, size_t *n)
{
    struct look l;
    TRY(look_open(cx, &l));
    TRY(units_look(&l));
    TRY(officers_look(&l));
    sentences(&l);
    *out = l.p;
    *n = l.n;
    return OK;
}

static const enum role desk_role[DESK__MAX] = {
    [DESK_SCREEN] = ROLE_SCREENER,   [DESK_DISPATCH] = ROLE_DISPATCHER,
    [DESK_REVIEW] = ROLE_REVIEWER,   [DESK_CALLBACK] = ROLE_CALLBACK,
    [DESK_CLOSE] = ROLE_CLOSER,      [DESK_LOOKBACK] = ROLE_LOOKBACK,
    [DESK_EXCHANGE] = ROLE_EXCHANGE, [DESK_ARBITER] = ROLE_ARBITER,
};

enum err vacancy_desks(struct ctx *cx, struct vacancy **out, size_t *n)
{
    struct look l;
    const struct unit *all = NULL;
    size_t units = org_units(cx->app->org, &all);
    TRY(look_open(cx, &l));
    l.p = NEWS(cx->arena, struct vacancy, units + 1);
    for (size_t i = 0; i < units; i++) {
        uint32_t roles = 0;
        for (int d = 0; d < DESK__MAX && org_unit_in_use(cx->app->org, all[i].id); d++)
            if ((all[i].desks & (int64_t)BIT(d)) && !somebody(&l, all[i].id, BIT(desk_role[d])))
                roles |= BIT(desk_role[d]);
        if (roles)
            l.p[l.n++] =
                (struct vacancy){.kind = VACANCY_DESK, .unit_id = all[i].id, .roles = roles};
    }
    sentences(&l);
    *out = l.p;
    *n = l.n;
    return OK;
}
