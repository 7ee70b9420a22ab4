/* SPDX-License-Identifier: Apache-2.0
 * Hot spots in a register: they grow as demands arrive, hold what people decided, and are what
 * grouping from nothing gives.
 */
#include "loop/hotspot.h"

#include <string.h>

#include "base/arena.h"
#include "core/actor.h"
#include "db/db.h"
#include "loop/testing.h"

static const struct derive_step steps[] = {{"hotspot", hotspot_derive, NULL, NULL}, {0}};

static void said(void *arg, const char *what, int64_t demand, int64_t stored, int64_t expected)
{
    (void)arg;
    print_error("%s of %lld: %lld, not %lld\n", what, (long long)demand, (long long)stored,
                (long long)expected);
}

static void derive(struct office *o)
{
    struct ctx cx = o->cx;
    int64_t leased = 0, done = 1;
    cx.db = NULL;
    cx.actor = &actor_system;
    while (done)
        assert_int_equal(derive_run(&cx, steps, &leased, &done), OK);
}

static struct ctx reading(struct office *o)
{
    struct ctx cx = o->cx;
    assert_int_equal(db_acquire(&cx, o->app.store, &cx.db), OK);
    return cx;
}

static void sound(struct office *o)
{
    struct hotspot_checked c;
    struct ctx cx = reading(o);
    assert_int_equal(hotspot_check(&cx, said, NULL, &c), OK);
    db_release(cx.db);
    assert_int_equal(c.differences, 0);
}

static size_t hotspots(struct office *o, const char *state, struct hotspot **out)
{
    size_t n = 0;
    struct ctx cx = reading(o);
    assert_int_equal(db_all(&cx, SQL_HOTSPOT_LIST,
                            ARGS(I64(cx.jid), TXT(str_c(state)), I64(100)), &hotspot_shape,
                            (void **)out, &n),
                     OK);
    db_release(cx.db);
    return n;
}

static const char *const plant[] = {
    "银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉",
    "银杏嘉园小区旁建了搅拌站，灰尘飘进家里，噪音轰鸣",
    "搅拌站灰尘噪音太大了，银杏嘉园的人都睡不着觉",
    "银杏嘉园附近的搅拌站还在轰鸣，灰尘和噪音让人睡不着觉",
};
static const char *const smoke[] = {
    "魅力之城楼下烧烤店油烟直排，熏得开不了窗",
    "魅力之城烧烤夜宵油烟熏人，通宵营业",
    "魅力之城底层餐饮油烟直排，烧烤熏人",
};

static struct str say(struct office *o, const char *words)
{
    as(o, ROLE_OPERATOR, COMMUNITY, 0);
    return kept(o, hand_in(o, words));
}

static void they_grow_and_are_counted(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct hotspot *h = NULL;
    say(o, plant[0]);
    say(o, smoke[0]);
    say(o, plant[1]);
    derive(o);
    assert_int_equal(hotspots(o, "open", &h), 0);
    say(o, plant[2]);
    say(o, smoke[1]);
    say(o, "东城路的路灯坏了三天没人修");
    derive(o);
    assert_int_equal(hotspots(o, "open", &h), 1);
    assert_int_equal(h[0].size, 3);
    assert_int_equal(h[0].people, 1); /* the same telephone */
    assert_int_equal(h[0].recent, 3);
    assert_string_equal(h[0].place.p, "银杏嘉园");
    assert_true(str_has(h[0].words, "搅拌"));
    int64_t heat = h[0].heat;
    say(o, plant[3]);
    say(o, smoke[2]);
    derive(o);
    assert_int_equal(hotspots(o, "open", &h), 2);
    assert_int_equal(h[0].size, 4);
    assert_true(h[0].heat > heat);
    sound(o);
    office_close(o);
}

static void as_analyst(struct office *o)
{
    as(o, ROLE_ANALYST, DISTRICT, 0);
}

