/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "core/app.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/password.h"
#include "core/secret.h"
#include "db/db.h"
#include "loop/relist.h"
#include "loop/reorg.h"
#include "loop/staff_impl.h"

struct job {
    const struct staff_file *f;
    const struct staff_how *how;
    struct str *password, *hash; /* by row of the officers; empty: none was drawn */
    struct staff_plan *out;
};

static enum err places_write(struct ctx *cx, const struct staff_plan *plan)
{
    for (size_t i = 0; i < plan->places_n; i++) {
        const struct staff_place *o = &plan->places[i];
        if (o->fresh)
            TRY(reorg_place_make(cx, &o->now));
        else if (o->changed)
            TRY(reorg_place_set(cx, &o->now));
    }
    return OK;
}

static enum err units_write(struct ctx *cx, const struct staff_plan *plan)
{
    for (size_t i = 0; i < plan->units_n; i++) {
        const struct staff_unit *o = &plan->units[i];
        if (o->fresh)
            TRY(reorg_unit_make(cx, &o->now));
        else if (o->changed)
            TRY(reorg_unit_set(cx, &o->now));
    }
    return OK;
}

static struct str roles_data(struct ctx *cx, const struct staff_officer *o)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, 64 << 10);
    json_init(&w, &b);
    json_obj(&w);
    for (int taken = 0; taken < 2; taken++) {
        const struct role_row *rows = taken ? o->take : o->grant;
        size_t n = taken ? o->takes : o->grants;
        json_key(&w, taken ? "taken" : "given");
        json_arr(&w);
        for (size_t i = 0; i < n; i++)
            json_str(&w, str_fmt(cx->arena, "%s@%lld", enum_text(&role_names, rows[i].role),
                                 (long long)rows[i].unit_id));
        json_arr_end(&w);
    }
    json_obj_end(&w);
    return buf_done(&b);
}

/* The plan has asked what role_grant would ask. */
static enum err roles_write(struct ctx *cx, const struct staff_officer *o)
{
    for (size_t i = 0; i < o->takes; i++)
        TRY(role_revoke(cx, o->now.id, o->take[i].unit_id, (enum role)o->take[i].role));
    for (size_t i = 0; i < o->grants; i++)
        TRY(db_put(cx, SQL_ROLE_GRANT, &role_shape, &o->grant[i], NULL, 0, NULL));
    if (o->grants + o->takes == 0)
        return OK;
    return audit_put(cx, SUBJECT_OFFICER, o->now.id, "roles-set", roles_data(cx, o));
}

static enum err officer_write(struct ctx *cx, const struct job *j, struct staff_officer *o,
                              size_t row)
{
    if (o->fresh || j->f->part[STAFF_OFFICERS].has[SO_PHONE])
        o->now.phone_enc = secret_seal(cx, "officer.phone", o->now.id, o->phone);
    if (o->fresh) {
        o->password = j->password[row];
        o->hash = j->hash[row];
        TRY(officer_insert(cx, &o->now, o->hash));
        TRY(audit_put(cx, SUBJECT_OFFICER, o->now.id, "account-made", STR("")));
    } else {
        TRY(officer_update(cx, &o->now));
        TRY(audit_put(cx, SUBJECT_OFFICER, o->now.id, "officer-changed", STR("")));
    }
    return roles_write(cx, o);
}

static enum err first_wrong(struct ctx *cx, const struct staff_plan *plan)
{
    const struct staff_fault *f = plan->faults;
    while (f->warning)
        f++;
    return fail(cx, ERR_INPUT, "有 %zu 处不对，什么都没有写入；第一处：%s 第 %lld 行 %s：%.*s",
                "%zu things are wrong and nothing was written; the first: %s row %lld %s: %.*s",
                plan->wrong, staff_part_name(f->part, cx->lang), (long long)f->line, f->column,
                STR_ARG(f->said));
}

static enum err apply_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    struct staff_plan *plan = j->out;
    TRY(staff_plan(cx, j->f, plan));
    if (plan->wrong)
        return first_wrong(cx, plan);
    if (j->how->shown.n && !str_eq(j->how->shown, plan->print))
        return fail(cx, ERR_STALE, "试运行之后有人改过单位或人员，请重新试运行",
                    "units or officers were changed since the dry run: look again");
    for (size_t i = 0; i < plan->officers_n && j->how->passwords; i++)
        if (plan->officers[i].fresh != (j->hash[i].n > 0))
            return fail(cx, ERR_STALE, "刚才有人改过人员，请再试一次",
                        "officers were changed just now: try again");
    TRY(places_write(cx, plan));
    TRY(units_write(cx, plan));
    for (size_t i = 0; i < plan->officers_n; i++)
        if (plan->officers[i].fresh || plan->officers[i].changed)
            TRY(officer_write(cx, j, &plan->officers[i], i));
    return OK;
}

/* First passwords of those who are new now; hashing takes too long for the write. What is wrong
 * with the file is said by the write. */
static enum err passwords_draw(struct ctx *cx, struct job *j)
{
    struct staff_plan plan;
    struct db *mine = NULL;
    if (!cx->db) {
        TRY(db_acquire(cx, cx->app->store, &mine));
        cx->db = mine;
    }
    enum err e = staff_plan(cx, j->f, &plan);
    if (mine) {
        db_release(mine);
        cx->db = NULL;
    }
    if (e != OK || plan.wrong)
        return e;
    for (size_t i = 0; i < plan.officers_n; i++) {
        struct staff_officer *o = &plan.officers[i];
        if (!o->fresh)
            continue;
        TRY(password_code(cx, &j->password[i], &j->hash[i]));
        o->password = j->password[i];
        o->hash = j->hash[i];
    }
    struct staff_slip *s = NEWS(cx->arena, struct staff_slip, plan.officers_n + 1);
    size_t n = staff_slips_of(cx, &plan, s);
    return n && j->how->keep ? j->how->keep(cx, j->how->arg, s, n) : OK;
}

enum err staff_apply(struct ctx *cx, const struct staff_file *f, const struct staff_how *how,
                     struct staff_plan *out)
{
    size_t n = f->part[STAFF_OFFICERS].n, listed = 0;
    struct job j = {.f = f,
                    .how = how,
                    .password = NEWS(cx->arena, struct str, n + 1),
                    .hash = NEWS(cx->arena, struct str, n + 1),
                    .out = out};
    for (int p = 0; p < STAFF__PARTS; p++)
        for (size_t i = 0; i < f->part[p].n; i++)
            f->part[p].rows[i].id = app_id(cx);
    if (how->passwords)
        TRY(passwords_draw(cx, &j));
    TRY(db_write(cx, cx->app->store, apply_write, &j));
    out->written = true;
    TRY(app_reload(cx));
    for (size_t i = 0; i < out->units_n; i++)
        if (out->units[i].relist)
            TRY(relist_unit(cx, out->units[i].now.id, &listed));
    return OK;
}
