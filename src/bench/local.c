/* SPDX-License-Identifier: Apache-2.0
 * Requests handed to the interface without a network: all that a request costs but sockets.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "bench/impl.h"
#include "core/org.h"

enum { REQUEST_ARENA = 64 * 1024 * 1024 };

/* ---- threads that send ---- */

struct sender {
    struct bench *b;
    const struct local_run *r;
    struct script script;
    struct arena *arena;
    atomic_int_fast64_t *left; /* operations */
    int64_t until;             /* ns */
    struct times times;
    int64_t done;
    char trouble[TROUBLE_BYTES];
};

static void trouble(struct sender *s, const struct http_reply *reply)
{
    (void)snprintf(s->trouble, sizeof s->trouble, "%s: %d %.*s", script_step_name(&s->script),
                   reply->status, (int)(reply->body.n < 300 ? reply->body.n : 300),
                   reply->body.p ? reply->body.p : "");
}

static bool one_operation(struct sender *s)
{
    enum took took = TOOK_MORE;
    int64_t spent = 0;
    if (s->r->partly)
        s->script.stop = 1 + (int)dice_below(&s->script.dice, LIFE_STEPS);
    while (took == TOOK_MORE) {
        struct ask q;
        struct http_reply reply;
        script_ask(&s->script, &q);
        arena_reset(s->arena);
        int64_t from = machine_ns();
        inside_send(s->b->api, s->arena, &q, &reply);
        spent += machine_ns() - from;
        took = script_took(&s->script, reply.status, reply.body);
        if (took == TOOK_WRONG)
            trouble(s, &reply);
    }
    times_add(&s->times, spent);
    return took == TOOK_DONE;
}

static void *sender_run(void *arg)
{
    struct sender *s = arg;
    while (machine_ns() < s->until && atomic_fetch_sub(s->left, 1) > 0 && one_operation(s))
        s->done++;
    return NULL;
}

static void sender_init(struct sender *s, struct bench *b, const struct local_run *r)
{
    *s = (struct sender){.b = b, .r = r, .arena = arena_open(REQUEST_ARENA)};
    script_init(&s->script, r->kind, b->ground, arena_open(REQUEST_ARENA), ++b->seed);
    s->until = r->operations ? INT64_MAX : machine_ns() + (int64_t)(r->seconds * 1e9);
    s->times = (struct times){.p = b->times.p, .cap = r->threads > 1 ? 0 : b->times.cap};
}

void local_until(struct bench *b, struct searching *g)
{
    const struct timespec pause = {.tv_nsec = g->pause_ms * 1000000L};
    const struct local_run r = {.kind = g->kind, .threads = 1};
    struct sender s = {.b = b, .r = &r, .arena = arena_open(REQUEST_ARENA), .times = g->times};
    script_init(&s.script, g->kind, b->ground, arena_open(REQUEST_ARENA), g->seed);
    while (!atomic_load(g->over) && !s.trouble[0]) {
        (void)one_operation(&s);
        nanosleep(&pause, NULL);
    }
    g->times = s.times;
    memcpy(g->trouble, s.trouble, sizeof g->trouble);
    arena_close(s.script.arena);
    arena_close(s.arena);
}

static enum err sender_end(struct sender *s, int64_t *done)
{
    struct ctx *cx = s->b->cx;
    *done += s->done;
    if (s->r->threads == 1)
        s->b->times.n = s->times.n;
    arena_close(s->arena);
    arena_close(s->script.arena);
    if (!s->trouble[0])
        return OK;
    return fail(cx, ERR_BUG, "不是预期的答复：%s", "not the answer that was expected: %s",
                s->trouble);
}

enum err local_run(struct bench *b, const struct local_run *r, int64_t *done)
{
    pthread_t threads[CONNECTIONS];
    struct sender *s = NEWS(b->cx->arena, struct sender, (size_t)r->threads);
    atomic_int_fast64_t left = r->operations ? r->operations : INT64_MAX;
    enum err e = OK;
    int started = 0;
    *done = 0;
    for (int i = 0; i < r->threads; i++) {
        sender_init(&s[i], b, r);
        s[i].left = &left;
    }
    if (r->threads == 1)
        sender_run(&s[0]);
    while (r->threads > 1 && started < r->threads &&
           pthread_create(&threads[started], NULL, sender_run, &s[started]) == 0)
        started++;
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < r->threads; i++) {
        enum err one = sender_end(&s[i], done);
        e = e == OK ? one : e;
    }
    if (e == OK && r->threads > 1 && started == 0)
        e = fail(b->cx, ERR_IO, "无法启动线程", "no thread could be started");
    return e;
}

