/* SPDX-License-Identifier: Apache-2.0
 * Units and officers by workbook, role templates, slips with first passwords.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "cmd/subject.h"
#include "db/db.h"
#include "loop/staff.h"

enum { SHOWN = 40, NAME_CELLS = 18 };

/* ---- what differs ---- */

static void faults_say(struct cmd *c, const struct staff_plan *p)
{
    for (size_t i = 0; i < p->faults_n; i++) {
        const struct staff_fault *f = &p->faults[i];
        cmd_say(c, "%s %s 第 %" PRId64 " 行 %s：%.*s", "%s %s row %" PRId64 " %s: %.*s",
                f->warning ? cmd_word(c, "注意", "note") : cmd_word(c, "错误", "wrong"),
                staff_part_name(f->part, c->cx.lang), f->line, f->column, STR_ARG(f->said));
    }
}

static void diffs_say(struct cmd *c, const struct staff_plan *p, bool all)
{
    size_t shown = 0;
    for (size_t i = 0; i < p->diffs_n; i++) {
        const struct staff_diff *d = &p->diffs[i];
        if (!all && d->what == STAFF_ADDED)
            continue;
        if (!all && shown++ >= SHOWN)
            continue;
        cmd_say(c, "%s %s %s %.*s %.*s", "%s %s %s %.*s %.*s",
                staff_part_name(d->part, c->cx.lang), staff_what_name(d->what, c->cx.lang),
                cmd_cell(c, d->code, NAME_CELLS).p, STR_ARG(d->name), STR_ARG(d->said));
    }
    if (shown > SHOWN)
        cmd_say(c, "…另有 %zu 项；--all 列出全部", "… %zu more: --all shows them",
                shown - SHOWN);
}

static void counts_say(struct cmd *c, const struct staff_plan *p)
{
    for (int part = 0; part < STAFF__PARTS; part++)
        cmd_say(c, "%s：新增 %zu，变更 %zu，文件里没有 %zu（不会删除）",
                "%s: %zu new, %zu changed, %zu not in the file (kept)",
                staff_part_name((enum staff_part)part, c->cx.lang),
                p->counts[part][STAFF_ADDED], p->counts[part][STAFF_CHANGED],
                p->counts[part][STAFF_MISSING]);
}

static void plan_json(struct cmd *c, const struct staff_plan *p)
{
    struct json *w = &c->w;
    json_key(w, "faults");
    json_arr(w);
    for (size_t i = 0; i < p->faults_n; i++) {
        json_obj(w);
        json_kcstr(w, "sheet", staff_part_name(p->faults[i].part, LANG_EN));
        json_ki64(w, "row", p->faults[i].line);
        json_kcstr(w, "column", p->faults[i].column);
        json_kstr(w, "reason", p->faults[i].said);
        json_kbool(w, "warning", p->faults[i].warning);
        json_obj_end(w);
    }
    json_arr_end(w);
    json_key(w, "differences");
    json_arr(w);
    for (size_t i = 0; i < p->diffs_n; i++) {
        static const char *const whats[] = {"added", "changed", "missing"};
        json_obj(w);
        json_kcstr(w, "sheet", staff_part_name(p->diffs[i].part, LANG_EN));
        json_kcstr(w, "what", whats[p->diffs[i].what]);
        json_kstr(w, "code", p->diffs[i].code);
        json_kstr(w, "name", p->diffs[i].name);
        json_kstr(w, "said", p->diffs[i].said);
        json_obj_end(w);
    }
    json_arr_end(w);
}

/* ---- slips ---- */

/* The one place where first passwords stand: a new file, readable by nobody else, on disk
 * before the passwords are in force and gone when they do not come into force. */
struct slips_file {
    const char *path;
    const char *address;
    size_t n; /* slips in it; 0: it was not made */
};

static enum err slips_keep(struct ctx *cx, void *arg, const struct staff_slip *s, size_t n)
{
    struct slips_file *f = arg;
    struct str page;
    TRY(staff_slips_html(cx, s, n, str_c(f->address), &page));
    TRY(file_write_new(cx, f->path, page, 0600));
    f->n = n;
    return OK;
}

