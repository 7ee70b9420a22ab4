/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/agency_keep.h"

#include <inttypes.h>
#include <string.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/mechanism.h"
#include "db/db.h"
#include "loop/dossier.h"

enum { ANSWER_BYTES = 256, EXITS_BYTES = 4096 };

#define AGENCY_FIELDS                                                                          \
    FIELD(struct agency_body, name, .required = true, .min = 2, .max = 60, .zh = "名称",       \
          .en = "Name"),                                                                       \
        FIELD(struct agency_body, exits, .max = 20, .zh = "去向（不选为各种去向）",            \
              .en = "Exits (none: every one)", .options = "grounds_redirect"),                 \
        FIELD(struct agency_body, purpose, .max = 100, .zh = "受理事项", .en = "For what"),    \
        FIELD(struct agency_body, phone, .max = 60, .zh = "电话", .en = "Telephone"),          \
        FIELD(struct agency_body, address, .max = 100, .zh = "地址", .en = "Address"),         \
        FIELD(struct agency_body, hours, .max = 100, .zh = "受理时间", .en = "Hours")
static const struct field body_fields[] = {AGENCY_FIELDS};
const struct shape agency_body_shape = SHAPE("agency_body", struct agency_body, body_fields);
static const struct field retire_fields[] = {
    FIELD(struct agency_retire_body, reason, .required = true, .min = 2, .max = 200,
          .zh = "停用原因", .en = "Why it is retired"),
};
const struct shape agency_retire_shape =
    SHAPE("agency_retire", struct agency_retire_body, retire_fields);

bool agencies_may_keep(struct ctx *cx)
{
    return (actor_roles_at(cx, cx->actor, cx->app->root_unit) &
            (BIT(ROLE_ADMIN_SYSTEM) | BIT(ROLE_DISPATCHER))) != 0;
}

static enum err may_keep(struct ctx *cx)
{
    return agencies_may_keep(cx)
               ? OK
               : fail(cx, ERR_DENIED, "机构名录由系统管理员或全区派单岗维护",
                      "the agency list is kept by the system administrator or the register's "
                      "own dispatch desk");
}

static enum err not_there(struct ctx *cx)
{
    return fail(cx, ERR_NOT_FOUND, "机构名录里没有这一家", "there is no such agency");
}

/* ---- changed ---- */

struct keep_job {
    const char *action;
    int64_t if_match, serial;
    const struct agency_body *in;
    const struct agency_read *file;
    struct str reason;
    struct agencies_done *out;
};

static enum err exits_join(struct ctx *cx, struct strs codes, struct str *out)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct buf b;
    if (!m)
        return fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
    buf_init(&b, cx->arena, EXITS_BYTES);
    for (size_t i = 0; i < codes.n; i++) {
        TRY(choice_check(cx, &m->grounds_at[AT_REDIRECT], codes.p[i], "exits"));
        buf_c(&b, b.n ? "," : "");
        buf_str(&b, codes.p[i]);
    }
    *out = b.n ? buf_done(&b) : STR("");
    return OK;
}

static enum err agency_of(struct ctx *cx, const struct agency_body *in,
                          const struct agency *others, size_t n, struct agency *out)
{
    struct agency a = {.serial = out->serial,
                       .name = str_trim(in->name),
                       .purpose = str_trim(in->purpose),
                       .phone = str_trim(in->phone),
                       .address = str_trim(in->address),
                       .hours = str_trim(in->hours)};
    struct str why;
    TRY(exits_join(cx, in->exits, &a.exits));
    const char *field = agency_fault(cx, others, n, &a, &why);
    if (field)
        return fail_at(cx, ERR_INPUT, field, "%.*s", "%.*s", STR_ARG(why));
    *out = a;
    return OK;
}

