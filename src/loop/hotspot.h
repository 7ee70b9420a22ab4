/* SPDX-License-Identifier: Apache-2.0
 * Hot spots (热点, issue of Jining's monthly analysis and Heyuan's flags: JN-28, HY-36, ZL-43):
 * demands that speak of the same trouble at the same place or of the same body within a period
 * (text/cluster.h), and what people decided on them.
 *
 * Each demand's signature is put beside it by the queue of what is derived. A part is a
 * connected part of what is linked; a hot spot is a part of HOTSPOT_MIN demands or more, until
 * somebody decides on it: names, follows, dismisses, takes up again, splits or merges it. Then
 * its demands are pinned to it, and what comes to their part later goes to the hot spot of the
 * pinned demand that it is most like. So decisions hold whatever is added, and grouping from
 * nothing, with the pins, gives what stands there.
 *
 * Seen and decided on by analysts and leaders of the whole register; demands about the conduct
 * of the viewer's own unit neither show nor count.
 */
#pragma once

#include "base/field.h"
#include "base/json.h"
#include "core/words.h"
#include "loop/derive.h"
#include "text/cluster.h"

enum { HOTSPOT_MIN = 3, HOTSPOT_LISTED = 100, HOTSPOT_MEMBERS = 500, HOTSPOT_NAME = 60 };

#define HOTSPOT_STATE_LIST(X)                                                                  \
    X(HOTSPOT_OPEN, "open", "未处理", "open")                                                  \
    X(HOTSPOT_FOLLOWED, "followed", "已关注", "followed")                                      \
    X(HOTSPOT_DISMISSED, "dismissed", "已排除", "dismissed")
enum hotspot_state { HOTSPOT_STATE_LIST(ENUM_ID) HOTSPOT_STATE__MAX };
extern const struct enum_names hotspot_state_names;

struct signature_row {
    int64_t jid, demand_id, said_at, person_id, support, barred, place_id, part, hotspot_id,
        pin;
    struct str names, pairs;
};
extern const struct shape signature_row_shape;

struct hotspot {
    int64_t jid, id, version;
    int state; /* enum hotspot_state */
    int64_t held;
    struct str name, place, words;
    int64_t worded; /* how large it was when its words were looked for */
    int64_t size, people, support, recent, earlier, first_at, last_at;
    int64_t heat; /* in tenths */
    int64_t counted_at;
};
extern const struct shape hotspot_shape;

/* ---- hotspot_sign.c: signatures and groups; inside db_write unless said otherwise ---- */

derive_fn hotspot_derive; /* the step of the queue */
/* All groups from the signatures as they are stored, weighed and parted anew, as when the
 * register has grown. cx->db NULL. *demands = signatures read. */
MUST_CHECK enum err hotspot_regroup(struct ctx *cx, int64_t *demands);
/* The demand's signature as its words and row are now; *has false: it has none. cx->db set. */
MUST_CHECK enum err signature_of(struct ctx *cx, int64_t demand_id, struct signature_row *out,
                                 bool *has);
MUST_CHECK enum err hotspot_weights(struct ctx *cx, struct weights *out);
/* A row as it is compared; false: the row is damaged. */
bool signature_item(struct arena *a, const struct signature_row *r, struct cluster_item *out);
/* To which hot spot each member of a part belongs, by its pins. */
void hotspot_assign(struct arena *a, const struct weights *w, const struct signature_row *rows,
                    size_t n, int64_t *out);
/* The hot spot's figures anew; gone when it is too small and nobody holds it. */
MUST_CHECK enum err hotspot_recount(struct ctx *cx, int64_t id);
MUST_CHECK enum err hotspot_find(struct ctx *cx, int64_t id, struct hotspot *out, bool *found);
MUST_CHECK enum err heat_weights(struct ctx *cx, double out[]); /* cx->db set */

/* ---- hotspot_act.c ---- */

enum hotspot_act { HOTSPOT_NAMED, HOTSPOT_FOLLOW, HOTSPOT_DISMISS, HOTSPOT_REOPEN };
struct hotspot_name {
    struct str name, reason;
};
struct hotspot_why {
    struct str reason;
};
struct hotspot_split {
    struct str demands; /* numbers, blanks or commas between */
    struct str name, reason;
};
struct hotspot_merge {
    int64_t other;
    struct str reason;
};
struct heat_change {
    struct str term, reason;
    int64_t weight; /* hundredths */
};
extern const struct shape hotspot_name_shape, hotspot_why_shape, hotspot_split_shape,
    hotspot_merge_shape, heat_change_shape;

/* ERR_NOT_FOUND, ERR_STALE, ERR_CONFLICT where the act does not fit the state, ERR_INPUT,
 * ERR_DENIED without the role over the whole register. *version: the new one. */
MUST_CHECK enum err hotspot_do(struct ctx *cx, int64_t id, int64_t if_match,
                               enum hotspot_act act, const void *body, int64_t *version);
/* Some demands out of it into one of their own; *made its id. */
MUST_CHECK enum err hotspot_split(struct ctx *cx, int64_t id, int64_t if_match,
                                  const struct hotspot_split *b, int64_t *made,
                                  int64_t *version);
/* All of another one into it. */
MUST_CHECK enum err hotspot_merge(struct ctx *cx, int64_t id, int64_t if_match,
                                  const struct hotspot_merge *b, int64_t *version);
/* Inside db_write: it stays from now on, as followed when nobody had decided on it: what a root
 * problem is made of does not go away (loop/trouble.h). ERR_NOT_FOUND. */
MUST_CHECK enum err hotspot_hold(struct ctx *cx, int64_t id, struct str reason);
/* What an act is answered with. */
struct str hotspot_answer(struct ctx *cx, int64_t id, int64_t version, int64_t made);
MUST_CHECK enum err heat_weight_set(struct ctx *cx, const struct heat_change *b);
MUST_CHECK enum err hotspot_may(struct ctx *cx); /* ERR_DENIED */
bool hotspot_seen(struct ctx *cx);               /* whether the actor sees hot spots */

/* ---- hotspot_json.c; cx->db set ---- */

struct hotspot_query {
    struct str state;
};
extern const struct shape hotspot_query_shape;
MUST_CHECK enum err hotspots_json(struct ctx *cx, const struct hotspot_query *q,
                                  struct json *j);
MUST_CHECK enum err hotspot_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version);

/* ---- hotspot_check.c ---- */

/* Groups from nothing with the pins, compared with what is stored. said: one line for each
 * difference (demand, stored hot spot, expected). cx->db set. */
struct hotspot_checked {
    int64_t demands, hotspots, differences;
};
typedef void hotspot_said(void *arg, const char *what, int64_t demand, int64_t stored,
                          int64_t expected);
MUST_CHECK enum err hotspot_check(struct ctx *cx, hotspot_said *said, void *arg,
                                  struct hotspot_checked *out);
