/* SPDX-License-Identifier: Apache-2.0
 * huiyin upstream: who hands orders down as tables; what it calls its columns.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "cmd/subject.h"
#include "core/actor.h"
#include "core/audit.h"
#include "db/db.h"
#include "loop/ledger_map.h"
#include "loop/upstream.h"

enum { TITLE_CELLS = 26, CODE_CELLS = 18 };

static void one_json(struct cmd *c, const struct upstream *u)
{
    json_obj(&c->w);
    json_kstr(&c->w, "code", u->code);
    json_kcstr(&c->w, "kind", enum_text(&upstream_kind_names, u->kind));
    json_kstr(&c->w, "zh", u->zh);
    json_kstr(&c->w, "en", u->en);
    json_ki64(&c->w, "return_length", u->return_length);
    json_kcstr(&c->w, "return_span", enum_text(&span_unit_names, u->return_span));
    json_obj_end(&c->w);
}

static struct str title_of(const struct cmd *c, const struct upstream *u)
{
    return c->cx.lang == LANG_EN && u->en.n ? u->en : u->zh;
}

static void one_say(struct cmd *c, const struct upstream *u)
{
    cmd_say(
        c, "%s%s%.*s", "%s%s%.*s", cmd_cell(c, u->code, CODE_CELLS).p,
        cmd_cell(c, str_c(enum_label(&upstream_kind_names, u->kind, (int)c->cx.lang)), 14).p,
        STR_ARG(title_of(c, u)));
}

static enum err list_run(struct cmd *c)
{
    struct upstream *all = NULL;
    size_t n = 0;
    TRY(cmd_open(c, CMD_READ));
    TRY(upstream_all(&c->cx, &all, &n));
    if (!n)
        cmd_say(
            c, "还没有上级平台；自带的有 hotline12345、petition，见 huiyin upstream load",
            "There are none yet; hotline12345 and petition come along: huiyin upstream load");
    json_obj(&c->w);
    json_key(&c->w, "upstreams");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        one_say(c, &all[i]);
        one_json(c, &all[i]);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    return OK;
}

static const char *const sheet_zh[] = {"工单", "回复", "回访"};

static enum err show_run(struct cmd *c)
{
    struct upstream u = {0};
    TRY(cmd_open(c, CMD_READ));
    TRY(upstream_get(&c->cx, cmd_arg(c, 0), &u));
    one_say(c, &u);
    if (u.return_length)
        cmd_say(c, "退回期限：派单后 %" PRId64 " %s",
                "Taken back within %" PRId64 " %s of dispatch", u.return_length,
                enum_label(&span_unit_names, u.return_span, (int)c->cx.lang));
    for (int s = 0; s < UPSTREAM_SHEETS; s++) {
        const struct upstream_table *t = &u.tables[s];
        cmd_say(c, "%s：", "%s:", cmd_word(c, sheet_zh[s], upstream_sheet_name(s)));
        for (size_t i = 0; i < t->n; i++)
            cmd_say(c, "  %s%.*s", "  %s%.*s", cmd_cell(c, t->columns[i].title, TITLE_CELLS).p,
                    STR_ARG(t->columns[i].field.n
                                ? t->columns[i].field
                                : str_c(cmd_word(c, "（原样）", "(as it came)"))));
        for (size_t i = 0; i < t->values_n; i++)
            cmd_say(c, "  %s：%.*s = %.*s", "  %s: %.*s = %.*s", t->values[i].field.p,
                    STR_ARG(t->values[i].said), STR_ARG(t->values[i].value));
    }
    json_raw(&c->w, u.body);
    return OK;
}

struct put_job {
    const struct upstream *u;
};

static enum err put_write(struct ctx *cx, void *arg)
{
    const struct upstream *u = ((const struct put_job *)arg)->u;
    TRY(upstream_put(cx, u));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "upstream-loaded",
                     str_fmt(cx->arena, "{\"upstream\":\"%.*s\"}", STR_ARG(u->code)));
}

static enum err put(struct cmd *c, const struct upstream *u)
{
    struct put_job job = {.u = u};
    c->cx.actor = &actor_system;
    TRY(db_write(&c->cx, c->app->store, put_write, &job));
    cmd_say(c, "上级平台 %.*s（%.*s）已就绪", "The upstream %.*s (%.*s) is ready",
            STR_ARG(u->code), STR_ARG(title_of(c, u)));
    one_json(c, u);
    return OK;
}

/* A file, or the name of one that comes along. */
static enum err file_named(struct cmd *c, const char *name, struct str *text)
{
    const char *path = name;
    if (!strchr(name, '/') && !strchr(name, '.'))
        TRY(share_path(&c->cx, str_fmt(c->cx.arena, "upstreams/%s.json", name).p, &path));
    return file_read(&c->cx, path, UPSTREAM_FILE_MAX, text);
}

static enum err load_run(struct cmd *c)
{
    struct upstream u = {0};
    struct str text = {0};
    TRY(file_named(c, c->args[0], &text));
    TRY(upstream_parse(&c->cx, c->args[0], text, &u));
    TRY(cmd_open(c, CMD_WRITE));
    return put(c, &u);
}

