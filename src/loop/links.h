/* SPDX-License-Identifier: Apache-2.0
 * Demands and matters together: what follows for one from a change of the other.
 */
#pragma once

#include "core/flow.h"

/* Answered demands, verdicts and withdrawals move the demand to the least advanced of its links
 * (domain.md). Writes the demand's event `action` when its state changes; by = "system". */
MUST_CHECK enum err links_follow(struct ctx *cx, struct work *w, int64_t demand_id,
                                 const char *action);
/* Recounts matter.demands and matter.links_open from its links. */
MUST_CHECK enum err links_count(struct work *w, struct matter *m);
bool link_is_live(const struct link *l); /* not withdrawn, not void */
/* Links whose answer can be judged. */
enum {
    LINK_WITH_ANSWER =
        BIT(LINK_ANSWERED) | BIT(LINK_ACCEPTED) | BIT(LINK_UNREACHABLE) | BIT(LINK_NO_VERDICT)
};
bool link_has_answer(const struct link *l);

struct closing_base {
    int64_t base;     /* demands whose citizens decide */
    int64_t citizens; /* of these: citizens' demands, not findings */
    int64_t accepted;
    int64_t named; /* of the base: those whose word decides (step name-citizens) */
    int64_t named_accepted;
    int64_t waiting; /* no answer or no verdict yet */
    int64_t unsatisfied;
    int64_t unreachable;
    int64_t
        settled; /* settled with a ground by a second desk: a lawful exit, outside the base */
    int64_t
        left_out; /* withdrawn, redirected, without contact, not asked: shown, not counted */
};
MUST_CHECK enum err links_base(struct work *w, const struct matter *m,
                               struct closing_base *out);

/* The live link of a demand in a matter; ERR_NOT_FOUND. */
MUST_CHECK enum err links_between(struct ctx *cx, struct work *w, int64_t demand_id,
                                  int64_t matter_id, struct link **out);
/* Adds the demand to the matter: link, counts, limits (limits.h), first-asked officer and
 * barred unit. Within events of both. */
MUST_CHECK enum err links_join(struct ctx *cx, struct work *w, struct demand *d,
                               struct matter *m);
/* The unit that owns the matter in its state (domain.md, Counting). */
int64_t matter_owner(struct ctx *cx, const struct matter *m);
/* A pending request for listing or stages falls when the matter leaves handling. */
MUST_CHECK enum err asked_lapse(struct work *w, struct matter *m);
/* One task is withdrawn; why is noted. */
void task_take_back(struct work *w, const struct task *t, const char *why);
/* Ends every open task of the matter ("recalled", …). */
MUST_CHECK enum err tasks_withdraw(struct work *w, const struct matter *m, const char *action);
MUST_CHECK enum err matter_lead_task(struct work *w, const struct matter *m,
                                     struct task **out); /* NULL when none */

/* Whether a demand is drawn (for call-back, for its "invalid" to be confirmed above): by a
 * keyed hash of its number, so that nobody can pick and anybody with the key can recompute.
 * percent: 0..100. */
bool link_drawn(struct ctx *cx, struct str num, int64_t percent);
/* Tells every citizen of the matter who asked to hear of it. */
MUST_CHECK enum err citizens_told(struct ctx *cx, struct work *w, const struct matter *m,
                                  const char *template_name, struct str text);
/* Bodies that several steps share. */
struct reason_body {
    struct str reason;
};
extern const struct shape reason_shape;
