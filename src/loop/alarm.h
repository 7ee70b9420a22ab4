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
};
extern const struct shape alarm_receiver_shape;

/* The running alarm of a demand; *found says whether there is one. At most one runs. */
MUST_CHECK enum err alarm_running(struct ctx *cx, int64_t demand_id, struct alarm *out,
                                  bool *found);
MUST_CHECK enum err alarm_receivers(struct ctx *cx, int64_t alarm_id,
                                    struct alarm_receiver **out, size_t *n);

/* What is to be raised: written with the work it belongs to (alarm_raise at its commit). */
struct alarm_new {
    const struct demand *demand;
    const struct urgent_set *set;
    const struct urgent_hit *hits; /* by rule; empty: by hand */
    size_t n;
    int kind; /* by hand */
    int64_t seq;
    int64_t area_id;             /* of a group rule */
    const struct alarm *running; /* the hits join it: no new one; NULL: a new one */
};
/* Inside db_write, after the demand was written: rows, receivers of the first rung, messages.
 */
MUST_CHECK enum err alarm_raise(struct ctx *cx, const struct alarm_new *n);
/* The rest is inside db_write too. The next rung is told; ERR_CONFLICT when another server or
 * an acknowledgement was faster. */
MUST_CHECK enum err alarm_climb(struct ctx *cx, const struct demand *d, const struct alarm *a);
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
