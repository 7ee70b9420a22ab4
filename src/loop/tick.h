/* SPDX-License-Identifier: Apache-2.0
 * What happens by itself: limits that end without anybody acting, messages that leave, what is
 * forgotten in time.
 *
 * Every act is an ordinary step of the flow by the system, in a transaction of its own that
 * looks at clock and state once more; so a run may be cut off, repeated, or done by two nodes
 * at once. One run does at most TICK_ACTS of each kind.
 */
#pragma once

#include "base/ctx.h"
#include "core/app.h"
#include "core/outbox.h"

enum {
    TICK_ACTS = 100,         /* acts of a kind in one run */
    TICK_MESSAGES = 10,      /* messages of a channel in one run */
    TICK_EVERY_MS = 3000,    /* between runs when nothing is left to do */
    TICK_SWEEP_MS = 3600000, /* sessions, throttles, kept answers, unused uploads */
};

struct org;

struct tick_done {
    int signed_for; /* tasks whose time to sign ended (domain.md: signed by itself) */
    int unrated;    /* demands whose call-back and rating time is over: no verdict */
    int uncalled;   /* demands drawn for a call-back whose window is over: no verdict */
    int archived;   /* closed matters not drawn for a look-back whose day has come */
    int climbed;    /* alarms nobody acknowledged: the next were told */
    int told;       /* leaders, of their instructions that went overdue */
    int meetings;   /* whose units were reminded of them */
    int reminded;   /* units, of promises and self-examinations that went overdue */
    int warned;     /* supervision notices raised by the rule's causes */
    int signals;    /* weak signals raised, each with a notice */
    int failed;     /* could not be moved; logged; tried again in the next run */
    bool more;      /* a kind reached TICK_ACTS */
};

/* The limits. cx->db NULL; cx->actor is set to the system. Refusals of single subjects are
 * counted, not returned. */
MUST_CHECK enum err tick_run(struct ctx *cx, struct tick_done *out);
/* Snapshots (units, places, mechanisms, calendar, the injected clock) read anew when another
 * process changed them or the day turned; limits and lists follow. */
struct tick_seen {
    struct str fingerprint; /* what they looked like, "" at first; lives in keep */
    const struct org *org;  /* the tree that the lists follow */
};
MUST_CHECK enum err tick_reload(struct ctx *cx, struct arena *keep, struct tick_seen *seen);

/* The thread that does all of it every few seconds. lost(arg) is called, from that thread, when
 * another process holds this one's node number: writing has to end. */
struct ticker;
struct ticker_options {
    const struct outbox_sender *senders;
    size_t senders_n;
    void (*lost)(void *arg);
    void *arg;
};
MUST_CHECK enum err ticker_start(struct ctx *cx, const struct ticker_options *o,
                                 struct ticker **out);
void ticker_stop(struct ticker *t); /* finishes what it is at; NULL is allowed */
