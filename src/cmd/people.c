/* SPDX-License-Identifier: Apache-2.0
 * Officers who leave, move, are away or on duty; queues that nobody would empty.
 */
#include <inttypes.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/subject.h"
#include "core/absence.h"
#include "core/app_open.h"
#include "core/roster.h"
#include "db/db.h"
#include "loop/handover.h"
#include "loop/roster_in.h"

/* ---- handing over ---- */

static enum err officer_open(struct cmd *c, struct officer *o)
{
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    return officer_get_login(&c->cx, cmd_arg(c, 0), o);
}

static enum err successor(struct cmd *c, struct handover *h)
{
    struct officer to;
    const char *login = cmd_option(c, "--to");
    if (!login)
        return OK;
    TRY(officer_get_login(&c->cx, str_c(login), &to));
    h->to = to.id;
    return OK;
}

static enum err hand_over(struct cmd *c, struct handover *h, const struct officer *o,
                          const char *zh, const char *en)
{
    struct handover_done done;
    h->from = o->id;
    h->version = -1;
    TRY(successor(c, h));
    TRY(handover_run(&c->cx, h, &done));
    cmd_say(c, "%.*s：%s；交接 %zu 件、值班 %" PRId64 " 个",
            "%.*s: %s; %zu items and %" PRId64 " turns handed over", STR_ARG(o->login),
            cmd_word(c, zh, en), done.items, done.turns);
    json_obj(&c->w);
    json_kstr(&c->w, "login", o->login);
    json_ki64(&c->w, "items", (int64_t)done.items);
    json_ki64(&c->w, "turns", done.turns);
    json_obj_end(&c->w);
    return OK;
}

static enum err disable_run(struct cmd *c)
{
    struct handover h = {.what = HANDOVER_LEAVE};
    struct officer o;
    TRY(officer_open(c, &o));
    return hand_over(c, &h, &o, "已停用，所有登录已失效", "disabled, all log-ins are ended");
}

static enum err hand_over_run(struct cmd *c)
{
    struct handover h = {.what = HANDOVER_ONLY};
    struct officer o;
    TRY(officer_open(c, &o));
    return hand_over(c, &h, &o, "已交接", "handed over");
}

static enum err transfer_run(struct cmd *c)
{
    const struct unit *u = NULL;
    struct handover h = {.what = HANDOVER_TRANSFER,
                         .templates = str_c(cmd_option(c, "--templates"))};
    struct officer o;
    TRY(officer_open(c, &o));
    TRY(unit_open_named(c, cmd_arg(c, 1), &u));
    h.unit = u->id;
    return hand_over(c, &h, &o, "已调动，角色按岗位模板重给",
                     "moved, with the roles of the templates");
}

