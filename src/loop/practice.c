/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/practice.h"

#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/blob.h"
#include "core/flow.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/labels.h"

/* ---- back to the start ---- */

static const enum sql cleared[] = {
    SQL_PRACTICE_CLEAR_DEMAND,
    SQL_PRACTICE_CLEAR_MATTER,
    SQL_PRACTICE_CLEAR_TASK,
    SQL_PRACTICE_CLEAR_LINK,
    SQL_PRACTICE_CLEAR_CLOCK,
    SQL_PRACTICE_CLEAR_PART,
    SQL_PRACTICE_CLEAR_DUTY,
    SQL_PRACTICE_CLEAR_ROLLUP,
    SQL_PRACTICE_CLEAR_SPAN,
    SQL_PRACTICE_CLEAR_STAGE,
    SQL_PRACTICE_CLEAR_ATTACHMENT,
    SQL_PRACTICE_CLEAR_OUTBOX,
    SQL_PRACTICE_CLEAR_BATCH,
    SQL_PRACTICE_CLEAR_BATCH_ROW,
    SQL_PRACTICE_CLEAR_DERIVE_TODO,
    SQL_PRACTICE_CLEAR_SHEET_DRAFT,
    SQL_PRACTICE_CLEAR_BUNDLE,
    SQL_PRACTICE_CLEAR_BRIEF_SENT,
    SQL_PRACTICE_CLEAR_DIRECTORY_USE,
    SQL_PRACTICE_CLEAR_MODEL,
    SQL_PRACTICE_CLEAR_MODEL_NIGHT,
    SQL_PRACTICE_CLEAR_SUGGESTION_USE,
    SQL_PRACTICE_CLEAR_ALARM,
    SQL_PRACTICE_CLEAR_ALARM_HIT,
    SQL_PRACTICE_CLEAR_ALARM_RECEIVER,
    SQL_PRACTICE_CLEAR_URGENT_SEEN,
    SQL_PRACTICE_CLEAR_SPEAKER,
    SQL_PRACTICE_CLEAR_PERSON,
    SQL_PRACTICE_CLEAR_SPOT,
    SQL_PRACTICE_CLEAR_ACCOUNTABILITY,
    SQL_PRACTICE_CLEAR_AGREEMENT,
    SQL_PRACTICE_CLEAR_AID,
    SQL_PRACTICE_CLEAR_ANSWER_SKETCH,
    SQL_PRACTICE_CLEAR_APPRAISAL,
    SQL_PRACTICE_CLEAR_BANK_ITEM,
    SQL_PRACTICE_CLEAR_BANK_MONTH,
    SQL_PRACTICE_CLEAR_BANK_STAY,
    SQL_PRACTICE_CLEAR_BOARD,
    SQL_PRACTICE_CLEAR_BOARD_EXCLUSION,
    SQL_PRACTICE_CLEAR_BOARD_STEP,
    SQL_PRACTICE_CLEAR_BOARD_UNIT,
    SQL_PRACTICE_CLEAR_BULLETIN,
    SQL_PRACTICE_CLEAR_CAMPAIGN,
    SQL_PRACTICE_CLEAR_DOCUMENT,
    SQL_PRACTICE_CLEAR_DOCUMENT_SERIAL,
    SQL_PRACTICE_CLEAR_FINDING,
    SQL_PRACTICE_CLEAR_HOTSPOT,
    SQL_PRACTICE_CLEAR_TROUBLE,
    SQL_PRACTICE_CLEAR_TROUBLE_ASK,
    SQL_PRACTICE_CLEAR_TROUBLE_COUNT,
    SQL_PRACTICE_CLEAR_TROUBLE_MEASURE,
    SQL_PRACTICE_CLEAR_TROUBLE_STEP,
    SQL_PRACTICE_CLEAR_TROUBLE_VERDICT,
    SQL_PRACTICE_CLEAR_INSPECTION,
    SQL_PRACTICE_CLEAR_INSPECTION_SAMPLE,
    SQL_PRACTICE_CLEAR_INSTRUCTION_TOLD,
    SQL_PRACTICE_CLEAR_INTERVIEW,
    SQL_PRACTICE_CLEAR_INTERVIEW_UNIT,
    SQL_PRACTICE_CLEAR_LEVEL_USE,
    SQL_PRACTICE_CLEAR_MEETING,
    SQL_PRACTICE_CLEAR_MEETING_ITEM,
    SQL_PRACTICE_CLEAR_NOTICE_ACK,
    SQL_PRACTICE_CLEAR_NOTICE,
    SQL_PRACTICE_CLEAR_PUBLICATION,
    SQL_PRACTICE_CLEAR_QUANTITY,
    SQL_PRACTICE_CLEAR_SAME_DECISION,
    SQL_PRACTICE_CLEAR_SAME_KEY,
    SQL_PRACTICE_CLEAR_SAME_SKETCH,
    SQL_PRACTICE_CLEAR_SAVED_VIEW,
    SQL_PRACTICE_CLEAR_SCHEME_CHOICE,
    SQL_PRACTICE_CLEAR_SIGNAL,
    SQL_PRACTICE_CLEAR_SIGNAL_DEMAND,
    SQL_PRACTICE_CLEAR_SIGNAL_LOOK,
    SQL_PRACTICE_CLEAR_SIGNAL_SOURCE,
    SQL_PRACTICE_CLEAR_SIGNATURE,
    SQL_PRACTICE_CLEAR_SIGNATURE_NAME,
    SQL_PRACTICE_CLEAR_SIGNATURE_WEIGHT,
    SQL_PRACTICE_CLEAR_TOPIC,
    SQL_PRACTICE_CLEAR_TOPIC_MEMBER,
    SQL_PRACTICE_CLEAR_VISIT,
    SQL_PRACTICE_CLEAR_VISIT_HOME,
    SQL_PRACTICE_CLEAR_EVENT,
    SQL_PRACTICE_CLEAR_EVENT_TEXT,
    SQL_PRACTICE_CLEAR_QUESTIONNAIRE,
    SQL_PRACTICE_CLEAR_QUESTION,
    SQL_PRACTICE_CLEAR_QUESTIONNAIRE_SHEET,
    SQL_PRACTICE_CLEAR_QUESTIONNAIRE_ANSWER,
    SQL_PRACTICE_CLEAR_QUESTIONNAIRE_DEMAND,
};

