/* SPDX-License-Identifier: Apache-2.0
 * The node number under which a process makes identifiers: leased in table node, so that two
 * writing processes never share one, with a mark that no identifier has yet passed.
 *
 * The mark stands ahead of the lease (NODE_AHEAD_MS), so that the next holder begins above
 * whatever the last one may still have made after it lost its lease unseen.
 */
#pragma once

#include "base/ctx.h"
#include "base/id.h"

enum { NODE_LEASE_MS = 60000, NODE_RENEW_MS = 20000, NODE_AHEAD_MS = 180000 };

struct store;

struct node_lease {
    int node;
    char holder[96]; /* host, process, random */
};

/* Takes the lowest free number and begins *ids above its mark. ERR_BUSY when all 32 are held.
 */
MUST_CHECK enum err node_take(struct ctx *cx, struct store *store, struct node_lease *lease,
                              struct id_source *ids);
/* Called every NODE_RENEW_MS. ERR_CONFLICT when another process holds the number by now: stop
 * writing at once. */
MUST_CHECK enum err node_renew(struct ctx *cx, struct store *store,
                               const struct node_lease *lease, struct id_source *ids);
/* Gives the number back with the exact mark. */
MUST_CHECK enum err node_release(struct ctx *cx, struct store *store,
                                 const struct node_lease *lease, struct id_source *ids);
