/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/level_suggest.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/labels.h"

static const struct field use_fields[] = {
    FIELD(struct level_use, id, .as = AS_ID),
    FIELD(struct level_use, at, .as = AS_TIME),
    FIELD(struct level_use, matter_id, .as = AS_ID),
    FIELD(struct level_use, seq),
    FIELD(struct level_use, unit_id, .as = AS_ID),
    FIELD(struct level_use, source, .names = &level_source_names),
    FIELD(struct level_use, rule),
    FIELD(struct level_use, version),
    FIELD(struct level_use, serial),
    FIELD(struct level_use, suggested, .names = &level_names),
    FIELD(struct level_use, chosen, .names = &level_names),
};
const struct shape level_use_shape = SHAPE("level_use", struct level_use, use_fields);

/* ---- suggested ---- */

static const char *level_label(const struct ctx *cx, int lvl)
{
    return enum_label(&level_names, lvl, (int)cx->lang);
}

static void condition(struct ctx *cx, struct buf *b, const char *zh, const char *en,
                      const struct choices *list, struct str code)
{
    bool english = cx->lang == LANG_EN;
    if (!code.n)
        return;
    struct str label = label_choice(cx, choice_find(list, code), code);
    buf_c(b, b->n == 0 ? "" : english ? ", " : "，");
    buf_fmt(b, english ? "%s \"%.*s\"" : "%s“%.*s”", english ? en : zh, STR_ARG(label));
}

/* "领域“市政建设”，难易“过程较复杂”" */
static struct str conditions(struct ctx *cx, const struct mechanism *mech,
                             const struct level_rule *r)
{
    struct buf b;
    buf_init(&b, cx->arena, 4096);
    condition(cx, &b, "领域", "field", &mech->classes, r->class);
    condition(cx, &b, "性质", "nature", &mech->kinds, r->kind);
    condition(cx, &b, "难易", "difficulty", &mech->difficulties, r->difficulty);
    if (b.n == 0)
        buf_c(&b, cx->lang == LANG_EN ? "all others" : "其余事项");
    return buf_done(&b);
}

static struct str by_rule(struct ctx *cx, const struct mechanism *mech, int64_t rule)
{
    const struct level_rule *r = &mech->level_rules[rule - 1];
    return str_fmt(cx->arena,
                   cx->lang == LANG_EN ? "level rule %" PRId64 ": %.*s"
                                       : "分级规则第%" PRId64 "条：%.*s",
                   rule, STR_ARG(conditions(cx, mech, r)));
}

static struct str by_directory(struct ctx *cx, int64_t version, int64_t serial)
{
    const struct directory_version *v = directory_version_of(cx->app->directory, version);
    char day[TIME_TEXT];
    return str_fmt(cx->arena,
                   cx->lang == LANG_EN ? "dispatch directory of %s, No. %" PRId64
                                       : "派单目录 %s 版第%" PRId64 "条",
                   v ? day_text(day, v->from_day) : "", serial);
}

static struct str sentence(struct ctx *cx, int lvl, struct str by)
{
    return str_fmt(cx->arena,
                   cx->lang == LANG_EN ? "Suggested level: %s (%.*s)"
                                       : "建议责任层级：%s（%.*s）",
                   level_label(cx, lvl), STR_ARG(by));
}

void level_suggest(struct ctx *cx, const struct mechanism *mech, const struct matter *m,
                   struct str difficulty, const struct proposal *p,
                   struct level_suggestion *out)
{
    const struct level_rule *r = mechanism_level_rule(mech, m->class, m->kind, difficulty);
    *out = (struct level_suggestion){.source = LEVEL_SOURCE_NONE, .text = STR("")};
    if (r) {
        out->lvl = r->lvl;
        out->source = LEVEL_SOURCE_RULE;
        out->rule = r - mech->level_rules + 1;
        out->text = sentence(cx, r->lvl, by_rule(cx, mech, out->rule));
        return;
    }
    if (!p->version || !p->first || !p->first->lvl)
        return;
    out->lvl = p->first->lvl;
    out->source = LEVEL_SOURCE_DIRECTORY;
    out->version = p->version->version;
    out->serial = p->first->serial;
    out->text = sentence(cx, out->lvl, by_directory(cx, out->version, out->serial));
}

/* ---- settled ---- */

static enum err use_write(struct ctx *cx, void *arg)
{
    const struct val jid = I64(cx->jid);
    return db_put(cx, SQL_LEVEL_USE_INSERT, &level_use_shape, arg, &jid, 1, NULL);
}

static void note(struct ctx *cx, struct draft *event, const struct level_use *u)
{
    struct str chosen = str_c(enum_text(&level_names, u->chosen));
    if (u->source == LEVEL_SOURCE_NONE)
        return;
    draft_str(event, "level_source", str_c(enum_text(&level_source_names, u->source)));
    if (u->rule)
        draft_i64(event, "level_rule", u->rule);
    else
        draft_str(event, "directory",
                  str_fmt(cx->arena, "%" PRId64 "#%" PRId64, u->version, u->serial));
    draft_str(event, "level_suggested", str_c(enum_text(&level_names, u->suggested)));
    draft_str(event, "level_chosen", chosen);
}

enum err level_settle(struct ctx *cx, struct act *a, int lvl, struct str difficulty,
                      struct str reason)
{
    struct proposal p;
    struct level_suggestion g;
    const struct matter *m = a->matter;
    TRY(proposal_make(cx, a->w, m, a->mechanism, &p));
    level_suggest(cx, a->mechanism, m, difficulty, &p, &g);
    if (g.lvl != LEVEL_NONE && g.lvl != lvl && !reason.n)
        return fail_at(cx, ERR_INPUT, "reason", "%.*s。定为“%s”与建议不同，请写明理由",
                       "%.*s. \"%s\" is another level: say why", STR_ARG(g.text),
                       level_label(cx, lvl));
    struct level_use *u = NEW(cx->arena, struct level_use);
    *u = (struct level_use){
        .id = app_id(cx),
        .at = cx->now,
        .matter_id = m->id,
        .seq = draft_seq(a->event),
        .unit_id = m->owner_unit,
        .source = g.source,
        .rule = g.rule,
        .version = g.version,
        .serial = g.serial,
        .suggested = g.lvl,
        .chosen = lvl,
    };
    note(cx, a->event, u);
    work_late(a->w, use_write, u);
    return OK;
}

/* ---- told ---- */

enum err level_said(struct ctx *cx, const struct matter *m, const struct mechanism *mech,
                    struct str *out)
{
    struct level_use u = {0};
    bool found = false;
    *out = STR("");
    TRY(db_one(cx, SQL_LEVEL_USE_OF, ARGS(I64(cx->jid), I64(m->id)), &level_use_shape, &u,
               &found));
    if (!found || u.source == LEVEL_SOURCE_NONE)
        return OK;
    bool known = u.rule > 0 && u.rule <= (int64_t)mech->level_rules_n;
    struct str by = known ? by_rule(cx, mech, u.rule) : by_directory(cx, u.version, u.serial);
    struct str text = sentence(cx, u.suggested, by);
    *out =
        u.suggested == u.chosen
            ? str_fmt(cx->arena, cx->lang == LANG_EN ? "%.*s; followed" : "%.*s，已采纳",
                      STR_ARG(text))
            : str_fmt(cx->arena, cx->lang == LANG_EN ? "%.*s; decided: %s" : "%.*s，改定：%s",
                      STR_ARG(text), level_label(cx, u.chosen));
    return OK;
}
