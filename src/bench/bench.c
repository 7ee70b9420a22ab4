/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/bench.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "bench/impl.h"
#include "loop/search_index.h"

ENUM_NAMES(bench_way, BENCH_WAY_LIST);

const struct bar bars[] = {
    {WAY_FULL, BAR_CPU, "submit", 130, 90},
    {WAY_FULL, BAR_RATE, "submit", 4000, 8000},
    {WAY_FULL, BAR_REFUSED, "submit", 0, 0},
    {WAY_FULL, BAR_CPU, "lifecycle", 3600, 1800},
    {WAY_FULL, BAR_RATE, "lifecycle", 300, 600},
    {WAY_FULL, BAR_CPU, "read", 30, 15},
    {WAY_HALF, BAR_P99, "read", 5000, 5000},
    {WAY_HALF, BAR_P99, "list", 20000, 10000},
    {WAY_LOCAL, BAR_P99, "totals", 20000, 5000},
    {WAY_LOCAL, BAR_P99, "search", 20000, 20000},
    {WAY_LOCAL, BAR_P99, "search_rare", 250000, 250000},
    {WAY_LOCAL, BAR_CPU, "same", 20000, 20000},
    {WAY_LOCAL, BAR_CPU, "suggest", 1000, 1000},
    {WAY_LOCAL, BAR_CPU, "derive", 2000, 2000},
    {WAY_LOCAL, BAR_P99, "regroup", 60e6, 60e6},
    {WAY_BURST, BAR_P99, "search", 20000, 20000},
    {WAY_BURST, BAR_P99, "search_rare", 250000, 250000},
    {WAY_BURST, BAR_P99, "lag", 60e6, 60e6},
};
const size_t bars_n = COUNT(bars);

double bar_value(const struct bar *b, const struct figure *f)
{
    if (b->of == BAR_CPU)
        return f->cpu_us + f->server_us;
    if (b->of == BAR_RATE)
        return f->rate;
    return b->of == BAR_P99 ? f->p99 : (double)f->refused;
}

bool bar_holds(const struct bar *b, double value, double limit)
{
    return b->of == BAR_RATE ? value >= limit : value <= limit;
}

/* ---- figures ---- */

bool bench_wants(const struct bench *b, const char *name)
{
    if (!b->o->only)
        return true;
    struct strs names = str_split(b->cx->arena, str_c(b->o->only), ',');
    for (size_t i = 0; i < names.n; i++)
        if (str_eq_c(names.p[i], name))
            return true;
    return false;
}

struct figure *figure_add(struct bench *b, enum bench_way way, const char *name, const char *zh,
                          const char *en)
{
    assert(b->out->n < FIGURES_MOST);
    struct figure *f = &b->out->figures[b->out->n++];
    *f = (struct figure){.way = way, .name = name, .zh = zh, .en = en};
    return f;
}

void figure_set(struct bench *b, struct figure *f, int64_t n, int64_t ns, struct cpu before,
                struct cpu after)
{
    double each = n > 0 ? 1.0 / (double)n : 0;
    times_sort(&b->times);
    f->n = n;
    f->rate = ns > 0 ? (double)n * 1e9 / (double)ns : 0;
    f->cpu_us = (after.own - before.own) * each;
    f->server_us = (after.server - before.server) * each;
    f->p50 = times_at(&b->times, 0.50);
    f->p95 = times_at(&b->times, 0.95);
    f->p99 = times_at(&b->times, 0.99);
}

const struct figure *figure_find(const struct bench_result *r, enum bench_way way,
                                 const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->figures[i].way == way && r->figures[i].n > 0 &&
            strcmp(r->figures[i].name, name) == 0)
            return &r->figures[i];
    return NULL;
}

static void figure_json(struct json *w, const struct bench_result *r, const struct figure *f)
{
    json_obj(w);
    json_kcstr(w, "name", f->name);
    json_kcstr(w, "way", enum_text(&bench_way_names, (int)f->way));
    json_ki64(w, "operations", f->n);
    json_key(w, "per_second");
    json_f64(w, f->rate);
    json_key(w, "cpu_us");
    json_f64(w, f->cpu_us);
    if (r->server) {
        json_key(w, "server_cpu_us");
        json_f64(w, f->server_us);
    }
    if (f->p99 > 0) {
        json_key(w, "p50_us");
        json_f64(w, f->p50);
        json_key(w, "p95_us");
        json_f64(w, f->p95);
        json_key(w, "p99_us");
        json_f64(w, f->p99);
    }
    json_ki64(w, "refused", f->refused);
    json_obj_end(w);
}

static void bar_json(struct json *w, const struct bar *b, const struct figure *f)
{
    static const char *const of[] = {"cpu_us", "per_second", "p99_us", "refused"};
    double value = bar_value(b, f);
    json_obj(w);
    json_kcstr(w, "name", b->name);
    json_kcstr(w, "way", enum_text(&bench_way_names, (int)b->way));
    json_kcstr(w, "of", of[b->of]);
    json_key(w, "value");
    json_f64(w, value);
    json_key(w, "bar");
    json_f64(w, b->bar);
    json_key(w, "better");
    json_f64(w, b->better);
    json_kbool(w, "holds", bar_holds(b, value, b->bar));
    json_obj_end(w);
}

