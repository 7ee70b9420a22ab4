/* SPDX-License-Identifier: Apache-2.0 */
#include "text/classify.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "text/classify_impl.h"

/* ---- letters ---- */

static uint32_t next_point(const char **p)
{
    const unsigned char *s = (const unsigned char *)*p;
    static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    int bytes = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    uint32_t c = s[0] & mask[bytes];
    for (int i = 1; i < bytes; i++)
        c = c << 6 | (s[i] & 0x3f);
    *p += bytes;
    return c;
}

static uint32_t letter_of(uint32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return CLASSIFY_RUN;
    if ((c >= 0x3400 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x3ffff))
        return c;
    return CLASSIFY_BREAK;
}

static void letters_add(struct letters *l, struct str s, size_t max)
{
    uint32_t place = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end && l->n < max; place++) {
        uint32_t c = letter_of(next_point(&p));
        bool again = l->n && l->cp[l->n - 1] == c && c <= CLASSIFY_RUN &&
                     l->to[l->n - 1] == place && place;
        if (again) {
            l->to[l->n - 1] = place + 1;
            continue;
        }
        l->cp[l->n] = c;
        l->from[l->n] = place;
        l->to[l->n++] = place + 1;
    }
}

void classify_letters(struct arena *a, struct str title, struct str body, struct letters *out)
{
    size_t room = title.n + body.n + 2;
    size_t max = room < CLASSIFY_LETTERS ? room : CLASSIFY_LETTERS;
    *out = (struct letters){.cp = NEWS(a, uint32_t, max + 1),
                            .from = NEWS(a, uint32_t, max + 1),
                            .to = NEWS(a, uint32_t, max + 1)};
    letters_add(out, title, max - 1);
    out->cp[out->n++] = CLASSIFY_BREAK;
    out->body = out->n;
    letters_add(out, body, max);
}

/* ---- grams ---- */

uint32_t classify_bucket(const uint32_t *cp, size_t len)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15) * len;
    for (size_t i = 0; i < len; i++) {
        h = (h ^ cp[i]) * UINT64_C(0xbf58476d1ce4e5b9);
        h ^= h >> 29;
    }
    h *= UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(h >> (64 - CLASSIFY_BITS));
}

bool classify_gram_at(const struct letters *l, size_t i, size_t len)
{
    return i + len <= l->n && l->cp[i + len - 1] != CLASSIFY_BREAK;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void classify_bag(struct arena *a, const struct letters *l, int grams, struct bag *out)
{
    size_t n = 0;
    uint32_t *all = NEWS(a, uint32_t, l->n * (size_t)grams + 1);
    for (size_t i = 0; i < l->n; i++)
        for (size_t len = 1; len <= (size_t)grams && classify_gram_at(l, i, len); len++)
            all[n++] = classify_bucket(l->cp + i, len);
    qsort(all, n, sizeof *all, ascending);
    *out = (struct bag){.at = all, .count = NEWS(a, float, n + 1)};
    for (size_t i = 0; i < n; i++) {
        if (!out->n || out->at[out->n - 1] != all[i])
            out->at[out->n++] = all[i];
        out->count[out->n - 1] += 1;
    }
}

/* From 1; 0: the model does not know it. */
static uint32_t row_of(const struct classify_model *m, uint32_t bucket)
{
    const uint32_t *at = bsearch(&bucket, m->bucket, m->head->rows, sizeof bucket, ascending);
    return at ? (uint32_t)(at - m->bucket) + 1 : 0;
}

size_t classify_weigh(const struct classify_model *m, const struct bag *b, uint32_t *row,
                      float *value)
{
    double square = 0;
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        uint32_t r = row_of(m, b->at[i]);
        if (!r)
            continue;
        double w = (1 + log((double)b->count[i])) * (double)m->idf[r - 1];
        row[n] = r - 1;
        value[n++] = (float)w;
        square += w * w;
    }
    for (size_t i = 0; i < n; i++)
        value[i] /= (float)sqrt(square);
    return n;
}

void classify_score(const struct classify_model *m, const uint32_t *row, const float *value,
                    size_t n, double *out)
{
    size_t labels = m->head->labels;
    for (size_t c = 0; c < labels; c++)
        out[c] = (double)m->bias[c];
    for (size_t i = 0; i < n; i++) {
        const float *w = m->w + (size_t)row[i] * labels;
        for (size_t c = 0; c < labels; c++)
            out[c] += (double)(value[i] * w[c]);
    }
}

