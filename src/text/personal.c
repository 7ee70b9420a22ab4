/* SPDX-License-Identifier: Apache-2.0 */
#include "text/personal.h"

#include <string.h>

#include "base/arena.h"

enum { RUN_MAX = 24, NO_DIGIT = -1, ROOM_DIGITS = 3, NUMBER_DIGITS = 5 };

/* The text by code points. */
struct points {
    struct str text;
    uint32_t *off; /* n + 1 */
    size_t n;
};

static struct points points_of(struct arena *a, struct str s)
{
    struct points p = {.text = s, .off = NEWS(a, uint32_t, s.n + 1)};
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] & 0xc0) != 0x80)
            p.off[p.n++] = (uint32_t)i;
    p.off[p.n] = (uint32_t)s.n;
    return p;
}

static bool is_at(const struct points *p, size_t i, const char *word)
{
    size_t n = strlen(word);
    return i < p->n && p->off[i] + n <= p->text.n &&
           memcmp(p->text.p + p->off[i], word, n) == 0;
}

static int digit_at(const struct points *p, size_t i)
{
    if (i >= p->n)
        return NO_DIGIT;
    const unsigned char *s = (const unsigned char *)p->text.p + p->off[i];
    if (s[0] >= '0' && s[0] <= '9')
        return s[0] - '0';
    if (p->off[i + 1] - p->off[i] == 3 && s[0] == 0xef && s[1] == 0xbc && s[2] >= 0x90 &&
        s[2] <= 0x99)
        return s[2] - 0x90;
    return NO_DIGIT;
}

