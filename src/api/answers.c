/* SPDX-License-Identifier: Apache-2.0
 * While an answer or a report is written: what the check finds in it.
 */
#include "loop/answer.h"

#include "api/call.h"
#include "api/handlers.h"

struct answer_check_body {
    struct str num, words;
    int result;
};
static const struct field check_fields[] = {
    FIELD(struct answer_check_body, num, .required = true, .min = 2, .max = 40, .zh = "编号",
          .en = "Number of the demand, matter or task"),
    FIELD(struct answer_check_body, words, .required = true, .min = 1, .max = 10000,
          .zh = "答复或书面反馈", .en = "Answer or report"),
    FIELD(struct answer_check_body, result, .names = &result_names, .zh = "办理结果",
          .en = "Result"),
};
const struct shape answer_check_shape =
    SHAPE("answer_check", struct answer_check_body, check_fields);

/* POST: a draft stands in no address and no log. */
enum err answer_check_post(struct call *c)
{
    const struct answer_check_body *b = c->body;
    struct answer_draft draft = {b->words, b->result};
    TRY(call_read(c));
    return answer_check_json(&c->cx, b->num, &draft, call_json(c, 200));
}
