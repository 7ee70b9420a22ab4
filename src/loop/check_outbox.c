/* SPDX-License-Identifier: Apache-2.0
 * Messages: each is about something, to somebody, in a state that it can be in, and none waits
 * for a time that does not come.
 */
#include <inttypes.h>

#include "base/time.h"
#include "core/outbox.h"
#include "core/secret.h"
#include "loop/check_impl.h"

struct message_row {
    int64_t id;
    struct str channel;
    int64_t officer_id, person_id;
    struct str subject_kind;
    int64_t subject_id;
    struct str state;
    int64_t tries, next_at, sent_at;
    struct str body_enc, num;
    int64_t addressed, address_id;
};
static const struct field message_fields[] = {
    FIELD(struct message_row, id),           FIELD(struct message_row, channel),
    FIELD(struct message_row, officer_id),   FIELD(struct message_row, person_id),
    FIELD(struct message_row, subject_kind), FIELD(struct message_row, subject_id),
    FIELD(struct message_row, state),        FIELD(struct message_row, tries),
    FIELD(struct message_row, next_at),      FIELD(struct message_row, sent_at),
    FIELD(struct message_row, body_enc),     FIELD(struct message_row, num),
    FIELD(struct message_row, addressed),    FIELD(struct message_row, address_id),
};
static const struct shape message_shape = SHAPE("message", struct message_row, message_fields);

static bool is_state(struct str state)
{
    static const char *const states[] = {"waiting", "sent", "dead", "held"};
    for (size_t i = 0; i < COUNT(states); i++)
        if (str_eq_c(state, states[i]))
            return true;
    return false;
}

static bool has_body(struct check *k, const struct message_row *m)
{
    struct str body = STR("");
    if (secret_unseal(k->cx, "outbox.body", m->id, m->body_enc, &body) == OK)
        return memchr(body.p, '\n', body.n) != NULL;
    fault_clear(k->cx);
    return false;
}

/* What a message is found to be, each with its sentence. */
static bool is_ownerless(struct check *k, const struct message_row *m)
{
    (void)k;
    return m->num.n == 0;
}

static bool is_nobodys(struct check *k, const struct message_row *m)
{
    (void)k;
    int named = (m->officer_id != 0) + (m->person_id != 0) + (m->address_id != 0);
    return !m->addressed || named != 1 || m->channel.n == 0;
}

static bool is_stateless(struct check *k, const struct message_row *m)
{
    (void)k;
    return !is_state(m->state);
}

static bool is_overtried(struct check *k, const struct message_row *m)
{
    (void)k;
    return m->tries < 0 || m->tries > OUTBOX_TRIES_MAX;
}

/* A claim ends after minutes, and so does the wait for the next try. */
static bool is_stuck(struct check *k, const struct message_row *m)
{
    return str_eq_c(m->state, "waiting") &&
           m->next_at > k->cx->wall + (OUTBOX_WAIT_MAX_MIN + INT64_C(1)) * MS_PER_MINUTE;
}

static bool is_sent_untimed(struct check *k, const struct message_row *m)
{
    (void)k;
    return str_eq_c(m->state, "sent") ? m->sent_at <= 0 : m->sent_at != 0;
}

static bool is_sent_with_words(struct check *k, const struct message_row *m)
{
    (void)k;
    return str_eq_c(m->state, "sent") && m->body_enc.n > 0;
}

static bool is_closed(struct check *k, const struct message_row *m)
{
    return !str_eq_c(m->state, "sent") && !has_body(k, m);
}

static const struct {
    bool (*is)(struct check *k, const struct message_row *m);
    const char *zh, *en;
} faults[] = {
    {is_ownerless, "所说的诉求、事项或任务不见了", "what it is about is gone"},
    {is_nobodys, "没有收信人或渠道", "it is to nobody, or by no channel"},
    {is_stateless, "状态不合规定", "there is no such state"},
    {is_overtried, "发送次数超出上限", "it was tried more often than allowed"},
    {is_stuck, "下次发送的时间过晚，一直停在发送中",
     "its next try is too far away: it is stuck"},
    {is_sent_untimed, "发出时间与状态不符", "its time of sending does not fit its state"},
    {is_sent_with_words, "已发出，内容却没有清除", "it was sent and still holds its words"},
    {is_closed, "内容的密文打不开", "its sealed words do not open"},
};

static enum err message_check(struct check *k, const struct raw *raw)
{
    struct message_row m = {0};
    struct subject_view s = {.kind = SUBJECT__MAX};
    const char *bad = raw_read(&message_shape, raw, &m);
    k->out->messages++;
    if (bad)
        return check_found(k, "message", NULL, raw_get(&message_shape, raw, bad), STR(""),
                           "消息 %.*s 的 %s 值不合规定",
                           "message %.*s: the value of %s does not fit",
                           STR_ARG(raw_get(&message_shape, raw, "id")), bad);
    int kind = enum_value(&subject_names, m.subject_kind);
    if (kind >= 0)
        s = (struct subject_view){.kind = (enum subject)kind, .id = m.subject_id, .num = m.num};
    for (size_t i = 0; i < COUNT(faults); i++)
        if (faults[i].is(k, &m))
            TRY(check_found(k, "message", kind >= 0 ? &s : NULL, m.state, STR(""),
                            "消息 %" PRId64 "：%s", "message %" PRId64 ": %s", m.id,
                            k->cx->lang == LANG_EN ? faults[i].en : faults[i].zh));
    return OK;
}

enum err check_messages(struct check *k)
{
    const struct shape *raw = raw_shape(k->outer->arena, &message_shape);
    struct slice rows = {.n = CHECK_PAGE};
    int64_t after = INT64_MIN;
    while (rows.n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_OUTBOX, ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)),
                       raw, (void **)&rows.p, &rows.n));
        for (size_t i = 0; i < rows.n; i++) {
            after = raw_i64(&message_shape, &rows.p[i], "id");
            TRY(message_check(k, &rows.p[i]));
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}
