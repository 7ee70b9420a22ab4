/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_words.h"

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"

enum { CHOICE_POINTS = 60, LENGTH_MAX = 10000 };

/* Looked for in this order, anywhere in the cell: what is not done comes before what is. */
static const struct {
    const char *word;
    enum ledger_standing standing;
} standing_words[] = {
    {"未办结", STANDS_HANDLING}, {"未完成", STANDS_HANDLING}, {"未答复", STANDS_HANDLING},
    {"未回复", STANDS_HANDLING}, {"未反馈", STANDS_HANDLING}, {"未解决", STANDS_HANDLING},
    {"待甄别", STANDS_RECEIVED}, {"待受理", STANDS_RECEIVED}, {"未受理", STANDS_RECEIVED},
    {"待审核", STANDS_HANDLING}, {"未处理", STANDS_RECEIVED}, {"待处理", STANDS_RECEIVED},
    {"新建", STANDS_RECEIVED},   {"待派", STANDS_VALID},      {"待分", STANDS_VALID},
    {"待交办", STANDS_VALID},    {"办理中", STANDS_HANDLING}, {"处理中", STANDS_HANDLING},
    {"处置中", STANDS_HANDLING}, {"在办", STANDS_HANDLING},   {"正在", STANDS_HANDLING},
    {"承办中", STANDS_HANDLING}, {"重办", STANDS_HANDLING},   {"超时", STANDS_HANDLING},
    {"逾期", STANDS_HANDLING},   {"已派", STANDS_HANDLING},   {"已交办", STANDS_HANDLING},
    {"已转办", STANDS_HANDLING}, {"签收", STANDS_HANDLING},   {"待反馈", STANDS_HANDLING},
    {"待办", STANDS_HANDLING},   {"已受理", STANDS_VALID},    {"有效", STANDS_VALID},
    {"办结", STANDS_DONE},       {"已办", STANDS_DONE},       {"已回复", STANDS_DONE},
    {"已答复", STANDS_DONE},     {"已反馈", STANDS_DONE},     {"已处理", STANDS_DONE},
    {"完成", STANDS_DONE},       {"销号", STANDS_DONE},       {"归档", STANDS_DONE},
    {"结案", STANDS_DONE},       {"关闭", STANDS_DONE},       {"待回访", STANDS_DONE},
    {"已回访", STANDS_DONE},     {"已解决", STANDS_DONE},     {"办毕", STANDS_DONE},
};

int ledger_enum(const struct enum_names *names, struct str said)
{
    for (int v = 0; said.n && v < names->n; v++) {
        if (!names->text[v] || !names->text[v][0])
            continue;
        if (str_eq_c(said, names->text[v]) || str_eq_c(said, names->zh[v]) ||
            str_eq_c(said, names->en[v]))
            return v;
    }
    return -1;
}

enum ledger_standing ledger_standing(struct arena *a, struct str said, int *demand_state)
{
    if (!said.n)
        return STANDS_UNSAID;
    int own = ledger_enum(&demand_state_names, said);
    if (own == DEMAND_IN_MATTER)
        return STANDS_HANDLING;
    if (own == DEMAND_ANSWERED)
        return STANDS_DONE;
    if (own >= 0) {
        *demand_state = own;
        return STANDS_EXACT;
    }
    struct str s = str_dup(a, said);
    for (size_t i = 0; i < COUNT(standing_words); i++)
        if (str_has(s, standing_words[i].word))
            return standing_words[i].standing;
    if (str_has(s, "撤")) {
        *demand_state = DEMAND_WITHDRAWN;
        return STANDS_EXACT;
    }
    if (str_has(s, "无效") || str_has(s, "不予受理") || str_has(s, "不受理")) {
        *demand_state = DEMAND_EXPLAINED;
        return STANDS_EXACT;
    }
    return STANDS_UNKNOWN;
}

struct word {
    const char *said;
    int value;
};

static bool word_find(const struct word *list, size_t n, struct str said, int none, int *out)
{
    if (!said.n) {
        *out = none;
        return true;
    }
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(said, list[i].said)) {
            *out = list[i].value;
            return true;
        }
    return false;
}

