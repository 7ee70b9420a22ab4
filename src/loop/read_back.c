/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/read_back.h"

#include <inttypes.h>

#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/clock.h"
#include "core/person.h"
#include "core/secret.h"
#include "loop/labels.h"

static void line(struct ctx *cx, struct json *j, const char *key, struct str zh, struct str en)
{
    struct str text = cx->lang == LANG_EN ? en : zh;
    if (!text.n)
        return;
    json_obj(j);
    json_kcstr(j, "key", key);
    json_kstr(j, "text", text);
    json_obj_end(j);
}

#define SAID(cx, ...) str_fmt((cx)->arena, __VA_ARGS__)

/* Groups of three or four digits, as numbers are spoken: 138 0013 8000. */
static struct str spoken(struct ctx *cx, struct str phone)
{
    struct str s = secret_fold(cx->arena, "phone", phone);
    struct buf b;
    size_t head = s.n == 11 && s.p[0] == '1' ? 3 : s.n % 4;
    buf_init(&b, cx->arena, 64);
    for (size_t i = 0; i < s.n; i++) {
        if (i > 0 && i >= head && (i - head) % 4 == 0)
            buf_ch(&b, ' ');
        buf_ch(&b, s.p[i]);
    }
    return buf_done(&b);
}

static void what(struct ctx *cx, struct json *j, const struct demand_new *in,
                 const struct demand *row)
{
    struct str place = label_place(cx, row->place_id);
    struct str words = str_trim(utf8_clean(cx->arena, in->words));
    struct str asked = str_trim(in->proposal);
    if (in->address.n)
        place = SAID(cx, "%.*s，%.*s", STR_ARG(place), STR_ARG(in->address));
    line(cx, j, "place", SAID(cx, "事情发生在%.*s。", STR_ARG(place)),
         SAID(cx, "It is about %.*s.", STR_ARG(place)));
    line(cx, j, "words", SAID(cx, "您反映的是：%.*s", STR_ARG(words)),
         SAID(cx, "You said: %.*s", STR_ARG(words)));
    if (asked.n)
        line(cx, j, "asked", SAID(cx, "您希望：%.*s", STR_ARG(asked)),
             SAID(cx, "You ask for: %.*s", STR_ARG(asked)));
    else
        line(cx, j, "asked", STR("您没有另外提出要求，请依法依规办理。"),
             STR("You ask for nothing in particular."));
    if (row->head_count > 1)
        line(cx, j, "group",
             SAID(cx, "共%" PRId64 "人反映，代表%zu人，先联系第一位。", row->head_count,
                  in->representatives.n + 1),
             SAID(cx, "%" PRId64 " people, %zu of them speak; the first is called.",
                  row->head_count, in->representatives.n + 1));
}

static void who(struct ctx *cx, struct json *j, const struct demand_new *in)
{
    if (in->privacy == PRIVACY_ANONYMOUS)
        line(cx, j, "privacy", STR("您不留姓名和电话。"), STR("You leave no name."));
    else if (in->privacy == PRIVACY_CONFIDENTIAL)
        line(cx, j, "privacy", STR("您的姓名和电话为您保密，不告诉被反映的一方。"),
             STR("Your name is kept from whom it is about."));
    else
        line(cx, j, "privacy", STR("承办单位可以知道您的姓名和电话，以便联系您。"),
             STR("Who handles it may know your name and telephone."));
    if (in->phone.n)
        line(cx, j, "phone", SAID(cx, "您的电话是%.*s。", STR_ARG(spoken(cx, in->phone))),
             SAID(cx, "Your telephone: %.*s.", STR_ARG(spoken(cx, in->phone))));
    if (str_eq_c(in->notify, "sms"))
        line(cx, j, "told", STR("有进展发短信告诉您。"), STR("You are told by text message."));
    else if (str_eq_c(in->notify, "mail"))
        line(cx, j, "told", STR("有进展发邮件告诉您。"), STR("You are told by mail."));
    else
        line(cx, j, "told", STR("请凭编号和查询码查询进展，也可以再打电话来问。"),
             STR("Number and query code tell you how it stands, or ring again."));
}

/* The reply clock as the demand would start it. */
static int64_t reply_due(struct ctx *cx, const struct demand *row, bool *provisional)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, row->mechanism, row->mechanism_version);
    struct span_length len =
        mechanism_limit(m, CLOCK_REPLY, row->kind, row->class, (enum level)row->lvl, STR(""));
    int64_t due = len.set
                      ? clock_due(cx->app->calendar, row->said_at, len.length,
                                  (enum span_unit)len.unit, m->roll_calendar_days, provisional)
                      : 0;
    if (!row->upstream_due_at)
        return due;
    *provisional = false; /* inherited, not reckoned */
    return row->upstream_due_at;
}

enum err read_back_json(struct ctx *cx, const struct demand_new *in, struct json *j)
{
    struct demand row = {0};
    bool provisional = false;
    TRY(intake_look(cx, in, &row));
    int64_t due = reply_due(cx, &row, &provisional);
    json_key(j, "lines");
    json_arr(j);
    what(cx, j, in, &row);
    who(cx, j, in);
    if (due) {
        char day[TIME_TEXT];
        int md = day_ymd(time_day(due - 1));
        (void)day_text(day, time_day(due - 1));
        line(cx, j, "due",
             SAID(cx, "最迟%.4s年%d月%d日前答复您%s。", day, md / 100 % 100, md % 100,
                  provisional ? "（遇节假日安排公布后可能调整）" : ""),
             SAID(cx, "You will be answered by %s%s.", day,
                  provisional ? " (the calendar may still change)" : ""));
    }
    json_arr_end(j);
    json_ktime(j, "now", cx->now);
    json_ktime(j, "due_at", due);
    json_kbool(j, "provisional", provisional);
    return OK;
}
