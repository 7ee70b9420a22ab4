/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/intake.h"

#include <inttypes.h>

#include "base/rand.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/attach.h"
#include "core/idem.h"
#include "core/org.h"
#include "core/person.h"
#include "core/secret.h"
#include "db/db.h"
#include "loop/campaign_said.h"
#include "loop/labels.h"
#include "loop/spot.h"
#include "loop/suggest.h"
#include "loop/urgent.h"

enum { TITLE_POINTS = 40, CODE_CHARS = 10 };

#define CITIZEN_FIELDS                                                                         \
    FIELD(struct demand_new, words, .required = true, .min = 2, .max = 10000, .as = AS_TEXT,   \
          .zh = "诉求内容", .en = "In your own words"),                                        \
        FIELD(struct demand_new, title, .max = 100, .zh = "标题", .en = "Title"),              \
        FIELD(struct demand_new, place_id, .as = AS_ID, .zh = "发生地", .en = "Place",         \
              .options = "places"),                                                            \
        FIELD(struct demand_new, lon, .as = AS_REAL6, .min = -180000000, .max = 180000000,     \
              .zh = "经度", .en = "Longitude"),                                                \
        FIELD(struct demand_new, lat, .as = AS_REAL6, .min = -90000000, .max = 90000000,       \
              .zh = "纬度", .en = "Latitude"),                                                 \
        FIELD(struct demand_new, crs, .max = 20, .zh = "坐标系", .en = "Coordinate system",    \
              .options = "crs"),                                                               \
        FIELD(struct demand_new, address, .max = 300, .zh = "详细地址", .en = "Address"),      \
        FIELD(struct demand_new, privacy, .names = &privacy_names, .zh = "身份公开方式",       \
              .en = "Privacy"),                                                                \
        FIELD(struct demand_new, name, .max = 50, .zh = "姓名", .en = "Name"),                 \
        FIELD(struct demand_new, phone, .max = 30, .zh = "联系电话", .en = "Telephone"),       \
        FIELD(struct demand_new, mail, .max = 200, .zh = "电子邮箱", .en = "Mail"),            \
        FIELD(struct demand_new, notify, .max = 10, .zh = "进展通知方式", .en = "Tell me by",  \
              .options = "notify"),                                                            \
        FIELD(struct demand_new, proposal, .max = 2000, .as = AS_TEXT, .zh = "您的解决建议",   \
              .en = "Your proposed solution"),                                                 \
        FIELD(struct demand_new, head_count, .min = 0, .max = 1000000, .zh = "反映人数",       \
              .en = "Persons"),                                                                \
        FIELD(struct demand_new, on_behalf, .zh = "代他人反映",                                \
              .en = "On behalf of somebody"),                                                  \
        FIELD(struct demand_new, behalf_of, .max = 50, .zh = "代谁反映",                       \
              .en = "On whose behalf"),                                                        \
        FIELD(struct demand_new, class, .max = 60, .zh = "诉求类别", .en = "Class",            \
              .options = "classes"),                                                           \
        FIELD(struct demand_new, kind, .max = 60, .zh = "诉求类型", .en = "Kind",              \
              .options = "kinds"),                                                             \
        FIELD(struct demand_new, channel, .max = 40, .zh = "来源渠道", .en = "Channel",        \
              .options = "channels"),                                                          \
        FIELD(struct demand_new, attachments, .max = 9, .zh = "照片附件", .en = "Attachments")

static const struct field citizen_fields[] = {
    CITIZEN_FIELDS,
    FIELD(struct demand_new, poster, .max = 40, .zh = "扫码编号", .en = "Code scanned"),
};
const struct shape demand_new_citizen_shape =
    SHAPE("demand_new_citizen", struct demand_new, citizen_fields);

