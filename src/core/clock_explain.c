/* SPDX-License-Identifier: Apache-2.0
 * A limit's reckoning in words, so that the one who is late and the one who waits read the
 * same.
 */
#include "base/time.h"
#include "core/clock.h"

enum { WEEKENDS_SHOWN = 8 };

struct words2 {
    const char *zh, *en;
};

/* What starts each clock (domain.md, Clocks). */
static const struct words2 starts[CLOCK__MAX] = {
    [CLOCK_REPLY] = {"群众反映或发现之时", "when it was said or found"},
    [CLOCK_SCREEN] = {"受理登记", "received"},
    [CLOCK_EXPLAIN] = {"甄别为无效", "screened as invalid"},
    [CLOCK_CALLBACK] = {"答复群众", "the citizen was answered"},
    [CLOCK_REDO] = {"群众不满意", "the citizen was not satisfied"},
    [CLOCK_PLACE] = {"进入定责", "waiting for an owner"},
    [CLOCK_BANK] = {"进入问题库", "entered the problem bank"},
    [CLOCK_FEEDBACK] = {"交办", "dispatched"},
    [CLOCK_REVIEW] = {"提交审核", "handed in for review"},
    [CLOCK_ANSWER] = {"审核同意", "approved"},
    [CLOCK_CLOSE] = {"首次交办", "first dispatched"},
    [CLOCK_STAGE] = {"确定阶段措施", "stage agreed"},
    [CLOCK_PROMISE] = {"作出承诺", "promise made"},
    [CLOCK_UPSTREAM] = {"移交上级", "moved up"},
    [CLOCK_LOOKBACK] = {"销号", "closed"},
    [CLOCK_SIGN] = {"派发", "sent"},
    [CLOCK_ARRIVE] = {"吹哨", "whistle sent"},
    [CLOCK_RETURN] = {"申请退单", "return asked"},
    [CLOCK_HELPER] = {"派发协办", "sent to the helper"},
    [CLOCK_NOTICE] = {"督办单送达", "notice served"},
    [CLOCK_INSTRUCTION] = {"领导批示", "instruction written"},
    [CLOCK_SPONSOR] = {"包案或上次报告进展", "sponsorship or last progress note"},
    [CLOCK_BOX] = {"上次开箱", "box last emptied"},
};

/* Where the limit comes from, when not plainly from the mechanism. */
static const struct {
    const char *source, *zh, *en;
} sources[] = {
    {"upstream", "期限由上级工单带来，按原期限执行，不另行计算",
     "The limit came with the upstream order and is kept as it is."},
    {"taken_over", "期限由原台账承接，按原期限执行，不另行计算",
     "The limit was taken over from the former ledger and is kept as it is."},
    {"stage", "期限为阶段措施自定的日期", "The limit is the stage's own date."},
    {"join", "并单办理，按各方中较早的期限执行", "Joined: the earlier of the due dates holds."},
    {"granted", "期限经批准", "The limit was granted."},
};

struct explain {
    struct buf *out;
    const struct calendar *c;
    const struct clock *k;
    bool en;
};

/* A macro, so that the compiler checks both as formats. */
#define PICK(X, Z, E) ((X)->en ? E : Z)

static const char *weekday(const struct explain *x, int64_t day)
{
    static const struct words2 names[7] = {
        {"周一", "Mon"}, {"周二", "Tue"}, {"周三", "Wed"}, {"周四", "Thu"},
        {"周五", "Fri"}, {"周六", "Sat"}, {"周日", "Sun"},
    };
    int i = day_weekday(day);
    return PICK(x, names[i].zh, names[i].en);
}

/* "5个工作日", "5 working days", "1 working day" */
static void put_length(const struct explain *x, int64_t n)
{
    const char *label = enum_label(&span_unit_names, x->k->span, x->en ? LANG_EN : LANG_ZH);
    struct str unit = str_c(label);
    if (x->en && (n == 1 || n == -1) && unit.n > 0)
        unit = str_sub(unit, 0, unit.n - 1);
    buf_fmt(x->out, x->en ? "%lld %.*s" : "%lld%.*s", (long long)n, STR_ARG(unit));
}

static void put_range(const struct explain *x, int64_t from, int64_t to)
{
    char a[TIME_TEXT], b[TIME_TEXT];
    buf_c(x->out, day_text(a, from));
    if (to > from)
        buf_fmt(x->out, PICK(x, " 至 %s", " to %s"), day_text(b, to));
}

