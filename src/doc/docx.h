/* SPDX-License-Identifier: Apache-2.0
 * Word documents from templates. A template is an ordinary .docx that an office edits in WPS or
 * Word; what is to be filled in stands in its text, headers and footers (docs/adr/0019):
 *
 *   {{name}}               the field's text; line breaks stay line breaks
 *   {{#list}} … {{/list}}  once for each row of a list; inside, the row's fields come first,
 * then those around it
 *   {{?name}} … {{/name}}  when the field says something; {{^name}} … {{/name}} when it does
 * not
 *
 * A pair in one paragraph encloses text; a pair in two cells of one table row, or in two rows,
 * encloses these rows whole; else each mark stands alone in a paragraph, which goes, and they
 * enclose what is between. Marks that an editor cut into several runs are put together again.
 *
 * Errors: ERR_INPUT no .docx, damaged, a mark without its partner, or something that has no
 * business in a template: macros, embedded objects, fields that fetch, links to outside files,
 * a DTD, part names that leave the package. ERR_TOO_LARGE over the limits below.
 */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

struct ctx;

enum {
    DOCX_BYTES = 1 << 20,        /* a template */
    DOCX_PART_BYTES = 4 << 20,   /* one of its parts, uncompressed */
    DOCX_TOTAL_BYTES = 16 << 20, /* all of them */
    DOCX_PARTS = 200,
    DOCX_NODES_MAX = 400000,   /* XML nodes that lists may add to a document */
    DOCX_OUT_BYTES = 32 << 20, /* a filled part */
};

enum docx_type {
    DOCX_TEXT,
    DOCX_TIME,  /* RFC 3339 in the source; 2026年11月22日 09:08 in the document */
    DOCX_DAY,   /* the same without the hour */
    DOCX_LINES, /* a text whose lines become rows with the field "text" */
    DOCX_LIST,  /* rows */
};

/* A field that a template may name. Tables of them end with a row without a name. */
struct docx_field {
    const char *name;
    enum docx_type type;
    const char *from; /* member of the source, "labels.state"; NULL: filled in by the maker */
    const struct docx_field *rows; /* DOCX_LIST */
    const char *zh, *en;
    const char *sample; /* what a preview shows */
};

/* fields: an object of texts and arrays of such objects; what it lacks is empty. *out lives in
 * cx's arena, and is byte for byte the same for the same template and fields. */
MUST_CHECK enum err docx_fill(struct ctx *cx, struct str tmpl, json_t *fields, struct str *out);
/* ERR_INPUT names every unknown field with the paragraph in which it stands. */
MUST_CHECK enum err docx_check(struct ctx *cx, struct str tmpl,
                               const struct docx_field *fields);
