/* SPDX-License-Identifier: Apache-2.0
 * huiyin scheme: class schemes beside the mechanism's own, and what is counted in them.
 */
#include <inttypes.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "core/actor.h"
#include "db/db.h"
#include "loop/scheme_report.h"

enum { CELLS_CODE = 20, CELLS_NAME = 40, CELLS_KIND = 10 };

static enum err day_option(struct cmd *c, const char *name, int64_t usual, int64_t *out)
{
    const char *text = cmd_option(c, name);
    *out = usual;
    if (text && !day_parse(str_c(text), out))
        return fail(&c->cx, ERR_INPUT, "%s 不是日期", "%s is no day", text);
    return OK;
}

static struct str text_option(struct cmd *c, const char *name, struct str usual)
{
    const char *text = cmd_option(c, name);
    return text ? str_c(text) : usual;
}

static enum err list_run(struct cmd *c)
{
    struct scheme_version *v = NULL;
    size_t n = 0;
    char day[TIME_TEXT];
    TRY(cmd_open(c, CMD_READ));
    TRY(scheme_list(&c->cx, &v, &n));
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        cmd_say(c, "%s第 %" PRId64 " 版  自 %s 起  %" PRId64 " 条  %.*s  %.*s",
                "%sversion %" PRId64 "  from %s  %" PRId64 " entries  %.*s  %.*s",
                cmd_cell(c, v[i].scheme, CELLS_CODE).p, v[i].version,
                day_text(day, v[i].from_day), v[i].entries, STR_ARG(v[i].name),
                STR_ARG(v[i].source));
        json_obj(&c->w);
        shape_json(&c->w, &scheme_version_shape, &v[i]);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    return OK;
}

static void changes_say(struct cmd *c, const struct scheme_change *all, size_t n)
{
    json_key(&c->w, "changes");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        cmd_say(c, "%s%s%.*s → %.*s", "%s%s%.*s → %.*s",
                cmd_cell(c, str_c(all[i].kind), CELLS_KIND).p,
                cmd_cell(c, all[i].code, CELLS_CODE).p, STR_ARG(all[i].before),
                STR_ARG(all[i].after));
        json_obj(&c->w);
        json_kcstr(&c->w, "kind", all[i].kind);
        json_kstr(&c->w, "code", all[i].code);
        json_kstr(&c->w, "before", all[i].before);
        json_kstr(&c->w, "after", all[i].after);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
}

/* From here on nothing is read outside a write. */
static void writes(struct cmd *c)
{
    db_release(c->cx.db);
    c->cx.db = NULL;
    c->cx.actor = &actor_system;
}

static enum err import_run(struct cmd *c)
{
    struct scheme_version v = {.scheme = cmd_arg(c, 0)};
    struct scheme_file *f = NEW(c->cx.arena, struct scheme_file);
    struct scheme_change *changes = NULL;
    size_t changes_n = 0;
    bool dry = cmd_has(c, "--dry-run");
    TRY(cmd_open(c, dry ? CMD_READ : CMD_WRITE));
    TRY(day_option(c, "--from", time_day(c->cx.now), &v.from_day));
    TRY(scheme_read(&c->cx, cmd_arg(c, 1).p, f));
    TRY(scheme_file_whole(&c->cx, f));
    TRY(scheme_diff(&c->cx, v.scheme, f->entries, f->n, &changes, &changes_n));
    v.name = text_option(c, "--name", v.scheme);
    v.source = text_option(c, "--source", STR(""));
    json_obj(&c->w);
    changes_say(c, changes, changes_n);
    if (!dry && changes_n) {
        writes(c);
        TRY(scheme_put(&c->cx, &v, f->entries, f->n));
    }
    cmd_say(c, "%zu 条，%zu 处差别%s", "%zu entries, %zu changes%s", f->n, changes_n,
            dry ? cmd_word(c, "（没有写入）", " (nothing written)") : "");
    json_ki64(&c->w, "entries", (int64_t)f->n);
    json_ki64(&c->w, "version", v.version);
    json_kbool(&c->w, "dry_run", dry);
    json_obj_end(&c->w);
    return OK;
}

