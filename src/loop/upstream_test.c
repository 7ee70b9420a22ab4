/* SPDX-License-Identifier: Apache-2.0
 * Orders of an upstream in, replies out, its verdicts in, and matters moved up to it.
 */
#include "loop/upstream.h"

#include <stdio.h>
#include <unistd.h>

#include "base/source_testing.h"
#include "base/time.h"
#include "core/actor.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "loop/check.h"
#include "loop/ledger_in.h"
#include "loop/testing.h"
#include "loop/upstream_out.h"

enum { FAULTS = 16, TEXT_MAX = 1 << 20, MANY = 500 };

struct fix {
    struct office *o;
    char path[64], replies[64];
    struct upstream hotline, petition;
    struct ledger_fault faults[FAULTS];
    size_t faults_n;
    struct ledger_result r;
    struct upstream_replied out;
};

static struct str file_text(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *p = arena_alloc(a, TEXT_MAX);
    size_t n = fread(p, 1, TEXT_MAX - 1, f);
    (void)fclose(f);
    p[n] = '\0';
    return (struct str){p, n};
}

static struct str shipped(struct arena *a, const char *name)
{
    return source_text(a, str_fmt(a, "upstreams/%s", name).p);
}

static enum err put_run(struct ctx *cx, void *arg)
{
    return upstream_put(cx, arg);
}

static void load(struct fix *f, const char *name, struct upstream *u)
{
    struct ctx *cx = &f->o->cx;
    assert_int_equal(upstream_parse(cx, name, shipped(cx->arena, name), u), OK);
    assert_int_equal(db_write(cx, f->o->app.store, put_run, u), OK);
}

static int setup(void **state)
{
    struct fix *f = calloc(1, sizeof(*f));
    f->o = office_open("bazhou", noon("2026-11-20"));
    (void)snprintf(f->path, sizeof f->path, "/tmp/huiyin-upstream-%ld.csv", (long)getpid());
    (void)snprintf(f->replies, sizeof f->replies, "/tmp/huiyin-replies-%ld.csv",
                   (long)getpid());
    load(f, "hotline12345.json", &f->hotline);
    load(f, "petition.json", &f->petition);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fix *f = *state;
    unlink(f->path);
    unlink(f->replies);
    office_close(f->o);
    free(f);
    return 0;
}

static enum err keep_fault(struct ctx *cx, void *arg, const struct ledger_fault *fault)
{
    struct fix *f = arg;
    struct arena *a = f->o->cx.arena;
    (void)cx;
    assert_true(f->faults_n < FAULTS);
    f->faults[f->faults_n++] = (struct ledger_fault){.line = fault->line,
                                                     .column = str_dup(a, fault->column),
                                                     .reason = str_dup(a, fault->reason)};
    return OK;
}

static void file_put(const char *path, struct str text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text.p, 1, text.n, out), text.n);
    assert_int_equal(fclose(out), 0);
}

static enum err try_take(struct fix *f, const struct upstream *u, int sheet, struct str text,
                         bool dry)
{
    const struct ledger_import job = {.path = f->path,
                                      .upstream = u,
                                      .sheet = sheet,
                                      .series = u->code,
                                      .dry_run = dry,
                                      .rejected = keep_fault,
                                      .arg = f};
    file_put(f->path, text);
    f->faults_n = 0;
    as_program(f->o);
    return ledger_import(&f->o->cx, &job, &f->r);
}

static void take(struct fix *f, int sheet, struct str text)
{
    if (try_take(f, &f->hotline, sheet, text, false) != OK)
        fail_msg("%s", f->o->cx.error.message);
    assert_int_equal(f->r.rows,
                     f->r.fresh + f->r.known + f->r.events + f->r.repeated + f->r.rejected);
}

#define ORDERS_HEAD                                                                                                                 \
    "工单编号,工单类型,问题分类,标签,标题,主要内容,来电人,来电人电话/账号,创建时间,派单时间," \
    "办理时限,退回截止时间,是否重办,原工单编号\n"

static void orders(struct fix *f, const char *rows)
{
    take(f, UPSTREAM_ORDERS, str_fmt(f->o->cx.arena, ORDERS_HEAD "%s", rows));
}

