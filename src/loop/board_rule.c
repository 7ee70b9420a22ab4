/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/board_rule.h"

#include "core/app.h"
#include "core/mechanism_node.h"
#include "db/db.h"
#include "loop/board_score.h"

#define PERIOD_LIST(X)                                                                         \
    X(BOARD_WEEKLY, "weekly", "每周", "weekly")                                                \
    X(BOARD_MONTHLY, "monthly", "每月", "monthly")
#define SCOPE_LIST(X)                                                                          \
    X(BOARD_BY_YEAR, "year", "按年", "year")                                                   \
    X(BOARD_BY_CAMPAIGN, "campaign", "按活动", "campaign")
ENUM_NAMES(board_period, PERIOD_LIST);
ENUM_NAMES(board_scope, SCOPE_LIST);

#define MUST .required = true
#define KIDS(list) .kids = (list), .kids_n = COUNT(list)
#define IN(S, m) .off = offsetof(struct S, m)
#define NUMBER(S, m, least, most)                                                              \
    .kind = NODE_I64, IN(S, m), .required = true, .min = (least), .max = (most)
#define TEXT(S, m, most) .kind = NODE_TEXT, IN(S, m), .required = true, .min = 1, .max = (most)
#define CODE(S, m) .kind = NODE_CODE, IN(S, m), .required = true
#define LIST(m, count, T, list)                                                                \
    .kind = NODE_LIST, IN(board_rule, m), .off_n = offsetof(struct board_rule, count),         \
    .size = sizeof(struct T), .required = true, KIDS(list)

enum { BODY_MAX = 1 << 18, RATE = 10000 };

static const struct node team_nodes[] = {
    {"code", CODE(board_team, code)},
    {"zh", TEXT(board_team, zh, 40)},
    {"en", TEXT(board_team, en, 80)},
    {"kinds", NODE_CODES, MUST, IN(board_team, kinds), .min = 1, .max = 50,
     .note = "Kinds of units; a unit stands in the first team that names its kind."},
};
static const struct node tier_nodes[] = {
    {"code", CODE(board_tier, code)},
    {"zh", TEXT(board_tier, zh, 40)},
    {"en", TEXT(board_tier, en, 80)},
    {"least", NUMBER(board_tier, least, 0, 1000000)},
};
static const struct node indicator_nodes[] = {
    {"measure", NODE_ENUM, MUST, IN(board_indicator, measure), .names = &measure_names},
    {"weight", NUMBER(board_indicator, weight, 0, 1000),
     .note = "Shares of the sum of those that have data; 0: shown, not scored."},
};
static const struct node factor_nodes[] = {
    {"class", CODE(board_class_factor, class)},
    {"factor", NUMBER(board_class_factor, factor, 100, 1000),
     .note = "Hundredths: what is hard earns so much more and never costs more."},
};
static const struct node red_nodes[] = {
    {"score", NUMBER(board_rule, red.score, 0, RATE), .note = "Red from here on."},
    {"most", NUMBER(board_rule, red.most, 0, 1000), .note = "Of each team and tier; 0: all."},
};
static const struct node black_nodes[] = {
    {"score", NUMBER(board_rule, black.score, 0, RATE), .note = "Black below this only."},
    {"most", NUMBER(board_rule, black.most, 0, 1000), .note = "Of each team and tier; 0: all."},
};
static const struct node ladder_nodes[] = {
    {"scope", NODE_ENUM, MUST, IN(board_rule, ladder.scope), .names = &board_scope_names,
     .note = "Within what times on the black list are counted."},
    {"answer_workdays", NUMBER(board_rule, ladder.answer_workdays, 1, 60)},
};
static const struct node signal_nodes[] = {
    {"refile_days", NUMBER(board_rule, signals.refile_days, 1, 365)},
    {"before_due_hours", NUMBER(board_rule, signals.before_due_hours, 1, 240)},
    {"rated_seconds", NUMBER(board_rule, signals.rated_seconds, 1, 3600)},
    {"ratings", NUMBER(board_rule, signals.ratings, 2, 1000),
     .note = "From how many ratings on top grades alone are looked at."},
};
static const struct node rule_nodes[] = {
    {"name", CODE(board_rule, name)},
    {"zh", TEXT(board_rule, zh, 60)},
    {"en", TEXT(board_rule, en, 120)},
    {"period", NODE_ENUM, MUST, IN(board_rule, period), .names = &board_period_names},
    {"volume", NODE_ENUM, MUST, IN(board_rule, volume), .names = &measure_names,
     .note = "The measure whose number of facts is a unit's volume."},
    {"minimum", NUMBER(board_rule, minimum, 1, 100000),
     .note = "Below this volume figures are shown with their interval and nobody is ranked."},
    {"teams", .min = 1, LIST(teams, teams_n, board_team, team_nodes)},
    {"tiers", .min = 1, LIST(tiers, tiers_n, board_tier, tier_nodes),
     .note = "The largest first, the last from 0."},
    {"indicators", .min = 1, LIST(indicators, indicators_n, board_indicator, indicator_nodes)},
    {"fairly", NUMBER(board_rule, fairly, 0, 1000),
     .note = "What fairly satisfied counts, in thousandths."},
    {"difficulty", LIST(difficulty, difficulty_n, board_class_factor, factor_nodes)},
    {"red", NODE_OBJECT, MUST, KIDS(red_nodes)},
    {"black", NODE_OBJECT, MUST, KIDS(black_nodes)},
    {"ladder", NODE_OBJECT, MUST, KIDS(ladder_nodes)},
    {"signals", NODE_OBJECT, MUST, KIDS(signal_nodes)},
};
static const struct node rule_root = {"", NODE_OBJECT, MUST, KIDS(rule_nodes)};

