/* SPDX-License-Identifier: Apache-2.0 */
#include "core/duty.h"

#include "base/buf.h"
#include "core/app.h"
#include "core/flow.h"
#include "core/org.h"
#include "core/tally.h"
#include "core/work_impl.h"

ENUM_NAMES(duty_part, DUTY_PART_LIST);

static const struct field duty_fields[] = {
    FIELD(struct duty, jid),
    FIELD(struct duty, unit_id, .as = AS_ID),
    FIELD(struct duty, subject_kind, .names = &subject_names),
    FIELD(struct duty, subject_id, .as = AS_ID),
    FIELD(struct duty, part, .names = &duty_part_names),
    FIELD(struct duty, open),
    FIELD(struct duty, state),
    FIELD(struct duty, lvl, .names = &level_names),
    FIELD(struct duty, class),
    FIELD(struct duty, place_id, .as = AS_ID),
    FIELD(struct duty, officer_id, .as = AS_ID),
    FIELD(struct duty, num),
    FIELD(struct duty, title),
    FIELD(struct duty, due_at, .as = AS_TIME),
    FIELD(struct duty, born_at, .as = AS_TIME),
    FIELD(struct duty, changed_at, .as = AS_TIME),
    FIELD(struct duty, urgent),
    FIELD(struct duty, rounds),
    FIELD(struct duty, track),
};
const struct shape duty_shape = SHAPE("duty", struct duty, duty_fields);

enum {
    DEMAND_ENDS = BIT(DEMAND_NONE) | BIT(DEMAND_EXPLAINED) | BIT(DEMAND_REDIRECTED) |
                  BIT(DEMAND_ACCEPTED) | BIT(DEMAND_UNREACHABLE) | BIT(DEMAND_NO_VERDICT) |
                  BIT(DEMAND_SETTLED) | BIT(DEMAND_WITHDRAWN),
    MATTER_ENDS =
        BIT(MATTER_NONE) | BIT(MATTER_CLOSED) | BIT(MATTER_ARCHIVED) | BIT(MATTER_ENDED),
    TASK_ENDS = BIT(TASK_NONE) | BIT(TASK_AGREED) | BIT(TASK_WITHDRAWN),
    UNITS_MAX = 256, /* units that one subject may concern, those above included */
    UNITS_USUAL = 8,
    PATH_MAX_UNITS = 16,
    WHAT_BYTES = 200,
};

bool subject_is_open(enum subject kind, int state)
{
    uint32_t ends = kind == SUBJECT_DEMAND   ? DEMAND_ENDS
                    : kind == SUBJECT_MATTER ? MATTER_ENDS
                                             : TASK_ENDS;
    return !(ends & BIT(state));
}

/* The wanted rows, unit by unit; the strongest part wins. */
struct wanted {
    struct arena *arena;
    const struct org *org;
    bool before; /* as the work found them */
    int64_t barred;
    struct duty base;
    struct duty *rows;
    size_t n, cap;
};

static void rows_grow(struct wanted *s)
{
    struct duty *rows = NEWS(s->arena, struct duty, s->cap ? s->cap * 2 : UNITS_USUAL);
    if (s->n)
        memcpy(rows, s->rows, s->n * sizeof *rows);
    s->cap = s->cap ? s->cap * 2 : UNITS_USUAL;
    s->rows = rows;
}

static void want_one(struct wanted *s, int64_t unit, enum duty_part part)
{
    if (!unit || (s->barred && org_unit_under(s->org, unit, s->barred)))
        return;
    for (size_t i = 0; i < s->n; i++)
        if (s->rows[i].unit_id == unit) {
            if ((int)part > s->rows[i].part)
                s->rows[i].part = (int)part;
            return;
        }
    if (s->n == UNITS_MAX)
        return;
    if (s->n == s->cap)
        rows_grow(s);
    s->rows[s->n] = s->base;
    s->rows[s->n].unit_id = unit;
    s->rows[s->n++].part = (int)part;
}

static void want(struct wanted *s, int64_t unit, enum duty_part part)
{
    int64_t path[PATH_MAX_UNITS];
    if (!unit)
        return;
    size_t n = org_unit_path(s->org, unit, path, PATH_MAX_UNITS);
    want_one(s, unit, part);
    for (size_t i = 1; i < n; i++)
        want_one(s, path[i], DUTY_ABOVE);
}

