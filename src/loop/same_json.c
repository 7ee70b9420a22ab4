/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/dispatch.h"
#include "loop/dossier.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/links.h"
#include "loop/lookup.h"
#include "loop/same.h"

enum { EXCERPT = 120, SHARE_TOLD = 20 };

static const struct field typed_fields[] = {
    FIELD(struct same_typed, words, .required = true, .min = 1, .max = 10000, .as = AS_TEXT,
          .zh = "正在记录的内容", .en = "What is being said"),
    FIELD(struct same_typed, title, .max = 100, .zh = "标题", .en = "Title"),
    FIELD(struct same_typed, class, .max = 60, .zh = "诉求领域", .en = "Field"),
    FIELD(struct same_typed, place_id, .as = AS_ID, .zh = "地点", .en = "Place"),
    FIELD(struct same_typed, phone, .max = 30, .zh = "电话", .en = "Telephone"),
    FIELD(struct same_typed, idno, .max = 18, .zh = "证件号码", .en = "Identity number"),
    FIELD(struct same_typed, privacy, .names = &privacy_names, .zh = "身份", .en = "Privacy"),
};
const struct shape same_typed_shape = SHAPE("same_typed", struct same_typed, typed_fields);

/* ---- why ---- */

static void reason(struct ctx *cx, struct json *j, const char *code, struct str zh,
                   struct str en)
{
    json_obj(j);
    json_kcstr(j, "code", code);
    json_kstr(j, "text", cx->lang == LANG_EN ? en : zh);
    json_obj_end(j);
}

static void said_reasons(struct ctx *cx, struct json *j, const struct same_found *f)
{
    struct arena *a = cx->arena;
    if (f->name.n)
        reason(cx, j, "name", str_fmt(a, "都提到“%.*s”", STR_ARG(f->name)),
               str_fmt(a, "both name “%.*s”", STR_ARG(f->name)));
    if (f->words.n)
        reason(cx, j, "words", str_fmt(a, "都说到“%.*s”", STR_ARG(f->words)),
               str_fmt(a, "both say “%.*s”", STR_ARG(f->words)));
}

void same_reasons_json(struct ctx *cx, struct json *j, const struct same_found *f)
{
    struct arena *a = cx->arena;
    const struct sameness *s = &f->facts;
    int share = (int)(s->share * 100 + 0.5);
    json_key(j, "reasons");
    json_arr(j);
    if (f->person != SAME_NOBODY)
        reason(cx, j, "person", str_c(enum_label(&same_person_names, (int)f->person, LANG_ZH)),
               str_c(enum_label(&same_person_names, (int)f->person, LANG_EN)));
    if (s->place)
        reason(cx, j, "place", STR("同一地点"), STR("same place"));
    said_reasons(cx, j, f);
    if (share >= SHARE_TOLD)
        reason(cx, j, "share", str_fmt(a, "文字相同 %d%%", share),
               str_fmt(a, "%d%% the same words", share));
    if (s->class)
        reason(cx, j, "class", STR("同一领域"), STR("same field"));
    if (f->days)
        reason(cx, j, "days", str_fmt(a, "相隔 %lld 天", (long long)f->days),
               str_fmt(a, "%lld days apart", (long long)f->days));
    else
        reason(cx, j, "days", STR("相隔不到一天"), STR("within a day"));
    json_arr_end(j);
}

/* ---- one candidate ---- */

static enum err matters_json(struct ctx *cx, struct work *w, struct json *j,
                             const struct demand *d)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_demand(w, d->id, &links, &n));
    json_key(j, "matters");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        bool seen = false;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_visible(w, SUBJECT_MATTER, links[i]->matter_id, &seen));
        if (!seen)
            continue;
        TRY(work_matter(w, links[i]->matter_id, &m));
        json_obj(j);
        json_kstr(j, "num", m->num);
        json_kstr(j, "title", label_matter(cx, m));
        json_kcstr(j, "state_text", enum_label(&matter_state_names, m->state, (int)cx->lang));
        json_kbool(j, "joinable", matter_joinable(m));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err decided_json(struct ctx *cx, struct json *j, const struct same_decision *rows,
                             size_t n, int64_t other)
{
    const struct same_decision *last = NULL;
    struct str by = {0};
    for (size_t i = 0; i < n; i++)
        if ((rows[i].other_id == other || rows[i].demand_id == other) &&
            (!last || rows[i].decided_at > last->decided_at))
            last = &rows[i];
    if (!last)
        return OK;
    TRY(label_officer(cx, last->officer_id, &by));
    json_key(j, "decided");
    json_obj(j);
    json_kcstr(j, "finding", enum_text(&same_finding_names, last->finding));
    json_kcstr(j, "finding_text",
               enum_label(&same_finding_names, last->finding, (int)cx->lang));
    json_ki64(j, "score", last->score);
    json_kstr(j, "by", by);
    json_ktime(j, "at", last->decided_at);
    json_obj_end(j);
    return OK;
}

