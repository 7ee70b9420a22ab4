/* SPDX-License-Identifier: Apache-2.0
 * Hot spots of messages-2019-hot.xlsx against the groups of data/eval/hotspots-2019.csv, made
 * by hand. A made group is answered by the found group that holds most of its sure members;
 * precision is the share of sure members in that (doubtful ones do not count), recall the share
 * of them that it holds. The words of the first hot spots are said on the terminal alone.
 */
#include <math.h>
#include <string.h>

#include "base/time.h"
#include "cmd/eval_hot.h"
#include "loop/hotspot_heat.h"
#include "text/cluster.h"
#include "text/signature.h"

enum { FIRST = 20, NAMED_WORDS = 3, GROUP_MIN = 3, SAMPLE = 12 };

struct group {
    size_t *members, n; /* by time */
    double heat;
    struct heat_facts facts;
};
struct sample {
    struct eval *e;
    struct arena *a;
    struct message *m;
    size_t n;
    int64_t now; /* when the last was said */
    struct cluster_item *items;
    struct weights weights;
    int64_t *part;
    struct group *groups;
    size_t groups_n;
    struct made *made;
    size_t made_n;
};

/* ---- the groups found ---- */

static void item_of(struct sample *s, size_t i)
{
    struct signature g;
    const struct message *m = &s->m[i];
    signature_make(s->a, m->title, m->body, &g);
    s->items[i] = (struct cluster_item){.id = m->number, .at = m->at};
    cluster_item_of(s->a, &g, &s->items[i]);
}

struct placed {
    int64_t part, at;
    size_t i;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

/* At most so many: compared one with the other. */
static int64_t people_of(const struct sample *s, const struct group *g)
{
    int64_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        size_t k = 0;
        while (k < i && !str_eq(s->m[g->members[k]].person, s->m[g->members[i]].person))
            k++;
        n += k == i;
    }
    return n;
}

static void group_weigh(const struct sample *s, struct group *g, int64_t now)
{
    int64_t likes = 0, recent = 0, before = 0;
    double weights[HEAT__MAX];
    for (size_t i = 0; i < g->n; i++) {
        const struct message *m = &s->m[g->members[i]];
        int64_t days = time_day(now) - time_day(m->at);
        likes += m->likes;
        recent += days < HEAT_RECENT_DAYS;
        before += days >= HEAT_RECENT_DAYS && days < 2 * (int64_t)HEAT_RECENT_DAYS;
    }
    for (int t = 0; t < HEAT__MAX; t++)
        weights[t] = heat_terms[t].usual;
    g->facts = heat_facts((int64_t)g->n, people_of(s, g), likes, recent, before);
    g->heat = heat_of(&g->facts, weights);
}

static int by_heat(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->heat != y->heat)
        return x->heat < y->heat ? 1 : -1;
    return (x->members[0] > y->members[0]) - (x->members[0] < y->members[0]);
}

static void items_read(struct sample *s)
{
    s->items = NEWS(s->a, struct cluster_item, s->n + 1);
    for (size_t i = 0; i < s->n; i++) {
        item_of(s, i);
        s->now = s->m[i].at > s->now ? s->m[i].at : s->now;
    }
    weights_count(s->a, s->items, s->n, &s->weights);
}

static void groups_find(struct sample *s)
{
    s->part = NEWS(s->a, int64_t, s->n + 1);
    cluster_parts(s->a, &s->weights, s->items, s->n, s->part);
    struct placed *p = NEWS(s->a, struct placed, s->n + 1);
    size_t *order = NEWS(s->a, size_t, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        p[i] = (struct placed){.part = s->part[i], .at = s->m[i].at, .i = i};
    qsort(p, s->n, sizeof *p, by_place);
    s->groups = NEWS(s->a, struct group, s->n + 1);
    s->groups_n = 0;
    for (size_t i = 0, k = 0; i < s->n; i = k) {
        for (k = i; k < s->n && p[k].part == p[i].part; k++)
            order[k] = p[k].i;
        if (k - i < GROUP_MIN)
            continue;
        struct group *g = &s->groups[s->groups_n++];
        *g = (struct group){.members = order + i, .n = k - i};
        group_weigh(s, g, s->now);
    }
    qsort(s->groups, s->groups_n, sizeof *s->groups, by_heat);
}

/* ---- the groups made ---- */

static bool holds(const int64_t *p, size_t n, int64_t number)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == number)
            return true;
    return false;
}

struct score {
    double rank, hit, got, sure;
};