static enum err map_run(struct cmd *c)
{
    struct scheme_version v = {.scheme = cmd_arg(c, 0)};
    struct scheme_file *f = NEW(c->cx.arena, struct scheme_file);
    TRY(cmd_open(c, CMD_WRITE));
    TRY(day_option(c, "--from", time_day(c->cx.now), &v.from_day));
    v.source = text_option(c, "--source", STR(""));
    if (!v.source.n)
        return fail(&c->cx, ERR_INPUT, "请用 --source 写明对照的依据",
                    "say where the table is from (--source)");
    TRY(scheme_map_read(&c->cx, cmd_arg(c, 1).p, v.scheme, v.from_day, f));
    TRY(scheme_file_whole(&c->cx, f));
    writes(c);
    TRY(scheme_map_put(&c->cx, &v, f->map, f->n));
    cmd_say(c, "对照第 %" PRId64 " 版，%zu 条", "table version %" PRId64 ", %zu classes",
            v.version, f->n);
    json_obj(&c->w);
    json_ki64(&c->w, "version", v.version);
    json_ki64(&c->w, "entries", (int64_t)f->n);
    json_obj_end(&c->w);
    return OK;
}

static void count_say(struct cmd *c, struct str code, struct str name, int64_t n)
{
    cmd_say(c, "%s%s%8" PRId64, "%s%s%8" PRId64, cmd_cell(c, code, CELLS_CODE).p,
            cmd_cell(c, name, CELLS_NAME).p, n);
    json_obj(&c->w);
    json_kstr(&c->w, "code", code);
    json_kstr(&c->w, "name", name);
    json_ki64(&c->w, "demands", n);
    json_obj_end(&c->w);
}

static enum err count_run(struct cmd *c)
{
    struct scheme_sums s;
    int64_t from = 0, to = 0;
    TRY(cmd_open(c, CMD_READ));
    TRY(cmd_from_replica(c));
    TRY(day_option(c, "--from", 0, &from));
    TRY(day_option(c, "--until", time_day(c->cx.now), &to));
    from = time_day_start(from);
    to = time_day_end(to);
    TRY(db_snapshot(&c->cx));
    TRY(scheme_counts(&c->cx, cmd_arg(c, 0), from, to, &s));
    json_arr(&c->w);
    for (size_t i = 0; i < s.days->rows_n; i++)
        if (scheme_sums_shown(&s, i, from, to))
            count_say(c, s.days->rows[i].code, s.days->rows[i].name, s.rows[i].demands);
    count_say(c, STR(""), str_c(cmd_word(c, "（未归入）", "(in none)")), s.none.demands);
    json_arr_end(&c->w);
    return OK;
}

#define FROM_OPTION                                                                            \
    {                                                                                          \
        "--from", "DAY", "自哪天起", "from this day on"                                        \
    }
#define SOURCE_OPTION                                                                          \
    {                                                                                          \
        "--source", "TEXT", "出处", "where it is from"                                         \
    }

const struct command schemes_commands[] = {
    {.name = "scheme list",
     .args = "",
     .zh = "分类体系的各版",
     .en = "Class schemes and their versions",
     .run = list_run},
    {.name = "scheme import",
     .args = "SCHEME FILE",
     .args_min = 2,
     .args_max = 2,
     .zh = "装入一套分类体系的新一版（XLSX、CSV）",
     .en = "Load a new version of a class scheme (XLSX, CSV)",
     .more_zh = "列为 code,name,parent，或 一级分类,二级分类,三级分类（代码按次序编）。",
     .more_en = "Columns code,name,parent, or 一级分类,二级分类,三级分类 (codes are made).",
     .options =
         (const struct cmd_option[]){FROM_OPTION,
                                     SOURCE_OPTION,
                                     {"--name", "NAME", "名称", "what it is called"},
                                     {"--dry-run", NULL, "只比较，不写入", "compare only"},
                                     {0}},
     .run = import_run},
    {.name = "scheme map",
     .args = "SCHEME FILE",
     .args_min = 2,
     .args_max = 2,
     .zh = "装入本机制类别到一套分类体系的对照表（class,code）",
     .en = "Load a table from the mechanism's classes into a scheme (class,code)",
     .options = (const struct cmd_option[]){FROM_OPTION, SOURCE_OPTION, {0}},
     .run = map_run},
    {.name = "scheme count",
     .args = "[SCHEME]",
     .args_max = 1,
     .zh = "按一套分类体系统计反映的诉求",
     .en = "Demands counted in a scheme",
     .more_zh =
         "--from、--until 是反映日期；每件按登记那天的体系和对照表归类，由人归入的按人的；不写 "
         "SCHEME 为本机制的类别。",
     .more_en =
         "--from and --until are days on which it was said; each by the scheme and table of "
         "the day it was recorded, or where a person placed it; without SCHEME the "
         "mechanism's own classes.",
     .options = (const struct cmd_option[]){FROM_OPTION,
                                            {"--until", "DAY", "到哪天止", "to this day"},
                                            {0}},
     .run = count_run},
};
const size_t schemes_commands_n = COUNT(schemes_commands);
