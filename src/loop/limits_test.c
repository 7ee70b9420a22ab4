/* SPDX-License-Identifier: Apache-2.0
 * Due dates of a matter and its demands: set, extended, inherited, joined, split, reopened.
 */
#include "loop/limits.h"

#include "base/source_testing.h"
#include "base/time.h"
#include "core/calendar.h"
#include "db/db.h"
#include "loop/board.h"
#include "loop/board_rule.h"
#include "loop/board_step.h"
#include "loop/inspection.h"
#include "loop/reckon.h"
#include "loop/testing.h"

/* The last day of a running clock as yyyymmdd; 0 = it does not run. */
static int due(struct office *o, enum subject subject, struct str num, enum clock_kind kind)
{
    const struct clock *k = running_clock(o, subject, num, kind);
    return k ? day_ymd(time_day(k->due_at - 1)) : 0;
}

static void at(struct office *o, const char *day)
{
    o->cx.now = noon(day);
}

static struct str valid(struct office *o, const struct demand_new *in)
{
    struct str d = receive(o, in);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "screen-valid", "");
    return d;
}

static void join(struct office *o, struct str d, struct str m)
{
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "join",
         str_fmt(o->cx.arena, "{\"matter\":\"%.*s\"}", STR_ARG(m)).p);
}

static struct str split_off(struct office *o, struct str m, struct str d)
{
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "split",
         str_fmt(o->cx.arena, "{\"demand\":\"%.*s\",\"reason\":\"另一件事\"}", STR_ARG(d)).p);
    return kept(o, o->last.created);
}

static bool explained_by(struct office *o, enum subject subject, struct str num,
                         enum clock_kind kind, const char *words)
{
    struct buf b;
    buf_init(&b, o->cx.arena, 1 << 16);
    clock_explain(&o->cx, o->app.calendar, true, running_clock(o, subject, num, kind), &b);
    return str_has(buf_done(&b), words);
}

/* ---- join and split ---- */

/* Bazhou: ninety days to reply. The one found in the box was said seventy days ago. */
static void a_join_takes_the_earlier_reply(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-03-02"));
    struct demand_new old = plain_demand;
    struct demand row;
    (void)state;
    struct str young = receive(o, &plain_demand), m = open_matter(o, young);
    dispatch(o, m, "{\"lead\":\"4\"}");
    assert_int_equal(due(o, SUBJECT_DEMAND, young, CLOCK_REPLY), 20260601); /* 05-31 a Sunday */
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260311);
    old.said_at = noon("2025-12-08");
    struct str d = valid(o, &old);
    assert_int_equal(due(o, SUBJECT_DEMAND, d, CLOCK_REPLY), 20260309); /* 03-08 a Sunday */
    demand_of(o, young, &row);
    int64_t version = row.version;
    join(o, d, m);
    assert_int_equal(due(o, SUBJECT_DEMAND, d, CLOCK_REPLY), 20260309);
    assert_int_equal(due(o, SUBJECT_DEMAND, young, CLOCK_REPLY), 20260309);
    demand_of(o, young, &row);
    assert_int_equal(row.version, version + 1); /* told by an event of its own */
    assert_int_equal(time_day(row.due_at - 1), time_day(noon("2026-03-09")));
    /* The report has to be there before the first reply. */
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260309);
    assert_true(explained_by(o, SUBJECT_DEMAND, young, CLOCK_REPLY, "并单办理，按各方中较早"));
    assert_true(explained_by(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK, "并单办理，按各方中较早"));
    assert_false(explained_by(o, SUBJECT_DEMAND, d, CLOCK_REPLY, "并单办理"));
    /* A split reckons both sides anew. */
    split_off(o, m, d);
    assert_int_equal(due(o, SUBJECT_DEMAND, young, CLOCK_REPLY), 20260601);
    assert_int_equal(due(o, SUBJECT_DEMAND, d, CLOCK_REPLY), 20260309);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260311);
    office_close(o);
}