static const struct field officer_fields[] = {
    CITIZEN_FIELDS,
    FIELD(struct demand_new, idno, .max = 18, .zh = "身份证号", .en = "Identity number"),
    FIELD(struct demand_new, way, .max = 40, .zh = "采集方式", .en = "Way in",
          .options = "ways"),
    FIELD(struct demand_new, direction, .names = &direction_names, .zh = "方向",
          .en = "Direction"),
    FIELD(struct demand_new, origin, .names = &origin_names, .zh = "来源性质", .en = "Origin"),
    FIELD(struct demand_new, campaign, .max = 60, .zh = "专项行动", .en = "Campaign",
          .options = "campaigns"),
    FIELD(struct demand_new, visit, .as = AS_ID, .zh = "走访", .en = "Visit"),
    FIELD(struct demand_new, spot, .as = AS_ID, .zh = "采集点", .en = "Spot"),
    FIELD(struct demand_new, tags, .max = 20, .zh = "标签", .en = "Tags", .options = "tags"),
    FIELD(struct demand_new, said_at, .as = AS_TIME, .zh = "反映时间", .en = "Said at"),
    FIELD(struct demand_new, found_at, .as = AS_TIME, .zh = "发现时间", .en = "Found at"),
    FIELD(struct demand_new, upstream, .max = 40, .zh = "上级平台", .en = "Upstream"),
    FIELD(struct demand_new, upstream_no, .max = 60, .zh = "上级编号", .en = "Upstream number"),
    FIELD(struct demand_new, upstream_due_at, .as = AS_TIME, .zh = "上级时限",
          .en = "Upstream limit"),
    FIELD(struct demand_new, complained_unit, .as = AS_ID, .zh = "被投诉单位",
          .en = "Unit complained about", .options = "units"),
    FIELD(struct demand_new, urgent, .zh = "要情", .en = "Urgent"),
    FIELD(struct demand_new, representatives, .max = 50, .zh = "其他代表",
          .en = "Further representatives"),
    FIELD(struct demand_new, read_back, .names = &read_back_names, .zh = "复述确认",
          .en = "Read back"),
    FIELD(struct demand_new, read_changed, .max = 300, .zh = "复述时改正了什么",
          .en = "What was changed when it was read back"),
    FIELD(struct demand_new, not_read_why, .max = 200, .zh = "未复述原因",
          .en = "Why it was not read back"),
    FIELD(struct demand_new, send_receipt, .zh = "把编号和查询码发给诉求人",
          .en = "Send number and query code"),
};
const struct shape demand_new_shape = SHAPE("demand_new", struct demand_new, officer_fields);

static enum err times_check(struct ctx *cx, const struct demand_new *in)
{
    int64_t soon = cx->now + 60000;
    if (in->said_at > soon)
        return fail_at(cx, ERR_INPUT, "said_at", "反映时间不能晚于现在", "said in the future");
    if (in->found_at > soon)
        return fail_at(cx, ERR_INPUT, "found_at", "发现时间不能晚于现在",
                       "found in the future");
    return OK;
}

static enum err contact_check(struct ctx *cx, const struct demand_new *in)
{
    bool contact = in->name.n || in->phone.n || in->mail.n || in->idno.n;
    if (in->privacy == PRIVACY_ANONYMOUS && contact)
        return fail_at(cx, ERR_INPUT, "privacy", "匿名反映不能同时留姓名或联系方式",
                       "an anonymous demand carries no name or contact");
    if (str_eq_c(in->notify, "sms") && !in->phone.n)
        return fail_at(cx, ERR_INPUT, "phone", "选择短信通知请填写手机号",
                       "a telephone is needed for messages");
    if (str_eq_c(in->notify, "mail") && !in->mail.n)
        return fail_at(cx, ERR_INPUT, "mail", "选择邮件通知请填写邮箱",
                       "a mail address is needed");
    if (in->notify.n && !str_eq_c(in->notify, "sms") && !str_eq_c(in->notify, "mail"))
        return fail_at(cx, ERR_INPUT, "notify", "通知方式只能是短信或邮件",
                       "notify is sms or mail");
    return OK;
}

