/* SPDX-License-Identifier: Apache-2.0
 * The campaign of a scenario and its visits at the door.
 */
#include <inttypes.h>
#include <string.h>

#include "scenario/impl.h"

enum {
    BODY_BYTES = 1 << 20,
    ROWS_MOST = 500,
    EVENING = 20,
    DOORS = 12,
    FLOORS = 6,
    OPENS = 540,
    OPEN_MINUTES = 600
};

static void day_member(struct json *w, const char *key, int64_t day)
{
    char text[TIME_TEXT];
    json_kcstr(w, key, day_text(text, day));
}

static enum err chain_write(struct play *p, struct json *w)
{
    json_t *chain = p->run->scenario->campaign.chain;
    json_key(w, "chain");
    json_arr(w);
    for (size_t i = 0; i < json_array_size(chain); i++) {
        json_t *one = json_array_get(chain, i);
        const char *label = json_string_value(json_array_get(one, 0));
        const char *code = json_string_value(json_array_get(one, 1));
        const struct unit *u = org_unit_code(p->cx->app->org, str_c(code ? code : ""));
        if (!u || !label)
            return fail(p->cx, ERR_INPUT, "责任链第 %zu 条写得不对",
                        "line %zu of the chain names no unit", i + 1);
        json_str(w, str_fmt(p->arena, "%s|%" PRId64 "|", label, u->id));
    }
    json_arr_end(w);
    return OK;
}

