/* SPDX-License-Identifier: Apache-2.0 */
#include "http/conn.h"

#include <pthread.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/time.h"
#include "http/guard.h"

enum { WATCH_MS = 250, BUCKETS = 1024 };

enum conn_state { CONN_IDLE, CONN_READING, CONN_WORKING, CONN_WRITING };

struct conn {
    struct conn *prev, *next;
    int fd;
    enum conn_state state;
    int64_t deadline; /* monotonic ms, 0 = none */
    bool counted;
    char peer[HTTP_ADDRESS];
};

/* Connections of one address. */
struct address {
    struct address *next;
    int n;
    char text[HTTP_ADDRESS];
};

struct conns {
    struct conn_limits limits;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t watchdog;
    bool stop;
    struct conn *first;
    int busy; /* not idle */
    struct address *addresses[BUCKETS];
};

static void *must_alloc(size_t n)
{
    void *p = calloc(1, n);
    if (!p)
        abort();
    return p;
}

static struct address **address_slot(struct conns *c, const char *text)
{
    uint32_t h = 2166136261u;
    for (const char *p = text; *p; p++)
        h = (h ^ (unsigned char)*p) * 16777619u;
    struct address **at = &c->addresses[h % BUCKETS];
    while (*at && strcmp((*at)->text, text) != 0)
        at = &(*at)->next;
    return at;
}

/* How many connections the address has now, this one included. */
static int address_enter(struct conns *c, const char *text)
{
    struct address **at = address_slot(c, text);
    if (!*at) {
        *at = must_alloc(sizeof **at);
        memcpy((*at)->text, text, HTTP_ADDRESS);
    }
    return ++(*at)->n;
}

static void address_leave(struct conns *c, const char *text)
{
    struct address **at = address_slot(c, text), *a = *at;
    if (a && --a->n == 0) {
        *at = a->next;
        free(a);
    }
}

/* The socket stays open until the library closes it: its number cannot be reused before
 * conn_remove(), which takes the same lock. */
static void cut(struct conn *k)
{
    shutdown(k->fd, SHUT_RDWR);
    k->deadline = 0;
}

static void cut_late(struct conns *c, int64_t now)
{
    for (struct conn *k = c->first; k; k = k->next) {
        if (k->deadline == 0 || k->deadline > now)
            continue;
        if (k->state != CONN_IDLE)
            log_event(LOG_INFO, "http_cut", "why",
                      k->state == CONN_READING ? "request too slow" : "reply not taken", NULL);
        cut(k);
    }
}

static void wait_ms(struct conns *c, int64_t ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t ns = t.tv_nsec + ms * 1000000;
    t.tv_sec += ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    pthread_cond_timedwait(&c->changed, &c->lock, &t);
}

static void *watch(void *arg)
{
    struct conns *c = arg;
    pthread_mutex_lock(&c->lock);
    while (!c->stop) {
        cut_late(c, time_mono());
        wait_ms(c, WATCH_MS);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

struct conns *conns_open(const struct conn_limits *l)
{
    struct conns *c = must_alloc(sizeof *c);
    pthread_condattr_t attr;
    c->limits = *l;
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&c->changed, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&c->watchdog, NULL, watch, c) == 0)
        return c;
    free(c);
    return NULL;
}

void conns_close(struct conns *c)
{
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->watchdog, NULL);
    while (c->first)
        conn_remove(c, c->first);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

struct conn *conn_add(struct conns *c, int fd, const char *peer)
{
    struct conn *k = must_alloc(sizeof *k);
    k->fd = fd;
    k->deadline = time_mono() + c->limits.header_ms;
    snprintf(k->peer, sizeof k->peer, "%s", peer);
    k->counted = !guard_is_proxy(k->peer, c->limits.proxies, c->limits.proxies_n);
    pthread_mutex_lock(&c->lock);
    k->next = c->first;
    if (k->next)
        k->next->prev = k;
    c->first = k;
    if (k->counted && address_enter(c, k->peer) > c->limits.per_address_max)
        cut(k);
    pthread_mutex_unlock(&c->lock);
    return k;
}

const char *conn_peer(const struct conn *k)
{
    return k->peer;
}

static void set_state(struct conns *c, struct conn *k, enum conn_state state, int64_t deadline)
{
    pthread_mutex_lock(&c->lock);
    c->busy += (state != CONN_IDLE) - (k->state != CONN_IDLE);
    k->state = state;
    k->deadline = deadline;
    if (c->busy == 0)
        pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}

void conn_remove(struct conns *c, struct conn *k)
{
    set_state(c, k, CONN_IDLE, 0);
    pthread_mutex_lock(&c->lock);
    if (k->counted)
        address_leave(c, k->peer);
    if (k->prev)
        k->prev->next = k->next;
    else
        c->first = k->next;
    if (k->next)
        k->next->prev = k->prev;
    pthread_mutex_unlock(&c->lock);
    free(k);
}

static int64_t allowed_ms(const struct conns *c, int64_t bytes)
{
    return c->limits.header_ms + bytes * 1000 / c->limits.body_rate;
}

void conn_reading(struct conns *c, struct conn *k, int64_t length, int64_t most)
{
    int64_t bytes = length < 0 || length > most ? most : length;
    set_state(c, k, CONN_READING, time_mono() + allowed_ms(c, bytes));
}

void conn_working(struct conns *c, struct conn *k)
{
    set_state(c, k, CONN_WORKING, 0);
}

void conn_writing(struct conns *c, struct conn *k, int64_t bytes)
{
    set_state(c, k, CONN_WRITING, time_mono() + allowed_ms(c, bytes));
}

void conn_idle(struct conns *c, struct conn *k)
{
    set_state(c, k, CONN_IDLE, time_mono() + c->limits.idle_ms);
}

void conns_drain(struct conns *c, int64_t grace_ms)
{
    int64_t until = time_mono() + grace_ms;
    pthread_mutex_lock(&c->lock);
    while (c->busy > 0 && time_mono() < until)
        wait_ms(c, WATCH_MS);
    for (struct conn *k = c->first; k; k = k->next)
        if (k->state != CONN_WORKING)
            cut(k);
    pthread_mutex_unlock(&c->lock);
}
