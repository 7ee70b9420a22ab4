/* SPDX-License-Identifier: Apache-2.0
 * The public holidays of 2023 to 2026 for tests, written from the notices (rules.md B4-2) and
 * not from the data file, so that the one checks the other. 2022 and 2027 have no table.
 */
#pragma once

#include "base/time.h"
#include "core/calendar.h"

struct calendar_sample_range {
    int from, to; /* YYYYMMDD */
    const char *name;
    bool rest;
};

static const struct calendar_sample_range calendar_sample_ranges[] = {
    {20221231, 20230102, "元旦", true},
    {20230121, 20230127, "春节", true},
    {20230405, 20230405, "清明节", true},
    {20230429, 20230503, "劳动节", true},
    {20230622, 20230624, "端午节", true},
    {20230929, 20231006, "中秋节、国庆节", true},
    {20230128, 20230129, "春节", false},
    {20230423, 20230423, "劳动节", false},
    {20230506, 20230506, "劳动节", false},
    {20230625, 20230625, "端午节", false},
    {20231007, 20231008, "国庆节", false},
    {20240101, 20240101, "元旦", true},
    {20240210, 20240217, "春节", true},
    {20240404, 20240406, "清明节", true},
    {20240501, 20240505, "劳动节", true},
    {20240610, 20240610, "端午节", true},
    {20240915, 20240917, "中秋节", true},
    {20241001, 20241007, "国庆节", true},
    {20240204, 20240204, "春节", false},
    {20240218, 20240218, "春节", false},
    {20240407, 20240407, "清明节", false},
    {20240428, 20240428, "劳动节", false},
    {20240511, 20240511, "劳动节", false},
    {20240914, 20240914, "中秋节", false},
    {20240929, 20240929, "国庆节", false},
    {20241012, 20241012, "国庆节", false},
    {20250101, 20250101, "元旦", true},
    {20250128, 20250131, "春节", true},
    {20250201, 20250204, "春节", true},
    {20250404, 20250406, "清明节", true},
    {20250501, 20250505, "劳动节", true},
    {20250531, 20250531, "端午节", true},
    {20250601, 20250602, "端午节", true},
    {20251001, 20251008, "国庆节、中秋节", true},
    {20250126, 20250126, "春节", false},
    {20250208, 20250208, "春节", false},
    {20250427, 20250427, "劳动节", false},
    {20250928, 20250928, "国庆节、中秋节", false},
    {20251011, 20251011, "国庆节、中秋节", false},
    {20260101, 20260103, "元旦", true},
    {20260215, 20260223, "春节", true},
    {20260404, 20260406, "清明节", true},
    {20260501, 20260505, "劳动节", true},
    {20260619, 20260621, "端午节", true},
    {20260925, 20260927, "中秋节", true},
    {20261001, 20261007, "国庆节", true},
    {20260104, 20260104, "元旦", false},
    {20260214, 20260214, "春节", false},
    {20260228, 20260228, "春节", false},
    {20260509, 20260509, "劳动节", false},
    {20260920, 20260920, "国庆节", false},
    {20261010, 20261010, "国庆节", false},
};

static inline int64_t calendar_sample_day(int ymd)
{
    return day_from_civil(ymd / 10000, ymd / 100 % 100, ymd % 100);
}

static inline const struct calendar *calendar_sample(struct arena *a)
{
    static const int64_t years[] = {2023, 2024, 2025, 2026};
    struct calendar_day days[200];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(calendar_sample_ranges); i++) {
        const struct calendar_sample_range *r = &calendar_sample_ranges[i];
        for (int64_t d = calendar_sample_day(r->from); d <= calendar_sample_day(r->to); d++)
            days[n++] = (struct calendar_day){d, r->rest, str_c(r->name)};
    }
    return calendar_make(a, days, n, years, COUNT(years));
}
