/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/questionnaire.h"

#include <inttypes.h>

#include "base/rand.h"
#include "base/time.h"
#include "core/app.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"

enum { CODE_CHARS = 10, DAYS_MOST = 366, NAME_CHARS = 60 };

static const struct field fields[] = {
    FIELD(struct questionnaire, jid),       FIELD(struct questionnaire, id),
    FIELD(struct questionnaire, code),      FIELD(struct questionnaire, edition),
    FIELD(struct questionnaire, former_id), FIELD(struct questionnaire, from_at),
    FIELD(struct questionnaire, to_at),     FIELD(struct questionnaire, sheets),
};
const struct shape questionnaire_shape = SHAPE("questionnaire", struct questionnaire, fields);

static const struct field new_fields[] = {
    FIELD(struct questionnaire_new, name, .max = NAME_CHARS, .zh = "问卷名称", .en = "Name"),
    FIELD(struct questionnaire_new, campaign, .max = 60, .zh = "专项行动", .en = "Campaign",
          .options = "campaigns"),
    FIELD(struct questionnaire_new, former, .max = 40, .zh = "原问卷代码（出新版）",
          .en = "Code of the edition before"),
    FIELD(struct questionnaire_new, place_id, .as = AS_ID, .zh = "在哪里发放", .en = "Place",
          .options = "places"),
    FIELD(struct questionnaire_new, from, .as = AS_TIME, .zh = "开始日期", .en = "First day"),
    FIELD(struct questionnaire_new, to, .as = AS_TIME, .zh = "截止日期", .en = "Last day"),
    FIELD(struct questionnaire_new, dry_run, .zh = "只核对，不写入", .en = "Look only"),
};
const struct shape questionnaire_new_shape =
    SHAPE("questionnaire_new", struct questionnaire_new, new_fields);

enum err questionnaire_find(struct ctx *cx, struct str code, struct questionnaire *out,
                            struct spot *of)
{
    bool found = false;
    TRY(db_one(cx, SQL_QUESTIONNAIRE_BY_CODE, ARGS(I64(cx->jid), TXT(code)),
               &questionnaire_shape, out, &found));
    return found ? spot_get(cx, out->id, of)
                 : fail_at(cx, ERR_NOT_FOUND, "questionnaire", "没有这份问卷",
                           "there is no such questionnaire");
}

enum err questionnaire_questions(struct ctx *cx, int64_t id, struct question **out, size_t *n)
{
    return db_all(cx, SQL_QUESTIONNAIRE_QUESTIONS, ARGS(I64(cx->jid), I64(id)), &question_shape,
                  (void **)out, n);
}

struct making {
    const struct questionnaire_new *in;
    const struct questions_read *q;
    struct questionnaire row; /* id and code drawn beforehand */
    struct str *answer;
};

/* A next edition is of the same name, campaign and place. */
static enum err former_take(struct ctx *cx, struct making *m, struct spot_new *spot)
{
    struct questionnaire former;
    struct spot of;
    if (!m->in->former.n)
        return OK;
    TRY(questionnaire_find(cx, m->in->former, &former, &of));
    if (!spot_may_see(cx, &of))
        return fail_at(cx, ERR_NOT_FOUND, "former", "没有这份问卷",
                       "there is no such questionnaire");
    m->row.former_id = former.id;
    m->row.edition = former.edition + 1;
    spot->name = of.name;
    spot->campaign = of.campaign;
    spot->place_id = of.place_id;
    if (!m->row.from_at)
        m->row.from_at = former.from_at;
    if (!m->row.to_at)
        m->row.to_at = former.to_at;
    return OK;
}

static enum err new_check(struct ctx *cx, const struct making *m, const struct spot_new *spot)
{
    if (!str_trim(spot->name).n)
        return fail_at(cx, ERR_INPUT, "name", "请填写问卷名称", "name the questionnaire");
    if (!m->row.from_at)
        return fail_at(cx, ERR_INPUT, "from", "请填写开始日期", "say the first day");
    if (m->row.to_at <= m->row.from_at)
        return fail_at(cx, ERR_INPUT, "to", "截止日期不能早于开始日期",
                       "the last day is not before the first");
    return time_day(m->row.to_at - 1) - time_day(m->row.from_at) < DAYS_MOST
               ? OK
               : fail_at(cx, ERR_INPUT, "to", "一份问卷最长%d天", "%d days at most", DAYS_MOST);
}

static enum err make_run(struct ctx *cx, void *arg)
{
    struct making job = *(struct making *)arg, *m = &job;
    struct spot_new spot = {.kind = SPOT_QUESTIONNAIRE,
                            .name = m->in->name,
                            .campaign = m->in->campaign,
                            .place_id = m->in->place_id};
    TRY(former_take(cx, m, &spot));
    TRY(new_check(cx, m, &spot));
    TRY(spot_put(cx, &spot, m->row.id));
    TRY(db_put(cx, SQL_QUESTIONNAIRE_INSERT, &questionnaire_shape, &m->row, NULL, 0, NULL));
    for (size_t i = 0; i < m->q->n; i++) {
        struct question q = m->q->rows[i];
        q.jid = cx->jid;
        q.questionnaire_id = m->row.id;
        TRY(db_put(cx, SQL_QUESTIONNAIRE_QUESTION_INSERT, &question_shape, &q, NULL, 0, NULL));
    }
    *m->answer = str_fmt(cx->arena, "{\"code\":\"%.*s\",\"id\":\"%" PRId64 "\"}",
                         STR_ARG(m->row.code), m->row.id);
    return idem_put(cx, 201, *m->answer);
}

enum err questionnaire_make(struct ctx *cx, const struct questionnaire_new *in,
                            const struct questions_read *q, struct str *answer)
{
    struct making m = {.in = in, .q = q, .answer = answer};
    m.row = (struct questionnaire){
        .jid = cx->jid,
        .id = app_id(cx),
        .code = rand_code(cx->arena, CODE_CHARS),
        .edition = 1,
        .from_at = in->from ? time_day_start(time_day(in->from)) : 0,
        .to_at = in->to ? time_day_end(time_day(in->to)) : 0,
    };
    return db_write(cx, cx->app->store, make_run, &m);
}
