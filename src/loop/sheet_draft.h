/* SPDX-License-Identifier: Apache-2.0
 * Drafts against tasks, out of tables that came back (loop/tasks_form.h). A draft is the form
 * of one step, filled by a unit's clerk: an officer of the unit looks at it and files it, which
 * is that step with all its checks, or lets it go. Nothing is overwritten: what happened to the
 * task since the table was made is shown beside the draft.
 */
#pragma once

#include "core/flow.h"

struct sheet_draft {
    int64_t jid, id, task_id, unit_id;
    struct str action;    /* a step of tasks: note, report, ask-extension, ask-return */
    struct str body;      /* its form, JSON; empty once the draft has ended */
    struct str body_hash; /* the same words for the same version are one draft */
    int64_t base_version; /* of the task when the table was made */
    int64_t seen_version; /* … or when its officer last filed a part of the same table */
    struct str file;
    int64_t line;
    int64_t officer_id; /* who uploaded it, maybe on the unit's behalf */
    int64_t created_at;
    struct str state; /* open, filed, dropped */
    int64_t ended_by, ended_at;
};
extern const struct shape sheet_draft_shape;

struct form_result;
/* Writes what a table held, all or nothing, and an event of the unit; what is there already
 * stays as it is. *answer: the report as JSON, the answer kept under the request's key too. */
MUST_CHECK enum err sheet_drafts_put(struct ctx *cx, int64_t unit_id, struct str file,
                                     const struct form_result *r, struct str *answer,
                                     int64_t *made, int64_t *known);

struct sheet_drafts_query {
    int64_t unit;   /* whose drafts; 0 = the home unit */
    struct str num; /* of one task */
};
extern const struct shape sheet_drafts_query_shape;
/* Writes "drafts" and "more" into the open object: the open ones that the actor may file or let
 * go. Each says what of the task has changed since, field by field. cx->db: a snapshot. */
MUST_CHECK enum err sheet_drafts_json(struct ctx *cx, const struct sheet_drafts_query *q,
                                      struct json *j);

struct sheet_draft_body {
    struct str fields; /* the step's form as JSON, where the officer chose other words */
};
extern const struct shape sheet_draft_body_shape;
/* The step, by cx->actor, with the draft's words or those in fields; who uploaded it took part.
 * Errors of flow_act; ERR_CONFLICT when it was filed or let go meanwhile. */
MUST_CHECK enum err sheet_draft_file(struct ctx *cx, int64_t id, int64_t if_match,
                                     struct str fields, struct flow_result *out);
MUST_CHECK enum err sheet_draft_drop(struct ctx *cx, int64_t id);
