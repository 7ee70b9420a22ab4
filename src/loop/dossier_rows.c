/* SPDX-License-Identifier: Apache-2.0
 * Tasks with what their units reported, and stages: rows of a matter's dossier and of a task's.
 */
#include <inttypes.h>

#include "db/db.h"
#include "loop/answer.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/track_json.h"

enum err task_row_json(struct ctx *cx, struct work *w, struct json *j, const struct task *t)
{
    struct str name = {0};
    int64_t due = 0;
    int lang = (int)cx->lang;
    TRY(work_task_due(w, t, &due));
    TRY(label_officer(cx, t->officer_id, &name));
    json_kstr(j, "num", t->num);
    json_ki64(j, "version", t->version);
    json_kcstr(j, "role", enum_text(&task_role_names, t->role));
    json_kcstr(j, "role_text", enum_label(&task_role_names, t->role, lang));
    json_kcstr(j, "state", enum_text(&task_state_names, t->state));
    json_kcstr(j, "state_text", enum_label(&task_state_names, t->state, lang));
    json_kid(j, "unit_id", t->unit_id);
    json_kstr(j, "unit", label_unit(cx, t->unit_id));
    json_kstr(j, "officer", name);
    json_ktime(j, "sent_at", t->sent_at);
    json_ktime(j, "signed_at", t->signed_at);
    json_ktime(j, "reported_at", t->reported_at);
    json_ktime(j, "agreed_at", t->agreed_at);
    json_kcstr(j, "result_text", enum_label(&result_names, t->result, lang));
    json_ki64(j, "extension_days", t->extension_days);
    json_ktime(j, "due_at", due);
    return task_track_json(cx, w, j, t);
}

/* What the unit reported, the newest last: read beside the citizens' words. */
enum err reports_json(struct ctx *cx, struct work *w, struct json *j, const struct task *t)
{
    struct texts texts = {0};
    struct line *rows = NULL;
    size_t n = 0;
    bool seen = false;
    TRY(work_visible(w, SUBJECT_TASK, t->id, &seen));
    if (seen)
        TRY(lines_read(cx, SUBJECT_TASK, t->id, &rows, &n));
    if (n)
        TRY(texts_read(cx, SUBJECT_TASK, t->id, &texts));
    json_key(j, "reports");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct str words = text_of(&texts, rows[i].seq, "report");
        if (!words.n)
            continue;
        json_obj(j);
        json_ki64(j, "seq", rows[i].seq);
        json_kstr(j, "words", words);
        json_kstr(j, "actor", rows[i].actor_name);
        json_ktime(j, "recorded_at", rows[i].recorded_at);
        TRY(answer_report_json(cx, w, t, words, j));
        TRY(attachments_json(cx, j, SUBJECT_TASK, t->id, rows[i].seq));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

void stage_json(struct ctx *cx, struct json *j, const struct stage *s,
                const struct texts *texts)
{
    char name[32];
    (void)snprintf(name, sizeof(name), "stage_%" PRId64, s->serial);
    json_obj(j);
    json_ki64(j, "serial", s->serial);
    json_kcstr(j, "kind", enum_text(&stage_kind_names, s->kind));
    json_kcstr(j, "kind_text", enum_label(&stage_kind_names, s->kind, (int)cx->lang));
    bool instruction = s->kind == STAGE_INSTRUCTION;
    json_kstr(j, "words", text_of(texts, s->seq, instruction ? "words" : name));
    json_kstr(j, "unit", label_unit(cx, s->unit_id));
    json_ktime(j, "due_at", s->due_at);
    json_ktime(j, "done_at", s->done_at);
    json_ktime(j, "checked_at", s->checked_at);
    json_kstr(j, "outcome", s->outcome);
    if (instruction) {
        json_kid(j, "leader_id", s->leader_id);
        json_ktime(j, "given_at", s->given_at);
        json_ktime(j, "received_at", s->received_at);
        json_kstr(j, "answer", s->done_seq ? text_of(texts, s->done_seq, "words") : STR(""));
    }
    json_obj_end(j);
}
