/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/hotspot_heat.h"

#include <math.h>

#define HEAT_ROW(id, code, zh, en, usual) [HEAT_##id] = {code, zh, en, usual},
const struct heat_term_row heat_terms[HEAT__MAX] = {HEAT_TERMS(HEAT_ROW)};
#undef HEAT_ROW

struct heat_facts heat_facts(int64_t size, int64_t people, int64_t support, int64_t recent,
                             int64_t before)
{
    return (struct heat_facts){.value = {
                                   [HEAT_SIZE] = size,
                                   [HEAT_PEOPLE] = people,
                                   [HEAT_SUPPORT] = support,
                                   [HEAT_RECENT] = recent,
                                   [HEAT_GROWTH] = recent > before ? recent - before : 0,
                               }};
}

double heat_points(int64_t value, double weight)
{
    return weight * log2(1 + (double)(value > 0 ? value : 0));
}

double heat_of(const struct heat_facts *f, const double weights[HEAT__MAX])
{
    double sum = 0;
    for (int t = 0; t < HEAT__MAX; t++)
        sum += heat_points(f->value[t], weights[t]);
    return sum;
}
