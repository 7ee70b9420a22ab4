/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/supervise.h"

#include "core/app.h"
#include "db/db.h"
#include "loop/dossier.h"
#include "loop/links.h"

enum { LISTED = 500 };

void supervise_begin(struct work *w, struct matter *m)
{
    m->supervised = true;
    work_tell_unit(w, work_ctx(w)->app->root_unit, BIT(ROLE_SUPERVISOR), SUBJECT_MATTER, m->id,
                   "supervised");
}

static enum err begin_guard(struct ctx *cx, struct act *a)
{
    return a->matter->supervised
               ? fail(cx, ERR_CONFLICT, "已在重点督办", "it is under supervision already")
               : OK;
}

static enum err under_guard(struct ctx *cx, struct act *a)
{
    return a->matter->supervised
               ? OK
               : fail(cx, ERR_CONFLICT, "不在重点督办", "it is not under supervision");
}

static void lead_told(struct act *a)
{
    if (a->matter->lead_unit)
        work_tell_unit(a->w, a->matter->lead_unit, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
                       SUBJECT_MATTER, a->matter->id, "supervised");
}

static enum err begin_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    (void)cx;
    supervise_begin(a->w, a->matter);
    draft_text(a->event, "reason", b->reason);
    lead_told(a);
    return OK;
}

struct note_body {
    struct str words;
};
static const struct field note_fields[] = {
    FIELD(struct note_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "督办意见", .en = "What is asked"),
};
static const struct shape note_shape = SHAPE("supervise_note", struct note_body, note_fields);

static enum err note_effect(struct ctx *cx, struct act *a)
{
    const struct note_body *b = a->body;
    (void)cx;
    draft_text(a->event, "words", b->words);
    lead_told(a);
    return OK;
}

static enum err end_effect(struct ctx *cx, struct act *a)
{
    const struct reason_body *b = a->body;
    (void)cx;
    a->matter->supervised = false;
    draft_text(a->event, "reason", b->reason);
    return OK;
}

enum {
    WATCHED = BIT(MATTER_TO_LEVEL) | BIT(MATTER_TO_DISPATCH) | BIT(MATTER_HANDLING) |
              BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) | BIT(MATTER_ANSWERED) |
              BIT(MATTER_CALLING_BACK) | BIT(MATTER_MOVED_UP),
    WATCHERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
};

const struct step supervise_steps[] = {
    {.name = "supervise",
     .subject = SUBJECT_MATTER,
     .from = WATCHED,
     .to = -1,
     .roles = WATCHERS,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = begin_guard,
     .effect = begin_effect,
     .zh = "列入重点督办",
     .en = "Supervise",
     .to_text = "same"},
    {.name = "supervise-note",
     .subject = SUBJECT_MATTER,
     .from = WATCHED,
     .to = -1,
     .roles = WATCHERS,
     .where = AT_DESK,
     .body = &note_shape,
     .guard = under_guard,
     .effect = note_effect,
     .zh = "督办意见",
     .en = "Supervisor's word",
     .to_text = "same"},
    {.name = "unsupervise",
     .subject = SUBJECT_MATTER,
     .from = WATCHED,
     .to = -1,
     .roles = WATCHERS,
     .where = AT_DESK,
     .body = &reason_shape,
     .guard = under_guard,
     .effect = end_effect,
     .never_did = "handle",
     .zh = "解除督办",
     .en = "End supervision",
     .to_text = "same"},
};
const size_t supervise_steps_n = COUNT(supervise_steps);

enum err supervised_json(struct ctx *cx, struct json *j)
{
    struct work *w = work_begin(cx);
    struct matter *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_MATTER_SUPERVISED, ARGS(I64(cx->jid), I64(LISTED)), &matter_shape,
               (void **)&rows, &n));
    json_key(j, "matters");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(matter_line_json(cx, w, j, &rows[i]));
    json_arr_end(j);
    return OK;
}
