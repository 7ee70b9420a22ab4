/* SPDX-License-Identifier: Apache-2.0
 * The folder between server and worker, with a program in LibreOffice's place.
 */
#include "doc/pdf.h"

#include "base/testing.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ctx.h"

/* Writes what each document says: "half" is cut off, "none" writes nothing, "bad" ends the
 * whole batch before anything is written unless it is alone. */
static const char program[] =
    "#!/bin/sh\n"
    "n=0; bad=no\n"
    "for f in \"$@\"; do case $f in *.docx) n=$((n + 1)); grep -q bad \"$f\" && bad=yes;; "
    "esac; "
    "done\n"
    "[ $bad = yes ] && [ $n -gt 1 ] && exit 1\n"
    "log=$(dirname \"$0\")/made\n"
    "for f in \"$@\"; do case $f in *.docx)\n"
    "  case $(cat \"$f\") in\n"
    "  half) printf '%%PDF-1.7 and so' >\"${f%.docx}.pdf\";;\n"
    "  none|bad) :;;\n"
    "  slow) echo begun >>\"$log\"; sleep 60 & wait; printf late >\"${f%.docx}.pdf\";;\n"
    "  count) echo \"$f\" >>\"$log\"; sleep 0.05; printf '%%PDF-1.7\\nall\\n%%%%EOF\\n' "
    ">\"${f%.docx}.pdf\";;\n"
    "  *) printf '%%PDF-1.7\\nall\\n%%%%EOF\\n' >\"${f%.docx}.pdf\";;\n"
    "  esac;; esac; done\n";

static struct ctx cx;
static char dir[64];
static struct pdf_worker worker;

static void file_put(const char *name, const char *text, mode_t mode)
{
    const char *path = str_fmt(cx.arena, "%s/%s", dir, name).p;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    assert_int_equal(close(fd), 0);
}

static int setup(void **state)
{
    (void)state;
    cx = (struct ctx){.arena = arena_open(4 << 20), .lang = LANG_EN};
    snprintf(dir, sizeof dir, "/tmp/huiyin-pdf-XXXXXX");
    assert_non_null(mkdtemp(dir));
    file_put("soffice", program, 0700);
    worker = (struct pdf_worker){dir, str_fmt(cx.arena, "%s/soffice", dir).p, NULL};
    return 0;
}

static int teardown(void **state)
{
    const char *rm = str_fmt(cx.arena, "%s", dir).p;
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", rm, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    dir[0] = '\0';
    arena_close(cx.arena);
    return 0;
}

static const char *state_of(const char *name)
{
    return pdf_state_names[pdf_state(&cx, dir, str_c(name))];
}

static void rounds(int expected)
{
    int done = 0;
    assert_int_equal(pdf_worker_round(&cx, &worker, &done), OK);
    assert_int_equal(done, expected);
}

static void hand_over(const char *name, const char *text)
{
    assert_int_equal(pdf_hand_over(&cx, dir, str_c(name), str_c(text)), OK);
    assert_string_equal(state_of(name), "waiting");
}

static void half_a_pdf_is_none(void **state)
{
    int fd = -1;
    int64_t bytes = 0;
    (void)state;
    assert_int_equal(pdf_worker_begin(&cx, &worker), OK);
    hand_over("1", "good");
    hand_over("2", "half");
    hand_over("3", "none");
    rounds(3);
    assert_string_equal(state_of("1"), "ready");
    assert_string_equal(state_of("2"), "failed");
    assert_string_equal(state_of("3"), "failed");
    assert_int_equal(pdf_take(&cx, dir, STR("2"), &fd, &bytes), ERR_NOT_FOUND);
    assert_int_equal(pdf_take(&cx, dir, STR("1"), &fd, &bytes), OK);
    assert_int_equal(bytes, (int64_t)strlen("%PDF-1.7\nall\n%%EOF\n"));
    assert_int_equal(close(fd), 0);
    hand_over("2", "good"); /* asked for again, it is made again */
    rounds(1);
    assert_string_equal(state_of("2"), "ready");
    rounds(0);
}

static void one_bad_document_harms_no_other(void **state)
{
    (void)state;
    assert_int_equal(pdf_worker_begin(&cx, &worker), OK);
    hand_over("1", "good");
    hand_over("2", "bad");
    rounds(2);
    assert_string_equal(state_of("1"), "ready");
    assert_string_equal(state_of("2"), "failed");
}

static void what_a_worker_left_is_done_by_the_next(void **state)
{
    (void)state;
    assert_int_equal(pdf_worker_begin(&cx, &worker), OK);
    file_put("work/7.docx", "good", 0600);
    hand_over("8", "good");
    rounds(1);
    rounds(1);
    assert_string_equal(state_of("7"), "ready");
    assert_string_equal(state_of("8"), "ready");
}

