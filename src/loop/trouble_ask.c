/* SPDX-License-Identifier: Apache-2.0
 * One to a class (举一反三, ZY-32): other units are asked whether they have the same, and each
 * answers for its own.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/calendar.h"
#include "core/org.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/trouble_impl.h"

ENUM_NAMES(trouble_answer, TROUBLE_ANSWER_LIST);

enum { WORDS = 1000, ANSWER = 2000, UNITS_MOST = 100, WORKDAYS = 5, YEAR = 365, PAGE = 50 };
enum { WORKDAYS_MOST = 60 };

static const struct field ask_fields[] = {
    FIELD(struct trouble_ask, jid),
    FIELD(struct trouble_ask, trouble_id, .as = AS_ID),
    FIELD(struct trouble_ask, round),
    FIELD(struct trouble_ask, unit_id, .as = AS_ID),
    FIELD(struct trouble_ask, alike),
    FIELD(struct trouble_ask, words, .max = WORDS),
    FIELD(struct trouble_ask, workdays),
    FIELD(struct trouble_ask, asked_by, .as = AS_ID),
    FIELD(struct trouble_ask, asked_at, .as = AS_TIME),
    FIELD(struct trouble_ask, due_at, .as = AS_TIME),
    FIELD(struct trouble_ask, answer, .names = &trouble_answer_names),
    FIELD(struct trouble_ask, said, .max = ANSWER),
    FIELD(struct trouble_ask, answered_by, .as = AS_ID),
    FIELD(struct trouble_ask, answered_at, .as = AS_TIME),
    FIELD(struct trouble_ask, mended_at, .as = AS_TIME),
};
const struct shape trouble_ask_shape = SHAPE("trouble_ask", struct trouble_ask, ask_fields);
static const struct field body_fields[] = {
    FIELD(struct trouble_ask_body, units, .required = true, .min = 1, .max = UNITS_MOST,
          .zh = "排查单位", .en = "Units that are asked", .options = "units"),
    FIELD(struct trouble_ask_body, workdays, .min = 0, .max = WORKDAYS_MOST,
          .zh = "几个工作日内回复（不填为5）", .en = "Working days to answer (empty: 5)"),
    FIELD(struct trouble_ask_body, words, .required = true, .min = 2, .max = WORDS,
          .as = AS_TEXT, .zh = "排查要求", .en = "What is to be looked for"),
};
const struct shape trouble_ask_body_shape =
    SHAPE("trouble_asking", struct trouble_ask_body, body_fields);
static const struct field answer_fields[] = {
    FIELD(struct trouble_answer_body, unit, .required = true, .as = AS_ID, .zh = "回复单位",
          .en = "Unit"),
    FIELD(struct trouble_answer_body, answer, .required = true, .names = &trouble_answer_names,
          .zh = "排查结果", .en = "Answer"),
    FIELD(struct trouble_answer_body, words, .required = true, .min = 2, .max = ANSWER,
          .as = AS_TEXT, .zh = "说明", .en = "In words"),
};
const struct shape trouble_answer_body_shape =
    SHAPE("trouble_answering", struct trouble_answer_body, answer_fields);

enum err trouble_asks(struct ctx *cx, int64_t id, struct trouble_ask **out, size_t *n)
{
    return db_all(cx, SQL_TROUBLE_ASKS, ARGS(I64(cx->jid), I64(id)), &trouble_ask_shape,
                  (void **)out, n);
}

static int64_t limit_of(struct ctx *cx, const struct trouble_ask *a)
{
    bool provisional = false;
    return time_day_end(calendar_add_workdays(cx->app->calendar, time_day(a->asked_at),
                                              a->workdays, &provisional));
}

static bool was_asked(const struct trouble_ask *rows, size_t n, int64_t round, int64_t unit)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].round == round && rows[i].unit_id == unit)
            return true;
    return false;
}

struct asking {
    const struct trouble *t;
    const struct trouble_ask_body *b;
    const struct trouble_unit *alike;
    size_t alike_n;
};

static enum err ask_one(struct ctx *cx, const struct asking *k, int64_t unit)
{
    struct trouble_ask a = {.jid = cx->jid,
                            .trouble_id = k->t->id,
                            .round = k->t->round,
                            .unit_id = unit,
                            .words = k->b->words,
                            .workdays = k->b->workdays ? k->b->workdays : WORKDAYS,
                            .asked_by = cx->actor->officer_id,
                            .asked_at = cx->now,
                            .answer = TROUBLE_UNANSWERED};
    for (size_t i = 0; i < k->alike_n; i++)
        if (org_unit_under(cx->app->org, k->alike[i].unit_id, unit))
            a.alike += k->alike[i].demands;
    a.due_at = limit_of(cx, &a);
    TRY(db_put(cx, SQL_TROUBLE_ASK_PUT, &trouble_ask_shape, &a, NULL, 0, NULL));
    return outbox_put_unit(cx, unit, BIT(ROLE_HEAD) | BIT(ROLE_HANDLER), SUBJECT_TROUBLE,
                           k->t->id, STR("trouble_asked"), k->t->num);
}

enum err trouble_ask_units(struct ctx *cx, struct trouble *t, const void *body,
                           struct str *more)
{
    const struct trouble_ask_body *b = body;
    struct asking k = {.t = t, .b = b};
    struct trouble_ask *rows = NULL;
    struct trouble_unit *alike = NULL;
    size_t n = 0;
    TRY(trouble_asks(cx, t->id, &rows, &n));
    TRY(trouble_units(cx, t, YEAR, &alike, &k.alike_n));
    k.alike = alike;
    *more = str_fmt(cx->arena, ",\"units\":%zu", b->units.n);
    for (size_t i = 0; i < b->units.n; i++) {
        int64_t unit = 0;
        if (!str_i64(b->units.p[i], &unit) || !org_unit(cx->app->org, unit))
            return fail_at(cx, ERR_INPUT, "units", "没有这个单位", "there is no such unit");
        for (size_t k2 = 0; k2 < i; k2++)
            if (str_eq(b->units.p[k2], b->units.p[i]))
                return fail_at(cx, ERR_INPUT, "units", "单位重复", "a unit is there twice");
        if (was_asked(rows, n, t->round, unit))
            return fail_at(cx, ERR_CONFLICT, "units", "这一轮已经要求过 %.*s",
                           "%.*s was asked in this round already",
                           STR_ARG(org_unit(cx->app->org, unit)->name));
        TRY(ask_one(cx, &k, unit));
    }
    return OK;
}

/* ---- answered ---- */

