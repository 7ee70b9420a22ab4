/* SPDX-License-Identifier: Apache-2.0
 * How hot a group of demands is: a sum of terms, each a figure on a scale of doublings times a
 * weight. The weights are data (a row for each in heat_weight, else the usual ones), and the
 * whole reckoning is shown wherever the heat is.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { HEAT_RECENT_DAYS = 30 };

/* Codes are stored. */
#define HEAT_TERMS(X)                                                                          \
    X(SIZE, "size", "诉求件数", "demands", 3)                                                  \
    X(PEOPLE, "people", "不同的人", "distinct people", 5)                                      \
    X(SUPPORT, "support", "附和（联名的其他人、催问、点赞）",                                  \
      "support (further heads, urged, likes)", 1)                                              \
    X(RECENT, "recent", "近 30 天件数", "demands of the last 30 days", 4)                      \
    X(GROWTH, "growth", "比再前 30 天多出的件数", "more than in the 30 days before", 2)

#define HEAT_ENUM(id, code, zh, en, usual) HEAT_##id,
enum heat_term { HEAT_TERMS(HEAT_ENUM) HEAT__MAX };
#undef HEAT_ENUM

struct heat_term_row {
    const char *code, *zh, *en;
    double usual;
};
extern const struct heat_term_row heat_terms[HEAT__MAX];

struct heat_facts {
    int64_t value[HEAT__MAX];
};
/* recent and before: demands of the last HEAT_RECENT_DAYS and of as many before. */
struct heat_facts heat_facts(int64_t size, int64_t people, int64_t support, int64_t recent,
                             int64_t before);
double heat_points(int64_t value, double weight); /* weight × log2(1 + value) */
double heat_of(const struct heat_facts *f, const double weights[HEAT__MAX]);
