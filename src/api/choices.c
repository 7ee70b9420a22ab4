/* SPDX-License-Identifier: Apache-2.0
 * What forms offer: a field's `options` names one of these lists.
 */
#include "api/choices.h"
#include "api/call.h"
#include "api/handlers.h"
#include "core/mechanism.h"
#include "core/officer.h"
#include "core/org.h"
#include "loop/campaign.h"
#include "loop/fate.h"

struct officers_args {
    int64_t unit;
};
static const struct field officers_fields[] = {
    FIELD(struct officers_args, unit, .as = AS_ID, .zh = "单位", .en = "Unit",
          .options = "units"),
};
const struct shape officers_query =
    SHAPE("officers_query", struct officers_args, officers_fields);

const struct mechanism *choices_mechanism(struct ctx *cx)
{
    return mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
}

static void needs_write(struct json *w, int needs)
{
    json_key(w, "needs");
    json_arr(w);
    for (int i = 0; i < GROUND_NEED__MAX; i++)
        if (needs & (int)BIT(i))
            json_str(w, str_c(ground_need_names.text[i]));
    json_arr_end(w);
}

void choices_write(struct json *w, const struct ctx *cx, const char *key,
                   const struct choices *l)
{
    json_key(w, key);
    json_arr(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct choice *o = &l->p[i];
        struct str label = cx->lang == LANG_EN && o->en.n ? o->en : o->zh;
        json_obj(w);
        json_kstr(w, "value", o->code);
        json_kstr(w, "label", label);
        if (o->parent.n)
            json_kstr(w, "parent", o->parent);
        if (o->effect.n)
            json_kstr(w, "effect", o->effect);
        if (o->source.n)
            json_kstr(w, "source", o->source);
        if (o->needs)
            needs_write(w, o->needs);
        json_obj_end(w);
    }
    json_arr_end(w);
}

void choices_write_enum(struct json *w, const struct ctx *cx, const char *key,
                        const struct enum_names *names)
{
    json_key(w, key);
    json_arr(w);
    for (int v = 0; v < names->n; v++) {
        if (!names->text[v] || !names->text[v][0])
            continue;
        json_obj(w);
        json_kcstr(w, "value", names->text[v]);
        json_kcstr(w, "label", enum_label(names, v, (int)cx->lang));
        json_obj_end(w);
    }
    json_arr_end(w);
}

static void write_desks(struct json *w, int64_t desks)
{
    json_key(w, "desks");
    json_arr(w);
    for (int d = 0; d < DESK__MAX; d++)
        if (desks & (int64_t)BIT(d))
            json_cstr(w, enum_text(&desk_names, d));
    json_arr_end(w);
}

static bool valid_now(const struct ctx *cx, int64_t from, int64_t to)
{
    return (from == 0 || from <= cx->now) && (to == 0 || cx->now < to);
}

static void write_units(struct json *w, const struct ctx *cx)
{
    const struct unit *u;
    size_t n = org_units(cx->app->org, &u);
    json_key(w, "units");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        if (!valid_now(cx, u[i].valid_from, u[i].valid_to))
            continue;
        json_obj(w);
        json_kid(w, "value", u[i].id);
        json_kstr(w, "label", u[i].name);
        json_kid(w, "parent", u[i].parent_id);
        json_kcstr(w, "lvl", enum_text(&level_names, u[i].lvl));
        json_kcstr(w, "lvl_text", enum_label(&level_names, u[i].lvl, (int)cx->lang));
        json_kstr(w, "kind", u[i].kind);
        write_desks(w, u[i].desks);
        json_obj_end(w);
    }
    json_arr_end(w);
}

/* Codes that no mechanism changes. */
static const struct fixed {
    const char *key, *value, *zh, *en;
} fixed[] = {
    {"crs", "CGCS2000", "国家大地坐标", "CGCS2000"},
    {"crs", "GCJ-02", "国内地图坐标", "GCJ-02"},
    {"notify", "sms", "短信", "text message"},
    {"notify", "mail", "电子邮件", "mail"},
};

