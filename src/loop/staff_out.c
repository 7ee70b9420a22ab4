/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "core/app.h"
#include "core/secret.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "loop/labels.h"
#include "loop/staff_impl.h"

enum { TEXT_MAX = 64 << 10 };

static const struct column *columns_of_part(struct ctx *cx, enum staff_part part)
{
    struct column *c = NEWS(cx->arena, struct column, staff_targets[part].n);
    for (size_t i = 0; i < staff_targets[part].n; i++)
        c[i] = (struct column){.title = staff_title(part, (int)i), .width = 18};
    return c;
}

static bool valid(const struct ctx *cx, int64_t valid_to)
{
    return valid_to == 0 || cx->now < valid_to;
}

static enum err places_out(struct ctx *cx, struct sheet_out *o)
{
    const struct place *all = NULL;
    size_t n = org_places(cx->app->org, &all);
    for (size_t i = 0; i < n; i++) {
        const struct place *above = org_place(cx->app->org, all[i].parent_id);
        const struct cell cells[SP__MAX] = {
            [SP_CODE] = cell_of_text(all[i].code),
            [SP_NAME] = cell_of_text(all[i].name),
            [SP_KIND] = cell_of_text(str_c(place_kind_names.zh[all[i].kind])),
            [SP_ABOVE] = cell_of_text(above ? above->code : STR("")),
        };
        if (valid(cx, all[i].valid_to) && all[i].code.n)
            TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

static struct str desks_text(struct ctx *cx, int64_t desks)
{
    struct buf b;
    buf_init(&b, cx->arena, TEXT_MAX);
    for (int d = 0; d < DESK__MAX; d++)
        if (desks & (int64_t)BIT(d))
            buf_fmt(&b, "%s%s", b.n ? "、" : "", desk_names.zh[d]);
    return buf_done(&b);
}

static enum err units_out(struct ctx *cx, struct sheet_out *o)
{
    const struct unit *all = NULL;
    size_t n = org_units(cx->app->org, &all);
    for (size_t i = 0; i < n; i++) {
        const struct unit *u = &all[i], *above = org_unit(cx->app->org, u->parent_id);
        const struct place *place = org_place(cx->app->org, u->place_id);
        const struct cell cells[SU__MAX] = {
            [SU_CODE] = cell_of_text(u->code),
            [SU_NAME] = cell_of_text(u->name),
            [SU_KIND] = cell_of_text(staff_kind_label(u->kind)),
            [SU_ABOVE] = cell_of_text(above ? above->code : STR("")),
            [SU_PLACE] = cell_of_text(place ? place->code : STR("")),
            [SU_LEVEL] = cell_of_text(str_c(level_names.zh[u->lvl])),
            [SU_DESKS] = cell_of_text(desks_text(cx, u->desks)),
            [SU_OFFICE] = cell_of_text(u->office),
        };
        if (valid(cx, u->valid_to))
            TRY(sheet_out_row(cx, o, cells));
    }
    return OK;
}

/* ---- officers ---- */

struct roles {
    const struct template_set *set;
    const struct role_row *held;
    size_t n;
};

static bool holds(const struct ctx *cx, const struct roles *r, int64_t unit, int role)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->held[i].unit_id == unit && r->held[i].role == role &&
            valid(cx, r->held[i].valid_to))
            return true;
    return false;
}

/* Templates all of whose roles are held still; *covered marks the roles they explain. */
static struct str templates_text(struct ctx *cx, const struct officer *o, const struct roles *r,
                                 bool *covered)
{
    struct buf b;
    struct strs names = staff_list(cx->arena, o->templates);
    const struct unit *home = org_unit(cx->app->org, o->unit_id);
    buf_init(&b, cx->arena, TEXT_MAX);
    for (size_t i = 0; i < names.n && home; i++) {
        const struct role_template *t = template_find(r->set, names.p[i]);
        bool whole = t != NULL;
        for (size_t g = 0; whole && g < t->n; g++)
            whole = holds(cx, r, template_unit(cx, &t->grants[g], home), t->grants[g].role);
        if (!whole)
            continue;
        buf_fmt(&b, "%s%.*s", b.n ? "、" : "", STR_ARG(t->zh));
        for (size_t g = 0; g < t->n; g++)
            for (size_t k = 0; k < r->n; k++)
                covered[k] |= r->held[k].role == t->grants[g].role &&
                              r->held[k].unit_id == template_unit(cx, &t->grants[g], home);
    }
    return buf_done(&b);
}

