/* SPDX-License-Identifier: Apache-2.0
 * What messages say: as shipped (core/outbox_text.c), or in the office's own words (table
 * message_text, by version). {num} stands for the number people use, {text} for what was said.
 */
#pragma once

#include "core/outbox.h"

enum message_kind {
    MESSAGE_OFFICER, /* goes to officers */
    MESSAGE_CITIZEN, /* to a citizen */
    MESSAGE_MADE,    /* made by the program: nobody's own words */
};
struct message_text {
    const char *name; /* outbox_note.template_name */
    const char *subject, *text;
    enum message_kind kind;
};
extern const struct message_text message_texts[];
extern const size_t message_texts_n;
const struct message_text *message_text_find(struct str name); /* NULL: none */

enum { MESSAGE_SUBJECT_MAX = 60, MESSAGE_TEXT_MAX = 200 /* characters */ };
struct message_own {
    int64_t jid;
    struct str name;
    int64_t version;          /* 0: none yet */
    struct str subject, text; /* both empty: as shipped */
    struct str reason;
    int64_t officer_id, set_at;
};
extern const struct shape message_own_shape;
MUST_CHECK enum err message_own_newest(struct ctx *cx, struct str name,
                                       struct message_own *out);
/* ERR_INPUT: something else in braces, one of the two empty, or without a mark that the shipped
 * text has. ERR_CONFLICT: a fixed one. */
MUST_CHECK enum err message_text_check(struct ctx *cx, const struct message_text *t,
                                       struct str subject, struct str text);

/* cx->db set: subject and body of a note. */
MUST_CHECK enum err outbox_text(struct ctx *cx, const struct outbox_note *n,
                                struct str *subject, struct str *text);
