/* SPDX-License-Identifier: Apache-2.0
 * What the system administrator changes: the workbook, slips, leave, transfer, desks, roster.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/handlers.h"
#include "api/people.h"
#include "core/absence.h"
#include "core/app_open.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/roster.h"
#include "loop/handover.h"
#include "loop/relist.h"
#include "loop/reorg.h"
#include "loop/roster_in.h"
#include "loop/staff.h"

/* ---- a file that was sent ---- */

static void unlink_at_end(void *path)
{
    unlink(path);
}

static enum err body_file(struct call *c, const char **out)
{
    struct ctx *cx = &c->cx;
    struct str body = c->req->body;
    char *path = str_cdup(cx->arena, str_fmt(cx->arena, "%s/sent-XXXXXX", cx->app->data_dir));
    if (body.n == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return fail(cx, ERR_IO, "无法写临时文件：%s", "cannot write a temporary file: %s",
                    strerror(errno));
    arena_on_close(cx->arena, unlink_at_end, path);
    bool ok = true;
    for (size_t done = 0; ok && done < body.n;) {
        ssize_t n = write(fd, body.p + done, body.n - done);
        ok = n > 0 || (n < 0 && errno == EINTR);
        done += n > 0 ? (size_t)n : 0;
    }
    ok = close(fd) == 0 && ok;
    *out = path;
    return ok ? OK
              : fail(cx, ERR_IO, "无法写临时文件：%s", "cannot write a temporary file: %s",
                     strerror(errno));
}

/* ---- the workbook in ---- */

struct book_args {
    bool dry_run, passwords;
    struct str shown;
};
static const struct field book_fields[] = {
    FIELD(struct book_args, dry_run, .zh = "只检查", .en = "Look only"),
    FIELD(struct book_args, passwords, .zh = "发初始密码", .en = "First passwords"),
    FIELD(struct book_args, shown, .max = 64, .zh = "看过的差异", .en = "Differences seen"),
};
const struct shape people_book_query =
    SHAPE("people_book_query", struct book_args, book_fields);

static void faults_json(struct ctx *cx, struct json *w, const struct staff_fault *f, size_t n,
                        bool parts)
{
    json_key(w, "faults");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        json_obj(w);
        json_kcstr(w, "sheet", parts ? staff_part_name(f[i].part, cx->lang) : "");
        json_ki64(w, "row", f[i].line);
        json_kcstr(w, "column", f[i].column);
        json_kstr(w, "said", f[i].said);
        json_kbool(w, "warning", f[i].warning);
        json_obj_end(w);
    }
    json_arr_end(w);
}

static void plan_json(struct ctx *cx, struct json *w, const struct staff_plan *p)
{
    static const char *const whats[] = {"added", "changed", "missing"};
    json_kstr(w, "shown", p->print);
    json_ki64(w, "wrong", (int64_t)p->wrong);
    faults_json(cx, w, p->faults, p->faults_n, true);
    json_key(w, "differences");
    json_arr(w);
    for (size_t i = 0; i < p->diffs_n; i++) {
        const struct staff_diff *d = &p->diffs[i];
        json_obj(w);
        json_kcstr(w, "sheet", staff_part_name(d->part, cx->lang));
        json_kcstr(w, "what", whats[d->what]);
        json_kcstr(w, "what_text", staff_what_name(d->what, cx->lang));
        json_kstr(w, "code", d->code);
        json_kstr(w, "name", d->name);
        json_kstr(w, "said", d->said);
        json_obj_end(w);
    }
    json_arr_end(w);
}

/* First passwords: in this answer and nowhere else. */
static void slip_json(struct json *w, struct str name, struct str unit, struct str login,
                      struct str password)
{
    json_obj(w);
    json_kstr(w, "name", name);
    json_kstr(w, "unit", unit);
    json_kstr(w, "login", login);
    json_kstr(w, "password", password);
    json_obj_end(w);
}

static void plan_slips(struct ctx *cx, struct json *w, const struct staff_plan *p)
{
    json_key(w, "slips");
    json_arr(w);
    struct staff_slip *s = NEWS(cx->arena, struct staff_slip, p->officers_n + 1);
    size_t n = staff_slips_of(cx, p, s);
    for (size_t i = 0; i < n; i++)
        slip_json(w, s[i].name, s[i].unit, s[i].login, s[i].password);
    json_arr_end(w);
}

enum err people_book_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct book_args *q = c->query;
    struct staff_file f;
    struct staff_plan p;
    const char *path = NULL;
    TRY(people_scope(c, 0));
    TRY(body_file(c, &path));
    TRY(staff_read(cx, path, cx->lang == LANG_EN ? "the file" : "文件", &f));
    if (q->dry_run) {
        TRY(call_read(c));
        TRY(staff_plan(cx, &f, &p));
        call_read_end(c);
        plan_json(cx, call_json(c, 200), &p);
        return OK;
    }
    const struct staff_how how = {.shown = q->shown, .passwords = q->passwords};
    TRY(staff_apply(cx, &f, &how, &p));
    struct json *w = call_json(c, 200);
    plan_json(cx, w, &p);
    plan_slips(cx, w, &p);
    return OK;
}

