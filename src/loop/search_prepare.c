/* SPDX-License-Identifier: Apache-2.0
 * What is asked for: words, filters, and the tokens by which candidates are looked up.
 */
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "loop/search_impl.h"

enum { TOKENS_MAX = 300, BELOW_MAX = 256, MONTHS_MAX = 60 };

static const struct field query_fields[] = {
    FIELD(struct search_query, q, .max = 200, .zh = "检索词", .en = "Words"),
    FIELD(struct search_query, person, .max = 60, .zh = "姓名或电话",
          .en = "Name or telephone"),
    FIELD(struct search_query, sort, .max = 10, .zh = "排序", .en = "Sort"),
    FIELD(struct search_query, after, .max = 40, .zh = "接上页", .en = "After"),
    FIELD(struct search_query, state, .names = &demand_state_names, .zh = "状态",
          .en = "State"),
    FIELD(struct search_query, lvl, .names = &level_names, .zh = "责任层级", .en = "Level"),
    FIELD(struct search_query, class, .max = 40, .zh = "诉求类别", .en = "Class"),
    FIELD(struct search_query, way, .max = 40, .zh = "采集方式", .en = "Way"),
    FIELD(struct search_query, place, .as = AS_ID, .zh = "区划", .en = "Place"),
    FIELD(struct search_query, unit, .as = AS_ID, .zh = "承办单位", .en = "Unit"),
    FIELD(struct search_query, from, .max = 10, .zh = "反映时间从", .en = "Said from"),
    FIELD(struct search_query, to, .max = 10, .zh = "反映时间到", .en = "Said until"),
    FIELD(struct search_query, count, .zh = "只计数", .en = "Count only"),
    FIELD(struct search_query, limit, .min = 0, .max = 50, .zh = "每页", .en = "Rows"),
};
const struct shape search_query_shape =
    SHAPE("search_query", struct search_query, query_fields);

/* ---- words ---- */

static const char *const quotes[][2] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"＂", "＂"}};

static bool blank_at(struct str s, size_t *n)
{
    static const char *const blanks[] = {" ", "\t", "\n", "\r", "\xe3\x80\x80", "\xc2\xa0"};
    for (size_t i = 0; i < COUNT(blanks); i++)
        if (str_starts(s, blanks[i])) {
            *n = strlen(blanks[i]);
            return true;
        }
    return false;
}

/* The length of a quoted word with its marks; 0: none begins here. */
static size_t quoted(struct str s, struct str *word)
{
    for (size_t i = 0; i < COUNT(quotes); i++) {
        if (!str_starts(s, quotes[i][0]))
            continue;
        size_t open = strlen(quotes[i][0]), at = open;
        while (at < s.n && !str_starts(str_sub(s, at, s.n - at), quotes[i][1]))
            at++;
        *word = str_sub(s, open, at - open);
        return at < s.n ? at + strlen(quotes[i][1]) : s.n;
    }
    return 0;
}

static size_t plain(struct str s, struct str *word)
{
    size_t n = 0, skip = 0;
    struct str ignored;
    while (n < s.n && !blank_at(str_sub(s, n, s.n - n), &skip) &&
           (n == 0 || !quoted(str_sub(s, n, s.n - n), &ignored)))
        n++;
    *word = str_sub(s, 0, n);
    return n;
}

static enum err word_add(struct ctx *cx, struct strs *words, struct str word)
{
    struct folded f;
    text_fold(cx->arena, word, &f);
    if (!f.n)
        return OK; /* signs alone */
    if (f.n < 2)
        return fail_at(cx, ERR_INPUT, "q", "每个检索词至少两个字：“%.*s”",
                       "each word needs two characters: \"%.*s\"", STR_ARG(word));
    if (words->n == SEARCH_WORDS_MAX)
        return fail_at(cx, ERR_INPUT, "q", "检索词不能超过 %d 个", "at most %d words",
                       SEARCH_WORDS_MAX);
    words->p[words->n++] = word;
    return OK;
}

