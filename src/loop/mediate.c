/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/mediate.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/person.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/links.h"
#include "loop/slip.h"
#include "loop/stages.h"

struct mediate_body {
    struct strs parties, attachments;
    struct str terms, words;
    int64_t signed_at, follow_at, serial;
    int kept;
};
enum { PARTIES_MAX = 20 };
static const struct field record_fields[] = {
    FIELD(struct mediate_body, parties, .required = true, .min = 2, .max = PARTIES_MAX,
          .zh = "各方当事人（每行：姓名 电话）", .en = "Parties (each: name, telephone)"),
    FIELD(struct mediate_body, terms, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,
          .zh = "协议内容", .en = "Terms"),
    FIELD(struct mediate_body, signed_at, .required = true, .as = AS_TIME, .zh = "签订日期",
          .en = "Signed on"),
    FIELD(struct mediate_body, follow_at, .required = true, .as = AS_TIME, .zh = "履约回访日期",
          .en = "Whether it is kept is asked on"),
    FIELD(struct mediate_body, attachments, .required = true, .min = 1, .max = 9,
          .zh = "签字的协议扫描件", .en = "Scan of the signed agreement"),
};
static const struct shape record_shape =
    SHAPE("record_agreement", struct mediate_body, record_fields);
static const struct field kept_fields[] = {
    FIELD(struct mediate_body, serial, .required = true, .min = 1, .max = 1000,
          .zh = "调处协议", .en = "Agreement", .options = "agreements"),
    FIELD(struct mediate_body, kept, .required = true, .names = &yesno_names,
          .zh = "各方是否履约", .en = "Is it kept"),
    FIELD(struct mediate_body, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "履约情况", .en = "Finding"),
};
static const struct shape kept_shape =
    SHAPE("agreement_kept", struct mediate_body, kept_fields);

enum {
    HANDLES = BIT(ROLE_HANDLER) | BIT(ROLE_HEAD),
    ASKS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_CALLBACK),
    AFTER = BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED) |
            BIT(MATTER_ANSWERED) | BIT(MATTER_CALLING_BACK) | BIT(MATTER_CLOSED) |
            BIT(MATTER_ARCHIVED),
};

/* The unit for which the actor handles a part of the matter; 0 = none. */
static enum err handling_unit(struct ctx *cx, struct act *a, int64_t *out)
{
    struct task **tasks = NULL;
    size_t n = 0;
    *out = 0;
    TRY(work_tasks(a->w, a->matter->id, &tasks, &n));
    for (size_t i = 0; i < n && !*out; i++)
        if (tasks[i]->state != TASK_WITHDRAWN &&
            (actor_roles_at(cx, cx->actor, tasks[i]->unit_id) & HANDLES))
            *out = tasks[i]->unit_id;
    return OK;
}

static enum err record_guard(struct ctx *cx, struct act *a)
{
    int64_t unit = 0;
    TRY(handling_unit(cx, a, &unit));
    return unit ? OK
                : fail(cx, ERR_DENIED, "由承办单位登记调处协议",
                       "the units that handle it record the agreement");
}

/* Sealed while the act may still be refused, written with it. */
struct parties {
    int64_t agreement;
    struct person_new *sealed;
    size_t n;
};

static enum err parties_put(struct ctx *cx, void *arg)
{
    const struct parties *p = arg;
    for (size_t i = 0; i < p->n; i++) {
        int64_t id = 0;
        TRY(person_put(cx, &p->sealed[i], &id));
        TRY(db_exec(cx, SQL_PARTY_PUT,
                    ARGS(I64(cx->jid), I64(p->agreement), I64((int64_t)i + 1), I64(id)), NULL));
    }
    return OK;
}

static enum err parties_seal(struct ctx *cx, struct act *a, struct strs lines,
                             int64_t agreement)
{
    struct parties *p = NEW(cx->arena, struct parties);
    *p = (struct parties){agreement, NEWS(cx->arena, struct person_new, lines.n), lines.n};
    for (size_t i = 0; i < lines.n; i++) {
        struct person_plain plain = speaker_plain(cx->arena, lines.p[i]);
        if (!plain.name.n)
            return fail_at(cx, ERR_INPUT, "parties", "请写明每一方的姓名",
                           "name each of the parties");
        TRY(person_seal(cx, &plain, &p->sealed[i]));
    }
    work_late(a->w, parties_put, p);
    return OK;
}

