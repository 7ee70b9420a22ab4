/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_row.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/calendar.h"
#include "loop/ledger_row_impl.h"
#include "loop/ledger_words.h"
#include "loop/upstream.h"

enum { SHORT_POINTS = 200, TITLE_POINTS = 100, HEAD_POINTS = 40, HASH_BYTES_MAX = 8 << 20 };

bool reading_bad(struct reading *g, int target, const char *zh, const char *en, ...)
{
    char text[400];
    va_list args;
    va_start(args, en);
    vsnprintf(text, sizeof text, g->cx->lang == LANG_EN ? en : zh, args);
    va_end(args);
    int column = target < 0 ? -1 : columns_of(g->r->map, target);
    *g->fault = (struct ledger_fault){
        .line = g->row->number,
        .column = column < 0 ? STR("") : g->r->map->columns[column].title,
        .reason = str_dup(g->cx->arena, str_c(text)),
        .number = g->out->number,
    };
    return false;
}

/* What a message quotes of a cell. */
struct str reading_quote(struct str s)
{
    return utf8_head(s, 30);
}

const struct cell *reading_cell(const struct reading *g, enum ledger_target t)
{
    return columns_cell(g->r->map, g->row, (int)t);
}

void reading_saw(struct reading *g, enum ledger_target t, struct str value)
{
    if (!value.n)
        return;
    buf_c(&g->seen, ledger_targets.p[t].name);
    buf_ch(&g->seen, '\x1f');
    buf_str(&g->seen, value);
    buf_ch(&g->seen, '\x1e');
}

/* What was exported here was tidy when it was said; it comes back as it is. */
static struct str as_said(const struct reading *g, struct str s)
{
    return g->out->ledger ? str_dup(g->cx->arena, s) : utf8_clean(g->cx->arena, s);
}

/* An upstream's word is what the upstream says it means. */
static struct str translated(const struct reading *g, enum ledger_target t, struct str s)
{
    return g->r->upstream ? upstream_value(&g->r->upstream->tables[g->r->sheet], (int)t, s) : s;
}

/* Several lines allowed. */
struct str reading_text(struct reading *g, enum ledger_target t)
{
    const struct cell *c = reading_cell(g, t);
    struct str s = c->kind == CELL_EMPTY ? STR("") : as_said(g, c->text);
    reading_saw(g, t, s);
    return translated(g, t, s);
}

static struct str line_of(struct reading *g, enum ledger_target t, struct str said)
{
    struct str s = as_said(g, said);
    if (g->out->ledger) {
        reading_saw(g, t, s);
        return s;
    }
    char *p = str_cdup(g->cx->arena, s);
    for (size_t i = 0; i < s.n; i++)
        if (p[i] == '\n')
            p[i] = ' ';
    s.p = p;
    reading_saw(g, t, s);
    return translated(g, t, s);
}

/* One line. */
struct str reading_line(struct reading *g, enum ledger_target t)
{
    const struct cell *c = reading_cell(g, t);
    return c->kind == CELL_EMPTY ? STR("") : line_of(g, t, c->text);
}

/* A number is the same in full-width letters and digits. */
struct str reading_code(struct reading *g, enum ledger_target t)
{
    const struct cell *c = reading_cell(g, t);
    if (c->kind == CELL_EMPTY)
        return STR("");
    char *narrow = arena_alloc(g->cx->arena, c->text.n + 1);
    return line_of(g, t, utf8_narrow(narrow, c->text.n + 1, c->text));
}

bool reading_said(const struct cell *c)
{
    return c->kind != CELL_EMPTY && str_trim(c->text).n > 0;
}

/* A date however it was typed: as a date, as text, as 20261122, as a bare day number. */
static bool when(const struct reading *g, const struct cell *c, int64_t *at, bool *date_only)
{
    char *end = NULL, typed[64];
    struct str s = str_trim(utf8_narrow(typed, sizeof typed, c->text));
    if (g->r->upstream && c->kind == CELL_TEXT &&
        upstream_time(&g->r->upstream->tables[g->r->sheet], s, at, date_only))
        return true;
    if (cell_time(c, at, date_only))
        return true;
    if (c->kind == CELL_NUMBER)
        return ledger_serial(c->number, at, date_only);
    if (c->kind != CELL_TEXT || !s.n || s.n > 24)
        return false;
    char text[32] = "";
    memcpy(text, s.p, s.n);
    double number = strtod(text, &end);
    return *end == '\0' && ledger_serial(number, at, date_only);
}

