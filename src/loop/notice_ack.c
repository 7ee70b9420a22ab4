/* SPDX-License-Identifier: Apache-2.0
 * What those who were told of a weak signal say of it: seen, or dismissed.
 */
#include <inttypes.h>

#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "db/db.h"
#include "loop/notice.h"
#include "loop/signal.h"

ENUM_NAMES(notice_said, NOTICE_SAID_LIST);

enum { LONG_TEXT = 4000 };

static const struct field ack_fields[] = {
    FIELD(struct notice_ack, jid),
    FIELD(struct notice_ack, notice_id, .as = AS_ID),
    FIELD(struct notice_ack, officer_id, .as = AS_ID),
    FIELD(struct notice_ack, said, .names = &notice_said_names),
    FIELD(struct notice_ack, words, .max = LONG_TEXT),
    FIELD(struct notice_ack, said_at, .as = AS_TIME),
    FIELD(struct notice_ack, seq),
};
const struct shape notice_ack_shape = SHAPE("notice_ack", struct notice_ack, ack_fields);

static const struct field body_fields[] = {
    FIELD(struct notice_ack_body, said, .required = true, .names = &notice_said_names,
          .zh = "怎么看", .en = "What you say of it"),
    FIELD(struct notice_ack_body, words, .required = true, .min = 5, .max = 2000, .as = AS_TEXT,
          .zh = "将怎样处置，或排除的理由", .en = "What will be done, or why it is no trouble"),
};
const struct shape notice_ack_body_shape =
    SHAPE("notice_ack_body", struct notice_ack_body, body_fields);

bool notice_was_told(struct ctx *cx, const struct notice *n)
{
    struct strs lines = str_split(cx->arena, n->receivers, '\n');
    for (size_t i = 0; n->receivers.n && i < lines.n; i++) {
        struct strs part = str_split(cx->arena, lines.p[i], ' ');
        int64_t unit = 0;
        int role = part.n == 2 ? enum_value(&role_names, part.p[1]) : -1;
        if (role >= 0 && str_i64(part.p[0], &unit) &&
            (actor_roles_at(cx, cx->actor, unit) & BIT(role)))
            return true;
    }
    return false;
}

enum err notice_acks(struct ctx *cx, int64_t notice_id, struct notice_ack **out, size_t *n)
{
    return db_all(cx, SQL_NOTICE_ACKS, ARGS(I64(cx->jid), I64(notice_id)), &notice_ack_shape,
                  (void **)out, n);
}

struct ack_job {
    struct str num;
    int64_t if_match;
    const struct notice_ack_body *in;
    struct flow_result *out;
};

static enum err may_say(struct ctx *cx, const struct notice *n, int said)
{
    struct notice_ack *acks = NULL;
    size_t acks_n = 0;
    bool is_signal = false;
    TRY(signal_is(cx, n->id, &is_signal));
    if (!is_signal)
        return fail(cx, ERR_CONFLICT, "督办单请直接回复，只有苗头可以知悉或排除",
                    "a notice is answered; only a signal is seen or dismissed");
    if (!notice_was_told(cx, n))
        return fail(cx, ERR_DENIED, "由收到这条苗头的人办理", "for those who were told of it");
    if (n->state != NOTICE_OPEN && n->state != NOTICE_TOLD)
        return fail(cx, ERR_CONFLICT, "这条苗头已经了结", "it is ended");
    TRY(notice_acks(cx, n->id, &acks, &acks_n));
    for (size_t i = 0; i < acks_n; i++)
        if (acks[i].officer_id == cx->actor->officer_id && said == SAID_SEEN)
            return fail(cx, ERR_CONFLICT, "您已经表示知悉", "you have said so already");
    return OK;
}

static enum err said_event(struct ctx *cx, const struct notice *n, int said, struct str words,
                           int64_t *seq)
{
    const struct audit_text text[] = {{"words", words}};
    const struct audit a = {.kind = SUBJECT_UNIT,
                            .id = n->unit_id,
                            .action = said == SAID_SEEN ? "notice-seen" : "notice-dismissed",
                            .data =
                                str_fmt(cx->arena, "{\"notice\":\"%.*s\"}", STR_ARG(n->num)),
                            .text = text,
                            .texts = COUNT(text),
                            .seq = seq};
    return audit_write(cx, &a);
}

static enum err ack_write(struct ctx *cx, void *arg)
{
    const struct ack_job *job = arg;
    const bool ends = job->in->said == SAID_DISMISSED;
    struct notice n = {0};
    struct notice_ack ack = {.jid = cx->jid,
                             .officer_id = cx->actor->officer_id,
                             .said = job->in->said,
                             .words = job->in->words,
                             .said_at = cx->now};
    TRY(notice_find(cx, job->num, &n));
    TRY(may_say(cx, &n, job->in->said));
    if (job->if_match != n.version)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    n.version = job->if_match + 1;
    if (ends) {
        n.state = NOTICE_DISMISSED;
        n.reason = job->in->words;
        n.ended_at = cx->now;
        n.ended_by = cx->actor->officer_id;
    }
    ack.notice_id = n.id;
    TRY(said_event(cx, &n, ack.said, ack.words, &ack.seq));
    TRY(db_put(cx, SQL_NOTICE_ACK_PUT, &notice_ack_shape, &ack, NULL, 0, NULL));
    TRY(notice_update(cx, &n, job->if_match, ends ? "dismiss" : NULL));
    *job->out = (struct flow_result){.num = str_dup(cx->arena, n.num),
                                     .version = n.version,
                                     .state = enum_text(&notice_state_names, n.state)};
    return idem_put(cx, 200, flow_result_json(cx, job->out));
}

enum err notice_acknowledge(struct ctx *cx, struct str num, int64_t if_match,
                            const struct notice_ack_body *in, struct flow_result *out)
{
    struct ack_job job = {num, if_match, in, out};
    return db_write(cx, cx->app->store, ack_write, &job);
}
