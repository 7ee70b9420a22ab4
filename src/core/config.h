/* SPDX-License-Identifier: Apache-2.0
 * The one configuration file (huiyin.conf): "key = value" lines, # comments on lines of their
 * own. Every setting stands in one table, which reads, checks and documents it. What belongs to
 * the place's rules is no setting but a mechanism.
 */
#pragma once

#include "base/buf.h"
#include "base/ctx.h"
#include "base/str.h"

/* Strings live in the arena given to config_read; none is NULL. */
struct config {
    struct str listen; /* address */
    int64_t port;
    struct str data_dir, database, replica, key_file;
    struct str prepare;  /* yes, no */
    int64_t register_id; /* jid; 0 = the only one */
    struct str language; /* zh, en */
    struct str log_level;
    int64_t workers, readers, queue_max;
    struct str trusted_proxy; /* addresses, by comma, whose X-Forwarded-For is believed */
    struct str public_url;    /* without a trailing slash; "" = unknown */
    struct str secure_cookie; /* auto, yes, no */
    struct str site_name, hotline, record_number;
    struct str tile_url, tile_attribution, tile_crs;
    int64_t upload_image_mb, upload_file_mb, upload_count;
    struct str mail_host;
    int64_t mail_port;
    struct str mail_tls; /* none, starttls, tls */
    struct str mail_from, mail_user, mail_password;
    struct str sms_url, sms_header, sms_token;
    struct str report_send, report_to, report_workdays; /* the sheets by mail */
    int64_t report_hour;
    struct str public_figures; /* totals shown to everybody, by comma; "" = none */
    int64_t public_figures_least;
    struct str document_letterhead, document_issuer, document_code, document_signatory,
        document_copies, document_spool;
};

struct setting {
    const char *name;
    size_t off;
    const char *initial;             /* as it would stand in the file */
    int64_t min, max;                /* SETTING_NUMBER */
    const char *one_of;              /* SETTING_TEXT: "a|b|c"; NULL = free */
    bool (*check)(struct str value); /* SETTING_TEXT, not empty; NULL = anything */
    enum { SETTING_TEXT, SETTING_NUMBER } kind;
    bool secret;         /* the file must be readable by its owner alone; never printed */
    const char *zh, *en; /* what it is for */
};

const struct config *config_defaults(struct arena *keep);
/* path NULL: the defaults. ERR_INPUT "file:line: reason" for unknown, repeated or bad settings
 * and for secrets in a file that others may read; ERR_NOT_FOUND, ERR_IO. */
MUST_CHECK enum err config_read(struct ctx *cx, struct arena *keep, const char *path,
                                const struct config **out);
/* For a look at a file that may be bad: what suits is set, the rest stays at its default, and
 * wrong takes a sentence for each thing that is wrong (joined by "; "; nothing = all is well).
 */
MUST_CHECK enum err config_survey(struct ctx *cx, struct arena *keep, const char *path,
                                  struct buf *wrong, const struct config **out);
MUST_CHECK enum err config_parse(struct ctx *cx, struct arena *keep, const char *file,
                                 struct str text, const struct config **out);
/* A file with every setting, explained and commented out at its default. */
void config_print_sample(struct buf *out, enum lang lang);
/* The settings in force, secrets as "***". */
void config_print(struct buf *out, const struct config *c);

bool config_secure_cookie(const struct config *c); /* auto: public_url begins with https */
