/* SPDX-License-Identifier: Apache-2.0
 * The step table against tests/flow.golden and tests/roles.golden, which were written by hand
 * from the domain document: a row that is missing, added or changed fails with its line.
 */
#include <string.h>

#include "base/buf.h"
#include "base/source_testing.h"
#include "core/flow.h"
#include "loop/steps.h"

enum { TEXT_MAX = 1 << 20 };

/* Lines without comments and empty ones. */
static struct strs lines(struct arena *a, struct str text)
{
    struct strs all = str_split(a, text, '\n');
    struct strs out = {.p = NEWS(a, struct str, all.n + 1)};
    for (size_t i = 0; i < all.n; i++) {
        struct str s = str_trim(all.p[i]);
        if (s.n && s.p[0] != '#')
            out.p[out.n++] = s;
    }
    return out;
}

static bool has(const struct strs *s, struct str line)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->p[i], line))
            return true;
    return false;
}

static void compare(struct arena *a, const char *file, struct str printed)
{
    struct strs want = lines(a, source_text(a, str_fmt(a, "tests/%s", file).p));
    struct strs got = lines(a, printed);
    int differ = 0;
    for (size_t i = 0; i < want.n; i++)
        if (!has(&got, want.p[i]) && ++differ)
            print_message("- %.*s\n", STR_ARG(want.p[i]));
    for (size_t i = 0; i < got.n; i++)
        if (!has(&want, got.p[i]) && ++differ)
            print_message("+ %.*s\n", STR_ARG(got.p[i]));
    if (differ)
        fail_msg("%s: %d lines differ (- document, + step table)", file, differ);
    assert_int_equal(want.n, got.n);
}

static void print_names(struct buf *b, const struct enum_names *names, int max, uint32_t bits)
{
    const char *gap = "";
    for (int i = 0; i < max; i++)
        if (bits & BIT(i)) {
            buf_fmt(b, "%s%s", gap, enum_text(names, i));
            gap = " ";
        }
    if (!*gap)
        buf_c(b, "-");
}

static const char *to_of(const struct step *s)
{
    if (s->to_text)
        return s->to_text;
    return s->to < 0 ? "same" : flow_state_text(s->subject, s->to);
}

static int states_of(enum subject subject)
{
    if (subject == SUBJECT_DEMAND)
        return DEMAND__MAX;
    return subject == SUBJECT_MATTER ? (int)MATTER__MAX : (int)TASK__MAX;
}

/* subject | from states | action | to | roles */
static void flow_is_the_documents(void **state)
{
    struct arena *a = arena_open(4 * TEXT_MAX);
    const struct step *steps;
    struct buf b;
    size_t n = 0;
    (void)state;
    buf_init(&b, a, TEXT_MAX);
    steps = flow_steps(&n);
    for (size_t i = 0; i < n; i++) {
        const struct step *s = &steps[i];
        buf_fmt(&b, "%s | ", enum_text(&subject_names, (int)s->subject));
        print_names(&b, flow_states(s->subject), states_of(s->subject), s->from);
        buf_fmt(&b, " | %s | %s | ", s->name, to_of(s));
        print_names(&b, &role_names, ROLE__MAX, s->roles);
        buf_c(&b, "\n");
    }
    compare(a, "flow.golden", buf_done(&b));
    arena_close(a);
}

static const char *const where_names[] = {
    [AT_OWNER] = "owner",           [AT_DESK] = "desk",         [AT_LEAD] = "lead",
    [AT_REVIEW] = "review",         [AT_ANSWER] = "answer",     [AT_CALLBACK] = "callback",
    [AT_CLOSE] = "close",           [AT_LOOKBACK] = "lookback", [AT_ARBITER] = "arbiter",
    [AT_INSTRUCTED] = "instructed", [AT_PART] = "part",         [AT_SYSTEM] = "system",
};

static void print_pair(struct buf *b, const struct step *s)
{
    buf_fmt(b, "act %s %s | %s | %s | %s\n", enum_text(&subject_names, (int)s->subject),
            s->name, where_names[s->where], s->did ? s->did : "-",
            s->never_did ? s->never_did : "-");
}

/* may ROLE | subject state | actions; act SUBJECT ACTION | where | counts as | never did */
static void roles_are_the_documents(void **state)
{
    struct arena *a = arena_open(8 * TEXT_MAX);
    struct buf b;
    size_t n = 0;
    (void)state;
    buf_init(&b, a, TEXT_MAX);
    const struct step *steps = flow_steps(&n);
    for (int role = 0; role < ROLE__MAX; role++)
        for (int subject = SUBJECT_DEMAND; subject <= SUBJECT_TASK; subject++)
            for (int st = 1; st < states_of((enum subject)subject); st++) {
                const char *gap = " | ";
                bool any = false;
                for (size_t i = 0; i < n; i++) {
                    const struct step *s = &steps[i];
                    if ((int)s->subject != subject || !(s->from & BIT(st)) ||
                        !(s->roles & BIT(role)))
                        continue;
                    if (!any)
                        buf_fmt(&b, "may %s | %s %s", enum_text(&role_names, role),
                                enum_text(&subject_names, subject),
                                flow_state_text((enum subject)subject, st));
                    any = true;
                    buf_fmt(&b, "%s%s", gap, s->name);
                    gap = " ";
                }
                if (any)
                    buf_c(&b, "\n");
            }
    for (size_t i = 0; i < n; i++)
        print_pair(&b, &steps[i]);
    compare(a, "roles.golden", buf_done(&b));
    arena_close(a);
}

static int setup(void **state)
{
    (void)state;
    steps_register();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_is_the_documents),
        cmocka_unit_test(roles_are_the_documents),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