static void put_head(const struct explain *x)
{
    const struct clock *k = x->k;
    buf_fmt(x->out, PICK(x, "%s时限", "Limit for %s"),
            enum_label(&clock_kind_names, k->kind, x->en ? LANG_EN : LANG_ZH));
    if (!clock_due_is_kept(k) || k->length > 0) {
        buf_c(x->out, PICK(x, "：", ": "));
        put_length(x, k->length);
    }
    buf_ch(x->out, '\n');
}

static void put_start(const struct explain *x)
{
    char text[TIME_TEXT];
    const struct clock *k = x->k;
    int64_t day = time_day(k->started_at);
    buf_fmt(x->out, PICK(x, "起算：%s（%s，%s）", "Starts: %s (%s, %s)"),
            time_human(text, k->started_at), weekday(x, day),
            PICK(x, starts[k->kind].zh, starts[k->kind].en));
    if (clock_due_is_kept(k))
        buf_ch(x->out, '\n');
    else if (k->span == SPAN_HOURS)
        buf_c(x->out,
              PICK(x, "，从该分钟起按小时连续计算\n", ", hours run from this minute\n"));
    else if (k->length + k->extra == 0)
        buf_c(x->out, PICK(x, "，当日24:00前\n", ", until 24:00 of the same day\n"));
    else
        buf_c(x->out, PICK(x, "，当日不计\n", ", this day is not counted\n"));
}

static void put_source(const struct explain *x)
{
    for (size_t i = 0; i < COUNT(sources); i++) {
        if (str_eq_c(x->k->source, sources[i].source))
            buf_fmt(x->out, "%s\n", PICK(x, sources[i].zh, sources[i].en));
    }
}

/* The end of the run of rest days (or of one make-up day) that begins at day; at most `to`. */
static int64_t rest_end(const struct calendar *c, int64_t day, int64_t to)
{
    while (day < to && !calendar_is_workday(c, day + 1))
        day++;
    return day;
}

static bool is_named(const struct calendar *c, int64_t from, int64_t to)
{
    for (int64_t day = from; day <= to; day++) {
        if (calendar_name(c, day).n > 0)
            return true;
    }
    return false;
}

static void put_names(const struct explain *x, int64_t from, int64_t to)
{
    struct str last = STR("");
    for (int64_t day = from; day <= to; day++) {
        struct str name = calendar_name(x->c, day);
        if (name.n == 0 || str_eq(name, last))
            continue;
        buf_fmt(x->out, "%s%.*s", last.n > 0 ? PICK(x, "、", ", ") : " ", STR_ARG(name));
        last = name;
    }
}

/* Holidays and make-up days of from..to, a line each. */
static void put_holidays(const struct explain *x, int64_t from, int64_t to)
{
    for (int64_t day = from; day <= to; day++) {
        struct str name = calendar_name(x->c, day);
        char text[TIME_TEXT];
        if (calendar_is_workday(x->c, day)) {
            if (name.n > 0 && day_weekday(day) >= 5)
                buf_fmt(x->out,
                        PICK(x, "%s（%s）%.*s调休上班，计入\n",
                             "%s (%s) %.*s make-up working day, counted\n"),
                        day_text(text, day), weekday(x, day), STR_ARG(name));
            continue;
        }
        int64_t end = rest_end(x->c, day, to);
        long long days = end - day + 1;
        if (is_named(x->c, day, end)) {
            put_range(x, day, end);
            put_names(x, day, end);
            buf_fmt(x->out, PICK(x, "放假%lld天，不计\n", " holiday, %lld days not counted\n"),
                    days);
        }
        day = end;
    }
}

static void put_weekends(const struct explain *x, int64_t from, int64_t to)
{
    int64_t days = 0, ranges = 0;
    for (int64_t day = from; day <= to; day++) {
        if (calendar_is_workday(x->c, day))
            continue;
        int64_t end = rest_end(x->c, day, to);
        if (!is_named(x->c, day, end)) {
            days += end - day + 1;
            if (ranges++ == 0)
                buf_c(x->out, PICK(x, "周末不计：", "Weekends not counted: "));
            else if (ranges <= WEEKENDS_SHOWN)
                buf_c(x->out, PICK(x, "；", "; "));
            if (ranges <= WEEKENDS_SHOWN)
                put_range(x, day, end);
        }
        day = end;
    }
    if (ranges > WEEKENDS_SHOWN)
        buf_c(x->out, PICK(x, "等", " and more"));
    if (ranges > 0)
        buf_fmt(x->out, PICK(x, "，共%lld天\n", ", %lld days\n"), (long long)days);
}