static struct score score_of(const struct sample *s, const struct made *g)
{
    struct score best = {.rank = NAN, .sure = (double)g->sure_n};
    for (size_t i = 0; i < s->groups_n; i++) {
        struct score x = {.rank = (double)i + 1, .sure = best.sure};
        for (size_t k = 0; k < s->groups[i].n; k++) {
            int64_t number = s->m[s->groups[i].members[k]].number;
            x.hit += holds(g->sure, g->sure_n, number);
            x.got += !holds(g->doubtful, g->doubtful_n, number);
        }
        if (x.hit > best.hit)
            best = x;
    }
    return best;
}

/* ---- said ---- */

static const struct eval_figure spot_figures[] = {
    {"size", "件数", "demands", 0},
    {"people", "人数", "people", 0},
    {"support", "附和", "support", 0},
    {"from", "自", "from", 0},
    {"to", "至", "to", 0},
    {"heat", "热度", "heat", 1},
};
static const struct eval_figure made_figures[] = {
    {"size", "手工件数", "by hand", 0},
    {"rank", "名次", "rank", 0},
    {"precision", "准确率", "precision", 3},
    {"recall", "召回率", "recall", 3},
};

static double pair_weight(const void *arg, uint32_t pair)
{
    return cluster_pair_weight(arg, pair);
}

static struct str words_of(struct sample *s, const struct group *g)
{
    struct str texts[SAMPLE];
    size_t n = g->n < SAMPLE ? g->n : SAMPLE;
    for (size_t i = 0; i < n; i++) {
        const struct message *m = &s->m[g->members[i * g->n / n]];
        texts[i] = str_fmt(s->a, "%.*s\n%.*s", STR_ARG(m->title), STR_ARG(m->body));
    }
    return signature_words(s->a, texts, n, NAMED_WORDS, pair_weight, &s->weights);
}

static void spots_say(struct sample *s)
{
    eval_table(s->e, "first", "热点", "hot spot", spot_figures, COUNT(spot_figures));
    for (size_t i = 0; i < s->groups_n && i < FIRST; i++) {
        const struct group *g = &s->groups[i];
        const char *no = str_fmt(s->a, "%zu", i + 1).p;
        const char *words = str_fmt(s->a, "%zu %.*s", i + 1, STR_ARG(words_of(s, g))).p;
        eval_row(s->e, no, words, words,
                 (const double[]){(double)g->n, (double)g->facts.value[HEAT_PEOPLE],
                                  (double)g->facts.value[HEAT_SUPPORT],
                                  day_ymd(time_day(s->m[g->members[0]].at)),
                                  day_ymd(time_day(s->m[g->members[g->n - 1]].at)), g->heat});
    }
    eval_table_end(s->e);
}

static void made_say(struct sample *s)
{
    struct score all = {0};
    double precision = 0, recall = 0;
    eval_table(s->e, "groups", "手工分组", "group", made_figures, COUNT(made_figures));
    for (size_t i = 0; i < s->made_n; i++) {
        struct score x = score_of(s, &s->made[i]);
        double p = x.got > 0 ? x.hit / x.got : 0, r = x.hit / x.sure;
        precision += p / (double)s->made_n;
        recall += r / (double)s->made_n;
        all.hit += x.hit;
        all.got += x.got;
        all.sure += x.sure;
        eval_row(s->e, s->made[i].name.p, s->made[i].name.p, s->made[i].name.p,
                 (const double[]){x.sure, x.rank, p, r});
    }
    eval_row(s->e, "mean", "各组平均", "mean of the groups",
             (const double[]){NAN, NAN, precision, recall});
    eval_row(s->e, "all", "逐件合计", "all messages together",
             (const double[]){all.sure, NAN, all.hit / all.got, all.hit / all.sure});
    eval_table_end(s->e);
}

/* ---- a half of the made groups that no threshold was chosen on ---- */

enum { HALVES = 2, SCORED = 3 /* precision, recall, F1 */ };

/* Mean of the groups of a half: every second one as the file has them. */
static void half_score(const struct sample *s, size_t half, double out[SCORED])
{
    double n = 0, sum[SCORED] = {0};
    for (size_t i = half; i < s->made_n; i += HALVES) {
        struct score x = score_of(s, &s->made[i]);
        double p = x.got > 0 ? x.hit / x.got : 0, r = x.hit / x.sure;
        sum[0] += p;
        sum[1] += r;
        sum[2] += p + r > 0 ? 2 * p * r / (p + r) : 0;
        n++;
    }
    for (int k = 0; k < SCORED; k++)
        out[k] = n > 0 ? sum[k] / n : 0;
}

