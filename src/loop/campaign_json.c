/* SPDX-License-Identifier: Apache-2.0
 * Campaigns as answers.
 */
#include "base/time.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/campaign.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"

void tags_json(struct ctx *cx, struct json *j, struct str tags)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct strs all = str_split(cx->arena, tags, ',');
    json_key(j, "tags");
    json_arr(j);
    for (size_t i = 0; i < all.n; i++) {
        if (!all.p[i].n)
            continue;
        json_obj(j);
        json_kstr(j, "code", all.p[i]);
        json_kstr(j, "label",
                  m ? label_choice(cx, choice_find(&m->tags, all.p[i]), all.p[i]) : all.p[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err post_json(struct ctx *cx, struct json *j, struct str line)
{
    struct strs p = str_split(cx->arena, line, '|');
    int64_t unit = 0, officer = 0;
    struct str name = STR("");
    if (p.n != 3)
        return OK;
    if (!str_i64(p.p[1], &unit))
        unit = 0;
    if (!str_i64(p.p[2], &officer))
        officer = 0;
    TRY(label_officer(cx, officer, &name));
    json_obj(j);
    json_kstr(j, "label", p.p[0]);
    json_kid(j, "unit_id", unit);
    json_kstr(j, "unit", label_unit(cx, unit));
    json_kid(j, "officer_id", officer);
    json_kstr(j, "officer", name);
    json_obj_end(j);
    return OK;
}

static enum err chain_json(struct ctx *cx, struct json *j, struct str chain)
{
    struct strs all = str_split(cx->arena, chain, '\n');
    json_key(j, "chain");
    json_arr(j);
    for (size_t i = 0; i < all.n; i++)
        TRY(post_json(cx, j, all.p[i]));
    json_arr_end(j);
    return OK;
}

/* "place", or "place=households" */
static void places_json(struct ctx *cx, struct json *j, const char *key, struct str list)
{
    struct strs all = str_split(cx->arena, list, ',');
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; i < all.n; i++) {
        struct strs p = str_split(cx->arena, all.p[i], '=');
        int64_t place = 0, n = 0;
        if (!str_i64(p.p[0], &place))
            continue;
        json_obj(j);
        json_kid(j, "place_id", place);
        json_kstr(j, "place", label_place(cx, place));
        if (p.n > 1 && str_i64(p.p[1], &n))
            json_ki64(j, "homes", n);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void measures_json(struct ctx *cx, struct json *j, const struct campaign *c)
{
    struct strs all = str_split(cx->arena, c->measures, '\n');
    json_key(j, "measures");
    json_arr(j);
    for (size_t i = 0; i < all.n; i++) {
        struct strs p = str_split(cx->arena, all.p[i], '|');
        if (p.n != 2)
            continue;
        json_obj(j);
        json_kstr(j, "name", p.p[0]);
        json_kstr(j, "text", p.p[1]);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "targets");
    json_obj(j);
    for (int m = 0; m < CAMPAIGN_MEASURE__MAX; m++)
        json_ki64(j, enum_text(&campaign_measure_names, m),
                  campaign_target(cx, c, (enum campaign_measure)m));
    json_obj_end(j);
}

static const char *phase(const struct ctx *cx, const struct campaign *c)
{
    if (c->ended_at)
        return "ended";
    if (c->from_at && cx->now < c->from_at)
        return c->study_at && cx->now >= c->study_at ? "study" : "planned";
    return c->to_at && cx->now >= c->to_at ? "over" : "running";
}

enum err campaign_members(struct ctx *cx, struct json *j, const struct campaign *c)
{
    char day[TIME_TEXT];
    json_kstr(j, "code", c->code);
    json_kstr(j, "name", c->name);
    json_ki64(j, "version", c->version);
    json_kstr(j, "mechanism", c->mechanism);
    json_kcstr(j, "phase", phase(cx, c));
    json_kcstr(j, "study", c->study_at ? day_text(day, time_day(c->study_at)) : NULL);
    json_kcstr(j, "from", c->from_at ? day_text(day, time_day(c->from_at)) : NULL);
    json_kcstr(j, "to", c->to_at ? day_text(day, time_day(c->to_at - 1)) : NULL);
    json_ktime(j, "ended_at", c->ended_at);
    json_kstr(j, "way", c->way);
    places_json(cx, j, "places", c->places);
    places_json(cx, j, "homes", c->homes);
    tags_json(cx, j, c->tags);
    measures_json(cx, j, c);
    return chain_json(cx, j, c->chain);
}

enum err campaigns_json(struct ctx *cx, struct json *j)
{
    struct campaign *rows = NULL;
    size_t n = 0;
    TRY(campaign_all(cx, &rows, &n));
    json_kbool(j, "may_keep", campaign_may_keep(cx));
    json_key(j, "campaigns");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        TRY(campaign_members(cx, j, &rows[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err campaign_json(struct ctx *cx, struct str code, struct json *j, int64_t *version)
{
    struct campaign c;
    struct texts texts;
    struct attachment *files = NULL;
    size_t n = 0;
    TRY(campaign_find(cx, code, &c));
    *version = c.version;
    TRY(campaign_members(cx, j, &c));
    json_kbool(j, "may_keep", campaign_may_keep(cx) && !c.ended_at);
    TRY(attach_list(cx, SUBJECT_CAMPAIGN, c.id, &files, &n));
    json_key(j, "files");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        attachment_json(j, &files[i]);
        json_ki64(j, "seq", files[i].seq);
        json_obj_end(j);
    }
    json_arr_end(j);
    TRY(texts_read(cx, SUBJECT_CAMPAIGN, c.id, &texts));
    return timeline_json(cx, j, SUBJECT_CAMPAIGN, c.id, &texts);
}

enum err campaigns_of_json(struct ctx *cx, struct json *j, struct strs codes)
{
    struct campaign c;
    json_key(j, "campaigns");
    json_arr(j);
    for (size_t i = 0; i < codes.n; i++) {
        TRY(campaign_find(cx, codes.p[i], &c));
        json_obj(j);
        json_kstr(j, "code", c.code);
        json_kstr(j, "name", c.name);
        TRY(chain_json(cx, j, c.chain));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err campaigns_of_demand(struct ctx *cx, struct json *j, const struct demand *d)
{
    struct str code = d->campaign;
    tags_json(cx, j, d->tags);
    return campaigns_of_json(cx, j, (struct strs){.p = &code, .n = code.n ? 1 : 0});
}

enum err campaigns_of_matter(struct ctx *cx, struct work *w, struct json *j,
                             const struct matter *m)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    struct strs codes = {.p = NEWS(cx->arena, struct str, n + 1)};
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        size_t at = 0;
        TRY(work_demand(w, links[i]->demand_id, &d));
        while (at < codes.n && !str_eq(codes.p[at], d->campaign))
            at++;
        if (at == codes.n && d->campaign.n)
            codes.p[codes.n++] = d->campaign;
    }
    return campaigns_of_json(cx, j, codes);
}