bool reading_time(struct reading *g, enum ledger_target t, int64_t *at, bool *date_only)
{
    const struct cell *c = reading_cell(g, t);
    *at = 0;
    if (!reading_said(c))
        return true;
    if (!when(g, c, at, date_only))
        return reading_bad(g, (int)t, "“%.*s”不是日期时间", "\"%.*s\" is no date",
                           STR_ARG(reading_quote(c->text)));
    reading_saw(g, t, str_fmt(g->cx->arena, "%" PRId64, *at));
    return true;
}

/* A time that cannot lie in the future. */
bool reading_past(struct reading *g, enum ledger_target t, int64_t *at)
{
    bool date_only = false;
    if (!reading_time(g, t, at, &date_only))
        return false;
    if (*at > g->cx->now)
        return reading_bad(g, (int)t, "“%.*s”晚于现在", "\"%.*s\" lies in the future",
                           STR_ARG(reading_quote(reading_cell(g, t)->text)));
    return true;
}

static bool times(struct reading *g)
{
    struct ledger_row *o = g->out;
    if (!reading_past(g, LEDGER_SAID_AT, &o->said_at) ||
        !reading_past(g, LEDGER_ANSWERED_AT, &o->answered_at) ||
        !reading_past(g, LEDGER_REPORTED_AT, &o->reported_at) ||
        !reading_past(g, LEDGER_DISPATCHED_AT, &o->dispatched_at) ||
        !reading_past(g, LEDGER_CLOSED_AT, &o->closed_at))
        return false;
    if (!o->said_at && g->r->upstream)
        o->said_at = o->dispatched_at ? o->dispatched_at : g->cx->now;
    if (!o->said_at)
        return reading_bad(g, LEDGER_SAID_AT, "缺少反映时间",
                           "the time it was said is missing");
    return true;
}

/* A date, or a length from the day it was dispatched or said. */
static bool limit(struct reading *g)
{
    const struct cell *c = reading_cell(g, LEDGER_DUE);
    struct ledger_row *o = g->out;
    struct span_length len = {0};
    bool date_only = false, provisional = false;
    if (!reading_said(c))
        return true;
    if (ledger_length(str_trim(c->text), &len)) {
        int64_t from = o->dispatched_at ? o->dispatched_at : o->said_at;
        o->due_at = clock_due(g->cx->app->calendar, from, len.length, (enum span_unit)len.unit,
                              g->m->roll_calendar_days, &provisional);
        reading_saw(g, LEDGER_DUE, str_trim(c->text));
        return true;
    }
    if (!reading_time(g, LEDGER_DUE, &o->due_at, &date_only))
        return false;
    if (date_only)
        o->due_at = time_day_end(time_day(o->due_at));
    return true;
}

/* 办理结果 is one word of ours, or else what was done. */
static void outcome(struct reading *g, struct str said)
{
    int result = ledger_enum(&result_names, said);
    if (result >= 0)
        g->out->result = result;
    else if (!g->out->report.n)
        g->out->report = said;
    else if (!g->out->progress.n)
        g->out->progress = said;
}

bool reading_number(struct reading *g)
{
    struct ledger_row *o = g->out;
    o->number = reading_code(g, ledger_number_target(o->ledger));
    o->upstream_no = reading_code(g, LEDGER_UPSTREAM_NO);
    if (utf8_count(o->number) > SHORT_POINTS || utf8_count(o->upstream_no) > SHORT_POINTS)
        return reading_bad(g, o->number.n > SHORT_POINTS ? LEDGER_NUMBER : LEDGER_UPSTREAM_NO,
                           "编号过长", "the number is too long");
    return true;
}

static bool texts(struct reading *g)
{
    struct ledger_row *o = g->out;
    if (!reading_number(g))
        return false;
    o->words = reading_text(g, LEDGER_WORDS);
    o->title = reading_line(g, LEDGER_TITLE);
    o->answer = reading_text(g, LEDGER_ANSWER);
    o->report = reading_text(g, LEDGER_REPORT);
    o->progress = reading_text(g, LEDGER_PROGRESS);
    outcome(g, reading_text(g, LEDGER_OUTCOME));
    if (!o->words.n)
        o->words = o->title;
    if (!o->words.n)
        return reading_bad(g, LEDGER_WORDS, "诉求内容为空", "nothing is said");
    if (!o->title.n) {
        const char *nl = memchr(o->words.p, '\n', o->words.n);
        struct str first = str_sub(o->words, 0, nl ? (size_t)(nl - o->words.p) : o->words.n);
        o->title = utf8_head(first, HEAD_POINTS);
    }
    if (!o->ledger)
        o->title = str_dup(g->cx->arena, utf8_head(o->title, TITLE_POINTS));
    return true;
}