/* Both halves by another rule. */
static void rule_score(const struct sample *s, const struct cluster_rule *rule,
                       double out[HALVES][SCORED])
{
    struct sample own = *s;
    own.a = arena_open((size_t)1 << 30);
    weights_rule(&own.weights, rule);
    groups_find(&own);
    for (size_t half = 0; half < HALVES; half++)
        half_score(&own, half, out[half]);
    arena_close(own.a);
}

struct chosen {
    struct cluster_rule rule;
    double score[HALVES][SCORED];
};

/* What is best on a half, of all rules of the grid; the first of equals. */
static void rules_try(const struct sample *s, struct chosen best[HALVES])
{
    static const double threshold[] = {0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1};
    static const double within[] = {0.5, 0.7, 1}, full[] = {0.3, 0.5, 0.7}, title[] = {1, 1.5};
    for (size_t i = 0; i < COUNT(threshold) * COUNT(within) * COUNT(full) * COUNT(title); i++) {
        struct chosen c = {.rule = cluster_rule};
        size_t k = i;
        c.rule.threshold = threshold[k % COUNT(threshold)];
        k /= COUNT(threshold);
        c.rule.within = within[k % COUNT(within)];
        k /= COUNT(within);
        c.rule.full = full[k % COUNT(full)];
        c.rule.title = title[k / COUNT(full)];
        rule_score(s, &c.rule, c.score);
        for (size_t half = 0; half < HALVES; half++)
            if (c.score[half][SCORED - 1] > best[half].score[half][SCORED - 1])
                best[half] = c;
    }
}

static const struct eval_figure held_figures[] = {
    {"threshold", "界限", "threshold", 2},
    {"within", "非标题", "within", 1},
    {"full", "名称", "full", 1},
    {"title", "标题", "title", 1},
    {"precision", "准确率", "precision", 3},
    {"recall", "召回率", "recall", 3},
    {"f1", "F1", "F1", 3},
};

static void held_row(struct sample *s, const char *name, const char *zh, const char *en,
                     const struct cluster_rule *r, const double score[SCORED])
{
    eval_row(s->e, name, zh, en,
             (const double[]){r->threshold, r->within, r->full, r->title, score[0], score[1],
                              score[2]});
}

static void held_say(struct sample *s)
{
    struct chosen best[HALVES] = {0}, ours = {.rule = cluster_rule};
    double mean[SCORED];
    rules_try(s, best);
    rule_score(s, &cluster_rule, ours.score);
    for (int k = 0; k < SCORED; k++)
        mean[k] = (best[0].score[1][k] + best[1].score[0][k]) / 2;
    eval_table(s->e, "held", "分半检验", "held out", held_figures, COUNT(held_figures));
    held_row(s, "ours_a", "现用阈值，甲半", "the register's, half A", &ours.rule,
             ours.score[0]);
    held_row(s, "ours_b", "现用阈值，乙半", "the register's, half B", &ours.rule,
             ours.score[1]);
    held_row(s, "a_on_a", "甲半选定，甲半", "chosen on A, on A", &best[0].rule,
             best[0].score[0]);
    held_row(s, "a_on_b", "甲半选定，乙半（未见过）", "chosen on A, on B (unseen)",
             &best[0].rule, best[0].score[1]);
    held_row(s, "b_on_b", "乙半选定，乙半", "chosen on B, on B", &best[1].rule,
             best[1].score[1]);
    held_row(s, "b_on_a", "乙半选定，甲半（未见过）", "chosen on B, on A (unseen)",
             &best[1].rule, best[1].score[0]);
    eval_row(s->e, "unseen", "未见过的两半平均", "mean of the unseen halves",
             (const double[]){NAN, NAN, NAN, NAN, mean[0], mean[1], mean[2]});
    eval_table_end(s->e);
}

/* ---- how long it takes ---- */