#define VERDICTS_HEAD "工单编号,是否联系,是否解决,是否满意,回访内容\n"

static void verdicts(struct fix *f, const char *rows)
{
    take(f, UPSTREAM_VERDICTS, str_fmt(f->o->cx.arena, VERDICTS_HEAD "%s", rows));
}

static void replies(struct fix *f, bool again)
{
    struct ctx *cx = &f->o->cx;
    const struct upstream_replies job = {
        .path = f->replies, .upstream = &f->hotline, .again = again};
    as_program(f->o);
    db_release(cx->db);
    assert_int_equal(db_acquire(cx, f->o->app.store, &cx->db), OK);
    if (upstream_replies(cx, &job, &f->out) != OK)
        fail_msg("%s", cx->error.message);
    db_release(cx->db);
    assert_int_equal(db_acquire(cx, f->o->app.store, &cx->db), OK);
}

static struct demand demand_no(struct fix *f, const char *number)
{
    struct ctx *cx = &f->o->cx;
    struct demand d = {0};
    int64_t id = 0;
    bool found = false;
    assert_int_equal(db_i64(cx, SQL_DEMAND_OF_UPSTREAM,
                            ARGS(I64(cx->jid), TXT(f->hotline.code), TXT(str_c(number))), 0,
                            &id),
                     OK);
    assert_int_equal(
        db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(id)), &demand_shape, &d, &found), OK);
    assert_true(found);
    return d;
}

static enum err no_finding(struct ctx *cx, void *arg, const struct check_finding *found)
{
    (void)cx;
    (void)arg;
    if (!found->advice)
        fail_msg("%s %s %.*s: %.*s", found->code, found->subject, STR_ARG(found->num),
                 STR_ARG(found->what));
    return OK;
}

static void clean(struct fix *f)
{
    struct check_result r = {0};
    struct ctx *cx = &f->o->cx;
    assert_int_equal(check_register(cx, no_finding, NULL, &r), OK);
    assert_int_equal(r.findings, 0);
    db_release(cx->db);
    assert_int_equal(db_acquire(cx, f->o->app.store, &cx->db), OK);
}

static const char lamp[] =
    "GD20261119001,求助,城市管理->路灯,夜间,路灯不亮,\"北门路灯坏了\n老人摔跤\",示例·周,"
    "13900000007,2026-11-19 08:30:00,2026-11-20 09:00:00,2026-11-27,2026-11-24,,\n";

/* ---- the file ---- */

static void what_comes_along_is_what_the_program_reads(void **state)
{
    struct fix *f = *state;
    struct arena *a = f->o->cx.arena;
    struct buf b;
    struct json w;
    struct upstream *all = NULL, one;
    size_t n = 0;
    assert_int_equal(upstream_all(&f->o->cx, &all, &n), OK);
    assert_int_equal(n, 2);
    assert_string_equal(all[0].code.p, "hotline12345");
    assert_int_equal(all[1].kind, UPSTREAM_PETITION);
    assert_int_equal(upstream_get(&f->o->cx, STR("none"), &one), ERR_NOT_FOUND);
    assert_non_null(strstr(f->o->cx.error.message, "hotline12345, petition"));
    buf_init(&b, a, TEXT_MAX);
    json_init(&w, &b);
    upstream_schema(&w);
    buf_ch(&b, '\n');
    assert_string_equal(buf_done(&b).p, shipped(a, "schema.json").p);
}

