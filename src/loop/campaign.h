/* SPDX-License-Identifier: Apache-2.0
 * A campaign (专项行动): a run of a mechanism within a time and an area, with a plan, a chain
 * of responsibility and a month of study before it (BZ-01 … BZ-04, BZ-57, HY-42, ZL-02).
 * Demands name it by its code, visits (loop/visit.h) by its id.
 *
 * Whoever dispatches for the whole register, or leads it, makes, changes and ends one; every
 * officer sees it, for the chain of responsibility stands on every item of it. What is done to
 * it is the chain of events of the campaign; a record of study or mobilisation is such an event
 * and nothing else.
 */
#pragma once

#include "core/work.h"

struct campaign {
    int64_t jid, id;
    struct str code; /* what people call it in short: "2021-dqd"; never changed */
    struct str name;
    int64_t version;
    struct str mechanism;
    int64_t study_at;       /* from when it is studied before anybody is asked; 0 = not */
    int64_t from_at, to_at; /* its first moment; the first one after it; 0 = open */
    struct str places;      /* its area: ids, "," between; "" = the whole register */
    struct str chain;       /* lines "label|unit|officer"; ids, 0 = none */
    struct str homes;       /* "place=households", "," between: what coverage is counted on */
    struct str tags;        /* codes of the mechanism's tags, "," between */
    struct str way;         /* the way in that a demand at the door comes by; "" = any */
    int64_t officer_id;     /* who made it */
    int64_t made_at, ended_at;
    struct str measures; /* lines "name|what is done" (BZ-56) */
    struct str targets;  /* "found=95", "," between: per cent, of campaign_measure_names */
};

/* The three that a campaign is measured by (BZ-06): whether the households were met, whether
 * what they said holds, whether every way of asking brought something in. */
#define CAMPAIGN_MEASURE_LIST(X)                                                               \
    X(CAMPAIGN_FOUND, "found", "找得到", "found")                                              \
    X(CAMPAIGN_RIGHT, "right", "摸得准", "right")                                              \
    X(CAMPAIGN_FULL, "full", "捞得全", "full")
enum campaign_measure { CAMPAIGN_MEASURE_LIST(ENUM_ID) CAMPAIGN_MEASURE__MAX };
extern const struct enum_names campaign_measure_names;
/* In per cent; 0 = none is set. */
int64_t campaign_target(struct ctx *cx, const struct campaign *c, enum campaign_measure m);

/* What is said of it. places, tags: as above, one each; chain: "label|unit|officer"; homes:
 * "place=households"; measures: "name|what is done"; targets: "found=95". to: its last day,
 * counted. */
struct campaign_new {
    struct str code, name, way;
    int64_t study, from, to;
    struct strs places, chain, homes, tags, plan; /* plan: attachments */
    struct strs measures, targets;
};
struct campaign_study {
    int64_t held_at, heads;
    struct str who, note;
    struct strs attachments;
};
struct campaign_end {
    struct str result;
};
extern const struct shape campaign_new_shape, campaign_change_shape, campaign_study_shape,
    campaign_end_shape, campaign_shape;

/* Whether cx->actor makes, changes and ends campaigns. */
bool campaign_may_keep(struct ctx *cx);

/* What a change answers: the campaign as JSON. */
struct campaign_done {
    struct str answer;
    int64_t version;
};
/* ERR_DENIED, ERR_INPUT, ERR_CONFLICT (that code is taken). */
MUST_CHECK enum err campaign_make(struct ctx *cx, const struct campaign_new *in,
                                  struct campaign_done *out);
/* plan adds documents; everything else takes the place of what was. ERR_UNVERSIONED, ERR_STALE,
 * ERR_CONFLICT (it has ended). */
MUST_CHECK enum err campaign_change(struct ctx *cx, struct str code, int64_t if_match,
                                    const struct campaign_new *in, struct campaign_done *out);
/* From then on nothing more goes in. */
MUST_CHECK enum err campaign_finish(struct ctx *cx, struct str code, int64_t if_match,
                                    const struct campaign_end *in, struct campaign_done *out);
/* A record of study or mobilisation. */
MUST_CHECK enum err campaign_studied(struct ctx *cx, struct str code,
                                     const struct campaign_study *in,
                                     struct campaign_done *out);

/* Inside db_write: wherever the chain of a campaign that runs names `from`, `to` stands from
 * now on (0: nobody), as an event of the campaign. */
MUST_CHECK enum err campaigns_hand_over(struct ctx *cx, int64_t from, int64_t to);
/* How many that have not ended name the officer in their chain. cx->db set. */
MUST_CHECK enum err campaigns_naming(struct ctx *cx, int64_t officer, int64_t *n);

/* cx->db set. ERR_NOT_FOUND at field "campaign". */
MUST_CHECK enum err campaign_find(struct ctx *cx, struct str code, struct campaign *out);
MUST_CHECK enum err campaign_by_id(struct ctx *cx, int64_t id, struct campaign *out);
MUST_CHECK enum err campaign_all(struct ctx *cx, struct campaign **out, size_t *n);
/* Whether something that happened then and there may be entered now: the time lies in it and
 * not in the future, the place (0 = not said) in its area, it has not ended. ERR_INPUT at the
 * field, ERR_CONFLICT. */
MUST_CHECK enum err campaign_takes(struct ctx *cx, const struct campaign *c, int64_t at,
                                   const char *at_field, int64_t place_id);

/* The row of a JSON answer: begins and ends no object. */
MUST_CHECK enum err campaign_members(struct ctx *cx, struct json *j, const struct campaign *c);
/* {"campaigns":[…], "may_keep":…} */
MUST_CHECK enum err campaigns_json(struct ctx *cx, struct json *j);
/* One with its documents, studies and history. */
MUST_CHECK enum err campaign_json(struct ctx *cx, struct str code, struct json *j,
                                  int64_t *version);
/* "campaigns":[{code, name, chain}…], for everything that belongs to one (BZ-04). */
MUST_CHECK enum err campaigns_of_json(struct ctx *cx, struct json *j, struct strs codes);
/* That of a demand, and its "tags"; those of a matter's demands. */
MUST_CHECK enum err campaigns_of_demand(struct ctx *cx, struct json *j, const struct demand *d);
MUST_CHECK enum err campaigns_of_matter(struct ctx *cx, struct work *w, struct json *j,
                                        const struct matter *m);
/* Codes of tags known to the mechanism, joined by ",". ERR_INPUT at field "tags". */
MUST_CHECK enum err tags_join(struct ctx *cx, struct strs tags, struct str *out);
/* "tags":[{code, label}…] */
void tags_json(struct ctx *cx, struct json *j, struct str tags);
