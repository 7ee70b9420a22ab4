/* SPDX-License-Identifier: Apache-2.0
 * Exclusions (剔除, rules.md B2-3): a unit asks with ground and evidence that a matter be left
 * out of its figures; another person of another desk decides; all of them are listed, and every
 * figure is shown before and after.
 */
#pragma once

#include "base/field.h"
#include "base/json.h"
#include "core/flow.h"

struct board;
struct board_units;
struct board_rule;

enum {
    EXCLUSION_ASKERS = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER),
    EXCLUSION_DECIDERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_REVIEWER) | BIT(ROLE_LEADER),
    EXCLUSION_READERS =
        EXCLUSION_ASKERS | EXCLUSION_DECIDERS | BIT(ROLE_ANALYST) | BIT(ROLE_PUBLISHER),
};

struct board_exclusion {
    int64_t jid, id, version;
    struct str matter; /* number */
    int64_t unit_id;
    struct str ground, evidence;
    struct str state; /* asked, granted, refused */
    int64_t asked_by, asked_at, decided_by, decided_at;
    struct str reason; /* of the decision */
};
extern const struct shape board_exclusion_shape;

struct exclusion_ask_body {
    struct str matter;
    int64_t unit;
    struct str ground, evidence;
};
struct exclusion_decide_body {
    bool grant;
    struct str reason;
};
extern const struct shape exclusion_ask_shape, exclusion_decide_shape;

/* ERR_NOT_FOUND when the unit has no part in the matter, ERR_DENIED for another unit's,
 * ERR_INPUT for a ground that no rule names, ERR_CONFLICT when it was asked before. */
MUST_CHECK enum err exclusion_ask(struct ctx *cx, const struct exclusion_ask_body *b,
                                  struct flow_result *out);
/* ERR_DENIED for who asked it and for whoever belongs to the unit. */
MUST_CHECK enum err exclusion_decide(struct ctx *cx, int64_t id, int64_t if_match,
                                     const struct exclusion_decide_body *b,
                                     struct flow_result *out);
MUST_CHECK enum err board_exclusions_granted(struct ctx *cx, struct board_exclusion **out,
                                             size_t *n);
/* What a board lists: exclusions that took effect in it, and late ones: granted after an
 * earlier board of the rule was published in which the matter counts, with that board's score
 * as published and as it would have been. A JSON array. */
MUST_CHECK enum err board_exclusions_of(struct ctx *cx, const struct board_rule *r,
                                        const struct board_units *units, struct str *out);
/* {"exclusions":[…],"grounds":[…],"may_ask":…}; a unit sees its own. */
MUST_CHECK enum err exclusions_json(struct ctx *cx, struct json *j);
