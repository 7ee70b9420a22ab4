/* SPDX-License-Identifier: Apache-2.0
 * huiyin bench: the cost of the program's work on this machine.
 */
#include "bench/bench.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/init.h"
#include "cmd/rows.h"
#include "loop/steps.h"

enum { MATTERS_USUAL = 10000, MATTERS_MOST = 10000000, SECONDS_USUAL = 5, NAME_CELLS = 34 };

/* ---- the register ---- */

/* Nobody logs in to a bench register: no password, and none to be hashed. */
static enum err make(struct cmd *c)
{
    struct plan p = {0};
    TRY(plan_demo(&c->cx, &p));
    p.reg.kind = REGISTER_PRACTICE;
    p.reg.created_at = c->cx.wall;
    for (size_t i = 0; i < p.accounts_n; i++)
        p.accounts[i].show = p.accounts[i].must_change = false;
    TRY(plan_rules(&c->cx, &p));
    return init_register(c, &p);
}

static bool is_made(struct cmd *c)
{
    return access(str_fmt(c->cx.arena, "%s/secret.key", c->data_dir).p, F_OK) == 0;
}

static void another_database(struct cmd *c, const char *database)
{
    struct config *k = NEW(c->cx.arena, struct config);
    *k = *c->config;
    k->database = str_c(database);
    c->config = k;
}

static enum err open_register(struct cmd *c)
{
    const char *database = cmd_option(c, "--database");
    if (database)
        another_database(c, database);
    if (!is_made(c))
        TRY(make(c));
    else
        TRY(cmd_open(c, CMD_SERVE));
    c->app->config = c->config;
    app_ctx(c->app, c->cx.arena, c->cx.lang, &c->cx);
    steps_register();
    return OK;
}

/* ---- a folder of its own ---- */