static enum err place_check(struct ctx *cx, const struct demand_new *in)
{
    if (in->place_id && !org_place(cx->app->org, in->place_id))
        return fail_at(cx, ERR_INPUT, "place_id", "没有这个地点", "there is no such place");
    if (!in->lon && !in->lat)
        return OK;
    if (!str_eq_c(in->crs, "CGCS2000") && !str_eq_c(in->crs, "GCJ-02"))
        return fail_at(cx, ERR_INPUT, "crs", "坐标要注明 CGCS2000 或 GCJ-02",
                       "a point needs its crs: CGCS2000 or GCJ-02");
    return OK;
}

/* 信访工作条例, art. 20 (rules.md B3-4): a group chooses five people at most. */
static enum err group_check(struct ctx *cx, const struct demand_new *in)
{
    size_t n = in->representatives.n;
    if (!n)
        return OK;
    if (n + 1 > SPEAKERS_MAX)
        return fail_at(cx, ERR_INPUT, "representatives",
                       "集体来访推选的代表不得超过 5 人（含第一位代表）",
                       "a group has five representatives at most, the first one included");
    if (in->privacy == PRIVACY_ANONYMOUS || !in->name.n)
        return fail_at(cx, ERR_INPUT, "name", "请先填写第一位代表的姓名",
                       "name the first representative first");
    if (in->head_count < (int64_t)n + 1)
        return fail_at(cx, ERR_INPUT, "head_count", "反映人数不能少于代表人数",
                       "there are more representatives than people");
    for (size_t i = 0; i < n; i++) {
        struct person_plain p = speaker_plain(cx->arena, in->representatives.p[i]);
        if (!p.name.n || utf8_count(p.name) > 50)
            return fail_at(cx, ERR_INPUT, "representatives", "每位代表一行：姓名，空格，电话",
                           "each representative on a line: name, blank, telephone");
        if (person_check(cx, &p) == OK)
            continue;
        fault_clear(cx);
        return fail_at(cx, ERR_INPUT, "representatives", "代表的电话号码应为 5 至 15 位数字",
                       "a representative's telephone has 5 to 15 digits");
    }
    return OK;
}

static enum err read_back_check(struct ctx *cx, const struct demand_new *in)
{
    if (in->read_back == READ_BACK_NOT && !in->not_read_why.n)
        return fail_at(cx, ERR_INPUT, "not_read_why", "请写明未复述的原因",
                       "say why it was not read back");
    if (in->read_changed.n && in->read_back != READ_BACK_AGREED)
        return fail_at(cx, ERR_INPUT, "read_changed", "改正过的，请再念一遍，由诉求人确认",
                       "what was changed is read again and agreed");
    if (in->send_receipt && !in->notify.n)
        return fail_at(cx, ERR_INPUT, "notify", "要发送编号和查询码，请选择短信或邮件",
                       "choose text message or mail to have number and code sent");
    return OK;
}

static enum err new_check(struct ctx *cx, const struct mechanism *m,
                          const struct demand_new *in)
{
    if (utf8_count(utf8_clean(cx->arena, in->words)) < 2)
        return fail_at(cx, ERR_INPUT, "words", "请写明诉求内容", "please say what it is about");
    TRY(choice_check(cx, &m->channels, in->channel, "channel"));
    TRY(choice_check(cx, &m->ways, in->way, "way"));
    TRY(choice_check(cx, &m->kinds, in->kind, "kind"));
    TRY(choice_check(cx, &m->classes, in->class, "class"));
    if (in->complained_unit && !org_unit(cx->app->org, in->complained_unit))
        return fail_at(cx, ERR_INPUT, "complained_unit", "没有这个单位",
                       "there is no such unit");
    if (in->complained_unit &&
        org_unit_under(cx->app->org, cx->app->root_unit, in->complained_unit))
        return fail_at(cx, ERR_CONFLICT, "complained_unit",
                       "投诉本级的诉求须由上级受理:请先登记,再告知上级渠道",
                       "a complaint about the whole register is the upper level's: register it "
                       "unmarked and redirect it");
    TRY(times_check(cx, in));
    TRY(place_check(cx, in));
    TRY(contact_check(cx, in));
    TRY(group_check(cx, in));
    return read_back_check(cx, in);
}