enum err search_words(struct ctx *cx, struct str q, struct strs *out)
{
    struct str rest = str_trim(q);
    *out = (struct strs){.p = NEWS(cx->arena, struct str, SEARCH_WORDS_MAX)};
    while (rest.n) {
        struct str word = {0};
        size_t n = 0;
        if (!blank_at(rest, &n)) {
            n = quoted(rest, &word);
            if (!n)
                n = plain(rest, &word);
            TRY(word_add(cx, out, word));
        }
        rest = str_sub(rest, n, rest.n - n);
    }
    return OK;
}

/* ---- days ---- */

static enum err days_read(struct ctx *cx, struct search *s)
{
    int64_t day = 0;
    if (s->q->from.n) {
        if (!day_parse(s->q->from, &day))
            return fail_at(cx, ERR_INPUT, "from", "日期有误", "not a date");
        s->from_at = time_day_start(day);
    }
    if (s->q->to.n) {
        if (!day_parse(s->q->to, &day))
            return fail_at(cx, ERR_INPUT, "to", "日期有误", "not a date");
        s->to_at = time_day_end(day);
    }
    return OK;
}

/* ---- tokens ---- */

static void want(struct strs *list, struct str token)
{
    if (list->n < TOKENS_MAX)
        list->p[list->n++] = token;
}

static void words_want(struct ctx *cx, struct search *s)
{
    struct grams each[SEARCH_WORDS_MAX];
    for (size_t i = 0; i < s->words.n; i++) {
        struct folded f;
        text_fold(cx->arena, s->words.p[i], &f);
        each[i] = grams_wanted(cx->arena, &f);
    }
    struct grams all = grams_join(cx->arena, each, s->words.n);
    for (size_t i = 0; i < all.n; i++) {
        char token[GRAM_BYTES];
        size_t n = gram_write(all.p[i], token);
        want(&s->all, str_dup(cx->arena, (struct str){token, n}));
    }
}

/* The index knows only where a demand itself lies; what is below a filter is asked of the tree
 * as it is now. Where that is very much it narrows little: then each candidate is looked at. */
static bool below_want(struct strs *list, struct str token)
{
    if (list->n == BELOW_MAX) {
        list->n = 0;
        return false;
    }
    want(list, token);
    return true;
}

static void places_want(struct ctx *cx, struct search *s)
{
    const struct place *all = NULL;
    size_t n = org_places(cx->app->org, &all);
    struct strs *list = &s->any[SEARCH_PLACES];
    want(list, search_mark(cx->arena, 'p', str_of_i64(cx->arena, s->q->place)));
    for (size_t i = 0; i < n; i++)
        if (all[i].id != s->q->place && org_place_under(cx->app->org, all[i].id, s->q->place) &&
            !below_want(list, search_mark(cx->arena, 'p', str_of_i64(cx->arena, all[i].id))))
            return;
}

static void units_want(struct ctx *cx, struct search *s)
{
    const struct unit *all = NULL;
    size_t n = org_units(cx->app->org, &all);
    struct strs *list = &s->any[SEARCH_UNITS];
    want(list, search_mark(cx->arena, 'h', str_of_i64(cx->arena, s->q->unit)));
    for (size_t i = 0; i < n; i++)
        if (all[i].id != s->q->unit && org_unit_under(cx->app->org, all[i].id, s->q->unit) &&
            !below_want(list, search_mark(cx->arena, 'h', str_of_i64(cx->arena, all[i].id))))
            return;
}

static void classes_want(struct ctx *cx, struct search *s)
{
    const struct choices *all = s->mechanism ? &s->mechanism->classes : NULL;
    struct strs *list = &s->any[SEARCH_CLASSES];
    want(list, search_mark(cx->arena, 'c', s->q->class));
    for (size_t i = 0; all && i < all->n; i++)
        if (!str_eq(all->p[i].code, s->q->class) &&
            class_under(s->mechanism, all->p[i].code, s->q->class) &&
            !below_want(list, search_mark(cx->arena, 'c', all->p[i].code)))
            return;
}

