/* SPDX-License-Identifier: Apache-2.0
 * Which level is suggested for a matter, why, and what the person who levelled it made of that
 * (BZ-17, BZ-18). The mechanism's level rules go before the dispatch directory: the directory
 * is asked where no rule fits, and of it only the entry in force that fits best. Whoever
 * decides for another level gives a reason.
 */
#pragma once

#include "core/flow.h"
#include "loop/proposal.h"

struct level_suggestion {
    int lvl;                 /* enum level; LEVEL_NONE: nothing is suggested */
    int source;              /* enum level_source */
    int64_t rule;            /* number in the mechanism, from 1; 0: by no rule */
    int64_t version, serial; /* of the directory and its entry; 0: not by it */
    struct str text; /* "建议责任层级：社区（分级规则第1条：…）"; empty for nothing */
};

/* difficulty: the one being chosen, else the matter's; p: of the same matter. */
void level_suggest(struct ctx *cx, const struct mechanism *mech, const struct matter *m,
                   struct str difficulty, const struct proposal *p,
                   struct level_suggestion *out);

/* A levelling as it is kept (table level_use). */
struct level_use {
    int64_t id, at, matter_id, seq; /* seq: of the event, where the reason stands */
    int64_t unit_id;                /* whose desk decided */
    int source;                     /* enum level_source */
    int64_t rule, version, serial;
    int suggested, chosen; /* enum level */
};
extern const struct shape level_use_shape;

/* Within the event that decides a matter's level: refuses another one than is suggested without
 * a reason (ERR_INPUT at "reason"); keeps what was suggested, by what, and what was chosen. */
MUST_CHECK enum err level_settle(struct ctx *cx, struct act *a, int lvl, struct str difficulty,
                                 struct str reason);
/* The newest levelling of a matter in one sentence, empty when none is kept: "label". */
MUST_CHECK enum err level_said(struct ctx *cx, const struct matter *m,
                               const struct mechanism *mech, struct str *out);
