/* SPDX-License-Identifier: Apache-2.0
 * huiyin serve: the register over HTTP, with the scheduler beside it, until it is told to stop.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/api.h"
#include "api/live.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/practice.h"
#include "cmd/rows.h"
#include "cmd/senders.h"
#include "cmd/share.h"
#include "core/app_open.h"
#include "core/image.h"
#include "http/http.h"
#include "loop/derive.h"
#include "loop/search_index.h"
#include "loop/steps.h"
#include "loop/tick.h"
#include "loop/train.h"

enum { GRACE_MS = 20000, PROXIES_MAX = 32 };

struct service {
    struct practice practice; /* of a practice register */
    struct cmd *c;
    const char *address;
    int port;
    const char *web_dir;
    const struct api *api;
    struct http_server *http;
    struct live *live;
    struct ticker *ticker;
    struct deriver *deriver;
    struct trainer *trainer;
};

/* ---- where to listen ---- */

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static bool is_address(const char *text)
{
    unsigned char out[16];
    return inet_pton(AF_INET, text, out) == 1 || inet_pton(AF_INET6, text, out) == 1;
}

/* "127.0.0.1:8077", "[::1]:8077", "8077". */
static enum err listen_parse(struct ctx *cx, const char *text, struct service *s)
{
    int64_t port = 0;
    const char *colon = strrchr(text, ':');
    struct str host = colon ? (struct str){text, (size_t)(colon - text)} : STR("127.0.0.1");
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = str_sub(host, 1, host.n - 2);
    s->address = str_cdup(cx->arena, host);
    if (!is_address(s->address) || !str_i64(str_c(colon ? colon + 1 : text), &port) ||
        port < 0 || port > 65535)
        return fail(cx, ERR_INPUT, "--listen 须为 地址:端口，如 127.0.0.1:8077",
                    "--listen is ADDRESS:PORT, such as 127.0.0.1:8077");
    s->port = (int)port;
    return OK;
}

static size_t proxies_list(struct ctx *cx, struct str text, const char **out)
{
    struct strs parts = str_split(cx->arena, text, ',');
    size_t n = 0;
    for (size_t i = 0; i < parts.n && n < PROXIES_MAX; i++) {
        struct str one = str_trim(parts.p[i]);
        if (one.n > 0)
            out[n++] = str_cdup(cx->arena, one);
    }
    return n;
}

/* The server is not made to face the net by itself (http/http.h). */
static enum err listen_check(struct cmd *c, const struct service *s)
{
    const char *proxies[PROXIES_MAX];
    size_t n = proxies_list(&c->cx, c->config->trusted_proxy, proxies);
    bool fronted = is_loopback(s->address) || cmd_has(c, "--force");
    for (size_t i = 0; i < n; i++)
        fronted |= !is_loopback(proxies[i]);
    if (fronted)
        return OK;
    return fail(
        &c->cx, ERR_DENIED,
        "监听 %s 会直接面对网络。请监听本机地址并在前面放 nginx，或在配置里用 trusted_proxy "
        "写明代理的地址；确要如此请加 --force",
        "listening on %s faces the network directly. Listen on this machine behind nginx, "
        "or name the proxy by trusted_proxy in the configuration; --force does it anyway",
        s->address);
}

/* ---- parts ---- */

/* "https://tiles.example.cn" of a tile address; NULL when the tiles are our own or none. */
static const char *tile_source(struct ctx *cx, struct str url)
{
    if (url.n == 0 || url.p[0] == '/')
        return NULL;
    const char *host = strstr(url.p, "://");
    size_t n = host ? (size_t)(host + 3 - url.p) : 0;
    while (n < url.n && url.p[n] != '/')
        n++;
    return str_cdup(cx->arena, str_sub(url, 0, n));
}

static enum err http_start(struct service *s)
{
    struct cmd *c = s->c;
    const char *proxies[PROXIES_MAX];
    struct http_options o;
    http_defaults(&o);
    o.address = s->address;
    o.port = s->port;
    o.workers = (int)c->config->workers;
    o.proxies_n = proxies_list(&c->cx, c->config->trusted_proxy, proxies);
    o.proxies = (const char *const *)arena_copy(c->cx.arena, proxies, sizeof proxies);
    o.image_sources = tile_source(&c->cx, c->config->tile_url);
    o.handler = api_handle;
    o.limit = api_limit;
    o.arg = (void *)(uintptr_t)s->api;
    TRY(http_open(&c->cx, &o, &s->http));
    s->port = http_port(s->http);
    return OK;
}

static atomic_bool lease_lost;

/* From the scheduler's thread: the main thread waits for a signal. */
static void lost(void *arg)
{
    (void)arg;
    lease_lost = true;
    kill(getpid(), SIGTERM);
}

