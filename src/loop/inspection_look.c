/* SPDX-License-Identifier: Apache-2.0
 * An inspection under way: the sample looked at, issued, ended.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/inspection_impl.h"

enum err inspection_stale(struct ctx *cx)
{
    return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
}

enum err inspection_workable(struct ctx *cx, struct str num, struct inspection *i)
{
    TRY(inspection_find(cx, num, i));
    if (!inspection_may_work(cx, i))
        return fail(cx, ERR_DENIED, "由督查组成员或督查员办理", "for its team and supervisors");
    return i->state == INSPECTION_ENDED
               ? fail(cx, ERR_CONFLICT, "这次验靶已结束", "that inspection has ended")
               : OK;
}

struct look_job {
    struct str num;
    const struct sample_look *in;
    struct flow_result *out;
};

static enum err look_write(struct ctx *cx, void *arg)
{
    const struct look_job *j = arg;
    struct inspection i = {0};
    int64_t changed = 0;
    TRY(inspection_workable(cx, j->num, &i));
    TRY(db_exec(cx, SQL_INSPECTION_SAMPLE_LOOK,
                ARGS(I64(cx->jid), I64(i.id), I64(j->in->serial),
                     TXT(str_c(enum_text(&look_names, j->in->outcome))),
                     TXT(j->in->note.n ? j->in->note : STR("")), I64(cx->now),
                     I64(cx->actor->officer_id)),
                &changed));
    if (!changed)
        return fail_at(cx, ERR_NOT_FOUND, "serial", "抽查清单里没有这一件",
                       "it is not in the sample");
    TRY(audit_put(cx, SUBJECT_INSPECTION, i.id, "inspection-looked",
                  str_fmt(cx->arena, "{\"serial\":%" PRId64 ",\"outcome\":\"%s\"}",
                          j->in->serial, enum_text(&look_names, j->in->outcome))));
    return inspection_answered(cx, 200, i.num, i.version,
                               enum_text(&look_names, j->in->outcome), j->out);
}

enum err inspection_look(struct ctx *cx, struct str num, const struct sample_look *in,
                         struct flow_result *out)
{
    struct look_job j = {num, in, out};
    return db_write(cx, cx->app->store, look_write, &j);
}

/* ---- issued, ended ---- */

struct move_job {
    struct str num;
    int64_t if_match;
    const struct inspection_words *in; /* NULL: issue */
    struct flow_result *out;
};

static enum err noted_ask(struct ctx *cx, struct finding *rows, size_t n)
{
    const struct strs none = {0};
    for (size_t k = 0; k < n; k++) {
        int64_t changed = 0;
        if (rows[k].state != FINDING_NOTED)
            continue;
        rows[k].version++;
        TRY(finding_ask(cx, &rows[k]));
        TRY(finding_event(cx, &rows[k], "finding-asked", STR(""), none));
        TRY(db_put(cx, SQL_FINDING_UPDATE, &finding_shape, &rows[k],
                   ARGS(I64(rows[k].version - 1)), &changed));
        if (!changed)
            return inspection_stale(cx);
    }
    return OK;
}

static enum err may_move(struct ctx *cx, const struct move_job *j, const struct inspection *i,
                         const struct finding *rows, size_t n)
{
    if (!inspection_supervises(cx, i))
        return fail(cx, ERR_DENIED, "由管这次验靶的督查员或领导办理",
                    "for supervisors and leaders over it");
    if (j->if_match != i->version)
        return inspection_stale(cx);
    if (!j->in)
        return i->state == INSPECTION_PLANNED
                   ? OK
                   : fail(cx, ERR_CONFLICT, "已经通报", "it was issued already");
    if (i->kind == INSPECTION_COVERT && i->state == INSPECTION_PLANNED)
        return fail(cx, ERR_CONFLICT, "暗访要先通报", "a covert one is issued first");
    for (size_t k = 0; k < n; k++)
        if (rows[k].state < FINDING_RECTIFIED)
            return fail(cx, ERR_CONFLICT, "还有问题没有整改到位", "not everything is mended");
    return OK;
}

static enum err move_write(struct ctx *cx, void *arg)
{
    const struct move_job *j = arg;
    struct inspection i = {0};
    struct finding *rows = NULL;
    size_t n = 0;
    int64_t changed = 0;
    TRY(inspection_workable(cx, j->num, &i));
    TRY(db_all(cx, SQL_FINDINGS_OF_INSPECTION, ARGS(I64(cx->jid), I64(i.id)), &finding_shape,
               (void **)&rows, &n));
    TRY(may_move(cx, j, &i, rows, n));
    i.version++;
    if (j->in) {
        i.state = INSPECTION_ENDED;
        i.ended_at = cx->now;
        i.ended_by = cx->actor->officer_id;
        i.summary = j->in->words;
    } else {
        i.state = INSPECTION_ISSUED;
        i.issued_at = cx->now;
        i.issued_by = cx->actor->officer_id;
        TRY(noted_ask(cx, rows, n));
    }
    TRY(db_put(cx, SQL_INSPECTION_UPDATE, &inspection_shape, &i, ARGS(I64(j->if_match)),
               &changed));
    if (!changed)
        return inspection_stale(cx);
    TRY(audit_put(cx, SUBJECT_INSPECTION, i.id,
                  j->in ? "inspection-ended" : "inspection-issued", STR("")));
    return inspection_answered(cx, 200, i.num, i.version,
                               enum_text(&inspection_state_names, i.state), j->out);
}

enum err inspection_issue(struct ctx *cx, struct str num, int64_t if_match,
                          struct flow_result *out)
{
    struct move_job j = {num, if_match, NULL, out};
    return db_write(cx, cx->app->store, move_write, &j);
}

enum err inspection_end(struct ctx *cx, struct str num, int64_t if_match,
                        const struct inspection_words *in, struct flow_result *out)
{
    struct move_job j = {num, if_match, in, out};
    return db_write(cx, cx->app->store, move_write, &j);
}
