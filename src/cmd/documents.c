/* SPDX-License-Identifier: Apache-2.0
 * huiyin documents: templates listed, taken out, checked, loaded; documents made; the worker
 * that turns them into PDF.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/share.h"
#include "cmd/subject.h"
#include "core/actor.h"
#include "db/db.h"
#include "doc/pdf.h"
#include "loop/document.h"
#include "loop/steps.h"

enum {
    JSON_BYTES = 4 << 20,
    NUMBER_CELLS = 30,
    KIND_CELLS = 12,
    DAY_CELLS = 18,
    FIELD_CELLS = 26
};

static enum err kind_named(struct cmd *c, struct str name, const struct document_kind **out)
{
    *out = document_kind_find(name);
    if (*out)
        return OK;
    struct str all = STR("");
    for (const struct document_kind *k = document_kinds; k->name; k++)
        all = str_fmt(c->cx.arena, "%.*s%s%s", STR_ARG(all), all.n ? ", " : "", k->name);
    return fail(&c->cx, ERR_INPUT, "公文的种类是 %.*s", "the kinds are %.*s", STR_ARG(all));
}

static enum err file_put(struct cmd *c, const char *path, struct str bytes)
{
    unlink(path);
    return file_write_new(&c->cx, path, bytes, 0600);
}

/* ---- templates ---- */

static enum err templates_run(struct cmd *c)
{
    TRY(cmd_open(c, CMD_READ));
    json_obj(&c->w);
    TRY(document_templates_json(&c->cx, &c->w));
    json_obj_end(&c->w);
    for (const struct document_kind *k = document_kinds; k->name; k++) {
        struct document_template t = {0};
        struct str docx = {0};
        TRY(document_template_get(&c->cx, k, -1, &t, &docx));
        struct str name = cmd_cell(c, str_c(k->name), KIND_CELLS);
        struct str text = cmd_cell(c, str_c(cmd_word(c, k->zh, k->en)), NUMBER_CELLS);
        if (t.version)
            cmd_say(c, "%s%s第 %" PRId64 " 版：%.*s", "%s%sversion %" PRId64 ": %.*s", name.p,
                    text.p, t.version, STR_ARG(t.name));
        else
            cmd_say(c, "%s%s随程序提供", "%s%sas shipped", name.p, text.p);
    }
    return OK;
}

static void fields_say(struct cmd *c, const struct docx_field *f, int depth)
{
    for (; f->name; f++) {
        bool list = f->type == DOCX_LIST || f->type == DOCX_LINES;
        struct str mark =
            str_fmt(c->cx.arena, list ? "{{#%s}} {{/%s}}" : "{{%s}}", f->name, f->name);
        cmd_say(c, "%*s%s%s", "%*s%s%s", depth * 4, "", cmd_cell(c, mark, FIELD_CELLS).p,
                cmd_word(c, f->zh, f->en));
        if (f->rows)
            fields_say(c, f->rows, depth + 1);
        else if (list)
            cmd_say(c, "%*s{{text}}", "%*s{{text}}", (depth + 1) * 4, "");
    }
}

static enum err fields_run(struct cmd *c)
{
    const struct document_kind *k = NULL;
    TRY(kind_named(c, cmd_arg(c, 0), &k));
    fields_say(c, k->fields, 0);
    return OK;
}

static enum err template_run(struct cmd *c)
{
    const struct document_kind *k = NULL;
    struct document_template t = {0};
    struct str docx = {0}, out = {0};
    int64_t version = -1;
    const char *to = cmd_option(c, "--to");
    TRY(kind_named(c, cmd_arg(c, 0), &k));
    TRY(cmd_number(c, "--version", 0, INT64_MAX, &version));
    if (!to)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.docx）",
                    "--to FILE.docx is needed");
    TRY(cmd_open(c, CMD_READ));
    TRY(document_template_get(&c->cx, k, version, &t, &docx));
    if (cmd_has(c, "--preview"))
        TRY(document_template_preview(&c->cx, k, docx, &out));
    return file_put(c, to, cmd_has(c, "--preview") ? out : docx);
}

static enum err check_run(struct cmd *c)
{
    const struct document_kind *k = NULL;
    struct str docx = {0};
    TRY(kind_named(c, cmd_arg(c, 0), &k));
    TRY(file_read(&c->cx, c->args[1], DOCX_BYTES, &docx));
    TRY(document_template_check(&c->cx, k, docx));
    cmd_say(c, "模板可用", "the template is good");
    return OK;
}

