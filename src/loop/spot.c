/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/spot.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"

enum { ANSWER_MAX = 64 << 10, SOON_MS = 60000 };

static const struct field spot_fields[] = {
    FIELD(struct spot, jid),
    FIELD(struct spot, id, .as = AS_ID),
    FIELD(struct spot, version),
    FIELD(struct spot, kind, .names = &spot_kind_names),
    FIELD(struct spot, place_id, .as = AS_ID),
    FIELD(struct spot, unit_id, .as = AS_ID),
    FIELD(struct spot, name),
    FIELD(struct spot, campaign),
    FIELD(struct spot, who, .max = 500),
    FIELD(struct spot, held_at, .as = AS_TIME),
    FIELD(struct spot, until_at, .as = AS_TIME),
    FIELD(struct spot, heads),
    FIELD(struct spot, every_days),
    FIELD(struct spot, last_at, .as = AS_TIME),
    FIELD(struct spot, letters),
    FIELD(struct spot, demands),
    FIELD(struct spot, officer_id, .as = AS_ID),
    FIELD(struct spot, made_at, .as = AS_TIME),
    FIELD(struct spot, ended_at, .as = AS_TIME),
    FIELD(struct spot, note, .max = 200),
};
const struct shape spot_shape = SHAPE("spot", struct spot, spot_fields);

#define SAID_FIELDS(S)                                                                         \
    FIELD(S, name, .max = 60, .zh = "位置或名称", .en = "Where or what"),                      \
        FIELD(S, who, .max = 200, .zh = "主持人、蹲点人员", .en = "Who held it, who stayed"),  \
        FIELD(S, held_at, .as = AS_TIME, .zh = "召开或蹲点开始时间", .en = "Held at, since"),  \
        FIELD(S, until_at, .as = AS_TIME, .zh = "蹲点结束时间", .en = "Until"),                \
        FIELD(S, heads, .min = 0, .max = 100000, .zh = "到场群众人数", .en = "Citizens"),      \
        FIELD(S, every_days, .min = 0, .max = 366, .zh = "多少天内要开一次箱",                 \
              .en = "Emptied every so many days"),                                             \
        FIELD(S, note, .max = 200, .as = AS_TEXT, .zh = "征集什么", .en = "What is wanted")

static const struct field new_fields[] = {
    FIELD(struct spot_new, kind, .required = true, .names = &spot_kind_names, .zh = "种类",
          .en = "Kind", .options = "spot_kind"),
    FIELD(struct spot_new, place_id, .required = true, .as = AS_ID, .zh = "地点", .en = "Place",
          .options = "places"),
    FIELD(struct spot_new, each, .names = &place_kind_names, .zh = "辖内每个区划各一个",
          .en = "One for each of this kind", .options = "place_kind"),
    FIELD(struct spot_new, campaign, .max = 60, .zh = "专项行动", .en = "Campaign",
          .options = "campaigns"),
    SAID_FIELDS(struct spot_new),
};
const struct shape spot_new_shape = SHAPE("spot_new", struct spot_new, new_fields);
#define REASON(S)                                                                              \
    FIELD(S, reason, .required = true, .min = 2, .max = 500, .zh = "原因", .en = "Reason")
static const struct field change_fields[] = {SAID_FIELDS(struct spot_change),
                                             REASON(struct spot_change)};
const struct shape spot_change_shape = SHAPE("spot_change", struct spot_change, change_fields);
static const struct field end_fields[] = {REASON(struct spot_end)};
const struct shape spot_end_shape = SHAPE("spot_end", struct spot_end, end_fields);
static const struct field emptied_fields[] = {
    FIELD(struct spot_emptied, at, .as = AS_TIME, .zh = "开箱时间", .en = "Opened at"),
    FIELD(struct spot_emptied, letters, .required = true, .min = 0, .max = 100000,
          .zh = "取出信件数（空箱填0）", .en = "Letters found (0 = none)"),
    FIELD(struct spot_emptied, note, .max = 1000, .as = AS_TEXT, .zh = "备注", .en = "Note"),
    FIELD(struct spot_emptied, attachments, .max = 9, .zh = "照片或扫描件",
          .en = "Photos or scans"),
};
const struct shape spot_emptied_shape =
    SHAPE("spot_emptied", struct spot_emptied, emptied_fields);

