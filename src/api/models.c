/* SPDX-License-Identifier: Apache-2.0
 * Models that suggest: what they are worth, the rules that switch them, and a class suggested
 * while words are still being taken down.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "loop/suggest.h"
#include "loop/train.h"

struct suggestions_body {
    struct str title, words;
};
static const struct field suggestions_fields[] = {
    FIELD(struct suggestions_body, title, .max = 100, .zh = "标题", .en = "Title"),
    FIELD(struct suggestions_body, words, .required = true, .max = 10000, .as = AS_TEXT,
          .zh = "诉求内容", .en = "Words"),
};
const struct shape suggestions_shape =
    SHAPE("suggestions", struct suggestions_body, suggestions_fields);

enum err models_get(struct call *c)
{
    int64_t version = 0;
    TRY(db_snapshot(&c->cx));
    TRY(train_json(&c->cx, call_json(c, 200), &version));
    call_etag(c, version);
    return OK;
}

enum err model_rule_post(struct call *c)
{
    struct str answer = STR("");
    int64_t version = 0;
    TRY(train_rule_set(&c->cx, c->param[0], c->if_match, c->body, &answer, &version));
    call_text(c, 200, "application/json", answer);
    call_etag(c, version);
    return OK;
}

/* POST: what citizens say stands in no address and no log. */
enum err suggestions_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct suggestions_body *b = c->body;
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct suggestion s;
    call_read_end(c);
    struct json *j = call_json(c, 200);
    json_key(j, "suggestions");
    json_arr(j);
    if (suggest(cx, MODEL_CLASS, b->title, b->words, &s))
        suggestion_json(cx, j, m, &s);
    json_arr_end(j);
    return OK;
}
