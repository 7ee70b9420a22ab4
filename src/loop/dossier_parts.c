/* SPDX-License-Identifier: Apache-2.0
 * Parts that the dossiers of officers and of the citizen share: actions as forms, clocks with
 * their reckoning.
 */
#include "core/app.h"
#include "core/clock.h"
#include "core/org.h"
#include "loop/dossier.h"
#include "loop/labels.h"

static void options_of(struct ctx *cx, struct json *j, const struct choices *c)
{
    json_key(j, "options");
    json_arr(j);
    for (size_t i = 0; i < c->n; i++) {
        json_obj(j);
        json_kstr(j, "value", c->p[i].code);
        json_kstr(j, "label", label_choice(cx, &c->p[i], c->p[i].code));
        json_obj_end(j);
    }
    json_arr_end(j);
}

/* Short lists that no mechanism sets. */
static const struct {
    const char *source, *value, *zh, *en;
} fixed[] = {
    {"explain_how", "phone", "电话", "by telephone"},
    {"explain_how", "visit", "上门", "at the door"},
    {"explain_how", "counter", "当面", "at the counter"},
    {"explain_how", "letter", "书面", "in writing"},
    {"explain_how", "lodged", "留存备查(无联系方式)", "lodged for query (no contact)"},
    {"attempt_outcomes", "no_answer", "无人接听", "no answer"},
    {"attempt_outcomes", "busy", "占线或关机", "busy or off"},
    {"attempt_outcomes", "wrong_number", "号码有误", "wrong number"},
    {"attempt_outcomes", "later", "约定再联系", "call again later"},
    {"attempt_outcomes", "refused", "拒绝回访", "refused"},
    {"notify", "sms", "短信", "text message"},
    {"notify", "mail", "邮件", "mail"},
    {"crs", "CGCS2000", "CGCS2000", "CGCS2000"},
    {"crs", "GCJ-02", "GCJ-02", "GCJ-02"},
};

static bool fixed_options(struct ctx *cx, struct json *j, const char *source)
{
    bool any = false;
    for (size_t i = 0; i < COUNT(fixed); i++) {
        if (strcmp(fixed[i].source, source) != 0)
            continue;
        if (!any) {
            json_key(j, "options");
            json_arr(j);
        }
        any = true;
        json_obj(j);
        json_kcstr(j, "value", fixed[i].value);
        json_kcstr(j, "label", cx->lang == LANG_EN ? fixed[i].en : fixed[i].zh);
        json_obj_end(j);
    }
    if (any)
        json_arr_end(j);
    return any;
}

