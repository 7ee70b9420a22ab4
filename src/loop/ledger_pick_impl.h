/* SPDX-License-Identifier: Apache-2.0
 * Inside of ledger_pick.c, ledger_fits.c and ledger_flows.c.
 */
#pragma once

#include "core/mechanism.h"
#include "loop/fate.h"
#include "loop/ledger_pick.h"

/* A demand beside one of the matters that it was ever in. */
struct seen {
    int64_t id, version, place_id, unit_id, complained_unit, matter_id, matter_version,
        lead_unit, said_at, recorded_at;
    int64_t citizens; /* of a finding's matter that is closed: demands of citizens; else -1 */
    bool repeated;
    int state, valid, origin, lvl, link_state, matter_lvl;
    struct str class, kind, way, channel, campaign, tags, ground, difficulty, mechanism;
};

/* A matter, and by which of the ways a demand in it came. */
struct levelled {
    int64_t id;
    int lvl;
    size_t way;
};

/* Demands by identifier. */
struct among {
    int64_t *ids;
    size_t n;
};

struct picking {
    struct ctx *cx;
    const struct ledger_query *q;
    const struct mechanism *m;
    struct ledger_picked *out;
    struct arena *scratch; /* one demand's events */
    struct levelled *matters;
    size_t matters_n;
    int64_t from_at, to_at;
    struct ledger_group *groups;
    size_t groups_n;
    struct ledger_flows *flows; /* NULL: not asked for */
    ledger_each_fn *each;       /* NULL: not asked for */
    void *each_arg;
    struct among hotspot, signal;
    struct fate *fates; /* when it is asked what came of them */
    size_t fates_n;
    struct scheme_days *days; /* NULL: no scheme is asked for */
    struct scheme_sums *sums; /* NULL: not asked for */
};

/* ---- ledger_pick.c ---- */

MUST_CHECK enum err ledger_run(struct picking *k); /* as ledger_pick */

/* ---- ledger_fits.c ---- */

/* What was asked for, read: as which unit, at which moment, within which time. ERR_DENIED,
 * ERR_INPUT as ledger_pick. */
MUST_CHECK enum err ledger_asked(struct picking *k);
/* Whether a demand is chosen; by: the matter that speaks for it, or NULL. */
bool ledger_fits(const struct picking *k, const struct seen *d, const struct seen *by, int lvl);
/* Where it stands in the scheme that is asked for. */
struct scheme_at ledger_scheme_at(const struct picking *k, const struct seen *d);
/* Solved before complaint (未诉先办, ZL-41): a finding that another person found solved, in a
 * matter that is closed, as it stands now, without a citizen's demand. */
bool ledger_solved_first(const struct seen *d, const struct seen *by);
/* Who has it in hand: the lead, else the desk. */
int64_t ledger_in_hand(const struct seen *d, const struct seen *by);

/* ---- ledger_flows.c ---- */

/* Counts a demand in its way and its exit; the way's place in k->flows. */
size_t ledger_flow_take(struct picking *k, const struct seen *d, const struct seen *by,
                        enum ledger_book book, bool ended);
