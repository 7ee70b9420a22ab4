/* SPDX-License-Identifier: Apache-2.0
 * A weak signal as it is read: why, and the demands behind it.
 */
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/demand_row.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/notice.h"
#include "loop/signal.h"

ENUM_NAMES(signal_handling, SIGNAL_HANDLING_LIST);

static struct str where(struct ctx *cx, int64_t group)
{
    return org_unit(cx->app->org, group) ? label_unit(cx, group) : label_place(cx, group);
}

static struct str tenths(struct ctx *cx, int64_t n)
{
    return n % 10 ? str_fmt(cx->arena, "%lld.%lld", (long long)(n / 10), (long long)(n % 10))
                  : str_of_i64(cx->arena, n / 10);
}

struct str signal_text(struct ctx *cx, int watch, int64_t days, const struct signal *s)
{
    bool en = cx->lang == LANG_EN;
    long long d = days, n = s->size, people = s->people;
    struct str usual = tenths(cx, s->usual);
    if (watch == WATCH_PERSON)
        return str_fmt(cx->arena,
                       en ? "One person spoke %lld times within %lld days."
                          : "同一人反映%lld件（%lld天内）。",
                       n, d);
    struct str at = where(cx, s->group_id);
    if (watch == WATCH_VOLUME)
        return str_fmt(cx->arena,
                       en ? "%.*s: %lld demands within %lld days; %.*s are usual."
                          : "%.*s：%lld件（%lld天内），平时%.*s件。",
                       STR_ARG(at), n, d, STR_ARG(usual));
    return str_fmt(cx->arena,
                   en ? "%.*s: \"%.*s\" in %lld demands of %lld people within %lld days; %.*s "
                        "are usual."
                      : "%.*s：“%.*s”见于%lld件、%lld人（%lld天内），平时%.*s件。",
                   STR_ARG(at), STR_ARG(s->words), n, people, d, STR_ARG(usual));
}

struct number {
    int64_t id;
};
static const struct field number_fields[] = {FIELD(struct number, id)};
static const struct shape number_shape = SHAPE("signal_member", struct number, number_fields);

static enum err demand_json(struct ctx *cx, struct work *w, struct json *j, int64_t id,
                            int64_t *hidden)
{
    struct demand *d = NULL;
    bool seen = false;
    TRY(work_visible(w, SUBJECT_DEMAND, id, &seen));
    if (!seen) {
        ++*hidden;
        return OK;
    }
    TRY(work_demand(w, id, &d));
    json_obj(j);
    json_kstr(j, "num", d->num);
    json_kstr(j, "title", label_demand(cx, d));
    json_kcstr(j, "state_text", enum_label(&demand_state_names, d->state, (int)cx->lang));
    json_kstr(j, "place_text", label_place(cx, d->place_id));
    json_ktime(j, "said_at", d->said_at);
    json_obj_end(j);
    return OK;
}

static enum err demands_json(struct ctx *cx, struct json *j, int64_t notice_id)
{
    struct work *w = work_begin(cx);
    struct number *rows = NULL;
    size_t n = 0;
    int64_t hidden = 0;
    TRY(db_all(cx, SQL_SIGNAL_DEMANDS, ARGS(I64(cx->jid), I64(notice_id)), &number_shape,
               (void **)&rows, &n));
    json_key(j, "demands");
    json_arr(j);
    for (size_t i = 0; i < n && i < SIGNAL_LISTED; i++)
        TRY(demand_json(cx, w, j, rows[i].id, &hidden));
    json_arr_end(j);
    json_ki64(j, "not_listed", hidden + (n > SIGNAL_LISTED ? (int64_t)n - SIGNAL_LISTED : 0));
    return OK;
}

/* ---- what became of it ---- */

enum err signal_is(struct ctx *cx, int64_t notice_id, bool *yes)
{
    struct signal s = {0};
    return db_one(cx, SQL_SIGNAL_GET, ARGS(I64(cx->jid), I64(notice_id)), &signal_shape, &s,
                  yes);
}