/* The first line, or its head: a title is for lists, the words stay whole. */
static struct str title_of(struct ctx *cx, const struct demand_new *in)
{
    struct str s = utf8_clean(cx->arena, in->title.n ? in->title : in->words);
    const char *nl = memchr(s.p, '\n', s.n);
    if (nl)
        s.n = (size_t)(nl - s.p);
    return str_dup(cx->arena, utf8_head(s, in->title.n ? 100 : TITLE_POINTS));
}

enum err intake_draw(struct ctx *cx, struct intake_drawn *out)
{
    TRY(app_numbers(cx, 1, &out->num));
    out->code = rand_code(cx->arena, CODE_CHARS);
    out->id = app_id(cx);
    return OK;
}

/* Which desk screens: the lowest one above the place or the receiving unit, past the barred
 * unit. */
static int64_t screening_unit(struct ctx *cx, const struct demand_new *in, int64_t receiver)
{
    const struct org *org = cx->app->org;
    int64_t from =
        in->place_id ? org_unit_of_place(org, in->place_id, cx->app->root_unit) : receiver;
    int64_t unit = org_desk(org, from, DESK_SCREEN, in->complained_unit);
    return unit ? unit : cx->app->root_unit;
}

static struct demand row_of(struct ctx *cx, const struct mechanism *m,
                            const struct demand_new *in, const struct intake_drawn *drawn)
{
    const struct actor *actor = cx->actor;
    int64_t place_unit = org_unit_of_place(cx->app->org, in->place_id, cx->app->root_unit);
    int64_t receiver = actor->unit_id ? actor->unit_id : place_unit;
    int64_t unit = screening_unit(cx, in, receiver);
    const struct unit *u = org_unit(cx->app->org, unit);
    return (struct demand){
        .id = drawn->id,
        .num = drawn->num,
        .origin = in->origin,
        .channel = in->channel,
        .way = in->way,
        .direction = in->direction,
        .kind = in->kind,
        .class = in->class,
        .place_id = in->place_id ? in->place_id : cx->app->root_place,
        .lon = in->lon,
        .lat = in->lat,
        .crs = in->crs,
        .unit_id = unit,
        .lvl = u ? u->lvl : LEVEL_NONE,
        .receiver_unit = receiver,
        .receiver_officer = actor->officer_id,
        .privacy = in->privacy,
        .head_count = in->head_count > 0 ? in->head_count : 1,
        .on_behalf = in->on_behalf,
        .notify = in->notify,
        .campaign = in->campaign,
        .mechanism = m->name,
        .mechanism_version = m->version,
        .said_at = in->said_at    ? in->said_at
                   : in->found_at ? in->found_at
                                  : cx->now,
        .found_at = in->found_at,
        .recorded_at = cx->now,
        .complained_unit = in->complained_unit,
        .upstream = in->upstream,
        .upstream_no = in->upstream_no,
        .upstream_due_at = in->upstream_due_at,
        .return_until_at = in->return_until_at,
        .batch_id = in->batch_id,
        .code_hash = secret_hash(cx, "code", drawn->code),
        .title = title_of(cx, in),
        .round = 1,
        .visit_id = in->visit,
        .spot_id = in->spot,
    };
}

static struct person_plain plain_of(const struct demand_new *in)
{
    return (struct person_plain){
        .name = in->name,
        .phone = in->phone,
        .address = in->address,
        .idno = in->idno,
        .mail = in->mail,
    };
}

static enum err running_mechanism(struct ctx *cx, const struct mechanism **out)
{
    *out = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    return *out ? OK : fail(cx, ERR_BUG, "没有装入机制", "no mechanism is loaded");
}

enum err intake_look(struct ctx *cx, const struct demand_new *in, struct demand *row)
{
    const struct mechanism *m = NULL;
    const struct intake_drawn none = {0};
    struct person_plain plain = plain_of(in);
    TRY(running_mechanism(cx, &m));
    TRY(new_check(cx, m, in));
    TRY(person_check(cx, &plain));
    *row = row_of(cx, m, in, &none);
    return OK;
}

