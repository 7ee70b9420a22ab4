/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

static void allocations_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 5000, 70000, 3, 300000, 8};
    struct arena *a = arena_open(1 << 20);
    unsigned char *p[sizeof sizes / sizeof sizes[0]];
    size_t sum = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        p[i] = arena_alloc(a, sizes[i]);
        assert_int_equal((uintptr_t)p[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(p[i][k], 0);
        memset(p[i], (int)i + 1, sizes[i]);
        sum += sizes[i];
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(p[i][k], i + 1);
    }
    assert_int_equal(arena_used(a), sum);
    arena_close(a);
    arena_close(NULL);
}

static void reset_gives_back_clean_memory(void **state)
{
    (void)state;
    struct arena *a = arena_open(1 << 20);
    for (int round = 0; round < 3; round++) {
        unsigned char *p = arena_alloc(a, 2000);
        for (size_t k = 0; k < 2000; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xff, 2000);
        memset(arena_alloc(a, 600000), 0xff, 600000);
        arena_reset(a);
        assert_int_equal(arena_used(a), 0);
    }
    assert_memory_equal(arena_copy(a, "abc", 4), "abc", 4);
    arena_close(a);
}

struct trace {
    char seen[8];
    size_t n;
};

struct step {
    struct trace *trace;
    char name;
};

static void note(void *arg)
{
    struct step *step = arg;
    step->trace->seen[step->trace->n++] = step->name;
}

static void closers_run_once_latest_first(void **state)
{
    (void)state;
    struct trace trace = {.n = 0};
    struct arena *a = arena_open(10000);
    for (char name = 'a'; name <= 'c'; name++) {
        struct step *step = NEW(a, struct step); /* still readable while closing */
        *step = (struct step){&trace, name};
        arena_on_close(a, note, step);
    }
    arena_reset(a);
    assert_string_equal(trace.seen, "cba");
    arena_close(a);
    assert_string_equal(trace.seen, "cba");
}

static int signal_of(void (*fn)(struct arena *))
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(1);
        fn(arena_open(1000));
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void fill(struct arena *a)
{
    for (int i = 0; i < 10; i++)
        arena_alloc(a, 100);
}

static void overfill(struct arena *a)
{
    fill(a);
    arena_alloc(a, 1);
}

static void overflow(struct arena *a)
{
    arena_array(a, SIZE_MAX / 2, 4);
}

static void past_the_cap_aborts(void **state)
{
    (void)state;
    assert_int_equal(signal_of(fill), 0);
    assert_int_equal(signal_of(overfill), SIGABRT);
    assert_int_equal(signal_of(overflow), SIGABRT);
}

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>

static void red_zones_are_poisoned(void **state)
{
    (void)state;
    struct arena *a = arena_open(100000);
    for (size_t n = 1; n < 100; n += 7) {
        char *p = arena_alloc(a, n);
        assert_false(__asan_address_is_poisoned(p + n - 1));
        assert_true(__asan_address_is_poisoned(p + n));
        assert_true(__asan_address_is_poisoned(p + n + 15));
    }
    char *old = arena_alloc(a, 10);
    arena_reset(a);
    assert_true(__asan_address_is_poisoned(old));
    arena_close(a);
}
#else
static void red_zones_are_poisoned(void **state)
{
    (void)state;
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_aligned_and_apart),
        cmocka_unit_test(reset_gives_back_clean_memory),
        cmocka_unit_test(closers_run_once_latest_first),
        cmocka_unit_test(past_the_cap_aborts),
        cmocka_unit_test(red_zones_are_poisoned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