bool ledger_yesno(struct str said, int *out)
{
    static const struct word words[] = {
        {"是", YN_YES},        {"有效", YN_YES},     {"已解决", YN_YES},
        {"解决", YN_YES},      {"已联系", YN_YES},   {"联系上", YN_YES},
        {"yes", YN_YES},       {"Y", YN_YES},        {"TRUE", YN_YES},
        {"1", YN_YES},         {"√", YN_YES},        {"否", YN_NO},
        {"无效", YN_NO},       {"未解决", YN_NO},    {"未联系", YN_NO},
        {"未联系上", YN_NO},   {"联系不上", YN_NO},  {"no", YN_NO},
        {"N", YN_NO},          {"FALSE", YN_NO},     {"0", YN_NO},
        {"×", YN_NO},          {"部分", YN_PARTLY},  {"部分解决", YN_PARTLY},
        {"partly", YN_PARTLY}, {"未知", YN_UNKNOWN}, {"未评价", YN_UNKNOWN},
        {"无", YN_UNKNOWN},    {"/", YN_UNKNOWN},    {"-", YN_UNKNOWN},
    };
    return word_find(words, COUNT(words), said, YN_UNKNOWN, out);
}

bool ledger_grade(struct str said, int *out)
{
    static const struct word words[] = {
        {"很满意", GRADE_VERY_GOOD}, {"是", GRADE_GOOD},
        {"较满意", GRADE_FAIR},      {"比较满意", GRADE_FAIR},
        {"一般", GRADE_FAIR},        {"否", GRADE_BAD},
        {"较不满意", GRADE_BAD},     {"很不满意", GRADE_VERY_BAD},
        {"无", GRADE_NONE},          {"未回访", GRADE_NONE},
        {"/", GRADE_NONE},           {"-", GRADE_NONE},
        {"未评价", GRADE_NONE},
    };
    int own = ledger_enum(&grade_names, said);
    if (own >= 0) {
        *out = own;
        return true;
    }
    return word_find(words, COUNT(words), said, GRADE_NONE, out);
}

bool ledger_level(struct str said, int *out)
{
    static const struct word words[] = {
        {"社区级", LEVEL_COMMUNITY}, {"村", LEVEL_COMMUNITY},  {"村级", LEVEL_COMMUNITY},
        {"村社区", LEVEL_COMMUNITY}, {"街道级", LEVEL_STREET}, {"乡镇", LEVEL_STREET},
        {"镇级", LEVEL_STREET},      {"乡镇级", LEVEL_STREET}, {"区", LEVEL_DISTRICT},
        {"县", LEVEL_DISTRICT},      {"县级", LEVEL_DISTRICT}, {"市级", LEVEL_CITY},
        {"市", LEVEL_CITY},          {"/", LEVEL_NONE},        {"-", LEVEL_NONE},
    };
    int own = ledger_enum(&level_names, said);
    if (own >= 0) {
        *out = own;
        return true;
    }
    return word_find(words, COUNT(words), said, LEVEL_NONE, out);
}

bool ledger_length(struct str said, struct span_length *out)
{
    static const struct {
        const char *unit;
        int span;
    } units[] = {
        {"", SPAN_WORKDAYS},   {"个工作日", SPAN_WORKDAYS}, {"工作日", SPAN_WORKDAYS},
        {"日", SPAN_DAYS},     {"天", SPAN_DAYS},           {"个自然日", SPAN_DAYS},
        {"自然日", SPAN_DAYS}, {"小时", SPAN_HOURS},        {"个小时", SPAN_HOURS},
    };
    char typed[64];
    size_t digits = 0;
    int64_t n = 0;
    said = str_trim(utf8_narrow(typed, sizeof typed, said));
    while (digits < said.n && said.p[digits] >= '0' && said.p[digits] <= '9')
        digits++;
    if (!digits || digits > 4 || !str_i64(str_sub(said, 0, digits), &n) || n > LENGTH_MAX)
        return false;
    struct str unit = str_trim(str_sub(said, digits, said.n));
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_eq_c(unit, units[i].unit)) {
            *out = (struct span_length){.length = n, .unit = units[i].span, .set = true};
            return true;
        }
    return false;
}