static enum err load_run(struct cmd *c)
{
    const struct document_kind *k = NULL;
    struct str docx = {0};
    int64_t version = 0;
    const char *slash = c->args_n > 1 ? strrchr(c->args[1], '/') : NULL;
    TRY(kind_named(c, cmd_arg(c, 0), &k));
    TRY(file_read(&c->cx, c->args[1], DOCX_BYTES, &docx));
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(document_template_put(&c->cx, k, str_c(slash ? slash + 1 : c->args[1]), docx,
                              &version));
    cmd_say(c, "%s的模板现为第 %" PRId64 " 版", "template of %s: version %" PRId64,
            cmd_word(c, k->zh, k->en), version);
    return OK;
}

/* ---- documents ---- */

static enum err list_run(struct cmd *c)
{
    struct document *rows = NULL;
    int year = 0, month = 0, mday = 0;
    size_t n = 0;
    char human[TIME_TEXT];
    TRY(cmd_open(c, CMD_READ));
    day_to_civil(time_day(c->cx.now), &year, &month, &mday);
    int64_t wanted = year;
    TRY(cmd_number(c, "--year", 2000, 9999, &wanted));
    TRY(documents_of_year(&c->cx, wanted, &rows, &n));
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        json_obj(&c->w);
        document_json(&c->cx, &c->w, &rows[i]);
        json_obj_end(&c->w);
        cmd_say(c, "%s%s%.*s %.*s", "%s%s%.*s %.*s", cmd_cell(c, rows[i].num, NUMBER_CELLS).p,
                cmd_cell(c, str_c(time_human(human, rows[i].made_at)), DAY_CELLS).p,
                STR_ARG(rows[i].about), STR_ARG(rows[i].title));
    }
    json_arr_end(&c->w);
    return OK;
}

static enum err made(struct cmd *c, const struct document_ask *ask, struct document *out)
{
    const char *data = cmd_option(c, "--fields");
    struct str text = {0};
    json_t *fields = NULL;
    if (!data)
        return document_read(&c->cx, ask, out);
    TRY(file_read(&c->cx, data, JSON_BYTES, &text));
    TRY(json_read(&c->cx, text, &fields));
    if (!json_is_object(fields))
        return fail(&c->cx, ERR_INPUT, "--fields 应是一个 JSON 对象",
                    "--fields is a JSON object");
    return document_given(&c->cx, ask, fields, out);
}

static enum err make_run(struct cmd *c)
{
    const struct document_kind *k = NULL;
    struct document_ask ask = {
        .kind = cmd_arg(c, 0),
        .about = str_c(cmd_option(c, "--about")),
        .text = str_c(cmd_option(c, "--text")),
    };
    struct document d = {0};
    struct str docx = {0}, answer = {0};
    const char *to = cmd_option(c, "--to");
    TRY(kind_named(c, ask.kind, &k));
    if (k->issued)
        return fail(&c->cx, ERR_CONFLICT, "%s须在网页上起草、核对后签发",
                    "drafted, checked and issued on the page: %s", cmd_word(c, k->zh, k->en));
    if (!to)
        return fail(&c->cx, ERR_INPUT, "请用 --to 给出文件（.docx）",
                    "--to FILE.docx is needed");
    TRY(cmd_open(c, CMD_WRITE));
    steps_register(); /* what was done is called by the steps' names */
    TRY(actor_named(c));
    TRY(db_snapshot(&c->cx));
    TRY(made(c, &ask, &d));
    TRY(document_put(&c->cx, &d, &answer));
    TRY(document_docx(&c->cx, &d, &docx));
    TRY(file_put(c, to, docx));
    cmd_say(c, "%.*s 已写到 %s", "%.*s written to %s", STR_ARG(d.num), to);
    if (c->json)
        json_raw(&c->w, answer);
    return OK;
}

/* ---- the worker ---- */

static enum err spool_dir(struct cmd *c, const char **out)
{
    const char *given = cmd_option(c, "--spool");
    *out = given ? str_cdup(c->cx.arena, str_c(given))
                 : document_spool(&c->cx, c->config, c->data_dir);
    return (*out)[0] == '/'
               ? OK
               : fail(&c->cx, ERR_INPUT, "--spool 应是绝对路径", "--spool is an absolute path");
}