static enum err may_answer(struct ctx *cx, const struct trouble_ask *a, int answer)
{
    if (!trouble_answers_for(cx, a->unit_id) || actor_is(cx->actor, a->asked_by))
        return fail(cx, ERR_DENIED, "由被要求的单位自己回复，提出要求的人不能代答",
                    "for the unit that was asked, never for who asked");
    if (answer == TROUBLE_UNANSWERED)
        return fail_at(cx, ERR_INPUT, "answer", "请选排查结果", "choose an answer");
    if (a->answer == TROUBLE_MENDED)
        return fail(cx, ERR_CONFLICT, "已经回复整改完成", "it was mended already");
    return OK;
}

enum err trouble_answer(struct ctx *cx, struct trouble *t, const void *body, struct str *more)
{
    const struct trouble_answer_body *b = body;
    struct trouble_ask *rows = NULL, *a = NULL;
    size_t n = 0;
    TRY(trouble_asks(cx, t->id, &rows, &n));
    for (size_t i = n; i-- > 0;) /* the newest round stands first */
        if (rows[i].unit_id == b->unit)
            a = &rows[i];
    if (!a)
        return fail_at(cx, ERR_INPUT, "unit", "没有要求这个单位排查",
                       "that unit was not asked");
    TRY(may_answer(cx, a, b->answer));
    a->answer = b->answer;
    a->said = b->words;
    a->answered_by = cx->actor->officer_id;
    a->answered_at = a->answered_at ? a->answered_at : cx->now;
    a->mended_at = b->answer == TROUBLE_MENDED ? cx->now : 0;
    *more = str_fmt(cx->arena, ",\"unit\":\"%" PRId64 "\",\"answer\":\"%s\"", a->unit_id,
                    enum_text(&trouble_answer_names, a->answer));
    return db_put(cx, SQL_TROUBLE_ASK_PUT, &trouble_ask_shape, a, NULL, 0, NULL);
}

enum err trouble_ask_owed(struct ctx *cx, int64_t id, int64_t unit, int64_t due_at,
                          struct trouble *out, bool *yes)
{
    struct trouble_ask *rows = NULL;
    size_t n = 0;
    bool found = false;
    *yes = false;
    TRY(db_one(cx, SQL_TROUBLE_BY_ID, ARGS(I64(cx->jid), I64(id)), &trouble_shape, out,
               &found));
    if (!found || (out->state != TROUBLE_OPEN && out->state != TROUBLE_WATCHING))
        return OK;
    TRY(trouble_asks(cx, id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        *yes |= rows[i].unit_id == unit && rows[i].round == out->round &&
                rows[i].due_at == due_at && rows[i].answer == TROUBLE_UNANSWERED;
    return OK;
}

/* ---- limits ---- */

static enum err move_write(struct ctx *cx, void *arg)
{
    const struct trouble_ask *a = arg;
    return db_exec(
        cx, SQL_TROUBLE_ASK_DUE_MOVED,
        ARGS(I64(cx->jid), I64(a->trouble_id), I64(a->round), I64(a->unit_id), I64(a->due_at)),
        NULL);
}

enum err troubles_reckon(struct ctx *cx, size_t *moved)
{
    struct trouble_ask *rows = NULL, after = {0};
    size_t n = PAGE;
    *moved = 0;
    while (n == PAGE) {
        TRY(db_acquire(cx, cx->app->store, &cx->db));
        enum err e = db_all(cx, SQL_TROUBLE_ASK_RUNNING,
                            ARGS(I64(cx->jid), I64(after.trouble_id), I64(after.round),
                                 I64(after.unit_id), I64(PAGE)),
                            &trouble_ask_shape, (void **)&rows, &n);
        db_release(cx->db);
        cx->db = NULL;
        TRY(e);
        for (size_t i = 0; i < n; i++) {
            const int64_t due = limit_of(cx, &rows[i]);
            after = rows[i];
            if (due == rows[i].due_at)
                continue;
            rows[i].due_at = due;
            TRY(db_write(cx, cx->app->store, move_write, &rows[i]));
            ++*moved;
        }
    }
    return OK;
}
