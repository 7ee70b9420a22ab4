/* SPDX-License-Identifier: Apache-2.0
 * Group commit on either engine: what is kept and what is undone.
 */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "db/example/callers.h"

enum { JOBS = 20 };

static void waiting_jobs_share_a_transaction(void **state)
{
    struct caller c[JOBS] = {0};
    int64_t unseen = 0;

    callers_together(*state, c, JOBS);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(c[i].result, OK);
        assert_int_equal(c[i].runs, 1);
        unseen = c[i].unseen > unseen ? c[i].unseen : unseen;
    }
    assert_int_equal(unseen, JOBS);
    assert_int_equal(item_count(*state, 1), JOBS);
}

static void refusal_disturbs_nobody(void **state)
{
    struct caller c[JOBS] = {0};

    c[3].how = c[4].how = c[JOBS - 1].how = REFUSES;
    callers_together(*state, c, JOBS);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(c[i].result, c[i].how == REFUSES ? ERR_CONFLICT : OK);
        assert_int_equal(c[i].runs, 1);
    }
    assert_string_equal(c[3].message, "不行");
    assert_int_equal(item_count(*state, 1), JOBS - 3);
}

/* Whatever a job does wrong after writing is undone alone; the others are replayed and kept. */
static void only_the_failing_job_is_undone(void **state)
{
    static const struct {
        int how;
        enum err result;
    } cases[] = {{WRITES_AND_REFUSES, ERR_DENIED},
                 {WRITES_TWICE, ERR_CONFLICT},
                 {SWALLOWS, ERR_CONFLICT},
                 {ORPHAN, ERR_CONFLICT}};

    for (size_t k = 0; k < COUNT(cases); k++) {
        struct caller c[JOBS] = {0};
        int replayed = 0;

        /* The last of them: the others have run when it fails. */
        c[JOBS - 1].how = cases[k].how;
        c[6].how = REFUSES;
        fixture_down(state);
        fixture_up(state);
        callers_together(*state, c, JOBS);
        for (int i = 0; i < JOBS; i++) {
            enum err expected = i == JOBS - 1 ? cases[k].result : i == 6 ? ERR_CONFLICT : OK;
            assert_int_equal(c[i].result, expected);
            replayed += i < JOBS - 1 && c[i].runs == 2;
        }
        assert_true(c[JOBS - 1].message[0]);
        assert_int_equal(replayed, JOBS - 1);
        assert_int_equal(item_count(*state, 1), JOBS - 2);
    }
}

static void a_single_failing_job_is_undone(void **state)
{
    struct fixture *f = *state;
    struct caller c = {.f = f, .how = WRITES_TWICE, .item = {.jid = 1, .id = 1}};

    caller_run(&c);
    assert_int_equal(c.result, ERR_CONFLICT);
    assert_in_range(c.runs, 1, 4); /* more than once where others may write as well */
    c.how = ORPHAN;
    caller_run(&c);
    assert_int_equal(c.result, ERR_CONFLICT);
    assert_int_equal(item_count(f, 1), 0);
}

static enum err write_within(struct ctx *cx, void *arg)
{
    struct fixture *f = arg;
    struct item it = {.jid = 1, .id = 1};

    return db_write(cx, f->store, item_write, &it);
}

static void a_write_inside_a_write_is_a_bug(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(db_write(&f->cx, f->store, write_within, f), ERR_BUG);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, fixture_up, fixture_down)
    const struct CMUnitTest tests[] = {
        T(waiting_jobs_share_a_transaction), T(refusal_disturbs_nobody),
        T(only_the_failing_job_is_undone),   T(a_single_failing_job_is_undone),
        T(a_write_inside_a_write_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
