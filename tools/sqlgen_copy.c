/* SPDX-License-Identifier: Apache-2.0
 * For copying a whole store: the columns of every table as the migrations leave them, and of
 * each table the statements all_T_rows (in the order of its primary key, or of all columns) and
 * all_T_insert.
 */
#include "sqlgen.h"

#include <string.h>
#include <strings.h>

static size_t word(const char *p)
{
    return strcspn(p, " (,)");
}

static bool starts(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

/* The part of a list up to its comma or closing bracket, brackets and quotes within passed
 * over. */
static size_t part(const char *p)
{
    int depth = 0;
    bool quoted = false;
    size_t n = 0;

    for (; p[n]; n++) {
        if (p[n] == '\'')
            quoted = !quoted;
        if (quoted)
            continue;
        if (depth == 0 && (p[n] == ',' || p[n] == ')'))
            break;
        depth += (p[n] == '(') - (p[n] == ')');
    }
    return n;
}

static void column_add(struct table *t, const char *p)
{
    *PUSH(t->columns, t->ncolumns) = strndup(p, word(p));
}

void copy_columns(struct table *t, const char *text)
{
    static const char *const constraints[] = {"CONSTRAINT ", "PRIMARY KEY", "FOREIGN KEY",
                                              "UNIQUE", "CHECK"};
    const char *p = strchr(text, '(');

    while (p && *p && *p != ')') {
        const char *key;
        bool column = true;

        p += 1 + strspn(p + 1, " ");
        size_t n = part(p);
        for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++)
            column = column && !starts(p, constraints[i]);
        if (column)
            column_add(t, p);
        char *one = strndup(p, n);
        if ((key = strstr(one, "PRIMARY KEY")) && column)
            t->key = strndup(p, word(p));
        else if (key && (key = strchr(key, '(')))
            t->key = strndup(key + 1, strcspn(key + 1, ")"));
        p += n;
    }
}

void copy_column_added(struct all *a, const char *text)
{
    static const char alter[] = "ALTER TABLE ", add[] = " ADD COLUMN ";

    if (!starts(text, alter))
        return;
    text += strlen(alter);
    for (int i = 0; i < a->ntables; i++) {
        size_t n = strlen(a->tables[i].name);

        if (word(text) == n && strncmp(text, a->tables[i].name, n) == 0 &&
            starts(text + n, add))
            column_add(&a->tables[i], text + n + strlen(add));
    }
}

static char *listed(const struct table *t, bool as_parameters)
{
    struct text out = {0};

    for (int i = 0; i < t->ncolumns; i++)
        if (as_parameters)
            text_fmt(&out, "%s$%d", i ? ", " : "", i + 1);
        else
            text_fmt(&out, "%s%s", i ? ", " : "", t->columns[i]);
    return out.p;
}

void copy_statements(struct all *a)
{
    for (int i = 0; i < a->ntables; i++) {
        struct table *t = &a->tables[i];
        struct text name = {0}, rows = {0}, insert = {0};

        t->rows = a->nstmts;
        text_fmt(&name, "all_%s_rows", t->name);
        text_fmt(&rows, "SELECT %s FROM %s ORDER BY %s", listed(t, false), t->name,
                 t->key ? t->key : listed(t, false));
        *PUSH(a->stmts, a->nstmts) = (struct stmt){.name = strdup(name.p), .text = rows.p};
        name.n = 0;
        text_fmt(&name, "all_%s_insert", t->name);
        text_fmt(&insert, "INSERT INTO %s (%s) VALUES (%s)", t->name, listed(t, false),
                 listed(t, true));
        *PUSH(a->stmts, a->nstmts) =
            (struct stmt){.name = name.p, .text = insert.p, .params = t->ncolumns};
    }
}
