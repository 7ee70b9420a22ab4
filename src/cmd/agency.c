/* SPDX-License-Identifier: Apache-2.0
 * huiyin agency: who is competent for what is redirected, in and out of table files.
 */
#include "cmd/cmd.h"
#include "cmd/faults.h"
#include "cmd/rows.h"
#include "core/actor.h"
#include "loop/agency_file.h"
#include "loop/directory_json.h"

enum { CELLS_NAME = 36 };

static enum err list_run(struct cmd *c)
{
    struct agency *a = NULL;
    size_t n = 0;
    TRY(cmd_open(c, CMD_READ));
    TRY(agencies_read(&c->cx, &a, &n));
    if (!n)
        cmd_say(c, "还没有机构名录，用 huiyin agency import 装入",
                "There is no agency list yet: huiyin agency import");
    json_obj(&c->w);
    json_key(&c->w, "agencies");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        cmd_say(c, "%s%.*s", "%s%.*s", cmd_cell(c, a[i].name, CELLS_NAME).p,
                STR_ARG(agency_contact(&c->cx, &a[i])));
        json_obj(&c->w);
        json_kstr(&c->w, "name", a[i].name);
        json_kstr(&c->w, "exits", a[i].exits);
        json_kstr(&c->w, "purpose", a[i].purpose);
        json_kstr(&c->w, "phone", a[i].phone);
        json_kstr(&c->w, "address", a[i].address);
        json_kstr(&c->w, "hours", a[i].hours);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

static enum err show_changes(struct cmd *c, const struct agency_read *r)
{
    struct agency *now = NULL;
    struct agency_change *all = NULL;
    size_t now_n = 0, n = 0, added = 0, removed = 0;
    TRY(agencies_read(&c->cx, &now, &now_n));
    agencies_diff(&c->cx, now, now_n, r->rows, r->n, &all, &n);
    if (!n)
        cmd_say(c, "没有差别", "No difference");
    for (size_t i = 0; i < n; i++) {
        const struct agency *a = all[i].after ? all[i].after : all[i].before;
        if (!a)
            continue; /* of no difference */
        added += !all[i].before;
        removed += !all[i].after;
        cmd_say(c, "%s %s%.*s", "%s %s%.*s",
                !all[i].before  ? "+"
                : !all[i].after ? "-"
                                : "~",
                cmd_cell(c, a->name, CELLS_NAME).p, STR_ARG(agency_contact(&c->cx, a)));
    }
    json_ki64(&c->w, "added", (int64_t)added);
    json_ki64(&c->w, "removed", (int64_t)removed);
    json_ki64(&c->w, "changed", (int64_t)(n - added - removed));
    return OK;
}

static enum err import_run(struct cmd *c)
{
    struct agency_read r;
    bool dry = cmd_has(c, "--dry-run");
    TRY(cmd_open(c, dry ? CMD_READ : CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(agency_file_read(&c->cx, cmd_arg(c, 0).p, NULL, &r));
    json_obj(&c->w);
    json_kbool(&c->w, "dry_run", dry);
    json_ki64(&c->w, "agencies", (int64_t)r.n);
    directory_faults_json(&c->w, r.faults, r.faults_n, r.faults_all);
    faults_say(c, r.faults, r.faults_n, r.faults_all);
    TRY(show_changes(c, &r));
    if (r.faults_all && !dry)
        return fail(&c->cx, ERR_INPUT, "有 %zu 处问题，没有写入",
                    "%zu faults: nothing was written", r.faults_all);
    c->differs = r.faults_all > 0;
    if (dry)
        cmd_say(c, "试运行，没有写入：%zu 家可用，%zu 处问题",
                "Dry run, nothing was written: %zu agencies, %zu faults", r.n, r.faults_all);
    else {
        TRY(agencies_enforce(&c->cx, r.rows, r.n));
        cmd_say(c, "机构名录现有 %zu 家", "The agency list now has %zu agencies", r.n);
    }
    json_obj_end(&c->w);
    return OK;
}

static enum err export_run(struct cmd *c)
{
    const char *path = cmd_option(c, "--to");
    struct agency *a = NULL;
    size_t n = 0;
    if (!path)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.xlsx 或 .csv）",
                    "--to FILE is needed (.xlsx or .csv)");
    TRY(cmd_open(c, CMD_READ));
    TRY(agencies_read(&c->cx, &a, &n));
    TRY(agency_file_write(&c->cx, path, a, n));
    cmd_say(c, "机构名录 %zu 家，已写到 %s", "The agency list, %zu agencies, written to %s", n,
            path);
    json_obj(&c->w);
    json_ki64(&c->w, "agencies", (int64_t)n);
    json_kcstr(&c->w, "file", path);
    json_obj_end(&c->w);
    return OK;
}

const struct command agency_commands[] = {
    {.name = "agency list",
     .args = "",
     .zh = "机构名录：告知其他渠道时可选的受理机构",
     .en = "The agency list: who is chosen from when a demand is redirected",
     .run = list_run},
    {.name = "agency import",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "装入机构名录（XLSX、CSV），代替原来的，列出差别",
     .en = "Put an agency list in the place of the one there is (XLSX, CSV); says what differs",
     .more_zh =
         "列：名称、去向（机制里的去向，代码或名称，用顿号隔开；空为各种去向）、受理事项、"
         "电话、地址、受理时间。名称不得重复，电话和地址至少写一项。有一行有问题就整份"
         "不写入。",
     .more_en = "Columns: 名称, 去向 (exits of the mechanism, codes or names; empty is every "
                "one), 受理事项, 电话, 地址, 受理时间. Names differ, a telephone or an address "
                "is needed. Nothing is written when a row is at fault.",
     .options = (const struct cmd_option[]){{"--dry-run", NULL, "只检查和比较，不写入",
                                             "look and compare only, write nothing"},
                                            {0}},
     .run = import_run},
    {.name = "agency export",
     .args = "",
     .zh = "写出机构名录",
     .en = "Write the agency list",
     .options = (const struct cmd_option[]){{"--to", "FILE", "写到哪个文件（.xlsx 或 .csv）",
                                             "the file (.xlsx or .csv)"},
                                            {0}},
     .run = export_run},
};
const size_t agency_commands_n = COUNT(agency_commands);
