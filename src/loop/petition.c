/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/petition.h"

#include "db/db.h"
#include "loop/upstream.h"

/* Its order of that number, where it came in by a table; or what was redirected with it. */
static enum err other_side(struct ctx *cx, const struct demand *d, int64_t *id)
{
    struct upstream *all = NULL;
    size_t n = 0;
    TRY(upstream_all(cx, &all, &n));
    for (size_t i = 0; i < n && !*id; i++) {
        if (all[i].kind != UPSTREAM_PETITION)
            continue;
        if (d->petition_no.n)
            TRY(db_i64(cx, SQL_DEMAND_OF_UPSTREAM,
                       ARGS(I64(cx->jid), TXT(all[i].code), TXT(d->petition_no)), 0, id));
        else if (str_eq(all[i].code, d->upstream))
            TRY(db_i64(cx, SQL_DEMAND_OF_PETITION, ARGS(I64(cx->jid), TXT(d->upstream_no)), 0,
                       id));
    }
    return OK;
}

enum err petition_json(struct ctx *cx, struct work *w, struct json *j, const struct demand *d)
{
    int64_t id = 0;
    bool seen = false;
    struct demand *other = NULL;
    if (d->petition_no.n || d->upstream_no.n)
        TRY(other_side(cx, d, &id));
    if (id)
        TRY(work_visible(w, SUBJECT_DEMAND, id, &seen));
    if (seen)
        TRY(work_demand(w, id, &other));
    json_key(j, "petition");
    if (other)
        json_str(j, other->num);
    else
        json_nil(j);
    return OK;
}
