/* SPDX-License-Identifier: Apache-2.0
 * What the measures of root problems yielded in a time (JN-26, JN-42).
 */
#include <stdlib.h>

#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/trouble_impl.h"

enum { YIELDED_MOST = 2000 };

static int64_t order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_unit_and_kind(const void *a, const void *b)
{
    const struct trouble_measure *x = &((const struct trouble_yielded *)a)->m;
    const struct trouble_measure *y = &((const struct trouble_yielded *)b)->m;
    const int64_t by[] = {order(x->unit_id, y->unit_id), order(x->yields, y->yields),
                          order(x->ended_at, y->ended_at), order(x->trouble_id, y->trouble_id),
                          order(x->serial, y->serial)};
    for (size_t i = 0; i < COUNT(by); i++)
        if (by[i])
            return (int)by[i];
    return 0;
}

enum err troubles_yielded(struct ctx *cx, int64_t from, int64_t to, int64_t unit, int64_t place,
                          struct trouble_yielded **out, size_t *n)
{
    const struct org *org = cx->app->org;
    struct trouble_measure *m = NULL;
    size_t m_n = 0;
    *n = 0;
    TRY(db_all(cx, SQL_TROUBLE_MEASURES_DONE,
               ARGS(I64(cx->jid), I64(from), I64(to), I64(YIELDED_MOST + 1)),
               &trouble_measure_shape, (void **)&m, &m_n));
    if (m_n > YIELDED_MOST)
        return fail(cx, ERR_LIMIT, "完成的措施超过%d项", "more than %d measures were done",
                    YIELDED_MOST);
    struct trouble_yielded *all = NEWS(cx->arena, struct trouble_yielded, m_n + 1);
    for (size_t i = 0; i < m_n; i++) {
        struct trouble t = {0};
        bool found = false, seen = false;
        if (unit && !org_unit_under(org, m[i].unit_id, unit))
            continue;
        TRY(db_one(cx, SQL_TROUBLE_BY_ID, ARGS(I64(cx->jid), I64(m[i].trouble_id)),
                   &trouble_shape, &t, &found));
        if (!found || (place && !org_place_under(org, t.place_id, place)))
            continue;
        TRY(trouble_may_see(cx, &t, &seen));
        if (seen)
            all[(*n)++] = (struct trouble_yielded){m[i], t.num, t.name};
    }
    if (*n)
        qsort(all, *n, sizeof *all, by_unit_and_kind);
    *out = all;
    return OK;
}
