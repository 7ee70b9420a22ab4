/* SPDX-License-Identifier: Apache-2.0
 * What people decided on demands that may be the same: as the demand's event says.
 */
#include "core/event_row.h"
#include "loop/check_impl.h"
#include "loop/same.h"

/* Written by the same act: the finding, its score and who it was. */
static bool told(struct ctx *cx, const struct event *e, const struct same_decision *d)
{
    const char *finding = enum_text(&same_finding_names, d->finding);
    return str_eq_c(e->action, "compare") && e->actor_id == d->officer_id &&
           str_has(e->data, str_fmt(cx->arena, "\"finding\":\"%s\"", finding).p) &&
           str_has(e->data, str_fmt(cx->arena, "\"score\":%lld", (long long)d->score).p);
}

static enum err decision_check(struct check *k, const struct same_decision *d)
{
    const struct subject_view v = {.kind = SUBJECT_DEMAND, .id = d->demand_id};
    struct event e = {0};
    bool found = false;
    TRY(db_one(k->cx, SQL_EVENT_GET,
               ARGS(I64(k->cx->jid), TXT(STR("demand")), I64(d->demand_id), I64(d->seq)),
               &event_shape, &e, &found));
    if (found && told(k->cx, &e, d))
        return OK;
    return check_found(k, "total", &v, str_c(enum_text(&same_finding_names, d->finding)),
                       found ? e.data : STR(""), "是否同一件的认定与办理记录不符",
                       "what was found of it and another demand is not what its event says");
}

enum err check_same(struct check *k)
{
    struct same_decision *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t demand = 0, other = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_SAME_DECISION_PAGE,
                       ARGS(I64(k->cx->jid), I64(demand), I64(other), I64(CHECK_PAGE)),
                       &same_decision_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            demand = rows[i].demand_id;
            other = rows[i].other_id;
            TRY(decision_check(k, &rows[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}