static void decisions_hold(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct hotspot *h = NULL;
    int64_t version = 0, made = 0;
    struct str first = say(o, plant[0]);
    for (int i = 1; i < 4; i++)
        say(o, plant[i]);
    for (int i = 0; i < 3; i++)
        say(o, smoke[i]);
    derive(o);
    assert_int_equal(hotspots(o, "open", &h), 2);
    int64_t hot = h[0].id, smoky = h[1].id;
    as(o, ROLE_ANALYST, STREET, 0);
    struct hotspot_name name = {STR("搅拌站扰民"), STR("居民集中反映")};
    assert_int_equal(hotspot_do(&o->cx, hot, 1, HOTSPOT_NAMED, &name, &version), ERR_DENIED);
    as_analyst(o);
    assert_int_equal(hotspot_do(&o->cx, hot, 9, HOTSPOT_NAMED, &name, &version), ERR_STALE);
    assert_int_equal(hotspot_do(&o->cx, 1, 1, HOTSPOT_NAMED, &name, &version), ERR_NOT_FOUND);
    assert_int_equal(hotspot_do(&o->cx, hot, 1, HOTSPOT_NAMED, &name, &version), OK);
    assert_int_equal(version, 2);
    struct hotspot_why why = {STR("要持续看")};
    assert_int_equal(hotspot_do(&o->cx, smoky, 1, HOTSPOT_FOLLOW, &why, &version), OK);
    assert_int_equal(hotspot_do(&o->cx, smoky, 2, HOTSPOT_FOLLOW, &why, &version),
                     ERR_CONFLICT);
    sound(o);

    struct hotspot_split all = {STR(""), STR("另一个"), STR("不是一回事")};
    assert_int_equal(hotspot_split(&o->cx, hot, 2, &all, &made, &version), ERR_INPUT);
    struct hotspot_split one = {first, STR("另一个"), STR("不是一回事")};
    assert_int_equal(hotspot_split(&o->cx, hot, 2, &one, &made, &version), OK);
    sound(o);
    /* What comes later goes to the one that it is most like, and takes nothing apart. */
    say(o, plant[3]);
    say(o, plant[0]);
    derive(o);
    sound(o);
    as_analyst(o);
    assert_int_equal(hotspots(o, "open", &h), 2);
    assert_int_equal(h[0].id, hot);
    assert_int_equal(h[0].size, 4);
    assert_string_equal(h[0].name.p, "搅拌站扰民");
    assert_int_equal(h[1].id, made);
    assert_int_equal(h[1].size, 2);

    struct hotspot_merge back = {made, STR("还是一回事")};
    assert_int_equal(hotspot_merge(&o->cx, hot, h[0].version, &back, &version), OK);
    assert_int_equal(hotspots(o, "open", &h), 1);
    assert_int_equal(h[0].size, 6);
    sound(o);
    assert_int_equal(hotspot_do(&o->cx, hot, h[0].version, HOTSPOT_DISMISS, &why, &version),
                     OK);
    say(o, plant[1]);
    derive(o);
    assert_int_equal(hotspots(o, "open", &h), 0);
    assert_int_equal(hotspots(o, "dismissed", &h), 1);
    assert_int_equal(h[0].size, 7);
    assert_int_equal(hotspots(o, "followed", &h), 1);
    sound(o);
    office_close(o);
}

static void a_title_changes_what_it_is_like(void **state)
{
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct hotspot *h = NULL;
    struct str num = {0};
    for (int i = 0; i < 3; i++)
        num = say(o, smoke[i]);
    derive(o);
    assert_int_equal(hotspots(o, "open", &h), 1);
    as(o, ROLE_SCREENER, COMMUNITY, 0);
    must(o, SUBJECT_DEMAND, num, "correct",
         "{\"title\":\"银杏嘉园电梯停运\",\"reason\":\"写错了\"}");
    derive(o);
    sound(o);
    office_close(o);
}

