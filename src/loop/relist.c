/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/relist.h"

#include "core/app.h"
#include "core/duty.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"

enum { PAGE = 100, SCRATCH_MAX = 256 << 20 };

struct listed {
    int subject_kind;
    int64_t subject_id;
};
static const struct field listed_fields[] = {
    FIELD(struct listed, subject_kind, .names = &subject_names),
    FIELD(struct listed, subject_id),
};
static const struct shape listed_shape = SHAPE("listed", struct listed, listed_fields);

struct page {
    struct listed *rows;
    size_t n;
};

static enum err one_write(struct ctx *cx, const struct listed *l)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct matter *m = NULL;
    struct task *t = NULL;
    enum subject kind = (enum subject)l->subject_kind;
    TRY(kind == SUBJECT_DEMAND   ? work_demand(w, l->subject_id, &d)
        : kind == SUBJECT_MATTER ? work_matter(w, l->subject_id, &m)
                                 : work_task(w, l->subject_id, &t));
    return duty_refresh(w, kind, l->subject_id);
}

static enum err page_write(struct ctx *cx, void *arg)
{
    const struct page *p = arg;
    for (size_t i = 0; i < p->n; i++)
        TRY(one_write(cx, &p->rows[i]));
    return OK;
}

static enum err page_read(struct ctx *cx, int64_t unit, const struct listed *after,
                          struct page *out)
{
    struct str kind =
        after->subject_id ? str_c(enum_text(&subject_names, after->subject_kind)) : STR("");
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e =
        db_all(cx, SQL_DUTY_PAGE,
               ARGS(I64(cx->jid), I64(unit), TXT(kind), I64(after->subject_id), I64(PAGE)),
               &listed_shape, (void **)&out->rows, &out->n);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

enum err relist_unit(struct ctx *cx, int64_t unit, size_t *total)
{
    struct ctx own = *cx;
    struct listed after = {0};
    struct page page = {.n = PAGE};
    enum err e = OK;
    own.db = NULL;
    own.arena = arena_open(SCRATCH_MAX); /* memory stays flat however much the unit has done */
    while (e == OK && page.n == PAGE) {
        arena_reset(own.arena);
        e = page_read(&own, unit, &after, &page);
        if (e != OK || page.n == 0)
            break;
        after = page.rows[page.n - 1];
        e = db_write(&own, cx->app->store, page_write, &page);
        *total += page.n;
    }
    if (e != OK) {
        cx->error = own.error;
        if (own.error.message)
            cx->error.message = str_dup(cx->arena, str_c(own.error.message)).p;
        cx->error.field = NULL;
    }
    arena_close(own.arena);
    return e;
}

enum err relist_moved(struct ctx *cx, const struct org *before, size_t *total)
{
    const struct unit *units = NULL;
    size_t n = org_units(cx->app->org, &units);
    for (size_t i = 0; i < n; i++) {
        const struct unit *was = org_unit(before, units[i].id);
        if (was && (was->parent_id != units[i].parent_id || was->desks != units[i].desks ||
                    was->lvl != units[i].lvl))
            TRY(relist_unit(cx, units[i].id, total));
    }
    return OK;
}