/* The one who joins may be the one who gains. */
static void the_joining_demand_takes_the_matters_date(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-03-02"));
    (void)state;
    struct str first = receive(o, &plain_demand), m = open_matter(o, first);
    at(o, "2026-03-12");
    struct str second = valid(o, &plain_demand), third = valid(o, &plain_demand);
    join(o, second, m);
    assert_int_equal(due(o, SUBJECT_DEMAND, second, CLOCK_REPLY), 20260601);
    join(o, third, m);
    assert_int_equal(due(o, SUBJECT_DEMAND, third, CLOCK_REPLY), 20260601);
    /* Without the first the others have their own ninety days again. */
    split_off(o, m, first);
    assert_int_equal(due(o, SUBJECT_DEMAND, first, CLOCK_REPLY), 20260601);
    assert_int_equal(due(o, SUBJECT_DEMAND, second, CLOCK_REPLY), 20260610);
    assert_int_equal(due(o, SUBJECT_DEMAND, third, CLOCK_REPLY), 20260610);
    office_close(o);
}

/* Feedback and close: where the demand that joins is of a kind with a shorter limit, that one
 * holds from its joining, as far as it is the earlier. */
static void a_join_takes_the_shorter_limit_of_its_kind(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-03-02"));
    struct mechanism *mech = writable(o);
    struct demand_new asks = plain_demand;
    (void)state;
    struct limit rows[64];
    assert_in_range(mech->limits_n, 1, 60);
    rows[0] = (struct limit){.clock = CLOCK_CLOSE,
                             .kind = STR("consult"),
                             .length = {.set = true, .length = 5, .unit = SPAN_DAYS}};
    for (size_t i = 0; i < mech->limits_n; i++)
        rows[i + 1] = mech->limits[i];
    mech->limits = rows;
    mech->limits_n++;
    struct str m = open_matter(o, receive(o, &plain_demand));
    dispatch(o, m, "{\"lead\":\"4\"}");
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260317);
    at(o, "2026-03-04");
    asks.kind = STR("consult");
    struct str d = valid(o, &asks);
    join(o, d, m);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260309);
    split_off(o, m, d);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260317);
    /* Joined late it gains nothing over the matter's own date. */
    at(o, "2026-03-16");
    join(o, valid(o, &asks), m);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260317);
    office_close(o);
}

/* An inherited limit stays with its demand; it cuts the matter short one working day earlier,
 * and no longer when the demand has left. */
static void a_split_lifts_an_inherited_limit(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-03-02"));
    struct demand_new hotline = plain_demand;
    (void)state;
    struct str first = receive(o, &plain_demand), m = open_matter(o, first);
    dispatch(o, m, "{\"lead\":\"4\"}");
    hotline.upstream = STR("12345");
    hotline.upstream_due_at = time_day_end(time_day(noon("2026-03-09")));
    struct str d = valid(o, &hotline);
    join(o, d, m);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260306);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260306);
    assert_int_equal(due(o, SUBJECT_DEMAND, d, CLOCK_REPLY), 20260309);
    assert_int_equal(due(o, SUBJECT_DEMAND, first, CLOCK_REPLY), 20260601);
    struct str fresh = split_off(o, m, d);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260311);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260317);
    assert_int_equal(due(o, SUBJECT_DEMAND, d, CLOCK_REPLY), 20260309);
    dispatch(o, fresh, "{\"lead\":\"5\"}");
    assert_int_equal(due(o, SUBJECT_MATTER, fresh, CLOCK_FEEDBACK), 20260306);
    assert_int_equal(due(o, SUBJECT_MATTER, fresh, CLOCK_CLOSE), 20260306);
    office_close(o);
}

static enum err load(struct ctx *cx, void *arg)
{
    int64_t changed = 0;
    (void)arg;
    return calendar_store(cx, STR("date,name,day\n2027-01-01,元旦,rest\n"), &changed);
}

/* A year's holidays are published: the date that was lent moves, and so do those that took it.
 */
