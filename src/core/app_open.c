/* SPDX-License-Identifier: Apache-2.0 */
#include "core/app_open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "core/absence.h"
#include "core/answer_rules.h"
#include "core/calendar.h"
#include "core/directory.h"
#include "core/gate.h"
#include "core/mechanism.h"
#include "core/model.h"
#include "core/node.h"
#include "core/org.h"
#include "core/password.h"
#include "core/secret.h"
#include "core/urgent.h"
#include "db/db.h"

enum {
    READERS = 4,
    QUEUE_MAX = 2000,
    IMAGES_AT_ONCE = 2,
    IMAGES_WAITING = 32,
    UPLOADS_AT_ONCE = 4, /* put together in memory */
    UPLOADS_WAITING = 32,
    SNAPSHOT_BYTES = 512 * 1024 * 1024,
    OWN_BYTES = 64 * 1024 * 1024,
    END_BYTES = 1024 * 1024,
    JID_LEAST = 100000,
    JID_MOST = 999999,
};

/* A snapshot that was replaced and may still be read. */
struct retired {
    struct arena *arena;
    struct retired *next;
};

struct app_own {
    struct arena *arena; /* paths and names */
    int lock_fd;
    bool leased;
    struct node_lease lease;
    struct id_source ids;
    pthread_mutex_t reload;
    struct arena *snapshot;
    struct retired *retired;
};

static const struct field register_fields[] = {
    FIELD(struct register_row, jid),
    FIELD(struct register_row, name),
    FIELD(struct register_row, kind, .names = &register_kind_names),
    FIELD(struct register_row, mechanism),
    FIELD(struct register_row, root_place),
    FIELD(struct register_row, root_unit),
    FIELD(struct register_row, clock_offset_ms),
    FIELD(struct register_row, created_at),
};
const struct shape register_shape = SHAPE("register", struct register_row, register_fields);

enum err register_put(struct ctx *cx, const struct register_row *r)
{
    if (r->jid < JID_LEAST || r->jid > JID_MOST)
        return fail_at(cx, ERR_INPUT, "jid", "登记地代码必须是六位区划代码",
                       "the register's code must be a 6-digit division code");
    if (r->kind == REGISTER_LIVE && r->clock_offset_ms != 0)
        return fail_at(cx, ERR_INPUT, "clock_offset_ms", "正式库不能设定时钟",
                       "a live register has no injected clock");
    return db_put(cx, SQL_REGISTER_INSERT, &register_shape, r, NULL, 0, NULL);
}

enum err register_set_clock(struct ctx *cx, int64_t offset_ms)
{
    if (cx->app->register_kind == REGISTER_LIVE)
        return fail(cx, ERR_DENIED, "正式库不能设定时钟",
                    "a live register has no injected clock");
    return db_exec(cx, SQL_REGISTER_SET_CLOCK, ARGS(I64(cx->jid), I64(offset_ms)), NULL);
}

/* ---- files ---- */

static enum err file_fail(struct ctx *cx, const char *path)
{
    const char *why = strerror(errno);
    return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s：%s", "%s: %s", path, why);
}

static enum err dir_open(struct ctx *cx, const struct app_options *o, struct app *app)
{
    char path[PATH_MAX];
    if (o->create && mkdir(o->data_dir, 0700) != 0 && errno != EEXIST)
        return file_fail(cx, o->data_dir);
    if (!realpath(o->data_dir, path)) {
        if (errno == ENOENT)
            return fail(cx, ERR_NOT_FOUND, "数据目录 %s 不存在，请先运行 huiyin init",
                        "there is no data directory %s: run huiyin init first", o->data_dir);
        return file_fail(cx, o->data_dir);
    }
    app->data_dir = str_cdup(app->own->arena, str_c(path));
    return OK;
}

