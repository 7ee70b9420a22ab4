/* SPDX-License-Identifier: Apache-2.0
 * What was said on a topic: kept, dropped, representative, each with a reason.
 */
#include <inttypes.h>

#include "base/buf.h"
#include "core/app.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"
#include "loop/topic_impl.h"

enum { AT_ONCE = 500, PAGE = 100, REPRESENTATIVES = 500, REASON = 2000, DATA_MAX = 1 << 18 };

static const struct field member_fields[] = {
    FIELD(struct topic_member, topic_id),
    FIELD(struct topic_member, demand_id),
    FIELD(struct topic_member, place_id),
    FIELD(struct topic_member, heads),
    FIELD(struct topic_member, state),
    FIELD(struct topic_member, representative),
    FIELD(struct topic_member, reason, .max = REASON),
    FIELD(struct topic_member, officer_id),
    FIELD(struct topic_member, changed_at),
};
const struct shape topic_member_shape =
    SHAPE("topic_member", struct topic_member, member_fields);

static const struct field body_fields[] = {
    FIELD(struct topic_members_body, demands, .max = AT_ONCE, .zh = "诉求编号",
          .en = "Demands"),
    FIELD(struct topic_members_body, rest, .zh = "其余未看的全部", .en = "All not looked at"),
    FIELD(struct topic_members_body, as, .required = true, .names = &member_names,
          .zh = "怎样处理", .en = "As"),
    FIELD(struct topic_members_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "理由", .en = "Reason"),
};
const struct shape topic_members_shape =
    SHAPE("topic_members", struct topic_members_body, body_fields);
static const struct field query_fields[] = {
    FIELD(struct topic_members_query, as, .names = &member_names, .zh = "哪些（不填为未看）",
          .en = "Which (empty: not looked at)"),
    FIELD(struct topic_members_query, all, .zh = "全部", .en = "All"),
    FIELD(struct topic_members_query, after, .min = 0, .max = INT64_MAX, .zh = "从哪件之后",
          .en = "After"),
};
const struct shape topic_members_query_shape =
    SHAPE("topic_members_query", struct topic_members_query, query_fields);

int topic_member_as(const struct topic_member *m)
{
    int as = enum_value(&member_names, m->state);
    return as == MEMBER_KEPT && m->representative ? MEMBER_REPRESENTATIVE : as;
}

/* ---- decided ---- */

static const char *stored(int as)
{
    return enum_text(&member_names, as == MEMBER_REPRESENTATIVE ? MEMBER_KEPT : as);
}

static enum err one(struct ctx *cx, struct work *w, const struct topic *t, struct str num,
                    const struct topic_members_body *b)
{
    struct demand *d = NULL;
    int64_t changed = 0;
    TRY(work_demand_num(w, num, &d));
    TRY(db_exec(cx, SQL_TOPIC_MEMBER_DECIDE,
                ARGS(I64(cx->jid), I64(t->id), I64(d->id), TXT(str_c(stored(b->as))),
                     I64(b->as == MEMBER_REPRESENTATIVE), TXT(b->reason),
                     I64(cx->actor->officer_id), I64(cx->now)),
                &changed));
    return changed ? OK
                   : fail_at(cx, ERR_INPUT, "demands", "诉求 %.*s 不在这个主题里",
                             "demand %.*s is not of this topic", STR_ARG(num));
}

static enum err decide(struct ctx *cx, struct topic *t, const void *body, struct str *more)
{
    const struct topic_members_body *b = body;
    struct work *w = work_begin(cx);
    int64_t changed = (int64_t)b->demands.n;
    if (b->rest == (b->demands.n > 0))
        return fail_at(cx, ERR_INPUT, "demands", "选诉求，或选“其余未看的全部”，二者取一",
                       "name demands, or the rest: one of the two");
    if (b->rest && b->as == MEMBER_OPEN)
        return fail_at(cx, ERR_INPUT, "as", "它们本来就未看", "they are open already");
    if (b->rest)
        TRY(db_exec(cx, SQL_TOPIC_MEMBER_REST,
                    ARGS(I64(cx->jid), I64(t->id), TXT(str_c(stored(b->as))),
                         I64(b->as == MEMBER_REPRESENTATIVE), TXT(b->reason),
                         I64(cx->actor->officer_id), I64(cx->now)),
                    &changed));
    for (size_t i = 0; i < b->demands.n; i++)
        TRY(one(cx, w, t, b->demands.p[i], b));
    struct buf data;
    buf_init(&data, cx->arena, DATA_MAX);
    buf_fmt(&data, ",\"as\":\"%s\",\"rest\":%s,\"count\":%" PRId64 ",\"demands\":[",
            enum_text(&member_names, b->as), b->rest ? "true" : "false", changed);
    for (size_t i = 0; i < b->demands.n; i++)
        buf_fmt(&data, "%s\"%.*s\"", i ? "," : "", STR_ARG(b->demands.p[i]));
    buf_c(&data, "]");
    *more = buf_done(&data);
    return OK;
}

