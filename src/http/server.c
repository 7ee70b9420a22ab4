/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/rand.h"
#include "base/time.h"
#include "http/conn.h"
#include "http/guard.h"
#include "http/pool.h"
#include "http/query.h"
#include "http/reply.h"
#include "http/wait.h"

enum { MEMORY_LIMIT = 16 * 1024, BODY_STEP = 16 * 1024, THREAD_STACK = 256 * 1024 };

struct http_server {
    struct http_options o;
    struct MHD_Daemon *daemon;
    struct conns *conns;
    struct pool *pool;
    struct waits *waits;
    int port;
    atomic_size_t bodies; /* bytes of bodies held now */
    atomic_bool draining;
};

/* One request, from its first line until the reply is out. */
struct call {
    struct http_server *server;
    struct MHD_Connection *mhd;
    struct conn *conn;
    enum { CALL_NEW, CALL_BODY, CALL_QUEUED, CALL_DONE } state;
    char *target; /* raw */
    enum http_method method;
    char id[HTTP_ID];
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t headers_n;
    bool headers_over;
    char *body;
    size_t body_n, body_cap, body_max;
    bool body_over;
    struct MHD_Response *response;
    unsigned status;
    int64_t bytes;
    int64_t wait_until; /* monotonic ms: no longer may the answer be put off */
    struct waiter waiter;
};

static void body_free(struct call *k)
{
    atomic_fetch_sub(&k->server->bodies, k->body_cap);
    free(k->body);
    k->body = NULL;
    k->body_cap = k->body_n = 0;
}

static struct str target_path(const struct call *k)
{
    size_t n = strcspn(k->target, "?");
    return (struct str){.p = k->target, .n = n};
}

static struct str target_query(const struct call *k)
{
    const char *q = strchr(k->target, '?');
    return q ? str_c(q + 1) : (struct str){0};
}

/* ---- replies ----------------------------------------------------------------------------- */

static enum MHD_Result send_reply(struct call *k)
{
    if (!k->response)
        return MHD_NO;
    if (atomic_load(&k->server->draining))
        reply_header(k->response, "Connection", "close");
    k->state = CALL_DONE;
    conn_writing(k->server->conns, k->conn, k->bytes);
    enum MHD_Result done = MHD_queue_response(k->mhd, k->status, k->response);
    MHD_destroy_response(k->response);
    k->response = NULL;
    return done;
}

static void build_error(struct call *k, int status, const char *code, const char *zh,
                        const char *en)
{
    char text[REPLY_ERROR_MAX];
    struct http_reply r = {.status = status, .fd = -1, .type = "application/problem+json"};
    r.body = reply_error(text, status, code, zh, en);
    k->response = reply_build(&r, k->id, NULL);
    k->status = (unsigned)status;
    k->bytes = (int64_t)r.body.n;
}

/* Refused before a worker saw it: the connection is closed, what follows is not read. */
static enum MHD_Result refuse(struct call *k, int status, const char *code, const char *zh,
                              const char *en)
{
    char number[24];
    log_event(LOG_INFO, "http_refused", "id", k->id, "status", log_num(number, status), "why",
              en, NULL);
    build_error(k, status, code, zh, en);
    if (k->response && !atomic_load(&k->server->draining))
        reply_header(k->response, "Connection", "close");
    return send_reply(k);
}

/* ---- a worker's part --------------------------------------------------------------------- */

static void fill_request(struct call *k, struct arena *arena, struct http_request *req)
{
    struct http_server *s = k->server;
    *req = (struct http_request){.arena = arena,
                                 .method = k->method,
                                 .query = target_query(k),
                                 .body = {.p = k->body, .n = k->body_n},
                                 .headers = k->headers,
                                 .headers_n = k->headers_n};
    memcpy(req->id, k->id, sizeof req->id);
    bool proxied = guard_is_proxy(conn_peer(k->conn), s->o.proxies, s->o.proxies_n);
    if (!guard_address(conn_peer(k->conn), http_header(req, "X-Forwarded-For"), s->o.proxies,
                       s->o.proxies_n, req->address))
        req->address[0] = '\0';
    int64_t left = k->wait_until - time_mono();
    req->wait_ms = left > 0 && !atomic_load(&s->draining) ? left : 0;
    req->secure = proxied && str_eq_c(http_header(req, "X-Forwarded-Proto"), "https");
}

