/* SPDX-License-Identifier: Apache-2.0
 * Instructions that went overdue: the leader hears of it. The row of what was told is written
 * first, so that of two servers one tells.
 */
#include "core/app.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/instruct.h"
#include "loop/labels.h"

struct overdue {
    int64_t subject_id, serial, leader_id, unit_id, due_at;
    struct str num;
};
static const struct field overdue_fields[] = {
    FIELD(struct overdue, subject_id), FIELD(struct overdue, serial),
    FIELD(struct overdue, leader_id),  FIELD(struct overdue, unit_id),
    FIELD(struct overdue, due_at),     FIELD(struct overdue, num),
};
static const struct shape overdue_shape = SHAPE("overdue", struct overdue, overdue_fields);

struct tell_job {
    const struct overdue *o;
    enum subject kind;
    int64_t told;
};

static enum err tell_write(struct ctx *cx, void *arg)
{
    struct tell_job *j = arg;
    const struct overdue *o = j->o;
    const struct outbox_note note = {
        .subject_kind = (int)j->kind,
        .subject_id = o->subject_id,
        .template_name = STR("instruction_overdue"),
        .num = o->num,
        .text = label_unit(cx, o->unit_id),
    };
    TRY(db_exec(cx, SQL_LEADER_TOLD_PUT,
                ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)j->kind))),
                     I64(o->subject_id), I64(o->serial), I64(o->due_at), I64(cx->now)),
                &j->told));
    return j->told ? outbox_put_officer(cx, o->leader_id, &note) : OK;
}

static enum err tell_all(struct ctx *cx, enum sql statement, enum subject kind, int limit,
                         int *told)
{
    struct overdue *rows = NULL;
    size_t n = 0;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = db_all(cx, statement, ARGS(I64(cx->jid), I64(cx->now), I64(limit)),
                        &overdue_shape, (void **)&rows, &n);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    for (size_t i = 0; i < n; i++) {
        struct tell_job j = {.o = &rows[i], .kind = kind};
        TRY(db_write(cx, cx->app->store, tell_write, &j));
        *told += j.told > 0;
    }
    return OK;
}

enum err instruct_overdue(struct ctx *cx, int limit, int *told)
{
    *told = 0;
    TRY(tell_all(cx, SQL_LEADER_OVERDUE, SUBJECT_MATTER, limit, told));
    return tell_all(cx, SQL_LEADER_OVERDUE_DEMANDS, SUBJECT_DEMAND, limit, told);
}