/* Enough of them that names and pairs are weighed, twice. */
static void weighing_anew_keeps_it_sound(void **state)
{
    static const char *const places[] = {"银杏嘉园", "魅力之城", "深业睿城", "泉星公园"};
    static const char *const troubles[] = {"搅拌站轰鸣灰尘", "油烟熏人烧烤", "楼板开裂漏水",
                                           "路灯坏了很黑", "停车位强卖"};
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    struct hotspot *h = NULL;
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 22; i++)
            say(o, str_fmt(o->cx.arena, "%s的%s，%s", places[(i * i + round) % 4],
                           troubles[(i * 7 + round) % 5], troubles[(i * 3 + round) % 5])
                       .p);
        derive(o);
        sound(o);
    }
    size_t n = hotspots(o, "open", &h);
    assert_true(n >= 3);
    office_close(o);
}

static enum err crowd_write(struct ctx *cx, void *arg)
{
    enum { PAIRS = 1500 };
    const int64_t *want = arg;
    char *pairs = memset(NEWS(cx->arena, char, PAIRS + 1), '1', PAIRS);
    struct signature_row r = {.jid = cx->jid,
                              .hotspot_id = want[0],
                              .names = STR("银杏嘉园:l"),
                              .pairs = str_c(pairs)};
    for (int64_t i = 0; i < want[1]; i++) {
        r.demand_id = want[0] + 1 + i;
        r.said_at = cx->now - i * 1000;
        r.person_id = i % 2 ? i : 7;
        r.place_id = 1 + i % 3;
        r.barred = i % 1000 ? 0 : want[2];
        TRY(db_put(cx, SQL_SIGNATURE_PUT, &signature_row_shape, &r, NULL, 0, NULL));
    }
    return hotspot_recount(cx, want[0]);
}

static void write_crowd(struct office *o, const int64_t *want)
{
    struct ctx cx = o->cx;
    cx.actor = &actor_system;
    int64_t copy[] = {want[0], want[1], want[2]};
    assert_int_equal(db_write(&cx, o->app.store, crowd_write, copy), OK);
}

/* Of one estate's tens of thousands no request keeps more than it shows: one that did would end
 * the program at the cap of its memory. */
static void a_crowd_fits_into_a_request(void **state)
{
    enum { CROWD = 30000, REQUEST = 4 << 20 };
    (void)state;
    struct office *o = office_open("bazhou", noon("2026-11-20"));
    const int64_t part[] = {5000000, CROWD, DISTRICT}, whole[] = {6000000, CROWD / 2, 0};
    struct hotspot *h = NULL;
    int64_t version = 0;
    struct json j;
    struct buf b;
    write_crowd(o, part);
    write_crowd(o, whole);
    as_analyst(o);
    struct ctx cx = reading(o);
    cx.arena = arena_open(REQUEST);
    buf_init(&b, cx.arena, 1024);
    json_init(&j, &b);
    json_obj(&j);
    assert_int_equal(hotspots_json(&cx, &(struct hotspot_query){0}, &j), OK);
    assert_int_equal(hotspot_json(&cx, part[0], &j, &version), OK);
    assert_int_equal(hotspot_json(&cx, whole[0], &j, &version), OK);
    json_obj_end(&j);
    struct str told = buf_done(&b);
    assert_true(str_has(told, "\"size\":29970,\"people\":15000"));
    assert_true(str_has(told, "\"size\":15000,\"people\":7500"));
    arena_close(cx.arena);
    db_release(cx.db);

    cx = o->cx;
    cx.arena = arena_open(REQUEST);
    struct hotspot_merge all = {whole[0], STR("同一个小区")};
    assert_int_equal(hotspot_merge(&cx, part[0], 1, &all, &version), OK);
    arena_close(cx.arena);
    assert_int_equal(hotspots(o, "open", &h), 1);
    assert_int_equal(h[0].size, CROWD + CROWD / 2);
    office_close(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_grow_and_are_counted),
        cmocka_unit_test(decisions_hold),
        cmocka_unit_test(a_title_changes_what_it_is_like),
        cmocka_unit_test(weighing_anew_keeps_it_sound),
        cmocka_unit_test(a_crowd_fits_into_a_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