static enum err clear_write(struct ctx *cx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT(cleared); i++)
        TRY(db_exec(cx, cleared[i], ARGS(I64(cx->jid)), NULL));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "practice-reset", STR(""));
}

static enum err blob_drop(struct ctx *cx, const char *path, struct str sha256,
                          int64_t changed_at, void *arg)
{
    (void)path;
    (void)changed_at;
    (void)arg;
    return sha256.n ? blob_remove(cx, sha256) : OK;
}

enum err practice_clear(struct ctx *cx)
{
    if (cx->app->register_kind != REGISTER_PRACTICE)
        return fail(cx, ERR_CONFLICT, "这不是演练库，不能恢复到开始",
                    "this is no practice register: it is not put back to its start");
    TRY(db_write(cx, cx->app->store, clear_write, NULL));
    return blob_walk(cx, blob_drop, NULL);
}

/* ---- the table ---- */

struct item_row {
    struct str role, zh, en, link, action;
    int subject;
    int64_t count;
};
static const struct field item_fields[] = {
    FIELD(struct item_row, role, .required = true, .max = 40),
    FIELD(struct item_row, zh, .required = true),
    FIELD(struct item_row, en, .required = true, .max = 400),
    FIELD(struct item_row, link, .required = true),
    FIELD(struct item_row, subject, .required = true, .names = &subject_names),
    FIELD(struct item_row, action, .required = true, .max = 40),
    FIELD(struct item_row, count, .required = true, .min = 1, .max = 20),
};
static const struct shape item_shape = SHAPE("practice_item", struct item_row, item_fields);

