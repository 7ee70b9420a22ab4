/* SPDX-License-Identifier: Apache-2.0
 * Urgent words: load a file, list the rules and how often they were right, try them on a text
 * or on a whole table.
 */
#include <string.h>

#include "base/utf8.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "cmd/rules_file.h"
#include "cmd/share.h"
#include "cmd/urgent.h"
#include "core/urgent.h"
#include "db/db.h"
#include "doc/sheet.h"
#include "loop/alarm.h"

enum { FILE_BYTES = 1 << 20, CELLS_MAX = 1 << 20, SHOWN = 120 };

static const char *text_in(const struct cmd *c, struct str zh, struct str en)
{
    return c->cx.lang == LANG_EN ? en.p : zh.p;
}

enum err urgent_set_open(struct cmd *c, const struct urgent_set **out)
{
    const char *file = cmd_option(c, "--rules");
    struct str text = {0};
    if (file) {
        TRY(file_read(&c->cx, file, FILE_BYTES, &text));
        return urgent_parse(&c->cx, c->cx.arena, file, text, out);
    }
    TRY(cmd_open(c, CMD_READ));
    if (!c->app->urgent)
        return fail(&c->cx, ERR_NOT_FOUND, "还没有装入要情词规，见 huiyin urgent load",
                    "no urgent words are loaded: see huiyin urgent load");
    *out = c->app->urgent;
    return OK;
}

/* ---- load ---- */

static enum err load_run(struct cmd *c)
{
    const struct urgent_set *set = NULL;
    struct rules_file f = {.shipped = "data/urgent.json",
                           .max = FILE_BYTES,
                           .store = urgent_store,
                           .action = "urgent-loaded"};
    TRY(rules_file_read(c, &f));
    TRY(urgent_parse(&c->cx, c->cx.arena, f.path, f.text, &set));
    TRY(rules_file_store(c, &f));
    cmd_say(c, "要情词规现为第 %lld 版，%zu 条规则；运行中的服务几秒内改用",
            "The urgent words are at version %lld, %zu rules; a running server takes them in a "
            "few seconds",
            (long long)f.version, set->rules_n);
    json_obj(&c->w);
    json_ki64(&c->w, "version", f.version);
    json_ki64(&c->w, "rules", (int64_t)set->rules_n);
    json_obj_end(&c->w);
    return OK;
}

/* ---- list ---- */

static void rule_say(struct cmd *c, const struct urgent_rule *r, const struct alarm_figures *f)
{
    struct str share = f->right + f->wrong == 0
                           ? STR("-")
                           : str_fmt(c->cx.arena, "%lld%%",
                                     (long long)(100 * f->right / (f->right + f->wrong)));
    cmd_say(c, "%s %s 属实 %lld  误报 %lld  未结 %lld  准确率 %.*s",
            "%s %s right %lld  false %lld  open %lld  precision %.*s",
            cmd_cell(c, r->code, 22).p, cmd_cell(c, str_c(text_in(c, r->zh, r->en)), 30).p,
            (long long)f->right, (long long)f->wrong, (long long)f->open, STR_ARG(share));
    json_obj(&c->w);
    json_kstr(&c->w, "code", r->code);
    json_kcstr(&c->w, "kind", enum_text(&urgent_kind_names, r->kind));
    alarm_figures_json(&c->w, f);
    json_obj_end(&c->w);
}

static enum err list_run(struct cmd *c)
{
    const struct urgent_set *set = NULL;
    struct alarm_figures *f = NULL;
    int64_t unfound = 0;
    TRY(urgent_set_open(c, &set));
    if (!c->app) /* a file has no history */
        f = NEWS(c->cx.arena, struct alarm_figures, set->rules_n);
    else
        TRY(alarm_figures(&c->cx, set, 0, &f, &unfound));
    json_obj(&c->w);
    json_ki64(&c->w, "version", set->version);
    json_key(&c->w, "rules");
    json_arr(&c->w);
    for (size_t i = 0; i < set->rules_n; i++)
        rule_say(c, &set->rules[i], &f[i]);
    json_arr_end(&c->w);
    json_ki64(&c->w, "by_hand_without_rule", unfound);
    json_obj_end(&c->w);
    cmd_say(c, "第 %lld 版；人工标记而无规则识别：%lld 件",
            "Version %lld; marked by hand where no rule hit: %lld", (long long)set->version,
            (long long)unfound);
    return OK;
}

