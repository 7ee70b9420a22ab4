/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/directory_store.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/idem.h"
#include "db/db.h"

struct job {
    const struct directory_new *in;
    struct directory_version v;
};

static enum err enforce_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    char day[TIME_TEXT];
    TRY(directory_put(cx, j->in->expected, &j->v, j->in->entries, j->in->n));
    TRY(audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "directory-enforced",
                  str_fmt(cx->arena,
                          "{\"version\":%" PRId64 ",\"from\":\"%s\",\"entries\":%zu}",
                          j->v.version, day_text(day, j->v.from_day), j->in->n)));
    return j->in->answer ? idem_put(cx, 200, *j->in->answer) : OK;
}

enum err directory_enforce(struct ctx *cx, const struct directory_new *in, int64_t *version)
{
    struct job j = {
        .in = in,
        .v = {.from_day = in->from_day, .note = in->note, .officer_id = cx->actor->officer_id}};
    TRY(db_write(cx, cx->app->store, enforce_write, &j));
    *version = j.v.version;
    return app_reload(cx);
}

int64_t directory_newest(const struct ctx *cx)
{
    const struct directory_version *v = NULL;
    size_t n = directory_versions(cx->app->directory, &v);
    return n ? v[n - 1].version : 0;
}

enum err directory_entries_on(struct ctx *cx, int64_t day, struct directory_entry **out,
                              size_t *n)
{
    const struct directory_version *v = directory_on(cx->app->directory, day);
    *out = NULL;
    *n = 0;
    return v ? directory_entries(cx, v->version, out, n) : OK;
}

static struct str helpers_without(struct ctx *cx, struct str helpers, int64_t unit)
{
    struct strs all = str_split(cx->arena, helpers, ',');
    struct buf b;
    buf_init(&b, cx->arena, 4096);
    for (size_t i = 0; i < all.n; i++) {
        int64_t id = 0;
        if (!all.p[i].n || (str_i64(all.p[i], &id) && id == unit))
            continue;
        buf_c(&b, b.n ? "," : "");
        buf_str(&b, all.p[i]);
    }
    return b.n ? buf_done(&b) : STR("");
}

static enum err lead_check(struct ctx *cx, int64_t lead)
{
    return org_unit(cx->app->org, lead) && org_unit_in_use(cx->app->org, lead)
               ? OK
               : fail_at(cx, ERR_INPUT, "lead", "没有这个单位，或已停用",
                         "there is no such unit, or it is closed");
}

enum err directory_with_lead(struct ctx *cx, struct directory_entry *entries, size_t n,
                             int64_t serial, int64_t lead)
{
    struct directory_entry *e = NULL;
    for (size_t i = 0; i < n && !e; i++)
        e = entries[i].serial == serial ? &entries[i] : NULL;
    if (!e)
        return fail_at(cx, ERR_NOT_FOUND, "serial", "派单目录没有第%" PRId64 "条",
                       "the directory has no No. %" PRId64, serial);
    TRY(lead_check(cx, lead));
    if (e->charge == CHARGE_DEPARTMENT && org_unit(cx->app->org, lead)->lvl == LEVEL_COMMUNITY)
        return fail_at(cx, ERR_INPUT, "lead", "部门职责事项不得由社区主办",
                       "a department's duty is not led by a community");
    if (e->lead == LEAD_UNIT && e->lead_unit == lead)
        return fail_at(cx, ERR_INPUT, "lead", "已是这一条的主办单位",
                       "that is the entry's lead already");
    e->lead = LEAD_UNIT;
    e->lead_unit = lead;
    e->helpers = helpers_without(cx, e->helpers, lead);
    return OK;
}

enum err directory_with_entry(struct ctx *cx, struct directory_entry *entries, size_t *n,
                              struct str class, int64_t place, int64_t lead)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct directory_entry *e = &entries[*n];
    *e = (struct directory_entry){.serial = 1,
                                  .class = class,
                                  .place_id = place,
                                  .place_kind = DIRECTORY_ANY_KIND,
                                  .lead = LEAD_UNIT,
                                  .lead_unit = lead,
                                  .helpers = STR(""),
                                  .basis = STR(""),
                                  .note = STR("")};
    if (*n >= DIRECTORY_ENTRIES_MAX)
        return fail(cx, ERR_LIMIT, "派单目录最多 %d 条", "a directory has at most %d entries",
                    DIRECTORY_ENTRIES_MAX);
    if (!m || !class.n || !choice_find(&m->classes, class))
        return fail_at(cx, ERR_INPUT, "class", "没有这个类别", "there is no such class");
    if (place && !org_place(cx->app->org, place))
        return fail_at(cx, ERR_INPUT, "place", "没有这个地点", "there is no such place");
    TRY(lead_check(cx, lead));
    for (size_t i = 0; i < *n; i++) {
        if (str_eq(entries[i].class, class) && entries[i].place_id == place &&
            entries[i].place_kind == DIRECTORY_ANY_KIND)
            return fail_at(cx, ERR_CONFLICT, "class", "第%" PRId64 "条已是这个类别和区域",
                           "No. %" PRId64 " is of this class and place", entries[i].serial);
        if (entries[i].serial >= e->serial)
            e->serial = entries[i].serial + 1;
    }
    (*n)++;
    return OK;
}
