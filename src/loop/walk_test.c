/* SPDX-License-Identifier: Apache-2.0
 * A random walk: many actors, many subjects, whatever the table offers them, with bodies that
 * fit and some that do not. After it, as after every stretch of it, what the document promises
 * at every moment holds.
 */
#include <inttypes.h>

#include "base/time.h"
#include "loop/tick.h"
#include "loop/walk_testing.h"

enum { ACTS = 600, STRETCH = 100 };

static uint64_t roll(struct walk *k, uint64_t below)
{
    k->seed ^= k->seed << 13;
    k->seed ^= k->seed >> 7;
    k->seed ^= k->seed << 17;
    return below ? (k->seed >> 11) % below : 0;
}

static const struct {
    enum role role;
    int64_t unit;
    int who;
} cast[] = {
    {ROLE_COLLECTOR, COMMUNITY, 0},   {ROLE_COLLECTOR, COMMUNITY, 1},
    {ROLE_OPERATOR, DISTRICT, 0},     {ROLE_SCREENER, COMMUNITY, 0},
    {ROLE_SCREENER, STREET, 0},       {ROLE_SCREENER, DISTRICT, 0},
    {ROLE_SCREENER, DISTRICT, 1},     {ROLE_DISPATCHER, COMMUNITY, 0},
    {ROLE_DISPATCHER, STREET, 0},     {ROLE_DISPATCHER, DISTRICT, 0},
    {ROLE_HANDLER, COMMUNITY, 0},     {ROLE_HEAD, COMMUNITY, 0},
    {ROLE_HANDLER, STREET, 0},        {ROLE_HEAD, STREET, 0},
    {ROLE_HANDLER, ROADS, 0},         {ROLE_HEAD, ROADS, 0},
    {ROLE_HANDLER, WATER, 0},         {ROLE_HEAD, WATER, 0},
    {ROLE_REVIEWER, DISTRICT, 0},     {ROLE_REVIEWER, STREET, 0},
    {ROLE_REVIEWER, PARTY_OFFICE, 0}, {ROLE_REVIEWER, GOV_OFFICE, 0},
    {ROLE_CALLBACK, DISTRICT, 0},     {ROLE_CALLBACK, STREET, 0},
    {ROLE_CLOSER, DISTRICT, 0},       {ROLE_CLOSER, DISTRICT, 1},
    {ROLE_CLOSER, STREET, 0},         {ROLE_LOOKBACK, DISTRICT, 0},
    {ROLE_SUPERVISOR, DISTRICT, 0},   {ROLE_ARBITER, DISTRICT, 0},
    {ROLE_LEADER, DISTRICT, 0},       {ROLE_EXCHANGE, DISTRICT, 0},
};

static void add_thing(struct walk *k, enum subject kind, int64_t id, struct str num)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->things[i].kind == kind && k->things[i].id == id)
            return;
    if (k->n == SUBJECTS)
        return;
    struct thing *t = &k->things[k->n++];
    t->kind = kind;
    t->id = id;
    (void)snprintf(t->num, sizeof t->num, "%.*s", STR_ARG(num));
}

static const struct thing *any_of(struct walk *k, enum subject kind)
{
    for (int i = 0; i < 20; i++) {
        const struct thing *t = &k->things[roll(k, k->n)];
        if (t->kind == kind)
            return t;
    }
    return &k->things[0];
}

/* ---- bodies ---- */

static struct str code_of(struct walk *k, const struct choices *c)
{
    return c->n ? c->p[roll(k, c->n)].code : STR("");
}

static struct str text_for(struct walk *k, const struct field *f)
{
    const struct mechanism *m =
        mechanism_get(k->o->app.mechanisms, str_c(k->o->app.register_mechanism), 0);
    const struct {
        const char *options;
        const struct choices *c;
    } lists[] = {
        {"classes", &m->classes},
        {"kinds", &m->kinds},
        {"grounds_invalid", &m->grounds_at[AT_INVALID]},
        {"grounds_redirect", &m->grounds_at[AT_REDIRECT]},
        {"grounds_return", &m->grounds_at[AT_RETURN]},
        {"grounds_end", &m->grounds_at[AT_END]},
        {"difficulties", &m->difficulties},
    };
    for (size_t i = 0; f->options && i < COUNT(lists); i++)
        if (strcmp(f->options, lists[i].options) == 0)
            return code_of(k, lists[i].c);
    if (strcmp(f->name, "matter") == 0)
        return str_c(any_of(k, SUBJECT_MATTER)->num);
    if (strcmp(f->name, "demand") == 0)
        return str_c(any_of(k, SUBJECT_DEMAND)->num);
    return STR("示例文字");
}

