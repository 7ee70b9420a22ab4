/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/aids.h"

#include <inttypes.h>

#include "core/app.h"
#include "loop/barred.h"
#include "loop/labels.h"
#include "loop/links.h"

struct aid_body {
    int kind;
    int64_t officer, serial;
    struct str volunteer, words;
};
static const struct field name_fields[] = {
    FIELD(struct aid_body, kind, .required = true, .names = &aid_kind_names, .zh = "帮办方式",
          .en = "Kind of help"),
    FIELD(struct aid_body, officer, .as = AS_ID, .zh = "工作人员", .en = "Officer",
          .options = "officers"),
    FIELD(struct aid_body, volunteer, .max = 50, .zh = "或志愿者姓名",
          .en = "Or a volunteer's name"),
    FIELD(struct aid_body, words, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "帮群众做什么（群众会看到）", .en = "What they do (the citizen reads it)"),
};
static const struct shape name_shape = SHAPE("name_helper", struct aid_body, name_fields);
static const struct field done_fields[] = {
    FIELD(struct aid_body, serial, .required = true, .min = 1, .max = 1000, .zh = "帮办人",
          .en = "Helper", .options = "aids"),
    FIELD(struct aid_body, words, .required = true, .min = 2, .max = 1000, .as = AS_TEXT,
          .zh = "办成了什么（群众会看到）", .en = "What was done (the citizen reads it)"),
};
static const struct shape done_shape = SHAPE("helper_done", struct aid_body, done_fields);

static enum err name_guard(struct ctx *cx, struct act *a)
{
    if (barred_unit(cx, a->matter, a->task->unit_id))
        return fail(cx, ERR_CONFLICT, "被投诉单位承办的，由指定联络人与群众联系",
                    "the named go-between deals with the citizens");
    return OK;
}

/* The citizens read it with their own demand, and are told. */
static enum err told(struct ctx *cx, struct act *a, const char *action, struct str words)
{
    struct draft *e = work_event(a->w, SUBJECT_MATTER, a->matter->id, action, -1, 0);
    draft_str(e, "task", a->task->num);
    draft_text(e, "words", words);
    return citizens_told(cx, a->w, a->matter, "progress", words);
}

static enum err helper_name(struct ctx *cx, const struct act *a, const struct aid_body *b,
                            struct str *out)
{
    struct actor who;
    if ((b->officer != 0) == (b->volunteer.n > 0))
        return fail_at(cx, ERR_INPUT, "officer", "请选择工作人员，或写志愿者姓名，二者选一",
                       "an officer or a volunteer, one of the two");
    if (!b->officer) {
        *out = str_fmt(cx->arena, "志愿者%.*s", STR_ARG(b->volunteer));
        return OK;
    }
    TRY(actor_load(cx, b->officer, &who));
    if (!actor_roles_at(cx, &who, a->task->unit_id))
        return fail_at(cx, ERR_INPUT, "officer", "帮办人须是本单位的人",
                       "the helper belongs to the unit");
    *out = str_fmt(cx->arena, "%.*s（%.*s）", STR_ARG(who.name),
                   STR_ARG(label_unit(cx, a->task->unit_id)));
    return OK;
}

static enum err name_effect(struct ctx *cx, struct act *a)
{
    static const char *const said[AID__MAX] = {
        [AID_ACCOMPANY] = "陪同您跟办", [AID_ASSIST] = "协助您办理", [AID_BEHALF] = "替您代办"};
    const struct aid_body *b = a->body;
    struct aid **old = NULL;
    size_t n = 0;
    struct str name = {0};
    if (b->kind == AID_NONE)
        return fail_at(cx, ERR_INPUT, "kind", "请选择帮办方式", "choose the kind of help");
    TRY(helper_name(cx, a, b, &name));
    TRY(work_aids(a->w, a->task->id, &old, &n));
    struct aid row = {
        .id = app_id(cx),
        .task_id = a->task->id,
        .serial = (int64_t)n + 1,
        .kind = b->kind,
        .officer_id = b->officer,
        .seq = draft_seq(a->event),
        .named_at = cx->now,
    };
    work_new_aid(a->w, &row);
    draft_text(a->event, "helper", name);
    draft_text(a->event, "words", b->words);
    return told(
        cx, a, "helper-named",
        str_fmt(cx->arena, "%.*s%s：%.*s", STR_ARG(name), said[b->kind], STR_ARG(b->words)));
}

static enum err open_aid(struct ctx *cx, struct act *a, int64_t serial, struct aid **out)
{
    struct aid **rows = NULL;
    size_t n = 0;
    TRY(work_aids(a->w, a->task->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (!rows[i]->done_at && (!serial || rows[i]->serial == serial)) {
            *out = rows[i];
            return OK;
        }
    return fail_at(cx, serial ? ERR_INPUT : ERR_CONFLICT, "serial", "没有这位在帮办的人",
                   "nobody helps under that number");
}

static enum err done_guard(struct ctx *cx, struct act *a)
{
    struct aid *row = NULL;
    TRY(name_guard(cx, a));
    return open_aid(cx, a, 0, &row);
}

static enum err done_effect(struct ctx *cx, struct act *a)
{
    const struct aid_body *b = a->body;
    struct aid *row = NULL;
    TRY(open_aid(cx, a, b->serial, &row));
    row->done_at = cx->now;
    row->done_seq = draft_seq(a->event);
    draft_i64(a->event, "helper", b->serial);
    draft_text(a->event, "words", b->words);
    return told(cx, a, "helper-done", b->words);
}

enum {
    HANDLES = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
    IN_HAND = BIT(TASK_SIGNED) | BIT(TASK_WORKING),
};

const struct step aid_steps[] = {
    {.name = "name-helper",
     .subject = SUBJECT_TASK,
     .from = IN_HAND,
     .to = TASK_WORKING,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &name_shape,
     .guard = name_guard,
     .effect = name_effect,
     .did = "handle",
     .zh = "指定帮办人",
     .en = "Name a helper"},
    {.name = "helper-done",
     .subject = SUBJECT_TASK,
     .from = IN_HAND,
     .to = TASK_WORKING,
     .roles = HANDLES,
     .where = AT_OWNER,
     .body = &done_shape,
     .guard = done_guard,
     .effect = done_effect,
     .did = "handle",
     .zh = "帮办完成",
     .en = "Help is done"},
};
const size_t aid_steps_n = COUNT(aid_steps);
