/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/document.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/config.h"
#include "core/idem.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/board.h"
#include "loop/document_impl.h"
#include "loop/dossier.h"
#include "loop/interview.h"
#include "loop/labels.h"
#include "loop/notice.h"
#include "loop/topic.h"

enum { SOURCE_BYTES = 8 << 20, FIELDS_BYTES = 4 << 20, ANSWER_BYTES = 8192 };

static const struct field ask_fields[] = {
    FIELD(struct document_ask, kind, .required = true, .max = 20, .zh = "种类", .en = "Kind"),
    FIELD(struct document_ask, about, .max = 60, .zh = "编号、清单号或时段",
          .en = "Number, list or time"),
    FIELD(struct document_ask, text, .max = 4000, .as = AS_TEXT, .zh = "要求、意见",
          .en = "What its maker adds"),
    FIELD(struct document_ask, reply_by, .as = AS_TIME, .zh = "回复期限", .en = "Answer by"),
};
const struct shape document_ask_shape = SHAPE("document_ask", struct document_ask, ask_fields);

static const struct field document_columns[] = {
    FIELD(struct document, jid),        FIELD(struct document, id),
    FIELD(struct document, kind),       FIELD(struct document, year),
    FIELD(struct document, serial),     FIELD(struct document, num),
    FIELD(struct document, about),      FIELD(struct document, title),
    FIELD(struct document, template),   FIELD(struct document, made_at),
    FIELD(struct document, officer_id), FIELD(struct document, unit_id),
    FIELD(struct document, fields),
};
static const struct shape document_shape = SHAPE("document", struct document, document_columns);

/* ---- made ---- */

static bool may_make(const struct ctx *cx, const struct document_kind *k)
{
    return k->roles == 0 || (actor_roles(cx->actor) & k->roles) != 0;
}

static enum err kind_of(struct ctx *cx, struct str name, const struct document_kind **out)
{
    *out = document_kind_find(name);
    if (!*out)
        return fail_at(cx, ERR_INPUT, "kind", "没有这种公文：%.*s",
                       "there is no such document: %.*s", STR_ARG(name));
    return OK;
}

static struct str or_else(struct str set, struct str otherwise)
{
    return set.n ? set : otherwise;
}

static struct str watermark(const struct ctx *cx)
{
    static const struct str words[REGISTER__MAX] = {
        [REGISTER_PRACTICE] = STR_INIT("演练库 · 非正式"),
        [REGISTER_DEMO] = STR_INIT("演示数据 · 非正式"),
    };
    return words[cx->app->register_kind];
}

/* What stands in every document. The number comes with document_put. */
static enum err common_set(struct ctx *cx, const struct document_ask *ask, int64_t id,
                           json_t *fields)
{
    const struct config *g = cx->app->config;
    const struct config *set = g ? g : config_defaults(cx->arena);
    const struct unit *root = org_unit(cx->app->org, cx->app->root_unit);
    struct str place = root ? root->name : STR(""), name = STR("");
    struct str issuer = or_else(set->document_issuer, place);
    char human[TIME_TEXT];
    TRY(label_officer(cx, cx->actor->officer_id, &name));
    const struct docx_field lines[] = {{.name = "text", .type = DOCX_LINES, .from = "text"},
                                       {0}};
    json_t *own = json_pack("{s:s%}", "text", ask->text.p ? ask->text.p : "", ask->text.n);
    json_t *text = document_fields(cx, lines, own);
    json_decref(own);
    json_object_update(fields, text);
    document_set(
        fields, "letterhead",
        or_else(set->document_letterhead, str_fmt(cx->arena, "%.*s文件", STR_ARG(issuer))));
    document_set(fields, "issuer", issuer);
    document_set(fields, "signatory", set->document_signatory);
    document_set(fields, "copies", set->document_copies);
    document_set(fields, "date", document_day(cx, time_day(cx->now)));
    document_set(fields, "reply_by",
                 ask->reply_by ? document_day(cx, time_day(ask->reply_by)) : STR(""));
    document_set(fields, "watermark", watermark(cx));
    document_set(fields, "trace",
                 str_fmt(cx->arena, "%.*s %s 制作 · %" PRId64,
                         STR_ARG(or_else(name, STR("系统"))), time_human(human, cx->now), id));
    return OK;
}

