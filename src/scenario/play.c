/* SPDX-License-Identifier: Apache-2.0
 * The people of a scenario at work: one act after the other, in the order of their hours.
 */
#include "scenario/impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/actor.h"
#include "core/calendar.h"
#include "loop/tick.h"

/* ---- the hours ---- */

/* Between eight and eight, Beijing time; what falls into the night happens the next morning. */
static int64_t office_hour(struct dice *d, int64_t at)
{
    int64_t day = time_day(at), from = time_day_start(day);
    int64_t minutes = (at - from) / MS_PER_MINUTE;
    if (minutes >= (int64_t)OFFICE_CLOSES * 60)
        from = time_day_start(day + 1);
    else if (minutes >= (int64_t)OFFICE_OPENS * 60)
        return at;
    return from + ((int64_t)OFFICE_OPENS * 60 + dice_below(d, 120)) * (int64_t)MS_PER_MINUTE +
           dice_below(d, MS_PER_MINUTE);
}

static int64_t later(struct play *p, int64_t at, double hours)
{
    double drawn = hours * (0.4 + 1.2 * dice_unit(&p->dice)) * MS_PER_HOUR;
    return office_hour(&p->dice, at + 1000 + (int64_t)drawn);
}

void clock_set(struct play *p, int64_t at)
{
    p->cx->app->clock_offset_ms = at - time_wall();
}

/* ---- the order of acts ---- */

static bool before(const struct play *p, size_t a, size_t b)
{
    return p->lives[a].at < p->lives[b].at;
}

static void heap_sink(struct play *p, size_t i)
{
    for (;;) {
        size_t least = i, left = 2 * i + 1;
        for (size_t k = left; k < left + 2 && k < p->heap_n; k++)
            if (before(p, p->heap[k], p->heap[least]))
                least = k;
        if (least == i)
            return;
        size_t swap = p->heap[i];
        p->heap[i] = p->heap[least];
        p->heap[least] = swap;
        i = least;
    }
}

static void heap_make(struct play *p)
{
    p->heap = NEWS(p->cx->arena, size_t, p->lives_n + 1);
    p->heap_n = p->lives_n;
    for (size_t i = 0; i < p->lives_n; i++)
        p->heap[i] = i;
    for (size_t i = p->heap_n / 2; i-- > 0;)
        heap_sink(p, i);
}

/* ---- who ---- */

static const char *stem(const struct unit *u)
{
    const char *dash = strchr(u->code.p, '-');
    return dash ? dash + 1 : u->code.p;
}

const char *local_login(struct play *p, size_t community, const char *who)
{
    static const struct {
        const char *who;
        bool street;
        int nth;
    } local[] = {{"secretary", false, 1},
                 {"grid", false, 2},
                 {"street_head", true, 1},
                 {"street", true, 2},
                 {"street_clerk", true, 3}};
    const struct unit *home = p->communities[community];
    for (size_t i = 0; i < COUNT(local); i++)
        if (strcmp(who, local[i].who) == 0)
            return str_fmt(p->arena, "%s%d",
                           stem(local[i].street ? org_unit(p->cx->app->org, home->parent_id)
                                                : home),
                           local[i].nth)
                .p;
    return who;
}

static const char *login_of(struct play *p, const struct life *l, const char *who)
{
    if (strcmp(who, "handler") == 0)
        return leads[l->lead].handler;
    if (strcmp(who, "head") == 0)
        return leads[l->lead].head;
    return local_login(p, l->community, who);
}

enum err pass_of(struct play *p, const char *login, const struct inside_pass **out)
{
    for (size_t i = 0; i < p->seats_n; i++)
        if (strcmp(p->seats[i].login, login) == 0) {
            *out = &p->seats[i].pass;
            return OK;
        }
    if (p->seats_n == PASSES_MOST || strlen(login) >= LOGIN_BYTES)
        return fail(p->cx, ERR_BUG, "%s", "%s", login);
    struct seat *d = &p->seats[p->seats_n];
    TRY(inside_enter(p->cx, login, &d->pass));
    memcpy(d->login, login, strlen(login) + 1);
    *out = &d->pass;
    p->seats_n++;
    return OK;
}

/* ---- what ---- */

static struct str id_text(struct play *p, int64_t id)
{
    return str_fmt(p->arena, "%" PRId64, id);
}