static void want_list(struct wanted *s, struct arena *a, struct str ids, struct str except,
                      enum duty_part part)
{
    if (!ids.n)
        return;
    struct strs list = str_split(a, ids, ',');
    struct strs done = str_split(a, except, ',');
    for (size_t i = 0; i < list.n; i++) {
        bool agreed = false;
        for (size_t k = 0; k < done.n; k++)
            agreed |= str_eq(list.p[i], done.p[k]);
        int64_t id = 0;
        if (str_i64(list.p[i], &id))
            want(s, id, agreed ? DUTY_PART : part);
    }
}

/* What waits for another desk than the demand's own: an answer given at once and drawn, for the
 * review desk; a call-back that was drawn, or a withdrawal entered by an officer, for the
 * call-back desk; "unsatisfied" for the closing desk. */
static int64_t desk_waited_for(const struct org *org, const struct demand *d)
{
    bool called = d->state == DEMAND_ANSWERED || d->state == DEMAND_WITHDRAWN;
    if (d->state == DEMAND_UNSATISFIED)
        return org_desk(org, d->unit_id, DESK_CLOSE, d->complained_unit);
    if (d->state == DEMAND_ANSWERED && str_eq_c(d->asked, "review"))
        return org_desk(org, d->unit_id, DESK_REVIEW, d->complained_unit);
    if (called && d->drawn && d->origin != ORIGIN_FINDING)
        return org_desk(org, d->unit_id, DESK_CALLBACK, d->complained_unit);
    return 0;
}

static void want_demand(struct wanted *s, const struct demand *d)
{
    const uint32_t waits = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN);
    s->barred = d->complained_unit;
    s->base = (struct duty){
        .lvl = d->lvl,
        .class = d->class,
        .place_id = d->place_id,
        .officer_id = d->receiver_officer,
        .num = d->num,
        .title = d->privacy == PRIVACY_CONFIDENTIAL ? STR("") : d->title,
        .due_at = d->due_at,
        .born_at = d->said_at,
        .urgent = d->urgent,
        .rounds = d->round,
        .open = subject_is_open(SUBJECT_DEMAND, d->state),
    };
    int64_t desk = desk_waited_for(s->org, d);
    bool finding = d->state == DEMAND_ANSWERED && d->origin == ORIGIN_FINDING;
    s->base.open |= desk && d->state == DEMAND_WITHDRAWN;
    want(s, desk, DUTY_ACT);
    want(s, d->unit_id, (waits & BIT(d->state)) || finding ? DUTY_ACT : DUTY_PART);
    want(s, d->receiver_unit, DUTY_PART);
}

/* A loaded subject now or as the work found it; NULL: it was not there. */
static const void *row_of(const struct wanted *s, const struct item *it)
{
    return s->before ? it->stored : it->now;
}

static enum err want_matter(struct work *w, struct wanted *s, const struct matter *m)
{
    s->barred = m->complained_unit;
    s->base = (struct duty){
        .lvl = m->lvl,
        .class = m->class,
        .place_id = m->place_id,
        .num = m->num,
        .title = m->confidential ? STR("") : m->title,
        .due_at = m->due_at,
        .born_at = m->opened_at,
        .urgent = m->urgent,
        .rounds = m->round,
        .track = m->track,
        .open = subject_is_open(SUBJECT_MATTER, m->state),
    };
    bool acts = s->base.open || m->state == MATTER_CLOSED || m->asked.n > 0;
    if (m->state == MATTER_IN_REVIEW)
        want_list(s, w->cx->arena, m->review_units, m->review_agreed, DUTY_ACT);
    else
        want(s, m->owner_unit, acts ? DUTY_ACT : DUTY_PART);
    want(s, m->desk_unit, DUTY_PART);
    want(s, m->answer_unit, DUTY_PART);
    want_list(s, w->cx->arena, m->sponsor_units, STR(""), DUTY_PART);
    want_list(s, w->cx->arena, m->instructed_units, m->instructed_done, DUTY_ACT);
    want(s, m->bundle_unit, DUTY_PART);
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(work_tasks(w, m->id, &tasks, &n));
    for (size_t i = 0; i < n; i++) {
        const struct task *t = row_of(s, item_find(w, SUBJECT_TASK, tasks[i]->id));
        if (t && t->state != TASK_WITHDRAWN)
            want(s, t->unit_id, DUTY_PART);
    }
    return OK;
}

