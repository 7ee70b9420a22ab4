/* SPDX-License-Identifier: Apache-2.0
 * Inside of dossier*.c: the events of a subject with the texts beside them, and the rows of a
 * matter's tasks and stages.
 */
#pragma once

#include "loop/dossier.h"

/* One event, as it is told. */
struct line {
    int64_t seq, actor_id, unit_id, occurred_at, recorded_at;
    int role;
    struct str action, from_state, to_state, data, actor_name;
};
struct side_text {
    int64_t seq;
    struct str name, body;
};
extern const struct shape side_shape;

struct texts {
    struct side_text *p;
    size_t n;
};
MUST_CHECK enum err texts_read(struct ctx *cx, enum subject kind, int64_t id,
                               struct texts *out);
/* Of the event seq; empty when it has none of that name. */
struct str text_of(const struct texts *t, int64_t seq, const char *name);
MUST_CHECK enum err lines_read(struct ctx *cx, enum subject kind, int64_t id,
                               struct line **rows, size_t *n);
MUST_CHECK enum err timeline_json(struct ctx *cx, struct json *j, enum subject kind, int64_t id,
                                  const struct texts *texts);

/* What a citizen said, as first recorded. */
MUST_CHECK enum err demand_words(struct ctx *cx, int64_t id, struct str *out);
/* What the citizen of a link was answered last; empty: nothing yet. */
MUST_CHECK enum err answer_text(struct ctx *cx, const struct link *l, struct str *out);

/* Members of the open object. */
void verdict_json(struct ctx *cx, struct json *j, int reached, int solved, int grade,
                  int source);
MUST_CHECK enum err task_row_json(struct ctx *cx, struct work *w, struct json *j,
                                  const struct task *t);
MUST_CHECK enum err reports_json(struct ctx *cx, struct work *w, struct json *j,
                                 const struct task *t);
void stage_json(struct ctx *cx, struct json *j, const struct stage *s,
                const struct texts *texts);

/* The choices of a field that only the form's subject can offer, written with the only one as
 * the value, unless none is a choice too (a leader is named only by who writes for one). *own
 * false: the source is another's. */
MUST_CHECK enum err own_options(struct ctx *cx, struct json *j, const struct form_of *of,
                                const struct field *f, bool *own);
/* Rows of works as the lines of a field, each to be changed where it stands. */
MUST_CHECK enum err works_value(struct ctx *cx, struct json *j, const struct form_of *of);
