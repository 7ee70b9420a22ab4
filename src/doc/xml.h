/* SPDX-License-Identifier: Apache-2.0
 * Streaming XML out of a package part (expat), with what outside bytes may do bounded: DTDs and
 * so entities refused, depth and length of one tag limited. Names are local names: prefixes and
 * the transitional and strict namespaces of OOXML read alike.
 *
 * Errors: ERR_INPUT naming file, part, line and column; whatever a handler raised; those of
 * part_read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { XML_DEPTH_LIMIT = 64, XML_TAG_BYTES = 1 << 20 };

struct ctx;
struct part;
struct xml;

struct xml_handlers {
    void (*start)(struct xml *x, void *user, const char *name, const char **attrs);
    void (*end)(struct xml *x, void *user, const char *name);
    void (*text)(struct xml *x, void *user, const char *p, size_t n); /* may come in pieces */
};

/* h must outlive the reader. */
MUST_CHECK enum err xml_open(struct ctx *cx, struct part *part, const struct xml_handlers *h,
                             void *user, struct xml **out);
/* Runs until a handler pauses (*more true) or the document has ended (*more false). */
MUST_CHECK enum err xml_next(struct ctx *cx, struct xml *x, bool *more);
void xml_close(struct xml *x); /* NULL is allowed; the part stays open */

/* The whole part at once. */
MUST_CHECK enum err xml_read(struct ctx *cx, struct part *part, const struct xml_handlers *h,
                             void *user);

/* For handlers. */
struct ctx *xml_ctx(const struct xml *x);
const char *xml_file(const struct xml *x); /* what messages call the file */
void xml_pause(struct xml *x);            /* only from end: xml_next returns after this event */
void xml_fail(struct xml *x, enum err e); /* e: what fail() returned; the first one stays */
bool xml_failed(const struct xml *x);
const char *xml_attr(const char **attrs,
                     const char *name); /* without prefix; NULL when absent */
const char *xml_attr_ns(const char **attrs,
                        const char *name); /* local name of a prefixed one */
