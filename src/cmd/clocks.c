/* SPDX-License-Identifier: Apache-2.0
 * Clocks explained, the calendar loaded and running clocks reckoned anew, the injected clock of
 * a demo or practice register.
 */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "cmd/subject.h"
#include "core/app_open.h"
#include "core/calendar.h"
#include "core/clock.h"
#include "db/db.h"
#include "loop/reckon.h"

enum { CSV_MAX = 4 * 1024 * 1024, EXPLAIN_MAX = 64 * 1024 };

/* ---- explain ---- */

static void explain_one(struct cmd *c, const struct clock *k, bool roll)
{
    struct buf b;
    buf_init(&b, c->cx.arena, EXPLAIN_MAX);
    clock_explain(&c->cx, c->app->calendar, roll, k, &b);
    if (!c->json) {
        printf("%s\n", buf_done(&b).p);
        return;
    }
    struct json *w = &c->w;
    json_obj(w);
    shape_json(w, &clock_shape, k);
    json_key(w, "lines");
    json_arr(w);
    struct strs lines = str_split(c->cx.arena, buf_done(&b), '\n');
    for (size_t i = 0; i < lines.n; i++)
        if (lines.p[i].n > 0)
            json_str(w, lines.p[i]);
    json_arr_end(w);
    json_obj_end(w);
}

static enum err explain_run(struct cmd *c)
{
    struct found f;
    struct clock **clocks = NULL;
    size_t n = 0;
    TRY(cmd_open(c, CMD_READ));
    struct work *w = work_begin(&c->cx);
    TRY(subject_named(c, w, SUBJECT__MAX, cmd_arg(c, 0), &f));
    TRY(work_clocks(w, f.kind, f.id, &clocks, &n));
    json_obj(&c->w);
    json_kcstr(&c->w, "subject", enum_text(&subject_names, (int)f.kind));
    json_kstr(&c->w, "num", f.num);
    json_key(&c->w, "clocks");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++)
        explain_one(c, clocks[i], f.mechanism->roll_calendar_days);
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    if (n == 0)
        cmd_say(c, "%.*s 没有计时", "%.*s has no clock", STR_ARG(f.num));
    return OK;
}

/* ---- calendar ---- */

/* A limit that ends at midnight ends at 24:00 of the day before. */
static const char *due_text(char out[TIME_TEXT], int64_t at)
{
    char day[TIME_TEXT];
    if (at == 0 || at != time_day_start(time_day(at)))
        return time_human(out, at);
    snprintf(out, TIME_TEXT, "%s 24:00", day_text(day, time_day(at) - 1));
    return out;
}

static void moved_say(void *arg, const struct reckon_moved *m)
{
    struct cmd *c = arg;
    char before[TIME_TEXT], after[TIME_TEXT];
    const char *kind = enum_label(&clock_kind_names, m->kind, (int)c->cx.lang);
    if (m->before != m->after)
        cmd_say(c, "  %.*s  %s  %s → %s", "  %.*s  %s  %s → %s", STR_ARG(m->num),
                cmd_cell(c, str_c(kind), 12).p, due_text(before, m->before),
                due_text(after, m->after));
    json_obj(&c->w);
    json_kstr(&c->w, "num", m->num);
    json_kcstr(&c->w, "clock", enum_text(&clock_kind_names, m->kind));
    json_ktime(&c->w, "before", m->before);
    json_ktime(&c->w, "after", m->after);
    json_obj_end(&c->w);
}

struct load_job {
    struct str text;
    int64_t changed;
};

static enum err load_write(struct ctx *cx, void *arg)
{
    struct load_job *j = arg;
    return calendar_store(cx, j->text, &j->changed);
}

static enum err calendar_run(struct cmd *c)
{
    struct load_job j = {0};
    size_t moved = 0;
    TRY(file_read(&c->cx, c->args[0], CSV_MAX, &j.text));
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(db_write(&c->cx, c->app->store, load_write, &j));
    TRY(app_reload(&c->cx));
    cmd_say(c, "节假日表已装入，改动 %lld 天；受影响的时限（原 → 新）：",
            "Calendar loaded, %lld days changed; limits that moved (before → after):",
            (long long)j.changed);
    json_obj(&c->w);
    json_ki64(&c->w, "changed", j.changed);
    json_key(&c->w, "moved");
    json_arr(&c->w);
    TRY(reckon_all(&c->cx, moved_say, c, &moved));
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    cmd_say(c, "共 %zu 项时限重新计算", "%zu limits reckoned anew", moved);
    return OK;
}

/* ---- the injected clock ---- */

static enum err offset_write(struct ctx *cx, void *arg)
{
    return register_set_clock(cx, *(const int64_t *)arg);
}

static enum err offset_set(struct cmd *c, int64_t offset)
{
    char now[TIME_TEXT];
    TRY(db_write(&c->cx, c->app->store, offset_write, &offset));
    int64_t at = c->cx.wall + offset;
    cmd_say(c, "登记库的时钟现为 %s%s", "The register's clock is %s%s", time_human(now, at),
            offset == 0 ? cmd_word(c, "（真实时间）", " (real time)") : "");
    json_obj(&c->w);
    json_ki64(&c->w, "clock_offset_ms", offset);
    json_ktime(&c->w, "now", at);
    json_obj_end(&c->w);
    return OK;
}

static enum err clock_now_run(struct cmd *c)
{
    int64_t at = 0;
    TRY(cmd_open(c, CMD_WRITE));
    if (strcmp(c->args[0], "real") == 0)
        return offset_set(c, 0);
    TRY(moment_parse(c, c->args[0], &at));
    return offset_set(c, at - c->cx.wall);
}

static enum err clock_offset_run(struct cmd *c)
{
    int64_t offset = 0;
    if (!str_i64(cmd_arg(c, 0), &offset))
        return fail(&c->cx, ERR_INPUT, "偏移须为整数毫秒",
                    "the offset is a whole number of ms");
    TRY(cmd_open(c, CMD_WRITE));
    return offset_set(c, offset);
}

const struct command clocks_commands[] = {
    {.name = "clock explain",
     .args = "NUMBER",
     .args_min = 1,
     .args_max = 1,
     .zh = "逐行说明一件诉求、事项或承办任务的每个时限",
     .en = "Every limit of a demand, matter or task, reckoned line by line",
     .run = explain_run},
    {.name = "clock now",
     .args = "TIME",
     .args_min = 1,
     .args_max = 1,
     .zh = "拨演示库或演练库的时钟；real 恢复真实时间",
     .en = "Set the clock of a demo or practice register; real takes it back",
     .run = clock_now_run},
    {.name = "clock offset",
     .args = "MS",
     .args_min = 1,
     .args_max = 1,
     .zh = "同上，按毫秒偏移",
     .en = "The same, as an offset in milliseconds",
     .run = clock_offset_run},
    {.name = "calendar load",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "装入节假日表并重算未到期的时限",
     .en = "Load the calendar of holidays and reckon running limits anew",
     .more_zh = "每行“日期,名称,rest 或 "
                "work”。首末日期之间以此为准。运行中的服务数秒内采用新表；可重复执行。",
     .more_en =
         "Lines \"date,name,rest or work\": the whole truth between the first and the last "
         "date. A running server takes it over within seconds; may be run again.",
     .run = calendar_run},
};
const size_t clocks_commands_n = COUNT(clocks_commands);
