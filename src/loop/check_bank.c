/* SPDX-License-Identifier: Apache-2.0
 * Frozen months of the problem bank: the hash of their items and the ranking come out again.
 */
#include "core/app.h"
#include "loop/bank.h"
#include "loop/check_impl.h"

enum { MONTHS = 1200 };

static enum err month_check(struct check *k, struct str month)
{
    const struct subject_view s = {
        .kind = SUBJECT_UNIT, .id = k->cx->app->root_unit, .num = month};
    struct bank_month m = {0};
    struct str ranking = {0}, hash = {0};
    TRY(bank_month_find(k->cx, month, &m));
    TRY(bank_month_again(k->cx, &m, &ranking, &hash));
    if (!str_eq(hash, m.hash))
        TRY(check_found(k, "total", &s, m.hash, hash, "问题库月度清单与冻结时不符",
                        "the month of the bank is not as it was frozen"));
    return str_eq(ranking, m.ranking)
               ? OK
               : check_found(k, "total", &s, STR(""), STR(""), "问题库当月排序与依据不符",
                             "the ranking does not come out of what it was reckoned from");
}

struct month_row {
    struct str month;
};
static const struct field month_fields[] = {FIELD(struct month_row, month)};
static const struct shape month_shape = SHAPE("bank_month", struct month_row, month_fields);

enum err check_bank(struct check *k)
{
    struct month_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(k->cx, SQL_BANK_MONTHS, ARGS(I64(k->cx->jid), I64(MONTHS)), &month_shape,
               (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(month_check(k, rows[i].month));
    return OK;
}
