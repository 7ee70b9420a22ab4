/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/publication.h"

#include <inttypes.h>

#include "base/hash.h"
#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/publication_impl.h"
#include "text/fold.h"

enum { QUESTION = 300, ANSWER = 4000, FOLDED = 200000, REASON = 1000, MONTH = 7 };

static const struct field publication_fields[] = {
    FIELD(struct publication, jid),
    FIELD(struct publication, id, .as = AS_ID),
    FIELD(struct publication, version),
    FIELD(struct publication, subject_kind, .names = &subject_names),
    FIELD(struct publication, subject_id),
    FIELD(struct publication, num),
    FIELD(struct publication, question, .max = QUESTION, .as = AS_TEXT),
    FIELD(struct publication, answer, .max = ANSWER, .as = AS_TEXT),
    FIELD(struct publication, folded, .max = FOLDED, .as = AS_TEXT),
    FIELD(struct publication, class),
    FIELD(struct publication, place_id, .as = AS_ID),
    FIELD(struct publication, month),
    FIELD(struct publication, state),
    FIELD(struct publication, drafted_by, .as = AS_ID),
    FIELD(struct publication, drafted_at, .as = AS_TIME),
    FIELD(struct publication, edited_by, .as = AS_ID),
    FIELD(struct publication, edited_at, .as = AS_TIME),
    FIELD(struct publication, published_by, .as = AS_ID),
    FIELD(struct publication, published_at, .as = AS_TIME),
    FIELD(struct publication, shown_no, .as = AS_ID),
    FIELD(struct publication, withdrawn_by, .as = AS_ID),
    FIELD(struct publication, withdrawn_at, .as = AS_TIME),
    FIELD(struct publication, reason, .max = REASON),
};
const struct shape publication_shape =
    SHAPE("publication", struct publication, publication_fields);

#define QUESTION_FIELD(S)                                                                      \
    FIELD(S, question, .required = true, .min = 2, .max = QUESTION, .as = AS_TEXT,             \
          .zh = "问（公开的文字）", .en = "Question, as it is published")
#define ANSWER_FIELD(S)                                                                        \
    FIELD(S, answer, .required = true, .min = 2, .max = ANSWER, .as = AS_TEXT,                 \
          .zh = "答（公开的文字）", .en = "Answer, as it is published")
#define PLACE_FIELD(S)                                                                         \
    FIELD(S, place, .as = AS_ID, .zh = "公开的地点（社区或以上；不填为所在社区）",             \
          .en = "Place told: community or larger (empty: its community)")

static const struct field new_fields[] = {
    FIELD(struct publication_new_body, num, .required = true, .max = 40, .zh = "诉求或事项编号",
          .en = "Number of the demand or matter"),
    QUESTION_FIELD(struct publication_new_body),
    ANSWER_FIELD(struct publication_new_body),
    PLACE_FIELD(struct publication_new_body),
};
static const struct field edit_fields[] = {
    QUESTION_FIELD(struct publication_edit_body),
    ANSWER_FIELD(struct publication_edit_body),
    PLACE_FIELD(struct publication_edit_body),
};
static const struct field publish_fields[] = {
    FIELD(struct publication_publish_body, seen, .zh = "提示的内容已逐条看过，可以公开",
          .en = "What was found has been looked at and may be published"),
};
static const struct field withdraw_fields[] = {
    FIELD(struct publication_withdraw_body, reason, .required = true, .min = 2, .max = REASON,
          .as = AS_TEXT, .zh = "撤下原因", .en = "Reason"),
};
static const struct field query_fields[] = {
    FIELD(struct publication_query, before, .as = AS_ID, .zh = "接上页", .en = "After"),
};
const struct shape publication_new_shape =
    SHAPE("publication_new", struct publication_new_body, new_fields);
const struct shape publication_edit_shape =
    SHAPE("publication_edit", struct publication_edit_body, edit_fields);
const struct shape publication_publish_shape =
    SHAPE("publication_publish", struct publication_publish_body, publish_fields);
const struct shape publication_withdraw_shape =
    SHAPE("publication_withdraw", struct publication_withdraw_body, withdraw_fields);
const struct shape publication_query_shape =
    SHAPE("publication_query", struct publication_query, query_fields);

enum err publication_find(struct ctx *cx, int64_t id, struct publication *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_PUBLICATION_GET, ARGS(I64(cx->jid), I64(id)), &publication_shape, out,
               &found));
    return found ? OK
                 : fail(cx, ERR_NOT_FOUND, "没有这条公开答复", "there is no such publication");
}

static enum err noted(struct ctx *cx, const struct publication *p, const char *action)
{
    const struct audit_text text[] = {{"reason", p->reason}};
    struct str hash = hash_hex(cx->arena, hash_sha256_2(p->question, p->answer));
    const struct audit a = {
        .kind = SUBJECT_UNIT,
        .id = cx->app->root_unit,
        .action = action,
        .data = str_fmt(cx->arena,
                        "{\"publication\":\"%" PRId64 "\",\"num\":\"%.*s\",\"hash\":\"%.*s\"}",
                        p->id, STR_ARG(p->num), STR_ARG(hash)),
        .text = text,
        .texts = COUNT(text),
    };
    return audit_write(cx, &a);
}

