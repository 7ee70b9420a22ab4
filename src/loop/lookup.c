/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/lookup.h"

#include <inttypes.h>

#include "base/number.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/duty.h"
#include "core/person.h"
#include "core/secret.h"
#include "core/throttle.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/links.h"

enum { CARDS_MAX = 20, LOOKED_MAX = 200, EXCERPT = 120, AUDIT_MAX = 4096 };

static const char *const by_text[] = {[LOOKUP_NUMBER] = "number",
                                      [LOOKUP_UPSTREAM] = "upstream",
                                      [LOOKUP_PHONE] = "phone",
                                      [LOOKUP_NAME] = "name"};

/* ---- what was typed ---- */

/* The number people use, without the blanks it is read out with. */
static struct str number_of(struct arena *a, struct str value)
{
    return secret_fold(a, "number", value);
}

enum lookup_by lookup_kind(struct arena *a, struct str value)
{
    struct str s = number_of(a, value), digits = secret_fold(a, "phone", value);
    bool phone = digits.n >= 5 && digits.n <= 15, digit = false, word = false;
    if (number_valid(s))
        return LOOKUP_NUMBER;
    for (size_t i = 0; i < s.n; i++) {
        bool d = s.p[i] >= '0' && s.p[i] <= '9';
        digit |= d;
        word |= (unsigned char)s.p[i] >= 0x80;
        phone &= d || strchr("+-()", s.p[i]) != NULL;
    }
    if (phone)
        return LOOKUP_PHONE;
    return digit && !word ? LOOKUP_UPSTREAM : LOOKUP_NAME;
}

/* ---- what is found ---- */

struct hits {
    enum lookup_by by;
    int64_t ids[LOOKED_MAX];
    size_t n;
    bool more;
};

struct id_row {
    int64_t id;
};
static const struct field id_fields[] = {FIELD(struct id_row, id)};
static const struct shape id_shape = SHAPE("id", struct id_row, id_fields);

static void hit(struct hits *h, int64_t id)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->ids[i] == id)
            return;
    if (h->n == LOOKED_MAX)
        h->more = true;
    else
        h->ids[h->n++] = id;
}

static enum err hits_add(struct ctx *cx, struct hits *h, enum sql by, struct val key)
{
    struct id_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, by, ARGS(I64(cx->jid), key, I64(LOOKED_MAX + 1)), &id_shape, (void **)&rows,
               &n));
    for (size_t i = 0; i < n; i++)
        hit(h, rows[i].id);
    return OK;
}

static enum err by_person(struct ctx *cx, struct hits *h, struct str value)
{
    int64_t *persons = NULL;
    size_t n = 0;
    TRY(person_find(cx, by_text[h->by], value, &persons, &n));
    for (size_t i = 0; i < n && h->n < LOOKED_MAX; i++) {
        TRY(hits_add(cx, h, SQL_DEMAND_OF_PERSON, I64(persons[i])));
        TRY(hits_add(cx, h, SQL_DEMAND_OF_PARTY, I64(persons[i])));
    }
    return OK;
}

/* An upstream number is asked for as it was written: 12345's look like long telephones. */
static enum err by_value(struct ctx *cx, struct hits *h, struct str value)
{
    TRY(hits_add(cx, h, SQL_DEMAND_BY_UPSTREAM, TXT(value)));
    if (h->n)
        h->by = LOOKUP_UPSTREAM;
    return h->n || h->by == LOOKUP_UPSTREAM ? OK : by_person(cx, h, value);
}

/* ---- a card ---- */

static enum err officer_of(struct ctx *cx, struct work *w, const struct matter *m,
                           struct str *name, int64_t *due)
{
    struct task *lead = NULL;
    TRY(matter_lead_task(w, m, &lead));
    *due = 0;
    *name = STR("");
    if (!lead)
        return OK;
    TRY(work_task_due(w, lead, due));
    return label_officer(cx, lead->officer_id, name);
}