static enum err want_task(struct work *w, struct wanted *s, const struct task *t)
{
    struct matter *loaded = NULL;
    int64_t report_due = 0;
    TRY(work_matter(w, t->matter_id, &loaded));
    TRY(task_due(w, t, s->before, &report_due));
    const struct matter *m = row_of(s, item_find(w, SUBJECT_MATTER, t->matter_id));
    s->barred = m->complained_unit;
    s->base = (struct duty){
        .lvl = m->lvl,
        .class = m->class,
        .place_id = m->place_id,
        .officer_id = t->officer_id,
        .num = t->num,
        .title = m->confidential ? STR("") : m->title,
        .due_at = t->due_at && (!report_due || t->due_at < report_due) ? t->due_at : report_due,
        .born_at = t->sent_at,
        .urgent = m->urgent,
        .rounds = m->round,
        .track = m->track,
        .open = subject_is_open(SUBJECT_TASK, t->state),
    };
    /* A reviewer has allowed the unit complained about (domain.md, Who may do what): it sees
     * its task, by number alone. */
    if (m->go_between && m->complained_unit &&
        org_unit_under(s->org, t->unit_id, m->complained_unit)) {
        s->barred = 0;
        s->base.title = STR("");
        s->base.place_id = 0;
    }
    bool desk = t->state == TASK_RETURN_ASKED;
    want(s, t->unit_id, s->base.open && !desk ? DUTY_ACT : DUTY_PART);
    want(s, t->desk_unit, desk || t->extension_days > 0 ? DUTY_ACT : DUTY_PART);
    want(s, t->whistle_unit, DUTY_PART);
    return OK;
}

/* How much of a row changed; each goes with what stands before it. */
enum change { CHANGE_NONE, CHANGE_STATE, CHANGE_DUE, CHANGE_PART, CHANGE_ALL };

static enum change row_change(const struct duty *was, const struct duty *now)
{
    struct duty x = *was;
    x.changed_at = now->changed_at;
    if (shape_same(&duty_shape, &x, now))
        return CHANGE_NONE;
    x.state = now->state;
    if (shape_same(&duty_shape, &x, now))
        return CHANGE_STATE;
    x.due_at = now->due_at;
    if (shape_same(&duty_shape, &x, now))
        return CHANGE_DUE;
    x.part = now->part;
    return shape_same(&duty_shape, &x, now) ? CHANGE_PART : CHANGE_ALL;
}

bool duty_counts(struct arena *a, const struct duty *d, struct duty_count *out)
{
    if (!d->open || d->part == DUTY_ABOVE)
        return false;
    struct buf b;
    buf_init(&b, a, WHAT_BYTES);
    buf_c(&b, enum_text(&duty_part_names, d->part));
    buf_ch(&b, '.');
    buf_c(&b, enum_text(&subject_names, d->subject_kind));
    buf_ch(&b, '.');
    buf_str(&b, d->state);
    *out = (struct duty_count){.unit = str_of_i64(a, d->unit_id), .what = buf_done(&b)};
    return true;
}

static void count_change(struct work *w, const struct duty *d, int64_t by)
{
    struct duty_count c;
    if (duty_counts(w->cx->arena, d, &c))
        count_add(w, "duty", c.unit, c.what, by);
}

static enum err row_set(struct ctx *cx, const struct duty *d, enum change change)
{
    static const struct {
        enum sql id;
        size_t n;
    } sets[] = {
        [CHANGE_STATE] = {SQL_DUTY_SET_STATE, 6},
        [CHANGE_DUE] = {SQL_DUTY_SET_DUE, 7},
        [CHANGE_PART] = {SQL_DUTY_SET_PART, 8},
    };
    const struct val v[] = {I64(d->jid),
                            I64(d->unit_id),
                            TXT(str_c(enum_text(&subject_names, d->subject_kind))),
                            I64(d->subject_id),
                            TXT(d->state),
                            I64(d->changed_at),
                            I64(d->due_at),
                            TXT(str_c(enum_text(&duty_part_names, d->part)))};
    if (change == CHANGE_ALL)
        return db_put(cx, SQL_DUTY_PUT, &duty_shape, d, NULL, 0, NULL);
    return db_exec(cx, sets[change].id, v, sets[change].n, NULL);
}

