/* SPDX-License-Identifier: Apache-2.0
 * A ZIP package of parts (XLSX, DOCX), read under limits that make ZIP bombs harmless: sizes
 * are checked as declared on opening and again while inflating.
 *
 * Errors: ERR_INPUT damaged or encrypted, ERR_TOO_LARGE over a limit, ERR_NOT_FOUND no such
 * file or part, ERR_IO. Messages name the file and the part.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ctx;
struct pack;
struct part;
struct sheet_limits;

/* name: what messages call the file. Structures live in cx's arena; close releases the rest. */
MUST_CHECK enum err pack_open(struct ctx *cx, const char *path, const char *name,
                              const struct sheet_limits *limits, struct pack **out);
/* The same of bytes in memory, which must outlive the package. */
MUST_CHECK enum err pack_open_bytes(struct ctx *cx, struct str bytes, const char *name,
                                    const struct sheet_limits *limits, struct pack **out);
void pack_close(struct pack *p); /* NULL is allowed */
/* Its parts in their order, and the name of one (borrowed until pack_close). */
size_t pack_count(const struct pack *p);
const char *pack_part(const struct pack *p, size_t i);
bool pack_has(const struct pack *p, const char *part);
const char *pack_name(const struct pack *p);

/* Part names have no leading slash; upper and lower case are the same, as in OPC. */
MUST_CHECK enum err part_open(struct ctx *cx, struct pack *p, const char *part,
                              struct part **out);
/* The whole part, in cx's arena. */
MUST_CHECK enum err part_all(struct ctx *cx, struct pack *p, const char *part, struct str *out);
MUST_CHECK enum err part_read(struct ctx *cx, struct part *t, void *to, size_t max,
                              size_t *got);
void part_close(struct part *t); /* NULL is allowed; close parts before their package */
const char *part_name(const struct part *t);
const char *part_pack_name(const struct part *t);