static void a_file_that_is_wrong_says_where(void **state)
{
    struct fix *f = *state;
#define REST                                                                                   \
    ",\"replies\":{\"columns\":[{\"title\":\"a\",\"field\":\"number\"},"                       \
    "{\"title\":\"b\",\"field\":\"reply\"}]},"                                                 \
    "\"verdicts\":{\"columns\":[{\"title\":\"a\",\"field\":\"number\"},"                       \
    "{\"title\":\"b\",\"field\":\"grade\"}]}}"
#define HEAD(code) "{\"code\":\"" code "\",\"kind\":\"other\",\"zh\":\"示例平台\",\"orders\":"
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"[]", "upstream"},
        {HEAD("x") "{\"columns\":[{\"title\":\"a\",\"field\":\"number\"}]}" REST, "words"},
        {HEAD("x") "{\"columns\":[{\"title\":\"a\",\"field\":\"words\"}]}" REST, "number"},
        {HEAD("x") "{\"columns\":[{\"title\":\"a\",\"field\":\"reply\"}]}" REST, "reply"},
        {HEAD("x") "{\"columns\":[{\"title\":\"a\"},{\"title\":\"a\"}]}" REST, "a"},
        {HEAD("x") "{\"columns\":[]}" REST, "columns"},
        {HEAD("x") "{\"rows\":[]}" REST, "rows"},
        {HEAD("X y") "{\"columns\":[{\"title\":\"a\",\"field\":\"number\"},"
                     "{\"title\":\"b\",\"field\":\"words\"}]}" REST,
         "X y"},
        {HEAD("ledger") "{\"columns\":[{\"title\":\"a\",\"field\":\"number\"},"
                        "{\"title\":\"b\",\"field\":\"words\"}]}" REST,
         "ledger"},
        {HEAD("x") "{\"columns\":[{\"title\":\"a\",\"field\":\"number\"},"
                   "{\"title\":\"b\",\"field\":\"words\"}],\"dates\":[\"DD\"]}" REST,
         "DD"},
        {"{\"code\":\"x\",\"kind\":\"nobody\",\"zh\":\"示例\"}", "kind"},
    };
    struct upstream u;
    for (size_t i = 0; i < COUNT(bad); i++) {
        fault_clear(&f->o->cx);
        assert_int_equal(upstream_parse(&f->o->cx, "示例.json", str_c(bad[i].text), &u),
                         ERR_INPUT);
        if (!strstr(f->o->cx.error.message, bad[i].says))
            fail_msg("%zu: %s", i, f->o->cx.error.message);
    }
}

static void dates_and_words_as_the_upstream_writes_them(void **state)
{
    struct fix *f = *state;
    struct str formats[] = {STR("D/M/YYYY H:mm"), STR("YYYY年MM月DD日")};
    struct upstream_value values[] = {
        {.target = LEDGER_GRADE, .said = STR("五星"), .value = STR("非常满意")}};
    const struct upstream_table t = {.dates = {formats, 2}, .values = values, .values_n = 1};
    int64_t at = 0;
    bool day = false;
    assert_true(upstream_time(&t, STR("3/11/2026 8:05"), &at, &day));
    assert_false(day);
    char text[TIME_TEXT];
    assert_string_equal(time_human(text, at), "2026-11-03 08:05");
    assert_string_equal(upstream_time_text(f->o->cx.arena, &t, at).p, "3/11/2026 8:05");
    assert_true(upstream_time(&t, STR("2026年11月03日"), &at, &day));
    assert_true(day);
    assert_false(upstream_time(&t, STR("31/2/2026 8:05"), &at, &day));
    assert_false(upstream_time(&t, STR("3/11/2026"), &at, &day));
    assert_string_equal(upstream_value(&t, LEDGER_GRADE, STR("五星")).p, "非常满意");
    assert_string_equal(upstream_value(&t, LEDGER_GRADE, STR("满意")).p, "满意");
    assert_string_equal(upstream_word(&t, LEDGER_GRADE, STR("非常满意")).p, "五星");
}

/* ---- orders ---- */

static void an_order_is_received_once_with_its_limit(void **state)
{
    struct fix *f = *state;
    struct office *o = f->o;
    orders(f, lamp);
    assert_int_equal(f->r.fresh, 1);
    struct demand d = demand_no(f, "GD20261119001");
    assert_int_equal(d.state, DEMAND_RECEIVED);
    assert_string_equal(d.channel.p, "exchange");
    assert_true(d.person_id > 0);
    assert_true(d.batch_id > 0);
    assert_int_equal(d.upstream_due_at, time_day_end(time_day(noon("2026-11-27"))));
    assert_int_equal(d.return_until_at, time_day_end(time_day(noon("2026-11-24"))));
    struct clock *k = running_clock(o, SUBJECT_DEMAND, d.num, CLOCK_REPLY);
    assert_non_null(k);
    assert_string_equal(k->source.p, "upstream");
    assert_int_equal(k->due_at, d.upstream_due_at);
    orders(f, lamp);
    assert_int_equal(f->r.known, 1);
    assert_int_equal(demand_no(f, "GD20261119001").version, d.version);
    clean(f);
}