enum {
    MADE_NAMES = 4,      /* of a demand, as the real messages have */
    MADE_PAIRS = 100,    /* the same for a text of 150 characters */
    MADE_SAME = 100,     /* demands to a place of their own */
    MADE_WORDS = 200000, /* pairs that there are */
    MADE_DAYS = 1095,
    MADE_TROUBLE = 40, /* pairs of a trouble that several demands share */
};

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static int by_pair(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Half of the words come from the thousandth part that is used most. */
static uint32_t made_pair(uint64_t *seed)
{
    uint64_t r = next_random(seed);
    uint32_t word = (uint32_t)(r & 1 ? r / 2 % (MADE_WORDS / 1000) : r / 2 % MADE_WORDS);
    return signature_pair(word, 1) << 1;
}

static int by_name(const void *a, const void *b)
{
    const struct cluster_name *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static void item_made(struct arena *a, size_t i, size_t n, uint64_t *seed,
                      struct cluster_item *out)
{
    struct cluster_name *names = NEWS(a, struct cluster_name, MADE_NAMES);
    uint32_t *pairs = NEWS(a, uint32_t, MADE_PAIRS);
    uint64_t places = n / MADE_SAME + 1, place = next_random(seed) % places;
    uint64_t trouble = place * 8 + next_random(seed) % 8;
    size_t kept = 0;
    for (uint64_t k = 0; k < MADE_NAMES; k++) /* the last is a street of many places */
        names[k] = (struct cluster_name){
            .hash = ((k + 1 < MADE_NAMES ? place : place / 16) * MADE_NAMES + k + 1) *
                    UINT64_C(0x9e3779b97f4a7c15),
            .lead = k == 0,
            .wide = k + 1 == MADE_NAMES};
    for (size_t k = 0; k < MADE_PAIRS; k++)
        pairs[k] = k < MADE_TROUBLE && next_random(seed) % 2
                       ? signature_pair((uint32_t)(trouble * MADE_TROUBLE + k), 2) << 1
                       : made_pair(seed);
    qsort(names, MADE_NAMES, sizeof *names, by_name);
    qsort(pairs, MADE_PAIRS, sizeof *pairs, by_pair);
    for (size_t k = 0; k < MADE_PAIRS; k++)
        if (!kept || pairs[k] != pairs[kept - 1])
            pairs[kept++] = pairs[k];
    *out = (struct cluster_item){.id = (int64_t)i + 1,
                                 .at = (int64_t)(next_random(seed) % MADE_DAYS) * MS_PER_DAY,
                                 .names = names,
                                 .names_n = MADE_NAMES,
                                 .pairs = pairs,
                                 .pairs_n = kept};
}

static void generated(struct eval *e, size_t n)
{
    struct arena *a = arena_open((size_t)8 << 30);
    struct cluster_item *items = NEWS(a, struct cluster_item, n + 1);
    int64_t *part = NEWS(a, int64_t, n + 1), groups = 0;
    uint64_t seed = 1;
    struct weights w;
    for (size_t i = 0; i < n; i++)
        item_made(a, i, n, &seed, &items[i]);
    int64_t began = time_mono();
    weights_count(a, items, n, &w);
    cluster_parts(a, &w, items, n, part);
    int64_t took = time_mono() - began;
    for (size_t i = 0; i < n; i++)
        groups += part[i] == items[i].id;
    eval_fact_i64(e, "generated", "生成的诉求", "made-up demands", (int64_t)n);
    eval_fact_i64(e, "generated_parts", "其中的组（含单件）", "their groups, single ones too",
                  groups);
    eval_fact_i64(e, "generated_ms", "分组毫秒（单核）", "grouped in ms (one core)", took);
    eval_fact_i64(e, "generated_mb", "内存 MB", "memory in MB", (int64_t)(arena_used(a) >> 20));
    arena_close(a);
}

enum err eval_hotspots(struct eval *e)
{
    int64_t made = 0;
    TRY(eval_number(e, "--generated", 0, 5000000, 0, &made));
    struct sample s = {.e = e, .a = arena_open((size_t)2 << 30)};
    arena_on_close(e->c->cx.arena, (void (*)(void *))arena_close, s.a);
    struct hot h;
    TRY(hot_read(e, s.a, &h));
    s.m = h.m;
    s.n = h.n;
    s.made = h.made;
    s.made_n = h.made_n;
    items_read(&s);
    groups_find(&s);
    eval_fact_i64(e, "messages", "留言", "messages", (int64_t)s.n);
    eval_fact_i64(e, "found", "找到的组（3 件以上）", "groups found (three or more)",
                  (int64_t)s.groups_n);
    if (made)
        generated(e, (size_t)made);
    eval_fact_i64(e, "made", "手工分组", "groups made by hand", (int64_t)s.made_n);
    spots_say(&s);
    made_say(&s);
    if (cmd_has(e->c, "--held-out"))
        held_say(&s);
    return OK;
}
