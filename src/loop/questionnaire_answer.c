/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/questionnaire_answer.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "base/utf8.h"

enum { WHOLE_MOST = 1000000000, DECIMALS = 3 };

ENUM_NAMES(question_type, QUESTION_TYPE_LIST);

static const struct field question_fields[] = {
    FIELD(struct question, jid),
    FIELD(struct question, questionnaire_id),
    FIELD(struct question, question),
    FIELD(struct question, type, .names = &question_type_names),
    FIELD(struct question, title, .max = 300),
    FIELD(struct question, choices, .max = 4000),
    FIELD(struct question, required),
    FIELD(struct question, demand),
};
const struct shape question_shape =
    SHAPE("questionnaire_question", struct question, question_fields);

static const struct field answer_fields[] = {
    FIELD(struct answer, jid),
    FIELD(struct answer, questionnaire_id),
    FIELD(struct answer, sheet_id),
    FIELD(struct answer, question),
    FIELD(struct answer, choice),
    FIELD(struct answer, num),
    FIELD(struct answer, words, .max = ANSWER_CHARS),
};
const struct shape answer_shape = SHAPE("questionnaire_answer", struct answer, answer_fields);

struct str question_choice(struct arena *a, const struct question *q, int64_t choice)
{
    struct strs all = str_split(a, q->choices, '\n');
    return choice > 0 && choice <= (int64_t)all.n ? all.p[choice - 1] : STR("");
}

struct str answer_number(struct arena *a, int64_t num)
{
    int64_t size = num < 0 ? -num : num;
    struct str s = str_fmt(a, "%s%" PRId64 ".%03" PRId64, num < 0 ? "-" : "", size / NUM_ONE,
                           size % NUM_ONE);
    while (s.p[s.n - 1] == '0')
        s.n--;
    if (s.p[s.n - 1] == '.')
        s.n--;
    return str_dup(a, s);
}

struct reading {
    struct ctx *cx;
    const struct question *q;
    struct str said;
    struct answers *out;
};

static enum err wrong(const struct reading *r, const char *zh, const char *en)
{
    return fail_at(r->cx, ERR_INPUT, "answers", "第%lld题：%s", "question %lld: %s",
                   (long long)r->q->question, r->cx->lang == LANG_EN ? en : zh);
}

static void put(struct reading *r, int64_t choice, int64_t num, struct str words)
{
    r->out->rows[r->out->n++] = (struct answer){
        .question = r->q->question, .choice = choice, .num = num, .words = words};
}

static size_t choices_of(const struct reading *r)
{
    return r->q->choices.n ? str_split(r->cx->arena, r->q->choices, '\n').n : 0;
}

static enum err single_read(struct reading *r)
{
    int64_t choice = 0;
    if (!str_i64(r->said, &choice) || choice < 1 || choice > (int64_t)choices_of(r))
        return wrong(r, "没有这个选项", "there is no such choice");
    put(r, choice, 0, STR(""));
    return OK;
}

static enum err multiple_read(struct reading *r)
{
    bool chosen[CHOICES_MOST + 1] = {0};
    size_t most = choices_of(r);
    struct str s = r->said;
    while (s.n) {
        size_t n = 0;
        int64_t choice = 0;
        while (n < s.n && s.p[n] != ',' && s.p[n] != ' ')
            n++;
        struct str one = str_sub(s, 0, n);
        s = str_sub(s, n + 1, s.n);
        if (!one.n)
            continue;
        if (!str_i64(one, &choice) || choice < 1 || choice > (int64_t)most)
            return wrong(r, "没有这个选项", "there is no such choice");
        chosen[choice] = true;
    }
    put(r, 0, 0, STR(""));
    for (size_t i = 1; i <= most; i++)
        if (chosen[i])
            put(r, (int64_t)i, 0, STR(""));
    return OK;
}

static bool digits(struct str s, size_t most, int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out = *out * 10 + (s.p[i] - '0');
    }
    return s.n > 0 && s.n <= most;
}

