/* SPDX-License-Identifier: Apache-2.0
 * What the citizen sees of a demand by number and query code: plain words, who has it, until
 * when.
 */
#include <inttypes.h>

#include "base/hash.h"
#include "base/number.h"
#include "core/app.h"
#include "core/secret.h"
#include "db/db.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "loop/track_json.h"

enum err dossier_citizen_actor(struct ctx *cx, struct str num, struct str code,
                               struct actor *out, bool *right)
{
    struct demand d = {0};
    bool found = false;
    struct buf plain;
    buf_init(&plain, cx->arena, 64);
    for (size_t i = 0; i < code.n && plain.n < 32; i++)
        if (code.p[i] != '-' && code.p[i] != ' ')
            buf_ch(&plain,
                   (char)(code.p[i] >= 'a' && code.p[i] <= 'z' ? code.p[i] - 32 : code.p[i]));
    struct str hash = secret_hash(cx, "code", buf_done(&plain));
    if (number_valid(num))
        TRY(db_one(cx, SQL_DEMAND_BY_NUM, ARGS(I64(cx->jid), TXT(num)), &demand_shape, &d,
                   &found));
    *right =
        found && hash.n && hash.n == d.code_hash.n && same_bytes(hash.p, d.code_hash.p, hash.n);
    if (!*right)
        return OK;
    *out = (struct actor){.kind = ROLE_CITIZEN, .demand_id = d.id, .name = STR("群众")};
    return OK;
}

/* Events that tell a citizen something; others stay inside the office. */
static const struct {
    enum subject subject;
    const char *action, *zh, *en;
    const char *text; /* side text that is meant for the citizen, or NULL */
} plain[] = {
    {SUBJECT_DEMAND, "receive", "我们收到了您的诉求", "We have received what you said", NULL},
    {SUBJECT_DEMAND, "take-over", "您的诉求已转入本系统",
     "Your demand was taken over into this system", NULL},
    {SUBJECT_DEMAND, "add", "您补充了情况", "You added something", "words"},
    {SUBJECT_DEMAND, "pass-up", "已报上一级研究", "Passed to the level above", NULL},
    {SUBJECT_DEMAND, "screen-valid", "您的诉求已受理", "Your demand was accepted for handling",
     NULL},
    {SUBJECT_DEMAND, "screen-invalid", "经研究不属于受理范围,工作人员将向您解释",
     "It cannot be handled here; somebody will explain why", NULL},
    {SUBJECT_DEMAND, "explain", "工作人员已向您解释说明", "It was explained to you", "answer"},
    {SUBJECT_DEMAND, "redirect", "已告知您应找的单位", "You were told where to turn", "words"},
    {SUBJECT_DEMAND, "answer-at-once", "已当场答复您", "It was answered at once", "answer"},
    {SUBJECT_DEMAND, "appeal", "您提出了异议,将由另外的人重新研究",
     "You appealed; somebody else looks at it again", "reason"},
    {SUBJECT_DEMAND, "open-matter", "已立为办理事项", "A matter was opened for it", NULL},
    {SUBJECT_DEMAND, "join", "已与同类诉求一并办理",
     "It is handled together with others like it", NULL},
    {SUBJECT_DEMAND, "split", "您的诉求改为单独办理", "It is now handled on its own", NULL},
    {SUBJECT_DEMAND, "progress", "办理进展", "Progress", "words"},
    {SUBJECT_DEMAND, "answered", "已答复您", "It was answered", NULL},
    {SUBJECT_DEMAND, "rate", "您作了评价", "You rated it", "words"},
    {SUBJECT_DEMAND, "verdict", "回访登记了您的评价", "The call-back recorded what you said",
     NULL},
    {SUBJECT_DEMAND, "attempt", "回访联系您,未能接通", "We tried to reach you", NULL},
    {SUBJECT_DEMAND, "again", "您不满意,已重新交办", "Not satisfied: it is handled again",
     NULL},
    {SUBJECT_DEMAND, "sent-again", "问题没有解决好,已重新交办",
     "Not solved yet: it is handled again", NULL},
    {SUBJECT_DEMAND, "settle", "已说明了结", "Settled with an explanation", "reason"},
    {SUBJECT_DEMAND, "ask-reopen", "您申请重新办理", "You asked to reopen it", "reason"},
    {SUBJECT_DEMAND, "reopen-refused", "重新办理的申请未获同意", "Reopening was refused",
     "reason"},
    {SUBJECT_DEMAND, "withdraw", "诉求已撤回", "It was withdrawn", NULL},
    {SUBJECT_DEMAND, "undo-entry", "登记有误,已撤回",
     "It was entered by mistake and taken back", NULL},
    {SUBJECT_MATTER, "dispatch", "已派给承办单位", "It was given to a unit", NULL},
    {SUBJECT_MATTER, "reported", "承办单位已反馈,正在审核",
     "The unit has reported; it is being reviewed", NULL},
    {SUBJECT_MATTER, "review-send-back", "审核认为还不到位,退回继续办理",
     "The review sent it back to be done better", NULL},
    {SUBJECT_MATTER, "approved", "审核通过,即将答复您", "Approved: the answer comes next",
     NULL},
    {SUBJECT_MATTER, "answer", "答复", "Answer", "answer"},
    {SUBJECT_MATTER, "correct-answer", "更正后的答复", "Corrected answer", "answer"},
    {SUBJECT_MATTER, "grant-asked", "一时不能彻底解决,已列入督办或分阶段办理",
     "It takes longer: listed, or done in stages", NULL},
    {SUBJECT_MATTER, "stage-report", "一个阶段已完成", "One stage is done", "words"},
    {SUBJECT_MATTER, "stage-progress", "工程有了进展", "The works go on", "words"},
    {SUBJECT_MATTER, "helper-named", "有人帮您办", "Somebody helps you", "words"},
    {SUBJECT_MATTER, "helper-done", "帮办完成", "The help is done", "words"},
    {SUBJECT_MATTER, "extended", "办理时限延长", "The time was extended", NULL},
    {SUBJECT_MATTER, "move-up", "已移交上级部门", "Moved to the level above", NULL},
    {SUBJECT_MATTER, "close", "已销号", "Closed", NULL},
    {SUBJECT_MATTER, "grant-exit", "依规定办结", "Ended by one of the lawful exits", NULL},
    {SUBJECT_MATTER, "reopen", "已重新办理", "Reopened", NULL},
};

