/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/campaign_said.h"

#include "loop/visit.h"

enum err campaign_fill(struct ctx *cx, struct demand_new *in)
{
    struct visit v;
    struct campaign c;
    if (!in->visit)
        return OK;
    TRY(visit_get(cx, in->visit, &v));
    if (!visit_may_see(cx, &v))
        return fail_at(cx, ERR_NOT_FOUND, "visit", "没有这次走访", "there is no such visit");
    TRY(campaign_by_id(cx, v.campaign_id, &c));
    if (in->campaign.n && !str_eq(in->campaign, c.code))
        return fail_at(cx, ERR_INPUT, "campaign", "与走访的专项行动不一致",
                       "not the visit's campaign");
    in->campaign = c.code;
    if (!in->place_id)
        in->place_id = v.place_id;
    if (!in->way.n)
        in->way = c.way;
    if (in->direction == DIRECTION_NONE)
        in->direction = DIRECTION_GO;
    if (!in->said_at && !in->found_at)
        in->said_at = v.visited_at;
    return OK;
}

static enum err said_write(struct ctx *cx, void *arg)
{
    const struct demand *d = arg;
    return visit_said(cx, d->visit_id);
}

static enum err tags_of(struct ctx *cx, struct strs tags, struct str *out)
{
    struct str all = STR("");
    TRY(tags_join(cx, tags, &all));
    *out = all.n ? str_fmt(cx->arena, ",%.*s,", STR_ARG(all)) : STR("");
    return OK;
}

enum err campaign_said(struct ctx *cx, struct work *w, const struct demand_new *in,
                       struct demand *row)
{
    struct campaign c;
    TRY(tags_of(cx, in->tags, &row->tags));
    if (in->campaign.n) {
        TRY(campaign_find(cx, in->campaign, &c));
        TRY(campaign_takes(cx, &c, row->said_at, "said_at", in->place_id));
    }
    if (row->visit_id)
        work_late(w, said_write, arena_copy(cx->arena, row, sizeof *row));
    return OK;
}

/* ---- afterwards ---- */

struct tag_body {
    struct str campaign;
    struct strs tags;
    struct str reason;
};
static const struct field tag_fields[] = {
    FIELD(struct tag_body, campaign, .max = 60, .zh = "归入专项行动", .en = "Campaign",
          .options = "campaigns"),
    FIELD(struct tag_body, tags, .max = 20, .zh = "标签", .en = "Tags", .options = "tags"),
    FIELD(struct tag_body, reason, .max = 500, .as = AS_TEXT, .zh = "说明", .en = "Remark"),
};
static const struct shape tag_shape = SHAPE("tag", struct tag_body, tag_fields);

/* The tags take the place of those it had. What was said at the door stays with its visit. */
static enum err tag_effect(struct ctx *cx, struct act *a)
{
    const struct tag_body *b = a->body;
    struct demand *d = a->demand;
    struct campaign c;
    TRY(tags_of(cx, b->tags, &d->tags));
    draft_text(a->event, "reason", b->reason);
    if (!b->campaign.n || str_eq(b->campaign, d->campaign))
        return OK;
    if (d->visit_id)
        return fail_at(cx, ERR_CONFLICT, "campaign", "入户走访的诉求随走访归入专项行动",
                       "it was said on a visit, and stays with the visit's campaign");
    TRY(campaign_find(cx, b->campaign, &c));
    TRY(campaign_takes(cx, &c, d->said_at, "campaign", d->place_id));
    d->campaign = c.code;
    return OK;
}

enum {
    ANY_OPEN = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
               BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
};

const struct step campaign_steps[] = {
    {.name = "tag",
     .subject = SUBJECT_DEMAND,
     .from = ANY_OPEN,
     .to = -1,
     .roles =
         BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER),
     .where = AT_PART,
     .body = &tag_shape,
     .effect = tag_effect,
     .zh = "归入专项行动、打标签",
     .en = "Put into a campaign, tag"},
};
const size_t campaign_steps_n = COUNT(campaign_steps);