static struct str file_read_whole(const char *name)
{
    static char text[16384];
    int fd = open(str_fmt(cx.arena, "%s/%s", dir, name).p, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text);
    if (fd >= 0)
        assert_int_equal(close(fd), 0);
    assert_true(n >= 0);
    return (struct str){text, (size_t)n};
}

/* A process of its own that works until nothing waits for two seconds. */
static pid_t worker_process(void)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid)
        return pid;
    for (int idle = 0; idle < 40;) {
        int done = 0;
        if (pdf_worker_round(&cx, &worker, &done) != OK)
            _exit(1);
        idle = done ? 0 : idle + 1;
        usleep(50000);
    }
    _exit(0);
}

static void of_two_workers_each_document_is_made_once(void **state)
{
    enum { DOCUMENTS = 40 };
    enum { WORKERS = 2 };
    pid_t pids[WORKERS];
    int status = 0;
    (void)state;
    assert_int_equal(pdf_worker_begin(&cx, &worker), OK);
    for (int i = 0; i < WORKERS; i++)
        pids[i] = worker_process();
    for (int i = 1; i <= DOCUMENTS; i++) {
        struct str name = str_of_i64(cx.arena, i);
        assert_int_equal(pdf_hand_over(&cx, dir, name, STR("count")), OK);
        assert_int_equal(pdf_hand_over(&cx, dir, name, STR("count")), OK); /* asked twice */
        usleep(10000);
    }
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
    for (int i = 1; i <= DOCUMENTS; i++)
        assert_string_equal(state_of(str_of_i64(cx.arena, i).p), "ready");
    struct str made = file_read_whole("made");
    size_t lines = 0;
    for (size_t i = 0; i < made.n; i++)
        lines += made.p[i] == '\n';
    assert_int_equal(lines, DOCUMENTS);
}

/* LibreOffice of a worker that was killed lives on: it is ended before the next one begins, and
 * what it writes late is nowhere. */
static void of_a_killed_worker_nothing_is_lost(void **state)
{
    int status = 0;
    (void)state;
    assert_int_equal(pdf_worker_begin(&cx, &worker), OK);
    hand_over("1", "slow");
    hand_over("2", "good");
    pid_t pid = worker_process();
    for (int i = 0; i < 100 && file_read_whole("made").n == 0; i++)
        usleep(50000);
    assert_int_equal(file_read_whole("made").n, strlen("begun\n"));
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    file_put("work/1.docx", "good", 0600);
    struct str group = file_read_whole("office");
    int64_t left = 0;
    assert_true(str_i64(str_trim(group), &left) && left > 1);
    assert_int_equal(kill((pid_t)-left, 0), 0); /* it lives */
    rounds(2);
    assert_string_equal(state_of("1"), "ready");
    assert_string_equal(state_of("2"), "ready");
    for (int i = 0; i < 100 && kill((pid_t)-left, 0) == 0; i++)
        usleep(20000);
    assert_int_equal(kill((pid_t)-left, 0), -1);
    rounds(0);
}

/* Ended while it wrote, on either side. */
static void half_written_it_goes_on(void **state)
{
    (void)state;
    assert_int_equal(pdf_worker_begin(&cx, &worker), OK);
    file_put("in/5.docx.AbCdEf", "goo", 0600); /* the server was ended */
    rounds(0);
    assert_string_equal(state_of("5"), "none");
    hand_over("5", "good");
    rounds(1);
    assert_string_equal(state_of("5"), "ready");
    file_put("work/6.pdf", "%PDF-1.7 half", 0600); /* the worker was */
    file_put("work/6.docx", "none", 0600);
    rounds(1);
    assert_string_equal(state_of("6"), "failed");
    file_put("work/5.docx", "half", 0600); /* after it had carried it out */
    rounds(0);
    assert_string_equal(state_of("5"), "ready");
}

static void without_libreoffice_it_says_so(void **state)
{
    (void)state;
    worker.soffice = "/nonexistent/soffice";
    assert_int_equal(pdf_worker_begin(&cx, &worker), ERR_NOT_FOUND);
    assert_string_equal(state_of("1"), "away");
    assert_int_equal(pdf_hand_over(&cx, dir, STR("1"), STR("good")), ERR_CONFLICT);
    assert_string_equal(state_of("../1"), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(half_a_pdf_is_none, setup, teardown),
        cmocka_unit_test_setup_teardown(one_bad_document_harms_no_other, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_worker_left_is_done_by_the_next, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(of_two_workers_each_document_is_made_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(of_a_killed_worker_nothing_is_lost, setup, teardown),
        cmocka_unit_test_setup_teardown(half_written_it_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(without_libreoffice_it_says_so, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
