/* SPDX-License-Identifier: Apache-2.0
 * The check of a register, on the test office: nothing to find where nothing was done, and what
 * was done behind the program's back by its name. More kinds of damage:
 * tests/cmd/check_test.mjs.
 */
#include "loop/check.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "core/blob.h"
#include "core/outbox.h"
#include "db/driver.h"
#include "loop/testing.h"

enum { SEEN_MAX = 40 };

/* What one check found. */
struct seen {
    struct check_result result;
    size_t n, advices;
    struct {
        char code[16], subject[16], num[40], what[300];
    } f[SEEN_MAX];
};

static enum err see(struct ctx *cx, void *arg, const struct check_finding *f)
{
    struct seen *s = arg;
    (void)cx;
    if (strcmp(f->code, "people") == 0) /* the small office has none */
        return OK;
    assert_true(s->n < SEEN_MAX);
    s->advices += f->advice;
    (void)snprintf(s->f[s->n].code, sizeof s->f[0].code, "%s", f->code);
    (void)snprintf(s->f[s->n].subject, sizeof s->f[0].subject, "%s", f->subject);
    (void)snprintf(s->f[s->n].num, sizeof s->f[0].num, "%.*s", STR_ARG(f->num));
    (void)snprintf(s->f[s->n].what, sizeof s->f[0].what, "%.*s", STR_ARG(f->what));
    s->n++;
    return OK;
}

static void check(struct office *o, struct seen *s)
{
    *s = (struct seen){0};
    enum err e = check_register(&o->cx, see, s, &s->result);
    if (e != OK)
        fail_msg("%s: %s", err_code(e), o->cx.error.message);
    assert_int_equal(s->result.findings, (int64_t)(s->n - s->advices));
    db_release(o->cx.db); /* its snapshot */
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
}

static void print(const struct seen *s)
{
    for (size_t i = 0; i < s->n; i++)
        print_error("%s %s %s: %s\n", s->f[i].code, s->f[i].subject, s->f[i].num, s->f[i].what);
}

static enum err tell(struct ctx *cx, void *arg)
{
    const struct outbox_note n = {.person_id = *(int64_t *)arg,
                                  .channel = STR("sms"),
                                  .subject_kind = SUBJECT_DEMAND,
                                  .subject_id = cx->actor->demand_id,
                                  .template_name = STR("progress"),
                                  .num = STR("1"),
                                  .text = STR("在办")};
    return outbox_put(cx, &n);
}

/* A demand in a matter that a department has, its matter in its number; a message about it. */
static struct str matter_dispatched(struct office *o, struct demand *d)
{
    struct str num, m = to_roads(o, &num);
    demand_of(o, num, d);
    as_citizen(o, d->id);
    assert_int_equal(db_write(&o->cx, o->app.store, tell, &d->person_id), OK);
    return m;
}

static struct office *office(void)
{
    return office_open("bazhou", time_day_start(day_from_civil(2026, 11, 20)) +
                                     (int64_t)10 * MS_PER_HOUR);
}

static void nothing_is_found_where_nothing_was_done(void **state)
{
    struct office *o = office();
    struct seen s;
    struct demand d;
    (void)state;
    check(o, &s);
    assert_int_equal(s.n, 0);
    matter_dispatched(o, &d);
    check(o, &s);
    print(&s);
    assert_int_equal(s.n, 0);
    assert_int_equal(s.result.demands, 1);
    assert_int_equal(s.result.matters, 1);
    assert_int_equal(s.result.tasks, 1);
    assert_int_equal(s.result.persons, 1);
    assert_int_equal(s.result.messages, 1);
    assert_true(s.result.events > 6);
    office_close(o);
}

static enum err tell_about(struct ctx *cx, void *arg)
{
    struct outbox_note n = *(struct outbox_note *)arg;
    n.channel = STR("sms");
    n.template_name = STR("progress");
    n.num = STR("1");
    n.text = STR("在办");
    return outbox_put(cx, &n);
}

/* Meetings, bulletins and weak signals are told about a unit. */
static void a_message_may_be_about_a_unit_that_there_is(void **state)
{
    struct office *o = office();
    struct seen s;
    struct demand d;
    struct outbox_note n = {.subject_kind = SUBJECT_UNIT, .subject_id = ROADS};
    (void)state;
    matter_dispatched(o, &d);
    n.person_id = d.person_id;
    assert_int_equal(db_write(&o->cx, o->app.store, tell_about, &n), OK);
    check(o, &s);
    print(&s);
    assert_int_equal(s.n, 0);
    n.subject_id = 999;
    assert_int_equal(db_write(&o->cx, o->app.store, tell_about, &n), OK);
    check(o, &s);
    assert_int_equal(s.n, 1);
    assert_string_equal(s.f[0].code, "message");
    office_close(o);
}

static enum err break_it(struct ctx *cx, void *arg)
{
    return cx->db->store->driver->run(cx, cx->db, arg);
}

