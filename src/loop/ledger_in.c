/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_in.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "core/actor.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/ledger_known.h"
#include "loop/ledger_map.h"
#include "loop/ledger_seen.h"
#include "loop/upstream.h"

enum {
    CHUNK = 500, /* rows in one transaction: about a quarter of a second */
    CHUNK_ARENA = 1 << 30,
    BUSY_TRIES = 60,
};

/* What becomes of a row: taken over, an order received, a verdict recorded. */
struct way {
    size_t (*numbers)(const struct ledger_row *r);
    /* Before db_write: identifiers and the sealed person. */
    enum err (*draw)(struct ctx *cx, struct item *it, const struct str *nums);
    /* What a dry run says: the fate, and what draw would refuse. */
    enum err (*look)(struct ctx *cx, struct item *it);
    /* Inside db_write: sets the fate, writes the row or refuses before its first write. */
    enum err (*put)(struct ctx *cx, struct item *it, int64_t batch_id);
};

struct run {
    struct ctx *cx;
    const struct way *way;
    const struct ledger_import *job;
    struct ledger_result *out;
    struct ledger_reader reader;
    struct ledger_seen *seen;
    struct arena *arena; /* of the chunk */
    struct item *items;
    size_t n;
    int64_t total; /* rows of the file, when somebody watches */
};

/* ---- ways ---- */

static enum err ledger_draw(struct ctx *cx, struct item *it, const struct str *nums)
{
    return take_over_draw(cx, &it->row, nums, &it->take);
}

static enum err ledger_look(struct ctx *cx, struct item *it)
{
    TRY(take_over_look(cx, &it->row));
    return ledger_fate(cx, it);
}

static enum err ledger_put(struct ctx *cx, struct item *it, int64_t batch_id)
{
    TRY(ledger_fate(cx, it));
    if (it->fate != FATE_FRESH)
        return OK;
    TRY(take_over_put(cx, &it->take, batch_id));
    return ledger_mark(cx, it, batch_id);
}

static const struct way ledger_way = {take_over_numbers, ledger_draw, ledger_look, ledger_put};

static enum err order_look(struct ctx *cx, struct item *it)
{
    return upstream_order_look(cx, &it->row, &it->in, &it->fate);
}

static enum err order_draw(struct ctx *cx, struct item *it, const struct str *nums)
{
    return upstream_order_draw(cx, &it->row, nums, &it->in);
}

static enum err order_put(struct ctx *cx, struct item *it, int64_t batch_id)
{
    return upstream_order_put(cx, &it->row, &it->in, batch_id, &it->fate);
}

static size_t order_numbers(const struct ledger_row *r)
{
    (void)r;
    return 1;
}

static const struct way order_way = {order_numbers, order_draw, order_look, order_put};

static enum err verdict_look(struct ctx *cx, struct item *it)
{
    return upstream_verdict_look(cx, &it->row, &it->in, &it->fate);
}

static enum err verdict_draw(struct ctx *cx, struct item *it, const struct str *nums)
{
    (void)cx;
    (void)it;
    (void)nums;
    return OK;
}

static enum err verdict_put(struct ctx *cx, struct item *it, int64_t batch_id)
{
    return upstream_verdict_put(cx, &it->row, &it->in, batch_id, &it->fate);
}

static size_t no_numbers(const struct ledger_row *r)
{
    (void)r;
    return 0;
}

static const struct way verdict_way = {no_numbers, verdict_draw, verdict_look, verdict_put};

static const struct way *way_of(const struct ledger_import *job)
{
    if (!job->upstream)
        return &ledger_way;
    return job->sheet == UPSTREAM_ORDERS ? &order_way : &verdict_way;
}

/* ---- batch ---- */

struct batch_job {
    int64_t id;
    struct str name, file_name, sha256, map;
    const struct ledger_result *result;
};

static enum err batch_begin(struct ctx *cx, void *arg)
{
    const struct batch_job *b = arg;
    return db_exec(cx, SQL_BATCH_INSERT,
                   ARGS(I64(cx->jid), I64(b->id), TXT(b->name), TXT(b->file_name),
                        TXT(b->sha256), TXT(b->map), I64(cx->actor->officer_id), I64(cx->now)),
                   NULL);
}

static enum err batch_end(struct ctx *cx, void *arg)
{
    const struct batch_job *b = arg;
    const struct ledger_result *r = b->result;
    return db_exec(cx, SQL_BATCH_FINISH,
                   ARGS(I64(cx->jid), I64(b->id), I64(cx->now), I64(r->rows),
                        I64(r->known + r->events + r->repeated), I64(r->rejected)),
                   NULL);
}

static struct str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_c(slash ? slash + 1 : path);
}

