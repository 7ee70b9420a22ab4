/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/period.h"

#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/org.h"

static enum err day_of(struct ctx *cx, const char *field, struct str text, int64_t none,
                       int64_t *day)
{
    *day = none;
    if (text.n && !day_parse(text, day))
        return fail_at(cx, ERR_INPUT, field, "日期应如 2026-11-21", "a day such as 2026-11-21");
    return OK;
}

enum err period_read(struct ctx *cx, struct str from, struct str to, int64_t days_back,
                     struct period *out)
{
    int64_t first = 0, last = 0, today = time_day(cx->now);
    TRY(day_of(cx, "to", to, today, &last));
    TRY(day_of(cx, "from", from, last - days_back, &first));
    if (first > last)
        return fail_at(cx, ERR_INPUT, "from", "起始日期晚于截止日期",
                       "it ends before it begins");
    *out = (struct period){time_day_end(first - 1), time_day_end(last)};
    return OK;
}

bool period_unit_seen(const struct ctx *cx, int64_t unit)
{
    const struct actor *a = cx->actor;
    for (size_t i = 0; unit && i < a->n; i++)
        if (grant_sees(&a->grants[i]) &&
            org_unit_under(cx->app->org, unit, a->grants[i].unit_id))
            return true;
    return false;
}
