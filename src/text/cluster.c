/* SPDX-License-Identifier: Apache-2.0 */
#include "text/cluster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/signature.h"

enum { LEVELS = 8, SLOTS_MIN = 1 << 12, SLOTS_MAX = 1 << 20, SLOTS_EACH = 64, FIRST = 50 };
static const int64_t day_ms = INT64_C(86400000);

const struct cluster_rule cluster_rule = {
    .threshold = 0.04,
    .title = 1.5,
    .within = 0.7,
    .wide = 0.5,
    .full = 0.5,
    .common = 1,
    .days = 180,
    .name_max = 120,
    .name_share = 0.002,
    .prior = 500,
};

uint64_t cluster_name_hash(struct str text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static int by_name_hash(const void *a, const void *b)
{
    const struct cluster_name *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

void cluster_item_of(struct arena *a, const struct signature *s, struct cluster_item *out)
{
    struct cluster_name *names = NEWS(a, struct cluster_name, s->names_n + 1);
    for (size_t i = 0; i < s->names_n; i++)
        names[i] = (struct cluster_name){.hash = cluster_name_hash(s->names[i].text),
                                         .lead = s->names[i].lead,
                                         .wide = s->names[i].kind == NAME_WIDE};
    if (s->names_n)
        qsort(names, s->names_n, sizeof *names, by_name_hash);
    out->names = names;
    out->names_n = s->names_n;
    out->pairs = s->pairs;
    out->pairs_n = s->pairs_n;
}

/* ---- weights ---- */

static size_t slot_of(const struct weights *w, uint64_t hash)
{
    return (hash ^ hash >> 32) & (w->slots - 1);
}

/* An eighth of a doubling is told apart. */
static uint8_t level_of(uint32_t count)
{
    double l = count ? 1 + floor(LEVELS * log2((double)count) + 0.5) : 0;
    return l > UINT8_MAX ? UINT8_MAX : (uint8_t)l;
}

static double count_of(uint8_t level)
{
    return level ? exp2((double)(level - 1) / LEVELS) : 0;
}

static double all_of(const struct weights *w)
{
    return (double)(w->n + w->rule->prior);
}

static void rarity(struct weights *w)
{
    for (int i = 0; i <= UINT8_MAX; i++) {
        double count = count_of((uint8_t)i);
        double rare = log(all_of(w) / (count < 1 ? 1 : count)) - w->rule->common;
        w->rare[i] = rare > 0 ? rare : 0;
    }
}

void weights_rule(struct weights *w, const struct cluster_rule *rule)
{
    w->rule = rule;
    rarity(w);
}

void weights_none(struct weights *out)
{
    *out = (struct weights){0};
    weights_rule(out, &cluster_rule);
}

void weights_count(struct arena *a, const struct cluster_item *items, size_t n,
                   struct weights *out)
{
    struct weights w = {.n = (int64_t)n, .slots = SLOTS_MIN};
    while (w.slots < SLOTS_MAX && w.slots < n * SLOTS_EACH)
        w.slots *= 2;
    uint32_t *pairs = NEWS(a, uint32_t, w.slots), *names = NEWS(a, uint32_t, w.slots);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < items[i].pairs_n; k++)
            pairs[slot_of(&w, items[i].pairs[k] >> 1)]++;
        for (size_t k = 0; k < items[i].names_n; k++)
            names[slot_of(&w, items[i].names[k].hash)]++;
    }
    w.pairs = NEWS(a, uint8_t, w.slots);
    w.names = NEWS(a, uint8_t, w.slots);
    for (size_t i = 0; i < w.slots; i++) {
        w.pairs[i] = level_of(pairs[i]);
        w.names[i] = level_of(names[i]);
    }
    weights_rule(&w, &cluster_rule);
    *out = w;
}

bool weights_grown(const struct weights *w, int64_t demands)
{
    return demands >= FIRST && demands * 4 >= w->n * 5;
}

double cluster_pair_weight(const struct weights *w, uint32_t hash)
{
    return w->rare[w->slots ? w->pairs[slot_of(w, hash)] : 0];
}

static double name_count(const struct weights *w, uint64_t name)
{
    double count = w->slots ? count_of(w->names[slot_of(w, name)]) : 0;
    return count < 1 ? 1 : count;
}

