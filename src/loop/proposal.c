/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/proposal.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/app.h"
#include "loop/barred.h"
#include "loop/labels.h"
#include "loop/level.h"
#include "loop/limits.h"
#include "loop/links.h"

/* ---- made ---- */

struct making {
    struct ctx *cx;
    const struct matter *m;
    struct task **tasks;
    size_t tasks_n;
    struct proposal *p;
    struct buf why; /* who was passed over */
};

static bool gave_back(const struct making *k, int64_t unit)
{
    for (size_t i = 0; i < k->tasks_n; i++) {
        const struct task *t = k->tasks[i];
        if (t->unit_id == unit && t->role == TASK_LEAD && t->state == TASK_WITHDRAWN &&
            t->before_return != TASK_NONE)
            return true;
    }
    return false;
}

static int64_t unit_by(const struct making *k, int how, int64_t unit)
{
    const struct org *org = k->cx->app->org;
    if (how == LEAD_STREET)
        return org_unit_of_place_at(org, k->m->place_id, LEVEL_STREET);
    return how == LEAD_COMMUNITY ? org_unit_of_place_at(org, k->m->place_id, LEVEL_COMMUNITY)
                                 : unit;
}

/* Why a unit cannot take the matter, NULL when it can. */
static const char *hindered(const struct making *k, int64_t unit, bool leads)
{
    const struct org *org = k->cx->app->org;
    const struct unit *u = org_unit(org, unit);
    bool en = k->cx->lang == LANG_EN;
    if (!u)
        return en ? "the place has no such unit" : "当地没有这级单位";
    if (!org_unit_in_use(org, unit))
        return en ? "is closed" : "已停用";
    if (barred_unit(k->cx, k->m, unit) && !k->m->go_between)
        return en ? "is complained about and barred" : "是被投诉单位，须回避";
    if (leads && gave_back(k, unit))
        return en ? "has given the matter back" : "已退单";
    if (leads && u->lvl == LEVEL_COMMUNITY && k->m->lvl > LEVEL_COMMUNITY)
        return en ? "is a community, and the matter is levelled above it"
                  : "是社区，而事项的责任层级在社区以上";
    return NULL;
}

static void pass_over(struct making *k, const struct directory_entry *e, int64_t unit,
                      const char *why)
{
    struct str name = unit
                          ? label_unit(k->cx, unit)
                          : str_c(enum_label(&directory_lead_names, e->lead, (int)k->cx->lang));
    buf_fmt(
        &k->why,
        k->cx->lang == LANG_EN ? "%sNo. %" PRId64 " (%.*s) %s" : "%s第%" PRId64 "条的“%.*s”%s",
        k->why.n ? (k->cx->lang == LANG_EN ? "; " : "；") : "", e->serial, STR_ARG(name), why);
}

static void helpers_take(struct making *k, const struct directory_entry *e)
{
    struct strs all = str_split(k->cx->arena, e->helpers, ',');
    struct proposal *p = k->p;
    p->helpers_n = 0;
    for (size_t i = 0; i < all.n && p->helpers_n < DIRECTORY_HELPERS_MAX; i++) {
        int64_t unit = 0;
        int how = enum_value(&directory_lead_names, all.p[i]);
        if (how < 0 && !str_i64(all.p[i], &unit))
            continue;
        unit = unit_by(k, how, unit);
        bool again = unit == p->lead;
        for (size_t n = 0; n < p->helpers_n; n++)
            again |= p->helpers[n] == unit;
        if (unit && !again && !hindered(k, unit, false))
            p->helpers[p->helpers_n++] = unit;
    }
}

static void choose(struct making *k, const struct directory_entry *const *fits, size_t n)
{
    struct proposal *p = k->p;
    for (size_t i = 0; i < n && !p->entry; i++) {
        const struct directory_entry *e = fits[i];
        int64_t unit = unit_by(k, e->lead, e->lead_unit);
        const char *why = e->lead == LEAD_NEGOTIATE ? NULL : hindered(k, unit, true);
        if (why) {
            pass_over(k, e, unit, why);
            continue;
        }
        p->entry = e;
        p->lead = e->lead == LEAD_NEGOTIATE ? 0 : unit;
        helpers_take(k, e);
    }
}

