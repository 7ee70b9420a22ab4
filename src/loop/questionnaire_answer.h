/* SPDX-License-Identifier: Apache-2.0
 * What a questionnaire asks and whether an answer fits (BZ-07, JN-36). Pure: asks no store.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"

#define QUESTION_TYPE_LIST(X)                                                                  \
    X(QUESTION_NONE, "", "", "")                                                               \
    X(QUESTION_SINGLE, "single", "单选", "one choice")                                         \
    X(QUESTION_MULTIPLE, "multiple", "多选", "several choices")                                \
    X(QUESTION_NUMBER, "number", "数字", "number")                                             \
    X(QUESTION_TEXT, "text", "文字", "text")                                                   \
    X(QUESTION_DATE, "date", "日期", "date")
enum question_type { QUESTION_TYPE_LIST(ENUM_ID) QUESTION_TYPE__MAX };
extern const struct enum_names question_type_names;

enum {
    QUESTIONS_MOST = 60,
    CHOICES_MOST = 20,
    ANSWER_CHARS = 2000,
    ANSWERS_CHARS = 40000,
    NUM_ONE = 1000 /* numbers are kept in thousandths */
};

struct question {
    int64_t jid, questionnaire_id, question; /* 1 … in the order of the sheet */
    int type;                                /* enum question_type */
    struct str title;
    struct str choices; /* one a line */
    bool required;
    bool demand; /* of a text: its answer raises a demand */
};
extern const struct shape question_shape;

/* A row of the store: see sql/migrations. */
struct answer {
    int64_t jid, questionnaire_id, sheet_id, question;
    int64_t choice;   /* 1 …; 0: no choice, or of several that the question was answered */
    int64_t num;      /* thousandths; a date: days since 1970-01-01 */
    struct str words; /* a text that raises no demand */
};
extern const struct shape answer_shape;

struct answers {
    struct answer *rows; /* without jid and ids */
    size_t n;
    struct answer *demands; /* question and words */
    size_t demands_n;
};
/* said: a line an answer, "N=…", of question N. A choice is its number, several with "," or
 * blanks between; a number has up to three decimals and lies within a thousand million; a date
 * is YYYY-MM-DD. A question without a line, or with nothing behind "=", is not answered; of
 * one that raises a demand so is 无, 没有 and the like. ERR_INPUT at "answers": names the
 * question. */
MUST_CHECK enum err answers_read(struct ctx *cx, const struct question *q, size_t n,
                                 struct str said, struct answers *out);
/* "12.5" */
struct str answer_number(struct arena *a, int64_t num);
/* The choice's words, 1 …; empty when there is none. */
struct str question_choice(struct arena *a, const struct question *q, int64_t choice);