/* A masked number reaches nobody and is not kept as if it did. */
static struct str unmasked(struct ledger_row *o, struct str s)
{
    if (!memchr(s.p, '*', s.n))
        return s;
    o->person_masked = true;
    return STR("");
}

static bool count_read(struct reading *g, enum ledger_target t, int64_t usual, int64_t *out)
{
    enum { MOST = 100000000 };
    const struct cell *said = reading_cell(g, t);
    *out = usual;
    if (reading_said(said) && (!cell_i64(said, out) || *out < usual || *out > MOST))
        return reading_bad(g, t, "“%.*s”不是人数", "\"%.*s\" is no number of persons",
                           STR_ARG(reading_quote(said->text)));
    if (*out != usual)
        reading_saw(g, t, str_fmt(g->cx->arena, "%" PRId64, *out));
    return true;
}

static bool person(struct reading *g)
{
    struct ledger_row *o = g->out;
    o->person = (struct person_plain){
        .name = reading_line(g, LEDGER_NAME),
        .phone = unmasked(o, reading_line(g, LEDGER_PHONE)),
        .idno = unmasked(o, reading_line(g, LEDGER_IDNO)),
        .address = reading_line(g, LEDGER_ADDRESS),
    };
    return count_read(g, LEDGER_HEAD_COUNT, 1, &o->head_count) &&
           count_read(g, LEDGER_LIKES, 0, &o->likes);
}

bool reading_verdict(struct reading *g)
{
    struct ledger_row *o = g->out;
    static const struct {
        enum ledger_target target;
        bool (*read)(struct str said, int *out);
        size_t off;
    } words[] = {
        {LEDGER_VALID, ledger_yesno, offsetof(struct ledger_row, valid)},
        {LEDGER_REACHED, ledger_yesno, offsetof(struct ledger_row, reached)},
        {LEDGER_SOLVED, ledger_yesno, offsetof(struct ledger_row, solved)},
        {LEDGER_GRADE, ledger_grade, offsetof(struct ledger_row, grade)},
        {LEDGER_LEVEL, ledger_level, offsetof(struct ledger_row, lvl)},
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        struct str said = reading_line(g, words[i].target);
        if (!words[i].read(said, (int *)(void *)((char *)o + words[i].off)))
            return reading_bad(g, (int)words[i].target, "看不懂“%.*s”",
                               "\"%.*s\" is not understood", STR_ARG(reading_quote(said)));
    }
    return true;
}

static bool said_words(struct reading *g)
{
    struct ledger_row *o = g->out;
    struct arena *a = g->cx->arena;
    if (!reading_verdict(g))
        return false;
    o->class = ledger_choice(a, &g->m->classes, reading_line(g, LEDGER_CLASS));
    o->kind = ledger_choice(a, &g->m->kinds, reading_line(g, LEDGER_KIND));
    o->channel = ledger_choice(a, &g->m->channels, reading_line(g, LEDGER_CHANNEL));
    o->way = ledger_choice(a, &g->m->ways, reading_line(g, LEDGER_WAY));
    o->difficulty = ledger_choice(a, &g->m->difficulties, reading_line(g, LEDGER_DIFFICULTY));
    return true;
}

struct strs ledger_names(struct arena *a, struct str said)
{
    static const char *const commas[] = {"、", "，", "；"};
    struct buf b;
    buf_init(&b, a, said.n + 1);
    for (size_t i = 0; i < said.n; i++) {
        bool comma = strchr(",;/", said.p[i]) != NULL;
        for (size_t k = 0; k < COUNT(commas) && !comma; k++)
            if (i + 3 <= said.n && !memcmp(said.p + i, commas[k], 3)) {
                comma = true;
                i += 2;
            }
        if (comma)
            buf_ch(&b, ',');
        else
            buf_ch(&b, said.p[i]);
    }
    struct strs list = str_split(a, buf_done(&b), ','), out = {NEWS(a, struct str, list.n), 0};
    for (size_t i = 0; said.n && i < list.n; i++) {
        struct str name = str_trim(list.p[i]);
        if (name.n)
            out.p[out.n++] = name;
    }
    return out;
}

