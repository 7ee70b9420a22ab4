/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/worklist_impl.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/duty.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"
#include "db/schema.h"
#include "loop/labels.h"

static const struct field query_fields[] = {
    FIELD(struct worklist_query, list, .max = 20, .zh = "清单", .en = "List"),
    FIELD(struct worklist_query, sort, .max = 20, .zh = "排序", .en = "Sort"),
    FIELD(struct worklist_query, dir, .max = 4, .zh = "方向", .en = "Direction"),
    FIELD(struct worklist_query, after, .max = 200, .zh = "接上页", .en = "After"),
    FIELD(struct worklist_query, subject, .max = 20, .zh = "对象", .en = "Subject"),
    FIELD(struct worklist_query, state, .max = 40, .zh = "状态", .en = "State"),
    FIELD(struct worklist_query, track, .max = 40, .zh = "办理轨道", .en = "Track"),
    FIELD(struct worklist_query, unit, .as = AS_ID, .zh = "单位", .en = "Unit"),
    FIELD(struct worklist_query, limit, .min = 0, .max = 100, .zh = "每页", .en = "Rows"),
};
const struct shape worklist_query_shape =
    SHAPE("worklist_query", struct worklist_query, query_fields);

enum {
    FIRST_PAGE_LIMIT = 20,
    ARGS_MAX = 8,
    EXCERPT = 60,
};

static int drive_of(struct str name)
{
    const struct sql_list_info *info = &sql_lists[SQL_LIST_WORK];
    for (int i = 0; i < info->ndrives; i++)
        if (str_eq_c(name, info->drives[i].name))
            return i;
    return -1;
}

static int sort_of(struct str name)
{
    const struct sql_list_info *info = &sql_lists[SQL_LIST_WORK];
    for (int i = 0; i < info->nsorts; i++)
        if (str_eq_c(name, info->sorts[i]))
            return i;
    return -1;
}

static bool sort_is_text(int sort)
{
    return sort == SQL_WORK_SORT_NUM || sort == SQL_WORK_SORT_LVL;
}

/* "value|id" of the last row, or a place before every row. */
static enum err cursor(struct ctx *cx, const struct worklist_query *q, int sort, bool desc,
                       struct val *key, struct val *id)
{
    *id = I64(desc ? INT64_MAX : INT64_MIN);
    *key = sort_is_text(sort) ? TXT(desc ? STR("\xf4\x8f\xbf\xbf") : STR(""))
                              : I64(desc ? INT64_MAX : INT64_MIN);
    if (!q->after.n)
        return OK;
    struct strs parts = str_split(cx->arena, q->after, '|');
    int64_t n = 0, v = 0;
    if (parts.n != 2 || !str_i64(parts.p[1], &n) ||
        (!sort_is_text(sort) && !str_i64(parts.p[0], &v)))
        return fail_at(cx, ERR_INPUT, "after", "翻页标记无效", "the cursor is not valid");
    *id = I64(n);
    *key = sort_is_text(sort) ? TXT(parts.p[0]) : I64(v);
    return OK;
}

enum err worklist_unit(struct ctx *cx, int64_t wanted, int64_t *unit)
{
    const struct actor *a = cx->actor;
    int64_t first = 0;
    bool holds_home = false;
    for (size_t i = 0; i < a->n; i++) {
        if (!grant_sees(&a->grants[i]))
            continue;
        if (!first)
            first = a->grants[i].unit_id;
        holds_home |= a->grants[i].unit_id == a->unit_id;
        if (wanted && a->grants[i].unit_id == wanted) {
            *unit = wanted;
            return OK;
        }
    }
    if (wanted || !a->n)
        return fail_at(cx, ERR_DENIED, "unit", "您在该单位没有岗位",
                       "you hold no role in that unit");
    *unit = holds_home ? a->unit_id : first; /* 0: an administrator's list is empty */
    return OK;
}

/* ---- the words by which a row is known ---- */

static const struct field said_of_fields[] = {
    FIELD(struct said, complained_unit),
    FIELD(struct said, demand_id),
    FIELD(struct said, urged),
};
static const struct shape said_of_shape = SHAPE("said_of", struct said, said_of_fields);
static const struct field said_fields[] = {
    FIELD(struct said, complained_unit),
    FIELD(struct said, privacy, .names = &privacy_names),
    FIELD(struct said, urged),
    FIELD(struct said, words),
};
static const struct shape said_shape = SHAPE("said", struct said, said_fields);

