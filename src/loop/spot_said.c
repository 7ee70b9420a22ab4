/* SPDX-License-Identifier: Apache-2.0
 * What a demand has of the spot where it was gathered.
 */
#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/spot.h"

/* Who went where, by kind (BZ-08). */
static const int directions[SPOT_KIND__MAX] = {
    [SPOT_MEETING] = DIRECTION_GO,
    [SPOT_STAY] = DIRECTION_GO,
};

static struct str by(const struct choices *all, int kind)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq_c(all->p[i].by, enum_text(&spot_kind_names, kind)))
            return all->p[i].code;
    return STR("");
}

static enum err how_it_came(struct ctx *cx, int kind, struct demand_new *in)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!m)
        return fail(cx, ERR_BUG, "没有装入机制", "no mechanism is loaded");
    if (!in->channel.n || kind == SPOT_POSTER || kind == SPOT_CALL) {
        struct str channel = by(&m->channels, kind);
        in->channel = channel.n ? channel : in->channel;
    }
    if (!in->way.n)
        in->way = by(&m->ways, kind);
    if (in->direction == DIRECTION_NONE)
        in->direction = directions[kind];
    return OK;
}

/* Over, or not yet: what was said at the poster is heard all the same. */
static enum err campaign_of_poster(struct ctx *cx, const struct spot *s, struct demand_new *in)
{
    struct campaign c;
    if (!s->campaign.n || in->campaign.n)
        return OK;
    TRY(campaign_find(cx, s->campaign, &c));
    enum err e = campaign_takes(cx, &c, in->said_at ? in->said_at : cx->now, "said_at",
                                in->place_id ? in->place_id : s->place_id);
    if (e == ERR_INPUT || e == ERR_CONFLICT)
        fault_clear(cx);
    else if (e != OK)
        return e;
    else
        in->campaign = c.code;
    return OK;
}

static enum err poster_fill(struct ctx *cx, struct demand_new *in)
{
    int64_t id = 0, place = 0;
    struct spot s = {0};
    bool found = false;
    if (!spot_code_read(cx, in->poster, &id, &place))
        return fail_at(cx, ERR_INPUT, "poster", "认不出这个二维码，请重新扫一扫",
                       "this code is not known here: scan it again");
    TRY(db_one(cx, SQL_SPOT_GET, ARGS(I64(cx->jid), I64(id)), &spot_shape, &s, &found));
    TRY(how_it_came(cx, found && s.kind == SPOT_CALL ? SPOT_CALL : SPOT_POSTER, in));
    if (!found || !spot_is_open(cx, &s))
        return OK;
    in->spot = id;
    if (!in->place_id && !in->lon && !in->lat)
        in->place_id = s.place_id;
    return campaign_of_poster(cx, &s, in);
}

enum err spot_fill(struct ctx *cx, struct demand_new *in)
{
    struct spot s;
    if (in->poster.n)
        return poster_fill(cx, in);
    if (!in->spot)
        return OK;
    TRY(spot_get(cx, in->spot, &s));
    if (!in->of_sheet && !spot_may_see(cx, &s))
        return fail_at(cx, ERR_NOT_FOUND, "spot", "没有这个采集点", "there is no such spot");
    if (!in->of_sheet && s.kind == SPOT_QUESTIONNAIRE)
        return fail_at(cx, ERR_CONFLICT, "spot", "问卷的诉求随答卷录入",
                       "what a questionnaire brings comes in with its sheets");
    if (s.ended_at)
        return fail_at(cx, ERR_CONFLICT, "spot", "这个采集点已经停用", "this spot has ended");
    if (s.campaign.n && in->campaign.n && !str_eq(s.campaign, in->campaign))
        return fail_at(cx, ERR_INPUT, "campaign", "与采集点的专项行动不一致",
                       "not the campaign of the spot");
    if (s.campaign.n)
        in->campaign = s.campaign;
    if (!in->place_id)
        in->place_id = s.place_id;
    if (!in->said_at && s.held_at)
        in->said_at = s.held_at;
    if (!in->found_at && s.kind == SPOT_BOX)
        in->found_at = s.last_at;
    return how_it_came(cx, s.kind, in);
}

static enum err said_write(struct ctx *cx, void *arg)
{
    const struct demand *d = arg;
    return db_exec(cx, SQL_SPOT_SAID, ARGS(I64(cx->jid), I64(d->spot_id)), NULL);
}

void spot_said(struct ctx *cx, struct work *w, const struct demand *row)
{
    if (row->spot_id)
        work_late(w, said_write, arena_copy(cx->arena, row, sizeof *row));
}
