/* SPDX-License-Identifier: Apache-2.0
 * What stands in a name goes over whole or not at all; no column that names an officer is
 * forgotten.
 */
#include "loop/handover.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/absence.h"
#include "core/officer.h"
#include "loop/testing.h"

/* ---- the table against the migrations ---- */

enum { FILE_BYTES = 1 << 20, COLUMNS_MAX = 200 };

struct named_column {
    struct str table, column;
};

/* Identifiers of other things, and times; everything else like "…_id" or "…_by" is a person. */
static bool names_officer(struct str c)
{
    static const char *const things[] = {
        "unit_id",       "place_id",   "subject_id",  "matter_id",    "demand_id",
        "task_id",       "person_id",  "batch_id",    "alarm_id",     "bundle_id",
        "area_id",       "parent_id",  "campaign_id", "agreement_id", "visit_id",
        "address_id",    "after_id",   "meeting_id",  "clock_id",     "spot_id",
        "inspection_id", "officers",   "answer_by",   "former_id",    "questionnaire_id",
        "sheet_id",      "hotspot_id", "cut_id",      "topic_id",     "notice_id",
        "group_id",      "other_id",   "trouble_id"};
    bool ends = c.n > 3 && (str_eq_c(str_sub(c, c.n - 3, 3), "_id") ||
                            str_eq_c(str_sub(c, c.n - 3, 3), "_by"));
    for (size_t i = 0; i < COUNT(things); i++)
        if (str_eq_c(c, things[i]))
            return false;
    return ends || str_has(c, "officer") || str_eq_c(c, "go_between");
}

static struct str word_at(struct strs words, size_t i)
{
    return i < words.n ? words.p[i] : STR("");
}

static void line_read(struct arena *a, struct str line, struct str *table,
                      struct named_column *out, size_t *n)
{
    struct strs w = str_split(a, str_trim(line), ' ');
    struct str column = word_at(w, 0), type = word_at(w, 1), in = *table;
    if (str_eq_c(column, "CREATE") && str_eq_c(type, "TABLE"))
        *table = word_at(w, 2);
    if (str_eq_c(column, "ALTER")) { /* ALTER TABLE t ADD COLUMN c BIGINT */
        in = word_at(w, 2);
        column = word_at(w, 5);
        type = word_at(w, 6);
    }
    if (str_starts(type, "BIGINT") && names_officer(column)) {
        assert_true(*n < COLUMNS_MAX);
        out[(*n)++] = (struct named_column){str_dup(a, in), str_dup(a, column)};
    }
}

static size_t columns_read(struct arena *a, struct named_column *out)
{
    const char *root = getenv("HUIYIN_SOURCE");
    assert_non_null(root);
    const char *folder = str_fmt(a, "%s/sql/migrations", root).p;
    DIR *d = opendir(folder);
    char *text = arena_alloc(a, FILE_BYTES);
    size_t n = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        if (!strstr(e->d_name, ".sql"))
            continue;
        FILE *f = fopen(str_fmt(a, "%s/%s", folder, e->d_name).p, "rb");
        assert_non_null(f);
        size_t len = fread(text, 1, FILE_BYTES, f);
        (void)fclose(f);
        struct strs lines = str_split(a, (struct str){text, len}, '\n');
        struct str table = STR("");
        for (size_t i = 0; i < lines.n; i++)
            line_read(a, lines.p[i], &table, out, &n);
    }
    closedir(d);
    return n;
}

