/* SPDX-License-Identifier: Apache-2.0
 * Inspections: each sample is what its seed gives; each finding has its history.
 */
#include "loop/check_impl.h"
#include "loop/inspection.h"

struct seen {
    int64_t id, version, reported_at, checked_at, asked_at, due_at, inspection_id, events;
    struct str num;
    int state;
};
static const struct field seen_fields[] = {
    FIELD(struct seen, id),          FIELD(struct seen, version),
    FIELD(struct seen, reported_at), FIELD(struct seen, checked_at),
    FIELD(struct seen, asked_at),    FIELD(struct seen, due_at),
    FIELD(struct seen, num),         FIELD(struct seen, state, .names = &finding_state_names),
    FIELD(struct seen, events),      FIELD(struct seen, inspection_id),
};
static const struct shape seen_shape = SHAPE("finding_seen", struct seen, seen_fields);

static bool state_right(const struct seen *f)
{
    if ((f->asked_at > 0) != (f->due_at > 0) || (f->state == FINDING_NOTED && f->asked_at))
        return false;
    bool done = f->state == FINDING_RECTIFIED || f->state == FINDING_DROPPED;
    return (f->state != FINDING_REPORTED || f->reported_at) && (!done || f->checked_at);
}

static enum err finding_check(struct check *k, const struct seen *f)
{
    const struct subject_view s = {.kind = SUBJECT_INSPECTION, .id = f->id, .num = f->num};
    struct arena *a = k->cx->arena;
    if (!f->inspection_id)
        TRY(check_found(k, "reference", &s, STR(""), STR(""), "所属的验靶不见了",
                        "its inspection is gone"));
    if (f->version != f->events)
        TRY(check_found(k, "total", &s, str_of_i64(a, f->version), str_of_i64(a, f->events),
                        "问题的版本与办理记录不符",
                        "its version is not the number of its events"));
    return state_right(f) ? OK
                          : check_found(k, "state", &s, f->num, STR(""), "问题的状态与时间不符",
                                        "its state is not what was done to it");
}

static enum err findings_check(struct check *k)
{
    struct seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_FINDING_PAGE,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &seen_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            after = rows[i].id;
            TRY(finding_check(k, &rows[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}

enum err check_inspections(struct check *k)
{
    struct inspection *rows = NULL;
    size_t n = 1;
    int64_t after = 0;
    while (n == 1) { /* a population may be long */
        bool same = false;
        size_t drawn = 0;
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_INSPECTION_PAGE, ARGS(I64(k->cx->jid), I64(after), I64(1)),
                       &inspection_shape, (void **)&rows, &n));
        if (n == 0)
            break;
        after = rows[0].id;
        const struct subject_view s = {
            .kind = SUBJECT_INSPECTION, .id = rows[0].id, .num = rows[0].num};
        TRY(inspection_same(k->cx, &rows[0], &same, &drawn));
        if (!same)
            TRY(check_found(k, "total", &s, STR(""), STR(""), "抽样与种子、范围不符",
                            "its sample is not what seed and population give"));
        arena_reset(k->cx->arena);
    }
    return findings_check(k);
}
