/* SPDX-License-Identifier: Apache-2.0
 * Units and officers as the system administrator sees them: no demand, no matter, of a queue
 * the numbers alone.
 */
#include "api/people.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/handlers.h"
#include "api/temp.h"
#include "base/time.h"
#include "core/absence.h"
#include "core/audit.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/roster.h"
#include "core/template.h"
#include "loop/handover.h"
#include "loop/staff.h"

struct people_args {
    int64_t unit;
};
static const struct field people_fields[] = {
    FIELD(struct people_args, unit, .as = AS_ID, .zh = "单位", .en = "Unit",
          .options = "units"),
};
const struct shape people_query = SHAPE("people_query", struct people_args, people_fields);

enum err people_scope(struct call *c, int64_t unit)
{
    struct ctx *cx = &c->cx;
    int64_t over = unit ? unit : cx->app->root_unit;
    if (actor_roles_at(cx, &c->actor, over) & BIT(ROLE_ADMIN_SYSTEM))
        return OK;
    return fail(cx, ERR_DENIED, "这不在您管理的单位之内",
                "this is not within the units you manage");
}

enum err people_id(struct call *c, int64_t *id)
{
    if (str_i64(c->param[0], id) && *id > 0)
        return OK;
    return fail(&c->cx, ERR_NOT_FOUND, "没有这个编号", "there is no such number");
}

enum err people_time(struct call *c, const char *field, struct str text, int64_t *at)
{
    bool date_only = false;
    *at = 0;
    if (text.n == 0 || time_parse(text, at, &date_only))
        return OK;
    return fail_at(&c->cx, ERR_INPUT, field, "不是时间（2026-11-22 18:00）",
                   "no time (2026-11-22 18:00)");
}

/* ---- units ---- */

static void strings_of_bits(struct json *w, const struct enum_names *names, int64_t bits)
{
    json_arr(w);
    for (int i = 0; i < names->n; i++)
        if (bits & (INT64_C(1) << i))
            json_cstr(w, enum_text(names, i));
    json_arr_end(w);
}

static enum err on_duty_json(struct ctx *cx, struct json *w, int64_t unit)
{
    const struct roster_row *turns[8];
    size_t n = roster_on_duty(cx, unit, turns, COUNT(turns));
    json_key(w, "on_duty");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        struct officer o;
        TRY(officer_get(cx, turns[i]->officer_id, &o));
        json_obj(w);
        json_kstr(w, "name", o.name);
        json_kstr(w, "phone", turns[i]->phone);
        json_ktime(w, "until", turns[i]->to_at);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

static enum err unit_json(struct ctx *cx, struct json *w, const struct unit *u, size_t officers)
{
    const struct place *p = org_place(cx->app->org, u->place_id);
    json_obj(w);
    json_kid(w, "id", u->id);
    json_kstr(w, "code", u->code);
    json_kstr(w, "name", u->name);
    json_kid(w, "parent", u->parent_id);
    json_kstr(w, "kind", u->kind);
    json_kcstr(w, "lvl_text", enum_label(&level_names, u->lvl, (int)cx->lang));
    json_key(w, "desks");
    strings_of_bits(w, &desk_names, u->desks);
    json_kid(w, "place_id", u->place_id);
    json_kstr(w, "place", p ? p->name : STR(""));
    json_kbool(w, "closed", u->valid_to && u->valid_to <= cx->now);
    json_ki64(w, "officers", (int64_t)officers);
    TRY(on_duty_json(cx, w, u->id));
    json_obj_end(w);
    return OK;
}

static void desks_json(struct json *w, const struct ctx *cx)
{
    json_key(w, "desks");
    json_arr(w);
    for (int d = 0; d < DESK__MAX; d++) {
        json_obj(w);
        json_kcstr(w, "value", enum_text(&desk_names, d));
        json_kcstr(w, "label", enum_label(&desk_names, d, (int)cx->lang));
        json_obj_end(w);
    }
    json_arr_end(w);
}

enum err people_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct unit *units = NULL;
    struct officer *all = NULL;
    size_t n = org_units(cx->app->org, &units), all_n = 0;
    TRY(officer_list(cx, &all, &all_n));
    struct json *w = call_json(c, 200);
    json_kid(w, "root", cx->app->root_unit);
    desks_json(w, cx);
    json_key(w, "units");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        size_t officers = 0;
        if (!(actor_roles_at(cx, &c->actor, units[i].id) & BIT(ROLE_ADMIN_SYSTEM)))
            continue;
        for (size_t k = 0; k < all_n; k++)
            officers += all[k].unit_id == units[i].id && !all[k].disabled_at;
        TRY(unit_json(cx, w, &units[i], officers));
    }
    json_arr_end(w);
    return OK;
}

