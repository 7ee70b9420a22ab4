/* SPDX-License-Identifier: Apache-2.0 */
#include "db/testing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/buf.h"
#include "base/hash.h"
#include "db/driver.h"

enum { URL_BYTES = 1000, TEXT_BYTES = 4 << 20 };

/* ---- SQLite ---- */

static void file_remove(const char *database, const char *scratch)
{
    unlink(database);
    rmdir(scratch);
}

static enum err file_make(struct ctx *cx, struct store_options *o, char **scratch)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = str_cdup(cx->arena, str_fmt(cx->arena, "%s/huiyin-XXXXXX", tmp ? tmp : "/tmp"));

    if (!mkdtemp(dir))
        return fail(cx, ERR_IO, "无法新建临时目录：%s", "cannot make a temporary folder: %s",
                    strerror(errno));
    o->database = str_fmt(cx->arena, "%s/test.db", dir).p;
    o->create = true;
    *scratch = dir;
    return OK;
}

/* ---- PostgreSQL ---- */

/* The server's address with another database's name. */
static const char *url_of(struct arena *a, const char *server, const char *name)
{
    const char *host = strstr(server, "://");
    size_t begin = host ? (size_t)(host - server) + 3 : 0;
    size_t slash = begin + strcspn(server + begin, "/?");
    size_t end = slash + strcspn(server + slash, "?");

    return str_fmt(a, "%.*s/%s%s", (int)slash, server, name, server + end).p;
}

static bool tell(PGconn *pg, const char *text)
{
    PGresult *r = PQexec(pg, text);
    bool good = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

    PQclear(r);
    return good;
}

/* A cluster's coordinator, or one server. */
static const char *server(void)
{
    const char *cluster = getenv("HUIYIN_TEST_CITUS");

    return cluster ? cluster : getenv("HUIYIN_TEST_PG");
}

static enum spread spread(void)
{
    const char *how = getenv("HUIYIN_TEST_SPREAD");

    return how && strcmp(how, "hash") == 0 ? SPREAD_HASH : SPREAD_NONE;
}

static char *database_name(struct ctx *cx)
{
    static int serial;

    return str_cdup(cx->arena, str_fmt(cx->arena, "huiyin_test_%d_%d", (int)getpid(),
                                       __atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST)));
}

static void database_remove(const char *database, const char *scratch)
{
    PGconn *pg = PQconnectdb(server());
    char text[200];

    (void)database;
    snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", scratch);
    tell(pg, text);
    PQfinish(pg);
}

/* One migrated database per schema, which the tests' own are copied from. */
static struct str template_name(struct ctx *cx)
{
    struct buf b;

    buf_init(&b, cx->arena, TEXT_BYTES);
    for (int i = 0; i < sql_migrations_n; i++)
        for (int k = 0; k < sql_migrations[i].n; k++)
            buf_fmt(&b, "%s;", sql_migrations[i].steps[k].text);
    return str_fmt(cx->arena, "huiyin_template_%.12s%s",
                   hash_hex(cx->arena, hash_sha256(buf_done(&b))).p,
                   spread() == SPREAD_HASH ? "_hash" : "");
}

static enum err template_make(struct ctx *cx, PGconn *pg, const char *server, const char *name)
{
    struct store_options o = {
        .database = url_of(cx->arena, server, name), .readers = 1, .queue_max = 10};
    struct store *s;
    int applied;
    PGresult *r = PQexec(
        pg, str_fmt(cx->arena, "SELECT 1 FROM pg_database WHERE datname = '%s'", name).p);
    bool there = PQntuples(r) == 1;

    PQclear(r);
    if (there)
        return OK;
    const char *part = str_fmt(cx->arena, "%s_%d", name, (int)getpid()).p;
    if (!tell(pg,
              str_fmt(cx->arena,
                      "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
                      part)
                  .p))
        return fail(cx, ERR_IO, "%s", "%s", PQerrorMessage(pg));
    o.database = url_of(cx->arena, server, part);
    TRY(store_open(cx, &o, &s));
    s->spread = spread();
    enum err e = store_migrate(cx, s, &applied);
    store_close(s);
    if (e == OK &&
        !tell(pg, str_fmt(cx->arena, "ALTER DATABASE %s RENAME TO %s", part, name).p))
        e = fail(cx, ERR_IO, "%s", "%s", PQerrorMessage(pg));
    return e;
}

static enum err database_make(struct ctx *cx, struct store_options *o, char **scratch)
{
    const char *template = template_name(cx).p;
    enum err e = OK;

    if (!server())
        return fail(cx, ERR_INPUT, "须设 HUIYIN_TEST_PG", "HUIYIN_TEST_PG is needed");
    PGconn *pg = PQconnectdb(server());
    char *name = database_name(cx);
    /* Only one at a time may make the template or copy it. */
    if (!tell(pg, "SELECT pg_advisory_lock(8077)"))
        e = fail(cx, ERR_IO, "%s", "%s", PQerrorMessage(pg));
    if (e == OK)
        e = template_make(cx, pg, server(), template);
    if (e == OK &&
        !tell(pg, str_fmt(cx->arena, "CREATE DATABASE %s TEMPLATE %s", name, template).p))
        e = fail(cx, ERR_IO, "%s", "%s", PQerrorMessage(pg));
    PQfinish(pg);
    o->database = url_of(cx->arena, server(), name);
    *scratch = name;
    return e;
}