/* in_force: the passwords are, whatever failed behind them. */
static void slips_done(struct cmd *c, const struct slips_file *f, bool in_force)
{
    if (f->n && !in_force)
        unlink(f->path);
    if (f->n && in_force)
        cmd_say(c, "密码条（%zu 人）：%s。请打印、裁开、逐人发放，然后删除这个文件。",
                "Slips for %zu officers: %s. Print, cut apart, hand out, then delete the file.",
                f->n, f->path);
}

static enum err slip_ids(struct cmd *c, const struct unit *under, int64_t **ids, size_t *n)
{
    struct officer *all = NULL;
    size_t all_n = 0;
    TRY(officer_list(&c->cx, &all, &all_n));
    *ids = NEWS(c->cx.arena, int64_t, all_n + 1);
    for (size_t i = 0; i < all_n; i++)
        if (!all[i].disabled_at && all[i].must_change &&
            org_unit_under(c->app->org, all[i].unit_id, under->id))
            (*ids)[(*n)++] = all[i].id;
    return OK;
}

static enum err slips_run(struct cmd *c)
{
    const char *code = cmd_option(c, "--unit"), *login = cmd_option(c, "--login");
    const struct unit *under = NULL;
    struct officer one;
    int64_t *ids = &one.id;
    size_t n = 0;
    if (!code == !login)
        return fail(&c->cx, ERR_INPUT, "请用 --unit 或 --login 指明给谁",
                    "say for whom: --unit or --login");
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    if (login) {
        TRY(officer_get_login(&c->cx, str_c(login), &one));
        n = 1;
    } else {
        TRY(unit_named(c, str_c(code), &under));
        TRY(slip_ids(c, under, &ids, &n));
    }
    struct staff_slip *s = NEWS(c->cx.arena, struct staff_slip, n + 1);
    if (n) {
        struct slips_file f = {cmd_arg(c, 0).p, c->config->public_url.p, 0};
        TRY(staff_slips_draw(&c->cx, ids, n, s));
        TRY(slips_keep(&c->cx, &f, s, n));
        enum err e = staff_slips_store(&c->cx, ids, n, s);
        slips_done(c, &f, e == OK);
        TRY(e);
    } else {
        cmd_say(c, "这里没有还没改过初始密码的人", "nobody here still has a first password");
    }
    json_obj(&c->w);
    json_ki64(&c->w, "slips", (int64_t)n);
    json_obj_end(&c->w);
    return OK;
}

/* ---- the workbook ---- */

static enum err import_done(struct cmd *c, const struct staff_plan *p, bool dry)
{
    const char *slips = cmd_option(c, "--slips");
    faults_say(c, p);
    diffs_say(c, p, cmd_has(c, "--all"));
    counts_say(c, p);
    json_obj(&c->w);
    json_kbool(&c->w, "dry_run", dry);
    plan_json(c, p);
    json_obj_end(&c->w);
    c->differs = dry && p->wrong > 0;
    if (dry) {
        cmd_say(c, "试运行，没有写入；%zu 处不对", "Dry run, nothing was written; %zu wrong",
                p->wrong);
        return OK;
    }
    if (!slips && p->counts[STAFF_OFFICERS][STAFF_ADDED])
        cmd_say(c,
                "新账号还没有密码，不能登录；发密码条：huiyin user slips --unit 代码 文件.html",
                "New accounts have no password yet: huiyin user slips --unit CODE FILE.html");
    return OK;
}

