/* SPDX-License-Identifier: Apache-2.0 */
#include "core/actor.h"

#include "core/app.h"
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
    return OK;
}

enum err actor_load(struct ctx *cx, int64_t officer_id, struct actor *out)
{
    struct actor_row row;
    bool found = false;
    TRY(db_one(cx, SQL_ACTOR_GET, ARGS(I64(officer_id)), &actor_row_shape, &row, &found));
    return found ? actor_from(cx, &row, out) : refused(cx);
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
