/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/redirect.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/agency.h"
#include "core/app.h"
#include "loop/agency_file.h"

struct redirect_body {
    struct str ground, agency, to, number, words;
    struct strs attachments;
};
static const struct field redirect_fields[] = {
    FIELD(struct redirect_body, ground, .required = true, .max = 60, .zh = "去向", .en = "Exit",
          .options = "grounds_redirect"),
    FIELD(struct redirect_body, agency, .max = 60, .zh = "受理机构", .en = "Agency",
          .options = "agencies"),
    FIELD(struct redirect_body, to, .max = 100, .zh = "名录里没有的：受理机关及联系方式",
          .en = "Not on the list: who is competent, and how to reach them"),
    FIELD(struct redirect_body, number, .max = 60, .zh = "信访件编号(已进入信访渠道的)",
          .en = "Petition number, when it is in the petition track"),
    FIELD(struct redirect_body, words, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "告知内容(发送前核对；选了受理机构的由系统拟出)",
          .en = "What the citizen is told (look it over; made from the agency chosen)"),
    FIELD(struct redirect_body, attachments, .max = 9, .zh = "附件", .en = "Evidence"),
};
const struct shape redirect_shape = SHAPE("redirect", struct redirect_body, redirect_fields);

/* ---- what the citizen is told ---- */

/* What is due to everybody who is sent elsewhere: the number, the appeal, and who stays. */
static struct str tail(struct ctx *cx, const struct mechanism *m, const struct demand *d)
{
    bool english = cx->lang == LANG_EN;
    bool mine = d->receiver_officer && d->receiver_officer == cx->actor->officer_id;
    return str_fmt(
        cx->arena,
        english ? "What you said is noted under %.*s; if you disagree you may appeal by that "
                  "number within %" PRId64 " days.%s"
                : "您的话已经记下，编号 %.*s；有不同意见，可以在 %" PRId64
                  " 天内凭编号提出异议，由另一人重新甄别。%s",
        STR_ARG(d->num), m->appeal_days,
        !mine     ? ""
        : english ? " I remain the officer you asked first."
                  : "首接人员是我。");
}

static bool is_emergency(const struct mechanism *m, const struct agency *a)
{
    for (size_t i = 0; i < m->grounds_at[AT_REDIRECT].n; i++) {
        const struct choice *c = &m->grounds_at[AT_REDIRECT].p[i];
        if (a->exits.n && agency_takes(a, c->code) && !str_eq_c(c->effect, "emergency"))
            return false;
    }
    return a->exits.n > 0;
}

static struct str sentence(struct ctx *cx, const struct mechanism *m, const struct demand *d,
                           const struct agency *a)
{
    bool english = cx->lang == LANG_EN;
    struct str what =
        a->purpose.n ? str_fmt(cx->arena, english ? " (%.*s)" : "（%.*s）", STR_ARG(a->purpose))
                     : STR("");
    struct str reach = agency_contact(cx, a), rest = tail(cx, m, d);
    if (is_emergency(m, a))
        return str_fmt(cx->arena,
                       english ? "This is urgent: turn to %.*s%.*s at once, %.*s. %.*s"
                               : "这是紧急情况，请立即联系%.*s%.*s，%.*s。%.*s",
                       STR_ARG(a->name), STR_ARG(what), STR_ARG(reach), STR_ARG(rest));
    return str_fmt(cx->arena,
                   english
                       ? "%.*s is competent by law%.*s and we cannot act for them; please "
                         "turn to them: %.*s. %.*s"
                       : "您反映的事情依法由%.*s受理%.*s，我们不能代办，请向其提出。%.*s。%.*s",
                   STR_ARG(a->name), STR_ARG(what), STR_ARG(reach), STR_ARG(rest));
}

/* With a hole for whom the officer writes. */
static struct str sentence_other(struct ctx *cx, const struct mechanism *m,
                                 const struct demand *d)
{
    return str_fmt(cx->arena,
                   cx->lang == LANG_EN
                       ? "{to} is competent by law and we cannot act for them; please turn to "
                         "them. %.*s"
                       : "您反映的事情依法由{to}受理，我们不能代办，请向其提出。%.*s",
                   STR_ARG(tail(cx, m, d)));
}

/* ---- the form ---- */

static void option(struct json *j, struct str value, struct str label, struct strs of,
                   struct str words)
{
    json_obj(j);
    json_kstr(j, "value", value);
    json_kstr(j, "label", label);
    json_key(j, "of");
    json_arr(j);
    for (size_t i = 0; i < of.n; i++)
        json_str(j, of.p[i]);
    json_arr_end(j);
    json_key(j, "sets");
    json_obj(j);
    json_kstr(j, "words", words);
    json_obj_end(j);
    json_obj_end(j);
}