enum err proposal_make(struct ctx *cx, struct work *w, const struct matter *m,
                       const struct mechanism *mech, struct proposal *out)
{
    const struct directory *d = cx->app->directory;
    const struct directory_entry *fits[PROPOSAL_FITS];
    *out = (struct proposal){.version = directory_on(d, time_day(cx->now)),
                             .passed_over = STR("")};
    /* By the sending unit: it goes on with what it was told, whatever the directory says. */
    if (!out->version || level_way(mech, m->difficulty) == EFFECT_HOME_UNIT)
        return OK;
    const struct directory_question q = {.day = time_day(cx->now),
                                         .mechanism = mech,
                                         .class = m->class,
                                         .place_id = m->place_id};
    size_t n = directory_match(d, cx->app->org, &q, fits, COUNT(fits));
    struct making k = {.cx = cx, .m = m, .p = out};
    if (!n)
        return OK;
    TRY(work_tasks(w, m->id, &k.tasks, &k.tasks_n));
    buf_init(&k.why, cx->arena, (size_t)64 * 1024);
    out->first = fits[0];
    choose(&k, fits, n);
    if (k.why.n)
        out->passed_over = buf_done(&k.why);
    const struct directory_entry *e = out->entry;
    out->limit_fits =
        e && e->length && limit_fits(cx, mech, m, CLOCK_CLOSE, e->length, e->span);
    return OK;
}

/* ---- said ---- */

static void text_units(struct ctx *cx, struct buf *b, const struct proposal *p)
{
    bool en = cx->lang == LANG_EN;
    bool talks = p->entry->lead == LEAD_NEGOTIATE;
    if (talks)
        buf_c(b, en ? "lead and helpers are settled by talks" : "主办和协办单位协商确定");
    else
        buf_fmt(b, en ? "led by %.*s" : "由%.*s主办", STR_ARG(label_unit(cx, p->lead)));
    for (size_t i = 0; i < p->helpers_n; i++) {
        const char *begin = en ? (talks ? "; to be asked: " : "; helped by ")
                               : (talks ? "，征求意见的单位：" : "，协办：");
        buf_c(b, i == 0 ? begin : en ? ", " : "、");
        buf_str(b, label_unit(cx, p->helpers[i]));
    }
}

struct str proposal_text(struct ctx *cx, const struct proposal *p)
{
    bool en = cx->lang == LANG_EN;
    char day[TIME_TEXT];
    const struct directory_entry *e = p->entry ? p->entry : p->first;
    struct buf b;
    buf_init(&b, cx->arena, (size_t)128 * 1024);
    buf_fmt(&b,
            en ? "By the dispatch directory of %s, No. %" PRId64 ": "
               : "依据派单目录 %s 版第 %" PRId64 " 条：",
            day_text(day, p->version->from_day), e->serial);
    if (p->entry)
        text_units(cx, &b, p);
    else
        buf_c(&b, en ? "no unit can be proposed" : "没有可以建议的主办单位");
    if (e->charge)
        buf_fmt(&b, en ? "; %s" : "；%s", enum_label(&charge_names, e->charge, (int)cx->lang));
    if (e->basis.n)
        buf_fmt(&b, en ? "; legal basis: %.*s" : "；法律依据：%.*s", STR_ARG(e->basis));
    if (e->note.n)
        buf_fmt(&b, en ? " (%.*s)" : "（%.*s）", STR_ARG(e->note));
    if (p->passed_over.n)
        buf_fmt(&b, en ? ". Passed over: %.*s" : "。未建议：%.*s", STR_ARG(p->passed_over));
    return buf_done(&b);
}

/* ---- settled ---- */

static struct str entry_name(struct ctx *cx, const struct directory_version *v,
                             const struct directory_entry *e)
{
    return e ? str_fmt(cx->arena, "%" PRId64 "#%" PRId64, v->version, e->serial)
             : str_fmt(cx->arena, "%" PRId64, v->version);
}

/* A department's duty is not passed to the grass roots (国办函〔2025〕66号): by no means to a
 * community; to a street knowingly and with a reason. */
static enum err charge_check(struct ctx *cx, const struct proposal *p, int64_t lead,
                             const struct proposal_said *said, bool *warned)
{
    const struct unit *u = org_unit(cx->app->org, lead);
    *warned = false;
    if (!p->first || p->first->charge != CHARGE_DEPARTMENT || !u)
        return OK;
    if (u->lvl == LEVEL_COMMUNITY)
        return fail_at(cx, ERR_CONFLICT, "lead",
                       "派单目录第%" PRId64 "条列为部门职责，不得交由社区主办",
                       "No. %" PRId64 " of the directory is a department's duty: a community "
                       "does not lead it",
                       p->first->serial);
    *warned = u->lvl == LEVEL_STREET;
    if (!*warned)
        return OK;
    if (!said->confirmed)
        return fail_at(cx, ERR_INPUT, "confirm_grass_roots",
                       "应由职能部门办理的事项不得分派给基层：派单目录第%" PRId64
                       "条列为部门职责。确需由“%.*s”主办的，请确认并写明理由",
                       "a department's duty is not passed to the grass roots: No. %" PRId64
                       " of the directory. If \"%.*s\" is to lead it all the same, confirm and "
                       "say why",
                       p->first->serial, STR_ARG(u->name));
    if (!said->reason.n)
        return fail_at(cx, ERR_INPUT, "reason", "部门职责事项派给街道主办，须写明理由",
                       "say why a street is to lead a department's duty");
    return OK;
}

