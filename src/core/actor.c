/* SPDX-License-Identifier: Apache-2.0 */
#include "core/actor.h"

#include "core/absence.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "db/db.h"

const struct actor actor_system = {.kind = ROLE_SYSTEM};
const struct actor actor_import = {.kind = ROLE_IMPORT};

static const struct field actor_row_fields[] = {
    FIELD(struct actor_row, id),          FIELD(struct actor_row, login),
    FIELD(struct actor_row, name),        FIELD(struct actor_row, unit_id),
    FIELD(struct actor_row, disabled_at),
};
static const struct shape actor_row_shape =
    SHAPE("actor_row", struct actor_row, actor_row_fields);

static const struct field grant_fields[] = {
    FIELD(struct grant, unit_id),
    FIELD(struct grant, role, .names = &role_names),
};
static const struct shape grant_shape = SHAPE("grant", struct grant, grant_fields);

enum { LENDERS_MAX = 16 };

static bool holds_already(const struct grant *g, size_t n, const struct grant *one)
{
    for (size_t i = 0; i < n; i++)
        if (g[i].unit_id == one->unit_id && g[i].role == one->role)
            return true;
    return false;
}

/* What the absent ones hold and this officer does not, behind the own. */
static enum err lent_add(struct ctx *cx, struct actor *a)
{
    int64_t lenders[LENDERS_MAX];
    size_t n = absence_lenders(cx, a->officer_id, lenders, LENDERS_MAX);
    if (n == 0)
        return OK;
    a->lenders = arena_copy(cx->arena, lenders, n * sizeof *lenders);
    a->lenders_n = n;
    for (size_t i = 0; i < n; i++) {
        struct grant *lent = NULL, *all = NULL;
        size_t lent_n = 0;
        TRY(db_all(cx, SQL_ACTOR_GRANTS, ARGS(I64(lenders[i]), I64(cx->now)), &grant_shape,
                   (void **)&lent, &lent_n));
        all = NEWS(cx->arena, struct grant, a->n + lent_n + 1);
        if (a->n)
            memcpy(all, a->grants, a->n * sizeof *all);
        size_t all_n = a->n;
        for (size_t k = 0; k < lent_n; k++) {
            if ((BIT(lent[k].role) & ROLES_ADMIN) || holds_already(all, all_n, &lent[k]))
                continue;
            all[all_n] = lent[k];
            all[all_n++].for_officer = lenders[i];
        }
        a->grants = all;
        a->n = all_n;
    }
    return OK;
}

static enum err refused(struct ctx *cx)
{
    return fail(cx, ERR_LOGIN, "账号不存在或已停用", "the account is unknown or disabled");
}

enum err actor_from(struct ctx *cx, const struct actor_row *row, struct actor *out)
{
    if (row->disabled_at != 0)
        return refused(cx);
    void *grants = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_ACTOR_GRANTS, ARGS(I64(row->id), I64(cx->now)), &grant_shape, &grants,
               &n));
    *out = (struct actor){
        .officer_id = row->id,
        .kind = ROLE__MAX,
        .name = row->name,
        .login = row->login,
        .unit_id = row->unit_id,
        .grants = grants,
        .n = n,
    };
    return lent_add(cx, out);
}

enum err actor_load(struct ctx *cx, int64_t officer_id, struct actor *out)
{
    struct actor_row row;
    bool found = false;
    TRY(db_one(cx, SQL_ACTOR_GET, ARGS(I64(officer_id)), &actor_row_shape, &row, &found));
    return found ? actor_from(cx, &row, out) : refused(cx);
}

int64_t actor_for(struct ctx *cx, const struct actor *a, int64_t unit_id, uint32_t wanted)
{
    int64_t lender = -1;
    for (size_t i = 0; i < a->n; i++) {
        const struct grant *g = &a->grants[i];
        if (!(wanted & BIT(g->role)) ||
            (unit_id && !org_unit_under(cx->app->org, unit_id, g->unit_id)))
            continue;
        if (!g->for_officer)
            return 0;
        if (lender < 0)
            lender = g->for_officer;
    }
    return lender;
}

bool actor_is(const struct actor *a, int64_t officer_id)
{
    for (size_t i = 0; officer_id && i < a->lenders_n; i++)
        if (a->lenders[i] == officer_id)
            return true;
    return officer_id && officer_id == a->officer_id;
}

bool grant_sees(const struct grant *g)
{
    const uint32_t blind = BIT(ROLE_ADMIN_SYSTEM) | BIT(ROLE_ADMIN_SECURITY) |
                           BIT(ROLE_ADMIN_AUDIT) | BIT(ROLE_PUBLISHER);
    return !(blind & BIT(g->role));
}

/* A citizen, the system and an import hold their one role wherever they act. */
static uint32_t own_role(const struct actor *a)
{
    return a->kind == ROLE__MAX ? 0 : BIT(a->kind);
}

uint32_t actor_roles_at(struct ctx *cx, const struct actor *a, int64_t unit_id)
{
    uint32_t roles = own_role(a);
    for (size_t i = 0; i < a->n; i++) {
        if (org_unit_under(cx->app->org, unit_id, a->grants[i].unit_id))
            roles |= BIT(a->grants[i].role);
    }
    return roles;
}

uint32_t actor_roles(const struct actor *a)
{
    uint32_t roles = own_role(a);
    for (size_t i = 0; i < a->n; i++)
        roles |= BIT(a->grants[i].role);
    return roles;
}

bool actor_is_under(const struct ctx *cx, int64_t unit)
{
    for (size_t i = 0; unit && i < cx->actor->n; i++)
        if (org_unit_under(cx->app->org, cx->actor->grants[i].unit_id, unit))
            return true;
    return false;
}