enum err redirect_options(struct ctx *cx, struct json *j, const struct form_of *of)
{
    struct agency *all = NULL;
    size_t n = 0;
    TRY(agencies_read(cx, &all, &n));
    json_kcstr(j, "by", "ground");
    json_key(j, "options");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const struct agency *a = &all[i];
        struct strs exits = {0};
        if (a->exits.n)
            exits = str_split(cx->arena, a->exits, ',');
        option(j, a->name,
               str_fmt(cx->arena, "%.*s %.*s", STR_ARG(a->name),
                       STR_ARG(a->phone.n ? a->phone : a->address)),
               exits, sentence(cx, of->m, of->row, a));
    }
    option(j, STR(REDIRECT_OTHER),
           str_c(cx->lang == LANG_EN ? "Another, in own words" : "其他（自己写）"),
           (struct strs){0}, sentence_other(cx, of->m, of->row));
    json_arr_end(j);
    return OK;
}

/* ---- the act ---- */

/* Back to the sender: only what came from one, and while it takes it back. */
static enum err sender_guard(struct ctx *cx, const struct demand *d, const struct choice *c)
{
    if (!str_eq_c(c->effect, "sender") || !d->return_until_at || cx->now <= d->return_until_at)
        return OK;
    char until[TIME_TEXT];
    time_human(until, d->return_until_at);
    return fail_at(
        cx, ERR_CONFLICT, "ground",
        "上级平台的退回期限是 %s，已经过期，不能再退回；请受理，或与上级平台协商",
        "the upstream took it back until %s only: take it, or agree with the upstream", until);
}

static bool is_listed(const struct redirect_body *b)
{
    return b->agency.n && !str_eq_c(b->agency, REDIRECT_OTHER);
}

/* Who was chosen and what is told: *to, *words. */
static enum err told_of(struct ctx *cx, struct act *a, const struct choice *exit,
                        struct str *to, struct str *words)
{
    const struct redirect_body *b = a->body;
    struct agency *all = NULL;
    size_t n = 0;
    *to = b->to.n ? b->to : exit->zh;
    *words = b->words;
    if (!is_listed(b))
        return b->words.n ? OK
                          : fail_at(cx, ERR_INPUT, "words", "请写明告知内容",
                                    "say what the citizen is told");
    TRY(agencies_read(cx, &all, &n));
    const struct agency *chosen = agency_find(all, n, b->agency);
    if (!chosen)
        return fail_at(cx, ERR_INPUT, "agency", "机构名录里没有“%.*s”，请重新选择或选“其他”",
                       "\"%.*s\" is not on the agency list: choose again, or another",
                       STR_ARG(b->agency));
    if (!agency_takes(chosen, exit->code))
        return fail_at(cx, ERR_INPUT, "agency", "“%.*s”不是这个去向的受理机构",
                       "\"%.*s\" is not competent for this exit", STR_ARG(b->agency));
    if (b->to.n)
        return fail_at(cx, ERR_INPUT, "to", "已选名录里的受理机构，这一栏请留空",
                       "an agency of the list is chosen: leave this empty");
    *to = str_fmt(cx->arena, cx->lang == LANG_EN ? "%.*s, %.*s" : "%.*s，%.*s",
                  STR_ARG(chosen->name), STR_ARG(agency_contact(cx, chosen)));
    if (!b->words.n)
        *words = sentence(cx, a->mechanism, a->demand, chosen);
    return OK;
}

enum err redirect_effect(struct ctx *cx, struct act *a)
{
    const struct redirect_body *b = a->body;
    struct demand *d = a->demand;
    struct str to, words;
    const struct choice *c = NULL;
    TRY(ground_take(cx, a->mechanism, AT_REDIRECT, b->ground, "ground", &c));
    TRY(sender_guard(cx, d, c));
    if (b->number.n && !str_eq_c(c->effect, "petition"))
        return fail_at(cx, ERR_INPUT, "number", "只有已进入信访渠道的才登记信访件编号",
                       "a petition number goes with \"already in the petition track\"");
    TRY(told_of(cx, a, c, &to, &words));
    TRY(ground_needs(cx, c, NEED_AGENCY, is_listed(b) || b->to.n > 0, "to"));
    TRY(ground_needs(cx, c, NEED_EVIDENCE, b->attachments.n > 0, "attachments"));
    if (b->number.n)
        d->petition_no = b->number;
    d->ground = b->ground;
    d->redirect_to = to;
    d->screened_at = cx->now;
    d->ended_at = cx->now;
    draft_str(a->event, "agency", b->agency.n ? b->agency : STR(REDIRECT_OTHER));
    draft_text(a->event, "words", words);
    TRY(work_attach(a->w, a->event, b->attachments));
    work_tell_citizen(a->w, d, "redirected", words);
    return OK;
}
