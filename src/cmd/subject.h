/* SPDX-License-Identifier: Apache-2.0
 * What several commands need to name a unit, an officer or a subject by what people write.
 */
#pragma once

#include "cmd/cmd.h"
#include "core/actor.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/work.h"

/* By code, else by identifier. ERR_NOT_FOUND. */
MUST_CHECK enum err unit_named(struct cmd *c, struct str text, const struct unit **out);
/* The same for something new: ERR_CONFLICT when it is closed. */
MUST_CHECK enum err unit_open_named(struct cmd *c, struct str text, const struct unit **out);
MUST_CHECK enum err place_named(struct cmd *c, struct str text, const struct place **out);
/* By the number people use. kind: which tables to look in, SUBJECT__MAX = all. */
struct found {
    enum subject kind;
    int64_t id, version;
    int state;
    struct str num;
    const struct mechanism *mechanism;
};
MUST_CHECK enum err subject_named(struct cmd *c, struct work *w, enum subject kind,
                                  struct str num, struct found *out);
/* "a,b" of an enumeration as bits; ERR_INPUT naming the word and what there is. */
MUST_CHECK enum err words_bits(struct cmd *c, const struct enum_names *names, const char *text,
                               uint32_t *out);
MUST_CHECK enum err word_value(struct cmd *c, const struct enum_names *names, struct str text,
                               int *out);
/* Labels of the bits set, joined in the user's way. */
struct str bits_labels(struct cmd *c, const struct enum_names *names, uint32_t bits);
void bits_json(struct json *w, const struct enum_names *names, uint32_t bits);
/* Standard input to its end. ERR_TOO_LARGE past max bytes. */
MUST_CHECK enum err stdin_read(struct cmd *c, size_t max, struct str *out);
/* "2026-11-22", "2026-11-22 09:30". */
MUST_CHECK enum err moment_parse(struct cmd *c, const char *text, int64_t *at);
/* Who acts by the option --as: c->cx.actor. A live register asks for that person's password on
 * standard input. */
MUST_CHECK enum err actor_named(struct cmd *c);
