/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/inspection.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/rand.h"
#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/calendar.h"
#include "core/idem.h"
#include "core/officer.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/campaign.h"
#include "loop/inspection_impl.h"

ENUM_NAMES(inspection_kind, INSPECTION_KIND_LIST);
ENUM_NAMES(inspection_state, INSPECTION_STATE_LIST);
ENUM_NAMES(look, LOOK_LIST);
ENUM_NAMES(finding_state, FINDING_STATE_LIST);

enum {
    TEXT_MAX = 4000,
    POPULATION_BYTES = 4 << 20,
    PEOPLE_MOST = 50000,
    TEAM_MOST = 30,
    SEED_BYTES = 16,
};

static const struct field inspection_fields[] = {
    FIELD(struct inspection, jid),
    FIELD(struct inspection, id, .as = AS_ID),
    FIELD(struct inspection, num),
    FIELD(struct inspection, version),
    FIELD(struct inspection, kind, .names = &inspection_kind_names),
    FIELD(struct inspection, title),
    FIELD(struct inspection, campaign),
    FIELD(struct inspection, leader_id, .as = AS_ID),
    FIELD(struct inspection, team, .max = TEXT_MAX),
    FIELD(struct inspection, press),
    FIELD(struct inspection, held_at, .as = AS_TIME),
    FIELD(struct inspection, from_at, .as = AS_TIME),
    FIELD(struct inspection, to_at, .as = AS_TIME),
    FIELD(struct inspection, place_id, .as = AS_ID),
    FIELD(struct inspection, unit_id, .as = AS_ID),
    FIELD(struct inspection, wanted),
    FIELD(struct inspection, seed),
    FIELD(struct inspection, people),
    FIELD(struct inspection, population, .max = POPULATION_BYTES),
    FIELD(struct inspection, state, .names = &inspection_state_names),
    FIELD(struct inspection, planned_at, .as = AS_TIME),
    FIELD(struct inspection, planned_by, .as = AS_ID),
    FIELD(struct inspection, issued_at, .as = AS_TIME),
    FIELD(struct inspection, issued_by, .as = AS_ID),
    FIELD(struct inspection, ended_at, .as = AS_TIME),
    FIELD(struct inspection, ended_by, .as = AS_ID),
    FIELD(struct inspection, summary, .max = TEXT_MAX),
};
const struct shape inspection_shape = SHAPE("inspection", struct inspection, inspection_fields);

static const struct field sample_fields[] = {
    FIELD(struct inspection_sample, jid),
    FIELD(struct inspection_sample, inspection_id),
    FIELD(struct inspection_sample, serial),
    FIELD(struct inspection_sample, matter_id),
    FIELD(struct inspection_sample, unit_id),
    FIELD(struct inspection_sample, outcome, .names = &look_names),
    FIELD(struct inspection_sample, note, .max = TEXT_MAX),
    FIELD(struct inspection_sample, looked_at),
    FIELD(struct inspection_sample, looked_by),
};
const struct shape inspection_sample_shape =
    SHAPE("inspection_sample", struct inspection_sample, sample_fields);

static const struct field finding_fields[] = {
    FIELD(struct finding, jid),
    FIELD(struct finding, id, .as = AS_ID),
    FIELD(struct finding, num),
    FIELD(struct finding, version),
    FIELD(struct finding, inspection_id, .as = AS_ID),
    FIELD(struct finding, serial),
    FIELD(struct finding, matter_id, .as = AS_ID),
    FIELD(struct finding, place_id, .as = AS_ID),
    FIELD(struct finding, unit_id, .as = AS_ID),
    FIELD(struct finding, words, .max = TEXT_MAX),
    FIELD(struct finding, state, .names = &finding_state_names),
    FIELD(struct finding, found_at, .as = AS_TIME),
    FIELD(struct finding, found_by, .as = AS_ID),
    FIELD(struct finding, workdays),
    FIELD(struct finding, asked_at, .as = AS_TIME),
    FIELD(struct finding, due_at, .as = AS_TIME),
    FIELD(struct finding, report, .max = TEXT_MAX),
    FIELD(struct finding, reported_seq),
    FIELD(struct finding, reported_at, .as = AS_TIME),
    FIELD(struct finding, reported_by, .as = AS_ID),
    FIELD(struct finding, verdict, .max = TEXT_MAX),
    FIELD(struct finding, checked_seq),
    FIELD(struct finding, checked_at, .as = AS_TIME),
    FIELD(struct finding, checked_by, .as = AS_ID),
    FIELD(struct finding, failed),
    FIELD(struct finding, reopened),
};
const struct shape finding_shape = SHAPE("finding", struct finding, finding_fields);