void classify_softmax(double *margins, size_t n, double scale)
{
    double most = margins[0], sum = 0;
    for (size_t c = 1; c < n; c++)
        most = margins[c] > most ? margins[c] : most;
    for (size_t c = 0; c < n; c++)
        sum += margins[c] = exp(scale * (margins[c] - most));
    for (size_t c = 0; c < n; c++)
        margins[c] /= sum;
}

/* ---- the image ---- */

static struct hash hash_of(struct str image)
{
    struct image_head head;
    memcpy(&head, image.p, sizeof head);
    memset(head.hash, 0, sizeof head.hash);
    return hash_sha256_2((struct str){(const char *)&head, sizeof head},
                         str_sub(image, sizeof head, image.n - sizeof head));
}

struct str classify_hash_image(struct str image)
{
    struct hash h = hash_of(image);
    unsigned char *at = (unsigned char *)(uintptr_t)image.p + offsetof(struct image_head, hash);
    memcpy(at, h.b, sizeof h.b);
    return image;
}

static enum err refuse(struct ctx *cx, const char *zh, const char *en)
{
    return fail(cx, ERR_INPUT, "模型文件不能用：%s", "the model file cannot be used: %s",
                cx->lang == LANG_EN ? en : zh);
}

/* What the head says is what there is; nothing of it is believed before. */
static enum err head_check(struct ctx *cx, struct str b, const struct image_head *h)
{
    if (b.n < sizeof *h || memcmp(h->magic, CLASSIFY_MAGIC, sizeof h->magic) != 0)
        return refuse(cx, "不是模型文件", "it is no model");
    if (h->order != CLASSIFY_ORDER)
        return refuse(cx, "来自字节序不同的机器",
                      "it comes from a machine of another byte order");
    if (h->version != CLASSIFY_VERSION || h->bits != CLASSIFY_BITS)
        return refuse(cx, "是另一版程序的", "it is of another version");
    if (h->bytes != b.n || h->labels < 2 || h->labels > CLASSIFY_LABELS_MAX ||
        h->rows > CLASSIFY_ROWS_MAX || h->grams < 1 || h->grams > CLASSIFY_GRAMS_MAX ||
        h->texts > CLASSIFY_LABELS_MAX * 256U)
        return refuse(cx, "不完整", "it is cut, or too long");
    uint64_t words = 2 * (uint64_t)h->rows + h->labels + (uint64_t)h->rows * h->labels;
    if (sizeof *h + words * 4 + h->texts != b.n)
        return refuse(cx, "不完整", "it is cut, or too long");
    struct hash now = hash_of(b);
    if (memcmp(now.b, h->hash, sizeof now.b) != 0)
        return refuse(cx, "校验和不符，已损坏", "it is damaged: the checksum differs");
    return OK;
}

static bool numbers_sound(const struct classify_model *m)
{
    const struct image_head *h = m->head;
    bool sound = isfinite(h->scale) && h->scale > 0;
    for (size_t i = 0; i < h->rows; i++)
        sound &= m->bucket[i] < CLASSIFY_BUCKETS && (!i || m->bucket[i] > m->bucket[i - 1]);
    for (size_t i = 0; i < h->rows; i++)
        sound &= isfinite(m->idf[i]) && m->idf[i] > 0;
    for (size_t i = 0; i < h->labels; i++)
        sound &= isfinite(m->bias[i]);
    for (size_t i = 0; i < (size_t)h->rows * h->labels; i++)
        sound &= isfinite(m->w[i]);
    return sound;
}

static bool texts_read(struct arena *keep, struct classify_model *m, struct str all)
{
    size_t n = 0;
    m->texts = NEWS(keep, struct str, m->head->labels);
    while (all.n && n < m->head->labels) {
        const char *end = memchr(all.p, '\n', all.n);
        if (!end)
            return false;
        m->texts[n++] = str_dup(keep, str_sub(all, 0, (size_t)(end - all.p)));
        all = str_sub(all, (size_t)(end - all.p) + 1, all.n);
    }
    return n == m->head->labels && !all.n;
}

enum err classify_open(struct ctx *cx, struct arena *keep, struct str bytes,
                       struct classify_model **out)
{
    const struct image_head *h = (const void *)bytes.p;
    TRY(head_check(cx, bytes, h));
    struct classify_model *m = NEW(keep, struct classify_model);
    m->head = h;
    m->bucket = (const void *)(bytes.p + sizeof *h);
    m->idf = (const void *)(m->bucket + h->rows);
    m->bias = m->idf + h->rows;
    m->w = m->bias + h->labels;
    if (!numbers_sound(m) || !texts_read(keep, m, str_sub(bytes, bytes.n - h->texts, h->texts)))
        return refuse(cx, "内容不合规", "what it holds makes no sense");
    *out = m;
    return OK;
}

