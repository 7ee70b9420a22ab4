/* SPDX-License-Identifier: Apache-2.0
 * A unit of work: the subjects an act touches, changed in memory, then written together.
 *
 * Effects load subjects here, change the structs and describe events; nothing is written before
 * work_commit(), so an act may refuse at any point. On commit each touched subject gets its
 * events (hash-chained, with the fields that changed), its row, clocks, duties, intervals and
 * roll-ups in one transaction. On a read connection the same loading serves guards and
 * dossiers.
 */
#pragma once

#include "base/buf.h"
#include "base/json.h"
#include "core/clock_row.h"
#include "core/demand_row.h"
#include "core/event_row.h"
#include "core/link_row.h"
#include "core/matter_row.h"
#include "core/mechanism.h"
#include "core/stage_row.h"
#include "core/task_row.h"
#include "core/track_rows.h"

struct work;

/* An event being described. Belongs to one subject; ended by the next event or the commit. */
struct draft;

struct work *work_begin(struct ctx *cx);

/* Load once; later calls give the same struct. ERR_NOT_FOUND when there is no such row. */
MUST_CHECK enum err work_demand(struct work *w, int64_t id, struct demand **out);
MUST_CHECK enum err work_matter(struct work *w, int64_t id, struct matter **out);
MUST_CHECK enum err work_task(struct work *w, int64_t id, struct task **out);
/* By the number people use: ERR_INPUT on a wrong check digit, ERR_NOT_FOUND. */
MUST_CHECK enum err work_demand_num(struct work *w, struct str num, struct demand **out);
MUST_CHECK enum err work_matter_num(struct work *w, struct str num, struct matter **out);
MUST_CHECK enum err work_task_num(struct work *w, struct str num, struct task **out);
/* Of a demand, matter or task. */
MUST_CHECK enum err work_num(struct work *w, enum subject kind, struct str num, int64_t *id,
                             int64_t *version);

/* Lists hang on their subject; arrays of pointers in the arena, new rows included. */
MUST_CHECK enum err work_links_of_matter(struct work *w, int64_t matter_id, struct link ***out,
                                         size_t *n);
MUST_CHECK enum err work_links_of_demand(struct work *w, int64_t demand_id, struct link ***out,
                                         size_t *n);
MUST_CHECK enum err work_tasks(struct work *w, int64_t matter_id, struct task ***out,
                               size_t *n);
MUST_CHECK enum err work_stages(struct work *w, int64_t matter_id, struct stage ***out,
                                size_t *n);
MUST_CHECK enum err work_quantities(struct work *w, int64_t matter_id, struct quantity ***out,
                                    size_t *n);
MUST_CHECK enum err work_agreements(struct work *w, int64_t matter_id, struct agreement ***out,
                                    size_t *n);
MUST_CHECK enum err work_aids(struct work *w, int64_t task_id, struct aid ***out, size_t *n);
MUST_CHECK enum err work_appraisals(struct work *w, int64_t task_id, struct appraisal ***out,
                                    size_t *n);
MUST_CHECK enum err work_clocks(struct work *w, enum subject kind, int64_t id,
                                struct clock ***out, size_t *n);

/* New rows: jid and version are set here; the caller sets id (app_id), num and the rest. */
struct demand *work_new_demand(struct work *w, const struct demand *d);
struct matter *work_new_matter(struct work *w, const struct matter *m);
struct task *work_new_task(struct work *w, const struct task *t);
struct link *work_new_link(struct work *w, const struct link *l);
struct stage *work_new_stage(struct work *w, const struct stage *s);
struct quantity *work_new_quantity(struct work *w, const struct quantity *q);
struct agreement *work_new_agreement(struct work *w, const struct agreement *g);
struct aid *work_new_aid(struct work *w, const struct aid *h);
struct appraisal *work_new_appraisal(struct work *w, const struct appraisal *p);

/* Begin an event of a loaded subject. Changes made to the subject (and to links, stages and
 * clocks that hang on it) from here to its next event are recorded in it. `to` is the new state
 * or -1 for no change; the state field is set here and nowhere else. occurred_at 0 = now. */
struct draft *work_event(struct work *w, enum subject kind, int64_t id, const char *action,
                         int to, int64_t occurred_at);
