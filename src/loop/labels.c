/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/labels.h"

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"

struct str label_place(struct ctx *cx, int64_t place_id)
{
    enum { DEPTH = 8 };
    const struct place *path[DEPTH];
    size_t n = 0;
    struct buf b;
    for (int64_t id = place_id; id && n < DEPTH;) {
        const struct place *p = org_place(cx->app->org, id);
        if (!p)
            break;
        path[n++] = p;
        id = id == cx->app->root_place ? 0 : p->parent_id;
    }
    buf_init(&b, cx->arena, 4096);
    for (size_t i = n; i-- > 0;) {
        if (path[i]->id == cx->app->root_place && n > 1)
            continue;
        if (b.n)
            buf_c(&b, " · ");
        buf_str(&b, path[i]->name);
    }
    return buf_done(&b);
}

struct str label_unit(struct ctx *cx, int64_t unit_id)
{
    const struct unit *u = unit_id ? org_unit(cx->app->org, unit_id) : NULL;
    return u ? u->name : STR("");
}

struct named {
    struct str name;
};
static const struct field named_fields[] = {FIELD(struct named, name)};
static const struct shape named_shape = SHAPE("officer_name", struct named, named_fields);

enum err label_officer(struct ctx *cx, int64_t id, struct str *out)
{
    struct named row = {0};
    bool found = false;
    *out = STR("");
    if (!id)
        return OK;
    TRY(db_one(cx, SQL_OFFICER_NAME, ARGS(I64(id)), &named_shape, &row, &found));
    *out = row.name;
    return OK;
}

struct str label_choice(struct ctx *cx, const struct choice *c, struct str code)
{
    if (!c)
        return code;
    return cx->lang == LANG_EN && c->en.n ? c->en : c->zh;
}

struct str label_class(struct ctx *cx, struct str code)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    return label_choice(cx, m ? choice_find(&m->classes, code) : NULL, code);
}

struct str label_track(struct ctx *cx, struct str code)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    return label_choice(cx, m ? choice_find(&m->tracks, code) : NULL, code);
}

/* Acts that follow from others and have no row of their own in the flow table. */
static const struct {
    const char *action, *zh, *en;
} follow_ups[] = {
    {"receive", "受理登记", "received"},
    {"take-over", "承接台账", "taken over"},
    {"join", "并入诉求", "demand joined"},
    {"split", "拆出另办", "split off"},
    {"verdict", "登记评价", "verdict recorded"},
    {"no-verdict", "群众不作评价", "no verdict"},
    {"demand-withdrawn", "诉求已撤", "demand withdrawn"},
    {"return-asked", "有单位申请退单", "a return is asked"},
    {"extended", "同意延期", "extended"},
    {"reply-joined", "并单后答复期限重新核定", "reply date after a join"},
    {"calendar-loaded", "按新日历重新计算期限", "reckoned by a new calendar"},
    {"repeated", "认定为重复诉求", "found to be a repeat"},
    {"urged", "群众催办", "urged by a citizen"},
    {"reopen-asked", "群众申请重新办理", "reopening asked"},
    {"reopen-refused", "不予重新办理", "reopening refused"},
    {"settle", "说明了结", "settled"},
    {"progress", "告知进展", "progress told"},
    {"bundle-note", "专题进展", "bundle: progress"},
    {"bundle-plan", "专题方案调整", "bundle: plan changed"},
    {"bundle-close", "专题结束", "bundle ended"},
    {"urgent-set", "列为要情", "marked urgent"},
    {"urgent-cleared", "解除要情", "no longer urgent"},
    {"contact", "联系诉求人", "citizen contacted"},
    {"unmask", "查看诉求人信息", "person unmasked"},
    {"hand-over", "交接", "handed over"},
    {"practice-reset", "演练库恢复到开始", "practice register put back to its start"},
    {"petition-linked", "与信访件关联", "linked with a petition item"},
    {"upstream-limit", "上级时限变更", "the upstream's limit changed"},
    {"notice-issued", "发出督办单", "notice issued"},
    {"notice-answered", "回复督办单", "notice answered"},
    {"notice-withdrawn", "撤销督办单", "notice withdrawn"},
    {"notice-seen", "知悉苗头", "signal seen"},
    {"notice-dismissed", "排除苗头", "signal dismissed"},
    {"campaign-made", "建立专项行动", "campaign made"},
    {"campaign-changed", "调整专项行动", "campaign changed"},
    {"campaign-studied", "学习动员", "studied"},
    {"campaign-ended", "结束专项行动", "campaign ended"},
    {"campaign-handed-over", "责任链交接", "chain handed over"},
    {"visit-made", "登记走访", "visit recorded"},
    {"visits-brought", "导入走访表", "table of visits brought"},
    {"sheet-entered", "录入问卷", "sheet of a questionnaire entered"},
    {"spot-made", "设立采集点", "spot made"},
    {"spot-changed", "更正采集点", "spot corrected"},
    {"spot-ended", "停用采集点", "spot ended"},
    {"box-emptied", "开箱取信", "box emptied"},
    {"box-found-empty", "开箱，没有信", "box opened, nothing in it"},
    {"visit-corrected", "更正走访", "visit corrected"},
};

struct str label_title(struct ctx *cx, bool confidential, struct str title, struct str class,
                       int64_t place_id)
{
    struct str place = label_place(cx, place_id), kind = label_class(cx, class);
    if (!confidential)
        return title;
    return str_fmt(cx->arena, "%s%s%.*s%s%.*s",
                   cx->lang == LANG_EN ? "Confidential" : "保密诉求", kind.n ? " · " : "",
                   STR_ARG(kind), place.n ? " · " : "", STR_ARG(place));
}

struct str label_demand(struct ctx *cx, const struct demand *d)
{
    return label_title(cx, d->privacy == PRIVACY_CONFIDENTIAL, d->title, d->class, d->place_id);
}

struct str label_matter(struct ctx *cx, const struct matter *m)
{
    return label_title(cx, m->confidential, m->title, m->class, m->place_id);
}

struct str label_in_confidence(const struct ctx *cx)
{
    return cx->lang == LANG_EN ? STR("(confidential: read it in the system)")
                               : STR("（保密诉求，内容请登录系统查看）");
}

struct str label_action(struct ctx *cx, enum subject subject, struct str action)
{
    const struct step *s = flow_find(subject, action);
    if (s)
        return str_c(cx->lang == LANG_EN ? s->en : s->zh);
    for (size_t i = 0; i < COUNT(follow_ups); i++)
        if (str_eq_c(action, follow_ups[i].action))
            return str_c(cx->lang == LANG_EN ? follow_ups[i].en : follow_ups[i].zh);
    return action;
}

struct str label_when(struct ctx *cx, int64_t at)
{
    char text[TIME_TEXT];
    if (!at)
        return STR("");
    if (at == time_day_start(time_day(at)))
        return str_fmt(cx->arena, "%s 24:00", day_text(text, time_day(at) - 1));
    return str_dup(cx->arena, str_c(time_human(text, at)));
}

const char *label_unofficial(const struct ctx *cx)
{
    static const char *const words[REGISTER__MAX] = {
        [REGISTER_PRACTICE] = "演练库 · 非正式", [REGISTER_DEMO] = "演示数据 · 非正式"};
    return words[cx->app->register_kind];
}

const char *label_not_real(const struct ctx *cx)
{
    static const char *const words[REGISTER__MAX] = {
        [REGISTER_PRACTICE] = "演练数据，非真实诉求", [REGISTER_DEMO] = "演示数据，非真实诉求"};
    return words[cx->app->register_kind];
}