static enum err found_json(struct ctx *cx, struct work *w, struct json *j,
                           const struct same_found *f, const struct same_decision *decided,
                           size_t decided_n)
{
    const struct demand *d = f->d;
    bool person = f->person != SAME_NOBODY, alike = f->alike;
    json_obj(j);
    json_kstr(j, "num", d->num);
    json_kstr(j, "title", label_demand(cx, d));
    json_kcstr(j, "state_text", enum_label(&demand_state_names, d->state, (int)cx->lang));
    json_ktime(j, "said_at", d->said_at);
    json_kstr(j, "place", label_place(cx, d->place_id));
    json_kstr(j, "words", utf8_head(f->said, EXCERPT));
    json_kbool(j, "words_more", utf8_count(f->said) > EXCERPT);
    json_ki64(j, "score", f->score);
    json_kbool(j, "same_matter", alike);
    json_kbool(j, "same_person", person);
    json_kbool(j, "repeat", person && alike); /* B3-8, for a person to decide */
    same_reasons_json(cx, j, f);
    TRY(matters_json(cx, w, j, d));
    TRY(decided_json(cx, j, decided, decided_n, d->id));
    json_obj_end(j);
    return OK;
}

static enum err rows_json(struct ctx *cx, struct work *w, struct json *j,
                          const struct same_asked *asked, struct strs *nums)
{
    struct same_found *found = NULL;
    struct same_decision *decided = NULL;
    size_t n = 0, decided_n = 0;
    TRY(same_look(cx, w, asked, &found, &n));
    if (asked->id)
        TRY(same_decisions(cx, asked->id, &decided, &decided_n));
    *nums = (struct strs){.p = NEWS(cx->arena, struct str, n + 1)};
    json_ki64(j, "shown", same_rule(cx).shown);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        TRY(found_json(cx, w, j, &found[i], decided, decided_n));
        nums->p[nums->n++] = found[i].d->num;
    }
    json_arr_end(j);
    return OK;
}

/* ---- asked ---- */

enum err same_demand_json(struct ctx *cx, struct str num, struct json *j)
{
    struct work *w = work_begin(cx);
    enum subject kind = SUBJECT_DEMAND;
    struct demand *d = NULL;
    struct str words = {0};
    struct same_asked asked;
    struct strs nums;
    int64_t id = 0;
    TRY(dossier_find(cx, w, num, &kind, &id));
    if (kind != SUBJECT_DEMAND)
        return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的诉求", "there is no demand %.*s",
                    STR_ARG(num));
    TRY(work_demand(w, id, &d));
    TRY(demand_words(cx, id, &words));
    same_asked_of(d, words.p ? words : STR(""), &asked);
    return rows_json(cx, w, j, &asked, &nums);
}

enum err same_typed_json(struct ctx *cx, const struct same_typed *t, struct json *j)
{
    struct strs nums = {0};
    bool confidential = t->privacy == PRIVACY_CONFIDENTIAL;
    bool anonymous = t->privacy == PRIVACY_ANONYMOUS;
    bool person = !confidential && !anonymous && (t->phone.n || t->idno.n);
    const struct same_asked asked = {.said_at = cx->now,
                                     .place_id = t->place_id,
                                     .title = t->title,
                                     .words = t->words,
                                     .class = t->class,
                                     .phone = person ? t->phone : STR(""),
                                     .idno = person ? t->idno : STR(""),
                                     .anonymous = anonymous,
                                     .confidential = confidential};
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = rows_json(cx, work_begin(cx), j, &asked, &nums);
    db_release(cx->db);
    cx->db = NULL;
    if (e != OK || !person)
        return e;
    return lookup_note(cx, LOOKUP_PHONE, (int64_t)nums.n, &nums);
}