/* The state of an event's subject, where the effect decides it; clocks follow. */
void work_event_state(struct work *w, struct draft *d, int to);
/* Events from here on are the program's own acts (role system), until switched back. */
void work_as_system(struct work *w, bool on);
/* The acts from here on are done for this absent officer, by who stands in: events say so, and
 * what is done counts as done by both (four-eyes). 0: for nobody. */
void work_for(struct work *w, int64_t officer_id);
int64_t work_is_for(const struct work *w);
/* Under which of the actor's roles the next events are done (BIT(enum role) …): the first held.
 */
void work_roles(struct work *w, uint32_t roles);
/* The state the event's subject was in before it. */
int draft_from(const struct draft *d);
void draft_text(struct draft *d, const char *name,
                struct str body);                               /* side row; empty is dropped */
void draft_str(struct draft *d, const char *key, struct str v); /* into data.note */
void draft_i64(struct draft *d, const char *key, int64_t v);
void draft_ids(struct draft *d, const char *key, struct strs v);
/* The sequence number this event will have: an answer's text is found by it. */
int64_t draft_seq(const struct draft *d);

/* Clocks of a subject. Starting one that already runs restarts nothing and returns it.
 * source: "mechanism", "set", "redo", "upstream", "taken_over", "stage", "join"; due_at is
 * given for the sources that are taken over, 0 otherwise. */
MUST_CHECK enum err work_clock_start(struct work *w, enum subject kind, int64_t id,
                                     enum clock_kind clock, int64_t started_at,
                                     struct span_length len, const char *source,
                                     int64_t due_at);
MUST_CHECK enum err work_clock_stop(struct work *w, enum subject kind, int64_t id,
                                    enum clock_kind clock);
/* The running clock of that kind, or NULL. */
MUST_CHECK enum err work_clock(struct work *w, enum subject kind, int64_t id,
                               enum clock_kind clock, struct clock **out);
MUST_CHECK enum err work_clock_extend(struct work *w, struct clock *k, int64_t units);
/* Another length or source for a running clock: a set limit, the redo length. */
MUST_CHECK enum err work_clock_relength(struct work *w, struct clock *k, struct span_length len,
                                        const char *source);
/* By when the task's unit must report: a helper's own clock, the lead's is the matter's
 * feedback clock; the newest of that kind, running or not. 0 = no such limit, or the task is
 * withdrawn. */
MUST_CHECK enum err work_task_due(struct work *w, const struct task *t, int64_t *out);
const struct mechanism *work_mechanism(struct work *w, struct str name, int64_t version);

/* The actor took part in the subject doing `did`: "screen", "handle", "review", … */
void work_part(struct work *w, enum subject kind, int64_t id, const char *did);
void work_part_of(struct work *w, enum subject kind, int64_t id, int64_t officer_id,
                  const char *did);
/* Whether this officer did that on the subject; tasks count on their matter. */
MUST_CHECK enum err work_did(struct work *w, enum subject kind, int64_t id, int64_t officer_id,
                             const char *did, bool *out);
/* Tell the citizen (the way they chose) or a unit's officers; becomes outbox rows at commit. */
void work_tell_citizen(struct work *w, const struct demand *d, const char *template_name,
                       struct str text);
void work_tell_unit(struct work *w, int64_t unit_id, uint32_t roles, enum subject kind,
                    int64_t id, const char *template_name);
/* One officer, or who stands in; text goes where the template has {text}. */
void work_tell_officer(struct work *w, int64_t officer_id, enum subject kind, int64_t id,
                       const char *template_name, struct str text);

/* What became of the dispatch directory in this act; the strings live as long as the work. */
struct directory_use;
void work_directory_use(struct work *w, const struct directory_use *use);

/* Attachments uploaded before (ids) become part of the event being drafted. */
MUST_CHECK enum err work_attach(struct work *w, struct draft *d, struct strs attachment_ids);

/* Units whose lists show the subject now: must act, take part, stand above. */
struct duty_row;
MUST_CHECK enum err work_visible(struct work *w, enum subject kind, int64_t id, bool *out);

/* Rows beside the subjects, written last in work_commit(), in the order given. */
void work_late(struct work *w, enum err (*fn)(struct ctx *cx, void *arg), void *arg);

MUST_CHECK enum err work_commit(struct work *w);

struct ctx *work_ctx(struct work *w);