/* Acts that are no step of the flow and still events of the officer. */
static bool own_act(struct str action)
{
    return str_eq_c(action, "login") || str_eq_c(action, "change-password");
}

static bool can_happen(int subject, struct str action, int role)
{
    if (subject == SUBJECT_OFFICER)
        return own_act(action);
    const struct step *s = flow_find((enum subject)subject, action);
    return s && role >= 0 && (s->roles & BIT(role));
}

static enum err item_read(struct ctx *cx, struct arena *keep, json_t *in,
                          struct practice_item *out)
{
    struct item_row r = {0};
    TRY(shape_parse(cx, &item_shape, in, &r));
    int role = str_eq_c(r.role, "any") ? -1 : enum_value(&role_names, r.role);
    bool happens = role >= 0 || str_eq_c(r.role, "any");
    struct strs actions = str_split(keep, str_dup(keep, r.action), ' ');
    for (size_t i = 0; i < actions.n; i++)
        happens = happens && can_happen(r.subject, actions.p[i], role);
    if (!happens)
        return fail(cx, ERR_INPUT, "练习项 %.*s / %.*s 不会发生",
                    "practice item %.*s / %.*s can never happen", STR_ARG(r.role),
                    STR_ARG(r.action));
    *out = (struct practice_item){.role = role,
                                  .zh = str_dup(keep, r.zh),
                                  .en = str_dup(keep, r.en),
                                  .link = str_dup(keep, r.link),
                                  .subject = r.subject,
                                  .actions = actions,
                                  .count = r.count};
    return OK;
}

enum err practice_parse(struct ctx *cx, struct arena *keep, struct str text,
                        struct practice *out)
{
    json_t *root = NULL;
    TRY(json_read(cx, text, &root));
    json_t *list = json_object_get(root, "items");
    size_t n = json_array_size(list);
    struct practice_item *items = NEWS(keep, struct practice_item, n + 1);
    for (size_t i = 0; i < n; i++)
        TRY(item_read(cx, keep, json_array_get(list, i), &items[i]));
    *out = (struct practice){items, n};
    return OK;
}

/* ---- what was done ---- */

struct done_row {
    int64_t actor_id, n, first_at, last_at;
    int subject_kind;
    struct str action;
};
static const struct field done_fields[] = {
    FIELD(struct done_row, actor_id),
    FIELD(struct done_row, n),
    FIELD(struct done_row, first_at),
    FIELD(struct done_row, last_at),
    FIELD(struct done_row, action),
    FIELD(struct done_row, subject_kind, .names = &subject_names),
};
static const struct shape done_shape = SHAPE("practice_done", struct done_row, done_fields);

struct done {
    struct done_row *p;
    size_t n;
};

/* officer 0: of everybody. */
static enum err done_read(struct ctx *cx, int64_t officer, struct done *out)
{
    return officer ? db_all(cx, SQL_PRACTICE_DONE, ARGS(I64(cx->jid), I64(officer)),
                            &done_shape, (void **)&out->p, &out->n)
                   : db_all(cx, SQL_PRACTICE_DONE_BY_ALL, ARGS(I64(cx->jid)), &done_shape,
                            (void **)&out->p, &out->n);
}

static bool is_of(const struct practice_item *item, const struct done_row *row)
{
    bool yes = false;
    for (size_t i = 0; i < item->actions.n && row->subject_kind == item->subject; i++)
        yes |= str_eq(row->action, item->actions.p[i]);
    return yes;
}

/* What an officer did of an item; n = 0: nothing yet. */
static struct done_row done_of(const struct done *d, int64_t officer,
                               const struct practice_item *item)
{
    struct done_row sum = {0};
    for (size_t i = 0; i < d->n; i++) {
        const struct done_row *row = &d->p[i];
        if (row->actor_id != officer || !is_of(item, row))
            continue;
        sum.first_at = !sum.n || row->first_at < sum.first_at ? row->first_at : sum.first_at;
        sum.last_at = row->last_at > sum.last_at ? row->last_at : sum.last_at;
        sum.n += row->n;
    }
    return sum;
}

