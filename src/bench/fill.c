/* SPDX-License-Identifier: Apache-2.0
 * A register of the size that was asked for. What is long closed comes in as a running ledger
 * does (loop/take_over.h), a thousand rows a transaction; what is open, and the newest closed,
 * is made by the requests of people, each life stopped somewhere.
 */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "bench/impl.h"
#include "core/actor.h"
#include "core/org.h"
#include "loop/take_over.h"

enum {
    BATCH = 1000,
    FILLERS = 2,        /* one draws while the other one's batch is written */
    LIVES_PERCENT = 5,  /* made step by step; a thirteenth of them to the end */
    LIVES_AT_ONCE = 64, /* share one moment of the injected clock */
    LIVES_THREADS = 16,
    OLDEST_DAYS = 3 * 365,
    NEWEST_TAKEN_DAYS = 20, /* older than that: taken over */
    LIVES_DAYS = 45,
    REPORT_EVERY = 50, /* batches */
};

/* ---- taken over ---- */

struct taking {
    struct bench *b;
    int64_t rows, from; /* of all that are taken over */
    struct ctx cx;
    struct dice dice;
    struct take_over *drawn;
    size_t n;
    enum err err;
};

/* Later rows are younger, and there are more of the young ones. */
static int64_t said_at(const struct taking *t, int64_t row)
{
    double x = (double)row / (double)t->rows;
    double days = (1 - x) * (1 - x * 0.5) * (OLDEST_DAYS - NEWEST_TAKEN_DAYS);
    return t->cx.wall - NEWEST_TAKEN_DAYS * (int64_t)MS_PER_DAY -
           (int64_t)(days * (double)MS_PER_DAY);
}

static int ending(struct dice *d)
{
    int64_t x = dice_below(d, 100);
    return x < 72 ? DEMAND_ACCEPTED : x < 92 ? DEMAND_NO_VERDICT : DEMAND_SETTLED;
}

static struct ledger_row *row_make(struct taking *t, int64_t row)
{
    struct arena *a = t->cx.arena;
    struct dice *d = &t->dice;
    const struct ground *g = t->b->ground;
    const struct topic *topic = topic_throw(d);
    const struct unit *unit = org_unit_code(t->cx.app->org, str_c(topic->unit));
    size_t place = (size_t)dice_zipf(d, 64) * g->places_n / 64;
    struct ledger_row *r = NEW(a, struct ledger_row);
    struct buf words;
    int64_t hour = MS_PER_HOUR;
    place = (place + (size_t)dice_below(d, 7)) % g->places_n;
    buf_init(&words, a, 8192);
    words_put(&words, d, topic, str_c(g->places[place].name));
    *r = (struct ledger_row){
        .line = row + 1,
        .person = {.name = words_name(a, d), .phone = words_phone(a, d)},
        .title = str_c(topic->title),
        .words = buf_done(&words),
        .answer = STR("您反映的问题已经处理完毕，如再有问题请随时与我们联系。"),
        .report = STR("已安排人员到场处理，现场照片已存档。"),
        .said_at = said_at(t, row),
        .class = str_c(topic->class),
        .kind = STR("other"),
        .channel = STR("hotline"),
        .place_id = g->places[place].id,
        .unit_id = dice_below(d, 3) ? unit->id : 0, /* 0: the place's own */
        .lvl = LEVEL_DISTRICT,
        .state = ending(d),
        .result = RESULT_SOLVED,
        .head_count = 1,
    };
    r->dispatched_at = r->said_at + (2 + dice_below(d, 40)) * hour;
    r->reported_at = r->dispatched_at + (8 + dice_below(d, 200)) * hour;
    r->answered_at = r->reported_at + (2 + dice_below(d, 40)) * hour;
    r->closed_at = r->answered_at + (1 + dice_below(d, 60)) * hour;
    if (r->state != DEMAND_NO_VERDICT) {
        r->reached = YN_YES;
        r->solved = r->state == DEMAND_ACCEPTED ? YN_YES : YN_NO;
        r->grade = r->state == DEMAND_ACCEPTED ? GRADE_GOOD : GRADE_BAD;
    }
    return r;
}

static enum err batch_draw(struct taking *t)
{
    struct str *nums = NEWS(t->cx.arena, struct str, 2 * t->n);
    t->drawn = NEWS(t->cx.arena, struct take_over, t->n);
    /* Numbers bear the day on which the batch is taken over: that of its last row's end. */
    t->cx.now = said_at(t, t->from + (int64_t)t->n) + NEWEST_TAKEN_DAYS * (int64_t)MS_PER_DAY;
    TRY(app_numbers(&t->cx, 2 * t->n, nums));
    for (size_t i = 0; i < t->n; i++)
        TRY(take_over_draw(&t->cx, row_make(t, t->from + (int64_t)i), &nums[2 * i],
                           &t->drawn[i]));
    return OK;
}

static enum err batch_write(struct ctx *cx, void *arg)
{
    const struct taking *t = arg;
    for (size_t i = 0; i < t->n; i++)
        TRY(take_over_put(cx, &t->drawn[i], 0));
    return OK;
}