size_t classify_labels(const struct classify_model *m, const struct str **texts)
{
    *texts = m->texts;
    return m->head->labels;
}

/* ---- suggesting ---- */

/* How much each letter spoke for one label against the mean of all. */
static double *letters_speak(const struct classify_model *m, struct arena *a,
                             const struct letters *l, const struct bag *b, uint32_t label)
{
    size_t labels = m->head->labels, n = 0;
    double *letter = NEWS(a, double, l->n + 1);
    float *share = NEWS(a, float, b->n + 1);
    for (size_t i = 0; i < b->n; i++) {
        uint32_t r = row_of(m, b->at[i]);
        double mean = 0, w = 0;
        for (size_t c = 0; r && c < labels; c++)
            mean += (double)m->w[(size_t)(r - 1) * labels + c] / (double)labels;
        if (r)
            w = (1 + log((double)b->count[i])) * (double)m->idf[r - 1];
        share[n++] = r ? (float)(w * ((double)m->w[(size_t)(r - 1) * labels + label] - mean) /
                                 (double)b->count[i])
                       : 0;
    }
    for (size_t i = 0; i < l->n; i++)
        for (size_t len = 1; len <= m->head->grams && classify_gram_at(l, i, len); len++) {
            uint32_t bucket = classify_bucket(l->cp + i, len);
            const uint32_t *at = bsearch(&bucket, b->at, b->n, sizeof bucket, ascending);
            for (size_t k = 0; at && k < len; k++)
                letter[i + k] += (double)share[at - b->at] / (double)len;
        }
    return letter;
}

enum { SPAN_LETTERS = 8 };

/* The run of letters within one word that speaks most, what is faint taken off its ends; false
 * when none is left. */
static bool span_best(const struct letters *l, const double *letter, double faint, size_t *from,
                      size_t *to)
{
    double best = 0;
    for (size_t i = 0; i < l->n; i++) {
        double sum = 0;
        for (size_t k = i; k < l->n && k < i + SPAN_LETTERS; k++) {
            if (l->cp[k] == CLASSIFY_BREAK)
                break;
            sum += letter[k] - faint;
            if (sum > best && k > i) { /* a single sign is no word */
                best = sum;
                *from = i;
                *to = k + 1;
            }
        }
    }
    return best > 0;
}

static void spans_find(const struct letters *l, double *letter, struct classify_answer *out)
{
    double most = 0, all = 0;
    for (size_t i = 0; i < l->n; i++) {
        most = letter[i] > most ? letter[i] : most;
        all += letter[i] > 0 ? letter[i] : 0;
    }
    size_t from = 0, to = 0;
    while (out->spans_n < CLASSIFY_SPANS && span_best(l, letter, most / 3, &from, &to)) {
        struct classify_span *s = &out->spans[out->spans_n++];
        *s = (struct classify_span){
            .from = l->from[from], .to = l->to[to - 1], .in_body = from >= l->body};
        for (size_t i = from; i < to; i++) {
            s->weight += letter[i] / all;
            letter[i] = -most;
        }
    }
}

void classify_suggest(const struct classify_model *m, struct arena *a, struct str title,
                      struct str body, struct classify_answer *out)
{
    struct letters l;
    struct bag b;
    size_t labels = m->head->labels;
    double *share = NEWS(a, double, labels);
    *out = (struct classify_answer){0};
    classify_letters(a, title, body, &l);
    classify_bag(a, &l, (int)m->head->grams, &b);
    uint32_t *row = NEWS(a, uint32_t, b.n + 1);
    float *value = NEWS(a, float, b.n + 1);
    size_t n = classify_weigh(m, &b, row, value);
    if (!n)
        return;
    classify_score(m, row, value, n, share);
    classify_softmax(share, labels, (double)m->head->scale);
    for (; out->n < CLASSIFY_TOP && out->n < labels; out->n++) {
        uint32_t best = 0;
        for (uint32_t c = 1; c < labels; c++)
            best = share[c] > share[best] ? c : best;
        out->top[out->n].label = best;
        out->top[out->n].confidence = share[best];
        share[best] = -1;
    }
    spans_find(&l, letters_speak(m, a, &l, &b, out->top[0].label), out);
}
