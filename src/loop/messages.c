/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/messages.h"

#include <inttypes.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/outbox_text.h"
#include "db/db.h"
#include "loop/labels.h"

/* ---- what is sent ---- */

static const struct field query_fields[] = {
    FIELD(struct messages_query, state, .max = 10, .zh = "状态", .en = "State"),
};
const struct shape messages_query_shape =
    SHAPE("messages_query", struct messages_query, query_fields);

struct row {
    int64_t id, tries, next_at, created_at, sent_at, person_id;
    struct str channel, template, problem, officer;
};
static const struct field row_fields[] = {
    FIELD(struct row, id),      FIELD(struct row, tries),      FIELD(struct row, next_at),
    FIELD(struct row, sent_at), FIELD(struct row, created_at), FIELD(struct row, person_id),
    FIELD(struct row, channel), FIELD(struct row, template),   FIELD(struct row, problem),
    FIELD(struct row, officer),
};
static const struct shape row_shape = SHAPE("outbox_row", struct row, row_fields);

/* "诉求 {num} 待甄别" without the number: what kind of message it is. */
static struct str occasion(struct ctx *cx, struct str name)
{
    const struct message_text *t = message_text_find(name);
    if (!t || t->kind == MESSAGE_MADE)
        return name;
    const char *mark = strstr(t->subject, "{num}");
    if (!mark)
        return str_c(t->subject);
    return str_fmt(cx->arena, "%.*s…%s", (int)(mark - t->subject), t->subject, mark + 5);
}

static struct str receiver(const struct ctx *cx, const struct row *r)
{
    if (r->person_id)
        return cx->lang == LANG_EN ? STR("a citizen") : STR("群众");
    if (r->officer.n)
        return r->officer;
    return cx->lang == LANG_EN ? STR("a plain address") : STR("指定邮箱");
}

static void row_json(struct ctx *cx, struct json *j, const struct row *r)
{
    json_obj(j);
    json_kid(j, "id", r->id);
    json_kstr(j, "channel", r->channel);
    json_kstr(j, "text", occasion(cx, r->template));
    json_kstr(j, "to", receiver(cx, r));
    json_ki64(j, "tries", r->tries);
    json_ktime(j, "created_at", r->created_at);
    json_ktime(j, "next_at", r->next_at);
    if (r->sent_at)
        json_ktime(j, "sent_at", r->sent_at);
    json_kstr(j, "problem", r->problem);
    json_obj_end(j);
}

enum err messages_json(struct ctx *cx, const struct messages_query *q, struct json *j)
{
    struct outbox_counts n = {0};
    struct row *rows = NULL;
    size_t rows_n = 0;
    struct str state = q->state.n ? q->state : STR("dead");
    if (enum_value(&outbox_state_names, state) < 0)
        return fail_at(cx, ERR_INPUT, "state", "没有这种状态", "there is no such state");
    TRY(outbox_count(cx, &n));
    TRY(db_all(cx, SQL_OUTBOX_LIST, ARGS(I64(cx->jid), TXT(state), I64(MESSAGES_SHOWN)),
               &row_shape, (void **)&rows, &rows_n));
    json_ki64(j, "waiting", n.waiting);
    json_ki64(j, "dead", n.dead);
    json_ki64(j, "held", n.held);
    if (n.oldest_at)
        json_ktime(j, "oldest_at", n.oldest_at);
    json_kstr(j, "state", state);
    json_key(j, "states");
    json_arr(j);
    for (int i = 0; i < OUTBOX_STATE__MAX; i++) {
        json_obj(j);
        json_kcstr(j, "value", enum_text(&outbox_state_names, i));
        json_kcstr(j, "label", enum_label(&outbox_state_names, i, (int)cx->lang));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < rows_n; i++)
        row_json(cx, j, &rows[i]);
    json_arr_end(j);
    return OK;
}

/* ---- sent again ---- */

static const struct field retry_fields[] = {
    FIELD(struct message_retry_body, id, .as = AS_ID, .zh = "消息", .en = "Message"),
};
const struct shape message_retry_shape =
    SHAPE("message_retry", struct message_retry_body, retry_fields);

struct retry {
    int64_t id, n;
};

static enum err retry_write(struct ctx *cx, void *arg)
{
    struct retry *r = arg;
    TRY(outbox_retry(cx, r->id, &r->n));
    return audit_put(
        cx, SUBJECT_UNIT, cx->app->root_unit, "message-retry",
        str_fmt(cx->arena, "{\"id\":\"%" PRId64 "\",\"n\":%" PRId64 "}", r->id, r->n));
}