static struct str said(struct play *p, const struct life *l)
{
    struct buf b;
    const struct place *place =
        org_place(p->cx->app->org, p->communities[l->community]->place_id);
    buf_init(&b, p->arena, BODY_MOST);
    words_put(&b, &p->dice, l->topic, place->name);
    return buf_done(&b);
}

static struct str kind_drawn(struct play *p)
{
    static const char *const kinds[] = {"personal", "personal",   "personal", "suggestion",
                                        "consult",  "collective", "other"};
    return str_c(kinds[dice_below(&p->dice, COUNT(kinds))]);
}

static enum err meant(struct play *p, const struct life *l, const char *name, struct str *out)
{
    const struct unit *home = p->communities[l->community];
    *out = STR("");
    if (strcmp(name, "$words") == 0)
        *out = said(p, l);
    else if (strcmp(name, "$place") == 0)
        *out = id_text(p, home->place_id);
    else if (strcmp(name, "$name") == 0)
        *out = words_name(p->arena, &p->dice);
    else if (strcmp(name, "$phone") == 0)
        *out = words_phone(p->arena, &p->dice);
    else if (strcmp(name, "$kind") == 0)
        *out = kind_drawn(p);
    else if (strcmp(name, "$class") == 0)
        *out = str_c(l->topic->class);
    else if (strcmp(name, "$title") == 0)
        *out = str_c(l->topic->title);
    else if (strcmp(name, "$community") == 0)
        *out = id_text(p, home->id);
    else if (strcmp(name, "$street") == 0)
        *out = id_text(p, home->parent_id);
    else if (strcmp(name, "$lead") == 0)
        *out = id_text(p, org_unit_code(p->cx->app->org, str_c(leads[l->lead].unit))->id);
    else if (strcmp(name, "$visit") == 0)
        *out = l->visit;
    else if (strcmp(name, "$poster") == 0)
        *out = str_c(p->posters[l->community]);
    else if (strcmp(name, "$campaign") == 0)
        *out = str_c(p->run->scenario->campaign.code);
    else if (strcmp(name, "$matter") == 0)
        *out = str_c(l->matter);
    return out->n ? OK : fail(p->cx, ERR_INPUT, "不认识 %s", "%s means nothing", name);
}

static enum err body_make(struct play *p, const struct life *l, json_t *given, struct str *out)
{
    const char *key = NULL;
    json_t *value = NULL;
    struct buf b;
    struct json w;
    buf_init(&b, p->arena, BODY_MOST);
    json_init(&w, &b);
    json_obj(&w);
    json_object_foreach(given, key, value)
    {
        const char *text = json_string_value(value);
        struct str s = str_c(text ? text : "");
        if (text && text[0] == '$')
            TRY(meant(p, l, text, &s));
        json_kstr(&w, key, s);
    }
    json_obj_end(&w);
    *out = buf_done(&b);
    return OK;
}

/* ---- one act ---- */

enum err asked(struct play *p, const char *login, struct ask *q, int status,
               struct http_reply *reply)
{
    const struct inside_pass *pass = NULL;
    if (login)
        TRY(pass_of(p, login, &pass));
    q->keyed = q->post;
    q->token = pass ? pass->token : NULL;
    q->csrf = pass ? pass->csrf : NULL;
    inside_send(p->run->api, p->arena, q, reply);
    return reply->status == status
               ? OK
               : fail(p->cx, ERR_BUG, "%s 办不成 %.*s：%d %.*s", "%s was refused %.*s: %d %.*s",
                      login ? login : "-", STR_ARG(q->path), reply->status,
                      (int)(reply->body.n < 400 ? reply->body.n : 400),
                      reply->body.p ? reply->body.p : "");
}

int64_t version_of(const struct http_reply *reply)
{
    int64_t v = 0;
    for (size_t i = 0; i < reply->headers_n; i++)
        if (str_eq_c(reply->headers[i].name, "ETag") &&
            !str_i64(str_sub(reply->headers[i].value, 1, reply->headers[i].value.n - 2), &v))
            v = 0;
    return v;
}

static void keep(char *out, struct str s)
{
    if (s.p && s.n < NUM_BYTES) {
        memcpy(out, s.p, s.n);
        out[s.n] = '\0';
    }
}

/* What this program wrote: looked up, not parsed. */
struct str member(const struct http_reply *reply, const char *name)
{
    struct str v = {0};
    if (!json_member(reply->body, name, &v) || v.n < 2)
        return (struct str){0};
    return str_sub(v, 1, v.n - 2); /* its quotes */
}

