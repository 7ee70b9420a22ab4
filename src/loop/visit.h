/* SPDX-License-Identifier: Apache-2.0
 * A visit at the door (走访): who went where within a campaign, what came of it, and which
 * demands were said there (BZ-05, BZ-07, BZ-10, ZL-02). One row a visit: what is counted is
 * rows, by place, outcome and day (roll-up "visit"), and households, of which each is counted
 * once however often somebody went (table visit_home).
 *
 * The address is sealed like any other; a keyed hash of it, within its place, finds the same
 * household again. A visit without an address is a household of its own. What is corrected
 * stays in the visit's chain of events.
 */
#pragma once

#include "loop/campaign.h"

struct visit {
    int64_t jid, id, version, campaign_id;
    struct str ref; /* what the sender calls it, once in a campaign: sent again it is known */
    int64_t place_id, unit_id; /* where; the community's unit then */
    struct str address_enc;
    struct str home; /* which household: a keyed hash, or of its id alone */
    int64_t officer_id;
    struct str team;              /* ids of further officers, "," between */
    int64_t officers, volunteers; /* heads: officers with whoever recorded it */
    int64_t visited_at;
    int outcome; /* enum visit_outcome */
    int64_t demands;
    int64_t recorded_at;
    struct str row_hash; /* keyed hash of the row of a table from which it came; else empty */
};
extern const struct shape visit_shape;

struct visit_new {
    struct str campaign;          /* code */
    struct str ref;               /* "": drawn here */
    int64_t place_id, visited_at; /* 0: now */
    struct str address, note;
    int outcome;
    struct strs team;
    int64_t officers, volunteers; /* 0: as many as are named */
    struct str row_hash;          /* of a table's row (loop/visit_file.h): in no form */
};
/* What is not said stays as it was. */
struct visit_change {
    int64_t place_id, visited_at;
    struct str address, note, reason;
    int outcome;
    struct strs team;
    int64_t officers, volunteers;
};
extern const struct shape visit_new_shape, visit_change_shape;

/* What became of a row. */
struct visit_done {
    int64_t id, version;
    bool known;              /* that ref was there already: nothing was written */
    bool changed;            /* known, and the row of its table says something else now */
    const char *why, *field; /* refused; NULL: not */
};
enum { VISITS_MOST = 500 /* in one write */ };
/* All that can be entered, in one transaction; the others say why not. answer: JSON stored
 * under the request's key and handed back ({"visits":[…],"new":n,"known":n,"refused":n}). */
MUST_CHECK enum err visits_put(struct ctx *cx, const struct visit_new *rows, size_t n,
                               struct visit_done *done, struct str *answer);
/* Looks only: cx->db set. */
MUST_CHECK enum err visits_look(struct ctx *cx, const struct visit_new *rows, size_t n,
                                struct visit_done *done);
/* Inside db_write, with n ids drawn beforehand; what is refused says why in done. */
MUST_CHECK enum err visits_enter(struct ctx *cx, const struct visit_new *rows, size_t n,
                                 const int64_t *ids, struct visit_done *done);
/* One; a refusal is an error. */
MUST_CHECK enum err visit_put(struct ctx *cx, const struct visit_new *in, struct str *answer,
                              int64_t *version);
/* By whoever recorded it, or collects or dispatches where it was. ERR_UNVERSIONED, ERR_STALE,
 * ERR_NOT_FOUND. */
MUST_CHECK enum err visit_correct(struct ctx *cx, int64_t id, int64_t if_match,
                                  const struct visit_change *in, struct str *answer,
                                  int64_t *version);

/* cx->db set. ERR_NOT_FOUND at field "visit". */
MUST_CHECK enum err visit_get(struct ctx *cx, int64_t id, struct visit *out);
/* By whoever recorded it, and whoever works in or above its unit. */
bool visit_may_see(struct ctx *cx, const struct visit *v);
/* Inside db_write: a demand was said on it. */
MUST_CHECK enum err visit_said(struct ctx *cx, int64_t id);

/* Which ones: 0 and "" = any. mine: recorded by the actor. day: Beijing day, -1 = any. */
struct visit_query {
    struct str campaign;
    int64_t place_id, at, before;
    int outcome;
    bool mine;
};
extern const struct shape visit_query_shape;
/* {"visits":[…],"next":id}: newest first, those that the actor may see. */
MUST_CHECK enum err visits_json(struct ctx *cx, const struct visit_query *q, struct json *j);
/* What a telephone keeps for where there is no signal: "now", the campaigns that take visits
 * now, and the communities, grids and points for which the actor may enter them (500 at most,
 * "more" beyond). */
MUST_CHECK enum err visit_places_json(struct ctx *cx, struct json *j);
/* By whom a visit there may be entered. */
enum { VISIT_ENTERED_BY = BIT(ROLE_COLLECTOR) | BIT(ROLE_OPERATOR) | BIT(ROLE_DISPATCHER) };
/* With its demands and history. */
MUST_CHECK enum err visit_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version);

/* The roll-up's key: "PLACE|DAY|OUTCOME", under the campaign's id. */
struct str visit_key(struct arena *a, int64_t place_id, int64_t visited_at, int outcome);
