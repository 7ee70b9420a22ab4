/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_as_of.h"

#include "base/json.h"
#include "base/time.h"
#include "core/clock_row.h"
#include "db/db.h"

struct told {
    struct str data;
};
static const struct field told_fields[] = {
    FIELD(struct told, data),
};
static const struct shape told_shape = SHAPE("ledger_told", struct told, told_fields);

/* What hangs on a subject and stands in its events under a key. */
struct hanging {
    const char *key;
    const struct shape *shape;
    /* The row to fold into; NULL: this one is not asked for. */
    void *(*row)(struct hanging *h, int64_t id);
    struct ctx *cx;
    void *arg;
};

static int64_t id_of(json_t *one)
{
    const json_t *id = json_object_get(one, "id");
    int64_t n = 0;
    if (!json_is_string(id))
        return (int64_t)json_integer_value(id);
    return str_i64(str_c(json_string_value(id)), &n) ? n : 0;
}

static enum err hanging_apply(struct hanging *h, json_t *data)
{
    json_t *list = json_object_get(data, h->key);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        void *row = h->row(h, id_of(one));
        if (row)
            TRY(shape_patch(h->cx, h->shape, json_object_get(one, "set"), row));
    }
    return OK;
}

static enum err fold(struct ctx *cx, enum subject kind, int64_t id, int64_t at,
                     const struct shape *shape, void *row, struct hanging *h)
{
    struct told *events = NULL;
    size_t n = 0;
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    TRY(db_all(cx, SQL_LEDGER_TOLD, ARGS(I64(cx->jid), TXT(name), I64(id), I64(at)),
               &told_shape, (void **)&events, &n));
    for (size_t i = 0; i < n; i++) {
        json_t *data = NULL;
        TRY(json_read(cx, events[i].data, &data));
        TRY(shape_patch(cx, shape, json_object_get(data, "set"), row));
        if (h)
            TRY(hanging_apply(h, data));
    }
    return OK;
}

enum err as_of_unchanged(struct ctx *cx, enum subject kind, int64_t id, int64_t version,
                         int64_t at, bool *out)
{
    int64_t last = 0;
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    TRY(db_i64(cx, SQL_LEDGER_LAST_TOLD, ARGS(I64(cx->jid), TXT(name), I64(id), I64(version)),
               at, &last));
    *out = last < at;
    return OK;
}

/* ---- demand ---- */

struct folded_clock {
    int64_t id;
    struct clock row;
    struct folded_clock *next;
};

static void *clock_row(struct hanging *h, int64_t id)
{
    struct folded_clock **at = h->arg;
    while (*at && (*at)->id < id)
        at = &(*at)->next;
    if (!*at || (*at)->id != id) {
        struct folded_clock *c = NEW(h->cx->arena, struct folded_clock);
        *c = (struct folded_clock){.id = id, .next = *at};
        *at = c;
    }
    return &(*at)->row;
}

enum err as_of_demand(struct ctx *cx, int64_t id, int64_t at, struct demand *out,
                      int64_t *reply_due)
{
    struct folded_clock *clocks = NULL;
    struct hanging h = {"clocks", &clock_shape, clock_row, cx, &clocks};
    *out = (struct demand){0};
    *reply_due = 0;
    TRY(fold(cx, SUBJECT_DEMAND, id, at, &demand_shape, out, &h));
    for (const struct folded_clock *c = clocks; c; c = c->next)
        if (c->row.kind == CLOCK_REPLY)
            *reply_due = c->row.due_at;
    return OK;
}

/* ---- matter ---- */

struct link_of {
    int64_t demand_id;
    struct link *link;
};

static void *link_row(struct hanging *h, int64_t id)
{
    const struct link_of *of = h->arg;
    return id == of->demand_id ? of->link : NULL;
}

enum err as_of_matter(struct ctx *cx, int64_t id, int64_t at, int64_t demand_id,
                      struct matter *out, struct link *link)
{
    struct link_of of = {demand_id, link};
    struct hanging h = {"links", &link_shape, link_row, cx, &of};
    *out = (struct matter){0};
    *link = (struct link){0};
    return fold(cx, SUBJECT_MATTER, id, at, &matter_shape, out, &h);
}

enum err as_of_task(struct ctx *cx, int64_t id, int64_t at, struct task *out)
{
    *out = (struct task){0};
    return fold(cx, SUBJECT_TASK, id, at, &task_shape, out, NULL);
}

enum err as_of_day(struct ctx *cx, struct str day, int64_t *at)
{
    int64_t n = 0;
    *at = 0;
    if (!day.n)
        return OK;
    if (!day_parse(day, &n))
        return fail_at(cx, ERR_INPUT, "as_of", "日期应如 2026-11-21",
                       "a day such as 2026-11-21");
    if (time_day_end(n) > cx->now)
        return fail_at(cx, ERR_INPUT, "as_of", "这一天还没有过完，台账只能回看已过的日子",
                       "that day is not over yet");
    *at = time_day_end(n);
    return OK;
}
