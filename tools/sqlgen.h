/* SPDX-License-Identifier: Apache-2.0
 * The statement tool's own data. It runs once in a build, so nothing is freed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A growing text. */
struct text {
    char *p; /* NUL-terminated once anything was put */
    size_t n, cap;
};
void text_put(struct text *t, const char *p, size_t n);
void text_fmt(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

enum engine { BOTH, SQLITE, POSTGRES };

struct stmt {
    char *name;
    char *text;     /* both engines, or SQLite; NULL: PostgreSQL only */
    char *postgres; /* NULL: the same text */
    int params;
    bool fork; /* the first text was for SQLite only */
};
struct step {
    char *text;
    enum engine engine;
};
struct migration {
    int version;
    char *name;
    struct step *steps;
    int n;
};
struct table {
    char *name, *how, *column;
    char **columns, *key; /* key: the primary key's columns, by comma */
    int ncolumns;
    int rows; /* index of all_NAME_rows; all_NAME_insert follows */
};
struct named {
    char *name, *text;
    int params;
    unsigned served; /* of a drive: bits of the sorts that an index serves */
    char *look;      /* of a drive: in which order it is looked through for the others */
};
struct list {
    char *name;
    int first;        /* index of its first statement */
    int first_looked; /* of the first …_looked, one a drive; -1: none */
    long looked;      /* rows looked through at most; 0: every sort is served */
    struct named *drives, *sorts;
    int ndrives, nsorts;
};
struct all {
    struct stmt *stmts;
    struct migration *migrations;
    struct table *tables;
    struct list *lists;
    char **files; /* everything that was read, folders included */
    int nstmts, nmigrations, ntables, nlists, nfiles;
};

/* Grows a counted array by one zeroed element and returns it. */
#define PUSH(array, n) ((array) = grow((array), &(n), sizeof *(array)), &(array)[(n)-1])
void *grow(void *array, int *n, size_t size);

/* Where the reader stands in one file; messages name it. */
struct scan {
    const char *path;
    const char *p;
    int line;
    char name[80];      /* of "-- name: x" in front of the statement; "" */
    enum engine engine; /* of "-- name: x sqlite" or "-- only: sqlite" */
    char mark[80];      /* "shard(column)" or "replicate"; "" */
};
_Noreturn void die(const char *path, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The next statement, without comments and its ';', blanks run together. NULL at the end. The
 * notes found are in s; the caller resets name, engine and mark. */
char *scan_statement(struct scan *s);
/* Highest $n in the text; dies when one below it is missing, or at "?" and "::". */
int scan_params(const struct scan *s, const char *text);

void write_header(const struct all *a, struct text *out);
void write_tables(const struct all *a, struct text *out);
void write_depfile(const struct all *a, const char *target, struct text *out);

/* sqlgen_copy.c */
void copy_columns(struct table *t, const char *text);    /* of CREATE TABLE */
void copy_column_added(struct all *a, const char *text); /* of ALTER TABLE, else nothing */
void copy_statements(struct all *a);