static bool is_mine(const struct practice_item *item, uint32_t roles)
{
    return item->role < 0 || (roles & BIT(item->role));
}

enum err practice_json(struct ctx *cx, const struct practice *p, struct json *j)
{
    struct done d = {0};
    int64_t done = 0, of = 0;
    uint32_t roles = actor_roles(cx->actor);
    TRY(done_read(cx, cx->actor->officer_id, &d));
    json_key(j, "items");
    json_arr(j);
    for (size_t i = 0; i < p->n; i++) {
        const struct practice_item *item = &p->items[i];
        const struct done_row sum = done_of(&d, cx->actor->officer_id, item);
        bool yes = sum.n >= item->count;
        if (!is_mine(item, roles))
            continue;
        of++;
        done += yes;
        json_obj(j);
        json_kcstr(j, "role", item->role < 0 ? "any" : enum_text(&role_names, item->role));
        json_kcstr(j, "role_text",
                   item->role < 0 ? "" : enum_label(&role_names, item->role, (int)cx->lang));
        json_kstr(j, "text", cx->lang == LANG_EN ? item->en : item->zh);
        json_kstr(j, "link", item->link);
        json_kcstr(j, "subject", enum_text(&subject_names, item->subject));
        json_key(j, "actions");
        json_arr(j);
        for (size_t k = 0; k < item->actions.n; k++)
            json_str(j, item->actions.p[k]);
        json_arr_end(j);
        json_ki64(j, "count", item->count);
        json_ki64(j, "n", sum.n);
        json_kbool(j, "done", yes);
        json_ktime(j, "first_at", sum.first_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_ki64(j, "done", done);
    json_ki64(j, "of", of);
    return OK;
}

/* ---- everybody ---- */

struct person_row {
    int64_t id, unit_id;
    struct str name;
    int role; /* enum role */
};
static const struct field person_fields[] = {
    FIELD(struct person_row, id),
    FIELD(struct person_row, unit_id),
    FIELD(struct person_row, name),
    FIELD(struct person_row, role, .names = &role_names),
};
static const struct shape person_shape =
    SHAPE("practice_person", struct person_row, person_fields);

static void person_json(struct json *j, const struct practice *p, const struct done *d,
                        const struct person_row *who, uint32_t roles)
{
    int64_t done = 0, of = 0, last = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct done_row sum = done_of(d, who->id, &p->items[i]);
        if (!is_mine(&p->items[i], roles))
            continue;
        of++;
        if (sum.n < p->items[i].count)
            continue;
        done++;
        last = sum.last_at > last ? sum.last_at : last;
    }
    json_obj(j);
    json_kid(j, "id", who->id);
    json_kstr(j, "name", who->name);
    json_ki64(j, "done", done);
    json_ki64(j, "of", of);
    json_ktime(j, "last_at", last);
    json_obj_end(j);
}

/* Rows come by unit and officer, one a role. */
enum err practice_all_json(struct ctx *cx, const struct practice *p, struct json *j)
{
    struct done d = {0};
    struct person_row *rows = NULL;
    size_t n = 0;
    TRY(done_read(cx, 0, &d));
    TRY(db_all(cx, SQL_PRACTICE_PEOPLE, ARGS(I64(cx->now)), &person_shape, (void **)&rows, &n));
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < n;) {
        int64_t unit = rows[i].unit_id;
        json_obj(j);
        json_kid(j, "unit_id", unit);
        json_kstr(j, "unit", label_unit(cx, unit));
        json_key(j, "officers");
        json_arr(j);
        while (i < n && rows[i].unit_id == unit) {
            const struct person_row *who = &rows[i];
            uint32_t roles = 0;
            for (; i < n && rows[i].id == who->id; i++)
                roles |= BIT(rows[i].role);
            person_json(j, p, &d, who, roles);
        }
        json_arr_end(j);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}