static bool complained(const struct ctx *cx, int64_t complained_unit, int64_t reader)
{
    return actor_is_under(cx, complained_unit) ||
           (reader && complained_unit && org_unit_under(cx->app->org, reader, complained_unit));
}

enum err said_read(struct ctx *cx, enum subject kind, int64_t id, int64_t reader,
                   struct said *out, bool *shown)
{
    struct said of = {.demand_id = id};
    bool found = true;
    *shown = false;
    if (kind != SUBJECT_DEMAND)
        TRY(db_one(cx,
                   kind == SUBJECT_MATTER ? SQL_WORK_WORDS_OF_MATTER : SQL_WORK_WORDS_OF_TASK,
                   ARGS(I64(cx->jid), I64(id)), &said_of_shape, &of, &found));
    if (!found || complained(cx, of.complained_unit, reader))
        return OK;
    TRY(db_one(cx, SQL_WORK_WORDS_OF_DEMAND, ARGS(I64(cx->jid), I64(of.demand_id)), &said_shape,
               out, &found));
    if (kind != SUBJECT_DEMAND)
        out->urged = of.urged;
    *shown = found && !complained(cx, out->complained_unit, reader);
    return OK;
}

enum err worklist_said(struct ctx *cx, const struct duty *d, struct worklist_said *out)
{
    bool shown = false;
    *out = (struct worklist_said){0};
    TRY(said_read(cx, (enum subject)d->subject_kind, d->subject_id, 0, &out->said, &shown));
    out->shown = shown;
    out->title = label_title(cx, shown && !d->title.n, d->title, d->class, d->place_id);
    if (!shown || out->said.privacy == PRIVACY_CONFIDENTIAL)
        return OK;
    char *line = str_cdup(cx->arena, utf8_head(out->said.words, EXCERPT));
    for (char *p = line; *p; p++)
        if (*p == '\n')
            *p = ' ';
    out->words = str_c(line);
    out->words_more = utf8_count(out->said.words) > EXCERPT;
    return OK;
}

static enum err said_json(struct ctx *cx, struct json *j, const struct duty *d)
{
    struct worklist_said s;
    TRY(worklist_said(cx, d, &s));
    json_kstr(j, "title", s.title);
    if (!s.shown)
        return OK;
    json_ki64(j, "urged", s.said.urged);
    json_kcstr(j, "privacy", enum_text(&privacy_names, s.said.privacy));
    json_kcstr(j, "privacy_text", enum_label(&privacy_names, s.said.privacy, (int)cx->lang));
    if (s.said.privacy == PRIVACY_CONFIDENTIAL)
        return OK;
    json_kstr(j, "words", s.words);
    json_kbool(j, "words_more", s.words_more);
    return OK;
}

/* In whose stead the row is the actor's: somebody who is away. */
static enum err for_json(struct ctx *cx, struct json *j, int64_t officer)
{
    struct officer o;
    if (officer == cx->actor->officer_id || !actor_is(cx->actor, officer))
        return OK;
    TRY(officer_get(cx, officer, &o));
    json_kstr(j, "for_name", o.name);
    return OK;
}

static enum err row_json(struct ctx *cx, struct json *j, const struct duty *d)
{
    enum subject kind = (enum subject)d->subject_kind;
    int lang = (int)cx->lang;
    bool dated = d->due_at != DUTY_NO_DATE;
    json_obj(j);
    json_kcstr(j, "subject", enum_text(&subject_names, kind));
    json_kcstr(j, "subject_text", enum_label(&subject_names, kind, lang));
    json_kstr(j, "num", d->num);
    json_kstr(j, "state", d->state);
    json_kcstr(j, "state_text",
               enum_label(flow_states(kind), enum_value(flow_states(kind), d->state), lang));
    json_kcstr(j, "part", enum_text(&duty_part_names, d->part));
    json_kcstr(j, "lvl", enum_text(&level_names, d->lvl));
    json_kcstr(j, "lvl_text", enum_label(&level_names, d->lvl, lang));
    json_kstr(j, "class", d->class);
    json_kstr(j, "class_text", label_class(cx, d->class));
    json_kstr(j, "track", d->track);
    json_kstr(j, "track_text", label_track(cx, d->track));
    json_kstr(j, "place_text", label_place(cx, d->place_id));
    json_ktime(j, "due_at", dated ? d->due_at : 0);
    json_kbool(j, "overdue", dated && d->open && d->due_at <= cx->now);
    json_ktime(j, "born_at", d->born_at);
    json_ktime(j, "changed_at", d->changed_at);
    json_kbool(j, "urgent", d->urgent);
    json_kbool(j, "open", d->open);
    json_kbool(j, "mine", actor_is(cx->actor, d->officer_id));
    TRY(for_json(cx, j, d->officer_id));
    json_ki64(j, "round", d->rounds);
    TRY(said_json(cx, j, d));
    json_obj_end(j);
    return OK;
}