/* ---- slips ---- */

struct slips_body {
    struct strs officers;
};
static const struct field slips_fields[] = {
    FIELD(struct slips_body, officers, .required = true, .min = 1, .max = 1000, .zh = "人员",
          .en = "Officers"),
};
const struct shape people_slips_shape = SHAPE("people_slips", struct slips_body, slips_fields);

enum err people_slips_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct slips_body *b = c->body;
    int64_t *ids = NEWS(cx->arena, int64_t, b->officers.n + 1);
    struct staff_slip *s = NEWS(cx->arena, struct staff_slip, b->officers.n + 1);
    TRY(call_read(c));
    for (size_t i = 0; i < b->officers.n; i++) {
        struct officer o;
        if (!str_i64(b->officers.p[i], &ids[i]))
            return fail_at(cx, ERR_INPUT, "officers", "没有这个编号",
                           "there is no such number");
        TRY(officer_get(cx, ids[i], &o));
        TRY(people_scope(c, o.unit_id));
    }
    call_read_end(c);
    TRY(staff_slips_draw(cx, ids, b->officers.n, s));
    TRY(staff_slips_store(cx, ids, b->officers.n, s));
    struct json *w = call_json(c, 200);
    json_key(w, "slips");
    json_arr(w);
    for (size_t i = 0; i < b->officers.n; i++)
        slip_json(w, s[i].name, s[i].unit, s[i].login, s[i].password);
    json_arr_end(w);
    return OK;
}

/* ---- leaving and moving ---- */

struct hand_over_body {
    struct str what;
    int64_t to, unit;
    struct str templates;
};
static const struct field hand_over_fields[] = {
    FIELD(struct hand_over_body, what, .required = true, .max = 20,
          .zh = "办什么（only、transfer、leave）", .en = "What: only, transfer, leave"),
    FIELD(struct hand_over_body, to, .as = AS_ID, .zh = "接手人", .en = "Who takes over",
          .options = "officers"),
    FIELD(struct hand_over_body, unit, .as = AS_ID, .zh = "新单位", .en = "New unit",
          .options = "units"),
    FIELD(struct hand_over_body, templates, .max = 400, .zh = "岗位模板",
          .en = "Role templates"),
};
const struct shape people_hand_over_shape =
    SHAPE("people_hand_over", struct hand_over_body, hand_over_fields);

/* Whom the path names, within the actor's units. No connection is held afterwards. */
static enum err named_officer(struct call *c, struct officer *o)
{
    int64_t id = 0;
    TRY(people_id(c, &id));
    TRY(call_read(c));
    enum err e = officer_get(&c->cx, id, o);
    call_read_end(c);
    TRY(e);
    return people_scope(c, o->unit_id);
}

enum err people_hand_over_post(struct call *c)
{
    static const char *const whats[] = {"only", "transfer", "leave"};
    struct ctx *cx = &c->cx;
    const struct hand_over_body *b = c->body;
    struct officer o;
    struct handover_done done;
    int what = 0;
    TRY(named_officer(c, &o));
    while (what < 3 && !str_eq_c(b->what, whats[what]))
        what++;
    if (what == 3)
        return fail_at(cx, ERR_INPUT, "what", "须为 only、transfer 或 leave",
                       "only, transfer or leave");
    if (o.id == cx->actor->officer_id && what != HANDOVER_ONLY)
        return fail(cx, ERR_CONFLICT, "不能调动或停用自己，请另一名管理员办理",
                    "not oneself: another administrator does it");
    if (what == HANDOVER_TRANSFER)
        TRY(people_scope(c, b->unit));
    struct handover h = {.what = (enum handover_what)what,
                         .from = o.id,
                         .to = b->to,
                         .unit = b->unit,
                         .templates = b->templates,
                         .version = c->if_match};
    TRY(handover_run(cx, &h, &done));
    call_etag(c, done.version);
    struct json *w = call_json(c, 200);
    json_ki64(w, "items", (int64_t)done.items);
    json_ki64(w, "turns", done.turns);
    json_ki64(w, "version", done.version);
    return OK;
}

/* ---- leave ---- */

struct leave_body {
    struct str from, to;
    int64_t stand_in;
};
static const struct field leave_fields[] = {
    FIELD(struct leave_body, from, .max = 40, .zh = "起", .en = "From"),
    FIELD(struct leave_body, to, .max = 40, .zh = "止", .en = "Until"),
    FIELD(struct leave_body, stand_in, .as = AS_ID, .zh = "代岗人", .en = "Stand-in",
          .options = "officers"),
};
const struct shape people_leave_shape = SHAPE("people_leave", struct leave_body, leave_fields);

static enum err leave_write(struct ctx *cx, void *arg)
{
    return absence_put(cx, arg);
}

