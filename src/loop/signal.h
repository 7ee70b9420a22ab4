/* SPDX-License-Identifier: Apache-2.0
 * Weak signals (苗头, ZL-43): the same word from many within days, the same person again and
 * again, a unit's or a place's volume above its own usual (text/burst.h). What is looked for,
 * from where on and who is told stands in the rule of supervision (loop/notice_rule.h); each
 * signal is a notice of the unit it concerns, with a limit for its answer, and what follows an
 * unanswered one follows it too. Beside the notice stands what was seen: the demands, how many
 * are usual, from when to when; that grows while the notice is open or its window lasts, and no
 * second notice is raised of the same.
 *
 * What a demand complains about is not told to those complained about: a demand that is barred
 * to a unit counts for no signal of that unit or of those below it.
 */
#pragma once

#include "base/field.h"
#include "base/json.h"
#include "loop/derive.h"

enum {
    SIGNAL_EVERY_MS = 600000, /* between two looks */
    SIGNAL_MOST = 50000,      /* demands looked at, the newest: the usual is of these */
    SIGNAL_LISTED = 200,      /* demands that a page names */
};

struct signal_source {
    int64_t jid, demand_id, said_at, unit_id, place_id, person_id, barred;
    struct str pairs;
};
extern const struct shape signal_source_shape;

struct signal {
    int64_t jid, notice_id;
    struct str cause;
    int64_t group_id; /* a unit or place; 0: of one person */
    int64_t mark;     /* text/burst.h: a pair, a person, 0 */
    struct str words; /* the word that is shared; "" when nothing of it may be told */
    int64_t size, people;
    int64_t usual; /* in a window, tenths */
    int64_t first_at, last_at, raised_at, grown_at;
};
extern const struct shape signal_shape;

derive_fn signal_derive; /* the step of the queue */
/* By the scheduler: looks when nobody did for SIGNAL_EVERY_MS; one server does. cx->db NULL. */
MUST_CHECK enum err signals_raise(struct ctx *cx, int *raised, int *failed);
/* What became of it. */
#define SIGNAL_HANDLING_LIST(X)                                                                \
    X(SIGNAL_NOBODY, "nobody", "无人处置", "nobody acted")                                     \
    X(SIGNAL_SEEN, "seen", "已知悉，处置中", "seen, in hand")                                  \
    X(SIGNAL_MARKED, "marked", "已批示交办", "marked to a unit")                               \
    X(SIGNAL_ANSWERED, "answered", "已回复处置情况", "answered")                               \
    X(SIGNAL_DISMISSED, "dismissed", "已排除", "dismissed")                                    \
    X(SIGNAL_WITHDRAWN, "withdrawn", "已撤销", "withdrawn")
enum signal_handling { SIGNAL_HANDLING_LIST(ENUM_ID) SIGNAL_HANDLING__MAX };
extern const struct enum_names signal_handling_names;

struct notice;
MUST_CHECK enum err signal_is(struct ctx *cx, int64_t notice_id, bool *yes);
/* Of a notice: "signal":{…}: why, who has seen it, what became of it and how many days it waits
 * (calendar days since it was raised, while it is open), what it brought about; with the
 * demands behind it that the actor sees when asked for. null for another notice. cx->db set. */
MUST_CHECK enum err signal_json(struct ctx *cx, struct json *j, const struct notice *n,
                                bool demands);
/* Why, in a sentence. watch: enum notice_watch. */
struct str signal_text(struct ctx *cx, int watch, int64_t days, const struct signal *s);