/* ---- Citus: a database and the extension on every node ---- */

/* Something on a worker: host and port aside it is reached like the coordinator. */
static bool tell_node(const char *host, const char *port, const char *name, const char *text)
{
    const char *const keys[] = {"dbname", "host", "port", name ? "dbname" : NULL, NULL};
    const char *const values[] = {server(), host, port, name, NULL};
    PGconn *pg = PQconnectdbParams(keys, values, 1);
    bool good = tell(pg, text);

    if (!good)
        fprintf(stderr, "%s:%s: %s: %s", host, port, text, PQerrorMessage(pg));
    PQfinish(pg);
    return good;
}

static PGresult *workers(PGconn *pg)
{
    return PQexec(pg, "SELECT nodename, nodeport, groupid FROM pg_dist_node "
                      "WHERE noderole = 'primary' ORDER BY groupid");
}

static void cluster_remove(const char *database, const char *scratch)
{
    PGconn *pg = PQconnectdb(server());
    PGresult *r = workers(pg);
    char text[200];

    database_remove(database, scratch);
    snprintf(text, sizeof text, "DROP DATABASE IF EXISTS %s WITH (FORCE)", scratch);
    for (int i = 0; i < PQntuples(r); i++)
        if (strcmp(PQgetvalue(r, i, 2), "0") != 0)
            tell_node(PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), NULL, text);
    PQclear(r);
    PQfinish(pg);
}

/* *own: the new database on the coordinator. */
static bool cluster_fill(struct ctx *cx, PGconn *pg, PGconn *own, const char *name)
{
    static const char extension[] = "CREATE EXTENSION citus";
    const char *create = str_fmt(cx->arena,
                                 "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE "
                                 "'C.UTF-8'",
                                 name)
                             .p;
    PGresult *r = workers(pg);
    bool good = PQresultStatus(r) == PGRES_TUPLES_OK && tell(own, extension);

    for (int i = 0; good && i < PQntuples(r); i++) {
        const char *host = PQgetvalue(r, i, 0), *port = PQgetvalue(r, i, 1);
        bool coordinator = strcmp(PQgetvalue(r, i, 2), "0") == 0;

        good = coordinator ||
               (tell_node(host, port, NULL, create) && tell_node(host, port, name, extension));
        good = good &&
               tell(own, str_fmt(cx->arena, "SELECT %s('%s', %s)",
                                 coordinator ? "citus_set_coordinator_host" : "citus_add_node",
                                 host, port)
                             .p);
    }
    PQclear(r);
    return good;
}

static enum err cluster_make(struct ctx *cx, struct store_options *o, char **scratch)
{
    PGconn *pg = PQconnectdb(server());
    char *name = database_name(cx);
    const char *url = url_of(cx->arena, server(), name);
    enum err e = OK;

    bool good = tell(pg, str_fmt(cx->arena,
                                 "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE "
                                 "'C.UTF-8'",
                                 name)
                             .p);
    PGconn *own = PQconnectdb(url);
    if (!good || !cluster_fill(cx, pg, own, name))
        e = fail(cx, ERR_IO, "%s%s", "%s%s", PQerrorMessage(pg), PQerrorMessage(own));
    PQfinish(own);
    PQfinish(pg);
    if (e != OK)
        cluster_remove(url, name);
    o->database = url;
    *scratch = name;
    return e;
}

/* ---- any of them ---- */

static enum err scheme(struct ctx *cx, struct store *s, bool cluster)
{
    int n;

    TRY(store_migrate(cx, s, &n));
    return cluster ? store_distribute(cx, s, &n) : OK;
}

enum err store_open_test(struct ctx *cx, struct store **out)
{
    static const struct {
        enum err (*make)(struct ctx *cx, struct store_options *o, char **scratch);
        void (*remove)(const char *database, const char *scratch);
    } on[] = {{file_make, file_remove},
              {database_make, database_remove},
              {cluster_make, cluster_remove}};
    const char *engine = getenv("HUIYIN_TEST_ENGINE");
    bool postgres = engine && strcmp(engine, "postgres") == 0;
    bool cluster = postgres && getenv("HUIYIN_TEST_CITUS");
    struct store_options o = {.readers = 4, .queue_max = 1000};
    struct store *s;
    char *scratch;

    TRY(on[postgres + cluster].make(cx, &o, &scratch));
    enum err e = store_open(cx, &o, &s);
    if (e != OK) {
        on[postgres + cluster].remove(o.database, scratch);
        return e;
    }
    s->remove = on[postgres + cluster].remove;
    s->scratch = strdup(scratch);
    if (!s->scratch)
        abort();
    e = scheme(cx, s, cluster);
    if (e != OK) {
        store_close(s);
        return e;
    }
    *out = s;
    return OK;
}

const char *store_keep_test(struct store *s)
{
    s->remove = NULL;
    return s->database;
}
