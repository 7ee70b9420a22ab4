/* SPDX-License-Identifier: Apache-2.0 */
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/publication_impl.h"

enum { LISTED = 50 };

void publication_id_json(struct json *j, const char *key, int64_t id)
{
    json_key(j, key);
    if (id)
        json_id(j, id);
    else
        json_nil(j);
}

static struct str state_text(const struct ctx *cx, struct str state)
{
    static const char *const texts[][3] = {{"draft", "待公开", "draft"},
                                           {"published", "已公开", "published"},
                                           {"withdrawn", "已撤下", "withdrawn"}};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (str_eq_c(state, texts[i][0]))
            return str_c(texts[i][cx->lang == LANG_EN ? 2 : 1]);
    return state;
}

static struct str place_text(struct ctx *cx, int64_t id)
{
    const struct place *p = org_place(cx->app->org, id);
    return id == cx->app->root_place && p ? p->name : label_place(cx, id);
}

static enum err name_json(struct ctx *cx, struct json *j, const char *key, int64_t officer)
{
    struct str name = STR("");
    TRY(label_officer(cx, officer, &name));
    json_kstr(j, key, name);
    return OK;
}

static enum err head_json(struct ctx *cx, struct json *j, const struct publication *p)
{
    json_kid(j, "id", p->id);
    json_ki64(j, "version", p->version);
    json_kstr(j, "num", p->num);
    json_kstr(j, "question", p->question);
    json_kstr(j, "class", p->class);
    json_kstr(j, "class_text", label_class(cx, p->class));
    json_kid(j, "place", p->place_id);
    json_kstr(j, "place_text", place_text(cx, p->place_id));
    json_kstr(j, "month", p->month);
    json_kstr(j, "state", p->state);
    json_kstr(j, "state_text", state_text(cx, p->state));
    json_ktime(j, "drafted_at", p->drafted_at);
    json_ktime(j, "published_at", p->published_at);
    TRY(name_json(cx, j, "drafted_name", p->drafted_by));
    return name_json(cx, j, "published_name", p->published_by);
}

enum err publications_json(struct ctx *cx, const struct publication_query *q, struct json *j)
{
    struct publication *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_PUBLICATION_LIST,
               ARGS(I64(cx->jid), I64(q->before ? q->before : INT64_MAX), I64(LISTED + 1)),
               &publication_shape, (void **)&rows, &n));
    json_key(j, "publications");
    json_arr(j);
    for (size_t i = 0; i < n && i < LISTED; i++) {
        json_obj(j);
        TRY(head_json(cx, j, &rows[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    publication_id_json(j, "next", n > LISTED ? rows[LISTED - 1].id : 0);
    json_kbool(j, "may_draft", publication_may_draft(cx));
    return OK;
}

static void findings_json(struct json *j, const struct publication_finding *f, size_t n)
{
    bool refused = false;
    json_key(j, "findings");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        refused |= f[i].refuses;
        json_obj(j);
        json_kcstr(j, "in", f[i].in_answer ? "answer" : "question");
        json_kcstr(j, "text", f[i].text);
        json_kstr(j, "words", f[i].words);
        json_kbool(j, "refuses", f[i].refuses);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_kbool(j, "refused", refused);
}

/* From the smallest that may be told to the register's. */
static void places_json(struct ctx *cx, struct json *j, int64_t place)
{
    const struct org *org = cx->app->org;
    const struct place *p = org_community(org, place);
    json_key(j, "places");
    json_arr(j);
    if (!p)
        p = org_place(org, cx->app->root_place);
    for (; p && org_place_under(org, p->id, cx->app->root_place);
         p = org_place(org, p->parent_id)) {
        json_obj(j);
        json_kid(j, "value", p->id);
        json_kstr(j, "label", place_text(cx, p->id));
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err publication_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version)
{
    struct publication_finding f[PUBLICATION_FINDINGS];
    struct work *w = work_begin(cx);
    struct publication p = {0};
    struct publication_source s = {0};
    size_t n = 0;
    TRY(publication_find(cx, id, &p));
    TRY(publication_source_read(cx, w, (enum subject)p.subject_kind, p.subject_id, &s));
    TRY(publication_findings(cx, w, &p, f, &n));
    *version = p.version;
    TRY(head_json(cx, j, &p));
    json_kstr(j, "answer", p.answer);
    json_kstr(j, "reason", p.reason);
    json_ktime(j, "withdrawn_at", p.withdrawn_at);
    TRY(name_json(cx, j, "withdrawn_name", p.withdrawn_by));
    findings_json(j, f, n);
    places_json(cx, j, s.place_id);
    json_kbool(j, "may_edit", publication_may(cx, &p, PUBLICATION_EDIT));
    json_kbool(j, "may_publish", publication_may(cx, &p, PUBLICATION_PUBLISH));
    json_kbool(j, "may_withdraw", publication_may(cx, &p, PUBLICATION_WITHDRAW));
    return OK;
}

enum err publication_prepare_json(struct ctx *cx, struct str num, struct json *j)
{
    struct work *w = work_begin(cx);
    struct publication_source s = {0};
    struct publication other = {0};
    struct str answer = STR("");
    bool found = false;
    TRY(publication_source_find(cx, w, num, &s));
    TRY(db_one(
        cx, SQL_PUBLICATION_OF,
        ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)s.kind))), I64(s.id)),
        &publication_shape, &other, &found));
    if (!s.confidential)
        TRY(publication_source_answer(cx, w, &s, &answer));
    json_kstr(j, "num", s.num);
    json_kstr(j, "question", s.confidential ? STR("") : s.title);
    json_kstr(j, "answer", answer);
    json_kid(j, "place", publication_place(cx, &s));
    places_json(cx, j, s.place_id);
    publication_id_json(j, "publication", found ? other.id : 0);
    return OK;
}
