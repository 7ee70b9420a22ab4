/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/dossier.h"

#include "core/app.h"
#include "core/person.h"
#include "db/db.h"
#include "loop/alarm_list.h"
#include "loop/bank.h"
#include "loop/bundle.h"
#include "loop/campaign.h"
#include "loop/contact.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/level_suggest.h"
#include "loop/mediate.h"
#include "loop/notice.h"
#include "loop/petition.h"
#include "loop/track_json.h"

/* Who else speaks for the group, masked. */
static enum err others_json(struct ctx *cx, struct json *j, int64_t demand_id)
{
    struct person_plain *all = NULL;
    size_t n = 0;
    TRY(speakers_open(cx, demand_id, &all, &n));
    json_key(j, "others");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct person_plain masked = person_mask(cx->arena, &all[i]);
        json_obj(j);
        json_kstr(j, "name", masked.name);
        json_kstr(j, "phone", masked.phone);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err person_json(struct ctx *cx, struct work *w, struct json *j,
                            const struct demand *d)
{
    struct person_plain plain, masked;
    bool free = false;
    TRY(contact_is_free(cx, w, d, &free));
    json_key(j, "person");
    json_obj(j);
    json_kcstr(j, "privacy", enum_text(&privacy_names, d->privacy));
    json_kcstr(j, "privacy_text", enum_label(&privacy_names, d->privacy, (int)cx->lang));
    json_kbool(j, "known", d->person_id != 0);
    json_kbool(j, "may_contact", free);
    if (d->person_id) {
        TRY(person_open(cx, d->person_id, &plain));
        masked = person_mask(cx->arena, &plain);
        json_kstr(j, "name", masked.name);
        json_kstr(j, "phone", masked.phone);
        json_kstr(j, "address", masked.address);
        json_kstr(j, "mail", masked.mail);
        if (d->head_count > 1)
            TRY(others_json(cx, j, d->id));
    }
    json_obj_end(j);
    return OK;
}

enum err demand_words(struct ctx *cx, int64_t id, struct str *out)
{
    struct side_text t = {0};
    bool found = false;
    TRY(db_one(cx, SQL_EVENT_TEXT_GET,
               ARGS(I64(cx->jid), TXT(STR("demand")), I64(id), I64(1), TXT(STR("words"))),
               &side_shape, &t, &found));
    *out = t.body;
    return OK;
}

void verdict_json(struct ctx *cx, struct json *j, int reached, int solved, int grade,
                  int source)
{
    int lang = (int)cx->lang;
    json_key(j, "verdict");
    json_obj(j);
    json_kcstr(j, "reached", enum_text(&yesno_names, reached));
    json_kcstr(j, "solved", enum_text(&yesno_names, solved));
    json_kcstr(j, "grade", enum_text(&grade_names, grade));
    json_kcstr(j, "solved_text", enum_label(&yesno_names, solved, lang));
    json_kcstr(j, "grade_text", enum_label(&grade_names, grade, lang));
    json_kcstr(j, "source", enum_text(&source_names, source));
    json_kcstr(j, "source_text", enum_label(&source_names, source, lang));
    json_obj_end(j);
}

enum err answer_text(struct ctx *cx, const struct link *l, struct str *out)
{
    struct side_text t = {0};
    bool found = false;
    if (l->answer_seq)
        TRY(db_one(cx, SQL_EVENT_TEXT_GET,
                   ARGS(I64(cx->jid), TXT(STR("matter")), I64(l->matter_id), I64(l->answer_seq),
                        TXT(STR("answer"))),
                   &side_shape, &t, &found));
    *out = t.body;
    return OK;
}

static enum err link_json(struct ctx *cx, struct work *w, struct json *j, const struct link *l,
                          bool of_demand)
{
    struct str words = {0}, answer = {0};
    struct demand *d = NULL;
    struct matter *m = NULL;
    bool seen = false;
    json_obj(j);
    if (of_demand) {
        TRY(work_matter(w, l->matter_id, &m));
        TRY(work_visible(w, SUBJECT_MATTER, m->id, &seen));
        json_kstr(j, "matter", m->num);
        json_kstr(j, "title", seen ? m->title : label_matter(cx, m));
        json_kcstr(j, "matter_state", enum_text(&matter_state_names, m->state));
        json_kcstr(j, "matter_state_text",
                   enum_label(&matter_state_names, m->state, (int)cx->lang));
        json_kstr(j, "owner", label_unit(cx, m->owner_unit));
    } else {
        TRY(work_demand(w, l->demand_id, &d));
        TRY(demand_words(cx, d->id, &words));
        json_kstr(j, "demand", d->num);
        json_kstr(j, "title", d->title);
        json_kstr(j, "words", words);
        json_ktime(j, "said_at", d->said_at);
        json_ki64(j, "head_count", d->head_count);
        json_kbool(j, "has_contact", d->person_id != 0);
        TRY(work_visible(w, SUBJECT_DEMAND, d->id, &seen));
        if (seen)
            TRY(attachments_json(cx, j, SUBJECT_DEMAND, d->id, 0));
    }
    TRY(answer_text(cx, l, &answer));
    json_kcstr(j, "state", enum_text(&link_state_names, l->state));
    json_kcstr(j, "state_text", enum_label(&link_state_names, l->state, (int)cx->lang));
    json_ki64(j, "round", l->round);
    json_kstr(j, "answer", answer);
    json_kbool(j, "answer_final", l->answer_final);
    json_ktime(j, "answered_at", l->answered_at);
    json_kbool(j, "drawn", l->drawn);
    json_kbool(j, "named", l->named);
    verdict_json(cx, j, l->reached, l->solved, l->grade, l->source);
    json_obj_end(j);
    return OK;
}

static enum err allowed_json(struct ctx *cx, struct json *j, const struct form_of *of)
{
    const struct step **steps = NULL;
    size_t n = 0;
    TRY(flow_allowed(cx, of->w, of->subject, of->id, &steps, &n));
    return actions_json(cx, j, of, steps, n);
}

static void choice_text(struct ctx *cx, struct json *j, const char *key,
                        const struct choices *list, struct str code)
{
    json_kstr(j, key, label_choice(cx, choice_find(list, code), code));
}

static enum err demand_json(struct ctx *cx, struct work *w, struct json *j,
                            const struct demand *d, const struct mechanism *m)
{
    struct texts texts = {0};
    struct link **links = NULL;
    size_t n = 0;
    int lang = (int)cx->lang;
    TRY(texts_read(cx, SUBJECT_DEMAND, d->id, &texts));
    json_kstr(j, "words", text_of(&texts, 1, "words"));
    json_kstr(j, "proposal", text_of(&texts, 1, "proposal"));
    json_kstr(j, "behalf_of", text_of(&texts, 1, "behalf_of"));
    json_kstr(j, "address", text_of(&texts, 1, "address"));
    json_key(j, "row");
    json_obj(j);
    shape_json(j, &demand_shape, d);
    json_obj_end(j);
    json_key(j, "labels");
    json_obj(j);
    json_kcstr(j, "state", enum_label(&demand_state_names, d->state, lang));
    json_kcstr(j, "lvl", enum_label(&level_names, d->lvl, lang));
    json_kcstr(j, "origin", enum_label(&origin_names, d->origin, lang));
    json_kcstr(j, "direction", enum_label(&direction_names, d->direction, lang));
    json_kstr(j, "place", label_place(cx, d->place_id));
    json_kstr(j, "unit", label_unit(cx, d->unit_id));
    json_kstr(j, "receiver_unit", label_unit(cx, d->receiver_unit));
    json_kstr(j, "complained_unit", label_unit(cx, d->complained_unit));
    choice_text(cx, j, "channel", &m->channels, d->channel);
    choice_text(cx, j, "way", &m->ways, d->way);
    choice_text(cx, j, "kind", &m->kinds, d->kind);
    choice_text(cx, j, "class", &m->classes, d->class);
    json_kstr(j, "ground", ground_label(cx, m, d->ground));
    json_obj_end(j);
    TRY(person_json(cx, w, j, d));
    if (d->urgent)
        TRY(alarm_dossier_json(cx, d, j));
    verdict_json(cx, j, d->reached, d->solved, d->grade, d->source);
    TRY(work_links_of_demand(w, d->id, &links, &n));
    json_key(j, "links");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(link_json(cx, w, j, links[i], true));
    json_arr_end(j);
    TRY(petition_json(cx, w, j, d));
    TRY(notices_of_json(cx, j, SUBJECT_DEMAND, d->id));
    TRY(campaigns_of_demand(cx, j, d));
    TRY(clocks_json(cx, w, j, SUBJECT_DEMAND, d->id));
    TRY(timeline_json(cx, j, SUBJECT_DEMAND, d->id, &texts));
    TRY(attachments_json(cx, j, SUBJECT_DEMAND, d->id, 0));
    struct form_of of = {w, SUBJECT_DEMAND, d->id, d->num, m, &demand_shape, d};
    return allowed_json(cx, j, &of);
}

static enum err matter_labels(struct ctx *cx, struct json *j, const struct matter *m,
                              const struct mechanism *mech)
{
    int lang = (int)cx->lang;
    struct str levelled = {0};
    TRY(level_said(cx, m, mech, &levelled));
    json_key(j, "labels");
    json_obj(j);
    json_kcstr(j, "state", enum_label(&matter_state_names, m->state, lang));
    json_kcstr(j, "lvl", enum_label(&level_names, m->lvl, lang));
    json_kstr(j, "place", label_place(cx, m->place_id));
    json_kstr(j, "owner_unit", label_unit(cx, m->owner_unit));
    json_kstr(j, "lead_unit", label_unit(cx, m->lead_unit));
    json_kstr(j, "answer_unit", label_unit(cx, m->answer_unit));
    json_kstr(j, "desk_unit", label_unit(cx, m->desk_unit));
    json_kcstr(j, "result", enum_label(&result_names, m->result, lang));
    json_kcstr(j, "close_ground", enum_label(&close_ground_names, m->close_ground, lang));
    json_kstr(j, "mechanism", cx->lang == LANG_EN ? mech->en : mech->zh);
    choice_text(cx, j, "class", &mech->classes, m->class);
    choice_text(cx, j, "kind", &mech->kinds, m->kind);
    choice_text(cx, j, "difficulty", &mech->difficulties, m->difficulty);
    choice_text(cx, j, "track", &mech->tracks, m->track);
    json_kstr(j, "levelled", levelled);
    json_obj_end(j);
    return OK;
}

static enum err matter_lists(struct ctx *cx, struct work *w, struct json *j,
                             const struct matter *m, const struct texts *texts)
{
    struct link **links = NULL;
    struct task **tasks = NULL;
    struct stage **stages = NULL;
    size_t n = 0;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    json_key(j, "links");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(link_json(cx, w, j, links[i], false));
    json_arr_end(j);
    TRY(work_tasks(w, m->id, &tasks, &n));
    json_key(j, "tasks");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        TRY(task_row_json(cx, w, j, tasks[i]));
        TRY(reports_json(cx, w, j, tasks[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
    TRY(work_stages(w, m->id, &stages, &n));
    json_key(j, "stages");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        stage_json(cx, j, stages[i], texts);
    json_arr_end(j);
    TRY(works_json(cx, w, j, m));
    TRY(notices_of_json(cx, j, SUBJECT_MATTER, m->id));
    return agreements_json(cx, w, j, m, texts);
}

static enum err matter_json(struct ctx *cx, struct work *w, struct json *j,
                            const struct matter *m, const struct mechanism *mech)
{
    struct texts texts = {0};
    TRY(texts_read(cx, SUBJECT_MATTER, m->id, &texts));
    json_key(j, "row");
    json_obj(j);
    shape_json(j, &matter_shape, m);
    json_obj_end(j);
    TRY(matter_labels(cx, j, m, mech));
    TRY(matter_lists(cx, w, j, m, &texts));
    TRY(bundle_of_matter_json(cx, j, m));
    TRY(bank_of_matter_json(cx, j, m));
    TRY(campaigns_of_matter(cx, w, j, m));
    TRY(clocks_json(cx, w, j, SUBJECT_MATTER, m->id));
    TRY(timeline_json(cx, j, SUBJECT_MATTER, m->id, &texts));
    TRY(attachments_json(cx, j, SUBJECT_MATTER, m->id, 0));
    struct form_of of = {w, SUBJECT_MATTER, m->id, m->num, mech, &matter_shape, m};
    return allowed_json(cx, j, &of);
}

static const struct field released_fields[] = {FIELD(struct side_text, body)};
static const struct shape released_shape = SHAPE("released", struct side_text, released_fields);

static enum err released(struct ctx *cx, struct json *j, const struct matter *m)
{
    struct side_text text = {0};
    bool found = false;
    TRY(db_one(cx, SQL_EVENT_TEXT_NEWEST, ARGS(I64(cx->jid), I64(m->id)), &released_shape,
               &text, &found));
    json_kstr(j, "released", text.body);
    return OK;
}

static enum err task_json(struct ctx *cx, struct work *w, struct json *j, const struct task *t,
                          const struct matter *m, const struct mechanism *mech)
{
    struct texts texts = {0}, matter_texts = {0};
    bool whole = false;
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &whole));
    TRY(texts_read(cx, SUBJECT_TASK, t->id, &texts));
    TRY(texts_read(cx, SUBJECT_MATTER, m->id, &matter_texts));
    json_key(j, "task");
    json_obj(j);
    TRY(task_row_json(cx, w, j, t));
    TRY(reports_json(cx, w, j, t));
    json_obj_end(j);
    json_key(j, "matter");
    json_obj(j);
    json_kstr(j, "num", m->num);
    json_kcstr(j, "state", enum_text(&matter_state_names, m->state));
    json_ki64(j, "urged", m->urged);
    /* The unit complained about, allowed to handle it, sees the released instruction only. */
    if (whole) {
        json_kstr(j, "title", m->title);
        matter_labels(cx, j, m, mech);
        TRY(matter_lists(cx, w, j, m, &matter_texts));
    } else {
        TRY(released(cx, j, m));
    }
    TRY(clocks_json(cx, w, j, SUBJECT_MATTER, m->id));
    json_obj_end(j);
    TRY(clocks_json(cx, w, j, SUBJECT_TASK, t->id));
    TRY(timeline_json(cx, j, SUBJECT_TASK, t->id, &texts));
    TRY(attachments_json(cx, j, SUBJECT_TASK, t->id, 0));
    struct form_of of = {w, SUBJECT_TASK, t->id, t->num, mech, &task_shape, t};
    return allowed_json(cx, j, &of);
}

static enum err head(struct ctx *cx, struct work *w, struct json *j, enum subject kind,
                     int64_t id, struct str num, struct str title, int state, int64_t version)
{
    bool visible = false;
    TRY(work_visible(w, kind, id, &visible));
    if (!visible)
        return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的记录", "there is no record %.*s",
                    STR_ARG(num));
    json_kcstr(j, "subject", enum_text(&subject_names, (int)kind));
    json_kstr(j, "num", num);
    json_kstr(j, "title", title);
    json_kcstr(j, "state", flow_state_text(kind, state));
    json_kcstr(j, "state_text", enum_label(flow_states(kind), state, (int)cx->lang));
    json_ki64(j, "version", version);
    return OK;
}

enum err dossier_json(struct ctx *cx, enum subject subject, struct str num, struct json *j,
                      int64_t *version)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct matter *m = NULL;
    struct task *t = NULL;
    if (subject == SUBJECT_DEMAND) {
        TRY(work_demand_num(w, num, &d));
        *version = d->version;
        TRY(head(cx, w, j, subject, d->id, d->num, d->title, d->state, d->version));
        return demand_json(cx, w, j, d, work_mechanism(w, d->mechanism, d->mechanism_version));
    }
    if (subject == SUBJECT_MATTER) {
        TRY(work_matter_num(w, num, &m));
        *version = m->version;
        TRY(head(cx, w, j, subject, m->id, m->num, m->title, m->state, m->version));
        return matter_json(cx, w, j, m, work_mechanism(w, m->mechanism, m->mechanism_version));
    }
    TRY(work_task_num(w, num, &t));
    TRY(work_matter(w, t->matter_id, &m));
    *version = t->version;
    bool whole = false;
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &whole));
    TRY(head(cx, w, j, subject, t->id, t->num, whole ? m->title : STR(""), t->state,
             t->version));
    return task_json(cx, w, j, t, m, work_mechanism(w, m->mechanism, m->mechanism_version));
}