static void filters_want(struct ctx *cx, struct search *s)
{
    const struct search_query *q = s->q;
    if (q->way.n)
        want(&s->all, search_mark(cx->arena, 'w', q->way));
    if (q->lvl)
        want(&s->all, search_mark(cx->arena, 'l', str_c(enum_text(&level_names, q->lvl))));
    if (q->place)
        places_want(cx, s);
    if (q->unit)
        units_want(cx, s);
    if (q->class.n)
        classes_want(cx, s);
}

/* What every demand has, where nothing else is left to look up by. */
static void levels_want(struct ctx *cx, struct search *s)
{
    for (size_t i = 0; i < SEARCH_GROUPS; i++)
        if (s->any[i].n)
            return;
    for (int i = 0; i < level_names.n && !s->all.n; i++)
        want(&s->any[SEARCH_READERS],
             search_mark(cx->arena, 'l', str_c(enum_text(&level_names, i))));
}

static void officer_want(struct ctx *cx, struct search *s, int64_t officer)
{
    want(&s->any[SEARCH_READERS], search_mark(cx->arena, 'o', str_of_i64(cx->arena, officer)));
}

/* Who looks through the root unit sees nearly all: each hit is looked at anyway. */
static void readers_want(struct ctx *cx, struct search *s)
{
    const struct actor *a = cx->actor;
    for (size_t i = 0; i < a->n; i++) {
        if (!grant_sees(&a->grants[i]))
            continue;
        if (a->grants[i].unit_id == cx->app->root_unit) {
            s->any[SEARCH_READERS].n = 0;
            return;
        }
        want(&s->any[SEARCH_READERS],
             search_mark(cx->arena, 'u', str_of_i64(cx->arena, a->grants[i].unit_id)));
    }
    officer_want(cx, s, a->officer_id);
    for (size_t i = 0; i < a->lenders_n; i++)
        officer_want(cx, s, a->lenders[i]);
}

/* A short time narrows the candidates when nothing else does. */
static void months_want(struct ctx *cx, struct search *s)
{
    int64_t to = s->to_at && s->to_at < cx->now ? s->to_at : cx->now + MS_PER_DAY;
    int64_t at = s->from_at;
    if (s->any[SEARCH_READERS].n || !s->from_at ||
        (to - at) / MS_PER_DAY > INT64_C(31) * MONTHS_MAX)
        return;
    struct str last = {0};
    for (; at <= to; at += MS_PER_DAY) {
        struct str month = search_month(cx->arena, at);
        if (!str_eq(month, last))
            want(&s->any[SEARCH_READERS], month);
        last = month;
    }
}

enum err search_prepare(struct ctx *cx, const struct search_query *q, struct search *out)
{
    *out = (struct search){.q = q};
    out->all.p = NEWS(cx->arena, struct str, TOKENS_MAX);
    for (size_t i = 0; i < SEARCH_GROUPS; i++)
        out->any[i].p = NEWS(cx->arena, struct str, TOKENS_MAX);
    out->mechanism = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    TRY(search_words(cx, q->q, &out->words));
    out->phrases = phrases_make(cx->arena, out->words.p, out->words.n);
    TRY(days_read(cx, out));
    words_want(cx, out);
    filters_want(cx, out);
    readers_want(cx, out);
    months_want(cx, out);
    levels_want(cx, out);
    if (!out->all.n && !q->class.n && !q->place && !q->unit && !q->person.n)
        return fail_at(cx, ERR_INPUT, "q", "请输入要检索的词，或选择类别、区划、单位等条件",
                       "say what to look for, or choose a class, a place or a unit");
    return OK;
}
