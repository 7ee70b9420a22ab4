/* SPDX-License-Identifier: Apache-2.0
 * What one person or a group said once, in their own words, by one channel. The words never
 * change and stand in the side row of the demand's first event (event_text, name "words").
 * Times are ms (_at), 0 = not yet. Text enumerations are those of words.h.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

struct demand {
    int64_t jid;
    int64_t id;
    struct str num;
    int64_t version;
    struct str channel;
    struct str way;
    struct str kind;
    struct str class;
    int64_t place_id;
    int64_t lon;
    int64_t lat;
    struct str crs;
    int64_t
        unit_id; /* the desk that must act: level's screening unit, later the matter's owner */
    int64_t receiver_unit;    /* first-receiving unit (HY-16) */
    int64_t receiver_officer; /* first-asked officer, stays attached (JN-16); 0 = none */
    int64_t person_id;
    int64_t head_count;
    struct str notify;
    struct str campaign; /* its code (loop/campaign.h) */
    struct str mechanism;
    int64_t mechanism_version;
    int64_t said_at;
    int64_t found_at;
    int64_t recorded_at;
    int64_t screened_at;
    struct str ground;       /* code of the ground for invalid, redirected, settled */
    struct str redirect_to;  /* who is competent instead, named to the citizen */
    int64_t complained_unit; /* barred: it and its subtree neither screen nor see */
    struct str upstream;
    struct str upstream_no;
    int64_t upstream_due_at;
    struct str code_hash; /* keyed hash of the citizen's query code */
    struct str title;
    int64_t round;
    int64_t matters;
    struct str asked;
    int64_t batch_id;
    int64_t attempts;
    int64_t due_at;
    int64_t answered_at;
    int64_t ended_at;
    /* What a leader wrote on it before it had a matter: whose, the event with the words (0 once
     * its matter has it), and by when it is answered. */
    int64_t instructed_by;
    int64_t instructed_seq;
    int64_t instructed_due_at;
    int64_t return_until_at; /* until when the sender takes the order back; 0 = not said */
    struct str petition_no;  /* the petition system has it as well, under this number */
    int64_t replied_at;      /* when its answer was last written into a file for its upstream */
    struct str reply_hash;   /* of that answer: another one goes out again */
    int64_t urged;           /* how often somebody rang again while it was open */
    int64_t visit_id;        /* said at the door, on this visit; 0 = not */
    int64_t spot_id;         /* gathered there (loop/spot.h); 0 = not */
    int64_t likes;           /* who agreed where it was said, as its ledger counted them */
    struct str tags;         /* codes of the mechanism, between commas: ",hot,hard," */
    int state;               /* enum demand_state */
    int origin;              /* enum origin */
    int direction;           /* enum direction */
    int lvl;                 /* enum level */
    int privacy;             /* enum privacy */
    int valid;               /* enum yesno */
    int reached;             /* enum yesno */
    int solved;              /* enum yesno */
    int grade;               /* enum grade */
    int source;              /* enum source */
    bool on_behalf;
    bool appealed;
    bool urgent;
    bool repeated;
    bool drawn;
};

extern const struct shape demand_shape; /* one field per column of table demand, in order */
