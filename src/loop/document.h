/* SPDX-License-Identifier: Apache-2.0
 * Documents that officials send on (公文, GB/T 9704-2012): bulletin, dossier of one matter,
 * transfer list, supervision notice, interview record, written answer, board. Each is a
 * template (doc/docx.h) filled with fields; one table of kinds says which fields there are,
 * what they are read from and who may make one. A document always speaks Chinese.
 *
 * What it says comes from the same functions as the pages, under the eyes of its maker: what he
 * does not see is not in it, and citizens stand in it masked. Made once, it has a number,
 * counted by kind and year (〔2026〕3号), and is kept as its fields; a number drawn is never
 * drawn again. Making and fetching are events. Only its maker and officers of his unit fetch
 * it.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "base/json.h"
#include "doc/docx.h"

struct document_ask {
    struct str kind;
    struct str about; /* number, list number, or "weekly 2026-11-16" */
    struct str text;  /* what its maker adds: 督办要求, 工作要求 */
    int64_t reply_by; /* 0: none */
};
extern const struct shape document_ask_shape;

/* What a document is about. */
enum document_about {
    DOCUMENT_MATTER,    /* a matter's number */
    DOCUMENT_DEMAND,    /* a demand's number */
    DOCUMENT_LIST,      /* a dispatch list's number */
    DOCUMENT_PERIOD,    /* daily, weekly or monthly, and a day in it */
    DOCUMENT_MONTH,     /* "month 2026-10", then "now", "unit=ID", "place=ID", "channel=CODE" */
    DOCUMENT_BOARD,     /* a published board's number */
    DOCUMENT_INTERVIEW, /* an interview's number */
    DOCUMENT_STEP,      /* "step ID": an ordered self-examination */
    DOCUMENT_NOTICE,    /* a supervision notice's number */
    DOCUMENT_TOPIC,     /* a topic's number */
    DOCUMENT_TASK,      /* a verify task's number */
    DOCUMENT_GIVEN,     /* not said by its form alone */
};

/* Members of the open object j, as a page reads them; cx->db is a snapshot. */
typedef enum err document_source(struct ctx *cx, const struct document_ask *ask,
                                 struct json *j);

struct document_kind {
    const char *name, *zh, *en;
    const char *mark; /* in its number: 督〔2026〕3号 */
    enum document_about about;
    uint32_t roles; /* who makes one; 0: whoever sees what it is about */
    uint32_t seen;  /* who fetches it besides its maker and his unit */
    /* It is drafted, checked and issued (loop/bulletin.h): document_read refuses. */
    bool issued;
    document_source *source;
    const struct docx_field *fields;
};
extern const struct document_kind document_kinds[]; /* ends with a row without a name */
const struct document_kind *document_kind_find(struct str name); /* NULL: unknown */

struct document {
    int64_t jid, id;
    struct str kind;
    int64_t year, serial;
    struct str num, about, title;
    int64_t template, made_at, officer_id, unit_id;
    struct str fields;
};

/* Reads (cx->db: a read connection), then fields for document_put. ERR_DENIED, ERR_NOT_FOUND,
 * ERR_CONFLICT (no answer yet, not under supervision), ERR_TOO_LARGE. */
MUST_CHECK enum err document_read(struct ctx *cx, const struct document_ask *ask,
                                  struct document *out);
/* What it would say, without what every document says (number, date, letterhead): the fields of
 * its kind. cx->db: a snapshot. */
MUST_CHECK enum err document_facts(struct ctx *cx, const struct document_ask *ask,
                                   json_t **fields);
/* The same as its page says it, in Chinese: what the fields are filled from. */
MUST_CHECK enum err document_said(struct ctx *cx, const struct document_ask *ask,
                                  json_t **source);
/* The document of what was said so. */
MUST_CHECK enum err document_from(struct ctx *cx, const struct document_ask *ask,
                                  json_t *source, struct document *out);
/* The same from fields that somebody gives, an object as of the table. ERR_INPUT. */
MUST_CHECK enum err document_given(struct ctx *cx, const struct document_ask *ask,
                                   json_t *fields, struct document *out);
/* Numbers and stores it, with its event. *answer: document_json of it, kept for a request that
 * comes again (core/idem.h). cx->db NULL. */
MUST_CHECK enum err document_put(struct ctx *cx, struct document *d, struct str *answer);
/* The same inside db_write, together with what issues it; keeps no answer. */
MUST_CHECK enum err document_put_within(struct ctx *cx, struct document *d);
/* ERR_NOT_FOUND also for whom it is none of his business. */
MUST_CHECK enum err document_get(struct ctx *cx, int64_t id, struct document *out);
/* The .docx. cx->db set. */
MUST_CHECK enum err document_docx(struct ctx *cx, const struct document *d, struct str *out);
struct str document_file_name(struct ctx *cx, const struct document *d, const char *end);
/* A copy left the register: an event of its own. cx->db NULL. */
MUST_CHECK enum err document_fetched(struct ctx *cx, const struct document *d,
                                     const char *format);

/* Members of the open object. */
void document_json(struct ctx *cx, struct json *j, const struct document *d);
/* "kinds": those that the actor may make about `about`; "documents": those he may fetch. */
MUST_CHECK enum err documents_json(struct ctx *cx, struct str about, struct json *j);
/* The register of numbers of a year (发文登记). */
MUST_CHECK enum err documents_of_year(struct ctx *cx, int64_t year, struct document **out,
                                      size_t *n);

/* The folder that the server shares with the worker (doc/pdf.h): setting document_spool, else
 * "documents" in the data directory. */
struct config;
const char *document_spool(struct ctx *cx, const struct config *g, const char *data_dir);

/* ---- templates ---- */

struct document_template {
    int64_t jid;
    struct str kind;
    int64_t version; /* 0: as shipped */
    struct str name, hash;
    struct str body;
    int64_t officer_id, loaded_at;
};
/* The newest, or the one of that version (>= 0; 0 = as shipped). *docx: its bytes.
 * ERR_NOT_FOUND. */
MUST_CHECK enum err document_template_get(struct ctx *cx, const struct document_kind *k,
                                          int64_t version, struct document_template *out,
                                          struct str *docx);
/* Checks it, and that it can be filled. ERR_INPUT, ERR_TOO_LARGE. */
MUST_CHECK enum err document_template_check(struct ctx *cx, const struct document_kind *k,
                                            struct str docx);
/* The template filled with sample values. */
MUST_CHECK enum err document_template_preview(struct ctx *cx, const struct document_kind *k,
                                              struct str docx, struct str *out);
/* Checks and stores a new version, in force at once; the same bytes again are no new version.
 * cx->db NULL. */
MUST_CHECK enum err document_template_put(struct ctx *cx, const struct document_kind *k,
                                          struct str name, struct str docx, int64_t *version);
/* "templates": every kind with its versions and the fields that may stand in it. */
MUST_CHECK enum err document_templates_json(struct ctx *cx, struct json *j);
