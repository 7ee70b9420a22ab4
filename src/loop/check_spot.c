/* SPDX-License-Identifier: Apache-2.0
 * Spots: the demands gathered at each, its history, the clock of a box.
 */
#include "loop/check_impl.h"
#include "loop/spot.h"

struct seen {
    int64_t id, demands, version, said, events;
    int64_t every_days, last_at, ended_at, running, due_at;
    int kind;
};
static const struct field seen_fields[] = {
    FIELD(struct seen, id),         FIELD(struct seen, kind, .names = &spot_kind_names),
    FIELD(struct seen, demands),    FIELD(struct seen, version),
    FIELD(struct seen, said),       FIELD(struct seen, events),
    FIELD(struct seen, every_days), FIELD(struct seen, last_at),
    FIELD(struct seen, ended_at),   FIELD(struct seen, running),
    FIELD(struct seen, due_at),
};
static const struct shape seen_shape = SHAPE("spot_seen", struct seen, seen_fields);

static enum err spot_check(struct check *k, const struct seen *s)
{
    struct arena *a = k->cx->arena;
    const struct subject_view v = {.kind = s->kind == SPOT_BOX ? SUBJECT_BOX : SUBJECT_SPOT,
                                   .id = s->id};
    if (s->demands != s->said)
        TRY(check_found(k, "total", &v, str_of_i64(a, s->demands), str_of_i64(a, s->said),
                        "采集点的诉求数与诉求不符", "its demands are not those that name it"));
    const struct spot box = {.kind = s->kind,
                             .every_days = s->every_days,
                             .last_at = s->last_at,
                             .ended_at = s->ended_at};
    int64_t due = spot_due(k->cx, &box);
    if (s->due_at != due || s->running != (due != 0))
        TRY(check_found(k, "clock", &v, str_of_i64(a, s->due_at), str_of_i64(a, due),
                        "信箱的开箱时限与上次开箱不符",
                        "the box's limit is not reckoned from when it was last emptied"));
    if (s->version != s->events)
        TRY(check_found(k, "total", &v, str_of_i64(a, s->version), str_of_i64(a, s->events),
                        "采集点的版本与办理记录不符",
                        "its version is not the number of its events"));
    return OK;
}

enum err check_spots(struct check *k)
{
    struct seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_SPOT_PAGE,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &seen_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            after = rows[i].id;
            TRY(spot_check(k, &rows[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}
