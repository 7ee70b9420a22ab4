/* SPDX-License-Identifier: Apache-2.0
 * Role templates (data/role_templates.json): the posts of an office by the names people use,
 * and the roles that come with each. Data; a register may have a file of its own.
 */
#pragma once

#include "base/ctx.h"
#include "core/words.h"

#define TEMPLATE_AT_LIST(X)                                                                    \
    X(TEMPLATE_AT_UNIT, "unit", "本单位", "own unit")                                          \
    X(TEMPLATE_AT_ABOVE, "above", "上级单位", "unit above")                                    \
    X(TEMPLATE_AT_ROOT, "root", "根单位", "root unit")
enum template_at { TEMPLATE_AT_LIST(ENUM_ID) TEMPLATE_AT__MAX };
extern const struct enum_names template_at_names;

struct unit;
struct template_grant {
    int role; /* enum role */
    int at;   /* enum template_at */
};
struct role_template {
    struct str code, zh, en;
    struct template_grant *grants;
    size_t n;
};
struct template_set {
    struct role_template *p;
    size_t n;
};

/* DATA/role_templates.json, else the one shipped. ERR_INPUT names the file and the place in it:
 * unknown keys, words and roles, a name twice, two of the three administrators in one. */
MUST_CHECK enum err template_load(struct ctx *cx, struct template_set *out);
/* The text of such a file, for template_load and tests. name: for the message. */
MUST_CHECK enum err template_parse(struct ctx *cx, const char *name, struct str text,
                                   struct template_set *out);
/* By name in either language, or by code. NULL when unknown. */
const struct role_template *template_find(const struct template_set *s, struct str name);
/* The unit in which the grant holds for somebody of `unit`; at the root "above" is itself. */
int64_t template_unit(const struct ctx *cx, const struct template_grant *g,
                      const struct unit *unit);

/* Roles that one person should not hold together where there are enough people: what the one
 * did the other judges (domain.md, four-eyes). The act itself is refused in any case. NULL:
 * none; else both as a sentence's part in cx->lang. */
const char *template_clash(struct ctx *cx, uint32_t roles);