/* Steps whose files are the citizen's own or meant for them; other evidence stays inside. */
static const struct {
    enum subject subject;
    const char *action;
} with_files[] = {
    {SUBJECT_DEMAND, "receive"},        {SUBJECT_DEMAND, "add"},
    {SUBJECT_DEMAND, "explain"},        {SUBJECT_DEMAND, "progress"},
    {SUBJECT_DEMAND, "answer-at-once"}, {SUBJECT_MATTER, "answer"},
};

struct told {
    int64_t id; /* of the subject */
    int64_t occurred_at, seq, unit_id;
    struct str action, text;
    size_t plain;
};

struct row {
    int64_t seq, occurred_at, unit_id;
    struct str action;
};
static const struct field row_fields[] = {
    FIELD(struct row, seq),
    FIELD(struct row, occurred_at),
    FIELD(struct row, unit_id),
    FIELD(struct row, action),
};
static const struct shape row_shape = SHAPE("step", struct row, row_fields);

struct text_row {
    struct str body;
};
static const struct field text_fields[] = {FIELD(struct text_row, body)};
static const struct shape text_shape = SHAPE("text", struct text_row, text_fields);

static enum err side_text(struct ctx *cx, enum subject kind, int64_t id, int64_t seq,
                          const char *name, struct str *out)
{
    struct text_row t = {0};
    bool found = false;
    *out = STR("");
    if (!name)
        return OK;
    TRY(db_one(cx, SQL_EVENT_TEXT_GET,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)kind))), I64(id),
                    I64(seq), TXT(str_c(name))),
               &text_shape, &t, &found));
    *out = t.body;
    return OK;
}

/* Whose events are told, and from when. */
struct teller {
    enum subject kind;
    int64_t id, from_at;
    int64_t answer_seq; /* matter: a later answer went to others only */
};

static bool is_told(const struct teller *from, const struct row *r, size_t p)
{
    if (plain[p].subject != from->kind || !str_eq_c(r->action, plain[p].action) ||
        r->occurred_at < from->from_at)
        return false;
    bool answer = from->kind == SUBJECT_MATTER && str_eq_c(r->action, "answer");
    return !answer || r->seq <= from->answer_seq;
}

/* One matter's answer may belong to other citizens' words as well, its handling never names
 * them. */
