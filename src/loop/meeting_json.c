/* SPDX-License-Identifier: Apache-2.0
 * Meetings as their pages read them, and where decisions stand.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/calendar.h"
#include "core/duty.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/dossier.h"
#include "loop/labels.h"
#include "loop/links.h"
#include "loop/meeting.h"

enum { LISTED = 1000 };

/* ---- where it stands ---- */

static const char *pick(const struct ctx *cx, const char *zh, const char *en)
{
    return cx->lang == LANG_EN ? en : zh;
}

static void said(struct ctx *cx, struct meeting_standing *s, int64_t unit, const char *what,
                 int64_t due)
{
    s->text = str_fmt(cx->arena, "%.*s%s%.*s：%s%s%.*s", STR_ARG(s->text),
                      s->text.n ? "；" : "", STR_ARG(label_unit(cx, unit)), what,
                      due ? " " : "", STR_ARG(due ? label_when(cx, due) : STR("")));
}

static void waits(const struct ctx *cx, struct meeting_standing *s, int64_t due)
{
    s->state = strcmp(s->state, "overdue") == 0 || (due && due <= cx->now) ? "overdue" : "open";
    if (due && (!s->due_at || due < s->due_at))
        s->due_at = due;
}

/* The instructions that the act gave. */
static enum err instructed(struct ctx *cx, struct work *w, const struct matter *m,
                           const struct meeting_item *i, struct meeting_standing *out)
{
    struct stage **rows = NULL;
    size_t n = 0;
    TRY(work_stages(w, m->id, &rows, &n));
    for (size_t k = 0; k < n; k++) {
        const struct stage *s = rows[k];
        if (s->kind != STAGE_INSTRUCTION || s->seq <= i->from_seq || s->seq > i->to_seq)
            continue;
        if (str_eq_c(s->outcome, "accepted")) {
            said(cx, out, s->unit_id, pick(cx, "已落实", "done"), 0);
        } else if (s->outcome.n) {
            said(cx, out, s->unit_id, pick(cx, "已撤回", "withdrawn"), 0);
        } else {
            waits(cx, out, s->done_at ? 0 : s->due_at);
            said(cx, out, s->unit_id,
                 s->done_at ? pick(cx, "已回复，待认可", "answered, to be accepted")
                            : pick(cx, "待回复，期限", "to answer by"),
                 s->done_at ? 0 : s->due_at);
        }
    }
    return OK;
}

enum err meeting_stands(struct ctx *cx, const struct meeting_item *i,
                        struct meeting_standing *out)
{
    struct work *w = work_begin(cx);
    struct matter *m = NULL;
    *out = (struct meeting_standing){.state = "", .text = STR("")};
    if (i->act != ACT_INSTRUCT && i->act != ACT_DISPATCH)
        return OK;
    TRY(work_matter_num(w, i->matter, &m));
    bool open = subject_is_open(SUBJECT_MATTER, m->state);
    out->state = "done";
    if (i->act == ACT_INSTRUCT)
        return instructed(cx, w, m, i, out);
    if (open)
        waits(cx, out, m->due_at);
    said(cx, out, m->lead_unit, enum_label(&matter_state_names, m->state, (int)cx->lang),
         open ? m->due_at : 0);
    return OK;
}

/* ---- lists ---- */

