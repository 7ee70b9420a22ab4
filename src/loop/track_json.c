/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/track_json.h"

#include <inttypes.h>

#include "core/app.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/quantities.h"
#include "loop/whistle.h"

static void amounts_json(struct ctx *cx, struct json *j, struct str measure, int64_t planned,
                         int64_t done)
{
    json_kstr(j, "measure", measure);
    json_kstr(j, "planned", amount_text(cx->arena, planned));
    json_kstr(j, "done", amount_text(cx->arena, done));
    json_ki64(j, "permille", amount_permille(planned, done));
}

/* One line for each measure, in the order in which they come. */
static void totals_json(struct ctx *cx, struct json *j, struct quantity *const *rows, size_t n)
{
    json_key(j, "totals");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        int64_t planned = 0, done = 0;
        bool earlier = false;
        for (size_t k = 0; k < i; k++)
            earlier |= str_eq(rows[k]->measure, rows[i]->measure);
        for (size_t k = i; k < n && !earlier; k++)
            if (str_eq(rows[k]->measure, rows[i]->measure)) {
                planned += rows[k]->planned;
                done += rows[k]->done;
            }
        if (earlier)
            continue;
        json_obj(j);
        amounts_json(cx, j, rows[i]->measure, planned, done);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err works_json(struct ctx *cx, struct work *w, struct json *j, const struct matter *m)
{
    struct quantity **rows = NULL;
    size_t n = 0;
    TRY(quantities_granted(w, m->id, &rows, &n));
    if (!n)
        return OK;
    json_key(j, "works");
    json_obj(j);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_ki64(j, "serial", rows[i]->serial);
        json_ki64(j, "stage", rows[i]->stage);
        json_kstr(j, "site", rows[i]->site);
        json_kstr(j, "what", rows[i]->what);
        amounts_json(cx, j, rows[i]->measure, rows[i]->planned, rows[i]->done);
        json_ktime(j, "done_at", rows[i]->done_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    totals_json(cx, j, rows, n);
    json_obj_end(j);
    return OK;
}

static void appraisal_json(struct ctx *cx, struct json *j, const struct appraisal *p,
                           const struct texts *texts)
{
    int lang = (int)cx->lang;
    json_obj(j);
    json_kcstr(j, "about", enum_text(&appraisal_about_names, p->about));
    json_kcstr(j, "about_text", enum_label(&appraisal_about_names, p->about, lang));
    json_kstr(j, "by", label_unit(cx, p->by_unit));
    json_kstr(j, "unit", label_unit(cx, p->unit_id));
    if (p->about == APPRAISAL_UNIT)
        json_kcstr(j, "came", enum_text(&yesno_names, p->came));
    json_kcstr(j, "did", enum_text(&yesno_names, p->did));
    json_kcstr(j, "grade", enum_text(&grade_names, p->grade));
    json_kcstr(j, "grade_text", enum_label(&grade_names, p->grade, lang));
    json_kstr(j, "reason", text_of(texts, p->seq, "reason"));
    json_ktime(j, "given_at", p->given_at);
    json_obj_end(j);
}

static void aid_json(struct ctx *cx, struct json *j, const struct aid *h,
                     const struct texts *texts)
{
    json_obj(j);
    json_ki64(j, "serial", h->serial);
    json_kcstr(j, "kind", enum_text(&aid_kind_names, h->kind));
    json_kcstr(j, "kind_text", enum_label(&aid_kind_names, h->kind, (int)cx->lang));
    json_kstr(j, "name", text_of(texts, h->seq, "helper"));
    json_kstr(j, "words", text_of(texts, h->seq, "words"));
    json_ktime(j, "named_at", h->named_at);
    json_ktime(j, "done_at", h->done_at);
    json_kstr(j, "done", h->done_seq ? text_of(texts, h->done_seq, "words") : STR(""));
    json_obj_end(j);
}

enum err task_track_json(struct ctx *cx, struct work *w, struct json *j, const struct task *t)
{
    struct texts texts = {0};
    struct aid **aids = NULL;
    struct appraisal **said = NULL;
    size_t aids_n = 0, said_n = 0;
    int64_t due = 0;
    bool late = false;
    TRY(whistle_arrival(w, t, &due, &late));
    TRY(work_aids(w, t->id, &aids, &aids_n));
    if (due) {
        json_kstr(j, "whistle_unit", label_unit(cx, t->whistle_unit));
        json_ktime(j, "arrive_due_at", due);
        json_ktime(j, "arrived_at", t->arrived_at);
        json_kbool(j, "late", late);
        TRY(work_appraisals(w, t->id, &said, &said_n));
    }
    if (aids_n || said_n)
        TRY(texts_read(cx, SUBJECT_TASK, t->id, &texts));
    json_key(j, "aids");
    json_arr(j);
    for (size_t i = 0; i < aids_n; i++)
        aid_json(cx, j, aids[i], &texts);
    json_arr_end(j);
    json_key(j, "appraisals");
    json_arr(j);
    for (size_t i = 0; i < said_n; i++)
        appraisal_json(cx, j, said[i], &texts);
    json_arr_end(j);
    return OK;
}

bool track_suggested(struct ctx *cx, const struct mechanism *mech, const struct matter *m,
                     struct str *code, struct str *why)
{
    const struct track_rule *r =
        mechanism_track(mech, m->class, (enum level)m->lvl, m->difficulty);
    bool en = cx->lang == LANG_EN;
    struct str because = STR("");
    if (!r)
        return false;
    if (r->class.n)
        because =
            str_fmt(cx->arena, en ? "class \"%.*s\" " : "类别“%.*s” ",
                    STR_ARG(label_choice(cx, choice_find(&mech->classes, r->class), r->class)));
    if (r->difficulty.n)
        because = str_fmt(
            cx->arena, en ? "%.*sdifficulty \"%.*s\" " : "%.*s难易“%.*s” ", STR_ARG(because),
            STR_ARG(label_choice(cx, choice_find(&mech->difficulties, r->difficulty),
                                 r->difficulty)));
    if (r->lvl != LEVEL_NONE)
        because = str_fmt(cx->arena, en ? "%.*slevel \"%s\"" : "%.*s层级“%s”", STR_ARG(because),
                          enum_label(&level_names, r->lvl, (int)cx->lang));
    *code = r->track;
    *why = str_fmt(cx->arena, en ? "suggested: %.*s (%.*s)" : "建议：%.*s（%.*s）",
                   STR_ARG(label_choice(cx, choice_find(&mech->tracks, r->track), r->track)),
                   STR_ARG(str_trim(because)));
    return true;
}
