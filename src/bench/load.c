/* SPDX-License-Identifier: Apache-2.0
 * The process that sends: a child, so that what it costs is not counted as the server's. It
 * shares one piece of memory with its parent and is woken by a byte on a socket.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/impl.h"

enum { ANSWER_BYTES = 512 * 1024, REQUEST_ARENA = 4 * 1024 * 1024, TICK_MS = 1 };

struct shared {
    struct load_job job;
    struct load_done done;
    struct ground ground;
    size_t times_n;
    uint32_t times[TIMES_MAX];
};

struct load {
    struct shared *shared;
    struct times times;
    int wake;
    pid_t child;
};

/* ---- one connection ---- */

struct line {
    int fd;
    struct script script;
    struct arena *arena; /* of the request's text */
    struct str out;      /* what is still to be sent */
    char *in;
    size_t in_n;
    bool busy;
    int64_t from; /* when the operation was due, ns */
    uint64_t serial;
};

struct sending {
    struct shared *sh;
    struct line lines[CONNECTIONS];
    int epoll;
    int64_t started, until, due; /* ns; due: of the next operation, with a rate */
    int64_t gap;                 /* ns between operations; 0: no rate */
    bool broken;
};

static void broke(struct sending *s, const char *what, struct str detail)
{
    if (!s->broken)
        (void)snprintf(s->sh->done.trouble, sizeof s->sh->done.trouble, "%s: %.*s", what,
                       (int)(detail.n < 300 ? detail.n : 300), detail.p ? detail.p : "");
    s->broken = true;
}

static void request_text(struct line *l)
{
    struct ask q;
    struct buf b;
    script_ask(&l->script, &q);
    arena_reset(l->arena);
    buf_init(&b, l->arena, REQUEST_ARENA / 4);
    buf_fmt(&b, "%s %.*s%s%.*s HTTP/1.1\r\nHost: 127.0.0.1\r\n", q.post ? "POST" : "GET",
            STR_ARG(q.path), q.query.n ? "?" : "", STR_ARG(q.query));
    if (q.token)
        buf_fmt(&b, "Cookie: hy_s=%s\r\nX-CSRF-Token: %s\r\n", q.token, q.csrf);
    if (q.keyed)
        buf_fmt(&b, "Idempotency-Key: %016llx%016llx\r\n",
                (unsigned long long)dice_next(&l->script.dice),
                (unsigned long long)l->serial++);
    if (q.if_match)
        buf_fmt(&b, "If-Match: \"%lld\"\r\n", (long long)q.if_match);
    if (q.post)
        buf_fmt(&b, "Content-Type: application/json\r\nContent-Length: %zu\r\n", q.body.n);
    buf_c(&b, "\r\n");
    buf_str(&b, q.body);
    l->out = buf_done(&b);
    l->in_n = 0;
}

static void push(struct sending *s, struct line *l)
{
    while (l->out.n > 0) {
        ssize_t n = send(l->fd, l->out.p, l->out.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            broke(s, "send", str_c(strerror(errno)));
            return;
        }
        l->out = str_sub(l->out, (size_t)n, l->out.n - (size_t)n);
    }
}

/* The next operation, when one is due. */
static void begin(struct sending *s, struct line *l, int64_t now)
{
    l->busy = now < s->until && (!s->gap || s->due <= now);
    if (!l->busy)
        return;
    l->from = s->gap ? s->due : now;
    s->due += s->gap;
    request_text(l);
    push(s, l);
}

/* A whole answer in l->in? Bytes of its head and of its body. */
static bool whole(const struct line *l, size_t *head, size_t *body)
{
    const char *end = memmem(l->in, l->in_n, "\r\n\r\n", 4);
    if (!end)
        return false;
    const char *at = strcasestr(l->in, "\r\nContent-Length:");
    *head = (size_t)(end - l->in) + 4;
    *body = at && at < end ? (size_t)strtoul(at + 17, NULL, 10) : 0;
    return l->in_n >= *head + *body;
}

static void answered(struct sending *s, struct line *l, int status, struct str body)
{
    struct load_done *d = &s->sh->done;
    int64_t now = machine_ns();
    d->requests++;
    if (status == 503) { /* refused, and said so: tried again as a browser would */
        d->refused++;
        request_text(l);
        push(s, l);
        return;
    }
    const char *name = script_step_name(&l->script);
    enum took took = script_took(&l->script, status, body);
    if (took == TOOK_WRONG)
        broke(s, name, body);
    if (took == TOOK_MORE) {
        request_text(l);
        push(s, l);
        return;
    }
    if (now <= s->until) {
        struct times t = {.p = s->sh->times, .n = s->sh->times_n, .cap = TIMES_MAX};
        times_add(&t, now - l->from);
        s->sh->times_n = t.n;
        d->operations++;
    }
    begin(s, l, now);
}

static void readable(struct sending *s, struct line *l)
{
    size_t head = 0, body = 0;
    ssize_t n = recv(l->fd, l->in + l->in_n, ANSWER_BYTES - 1 - l->in_n, 0);
    if (n <= 0) {
        broke(s, "recv", str_c(n == 0 ? "closed" : strerror(errno)));
        return;
    }
    l->in_n += (size_t)n;
    l->in[l->in_n] = '\0';
    if (!whole(l, &head, &body))
        return;
    answered(s, l, (int)strtol(l->in + strlen("HTTP/1.1 "), NULL, 10),
             (struct str){l->in + head, body});
}

