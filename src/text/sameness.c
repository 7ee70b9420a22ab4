/* SPDX-License-Identifier: Apache-2.0 */
#include "text/sameness.h"

static const double day_ms = 86400000.0;

/* Measured by `huiyin eval same` (docs/analysis.md). */
const struct sameness_rule sameness_usual = {
    .half = 0.08,
    .place = 0.6,
    .class = 0.1,
    .near_days = 30,
    .half_days = 720,
    .shown = 30,
};

double sameness_of(const struct sameness_rule *r, const struct sameness *s)
{
    double thing = s->place && s->names < r->place ? r->place : s->names;
    double told = s->trouble * thing;
    double v = told / (told + r->half);
    v = v > s->share ? v : s->share;
    if (s->class)
        v *= 1 + r->class;
    double late = (double)s->apart / day_ms - (double)r->near_days;
    if (late > 0)
        v *= (double)r->half_days / ((double)r->half_days + late);
    return v < 1 ? v : 1;
}

int64_t sameness_percent(const struct sameness_rule *r, const struct sameness *s)
{
    return (int64_t)(sameness_of(r, s) * 100 + 0.5);
}