static void a_bad_row_is_named_and_leaves_nothing(void **state)
{
    struct fix *f = *state;
    orders(f, ",求助,,,a,没有编号,,,,,,,,\n"
              "GD20261119002,求助,,,,,,,,,,,,\n"
              "GD20261119003,求助,,,a,电话太短,示例,12,,,,,,\n"
              "GD20261119004,求助,,,a,日期不对,,,明天,,,,,\n"
              "GD20261119005,求助,,,a,看不懂重办,,,,,,,也许,\n");
    static const struct {
        int64_t line;
        const char *column;
    } want[] = {
        {2, "工单编号"}, {3, "主要内容"},        {5, "创建时间"},
        {6, "是否重办"}, {4, "来电人电话/账号"},
    };
    assert_int_equal(f->r.rejected, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(f->faults[i].line, want[i].line);
        assert_string_equal(f->faults[i].column.p, want[i].column);
        assert_true(f->faults[i].reason.n > 0);
    }
    int64_t n = 0;
    assert_int_equal(
        db_i64(&f->o->cx, SQL_DEMAND_OF_UPSTREAM,
               ARGS(I64(f->o->cx.jid), TXT(f->hotline.code), TXT(STR("GD20261119003"))), 0, &n),
        OK);
    assert_int_equal(n, 0);
    clean(f);
}

static void a_dry_run_says_the_same_and_writes_nothing(void **state)
{
    struct fix *f = *state;
    struct str text = str_fmt(f->o->cx.arena, ORDERS_HEAD "%s", lamp);
    assert_int_equal(try_take(f, &f->hotline, UPSTREAM_ORDERS, text, true), OK);
    assert_int_equal(f->r.fresh, 1);
    assert_int_equal(f->r.batch_id, 0);
    orders(f, lamp);
    assert_int_equal(f->r.fresh, 1);
}

static void another_table_is_no_table_of_orders(void **state)
{
    struct fix *f = *state;
    assert_int_equal(try_take(f, &f->hotline, UPSTREAM_ORDERS, STR("姓名,电话\n甲,1\n"), false),
                     ERR_INPUT);
    assert_non_null(strstr(f->o->cx.error.message, "编号"));
}

/* A known number is an event on its demand, and its new limit counts. */
static void a_changed_order_is_an_event_on_its_demand(void **state)
{
    struct fix *f = *state;
    orders(f, lamp);
    struct demand before = demand_no(f, "GD20261119001");
    orders(f,
           "GD20261119001,求助,城市管理->路灯,夜间,路灯不亮,还有一盏也坏了,示例·周,13900000007,"
           "2026-11-19 08:30:00,2026-11-20 09:00:00,2026-11-25,2026-11-24,,\n");
    assert_int_equal(f->r.events, 1);
    struct demand d = demand_no(f, "GD20261119001");
    assert_int_equal(d.id, before.id);
    assert_int_equal(d.version, before.version + 1);
    struct clock *k = running_clock(f->o, SUBJECT_DEMAND, d.num, CLOCK_REPLY);
    assert_int_equal(k->due_at, time_day_end(time_day(noon("2026-11-25"))));
    clean(f);
}

