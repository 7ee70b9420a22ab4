/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/slip.h"

#include "core/app.h"
#include "db/db.h"
#include "loop/labels.h"

struct slip {
    struct demand *d;
    struct matter *m;
    struct task *t;
    int64_t due_at;
    struct str words, instruction;
    struct str title, place; /* empty for whom the matter is hidden */
};

struct text_row {
    struct str body;
};
static const struct field text_fields[] = {FIELD(struct text_row, body)};
static const struct shape text_shape = SHAPE("text", struct text_row, text_fields);

static enum err words_of(struct ctx *cx, struct work *w, int64_t demand_id, struct str *out)
{
    struct text_row t = {0};
    struct demand *d = NULL;
    bool found = false;
    TRY(work_demand(w, demand_id, &d));
    if (d->privacy == PRIVACY_CONFIDENTIAL) {
        *out = label_in_confidence(cx);
        return OK;
    }
    TRY(db_one(
        cx, SQL_EVENT_TEXT_GET,
        ARGS(I64(cx->jid), TXT(STR("demand")), I64(demand_id), I64(1), TXT(STR("words"))),
        &text_shape, &t, &found));
    *out = t.body;
    return OK;
}

static void cell(struct buf *b, const char *head, struct str text)
{
    buf_fmt(b, "<tr><th>%s</th><td>", head);
    buf_html_text(b, text);
    buf_c(b, "</td></tr>\n");
}

void slip_row(struct buf *b, struct ctx *cx, const char *zh, const char *en, struct str text)
{
    cell(b, cx->lang == LANG_EN ? en : zh, text);
}

void slip_watermark(struct ctx *cx, struct buf *b)
{
    static const struct {
        const char *zh, *en;
    } words[REGISTER__MAX] = {
        [REGISTER_PRACTICE] = {"演练库 · 非正式", "Practice register: not a real order"},
        [REGISTER_DEMO] = {"演示数据 · 非正式", "Demo data: not a real order"},
    };
    enum register_kind kind = cx->app->register_kind;
    if (!words[kind].zh)
        return;
    const char *text = cx->lang == LANG_EN ? words[kind].en : words[kind].zh;
    buf_fmt(b, "<p class=\"watermark\">%s</p>\n", text);
    buf_fmt(b, "<p class=\"across\" aria-hidden=\"true\">%s</p>\n", text);
}

void slip_open(struct ctx *cx, struct buf *b, const char *title, struct str num)
{
    buf_fmt(b, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>%s ",
            cx->lang == LANG_EN ? "en" : "zh-CN", title);
    buf_html_text(b, num);
    buf_c(
        b,
        "</title><link rel=\"stylesheet\" href=\"/print.css\"></head><body class=\"slip\">\n");
    slip_watermark(cx, b);
    buf_fmt(b, "<h1>%s</h1>\n<table>\n", title);
}

void slip_close(struct buf *b, const char *sign)
{
    buf_fmt(b, "</table>\n<p class=\"sign\">%s</p>\n</body></html>\n", sign);
}

static void page(struct ctx *cx, struct buf *b, const struct slip *s)
{
    const struct task *t = s->t;
    slip_open(cx, b, cx->lang == LANG_EN ? "Task slip" : "交办单", t->num);
    slip_row(b, cx, "编号", "Number", t->num);
    slip_row(b, cx, "标题", "Title", s->title);
    slip_row(b, cx, "承办单位", "Unit", label_unit(cx, t->unit_id));
    slip_row(b, cx, "承办方式", "Part",
             str_c(enum_label(&task_role_names, t->role, (int)cx->lang)));
    slip_row(b, cx, "主办单位", "Lead", label_unit(cx, s->m->lead_unit));
    slip_row(b, cx, "交办清单号", "List", s->m->dispatch_no);
    slip_row(b, cx, "会议编号", "Meeting", s->m->meeting_no);
    slip_row(b, cx, "地点", "Place", s->place);
    slip_row(b, cx, "派发时间", "Sent", label_when(cx, t->sent_at));
    slip_row(b, cx, "办理时限", "Due", label_when(cx, s->due_at));
    slip_row(b, cx, "群众原话", "In the citizen's words", s->words);
    slip_row(b, cx, "交办要求", "Instruction", s->instruction);
    slip_close(b, cx->lang == LANG_EN ? "Received by: ____________ Date: ____________ (seal)"
                                      : "签收人:____________ 签收时间:____年__月__日__时 "
                                        "(单位盖章)");
}

static enum err hidden(struct ctx *cx, struct str num)
{
    return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的记录", "there is no record %.*s",
                STR_ARG(num));
}

