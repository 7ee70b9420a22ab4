/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/report_receiver.h"

#include <inttypes.h>

#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/outbox.h"
#include "db/db.h"

static const struct field receiver_fields[] = {
    FIELD(struct report_receiver, id),
    FIELD(struct report_receiver, mail),
    FIELD(struct report_receiver, added_at),
    FIELD(struct report_receiver, added_by),
};
static const struct shape receiver_shape =
    SHAPE("report_receiver", struct report_receiver, receiver_fields);

enum err report_receivers(struct ctx *cx, struct report_receiver **out, size_t *n)
{
    return db_all(cx, SQL_RECEIVER_LIST, ARGS(I64(cx->jid)), &receiver_shape, (void **)out, n);
}

struct job {
    struct str mail;
    int64_t id;
};

static enum err noted(struct ctx *cx, const char *action, int64_t id)
{
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, action,
                     str_fmt(cx->arena, "{\"receiver\":\"%" PRId64 "\"}", id));
}

static enum err add_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    struct report_receiver *all = NULL;
    size_t n = 0;
    int64_t added = 0;
    TRY(report_receivers(cx, &all, &n));
    if (n >= REPORT_RECEIVERS_MAX)
        return fail_at(cx, ERR_LIMIT, "mail", "最多 %d 个邮箱", "at most %d addresses",
                       REPORT_RECEIVERS_MAX);
    TRY(db_exec(
        cx, SQL_RECEIVER_ADD,
        ARGS(I64(cx->jid), I64(j->id), TXT(j->mail), I64(cx->actor->officer_id), I64(cx->wall)),
        &added));
    return added ? noted(cx, "report-receiver-added", j->id)
                 : fail_at(cx, ERR_CONFLICT, "mail", "这个邮箱已在名单上",
                           "this address is on the list");
}

enum err report_receiver_add(struct ctx *cx, struct str mail, int64_t *id)
{
    struct job j = {.mail = str_trim(mail), .id = app_id(cx)};
    if (!outbox_address_right(j.mail))
        return fail_at(cx, ERR_INPUT, "mail", "邮箱地址不对，应如 name@example.cn",
                       "a mail address such as name@example.cn");
    TRY(db_write(cx, cx->app->store, add_write, &j));
    *id = j.id;
    return OK;
}

static enum err remove_write(struct ctx *cx, void *arg)
{
    const struct job *j = arg;
    int64_t removed = 0;
    TRY(db_exec(cx, SQL_RECEIVER_REMOVE,
                ARGS(I64(cx->jid), I64(j->id), I64(cx->actor->officer_id), I64(cx->wall)),
                &removed));
    return removed ? noted(cx, "report-receiver-removed", j->id)
                   : fail(cx, ERR_NOT_FOUND, "名单上没有这个邮箱",
                          "there is no such address on the list");
}

enum err report_receiver_remove(struct ctx *cx, int64_t id)
{
    struct job j = {.id = id};
    return db_write(cx, cx->app->store, remove_write, &j);
}