static enum err receive(struct play *p, struct life *l, const struct deed *a)
{
    bool joined = a->on == ON_JOINED;
    const struct way *way = joined ? l->joined_way : l->way;
    const char *login = strcmp(way->who, "citizen") == 0 ? NULL : login_of(p, l, way->who);
    struct ask q = {.post = true, .path = STR("/api/v1/demands")};
    struct http_reply reply;
    if (way->visits)
        TRY(visit_met(p, l->community, login, l->at, &l->visit));
    TRY(body_make(p, l, way->body, &q.body));
    TRY(asked(p, login, &q, 201, &reply));
    keep(joined ? l->joined : l->num, member(&reply, "num"));
    return OK;
}

static struct str subject_path(struct play *p, const struct life *l, const struct deed *a)
{
    switch (a->on) {
    case ON_DEMAND:
        return str_fmt(p->arena, "/api/v1/demands/%s", l->num);
    case ON_JOINED:
        return str_fmt(p->arena, "/api/v1/demands/%s", l->joined);
    case ON_MATTER:
        return str_fmt(p->arena, "/api/v1/matters/%s", l->matter);
    case ON_TASK:
        break;
    }
    return str_fmt(p->arena, "/api/v1/tasks/%s-1", l->matter);
}

/* As people do it: look at the dossier, act on what was seen. */
static enum err step(struct play *p, struct life *l, const struct deed *a)
{
    const char *login = login_of(p, l, a->who);
    struct ask look = {.path = subject_path(p, l, a)}, q = {.post = true};
    struct http_reply reply;
    TRY(asked(p, login, &look, 200, &reply));
    q.path = str_fmt(p->arena, "%.*s/%s", STR_ARG(look.path), a->name);
    q.if_match = version_of(&reply);
    TRY(body_make(p, l, a->body, &q.body));
    TRY(asked(p, login, &q, 200, &reply));
    if (strcmp(a->name, "open-matter") == 0)
        keep(l->matter, member(&reply, "created"));
    return OK;
}

static enum err act_do(struct play *p, struct life *l)
{
    const struct deed *a = &l->route->acts[l->act];
    if (a->on == ON_JOINED && !l->joined_way)
        return OK;
    p->run->acts++;
    return strcmp(a->name, "receive") == 0 ? receive(p, l, a) : step(p, l, a);
}

/* ---- who comes, when, with what ---- */

static void shuffle(struct dice *d, size_t *v, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)dice_below(d, (int64_t)i), swap = v[i - 1];
        v[i - 1] = v[k];
        v[k] = swap;
    }
}

/* n[k] times k, in any order. */
static size_t *drawn(struct play *p, size_t kinds, const int64_t *n, size_t total)
{
    size_t *v = NEWS(p->cx->arena, size_t, total + 1), at = 0;
    for (size_t k = 0; k < kinds; k++)
        for (int64_t i = 0; i < n[k]; i++)
            v[at++] = k;
    shuffle(&p->dice, v, at);
    return v;
}

static const struct topic *topic_of(struct play *p, const struct route *r)
{
    enum { TRIES = 1000 };
    const struct topic *t = topic_throw(&p->dice);
    for (int i = 0; i < TRIES && r->classes; i++, t = topic_throw(&p->dice))
        for (size_t k = 0; k < json_array_size(r->classes); k++)
            if (str_eq_c(str_c(json_string_value(json_array_get(r->classes, k))), t->class))
                return t;
    return t;
}

static void life_init(struct play *p, struct life *l, const struct route *r,
                      const struct way *way)
{
    double span = (double)(p->run->scenario->collect_days * (int64_t)MS_PER_DAY);
    *l = (struct life){.route = r, .way = way, .topic = topic_of(p, r)};
    l->community = (size_t)dice_zipf(&p->dice, 32) * p->communities_n / 48 +
                   (size_t)dice_below(&p->dice, (int64_t)(p->communities_n / 3 + 1));
    l->community %= p->communities_n;
    for (l->lead = 0; strcmp(leads[l->lead].unit, l->topic->unit) != 0; l->lead++)
        ;
    l->at = office_hour(&p->dice, p->begins_at + (int64_t)(dice_unit(&p->dice) * span));
}

