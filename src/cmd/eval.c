/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/eval.h"

#include <assert.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rows.h"

enum { NAME_CELLS = 36, FIGURE_CELLS = 14, TABLES_MAX = 16 << 20 };

/* One a line: kinds are added by many hands. */
static const struct eval_kind kinds[] = {
    {"classes", "类别建议：交叉验证的宏平均 F1 和前三命中率",
     "suggested classes, cross-validated", eval_classes},
    {"answers", "答复检查：每条规则在真实答复里发现多少",
     "what an answer is checked for, on real answers", eval_answers},
    {"hotspots", "热点：与手工分组比较的准确率和召回率",
     "hot spots, against groups made by hand", eval_hotspots},
    {"same", "是不是同一件事：提示的准确率和召回率",
     "same again: how much of what is shown is right, and of what is right shown", eval_same},
    {"signals", "苗头：自带规则逐日会报什么",
     "weak signals: what our own rule raises, day by day", eval_signals},
};

/* ---- what a kind says ---- */

enum err eval_file(struct eval *e, const char *name, const char **path)
{
    struct ctx *cx = &e->c->cx;
    const char *p = str_fmt(cx->arena, "%s/%s", e->data, name).p;
    if (access(p, R_OK) != 0)
        return fail(cx, ERR_NOT_FOUND, "没有 %s", "there is no %s", p);
    *path = p;
    return OK;
}

static enum err titles_find(struct ctx *cx, const struct row *row, const char *path,
                            const char *const *titles, size_t n, size_t *at)
{
    for (size_t k = 0; k < n; k++) {
        at[k] = 0;
        while (at[k] < row->n && !str_eq_c(str_trim(row->cells[at[k]].text), titles[k]))
            at[k]++;
        if (at[k] == row->n)
            return fail(cx, ERR_INPUT, "%s 没有“%s”一列", "%s has no column %s", path,
                        titles[k]);
    }
    return OK;
}

enum err eval_read(struct eval *e, const char *name, const char *const *titles, size_t n,
                   eval_row_fn *fn, void *arg)
{
    struct ctx *cx = &e->c->cx;
    const char *path = NULL;
    struct sheet *sheet = NULL;
    struct row row = {0};
    bool more = false;
    size_t at[EVAL_COLUMNS];
    assert(n <= EVAL_COLUMNS);
    TRY(eval_file(e, name, &path));
    TRY(sheet_open(cx, path, &sheet));
    enum err r = sheet_row(cx, sheet, &row, &more);
    if (r == OK)
        r = titles_find(cx, &row, path, titles, n, at);
    while (r == OK && more) {
        r = sheet_row(cx, sheet, &row, &more);
        if (r == OK && more)
            r = fn(arg, &row, at);
    }
    sheet_close(sheet);
    return r;
}

enum err eval_number(struct eval *e, const char *option, int64_t min, int64_t max,
                     int64_t usual, int64_t *out)
{
    int64_t n = usual;
    TRY(cmd_number(e->c, option, min, max, &n));
    *out = n;
    return OK;
}

void eval_fact(struct eval *e, const char *name, const char *zh, const char *en, struct str s)
{
    json_kstr(&e->c->w, name, s);
    cmd_say(e->c, "%s：%.*s", "%s: %.*s", cmd_word(e->c, zh, en), STR_ARG(s));
}

void eval_fact_i64(struct eval *e, const char *name, const char *zh, const char *en, int64_t v)
{
    json_ki64(&e->c->w, name, v);
    cmd_say(e->c, "%s：%lld", "%s: %lld", cmd_word(e->c, zh, en), (long long)v);
}

static struct str right_cell(struct eval *e, struct str text)
{
    struct str padded = cmd_cell(e->c, text, FIGURE_CELLS);
    size_t blanks = padded.n - text.n;
    return str_fmt(e->c->cx.arena, "%*s%.*s", (int)blanks, "", STR_ARG(text));
}

void eval_table(struct eval *e, const char *name, const char *zh, const char *en,
                const struct eval_figure *figures, size_t n)
{
    struct cmd *c = e->c;
    struct buf b;
    e->figures = figures;
    e->figures_n = n;
    json_obj(&e->tables);
    json_kcstr(&e->tables, "name", name);
    json_key(&e->tables, "rows");
    json_arr(&e->tables);
    buf_init(&b, c->cx.arena, (size_t)64 * 1024);
    buf_str(&b, cmd_cell(c, str_c(cmd_word(c, zh, en)), NAME_CELLS));
    for (size_t i = 0; i < n; i++)
        buf_str(&b, right_cell(e, str_c(cmd_word(c, figures[i].zh, figures[i].en))));
    cmd_say(c, "\n%s", "\n%s", buf_done(&b).p);
}

