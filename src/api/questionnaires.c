/* SPDX-License-Identifier: Apache-2.0
 * Questionnaires: made from a table, filled in, looked at.
 */
#include "loop/questionnaire.h"

#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "http/query.h"
#include "loop/directory_json.h"

enum { MORE_BYTES = 256 * 1024 };

enum err questionnaires_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return questionnaires_json(&c->cx, call_json(c, 200));
}

enum err questionnaire_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return questionnaire_json(&c->cx, c->param[0], call_json(c, 200));
}

enum err questionnaire_public_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return questionnaire_public_json(&c->cx, c->param[0], call_json(c, 200));
}

enum err questionnaire_file_get(struct call *c)
{
    struct str name = {0};
    const char *path = temp_path(&c->cx, ".xlsx");
    TRY(db_snapshot(&c->cx));
    enum err e = questionnaire_xlsx(&c->cx, c->param[0], path, &name);
    if (e != OK) {
        unlink(path);
        return e;
    }
    return temp_send(c, path, TYPE_XLSX, name);
}

enum err questionnaire_sheet_post(struct call *c)
{
    struct str answer = {0};
    TRY(questionnaire_sheet_put(&c->cx, c->param[0], c->body, &answer));
    call_text(c, 201, "application/json", answer);
    return OK;
}

/* ---- a file ---- */

/* Gone from the folder whatever comes of it. */
static enum err file_read(struct call *c, struct questions_read *r)
{
    struct ctx *cx = &c->cx;
    struct str name = {0};
    if (c->req->body.n == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    TRY(percent_decode(cx, http_header(c->req, "X-File-Name"), false, &name));
    const char *path = temp_path(cx, "");
    TRY(temp_put(cx, path, c->req->body));
    enum err e = questions_file_read(cx, path, name.n ? str_cdup(cx->arena, name) : NULL, r);
    unlink(path);
    return e;
}

static enum err refuse_faults(struct call *c, const struct questions_read *r)
{
    struct buf b;
    struct json w;
    buf_init(&b, c->cx.arena, MORE_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    directory_faults_json(&w, r->faults, r->faults_n, r->faults_all);
    json_obj_end(&w);
    if (buf_ok(&b)) { /* the members of the object */
        struct str whole = buf_done(&b);
        c->more = str_sub(whole, 1, whole.n - 2);
    }
    return fail_at(&c->cx, ERR_INPUT, "file", "文件里有 %zu 处问题，没有写入",
                   "%zu faults in the file: nothing was written", r->faults_all);
}

static enum err looked(struct call *c, const struct questions_read *r)
{
    struct json *j = call_json(c, 200);
    json_kbool(j, "dry_run", true);
    directory_faults_json(j, r->faults, r->faults_n, r->faults_all);
    json_key(j, "questions");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(j);
        json_ki64(j, "number", r->rows[i].question);
        json_kstr(j, "title", r->rows[i].title);
        json_kcstr(j, "type_text",
                   enum_label(&question_type_names, r->rows[i].type, (int)c->cx.lang));
        json_kbool(j, "required", r->rows[i].required);
        json_kbool(j, "demand", r->rows[i].demand);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err questionnaires_post(struct call *c)
{
    const struct questionnaire_new *q = c->query;
    struct questions_read r = {0};
    struct str answer = {0};
    TRY(file_read(c, &r));
    if (q->dry_run)
        return looked(c, &r);
    if (r.faults_all)
        return refuse_faults(c, &r);
    TRY(questionnaire_make(&c->cx, q, &r, &answer));
    call_text(c, 201, "application/json", answer);
    return OK;
}
