/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/quantities.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "core/app.h"

enum { THOUSAND = 1000, WORD_MAX = 60, MEASURE_MAX = 10, DECIMALS = 3 };
/* So large that a thousand of it still fits. */
static const int64_t amount_max = INT64_C(1000000000000000);

/* ---- amounts ---- */

struct str amount_text(struct arena *a, int64_t thousandths)
{
    int64_t whole = thousandths / THOUSAND, rest = thousandths % THOUSAND;
    if (!rest)
        return str_fmt(a, "%" PRId64, whole);
    struct str s = str_fmt(a, "%" PRId64 ".%03" PRId64, whole, rest);
    while (s.p[s.n - 1] == '0')
        s.n--;
    return str_dup(a, s);
}

/* How many bytes of the front are a number. */
static size_t number_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '.'))
        n++;
    return n;
}

bool amount_read(struct str text, int64_t *thousandths)
{
    int64_t v = 0;
    int decimals = -1;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '.' && decimals < 0 && i > 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9' || decimals == DECIMALS || v > amount_max / 10)
            return false;
        v = v * 10 + (c - '0');
        decimals += decimals >= 0;
    }
    if (!text.n || decimals == 0)
        return false;
    for (int i = decimals < 0 ? 0 : decimals; i < DECIMALS; i++)
        v *= 10;
    if (v > amount_max)
        return false;
    *thousandths = v;
    return true;
}

int64_t amount_permille(int64_t planned, int64_t done)
{
    if (planned <= 0)
        return -1;
    return done * THOUSAND / planned;
}

/* ---- lines ---- */

/* The words of a line; blanks of any width stand between them. */
static struct strs words_of(struct arena *a, struct str line)
{
    struct strs all = str_split(a, utf8_clean(a, line), ' ');
    struct strs out = {.p = NEWS(a, struct str, all.n + 1)};
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i].n)
            out.p[out.n++] = all.p[i];
    return out;
}

struct planned {
    int64_t stage, amount;
    struct str site, what, measure;
};

/* Amount and measure may stand apart or together: "5002 个", "5002个". */
static bool plan_read(struct arena *a, struct str line, struct planned *out)
{
    struct strs w = words_of(a, line);
    if (w.n < 4)
        return false;
    struct str last = utf8_fold(a, w.p[w.n - 1]), amount;
    size_t digits = number_length(last), used = w.n - 1;
    if (digits) {
        amount = str_sub(last, 0, digits);
        out->measure = str_sub(last, digits, last.n - digits);
    } else {
        used--;
        amount = utf8_fold(a, w.p[used]);
        out->measure = w.p[w.n - 1];
    }
    if (used < 3 || !out->measure.n || !amount_read(amount, &out->amount) ||
        !str_i64(utf8_fold(a, w.p[0]), &out->stage))
        return false;
    out->site = w.p[1];
    out->what = w.p[2];
    for (size_t i = 3; i < used; i++)
        out->what = str_fmt(a, "%.*s %.*s", STR_ARG(out->what), STR_ARG(w.p[i]));
    return utf8_count(out->site) <= WORD_MAX && utf8_count(out->what) <= WORD_MAX &&
           utf8_count(out->measure) <= MEASURE_MAX;
}

enum err quantities_plan(struct ctx *cx, struct act *a, struct strs lines, int64_t before,
                         int64_t stages)
{
    struct quantity **old = NULL;
    size_t n = 0;
    TRY(work_quantities(a->w, a->matter->id, &old, &n));
    for (size_t i = 0; i < lines.n; i++) {
        struct planned p = {0};
        if (!plan_read(cx->arena, lines.p[i], &p) || !p.amount)
            return fail_at(cx, ERR_INPUT, "quantities",
                           "“%.*s”应为“第几阶段 地点 内容 数量 计量单位”，如“1 城区 新增停车位 "
                           "5002 个”",
                           "\"%.*s\" should be: stage, place, what, amount, measure",
                           STR_ARG(lines.p[i]));
        if (p.stage < 1 || p.stage > stages)
            return fail_at(cx, ERR_INPUT, "quantities", "没有第%" PRId64 "阶段",
                           "there is no stage %" PRId64, p.stage);
        struct quantity row = {
            .id = app_id(cx),
            .matter_id = a->matter->id,
            .stage = before + p.stage,
            .serial = (int64_t)(n + i) + 1,
            .site = p.site,
            .what = p.what,
            .measure = p.measure,
            .planned = p.amount,
        };
        work_new_quantity(a->w, &row);
    }
    return OK;
}

enum err quantities_done(struct ctx *cx, struct act *a, struct strs lines)
{
    struct quantity **rows = NULL;
    size_t n = 0;
    TRY(quantities_granted(a->w, a->matter->id, &rows, &n));
    for (size_t i = 0; i < lines.n; i++) {
        struct strs w = words_of(cx->arena, lines.p[i]);
        struct quantity *q = NULL;
        int64_t serial = 0, done = 0;
        struct str amount = w.n < 2 ? STR("") : utf8_fold(cx->arena, w.p[1]);
        bool read = amount.n && str_i64(utf8_fold(cx->arena, w.p[0]), &serial) &&
                    amount_read(str_sub(amount, 0, number_length(amount)), &done);
        for (size_t k = 0; k < n && read; k++)
            if (rows[k]->serial == serial)
                q = rows[k];
        if (!q)
            return fail_at(cx, ERR_INPUT, "done", "“%.*s”应为“序号 已完成数量”，如“1 3821”",
                           "\"%.*s\" should be the number of a row and the amount done",
                           STR_ARG(lines.p[i]));
        q->done = done;
        q->done_at = cx->now;
    }
    return OK;
}

enum err quantities_granted(struct work *w, int64_t matter_id, struct quantity ***out,
                            size_t *n)
{
    struct quantity **rows = NULL;
    struct stage **stages = NULL;
    size_t rows_n = 0, stages_n = 0;
    TRY(work_quantities(w, matter_id, &rows, &rows_n));
    *out = rows;
    *n = 0;
    if (rows_n)
        TRY(work_stages(w, matter_id, &stages, &stages_n));
    for (size_t i = 0; i < rows_n; i++)
        for (size_t k = 0; k < stages_n; k++)
            if (stages[k]->serial == rows[i]->stage && !str_eq_c(stages[k]->outcome, "asked") &&
                !str_eq_c(stages[k]->outcome, "refused"))
                (*out)[(*n)++] = rows[i];
    return OK;
}