#define PHOTOS(S)                                                                              \
    FIELD(S, attachments, .max = 20, .zh = "照片", .en = "Photos", .options = "attachments")
#define LIMIT(S)                                                                               \
    FIELD(S, workdays, .min = 0, .max = 60, .zh = "几个工作日内整改（不填为5）",               \
          .en = "Mended within working days (empty: 5)")

static const struct field new_fields[] = {
    FIELD(struct inspection_new, kind, .required = true, .names = &inspection_kind_names,
          .zh = "方式", .en = "Kind"),
    FIELD(struct inspection_new, title, .required = true, .min = 2, .max = 100, .zh = "名称",
          .en = "Title"),
    FIELD(struct inspection_new, campaign, .max = 60, .zh = "所属专项行动", .en = "Campaign"),
    FIELD(struct inspection_new, leader, .as = AS_ID, .zh = "带队领导", .en = "Leader",
          .options = "officers"),
    FIELD(struct inspection_new, team, .max = TEAM_MOST, .zh = "督查组成员", .en = "Team",
          .options = "officers"),
    FIELD(struct inspection_new, press, .max = 200, .zh = "同行媒体、志愿者",
          .en = "Media, volunteers"),
    FIELD(struct inspection_new, held_at, .as = AS_TIME, .zh = "日期（不填为今天）",
          .en = "Date (empty: today)"),
    FIELD(struct inspection_new, first_day, .as = AS_TIME, .zh = "抽查范围：销号起",
          .en = "Drawn from: closed from"),
    FIELD(struct inspection_new, last_day, .as = AS_TIME, .zh = "销号止", .en = "closed to"),
    FIELD(struct inspection_new, place_id, .as = AS_ID, .zh = "地点（不填为全部）",
          .en = "Place (empty: all)", .options = "places"),
    FIELD(struct inspection_new, unit, .as = AS_ID, .zh = "主办单位（不填为全部）",
          .en = "Lead (empty: all)", .options = "units"),
    FIELD(struct inspection_new, sample, .min = 0, .max = SAMPLE_MOST, .zh = "抽查件数",
          .en = "How many are drawn"),
};
static const struct field look_fields[] = {
    FIELD(struct sample_look, serial, .required = true, .min = 1, .max = SAMPLE_MOST,
          .zh = "序号", .en = "Serial"),
    FIELD(struct sample_look, outcome, .required = true, .names = &look_names, .zh = "核查结果",
          .en = "Outcome"),
    FIELD(struct sample_look, note, .max = 1000, .as = AS_TEXT, .zh = "说明", .en = "Note"),
};
static const struct field finding_new_fields[] = {
    FIELD(struct finding_new, matter, .max = 30, .zh = "事项编号（现场问题可不填）",
          .en = "Matter (empty: of a place)"),
    FIELD(struct finding_new, place_id, .as = AS_ID, .zh = "地点", .en = "Place",
          .options = "places"),
    FIELD(struct finding_new, unit, .as = AS_ID, .zh = "整改单位（不填为事项主办）",
          .en = "Unit (empty: the matter's lead)", .options = "units"),
    FIELD(struct finding_new, words, .required = true, .min = 4, .max = 2000, .as = AS_TEXT,
          .zh = "发现的问题", .en = "What was found"),
    FIELD(struct finding_new, found_at, .as = AS_TIME, .zh = "发现时间（不填为现在）",
          .en = "Found (empty: now)"),
    LIMIT(struct finding_new),
    PHOTOS(struct finding_new),
};
static const struct field report_fields[] = {
    FIELD(struct finding_report, report, .required = true, .min = 4, .max = 2000, .as = AS_TEXT,
          .zh = "整改情况", .en = "What was done"),
    PHOTOS(struct finding_report),
};
static const struct field check_fields[] = {
    FIELD(struct finding_check, mended, .zh = "整改到位", .en = "Mended"),
    FIELD(struct finding_check, words, .required = true, .min = 2, .max = 2000, .as = AS_TEXT,
          .zh = "验收意见", .en = "Verdict"),
    LIMIT(struct finding_check),
    PHOTOS(struct finding_check),
};
static const struct field words_fields[] = {
    FIELD(struct inspection_words, words, .required = true, .min = 2, .max = 2000,
          .as = AS_TEXT, .zh = "说明", .en = "Words"),
};
const struct shape inspection_new_shape =
    SHAPE("inspection_new", struct inspection_new, new_fields);
