/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/notice_rule.h"

#include "base/hash.h"
#include "core/app.h"
#include "core/mechanism_node.h"
#include "db/db.h"

ENUM_NAMES(notice_watch, NOTICE_WATCH_LIST);
ENUM_NAMES(notice_colour, NOTICE_COLOUR_LIST);
ENUM_NAMES(notice_effect, NOTICE_EFFECT_LIST);
ENUM_NAMES(notice_at, NOTICE_AT_LIST);

#define MUST .required = true
#define KIDS(list) .kids = (list), .kids_n = COUNT(list)
#define IN(S, m) .off = offsetof(struct S, m)
#define NUMBER(S, m, least, most)                                                              \
    .kind = NODE_I64, IN(S, m), .required = true, .min = (least), .max = (most)
#define MAYBE(m, least, most)                                                                  \
    .kind = NODE_I64, IN(notice_cause, m), .min = (least), .max = (most)
#define TEXT(S, m, most) .kind = NODE_TEXT, IN(S, m), .required = true, .min = 1, .max = (most)
#define CODE(S, m) .kind = NODE_CODE, IN(S, m), .required = true
#define LIST(S, m, count, T, list)                                                             \
    .kind = NODE_LIST, IN(S, m), .off_n = offsetof(struct S, count), .size = sizeof(struct T), \
    .required = true, KIDS(list)

enum { BODY_MAX = 1 << 18 };

static const struct node receiver_nodes[] = {
    {"at", NODE_ENUM, MUST, IN(notice_receiver, at), .names = &notice_at_names},
    {"roles", NODE_BITS, MUST, IN(notice_receiver, roles), .min = 1, .max = ROLE__MAX,
     .names = &role_names,
     .note =
         "Whoever holds one of them in that unit, or the nearest above where somebody does."},
};
static const struct node cause_nodes[] = {
    {"code", CODE(notice_cause, code)},
    {"mechanism", NODE_CODE, IN(notice_cause, mechanism),
     .note =
         "Holds for this mechanism's matters, instead of the cause of the same code without "
         "one."},
    {"zh", TEXT(notice_cause, zh, 40)},
    {"en", TEXT(notice_cause, en, 80)},
    {"watch", NODE_ENUM, MUST, IN(notice_cause, watch), .names = &notice_watch_names},
    {"clocks", NODE_BITS, IN(notice_cause, clocks), .min = 1, .max = CLOCK__MAX,
     .names = &clock_kind_names, .note = "Which limits, of \"limit\"."},
    {"workdays", MAYBE(workdays, -30, 250),
     .note = "Of \"limit\" and \"asked\": past the due date, negative: before it. Of "
             "\"unclaimed\": since it was signed for."},
    {"times", MAYBE(times, 1, 1000), .note = "From how many on."},
    {"within_days", MAYBE(within_days, 1, 1000),
     .note = "Of \"repeated\", \"word\", \"person\" and \"volume\": counted back from now."},
    {"percent", MAYBE(percent, 10, 10000),
     .note = "Of \"word\" and \"volume\": so much more than is usual."},
    {"windows", MAYBE(windows, 1, 52),
     .note = "Of \"word\" and \"volume\": what is usual is the mean of so many windows of the "
             "same length before, or of as many as there are."},
    {"colour", NODE_ENUM, MUST, IN(notice_cause, colour), .names = &notice_colour_names},
    {"receivers", .min = 1,
     LIST(notice_cause, receivers, receivers_n, notice_receiver, receiver_nodes)},
    {"answer_workdays", NUMBER(notice_cause, answer_workdays, 0, 60),
     .note = "0: no answer is owed, nothing is counted on a board."},
    {"effect", NODE_ENUM, MUST, IN(notice_cause, effect), .names = &notice_effect_names},
    {"next", NODE_CODE, IN(notice_cause, next),
     .note = "Cause of the notice that follows when the answer does not come in time."},
};
static const struct node many_nodes[] = {
    {"days", NUMBER(notice_rule, too_many.days, 1, 366)},
    {"unit", NUMBER(notice_rule, too_many.unit, 1, 100000),
     .note = "From so many notices of one unit on."},
    {"cause", NUMBER(notice_rule, too_many.cause, 1, 100000),
     .note = "From so many notices of one cause on."},
};
static const struct node rule_nodes[] = {
    {"name", CODE(notice_rule, name)},
    {"zh", TEXT(notice_rule, zh, 60)},
    {"en", TEXT(notice_rule, en, 120)},
    {"causes", .min = 1, LIST(notice_rule, causes, causes_n, notice_cause, cause_nodes)},
    {"too_many", NODE_OBJECT, MUST, KIDS(many_nodes),
     .note = "Too many notices are themselves a finding."},
};
static const struct node rule_root = {"", NODE_OBJECT, MUST, KIDS(rule_nodes)};