static void every_column_that_names_an_officer_has_its_line(void **state)
{
    struct arena *a = arena_open((size_t)FILE_BYTES * 64);
    struct named_column found[COLUMNS_MAX];
    size_t n = columns_read(a, found);
    bool parts[HANDOVER__PARTS] = {false};
    (void)state;
    for (size_t i = 0; i < n; i++) {
        bool there = false;
        for (size_t k = 0; k < handover_columns_n; k++)
            there |= str_eq_c(found[i].table, handover_columns[k].table) &&
                     str_eq_c(found[i].column, handover_columns[k].column);
        if (!there)
            fail_msg("%.*s.%.*s names an officer: what becomes of it when one goes "
                     "(handover_columns)?",
                     STR_ARG(found[i].table), STR_ARG(found[i].column));
    }
    for (size_t k = 0; k < handover_columns_n; k++) {
        const struct handover_column *c = &handover_columns[k];
        bool there = false;
        for (size_t i = 0; i < n; i++)
            there |= str_eq_c(found[i].table, c->table) && str_eq_c(found[i].column, c->column);
        if (!there)
            fail_msg("%s.%s is no column", c->table, c->column);
        if (c->fate == HANDOVER_GOES) {
            assert_false(parts[c->part]);
            parts[c->part] = true;
        }
    }
    for (size_t p = 0; p < HANDOVER__PARTS; p++)
        assert_true(parts[p]);
    arena_close(a);
}

/* ---- handing over ---- */

enum { LEADER = 901, NEXT = 902, CLERK = 903, OFF = 904 };

static enum err staff(struct ctx *cx, void *arg)
{
    static const struct {
        int64_t id, unit;
        enum role role;
    } people[] = {{LEADER, DISTRICT, ROLE_LEADER},
                  {NEXT, DISTRICT, ROLE_LEADER},
                  {CLERK, ROADS, ROLE_HANDLER},
                  {OFF, DISTRICT, ROLE_LEADER}};
    (void)arg;
    for (size_t i = 0; i < COUNT(people); i++) {
        const struct officer one = {.id = people[i].id,
                                    .login = str_fmt(cx->arena, "p%zu", i),
                                    .name = STR("示例"),
                                    .unit_id = people[i].unit,
                                    .version = 1};
        const struct role_row r = {
            .officer_id = one.id, .unit_id = one.unit_id, .role = (int)people[i].role};
        TRY(officer_insert(cx, &one, STR("")));
        TRY(role_grant(cx, &r));
    }
    return officer_set_disabled(cx, OFF, true);
}

static void as_officer(struct office *o, int64_t id, enum role role, int64_t unit)
{
    as(o, role, unit, 0);
    struct actor *a = arena_copy(o->cx.arena, o->cx.actor, sizeof *a);
    a->officer_id = id;
    o->cx.actor = a;
}

static enum err hand_over(struct office *o, int64_t from, int64_t to, enum handover_what what,
                          struct handover_done *done)
{
    struct handover h = {.what = what, .from = from, .to = to, .version = -1};
    struct handover_done unused;
    db_release(o->cx.db);
    o->cx.db = NULL;
    o->cx.error = (struct fault){0};
    as_program(o);
    enum err e = handover_run(&o->cx, &h, done ? done : &unused);
    assert_int_equal(db_acquire(&o->cx, o->app.store, &o->cx.db), OK);
    return e;
}

/* "sponsor instruction": the parts of what stands in a name, in the order of the parts. */
static const char *queue(struct office *o, int64_t who)
{
    struct handover_queue q;
    struct buf b;
    buf_init(&b, o->cx.arena, 400);
    assert_int_equal(handover_queue(&o->cx, who, &q), OK);
    for (size_t i = 0; i < q.n; i++)
        buf_fmt(&b, "%s%s", i ? ", " : "", handover_part_name(q.p[i].part, LANG_EN));
    return q.n ? buf_done(&b).p : "";
}