static enum err record_effect(struct ctx *cx, struct act *a)
{
    const struct mediate_body *b = a->body;
    struct agreement **old = NULL;
    size_t n = 0;
    struct agreement row = {
        .id = app_id(cx),
        .matter_id = a->matter->id,
        .parties = (int64_t)b->parties.n,
        .signed_at = b->signed_at,
        .seq = draft_seq(a->event),
    };
    if (b->signed_at > cx->now)
        return fail_at(cx, ERR_INPUT, "signed_at", "签订日期不能晚于今天",
                       "signed in the future");
    TRY(handling_unit(cx, a, &row.unit_id));
    TRY(work_agreements(a->w, a->matter->id, &old, &n));
    row.serial = (int64_t)n + 1;
    TRY(promise_add(cx, a, b->follow_at, row.unit_id,
                    str_fmt(cx->arena, "第%" PRId64 "号调处协议各方履约", row.serial),
                    &row.promise));
    work_new_agreement(a->w, &row);
    draft_text(a->event, "terms", b->terms);
    TRY(work_attach(a->w, a->event, b->attachments));
    return parties_seal(cx, a, b->parties, row.id);
}

static enum err unasked(struct ctx *cx, struct act *a, int64_t serial, struct agreement **out)
{
    struct agreement **rows = NULL;
    size_t n = 0;
    TRY(work_agreements(a->w, a->matter->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i]->kept == YN_UNKNOWN && (!serial || rows[i]->serial == serial)) {
            *out = rows[i];
            return OK;
        }
    return fail_at(cx, serial ? ERR_INPUT : ERR_CONFLICT, "serial", "没有待回访的调处协议",
                   "no agreement waits to be asked about");
}

static enum err kept_guard(struct ctx *cx, struct act *a)
{
    struct agreement *g = NULL;
    return unasked(cx, a, 0, &g);
}

static enum err kept_effect(struct ctx *cx, struct act *a)
{
    const struct mediate_body *b = a->body;
    struct agreement *g = NULL;
    TRY(unasked(cx, a, b->serial, &g));
    if (b->kept == YN_UNKNOWN)
        return fail_at(cx, ERR_INPUT, "kept", "请选择是、否或部分", "choose yes, no or partly");
    g->kept = b->kept;
    g->kept_at = cx->now;
    g->kept_seq = draft_seq(a->event);
    draft_i64(a->event, "agreement", g->serial);
    draft_text(a->event, "words", b->words);
    return promise_end(a, g->promise, b->kept == YN_YES);
}

enum err agreement_of_stage(struct work *w, const struct stage *s, struct agreement **out)
{
    struct agreement **rows = NULL;
    size_t n = 0;
    *out = NULL;
    TRY(work_agreements(w, s->matter_id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i]->promise == s->serial)
            *out = rows[i];
    return OK;
}

/* ---- read ---- */

struct party {
    int64_t person_id;
};
static const struct field party_fields[] = {FIELD(struct party, person_id)};
static const struct shape party_shape = SHAPE("party", struct party, party_fields);

static enum err parties_masked(struct ctx *cx, int64_t agreement, struct person_plain **out,
                               size_t *n)
{
    struct party *rows = NULL;
    TRY(db_all(cx, SQL_PARTIES_OF, ARGS(I64(cx->jid), I64(agreement)), &party_shape,
               (void **)&rows, n));
    *out = NEWS(cx->arena, struct person_plain, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        struct person_plain plain;
        TRY(person_open(cx, rows[i].person_id, &plain));
        (*out)[i] = person_mask(cx->arena, &plain);
    }
    return OK;
}

