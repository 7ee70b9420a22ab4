/* SPDX-License-Identifier: Apache-2.0
 * Plain mail addresses that get the daily, weekly and monthly sheet beside the officers whom
 * the setting report_to names: a chat group's mailbox, a superior office. The system
 * administrator keeps the list; each change is an event of the register's root unit, and an
 * address that was taken off stays in the store with who did it and when.
 */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

enum { REPORT_RECEIVERS_MAX = 100 };

struct report_receiver {
    int64_t id;
    struct str mail, added_by; /* the officer's name */
    int64_t added_at;
};
/* By address. cx->db set. */
MUST_CHECK enum err report_receivers(struct ctx *cx, struct report_receiver **out, size_t *n);
/* cx->actor acts. ERR_INPUT no mail address; ERR_CONFLICT it is on the list; ERR_LIMIT. */
MUST_CHECK enum err report_receiver_add(struct ctx *cx, struct str mail, int64_t *id);
/* ERR_NOT_FOUND. */
MUST_CHECK enum err report_receiver_remove(struct ctx *cx, int64_t id);
