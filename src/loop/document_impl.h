/* SPDX-License-Identifier: Apache-2.0
 * Inside of document*.c.
 */
#pragma once

#include "loop/document.h"

document_source document_of_matter, document_of_supervised, document_of_demand,
    document_of_list, document_of_period, document_of_board, document_of_interview,
    document_of_step, document_of_topic, document_of_verification, document_of_month;

/* The object of a kind's fields from a source as a page reads it. Owned by cx's arena. */
json_t *document_fields(struct ctx *cx, const struct docx_field *fields, json_t *source);
/* The same from the samples of the table. */
json_t *document_samples(struct ctx *cx, const struct docx_field *fields);
void document_set(json_t *fields, const char *name, struct str text);
struct str document_time(struct ctx *cx, struct str rfc3339, bool with_hour);
/* "2026年11月22日" */
struct str document_day(struct ctx *cx, int64_t day);
