/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/testing.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "core/calendar.h"
#include "core/directory.h"

static enum err fill(struct ctx *cx, void *arg)
{
    static const struct unit units[] = {
        {.id = DISTRICT,
         .code = STR_INIT("qu"),
         .name = STR_INIT("示例区"),
         .lvl = LEVEL_DISTRICT,
         .desks = (1 << DESK__MAX) - 1},
        {.id = STREET,
         .parent_id = DISTRICT,
         .place_id = 12,
         .code = STR_INIT("jd"),
         .name = STR_INIT("示例街道"),
         .lvl = LEVEL_STREET,
         .desks = BIT(DESK_SCREEN) | BIT(DESK_DISPATCH) | BIT(DESK_REVIEW) |
                  BIT(DESK_CALLBACK) | BIT(DESK_CLOSE)},
        {.id = COMMUNITY,
         .parent_id = STREET,
         .place_id = 13,
         .code = STR_INIT("sq"),
         .name = STR_INIT("示例社区"),
         .lvl = LEVEL_COMMUNITY,
         .desks = BIT(DESK_SCREEN) | BIT(DESK_DISPATCH)},
        {.id = ROADS,
         .parent_id = DISTRICT,
         .code = STR_INIT("jtj"),
         .name = STR_INIT("示例交通局")},
        {.id = WATER,
         .parent_id = DISTRICT,
         .code = STR_INIT("swj"),
         .name = STR_INIT("示例水务局")},
        {.id = PARTY_OFFICE,
         .parent_id = DISTRICT,
         .code = STR_INIT("dwb"),
         .name = STR_INIT("示例党委办"),
         .desks = BIT(DESK_REVIEW),
         .office = STR_INIT("party_office")},
        {.id = GOV_OFFICE,
         .parent_id = DISTRICT,
         .code = STR_INIT("zfb"),
         .name = STR_INIT("示例政府办"),
         .desks = BIT(DESK_REVIEW),
         .office = STR_INIT("government_office")},
    };
    static const struct place places[] = {
        {.id = 11,
         .code = STR_INIT("511902"),
         .name = STR_INIT("示例区"),
         .kind = PLACE_COUNTY},
        {.id = 12,
         .parent_id = 11,
         .code = STR_INIT("511902001"),
         .name = STR_INIT("示例街道"),
         .kind = PLACE_TOWN},
        {.id = 13,
         .parent_id = 12,
         .code = STR_INIT("511902001001"),
         .name = STR_INIT("示例社区"),
         .kind = PLACE_COMMUNITY},
    };
    for (size_t i = 0; i < COUNT(units); i++)
        TRY(db_put(cx, SQL_UNIT_INSERT, &unit_shape, &units[i], NULL, 0, NULL));
    for (size_t i = 0; i < COUNT(places); i++)
        TRY(db_put(cx, SQL_PLACE_INSERT, &place_shape, &places[i], NULL, 0, NULL));
    (void)arg;
    return OK;
}

static const char *source_path(struct office *o, const char *path)
{
    const char *root = getenv("HUIYIN_SOURCE");
    assert_non_null(root);
    return str_fmt(o->cx.arena, "%s/%s", root, path).p;
}

static struct str file_text(struct office *o, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *p = arena_alloc(o->cx.arena, 1 << 20);
    size_t n = fread(p, 1, (1 << 20) - 1, f);
    (void)fclose(f);
    return (struct str){p, n};
}

static enum err load_calendar(struct ctx *cx, void *arg)
{
    int64_t changed = 0;
    return calendar_store(cx, *(struct str *)arg, &changed);
}

struct mechanism_job {
    const char *file;
    struct str text;
};

static enum err load_mechanism(struct ctx *cx, void *arg)
{
    const struct mechanism_job *job = arg;
    int64_t version = 0;
    return mechanism_store(cx, job->file, job->text, &version);
}

static void ok(struct office *o, enum err err)
{
    if (err != OK)
        fail_msg("%s: %s (%s)", err_code(err), o->cx.error.message ? o->cx.error.message : "",
                 o->cx.error.field ? o->cx.error.field : "");
}

