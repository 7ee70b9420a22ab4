/* SPDX-License-Identifier: Apache-2.0
 * By when what was found is to be mended.
 */
#include "base/time.h"
#include "core/app.h"
#include "core/calendar.h"
#include "db/db.h"
#include "loop/inspection.h"

enum { PAGE = 50 };

int64_t finding_limit(const struct ctx *cx, const struct finding *f, bool *provisional)
{
    *provisional = false;
    return time_day_end(calendar_add_workdays(cx->app->calendar, time_day(f->asked_at),
                                              f->workdays, provisional));
}

/* Reported or dropped meanwhile, it keeps what it had. */
static enum err move_write(struct ctx *cx, void *arg)
{
    const struct finding *f = arg;
    return db_exec(cx, SQL_FINDING_DUE_MOVED,
                   ARGS(I64(cx->jid), I64(f->id), I64(f->due_at), I64(f->asked_at)), NULL);
}

enum err findings_reckon(struct ctx *cx, size_t *moved)
{
    struct finding *rows = NULL;
    size_t n = PAGE;
    int64_t after = 0;
    *moved = 0;
    while (n == PAGE) {
        TRY(db_acquire(cx, cx->app->store, &cx->db));
        enum err e = db_all(cx, SQL_FINDING_RUNNING, ARGS(I64(cx->jid), I64(after), I64(PAGE)),
                            &finding_shape, (void **)&rows, &n);
        db_release(cx->db);
        cx->db = NULL;
        TRY(e);
        for (size_t i = 0; i < n; i++) {
            bool provisional = false;
            int64_t due = finding_limit(cx, &rows[i], &provisional);
            after = rows[i].id;
            if (due == rows[i].due_at)
                continue;
            rows[i].due_at = due;
            TRY(db_write(cx, cx->app->store, move_write, &rows[i]));
            ++*moved;
        }
    }
    return OK;
}