static void a_new_calendar_moves_what_was_joined(void **state)
{
    struct office *o = office_open("zhangye", noon("2026-12-21"));
    const struct calendar *calendar = NULL;
    size_t moved = 0;
    (void)state;
    struct str old = receive(o, &plain_demand), m = open_matter(o, old);
    at(o, "2026-12-28");
    struct str young = valid(o, &plain_demand);
    assert_int_equal(due(o, SUBJECT_DEMAND, young, CLOCK_REPLY), 20270208);
    join(o, young, m);
    assert_int_equal(due(o, SUBJECT_DEMAND, old, CLOCK_REPLY), 20270201);
    assert_int_equal(due(o, SUBJECT_DEMAND, young, CLOCK_REPLY), 20270201);
    assert_int_equal(db_write(&o->cx, o->app.store, load, NULL), OK);
    assert_int_equal(calendar_load(&o->cx, o->keep, &calendar), OK);
    o->app.calendar = calendar;
    assert_int_equal(reckon_all(&o->cx, NULL, NULL, &moved), OK);
    assert_int_equal(due(o, SUBJECT_DEMAND, old, CLOCK_REPLY), 20270202);
    assert_int_equal(due(o, SUBJECT_DEMAND, young, CLOCK_REPLY), 20270202);
    office_close(o);
}

static enum err rows_put(struct ctx *cx, void *arg)
{
    struct finding *f = arg;
    int64_t version = 0;
    const struct board b = {.jid = cx->jid,
                            .num = STR("board-1"),
                            .version = 1,
                            .rule = STR("effect"),
                            .rule_version = 1,
                            .title = STR("榜"),
                            .from_at = 1,
                            .to_at = 2,
                            .state = STR("published")};
    const struct board_step s = {.jid = cx->jid,
                                 .id = 77,
                                 .version = 1,
                                 .board = b.num,
                                 .unit_id = f->unit_id,
                                 .scope = STR("2026"),
                                 .serial = 3,
                                 .kind = STEP_EXAMINE,
                                 .state = STR("recorded"),
                                 .held_at = noon("2026-12-28"),
                                 .due_at = f->due_at};
    TRY(board_rule_store(cx, "effect.json", source_text(cx->arena, "data/boards/effect.json"),
                         &version));
    TRY(db_put(cx, SQL_BOARD_INSERT, &board_shape, &b, NULL, 0, NULL));
    TRY(db_put(cx, SQL_BOARD_STEP_INSERT, &board_step_shape, &s, NULL, 0, NULL));
    f->jid = cx->jid;
    return db_put(cx, SQL_FINDING_INSERT, &finding_shape, f, NULL, 0, NULL);
}

static int64_t step_due(struct office *o)
{
    struct board_step s = {0};
    assert_int_equal(board_step_find(&o->cx, 77, &s), OK);
    return s.due_at;
}

/* What an inspection found and what a board ordered have limits in rows of their own. */
static void a_new_calendar_moves_findings_and_self_examinations(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-12-21"));
    const struct calendar *calendar = NULL;
    struct finding f = {.id = 5,
                        .num = STR("finding-5"),
                        .version = 1,
                        .inspection_id = 4,
                        .serial = 1,
                        .unit_id = 4,
                        .words = STR("灯又灭了"),
                        .state = FINDING_ASKED,
                        .workdays = 10,
                        .asked_at = noon("2026-12-21")};
    struct finding now = {0};
    bool provisional = false, found = false;
    size_t moved = 0;
    (void)state;
    f.due_at = finding_limit(&o->cx, &f, &provisional);
    assert_true(provisional);
    assert_int_equal(f.due_at, time_day_end(day_from_civil(2027, 1, 4)));
    assert_int_equal(db_write(&o->cx, o->app.store, rows_put, &f), OK);
    assert_int_equal(db_write(&o->cx, o->app.store, load, NULL), OK);
    assert_int_equal(calendar_load(&o->cx, o->keep, &calendar), OK);
    o->app.calendar = calendar;
    assert_int_equal(reckon_all(&o->cx, NULL, NULL, &moved), OK);
    assert_int_equal(moved, 2);
    assert_int_equal(db_one(&o->cx, SQL_FINDING_GET, ARGS(I64(o->cx.jid), I64(5)),
                            &finding_shape, &now, &found),
                     OK);
    assert_true(found);
    assert_int_equal(now.due_at, time_day_end(day_from_civil(2027, 1, 5)));
    assert_int_equal(finding_limit(&o->cx, &now, &provisional), now.due_at);
    assert_false(provisional);
    assert_int_equal(step_due(o), time_day_end(day_from_civil(2027, 1, 5)));
    assert_int_equal(reckon_all(&o->cx, NULL, NULL, &moved), OK);
    assert_int_equal(moved, 0);
    office_close(o);
}

