/* SPDX-License-Identifier: Apache-2.0
 * A sheet comes in: answers, and the demands that they raise.
 */
#include <inttypes.h>

#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/secret.h"
#include "db/db.h"
#include "loop/questionnaire.h"
#include "loop/questionnaire_rows.h"

enum { ANSWER_BYTES = 65536, SOON_MS = 60000, DEVICE_LEAST = 16 };

static const struct field filled_fields[] = {
    FIELD(struct filled, jid),        FIELD(struct filled, questionnaire_id),
    FIELD(struct filled, id),         FIELD(struct filled, paper),
    FIELD(struct filled, device),     FIELD(struct filled, place_id),
    FIELD(struct filled, officer_id), FIELD(struct filled, filled_at),
    FIELD(struct filled, entered_at), FIELD(struct filled, demands),
};
const struct shape filled_shape = SHAPE("questionnaire_sheet", struct filled, filled_fields);

#define ANSWER_FIELDS                                                                          \
    FIELD(struct sheet_new, answers, .required = true, .max = ANSWERS_CHARS, .as = AS_TEXT,    \
          .zh = "回答（每题一行：题号=回答）", .en = "Answers (a line each: number=answer)"),  \
        FIELD(struct sheet_new, name, .max = 50, .zh = "姓名", .en = "Name"),                  \
        FIELD(struct sheet_new, phone, .max = 30, .zh = "联系电话", .en = "Telephone"),        \
        FIELD(struct sheet_new, confidential, .zh = "替我保密", .en = "Keep my name secret")

static const struct field officer_fields[] = {
    ANSWER_FIELDS,
    FIELD(struct sheet_new, paper, .max = 40, .zh = "纸质问卷编号",
          .en = "Number of the paper"),
    FIELD(struct sheet_new, place_id, .as = AS_ID, .zh = "答卷人所在地", .en = "Place",
          .options = "places"),
    FIELD(struct sheet_new, filled_at, .as = AS_TIME, .zh = "填写时间", .en = "Filled in at"),
};
const struct shape sheet_new_shape = SHAPE("sheet_new", struct sheet_new, officer_fields);
static const struct field citizen_fields[] = {
    ANSWER_FIELDS,
    FIELD(struct sheet_new, device, .required = true, .min = DEVICE_LEAST, .max = 64,
          .zh = "本机标记", .en = "Mark of this device"),
};
const struct shape sheet_new_citizen_shape =
    SHAPE("sheet_new_citizen", struct sheet_new, citizen_fields);

struct entering {
    struct str code;
    const struct sheet_new *in;
    struct questionnaire q;
    struct spot of;
    struct answers said;
    struct filled row;
    struct intake_drawn *drawn;
    struct demand **raised;
    struct str *answer;
};

/* ---- checked ---- */

static enum err time_check(struct ctx *cx, const struct entering *e)
{
    int64_t at = e->row.filled_at;
    if (e->of.ended_at)
        return fail(cx, ERR_CONFLICT, "这份问卷已经结束", "this questionnaire has ended");
    if (at > cx->now + SOON_MS)
        return fail_at(cx, ERR_INPUT, "filled_at", "填写时间不能晚于现在",
                       "that is in the future");
    return at >= e->q.from_at && at < e->q.to_at
               ? OK
               : fail_at(cx, ERR_CONFLICT, "filled_at", "不在问卷的起止日期内",
                         "not within the days of the questionnaire");
}

