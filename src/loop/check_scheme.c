/* SPDX-License-Identifier: Apache-2.0
 * Where people put demands in class schemes: as the demand's event says.
 */
#include "core/event_row.h"
#include "loop/check_impl.h"
#include "loop/scheme_impl.h"

static bool told(struct ctx *cx, const struct event *e, const struct scheme_choice *c)
{
    struct str scheme = str_fmt(cx->arena, "\"scheme\":\"%.*s\"", STR_ARG(c->scheme));
    struct str code = str_fmt(cx->arena, "\"code\":\"%.*s\"", STR_ARG(c->code));
    return str_eq_c(e->action, "classify") && e->actor_id == c->officer_id &&
           e->recorded_at == c->set_at && str_has(e->data, scheme.p) &&
           (c->code.n ? str_has(e->data, code.p) : !str_has(e->data, "\"code\":\""));
}

static enum err placed_check(struct check *k, const struct scheme_choice *c)
{
    const struct subject_view v = {.kind = SUBJECT_DEMAND, .id = c->demand_id};
    struct event e = {0};
    bool found = false;
    TRY(db_one(k->cx, SQL_EVENT_GET,
               ARGS(I64(k->cx->jid), TXT(STR("demand")), I64(c->demand_id), I64(c->seq)),
               &event_shape, &e, &found));
    if (found && told(k->cx, &e, c))
        return OK;
    return check_found(k, "total", &v, c->code, found ? e.data : STR(""),
                       "归入其他分类与办理记录不符",
                       "its class in a scheme is not what its event says");
}

enum err check_schemes(struct check *k)
{
    struct scheme_choice *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t demand = 0, seq = 0;
    char scheme[200] = "";
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(
            k, SQL_SCHEME_CHOICE_PAGE,
            ARGS(I64(k->cx->jid), I64(demand), TXT(str_c(scheme)), I64(seq), I64(CHECK_PAGE)),
            &scheme_choice_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            demand = rows[i].demand_id;
            seq = rows[i].seq;
            (void)snprintf(scheme, sizeof scheme, "%.*s", STR_ARG(rows[i].scheme));
            TRY(placed_check(k, &rows[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}
