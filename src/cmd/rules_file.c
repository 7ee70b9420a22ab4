/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/rules_file.h"

#include "cmd/share.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "db/db.h"

enum err rules_file_read(struct cmd *c, struct rules_file *f)
{
    if (c->args_n > 0)
        f->path = c->args[0];
    else
        TRY(share_path(&c->cx, f->shipped, &f->path));
    return file_read(&c->cx, f->path, f->max, &f->text);
}

static enum err store_write(struct ctx *cx, void *arg)
{
    struct rules_file *f = arg;
    struct buf b;
    struct json w;
    TRY(f->store(cx, f->path, f->text, &f->version));
    buf_init(&b, cx->arena, 1 << 10);
    json_init(&w, &b);
    json_obj(&w);
    if (f->name.n)
        json_kstr(&w, "name", f->name);
    json_ki64(&w, "version", f->version);
    json_obj_end(&w);
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, f->action, buf_done(&b));
}

enum err rules_file_store(struct cmd *c, struct rules_file *f)
{
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    return db_write(&c->cx, c->app->store, store_write, f);
}
