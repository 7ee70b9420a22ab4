/* SPDX-License-Identifier: Apache-2.0
 * What the papers of a topic and of a verification are read from.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/work.h"
#include "loop/document_impl.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/topic.h"

static struct str points(struct ctx *cx, int64_t hundredths)
{
    return str_fmt(cx->arena, "%" PRId64 ".%02d", hundredths / 100, (int)(hundredths % 100));
}

/* The ranking by class, as it was frozen. */
static enum err classes_json(struct ctx *cx, struct json *j, const struct topic *t)
{
    struct bank_month m = {0};
    struct bank_group *g = NULL;
    size_t n = 0;
    TRY(bank_month_find(cx, t->month, &m));
    TRY(bank_month_groups(cx, &m, &g, &n));
    json_key(j, "classes");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(g[i].kind, t->kind.p) != 0)
            continue;
        struct str place = g[i].area_id ? label_place(cx, g[i].area_id) : STR("");
        json_obj(j);
        json_ki64(j, "place", g[i].place);
        json_kstr(j, "class_text",
                  str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(label_class(cx, g[i].class)),
                          place.n ? " · " : "", STR_ARG(place)));
        json_ki64(j, "demands", g[i].facts[BANK_DEMANDS]);
        json_kstr(j, "concentration_text", points(cx, g[i].score[BANK_CONCENTRATION]));
        json_kstr(j, "pressing_text", points(cx, g[i].score[BANK_PRESSING]));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err document_of_topic(struct ctx *cx, const struct document_ask *ask, struct json *j)
{
    struct topic t = {0};
    int64_t version = 0;
    TRY(topic_json(cx, ask->about, j, &version));
    TRY(topic_find(cx, ask->about, &t));
    TRY(classes_json(cx, j, &t));
    return topic_representatives_json(cx, &t, j);
}

/* The newest event of that name; its seq, 0 = none. */
static const struct line *newest(const struct line *rows, size_t n, const char *action)
{
    const struct line *found = NULL;
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(rows[i].action, action))
            found = &rows[i];
    return found;
}

/* What the desk asked when it sent this task. */
static enum err asked_json(struct ctx *cx, struct json *j, const struct matter *m,
                           const struct task *t)
{
    struct texts texts;
    struct line *rows = NULL;
    struct str asked = STR("");
    size_t n = 0;
    TRY(lines_read(cx, SUBJECT_MATTER, m->id, &rows, &n));
    TRY(texts_read(cx, SUBJECT_MATTER, m->id, &texts));
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(rows[i].action, "send-verify") && rows[i].recorded_at == t->sent_at)
            asked = text_of(&texts, rows[i].seq, "words");
    json_kstr(j, "asked", asked);
    return OK;
}

static struct str visited(struct ctx *cx, struct str data)
{
    struct str note = STR(""), day = STR("");
    int64_t ymd = 0;
    if (!json_member(data, "note", &note) || !json_member(note, "visited", &day) ||
        !str_i64(day, &ymd))
        return STR("");
    return document_day(
        cx, day_from_civil((int)(ymd / 10000), (int)(ymd / 100 % 100), (int)(ymd % 100)));
}

static enum err findings_json(struct ctx *cx, struct json *j, const struct task *t)
{
    static const char *const names[] = {"truth",          "accuracy", "legality",
                                        "reasonableness", "words",    "visit"};
    struct texts texts;
    struct line *rows = NULL;
    struct str officer = STR("");
    size_t n = 0;
    TRY(lines_read(cx, SUBJECT_TASK, t->id, &rows, &n));
    TRY(texts_read(cx, SUBJECT_TASK, t->id, &texts));
    const struct line *e = newest(rows, n, "verify");
    if (!e)
        return fail(cx, ERR_CONFLICT, "还没有核查", "it was not verified yet");
    TRY(label_officer(cx, e->actor_id, &officer));
    json_kstr(j, "officer", officer);
    json_ktime(j, "verified_at", e->recorded_at);
    json_kstr(j, "visited", visited(cx, e->data));
    for (size_t i = 0; i < COUNT(names); i++)
        json_kstr(j, names[i], text_of(&texts, e->seq, names[i]));
    return OK;
}

enum err document_of_verification(struct ctx *cx, const struct document_ask *ask,
                                  struct json *j)
{
    struct work *w = work_begin(cx);
    struct task *t = NULL;
    struct matter *m = NULL;
    bool seen = false;
    TRY(work_task_num(w, ask->about, &t));
    TRY(work_visible(w, SUBJECT_TASK, t->id, &seen));
    if (!seen)
        return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的任务", "there is no task %.*s",
                    STR_ARG(ask->about));
    if (t->role != TASK_VERIFY || t->state != TASK_AGREED)
        return fail(cx, ERR_CONFLICT, "核查任务经单位负责人同意后才有核查报告",
                    "a report is of a verify task that the head of the unit agreed to");
    TRY(work_matter(w, t->matter_id, &m));
    json_kstr(j, "num", t->num);
    json_kstr(j, "matter", m->num);
    json_kstr(j, "title", label_matter(cx, m));
    json_kstr(j, "place", label_place(cx, m->place_id));
    json_kstr(j, "class_text", label_class(cx, m->class));
    json_kstr(j, "unit", label_unit(cx, t->unit_id));
    json_ktime(j, "sent_at", t->sent_at);
    json_ktime(j, "agreed_at", t->agreed_at);
    TRY(asked_json(cx, j, m, t));
    return findings_json(cx, j, t);
}
