/* SPDX-License-Identifier: Apache-2.0
 * The bank frozen once a month (ZY-15, ZY-16).
 */
#include <inttypes.h>

#include "base/hash.h"
#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/bank.h"

enum { RANKING_MAX = 1 << 20, MONTH_TEXT = 7, MONTHS_BACK = 1 };

static const struct field month_fields[] = {
    FIELD(struct bank_month, jid),
    FIELD(struct bank_month, month),
    FIELD(struct bank_month, from_at, .as = AS_TIME),
    FIELD(struct bank_month, taken_at, .as = AS_TIME),
    FIELD(struct bank_month, officer_id, .as = AS_ID),
    FIELD(struct bank_month, mechanism),
    FIELD(struct bank_month, mechanism_version),
    FIELD(struct bank_month, ranking, .max = RANKING_MAX),
    FIELD(struct bank_month, hash),
};
static const struct shape month_shape = SHAPE("bank_month", struct bank_month, month_fields);

static const struct field new_fields[] = {
    FIELD(struct bank_month_body, month, .max = MONTH_TEXT, .zh = "月份（不填为本月）",
          .en = "Month, 2026-11 (empty: this one)"),
};
const struct shape bank_month_new_shape =
    SHAPE("bank_month_new", struct bank_month_body, new_fields);
static const struct field represent_fields[] = {
    FIELD(struct bank_represent_body, matter, .required = true, .max = 30, .zh = "事项编号",
          .en = "Matter"),
    FIELD(struct bank_represent_body, reason, .required = true, .min = 2, .max = 1000,
          .as = AS_TEXT, .zh = "理由", .en = "Reason"),
    FIELD(struct bank_represent_body, off, .zh = "取消代表性", .en = "No longer"),
};
const struct shape bank_represent_shape =
    SHAPE("bank_represent", struct bank_represent_body, represent_fields);

bool bank_may_keep(struct ctx *cx)
{
    return (actor_roles_at(cx, cx->actor, cx->app->root_unit) & BANK_KEEPERS) != 0;
}

static enum err keeper(struct ctx *cx)
{
    return bank_may_keep(cx)
               ? OK
               : fail(cx, ERR_DENIED, "由本级的分析员、派单员、督查员或领导办理",
                      "for the register's own analysts, dispatchers, supervisors, leaders");
}

enum err bank_month_find(struct ctx *cx, struct str month, struct bank_month *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_BANK_MONTH_GET, ARGS(I64(cx->jid), TXT(month)), &month_shape, out,
               &found));
    return found ? OK
                 : fail(cx, ERR_NOT_FOUND, "没有 %.*s 的问题库月度清单",
                        "the bank of %.*s was not frozen", STR_ARG(month));
}

enum err bank_month_items(struct ctx *cx, struct str month, struct bank_item **out, size_t *n)
{
    return db_all(cx, SQL_BANK_ITEMS, ARGS(I64(cx->jid), TXT(month)), &bank_item_shape,
                  (void **)out, n);
}

/* ---- reckoned from what is kept ---- */

static struct str ranking_text(struct ctx *cx, const struct bank_group *g, size_t n)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, RANKING_MAX);
    json_init(&j, &b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_kcstr(&j, "kind", g[i].kind);
        json_kstr(&j, "class", g[i].class);
        json_kid(&j, "area_id", g[i].area_id);
        json_ki64(&j, "place", g[i].place);
        for (int axis = 0; axis < BANK_AXIS__MAX; axis++)
            json_ki64(&j, enum_text(&bank_axis_names, axis), g[i].score[axis]);
        json_obj_end(&j);
    }
    json_arr_end(&j);
    return buf_done(&b);
}

/* Of the figures alone: which items a person chose to stand for others may change. */
static struct str items_hash(struct ctx *cx, const struct bank_item *items, size_t n)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, (size_t)RANKING_MAX * 8);
    json_init(&j, &b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        struct bank_item plain = items[i];
        plain.representative = plain.chosen_by = 0;
        plain.reason = STR("");
        json_obj(&j);
        shape_json(&j, &bank_item_shape, &plain);
        json_obj_end(&j);
    }
    json_arr_end(&j);
    return hash_hex(cx->arena, hash_sha256(buf_done(&b)));
}

