/* SPDX-License-Identifier: Apache-2.0
 * A bundle (打包): matters that several departments share, handled under one coordinating unit
 * and one plan (JN-22). Their states, clocks and counts stay their own (domain.md, Objects).
 *
 * What is said of a bundle (its plan, its progress, its end) is an event of every matter in it,
 * so that each dossier tells it; the bundle's row holds what holds now.
 */
#pragma once

#include "base/json.h"
#include "core/flow.h"

struct bundle {
    int64_t jid;
    int64_t id;
    struct str num;
    int64_t version; /* 1 when made; one more with every act on it */
    struct str title;
    struct str plan;
    int64_t unit_id;   /* coordinates: sees every matter in it */
    int64_t desk_unit; /* the dispatching desk that made it */
    int64_t officer_id;
    int64_t opened_at;
    int64_t due_at; /* planned end, 0 = none; no clock: the matters' own run */
    int64_t closed_at;
    struct str result;
};

/* The steps `bundle` and `unbundle` of a matter. */
extern const struct step bundle_steps[];
extern const size_t bundle_steps_n;

/* What an officer of the coordinating unit (handler, head, dispatcher) or of the desk that made
 * it (dispatcher, arbiter) does with the whole bundle. */
enum bundle_act { BUNDLE_NOTE, BUNDLE_PLAN, BUNDLE_CLOSE };

struct bundle_plan {
    struct str title, plan;
    int64_t due_at;
};
struct bundle_text {
    struct str text;
};
extern const struct shape bundle_plan_shape, bundle_note_shape, bundle_close_shape;

/* body: struct bundle_plan, or struct bundle_text. ERR_NOT_FOUND also where the actor may not
 * see it, ERR_DENIED without such a role, ERR_STALE, ERR_CONFLICT when it is closed, or when it
 * is to be closed and a matter in it is open. */
MUST_CHECK enum err bundle_do(struct ctx *cx, struct str num, int64_t if_match,
                              enum bundle_act act, const void *body, struct flow_result *out);

/* The open ones that the actor may see, newest first. */
MUST_CHECK enum err bundles_open(struct ctx *cx, struct bundle **out, size_t *n);
/* {"bundles":[…]}: those the actor may see, open ones first, at most 500 examined. */
MUST_CHECK enum err bundles_json(struct ctx *cx, struct json *j);
/* The bundle, the matters in it that the actor may see, and sums over all of them. */
MUST_CHECK enum err bundle_json(struct ctx *cx, struct str num, struct json *j,
                                int64_t *version);
/* "bundle" of a matter's dossier: null, or its number, title, coordinating unit and end. */
MUST_CHECK enum err bundle_of_matter_json(struct ctx *cx, struct json *j,
                                          const struct matter *m);
