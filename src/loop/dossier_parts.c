/* SPDX-License-Identifier: Apache-2.0
 * Parts that dossiers share: clocks and attachments.
 */
#include "core/app.h"
#include "core/clock.h"
#include "core/duty.h"
#include "loop/dossier.h"
#include "loop/labels.h"

static void clock_members(struct ctx *cx, struct json *j, const struct clock *k)
{
    int64_t used = 0, left = 0;
    clock_use(cx->app->calendar, k, k->stopped_at ? k->stopped_at : cx->now, &used, &left);
    json_kcstr(j, "kind", enum_text(&clock_kind_names, k->kind));
    json_kcstr(j, "kind_text", enum_label(&clock_kind_names, k->kind, (int)cx->lang));
    json_ki64(j, "serial", k->serial);
    json_ktime(j, "started_at", k->started_at);
    json_ktime(j, "due_at", k->due_at);
    json_ktime(j, "stopped_at", k->stopped_at);
    json_ktime(j, "paused_at", k->paused_at);
    json_ki64(j, "length", k->length + k->extra);
    json_kcstr(j, "unit", enum_text(&span_unit_names, k->span));
    json_kcstr(j, "unit_text", enum_label(&span_unit_names, k->span, (int)cx->lang));
    json_ki64(j, "used", used);
    json_ki64(j, "left", left);
    json_kbool(j, "running", !k->stopped_at && !k->paused_at);
    json_kbool(j, "overdue",
               (k->stopped_at ? k->stopped_at : cx->now) > k->due_at && !k->paused_at);
    json_kbool(j, "provisional", k->provisional);
    json_kstr(j, "source", k->source);
}

void attachment_json(struct json *j, const struct attachment *a)
{
    json_kid(j, "id", a->id);
    json_kstr(j, "name", a->name);
    json_kstr(j, "type", a->type);
    json_ki64(j, "bytes", a->bytes);
    json_kbool(j, "picture", a->derived_sha256.n > 0);
}

enum err clocks_json(struct ctx *cx, struct work *w, struct json *j, enum subject kind,
                     int64_t id)
{
    struct clock **clocks = NULL;
    size_t n = 0;
    TRY(work_clocks(w, kind, id, &clocks, &n));
    json_key(j, "clocks");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        clock_members(cx, j, clocks[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err clock_lines(struct ctx *cx, struct json *j, const struct clock *k, bool roll)
{
    enum { LINES_MAX = 16384 };
    struct buf lines;
    buf_init(&lines, cx->arena, LINES_MAX);
    clock_explain(cx, cx->app->calendar, roll, k, &lines);
    json_key(j, "lines");
    json_arr(j);
    struct strs parts = str_split(cx->arena, str_trim(buf_done(&lines)), '\n');
    for (size_t i = 0; i < parts.n; i++)
        json_str(j, parts.p[i]);
    json_arr_end(j);
    return buf_ok(&lines) ? OK : fail(cx, ERR_BUG, "时限说明过长", "the reckoning is too long");
}

static enum err roll_of(struct work *w, enum subject kind, int64_t id, bool *roll)
{
    struct demand *d = NULL;
    struct task *t = NULL;
    struct matter *m = NULL;
    const struct mechanism *mech;
    if (kind == SUBJECT_DEMAND) {
        TRY(work_demand(w, id, &d));
        mech = work_mechanism(w, d->mechanism, d->mechanism_version);
    } else {
        if (kind == SUBJECT_TASK)
            TRY(work_task(w, id, &t));
        TRY(work_matter(w, t ? t->matter_id : id, &m));
        mech = work_mechanism(w, m->mechanism, m->mechanism_version);
    }
    *roll = mech && mech->roll_calendar_days;
    return OK;
}

enum err dossier_clocks_json(struct ctx *cx, struct str num, struct json *j)
{
    struct work *w = work_begin(cx);
    enum subject kind;
    int64_t id = 0;
    bool roll = false;
    struct clock **clocks = NULL;
    size_t n = 0;
    TRY(dossier_find(cx, w, num, &kind, &id));
    TRY(roll_of(w, kind, id, &roll));
    TRY(work_clocks(w, kind, id, &clocks, &n));
    json_kcstr(j, "subject", enum_text(&subject_names, (int)kind));
    json_kstr(j, "num", num);
    json_key(j, "clocks");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        clock_members(cx, j, clocks[i]);
        TRY(clock_lines(cx, j, clocks[i], roll));
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err matter_line_json(struct ctx *cx, struct work *w, struct json *j,
                          const struct matter *m)
{
    bool visible = false;
    TRY(work_visible(w, SUBJECT_MATTER, m->id, &visible));
    if (!visible)
        return OK;
    json_obj(j);
    json_kstr(j, "num", m->num);
    json_kstr(j, "title", m->title);
    json_kcstr(j, "state", enum_text(&matter_state_names, m->state));
    json_kcstr(j, "state_text", enum_label(&matter_state_names, m->state, (int)cx->lang));
    json_kstr(j, "place", label_place(cx, m->place_id));
    json_kstr(j, "owner", label_unit(cx, m->owner_unit));
    json_kstr(j, "lead", label_unit(cx, m->lead_unit));
    json_ki64(j, "demands", m->demands);
    json_ktime(j, "due_at", m->due_at);
    json_kbool(j, "open", subject_is_open(SUBJECT_MATTER, m->state));
    json_obj_end(j);
    return OK;
}

/* Demands and matters are numbered alike: both are looked for. */
enum err dossier_find(struct ctx *cx, struct work *w, struct str num, enum subject *kind,
                      int64_t *id)
{
    static const enum subject kinds[] = {SUBJECT_DEMAND, SUBJECT_MATTER, SUBJECT_TASK};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        bool seen = false;
        int64_t version;
        enum err e = work_num(w, kinds[i], num, id, &version);
        if (e == OK)
            e = work_visible(w, kinds[i], *id, &seen);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        fault_clear(cx);
        if (!seen)
            continue;
        *kind = kinds[i];
        return OK;
    }
    return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的记录", "there is no record %.*s",
                STR_ARG(num));
}

/* What an act brought along; seq 0 = everything of the subject. */
enum err attachments_json(struct ctx *cx, struct json *j, enum subject kind, int64_t id,
                          int64_t seq)
{
    struct attachment *rows = NULL;
    size_t n = 0;
    TRY(attach_list(cx, kind, id, &rows, &n));
    json_key(j, "attachments");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (seq && rows[i].seq != seq)
            continue;
        json_obj(j);
        attachment_json(j, &rows[i]);
        json_ki64(j, "seq", rows[i].seq);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}
