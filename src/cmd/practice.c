/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/practice.h"

#include <inttypes.h>

#include "cmd/rows.h"
#include "cmd/share.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/intake.h"
#include "loop/steps.h"

enum { FILE_MAX = 1 << 20, CASE_ARENA = 64 << 20 };

static enum err file_text(struct ctx *cx, const char *name, struct str *out)
{
    const char *path = NULL;
    TRY(share_path(cx, name, &path));
    return file_read(cx, path, FILE_MAX, out);
}

enum err practice_load(struct ctx *cx, struct arena *keep, struct practice *out)
{
    struct str text = {0};
    TRY(file_text(cx, "data/practice/first_hour.json", &text));
    return practice_parse(cx, keep, text, out);
}

/* ---- one demand and its way ---- */

/* A demand brought to a state; numbers as its steps make them. */
struct way {
    struct ctx *cx;
    struct str demand, matter, task;
};

/* "unit:CODE", "officer:LOGIN" become identifiers. */
static enum err name_resolve(struct ctx *cx, json_t *body, const char *key, struct str value)
{
    struct officer officer;
    int64_t id = 0;
    if (str_starts(value, "unit:")) {
        const struct unit *u = org_unit_code(cx->app->org, str_sub(value, 5, value.n));
        if (!u)
            return fail(cx, ERR_NOT_FOUND, "没有单位 %.*s", "there is no unit %.*s",
                        STR_ARG(value));
        id = u->id;
    } else if (str_starts(value, "officer:")) {
        TRY(officer_get_login(cx, str_sub(value, 8, value.n), &officer));
        id = officer.id;
    } else {
        return OK;
    }
    struct str text = str_fmt(cx->arena, "%" PRId64, id);
    return json_object_set_new(body, key, json_stringn(text.p, text.n)) == 0
               ? OK
               : fail(cx, ERR_BUG, "%s", "%s", key);
}

static enum err body_read(struct ctx *cx, const struct step *s, json_t *given, void **out)
{
    const char *key = NULL;
    json_t *value = NULL;
    *out = NULL;
    if (!s->body)
        return OK;
    json_object_foreach(given, key, value) if (json_is_string(value))
        TRY(name_resolve(cx, given, key, str_c(json_string_value(value))));
    *out = arena_alloc(cx->arena, s->body->size);
    return shape_parse(cx, s->body, given, *out);
}

static enum err step_do(struct way *w, json_t *line)
{
    struct ctx *cx = w->cx;
    int kind = enum_value(&subject_names, str_c(json_string_value(json_array_get(line, 0))));
    struct str name = str_c(json_string_value(json_array_get(line, 1)));
    const struct step *s = kind < 0 ? NULL : flow_find((enum subject)kind, name);
    struct flow_result r = {.state = ""};
    int64_t id = 0, version = 0;
    void *body = NULL;
    if (!s)
        return fail(cx, ERR_INPUT, "没有步骤 %.*s", "there is no step %.*s", STR_ARG(name));
    TRY(body_read(cx, s, json_array_get(line, 2), &body));
    struct str num = kind == SUBJECT_DEMAND   ? w->demand
                     : kind == SUBJECT_MATTER ? w->matter
                                              : w->task;
    TRY(work_num(work_begin(cx), (enum subject)kind, num, &id, &version));
    TRY(flow_act(cx, s, num, version, body, &r));
    if (r.created.n) {
        w->matter = r.created;
        w->task = str_fmt(cx->arena, "%.*s-1", STR_ARG(r.created));
    }
    return OK;
}

/* Every role over the whole register, and no officer: what the material's events name ticks
 * nobody's list, and nobody's four eyes are used up by it. */
static const struct actor *everybody(struct ctx *cx)
{
    struct actor *a = NEW(cx->arena, struct actor);
    struct grant *grants = NEWS(cx->arena, struct grant, ROLE__MAX);
    for (int role = ROLE_OPERATOR; role < ROLE_ADMIN_SYSTEM; role++)
        grants[role - ROLE_OPERATOR] =
            (struct grant){.unit_id = cx->app->root_unit, .role = role};
    *a = (struct actor){.kind = ROLE__MAX,
                        .unit_id = cx->app->root_unit,
                        .grants = grants,
                        .n = ROLE_ADMIN_SYSTEM - ROLE_OPERATOR};
    return a;
}

static enum err case_do(struct ctx *cx, json_t *one)
{
    static const struct actor citizen = {.kind = ROLE_CITIZEN};
    const struct place *place =
        org_place_code(cx->app->org, str_c(json_string_value(json_object_get(one, "place"))));
    struct flow_result r = {.state = ""};
    struct demand_new d = {.words = str_c(json_string_value(json_object_get(one, "words"))),
                           .privacy = PRIVACY_ANONYMOUS};
    if (!place)
        return fail(cx, ERR_NOT_FOUND, "没有区划 %s", "there is no place %s",
                    json_string_value(json_object_get(one, "place")));
    d.place_id = place->id;
    if (json_is_true(json_object_get(one, "named"))) {
        d.privacy = PRIVACY_NAMED;
        d.name = STR("示例群众");
        d.phone = STR("13800138000");
    }
    cx->actor = &citizen;
    TRY(intake_receive(cx, &d, &r));
    cx->actor = everybody(cx);
    struct way w = {.cx = cx, .demand = r.num};
    json_t *steps = json_object_get(one, "steps");
    for (size_t i = 0; i < json_array_size(steps); i++)
        TRY(step_do(&w, json_array_get(steps, i)));
    return OK;
}