static void put_roll(const struct explain *x, int64_t due_day)
{
    char a[TIME_TEXT], b[TIME_TEXT];
    int64_t last = time_day(x->k->started_at) + x->k->length + x->k->extra;
    if (last >= due_day)
        return;
    buf_fmt(x->out,
            PICK(x, "满期日 %s（%s）为休息日，顺延至其后第一个工作日 %s\n",
                 "The last day %s (%s) is a rest day: rolled to the next working day %s\n"),
            day_text(a, last), weekday(x, last), day_text(b, due_day));
}

static void put_calendar(const struct explain *x, bool roll)
{
    const struct clock *k = x->k;
    int64_t start = time_day(k->started_at), due = time_day(k->due_at - 1);
    if (clock_due_is_kept(k) || k->span == SPAN_HOURS)
        return;
    if (k->span == SPAN_WORKDAYS) {
        put_holidays(x, start + 1, due);
        put_weekends(x, start + 1, due);
    } else if (roll) {
        put_roll(x, due);
    }
}

static void put_extra(const struct explain *x)
{
    char text[TIME_TEXT];
    if (x->k->extra > 0) {
        buf_c(x->out, PICK(x, "延期和暂停另加：", "Added by extension and pause: "));
        put_length(x, x->k->extra);
        buf_ch(x->out, '\n');
    }
    if (x->k->paused_at)
        buf_fmt(x->out, PICK(x, "自 %s 起暂停计时\n", "Paused since %s\n"),
                time_human(text, x->k->paused_at));
}

static void put_due(const struct explain *x)
{
    char text[TIME_TEXT];
    const struct clock *k = x->k;
    bool midnight = k->due_at == time_day_start(time_day(k->due_at));
    int64_t day = midnight ? time_day(k->due_at - 1) : time_day(k->due_at);
    if (midnight)
        buf_fmt(x->out, PICK(x, "届满：%s 24:00（%s）\n", "Due: %s 24:00 (%s)\n"),
                day_text(text, day), weekday(x, day));
    else
        buf_fmt(x->out, PICK(x, "届满：%s（%s）\n", "Due: %s (%s)\n"),
                time_human(text, k->due_at), weekday(x, day));
    if (!k->provisional)
        return;
    int year, month, mday;
    for (int64_t d = time_day(k->started_at); d <= day; d++) {
        if (calendar_knows(x->c, d))
            continue;
        day_to_civil(d, &year, &month, &mday);
        buf_fmt(x->out,
                PICK(x, "%d年放假安排尚未公布，暂按周末休息推算，公布后重新计算\n",
                     "The holidays of %d are not published yet: reckoned by weekends alone, "
                     "provisional\n"),
                year);
        d = day_from_civil(year, 12, 31);
    }
}

static void put_use(const struct explain *x, int64_t now)
{
    char text[TIME_TEXT];
    int64_t used, left;
    clock_use(x->c, x->k, now, &used, &left);
    if (x->k->stopped_at)
        buf_fmt(x->out, PICK(x, "已于 %s 停止计时\n", "Stopped at %s\n"),
                time_human(text, x->k->stopped_at));
    buf_c(x->out, PICK(x, "已用", "Used: "));
    put_length(x, used);
    buf_c(x->out, left < 0 ? PICK(x, "，超期", "; overdue: ") : PICK(x, "，剩余", "; left: "));
    put_length(x, left < 0 ? -left : left);
    buf_ch(x->out, '\n');
}

void clock_explain(struct ctx *cx, const struct calendar *c, bool roll, const struct clock *k,
                   struct buf *out)
{
    struct explain x = {.out = out, .c = c, .k = k, .en = cx->lang == LANG_EN};
    put_head(&x);
    put_start(&x);
    put_source(&x);
    put_calendar(&x, roll);
    put_extra(&x);
    put_due(&x);
    put_use(&x, cx->now);
}
