/* SPDX-License-Identifier: Apache-2.0
 * The shape of a file of rules as one table: it drives the parser and the schema, so that the
 * two cannot differ. Private to mechanism_*.c and urgent*.c.
 */
#pragma once

#include <jansson.h>

#include "core/mechanism.h"

enum node_kind {
    NODE_TEXT,   /* min..max code points */
    NODE_CODE,   /* lower-case letters, digits, _ or Chinese characters, 1..40 */
    NODE_WORD,   /* one of names (within mask when set), kept as text */
    NODE_I64,    /* min..max */
    NODE_BOOL,   /* */
    NODE_ENUM,   /* one of names */
    NODE_BITS,   /* array of names, as BIT()s */
    NODE_LEVELS, /* array of levels, each once, into int[LEVEL__MAX] and off_n */
    NODE_CODES,  /* array of codes, into struct strs */
    NODE_SPAN,   /* object into struct span_length: kids, set when present */
    NODE_OBJECT, /* kids with the same base */
    NODE_LIST, /* array of objects: off a pointer, off_n its count, size of an element, kids */
    NODE__MAX
};

struct node {
    const char *key;
    enum node_kind kind;
    bool required;
    size_t off, off_n, size;
    int64_t min, max;
    const char *note; /* what the key's name does not say; description in the schema */
    int64_t preset;   /* NODE_I64 that may be left out: what holds then */
    const struct enum_names *names;
    uint32_t mask;
    const struct node *kids;
    size_t kids_n;
};

extern const struct node mechanism_root; /* the whole file */

/* What a parse needs to name a fault. */
struct mechanism_source {
    struct ctx *cx;
    struct arena *keep;
    const char *file;
};

/* ERR_INPUT "file: path: reason"; path "" is the whole file. */
enum err mechanism_refuse(const struct mechanism_source *s, const char *path, const char *zh,
                          const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Fills *out by a table; other files of rules have tables of their own. */
MUST_CHECK enum err node_fill(const struct mechanism_source *s, const struct node *root,
                              json_t *in, void *out);
/* Reads a whole file of rules into *out by its table; *hash is the SHA-256 of its canonical
 * spelling, in hex. ERR_INPUT "file: reason". */
MUST_CHECK enum err node_read(const struct mechanism_source *s, const struct node *table,
                              struct str text, void *out, struct str *hash);
/* What the table cannot say: references, duplicates, missing limits. Sorts the limits. */
MUST_CHECK enum err mechanism_check(const struct mechanism_source *s, struct mechanism *m);
/* Grounds: what the table cannot say, and the lists by use. */
MUST_CHECK enum err grounds_settle(const struct mechanism_source *s, struct mechanism *m);
/* A mechanism stored before the exits were one list, in the shape of now: *root is changed.
 * What it did not ask for it does not ask for now. */
MUST_CHECK enum err grounds_renew(const struct mechanism_source *s, json_t *root);
/* The table as JSON Schema. */
void node_schema(struct json *w, const struct node *root, const char *title,
                 const char *description);
/* Keys sorted, no blanks: what is stored and hashed. */
MUST_CHECK enum err mechanism_canonical(struct ctx *cx, json_t *root, struct str *out);