static void log_access(const struct call *k, const struct http_reply *r, int64_t started)
{
    char status[24], bytes[24], ms[24];
    log_event(LOG_INFO, "http", "id", k->id, "method", http_method_text(k->method), "what",
              r->label ? r->label : "-", "status", log_num(status, k->status), "bytes",
              log_num(bytes, k->bytes), "ms", log_num(ms, time_mono() - started), NULL);
}

/* False: the answer is put off, and the call may be in other hands already. */
static bool answered(struct call *k, struct http_request *req, struct http_reply *reply)
{
    struct http_server *s = k->server;
    s->o.handler(req, reply, s->o.arg);
    if (!reply->wait_for)
        return true;
    k->waiter = (struct waiter){
        .job = k, .what = reply->wait_for, .mark = reply->wait_mark, .until = k->wait_until};
    if (req->wait_ms > 0 && waits_put(s->waits, &k->waiter))
        return false;
    req->wait_ms = 0;
    *reply = (struct http_reply){.fd = -1};
    s->o.handler(req, reply, s->o.arg);
    return true;
}

static void run_call(void *job, struct arena *arena, void *arg)
{
    struct call *k = job;
    struct http_server *s = arg;
    struct http_request req;
    struct http_reply reply = {.fd = -1};
    struct ctx cx = {.arena = arena, .request_id = k->id};
    int64_t started = time_mono();
    fill_request(k, arena, &req);
    if (path_parse(&cx, target_path(k), &req.path) == OK) {
        if (!answered(k, &req, &reply))
            return;
        k->response = reply_build(&reply, k->id, s->o.image_sources);
        k->status = (unsigned)reply.status;
        k->bytes = reply.fd >= 0 ? reply.fd_bytes : (int64_t)reply.body.n;
    } else {
        build_error(k, 400, "input", "请求地址无效", "invalid request path");
    }
    log_access(k, &reply, started);
    body_free(k);
    MHD_resume_connection(k->mhd);
}

/* ---- callbacks of the event threads ------------------------------------------------------ */

static enum http_method method_of(const char *text)
{
    for (int m = 0; m < HTTP_OTHER; m++)
        if (strcmp(text, http_method_text(m)) == 0)
            return m;
    return HTTP_OTHER;
}

static struct conn *conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return i ? i->socket_context : NULL;
}

static void *on_target(void *arg, const char *uri, struct MHD_Connection *mhd)
{
    struct http_server *s = arg;
    struct call *k = calloc(1, sizeof *k);
    uint64_t id;
    if (!k || !(k->target = strdup(uri)))
        abort();
    rand_bytes(&id, sizeof id);
    snprintf(k->id, sizeof k->id, "%016llx", (unsigned long long)id);
    k->server = s;
    k->mhd = mhd;
    k->conn = conn_of(mhd);
    conn_reading(s->conns, k->conn, 0, 0);
    return k;
}

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name,
                                 size_t name_n, const char *value, size_t value_n)
{
    struct call *k = arg;
    (void)kind;
    if (k->headers_n == HTTP_HEADERS_MAX) {
        k->headers_over = true;
        return MHD_NO;
    }
    k->headers[k->headers_n++] = (struct http_header){
        .name = {.p = name, .n = name_n},
        .value = {.p = value ? value : "", .n = value ? value_n : 0},
    };
    return MHD_YES;
}

/* Header is whole, nothing of the body was read yet. */
static enum MHD_Result on_first(struct call *k, const char *method, const char *version)
{
    struct http_server *s = k->server;
    k->method = method_of(method);
    k->state = CALL_BODY;
    MHD_get_connection_values_n(k->mhd, MHD_HEADER_KIND, on_header, k);
    if (k->headers_over)
        return refuse(k, 431, "input", "请求头太多", "too many header fields");
    const char *why = guard_reason(k->method, str_c(version), k->headers, k->headers_n);
    if (why)
        return refuse(k, 400, "input", "请求格式有误", why);
    if (k->method == HTTP_OTHER)
        return refuse(k, 501, "input", "不支持的方法", "unknown method");
    int64_t length = guard_length(k->headers, k->headers_n);
    k->body_max = s->o.limit(k->method, target_path(k), s->o.arg);
    if (length > 0 && (uint64_t)length > k->body_max)
        return refuse(k, 413, "too_large", "内容太大", "body too large");
    conn_reading(s->conns, k->conn, length, (int64_t)k->body_max);
    return MHD_YES;
}

