/* SPDX-License-Identifier: Apache-2.0
 * Alarms (要情预警): rows that an urgent demand raises. Who was told and when, who
 * acknowledged, which rung of the ladder is next, what was done or why it was a false alarm.
 *
 * The demand's flag, and whoever acted, stand in the demand's events; these rows are what
 * runs by the minute and what is counted. All times are cx->now.
 */
#pragma once

#include "core/urgent.h"
#include "core/work.h"

struct alarm {
    int64_t jid, id, demand_id;
    int kind;        /* enum urgent_kind */
    struct str rule; /* the most serious that hit; "" = by hand */
    struct str ladder;
    int64_t set_version;
    bool by_hand;
    int state;       /* enum alarm_state */
    int64_t area_id; /* of a group rule */
    int64_t seq;     /* the demand's event that raised it */
    int64_t rung;    /* the last that was told */
    int64_t raised_at, answer_by;
    int64_t next_at; /* when the next rung is told; 0 = never */
    int64_t acked_at, acked_by, closed_at, closed_by, closed_seq;
};
extern const struct shape alarm_shape;

struct alarm_receiver {
    int64_t jid, alarm_id, officer_id, rung, told_at, acked_at;
    bool running;
    int why;        /* enum alarm_why */
    int64_t for_id; /* the absent one for whom the officer stands in; 0 */
};
extern const struct shape alarm_receiver_shape;

/* The running alarm of a demand; *found says whether there is one. At most one runs. */
MUST_CHECK enum err alarm_running(struct ctx *cx, int64_t demand_id, struct alarm *out,
                                  bool *found);
MUST_CHECK enum err alarm_receivers(struct ctx *cx, int64_t alarm_id,
                                    struct alarm_receiver **out, size_t *n);

/* Who is to be told: found before anything is written, so that the event can say it. */
struct alarm_told {
    int64_t officer_id, rung;
    int why;        /* enum alarm_why */
    int64_t for_id; /* of ALARM_WHY_STAND_IN */
    struct str mail, phone_enc;
    struct alarm_told *next;
};
struct alarm_telling {
    const struct demand *d;
    struct alarm_told *first, *last;
    size_t n;
    size_t meant;                 /* how many the rungs named, told before or not */
    struct alarm_receiver *known; /* were told before */
    size_t known_n;
};
/* Whom a rung names. A role is whoever holds it in the nearest unit, from the demand's desk up
 * and not below the level, where somebody does; and whoever is on duty (core/roster.h) at that
 * unit or at one passed on the way. For who is away their stand-in is told (core/absence.h);
 * an absent one for whom nobody stands in is told. */
MUST_CHECK enum err alarm_tell_rung(struct ctx *cx, struct alarm_telling *t,
                                    const struct urgent_rung *r, int64_t rung);
/* A rung, and the ones above it while nobody was there to be told; *last is the last. */
MUST_CHECK enum err alarm_tell_from(struct ctx *cx, struct alarm_telling *t,
                                    const struct urgent_ladder *l, int64_t rung, int64_t *last);
/* For the event: "12 duty", "13 stand_in 12": officer, why, for whom. */
struct strs alarm_told_words(struct ctx *cx, const struct alarm_telling *t);
/* Inside db_write: rows, the part that lets them look, messages. */
MUST_CHECK enum err alarm_told_put(struct ctx *cx, const struct alarm_telling *t,
                                   const struct alarm *a);

/* What is to be raised: planned with the event, written with the work it belongs to. */
struct alarm_new {
    const struct demand *demand;
    const struct urgent_set *set;
    const struct urgent_hit *hits; /* by rule; empty: by hand */
    size_t n;
    int kind; /* by hand */
    int64_t seq;
    int64_t area_id;             /* of a group rule */
    const struct alarm *running; /* the hits join it: no new one; NULL: a new one */
    struct alarm row;            /* this and the next: by alarm_plan */
    struct alarm_telling telling;
};
/* Inside db_write, while the event is open; n->set is not NULL. Writes nothing. */
MUST_CHECK enum err alarm_plan(struct ctx *cx, struct alarm_new *n);
/* Inside db_write, after the demand was written: rows, receivers of the first rung, messages.
 */
MUST_CHECK enum err alarm_raise(struct ctx *cx, const struct alarm_new *n);
/* The rest is inside db_write too. The next rung is told, planned first as above; ERR_CONFLICT
 * when another server or an acknowledgement was faster. */
struct alarm_climbing {
    struct alarm alarm;
    struct alarm_telling telling;
    int64_t rung, next_at;
};
MUST_CHECK enum err alarm_climb_plan(struct ctx *cx, const struct demand *d,
                                     const struct alarm *a, struct alarm_climbing *out);
MUST_CHECK enum err alarm_climb(struct ctx *cx, const struct alarm_climbing *c);
MUST_CHECK enum err alarm_acknowledge(struct ctx *cx, const struct alarm *a);
/* wrong: codes of rules that hit where they should not have; ALARM_FALSE: all of them. */
MUST_CHECK enum err alarm_close(struct ctx *cx, const struct alarm *a, enum alarm_state outcome,
                                struct strs wrong, int64_t seq);

/* Alarms whose next rung is due, oldest first, at most n; on the read connection. */
MUST_CHECK enum err alarm_due(struct ctx *cx, const struct alarm *after, size_t n,
                              struct alarm **out, size_t *count);

/* How often a rule was right. */
struct alarm_figures {
    int64_t right, wrong, open;
};
void alarm_figures_json(struct json *w, const struct alarm_figures *f);
/* Of each rule of the set, in its order, since a time; *unfound: marked by hand where no rule
 * hit. */
MUST_CHECK enum err alarm_figures(struct ctx *cx, const struct urgent_set *set, int64_t since,
                                  struct alarm_figures **out, int64_t *unfound);

/* The urgent ones of a period, oldest first: for the daily sheet and other reports. */
struct alarm_line {
    int64_t id, demand_id;
    struct str num, title, class;
    bool confidential; /* then the title stays here (loop/labels.h) */
    int kind, state;
    struct str rule;
    int64_t unit_id, place_id, complained_unit;
    int64_t version; /* of the demand */
    int64_t raised_at, answer_by, acked_at, closed_at;
    int64_t mine, my_acked_at; /* I was told, I acknowledged; lists only */
};
extern const struct shape alarm_line_shape;
/* [from, to) in ms. */
MUST_CHECK enum err alarm_of_period(struct ctx *cx, int64_t from, int64_t to,
                                    struct alarm_line **out, size_t *n);