static enum err org_import_run(struct cmd *c)
{
    struct staff_file f;
    struct staff_plan p = {0};
    bool dry = cmd_has(c, "--dry-run");
    const char *path = cmd_arg(c, 0).p;
    TRY(cmd_open(c, dry ? CMD_READ : CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(staff_read(&c->cx, path, NULL, &f));
    if (dry) {
        TRY(staff_plan(&c->cx, &f, &p));
        return import_done(c, &p, true);
    }
    struct slips_file slips = {cmd_option(c, "--slips"), c->config->public_url.p, 0};
    const struct staff_how how = {
        .passwords = slips.path != NULL, .keep = slips_keep, .arg = &slips};
    enum err e = staff_apply(&c->cx, &f, &how, &p);
    if (e == ERR_INPUT && !c->json)
        faults_say(c, &p);
    slips_done(c, &slips, p.written);
    TRY(e);
    return import_done(c, &p, false);
}

static enum err org_export_run(struct cmd *c)
{
    TRY(cmd_open(c, CMD_READ));
    TRY(staff_export(&c->cx, cmd_arg(c, 0).p));
    cmd_say(c, "已存到 %s", "Saved to %s", cmd_arg(c, 0).p);
    json_obj(&c->w);
    json_kstr(&c->w, "file", cmd_arg(c, 0));
    json_obj_end(&c->w);
    return OK;
}

/* ---- role templates ---- */

static enum err templates_run(struct cmd *c)
{
    struct template_set set;
    TRY(cmd_open(c, CMD_READ));
    TRY(template_load(&c->cx, &set));
    json_obj(&c->w);
    json_key(&c->w, "templates");
    json_arr(&c->w);
    for (size_t i = 0; i < set.n; i++) {
        const struct role_template *t = &set.p[i];
        struct buf b;
        buf_init(&b, c->cx.arena, 8192);
        json_obj(&c->w);
        json_kstr(&c->w, "code", t->code);
        json_kstr(&c->w, "name", c->cx.lang == LANG_EN ? t->en : t->zh);
        json_key(&c->w, "grants");
        json_arr(&c->w);
        for (size_t g = 0; g < t->n; g++) {
            json_obj(&c->w);
            json_kcstr(&c->w, "role", enum_text(&role_names, t->grants[g].role));
            json_kcstr(&c->w, "at", enum_text(&template_at_names, t->grants[g].at));
            json_obj_end(&c->w);
            buf_fmt(&b, "%s%s（%s）", b.n ? " " : "",
                    enum_label(&role_names, t->grants[g].role, (int)c->cx.lang),
                    enum_label(&template_at_names, t->grants[g].at, (int)c->cx.lang));
        }
        json_arr_end(&c->w);
        json_obj_end(&c->w);
        cmd_say(c, "%s %s", "%s %s", cmd_cell(c, c->cx.lang == LANG_EN ? t->en : t->zh, 24).p,
                buf_done(&b).p);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

const struct command staff_commands[] = {
    {.name = "org import",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "按工作簿导入区划、单位和人员（XLSX、CSV）",
     .en = "Take over places, units and officers from a workbook (XLSX, CSV)",
     .more_zh =
         "工作表“区划”“单位”“人员”，CSV 为其中一张。整份文件要么全部写入，要么都不写；先 "
         "--dry-run 看每行的问题和差异。同一份文件再导一次不会改变什么；文件里没有的不会"
         "删除。没填登录名的按姓名拼音生成。样式见 huiyin org export。",
     .more_en =
         "Worksheets 区划 (places), 单位 (units), 人员 (officers); a CSV is one of them. The "
         "whole file or nothing: look first by --dry-run. The same file again changes "
         "nothing; what it does not name stays. Log-ins that are not given are made of "
         "the name's pinyin. For the layout see huiyin org export.",
     .options =
         (const struct cmd_option[]){
             {"--dry-run", NULL, "只检查，不写入", "look only, write nothing"},
             {"--all", NULL, "列出全部差异", "show every difference"},
             {"--slips", "FILE", "给新账号发初始密码，密码条存成 HTML（只此一份）",
              "give new accounts a first password, slips into an HTML file (the only copy)"},
             {0}},
     .run = org_import_run},
    {.name = "org export",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "把区划、单位和人员导出成同样的工作簿",
     .en = "The same workbook from what there is",
     .run = org_export_run},
    {.name = "user slips",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "发初始密码条（可打印的 HTML，只此一份）",
     .en = "First passwords as slips to print (HTML, the only copy)",
     .more_zh = "--unit 给该单位及其下级里还没改过初始密码的人，--login 给一个人；各得一个新的"
                "初始密码，原来的随即失效。",
     .more_en = "--unit: those of the unit and below who never changed their first password; "
                "--login: one officer. Each gets a new one, the old one ends.",
     .options = (const struct cmd_option[]){{"--unit", "CODE", "某单位及其下级",
                                             "a unit and its subtree"},
                                            {"--login", "LOGIN", "一个人", "one officer"},
                                            {0}},
     .run = slips_run},
    {.name = "user templates",
     .args = "",
     .zh = "岗位模板及其角色",
     .en = "Role templates and their roles",
     .more_zh = "随程序附带；要改的，把 role_templates.json 放进数据目录。",
     .more_en = "Shipped; a role_templates.json in the data directory takes their place.",
     .run = templates_run},
};
const size_t staff_commands_n = COUNT(staff_commands);