/* Who has it, until when, and what was promised for when. */
static enum err matter_card(struct ctx *cx, struct work *w, struct json *j,
                            const struct matter *m)
{
    struct texts texts = {0};
    struct stage **stages = NULL;
    struct str officer = {0};
    int64_t due = 0;
    size_t n = 0;
    TRY(officer_of(cx, w, m, &officer, &due));
    TRY(work_stages(w, m->id, &stages, &n));
    if (n)
        TRY(texts_read(cx, SUBJECT_MATTER, m->id, &texts));
    json_kstr(j, "num", m->num);
    json_kstr(j, "title", label_matter(cx, m));
    json_kcstr(j, "state", enum_text(&matter_state_names, m->state));
    json_kcstr(j, "state_text", enum_label(&matter_state_names, m->state, (int)cx->lang));
    json_kbool(j, "open", subject_is_open(SUBJECT_MATTER, m->state));
    json_kstr(j, "owner", label_unit(cx, m->owner_unit));
    json_kstr(j, "lead", label_unit(cx, m->lead_unit));
    json_kstr(j, "officer", officer);
    json_ktime(j, "report_due_at", due);
    json_ktime(j, "due_at", m->due_at);
    json_ki64(j, "urged", m->urged);
    json_key(j, "stages");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        stage_json(cx, j, stages[i], &texts);
    json_arr_end(j);
    return OK;
}

struct answer {
    struct str words;
    int64_t at;
};

/* The last answer of its matters, else what was answered or explained without one. */
static enum err last_answer(struct ctx *cx, const struct demand *d, struct link **links,
                            size_t n, struct answer *out)
{
    struct side_text t = {0};
    bool found = false;
    *out = (struct answer){0};
    for (size_t i = 0; i < n; i++) {
        if (!links[i]->answer_seq || links[i]->answered_at < out->at)
            continue;
        out->at = links[i]->answered_at;
        TRY(answer_text(cx, links[i], &out->words));
    }
    if (out->words.n)
        return OK;
    TRY(db_one(cx, SQL_EVENT_TEXT_LAST,
               ARGS(I64(cx->jid), TXT(STR("demand")), I64(d->id), TXT(STR("answer"))),
               &side_shape, &t, &found));
    *out = (struct answer){t.body, d->answered_at ? d->answered_at : d->ended_at};
    return OK;
}

static enum err masked_json(struct ctx *cx, struct json *j, const struct demand *d)
{
    struct person_plain plain = {0};
    if (d->person_id)
        TRY(person_open(cx, d->person_id, &plain));
    struct person_plain masked = person_mask(cx->arena, &plain);
    json_kstr(j, "name", masked.name);
    json_kstr(j, "phone", masked.phone);
    return OK;
}

