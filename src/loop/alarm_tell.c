/* SPDX-License-Identifier: Apache-2.0
 * Who is told of an alarm, and why it is they: holders of a role, those on duty, those named,
 * and who stands in for them.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/absence.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/outbox.h"
#include "core/roster.h"
#include "db/db.h"
#include "loop/alarm.h"

enum { UNITS_DEEP = 32, ON_DUTY_MAX = 20 };

struct holder {
    int64_t id, unit_id;
    struct str mail, phone_enc;
};
static const struct field holder_fields[] = {
    FIELD(struct holder, id),
    FIELD(struct holder, unit_id),
    FIELD(struct holder, mail),
    FIELD(struct holder, phone_enc),
};
static const struct shape holder_shape = SHAPE("alarm_holder", struct holder, holder_fields);

/* The unit complained about is told nothing. */
static bool left_out(const struct ctx *cx, const struct alarm_telling *t, int64_t unit)
{
    return t->d->complained_unit && org_unit_under(cx->app->org, unit, t->d->complained_unit);
}

static bool told_already(const struct alarm_telling *t, int64_t officer)
{
    for (size_t i = 0; i < t->known_n; i++)
        if (t->known[i].officer_id == officer)
            return true;
    for (const struct alarm_told *p = t->first; p; p = p->next)
        if (p->officer_id == officer)
            return true;
    return false;
}

static void note_one(struct ctx *cx, struct alarm_telling *t, const struct alarm_told *one)
{
    t->meant++;
    if (told_already(t, one->officer_id))
        return;
    struct alarm_told *p = NEW(cx->arena, struct alarm_told);
    *p = *one;
    p->next = NULL;
    if (t->last)
        t->last->next = p;
    else
        t->first = p;
    t->last = p;
    t->n++;
}

static enum err tell_one(struct ctx *cx, struct alarm_telling *t, const struct holder *h,
                         int why, int64_t rung)
{
    int64_t stand_in = absence_stand_in(cx, h->id);
    struct alarm_told one = {h->id, rung, why, 0, h->mail, h->phone_enc, NULL};
    struct officer o;
    if (left_out(cx, t, h->unit_id))
        return OK;
    if (stand_in) {
        TRY(officer_get(cx, stand_in, &o));
        if (!o.disabled_at && !left_out(cx, t, o.unit_id))
            one = (struct alarm_told){o.id,        rung, ALARM_WHY_STAND_IN, h->id, o.mail,
                                      o.phone_enc, NULL};
    }
    note_one(cx, t, &one);
    return OK;
}

static enum err tell_on_duty(struct ctx *cx, struct alarm_telling *t, int64_t unit,
                             int64_t rung)
{
    const struct roster_row *turns[ON_DUTY_MAX];
    size_t n = roster_on_duty(cx, unit, turns, ON_DUTY_MAX);
    for (size_t i = 0; i < n; i++) {
        struct officer o;
        TRY(officer_get(cx, turns[i]->officer_id, &o));
        const struct holder h = {o.id, o.unit_id, o.mail, o.phone_enc};
        if (!o.disabled_at)
            TRY(tell_one(cx, t, &h, ALARM_WHY_DUTY, rung));
    }
    return OK;
}

static enum err tell_role(struct ctx *cx, struct alarm_telling *t, const struct urgent_to *to,
                          int64_t rung)
{
    const struct org *org = cx->app->org;
    int64_t path[UNITS_DEEP];
    size_t deep = org_unit_path(org, t->d->unit_id, path, UNITS_DEEP), n = 0;
    for (size_t i = 0; i < deep && n == 0; i++) {
        const struct unit *u = org_unit(org, path[i]);
        struct holder *h = NULL;
        if (!u || u->lvl < to->lvl || left_out(cx, t, u->id))
            continue;
        TRY(db_all(cx, SQL_ALARM_HOLDERS,
                   ARGS(I64(u->id), I64(cx->now), TXT(str_c(enum_text(&role_names, to->role)))),
                   &holder_shape, (void **)&h, &n));
        for (size_t k = 0; k < n; k++)
            TRY(tell_one(cx, t, &h[k], ALARM_WHY_ROLE, rung));
        TRY(tell_on_duty(cx, t, u->id, rung));
    }
    return OK;
}

