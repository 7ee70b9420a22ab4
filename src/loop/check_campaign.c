/* SPDX-License-Identifier: Apache-2.0
 * Visits: the roll-up by place, day and outcome, demands said on each, its history, its
 * address.
 */
#include <inttypes.h>

#include "core/secret.h"
#include "loop/check_impl.h"
#include "loop/visit.h"

struct seen {
    int64_t id, campaign_id, place_id, visited_at, demands, version, said, events;
    int outcome;
    struct str home, address_enc;
};
static const struct field seen_fields[] = {
    FIELD(struct seen, id),          FIELD(struct seen, campaign_id),
    FIELD(struct seen, place_id),    FIELD(struct seen, visited_at),
    FIELD(struct seen, demands),     FIELD(struct seen, version),
    FIELD(struct seen, said),        FIELD(struct seen, events),
    FIELD(struct seen, home),        FIELD(struct seen, outcome, .names = &visit_outcome_names),
    FIELD(struct seen, address_enc),
};
static const struct shape seen_shape = SHAPE("visit_seen", struct seen, seen_fields);

static enum err number_check(struct check *k, const struct subject_view *s, int64_t stored,
                             int64_t expected, const char *zh, const char *en)
{
    struct arena *a = k->cx->arena;
    if (stored == expected)
        return OK;
    return check_found(k, "total", s, str_of_i64(a, stored), str_of_i64(a, expected), "%s",
                       "%s", k->cx->lang == LANG_EN ? en : zh);
}

static enum err visit_check(struct check *k, const struct seen *v)
{
    const struct subject_view s = {.kind = SUBJECT_VISIT, .id = v->id};
    struct str address;
    TRY(number_check(k, &s, v->demands, v->said, "走访带回的诉求数与诉求不符",
                     "its demands are not those that name it"));
    TRY(number_check(k, &s, v->version, v->events, "走访的版本与办理记录不符",
                     "its version is not the number of its events"));
    if (secret_unseal(k->cx, "visit.address", v->id, v->address_enc, &address) != OK) {
        fault_clear(k->cx);
        TRY(check_found(k, "person", &s, STR(""), STR(""), "走访地址的密文打不开",
                        "its sealed address does not open"));
    }
    check_count_one(k, "visit", str_of_i64(k->cx->arena, v->campaign_id),
                    visit_key(k->cx->arena, v->place_id, v->visited_at, v->outcome));
    return OK;
}

enum err check_visits(struct check *k)
{
    struct seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_VISIT_PAGE,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &seen_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            after = rows[i].id;
            TRY(visit_check(k, &rows[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}