static int64_t sort_value(const struct duty *d, int sort)
{
    switch (sort) {
    case SQL_WORK_SORT_DUE:
        return d->due_at;
    case SQL_WORK_SORT_CHANGED:
        return d->changed_at;
    case SQL_WORK_SORT_BORN:
        return d->born_at;
    default:
        return d->urgent;
    }
}

static struct str sort_text(const struct duty *d, int sort)
{
    return sort == SQL_WORK_SORT_NUM ? d->num : str_c(enum_text(&level_names, d->lvl));
}

static struct str next_of(struct ctx *cx, const struct duty *d, int sort)
{
    if (sort_is_text(sort))
        return str_fmt(cx->arena, "%.*s|%" PRId64, STR_ARG(sort_text(d, sort)), d->subject_id);
    return str_fmt(cx->arena, "%" PRId64 "|%" PRId64, sort_value(d, sort), d->subject_id);
}

struct count_row {
    struct str k2;
    int64_t n;
};
static const struct field count_fields[] = {
    FIELD(struct count_row, k2),
    FIELD(struct count_row, n),
};
static const struct shape count_shape = SHAPE("count", struct count_row, count_fields);

static enum err counts_json(struct ctx *cx, struct json *j, int64_t unit)
{
    struct count_row *rows = NULL;
    size_t n = 0;
    struct str key = str_fmt(cx->arena, "%" PRId64, unit);
    TRY(db_all(cx, SQL_ROLLUP_OF, ARGS(I64(cx->jid), TXT(STR("duty")), TXT(key)), &count_shape,
               (void **)&rows, &n));
    json_key(j, "counts");
    json_obj(j);
    for (size_t i = 0; i < n; i++)
        if (rows[i].n)
            json_ki64(j, str_cdup(cx->arena, rows[i].k2), rows[i].n);
    json_obj_end(j);
    return OK;
}

/* jid and what the driving filter asks for. */
static size_t drive_args(const struct ctx *cx, const struct worklist_query *q, int64_t unit,
                         int drive, int64_t officer, struct val v[ARGS_MAX])
{
    size_t k = 2;
    v[0] = I64(cx->jid);
    v[1] = I64(unit);
    if (drive == SQL_WORK_DRIVE_MINE)
        v[k++] = I64(officer);
    if (drive == SQL_WORK_DRIVE_OVERDUE)
        v[k++] = I64(cx->now);
    if (drive == SQL_WORK_DRIVE_STATE) {
        v[k++] = TXT(q->subject);
        v[k++] = TXT(q->state);
    }
    if (drive == SQL_WORK_DRIVE_TRACK)
        v[k++] = TXT(q->track);
    return k;
}

static enum err rows_of(struct ctx *cx, const struct worklist_page *p, int64_t officer,
                        struct duty **rows, size_t *n)
{
    struct val v[ARGS_MAX];
    size_t k = drive_args(cx, p->q, p->unit, p->drive, officer, v);
    TRY(cursor(cx, p->q, p->sort, p->desc, &v[k], &v[k + 1]));
    v[k + 2] = I64(p->limit + 1);
    return db_all(cx, sql_list(SQL_LIST_WORK, p->drive, p->sort, p->desc), v, k + 3,
                  &duty_shape, (void **)rows, n);
}

/* As the statement sorts: by the key, then by the subject. */
static int row_cmp(const struct worklist_page *p, const struct duty *a, const struct duty *b)
{
    int64_t x = sort_value(a, p->sort), y = sort_value(b, p->sort);
    int by = sort_is_text(p->sort) ? str_cmp(sort_text(a, p->sort), sort_text(b, p->sort))
                                   : (x > y) - (x < y);
    if (by == 0)
        by = (a->subject_id > b->subject_id) - (a->subject_id < b->subject_id);
    return p->desc ? -by : by;
}

/* Two sorted runs as one, cut where the page ends. */
static void rows_merge(struct ctx *cx, struct worklist_page *p, const struct duty *more,
                       size_t more_n)
{
    struct duty *all = NEWS(cx->arena, struct duty, p->n + more_n + 1);
    size_t n = 0, i = 0, k = 0;
    while ((i < p->n || k < more_n) && n <= (size_t)p->limit) {
        bool own = k == more_n || (i < p->n && row_cmp(p, &p->rows[i], &more[k]) <= 0);
        all[n++] = own ? p->rows[i++] : more[k++];
    }
    p->rows = all;
    p->n = n;
}