static void write_fixed(struct json *w, const struct ctx *cx, const char *key)
{
    json_key(w, key);
    json_arr(w);
    for (size_t i = 0; i < COUNT(fixed); i++) {
        if (strcmp(fixed[i].key, key) != 0)
            continue;
        json_obj(w);
        json_kcstr(w, "value", fixed[i].value);
        json_kcstr(w, "label", cx->lang == LANG_EN ? fixed[i].en : fixed[i].zh);
        json_obj_end(w);
    }
    json_arr_end(w);
}

void choices_write_public(struct json *w, const struct ctx *cx, const struct mechanism *m)
{
    choices_write(w, cx, "channels", &m->channels);
    choices_write(w, cx, "ways", &m->ways);
    choices_write(w, cx, "kinds", &m->kinds);
    choices_write(w, cx, "classes", &m->classes);
    choices_write_enum(w, cx, "privacy", &privacy_names);
    write_fixed(w, cx, "crs");
    write_fixed(w, cx, "notify");
}

static const struct {
    const char *key;
    const struct enum_names *names;
} enums[] = {
    {"direction", &direction_names},
    {"origin", &origin_names},
    {"level", &level_names},
    {"grade", &grade_names},
    {"yesno", &yesno_names},
    {"result", &result_names},
    {"source", &source_names},
    {"role", &role_names},
    {"demand_state", &demand_state_names},
    {"matter_state", &matter_state_names},
    {"task_state", &task_state_names},
    {"task_role", &task_role_names},
    {"close_ground", &close_ground_names},
    {"place_kind", &place_kind_names},
    {"urgent_kind", &urgent_kind_names},
    {"visit_outcome", &visit_outcome_names},
    {"spot_kind", &spot_kind_names},
    {"fate_reply", &fate_reply_names},
    {"fate_judged", &fate_judged_names},
};

/* Those that still take something in. */
static enum err write_campaigns(struct json *w, struct ctx *cx)
{
    struct campaign *rows = NULL;
    size_t n = 0;
    TRY(campaign_all(cx, &rows, &n));
    json_key(w, "campaigns");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].ended_at)
            continue;
        json_obj(w);
        json_kstr(w, "value", rows[i].code);
        json_kstr(w, "label", rows[i].name);
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

enum err choices_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct mechanism *m = choices_mechanism(cx);
    if (!m)
        return fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
    struct json *w = call_json(c, 200);
    write_units(w, cx);
    choices_write_public(w, cx, m);
    choices_write(w, cx, "grounds_invalid", &m->grounds_at[AT_INVALID]);
    choices_write(w, cx, "grounds_redirect", &m->grounds_at[AT_REDIRECT]);
    choices_write(w, cx, "grounds_return", &m->grounds_at[AT_RETURN]);
    choices_write(w, cx, "grounds_end", &m->grounds_at[AT_END]);
    choices_write(w, cx, "grounds_board", &m->grounds_at[AT_BOARD]);
    choices_write(w, cx, "difficulties", &m->difficulties);
    choices_write(w, cx, "tracks", &m->tracks);
    choices_write(w, cx, "topics", &m->topics);
    choices_write(w, cx, "tags", &m->tags);
    choices_write(w, cx, "root_causes", &m->root_causes);
    TRY(write_campaigns(w, cx));
    for (size_t i = 0; i < COUNT(enums); i++)
        choices_write_enum(w, cx, enums[i].key, enums[i].names);
    return OK;
}

/* Names and units only: colleagues, not their telephones. */
enum err officers_get(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct officers_args *q = c->query;
    struct officer *rows = NULL;
    size_t n = 0;
    TRY(officer_list(cx, &rows, &n));
    struct json *w = call_json(c, 200);
    json_key(w, "officers");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].disabled_at || (q->unit && rows[i].unit_id != q->unit))
            continue;
        const struct unit *u = org_unit(cx->app->org, rows[i].unit_id);
        json_obj(w);
        json_kid(w, "value", rows[i].id);
        json_kstr(w, "label", rows[i].name);
        json_kid(w, "unit_id", rows[i].unit_id);
        json_kstr(w, "unit", u ? u->name : STR(""));
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}