enum err agreements_json(struct ctx *cx, struct work *w, struct json *j, const struct matter *m,
                         const struct texts *texts)
{
    struct agreement **rows = NULL;
    size_t n = 0;
    TRY(work_agreements(w, m->id, &rows, &n));
    json_key(j, "agreements");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const struct agreement *g = rows[i];
        struct person_plain *parties = NULL;
        size_t parties_n = 0;
        TRY(parties_masked(cx, g->id, &parties, &parties_n));
        json_obj(j);
        json_ki64(j, "serial", g->serial);
        json_kstr(j, "unit", label_unit(cx, g->unit_id));
        json_kstr(j, "terms", text_of(texts, g->seq, "terms"));
        json_ktime(j, "signed_at", g->signed_at);
        json_ki64(j, "promise", g->promise);
        json_kcstr(j, "kept", enum_text(&yesno_names, g->kept));
        json_kcstr(j, "kept_text", enum_label(&yesno_names, g->kept, (int)cx->lang));
        json_ktime(j, "kept_at", g->kept_at);
        json_kstr(j, "finding", g->kept_seq ? text_of(texts, g->kept_seq, "words") : STR(""));
        json_key(j, "parties");
        json_arr(j);
        for (size_t k = 0; k < parties_n; k++) {
            json_obj(j);
            json_kstr(j, "name", parties[k].name);
            json_kstr(j, "phone", parties[k].phone);
            json_obj_end(j);
        }
        json_arr_end(j);
        TRY(attachments_json(cx, j, SUBJECT_MATTER, m->id, g->seq));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err agreement_rows(struct ctx *cx, struct buf *b, const struct matter *m,
                               const struct agreement *g)
{
    struct texts texts = {0};
    struct person_plain *parties = NULL;
    size_t n = 0;
    TRY(texts_read(cx, SUBJECT_MATTER, m->id, &texts));
    TRY(parties_masked(cx, g->id, &parties, &n));
    slip_row(b, cx, "编号", "Number",
             str_fmt(cx->arena, "%.*s-调-%" PRId64, STR_ARG(m->num), g->serial));
    slip_row(b, cx, "事项", "Matter", label_matter(cx, m));
    slip_row(b, cx, "调处单位", "Mediated by", label_unit(cx, g->unit_id));
    for (size_t i = 0; i < n; i++)
        slip_row(b, cx, "当事人", "Party",
                 str_fmt(cx->arena, "%.*s %.*s", STR_ARG(parties[i].name),
                         STR_ARG(parties[i].phone)));
    slip_row(b, cx, "签订日期", "Signed on", label_when(cx, g->signed_at));
    slip_row(b, cx, "协议内容", "Terms", text_of(&texts, g->seq, "terms"));
    slip_row(b, cx, "履约情况", "Kept",
             str_c(enum_label(&yesno_names, g->kept, (int)cx->lang)));
    return OK;
}

enum err agreement_html(struct ctx *cx, struct str matter_num, int64_t serial, struct str *out)
{
    enum { PAGE_MAX = 256 << 10 };
    struct work *w = work_begin(cx);
    struct agreement **rows = NULL;
    struct matter *m = NULL;
    struct buf b;
    size_t n = 0;
    bool visible = false;
    TRY(work_matter_num(w, matter_num, &m));
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &visible));
    if (visible)
        TRY(work_agreements(w, m->id, &rows, &n));
    if (!visible || serial < 1 || serial > (int64_t)n)
        return fail(cx, ERR_NOT_FOUND, "没有这份调处协议", "there is no such agreement");
    buf_init(&b, cx->arena, PAGE_MAX);
    slip_open(cx, &b, cx->lang == LANG_EN ? "Agreement of a mediation" : "调处协议登记表",
              m->num);
    TRY(agreement_rows(cx, &b, m, rows[serial - 1]));
    slip_close(&b, cx->lang == LANG_EN ? "Parties: ____________ Mediator: ____________ (seal)"
                                       : "当事人:____________ 调处人:____________ (单位盖章)");
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "协议内容过长", "the agreement is too long");
    *out = buf_done(&b);
    return OK;
}

const struct step mediate_steps[] = {
    {.name = "record-agreement",
     .subject = SUBJECT_MATTER,
     .from = BIT(MATTER_HANDLING),
     .to = -1,
     .roles = HANDLES,
     .where = AT_PART,
     .body = &record_shape,
     .guard = record_guard,
     .effect = record_effect,
     .did = "handle",
     .zh = "登记调处协议",
     .en = "Record an agreement",
     .to_text = "same"},
    {.name = "agreement-kept",
     .subject = SUBJECT_MATTER,
     .from = AFTER,
     .to = -1,
     .roles = ASKS,
     .where = AT_DESK,
     .body = &kept_shape,
     .guard = kept_guard,
     .effect = kept_effect,
     .never_did = "handle",
     .zh = "登记履约情况",
     .en = "Record whether it is kept",
     .to_text = "same"},
};
const size_t mediate_steps_n = COUNT(mediate_steps);