/* "Mine" is also what stands in the names of those for whom the actor stands in. */
static enum err rows_read(struct ctx *cx, struct worklist_page *p)
{
    const struct actor *a = cx->actor;
    TRY(rows_of(cx, p, a->officer_id, &p->rows, &p->n));
    for (size_t i = 0; i < a->lenders_n && p->drive == SQL_WORK_DRIVE_MINE; i++) {
        struct duty *more = NULL;
        size_t n = 0;
        TRY(rows_of(cx, p, a->lenders[i], &more, &n));
        rows_merge(cx, p, more, n);
    }
    return OK;
}

/* Whether more rows stand in the list than a sort without an index looks through (domain.md,
 * Counting): then the page asks to narrow. */
static enum err rows_capped(struct ctx *cx, const struct worklist_page *p, bool *out)
{
    const struct sql_list_info *info = &sql_lists[SQL_LIST_WORK];
    const struct actor *a = cx->actor;
    size_t names = p->drive == SQL_WORK_DRIVE_MINE ? a->lenders_n + 1 : 1;
    *out = false;
    for (size_t i = 0; i < names && !*out; i++) {
        struct val v[ARGS_MAX];
        size_t k =
            drive_args(cx, p->q, p->unit, p->drive, i ? a->lenders[i - 1] : a->officer_id, v);
        int64_t n = 0;
        if (info->drives[p->drive].served & BIT(p->sort))
            return OK;
        v[k] = I64(info->looked + 1);
        TRY(db_i64(cx, (enum sql)((int)info->first_looked + p->drive), v, k + 1, 0, &n));
        *out = n > info->looked;
    }
    return OK;
}

/* A unit's list holds what other units of its reader are complained about in. */
static enum err rows_seen(struct ctx *cx, struct worklist_page *p)
{
    const struct actor *a = cx->actor;
    bool elsewhere = false;
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++)
        elsewhere |= a->grants[i].unit_id != p->unit;
    if (!elsewhere)
        return OK;
    struct work *w = work_begin(cx);
    for (size_t i = 0; i < p->n; i++) {
        bool seen = false;
        TRY(work_visible(w, (enum subject)p->rows[i].subject_kind, p->rows[i].subject_id,
                         &seen));
        if (seen)
            p->rows[n++] = p->rows[i];
    }
    p->n = n;
    return OK;
}

enum err worklist_known(struct ctx *cx, const struct worklist_query *q)
{
    if (q->list.n && drive_of(q->list) < 0)
        return fail_at(cx, ERR_INPUT, "list", "没有这个清单", "there is no such list");
    if (q->sort.n && sort_of(q->sort) < 0)
        return fail_at(cx, ERR_INPUT, "sort", "不能这样排序", "there is no such sort");
    return OK;
}

enum err worklist_page(struct ctx *cx, const struct worklist_query *q,
                       struct worklist_page *out)
{
    struct worklist_page *p = out;
    *p = (struct worklist_page){
        .q = q,
        .limit = q->limit ? q->limit : FIRST_PAGE_LIMIT,
        .drive = q->list.n ? drive_of(q->list) : SQL_WORK_DRIVE_ACT,
        .sort = q->sort.n ? sort_of(q->sort) : SQL_WORK_SORT_DUE,
        .desc = str_eq_c(q->dir, "desc"),
    };
    TRY(worklist_known(cx, q));
    TRY(worklist_unit(cx, q->unit, &p->unit));
    TRY(rows_read(cx, p));
    TRY(rows_capped(cx, p, &p->capped));
    if (p->n > (size_t)p->limit) {
        p->n = (size_t)p->limit;
        p->next = next_of(cx, &p->rows[p->n - 1], p->sort);
    }
    return rows_seen(cx, p);
}

enum err worklist_json(struct ctx *cx, const struct worklist_query *q, struct json *j)
{
    struct worklist_page p;
    TRY(worklist_page(cx, q, &p));
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < p.n; i++)
        TRY(row_json(cx, j, &p.rows[i]));
    json_arr_end(j);
    if (p.next.n)
        json_kstr(j, "next", p.next);
    else
        json_kcstr(j, "next", NULL);
    json_kbool(j, "capped", p.capped);
    json_kid(j, "unit", p.unit);
    return counts_json(cx, j, p.unit);
}
