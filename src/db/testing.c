/* SPDX-License-Identifier: Apache-2.0 */
#include "db/testing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/driver.h"

enum err store_open_test(struct ctx *cx, struct store **out)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = str_cdup(cx->arena, str_fmt(cx->arena, "%s/huiyin-XXXXXX", tmp ? tmp : "/tmp"));
    struct store *s;
    int applied;

    if (!mkdtemp(dir))
        return fail(cx, ERR_IO, "无法新建临时目录：%s", "cannot make a temporary folder: %s",
                    strerror(errno));
    struct store_options o = {
        .database = str_fmt(cx->arena, "%s/test.db", dir).p,
        .readers = 4,
        .queue_max = 1000,
        .create = true,
    };
    enum err e = store_open(cx, &o, &s);
    if (e != OK) {
        unlink(o.database);
        rmdir(dir);
        return e;
    }
    s->scratch = strdup(dir);
    if (!s->scratch)
        abort();
    e = store_migrate(cx, s, &applied);
    if (e != OK) {
        store_close(s);
        return e;
    }
    *out = s;
    return OK;
}