static bool is_letter(const struct points *p, size_t i)
{
    if (i >= p->n)
        return false;
    char c = p->text.p[p->off[i]];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_gap(const struct points *p, size_t i)
{
    static const char *const gaps[] = {" ", "-", "－", "—", "–", "\u00a0", "　"};
    for (size_t k = 0; k < sizeof gaps / sizeof gaps[0]; k++)
        if (is_at(p, i, gaps[k]))
            return true;
    return false;
}

/* ---- numbers ---- */

struct run {
    char d[RUN_MAX + 1]; /* digits; the last may be X */
    size_t n, from, to;
    bool gaps, letter; /* a letter stands before it: a name of something else */
};

/* From a digit on; gaps: also across one blank or hyphen. */
static struct run run_at(const struct points *p, size_t i, bool gaps)
{
    struct run r = {.from = i, .to = i, .letter = i > 0 && is_letter(p, i - 1)};
    while (i < p->n) {
        bool over = gaps && r.n && is_gap(p, i) && digit_at(p, i + 1) >= 0;
        if (!over && digit_at(p, i) < 0)
            break;
        i += over;
        r.gaps |= over;
        if (r.n < RUN_MAX)
            r.d[r.n] = (char)('0' + digit_at(p, i));
        r.n++;
        r.to = ++i;
    }
    if (r.n == 17 && (is_at(p, i, "X") || is_at(p, i, "x") || is_at(p, i, "Ｘ"))) {
        r.d[r.n++] = 'X';
        r.to++;
    }
    return r;
}

bool personal_idno_right(struct str s)
{
    static const char check[] = "10X98765432";
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    if (s.n != 15 && s.n != 18)
        return false;
    for (size_t i = 0; i < (s.n == 18 ? 17 : 15); i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        if (i < 17)
            sum += (s.p[i] - '0') * weight[i];
    }
    return s.n == 15 || s.p[17] == check[sum % 11];
}

static int two(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool is_idno(const struct run *r)
{
    if ((r->n != 18 && r->n != 15) || r->d[0] < '1' || r->d[0] > '8')
        return false;
    const char *month = r->d + (r->n == 18 ? 10 : 8);
    if (two(month) < 1 || two(month) > 12 || two(month + 2) < 1 || two(month + 2) > 31)
        return false;
    return personal_idno_right((struct str){r->d, r->n});
}

static bool is_card(const struct run *r)
{
    int sum = 0;
    if (r->n < 16 || r->n > 19 || r->d[0] < '3' || r->d[0] > '6' || r->d[r->n - 1] == 'X')
        return false;
    for (size_t i = 0; i < r->n; i++) {
        int d = r->d[r->n - 1 - i] - '0';
        if (i % 2)
            d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
    }
    return sum % 10 == 0;
}

static bool is_mobile(const struct run *r)
{
    const char *d = r->n == 13 && memcmp(r->d, "86", 2) == 0 ? r->d + 2 : r->d;
    return (r->n == 11 || d != r->d) && d[0] == '1' && d[1] >= '3';
}

static bool is_landline(const struct run *r)
{
    return r->n >= 10 && r->n <= 12 && r->d[0] == '0' && r->d[1] != '0';
}

static bool run_kind(const struct run *r, enum personal_kind *kind)
{
    if (r->letter)
        return false;
    if (is_idno(r))
        *kind = PERSONAL_IDNO;
    else if (is_card(r))
        *kind = PERSONAL_CARD;
    else if (is_mobile(r))
        *kind = PERSONAL_MOBILE;
    else if (is_landline(r))
        *kind = PERSONAL_LANDLINE;
    else
        return false;
    return true;
}

/* ---- doors ---- */

/* What stands behind a number of an address. */
static const struct {
    const char *word;
    bool door; /* ends at somebody's door */
} parts[] = {
    {"号楼", false}, {"栋", false}, {"幢", false}, {"座", false},
    {"单元", false}, {"组", false}, {"弄", false}, {"室", true},
    {"房", true},    {"户", true},  {"号", true},
};

static size_t part_at(const struct points *p, size_t i, bool *door)
{
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
        if (is_at(p, i, parts[k].word)) {
            *door = parts[k].door;
            return strlen(parts[k].word) / 3;
        }
    return 0;
}

/* "3栋2单元501": at least two numbers, each with what it counts; the last may stand alone. */
static size_t door_at(const struct points *p, size_t i)
{
    size_t numbers = 0, at = i;
    while (at < p->n) {
        struct run r = run_at(p, at, false);
        bool letter = !r.n && is_letter(p, at), door = false;
        if ((!r.n && !letter) || r.n > NUMBER_DIGITS)
            return 0;
        size_t after = letter ? at + 1 : r.to;
        size_t part = part_at(p, after, &door);
        numbers++;
        bool room = is_at(p, after, "室") || is_at(p, after, "房间");
        if (part && door && (numbers > 1 || (room && r.n >= ROOM_DIGITS)))
            return after + part;
        if (!part)
            return numbers > 1 && r.n >= ROOM_DIGITS ? after : 0;
        at = after + part;
    }
    return 0;
}

/* ---- number plates ---- */

static bool is_province(const struct points *p, size_t i)
{
    static const char *const provinces[] = {"京", "津", "沪", "渝", "冀", "豫", "云", "辽",
                                            "黑", "湘", "皖", "鲁", "新", "苏", "浙", "赣",
                                            "鄂", "桂", "甘", "晋", "蒙", "陕", "吉", "闽",
                                            "贵", "粤", "川", "青", "藏", "琼", "宁"};
    for (size_t k = 0; k < sizeof provinces / sizeof provinces[0]; k++)
        if (is_at(p, i, provinces[k]))
            return true;
    return false;
}

/* Province, letter, perhaps a dot, then five or six letters and digits, mostly digits. */
static size_t plate_at(const struct points *p, size_t i)
{
    size_t digits = 0, n = 0;
    if (!is_letter(p, i + 1) || !is_province(p, i))
        return 0;
    i += 2;
    i += is_at(p, i, "·") || is_at(p, i, "•") || is_gap(p, i);
    for (; digit_at(p, i) >= 0 || is_letter(p, i); i++, n++)
        digits += digit_at(p, i) >= 0;
    return (n == 5 || n == 6) && digits >= 3 ? i : 0;
}

/* ---- all of it ---- */

struct finding {
    struct personal_found *out;
    size_t n, max;
};

static void found(struct finding *f, enum personal_kind kind, size_t from, size_t to)
{
    if (f->n < f->max)
        f->out[f->n++] = (struct personal_found){kind, (uint32_t)from, (uint32_t)to};
}

/* The whole run, else its pieces. Returns where to go on. */
static size_t number_at(const struct points *p, size_t i, struct finding *f)
{
    struct run whole = run_at(p, i, true);
    struct run piece = run_at(p, i, false);
    enum personal_kind kind;
    if (run_kind(&whole, &kind)) {
        found(f, kind, whole.from, whole.to);
        return whole.to;
    }
    if (whole.gaps && run_kind(&piece, &kind))
        found(f, kind, piece.from, piece.to);
    return piece.to;
}

size_t personal_find(struct arena *a, struct str text, struct personal_found *out, size_t max)
{
    struct points p = points_of(a, text);
    struct finding f = {.out = out, .max = max};
    for (size_t i = 0; i < p.n;) {
        bool digit = digit_at(&p, i) >= 0;
        size_t door = digit || is_letter(&p, i) ? door_at(&p, i) : 0;
        size_t plate = plate_at(&p, i);
        if (door || plate) {
            found(&f, door ? PERSONAL_DOOR : PERSONAL_PLATE, i, door ? door : plate);
            i = door ? door : plate;
        } else {
            i = digit ? number_at(&p, i, &f) : i + 1;
        }
    }
    return f.n;
}