/* ---- officers ---- */

static void roles_json(struct ctx *cx, struct json *w, const struct role_row *roles, size_t n)
{
    json_key(w, "roles");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        const struct unit *u = org_unit(cx->app->org, roles[i].unit_id);
        json_obj(w);
        json_kcstr(w, "role", enum_text(&role_names, roles[i].role));
        json_kcstr(w, "role_text", enum_label(&role_names, roles[i].role, (int)cx->lang));
        json_kid(w, "unit_id", roles[i].unit_id);
        json_kstr(w, "unit", u ? u->name : STR(""));
        json_obj_end(w);
    }
    json_arr_end(w);
}

static struct str name_of(const struct officer *all, size_t n, int64_t id)
{
    for (size_t i = 0; id && i < n; i++)
        if (all[i].id == id)
            return all[i].name;
    return STR("");
}

struct roll {
    struct officer *all;
    size_t n;
    struct role_row *roles;
    size_t roles_n;
    struct absence *away;
    size_t away_n;
};

static enum err roll_read(struct ctx *cx, struct roll *r)
{
    TRY(officer_list(cx, &r->all, &r->n));
    TRY(role_list_all(cx, &r->roles, &r->roles_n));
    return absence_list(cx, &r->away, &r->away_n);
}

static void away_json(struct ctx *cx, struct json *w, const struct roll *r, int64_t officer)
{
    json_key(w, "leave");
    json_arr(w);
    for (size_t i = 0; i < r->away_n; i++) {
        const struct absence *a = &r->away[i];
        if (a->officer_id != officer)
            continue;
        json_obj(w);
        json_ktime(w, "from", a->from_at);
        json_ktime(w, "to", a->to_at);
        json_kbool(w, "now", a->from_at <= cx->now);
        json_kstr(w, "stand_in", name_of(r->all, r->n, a->stand_in_id));
        json_obj_end(w);
    }
    json_arr_end(w);
}

static void officer_json(struct ctx *cx, struct json *w, const struct roll *r,
                         const struct officer *o)
{
    const struct unit *u = org_unit(cx->app->org, o->unit_id);
    size_t first = 0, n = 0;
    while (first < r->roles_n && r->roles[first].officer_id != o->id)
        first++;
    while (first + n < r->roles_n && r->roles[first + n].officer_id == o->id)
        n++;
    json_kid(w, "id", o->id);
    json_kstr(w, "login", o->login);
    json_kstr(w, "name", o->name);
    json_kid(w, "unit_id", o->unit_id);
    json_kstr(w, "unit", u ? u->name : STR(""));
    json_kstr(w, "title", o->title);
    json_kstr(w, "templates", o->templates);
    json_kstr(w, "stand_in", name_of(r->all, r->n, o->stand_in_id));
    json_kbool(w, "must_change", o->must_change != 0);
    json_kbool(w, "disabled", o->disabled_at != 0);
    json_ki64(w, "version", o->version);
    roles_json(cx, w, r->roles + first, n);
    away_json(cx, w, r, o->id);
}