static bool helpers(struct reading *g)
{
    struct ledger_row *o = g->out;
    struct strs names = ledger_names(g->cx->arena, reading_line(g, LEDGER_HELPERS));
    for (size_t i = 0; i < names.n; i++) {
        int64_t unit = ledger_unit(g->cx->app->org, names.p[i]);
        if (!unit && !g->r->unknown_units_to_root)
            return reading_bad(g, LEDGER_HELPERS, "没有名为“%.*s”的单位",
                               "there is no unit \"%.*s\"", STR_ARG(reading_quote(names.p[i])));
        if (unit && o->helpers_n == LEDGER_UNITS_MAX)
            return reading_bad(g, LEDGER_HELPERS, "配合单位超过 %d 个",
                               "more than %d helping units", LEDGER_UNITS_MAX);
        if (unit)
            o->helpers[o->helpers_n++] = unit;
    }
    return true;
}

static bool owners(struct reading *g)
{
    struct ledger_row *o = g->out;
    const struct org *org = g->cx->app->org;
    struct str unit = reading_line(g, LEDGER_UNIT), place = reading_line(g, LEDGER_PLACE);
    o->unit_id = ledger_unit(org, unit);
    o->place_id = ledger_place(g->cx->arena, org, place);
    if (unit.n && !o->unit_id) {
        if (!g->r->unknown_units_to_root)
            return reading_bad(g, LEDGER_UNIT, "没有名为“%.*s”的单位",
                               "there is no unit \"%.*s\"", STR_ARG(reading_quote(unit)));
        o->unit_said = unit;
    }
    if (!o->place_id)
        o->place_said = place;
    return helpers(g);
}

/* accept_needs of the mechanism, on what the ledger says; a value it does not say hinders
 * nothing. */
static int verdict_state(const struct reading *g)
{
    const struct ledger_row *o = g->out;
    if (o->reached == YN_NO && o->grade == GRADE_NONE)
        return DEMAND_UNREACHABLE;
    if (o->grade == GRADE_NONE)
        return o->solved == YN_NO ? DEMAND_UNSATISFIED : DEMAND_NO_VERDICT;
    bool hindered = g->m->accept_needs_solved && (o->solved == YN_NO || o->solved == YN_PARTLY);
    bool good = g->m->accept_grades & (int)BIT(o->grade);
    return good && !hindered ? DEMAND_ACCEPTED : DEMAND_UNSATISFIED;
}

static bool standing(struct reading *g)
{
    struct ledger_row *o = g->out;
    struct str said = reading_line(g, LEDGER_STATE);
    int own = DEMAND_NONE;
    enum ledger_standing s = ledger_standing(g->cx->arena, said, &own);
    bool open = s == STANDS_RECEIVED || s == STANDS_VALID || s == STANDS_HANDLING;
    bool told = columns_of(g->r->map, LEDGER_ANSWER) >= 0;
    if (!o->answer.n && !told && !open) {
        o->answer = o->report;
        o->report = STR("");
    }
    if (!o->answered_at && !open && (o->answer.n || s == STANDS_DONE)) {
        o->answered_at = o->reported_at;
        o->reported_at = 0;
    }
    bool answered = o->answer.n > 0 || o->answered_at > 0;
    if (s == STANDS_UNKNOWN)
        return reading_bad(g, LEDGER_STATE, "看不懂状态“%.*s”",
                           "the state \"%.*s\" is not understood",
                           STR_ARG(reading_quote(said)));
    if (s == STANDS_UNSAID && o->valid == YN_NO)
        own = answered ? DEMAND_EXPLAINED : DEMAND_TO_EXPLAIN;
    else if (s == STANDS_UNSAID && !answered)
        own = o->unit_id || o->unit_said.n ? DEMAND_IN_MATTER : DEMAND_RECEIVED;
    else if (s == STANDS_UNSAID || s == STANDS_DONE)
        own = verdict_state(g);
    else if (open)
        own = s == STANDS_RECEIVED ? DEMAND_RECEIVED
              : s == STANDS_VALID  ? DEMAND_VALID
                                   : DEMAND_IN_MATTER;
    if (s == STANDS_DONE && !answered)
        return reading_bad(g, LEDGER_STATE, "状态是“%.*s”，却没有答复内容和答复时间",
                           "the state is \"%.*s\" but there is no answer and no time of it",
                           STR_ARG(reading_quote(said)));
    o->state = own;
    return true;
}