static enum err batch_open(struct run *r)
{
    struct ctx *cx = r->cx;
    struct batch_job b = {.file_name = r->job->file_name.n ? r->job->file_name
                                                           : base_name(r->job->path)};
    struct str bytes = {0};
    TRY(ledger_file_map(cx, r->job->path, SIZE_MAX / 2, &bytes));
    b.sha256 = hash_hex(cx->arena, hash_sha256(bytes));
    ledger_file_unmap(bytes);
    b.name = r->job->batch.n ? r->job->batch : b.file_name;
    b.map = ledger_map_text(cx, &r->out->map);
    TRY(db_i64(cx, SQL_BATCH_UNFINISHED, ARGS(I64(cx->jid), TXT(b.sha256), TXT(b.name)), 0,
               &r->out->batch_id));
    if (r->out->batch_id) {
        r->out->resumed = true;
        return OK;
    }
    b.id = r->out->batch_id = app_id(cx);
    return db_write(cx, cx->app->store, batch_begin, &b);
}

/* ---- one chunk ---- */

struct chunk {
    const struct way *way;
    struct item *items;
    size_t n;
    int64_t batch_id;
};

static enum err chunk_write(struct ctx *cx, void *arg)
{
    const struct chunk *c = arg;
    for (size_t i = 0; i < c->n; i++) {
        struct item *it = &c->items[i];
        if (it->fate == FATE_REFUSED)
            continue;
        TRY(c->way->put(cx, it, c->batch_id));
    }
    return OK;
}

/* Another process may be writing for a while. */
static enum err write_patiently(struct ctx *cx, db_write_fn *fn, void *arg)
{
    enum err e = OK;
    for (int i = 0; i < BUSY_TRIES; i++) {
        e = db_write(cx, cx->app->store, fn, arg);
        if (e != ERR_BUSY)
            return e;
        int64_t wait_s = cx->error.retry_after_s > 0 ? cx->error.retry_after_s : 1;
        fault_clear(cx);
        nanosleep(&(struct timespec){.tv_sec = wait_s}, NULL);
    }
    return fail(cx, ERR_BUSY, "数据库一直忙，请稍后再次运行同一命令续导",
                "the database stays busy: run the same command again later to go on");
}

static enum err refuse(struct run *r, const struct ledger_fault *fault)
{
    r->out->rejected++;
    return r->job->rejected ? r->job->rejected(r->cx, r->job->arg, fault) : OK;
}

/* What a refusal names: a field of the person is a column of the file. */
static enum err refuse_item(struct run *r, struct ctx *cx, struct item *it)
{
    static const struct {
        const char *field;
        enum ledger_target target;
    } fields[] = {{"phone", LEDGER_PHONE}, {"idno", LEDGER_IDNO}, {"name", LEDGER_NAME}};
    struct ledger_fault fault = {.line = it->row.line, .number = it->row.number};
    for (size_t i = 0; cx->error.field && i < COUNT(fields); i++) {
        int column = columns_of(&r->out->map, (int)fields[i].target);
        if (strcmp(fields[i].field, cx->error.field) == 0 && column >= 0)
            fault.column = r->out->map.columns[column].title;
    }
    fault.reason = str_c(cx->error.message ? cx->error.message : err_code(cx->error.code));
    fault_clear(cx);
    it->fate = FATE_REFUSED;
    return refuse(r, &fault);
}

static bool is_refusal(enum err e)
{
    return e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_TOO_LARGE ||
           e == ERR_DENIED;
}

/* Numbers, identifiers and sealed persons of the whole chunk. */
static enum err chunk_draw(struct run *r, struct ctx *cx)
{
    struct str nums[CHUNK * 2];
    size_t want = 0, at = 0;
    for (size_t i = 0; i < r->n; i++)
        want += r->way->numbers(&r->items[i].row);
    if (want)
        TRY(app_numbers(cx, want, nums));
    for (size_t i = 0; i < r->n; i++) {
        struct item *it = &r->items[i];
        enum err e = r->way->draw(cx, it, nums + at);
        at += r->way->numbers(&it->row);
        if (is_refusal(e))
            e = refuse_item(r, cx, it);
        TRY(e);
    }
    return OK;
}

static void repeats(struct run *r, const struct ledger_row *row, int64_t of, bool changed)
{
    const struct ledger_repeat repeat = {row->line, of, row->number, changed};
    r->out->repeated++;
    if (r->job->repeated)
        r->job->repeated(r->job->arg, &repeat);
}

