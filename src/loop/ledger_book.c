/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_book.h"

ENUM_NAMES(ledger_book, LEDGER_BOOK_LIST);

enum ledger_book ledger_book_of_level(int lvl)
{
    static const enum ledger_book books[LEVEL__MAX] = {
        [LEVEL_NONE] = BOOK_UNLEVELLED, [LEVEL_COMMUNITY] = BOOK_COMMUNITY,
        [LEVEL_STREET] = BOOK_STREET,   [LEVEL_DISTRICT] = BOOK_DISTRICT,
        [LEVEL_CITY] = BOOK_CITY,       [LEVEL_BACKSTOP] = BOOK_BACKSTOP,
    };
    return books[lvl];
}

enum ledger_book ledger_book_of(int state, int valid, int lvl)
{
    if (state == DEMAND_TO_EXPLAIN || state == DEMAND_EXPLAINED)
        return BOOK_INVALID;
    if (state == DEMAND_REDIRECTED)
        return BOOK_REDIRECTED;
    if (state == DEMAND_WITHDRAWN && valid != YN_YES)
        return valid == YN_NO ? BOOK_INVALID : BOOK_WITHDRAWN;
    if (state == DEMAND_RECEIVED)
        return BOOK_UNSCREENED;
    return valid == YN_NO ? BOOK_INVALID : ledger_book_of_level(lvl);
}