static enum err document_begin(struct ctx *cx, const struct document_ask *ask,
                               const struct document_kind *k, json_t *fields,
                               struct document *out)
{
    struct document_template t = {0};
    struct str docx = {0};
    int y = 0, m = 0, day = 0;
    int64_t id = app_id(cx);
    TRY(document_template_get(cx, k, -1, &t, &docx));
    TRY(common_set(cx, ask, id, fields));
    day_to_civil(time_day(cx->now), &y, &m, &day);
    json_t *title = json_object_get(fields, "title");
    char *text = json_dumps(fields, JSON_COMPACT);
    struct str body = str_dup(cx->arena, str_c(text));
    free(text);
    if (body.n > FIELDS_BYTES)
        return fail(cx, ERR_TOO_LARGE, "公文内容过长", "the document is too long");
    *out = (struct document){
        .jid = cx->jid,
        .id = id,
        .kind = str_c(k->name),
        .year = y,
        .about = str_dup(cx->arena, ask->about),
        .title = str_dup(cx->arena, str_c(json_string_value(title))),
        .template = t.version,
        .made_at = cx->now,
        .officer_id = cx->actor->officer_id,
        .unit_id = cx->actor->unit_id,
        .fields = body,
    };
    return OK;
}

/* What the page of its kind says, in Chinese. */
static enum err source_read(struct ctx *cx, const struct document_ask *ask,
                            const struct document_kind *k, json_t **out)
{
    const enum lang lang = cx->lang;
    struct buf b;
    struct json j;
    if (!may_make(cx, k))
        return fail(cx, ERR_DENIED, "您的岗位不能制作%s", "your role does not make this: %s",
                    lang == LANG_EN ? k->en : k->zh);
    buf_init(&b, cx->arena, SOURCE_BYTES);
    json_init(&j, &b);
    json_obj(&j);
    cx->lang = LANG_ZH;
    enum err e = k->source(cx, ask, &j);
    json_obj_end(&j);
    if (e == OK && !buf_ok(&b))
        e = fail(cx, ERR_TOO_LARGE, "公文内容过长", "the document is too long");
    if (e == OK)
        e = json_read(cx, buf_done(&b), out);
    cx->lang = lang;
    return e;
}

static json_t *filled(struct ctx *cx, const struct document_kind *k, json_t *source)
{
    const enum lang lang = cx->lang;
    cx->lang = LANG_ZH;
    json_t *fields = document_fields(cx, k->fields, source);
    cx->lang = lang;
    return fields;
}

enum err document_said(struct ctx *cx, const struct document_ask *ask, json_t **source)
{
    const struct document_kind *k = NULL;
    TRY(kind_of(cx, ask->kind, &k));
    return source_read(cx, ask, k, source);
}

enum err document_facts(struct ctx *cx, const struct document_ask *ask, json_t **fields)
{
    const struct document_kind *k = NULL;
    json_t *source = NULL;
    TRY(kind_of(cx, ask->kind, &k));
    TRY(source_read(cx, ask, k, &source));
    *fields = filled(cx, k, source);
    return OK;
}

enum err document_from(struct ctx *cx, const struct document_ask *ask, json_t *source,
                       struct document *out)
{
    const struct document_kind *k = NULL;
    TRY(kind_of(cx, ask->kind, &k));
    return document_begin(cx, ask, k, filled(cx, k, source), out);
}

enum err document_read(struct ctx *cx, const struct document_ask *ask, struct document *out)
{
    const struct document_kind *k = NULL;
    json_t *source = NULL;
    TRY(kind_of(cx, ask->kind, &k));
    if (k->issued)
        return fail(cx, ERR_CONFLICT, "%s须起草、核对后签发，请到“通报”办理",
                    "drafted, checked and issued on a page of its own: %s",
                    cx->lang == LANG_EN ? k->en : k->zh);
    TRY(source_read(cx, ask, k, &source));
    return document_begin(cx, ask, k, filled(cx, k, source), out);
}

enum err document_given(struct ctx *cx, const struct document_ask *ask, json_t *fields,
                        struct document *out)
{
    const struct document_kind *k = NULL;
    const char *name;
    json_t *v, *samples;
    TRY(kind_of(cx, ask->kind, &k));
    samples = document_samples(cx, k->fields);
    json_object_foreach(fields, name, v)
    {
        json_t *like = json_object_get(samples, name);
        if (!like || (json_is_array(like) != json_is_array(v)))
            return fail(cx, ERR_INPUT, "字段“%s”不认识，或种类不对",
                        "the field \"%s\" is unknown, or not of its kind", name);
    }
    return document_begin(cx, ask, k, fields, out);
}

/* 示民呼督〔2026〕3号 */
static struct str number_text(struct ctx *cx, const struct document *d)
{
    const struct config *g = cx->app->config;
    struct str code = g ? g->document_code : STR("");
    return str_fmt(cx->arena, "%.*s%s〔%" PRId64 "〕%" PRId64 "号", STR_ARG(code),
                   document_kind_find(d->kind)->mark, d->year, d->serial);
}