static void back_to_the_sender_only_in_its_window(void **state)
{
    struct fix *f = *state;
    struct office *o = f->o;
    orders(f, lamp);
    struct str num = kept(o, demand_no(f, "GD20261119001").num);
    static const char back[] = "{\"ground\":\"sender\",\"words\":\"属于电力公司，请改派\"}";
    o->cx.now = noon("2026-11-25");
    as(o, ROLE_EXCHANGE, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_DEMAND, num, "redirect", back), ERR_CONFLICT);
    assert_non_null(strstr(o->cx.error.message, "2026-11-25 00:00"));
    o->cx.now = noon("2026-11-24");
    must(o, SUBJECT_DEMAND, num, "redirect", back);
    replies(f, false);
    assert_int_equal(f->out.rows, 1);
    struct str text = file_text(o->cx.arena, f->replies);
    assert_true(str_has(text, "退回"));
    assert_true(str_has(text, "属于电力公司，请改派"));
    /* What we do not understand goes back as it came, and nothing is masked. */
    assert_true(str_has(text, "夜间"));
    assert_true(str_has(text, "13900000007"));
    /* The sender insists: another look. */
    orders(f, "GD20261119001,求助,城市管理->路灯,夜间,路灯不亮,请你区办理,示例·周,13900000007,"
              "2026-11-19 08:30:00,2026-11-24 11:00:00,2026-11-30,2026-11-26,是,\n");
    assert_int_equal(f->r.events, 1);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, num), "received");
    clean(f);
}

/* ---- the whole way of one order ---- */

static struct str to_answer(struct fix *f, struct str num)
{
    struct office *o = f->o;
    struct str m = open_matter(o, num);
    dispatch(o, m, "{\"lead\":\"4\"}");
    handled(o, m, 1);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"路灯已修好\",\"result\":\"solved\"}");
    return m;
}

static void a_reply_goes_out_once_and_a_corrected_one_again(void **state)
{
    struct fix *f = *state;
    struct office *o = f->o;
    orders(f, lamp);
    struct str num = kept(o, demand_no(f, "GD20261119001").num);
    replies(f, false);
    assert_int_equal(f->out.rows, 0);
    assert_int_equal(f->out.open, 1);
    struct str m = to_answer(f, num);
    replies(f, false);
    assert_int_equal(f->out.rows, 1);
    assert_true(str_has(file_text(o->cx.arena, f->replies), "路灯已修好"));
    struct demand d = demand_no(f, "GD20261119001");
    assert_int_equal(d.replied_at, o->cx.now);
    replies(f, false);
    assert_int_equal(f->out.rows, 0);
    assert_int_equal(f->out.before, 1);
    replies(f, true);
    assert_int_equal(f->out.rows, 1);
    assert_int_equal(f->out.again, 1);
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "correct-answer",
         "{\"words\":\"两盏路灯都已修好\",\"reason\":\"漏写一盏\"}");
    replies(f, false);
    assert_int_equal(f->out.rows, 1);
    assert_true(str_has(file_text(o->cx.arena, f->replies), "两盏路灯都已修好"));
    clean(f);
}

static void its_verdict_is_a_source_and_asks_to_reopen(void **state)
{
    struct fix *f = *state;
    struct office *o = f->o;
    struct matter row;
    orders(f, lamp);
    struct str num = kept(o, demand_no(f, "GD20261119001").num);
    verdicts(f, "GD20261119001,是,是,满意,\n");
    assert_int_equal(f->r.rejected, 1); /* nothing is answered yet */
    struct str m = to_answer(f, num);
    verdicts(f, "GD20261119001,是,是,满意,灯亮了\nGD00000000000,是,是,满意,\n"
                "GD20261119001,,,,\n");
    assert_int_equal(f->r.fresh, 1);
    assert_int_equal(f->r.known, 1); /* the row without a word */
    assert_int_equal(f->r.rejected, 1);
    assert_true(str_has(f->faults[0].reason, "GD00000000000"));
    struct demand d = demand_no(f, "GD20261119001");
    assert_int_equal(d.state, DEMAND_ACCEPTED);
    assert_int_equal(d.source, SOURCE_UPSTREAM);
    as(o, ROLE_CLOSER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "close", "{\"words\":\"群众验收\"}");
    verdicts(f, "GD20261119001,是,是,满意,灯亮了\nGD20261119001,是,否,不满意,又灭了\n");
    assert_int_equal(f->r.known, 1);
    assert_int_equal(f->r.fresh, 1);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, num), "unsatisfied");
    matter_of(o, m, &row);
    assert_int_equal(row.state, MATTER_CLOSED);
    assert_true(str_starts(row.asked, "reopen:"));
    as(o, ROLE_CLOSER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "reopen", "{\"cause\":\"upstream\",\"reason\":\"又灭了\"}");
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "handling");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, num), "in_matter");
    /* Late word on the first answer: kept with its source, nothing changes. */
    verdicts(f, "GD20261119001,是,否,非常不满意,还是不亮\n");
    assert_int_equal(f->r.fresh, 1);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, num), "in_matter");
    clean(f);
}