enum err people_officers_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct people_args *q = c->query;
    struct roll r = {0};
    TRY(people_scope(c, q->unit));
    TRY(roll_read(cx, &r));
    struct json *w = call_json(c, 200);
    json_key(w, "officers");
    json_arr(w);
    for (size_t i = 0; i < r.n; i++) {
        if (q->unit && r.all[i].unit_id != q->unit)
            continue;
        json_obj(w);
        officer_json(cx, w, &r, &r.all[i]);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

enum err people_officer_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct roll r = {0};
    struct officer o;
    struct handover_queue q;
    int64_t id = 0;
    TRY(people_id(c, &id));
    TRY(officer_get(cx, id, &o));
    TRY(people_scope(c, o.unit_id));
    TRY(roll_read(cx, &r));
    TRY(handover_queue(cx, id, &q));
    call_etag(c, o.version);
    struct json *w = call_json(c, 200);
    officer_json(cx, w, &r, &o);
    json_key(w, "queue");
    json_arr(w);
    for (size_t i = 0; i < q.n; i++) {
        json_obj(w);
        json_kcstr(w, "part_text", handover_part_name(q.p[i].part, cx->lang));
        json_kstr(w, "num", q.p[i].num);
        json_obj_end(w);
    }
    json_arr_end(w);
    json_ki64(w, "turns", q.turns);
    json_ki64(w, "campaigns", q.campaigns);
    json_ki64(w, "troubles", q.troubles);
    return OK;
}

/* ---- templates, roster, what has no owner ---- */

enum err people_templates_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct template_set set;
    TRY(template_load(cx, &set));
    struct json *w = call_json(c, 200);
    json_key(w, "templates");
    json_arr(w);
    for (size_t i = 0; i < set.n; i++) {
        json_obj(w);
        json_kstr(w, "value", set.p[i].zh);
        json_kstr(w, "label", cx->lang == LANG_EN ? set.p[i].en : set.p[i].zh);
        json_key(w, "roles");
        json_arr(w);
        for (size_t g = 0; g < set.p[i].n; g++)
            json_cstr(w, enum_label(&role_names, set.p[i].grants[g].role, (int)cx->lang));
        json_arr_end(w);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

enum err people_roster_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct people_args *q = c->query;
    struct roster_row *rows = NULL;
    struct officer *all = NULL;
    size_t n = 0, all_n = 0;
    TRY(people_scope(c, q->unit));
    TRY(roster_list(cx, q->unit, cx->now, &rows, &n));
    TRY(officer_list(cx, &all, &all_n));
    struct json *w = call_json(c, 200);
    json_key(w, "turns");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        const struct unit *u = org_unit(cx->app->org, rows[i].unit_id);
        json_obj(w);
        json_kid(w, "id", rows[i].id);
        json_kstr(w, "unit", u ? u->name : STR(""));
        json_kstr(w, "name", name_of(all, all_n, rows[i].officer_id));
        json_ktime(w, "from", rows[i].from_at);
        json_ktime(w, "to", rows[i].to_at);
        json_kstr(w, "phone", rows[i].phone);
        json_kbool(w, "now", rows[i].from_at <= cx->now);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

enum err people_ownerless_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct vacancy *v = NULL;
    size_t n = 0;
    TRY(people_scope(c, 0));
    TRY(vacancy_list(cx, &v, &n));
    struct json *w = call_json(c, 200);
    json_key(w, "ownerless");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        json_obj(w);
        json_kid(w, "unit_id", v[i].unit_id);
        json_kid(w, "officer_id", v[i].officer_id);
        json_ki64(w, "n", v[i].n);
        json_kstr(w, "said", v[i].said);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

/* ---- the workbook out ---- */

static enum err file_fail(struct ctx *cx)
{
    return fail(cx, ERR_IO, "无法写临时文件：%s", "cannot write a temporary file: %s",
                strerror(errno));
}

/* Made beside the data, where only this program reads, and gone before it is sent. */
enum err people_book_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct stat st;
    TRY(people_scope(c, 0));
    call_read_end(c);
    TRY(audit_self(cx, "export-people", STR("")));
    TRY(call_read(c));
    char *path = str_cdup(cx->arena, str_fmt(cx->arena, "%s/book-XXXXXX", cx->app->data_dir));
    int hold = mkostemp(path, O_CLOEXEC);
    if (hold < 0)
        return file_fail(cx);
    close(hold);
    enum err e = staff_export(cx, path);
    int fd = e == OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    unlink(path);
    TRY(e);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            close(fd);
        return file_fail(cx);
    }
    c->reply->status = 200;
    c->reply->type = TYPE_XLSX;
    c->reply->fd = fd;
    c->reply->fd_bytes = st.st_size;
    call_header(c, "Content-Disposition",
                STR("attachment; filename=\"units-and-officers.xlsx\""));
    return OK;
}
