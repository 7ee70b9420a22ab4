/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/visit.h"

#include <inttypes.h>

#include "base/rand.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/secret.h"
#include "db/db.h"

enum { ANSWER_MAX = 1 << 20, TEAM_MOST = 30, REF_BYTES = 12, SOON_MS = 60000 };

static const struct field visit_fields[] = {
    FIELD(struct visit, jid),
    FIELD(struct visit, id, .as = AS_ID),
    FIELD(struct visit, version),
    FIELD(struct visit, campaign_id, .as = AS_ID),
    FIELD(struct visit, ref),
    FIELD(struct visit, place_id, .as = AS_ID),
    FIELD(struct visit, unit_id, .as = AS_ID),
    FIELD(struct visit, address_enc, .max = 4000),
    FIELD(struct visit, home),
    FIELD(struct visit, officer_id, .as = AS_ID),
    FIELD(struct visit, team, .max = 2000),
    FIELD(struct visit, officers),
    FIELD(struct visit, volunteers),
    FIELD(struct visit, visited_at, .as = AS_TIME),
    FIELD(struct visit, outcome, .names = &visit_outcome_names),
    FIELD(struct visit, demands),
    FIELD(struct visit, recorded_at, .as = AS_TIME),
    FIELD(struct visit, row_hash),
};
const struct shape visit_shape = SHAPE("visit", struct visit, visit_fields);

#define SAID_FIELDS(S)                                                                         \
    FIELD(S, visited_at, .as = AS_TIME, .zh = "走访时间", .en = "Visited at"),                 \
        FIELD(S, address, .max = 300, .zh = "门牌地址", .en = "Address"),                      \
        FIELD(S, note, .max = 2000, .as = AS_TEXT, .zh = "备注", .en = "Note"),                \
        FIELD(S, team, .max = TEAM_MOST, .zh = "同行工作人员", .en = "Further officers"),      \
        FIELD(S, officers, .min = 0, .max = 1000, .zh = "工作人员数", .en = "Officers"),       \
        FIELD(S, volunteers, .min = 0, .max = 1000, .zh = "志愿者人数", .en = "Volunteers")

static const struct field new_fields[] = {
    FIELD(struct visit_new, campaign, .required = true, .max = 60, .zh = "专项行动",
          .en = "Campaign"),
    FIELD(struct visit_new, ref, .max = 100, .zh = "报送方的编号", .en = "The sender's number"),
    FIELD(struct visit_new, place_id, .required = true, .as = AS_ID, .zh = "社区或网格",
          .en = "Community or grid", .options = "places"),
    FIELD(struct visit_new, outcome, .required = true, .names = &visit_outcome_names,
          .zh = "走访结果", .en = "Outcome", .options = "visit_outcome"),
    SAID_FIELDS(struct visit_new),
};
const struct shape visit_new_shape = SHAPE("visit_new", struct visit_new, new_fields);

static const struct field change_fields[] = {
    FIELD(struct visit_change, place_id, .as = AS_ID, .zh = "社区或网格",
          .en = "Community or grid", .options = "places"),
    FIELD(struct visit_change, outcome, .names = &visit_outcome_names, .zh = "走访结果",
          .en = "Outcome", .options = "visit_outcome"),
    SAID_FIELDS(struct visit_change),
    FIELD(struct visit_change, reason, .required = true, .min = 2, .max = 500, .zh = "更正原因",
          .en = "Reason"),
};
const struct shape visit_change_shape =
    SHAPE("visit_change", struct visit_change, change_fields);

enum err visit_get(struct ctx *cx, int64_t id, struct visit *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_VISIT_GET, ARGS(I64(cx->jid), I64(id)), &visit_shape, out, &found));
    return found
               ? OK
               : fail_at(cx, ERR_NOT_FOUND, "visit", "没有这次走访", "there is no such visit");
}

enum err visit_said(struct ctx *cx, int64_t id)
{
    return db_exec(cx, SQL_VISIT_SAID, ARGS(I64(cx->jid), I64(id)), NULL);
}

/* ---- counted ---- */

