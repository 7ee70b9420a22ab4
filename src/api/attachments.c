/* SPDX-License-Identifier: Apache-2.0
 * Attachments come in before the act they belong to, and are shown with it.
 */
#include "api/call.h"
#include "api/handlers.h"
#include "core/attach.h"
#include "core/audit.h"
#include "core/idem.h"
#include "loop/dossier.h"
#include "loop/inspection.h"
#include "loop/meeting.h"
#include "loop/notice.h"
#include "loop/spot.h"

struct attachment_args {
    bool original;
};
static const struct field attachment_fields[] = {
    FIELD(struct attachment_args, original, .zh = "原始文件", .en = "The file as it came"),
};
const struct shape attachment_query =
    SHAPE("attachment_query", struct attachment_args, attachment_fields);

static enum err answer_write(struct ctx *cx, void *arg)
{
    const struct str *answer = arg;
    return idem_put(cx, 201, *answer);
}

enum err attachment_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    struct upload up = {0};
    struct attachment a = {0};
    struct str ref = {0};
    TRY(call_upload(c, &up));
    if (up.content.n == 0)
        return fail_at(cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    TRY(attach_store(cx, up.name, up.content, &a, &ref));
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, 4096);
    json_init(&w, &b);
    json_obj(&w);
    json_kid(&w, "id", a.id);
    json_kstr(&w, "ref", ref);
    json_kstr(&w, "name", a.name);
    json_kstr(&w, "type", a.type);
    json_ki64(&w, "bytes", a.bytes);
    json_obj_end(&w);
    struct str answer = buf_done(&b);
    /* A write of its own: should the process end in between, the client sends again, and the
     * first upload, bound to nothing, is removed within a day. */
    TRY(db_write(cx, cx->app->store, answer_write, &answer));
    call_text(c, 201, "application/json", answer);
    return OK;
}

static enum err send_file(struct call *c, const struct attachment *a, bool original)
{
    struct ctx *cx = &c->cx;
    struct str type = {0};
    int fd = -1;
    int64_t bytes = 0;
    TRY(attach_fd(cx, a, original, &fd, &bytes, &type));
    bool shown = str_starts(type, "image/") && !original;
    c->reply->status = 200;
    c->reply->type = str_cdup(cx->arena, type);
    c->reply->fd = fd;
    c->reply->fd_bytes = bytes;
    c->reply->cache = "private, max-age=3600";
    call_header(c, "Content-Disposition",
                call_disposition(cx->arena, shown ? "inline" : "attachment", a->name));
    return OK;
}

static enum err no_such(struct ctx *cx)
{
    return fail(cx, ERR_NOT_FOUND, "没有这个附件", "there is no such attachment");
}

static enum err id_param(struct call *c, size_t param, int64_t *id)
{
    return str_i64(c->param[param], id) && *id > 0 ? OK : no_such(&c->cx);
}

/* Seen by whoever sees the subject; before it is bound, by the officer who uploaded it. *unit:
 * that of what is no demand and no work on one, 0 otherwise. */
static enum err may_see(struct call *c, const struct attachment *a, int64_t *unit)
{
    struct ctx *cx = &c->cx;
    struct spot s;
    struct meeting m = {0};
    bool seen = false;
    *unit = 0;
    if (!a->subject_kind.n)
        return a->officer_id && a->officer_id == cx->actor->officer_id ? OK : no_such(cx);
    enum subject kind = (enum subject)enum_value(&subject_names, a->subject_kind);
    switch ((int)kind) {
    case SUBJECT_BOX: /* what was found in it */
        TRY(spot_get(cx, a->subject_id, &s));
        *unit = s.unit_id;
        seen = spot_may_see(cx, &s);
        break;
    case SUBJECT_CAMPAIGN: /* its plan is for every officer */
        *unit = cx->app->root_unit;
        seen = true;
        break;
    case SUBJECT_MEETING:
        TRY(meeting_by_id(cx, a->subject_id, &m));
        *unit = m.lead_unit ? m.lead_unit : cx->app->root_unit;
        seen = meeting_minutes_seen(cx, &m);
        break;
    case SUBJECT_UNIT: /* it came with the answer to a notice */
        *unit = a->subject_id;
        TRY(notice_paper_seen(cx, a->subject_id, a->seq, &seen));
        break;
    case SUBJECT_INSPECTION:
        TRY(finding_photo_seen(cx, a->subject_id, unit, &seen));
        break;
    default:
        TRY(work_visible(work_begin(cx), kind, a->subject_id, &seen));
    }
    return seen ? OK : no_such(cx);
}

