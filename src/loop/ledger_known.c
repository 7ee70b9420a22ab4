/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_known.h"

#include "base/number.h"
#include "base/time.h"
#include "db/db.h"

struct found {
    int64_t batch_id, demand_id, line;
};
static const struct field found_fields[] = {
    FIELD(struct found, batch_id),
    FIELD(struct found, demand_id),
    FIELD(struct found, line),
};
static const struct shape found_shape = SHAPE("batch_row", struct found, found_fields);

static enum err known_by(struct ctx *cx, const char *hash, struct found *out, bool *known)
{
    *known = false;
    if (!hash[0])
        return OK;
    return db_one(cx, SQL_BATCH_ROW_FIND, ARGS(I64(cx->jid), TXT(str_c(hash))), &found_shape,
                  out, known);
}

enum err ledger_hash_known(struct ctx *cx, const char *hash, int64_t *demand_id, bool *known)
{
    struct found f = {0};
    TRY(known_by(cx, hash, &f, known));
    *demand_id = f.demand_id;
    return OK;
}

struct known_demand {
    struct str num, title, upstream_no;
    int64_t said_at;
};
static const struct field known_fields[] = {
    FIELD(struct known_demand, num),
    FIELD(struct known_demand, title),
    FIELD(struct known_demand, upstream_no),
    FIELD(struct known_demand, said_at),
};
static const struct shape known_shape =
    SHAPE("known_demand", struct known_demand, known_fields);

/* Another register of the same division may have given the same number to something else, so
 * the demand itself is looked at. */
static enum err demand_is_ours(struct ctx *cx, const struct ledger_row *row, bool *ours)
{
    struct known_demand d = {0};
    if (!number_valid(row->number))
        return OK;
    TRY(db_one(cx, SQL_DEMAND_KNOWN_BY_NUM, ARGS(I64(cx->jid), TXT(row->number)), &known_shape,
               &d, ours));
    *ours = *ours && d.said_at / MS_PER_SECOND == row->said_at / MS_PER_SECOND &&
            str_eq(d.title, row->title) &&
            (!row->ledger || str_eq(d.upstream_no, row->upstream_no));
    return OK;
}

static enum err matter_is_ours(struct ctx *cx, const struct ledger_row *row, bool *ours)
{
    struct matter m = {0};
    if (!number_valid(row->number))
        return OK;
    TRY(db_one(cx, SQL_MATTER_BY_NUM, ARGS(I64(cx->jid), TXT(row->number)), &matter_shape, &m,
               ours));
    *ours = *ours && m.opened_at / MS_PER_SECOND == row->own.opened_at / MS_PER_SECOND &&
            str_eq(m.title, row->title);
    return OK;
}

static enum err task_is_ours(struct ctx *cx, const struct ledger_row *row, bool *ours)
{
    struct task t = {0};
    if (!number_valid(row->own.matter_no))
        return OK;
    TRY(db_one(cx, SQL_TASK_BY_NUM, ARGS(I64(cx->jid), TXT(row->number)), &task_shape, &t,
               ours));
    *ours = *ours && t.sent_at / MS_PER_SECOND == row->dispatched_at / MS_PER_SECOND &&
            t.role == row->own.task_role;
    return OK;
}

/* A row of a ledger that was exported from this register. Where an earlier row made a matter of
 * that number and this row has yet to complete it, it is another register's. */
static enum err is_ours(struct ctx *cx, const struct ledger_row *row, bool *ours)
{
    struct found f = {0};
    bool made = false, completed = true;
    *ours = false;
    if (row->ledger == LEDGER_OF_MATTERS || row->ledger == LEDGER_OF_TASKS) {
        TRY(known_by(cx, row->own.matter_hash, &f, &made));
        TRY(known_by(cx, row->number_hash, &f, &completed));
    }
    if (made && !completed)
        return OK;
    switch (row->ledger) {
    case LEDGER_FOREIGN:
    case LEDGER_OF_DEMANDS:
        return demand_is_ours(cx, row, ours);
    case LEDGER_OF_MATTERS:
        return matter_is_ours(cx, row, ours);
    case LEDGER_OF_TASKS:
        return task_is_ours(cx, row, ours);
    }
    return OK;
}

/* The matter that an earlier row made of the same number: by the demand that opened it. */
static enum err matter_of(struct ctx *cx, int64_t demand_id, int64_t *out)
{
    struct link *links = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_LINK_BY_DEMAND, ARGS(I64(cx->jid), I64(demand_id)), &link_shape,
               (void **)&links, &n));
    for (size_t i = 0; i < n && !*out; i++)
        *out = links[i].matter_id;
    return OK;
}

/* What the row hangs on that earlier rows made. */
static enum err ties(struct ctx *cx, struct item *it)
{
    struct take_over *t = &it->take;
    struct found f = {0};
    bool known = false;
    t->matter_known = t->demand_known = 0;
    TRY(known_by(cx, it->row.own.matter_hash, &f, &known));
    if (known) {
        TRY(matter_of(cx, f.demand_id, &t->matter_known));
        t->demand_known = it->row.ledger == LEDGER_OF_DEMANDS ? 0 : f.demand_id;
        return OK;
    }
    if (it->row.ledger == LEDGER_OF_TASKS)
        return fail(
            cx, ERR_NOT_FOUND, "事项 %.*s 还没有承接，请先导入诉求台账或事项台账",
            "matter %.*s was not taken over: import the ledger of demands or of matters "
            "first",
            STR_ARG(it->row.own.matter_no));
    TRY(known_by(cx, it->row.own.first_hash, &f, &known));
    t->demand_known = known ? f.demand_id : 0;
    return OK;
}

/* A row that is known by its number but not by its content was changed in the ledger. */
enum err ledger_fate(struct ctx *cx, struct item *it)
{
    struct found f = {0};
    struct known_demand d = {0};
    bool known = false;
    it->fate = FATE_KNOWN;
    TRY(known_by(cx, it->row.content_hash, &f, &known));
    if (!known)
        TRY(is_ours(cx, &it->row, &known));
    if (known)
        return OK;
    TRY(known_by(cx, it->row.number_hash, &f, &known));
    it->fate = known ? FATE_CHANGED : FATE_FRESH;
    if (!known)
        return ties(cx, it);
    TRY(db_one(cx, SQL_DEMAND_KNOWN, ARGS(I64(cx->jid), I64(f.demand_id)), &known_shape, &d,
               &known));
    it->known_num = d.num;
    return OK;
}

enum err ledger_mark(struct ctx *cx, const struct item *it, int64_t batch_id)
{
    const struct take_over *t = &it->take;
    int64_t demand = t->demand_known ? t->demand_known : t->demand_id;
    const char *const hashes[] = {
        it->row.content_hash,
        it->row.number_hash,
        t->matter_known ? "" : it->row.own.matter_hash,
        t->demand_known ? "" : it->row.own.first_hash,
    };
    for (size_t i = 0; i < COUNT(hashes); i++) {
        if (!hashes[i][0])
            continue;
        TRY(db_exec(cx, SQL_BATCH_ROW_INSERT,
                    ARGS(I64(cx->jid), TXT(str_c(hashes[i])), I64(batch_id), I64(demand),
                         I64(it->row.line)),
                    NULL));
    }
    return OK;
}
