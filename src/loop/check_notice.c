/* SPDX-License-Identifier: Apache-2.0
 * Notices: each with its limit and its state, and as many as the units' events say.
 */
#include "core/app.h"
#include "core/clock.h"
#include "loop/check_impl.h"
#include "loop/notice.h"

struct seen {
    int64_t id, unit_id, due_at, clock_id, answered_at, ended_at, issued_at;
    int64_t found_id, clock_due, clock_unit, stopped_at, started_at, length;
    struct str num;
    int state;
};
static const struct field seen_fields[] = {
    FIELD(struct seen, id),
    FIELD(struct seen, unit_id),
    FIELD(struct seen, due_at),
    FIELD(struct seen, clock_id),
    FIELD(struct seen, answered_at),
    FIELD(struct seen, ended_at),
    FIELD(struct seen, issued_at),
    FIELD(struct seen, found_id),
    FIELD(struct seen, clock_due),
    FIELD(struct seen, clock_unit),
    FIELD(struct seen, stopped_at),
    FIELD(struct seen, started_at),
    FIELD(struct seen, length),
    FIELD(struct seen, num),
    FIELD(struct seen, state, .names = &notice_state_names),
};
static const struct shape seen_shape = SHAPE("notice_seen", struct seen, seen_fields);

struct counted {
    int64_t id, other, events;
};
static const struct field counted_fields[] = {
    FIELD(struct counted, id),
    FIELD(struct counted, other),
    FIELD(struct counted, events),
};
static const struct shape counted_shape = SHAPE("notice_units", struct counted, counted_fields);

/* The answer's limit as reckoned from its start; a stopped one keeps what was known then. */
static bool limit_right(const struct check *k, const struct seen *n)
{
    bool provisional = false;
    if (!n->clock_id)
        return n->due_at == 0 && n->state != NOTICE_OPEN && n->state != NOTICE_ANSWERED;
    if (n->found_id != n->clock_id || n->clock_unit != n->unit_id ||
        n->clock_due != n->due_at || n->started_at != n->issued_at)
        return false;
    return n->stopped_at ||
           n->due_at == clock_due(k->cx->app->calendar, n->started_at, n->length, SPAN_WORKDAYS,
                                  false, &provisional);
}

static bool state_right(const struct seen *n)
{
    bool answered = n->state == NOTICE_ANSWERED,
         gone = n->state == NOTICE_WITHDRAWN || n->state == NOTICE_DISMISSED;
    if ((n->answered_at > 0) != answered || (n->ended_at > 0) != gone)
        return false;
    return !n->clock_id || n->stopped_at == (answered ? n->answered_at : n->ended_at);
}

static enum err notice_check(struct check *k, const struct seen *n)
{
    const struct subject_view s = {.kind = SUBJECT_UNIT, .id = n->unit_id, .num = n->num};
    if (!limit_right(k, n))
        TRY(check_found(k, "clock", &s, n->num, STR(""), "督办单的回复时限不对",
                        "the limit of a notice's answer is wrong"));
    return state_right(n) ? OK
                          : check_found(k, "state", &s, n->num, STR(""),
                                        "督办单的状态与回复、撤销、时限不符",
                                        "a notice's state is not what was done to it");
}

static enum err units_check(struct check *k)
{
    struct counted *rows = NULL;
    size_t n = 0;
    TRY(check_page(k, SQL_CHECK_NOTICE_UNITS, ARGS(I64(k->cx->jid), I64(k->cx->app->root_unit)),
                   &counted_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        const struct subject_view s = {.kind = SUBJECT_UNIT, .id = rows[i].id};
        if (rows[i].other != rows[i].events)
            TRY(check_found(k, "total", &s, str_of_i64(k->cx->arena, rows[i].other),
                            str_of_i64(k->cx->arena, rows[i].events), "督办单数与留痕不符",
                            "its notices are not those on record"));
    }
    return OK;
}

struct signal_seen {
    int64_t id, size, people, demands, unit_id;
};
static const struct field signal_fields[] = {
    FIELD(struct signal_seen, id),      FIELD(struct signal_seen, size),
    FIELD(struct signal_seen, people),  FIELD(struct signal_seen, demands),
    FIELD(struct signal_seen, unit_id),
};
static const struct shape signal_seen_shape =
    SHAPE("signal_seen", struct signal_seen, signal_fields);

/* Every signal has its notice, and says as many demands as stand behind it. */
static enum err signals_check(struct check *k)
{
    struct signal_seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_SIGNAL_PAGE,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &signal_seen_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            const struct subject_view s = {.kind = SUBJECT_UNIT, .id = rows[i].unit_id};
            after = rows[i].id;
            if (!rows[i].unit_id || rows[i].size != rows[i].demands ||
                rows[i].people > rows[i].size)
                TRY(check_found(k, "total", &s, str_of_i64(k->cx->arena, rows[i].size),
                                str_of_i64(k->cx->arena, rows[i].demands),
                                "苗头与其背后的诉求、督办单不符",
                                "a signal is not what its demands and its notice say"));
            arena_reset(k->cx->arena);
        }
    }
    arena_reset(k->page);
    return OK;
}

struct acked {
    int64_t id, unit_id, dismissed, unsaid;
    struct str num;
    int state;
};
static const struct field acked_fields[] = {
    FIELD(struct acked, id),     FIELD(struct acked, unit_id),
    FIELD(struct acked, num),    FIELD(struct acked, state, .names = &notice_state_names),
    FIELD(struct acked, unsaid), FIELD(struct acked, dismissed),
};
static const struct shape acked_shape = SHAPE("notice_acked", struct acked, acked_fields);

/* Who says a signal is seen said so in the unit's events; it is dismissed when somebody did. */
static enum err acks_check(struct check *k)
{
    struct acked *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_NOTICE_ACKS,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &acked_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            const struct subject_view s = {
                .kind = SUBJECT_UNIT, .id = rows[i].unit_id, .num = rows[i].num};
            after = rows[i].id;
            if (rows[i].unsaid ||
                (rows[i].dismissed > 0) != (rows[i].state == NOTICE_DISMISSED))
                TRY(check_found(k, "state", &s, rows[i].num, STR(""),
                                "苗头的知悉、排除与留痕不符",
                                "a signal was not seen or dismissed as on record"));
            arena_reset(k->cx->arena);
        }
    }
    arena_reset(k->page);
    return OK;
}

enum err check_notices(struct check *k)
{
    struct seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_NOTICE_PAGE,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &seen_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            after = rows[i].id;
            TRY(notice_check(k, &rows[i]));
            arena_reset(k->cx->arena);
        }
    }
    arena_reset(k->page);
    TRY(units_check(k));
    TRY(signals_check(k));
    return acks_check(k);
}