void board_rule_schema(struct json *w)
{
    node_schema(w, &rule_root, "Rule of a board",
                "Indicators, weights, teams, tiers, marks. This file is made from the "
                "program's own table and checked against it by a test.");
}

static enum err rule_check(const struct mechanism_source *s, const struct board_rule *r)
{
    int64_t weights = 0;
    uint32_t seen = 0;
    for (size_t i = 0; i < r->indicators_n; i++) {
        if (seen & BIT(r->indicators[i].measure))
            return mechanism_refuse(s, "/indicators", "同一指标出现两次",
                                    "an indicator stands twice");
        seen |= BIT(r->indicators[i].measure);
        weights += r->indicators[i].weight;
    }
    if (!weights)
        return mechanism_refuse(s, "/indicators", "权重全为0", "no weight at all");
    if (!(seen & BIT(r->volume)))
        return mechanism_refuse(s, "/volume", "不是所列的指标", "is none of the indicators");
    for (size_t i = 1; i < r->tiers_n; i++)
        if (r->tiers[i].least >= r->tiers[i - 1].least)
            return mechanism_refuse(s, "/tiers", "应由大到小排列", "the largest comes first");
    if (r->tiers[r->tiers_n - 1].least)
        return mechanism_refuse(s, "/tiers", "最后一档应从0起", "the last begins at 0");
    if (r->black.score > r->red.score)
        return mechanism_refuse(s, "/black/score", "黑榜分数线高于红榜",
                                "black may not begin above red");
    if (r->black.score == RATE)
        return mechanism_refuse(s, "/black/score", "不得强制末位：黑榜分数线应低于满分",
                                "no forced last place: the mark lies below the full score");
    return OK;
}

static enum err parse(struct ctx *cx, struct arena *keep, const char *file, struct str text,
                      struct board_rule **out)
{
    const struct mechanism_source s = {cx, keep, file};
    *out = NEW(keep, struct board_rule);
    TRY(node_read(&s, &rule_root, text, *out, &(*out)->hash));
    return rule_check(&s, *out);
}

enum err board_rule_parse(struct ctx *cx, struct arena *keep, const char *file, struct str text,
                          const struct board_rule **out)
{
    struct board_rule *r = NULL;
    TRY(parse(cx, keep, file, text, &r));
    *out = r;
    return OK;
}

