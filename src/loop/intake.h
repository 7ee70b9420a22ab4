/* SPDX-License-Identifier: Apache-2.0
 * Collect: a demand exists from the first second, gets a number and an owner (ZY-09, ZY-10,
 * BZ-07).
 */
#pragma once

#include "core/flow.h"

struct demand_new {
    struct str words; /* as said; never changed afterwards */
    struct str title; /* short; made from the words when empty */
    int64_t place_id;
    int64_t lon, lat; /* millionths of a degree */
    struct str crs;   /* CGCS2000 or GCJ-02; required with a point */
    struct str address;
    int privacy; /* enum privacy */
    bool on_behalf;
    bool of_sheet; /* spot is a questionnaire, and one of its sheets says this: in no form */
    struct str name, phone, mail, idno;
    struct str notify;    /* sms, mail or empty */
    struct str proposal;  /* the citizen's proposed solution (ZL-42) */
    int64_t head_count;   /* persons speaking, 0 = 1 */
    struct str behalf_of; /* whom for, when on behalf of somebody */
    struct str class, kind, channel, way;
    int direction;       /* enum direction */
    int origin;          /* enum origin */
    struct str campaign; /* its code */
    int64_t visit;       /* said at the door, on this visit: its campaign, place and way */
    struct str poster;   /* the code of the poster that was scanned (loop/spot.h) */
    int64_t spot;        /* gathered there: its place, campaign, way and channel */
    struct strs tags;
    int64_t said_at, found_at; /* 0 = now */
    struct str upstream, upstream_no;
    int64_t upstream_due_at;
    int64_t complained_unit;
    bool urgent;
    struct strs attachments; /* "id:token" of uploads made before */
    /* Of an upstream's order alone: in no form. */
    int64_t return_until_at, batch_id;
    struct str place_said, class_said, kind_said;
    struct str upstream_row; /* the row as it came, JSON */
    /* At the telephone and the counter: */
    struct strs representatives; /* of a group, beside the person above: "name telephone" */
    int read_back;               /* enum read_back */
    struct str read_changed;     /* what the caller corrected when it was read back */
    struct str not_read_why;
    bool send_receipt; /* number and query code the way `notify` says */
};
extern const struct shape demand_new_citizen_shape; /* what the public form may send */
extern const struct shape demand_new_shape;         /* what an operator or collector may send */

/* One transaction. An officer's demand by a channel of which the mechanism asks it (struct
 * choice, read_back) is refused without read_back: ERR_INPUT. An operator or collector who
 * names no channel was spoken to: the hotline, or the first that is read back. Imports and
 * upstream orders come in by intake_put. out->code is the citizen's query code, shown once. */
MUST_CHECK enum err intake_receive(struct ctx *cx, const struct demand_new *in,
                                   struct flow_result *out);

/* Everything that a demand must hold, and its row as it would be received (no number yet).
 * Writes nothing. */
MUST_CHECK enum err intake_look(struct ctx *cx, const struct demand_new *in,
                                struct demand *row);

/* Inside a running work, for imports: number and code drawn beforehand. mechanism_version 0 =
 * newest. */
struct intake_drawn {
    struct str num, code;
    int64_t id;
};
MUST_CHECK enum err intake_draw(struct ctx *cx, struct intake_drawn *out);
/* What intake_put would refuse, without writing. */
MUST_CHECK enum err intake_check(struct ctx *cx, const struct demand_new *in);
MUST_CHECK enum err intake_put(struct ctx *cx, struct work *w, const struct demand_new *in,
                               const struct intake_drawn *drawn, struct demand **out);
extern const struct step intake_steps[];
extern const size_t intake_steps_n;
