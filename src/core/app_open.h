/* SPDX-License-Identifier: Apache-2.0
 * Beginning and end of a process's struct app: data directory, lock, keys, store, snapshots and
 * the leased node number.
 */
#pragma once

#include "base/field.h"
#include "core/app.h"

struct app_options {
    const char *data_dir;  /* holds huiyin.db, secret.key, lock, blobs/ */
    const char *database;  /* SQLite path or postgresql://…; NULL or "" = DATA/huiyin.db */
    const char *replica;   /* as in struct store_options */
    bool unprepared;       /* as in struct store_options */
    bool relaxed;          /* as in struct store_options */
    const char *key_file;  /* NULL or "" = DATA/secret.key */
    const char *share_dir; /* the program's own data/; NULL: none */
    int64_t jid;           /* which register; 0 = the only one */
    int readers;           /* as in struct store_options; 0 = 4 */
    int queue_max;         /* 0 = 2000 */
    bool create;    /* make directory, keys and database where absent and migrate; the register
                       may still be missing */
    bool migrate;   /* bring an old schema up to date */
    bool exclusive; /* a server: refuses a data directory that another server holds */
    bool read_only; /* takes no node number; db_write is refused */
};

/* cx: arena, lang and wall set; app may be NULL. On failure nothing stays open.
 * ERR_NOT_FOUND when there is no data directory or register (says "run huiyin init"),
 * ERR_CONFLICT when another server holds the directory or the schema is not current, ERR_BUSY
 * when no node number is free, ERR_IO for files and keys. */
MUST_CHECK enum err app_open(struct ctx *cx, const struct app_options *o, struct app **out);
/* Finishes accepted writes, gives the node number back, forgets the keys. NULL is allowed. */
void app_close(struct app *app);

/* Reads register, units, places, mechanisms and calendar anew and puts the new snapshots in
 * place of the old; requests under way keep what they read. Old snapshots live until
 * app_close(), so this is for changes by an administrator and the daily turn, not for each
 * request. On failure the old ones stay. cx->db is not used. Any thread, one at a time. */
MUST_CHECK enum err app_reload(struct ctx *cx);

/* Called by the scheduler every NODE_RENEW_MS (core/node.h). ERR_CONFLICT: stop the process. */
MUST_CHECK enum err app_renew(struct ctx *cx);

/* The register's row, for init and demo. */
struct register_row {
    int64_t jid;
    struct str name;
    int kind; /* enum register_kind */
    struct str mechanism;
    int64_t root_place, root_unit;
    int64_t clock_offset_ms;
    int64_t created_at;
};
extern const struct shape register_shape;
/* Inside db_write. ERR_INPUT when jid is no 6-digit code or an offset stands on a live
 * register. */
MUST_CHECK enum err register_put(struct ctx *cx, const struct register_row *r);
/* Inside db_write: the injected clock. ERR_DENIED on a live register. */
MUST_CHECK enum err register_set_clock(struct ctx *cx, int64_t offset_ms);