bool cluster_name_tells(const struct weights *w, const struct cluster_name *name)
{
    double share = name->wide ? 0 : w->rule->name_share * (double)w->n;
    double most = (double)w->rule->name_max;
    return name_count(w, name->hash) <= (share > most ? share : most);
}

/* ---- two of them ---- */

static double weight_of(const struct weights *w, uint32_t pair)
{
    double v = cluster_pair_weight(w, pair >> 1);
    return pair & 1 ? v * w->rule->title : v;
}

void cluster_norm(const struct weights *w, struct cluster_item *item)
{
    double sum = 0;
    for (size_t i = 0; i < item->pairs_n; i++) {
        double v = weight_of(w, item->pairs[i]);
        sum += v * v;
    }
    item->norm = sqrt(sum);
}

static double name_value(const struct weights *w, const struct cluster_name *a,
                         const struct cluster_name *b)
{
    if (!cluster_name_tells(w, a) || !cluster_name_tells(w, b))
        return 0;
    double v = log(all_of(w) / name_count(w, a->hash)) / log(all_of(w));
    v *= a->lead ? 1 : w->rule->within;
    v *= b->lead ? 1 : w->rule->within;
    return a->wide && b->wide ? v * w->rule->wide : v;
}

/* The most telling name that both bear, 0 to 1. */
double cluster_names(const struct weights *w, const struct cluster_item *a,
                     const struct cluster_item *b)
{
    double best = 0;
    for (size_t i = 0, k = 0; i < a->names_n && k < b->names_n;) {
        uint64_t x = a->names[i].hash, y = b->names[k].hash;
        if (x == y) {
            double v = name_value(w, &a->names[i], &b->names[k]);
            best = v > best ? v : best;
        }
        i += x <= y;
        k += y <= x;
    }
    best /= w->rule->full;
    return sqrt(best < 1 ? best : 1);
}

double cluster_trouble(const struct weights *w, const struct cluster_item *a,
                       const struct cluster_item *b)
{
    double sum = 0;
    for (size_t i = 0, k = 0; i < a->pairs_n && k < b->pairs_n;) {
        uint32_t x = a->pairs[i] >> 1, y = b->pairs[k] >> 1;
        if (x == y)
            sum += weight_of(w, a->pairs[i]) * weight_of(w, b->pairs[k]);
        i += x <= y;
        k += y <= x;
    }
    return a->norm > 0 && b->norm > 0 ? sum / (a->norm * b->norm) : 0;
}

double cluster_likeness(const struct weights *w, const struct cluster_item *a,
                        const struct cluster_item *b)
{
    int64_t apart = a->at < b->at ? b->at - a->at : a->at - b->at;
    if (apart > w->rule->days * day_ms)
        return 0;
    double names = cluster_names(w, a, b);
    return names > 0 ? names * cluster_trouble(w, a, b) : 0;
}

bool cluster_linked(const struct weights *w, const struct cluster_item *a,
                    const struct cluster_item *b)
{
    return cluster_likeness(w, a, b) >= w->rule->threshold;
}

/* ---- all of them ---- */

struct bearer {
    uint64_t name;
    int64_t at;
    uint32_t item;
};