static enum err folder_make(struct cmd *c)
{
    const char *base = getenv("TMPDIR");
    char *dir = str_cdup(c->cx.arena,
                         str_fmt(c->cx.arena, "%s/huiyin-bench-XXXXXX", base ? base : "/tmp"));
    if (!mkdtemp(dir))
        return fail(&c->cx, ERR_IO, "%s：%s", "%s: %s", dir, strerror(errno));
    c->data_dir = dir;
    return OK;
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

/* ---- saying it ---- */

static void note(void *arg, const char *zh, const char *en)
{
    struct cmd *c = arg;
    if (!c->json)
        cmd_note(c, "%s", "%s", cmd_word(c, zh, en));
}

static const char *micros(struct cmd *c, double us)
{
    if (us <= 0)
        return "";
    if (us >= 10000)
        return str_fmt(c->cx.arena, "%.1f ms", us / 1000).p;
    return str_fmt(c->cx.arena, us < 100 ? "%.1f us" : "%.0f us", us).p;
}

static void figure_say(struct cmd *c, const struct bench_result *r, const struct figure *f)
{
    const char *name = cmd_word(c, f->zh, f->en);
    const char *server =
        r->server ? str_fmt(c->cx.arena, "%10s", micros(c, f->server_us)).p : "";
    cmd_say(c, "  %s%12.0f%10s%s%10s%10s%10s", "  %s%12.0f%10s%s%10s%10s%10s",
            cmd_cell(c, str_c(name), NAME_CELLS).p, f->rate, micros(c, f->cpu_us), server,
            micros(c, f->p50), micros(c, f->p95), micros(c, f->p99));
}

static void figures_say(struct cmd *c, const struct bench_result *r)
{
    for (int way = 0; way < BENCH_WAY__MAX; way++) {
        bool headed = false;
        for (size_t i = 0; i < r->n; i++) {
            if ((int)r->figures[i].way != way)
                continue;
            if (!headed)
                cmd_say(c, "\n%s%12s%10s%s%10s%10s%10s", "\n%s%12s%10s%s%10s%10s%10s",
                        cmd_cell(c, str_c(enum_label(&bench_way_names, way, (int)c->cx.lang)),
                                 NAME_CELLS + 2)
                            .p,
                        "/s", "CPU", r->server ? "       DB" : "", "p50", "p95", "p99");
            headed = true;
            figure_say(c, r, &r->figures[i]);
        }
    }
}

static const char *bar_text(struct cmd *c, const struct bar *b, double v)
{
    if (b->of == BAR_RATE)
        return str_fmt(c->cx.arena, "%.0f/s", v).p;
    if (b->of == BAR_REFUSED)
        return str_fmt(c->cx.arena, "%.0f", v).p;
    return v > 0 ? micros(c, v) : "0";
}

static void bars_say(struct cmd *c, const struct bench_result *r)
{
    static const char *const zh[] = {"CPU", "每秒", "p99", "拒绝"};
    static const char *const en[] = {"CPU", "rate", "p99", "refused"};
    for (size_t i = 0; i < bars_n; i++) {
        const struct bar *b = &bars[i];
        const struct figure *f = figure_find(r, b->way, b->name);
        if (!f)
            continue;
        double v = bar_value(b, f);
        const char *verdict = !bar_holds(b, v, b->bar)      ? cmd_word(c, "未达到", "missed")
                              : !bar_holds(b, v, b->better) ? cmd_word(c, "达到", "held")
                                                            : cmd_word(c, "优", "better");
        cmd_say(c, "  %s%10s  （要求 %s，更好 %s）%s", "  %s%10s  (bar %s, better %s) %s",
                cmd_cell(c,
                         str_fmt(c->cx.arena, "%s %s", cmd_word(c, f->zh, f->en),
                                 cmd_word(c, zh[b->of], en[b->of])),
                         NAME_CELLS + 8)
                    .p,
                bar_text(c, b, v), bar_text(c, b, b->bar), bar_text(c, b, b->better), verdict);
    }
}

static void say(struct cmd *c, const struct bench_result *r)
{
    cmd_say(c, "事项 %lld，数据库 %.1f MB，内存 %.1f MB（RssAnon）",
            "%lld matters, database %.1f MB, memory %.1f MB (RssAnon)", (long long)r->matters,
            (double)r->bytes / 1e6, (double)r->rss_bytes / 1e6);
    if (r->regroup_bytes > 0)
        cmd_say(c, "重新归并时内存 %.1f MB", "memory while all is grouped anew %.1f MB",
                (double)r->regroup_bytes / 1e6);
    if (r->fill_seconds > 0)
        cmd_say(c, "建库用时 %.1f 秒", "made in %.1f s", r->fill_seconds);
    figures_say(c, r);
    cmd_say(c, "\n对照要求：", "\nAgainst the bars:");
    bars_say(c, r);
}

/* ---- the command ---- */

static enum err options_read(struct cmd *c, struct bench_options *o)
{
    int64_t seconds = SECONDS_USUAL;
    *o = (struct bench_options){.matters = MATTERS_USUAL,
                                .only = cmd_option(c, "--only"),
                                .http = !cmd_has(c, "--no-http")};
    TRY(cmd_number(c, "--matters", 100, MATTERS_MOST, &o->matters));
    TRY(cmd_number(c, "--seconds", 1, 600, &seconds));
    TRY(cmd_number(c, "--operations", 1, 1000000, &o->operations));
    o->seconds = (double)seconds;
    return OK;
}

static enum err measure(struct cmd *c, const struct bench_options *o)
{
    struct bench_result r;
    /* Before the store makes threads: what a fork leaves behind of them is undefined. */
    struct load *load = load_start(o->http);
    if (!load)
        return fail(&c->cx, ERR_IO, "无法启动发送请求的进程",
                    "the process that sends could not be started");
    enum err e = open_register(c);
    if (e == OK)
        e = bench_run(&c->cx, o, load, note, c, &r);
    load_stop(load);
    if (e == OK && c->json)
        bench_json(&c->w, &r);
    else if (e == OK)
        say(c, &r);
    return e;
}

static enum err bench_cmd(struct cmd *c)
{
    struct bench_options o;
    bool passing = !cmd_has(c, "--data");
    TRY(options_read(c, &o));
    if (passing)
        TRY(folder_make(c));
    enum err e = measure(c, &o);
    cmd_close(c);
    if (passing)
        (void)nftw(c->data_dir, drop, 8, FTW_DEPTH | FTW_PHYS);
    return e;
}

const struct command bench_commands[] = {
    {.name = "bench",
     .args = "",
     .zh = "在本机测量性能",
     .en = "Measure what the work costs on this machine",
     .more_zh = "建一个给定规模的演练库（示例区，虚构的诉求），测量提交、全流程、读取、清单、"
                "合计、导入导出的速度、CPU 和响应时间，与要求对照（docs/performance.md）。"
                "给出 --data 时该目录留着，下次直接测量；否则用临时目录，测完删除。",
     .more_en = "Makes a practice register of that size (the example district, invented "
                "demands) and measures submissions, whole lifecycles, reads, lists, totals, "
                "ledgers in and out, against the bars of docs/performance.md. With --data the "
                "directory is kept and measured at once the next time; otherwise a temporary "
                "one is used.",
     .options =
         (const struct cmd_option[]){
             {"--matters", "N", "事项数量，默认 10000", "how many matters; 10000 by default"},
             {"--database", "URL", "postgresql://…；默认 SQLite",
              "postgresql://…; SQLite by default"},
             {"--seconds", "S", "每项测量的秒数，默认 5",
              "seconds of each measurement; 5 by default"},
             {"--operations", "K", "不经网络的各项只做 K 次",
              "so many operations of each without network instead"},
             {"--only", "NAME,…",
              "只测：sync insert bare submit lifecycle find read list totals derive search "
              "search_rare "
              "same suggest regroup burst import export",
              "only: sync insert bare submit lifecycle find read list totals derive search "
              "search_rare "
              "same suggest regroup burst import export"},
             {"--no-http", NULL, "不经网络测量", "nothing over HTTP"},
             {0}},
     .run = bench_cmd},
};
const size_t bench_commands_n = COUNT(bench_commands);
