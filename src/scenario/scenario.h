/* SPDX-License-Identifier: Apache-2.0
 * A published campaign played again: its figures as data (data/scenarios/), invented people and
 * words, every act a request to the interface by the officer whose it is, at its own hour of an
 * injected clock. What was published must come out of the ordinary reports, to the piece.
 */
#pragma once

#include "api/api.h"
#include "base/ctx.h"
#include "base/json.h"

/* An act of a life: who does what to which subject, so many hours after the act before. */
struct deed {
    enum { ON_DEMAND, ON_MATTER, ON_TASK, ON_JOINED } on;
    const char *name, *who;
    json_t *body; /* "$…" stands for what differs from life to life */
    double hours; /* on the average */
};
/* One of the ends that demands come to; counts demands, those that join included. */
struct route {
    const char *figure;
    int64_t n;
    bool hosts;      /* other demands join its matters */
    json_t *classes; /* of which they are; NULL = any */
    struct deed *acts;
    size_t acts_n;
};
struct way {
    const char *figure, *who; /* who: "citizen", or of whom in `cast` */
    int64_t n;
    bool visits; /* each is said on a visit of its own */
    json_t *body;
};
/* The campaign that all of it belongs to (loop/campaign.h); study_days before it, extra_days
 * after the last day played in which it still runs. */
struct campaign_play {
    const char *code, *who;
    int64_t study_days, extra_days;
    json_t *body, *chain; /* chain: [label, code of a unit] */
};
/* Doors knocked at, those on which something was said included; of the others so many per cent
 * refused or were absent. */
struct visits_play {
    const char *who;
    int64_t n, refused_percent, absent_percent;
};
/* What an office does on a day besides the demands: inspections, bulletins, interviews. Not
 * divided by `by`. In path and body "$name" stands for what an earlier call kept under that
 * name, "$unit_CODE" for a unit, "$nth" for the how manieth time it is (from 1), "$place" and
 * "$community" for the nth community's, "$day" for the day it happens, "$day-7" for one so many
 * days before (or after: "+"). A call without a body reads. */
struct call_play {
    int64_t day, hour; /* of the campaign, from 0; o'clock */
    const char *who, *path;
    json_t *body;
    const char *keep, *from; /* member `from` of the answer is kept as `keep`; NULL = nothing */
    int64_t times;
    int64_t status; /* of the answer; 200 when not given */
    /* Once for each member of `list` in the answer at path `each` whose `where` is `is`; its
     * number is $item. NULL = `times`. */
    const char *each, *list, *where, *is;
    bool look; /* at the path without its last segment, for its version */
};
struct scenario {
    const char *name, *mechanism;
    int64_t days, collect_days; /* of the campaign; of them demands come in */
    int64_t joined;             /* demands that join another one's matter */
    struct campaign_play campaign;
    struct visits_play visits;
    struct way *ways;
    size_t ways_n;
    struct route *routes;
    size_t routes_n;
    struct call_play *calls; /* in the order of their hours */
    size_t calls_n;
    int64_t demands; /* sum over the ways, and over the routes */
};

/* text: the file; everything lives in cx's arena. ERR_INPUT names what is wrong: sums over ways
 * and over routes must be one. */
MUST_CHECK enum err scenario_parse(struct ctx *cx, struct str text, struct scenario *out);
/* Every figure divided by that, the sums kept: largest remainders. 1 changes nothing. */
void scenario_scale(struct scenario *s, int64_t by);

typedef void scenario_note_fn(void *arg, int64_t done, int64_t of, int64_t now);
struct scenario_run {
    const struct scenario *scenario;
    const struct api *api;
    int64_t ends_at; /* ms: the last day's end; nothing happens after it */
    uint64_t seed;
    scenario_note_fn *note;
    void *note_arg;
    int64_t acts, refused; /* out */
};
/* On a practice or demo register of the demo district, held alone (CMD_SERVE), cx->db NULL. The
 * injected clock is moved through the campaign and set back. ERR_BUG with the answer when an
 * act is refused. */
MUST_CHECK enum err scenario_play(struct ctx *cx, struct scenario_run *r);