static enum err told_of(struct ctx *cx, const struct teller *from, struct told *list, size_t *n,
                        size_t max)
{
    struct row *rows = NULL;
    size_t count = 0;
    struct str name = str_c(enum_text(&subject_names, (int)from->kind));
    TRY(db_all(cx, SQL_EVENT_BY_SUBJECT, ARGS(I64(cx->jid), TXT(name), I64(from->id)),
               &row_shape, (void **)&rows, &count));
    for (size_t i = 0; i < count; i++)
        for (size_t p = 0; p < COUNT(plain) && *n < max; p++) {
            if (!is_told(from, &rows[i], p))
                continue;
            struct told *t = &list[(*n)++];
            *t = (struct told){.id = from->id,
                               .occurred_at = rows[i].occurred_at,
                               .seq = rows[i].seq,
                               .unit_id = rows[i].unit_id,
                               .action = rows[i].action,
                               .plain = p};
            TRY(side_text(cx, from->kind, from->id, rows[i].seq, plain[p].text, &t->text));
        }
    return OK;
}

static int earlier(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    if (x->occurred_at != y->occurred_at)
        return x->occurred_at < y->occurred_at ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* The demand with what is told of it, oldest first. */
struct view {
    struct demand *d;
    struct matter *m; /* the last matter, or NULL */
    struct told *list;
    size_t n;
};

static enum err view_of(struct ctx *cx, struct work *w, struct str num, struct view *v)
{
    enum { STEPS_MAX = 500 };
    struct link **links = NULL;
    size_t n = 0;
    *v = (struct view){.list = NEWS(cx->arena, struct told, STEPS_MAX)};
    TRY(work_demand_num(w, num, &v->d));
    TRY(work_links_of_demand(w, v->d->id, &links, &n));
    struct teller own = {.kind = SUBJECT_DEMAND, .id = v->d->id};
    TRY(told_of(cx, &own, v->list, &v->n, STEPS_MAX));
    for (size_t i = 0; i < n; i++) {
        if (links[i]->state == LINK_VOID)
            continue;
        TRY(work_matter(w, links[i]->matter_id, &v->m));
        struct teller of = {SUBJECT_MATTER, v->m->id, links[i]->joined_at,
                            links[i]->answer_seq};
        TRY(told_of(cx, &of, v->list, &v->n, STEPS_MAX));
    }
    qsort(v->list, v->n, sizeof(*v->list), earlier);
    return OK;
}

static void steps_json(struct ctx *cx, struct json *j, const struct view *v)
{
    json_key(j, "steps");
    json_arr(j);
    for (size_t i = 0; i < v->n; i++) {
        const struct told *t = &v->list[i];
        json_obj(j);
        json_ktime(j, "at", t->occurred_at);
        json_kstr(j, "action", t->action);
        json_kcstr(j, "text", cx->lang == LANG_EN ? plain[t->plain].en : plain[t->plain].zh);
        json_kstr(j, "who", label_unit(cx, t->unit_id));
        json_kstr(j, "words", t->text);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static bool has_files(const struct told *t)
{
    for (size_t i = 0; i < COUNT(with_files); i++)
        if (with_files[i].subject == plain[t->plain].subject &&
            strcmp(with_files[i].action, plain[t->plain].action) == 0)
            return true;
    return false;
}

/* A file of a step, and which of the steps it came with. */
struct shown {
    struct attachment file;
    size_t step;
};

static enum err files_of(struct ctx *cx, const struct view *v, struct shown **out, size_t *n)
{
    size_t room = 0;
    *out = NULL;
    *n = 0;
    for (size_t i = 0; i < v->n; i++) {
        struct attachment *rows = NULL;
        size_t count = 0;
        if (!has_files(&v->list[i]))
            continue;
        TRY(attach_list(cx, plain[v->list[i].plain].subject, v->list[i].id, &rows, &count));
        for (size_t k = 0; k < count; k++) {
            if (rows[k].seq != v->list[i].seq)
                continue;
            if (*n == room) {
                struct shown *more = NEWS(cx->arena, struct shown, room = room * 2 + 16);
                if (*n)
                    memcpy(more, *out, *n * sizeof(*more));
                *out = more;
            }
            (*out)[(*n)++] = (struct shown){rows[k], i};
        }
    }
    return OK;
}

static enum err files_json(struct ctx *cx, struct json *j, const struct view *v)
{
    struct shown *files = NULL;
    size_t n = 0;
    TRY(files_of(cx, v, &files, &n));
    json_key(j, "attachments");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        attachment_json(j, &files[i].file);
        json_ki64(j, "step", (int64_t)files[i].step);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err dossier_citizen_file(struct ctx *cx, struct str num, int64_t id,
                              struct attachment *out)
{
    struct view v;
    struct shown *files = NULL;
    size_t n = 0;
    TRY(view_of(cx, work_begin(cx), num, &v));
    TRY(files_of(cx, &v, &files, &n));
    for (size_t i = 0; i < n; i++)
        if (files[i].file.id == id) {
            *out = files[i].file;
            return OK;
        }
    return fail(cx, ERR_NOT_FOUND, "没有这个附件", "there is no such attachment");
}

/* Any limit that the demand itself stands under: its own, or the present step's. */
static enum err is_overdue(struct ctx *cx, struct work *w, const struct demand *d,
                           const struct clock *shown, bool *out)
{
    struct clock **all = NULL;
    size_t n = 0;
    int64_t used = 0, left = 0;
    TRY(work_clocks(w, SUBJECT_DEMAND, d->id, &all, &n));
    if (shown)
        clock_use(cx->app->calendar, shown, cx->now, &used, &left);
    *out = left < 0;
    for (size_t i = 0; i < n && !*out; i++) {
        if (all[i]->stopped_at)
            continue;
        clock_use(cx->app->calendar, all[i], cx->now, &used, &left);
        *out = left < 0;
    }
    return OK;
}

/* Who has it now and until when: the citizen's own clock while it runs, else the next one. */
static enum err current_json(struct ctx *cx, struct work *w, struct json *j,
                             const struct demand *d, const struct matter *m)
{
    struct clock *k = NULL;
    int64_t used = 0, left = 0;
    bool overdue = false;
    bool with_unit = m && d->state == DEMAND_IN_MATTER;
    TRY(work_clock(w, SUBJECT_DEMAND, d->id, CLOCK_REPLY, &k));
    if (!k && m)
        TRY(work_clock(w, SUBJECT_MATTER, m->id, CLOCK_CLOSE, &k));
    TRY(is_overdue(cx, w, d, k, &overdue));
    json_key(j, "current");
    json_obj(j);
    json_kcstr(j, "state", enum_text(&demand_state_names, d->state));
    json_kcstr(j, "text", enum_label(&demand_state_names, d->state, (int)cx->lang));
    json_kstr(j, "who", label_unit(cx, with_unit ? m->owner_unit : d->unit_id));
    if (with_unit)
        json_kcstr(j, "matter_text", enum_label(&matter_state_names, m->state, (int)cx->lang));
    json_ktime(j, "until", k ? k->due_at : 0);
    if (k) {
        clock_use(cx->app->calendar, k, cx->now, &used, &left);
        json_ki64(j, "used", used);
        json_ki64(j, "left", left);
        json_kcstr(j, "unit", enum_text(&span_unit_names, k->span));
        json_kcstr(j, "unit_text", enum_label(&span_unit_names, k->span, (int)cx->lang));
        json_kbool(j, "provisional", k->provisional);
    }
    json_kbool(j, "overdue", overdue);
    json_obj_end(j);
    return OK;
}

enum err dossier_citizen_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    struct work *w = work_begin(cx);
    struct view v;
    const struct step **steps = NULL;
    struct str words = {0};
    size_t allowed = 0;
    TRY(view_of(cx, w, num, &v));
    const struct demand *d = v.d;
    *version = d->version;
    TRY(side_text(cx, SUBJECT_DEMAND, d->id, 1, "words", &words));
    json_kstr(j, "num", d->num);
    json_kstr(j, "title", d->title);
    json_kstr(j, "words", words);
    json_kcstr(j, "state", enum_text(&demand_state_names, d->state));
    json_kcstr(j, "state_text", enum_label(&demand_state_names, d->state, (int)cx->lang));
    json_ki64(j, "version", d->version);
    json_ktime(j, "said_at", d->said_at);
    json_kstr(j, "place", label_place(cx, d->place_id));
    json_kstr(j, "redirect_to", d->redirect_to);
    json_kcstr(j, "solved", enum_text(&yesno_names, d->solved));
    json_kcstr(j, "grade", enum_text(&grade_names, d->grade));
    TRY(current_json(cx, w, j, d, v.m));
    if (v.m)
        TRY(works_json(cx, w, j, v.m));
    steps_json(cx, j, &v);
    TRY(files_json(cx, j, &v));
    TRY(flow_allowed(cx, w, SUBJECT_DEMAND, d->id, &steps, &allowed));
    struct form_of of = {.w = w,
                         .subject = SUBJECT_DEMAND,
                         .id = d->id,
                         .num = d->num,
                         .m = work_mechanism(w, d->mechanism, d->mechanism_version)};
    return actions_json(cx, j, &of, steps, allowed);
}
