/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/amend.h"

#include "core/app.h"
#include "core/org.h"
#include "core/person.h"
#include "loop/barred.h"
#include "loop/links.h"
#include "loop/urgent.h"

struct words_body {
    struct str words;
    struct strs attachments;
};
static const struct field words_fields[] = {
    FIELD(struct words_body, words, .required = true, .min = 1, .max = 5000, .as = AS_TEXT,
          .zh = "内容", .en = "Words"),
    FIELD(struct words_body, attachments, .max = 9, .zh = "附件", .en = "Attachments"),
};
static const struct shape words_shape = SHAPE("words", struct words_body, words_fields);

static enum err words_effect(struct ctx *cx, struct act *a)
{
    const struct words_body *b = a->body;
    (void)cx;
    draft_text(a->event, "words", b->words);
    return work_attach(a->w, a->event, b->attachments);
}

/* What the citizen adds may be urgent. */
static enum err add_effect(struct ctx *cx, struct act *a)
{
    TRY(words_effect(cx, a));
    return urgent_look(cx, a->w, a->demand, a->event,
                       ((const struct words_body *)a->body)->words, false);
}

static enum err progress_effect(struct ctx *cx, struct act *a)
{
    const struct words_body *b = a->body;
    TRY(words_effect(cx, a));
    work_tell_citizen(a->w, a->demand, "progress", b->words);
    return OK;
}

struct correct_body {
    int64_t place_id;
    struct str class, kind, title;
    struct str reason;
};
static const struct field correct_fields[] = {
    FIELD(struct correct_body, place_id, .as = AS_ID, .zh = "发生地", .en = "Place",
          .options = "places"),
    FIELD(struct correct_body, class, .max = 60, .zh = "诉求类别", .en = "Class",
          .options = "classes"),
    FIELD(struct correct_body, kind, .max = 60, .zh = "诉求类型", .en = "Kind",
          .options = "kinds"),
    FIELD(struct correct_body, title, .max = 100, .zh = "标题", .en = "Title"),
    FIELD(struct correct_body, reason, .required = true, .max = 500, .zh = "更正原因",
          .en = "Reason"),
};
static const struct shape correct_shape = SHAPE("correct", struct correct_body, correct_fields);