static struct str more_text(struct ctx *cx, const struct roles *r, const bool *covered)
{
    struct buf b;
    buf_init(&b, cx->arena, TEXT_MAX);
    for (size_t i = 0; i < r->n; i++) {
        const struct unit *u = org_unit(cx->app->org, r->held[i].unit_id);
        if (!covered[i] && u && valid(cx, r->held[i].valid_to))
            buf_fmt(&b, "%s%s@%.*s", b.n ? "、" : "", role_names.zh[r->held[i].role],
                    STR_ARG(u->code));
    }
    return buf_done(&b);
}

static enum err officer_out(struct ctx *cx, struct sheet_out *out, const struct officer *o,
                            const struct roles *r, struct str stand_in)
{
    bool *covered = NEWS(cx->arena, bool, r->n + 1);
    const struct unit *home = org_unit(cx->app->org, o->unit_id);
    struct str templates = templates_text(cx, o, r, covered), phone = {0};
    if (o->phone_enc.n)
        TRY(secret_unseal(cx, "officer.phone", o->id, o->phone_enc, &phone));
    const struct cell cells[SO__MAX] = {
        [SO_NAME] = cell_of_text(o->name),
        [SO_LOGIN] = cell_of_text(o->login),
        [SO_UNIT] = cell_of_text(home ? home->code : STR("")),
        [SO_TEMPLATES] = cell_of_text(templates),
        [SO_ROLES] = cell_of_text(more_text(cx, r, covered)),
        [SO_TITLE] = cell_of_text(o->title),
        [SO_PHONE] = cell_of_text(phone),
        [SO_MAIL] = cell_of_text(o->mail),
        [SO_STAND_IN] = cell_of_text(stand_in),
    };
    return sheet_out_row(cx, out, cells);
}

static enum err officers_out(struct ctx *cx, struct sheet_out *out)
{
    struct template_set set;
    struct officer *all = NULL;
    struct role_row *roles = NULL;
    size_t n = 0, roles_n = 0;
    TRY(template_load(cx, &set));
    TRY(officer_list(cx, &all, &n));
    TRY(role_list_all(cx, &roles, &roles_n));
    for (size_t i = 0; i < n; i++) {
        struct roles r = {.set = &set};
        struct str stand_in = {0};
        if (all[i].disabled_at)
            continue;
        for (size_t k = 0; k < roles_n && !r.n; k++)
            for (; k + r.n < roles_n && roles[k + r.n].officer_id == all[i].id; r.n++)
                r.held = roles + k;
        for (size_t k = 0; k < n && all[i].stand_in_id; k++)
            if (all[k].id == all[i].stand_in_id)
                stand_in = all[k].login;
        TRY(officer_out(cx, out, &all[i], &r, stand_in));
    }
    return OK;
}

enum err staff_export(struct ctx *cx, const char *path)
{
    typedef enum err part_fn(struct ctx *, struct sheet_out *);
    static part_fn *const parts[STAFF__PARTS] = {places_out, units_out, officers_out};
    struct sheet_out *out = NULL;
    for (int p = 0; p < STAFF__PARTS; p++) {
        struct sheet_spec spec = {
            .kind = SHEET_OUT_XLSX,
            .cols = columns_of_part(cx, (enum staff_part)p),
            .n = staff_targets[p].n,
            .watermark = label_unofficial(cx),
            .worksheet = staff_sheets[p],
        };
        TRY(p == 0 ? sheet_out_open(cx, path, &spec, &out) : sheet_out_next(cx, out, &spec));
        TRY(parts[p](cx, out));
    }
    return sheet_out_close(cx, out);
}