static enum err person_of(struct ctx *cx, const struct demand_new *in, int64_t *id)
{
    struct person_new sealed;
    struct person_plain plain = plain_of(in);
    *id = 0;
    if (in->privacy == PRIVACY_ANONYMOUS ||
        (!in->name.n && !in->phone.n && !in->mail.n && !in->idno.n))
        return OK;
    TRY(person_seal(cx, &plain, &sealed));
    return person_put(cx, &sealed, id);
}

enum err intake_check(struct ctx *cx, const struct demand_new *in)
{
    const struct mechanism *m = NULL;
    TRY(running_mechanism(cx, &m));
    return new_check(cx, m, in);
}

/* All that was said, the words first: where urgent words are looked for. */
static struct str said_of(struct ctx *cx, const struct demand_new *in)
{
    struct str words = utf8_clean(cx->arena, in->words);
    if (!in->title.n && !in->proposal.n)
        return words;
    return str_fmt(cx->arena, "%.*s\n%.*s\n%.*s", STR_ARG(words), STR_ARG(in->title),
                   STR_ARG(in->proposal));
}

/* The others of a group, found again by their own names and telephones. */
static enum err speakers_of(struct ctx *cx, const struct demand_new *in, int64_t demand_id,
                            struct draft *event)
{
    struct strs ids = {.p = NEWS(cx->arena, struct str, in->representatives.n + 1)};
    for (size_t i = 0; i < in->representatives.n; i++) {
        struct person_plain plain = speaker_plain(cx->arena, in->representatives.p[i]);
        struct person_new sealed;
        int64_t id = 0;
        TRY(person_seal(cx, &plain, &sealed));
        TRY(person_put(cx, &sealed, &id));
        TRY(speaker_put(cx, demand_id, (int64_t)i + 1, id));
        ids.p[ids.n++] = str_fmt(cx->arena, "%" PRId64, id);
    }
    draft_ids(event, "representatives", ids);
    return OK;
}

/* How it was taken down at the telephone or the counter. */
static void taken_down(struct work *w, const struct demand_new *in, const struct demand *d,
                       struct str code, struct draft *event)
{
    draft_str(event, "read_back", str_c(enum_text(&read_back_names, in->read_back)));
    draft_text(event, "read_changed", in->read_changed);
    draft_text(event, "not_read_why", in->not_read_why);
    if (in->send_receipt)
        work_tell_citizen(w, d, "received", code);
}

enum err intake_put(struct ctx *cx, struct work *w, const struct demand_new *given,
                    const struct intake_drawn *drawn, struct demand **out)
{
    const struct mechanism *m = NULL;
    struct demand_new said = *given;
    const struct demand_new *in = &said;
    TRY(running_mechanism(cx, &m));
    TRY(campaign_fill(cx, &said));
    TRY(spot_fill(cx, &said));
    TRY(new_check(cx, m, in));
    struct demand row = row_of(cx, m, in, drawn);
    TRY(campaign_said(cx, w, in, &row));
    spot_said(cx, w, &row);
    TRY(person_of(cx, in, &row.person_id));
    struct demand *d = work_new_demand(w, &row);
    work_roles(w, BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_EXCHANGE) |
                      BIT(ROLE_SCREENER) | BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR));
    struct draft *event =
        work_event(w, SUBJECT_DEMAND, d->id, "receive", DEMAND_RECEIVED, d->said_at);
    draft_text(event, "words", utf8_clean(cx->arena, in->words));
    draft_text(event, "proposal", in->proposal);
    draft_text(event, "behalf_of", in->behalf_of);
    if (!d->person_id)
        draft_text(event, "address", in->address);
    draft_text(event, "place_said", in->place_said);
    draft_text(event, "upstream_row", in->upstream_row);
    draft_str(event, "class_said", in->class_said);
    draft_str(event, "kind_said", in->kind_said);
    TRY(work_attach(w, event, in->attachments));
    TRY(speakers_of(cx, in, d->id, event));
    taken_down(w, in, d, drawn->code, event);
    suggest_settle_words(cx, w, event, MODEL_CLASS, d, utf8_clean(cx->arena, in->words),
                         d->class);
    TRY(urgent_look(cx, w, d, event, said_of(cx, in), in->urgent));
    work_part(w, SUBJECT_DEMAND, d->id, "collect");
    work_tell_unit(w, d->unit_id, BIT(ROLE_SCREENER), SUBJECT_DEMAND, d->id, "to_screen");
    *out = d;
    return OK;
}

