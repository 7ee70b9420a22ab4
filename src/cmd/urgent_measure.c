/* SPDX-License-Identifier: Apache-2.0
 * What the urgent words miss and where they are wrong, on rows that somebody has read and
 * labelled. The labels name rows by number, never by their words. The rows are sampled by
 * strata: a row stands for as many as its stratum has for each that was drawn.
 */
#include "cmd/urgent.h"

#include <string.h>

struct label {
    struct str file, number, stratum;
    int64_t of;
    uint32_t kinds; /* bits of enum urgent_kind */
    uint32_t hit;
    double weight;
    bool seen;
};

struct measuring {
    struct cmd *c;
    const struct urgent_set *set;
    struct label *labels;
    size_t n, cap;
    uint32_t kinds; /* that were labelled at all */
    struct arena *row;
};

enum column { FILE_NAME, NUMBER, STRATUM, OF, KINDS, COLUMN__MAX };
static const char *const titles[COLUMN__MAX] = {"file", "number", "stratum", "of", "kinds"};

static enum err column_of(struct ctx *cx, const struct row *head, const char *title, size_t *at)
{
    for (size_t i = 0; i < head->n; i++)
        if (str_eq_c(str_trim(head->cells[i].text), title)) {
            *at = i;
            return OK;
        }
    return fail(cx, ERR_INPUT, "表头没有“%s”", "the head of the table lacks %s", title);
}

static struct str cell_text(const struct row *row, size_t at)
{
    return at < row->n ? str_trim(row->cells[at].text) : STR("");
}

static enum err kinds_read(struct ctx *cx, struct str text, const struct row *row,
                           uint32_t *out)
{
    struct strs words = str_split(cx->arena, text, ' ');
    uint32_t kinds = 0;
    for (size_t i = 0; i < words.n; i++) {
        int kind = enum_value(&urgent_kind_names, words.p[i]);
        if (kind < 0)
            return fail(cx, ERR_INPUT, "第 %lld 行：没有要情类型“%.*s”",
                        "row %lld: there is no kind %.*s", (long long)row->number,
                        STR_ARG(words.p[i]));
        if (kind != URGENT_NONE)
            kinds |= BIT(kind);
    }
    *out = kinds;
    return OK;
}

static enum err label_read(struct measuring *m, const struct row *row, const size_t *at)
{
    struct ctx *cx = &m->c->cx;
    struct label l = {0};
    if (!str_i64(cell_text(row, at[OF]), &l.of) || l.of < 1)
        return fail(cx, ERR_INPUT, "第 %lld 行：of 不是行数", "row %lld: of is no number",
                    (long long)row->number);
    TRY(kinds_read(cx, cell_text(row, at[KINDS]), row, &l.kinds));
    l.file = str_dup(cx->arena, cell_text(row, at[FILE_NAME]));
    l.number = str_dup(cx->arena, cell_text(row, at[NUMBER]));
    l.stratum = str_dup(cx->arena, cell_text(row, at[STRATUM]));
    if (m->n == m->cap) {
        struct label *more = NEWS(cx->arena, struct label, m->cap * 2 + 64);
        if (m->n)
            memcpy(more, m->labels, m->n * sizeof *more);
        m->labels = more;
        m->cap = m->cap * 2 + 64;
    }
    m->kinds |= l.kinds;
    m->labels[m->n++] = l;
    return OK;
}

static enum err labels_read(struct measuring *m, const char *path)
{
    struct ctx *cx = &m->c->cx;
    size_t at[COLUMN__MAX];
    struct sheet *s = NULL;
    struct row row;
    bool more = false;
    TRY(sheet_open(cx, path, &s));
    TRY(sheet_row(cx, s, &row, &more));
    for (int i = 0; more && i < COLUMN__MAX; i++)
        TRY(column_of(cx, &row, titles[i], &at[i]));
    while (more) {
        TRY(sheet_row(cx, s, &row, &more));
        if (more)
            TRY(label_read(m, &row, at));
    }
    sheet_close(s);
    return m->n ? OK : fail(cx, ERR_INPUT, "没有标过的行", "there are no labels");
}

static void weigh(struct measuring *m)
{
    for (size_t i = 0; i < m->n; i++) {
        double drawn = 0;
        for (size_t k = 0; k < m->n; k++)
            drawn += str_eq(m->labels[k].stratum, m->labels[i].stratum);
        m->labels[i].weight = (double)m->labels[i].of / drawn;
    }
}

static void row_judge(struct measuring *m, struct str file, const struct row *row, size_t key,
                      const struct urgent_columns *columns)
{
    struct urgent_hit hits[URGENT_HITS];
    struct str number = cell_text(row, key);
    size_t i = 0;
    while (i < m->n && (m->labels[i].seen || !str_eq(m->labels[i].number, number) ||
                        !str_eq(m->labels[i].file, file)))
        i++;
    if (i == m->n)
        return;
    arena_reset(m->row);
    struct str text = urgent_row_text(m->row, columns, row);
    size_t n = urgent_match(m->set, m->row, text, hits, COUNT(hits));
    for (size_t k = 0; k < n; k++)
        m->labels[i].hit |= BIT(hits[k].rule->kind);
    m->labels[i].seen = true;
}