enum ledger_kind ledger_kind_of(const struct mapping *m)
{
    if (columns_of(m, LEDGER_TASK_NO) >= 0)
        return LEDGER_OF_TASKS;
    if (columns_of(m, LEDGER_MATTER_STATE) < 0)
        return LEDGER_FOREIGN;
    return columns_of(m, LEDGER_NUMBER) >= 0 ? LEDGER_OF_DEMANDS : LEDGER_OF_MATTERS;
}

enum ledger_target ledger_number_target(enum ledger_kind kind)
{
    static const enum ledger_target targets_of[] = {
        [LEDGER_FOREIGN] = LEDGER_NUMBER,
        [LEDGER_OF_DEMANDS] = LEDGER_NUMBER,
        [LEDGER_OF_MATTERS] = LEDGER_MATTER_NO,
        [LEDGER_OF_TASKS] = LEDGER_TASK_NO,
    };
    return targets_of[kind];
}

/* Under which key a number of the ledger is known again. */
static void number_hash(const struct reading *g, const char *what, struct str number, char *out)
{
    struct arena *a = g->cx->arena;
    if (!number.n)
        return;
    struct str key =
        str_fmt(a, "%s\x1f%.*s\x1f%.*s", what, STR_ARG(g->r->ledger), STR_ARG(number));
    struct str hash = hash_hex(a, hash_sha256(key));
    memcpy(out, hash.p, hash.n);
}

static void hashes(struct reading *g)
{
    static const char *const what[] = {
        [LEDGER_FOREIGN] = "number",
        [LEDGER_OF_DEMANDS] = "number",
        [LEDGER_OF_MATTERS] = "matter row",
        [LEDGER_OF_TASKS] = "task row",
    };
    struct ledger_row *o = g->out;
    struct str content = hash_hex(g->cx->arena, hash_sha256(buf_done(&g->seen)));
    memcpy(o->content_hash, content.p, content.n);
    number_hash(g, what[o->ledger], o->number, o->number_hash);
    number_hash(g, "matter", o->own.matter_no, o->own.matter_hash);
    number_hash(g, "number", o->own.first_no, o->own.first_hash);
    number_hash(g, "number", o->order.original_no, o->order.original_hash);
}

typedef bool part_fn(struct reading *g);
static part_fn *const foreign_parts[] = {texts,      times,  limit,    person,
                                         said_words, owners, standing, NULL};
static part_fn *const demand_parts[] = {
    texts, times, limit, person, said_words, owners, ledger_own_demand, NULL};
static part_fn *const matter_parts[] = {
    texts, times, person, said_words, owners, ledger_own_matter, NULL};
static part_fn *const task_parts[] = {ledger_own_task, NULL};
static part_fn *const order_parts[] = {texts, times, limit, person, ledger_order, NULL};
static part_fn *const verdict_parts[] = {reading_number, reading_verdict, ledger_verdict, NULL};
static part_fn *const *const parts_of[] = {
    [LEDGER_FOREIGN] = foreign_parts,
    [LEDGER_OF_DEMANDS] = demand_parts,
    [LEDGER_OF_MATTERS] = matter_parts,
    [LEDGER_OF_TASKS] = task_parts,
};

bool ledger_row_read(struct ctx *cx, const struct ledger_reader *r, const struct row *row,
                     struct ledger_row *out, struct ledger_fault *fault)
{
    struct reading g = {.cx = cx, .r = r, .row = row, .out = out, .fault = fault};
    g.m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    *out = (struct ledger_row){.line = row->number,
                               .ledger = r->upstream ? LEDGER_FOREIGN : ledger_kind_of(r->map)};
    buf_init(&g.seen, cx->arena, HASH_BYTES_MAX);
    if (r->upstream) {
        out->order.from = r->upstream;
        buf_fmt(&g.seen, "%.*s\x1f%s\x1e", STR_ARG(r->upstream->code),
                upstream_sheet_name(r->sheet));
    }
    if (!g.m)
        return reading_bad(&g, -1, "没有装入机制", "no mechanism is loaded");
    part_fn *const *parts = parts_of[out->ledger];
    if (r->upstream)
        parts = r->sheet == UPSTREAM_ORDERS ? order_parts : verdict_parts;
    for (part_fn *const *part = parts; *part; part++)
        if (!(*part)(&g))
            return false;
    if (!buf_ok(&g.seen))
        return reading_bad(&g, -1, "这一行过长", "the row is too long");
    hashes(&g);
    return true;
}
