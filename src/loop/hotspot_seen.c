/* SPDX-License-Identifier: Apache-2.0
 * What a viewer may see of a hot spot, however many demands are in it.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/hotspot_heat.h"
#include "loop/hotspot_impl.h"

static const struct field member_fields[] = {
    FIELD(struct hotspot_member, demand_id), FIELD(struct hotspot_member, said_at),
    FIELD(struct hotspot_member, person_id), FIELD(struct hotspot_member, support),
    FIELD(struct hotspot_member, barred),    FIELD(struct hotspot_member, place_id),
    FIELD(struct hotspot_member, pin)};
static const struct shape member_shape =
    SHAPE("hotspot_member", struct hotspot_member, member_fields);

struct barred_row {
    int64_t barred;
};
static const struct field barred_fields[] = {FIELD(struct barred_row, barred)};
static const struct shape barred_shape =
    SHAPE("hotspot_barred", struct barred_row, barred_fields);

static enum err hides(struct ctx *cx, int64_t id, bool *hidden)
{
    struct barred_row *rows = NULL;
    size_t n = 0;
    *hidden = false;
    TRY(db_all(cx, SQL_SIGNATURE_BARRED, ARGS(I64(cx->jid), I64(id)), &barred_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        *hidden = *hidden || actor_is_under(cx, rows[i].barred);
    return OK;
}

static int by_person(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Whoever is not known counts as somebody. */
static int64_t people_of(struct ctx *cx, const struct hotspot_member *rows, size_t n)
{
    int64_t *known = NEWS(cx->arena, int64_t, n + 1), people = 0;
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].person_id)
            known[k++] = rows[i].person_id;
        else
            people++;
    if (k)
        qsort(known, k, sizeof *known, by_person);
    for (size_t i = 0; i < k; i++)
        people += i == 0 || known[i] != known[i - 1];
    return people;
}

/* Its own words may be of the hidden ones, and are not told. */
static enum err figures_seen(struct ctx *cx, struct hotspot *h,
                             const struct hotspot_member *rows, size_t n)
{
    const int64_t days = (int64_t)HEAT_RECENT_DAYS * MS_PER_DAY;
    const int64_t recent = cx->now - days;
    double weights[HEAT__MAX];
    h->words = STR("");
    h->size = (int64_t)n;
    h->people = people_of(cx, rows, n);
    h->support = h->recent = h->earlier = 0;
    for (size_t i = 0; i < n; i++) {
        h->support += rows[i].support;
        h->recent += rows[i].said_at >= recent;
        h->earlier += rows[i].said_at < recent && rows[i].said_at >= recent - days;
    }
    h->last_at = n ? rows[0].said_at : 0;
    h->first_at = n ? rows[n - 1].said_at : 0;
    TRY(heat_weights(cx, weights));
    struct heat_facts f = heat_facts(h->size, h->people, h->support, h->recent, h->earlier);
    h->heat = (int64_t)(10 * heat_of(&f, weights) + 0.5);
    return OK;
}

enum err hotspot_members(struct ctx *cx, struct hotspot *h, struct hotspot_member **out,
                         size_t *out_n)
{
    struct hotspot_member *rows = NULL;
    size_t n = 0, kept = 0;
    TRY(db_all(cx, SQL_SIGNATURE_SEEN, ARGS(I64(cx->jid), I64(h->id)), &member_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        if (!actor_is_under(cx, rows[i].barred))
            rows[kept++] = rows[i];
    *out = rows;
    *out_n = kept;
    return kept == n ? OK : figures_seen(cx, h, rows, kept);
}

enum err hotspot_look(struct ctx *cx, struct hotspot *h)
{
    bool hidden = false;
    TRY(hides(cx, h->id, &hidden));
    if (!hidden)
        return OK;
    struct ctx own = *cx;
    struct hotspot_member *rows = NULL;
    size_t n = 0;
    own.arena = arena_open(HOTSPOT_BYTES);
    enum err e = fault_from(cx, &own, hotspot_members(&own, h, &rows, &n));
    arena_close(own.arena);
    return e;
}
