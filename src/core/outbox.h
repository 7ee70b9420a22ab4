/* SPDX-License-Identifier: Apache-2.0
 * Messages that leave the program: a row in the same transaction as the act that causes it,
 * sent afterwards by the scheduler through senders that cmd/ registers. At least once: the
 * row's id goes with the message so that a gateway can drop a repeat.
 *
 * States: waiting, sent, dead (12 tries, or an address that cannot be right), held (a demo or
 * practice register sends nothing out). One that was claimed and never marked, because the
 * program ended, waits on: its claim runs out.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/words.h"

enum {
    OUTBOX_TRIES_MAX = 12,
    OUTBOX_WAIT_MAX_MIN =
        60, /* the longest that a message is claimed, or waits for its next try */
};

#define OUTBOX_STATE_LIST(X)                                                                   \
    X(OUTBOX_WAITING, "waiting", "待发送", "waiting")                                          \
    X(OUTBOX_DEAD, "dead", "发送失败", "not delivered")                                        \
    X(OUTBOX_HELD, "held", "不外发", "held")                                                   \
    X(OUTBOX_SENT, "sent", "已发送", "sent")
enum outbox_state { OUTBOX_STATE_LIST(ENUM_ID) OUTBOX_STATE__MAX };
extern const struct enum_names outbox_state_names;

struct outbox_note {
    int64_t officer_id, person_id, address_id; /* exactly one; receiver: a plain address */
    struct str channel; /* "mail", "sms"; others wait for a sender that knows them */
    int subject_kind;   /* enum subject */
    int64_t subject_id;
    struct str template_name;   /* core/outbox_text.c; an unknown one gives the general text */
    struct str num;             /* the number people use */
    struct str text;            /* what was said: goes where the template has {text} */
    struct str page;            /* mail: the same as HTML, beside the text; nothing personal */
    struct str file_name, file; /* mail: a file that goes with it; nothing personal */
};
/* Whether it can stand in a mail's header and in an SMTP command: one @ with something on both
 * sides, no blank, no control or special character, at most OUTBOX_ADDRESS_MAX bytes. */
enum { OUTBOX_ADDRESS_MAX = 200 };
bool outbox_address_right(struct str mail);

/* Inside db_write. */
MUST_CHECK enum err outbox_put(struct ctx *cx, const struct outbox_note *n);
/* Inside db_write: to each officer who holds one of the roles (BIT(enum role)) in the unit, or
 * in the nearest unit above where somebody does; by mail, else by SMS, else not at all (their
 * lists show it anyway). Instead of who is away their stand-in is told; whoever is on duty at
 * the unit (core/roster.h) is told as well. */
MUST_CHECK enum err outbox_put_unit(struct ctx *cx, int64_t unit_id, uint32_t roles, int kind,
                                    int64_t subject_id, struct str template_name,
                                    struct str num);

/* Inside db_write: to one officer, or who stands in for them, the same way; to nobody when they
 * are disabled or have no address. */
MUST_CHECK enum err outbox_put_officer(struct ctx *cx, int64_t officer_id,
                                       const struct outbox_note *n);

struct outbox_message {
    int64_t id;
    struct str to; /* mail address or telephone digits */
    struct str subject;
    struct str text;
    struct str page;            /* by mail: HTML; empty: none */
    struct str file_name, file; /* by mail; empty: none */
};
/* Network belongs here. OK: taken over by the other side. ERR_INPUT: this message can never be
 * delivered. Anything else: try again later. The sentence is stored and must hold nothing
 * personal. */
typedef enum err outbox_send_fn(struct ctx *cx, const struct outbox_message *m);
struct outbox_sender {
    const char *channel;
    outbox_send_fn *send;
};

/* Sends what is due, at most `limit` messages of each channel; *sent counts successes. Each
 * message is claimed for ten minutes, sent without a transaction, and marked. After a failure
 * it waits 1, 2, 4 … 60 minutes. A channel that fails, or has taken five seconds, is left for
 * the next run. cx->db must be NULL. */
MUST_CHECK enum err outbox_run(struct ctx *cx, const struct outbox_sender *senders, size_t n,
                               int limit, int *sent);

struct outbox_counts {
    int64_t waiting, dead, held;
    int64_t oldest_at; /* creation of the oldest that waits; 0 = none */
};
MUST_CHECK enum err outbox_count(struct ctx *cx, struct outbox_counts *out); /* cx->db set */
/* Inside db_write: a dead message waits again; id 0: all of them. ERR_NOT_FOUND when there was
 * none. */
MUST_CHECK enum err outbox_retry(struct ctx *cx, int64_t id, int64_t *changed);