/* One refused row undoes its transaction: each row then gets one of its own. */
static enum err chunk_put(struct run *r, struct ctx *cx)
{
    struct chunk all = {
        .way = r->way, .items = r->items, .n = r->n, .batch_id = r->out->batch_id};
    TRY(chunk_draw(r, cx));
    enum err e = write_patiently(cx, chunk_write, &all);
    if (!is_refusal(e))
        return e;
    fault_clear(cx);
    for (size_t i = 0; i < r->n; i++) {
        struct chunk one = {
            .way = r->way, .items = &r->items[i], .n = 1, .batch_id = r->out->batch_id};
        e = write_patiently(cx, chunk_write, &one);
        if (is_refusal(e))
            e = refuse_item(r, cx, &r->items[i]);
        TRY(e);
    }
    return OK;
}

static enum err chunk_look(struct run *r, struct ctx *cx)
{
    for (size_t i = 0; i < r->n; i++) {
        struct item *it = &r->items[i];
        enum err e = r->way->look(cx, it);
        if (is_refusal(e))
            e = refuse_item(r, cx, it);
        TRY(e);
    }
    return OK;
}

static int number_column(const struct run *r)
{
    return columns_of(&r->out->map, (int)ledger_number_target(ledger_kind_of(&r->out->map)));
}

static enum err item_changed(struct run *r, struct ctx *cx, const struct item *it)
{
    int column = number_column(r);
    const struct ledger_fault fault = {
        .line = it->row.line,
        .number = it->row.number,
        .column = column < 0 ? STR("") : r->out->map.columns[column].title,
        .reason = str_fmt(cx->arena,
                          cx->lang == LANG_EN
                              ? "the number was taken over before as %.*s, with other "
                                "content: left as it is"
                              : "这个编号已承接为诉求 %.*s，本行内容与当时不同，未作改动",
                          STR_ARG(it->known_num)),
    };
    return refuse(r, &fault);
}

/* An upstream may say more of an order further down: whether the row speaks of an order that an
 * earlier row brought. A dry run and the import itself count it alike. */
static int64_t order_seen(struct run *r, const struct item *it)
{
    const struct ledger_row *row = &it->row;
    if (!r->job->upstream || r->job->sheet != UPSTREAM_ORDERS ||
        (it->fate != FATE_FRESH && it->fate != FATE_EVENT))
        return 0;
    int64_t of = ledger_seen_line(r->seen, row->number_hash, row->line);
    if (!of && row->order.original_hash[0])
        of = ledger_seen_find(r->seen, row->order.original_hash);
    return of;
}

static enum err hint(struct run *r, struct ctx *cx, const struct item *it)
{
    struct petition_hints hints = {0};
    if (!r->job->hinted || !r->job->upstream || r->job->upstream->kind != UPSTREAM_PETITION ||
        r->job->sheet != UPSTREAM_ORDERS)
        return OK;
    const struct petition_item item = {.demand_id = r->job->dry_run ? 0 : it->in.demand_id,
                                       .number = it->row.number,
                                       .original_no = it->row.order.original_no,
                                       .phone = it->row.person.phone,
                                       .idno = it->row.person.idno};
    TRY(petition_hints(cx, work_begin(cx), &item, &hints));
    if (!hints.n && !hints.confidential)
        return OK;
    return r->job->hinted(cx, r->job->arg, &it->row,
                          r->job->dry_run ? STR("") : it->in.drawn.num, &hints);
}

/* Rows of matters and tasks say nothing of their own. */
static enum err alike(struct run *r, struct ctx *cx, const struct ledger_row *row)
{
    struct same_found *found = NULL;
    size_t n = 0;
    const struct same_asked asked = {.said_at = row->said_at,
                                     .place_id = row->place_id,
                                     .title = row->title,
                                     .words = row->words,
                                     .class = row->class,
                                     .phone = row->person.phone,
                                     .idno = row->person.idno,
                                     .whole = true};
    if (!r->job->alike || !r->job->dry_run || !row->words.n)
        return OK;
    TRY(same_look(cx, work_begin(cx), &asked, &found, &n));
    return n ? r->job->alike(cx, r->job->arg, row, found, n) : OK;
}

static enum err chunk_count(struct run *r, struct ctx *cx)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct item *it = &r->items[i];
        int64_t of = order_seen(r, it);
        if (of) {
            repeats(r, &it->row, of, true);
            continue;
        }
        r->out->fresh += it->fate == FATE_FRESH;
        r->out->known += it->fate == FATE_KNOWN;
        r->out->events += it->fate == FATE_EVENT;
        if (it->fate == FATE_FRESH) {
            TRY(hint(r, cx, it));
            TRY(alike(r, cx, &it->row));
        }
        if (it->fate == FATE_CHANGED)
            TRY(item_changed(r, cx, it));
    }
    return OK;
}