/* The demands that join are the last ones drawn for the routes that take them in. */
static void lives_draw(struct play *p)
{
    const struct scenario *s = p->run->scenario;
    int64_t *n = NEWS(p->cx->arena, int64_t, s->routes_n + s->ways_n);
    size_t total = (size_t)s->demands, at = 0;
    int64_t joined = s->joined, to_join = s->joined;
    for (size_t i = 0; i < s->ways_n; i++)
        n[i] = s->ways[i].n;
    size_t *ways = drawn(p, s->ways_n, n, total);
    for (size_t i = 0; i < s->routes_n; i++) {
        n[i] = s->routes[i].n;
        if (s->routes[i].hosts && joined) {
            n[i] -= joined;
            joined = 0;
        }
    }
    p->lives_n = total - (size_t)s->joined;
    size_t *routes = drawn(p, s->routes_n, n, p->lives_n);
    p->lives = NEWS(p->cx->arena, struct life, p->lives_n + 1);
    for (size_t i = 0; i < p->lives_n; i++) {
        struct life *l = &p->lives[i];
        life_init(p, l, &s->routes[routes[i]], &s->ways[ways[at++]]);
        if (l->route->hosts && to_join > 0) {
            l->joined_way = &s->ways[ways[at++]];
            to_join--;
        }
        p->of += (int64_t)l->route->acts_n;
    }
}

static enum err communities_find(struct play *p)
{
    const struct unit *units = NULL;
    size_t n = org_units(p->cx->app->org, &units);
    for (size_t i = 0; i < n && p->communities_n < COMMUNITIES_MOST; i++)
        if (str_eq_c(units[i].kind, "community") && units[i].place_id)
            p->communities[p->communities_n++] = &units[i];
    return p->communities_n ? OK
                            : fail(p->cx, ERR_CONFLICT, "登记库里没有社区单位",
                                   "there is no community in the register");
}

/* ---- the month ---- */

/* What happens by itself, as far as the hour has come. */
static enum err night(struct play *p)
{
    struct ctx cx;
    struct tick_done done = {.more = true};
    enum err e = OK;
    app_ctx(p->cx->app, arena_open(REQUEST_ARENA), p->cx->lang, &cx);
    while (e == OK && done.more)
        e = tick_run(&cx, &done);
    arena_close(cx.arena);
    return e;
}

/* With each new day: the evening of those before it, then what happens by itself. */
static enum err day_comes(struct play *p, int64_t at)
{
    int64_t day = time_day(at);
    while (p->day < day) {
        TRY(visits_of_day(p, p->day));
        clock_set(p, time_day_start(++p->day));
        TRY(night(p));
    }
    clock_set(p, at);
    return OK;
}

static enum err hour_comes(struct play *p, int64_t at)
{
    int64_t called = 0;
    while (call_due(p, at, &called)) {
        TRY(day_comes(p, called));
        TRY(call_next(p));
    }
    return day_comes(p, at);
}

static enum err act_next(struct play *p)
{
    struct life *l = &p->lives[p->heap[0]];
    TRY(hour_comes(p, l->at));
    TRY(act_do(p, l));
    arena_reset(p->arena);
    p->done++;
    if (++l->act < l->route->acts_n) {
        const struct deed *next = &l->route->acts[l->act];
        l->at = later(p, l->at, next->on == ON_JOINED && !l->joined_way ? 0 : next->hours);
    } else {
        p->heap[0] = p->heap[--p->heap_n];
    }
    heap_sink(p, 0);
    if (p->run->note && p->done * NOTES / p->of != (p->done - 1) * NOTES / p->of)
        p->run->note(p->run->note_arg, p->done, p->of, l->at);
    return OK;
}

enum err scenario_play(struct ctx *cx, struct scenario_run *r)
{
    struct play p = {.cx = cx,
                     .run = r,
                     .dice = {r->seed},
                     .begins_at = r->ends_at - r->scenario->days * (int64_t)MS_PER_DAY};
    int64_t offset = cx->app->clock_offset_ms;
    if (cx->app->register_kind == REGISTER_LIVE)
        return fail(cx, ERR_DENIED, "只能在演练或示例库上重演",
                    "only on a practice or demo register");
    TRY(communities_find(&p));
    p.seats = NEWS(cx->arena, struct seat, PASSES_MOST);
    p.arena = arena_open(REQUEST_ARENA);
    lives_draw(&p);
    heap_make(&p);
    p.day = time_day(p.begins_at);
    enum err e = campaign_open(&p);
    while (e == OK && p.heap_n > 0 && p.lives[p.heap[0]].at < r->ends_at)
        e = act_next(&p);
    if (e == OK)
        e = hour_comes(&p, r->ends_at - 1);
    cx->app->clock_offset_ms = offset;
    arena_close(p.arena);
    return e;
}