/* The list as it will be; *name: of the agency it is about. */
static enum err list_after(struct ctx *cx, const struct keep_job *k, struct agency **rows,
                           size_t *n, struct str *name)
{
    struct agency *now = NULL;
    size_t now_n = 0, kept = 0;
    int64_t top = 0;
    TRY(agencies_read(cx, &now, &now_n));
    struct agency *all = NEWS(cx->arena, struct agency, now_n + 1);
    struct agency one = {0};
    size_t at = now_n;
    for (size_t i = 0; i < now_n; i++) {
        top = now[i].serial > top ? now[i].serial : top;
        if (now[i].serial != k->serial)
            all[kept++] = now[i];
        else
            at = i;
    }
    if (k->serial && at == now_n)
        return not_there(cx);
    one.serial = k->serial ? k->serial : top + 1;
    *name = k->serial ? now[at].name : STR("");
    if (k->in) {
        if (kept == AGENCIES_MAX)
            return fail(cx, ERR_TOO_LARGE, "机构名录最多%d家", "the list has at most %d",
                        AGENCIES_MAX);
        TRY(agency_of(cx, k->in, all, kept, &one));
        memmove(all + at + 1, all + at, (kept - at) * sizeof *all);
        all[at] = one;
        kept++;
        *name = one.name;
    }
    *rows = all;
    *n = kept;
    return OK;
}

static enum err answer(struct ctx *cx, const struct keep_job *k, size_t n)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, ANSWER_BYTES);
    json_init(&j, &b);
    json_obj(&j);
    json_ki64(&j, "version", k->if_match + 1);
    json_ki64(&j, "agencies", (int64_t)n);
    json_obj_end(&j);
    *k->out = (struct agencies_done){.answer = buf_done(&b), .version = k->if_match + 1};
    return idem_put(cx, 200, k->out->answer);
}

static enum err keep_run(struct ctx *cx, void *arg)
{
    const struct keep_job *k = arg;
    const struct agency *rows = k->file ? k->file->rows : NULL;
    struct agency *own = NULL;
    size_t n = k->file ? k->file->n : 0;
    struct str name = {0};
    int64_t version = 0;
    TRY(agencies_version(cx, &version));
    if (!k->file && version == k->if_match) {
        TRY(list_after(cx, k, &own, &n, &name));
        rows = own;
    }
    TRY(agencies_write(cx, k->if_match, rows, n));
    const struct audit_text said[] = {{"agency", name}, {"reason", k->reason}};
    const struct audit a = {.kind = SUBJECT_UNIT,
                            .id = cx->app->root_unit,
                            .action = k->action,
                            .data = str_fmt(cx->arena, "{\"agencies\":%zu}", n),
                            .text = said,
                            .texts = COUNT(said)};
    TRY(audit_write(cx, &a));
    return answer(cx, k, n);
}

static enum err keep(struct ctx *cx, struct keep_job *k)
{
    TRY(may_keep(cx));
    return db_write(cx, cx->app->store, keep_run, k);
}

enum err agency_add(struct ctx *cx, int64_t if_match, const struct agency_body *in,
                    struct agencies_done *out)
{
    struct keep_job k = {.action = "agency-added", .if_match = if_match, .in = in, .out = out};
    return keep(cx, &k);
}

enum err agency_change(struct ctx *cx, int64_t serial, int64_t if_match,
                       const struct agency_body *in, struct agencies_done *out)
{
    struct keep_job k = {.action = "agency-changed",
                         .if_match = if_match,
                         .serial = serial,
                         .in = in,
                         .out = out};
    return keep(cx, &k);
}

enum err agency_retire(struct ctx *cx, int64_t serial, int64_t if_match,
                       const struct agency_retire_body *in, struct agencies_done *out)
{
    struct keep_job k = {.action = "agency-retired",
                         .if_match = if_match,
                         .serial = serial,
                         .reason = in->reason,
                         .out = out};
    return keep(cx, &k);
}

enum err agencies_replace(struct ctx *cx, int64_t if_match, const struct agency_read *in,
                          struct agencies_done *out)
{
    struct keep_job k = {
        .action = "agencies-loaded", .if_match = if_match, .file = in, .out = out};
    return keep(cx, &k);
}

/* ---- shown ---- */

static void agency_members(struct ctx *cx, struct json *j, const struct agency *a)
{
    json_ki64(j, "serial", a->serial);
    json_kstr(j, "name", a->name);
    json_kstr(j, "exits", a->exits);
    json_kstr(j, "exits_text", agency_exits(cx, a->exits));
    json_kstr(j, "purpose", a->purpose);
    json_kstr(j, "phone", a->phone);
    json_kstr(j, "address", a->address);
    json_kstr(j, "hours", a->hours);
}

