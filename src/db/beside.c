/* SPDX-License-Identifier: Apache-2.0
 * A second store beside the register's, for what can be made again from it.
 */
#include "db/driver.h"

enum { READERS = 4, QUEUE_MAX = 100 };

struct made_by {
    const enum sql *p;
    size_t n;
};

static enum err make(struct ctx *cx, void *arg)
{
    const struct made_by *m = arg;

    for (size_t i = 0; i < m->n; i++)
        TRY(db_exec(cx, m->p[i], NULL, 0, NULL));
    return OK;
}

bool store_is_file(const struct store *s)
{
    return s->driver->engine == SQL_SQLITE;
}

enum err store_open_beside(struct ctx *cx, const struct store *of, const char *path,
                           const enum sql *made_by, size_t n, struct store **out)
{
    struct made_by m = {made_by, n};
    struct store *s = NULL;
    struct store_options o = {
        .database = store_is_file(of) ? path : of->database,
        .readers = READERS,
        .queue_max = QUEUE_MAX,
        .create = true,
        .unprepared = of->unprepared,
    };

    TRY(store_open(cx, &o, &s));
    enum err e = writer_run(cx, s, make, &m);
    if (e != OK) {
        store_close(s);
        return e;
    }
    atomic_store(&s->schema_current, true); /* its tables are those of this program */
    *out = s;
    return OK;
}
