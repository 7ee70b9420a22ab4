/* SPDX-License-Identifier: Apache-2.0
 * Versions of the urgent words in the store.
 */
#include "core/mechanism_node.h"
#include "core/urgent.h"
#include "db/db.h"

enum { BODY_MAX = 1 << 20 };

struct set_row {
    int64_t jid, version;
    struct str body, hash;
    int64_t loaded_at;
};
static const struct field set_fields[] = {
    FIELD(struct set_row, jid),
    FIELD(struct set_row, version),
    FIELD(struct set_row, body, .max = BODY_MAX),
    FIELD(struct set_row, hash),
    FIELD(struct set_row, loaded_at, .as = AS_TIME),
};
static const struct shape set_shape = SHAPE("urgent_set", struct set_row, set_fields);

enum err urgent_store(struct ctx *cx, const char *file, struct str text, int64_t *version)
{
    const struct urgent_set *set = NULL;
    struct set_row newest = {0}, row = {.jid = cx->jid, .loaded_at = cx->wall};
    json_t *root = NULL;
    bool found = false;
    TRY(urgent_parse(cx, cx->arena, file, text, &set));
    TRY(json_read(cx, text, &root));
    TRY(mechanism_canonical(cx, root, &row.body));
    TRY(db_one(cx, SQL_URGENT_SET_NEWEST, ARGS(I64(cx->jid)), &set_shape, &newest, &found));
    if (found && str_eq(newest.hash, set->hash)) {
        *version = newest.version;
        return OK;
    }
    row.version = newest.version + 1;
    row.hash = set->hash;
    TRY(db_put(cx, SQL_URGENT_SET_INSERT, &set_shape, &row, NULL, 0, NULL));
    *version = row.version;
    return OK;
}

enum err urgent_load(struct ctx *cx, struct arena *keep, int64_t jid,
                     const struct urgent_set **out)
{
    const struct urgent_set *parsed = NULL;
    struct set_row row = {0};
    bool found = false;
    TRY(db_one(cx, SQL_URGENT_SET_NEWEST, ARGS(I64(jid)), &set_shape, &row, &found));
    if (!found) {
        *out = NULL;
        return OK;
    }
    const char *file = str_fmt(cx->arena, "urgent@%lld", (long long)row.version).p;
    TRY(urgent_parse(cx, keep, file, row.body, &parsed));
    struct urgent_set *set = arena_copy(keep, parsed, sizeof *parsed);
    set->version = row.version;
    *out = set;
    return OK;
}
