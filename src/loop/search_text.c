/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/search_text.h"

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"

#define SEARCH_PART_LIST(X)                                                                    \
    X(SEARCH_TITLE, "title", "标题", "title")                                                  \
    X(SEARCH_WORDS, "words", "内容", "words")                                                  \
    X(SEARCH_ANSWER, "answer", "答复", "answer")                                               \
    X(SEARCH_MATTER, "matter", "事项", "matter")                                               \
    X(SEARCH_PLACE, "place", "发生地", "place")                                                \
    X(SEARCH_NUMBER, "number", "编号", "number")
ENUM_NAMES(search_part, SEARCH_PART_LIST);

/* Those that were not split off again. */
static enum err links_of(struct ctx *cx, const struct demand *d, struct link **out, size_t *n)
{
    size_t kept = 0;
    *n = 0;
    if (!d->matters)
        return OK;
    TRY(db_all(cx, SQL_LINK_BY_DEMAND, ARGS(I64(cx->jid), I64(d->id)), &link_shape,
               (void **)out, n));
    for (size_t i = 0; i < *n; i++)
        if ((*out)[i].state != LINK_VOID)
            (*out)[kept++] = (*out)[i];
    *n = kept;
    return OK;
}

/* ---- texts ---- */

struct pieces {
    struct arena *arena;
    struct search_doc *out;
    size_t cap;
};

static void add(struct pieces *p, enum search_part part, struct str text)
{
    struct search_doc *d = p->out;
    if (!text.n)
        return;
    if (d->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 16;
        struct search_piece *more = NEWS(p->arena, struct search_piece, cap);
        if (d->n)
            memcpy(more, d->p, d->n * sizeof *more);
        d->p = more;
        p->cap = cap;
    }
    d->p[d->n++] = (struct search_piece){part, text};
}

static enum err texts_add(struct ctx *cx, struct pieces *p, const struct demand *d)
{
    struct side_text *t = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SEARCH_TEXTS, ARGS(I64(cx->jid), I64(d->id)), &side_shape, (void **)&t,
               &n));
    for (size_t i = 0; i < n; i++)
        add(p, str_eq_c(t[i].name, "answer") ? SEARCH_ANSWER : SEARCH_WORDS, t[i].body);
    return OK;
}

static enum err matter_add(struct ctx *cx, struct work *w, struct pieces *p,
                           const struct demand *d, const struct link *l)
{
    struct matter *m = NULL;
    struct str answer = {0};
    TRY(work_matter(w, l->matter_id, &m));
    add(p, SEARCH_NUMBER, m->num);
    add(p, SEARCH_NUMBER, m->upstream_no);
    if (m->confidential || d->privacy == PRIVACY_CONFIDENTIAL)
        return OK;
    add(p, SEARCH_MATTER, m->title);
    if (l->answer_seq) {
        TRY(answer_text(cx, l, &answer));
        add(p, SEARCH_ANSWER, answer);
    }
    return OK;
}

enum err search_doc_read(struct ctx *cx, struct work *w, const struct demand *d, bool seen,
                         struct search_doc *out)
{
    struct pieces p = {.arena = cx->arena, .out = out};
    struct link *links = NULL;
    size_t n = 0;
    *out = (struct search_doc){0};
    if (d->privacy != PRIVACY_CONFIDENTIAL) {
        add(&p, SEARCH_TITLE, d->title);
        TRY(texts_add(cx, &p, d));
    }
    TRY(links_of(cx, d, &links, &n));
    for (size_t i = 0; i < n; i++) {
        bool visible = !seen;
        if (seen)
            TRY(work_visible(w, SUBJECT_MATTER, links[i].matter_id, &visible));
        if (visible)
            TRY(matter_add(cx, w, &p, d, &links[i]));
    }
    add(&p, SEARCH_PLACE, label_place(cx, d->place_id));
    add(&p, SEARCH_NUMBER, d->num);
    add(&p, SEARCH_NUMBER, d->upstream_no);
    add(&p, SEARCH_NUMBER, d->petition_no);
    return OK;
}

/* ---- tokens ---- */

struct marks {
    struct arena *arena;
    struct strs *out;
    size_t cap;
};

