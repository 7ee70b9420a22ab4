/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/visit_file.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/person.h"
#include "core/secret.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/ledger_words.h"

enum { ADDRESS_CHARS = 300, WORDS_CHARS = 10000, NOTE_CHARS = 2000, NUMBER_CHARS = 60 };

#define TITLES(...) ((const char *const[]){__VA_ARGS__, NULL})
static const struct target target_rows[] = {
    [VISIT_NUMBER] = {"number", TITLES("编号", "序号", "走访编号"), false},
    [VISIT_PLACE] = {"place", TITLES("社区", "社区名称", "所属社区", "村社"), false},
    [VISIT_GRID] = {"grid", TITLES("网格", "网格名称", "所属网格"), false},
    [VISIT_ADDRESS] = {"address",
                       TITLES("门牌地址", "门牌号", "地址", "住址", "住户地址", "户址", "住户"),
                       true},
    [VISIT_DATE] = {"date", TITLES("走访时间", "走访日期", "入户时间", "入户日期", "日期"),
                    true},
    [VISIT_OUTCOME] = {"outcome", TITLES("走访结果", "入户结果", "见面情况", "结果"), true},
    [VISIT_TEAM] = {"team", TITLES("同行工作人员", "走访人员", "走访人", "走访队员"), false},
    [VISIT_OFFICERS] = {"officers", TITLES("工作人员数", "干部人数"), false},
    [VISIT_VOLUNTEERS] = {"volunteers", TITLES("志愿者人数", "志愿者数"), false},
    [VISIT_SAID] = {"said", TITLES("诉求内容", "反映诉求", "群众诉求", "诉求"), false},
    [VISIT_CLASS] = {"class", TITLES("诉求类别", "诉求分类", "类别", "问题类别"), false},
    [VISIT_NAME] = {"name", TITLES("诉求人姓名", "诉求人", "姓名"), false},
    [VISIT_PHONE] = {"phone", TITLES("诉求人电话", "联系电话", "电话"), false},
    [VISIT_NOTE] = {"note", TITLES("备注", "说明"), false},
};
static const struct targets targets = {target_rows, COUNT(target_rows)};
#define TITLE_(id, zh, en, width, how) [id] = {zh, en},
static const char *const titles[][2] = {VISIT_COLUMN_LIST(TITLE_)};

const char *visit_column_title(const struct ctx *cx, enum visit_column c)
{
    return titles[c][cx->lang == LANG_EN];
}

void visit_fault(struct ctx *cx, struct visits_read *r, int64_t row, int column,
                 struct str reason)
{
    if (r->faults_all++ >= DIRECTORY_FAULTS_MAX)
        return;
    r->faults[r->faults_n++] = (struct directory_fault){
        .row = row,
        .column =
            column < 0 ? STR("") : str_c(visit_column_title(cx, (enum visit_column)column)),
        .reason = reason};
}

struct reader {
    struct ctx *cx;
    struct visits_read *out;
    struct mapping map;
    struct row row;
    struct str campaign;
    const struct choices *classes;
    struct officer *officers;
    size_t officers_n;
    bool bad;
};

static void wrong(struct reader *r, enum visit_column c, struct str said, const char *zh,
                  const char *en)
{
    struct ctx *cx = r->cx;
    const char *why = cx->lang == LANG_EN ? en : zh;
    r->bad = true;
    visit_fault(cx, r->out, r->row.number, (int)c,
                said.n ? str_fmt(cx->arena, "%s: %.*s", why, STR_ARG(said)) : str_c(why));
}

static const struct cell *cell_of(const struct reader *r, enum visit_column c)
{
    return columns_cell(&r->map, &r->row, (int)c);
}

static struct str text_of_cell(struct reader *r, enum visit_column c, int64_t chars)
{
    struct str s = str_trim(utf8_clean(r->cx->arena, cell_of(r, c)->text));
    if (utf8_count(s) <= chars)
        return str_dup(r->cx->arena, s);
    wrong(r, c, STR(""), "太长了", "too long");
    return STR("");
}

static int64_t own_community(const struct ctx *cx)
{
    const struct unit *u = org_unit(cx->app->org, cx->actor->unit_id);
    const struct place *p = u ? org_place(cx->app->org, u->place_id) : NULL;
    return p && p->kind >= PLACE_COMMUNITY ? p->id : 0;
}