/* The orders of a saved mapping (huiyin import --save-map) in the place of the model's. */
static enum err orders_of_map(struct cmd *c, json_t *root, const char *file)
{
    struct mapping m = {0};
    TRY(ledger_map_load(&c->cx, file, &m));
    json_t *orders = json_object_get(root, "orders"), *columns = json_array();
    bool ok = columns != NULL;
    for (size_t i = 0; i < m.n && ok; i++) {
        const struct mapping_column *k = &m.columns[i];
        if (!k->title.n)
            continue;
        json_t *one = json_object();
        ok =
            one && json_object_set_new(one, "title", json_stringn(k->title.p, k->title.n)) == 0;
        if (ok && k->target >= 0)
            ok = json_object_set_new(one, "field",
                                     json_string(ledger_targets.p[k->target].name)) == 0;
        ok = json_array_append_new(columns, one) == 0 && ok;
    }
    ok = json_object_set_new(orders, "columns", columns) == 0 && ok;
    return ok ? OK : fail(&c->cx, ERR_BUG, "无法写出 JSON", "the JSON cannot be written");
}

/* Made after the one of its kind that comes along. */
static enum err add_run(struct cmd *c)
{
    const char *kind = cmd_option(c, "--kind"), *map = cmd_option(c, "--map");
    bool petition = kind && strcmp(kind, "petition") == 0;
    struct upstream u = {0};
    struct str text = {0};
    json_t *root = NULL;
    int known = 0;
    if (kind)
        TRY(word_value(c, &upstream_kind_names, str_c(kind), &known));
    TRY(file_named(c, petition ? "petition" : "hotline12345", &text));
    TRY(json_read(&c->cx, text, &root));
    struct str code = cmd_arg(c, 0), zh = cmd_arg(c, 1);
    bool ok = json_object_set_new(root, "code", json_stringn(code.p, code.n)) == 0 &&
              json_object_set_new(root, "zh", json_stringn(zh.p, zh.n)) == 0 &&
              json_object_set_new(root, "kind", json_string(kind ? kind : "hotline")) == 0;
    (void)json_object_del(root, "en");
    (void)json_object_del(root, "why");
    if (!ok)
        return fail(&c->cx, ERR_INPUT, "代号或名称有误", "the code or the name is wrong");
    if (map)
        TRY(orders_of_map(c, root, map));
    char *dump = json_dumps(root, JSON_COMPACT);
    if (!dump)
        return fail(&c->cx, ERR_BUG, "无法写出 JSON", "the JSON cannot be written");
    struct str made = str_dup(c->cx.arena, str_c(dump));
    free(dump);
    TRY(upstream_parse(&c->cx, map ? map : c->args[0], made, &u));
    TRY(cmd_open(c, CMD_WRITE));
    return put(c, &u);
}

static enum err export_run(struct cmd *c)
{
    struct upstream u = {0};
    const char *to = cmd_option(c, "--to");
    TRY(cmd_open(c, CMD_READ));
    TRY(upstream_get(&c->cx, cmd_arg(c, 0), &u));
    if (!to) {
        cmd_say(c, "%.*s", "%.*s", STR_ARG(u.body));
        json_raw(&c->w, u.body);
        return OK;
    }
    TRY(file_write_new(&c->cx, to, str_fmt(c->cx.arena, "%.*s\n", STR_ARG(u.body)), 0644));
    cmd_say(c, "已写到 %s", "Written to %s", to);
    one_json(c, &u);
    return OK;
}

static enum err schema_run(struct cmd *c)
{
    struct buf b;
    struct json w;
    buf_init(&b, c->cx.arena, UPSTREAM_FILE_MAX);
    json_init(&w, &b);
    upstream_schema(&w);
    struct str text = buf_done(&b);
    cmd_say(c, "%.*s", "%.*s", STR_ARG(text));
    json_raw(&c->w, text);
    return OK;
}

const struct command upstreams_commands[] = {
    {.name = "upstream list",
     .args = "",
     .zh = "上级平台（12345、信访等）",
     .en = "Upstreams: hotline, petition system and others",
     .run = list_run},
    {.name = "upstream show",
     .args = "CODE",
     .args_min = 1,
     .args_max = 1,
     .zh = "一个上级平台的列名、取值和退回期限",
     .en = "What an upstream calls its columns and words",
     .run = show_run},
    {.name = "upstream load",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "装入上级平台文件（JSON），已有的换成新的",
     .en = "Load an upstream's file (JSON), in the place of an earlier one",
     .more_zh = "自带的不用写路径：hotline12345、petition。",
     .more_en = "Those that come along need no path: hotline12345, petition.",
     .run = load_run},
    {.name = "upstream add",
     .args = "CODE NAME",
     .args_min = 2,
     .args_max = 2,
     .zh = "按自带的样子新建一个上级平台",
     .en = "A new upstream, made after the one that comes along",
     .options =
         (const struct cmd_option[]){
             {"--kind", "KIND", "hotline、petition 或 other，默认 hotline",
              "hotline, petition or other; hotline by default"},
             {"--map", "FILE", "工单的列映射（huiyin import --save-map 存出、改好的）",
              "the orders' columns, as saved by huiyin import --save-map and corrected"},
             {0}},
     .run = add_run},
    {.name = "upstream export",
     .args = "CODE",
     .args_min = 1,
     .args_max = 1,
     .zh = "写出上级平台文件，给别的单位用",
     .en = "Write an upstream's file, for other offices",
     .options =
         (const struct cmd_option[]){
             {"--to", "FILE", "写到哪个文件，默认打印", "the file; printed by default"}, {0}},
     .run = export_run},
    {.name = "upstream schema",
     .args = "",
     .zh = "上级平台文件的 JSON Schema",
     .en = "JSON Schema of an upstream's file",
     .run = schema_run},
};
const size_t upstreams_commands_n = COUNT(upstreams_commands);