/* ---- one job ---- */

static bool line_open(struct sending *s, struct line *l)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)s->sh->job.port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct epoll_event e = {.events = EPOLLIN, .data = {.ptr = l}};
    int one = 1;
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    l->arena = arena_open(REQUEST_ARENA);
    l->in = malloc(ANSWER_BYTES);
    if (l->fd < 0 || !l->in || connect(l->fd, (struct sockaddr *)&to, sizeof to) != 0 ||
        setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
        epoll_ctl(s->epoll, EPOLL_CTL_ADD, l->fd, &e) != 0) {
        broke(s, "connect", str_c(strerror(errno)));
        return false;
    }
    return true;
}

static void line_close(struct line *l)
{
    if (l->fd > 0)
        close(l->fd);
    arena_close(l->arena);
    arena_close(l->script.arena);
    free(l->in);
}

static bool any_busy(const struct sending *s)
{
    for (int i = 0; i < s->sh->job.connections; i++)
        if (s->lines[i].busy)
            return true;
    return false;
}

/* Operations that are due go to whoever is idle. */
static void feed(struct sending *s)
{
    int64_t now = machine_ns();
    for (int i = 0; i < s->sh->job.connections && s->due <= now; i++)
        if (!s->lines[i].busy)
            begin(s, &s->lines[i], now);
}

static void send_all(struct sending *s)
{
    struct epoll_event events[CONNECTIONS];
    s->started = s->due = machine_ns();
    s->until = s->started + (int64_t)(s->sh->job.seconds * 1e9);
    feed(s);
    while (!s->broken && (machine_ns() < s->until || any_busy(s))) {
        int n = epoll_wait(s->epoll, events, CONNECTIONS, TICK_MS);
        for (int i = 0; i < n && !s->broken; i++)
            readable(s, events[i].data.ptr);
        if (s->gap)
            feed(s);
    }
}

static void job_run(struct shared *sh)
{
    struct sending *s = calloc(1, sizeof *s);
    const struct load_job *j = &sh->job;
    if (!s)
        abort();
    sh->done = (struct load_done){0};
    sh->times_n = 0;
    s->sh = sh;
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    s->gap = j->rate > 0 ? (int64_t)(1e9 / j->rate) : 0;
    for (int i = 0; i < j->connections && !s->broken; i++) {
        struct line *l = &s->lines[i];
        uint64_t seed = j->seed * 1000 + (uint64_t)i;
        script_init(&l->script, j->kind, &sh->ground, arena_open(REQUEST_ARENA), seed);
        l->serial = (uint64_t)machine_ns(); /* no key of an earlier run comes again */
        line_open(s, l);
    }
    if (!s->broken)
        send_all(s);
    sh->done.ns = machine_ns() - s->started;
    if (sh->done.ns > (int64_t)(j->seconds * 1e9))
        sh->done.ns = (int64_t)(j->seconds * 1e9);
    for (int i = 0; i < j->connections; i++)
        line_close(&s->lines[i]);
    close(s->epoll);
    free(s);
}

/* ---- parent and child ---- */

static void child_run(struct shared *sh, int wake)
{
    char c = 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (read(wake, &c, 1) == 1) {
        job_run(sh);
        if (write(wake, &c, 1) != 1)
            break;
    }
    _exit(0);
}

struct load *load_start(bool child)
{
    int ends[2];
    struct load *l = calloc(1, sizeof *l);
    void *p = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (!l || p == MAP_FAILED ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        free(l);
        return NULL;
    }
    l->shared = p;
    l->wake = ends[0];
    l->child = child ? fork() : 0;
    if (child && l->child == 0) {
        close(ends[0]);
        child_run(l->shared, ends[1]);
    }
    close(ends[1]);
    if (l->child >= 0)
        return l;
    load_stop(l);
    return NULL;
}

void load_stop(struct load *l)
{
    if (!l)
        return;
    close(l->wake); /* the child reads its end and leaves */
    if (l->child > 0)
        waitpid(l->child, NULL, 0);
    munmap(l->shared, sizeof *l->shared);
    free(l);
}

struct ground *load_ground(struct load *l)
{
    return &l->shared->ground;
}

struct times *load_times(struct load *l)
{
    l->times = (struct times){.p = l->shared->times, .n = l->shared->times_n, .cap = TIMES_MAX};
    return &l->times;
}

enum err load_run(struct ctx *cx, struct load *l, const struct load_job *job,
                  struct load_done *out)
{
    char c = 'g';
    l->shared->job = *job;
    if (write(l->wake, &c, 1) != 1 || read(l->wake, &c, 1) != 1)
        return fail(cx, ERR_IO, "发送请求的进程已退出", "the process that sends has ended");
    *out = l->shared->done;
    if (!out->trouble[0])
        return OK;
    return fail(cx, ERR_BUG, "不是预期的答复：%s", "not the answer that was expected: %s",
                out->trouble);
}