struct office *office_open(const char *mechanism, int64_t now)
{
    static int serial;
    struct office *o = calloc(1, sizeof(*o));
    o->app.jid = 511902;
    o->app.ids = &o->ids;
    o->app.root_unit = DISTRICT;
    o->app.root_place = 11;
    o->app.register_mechanism = mechanism;
    o->app.register_kind = REGISTER_DEMO;
    id_source_init(&o->ids, 0, 0);
    app_ctx(&o->app, arena_open((size_t)1 << 30), LANG_ZH, &o->cx);
    o->cx.now = now;
    o->keep = arena_open(16 << 20);
    (void)snprintf(o->key, sizeof(o->key), "/tmp/huiyin-key-%ld-%d", (long)getpid(), serial++);
    unlink(o->key);
    (void)snprintf(o->dir, sizeof(o->dir), "/tmp/huiyin-office-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    o->app.data_dir = o->dir;
    ok(o, secret_create(&o->cx, o->key));
    ok(o, secret_open(&o->cx, o->key, &o->app.secret));
    ok(o, store_open_test(&o->cx, &o->app.store));
    ok(o, db_write(&o->cx, o->app.store, fill, NULL));
    struct mechanism_job job = {
        .file = source_path(o, str_fmt(o->keep, "mechanisms/%s.json", mechanism).p)};
    ok(o, mechanism_read(&o->cx, job.file, &job.text));
    ok(o, db_write(&o->cx, o->app.store, load_mechanism, &job));
    struct str csv = file_text(o, source_path(o, "data/calendar/holidays-cn.csv"));
    ok(o, db_write(&o->cx, o->app.store, load_calendar, &csv));
    ok(o, db_acquire(&o->cx, o->app.store, &o->cx.db));
    const struct org *org = NULL;
    const struct mechanism_set *mechanisms = NULL;
    const struct calendar *calendar = NULL;
    ok(o, org_load(&o->cx, o->keep, &org));
    ok(o, mechanism_load(&o->cx, o->keep, &mechanisms));
    ok(o, calendar_load(&o->cx, o->keep, &calendar));
    o->app.org = org;
    o->app.mechanisms = mechanisms;
    o->app.calendar = calendar;
    o->app.directory = directory_make(o->keep, NULL, 0, NULL, 0);
    steps_register();
    return o;
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

void office_close(struct office *o)
{
    db_release(o->cx.db);
    store_close(o->app.store);
    secret_close(o->app.secret);
    unlink(o->key);
    (void)nftw(o->dir, drop, 8, FTW_DEPTH | FTW_PHYS);
    arena_close(o->keep);
    arena_close(o->cx.arena);
    free(o);
}

void as(struct office *o, enum role role, int64_t unit, int who)
{
    struct actor *a = NEW(o->cx.arena, struct actor);
    struct grant *g = NEW(o->cx.arena, struct grant);
    *g = (struct grant){.unit_id = unit, .role = (int)role};
    *a = (struct actor){.officer_id = 1000 + unit * 100 + (int)role + INT64_C(10000) * who,
                        .kind = ROLE__MAX,
                        .name = STR("示例"),
                        .unit_id = unit,
                        .grants = g,
                        .n = 1};
    o->cx.actor = a;
}

void as_citizen(struct office *o, int64_t demand_id)
{
    struct actor *a = NEW(o->cx.arena, struct actor);
    *a = (struct actor){.kind = ROLE_CITIZEN, .demand_id = demand_id};
    o->cx.actor = a;
}

void as_program(struct office *o)
{
    o->cx.actor = &actor_system;
}

struct str hand_in(struct office *o, const char *words)
{
    struct demand_new in = {
        .words = str_c(words),
        .place_id = 13,
        .privacy = PRIVACY_NAMED,
        .name = STR("示例甲"),
        .phone = STR("13800138000"),
        .channel = STR("web"),
        .read_back = READ_BACK_AGREED,
    };
    const struct choice *web = choice_find(
        &mechanism_get(o->app.mechanisms, str_c(o->app.register_mechanism), 0)->channels,
        in.channel);
    if (!web)
        in.channel = STR("");
    ok(o, intake_receive(&o->cx, &in, &o->last));
    return o->last.num;
}

void demand_of(struct office *o, struct str num, struct demand *out)
{
    struct demand *d = NULL;
    ok(o, work_demand_num(work_begin(&o->cx), num, &d));
    *out = *d;
}

void matter_of(struct office *o, struct str num, struct matter *out)
{
    struct matter *m = NULL;
    ok(o, work_matter_num(work_begin(&o->cx), num, &m));
    *out = *m;
}

void task_of(struct office *o, struct str num, struct task *out)
{
    struct task *t = NULL;
    ok(o, work_task_num(work_begin(&o->cx), num, &t));
    *out = *t;
}

struct mechanism *writable(struct office *o)
{
    return (struct mechanism *)(uintptr_t)mechanism_get(o->app.mechanisms,
                                                        str_c(o->app.register_mechanism), 0);
}

int64_t noon(const char *day)
{
    int64_t d = 0;
    assert_true(day_parse(str_c(day), &d));
    return time_day_start(d) + (int64_t)12 * MS_PER_HOUR;
}

struct str kept(struct office *o, struct str s)
{
    return str_dup(o->cx.arena, s);
}

struct clock *running_clock(struct office *o, enum subject subject, struct str num,
                            enum clock_kind kind)
{
    struct work *w = work_begin(&o->cx);
    struct clock *k = NULL;
    int64_t id = 0, version;
    ok(o, work_num(w, subject, num, &id, &version));
    ok(o, work_clock(w, subject, id, kind, &k));
    return k;
}

static int64_t version_of(struct office *o, enum subject subject, struct str num, int *state)
{
    struct demand d;
    struct matter m;
    struct task t;
    if (subject == SUBJECT_DEMAND) {
        demand_of(o, num, &d);
        *state = d.state;
        return d.version;
    }
    if (subject == SUBJECT_MATTER) {
        matter_of(o, num, &m);
        *state = m.state;
        return m.version;
    }
    task_of(o, num, &t);
    *state = t.state;
    return t.version;
}

const char *state_of(struct office *o, enum subject subject, struct str num)
{
    int state = 0;
    version_of(o, subject, num, &state);
    return flow_state_text(subject, state);
}

enum err act_on(struct office *o, enum subject subject, struct str num, const char *step,
                const char *body)
{
    const struct step *s = flow_find(subject, str_c(step));
    assert_non_null(s);
    void *parsed = NULL;
    int state = 0;
    fault_clear(&o->cx);
    if (s->body) {
        json_t *in = NULL;
        parsed = arena_alloc(o->cx.arena, s->body->size);
        TRY(json_read(&o->cx, str_c(body[0] ? body : "{}"), &in));
        TRY(shape_parse(&o->cx, s->body, in, parsed));
    }
    return flow_act(&o->cx, s, num, version_of(o, subject, num, &state), parsed, &o->last);
}

void must(struct office *o, enum subject subject, struct str num, const char *step,
          const char *body)
{
    enum err err = act_on(o, subject, num, step, body);
    if (err != OK)
        fail_msg("%s on %s in %s: %s", step, num.p, state_of(o, subject, num),
                 o->cx.error.message);
}

/* ---- the plain way ---- */

struct str receive(struct office *o, const struct demand_new *in)
{
    struct demand_new said = *in;
    if (said.read_back == READ_BACK_NONE)
        said.read_back = READ_BACK_AGREED;
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    if (intake_receive(&o->cx, &said, &o->last) != OK)
        fail_msg("%s", o->cx.error.message);
    return kept(o, o->last.num);
}

struct str open_matter(struct office *o, struct str demand)
{
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, demand, "screen-valid", "");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_DEMAND, demand, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level", "{\"lvl\":\"district\"}");
    return m;
}

void dispatch(struct office *o, struct str m, const char *body)
{
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", body);
}

void handled(struct office *o, struct str m, int serial)
{
    struct str t = str_fmt(o->cx.arena, "%.*s-%d", STR_ARG(m), serial);
    as(o, ROLE_HANDLER, ROADS, 0);
    must(o, SUBJECT_TASK, t, "sign", "");
    must(o, SUBJECT_TASK, t, "verify", "{\"truth\":\"属实\"}");
    must(o, SUBJECT_TASK, t, "report", "{\"words\":\"已修\",\"result\":\"solved\"}");
    as(o, ROLE_HEAD, ROADS, 0);
    must(o, SUBJECT_TASK, t, "agree", "");
    as(o, ROLE_REVIEWER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "review-agree", "");
}

const struct demand_new plain_demand = {
    .words = STR_INIT("路灯不亮"),
    .place_id = 13,
    .name = STR_INIT("示例甲"),
    .phone = STR_INIT("13800138000"),
    .read_back = READ_BACK_AGREED,
};

struct str to_roads(struct office *o, struct str *demand)
{
    as(o, ROLE_COLLECTOR, COMMUNITY, 0);
    *demand = kept(o, hand_in(o, "路灯坏了"));
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, *demand, "screen-valid", "{\"title\":\"路灯\"}");
    as(o, ROLE_DISPATCHER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, *demand, "open-matter", "");
    struct str m = kept(o, o->last.created);
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_MATTER, m, "level-up", "{\"reason\":\"社区无力\"}");
    as(o, ROLE_SCREENER, STREET, 0);
    must(o, SUBJECT_MATTER, m, "level-up", "{\"reason\":\"涉及部门\"}");
    as(o, ROLE_SCREENER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "level", "{\"lvl\":\"district\",\"difficulty\":\"\"}");
    as(o, ROLE_DISPATCHER, DISTRICT, 0);
    must(o, SUBJECT_MATTER, m, "dispatch", "{\"lead\":\"4\",\"words\":\"尽快\"}");
    return m;
}