static int64_t read_place(struct reader *r)
{
    const struct org *org = r->cx->app->org;
    struct arena *a = r->cx->arena;
    struct str name = text_of_cell(r, VISIT_PLACE, ADDRESS_CHARS);
    struct str grid = text_of_cell(r, VISIT_GRID, ADDRESS_CHARS);
    int64_t place = name.n ? ledger_place(a, org, name) : own_community(r->cx);
    const struct place *p = org_place(org, place);
    if (!p) {
        wrong(r, VISIT_PLACE, name, "请写明社区，名称要与区划一致",
              "say which community, as the register calls it");
        return 0;
    }
    if (!grid.n)
        return place;
    int64_t in = ledger_place(a, org, str_fmt(a, "%.*s/%.*s", STR_ARG(p->name), STR_ARG(grid)));
    if (!in || !org_place_under(org, in, place)) {
        wrong(r, VISIT_GRID, grid, "这个社区没有这个网格", "the community has no such grid");
        return 0;
    }
    return in;
}

static int64_t read_date(struct reader *r)
{
    const struct cell *c = cell_of(r, VISIT_DATE);
    int64_t at = 0;
    bool day = false;
    if (!cell_time(c, &at, &day))
        wrong(r, VISIT_DATE, c->text, "请填走访时间，如 2026-03-03 10:20",
              "say when, like 2026-03-03 10:20");
    return at;
}

static int read_outcome(struct reader *r)
{
    static const struct {
        const char *said;
        int outcome;
    } words[] = {
        {"见到", VISIT_MET},        {"见到了", VISIT_MET},      {"已见面", VISIT_MET},
        {"已走访", VISIT_MET},      {"不让进", VISIT_REFUSED},  {"拒绝", VISIT_REFUSED},
        {"没人", VISIT_ABSENT},     {"没人在家", VISIT_ABSENT}, {"不在家", VISIT_ABSENT},
        {"无人在家", VISIT_ABSENT}, {"未见面", VISIT_ABSENT},
    };
    struct str s = text_of_cell(r, VISIT_OUTCOME, NUMBER_CHARS);
    int outcome = s.n ? ledger_enum(&visit_outcome_names, s) : -1;
    for (size_t i = 0; outcome <= VISIT_NONE && i < COUNT(words); i++)
        if (str_eq_c(s, words[i].said))
            outcome = words[i].outcome;
    if (outcome <= VISIT_NONE)
        wrong(r, VISIT_OUTCOME, s, "走访结果只能是见面、拒访、无人",
              "the outcome is met, refused or absent");
    return outcome;
}

static int64_t read_heads(struct reader *r, enum visit_column c)
{
    const struct cell *cell = cell_of(r, c);
    int64_t n = 0;
    if (str_trim(cell->text).n && (!cell_i64(cell, &n) || n < 0 || n > 1000))
        wrong(r, c, cell->text, "请填0至1000的整数", "a number of 0 to 1000");
    return n;
}

/* Of those who bear the name, one of the community or above it; the only one else. */
static int64_t officer_named(struct reader *r, struct str name, int64_t unit)
{
    int64_t found = 0, near = 0;
    size_t n = 0, near_n = 0;
    for (size_t i = 0; i < r->officers_n; i++) {
        const struct officer *o = &r->officers[i];
        if (str_eq(o->login, name))
            return o->id;
        if (o->disabled_at || !str_eq(o->name, name))
            continue;
        found = o->id;
        n++;
        if (!org_unit_under(r->cx->app->org, o->unit_id, unit))
            continue;
        near = o->id;
        near_n++;
    }
    return near_n == 1 ? near : n == 1 ? found : 0;
}

/* Whoever records it is counted without being named. */
static struct strs read_team(struct reader *r, int64_t place)
{
    static const char *const between[] = {"、", "，", "；", ",", ";", "/", "\n"};
    struct arena *a = r->cx->arena;
    struct str s = text_of_cell(r, VISIT_TEAM, ADDRESS_CHARS);
    struct buf b;
    buf_init(&b, a, 4096);
    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        while (k < COUNT(between) && !str_starts(str_sub(s, i, s.n - i), between[k]))
            k++;
        buf_str(&b, k < COUNT(between) ? STR(" ") : str_sub(s, i, 1));
        i += k < COUNT(between) ? strlen(between[k]) : 1;
    }
    struct strs names = str_split(a, b.n ? buf_done(&b) : STR(""), ' ');
    struct strs out = {.p = NEWS(a, struct str, names.n + 1)};
    int64_t unit = org_unit_of_place(r->cx->app->org, place, r->cx->app->root_unit);
    for (size_t i = 0; i < names.n; i++) {
        struct str name = str_trim(names.p[i]);
        int64_t id = name.n ? officer_named(r, name, unit) : 0;
        if (name.n && !id)
            wrong(r, VISIT_TEAM, name, "没有这位工作人员，或同名不止一位",
                  "no such officer, or several of that name");
        if (id && id != r->cx->actor->officer_id)
            out.p[out.n++] = str_of_i64(a, id);
    }
    return out;
}

