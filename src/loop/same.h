/* SPDX-License-Identifier: Apache-2.0
 * Same again? (rules.md B3-8, ZL-40) What may be about the same matter as a demand, or by the
 * same person: at the intake while it is being said, at the screening, before it is joined. A
 * machine shows candidates with the reasons and how alike they are; a person decides, and that
 * is kept. Nothing is joined, marked or left out by itself.
 *
 * Of each demand a sketch is kept (the queue of what is derived), with the keys under which
 * texts like it are found. A look-up reads a bounded number of rows, however many demands there
 * are: the newest under each of its keys, of each name it bears, of its place and class, of its
 * persons by their keyed hashes. Who may not see a demand is not shown it; what was
 * said in confidence is not found, as in a search.
 */
#pragma once

#include "core/flow.h"
#include "loop/derive.h"
#include "text/grams.h"
#include "text/likeness.h"
#include "text/sameness.h"
#include "text/signature.h"

enum {
    SAME_SHOWN = 10,
    SAME_WORDS = 3, /* words that both use, told as a reason */
};

#define SAME_PERSON_LIST(X)                                                                    \
    X(SAME_NOBODY, "", "", "")                                                                 \
    X(SAME_PHONE, "phone", "同一电话", "same telephone")                                       \
    X(SAME_IDNO, "idno", "同一证件号码", "same identity number")                               \
    X(SAME_ACCUSED, "accused", "匿名反映的是同一单位", "both anonymous, about the same unit")
enum same_person { SAME_PERSON_LIST(ENUM_ID) SAME_PERSON__MAX };
extern const struct enum_names same_person_names;

#define SAME_FINDING_LIST(X)                                                                   \
    X(SAME_MATTER, "same", "同一件事", "the same matter")                                      \
    X(SAME_REPEAT, "repeat", "同人同事，重复诉求", "same person, same matter: a repeat")       \
    X(SAME_DIFFERENT, "different", "不是同一件", "another matter")
enum same_finding { SAME_FINDING_LIST(ENUM_ID) SAME_FINDING__MAX };
extern const struct enum_names same_finding_names;

/* What somebody decided last on a demand and another one. */
struct same_decision {
    int64_t jid, demand_id, other_id;
    int finding;          /* enum same_finding */
    int64_t score, share; /* per cent, as shown */
    int person;           /* enum same_person */
    bool same_place, same_class;
    int64_t days;
    bool marked;                         /* it was this that made the demand a repeated one */
    int64_t officer_id, seq, decided_at; /* seq: the demand's event */
};
extern const struct shape same_decision_shape;

/* ---- same_decide.c ---- */

/* compare: of a demand and another one; a repeat (B3-8) marks the later demand, and the matters
 * it is in, as repeated. What was shown is kept in the event. */
extern const struct step same_steps[];
extern const size_t same_steps_n;
/* Those of a demand, both ways round. cx->db set. */
MUST_CHECK enum err same_decisions(struct ctx *cx, int64_t demand_id,
                                   struct same_decision **out, size_t *n);

/* ---- same_derive.c ---- */

struct same_sketch {
    int64_t jid, demand_id, said_at, place_id;
    struct str class;
    int64_t grams;
    struct str sketch, keys;
};
extern const struct shape same_sketch_shape;

derive_fn same_derive; /* the step of the queue */
/* All anew from the words; what is not yet there again is not found meanwhile. cx->db NULL. */
MUST_CHECK enum err same_rebuild(struct ctx *cx);
/* Sketches and keys from the words as they stand, compared with what is stored; as
 * hotspot_check. cx->db set. */
typedef void same_said(void *arg, const char *what, int64_t demand, int64_t stored,
                       int64_t expected);
struct same_checked {
    int64_t demands, differences;
};
MUST_CHECK enum err same_check(struct ctx *cx, same_said *said, void *arg,
                               struct same_checked *out);

/* ---- same_look.c; cx->db set ---- */

/* What is asked about: a demand, or what is being said (id 0). */
struct same_asked {
    int64_t id, said_at, place_id, complained_unit;
    struct str title, words, class;
    struct str phone, idno; /* of what is being said */
    int64_t person_id;      /* of a demand; its speakers are looked up */
    bool anonymous, confidential;
    bool whole;       /* for who keeps the register, who is an actor without units */
    bool public_only; /* by anybody: only what same_is_public, whoever asks */
};
void same_asked_of(const struct demand *d, struct str words, struct same_asked *out);

struct same_found {
    const struct demand *d;
    bool seen; /* by the actor */
    struct sameness facts;
    int64_t score, days;
    bool alike; /* maybe the same matter, by the rule */
    enum same_person person;
    struct str name;  /* that both bear; "" */
    struct str words; /* that both use, blanks between; "" */
    struct str said;  /* what the other one said */
};
/* By the register's mechanism as it is now. */
struct sameness_rule same_rule(const struct ctx *cx);
/* The likeliest first, at most SAME_SHOWN: those that are alike, and those by
 * the same person. */
MUST_CHECK enum err same_look(struct ctx *cx, struct work *w, const struct same_asked *asked,
                              struct same_found **out, size_t *n);
/* Of two demands, whatever the look-up would find. */
MUST_CHECK enum err same_pair(struct ctx *cx, struct work *w, const struct same_asked *asked,
                              const struct demand *other, struct same_found *out);

/* ---- same_json.c ---- */

struct same_typed {
    struct str words, title, class, phone, idno;
    int64_t place_id;
    int privacy; /* enum privacy */
};
extern const struct shape same_typed_shape;

/* Member "reasons" of the open object: code and text of each. */
void same_reasons_json(struct ctx *cx, struct json *j, const struct same_found *f);
/* Members of the open object: "shown" (per cent), "rows". cx->db set. ERR_NOT_FOUND where the
 * actor does not see the demand. */
MUST_CHECK enum err same_demand_json(struct ctx *cx, struct str num, struct json *j);
/* For what is being said; nothing of it is kept. cx->db is NULL. With a telephone or identity
 * number it is a search by person: an event of the officer, slowed down (loop/lookup.h). */
MUST_CHECK enum err same_typed_json(struct ctx *cx, const struct same_typed *t, struct json *j);

/* ---- same_near.c ---- */

/* Before a citizen sends: is something like it open nearby already? Of what may be public there
 * is its field, its community, its state and a rough age, never a word or a number of another.
 * A demand is told of when it was screened as valid and is open, was not said in confidence, is
 * about no unit, and lies in the community of the place asked about or in one of its street. */
bool same_is_public(const struct ctx *cx, int64_t near, const struct demand *d);

struct same_near {
    struct str words, class;
    int64_t place_id;
};
extern const struct shape same_near_shape;
/* Member "rows" of the open object, at most three, the likeliest first. Nothing is kept. cx->db
 * is NULL. */
MUST_CHECK enum err same_near_json(struct ctx *cx, const struct same_near *t, struct json *j);