const struct shape sample_look_shape = SHAPE("sample_look", struct sample_look, look_fields);
const struct shape finding_new_shape =
    SHAPE("finding_new", struct finding_new, finding_new_fields);
const struct shape finding_report_shape =
    SHAPE("finding_report", struct finding_report, report_fields);
const struct shape finding_check_shape =
    SHAPE("finding_check", struct finding_check, check_fields);
const struct shape inspection_words_shape =
    SHAPE("inspection_words", struct inspection_words, words_fields);

/* ---- population and sample ---- */

struct person_row {
    int64_t matter_id, unit_id, place_id;
};
static const struct field person_fields[] = {
    FIELD(struct person_row, matter_id),
    FIELD(struct person_row, unit_id),
    FIELD(struct person_row, place_id),
};
static const struct shape person_shape = SHAPE("population", struct person_row, person_fields);

static int by_unit(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    if (x->unit_id != y->unit_id)
        return x->unit_id < y->unit_id ? -1 : 1;
    return (x->matter_id > y->matter_id) - (x->matter_id < y->matter_id);
}

static enum err population_read(struct ctx *cx, const struct inspection *i, struct drawn **out,
                                size_t *n)
{
    struct person_row *rows = NULL;
    size_t all = 0;
    TRY(db_all(cx, SQL_INSPECTION_POPULATION,
               ARGS(I64(cx->jid), I64(i->from_at), I64(i->to_at)), &person_shape,
               (void **)&rows, &all));
    *out = NEWS(cx->arena, struct drawn, all + 1);
    *n = 0;
    for (size_t k = 0; k < all; k++) {
        if ((i->place_id && !org_place_under(cx->app->org, rows[k].place_id, i->place_id)) ||
            (i->unit_id && !org_unit_under(cx->app->org, rows[k].unit_id, i->unit_id)))
            continue;
        (*out)[(*n)++] = (struct drawn){rows[k].unit_id, rows[k].matter_id};
    }
    if (*n > PEOPLE_MOST)
        return fail_at(cx, ERR_INPUT, "last_day", "抽查范围太大：超过 %d 件，请缩短时段",
                       "more than %d matters: a shorter time, please", PEOPLE_MOST);
    qsort(*out, *n, sizeof **out, by_unit);
    return OK;
}

static struct str population_text(struct ctx *cx, const struct drawn *lines, size_t n)
{
    struct buf b;
    buf_init(&b, cx->arena, POPULATION_BYTES);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%" PRId64 " %" PRId64 "\n", lines[i].unit_id, lines[i].matter_id);
    return n ? buf_done(&b) : STR("");
}

enum err inspection_population(struct ctx *cx, struct str text, struct drawn **out, size_t *n)
{
    struct strs lines = str_split(cx->arena, text, '\n');
    *out = NEWS(cx->arena, struct drawn, lines.n + 1);
    *n = 0;
    for (size_t i = 0; text.n && i < lines.n; i++) {
        struct strs cell = str_split(cx->arena, lines.p[i], ' ');
        struct drawn *d = &(*out)[*n];
        if (!lines.p[i].n)
            continue;
        if (cell.n != 2 || !str_i64(cell.p[0], &d->unit_id) ||
            !str_i64(cell.p[1], &d->matter_id))
            return fail(cx, ERR_IO, "抽查范围读不出来", "the frozen population cannot be read");
        ++*n;
    }
    return OK;
}