void notice_rule_schema(struct json *w)
{
    node_schema(
        w, &rule_root, "Rule of supervision",
        "Causes, thresholds, receivers, answer limits and effects of supervision "
        "notices. This file is made from the program's own table and checked against it "
        "by a test.");
}

/* ---- what the table cannot say ---- */

static const struct notice_cause *same(const struct notice_rule *r, struct str code,
                                       struct str mechanism)
{
    for (size_t i = 0; i < r->causes_n; i++)
        if (str_eq(r->causes[i].code, code) && str_eq(r->causes[i].mechanism, mechanism))
            return &r->causes[i];
    return NULL;
}

const struct notice_cause *notice_cause(const struct notice_rule *r, struct str code,
                                        struct str mechanism)
{
    const struct notice_cause *own = mechanism.n ? same(r, code, mechanism) : NULL;
    return own ? own : same(r, code, STR(""));
}

static enum err watch_check(const struct mechanism_source *s, const struct notice_cause *c,
                            const char *path)
{
    bool counts = c->watch == WATCH_RETURNED || c->watch == WATCH_URGED ||
                  c->watch == WATCH_REPEATED || c->watch == WATCH_SUPERIOR ||
                  (BIT(c->watch) & NOTICE_SIGNALS);
    bool dated = c->watch == WATCH_REPEATED || (BIT(c->watch) & NOTICE_SIGNALS);
    bool compares = c->watch == WATCH_WORD || c->watch == WATCH_VOLUME;
    if ((c->watch == WATCH_LIMIT) != (c->clocks != 0))
        return mechanism_refuse(s, path, "clocks 只属于 watch 为 limit 的事由，且必须有",
                                "\"limit\" and only it names clocks");
    if (c->clocks & BIT(CLOCK_NOTICE))
        return mechanism_refuse(s, path, "督办回复的时限由 next 接续",
                                "an unanswered notice is followed by \"next\"");
    if (counts != (c->times > 0))
        return mechanism_refuse(s, path, "按次数督办的事由要写 times，其他不写",
                                "what is counted has \"times\", the others have not");
    if (dated != (c->within_days > 0))
        return mechanism_refuse(s, path, "within_days 只属于重复反映和苗头，且必须有",
                                "what is said again and signals, and only they, have "
                                "within_days");
    if (compares != (c->percent > 0) || compares != (c->windows > 0))
        return mechanism_refuse(s, path, "percent 和 windows 只属于 word 和 volume，且必须有",
                                "\"word\" and \"volume\", and only they, have percent and "
                                "windows");
    if ((BIT(c->watch) & NOTICE_SIGNALS) && (c->mechanism.n || c->effect))
        return mechanism_refuse(s, path, "苗头不分机制，也不附带处置",
                                "a signal is of no one mechanism and brings nothing about");
    if (c->next.n && !c->answer_workdays)
        return mechanism_refuse(s, path, "不要求回复的没有 next",
                                "nothing follows where no answer is owed");
    return OK;
}

static enum err next_check(const struct mechanism_source *s, const struct notice_rule *r,
                           const struct notice_cause *c, const char *path)
{
    const struct notice_cause *at = c;
    for (size_t i = 0; at && at->next.n; i++) {
        at = notice_cause(r, at->next, c->mechanism);
        if (!at)
            return mechanism_refuse(s, path, "next 所指的事由不存在",
                                    "its next does not exist");
        if (i >= r->causes_n)
            return mechanism_refuse(s, path, "next 绕成了圈", "its next goes in a circle");
    }
    return OK;
}

