/* SPDX-License-Identifier: Apache-2.0
 * Spots (采集点): where demands are gathered on paper or face to face, each a row of its own
 * (BZ-07): a poster with a code (采), a letter box (收), a citizens' meeting (提), a stay on
 * the spot (挖), a questionnaire (征, loop/questionnaire.h), a call for demands on a topic that
 * stands on the public page while it runs (公开征集, HY-07). A demand that was gathered there
 * names it, takes from it the place, campaign, way, channel and direction that were not said
 * (BZ-08), and counts on it. What is done to a spot is the chain of its events, of subject
 * "box" for boxes and "spot" for the others.
 *
 * A poster's code is signed (HMAC under the register's key file) and carries the poster and its
 * place: nobody can make one of another place out of it. Its address is PUBLIC_URL/q/CODE.
 */
#pragma once

#include "loop/campaign.h"
#include "loop/intake.h"

struct spot {
    int64_t jid, id, version;
    int kind;                  /* enum spot_kind */
    int64_t place_id, unit_id; /* where; the place's unit when it was made: it answers for it */
    struct str name;           /* "3号楼下宣传栏"; of a meeting what it was about */
    struct str campaign;       /* code; "" = none */
    struct str who;            /* who held the meeting, who stayed: officers */
    int64_t held_at,
        until_at;       /* meeting, stay: begin, and the stay's end; call: first day, … */
    int64_t heads;      /* meeting, stay: citizens who were there or spoken with */
    int64_t every_days; /* box: at most so long unopened; 0 = as the mechanism says */
    int64_t last_at, letters; /* box: last emptied; found in it so far */
    int64_t demands;          /* that name it */
    int64_t officer_id, made_at, ended_at;
    struct str note; /* call: what is wanted */
};
extern const struct shape spot_shape;

/* `each`: one for every place of that kind under place_id that has none yet (posters, boxes).
 */
struct spot_new {
    int kind, each; /* enum spot_kind, enum place_kind */
    int64_t place_id, held_at, until_at, heads, every_days;
    struct str name, campaign, who, note;
};
/* What is not said stays as it was; the place never changes. */
struct spot_change {
    int64_t held_at, until_at, heads, every_days;
    struct str name, who, note, reason;
};
struct spot_end {
    struct str reason;
};
/* A box was opened: `letters` may be 0. */
struct spot_emptied {
    int64_t at, letters;
    struct str note;
    struct strs attachments;
};
extern const struct shape spot_new_shape, spot_change_shape, spot_end_shape, spot_emptied_shape;

enum { SPOTS_MOST = 500 /* made in one act */ };
/* By collectors, operators and dispatchers of the place; a call by its dispatchers, publishers
 * and leaders. answer: {"spots":[id…],"known":n}.
 * ERR_DENIED, ERR_INPUT, ERR_CONFLICT (the campaign has ended, nothing left to make). */
MUST_CHECK enum err spot_make(struct ctx *cx, const struct spot_new *in, struct str *answer);
/* Inside db_write: one, of any kind, with an id drawn beforehand; the same errors. */
MUST_CHECK enum err spot_put(struct ctx *cx, const struct spot_new *in, int64_t id);
/* ERR_UNVERSIONED, ERR_STALE, ERR_CONFLICT (it has ended), ERR_NOT_FOUND. answer: id, version.
 */
MUST_CHECK enum err spot_correct(struct ctx *cx, int64_t id, int64_t if_match,
                                 const struct spot_change *in, struct str *answer);
MUST_CHECK enum err spot_finish(struct ctx *cx, int64_t id, int64_t if_match,
                                const struct spot_end *in, struct str *answer);
/* ERR_CONFLICT also: not a box. */
MUST_CHECK enum err spot_empty(struct ctx *cx, int64_t id, int64_t if_match,
                               const struct spot_emptied *in, struct str *answer);

/* cx->db set. ERR_NOT_FOUND at field "spot". */
MUST_CHECK enum err spot_get(struct ctx *cx, int64_t id, struct spot *out);
/* By whoever works in or above its unit. */
bool spot_may_see(struct ctx *cx, const struct spot *s);
bool spot_may_keep(struct ctx *cx, const struct spot *s);
uint32_t spot_keepers(int kind); /* roles, as bits */
/* box: by when it is to be opened again (limit "box" of the mechanism, or every_days); 0 for
 * others and when it has ended. */
int64_t spot_due(struct ctx *cx, const struct spot *s);
/* Inside db_write: the box's clock as it should be now: stopped by `why` when it was emptied or
 * has ended, started with fresh_id (drawn beforehand), moved. */
MUST_CHECK enum err spot_clock_set(struct ctx *cx, const struct spot *s, const char *why,
                                   int64_t fresh_id, bool *moved);
/* After the calendar has changed: all of them; *total moved. cx->db not set. */
MUST_CHECK enum err spots_reckon(struct ctx *cx, size_t *total);
/* The same when a box hangs without a clock: one from before boxes had any. */
MUST_CHECK enum err spots_wind(struct ctx *cx, size_t *total);

/* A demand that names a spot, or a poster by its code, takes what it did not say. A code that
 * was withdrawn, or whose campaign is over, keeps nobody from being heard: the demand comes in
 * without it. ERR_INPUT at "poster": forged. ERR_NOT_FOUND, ERR_CONFLICT at "spot". */
MUST_CHECK enum err spot_fill(struct ctx *cx, struct demand_new *in);
/* Counts it there. */
void spot_said(struct ctx *cx, struct work *w, const struct demand *row);

/* ---- the code ---- */
struct str spot_code(struct ctx *cx, const struct spot *s);
/* False: not one of ours. */
MUST_CHECK bool spot_code_read(struct ctx *cx, struct str code, int64_t *id, int64_t *place_id);
/* What somebody who scanned it is shown: {"live", "kind", "place":[{id,name}…], "name",
 * "note"}. ERR_NOT_FOUND: forged or unknown; withdrawn: live false, no place. */
MUST_CHECK enum err spot_scanned_json(struct ctx *cx, struct str code, struct json *j);
/* {"calls":[{code, name, note, who, place, from, until}…]}: those that run now, newest first.
 */
MUST_CHECK enum err spot_calls_json(struct ctx *cx, struct json *j);
/* Whether demands come in by it now: not ended, and of a call: it has begun and is not over. */
bool spot_is_open(const struct ctx *cx, const struct spot *s);

/* ---- answers ---- */
struct spot_query {
    int kind;
    int64_t place_id, before;
    struct str campaign;
    bool ended; /* those that have ended as well */
};
struct spot_print_query {
    struct str ids; /* "," between */
};
extern const struct shape spot_query_shape, spot_print_query_shape;
/* {"spots":[…],"next":id,"may_make":…}: newest first, those that the actor may see. */
MUST_CHECK enum err spots_json(struct ctx *cx, const struct spot_query *q, struct json *j);
/* With its newest demands and its history. */
MUST_CHECK enum err spot_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version);
/* Of the actor's own units, soonest first: boxes that are to be opened within two days or
 * should have been. {"boxes":[…]} */
MUST_CHECK enum err spots_due_json(struct ctx *cx, struct json *j);
/* One A4 sheet a poster. base: address of the register, without a trailing slash.
 * ERR_CONFLICT: it is not known, or a poster was withdrawn. */
MUST_CHECK enum err spots_html(struct ctx *cx, const struct spot_print_query *q,
                               struct str base, struct str *out);
MUST_CHECK enum err spot_png(struct ctx *cx, int64_t id, struct str base, struct str *out);