enum err alarm_tell_rung(struct ctx *cx, struct alarm_telling *t, const struct urgent_rung *r,
                         int64_t rung)
{
    for (size_t i = 0; i < r->to_n; i++)
        TRY(tell_role(cx, t, &r->to[i], rung));
    for (size_t i = 0; i < r->officers.n; i++) {
        struct holder h = {0};
        bool found = false;
        TRY(db_one(cx, SQL_ALARM_OFFICER, ARGS(TXT(r->officers.p[i])), &holder_shape, &h,
                   &found));
        if (found)
            TRY(tell_one(cx, t, &h, ALARM_WHY_NAMED, rung));
    }
    return OK;
}

enum err alarm_tell_from(struct ctx *cx, struct alarm_telling *t, const struct urgent_ladder *l,
                         int64_t rung, int64_t *last)
{
    for (;; rung++) {
        TRY(alarm_tell_rung(cx, t, &l->rungs[rung], rung));
        *last = rung;
        if (t->meant > 0 || rung + 1 == (int64_t)l->rungs_n)
            return OK;
    }
}

struct strs alarm_told_words(struct ctx *cx, const struct alarm_telling *t)
{
    struct strs words = {.p = NEWS(cx->arena, struct str, t->n + 1)};
    for (const struct alarm_told *p = t->first; p; p = p->next)
        words.p[words.n++] = p->for_id
                                 ? str_fmt(cx->arena, "%" PRId64 " %s %" PRId64, p->officer_id,
                                           enum_text(&alarm_why_names, p->why), p->for_id)
                                 : str_fmt(cx->arena, "%" PRId64 " %s", p->officer_id,
                                           enum_text(&alarm_why_names, p->why));
    return words;
}

/* ---- writing it ---- */

static struct str message(struct ctx *cx, const struct alarm *a, int why)
{
    const struct urgent_rule *r = urgent_rule(cx->app->urgent, a->rule);
    const char *kind = enum_label(&urgent_kind_names, a->kind, LANG_ZH);
    const char *because = why == ALARM_WHY_DUTY       ? "（您正在值班）"
                          : why == ALARM_WHY_STAND_IN ? "（您正在代岗）"
                                                      : "";
    int64_t minutes = (a->answer_by - a->raised_at) / MS_PER_MINUTE;
    return str_fmt(cx->arena, "%s，请在%" PRId64 "分钟内登录确认%s。%.*s", kind, minutes,
                   because, STR_ARG(r ? r->advice_zh : STR("")));
}

static enum err put_one(struct ctx *cx, const struct alarm_telling *t, const struct alarm *a,
                        const struct alarm_told *p)
{
    TRY(db_exec(cx, SQL_ALARM_RECEIVER_PUT,
                ARGS(I64(cx->jid), I64(a->id), I64(p->officer_id), I64(p->rung), I64(cx->now),
                     TXT(str_c(enum_text(&alarm_why_names, p->why))), I64(p->for_id)),
                NULL));
    /* Who was told may look, wherever they sit. */
    TRY(db_exec(cx, SQL_PART_PUT,
                ARGS(I64(cx->jid), TXT(STR("demand")), I64(t->d->id), I64(p->officer_id),
                     TXT(STR("alarmed")), I64(cx->now)),
                NULL));
    if (p->mail.n == 0 && p->phone_enc.n == 0)
        return OK;
    struct outbox_note note = {
        .officer_id = p->officer_id,
        .channel = p->mail.n > 0 ? STR("mail") : STR("sms"),
        .subject_kind = SUBJECT_DEMAND,
        .subject_id = t->d->id,
        .template_name = STR("alarm"),
        .num = t->d->num,
        .text = message(cx, a, p->why),
    };
    return outbox_put(cx, &note);
}

enum err alarm_told_put(struct ctx *cx, const struct alarm_telling *t, const struct alarm *a)
{
    for (const struct alarm_told *p = t->first; p; p = p->next)
        TRY(put_one(cx, t, a, p));
    return OK;
}