struct str visit_key(struct arena *a, int64_t place_id, int64_t visited_at, int outcome)
{
    return str_fmt(a, "%" PRId64 "|%" PRId64 "|%s", place_id, time_day(visited_at),
                   enum_text(&visit_outcome_names, outcome));
}

/* Of one write, so that a full batch moves a row once. */
struct tally_row {
    int64_t campaign_id, by;
    struct str key;
};
struct tallies {
    struct tally_row *p;
    size_t n;
};

static void count(struct ctx *cx, struct tallies *t, const struct visit *v, int64_t by)
{
    struct str key = visit_key(cx->arena, v->place_id, v->visited_at, v->outcome);
    size_t i = 0;
    while (i < t->n && !(t->p[i].campaign_id == v->campaign_id && str_eq(t->p[i].key, key)))
        i++;
    if (i == t->n)
        t->p[t->n++] = (struct tally_row){.campaign_id = v->campaign_id, .key = key};
    t->p[i].by += by;
}

static enum err counts_put(struct ctx *cx, const struct tallies *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->p[i].by)
            TRY(db_exec(cx, SQL_ROLLUP_ADD,
                        ARGS(I64(cx->jid), TXT(STR("visit")),
                             TXT(str_of_i64(cx->arena, t->p[i].campaign_id)), TXT(t->p[i].key),
                             I64(t->p[i].by)),
                        NULL));
    return OK;
}

static enum err home_put(struct ctx *cx, const struct visit *v, int64_t by)
{
    return db_exec(cx, SQL_VISIT_HOME_ADD,
                   ARGS(I64(cx->jid), I64(v->campaign_id), TXT(v->home), I64(v->place_id),
                        I64(by), I64(v->outcome == VISIT_MET ? by : 0)),
                   NULL);
}

/* ---- checked ---- */

/* The community collects, the register's desks enter what the communities bring. */
static enum err may_enter(struct ctx *cx, int64_t unit)
{
    if (cx->actor->kind == ROLE_IMPORT ||
        (actor_roles_at(cx, cx->actor, unit) & VISIT_ENTERED_BY))
        return OK;
    return fail_at(cx, ERR_DENIED, "place_id", "您不负责这个社区的走访",
                   "visits of that community are not yours");
}

static enum err team_check(struct ctx *cx, struct strs team, struct str *out)
{
    struct buf b;
    struct officer o;
    int64_t id = 0;
    buf_init(&b, cx->arena, 4096);
    for (size_t i = 0; i < team.n; i++) {
        if (!str_i64(team.p[i], &id))
            return fail_at(cx, ERR_INPUT, "team", "没有这位工作人员：%.*s",
                           "no such officer: %.*s", STR_ARG(team.p[i]));
        TRY(officer_get(cx, id, &o));
        buf_c(&b, i ? "," : "");
        buf_str(&b, team.p[i]);
    }
    *out = b.n ? buf_done(&b) : STR("");
    return OK;
}

static struct str home_of(struct ctx *cx, const struct visit *v, struct str address)
{
    if (!address.n)
        return str_fmt(cx->arena, "v%" PRId64 "@%" PRId64, v->id, v->place_id);
    struct str folded = secret_fold(cx->arena, "address", address);
    return secret_hash(cx, "home",
                       str_fmt(cx->arena, "%" PRId64 "|%.*s", v->place_id, STR_ARG(folded)));
}

static int64_t heads(int64_t said, size_t team)
{
    return said > (int64_t)team + 1 ? said : (int64_t)team + 1;
}

struct known_campaign {
    struct campaign c;
    bool loaded;
};

static enum err campaign_of(struct ctx *cx, struct str code, struct known_campaign *k)
{
    if (k->loaded && str_eq(k->c.code, code))
        return OK;
    TRY(campaign_find(cx, code, &k->c));
    k->loaded = true;
    return OK;
}