static bool handles_at(struct ctx *cx, int64_t unit)
{
    return (actor_roles_at(cx, cx->actor, unit) & (BIT(ROLE_HANDLER) | BIT(ROLE_HEAD))) != 0;
}

static enum err handles_matter(struct ctx *cx, struct work *w, int64_t id, bool *out)
{
    struct task **tasks = NULL;
    size_t n = 0;
    TRY(work_tasks(w, id, &tasks, &n));
    for (size_t i = 0; i < n && !*out; i++)
        *out = tasks[i]->state != TASK_WITHDRAWN && handles_at(cx, tasks[i]->unit_id);
    return OK;
}

static enum err handles_demand(struct ctx *cx, struct work *w, int64_t id, bool *out)
{
    struct demand *d = NULL;
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_demand(w, id, &d));
    TRY(work_links_of_demand(w, id, &links, &n));
    *out = handles_at(cx, d->unit_id);
    for (size_t i = 0; i < n && !*out; i++)
        if (links[i]->state != LINK_VOID)
            TRY(handles_matter(cx, w, links[i]->matter_id, out));
    return OK;
}

/* Whether the actor handles, or heads, in `unit` or in a unit that the subject is work of. */
static enum err handles(struct ctx *cx, const struct attachment *a, int64_t unit, bool *out)
{
    struct work *w = work_begin(cx);
    struct task *t = NULL;
    *out = unit && handles_at(cx, unit);
    switch (enum_value(&subject_names, a->subject_kind)) {
    case SUBJECT_DEMAND:
        return handles_demand(cx, w, a->subject_id, out);
    case SUBJECT_MATTER:
        return handles_matter(cx, w, a->subject_id, out);
    case SUBJECT_TASK:
        TRY(work_task(w, a->subject_id, &t));
        *out = handles_at(cx, t->unit_id);
        return OK;
    default:
        return OK;
    }
}

/* The file as it came may hold where and by whom it was taken: for those who handle, and noted.
 */
static enum err open_original(struct call *c, const struct attachment *a, int64_t unit)
{
    struct ctx *cx = &c->cx;
    bool may = false;
    TRY(handles(cx, a, unit, &may));
    if (!may)
        return fail(cx, ERR_DENIED, "只有承办单位的承办人、负责人可以打开原始文件",
                    "only those who handle it may open the file as it came");
    call_read_end(c);
    TRY(audit_self(cx, "open-original",
                   str_fmt(cx->arena, "{\"attachment\":\"%lld\"}", (long long)a->id)));
    return call_read(c);
}

enum err attachment_get(struct call *c)
{
    const struct attachment_args *q = c->query;
    struct attachment a = {0};
    int64_t id = 0, unit = 0;
    TRY(id_param(c, 0, &id));
    TRY(attach_get(&c->cx, id, &a));
    TRY(may_see(c, &a, &unit));
    if (q->original)
        TRY(open_original(c, &a, unit));
    return send_file(c, &a, q->original);
}

/* What the citizen's page lists. A telephone may be lent: no cache answers without the code. */
enum err public_attachment_get(struct call *c)
{
    struct attachment a = {0};
    int64_t id = 0;
    TRY(id_param(c, 1, &id));
    TRY(dossier_citizen_file(&c->cx, c->param[0], id, &a));
    TRY(send_file(c, &a, false));
    c->reply->cache = NULL;
    return OK;
}