/* Held by the kernel as long as the process lives, however it ends. */
static enum err dir_lock(struct ctx *cx, struct app *app)
{
    struct app_own *own = app->own;
    const char *path = str_fmt(own->arena, "%s/lock", app->data_dir).p;
    own->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (own->lock_fd < 0)
        return file_fail(cx, path);
    if (flock(own->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return OK;
    if (errno != EWOULDBLOCK)
        return file_fail(cx, path);
    return fail(cx, ERR_CONFLICT, "数据目录 %s 正被另一个回音服务使用，不能同时启动第二个",
                "another Huiyin server is using the data directory %s; only one may run",
                app->data_dir);
}

static const char *or_default(struct app *app, const char *given, const char *name)
{
    if (given && given[0])
        return str_cdup(app->own->arena, str_c(given));
    return str_fmt(app->own->arena, "%s/%s", app->data_dir, name).p;
}

static enum err keys_open(struct ctx *cx, const struct app_options *o, struct app *app)
{
    const char *path = or_default(app, o->key_file, "secret.key");
    /* Never new keys for a register that has lost its own: its data would not open again. */
    if (o->create && app->jid == 0 && access(path, F_OK) != 0)
        TRY(secret_create(cx, path));
    return secret_open(cx, path, &app->secret);
}

static enum err data_open(struct ctx *cx, const struct app_options *o, struct app *app)
{
    struct store_options so = {
        .database = or_default(app, o->database, "huiyin.db"),
        .readers = o->readers > 0 ? o->readers : READERS,
        .queue_max = o->queue_max > 0 ? o->queue_max : QUEUE_MAX,
        .create = o->create,
        .read_only = o->read_only,
        .replica = o->replica,
        .unprepared = o->unprepared,
        .relaxed = o->relaxed,
    };
    int applied = 0;
    TRY(store_open(cx, &so, &app->store));
    if (o->create || o->migrate)
        TRY(store_migrate(cx, app->store, &applied));
    return store_schema_check(cx, app->store);
}

/* ---- register and snapshots ---- */

static enum err register_pick(struct ctx *cx, const struct register_row *rows, size_t n,
                              int64_t jid, bool may_lack, const struct register_row **out)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].jid == jid || (jid == 0 && n == 1)) {
            *out = &rows[i];
            return OK;
        }
    }
    if (jid == 0 && n > 1)
        return fail(cx, ERR_INPUT, "库中有 %zu 个登记地，请在配置中用 register 指明",
                    "the store holds %zu registers: name one in the configuration (register)",
                    n);
    *out = NULL;
    if (may_lack)
        return OK;
    return fail(cx, ERR_NOT_FOUND, "数据库中没有这个登记地，请先运行 huiyin init",
                "the database has no such register: run huiyin init first");
}

static void register_set(struct app *app, const struct register_row *r)
{
    struct arena *a = app->own->arena;
    app->clock_offset_ms = r->kind == REGISTER_LIVE ? 0 : r->clock_offset_ms;
    if (app->jid != 0) { /* the rest never changes but for the mechanism's name */
        if (!str_eq_c(r->mechanism, app->register_mechanism))
            app->register_mechanism = str_cdup(a, r->mechanism);
        return;
    }
    app->register_kind = (enum register_kind)r->kind;
    app->register_name = str_cdup(a, r->name);
    app->register_mechanism = str_cdup(a, r->mechanism);
    app->root_unit = r->root_unit;
    app->root_place = r->root_place;
    app->jid = r->jid;
}

struct loaded {
    const struct register_row *reg;
    const struct org *org;
    const struct mechanism_set *mechanisms;
    const struct calendar *calendar;
    const struct away *away;
    const struct directory *directory;
    const struct urgent_set *urgent;
};

static enum err load_all(struct ctx *cx, struct app *app, struct arena *keep, int64_t jid,
                         bool may_lack, struct loaded *out)
{
    void *rows = NULL;
    size_t n = 0;
    TRY(db_snapshot(cx));
    TRY(db_all(cx, SQL_REGISTER_ALL, NULL, 0, &register_shape, &rows, &n));
    TRY(register_pick(cx, rows, n, jid, may_lack, &out->reg));
    if (out->reg && app->jid == 0) /* snapshots are taken at the register's own time */
        cx->now = cx->wall + (out->reg->kind == REGISTER_LIVE ? 0 : out->reg->clock_offset_ms);
    TRY(org_load(cx, keep, &out->org));
    TRY(mechanism_load(cx, keep, &out->mechanisms));
    TRY(calendar_load(cx, keep, &out->calendar));
    if (out->reg)
        cx->jid = out->reg->jid;
    TRY(away_load(cx, keep, &out->away));
    TRY(directory_load(cx, keep, &out->directory));
    return out->reg ? urgent_load(cx, keep, out->reg->jid, &out->urgent) : OK;
}

