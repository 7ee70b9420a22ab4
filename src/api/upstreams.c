/* SPDX-License-Identifier: Apache-2.0
 * Upstreams for the exchange desk: what is open of each, its tables in, the replies out.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "base/time.h"
#include "core/app.h"
#include "core/idem.h"
#include "loop/ledger_in.h"
#include "loop/upstream_open.h"
#include "loop/upstream_out.h"

enum { REJECTS_MAX = 200 };

enum err upstreams_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return upstream_open_json(&c->cx, call_json(c, 200));
}

struct table_args {
    bool dry_run;
};
static const struct field table_fields[] = {
    FIELD(struct table_args, dry_run, .zh = "只检查，不写入", .en = "Look only"),
};
const struct shape upstream_table_query =
    SHAPE("upstream_table_query", struct table_args, table_fields);

/* The first faults are told; all are counted. */
struct rejects {
    struct json w;
    struct buf out;
    int64_t n;
};

static enum err reject(struct ctx *cx, void *arg, const struct ledger_fault *f)
{
    struct rejects *r = arg;
    (void)cx;
    if (r->n++ >= REJECTS_MAX)
        return OK;
    json_obj(&r->w);
    json_ki64(&r->w, "row", f->line);
    json_kstr(&r->w, "column", f->column);
    json_kstr(&r->w, "number", f->number);
    json_kstr(&r->w, "reason", f->reason);
    json_obj_end(&r->w);
    return OK;
}

static struct str result_json(struct ctx *cx, const struct ledger_result *r,
                              struct rejects *bad, bool dry)
{
    struct buf b;
    struct json w;
    json_arr_end(&bad->w);
    buf_init(&b, cx->arena, 1 << 20);
    json_init(&w, &b);
    json_obj(&w);
    json_kbool(&w, "dry_run", dry);
    json_ki64(&w, "rows", r->rows);
    json_ki64(&w, "new", r->fresh);
    json_ki64(&w, "known", r->known);
    json_ki64(&w, "events", r->events);
    json_ki64(&w, "repeated", r->repeated);
    json_ki64(&w, "rejected", r->rejected);
    json_key(&w, "rejects");
    json_raw(&w, buf_done(&bad->out));
    json_key(&w, "mapping");
    json_arr(&w);
    for (size_t i = 0; i < r->map.n; i++) {
        const struct mapping_column *k = &r->map.columns[i];
        if (!k->title.n)
            continue;
        json_obj(&w);
        json_kstr(&w, "title", k->title);
        json_kcstr(&w, "field", k->target < 0 ? NULL : ledger_targets.p[k->target].name);
        json_obj_end(&w);
    }
    json_arr_end(&w);
    json_obj_end(&w);
    return buf_done(&b);
}

static enum err answer_write(struct ctx *cx, void *arg)
{
    const struct str *answer = arg;
    return idem_put(cx, 200, *answer);
}

static enum err table_read(struct call *c, struct ledger_import *job, struct str content,
                           struct ledger_result *out)
{
    struct ctx *cx = &c->cx;
    struct idem *key = cx->idem;
    enum err e = temp_put(cx, job->path, content);
    cx->idem = NULL; /* each chunk is a write of its own; the answer is stored after the last */
    if (e == OK)
        e = ledger_import(cx, job, out);
    cx->idem = key;
    unlink(job->path);
    return e;
}

static enum err table_post(struct call *c, enum upstream_sheet sheet)
{
    struct ctx *cx = &c->cx;
    const struct table_args *q = c->query;
    struct upload up = {0};
    struct upstream u = {0};
    struct ledger_result r = {0};
    struct rejects bad = {.n = 0};
    buf_init(&bad.out, cx->arena, 1 << 20);
    json_init(&bad.w, &bad.out);
    json_arr(&bad.w);
    TRY(call_upload(c, &up));
    TRY(call_read(c));
    TRY(upstream_get(cx, c->param[0], &u));
    struct ledger_import job = {
        .path = temp_path(cx, ""),
        .file_name = up.name,
        .upstream = &u,
        .sheet = (int)sheet,
        .series = u.code,
        .actor = cx->actor,
        .dry_run = q->dry_run,
        .rejected = reject,
        .arg = &bad,
    };
    TRY(table_read(c, &job, up.content, &r));
    call_read_end(c);
    struct str answer = result_json(cx, &r, &bad, q->dry_run);
    TRY(db_write(cx, cx->app->store, answer_write, &answer));
    call_text(c, 200, "application/json", answer);
    return OK;
}

enum err upstream_orders_post(struct call *c)
{
    return table_post(c, UPSTREAM_ORDERS);
}

enum err upstream_verdicts_post(struct call *c)
{
    return table_post(c, UPSTREAM_VERDICTS);
}

struct replies_args {
    int64_t since;
    bool again, csv;
};
static const struct field replies_fields[] = {
    FIELD(struct replies_args, since, .as = AS_TIME, .zh = "从哪天起", .en = "Since"),
    FIELD(struct replies_args, again, .zh = "报送过的也要", .en = "Also those sent before"),
    FIELD(struct replies_args, csv, .zh = "CSV", .en = "CSV"),
};
const struct shape upstream_replies_shape =
    SHAPE("upstream_replies", struct replies_args, replies_fields);

enum err upstream_replies_post(struct call *c)
{
    struct ctx *cx = &c->cx;
    const struct replies_args *b = c->body;
    const char *end = b->csv ? ".csv" : ".xlsx";
    char day[TIME_TEXT];
    struct upstream u = {0};
    struct upstream_replied r = {0};
    TRY(call_read(c));
    TRY(upstream_get(cx, c->param[0], &u));
    call_read_end(c);
    TRY(call_read(c)); /* one without a snapshot: the export takes its own */
    struct str name = str_fmt(cx->arena, "%.*s-回复-%s%s", STR_ARG(u.zh),
                              day_text(day, time_day(cx->now)), end);
    const struct upstream_replies job = {.path = temp_path(cx, end),
                                         .file_name = name,
                                         .upstream = &u,
                                         .since = b->since,
                                         .again = b->again};
    enum err e = upstream_replies(cx, &job, &r);
    call_read_end(c);
    if (e != OK) {
        unlink(job.path);
        return e;
    }
    call_header(c, "Huiyin-Rows", str_fmt(cx->arena, "%lld", (long long)r.rows));
    return temp_send(c, job.path,
                     b->csv
                         ? "text/csv; charset=utf-8"
                         : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     name);
}