bool ledger_serial(double number, int64_t *at, bool *date_only)
{
    static const double first = 20000, last = 80000; /* 1954-10-03 … 2119-01-11 */
    static const int64_t epoch = -25569;             /* day 0 of the 1900 system */
    if (!(number >= first && number <= last))
        return false;
    double day = floor(number);
    double seconds = floor((number - day) * 86400 + 0.5);
    *date_only = seconds == 0;
    *at = time_day_start((int64_t)day + epoch) + (int64_t)seconds * 1000;
    return true;
}

struct str ledger_choice(struct arena *a, const struct choices *c, struct str said)
{
    if (!said.n)
        return said;
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(said, c->p[i].code) || str_eq(said, c->p[i].zh) || str_eq(said, c->p[i].en))
            return c->p[i].code;
    return str_dup(a, utf8_head(said, CHOICE_POINTS));
}

static const char under[] = " · ";

struct str ledger_unit_name(struct arena *a, const struct org *o, int64_t unit)
{
    const struct unit *units = NULL, *u = unit ? org_unit(o, unit) : NULL;
    const struct unit *above = u ? org_unit(o, u->parent_id) : NULL;
    size_t n = org_units(o, &units), bear = 0;
    for (size_t i = 0; u && i < n; i++)
        bear += str_eq(units[i].name, u->name);
    if (above && bear > 1)
        return str_fmt(a, "%.*s%s%.*s", STR_ARG(above->name), under, STR_ARG(u->name));
    return u ? u->name : STR("");
}

/* By name, by code, or as ledger_unit_name writes what several bear. */
static bool unit_is(const struct org *o, const struct unit *u, struct str said)
{
    const size_t mark = sizeof under - 1;
    if (str_eq(u->name, said) || str_eq(u->code, said))
        return true;
    const struct unit *above = org_unit(o, u->parent_id);
    return above && said.n == above->name.n + mark + u->name.n &&
           str_eq(str_sub(said, 0, above->name.n), above->name) &&
           !memcmp(said.p + above->name.n, under, mark) &&
           str_eq(str_sub(said, above->name.n + mark, said.n), u->name);
}

int64_t ledger_unit(const struct org *o, struct str said)
{
    const struct unit *units = NULL, *found = NULL;
    size_t n = org_units(o, &units);
    bool several = false;
    for (size_t i = 0; said.n && i < n; i++) {
        if (!unit_is(o, &units[i], said))
            continue;
        if (!found || (found->valid_to && !units[i].valid_to)) {
            found = &units[i];
            several = false;
        } else if (found->valid_to || !units[i].valid_to) {
            several = true;
        }
    }
    return found && !several ? found->id : 0;
}

/* Whether the names of a path fit the places above, the nearest last; steps may be left out. */
static bool path_fits(const struct org *o, const struct place *p, const struct str *names,
                      size_t n)
{
    const struct place *above = org_place(o, p->parent_id);
    for (size_t i = n; i > 0; i--) {
        while (above && !str_eq(above->name, names[i - 1]))
            above = org_place(o, above->parent_id);
        if (!above)
            return false;
    }
    return true;
}

/* 街道 · 社区, as labels write it, is the same path as 街道/社区. */
static struct str path_of(struct arena *a, struct str said)
{
    static const char dot[] = "·";
    char *p = str_cdup(a, said);
    size_t n = 0;
    for (size_t i = 0; i < said.n; i++) {
        bool is_dot = i + sizeof dot - 1 <= said.n && !memcmp(said.p + i, dot, sizeof dot - 1);
        p[n] = said.p[i];
        if (is_dot)
            p[n] = '/';
        n++;
        i += is_dot ? sizeof dot - 2 : 0;
    }
    return (struct str){p, n};
}

int64_t ledger_place(struct arena *a, const struct org *o, struct str said)
{
    const struct place *places = NULL;
    int64_t found = 0;
    size_t n = org_places(o, &places);
    if (!said.n)
        return 0;
    struct strs names = str_split(a, path_of(a, said), '/');
    for (size_t i = 0; i < names.n; i++)
        names.p[i] = str_trim(names.p[i]);
    struct str last = names.p[names.n - 1];
    for (size_t i = 0; i < n; i++) {
        if (str_eq(places[i].code, said))
            return places[i].id;
        if (!str_eq(places[i].name, last) || !path_fits(o, &places[i], names.p, names.n - 1))
            continue;
        if (found)
            return 0;
        found = places[i].id;
    }
    return found;
}
