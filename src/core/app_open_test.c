/* SPDX-License-Identifier: Apache-2.0 */
#include "core/app_open.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/time.h"
#include "core/org.h"
#include "core/secret.h"
#include "db/db.h"

struct fixture {
    char dir[64], data[80];
    struct ctx cx;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    snprintf(f->dir, sizeof(f->dir), "/tmp/huiyin-app-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->data, sizeof(f->data), "%s/data", f->dir);
    f->cx = (struct ctx){.arena = arena_open(64 << 20), .wall = time_wall(), .lang = LANG_EN};
    *state = f;
    return 0;
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    nftw(f->dir, drop, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(f->cx.arena);
    free(f);
    return 0;
}

static enum err open_with(struct fixture *f, struct app_options o, struct app **app)
{
    fault_clear(&f->cx);
    o.data_dir = f->data;
    *app = NULL;
    return app_open(&f->cx, &o, app);
}

struct fill {
    struct register_row reg;
    struct unit unit;
};

static enum err fill_write(struct ctx *cx, void *arg)
{
    const struct fill *f = arg;
    TRY(register_put(cx, &f->reg));
    return db_put(cx, SQL_UNIT_INSERT, &unit_shape, &f->unit, NULL, 0, NULL);
}

/* An empty data directory with one demo register an hour behind. */
static void make_register(struct fixture *f, struct app *app)
{
    struct ctx cx;
    app_ctx(app, f->cx.arena, LANG_EN, &cx);
    struct fill fill = {.unit = {.id = app_id(&cx), .name = STR("扎赉诺尔区")}};
    fill.reg = (struct register_row){.jid = 150703,
                                     .name = STR("扎赉诺尔区"),
                                     .kind = REGISTER_DEMO,
                                     .mechanism = STR("zhalainuoer"),
                                     .root_unit = fill.unit.id,
                                     .clock_offset_ms = -MS_PER_HOUR,
                                     .created_at = cx.now};
    assert_int_equal(db_write(&cx, app->store, fill_write, &fill), OK);
    assert_int_equal(app_reload(&cx), OK);
}

static void test_from_nothing(void **state)
{
    struct fixture *f = *state;
    struct app *app, *second;
    assert_int_equal(open_with(f, (struct app_options){0}, &app), ERR_NOT_FOUND);
    assert_non_null(strstr(f->cx.error.message, "huiyin init"));
    assert_int_equal(open_with(f, (struct app_options){.create = true}, &app), OK);
    assert_int_equal(app->jid, 0);
    assert_int_equal(open_with(f, (struct app_options){0}, &second), ERR_NOT_FOUND);
    make_register(f, app);
    assert_int_equal(app->jid, 150703);
    assert_int_equal(app->register_kind, REGISTER_DEMO);
    assert_string_equal(app->register_mechanism, "zhalainuoer");
    assert_non_null(org_unit(app->org, app->root_unit));
    app_close(app);
    assert_int_equal(open_with(f, (struct app_options){.jid = 150702}, &app), ERR_NOT_FOUND);
    assert_int_equal(open_with(f, (struct app_options){.jid = 150703}, &app), OK);
    struct ctx cx;
    app_ctx(app, f->cx.arena, LANG_EN, &cx);
    assert_int_equal(cx.now, cx.wall - MS_PER_HOUR);
    assert_int_equal(app_renew(&cx), OK);
    app_close(app);
}

static void test_one_server(void **state)
{
    struct fixture *f = *state;
    struct app *app, *second, *command;
    assert_int_equal(
        open_with(f, (struct app_options){.create = true, .exclusive = true}, &app), OK);
    make_register(f, app);
    assert_int_equal(open_with(f, (struct app_options){.exclusive = true}, &second),
                     ERR_CONFLICT);
    assert_non_null(strstr(f->cx.error.message, "another Huiyin server"));
    /* A command may work beside the server, under a node number of its own. */
    assert_int_equal(open_with(f, (struct app_options){0}, &command), OK);
    assert_int_not_equal(command->node, app->node);
    app_close(command);
    app_close(app);
    assert_int_equal(open_with(f, (struct app_options){.exclusive = true}, &app), OK);
    app_close(app);
}

static enum err add_unit(struct ctx *cx, void *arg)
{
    return db_put(cx, SQL_UNIT_INSERT, &unit_shape, arg, NULL, 0, NULL);
}

static void test_reload(void **state)
{
    struct fixture *f = *state;
    struct app *app;
    struct ctx cx;
    assert_int_equal(open_with(f, (struct app_options){.create = true}, &app), OK);
    make_register(f, app);
    app_ctx(app, f->cx.arena, LANG_EN, &cx);
    const struct org *before = app->org;
    struct unit u = {.id = 77, .parent_id = app->root_unit, .name = STR("街道")};
    assert_int_equal(db_write(&cx, app->store, add_unit, &u), OK);
    assert_null(org_unit(app->org, 77));
    assert_int_equal(app_reload(&cx), OK);
    assert_non_null(org_unit(app->org, 77));
    /* A request under way keeps what it read. */
    assert_null(org_unit(before, 77));
    assert_non_null(org_unit(before, app->root_unit));
    /* A snapshot that cannot be made leaves the one that is there. */
    struct unit loop = {.id = 78, .parent_id = 78, .name = STR("环")};
    assert_int_equal(db_write(&cx, app->store, add_unit, &loop), OK);
    const struct org *good = app->org;
    assert_int_equal(app_reload(&cx), ERR_CONFLICT);
    assert_ptr_equal(app->org, good);
    app_close(app);
}

/* Keys are never made anew for a register that has lost its own. */
static void test_lost_keys(void **state)
{
    struct fixture *f = *state;
    struct app *app;
    assert_int_equal(open_with(f, (struct app_options){.create = true}, &app), OK);
    make_register(f, app);
    app_close(app);
    const char *key = str_fmt(f->cx.arena, "%s/secret.key", f->data).p;
    assert_int_equal(unlink(key), 0);
    assert_int_equal(open_with(f, (struct app_options){.create = true}, &app), ERR_IO);
    assert_int_not_equal(access(key, F_OK), 0);
    assert_null(app);
}

static void test_read_only(void **state)
{
    struct fixture *f = *state;
    struct app *app;
    assert_int_equal(open_with(f, (struct app_options){.create = true}, &app), OK);
    make_register(f, app);
    app_close(app);
    assert_int_equal(open_with(f, (struct app_options){.read_only = true}, &app), OK);
    assert_int_equal(app->jid, 150703);
    assert_null(app->ids);
    app_close(app);
}

static void test_register_rules(void **state)
{
    struct fixture *f = *state;
    struct app *app;
    struct ctx cx;
    assert_int_equal(open_with(f, (struct app_options){.create = true}, &app), OK);
    app_ctx(app, f->cx.arena, LANG_EN, &cx);
    const struct register_row bad[] = {
        {.jid = 1507, .name = STR("x")},
        {.jid = 1507031, .name = STR("x")},
        {.jid = 150703, .name = STR("x"), .kind = REGISTER_LIVE, .clock_offset_ms = 1},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct fill fill = {.reg = bad[i], .unit = {.id = 1, .name = STR("x")}};
        fault_clear(&cx);
        assert_int_equal(db_write(&cx, app->store, fill_write, &fill), ERR_INPUT);
    }
    app_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_from_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_server, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reload, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lost_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_register_rules, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