static enum err answered(struct ctx *cx, const struct publication *p, struct flow_result *out)
{
    *out = (struct flow_result){.num = str_of_i64(cx->arena, p->id),
                                .version = p->version,
                                .state = str_cdup(cx->arena, p->state)};
    return idem_put(cx, 200, flow_result_json(cx, out));
}

/* Both texts as they are searched, with a break between them. */
static struct str folded_of(struct ctx *cx, struct str question, struct str answer)
{
    struct folded q, a;
    text_fold(cx->arena, question, &q);
    text_fold(cx->arena, answer, &a);
    return str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(text_folded(cx->arena, &q)),
                   STR_ARG(text_folded(cx->arena, &a)));
}

/* A community or larger, in which what was said lies. */
static enum err place_take(struct ctx *cx, const struct publication_source *s, int64_t place,
                           int64_t *out)
{
    const struct place *p = org_place(cx->app->org, place);
    if (place && (!p || p->kind > PLACE_COMMUNITY ||
                  !org_place_under(cx->app->org, place, cx->app->root_place) ||
                  (s->place_id && !org_place_under(cx->app->org, s->place_id, place))))
        return fail_at(cx, ERR_INPUT, "place", "请选诉求所在的社区、街道或县区",
                       "its community, street or county");
    *out = place ? place : publication_place(cx, s);
    return OK;
}

/* ---- draft ---- */

struct draft_job {
    struct publication p;
    const struct publication_new_body *body;
    struct flow_result *out;
};

bool publication_may_draft(struct ctx *cx)
{
    return (actor_roles_at(cx, cx->actor, cx->app->root_unit) & PUBLICATION_DRAFTERS) != 0;
}

static enum err draft_write(struct ctx *cx, void *arg)
{
    const struct draft_job *job = arg;
    const struct publication_new_body *b = job->body;
    char day[TIME_TEXT];
    struct publication p = job->p, other = {0};
    struct publication_source s = {0};
    bool found = false;
    TRY(publication_source_find(cx, work_begin(cx), b->num, &s));
    TRY(db_one(
        cx, SQL_PUBLICATION_OF,
        ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)s.kind))), I64(s.id)),
        &publication_shape, &other, &found));
    if (found)
        return fail(cx, ERR_CONFLICT, "这一件已经在拟稿或已公开",
                    "it is being drafted or published already");
    TRY(place_take(cx, &s, b->place, &p.place_id));
    p.subject_kind = (int)s.kind;
    p.subject_id = s.id;
    p.num = s.num;
    p.class = s.class;
    p.month = str_sub(str_c(day_text(day, time_day(s.answered_at))), 0, MONTH);
    TRY(db_put(cx, SQL_PUBLICATION_INSERT, &publication_shape, &p, NULL, 0, NULL));
    TRY(noted(cx, &p, "publication-drafted"));
    return answered(cx, &p, job->out);
}

enum err publication_draft(struct ctx *cx, const struct publication_new_body *b,
                           struct flow_result *out)
{
    struct draft_job job = {.body = b, .out = out};
    if (!publication_may_draft(cx))
        return fail(cx, ERR_DENIED, "由本级的分析员、发布员拟稿",
                    "for the register's own analysts and publishers");
    job.p = (struct publication){
        .jid = cx->jid,
        .id = app_id(cx),
        .version = 1,
        .question = b->question,
        .answer = b->answer,
        .folded = folded_of(cx, b->question, b->answer),
        .state = STR("draft"),
        .drafted_by = cx->actor->officer_id,
        .drafted_at = cx->now,
    };
    return db_write(cx, cx->app->store, draft_write, &job);
}

/* ---- edit, publish, withdraw ---- */

static const struct {
    const char *to, *action;
    uint32_t roles;
    bool another; /* than wrote it */
} acts[PUBLICATION_ACT__MAX] = {
    [PUBLICATION_EDIT] = {"draft", "publication-edited", PUBLICATION_DRAFTERS, false},
    [PUBLICATION_PUBLISH] = {"published", "publication-published", PUBLICATION_PUBLISHERS,
                             true},
    [PUBLICATION_WITHDRAW] = {"withdrawn", "publication-withdrawn", PUBLICATION_KEEPERS, false},
};

static bool has_role(struct ctx *cx, enum publication_act act)
{
    return (actor_roles_at(cx, cx->actor, cx->app->root_unit) & acts[act].roles) != 0;
}

static bool wrote(const struct ctx *cx, const struct publication *p)
{
    return actor_is(cx->actor, p->drafted_by) || actor_is(cx->actor, p->edited_by);
}

static bool in_state(const struct publication *p, enum publication_act act)
{
    return act == PUBLICATION_WITHDRAW ? !str_eq_c(p->state, "withdrawn")
                                       : str_eq_c(p->state, "draft");
}

bool publication_may(struct ctx *cx, const struct publication *p, enum publication_act act)
{
    return has_role(cx, act) && in_state(p, act) && !(acts[act].another && wrote(cx, p));
}