static enum err who_check(struct ctx *cx, struct entering *e)
{
    bool officer = cx->actor->officer_id != 0;
    if (officer && !spot_may_see(cx, &e->of))
        return fail_at(cx, ERR_NOT_FOUND, "questionnaire", "没有这份问卷",
                       "there is no such questionnaire");
    if (officer && !spot_may_keep(cx, &e->of))
        return fail_at(cx, ERR_DENIED, "questionnaire", "这里的问卷不由您录入",
                       "sheets of that place are not yours to enter");
    if (!org_place(cx->app->org, e->row.place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    return org_place_under(cx->app->org, e->row.place_id, e->of.place_id)
               ? OK
               : fail_at(cx, ERR_INPUT, "place_id", "不在问卷发放的范围内",
                         "outside the place of the questionnaire");
}

static enum err once_check(struct ctx *cx, const struct entering *e)
{
    int64_t paper = 0, device = 0;
    if (e->row.paper.n)
        TRY(db_i64(cx, SQL_QUESTIONNAIRE_SHEET_BY_PAPER,
                   ARGS(I64(cx->jid), I64(e->q.id), TXT(e->row.paper)), 0, &paper));
    if (paper)
        return fail_at(cx, ERR_CONFLICT, "paper", "这张问卷已经录入过",
                       "this sheet of paper was entered already");
    if (e->row.device.n)
        TRY(db_i64(cx, SQL_QUESTIONNAIRE_SHEET_BY_DEVICE,
                   ARGS(I64(cx->jid), I64(e->q.id), TXT(e->row.device)), 0, &device));
    return device ? fail_at(cx, ERR_CONFLICT, "device", "您已经答过这份问卷，谢谢",
                            "this questionnaire was answered from here already")
                  : OK;
}

static enum err look(struct ctx *cx, struct entering *e)
{
    struct question *q = NULL;
    size_t n = 0;
    const struct sheet_new *in = e->in;
    TRY(questionnaire_find(cx, e->code, &e->q, &e->of));
    e->row.jid = cx->jid;
    e->row.questionnaire_id = e->q.id;
    e->row.paper = in->paper;
    e->row.place_id = in->place_id ? in->place_id : e->of.place_id;
    e->row.officer_id = cx->actor->officer_id;
    e->row.filled_at = in->filled_at ? in->filled_at : cx->now;
    e->row.entered_at = cx->now;
    if (in->device.n)
        e->row.device = secret_hash(
            cx, "device", str_fmt(cx->arena, "%" PRId64 "|%.*s", e->q.id, STR_ARG(in->device)));
    TRY(who_check(cx, e));
    TRY(time_check(cx, e));
    TRY(questionnaire_questions(cx, e->q.id, &q, &n));
    TRY(answers_read(cx, q, n, in->answers, &e->said));
    if (!e->said.n && !e->said.demands_n)
        return fail_at(cx, ERR_INPUT, "answers", "一题也没有回答", "nothing is answered");
    e->row.demands = (int64_t)e->said.demands_n;
    return once_check(cx, e);
}

/* ---- written ---- */

static struct demand_new demand_of(const struct entering *e, struct str words)
{
    bool named = e->in->name.n || e->in->phone.n;
    return (struct demand_new){
        .words = words,
        .place_id = e->row.place_id,
        .privacy = !named                ? PRIVACY_ANONYMOUS
                   : e->in->confidential ? PRIVACY_CONFIDENTIAL
                                         : PRIVACY_NAMED,
        .name = e->in->name,
        .phone = e->in->phone,
        .spot = e->q.id,
        .of_sheet = true,
        .said_at = e->row.filled_at,
    };
}

static enum err demands_raise(struct ctx *cx, struct entering *e)
{
    struct work *w = work_begin(cx);
    if (!e->said.demands_n)
        return OK;
    for (size_t i = 0; i < e->said.demands_n; i++) {
        struct demand_new d = demand_of(e, e->said.demands[i].words);
        TRY(intake_put(cx, w, &d, &e->drawn[i], &e->raised[i]));
    }
    return work_commit(w);
}

static enum err answers_put(struct ctx *cx, const struct entering *e)
{
    for (size_t i = 0; i < e->said.n; i++) {
        struct answer a = e->said.rows[i];
        a.jid = cx->jid;
        a.questionnaire_id = e->q.id;
        a.sheet_id = e->row.id;
        TRY(db_put(cx, SQL_QUESTIONNAIRE_ANSWER_INSERT, &answer_shape, &a, NULL, 0, NULL));
    }
    for (size_t i = 0; i < e->said.demands_n; i++)
        TRY(db_exec(cx, SQL_QUESTIONNAIRE_DEMAND_INSERT,
                    ARGS(I64(cx->jid), I64(e->q.id), I64(e->said.demands[i].question),
                         I64(e->row.id), I64(e->raised[i]->id), TXT(e->raised[i]->num)),
                    NULL));
    return OK;
}

static void answer_write(struct ctx *cx, const struct entering *e)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, ANSWER_BYTES);
    json_init(&j, &b);
    json_obj(&j);
    json_ki64(&j, "sheet", e->q.sheets + 1);
    json_key(&j, "demands");
    json_arr(&j);
    for (size_t i = 0; i < e->said.demands_n; i++) {
        json_obj(&j);
        json_ki64(&j, "question", e->said.demands[i].question);
        json_kstr(&j, "num", e->raised[i]->num);
        if (!cx->actor->officer_id)
            json_kstr(&j, "code", e->drawn[i].code);
        json_obj_end(&j);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    *e->answer = buf_done(&b);
}

static enum err put_run(struct ctx *cx, void *arg)
{
    struct entering job = *(struct entering *)arg, *e = &job;
    TRY(look(cx, e));
    TRY(demands_raise(cx, e));
    TRY(db_put(cx, SQL_QUESTIONNAIRE_SHEET_INSERT, &filled_shape, &e->row, NULL, 0, NULL));
    TRY(answers_put(cx, e));
    TRY(db_exec(cx, SQL_QUESTIONNAIRE_COUNTED, ARGS(I64(cx->jid), I64(e->q.id)), NULL));
    if (cx->actor->officer_id)
        TRY(audit_put(cx, SUBJECT_OFFICER, cx->actor->officer_id, "sheet-entered",
                      str_fmt(cx->arena, "{\"questionnaire\":\"%.*s\",\"demands\":%zu}",
                              STR_ARG(e->q.code), e->said.demands_n)));
    answer_write(cx, e);
    return idem_put(cx, 201, *e->answer);
}

enum err questionnaire_sheet_put(struct ctx *cx, struct str code, const struct sheet_new *in,
                                 struct str *answer)
{
    struct entering e = {.code = code, .in = in, .answer = answer};
    struct db *db = NULL;
    TRY(db_acquire(cx, cx->app->store, &db));
    cx->db = db;
    enum err err = look(cx, &e);
    cx->db = NULL;
    db_release(db);
    TRY(err);
    /* As many numbers as there are demands: questions do not change. */
    e.drawn = NEWS(cx->arena, struct intake_drawn, e.said.demands_n + 1);
    e.raised = NEWS(cx->arena, struct demand *, e.said.demands_n + 1);
    for (size_t i = 0; i < e.said.demands_n; i++)
        TRY(intake_draw(cx, &e.drawn[i]));
    e.row.id = app_id(cx);
    return db_write(cx, cx->app->store, put_run, &e);
}
