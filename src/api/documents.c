/* SPDX-License-Identifier: Apache-2.0
 * Documents that are sent on: made, fetched as DOCX and PDF, their register, their templates.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "base/time.h"
#include "core/app.h"
#include "doc/pdf.h"
#include "loop/document.h"

static const char DOCX[] =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

struct about_args {
    struct str about;
};
static const struct field about_fields[] = {
    FIELD(struct about_args, about, .required = true, .max = 60,
          .zh = "编号、清单号或时段（weekly 2026-11-16）",
          .en = "Number, list, or a time (weekly 2026-11-16)"),
};
const struct shape documents_query = SHAPE("documents_query", struct about_args, about_fields);

struct year_args {
    int64_t year;
};
static const struct field year_fields[] = {
    FIELD(struct year_args, year, .min = 2000, .max = 9999, .zh = "年份", .en = "Year"),
};
const struct shape documents_year_query =
    SHAPE("documents_year_query", struct year_args, year_fields);

struct template_args {
    bool preview;
    int64_t version;
};
static const struct field template_fields[] = {
    FIELD(struct template_args, preview, .zh = "用样例值填好",
          .en = "Filled with sample values"),
    FIELD(struct template_args, version, .min = 0, .zh = "第几版；不填为现用的",
          .en = "Which; the newest otherwise"),
};
const struct shape document_template_query =
    SHAPE("document_template_query", struct template_args, template_fields);

static const char *spool(struct call *c)
{
    return document_spool(&c->cx, c->cx.app->config, c->cx.app->data_dir);
}

enum err documents_get(struct call *c)
{
    const struct about_args *q = c->query;
    TRY(db_snapshot(&c->cx));
    struct json *j = call_json(c, 200);
    TRY(documents_json(&c->cx, q->about, j));
    json_kbool(j, "pdf", pdf_worker_runs(&c->cx, spool(c)));
    return OK;
}

enum err document_post(struct call *c)
{
    struct document d = {0};
    struct str answer = {0};
    TRY(call_read(c));
    TRY(db_snapshot(&c->cx));
    enum err e = document_read(&c->cx, c->body, &d);
    call_read_end(c);
    if (e != OK)
        return e;
    TRY(document_put(&c->cx, &d, &answer));
    call_text(c, 201, "application/json", answer);
    return OK;
}

enum err documents_register_get(struct call *c)
{
    const struct year_args *q = c->query;
    struct document *rows = NULL;
    size_t n = 0;
    int year = 0, month = 0, mday = 0;
    day_to_civil(time_day(c->cx.now), &year, &month, &mday);
    TRY(documents_of_year(&c->cx, q->year ? q->year : year, &rows, &n));
    struct json *j = call_json(c, 200);
    json_key(j, "documents");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        document_json(&c->cx, j, &rows[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static enum err asked(struct call *c, struct document *out)
{
    int64_t id = 0;
    if (!str_i64(c->param[0], &id) || id <= 0)
        return fail(&c->cx, ERR_NOT_FOUND, "没有这份公文", "there is no such document");
    return document_get(&c->cx, id, out);
}

static void told(struct call *c, const struct document *d)
{
    struct json *j = call_json(c, 200);
    document_json(&c->cx, j, d);
    json_kcstr(j, "pdf", pdf_state_names[pdf_state(&c->cx, spool(c), c->param[0])]);
}

enum err document_one_get(struct call *c)
{
    struct document d = {0};
    TRY(asked(c, &d));
    told(c, &d);
    return OK;
}

static void send(struct call *c, struct str bytes, struct str name)
{
    call_text(c, 200, DOCX, bytes);
    call_header(c, "Content-Disposition", call_disposition(c->cx.arena, "attachment", name));
}

enum err document_docx_get(struct call *c)
{
    struct document d = {0};
    struct str docx = {0};
    TRY(asked(c, &d));
    TRY(document_docx(&c->cx, &d, &docx));
    call_read_end(c);
    TRY(document_fetched(&c->cx, &d, "docx"));
    send(c, docx, document_file_name(&c->cx, &d, ".docx"));
    return OK;
}

enum err document_pdf_post(struct call *c)
{
    struct document d = {0};
    struct str docx = {0};
    TRY(call_read(c));
    TRY(asked(c, &d));
    TRY(document_docx(&c->cx, &d, &docx));
    call_read_end(c);
    TRY(pdf_hand_over(&c->cx, spool(c), c->param[0], docx));
    told(c, &d);
    return OK;
}

enum err document_pdf_get(struct call *c)
{
    struct document d = {0};
    int fd = -1;
    int64_t bytes = 0;
    TRY(asked(c, &d));
    call_read_end(c);
    TRY(pdf_take(&c->cx, spool(c), c->param[0], &fd, &bytes));
    enum err e = document_fetched(&c->cx, &d, "pdf");
    if (e != OK) {
        close(fd);
        return e;
    }
    c->reply->status = 200;
    c->reply->type = "application/pdf";
    c->reply->fd = fd;
    c->reply->fd_bytes = bytes;
    call_header(
        c, "Content-Disposition",
        call_disposition(c->cx.arena, "attachment", document_file_name(&c->cx, &d, ".pdf")));
    return OK;
}

/* ---- templates ---- */

enum err document_templates_get(struct call *c)
{
    return document_templates_json(&c->cx, call_json(c, 200));
}

static enum err kind_asked(struct call *c, const struct document_kind **out)
{
    *out = document_kind_find(c->param[0]);
    return *out ? OK : fail(&c->cx, ERR_NOT_FOUND, "没有这种公文", "there is no such document");
}

enum err document_template_file_get(struct call *c)
{
    const struct template_args *q = c->query;
    const struct document_kind *k = NULL;
    struct document_template t = {0};
    struct str docx = {0};
    TRY(kind_asked(c, &k));
    TRY(document_template_get(&c->cx, k, str_has(c->req->query, "version=") ? q->version : -1,
                              &t, &docx));
    if (q->preview)
        TRY(document_template_preview(&c->cx, k, docx, &docx));
    send(c, docx, str_fmt(c->cx.arena, "%s模板.docx", k->zh));
    return OK;
}

/* With preview nothing is stored: the answer is the upload, filled with sample values. */
enum err document_template_post(struct call *c)
{
    const struct template_args *q = c->query;
    const struct document_kind *k = NULL;
    struct upload up = {0};
    struct str filled = {0};
    int64_t version = 0;
    TRY(kind_asked(c, &k));
    TRY(call_upload(c, &up));
    if (q->preview) {
        TRY(document_template_preview(&c->cx, k, up.content, &filled));
        send(c, filled, str_fmt(c->cx.arena, "%s模板预览.docx", k->zh));
        return OK;
    }
    TRY(document_template_put(&c->cx, k, up.name, up.content, &version));
    json_ki64(call_json(c, 200), "version", version);
    return OK;
}