static enum err refuse(struct ctx *cx, const struct publication *p, enum publication_act act)
{
    if (!has_role(cx, act))
        return fail(cx, ERR_DENIED, "您的岗位不能办这一步", "not for your role");
    if (acts[act].another && wrote(cx, p))
        return fail(cx, ERR_DENIED, "拟稿、修改的人不能公开自己写的答复",
                    "who wrote it does not publish it");
    return fail(cx, ERR_CONFLICT, "已公开的不再修改，已撤下的不再办理",
                "what is published is not edited, what is withdrawn has ended");
}

struct act_job {
    int64_t id, if_match, shown_no;
    enum publication_act act;
    bool seen;
    const struct publication_edit_body *edit;
    struct str reason;
    struct flow_result *out;
};

static enum err findings_judge(struct ctx *cx, struct work *w, const struct publication *p,
                               bool seen)
{
    struct publication_finding f[PUBLICATION_FINDINGS];
    size_t n = 0;
    TRY(publication_findings(cx, w, p, f, &n));
    for (size_t i = 0; i < n; i++)
        if (f[i].refuses)
            return fail(cx, ERR_CONFLICT, "文字里有%s，删去后才能公开",
                        "it has a %s in it: take it out first", f[i].text);
    if (n && !seen)
        return fail_at(cx, ERR_CONFLICT, "seen", "文字里有%s，请逐条看过并确认可以公开",
                       "it has a %s in it: look at each finding and say so", f[0].text);
    return OK;
}

static enum err publish_within(struct ctx *cx, struct publication *p, const struct act_job *job)
{
    struct work *w = work_begin(cx);
    struct publication_source s = {0};
    TRY(publication_source_read(cx, w, (enum subject)p->subject_kind, p->subject_id, &s));
    if (!s.answered)
        return fail(cx, ERR_CONFLICT, "这一件又在办理，办好再公开",
                    "it is in hand again: publish it when it is answered");
    TRY(findings_judge(cx, w, p, job->seen));
    p->published_by = cx->actor->officer_id;
    p->published_at = cx->now;
    p->shown_no = job->shown_no;
    return OK;
}

static enum err edit_within(struct ctx *cx, struct publication *p, const struct act_job *job)
{
    struct publication_source s = {0};
    TRY(publication_source_read(cx, work_begin(cx), (enum subject)p->subject_kind,
                                p->subject_id, &s));
    TRY(place_take(cx, &s, job->edit->place ? job->edit->place : p->place_id, &p->place_id));
    p->question = job->edit->question;
    p->answer = job->edit->answer;
    p->edited_by = cx->actor->officer_id;
    p->edited_at = cx->now;
    return OK;
}

static enum err applied(struct ctx *cx, struct publication *p, const struct act_job *job)
{
    if (job->act == PUBLICATION_EDIT)
        return edit_within(cx, p, job);
    if (job->act == PUBLICATION_PUBLISH)
        return publish_within(cx, p, job);
    p->withdrawn_by = cx->actor->officer_id;
    p->withdrawn_at = cx->now;
    p->reason = job->reason;
    return OK;
}

static enum err act_write(struct ctx *cx, void *arg)
{
    const struct act_job *job = arg;
    struct publication p = {0};
    int64_t changed = 0;
    TRY(publication_find(cx, job->id, &p));
    if (!publication_may(cx, &p, job->act))
        return refuse(cx, &p, job->act);
    if (p.version != job->if_match)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    TRY(applied(cx, &p, job));
    p.state = str_c(acts[job->act].to);
    p.folded = folded_of(cx, p.question, p.answer);
    TRY(db_exec(cx, SQL_PUBLICATION_MOVE,
                ARGS(I64(cx->jid), I64(p.id), I64(job->if_match), TXT(p.question),
                     TXT(p.answer), TXT(p.folded), I64(p.place_id), TXT(p.state),
                     I64(p.edited_by), I64(p.edited_at), I64(p.published_by),
                     I64(p.published_at), I64(p.shown_no), I64(p.withdrawn_by),
                     I64(p.withdrawn_at), TXT(p.reason)),
                &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    p.version++;
    TRY(noted(cx, &p, acts[job->act].action));
    return answered(cx, &p, job->out);
}

enum err publication_edit(struct ctx *cx, int64_t id, int64_t if_match,
                          const struct publication_edit_body *b, struct flow_result *out)
{
    struct act_job job = {
        .id = id, .if_match = if_match, .act = PUBLICATION_EDIT, .edit = b, .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

enum err publication_publish(struct ctx *cx, int64_t id, int64_t if_match, bool seen,
                             struct flow_result *out)
{
    struct act_job job = {.id = id,
                          .if_match = if_match,
                          .shown_no = app_id(cx),
                          .act = PUBLICATION_PUBLISH,
                          .seen = seen,
                          .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}

enum err publication_withdraw(struct ctx *cx, int64_t id, int64_t if_match, struct str reason,
                              struct flow_result *out)
{
    struct act_job job = {.id = id,
                          .if_match = if_match,
                          .act = PUBLICATION_WITHDRAW,
                          .reason = reason,
                          .out = out};
    return db_write(cx, cx->app->store, act_write, &job);
}
