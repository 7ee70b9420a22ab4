/* SPDX-License-Identifier: Apache-2.0
 * Questionnaires: sheets, the demands that they raised, and those of the spot.
 */
#include "loop/check_impl.h"

struct seen {
    int64_t id, sheets, demands, entered, of_sheets, raised;
};
static const struct field seen_fields[] = {
    FIELD(struct seen, id),      FIELD(struct seen, sheets),    FIELD(struct seen, demands),
    FIELD(struct seen, entered), FIELD(struct seen, of_sheets), FIELD(struct seen, raised),
};
static const struct shape seen_shape = SHAPE("questionnaire_seen", struct seen, seen_fields);

static enum err one_check(struct check *k, const struct seen *s)
{
    struct arena *a = k->cx->arena;
    const struct subject_view v = {.kind = SUBJECT_SPOT, .id = s->id};
    if (s->sheets != s->entered)
        TRY(check_found(k, "total", &v, str_of_i64(a, s->sheets), str_of_i64(a, s->entered),
                        "问卷份数与答卷不符", "its number of sheets is not that of its rows"));
    if (s->of_sheets != s->raised)
        TRY(check_found(k, "total", &v, str_of_i64(a, s->of_sheets), str_of_i64(a, s->raised),
                        "答卷上的诉求数与形成的诉求不符",
                        "the demands of its sheets are not those that were raised"));
    if (s->demands != s->raised)
        TRY(check_found(k, "total", &v, str_of_i64(a, s->demands), str_of_i64(a, s->raised),
                        "问卷的诉求数与形成的诉求不符",
                        "its demands are not those that were raised"));
    return OK;
}

enum err check_questionnaires(struct check *k)
{
    struct seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_QUESTIONNAIRE_PAGE,
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