static enum err groups_of(struct ctx *cx, const struct bank_month *m,
                          const struct bank_item *items, size_t n, struct bank_group **out,
                          size_t *groups_n)
{
    const struct mechanism *mech =
        mechanism_get(cx->app->mechanisms, m->mechanism, m->mechanism_version);
    if (!mech)
        return fail(cx, ERR_BUG, "找不到当月所用的机制版本",
                    "the month's mechanism is not loaded");
    bank_rank(cx, mech, items, n, out, groups_n);
    return OK;
}

enum err bank_month_groups(struct ctx *cx, const struct bank_month *m, struct bank_group **out,
                           size_t *n)
{
    struct bank_item *items = NULL;
    size_t items_n = 0;
    TRY(bank_month_items(cx, m->month, &items, &items_n));
    return groups_of(cx, m, items, items_n, out, n);
}

enum err bank_month_again(struct ctx *cx, const struct bank_month *m, struct str *ranking,
                          struct str *hash)
{
    struct bank_item *items = NULL;
    struct bank_group *g = NULL;
    size_t n = 0, groups = 0;
    TRY(bank_month_items(cx, m->month, &items, &n));
    TRY(groups_of(cx, m, items, n, &g, &groups));
    *ranking = ranking_text(cx, g, groups);
    *hash = items_hash(cx, items, n);
    return OK;
}

/* ---- taken ---- */

struct stay_row {
    int64_t matter_id, seq, entered_at, ended_at;
    struct str ended_how;
    bool settle; /* it left by another act than the bank's own: written down now */
};
static const struct field stay_fields[] = {
    FIELD(struct stay_row, matter_id),  FIELD(struct stay_row, seq),
    FIELD(struct stay_row, entered_at), FIELD(struct stay_row, ended_at),
    FIELD(struct stay_row, ended_how),
};
static const struct shape stay_shape = SHAPE("stay", struct stay_row, stay_fields);

struct take_job {
    struct bank_month m;
    struct bank_item *items;
    size_t n;
    struct stay_row *stays;
    size_t stays_n;
    struct flow_result *out;
};

static enum err take_write(struct ctx *cx, void *arg)
{
    const struct take_job *job = arg;
    const struct bank_month *m = &job->m;
    struct bank_month there = {0};
    bool found = false;
    TRY(db_one(cx, SQL_BANK_MONTH_GET, ARGS(I64(cx->jid), TXT(m->month)), &month_shape, &there,
               &found));
    if (found)
        return fail(cx, ERR_CONFLICT, "%.*s 已形成月度清单", "%.*s was frozen already",
                    STR_ARG(m->month));
    TRY(db_put(cx, SQL_BANK_MONTH_INSERT, &month_shape, m, NULL, 0, NULL));
    for (size_t i = 0; i < job->n; i++)
        TRY(db_put(cx, SQL_BANK_ITEM_INSERT, &bank_item_shape, &job->items[i], NULL, 0, NULL));
    for (size_t i = 0; i < job->stays_n; i++)
        if (job->stays[i].settle)
            TRY(db_exec(cx, SQL_BANK_STAY_END,
                        ARGS(I64(cx->jid), I64(job->stays[i].matter_id), I64(job->stays[i].seq),
                             I64(job->stays[i].ended_at), TXT(job->stays[i].ended_how)),
                        NULL));
    TRY(audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "bank-frozen",
                  str_fmt(cx->arena, "{\"month\":\"%.*s\",\"items\":%zu,\"hash\":\"%.*s\"}",
                          STR_ARG(m->month), job->n, STR_ARG(m->hash))));
    *job->out = (struct flow_result){.num = m->month, .version = 1, .state = "frozen"};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