static enum err chunk_flush(struct run *r)
{
    struct ctx cx = *r->cx;
    cx.arena = r->arena;
    enum err e = r->job->dry_run ? chunk_look(r, &cx) : chunk_put(r, &cx);
    if (e == OK)
        e = chunk_count(r, &cx);
    if (e != OK && cx.error.message)
        e = fail(r->cx, e, "%s", "%s", cx.error.message);
    r->n = 0;
    arena_reset(r->arena);
    if (e == OK && r->job->progress)
        r->job->progress(r->job->arg, r->out->rows, r->total);
    return e;
}

/* ---- the rows ---- */

static enum err row_same_number(struct run *r, const struct ledger_row *row, int64_t line)
{
    int column = number_column(r);
    struct ledger_fault fault = {
        .line = row->line,
        .number = row->number,
        .column = column < 0 ? STR("") : r->out->map.columns[column].title,
        .reason = str_fmt(r->arena,
                          r->cx->lang == LANG_EN ? "the same number as row %" PRId64
                                                   ", with other content"
                                                 : "编号与第 %" PRId64 " 行相同，内容不同",
                          line),
    };
    return refuse(r, &fault);
}

static enum err row_take(struct run *r, const struct row *row)
{
    struct ctx cx = *r->cx;
    struct ledger_fault fault = {0};
    struct item *it = &r->items[r->n];
    *it = (struct item){0};
    cx.arena = r->arena;
    r->out->rows++;
    if (!ledger_row_read(&cx, &r->reader, row, &it->row, &fault))
        return refuse(r, &fault);
    int64_t same = ledger_seen_line(r->seen, it->row.content_hash, row->number);
    if (same) {
        repeats(r, &it->row, same, false);
        return OK;
    }
    if (it->row.number_hash[0] && !r->job->upstream) {
        int64_t line = ledger_seen_line(r->seen, it->row.number_hash, row->number);
        if (line)
            return row_same_number(r, &it->row, line);
    }
    r->n++;
    return r->n == CHUNK ? chunk_flush(r) : OK;
}

static enum err rows_take(struct run *r, struct sheet *s)
{
    for (;;) {
        struct row row;
        bool more = false;
        TRY(sheet_row(r->cx, s, &row, &more));
        if (!more)
            break;
        TRY(row_take(r, &row));
    }
    return chunk_flush(r);
}

static enum err rows_count(struct run *r, struct sheet *s)
{
    bool more = true;
    while (more) {
        struct row row;
        TRY(sheet_row(r->cx, s, &row, &more));
        r->total += more;
    }
    return columns_start(r->cx, s, &r->out->map);
}

/* Units that the register lacks, where the import was told to make them. In a dry run they are
 * only named, and their rows are looked at as if they were there. */
static enum err units_take(struct run *r, struct sheet *s)
{
    if (!r->job->make_units)
        return OK;
    TRY(ledger_units_find(r->cx, s, &r->out->map, &r->out->units));
    TRY(columns_start(r->cx, s, &r->out->map));
    if (r->job->dry_run)
        r->reader.unknown_units_to_root = true;
    else if (r->out->units.n)
        TRY(ledger_units_make(r->cx, &r->out->units));
    return OK;
}

static enum err run(struct run *r, struct sheet *s)
{
    struct batch_job end = {.result = r->out};
    TRY(units_take(r, s));
    if (r->job->progress)
        TRY(rows_count(r, s));
    if (!r->job->dry_run)
        TRY(batch_open(r));
    TRY(rows_take(r, s));
    if (r->job->dry_run)
        return OK;
    end.id = r->out->batch_id;
    return write_patiently(r->cx, batch_end, &end);
}

enum err ledger_import(struct ctx *cx, const struct ledger_import *job,
                       struct ledger_result *out)
{
    struct ctx own = *cx;
    own.actor = job->actor ? job->actor : &actor_import;
    struct run r = {.cx = &own, .way = way_of(job), .job = job, .out = out};
    struct sheet *s = NULL;
    *out = (struct ledger_result){0};
    enum err e = ledger_map_choose(&own, job, &out->map, &s);
    cx->error = own.error;
    TRY(e);
    r.reader = (struct ledger_reader){
        .map = &out->map,
        .ledger = job->series,
        .upstream = job->upstream,
        .sheet = job->sheet,
        .unknown_units_to_root = job->unknown_units_to_root,
    };
    r.seen = ledger_seen_open();
    r.arena = arena_open(CHUNK_ARENA);
    r.items = NEWS(cx->arena, struct item, CHUNK);
    e = run(&r, s);
    cx->error = own.error;
    arena_close(r.arena);
    ledger_seen_close(r.seen);
    sheet_close(s);
    return e;
}