/* A unit's matters stand together: from first, n of them. */
struct stratum {
    size_t first, n, take;
    uint64_t rest; /* of the share, times the population */
};

static size_t strata_of(struct arena *a, const struct drawn *lines, size_t n,
                        struct stratum **out)
{
    struct stratum *s = NEWS(a, struct stratum, n + 1);
    size_t units = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || lines[i].unit_id != lines[i - 1].unit_id)
            s[units++] = (struct stratum){.first = i};
        s[units - 1].n++;
    }
    *out = s;
    return units;
}

static void shares(struct stratum *s, size_t units, size_t people, size_t wanted)
{
    size_t left = wanted, floor = wanted >= units ? 1 : 0;
    for (size_t i = 0; i < units; i++) {
        s[i].take = floor;
        left -= floor;
    }
    size_t rest = left;
    for (size_t i = 0; i < units; i++) {
        uint64_t share = (uint64_t)left * (s[i].n - floor);
        uint64_t of = people > floor * units ? people - floor * units : 1;
        s[i].take += (size_t)(share / of);
        rest -= (size_t)(share / of);
        s[i].rest = share % of;
    }
    while (rest > 0) {
        size_t best = units;
        for (size_t i = 0; i < units; i++)
            if (s[i].take < s[i].n && (best == units || s[i].rest > s[best].rest))
                best = i;
        if (best == units)
            return;
        s[best].take++;
        s[best].rest = 0;
        rest--;
    }
}

struct lot {
    struct str hash;
    struct drawn d;
};

static int by_hash(const void *a, const void *b)
{
    const struct lot *x = a, *y = b;
    return memcmp(x->hash.p, y->hash.p, x->hash.n);
}

struct drawn *inspection_draw(struct arena *a, const struct drawn *lines, size_t lines_n,
                              struct str seed, size_t wanted, size_t *n)
{
    struct stratum *s = NULL;
    size_t units = strata_of(a, lines, lines_n, &s);
    struct drawn *out = NEWS(a, struct drawn, wanted + 1);
    if (wanted > lines_n)
        wanted = lines_n;
    *n = 0;
    if (!wanted)
        return out;
    shares(s, units, lines_n, wanted);
    for (size_t u = 0; u < units; u++) {
        struct lot *lots = NEWS(a, struct lot, s[u].n);
        for (size_t i = 0; i < s[u].n; i++) {
            lots[i].d = lines[s[u].first + i];
            struct str text = str_fmt(a, "%.*s|%" PRId64, STR_ARG(seed), lots[i].d.matter_id);
            lots[i].hash = hash_hex(a, hash_sha256(text));
        }
        qsort(lots, s[u].n, sizeof *lots, by_hash);
        for (size_t i = 0; i < s[u].take; i++)
            out[(*n)++] = lots[i].d;
    }
    return out;
}

/* ---- plan ---- */

enum err inspection_answered(struct ctx *cx, int status, struct str num, int64_t version,
                             const char *state, struct flow_result *out)
{
    *out = (struct flow_result){
        .num = str_dup(cx->arena, num), .version = version, .state = state};
    return idem_put(cx, status, flow_result_json(cx, out));
}

struct plan_job {
    const struct inspection_new *in;
    struct inspection row;
    struct drawn *sample;
    size_t sample_n;
    struct flow_result *out;
};

static enum err team_check(struct ctx *cx, struct strs team, struct str *out)
{
    struct buf b;
    struct officer o;
    int64_t id = 0;
    buf_init(&b, cx->arena, TEXT_MAX);
    for (size_t i = 0; i < team.n; i++) {
        if (!str_i64(team.p[i], &id))
            return fail_at(cx, ERR_INPUT, "team", "没有这位工作人员：%.*s",
                           "no such officer: %.*s", STR_ARG(team.p[i]));
        TRY(officer_get(cx, id, &o));
        buf_fmt(&b, "%s%" PRId64, i ? "," : "", id);
    }
    *out = team.n ? buf_done(&b) : STR("");
    return OK;
}