static struct bank_item *item_of(struct take_job *job, int64_t matter)
{
    for (size_t i = 0; i < job->n; i++)
        if (job->items[i].matter_id == matter)
            return &job->items[i];
    return NULL;
}

/* A matter that left: its figures are over, what it was stays told. */
static enum err left_add(struct ctx *cx, struct take_job *job, const struct stay_row *s)
{
    struct work *w = work_begin(cx);
    struct matter *m = NULL;
    if (item_of(job, s->matter_id))
        return OK; /* it came back */
    TRY(work_matter(w, s->matter_id, &m));
    job->items[job->n++] = (struct bank_item){
        .jid = cx->jid,
        .month = job->m.month,
        .matter_id = m->id,
        .num = m->num,
        .class = m->class,
        .place_id = m->place_id,
        .area_id = org_place_below(cx->app->org, m->place_id, cx->app->root_place),
        .demands = m->demands,
        .difficulty = m->difficulty,
        .entered_at = s->entered_at,
        .state = STR("left"),
        .left_at = s->ended_at,
        .left_how = s->ended_how,
    };
    return OK;
}

/* When and by what each stay ended, those of before included. */
static enum err stays_read(struct ctx *cx, struct take_job *job)
{
    struct stay_row *open = NULL, *ended = NULL;
    size_t open_n = 0, ended_n = 0;
    TRY(db_all(cx, SQL_BANK_STAYS_OPEN, ARGS(I64(cx->jid)), &stay_shape, (void **)&open,
               &open_n));
    TRY(db_all(cx, SQL_BANK_STAYS_ENDED,
               ARGS(I64(cx->jid), I64(job->m.from_at), I64(job->m.taken_at)), &stay_shape,
               (void **)&ended, &ended_n));
    job->stays = NEWS(cx->arena, struct stay_row, open_n + ended_n + 1);
    job->stays_n = open_n;
    for (size_t i = 0; i < open_n; i++) {
        bool left = false;
        job->stays[i] = open[i];
        TRY(db_one(cx, SQL_BANK_LEFT,
                   ARGS(I64(cx->jid), I64(open[i].matter_id), I64(open[i].seq)), &stay_shape,
                   &open[i], &left));
        if (!left)
            continue;
        job->stays[i].settle = true;
        job->stays[i].ended_at = open[i].ended_at;
        job->stays[i].ended_how = open[i].ended_how;
    }
    for (size_t i = 0; i < ended_n; i++)
        job->stays[job->stays_n++] = ended[i];
    return OK;
}

static enum err items_read(struct ctx *cx, struct take_job *job)
{
    struct bank_case *cases = NULL;
    size_t n = 0;
    TRY(bank_cases(cx, 0, &cases, &n));
    TRY(stays_read(cx, job));
    job->items = NEWS(cx->arena, struct bank_item, n + job->stays_n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!cases[i].review_at)
            continue;
        cases[i].item.month = job->m.month;
        job->items[job->n++] = cases[i].item;
    }
    for (size_t i = 0; i < job->stays_n; i++) {
        struct bank_item *in = item_of(job, job->stays[i].matter_id);
        if (!job->stays[i].ended_at && in)
            in->entered_at = job->stays[i].entered_at;
        if (job->stays[i].ended_at)
            TRY(left_add(cx, job, &job->stays[i]));
    }
    return OK;
}

static int by_matter(const void *a, const void *b)
{
    const struct bank_item *x = a, *y = b;
    return (x->matter_id > y->matter_id) - (x->matter_id < y->matter_id);
}

