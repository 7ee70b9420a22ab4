/* SPDX-License-Identifier: Apache-2.0
 * What anybody may read. The database narrows by the longest word, the texts themselves say
 * whether all words are there, by the rules of the search inside (text/phrases.h).
 */
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/board.h"
#include "loop/labels.h"
#include "loop/publication_impl.h"
#include "loop/search.h"
#include "text/phrases.h"

enum { PAGE = 20, BATCH = 100, LOOKED = 500, FOUND_MAX = 200 };

static const struct field shown_fields[] = {
    FIELD(struct shown_query, q, .max = 200, .zh = "检索词", .en = "Words"),
    FIELD(struct shown_query, class, .max = 60, .zh = "诉求领域", .en = "Field"),
    FIELD(struct shown_query, place, .as = AS_ID, .zh = "地点", .en = "Place"),
    FIELD(struct shown_query, before, .as = AS_ID, .zh = "接上页", .en = "After"),
};
const struct shape shown_query_shape = SHAPE("shown_query", struct shown_query, shown_fields);

struct shown {
    const struct shown_query *q;
    struct strs words;
    const struct phrases *phrases;
    struct str like;
    const struct mechanism *mechanism;
};

/* The longest word leaves the fewest. */
static struct str like_of(struct ctx *cx, const struct strs *words)
{
    struct str longest = STR("");
    for (size_t i = 0; i < words->n; i++) {
        struct folded f;
        text_fold(cx->arena, words->p[i], &f);
        struct str s = text_folded(cx->arena, &f);
        if (s.n > longest.n)
            longest = s;
    }
    return longest.n ? str_fmt(cx->arena, "%%%.*s%%", STR_ARG(longest)) : STR("%");
}

static void words_mark(struct ctx *cx, const struct shown *s, struct str text, bool *there)
{
    struct phrase_found found[FOUND_MAX];
    struct folded f;
    text_fold(cx->arena, text, &f);
    size_t n = phrases_find(s->phrases, &f, found, FOUND_MAX);
    for (size_t i = 0; i < n; i++)
        there[found[i].word] = true;
}

static bool fits(struct ctx *cx, const struct shown *s, const struct publication *p)
{
    bool there[SEARCH_WORDS_MAX] = {false};
    if (s->q->place && !org_place_under(cx->app->org, p->place_id, s->q->place))
        return false;
    if (s->q->class.n && !(s->mechanism ? class_under(s->mechanism, p->class, s->q->class)
                                        : str_eq(p->class, s->q->class)))
        return false;
    words_mark(cx, s, p->question, there);
    words_mark(cx, s, p->answer, there);
    for (size_t i = 0; i < s->words.n; i++)
        if (!there[i])
            return false;
    return true;
}

static void row_json(struct ctx *cx, struct json *j, const struct publication *p)
{
    const struct place *root = org_place(cx->app->org, cx->app->root_place);
    bool whole = p->place_id == cx->app->root_place && root;
    json_obj(j);
    json_kid(j, "id", p->shown_no);
    json_kstr(j, "question", p->question);
    json_kstr(j, "answer", p->answer);
    json_kstr(j, "class", p->class);
    json_kstr(j, "class_text", label_class(cx, p->class));
    json_kstr(j, "place_text", whole ? root->name : label_place(cx, p->place_id));
    json_kstr(j, "month", p->month);
    json_obj_end(j);
}

struct shown_page {
    const struct shown *s;
    struct json *j;
    int64_t next; /* where to go on; 0: that was all */
    size_t told, looked, n;
};

static enum err batch_tell(struct ctx *cx, void *arg)
{
    struct shown_page *page = arg;
    struct publication *rows = NULL;
    size_t i = 0;
    TRY(db_all(cx, SQL_PUBLICATION_SHOWN,
               ARGS(I64(cx->jid), I64(page->next), TXT(page->s->like), I64(BATCH)),
               &publication_shape, (void **)&rows, &page->n));
    for (; i < page->n && page->told < PAGE; i++) {
        page->next = rows[i].shown_no;
        if (!fits(cx, page->s, &rows[i]))
            continue;
        row_json(cx, page->j, &rows[i]);
        page->told++;
    }
    page->looked += page->n;
    if (i == page->n && page->n < BATCH)
        page->next = 0;
    return OK;
}

static enum err rows_json(struct ctx *cx, struct shown_page *page)
{
    do
        TRY(board_apart(cx, batch_tell, page));
    while (page->n == BATCH && page->told < PAGE && page->looked < LOOKED);
    return OK;
}

enum err publications_shown_json(struct ctx *cx, const struct shown_query *q, struct json *j)
{
    struct shown s = {.q = q};
    struct shown_page page = {.s = &s, .j = j, .next = q->before ? q->before : INT64_MAX};
    TRY(search_words(cx, q->q, &s.words));
    s.phrases = phrases_make(cx->arena, s.words.p, s.words.n);
    s.like = like_of(cx, &s.words);
    s.mechanism = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    json_key(j, "rows");
    json_arr(j);
    TRY(rows_json(cx, &page));
    json_arr_end(j);
    publication_id_json(j, "next", page.next);
    return OK;
}
