/* SPDX-License-Identifier: Apache-2.0
 * Long lists: what no index serves looks through ten thousand rows and says so.
 */
#include "loop/worklist.h"

#include "base/time.h"
#include "core/duty.h"
#include "db/schema.h"
#include "loop/testing.h"

enum { LOOKED = 10000, TEXT_BYTES = 1 << 20 };

/* Rows of one unit, the earliest due date first. */
static enum err fill(struct ctx *cx, void *arg)
{
    const int64_t *span = arg; /* from, to */
    for (int64_t i = span[0]; i <= span[1]; i++) {
        struct duty d = {.jid = cx->jid,
                         .unit_id = DISTRICT,
                         .subject_kind = SUBJECT_MATTER,
                         .subject_id = i,
                         .part = DUTY_ABOVE,
                         .open = true,
                         .state = STR("handling"),
                         .lvl = LEVEL_STREET,
                         .num = str_fmt(cx->arena, "%lld", (long long)(1000000 - i)),
                         .due_at = cx->now + i};
        TRY(db_put(cx, SQL_DUTY_PUT, &duty_shape, &d, NULL, 0, NULL));
    }
    return OK;
}

static json_t *list_of(struct office *o, const char *list, const char *sort)
{
    struct worklist_query q = {.list = str_c(list),
                               .sort = str_c(sort),
                               .dir = STR("desc"),
                               .unit = DISTRICT,
                               .limit = 2};
    struct buf b;
    struct json w;
    json_t *out = NULL;
    buf_init(&b, o->cx.arena, TEXT_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    db_release(o->cx.db);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    assert_int_equal(worklist_json(&o->cx, &q, &w), OK);
    json_obj_end(&w);
    assert_int_equal(json_read(&o->cx, buf_done(&b), &out), OK);
    return out;
}

static bool capped(struct office *o, const char *list, const char *sort)
{
    return json_is_true(json_object_get(list_of(o, list, sort), "capped"));
}

static void a_sort_without_an_index_looks_so_far(void **state)
{
    struct office *o = office_open("bazhou", time_day_start(day_from_civil(2026, 11, 20)));
    int64_t span[] = {1, LOOKED};
    (void)state;
    assert_int_equal(db_write(&o->cx, o->app.store, fill, span), OK);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_false(capped(o, "all", "lvl"));
    span[0] = span[1] = LOOKED + 1;
    assert_int_equal(db_write(&o->cx, o->app.store, fill, span), OK);
    assert_true(capped(o, "all", "lvl"));
    assert_true(capped(o, "all", "num"));
    /* An index serves these whole, in each order. */
    const struct sql_list_info *info = &sql_lists[SQL_LIST_WORK];
    for (int i = 0; i < info->nsorts; i++) {
        assert_false(capped(o, "open", info->sorts[i]));
        assert_false(capped(o, "act", info->sorts[i]));
    }
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_sort_without_an_index_looks_so_far)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