static enum err take_read(struct ctx *cx, struct take_job *job)
{
    struct bank_month *before = NULL;
    struct bank_group *g = NULL;
    size_t n = 0, groups = 0;
    int year = 0, month = 0, mday = 0;
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!m || !m->bank)
        return fail(cx, ERR_CONFLICT, "本机制没有问题库", "the mechanism has no problem bank");
    TRY(db_snapshot(cx));
    TRY(db_all(cx, SQL_BANK_MONTHS, ARGS(I64(cx->jid), I64(MONTHS_BACK)), &month_shape,
               (void **)&before, &n));
    day_to_civil(time_day(cx->now), &year, &month, &mday);
    job->m.from_at = n ? before[0].taken_at : time_day_start(day_from_civil(year, month, 1));
    job->m.mechanism = m->name;
    job->m.mechanism_version = m->version;
    TRY(items_read(cx, job));
    if (job->n)
        qsort(job->items, job->n, sizeof *job->items, by_matter); /* as they are read again */
    bank_rank(cx, m, job->items, job->n, &g, &groups);
    job->m.ranking = ranking_text(cx, g, groups);
    job->m.hash = items_hash(cx, job->items, job->n);
    return OK;
}

/* This month, or the one before it that nobody froze in time. */
static enum err month_of(struct ctx *cx, struct str asked, struct str *out)
{
    int year = 0, month = 0, mday = 0;
    day_to_civil(time_day(cx->now), &year, &month, &mday);
    struct str now = str_fmt(cx->arena, "%04d-%02d", year, month);
    struct str last = month == 1 ? str_fmt(cx->arena, "%04d-12", year - 1)
                                 : str_fmt(cx->arena, "%04d-%02d", year, month - 1);
    *out = asked.n ? asked : now;
    return str_eq(*out, now) || str_eq(*out, last)
               ? OK
               : fail_at(cx, ERR_INPUT, "month", "只能形成本月或上月的清单",
                         "this month or the one before");
}

enum err bank_take(struct ctx *cx, const struct bank_month_body *b, struct flow_result *out)
{
    struct take_job job = {.out = out};
    struct db *db = NULL;
    TRY(keeper(cx));
    TRY(month_of(cx, b->month, &job.m.month));
    job.m.jid = cx->jid;
    job.m.taken_at = cx->now;
    job.m.officer_id = cx->actor->officer_id;
    TRY(db_acquire(cx, cx->app->store, &db));
    cx->db = db;
    enum err e = take_read(cx, &job);
    cx->db = NULL;
    db_release(db);
    TRY(e);
    return db_write(cx, cx->app->store, take_write, &job);
}

/* ---- representative items ---- */

struct represent_job {
    struct str month;
    const struct bank_represent_body *b;
    struct flow_result *out;
};

static enum err represent_write(struct ctx *cx, void *arg)
{
    const struct represent_job *job = arg;
    const struct bank_represent_body *b = job->b;
    const struct audit_text text[] = {{"reason", b->reason}};
    struct bank_month m = {0};
    int64_t changed = 0;
    TRY(bank_month_find(cx, job->month, &m));
    TRY(db_exec(cx, SQL_BANK_REPRESENT,
                ARGS(I64(cx->jid), TXT(m.month), TXT(b->matter), I64(!b->off), TXT(b->reason),
                     I64(cx->actor->officer_id)),
                &changed));
    if (!changed)
        return fail_at(cx, ERR_INPUT, "matter", "当月问题库里没有这个事项",
                       "it is not in the bank of that month");
    const struct audit a = {
        .kind = SUBJECT_UNIT,
        .id = cx->app->root_unit,
        .action = "bank-represented",
        .data = str_fmt(cx->arena, "{\"month\":\"%.*s\",\"matter\":\"%.*s\",\"off\":%d}",
                        STR_ARG(m.month), STR_ARG(b->matter), (int)b->off),
        .text = text,
        .texts = COUNT(text),
    };
    TRY(audit_write(cx, &a));
    *job->out = (struct flow_result){.num = m.month, .version = 1, .state = "frozen"};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

enum err bank_represent(struct ctx *cx, struct str month, const struct bank_represent_body *b,
                        struct flow_result *out)
{
    struct represent_job job = {.month = month, .b = b, .out = out};
    TRY(keeper(cx));
    return db_write(cx, cx->app->store, represent_write, &job);
}
