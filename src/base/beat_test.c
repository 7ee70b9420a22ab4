/* SPDX-License-Identifier: Apache-2.0 */
#include "base/beat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "base/time.h"

#include <cmocka.h>

enum { LONG_MS = 3600000, PATIENCE_MS = 30000 };

static atomic_int calls;
static atomic_long again_ms;

static int64_t count(void *arg)
{
    (void)arg;
    atomic_fetch_add(&calls, 1);
    return atomic_load(&again_ms);
}

static void reached(int n)
{
    int64_t until = time_mono() + PATIENCE_MS;
    while (atomic_load(&calls) < n && time_mono() < until)
        usleep(1000);
    assert_true(atomic_load(&calls) >= n);
}

static struct beat *started(int64_t first_ms, long again)
{
    atomic_store(&calls, 0);
    atomic_store(&again_ms, again);
    struct beat *b = beat_start(count, NULL, first_ms);
    assert_non_null(b);
    return b;
}

static void goes_on_as_it_asks(void **state)
{
    (void)state;
    struct beat *b = started(0, 1);
    reached(5);
    beat_stop(b);
    int n = atomic_load(&calls);
    usleep(20000);
    assert_int_equal(atomic_load(&calls), n);
}

static void waits_until_it_is_called(void **state)
{
    (void)state;
    struct beat *b = started(LONG_MS, LONG_MS);
    usleep(20000);
    assert_int_equal(atomic_load(&calls), 0);
    beat_now(b);
    reached(1);
    beat_now(b);
    reached(2);
    beat_stop(b);
    assert_int_equal(atomic_load(&calls), 2);
}

static void stops_before_it_began(void **state)
{
    (void)state;
    struct beat *b = started(LONG_MS, 0);
    beat_stop(b);
    assert_int_equal(atomic_load(&calls), 0);
    beat_stop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_on_as_it_asks),
        cmocka_unit_test(waits_until_it_is_called),
        cmocka_unit_test(stops_before_it_began),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
