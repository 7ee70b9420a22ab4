/* SPDX-License-Identifier: Apache-2.0
 * Between the parts of a scenario.
 */
#pragma once

#include "api/inside.h"
#include "base/time.h"
#include "bench/script.h"
#include "core/org.h"
#include "scenario/scenario.h"

enum {
    REQUEST_ARENA = 64 << 20,
    PASSES_MOST = 1024,
    COMMUNITIES_MOST = 512,
    OFFICE_OPENS = 8, /* o'clock */
    OFFICE_CLOSES = 20,
    LOGIN_BYTES = 40,
    BODY_MOST = 16384,
    KEPT_MOST = 64,
    CODE_BYTES = 64,
    NOTES = 20, /* in a whole run */
};

struct seat {
    char login[LOGIN_BYTES];
    struct inside_pass pass;
};

/* What a call kept of its answer for later ones. */
struct kept {
    const char *name;
    char value[NUM_BYTES];
};

/* A demand and what it comes to. `num` of the demand that joins stands in `joined`. */
struct life {
    int64_t at;
    const struct route *route;
    const struct way *way, *joined_way; /* joined_way NULL: nobody joins */
    size_t community;
    int lead;
    const struct topic *topic;
    size_t act;
    struct str visit; /* of the act that is being done */
    char num[NUM_BYTES], joined[NUM_BYTES], matter[NUM_BYTES];
};

struct play {
    struct ctx *cx; /* of the whole run */
    struct scenario_run *run;
    struct arena *arena; /* of one act */
    struct dice dice;
    struct seat *seats;
    size_t seats_n;
    const struct unit *communities[COMMUNITIES_MOST];
    size_t communities_n;
    struct life *lives;
    size_t lives_n;
    size_t *heap; /* lives by their next act */
    size_t heap_n;
    int64_t begins_at, day, done, of;           /* day: Beijing day that it is */
    int64_t visited;                            /* doors so far */
    size_t called;                              /* calls done */
    char posters[COMMUNITIES_MOST][CODE_BYTES]; /* on each community's wall; "" before */
    struct kept kept[KEPT_MOST];
    size_t kept_n;
};

/* The injected clock stands at that moment. */
void clock_set(struct play *p, int64_t at);
/* The session of an officer by log-in name; opened once. */
MUST_CHECK enum err pass_of(struct play *p, const char *login, const struct inside_pass **out);
/* Log-in name of one of the cast at a community (scenario.h: struct deed, who). */
const char *local_login(struct play *p, size_t community, const char *who);
/* A request by that officer (NULL: a citizen), its answer of that status; ERR_BUG with what was
 * said otherwise. */
MUST_CHECK enum err asked(struct play *p, const char *login, struct ask *q, int status,
                          struct http_reply *reply);
/* The subject's version by its ETag; 0 when it has none. */
int64_t version_of(const struct http_reply *reply);
/* A number or identifier, written as text, in a reply. */
struct str member(const struct http_reply *reply, const char *name);

/* campaign.c: the campaign is made, a poster hung in each community (BZ-07); who was visited on
 * a day is entered in its evening. */
MUST_CHECK enum err campaign_open(struct play *p);
MUST_CHECK enum err visits_of_day(struct play *p, int64_t day);
/* A visit at which something is said; its identifier. */
MUST_CHECK enum err visit_met(struct play *p, size_t community, const char *who, int64_t at,
                              struct str *id);

/* office.c: whether the next call's hour comes by then, and when; that call, done. */
bool call_due(const struct play *p, int64_t until, int64_t *at);
MUST_CHECK enum err call_next(struct play *p);