static void a_redo_order_names_the_first_one(void **state)
{
    struct fix *f = *state;
    struct office *o = f->o;
    orders(f, lamp);
    struct str num = kept(o, demand_no(f, "GD20261119001").num);
    struct str m = to_answer(f, num);
    o->cx.now = noon("2026-11-25");
    static const char redo[] = "GD20261125900,求助,,,路灯不亮,群众反映仍不亮请重办,,,,"
                               "2026-11-25 09:00:00,2026-12-01,,,GD20261119001\n";
    orders(f, redo);
    assert_int_equal(f->r.events, 1);
    assert_int_equal(f->r.fresh, 0);
    assert_string_equal(state_of(o, SUBJECT_DEMAND, num), "unsatisfied");
    orders(f, redo);
    assert_int_equal(f->r.known, 1);
    as(o, ROLE_CLOSER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "dispatch-again",
         "{\"to\":\"same\",\"reason\":\"上级要求重办\"}");
    struct clock *k = running_clock(o, SUBJECT_DEMAND, num, CLOCK_REPLY);
    assert_non_null(k);
    assert_int_equal(k->due_at, time_day_end(time_day(noon("2026-12-01"))));
    clean(f);
}

/* ---- moved up ---- */

static struct str moved_up(struct office *o, struct str *demand)
{
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    *demand = kept(o, hand_in(o, "省道路面塌陷，车辆绕行"));
    struct str m = open_matter(o, *demand);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level-again", "{\"reason\":\"属市级事权\"}");
    must(o, SUBJECT_MATTER, m, "move-up",
         "{\"upstream\":\"hotline12345\",\"reason\":\"属市级事权\"}");
    as(o, ROLE_EXCHANGE, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "upstream-number", "{\"upstream_no\":\"SJ-1\"}");
    return m;
}

static void what_is_moved_up_comes_back_in_three_ways(void **state)
{
    struct office *o = ((struct fix *)*state)->o;
    struct str d;
    struct matter row;
    static const char told[] = "{\"words\":\"市里已修好路面\",\"result\":\"solved\"}";
    struct str m = moved_up(o, &d);
    matter_of(o, m, &row);
    assert_string_equal(row.upstream_no.p, "SJ-1");
    must(o, SUBJECT_MATTER, m, "upstream-answered", told);
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "calling_back");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "answered");
    assert_non_null(running_clock(o, SUBJECT_MATTER, m, CLOCK_CLOSE));

    m = moved_up(o, &d);
    must(o, SUBJECT_MATTER, m, "upstream-answer", told);
    as(o, ROLE_REVIEWER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "review-send-back", "{\"reason\":\"没有写明日期\"}");
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "moved_up");
    as(o, ROLE_EXCHANGE, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "upstream-answer", told);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "review-agree", ""), ERR_DENIED);
    as(o, ROLE_REVIEWER, DISTRICT, 1);
    must(o, SUBJECT_MATTER, m, "review-agree", "");
    as(o, ROLE_EXCHANGE, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"市里答复：路面已修好\"}");
    assert_string_equal(state_of(o, SUBJECT_DEMAND, d), "answered");

    m = moved_up(o, &d);
    must(o, SUBJECT_MATTER, m, "upstream-back", "{\"reason\":\"属区级事权\"}");
    assert_string_equal(state_of(o, SUBJECT_MATTER, m), "to_dispatch");
    clean(*state);
}

/* ---- five hundred ---- */

static struct str many_rows(struct arena *a, const char *head, bool verdict)
{
    struct buf b;
    buf_init(&b, a, TEXT_MAX);
    buf_c(&b, head);
    for (int i = 0; i < MANY; i++) {
        if (verdict)
            buf_fmt(&b, "GD2026112%04d,是,%s,\n", i, i % 10 ? "是,满意" : "否,不满意");
        else
            buf_fmt(&b,
                    "GD2026112%04d,求助,,,示例%d,第%d件：示例内容,示例%d,1390000%04d,"
                    "2026-11-19 08:00:00,2026-11-20 08:00:00,2026-11-27,2026-11-24,,\n",
                    i, i, i, i, i);
    }
    return buf_done(&b);
}

