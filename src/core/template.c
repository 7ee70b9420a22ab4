/* SPDX-License-Identifier: Apache-2.0 */
#include "core/template.h"

#include "base/utf8.h"
#include "core/app.h"
#include "core/data_file.h"
#include "core/officer.h"
#include "core/org.h"

enum { FILE_MAX = 256 << 10, TEMPLATES_MAX = 200, GRANTS_MAX = 40, NAME_MAX_CHARS = 40 };

ENUM_NAMES(template_at, TEMPLATE_AT_LIST);

/* ---- the file ---- */

struct template_file {
    struct ctx *cx;
    const char *file;
    size_t i; /* template */
};

static enum err wrong(const struct template_file *s, const char *zh, const char *en)
{
    return fail(s->cx, ERR_INPUT, "%s：第 %zu 个模板：%s", "%s: template %zu: %s", s->file,
                s->i + 1, s->cx->lang == LANG_EN ? en : zh);
}

static enum err only_keys(const struct template_file *s, json_t *o, const char *const *keys,
                          size_t n)
{
    const char *key;
    json_t *v;
    if (!json_is_object(o))
        return wrong(s, "应为对象", "an object is expected");
    json_object_foreach(o, key, v)
    {
        bool known = false;
        for (size_t i = 0; i < n; i++)
            known |= strcmp(key, keys[i]) == 0;
        if (!known)
            return wrong(s, str_fmt(s->cx->arena, "没有“%s”这一项", key).p,
                         str_fmt(s->cx->arena, "\"%s\" is not known", key).p);
    }
    return OK;
}

static enum err text_of(const struct template_file *s, json_t *o, const char *key,
                        struct str *out)
{
    json_t *v = json_object_get(o, key);
    *out = (struct str){.p = json_string_value(v), .n = json_string_length(v)};
    if (!v || out->n == 0 || utf8_count(*out) > NAME_MAX_CHARS || memchr(out->p, ',', out->n) ||
        str_has(*out, "、"))
        return wrong(
            s, str_fmt(s->cx->arena, "“%s”须为 1 至 40 字，不含逗号和顿号", key).p,
            str_fmt(s->cx->arena, "\"%s\" has 1 to 40 characters and no comma", key).p);
    *out = str_dup(s->cx->arena, *out);
    return OK;
}

static enum err grant_read(const struct template_file *s, json_t *o, struct template_grant *out)
{
    static const char *const keys[] = {"role", "at"};
    struct str role, at;
    TRY(only_keys(s, o, keys, COUNT(keys)));
    TRY(text_of(s, o, "role", &role));
    TRY(text_of(s, o, "at", &at));
    out->role = enum_value(&role_names, role);
    out->at = enum_value(&template_at_names, at);
    if (out->role < 0 || (BIT(out->role) & ROLES_NOBODYS))
        return wrong(s, str_fmt(s->cx->arena, "没有角色“%s”", role.p).p,
                     str_fmt(s->cx->arena, "there is no role \"%s\"", role.p).p);
    return out->at >= 0
               ? OK
               : wrong(s, "“at”须为 unit、above 或 root", "\"at\" is unit, above or root");
}

static enum err one_read(const struct template_file *s, json_t *o, struct role_template *t)
{
    static const char *const keys[] = {"code", "zh", "en", "grants"};
    uint32_t roles = 0;
    TRY(only_keys(s, o, keys, COUNT(keys)));
    TRY(text_of(s, o, "code", &t->code));
    TRY(text_of(s, o, "zh", &t->zh));
    TRY(text_of(s, o, "en", &t->en));
    json_t *list = json_object_get(o, "grants");
    t->n = json_array_size(list);
    if (!json_is_array(list) || t->n == 0 || t->n > GRANTS_MAX)
        return wrong(s, "“grants”须有 1 至 40 个角色", "\"grants\" lists 1 to 40 roles");
    t->grants = NEWS(s->cx->arena, struct template_grant, t->n);
    for (size_t i = 0; i < t->n; i++) {
        TRY(grant_read(s, json_array_get(list, i), &t->grants[i]));
        roles |= BIT(t->grants[i].role);
    }
    uint32_t admins = roles & ROLES_ADMIN;
    return admins & (admins - 1) ? wrong(s, "系统、安全、审计三类管理员不能在一个模板里",
                                         "the three administrators are separate persons")
                                 : OK;
}

enum err template_parse(struct ctx *cx, const char *name, struct str text,
                        struct template_set *out)
{
    struct template_file s = {.cx = cx, .file = name};
    struct template_set set = {0};
    json_t *top = NULL;
    TRY(json_read(cx, text, &top));
    json_t *list = json_object_get(top, "templates");
    set.n = json_array_size(list);
    if (!json_is_array(list) || set.n == 0 || set.n > TEMPLATES_MAX)
        return fail(cx, ERR_INPUT, "%s：须有 templates，1 至 200 个",
                    "%s: \"templates\" lists 1 to 200 of them", name);
    set.p = NEWS(cx->arena, struct role_template, set.n);
    for (s.i = 0; s.i < set.n; s.i++) {
        struct template_set before = {set.p, s.i};
        struct role_template *t = &set.p[s.i];
        TRY(one_read(&s, json_array_get(list, s.i), t));
        if (template_find(&before, t->code) || template_find(&before, t->zh) ||
            template_find(&before, t->en))
            return wrong(&s, "名称或代码重复", "its name or code stands there twice");
    }
    *out = set;
    return OK;
}

enum err template_load(struct ctx *cx, struct template_set *out)
{
    struct str text;
    const char *path = NULL;
    TRY(data_file_read(cx, "role_templates.json", FILE_MAX, &path, &text));
    return template_parse(cx, path, text, out);
}

/* ---- use ---- */

const struct role_template *template_find(const struct template_set *s, struct str name)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->p[i].zh, name) || str_eq(s->p[i].en, name) || str_eq(s->p[i].code, name))
            return &s->p[i];
    return NULL;
}

int64_t template_unit(const struct ctx *cx, const struct template_grant *g,
                      const struct unit *unit)
{
    if (g->at == TEMPLATE_AT_ROOT)
        return cx->app->root_unit;
    return g->at == TEMPLATE_AT_ABOVE && unit->parent_id ? unit->parent_id : unit->id;
}

static const struct {
    uint32_t one;
    int other;
} pairs[] = {
    {BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), ROLE_REVIEWER},
    {BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), ROLE_CALLBACK},
    {BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), ROLE_LOOKBACK},
    {BIT(ROLE_HANDLER) | BIT(ROLE_HEAD), ROLE_CLOSER},
    {BIT(ROLE_HANDLER), ROLE_LEADER},
};

const char *template_clash(struct ctx *cx, uint32_t roles)
{
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (!(roles & pairs[i].one) || !(roles & BIT(pairs[i].other)))
            continue;
        int first = roles & pairs[i].one & BIT(ROLE_HANDLER) ? ROLE_HANDLER : ROLE_HEAD;
        const char *a = enum_label(&role_names, first, (int)cx->lang);
        const char *b = enum_label(&role_names, pairs[i].other, (int)cx->lang);
        return cx->lang == LANG_EN ? str_fmt(cx->arena, "%s and %s", a, b).p
                                   : str_fmt(cx->arena, "“%s”和“%s”", a, b).p;
    }
    return NULL;
}