static enum err correct_effect(struct ctx *cx, struct act *a)
{
    const struct correct_body *b = a->body;
    struct demand *d = a->demand;
    if (b->place_id && !org_place(cx->app->org, b->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    TRY(choice_check(cx, &a->mechanism->classes, b->class, "class"));
    TRY(choice_check(cx, &a->mechanism->kinds, b->kind, "kind"));
    if (b->place_id)
        d->place_id = b->place_id;
    if (b->class.n)
        d->class = b->class;
    if (b->kind.n)
        d->kind = b->kind;
    if (b->title.n)
        d->title = b->title;
    draft_text(a->event, "reason", b->reason);
    return urgent_look(cx, a->w, d, a->event, b->title, false);
}

struct person_body {
    struct str name, phone, address, mail, reason;
};
static const struct field person_fields[] = {
    FIELD(struct person_body, name, .max = 50, .zh = "姓名", .en = "Name"),
    FIELD(struct person_body, phone, .max = 30, .zh = "联系电话", .en = "Telephone"),
    FIELD(struct person_body, address, .max = 300, .zh = "住址", .en = "Address"),
    FIELD(struct person_body, mail, .max = 200, .zh = "电子邮箱", .en = "Mail"),
    FIELD(struct person_body, reason, .required = true, .max = 500, .zh = "更正原因",
          .en = "Reason"),
};
static const struct shape person_body_shape =
    SHAPE("correct_person", struct person_body, person_fields);

/* A corrected person is another row: other demands of the old one keep theirs. */
static enum err person_effect(struct ctx *cx, struct act *a)
{
    const struct person_body *b = a->body;
    struct person_plain old = {0}, plain;
    struct person_new sealed;
    if (a->demand->privacy == PRIVACY_ANONYMOUS)
        return fail(cx, ERR_CONFLICT, "匿名诉求没有诉求人信息可更正",
                    "an anonymous demand has no person to correct");
    if (a->demand->person_id)
        TRY(person_open(cx, a->demand->person_id, &old));
    plain = old;
    if (b->name.n)
        plain.name = b->name;
    if (b->phone.n)
        plain.phone = b->phone;
    if (b->address.n)
        plain.address = b->address;
    if (b->mail.n)
        plain.mail = b->mail;
    TRY(person_seal(cx, &plain, &sealed));
    TRY(person_put(cx, &sealed, &a->demand->person_id));
    draft_text(a->event, "reason", b->reason);
    return OK;
}

struct unit_body {
    int64_t unit;
    struct str reason;
};
static const struct field unit_fields[] = {
    FIELD(struct unit_body, unit, .required = true, .as = AS_ID, .zh = "被投诉单位",
          .en = "Unit complained about", .options = "units"),
    FIELD(struct unit_body, reason, .required = true, .max = 1000, .as = AS_TEXT, .zh = "理由",
          .en = "Reason"),
};
static const struct shape unit_body_shape =
    SHAPE("complained_unit", struct unit_body, unit_fields);

/* What the demand is part of bars the unit as well. */
static enum err matters_bar(struct ctx *cx, struct act *a)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_demand(a->w, a->demand->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        TRY(barred_mark(cx, a->w, a->demand, m));
    }
    return OK;
}

static enum err complained_effect(struct ctx *cx, struct act *a)
{
    const struct unit_body *b = a->body;
    struct demand *d = a->demand;
    const struct org *org = cx->app->org;
    if (!org_unit(org, b->unit))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位", "there is no such unit");
    d->complained_unit = b->unit;
    if (org_unit_under(org, d->unit_id, b->unit)) {
        int64_t above = org_desk(org, d->unit_id, DESK_SCREEN, b->unit);
        if (!above)
            return fail(cx, ERR_CONFLICT, "没有可以接手的上级甄别岗",
                        "no desk above could take it");
        d->unit_id = above;
        d->lvl = org_unit(org, above)->lvl;
    }
    draft_text(a->event, "reason", b->reason);
    return matters_bar(cx, a);
}

enum {
    DEMAND_OPEN = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
                  BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
    FRONT_ROLES = BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_SCREENER),
    TAKES_PART = BIT(ROLE_CITIZEN) | FRONT_ROLES | BIT(ROLE_DISPATCHER) | BIT(ROLE_HANDLER) |
                 BIT(ROLE_HEAD) | BIT(ROLE_REVIEWER) | BIT(ROLE_CALLBACK) | BIT(ROLE_CLOSER) |
                 BIT(ROLE_LOOKBACK) | BIT(ROLE_SUPERVISOR) | BIT(ROLE_ARBITER) |
                 BIT(ROLE_LEADER),
};

const struct step amend_steps[] = {
    {.name = "add",
     .subject = SUBJECT_DEMAND,
     .from = DEMAND_OPEN,
     .to = -1,
     .roles = BIT(ROLE_CITIZEN) | FRONT_ROLES,
     .where = AT_PART,
     .body = &words_shape,
     .effect = add_effect,
     .zh = "补充情况",
     .en = "Add words"},
    {.name = "progress",
     .subject = SUBJECT_DEMAND,
     .from = DEMAND_OPEN,
     .to = -1,
     .roles = FRONT_ROLES | BIT(ROLE_HANDLER) | BIT(ROLE_DISPATCHER) | BIT(ROLE_CLOSER),
     .where = AT_PART,
     .body = &words_shape,
     .effect = progress_effect,
     .zh = "告知进展",
     .en = "Tell progress"},
    {.name = "correct",
     .subject = SUBJECT_DEMAND,
     .from = DEMAND_OPEN,
     .to = -1,
     .roles = BIT(ROLE_CITIZEN) | FRONT_ROLES,
     .where = AT_PART,
     .body = &correct_shape,
     .effect = correct_effect,
     .zh = "更正地点类别",
     .en = "Correct"},
    {.name = "correct-person",
     .subject = SUBJECT_DEMAND,
     .from = DEMAND_OPEN,
     .to = -1,
     .roles = BIT(ROLE_CITIZEN) | FRONT_ROLES,
     .where = AT_PART,
     .body = &person_body_shape,
     .effect = person_effect,
     .zh = "更正诉求人",
     .en = "Correct the person"},
    {.name = "mark-complained",
     .subject = SUBJECT_DEMAND,
     .from = DEMAND_OPEN,
     .to = -1,
     .roles = TAKES_PART,
     .where = AT_PART,
     .body = &unit_body_shape,
     .effect = complained_effect,
     .zh = "标记被投诉单位",
     .en = "Mark unit complained about"},
};
const size_t amend_steps_n = COUNT(amend_steps);
