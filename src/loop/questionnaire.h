/* SPDX-License-Identifier: Apache-2.0
 * Questionnaires (发放问卷“征”, BZ-07; JN-36): a list of questions that came in as a table, put
 * to people on paper or on their telephones. Each is a spot of that kind (loop/spot.h), which
 * holds its name, place, campaign and end; its questions never change: other questions are its
 * next edition, with a code of its own.
 *
 * A sheet is one person's answers. An answer to a question that is marked so raises a demand by
 * the ordinary intake, in the transaction of the sheet; the sheet keeps the demand's number and
 * not its words, so that what was said in confidence or is erased is nowhere in the results.
 */
#pragma once

#include "loop/directory_file.h"
#include "loop/questionnaire_answer.h"
#include "loop/spot.h"

struct questionnaire {
    int64_t jid, id; /* of its spot */
    struct str code; /* in the address of its page: PUBLIC_URL/w/CODE */
    int64_t edition; /* 1, 2 … */
    int64_t former_id;
    int64_t from_at, to_at; /* to_at: the first moment after it */
    int64_t sheets;
};
extern const struct shape questionnaire_shape;

/* from, to: days; to is the last one, counted. former: code of the questionnaire whose next
 * edition it is: its name, campaign and place then. */
struct questionnaire_new {
    struct str name, campaign, former;
    int64_t place_id, from, to;
    bool dry_run;
};
extern const struct shape questionnaire_new_shape;

struct questions_read {
    struct question *rows;
    size_t n;
    struct directory_fault *faults; /* at most DIRECTORY_FAULTS_MAX of faults_all */
    size_t faults_n, faults_all;
};
/* Columns 题号, 题目, 题型, 选项, 必答, 形成诉求. name: what messages call the file, NULL = its
 * own. ERR_INPUT for a file that is none, lacks a column or has no row; what is wrong with a
 * row is a fault. */
MUST_CHECK enum err questions_file_read(struct ctx *cx, const char *path, const char *name,
                                        struct questions_read *out);

/* By collectors, operators and dispatchers of the place. q: without a fault. answer: {"code",
 * "id"}. ERR_DENIED, ERR_INPUT, ERR_CONFLICT (campaign over). */
MUST_CHECK enum err questionnaire_make(struct ctx *cx, const struct questionnaire_new *in,
                                       const struct questions_read *q, struct str *answer);

/* cx->db set. ERR_NOT_FOUND. */
MUST_CHECK enum err questionnaire_find(struct ctx *cx, struct str code,
                                       struct questionnaire *out, struct spot *of);
MUST_CHECK enum err questionnaire_questions(struct ctx *cx, int64_t id, struct question **out,
                                            size_t *n);

/* ---- sheets ---- */

struct sheet_new {
    struct str answers; /* see answers_read */
    struct str paper;   /* number of the sheet of paper; once in a questionnaire */
    int64_t place_id;   /* 0: the questionnaire's */
    int64_t filled_at;  /* 0: now */
    struct str name, phone;
    bool confidential; /* with a name or telephone */
    struct str device; /* of a citizen: what the telephone calls itself; once in each */
};
extern const struct shape sheet_new_shape, sheet_new_citizen_shape;
/* One transaction: the sheet, its answers, its demands. answer: {"sheet":n-th,"demands":[{
 * "question","num"[,"code"]}…]}, the query code for a citizen alone. ERR_INPUT, ERR_DENIED,
 * ERR_NOT_FOUND, ERR_CONFLICT: ended, outside its days, that paper or device was entered. */
MUST_CHECK enum err questionnaire_sheet_put(struct ctx *cx, struct str code,
                                            const struct sheet_new *in, struct str *answer);

/* ---- answers ---- */
/* {"questionnaires":[…],"may_make":…}, newest first, of those the actor may see. */
MUST_CHECK enum err questionnaires_json(struct ctx *cx, struct json *j);
/* With its questions and results: {"questions":[{…,"said","choices":[{"text","said",
 * "percent"}],"mean","median","words":[…]}]}. words: for who may keep it. percent: of those who
 * answered the question. */
MUST_CHECK enum err questionnaire_json(struct ctx *cx, struct str code, struct json *j);
/* What anybody may see: name, questions, whether it takes answers now. */
MUST_CHECK enum err questionnaire_public_json(struct ctx *cx, struct str code, struct json *j);
/* Two worksheets: results, and sheets without personal data (of a free answer only that there
 * is one). ERR_NOT_FOUND, ERR_DENIED. *name: of the file. */
MUST_CHECK enum err questionnaire_xlsx(struct ctx *cx, struct str code, const char *path,
                                       struct str *name);