struct put {
    struct document *d;
    struct str answer;
};

/* What the request is answered, now and when it comes again. */
static struct str answer_text(struct ctx *cx, const struct document *d)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, ANSWER_BYTES);
    json_init(&j, &b);
    json_obj(&j);
    document_json(cx, &j, d);
    json_obj_end(&j);
    return buf_done(&b);
}

enum err document_put_within(struct ctx *cx, struct document *d)
{
    json_t *fields = NULL;
    TRY(db_i64(cx, SQL_DOCUMENT_SERIAL_NEXT, ARGS(I64(cx->jid), TXT(d->kind), I64(d->year)), 0,
               &d->serial));
    d->num = number_text(cx, d);
    TRY(json_read(cx, d->fields, &fields));
    document_set(fields, "number", d->num);
    char *text = json_dumps(fields, JSON_COMPACT);
    d->fields = str_dup(cx->arena, str_c(text));
    free(text);
    TRY(db_put(cx, SQL_DOCUMENT_INSERT, &document_shape, d, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "document-made",
                     str_fmt(cx->arena,
                             "{\"document\":\"%" PRId64
                             "\",\"kind\":\"%.*s\",\"number\":\"%.*s\"}",
                             d->id, STR_ARG(d->kind), STR_ARG(d->num)));
}

static enum err put_write(struct ctx *cx, void *arg)
{
    struct put *p = arg;
    TRY(document_put_within(cx, p->d));
    p->answer = answer_text(cx, p->d);
    return idem_put(cx, 201, p->answer);
}

enum err document_put(struct ctx *cx, struct document *d, struct str *answer)
{
    struct put p = {.d = d};
    TRY(db_write(cx, cx->app->store, put_write, &p));
    *answer = p.answer;
    return OK;
}

/* ---- kept ---- */

/* Its maker, those of his unit who might make one, and those whom its kind concerns. */
static bool is_for(struct ctx *cx, const struct document *d, const struct document_kind *k)
{
    /* Issued, it is for all of them; else for those who oversee the unit that made it. */
    uint32_t there = actor_roles_at(cx, cx->actor, d->unit_id);
    if (!k)
        return false;
    return ((k->issued ? actor_roles(cx->actor) : there) & k->seen) ||
           cx->actor->officer_id == d->officer_id ||
           (cx->actor->unit_id == d->unit_id && (!k->roles || (there & k->roles)));
}

/* What tells of a demand or a matter is read by who may see that now: not by a unit that was
 * complained about since, nor by who went to another post. */
static enum err may_fetch(struct ctx *cx, const struct document *d, bool *out)
{
    const struct document_kind *k = document_kind_find(d->kind);
    enum subject subject = SUBJECT__MAX;
    int64_t id = 0;
    *out = is_for(cx, d, k);
    if (!*out || !d->about.n ||
        (k->about != DOCUMENT_MATTER && k->about != DOCUMENT_DEMAND &&
         k->about != DOCUMENT_TASK))
        return OK;
    enum err e = dossier_find(cx, work_begin(cx), d->about, &subject, &id);
    *out = e == OK;
    if (e != ERR_NOT_FOUND)
        return e;
    fault_clear(cx);
    struct notice notice = {0};
    e = notice_find(cx, d->about, &notice);
    *out = e == OK;
    if (e != ERR_NOT_FOUND)
        return e;
    fault_clear(cx);
    return OK;
}

enum err document_get(struct ctx *cx, int64_t id, struct document *out)
{
    bool found = false, may = false;
    TRY(db_one(cx, SQL_DOCUMENT_GET, ARGS(I64(cx->jid), I64(id)), &document_shape, out,
               &found));
    if (found)
        TRY(may_fetch(cx, out, &may));
    if (!may)
        return fail(cx, ERR_NOT_FOUND, "没有这份公文", "there is no such document");
    return OK;
}

enum err document_docx(struct ctx *cx, const struct document *d, struct str *out)
{
    struct document_template t = {0};
    struct str docx = {0};
    json_t *fields = NULL;
    TRY(document_template_get(cx, document_kind_find(d->kind), d->template, &t, &docx));
    TRY(json_read(cx, d->fields, &fields));
    return docx_fill(cx, docx, fields, out);
}

struct str document_file_name(struct ctx *cx, const struct document *d, const char *end)
{
    return str_fmt(cx->arena, "%s %.*s%s", document_kind_find(d->kind)->zh, STR_ARG(d->num),
                   end);
}

enum err document_fetched(struct ctx *cx, const struct document *d, const char *format)
{
    return audit_self(
        cx, "document-fetched",
        str_fmt(cx->arena, "{\"document\":\"%" PRId64 "\",\"format\":\"%s\"}", d->id, format));
}

void document_json(struct ctx *cx, struct json *j, const struct document *d)
{
    const struct document_kind *k = document_kind_find(d->kind);
    json_kid(j, "id", d->id);
    json_kstr(j, "kind", d->kind);
    json_kcstr(j, "kind_text", !k ? NULL : cx->lang == LANG_EN ? k->en : k->zh);
    json_kstr(j, "number", d->num);
    json_kstr(j, "about", d->about);
    json_kstr(j, "title", d->title);
    json_ki64(j, "template", d->template);
    json_ktime(j, "made_at", d->made_at);
}

static enum document_about about_of(struct str about)
{
    static const char *const periods[] = {"daily ", "weekly ", "monthly "};
    for (size_t i = 0; i < COUNT(periods); i++)
        if (str_starts(about, periods[i]))
            return DOCUMENT_PERIOD;
    if (str_starts(about, "month "))
        return DOCUMENT_MONTH;
    return str_starts(about, "step ") ? DOCUMENT_STEP : DOCUMENT_GIVEN;
}

/* What the number names says which kinds there are for it: a dispatch list when nothing else.
 */
static enum err about_find(struct ctx *cx, struct str about, enum document_about *out)
{
    enum subject subject = SUBJECT__MAX;
    struct board board = {0};
    struct interview interview = {0};
    struct notice notice = {0};
    struct topic topic = {0};
    int64_t id = 0;
    *out = about_of(about);
    if (*out != DOCUMENT_GIVEN)
        return OK;
    enum err e = dossier_find(cx, work_begin(cx), about, &subject, &id);
    *out = subject == SUBJECT_MATTER   ? DOCUMENT_MATTER
           : subject == SUBJECT_DEMAND ? DOCUMENT_DEMAND
           : subject == SUBJECT_TASK   ? DOCUMENT_TASK
                                       : DOCUMENT_LIST;
    if (e == OK)
        return OK;
    fault_clear(cx);
    e = board_find(cx, about, &board);
    *out = DOCUMENT_BOARD;
    if (e != ERR_NOT_FOUND)
        return e;
    fault_clear(cx);
    e = notice_find(cx, about, &notice);
    *out = DOCUMENT_NOTICE;
    if (e != ERR_NOT_FOUND)
        return e;
    fault_clear(cx);
    e = topic_find(cx, about, &topic);
    *out = DOCUMENT_TOPIC;
    if (e != ERR_NOT_FOUND)
        return e;
    fault_clear(cx);
    e = interview_find(cx, about, &interview);
    *out = e == OK ? DOCUMENT_INTERVIEW : DOCUMENT_LIST;
    if (e != ERR_NOT_FOUND)
        return e;
    fault_clear(cx);
    return OK;
}

/* Of a notice there is its own paper; that of its matter's supervision is the same kind. */
static bool is_about(const struct document_kind *k, enum document_about of)
{
    return of == DOCUMENT_NOTICE ? str_eq_c(STR("notice"), k->name) : k->about == of;
}

enum err documents_json(struct ctx *cx, struct str about, struct json *j)
{
    struct document *rows = NULL;
    enum document_about of = DOCUMENT_LIST;
    size_t n = 0;
    TRY(about_find(cx, about, &of));
    TRY(db_all(cx, SQL_DOCUMENT_OF, ARGS(I64(cx->jid), TXT(about)), &document_shape,
               (void **)&rows, &n));
    json_key(j, "kinds");
    json_arr(j);
    for (const struct document_kind *k = document_kinds; k->name; k++) {
        if (!is_about(k, of) || k->issued || !may_make(cx, k))
            continue;
        json_obj(j);
        json_kcstr(j, "kind", k->name);
        json_kcstr(j, "text", cx->lang == LANG_EN ? k->en : k->zh);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "documents");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        bool may = false;
        TRY(may_fetch(cx, &rows[i], &may));
        if (!may)
            continue;
        json_obj(j);
        document_json(cx, j, &rows[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err documents_of_year(struct ctx *cx, int64_t year, struct document **out, size_t *n)
{
    return db_all(cx, SQL_DOCUMENT_OF_YEAR, ARGS(I64(cx->jid), I64(year)), &document_shape,
                  (void **)out, n);
}

const char *document_spool(struct ctx *cx, const struct config *g, const char *data_dir)
{
    if (g && g->document_spool.n)
        return str_cdup(cx->arena, g->document_spool);
    return str_fmt(cx->arena, "%s/documents", data_dir).p;
}