static struct strs read_said(struct reader *r, int outcome)
{
    struct arena *a = r->cx->arena;
    struct str s = text_of_cell(r, VISIT_SAID, WORDS_CHARS);
    struct strs lines = str_split(a, s, '\n');
    struct strs out = {.p = NEWS(a, struct str, lines.n + 1)};
    for (size_t i = 0; i < lines.n; i++)
        if (str_trim(lines.p[i]).n)
            out.p[out.n++] = str_trim(lines.p[i]);
    if (out.n > VISIT_SAID_MOST)
        wrong(r, VISIT_SAID, STR(""), "一户最多20件，每件一行", "20 at most, one a line");
    if (out.n && outcome > VISIT_NONE && outcome != VISIT_MET)
        wrong(r, VISIT_SAID, STR(""), "没有见面，不会有诉求：请改走访结果或去掉诉求",
              "nobody was met: put the outcome right, or leave the demands out");
    return out;
}

/* One for all demands of the row, or a line for each. */
static struct strs read_classes(struct reader *r, const struct strs *said)
{
    struct arena *a = r->cx->arena;
    struct str s = text_of_cell(r, VISIT_CLASS, WORDS_CHARS);
    if (!s.n)
        return (struct strs){0};
    struct strs lines = str_split(a, s, '\n');
    struct strs out = {.p = NEWS(a, struct str, said->n + 1), .n = said->n};
    if (!said->n || (lines.n != 1 && lines.n != said->n)) {
        wrong(r, VISIT_CLASS, STR(""),
              said->n ? "类别填一个，或与诉求一样多、每件一行" : "没有诉求，不用填类别",
              said->n ? "one class, or a line for each demand"
                      : "there is no demand to be of a class");
        return out;
    }
    for (size_t i = 0; i < lines.n; i++) {
        struct str name = str_trim(lines.p[i]);
        struct str code = name.n ? ledger_choice(a, r->classes, name) : name;
        if (code.n && !choice_find(r->classes, code))
            wrong(r, VISIT_CLASS, name, "现行类别里没有这一类，请填名称或代码",
                  "no such class now: its name or code");
        out.p[i] = code;
    }
    for (size_t i = lines.n; i < said->n; i++)
        out.p[i] = out.p[0];
    return out;
}

static struct str keyed(struct reader *r, const char *mark, struct str text)
{
    return str_fmt(r->cx->arena, "%s%.*s", mark,
                   STR_ARG(secret_hash(r->cx, "visit.row", text)));
}

/* What the row is known by again, and what it says. */
static void identify(struct reader *r, struct visit_line *l, struct str number)
{
    struct arena *a = r->cx->arena;
    struct visit_new *v = &l->in;
    struct str door = secret_fold(a, "address", v->address);
    int64_t unit = org_unit_of_place(r->cx->app->org, v->place_id, r->cx->app->root_unit);
    struct str is = str_fmt(a, "%" PRId64 "|%.*s|%" PRId64 "|%d", v->place_id, STR_ARG(door),
                            v->visited_at, v->outcome);
    v->ref =
        number.n ? str_fmt(a, "t%" PRId64 ":%.*s", unit, STR_ARG(number)) : keyed(r, "r:", is);
    struct buf b;
    buf_init(&b, a, 1 << 18);
    buf_fmt(&b, "%.*s|%" PRId64 "|%" PRId64 "|%.*s|%.*s|%.*s", STR_ARG(is), v->officers,
            v->volunteers, STR_ARG(v->note), STR_ARG(l->name), STR_ARG(l->phone));
    for (size_t i = 0; i < v->team.n; i++)
        buf_fmt(&b, "|%.*s", STR_ARG(v->team.p[i]));
    for (size_t i = 0; i < l->said.n; i++)
        buf_fmt(&b, "\n%.*s", STR_ARG(l->said.p[i]));
    for (size_t i = 0; i < l->classes.n; i++) /* without one: as before there were any */
        buf_fmt(&b, "\n#%.*s", STR_ARG(l->classes.p[i]));
    v->row_hash = keyed(r, "", buf_done(&b));
}

static void read_person(struct reader *r, struct visit_line *l)
{
    struct person_plain p = {.name = text_of_cell(r, VISIT_NAME, 50),
                             .phone = text_of_cell(r, VISIT_PHONE, 30)};
    if (person_check(r->cx, &p) != OK) {
        fault_clear(r->cx);
        wrong(r, VISIT_PHONE, STR(""), "电话号码应为 5 至 15 位数字",
              "a telephone has 5 to 15 digits");
    }
    l->name = p.name;
    l->phone = p.phone;
}

