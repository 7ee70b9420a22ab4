/* SPDX-License-Identifier: Apache-2.0
 * What an answer is checked for, on answers that offices have really sent
 * (messages-replied.xlsx): how many of them each rule finds something in, and the rows of a
 * sample to be read by somebody (by number, never by words). Every answer is compared with all
 * earlier rows of the file, since it does not say which unit answered.
 */
#include <math.h>
#include <string.h>

#include "base/time.h"
#include "cmd/eval.h"
#include "cmd/share.h"
#include "core/answer_rules.h"
#include "core/app.h"
#include "text/likeness.h"

enum { NEAR_MAX = 20, RULES_MAX = 64, ROW_BYTES = 64 << 20 };

enum column { NUMBER, SUBJECT, BODY, ANSWER, COLUMN__MAX };
static const char *const titles[COLUMN__MAX] = {"留言编号", "留言主题", "留言详情", "答复意见"};

struct reply {
    struct str number, said, answer;
    struct sketch sketch;
    uint64_t found; /* bits: rules */
    bool sampled;
};

struct replies {
    struct eval *e;
    struct reply *p;
    size_t n, cap;
};

static struct grams grams_in(struct arena *a, struct str s)
{
    struct folded f;
    text_fold(a, s, &f);
    return grams_of(a, &f);
}

static enum err reply_take(void *arg, const struct row *row, const size_t *at)
{
    struct replies *r = arg;
    struct arena *keep = r->e->c->cx.arena;
    struct str cells[COLUMN__MAX];
    for (int i = 0; i < COLUMN__MAX; i++)
        cells[i] = at[i] < row->n ? str_trim(row->cells[at[i]].text) : STR("");
    if (r->n == r->cap) {
        struct reply *more = NEWS(keep, struct reply, r->cap * 2 + 1024);
        if (r->n)
            memcpy(more, r->p, r->n * sizeof *more);
        r->p = more;
        r->cap = r->cap * 2 + 1024;
    }
    struct reply *x = &r->p[r->n++];
    struct arena *a = arena_open(ROW_BYTES);
    x->number = str_dup(keep, cells[NUMBER]);
    x->said = str_fmt(keep, "%.*s\n%.*s", STR_ARG(cells[SUBJECT]), STR_ARG(cells[BODY]));
    x->answer = str_dup(keep, cells[ANSWER]);
    struct grams g = grams_in(a, x->answer);
    sketch_of(&g, &x->sketch);
    arena_close(a);
    return OK;
}

static enum err replies_read(struct replies *r)
{
    return eval_read(r->e, "messages-replied.xlsx", titles, COLUMN__MAX, reply_take, r);
}

static size_t near_of(const struct replies *r, size_t i, int64_t share,
                      struct answer_earlier *out)
{
    size_t n = 0;
    for (size_t k = i; k-- > 0 && n < NEAR_MAX;)
        if (sketch_likeness(&r->p[i].sketch, &r->p[k].sketch) * 100 >= (double)share)
            out[n++] = (struct answer_earlier){r->p[k].number, r->p[k].answer, r->p[k].said};
    return n;
}

static void reply_look(struct replies *r, const struct answer_rules *rules, size_t i)
{
    const struct answer_rule *copied = answer_rule(rules, ANSWER_COPIED);
    struct answer_finding f[ANSWER_FINDINGS];
    struct answer_earlier near[NEAR_MAX];
    struct arena *a = arena_open(ROW_BYTES);
    struct answer_case c = {.said = r->p[i].said, .answer = r->p[i].answer, .earlier = near};
    c.earlier_n = copied ? near_of(r, i, copied->share - ANSWER_SLACK, near) : 0;
    size_t n = answer_look(rules, a, &c, f, ANSWER_FINDINGS);
    for (size_t k = 0; k < n; k++)
        r->p[i].found |= UINT64_C(1) << (f[k].rule - rules->rules);
    arena_close(a);
}

/* ---- the sample ---- */