/* ---- test ---- */

static enum err test_run(struct cmd *c)
{
    const struct urgent_set *set = NULL;
    struct urgent_hit hits[URGENT_HITS];
    TRY(urgent_set_open(c, &set));
    size_t n = urgent_match(set, c->cx.arena, cmd_arg(c, 0), hits, COUNT(hits));
    json_obj(&c->w);
    json_key(&c->w, "hits");
    json_arr(&c->w);
    for (size_t i = 0; i < n; i++) {
        const struct urgent_rule *r = hits[i].rule;
        cmd_say(c, "%s %s 第 %u–%u 字：%s", "%s %s characters %u–%u: %s",
                cmd_cell(c, r->code, 22).p, cmd_cell(c, str_c(text_in(c, r->zh, r->en)), 24).p,
                hits[i].from + 1, hits[i].to, text_in(c, r->advice_zh, r->advice_en));
        json_obj(&c->w);
        json_kstr(&c->w, "rule", r->code);
        json_ki64(&c->w, "from", hits[i].from);
        json_ki64(&c->w, "to", hits[i].to);
        json_obj_end(&c->w);
    }
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    if (n == 0)
        cmd_say(c, "没有识别出要情", "Nothing urgent was found");
    return OK;
}

/* ---- count ---- */

struct counting {
    struct cmd *c;
    const struct urgent_set *set;
    struct urgent_columns columns;
    const char *show; /* a rule's code, "*", or NULL */
    int64_t rows, hit;
    int64_t *by_rule;
    struct arena *row;
};

enum err urgent_columns_read(struct cmd *c, const struct row *head, struct urgent_columns *out)
{
    const char *named = cmd_option(c, "--column");
    struct strs names = named ? str_split(c->cx.arena, str_c(named), ',') : (struct strs){0};
    bool *wanted = NEWS(c->cx.arena, bool, head->n);
    size_t found = 0;
    for (size_t i = 0; i < head->n; i++) {
        wanted[i] = !named;
        for (size_t w = 0; w < names.n; w++)
            wanted[i] |= str_eq(str_trim(head->cells[i].text), names.p[w]);
        found += wanted[i];
    }
    if (found < names.n)
        return fail(&c->cx, ERR_INPUT, "表头没有 --column 所说的列",
                    "the head of the table lacks a column named with --column");
    *out = (struct urgent_columns){wanted, head->n};
    return OK;
}

struct str urgent_row_text(struct arena *a, const struct urgent_columns *columns,
                           const struct row *row)
{
    struct buf b;
    buf_init(&b, a, CELLS_MAX);
    for (size_t i = 0; i < row->n && i < columns->n; i++)
        if (columns->wanted[i] && row->cells[i].kind == CELL_TEXT) {
            buf_str(&b, row->cells[i].text);
            buf_c(&b, "\n");
        }
    return buf_done(&b);
}

static void shown(const struct counting *k, const struct urgent_hit *h, struct str text,
                  int64_t line)
{
    if (!k->show || (strcmp(k->show, "*") != 0 && !str_eq_c(h->rule->code, k->show)))
        return;
    struct str all = str_dup(k->row, text);
    for (char *p = (char *)(uintptr_t)all.p; *p; p++)
        if (*p == '\n' || *p == '\r')
            *p = ' ';
    int64_t from = (int64_t)h->from > SHOWN / 3 ? (int64_t)h->from - SHOWN / 3 : 0;
    size_t skip = utf8_head(all, from).n;
    struct str part = utf8_head((struct str){all.p + skip, all.n - skip}, SHOWN);
    cmd_say(k->c, "%s 行 %lld：%.*s", "%s row %lld: %.*s", h->rule->code.p, (long long)line,
            STR_ARG(part));
}

static void row_count(struct counting *k, const struct row *row)
{
    struct urgent_hit hits[URGENT_HITS];
    size_t last = SIZE_MAX;
    arena_reset(k->row);
    struct str text = urgent_row_text(k->row, &k->columns, row);
    size_t n = urgent_match(k->set, k->row, text, hits, COUNT(hits));
    for (size_t i = 0; i < n; i++) { /* by rule */
        if (hits[i].rule->place == last)
            continue;
        last = hits[i].rule->place;
        k->by_rule[last]++;
        shown(k, &hits[i], text, row->number);
    }
    k->rows++;
    k->hit += n > 0;
}