static enum err parts_start(struct service *s)
{
    struct cmd *c = s->c;
    struct fault none = {0};
    struct api_options ao = {.config = c->config};
    struct ticker_options to = {.lost = lost};
    if (share_path(&c->cx, "web/dist", &s->web_dir) != OK)
        c->cx.error = none; /* no built pages: the interface is served all the same */
    ao.web_dir = s->web_dir;
    TRY(image_start(&c->cx, "huiyin"));
    steps_register();
    if (c->app->register_kind == REGISTER_PRACTICE) {
        TRY(practice_load(&c->cx, c->cx.arena, &s->practice));
        ao.practice = &s->practice;
        ao.practice_reset = practice_reset;
    }
    TRY(api_open(&c->cx, c->cx.arena, &ao, &s->api));
    senders_for(c->config, &to.senders, &to.senders_n);
    TRY(ticker_start(&c->cx, &to, &s->ticker));
    TRY(search_index_open(&c->cx));
    TRY(deriver_start(&c->cx, derive_steps, &s->deriver));
    TRY(trainer_start(&c->cx, &s->trainer));
    TRY(http_start(s));
    return live_start(&c->cx, s->http, &s->live);
}

static void parts_stop(struct service *s)
{
    live_stop(s->live);
    http_close(s->http, GRACE_MS);
    trainer_stop(s->trainer);
    deriver_stop(s->deriver);
    ticker_stop(s->ticker);
    search_index_close(s->c->app);
}

/* ---- saying where it is ---- */

static void announce(const struct service *s)
{
    struct cmd *c = s->c;
    bool six = strchr(s->address, ':') != NULL;
    const char *url = str_fmt(c->cx.arena, "http://%s%s%s:%d", six ? "[" : "", s->address,
                              six ? "]" : "", s->port)
                          .p;
    if (c->json) {
        printf("{\"url\":\"%s\",\"desk\":\"%s/desk/\",\"pid\":%ld}\n", url, url,
               (long)getpid());
    } else {
        cmd_say(c, "回音已启动：%s（%s）", "Huiyin is running: %s (%s)", c->app->register_name,
                enum_label(&register_kind_names, (int)c->app->register_kind, (int)c->cx.lang));
        cmd_say(c, "  群众页面  %s/", "  Citizens   %s/", url);
        cmd_say(c, "  工作台    %s/desk/", "  Desk       %s/desk/", url);
        cmd_say(c, "  接口说明  %s/api/v1/docs", "  Interface  %s/api/v1/docs", url);
        if (!s->web_dir)
            cmd_say(c, "  页面尚未构建（web/dist），只有接口可用",
                    "  No built pages (web/dist): the interface only");
        cmd_say(c, "按 Ctrl-C 停止", "Ctrl-C stops it");
    }
    fflush(stdout);
}

/* SIGHUP reads units, mechanisms and calendar anew; SIGTERM and SIGINT end. */
static void wait_for_end(struct cmd *c, const sigset_t *set)
{
    int signal_number = 0;
    while (sigwait(set, &signal_number) == 0 && signal_number == SIGHUP) {
        enum err e = app_reload(&c->cx);
        log_event(e == OK ? LOG_INFO : LOG_ERROR, "reloaded", "code", err_code(e), NULL);
        fault_clear(&c->cx);
    }
}

static enum err serve_run(struct cmd *c)
{
    struct service s = {.c = c, .address = c->config->listen.p, .port = (int)c->config->port};
    sigset_t set;
    const char *listen = cmd_option(c, "--listen");
    if (listen)
        TRY(listen_parse(&c->cx, listen, &s));
    TRY(listen_check(c, &s));
    /* Before any thread starts, so that all of them leave the signals to this one. */
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    TRY(cmd_open(c, CMD_SERVE));
    enum err e = parts_start(&s);
    if (e == OK) {
        announce(&s);
        wait_for_end(c, &set);
        log_event(LOG_INFO, "stopping", NULL);
    }
    parts_stop(&s);
    if (e == OK && lease_lost)
        e = fail(&c->cx, ERR_CONFLICT, "另一个进程占用了本进程的节点号，已停止写入并退出",
                 "another process holds this one's node number: stopped");
    return e;
}

const struct command serve_commands[] = {
    {.name = "serve",
     .args = "",
     .zh = "启动服务",
     .en = "Run the server",
     .more_zh = "收到 SIGTERM 或 SIGINT 时办完已受理的请求再退出（退出码 0）；SIGHUP "
                "重新读取单位、区划、"
                "机制和节假日。只应监听本机地址，由前面的 nginx 对外。",
     .more_en =
         "SIGTERM and SIGINT finish what was accepted and end with 0; SIGHUP reads units, "
         "places, mechanisms and calendar anew. Listen on this machine only, behind nginx.",
     .options =
         (const struct cmd_option[]){{"--listen", "A:P", "监听地址和端口，默认见配置",
                                      "address and port; by default the configuration's"},
                                     {"--force", NULL, "允许直接监听对外地址",
                                      "allow an address that faces the network"},
                                     {0}},
     .run = serve_run},
};
const size_t serve_commands_n = COUNT(serve_commands);
