/* SPDX-License-Identifier: Apache-2.0
 * Root problems: what was done adds up, what was counted lies in its window and is as many as
 * was said, and each has its history.
 */
#include "loop/check_impl.h"
#include "loop/trouble_impl.h"

struct seen {
    int64_t id, round, version, finished_at, events, verdicts;
    struct str num, verdict;
    int state;
};
static const struct field seen_fields[] = {
    FIELD(struct seen, id),
    FIELD(struct seen, num),
    FIELD(struct seen, state, .names = &trouble_state_names),
    FIELD(struct seen, round),
    FIELD(struct seen, version),
    FIELD(struct seen, finished_at),
    FIELD(struct seen, events),
    FIELD(struct seen, verdicts),
    FIELD(struct seen, verdict),
};
static const struct shape seen_shape = SHAPE("trouble_seen", struct seen, seen_fields);

struct amount_row {
    int64_t serial, stored, counted;
};
static const struct field amount_fields[] = {FIELD(struct amount_row, serial),
                                             FIELD(struct amount_row, stored),
                                             FIELD(struct amount_row, counted)};
static const struct shape amount_shape =
    SHAPE("trouble_amount", struct amount_row, amount_fields);

struct count_row {
    int64_t round;
    int way, side;
    int64_t counted, wrong;
};
static const struct field count_fields[] = {
    FIELD(struct count_row, round),
    FIELD(struct count_row, way, .names = &trouble_way_names),
    FIELD(struct count_row, side, .names = &trouble_side_names),
    FIELD(struct count_row, counted),
    FIELD(struct count_row, wrong),
};
static const struct shape count_shape = SHAPE("trouble_count", struct count_row, count_fields);

static enum err amounts_check(struct check *k, const struct subject_view *s)
{
    struct amount_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(k->cx, SQL_CHECK_TROUBLE_AMOUNT, ARGS(I64(k->cx->jid), I64(s->id)),
               &amount_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].stored != rows[i].counted)
            TRY(check_found(k, "total", s, str_of_i64(k->cx->arena, rows[i].stored),
                            str_of_i64(k->cx->arena, rows[i].counted),
                            "第%lld项措施的完成数量与各次之和不符",
                            "what measure %lld has done is not the sum of its steps",
                            (long long)rows[i].serial));
    return OK;
}

static int64_t said_of(const struct trouble_verdict *v, int way, int side)
{
    if (way == TROUBLE_BY_HOTSPOT)
        return side == TROUBLE_BEFORE ? v->hotspot_before : v->hotspot_after;
    return side == TROUBLE_BEFORE ? v->class_before : v->class_after;
}

static enum err verdict_check(struct check *k, const struct subject_view *s,
                              const struct trouble_verdict *v, const struct count_row *rows,
                              size_t n)
{
    for (int way = 0; way < TROUBLE_WAY__MAX; way++)
        for (int side = TROUBLE_BEFORE; side <= TROUBLE_AFTER; side++) {
            int64_t counted = 0, wrong = 0;
            for (size_t i = 0; i < n; i++)
                if (rows[i].round == v->round && rows[i].way == way && rows[i].side == side) {
                    counted = rows[i].counted;
                    wrong = rows[i].wrong;
                }
            if (counted != said_of(v, way, side) || wrong)
                TRY(check_found(k, "total", s, str_of_i64(k->cx->arena, said_of(v, way, side)),
                                str_of_i64(k->cx->arena, counted - wrong),
                                "第%lld轮结论的件数与所依据的诉求不符",
                                "the figures of round %lld are not its demands",
                                (long long)v->round));
        }
    return OK;
}

static enum err counts_check(struct check *k, const struct subject_view *s)
{
    struct trouble_verdict *v = NULL;
    struct count_row *rows = NULL;
    size_t v_n = 0, n = 0;
    TRY(db_all(k->cx, SQL_TROUBLE_VERDICTS, ARGS(I64(k->cx->jid), I64(s->id)),
               &trouble_verdict_shape, (void **)&v, &v_n));
    TRY(db_all(k->cx, SQL_CHECK_TROUBLE_COUNTED, ARGS(I64(k->cx->jid), I64(s->id)),
               &count_shape, (void **)&rows, &n));
    for (size_t i = 0; i < v_n; i++)
        TRY(verdict_check(k, s, &v[i], rows, n));
    return OK;
}

static bool state_right(const struct seen *t)
{
    if ((t->state == TROUBLE_OPEN) != (t->finished_at == 0))
        return false;
    if (t->state == TROUBLE_OPEN || t->state == TROUBLE_WATCHING)
        return !t->verdict.n;
    return str_eq_c(t->verdict, enum_text(&trouble_state_names, t->state));
}

static enum err one_check(struct check *k, const struct seen *t)
{
    const struct subject_view s = {.kind = SUBJECT_TROUBLE, .id = t->id, .num = t->num};
    struct arena *a = k->cx->arena;
    if (t->version != t->events)
        TRY(check_found(k, "total", &s, str_of_i64(a, t->version), str_of_i64(a, t->events),
                        "根源问题的版本与办理记录不符",
                        "its version is not the number of its events"));
    if (!state_right(t))
        TRY(check_found(k, "state", &s, str_c(enum_text(&trouble_state_names, t->state)),
                        t->verdict, "根源问题的状态与结论不符",
                        "its state is not what was concluded"));
    TRY(amounts_check(k, &s));
    return counts_check(k, &s);
}

enum err check_troubles(struct check *k)
{
    struct seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_TROUBLE_PAGE,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &seen_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            after = rows[i].id;
            TRY(one_check(k, &rows[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}