static void put_i64(struct walk *k, struct json *j, const struct field *f)
{
    static const int64_t units[] = {STREET, COMMUNITY, ROADS, WATER, ROADS, WATER};
    char day[TIME_TEXT];
    int64_t ahead = strcmp(f->name, "issued_at") == 0 ? -1 : 1 + (int64_t)roll(k, 60);
    if (f->as == AS_TIME)
        json_kcstr(j, f->name, time_rfc3339(day, k->o->cx.now + ahead * MS_PER_DAY));
    else if (f->as == AS_ID && strcmp(f->name, "place_id") == 0)
        json_kcstr(j, f->name, "12");
    else if (f->as == AS_ID)
        json_kstr(j, f->name,
                  str_fmt(k->o->cx.arena, "%" PRId64, units[roll(k, COUNT(units))]));
    else
        json_ki64(j, f->name, 1 + (int64_t)roll(k, 6));
}

static void put_strs(struct walk *k, struct json *j, const struct field *f)
{
    if (strcmp(f->name, "attachments") == 0)
        return;
    json_key(j, f->name);
    json_arr(j);
    if (strcmp(f->name, "stages") == 0)
        json_str(j, str_fmt(k->o->cx.arena, "%d 完成一步",
                            day_ymd(time_day(k->o->cx.now) + 5 + (int64_t)roll(k, 90))));
    else if (strcmp(f->name, "units") == 0)
        json_str(j, roll(k, 2) ? STR("5") : STR("4"));
    else if (strcmp(f->name, "helpers") == 0)
        json_str(j, roll(k, 2) ? STR("5") : STR("4"));
    else if (strcmp(f->name, "demands") == 0 && roll(k, 3) == 0)
        json_str(j, str_c(any_of(k, SUBJECT_DEMAND)->num));
    json_arr_end(j);
}

/* Officers are not in this store: a named one is left out. Exits and grades lean to yes. */
static struct str body_for(struct walk *k, const struct step *s)
{
    struct buf b;
    struct json j;
    buf_init(&b, k->o->cx.arena, 1 << 16);
    json_init(&j, &b);
    json_obj(&j);
    for (size_t i = 0; s->body && i < s->body->n; i++) {
        const struct field *f = &s->body->fields[i];
        bool named = strcmp(f->name, "officer") == 0 || strcmp(f->name, "recurs") == 0 ||
                     strcmp(f->name, "leader") == 0;
        if (named || (!f->required && roll(k, 3) == 0))
            continue;
        if (f->kind == FIELD_STR)
            json_kstr(&j, f->name, text_for(k, f));
        else if (f->kind == FIELD_BOOL)
            json_kbool(&j, f->name, roll(k, 2));
        else if (f->kind == FIELD_ENUM)
            json_kcstr(&j, f->name,
                       enum_text(f->names, 1 + (int)roll(k, (uint64_t)(f->names->n - 1))));
        else if (f->kind == FIELD_I64)
            put_i64(k, &j, f);
        else
            put_strs(k, &j, f);
    }
    json_obj_end(&j);
    return buf_done(&b);
}

/* ---- acts ---- */

static void new_demand(struct walk *k)
{
    struct office *o = k->o;
    struct demand row;
    bool named = roll(k, 4) != 0;
    struct demand_new in = {
        .words = STR("路灯不亮,请修一修"),
        .place_id = 13,
        .privacy = named ? PRIVACY_NAMED : PRIVACY_ANONYMOUS,
        .name = named ? STR("示例甲") : STR(""),
        .phone = named ? STR("13800138000") : STR(""),
        .origin = roll(k, 6) == 0 ? ORIGIN_FINDING : ORIGIN_CITIZEN,
        .head_count = (int64_t)roll(k, 5),
        .complained_unit = roll(k, 12) == 0 ? WATER : 0,
        .upstream_due_at = roll(k, 6) == 0 ? o->cx.now + 9 * MS_PER_DAY : 0,
        .read_back = READ_BACK_AGREED,
    };
    as(o, ROLE_COLLECTOR, COMMUNITY, (int)roll(k, 2));
    assert_int_equal(intake_receive(&o->cx, &in, &o->last), OK);
    demand_of(o, o->last.num, &row);
    add_thing(k, SUBJECT_DEMAND, row.id, row.num);
}

static void cast_one(struct walk *k, const struct thing *t)
{
    size_t i = (size_t)roll(k, COUNT(cast) + 3);
    if (i < COUNT(cast))
        as(k->o, cast[i].role, cast[i].unit, cast[i].who);
    else
        as_citizen(k->o, t->kind == SUBJECT_DEMAND ? t->id : 0);
}

/* What the act made: matters by number, tasks of every matter touched. */
static void found(struct walk *k, const struct thing *t)
{
    struct office *o = k->o;
    struct matter *m = NULL;
    struct task **tasks = NULL;
    size_t n = 0;
    int64_t id = t->kind == SUBJECT_MATTER ? t->id : 0;
    struct work *w = work_begin(&o->cx);
    if (o->last.created.n) {
        assert_int_equal(work_matter_num(w, o->last.created, &m), OK);
        add_thing(k, SUBJECT_MATTER, m->id, m->num);
        id = m->id;
    }
    if (!id)
        return;
    assert_int_equal(work_tasks(w, id, &tasks, &n), OK);
    for (size_t i = 0; i < n; i++)
        add_thing(k, SUBJECT_TASK, tasks[i]->id, tasks[i]->num);
}