/* Told of a row above: the same, or the same number with other content. */
static bool stands_above(struct reader *r, const struct visit_line *l)
{
    struct visits_read *o = r->out;
    for (size_t i = 0; i < o->n; i++) {
        if (!str_eq(o->rows[i].in.ref, l->in.ref))
            continue;
        if (str_eq(o->rows[i].in.row_hash, l->in.row_hash))
            o->repeated++;
        else
            visit_fault(r->cx, o, l->row, VISIT_NUMBER,
                        str_fmt(r->cx->arena,
                                r->cx->lang == LANG_EN
                                    ? "the same visit as row %" PRId64 ", with other content"
                                    : "与第 %" PRId64 " 行是同一次走访，内容不同",
                                o->rows[i].row));
        return true;
    }
    return false;
}

static enum err read_row(struct reader *r)
{
    struct visits_read *o = r->out;
    struct visit_line l = {.row = r->row.number, .in = {.campaign = r->campaign}};
    struct visit_new *v = &l.in;
    if (o->read++ >= VISIT_ROWS_MOST)
        return fail_at(r->cx, ERR_TOO_LARGE, "file", "一个文件最多%d行，请分开上传",
                       "%d rows at most in a file", VISIT_ROWS_MOST);
    r->bad = false;
    struct str number = text_of_cell(r, VISIT_NUMBER, NUMBER_CHARS);
    v->place_id = read_place(r);
    v->address = text_of_cell(r, VISIT_ADDRESS, ADDRESS_CHARS);
    if (!v->address.n && !r->bad)
        wrong(r, VISIT_ADDRESS, STR(""), "请写明是哪一户", "say which door");
    v->visited_at = read_date(r);
    v->outcome = read_outcome(r);
    v->team = read_team(r, v->place_id);
    v->officers = read_heads(r, VISIT_OFFICERS);
    v->volunteers = read_heads(r, VISIT_VOLUNTEERS);
    v->note = text_of_cell(r, VISIT_NOTE, NOTE_CHARS);
    l.said = read_said(r, v->outcome);
    l.classes = read_classes(r, &l.said);
    read_person(r, &l);
    if (r->bad)
        return OK;
    identify(r, &l, number);
    if (!stands_above(r, &l))
        o->rows[o->n++] = l;
    return OK;
}

static enum err rows_read(struct reader *r, struct sheet *s)
{
    bool more = true;
    for (;;) {
        TRY(sheet_row(r->cx, s, &r->row, &more));
        if (!more)
            return OK;
        TRY(read_row(r));
    }
}

enum err visit_file_read(struct ctx *cx, const char *path, const char *name,
                         struct str campaign, struct visits_read *out)
{
    const struct sheet_options opt = {.name = name, .unescape_formula = true};
    struct sheet *s = NULL;
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!m)
        return fail(cx, ERR_BUG, "没有装入机制", "no mechanism is loaded");
    struct reader r = {.cx = cx, .out = out, .campaign = campaign, .classes = &m->classes};
    *out = (struct visits_read){
        .rows = NEWS(cx->arena, struct visit_line, VISIT_ROWS_MOST),
        .faults = NEWS(cx->arena, struct directory_fault, DIRECTORY_FAULTS_MAX)};
    TRY(officer_list(cx, &r.officers, &r.officers_n));
    TRY(sheet_open_with(cx, path, &opt, &s));
    TRY(columns_find(cx, s, targets, &r.map));
    TRY(columns_unmerged(cx, s, &r.map));
    int missing = columns_missing(&r.map, targets);
    if (missing >= 0)
        return fail_at(cx, ERR_INPUT, "file", "文件“%s”里没有“%s”一列",
                       "file \"%s\" has no column \"%s\"", sheet_name(s),
                       visit_column_title(cx, (enum visit_column)missing));
    TRY(rows_read(&r, s));
    if (!out->read)
        return fail_at(cx, ERR_INPUT, "file", "文件“%s”里一行走访也没有",
                       "file \"%s\" has no visit", sheet_name(s));
    sheet_close(s);
    return OK;
}

enum err visit_file_form(struct ctx *cx, const char *path)
{
#define COLUMN_(id, zh, en, wide, how) [id] = {.title = (zh), .width = (wide)},
#define FILL_(id, zh, en, wide, said) [id] = {.open = true, .how = (said)},
    static const struct column columns[] = {VISIT_COLUMN_LIST(COLUMN_)};
    static const char *const outcomes[] = {"见面", "拒访", "无人", NULL};
    struct fill fills[] = {VISIT_COLUMN_LIST(FILL_)};
    struct sheet_out *out = NULL;
    fills[VISIT_OUTCOME].choices = outcomes;
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = columns,
                                    .n = VISIT_COLUMN__MAX,
                                    .worksheet = "走访",
                                    .fills = fills,
                                    .guide = "填写说明"};
    TRY(sheet_out_open(cx, path, &spec, &out));
    return sheet_out_close(cx, out);
}