static struct str poster_ask(struct play *p, size_t community)
{
    struct buf b;
    struct json w;
    buf_init(&b, p->arena, BODY_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    json_kcstr(&w, "kind", "poster");
    json_kcstr(&w, "name", "便民服务大厅门口");
    json_kid(&w, "place_id", p->communities[community]->place_id);
    json_kcstr(&w, "campaign", p->run->scenario->campaign.code);
    json_obj_end(&w);
    return buf_done(&b);
}

/* Its code, as a telephone would read it off the wall. */
static enum err poster_hang(struct play *p, size_t community)
{
    const char *who = p->run->scenario->campaign.who;
    struct ask q = {
        .post = true, .path = STR("/api/v1/spots"), .body = poster_ask(p, community)};
    struct http_reply reply;
    json_t *root = NULL;
    struct ctx cx = *p->cx;
    cx.arena = p->arena;
    TRY(asked(p, who, &q, 201, &reply));
    TRY(json_read(&cx, reply.body, &root));
    const char *id = json_string_value(json_array_get(json_object_get(root, "spots"), 0));
    struct ask look = {.path = str_fmt(p->arena, "/api/v1/spots/%s", id ? id : "")};
    TRY(asked(p, who, &look, 200, &reply));
    struct str code = member(&reply, "code");
    if (code.n == 0 || code.n >= CODE_BYTES)
        return fail(p->cx, ERR_BUG, "海报没有编号", "a poster without a code");
    memcpy(p->posters[community], code.p, code.n);
    arena_reset(p->arena);
    return OK;
}

static enum err campaign_make(struct play *p)
{
    const struct scenario *s = p->run->scenario;
    struct ask q = {.post = true, .path = STR("/api/v1/campaigns")};
    struct http_reply reply;
    struct buf b;
    struct json w;
    const char *key = NULL;
    json_t *value = NULL;
    int64_t first = time_day(p->begins_at);
    clock_set(p, p->begins_at);
    buf_init(&b, p->arena, BODY_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    json_object_foreach(s->campaign.body, key, value)
        json_kcstr(&w, key, json_string_value(value));
    day_member(&w, "study", first - s->campaign.study_days);
    day_member(&w, "from", first);
    day_member(&w, "to", first + s->days - 1 + s->campaign.extra_days);
    TRY(chain_write(p, &w));
    json_obj_end(&w);
    q.body = buf_done(&b);
    enum err e = asked(p, s->campaign.who, &q, 201, &reply);
    arena_reset(p->arena);
    return e;
}

enum err campaign_open(struct play *p)
{
    TRY(campaign_make(p));
    for (size_t i = 0; i < p->communities_n; i++)
        TRY(poster_hang(p, i));
    return OK;
}

/* Each door once: its number is how many were knocked at before. */
static void visit_write(struct play *p, struct json *w, size_t community, int64_t at,
                        const char *outcome)
{
    const struct unit *home = p->communities[community];
    int64_t door = ++p->visited;
    json_kcstr(w, "campaign", p->run->scenario->campaign.code);
    json_kstr(w, "ref", str_fmt(p->arena, "s-%" PRId64, door));
    json_kid(w, "place_id", home->place_id);
    json_ktime(w, "visited_at", at);
    json_kstr(w, "address",
              str_fmt(p->arena, "%" PRId64 "号楼%" PRId64 "0%" PRId64,
                      door / DOORS / FLOORS + 1, door / DOORS % FLOORS + 1, door % DOORS + 1));
    json_kcstr(w, "outcome", outcome);
}

enum err visit_met(struct play *p, size_t community, const char *login, int64_t at,
                   struct str *id)
{
    struct ask q = {.post = true, .path = STR("/api/v1/visits")};
    struct http_reply reply;
    struct buf b;
    struct json w;
    buf_init(&b, p->arena, BODY_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    visit_write(p, &w, community, at, "met");
    json_obj_end(&w);
    q.body = buf_done(&b);
    TRY(asked(p, login, &q, 201, &reply));
    json_t *root = NULL;
    struct ctx cx = *p->cx;
    cx.arena = p->arena;
    TRY(json_read(&cx, reply.body, &root));
    const char *text = json_string_value(
        json_object_get(json_array_get(json_object_get(root, "visits"), 0), "id"));
    *id = str_c(text ? text : "");
    return OK;
}

static const char *outcome_drawn(struct play *p)
{
    const struct visits_play *v = &p->run->scenario->visits;
    int64_t x = dice_below(&p->dice, 100);
    if (x < v->refused_percent)
        return "refused";
    return x < v->refused_percent + v->absent_percent ? "absent" : "met";
}

/* n doors of a community on that day, in as many requests as it takes. */
static enum err doors_enter(struct play *p, size_t community, int64_t day, int64_t n)
{
    const char *login = local_login(p, community, p->run->scenario->visits.who);
    struct ask q = {.post = true, .path = STR("/api/v1/visits/batch")};
    struct http_reply reply;
    struct buf b;
    struct json w;
    int64_t rows = n < ROWS_MOST ? n : ROWS_MOST;
    buf_init(&b, p->arena, BODY_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    json_key(&w, "rows");
    json_arr(&w);
    for (int64_t i = 0; i < rows; i++) {
        int64_t minute = OPENS + dice_below(&p->dice, OPEN_MINUTES);
        json_obj(&w);
        visit_write(p, &w, community, time_day_start(day) + minute * MS_PER_MINUTE,
                    outcome_drawn(p));
        json_obj_end(&w);
    }
    json_arr_end(&w);
    json_obj_end(&w);
    q.body = buf_done(&b);
    TRY(asked(p, login, &q, 200, &reply));
    p->run->acts++;
    arena_reset(p->arena);
    return n > rows ? doors_enter(p, community, day, n - rows) : OK;
}

/* Doors without a demand up to the k-th of all, spread evenly. */
static int64_t doors_until(const struct play *p, int64_t k, int64_t of)
{
    const struct scenario *s = p->run->scenario;
    int64_t n = s->visits.n;
    for (size_t i = 0; i < s->ways_n; i++)
        n -= s->ways[i].visits ? s->ways[i].n : 0;
    return n * k / of;
}

enum err visits_of_day(struct play *p, int64_t day)
{
    const struct scenario *s = p->run->scenario;
    int64_t nth = day - time_day(p->begins_at), all = (int64_t)p->communities_n;
    if (!s->visits.n || nth < 0 || nth >= s->collect_days)
        return OK;
    clock_set(p, time_day_start(day) + EVENING * (int64_t)MS_PER_HOUR);
    for (int64_t i = 0; i < all; i++) {
        int64_t k = nth * all + i, of = s->collect_days * all;
        int64_t n = doors_until(p, k + 1, of) - doors_until(p, k, of);
        if (n > 0)
            TRY(doors_enter(p, (size_t)i, day, n));
    }
    return OK;
}
