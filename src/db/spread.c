/* SPDX-License-Identifier: Apache-2.0 */
#include "db/spread.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PARTS = 2 };

__attribute__((format(printf, 4, 5))) static enum err
say(spread_fn *fn, void *arg, const struct sql_table *t, const char *fmt, ...)
{
    char *text;
    va_list ap;

    va_start(ap, fmt);
    int n = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (n < 0)
        abort();
    enum err e = fn(arg, t, text);
    free(text);
    return e;
}

/* The sharded table that a step creates; NULL: it does something else. */
static const struct sql_table *creates_sharded(const char *text)
{
    static const char create[] = "CREATE TABLE ";
    const char *name = text + strlen(create);

    if (strncasecmp(text, create, strlen(create)) != 0)
        return NULL;
    for (int i = 0; i < sql_tables_n; i++) {
        const struct sql_table *t = &sql_tables[i];
        size_t n = strlen(t->name);

        if (strncmp(name, t->name, n) == 0 && strchr(" (", name[n]))
            return t->how == SQL_SHARD ? t : NULL;
    }
    return NULL;
}

enum err spread_step(const char *text, enum spread how, spread_fn *fn, void *arg)
{
    const struct sql_table *t = how == SPREAD_HASH ? creates_sharded(text) : NULL;

    if (!t)
        return fn(arg, NULL, text);
    TRY(say(fn, arg, t, "%s PARTITION BY HASH (%s)", text, t->column));
    for (int i = 0; i < PARTS; i++)
        TRY(say(fn, arg, t,
                "CREATE TABLE %s_p%d PARTITION OF %s FOR VALUES WITH (MODULUS %d, "
                "REMAINDER %d)",
                t->name, i, t->name, PARTS, i));
    return OK;
}

static bool of_register(const struct sql_table *t)
{
    return t->how == SQL_SHARD && strcmp(t->column, "jid") == 0;
}

/* What a table held before is copied into its shards and stays behind on the coordinator, out
 * of sight: nothing personal may. */
static enum err lay_out(spread_fn *fn, void *arg, const struct sql_table *t, const char *with)
{
    TRY(t->how == SQL_REPLICATE
            ? say(fn, arg, t, "SELECT create_reference_table('%s')", t->name)
            : say(fn, arg, t,
                  "SELECT create_distributed_table('%s', '%s', colocate_with => '%s')", t->name,
                  t->column, with));
    return say(fn, arg, t, "SELECT truncate_local_data_after_distributing_table('%s')",
               t->name);
}

enum err spread_citus(spread_fn *fn, void *arg)
{
    const char *first = NULL;

    for (int i = 0; i < sql_tables_n; i++)
        if (sql_tables[i].how == SQL_REPLICATE)
            TRY(lay_out(fn, arg, &sql_tables[i], NULL));
    /* In the order of their creation a table stands behind those that it refers to, and the
     * first one stays the first for ever. */
    for (int i = 0; i < sql_tables_n; i++) {
        if (!of_register(&sql_tables[i]))
            continue;
        TRY(lay_out(fn, arg, &sql_tables[i], first ? first : "none"));
        if (!first)
            first = sql_tables[i].name;
    }
    for (int i = 0; i < sql_tables_n; i++)
        if (sql_tables[i].how == SQL_SHARD && !of_register(&sql_tables[i]))
            TRY(lay_out(fn, arg, &sql_tables[i], "none"));
    return OK;
}

enum err spread_citus_begin(spread_fn *fn, void *arg)
{
    /* Otherwise a new table that refers to a shared one cannot be distributed any more; and a
     * shared table cannot be written after several shards were read side by side. */
    TRY(fn(arg, NULL, "SET LOCAL citus.enable_local_reference_table_foreign_keys TO off"));
    return fn(arg, NULL, "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'");
}
