/* SPDX-License-Identifier: Apache-2.0
 * The models for people to look at: versions, what they are worth, the rule that switches them,
 * how often what they suggested was followed. And the rule's change.
 */
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/suggest.h"
#include "loop/train.h"

enum { VERSIONS_SHOWN = 12, REPORT_DAYS = 30, HUNDREDTH = 100 };

static const struct field rule_fields[] = {
    FIELD(struct train_rule_body, enabled, .zh = "启用", .en = "In use"),
    FIELD(struct train_rule_body, least_decisions, .required = true, .min = 20, .max = 1000000,
          .zh = "至少要有多少件决定", .en = "Decisions to learn from at least"),
    FIELD(struct train_rule_body, least_correct, .required = true, .min = 1, .max = 100,
          .zh = "建议对的比例低于百分之几就停用",
          .en = "Percent right below which it is not used"),
    FIELD(struct train_rule_body, least_confidence, .required = true, .min = 1, .max = 100,
          .zh = "把握低于百分之几就不建议",
          .en = "Percent of confidence below which nothing is said"),
};
const struct shape train_rule_shape =
    SHAPE("model_rule_new", struct train_rule_body, rule_fields);

/* ---- looked at ---- */

static enum err who_json(struct ctx *cx, struct json *j, const char *key, int64_t officer_id)
{
    struct str name = STR("");
    if (officer_id)
        TRY(label_officer(cx, officer_id, &name));
    json_kstr(j, key, name);
    return OK;
}

static enum err rule_json(struct ctx *cx, struct json *j, const struct model_rule *r)
{
    json_key(j, "rule");
    json_obj(j);
    json_kbool(j, "enabled", r->enabled);
    json_ki64(j, "least_decisions", r->least_decisions);
    json_ki64(j, "least_correct", r->least_correct / HUNDREDTH);
    json_ki64(j, "least_confidence", r->least_confidence / HUNDREDTH);
    json_ktime(j, "changed_at", r->changed_at);
    TRY(who_json(cx, j, "changed_by", r->officer_id));
    json_obj_end(j);
    return OK;
}

static enum err version_json(struct ctx *cx, struct json *j, const struct model_row *r)
{
    json_obj(j);
    shape_json(j, &model_row_shape, r);
    json_kcstr(j, "state_label", enum_label(&model_state_names, r->state, (int)cx->lang));
    TRY(who_json(cx, j, "made_by", r->officer_id));
    json_obj_end(j);
    return OK;
}

static enum err target_json(struct ctx *cx, struct json *j, int t, int64_t *version)
{
    struct model_rule rule;
    struct model_row *rows = NULL;
    size_t n = 0;
    TRY(model_rule_get(cx, (enum model_target)t, &rule));
    TRY(db_all(cx, SQL_MODEL_LIST,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&model_target_names, t))), I64(INT64_MAX),
                    I64(VERSIONS_SHOWN)),
               &model_row_shape, (void **)&rows, &n));
    *version = rule.changed_at > *version ? rule.changed_at : *version;
    json_obj(j);
    json_kcstr(j, "target", enum_text(&model_target_names, t));
    json_kcstr(j, "label", enum_label(&model_target_names, t, (int)cx->lang));
    TRY(rule_json(cx, j, &rule));
    json_key(j, "versions");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(version_json(cx, j, &rows[i]));
    json_arr_end(j);
    json_obj_end(j);
    return OK;
}

enum err train_json(struct ctx *cx, struct json *j, int64_t *version)
{
    struct suggestion_report report;
    int64_t from = cx->now - REPORT_DAYS * (int64_t)MS_PER_DAY;
    *version = 0;
    json_key(j, "targets");
    json_arr(j);
    for (int t = 0; t < MODEL_TARGET__MAX; t++)
        TRY(target_json(cx, j, t, version));
    json_arr_end(j);
    json_ktime(j, "since", from);
    TRY(suggest_report(cx, from, cx->now + 1, &report));
    suggest_report_json(cx, j, &report);
    return OK;
}

/* ---- the rule ---- */

struct changing {
    int target;
    int64_t expected;
    const struct train_rule_body *body;
    struct str answer;
};

static enum err newest_change(struct ctx *cx, int64_t *out)
{
    *out = 0;
    for (int t = 0; t < MODEL_TARGET__MAX; t++) {
        struct model_rule r;
        TRY(model_rule_get(cx, (enum model_target)t, &r));
        *out = r.changed_at > *out ? r.changed_at : *out;
    }
    return OK;
}

static enum err rule_write(struct ctx *cx, void *arg)
{
    struct changing *k = arg;
    const struct val jid = I64(cx->jid);
    const struct train_rule_body *b = k->body;
    struct model_rule r = {.target = k->target,
                           .enabled = b->enabled,
                           .least_decisions = b->least_decisions,
                           .least_correct = b->least_correct * HUNDREDTH,
                           .least_confidence = b->least_confidence * HUNDREDTH,
                           .officer_id = cx->actor->officer_id,
                           .changed_at = cx->now};
    struct buf data;
    struct json j;
    int64_t newest = 0;
    TRY(newest_change(cx, &newest));
    if (newest != k->expected)
        return fail(cx, ERR_STALE, "规则刚被别人改过，请看过再改",
                    "somebody has just changed the rule: look again");
    buf_init(&data, cx->arena, 4096);
    json_init(&j, &data);
    json_obj(&j);
    shape_json(&j, &model_rule_shape, &r);
    json_obj_end(&j);
    TRY(db_put(cx, SQL_MODEL_RULE_PUT, &model_rule_shape, &r, &jid, 1, NULL));
    TRY(audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "model-rule", buf_done(&data)));
    k->answer =
        str_fmt(cx->arena, "{\"target\":\"%s\",\"enabled\":%s}",
                enum_text(&model_target_names, k->target), r.enabled ? "true" : "false");
    return idem_put(cx, 200, k->answer);
}

enum err train_rule_set(struct ctx *cx, struct str target, int64_t expected,
                        const struct train_rule_body *body, struct str *answer,
                        int64_t *version)
{
    struct changing k = {
        .target = enum_value(&model_target_names, target), .expected = expected, .body = body};
    if (k.target < 0)
        return fail(cx, ERR_NOT_FOUND, "没有这种建议", "there is no such suggestion");
    TRY(db_write(cx, cx->app->store, rule_write, &k));
    *answer = k.answer;
    *version = cx->now;
    return OK;
}
