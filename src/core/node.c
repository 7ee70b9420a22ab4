/* SPDX-License-Identifier: Apache-2.0 */
#include "core/node.h"

#include <unistd.h>

#include "base/rand.h"
#include "base/time.h"
#include "db/db.h"

struct node_row {
    int64_t id, high_water, leased_until;
};
static const struct field node_fields[] = {
    FIELD(struct node_row, id),
    FIELD(struct node_row, high_water),
    FIELD(struct node_row, leased_until),
};
static const struct shape node_shape = SHAPE("node_row", struct node_row, node_fields);

struct job {
    const struct node_lease *lease;
    int64_t wall;
    int64_t mark;
    int64_t changed;
    int node; /* out: the number taken */
};

/* The greatest identifier of this node in the second of an instant. */
static int64_t mark_at(int node, int64_t wall)
{
    struct id_source ahead;
    id_source_init(&ahead, node, 0);
    return id_next(&ahead, wall) | ((INT64_C(1) << ID_SEQUENCE_BITS) - 1);
}

static int64_t mark_ahead(int node, int64_t wall, struct id_source *ids)
{
    int64_t ahead = mark_at(node, wall + NODE_AHEAD_MS), used = id_high_water(ids);
    return ahead > used ? ahead : used;
}

static void node_ids(const struct node_row *rows, size_t n, int64_t mark[ID_NODES],
                     int64_t until[ID_NODES])
{
    for (int i = 0; i < ID_NODES; i++)
        mark[i] = until[i] = -1;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].id < 0 || rows[i].id >= ID_NODES)
            continue;
        mark[rows[i].id] = rows[i].high_water;
        until[rows[i].id] = rows[i].leased_until;
    }
}

static enum err take_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    void *rows = NULL;
    size_t n = 0;
    int64_t mark[ID_NODES], until[ID_NODES];
    struct str holder = str_c(j->lease->holder);
    TRY(db_all(cx, SQL_NODE_ALL, NULL, 0, &node_shape, &rows, &n));
    node_ids(rows, n, mark, until);
    for (int i = 0; i < ID_NODES; i++) {
        if (until[i] > j->wall)
            continue;
        int64_t lease_end = j->wall + NODE_LEASE_MS, changed = 0;
        if (until[i] < 0)
            TRY(db_exec(cx, SQL_NODE_INSERT, ARGS(I64(i), TXT(holder), I64(lease_end)),
                        &changed));
        else
            TRY(db_exec(cx, SQL_NODE_TAKE,
                        ARGS(I64(i), TXT(holder), I64(lease_end), I64(j->wall)), &changed));
        if (changed == 1) { /* none: somebody was faster, the next number will do */
            j->node = i;
            j->mark = mark[i] < 0 ? 0 : mark[i];
            return OK;
        }
    }
    cx->error.retry_after_s = NODE_LEASE_MS / MS_PER_SECOND;
    return fail(cx, ERR_BUSY, "全部 %d 个写入节点号都在使用中，请稍后再启动",
                "all %d node numbers are in use; start again later", ID_NODES);
}

enum err node_take(struct ctx *cx, struct store *store, struct node_lease *lease,
                   struct id_source *ids)
{
    struct node_lease mine = {0};
    char host[40] = "";
    gethostname(host, sizeof(host) - 1);
    snprintf(mine.holder, sizeof(mine.holder), "%s:%ld:%s", host, (long)getpid(),
             rand_hex(cx->arena, 16).p);
    struct job j = {.lease = &mine, .wall = time_wall()};
    TRY(db_write(cx, store, take_write, &j));
    mine.node = j.node;
    id_source_init(ids, j.node, j.mark);
    *lease = mine;
    return node_renew(cx, store, lease, ids);
}

static enum err renew_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    return db_exec(cx, SQL_NODE_RENEW,
                   ARGS(I64(j->lease->node), TXT(str_c(j->lease->holder)),
                        I64(j->wall + NODE_LEASE_MS), I64(j->mark)),
                   &j->changed);
}

enum err node_renew(struct ctx *cx, struct store *store, const struct node_lease *lease,
                    struct id_source *ids)
{
    int64_t wall = time_wall();
    struct job j = {.lease = lease, .wall = wall, .mark = mark_ahead(lease->node, wall, ids)};
    TRY(db_write(cx, store, renew_write, &j));
    if (j.changed != 1)
        return fail(cx, ERR_CONFLICT, "节点号 %d 已被另一个进程取得，本进程必须停止写入",
                    "node number %d is held by another process; this one must stop writing",
                    lease->node);
    return OK;
}

static enum err release_write(struct ctx *cx, void *arg)
{
    struct job *j = arg;
    return db_exec(cx, SQL_NODE_RELEASE,
                   ARGS(I64(j->lease->node), TXT(str_c(j->lease->holder)), I64(j->mark)), NULL);
}

enum err node_release(struct ctx *cx, struct store *store, const struct node_lease *lease,
                      struct id_source *ids)
{
    struct job j = {.lease = lease, .mark = id_high_water(ids)};
    return db_write(cx, store, release_write, &j);
}
