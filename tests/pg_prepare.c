/* SPDX-License-Identifier: Apache-2.0
 * pg_prepare CONNINFO [--hash]: applies the migrations in a schema of its own, prepares every
 * statement (citus_tables only where there is Citus), and looks for unique indexes that a
 * sharded table cannot have. With --hash sharded tables are PARTITION BY HASH, so that
 * PostgreSQL itself enforces what Citus would. Prints TAP.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "db/db.h"
#include "db/spread.h"

struct run {
    PGconn *pg;
    int n, failed;
};

static void report(struct run *r, bool good, const char *what, const char *name,
                   const char *why)
{
    r->n++;
    r->failed += !good;
    printf("%sok %d - %s %s\n", good ? "" : "not ", r->n, what, name);
    for (const char *line = good ? "" : why; *line;) {
        size_t n = strcspn(line, "\n");

        printf("# %.*s\n", (int)n, line);
        line += n + (line[n] == '\n');
    }
}

static bool run(struct run *r, const char *text)
{
    PGresult *res = PQexec(r->pg, text);
    bool good = PQresultStatus(res) == PGRES_COMMAND_OK;

    PQclear(res);
    return good;
}

__attribute__((format(printf, 2, 3))) static bool run_fmt(struct run *r, const char *fmt, ...)
{
    char *text;
    va_list ap;

    va_start(ap, fmt);
    int n = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (n < 0)
        abort();
    bool good = run(r, text);
    free(text);
    return good;
}

static enum err run_step(void *arg, const struct sql_table *table, const char *text)
{
    (void)table;
    return run(arg, text) ? OK : ERR_IO;
}

static void migrate(struct run *r, enum spread how)
{
    report(r, run(r, sql_texts[SQL_SCHEMA_CREATE].text), "migration", "table",
           PQerrorMessage(r->pg));
    for (int i = 0; i < sql_migrations_n; i++) {
        const struct sql_migration *m = &sql_migrations[i];
        bool good = run(r, "BEGIN");

        for (int k = 0; good && k < m->n; k++) {
            const char *text = m->steps[k].text;

            if (m->steps[k].engine == SQL_SQLITE || spread_step(text, how, run_step, r) == OK)
                continue;
            good = false;
            report(r, false, "migration", m->name, PQerrorMessage(r->pg));
            printf("# %s\n", text);
        }
        if (!good) {
            run(r, "ROLLBACK");
            continue;
        }
        good = run(r, "COMMIT");
        report(r, good, "migration", m->name, PQerrorMessage(r->pg));
    }
}

/* Of the search index's own store. */
static void make_beside(struct run *r)
{
    for (int i = 0; i < SQL__MAX; i++) {
        const struct sql_text *t = &sql_texts[i];
        if (strncmp(t->name, "gram_create_", 12) == 0)
            report(r, run(r, t->postgres ? t->postgres : t->text), "statement", t->name,
                   PQerrorMessage(r->pg));
    }
}

static bool has_citus(struct run *r)
{
    PGresult *res = PQexec(r->pg, "SELECT 1 FROM pg_extension WHERE extname = 'citus'");
    bool has = PQntuples(res) == 1;

    PQclear(res);
    return has;
}

static void prepare(struct run *r, const struct sql_text *t)
{
    PGresult *res = PQprepare(r->pg, t->name, t->postgres ? t->postgres : t->text, 0, NULL);
    bool good = PQresultStatus(res) == PGRES_COMMAND_OK;

    PQclear(res);
    if (!good) {
        report(r, false, "statement", t->name, PQerrorMessage(r->pg));
        return;
    }
    res = PQdescribePrepared(r->pg, t->name);
    good = PQresultStatus(res) == PGRES_COMMAND_OK && PQnparams(res) == t->params;
    PQclear(res);
    report(r, good, "statement", t->name, "another number of parameters than counted");
}

/* Citus refuses a unique index without the distribution column. */
static void lint_indexes(struct run *r)
{
    static const char query[] =
        "SELECT string_agg(CAST(CAST(i.indexrelid AS regclass) AS text), ', ') FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = $1 "
        "AND c.relnamespace = CAST(current_schema() AS regnamespace) AND i.indisunique "
        "AND NOT EXISTS (SELECT 1 FROM unnest(CAST(i.indkey AS int2[])) x JOIN pg_attribute a "
        "ON a.attrelid = c.oid AND a.attnum = x WHERE a.attname = $2)";

    for (int i = 0; i < sql_tables_n; i++) {
        const struct sql_table *t = &sql_tables[i];
        const char *const values[] = {t->name, t->column};

        if (t->how != SQL_SHARD)
            continue;
        PGresult *res = PQexecParams(r->pg, query, 2, NULL, values, NULL, NULL, 0);
        bool ran = PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res) == 1;
        bool good = ran && PQgetisnull(res, 0, 0);
        report(r, good, "unique indexes of", t->name,
               ran ? PQgetvalue(res, 0, 0) : PQerrorMessage(r->pg));
        PQclear(res);
    }
}

int main(int argc, char **argv)
{
    struct run r = {0};
    bool hash = argc == 3 && strcmp(argv[2], "--hash") == 0;

    if (argc < 2 || argc > 3 || (argc == 3 && !hash)) {
        fprintf(stderr, "usage: pg_prepare CONNINFO [--hash]\n");
        return 2;
    }
    r.pg = PQconnectdb(argv[1]);
    if (PQstatus(r.pg) != CONNECTION_OK) {
        fprintf(stderr, "%s", PQerrorMessage(r.pg));
        return 1;
    }
    int pid = (int)getpid();
    run(&r, "SET client_min_messages = warning");
    bool made = run_fmt(&r, "CREATE SCHEMA huiyin_prepare_%d", pid) &&
                run_fmt(&r, "SET search_path = huiyin_prepare_%d", pid);
    report(&r, made, "schema", "of its own", PQerrorMessage(r.pg));
    migrate(&r, hash ? SPREAD_HASH : SPREAD_NONE);
    make_beside(&r);
    bool citus = has_citus(&r);
    for (int i = 0; i < SQL__MAX; i++) {
        if (citus || strcmp(sql_texts[i].name, "citus_tables") != 0)
            prepare(&r, &sql_texts[i]);
        else
            report(&r, true, "statement", "citus_tables # SKIP no Citus", "");
    }
    lint_indexes(&r);
    if (made && !run_fmt(&r, "DROP SCHEMA huiyin_prepare_%d CASCADE", pid))
        report(&r, false, "schema", "dropped", PQerrorMessage(r.pg));
    printf("1..%d\n", r.n);
    PQfinish(r.pg);
    return r.failed != 0;
}
