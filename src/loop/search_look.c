/* SPDX-License-Identifier: Apache-2.0
 * One candidate: seen, passing the filters, with all words; and how a hit is shown.
 */
#include "core/app.h"
#include "core/org.h"
#include "loop/labels.h"
#include "loop/search_impl.h"

enum { BEFORE = 16, EXCERPT = 90, PIECES = 32 };

/* ---- filters ---- */

/* By the newest tree, as the ledgers: a class stands where it stands now. */
static bool class_is(const struct search *s, struct str class)
{
    return s->mechanism ? class_under(s->mechanism, class, s->q->class)
                        : str_eq(class, s->q->class);
}

static bool fits(struct ctx *cx, const struct search *s, const struct demand *d)
{
    const struct search_query *q = s->q;
    return (!q->state || d->state == q->state) && (!q->lvl || d->lvl == q->lvl) &&
           (!q->way.n || str_eq(d->way, q->way)) &&
           (!q->place ||
            (d->place_id && org_place_under(cx->app->org, d->place_id, q->place))) &&
           (!s->from_at || d->said_at >= s->from_at) && (!s->to_at || d->said_at < s->to_at) &&
           (!q->class.n || class_is(s, d->class));
}

/* The desk, or the lead of a matter that the actor sees. */
static enum err in_hand(struct ctx *cx, const struct search *s, struct work *w,
                        const struct demand *d, bool *out)
{
    const struct org *org = cx->app->org;
    int64_t unit = s->q->unit;
    struct link **links = NULL;
    size_t n = 0;
    *out = !unit || org_unit_under(org, d->unit_id, unit);
    if (*out || !d->matters)
        return OK;
    TRY(work_links_of_demand(w, d->id, &links, &n));
    for (size_t i = 0; i < n && !*out; i++) {
        struct matter *m = NULL;
        bool seen = false;
        if (links[i]->state == LINK_VOID)
            continue;
        TRY(work_matter(w, links[i]->matter_id, &m));
        if (!m->lead_unit || !org_unit_under(org, m->lead_unit, unit))
            continue;
        TRY(work_visible(w, SUBJECT_MATTER, m->id, &seen));
        *out = seen;
    }
    return OK;
}

/* ---- words ---- */

/* How much a word counts where it stands. */
static const int weights[SEARCH_PART__MAX] = {
    [SEARCH_TITLE] = 5,  [SEARCH_WORDS] = 2, [SEARCH_ANSWER] = 1,
    [SEARCH_MATTER] = 4, [SEARCH_PLACE] = 3, [SEARCH_NUMBER] = 3,
};

static bool words_found(struct ctx *cx, const struct search *s, struct search_match *m)
{
    int64_t times[SEARCH_WORDS_MAX] = {0};
    m->folded = NEWS(cx->arena, struct folded, m->doc.n + 1);
    for (size_t i = 0; i < m->doc.n && i < PIECES; i++) {
        text_fold(cx->arena, m->doc.p[i].text, &m->folded[i]);
        m->found[i] = NEWS(cx->arena, struct phrase_found, SEARCH_FOUND_MAX);
        m->found_n[i] = phrases_find(s->phrases, &m->folded[i], m->found[i], SEARCH_FOUND_MAX);
        for (size_t k = 0; k < m->found_n[i]; k++)
            times[m->found[i][k].word] += weights[m->doc.p[i].part];
    }
    bool all = true;
    for (size_t k = 0; k < s->words.n; k++) {
        all &= times[k] > 0;
        m->score += times[k] < 10 ? times[k] : 10; /* said often is not said better */
    }
    return all;
}

enum err search_look(struct ctx *cx, const struct search *s, int64_t id, struct search_match *m,
                     bool *hit)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    *hit = false;
    *m = (struct search_match){0};
    enum err e = work_demand(w, id, &d);
    if (e == ERR_NOT_FOUND) { /* the index is older than a restored register */
        fault_clear(cx);
        return OK;
    }
    if (e != OK)
        return e;
    bool seen = false;
    TRY(work_visible(w, SUBJECT_DEMAND, id, &seen));
    if (!seen || !fits(cx, s, d))
        return OK;
    TRY(in_hand(cx, s, w, d, &seen));
    if (!seen)
        return OK;
    TRY(search_doc_read(cx, w, d, true, &m->doc));
    m->d = d;
    *hit = words_found(cx, s, m);
    return OK;
}