/* The words of the demand that opened the matter; the rest is in the dossier. */
static enum err slip_read(struct ctx *cx, struct work *w, struct str num, struct slip *s)
{
    struct link **links = NULL;
    size_t n = 0;
    bool visible = false,
         whole = false; /* the unit complained about sees the instruction only */
    struct text_row text = {0};
    bool found = false;
    TRY(work_task_num(w, num, &s->t));
    TRY(work_visible(w, SUBJECT_TASK, s->t->id, &visible));
    if (!visible)
        return hidden(cx, num);
    TRY(work_matter(w, s->t->matter_id, &s->m));
    TRY(work_task_due(w, s->t, &s->due_at));
    TRY(work_visible(w, SUBJECT_MATTER, s->m->id, &whole));
    s->title = whole ? label_matter(cx, s->m) : STR("");
    s->place = whole ? label_place(cx, s->m->place_id) : STR("");
    TRY(work_links_of_matter(w, s->m->id, &links, &n));
    if (n && whole)
        TRY(words_of(cx, w, links[0]->demand_id, &s->words));
    TRY(db_one(cx, SQL_EVENT_TEXT_NEWEST, ARGS(I64(cx->jid), I64(s->m->id)), &text_shape, &text,
               &found));
    s->instruction = text.body;
    return OK;
}

enum err slip_html(struct ctx *cx, struct str task_num, struct str *out)
{
    enum { PAGE_MAX = 256 << 10 };
    struct slip s = {0};
    struct buf b;
    TRY(slip_read(cx, work_begin(cx), task_num, &s));
    buf_init(&b, cx->arena, PAGE_MAX);
    page(cx, &b, &s);
    if (!buf_ok(&b))
        return fail(cx, ERR_TOO_LARGE, "交办单内容过长", "the slip is too long");
    *out = buf_done(&b);
    return OK;
}

static void remind(struct ctx *cx, struct str *out, struct str num, struct str title,
                   struct str unit, const char *state, int64_t due_at)
{
    bool late = due_at && due_at <= cx->now;
    struct str due = due_at ? label_when(cx, due_at) : STR("—");
    if (cx->lang == LANG_EN)
        *out =
            str_fmt(cx->arena,
                    "[Huiyin] %.*s\n%.*s\nWith: %.*s (%s)\n%s: %.*s\nPlease handle it in time.",
                    STR_ARG(num), STR_ARG(title), STR_ARG(unit), state,
                    late ? "Overdue since" : "Due", STR_ARG(due));
    else
        *out = str_fmt(
            cx->arena,
            "【回音提醒】%.*s\n事项:%.*s\n承办:%.*s(%s)\n%s:%.*s\n请按时办理并在系统中反馈。",
            STR_ARG(num), STR_ARG(title), STR_ARG(unit), state, late ? "已逾期,时限" : "时限",
            STR_ARG(due));
}

static enum err remind_task(struct ctx *cx, struct work *w, struct str num, struct str *out)
{
    struct task *t = NULL;
    struct matter *m = NULL;
    bool visible = false, whole = false;
    int64_t due = 0;
    TRY(work_task_num(w, num, &t));
    TRY(work_matter(w, t->matter_id, &m));
    TRY(work_task_due(w, t, &due));
    TRY(work_visible(w, SUBJECT_TASK, t->id, &visible));
    if (!visible)
        return hidden(cx, num);
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &whole));
    remind(cx, out, t->num, whole ? label_matter(cx, m) : STR("—"), label_unit(cx, t->unit_id),
           enum_label(&task_state_names, t->state, (int)cx->lang), due);
    return OK;
}

static enum err remind_matter(struct ctx *cx, struct work *w, struct str num, struct str *out)
{
    struct matter *m = NULL;
    bool visible = false;
    TRY(work_matter_num(w, num, &m));
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &visible));
    if (!visible)
        return hidden(cx, num);
    remind(cx, out, m->num, label_matter(cx, m), label_unit(cx, m->owner_unit),
           enum_label(&matter_state_names, m->state, (int)cx->lang), m->due_at);
    return OK;
}

static enum err remind_demand(struct ctx *cx, struct work *w, struct str num, struct str *out)
{
    struct demand *d = NULL;
    bool visible = false;
    TRY(work_demand_num(w, num, &d));
    TRY(work_visible(w, SUBJECT_DEMAND, d->id, &visible));
    if (!visible)
        return hidden(cx, num);
    remind(cx, out, d->num, label_demand(cx, d), label_unit(cx, d->unit_id),
           enum_label(&demand_state_names, d->state, (int)cx->lang), d->due_at);
    return OK;
}

enum err slip_reminder(struct ctx *cx, struct str num, struct str *out)
{
    struct work *w = work_begin(cx);
    if (memchr(num.p, '-', num.n))
        return remind_task(cx, w, num, out);
    enum err err = remind_matter(cx, w, num, out);
    if (err != ERR_NOT_FOUND)
        return err;
    fault_clear(cx);
    return remind_demand(cx, w, num, out);
}
