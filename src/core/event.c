/* SPDX-License-Identifier: Apache-2.0 */
#include "core/event.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/hash.h"

struct str event_hash(struct arena *a, const struct event *e)
{
    struct buf b;
    buf_init(&b, a, e->data.n + 4096);
    buf_fmt(&b, "%" PRId64 "\n%s\n%" PRId64 "\n%" PRId64 "\n", e->jid,
            enum_text(&subject_names, e->subject_kind), e->subject_id, e->seq);
    buf_fmt(&b, "%" PRId64 "\n%s\n%" PRId64 "\n", e->actor_id, enum_text(&role_names, e->role),
            e->unit_id);
    buf_fmt(&b, "%.*s\n%.*s\n%.*s\n", STR_ARG(e->action), STR_ARG(e->from_state),
            STR_ARG(e->to_state));
    buf_fmt(&b, "%" PRId64 "\n%" PRId64 "\n", e->occurred_at, e->recorded_at);
    buf_str(&b, e->data);
    buf_fmt(&b, "\n%.*s", STR_ARG(e->prev_hash));
    return hash_hex(a, hash_sha256(buf_done(&b)));
}
