/* SPDX-License-Identifier: Apache-2.0
 * What a publication is made from, and what may not be told in it.
 */
#include <string.h>

#include "base/utf8.h"
#include "core/answer_rules.h"
#include "core/app.h"
#include "core/org.h"
#include "core/person.h"
#include "loop/dossier_impl.h"
#include "loop/links.h"
#include "loop/publication_impl.h"
#include "text/personal.h"

enum { ASKERS_MAX = 500, NAME_LEAST = 2 };

static const uint32_t demand_answered = BIT(DEMAND_EXPLAINED) | BIT(DEMAND_ANSWERED) |
                                        BIT(DEMAND_ACCEPTED) | BIT(DEMAND_UNREACHABLE) |
                                        BIT(DEMAND_NO_VERDICT) | BIT(DEMAND_SETTLED);
static const uint32_t matter_answered =
    BIT(MATTER_ANSWERED) | BIT(MATTER_CALLING_BACK) | BIT(MATTER_CLOSED) | BIT(MATTER_ARCHIVED);

enum err publication_source_read(struct ctx *cx, struct work *w, enum subject kind, int64_t id,
                                 struct publication_source *out)
{
    struct demand *d = NULL;
    struct matter *m = NULL;
    if (kind == SUBJECT_MATTER) {
        TRY(work_matter(w, id, &m));
        *out = (struct publication_source){
            kind,           id,          m->num,         m->title,
            m->class,       m->place_id, m->answered_at, (BIT(m->state) & matter_answered) != 0,
            m->confidential};
    } else {
        TRY(work_demand(w, id, &d));
        *out = (struct publication_source){kind,
                                           id,
                                           d->num,
                                           d->title,
                                           d->class,
                                           d->place_id,
                                           d->answered_at,
                                           (BIT(d->state) & demand_answered) != 0,
                                           d->privacy == PRIVACY_CONFIDENTIAL};
    }
    if (!out->answered_at)
        out->answered_at = cx->now;
    return OK;
}

enum err publication_source_find(struct ctx *cx, struct work *w, struct str num,
                                 struct publication_source *out)
{
    enum subject kind;
    int64_t id = 0;
    TRY(dossier_find(cx, w, num, &kind, &id));
    if (kind == SUBJECT_TASK)
        return fail(cx, ERR_INPUT, "请用诉求或事项的编号",
                    "give the number of a demand or matter");
    TRY(publication_source_read(cx, w, kind, id, out));
    return out->answered ? OK
                         : fail(cx, ERR_CONFLICT, "还没有答复群众，不能公开答复",
                                "it is not answered yet: there is nothing to publish");
}

/* Of those that are not void, the one answered last. */
static enum err linked_answer(struct ctx *cx, struct link *const *links, size_t n,
                              struct str *out)
{
    const struct link *last = NULL;
    for (size_t i = 0; i < n; i++)
        if (links[i]->state != LINK_VOID && links[i]->answer_seq &&
            (!last || links[i]->answered_at > last->answered_at))
            last = links[i];
    return last ? answer_text(cx, last, out) : OK;
}

enum err publication_source_answer(struct ctx *cx, struct work *w,
                                   const struct publication_source *s, struct str *out)
{
    struct link **links = NULL;
    struct texts texts = {0};
    size_t n = 0;
    *out = STR("");
    TRY(s->kind == SUBJECT_MATTER ? work_links_of_matter(w, s->id, &links, &n)
                                  : work_links_of_demand(w, s->id, &links, &n));
    TRY(linked_answer(cx, links, n, out));
    if (out->n || s->kind == SUBJECT_MATTER)
        return OK;
    TRY(texts_read(cx, SUBJECT_DEMAND, s->id, &texts));
    for (size_t i = 0; i < texts.n; i++)
        if (str_eq_c(texts.p[i].name, "answer"))
            *out = texts.p[i].body;
    return OK;
}