static enum err rows_sync(struct work *w, struct item *it, struct wanted *s,
                          const struct duty *old, size_t old_n)
{
    struct ctx *cx = w->cx;
    struct str kind = str_c(enum_text(&subject_names, s->base.subject_kind));
    for (size_t i = 0; i < old_n; i++) {
        bool stays = false;
        for (size_t k = 0; k < s->n; k++)
            stays |= s->rows[k].unit_id == old[i].unit_id;
        if (stays)
            continue;
        TRY(db_exec(cx, SQL_DUTY_DROP,
                    ARGS(I64(cx->jid), I64(old[i].unit_id), TXT(kind), I64(old[i].subject_id)),
                    NULL));
        count_change(w, &old[i], -1);
        it->readers_changed = true;
    }
    for (size_t k = 0; k < s->n; k++) {
        const struct duty *was = NULL;
        for (size_t i = 0; i < old_n; i++)
            if (old[i].unit_id == s->rows[k].unit_id)
                was = &old[i];
        enum change change = was ? row_change(was, &s->rows[k]) : CHANGE_ALL;
        if (change == CHANGE_NONE)
            continue;
        TRY(row_set(cx, &s->rows[k], change));
        it->readers_changed |= !was;
        if (was)
            count_change(w, was, -1);
        count_change(w, &s->rows[k], 1);
    }
    return OK;
}

static bool rows_same(const struct wanted *s, const struct duty *rows, size_t n)
{
    bool same = n == s->n;
    for (size_t k = 0; k < s->n && same; k++) {
        same = false;
        for (size_t i = 0; i < n && !same; i++)
            same = rows[i].unit_id == s->rows[k].unit_id &&
                   row_change(&rows[i], &s->rows[k]) == CHANGE_NONE;
    }
    return same;
}

/* The rows as they should be; used by the check as well. */
static enum err wanted_of(struct work *w, struct item *it, struct wanted *s)
{
    s->arena = w->cx->arena;
    s->org = w->cx->app->org;
    const void *row = row_of(s, it);
    if (it->kind == SUBJECT_DEMAND)
        want_demand(s, row);
    else if (it->kind == SUBJECT_MATTER)
        TRY(want_matter(w, s, row));
    else
        TRY(want_task(w, s, row));
    struct str state = row_field_text(s->arena, it->shape, row, "state");
    for (size_t i = 0; i < s->n; i++) {
        s->rows[i].jid = w->cx->jid;
        s->rows[i].subject_kind = (int)it->kind;
        s->rows[i].subject_id = it->id;
        s->rows[i].state = state;
        s->rows[i].changed_at = w->cx->now;
        if (!s->rows[i].due_at)
            s->rows[i].due_at = DUTY_NO_DATE;
    }
    s->base.subject_kind = (int)it->kind;
    return OK;
}

/* The stored rows made what they should be. */
static enum err rows_write(struct work *w, struct item *it, struct wanted *s)
{
    struct ctx *cx = w->cx;
    struct duty *old = NULL;
    size_t old_n = 0;
    if (it->stored) {
        struct str kind = str_c(enum_text(&subject_names, (int)it->kind));
        TRY(db_all(cx, SQL_DUTY_BY_SUBJECT, ARGS(I64(cx->jid), TXT(kind), I64(it->id)),
                   &duty_shape, (void **)&old, &old_n));
    }
    return rows_sync(w, it, s, old, old_n);
}

enum err duty_write(struct work *w, struct item *it)
{
    struct wanted *s = NEW(w->cx->arena, struct wanted);
    TRY(wanted_of(w, it, s));
    if (it->stored) { /* what the work has not changed need not be read to learn it */
        struct wanted *before = NEW(w->cx->arena, struct wanted);
        before->before = true;
        TRY(wanted_of(w, it, before));
        if (rows_same(s, before->rows, before->n))
            return OK;
    }
    return rows_write(w, it, s);
}

enum err duty_refresh(struct work *w, enum subject kind, int64_t id)
{
    struct item *it = item_find(w, kind, id);
    struct wanted *s = NEW(w->cx->arena, struct wanted);
    TRY(wanted_of(w, it, s));
    TRY(rows_write(w, it, s));
    TRY(derive_write(w));
    return counts_write(w);
}

enum err duty_differs(struct work *w, enum subject kind, int64_t id, bool *out)
{
    struct ctx *cx = w->cx;
    struct item *it = item_find(w, kind, id);
    struct wanted *s = NEW(cx->arena, struct wanted);
    struct duty *old = NULL;
    size_t old_n = 0;
    TRY(wanted_of(w, it, s));
    TRY(db_all(cx, SQL_DUTY_BY_SUBJECT,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)kind))), I64(id)),
               &duty_shape, (void **)&old, &old_n));
    *out = !rows_same(s, old, old_n);
    return OK;
}