/* Who takes a demand down at the telephone or the counter reads it back, where the mechanism
 * asks for it of the channel, or says why that could not be done. */
static enum err read_back_asked(struct ctx *cx, const struct demand_new *in)
{
    const struct mechanism *m = NULL;
    TRY(running_mechanism(cx, &m));
    const struct choice *channel = choice_find(&m->channels, in->channel);
    if (cx->actor->kind != ROLE__MAX || in->read_back != READ_BACK_NONE || !channel ||
        !channel->read_back)
        return OK;
    return fail_at(cx, ERR_INPUT, "read_back",
                   "“%.*s”的诉求，登记前要向诉求人复述：请记明已确认，或没有复述的原因",
                   "a demand by %.*s is read back before it is registered: say that it was "
                   "agreed, or why it could not be read",
                   STR_ARG(label_choice(cx, channel, channel->code)));
}

/* What an operator or a collector takes down without naming a channel was said to them: by the
 * hotline, with which the desk's page begins too, or else by the mechanism's first channel that
 * is read back. What was gathered at a spot came by the spot's. */
static enum err channel_taken(struct ctx *cx, struct demand_new *in)
{
    const struct mechanism *m = NULL;
    TRY(running_mechanism(cx, &m));
    bool desk = actor_roles(cx->actor) & (BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR));
    if (cx->actor->kind != ROLE__MAX || !desk || in->channel.n || in->spot)
        return OK;
    const struct choice *spoken = choice_find(&m->channels, STR("hotline"));
    for (size_t i = 0; i < m->channels.n && !(spoken && spoken->read_back); i++)
        spoken = &m->channels.p[i];
    if (spoken && spoken->read_back)
        in->channel = spoken->code;
    return OK;
}

struct receive_job {
    const struct demand_new *in;
    struct intake_drawn drawn;
    struct flow_result *out;
};

static enum err receive_run(struct ctx *cx, void *arg)
{
    struct receive_job *job = arg;
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    TRY(intake_put(cx, w, job->in, &job->drawn, &d));
    TRY(work_commit(w));
    *job->out = (struct flow_result){
        .num = d->num,
        .version = d->version,
        .state = flow_state_text(SUBJECT_DEMAND, d->state),
        .code = job->drawn.code,
    };
    return idem_put(cx, 201, flow_result_json(cx, job->out));
}

enum err intake_receive(struct ctx *cx, const struct demand_new *in, struct flow_result *out)
{
    struct demand_new taken = *in;
    struct receive_job job = {.in = &taken, .out = out};
    TRY(channel_taken(cx, &taken));
    TRY(read_back_asked(cx, &taken));
    TRY(intake_draw(cx, &job.drawn));
    return db_write(cx, cx->app->store, receive_run, &job);
}

const struct step intake_steps[] = {
    {.name = "receive",
     .subject = SUBJECT_DEMAND,
     .from = 0,
     .to = DEMAND_RECEIVED,
     .roles = BIT(ROLE_CITIZEN) | BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) |
              BIT(ROLE_EXCHANGE) | BIT(ROLE_IMPORT) | BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR),
     .where = AT_PART,
     .body = &demand_new_shape,
     .did = "collect",
     .zh = "受理登记",
     .en = "Receive"},
};
const size_t intake_steps_n = COUNT(intake_steps);
