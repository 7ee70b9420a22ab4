/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/change.h"

#include <assert.h>
#include <inttypes.h>

struct change change_of(int64_t before, int64_t now)
{
    assert(before >= 0 && now >= 0 && before <= CHANGE_MOST && now <= CHANGE_MOST);
    if (before == 0)
        return (struct change){.kind = now ? CHANGE_NO_BASE : CHANGE_FIGURE};
    int64_t by = now > before ? now - before : before - now;
    int64_t whole = by * 10000 / before, rest = by * 10000 % before;
    whole += rest >= before - rest;
    return (struct change){.hundredths = now >= before ? whole : -whole};
}

struct str change_text(struct ctx *cx, struct change c)
{
    if (c.kind == CHANGE_NO_BASE)
        return cx->lang == LANG_EN ? STR("no base") : STR("无基数");
    int64_t n = c.hundredths < 0 ? -c.hundredths : c.hundredths;
    return str_fmt(cx->arena, "%s%" PRId64 ".%02d%%",
                   c.hundredths < 0   ? "-"
                   : c.hundredths > 0 ? "+"
                                      : "",
                   n / 100, (int)(n % 100));
}

struct str change_rule(const struct ctx *cx)
{
    return cx->lang == LANG_EN
               ? STR("Change = (this time - that time) / that time, to two decimals, half away "
                     "from nought. 0 against 0 is 0.00%; anything against 0 has no base.")
               : STR("增减幅度＝（本期－对比期）÷对比期，保留两位小数，四舍五入；两期均为0的为0"
                     "."
                     "00%，对比期为0而本期不为0的记“无基数”。");
}