static enum err reload(struct ctx *cx, struct app *app, int64_t jid, bool may_lack)
{
    struct app_own *own = app->own;
    struct arena *keep = arena_open(SNAPSHOT_BYTES);
    struct ctx in = {.arena = cx->arena,
                     .app = app,
                     .jid = jid,
                     .now = time_wall() + app->clock_offset_ms,
                     .wall = time_wall(),
                     .lang = cx->lang};
    struct loaded got = {0};
    enum err e = db_acquire(&in, app->store, &in.db);
    if (e == OK)
        e = load_all(&in, app, keep, jid, may_lack, &got);
    db_release(in.db);
    if (e != OK) {
        cx->error = in.error;
        arena_close(keep);
        return e;
    }
    if (own->snapshot) {
        struct retired *old = NEW(own->arena, struct retired);
        *old = (struct retired){.arena = own->snapshot, .next = own->retired};
        own->retired = old;
    }
    own->snapshot = keep;
    app->org = got.org;
    app->mechanisms = got.mechanisms;
    app->calendar = got.calendar;
    app->away = got.away;
    app->directory = got.directory;
    app->urgent = got.urgent;
    if (got.reg)
        register_set(app, got.reg);
    return OK;
}

enum err app_reload(struct ctx *cx)
{
    struct app *app = cx->app;
    if (!app->own) /* a test's own snapshots */
        return OK;
    pthread_mutex_lock(&app->own->reload);
    enum err e = reload(cx, app, app->jid, app->jid == 0);
    pthread_mutex_unlock(&app->own->reload);
    return e;
}

/* ---- the whole ---- */

static enum err lease(struct ctx *cx, struct app *app)
{
    struct app_own *own = app->own;
    TRY(node_take(cx, app->store, &own->lease, &own->ids));
    own->leased = true;
    app->node = own->lease.node;
    app->ids = &own->ids;
    return OK;
}

static enum err answers_open(struct ctx *cx, const struct app_options *o, struct app *app)
{
    if (!o->share_dir)
        return OK;
    struct ctx own = *cx;
    own.app = app;
    app->share_dir = str_cdup(app->own->arena, str_c(o->share_dir));
    enum err e = answer_rules_load(&own, app->own->arena, &app->answers);
    cx->error = own.error;
    return e;
}

static enum err open_parts(struct ctx *cx, const struct app_options *o, struct app *app)
{
    TRY(dir_open(cx, o, app));
    if (o->exclusive)
        TRY(dir_lock(cx, app));
    TRY(data_open(cx, o, app));
    TRY(reload(cx, app, o->jid, o->create));
    TRY(keys_open(cx, o, app));
    TRY(answers_open(cx, o, app));
    return o->read_only ? OK : lease(cx, app);
}

enum err app_open(struct ctx *cx, const struct app_options *o, struct app **out)
{
    struct arena *a = arena_open(OWN_BYTES);
    struct app *app = NEW(a, struct app);
    app->own = NEW(a, struct app_own);
    app->own->arena = a;
    app->own->lock_fd = -1;
    app->serials = serials_open();
    app->passwords = gate_open(PASSWORD_RUNNING_MAX, PASSWORD_WAITING_MAX);
    app->images = gate_open(IMAGES_AT_ONCE, IMAGES_WAITING);
    app->uploads = gate_open(UPLOADS_AT_ONCE, UPLOADS_WAITING);
    app->models = models_open();
    pthread_mutex_init(&app->own->reload, NULL);
    enum err e = open_parts(cx, o, app);
    if (e != OK) {
        app_close(app);
        return e;
    }
    *out = app;
    return OK;
}

/* Best effort: a number that is not given back is free again when its lease ends. */
static void lease_end(struct app *app)
{
    struct ctx cx;
    struct arena *a = arena_open(END_BYTES);
    app_ctx(app, a, LANG_EN, &cx);
    if (node_release(&cx, app->store, &app->own->lease, &app->own->ids) != OK)
        log_event(LOG_WARN, "node_release", "problem", cx.error.message, NULL);
    arena_close(a);
}

void app_close(struct app *app)
{
    if (!app)
        return;
    struct app_own *own = app->own;
    if (own->leased)
        lease_end(app);
    store_close(app->store);
    secret_close(app->secret);
    serials_close(app->serials);
    gate_close(app->passwords);
    gate_close(app->images);
    gate_close(app->uploads);
    models_close(app->models);
    for (struct retired *r = own->retired; r; r = r->next)
        arena_close(r->arena);
    arena_close(own->snapshot);
    if (own->lock_fd >= 0)
        close(own->lock_fd);
    pthread_mutex_destroy(&own->reload);
    arena_close(own->arena);
}

enum err app_renew(struct ctx *cx)
{
    struct app_own *own = cx->app->own;
    return own->leased ? node_renew(cx, cx->app->store, &own->lease, &own->ids) : OK;
}
