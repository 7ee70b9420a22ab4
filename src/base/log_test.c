/* SPDX-License-Identifier: Apache-2.0 */
#include "base/testing.h"

#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

/* What the call wrote to standard error, without the time in front. */
static char captured[8192];

static int saved = -1;
static FILE *file;

static void capture_begin(void)
{
    file = tmpfile();
    assert_non_null(file);
    saved = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
}

static const char *capture_end(void)
{
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    size_t n = fread(captured, 1, sizeof captured - 1, file);
    captured[n] = '\0';
    fclose(file);
    char *blank = strchr(captured, ' ');
    return blank == NULL ? captured : blank + 1;
}

static void input_cannot_forge_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *value, *line;
    } rows[] = {
        {"plain-1", "info login who=plain-1\n"},
        {"", "info login who=\"\"\n"},
        {NULL, "info login who=\"\"\n"},
        {"two words", "info login who=\"two words\"\n"},
        {"a=b", "info login who=\"a=b\"\n"},
        {"x\n2026 error forged", "info login who=\"x\\x0a2026 error forged\"\n"},
        {"q\"\\", "info login who=\"q\\x22\\x5c\"\n"},
        {"\x1b[31m", "info login who=\"\\x1b[31m\"\n"},
        {"张三", "info login who=\"张三\"\n"},
        {"\xff\xc2\x85", "info login who=\"\\xff\\xc2\\x85\"\n"},
        {"\xe2\x80\xae\xe2\x80\xa8", "info login who=\"\\xe2\\x80\\xae\\xe2\\x80\\xa8\"\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        capture_begin();
        log_event(LOG_INFO, "login", "who", rows[i].value, NULL);
        assert_string_equal(capture_end(), rows[i].line);
    }
}

static void levels_are_kept(void **state)
{
    (void)state;
    char number[24];
    capture_begin();
    log_set_level(LOG_WARN);
    log_event(LOG_INFO, "quiet", NULL);
    log_event(LOG_ERROR, "loud", "n", log_num(number, INT64_MIN), "k", "v", NULL);
    log_set_level(LOG_INFO);
    log_event(LOG_DEBUG, "quiet", NULL);
    assert_string_equal(capture_end(), "error loud n=-9223372036854775808 k=v\n");
}

static void a_long_line_is_cut_and_says_so(void **state)
{
    (void)state;
    static char value[6000];
    memset(value, 'a', sizeof value - 1);
    capture_begin();
    log_event(LOG_INFO, "long", "v", "x y", "w", value, NULL);
    assert_string_equal(capture_end(), "info long v=\"x y\" w= …\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(input_cannot_forge_a_line),
        cmocka_unit_test(levels_are_kept),
        cmocka_unit_test(a_long_line_is_cut_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