/* So does the matter's feedback that the reply of one joined had cut short, and its own limits
 * come first; a second time nothing moves. */
static void a_new_calendar_moves_what_a_reply_cut_short(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-12-21"));
    const struct calendar *calendar = NULL;
    struct demand_new asks = plain_demand;
    size_t moved = 0;
    (void)state;
    struct str m = open_matter(o, receive(o, &plain_demand));
    at(o, "2026-12-28");
    asks.kind = STR("consult"); /* five working days to reply */
    struct str d = valid(o, &asks);
    dispatch(o, m, "{\"lead\":\"4\"}");
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20270106);
    join(o, d, m);
    assert_int_equal(due(o, SUBJECT_DEMAND, d, CLOCK_REPLY), 20270104);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20270104);
    assert_int_equal(db_write(&o->cx, o->app.store, load, NULL), OK);
    assert_int_equal(calendar_load(&o->cx, o->keep, &calendar), OK);
    o->app.calendar = calendar;
    assert_int_equal(reckon_all(&o->cx, NULL, NULL, &moved), OK);
    assert_int_equal(due(o, SUBJECT_DEMAND, d, CLOCK_REPLY), 20270105);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20270105);
    assert_true(str_eq_c(running_clock(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK)->source, "join"));
    assert_int_equal(reckon_all(&o->cx, NULL, NULL, &moved), OK);
    assert_int_equal(moved, 0);
    struct matter row;
    matter_of(o, m, &row);
    int64_t version = row.version;
    split_off(o, m, d);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20270107);
    matter_of(o, m, &row);
    assert_int_equal(row.version, version + 1);
    office_close(o);
}

/* ---- the range of the closing limit (BZ-25) ---- */

static struct str complex_matter(struct office *o)
{
    struct str d = valid(o, &plain_demand);
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level",
         "{\"lvl\":\"district\",\"difficulty\":\"complex\",\"reason\":\"由区级牵头\"}");
    return m;
}

static void a_complex_matter_has_thirty_to_ninety_days(void **state)
{
    static const struct {
        const char *body;
        enum err want;
        int due;
    } rows[] = {
        {"{\"lead\":\"4\",\"close_length\":29,\"close_unit\":\"days\"}", ERR_INPUT, 0},
        {"{\"lead\":\"4\",\"close_length\":30,\"close_unit\":\"days\"}", OK, 20260401},
        {"{\"lead\":\"4\",\"close_length\":90,\"close_unit\":\"days\"}", OK, 20260601},
        {"{\"lead\":\"4\",\"close_length\":91,\"close_unit\":\"days\"}", OK, 20260601},
        {"{\"lead\":\"4\",\"close_length\":92,\"close_unit\":\"days\"}", ERR_INPUT, 0},
        /* In working days: the same two days hold. */
        {"{\"lead\":\"4\",\"close_length\":21,\"close_unit\":\"workdays\"}", ERR_INPUT, 0},
        {"{\"lead\":\"4\",\"close_length\":22,\"close_unit\":\"workdays\"}", OK, 20260401},
        {"{\"lead\":\"4\"}", OK, 20260601},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct office *o = office_open("bazhou", noon("2026-03-02"));
        struct str m = complex_matter(o);
        as(o, ROLE_DISPATCHER, DISTRICT, 0);
        enum err e = act_on(o, SUBJECT_MATTER, m, "dispatch", rows[i].body);
        if (e != rows[i].want)
            fail_msg("%s: %s", rows[i].body, err_code(e));
        if (e != OK) {
            assert_string_equal(o->cx.error.field, "close_length");
            assert_non_null(strstr(o->cx.error.message, "30至90日"));
        }
        assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), rows[i].due);
        office_close(o);
    }
}