static bool body_grow(struct call *k, size_t need)
{
    struct http_server *s = k->server;
    size_t cap = k->body_cap ? k->body_cap : BODY_STEP;
    while (cap < need)
        cap *= 2;
    size_t more = cap - k->body_cap;
    if (atomic_fetch_add(&s->bodies, more) + more > s->o.bodies_max) {
        atomic_fetch_sub(&s->bodies, more);
        return false;
    }
    char *p = realloc(k->body, cap);
    if (!p)
        abort();
    k->body = p;
    k->body_cap = cap;
    return true;
}

/* A suspended call that is to be looked at; wait_fn, too. */
static void to_worker(void *job, void *arg)
{
    struct call *k = job;
    struct http_server *s = arg;
    if (pool_put(s->pool, k))
        return;
    build_error(k, 503, "busy", "系统繁忙，请稍后再试", "busy, please try again shortly");
    if (k->response)
        reply_header(k->response, "Retry-After", "2");
    MHD_resume_connection(k->mhd);
}

/* Too much in chunks cannot be answered before its end; a little more is read and dropped. */
static enum MHD_Result on_data(struct call *k, const char *data, size_t *n)
{
    size_t got = *n;
    *n = 0;
    if (k->state != CALL_BODY)
        return MHD_YES;
    if (k->body_over || got > k->body_max - k->body_n) {
        k->body_over = true;
        k->body_n += got;
        return k->body_n > 4 * k->body_max + BODY_STEP ? MHD_NO : MHD_YES;
    }
    if (k->body_n + got >= k->body_cap && !body_grow(k, k->body_n + got + 1))
        return MHD_NO;
    memcpy(k->body + k->body_n, data, got);
    k->body_n += got;
    k->body[k->body_n] = '\0';
    return MHD_YES;
}

static enum MHD_Result on_whole(struct call *k)
{
    struct http_server *s = k->server;
    if (k->body_over)
        return refuse(k, 413, "too_large", "内容太大", "body too large");
    k->state = CALL_QUEUED;
    k->wait_until = time_mono() + HTTP_WAIT_MS;
    conn_working(s->conns, k->conn);
    /* Suspended first: a worker may be done before this function returns. */
    MHD_suspend_connection(k->mhd);
    to_worker(k, s);
    return MHD_YES;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *n, void **req)
{
    struct call *k = *req;
    (void)arg;
    (void)mhd;
    (void)url;
    if (!k)
        return MHD_NO;
    if (k->state == CALL_NEW)
        return on_first(k, method, version);
    if (*n > 0)
        return on_data(k, data, n);
    if (k->state == CALL_BODY)
        return on_whole(k);
    if (k->state == CALL_QUEUED)
        return send_reply(k);
    return MHD_YES;
}

static void on_completed(void *arg, struct MHD_Connection *mhd, void **req,
                         enum MHD_RequestTerminationCode why)
{
    struct call *k = *req;
    (void)arg;
    (void)mhd;
    (void)why;
    if (!k)
        return;
    conn_idle(k->server->conns, k->conn);
    body_free(k);
    if (k->response)
        MHD_destroy_response(k->response);
    free(k->target);
    free(k);
    *req = NULL;
}