static enum err rule_check(const struct mechanism_source *s, const struct notice_rule *r)
{
    for (size_t i = 0; i < r->causes_n; i++) {
        const struct notice_cause *c = &r->causes[i];
        const char *path = str_fmt(s->cx->arena, "/causes/%zu", i).p;
        if (same(r, c->code, c->mechanism) != c)
            return mechanism_refuse(s, path, "同一事由出现两次", "a cause stands twice");
        TRY(watch_check(s, c, path));
        TRY(next_check(s, r, c, path));
    }
    return OK;
}

static enum err parse(struct ctx *cx, struct arena *keep, const char *file, struct str text,
                      struct notice_rule **out, struct str *canonical)
{
    const struct mechanism_source s = {cx, keep, file};
    struct notice_rule *r = NEW(keep, struct notice_rule);
    json_t *root = NULL;
    enum err e = json_read(cx, text, &root);
    if (e != OK) {
        const char *why = cx->error.message;
        fault_clear(cx);
        return fail(cx, e, "%s：%s", "%s: %s", file, why);
    }
    TRY(node_fill(&s, &rule_root, root, r));
    TRY(rule_check(&s, r));
    TRY(mechanism_canonical(cx, root, canonical));
    r->hash = hash_hex(keep, hash_sha256(*canonical));
    *out = r;
    return OK;
}

enum err notice_rule_parse(struct ctx *cx, struct arena *keep, const char *file,
                           struct str text, const struct notice_rule **out)
{
    struct str canonical = {0};
    struct notice_rule *r = NULL;
    TRY(parse(cx, keep, file, text, &r, &canonical));
    *out = r;
    return OK;
}

/* ---- versions ---- */

struct rule_row {
    int64_t version;
    struct str body, hash;
};
static const struct field row_fields[] = {
    FIELD(struct rule_row, version),
    FIELD(struct rule_row, body, .max = BODY_MAX),
    FIELD(struct rule_row, hash),
};
static const struct shape row_shape = SHAPE("notice_rule", struct rule_row, row_fields);

static enum err newest(struct ctx *cx, struct rule_row *row, bool *found)
{
    return db_one(cx, SQL_NOTICE_RULE_NEWEST, ARGS(I64(cx->jid)), &row_shape, row, found);
}

enum err notice_rule_store(struct ctx *cx, const char *file, struct str text, int64_t *version)
{
    struct notice_rule *r = NULL;
    struct str canonical = {0};
    struct rule_row row = {0};
    bool found = false;
    TRY(parse(cx, cx->arena, file, text, &r, &canonical));
    TRY(newest(cx, &row, &found));
    *version = row.version + !(found && str_eq(row.hash, r->hash));
    if (*version == row.version)
        return OK;
    return db_exec(
        cx, SQL_NOTICE_RULE_INSERT,
        ARGS(I64(cx->jid), I64(*version), TXT(canonical), TXT(r->hash), I64(cx->wall)), NULL);
}

enum err notice_rule_get(struct ctx *cx, int64_t version, const struct notice_rule **out)
{
    struct rule_row row = {0};
    struct notice_rule *r = NULL;
    struct str canonical = {0};
    bool found = false;
    *out = NULL;
    if (version)
        TRY(db_one(cx, SQL_NOTICE_RULE_GET, ARGS(I64(cx->jid), I64(version)), &row_shape, &row,
                   &found));
    else
        TRY(newest(cx, &row, &found));
    if (!found)
        return version
                   ? fail(cx, ERR_NOT_FOUND, "没有督办规则第 %lld 版",
                          "there is no rule of supervision, version %lld", (long long)version)
                   : OK;
    TRY(parse(cx, cx->arena, "supervision.json", row.body, &r, &canonical));
    r->version = row.version;
    *out = r;
    return OK;
}