/* ---- the ground: who sends, about which places ---- */

static enum err passes_open(struct bench *b)
{
    for (size_t i = 0; i < CAST_HANDLER; i++)
        TRY(inside_enter(b->cx, cast_logins[i], &b->ground->passes[i]));
    for (size_t i = 0; i < LEADS; i++) {
        const struct unit *u = org_unit_code(b->cx->app->org, str_c(leads[i].unit));
        if (!u)
            return fail(b->cx, ERR_CONFLICT, "这不是示例区的登记库：没有单位 %s",
                        "not a register of the demo district: there is no unit %s",
                        leads[i].unit);
        b->ground->lead_units[i] = u->id;
        struct inside_pass *two = &b->ground->passes[CAST_HANDLER + 2 * i];
        TRY(inside_enter(b->cx, leads[i].handler, &two[0]));
        TRY(inside_enter(b->cx, leads[i].head, &two[1]));
    }
    return OK;
}

static void places_find(struct bench *b)
{
    const struct place *places = NULL;
    struct ground *g = b->ground;
    size_t n = org_places(b->cx->app->org, &places);
    for (size_t i = 0; i < n && g->places_n < PLACES_MOST; i++) {
        if (places[i].kind != PLACE_COMMUNITY || places[i].name.n >= NAME_BYTES)
            continue;
        g->places[g->places_n].id = places[i].id;
        memcpy(g->places[g->places_n++].name, places[i].name.p, places[i].name.n);
    }
    g->root_unit = b->cx->app->root_unit;
}

/* What version each step of a life finds: seen once in a dossier, the same ever after. */
static enum err versions_learn(struct bench *b)
{
    struct ctx *cx = b->cx;
    struct arena *a = arena_open(REQUEST_ARENA);
    struct script s;
    enum took took = TOOK_MORE;
    enum err e = OK;
    script_init(&s, SCRIPT_LIFE, b->ground, arena_open(REQUEST_ARENA), ++b->seed);
    while (took == TOOK_MORE && e == OK) {
        const char *token = NULL, *subject = script_subject(&s, &token);
        struct http_reply reply;
        struct ask look = {.path = str_c(subject), .token = token, .csrf = ""}, q;
        const char *name = script_step_name(&s);
        if (subject) {
            inside_send(b->api, a, &look, &reply);
            for (size_t i = 0; i < reply.headers_n; i++)
                if (str_eq_c(reply.headers[i].name, "ETag") &&
                    !str_i64(str_sub(reply.headers[i].value, 1, reply.headers[i].value.n - 2),
                             &b->ground->versions[s.step]))
                    e = ERR_BUG;
        }
        script_ask(&s, &q);
        inside_send(b->api, a, &q, &reply);
        took = script_took(&s, reply.status, reply.body);
        if (took == TOOK_WRONG || e != OK)
            e = fail(cx, ERR_BUG, "“%s”没有办成：%.*s", "%s was refused: %.*s", name,
                     STR_ARG(reply.body));
        arena_reset(a);
    }
    arena_close(s.arena);
    arena_close(a);
    return e;
}

enum err local_open(struct bench *b)
{
    TRY(passes_open(b));
    places_find(b);
    return versions_learn(b);
}

/* ---- measuring ---- */

enum { WARM_UP = 20 };

static enum err measure_one(struct bench *b, enum script_kind kind)
{
    struct local_run r = {.kind = kind, .threads = 1, .operations = WARM_UP};
    const char *name = enum_text(&script_names, (int)kind);
    int64_t done = 0;
    if (!bench_wants(b, name))
        return OK;
    if (!b->o->operations)
        TRY(local_run(b, &r, &done));
    r.operations = b->o->operations;
    r.seconds = b->o->seconds;
    struct cpu before = machine_cpu(b->server);
    int64_t from = machine_ns();
    TRY(local_run(b, &r, &done));
    int64_t ns = machine_ns() - from;
    struct figure *f =
        figure_add(b, WAY_LOCAL, name, enum_label(&script_names, (int)kind, LANG_ZH),
                   enum_label(&script_names, (int)kind, LANG_EN));
    figure_set(b, f, done, ns, before, machine_cpu(b->server));
    return OK;
}

enum err local_measure(struct bench *b)
{
    for (int kind = SCRIPT_BARE; kind < SCRIPT__MAX; kind++)
        TRY(measure_one(b, (enum script_kind)kind));
    return totals_measure(b);
}