/* A fifth each: answered at once (two of them), explained, sent back, still open. */
static void many_done(struct fix *f, int i)
{
    struct office *o = f->o;
    char number[32];
    (void)snprintf(number, sizeof number, "GD2026112%04d", i);
    struct str num = kept(o, demand_no(f, number).num);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    if (i % 5 == 2)
        must(o, SUBJECT_DEMAND, num, "redirect",
             "{\"ground\":\"sender\",\"words\":\"非本区\"}");
    if (i % 5 == 3)
        must(o, SUBJECT_DEMAND, num, "screen-invalid",
             "{\"ground\":\"unreasonable\",\"reason\":\"不符合政策\"}");
    if (i % 5 == 3)
        must(o, SUBJECT_DEMAND, num, "explain", "{\"how\":\"visit\",\"words\":\"已上门解释\"}");
    as(o, ROLE_OPERATOR, DISTRICT, 0);
    if (i % 5 < 2)
        must(o, SUBJECT_DEMAND, num, "answer-at-once",
             "{\"words\":\"已答复\",\"result\":\"solved\"}");
}

static void five_hundred_in_out_and_judged(void **state)
{
    struct fix *f = *state;
    struct arena *a = f->o->cx.arena;
    writable(f->o)->at_once_sample_percent = 0;
    writable(f->o)->invalid_confirmed_above = false;
    struct str file = many_rows(a, ORDERS_HEAD, false);
    take(f, UPSTREAM_ORDERS, file);
    assert_int_equal(f->r.fresh, MANY);
    take(f, UPSTREAM_ORDERS, file);
    assert_int_equal(f->r.known, MANY);
    for (int i = 0; i < MANY; i++)
        many_done(f, i);
    replies(f, false);
    assert_int_equal(f->out.rows, MANY / 5 * 4);
    assert_int_equal(f->out.open, MANY / 5);
    assert_int_equal(f->out.rows + f->out.open, MANY);
    replies(f, false);
    assert_int_equal(f->out.before, MANY / 5 * 4);
    /* Its call-back reaches the answered ones; the rest is refused by number. */
    const struct ledger_import job = {.path = f->path,
                                      .upstream = &f->hotline,
                                      .sheet = UPSTREAM_VERDICTS,
                                      .series = f->hotline.code};
    file_put(f->path, many_rows(a, VERDICTS_HEAD, true));
    as_program(f->o);
    assert_int_equal(ledger_import(&f->o->cx, &job, &f->r), OK);
    assert_int_equal(f->r.rows, MANY);
    assert_int_equal(f->r.fresh, MANY / 5 * 2);
    assert_int_equal(f->r.rejected, MANY / 5 * 3);
    assert_int_equal(ledger_import(&f->o->cx, &job, &f->r), OK);
    assert_int_equal(f->r.known, MANY / 5 * 2);
    assert_int_equal(f->r.fresh, 0);
    assert_int_equal(demand_no(f, "GD20261120010").state, DEMAND_UNSATISFIED);
    assert_int_equal(demand_no(f, "GD20261120011").state, DEMAND_ACCEPTED);
    clean(f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
        WITH(what_comes_along_is_what_the_program_reads),
        WITH(a_file_that_is_wrong_says_where),
        WITH(dates_and_words_as_the_upstream_writes_them),
        WITH(an_order_is_received_once_with_its_limit),
        WITH(a_bad_row_is_named_and_leaves_nothing),
        WITH(a_dry_run_says_the_same_and_writes_nothing),
        WITH(another_table_is_no_table_of_orders),
        WITH(a_changed_order_is_an_event_on_its_demand),
        WITH(back_to_the_sender_only_in_its_window),
        WITH(a_reply_goes_out_once_and_a_corrected_one_again),
        WITH(its_verdict_is_a_source_and_asks_to_reopen),
        WITH(a_redo_order_names_the_first_one),
        WITH(what_is_moved_up_comes_back_in_three_ways),
        WITH(five_hundred_in_out_and_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