static void mark(struct marks *m, struct str token)
{
    if (m->out->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 64;
        struct str *more = NEWS(m->arena, struct str, cap);
        if (m->out->n)
            memcpy(more, m->out->p, m->out->n * sizeof *more);
        m->out->p = more;
        m->cap = cap;
    }
    m->out->p[m->out->n++] = token;
}

/* Values are codes of mechanisms or numbers; what is no letter or digit is dropped, so that a
 * code can never be read as something else by a database. */
struct str search_mark(struct arena *a, char kind, struct str value)
{
    struct buf b;
    buf_init(&b, a, value.n * 2 + 8);
    buf_ch(&b, kind);
    buf_ch(&b, '_');
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c >= 0x80;
        if (plain)
            buf_ch(&b, value.p[i]);
        else
            buf_ch(&b, '_');
    }
    return buf_done(&b);
}

struct str search_month(struct arena *a, int64_t at)
{
    char day[TIME_TEXT];
    return search_mark(a, 'm', str_sub(str_c(day_text(day, time_day(at))), 0, 7));
}

static void grams_mark(struct marks *m, const struct search_doc *d)
{
    struct grams *each = NEWS(m->arena, struct grams, d->n + 1);
    for (size_t i = 0; i < d->n; i++) {
        struct folded f;
        text_fold(m->arena, d->p[i].text, &f);
        each[i] = grams_of(m->arena, &f);
    }
    struct grams all = grams_join(m->arena, each, d->n);
    for (size_t i = 0; i < all.n; i++) {
        char token[GRAM_BYTES];
        size_t n = gram_write(all.p[i], token);
        mark(m, str_dup(m->arena, (struct str){token, n}));
    }
}

static void filed_mark(struct marks *m, const struct demand *d)
{
    if (d->class.n)
        mark(m, search_mark(m->arena, 'c', d->class));
    if (d->place_id)
        mark(m, search_mark(m->arena, 'p', str_of_i64(m->arena, d->place_id)));
    if (d->way.n)
        mark(m, search_mark(m->arena, 'w', d->way));
    mark(m, search_mark(m->arena, 'l', str_c(enum_text(&level_names, d->lvl))));
    mark(m, search_month(m->arena, d->said_at));
}

struct id_row {
    int64_t id;
};
static const struct field id_fields[] = {FIELD(struct id_row, id)};
static const struct shape id_shape = SHAPE("id", struct id_row, id_fields);

static enum err ids_mark(struct ctx *cx, struct marks *m, enum sql sql, char kind,
                         enum subject subject, int64_t id)
{
    struct id_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, sql,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)subject))), I64(id)),
               &id_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        mark(m, search_mark(m->arena, kind, str_of_i64(m->arena, rows[i].id)));
    return OK;
}

static void holder_mark(struct marks *m, int64_t unit)
{
    if (unit)
        mark(m, search_mark(m->arena, 'h', str_of_i64(m->arena, unit)));
}

/* As work_visible goes about it (core/work_side.c): through rows of the lists and parts of the
 * demand and of its matters. */
static enum err readers_mark(struct ctx *cx, struct work *w, struct marks *m,
                             const struct demand *d)
{
    struct link *links = NULL;
    size_t n = 0;
    holder_mark(m, d->unit_id);
    TRY(ids_mark(cx, m, SQL_SEARCH_UNITS, 'u', SUBJECT_DEMAND, d->id));
    TRY(ids_mark(cx, m, SQL_SEARCH_OFFICERS, 'o', SUBJECT_DEMAND, d->id));
    TRY(links_of(cx, d, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *matter = NULL;
        TRY(work_matter(w, links[i].matter_id, &matter));
        holder_mark(m, matter->lead_unit);
        TRY(ids_mark(cx, m, SQL_SEARCH_UNITS, 'u', SUBJECT_MATTER, links[i].matter_id));
        TRY(ids_mark(cx, m, SQL_SEARCH_OFFICERS, 'o', SUBJECT_MATTER, links[i].matter_id));
    }
    return OK;
}

enum err search_tokens(struct ctx *cx, struct work *w, const struct demand *d, struct strs *out)
{
    struct marks m = {.arena = cx->arena, .out = out};
    struct search_doc doc;
    *out = (struct strs){0};
    TRY(search_doc_read(cx, w, d, false, &doc));
    grams_mark(&m, &doc);
    filed_mark(&m, d);
    return readers_mark(cx, w, &m, d);
}
