/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/upstream_in.h"

#include <inttypes.h>

#include "base/hash.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/exchange.h"
#include "loop/ledger_known.h"
#include "loop/upstream.h"

enum { CODE_CHARS = 10, OWN_SERIES_LEAST = 6 };

/* The demand of a number: received from this upstream, entered by hand under its name, or taken
 * over with a ledger (whose own short serials mean nothing here). */
static enum err demand_of(struct ctx *cx, const struct upstream *u, struct str number,
                          int64_t *out)
{
    const struct str under[] = {u->code, u->zh, STR("ledger")};
    size_t n = utf8_count(number) < OWN_SERIES_LEAST ? 2 : COUNT(under);
    *out = 0;
    for (size_t i = 0; number.n && i < n && !*out; i++)
        TRY(db_i64(cx, SQL_DEMAND_OF_UPSTREAM, ARGS(I64(cx->jid), TXT(under[i]), TXT(number)),
                   0, out));
    return OK;
}

static enum err mark(struct ctx *cx, const char *hash, const struct ledger_row *r,
                     int64_t batch_id, int64_t demand_id)
{
    if (!hash[0])
        return OK;
    return db_exec(
        cx, SQL_BATCH_ROW_INSERT,
        ARGS(I64(cx->jid), TXT(str_c(hash)), I64(batch_id), I64(demand_id), I64(r->line)),
        NULL);
}

/* ---- orders ---- */

static struct demand_new order_of(const struct ledger_row *r)
{
    return (struct demand_new){
        .words = r->words,
        .title = r->title,
        .place_id = r->place_id,
        .address = r->person.address,
        .name = r->person.name,
        .phone = r->person.phone,
        .idno = r->person.idno,
        .head_count = r->head_count,
        .class = r->class,
        .kind = r->kind,
        .channel = STR("exchange"),
        .said_at = r->said_at,
        .upstream = r->order.from->code,
        .upstream_no = r->number,
        .upstream_due_at = r->due_at,
        .return_until_at = r->order.return_until_at,
        .place_said = r->place_said,
        .class_said = r->order.class_said,
        .kind_said = r->order.kind_said,
        .upstream_row = r->order.cells,
    };
}

static enum err order_fate(struct ctx *cx, const struct ledger_row *r, struct upstream_in *in,
                           int *fate)
{
    const struct upstream *u = r->order.from;
    bool known = false;
    in->demand_id = 0;
    *fate = FATE_KNOWN;
    TRY(ledger_hash_known(cx, r->content_hash, &in->demand_id, &known));
    if (known)
        return OK;
    TRY(demand_of(cx, u, r->number, &in->demand_id));
    if (!in->demand_id)
        TRY(demand_of(cx, u, r->order.original_no, &in->demand_id));
    *fate = in->demand_id ? FATE_EVENT : FATE_FRESH;
    return OK;
}

enum err upstream_order_look(struct ctx *cx, const struct ledger_row *r, struct upstream_in *in,
                             int *fate)
{
    struct demand_new order = order_of(r);
    TRY(order_fate(cx, r, in, fate));
    if (*fate != FATE_FRESH)
        return OK;
    TRY(person_check(cx, &r->person));
    return intake_check(cx, &order);
}

enum err upstream_order_draw(struct ctx *cx, const struct ledger_row *r, const struct str *nums,
                             struct upstream_in *in)
{
    in->order = order_of(r);
    in->drawn = (struct intake_drawn){
        .num = nums[0], .code = rand_code(cx->arena, CODE_CHARS), .id = app_id(cx)};
    return person_check(cx, &r->person);
}

static enum err order_receive(struct ctx *cx, const struct ledger_row *r,
                              struct upstream_in *in, int64_t batch_id)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    in->order.batch_id = batch_id;
    TRY(intake_put(cx, w, &in->order, &in->drawn, &d));
    in->demand_id = d->id;
    TRY(work_commit(w));
    return mark(cx, r->number_hash, r, batch_id, in->demand_id);
}

/* What an order says anew about a demand that is here: that it is to be done again, or what has
 * changed. */
static enum err order_note(struct ctx *cx, const struct ledger_row *r, int64_t demand_id)
{
    struct work *w = work_begin(cx);
    struct act act;
    const struct order_body body = {
        .number = r->number,
        .words = r->words,
        .due_at = r->due_at,
        .return_until_at = r->order.return_until_at,
        .cells = r->order.cells,
    };
    TRY(flow_step(cx, w, SUBJECT_DEMAND, r->order.redo ? "upstream-redo" : "upstream-update",
                  demand_id, &body, &act));
    return work_commit(w);
}

enum err upstream_order_put(struct ctx *cx, const struct ledger_row *r, struct upstream_in *in,
                            int64_t batch_id, int *fate)
{
    TRY(order_fate(cx, r, in, fate));
    if (*fate == FATE_KNOWN)
        return OK;
    if (*fate == FATE_FRESH)
        TRY(order_receive(cx, r, in, batch_id));
    else
        TRY(order_note(cx, r, in->demand_id));
    return mark(cx, r->content_hash, r, batch_id, in->demand_id);
}

/* ---- verdicts ---- */

/* The same word in another round is another verdict. */
static enum err verdict_fate(struct ctx *cx, const struct ledger_row *r, struct upstream_in *in,
                             int *fate)
{
    struct demand d = {0};
    int64_t demand = 0;
    bool found = false, known = false;
    TRY(demand_of(cx, r->order.from, r->number, &in->demand_id));
    if (in->demand_id)
        TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(in->demand_id)), &demand_shape,
                   &d, &found));
    if (!found)
        return fail_at(cx, ERR_NOT_FOUND, "number", "本库没有编号为“%.*s”的工单",
                       "no order \"%.*s\" was received here", STR_ARG(r->number));
    struct str key =
        str_fmt(cx->arena, "%s\x1f%" PRId64 "\x1f%" PRId64, r->content_hash, d.id, d.round);
    struct str hash = hash_hex(cx->arena, hash_sha256(key));
    memcpy(in->hash, hash.p, hash.n + 1);
    TRY(ledger_hash_known(cx, in->hash, &demand, &known));
    *fate = known ? FATE_KNOWN : FATE_FRESH;
    return OK;
}

static bool says_nothing(const struct ledger_row *r)
{
    return r->reached == YN_UNKNOWN && r->solved == YN_UNKNOWN && r->grade == GRADE_NONE;
}

enum err upstream_verdict_look(struct ctx *cx, const struct ledger_row *r,
                               struct upstream_in *in, int *fate)
{
    *fate = FATE_KNOWN;
    return says_nothing(r) ? OK : verdict_fate(cx, r, in, fate);
}

enum err upstream_verdict_put(struct ctx *cx, const struct ledger_row *r,
                              struct upstream_in *in, int64_t batch_id, int *fate)
{
    struct act act;
    *fate = FATE_KNOWN; /* not called back yet: a row without a word changes nothing */
    if (says_nothing(r))
        return OK;
    TRY(verdict_fate(cx, r, in, fate));
    if (*fate == FATE_KNOWN)
        return OK;
    struct work *w = work_begin(cx);
    const struct upstream_verdict_body body = {
        .reached = r->reached,
        .solved = r->solved,
        .grade = r->grade,
        .words = r->words,
        .called_at = r->order.called_at,
    };
    TRY(flow_step(cx, w, SUBJECT_DEMAND, "upstream-verdict", in->demand_id, &body, &act));
    TRY(work_commit(w));
    return mark(cx, in->hash, r, batch_id, in->demand_id);
}