static void units_json(struct ctx *cx, struct json *j, const char *key, struct str list)
{
    struct strs ids = str_split(cx->arena, list, ',');
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; list.n && i < ids.n; i++) {
        int64_t id = 0;
        if (!str_i64(ids.p[i], &id))
            continue;
        json_obj(j);
        json_kid(j, "id", id);
        json_kstr(j, "unit", label_unit(cx, id));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void codes_json(struct ctx *cx, struct json *j, const char *key, struct str list)
{
    struct strs codes = str_split(cx->arena, list, ',');
    json_key(j, key);
    json_arr(j);
    for (size_t i = 0; list.n && i < codes.n; i++) {
        int v = enum_value(&meeting_draw_names, codes.p[i]);
        json_obj(j);
        json_kstr(j, "code", codes.p[i]);
        json_kcstr(j, "text", enum_label(&meeting_draw_names, v, (int)cx->lang));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err kind_json(struct ctx *cx, struct json *j, const struct meeting_kind *k)
{
    struct meeting last = {0};
    bool found = false;
    TRY(db_one(cx, SQL_MEETING_LAST, ARGS(I64(cx->jid), TXT(k->code)), &meeting_shape, &last,
               &found));
    json_obj(j);
    json_kstr(j, "code", k->code);
    json_ki64(j, "version", k->version);
    json_kstr(j, "name", k->name);
    json_kcstr(j, "cycle", enum_text(&meeting_cycle_names, k->cycle));
    json_kcstr(j, "cycle_text", enum_label(&meeting_cycle_names, k->cycle, (int)cx->lang));
    json_ki64(j, "weekday", k->weekday);
    json_kstr(j, "at",
              str_fmt(cx->arena, "%02d:%02d", (int)(k->minute / 60), (int)(k->minute % 60)));
    codes_json(cx, j, "draws", k->draws);
    json_ki64(j, "most", k->most);
    units_json(cx, j, "leads", k->leads);
    units_json(cx, j, "units", k->units);
    json_kstr(j, "venue", k->venue);
    json_ki64(j, "remind_hours", k->remind_hours);
    json_ktime(j, "next_at", meeting_next(cx->app->calendar, k, cx->now));
    json_kstr(j, "next_lead", label_unit(cx, meeting_turn(cx, k, last.lead_unit)));
    json_obj_end(j);
    return OK;
}

static enum err head_json(struct ctx *cx, struct json *j, const struct meeting *m)
{
    struct meeting shown = *m;
    struct str called = STR("");
    TRY(label_officer(cx, m->called_by, &called));
    if (!meeting_minutes_seen(cx, m))
        shown.present = shown.minutes = STR("");
    shape_json(j, &meeting_shape, &shown);
    json_kstr(j, "lead", label_unit(cx, m->lead_unit));
    json_kstr(j, "called_name", called);
    json_kbool(j, "first", m->serial == 1);
    return OK;
}

struct tally_of {
    int64_t decided, open, overdue;
};

static enum err tally(struct ctx *cx, int64_t id, struct tally_of *out)
{
    struct meeting_item *rows = NULL;
    size_t n = 0;
    TRY(meeting_items(cx, id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct meeting_standing s = {0};
        TRY(meeting_stands(cx, &rows[i], &s));
        out->decided += rows[i].act != ACT_NONE;
        out->open += strcmp(s.state, "open") == 0;
        out->overdue += strcmp(s.state, "overdue") == 0;
    }
    return OK;
}

enum err meetings_json(struct ctx *cx, const struct meeting_query *q, struct json *j)
{
    struct meeting_kind *kinds = NULL;
    struct meeting *rows = NULL;
    size_t kinds_n = 0, n = 0;
    int year = 0, month = 0, mday = 0;
    day_to_civil(time_day(cx->now), &year, &month, &mday);
    if (q->year)
        year = (int)q->year;
    TRY(meeting_kinds(cx, &kinds, &kinds_n));
    TRY(db_all(cx, SQL_MEETING_LIST,
               ARGS(I64(cx->jid), I64(time_day_start(day_from_civil(year, 1, 1))),
                    I64(time_day_start(day_from_civil(year + 1, 1, 1))), I64(LISTED)),
               &meeting_shape, (void **)&rows, &n));
    json_key(j, "kinds");
    json_arr(j);
    for (size_t i = 0; i < kinds_n; i++)
        TRY(kind_json(cx, j, &kinds[i]));
    json_arr_end(j);
    json_key(j, "meetings");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        struct tally_of t = {0};
        if (q->kind.n && !str_eq(q->kind, rows[i].kind))
            continue;
        TRY(tally(cx, rows[i].id, &t));
        json_obj(j);
        TRY(head_json(cx, j, &rows[i]));
        json_ki64(j, "decided", t.decided);
        json_ki64(j, "open", t.open);
        json_ki64(j, "overdue", t.overdue);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_ki64(j, "year", year);
    /* what his units lead, he may call */
    json_kbool(j, "may_keep", (actor_roles(cx->actor) & MEETING_KEEPERS) != 0);
    json_kbool(j, "may_set_kinds", meeting_keeps(cx, 0));
    return OK;
}

/* ---- one ---- */

static void standing_json(struct json *j, const struct meeting_standing *s)
{
    json_key(j, "stands");
    json_obj(j);
    json_kcstr(j, "state", s->state);
    json_kstr(j, "text", s->text);
    json_ktime(j, "due_at", s->due_at);
    json_obj_end(j);
}

/* Where it was decided: the item that a carried one stands for. */
static enum err origin(struct ctx *cx, const struct meeting_item *i, struct meeting_item *out)
{
    struct meeting_item *rows = NULL;
    size_t n = 0;
    *out = *i;
    if (!i->from_meeting || i->act != ACT_NONE)
        return OK;
    TRY(meeting_items(cx, i->from_meeting, &rows, &n));
    for (size_t k = 0; k < n; k++)
        if (rows[k].serial == i->from_serial)
            *out = rows[k];
    return OK;
}

static enum err item_json(struct ctx *cx, struct json *j, const struct meeting *m,
                          const struct meeting_item *i)
{
    struct work *w = work_begin(cx);
    struct matter *matter = NULL;
    struct meeting_item from;
    struct meeting_standing s = {0};
    bool seen = true;
    if (i->matter.n) {
        TRY(work_matter_num(w, i->matter, &matter));
        TRY(work_visible(w, SUBJECT_MATTER, matter->id, &seen));
    }
    if (!seen)
        return OK;
    TRY(origin(cx, i, &from));
    TRY(meeting_stands(cx, &from, &s));
    bool keeps = meeting_keeps(cx, m->lead_unit) && !str_eq_c(m->state, "dropped") &&
                 !str_eq_c(i->state, "dropped") && i->act == ACT_NONE;
    json_obj(j);
    json_ki64(j, "serial", i->serial);
    json_kstr(j, "matter", i->matter);
    json_kstr(j, "title", matter ? label_matter(cx, matter) : i->title);
    json_kstr(j, "lead", matter ? label_unit(cx, matter->lead_unit) : STR(""));
    json_kcstr(j, "matter_state",
               !matter ? "" : enum_label(&matter_state_names, matter->state, (int)cx->lang));
    json_kcstr(j, "matter_step", !matter ? "" : enum_text(&matter_state_names, matter->state));
    json_ki64(j, "demands", matter ? matter->demands : 0);
    json_ktime(j, "matter_due_at", matter ? matter->due_at : 0);
    json_kstr(j, "state", i->state);
    codes_json(cx, j, "why", i->why);
    json_kstr(j, "reason", i->reason);
    json_kstr(j, "decision", i->decision);
    json_kcstr(j, "act", enum_text(&meeting_act_names, i->act));
    json_kcstr(j, "act_text", enum_label(&meeting_act_names, i->act, (int)cx->lang));
    units_json(cx, j, "units", i->units);
    json_ktime(j, "due_at", i->due_at);
    json_ktime(j, "decided_at", i->decided_at);
    standing_json(j, &s);
    json_kbool(j, "may_decide", keeps);
    json_obj_end(j);
    return OK;
}

static enum err files_json(struct ctx *cx, struct json *j, const struct meeting *m)
{
    struct attachment *files = NULL;
    size_t n = 0;
    if (meeting_minutes_seen(cx, m))
        TRY(attach_list(cx, SUBJECT_MEETING, m->id, &files, &n));
    json_key(j, "attachments");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        attachment_json(j, &files[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err meeting_json(struct ctx *cx, struct str num, struct json *j, int64_t *version)
{
    struct meeting m = {0};
    struct meeting_item *rows = NULL;
    size_t n = 0;
    TRY(meeting_find(cx, num, &m));
    TRY(meeting_items(cx, m.id, &rows, &n));
    *version = m.version;
    TRY(head_json(cx, j, &m));
    units_json(cx, j, "called", m.units);
    TRY(files_json(cx, j, &m));
    json_key(j, "items");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(item_json(cx, j, &m, &rows[i]));
    json_arr_end(j);
    bool keeps = meeting_keeps(cx, m.lead_unit);
    json_kbool(j, "may_change", keeps && str_eq_c(m.state, "planned"));
    json_kbool(j, "may_add", keeps && !str_eq_c(m.state, "dropped"));
    return OK;
}