static uint64_t next_random(uint64_t *state) /* splitmix64 */
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void sample_draw(struct replies *r, int64_t seed, int64_t size)
{
    uint64_t state = (uint64_t)seed;
    for (int64_t drawn = 0; drawn < size && (size_t)drawn < r->n;) {
        struct reply *x = &r->p[next_random(&state) % r->n];
        drawn += !x->sampled;
        x->sampled = true;
    }
}

/* "23001 mobile late": each drawn row with what was found in it. */
static void sample_tell(struct replies *r, const struct answer_rules *rules)
{
    struct eval *e = r->e;
    struct buf b;
    buf_init(&b, e->c->cx.arena, (size_t)1 << 20);
    for (size_t i = 0; i < r->n; i++) {
        if (!r->p[i].sampled)
            continue;
        buf_fmt(&b, "\n%.*s", STR_ARG(r->p[i].number));
        for (size_t k = 0; k < rules->rules_n; k++)
            if (r->p[i].found >> k & 1)
                buf_fmt(&b, " %.*s", STR_ARG(rules->rules[k].code));
    }
    eval_fact(e, "sample", "抽样", "sample", buf_done(&b));
}

/* ---- all of it ---- */

static const struct eval_figure figures[] = {
    {"found", "条", "answers", 0},
    {"percent", "占比 %", "percent", 1},
    {"in_sample", "抽样中", "in sample", 0},
};

static enum err rules_of(struct eval *e, const struct answer_rules **out)
{
    struct ctx *cx = &e->c->cx;
    const char *path = NULL;
    struct str text = {0};
    TRY(share_path(cx, "data/answers.json", &path));
    TRY(file_read(cx, path, (size_t)256 << 10, &text));
    TRY(answer_rules_parse(cx, cx->arena, path, text, out));
    return (*out)->rules_n <= RULES_MAX ? OK
                                        : fail(cx, ERR_LIMIT, "规则太多", "too many rules");
}

static void tell(struct replies *r, const struct answer_rules *rules, int64_t ms)
{
    struct eval *e = r->e;
    size_t clean = 0;
    for (size_t i = 0; i < r->n; i++)
        clean += r->p[i].found == 0;
    eval_fact_i64(e, "answers", "答复", "answers", (int64_t)r->n);
    eval_fact_i64(e, "clean", "没有发现的", "nothing found in", (int64_t)clean);
    eval_fact_i64(e, "us_each", "每条微秒", "microseconds each",
                  ms * 1000 / (int64_t)(r->n ? r->n : 1));
    eval_table(e, "answers", "规则", "rule", figures, COUNT(figures));
    for (size_t k = 0; k < rules->rules_n; k++) {
        double found = 0, sampled = 0;
        for (size_t i = 0; i < r->n; i++) {
            found += (double)(r->p[i].found >> k & 1);
            sampled += (double)(r->p[i].sampled && r->p[i].found >> k & 1);
        }
        const struct answer_rule *rule = &rules->rules[k];
        eval_row(e, str_cdup(e->c->cx.arena, rule->code), str_cdup(e->c->cx.arena, rule->zh),
                 str_cdup(e->c->cx.arena, rule->en),
                 (const double[]){found, found * 100 / (double)r->n, sampled});
    }
    eval_table_end(e);
}

enum err eval_answers(struct eval *e)
{
    struct replies r = {.e = e};
    const struct answer_rules *rules = NULL;
    int64_t seed = 0, size = 0;
    TRY(eval_number(e, "--seed", 1, INT32_MAX, 1, &seed));
    TRY(eval_number(e, "--sample", 0, 100000, 0, &size));
    TRY(rules_of(e, &rules));
    TRY(replies_read(&r));
    int64_t began = time_mono();
    for (size_t i = 0; i < r.n; i++)
        reply_look(&r, rules, i);
    int64_t ms = time_mono() - began;
    sample_draw(&r, seed, size);
    eval_fact_i64(e, "seed", "种子", "seed", seed);
    if (size)
        sample_tell(&r, rules);
    tell(&r, rules, ms);
    return OK;
}