static enum err file_judge(struct measuring *m, struct str file)
{
    struct ctx *cx = &m->c->cx;
    const char *key = cmd_option(m->c, "--key");
    struct urgent_columns columns;
    struct sheet *s = NULL;
    struct row row;
    size_t at = 0;
    bool more = false;
    struct str path = str_fmt(cx->arena, "%s/%.*s", m->c->args[1], STR_ARG(file));
    TRY(sheet_open(cx, path.p, &s));
    TRY(sheet_row(cx, s, &row, &more));
    if (!more)
        return fail(cx, ERR_INPUT, "%s 是空表", "%s is empty", path.p);
    TRY(column_of(cx, &row, key ? key : "留言编号", &at));
    TRY(urgent_columns_read(m->c, &row, &columns));
    while (more) {
        TRY(sheet_row(cx, s, &row, &more));
        if (more)
            row_judge(m, file, &row, at, &columns);
    }
    sheet_close(s);
    return OK;
}

static enum err judge(struct measuring *m)
{
    for (size_t i = 0; i < m->n; i++) {
        if (!m->labels[i].seen)
            TRY(file_judge(m, m->labels[i].file));
        if (!m->labels[i].seen)
            return fail(&m->c->cx, ERR_NOT_FOUND, "%.*s 里没有编号 %.*s",
                        "%.*s has no row %.*s", STR_ARG(m->labels[i].file),
                        STR_ARG(m->labels[i].number));
    }
    return OK;
}

/* ---- what came of it ---- */

struct counts {
    int64_t found, missed, wrong;
    double found_w, missed_w, wrong_w; /* by weight: of all rows, not of those drawn */
};

static void shown(const struct measuring *m, const struct label *l, int kind)
{
    const char *show = cmd_option(m->c, "--show");
    const char *name = enum_text(&urgent_kind_names, kind);
    bool is = l->kinds & BIT(kind), hit = l->hit & BIT(kind);
    if (!show || is == hit || (strcmp(show, "*") != 0 && strcmp(show, name) != 0))
        return;
    cmd_say(m->c, "%s %s %.*s %.*s", "%s %s %.*s %.*s", name,
            is ? cmd_word(m->c, "漏报", "missed") : cmd_word(m->c, "误报", "wrong"),
            STR_ARG(l->file), STR_ARG(l->number));
}

static struct counts count_kind(const struct measuring *m, int kind)
{
    struct counts k = {0};
    for (size_t i = 0; i < m->n; i++) {
        const struct label *l = &m->labels[i];
        bool is = l->kinds & BIT(kind), hit = l->hit & BIT(kind);
        k.found += is && hit;
        k.missed += is && !hit;
        k.wrong += !is && hit;
        k.found_w += is && hit ? l->weight : 0;
        k.missed_w += is && !hit ? l->weight : 0;
        k.wrong_w += !is && hit ? l->weight : 0;
        shown(m, l, kind);
    }
    return k;
}

static int64_t percent(double part, double rest)
{
    return part + rest > 0 ? (int64_t)(100 * part / (part + rest) + 0.5) : 0;
}

static void kind_say(const struct measuring *m, int kind)
{
    struct cmd *c = m->c;
    const char *name = enum_text(&urgent_kind_names, kind);
    struct counts k = count_kind(m, kind);
    int64_t precision = percent(k.found_w, k.wrong_w), recall = percent(k.found_w, k.missed_w);
    cmd_say(c, "%s 识别 %3lld  漏报 %3lld  误报 %3lld  推算查全率 %3lld%%  准确率 %3lld%%",
            "%s found %3lld  missed %3lld  wrong %3lld  recall %3lld%%  precision %3lld%% "
            "(by weight)",
            cmd_cell(c, str_c(enum_label(&urgent_kind_names, kind, (int)c->cx.lang)), 14).p,
            (long long)k.found, (long long)k.missed, (long long)k.wrong, (long long)recall,
            (long long)precision);
    json_obj(&c->w);
    json_kcstr(&c->w, "kind", name);
    json_ki64(&c->w, "found", k.found);
    json_ki64(&c->w, "missed", k.missed);
    json_ki64(&c->w, "wrong", k.wrong);
    json_ki64(&c->w, "recall_percent", recall);
    json_ki64(&c->w, "precision_percent", precision);
    json_obj_end(&c->w);
}

static void measured_say(const struct measuring *m)
{
    struct cmd *c = m->c;
    json_obj(&c->w);
    json_ki64(&c->w, "labels", (int64_t)m->n);
    json_key(&c->w, "kinds");
    json_arr(&c->w);
    for (int kind = URGENT_NONE + 1; kind < URGENT_KIND__MAX; kind++)
        if (m->kinds & BIT(kind))
            kind_say(m, kind);
    json_arr_end(&c->w);
    json_obj_end(&c->w);
    cmd_say(
        c, "标过 %zu 行；查全率、准确率按各层的行数推算到全部",
        "%zu rows are labelled; recall and precision are carried over to all rows by stratum",
        m->n);
}

enum err urgent_measure_run(struct cmd *c)
{
    struct measuring m = {.c = c};
    TRY(urgent_set_open(c, &m.set));
    TRY(labels_read(&m, c->args[0]));
    weigh(&m);
    m.row = arena_open(URGENT_ROW_ARENA);
    enum err e = judge(&m);
    arena_close(m.row);
    if (e == OK)
        measured_say(&m);
    return e;
}
