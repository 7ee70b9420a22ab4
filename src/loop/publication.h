/* SPDX-License-Identifier: Apache-2.0
 * What was asked and answered, as anybody may read it. A publication is made
 * from one answered demand or matter: an officer who sees it edits the two texts, another
 * person publishes them, and either of them takes them back. It holds the edited texts alone:
 * never a number, a name or what a citizen wrote, and its place is a community or larger.
 *
 * The texts are looked through for what belongs to a person (text/personal.h) and for the
 * names of those who asked. Mobile and identity numbers and bank cards refuse publication; for
 * all else who publishes says that it was seen.
 */
#pragma once

#include "base/json.h"
#include "core/actor.h"
#include "core/flow.h"

enum {
    PUBLICATION_DRAFTERS = BIT(ROLE_ANALYST) | BIT(ROLE_PUBLISHER),
    PUBLICATION_PUBLISHERS = BIT(ROLE_PUBLISHER) | BIT(ROLE_LEADER),
    PUBLICATION_KEEPERS = PUBLICATION_DRAFTERS | PUBLICATION_PUBLISHERS,
};

struct publication {
    int64_t jid, id, version;
    int subject_kind; /* enum subject: demand or matter */
    int64_t subject_id;
    struct str num; /* its number: never told outside */
    struct str question, answer, folded, class;
    int64_t place_id; /* 0: not said */
    struct str month; /* of the answer, 2026-11 */
    struct str state; /* draft, published, withdrawn */
    int64_t drafted_by, drafted_at, edited_by, edited_at, published_by, published_at;
    int64_t shown_no; /* its name outside; newer is larger; 0 = not published yet */
    int64_t withdrawn_by, withdrawn_at;
    struct str reason; /* of the withdrawal */
};
extern const struct shape publication_shape;

struct publication_new_body {
    struct str num, question, answer;
    int64_t place; /* 0: the usual one of publication_prepare_json */
};
struct publication_edit_body {
    struct str question, answer;
    int64_t place;
};
struct publication_publish_body {
    bool seen; /* what was found in it */
};
struct publication_withdraw_body {
    struct str reason;
};
struct publication_query {
    int64_t before; /* 0: from the newest */
};
extern const struct shape publication_new_shape, publication_edit_shape,
    publication_publish_shape, publication_withdraw_shape, publication_query_shape;

/* All four: cx->db NULL; roles over the register's root. ERR_DENIED, ERR_NOT_FOUND (also for
 * what the actor may not see), ERR_CONFLICT (not answered, in hand already, not in that state,
 * something found), ERR_STALE, ERR_INPUT (the place). Who drafted or edited does not publish.
 */
MUST_CHECK enum err publication_draft(struct ctx *cx, const struct publication_new_body *b,
                                      struct flow_result *out);
MUST_CHECK enum err publication_edit(struct ctx *cx, int64_t id, int64_t if_match,
                                     const struct publication_edit_body *b,
                                     struct flow_result *out);
MUST_CHECK enum err publication_publish(struct ctx *cx, int64_t id, int64_t if_match, bool seen,
                                        struct flow_result *out);
/* A draft as well. */
MUST_CHECK enum err publication_withdraw(struct ctx *cx, int64_t id, int64_t if_match,
                                         struct str reason, struct flow_result *out);

/* ---- read; cx->db set ---- */

/* What a form begins with: "question" the title and "answer" the last answer (both empty of
 * what was said in confidence), "places" to choose from, the smallest first, "place" the usual
 * one, "publication" the one there is. ERR_NOT_FOUND, ERR_CONFLICT: not answered yet. */
MUST_CHECK enum err publication_prepare_json(struct ctx *cx, struct str num, struct json *j);
/* A page, the newest first: "publications", "next" (null: no more), "may_draft". */
MUST_CHECK enum err publications_json(struct ctx *cx, const struct publication_query *q,
                                      struct json *j);
/* With "findings" and what the actor may do. */
MUST_CHECK enum err publication_json(struct ctx *cx, int64_t id, struct json *j,
                                     int64_t *version);

/* What anybody may read (loop/publication_shown.c). */
struct shown_query {
    struct str q; /* words, as the search takes them */
    struct str class;
    int64_t place, before; /* the class and place, and what lies below */
};
extern const struct shape shown_query_shape;
/* "rows" with id, question, answer, class, place and month, the newest first; "next" (null: no
 * more): goes on from there, also when not all was looked at. ERR_INPUT of the words. */
MUST_CHECK enum err publications_shown_json(struct ctx *cx, const struct shown_query *q,
                                            struct json *j);