static void counted_say(struct counting *k)
{
    struct cmd *c = k->c;
    json_obj(&c->w);
    json_ki64(&c->w, "rows", k->rows);
    json_ki64(&c->w, "hit", k->hit);
    json_key(&c->w, "rules");
    json_obj(&c->w);
    for (size_t i = 0; i < k->set->rules_n; i++) {
        const struct urgent_rule *r = &k->set->rules[i];
        cmd_say(c, "%s %s %6lld", "%s %s %6lld", cmd_cell(c, r->code, 22).p,
                cmd_cell(c, str_c(text_in(c, r->zh, r->en)), 30).p, (long long)k->by_rule[i]);
        json_ki64(&c->w, r->code.p, k->by_rule[i]);
    }
    json_obj_end(&c->w);
    json_obj_end(&c->w);
    cmd_say(c, "%lld 行，其中 %lld 行识别为要情", "%lld rows, urgent words in %lld",
            (long long)k->rows, (long long)k->hit);
}

static enum err count_run(struct cmd *c)
{
    struct counting k = {.c = c, .show = cmd_option(c, "--show")};
    struct sheet *s = NULL;
    struct row row;
    bool more = true;
    TRY(urgent_set_open(c, &k.set));
    k.by_rule = NEWS(c->cx.arena, int64_t, k.set->rules_n);
    TRY(sheet_open(&c->cx, c->args[0], &s));
    TRY(sheet_row(&c->cx, s, &row, &more));
    if (more)
        TRY(urgent_columns_read(c, &row, &k.columns));
    k.row = arena_open(URGENT_ROW_ARENA);
    enum err e = OK;
    while (more && e == OK) {
        e = sheet_row(&c->cx, s, &row, &more);
        if (e == OK && more)
            row_count(&k, &row);
    }
    arena_close(k.row);
    if (e == OK)
        counted_say(&k);
    return e;
}

const struct command urgent_commands[] = {
    {.name = "urgent load",
     .args = "[FILE]",
     .args_max = 1,
     .zh = "装入要情词规（有改动则为新版本），默认为自带的",
     .en = "Load urgent words (a new version when they differ), by default our own",
     .run = load_run},
    {.name = "urgent list",
     .args = "",
     .zh = "要情规则及其准确率",
     .en = "The rules of urgent words and how often they were right",
     .options = (const struct cmd_option[]){URGENT_RULES_OPTION, {0}},
     .run = list_run},
    {.name = "urgent test",
     .args = "TEXT",
     .args_min = 1,
     .args_max = 1,
     .zh = "试一段话会不会识别为要情",
     .en = "Try whether a text has urgent words",
     .options = (const struct cmd_option[]){URGENT_RULES_OPTION, {0}},
     .run = test_run},
    {.name = "urgent count",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .zh = "对一张表（XLSX、CSV）逐行试词规，计各条识别数",
     .en = "Try the rules on each row of a table (XLSX, CSV) and count",
     .options =
         (const struct cmd_option[]){URGENT_RULES_OPTION,
                                     URGENT_COLUMN_OPTION,
                                     {"--show", "RULE", "列出某条规则（* 为全部）识别的行",
                                      "list the rows that a rule (* all) hits"},
                                     {0}},
     .run = count_run},
    {.name = "urgent measure",
     .args = "LABELS FOLDER",
     .args_min = 2,
     .args_max = 2,
     .zh = "用人工标过的表量漏报和误报",
     .en = "Measure what is missed and what is wrong on rows labelled by hand",
     .more_zh = "LABELS 是一张表，列为 file、number、stratum、of（该层共多少行）、kinds"
                "（空格分开）；FOLDER 是 file 所在的文件夹。",
     .more_en = "LABELS is a table with the columns file, number, stratum, of (rows in the "
                "stratum), kinds (by spaces); the files lie in FOLDER.",
     .options =
         (const struct cmd_option[]){
             URGENT_RULES_OPTION,
             URGENT_COLUMN_OPTION,
             {"--key", "A", "编号列，默认“留言编号”", "the column of the numbers"},
             {"--show", "KIND", "列出某类（* 为全部）漏报、误报的编号",
              "list what of a kind (* all) was missed or wrong"},
             {0}},
     .run = urgent_measure_run},
};
const size_t urgent_commands_n = COUNT(urgent_commands);
