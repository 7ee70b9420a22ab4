/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/directory_report.h"

#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"

static const struct field count_fields[] = {
    FIELD(struct directory_count, version),
    FIELD(struct directory_count, outcome, .names = &directory_outcome_names),
    FIELD(struct directory_count, n),
    FIELD(struct directory_count, warned),
};
static const struct shape count_shape =
    SHAPE("directory_count", struct directory_count, count_fields);

enum { OUTCOMES = DIRECTORY_OUTCOME__MAX };

enum err directory_counts(struct ctx *cx, struct directory_count **out, size_t *n)
{
    const struct directory_version *v = NULL;
    size_t versions = directory_versions(cx->app->directory, &v);
    size_t first = versions > DIRECTORY_COUNTED ? versions - DIRECTORY_COUNTED : 0;
    *out = NEWS(cx->arena, struct directory_count, (versions - first) * OUTCOMES + 1);
    *n = 0;
    for (size_t i = versions; i-- > first;) {
        void *rows = NULL;
        size_t count = 0;
        TRY(db_all(cx, SQL_DIRECTORY_OUTCOMES, ARGS(I64(cx->jid), I64(v[i].version)),
                   &count_shape, &rows, &count));
        for (size_t k = 0; k < count && k < OUTCOMES; k++)
            (*out)[(*n)++] = ((const struct directory_count *)rows)[k];
    }
    return OK;
}

static const struct field returned_fields[] = {
    FIELD(struct directory_returned, serial),   FIELD(struct directory_returned, class),
    FIELD(struct directory_returned, place_id), FIELD(struct directory_returned, lead_unit),
    FIELD(struct directory_returned, granted),  FIELD(struct directory_returned, refused),
};
static const struct shape returned_shape =
    SHAPE("directory_returned", struct directory_returned, returned_fields);

struct went {
    int64_t serial;
    struct str class;
    int64_t place_id, lead_unit, to_unit, n;
};
static const struct field went_fields[] = {
    FIELD(struct went, serial),    FIELD(struct went, class),   FIELD(struct went, place_id),
    FIELD(struct went, lead_unit), FIELD(struct went, to_unit), FIELD(struct went, n),
};
static const struct shape went_shape = SHAPE("directory_went", struct went, went_fields);

static int most_granted(const void *a, const void *b)
{
    const struct directory_returned *x = a, *y = b;
    if (x->granted != y->granted)
        return x->granted < y->granted ? 1 : -1;
    if (x->refused != y->refused)
        return x->refused < y->refused ? 1 : -1;
    return (x->serial > y->serial) - (x->serial < y->serial);
}

enum err directory_returned(struct ctx *cx, int64_t version, int64_t least,
                            struct directory_returned **out, size_t *n)
{
    struct went *went = NULL;
    size_t went_n = 0;
    TRY(db_all(cx, SQL_DIRECTORY_RETURNS, ARGS(I64(cx->jid), I64(version)), &returned_shape,
               (void **)out, n));
    TRY(db_all(cx, SQL_DIRECTORY_WENT, ARGS(I64(cx->jid), I64(version)), &went_shape,
               (void **)&went, &went_n));
    for (size_t i = 0; i < *n; i++) {
        struct directory_returned *r = &(*out)[i];
        r->suggested = r->granted >= least;
        for (size_t k = 0; k < went_n && !r->to_n; k++) /* the most first */
            if (went[k].serial == r->serial && str_eq(went[k].class, r->class) &&
                went[k].place_id == r->place_id && went[k].lead_unit == r->lead_unit) {
                r->to_unit = went[k].to_unit;
                r->to_n = went[k].n;
            }
    }
    if (*n)
        qsort(*out, *n, sizeof **out, most_granted);
    return OK;
}

static const struct field missing_fields[] = {
    FIELD(struct directory_missing, class),
    FIELD(struct directory_missing, place_id),
    FIELD(struct directory_missing, lead_unit),
    FIELD(struct directory_missing, n),
};
static const struct shape missing_shape =
    SHAPE("directory_missing", struct directory_missing, missing_fields);

static bool known_by_now(struct ctx *cx, const struct mechanism *m,
                         const struct directory_missing *one)
{
    const struct directory *d = cx->app->directory;
    const struct directory_version *v = NULL;
    const struct directory_entry *fits[1];
    size_t versions = directory_versions(d, &v);
    struct directory_question q = {.day = time_day(cx->now),
                                   .mechanism = m,
                                   .class = one->class,
                                   .place_id = one->place_id};
    if (versions && v[versions - 1].from_day > q.day)
        q.day = v[versions - 1].from_day;
    return directory_match(d, cx->app->org, &q, fits, COUNT(fits)) > 0;
}

enum err directory_missing(struct ctx *cx, int64_t version, int64_t least,
                           struct directory_missing **out, size_t *n)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct directory_missing *all = NULL;
    size_t all_n = 0;
    TRY(db_all(cx, SQL_DIRECTORY_MISSING, ARGS(I64(cx->jid), I64(version), I64(least)),
               &missing_shape, (void **)&all, &all_n));
    *out = all;
    *n = 0;
    for (size_t i = 0; m && i < all_n; i++)
        if (!known_by_now(cx, m, &all[i]) && org_unit_in_use(cx->app->org, all[i].lead_unit))
            all[(*n)++] = all[i];
    return OK;
}