enum err topic_decide(struct ctx *cx, struct str num, int64_t if_match,
                      const struct topic_members_body *b, struct flow_result *out)
{
    struct topic_job job = {num, if_match, b, decide, "topic-members", b->reason, out};
    return topic_act(cx, &job);
}

/* ---- read ---- */

enum err topic_members_read(struct ctx *cx, int64_t topic, int as, int64_t after, int64_t most,
                            struct topic_member **out, size_t *n)
{
    if (as == MEMBER__MAX)
        return db_all(cx, SQL_TOPIC_MEMBERS,
                      ARGS(I64(cx->jid), I64(topic), I64(after), I64(most)),
                      &topic_member_shape, (void **)out, n);
    if (as == MEMBER_REPRESENTATIVE)
        return db_all(cx, SQL_TOPIC_MEMBERS_CHOSEN,
                      ARGS(I64(cx->jid), I64(topic), I64(after), I64(most)),
                      &topic_member_shape, (void **)out, n);
    return db_all(cx, SQL_TOPIC_MEMBERS_STATE,
                  ARGS(I64(cx->jid), I64(topic), TXT(str_c(enum_text(&member_names, as))),
                       I64(after), I64(most)),
                  &topic_member_shape, (void **)out, n);
}

struct total_row {
    struct str state;
    int64_t representative, demands, heads;
};
static const struct field total_fields[] = {
    FIELD(struct total_row, state),
    FIELD(struct total_row, representative),
    FIELD(struct total_row, demands),
    FIELD(struct total_row, heads),
};
static const struct shape total_shape = SHAPE("total", struct total_row, total_fields);

/* Representative ones are kept ones, and counted in both. */
enum err topic_totals(struct ctx *cx, int64_t topic, struct topic_total *out)
{
    struct total_row *rows = NULL;
    size_t n = 0;
    *out = (struct topic_total){0};
    TRY(db_all(cx, SQL_TOPIC_TOTALS, ARGS(I64(cx->jid), I64(topic)), &total_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        int as = enum_value(&member_names, rows[i].state);
        if (as < 0)
            return fail(cx, ERR_BUG, "主题成员状态不对", "unknown state of a member");
        out->demands[as] += rows[i].demands;
        out->heads[as] += rows[i].heads;
        if (rows[i].representative) {
            out->demands[MEMBER_REPRESENTATIVE] += rows[i].demands;
            out->heads[MEMBER_REPRESENTATIVE] += rows[i].heads;
        }
    }
    return OK;
}

static enum err member_json(struct ctx *cx, struct work *w, struct json *j,
                            const struct topic_member *m, bool with_words)
{
    struct demand *d = NULL;
    struct str by = STR(""), words = STR("");
    bool seen = false;
    int as = topic_member_as(m);
    TRY(work_visible(w, SUBJECT_DEMAND, m->demand_id, &seen));
    if (!seen)
        return OK;
    TRY(work_demand(w, m->demand_id, &d));
    TRY(label_officer(cx, m->officer_id, &by));
    if (with_words && d->privacy == PRIVACY_CONFIDENTIAL)
        words = label_in_confidence(cx);
    else if (with_words)
        TRY(demand_words(cx, d->id, &words));
    json_obj(j);
    json_kstr(j, "num", d->num);
    json_kstr(j, "title", label_demand(cx, d));
    json_kstr(j, "place", label_place(cx, d->place_id));
    json_ktime(j, "said_at", d->said_at);
    json_ki64(j, "heads", m->heads);
    json_kcstr(j, "state_text", enum_label(&demand_state_names, d->state, (int)cx->lang));
    json_kcstr(j, "as", enum_text(&member_names, as));
    json_kcstr(j, "as_text", enum_label(&member_names, as, (int)cx->lang));
    json_kstr(j, "reason", m->reason);
    json_kstr(j, "by", by);
    if (with_words)
        json_kstr(j, "words", words);
    json_obj_end(j);
    return OK;
}

enum err topic_members_json(struct ctx *cx, struct str num, const struct topic_members_query *q,
                            struct json *j)
{
    struct topic t = {0};
    struct topic_member *rows = NULL;
    struct work *w = work_begin(cx);
    size_t n = 0;
    TRY(topic_find(cx, num, &t));
    TRY(topic_members_read(cx, t.id, q->all ? MEMBER__MAX : q->as, q->after, PAGE, &rows, &n));
    json_key(j, "members");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(member_json(cx, w, j, &rows[i], false));
    json_arr_end(j);
    json_key(j, "next");
    if (n == PAGE)
        json_id(j, rows[n - 1].demand_id);
    else
        json_nil(j);
    return OK;
}

enum err topic_representatives_json(struct ctx *cx, const struct topic *t, struct json *j)
{
    struct topic_member *rows = NULL;
    struct work *w = work_begin(cx);
    size_t n = 0;
    TRY(topic_members_read(cx, t->id, MEMBER_REPRESENTATIVE, 0, REPRESENTATIVES, &rows, &n));
    json_key(j, "representatives");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(member_json(cx, w, j, &rows[i], true));
    json_arr_end(j);
    return OK;
}
