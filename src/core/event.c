/* SPDX-License-Identifier: Apache-2.0 */
#include "core/event.h"

#include "base/buf.h"
#include "base/hash.h"

static void line(struct buf *b, struct str s)
{
    buf_str(b, s);
    buf_ch(b, '\n');
}

static void line_i64(struct buf *b, int64_t v)
{
    buf_i64(b, v);
    buf_ch(b, '\n');
}

struct str event_hash(struct arena *a, const struct event *e)
{
    struct buf b;
    buf_init(&b, a, e->data.n + 4096);
    line_i64(&b, e->jid);
    line(&b, str_c(enum_text(&subject_names, e->subject_kind)));
    line_i64(&b, e->subject_id);
    line_i64(&b, e->seq);
    line_i64(&b, e->actor_id);
    line(&b, str_c(enum_text(&role_names, e->role)));
    line_i64(&b, e->unit_id);
    line(&b, e->action);
    line(&b, e->from_state);
    line(&b, e->to_state);
    line_i64(&b, e->occurred_at);
    line_i64(&b, e->recorded_at);
    line(&b, e->data);
    buf_str(&b, e->prev_hash);
    return hash_hex(a, hash_sha256(buf_done(&b)));
}