static void on_connection(void *arg, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct http_server *s = arg;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        conn_remove(s->conns, *context);
        *context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *peer =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[HTTP_ADDRESS] = "?";
    const struct sockaddr *a = peer->client_addr;
    socklen_t len =
        a->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    if (getnameinfo(a, len, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
        text[0] = '?';
    *context = conn_add(s->conns, fd->connect_fd, text);
}

static size_t keep_raw(void *arg, struct MHD_Connection *mhd, char *text)
{
    (void)arg;
    (void)mhd;
    return strlen(text);
}

/* ---- life -------------------------------------------------------------------------------- */

static enum err listen_failed(struct ctx *cx, const struct http_options *o, int fd)
{
    int why = errno;
    if (fd >= 0)
        close(fd);
    return fail(cx, ERR_IO, "无法监听 %s:%d：%s", "cannot listen on %s:%d: %s", o->address,
                o->port, strerror(why));
}

static enum err listen_on(struct ctx *cx, const struct http_options *o, int *out, int *port)
{
    char service[8];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *ai;
    snprintf(service, sizeof service, "%d", o->port);
    if (getaddrinfo(o->address, service, &hints, &ai) != 0)
        return fail(cx, ERR_INPUT, "监听地址无效：%s:%d", "invalid address: %s:%d", o->address,
                    o->port);
    int one = 1;
    int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool up = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
              bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, 1024) == 0;
    freeaddrinfo(ai);
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } bound = {0};
    socklen_t len = sizeof bound;
    if (!up || getsockname(fd, &bound.any, &len) != 0)
        return listen_failed(cx, o, fd);
    bool six = bound.any.sa_family == AF_INET6;
    *port = ntohs(six ? bound.v6.sin6_port : bound.v4.sin_port);
    *out = fd;
    return OK;
}

static void panic(void *arg, const char *file, unsigned line, const char *reason)
{
    char number[24];
    (void)arg;
    log_event(LOG_ERROR, "http_panic", "file", file, "line", log_num(number, line), "reason",
              reason ? reason : "-", NULL);
    abort();
}

static struct MHD_Daemon *start_daemon(struct http_server *s, int fd)
{
    MHD_set_panic_func(panic, NULL);
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL,
        on_request, s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)s->o.threads, MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->o.connections_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_LIMIT, MHD_OPTION_THREAD_STACK_SIZE,
        (size_t)THREAD_STACK, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK,
        keep_raw, NULL, MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_END);
}

enum err http_open(struct ctx *cx, const struct http_options *o, struct http_server **out)
{
    int fd = -1;
    struct http_server *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->o = *o;
    enum err e = listen_on(cx, o, &fd, &s->port);
    if (e != OK) {
        free(s);
        return e;
    }
    struct conn_limits limits = {
        .per_address_max = o->per_address_max,
        .idle_ms = o->idle_ms,
        .header_ms = o->header_ms,
        .body_rate = o->body_rate,
        .proxies = o->proxies,
        .proxies_n = o->proxies_n,
    };
    s->conns = conns_open(&limits);
    s->pool = pool_open(o->workers, o->queue_max, o->arena_max, run_call, s);
    s->waits = waits_open(s->o.waiting_max, to_worker, s);
    s->daemon = s->conns && s->pool && s->waits ? start_daemon(s, fd) : NULL;
    if (s->daemon) {
        *out = s;
        return OK;
    }
    if (s->waits)
        waits_end(s->waits);
    waits_free(s->waits);
    pool_close(s->pool);
    if (s->conns)
        conns_close(s->conns);
    close(fd);
    free(s);
    return fail(cx, ERR_IO, "无法启动服务线程", "cannot start the server's threads");
}

int http_port(const struct http_server *s)
{
    return s->port;
}

size_t http_waiting(struct http_server *s, int64_t *what, size_t max)
{
    return waits_what(s->waits, what, max);
}

void http_wake(struct http_server *s, int64_t what, uint64_t mark)
{
    waits_wake(s->waits, what, mark);
}

void http_close(struct http_server *s, int64_t grace_ms)
{
    if (!s)
        return;
    atomic_store(&s->draining, true);
    int fd = MHD_quiesce_daemon(s->daemon);
    waits_end(s->waits);
    conns_drain(s->conns, grace_ms);
    /* Nothing may be suspended when the daemon stops: the workers finish and resume all. */
    pool_close(s->pool);
    conns_drain(s->conns, grace_ms);
    MHD_stop_daemon(s->daemon);
    if (fd >= 0)
        close(fd);
    waits_free(s->waits);
    conns_close(s->conns);
    free(s);
}
