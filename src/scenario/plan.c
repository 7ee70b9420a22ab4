/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "scenario/scenario.h"

enum { PARTS_MOST = 16 }; /* ways, or routes */

static const char *const on_names[] = {"demand", "matter", "task", "joined"};

static const char *text_of(json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static int64_t number_of(json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static enum err act_read(struct ctx *cx, json_t *line, struct deed *out)
{
    const char *on = json_string_value(json_array_get(line, 0));
    *out = (struct deed){.name = json_string_value(json_array_get(line, 1)),
                         .who = json_string_value(json_array_get(line, 2)),
                         .body = json_array_get(line, 3),
                         .hours = json_number_value(json_array_get(line, 4))};
    size_t k = 0;
    while (on && k < COUNT(on_names) && strcmp(on, on_names[k]) != 0)
        k++;
    if (!on || k == COUNT(on_names) || !out->name || !out->who || !json_is_object(out->body))
        return fail(cx, ERR_INPUT, "步骤写得不对：%s",
                    "an act is not [on, name, who, body, hours]: %s",
                    out->name ? out->name : "?");
    out->on = (int)k;
    return OK;
}

static enum err route_read(struct ctx *cx, json_t *o, struct route *out)
{
    json_t *steps = json_object_get(o, "steps");
    *out = (struct route){.figure = text_of(o, "figure"),
                          .n = number_of(o, "n"),
                          .hosts = json_is_true(json_object_get(o, "hosts")),
                          .classes = json_object_get(o, "classes"),
                          .acts_n = json_array_size(steps)};
    out->acts = NEWS(cx->arena, struct deed, out->acts_n + 1);
    for (size_t i = 0; i < out->acts_n; i++)
        TRY(act_read(cx, json_array_get(steps, i), &out->acts[i]));
    return OK;
}

static enum err sums_check(struct ctx *cx, struct scenario *s)
{
    int64_t ways = 0, routes = 0, hosts = 0;
    for (size_t i = 0; i < s->ways_n; i++)
        ways += s->ways[i].n;
    for (size_t i = 0; i < s->routes_n; i++) {
        routes += s->routes[i].n;
        hosts += s->routes[i].hosts ? s->routes[i].n : 0;
    }
    s->demands = ways;
    if (ways != routes)
        return fail(cx, ERR_INPUT, "各方式合计 %" PRId64 "，各去向合计 %" PRId64 "，应相等",
                    "%" PRId64 " over the ways, %" PRId64 " over the routes: must be one", ways,
                    routes);
    for (size_t i = 0; i < s->ways_n; i++)
        if (s->ways[i].visits && s->ways[i].n > s->visits.n)
            return fail(cx, ERR_INPUT, "走访次数少于走访中提出的诉求",
                        "fewer visits than demands said on them");
    if (s->joined > hosts / 2)
        return fail(cx, ERR_INPUT, "并单的诉求多于可以并入的事项",
                    "more demands join than there are matters to join");
    return OK;
}

static enum err calls_read(struct ctx *cx, json_t *calls, struct scenario *out)
{
    out->calls_n = json_array_size(calls);
    out->calls = NEWS(cx->arena, struct call_play, out->calls_n + 1);
    for (size_t i = 0; i < out->calls_n; i++) {
        json_t *o = json_array_get(calls, i);
        struct call_play *c = &out->calls[i];
        const char *from = text_of(o, "from");
        *c = (struct call_play){.day = number_of(o, "day"),
                                .hour = number_of(o, "hour"),
                                .who = text_of(o, "who"),
                                .path = text_of(o, "path"),
                                .body = json_object_get(o, "body"),
                                .keep = json_string_value(json_object_get(o, "keep")),
                                .from = from[0] ? from : "num",
                                .times = number_of(o, "times"),
                                .status = number_of(o, "status"),
                                .each = json_string_value(json_object_get(o, "each")),
                                .list = text_of(o, "list"),
                                .where = text_of(o, "where"),
                                .is = text_of(o, "is"),
                                .look = json_is_true(json_object_get(o, "look"))};
        c->times = c->times ? c->times : 1;
        c->status = c->status ? c->status : 200;
        int64_t at = c->day * 24 + c->hour;
        int64_t before = i ? out->calls[i - 1].day * 24 + out->calls[i - 1].hour : 0;
        if (c->path[0] != '/' || c->who[0] == '\0' || c->times < 0 || at < before ||
            c->hour > 23 || c->day >= out->days)
            return fail(cx, ERR_INPUT, "第 %zu 件公事写得不对：%s",
                        "call %zu is unsound or out of order: %s", i + 1, c->path);
    }
    return OK;
}

static void campaign_read(json_t *root, struct scenario *out)
{
    json_t *c = json_object_get(root, "campaign"), *v = json_object_get(root, "visits");
    out->campaign = (struct campaign_play){.code = text_of(json_object_get(c, "body"), "code"),
                                           .who = text_of(c, "who"),
                                           .study_days = number_of(c, "study_days"),
                                           .extra_days = number_of(c, "extra_days"),
                                           .body = json_object_get(c, "body"),
                                           .chain = json_object_get(c, "chain")};
    out->visits = (struct visits_play){.who = text_of(v, "who"),
                                       .n = number_of(v, "n"),
                                       .refused_percent = number_of(v, "refused_percent"),
                                       .absent_percent = number_of(v, "absent_percent")};
}

enum err scenario_parse(struct ctx *cx, struct str text, struct scenario *out)
{
    json_t *root = NULL;
    TRY(json_read(cx, text, &root));
    json_t *ways = json_object_get(root, "ways"), *routes = json_object_get(root, "routes");
    *out = (struct scenario){.name = text_of(root, "name"),
                             .mechanism = text_of(root, "mechanism"),
                             .days = number_of(root, "days"),
                             .collect_days = number_of(root, "collect_days"),
                             .joined = number_of(root, "joined"),
                             .ways_n = json_array_size(ways),
                             .routes_n = json_array_size(routes)};
    if (out->ways_n > PARTS_MOST || out->routes_n > PARTS_MOST)
        return fail(cx, ERR_INPUT, "方式或去向多于 %d 种", "more than %d ways or routes",
                    PARTS_MOST);
    campaign_read(root, out);
    out->ways = NEWS(cx->arena, struct way, out->ways_n + 1);
    out->routes = NEWS(cx->arena, struct route, out->routes_n + 1);
    for (size_t i = 0; i < out->ways_n; i++) {
        json_t *o = json_array_get(ways, i);
        out->ways[i] = (struct way){.figure = text_of(o, "figure"),
                                    .who = text_of(o, "who"),
                                    .visits = json_is_true(json_object_get(o, "visits")),
                                    .n = number_of(o, "n"),
                                    .body = json_object_get(o, "body")};
    }
    for (size_t i = 0; i < out->routes_n; i++)
        TRY(route_read(cx, json_array_get(routes, i), &out->routes[i]));
    TRY(calls_read(cx, json_object_get(root, "calls"), out));
    return sums_check(cx, out);
}

/* ---- smaller ---- */

/* n[0..count) divided by `by` so that their sum is `sum`: each gets its whole part, what is
 * left goes to the largest remainders, the first among equals. */
static void shares(int64_t **n, size_t count, int64_t by, int64_t sum)
{
    bool raised[PARTS_MOST] = {0};
    int64_t left = sum;
    for (size_t i = 0; i < count; i++)
        left -= *n[i] / by;
    for (; left > 0; left--) {
        size_t best = count;
        for (size_t i = 0; i < count; i++)
            if (!raised[i] && (best == count || *n[i] % by > *n[best] % by))
                best = i;
        if (best == count)
            return; /* never: what is left is less than one each */
        raised[best] = true;
        *n[best] += by; /* counts as one more below */
    }
    for (size_t i = 0; i < count; i++)
        *n[i] /= by;
}

void scenario_scale(struct scenario *s, int64_t by)
{
    int64_t *ways[PARTS_MOST], *routes[PARTS_MOST];
    for (size_t i = 0; i < s->ways_n; i++)
        ways[i] = &s->ways[i].n;
    for (size_t i = 0; i < s->routes_n; i++)
        routes[i] = &s->routes[i].n;
    s->demands = (s->demands + by / 2) / by;
    s->joined = (s->joined + by / 2) / by;
    s->visits.n = (s->visits.n + by / 2) / by;
    shares(ways, s->ways_n, by, s->demands);
    shares(routes, s->routes_n, by, s->demands);
}