static enum err batch_take(struct taking *t)
{
    TRY(batch_draw(t));
    return db_write(&t->cx, t->cx.app->store, batch_write, t);
}

static void *taking_run(void *arg)
{
    struct taking *t = arg;
    int64_t step = (int64_t)BATCH * FILLERS;
    for (int64_t k = 0; t->from < t->rows && t->err == OK; t->from += step, k++) {
        t->n = (size_t)(t->rows - t->from < BATCH ? t->rows - t->from : BATCH);
        t->err = batch_take(t);
        arena_reset(t->cx.arena);
        if (t->from % step == 0 && k % REPORT_EVERY == REPORT_EVERY - 1)
            t->b->note(
                t->b->note_arg,
                str_fmt(t->cx.arena, "已建 %lld / %lld", (long long)t->from, (long long)t->rows)
                    .p,
                str_fmt(t->cx.arena, "made %lld of %lld", (long long)t->from,
                        (long long)t->rows)
                    .p);
    }
    return NULL;
}

static enum err take_all(struct bench *b, int64_t rows)
{
    struct taking t[FILLERS];
    pthread_t threads[FILLERS];
    bool started[FILLERS];
    enum err e = OK;
    for (int i = 0; i < FILLERS; i++) {
        t[i] = (struct taking){
            .b = b, .rows = rows, .from = (int64_t)i * BATCH, .dice = {++b->seed}};
        app_ctx(b->cx->app, arena_open(BENCH_ARENA), b->cx->lang, &t[i].cx);
        t[i].cx.actor = &actor_import;
        started[i] = pthread_create(&threads[i], NULL, taking_run, &t[i]) == 0;
        if (!started[i])
            taking_run(&t[i]);
    }
    for (int i = 0; i < FILLERS; i++) {
        if (started[i])
            pthread_join(threads[i], NULL);
        if (e == OK && t[i].err != OK)
            e = fail(b->cx, t[i].err, "%s", "%s",
                     t[i].cx.error.message ? t[i].cx.error.message : err_code(t[i].err));
        arena_close(t[i].cx.arena);
    }
    return e;
}

/* ---- made step by step ---- */

static enum err live_all(struct bench *b, int64_t lives)
{
    struct app *app = b->cx->app;
    int64_t offset = app->clock_offset_ms, done = 0;
    enum err e = OK;
    for (int64_t from = 0; from < lives && e == OK; from += LIVES_AT_ONCE) {
        struct local_run r = {.kind = SCRIPT_LIFE, .threads = LIVES_THREADS, .partly = true};
        r.operations = lives - from < LIVES_AT_ONCE ? lives - from : LIVES_AT_ONCE;
        double age = 1 - (double)from / (double)lives;
        app->clock_offset_ms = -(int64_t)(age * LIVES_DAYS * (double)MS_PER_DAY);
        e = local_run(b, &r, &done);
    }
    app->clock_offset_ms = offset;
    return e;
}

/* ---- once for each data directory ---- */

static const char *mark_path(struct bench *b)
{
    return str_fmt(b->cx->arena, "%s/bench", b->cx->app->data_dir).p;
}

/* How many matters it was made with; 0 = not yet; -1 = it broke off. */
static int64_t mark_read(struct bench *b)
{
    char text[32] = "";
    int64_t n = 0;
    FILE *f = fopen(mark_path(b), "re");
    if (!f)
        return 0;
    size_t got = fread(text, 1, sizeof text - 1, f);
    (void)fclose(f);
    return str_i64(str_trim((struct str){text, got}), &n) && n > 0 ? n : -1;
}

static enum err mark_write(struct bench *b, int64_t n)
{
    const char *path = mark_path(b);
    FILE *f = fopen(path, "we");
    bool ok = f && fprintf(f, "%lld\n", (long long)n) > 0;
    if (f && fclose(f) != 0)
        ok = false;
    return ok ? OK
              : fail(b->cx, ERR_IO, "无法写 %s：%s", "cannot write %s: %s", path,
                     strerror(errno));
}

enum err bench_fill(struct bench *b, double *seconds)
{
    int64_t have = mark_read(b), want = b->o->matters, lives = want * LIVES_PERCENT / 100;
    int64_t from = machine_ns();
    *seconds = 0;
    if (have == want)
        return OK;
    if (have != 0)
        return fail(b->cx, ERR_CONFLICT,
                    "%s 里的登记库是按另一个数量（%lld）建的，或没有建完：请换一个目录",
                    "the register in %s was made with another number (%lld) or is unfinished: "
                    "choose another directory",
                    b->cx->app->data_dir, (long long)have);
    TRY(mark_write(b, -1));
    TRY(take_all(b, want - lives));
    TRY(live_all(b, lives));
    TRY(store_analyze(b->cx, b->cx->app->store));
    TRY(mark_write(b, want));
    malloc_trim(0);
    *seconds = (double)(machine_ns() - from) / 1e9;
    return OK;
}