static enum subject subject_of(int kind)
{
    return kind == SPOT_BOX ? SUBJECT_BOX : SUBJECT_SPOT;
}

enum err spot_get(struct ctx *cx, int64_t id, struct spot *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_SPOT_GET, ARGS(I64(cx->jid), I64(id)), &spot_shape, out, &found));
    return found
               ? OK
               : fail_at(cx, ERR_NOT_FOUND, "spot", "没有这个采集点", "there is no such spot");
}

bool spot_may_see(struct ctx *cx, const struct spot *s)
{
    const struct actor *a = cx->actor;
    for (size_t i = 0; i < a->n; i++)
        if (grant_sees(&a->grants[i]) &&
            org_unit_under(cx->app->org, s->unit_id, a->grants[i].unit_id))
            return true;
    return s->officer_id && s->officer_id == a->officer_id;
}

/* A call speaks to the public for the unit. */
uint32_t spot_keepers(int kind)
{
    return kind == SPOT_CALL ? BIT(ROLE_DISPATCHER) | BIT(ROLE_PUBLISHER) | BIT(ROLE_LEADER)
                             : BIT(ROLE_COLLECTOR) | BIT(ROLE_OPERATOR) | BIT(ROLE_DISPATCHER);
}

static bool keeps_at(struct ctx *cx, int kind, int64_t unit)
{
    return cx->actor->kind == ROLE_IMPORT ||
           (actor_roles_at(cx, cx->actor, unit) & spot_keepers(kind));
}

bool spot_may_keep(struct ctx *cx, const struct spot *s)
{
    return keeps_at(cx, s->kind, s->unit_id);
}

/* ---- checked ---- */

static enum err times_check(struct ctx *cx, const struct spot *s)
{
    if (!s->held_at)
        return fail_at(cx, ERR_INPUT, "held_at", "请填写时间", "say when");
    if (s->held_at > cx->now + SOON_MS)
        return fail_at(cx, ERR_INPUT, "held_at", "不能晚于现在", "that is in the future");
    if (s->kind == SPOT_STAY && s->until_at < s->held_at)
        return fail_at(cx, ERR_INPUT, "until_at", "请填写结束时间，不早于开始",
                       "say until when, not before it begins");
    if (s->heads < 1)
        return fail_at(cx, ERR_INPUT, "heads", "请填写到场群众人数", "say how many came");
    return str_trim(s->who).n ? OK
                              : fail_at(cx, ERR_INPUT, "who", "请填写主持人或蹲点人员",
                                        "say who held it or stayed");
}

static enum err call_check(struct ctx *cx, const struct spot *s)
{
    if (str_trim(s->name).n < 2)
        return fail_at(cx, ERR_INPUT, "name", "请写明征集的主题", "say the topic");
    if (str_trim(s->note).n < 2)
        return fail_at(cx, ERR_INPUT, "note", "请写明征集什么", "say what is wanted");
    if (!s->held_at)
        return fail_at(cx, ERR_INPUT, "held_at", "请填写哪天开始", "say from when");
    if (s->until_at <= s->held_at || (!s->ended_at && s->until_at <= cx->now))
        return fail_at(cx, ERR_INPUT, "until_at", "请填写哪天截止，要晚于开始和现在",
                       "say until when: after it begins, and after now");
    return OK;
}

static enum err row_check(struct ctx *cx, const struct spot *s)
{
    struct campaign c;
    if (s->kind == SPOT_BOX && !s->name.n)
        return fail_at(cx, ERR_INPUT, "name", "请写明信箱挂在哪里", "say where the box hangs");
    if (s->kind == SPOT_MEETING || s->kind == SPOT_STAY)
        TRY(times_check(cx, s));
    if (s->kind == SPOT_CALL)
        TRY(call_check(cx, s));
    if (!s->campaign.n)
        return OK;
    TRY(campaign_find(cx, s->campaign, &c));
    /* Posters hang and boxes stand before it begins. */
    int64_t at = s->held_at ? s->held_at : c.from_at > cx->now ? c.from_at : cx->now;
    return campaign_takes(cx, &c, at, s->held_at ? "held_at" : "campaign", s->place_id);
}