/* ---- versions ---- */

struct rule_row {
    struct str name;
    int64_t version;
    struct str body, hash;
};
static const struct field row_fields[] = {
    FIELD(struct rule_row, name),
    FIELD(struct rule_row, version),
    FIELD(struct rule_row, body, .max = BODY_MAX),
    FIELD(struct rule_row, hash),
};
static const struct shape row_shape = SHAPE("board_rule", struct rule_row, row_fields);

static enum err newest(struct ctx *cx, struct str name, struct rule_row *row, bool *found)
{
    return db_one(cx, SQL_BOARD_RULE_NEWEST, ARGS(I64(cx->jid), TXT(name)), &row_shape, row,
                  found);
}

enum err board_rule_store(struct ctx *cx, const char *file, struct str text, int64_t *version)
{
    struct board_rule *r = NULL;
    struct str canonical = {0};
    struct rule_row row = {0};
    json_t *root = NULL;
    bool found = false;
    TRY(parse(cx, cx->arena, file, text, &r));
    TRY(json_read(cx, text, &root));
    TRY(mechanism_canonical(cx, root, &canonical));
    TRY(newest(cx, r->name, &row, &found));
    if (found && str_eq(row.hash, r->hash)) {
        *version = row.version;
        return OK;
    }
    *version = row.version + 1;
    return db_exec(cx, SQL_BOARD_RULE_INSERT,
                   ARGS(I64(cx->jid), TXT(r->name), I64(*version), TXT(canonical), TXT(r->hash),
                        I64(cx->wall)),
                   NULL);
}

/* Once a rule had grounds of its own; now they are among the exits (core/mechanism.h). */
static enum err without_grounds(struct ctx *cx, struct str body, struct str *out)
{
    json_t *root = NULL;
    TRY(json_read(cx, body, &root));
    if (json_object_del(root, "grounds") != 0) {
        *out = body;
        return OK;
    }
    return mechanism_canonical(cx, root, out);
}

static enum err rule_of(struct ctx *cx, const struct rule_row *row,
                        const struct board_rule **out)
{
    struct board_rule *r = NULL;
    struct str body = {0};
    const char *file =
        str_fmt(cx->arena, "%.*s@%lld", STR_ARG(row->name), (long long)row->version).p;
    TRY(without_grounds(cx, row->body, &body));
    TRY(parse(cx, cx->arena, file, body, &r));
    r->version = row->version;
    r->hash = row->hash; /* of what is stored: boards are bound to it */
    *out = r;
    return OK;
}

enum err board_rule_get(struct ctx *cx, struct str name, int64_t version,
                        const struct board_rule **out)
{
    struct rule_row row = {0};
    bool found = false;
    if (version)
        TRY(db_one(cx, SQL_BOARD_RULE_GET, ARGS(I64(cx->jid), TXT(name), I64(version)),
                   &row_shape, &row, &found));
    else
        TRY(newest(cx, name, &row, &found));
    if (!found)
        return fail_at(cx, ERR_NOT_FOUND, "rule", "没有榜单规则“%.*s”",
                       "there is no rule of a board \"%.*s\"", STR_ARG(name));
    return rule_of(cx, &row, out);
}

enum err board_rules(struct ctx *cx, const struct board_rule ***out, size_t *n)
{
    struct rule_row *rows = NULL;
    TRY(db_all(cx, SQL_BOARD_RULES, ARGS(I64(cx->jid)), &row_shape, (void **)&rows, n));
    *out = NEWS(cx->arena, const struct board_rule *, *n);
    for (size_t i = 0; i < *n; i++)
        TRY(rule_of(cx, &rows[i], &(*out)[i]));
    return OK;
}

int64_t board_factor(const struct board_rule *r, struct str class)
{
    for (size_t i = 0; i < r->difficulty_n; i++)
        if (str_eq(r->difficulty[i].class, class))
            return r->difficulty[i].factor;
    return 100;
}