static bool has(struct str s, struct str part)
{
    return memmem(s.p, s.n, part.p, part.n) != NULL;
}

static bool is_found(struct ctx *cx, const struct agency *a, struct str find)
{
    return !find.n || has(a->name, find) || has(agency_exits(cx, a->exits), find) ||
           has(a->purpose, find) || has(a->phone, find) || has(a->address, find);
}

static enum err action(struct ctx *cx, struct json *j, const char *name, const char *label,
                       struct str href, const struct shape *body, const struct agency_body *row)
{
    const struct form_of of = {
        .w = work_begin(cx),
        .subject = SUBJECT__MAX,
        .m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0),
        .shape = &agency_body_shape,
        .row = row};
    if (!of.m || !agencies_may_keep(cx))
        return OK;
    json_obj(j);
    json_kcstr(j, "name", name);
    json_kcstr(j, "label", label);
    json_kcstr(j, "method", "POST");
    json_kstr(j, "href", href);
    TRY(form_json(cx, j, &of, body));
    json_obj_end(j);
    return OK;
}

enum err agencies_json(struct ctx *cx, struct json *j, struct str find, int64_t *version)
{
    struct agency *a = NULL;
    size_t n = 0;
    TRY(agencies_version(cx, version));
    TRY(agencies_read(cx, &a, &n));
    json_ki64(j, "version", *version);
    json_kbool(j, "may_keep", agencies_may_keep(cx));
    json_ki64(j, "all", (int64_t)n);
    json_key(j, "actions");
    json_arr(j);
    TRY(action(cx, j, "agency-add", cx->lang == LANG_EN ? "Add an agency" : "添加机构",
               STR("/api/v1/agencies"), &agency_body_shape, NULL));
    json_arr_end(j);
    json_key(j, "agencies");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (!is_found(cx, &a[i], str_trim(find)))
            continue;
        json_obj(j);
        agency_members(cx, j, &a[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err agency_json(struct ctx *cx, struct json *j, int64_t serial, int64_t *version)
{
    struct agency *a = NULL;
    size_t n = 0, at = 0;
    bool english = cx->lang == LANG_EN;
    TRY(agencies_version(cx, version));
    TRY(agencies_read(cx, &a, &n));
    while (at < n && a[at].serial != serial)
        at++;
    if (at == n)
        return not_there(cx);
    struct strs exits = {0};
    if (a[at].exits.n)
        exits = str_split(cx->arena, a[at].exits, ',');
    const struct agency_body row = {a[at].name,  exits,         a[at].purpose,
                                    a[at].phone, a[at].address, a[at].hours};
    struct str path = str_fmt(cx->arena, "/api/v1/agencies/%" PRId64, serial);
    json_ki64(j, "version", *version);
    agency_members(cx, j, &a[at]);
    json_key(j, "actions");
    json_arr(j);
    TRY(action(cx, j, "agency-change", english ? "Change" : "修改",
               str_fmt(cx->arena, "%.*s/change", STR_ARG(path)), &agency_body_shape, &row));
    TRY(action(cx, j, "agency-retire", english ? "Retire" : "停用",
               str_fmt(cx->arena, "%.*s/retire", STR_ARG(path)), &agency_retire_shape, NULL));
    json_arr_end(j);
    return OK;
}

enum err agencies_changes_json(struct ctx *cx, struct json *j, const struct agency_read *r)
{
    struct agency *now = NULL;
    struct agency_change *all = NULL;
    size_t now_n = 0, n = 0, added = 0, removed = 0;
    TRY(agencies_read(cx, &now, &now_n));
    agencies_diff(cx, now, now_n, r->rows, r->n, &all, &n);
    json_key(j, "changes");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const struct agency_change *c = &all[i];
        const struct agency *a = c->after ? c->after : c->before;
        if (!a)
            continue; /* of no difference */
        added += !c->before;
        removed += !c->after;
        json_obj(j);
        json_kcstr(j, "change", !c->before ? "added" : !c->after ? "removed" : "changed");
        json_kstr(j, "name", a->name);
        json_kstr(j, "said", agency_contact(cx, a));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_ki64(j, "added", (int64_t)added);
    json_ki64(j, "removed", (int64_t)removed);
    json_ki64(j, "changed", (int64_t)(n - added - removed));
    return OK;
}
