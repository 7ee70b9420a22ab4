/* SPDX-License-Identifier: Apache-2.0
 * Campaigns whose chain of responsibility names somebody who goes.
 */
#include <inttypes.h>

#include "core/app.h"
#include "core/audit.h"
#include "db/db.h"
#include "loop/campaign.h"

enum { CHAIN_MAX = 80000 };

/* The chain with one officer in another's place, in "label|unit|officer" lines; *hit: it names
 * them. A line that would name nobody is left out. */
static struct str renamed(struct ctx *cx, struct str chain, int64_t from, int64_t to, bool *hit)
{
    struct strs all = str_split(cx->arena, chain, '\n');
    struct buf b;
    buf_init(&b, cx->arena, CHAIN_MAX);
    *hit = false;
    for (size_t i = 0; i < all.n; i++) {
        struct strs p = str_split(cx->arena, all.p[i], '|');
        int64_t officer = 0, unit = 0;
        bool theirs = p.n == 3 && str_i64(p.p[2], &officer) && officer == from;
        *hit = *hit || theirs;
        if (!theirs) {
            buf_fmt(&b, "%s%.*s", b.n ? "\n" : "", STR_ARG(all.p[i]));
            continue;
        }
        if (!to && !str_i64(p.p[1], &unit))
            continue;
        buf_fmt(&b, "%s%.*s|%.*s|", b.n ? "\n" : "", STR_ARG(p.p[0]), STR_ARG(p.p[1]));
        if (to)
            buf_fmt(&b, "%" PRId64, to);
    }
    return b.n ? buf_done(&b) : STR("");
}

static enum err chain_put(struct ctx *cx, const struct campaign *was, struct str chain,
                          int64_t from, int64_t to)
{
    struct campaign c = *was;
    int64_t changed = 0;
    c.chain = chain;
    c.version++;
    TRY(db_put(cx, SQL_CAMPAIGN_UPDATE, &campaign_shape, &c, ARGS(I64(was->version)),
               &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "专项行动刚被改过，请再试一次",
                    "a campaign was changed meanwhile: try again");
    return audit_put(cx, SUBJECT_CAMPAIGN, c.id, "campaign-handed-over",
                     str_fmt(cx->arena,
                             "{\"from_officer\":\"%" PRId64 "\",\"to_officer\":\"%" PRId64
                             "\",\"set\":{\"version\":%" PRId64 "}}",
                             from, to, c.version));
}

enum err campaigns_hand_over(struct ctx *cx, int64_t from, int64_t to)
{
    struct campaign *all = NULL;
    size_t n = 0;
    TRY(campaign_all(cx, &all, &n));
    for (size_t i = 0; i < n; i++) {
        bool hit = false;
        struct str chain = renamed(cx, all[i].chain, from, to, &hit);
        if (hit && !all[i].ended_at)
            TRY(chain_put(cx, &all[i], chain, from, to));
    }
    return OK;
}

enum err campaigns_naming(struct ctx *cx, int64_t officer, int64_t *n)
{
    struct campaign *all = NULL;
    size_t all_n = 0;
    *n = 0;
    TRY(campaign_all(cx, &all, &all_n));
    for (size_t i = 0; i < all_n; i++) {
        bool hit = false;
        (void)renamed(cx, all[i].chain, officer, 0, &hit);
        *n += hit && !all[i].ended_at;
    }
    return OK;
}