void bench_json(struct json *w, const struct bench_result *r)
{
    json_obj(w);
    json_ki64(w, "matters", r->matters);
    json_kcstr(w, "database", r->server ? "postgresql" : "sqlite");
    json_ki64(w, "cores", machine_cores());
    json_ki64(w, "bytes", r->bytes);
    json_ki64(w, "rss_anon_bytes", r->rss_bytes);
    json_ki64(w, "regroup_rss_anon_bytes", r->regroup_bytes);
    json_key(w, "fill_seconds");
    json_f64(w, r->fill_seconds);
    json_key(w, "figures");
    json_arr(w);
    for (size_t i = 0; i < r->n; i++)
        figure_json(w, r, &r->figures[i]);
    json_arr_end(w);
    json_key(w, "bars");
    json_arr(w);
    for (size_t i = 0; i < bars_n; i++) {
        const struct figure *f = figure_find(r, bars[i].way, bars[i].name);
        if (f)
            bar_json(w, &bars[i], f);
    }
    json_arr_end(w);
    json_obj_end(w);
}

/* ---- the run ---- */

struct range {
    int64_t least, most;
};
static const struct field range_fields[] = {
    FIELD(struct range, least),
    FIELD(struct range, most),
};
static const struct shape range_shape = SHAPE("range", struct range, range_fields);

struct num_row {
    struct str num;
};
static const struct field num_fields[] = {FIELD(struct num_row, num)};
static const struct shape num_shape = SHAPE("num", struct num_row, num_fields);

/* Matters from all over the register: identifiers grow with time. */
static enum err nums_read(struct bench *b)
{
    struct ctx *cx = b->cx;
    struct ground *g = b->ground;
    struct dice d = {7};
    struct range r = {0};
    bool found = false;
    TRY(db_one(cx, SQL_BENCH_MATTER_RANGE, ARGS(I64(cx->jid)), &range_shape, &r, &found));
    for (size_t i = 0; i < NUMS_MOST; i++) {
        struct num_row row = {0};
        int64_t from = r.least + (int64_t)(dice_unit(&d) * (double)(r.most - r.least));
        TRY(db_one(cx, SQL_BENCH_MATTER_FROM, ARGS(I64(cx->jid), I64(from)), &num_shape, &row,
                   &found));
        if (found && row.num.n < NUM_BYTES)
            memcpy(g->nums[g->nums_n++], row.num.p, row.num.n + 1);
    }
    return OK;
}

static enum err look(struct bench *b)
{
    struct ctx *cx = b->cx;
    int64_t process = 0;
    TRY(db_i64(cx, SQL_BENCH_BYTES, NULL, 0, 0, &b->out->bytes));
    TRY(db_i64(cx, SQL_BENCH_SERVER_PROCESS, NULL, 0, 0, &process));
    b->out->server = process != 0;
    b->server = process ? machine_parent(process) : 0;
    return bench_wants(b, "read") || bench_wants(b, "find") ? nums_read(b) : OK;
}

static enum err looked(struct bench *b)
{
    TRY(db_acquire(b->cx, b->cx->app->store, &b->cx->db));
    enum err e = look(b);
    db_release(b->cx->db);
    b->cx->db = NULL;
    return e;
}

static enum err measured(struct bench *b)
{
    struct api_options ao = {.config = b->cx->app->config};
    log_set_level(LOG_ERROR); /* what is missing here (pages, senders) is no news */
    TRY(api_open(b->cx, b->cx->arena, &ao, &b->api));
    TRY(local_open(b));
    TRY(bench_fill(b, &b->out->fill_seconds));
    TRY(looked(b));
    TRY(analysis_fill(b));
    b->note(b->note_arg, "测量中", "measuring");
    TRY(floors_measure(b));
    TRY(local_measure(b));
    TRY(regroup_measure(b));
    if (b->o->http)
        TRY(remote_measure(b));
    TRY(sheets_measure(b));
    b->out->rss_bytes = machine_rss_anon();
    return OK;
}

static enum err run(struct bench *b)
{
    enum err e = measured(b);
    search_index_close(b->cx->app);
    return e;
}

enum err bench_run(struct ctx *cx, const struct bench_options *o, struct load *load,
                   bench_note_fn *note, void *arg, struct bench_result *out)
{
    struct bench b = {.cx = cx,
                      .o = o,
                      .out = out,
                      .load = load,
                      .ground = load_ground(load),
                      .note = note,
                      .note_arg = arg};
    *out = (struct bench_result){.matters = o->matters};
    if (cx->app->register_kind == REGISTER_LIVE)
        return fail(cx, ERR_DENIED, "只能在演练库上测量",
                    "only a practice register is measured");
    b.times.cap = TIMES_MAX;
    b.times.p = malloc(sizeof *b.times.p * TIMES_MAX);
    if (!b.times.p)
        abort();
    enum err e = run(&b);
    free(b.times.p);
    return e;
}