enum err people_leave_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct leave_body *b = c->body;
    struct officer o;
    struct absence a = {.stand_in_id = b->stand_in, .created_at = cx->now};
    TRY(named_officer(c, &o));
    TRY(people_time(c, "from", b->from, &a.from_at));
    TRY(people_time(c, "to", b->to, &a.to_at));
    if (!a.from_at)
        a.from_at = cx->now;
    a.id = app_id(cx);
    a.officer_id = o.id;
    TRY(db_write(cx, cx->app->store, leave_write, &a));
    TRY(app_reload(cx));
    c->reply->status = 204;
    return OK;
}

static enum err back_write(struct ctx *cx, void *arg)
{
    const struct officer *o = arg;
    return absence_end(cx, o->id);
}

enum err people_back_post(struct call *c)
{
    struct officer o;
    TRY(named_officer(c, &o));
    TRY(db_write(&c->cx, c->cx.app->store, back_write, &o));
    TRY(app_reload(&c->cx));
    c->reply->status = 204;
    return OK;
}

/* ---- desks and place of a unit ---- */

struct unit_body {
    struct strs desks;
    int64_t place;
};
static const struct field unit_fields[] = {
    FIELD(struct unit_body, desks, .max = DESK__MAX, .zh = "岗位", .en = "Desks"),
    FIELD(struct unit_body, place, .as = AS_ID, .zh = "所辖区划", .en = "Place",
          .options = "places"),
};
const struct shape people_unit_shape = SHAPE("people_unit", struct unit_body, unit_fields);

enum err people_unit_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct unit_body *b = c->body;
    int64_t id = 0, desks = 0;
    size_t listed = 0;
    TRY(people_id(c, &id));
    TRY(people_scope(c, id));
    for (size_t i = 0; i < b->desks.n; i++) {
        int d = enum_value(&desk_names, b->desks.p[i]);
        if (d < 0)
            return fail_at(cx, ERR_INPUT, "desks", "没有这个岗位", "there is no such desk");
        desks |= (int64_t)BIT(d);
    }
    TRY(reorg_unit_desks(cx, id, desks));
    TRY(reorg_unit_place(cx, id, b->place));
    TRY(app_reload(cx));
    TRY(relist_unit(cx, id, &listed));
    json_ki64(call_json(c, 200), "listed", (int64_t)listed);
    return OK;
}

/* ---- roster ---- */

struct turn_body {
    int64_t unit, officer;
    struct str from, to, phone;
};
static const struct field turn_fields[] = {
    FIELD(struct turn_body, unit, .as = AS_ID, .required = true, .zh = "单位", .en = "Unit",
          .options = "units"),
    FIELD(struct turn_body, officer, .as = AS_ID, .required = true, .zh = "值班人",
          .en = "Officer", .options = "officers"),
    FIELD(struct turn_body, from, .required = true, .max = 40, .zh = "起", .en = "From"),
    FIELD(struct turn_body, to, .required = true, .max = 40, .zh = "止", .en = "Until"),
    FIELD(struct turn_body, phone, .max = 30, .zh = "值班电话", .en = "Telephone"),
};
const struct shape people_turn_shape = SHAPE("people_turn", struct turn_body, turn_fields);

static enum err turn_write(struct ctx *cx, void *arg)
{
    return roster_put(cx, arg);
}

enum err people_turn_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct turn_body *b = c->body;
    struct roster_row r = {.unit_id = b->unit, .officer_id = b->officer, .phone = b->phone};
    TRY(people_scope(c, b->unit));
    TRY(people_time(c, "from", b->from, &r.from_at));
    TRY(people_time(c, "to", b->to, &r.to_at));
    r.id = app_id(cx);
    TRY(db_write(cx, cx->app->store, turn_write, &r));
    TRY(app_reload(cx));
    c->reply->status = 204;
    return OK;
}

static enum err turn_drop(struct ctx *cx, void *arg)
{
    const int64_t *id = arg;
    return roster_drop(cx, *id);
}

enum err people_turn_remove_post(struct call *c)
{
    int64_t id = 0;
    TRY(people_scope(c, 0));
    TRY(people_id(c, &id));
    TRY(db_write(&c->cx, c->cx.app->store, turn_drop, &id));
    TRY(app_reload(&c->cx));
    c->reply->status = 204;
    return OK;
}

enum err people_roster_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct roster_plan p;
    const char *path = NULL;
    TRY(people_scope(c, 0));
    TRY(body_file(c, &path));
    TRY(call_read(c));
    enum err e = roster_read(cx, path, cx->lang == LANG_EN ? "the file" : "文件", &p);
    call_read_end(c);
    TRY(e);
    if (!p.faults_n)
        TRY(roster_apply(cx, &p));
    struct json *w = call_json(c, 200);
    json_ki64(w, "added", p.faults_n ? 0 : (int64_t)p.n);
    json_ki64(w, "known", (int64_t)p.known);
    faults_json(cx, w, p.faults, p.faults_n, false);
    return OK;
}