/* What would end most walks early, or go nowhere, is taken one time in so many. */
static bool seldom(struct walk *k, const char *step)
{
    static const struct {
        const char *step;
        uint64_t one_in;
    } rows[] = {
        {"mark-complained", 400},
        {"open-matter", 6},
        {"join", 6},
        {"progress", 150},
        {"add", 150},
        {"correct", 150},
        {"correct-person", 150},
        {"redirect", 20},
        {"withdraw", 80},
        {"end", 80},
        {"answer-at-once", 10},
        {"move-up", 30},
        {"recall", 60},
        {"level-again", 80},
        {"screen-invalid", 8},
        {"pass-up", 4},
        {"split", 15},
        {"report-upward", 60},
        {"ask-return", 10},
        {"promise", 60},
        {"note", 20},
        {"verify", 12},
        {"change-lead", 15},
        {"hand-down", 6},
        {"level-up", 2},
        {"appeal", 2},
        {"send-back", 5},
        {"review-send-back", 5},
        {"ask-extension", 6},
        {"ask-stages", 8},
        {"ask-listing", 8},
        {"attempt", 2},
        {"settle", 4},
        {"reopen", 3},
        {"correct-answer", 30},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (strcmp(rows[i].step, step) == 0)
            return roll(k, rows[i].one_in) != 0;
    return false;
}

static bool lawful_refusal(enum err e)
{
    return e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_DENIED || e == ERR_NOT_FOUND ||
           e == ERR_LOGIN;
}

/* One attempt: somebody takes one of the steps offered. False when nothing was offered. */
static bool attempt(struct walk *k)
{
    struct office *o = k->o;
    const struct step **list = NULL;
    size_t n = 0;
    struct thing t = k->things[roll(k, k->n)];
    cast_one(k, &t);
    assert_int_equal(flow_allowed(&o->cx, work_begin(&o->cx), t.kind, t.id, &list, &n), OK);
    if (!n)
        return false;
    const struct step *s = list[roll(k, n)];
    if (seldom(k, s->name))
        return false;
    struct str body = body_for(k, s);
    enum err e = act_on(o, t.kind, str_c(t.num), s->name, str_cdup(o->cx.arena, body));
    if (e != OK && !lawful_refusal(e))
        fail_msg("%s on %s with %s: %s %s", s->name, t.num, body.p, err_code(e),
                 o->cx.error.message);
    k->refused += e != OK;
    if (e != OK)
        return false;
    k->last = s->name;
    k->acted++;
    found(k, &t);
    return true;
}

static void time_passes(struct walk *k)
{
    struct tick_done done = {0};
    struct ctx cx = k->o->cx;
    k->o->cx.now += (int64_t)(1 + roll(k, 60)) * MS_PER_HOUR;
    cx.db = NULL;
    cx.now = k->o->cx.now;
    assert_int_equal(tick_run(&cx, &done), OK);
    assert_int_equal(done.failed, 0);
}

static void walk(const char *mechanism, uint64_t seed)
{
    struct walk *k = calloc(1, sizeof *k);
    int64_t day = 0;
    assert_true(day_parse(STR("2026-03-02"), &day));
    k->o = office_open(mechanism, time_day_start(day) + 9 * MS_PER_HOUR);
    k->seed = seed;
    k->last = "";
    struct arena *mine = k->o->cx.arena, *scratch = arena_open(256 << 20);
    k->o->cx.arena = scratch;
    for (int i = 0; i < 12; i++)
        new_demand(k);
    int checked = 0;
    for (int tries = 0; k->acted < ACTS && tries < ACTS * 200; tries++) {
        arena_reset(scratch);
        if (!attempt(k) || k->acted % 7)
            continue;
        if (roll(k, 3) == 0 && k->n < SUBJECTS - 40)
            new_demand(k);
        time_passes(k);
        if (k->acted / STRETCH > checked) {
            checked = k->acted / STRETCH;
            walk_holds(k);
        }
    }
    arena_reset(scratch);
    walk_holds(k);
    print_message("%s: %d acts, %d refused, %zu subjects\n", mechanism, k->acted, k->refused,
                  k->n);
    assert_int_equal(k->acted, ACTS);
    k->o->cx.arena = mine;
    arena_close(scratch);
    office_close(k->o);
    free(k);
}

static void bazhou(void **state)
{
    (void)state;
    walk("bazhou", 20260302);
}

static void zhangye(void **state)
{
    (void)state;
    walk("zhangye", 620700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bazhou),
        cmocka_unit_test(zhangye),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
