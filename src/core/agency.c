/* SPDX-License-Identifier: Apache-2.0 */
#include "core/agency.h"

#include <string.h>

#include "db/db.h"

static const struct field agency_fields[] = {
    FIELD(struct agency, serial),
    FIELD(struct agency, name, .max = 60),
    FIELD(struct agency, exits, .max = 600),
    FIELD(struct agency, purpose, .max = 100),
    FIELD(struct agency, phone, .max = 60),
    FIELD(struct agency, address, .max = 100),
    FIELD(struct agency, hours, .max = 100),
};
static const struct shape agency_shape = SHAPE("agency", struct agency, agency_fields);

enum err agencies_read(struct ctx *cx, struct agency **out, size_t *n)
{
    return db_all(cx, SQL_AGENCIES, ARGS(I64(cx->jid)), &agency_shape, (void **)out, n);
}

struct list_row {
    int64_t version;
};
static const struct field list_fields[] = {FIELD(struct list_row, version)};
static const struct shape list_shape = SHAPE("agency_list", struct list_row, list_fields);

enum err agencies_version(struct ctx *cx, int64_t *version)
{
    struct list_row row = {0};
    bool found = false;
    TRY(db_one(cx, SQL_AGENCIES_VERSION, ARGS(I64(cx->jid)), &list_shape, &row, &found));
    *version = row.version;
    return OK;
}

static enum err stale(struct ctx *cx)
{
    return fail(cx, ERR_STALE, "您打开之后有人改过机构名录，请刷新后再试",
                "the agency list was changed meanwhile: load it again");
}

enum err agencies_write(struct ctx *cx, int64_t version, const struct agency *a, size_t n)
{
    int64_t now = 0, changed = 0;
    TRY(agencies_version(cx, &now));
    if (now != version)
        return stale(cx);
    TRY(db_exec(cx, SQL_AGENCY_BUMP, ARGS(I64(cx->jid), I64(version)), &changed));
    if (changed != 1)
        return stale(cx);
    TRY(db_exec(cx, SQL_AGENCIES_CLEAR, ARGS(I64(cx->jid)), NULL));
    for (size_t i = 0; i < n; i++)
        TRY(db_put(cx, SQL_AGENCY_INSERT, &agency_shape, &a[i], ARGS(I64(cx->jid)), NULL));
    return OK;
}

const struct agency *agency_find(const struct agency *a, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(a[i].name, name))
            return &a[i];
    return NULL;
}

bool agency_takes(const struct agency *a, struct str exit)
{
    for (size_t at = 0; at <= a->exits.n && a->exits.n;) {
        const char *end = memchr(a->exits.p + at, ',', a->exits.n - at);
        size_t n = end ? (size_t)(end - a->exits.p) - at : a->exits.n - at;
        if (str_eq((struct str){a->exits.p + at, n}, exit))
            return true;
        at += n + 1;
    }
    return a->exits.n == 0;
}