/* What is done, whom it is found at (NULL: nobody), and what is said of it. */
static const struct damage {
    const char *sql, *code, *subject, *what;
} damages[] = {
    {"UPDATE event SET occurred_at = occurred_at - 1 WHERE subject_kind = 'task' AND seq = 1",
     "chain", "task", "哈希"},
    {"UPDATE event_text SET body = '好了' WHERE name = 'words' AND subject_kind = 'demand'",
     "text", "demand", "words"},
    {"UPDATE matter SET lead_unit = 5", "row", "matter", "lead_unit"},
    {"UPDATE clock SET due_at = due_at + 1 WHERE kind = 'feedback'", "clock", "matter", "到期"},
    {"DELETE FROM duty WHERE subject_kind = 'task' AND unit_id = 4", "list", "task",
     "工作清单"},
    {"UPDATE span SET value = 'closed' WHERE subject_kind = 'matter' AND dim = 'state'",
     "interval", "matter", "state"},
    {"UPDATE rollup SET n = n - 1 WHERE name = 'matter' AND k1 LIKE 'handling|%'", "count", "",
     "handling"},
    {"UPDATE matter SET links_open = 0", "total", "matter", "诉求件数"},
    {"UPDATE clock SET stopped_at = 1 WHERE stopped_at = 0", "rule", "matter",
     "没有在走的时限"},
    {"DELETE FROM person", "reference", "demand", "诉求人"},
    {"UPDATE demand SET way = '无'", "rule", "demand", "采集方式不在机制里"},
    {"UPDATE outbox SET tries = 99", "message", "demand", "发送次数"},
    {"UPDATE outbox SET state = 'sending'", "message", "demand", "状态"},
};

static void each_damage_has_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(damages); i++) {
        const struct damage *g = &damages[i];
        struct office *o = office();
        struct seen s;
        struct demand d;
        bool hit = false;
        struct str m = matter_dispatched(o, &d);
        assert_int_equal(db_write(&o->cx, o->app.store, break_it, (void *)(uintptr_t)g->sql),
                         OK);
        check(o, &s);
        for (size_t k = 0; k < s.n; k++) {
            const char *num = strcmp(s.f[k].subject, "demand") == 0   ? d.num.p
                              : strcmp(s.f[k].subject, "matter") == 0 ? m.p
                                                                      : s.f[k].num;
            hit |= strcmp(s.f[k].code, g->code) == 0 &&
                   strcmp(s.f[k].subject, g->subject) == 0 && strstr(s.f[k].what, g->what) &&
                   strcmp(s.f[k].num, num) == 0;
        }
        if (!hit)
            print(&s);
        if (!hit)
            fail_msg("not found: %s", g->sql);
        office_close(o);
    }
}

/* ---- files ---- */

static const char *file_of(struct office *o, struct str sha)
{
    return str_fmt(o->cx.arena, "%s/blobs/%.2s/%s", o->dir, sha.p, sha.p + 2).p;
}

static void age(const char *path, int64_t days)
{
    const struct timespec then = {.tv_sec = (time_t)(time_wall() / 1000 - days * 86400)};
    const struct timespec times[] = {then, then};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void a_file_that_no_attachment_names_is_told_when_old(void **state)
{
    struct office *o = office();
    struct seen s;
    struct str sha;
    (void)state;
    o->cx.wall = time_wall();
    assert_int_equal(blob_put(&o->cx, STR("谁的"), &sha), OK);
    check(o, &s);
    assert_int_equal(s.n, 0); /* an upload may be under way */
    age(file_of(o, sha), 2);
    check(o, &s);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.advices, 1);
    assert_non_null(strstr(s.f[0].what, file_of(o, sha)));
    assert_int_equal(s.result.findings, 0);
    office_close(o);
}

static void files_are_opened(void **state)
{
    struct office *o = office();
    struct seen s;
    struct str sha;
    (void)state;
    o->cx.wall = time_wall();
    assert_int_equal(blob_put(&o->cx, STR("照片"), &sha), OK);
    const char *row = str_fmt(o->cx.arena,
                              "INSERT INTO attachment (jid, id, sha256, name, type, bytes, "
                              "created_at) VALUES (511902, 7, '%s', 'a', 'b', %d, %" PRId64 ")",
                              sha.p, 6, o->cx.wall)
                          .p;
    assert_int_equal(db_write(&o->cx, o->app.store, break_it, (void *)(uintptr_t)row), OK);
    check(o, &s);
    print(&s);
    assert_int_equal(s.n, 0);
    assert_int_equal(s.result.files, 1);
    assert_int_equal(truncate(file_of(o, sha), 60), 0);
    check(o, &s);
    assert_int_equal(s.n, 1);
    assert_string_equal(s.f[0].code, "file");
    assert_non_null(strstr(s.f[0].what, "附件 7（blobs/"));
    assert_non_null(strstr(s.f[0].what, "已损坏"));
    assert_int_equal(unlink(file_of(o, sha)), 0);
    check(o, &s);
    assert_int_equal(s.n, 1);
    assert_non_null(strstr(s.f[0].what, "不存在"));
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_where_nothing_was_done),
        cmocka_unit_test(a_message_may_be_about_a_unit_that_there_is),
        cmocka_unit_test(each_damage_has_its_name),
        cmocka_unit_test(a_file_that_no_attachment_names_is_told_when_old),
        cmocka_unit_test(files_are_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
