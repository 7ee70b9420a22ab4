/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/named.h"

#include "loop/links.h"

struct name_body {
    struct strs demands;
    struct str reason;
};
static const struct field name_fields[] = {
    FIELD(struct name_body, demands, .max = 50, .zh = "由哪些诉求的群众评价销号",
          .en = "Whose citizens decide on closing", .options = "demands"),
    FIELD(struct name_body, reason, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "指定理由", .en = "Reason"),
};
static const struct shape name_shape = SHAPE("name_citizens", struct name_body, name_fields);

static enum err name_guard(struct ctx *cx, struct act *a)
{
    return a->mechanism->close_rule == CLOSE_NAMED_SATISFIED
               ? OK
               : fail(cx, ERR_CONFLICT, "本机制不由指定的群众决定销号",
                      "in this mechanism closing does not depend on named citizens");
}

static enum err name_effect(struct ctx *cx, struct act *a)
{
    const struct name_body *b = a->body;
    struct link **links = NULL, *named = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(a->w, a->matter->id, &links, &n));
    for (size_t i = 0; i < n; i++)
        links[i]->named = false;
    for (size_t i = 0; i < b->demands.n; i++) {
        struct demand *d = NULL;
        TRY(work_demand_num(a->w, b->demands.p[i], &d));
        TRY(links_between(cx, a->w, d->id, a->matter->id, &named));
        if (!d->person_id)
            return fail_at(cx, ERR_INPUT, "demands", "诉求 %.*s 没有留下联系方式,无法评价",
                           "demand %.*s left no contact: nobody can be asked", STR_ARG(d->num));
        named->named = true;
    }
    draft_ids(a->event, "demands", b->demands);
    draft_text(a->event, "reason", b->reason);
    return OK;
}

const struct step named_steps[] = {
    {.name = "name-citizens",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_TO_DISPATCH) | BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) |
             BIT(MATTER_APPROVED),
     .to = -1,
     .roles = BIT(ROLE_DISPATCHER) | BIT(ROLE_CLOSER),
     .where = AT_DESK,
     .body = &name_shape,
     .guard = name_guard,
     .effect = name_effect,
     .never_did = "handle",
     .zh = "指定评价群众",
     .en = "Name whose word closes",
     .to_text = "same"},
};
const size_t named_steps_n = COUNT(named_steps);