static bool number_of(struct str s, int64_t *out)
{
    bool below = str_starts(s, "-");
    int64_t whole = 0, part = 0;
    if (below)
        s = str_sub(s, 1, s.n);
    const char *dot = s.n ? memchr(s.p, '.', s.n) : NULL;
    struct str head = dot ? str_sub(s, 0, (size_t)(dot - s.p)) : s;
    struct str tail = dot ? str_sub(s, head.n + 1, s.n) : STR("0");
    enum { DIGITS = 10 };
    if (head.n > DIGITS || tail.n > DECIMALS || !digits(head, DIGITS, &whole) ||
        !digits(tail, DECIMALS, &part) || whole > WHOLE_MOST)
        return false;
    for (size_t i = tail.n; i < DECIMALS; i++)
        part *= 10;
    *out = whole * NUM_ONE + part;
    if (below)
        *out = -*out;
    return true;
}

static enum err number_read(struct reading *r)
{
    int64_t num = 0;
    if (!number_of(r->said, &num))
        return wrong(r, "请填数字，最多三位小数", "a number, with three decimals at most");
    put(r, 0, num, STR(""));
    return OK;
}

static enum err date_read(struct reading *r)
{
    int64_t day = 0;
    if (!day_parse(r->said, &day))
        return wrong(r, "请填日期，如 2026-07-01", "a date like 2026-07-01");
    put(r, 0, day, STR(""));
    return OK;
}

/* What people write so as not to leave the line empty. */
static bool says_nothing(struct str s)
{
    static const char *const words[] = {"无",     "没有",     "没",     "暂无",
                                        "无意见", "没有意见", "无建议", "/",
                                        "-",      "没有建议", "none",   "no"};
    while (str_ends(s, "。"))
        s.n -= sizeof("。") - 1;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq_c(s, words[i]))
            return true;
    return false;
}

static enum err text_read(struct reading *r)
{
    if (utf8_count(r->said) > ANSWER_CHARS)
        return wrong(r, "太长了，最多2000字", "longer than 2000 characters");
    if (!r->q->demand) {
        put(r, 0, 0, r->said);
        return OK;
    }
    if (utf8_count(r->said) < 2)
        return wrong(r, "请写明是什么事", "please say what it is about");
    r->out->demands[r->out->demands_n++] =
        (struct answer){.question = r->q->question, .words = r->said};
    return OK;
}

static enum err one_read(struct reading *r)
{
    static enum err (*const reads[QUESTION_TYPE__MAX])(struct reading *) = {
        [QUESTION_SINGLE] = single_read, [QUESTION_MULTIPLE] = multiple_read,
        [QUESTION_NUMBER] = number_read, [QUESTION_TEXT] = text_read,
        [QUESTION_DATE] = date_read,
    };
    if (r->q->demand && says_nothing(r->said))
        r->said = STR("");
    if (r->said.n)
        return reads[r->q->type](r);
    return r->q->required ? wrong(r, "这一题必答", "this question must be answered") : OK;
}

/* The line of each question, in its place. */
static enum err lines_read(struct ctx *cx, size_t n, struct str said, struct str *lines)
{
    struct strs all = str_split(cx->arena, said, '\n');
    for (size_t i = 0; i < all.n; i++) {
        struct str line = str_trim(all.p[i]);
        const char *eq = line.n ? memchr(line.p, '=', line.n) : NULL;
        int64_t at = 0;
        if (!line.n)
            continue;
        if (!eq || !str_i64(str_sub(line, 0, (size_t)(eq - line.p)), &at) || at < 1 ||
            at > (int64_t)n)
            return fail_at(cx, ERR_INPUT, "answers", "每题一行，写成“题号=回答”",
                           "a line an answer: \"number=answer\"");
        if (lines[at - 1].p)
            return fail_at(cx, ERR_INPUT, "answers", "第%lld题答了两次",
                           "question %lld is answered twice", (long long)at);
        lines[at - 1] = str_trim(str_sub(line, (size_t)(eq - line.p) + 1, line.n));
    }
    return OK;
}

enum err answers_read(struct ctx *cx, const struct question *q, size_t n, struct str said,
                      struct answers *out)
{
    struct str *lines = NEWS(cx->arena, struct str, n + 1);
    struct answers all = {
        .rows = NEWS(cx->arena, struct answer, n * (CHOICES_MOST + 1) + 1),
        .demands = NEWS(cx->arena, struct answer, n + 1),
    };
    TRY(lines_read(cx, n, utf8_clean(cx->arena, said), lines));
    for (size_t i = 0; i < n; i++) {
        struct reading r = {cx, &q[i], lines[i], &all};
        TRY(one_read(&r));
    }
    *out = all;
    return OK;
}