/* The row as it would be stored; *known: it is there already. */
static enum err row_of(struct ctx *cx, const struct visit_new *in, struct known_campaign *k,
                       struct visit *v, bool *known)
{
    TRY(campaign_of(cx, in->campaign, k));
    *v = (struct visit){
        .jid = cx->jid,
        .id = v->id,
        .version = 1,
        .campaign_id = k->c.id,
        .ref = in->ref.n ? in->ref : rand_hex(cx->arena, REF_BYTES),
        .place_id = in->place_id,
        .officer_id = cx->actor->officer_id,
        .officers = heads(in->officers, in->team.n),
        .volunteers = in->volunteers,
        .visited_at = in->visited_at ? in->visited_at : cx->now,
        .outcome = in->outcome,
        .recorded_at = cx->now,
        .row_hash = in->row_hash,
    };
    struct visit there = {0};
    *known = false;
    if (in->ref.n)
        TRY(db_one(cx, SQL_VISIT_BY_REF, ARGS(I64(cx->jid), I64(k->c.id), TXT(in->ref)),
                   &visit_shape, &there, known));
    if (*known) {
        *v = there;
        return OK;
    }
    if (!org_place(cx->app->org, in->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    if (in->outcome <= VISIT_NONE)
        return fail_at(cx, ERR_INPUT, "outcome", "请选择走访结果", "choose an outcome");
    if (v->visited_at > cx->now + SOON_MS)
        return fail_at(cx, ERR_INPUT, "visited_at", "走访时间不能晚于现在",
                       "visited in the future");
    TRY(campaign_takes(cx, &k->c, v->visited_at, "visited_at", in->place_id));
    v->unit_id = org_unit_of_place(cx->app->org, in->place_id, cx->app->root_unit);
    TRY(may_enter(cx, v->unit_id));
    TRY(team_check(cx, in->team, &v->team));
    v->address_enc = secret_seal(cx, "visit.address", v->id, in->address);
    v->home = home_of(cx, v, in->address);
    return OK;
}

/* ---- entered ---- */

/* What an event says of the row: nothing personal. */
static struct str set_of(struct ctx *cx, const struct visit *was, const struct visit *is)
{
    struct visit a = *was, b = *is;
    struct buf out;
    struct json j;
    a.address_enc = b.address_enc = a.home = b.home = a.row_hash = b.row_hash = STR("");
    a.demands = b.demands = 0;
    buf_init(&out, cx->arena, 16384);
    json_init(&j, &out);
    json_obj(&j);
    json_key(&j, "set");
    json_obj(&j);
    shape_json_diff(&j, &visit_shape, &a, &b);
    json_obj_end(&j);
    json_obj_end(&j);
    return buf_done(&out);
}

static enum err put_one(struct ctx *cx, const struct visit_new *in, const struct visit *v)
{
    const struct visit none = {0};
    const struct audit_text text[] = {{"note", in->note}};
    const struct audit a = {.kind = SUBJECT_VISIT,
                            .id = v->id,
                            .action = "visit-made",
                            .data = set_of(cx, &none, v),
                            .occurred_at = v->visited_at,
                            .text = text,
                            .texts = in->note.n ? 1 : 0};
    TRY(db_put(cx, SQL_VISIT_INSERT, &visit_shape, v, NULL, 0, NULL));
    TRY(home_put(cx, v, 1));
    return audit_write(cx, &a);
}

struct batch {
    const struct visit_new *rows;
    size_t n;
    struct visit *made; /* ids drawn beforehand */
    struct visit_done *done;
    struct str *answer;
    bool look, strict; /* strict: a refusal is the whole act's */
};

static void answer_of(struct ctx *cx, const struct batch *b)
{
    int64_t fresh = 0, known = 0, refused = 0;
    struct buf out;
    struct json j;
    buf_init(&out, cx->arena, ANSWER_MAX);
    json_init(&j, &out);
    json_obj(&j);
    json_key(&j, "visits");
    json_arr(&j);
    for (size_t i = 0; i < b->n; i++) {
        const struct visit_done *d = &b->done[i];
        fresh += !d->known && !d->why;
        known += d->known;
        refused += d->why != NULL;
        json_obj(&j);
        json_kstr(&j, "ref", b->rows[i].ref);
        json_kcstr(&j, "status", d->why ? "refused" : d->known ? "known" : "new");
        if (d->why) {
            json_kcstr(&j, "field", d->field);
            json_kcstr(&j, "reason", d->why);
        } else {
            json_kid(&j, "id", d->id);
            json_ki64(&j, "version", d->version);
        }
        json_obj_end(&j);
    }
    json_arr_end(&j);
    json_ki64(&j, "new", fresh);
    json_ki64(&j, "known", known);
    json_ki64(&j, "refused", refused);
    json_obj_end(&j);
    *b->answer = buf_done(&out);
}

static bool sent_before(const struct batch *b, size_t at, size_t *same)
{
    const struct visit_new *r = &b->rows[at];
    for (size_t i = 0; r->ref.n && i < at; i++)
        if (str_eq(b->rows[i].ref, r->ref) && str_eq(b->rows[i].campaign, r->campaign) &&
            !b->done[i].why) {
            *same = i;
            return true;
        }
    return false;
}

/* What may not be entered says why; nothing is written yet. */
static enum err look_all(struct ctx *cx, const struct batch *b)
{
    struct known_campaign k = {0};
    for (size_t i = 0; i < b->n; i++) {
        struct visit_done *d = &b->done[i];
        bool known = false;
        size_t same = 0;
        *d = (struct visit_done){0};
        if (sent_before(b, i, &same)) {
            *d = (struct visit_done){
                .id = b->done[same].id, .version = b->done[same].version, .known = true};
            continue;
        }
        enum err e = row_of(cx, &b->rows[i], &k, &b->made[i], &known);
        if (e == ERR_IO || e == ERR_BUG || (e != OK && b->strict))
            return e;
        if (e != OK) {
            d->why = cx->error.message;
            d->field = cx->error.field;
            fault_clear(cx);
            continue;
        }
        d->id = b->made[i].id;
        d->version = b->made[i].version;
        d->known = known;
        d->changed =
            known && b->rows[i].row_hash.n && !str_eq(b->made[i].row_hash, b->rows[i].row_hash);
    }
    return OK;
}

static enum err batch_enter(struct ctx *cx, struct batch *b)
{
    struct tallies t = {.p = NEWS(cx->arena, struct tally_row, b->n + 1)};
    TRY(look_all(cx, b));
    for (size_t i = 0; i < b->n; i++) {
        if (b->done[i].why || b->done[i].known)
            continue;
        TRY(put_one(cx, &b->rows[i], &b->made[i]));
        count(cx, &t, &b->made[i], 1);
    }
    return counts_put(cx, &t);
}

static enum err batch_run(struct ctx *cx, void *arg)
{
    struct batch *b = arg;
    TRY(batch_enter(cx, b));
    answer_of(cx, b);
    return idem_put(cx, b->strict ? 201 : 200, *b->answer);
}

static void draw(struct ctx *cx, struct batch *b)
{
    b->made = NEWS(cx->arena, struct visit, b->n + 1);
    for (size_t i = 0; i < b->n; i++)
        b->made[i].id = app_id(cx);
}

enum err visits_put(struct ctx *cx, const struct visit_new *rows, size_t n,
                    struct visit_done *done, struct str *answer)
{
    struct batch b = {.rows = rows, .n = n, .done = done, .answer = answer};
    draw(cx, &b);
    return db_write(cx, cx->app->store, batch_run, &b);
}

enum err visits_look(struct ctx *cx, const struct visit_new *rows, size_t n,
                     struct visit_done *done)
{
    struct batch b = {
        .rows = rows, .n = n, .done = done, .made = NEWS(cx->arena, struct visit, n + 1)};
    return look_all(cx, &b);
}

enum err visits_enter(struct ctx *cx, const struct visit_new *rows, size_t n,
                      const int64_t *ids, struct visit_done *done)
{
    struct batch b = {
        .rows = rows, .n = n, .done = done, .made = NEWS(cx->arena, struct visit, n + 1)};
    for (size_t i = 0; i < n; i++)
        b.made[i].id = ids[i];
    return batch_enter(cx, &b);
}

enum err visit_put(struct ctx *cx, const struct visit_new *in, struct str *answer,
                   int64_t *version)
{
    struct visit_done done = {0};
    struct batch b = {.rows = in, .n = 1, .done = &done, .answer = answer, .strict = true};
    draw(cx, &b);
    TRY(db_write(cx, cx->app->store, batch_run, &b));
    *version = done.version;
    return OK;
}

/* ---- corrected ---- */

struct correction {
    int64_t id, if_match;
    const struct visit_change *in;
    struct str *answer;
    int64_t *version;
};

static enum err changed_row(struct ctx *cx, const struct visit_change *in,
                            const struct visit *was, struct visit *v)
{
    struct campaign c;
    struct str address = in->address;
    TRY(campaign_by_id(cx, was->campaign_id, &c));
    *v = *was;
    v->version++;
    if (in->place_id)
        v->place_id = in->place_id;
    if (in->outcome > VISIT_NONE)
        v->outcome = in->outcome;
    if (in->visited_at)
        v->visited_at = in->visited_at;
    if (!org_place(cx->app->org, v->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    if (v->visited_at > cx->now + SOON_MS)
        return fail_at(cx, ERR_INPUT, "visited_at", "走访时间不能晚于现在",
                       "visited in the future");
    TRY(campaign_takes(cx, &c, v->visited_at, "visited_at", v->place_id));
    v->unit_id = org_unit_of_place(cx->app->org, v->place_id, cx->app->root_unit);
    if (in->team.n)
        TRY(team_check(cx, in->team, &v->team));
    if (in->team.n || in->officers)
        v->officers = heads(in->officers, in->team.n);
    if (in->volunteers)
        v->volunteers = in->volunteers;
    if (!address.n)
        TRY(secret_unseal(cx, "visit.address", v->id, v->address_enc, &address));
    else
        v->address_enc = secret_seal(cx, "visit.address", v->id, address);
    v->home = home_of(cx, v, address);
    return OK;
}

static enum err correct_check(struct ctx *cx, const struct correction *c, const struct visit *v)
{
    if (cx->actor->officer_id != v->officer_id || !v->officer_id)
        TRY(may_enter(cx, v->unit_id));
    if (c->if_match < 0)
        return fail(cx, ERR_UNVERSIONED, "缺少 If-Match", "If-Match is missing");
    return c->if_match == v->version ? OK
                                     : fail(cx, ERR_STALE, "您打开之后有人更正过这次走访",
                                            "it was corrected meanwhile");
}

static enum err correct_run(struct ctx *cx, void *arg)
{
    struct correction *c = arg;
    struct visit was, v;
    struct tallies t = {.p = NEWS(cx->arena, struct tally_row, 2)};
    int64_t changed = 0;
    TRY(visit_get(cx, c->id, &was));
    TRY(correct_check(cx, c, &was));
    TRY(changed_row(cx, c->in, &was, &v));
    TRY(may_enter(cx, v.unit_id));
    TRY(db_put(cx, SQL_VISIT_UPDATE, &visit_shape, &v, ARGS(I64(was.version)), &changed));
    if (!changed)
        return fail(cx, ERR_STALE, "您打开之后有人更正过这次走访",
                    "it was corrected meanwhile");
    /* The sealed address that it had goes into the history; it opens as the row's does. */
    bool moved = !str_eq(was.address_enc, v.address_enc);
    const struct audit_text text[] = {
        {"reason", c->in->reason},
        {"note", c->in->note},
        {"address_was", moved ? was.address_enc : STR("")},
    };
    const struct audit a = {.kind = SUBJECT_VISIT,
                            .id = v.id,
                            .action = "visit-corrected",
                            .data = set_of(cx, &was, &v),
                            .text = text,
                            .texts = COUNT(text)};
    TRY(audit_write(cx, &a));
    TRY(home_put(cx, &was, -1));
    TRY(home_put(cx, &v, 1));
    count(cx, &t, &was, -1);
    count(cx, &t, &v, 1);
    TRY(counts_put(cx, &t));
    *c->version = v.version;
    *c->answer =
        str_fmt(cx->arena, "{\"id\":\"%" PRId64 "\",\"version\":%" PRId64 "}", v.id, v.version);
    return idem_put(cx, 200, *c->answer);
}

enum err visit_correct(struct ctx *cx, int64_t id, int64_t if_match,
                       const struct visit_change *in, struct str *answer, int64_t *version)
{
    struct correction c = {
        .id = id, .if_match = if_match, .in = in, .answer = answer, .version = version};
    return db_write(cx, cx->app->store, correct_run, &c);
}