/* Each in an arena of its own. */
static enum err case_run(struct ctx *outer, json_t *one)
{
    struct ctx cx;
    app_ctx(outer->app, arena_open(CASE_ARENA), outer->lang, &cx);
    enum err e = db_acquire(&cx, cx.app->store, &cx.db);
    if (e == OK)
        e = case_do(&cx, one);
    db_release(cx.db);
    if (e != OK)
        e = fail(outer, e, "%s：%s", "%s: %s", json_string_value(json_object_get(one, "code")),
                 cx.error.message);
    arena_close(cx.arena);
    return e;
}

enum err practice_fill(struct ctx *cx, int64_t *made)
{
    struct str text = {0};
    json_t *root = NULL;
    steps_register();
    TRY(file_text(cx, "data/practice/material.json", &text));
    TRY(json_read(cx, text, &root));
    json_t *cases = json_object_get(root, "cases");
    *made = 0;
    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *one = json_array_get(cases, i);
        json_int_t copies = json_integer_value(json_object_get(one, "copies"));
        for (json_int_t k = 0; k < copies; k++, ++*made)
            TRY(case_run(cx, one));
    }
    return OK;
}

/* Material is made where its places are: those of the demo district. */
static enum err has_places(struct ctx *cx, bool *out)
{
    struct str text = {0};
    json_t *root = NULL;
    TRY(file_text(cx, "data/practice/material.json", &text));
    TRY(json_read(cx, text, &root));
    json_t *one = json_array_get(json_object_get(root, "cases"), 0);
    *out =
        org_place_code(cx->app->org, str_c(json_string_value(json_object_get(one, "place"))));
    return OK;
}

enum err practice_reset(struct ctx *cx, int64_t *made)
{
    bool demo = false;
    *made = 0;
    TRY(practice_clear(cx));
    TRY(has_places(cx, &demo));
    return demo ? practice_fill(cx, made) : OK;
}

static enum err fill_run(struct cmd *c)
{
    int64_t made = 0;
    TRY(cmd_open(c, CMD_WRITE));
    if (c->app->register_kind != REGISTER_PRACTICE)
        return fail(&c->cx, ERR_CONFLICT, "这不是演练库，不能放入练习材料",
                    "this is no practice register: no material is put into it");
    TRY(practice_fill(&c->cx, &made));
    cmd_say(c, "放入了 %" PRId64 " 件练习材料", "%" PRId64 " demands to practise on were made",
            made);
    if (!c->json)
        return OK;
    json_obj(&c->w);
    json_ki64(&c->w, "made", made);
    json_obj_end(&c->w);
    return OK;
}

static enum err reset_run(struct cmd *c)
{
    int64_t made = 0;
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    TRY(practice_reset(&c->cx, &made));
    cmd_say(c, "演练库已恢复到开始，放入了 %" PRId64 " 件练习材料",
            "The practice register is back at its start; %" PRId64 " demands were made", made);
    if (!c->json)
        return OK;
    json_obj(&c->w);
    json_ki64(&c->w, "made", made);
    json_obj_end(&c->w);
    return OK;
}

const struct command practice_commands[] = {
    {.name = "practice reset",
     .args = "",
     .zh = "把演练库恢复到开始：办过的都清掉，重新放入练习材料",
     .en = "Put a practice register back to its start: what was handled goes, material is new",
     .more_zh =
         "诉求、事项、任务、群众信息、消息和各人的练习记录全部删除；区划、单位、人员、密码、"
         "机制、派单目录不变，编号接着往下编。只能用于演练库；示例区以外的演练库没有练习材料。",
     .more_en =
         "Demands, matters, tasks, citizens, messages and everybody's exercises are "
         "deleted; places, units, officers, passwords, mechanisms and the directory stay, "
         "numbers go on. Practice registers only; outside the demo district there is no "
         "material.",
     .run = reset_run},
    {.name = "practice fill",
     .args = "",
     .zh = "给演练库再放入一批练习材料",
     .en = "Put more material into a practice register",
     .more_zh = "init --demo --practice "
                "已放入一批；用完了或换一班人时再放。虚构的诉求由系统办到各岗位待"
                "办处，练习页的每一项都能马上做。",
     .more_en =
         "init --demo --practice makes it once; again when it is used up or for the next "
         "class. Invented demands are brought by the program to where each role waits, so "
         "that every item of the first hour can be done at once.",
     .run = fill_run},
};
const size_t practice_commands_n = COUNT(practice_commands);