static enum err queue_run(struct cmd *c)
{
    struct officer o;
    struct handover_queue q;
    TRY(cmd_open(c, CMD_READ));
    TRY(officer_get_login(&c->cx, cmd_arg(c, 0), &o));
    TRY(handover_queue(&c->cx, o.id, &q));
    json_obj(&c->w);
    json_key(&c->w, "queue");
    json_arr(&c->w);
    for (size_t i = 0; i < q.n; i++) {
        cmd_say(c, "%s %.*s", "%s %.*s", handover_part_name(q.p[i].part, c->cx.lang),
                STR_ARG(q.p[i].num));
        json_obj(&c->w);
        json_kcstr(&c->w, "part", handover_part_name(q.p[i].part, LANG_EN));
        json_kstr(&c->w, "num", q.p[i].num);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    json_ki64(&c->w, "turns", q.turns);
    json_obj_end(&c->w);
    cmd_say(c, "共 %zu 件，值班 %" PRId64 " 个", "%zu items, %" PRId64 " turns", q.n, q.turns);
    return OK;
}

/* ---- leave ---- */

static enum err leave_write(struct ctx *cx, void *arg)
{
    return absence_put(cx, arg);
}

static enum err leave_run(struct cmd *c)
{
    struct officer o, other = {0};
    char from[TIME_TEXT];
    const char *begins = cmd_option(c, "--from"), *ends = cmd_option(c, "--until");
    const char *stand_in = cmd_option(c, "--stand-in");
    struct absence a = {0};
    if (begins)
        TRY(moment_parse(c, begins, &a.from_at));
    if (ends)
        TRY(moment_parse(c, ends, &a.to_at));
    TRY(officer_open(c, &o));
    if (stand_in)
        TRY(officer_get_login(&c->cx, str_c(stand_in), &other));
    a.id = app_id(&c->cx);
    a.officer_id = o.id;
    a.stand_in_id = other.id;
    a.created_at = c->cx.now;
    if (!begins)
        a.from_at = c->cx.now;
    TRY(db_write(&c->cx, c->app->store, leave_write, &a));
    TRY(app_reload(&c->cx));
    if (a.stand_in_id)
        TRY(officer_get(&c->cx, a.stand_in_id, &other));
    cmd_say(c, "%.*s 自 %s 起请假，代岗：%.*s", "%.*s is away from %s on; standing in: %.*s",
            STR_ARG(o.login), time_human(from, a.from_at),
            STR_ARG(a.stand_in_id ? other.login : str_c(cmd_word(c, "无", "nobody"))));
    json_obj(&c->w);
    json_kstr(&c->w, "login", o.login);
    json_kstr(&c->w, "stand_in", a.stand_in_id ? other.login : STR(""));
    json_obj_end(&c->w);
    return OK;
}

static enum err back_write(struct ctx *cx, void *arg)
{
    const struct officer *o = arg;
    return absence_end(cx, o->id);
}

static enum err back_run(struct cmd *c)
{
    struct officer o;
    TRY(officer_open(c, &o));
    TRY(db_write(&c->cx, c->app->store, back_write, &o));
    TRY(app_reload(&c->cx));
    cmd_say(c, "%.*s 回岗", "%.*s is back", STR_ARG(o.login));
    json_obj(&c->w);
    json_kstr(&c->w, "login", o.login);
    json_obj_end(&c->w);
    return OK;
}

/* ---- roster ---- */

static enum err roster_import_run(struct cmd *c)
{
    struct roster_plan p;
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(roster_read(&c->cx, cmd_arg(c, 0).p, NULL, &p));
    for (size_t i = 0; i < p.faults_n; i++)
        cmd_note(c, "第 %" PRId64 " 行 %s：%.*s", "row %" PRId64 " %s: %.*s", p.faults[i].line,
                 p.faults[i].column, STR_ARG(p.faults[i].said));
    TRY(roster_apply(&c->cx, &p));
    cmd_say(c, "值班：新增 %zu，已有 %zu", "Turns: %zu new, %zu known", p.n, p.known);
    json_obj(&c->w);
    json_ki64(&c->w, "added", (int64_t)p.n);
    json_ki64(&c->w, "known", (int64_t)p.known);
    json_obj_end(&c->w);
    return OK;
}

static enum err turn_say(struct cmd *c, const struct roster_row *t)
{
    struct officer o;
    char from[TIME_TEXT], to[TIME_TEXT];
    const struct unit *u = org_unit(c->app->org, t->unit_id);
    bool now = t->from_at <= c->cx.now && c->cx.now < t->to_at;
    TRY(officer_get(&c->cx, t->officer_id, &o));
    cmd_say(c, "%s %s %s – %s %.*s%s", "%s %s %s – %s %.*s%s",
            cmd_cell(c, u ? u->name : STR(""), 28).p, cmd_cell(c, o.name, 12).p,
            time_human(from, t->from_at), time_human(to, t->to_at), STR_ARG(t->phone),
            now ? cmd_word(c, "（现在）", " (now)") : "");
    json_obj(&c->w);
    json_kid(&c->w, "id", t->id);
    json_kstr(&c->w, "unit", u ? u->code : STR(""));
    json_kstr(&c->w, "officer", o.login);
    json_ktime(&c->w, "from", t->from_at);
    json_ktime(&c->w, "to", t->to_at);
    json_kstr(&c->w, "phone", t->phone);
    json_kbool(&c->w, "now", now);
    json_obj_end(&c->w);
    return OK;
}

static enum err roster_list_run(struct cmd *c)
{
    const struct unit *u = NULL;
    const char *code = cmd_option(c, "--unit");
    struct roster_row *rows = NULL;
    size_t n = 0;
    TRY(cmd_open(c, CMD_READ));
    if (code)
        TRY(unit_named(c, str_c(code), &u));
    TRY(roster_list(&c->cx, u ? u->id : 0, c->cx.now, &rows, &n));
    json_obj(&c->w);
    json_key(&c->w, "turns");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++)
        TRY(turn_say(c, &rows[i]));
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

/* ---- queues without an owner ---- */

static enum err org_check_run(struct cmd *c)
{
    struct vacancy *v = NULL;
    size_t n = 0;
    TRY(cmd_open(c, CMD_READ));
    TRY(vacancy_list(&c->cx, &v, &n));
    json_obj(&c->w);
    json_key(&c->w, "ownerless");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        cmd_say(c, "%.*s → %.*s", "%.*s → %.*s", STR_ARG(v[i].said), STR_ARG(v[i].todo));
        json_str(&c->w, v[i].said);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    if (n == 0)
        cmd_say(c, "每个待办都有人", "Somebody for everything that is open");
    c->differs = n > 0;
    return OK;
}

#define TO                                                                                     \
    {                                                                                          \
        "--to", "LOGIN", "接手人", "who takes over"                                            \
    }

const struct command people_commands[] = {
    {.name = "user disable",
     .args = "LOGIN",
     .args_min = 1,
     .args_max = 1,
     .zh = "停用账号并结束其登录，手上的事一并交接",
     .en = "Disable an account, end its log-ins, hand over its queue",
     .more_zh = "手上还有未了结的事时须用 --to 指明接手人；交不出去的会列出，什么都不改。",
     .more_en = "With anything open say by --to who takes over; what cannot be handed over is "
                "named and nothing changes.",
     .options = (const struct cmd_option[]){TO, {0}},
     .run = disable_run},
    {.name = "user transfer",
     .args = "LOGIN UNIT",
     .args_min = 2,
     .args_max = 2,
     .zh = "调到另一个单位，角色重给，手上的事一并交接",
     .en = "Move an officer to another unit: new roles, queue handed over",
     .options =
         (const struct cmd_option[]){TO,
                                     {"--templates", "T,T", "新岗位的模板，默认沿用原来的",
                                      "role templates there; by default those before"},
                                     {0}},
     .run = transfer_run},
    {.name = "user hand-over",
     .args = "LOGIN",
     .args_min = 1,
     .args_max = 1,
     .zh = "把一个人手上的事全部交给另一个人",
     .en = "Hand everything in an officer's name to another",
     .options = (const struct cmd_option[]){TO, {0}},
     .run = hand_over_run},
    {.name = "user queue",
     .args = "LOGIN",
     .args_min = 1,
     .args_max = 1,
     .zh = "一个人手上有什么",
     .en = "What stands in an officer's name",
     .run = queue_run},
    {.name = "user leave",
     .args = "LOGIN",
     .args_min = 1,
     .args_max = 1,
     .zh = "登记请假和代岗人（AB角）",
     .en = "Enter leave and who stands in",
     .more_zh = "请假期间代岗人能看、能办请假人能办的事，记录写明“代某某”；不代管理员。",
     .more_en = "Meanwhile who stands in sees and does what the absent one may, and the record "
                "says for whom; administrators' roles are not lent.",
     .options =
         (const struct cmd_option[]){
             {"--from", "TIME", "起，默认现在", "from; now by default"},
             {"--until", "TIME", "止，默认到回岗", "until; by default until they are back"},
             {"--stand-in", "LOGIN", "代岗人，默认其AB角", "who stands in; the usual one"},
             {0}},
     .run = leave_run},
    {.name = "user back",
     .args = "LOGIN",
     .args_min = 1,
     .args_max = 1,
     .zh = "回岗",
     .en = "Back from leave",
     .run = back_run},
    {.name = "roster import",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "导入值班表（单位代码、登录名、开始时间、结束时间、值班电话）",
     .en = "Take over a duty roster (unit, officer, from, to, phone)",
     .run = roster_import_run},
    {.name = "roster list",
     .args = "",
     .zh = "值班表，从现在起",
     .en = "The duty roster from now on",
     .options = (const struct cmd_option[]){{"--unit", "CODE", "某单位", "of a unit"}, {0}},
     .run = roster_list_run},
    {.name = "org check",
     .args = "",
     .zh = "有没有无人可办的待办",
     .en = "Whether anything open has nobody who may do it",
     .more_zh =
         "单位有待办而没有人有相应岗位、停用的人或不在岗又无人代岗的人名下有事。有则退出码为"
         " 1。",
     .more_en = "Open work in a unit where nobody holds the role; open items of somebody "
                "disabled, or away with nobody standing in. Exit code 1 when there are any.",
     .run = org_check_run},
};
const size_t people_commands_n = COUNT(people_commands);
