/* SPDX-License-Identifier: Apache-2.0
 * Upstreams for the exchange desk: what is open of each, its tables in, the replies out.
 */
#include <unistd.h>

#include "api/call.h"
#include "api/handlers.h"
#include "api/temp.h"
#include "base/time.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "loop/ledger_in.h"
#include "loop/upstream_open.h"
#include "loop/upstream_out.h"

enum { TOLD_MAX = 200, AUDIT_MAX = 65536 };

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

/* Rows of which the first are told; all are counted. */
struct told {
    struct json w;
    struct buf out;
    int64_t n;
};
struct telling {
    struct told rejects, repeats, hints;
    struct buf shown; /* JSON list of the demands hinted at: whom the search by person found */
    struct json shown_w;
};

static void told_begin(struct ctx *cx, struct told *t)
{
    buf_init(&t->out, cx->arena, 1 << 20);
    json_init(&t->w, &t->out);
    json_arr(&t->w);
}

static void told_end(struct json *w, const char *key, struct told *t)
{
    json_arr_end(&t->w);
    json_key(w, key);
    json_raw(w, buf_done(&t->out));
}

static enum err reject(struct ctx *cx, void *arg, const struct ledger_fault *f)
{
    struct told *r = &((struct telling *)arg)->rejects;
    (void)cx;
    if (r->n++ >= TOLD_MAX)
        return OK;
    json_obj(&r->w);
    json_ki64(&r->w, "row", f->line);
    json_kstr(&r->w, "column", f->column);
    json_kstr(&r->w, "number", f->number);
    json_kstr(&r->w, "reason", f->reason);
    json_obj_end(&r->w);
    return OK;
}

static void repeated(void *arg, const struct ledger_repeat *row)
{
    struct told *r = &((struct telling *)arg)->repeats;
    if (r->n++ >= TOLD_MAX)
        return;
    json_obj(&r->w);
    json_ki64(&r->w, "row", row->line);
    json_ki64(&r->w, "of", row->of);
    json_kstr(&r->w, "number", row->number);
    json_kbool(&r->w, "changed", row->changed);
    json_obj_end(&r->w);
}

/* What is told of other demands is kept with the search. */
static enum err hinted(struct ctx *cx, void *arg, const struct ledger_row *row, struct str num,
                       const struct petition_hints *hints)
{
    struct telling *t = arg;
    struct told *r = &t->hints;
    if (r->n++ >= TOLD_MAX)
        return OK;
    json_obj(&r->w);
    json_ki64(&r->w, "row", row->line);
    json_kstr(&r->w, "number", row->number);
    json_kstr(&r->w, "num", num);
    json_key(&r->w, "petition_hints");
    petition_hints_json(cx, &r->w, hints);
    json_obj_end(&r->w);
    for (size_t i = 0; i < hints->n && t->shown.n < AUDIT_MAX / 2; i++)
        json_str(&t->shown_w, hints->p[i].num);
    return OK;
}

static struct str result_json(struct ctx *cx, const struct ledger_result *r, struct telling *t,
                              bool dry)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, 4 << 20);
    json_init(&w, &b);
    json_obj(&w);
    json_kbool(&w, "dry_run", dry);
    json_ki64(&w, "rows", r->rows);
    json_ki64(&w, "new", r->fresh);
    json_ki64(&w, "known", r->known);
    json_ki64(&w, "events", r->events);
    json_ki64(&w, "repeated", r->repeated);
    json_ki64(&w, "rejected", r->rejected);
    told_end(&w, "rejects", &t->rejects);
    told_end(&w, "repeats", &t->repeats);
    told_end(&w, "hints", &t->hints);
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

struct answer {
    struct str body, search; /* search: what a search by person found; empty = none was made */
};

static enum err answer_write(struct ctx *cx, void *arg)
{
    const struct answer *a = arg;
    if (a->search.n)
        TRY(audit_put(cx, SUBJECT_OFFICER, cx->actor->officer_id, "search-person", a->search));
    return idem_put(cx, 200, a->body);
}

static struct str search_data(struct ctx *cx, struct telling *t)
{
    json_arr_end(&t->shown_w);
    if (!t->hints.n)
        return STR("");
    return str_fmt(cx->arena, "{\"by\":\"table\",\"found\":%lld,\"demands\":%.*s}",
                   (long long)t->hints.n, STR_ARG(buf_done(&t->shown)));
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
    struct telling *t = NEW(cx->arena, struct telling);
    told_begin(cx, &t->rejects);
    told_begin(cx, &t->repeats);
    told_begin(cx, &t->hints);
    buf_init(&t->shown, cx->arena, AUDIT_MAX);
    json_init(&t->shown_w, &t->shown);
    json_arr(&t->shown_w);
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
        .repeated = repeated,
        .hinted = hinted,
        .arg = t,
    };
    TRY(table_read(c, &job, up.content, &r));
    call_read_end(c);
    struct answer answer = {result_json(cx, &r, t, q->dry_run), search_data(cx, t)};
    TRY(db_write(cx, cx->app->store, answer_write, &answer));
    call_text(c, 200, "application/json", answer.body);
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
    return temp_send(c, job.path, b->csv ? "text/csv; charset=utf-8" : TYPE_XLSX, name);
}