static enum err links_json(struct ctx *cx, struct work *w, struct json *j, struct link **links,
                           size_t n)
{
    json_key(j, "matters");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        bool seen = false;
        if (links[i]->state == LINK_VOID)
            continue;
        TRY(work_visible(w, SUBJECT_MATTER, links[i]->matter_id, &seen));
        if (!seen)
            continue;
        TRY(work_matter(w, links[i]->matter_id, &m));
        json_obj(j);
        TRY(matter_card(cx, w, j, m));
        verdict_json(cx, j, links[i]->reached, links[i]->solved, links[i]->grade,
                     links[i]->source);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* What is done while the caller waits; everything else is in the dossier. */
static const char *const at_once[] = {"add",        "urge",      "progress", "appeal",
                                      "ask-reopen", "three-way", "redirect", "answer-at-once"};

static enum err steps_json(struct ctx *cx, struct work *w, struct json *j,
                           const struct demand *d)
{
    const struct step **all = NULL, *some[COUNT(at_once)];
    size_t n = 0, count = 0;
    TRY(flow_allowed(cx, w, SUBJECT_DEMAND, d->id, &all, &n));
    for (size_t k = 0; k < COUNT(at_once); k++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(all[i]->name, at_once[k]) == 0)
                some[count++] = all[i];
    struct form_of of = {.w = w,
                         .subject = SUBJECT_DEMAND,
                         .id = d->id,
                         .num = d->num,
                         .m = work_mechanism(w, d->mechanism, d->mechanism_version),
                         .shape = &demand_shape,
                         .row = d};
    return actions_json(cx, j, &of, some, count);
}

static enum err said_json(struct ctx *cx, struct json *j, const struct demand *d)
{
    struct side_text t = {0};
    bool found = false;
    TRY(db_one(cx, SQL_EVENT_TEXT_GET,
               ARGS(I64(cx->jid), TXT(STR("demand")), I64(d->id), I64(1), TXT(STR("words"))),
               &side_shape, &t, &found));
    json_kstr(j, "words", utf8_head(t.body, EXCERPT));
    json_kbool(j, "words_more", utf8_count(t.body) > EXCERPT);
    return OK;
}

static enum err card_json(struct ctx *cx, struct work *w, struct json *j,
                          const struct demand *d)
{
    struct link **links = NULL;
    struct answer answer;
    struct clock *reply = NULL;
    struct str officer = {0};
    size_t n = 0;
    TRY(work_links_of_demand(w, d->id, &links, &n));
    TRY(last_answer(cx, d, links, n, &answer));
    TRY(work_clock(w, SUBJECT_DEMAND, d->id, CLOCK_REPLY, &reply));
    TRY(label_officer(cx, d->receiver_officer, &officer));
    json_kstr(j, "num", d->num);
    json_kstr(j, "title", d->title);
    json_ki64(j, "version", d->version);
    json_kcstr(j, "state", enum_text(&demand_state_names, d->state));
    json_kcstr(j, "state_text", enum_label(&demand_state_names, d->state, (int)cx->lang));
    json_kbool(j, "open", subject_is_open(SUBJECT_DEMAND, d->state));
    json_ktime(j, "said_at", d->said_at);
    json_kstr(j, "place", label_place(cx, d->place_id));
    json_kstr(j, "unit", label_unit(cx, d->unit_id));
    json_kstr(j, "first_asked", officer);
    json_ktime(j, "reply_due_at", reply ? reply->due_at : 0);
    json_kbool(j, "overdue", reply && reply->due_at <= cx->now);
    json_ki64(j, "urged", d->urged);
    json_ki64(j, "head_count", d->head_count);
    json_kstr(j, "redirect_to", d->redirect_to);
    json_kstr(j, "answer", answer.words);
    json_ktime(j, "answered_at", answer.at);
    TRY(said_json(cx, j, d));
    TRY(masked_json(cx, j, d));
    verdict_json(cx, j, d->reached, d->solved, d->grade, d->source);
    TRY(links_json(cx, w, j, links, n));
    return steps_json(cx, w, j, d);
}

/* ---- the answer ---- */

struct seen {
    struct demand *rows[LOOKED_MAX];
    size_t n, confidential;
};

/* Of what the officer sees; asked for by its number, a confidential demand is a row as well. */
static enum err seen_of(struct work *w, const struct hits *h, struct seen *s)
{
    bool person = h->by == LOOKUP_PHONE || h->by == LOOKUP_NAME;
    for (int open = 1; open >= 0; open--)
        for (size_t i = 0; i < h->n; i++) {
            struct demand *d = NULL;
            bool visible = false;
            TRY(work_demand(w, h->ids[i], &d));
            if (subject_is_open(SUBJECT_DEMAND, d->state) != (open == 1))
                continue;
            TRY(work_visible(w, SUBJECT_DEMAND, d->id, &visible));
            if (!visible)
                continue;
            if (person && d->privacy == PRIVACY_CONFIDENTIAL)
                s->confidential++;
            else
                s->rows[s->n++] = d;
        }
    return OK;
}

static enum err rows_json(struct ctx *cx, struct work *w, struct json *j, const struct seen *s)
{
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < s->n && i < CARDS_MAX; i++) {
        json_obj(j);
        TRY(card_json(cx, w, j, s->rows[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* A number names a demand or a matter; of a matter its own card is enough. */
static enum err by_number(struct ctx *cx, struct work *w, struct hits *h, struct str value,
                          struct json *j)
{
    enum subject kind;
    struct matter *m = NULL;
    int64_t id = 0;
    enum err e = dossier_find(cx, w, number_of(cx->arena, value), &kind, &id);
    if (e == ERR_NOT_FOUND) {
        fault_clear(cx);
        return OK;
    }
    if (e != OK)
        return e;
    if (kind == SUBJECT_DEMAND) {
        hit(h, id);
        return OK;
    }
    if (kind == SUBJECT_TASK) {
        struct task *t = NULL;
        bool seen = false;
        TRY(work_task(w, id, &t));
        id = t->matter_id;
        TRY(work_visible(w, SUBJECT_MATTER, id, &seen));
        if (!seen)
            return OK;
    }
    TRY(work_matter(w, id, &m));
    json_key(j, "matter");
    json_obj(j);
    TRY(matter_card(cx, w, j, m));
    json_obj_end(j);
    return OK;
}

struct search {
    struct throttle throttle;
    struct str data;
};

/* By whom, how, and which demands were shown: never what was typed. */
static struct str audit_data(struct ctx *cx, enum lookup_by by, int64_t found,
                             const struct strs *nums)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, AUDIT_MAX);
    json_init(&j, &b);
    json_obj(&j);
    json_kcstr(&j, "by", by_text[by]);
    json_ki64(&j, "found", found);
    json_key(&j, "demands");
    json_arr(&j);
    for (size_t i = 0; i < nums->n; i++)
        json_str(&j, nums->p[i]);
    json_arr_end(&j);
    json_obj_end(&j);
    return buf_done(&b);
}

static enum err search_write(struct ctx *cx, void *arg)
{
    struct search *s = arg;
    TRY(throttle_count(cx, &s->throttle));
    return audit_put(cx, SUBJECT_OFFICER, cx->actor->officer_id, "search-person", s->data);
}

enum err lookup_note(struct ctx *cx, enum lookup_by by, int64_t found, const struct strs *nums)
{
    struct search search = {
        .throttle = throttle_of(cx, &throttle_search,
                                str_fmt(cx->arena, "%" PRId64, cx->actor->officer_id), STR("")),
        .data = audit_data(cx, by, found, nums),
    };
    return db_write(cx, cx->app->store, search_write, &search);
}

static enum err look(struct ctx *cx, struct str value, struct json *j, struct hits *h,
                     struct seen *s)
{
    struct work *w = work_begin(cx);
    TRY(h->by == LOOKUP_NUMBER ? by_number(cx, w, h, value, j) : by_value(cx, h, value));
    TRY(seen_of(w, h, s));
    json_kcstr(j, "by", by_text[h->by]);
    TRY(rows_json(cx, w, j, s));
    json_ki64(j, "confidential", (int64_t)s->confidential);
    json_kbool(j, "more", h->more || s->n > CARDS_MAX);
    return OK;
}

enum err lookup_json(struct ctx *cx, struct str value, struct json *j)
{
    struct str typed = str_trim(value);
    struct hits *h = NEW(cx->arena, struct hits);
    struct seen *s = NEW(cx->arena, struct seen);
    h->by = lookup_kind(cx->arena, typed);
    if (h->by == LOOKUP_NAME && utf8_count(typed) < 2)
        return fail_at(cx, ERR_INPUT, "value", "请输入编号、电话或完整的姓名",
                       "a number, a telephone or a whole name is needed");
    struct db *mine = NULL;
    if (!cx->db) {
        TRY(db_acquire(cx, cx->app->store, &mine));
        cx->db = mine;
    }
    enum err e = look(cx, typed, j, h, s);
    if (mine) {
        db_release(mine);
        cx->db = NULL;
    }
    if (e != OK || (h->by != LOOKUP_PHONE && h->by != LOOKUP_NAME))
        return e;
    struct strs nums = {.p = NEWS(cx->arena, struct str, CARDS_MAX)};
    for (size_t i = 0; i < s->n && i < CARDS_MAX; i++)
        nums.p[nums.n++] = s->rows[i]->num;
    return lookup_note(cx, h->by, (int64_t)(s->n + s->confidential), &nums);
}