static enum err keep_check(struct ctx *cx, int kind, int64_t unit)
{
    return keeps_at(cx, kind, unit)
               ? OK
               : fail_at(cx, ERR_DENIED, "place_id", "您不负责这个地方的采集",
                         "that place is not yours to gather in");
}

/* ---- written ---- */

static struct str set_of(struct ctx *cx, const struct spot *was, const struct spot *is)
{
    struct spot a = *was, b = *is;
    struct buf out;
    struct json j;
    a.demands = b.demands = 0;
    buf_init(&out, cx->arena, 16384);
    json_init(&j, &out);
    json_obj(&j);
    json_key(&j, "set");
    json_obj(&j);
    shape_json_diff(&j, &spot_shape, &a, &b);
    json_obj_end(&j);
    json_obj_end(&j);
    return buf_done(&out);
}

struct making {
    const struct spot_new *in;
    int64_t *ids, *clocks; /* drawn beforehand */
    struct str *answer;
};

static enum err put_one(struct ctx *cx, const struct spot *s, int64_t clock_id)
{
    bool started = false;
    const struct spot none = {0};
    const struct audit a = {.kind = subject_of(s->kind),
                            .id = s->id,
                            .action = "spot-made",
                            .data = set_of(cx, &none, s),
                            .occurred_at = s->held_at < cx->now ? s->held_at : 0};
    TRY(row_check(cx, s));
    TRY(db_put(cx, SQL_SPOT_INSERT, &spot_shape, s, NULL, 0, NULL));
    TRY(spot_clock_set(cx, s, "", clock_id, &started));
    return audit_write(cx, &a);
}

static struct spot row_of(struct ctx *cx, const struct spot_new *in, int64_t id, int64_t place)
{
    return (struct spot){
        .jid = cx->jid,
        .id = id,
        .version = 1,
        .kind = in->kind,
        .place_id = place,
        .unit_id = org_unit_of_place(cx->app->org, place, cx->app->root_unit),
        .name = in->name,
        .campaign = in->campaign,
        .who = in->who,
        .held_at = in->held_at,
        .until_at = in->until_at,
        .heads = in->heads,
        .every_days = in->every_days,
        .note = in->note,
        .last_at = in->kind == SPOT_BOX ? cx->now : 0,
        .officer_id = cx->actor->officer_id,
        .made_at = cx->now,
    };
}

enum err spot_put(struct ctx *cx, const struct spot_new *in, int64_t id)
{
    if (!org_place(cx->app->org, in->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    struct spot s = row_of(cx, in, id, in->place_id);
    TRY(keep_check(cx, s.kind, s.unit_id));
    return put_one(cx, &s, 0);
}

static bool hangs_there(const struct spot *all, size_t n, const struct spot_new *in,
                        int64_t place)
{
    for (size_t i = 0; i < n; i++)
        if (!all[i].ended_at && all[i].place_id == place && str_eq(all[i].name, in->name) &&
            str_eq(all[i].campaign, in->campaign))
            return true;
    return false;
}

/* The places that get one. */
static enum err places_of(struct ctx *cx, const struct spot_new *in, int64_t *places, size_t *n,
                          int64_t *known)
{
    enum { LOOKED = 20000 };
    const struct place *all = NULL;
    size_t all_n = org_places(cx->app->org, &all), there_n = 0;
    struct spot *there = NULL;
    TRY(db_all(cx, SQL_SPOT_OF_KIND,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&spot_kind_names, in->kind))),
                    I64(INT64_MAX), I64(LOOKED)),
               &spot_shape, (void **)&there, &there_n));
    for (size_t i = 0; i < all_n; i++) {
        const struct place *p = &all[i];
        if (p->kind != in->each || (p->valid_to && p->valid_to <= cx->now) ||
            !org_place_under(cx->app->org, p->id, in->place_id))
            continue;
        if (hangs_there(there, there_n, in, p->id)) {
            (*known)++;
            continue;
        }
        if (*n == SPOTS_MOST)
            return fail_at(cx, ERR_TOO_LARGE, "each", "一次最多 %d 个，请分片制作",
                           "%d at most in one go", SPOTS_MOST);
        places[(*n)++] = p->id;
    }
    return *n ? OK
              : fail_at(cx, ERR_CONFLICT, "each", "没有要新做的：都已经有了，或没有这种区划",
                        "none is left to make");
}

