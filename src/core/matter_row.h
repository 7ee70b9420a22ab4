/* SPDX-License-Identifier: Apache-2.0
 * What has to be handled: one dossier (一事一册, ZY-34) with owner, level and clocks.
 * Times are ms (_at), 0 = not yet. Text enumerations are those of words.h.
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

struct matter {
    int64_t jid;
    int64_t id;
    struct str num;
    int64_t version;
    int state;          /* enum matter_state */
    int64_t owner_unit; /* who must act now (domain.md, Counting) */
    int lvl;            /* enum level */
    struct str class;
    struct str kind;
    struct str difficulty;
    int64_t place_id;
    struct str title;
    struct str mechanism;
    int64_t mechanism_version; /* stays with the matter (HY-35) */
    int64_t lead_unit;
    int64_t answer_unit;
    int64_t desk_unit;  /* desk_unit: the dispatching unit whose desks serve the matter */
    int64_t go_between; /* officer of the call-back desk where the lead is complained about */
    bool listed;
    bool staged;
    bool urgent;
    bool confidential;
    bool repeated;
    bool supervised;
    int64_t sponsor_id;
    struct str sponsor_units; /* 包案 (BZ-46): unit ids, comma separated */
    struct str dispatch_no;
    struct str meeting_no;
    int64_t demands;
    int64_t links_open; /* links that are not withdrawn or void / not yet answered to the end */
    int64_t round;
    int64_t returns;
    int64_t handbacks;
    int64_t redispatches;
    int64_t review_round;
    struct str review_units;
    struct str
        review_agreed; /* unit ids, comma separated: offices asked and offices that agreed */
    bool report_final;
    int result; /* enum result */
    struct str cause;
    struct str cause_class; /* HY-26, ZY-36 */
    int solved;             /* enum yesno */
    int thorough;           /* enum yesno */
    int close_ground;       /* enum close_ground */
    bool drawn;
    int64_t opened_at;
    int64_t dispatched_at;
    int64_t answered_at;
    int64_t first_closed_at;
    int64_t closed_at;
    int64_t bank_review_at;
    struct str upstream;
    struct str upstream_no;
    int64_t complained_unit;
    struct str asked;
    int64_t due_at;
    int64_t sponsor_at;  /* since when */
    int64_t sponsor_seq; /* event with the newest plan or progress, and when that was */
    int64_t sponsor_said_at;
    struct str instructed_units;
    struct str instructed_done; /* unit ids: instructed by a leader; of these, none owes now */
    int64_t bundle_id; /* the bundle (打包, JN-22) it is handled in, and who coordinates that */
    int64_t bundle_unit;
    int64_t urged;    /* how often its citizens rang again while it was open */
    struct str track; /* a code of the mechanism's tracks (BZ-45 … BZ-47); "" = none */
};

extern const struct shape matter_shape; /* one field per column of table matter, in order */