int64_t publication_place(const struct ctx *cx, const struct publication_source *s)
{
    const struct place *p = org_community(cx->app->org, s->place_id);
    return s->confidential || !p ? cx->app->root_place : p->id;
}

/* ---- what belongs to a person ---- */

struct look {
    struct publication_finding *out;
    size_t n;
};

static void found(struct look *l, struct publication_finding f)
{
    if (l->n < PUBLICATION_FINDINGS)
        l->out[l->n++] = f;
}

static void numbers_find(struct ctx *cx, struct str text, bool in_answer, struct look *l)
{
    static const struct {
        enum answer_kind kind;
        bool refuses;
    } kinds[PERSONAL__MAX] = {
        [PERSONAL_MOBILE] = {ANSWER_MOBILE, true},
        [PERSONAL_LANDLINE] = {ANSWER_LANDLINE, false},
        [PERSONAL_IDNO] = {ANSWER_IDNO, true},
        [PERSONAL_CARD] = {ANSWER_CARD, true},
        [PERSONAL_PLATE] = {ANSWER_PLATE, false},
        [PERSONAL_DOOR] = {ANSWER_DOOR, false},
    };
    struct personal_found f[PUBLICATION_FINDINGS];
    size_t n = personal_find(cx->arena, text, f, COUNT(f));
    for (size_t i = 0; i < n; i++) {
        struct str head = utf8_head(text, f[i].from), upto = utf8_head(text, f[i].to);
        found(l, (struct publication_finding){.in_answer = in_answer,
                                              .refuses = kinds[f[i].kind].refuses,
                                              .text = enum_label(&answer_kind_names,
                                                                 (int)kinds[f[i].kind].kind,
                                                                 (int)cx->lang),
                                              .words = str_sub(text, head.n, upto.n - head.n)});
    }
}

static void name_find(struct ctx *cx, const struct publication *p, struct str name,
                      struct look *l)
{
    const char *needle = str_cdup(cx->arena, str_trim(name));
    if (utf8_count(str_c(needle)) < NAME_LEAST)
        return;
    for (int in_answer = 0; in_answer < 2; in_answer++)
        if (str_has(in_answer ? p->answer : p->question, needle))
            found(l, (struct publication_finding){
                         .in_answer = in_answer != 0,
                         .text = cx->lang == LANG_EN ? "name of who asked" : "反映人姓名",
                         .words = str_c(needle)});
}

static enum err asker_find(struct ctx *cx, const struct publication *p, const struct demand *d,
                           struct look *l)
{
    struct person_plain plain = {0}, *others = NULL;
    size_t n = 0;
    if (d->person_id)
        TRY(person_open(cx, d->person_id, &plain));
    name_find(cx, p, plain.name, l);
    TRY(speakers_open(cx, d->id, &others, &n));
    for (size_t i = 0; i < n; i++)
        name_find(cx, p, others[i].name, l);
    return OK;
}

static enum err names_find(struct ctx *cx, struct work *w, const struct publication *p,
                           struct look *l)
{
    struct link **links = NULL;
    struct demand *d = NULL;
    size_t n = 0;
    if (p->subject_kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, p->subject_id, &d));
        return asker_find(cx, p, d, l);
    }
    TRY(work_links_of_matter(w, p->subject_id, &links, &n));
    for (size_t i = 0; i < n && i < ASKERS_MAX; i++) {
        TRY(work_demand(w, links[i]->demand_id, &d));
        TRY(asker_find(cx, p, d, l));
    }
    return OK;
}

enum err publication_findings(struct ctx *cx, struct work *w, const struct publication *p,
                              struct publication_finding *out, size_t *n)
{
    struct look l = {.out = out};
    numbers_find(cx, p->question, false, &l);
    numbers_find(cx, p->answer, true, &l);
    TRY(names_find(cx, w, p, &l));
    *n = l.n;
    return OK;
}
