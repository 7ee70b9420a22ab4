/* SPDX-License-Identifier: Apache-2.0
 * Officers and their roles. Functions marked "inside db_write" are called from the caller's
 * write, so that the act's event stands in the same transaction; whatever costs time (hashing)
 * is done before it.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/words.h"

struct officer {
    int64_t id;
    struct str login; /* folded: NFKC, lower case */
    struct str name;
    int64_t unit_id;
    struct str mail;
    struct str phone_enc; /* secret place "officer.phone" */
    int64_t must_change;  /* 1: only the password may be changed */
    int64_t disabled_at;
    int64_t created_at;
    int64_t version;
    struct str title;     /* job title */
    int64_t stand_in_id;  /* AB角: who stands in when this one is away; 0 = nobody */
    struct str templates; /* names of role templates, ',' between; core/template.h */
};
extern const struct shape officer_shape; /* the row without its password */

/* A new account. An empty password makes an account that cannot log in yet. */
struct officer_new {
    struct str login, name;
    int64_t unit_id;
    struct str mail, phone, password;
};

/* One officer in one write: checks, hashes, seals, inserts. must_change is set when the
 * password was chosen by somebody else. ERR_INPUT, ERR_CONFLICT (login taken). */
MUST_CHECK enum err officer_create(struct ctx *cx, const struct officer_new *n,
                                   bool must_change, int64_t *id);

/* ERR_INPUT: no log-in name. */
MUST_CHECK enum err officer_login_check(struct ctx *cx, struct str login);
/* What officer_create does, in two parts, for callers that write an event beside it. */
MUST_CHECK enum err officer_prepare(struct ctx *cx, const struct officer_new *n,
                                    bool must_change, struct officer *row,
                                    struct str *password_hash);
MUST_CHECK enum err officer_insert(struct ctx *cx, const struct officer *row,
                                   struct str password_hash); /* inside db_write */

/* cx->db set. ERR_NOT_FOUND. */
MUST_CHECK enum err officer_get(struct ctx *cx, int64_t id, struct officer *out);
MUST_CHECK enum err officer_get_login(struct ctx *cx, struct str login, struct officer *out);
MUST_CHECK enum err officer_list(struct ctx *cx, struct officer **out, size_t *n);

/* Inside db_write. Name, unit, mail, phone_enc, title, stand-in and templates of the row with
 * that version; ERR_STALE. */
MUST_CHECK enum err officer_update(struct ctx *cx, const struct officer *row);
/* Inside db_write: hash by password_hash(). Ends all the officer's sessions but the one whose
 * token hash is given (empty: all). */
MUST_CHECK enum err officer_set_password(struct ctx *cx, int64_t id, struct str password_hash,
                                         bool must_change, struct str keep_token_hash);
/* Inside db_write. Disabling ends all sessions. */
MUST_CHECK enum err officer_set_disabled(struct ctx *cx, int64_t id, bool disabled);

/* Checks a password outside of log-in (to change it, to confirm an act): ERR_DENIED when
 * wrong. Not throttled: the caller has a session. */
MUST_CHECK enum err officer_confirm(struct ctx *cx, int64_t id, struct str password);

struct role_row {
    int64_t officer_id, unit_id;
    int role;                     /* enum role */
    int64_t valid_from, valid_to; /* ms, 0 = open */
};
extern const struct shape role_shape;
/* Inside db_write. Granting what is held sets its dates. ERR_INPUT for roles that are not given
 * to persons (citizen, system, import); ERR_CONFLICT when the officer holds another of the
 * three administrator roles (system, security, audit are separate persons: rules.md B5-5). */
MUST_CHECK enum err role_grant(struct ctx *cx, const struct role_row *r);
/* Inside db_write. ERR_NOT_FOUND when not held. */
MUST_CHECK enum err role_revoke(struct ctx *cx, int64_t officer_id, int64_t unit_id,
                                enum role role);
/* The three administrators: separate persons, lent to nobody. */
enum {
    ROLES_ADMIN = BIT(ROLE_ADMIN_SYSTEM) | BIT(ROLE_ADMIN_SECURITY) | BIT(ROLE_ADMIN_AUDIT),
    ROLES_NOBODYS = BIT(ROLE_CITIZEN) | BIT(ROLE_SYSTEM) | BIT(ROLE_IMPORT), /* never given */
};
/* Of everybody, by officer. */
MUST_CHECK enum err role_list_all(struct ctx *cx, struct role_row **out, size_t *n);
/* All grants, past and future ones too. cx->db set. */
MUST_CHECK enum err role_list(struct ctx *cx, int64_t officer_id, struct role_row **out,
                              size_t *n);