static enum err ask_extension(struct office *o, struct str m, int days)
{
    struct str t = str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m));
    as(o, ROLE_HANDLER, ROADS, 0);
    return act_on(o, SUBJECT_TASK, t, "ask-extension",
                  str_fmt(o->cx.arena, "{\"workdays\":%d,\"reason\":\"雨季停工\"}", days).p);
}

static void grant_extension(struct office *o, struct str m)
{
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_TASK, str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m)), "grant-extension",
         "{\"reason\":\"属实\"}");
}

static struct str complex_at_work(struct office *o, const char *body)
{
    struct str m = complex_matter(o);
    dispatch(o, m, body);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m)), "sign", "");
    return m;
}

/* An extension moves feedback and close; close no further than the ninetieth day, and feedback
 * not past it. */
static void an_extension_stays_in_the_range(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-03-02"));
    (void)state;
    writable(o)->extension_workdays_max = 100;
    struct str m =
        complex_at_work(o, "{\"lead\":\"4\",\"close_length\":80,\"close_unit\":\"days\"}");
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260414);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260521);
    assert_int_equal(ask_extension(o, m, 60), ERR_INPUT);
    assert_string_equal(o->cx.error.field, "workdays");
    assert_non_null(strstr(o->cx.error.message, "30至90日"));
    assert_int_equal(ask_extension(o, m, 10), OK);
    grant_extension(o, m);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260428);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260601);
    office_close(o);
}

/* Where the closing limit is no range it is extended as long as is granted. */
static void an_extension_moves_a_plain_limit(void **state)
{
    struct office *o = office_open("zhangye", noon("2026-03-02"));
    (void)state;
    struct str m = open_matter(o, receive(o, &plain_demand));
    dispatch(o, m, "{\"lead\":\"4\"}");
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m)), "sign", "");
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260309);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260601);
    assert_int_equal(ask_extension(o, m, 3), OK);
    grant_extension(o, m);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), 20260312);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260604);
    office_close(o);
}

/* ---- where each clock begins ---- */

/* From "valid", not from the opening; stopped by the dispatch; anew when it is taken back. */
static void the_time_to_place_runs_from_valid(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-03-02"));
    (void)state;
    struct str d = valid(o, &plain_demand);
    at(o, "2026-03-04");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    struct str m = kept(o, o->last.created);
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_PLACE), 20260304);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level", "{\"lvl\":\"district\"}");
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_PLACE), 20260304);
    dispatch(o, m, "{\"lead\":\"4\"}");
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_PLACE), 0);
    at(o, "2026-03-06");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "recall", "{\"reason\":\"派错\"}");
    assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_PLACE), 20260310);
    assert_int_equal(running_clock(o, SUBJECT_MATTER, m, CLOCK_PLACE)->serial, 2);
    /* A further matter of the same demand: from its own opening. */
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, d, "open-matter", "");
    assert_int_equal(due(o, SUBJECT_MATTER, kept(o, o->last.created), CLOCK_PLACE), 20260310);
    office_close(o);
}

static void close_matter(struct office *o, struct str d, struct str m)
{
    struct demand row;
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_MATTER, m, "answer", "{\"words\":\"已修\"}");
    demand_of(o, d, &row);
    as_citizen(o, row.id);
    must(o, SUBJECT_DEMAND, d, "rate", "{\"solved\":\"yes\",\"grade\":\"satisfied\"}");
    as(o, ROLE_CLOSER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "close", "");
}

/* A reopening starts a second close, also while it waits for another lead; first and last
 * closing are both kept. */