/* Citizens have no list of units to look into: theirs comes with the form. */
static void unit_options(struct ctx *cx, struct json *j)
{
    const struct unit *units = NULL;
    size_t n = org_units(cx->app->org, &units);
    json_key(j, "options");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (units[i].valid_to && units[i].valid_to <= cx->now)
            continue;
        json_obj(j);
        json_kid(j, "value", units[i].id);
        json_kstr(j, "label", units[i].name);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void source_options(struct ctx *cx, struct json *j, const char *source,
                           const struct mechanism *m)
{
    const struct {
        const char *source;
        const struct choices *list;
    } lists[] = {
        {"classes", &m->classes},
        {"kinds", &m->kinds},
        {"channels", &m->channels},
        {"ways", &m->ways},
        {"difficulties", &m->difficulties},
        {"grounds_invalid", &m->grounds_invalid},
        {"grounds_redirect", &m->grounds_redirect},
        {"grounds_return", &m->grounds_return},
        {"grounds_end", &m->grounds_end},
    };
    json_kcstr(j, "source", source);
    for (size_t i = 0; i < COUNT(lists); i++)
        if (strcmp(lists[i].source, source) == 0) {
            options_of(cx, j, lists[i].list);
            return;
        }
    if (cx->actor->kind == ROLE_CITIZEN && strcmp(source, "units") == 0)
        unit_options(cx, j);
    else
        (void)fixed_options(cx, j, source);
}

static void enum_options(struct ctx *cx, struct json *j, const struct enum_names *names)
{
    json_key(j, "options");
    json_arr(j);
    for (int v = 0; v < names->n; v++) {
        if (!names->text[v] || !names->text[v][0])
            continue;
        json_obj(j);
        json_kcstr(j, "value", names->text[v]);
        json_kcstr(j, "label", enum_label(names, v, (int)cx->lang));
        json_obj_end(j);
    }
    json_arr_end(j);
}

static const char *type_of(const struct field *f)
{
    switch (f->kind) {
    case FIELD_BOOL:
        return "bool";
    case FIELD_ENUM:
        return "enum";
    case FIELD_STRS:
        return strcmp(f->name, "attachments") == 0 ? "files" : "list";
    case FIELD_I64:
        if (f->as == AS_TIME)
            return "time";
        return f->as == AS_ID ? "id" : f->as == AS_REAL6 ? "real" : "number";
    case FIELD_STR:
        break;
    }
    return f->as == AS_TEXT ? "text" : f->as == AS_SECRET ? "secret" : "string";
}

static void field_form(struct ctx *cx, struct json *j, const struct field *f,
                       const struct mechanism *m)
{
    json_obj(j);
    json_kcstr(j, "name", f->name);
    json_kcstr(j, "type", type_of(f));
    json_kcstr(j, "label", cx->lang == LANG_EN ? f->en : f->zh);
    json_kbool(j, "required", f->required);
    if (f->min)
        json_ki64(j, "min", f->min);
    if (f->max)
        json_ki64(j, "max", f->max);
    if (f->kind == FIELD_ENUM)
        enum_options(cx, j, f->names);
    else if (f->options)
        source_options(cx, j, f->options, m);
    json_obj_end(j);
}

void actions_json(struct ctx *cx, struct json *j, enum subject subject, struct str num,
                  const struct step *const *steps, size_t n, const struct mechanism *m)
{
    bool citizen = cx->actor->kind == ROLE_CITIZEN;
    json_key(j, "actions");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const struct step *s = steps[i];
        json_obj(j);
        json_kcstr(j, "name", s->name);
        json_kcstr(j, "label", cx->lang == LANG_EN ? s->en : s->zh);
        json_kcstr(j, "method", "POST");
        json_kstr(j, "href",
                  str_fmt(cx->arena, "/api/v1/%s%ss/%.*s/%s", citizen ? "public/" : "",
                          enum_text(&subject_names, (int)subject), STR_ARG(num), s->name));
        if (s->to >= 0)
            json_kcstr(j, "to", enum_label(flow_states(subject), s->to, (int)cx->lang));
        json_key(j, "fields");
        json_arr(j);
        for (size_t k = 0; s->body && k < s->body->n; k++)
            field_form(cx, j, &s->body->fields[k], m);
        json_arr_end(j);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err clock_json(struct ctx *cx, struct json *j, const struct clock *k, bool roll)
{
    enum { LINES_MAX = 16384 };
    struct buf lines;
    int64_t used = 0, left = 0;
    const struct calendar *c = cx->app->calendar;
    buf_init(&lines, cx->arena, LINES_MAX);
    clock_explain(cx, c, roll, k, &lines);
    clock_use(c, k, k->stopped_at ? k->stopped_at : cx->now, &used, &left);
    json_obj(j);
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
    json_key(j, "lines");
    json_arr(j);
    struct strs parts = str_split(cx->arena, str_trim(buf_done(&lines)), '\n');
    for (size_t i = 0; i < parts.n; i++)
        json_str(j, parts.p[i]);
    json_arr_end(j);
    json_obj_end(j);
    return buf_ok(&lines) ? OK : fail(cx, ERR_BUG, "时限说明过长", "the reckoning is too long");
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
                     int64_t id, const struct mechanism *m)
{
    struct clock **clocks = NULL;
    size_t n = 0;
    TRY(work_clocks(w, kind, id, &clocks, &n));
    json_key(j, "clocks");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(clock_json(cx, j, clocks[i], m->roll_calendar_days));
    json_arr_end(j);
    return OK;
}