static enum err plan_check(struct ctx *cx, const struct inspection_new *in,
                           struct inspection *i)
{
    struct officer o;
    struct campaign c;
    if (in->kind == INSPECTION_LEADER && !in->leader)
        return fail_at(cx, ERR_INPUT, "leader", "请选带队领导", "who leads it?");
    if (in->leader)
        TRY(officer_get(cx, in->leader, &o));
    if (in->campaign.n)
        TRY(campaign_find(cx, in->campaign, &c));
    if (in->place_id && !org_place(cx->app->org, in->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    if (in->unit && !org_unit(cx->app->org, in->unit))
        return fail_at(cx, ERR_INPUT, "unit", "没有这个单位", "there is no such unit");
    if (in->sample && (!in->first_day || !in->last_day || in->last_day < in->first_day))
        return fail_at(cx, ERR_INPUT, "last_day", "抽查要写明销号的起止日期",
                       "a sample needs the first and last day of closing");
    i->from_at = in->first_day ? time_day_start(time_day(in->first_day)) : 0;
    i->to_at = in->last_day ? time_day_end(time_day(in->last_day)) : 0;
    return team_check(cx, in->team, &i->team);
}

static enum err plan_write(struct ctx *cx, void *arg)
{
    struct plan_job *j = arg;
    struct inspection *i = &j->row;
    struct drawn *lines = NULL;
    size_t n = 0;
    TRY(plan_check(cx, j->in, i));
    if (i->wanted)
        TRY(population_read(cx, i, &lines, &n));
    i->people = (int64_t)n;
    i->population = population_text(cx, lines, n);
    j->sample = inspection_draw(cx->arena, lines, n, i->seed, (size_t)i->wanted, &j->sample_n);
    TRY(db_put(cx, SQL_INSPECTION_INSERT, &inspection_shape, i, NULL, 0, NULL));
    for (size_t k = 0; k < j->sample_n; k++) {
        const struct inspection_sample s = {.jid = cx->jid,
                                            .inspection_id = i->id,
                                            .serial = (int64_t)k + 1,
                                            .matter_id = j->sample[k].matter_id,
                                            .unit_id = j->sample[k].unit_id,
                                            .note = STR("")};
        TRY(db_put(cx, SQL_INSPECTION_SAMPLE_INSERT, &inspection_sample_shape, &s, NULL, 0,
                   NULL));
    }
    TRY(audit_put(cx, SUBJECT_INSPECTION, i->id, "inspection-planned",
                  str_fmt(cx->arena,
                          "{\"inspection\":\"%.*s\",\"kind\":\"%s\",\"seed\":\"%.*s\","
                          "\"population\":\"%.*s\",\"of\":%" PRId64 ",\"drawn\":%zu}",
                          STR_ARG(i->num), enum_text(&inspection_kind_names, i->kind),
                          STR_ARG(i->seed),
                          STR_ARG(hash_hex(cx->arena, hash_sha256(i->population))), i->people,
                          j->sample_n)));
    return inspection_answered(cx, 201, i->num, 1, "planned", j->out);
}

enum err inspection_plan(struct ctx *cx, const struct inspection_new *in,
                         struct flow_result *out)
{
    struct plan_job j = {.in = in, .out = out};
    struct str num = {0};
    TRY(app_numbers(cx, 1, &num));
    j.row = (struct inspection){
        .jid = cx->jid,
        .id = app_id(cx),
        .num = num,
        .version = 1,
        .kind = in->kind,
        .title = in->title,
        .campaign = in->campaign.n ? in->campaign : STR(""),
        .leader_id = in->leader,
        .press = in->press.n ? in->press : STR(""),
        .held_at = in->held_at ? in->held_at : cx->now,
        .place_id = in->place_id,
        .unit_id = in->unit,
        .wanted = in->sample,
        .seed = in->sample ? rand_hex(cx->arena, SEED_BYTES) : STR(""),
        .planned_at = cx->now,
        .planned_by = cx->actor->officer_id,
        .summary = STR(""),
    };
    if (!inspection_supervises(cx, &j.row))
        return fail(cx, ERR_DENIED,
                    "由管这一单位或地点的督查员或领导安排；暗访和全域的由全区的安排",
                    "for supervisors and leaders over that unit or place; a covert one, or one "
                    "of everything, for the whole register's");
    return db_write(cx, cx->app->store, plan_write, &j);
}