static enum err acks_json(struct ctx *cx, struct json *j, const struct notice_ack *a, size_t n)
{
    json_key(j, "acks");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct str name = {0};
        TRY(label_officer(cx, a[i].officer_id, &name));
        json_obj(j);
        json_kstr(j, "name", name);
        json_kcstr(j, "said", enum_text(&notice_said_names, a[i].said));
        json_kcstr(j, "said_text", enum_label(&notice_said_names, a[i].said, (int)cx->lang));
        json_kstr(j, "words", a[i].words);
        json_ktime(j, "said_at", a[i].said_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* By a person's hand, and what followed because nobody answered. */
static enum err brought_json(struct ctx *cx, struct json *j, const struct notice *of,
                             bool *marked)
{
    struct notice *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_NOTICE_BROUGHT, ARGS(I64(cx->jid), I64(of->id)), &notice_shape,
               (void **)&rows, &n));
    json_key(j, "brought");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        *marked |= rows[i].issued_by && rows[i].state != NOTICE_WITHDRAWN;
        TRY(notice_may_see(cx, &rows[i], &seen));
        if (!seen)
            continue;
        struct str name = {0};
        TRY(label_officer(cx, rows[i].issued_by, &name));
        json_obj(j);
        json_kstr(j, "num", rows[i].num);
        json_kbool(j, "by_hand", rows[i].issued_by != 0);
        json_kstr(j, "name", name);
        json_kstr(j, "unit", label_unit(cx, rows[i].unit_id));
        json_kstr(j, "words", rows[i].words);
        json_kcstr(j, "state_text",
                   enum_label(&notice_state_names, rows[i].state, (int)cx->lang));
        json_ktime(j, "issued_at", rows[i].issued_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static int handling_of(const struct notice *n, bool seen, bool marked)
{
    static const int ended[NOTICE_STATE__MAX] = {[NOTICE_ANSWERED] = SIGNAL_ANSWERED,
                                                 [NOTICE_DISMISSED] = SIGNAL_DISMISSED,
                                                 [NOTICE_WITHDRAWN] = SIGNAL_WITHDRAWN};
    if (ended[n->state])
        return ended[n->state];
    return marked ? SIGNAL_MARKED : seen ? SIGNAL_SEEN : SIGNAL_NOBODY;
}

static enum err handling_json(struct ctx *cx, struct json *j, const struct notice *n)
{
    struct notice_ack *acks = NULL;
    size_t acks_n = 0;
    bool marked = false, told = notice_was_told(cx, n), mine = false;
    const bool open = n->state == NOTICE_OPEN || n->state == NOTICE_TOLD;
    TRY(notice_acks(cx, n->id, &acks, &acks_n));
    TRY(acks_json(cx, j, acks, acks_n));
    TRY(brought_json(cx, j, n, &marked));
    for (size_t i = 0; i < acks_n; i++)
        mine |= acks[i].officer_id == cx->actor->officer_id;
    const int handling = handling_of(n, acks_n > 0, marked);
    json_kcstr(j, "handling", enum_text(&signal_handling_names, handling));
    json_kcstr(j, "handling_text", enum_label(&signal_handling_names, handling, (int)cx->lang));
    if (open)
        json_ki64(j, "waits_days", time_day(cx->now) - time_day(n->issued_at));
    json_kbool(j, "may_see", open && told && !mine);
    json_kbool(j, "may_dismiss", open && told);
    json_kbool(j, "may_mark",
               (actor_roles_at(cx, cx->actor, n->unit_id) & NOTICE_ISSUERS) != 0);
    return OK;
}

enum err signal_json(struct ctx *cx, struct json *j, const struct notice *n, bool demands)
{
    struct signal s = {0};
    bool found = false;
    TRY(db_one(cx, SQL_SIGNAL_GET, ARGS(I64(cx->jid), I64(n->id)), &signal_shape, &s, &found));
    json_key(j, "signal");
    if (!found) {
        json_raw(j, STR("null"));
        return OK;
    }
    json_obj(j);
    json_kstr(j, "words", s.words);
    json_kstr(j, "where", s.group_id ? where(cx, s.group_id) : STR(""));
    json_ki64(j, "size", s.size);
    json_ki64(j, "people", s.people);
    json_kstr(j, "usual", tenths(cx, s.usual));
    json_ktime(j, "first_at", s.first_at);
    json_ktime(j, "last_at", s.last_at);
    json_ktime(j, "grown_at", s.grown_at);
    TRY(handling_json(cx, j, n));
    if (demands)
        TRY(demands_json(cx, j, n->id));
    json_obj_end(j);
    return OK;
}