static enum err worker_run(struct cmd *c)
{
    const char *soffice = cmd_option(c, "--soffice"), *dir = NULL, *fonts = NULL;
    const struct timespec pause = {.tv_sec = 1};
    TRY(spool_dir(c, &dir));
    TRY(share_path(&c->cx, "data/documents/fonts.conf", &fonts));
    const struct pdf_worker w = {dir, soffice ? soffice : "/usr/bin/soffice", fonts};
    TRY(pdf_worker_begin(&c->cx, &w));
    cmd_note(c, "PDF 转换已就绪：%s", "ready to make PDFs: %s", dir);
    for (;;) {
        int done = 0;
        struct arena *round = arena_open((size_t)16 << 20);
        struct ctx cx = c->cx;
        cx.arena = round;
        enum err e = pdf_worker_round(&cx, &w, &done);
        if (e != OK)
            e = fail(&c->cx, e, "%s", "%s", cx.error.message ? cx.error.message : "");
        arena_close(round);
        if (e != OK || (cmd_has(c, "--once") && done == 0))
            return e;
        if (done == 0)
            nanosleep(&pause, NULL);
    }
}

#define TO                                                                                     \
    {                                                                                          \
        "--to", "FILE", "写到文件（.docx）", "file to write (.docx)"                           \
    }

const struct command documents_commands[] = {
    {.name = "documents templates",
     .args = "",
     .zh = "公文模板：各种类用的哪一版",
     .en = "Templates of documents and the version in force",
     .run = templates_run},
    {.name = "documents fields",
     .args = "KIND",
     .args_min = 1,
     .args_max = 1,
     .zh = "一种公文的模板里可以写哪些字段",
     .en = "What a template of that kind may name",
     .run = fields_run},
    {.name = "documents template",
     .args = "KIND",
     .args_min = 1,
     .args_max = 1,
     .zh = "取出公文模板，用 WPS 修改",
     .en = "Take a template out, to change it in WPS",
     .options =
         (const struct cmd_option[]){
             TO,
             {"--version", "N", "第几版；0 为随程序提供的；不填为现用的",
              "which; 0 as shipped; else the newest"},
             {"--preview", NULL, "用样例值填好", "filled with sample values"},
             {0}},
     .run = template_run},
    {.name = "documents check",
     .args = "KIND FILE",
     .args_min = 2,
     .args_max = 2,
     .zh = "检查改好的公文模板",
     .en = "Check a changed template",
     .run = check_run},
    {.name = "documents load",
     .args = "KIND FILE",
     .args_min = 2,
     .args_max = 2,
     .zh = "启用改好的公文模板，成为新的一版",
     .en = "Put a changed template in force, as a new version",
     .run = load_run},
    {.name = "documents list",
     .args = "",
     .zh = "发文登记：一年里发的公文及文号",
     .en = "Register of a year's documents and their numbers",
     .options =
         (const struct cmd_option[]){
             {"--year", "YEAR", "年份；不填为今年", "the year; this one otherwise"}, {0}},
     .run = list_run},
    {.name = "documents make",
     .args = "KIND",
     .args_min = 1,
     .args_max = 1,
     .zh = "制作一份公文（编文号、留痕）",
     .en = "Make a document (numbered and recorded)",
     .options =
         (const struct cmd_option[]){
             TO,
             {"--as", "LOGIN", "制作人的登录名：只写他看得到的",
              "who makes it: what they may see stands in it"},
             {"--about", "WHAT",
              "事项、诉求编号，交办清单号，或时段如“weekly 2026-11-16”、“month 2026-10”",
              "number of a matter, demand or list, or a time such as \"weekly 2026-11-16\" or "
              "\"month 2026-10\""},
             {"--text", "TEXT", "要求、意见", "what its maker adds"},
             {"--fields", "FILE", "内容由文件给出（JSON），用于约谈记录、红黑榜",
              "what it says, as JSON: interview records, boards"},
             {0}},
     .run = make_run},
    {.name = "documents worker",
     .args = "",
     .zh = "把公文转成 PDF（另一个进程，用 LibreOffice）",
     .en = "Turn documents into PDF (a process of its own, by LibreOffice)",
     .options =
         (const struct cmd_option[]){
             {"--spool", "DIR", "与服务共用的目录；不填看 document_spool",
              "folder shared with the server"},
             {"--soffice", "FILE", "LibreOffice 程序；默认 /usr/bin/soffice",
              "LibreOffice; /usr/bin/soffice otherwise"},
             {"--once", NULL, "队列空了就结束", "end when nothing waits"},
             {0}},
     .run = worker_run,
     .surveys = true},
};
const size_t documents_commands_n = COUNT(documents_commands);