static enum err outcome_of(struct ctx *cx, const struct act *a, const struct proposal *p,
                           int64_t lead, const struct proposal_said *said, int *out)
{
    if (!p->entry) {
        *out = p->first ? OUTCOME_UNUSABLE : OUTCOME_NO_ENTRY;
        return OK;
    }
    if (p->entry->lead == LEAD_NEGOTIATE) {
        *out = OUTCOME_NEGOTIATED;
        if (said->negotiated.n || said->reason.n)
            return OK;
        return fail_at(cx, ERR_INPUT, "negotiated",
                       "派单目录第%" PRId64 "条须协商确定，请写明与哪些单位协商、结果如何",
                       "No. %" PRId64
                       " of the directory is settled by talks: say with whom and "
                       "what came of them",
                       p->entry->serial);
    }
    *out = lead == p->lead ? OUTCOME_FOLLOWED : OUTCOME_OVERRIDDEN;
    if (*out == OUTCOME_FOLLOWED || said->reason.n || a->mechanism->off_directory_free)
        return OK;
    return fail_at(
        cx, ERR_INPUT, "reason", "派单目录第%" PRId64 "条由“%.*s”主办，改派其他单位请写明理由",
        "No. %" PRId64 " of the directory names \"%.*s\": say why another unit leads",
        p->entry->serial, STR_ARG(label_unit(cx, p->lead)));
}

static struct directory_use use_of(struct ctx *cx, const struct act *a,
                                   const struct proposal *p, int outcome)
{
    const struct directory_entry *e = p->entry ? p->entry : p->first;
    return (struct directory_use){
        .id = app_id(cx),
        .version = p->version->version,
        .serial = e ? e->serial : 0,
        .matter_id = a->matter->id,
        .outcome = outcome,
        .class = e ? e->class : a->matter->class,
        .place_id = e ? e->place_id : a->matter->place_id,
        .proposed_unit = p->lead,
        .at = cx->now,
    };
}

enum err proposal_settle(struct ctx *cx, struct act *a, int64_t lead,
                         const struct proposal_said *said)
{
    struct proposal p;
    bool warned = false;
    int outcome = OUTCOME_NO_ENTRY;
    TRY(proposal_make(cx, a->w, a->matter, a->mechanism, &p));
    if (!p.version)
        return OK;
    TRY(charge_check(cx, &p, lead, said, &warned));
    TRY(outcome_of(cx, a, &p, lead, said, &outcome));
    struct directory_use use = use_of(cx, a, &p, outcome);
    use.lead_unit = lead;
    use.warned = warned;
    work_directory_use(a->w, &use);
    draft_str(a->event, "directory", entry_name(cx, p.version, p.entry ? p.entry : p.first));
    draft_str(a->event, "directory_outcome",
              str_c(enum_text(&directory_outcome_names, outcome)));
    if (warned)
        draft_str(a->event, "directory_warned", STR("grass_roots"));
    return OK;
}

enum err proposal_returned(struct ctx *cx, struct act *a, bool granted)
{
    struct proposal p;
    if (a->task->role != TASK_LEAD)
        return OK;
    TRY(proposal_make(cx, a->w, a->matter, a->mechanism, &p));
    if (!p.version)
        return OK;
    p.entry = p.first; /* what it was dispatched by, not what would be proposed next */
    struct directory_use use = use_of(cx, a, &p, granted ? OUTCOME_GRANTED : OUTCOME_REFUSED);
    use.lead_unit = a->task->unit_id;
    work_directory_use(a->w, &use);
    return OK;
}

enum err proposal_first_receiver(struct ctx *cx, struct work *w, const struct matter *m,
                                 int64_t *out)
{
    const uint32_t desks = BIT(DESK_SCREEN) | BIT(DESK_DISPATCH);
    struct link **links = NULL;
    const struct demand *first = NULL;
    size_t n = 0;
    *out = 0;
    TRY(work_links_of_matter(w, m->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand *d = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_demand(w, links[i]->demand_id, &d));
        if (!first || d->said_at < first->said_at)
            first = d;
    }
    const struct unit *u = first ? org_unit(cx->app->org, first->receiver_unit) : NULL;
    if (u && u->lvl >= LEVEL_DISTRICT && !(u->desks & desks) &&
        org_unit_in_use(cx->app->org, u->id) && !barred_unit(cx, m, u->id))
        *out = u->id;
    return OK;
}