static void a_leader_goes(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct handover_done done = {0};
    struct str demand, matter = to_roads(o, &demand), other = hand_in(o, "门前积水两天没人管");
    static const char all[] = "matter sponsored, instruction to be answered, demand instructed";
    (void)state;
    matter = kept(o, matter);
    other = kept(o, other);
    assert_int_equal(db_write(&o->cx, o->app.store, staff, NULL), OK);
    as_officer(o, LEADER, ROLE_LEADER, DISTRICT);
    must(o, SUBJECT_MATTER, matter, "sponsor", "{\"words\":\"每周调度一次\"}");
    must(o, SUBJECT_MATTER, matter, "instruct",
         "{\"words\":\"请速办\",\"units\":[\"4\"],\"due_at\":\"2026-11-30\"}");
    must(o, SUBJECT_DEMAND, other, "instruct",
         "{\"words\":\"请核\",\"due_at\":\"2026-11-30\"}");
    assert_string_equal(queue(o, LEADER), all);

    static const struct {
        int64_t to;
        enum handover_what what;
        enum err want;
    } t[] = {
        {LEADER, HANDOVER_ONLY, ERR_INPUT},    /* to oneself */
        {0, HANDOVER_LEAVE, ERR_CONFLICT},     /* to nobody */
        {CLERK, HANDOVER_LEAVE, ERR_CONFLICT}, /* to no leader */
        {OFF, HANDOVER_LEAVE, ERR_CONFLICT},   /* to an account that is disabled */
        {999, HANDOVER_LEAVE, ERR_NOT_FOUND},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        assert_int_equal(hand_over(o, LEADER, t[i].to, t[i].what, NULL), t[i].want);
        assert_string_equal(queue(o, LEADER), all);
    }
    assert_int_equal(hand_over(o, LEADER, CLERK, HANDOVER_LEAVE, NULL), ERR_CONFLICT);
    assert_non_null(strstr(o->cx.error.message, matter.p));
    assert_non_null(strstr(o->cx.error.message, other.p));
    assert_non_null(strstr(o->cx.error.message, "接手人不是挂联领导"));

    assert_int_equal(hand_over(o, LEADER, NEXT, HANDOVER_LEAVE, &done), OK);
    assert_int_equal(done.items, 3);
    assert_string_equal(queue(o, LEADER), "");
    assert_string_equal(queue(o, NEXT), all);
    struct matter m;
    struct officer gone;
    matter_of(o, matter, &m);
    assert_int_equal(m.sponsor_id, NEXT);
    assert_int_equal(officer_get(&o->cx, LEADER, &gone), OK);
    assert_true(gone.disabled_at != 0);
    /* The instruction is the successor's to judge: withdrawn by them. */
    as_officer(o, NEXT, ROLE_LEADER, DISTRICT);
    must(o, SUBJECT_MATTER, matter, "instruction-withdraw",
         "{\"serial\":1,\"words\":\"已另行安排\"}");
    assert_string_equal(queue(o, NEXT), "matter sponsored, demand instructed");
    office_close(o);
}

static void who_helps_a_citizen_along_goes(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct str demand, matter = to_roads(o, &demand);
    struct str task = str_fmt(o->keep, "%.*s-1", STR_ARG(matter));
    const char *body = "{\"kind\":\"assist\",\"officer\":\"903\",\"words\":\"陪同办理\"}";
    (void)state;
    assert_int_equal(db_write(&o->cx, o->app.store, staff, NULL), OK);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, task, "sign", "");
    must(o, SUBJECT_TASK, task, "name-helper", body);
    assert_string_equal(queue(o, CLERK), "citizen helped along");
    assert_int_equal(hand_over(o, CLERK, NEXT, HANDOVER_LEAVE, NULL), OK);
    assert_string_equal(queue(o, CLERK), "");
    assert_string_equal(queue(o, NEXT), "citizen helped along");
    assert_int_equal(hand_over(o, NEXT, 0, HANDOVER_LEAVE, NULL), ERR_CONFLICT);
    office_close(o);
}

static void only_to_somebody_who_is_there(void **state)
{
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct absence leave = {.officer_id = NEXT, .from_at = o->cx.now - 1, .to_at = 0};
    const struct away away = {.p = &leave, .n = 1};
    (void)state;
    assert_int_equal(db_write(&o->cx, o->app.store, staff, NULL), OK);
    assert_int_equal(hand_over(o, LEADER, NEXT, HANDOVER_ONLY, NULL), OK);
    o->app.away = &away;
    assert_int_equal(hand_over(o, LEADER, NEXT, HANDOVER_ONLY, NULL), ERR_CONFLICT);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_that_names_an_officer_has_its_line),
        cmocka_unit_test(a_leader_goes),
        cmocka_unit_test(who_helps_a_citizen_along_goes),
        cmocka_unit_test(only_to_somebody_who_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