/* ---- a hit ---- */

/* Bytes of the first n code points. */
static size_t bytes_of(struct str s, size_t n)
{
    size_t at = 0;
    while (at < s.n && n > 0) {
        at++;
        while (at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80)
            at++;
        n--;
    }
    return at;
}

/* Marks are [from, to) in code points of the excerpt, in order, merged where they overlap. */
static void marks_json(struct json *j, const struct search_match *m, size_t i, size_t from,
                       size_t to)
{
    size_t open = 0, until = 0;
    bool any = false;
    json_key(j, "marks");
    json_arr(j);
    for (size_t k = 0; k <= m->found_n[i]; k++) {
        bool end = k == m->found_n[i];
        const struct folded *f = &m->folded[i];
        size_t a = end ? 0 : f->at[m->found[i][k].from];
        size_t b = end ? 0 : f->at[m->found[i][k].to - 1] + 1;
        if (!end && (a < from || a >= to))
            continue;
        if (any && (end || a > until)) {
            json_arr(j);
            json_i64(j, (int64_t)(open - from));
            json_i64(j, (int64_t)((until < to ? until : to) - from));
            json_arr_end(j);
            any = false;
        }
        if (end)
            break;
        if (!any) {
            open = a;
            until = b;
            any = true;
        }
        until = b > until ? b : until;
    }
    json_arr_end(j);
}

static void piece_json(struct ctx *cx, struct json *j, const struct search_match *m, size_t i)
{
    struct str text = m->doc.p[i].text;
    size_t first = m->found_n[i] ? m->folded[i].at[m->found[i][0].from] : 0;
    size_t from = first > BEFORE ? first - BEFORE : 0;
    size_t a = bytes_of(text, from);
    struct str rest = str_sub(text, a, text.n - a);
    size_t n = bytes_of(rest, EXCERPT);
    char *line = str_cdup(cx->arena, str_sub(rest, 0, n));
    for (char *p = line; *p; p++)
        if (*p == '\n')
            *p = ' ';
    json_obj(j);
    json_kcstr(j, "part", enum_text(&search_part_names, (int)m->doc.p[i].part));
    json_kcstr(j, "part_text",
               enum_label(&search_part_names, (int)m->doc.p[i].part, (int)cx->lang));
    json_kbool(j, "before", from > 0);
    json_kcstr(j, "text", line);
    json_kbool(j, "more", n < rest.n);
    marks_json(j, m, i, from, from + EXCERPT);
    json_obj_end(j);
}

/* Where words were found, a kind of text once; else the beginning of what was said. */
static void pieces_json(struct ctx *cx, struct json *j, const struct search_match *m)
{
    unsigned shown = 0;
    json_key(j, "found");
    json_arr(j);
    for (size_t i = 0; i < m->doc.n && i < PIECES; i++) {
        unsigned bit = 1U << m->doc.p[i].part;
        if (!m->found_n[i] || (shown & bit))
            continue;
        piece_json(cx, j, m, i);
        shown |= bit;
    }
    for (size_t i = 0; i < m->doc.n && i < PIECES && !(shown & 1U << SEARCH_WORDS); i++)
        if (m->doc.p[i].part == SEARCH_WORDS) {
            piece_json(cx, j, m, i);
            shown |= 1U << SEARCH_WORDS;
        }
    json_arr_end(j);
}

enum err search_hit_json(struct ctx *cx, const struct search_match *m, struct json *j)
{
    const struct demand *d = m->d;
    json_obj(j);
    json_kstr(j, "num", d->num);
    json_kstr(j, "title", label_demand(cx, d));
    json_kcstr(j, "state", enum_text(&demand_state_names, d->state));
    json_kcstr(j, "state_text", enum_label(&demand_state_names, d->state, (int)cx->lang));
    json_kcstr(j, "lvl_text", enum_label(&level_names, d->lvl, (int)cx->lang));
    json_kstr(j, "class_text", label_class(cx, d->class));
    json_kstr(j, "place_text", label_place(cx, d->place_id));
    json_kstr(j, "unit_text", label_unit(cx, d->unit_id));
    json_ktime(j, "said_at", d->said_at);
    json_kbool(j, "urgent", d->urgent);
    pieces_json(cx, j, m);
    json_obj_end(j);
    return OK;
}
