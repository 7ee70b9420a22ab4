/* SPDX-License-Identifier: Apache-2.0
 * Inside of docx*.c: one part of the package as a tree, its marks found, checked, filled.
 */
#pragma once

#include <libxml/tree.h>

#include "doc/docx.h"

struct docx_scope {
    json_t *row;
    const struct docx_scope *around;
};

/* A tree that the arena frees. name: of the part, for messages. */
MUST_CHECK enum err docx_parse(struct ctx *cx, const char *name, struct str xml, xmlDoc **out);
MUST_CHECK enum err docx_print(struct ctx *cx, xmlDoc *doc, struct str *out);

/* Puts each mark into a run of its own. */
MUST_CHECK enum err docx_marks_find(struct ctx *cx, xmlDoc *doc);
/* Adds a line to unknown for every field that is not in the table. */
MUST_CHECK enum err docx_marks_check(struct ctx *cx, xmlDoc *doc,
                                     const struct docx_field *fields, struct buf *unknown);
/* nodes: how many may still be added; counted down. */
MUST_CHECK enum err docx_marks_fill(struct ctx *cx, xmlDoc *doc, json_t *fields,
                                    int64_t *nodes);

/* An element of WordprocessingML of that local name. */
bool docx_is(const xmlNode *n, const char *name);
/* The next node in document order that lies under top; NULL at its end. */
xmlNode *docx_next(xmlNode *n, const xmlNode *top);
/* The text of the paragraph in which n stands, cut short, for messages. */
struct str docx_paragraph_text(struct ctx *cx, xmlNode *n);
/* Whether n is up, or stands under it. */
bool docx_is_above(const xmlNode *up, const xmlNode *n);
/* What may not be empty: a cell, a header, a footer has a paragraph; a table has rows. */
void docx_mend(xmlNode *root);