static void a_reopening_starts_a_second_close(void **state)
{
    static const char *const bodies[] = {
        "{\"cause\":\"lookback\",\"reason\":\"又不亮了\"}",
        "{\"cause\":\"lookback\",\"other_lead\":true,\"reason\":\"又不亮了\"}",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct office *o = office_open("bazhou", noon("2026-03-02"));
        struct matter row;
        struct str d = receive(o, &plain_demand), m = open_matter(o, d);
        dispatch(o, m, "{\"lead\":\"4\"}");
        assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260317);
        handled(o, m, 1);
        close_matter(o, d, m);
        assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 0);
        at(o, "2026-04-07");
        as(o, ROLE_CLOSER, DISTRICT, 0);
        must(o, SUBJECT_MATTER, m, "reopen", bodies[i]);
        const struct clock *k = running_clock(o, SUBJECT_MATTER, m, CLOCK_CLOSE);
        assert_non_null(k);
        assert_int_equal(k->serial, 2);
        assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260422);
        matter_of(o, m, &row);
        assert_int_equal(row.first_closed_at, noon("2026-03-02"));
        assert_int_equal(row.closed_at, 0);
        if (i == 0) {
            as(o, ROLE_HANDLER, ROADS, 0);
            must(o, SUBJECT_TASK, str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m)), "report",
                 "{\"words\":\"换线\",\"result\":\"solved\"}");
            as(o, ROLE_HEAD, ROADS, 0);
            must(o, SUBJECT_TASK, str_fmt(o->cx.arena, "%.*s-1", STR_ARG(m)), "agree", "");
            as(o, ROLE_REVIEWER, DISTRICT, 0);
            must(o, SUBJECT_MATTER, m, "review-agree", "");
            close_matter(o, d, m);
            matter_of(o, m, &row);
            assert_int_equal(row.first_closed_at, noon("2026-03-02"));
            assert_int_equal(row.closed_at, noon("2026-04-07"));
        }
        office_close(o);
    }
}

/* Where the mechanism says so feedback counts from the meeting; close from the dispatch. */
static void feedback_starts_on_the_meeting_day(void **state)
{
    static const char body[] = "{\"lead\":\"4\",\"issued_at\":\"2026-03-05T09:00:00+08:00\"}";
    const struct {
        bool from_meeting;
        int due;
    } rows[] = {{true, 20260312}, {false, 20260316}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct office *o = office_open("zhangye", noon("2026-03-02"));
        writable(o)->feedback_from_meeting = rows[i].from_meeting;
        struct str m = open_matter(o, receive(o, &plain_demand));
        at(o, "2026-03-09");
        dispatch(o, m, body);
        assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_FEEDBACK), rows[i].due);
        assert_int_equal(due(o, SUBJECT_MATTER, m, CLOCK_CLOSE), 20260608);
        office_close(o);
    }
    struct office *o = office_open("zhangye", noon("2026-03-02"));
    struct str m = open_matter(o, receive(o, &plain_demand));
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    assert_int_equal(act_on(o, SUBJECT_MATTER, m, "dispatch", body), ERR_INPUT); /* not yet */
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_join_takes_the_earlier_reply),
        cmocka_unit_test(the_joining_demand_takes_the_matters_date),
        cmocka_unit_test(a_join_takes_the_shorter_limit_of_its_kind),
        cmocka_unit_test(a_split_lifts_an_inherited_limit),
        cmocka_unit_test(a_new_calendar_moves_what_was_joined),
        cmocka_unit_test(a_new_calendar_moves_findings_and_self_examinations),
        cmocka_unit_test(a_new_calendar_moves_what_a_reply_cut_short),
        cmocka_unit_test(a_complex_matter_has_thirty_to_ninety_days),
        cmocka_unit_test(an_extension_stays_in_the_range),
        cmocka_unit_test(an_extension_moves_a_plain_limit),
        cmocka_unit_test(the_time_to_place_runs_from_valid),
        cmocka_unit_test(a_reopening_starts_a_second_close),
        cmocka_unit_test(feedback_starts_on_the_meeting_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