static int by_bearer(const void *a, const void *b)
{
    const struct bearer *x = a, *y = b;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static uint32_t root_of(uint32_t *up, uint32_t i)
{
    while (up[i] != i) {
        up[i] = up[up[i]];
        i = up[i];
    }
    return i;
}

static void join(uint32_t *up, const struct cluster_item *items, uint32_t a, uint32_t b)
{
    a = root_of(up, a);
    b = root_of(up, b);
    if (items[a].id < items[b].id)
        up[b] = a;
    else
        up[a] = b;
}

/* Whether it is the first of the names by which the two are compared: once is enough. */
static bool first_shared(const struct weights *w, const struct cluster_item *a,
                         const struct cluster_item *b, uint64_t name)
{
    for (size_t i = 0, k = 0; i < a->names_n && k < b->names_n;) {
        uint64_t x = a->names[i].hash, y = b->names[k].hash;
        if (x == y && (x == name || (cluster_name_tells(w, &a->names[i]) &&
                                     cluster_name_tells(w, &b->names[k]))))
            return x == name;
        i += x <= y;
        k += y <= x;
    }
    return false;
}

/* Those who bear one name, by time: each with those before it that it is not yet with. */
static void link_bearers(const struct weights *w, const struct cluster_item *items,
                         uint32_t *up, const struct bearer *b, size_t n)
{
    int64_t reach = w->rule->days * day_ms;
    for (size_t i = 1, from = 0; i < n; i++) {
        while (b[i].at - b[from].at > reach)
            from++;
        for (size_t k = i; k-- > from;)
            if (root_of(up, b[i].item) != root_of(up, b[k].item) &&
                first_shared(w, &items[b[i].item], &items[b[k].item], b[i].name) &&
                cluster_linked(w, &items[b[i].item], &items[b[k].item]))
                join(up, items, b[i].item, b[k].item);
    }
}

void cluster_parts(struct arena *a, const struct weights *w, struct cluster_item *items,
                   size_t n, int64_t *part)
{
    size_t bearers = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        bearers += items[i].names_n;
    struct bearer *b = NEWS(a, struct bearer, bearers + 1);
    uint32_t *up = NEWS(a, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        up[i] = (uint32_t)i;
        cluster_norm(w, &items[i]);
        for (size_t k = 0; k < items[i].names_n; k++)
            if (cluster_name_tells(w, &items[i].names[k]))
                b[at++] = (struct bearer){
                    .name = items[i].names[k].hash, .at = items[i].at, .item = (uint32_t)i};
    }
    if (at)
        qsort(b, at, sizeof *b, by_bearer);
    for (size_t i = 0, k = 0; i < at; i = k) {
        for (k = i; k < at && b[k].name == b[i].name;)
            k++;
        link_bearers(w, items, up, b + i, k - i);
    }
    for (size_t i = 0; i < n; i++)
        part[i] = items[root_of(up, (uint32_t)i)].id;
}

/* ---- weights as text: a count, then the levels, runs of nothing shortened ---- */

static const char hex[] = "0123456789abcdef";

static void levels_write(struct buf *b, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t k = i;
        while (k < n && !p[k])
            k++;
        if (k > i) {
            buf_ch(b, 'z');
            buf_i64(b, (int64_t)(k - i));
            buf_ch(b, 'z');
        }
        for (; k < n && p[k]; k++) {
            buf_ch(b, hex[p[k] >> 4]);
            buf_ch(b, hex[p[k] & 15]);
        }
        i = k;
    }
}

struct str weights_write(struct arena *a, const struct weights *w)
{
    struct buf b;
    buf_init(&b, a, (size_t)16 << 20);
    buf_i64(&b, w->n);
    buf_ch(&b, ',');
    buf_i64(&b, w->slots);
    buf_ch(&b, ',');
    levels_write(&b, w->pairs, w->slots);
    levels_write(&b, w->names, w->slots);
    return buf_done(&b);
}

static bool number_read(struct str *s, char until, int64_t *out)
{
    size_t n = 0;
    while (n < s->n && s->p[n] != until)
        n++;
    if (n == s->n || !str_i64(str_sub(*s, 0, n), out))
        return false;
    *s = str_sub(*s, n + 1, s->n);
    return true;
}

static bool levels_read(struct str *s, uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        int64_t run = 0;
        if (s->n && s->p[0] == 'z') {
            *s = str_sub(*s, 1, s->n);
            if (!number_read(s, 'z', &run) || run < 1 || run > (int64_t)(n - i))
                return false;
            i += (size_t)run;
            continue;
        }
        const char *high = s->n > 1 ? strchr(hex, s->p[0]) : NULL;
        const char *low = s->n > 1 ? strchr(hex, s->p[1]) : NULL;
        if (!high || !low || !*high || !*low)
            return false;
        p[i++] = (uint8_t)((high - hex) << 4 | (low - hex));
        *s = str_sub(*s, 2, s->n);
    }
    return true;
}

bool weights_read(struct arena *a, struct str text, struct weights *out)
{
    struct weights w = {0};
    int64_t slots = 0;
    if (!number_read(&text, ',', &w.n) || !number_read(&text, ',', &slots) ||
        slots < SLOTS_MIN || slots > SLOTS_MAX || (slots & (slots - 1)))
        return false;
    w.slots = (uint32_t)slots;
    w.pairs = NEWS(a, uint8_t, w.slots);
    w.names = NEWS(a, uint8_t, w.slots);
    if (!levels_read(&text, w.pairs, w.slots) || !levels_read(&text, w.names, w.slots))
        return false;
    weights_rule(&w, &cluster_rule);
    *out = w;
    return true;
}