enum err message_retry(struct ctx *cx, int64_t id, int64_t *n)
{
    struct retry r = {.id = id};
    TRY(db_write(cx, cx->app->store, retry_write, &r));
    *n = r.n;
    return OK;
}

/* ---- what they say ---- */

static enum err version_json(struct ctx *cx, struct json *j, const struct message_own *o)
{
    struct str who = STR("");
    TRY(label_officer(cx, o->officer_id, &who));
    json_obj(j);
    json_ki64(j, "version", o->version);
    json_kstr(j, "subject", o->subject);
    json_kstr(j, "text", o->text);
    json_kstr(j, "reason", o->reason);
    json_kstr(j, "by", who);
    json_ktime(j, "at", o->set_at);
    json_obj_end(j);
    return OK;
}

static enum err text_json(struct ctx *cx, struct json *j, const struct message_text *t,
                          const struct message_own *own, size_t n)
{
    const struct message_own *now = NULL;
    json_obj(j);
    json_kcstr(j, "name", t->name);
    json_kstr(j, "text", occasion(cx, str_c(t->name)));
    json_kbool(j, "citizen", t->kind == MESSAGE_CITIZEN);
    json_key(j, "shipped");
    json_obj(j);
    json_kcstr(j, "subject", t->subject);
    json_kcstr(j, "text", t->text);
    json_obj_end(j);
    json_key(j, "versions");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (!str_eq_c(own[i].name, t->name))
            continue;
        if (!now)
            now = &own[i]; /* the newest comes first */
        TRY(version_json(cx, j, &own[i]));
    }
    json_arr_end(j);
    bool ours = now && now->text.n;
    json_ki64(j, "version", now ? now->version : 0);
    json_kbool(j, "own", ours);
    json_kstr(j, "subject_now", ours ? now->subject : str_c(t->subject));
    json_kstr(j, "text_now", ours ? now->text : str_c(t->text));
    json_obj_end(j);
    return OK;
}

enum err message_texts_json(struct ctx *cx, struct json *j)
{
    struct message_own *own = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_MESSAGE_TEXT_ALL, ARGS(I64(cx->jid)), &message_own_shape, (void **)&own,
               &n));
    json_key(j, "texts");
    json_arr(j);
    for (size_t i = 0; i < message_texts_n; i++)
        if (message_texts[i].kind != MESSAGE_MADE)
            TRY(text_json(cx, j, &message_texts[i], own, n));
    json_arr_end(j);
    return OK;
}

static const struct field text_fields[] = {
    FIELD(struct message_text_body, subject, .max = MESSAGE_SUBJECT_MAX, .zh = "标题",
          .en = "Subject"),
    FIELD(struct message_text_body, text, .max = MESSAGE_TEXT_MAX, .as = AS_TEXT, .zh = "正文",
          .en = "Text"),
    FIELD(struct message_text_body, reason, .required = true, .max = 200, .zh = "修改原因",
          .en = "Reason"),
};
const struct shape message_text_shape =
    SHAPE("message_text_new", struct message_text_body, text_fields);

struct setting {
    int64_t expected;
    struct message_own row;
};

static enum err text_write(struct ctx *cx, void *arg)
{
    struct setting *s = arg;
    struct message_own newest = {0};
    TRY(message_own_newest(cx, s->row.name, &newest));
    if (newest.version != s->expected)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    s->row.version = newest.version + 1;
    TRY(db_put(cx, SQL_MESSAGE_TEXT_INSERT, &message_own_shape, &s->row, NULL, 0, NULL));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "message-text",
                     str_fmt(cx->arena, "{\"name\":\"%.*s\",\"version\":%" PRId64 "}",
                             STR_ARG(s->row.name), s->row.version));
}

enum err message_text_set(struct ctx *cx, struct str name, int64_t expected,
                          const struct message_text_body *b, int64_t *version)
{
    const struct message_text *t = message_text_find(name);
    if (!t)
        return fail(cx, ERR_NOT_FOUND, "没有这种消息", "there is no such message");
    struct setting s = {.expected = expected,
                        .row = {.jid = cx->jid,
                                .name = name,
                                .subject = str_trim(b->subject),
                                .text = str_trim(b->text),
                                .reason = b->reason,
                                .officer_id = cx->actor->officer_id,
                                .set_at = cx->now}};
    TRY(message_text_check(cx, t, s.row.subject, s.row.text));
    TRY(db_write(cx, cx->app->store, text_write, &s));
    *version = s.row.version;
    return OK;
}