static void made_answer(struct ctx *cx, const struct making *m, size_t n, int64_t known)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, ANSWER_MAX);
    json_init(&j, &b);
    json_obj(&j);
    json_key(&j, "spots");
    json_arr(&j);
    for (size_t i = 0; i < n; i++)
        json_id(&j, m->ids[i]);
    json_arr_end(&j);
    json_ki64(&j, "known", known);
    json_obj_end(&j);
    *m->answer = buf_done(&b);
}

static enum err make_run(struct ctx *cx, void *arg)
{
    const struct making *m = arg;
    const struct spot_new *in = m->in;
    int64_t *places = NEWS(cx->arena, int64_t, SPOTS_MOST), known = 0;
    size_t n = 0;
    bool many = in->kind == SPOT_POSTER || in->kind == SPOT_BOX;
    if (in->kind <= SPOT_NONE || in->kind == SPOT_QUESTIONNAIRE)
        return fail_at(cx, ERR_INPUT, "kind", "请选择种类", "choose a kind");
    if (!org_place(cx->app->org, in->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    TRY(keep_check(cx, in->kind,
                   org_unit_of_place(cx->app->org, in->place_id, cx->app->root_unit)));
    if (in->each > 0 && many)
        TRY(places_of(cx, in, places, &n, &known));
    else
        places[n++] = in->place_id;
    for (size_t i = 0; i < n; i++) {
        struct spot s = row_of(cx, in, m->ids[i], places[i]);
        TRY(put_one(cx, &s, m->clocks[i]));
    }
    made_answer(cx, m, n, known);
    return idem_put(cx, 201, *m->answer);
}

enum err spot_make(struct ctx *cx, const struct spot_new *in, struct str *answer)
{
    size_t n = in->each > 0 ? SPOTS_MOST : 1;
    struct making m = {.in = in,
                       .ids = NEWS(cx->arena, int64_t, n),
                       .clocks = NEWS(cx->arena, int64_t, n),
                       .answer = answer};
    for (size_t i = 0; i < n; i++) {
        m.ids[i] = app_id(cx);
        m.clocks[i] = app_id(cx);
    }
    return db_write(cx, cx->app->store, make_run, &m);
}

/* ---- changed ---- */

struct job {
    int64_t id, if_match, clock_id; /* drawn beforehand */
    const struct spot_change *change;
    const struct spot_end *end;
    const struct spot_emptied *emptied;
    struct str *answer;
};

static enum err stale(struct ctx *cx)
{
    return fail(cx, ERR_STALE, "您打开之后有人改过这个采集点", "it was changed meanwhile");
}

static enum err may_change(struct ctx *cx, const struct job *job, const struct spot *s)
{
    if (!spot_may_see(cx, s))
        return fail_at(cx, ERR_NOT_FOUND, "spot", "没有这个采集点", "there is no such spot");
    TRY(keep_check(cx, s->kind, s->unit_id));
    if (job->if_match < 0)
        return fail(cx, ERR_UNVERSIONED, "缺少 If-Match", "If-Match is missing");
    if (job->if_match != s->version)
        return stale(cx);
    return s->ended_at ? fail(cx, ERR_CONFLICT, "这个采集点已经停用", "this spot has ended")
                       : OK;
}

static void change_row(const struct spot_change *in, struct spot *s)
{
    if (in->name.n)
        s->name = in->name;
    if (in->who.n)
        s->who = in->who;
    if (in->held_at)
        s->held_at = in->held_at;
    if (in->until_at)
        s->until_at = in->until_at;
    if (in->heads)
        s->heads = in->heads;
    if (in->every_days)
        s->every_days = in->every_days;
    if (in->note.n)
        s->note = in->note;
}

static enum err empty_row(struct ctx *cx, const struct spot_emptied *in, struct spot *s)
{
    int64_t at = in->at ? in->at : cx->now;
    if (s->kind != SPOT_BOX)
        return fail(cx, ERR_CONFLICT, "这不是信箱", "this is no letter box");
    if (at > cx->now + SOON_MS)
        return fail_at(cx, ERR_INPUT, "at", "开箱时间不能晚于现在", "that is in the future");
    if (at < s->last_at)
        return fail_at(cx, ERR_INPUT, "at", "不能早于上次开箱", "before it was last opened");
    for (size_t i = 0; i < in->attachments.n; i++)
        TRY(attach_check(cx, in->attachments.p[i]));
    s->last_at = at;
    s->letters += in->letters;
    return OK;
}

static enum err job_row(struct ctx *cx, const struct job *job, struct spot *s)
{
    s->version++;
    if (job->change)
        change_row(job->change, s);
    if (job->emptied)
        TRY(empty_row(cx, job->emptied, s));
    if (job->end)
        s->ended_at = cx->now;
    return job->change ? row_check(cx, s) : OK;
}

static const char *job_action(const struct job *job)
{
    if (job->emptied)
        return job->emptied->letters ? "box-emptied" : "box-found-empty";
    return job->end ? "spot-ended" : "spot-changed";
}

static enum err job_event(struct ctx *cx, const struct job *job, const struct spot *was,
                          const struct spot *s)
{
    const struct spot_emptied *e = job->emptied;
    const struct audit_text text[] = {
        {"reason", job->change ? job->change->reason
                   : job->end  ? job->end->reason
                               : STR("")},
        {"note", e ? e->note : STR("")},
    };
    const struct audit a = {
        .kind = subject_of(s->kind),
        .id = s->id,
        .action = job_action(job),
        .data = set_of(cx, was, s),
        .occurred_at = e ? s->last_at : 0,
        .text = text,
        .texts = COUNT(text),
        .heads = e ? e->letters : 0,
        .attachments = e ? e->attachments : (struct strs){0},
    };
    return audit_write(cx, &a);
}

static enum err job_run(struct ctx *cx, void *arg)
{
    const struct job *job = arg;
    struct spot was, s;
    int64_t changed = 0;
    bool moved = false;
    TRY(spot_get(cx, job->id, &was));
    TRY(may_change(cx, job, &was));
    s = was;
    TRY(job_row(cx, job, &s));
    TRY(db_put(cx, SQL_SPOT_UPDATE, &spot_shape, &s, ARGS(I64(was.version)), &changed));
    if (!changed)
        return stale(cx);
    TRY(spot_clock_set(cx, &s, job_action(job), job->clock_id, &moved));
    TRY(job_event(cx, job, &was, &s));
    *job->answer =
        str_fmt(cx->arena, "{\"id\":\"%" PRId64 "\",\"version\":%" PRId64 "}", s.id, s.version);
    return idem_put(cx, 200, *job->answer);
}

enum err spot_correct(struct ctx *cx, int64_t id, int64_t if_match,
                      const struct spot_change *in, struct str *answer)
{
    struct job job = {
        .id = id, .if_match = if_match, .clock_id = app_id(cx), .change = in, .answer = answer};
    return db_write(cx, cx->app->store, job_run, &job);
}

enum err spot_finish(struct ctx *cx, int64_t id, int64_t if_match, const struct spot_end *in,
                     struct str *answer)
{
    struct job job = {
        .id = id, .if_match = if_match, .clock_id = app_id(cx), .end = in, .answer = answer};
    return db_write(cx, cx->app->store, job_run, &job);
}

enum err spot_empty(struct ctx *cx, int64_t id, int64_t if_match, const struct spot_emptied *in,
                    struct str *answer)
{
    struct job job = {.id = id,
                      .if_match = if_match,
                      .clock_id = app_id(cx),
                      .emptied = in,
                      .answer = answer};
    return db_write(cx, cx->app->store, job_run, &job);
}
