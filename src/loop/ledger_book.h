/* SPDX-License-Identifier: Apache-2.0
 * Which ledger a demand stands in: exactly one, so that the ledgers together are the register
 * (BZ-16, BZ-19, BZ-20: valid ones by the level that is responsible, the others apart).
 */
#pragma once

#include "base/field.h"
#include "core/words.h"

#define LEDGER_BOOKS(X)                                                                        \
    X(BOOK_ALL, "demands", "诉求台账", "demands")                                              \
    X(BOOK_COMMUNITY, "community", "社区级台账", "demands of the communities")                 \
    X(BOOK_STREET, "street", "街道级台账", "demands of the streets")                           \
    X(BOOK_DISTRICT, "district", "区级台账", "demands of the district")                        \
    X(BOOK_CITY, "city", "移交市级台账", "demands moved up to the city")                       \
    X(BOOK_BACKSTOP, "backstop", "兜底台账", "demands of last resort")                         \
    X(BOOK_UNLEVELLED, "unlevelled", "未分级台账", "demands without a level")                  \
    X(BOOK_UNSCREENED, "unscreened", "待甄别台账", "demands to be screened")                   \
    X(BOOK_INVALID, "invalid", "无效诉求台账", "demands screened invalid")                     \
    X(BOOK_REDIRECTED, "redirected", "转其他渠道台账", "demands told of another way")          \
    X(BOOK_WITHDRAWN, "withdrawn", "甄别前撤诉台账", "demands withdrawn before screening")
#define LEDGER_BOOK_LIST(X) X(BOOK_NONE, "", "", "") LEDGER_BOOKS(X)
enum ledger_book { LEDGER_BOOK_LIST(ENUM_ID) LEDGER_BOOK__MAX };
extern const struct enum_names ledger_book_names;

/* state: enum demand_state; valid: enum yesno; lvl: enum level of its matter that is furthest
 * from its end, the demand's own before there is one. Never BOOK_NONE or BOOK_ALL. */
enum ledger_book ledger_book_of(int state, int valid, int lvl);
/* A matter's, by its own level. */
enum ledger_book ledger_book_of_level(int lvl);
