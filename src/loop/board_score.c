/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/board_score.h"

#include <math.h>

#include "loop/board_rule.h"

ENUM_NAMES(measure, MEASURE_LIST);

enum { WHOLE = 1000, RATE = 10000, PLAIN = 100 };

bool measure_speaks_against(enum measure m)
{
    return m == MEASURE_RETURNED || m == MEASURE_REDONE || m == MEASURE_EXTENDED;
}

/* Wilson's score interval at 95 %: honest where there are few, and never beyond 0 and 1. */
static void wilson(int64_t good, int64_t n, int64_t *low, int64_t *high)
{
    const double z = 1.959964, all = (double)n, p = (double)good / WHOLE / all;
    double z2 = z * z, below = 1 + z2 / all, middle = p + z2 / (2 * all);
    double half = z * sqrt(p * (1 - p) / all + z2 / (4 * all * all));
    *low = (int64_t)floor((middle - half) / below * RATE + 0.5);
    *high = (int64_t)floor((middle + half) / below * RATE + 0.5);
    if (*low < 0)
        *low = 0;
    if (*high > RATE)
        *high = RATE;
}

struct board_figure board_figure(const struct board_rule *r, enum measure m,
                                 const struct board_fact *f, size_t n, bool before)
{
    struct board_figure out = {.rate = -1, .low = -1, .high = -1};
    int64_t good = 0, earned = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        if (f[i].measure != (int)m || (f[i].excluded && !before))
            continue;
        int64_t part = measure_speaks_against(m) ? WHOLE - f[i].value : f[i].value;
        int64_t factor = board_factor(r, f[i].class);
        out.n++;
        out.sum += f[i].value;
        good += part;
        earned += part * factor;
        all += part * factor + (WHOLE - part) * PLAIN;
    }
    if (!out.n)
        return out;
    out.rate = (earned * 2 * RATE + all) / (all * 2);
    wilson(good, out.n, &out.low, &out.high);
    return out;
}

int64_t board_score(const struct board_rule *r, const struct board_figure *figures)
{
    int64_t sum = 0, weights = 0;
    for (size_t i = 0; i < r->indicators_n; i++) {
        const struct board_indicator *k = &r->indicators[i];
        if (figures[k->measure].rate < 0)
            continue;
        sum += k->weight * figures[k->measure].rate;
        weights += k->weight;
    }
    return weights ? (sum * 2 + weights) / (weights * 2) : -1;
}

void board_unit_compute(const struct board_rule *r, const struct board_fact *f, size_t n,
                        struct board_unit_result *out)
{
    for (int m = 0; m < MEASURE__MAX; m++) {
        out->after[m] = board_figure(r, (enum measure)m, f, n, false);
        out->before[m] = board_figure(r, (enum measure)m, f, n, true);
    }
    out->volume = out->after[r->volume].n;
    out->score = board_score(r, out->after);
    out->score_before = board_score(r, out->before);
    out->tier = STR("");
    for (size_t i = 0; i < r->tiers_n && !out->tier.n; i++)
        if (out->volume >= r->tiers[i].least)
            out->tier = r->tiers[i].code;
}

static bool peers(const struct board_unit_result *a, const struct board_unit_result *b)
{
    return a->rank && b->rank && str_eq(a->team, b->team) && str_eq(a->tier, b->tier);
}

void board_rank(const struct board_rule *r, struct board_unit_result *units, size_t n)
{
    for (size_t i = 0; i < n; i++)
        units[i].rank = units[i].team.n && units[i].score >= 0 && units[i].volume >= r->minimum;
    for (size_t i = 0; i < n; i++) {
        struct board_unit_result *u = &units[i];
        int64_t above = 0, not_above = 0; /* itself and who ties among the latter */
        if (!u->rank)
            continue;
        for (size_t k = 0; k < n; k++)
            if (peers(u, &units[k]))
                *(units[k].score > u->score ? &above : &not_above) += 1;
        u->rank = above + 1;
        u->red = u->score >= r->red.score && (!r->red.most || u->rank <= r->red.most);
        u->black = !u->red && u->score < r->black.score &&
                   (!r->black.most || not_above <= r->black.most);
    }
}