void eval_row(struct eval *e, const char *name, const char *zh, const char *en,
              const double *figures)
{
    struct cmd *c = e->c;
    struct buf b;
    json_obj(&e->tables);
    json_kcstr(&e->tables, "name", name);
    buf_init(&b, c->cx.arena, (size_t)64 * 1024);
    buf_str(&b, cmd_cell(c, str_c(cmd_word(c, zh, en)), NAME_CELLS));
    for (size_t i = 0; i < e->figures_n; i++) {
        const struct eval_figure *f = &e->figures[i];
        json_key(&e->tables, f->name);
        json_f64(&e->tables, figures[i]);
        buf_str(&b, right_cell(e, isnan(figures[i])
                                      ? STR("-")
                                      : str_fmt(c->cx.arena, "%.*f", f->decimals, figures[i])));
    }
    json_obj_end(&e->tables);
    cmd_say(c, "%s", "%s", buf_done(&b).p);
}

void eval_table_end(struct eval *e)
{
    json_arr_end(&e->tables);
    json_obj_end(&e->tables);
}

/* ---- the command ---- */

static const struct eval_kind *kind_named(struct cmd *c, struct str name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq_c(name, kinds[i].name))
            return &kinds[i];
    struct buf b;
    buf_init(&b, c->cx.arena, 4096);
    for (size_t i = 0; i < COUNT(kinds); i++)
        buf_fmt(&b, "%s%s", i ? ", " : "", kinds[i].name);
    fail(&c->cx, ERR_INPUT, "没有“%.*s”这种量法，有：%s", "no kind \"%.*s\", there are: %s",
         STR_ARG(name), buf_done(&b).p);
    return NULL;
}

static enum err eval_list(struct cmd *c)
{
    json_arr(&c->w);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        json_obj(&c->w);
        json_kcstr(&c->w, "kind", kinds[i].name);
        json_kcstr(&c->w, "text", cmd_word(c, kinds[i].zh, kinds[i].en));
        json_obj_end(&c->w);
        cmd_say(c, "%-12s %s", "%-12s %s", kinds[i].name,
                cmd_word(c, kinds[i].zh, kinds[i].en));
    }
    json_arr_end(&c->w);
    return OK;
}

static enum err eval_run(struct cmd *c)
{
    if (!c->args_n)
        return eval_list(c);
    const struct eval_kind *kind = kind_named(c, cmd_arg(c, 0));
    struct eval e = {.c = c, .data = getenv("HUIYIN_DATA")};
    if (!kind)
        return ERR_INPUT;
    if (c->args_n > 1)
        e.data = c->args[1];
    if (!e.data || !*e.data)
        return fail(&c->cx, ERR_INPUT, "请给出样本文件夹，或设 HUIYIN_DATA",
                    "name the folder of messages, or set HUIYIN_DATA");
    buf_init(&e.tables_out, c->cx.arena, TABLES_MAX);
    json_init(&e.tables, &e.tables_out);
    json_arr(&e.tables);
    json_obj(&c->w);
    json_kcstr(&c->w, "kind", kind->name);
    json_key(&c->w, "facts");
    json_obj(&c->w);
    TRY(kind->run(&e));
    json_obj_end(&c->w);
    json_arr_end(&e.tables);
    json_key(&c->w, "tables");
    json_raw(&c->w, buf_done(&e.tables_out));
    json_obj_end(&c->w);
    return OK;
}

const struct command eval_commands[] = {
    {.name = "eval",
     .args = "[KIND] [FOLDER]",
     .args_max = 2,
     .zh = "在真实留言样本上量建议的好坏",
     .en = "Measure on real messages how good the suggestions are",
     .more_zh = "KIND 省略时列出有哪些；FOLDER 是样本文件夹，默认 $HUIYIN_DATA。",
     .more_en = "Without KIND: which there are. FOLDER holds the messages, by default "
                "$HUIYIN_DATA.",
     .options =
         (const struct cmd_option[]){
             {"--seed", "N", "分组的随机种子，默认 1", "seed of the folds, by default 1"},
             {"--folds", "N", "每次分几组，默认 5", "folds, by default 5"},
             {"--sample", "N", "抽多少条供人工核对（答复检查）",
              "rows to be read by hand, of answers"},
             {"--repeats", "N", "重复几次，默认 5", "repeats, by default 5"},
             {"--generated", "N", "热点：另在 N 件生成的诉求上量分组的用时和内存",
              "hot spots: also the time and memory of grouping N made-up demands"},
             {"--held-out", NULL, "热点：另在一半分组上选阈值，量另一半",
              "hot spots: also thresholds chosen on half of the groups, measured on the other"},
             {0}},
     .run = eval_run},
};
const size_t eval_commands_n = COUNT(eval_commands);
