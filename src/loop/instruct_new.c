/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/instruct_new.h"

#include "core/app.h"
#include "core/idem.h"
#include "db/db.h"
#include "loop/dossier.h"
#include "loop/instruct.h"
#include "loop/intake.h"

enum { OFFICE = BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR) };

static const struct field new_fields[] = {
    FIELD(struct instruction_new, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "批示内容", .en = "The leader's words"),
    FIELD(struct instruction_new, about, .max = 10000, .as = AS_TEXT,
          .zh = "批示针对的情况（不填则以批示内容为准）",
          .en = "What it is about (empty: the words say it)"),
    FIELD(struct instruction_new, title, .max = 100, .zh = "标题（可不填）",
          .en = "Title (may be empty)"),
    FIELD(struct instruction_new, place_id, .as = AS_ID, .zh = "发生地", .en = "Place",
          .options = "places"),
    FIELD(struct instruction_new, class, .max = 60, .zh = "诉求类别", .en = "Class",
          .options = "classes"),
    FIELD(struct instruction_new, due_at, .as = AS_TIME, .zh = "回复期限（不填按机制）",
          .en = "Answer by (empty: the mechanism's limit)"),
    FIELD(struct instruction_new, leader, .as = AS_ID, .zh = "作批示的领导（代为登记时选）",
          .en = "Whose words (when you write them down for a leader)", .options = "leaders"),
    FIELD(struct instruction_new, attachments, .max = 9, .zh = "批示扫描件", .en = "Scan"),
};
const struct shape instruction_new_shape =
    SHAPE("instruction_new", struct instruction_new, new_fields);

/* ---- the form ---- */

enum err instruction_new_json(struct ctx *cx, struct json *j)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    const struct demand begins = {.unit_id = cx->actor->unit_id};
    const struct form_of of = {.w = work_begin(cx),
                               .subject = SUBJECT_DEMAND,
                               .m = m,
                               .shape = &demand_shape,
                               .row = &begins};
    json_key(j, "actions");
    json_arr(j);
    if (m && actor_roles(cx->actor) & OFFICE) {
        json_obj(j);
        json_kcstr(j, "name", "instruct-new");
        json_kcstr(j, "label", cx->lang == LANG_EN ? "A new instruction" : "写批示");
        json_kcstr(j, "method", "POST");
        json_kcstr(j, "href", "/api/v1/instructions");
        TRY(form_json(cx, j, &of, &instruction_new_shape));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* ---- the act ---- */

struct give_job {
    const struct instruction_new *in;
    struct intake_drawn drawn;
    struct flow_result *out;
};

static enum err may_here(struct ctx *cx, const struct demand *d)
{
    if (actor_roles_at(cx, cx->actor, d->unit_id) & OFFICE)
        return OK;
    return fail_at(cx, ERR_DENIED, "place_id", "您不是受理这件批示的单位的挂联领导或督查员",
                   "you neither lead nor supervise the unit that takes this in");
}

static enum err give_run(struct ctx *cx, void *arg)
{
    struct give_job *job = arg;
    const struct instruction_new *in = job->in;
    const struct demand_new found = {
        .words = in->about.n ? in->about : in->words,
        .title = in->title,
        .place_id = in->place_id,
        .class = in->class,
        .origin = ORIGIN_FINDING,
    };
    const struct instruct_body body = {.words = in->words,
                                       .due_at = in->due_at,
                                       .leader = in->leader,
                                       .attachments = in->attachments};
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct act act;
    TRY(intake_put(cx, w, &found, &job->drawn, &d));
    TRY(may_here(cx, d));
    TRY(flow_step(cx, w, SUBJECT_DEMAND, "instruct", d->id, &body, &act));
    TRY(work_commit(w));
    *job->out = (struct flow_result){
        .num = d->num,
        .version = d->version,
        .state = flow_state_text(SUBJECT_DEMAND, d->state),
    };
    return idem_put(cx, 201, flow_result_json(cx, job->out));
}

enum err instruction_give(struct ctx *cx, const struct instruction_new *in,
                          struct flow_result *out)
{
    struct give_job job = {.in = in, .out = out};
    TRY(intake_draw(cx, &job.drawn));
    return db_write(cx, cx->app->store, give_run, &job);
}
