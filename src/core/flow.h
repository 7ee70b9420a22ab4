/* SPDX-License-Identifier: Apache-2.0
 * The flow: one row per action of domain.md's tables. The row is the route, the permission, the
 * form and the effect; flow_act() is the only way an action happens and the only writer of
 * state.
 *
 * In one transaction: the subject is loaded, visibility, role and four-eyes checked, the
 * version compared (412), the state compared (409), the guard asked, the effect run in memory,
 * everything written.
 */
#pragma once

#include "core/actor.h"
#include "core/work.h"

/* Where the actor must hold one of the step's roles. */
enum where {
    AT_OWNER,  /* the unit whose desk must act: demand.unit_id, matter.owner_unit, task.unit_id
                */
    AT_DESK,   /* the dispatching desk: matter.desk_unit, task.desk_unit, or above */
    AT_LEAD,   /* the matter's lead unit */
    AT_REVIEW, /* an office that is asked and has not agreed */
    AT_ANSWER, /* the unit that answers the citizen */
    AT_CALLBACK, /* the call-back desk above the subject's desk */
    AT_CLOSE,    /* the closing desk */
    AT_LOOKBACK,
    AT_ARBITER,
    AT_INSTRUCTED, /* a unit that owes an answer to a leader's instruction */
    AT_PART,       /* any unit through which the actor sees the subject */
    AT_SYSTEM,     /* nobody: the program itself */
};

struct step;

struct act {
    const struct step *step;
    struct work *w;
    /* The subject of the step; the others are set by guards and effects that load them. */
    struct demand *demand;
    struct matter *matter;
    struct task *task;
    const struct mechanism *mechanism;
    const void *body;    /* the step's body struct */
    struct draft *event; /* the subject's event; NULL while guards run */
    struct str new_num;  /* a fresh public number when step->numbers > 0 */
    struct str created;  /* set by effects that make a matter or demand: its number */
    int64_t occurred_at; /* when it happened, 0 = now */
    int64_t for_officer; /* the absent one for whom the actor acts; 0 = for themselves */
};

/* Guards run with body == NULL when the question is only whether the step may be offered. */
typedef enum err act_fn(struct ctx *cx, struct act *a);

struct step {
    const char *name; /* "screen-valid": the last part of the route */
    enum subject subject;
    uint32_t from;  /* BIT(state) …; 0 = creates the subject */
    int to;         /* a state, or -1 when the effect decides or nothing changes */
    uint32_t roles; /* BIT(enum role) … */
    enum where where;
    int numbers; /* public numbers the effect needs */
    const struct shape *body;
    act_fn *guard;   /* refuses; NULL = nothing to ask. Writes nothing. */
    act_fn *effect;  /* NULL = only the state changes */
    const char *did; /* recorded as the actor's part: "handle", "review", … NULL = none */
    const char *never_did; /* four-eyes: who did one of these (space separated) may not */
    const char *zh, *en;   /* button */
    const char *to_text; /* for the drawing when the effect decides: "handling / to_dispatch" */
};

/* The table (loop/steps.c), registered by cmd/ at start. */
void flow_register(const struct step *steps, size_t n);
const struct step *flow_steps(size_t *n);
const struct step *flow_find(enum subject subject, struct str name); /* NULL when unknown */

struct flow_result {
    struct str num;  /* the subject's number */
    int64_t version; /* after the act */
    const char *state;
    struct str created; /* number of a matter or demand the act made, or empty */
    struct str code;    /* a citizen's query code, once, or empty */
};

/* The answer of every act, as sent and as stored under its idempotency key. */
struct str flow_result_json(struct ctx *cx, const struct flow_result *r);

/* if_match < 0: none was sent (ERR_UNVERSIONED unless the actor is the system). */
MUST_CHECK enum err flow_act(struct ctx *cx, const struct step *step, struct str num,
                             int64_t if_match, const void *body, struct flow_result *out);
/* One act as it was asked for. */
struct flow_request {
    const struct step *step;
    struct str num;
    int64_t if_match;
    const void *body;
    struct str new_num; /* when step->numbers > 0 */
    /* Another officer wrote it down beforehand, in a table that came back: his part in the
     * matter as well (four-eyes), and noted in the event. 0 = nobody. */
    int64_t prepared_by, prepared_id;
};
/* The same inside a running db_write, for what is to be written together with the act. It
 * refuses before its first write. */
MUST_CHECK enum err flow_act_within(struct ctx *cx, const struct flow_request *r,
                                    struct flow_result *out);
/* The same inside a running work (import, system steps): no version, no role check for
 * ROLE_SYSTEM and ROLE_IMPORT actors. */
MUST_CHECK enum err flow_apply(struct ctx *cx, struct work *w, const struct step *step,
                               struct act *a);

/* One step on a loaded subject inside a running work, by name: what follows from another act.
 */
MUST_CHECK enum err flow_step(struct ctx *cx, struct work *w, enum subject subject,
                              const char *name, int64_t id, const void *body, struct act *out);

/* Steps this actor may take on the subject now: role, four-eyes, state and guard all agree.
 * Uses the read connection. out: pointers in the arena. */
MUST_CHECK enum err flow_allowed(struct ctx *cx, struct work *w, enum subject subject,
                                 int64_t id, const struct step ***out, size_t *n);
const char *flow_state_text(enum subject subject, int state);
const struct enum_names *flow_states(enum subject subject);
