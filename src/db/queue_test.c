/* SPDX-License-Identifier: Apache-2.0 */
#include "db/queue.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { CALLERS = 8, EACH = 500, BATCH = 3 };

struct seen {
    atomic_int jobs, batches, largest;
    atomic_bool inside;
};

static void count(void *arg, struct job **jobs, int n)
{
    struct seen *s = arg;

    if (n < 1 || atomic_exchange(&s->inside, true))
        abort();
    for (int i = 0; i < n; i++)
        jobs[i]->result = ERR_DENIED;
    s->jobs += n;
    s->batches++;
    if (n > s->largest)
        s->largest = n;
    usleep(100); /* so that others gather */
    atomic_store(&s->inside, false);
}

static void *put_many(void *arg)
{
    for (int i = 0; i < EACH; i++) {
        struct job j = {.result = OK};

        if (!queue_run(arg, &j) || j.result != ERR_DENIED)
            abort();
    }
    return NULL;
}

static void every_job_runs_once_in_batches(void **state)
{
    struct seen seen = {0};
    struct queue *q = queue_open(CALLERS, BATCH, count, &seen);
    pthread_t t[CALLERS];

    (void)state;
    assert_non_null(q);
    for (int i = 0; i < CALLERS; i++)
        assert_int_equal(pthread_create(&t[i], NULL, put_many, q), 0);
    for (int i = 0; i < CALLERS; i++)
        pthread_join(t[i], NULL);
    queue_close(q);
    assert_int_equal(seen.jobs, CALLERS * EACH);
    assert_int_equal(seen.largest, BATCH);
    assert_true(seen.batches < CALLERS * EACH);
}

static void an_idle_queue_closes(void **state)
{
    struct seen seen = {0};

    (void)state;
    queue_close(queue_open(1, 1, count, &seen));
    queue_close(NULL);
    assert_int_equal(seen.jobs, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_runs_once_in_batches),
        cmocka_unit_test(an_idle_queue_closes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
